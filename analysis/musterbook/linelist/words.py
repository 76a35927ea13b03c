"""Words that people write into lists, and labels that they typed in several ways.

The names of months and days in every form that the Unicode CLDR knows, the small words that stand around them ("22 de
agosto de 2023", "2023 г."), and the units of years, months and days ("38 лет", "2 days") stand in ``cldr.json``, as
Babel has them. What CLDR has no words for, "under", "since", "total", "unknown", what a column of counts or of births
is called, stands in ``words.json``. All are in small letters, names without the full stop of an abbreviation.

Of labels, case, spaces and the way letters are composed tell nobody apart. They are told, and joined when somebody says
so; what is more than that, as "KIA" for "killed", only somebody who knows the list can say.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

FEW, TOO_FAR = 3, 100
# Chinese writes without spaces, so its characters do not hold words together.
_LETTER = r"[^\W\d_\u3000-\u9fff]"


@cache
def _lists() -> dict[str, list[str]]:
    """Read both files: under each name the words of the one, then those of the other."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in ("words.json", "cldr.json"):
        for name, listed in json.loads(files("musterbook.linelist").joinpath(file).read_text("utf-8")).items():
            found[name] += listed
    return dict(found)


@cache
def of(name: str) -> frozenset[str]:
    """Give the words of one list.

    >>> "н/д" in of("missing"), "cases" in of("counts"), sorted(of("weekdays") & {"mon", "понедельник", "星期一"})
    (True, True, ['mon', 'понедельник', '星期一'])
    >>> sorted(of("units year") & {"years", "лет", "années", "岁", "года", "días"})
    ['years', 'года', 'лет', '岁']
    """
    return frozenset(_lists()[name])


@cache
def headers() -> dict[str, list[str]]:
    """Give of each of our columns what others may call it, the likeliest first."""
    listed = _lists().items()
    return {name.removeprefix("headers "): words for name, words in listed if name.startswith("headers ")}


def identifying(headers: Sequence[str]) -> list[str]:
    """Give the headers of names and of a day of birth, where a list has both.

    >>> identifying(["№", "Фамилия", "Имя", "Дата рождения"]), identifying(["name", "age"])
    (['Фамилия', 'Имя', 'Дата рождения'], [])
    """
    named, born = ([header for header in headers if plain(header) in of(listed)] for listed in ("names", "births"))
    return [*named, *born] if named and born else []


def called_counts(header: str, *, perhaps: bool = True) -> bool:
    """Tell whether a column is called as counts are, or only perhaps.

    >>> called_counts("Cases"), called_counts("Кол-во"), called_counts("Age"), called_counts("No", perhaps=False)
    (True, True, False, False)
    """
    return plain(header) in of("counts") | (of("perhaps counts") if perhaps else frozenset())


def is_total(text: str) -> bool:
    """Tell whether a text stands for a total of others.

    >>> is_total("Итого:"), is_total("All"), is_total("Male")
    (True, True, False)
    """
    return text.casefold().strip(" :*") in of("totals") | of("all")


@lru_cache(maxsize=5_000)
def plain(header: str) -> str:
    """Give a header in small letters, without accents, signs and underscores between its words.

    >>> plain(" Дата_прибытия: "), plain("Âge"), plain("№ п/п"), plain("Entrée")
    ('дата прибытия', 'age', '№ п п', 'entree')
    """
    decomposed = unicodedata.normalize("NFD", header.casefold())
    letters = "".join(sign for sign in decomposed if not "\u0300" <= sign <= "\u036f" or sign == "\u0306")
    kept = unicodedata.normalize("NFC", letters)
    return " ".join(re.sub(r"[^\w№°]|_", " ", kept).split())


def bare(header: str) -> list[str]:
    """Give the words of a plain header without articles and the like."""
    return [word for word in header.split() if word not in of("header fillers")]


def is_of_a_date(header: str) -> bool:
    """Tell whether a plain header says that it is the date of something, but not of a birth.

    >>> is_of_a_date("fecha de detencion"), is_of_a_date("festnahmedatum"), is_of_a_date("date of birth")
    (True, True, False)
    """
    dates = list(map(plain, of("headers date")))
    born = {word for listed in of("births") for word in bare(plain(listed))} - {*dates}
    found = bare(header)
    ends = tuple(date for date in dates if len(date) > 4 or ord(date[0]) > 0x2FFF)
    return born.isdisjoint(found) and any(word in dates or word.endswith(ends) for word in found)


def distance(header: str, known: Iterable[str]) -> int:
    """Say how far a plain header is from some words: 0 the same, 1 but for articles, more where it has others too.

    A single word may have its unit beside it and nothing else: "date of birth" is no date of ours.

    >>> distance("age", ["age"]), distance("age in years", ["age"]), distance("age of father", ["age"]) == TOO_FAR
    (0, 10, True)
    >>> distance("fecha de la muerte", ["fecha de muerte"])
    1
    """
    told = bare(header)
    best, units = TOO_FAR, of("header units").union(*(map(plain, of(f"units {unit}")) for unit in ("year", "day")))
    for word in map(plain, known):
        if header == word:
            return 0
        if told and told == bare(word):
            best = 1
        inside = word in header if ord(word[0]) > 0x2FFF else f" {word} " in f" {header} "
        if inside and len(word) > 2 and (" " in word or units.issuperset(header.replace(word, "", 1).split())):
            best = min(best, 1 + len(header) - len(word))
    return best


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
    """Give the number of each month by its name.

    >>> [month_numbers()[name] for name in ("august", "августа", "серпень", "8月", "août")]
    [8, 8, 8, 8, 8]
    """
    return {name: at for at, roman in enumerate(_lists()["roman"], 1) for name in (roman, *of(f"month {at}"))}


@cache
def date_fillers() -> frozenset[str]:
    """Give the words that stand in dates beside day, month and year.

    >>> sorted(date_fillers() & {"de", "г", "р", "года", "年", "日", "август"})
    ['de', 'г', 'года', 'р', '年', '日']
    """
    return of("date fillers") | of("units year")


@cache
def date_pattern() -> re.Pattern[str]:
    """Give one pattern for a date in words, of which each part is a month, a number, a unit or a filler.

    The units are Q, W and H: a quarter, a week, a half. A Roman number is that of a month between signs, or of a unit.
    """
    units, names = [either(of(name)) for name in ("quarter", "week", "half")], month_numbers().keys() - of("roman")
    in_units, roman = (
        "|".join(f"(?P<{unit}>{listed})" for unit, listed in zip("QWH", units, strict=True)),
        either(of("roman")),
    )
    return re.compile(
        rf"(?<!\d)(?<!{_LETTER})0?(?P<month>(?:{either(names)})(?!\.?{_LETTER}))"
        rf"|(?P<roman>(?<=\d[./-])(?:{roman})(?=[./-]\d)|(?<!{_LETTER})(?:{roman})(?=\W*(?:er?|й)?\W*(?:{'|'.join(units)})))"
        rf"|(?P<number>\d{{4}}|\d{{1,2}})(?!\d)(?:(?:st|nd|rd|th|º)(?!{_LETTER}))?"
        rf"|(?:{either(of('weekdays'))}|(?<=[\div])er?)\.?(?!{_LETTER})|(?<!{_LETTER})(?:{in_units})(?!{_LETTER})"
        rf"|(?:{either(date_fillers())})\.?(?:(?!{_LETTER})|(?<=[\u3000-\u9fff]))|[\s.,/()-]+"
    )


def either(words: Iterable[str]) -> str:
    """Match any of some words, the longest first, so that 十二月 is not read as 二月."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def folded(label: str) -> str:
    """Give what is left of a label without case, spaces and composed letters.

    >>> folded(" Killed  in action"), folded("cafe\u0301") == folded("CAFÉ")
    ('killed in action', True)
    """
    return " ".join(unicodedata.normalize("NFKC", label).casefold().split())


def mended(labels: Mapping[str, int], join: bool | Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Give what labels become where somebody said that they are to be joined, and what a reader must know of them.

    Labels that differ only in case, spaces or the way letters are composed are one, called as most rows call it.

    >>> mended({"killed": 3, "Killed": 1}, join=False)
    ({}, "'Killed' may be 'killed'; if so, say join=True")
    >>> mended({"killed": 3, "Killed": 1, "KIA": 1}, {"KIA": "killed"})
    ({'Killed': 'killed', 'KIA': 'killed'}, "'Killed' joined with 'killed', and 1 more such")
    """
    said = {folded(one): other for one, other in join.items()} if isinstance(join, Mapping) else {}
    plain = {label: folded(label) for label in labels}
    if not said and len({*plain.values()}) == len(plain):
        return {}, ""
    told = {label: said.get(plain[label], label) for label in labels}
    people = Counter[str]()
    for label, number in labels.items():
        people[told[label]] += number
    called = {folded(label): label for label, _ in reversed(people.most_common())}
    found = {label: name for label in labels if (name := called[folded(told[label])]) != label}
    if not found:
        return {}, ""
    label, name = next(iter(found.items()))
    more = f", and {len(found) - 1:,} more such" if len(found) > 1 else ""
    note = f"{label!r} {'joined with' if join else 'may be'} {name!r}{more}"
    return (found, note) if join else ({}, f"{note}; if so, say join=True")


def perhaps_missing(labels: Iterable[str]) -> str:
    """Say which labels may stand for not stated, though nobody said so.

    >>> perhaps_missing(["killed", "unknown"])
    "'unknown' may stand for not stated; if so, say missing=['unknown']"
    """
    found = [label for label in labels if label.strip().casefold() in of("missing")][:FEW]
    return f"{', '.join(map(repr, found))} may stand for not stated; if so, say missing={found!r}" if found else ""
