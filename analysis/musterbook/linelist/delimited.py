"""Delimited text, as CSV: found out how it is written, then read by PyArrow as texts.

PyArrow reads fast and forgives much: it takes a value that goes on after its closing quote, a quote that is never
closed, and a byte-order mark wherever it begins. So where the rows begin, on which line, and whether their quotes are
sound is found without it, and the rows it gives are counted against that. A quoted value may hold line ends, so rows
are not lines. Rows of another length than the header are taken out and looked at one by one: values beyond the header
that are all empty lose nothing.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import compute as pc

from musterbook.errors import InputError, Problem, ProblemKind, counted, shown
from musterbook.exports import restored
from musterbook.linelist.content import Content, decode
from musterbook.linelist.listing import (
    Broken,
    Listing,
    Mask,
    Numbers,
    blank_rows,
    named_headers,
    table_of,
    united,
)
from musterbook.schema import NEVER_CLOSED, TEXT_AFTER, long_fields

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_SAMPLE_ROWS = 50
_SAMPLE_BYTES = 2**16
_MOST_BEYOND = 50
_CHUNK = 2**20
_BLOCK = 4 * _CHUNK
_LARGEST_BLOCK = 2**31 - 1
_LOOKED_AT = 20_000
_FEED, _RETURN = b"\n\r"
Bytes = np.ndarray[Any, np.dtype[np.uint8]]
# The line with which a spreadsheet program tells itself what stands between values.
_TOLD = re.compile(rb"sep=([ -~\t])\r?\n", re.IGNORECASE)
_LINE = re.compile(rb"[^\r\n]*+(?:\r\n|\r|\n)|[^\r\n]++\Z")


@dataclass(frozen=True)
class Layout:
    """Where the rows of a delimited text stand: first byte and line of each; lines with nothing on them are none.

    ``faults`` says of rows whose quotes are out of order what was expected and what was found. Where a quote is never
    closed, all the rest belongs to its row, which is the last one.
    """

    content: memoryview
    delimiter: str
    starts: Numbers
    lines: Numbers
    faults: Mapping[int, tuple[str, str]]

    @property
    def whole(self) -> int:
        """How many rows can be told apart: all but a last one that is never closed."""
        return len(self.starts) - (NEVER_CLOSED in self.faults.values())

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
            return next(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter), [])

    def broken(self, file: str, row: int, values: Sequence[str], columns: int) -> Broken:
        """Say that a row has too many values, or too few, or that its quotes are out of order."""
        most = columns + _MOST_BEYOND
        rest = [self.delimiter.join(values[most:])] if len(values) > most else []
        name = DELIMITERS.get(self.delimiter, repr(self.delimiter))
        hint = f"; a value with a {name} needs quotes" if len(values) > columns else ""
        expected, found = self.faults.get(row, (f"{columns}{hint}", counted(len(values), "value")))
        problem = Problem(file, int(self.lines[row]), "", self.text_of(row), expected, found, ProblemKind.FORM)
        return Broken(problem, (*values[:most], *rest, *[""] * (columns - len(values))))

    def read(self, file: str, columns: int) -> tuple[pa.Table, Numbers]:
        """Let PyArrow read the rows of the right length below the header, and give their places among all rows.

        Columns in which texts recur, by the look of the first rows, have each different text once.
        """
        plain = [pa.large_string()] * columns
        most = self.whole - 1
        if most < 1:
            return table_of([()] * columns), np.arange(0)
        try:
            odd: list[int] = []
            table = self._parsed(min(most, _LOOKED_AT), plain, odd)
            different = [pc.count_distinct(column, mode="all").as_py() for column in table.columns]
            recurring = pa.dictionary(pa.int32(), pa.large_string())
            kinds = [recurring if 2 * number < len(table) else plain[0] for number in different]
            if most <= _LOOKED_AT:
                table = table.cast(pa.schema(zip(table.column_names, kinds, strict=True)))
            # Rows are numbered only where one thread reads them.
            for use_threads in (True, False)[bool(odd) :] if most > _LOOKED_AT else ():
                odd.clear()
                table = self._parsed(most, kinds, odd, use_threads=use_threads)
                if not odd:
                    break
        except pa.ArrowInvalid as error:
            raise InputError.of_file(file, "rows", str(error)) from error
        if table.num_rows + len(odd) != most:
            expected = f"{most:,} rows, as many as line ends tell apart"
            found = f"{table.num_rows + len(odd):,}; save the list anew, with one kind of line end"
            raise InputError.of_file(file, expected, found)
        return united(table), np.delete(np.arange(1, most + 1), [number - 1 for number in odd])

    def _parsed(
        self, rows: int, kinds: Sequence[pa.DataType], odd: list[int], *, use_threads: bool = False
    ) -> pa.Table:
        """Read the first rows; those of another length are left out, and their numbers noted."""
        from pyarrow import csv as fast

        def leave_out(row: Any) -> str:
            """Note a row of another length."""
            odd.append(row.number)
            return "skip"

        content = self.before(rows + 1)[len(self.before(1)) :]
        if bytes(content[:3]) == codecs.BOM_UTF8:
            # PyArrow would take it for the mark of the file; here it belongs to the first value.
            content = memoryview(codecs.BOM_UTF8 + content)
        longest = int(np.diff(self.starts[1:], append=len(self.content)).max())
        types = {str(place): kind for place, kind in enumerate(kinds)}
        size = min(max(_BLOCK, 2 * longest), _LARGEST_BLOCK)
        return fast.read_csv(
            pa.BufferReader(pa.py_buffer(content)),
            read_options=fast.ReadOptions(column_names=[*types], block_size=size, use_threads=use_threads),
            parse_options=fast.ParseOptions(
                delimiter=self.delimiter,
                newlines_in_values=re.search(b'"', content) is not None,
                invalid_row_handler=leave_out,
            ),
            convert_options=fast.ConvertOptions(
                column_types=types, strings_can_be_null=True, null_values=[""], check_utf8=False
            ),
        )

    def rows(self, file: str, columns: int) -> tuple[pa.Table, Numbers, dict[int, Broken]]:
        """Give all rows with anything in them, with their lines; those that are broken have nothing in the table."""
        table, places = self.read(file, columns)
        # Where each row stands in the table, -1 where it does not.
        at = np.full(len(self.starts), -1)
        at[places] = np.arange(len(places))
        at[list(self.faults)] = -1
        fitting: list[list[str]] = []
        broken: dict[int, Broken] = {}
        for row in np.flatnonzero(at < 0)[1:].tolist():
            values = self.split(row)
            if row not in self.faults and len(values) >= columns and not any(values[columns:]):
                at[row] = len(table) + len(fitting)
                fitting.append(values[:columns])
            elif any(map(str.strip, values)):
                broken[row] = self.broken(file, row, values, columns)
        if fitting:
            more = table_of(list(zip(*fitting, strict=True)))
            table = united(pa.concat_tables([table, more.cast(table.schema)]))
        at[np.isin(at, blank_rows(table))] = -1
        is_kept = at >= 0
        is_kept[list(broken)] = True
        order = at[is_kept]
        if not np.array_equal(order, np.arange(len(table))):
            table = table.take(pa.array(order, mask=order < 0))
        kept = np.flatnonzero(is_kept)
        return table, self.lines[kept], {int(np.searchsorted(kept, row)): one for row, one in broken.items()}


def read_delimited(
    file: str, content: Content, *, encoding: str | None = None, delimiter: str | None = None, header: int = 1
) -> Listing:
    """Read a delimited text: every row of it, as texts under the names of its header."""
    text, encoding = decode(file, content, encoding)
    told = _TOLD.match(text)
    if told and header == 1:
        delimiter, header = delimiter or told[1].decode(), 2
    starts = [match.start() for match in islice(_LINE.finditer(text), header)]
    if len(starts) < header:
        expected = "a header" if header == 1 else f"a header on line {header}"
        what = counted(len(starts), "line") if starts else "nothing"
        raise InputError.of_file(file, f"{expected} and rows below it", what)
    sample = bytes(text[starts[-1] :][:_SAMPLE_BYTES])
    mark = _delimiter(sample) if delimiter is None else delimiter.replace("\\t", "\t")
    if len(mark) != 1 or mark in '"\r\n' or not mark.isascii():
        raise InputError(f"expected a delimiter of one character, as ',' ';' or '|'; found {shown(str(delimiter))}")
    layout = lay_out(text[starts[-1] :], mark, header)
    is_there = header in layout.lines[:1]
    if is_there and 0 in layout.faults:
        raise InputError.of_file(file, *layout.faults[0], header)
    found = tuple(map(restored, layout.split(0))) if is_there else ()
    if not any(map(str.strip, found)):
        hint = "a header; where it stands further down, give its line as header=2 (or --header 2)"
        raise InputError.of_file(file, hint, "an empty line", header)
    headers = named_headers(file, header, found)
    table, lines, broken = layout.rows(file, len(headers))
    listing = Listing(file, headers, table, lines, broken, (), found, encoding, mark)
    return listing.unguarded().without_empty_columns()


def _delimiter(sample: bytes) -> str:
    """Find what stands between values: what csv.Sniffer finds, or the likeliest sign of the first line."""
    lines = sample.decode("utf-8", "ignore").splitlines()[:_SAMPLE_ROWS]
    text = "\n".join(line[:250] for line in lines[:20])
    try:
        found = csv.Sniffer().sniff(text, delimiters="".join(DELIMITERS)).delimiter
    except csv.Error:
        found = ""
    if found and sum(found in line for line in lines) * 2 > len(lines):
        return found
    return max(DELIMITERS, key=(lines or [""])[0].count)


def lay_out(content: memoryview, delimiter: str, line: int) -> Layout:
    """Find the rows of a text whose first line is ``line``: line ends outside quotes end a row."""
    text = np.frombuffer(content, np.uint8)
    odd = list(_odd_values(content, delimiter)) if re.search(b'"', content) else []
    opened, closed = np.array([match.span("value") for match in odd], np.int64).reshape(-1, 2).T
    starts, lines = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for at in range(0, len(text), _CHUNK):
        # The first row begins as if a line had ended before it.
        ends = _line_ends(text, at) if at else np.concatenate([[-1], _line_ends(text, at)])
        is_quoted = np.searchsorted(opened, ends, "right") > np.searchsorted(closed, ends, "right")
        begins_row = ~is_quoted & ~_is_end(text[np.minimum(ends + 1, len(text) - 1)])
        starts.append(ends[begins_row] + 1)
        lines.append(np.flatnonzero(begins_row) + line)
        line += len(ends)
    first = np.concatenate(starts)
    faults = {
        int(np.searchsorted(first, match.start("value"), "right")) - 1: TEXT_AFTER if match["end"] else NEVER_CLOSED
        for match in odd
        if not match["end"] or match["more"]
    }
    return Layout(content, delimiter, first, np.concatenate(lines), faults)


def _line_ends(text: Bytes, at: int) -> Numbers:
    """Find the last byte of each line end of a piece: a line feed, or a carriage return that none follows."""
    ends = np.flatnonzero(_is_end(text[at : at + _CHUNK])) + at
    is_half = (text[ends] == _RETURN) & (text[np.minimum(ends + 1, len(text) - 1)] == _FEED)
    found: Numbers = ends[~is_half]
    return found


def _is_end(signs: Bytes) -> Mask:
    """Tell which signs end a line."""
    found: Mask = (signs == _FEED) | (signs == _RETURN)
    return found


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
