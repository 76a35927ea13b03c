"""How people write dates, numbers and counts, read into how we write them.

A date may stand in a list as ``22.08.2023``, ``20230822``, ``22 августа 2023 г.``, ``10-15 July 2023``, ``Q2 2023``,
``after 3 July 2023`` or, where a spreadsheet lost its format, ``45160``; an age as ``38 лет``, ``18-25``, ``60+``,
``under 18``, ``20s`` or ``18 months``; a count as ``1,204``, ``3 (1.7%)`` or ``<5``. Each is read into one interval.
What may be two days is asked, not guessed; a year of two digits is refused unless the window or its reader settles it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache, partial
from unicodedata import decimal

from musterbook.errors import Unreadable
from musterbook.intervals import Interval, Kind
from musterbook.linelist import words

DATE_GRAMMAR = "a date as 2023-08-22, 2023-08, 2023, 22.08.2023, 22 August 2023, a spreadsheet's day number or EDTF"
NUMBER_GRAMMAR = "a whole number as 38, 38.0 or 38 years, or a range as 18..25, 18-25, 60+, <18 or 3.."
COUNT_GRAMMAR = "a count of people as 51, 1,204 or 3 (1.7%), or a suppressed one as <5 or 1-4"
_NO_CENTURY = "states no century, say which as century=2000 (or --century)"
NO_CENTURY = f"{DATE_GRAMMAR}; this one {_NO_CENTURY}"
HIDDEN = re.compile(r"[*†‡]+|\.\.|[csx]|supp(?:ressed|\.)?|hidden", re.IGNORECASE)
_LONGEST = 120  # no date is longer, however many words stand around it
_PARTS, _PARTED = ("early", "middle", "late"), 21  # days of what has an early, a middle and a late third
_NO_CALENDAR = "is in no calendar"
_SERIALS_BEGIN = dt.date(1899, 12, 30).toordinal()  # spreadsheets believe 1900 to have had a 29 February
_LAST_DAY = dt.date.max.toordinal()
# Numbers from 1900 to 2100 are years, whatever day numbers count from.
_DAY_NUMBER = re.compile(r"(?!(?:19\d\d|20\d\d|2100)(?:\.0+)?$)(-?\d{1,5})(?:\.\d+)?", re.ASCII)
_NOTHING = re.compile(r"1899-12-3[01]|1900-0?1-0?0|0?0([./])0?[01]\1(?:19)?00|0?1/0?0/(?:19)?00")
_WEEK_OF = r"(?P<ends>w/e|week ending)|w/c|week (?:of|beginning|commencing)"
# What is not known, as EDTF has it: the century of '23, a day of xx or 00, the years 19?? and 1990s.
_UNKNOWN = [
    (re.compile(pattern, re.IGNORECASE), new)
    for pattern, new in (
        (r"['’‘](?=[0-9][0-9]$)", ""),
        (r"(?<![^\W_])(?:xx|\?\?|__)(?=[./-])|(?<=[./-])(?:xx|\?\?|__)(?![^\W_])", "00"),
        (r"^([0-9]{4}(?:-[0-9][0-9])??)(?:-00)+$", r"\1"),
        (r"^(\d\d)(?:\?\?|xx|__)$", r"\1XX"),
        (r"^(\d{3})(?:[?x_]|0['’]?s|0-[ех])$", r"\1X"),
    )
]
# The time of a day, and the end of a watch, as some call the day when somebody fell.
_BESIDE_DATE = re.compile(
    r"(?<=\d)(?:T| |,\s*)(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-6]\d(?:[.,]\d+)?)?\s*(?:[AP]\.?M\.?)?\s*"
    r"(?:Z|UTC|[+-]\d\d:?\d\d)?$|^(?:eow|date|day)\s*:\s*",
    re.IGNORECASE,
)
_SIGN = r"\s*(?P<sign>[./-])\s*"
_IN_DIGITS = [
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)?",
        rf"(?P<year>\d{{4}}){_SIGN}(?P<month>\d{{1,2}})(?:\s*(?P=sign)\s*(?P<day>\d{{1,2}}))?\.?",
        rf"(?P<month>\d{{1,2}}){_SIGN}(?P<year>\d{{4}})",
        rf"(?P<first>\d{{1,2}}){_SIGN}(?P<second>\d{{1,2}})(?:\s*(?P=sign)\s*(?P<year>\d{{4}}|\d\d))?\.?",
    )
]
_EDTF = {"Q": "{0}-Q{1}", "W": "{0}-W{1:02}", "H": "{0}-{3:02}/{0}-{4:02}"}
_OLD = re.compile(r"(?<=[^\W\d_])[\s-]+(?:old|of age)$")
# A share in brackets, and the mark of a footnote.
_BESIDE_COUNT = re.compile(r"\s*(?:\(\s*[<\d.,]+\s*%?\s*\)|(?<=\d)\s*(?:[*†‡¹²³⁰⁴-⁹]+|\[\d\]))$", re.ASCII)
_THOUSANDS = re.compile(r"(?<=\d)(?<!\d{4})(?<!\b0)[., \u00a0\u202f'](?=\d{3}(?!\d))", re.ASCII)


class Order(Enum):
    """Which of two numbers comes first in a date."""

    DAY_FIRST = True
    MONTH_FIRST = False
    NOT_STATED = None

    def __str__(self) -> str:
        """Say the order in words."""
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True)
class Style:
    """How a list is written, as far as somebody said.

    The order of day and month, the century, the window that it covers, and the day that day numbers count from.
    """

    order: Order = Order.NOT_STATED
    century: int | None = None
    window: Interval | None = None
    epoch: int | None = None

    def years(self, digits: str) -> list[str]:
        """Give the years that end in some digits, or in any, as far as the reader or the window of the list tells."""
        if len(digits) == 4:
            return [digits]
        if digits and self.century is not None:
            return [f"{self.century // 100 * 100 + int(digits):04}"]
        years = range(max(1900, self.window.first.year), min(2099, self.window.last.year) + 1) if self.window else ()
        return [str(year) for year in years if str(year).endswith(digits and digits.zfill(2))]


@dataclass(frozen=True)
class Unread:
    """A text that could not be read: what was expected, and the two days it may mean where it is a date."""

    expected: str
    choices: tuple[str, ...] = ()


Read = Interval | Unread
PLAIN = Style()


def read_date(text: str, style: Style = PLAIN, header: str = "") -> Read:
    """Read one date in any spelling; what cannot be read says what was expected.

    ``header`` may say that a date stands for the week that ends or begins on it.

    >>> [str(read_date(text)) for text in ("22 августа 2023 г.", "2023年8月", "08/22/2023 14:05", "10-15 July 2023")]
    ['2023-08-22', '2023-08', '2023-08-22', '2023-07-10/2023-07-15']
    >>> read_date("after July 2023"), read_date("ca. 1999").flag, read_date("03/04/2023").choices
    (Interval('2023-08-01/..'), '~', ('2023-04-03', '2023-03-04'))
    >>> read_date("2023-07-02", header="Week ending")
    Interval('2023-06-26/2023-07-02')
    """
    if week := re.match(_WEEK_OF, header.casefold().replace("_", " ")):
        whole = read_date(f"{week[0]} {text}", style)
        return whole if isinstance(whole, Interval) else read_date(text, style)
    if _NOTHING.fullmatch(plain := _plain(text)):
        return _unread("is what a spreadsheet shows for an empty cell")
    number = None if style.epoch is None else _DAY_NUMBER.fullmatch(plain)
    for pattern, new in _UNKNOWN:
        plain = pattern.sub(new, plain)
    try:
        if number and style.epoch is not None:
            return _days(day := style.epoch + int(number[1]), day)
        return Interval.date(plain)
    except Unreadable as error:
        if not error.is_plain:
            return _unread(error.why)
    return _in_either_order(_BESIDE_DATE.sub("", plain).casefold(), style)


def _in_either_order(text: str, style: Style) -> Read:
    """Read a date with the day first and the month first; it may be either where nobody said which."""
    read: dict[Order, Read] = {}
    for order in (Order.DAY_FIRST, Order.MONTH_FIRST):
        ways = [partial(way, style=replace(style, order=order)) for way in (_single, _worded, _from_to)]
        read[order] = _first_read(text, ways, DATE_GRAMMAR)
    found = {order: one for order, one in read.items() if isinstance(one, Interval)}
    asked = {one: str(one) for order, one in found.items() if style.order in {order, Order.NOT_STATED}}
    if asked:
        return Unread(DATE_GRAMMAR, tuple(asked.values())) if len(asked) > 1 else next(iter(asked))
    if found:
        return _unread(f"can only be {next(iter(found))}")
    return Unread(max((one.expected for one in read.values() if isinstance(one, Unread)), key=len))


def _first_read(text: str, ways: Iterable[Callable[[str], Interval | None]], grammar: str) -> Read:
    """Read a text in the first way that knows it; nothing else is tried where that says what is wrong."""
    for way in ways:
        try:
            if found := way(text):
                return found
        except Unreadable as error:
            if not error.is_plain:
                return _unread(error.why, grammar)
    return Unread(grammar)


def _unread(why: str, grammar: str = DATE_GRAMMAR) -> Unread:
    """Say what is expected, and what is wrong with this one."""
    return Unread(f"{grammar}; this one {why}")


def _refused(why: str) -> Unreadable:
    """Say why what looks like a date is none."""
    return Unreadable("", why, DATE_GRAMMAR, is_plain=False)


def _plain(text: str) -> str:
    """Give a text without space around it and with the digits of any script as ours; one that is too long is none."""
    stripped = text.strip()
    if not stripped.isascii():
        stripped = "".join(str(decimal(one, one)) for one in stripped)
    return stripped if len(stripped) <= _LONGEST else ""


def _days(low: int | None, high: int | None, flag: str = "") -> Interval:
    """Give the days from one to another, where the calendar has both."""
    if any(end is not None and not 0 < end <= _LAST_DAY for end in (low, high)):
        raise _refused(_NO_CALENDAR)
    return Interval(low, high, Kind.DATE, flag=flag)


@dataclass(frozen=True)
class _Parts:
    """The parts of a date, as far as it has them, as digits; empty where it has none.

    The ``unit`` is M where the month is named; Q, W or H where ``month`` is the number of a quarter, week or half.
    """

    year: str
    month: str
    day: str
    unit: str = ""

    @classmethod
    def of(cls, text: str, style: Style) -> _Parts | None:
        """Take a date apart, in digits or in words, where every word of it belongs to a date."""
        text = _patterns()["year"].sub("", text)
        for pattern in _IN_DIGITS:
            if match := pattern.fullmatch(text):
                parts = match.groupdict("")
                if "first" in parts:
                    names = ("day", "month") if style.order is Order.DAY_FIRST else ("month", "day")
                    parts |= zip(names, (parts["first"], parts["second"]), strict=True)
                return cls(parts["year"], parts["month"], parts.get("day", ""))
        tokens = list(words.date_pattern().finditer(text))
        if "".join(token[0] for token in tokens) != text:
            return None
        kinds = ("month", "roman", "number", *"QWH")
        named, roman, numbers, *lettered = ([token[kind] for token in tokens if token[kind]] for kind in kinds)
        units = ["M" for _ in named] + [unit for unit, told in zip("QWH", lettered, strict=True) for _ in told]
        months = [str(words.month_numbers()[name]) for name in (*named, *roman)]
        years, days = ([one for one in numbers if (len(one) == 4) is is_year] for is_year in (True, False))
        is_range = re.fullmatch(r"[^\W\d]+\.?\s+\d{1,2}\s*-\s*\d{1,2}", text)
        is_with_year = (len(days) == 2 and not is_range) or re.fullmatch(r"[^\W\d]+\.?-[0-9]{2}", text)
        is_one_month = len(months) == 1 and set(units) <= {"M"} and not years
        if is_one_month and is_with_year and text.index((named + roman)[0]) < text.rindex(days[-1]):
            # A second number after the name of a month is the year; so is 21 in Mar-21, as spreadsheets say.
            years, days = (days[:1], days[1:]) if "年" in text else (days[-1:], days[:-1])
        elif units and not named:
            months, days = [*months, *days], []
        is_date = {1} <= {*map(len, (years, months, days, units))} <= {0, 1}
        return cls(*map("".join, (years, months, days, units))) if is_date else None

    def read(self, style: Style) -> Interval | None:
        """Make a date of them; parts of zeros are not stated, and a year that is not is that of the list's window."""
        is_dated = self.year or (self.unit == "M" and self.day)
        if not is_dated or ((self.day or self.unit) and not self.month):
            return None
        month, day, found = int(self.month or 0), int(self.day or 0), []
        years = style.years(self.year)
        for year in years:
            text = _EDTF.get(self.unit, "{0}-{1:02}-{2:02}").format(year, month, day, 6 * month - 5, 6 * month)
            with suppress(Unreadable):
                one = Interval.date(re.sub("(?:-00)+$", "", text))
                found += [one] if self.year or one.meets(style.window or one) else []
        if len(found) != 1:
            is_known = years and self.year
            raise _refused(_NO_CALENDAR if is_known and not found else _NO_CENTURY if self.year else "states no year")
        return found[0]


def _single(text: str, style: Style) -> Interval | None:
    """Read one day, month, quarter, week, half or year; nothing where it is none."""
    if serial := re.fullmatch(r"([0-9]{5})(?:\.[0-9]+)?", text):
        if not 20_000 <= int(serial[1]) <= 60_000:
            raise _refused("is no day number, which run from 20000 (in 1954) to 60000 (in 2064)")
        return _days(day := _SERIALS_BEGIN + int(serial[1]), day)
    # The week of a day is another than the week of a number.
    parts = None if re.match(_WEEK_OF, text) else _Parts.of(text, style)
    return parts.read(style) if parts else None


def _from_to(text: str, style: Style) -> Interval | None:
    """Read two dates with a word or a dash between; what either leaves out, the other says."""
    text = _patterns()["from"].sub("", text)
    for between in _patterns()["between"].finditer(text):
        left, right = (_Parts.of(part, style) for part in (text[: between.start()], text[between.end() :]))
        if left and right and not left.year:
            if (left.day and not right.day) or (left.unit or "M") != (right.unit or "M"):
                continue
            right = replace(right, month=right.month or left.month, unit=right.unit or left.unit)
            left = _Parts(right.year, left.month or right.month, left.day, left.unit or right.unit)
        elif left and right and not right.year:
            right = replace(right, year=left.year, month=right.month or left.month)
        if left and right and (begin := left.read(style)) and (end := right.read(style)):
            if begin.first > end.first:
                raise _refused("ends before it begins")
            return _days(begin.low, end.high)
    return None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Give the patterns made of words: of dates, of a number or a range, as 85 and over or 20s, and of an age."""
    from_, to, and_, more = (words.either(words.of(name)) for name in ("from", "to", "and", "number or more"))
    part = words.either(word for name in _PARTS for word in words.of(name))
    about, number = f"{words.either(words.of('about'))}|{part}", r"(?P<{}>\d{{1,15}})(?:[.,]0+)?"
    signs = words.either(sign for sign in words.signs("date") if sign[-1].isalpha())
    units = {unit: words.either(words.of(f"units {unit}")) for unit in ("year", "month", "week", "day")}
    ages = (rf"(?:(?P<{unit}>\d{{1,5}})[\s-]*(?:{name})\.?[\s,-]*(?:(?:{and_})\s+)?)?" for unit, name in units.items())
    patterns = {
        "year": rf"(?<=\d{{4}})\s*(?:{words.either(words.date_fillers())})\.?$",
        "from": rf"^(?:{from_})\s+",
        "between": rf"\s*[-–—/]\s*|\s+(?:{to})\s+|\s*[至到]\s*",
        "worded": rf"(?P<word>{_WEEK_OF}|{signs}|{about})[\s.:-]+(?P<rest>.+)|(?P<sign>[<>]=?|[≤≥~])\s*(?P<of>.+)"
        rf"|(?P<what>.+?)\s*(?P<after>\?|\(\?\)|\(\s*(?:{about})\.?\s*\))",
        "range": rf"(?:(?:(?P<sign>{words.either(words.signs('number'))})|(?P<from>{from_})|(?P<part>{part}))"
        rf"(?:\s|(?<=\w)-)*)?{number.format('first')}(?P<decade>['’]?s|-?х)?(?:\s*(?!{more})(?P<unit>[^\W\d_]+\.?))?"
        rf"(?:\s*(?P<more>\+|{more})|(?:\s*(?:-|–|—|‒|\.\.|…)\s*|\s+(?:{to})\s+){number.format('last')})?"
        r"(?:\s*(?P<unit_last>[^\W\d_]+))?\.?",
        "age": rf"{''.join(ages)}|(?P<whole>\d{{1,3}})[.,]\d{{1,9}}[\s-]*(?:{units['year']})?\.?",
    }
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


def _worded(text: str, style: Style) -> Interval | None:
    """Read a date with words about it: the week of it, before or after it, about it, a third of it, or perhaps it."""
    match = _patterns()["worded"].fullmatch(text)
    found = _single(match["rest"] or match["of"] or match["what"], style) if match else None
    if match is None or found is None:
        return None
    word, low, high = match["word"] or match["sign"] or match["after"], int(found.ends[0]), int(found.ends[1])
    if re.fullmatch(_WEEK_OF, word):
        start = low - 6 if match["ends"] else low
        return _days(start, start + 6) if low == high else None
    if sign := words.signs("date").get(word):
        return _days(*_beyond(sign, low, high))
    part = next((part for part in _PARTS if word in words.of(part) and found.size >= _PARTED), "")
    if part:
        low, high = (low + found.size * end // 3 for end in (_PARTS.index(part), _PARTS.index(part) + 1))
        return _days(low, high - 1, "~")
    return _days(low, high, "?" if "?" in word else "~")


def _beyond(sign: str, low: int, high: int) -> tuple[int | None, int | None]:
    """Give the ends of what lies on one side of a date or a number."""
    return {"<": (None, low - 1), "<=": (None, high), ">": (high + 1, None), ">=": (low, None)}[sign]


def read_number(text: str, unit: str = "year") -> Read:
    """Read one number in any spelling, with or without the word for its unit (``year`` or ``day``).

    >>> [str(read_number(text)) for text in ("38 лет", "15–19", "60+", "<18", "under 18", "20s", "18 months", "38.4")]
    ['38', '15..19', '60..', '..17', '..17', '20..29', '1', '38']
    """
    ways = (Interval.number, partial(_range, unit=unit), partial(_completed_years, unit=unit))
    return _first_read(_OLD.sub("", _plain(text).casefold()), ways, NUMBER_GRAMMAR)


def read_count(text: str) -> Read:
    """Read how many people a cell of a table has, at least and at most.

    >>> [str(read_count(text)) for text in ("1,204", "3 (1.7%)", "<5", "1-4", "12 000", "10+")]
    ['1204', '3', '0..4', '1..4', '12000', '10..']
    """
    bare = _BESIDE_COUNT.sub("", _plain(text))
    if "%" in bare:
        return Unread(f"{COUNT_GRAMMAR}; a percentage is none: claim it as a share")
    read = _first_read(_THOUSANDS.sub("", bare), [partial(_range, unit="")], COUNT_GRAMMAR)
    if isinstance(read, Unread) or read.ends[1] < 0:
        return Unread(COUNT_GRAMMAR) if isinstance(read, Interval) else read
    return Interval(max(0, read.low or 0), read.high)


def holds_counts(texts: Sequence[str]) -> bool:
    """Tell whether texts are counts; marks that hide them, or stand for not stated, are counts too, if any is shown.

    >>> holds_counts(["12", "<5", "*"]), holds_counts(["12", "x", "40%"]), holds_counts(["*"])
    (True, False, False)
    """
    marks = words.of("missing") | {""}
    stated = [text for text in map(str.strip, texts) if text.casefold() not in marks and not HIDDEN.fullmatch(text)]
    return bool(stated) and all(isinstance(read_count(text), Interval) for text in stated)


def holds_periods(texts: Sequence[str]) -> bool:
    """Tell whether texts are some months, weeks, quarters or years, each of them once.

    >>> holds_periods(["2023-07", "Q4 2023"]), holds_periods(["2023-07", "2023-07"]), holds_periods(["2023-07-03", "x"])
    (True, False, False)
    """
    read = map(read_date, texts)
    is_each_once = 1 < len(texts) == len(set(texts))
    return is_each_once and all(isinstance(one, Interval) and one.is_closed and one.size > 1 for one in read)


_NUMBERS: tuple[set[str], ...] = (set(), {"sign"}, {"more"}, {"last"}, {"from", "last"}, {"decade"}, {"part", "decade"})


def _range(text: str, unit: str) -> Interval | None:
    """Read a number or a range of numbers, and the words for their unit."""
    match = _patterns()["range"].fullmatch(text)
    given = {name for name in ("sign", "from", "part", "decade", "more", "last") if match and match[name]}
    units = [one.rstrip(".") for one in match.group("unit", "unit_last") if one] if match else []
    if match is None or given not in _NUMBERS or (units and not (unit and words.of(f"units {unit}").issuperset(units))):
        return None
    first = int(match["first"])
    if match["decade"]:
        return None if first % 10 or units else Interval(first, first + 9)
    if match["sign"] or match["more"]:
        return Interval(*_beyond(words.signs("number").get(match["sign"], ">="), first, first))
    return Interval(first, int(match["last"] or first))


def _completed_years(text: str, unit: str) -> Interval | None:
    """Read an age in years and months, weeks or days, or with decimals, as one in completed years."""
    match = _patterns()["age"].fullmatch(text) if unit == "year" else None
    if match is None or not any(match.groups()):
        return None
    whole, years, months, weeks, days = (int(match[name] or 0) for name in ("whole", "year", "month", "week", "day"))
    age = whole + years + int((30.4375 * months + 7 * weeks + days) // 365.25)
    return Interval(age, age)
