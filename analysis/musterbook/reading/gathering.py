"""Gathering: the listings of one or many files as one table, in which every row knows where it stood.

Rows are numbered over all files from 1, those with a wrong form too, so that a number leads back to a file and a line
and nothing that was read can get lost between reading and telling.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from musterbook.reading.listing import Broken, Listing, Numbers
from musterbook.reading.mapping import Plan
from musterbook.reading.rules import ROW, part
from musterbook.reading.typed import as_texts

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Gathered:
    """The sound rows of all listings in ``table``: our columns as trimmed texts under our names, others as they were.

    Where trimming changed a column, ``__NAME_raw`` keeps it. The number of a row is in ``__row``.
    """

    table: pa.Table
    plan: Plan
    listings: tuple[Listing, ...]

    @property
    def read(self) -> int:
        """How many rows were read, sound or not."""
        return sum(listing.read for listing in self.listings)

    @property
    def name(self) -> str:
        """Name all files in a few words."""
        first = self.listings[0].file
        return first if len(self.listings) == 1 else f"{first} and {len(self.listings) - 1} more"

    @cached_property
    def offsets(self) -> Numbers:
        """How many rows were read before each listing."""
        return np.cumsum([0, *(listing.read for listing in self.listings)])

    def broken(self) -> Iterator[tuple[int, Broken]]:
        """Give the rows whose form is wrong, with their numbers over all files."""
        for offset, listing in zip(self.offsets, self.listings, strict=False):
            for one in listing.broken:
                yield int(offset) + one.number + 1, one

    def places(self, rows: Sequence[int]) -> list[tuple[str, int]]:
        """Give file and line of some rows by their numbers."""
        numbers = np.asarray(rows, np.int64) - 1
        which = np.searchsorted(self.offsets, numbers, "right") - 1
        found: list[tuple[str, int]] = [("", 0)] * len(numbers)
        for at in np.unique(which):
            listing, places = self.listings[at], np.flatnonzero(which == at)
            lines = listing.line_of(numbers[places] - self.offsets[at])
            for place, line in zip(places, lines, strict=True):
                found[place] = (listing.file, int(line))
        return found

    def with_table(self, table: pa.Table) -> Gathered:
        """Give the same rows with other columns beside them."""
        return replace(self, table=table)


def gather(listings: Sequence[Listing], plan: Plan) -> Gathered:
    """Put all listings in one table."""
    import pyarrow as pa

    tables, offset = [], 0
    for listing in listings:
        columns = {ROW: pa.chunked_array([listing.numbers + offset + 1])}
        columns |= {name: as_texts(header, _column(listing, header)) for name, header in plan.columns.items()}
        columns |= {header: _column(listing, header) for header in plan.others if header in listing.headers}
        tables.append(pa.table(columns))
        offset += listing.read
    return _trimmed(Gathered(_joined(tables, plan), plan, tuple(listings)))


def _column(listing: Listing, header: str) -> pa.ChunkedArray:
    return listing.table.column(listing.headers.index(header))


def _joined(tables: Sequence[pa.Table], plan: Plan) -> pa.Table:
    """Put tables below each other; columns of several types become texts."""
    import pyarrow as pa

    if len(tables) == 1:
        return tables[0]
    kinds = {name: {one.schema.field(name).type for one in tables if name in one.column_names} for name in plan.others}
    mixed = [name for name, types in kinds.items() if len(types) > 1]
    for name in mixed:
        tables = [_as_text(table, name) for table in tables]
    order = [ROW, *plan.columns, *plan.others]
    return pa.concat_tables(tables, promote_options="default").select(order)


def _as_text(table: pa.Table, name: str) -> pa.Table:
    if name not in table.column_names:
        return table
    return table.set_column(table.column_names.index(name), name, as_texts(name, table[name]))


def _trimmed(gathered: Gathered) -> Gathered:
    """Take the space around values away where there is any, and keep what stood there."""
    from pyarrow import compute as pc

    table = gathered.table
    for name in gathered.plan.columns:
        plain = pc.utf8_trim_whitespace(table[name])
        if pc.all(pc.equal(pc.binary_length(plain), pc.binary_length(table[name]))).as_py() is False:
            table = table.append_column(part(name, "raw"), table[name])
            table = table.set_column(table.column_names.index(name), name, as_texts(name, plain))
    return gathered.with_table(table)
