"""Words that people write into lists: those of dates and numbers from the Unicode CLDR by Babel, others by hand.

Names of months in every form CLDR knows, the small words that stand around them ("22 de agosto de 2023", "2023 г."),
and the units of years, months and days ("38 лет", "2 days"). What CLDR has no words for, "under", "since", "total",
"unknown", what a column of counts or of births is called, stands in ``words.json``, in small letters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "ru", "uk", "zh", "es", "fr", "de", "it", "pt", "pl", "tr", "ar")
# Chinese writes without spaces, so its characters do not hold words together.
_LETTER = r"[^\W\d_\u3000-\u9fff]"


@cache
def _lists() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(files("musterbook.linelist").joinpath("words.json").read_text("utf-8"))
    return found


@cache
def of(name: str) -> frozenset[str]:
    """Give the words of one list.

    >>> "н/д" in of("missing"), "cases" in of("counts")
    (True, True)
    """
    return frozenset(_lists()[name])


@cache
def headers() -> dict[str, list[str]]:
    """Give of each of our columns what others may call it, the likeliest first."""
    listed = _lists().items()
    return {name.removeprefix("headers "): words for name, words in listed if name.startswith("headers ")}


@cache
def signs(kind: str) -> dict[str, str]:
    """Give the sign that each word for one side of a date or a number stands for, beside the signs themselves.

    >>> signs("date")["after"], signs("number")["under"], signs("date")["≤"]
    ('>', '<', '<=')
    """
    known = {word: sign for sign in ("<", "<=", ">", ">=") for word in [sign, *_lists().get(f"{kind} {sign}", [])]}
    return known | {"≤": "<=", "≥": ">="}


@cache
def month_numbers() -> dict[str, int]:
    """Give the number of each month by its name, small letters, without the full stop of an abbreviation.

    >>> [month_numbers()[name] for name in ("august", "августа", "серпень", "8月", "août")]
    [8, 8, 8, 8, 8]
    """
    return {name: number for number, name in _names("months")}


@cache
def weekdays() -> frozenset[str]:
    """Give the names of the days of a week, small letters, without the full stop of an abbreviation.

    >>> sorted(weekdays() & {"monday", "mon", "понедельник", "星期一", "lunes"})
    ['lunes', 'mon', 'monday', 'понедельник', '星期一']
    """
    return frozenset(name for _, name in _names("days"))


def _names(table: str) -> Iterator[tuple[int, str]]:
    """Give the names of months or days with their numbers, in every language and form."""
    from babel import Locale

    for language in LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in getattr(Locale.parse(language), table)[context][width].items():
                    yield number, str(name).rstrip(".").casefold()


@cache
def date_fillers() -> frozenset[str]:
    """Give the words that stand in dates beside day, month and year.

    >>> sorted(date_fillers() & {"de", "г", "р", "года", "年", "日", "август"})
    ['de', 'г', 'года', 'р', '年', '日']
    """
    from babel import Locale

    patterns = [
        str(pattern)
        for language in LANGUAGES
        for formats in (Locale.parse(language).date_formats, Locale.parse(language).datetime_skeletons)
        for pattern in formats.values()
    ]
    quoted = {word for pattern in patterns for text in re.findall(r"'([^']+)'", pattern) for word in _words(text)}
    bare = {sign for pattern in patterns for sign in pattern if ord(sign) > 0x2FFF}
    return frozenset(quoted | bare | unit_words("year") | of("date fillers"))


@cache
def unit_words(unit: str) -> frozenset[str]:
    """Give the words for years or days after a number.

    >>> sorted(unit_words("year") & {"years", "лет", "années", "岁", "года", "días"})
    ['years', 'года', 'лет', '岁']
    """
    from babel.units import format_unit

    shown = (
        format_unit(number, f"duration-{unit}", length=length, locale=language)
        for language in LANGUAGES
        for length in ("long", "short", "narrow")
        for number in (0, 1, 1.5, 2, 5, 21)
    )
    words = {word for text in shown if "duration" not in text for word in _words(text)}
    return frozenset(words.union(_lists().get(f"units {unit}", [])))


@cache
def month_pattern() -> re.Pattern[str]:
    """Give one pattern for a date in words: its parts are a month, a number, a filler or what separates them."""
    fillers = either(date_fillers() | weekdays())
    return re.compile(
        rf"(?<!\d)(?<!{_LETTER})0?(?P<month>(?:{either(month_numbers())})(?!\.?{_LETTER}))"
        rf"|(?P<number>\d+)(?:(?:st|nd|rd|th|er)(?!{_LETTER}))?"
        rf"|(?:{fillers})\.?(?!{_LETTER})"
        r"|[\s.,/()-]+"
    )


def either(words: Iterable[str]) -> str:
    """Match any of some words, the longest first, so that 十二月 is not read as 二月."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _words(text: str) -> Iterator[str]:
    return (word.casefold() for word in re.findall(r"[^\W\d_]+", text))
