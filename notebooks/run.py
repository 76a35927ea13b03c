"""Run the notebooks and keep their outputs, so that the same code gives the same file.

A committed notebook shows what its readers see on a code host, so its outputs must be those of a
fresh run. :func:`execute` runs one notebook from its first cell to its last in a new kernel and
returns it in one fixed form, or says which cell is at fault. ``python notebooks/run.py`` writes the
results back; the tests compare them with what is committed.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, CellExecutionError, DeadKernelError
from nbformat import NotebookNode

FOLDER = Path(__file__).resolve().parent
CELL_TIMEOUT_SECONDS = 300
KERNELS_AT_ONCE = 2

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


def execute(path: Path) -> NotebookNode:
    """Run a notebook in a fresh kernel; return it with its outputs and leave the file alone."""
    notebook = read(path)
    with tempfile.TemporaryDirectory(prefix="kernel-") as profile:
        _run_cells(notebook, path, kernel_environment(profile))
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
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"MPLBACKEND", "PYTHONWARNINGS", "PYTHONSTARTUP"}
    }
    # An empty profile: neither history nor start-up scripts of whoever runs this.
    return kept | {"IPYTHONDIR": profile}


def _run_cells(notebook: NotebookNode, path: Path, environment: dict[str, str]) -> None:
    """Run all cells with the Python of this process, whatever kernels the machine knows."""
    native_only = KernelSpecManager(kernel_dirs=[])
    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=native_only)
    client = NotebookClient(
        notebook,
        km=manager,
        kernel_name="python3",
        timeout=CELL_TIMEOUT_SECONDS,
        record_timing=False,
        # Without this the kernel warns on the terminal that it listens on TCP.
        extra_arguments=["--IPKernelApp.log_level=40"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        # Not client.execute(): it leaves the event loop of its thread open.
        asyncio.run(client.async_execute(env=environment, cleanup_kc=True))
    except CellExecutionError as error:
        raise NotebookError(_failure(notebook, path, error)) from None
    except (CellControlSignal, DeadKernelError) as error:
        raise NotebookError(f"{path.name}: {error}") from None


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
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(path)
    return True


def refresh(path: Path) -> str:
    """Run one notebook, write it back, and report in one line."""
    start = time.perf_counter()
    notebook = execute(path)
    done = "updated" if write(notebook, path) else "unchanged"
    seconds = time.perf_counter() - start
    return f"{path.name}: {len(_code_cells(notebook))} cells, {seconds:.1f} s, {done}"


def main() -> int:
    """Refresh every notebook, a few at a time; a kernel is its own process, so threads will do."""
    failures = 0
    with ThreadPoolExecutor(KERNELS_AT_ONCE) as pool:
        for job in as_completed([pool.submit(refresh, path) for path in notebooks()]):
            try:
                print(job.result(), flush=True)
            except NotebookError as error:
                failures += 1
                print(error, file=sys.stderr, flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
