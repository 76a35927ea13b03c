"""Every call that takes a frame, and its answer in plain values, so that engines can be held against each other.

Used by tests in this process and by ``on_dask_cluster.py``, which needs a process of its own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

import musterbook as mb
import native

Frame = Any
Call = Callable[[Frame, Frame], Any]

CASE = mb.load_case("moscow-2023-24")
WINDOW = "2023-06/2024-05"
REGISTER = {"date": "crossed", "entries": "entry", "exits": "exit"}
"""How a register of crossings is written."""


def _drawn(name: str, people: Frame, _: Frame) -> list[str]:
    """Draw a chart, and give what is written in it."""
    figure = Figure()
    axes = getattr(mb.plot, name)(people, ax=figure.add_subplot())
    return [text.get_text() for text in (*axes.texts, *axes.get_xticklabels())]


CALLS: Mapping[str, Call] = {
    "counts of months": lambda people, _: mb.counts(people, "signup"),
    "counts of weeks": lambda people, _: mb.counts(people, "signup", every="week", window=WINDOW),
    "counts of arrivals": lambda people, _: mb.counts(people, "arrival", every="quarter"),
    "counts of ages": lambda people, _: mb.counts(people, "age", every=5),
    "counts of outcomes": lambda people, _: mb.counts(people, "outcome"),
    "counts by outcome": lambda people, _: mb.counts(people, "signup", every="quarter", by=["outcome", "party"]),
    "counts with weights": lambda people, _: mb.counts(people, "signup", every="year", by="outcome", weights="times"),
    "counts of nothing": lambda people, _: mb.counts(people, "no such column"),
    "age_summary": lambda people, _: mb.age_summary(people),
    "arrival_lags": lambda people, _: native.as_pandas(mb.arrival_lags(people)),
    "lag_counts": lambda people, _: mb.lag_counts(people),
    "parties": lambda people, _: mb.parties(people),
    "returns": lambda people, _: _returned(mb.returns(people, within=60)),
    "link_crossings": lambda people, register: mb.link_crossings(people, register, "record_id", **REGISTER),
    "possible_duplicates": lambda people, _: mb.possible_duplicates(people),
    "audit": lambda people, _: mb.audit(CASE, people),
}

WHOLE: Mapping[str, Call] = {
    "figure": lambda people, _: mb.figure("monthly", people).table,
    "monthly": lambda people, _: mb.monthly(people).reset_index().astype({"month": "str"}),
    "protect": lambda people, _: repr(mb.protect(people, "outcome", threshold=3)),
    "read_records": lambda people, _: mb.read_records(people).records,
    "read_table": lambda _, table: mb.read_table(table, suppressed="1-4").frame.sort_values("month"),
    "suggest_columns": lambda people, _: mb.suggest_columns(people),
    **{f"plot.{name}": partial(_drawn, name) for name in ("ages", "cumulative", "lags", "monthly", "years")},
}
"""Calls that read a frame whole, and a table of counts beside it."""


def _returned(found: mb.Returns) -> mb.Returns:
    return dataclasses.replace(found, people=native.as_pandas(found.people))


def answer(call: Call, people: Frame, register: Frame) -> Any:
    """Make a call and give what comes back, or the kind and text of the error, in values that can be compared."""
    try:
        return plain(call(people, register))
    except mb.MusterError as error:
        return type(error).__name__, str(error)


def is_error(found: Any) -> bool:
    """Tell the answer of a call that raised."""
    return isinstance(found, tuple)


def answers(people: Frame, register: Frame, names: Iterable[str] = tuple(CALLS)) -> dict[str, Any]:
    """Make calls on a list and a register, by default all."""
    return {name: answer(CALLS[name], people, register) for name in names}


def plain(value: Any) -> Any:
    """Give a result as plain values: tables with their types, by rows, those of people in the order of their ids."""
    if isinstance(value, pd.DataFrame):
        rows = [[_plain_cell(cell) for cell in row] for row in value.itertuples(index=False)]
        kinds = {str(name): str(kind) for name, kind in value.dtypes.items()}
        return [kinds, sorted(rows, key=repr) if "record_id" in kinds else rows]
    if isinstance(value, pd.Series):
        return [str(value.dtype), value.index.tolist(), [_plain_cell(cell) for cell in value]]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value


def _plain_cell(cell: Any) -> Any:
    missing = pd.isna(cell)
    return None if missing else int(cell) if isinstance(cell, int | float) and cell == int(cell) else cell
