"""Stop whatever writes before each thing it does to the disk, killed or told that the disk is full, and at any moment.

Run in a process of its own, for it makes a child for every stop: what is imported once need not be imported again, and
Python itself tells of every file that is opened for writing, moved or removed (``sys.addaudithook``). Prints one line
of JSON for each command, with what was wrong::

    python tests/on_writing.py 1000 500        before every single thing, and 500 times at a random moment
    python tests/on_writing.py 3 10 read draw  at three places and ten moments of two of them
"""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from importlib import import_module
from io import StringIO
from itertools import cycle
from pathlib import Path
from pkgutil import walk_packages

import musterbook as mb
from musterbook.cli import main

CASE = Path(__file__).parent / "cases" / "first"
REMOVES = {"os.remove", "os.rmdir", "shutil.rmtree"}
TOUCHES = {"os.mkdir", "os.rename", "os.link", "os.chmod", "tempfile.mkdtemp", *REMOVES}
LIST = "signup,age\n2023-07-03,24\n2023-07-04,380\n=1+1,24\n"
ROWS = {
    "sources": "paper,Paper,,,2024-01-01,,,,,full,report,,,\n",
    "populations": "north,People,,,,signup,,2023-06/2023-08,,\n",
    "claims": "all,paper,1,north,count,,,=,20,people,,used,,\n",
}
State = dict[str, bytes]
Stop = Callable[[str], None]


def empty(folder: Path) -> None:
    """Leave a folder with nothing in it."""


def small_case(folder: Path) -> None:
    """Make a small case."""
    mb.new_case(folder / "case")
    for name, rows in ROWS.items():
        with (folder / "case" / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(rows)
    mb.accept_files(folder / "case")


def changed_case(folder: Path) -> None:
    """Make a case with a change that is not accepted yet."""
    small_case(folder)
    with (folder / "case" / "records.csv").open("a", encoding="utf-8") as file:
        file.write("one,north,2023-07-03,,,,24,,,paper,\n")


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


def old_report(folder: Path) -> None:
    """Make the case, and an older report of it."""
    small_case(folder)
    (folder / "report.html").write_text("old", "utf-8")


def read_page(folder: Path) -> None:
    """Make the case, and the text of one of its sources."""
    small_case(folder)
    (folder / "page.html").write_text("<p>At least 51 people.</p>", "utf-8")


def command(*arguments: str) -> Callable[[], int]:
    """Give what runs a command."""
    return lambda: main(arguments)


def sqlite() -> int:
    """Write a list as SQLite, and say what is wrong as a command does."""
    try:
        mb.read_records("list.csv", errors="keep_aside").to_sqlite("list.sqlite")
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def many(folder: Path) -> None:
    """Make a list of enough people to be counted by month."""
    days = [f"2023-{month:02}-{day:02},{20 + day}" for month in (6, 7) for day in range(1, 10)]
    (folder / "list.csv").write_text("\n".join(["signup,age", *days, ""]), "utf-8")


COMMANDS: dict[str, tuple[Callable[[Path], None], Callable[[], int]]] = {
    "new": (empty, command("new", "north")),
    "accept": (changed_case, command("check", "case", "--accept")),
    "read": (hidden_list, command("read", "list.csv", "--out", "records")),
    "protect": (many, command("protect", "list.csv", "--by", "signup", "--out", "out")),
    "archive": (read_page, command("archive", "case", "paper=page.html")),
    "draw": (old_figure, command("draw", "case", "years", "--out", "figures")),
    "sqlite": (hidden_list, sqlite),
    "report": (old_report, command("report", "case")),
}


def killed(_: str) -> None:
    """End as nobody can prevent."""
    os.kill(os.getpid(), signal.SIGKILL)


def full(event: str) -> None:
    """Say what the system says when there is no room; to remove something takes none."""
    if event not in REMOVES:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def run(
    folder: Path, work: Callable[[], int], at: int = -1, stop: Stop = killed, after: float | None = None
) -> tuple[int, str, int]:
    """Run what writes in a child that is stopped at the given touch; give its code, what it said, and its touches.

    With ``after`` it is ended so many seconds after that touch instead, or after it began where that is -1.
    """
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
                if touches == at + 1 and after is None:
                    stop(event)
                elif touches == at + 1:
                    signal.setitimer(signal.ITIMER_REAL, after)

        said = StringIO()
        sys.addaudithook(look)
        if after is not None and at < 0:
            signal.setitimer(signal.ITIMER_REAL, after)
        with redirect_stderr(said), redirect_stdout(StringIO()):
            code = work()
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


def faults(name: str, most: int, strikes: int) -> Iterator[str]:
    """Stop what writes at up to so many of its touches, and so often at any moment; say what was wrong afterwards."""
    prepare, work = COMMANDS[name]
    with tempfile.TemporaryDirectory() as place:
        begun, done = Path(place, "begun"), Path(place, "done")
        begun.mkdir()
        prepare(begun)
        before = state(begun)
        shutil.copytree(begun, done)
        started = time.monotonic()
        code, said, touches = run(done, work)
        lasted = time.monotonic() - started
        after = state(done)
        if code or before == after:
            yield f"not done at all: {said}"
        places = sorted({round(step * (touches - 1) / (most - 1)) for step in range(most)})
        # A full disk is found by the same lines that a kill stops; every second place shows what is said of it.
        stops = [(stop, at, None) for at, stop in zip(places, cycle((killed, full)), strict=False)]
        # Every other strike falls after the first touch, for most of the time nothing is written.
        chance = random.Random(name)
        moments = [(at, chance.random() * (lasted if at < 0 else 0.1)) for at in [-1, 0] * (strikes // 2)]
        for stop, at, moment in [*stops, *((killed, at, moment) for at, moment in moments)]:
            folder = Path(place, "stopped")
            shutil.copytree(begun, folder)
            code, said, _ = run(folder, work, at, stop, moment)
            how = f"{stop.__name__} at {at}{'' if moment is None else f' and {moment:.4f} s'}"
            yield from (f"{how}: {fault}" for fault in wrong(folder, before, after, code, said))
            code, said, _ = run(folder, work)
            if (code and "is there already" not in said and "is not empty" not in said) or state(folder) != after:
                yield f"{how}: the next run ends with {code}, {said}, {sorted(state(folder))}"
            shutil.rmtree(folder)


def wrong(folder: Path, before: State, after: State, code: int, said: str) -> Iterator[str]:
    """Say what a stop left behind that it must not."""
    found = state(folder)
    shown = {name: held for name, held in found.items() if "/.musterbook-" not in f"/{name}"}
    for name, held in shown.items():
        if held not in (before.get(name), after.get(name)):
            yield f"{name} is neither the old nor the new one"
    if code in (-signal.SIGKILL, -signal.SIGALRM):
        return
    if len(found) > len(shown):
        yield f"left behind: {sorted(found.keys() - shown.keys())}"
    if code not in (0, 1) or (code and not said.endswith(": No space left on device\n")) or said.count("\n") > 1:
        yield f"ends with {code} and says {said!r}"
    if code and ".musterbook-" in said:
        yield f"names what is temporary: {said!r}"


def import_all() -> None:
    """Import everything once, so that no child has to; nothing is run, for threads do not outlive a fork."""
    for module in walk_packages(mb.__path__, "musterbook."):
        import_module(module.name)
    drawing = ("matplotlib.pyplot", "matplotlib.backends.backend_svg", "PIL.Image", "scipy.special", "babel.dates")
    for name in (*drawing, "polars", "pyarrow.csv", "pyarrow.compute", "ortools.sat.python.cp_model", "fluent.runtime"):
        import_module(name)


if __name__ == "__main__":
    import_all()
    with suppress(BrokenPipeError):
        most, strikes = int(sys.argv[1]), int(sys.argv[2])
        names = sys.argv[3:] or list(COMMANDS)
        for name in names:
            print(json.dumps({name: list(faults(name, most, strikes // len(names)))}), flush=True)
