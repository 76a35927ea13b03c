"""Delimited text, as CSV: found out how it is written, then read by PyArrow as texts.

PyArrow reads fast and forgives much: it takes a value that goes on after its closing quote, a quote that is never
closed, and a byte-order mark wherever it begins. So where the rows begin, on which line, and whether their quotes are
sound is found without it, and the rows it gives are counted against that. A quoted value may hold line ends, so rows
are not lines. Rows of another length than the header are taken out and looked at one by one: values beyond the header
that are all empty lose nothing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import compute as pc

from musterbook.errors import InputError, Problem, ProblemKind, counted, shown
from musterbook.exports import GUARDED, restored
from musterbook.linelist.content import Options, Packed, decode, readable
from musterbook.linelist.listing import Fault, Listing, Numbers, blank_rows, mapped, named_headers, table_of
from musterbook.schema import NEVER_CLOSED, TEXT_AFTER, long_fields

DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 50
_SAMPLE_BYTES = 2**16
_MOST_BEYOND = 50
_CHUNK = 2**20
_BLOCK = 4 * _CHUNK
_LARGEST_BLOCK = 2**31 - 1
_LOOKED_AT = 20_000
_FEED, _RETURN = b"\n\r"
# The line with which a spreadsheet program tells itself what stands between values.
_TOLD = re.compile(rb"sep=([ -~\t])\r?\n", re.IGNORECASE)
_LINE = re.compile(rb"[^\r\n]*+(?:\r\n|\r|\n)|[^\r\n]++\Z")


@dataclass(frozen=True)
class Layout:
    """Where the rows of a delimited text stand: first byte and line of each; lines with nothing on them are none.

    ``faults`` says of rows whose quotes are out of order what was expected and what was found. Where a quote is never
    closed, all the rest belongs to its row, which is the last one.
    """

    file: str
    content: memoryview
    delimiter: str
    starts: Numbers
    lines: Numbers
    faults: Mapping[int, tuple[str, str]]

    def before(self, row: int) -> memoryview:
        """Give the text before a row."""
        return self.content[: self.starts[row]] if row < len(self.starts) else self.content

    def text_of(self, row: int) -> str:
        """Give the text of one row as it stands, without its line end."""
        return bytes(self.before(row + 1)[self.starts[row] :]).decode("utf-8").rstrip("\r\n")

    def split(self, row: int) -> list[str]:
        """Give the values of one row; one whose quotes are out of order is split as if it had none."""
        text = self.text_of(row)
        if row in self.faults:
            return text.split(self.delimiter)
        with long_fields():
            return next(csv.reader([text], delimiter=self.delimiter), [])

    def fault(self, at: int, row: int, values: Sequence[str], headers: Sequence[str]) -> Fault:
        """Say that a row has too many values, or too few, or that its quotes are out of order."""
        hint = f"; a value with {self.delimiter!r} in it needs quotes" if len(values) > len(headers) else ""
        expected, found = self.faults.get(row, (f"{len(headers)}{hint}", counted(len(values), "value")))
        problem = Problem(self.file, int(self.lines[row]), "", self.text_of(row), expected, found, ProblemKind.FORM)
        most = len(headers) + _MOST_BEYOND
        texts = [*values[:most], *filter(None, [self.delimiter.join(values[most:])])]
        names = [*headers, *(f"column {place + 1}" for place in range(len(headers), len(texts)))]
        return Fault(at, problem, dict(zip(names, texts, strict=False)))

    def read(self, columns: int) -> tuple[pa.Table, Numbers]:
        """Let PyArrow read the rows of the right length below the header; give the place of each row, -1 of others.

        Columns in which texts recur, by the look of the first rows, have each different text once.
        """
        most = len(self.starts) - (NEVER_CLOSED in self.faults.values()) - 1
        texts, recurring = pa.large_string(), pa.dictionary(pa.int32(), pa.large_string())
        if most < 1:
            return table_of([()] * columns), np.full(len(self.starts), -1)
        with readable(self.file, "rows"):
            table, odd = self.parsed(min(most, _LOOKED_AT), [texts] * columns)
            times = [pc.count_distinct(column, mode="all").as_py() for column in table.columns]
            kinds = [recurring if 2 * number < len(table) else texts for number in times]
            table = table.cast(pa.schema(zip(table.column_names, kinds, strict=True)))
            if most > _LOOKED_AT:
                table, odd = self.parsed(most, kinds)
        if table.num_rows + len(odd) != most:
            expected = f"{most:,} rows, as many as line ends tell apart"
            found = f"{table.num_rows + len(odd):,}; save the list anew, with one kind of line end"
            raise InputError.of_file(self.file, expected, found)
        is_read = np.arange(len(self.starts)) <= most
        is_read[[0, *(number - 1 for number in odd)]] = False
        return table, np.where(is_read, np.cumsum(is_read) - 1, -1)

    def parsed(self, rows: int, kinds: Sequence[pa.DataType]) -> tuple[pa.Table, list[int]]:
        """Read the first rows; those of another length are left out, and their numbers noted, as one thread can."""
        from pyarrow import csv as fast

        odd: list[int] = []

        def leave_out(row: Any) -> str:
            """Note a row of another length."""
            odd.append(row.number)
            return "skip"

        content, types = self.before(rows + 1), {str(place): kind for place, kind in enumerate(kinds)}
        size = min(max(_BLOCK, 2 * int(np.diff(self.starts, append=len(self.content)).max())), _LARGEST_BLOCK)
        # The header goes with them: PyArrow would take a mark before the first value for that of the file.
        how = fast.ReadOptions(column_names=[*types], skip_rows_after_names=1, block_size=size, use_threads=False)
        is_quoted = re.search(b'"', content) is not None
        dialect = fast.ParseOptions(
            delimiter=self.delimiter, newlines_in_values=is_quoted, invalid_row_handler=leave_out
        )
        form = fast.ConvertOptions(column_types=types, strings_can_be_null=True, null_values=[""], check_utf8=False)
        return fast.read_csv(pa.BufferReader(pa.py_buffer(content)), how, dialect, form), odd

    def rows(self, headers: Sequence[str]) -> tuple[pa.Table, Numbers, list[Fault]]:
        """Give all rows with anything in them, with their lines; those that are broken have nothing in the table."""
        table, at = self.read(len(headers))
        at[list(self.faults)] = -1
        fitting: list[list[str]] = []
        broken: dict[int, list[str]] = {}
        for row in np.flatnonzero(at < 0)[1:].tolist():
            values = self.split(row)
            if row not in self.faults and len(values) >= len(headers) and not any(values[len(headers) :]):
                at[row] = len(table) + len(fitting)
                fitting.append(values[: len(headers)])
            elif any(map(str.strip, values)):
                broken[row] = values
        if fitting:
            more = table_of(list(zip(*fitting, strict=True)))
            table = pa.concat_tables([table, more.cast(table.schema)])
        table = table.unify_dictionaries().combine_chunks()
        at[np.isin(at, blank_rows(table))] = -1
        is_kept = at >= 0
        is_kept[list(broken)] = True
        order = at[is_kept]
        if not np.array_equal(order, np.arange(len(table))):
            table = table.take(pa.array(order, mask=order < 0))
        place = np.cumsum(is_kept) - 1
        faults = [self.fault(int(place[row]), row, values, headers) for row, values in broken.items()]
        return table, self.lines[is_kept], faults


def read_delimited(packed: Packed, options: Options) -> Listing:
    """Read a delimited text: every row of it, as texts under the names of its header."""
    file, delimiter, header = packed.name, options.delimiter, options.header
    text, encoding = decode(file, packed.content, options.encoding)
    told = _TOLD.match(text)
    if told and header == 1:
        delimiter, header = delimiter or told[1].decode(), 2
    starts = [match.start() for match in islice(_LINE.finditer(text), header)]
    if len(starts) < header:
        raise InputError.of_file(file, f"a header on line {header} and rows below it", counted(len(starts), "line"))
    text = text[starts[-1] :]
    mark = _delimiter(bytes(text[:_SAMPLE_BYTES])) if delimiter is None else delimiter.replace("\\t", "\t")
    if len(mark) != 1 or mark in '"\r\n' or not mark.isascii():
        raise InputError(f"expected a delimiter of one character, as ',' ';' or '|'; found {shown(str(delimiter))}")
    layout = lay_out(file, text, mark, header)
    found = tuple(map(restored, layout.split(0))) if header in layout.lines[:1] else ()
    if not any(map(str.strip, found)):
        hint = "a header; where it stands further down, give its line as header=2 (or --header 2)"
        raise InputError.of_file(file, hint, "an empty line", header)
    if 0 in layout.faults:
        raise InputError.of_file(file, *layout.faults[0], header)
    headers = named_headers(file, header, found)
    table, lines, faults = layout.rows(headers)
    columns = [mapped(column, _unguarded) for column in table.columns]
    table = pa.table(columns, names=table.column_names)
    return Listing(file, headers, table, lines, faults, found, encoding, mark).without_empty_columns()


def _unguarded(texts: Any) -> Any:
    """Take off the apostrophes that were put before texts a spreadsheet would run, if there are any."""
    is_any = pc.any(pc.starts_with(texts, "'")).as_py()
    return pc.replace_substring_regex(texts, GUARDED, r"\1") if is_any else texts


def _delimiter(sample: bytes) -> str:
    """Find the sign that divides most of the first rows into as many values as the header."""
    lines = sample.decode("utf-8", "ignore").splitlines()[:_SAMPLE_ROWS]

    def fit(mark: str) -> tuple[int, int]:
        """Count the rows that are as long as the header, and its values."""
        sizes = [len(row) for row in csv.reader(lines, delimiter=mark)] or [1]
        return sizes.count(sizes[0]) if sizes[0] > 1 else 0, sizes[0]

    return max(DELIMITERS, key=fit)


def lay_out(file: str, content: memoryview, delimiter: str, line: int) -> Layout:
    """Find the rows of a text whose first line is ``line``: line ends outside quotes end a row."""
    text = np.frombuffer(content, np.uint8)
    odd = list(_odd_values(content, delimiter)) if re.search(b'"', content) else []
    opened, closed = np.array([match.span("value") for match in odd], np.int64).reshape(-1, 2).T
    # The first row begins as if a line had ended before it.
    is_row = text[0] not in {_FEED, _RETURN}
    starts, lines = [np.arange(is_row)], [np.arange(is_row) + line]
    for at in range(0, len(text), _CHUNK):
        piece = text[at : at + _CHUNK + 1]
        is_feed = piece == _FEED
        is_end = is_feed | (piece == _RETURN)
        # A line feed ends a line, and a carriage return that none follows.
        ends = np.flatnonzero(is_end[:-1] & (is_feed[:-1] | ~is_feed[1:]))
        is_quoted = np.searchsorted(opened, ends + at, "right") > np.searchsorted(closed, ends + at, "right")
        begins_row = ~is_quoted & ~is_end[ends + 1]
        starts.append(ends[begins_row] + at + 1)
        lines.append(np.flatnonzero(begins_row) + line + 1)
        line += len(ends)
    first = np.concatenate(starts)
    faults = {
        int(np.searchsorted(first, match.start("value"), "right")) - 1: TEXT_AFTER if match["end"] else NEVER_CLOSED
        for match in odd
        if not match["end"] or match["more"]
    }
    return Layout(file, content, delimiter, first, np.concatenate(lines), faults)


def _odd_values(content: memoryview, delimiter: str) -> Iterator[re.Match[bytes]]:
    """Find quoted values with a line end in them, or whose quotes are out of order; plain ones are walked over."""
    mark = re.escape(delimiter.encode())
    opening, after = rb'(?<![^%b\r\n])"' % mark, rb"[^%b\r\n]" % mark
    plain = rb'%b[^"\r\n]*+(?:""[^"\r\n]*+)*+"(?!%b)' % (opening, after)
    walk = rb'(?:[^"]*+(?:%b|(?<=[^%b\r\n"])"++))*+[^"]*+' % (plain, mark)
    odd = rb'(?P<value>"[^"]*+(?:""[^"]*+)*+(?P<end>"?))(?=(?P<more>%b)?)' % after
    pattern, at = re.compile(walk + odd), 0
    while match := pattern.match(content, at):
        yield match
        at = match.end()
