"""Coarse dates: what is known of a date is its first and its last possible day.

Dates are written in EDTF (ISO 8601-2), the part of it that has a first and a last day and no gap between them:
``2023``, ``202X``, ``2023-07``, ``2023-08-22``, ``2023-09-2X`` and ``first/last``. A trailing ``~`` (about), ``?``
(uncertain) or ``%`` (both) is kept as a flag; it does not widen the range, for nobody published by how much.

A window is cut into cells: the days, ISO weeks, months, quarters or years in it, the first and the last clipped to the
window. Days, months, quarters and years of a window form a tree; weeks do not nest in months or years.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

import pandas as pd

from musterbook.errors import MusterError, UnknownName, read_each, shown

GRAMMAR = "a date as YYYY, YYYY-MM or YYYY-MM-DD, last digits possibly X, or first/last, possibly ending in ~ ? or %"

_DATE = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>\d\d|\dX|XX)(?:-(?P<day>\d\d|\dX|XX))?)?(?P<flag>[~?%]?)", re.ASCII
)


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of days, both ends included. Invariant: ``first <= last``.

    >>> Period.parse("2023-09-2X")
    Period(first=datetime.date(2023, 9, 20), last=datetime.date(2023, 9, 29))
    >>> Period.parse("2023-06/2024-05").days
    366
    """

    first: dt.date
    last: dt.date
    flag: str = field(default="", compare=False, repr=False)

    def __post_init__(self) -> None:
        """Hold the invariant."""
        if self.last < self.first:
            raise MusterError(f"{self.first}/{self.last} ends before it begins")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read one coarse date. Raises :class:`MusterError` with the grammar when it is none."""
        return _parse(text)

    @property
    def days(self) -> int:
        """Number of days, at least 1."""
        return (self.last - self.first).days + 1

    def __contains__(self, other: Period) -> bool:
        """Tell whether another period lies wholly in this one."""
        return self.first <= other.first and other.last <= self.last

    def meets(self, other: Period) -> bool:
        """Tell whether the two share a day."""
        return self.first <= other.last and other.first <= self.last

    def clip(self, other: Period) -> Period:
        """Give the days that both have; they must share one."""
        return Period(max(self.first, other.first), min(self.last, other.last), self.flag)

    def __str__(self) -> str:
        """Give the shortest EDTF text of these days.

        >>> str(Period.parse("2023-06-01/2023-06-30")), str(Period.parse("2023-06-02/2023-08"))
        ('2023-06', '2023-06-02/2023-08-31')
        """
        for every in (Every.YEAR, Every.MONTH):
            start, end = (every.around(day) for day in (self.first, self.last))
            if (self.first, self.last) == (start.first, end.last):
                names = [every.name_of(start.first), every.name_of(end.first)]
                return "/".join(dict.fromkeys(names))
        return "/".join(dict.fromkeys([self.first.isoformat(), self.last.isoformat()]))


class Every(StrEnum):
    """How long a cell of a window is; members know the cells around a day and their names."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @classmethod
    def of(cls, name: str) -> Every:
        """Look a length up by its name.

        >>> Every.of("fortnight")
        Traceback (most recent call last):
        musterbook.errors.UnknownName: no period 'fortnight'; available: day, week, month, quarter, year
        """
        if name not in list(cls):
            raise UnknownName.of("period", name, cls)
        return cls(name)

    def around(self, day: dt.date) -> Period:
        """Give the whole cell that a day lies in.

        >>> Every.QUARTER.around(dt.date(2023, 8, 22)).first
        datetime.date(2023, 7, 1)
        """
        if self is Every.WEEK:
            monday = day.toordinal() - day.weekday()
            return Period(dt.date.fromordinal(monday), dt.date.fromordinal(min(monday + 6, dt.date.max.toordinal())))
        if self is Every.DAY:
            return Period(day, day)
        length = {"month": 1, "quarter": 3, "year": 12}[self.value]
        first = (day.month - 1) // length * length + 1
        last = first + length - 1
        return Period(dt.date(day.year, first, 1), dt.date(day.year, last, calendar.monthrange(day.year, last)[1]))

    def name_of(self, first: dt.date) -> str:
        """Name the cell around a day: ``2023-08-22``, ``2023-W34``, ``2023-08``, ``2023-Q3`` or ``2023``."""
        if self is Every.WEEK:
            year, week, _ = first.isocalendar()
            return f"{year:04}-W{week:02}"
        if self is Every.QUARTER:
            return f"{first.year:04}-Q{(first.month + 2) // 3}"
        return first.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.value]]


@dataclass(frozen=True, order=True)
class Cell:
    """One cell of a window: its name and the days of it that the window has."""

    name: str
    period: Period


def cells(window: Period | str, every: str = "month") -> list[Cell]:
    """Cut a window into cells, in order and with no gap.

    Parameters
    ----------
    window : Period or str
        The days to cut, for example ``"2023-06/2024-05"``.
    every : str
        ``day``, ``week`` (ISO, Monday to Sunday), ``month``, ``quarter`` or ``year``. Names are ISO 8601.

    Raises
    ------
    MusterError
        If the window is no coarse date or the length is unknown.

    Examples
    --------
    >>> [cell.name for cell in cells("2023-06/2024-05", "quarter")]
    ['2023-Q2', '2023-Q3', '2023-Q4', '2024-Q1', '2024-Q2']
    >>> cells("2023-06/2024-05", "quarter")[0].period.days
    30
    """
    whole = Period.parse(window) if isinstance(window, str) else window
    length = Every.of(every)
    found = []
    reached = whole.first.toordinal()
    while reached <= whole.last.toordinal():
        period = length.around(dt.date.fromordinal(reached)).clip(whole)
        found.append(Cell(length.name_of(period.first), period))
        reached = period.last.toordinal() + 1
    return found


def read_periods(texts: Iterable[object]) -> pd.DataFrame:
    """Read coarse dates, each different text once.

    Returns
    -------
    pandas.DataFrame
        As many rows as texts: ``first`` and ``last`` (``datetime64[s]``, days) and ``flag`` (``~``, ``?``, ``%`` or
        empty). A missing text gives missing days.

    Raises
    ------
    MusterError
        Naming every text that is no coarse date.

    Examples
    --------
    >>> read_periods(["2023-08-22", None, "2023-09~"])["last"].dt.strftime("%d.%m.%Y").tolist()
    ['22.08.2023', nan, '30.09.2023']
    """
    column = pd.Series(list(texts), dtype="str").replace("", None)
    known = read_each(column.dropna(), Period.parse, GRAMMAR)
    table = pd.DataFrame(
        [(period.first, period.last, period.flag) for period in known.values()],
        index=pd.Index(known, dtype="str"),
        columns=["first", "last", "flag"],
    ).astype({"first": "datetime64[s]", "last": "datetime64[s]", "flag": "str"})
    return table.reindex(column).reset_index(drop=True)


@cache
def _parse(text: str) -> Period:
    ends = [_parse_one(part, text) for part in text.split("/")]
    if len(ends) > 2:
        raise _refused(text, "is no coarse date")
    if ends[-1].first < ends[0].first:
        raise _refused(text, f"{'ends' if ends[-1].last < ends[0].first else 'may end'} before it begins")
    flags = {end.flag for end in ends} - {""}
    return Period(ends[0].first, ends[-1].last, "%" if len(flags) > 1 else "".join(flags))


def _refused(text: str, why: str) -> MusterError:
    return MusterError(f"{shown(text)} {why}; expected {GRAMMAR}")


def _parse_one(part: str, text: str) -> Period:
    match = _DATE.fullmatch(part)
    if match is None:
        raise _refused(text, "is no coarse date")
    year, month, day, flag = match.groups()
    day = None if day == "XX" else day
    month = None if month == "XX" and day is None else month
    if (month and "X" in year) or (month and day and "X" in month):
        raise _refused(text, "leaves a gap: X may stand only in the last part")
    years = _possible(year, 1, 9999)
    months = _possible(month or "XX", 1, 12)
    if not years or not months:
        raise _refused(text, "is in no calendar")
    longest = calendar.monthrange(years[-1], months[-1])[1]
    days = _possible(day or "XX", 1, longest)
    if not days:
        raise _refused(text, "is in no calendar")
    return Period(dt.date(years[0], months[0], days[0]), dt.date(years[-1], months[-1], days[-1]), flag)


def _possible(digits: str, low: int, high: int) -> list[int]:
    """Give the ends of the numbers that digits with X may stand for, within what a calendar allows."""
    first, last = max(low, int(digits.replace("X", "0"))), min(high, int(digits.replace("X", "9")))
    return [first, last] if first <= last else []
