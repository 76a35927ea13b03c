"""What is within the library and cannot be seen from without: the one module of tests that looks into its rooms."""

from __future__ import annotations

import csv
import datetime as dt
import io
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import musterbook as mb
import native
from exploring import examples
from musterbook import progress
from musterbook.charts import ages
from musterbook.cli import main
from musterbook.crossings import BorderCrossing, Person
from musterbook.exports import csv_text, restored
from musterbook.frames import collect, lazy, limits_of, texts
from musterbook.progress import StatusLine, doing
from musterbook.report import inline_svg
from test_crossings import CROSSINGS, SPANS, Crossing, stays_of
from test_other_cases import random_case
from test_small_case import small_case

# --- progress: what takes long says what it is doing, where somebody looks, in a line that goes away


class Terminal(io.StringIO):
    """An error stream that somebody looks at."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell steps after a twentieth of a second, on a terminal of sixty signs."""
    monkeypatch.setattr(progress, "AFTER", 0.05)
    monkeypatch.setattr(progress, "AGAIN", 0.02)
    monkeypatch.setenv("COLUMNS", "60")


def waiting(words: str, seconds: float = 0.12) -> None:
    """Take some time over a step."""
    with doing(words):
        time.sleep(seconds)


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a case whose audit takes long."""
    small_case(tmp_path, "2023-06/2023-08", "count,signup,,=,9")

    def audit(*_: Any) -> list[Any]:
        waiting("holding the claims against each other")
        return []

    monkeypatch.setattr(mb, "audit", audit)
    return str(tmp_path)


@pytest.mark.usefixtures("quick")
def test_a_command_on_a_terminal_tells_its_step_and_leaves_an_empty_line(
    slow: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "__stderr__", terminal)
    assert main(["check", slow]) == 0
    told = [one.rstrip() for one in terminal.getvalue().split("\r") if one]
    assert set(told) == {"holding the claims against each other, 0 s", ""}
    assert told[-1] == ""


@pytest.mark.usefixtures("quick")
def test_nothing_is_told_where_nobody_looks(slow: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", slow]) == 0
    waiting("alone")
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("quick")
def test_what_is_quick_is_not_told() -> None:
    terminal = Terminal()
    with StatusLine(terminal).shown():
        waiting("a moment", 0.0)
    assert terminal.getvalue() == ""


@pytest.mark.usefixtures("quick")
def test_the_line_is_empty_between_steps_and_steps_within_are_told_in_its_place() -> None:
    terminal = Terminal()
    with StatusLine(terminal).shown():
        with doing("the whole"):
            waiting("a part")
            time.sleep(0.1)
        print("printed", file=terminal)
    told = [one.rstrip(" ") for one in terminal.getvalue().split("\r") if one]
    assert list(dict.fromkeys(told)) == ["a part, 0 s", "the whole, 0 s", "", "printed\n"]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("asks", [True, False])
def test_a_notebook_tells_steps_only_while_somebody_has_it_open(
    asks: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = SimpleNamespace(kernel=SimpleNamespace(_allow_stdin=asks))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    waiting("counting")
    assert ("counting, 0 s" in capsys.readouterr().err) is asks


# --- what engines call an interruption


@pytest.mark.parametrize(
    "words",
    ["Query interrupted", "Invalid Input Error: counting the rows of the Arrow source failed: KeyboardInterrupt: "],
)
def test_an_interruption_is_one_whatever_the_engine_calls_it(words: str) -> None:
    with pytest.raises(KeyboardInterrupt), limits_of(lazy(pd.DataFrame({"age": ["24"]}))):
        raise RuntimeError(words)


@pytest.mark.parametrize("words", ["Query interrupted by a filter", "could not convert 'x: KeyboardInterrupt' to DATE"])
def test_an_error_that_speaks_of_interruptions_is_none(words: str) -> None:
    # Of any kind, for an interruption let through would end the tests.
    with pytest.raises(BaseException, match=words) as raised, limits_of(lazy(pd.DataFrame({"age": ["24"]}))):
        raise RuntimeError(words)
    assert raised.type is RuntimeError


def test_an_engine_that_lacks_something_is_named() -> None:
    with pytest.raises(mb.MusterError) as error, limits_of(lazy(pd.DataFrame({"a": [1]}))):
        raise NotImplementedError("`tail` is not there")
    assert str(error.value) == (
        "pandas cannot do this: `tail` is not there; another engine may: pandas, Polars, PyArrow, DuckDB, Dask or Spark"
    )


def test_an_answer_of_more_rows_than_are_few_is_refused() -> None:
    with pytest.raises(mb.MusterError) as error:
        collect(lazy(pd.DataFrame({"a": [1, 2, 3]})), most=2)
    assert str(error.value) == (
        "the answer would have more than 2 rows; ask of fewer people, or look for a key that many share"
    )


@pytest.mark.parametrize("make", native.engines())
def test_moments_are_spelled_to_the_second(make: Callable[..., Any]) -> None:
    columns = {"moment": [dt.datetime(2023, 8, 22, 23, 59, 58), None, dt.datetime(2024, 2, 29, 0, 0, 1)]}
    found = collect(texts(make(columns), {"moment": "moment"}, moments=True))
    assert sorted(found["moment"]) == ["", "2023-08-22 23:59:58", "2024-02-29 00:00:01"]


# --- what no spreadsheet takes for a formula


@given(st.lists(st.text(st.sampled_from("'=+-@\t\r\n ax5,\";\u00a0\ufeff＝"), max_size=5), min_size=1, max_size=8))
@examples(20)
def test_any_texts_are_written_guarded(texts: list[str]) -> None:
    [_, *rows] = csv.reader(csv_text(pd.DataFrame({"a": texts, "b": 1})).splitlines(keepends=True))
    assert [restored(row[0]) for row in rows] == texts


def test_a_column_of_texts_and_numbers_is_written_guarded() -> None:
    mixed = pd.Series(["=1+1", -2.5, None, "-2+1"], dtype=object)
    assert csv_text(pd.DataFrame({"a": mixed, "b": 1})) == "a,b\n'=1+1,1\n-2.5,1\n,1\n'-2+1,1\n"


# --- every stay that crossings leave open, of which a list is given the ends


def moment_of(crossing: Crossing) -> dt.datetime:
    """Give the moment of a crossing, midnight where its hour is not known."""
    day, hour, _ = crossing
    return dt.datetime(2023, 8, day, hour, 30 if hour else 0)


@examples(10)
@given(crossings=CROSSINGS, signup=SPANS)
def test_all_possible_stays_are_found_and_no_others(crossings: list[Crossing], signup: tuple[int, int]) -> None:
    read = [BorderCrossing(moment_of(one), one[2]) for one in crossings]
    found = Person.of(read, mb.Interval.days(*(dt.date(2023, 8, day) for day in signup))).stays()
    days = [(one[0] and one[0].day, one[1] and one[1].day) for one in found]
    assert set(days) == stays_of(crossings, signup)
    assert len(set(days)) == len(days)


# --- reports: what no case of the tests is large or odd enough to show


def test_a_drawing_gets_ids_and_colours_of_the_page() -> None:
    text = (
        '<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="9pt"><defs><style>*{stroke: red}</style>'
        '<clipPath id="c"/></defs><g clip-path="url(#c)" style="fill: #222222"><use xlink:href="#c"/></g></svg>'
    )
    assert inline_svg(text.encode(), "fig", label="l", description="d") == (
        '<svg role="img" aria-labelledby="l" aria-describedby="d" style="stroke: red" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"><defs><clipPath id="fig-c"/></defs>'
        '<g clip-path="url(#fig-c)" style="fill: var(--ink)"><use xlink:href="#fig-c"/></g></svg>'
    )


# --- a mistake of ours in one figure


def test_a_figure_that_fails_takes_nothing_else_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError("no people")

    random_case(tmp_path, 6)
    monkeypatch.setitem(ages.CHARTS, "ages", ages.CHARTS["ages"]._replace(frame=fail))
    assert main(["draw", str(tmp_path), "ages", "claims", "--out", str(tmp_path / "out")]) == 1
    assert "ages: not drawn: a mistake of musterbook itself, ZeroDivisionError: no people\n" in capsys.readouterr().err
    assert {one.name for one in (tmp_path / "out").iterdir()} == {
        f"claims.{end}" for end in ("png", "svg", "csv", "txt")
    }
    assert main(["report", str(tmp_path), "--out", str(tmp_path / "report.html")]) == 0
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "a mistake of musterbook itself, ZeroDivisionError: no people" in text
