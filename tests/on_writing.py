"""Stop commands before each thing they do to the disk: killed, or told that the disk is full.

Run in a process of its own, for it makes a child for every stop: what is imported once need not be imported again, and
Python itself tells of every file that is opened for writing, moved or removed (``sys.addaudithook``). Prints one line
of JSON for each command, with what was wrong.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from importlib import import_module
from io import StringIO
from itertools import cycle
from pathlib import Path
from pkgutil import walk_packages

import musterbook
from musterbook.cli import main

CASE = Path(__file__).parent / "cases" / "first"
REMOVES = {"os.remove", "os.rmdir", "shutil.rmtree"}
TOUCHES = {"os.mkdir", "os.rename", "os.link", "os.chmod", "tempfile.mkdtemp", *REMOVES}
LIST = "signup,age\n2023-07-03,24\n2023-07-04,380\n=1+1,24\n"
State = dict[str, bytes]
Stop = Callable[[str], None]


def empty(folder: Path) -> None:
    """Leave a folder with nothing in it."""


def changed_case(folder: Path) -> None:
    """Make a case with a change that is not accepted yet."""
    shutil.copytree(CASE, folder / "case")
    with (folder / "case" / "records.csv").open("ab") as file:
        file.write(file_end(folder / "case" / "records.csv"))


def file_end(path: Path) -> bytes:
    """Give one more record."""
    header, first, *_ = path.read_bytes().splitlines(keepends=True)
    assert header.startswith(b"record_id,")
    return b"another," + first.partition(b",")[2]


def hidden_list(folder: Path) -> None:
    """Make a list that nobody else may read."""
    (folder / "list.csv").write_text(LIST, "utf-8")
    (folder / "list.csv").chmod(0o600)


def old_figure(folder: Path) -> None:
    """Make the case, and an older figure of it."""
    shutil.copytree(CASE, folder / "case")
    (folder / "figures").mkdir()
    for ending in ("png", "svg", "csv", "txt"):
        (folder / "figures" / f"years.{ending}").write_text("old", "utf-8")


def read_page(folder: Path) -> None:
    """Make the case, and the text of one of its sources."""
    shutil.copytree(CASE, folder / "case")
    (folder / "page.html").write_text("<p>At least 51 people.</p>", "utf-8")


COMMANDS: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "new": (empty, ["new", "north"]),
    "accept": (changed_case, ["check", "case", "--accept"]),
    "read": (hidden_list, ["read", "list.csv", "--out", "records"]),
    "archive": (read_page, ["archive", "case", "istories=page.html"]),
    "figures": (old_figure, ["draw", "case", "years", "--out", "figures"]),
}


def killed(_: str) -> None:
    """End as nobody can prevent."""
    os.kill(os.getpid(), signal.SIGKILL)


def full(event: str) -> None:
    """Say what the system says when there is no room; to remove something takes none."""
    if event not in REMOVES:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def run(folder: Path, arguments: list[str], at: int = -1, stop: Stop = killed) -> tuple[int, str, int]:
    """Run a command in a child that is stopped at the given touch; give its code, what it said, and its touches."""
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        os.close(told)
        os.chdir(folder)
        touches = 0

        def look(event: str, given: tuple[object, ...]) -> None:
            nonlocal touches
            writes = event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR)
            if event in TOUCHES or (writes and isinstance(given[0], str)):
                touches += 1
                if touches == at + 1:
                    stop(event)

        said = StringIO()
        sys.addaudithook(look)
        with redirect_stderr(said), redirect_stdout(StringIO()):
            code = main(arguments)
        os.write(tell, json.dumps([said.getvalue(), touches]).encode())
        os._exit(code)
    os.close(tell)
    with os.fdopen(told, "rb") as pipe:
        answer = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return (code, *(json.loads(answer) if answer else ("", 0)))


def state(folder: Path) -> State:
    """Give what every file of a folder holds."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def faults(command: str, most: int) -> Iterator[str]:
    """Stop a command at up to so many of its touches, and say what was wrong afterwards."""
    prepare, arguments = COMMANDS[command]
    with tempfile.TemporaryDirectory() as place:
        begun, done = Path(place, "begun"), Path(place, "done")
        begun.mkdir()
        prepare(begun)
        before = state(begun)
        shutil.copytree(begun, done)
        code, said, touches = run(done, arguments)
        after = state(done)
        if code or before == after:
            yield f"not done at all: {said}"
        places = sorted({round(step * (touches - 1) / (most - 1)) for step in range(most)})
        # A full disk is found by the same lines that a kill stops; every second place shows what is said of it.
        for at, stop in zip(places, cycle((killed, full)), strict=False):
            folder = Path(place, str(at))
            shutil.copytree(begun, folder)
            code, said, _ = run(folder, arguments, at, stop)
            yield from (f"{stop.__name__} at {at}: {fault}" for fault in wrong(folder, before, after, code, said))
            code, said, _ = run(folder, arguments)
            if (code and "is there already" not in said and "is not empty" not in said) or state(folder) != after:
                yield f"{stop.__name__} at {at}: the next run ends with {code}, {said}, {sorted(state(folder))}"
            shutil.rmtree(folder)


def wrong(folder: Path, before: State, after: State, code: int, said: str) -> Iterator[str]:
    """Say what a stop left behind that it must not."""
    found = state(folder)
    shown = {name: held for name, held in found.items() if "/.musterbook-" not in f"/{name}"}
    for name, held in shown.items():
        if held not in (before.get(name), after.get(name)):
            yield f"{name} is neither the old nor the new one"
    if code == -signal.SIGKILL:
        return
    if len(found) > len(shown):
        yield f"left behind: {sorted(found.keys() - shown.keys())}"
    if code not in (0, 1) or (code and not said.endswith(": No space left on device\n")) or said.count("\n") > 1:
        yield f"ends with {code} and says {said!r}"
    if code and ".musterbook-" in said:
        yield f"names what is temporary: {said!r}"


def import_all() -> None:
    """Import everything once, so that no child has to; nothing is run, for threads do not outlive a fork."""
    for module in walk_packages(musterbook.__path__, "musterbook."):
        import_module(module.name)
    for name in ("polars", "pyarrow.csv", "pyarrow.compute", "matplotlib.pyplot"):
        import_module(name)


if __name__ == "__main__":
    import_all()
    with suppress(BrokenPipeError):
        for name in COMMANDS:
            print(json.dumps({name: list(faults(name, int(sys.argv[1])))}), flush=True)
