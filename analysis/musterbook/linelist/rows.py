"""Rows: the listings of one or many files as one table, in which every row knows where it stood.

Rows are numbered over all files from 1, those with a wrong form too, so that a number leads back to a file and a line
and nothing that was read can get lost between reading and telling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from musterbook.intervals import Kind
from musterbook.linelist.listing import Broken, Listing, Numbers, as_texts, is_of_texts, trimmed, united
from musterbook.schema import kind_of

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Plan:
    """What is taken from a list: ``columns`` gives the header of each of our names, ``others`` are kept as they are.

    ``order`` has the names of all columns as they stand in the list; ``parts`` are the headers of what stands in
    several columns, as year, month and day, or the earliest and the latest date. Invariant: our names come in the
    order of the schema, further ones after them; no name stands twice.
    """

    columns: Mapping[str, str]
    others: tuple[str, ...]
    order: tuple[str, ...]
    parts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Rows:
    """The sound rows of all listings: our columns as trimmed texts under our names, others as they were.

    ``numbers`` are those of the rows among all that were read, from 1; ``lines`` has the line of each that was read,
    sound or not, ``starts`` how many were read before each listing. ``raw`` has columns as they stood where trimming
    changed them. Columns are taken out one by one in the end, so that a list is held once.
    """

    columns: dict[str, pa.ChunkedArray]
    numbers: Numbers
    lines: Numbers
    starts: Numbers
    raw: dict[str, pa.ChunkedArray]
    plan: Plan
    listings: tuple[Listing, ...]

    @property
    def read(self) -> int:
        """How many rows were read, sound or not."""
        return len(self.lines)

    @property
    def is_text(self) -> bool:
        """Whether all of it came as text."""
        return all(listing.is_text for listing in self.listings)

    @property
    def name(self) -> str:
        """Name all files in a few words."""
        first = self.listings[0].file
        return first if len(self.listings) == 1 else f"{first} and {len(self.listings) - 1} more"

    @property
    def texts(self) -> list[str]:
        """Name the columns that hold texts, as they stand in the list."""
        return [name for name in self.plan.order if is_of_texts(self.columns[name].type)]

    def broken(self) -> Iterator[tuple[int, Listing, Broken]]:
        """Give the rows whose form is wrong, with their numbers over all files."""
        for at, listing in enumerate(self.listings):
            for one in listing.broken:
                yield self._number(at, one.line), listing, one

    def cells(self) -> Iterator[tuple[int, Broken]]:
        """Give the cells that the file holds no value of, with the places of their rows in the table."""
        for at, listing in enumerate(self.listings):
            for one in listing.cells:
                yield int(np.searchsorted(self.numbers, self._number(at, one.line))), one

    def _number(self, at: int, line: int) -> int:
        """Give the number of the row that begins on some line of a listing."""
        start, stop = [*self.starts.tolist(), self.read][at : at + 2]
        return int(start + np.searchsorted(self.lines[start:stop], line)) + 1

    def places(self, numbers: Sequence[int]) -> list[tuple[str, int]]:
        """Give file and line of some rows by their numbers."""
        asked = np.asarray(numbers, np.int64)
        files = np.searchsorted(self.starts, asked) - 1
        lines = self.lines[asked - 1].tolist()
        return [(self.listings[at].file, line) for at, line in zip(files.tolist(), lines, strict=True)]

    def as_it_stood(self, name: str) -> pa.ChunkedArray:
        """Give a column as the list has it."""
        return self.raw.get(name, self.columns[name])


def gather(listings: Sequence[Listing], plan: Plan) -> Rows:
    """Put all listings in one table."""
    import pyarrow as pa

    tables, numbers, lines = [], [], []
    starts = np.cumsum([0, *(listing.read for listing in listings[:-1])])
    for listing, start in zip(listings, starts, strict=True):
        columns = {name: _ours(listing, name, header, plan) for name, header in plan.columns.items()}
        columns |= {header: listing.column(header) for header in plan.others if header in listing.headers}
        tables.append(pa.table(columns))
        wrong = np.array(sorted(one.line for one in listing.broken), np.int64)
        lines.append(np.insert(listing.lines, np.searchsorted(listing.lines, wrong), wrong))
        numbers.append(np.delete(np.arange(listing.read), np.searchsorted(lines[-1], wrong)) + start + 1)
    table = _joined(tables, plan)
    found = dict(zip(table.column_names, table.columns, strict=True))
    plain = {name: trimmed(found[name]) for name in plan.columns}
    raw = {name: found[name] for name, column in plain.items() if column is not found[name]}
    # An empty slice would keep hold of the whole.
    emptied = tuple(
        replace(listing, table=listing.table.schema.empty_table(), lines=np.empty(0, np.int64)) for listing in listings
    )
    return Rows(found | plain, np.concatenate(numbers), np.concatenate(lines), starts, raw, plan, emptied)


def _ours(listing: Listing, name: str, header: str, plan: Plan) -> pa.ChunkedArray:
    import pyarrow as pa

    parts = plan.parts.get(name)
    if parts is None:
        column = listing.column(header)
        return column if listing.is_text and is_of_texts(column.type) else as_texts(header, column)
    columns = [as_texts(part, listing.column(part)).to_pylist() for part in parts]
    join = _joined_number if kind_of(name) is Kind.NUMBER else joined_date
    return pa.chunked_array([pa.array([join(values) for values in zip(*columns, strict=True)], pa.large_string())])


def _joined_number(values: Sequence[str | None]) -> str | None:
    """Make one number of the least and the most."""
    stated = [(value or "").strip() for value in values]
    return "..".join(stated) if any(stated) else None


def joined_date(values: Sequence[str | None]) -> str | None:
    """Make one date of year, month and day, of year and month, or of the earliest and the latest."""
    stated = [(value or "").strip() for value in values]
    if not any(stated):
        return None
    if _YEAR.fullmatch(stated[0]) and all(_PART.fullmatch(value) for value in stated[1:]):
        known = [value.zfill(2) if value.strip("0") else "" for value in stated]
        month, day = [*known[1:], ""][:2]
        # A day of a month that is not known says nothing that could be kept.
        return "-".join(part for part in (known[0], month, day if month else "") if part)
    return "/".join(value or ".." for value in stated) if len(stated) == 2 else "-".join(stated)


_YEAR = re.compile(r"\d{4}", re.ASCII)
_PART = re.compile(r"\d{0,2}", re.ASCII)


def _joined(tables: Sequence[pa.Table], plan: Plan) -> pa.Table:
    """Put tables below each other; columns of several types become texts."""
    import pyarrow as pa

    if len(tables) == 1:
        return tables[0]
    names = [*plan.columns, *plan.others]
    kinds = {name: {one.schema.field(name).type for one in tables if name in one.column_names} for name in names}
    mixed = [name for name, types in kinds.items() if len(types) > 1]
    for name in mixed:
        tables = [_as_text(table, name) for table in tables]
    return united(pa.concat_tables(tables, promote_options="default").select(names))


def _as_text(table: pa.Table, name: str) -> pa.Table:
    if name not in table.column_names:
        return table
    return table.set_column(table.column_names.index(name), name, as_texts(name, table[name]))
