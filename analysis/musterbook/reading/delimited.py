"""Delimited text, as CSV: found out how it is written, then read by PyArrow as texts.

PyArrow reads fast and forgives much: it takes a value that goes on after its closing quote, a quote that is never
closed, lines with nothing on them. So the quotes are checked first, every row of another length than the header is
caught, and what a row cannot lose, values beyond the header that are all empty, is accepted.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from musterbook.errors import InputError, Problem, counted, shown
from musterbook.reading.archives import Content
from musterbook.reading.charsets import decode
from musterbook.reading.layout import Layout
from musterbook.reading.listing import Broken, Listing, named_headers
from musterbook.reading.shapes import CLOSED, DELIMITERS, Shape, sort_out
from musterbook.tables import long_fields

if TYPE_CHECKING:
    import pyarrow as pa

_SAMPLE_ROWS = 50
_SAMPLE_BYTES = 2**16
_BLOCK = 2**22
_LARGEST_BLOCK = 2**31 - 1
_LINE = re.compile(rb"[^\r\n]*+(?:\r\n|\r|\n)|[^\r\n]++\Z")


@dataclass(frozen=True)
class Head:
    """The header of a delimited text: its names, the lines it stands on, and where the rows begin."""

    names: tuple[str, ...]
    line: int
    next_line: int
    start: int
    delimiter: str


def read_delimited(
    file: str, content: Content, *, encoding: str | None = None, delimiter: str | None = None, header: int = 1
) -> Listing:
    """Read a delimited text: every row of it, as texts under the names of its header."""
    decoded = decode(file, content, encoding)
    head = read_head(file, decoded.content, delimiter, header)
    headers = named_headers(file, head.line, head.names)
    whole = Layout(decoded.content[head.start :], head.delimiter, head.next_line)
    damaged = dict(_damaged(whole))
    layout = whole.until(next((row for row, one in damaged.items() if one.expected == CLOSED), None))
    width = _width(layout, len(headers))
    table, odd = _read(file, layout, width)
    sorted_out = sort_out(table, odd, damaged, Shape(headers, whole))
    return Listing(
        file,
        headers,
        sorted_out.table,
        sorted_out.numbers,
        lambda numbers: whole.lines_of(sorted_out.places[numbers]),
        broken=sorted_out.broken,
        found=head.names,
        encoding=decoded.encoding,
        delimiter=head.delimiter,
    ).without_empty_columns()


def read_head(file: str, content: memoryview, delimiter: str | None, line: int) -> Head:
    """Read the header that begins on some line."""
    first = next(islice(_LINE.finditer(content), line - 1, None), None) if line > 0 else None
    if first is None:
        lines = sum(1 for _ in islice(_LINE.finditer(content), line)) if line > 0 else 0
        what = "nothing" if not lines else counted(lines, "line")
        expected = "a header" if line == 1 else f"a header on line {line}"
        raise InputError.from_problems(file, [Problem(file, 0, "", "", f"{expected} and rows below it", what)])
    start = first.start()
    mark = _delimiter(bytes(content[start : start + _SAMPLE_BYTES]), delimiter)
    taken: list[int] = []
    try:
        with long_fields():
            reader = csv.reader(_texts(content, start, taken), delimiter=mark, strict=True)
            names = next(reader)
    except csv.Error as error:
        raise InputError.from_problems(file, [_quote_problem(file, line, "unexpected end" in str(error))]) from None
    if not any(name.strip() for name in names):
        hint = "a header; where it stands further down, give its line as header=2 (or --header 2)"
        raise InputError.from_problems(file, [Problem(file, line, "", "", hint, "an empty line")])
    return Head(tuple(names), line, line + len(taken), taken[-1], mark)


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


def _damaged(layout: Layout) -> Iterator[tuple[int, Broken]]:
    """Find rows whose quotes are out of order; where one is never closed, all the rest is a part of its row."""
    for byte, is_open in layout.faults():
        row = layout.row_of(byte)
        problem = _quote_problem("", 0, is_open)
        yield row, Broken(row, (), problem.expected, found=problem.found)


def _quote_problem(file: str, line: int, is_open: bool) -> Problem:
    if is_open:
        return Problem(file, line, "", "", CLOSED, "a quote that is never closed")
    return Problem(file, line, "", "", "a quote inside a value written twice", "text after a closing quote")


def _read(file: str, layout: Layout, width: int) -> tuple[pa.Table, dict[int, str]]:
    """Let PyArrow read the rows of one length; the others come out by their numbers as they stand."""
    import pyarrow as pa

    if not len(layout.content):
        return pa.table({str(place): pa.array([], pa.large_string()) for place in range(width)}), {}
    block = _BLOCK
    while True:
        try:
            return _read_once(layout, width, min(block, _LARGEST_BLOCK))
        except pa.ArrowInvalid as error:
            if "Empty CSV" in str(error):
                return _read(file, Layout(memoryview(b""), layout.delimiter, layout.line), width)
            if "straddling" not in str(error) or block >= min(len(layout.content), _LARGEST_BLOCK):
                raise InputError.from_problems(file, [Problem(file, 0, "", "", "rows", str(error))]) from error
            block *= 8


def _read_once(layout: Layout, width: int, block: int) -> tuple[pa.Table, dict[int, str]]:
    import pyarrow as pa
    from pyarrow import csv as fast

    odd: dict[int, str] = {}

    def keep(row: Any) -> str:
        odd[row.number - 1] = row.text
        return "skip"

    names = [str(place) for place in range(width)]
    table = fast.read_csv(
        pa.BufferReader(pa.py_buffer(layout.content)),
        # Rows are numbered only where one thread reads them.
        read_options=fast.ReadOptions(column_names=names, block_size=block, use_threads=False),
        parse_options=fast.ParseOptions(
            delimiter=layout.delimiter, newlines_in_values=layout.has_quotes, invalid_row_handler=keep
        ),
        convert_options=fast.ConvertOptions(
            column_types=dict.fromkeys(names, pa.large_string()),
            strings_can_be_null=True,
            null_values=[""],
            check_utf8=False,
        ),
    )
    return table, odd
