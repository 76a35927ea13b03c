"""Engines: the few things that each engine of frames does in its own way, for all else is Narwhals.

Whatever is read into a text is read once for every different text, wherever there are millions of them: the engine
gives the distinct texts of a column, they are read in plain Python, and what was read is attached to the rows as a
small table. The default engine holds a list as an Arrow table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from musterbook.reading.listing import Numbers

if TYPE_CHECKING:
    import pyarrow as pa

Small = Mapping[str, Sequence[Any]]
Read = Callable[[Sequence[str]], Small]
TYPES = {"text": "large_string", "expected": "large_string", "low": "int32", "high": "int32", "first": "int64"}


class Arrow:
    """Lists that fit in memory, as Arrow tables."""

    def attach(self, table: pa.Table, column: str, read: Read, names: Mapping[str, str]) -> pa.Table:
        """Read every different text of a column once and put what was read beside it, under the names given."""
        import pyarrow as pa
        from pyarrow import compute as pc

        encoded = _encoded(table[column])
        small = read(encoded.dictionary.to_pylist())
        for part, values in small.items():
            array = pa.array(values, getattr(pa, TYPES[part])())
            if part == "expected" and array.null_count == len(array):
                continue
            table = table.append_column(names[part], pc.take(array, encoded.indices))
        return table

    def attach_first(self, table: pa.Table, column: str, row: str, name: str) -> pa.Table | None:
        """Put beside each text that stands in a column more than once the first row that has it, if there is any."""
        import pyarrow as pa

        encoded = _encoded(table[column])
        codes = encoded.indices.fill_null(len(encoded.dictionary)).to_numpy()
        times = np.bincount(codes, minlength=len(encoded.dictionary) + 1)
        times[-1] = 1
        if times.max() <= 1:
            return None
        rows = table[row].to_numpy()
        first = np.empty(len(times), np.int64)
        # Written from the last row to the first, so that the first stays.
        first[codes[::-1]] = rows[::-1]
        return table.append_column(name, pa.array(first[codes], mask=times[codes] == 1))

    def table(self, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
        """Give a few rows of parsed values as a frame of this engine."""
        import pyarrow as pa

        names = list(dict.fromkeys(name for row in rows for name in row))
        kinds = {name: pa.int64() if name.startswith("__") else pa.large_string() for name in names}
        return pa.table({name: pa.array([row[name] for row in rows], kinds[name]) for name in names})

    def where(self, table: pa.Table, tests: Sequence[nw.Expr]) -> Iterator[Numbers]:
        """Give for each test the places of the rows it is true for."""
        frame = nw.from_native(table, eager_only=True)
        for test in tests if table.num_rows else ():
            yield np.flatnonzero(frame.select(mask=test.fill_null(False))["mask"].to_numpy())
        yield from [np.empty(0, np.int64)] * (0 if table.num_rows else len(tests))


def _encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """Give a column as the places of its texts among its distinct texts, in one piece, for pieces are slow to unite."""
    import pyarrow as pa

    whole = column.combine_chunks()
    return (whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole).dictionary_encode()
