"""Counts of people by period, age or group, with what is coarse or unknown kept apart.

Each cell gets two numbers. ``sure`` are the people who certainly belong there: everything that is known of them lies in
the cell. ``possible`` are the people who may: their date or number is coarse and touches the cell, or is not stated at
all. The true count lies between the two. With complete records the two are equal.

Whatever the size and the engine of a frame, it is grouped by the engine itself, through Narwhals; only the distinct
texts come out, and each is read once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from musterbook.beside import read_of
from musterbook.errors import MusterError, Unanswerable, read_each
from musterbook.frames import count_texts
from musterbook.intervals import DATE_GRAMMAR, NUMBER_GRAMMAR, Every, Interval, Kind
from musterbook.people import is_simulated, marked, one_list
from musterbook.tables import AGE, kind_of
from musterbook.worlds.axes import Axis, Span, date_axis, label_axis, number_axis, span_of_period, span_of_range
from musterbook.worlds.basis import MOST_CELLS

Placed = Counter[tuple[Span, bool]]
"""How many people lie in a span, and whether they surely lie inside the axis."""


def counts(records: Any, variable: str, *, every: str = "month", window: str | None = None) -> pd.DataFrame:
    """Count people by period, by number, or by label.

    Parameters
    ----------
    records : DataFrame
        One row per person, of any engine that Narwhals knows. Dates and numbers may be coarse texts.
    variable : str
        A column: ``signup``, ``arrival`` or ``departure`` are counted by period, ``age`` and ``lag_days`` by number,
        any other by label.
    every : str
        Length of the cells of a date: ``day``, ``week``, ``month``, ``quarter`` or ``year``.
    window : str, optional
        First to last day, as EDTF; by default what the dates span. Every cell of it is a row, also where it is empty.

    Returns
    -------
    pandas.DataFrame
        ``cell``, ``sure``, ``possible`` (people, ``Int64``). A person whose value is not stated is possible in each
        cell.

    Raises
    ------
    MusterError
        If there is no such column, a value cannot be read, or dates lie outside the window; all of them are named.

    Examples
    --------
    >>> people = pd.DataFrame({"signup": ["2023-07-03", "2023-07", "2023-07/2023-08", None]})
    >>> counts(people, "signup").to_dict("list")
    {'cell': ['2023-07', '2023-08'], 'sure': [2, 0], 'possible': [4, 2]}
    """
    Every.of(every)
    stated, unstated = _distinct(one_list(records), variable)
    axis, placed = _laid_out(variable, stated, every, window)
    return marked(_table(axis, placed, unstated), simulated=is_simulated(records))


def counts_of_numbers(stated: Mapping[Interval, int], unstated: int, variable: str) -> pd.DataFrame:
    """Count people by number who have been counted by what is known of it.

    >>> counts_of_numbers({Interval(0, 0): 1, Interval(0, 1): 2}, 0, "lag_days").to_dict("list")
    {'cell': ['0', '1'], 'sure': [1, 0], 'possible': [3, 2]}
    """
    return _table(*_on_numbers(variable, stated), unstated)


def _table(axis: Axis, placed: Placed, unstated: int) -> pd.DataFrame:
    """Count for each cell who surely lies in it, and who may."""
    starts = np.array([span.start for span in axis.spans])
    spans = np.array([(span.start, span.stop - 1) for span, _ in placed], np.int64).reshape(-1, 2)
    inside = np.array([is_inside for _, is_inside in placed], bool)
    people = np.array([*placed.values()], np.int64)
    first, last = np.searchsorted(starts, spans.T, "right") - 1
    begun, ended, sure = np.zeros((3, len(starts) + 1), np.int64)
    np.add.at(begun, first, people)
    np.add.at(ended, last + 1, people)
    np.add.at(sure, first, people * (inside & (first == last)))
    possible = np.cumsum(begun - ended) + unstated
    columns = {"sure": pd.array(sure[:-1], "Int64"), "possible": pd.array(possible[:-1], "Int64")}
    return pd.DataFrame({"cell": pd.array(axis.names, "str"), **columns})


def age_summary(records: Any) -> pd.Series:
    """Say what is known of the ages of people, coarse ones as ranges.

    Parameters
    ----------
    records : DataFrame
        One row per person, with a column ``age`` in completed years.

    Returns
    -------
    pandas.Series
        ``people``; ``stated``, of how many anything is known; ``exact``, of how many the very year; ``youngest_low``
        and ``youngest_high``, between which the lowest stated age lies, and likewise ``oldest`` and ``mean`` (years,
        of the people whose age is stated; missing where nothing or no end is known). People whose age is not stated
        may be younger or older.

    Examples
    --------
    >>> age_summary(pd.DataFrame({"age": ["24", "38", "18..25", None]})).to_dict()["mean_high"]
    29.0
    """
    stated, unstated = _distinct(one_list(records), AGE)
    read = read_each(stated, Interval.number, NUMBER_GRAMMAR)
    people = sum(stated.values())
    summary: dict[str, float | None] = {
        "people": people + unstated,
        "stated": people,
        "exact": sum(stated[text] for text, one in read.items() if one.low == one.high),
    }
    for end in ("low", "high"):
        ends = [(getattr(one, end), stated[text]) for text, one in read.items()]
        summary[f"youngest_{end}"] = _extreme(min, [value for value, _ in ends], settles=end == "high")
        summary[f"oldest_{end}"] = _extreme(max, [value for value, _ in ends], settles=end == "low")
        known = bool(ends) and all(value is not None for value, _ in ends)
        summary[f"mean_{end}"] = sum(value * times for value, times in ends) / people if known else None
    order = [
        "people",
        "stated",
        "exact",
        *(f"{what}_{end}" for what in ("youngest", "oldest", "mean") for end in ("low", "high")),
    ]
    found = pd.Series([summary[name] for name in order], index=pd.Index(order, dtype="str"), dtype="Float64", name=AGE)
    return marked(found, simulated=is_simulated(records))


def _extreme(choose: Callable[..., int], ends: list[int | None], *, settles: bool) -> int | None:
    """Give the least or largest of some ends.

    An open end leaves it open, but for the two ends that others settle: the youngest is at most the least of the
    highest ages that are known, the oldest at least the largest of the lowest.
    """
    known = [end for end in ends if end is not None]
    return choose(known) if known and (settles or len(known) == len(ends)) else None


def _distinct(records: Any, column: str) -> tuple[Counter[str], int]:
    """Count how often each text of a column stands there, and how often nothing does."""
    stated = count_texts(records if read_of(records) is None else read_of(records), column)
    return stated, stated.pop("", 0)


def _laid_out(variable: str, stated: Counter[str], every: str, window: str | None) -> tuple[Axis, Placed]:
    """Lay out the cells that the values need, and every value as a span of them."""
    if not stated and window is None:
        raise Unanswerable(f"no value of {variable!r} is stated, so it has no cells; state at least one, or a window")
    kind = kind_of(variable)
    lay_out = {Kind.DATE: _dates, Kind.NUMBER: _numbers, Kind.LABEL: _labels}[kind]
    return lay_out(variable, stated, every, window)


def _dates(variable: str, stated: Counter[str], every: str, window: str | None) -> tuple[Axis, Placed]:
    read = read_each(stated, Interval.date, DATE_GRAMMAR)
    whole = Interval.date(window) if window else _hull(list(read.values()))
    outside = sorted(text for text, period in read.items() if not period.meets(whole))
    if outside:
        raise Unanswerable.outside_window(variable, outside, str(whole))
    spans: Placed = Counter()
    for text, period in read.items():
        spans[span_of_period(period.clip(whole)), period in whole] += stated[text]
    return date_axis(variable, whole, every), spans


def _hull(periods: Sequence[Interval]) -> Interval:
    ends = [end for one in periods for end in (one.low, one.high) if end is not None]
    return Interval(min(ends), max(ends), Kind.DATE)


def _numbers(variable: str, stated: Counter[str], _: str, window: str | None) -> tuple[Axis, Placed]:
    _no_window(variable, window)
    people: Counter[Interval] = Counter()
    for text, one in read_each(stated, Interval.number, NUMBER_GRAMMAR).items():
        people[one] += stated[text]
    return _on_numbers(variable, people)


def _on_numbers(variable: str, people: Mapping[Interval, int]) -> tuple[Axis, Placed]:
    """Lay out every number from the lowest to the highest that is known."""
    ends = {end for one in people for end in (one.low, one.high) if end is not None}
    if ends and max(ends) - min(ends) > MOST_CELLS:
        raise Unanswerable(f"{variable!r} runs from {min(ends):,} to {max(ends):,}; more than {MOST_CELLS:,} cells")
    axis = number_axis(variable, ends, open_below=False, open_above=False)
    placed: Placed = Counter()
    for one, number in people.items():
        placed[span_of_range(one, axis.whole), one.low is not None and one.high is not None] += number
    return axis, placed


def _labels(variable: str, stated: Counter[str], _: str, window: str | None) -> tuple[Axis, Placed]:
    _no_window(variable, window)
    names = sorted(stated)
    axis = label_axis(variable, names)
    only = Axis(variable, axis.kind, axis.names[: len(names)], axis.spans[: len(names)])
    return only, Counter({(axis.span_of(name), True): people for name, people in stated.items()})


def _no_window(variable: str, window: str | None) -> None:
    if window is not None:
        raise MusterError(f"a window is for dates, and {variable!r} is none; leave it out")
