"""Suggestions: what the header of a column may mean, by its words in six languages.

A guess is offered and never applied: a column called "Дата" may be the day of sign-up or the day a row was typed, and
only a reader of the list can tell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from musterbook.intervals import Interval, Kind
from musterbook.linelist import words
from musterbook.linelist.parsing import NO_CENTURY, read_date, read_number
from musterbook.schema import kind_of

LOOKED_AT = 200
_TOO_FAR = 100
# Dates that are no columns of ours, but what others count by: a death, or a day of which the header says no more.
_OTHER_DATES = frozenset({"death", "date"})
_PLAIN_UNITS = frozenset({"band", "group", "range", "day", "date", "time", "the", "of", "in", "utc"})


class Suggestions(dict[str, str]):
    """Our names, each with the header that probably means it; ``why`` says how sure that is, and of what.

    >>> found = Suggestions({"age": "Years"}, {"age": "likely: the header is 'years'"})
    >>> found, found.why
    ({'age': 'Years'}, {'age': "likely: the header is 'years'"})
    """

    def __init__(self, found: Mapping[str, str], why: Mapping[str, str]) -> None:
        """Keep the reasons beside the pairs."""
        super().__init__(found)
        self.why = dict(why)


def suggested(headers: Sequence[str], values: Mapping[str, Sequence[str]] | None = None) -> Suggestions:
    """Match headers with our names, the best pairs first, each header and each name once.

    >>> suggested(["Date d'arrivée", "ÂGE", "Fecha de inscripción", "入境日期", "Date of birth"])
    {'signup': 'Fecha de inscripción', 'age': 'ÂGE'}
    """
    found: dict[str, str] = {}
    why: dict[str, str] = {}
    for name, known in words.headers().items():
        distances = {header: _distance(plain(header), known) for header in headers if not _is_of("births", header)}
        best = min(distances.values(), default=_TOO_FAR)
        nearest = [header for header, distance in distances.items() if distance == best]
        if best == _TOO_FAR or len(nearest) > 1 or nearest[0] in found.values():
            continue
        header = nearest[0]
        texts = (values or {}).get(header, [])
        fitting = sum(_fits(name, texts))
        if 3 * fitting < 2 * len(texts):
            continue
        is_sure = best == 0 and bool(texts)
        looked = f", and {'all' if fitting == len(texts) else f'{fitting}'} of the first {len(texts)} values fit"
        found[name] = header
        why[name] = f"{'sure' if is_sure else 'likely'}: the header is {header!r}{looked if texts else ''}"
    return Suggestions(found, why)


def identifying(headers: Sequence[str]) -> list[str]:
    """Give the headers of names and of a day of birth, where a list has both.

    >>> identifying(["№", "Фамилия", "Имя", "Дата рождения"]), identifying(["name", "age"])
    (['Фамилия', 'Имя', 'Дата рождения'], [])
    """
    named, born = ([header for header in headers if _is_of(words_, header)] for words_ in ("names", "births"))
    return [*named, *born] if named and born else []


def called_counts(header: str, *, perhaps: bool = True) -> bool:
    """Tell whether a column is called as counts are, or only perhaps.

    >>> called_counts("Cases"), called_counts("Кол-во"), called_counts("Age"), called_counts("No", perhaps=False)
    (True, True, False, False)
    """
    return _is_of("counts", header) or (perhaps and _is_of("perhaps counts", header))


def plain(header: str) -> str:
    """Give a header in small letters, without accents, signs and underscores between its words.

    >>> plain(" Дата_прибытия: "), plain("Âge"), plain("№ п/п"), plain("Entrée")
    ('дата прибытия', 'age', '№ п п', 'entree')
    """
    decomposed = unicodedata.normalize("NFD", header.casefold())
    letters = "".join(sign for sign in decomposed if not "\u0300" <= sign <= "\u036f" or sign == "\u0306")
    kept = unicodedata.normalize("NFC", letters)
    return " ".join(re.sub(r"[^\w№°]|_", " ", kept).split())


def _is_of(listed: str, header: str) -> bool:
    return plain(header) in words.of(listed)


def _fits(name: str, texts: Sequence[str]) -> Iterator[bool]:
    """Tell of each value whether it can be one of a column of ours."""
    seen: set[str] = set()
    kind = Kind.DATE if name in _OTHER_DATES else kind_of(name)
    for text in texts:
        if text.strip().casefold() in words.of("missing"):
            yield True
        elif kind is Kind.DATE:
            read = read_date(text)
            yield isinstance(read, Interval) or bool(read.choices) or read.expected == NO_CENTURY
        elif kind is Kind.NUMBER:
            yield isinstance(read_number(text), Interval)
        else:
            yield name != "record_id" or text not in seen
        seen.add(text)


def _distance(header: str, known: Sequence[str]) -> int:
    """Say how far a header is from some words: 0 the same, more where it has others beside them.

    A single word may have its unit beside it and nothing else: "date of birth" is no date of ours.
    """
    best = _TOO_FAR
    for word in map(plain, known):
        if header == word:
            return 0
        inside = word in header if ord(word[0]) > 0x2FFF else f" {word} " in f" {header} "
        rest = header.replace(word, "", 1).split()
        is_whole = " " in word or all(one in _units() for one in rest)
        if inside and is_whole and len(word) > 2:
            best = min(best, 1 + len(header) - len(word))
    return best


@cache
def _units() -> frozenset[str]:
    return _PLAIN_UNITS.union(plain(word) for unit in ("year", "day") for word in words.unit_words(unit))
