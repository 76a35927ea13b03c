"""Wrong arguments: whatever is handed to a public function, what it cannot use is one error of ours.

An unknown keyword is a TypeError of Python's own; nothing else may be. A value that a function can use after all is
no mistake, and is not asked about here.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pytest

import musterbook as mb

CASE = mb.read_case(Path(__file__).parent / "cases" / "first")
COLUMNS = {"signup": ["2023-07-03", "2023-08"], "arrival": ["2023-07-01", "2023-07-30"], "age": ["20", "30"]}
FRAME = pd.DataFrame(COLUMNS | {"outcome": ["killed", "x"], "name": ["A", "B"], "party": ["p", "p"], "key": ["k", "l"]})
PEOPLE = mb.read_records(FRAME)
COUNTED = pd.DataFrame({"month": ["2023-06", "2023-07"], "cases": [4, 5]})
TABLE = mb.read_table(COUNTED)
REGISTER = pd.DataFrame({"key": ["k"], "date": ["2023-07-01"], "direction": ["in"]})
VALUES = [None, "nonsense", "", b"x", ["signup"], [], {"a": 1}, 42, -1, float("nan"), True, object(), FRAME,
          FRAME["age"], CASE, PEOPLE, TABLE]  # fmt: skip
NO_AXES = ["nonsense", [], {"a": 1}, 42, True, object(), FRAME]
# What each function is called with, but for the one argument that is wrong; where it writes is made for the test.
CALLS: dict[str, Mapping[str, Any]] = {
    "accept_files": {"folder": "nonsense"},
    "age_summary": {"records": PEOPLE},
    "archive": {"folder": "DIR", "texts": {"a": "b"}},
    "arrival_lags": {"records": PEOPLE},
    "audit": {"case": CASE, "records": PEOPLE},
    "build_figures": {"subject": PEOPLE, "out": "DIR", "names": ["nonsense"]},
    "claims_from": {"table": TABLE, "source": "paper"},
    "combine": {"frame": FRAME, "statistic": len},
    "compare_readings": {"case": CASE, "variable": "signup"},
    "counts": {"records": PEOPLE, "variable": "signup"},
    "figure": {"name": "nonsense", "subject": PEOPLE},
    "garwood": {"count": 3},
    "lag_counts": {"records": PEOPLE},
    "link_crossings": {"records": PEOPLE.records, "crossings": REGISTER, "on": "key"},
    "load_case": {"name": "nonsense"},
    "monthly": {"subject": PEOPLE},
    "overlap_bounds": {"first": 3, "second": 4, "among": 9},
    "parties": {"records": PEOPLE},
    "peak_probability": {"people": 51, "peak": 8, "window": "2023"},
    "populations_from": {"table": TABLE, "population": "held", "by": "month"},
    "possible_duplicates": {"records": PEOPLE},
    "possible_worlds": {"case": CASE, "variable": "signup"},
    "protect": {"people": PEOPLE},
    "rate_ratio": {"first": 3, "second": 4, "first_window": "2023", "second_window": "2024"},
    "read_case": {"folder": "nonsense"},
    "read_records": {"source": FRAME},
    "read_table": {"source": COUNTED},
    "returns": {"records": PEOPLE},
    "simulate": {"case": CASE},
    "suggest_columns": {"source": FRAME},
    "tell": {"case": CASE, "name": "nonsense"},
    "verify": {"folder": "nonsense"},
}
FUNCTIONS = {name: getattr(mb, name) for name in mb.__all__ if inspect.isfunction(getattr(mb, name))}
PLOTS = ["ages", "chance", "claims", "cumulative", "groups", "lags", "monthly", "populations", "years"]


def test_every_function_is_asked() -> None:
    # A new case is written wherever it is told to: nothing but a path is a folder.
    assert {name for name in FUNCTIONS if inspect.signature(FUNCTIONS[name]).parameters} == {*CALLS, "new_case"}


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_wrong_argument_is_an_error_of_ours(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    right = {
        key: tmp_path if isinstance(value, str) and value == "DIR" else value for key, value in CALLS[name].items()
    }
    for parameter in inspect.signature(FUNCTIONS[name]).parameters.values():
        if parameter.kind not in {parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL}:
            for value in VALUES:
                with suppress(mb.MusterError):
                    FUNCTIONS[name](**(right | {parameter.name: value}))
    if name == "build_figures":
        right |= {"names": ["monthly"]}
    with pytest.raises((TypeError, mb.MusterError), match="nonsense_of_mine"):
        FUNCTIONS[name](**right, nonsense_of_mine=1)


@pytest.mark.parametrize("name", PLOTS)
def test_what_cannot_be_drawn_is_an_error_of_ours(name: str) -> None:
    draw: Callable[..., Any] = getattr(mb.plot, name)
    for call in [*({"subject": value} for value in VALUES), *({"subject": CASE, "ax": value} for value in NO_AXES)]:
        with suppress(mb.MusterError):
            draw(**call)
        plt.close("all")


WRONG: list[tuple[Callable[[], object], str]] = [
    (lambda: mb.counts(PEOPLE, ["signup"]), r"counts: expected variable to be a text; found a list"),
    (lambda: mb.read_records(FRAME, columns=["date"]), r"columns to be a mapping.*; found a list"),
    (lambda: mb.audit(FRAME), r"expected a case.*found a DataFrame"),
    (lambda: mb.counts(PEOPLE, "signup", window=("2023", "2024")), r"window to be a text .*; found a tuple"),
    (lambda: mb.counts(COUNTED, "month"), r"'cases' holds counts of people.*weights='cases'"),
    (lambda: mb.counts(COUNTED.astype("str").rename(columns={"cases": "n"}), "month"), r"'n' holds counts of people"),
    (lambda: mb.audit(CASE, COUNTED), r"'cases' holds counts of people"),
]


@pytest.mark.parametrize(("call", "message"), WRONG)
def test_a_wrong_argument_is_named_with_what_was_expected(call: Callable[[], object], message: str) -> None:
    with pytest.raises(mb.MusterError, match=message):
        call()


def test_weights_settle_what_counts_are() -> None:
    found = mb.counts(COUNTED, "month", kind="date", weights="cases")
    assert found["sure"].tolist() == [4, 5]
