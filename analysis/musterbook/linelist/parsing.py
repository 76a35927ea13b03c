"""How people write dates, numbers and counts, read into how we write them.

A date may stand in a list as ``22.08.2023``, ``20230822``, ``22 августа 2023 г.``, ``10-15 July 2023``, ``Q2 2023``,
``after 3 July 2023`` or, where a spreadsheet lost its format, ``45160``; an age as ``38 лет``, ``18-25``, ``60+``,
``under 18``, ``20s`` or ``18 months``; a count as ``1,204``, ``3 (1.7%)`` or ``<5``. Each is read into one interval.
What may be two days is asked, not guessed; a year of two digits is refused unless the window or its reader settles it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache, partial
from unicodedata import decimal

from musterbook.errors import MusterError, Unreadable
from musterbook.intervals import Every, Interval, Kind
from musterbook.linelist import words

DATE_GRAMMAR = (
    "a date as 2023-08-22, 2023-08, 2023, 202308, 20230822, 22.08.2023, 22 August 2023, a spreadsheet's day number "
    "or EDTF"
)
NUMBER_GRAMMAR = "a whole number as 38, 38.0 or 38 years, or a range as 18..25, 18-25, 60+, <18 or 3.."
COUNT_GRAMMAR = "a count of people as 51, 1,204 or 3 (1.7%), or a suppressed one as <5 or 1-4"
NO_CENTURY = f"{DATE_GRAMMAR}; the century is not stated, say which as century=2000 (or --century)"
NO_YEAR = f"{DATE_GRAMMAR}; the year is not stated"
IN_NO_CALENDAR = f"{DATE_GRAMMAR}; this one is in no calendar"
BACKWARDS = "{}; this one ends before it begins"
_LONGEST = 120  # no date is longer, however many words stand around it
_SERIALS_BEGIN = dt.date(1899, 12, 30).toordinal()  # spreadsheets believe 1900 to have had a 29 February
_LAST_DAY = dt.date.max.toordinal()
_TIME = re.compile(
    r"(?<=\d)(?:[T ]|,\s*)(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-6]\d(?:[.,]\d+)?)?"
    r"\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|UTC|[+-]\d\d:?\d\d)?$"
)
_LABEL = re.compile(r"^(?:eow|date|day)\s*:\s*", re.IGNORECASE)  # the end of a watch: when somebody fell
_WEEK_OF = re.compile(r"(?:(?P<ends>w/e|week ending)|w/c|week (?:of|beginning|commencing))")
# Numbers from 1900 to 2100 are years, whatever day numbers count from.
_DAY_NUMBER = re.compile(r"(?P<days>(?!(?:19\d\d|20\d\d|2100)(?:\.0+)?$)-?\d{1,5})(?:\.\d+)?", re.ASCII)
_NOTHING = re.compile(r"1899-12-3[01]|1900-0?1-0?0|0?0([./])0?1\1(?:19)?00|0?1/0?0/(?:19)?00")
_APOSTROPHE = re.compile(r"['’‘](?=\d\d$)", re.ASCII)
_UNKNOWN_PART = re.compile(r"(?<![^\W_])(?:xx|\?\?|__)(?=[./-])|(?<=[./-])(?:xx|\?\?|__)(?![^\W_])", re.IGNORECASE)
_UNKNOWN_YEAR = re.compile(r"^(?P<known>\d\d(?=\D)|\d{3})(?:\?\?|xx|__|[?x_]|0['’]?s|0-[ех])$", re.IGNORECASE)
_ZERO_DAY = re.compile(r"\d{4}-(?:\d\d|00)-00|\d{4}-00")
_MONTH_YEAR = re.compile(r"[^\W\d]+\.?-\d\d", re.ASCII)
_DAY_MONTH = re.compile(r"\d{1,2}(?:[./]\d{1,2})?[./]?", re.ASCII)
HIDDEN = re.compile(r"[*†‡]+|\.\.|[csx]|supp(?:ressed|\.)?|hidden", re.IGNORECASE)
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

    def full_year(self, year: str) -> str:
        """Give the year that two digits mean, where the reader or the window of the list settles it."""
        if len(year) == 4:
            return year
        if self.century is not None:
            return str(self.century // 100 * 100 + int(year)).zfill(4)
        found = [str(century + int(year)) for century in (1900, 2000)]
        met = [one for one in found if self.window is not None and Interval.date(one).meets(self.window)]
        return met[0] if len(met) == 1 else ""


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
    if week := _WEEK_OF.match(header.casefold().replace("_", " ")):
        whole = read_date(f"{week[0]} {text}", style)
        return whole if isinstance(whole, Interval) else read_date(text, style)
    stripped = _UNKNOWN_PART.sub("00", _APOSTROPHE.sub("", _our_digits(text)))
    stripped = _UNKNOWN_YEAR.sub(lambda match: match["known"].ljust(4, "X"), stripped)
    if style.epoch is not None and (number := _DAY_NUMBER.fullmatch(stripped)):
        return _stretch(day := style.epoch + int(number["days"]), day)
    if _NOTHING.fullmatch(stripped):
        return Unread(f"{DATE_GRAMMAR}; this one is what a spreadsheet shows for an empty cell")
    try:
        return Interval.date(stripped)
    except Unreadable as error:
        if not error.is_plain and not _ZERO_DAY.fullmatch(stripped):
            return Unread(f"{DATE_GRAMMAR}; this one {error.why}")
    bare = _LABEL.sub("", _TIME.sub("", stripped)).casefold()
    told: list[Read] = []
    # The first way that reads it wins; one that says what is lacking does where no other reads it.
    for read in _WAYS if len(stripped) <= _LONGEST else ():
        found = read(bare, style)
        if isinstance(found, Interval) or (found is not None and found.choices):
            told = [found]
            break
        told += filter(None, [found])
    return (told or [Unread(DATE_GRAMMAR)])[0]


def _stretch(low: int | None, high: int | None, flag: str = "") -> Read:
    """Give the days from one to another, where the calendar has both."""
    is_any = all(end is None or 0 < end <= _LAST_DAY for end in (low, high))
    return Interval(low, high, Kind.DATE, flag=flag) if is_any else Unread(IN_NO_CALENDAR)


def _our_digits(text: str) -> str:
    """Give a text with the digits of any script as ours."""
    stripped = text.strip()
    return stripped if stripped.isascii() else "".join(str(decimal(one, one)) for one in stripped)


def _single(text: str, style: Style) -> Read | None:
    """Read one day, month, quarter, week or year; nothing where it is none."""
    if (year_word := _YEAR_WORD.fullmatch(text)) and year_word["word"] in words.date_fillers():
        text = year_word["date"]
    for pattern in _IN_DIGITS:
        if match := pattern.fullmatch(text):
            return _in_digits(match.groupdict(""), style)
    if not re.search(r"\d", text):
        return None
    for sign, pattern in _numbered().items():
        if (match := pattern.fullmatch(text)) and (year := match["y1"] or match["y2"]):
            number = match["a"] or match["b"]
            digit = _QUARTERS.get(number, number)
            half = f"{year}-01/{year}-06" if digit == "1" else f"{year}-07/{year}-12"
            return _period(half if sign == "H" else f"{year}-{sign}{digit.zfill(2 if sign == 'W' else 1)}")
    parts = _Parts.of(text)
    return parts.read(style) if parts is not None and (parts.month or parts.year) else None


def _period(text: str) -> Read:
    """Read EDTF, or say that no calendar has it; of what is called otherwise only the days count."""
    try:
        found = Interval.date(text)
    except MusterError:
        return Unread(IN_NO_CALENDAR)
    return found if text[4:6] in {"-Q", "-W"} else Interval(found.low, found.high, Kind.DATE)


def _in_digits(found: Mapping[str, str], style: Style) -> Read:
    """Read a day number, or a date of which two numbers may come in either order."""
    if "serial" in found:
        if not 20_000 <= int(found["serial"]) <= 60_000:
            return Unread(f"{DATE_GRAMMAR}; day numbers run from 20000 (in 1954) to 60000 (in 2064)")
        return _stretch(serial := _SERIALS_BEGIN + int(found["serial"]), serial)
    if "first" not in found:
        month = str(_MONTHS.index(found["roman"]) + 1) if "roman" in found else found.get("month", "")
        return _Parts(found["year"], month, found.get("day", "")).read(style)
    if style.order is Order.NOT_STATED:
        return _either_way(partial(_in_digits, found), style) or Unread(DATE_GRAMMAR)
    numbers = found["first"], found["second"]
    day, month = numbers if style.order.value else numbers[::-1]
    read = _Parts(found["year"], month, day).read(style)
    other = _Parts(found["year"], day, month).read(style)
    if int(month) > 12 and isinstance(other, Interval):
        order = Order.MONTH_FIRST if style.order.value else Order.DAY_FIRST
        return Unread(f"{DATE_GRAMMAR}; month {int(month)} does not exist, is it {order}?")
    return read if int(month) or not isinstance(read, Interval) else Unread(IN_NO_CALENDAR)


def _either_way(read: Callable[[Style], Read | None], style: Style) -> Read | None:
    """Read something in the order that was stated, else in both; where these differ, it may be either."""
    orders = [Order.DAY_FIRST, Order.MONTH_FIRST] if style.order is Order.NOT_STATED else [style.order]
    found = [read(replace(style, order=order)) for order in orders]
    told = [one for one in found if isinstance(one, Interval)]
    if len(set(told)) > 1:
        return Unread(DATE_GRAMMAR, tuple(map(str, told)))
    return next((one for one in [*told, *found] if one), None)


_YEAR_WORD = re.compile(r"(?P<date>.*[./-]\d{4})\s*(?P<word>[^\W\d_]+)\.?")
_MONTHS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_QUARTERS = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_SIGN = r"\s*(?P<sign>[./-])\s*"
_YEAR = r"(?P<year>\d{4}|\d\d)"
_IN_DIGITS = [
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)?",
        rf"(?P<year>\d{{4}}){_SIGN}(?P<month>\d{{1,2}})(?:\s*(?P=sign)\s*(?P<day>\d{{1,2}}))?\.?",
        rf"(?P<month>\d{{1,2}}){_SIGN}(?P<year>\d{{4}})",
        rf"(?P<first>\d{{1,2}}){_SIGN}(?P<second>\d{{1,2}})\s*(?P=sign)\s*{_YEAR}\.?",
        rf"(?P<day>\d{{1,2}}){_SIGN}(?P<roman>{words.either(_MONTHS)})(?P=sign){_YEAR}",
        r"(?P<serial>\d{5})(?:\.\d+)?",
    )
]


@cache
def _numbered() -> dict[str, re.Pattern[str]]:
    """Give the ways to write a quarter, a week or a half of a year, each by its letter."""
    ordinal, fillers = r"\s*(?:-?(?:й|st|nd|rd|th|er|e|º)\s*)?", words.either(words.date_fillers())
    before, after = r"(?:(?P<y1>\d{4})[^\d]{0,3}?)?(?:第\s*)?", rf"(?:(?:[\s,./-]|{fillers})*(?P<y2>\d{{4}})"
    return {
        letter: re.compile(
            rf"{before}(?:(?:{name})\.?\s*(?P<a>{number})|(?P<b>{number}{roman})\.?{ordinal}(?:{name})\.?)"
            rf"{after}(?:\s*(?:{fillers})\.?)?)?"
        )
        for letter, name, number, roman in (
            ("Q", words.either(words.of("quarter")), "[1-4]", "|i{1,3}|iv"),
            ("W", words.either(words.of("week")), r"\d{1,2}", ""),
            ("H", words.either(words.of("half")), "[12]", "|i{1,2}"),
        )
    }


@dataclass(frozen=True)
class _Parts:
    """The parts of a date, as far as it has them, as digits; empty where it has none."""

    year: str = ""
    month: str = ""
    day: str = ""

    @classmethod
    def of(cls, text: str) -> _Parts | None:
        """Take a date in words apart, where every word of it belongs to a date."""
        parts = list(words.month_pattern().finditer(text))
        if "".join(part[0] for part in parts) != text:
            return None
        months, numbers = ([part[name] for part in parts if part[name]] for name in ("month", "number"))
        years = [number for number in numbers if len(number) == 4]
        days = [number for number in numbers if len(number) <= 2]
        if months and not years and (len(days) == 2 or _MONTH_YEAR.fullmatch(text)):
            # Of two numbers beside the name of a month the second is the year; so is 21 in Mar-21, as spreadsheets say.
            years, days = days[-1:], days[:-1]
        if len(years) + len(days) != len(numbers) or max(map(len, (months, years, days))) > 1:
            return None
        return cls("".join(years), "".join(str(words.month_numbers()[name]) for name in months), "".join(days))

    def read(self, style: Style) -> Read:
        """Make a date of them; parts of zeros are not stated, and a year that is not is that of the list's window."""
        month, day = self.month.lstrip("0"), self.day.lstrip("0")
        if self.year:
            if not (year := style.full_year(self.year)):
                return Unread(NO_CENTURY)
            if (self.day and not self.month) or (day and not month):
                return Unread(IN_NO_CALENDAR if self.month else DATE_GRAMMAR)
            return _period("-".join([year, *(part.zfill(2) for part in (month, day) if part)]))
        if style.window is None or not style.window.is_closed:
            return Unread(NO_YEAR)
        first, last = style.window.first.year, style.window.last.year
        found = [replace(self, year=f"{year:04}").read(style) for year in range(first, min(last, first + 2) + 1)]
        met = [one for one in found if isinstance(one, Interval) and one.meets(style.window)]
        return met[0] if len(met) == 1 else Unread(NO_YEAR)


# --- two dates, and words about one


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Give one of the patterns made of words."""
    about = words.either(word for name in ("about", "early", "middle", "late") for word in words.of(name))
    signs = words.signs("date")
    patterns = {
        "from": rf"^(?:{words.either(words.of('from'))})\s+",
        "between": rf"\s*[-–—/]\s*|\s+(?:{words.either(words.of('to'))})\s+|\s*[至到]\s*",
        "week of": rf"{_WEEK_OF.pattern}\s*:?\s*(?P<rest>.+)",
        "sided": rf"(?P<word>{words.either(word for word in signs if word[-1].isalpha())})\s+(?P<rest>.+)"
        rf"|(?P<sign>{words.either(sign for sign in signs if not sign[-1].isalpha())})\s*(?P<of>.+)",
        "about": rf"(?:(?P<word>{about})[\s.-]+|~\s*)(?P<rest>.+)|(?P<of>.+?)\s*\(\s*(?:{about})\.?\s*\)",
        "doubted": r"(?P<rest>.+?)\s*(?:\(\?\)|\?)",
    }
    return re.compile(patterns[name])


def _from_to(text: str, style: Style) -> Read | None:
    """Read two dates with a word or a dash between; what the first leaves out, the second says."""
    text = _pattern("from").sub("", text)
    between = _pattern("between").finditer(text)
    found = (_either_way(partial(_both_ends, text[: one.start()], text[one.end() :]), style) for one in between)
    return next((one for one in found if one), None)


def _both_ends(left: str, right: str, style: Style) -> Read | None:
    """Read two dates, each with what the other says of month and year where it says nothing itself."""
    end, whole, part = _single(right, style), _Parts.of(right), _Parts.of(left)
    if whole is not None and part is not None and not part.year:
        begin: Read | None = _Parts(whole.year, part.month or whole.month, part.day).read(style)
        if whole.day and not whole.month:
            # Where months come first, the one of both stands before the first.
            end = replace(whole, month=part.month).read(style)
    else:
        parts = re.split(r"([./])", right)
        lacking = 2 * len(re.findall(r"\d+", left)) - 1 if _DAY_MONTH.fullmatch(left) else len(parts)
        begin = _single(left.rstrip("./") + "".join(parts[lacking:]), style)
    if not isinstance(end, Interval) or not isinstance(begin, Interval):
        return None
    is_backwards = begin.ends[0] > end.ends[0]
    return Unread(BACKWARDS.format(DATE_GRAMMAR)) if is_backwards else Interval(begin.low, end.high, Kind.DATE)


def _with_words(name: str, text: str, style: Style) -> Read | None:
    """Read a date with words about it: the week of it, before or after it, about it, a third of it, or perhaps it."""
    match = _pattern(name).fullmatch(text)
    found = _single(match["rest"] or match["of"], style) if match else None
    if match is None or not isinstance(found, Interval):
        return found
    low, high, flag = found.low, found.high, {"sided": found.flag, "about": "~", "doubted": "?"}.get(name, "")
    if name == "week of":
        if low is None or low != high:
            return None
        low -= 6 * bool(match["ends"])
        high = low + 6
    elif name == "sided":
        low, high = _beyond(words.signs("date")[match["word"] or match["sign"]], found)
    elif name == "about" and found.size >= 3 * Every.WEEK.around(found.first).size:
        first, size = int(found.ends[0]), found.size
        for third, part in enumerate(("early", "middle", "late")):
            if match["word"] in words.of(part):
                low, high = first + size * third // 3, first + size * (third + 1) // 3 - 1
    return _stretch(low, high, flag)


_WORDED = (partial(_with_words, name) for name in ("week of", "sided", "about", "doubted"))
_WAYS: list[Callable[[str, Style], Read | None]] = [_single, _from_to, *_WORDED]


def _beyond(sign: str, found: Interval) -> tuple[int | None, int | None]:
    """Give the ends of what lies on one side of a date or a number whose ends are known."""
    low, high = found.low or 0, found.high or 0
    return {"<": (None, low - 1), "<=": (None, high), ">": (high + 1, None), ">=": (low, None)}[sign]


def read_number(text: str, unit: str = "year") -> Read:
    """Read one number in any spelling, with or without the word for its unit (``year`` or ``day``).

    >>> [str(read_number(text)) for text in ("38 лет", "15–19", "60+", "<18", "under 18", "20s", "18 months", "38.4")]
    ['38', '15..19', '60..', '..17', '..17', '20..29', '1', '38']
    """
    stripped = _our_digits(text)
    if len(stripped) > _LONGEST:
        return Unread(NUMBER_GRAMMAR)
    try:
        return Interval.number(stripped)
    except Unreadable as error:
        if not error.is_plain:
            return Unread(f"{NUMBER_GRAMMAR}; this one {error.why}")
    folded = _OLD.sub("", stripped.casefold()) if unit == "year" else stripped.casefold()
    try:
        found = _range(folded, unit)
    except MusterError:
        return Unread(BACKWARDS.format(NUMBER_GRAMMAR))
    if found is None and unit == "year" and (match := _number_patterns()[1].fullmatch(folded)):
        # An age in years and months, or with decimals, is one in completed years.
        days = 7 * int(match["weeks"] or 0) + int(match["days"] or 0)
        years = int(match["whole"] or match["years"] or 0) + int(match["months"] or 0) // 12 + days * 4 // 1461
        return Interval(years, years)
    return found or Unread(NUMBER_GRAMMAR)


def read_count(text: str) -> Read:
    """Read how many people a cell of a table has, at least and at most.

    >>> [str(read_count(text)) for text in ("1,204", "3 (1.7%)", "<5", "1-4", "12 000", "10+")]
    ['1204', '3', '0..4', '1..4', '12000', '10..']
    """
    bare = _BESIDE_COUNT.sub("", _our_digits(text))
    if "%" in bare:
        return Unread(f"{COUNT_GRAMMAR}; a percentage is none: claim it as a share")
    try:
        found = _range(_THOUSANDS.sub("", bare), "") if len(bare) <= _LONGEST else None
    except MusterError:
        return Unread(BACKWARDS.format(COUNT_GRAMMAR))
    if found is None or (found.high is not None and found.high < 0):
        return Unread(COUNT_GRAMMAR)
    return Interval(max(0, found.low or 0), found.high)


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


@cache
def _number_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Give the ways to write a number or a range, as <18, 85 and over, 18 to 25, 20s, 38 years, and those of ages."""
    number, unit = r"(?P<{}>\d{{1,15}})(?:[.,]0+)?", r"(?:\s*(?P<{}>[^\W\d_]+\.?))?"
    one = [f"{number.format(f'n{place}')}{unit.format(f'u{place}')}" for place in range(5)]
    from_, to, and_, more = (words.either(words.of(name)) for name in ("from", "to", "and", "number or more"))
    part = words.either(word for name in ("early", "middle", "late") for word in words.of(name))
    years, months, weeks, days = (words.either(words.of(f"units {unit}")) for unit in ("year", "month", "week", "day"))
    return re.compile(
        rf"(?P<sign>{words.either(words.signs('number'))})\s*{one[0]}"
        rf"|{number.format('n1')}(?:\s*(?!{more})(?P<u1>[^\W\d_]+\.?))?\s*(?P<more>\+|{more}){unit.format('u5')}"
        rf"|(?:(?:{from_})\s+)?{one[2]}(?:\s*(?:-|–|—|‒|\.\.|…)\s*|\s+(?:{to})\s+){one[3]}"
        rf"|(?:(?:{part})[\s-]+)?(?P<decade>\d{{1,8}}0)(?:['’]?s|-?х)|{one[4]}"
    ), re.compile(
        rf"(?:(?P<years>\d{{1,3}})[\s-]*(?:{years})\.?[\s,-]*(?:(?:{and_})\s+)?)?(?P<months>\d{{1,4}})[\s-]*(?:{months})\.?"
        rf"|(?P<whole>\d{{1,3}})(?:[.,]\d{{1,9}})?[\s-]*(?:{years})?\.?"
        rf"|(?P<weeks>\d{{1,4}})[\s-]*(?:{weeks})\.?|(?P<days>\d{{1,5}})[\s-]*(?:{days})\.?"
    )


def _range(text: str, unit: str) -> Interval | None:
    """Read a number or a range of numbers, and the words for their unit."""
    match = _number_patterns()[0].fullmatch(text)
    units = [match[f"u{place}"] for place in range(6) if match[f"u{place}"]] if match else []
    if match is None or any(not unit or one.rstrip(".") not in words.of(f"units {unit}") for one in units):
        return None
    if match["decade"]:
        return Interval(int(match["decade"]), int(match["decade"]) + 9)
    numbers = [int(match[f"n{place}"]) for place in range(5) if match[f"n{place}"]]
    if match["sign"] or match["more"]:
        low, high = _beyond(words.signs("number").get(match["sign"], ">="), Interval(numbers[0], numbers[0]))
        return Interval(low, high)
    return Interval(numbers[0], numbers[-1])
