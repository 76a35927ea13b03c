"""Words that people write into dates and numbers, from the Unicode CLDR as Babel ships it.

Names of months in every form CLDR knows, the small words that stand around them ("22 de agosto de 2023", "2023 г."),
and the units of years and days ("38 лет", "2 days"). Nothing is typed here by hand but one character that Babel
leaves out of its data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

LANGUAGES = ("en", "ru", "uk", "zh", "es", "fr")
# CLDR has it among the years of a person, a table that Babel does not ship.
_YEARS_OF_AGE = "岁"
# Chinese writes without spaces, so its characters do not hold words together.
_LETTER = r"[^\W\d_\u3000-\u9fff]"


@cache
def month_numbers() -> dict[str, int]:
    """Give the number of each month by its name, small letters, without the full stop of an abbreviation.

    >>> [month_numbers()[name] for name in ("august", "августа", "серпень", "8月", "août")]
    [8, 8, 8, 8, 8]
    """
    from babel import Locale

    found: dict[str, int] = {}
    for language in LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                names = Locale.parse(language).months[context][width]
                found |= {str(name).rstrip(".").casefold(): number for number, name in names.items()}
    return found


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
    return frozenset(quoted | bare | set(unit_words("year")))


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
    return frozenset(words | ({_YEARS_OF_AGE} if unit == "year" else set()))


@cache
def month_pattern() -> re.Pattern[str]:
    """Give one pattern for a date in words: its parts are a month, a number, a filler or what separates them."""
    names = _either(month_numbers())
    fillers = _either(date_fillers())
    return re.compile(
        rf"(?<!\d)(?<!{_LETTER})0?(?P<month>(?:{names})(?!\.?{_LETTER}))"
        rf"|(?P<number>\d+)(?:(?:st|nd|rd|th|er)(?!{_LETTER}))?"
        rf"|(?:{fillers})(?!{_LETTER})"
        r"|[\s.,/-]+"
    )


def _either(words: Iterable[str]) -> str:
    """Match any of some words, the longest first, so that 十二月 is not read as 二月."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _words(text: str) -> Iterator[str]:
    return (word.casefold() for word in re.findall(r"[^\W\d_]+", text))
