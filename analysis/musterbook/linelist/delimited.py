"""Delimited text, as CSV: found out how it is written, then read by PyArrow as texts.

PyArrow reads fast and forgives much: it takes a value that goes on after its closing quote, a quote that is never
closed, lines with nothing on them, and a byte-order mark wherever it begins. So the quotes are checked first, every row
of another length than the header is caught, rows are counted once more by themselves, and what a row cannot lose,
values beyond the header that are all empty, is accepted.
"""

from __future__ import annotations

import codecs
import csv
import io
import mmap
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from musterbook.errors import InputError, counted, shown
from musterbook.formulas import restored
from musterbook.linelist.encodings import Content, decode
from musterbook.linelist.layout import Layout
from musterbook.linelist.listing import (
    Broken,
    Listing,
    Numbers,
    blank_rows,
    decoded,
    encoded,
    named_headers,
    rows_where,
    table_of,
    united,
)
from musterbook.schema import long_fields

if TYPE_CHECKING:
    import pyarrow as pa

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
CLOSED, NEVER_CLOSED = "every quote closed", "a quote that is never closed"
TWICE, TEXT_AFTER = "a quote inside a value written twice", "text after a closing quote"
_SAMPLE_ROWS = 50
_SAMPLE_BYTES = 2**16
_MOST_VALUES = 2_000
_BLOCK = 2**22
_SAMPLED = 2**20
_LARGEST_BLOCK = 2**31 - 1
# The line with which a spreadsheet program tells itself what stands between values.
_TOLD = re.compile(rb"sep=([ -~\t])\r?\n", re.IGNORECASE)
_LINE = re.compile(rb"[^\r\n]*+(?:\r\n|\r|\n)|[^\r\n]++\Z")


@dataclass(frozen=True)
class Head:
    """The header of a delimited text: its names, the lines it stands on, and where the rows begin."""

    names: tuple[str, ...]
    line: int
    next_line: int
    start: int
    delimiter: str


@dataclass(frozen=True)
class Found:
    """The rows of a text: those of one length as a table, the others as they stand, each by its place."""

    table: pa.Table
    places: Numbers
    odd: Mapping[int, str]

    @property
    def total(self) -> int:
        """How many rows there are."""
        return len(self.places) + len(self.odd)


def read_delimited(
    file: str, content: Content, *, encoding: str | None = None, delimiter: str | None = None, header: int = 1
) -> Listing:
    """Read a delimited text: every row of it, as texts under the names of its header."""
    decoded = decode(file, content, encoding)
    told = _TOLD.match(decoded.content)
    if told and header == 1:
        delimiter, header = delimiter or told[1].decode(), 2
    head = read_head(file, decoded.content, delimiter, header)
    headers = named_headers(file, head.line, head.names)
    whole = Layout(decoded.content[head.start :], head.delimiter, head.next_line)
    whole = whole if whole.has_quotes else whole.with_feeds()
    damaged, open_row = _damaged(whole)
    layout = whole.until(open_row)
    found = _read(file, layout, _width(layout, len(headers)))
    table, places, broken = _sorted_out(found, damaged, headers, whole)
    everywhere = np.sort(np.concatenate([places, np.array([one.number for one in broken], np.int64)]))
    if isinstance(content, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        # The pages of the file come back by themselves should a line be asked for.
        content.madvise(mmap.MADV_DONTNEED)
    numbered = [replace(one, number=int(np.searchsorted(everywhere, one.number))) for one in broken]
    return Listing(
        file,
        headers,
        table,
        np.searchsorted(everywhere, places) if broken else np.arange(len(places)),
        lambda numbers: whole.lines_of(everywhere[numbers]),
        broken=tuple(sorted(numbered, key=lambda one: one.number)),
        found=head.names,
        encoding=decoded.encoding,
        delimiter=head.delimiter,
        is_plain=whole.is_plain,
    ).without_empty_columns()


def read_head(file: str, content: memoryview, delimiter: str | None, line: int) -> Head:
    """Read the header that begins on some line."""
    first = next(islice(_LINE.finditer(content), line - 1, None), None)
    if first is None:
        lines = sum(1 for _ in islice(_LINE.finditer(content), line))
        what = "nothing" if not lines else counted(lines, "line")
        expected = "a header" if line == 1 else f"a header on line {line}"
        raise InputError.of_file(file, f"{expected} and rows below it", what)
    start = first.start()
    mark = _delimiter(bytes(content[start : start + _SAMPLE_BYTES]), delimiter)
    taken: list[int] = []
    try:
        with long_fields():
            reader = csv.reader(_texts(content, start, taken), delimiter=mark, strict=True)
            names = next(reader)
    except csv.Error:
        is_open = not taken or taken[-1] >= len(content)
        expected, what = (CLOSED, NEVER_CLOSED) if is_open else (TWICE, TEXT_AFTER)
        raise InputError.of_file(file, expected, what, line) from None
    if not any(name.strip() for name in names):
        hint = "a header; where it stands further down, give its line as header=2 (or --header 2)"
        raise InputError.of_file(file, hint, "an empty line", line)
    return Head(tuple(map(restored, names)), line, line + len(taken), taken[-1], mark)


def _texts(content: memoryview, start: int, taken: list[int]) -> Iterator[str]:
    """Give lines as texts, noting where each ends."""
    for match in _LINE.finditer(content, start):
        taken.append(match.end())
        yield match.group().decode("utf-8")


def _delimiter(sample: bytes, given: str | None) -> str:
    """Find what stands between values: what the caller says, what csv.Sniffer finds, or nothing at all."""
    if given is not None:
        mark = given.replace("\\t", "\t")
        if len(mark) != 1 or mark in '"\r\n' or not mark.isascii():
            raise InputError(f"expected a delimiter of one character, as ',' ';' or '|'; found {shown(given)}")
        return mark
    lines = sample.decode("utf-8", "ignore").splitlines()[:_SAMPLE_ROWS]
    text = "\n".join(line[:250] for line in lines[:20])
    try:
        found = csv.Sniffer().sniff(text, delimiters="".join(DELIMITERS)).delimiter
    except csv.Error:
        found = ""
    if found and sum(found in line for line in lines) * 2 > len(lines):
        return found
    first = lines[0] if lines else ""
    return max(DELIMITERS, key=first.count)


def _width(layout: Layout, columns: int) -> int:
    """Tell how many values rows have: more than the header where all of the first rows end in empty ones."""
    with long_fields():
        lines = bytes(layout.content[:_SAMPLE_BYTES]).decode("utf-8", "ignore").splitlines(keepends=True)
        lengths = {len(row) for row in islice(csv.reader(lines[:-1], delimiter=layout.delimiter), _SAMPLE_ROWS) if row}
    return max(columns, *lengths) if len(lengths) == 1 and max(lengths) <= 2 * columns else columns


def _damaged(layout: Layout) -> tuple[dict[int, bool], int | None]:
    """Find the rows whose quotes are out of order; where one is never closed, all the rest is a part of its row."""
    found = {layout.row_of(byte): is_open for byte, is_open in layout.faults()}
    return found, next((row for row, is_open in found.items() if is_open), None)


def _read(file: str, layout: Layout, width: int) -> Found:
    """Let PyArrow read the rows of one length; the others come out by their places as they stand."""
    import pyarrow as pa

    names = [str(place) for place in range(width)]
    nothing = Found(pa.table({name: pa.array([], pa.large_string()) for name in names}), np.arange(0), {})
    if not len(layout.content):
        return nothing
    block = _BLOCK
    while True:
        try:
            return _counted_twice(file, layout, _read_once(layout, names, min(block, _LARGEST_BLOCK)))
        except pa.ArrowInvalid as error:
            if not len(layout.rows[0]):
                return nothing
            if block >= min(len(layout.content), _LARGEST_BLOCK):
                raise InputError.of_file(file, "rows", str(error)) from error
            block *= 8


def _read_once(layout: Layout, names: list[str], block: int) -> Found:
    """Read with all threads; where a row is of another length, its place is found out by itself or by one thread."""
    import pyarrow as pa

    odd: dict[int, str] = {}

    def skip(_: Any) -> str:
        odd[len(odd)] = ""
        return "skip"

    start = layout.start(_SAMPLED)
    first = _parsed(start, dict.fromkeys(names, _encoded()), block, skip, use_threads=True)
    recurs = {name: 2 * len(encoded(first.column(name))[0]) < first.num_rows for name in names}
    kinds = {name: _encoded() if recurs[name] else pa.large_string() for name in names}
    odd.clear()
    table = _parsed(layout, kinds, block, skip, use_threads=True)
    if not odd:
        return Found(table, np.arange(table.num_rows), odd)
    if not layout.has_quotes:
        places = np.flatnonzero(layout.lengths() != len(names)).tolist()
        odd = {place: layout.text_of(place) for place in places}
    else:
        odd = {}

        def keep(row: Any) -> str:
            odd[row.number - 1] = row.text
            return "skip"

        # Rows are numbered only where one thread reads them.
        table = _parsed(layout, kinds, block, keep, use_threads=False)
    return Found(table, np.delete(np.arange(table.num_rows + len(odd)), list(odd)), odd)


def _encoded() -> pa.DataType:
    """Give the type of a column that has each different text once."""
    import pyarrow as pa

    return pa.dictionary(pa.int32(), pa.large_string())


def _parsed(layout: Layout, kinds: Mapping[str, Any], block: int, odd: Any, *, use_threads: bool) -> pa.Table:
    import pyarrow as pa
    from pyarrow import csv as fast

    content: Any = layout.content
    if content[:3] == codecs.BOM_UTF8:
        # PyArrow would take it for the mark of the file; here it belongs to the first value.
        content = codecs.BOM_UTF8 + bytes(content)
    table = fast.read_csv(
        pa.BufferReader(pa.py_buffer(content)),
        read_options=fast.ReadOptions(column_names=list(kinds), block_size=block, use_threads=use_threads),
        parse_options=fast.ParseOptions(
            delimiter=layout.delimiter, newlines_in_values=layout.has_quotes, invalid_row_handler=odd
        ),
        convert_options=fast.ConvertOptions(
            column_types=kinds,
            strings_can_be_null=True,
            null_values=[""],
            check_utf8=False,
        ),
    )
    return united(table)


def _counted_twice(file: str, layout: Layout, found: Found) -> Found:
    """Hold the number of rows against the line ends of the text, which were found without PyArrow."""
    if found.total != layout.number:
        expected = f"{layout.number:,} rows, as many as line ends tell apart"
        raise InputError.of_file(file, expected, f"{found.total:,}; save the list anew, with one kind of line end")
    return found


def _sorted_out(
    found: Found, damaged: Mapping[int, bool], headers: Sequence[str], whole: Layout
) -> tuple[pa.Table, Numbers, list[Broken]]:
    """Put every row in its place: sound rows in the table, others as broken, rows with nothing in them nowhere."""
    columns = len(headers)
    fitting: dict[int, list[str]] = {}
    broken = [_spoilt(whole, row, columns, is_open=is_open) for row, is_open in damaged.items()]
    for place, text in found.odd.items():
        values = [] if place in damaged else _split(text, whole.delimiter)
        if not any(value.strip() for value in values):
            continue
        if len(values) >= columns and not any(values[columns:]):
            fitting[place] = values[:columns]
        else:
            broken.append(_misfit(place, values, text, columns, whole.delimiter))
    table, places = found.table, found.places
    dropped = set(blank_rows(table).tolist())
    dropped |= {int(row) for row in np.flatnonzero(np.isin(places, list(damaged)))} if damaged else set()
    for row in _stated_beyond(table, columns):
        if row not in dropped:
            values = [table.column(at)[row].as_py() or "" for at in range(table.num_columns)]
            text = whole.delimiter.join(values)
            broken.append(_misfit(int(places[row]), values, text, columns, whole.delimiter))
            dropped.add(row)
    table = _unguarded(table.select(range(columns)))
    if dropped:
        kept = np.delete(np.arange(len(places)), list(dropped))
        table, places = table.take(kept), places[kept]
    if fitting:
        import pyarrow as pa

        more = table_of(list(zip(*fitting.values(), strict=True)))
        table = pa.concat_tables([table, more.cast(table.schema)])
        places = np.concatenate([places, np.array(list(fitting), np.int64)])
        order = np.argsort(places)
        table, places = united(table).take(order), places[order]
    return table, places, broken


def _unguarded(table: pa.Table) -> pa.Table:
    """Take off the apostrophes that were put before texts a spreadsheet would run."""
    import pyarrow as pa
    from pyarrow import compute as pc

    for place, column in enumerate(table.columns):
        rows = rows_where(column, partial(pc.starts_with, pattern="'"))
        if len(rows):
            texts = pa.array(map(restored, column.take(rows).to_pylist()), pa.large_string())
            mask = pa.array(np.bincount(rows, minlength=len(column)) > 0)
            whole = pc.replace_with_mask(decoded(column).combine_chunks(), mask, texts)
            table = table.set_column(place, table.column_names[place], whole)
    return table


def _stated_beyond(table: pa.Table, columns: int) -> list[int]:
    """Find the rows that have something beyond the header."""
    beyond = np.zeros(table.num_rows, bool)
    for column in table.columns[columns:]:
        beyond |= column.is_valid().to_numpy()
    found: list[int] = np.flatnonzero(beyond).tolist()
    return found


def _split(text: str, delimiter: str) -> list[str]:
    """Split the text of one row."""
    with long_fields():
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])


def _misfit(place: int, values: Sequence[str], text: str, columns: int, delimiter: str) -> Broken:
    """Say that a row has too many values, or too few."""
    name = DELIMITERS.get(delimiter, repr(delimiter))
    hint = f"; a value with a {name} needs quotes" if len(values) > columns else ""
    found = counted(len(values), "value")
    return Broken(place, _cells(values, columns, delimiter), f"{columns}{hint}", value=text, found=found)


def _spoilt(whole: Layout, row: int, columns: int, *, is_open: bool) -> Broken:
    """Say that the quotes of a row are out of order; it is shown as it stands."""
    starts = whole.rows[0]
    text = bytes(whole.content[starts[row] :]).decode("utf-8").rstrip("\r\n") if is_open else whole.text_of(row)
    cells = _cells(text.split(whole.delimiter), columns, whole.delimiter)
    expected, found = (CLOSED, NEVER_CLOSED) if is_open else (TWICE, TEXT_AFTER)
    return Broken(row, cells, expected, value=text, found=found)


def _cells(values: Sequence[str], columns: int, delimiter: str) -> tuple[str, ...]:
    """Give the values of a row that fits no header: as many as a table may hold, the rest as one."""
    most = max(columns, min(columns + _SAMPLE_ROWS, _MOST_VALUES))
    kept = [*values[:most], *([delimiter.join(values[most:])] if len(values) > most else [])]
    return (*kept, *[""] * (columns - len(kept)))
