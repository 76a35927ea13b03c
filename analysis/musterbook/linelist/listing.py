"""A listing: one file's rows as texts, nothing read into them, with the line of every row.

Where a list came from stops mattering here: a delimited file, a sheet, a Parquet file and a frame all become a header,
an Arrow table of texts (empty ones missing), the rows whose form is wrong, and a way to say on which line a row stands.
A column in which texts recur may have each of them once, with the place of its own for every row; then whatever is
asked of a text is asked once.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from musterbook.errors import InputError, MusterError, ProblemKind, shown

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

MOST_COLUMNS = 1_000
LONGEST = 32_767
_LOOKED_AT = 20_000
Numbers = np.ndarray[Any, np.dtype[np.int64]]
Codes = np.ndarray[Any, np.dtype[np.int32]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Broken:
    """What is wrong with a row, or with one cell of it, where its file was read.

    ``line`` is the one that the row begins on; ``cells`` are its values, at least as many as the header has names;
    ``value`` is the text to be shown. A row of kind ``FORM`` is in no table; a cell of another kind is empty in
    the table, and the row stands there.
    """

    line: int
    cells: tuple[str, ...]
    expected: str
    column: str = ""
    value: str = ""
    found: str = ""
    kind: ProblemKind = ProblemKind.FORM


@dataclass(frozen=True)
class Listing:
    """The rows of one file as texts.

    ``headers`` are the names of its columns, none twice; ``found`` are those in the file. ``table`` has a column per
    header, in order; ``lines`` says on which line each of its rows begins. ``notes`` are what a reader must know of
    the file: hidden rows, merged cells. ``native`` is the frame of a caller, whose further columns are kept as they
    are. Invariant: rows are in the order of their lines, and no two begin on one.
    """

    file: str
    headers: tuple[str, ...]
    table: pa.Table
    lines: Numbers
    broken: tuple[Broken, ...] = ()
    cells: tuple[Broken, ...] = ()
    found: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    notes: tuple[str, ...] = ()
    native: pd.DataFrame | None = None

    @property
    def read(self) -> int:
        """How many rows were read, whether sound or not."""
        return len(self.lines) + len(self.broken)

    @property
    def is_text(self) -> bool:
        """Whether it is text through and through, as a delimited file is."""
        return bool(self.encoding)

    def column(self, header: str) -> pa.ChunkedArray:
        """Give the texts of one column."""
        return self.table.column(self.headers.index(header))

    def without_empty_columns(self) -> Listing:
        """Leave out columns without a name that hold nothing, as spreadsheets write them."""
        stated = {place for one in self.broken for place, value in enumerate(one.cells) if value.strip()}
        kept = [
            place
            for place, header in enumerate(self.found)
            if header.strip() or place in stated or self.table.column(place).null_count < self.table.num_rows
        ]
        columns = len(self.headers)
        if len(kept) == columns:
            return self
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

    def first_rows(self, most: int) -> Iterator[tuple[int, list[str]]]:
        """Give the first rows with their lines, whether sound or not."""
        sound = zip(*self.table.slice(0, most).to_pydict().values(), strict=True)
        rows = {
            int(line): [str(value) for value in values if value is not None]
            for line, values in zip(self.lines[:most], sound, strict=True)
        }
        rows |= {one.line: re.split(r"[;,|\t]", one.value) for one in self.broken[:most]}
        yield from sorted(rows.items())[:most]


def table_of(columns: Sequence[Sequence[str | None]]) -> pa.Table:
    """Make a table of texts, its columns called by their places."""
    import pyarrow as pa

    arrays = [pa.array([value or None for value in column], pa.large_string()) for column in columns]
    return pa.table(arrays, names=[str(place) for place in range(len(arrays))])


def named_headers(file: str, line: int, found: Sequence[str]) -> tuple[str, ...]:
    """Give every column a name of its own: a nameless one its place, a second one of a name a number.

    >>> named_headers("list.csv", 1, ["Дата", "", " Дата", "Возраст "])
    ('Дата', 'column 2', 'Дата (2)', 'Возраст')
    """
    if len(found) > MOST_COLUMNS:
        raise InputError.of_file(file, f"at most {MOST_COLUMNS:,}", f"{len(found):,} columns", line)
    longest = max(map(len, found), default=0)
    if longest > LONGEST:
        expected = f"names of at most {LONGEST:,} characters"
        raise InputError.of_file(file, expected, f"a name of {longest:,} characters", line)
    times: Counter[str] = Counter()
    names = []
    for place, header in enumerate(found, 1):
        plain = one_spelling(header) or f"column {place}"
        times[plain] += 1
        names.append(plain if times[plain] == 1 else f"{plain} ({times[plain]})")
    return tuple(names)


def one_spelling(header: str) -> str:
    """Give a header with its letters composed and single spaces between its words, however it was typed."""
    return " ".join(unicodedata.normalize("NFC", header).split())


def text_of(value: Any) -> str | None:
    """Give one value as the text it would have in a file: dates as days, whole numbers without a point.

    >>> text_of(38.0), text_of(dt.datetime(2023, 8, 22)), text_of(float("nan"))
    ('38', '2023-08-22', None)
    """
    import pandas as pd

    if isinstance(value, str):
        # Half a character is none.
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    if isinstance(value, pd.Period):
        return "/".join(dict.fromkeys(f"{end:%Y-%m-%d}" for end in (value.start_time, value.end_time)))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def as_texts(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Give a column as texts: dates as days, whole numbers without a point, nothing where nothing is stated.

    >>> import pyarrow as pa
    >>> as_texts("age", pa.chunked_array([[38.0, None, 24.0]])).to_pylist()
    ['38', None, '24']
    """
    import pyarrow as pa
    from pyarrow import compute as pc

    kind = column.type
    try:
        if pa.types.is_timestamp(kind):
            column = (pc.local_timestamp(column) if kind.tz else column).cast(pa.date32(), safe=False)
        if pa.types.is_floating(kind):
            column = pc.if_else(pc.is_nan(column), None, column)
            with suppress(pa.ArrowInvalid):  # some of them are not whole
                column = column.cast(pa.int64())
        texts = column.cast(pa.large_string())
        empty = pc.equal(texts, "")
        return pc.if_else(empty, None, texts) if pc.any(empty).as_py() else texts
    except (pa.ArrowException, OverflowError):
        raise MusterError(f"expected texts, dates or numbers in the column {shown(name)}; found {kind}") from None


def united(table: pa.Table) -> pa.Table:
    """Give columns in which texts recur as one piece each, for what is asked of them again and again."""
    import pyarrow as pa

    table = table.unify_dictionaries()
    columns = [one.combine_chunks() if pa.types.is_dictionary(one.type) else one for one in table.columns]
    return pa.table(columns, names=table.column_names)


def recurring(table: pa.Table) -> pa.Table:
    """Have each different text once in the columns in which texts recur, by the look of the first rows."""
    import pyarrow as pa
    from pyarrow import compute as pc

    for place, name in enumerate(table.column_names):
        column = table.column(place).cast(pa.large_string())
        first = column.slice(0, _LOOKED_AT)
        if 2 * pc.count_distinct(first, mode="all").as_py() < len(first):
            # In one piece, for each piece would have all the texts again.
            column = column.combine_chunks().dictionary_encode()
        # What stood there before is let go of, so that a list is held once.
        table = table.set_column(place, name, column)
    return table


def encoded(column: pa.ChunkedArray) -> tuple[pa.Array, Codes]:
    """Give the different texts of a column, and of each row the place of its text among them, -1 where it has none.

    >>> import pyarrow as pa
    >>> encoded(pa.chunked_array([["38", None], ["24", "38"]]))[1].tolist()
    [0, -1, 1, 0]
    """
    import pyarrow as pa

    whole = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    whole = whole.unify_dictionaries()
    if not whole.num_chunks:
        return pa.array([], whole.type.value_type), np.empty(0, np.int32)
    codes = [chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in whole.chunks]
    return whole.chunk(0).dictionary, np.concatenate(codes).astype(np.int32, copy=False)


def decoded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Give the text of every row."""
    import pyarrow as pa

    return column.cast(pa.large_string()) if pa.types.is_dictionary(column.type) else column


def rows_where(column: pa.ChunkedArray, test: Callable[[Any], Any]) -> Numbers:
    """Find the rows whose text passes a test of Arrow; where texts recur, each is asked once."""
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type):
        return np.flatnonzero(test(column).fill_null(False).to_numpy(zero_copy_only=False))
    whole = column.unify_dictionaries()
    texts = whole.chunk(0).dictionary if whole.num_chunks else pa.array([], pa.large_string())
    passed = np.append(test(texts).fill_null(False).to_numpy(zero_copy_only=False), False)
    return np.flatnonzero(passed[encoded(whole)[1]]) if passed.any() else np.empty(0, np.int64)


def is_of_texts(kind: pa.DataType) -> bool:
    """Tell whether a column holds texts, each or each different one."""
    import pyarrow as pa

    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_large_string(kind) or pa.types.is_string(kind))


def trimmed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Take the space around texts away; a column that has none comes back as it is."""
    import pyarrow as pa
    from pyarrow import compute as pc

    if pa.types.is_dictionary(column.type):
        texts, codes = encoded(column)
        pool = pa.chunked_array([texts])
        kept = trimmed(pool)
        return column if kept is pool else kept.combine_chunks().take(pa.array(codes, mask=codes < 0))
    plain = pc.utf8_trim_whitespace(column)
    is_same = pc.all(pc.equal(pc.binary_length(plain), pc.binary_length(column))).as_py()
    return column if is_same is not False else as_texts("", plain)


def blank_rows(table: pa.Table) -> Numbers:
    """Find the rows in which every value is missing or nothing but space."""
    from pyarrow import compute as pc

    places = np.arange(table.num_rows) if table.num_columns else np.empty(0, np.int64)
    # What is hardly ever empty is asked first, so that few rows are left to ask of the others.
    for column in sorted(table.columns, key=lambda one: one.null_count):
        part = column.take(places) if len(places) < table.num_rows else column
        is_space = pc.equal(pc.utf8_trim_whitespace(decoded(part)), "")
        places = places[is_space.fill_null(True).to_numpy()]
    return places
