"""How people write dates and numbers, read into how we write them.

A date may stand in a list as ``22.08.2023``, ``20230822``, ``22 августа 2023 г.``, ``10-15 July 2023``, ``Q2 2023``,
``after 3 July 2023`` or, where a spreadsheet lost its format, ``45160``; an age as ``38 лет``, ``18-25``, ``60+``,
``under 18``, ``20s`` or ``18 months``. Each is read into one interval. What could mean two days is never guessed: the
reader of a list is asked which part comes first. A year of two digits is refused, unless the window of the list or its
reader settles the century.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from unicodedata import decimal

from musterbook.errors import MusterError, Unreadable
from musterbook.intervals import Every, Interval, Kind
from musterbook.linelist import words

DATE_GRAMMAR = (
    "a date as 2023-08-22, 2023-08, 2023, 202308, 20230822, 22.08.2023, 22 August 2023, a spreadsheet's day number "
    "or EDTF"
)
NUMBER_GRAMMAR = "a whole number as 38, 38.0 or 38 years, or a range as 18..25, 18-25, 60+, <18 or 3.."
NO_CENTURY = f"{DATE_GRAMMAR}; the century is not stated, say which as century=2000 (or --century)"
NO_YEAR = f"{DATE_GRAMMAR}; the year is not stated"
IN_NO_CALENDAR = f"{DATE_GRAMMAR}; this one is in no calendar"
BACKWARDS = "{}; this one ends before it begins"
# No date is longer, however many words stand around it.
_LONGEST = 120
# Spreadsheets count from the first day of 1900 and believe that year to have had a 29 February.
_SERIALS_BEGIN = dt.date(1899, 12, 30).toordinal()


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


@dataclass(frozen=True)
class Style:
    """How a list is written, as far as somebody said.

    The order of day and month, the century, the window that it covers, and the day that day numbers count from.
    """

    order: Order = Order.NOT_STATED
    century: int | None = None
    window: Interval | None = None
    epoch: int | None = None


@dataclass(frozen=True)
class Unread:
    """A text that could not be read: what was expected, and the two days it may mean where it is a date."""

    expected: str
    choices: tuple[str, ...] = ()


Read = Interval | Unread
PLAIN = Style()


def read_date(text: str, style: Style = PLAIN) -> Read:
    """Read one date in any spelling; what cannot be read says what was expected.

    >>> [str(read_date(text)) for text in ("22 августа 2023 г.", "2023年8月", "08/22/2023 14:05", "10-15 July 2023")]
    ['2023-08-22', '2023-08', '2023-08-22', '2023-07-10/2023-07-15']
    >>> read_date("after July 2023"), read_date("ca. 1999").flag, read_date("03/04/2023").choices
    (Interval('2023-08-01/..'), '~', ('2023-04-03', '2023-03-04'))
    """
    stripped = _plain(text)
    if style.epoch is not None and (number := _DAY_NUMBER.fullmatch(stripped)):
        day = style.epoch + int(number["days"])
        within = 0 < day <= dt.date.max.toordinal()
        return Interval(day, day, Kind.DATE) if within else Unread(IN_NO_CALENDAR)
    if _NOTHING.fullmatch(stripped):
        return Unread(f"{DATE_GRAMMAR}; this one is what a spreadsheet shows for an empty cell")
    try:
        return Interval.date(stripped)
    except Unreadable as error:
        why = None if error.is_plain else error.why
    if why is not None and not _ZERO_DAY.fullmatch(stripped):
        return Unread(f"{DATE_GRAMMAR}; this one {why}")
    found = _as_written(_LABEL.sub("", _TIME.sub("", stripped)), style) if len(stripped) <= _LONGEST else None
    return found if found is not None else Unread(DATE_GRAMMAR)


def _plain(text: str) -> str:
    """Give a text with the digits of any script as ours, and unknown digits as EDTF has them."""
    digits = "".join(str(decimal(sign)) if sign.isdecimal() else sign for sign in text.strip())
    unknown = _UNKNOWN_PART.sub("00", _APOSTROPHE.sub("", digits))
    return _UNKNOWN_YEAR.sub(lambda match: match["known"] + "X" * (4 - len(match["known"])), unknown)


def _as_written(text: str, style: Style) -> Read | None:
    """Try each way to write a date; nothing where it is none."""
    folded = text.casefold()
    lacking: Read | None = None
    # The first way that reads it wins; one that says what is lacking does where no other reads it.
    for way in (_single, _week_of, _from_to, _one_sided, _about):
        found = way(folded, style)
        if isinstance(found, Interval) or (found is not None and found.choices):
            return found
        lacking = lacking or found
    return lacking


def _single(text: str, style: Style) -> Read | None:
    """Read one day, month, quarter, week or year."""
    day = _without_year_word(text)
    for pattern, read in _DATES:
        match = pattern.fullmatch(day)
        if match:
            return read(match, style)
    if not re.search(r"\d", text):
        return None
    found = _quarter_or_week(text)
    parts = None if found is not None else _word_parts(text)
    return parts.read(style) if parts is not None and (parts.month or parts.year) else found


def _calendar(year: str, month: str = "", day: str = "") -> Read:
    """Give a day, a month or a year, or say that no calendar has it; parts of zeros alone are not stated."""
    day, month = day.strip("0") and day, month.strip("0") and month
    text = "-".join(part.zfill(2) for part in (year, month, day) if part)
    try:
        found = Interval.date(text)
    except MusterError:
        return Unread(IN_NO_CALENDAR)
    return Interval(found.low, found.high, Kind.DATE)


def _without_year_word(text: str) -> str:
    """Take the word for year from a date in digits: "22.08.2023 г."."""
    match = _YEAR_WORD.fullmatch(text)
    return match["date"] if match and match["word"].casefold() in words.date_fillers() else text


def _parts(match: re.Match[str], _: Style) -> Read:
    found = match.groupdict()
    month, day = found.get("month") or "", found.get("day") or ""
    if month and not month.strip("0") and day.strip("0"):
        return Unread(IN_NO_CALENDAR)
    return _calendar(found["year"], month, day)


def _two_numbers(match: re.Match[str], style: Style) -> Read:
    first, second = int(match["first"]), int(match["second"])
    is_month_alone = style.order is Order.NOT_STATED and 0 in (first, second)
    found = (0, first or second) if is_month_alone else style.order.day_of(first, second)
    years = list(_years(match["year"], style))
    if not years:
        return Unread(NO_CENTURY)
    if found is None:
        both = [_calendar(years[0], str(month), str(day)) for day, month in ((first, second), (second, first))]
        return Unread(DATE_GRAMMAR, tuple(str(choice) for choice in both))
    day, month = found
    if month > 12 >= day > 0:
        other = Order.MONTH_FIRST if style.order is Order.DAY_FIRST else Order.DAY_FIRST
        return Unread(f"{DATE_GRAMMAR}; month {month} does not exist, is it {other}?")
    return _calendar(years[0], str(month), str(day)) if month else Unread(IN_NO_CALENDAR)


def _roman_month(match: re.Match[str], style: Style) -> Read:
    years = list(_years(match["year"], style))
    return _calendar(years[0], str(_MONTHS.index(match["roman"]) + 1), match["day"]) if years else Unread(NO_CENTURY)


_MONTHS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def _week_of(text: str, _: Style) -> Read | None:
    """Read the week that ends or begins on a day."""
    match = _WEEK_OF.fullmatch(text)
    day = match and _single(match["day"], PLAIN)
    if not match or not isinstance(day, Interval) or day.low is None or day.low != day.high:
        return None
    low = day.low - 6 if match["ends"] else day.low
    return Interval(low, low + 6, Kind.DATE)


def _years(year: str, style: Style) -> Iterator[str]:
    """Give the year that two digits mean, where the reader or the window of the list settles it."""
    if len(year) == 4:
        yield year
    elif style.century is not None:
        yield str(style.century // 100 * 100 + int(year)).zfill(4)
    elif style.window is not None:
        found = [str(century + int(year)) for century in (1900, 2000)]
        met = [one for one in found if Interval.date(one).meets(style.window)]
        if len(met) == 1:
            yield met[0]


def _serial(match: re.Match[str], _: Style) -> Read:
    number = int(match["serial"])
    if not 20_000 <= number <= 60_000:
        return Unread(f"{DATE_GRAMMAR}; day numbers run from 20000 (in 1954) to 60000 (in 2064)")
    return Interval(_SERIALS_BEGIN + number, _SERIALS_BEGIN + number, Kind.DATE)


_TIME = re.compile(
    r"(?<=\d)(?:[T ]|,\s*)(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-6]\d(?:[.,]\d+)?)?"
    r"\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|UTC|[+-]\d\d:?\d\d)?$"
)
_WEEK_OF = re.compile(r"(?:(?P<ends>w/e|week ending)|w/c|week (?:of|beginning|commencing))\s*:?\s*(?P<day>.+)")
# The end of a watch: when somebody fell.
_LABEL = re.compile(r"^(?:eow|date|day)\s*:\s*", re.IGNORECASE)
# Numbers from 1900 to 2100 are years, whatever day numbers count from.
_DAY_NUMBER = re.compile(r"(?P<days>(?!(?:19\d\d|20\d\d|2100)(?:\.0+)?$)-?\d{1,5})(?:\.\d+)?", re.ASCII)
_NOTHING = re.compile(r"1899-12-3[01]|1900-0?1-0?0|0?0([./])0?1\1(?:19)?00|0?1/0?0/(?:19)?00")
_APOSTROPHE = re.compile(r"['’‘](?=\d\d$)", re.ASCII)
_UNKNOWN_PART = re.compile(r"(?<![^\W_])(?:xx|\?\?|__)(?=[./-])|(?<=[./-])(?:xx|\?\?|__)(?![^\W_])", re.IGNORECASE)
_UNKNOWN_YEAR = re.compile(r"^(?P<known>\d\d(?=\D)|\d{3})(?:\?\?|xx|__|[?x_]|0['’]?s|0-[ех])$", re.IGNORECASE)
_YEAR_WORD = re.compile(r"(?P<date>.*[./-]\d{4})\s*(?P<word>[^\W\d_]+)\.?")
_ZERO_DAY = re.compile(r"\d{4}-(?:\d\d|00)-00|\d{4}-00")
_SIGN = r"\s*(?P<sign>[./-])\s*"
_DATES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Style], Read]], ...] = tuple(
    (re.compile(pattern, re.ASCII), read)
    for pattern, read in (
        (r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)?", _parts),
        (rf"(?P<year>\d{{4}}){_SIGN}(?P<month>\d{{1,2}})(?:\s*(?P=sign)\s*(?P<day>\d{{1,2}}))?\.?", _parts),
        (rf"(?P<month>\d{{1,2}}){_SIGN}(?P<year>\d{{4}})", _parts),
        (rf"(?P<first>\d{{1,2}}){_SIGN}(?P<second>\d{{1,2}})\s*(?P=sign)\s*(?P<year>\d{{4}}|\d\d)\.?", _two_numbers),
        (
            rf"(?P<day>\d{{1,2}}){_SIGN}(?P<roman>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?P=sign)"
            r"(?P<year>\d{4}|\d\d)",
            _roman_month,
        ),
        (r"(?P<serial>\d{5})(?:\.\d+)?", _serial),
    )
)


@dataclass(frozen=True)
class _Words:
    """The parts of a date in words, as far as it has them, as digits; empty where it has none."""

    year: str
    month: str
    day: str

    def read(self, style: Style) -> Read:
        """Make a date of them."""
        years = list(_years(self.year, style)) if self.year else []
        if not years:
            return Unread(NO_CENTURY if self.year else NO_YEAR)
        if self.day and not self.month:
            return Unread(DATE_GRAMMAR)
        return _calendar(years[0], self.month, self.day)


def _word_parts(text: str) -> _Words | None:
    """Take a date in words apart, where every word of it belongs to a date."""
    scanner, at, months, numbers = words.month_pattern(), 0, [], []
    while at < len(text):
        match = scanner.match(text, at)
        if match is None or match.end() == at:
            return None
        months += [match["month"]] if match["month"] else []
        numbers += [match["number"]] if match["number"] else []
        at = match.end()
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if len(years) + len(days) != len(numbers) or len(months) > 1 or len(years) > 1:
        return None
    if months and not years and len(days) == 2:
        # Of two numbers beside the name of a month the second is the year.
        years, days = [days[1]], [days[0]]
    if len(days) > 1:
        return None
    month = str(words.month_numbers()[months[0]]) if months else ""
    return _Words(years[0] if years else "", month, days[0] if days else "")


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Give one of the patterns made of words."""
    quarter, week = words.either(words.QUARTER), words.either(words.WEEK)
    fillers = words.either(words.date_fillers())
    patterns = {
        "quarter": rf"(?:(?P<y1>\d{{4}})\D{{0,3}}?)?(?:第\s*)?(?:(?:{quarter})\.?\s*(?P<a>[1-4])"
        rf"|(?P<b>[1-4]|i{{1,3}}|iv)\s*(?:-?(?:й|st|nd|rd|th|er|e|º)\s*)?(?:{quarter})\.?)(?:[\s,./-]*(?P<y2>\d{{4}})(?:\s*(?:{fillers})\.?)?)?",
        "week": rf"(?:(?P<y1>\d{{4}})[\s,./-]*)?(?:第\s*)?(?:(?:{week})\.?\s*(?P<a>\d{{1,2}})|(?P<b>\d{{1,2}})\.?"
        rf"\s*(?:{week})\.?)(?:[\s,./-]*(?P<y2>\d{{4}}))?",
        "from": rf"(?:{words.either(words.FROM)})\s+",
        "between": rf"\s*[-–—/]\s*|\s+(?:{words.either(words.TO)})\s+|\s*[至到]\s*",
        "sided": rf"(?P<word>{words.either((*words.BEFORE, *words.UNTIL, *words.AFTER, *words.SINCE))})\s+(?P<rest>.+)"
        r"|(?P<sign><=|>=|[<>≤≥])\s*(?P<of>.+)",
        "about": rf"(?:(?P<word>{words.either((*words.ABOUT, *words.EARLY, *words.MIDDLE, *words.LATE))})[\s.-]+"
        r"|~\s*)(?P<rest>.+)|(?P<doubted>.+?)\s*(?:\(\?\)|\?)",
    }
    return re.compile(patterns[name])


def _quarter_or_week(text: str) -> Read | None:
    """Read Q2 2023, 2 квартал 2023, week 34 2023 and the like."""
    for name in ("quarter", "week"):
        match = _pattern(name).fullmatch(text)
        year = match and (match["y1"] or match["y2"])
        if match and year:
            number = match["a"] or match["b"]
            digits = _ROMAN.get(number, number)
            try:
                return Interval.date(f"{year}-Q{digits}" if name == "quarter" else f"{year}-W{digits.zfill(2)}")
            except MusterError:
                return Unread(IN_NO_CALENDAR)
    return None


_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}


def _from_to(text: str, style: Style) -> Read | None:
    """Read two dates with a word or a dash between; what the first leaves out, the second says."""
    start = _pattern("from").match(text)
    text = text[start.end() :] if start else text
    for between in _pattern("between").finditer(text):
        left, right = text[: between.start()], text[between.end() :]
        read = [_both_ends(left, right, replace(style, order=order)) for order in _orders(style)]
        told = [one for one in read if isinstance(one, Interval)]
        if len(set(told)) == 1:
            return told[0]
        if told:
            return Unread(DATE_GRAMMAR, tuple(map(str, told)))
        refused = [one for one in read if isinstance(one, Unread)]
        if refused:
            return refused[0]
    return None


def _orders(style: Style) -> list[Order]:
    """Give the orders that a text may be in; of two dates in one text, one tells of the other."""
    return [Order.DAY_FIRST, Order.MONTH_FIRST] if style.order is Order.NOT_STATED else [style.order]


def _both_ends(left: str, right: str, style: Style) -> Read | None:
    end = _single(right, style)
    begin = _completed(left, right, style) if isinstance(end, Interval) else None
    if not isinstance(end, Interval) or not isinstance(begin, Interval):
        return None
    if begin.ends[0] > end.ends[0]:
        return Unread(BACKWARDS.format(DATE_GRAMMAR))
    return Interval(begin.low, end.high, Kind.DATE)


def _completed(left: str, right: str, style: Style) -> Read | None:
    """Read the first of two dates, with month and year from the second where it has none of its own."""
    whole = _word_parts(right)
    part = _word_parts(left)
    if whole is None or part is None or part.year:
        year = re.search(r"\d{4}$", right)
        return _single(f"{left.rstrip('.')}.{year[0]}" if year and _DAY_MONTH.fullmatch(left) else left, style)
    return _Words(whole.year, part.month or whole.month, part.day).read(style)


_DAY_MONTH = re.compile(r"\d{1,2}[./]\d{1,2}\.?", re.ASCII)


def _one_sided(text: str, style: Style) -> Read | None:
    """Read a date of which only one side is known."""
    match = _pattern("sided").fullmatch(text)
    found = match and _single(match["rest"] or match["of"], style)
    if not match or not isinstance(found, Interval):
        return found or None
    word = match["word"] or match["sign"]
    low, high = found.low, found.high
    if (word in words.BEFORE or word == "<") and low is not None:
        return Interval(None, low - 1, Kind.DATE, flag=found.flag)
    if (word in words.AFTER or word == ">") and high is not None:
        return Interval(high + 1, None, Kind.DATE, flag=found.flag)
    if word in words.UNTIL or word in {"<=", "≤"}:
        return Interval(None, high, Kind.DATE, flag=found.flag)
    return Interval(low, None, Kind.DATE, flag=found.flag)


def _about(text: str, style: Style) -> Read | None:
    """Read a date that is only about so, doubted, or a third of a month or a year."""
    match = _pattern("about").fullmatch(text)
    found = match and _single(match["rest"] or match["doubted"], style)
    if not match or not isinstance(found, Interval) or not found.is_closed:
        return found or None
    if match["doubted"]:
        return Interval(found.low, found.high, Kind.DATE, flag="?")
    low, size = found.ends[0], found.size
    thirds = [words.EARLY, words.MIDDLE, words.LATE]
    place = next((at for at, third in enumerate(thirds) if match["word"] in third), None)
    if place is None or size < 3 * Every.WEEK.around(found.first).size:
        return Interval(found.low, found.high, Kind.DATE, flag="~")
    ends = [int(low) + size * at // 3 for at in range(4)]
    return Interval(ends[place], ends[place + 1] - 1, Kind.DATE, flag="~")


def read_number(text: str, unit: str = "year") -> Read:
    """Read one number in any spelling, with or without the word for its unit (``year`` or ``day``).

    >>> [str(read_number(text)) for text in ("38 лет", "15–19", "60+", "<18", "under 18", "20s", "18 months", "38.4")]
    ['38', '15..19', '60..', '..17', '..17', '20..29', '1', '38']
    """
    stripped = "".join(str(decimal(sign)) if sign.isdecimal() else sign for sign in text.strip())
    if len(stripped) > _LONGEST:
        return Unread(NUMBER_GRAMMAR)
    try:
        return Interval.number(stripped)
    except Unreadable as error:
        if not error.is_plain:
            return Unread(f"{NUMBER_GRAMMAR}; this one {error.why}")
    folded = _OLD.sub("", stripped.casefold()) if unit == "year" else stripped.casefold()
    try:
        found = _range(folded, unit) or _range_in_words(folded, unit)
        return found or (unit == "year" and _years_of_age(folded)) or Unread(NUMBER_GRAMMAR)
    except MusterError:
        return Unread(BACKWARDS.format(NUMBER_GRAMMAR))


_OLD = re.compile(r"(?<=[^\W\d_])[\s-]+(?:old|of age)$")
_ZEROS = r"(?:[.,]0+)?"
_NUMBER = re.compile(
    rf"(?P<sign><=|>=|[<>≤≥])?\s*(?P<first>\d{{1,9}}){_ZEROS}"
    rf"(?(sign)|(?:\s*(?P<open>\+)|\s*(?:-|–|—|‒|\.\.|…)\s*(?P<second>\d{{1,9}}){_ZEROS})?)"
    r"\s*(?P<unit>[^\W\d_]+\.?)?"
)


def _range(text: str, unit: str) -> Interval | None:
    """Read a number or two with signs, and the word for the unit."""
    match = _NUMBER.fullmatch(text)
    if match is None or (match["unit"] and match["unit"].rstrip(".") not in words.unit_words(unit)):
        return None
    first, second = int(match["first"]), match["second"]
    ends: dict[str, tuple[int | None, int | None]] = {
        "": (first, first if second is None else int(second)),
        "+": (first, None),
        "<": (None, first - 1),
        ">": (first + 1, None),
        **dict.fromkeys(("<=", "≤"), (None, first)),
        **dict.fromkeys((">=", "≥"), (first, None)),
    }
    return Interval(*ends[match["sign"] or match["open"] or ""])


@cache
def _worded(unit: str) -> re.Pattern[str]:
    units = rf"(?:\s*(?:{words.either(words.unit_words(unit))})\.?)?"
    number = r"(?P<{}>\d{{1,9}})"
    return re.compile(
        rf"(?P<under>{words.either(words.UNDER)})\s+{number.format('u')}{units}"
        rf"|(?P<over>{words.either(words.OVER)})\s+{number.format('o')}{units}"
        rf"|{number.format('least')}{units}\s*(?:{words.either(words.AND_OVER)})"
        rf"|(?:(?:{words.either(words.FROM)})\s+)?{number.format('first')}{units}\s+(?:{words.either(words.TO)})\s+"
        rf"{number.format('second')}{units}"
        r"|(?P<decade>\d{1,8}0)(?:'?s|-?х)"
    )


def _range_in_words(text: str, unit: str) -> Interval | None:
    """Read under 18, 85 and over, 18 to 25, 20s."""
    match = _worded(unit).fullmatch(text)
    if match is None:
        return None
    if match["under"]:
        return Interval(None, int(match["u"]) - 1)
    if match["over"]:
        return Interval(int(match["o"]) + 1, None)
    if match["least"]:
        return Interval(int(match["least"]), None)
    if match["decade"]:
        return Interval(int(match["decade"]), int(match["decade"]) + 9)
    return Interval(int(match["first"]), int(match["second"]))


@cache
def _age_pattern() -> re.Pattern[str]:
    years, months, weeks, days = (words.either(words.unit_words(unit)) for unit in ("year", "month", "week", "day"))
    return re.compile(
        rf"(?:(?P<years>\d{{1,3}})[\s-]*(?:{years})\.?[\s,-]*)?(?P<months>\d{{1,4}})[\s-]*(?:{months})\.?"
        rf"|(?P<whole>\d{{1,3}})(?:[.,]\d{{1,9}})?[\s-]*(?:{years})?\.?"
        rf"|(?P<weeks>\d{{1,4}})[\s-]*(?:{weeks})\.?|(?P<days>\d{{1,5}})[\s-]*(?:{days})\.?"
    )


def _years_of_age(text: str) -> Interval | None:
    """Read an age in years and months, or with decimals, as completed years."""
    match = _age_pattern().fullmatch(text)
    if match is None:
        return None
    days = 7 * int(match["weeks"] or 0) + int(match["days"] or 0)
    years = int(match["whole"] or match["years"] or 0) + int(match["months"] or 0) // 12 + days * 4 // 1461
    return Interval(years, years)
