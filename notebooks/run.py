"""Run the notebooks and keep their outputs, so that the same code gives the same file.

A committed notebook shows what its readers see on a code host, so its outputs must be those of a
fresh run. :func:`execute` runs one notebook from its first cell to its last in a kernel that has
forgotten everything, and returns it in one fixed form, or says which cell is at fault.
``python notebooks/run.py`` writes the results back; the tests compare them with what is committed.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

# jsonschema would compile dozens of grammars for addresses, which no notebook is held against and takes seconds.
if "rfc3987_syntax" not in sys.modules:
    sys.modules["rfc3987_syntax"] = None

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, CellExecutionError, DeadKernelError
from nbformat import NotebookNode

from musterbook.atomic import whole

FOLDER = Path(__file__).resolve().parent
CELL_TIMEOUT_SECONDS = 300
KERNELS_AT_ONCE = 2
FORGET = "__import__('pandas').reset_option('display'); get_ipython().reset()"

# No Python version here: the same outputs must give the same file on 3.11 and on 3.13.
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


class NotebookError(Exception):
    """A notebook that cannot be run, or whose outputs may not be kept; names notebook and cell."""


def notebooks() -> list[Path]:
    """List the notebooks of this folder in the order they are read."""
    return sorted(FOLDER.glob("*.ipynb"))


@asynccontextmanager
async def kernel() -> AsyncIterator[AsyncKernelManager]:
    """Start a kernel with the Python of this process, whatever kernels the machine knows."""
    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
    with tempfile.TemporaryDirectory(prefix="kernel-") as profile:
        # Without the argument the kernel warns on the terminal that it listens on TCP.
        quiet = {"extra_arguments": ["--IPKernelApp.log_level=40"]}
        await manager.start_kernel(env=kernel_environment(profile), cwd=str(FOLDER), **quiet)
        try:
            yield manager
        finally:
            await manager.shutdown_kernel(now=True)


async def execute(path: Path, manager: AsyncKernelManager) -> NotebookNode:
    """Run a notebook; return it with its outputs and leave the file alone.

    Notebooks that run one after the other in a kernel share what was imported, and neither names nor how frames are
    shown: to import everything anew takes longer than the rest.
    """
    notebook = read(path)
    if not await manager.is_alive():
        await manager.restart_kernel(now=True)
    client = NotebookClient(
        notebook, km=manager, kernel_name="python3", timeout=CELL_TIMEOUT_SECONDS, record_timing=False
    )
    channels = await client.async_start_new_kernel_client()
    try:
        await channels.execute_interactive(FORGET, silent=True)
        await client.async_execute()
    except CellExecutionError as error:
        raise NotebookError(_failure(notebook, path, error)) from None
    except (CellControlSignal, DeadKernelError) as error:
        raise NotebookError(f"{path.name}: {error}") from None
    finally:
        channels.stop_channels()
    notebook.metadata = nbformat.from_dict(METADATA)
    _check_outputs(notebook, path)
    return notebook


def read(path: Path) -> NotebookNode:
    """Read a notebook that carries its own cell ids; nbformat would make up random ones."""
    text = path.read_text(encoding="utf-8")
    raw = json.loads(text)
    ids = [cell.get("id") for cell in raw.get("cells", [])]
    if (raw.get("nbformat"), raw.get("nbformat_minor")) < (4, 5) or None in ids:
        raise NotebookError(f"{path.name}: every cell needs an id of its own (nbformat 4.5)")
    if len(set(ids)) < len(ids):
        twice = sorted({one for one in ids if ids.count(one) > 1})
        raise NotebookError(f"{path.name}: cell ids used more than once: {', '.join(twice)}")
    return nbformat.reads(text, as_version=4)


def kernel_environment(profile: str) -> dict[str, str]:
    """Give the kernel the environment of this process without what would change its outputs."""
    changing = {"MPLBACKEND", "PYTHONWARNINGS", "PYTHONSTARTUP"}
    kept = {name: value for name, value in os.environ.items() if name not in changing}
    # An empty profile: neither history nor start-up scripts of whoever runs this.
    return kept | {"IPYTHONDIR": profile}


def _failure(notebook: NotebookNode, path: Path, error: CellExecutionError) -> str:
    """Say in one line which cell failed, and how."""
    for cell in _code_cells(notebook):
        if any(output.output_type == "error" for output in cell.outputs):
            return f"{path.name}, cell {cell.id}: {error.ename}: {error.evalue}"
    return f"{path.name}: {error.ename}: {error.evalue}"


def _check_outputs(notebook: NotebookNode, path: Path) -> None:
    """Refuse what a reader should never see: gaps in the numbering, warnings, messages."""
    for position, cell in enumerate(_code_cells(notebook), start=1):
        if cell.execution_count != position:
            raise NotebookError(
                f"{path.name}, cell {cell.id}: has number {cell.execution_count}, "
                f"expected {position}; empty code cells are not run"
            )
        for output in cell.outputs:
            if output.get("name") == "stderr":
                raise NotebookError(f"{path.name}, cell {cell.id}: wrote to stderr: {output.text}")


def _code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def write(notebook: NotebookNode, path: Path) -> bool:
    """Replace the file in one step if its content changes; say whether it did."""
    text = nbformat.writes(notebook).rstrip("\n") + "\n"
    if path.read_text(encoding="utf-8") == text:
        return False
    with whole(path) as written:
        written.write_text(text, "utf-8", newline="\n")
    return True


def shown(value: object) -> str:
    """Show a value in one short line; an image by its size and checksum."""
    text = "".join(value) if isinstance(value, list) else str(value)
    return text if len(text) <= 60 else f"{text[:57]!r}... ({len(text)} characters)"


def shown_image(value: str) -> str:
    """Show an image by its size and the beginning of its checksum."""
    content = base64.b64decode(value)
    return f"{len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()[:12]}"


def parts(output: NotebookNode) -> dict[str, object]:
    """Spread an output into named parts: its fields, and each kind of its data."""
    fields = {key: value for key, value in output.items() if key != "data"}
    return fields | dict(output.get("data", {}))


def output_differences(where: str, old: NotebookNode, new: NotebookNode) -> list[str]:
    """Say which parts of one output differ, and how."""
    before, after = parts(old), parts(new)
    found = []
    for part in sorted(before.keys() | after.keys()):
        if before.get(part) != after.get(part):
            show: Callable[[str], str] = shown_image if part == "image/png" else shown
            told = [show(side[part]) if part in side else "nothing" for side in (before, after)]
            found.append(f"{where}, {part}: committed {told[0]}, now {told[1]}")
    return found


def cell_differences(where: str, old: NotebookNode, new: NotebookNode) -> list[str]:
    """Say what differs between two cells with the same id."""
    found = [
        f"{where}, {field}: committed {shown(old.get(field))}, now {shown(new.get(field))}"
        for field in ("cell_type", "source", "metadata", "execution_count")
        if old.get(field) != new.get(field)
    ]
    before, after = old.get("outputs", []), new.get("outputs", [])
    if len(before) != len(after):
        return [*found, f"{where}: committed {len(before)} outputs, now {len(after)}"]
    for number, (one, other) in enumerate(zip(before, after, strict=True), start=1):
        found += output_differences(f"{where}, output {number}", one, other)
    return found


def differences(name: str, old: NotebookNode, new: NotebookNode) -> list[str]:
    """Say what differs between two notebooks, each line with notebook and cell id."""
    before, after = ({cell.id: cell for cell in one.cells} for one in (old, new))
    found = [] if old.metadata == new.metadata else [f"{name}: metadata differ"]
    if list(before) != list(after):
        return [*found, f"{name}: committed cells {list(before)}, now {list(after)}"]
    for cell_id, cell in before.items():
        found += cell_differences(f"{name}, cell {cell_id}", cell, after[cell_id])
    return found


async def refresh(path: Path, manager: AsyncKernelManager) -> str:
    """Run one notebook, write it back, and report in one line."""
    start = time.perf_counter()
    notebook = await execute(path, manager)
    done = "updated" if write(notebook, path) else "unchanged"
    seconds = time.perf_counter() - start
    return f"{path.name}: {len(_code_cells(notebook))} cells, {seconds:.1f} s, {done}"


async def refresh_each(waiting: Iterator[Path]) -> int:
    """Refresh notebooks in a kernel as long as any waits; give how many could not be run."""
    failures = 0
    async with kernel() as manager:
        for path in waiting:
            try:
                print(await refresh(path, manager), flush=True)
            except NotebookError as error:
                failures += 1
                print(error, file=sys.stderr, flush=True)
    return failures


async def main() -> int:
    """Refresh every notebook, a few at a time."""
    waiting = iter(notebooks())
    failures = await asyncio.gather(*(refresh_each(waiting) for _ in range(KERNELS_AT_ONCE)))
    return 1 if any(failures) else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
