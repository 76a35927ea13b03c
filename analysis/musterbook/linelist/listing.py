"""Listings: the rows of each file as texts, nothing read into them, and all of them as one table of rows.

Where a list came from stops mattering here: a delimited file, a sheet, a Parquet file and a frame all become a header,
an Arrow table of texts (empty ones missing), the rows whose form is wrong, and the line on which each row stands.
A column in which texts recur may have each of them once, with the place of its own for every row; then whatever is
asked of a text is asked once.

A row whose form is wrong keeps its place, with nothing in it, so that a place leads back to a file and a line and
nothing that was read can get lost between reading and telling.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc

from musterbook import frames
from musterbook.errors import InputError, MusterError, Problem, shown
from musterbook.intervals import Kind
from musterbook.schema import kind_of

MOST_COLUMNS = 1_000
LONGEST = 32_767
FIRST_ROWS = 1_000
Numbers = np.ndarray[Any, np.dtype[np.int64]]
Codes = np.ndarray[Any, np.dtype[np.int32]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Fault:
    """What is wrong with the form of a row, whose texts ``cells`` has by their headers; of a cell alone it has none."""

    row: int
    problem: Problem
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Listing:
    """The rows of one file as texts.

    ``headers`` are the names of its columns, none twice; ``found`` are those in the file. ``table`` has a column per
    header, in order; ``lines`` says on which line each of its rows begins. ``faults`` tell of rows whose form is wrong,
    which have nothing in the table, and of cells the file holds no value of. ``notes`` are what a reader must know of
    the file: hidden rows, merged cells. ``native`` is the frame of a caller, whose further columns are kept as they
    are. Invariant: rows are in the order of their lines, and no two begin on one.
    """

    file: str
    headers: tuple[str, ...]
    table: pa.Table
    lines: Numbers
    faults: Sequence[Fault] = ()
    found: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    notes: tuple[str, ...] = ()
    native: pd.DataFrame | None = None

    def column(self, header: str) -> pa.ChunkedArray:
        """Give the texts of one column."""
        return self.table.column(self.headers.index(header))

    def texts(self, header: str, most: int = FIRST_ROWS) -> list[str]:
        """Give the texts of a column in its first rows, as far as there are any."""
        return as_texts(header, self.column(header).slice(0, most)).drop_null().to_pylist()  # type: ignore[no-any-return]

    def ours(self, name: str, headers: Sequence[str]) -> pa.ChunkedArray:
        """Give a column of ours as texts, one of what stands in several columns of the list."""
        columns = [as_texts(header, self.column(header)) for header in headers]
        if len(columns) == 1:
            return columns[0]
        join = "..".join if kind_of(name) is Kind.NUMBER else joined_date
        rows = zip(*(column.to_pylist() for column in columns), strict=True)
        stripped = ([(value or "").strip() for value in values] for values in rows)
        texts = [join(values) if any(values) else None for values in stripped]
        return pa.chunked_array([pa.array(texts, pa.large_string())])

    def without_empty_columns(self) -> Listing:
        """Leave out columns without a name that hold nothing, as spreadsheets write them."""
        stated = {header for one in self.faults for header, value in one.cells.items() if value.strip()}
        columns = zip(self.headers, self.found, self.table.columns, strict=True)
        kept = [
            at
            for at, (header, name, one) in enumerate(columns)
            if name.strip() or header in stated or one.null_count < len(one)
        ]
        headers, found = (tuple(names[at] for at in kept) for names in (self.headers, self.found))
        return replace(self, headers=headers, found=found, table=self.table.select(kept))


def table_of(columns: Sequence[Sequence[str | None]]) -> pa.Table:
    """Make a table of texts, its columns called by their places."""
    arrays = [pa.array([value or None for value in column], pa.large_string()) for column in columns]
    return pa.table(arrays, names=[str(place) for place in range(len(arrays))])


def named_headers(file: str, line: int, found: Sequence[str]) -> tuple[str, ...]:
    """Give every column a name of its own: a nameless one its place, a second one of a name a number.

    >>> named_headers("list.csv", 1, ["Дата", "", " Дата", "Возраст "])
    ('Дата', 'column 2', 'Дата (2)', 'Возраст')
    """
    if len(found) > MOST_COLUMNS:
        raise InputError.of_file(file, f"at most {MOST_COLUMNS:,}", f"{len(found):,} columns", line)
    if (longest := max(map(len, found), default=0)) > LONGEST:
        raise InputError.of_file(file, f"names of at most {LONGEST:,} characters", f"one of {longest:,}", line)
    plain = [one_spelling(header) or f"column {place}" for place, header in enumerate(found, 1)]
    times = [plain[: place + 1].count(name) for place, name in enumerate(plain)]
    return tuple(name if nth == 1 else f"{name} ({nth})" for name, nth in zip(plain, times, strict=True))


def one_spelling(header: str) -> str:
    """Give a header with its letters composed and single spaces between its words, however it was typed."""
    return " ".join(unicodedata.normalize("NFC", header).split())


def text_of(value: Any) -> str | None:
    """Give one value as the text it would have in a file: dates as days, whole numbers without a point.

    >>> text_of(38.0), text_of(dt.datetime(2023, 8, 22)), text_of(float("nan"))
    ('38', '2023-08-22', None)
    """
    if isinstance(value, str):
        # Half a character is none.
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, pd.Period):
        return "/".join(dict.fromkeys(f"{end:%Y-%m-%d}" for end in (value.start_time, value.end_time)))
    has_time = isinstance(value, dt.datetime) and value is not pd.NaT and value.time() != dt.time()
    return value.isoformat(" ") if has_time else frames.text_of(value) or None


def as_texts(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Give a column as texts: dates as days, whole numbers without a point, nothing where nothing is stated.

    One in which each different text stands once stays so.

    >>> as_texts("age", pa.chunked_array([[38.0, None, 24.0]])).to_pylist()
    ['38', None, '24']
    """
    kind = column.type
    if pa.types.is_dictionary(kind) and is_of_texts(kind):
        return mapped(column, stated)
    try:
        if pa.types.is_timestamp(kind):
            column = (pc.local_timestamp(column) if kind.tz else column).cast(pa.date32(), safe=False)
        if pa.types.is_floating(kind):
            column = pc.if_else(pc.is_nan(column), None, column)
            with suppress(pa.ArrowInvalid):  # some of them are not whole
                column = column.cast(pa.int64())
        return stated(column.cast(pa.large_string()))
    except (pa.ArrowException, OverflowError):
        raise MusterError(f"expected texts, dates or numbers in the column {shown(name)}; found {kind}") from None


def is_of_texts(kind: pa.DataType) -> bool:
    """Tell whether a column holds texts, each or each different one."""
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_large_string(kind) or pa.types.is_string(kind))


def stated(texts: Any) -> Any:
    """Give texts without the empty ones."""
    empty = pc.equal(texts, "")
    return pc.if_else(empty, None, texts) if pc.any(empty).as_py() else texts


# --- columns in which each different text may stand once


def encoded(column: pa.ChunkedArray) -> tuple[pa.Array, Codes]:
    """Give the different texts of a column, and of each row the place of its text among them, -1 where it has none.

    >>> encoded(pa.chunked_array([["38", None], ["24", "38"]]))[1].tolist()
    [0, -1, 1, 0]
    """
    whole = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    whole = whole.unify_dictionaries().combine_chunks()
    # Others count places without a sign.
    return whole.dictionary, whole.indices.cast(pa.int32()).fill_null(-1).to_numpy(zero_copy_only=False)


def taken(texts: pa.Array | Sequence[str | None], codes: Codes) -> pa.Array:
    """Give the text of every row by the place of its own among the different ones.

    >>> taken(["38", "24"], np.array([1, -1], np.int32)).to_pylist()
    ['24', None]
    """
    pool = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.large_string())
    return pool.take(pa.array(codes, mask=codes < 0))


def mapped(column: pa.ChunkedArray, make: Callable[[Any], Any]) -> pa.ChunkedArray:
    """Make other texts of those of a column, each once; a column of which none changes comes back as it is."""
    pool, codes = encoded(column) if pa.types.is_dictionary(column.type) else (column, None)
    made = make(pool)
    if made.equals(pool):
        return column
    return made if codes is None else pa.chunked_array([taken(made, codes)])


def rows_where(column: pa.ChunkedArray, test: Callable[[Any], Any], *, missing: bool = False) -> Numbers:
    """Find the rows whose text passes a test of Arrow, and perhaps those without one; each is asked once."""
    pool, codes = encoded(column) if pa.types.is_dictionary(column.type) else (column, None)
    passed = test(pool).fill_null(missing).to_numpy(zero_copy_only=False)
    if not passed.any() and not missing:
        return np.arange(0)
    return np.flatnonzero(passed if codes is None else np.append(passed, missing)[codes])


def blank_rows(table: pa.Table, space: str = " \t\r\n") -> Numbers:
    """Find the rows in which every value is missing or nothing but space, or other characters that stand for it."""
    places = np.arange(table.num_rows if table.num_columns else 0)
    # What recurs and is hardly ever empty is asked first, so that few rows are left to ask of the others.
    for column in sorted(table.columns, key=lambda one: (not pa.types.is_dictionary(one.type), one.null_count)):
        part = column.take(places) if len(places) < table.num_rows else column
        is_blank = rows_where(
            part, lambda texts: pc.equal(pc.utf8_trim(pc.utf8_trim_whitespace(texts), space), ""), missing=True
        )
        places = places[is_blank]
    return places


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

    def name_of(self, header: str) -> str:
        """Give the name that a column has here: ours where it is one of ours, else its header."""
        return next((name for name, one in self.columns.items() if one == header), header)


@dataclass(frozen=True)
class Rows:
    """The rows of all listings: our columns as trimmed texts under our names, others as they were.

    ``lines`` has the line of each, ``starts`` how many rows there are before each listing. ``raw`` has columns as they
    stood where trimming changed them. Columns are taken out one by one in the end, so that a list is held once.
    """

    columns: dict[str, pa.ChunkedArray]
    lines: Numbers
    starts: Numbers
    raw: dict[str, pa.ChunkedArray]
    plan: Plan
    listings: tuple[Listing, ...]
    faults: list[Fault]

    @property
    def read(self) -> int:
        """How many rows were read, sound or not."""
        return len(self.lines)

    @property
    def name(self) -> str:
        """Name all files in a few words."""
        first = self.listings[0].file
        return first if len(self.listings) == 1 else f"{first} and {len(self.listings) - 1} more"

    @property
    def texts(self) -> list[str]:
        """Name the columns that hold texts, as they stand in the list."""
        return [name for name in self.plan.order if is_of_texts(self.columns[name].type)]

    def places(self, rows: Numbers | Sequence[int]) -> list[tuple[str, int]]:
        """Give file and line of some rows."""
        asked = np.asarray(rows, np.int64)
        files = np.searchsorted(self.starts, asked, "right") - 1
        return [(self.listings[at].file, line) for at, line in zip(files, self.lines[asked].tolist(), strict=True)]

    def unstated(self, name: str) -> Numbers:
        """Give the rows in which nothing is stated in a column."""
        return np.flatnonzero(self.columns[name].is_null().to_numpy())

    def as_it_stood(self, name: str) -> pa.ChunkedArray:
        """Give a column as the list has it."""
        return self.raw.get(name, self.columns[name])

    def headers_again(self) -> list[int]:
        """Find the rows in which each stated value is the header of its column, two at least, if there are two."""
        headers = {name: header for name, header in self.plan.columns.items() if name not in self.plan.parts}
        same = [rows_where(self.columns[name], partial(pc.equal, header)) for name, header in headers.items()]
        times = Counter(chain.from_iterable(rows.tolist() for rows in same))
        stated = {row: sum(self.columns[name][row].is_valid for name in headers) for row in times}
        return sorted(row for row, number in times.items() if stated[row] == number >= min(2, len(headers)))


def gather(listings: Sequence[Listing], plan: Plan) -> Rows:
    """Put all listings in one table; columns of several types become texts."""
    tables, starts, faults = [], [0], []
    for listing in listings:
        columns = {name: listing.ours(name, plan.parts.get(name, [one])) for name, one in plan.columns.items()}
        tables.append(columns | {name: listing.column(name) for name in plan.others if name in listing.headers})
        faults += [replace(one, row=starts[-1] + one.row) for one in listing.faults]
        starts.append(starts[-1] + len(listing.lines))
    names = [*plan.columns, *plan.others]
    for name in [name for name in names if len({one[name].type for one in tables if name in one}) > 1]:
        for having in [one for one in tables if name in one]:
            having[name] = as_texts(name, having[name]).cast(pa.large_string())
    table = pa.concat_tables(map(pa.table, tables), promote_options="default")
    table = table if len(tables) == 1 else table.select(names).unify_dictionaries().combine_chunks()
    found = dict(zip(table.column_names, table.columns, strict=True))
    plain = {name: mapped(found[name], lambda texts: stated(pc.utf8_trim_whitespace(texts))) for name in plan.columns}
    raw = {name: found[name] for name, column in plain.items() if column is not found[name]}
    # An empty slice would keep hold of the whole.
    emptied = tuple(replace(one, table=one.table.schema.empty_table(), lines=np.arange(0)) for one in listings)
    lines = np.concatenate([listing.lines for listing in listings])
    return Rows(found | plain, lines, np.array(starts[:-1]), raw, plan, emptied, faults)


def joined_date(values: Sequence[str]) -> str:
    """Make one date of year, month and day, of year and month, or of the earliest and the latest.

    >>> joined_date(["2023", "8", "0"]), joined_date(["2023-08-22", ""])
    ('2023-08', '2023-08-22/..')
    """
    if re.fullmatch("[0-9]{4}", values[0]) and all(re.fullmatch("[0-9]{0,2}", one) for one in values[1:]):
        year, month, day = (*(value.zfill(2) if value.strip("0") else "" for value in values), "")[:3]
        # A day of a month that is not known says nothing that could be kept.
        return "-".join(filter(None, (year, month, day if month else "")))
    return "/".join(value or ".." for value in values) if len(values) == 2 else "-".join(values)
