"""A listing: one file's rows as texts, nothing read into them, with the line of every row.

Where a list came from stops mattering here: a delimited file, a sheet, a Parquet file and a frame all become a header,
a table of texts (empty ones missing), the rows whose form is wrong, and a way to say on which line a row stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from musterbook.errors import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

MOST_COLUMNS = 1_000
LONGEST = 32_767
Numbers = np.ndarray[Any, np.dtype[np.int64]]
LineOf = Callable[[Numbers], Numbers]


@dataclass(frozen=True)
class Broken:
    """A row whose form is wrong: its number among the rows read, its cells, and what was expected.

    ``cells`` are at least as many as the header has names; ``value`` is the text to be shown.
    """

    number: int
    cells: tuple[str, ...]
    expected: str
    column: str = ""
    value: str = ""
    found: str = ""


@dataclass(frozen=True)
class Listing:
    """The rows of one file as texts.

    ``headers`` are the names of its columns, none twice; ``found`` are those in the file. ``table`` has a column per
    header, in order; ``numbers`` says which of the rows read, counted from 0, each of its rows is; ``line_of`` turns
    such numbers into lines. ``native`` is the frame of a caller, whose further columns are kept as they are.
    Invariant: the numbers of ``table`` and of ``broken`` together are 0, 1, 2, ….
    """

    file: str
    headers: tuple[str, ...]
    table: pa.Table
    numbers: Numbers
    line_of: LineOf
    broken: tuple[Broken, ...] = ()
    found: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    native: pd.DataFrame | None = None

    @property
    def read(self) -> int:
        """How many rows were read, whether sound or not."""
        return len(self.numbers) + len(self.broken)

    def without_empty_columns(self) -> Listing:
        """Leave out columns without a name that hold nothing, as spreadsheets write them."""
        stated = {place for one in self.broken for place, value in enumerate(one.cells) if value.strip()}
        kept = [
            place
            for place, header in enumerate(self.found)
            if header.strip() or place in stated or self.table.column(place).null_count < self.table.num_rows
        ]
        if len(kept) == len(self.headers):
            return self
        columns = len(self.headers)
        broken = (
            replace(one, cells=(*(one.cells[place] for place in kept), *one.cells[columns:])) for one in self.broken
        )
        return replace(
            self,
            headers=tuple(self.headers[place] for place in kept),
            found=tuple(self.found[place] for place in kept),
            table=self.table.select(kept),
            broken=tuple(broken),
        )

    def first_rows(self, most: int) -> Iterator[tuple[Numbers, list[str]]]:
        """Give the first rows with their numbers, whether sound or not."""
        sound = zip(self.numbers[:most], zip(*self.table.slice(0, most).to_pydict().values(), strict=True), strict=True)
        rows = {int(number): [str(value) for value in values if value is not None] for number, values in sound}
        rows |= {one.number: re.split(r"[;,|\t]", one.value) for one in self.broken[:most]}
        for number in sorted(rows)[:most]:
            yield np.array([number]), rows[number]


def named_headers(file: str, line: int, found: Sequence[str]) -> tuple[str, ...]:
    """Give every column a name of its own: a nameless one its place, a second one of a name a number.

    >>> named_headers("list.csv", 1, ["Дата", "", " Дата", "Возраст "])
    ('Дата', 'column 2', 'Дата (2)', 'Возраст')
    """
    if len(found) > MOST_COLUMNS:
        what = f"{len(found):,} columns"
        raise InputError.from_problems(file, [Problem(file, line, "", "", f"at most {MOST_COLUMNS:,}", what)])
    longest = max(map(len, found), default=0)
    if longest > LONGEST:
        what = f"a name of {longest:,} characters"
        expected = f"names of at most {LONGEST:,} characters"
        raise InputError.from_problems(file, [Problem(file, line, "", "", expected, what)])
    times: Counter[str] = Counter()
    names = []
    for place, header in enumerate(found, 1):
        plain = " ".join(header.split()) or f"column {place}"
        times[plain] += 1
        names.append(plain if times[plain] == 1 else f"{plain} ({times[plain]})")
    return tuple(names)


def same_lines(first: int) -> LineOf:
    """Count lines straight on from the line of the first row."""
    return lambda numbers: numbers + first
