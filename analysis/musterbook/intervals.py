"""The one coarse value: what is known of a date or a number is its lowest and its highest possible value.

Dates are written in EDTF (ISO 8601-2), the part of it that has a first and a last day and no gap between them:
``2023``, ``202X``, ``2023-07``, ``2023-08-22``, ``2023-09-2X`` and ``first/last``, where ``..`` leaves an end open;
quarters (``2023-Q3``) and ISO weeks (``2023-W34``) too, so that every cell that is printed can be read. A trailing
``~`` (about), ``?`` (uncertain) or ``%`` (both) is kept as a flag; it does not widen the interval, for nobody published
by how much.

What is known of an age or a lag is a range of whole numbers: ``20`` is 20 to 20, ``18..25`` both ends included, ``3..``
three or more, ``..17`` seventeen or less. A published value is a number with a printed precision: ``31`` may stand for
anything from 30.5 to under 31.5, where it is a mean, while a count of people is exact.

A window is cut into cells: the days, weeks, months, quarters or years in it, the first and the last clipped to the
window. Days, months, quarters and years of a window form a tree; weeks do not nest in months or years.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import inf
from typing import Any

import numpy as np
import pandas as pd

from musterbook.errors import MusterError, UnknownName, Unreadable

DATE_GRAMMAR = (
    "a date as YYYY, YYYY-MM or YYYY-MM-DD, last digits possibly X, or first/last, possibly ending in ~ ? or %"
)
NUMBER_GRAMMAR = "a whole number as 20, or a range as 18..25, 3.. or ..17"
VALUE_GRAMMAR = "a number as 51, 300,000, 30.5, 88 %, 1/3, eight or two thirds"

_DATE = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX)"
    r"(?:-Q(?P<quarter>[1-4])|-W(?P<week>\d\d)|-(?P<month>\d\d|\dX|XX)(?:-(?P<day>\d\d|\dX|XX))?)?(?P<flag>[~?%]?)",
    re.ASCII,
)
_NUMBER = re.compile(r"(?P<low>-?\d{1,9})?(?P<dots>\.\.)?(?P<high>-?\d{1,9})?", re.ASCII)
_VALUE = re.compile(
    "(?P<over>\\d{1,9})/(?P<under>[1-9]\\d{0,8})"
    "|(?P<whole>-?(?:\\d{1,15}|\\d{1,3}(?:,\\d{3}){1,4}|\\d{1,3}(?:[ \u00a0\u2009\u202f]\\d{3}){1,4}))"
    "(?:\\.(?P<decimals>\\d{1,9}))?(?:[ \u00a0\u2009\u202f]?(?P<percent>%|per ?cent|процент[а-я]*|відсот[а-яі]*))?",
    re.ASCII,
)
# Words of a fraction: how many parts, and into how many something is parted.
_IN_WORDS = re.compile("(?P<over>.+?) (?:out of|of|in|из|із|з) (?P<under>.+)|(?:(?P<parts>.+?)[ -])?(?P<part>\\w+)")
_PARTS = {
    **{"half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7},
    **{"eighth": 8, "ninth": 9, "tenth": 10, "половина": 2, "треть": 3, "трети": 3, "третина": 3, "третини": 3},
    **{"четверть": 4, "четверти": 4, "чверть": 4, "чверті": 4},
}
_OPEN = ".."
_LAST_DAY = dt.date.max.toordinal()


class Kind(StrEnum):
    """What the values of a variable are: dates, whole numbers, or labels."""

    DATE = "period"
    NUMBER = "range"
    LABEL = "label"

    @property
    def ends(self) -> tuple[str, ...]:
        """What the two ends of a value are called, where it has any."""
        return {Kind.DATE: ("first", "last"), Kind.NUMBER: ("low", "high"), Kind.LABEL: ()}[self]

    @property
    def grammar(self) -> str:
        """How its values are written."""
        return {Kind.DATE: DATE_GRAMMAR, Kind.NUMBER: NUMBER_GRAMMAR, Kind.LABEL: "a label"}[self]

    def read(self, text: str) -> Interval:
        """Read a coarse date, or else a coarse number."""
        return Interval.date(text) if self is Kind.DATE else Interval.number(text)


@dataclass(frozen=True)
class Interval:
    """Whole numbers from ``low`` to ``high``, both included; ``None`` is an open end.

    The numbers of a date are days, counted as ``datetime.date.toordinal`` counts them. ``text`` is what it came as, the
    name of a cell, or empty. Invariants: where both ends are stated, ``low <= high``; at least one is.

    >>> import musterbook as mb
    >>> mb.Interval.date("2023-09-2X"), mb.Interval.date("2023-09/.."), mb.Interval.number("18..25")
    (Interval('2023-09-20/2023-09-29'), Interval('2023-09-01/..'), Interval('18..25'))
    >>> mb.Interval.date("2023-06/2024-05").size
    366
    """

    low: int | None
    high: int | None
    kind: Kind = Kind.NUMBER
    text: str = field(default="", compare=False)
    flag: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        """Hold the invariants."""
        if self.low is None and self.high is None:
            raise MusterError(f"a range needs an end; expected {self.kind.grammar}")
        if self.ends[1] < self.ends[0]:
            raise Unreadable(str(self), "ends before it begins", self.kind.grammar, is_plain=False)

    @classmethod
    def date(cls, text: str) -> Interval:
        """Read one coarse date. Raises :class:`MusterError` with the grammar when it is none."""
        parts = text.split("/")
        if len(parts) > 2 or (_OPEN in parts and (len(parts) == 1 or parts[0] == parts[1])):
            raise _no_date(text, "is no coarse date")
        ends = [None if part == _OPEN else _date_part(part, text) for part in parts]
        begin, end = ends[0], ends[-1]
        if begin and end and end.first < begin.first:
            raise _no_date(text, f"{'ends' if end.last < begin.first else 'may end'} before it begins")
        flags = {part.flag for part in (begin, end) if part} - {""}
        flag = "%" if len(flags) > 1 else "".join(flags)
        return cls(begin.low if begin else None, end.high if end else None, Kind.DATE, text, flag)

    @classmethod
    def number(cls, text: str) -> Interval:
        """Read one coarse number. Raises :class:`MusterError` with the grammar when it is none."""
        match = _NUMBER.fullmatch(text)
        if match is None or not (match["low"] or match["high"]) or not (match["dots"] or not match["high"]):
            raise Unreadable(text, "is no coarse number", NUMBER_GRAMMAR)
        low, high = (None if end is None else int(end) for end in match.group("low", "high"))
        return cls(low, high if match["dots"] else low, Kind.NUMBER, text)

    @classmethod
    def days(cls, first: dt.date, last: dt.date, text: str = "", flag: str = "") -> Interval:
        """Give a stretch of days, both included."""
        return cls(first.toordinal(), last.toordinal(), Kind.DATE, text, flag)

    @property
    def first(self) -> dt.date:
        """First day of a date; the first of the calendar where that end is open."""
        return dt.date.min if self.low is None else dt.date.fromordinal(self.low)

    @property
    def last(self) -> dt.date:
        """Last day of a date; the last of the calendar where that end is open."""
        return dt.date.max if self.high is None else dt.date.fromordinal(self.high)

    @property
    def ends(self) -> tuple[float, float]:
        """The two ends, infinite where they are open."""
        return -inf if self.low is None else self.low, inf if self.high is None else self.high

    @property
    def is_closed(self) -> bool:
        """Whether both ends are known."""
        return self.low is not None and self.high is not None

    @property
    def sure(self) -> bool:
        """Whether the value surely lies between the ends; what is only about so may lie beyond them."""
        return self.flag not in {"~", "%"}

    @property
    def size(self) -> int:
        """How many days or numbers it holds; both ends must be known."""
        return int(self.ends[1] - self.ends[0]) + 1

    def __contains__(self, other: Interval) -> bool:
        """Tell whether another interval lies wholly in this one."""
        return self.ends[0] <= other.ends[0] and other.ends[1] <= self.ends[1]

    def meets(self, other: Interval) -> bool:
        """Tell whether the two share a value."""
        return self.ends[0] <= other.ends[1] and other.ends[0] <= self.ends[1]

    def clip(self, other: Interval) -> Interval:
        """Give what both have in common; they must share a value."""
        low, high = max(self.ends[0], other.ends[0]), min(self.ends[1], other.ends[1])
        return Interval(
            None if low == -inf else int(low), None if high == inf else int(high), self.kind, flag=self.flag
        )

    def __str__(self) -> str:
        """Give the shortest text of these values: EDTF of days, a number or a range of numbers.

        >>> str(Interval.date("2023-06-01/2023-06-30")), str(Interval.date("2023-06-02/2023-08"))
        ('2023-06', '2023-06-02/2023-08-31')
        """
        if self.kind is not Kind.DATE:
            ends = ["" if end is None else str(end) for end in (self.low, self.high)]
            return ends[0] if ends[0] == ends[1] else "..".join(ends)
        for every in (Every.YEAR, Every.MONTH) if self.is_closed and self.low != self.high else ():
            start, end = (every.around(day) for day in (self.first, self.last))
            if (self.first, self.last) == (start.first, end.last):
                return "/".join(dict.fromkeys([start.text, end.text]))
        begin = _OPEN if self.low is None else self.first.isoformat()
        return "/".join(dict.fromkeys([begin, _OPEN if self.high is None else self.last.isoformat()]))

    def __repr__(self) -> str:
        """Show the values as they are written."""
        return f"Interval({str(self)!r})"


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

    def around(self, day: dt.date, week_start: int = 0, weeks: int = 1) -> Interval:
        """Give the whole cell that a day lies in; one of several ``weeks`` begins with the week of the day.

        Weeks begin on a day counted from Monday, 0; those of ISO 8601 are named by their numbers, others by their days.

        >>> Every.QUARTER.around(dt.date(2023, 8, 22)).first
        datetime.date(2023, 7, 1)
        """
        if self is Every.WEEK:
            start = day.toordinal() - (day.weekday() - week_start) % 7
            found = Interval(max(1, start), min(start + 7 * weeks - 1, _LAST_DAY), Kind.DATE)
            names = [end.isoformat() if week_start else self.name_of(end) for end in (found.first, found.last)]
            return replace(found, text="/".join(dict.fromkeys(names)))
        if self is Every.DAY:
            return Interval.days(day, day, self.name_of(day))
        length = {"month": 1, "quarter": 3, "year": 12}[self.value]
        last = (day.month - 1) // length * length + length
        final = dt.date(day.year, last, calendar.monthrange(day.year, last)[1])
        return Interval.days(dt.date(day.year, last - length + 1, 1), final, self.name_of(day))

    def name_of(self, first: dt.date) -> str:
        """Name the cell around a day: ``2023-08-22``, ``2023-W34``, ``2023-08``, ``2023-Q3`` or ``2023``."""
        year, week, _ = first.isocalendar()
        names = {Every.WEEK: f"{year:04}-W{week:02}", Every.QUARTER: f"{first.year:04}-Q{(first.month + 2) // 3}"}
        return names.get(self) or first.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.value]]


def cells(window: Interval | str, every: str = "month", *, weeks: int = 1, week_start: int = 0) -> list[Interval]:
    """Cut a window into cells, in order and with no gap; ``text`` is the name of each.

    Parameters
    ----------
    window : Interval or str
        The days to cut, for example ``"2023-06/2024-05"``; both ends are stated.
    every : str
        ``day``, ``week``, ``month``, ``quarter`` or ``year``. Names are ISO 8601, and each can be read as a date.
    weeks : int
        How many weeks a cell of ``week`` has, at least 1, counted from the week in which the window begins.
    week_start : int
        The day on which weeks begin, counted from Monday, 0; weeks that begin on another are named by their days.

    Raises
    ------
    MusterError
        If the window is no coarse date, one of its ends is open, or the length is unknown.

    Examples
    --------
    >>> [cell.text for cell in cells("2023-06/2024-05", "quarter")]
    ['2023-Q2', '2023-Q3', '2023-Q4', '2024-Q1', '2024-Q2']
    >>> cells("2023-06/2024-05", "quarter")[0].size
    30
    >>> [cell.text for cell in cells("2023-08-22/2023-09-10", "week", weeks=2)]
    ['2023-W34/2023-W35', '2023-W36/2023-W37']
    """
    whole = Interval.date(window) if isinstance(window, str) else window
    if not whole.is_closed:
        raise MusterError(f"a window has a first and a last day; expected both, found {whole}")
    length, found, reached = Every.of(every), [], whole.first.toordinal()
    while reached <= whole.last.toordinal():
        cell = length.around(dt.date.fromordinal(reached), week_start, weeks)
        found.append(replace(cell.clip(whole), text=cell.text))
        reached = cell.last.toordinal() + 1
    return found


def end_columns(name: str, values: Iterable[object], kind: Kind) -> dict[str, Any]:
    """Give the ends of coarse dates or numbers as columns: days (``datetime64[s]``) or whole numbers (``Int64``).

    What is no interval, and an open end, is missing.

    >>> end_columns("age", [Interval.number("24"), Interval.number("18.."), None], Kind.NUMBER)["age_high"].tolist()
    [24, <NA>, <NA>]
    """
    read, columns = list(values), dict[str, Any]()
    for label, end in zip(kind.ends, ("low", "high"), strict=True):
        found = [getattr(one, end, None) for one in read]
        if kind is Kind.DATE:
            days = [None if day is None else dt.date.fromordinal(day) for day in found]
        columns[f"{name}_{label}"] = np.array(days, "datetime64[s]") if kind is Kind.DATE else pd.array(found, "Int64")
    return columns


def _no_date(text: str, why: str) -> Unreadable:
    """Say why a text is no date."""
    return Unreadable(text, why, DATE_GRAMMAR, is_plain=why == "is no coarse date")


def _date_part(part: str, text: str) -> Interval:
    """Read one of the two ends of a date, or the only one."""
    match = _DATE.fullmatch(part)
    if match is None:
        raise _no_date(text, "is no coarse date")
    year, quarter, week, month, day, flag = match.groups()
    month, day = (None if month == "XX" and day in {None, "XX"} else month), (None if day == "XX" else day)
    if ((quarter or week or month) and "X" in year) or (month and day and "X" in month):
        raise _no_date(text, "leaves a gap: X may stand only in the last part")
    try:
        if week:
            return replace(Every.WEEK.around(dt.date.fromisocalendar(int(year), int(week), 1)), flag=flag)
        years, months = _possible(year, 1, 9999), _possible(month or "XX", 1, 12)
        months = [3 * int(quarter) - 2, 3 * int(quarter)] if quarter else months
        days = _possible(day or "XX", 1, calendar.monthrange(years[-1], months[-1])[1])
    except ValueError:
        raise _no_date(text, "is in no calendar") from None
    first, last = (dt.date(years[at], months[at], days[at]) for at in (0, -1))
    return Interval.days(first, last, flag=flag)


def _possible(digits: str, low: int, high: int) -> list[int]:
    """Give the ends of the numbers that digits with X may stand for, within what a calendar allows."""
    first, last = max(low, int(digits.replace("X", "0"))), min(high, int(digits.replace("X", "9")))
    if first > last:
        raise ValueError(digits)
    return [first, last]


def _in_digits(text: str) -> str:
    """Write a number or a fraction in words with digits, as 21 and 2/3; nothing where it is neither.

    >>> [_in_digits(text) for text in ("twenty-one", "a dozen", "half a million", "две трети", "one in five", "some")]
    ['21', '12', '500000', '2/3', '1/5', '']
    """
    from number_parser import parse_number

    def whole(words: str) -> int | None:
        """Read one whole number; a dozen is twelve, and half a million half of one."""
        times = Fraction(1, 2) if words.startswith("half a ") else Fraction(1)
        words = words.removeprefix("half a ").removeprefix("a ")
        if words.endswith("dozen"):
            words, times = words.removesuffix("dozen").strip() or "one", times * 12
        is_read = re.fullmatch("[0-9]{1,9}", words) or all(map(str.isalpha, re.split("[ -]", words)))
        number = parse_number(words) if is_read else None
        return None if number is None or (number * times).denominator > 1 else int(number * times)

    words = text.casefold()
    found = _IN_WORDS.fullmatch(words)
    if (number := whole(words)) is not None or found is None:
        return "" if number is None else str(number)
    parts, part = found["over"] or found["parts"], found["part"]
    over = 1 if parts in {None, "a", "an"} else whole(parts)
    under = whole(found["under"]) if found["under"] else _PARTS.get(part) or _PARTS.get(part.removesuffix("s"))
    return f"{over}/{under}" if over is not None and under else ""


@dataclass(frozen=True)
class Value:
    """A number as it was printed: its exact value and the size of its last printed digit.

    Of a percentage both are percent; of a fraction the step is one part, so that 1/3 is what rounds to a third.

    >>> Value.parse("300 000").number, Value.parse("31.0").step, Value.parse("1/3").rounded_from
    (Fraction(300000, 1), Fraction(1, 10), (Fraction(1, 6), Fraction(1, 2)))
    """

    number: Fraction
    step: Fraction
    is_percent: bool = False
    is_fraction: bool = False

    def __str__(self) -> str:
        """Give the number as it is printed, with commas between thousands.

        >>> [str(Value.parse(text)) for text in ("12000", "31.0", "88 %", "2/3")]
        ['12,000', '31.0', '88%', '2/3']
        """
        if self.is_fraction:
            return f"{self.number / self.step}/{self.step.denominator}"
        whole = Decimal(int(self.number * self.step.denominator)).scaleb(1 - len(str(self.step.denominator)))
        return f"{whole:,f}{'%' if self.is_percent else ''}"

    @classmethod
    def parse(cls, text: str) -> Value:
        """Read one printed number. Raises :class:`MusterError` with the grammar when it is none."""
        match = _VALUE.fullmatch(text) or _VALUE.fullmatch(_in_digits(text))
        if match is None:
            raise Unreadable(text, "is no number", VALUE_GRAMMAR)
        if match["under"]:
            part = Fraction(1, int(match["under"]))
            return cls(int(match["over"]) * part, part, is_fraction=True)
        digits = re.sub(r"[^\d-]", "", match["whole"]) + "." + (match["decimals"] or "")
        return cls(Fraction(digits), Fraction(1, 10 ** len(match["decimals"] or "")), is_percent=bool(match["percent"]))

    @property
    def is_whole(self) -> bool:
        """Whether it can be a count of people: a whole number, not negative, printed without decimals."""
        return self.step == 1 and self.number >= 0 and not self.is_percent and not self.is_fraction

    @property
    def rounded_from(self) -> tuple[Fraction, Fraction]:
        """The numbers that are printed like this one: from the first, up to but not including the second.

        >>> Value.parse("31.0").rounded_from
        (Fraction(619, 20), Fraction(621, 20))
        """
        return self.number - self.step / 2, self.number + self.step / 2
