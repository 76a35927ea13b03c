"""Words that people write into lists: those of dates and numbers from the Unicode CLDR by Babel, others by hand.

Names of months in every form CLDR knows, the small words that stand around them ("22 de agosto de 2023", "2023 г."),
and the units of years, months and days ("38 лет", "2 days"). What CLDR has no words for, "under", "since", "total",
"unknown", what a column of counts or of births is called, stands in ``words.json``, in small letters.


Labels: one label that people typed in several ways, and marks among labels that stand for not stated.

Case, spaces and the way letters are composed tell nobody apart. They are told, and joined when somebody says so; what
is more than that, as "KIA" for "killed", only somebody who knows the list can say.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


FEW = 3


def folded(label: str) -> str:
    """Give what is left of a label without case, spaces and composed letters.

    >>> folded(" Killed  in action"), folded("cafe\u0301") == folded("CAFÉ")
    ('killed in action', True)
    """
    return " ".join(unicodedata.normalize("NFKC", label).casefold().split())


def variants(labels: Mapping[str, int]) -> dict[str, list[str]]:
    """Find labels that differ only so: under the one that most rows have, the others.

    >>> variants({"killed": 3, "Killed": 1, "wounded": 2})
    {'killed': ['Killed']}
    """
    import polars as pl

    # Nearly all labels are like no other, which is found faster by a rougher fold of them all.
    texts = pl.Series(list(labels), dtype=pl.String)
    rough = texts.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"\s", "")
    suspects = texts.filter(rough.str.replace_many({"ß": "ss", "ς": "σ"}).is_duplicated()).to_list()
    alike: dict[str, list[str]] = defaultdict(list)
    for label in sorted(suspects, key=lambda one: -labels[one]):
        alike[folded(label)].append(label)
    return {first: others for first, *others in alike.values() if others}


def joined(labels: Mapping[str, int], join: bool | Mapping[str, str]) -> dict[str, str]:
    """Give for each label that is another's variant, or that somebody said is, what it becomes.

    >>> joined({"killed": 3, "Killed": 1, "KIA": 1}, {"KIA": "killed"})
    {'Killed': 'killed', 'KIA': 'killed'}
    """
    said = {folded(one): other for one, other in join.items()} if isinstance(join, Mapping) else {}
    told = {label: said.get(folded(label), label) for label in labels}
    after = Counter[str]()
    for label, people in labels.items():
        after[told[label]] += people
    first_of = {other: first for first, others in variants(after).items() for other in others}
    became = {label: first_of.get(told[label], told[label]) for label in labels}
    return {label: other for label, other in became.items() if other != label}


def mended(labels: Mapping[str, int], join: bool | Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Give what labels become where somebody said that they are to be joined, and what a reader must know of them.

    >>> mended({"killed": 3, "Killed": 1}, join=False)[1], mended({"killed": 3, "Killed": 1}, join=True)[1]
    ("'killed', 'Killed' may be one label; if so, say join=True", "'Killed' joined with 'killed'")
    """
    became = joined(labels, join) if join else {}
    found = became or variants(labels)
    if not found:
        return {}, ""
    first, other = next(iter(found.items()))
    more = f", and {len(found) - 1:,} more such" if len(found) > 1 else ""
    if became:
        return became, f"{first!r} joined with {other!r}{more}"
    return {}, f"{', '.join(map(repr, [first, *other][:FEW]))} may be one label{more}; if so, say join=True"


def perhaps_missing(labels: Sequence[str], missing: frozenset[str]) -> str:
    """Say which labels may stand for not stated, though nobody said so.

    >>> perhaps_missing(["killed", "unknown"], frozenset())
    "'unknown' may stand for not stated; if so, say missing=['unknown']"
    """
    marks = of("missing") - missing
    found = [label for label in labels if label.strip().casefold() in marks][:FEW]
    return f"{', '.join(map(repr, found))} may stand for not stated; if so, say missing={found!r}" if found else ""


def is_of_labels(texts: Sequence[str]) -> bool:
    """Tell a column of labels, which many share, from one of names or remarks."""
    return 2 * len({folded(text) for text in set(texts)}) <= len(texts)
