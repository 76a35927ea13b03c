"""Rows that are nobody: totals, notes and page numbers below a list, the header again in the middle of it.

Such rows are recognised in any language we read, named as what they are, and never people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np

from musterbook.errors import ProblemKind
from musterbook.linelist import words
from musterbook.linelist.listing import Mask, Numbers, rows_where

if TYPE_CHECKING:
    import pyarrow as pa

_SAID = {
    ProblemKind.TOTAL: "a row of totals",
    ProblemKind.FOOTER: "a line below the list",
    ProblemKind.HEADER: "the header again",
}


@dataclass(frozen=True)
class Nobody:
    """A row that is nobody: what it is, and the column and value that tell."""

    kind: ProblemKind
    column: str
    value: str

    @property
    def found(self) -> str:
        """Say what the row is."""
        return _SAID[self.kind]


@cache
def _total() -> re.Pattern[str]:
    names = words.either(words.of("totals"))
    return re.compile(rf"\s*(?:{names})(?![^\W\d_])\s*(?:[:：=.–-]*\s*[\d\s.,]*)(?P<more>[^\d\s].*)?", re.DOTALL)


@cache
def _footer() -> re.Pattern[str]:
    names = words.either(words.of("footers"))
    page = r"(?:page|стр|страница|сторінка|página|第)\.?\s*\d+.*|[-–—]?\s*\d+\s*(?:/|of|из|з|de|sur)\s*\d+\s*[-–—]?"
    return re.compile(rf"\s*(?:{page}|(?:{names})\s*[:：].*|[©*†‡].*)", re.DOTALL)


@cache
def _rough() -> str:
    names = words.either((*words.of("totals"), *words.of("footers"), "page"))
    return rf"(?is)^\s*(?:(?:{names})(?:[^\pL].*)?|[©*†‡].*)$"


def kind_of_row(values: Mapping[str, str], *, has_date: bool | None, is_narrow: bool) -> Nobody | None:
    """Tell of the stated values of one row, by column, whether it is nobody.

    ``has_date`` says whether any date of it can be read, ``None`` where the list has no dates; ``is_narrow`` that the
    list has one column alone, so that a note cannot be told from a value.
    """
    stated = [(column, value) for column, value in values.items() if value.strip()]
    for place, (column, value) in enumerate(stated):
        match = _total().fullmatch(value.casefold())
        if match is None or has_date or (has_date is None and (place or len(stated) > 1 + max(1, len(values) // 3))):
            continue
        if not match["more"] or (place == 0 and len(stated) <= 2):
            return Nobody(ProblemKind.TOTAL, column, value)
    if len(stated) == 1 and not is_narrow and _footer().fullmatch(stated[0][1].casefold()):
        return Nobody(ProblemKind.FOOTER, *stated[0])
    return None


def suspects(column: pa.ChunkedArray) -> Numbers:
    """Give the rows worth a look: their text begins with a word for totals or notes."""
    import polars as pl

    # Polars keeps a pattern for the next column; one of so many words takes long to compile. The series has no name:
    # with one that holds a NUL, as a header of a broken file may, Arrow takes no series.
    return rows_where(column, lambda texts: pl.Series("", pl.from_arrow(texts)).str.contains(_rough()).to_arrow())


def headers_again(columns: Mapping[str, pa.ChunkedArray], headers: Mapping[str, str]) -> list[int]:
    """Find the rows in which every stated value is the header of its column, and two at least are, if there are two."""
    from pyarrow import compute as pc

    same: dict[str, Mask] = {}
    for name, header in headers.items():
        found = rows_where(columns[name], partial(pc.equal, header))
        if len(found):
            same[name] = np.bincount(found, minlength=len(columns[name])) > 0
    needed = min(2, len(headers))
    if len(same) < needed:
        return []
    times = np.vstack(list(same.values())).sum(axis=0)
    nothing: Mask = np.zeros(len(times), np.bool_)
    return [
        row
        for row in np.flatnonzero(times >= needed).tolist()
        if all(same.get(name, nothing)[row] or columns[name][row].as_py() is None for name in headers)
    ]
