"""Write the words of dates and units that the Unicode CLDR has, taken out of Babel, beside ``words.json``.

    python tests/cldr.py

Loading twelve languages takes longer than reading most lists, so their words are kept in the package. They are those of
the version of Babel that is named in the file; one with which other words come is welcome to be written anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import babel
from babel import Locale
from babel.units import format_unit

LANGUAGES = ("en", "ru", "uk", "zh", "es", "fr", "de", "it", "pt", "pl", "tr", "ar")
PLACE = Path(__file__).parents[1] / "analysis" / "musterbook" / "linelist" / "cldr.json"


def names(table: str) -> Iterator[tuple[int, str]]:
    """Give the names of months or days with their numbers, in every language and form, in small letters."""
    for language in LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in getattr(Locale.parse(language), table)[context][width].items():
                    yield number, str(name).rstrip(".").casefold()


def fillers() -> set[str]:
    """Give the words and signs that stand in dates beside day, month and year."""
    patterns = [
        str(pattern)
        for language in LANGUAGES
        for formats in (Locale.parse(language).date_formats, Locale.parse(language).datetime_skeletons)
        for pattern in formats.values()
    ]
    quoted = {word for pattern in patterns for text in re.findall(r"'([^']+)'", pattern) for word in split(text)}
    return quoted | {sign for pattern in patterns for sign in pattern if ord(sign) > 0x2FFF}


def units(unit: str) -> set[str]:
    """Give the words for a unit after a number."""
    shown = (
        format_unit(number, f"duration-{unit}", length=length, locale=language)
        for language in LANGUAGES
        for length in ("long", "short", "narrow")
        for number in (0, 1, 1.5, 2, 5, 21)
    )
    return {word for text in shown if "duration" not in text for word in split(text)}


def split(text: str) -> Iterator[str]:
    """Give the words of a text in small letters."""
    return (word.casefold() for word in re.findall(r"[^\W\d_]+", text))


def words() -> dict[str, list[str]]:
    """Give every list of words by its name."""
    found = {f"month {number}": {name for other, name in names("months") if other == number} for number in range(1, 13)}
    found |= {"weekdays": {name for _, name in names("days")}, "date fillers": fillers()}
    found |= {f"units {unit}": units(unit) for unit in ("year", "month", "week", "day")}
    return {name: sorted(listed) for name, listed in found.items()}


if __name__ == "__main__":
    content = {"babel": [babel.__version__], **words()}
    lines = [f'"{name}": {json.dumps(listed, ensure_ascii=False)}' for name, listed in content.items()]
    PLACE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
