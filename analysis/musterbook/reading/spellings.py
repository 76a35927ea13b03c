"""Spellings: how people write dates and numbers, read into how we write them.

A date may stand in a list as ``22.08.2023``, ``20230822``, ``22 августа 2023 г.`` or, where a spreadsheet lost its
format, ``45160``; an age as ``38 лет``, ``18-25`` or ``60+``. Each is read by one grammar into our own spelling, an
EDTF date or a range, and its first and last day or number. What could mean two days is never guessed: the reader of a
list is asked which part comes first. A year of two digits is refused, for nobody stated the century.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from musterbook.errors import MusterError
from musterbook.intervals import Interval
from musterbook.reading import words
from musterbook.values import expectation

DATE_GRAMMAR = (
    "a date as 2023-08-22, 2023-08, 2023, 202308, 20230822, 22.08.2023, 22 August 2023, a spreadsheet's day number "
    "or EDTF"
)
NUMBER_GRAMMAR = "a whole number as 38, 38.0 or 38 years, or a range as 18..25, 18-25, 60+, <18 or 3.."
# Chinese input methods draw digits as wide as characters.
_FULL_WIDTH = {ord("０") + digit: str(digit) for digit in range(10)}
EPOCH = dt.date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Spelled:
    """One text read: our spelling with its two ends, or what was expected instead.

    Dates have their ends in days from 1970-01-01, numbers as they are; ``None`` is an open end. ``choices`` holds the
    two days that an ambiguous date may mean. Invariant: ``text`` or ``expected`` is empty.
    """

    text: str = ""
    low: int | None = None
    high: int | None = None
    expected: str = ""
    choices: tuple[str, ...] = ()

    @classmethod
    def date(cls, period: Interval, text: str = "") -> Spelled:
        """Spell a period, in its own words where it came as EDTF."""
        low, high = (None if end is None else end - EPOCH for end in (period.low, period.high))
        return cls(text or str(period), low, high)

    @classmethod
    def number(cls, found: Interval) -> Spelled:
        """Spell a range."""
        low, high = ("" if end is None else str(end) for end in (found.low, found.high))
        return cls(low if low == high else f"{low}..{high}", found.low, found.high)


class Order(Enum):
    """Which of two numbers comes first in a date; members know where the day stands."""

    DAY_FIRST = True
    MONTH_FIRST = False
    NOT_STATED = None

    def __str__(self) -> str:
        """Say the order in words."""
        return self.name.lower().replace("_", " ")

    def day_of(self, first: int, second: int) -> tuple[int, int] | None:
        """Give day and month of two numbers, or nothing where both orders are possible and differ."""
        if self is Order.NOT_STATED:
            if 0 < first <= 12 and 0 < second <= 12 and first != second:
                return None
            return (first, second) if second <= 12 else (second, first)
        return (first, second) if self is Order.DAY_FIRST else (second, first)


def read_date(text: str, order: Order = Order.NOT_STATED) -> Spelled:
    """Read one date in any spelling; what cannot be read says what was expected.

    >>> read_date("22 августа 2023 г.").text, read_date("2023年8月").text, read_date("08/22/2023 14:05").text
    ('2023-08-22', '2023-08', '2023-08-22')
    >>> read_date("03/04/2023").choices
    ('2023-04-03', '2023-03-04')
    """
    stripped = text.strip().translate(_FULL_WIDTH)
    if not stripped:
        return _unread()
    try:
        return Spelled.date(Interval.date(stripped), stripped)
    except MusterError as error:
        why = expectation(error).partition("; this one ")[2]
    day = _without_year_word(_TIME.sub("", stripped))
    for pattern, read in _DATES:
        match = pattern.fullmatch(day)
        if match:
            return read(match, order)
    return Spelled(expected=f"{DATE_GRAMMAR}; this one {why}") if why else _in_words(day)


def read_number(text: str, unit: str = "year") -> Spelled:
    """Read one number in any spelling, with or without the word for its unit (``year`` or ``day``).

    >>> read_number("38 лет").text, read_number("15–19").text, read_number("60+").text, read_number("<18").text
    ('38', '15..19', '60..', '..17')
    """
    stripped = text.strip().translate(_FULL_WIDTH)
    try:
        return Spelled.number(Interval.number(stripped))
    except MusterError as error:
        why = expectation(error).partition("; this one ")[2] if stripped else ""
    match = _NUMBER.fullmatch(stripped.casefold())
    if why:
        return Spelled(expected=f"{NUMBER_GRAMMAR}; this one {why}")
    if match is None or (match["unit"] and match["unit"].rstrip(".") not in words.unit_words(unit)):
        return Spelled(expected=NUMBER_GRAMMAR)
    second = None if match["second"] is None else int(match["second"])
    try:
        return Spelled.number(_range_of(match["sign"] or match["open"] or "", int(match["first"]), second))
    except MusterError:
        return Spelled(expected=f"{NUMBER_GRAMMAR}; this one ends before it begins")


_ZEROS = r"(?:[.,]0+)?"
_NUMBER = re.compile(
    rf"(?P<sign><=|>=|[<>≤≥])?\s*(?P<first>\d{{1,9}}){_ZEROS}"
    rf"(?(sign)|(?:\s*(?P<open>\+)|\s*(?:-|–|—|‒|\.\.|…)\s*(?P<second>\d{{1,9}}){_ZEROS})?)"
    r"\s*(?P<unit>[^\W\d_]+\.?)?"
)


def _range_of(sign: str, first: int, second: int | None) -> Interval:
    """Put a sign and one or two numbers together."""
    ends: dict[str, tuple[int | None, int | None]] = {
        "": (first, first if second is None else second),
        "+": (first, None),
        "<": (None, first - 1),
        ">": (first + 1, None),
        **dict.fromkeys(("<=", "≤"), (None, first)),
        **dict.fromkeys((">=", "≥"), (first, None)),
    }
    return Interval(*ends[sign])


def _calendar(year: str, month: str = "", day: str = "") -> Spelled:
    """Give a day, a month or a year, or say that no calendar has it."""
    text = "-".join(part.zfill(2) for part in (year, month, day) if part)
    try:
        return Spelled.date(Interval.date(text))
    except MusterError:
        return Spelled(expected=f"{DATE_GRAMMAR}; this one is in no calendar")


def _without_year_word(text: str) -> str:
    """Take the word for year from a date in digits: "22.08.2023 г."."""
    match = _YEAR_WORD.fullmatch(text)
    return match["date"] if match and match["word"].casefold() in words.date_fillers() else text


def _parts(match: re.Match[str], _: Order) -> Spelled:
    found = match.groupdict()
    return _calendar(found["year"], found.get("month") or "", found.get("day") or "")


def _two_numbers(match: re.Match[str], order: Order) -> Spelled:
    first, second = int(match["first"]), int(match["second"])
    found = order.day_of(first, second)
    if found is None:
        choices = [_calendar(match["year"], str(month), str(day)) for day, month in ((first, second), (second, first))]
        return Spelled(expected=DATE_GRAMMAR, choices=tuple(choice.text for choice in choices))
    day, month = found
    if month > 12 >= day > 0:
        other = Order.MONTH_FIRST if order is Order.DAY_FIRST else Order.DAY_FIRST
        return Spelled(expected=f"{DATE_GRAMMAR}; month {month} does not exist, is it {other}?")
    return _calendar(match["year"], str(month), str(day))


def _serial(match: re.Match[str], _: Order) -> Spelled:
    number = int(match["serial"])
    if not 20_000 <= number <= 60_000:
        return Spelled(expected=f"{DATE_GRAMMAR}; day numbers run from 20000 (in 1954) to 60000 (in 2064)")
    day = _SERIALS_BEGIN + dt.timedelta(number)
    return Spelled.date(Interval.days(day, day))


# Spreadsheets count from the first day of 1900 and believe that year to have had a 29 February.
_SERIALS_BEGIN = dt.date(1899, 12, 30)


_NO_CENTURY = f"{DATE_GRAMMAR}; the century is not stated"


def _no_century(_: re.Match[str], __: Order) -> Spelled:
    return Spelled(expected=_NO_CENTURY)


_TIME = re.compile(
    r"(?<=\d)(?:[T ]|,\s*)(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-6]\d(?:[.,]\d+)?)?"
    r"\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|UTC|[+-]\d\d:?\d\d)?$"
)
_YEAR_WORD = re.compile(r"(?P<date>.*[./-]\d{4})\s*(?P<word>[^\W\d_]+)\.?")
_SIGN = r"\s*(?P<sign>[./-])\s*"
_DATES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Order], Spelled]], ...] = tuple(
    (re.compile(pattern, re.ASCII), read)
    for pattern, read in (
        (r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)?", _parts),
        (rf"(?P<year>\d{{4}}){_SIGN}(?P<month>\d{{1,2}})(?:\s*(?P=sign)\s*(?P<day>\d{{1,2}}))?\.?", _parts),
        (rf"(?P<month>\d{{1,2}}){_SIGN}(?P<year>\d{{4}})", _parts),
        (rf"(?P<first>\d{{1,2}}){_SIGN}(?P<second>\d{{1,2}})\s*(?P=sign)\s*(?P<year>\d{{4}})\.?", _two_numbers),
        (rf"\d{{1,2}}{_SIGN}\d{{1,2}}\s*(?P=sign)\s*\d\d", _no_century),
        (r"(?P<serial>\d{5})(?:\.\d+)?", _serial),
    )
)


def _in_words(text: str) -> Spelled:
    """Read a date whose month is a word: the year has four digits, the day, where stated, one or two."""
    if not re.search(r"\d", text):
        return _unread()
    scanner, at, months, numbers = words.month_pattern(), 0, [], []
    folded = text.casefold()
    while at < len(folded):
        match = scanner.match(folded, at)
        if match is None:
            return Spelled(expected=DATE_GRAMMAR)
        months += [match["month"]] if match["month"] else []
        numbers += [match["number"]] if match["number"] else []
        at = match.end()
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if len(years) + len(days) != len(numbers) or len(months) > 1 or len(days) > 1 or len(years) > 1:
        return Spelled(expected=_NO_CENTURY) if len(months) == 1 and len(days) == 2 else _unread()
    if not years:
        return Spelled(expected=f"{DATE_GRAMMAR}; the year is not stated") if months else _unread()
    if days and not months:
        return _unread()
    return _calendar(years[0], str(words.month_numbers()[months[0]]) if months else "", days[0] if days else "")


def _unread() -> Spelled:
    return Spelled(expected=DATE_GRAMMAR)
