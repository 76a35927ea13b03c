"""Long work says how far it is, can be interrupted at any moment, and leaves nothing behind, however it ends.

Processes are interrupted for real, as by Ctrl-C, each with a folder for temporary files and a working folder of its
own, which are looked into afterwards.
"""

from __future__ import annotations

import importlib.util
import io
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import musterbook as mb
import native
from musterbook.cli import main
from scripts import ROOT, script

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="an interruption cannot be sent to one process there")

ENGINES = ("polars", "duckdb", "dask")
AT_ONCE = 10.0
"""Within how many seconds an interruption has to be heeded: a fraction of one would do where nothing else runs."""
ROWS = 250_000
SHORT = "signup,age\n2023-07-03,24\n2023-07,\n2023-09-01,38\nsoon,38\n"
AT_ONCE_TOLD = """
import sys
from musterbook import cli, progress
progress.AFTER = progress.AGAIN = 0.01
sys.exit(cli.main())
"""
STEPS = ["looking over list.csv", "reading dates and numbers, holding rows against the rules"]
INTERRUPTED = "musterbook: interrupted; what was finished stands\n"


def engines() -> list[Any]:
    """List engines as parameters; those that are not installed are skipped."""
    return [
        pytest.param(
            name,
            marks=pytest.mark.skipif(importlib.util.find_spec(name) is None, reason=f"{name} is not installed"),
        )
        for name in ENGINES
    ]


@dataclass(frozen=True)
class Seen:
    """What a process said, how long after each interruption it said the next thing, and how it ended."""

    said: tuple[str, ...]
    waits: tuple[float, ...]
    code: int
    errors: str


@dataclass(frozen=True)
class Box:
    """A folder for all that a process may write to: temporary files, its working folder, that of the list."""

    place: Path

    @classmethod
    def at(cls, place: Path) -> Box:
        """Make the folders."""
        for name in ("temporary", "working", "list"):
            (place / name).mkdir(parents=True)
        return cls(place)

    @property
    def folders(self) -> list[str]:
        """Name the folders."""
        return sorted(str(path) for path in self.place.iterdir())

    @property
    def left(self) -> list[str]:
        """Name all that is in them."""
        return sorted(str(path.relative_to(self.place)) for path in self.place.glob("*/**/*"))

    def start(self, arguments: list[str], **pipes: Any) -> subprocess.Popen[str]:
        """Start Python there; it is ended after a minute in any case."""
        environment = os.environ | {"TMPDIR": str(self.place / "temporary")}
        working = self.place / "working"
        process = subprocess.Popen([sys.executable, *arguments], cwd=working, env=environment, text=True, **pipes)
        timer = threading.Timer(60, process.kill)
        timer.daemon = True
        timer.start()
        return process


@pytest.fixture(scope="module")
def long_list(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a list that no engine reads in a moment, every date of which can be read."""
    made = script("tests/benchmarks/generate.py")
    path = tmp_path_factory.mktemp("long") / "list.csv"
    found: Path = made.generate("people", path, ROWS, shares=made.Shares(unreadable=0, totals=0))
    return found


@pytest.fixture
def box(tmp_path: Path) -> Box:
    """Make the folders of one process."""
    return Box.at(tmp_path)


def interrupt_when_asked(process: subprocess.Popen[str]) -> Seen:
    """Interrupt a process a moment after each time it asks, until it ends."""
    assert process.stdout is not None
    said, waits, sent = [], [], 0.0
    for line in process.stdout:
        if sent:
            waits.append(time.monotonic() - sent)
            sent = 0.0
        said.append(line.rstrip("\n"))
        if line == "now\n":
            time.sleep(0.1)
            process.send_signal(signal.SIGINT)
            sent = time.monotonic()
    _, errors = process.communicate()
    return Seen(tuple(one for one in said if one != "now"), tuple(waits), process.returncode, errors)


# --- interrupted


@pytest.mark.parametrize("what", ["reading", *engines()])
def test_every_call_can_be_interrupted_and_leaves_nothing(what: str, long_list: Path, box: Box) -> None:
    """Each ends at once with a KeyboardInterrupt, and the session can go on with the same engine."""
    short = box.place / "list" / "short.csv"
    short.write_text(SHORT, "utf-8")
    program = str(ROOT / "tests" / "on_long_work.py")
    started = box.start(
        [program, what, str(long_list), str(short), *box.folders], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    seen = interrupt_when_asked(started)
    long = ["read_records"] if what == "reading" else ["counts", "lag_counts", "link_crossings"]
    answer = {"cell": ["2023-07", "2023-08", "2023-09"], "sure": [2, 0, 1], "possible": [3, 1, 2]}
    assert list(seen.said) == [
        "after a reading and a refusal: ['short.csv']",
        *(f"{name}: interrupted" for name in long),
        f"and then: {answer}",
    ], seen.errors
    assert seen.code == 0, seen.errors
    assert max(seen.waits) < AT_ONCE
    assert box.left == ["list/short.csv"]
    assert [path.name for path in long_list.parent.iterdir()] == ["list.csv"]


def test_the_command_can_be_interrupted(long_list: Path, box: Box) -> None:
    """It shows its steps to whoever looks, ends with one line and leaves nothing, not even an empty folder."""
    path = box.place / "list" / "list.csv"
    path.symlink_to(long_list)
    ours, theirs = os.openpty()
    arguments = ["read", str(path), "--out", str(box.place / "working" / "out")]
    process = box.start(["-c", AT_ONCE_TOLD, *arguments], stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    shown = ""
    while STEPS[1] not in shown:
        shown += os.read(ours, 1000).decode()
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    sent = time.monotonic()
    answer, _ = process.communicate()
    assert time.monotonic() - sent < AT_ONCE
    shown += os.read(ours, 1000).decode()
    os.close(ours)
    assert process.returncode == 130
    assert answer == ""
    assert without_wiped(shown) == INTERRUPTED
    told = [re.sub(r", \d+ s$", "", line.strip()) for line in shown.split("\r") if line.strip()]
    assert told[-1] == INTERRUPTED.strip()
    assert list(dict.fromkeys(told))[-3:-1] == STEPS
    assert box.left == ["list/list.csv"]


def without_wiped(shown: str) -> str:
    """Give what is to be seen in the end of one line of a terminal and what follows: later signs hide earlier ones."""
    line, newline, rest = shown.replace("\r\n", "\n").partition("\n")
    seen: list[str] = []
    for part in line.split("\r"):
        seen[: len(part)] = part
    return "".join(seen).rstrip() + newline + rest


def test_a_command_that_is_interrupted_while_it_loads_says_so_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("musterbook.cli.import_module", interrupted)
    assert main(["read", "list.csv"]) == 130
    assert capsys.readouterr().err == INTERRUPTED


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """Make a short list with a value that cannot be right and a row that cannot."""
    path = tmp_path / "list.csv"
    path.write_text(f"{SHORT}2023-09-02,39,twice\n", "utf-8")
    return path


@pytest.fixture
def half_written(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, BaseException], None]:
    """Let the writing of a table with some column end half-way."""
    whole = pd.DataFrame.to_csv

    def end(column: str, how: BaseException) -> None:
        def write(self: pd.DataFrame, place: Any, **options: Any) -> None:
            if column in self.columns:
                Path(place).write_text("half a ", "utf-8")
                raise how
            whole(self, place, **options)

        monkeypatch.setattr(pd.DataFrame, "to_csv", write)

    return end


WRITTEN = ["list.csv", "list.csv.problems.csv", "list.csv.rejected.csv"]
FULL = (OSError(28, "No space left on device"), 1)
STOPPED = (KeyboardInterrupt(), 130)


@pytest.mark.parametrize(("how", "code"), [FULL, STOPPED], ids=["disk full", "interrupted"])
def test_records_are_written_whole_or_not_at_all(
    how: BaseException, code: int, messy: Path, half_written: Callable[[str, BaseException], None]
) -> None:
    half_written("record_id", how)
    assert main(["read", str(messy), "--out", str(messy.parent / "out")]) == code
    found = sorted(path.name for path in messy.parent.rglob("*") if path.is_file())
    assert found == WRITTEN
    assert list((messy.parent / "out").iterdir()) == []


@pytest.mark.parametrize(("how", "code"), [FULL, STOPPED], ids=["disk full", "interrupted"])
def test_rows_set_aside_stand_as_they_stood_until_they_are_written_whole(
    how: BaseException,
    code: int,
    messy: Path,
    half_written: Callable[[str, BaseException], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["read", str(messy)]) == 0
    earlier = Path(f"{messy}.rejected.csv").read_bytes()
    messy.write_text(f"{SHORT}2023-09-02,40,never\n", "utf-8")
    half_written("reason", how)
    capsys.readouterr()
    assert main(["read", str(messy)]) == code
    place = f"{messy}.rejected.csv"
    words = {1: f"musterbook: {place}: No space left on device\n", 130: INTERRUPTED}
    assert capsys.readouterr().err == words[code]
    assert Path(place).read_bytes() == earlier
    assert sorted(path.name for path in messy.parent.iterdir()) == WRITTEN


def test_rows_set_aside_that_were_hidden_from_others_stay_so(messy: Path) -> None:
    assert main(["read", str(messy)]) == 0
    Path(f"{messy}.rejected.csv").chmod(0o600)
    messy.write_text(f"{SHORT}2023-09-02,40,never\n", "utf-8")
    assert main(["read", str(messy)]) == 0
    assert "never" in Path(f"{messy}.rejected.csv").read_text("utf-8")
    assert Path(f"{messy}.rejected.csv").stat().st_mode & 0o777 == 0o600


# --- how far it is


def test_steps_are_told_in_order_each_before_its_work(messy: Path) -> None:
    """An exception at any of them ends the reading there, so none of them is told when all is done."""
    said: list[str] = []
    mb.read_records(messy, errors="keep_aside", progress=said.append)
    assert said == STEPS
    for number, last in enumerate(STEPS, 1):
        heard: list[str] = []
        with pytest.raises(TimeoutError, match=f"^{last}$"):
            mb.read_records(messy, errors="keep_aside", progress=until(last, heard))
        assert heard == STEPS[:number]
    assert [path.name for path in messy.parent.iterdir()] == ["list.csv"]


def until(last: str, heard: list[str]) -> Callable[[str], None]:
    """Note steps, and want no more after one of them."""

    def note(step: str) -> None:
        heard.append(step)
        if step == last:
            raise TimeoutError(step)

    return note


def test_each_file_of_a_folder_is_told(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv"):
        (tmp_path / name).write_text("signup\n2023-07-03\n", "utf-8")
    said: list[str] = []
    mb.read_records(tmp_path, progress=said.append)
    assert said[:3] == ["looking over a.csv", "looking over b.csv", STEPS[1]]


class Terminal(io.StringIO):
    """An error stream that somebody looks at."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def on_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Put a terminal, forty signs wide, in the place of the error stream; no fixture, for pytest would undo it."""
    monkeypatch.setenv("COLUMNS", "40")
    shown = Terminal()
    for stream in ("stderr", "__stderr__"):
        monkeypatch.setattr(sys, stream, shown)
    return shown


def test_a_terminal_shows_each_step_in_one_line_that_goes_away(
    messy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = on_terminal(monkeypatch)
    monkeypatch.setattr("musterbook.progress.AFTER", 0.0)
    monkeypatch.setattr("musterbook.progress.AGAIN", 0.0)
    # A busy machine may not come to the line before a short list is read.
    opened = Path.open
    monkeypatch.setattr(Path, "open", lambda *args, **how: time.sleep(0.1) or opened(*args, **how))
    assert main(["read", str(messy)]) == 0
    shown = [one.rstrip().rpartition(",")[0] for one in terminal.getvalue().split("\r")]
    assert set(shown) & {step[:30] for step in STEPS}
    assert terminal.getvalue().endswith(f"\r{'':39}\r")
    assert "\r" not in capsys.readouterr().out


def test_an_error_follows_on_an_empty_line(messy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    monkeypatch.setattr("musterbook.progress.AFTER", 0.0)
    assert main(["read", str(messy), "--columns", "age=Возраст"]) == 1
    error = terminal.getvalue().rpartition("\r")[2]
    assert error.startswith("musterbook: list.csv: ")


def test_nothing_is_shown_where_nobody_looks(messy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(messy)]) == 0
    assert capsys.readouterr().err == ""


# --- what docs/large-lists.md says of bars


def page_says(words: str) -> str:
    """Give some words back that stand in the page of large lists."""
    assert words in (ROOT / "docs" / "large-lists.md").read_text("utf-8")
    return words


def test_duckdb_draws_a_bar(capfd: pytest.CaptureFixture[str]) -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as base:
        base.execute(page_says("SET enable_progress_bar = true"))
        base.execute("SET progress_bar_time = 0")
        mb.counts(base.sql("select '2023-08-01' as signup from range(100000000)"), "signup")
    assert "100%" in capfd.readouterr().out


def test_dask_draws_a_bar() -> None:
    pytest.importorskip("dask")
    from dask.diagnostics import ProgressBar

    people = {"record_id": ["a"], "signup": ["2023-08-22"], "arrival": ["2023-08-20"]}
    given = native.dask_frame(people)
    crossed = native.dask_frame({"record_id": ["a"], "date": ["2023-08-20"], "direction": ["in"]})
    calls: list[Callable[[], object]] = [
        lambda: mb.counts(given, "signup"),
        lambda: mb.lag_counts(given),
        lambda: mb.link_crossings(given, crossed, "record_id"),
    ]
    assert page_says("`with ProgressBar():` of `dask.diagnostics`")
    for call in calls:
        drawn = io.StringIO()
        with ProgressBar(out=drawn):
            call()
        assert "100% Completed" in drawn.getvalue()
