"""A survey: what the bytes of a delimited text say of its form, before an engine of frames is let loose on it.

Engines forgive without a word: one fills a row that is too short, another drops what a row has too much, a third reads
on over a quote that is never closed. None says on which line. So the bytes are gone over first, a few at a time: are
they UTF-8, has every row as many values as the header, are the quotes sound? What an engine would change is refused
here, with its line; what it reads faithfully is left to it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from musterbook.errors import InputError, Problem, counted
from musterbook.reading.archives import Content, Stamp
from musterbook.reading.delimited import Head
from musterbook.reading.glances import STEP, Glance, glance
from musterbook.reading.layout import Layout
from musterbook.reading.listing import LONGEST, Numbers
from musterbook.tables import long_fields

# So small that what is looked at several times stays in the memory nearest to the processor.
_PIECE = 2**18
_MOST_TOLD = 1_000_000
_MOST_SUSPECTS = 100_000
HINT = "; engine='pandas' (or --engine pandas) reads such a file, and can set single rows aside"


@dataclass(frozen=True)
class Form:
    """A delimited text whose rows are all of one length, its quotes sound, its bytes UTF-8.

    ``head`` is its header, ``stamp`` the file it is in. ``has_quotes``, ``has_controls``, ``has_long``, ``has_blank``
    and ``has_margins`` say what may be in it: quotes, control characters, values longer than any cell, rows with
    nothing in them, values with space around them. ``suspects`` are the numbers, from 0, of the rows that begin like a
    word for a total, or with nothing; ``None`` where they are too many or cannot be told. ``lines`` is how many there
    are below the header; ``marks`` are the numbers of some, and where they begin.
    """

    stamp: Stamp
    head: Head
    has_quotes: bool
    has_controls: bool
    has_long: bool
    has_blank: bool
    has_margins: bool
    suspects: Numbers | None = None
    lines: int = 0
    marks: tuple[Numbers, Numbers] = (np.empty(0, np.int64), np.empty(0, np.int64))

    def lines_of(self, rows: Numbers) -> Numbers:
        """Give the line that each of some rows is on; a row is a line where there are no quotes and none is empty."""
        if not self.has_quotes and not self.has_blank:
            return rows + self.head.next_line
        lines: Numbers = self._lines[rows]
        return lines

    @property
    def is_even(self) -> bool:
        """Whether every line is a row, and every value what stands between two delimiters."""
        return not (self.has_quotes or self.has_blank or self.has_margins)

    def rows(self, numbers: Numbers) -> list[bytes]:
        """Give the bytes of some rows of an even text, by their numbers from 0."""
        content, (rows, starts) = self.stamp.content(), self.marks
        near = np.searchsorted(rows, numbers, "right") - 1
        stops = np.append(starts[1:], len(content))
        return [
            content[start:stop].split(b"\n", past + 1)[past]
            for start, stop, past in zip(
                starts[near].tolist(), stops[near].tolist(), (numbers - rows[near]).tolist(), strict=True
            )
        ]

    @property
    def blank_lines_first(self) -> int:
        """How many lines below the header have nothing on them before one has."""
        if not self.has_blank:
            return 0
        content, at, lines = self.stamp.content(), self.head.start, 0
        while content[at : at + 2].lstrip(b"\r")[:1] == b"\n":
            at, lines = content.find(b"\n", at) + 1, lines + 1
        return lines

    @cached_property
    def _lines(self) -> Numbers:
        """The line of every row that has anything in it."""
        body = Layout(memoryview(self.stamp.content())[self.head.start :], self.head.delimiter, self.head.next_line)
        starts, lines = body.rows
        mark = re.escape(self.head.delimiter.encode())
        empty = re.compile(rb'(?:%b|"")*+(?:[\r\n]|\Z)' % mark)
        kept = [empty.match(body.content, int(start)) is None for start in starts]
        found: Numbers = lines[np.array(kept, bool)]
        return found


def survey(stamp: Stamp, content: Content, head: Head) -> Form:
    """Go over a delimited text once; refuse what an engine of frames would not read as it stands."""
    file = stamp.name
    if content.find(b'"', head.start) >= 0:
        for _ in _glances(file, content, head, has_quotes=True):
            pass
        _check_quoted(file, content, head)
        return Form(stamp, head, True, True, True, True, True)
    seen = list(_glances(file, content, head, has_quotes=False))
    firsts = np.cumsum([0, *(one.lines for one in seen)])
    none = np.empty(0, np.int64)
    suspects = np.concatenate([*(at + one.suspects for at, one in zip(firsts, seen, strict=False)), none])
    marked = (np.arange(0, one.lines, STEP) + at for at, one in zip(firsts, seen, strict=False))
    is_told = len(suspects) <= _MOST_SUSPECTS and not any(one.blank for one in seen)
    return Form(
        stamp,
        head,
        has_quotes=False,
        has_controls=any(one.controls for one in seen),
        has_long=any(one.longest > LONGEST for one in seen),
        has_blank=any(one.blank for one in seen),
        has_margins=any(one.margins or one.controls for one in seen),
        suspects=suspects if is_told else None,
        lines=int(firsts[-1]),
        marks=(np.concatenate([*marked, none]), np.concatenate([*(one.starts for one in seen), none])),
    )


def refused(file: str, line: int, found: str, expected: str) -> InputError:
    """Say what stands in the way of an engine, and that the default one takes it."""
    return InputError.from_problems(file, [Problem(file, line, "", "", expected + HINT, found)])


def _glances(file: str, content: Content, head: Head, *, has_quotes: bool) -> Iterator[Glance]:
    """Look at all pieces and give what was seen in order; refuse what no engine reads alike."""
    line, odd = head.next_line, []
    mark, width = head.delimiter.encode(), len(head.names)
    for piece in _pieces(content, head.start):
        seen = glance(content[piece], piece.start, mark=mark, width=width, has_quotes=has_quotes)
        odd += [(line + at, width) for at, width in seen.odd]
        if seen.fault and not odd:
            at, found, expected = seen.fault
            raise refused(file, line + at, found, expected)
        if seen.fault or len(odd) >= _MOST_TOLD:
            break
        yield seen
        line += seen.lines
    if odd:
        raise _refused_rows(file, head, odd[:_MOST_TOLD])


def _pieces(content: Content, start: int) -> Iterator[slice]:
    """Give where the bytes can be cut into pieces that end with a line."""
    size = len(content)
    while start < size:
        stop = min(start + _PIECE, size)
        if stop < size:
            end = content.rfind(b"\n", start, stop)
            stop = end + 1 if end >= 0 else (content.find(b"\n", stop) + 1 or size)
        yield slice(start, stop)
        start = stop


def _check_quoted(file: str, content: Content, head: Head) -> None:
    """Look at the rows one by one, for quotes may hold what else separates them."""
    body = Layout(memoryview(content)[head.start :], head.delimiter, head.next_line)
    for byte, is_open in body.faults():
        line = int(body.lines_of(np.array([body.row_of(byte)]))[0])
        raise refused(file, line, *_quote_words(is_open))
    texts = io.TextIOWrapper(io.BytesIO(body.content), "utf-8", newline="")
    with long_fields():
        reader = csv.reader(texts, delimiter=head.delimiter)
        line, odd = head.next_line, []
        for row in reader:
            if row and len(row) != len(head.names):
                odd.append((line, len(row)))
                if len(odd) == _MOST_TOLD:
                    break
            line = head.next_line + reader.line_num
    if odd:
        raise _refused_rows(file, head, odd)


def _refused_rows(file: str, head: Head, odd: Iterable[tuple[int, int]]) -> InputError:
    expected = f"{len(head.names)}{HINT}"
    problems = [Problem(file, line, "", "", expected, counted(width, "value")) for line, width in odd]
    return InputError.from_problems(file, problems)


def _quote_words(is_open: bool) -> tuple[str, str]:
    if is_open:
        return "a quote that is never closed", "every quote closed"
    return "text after a closing quote", "a quote inside a value written twice"
