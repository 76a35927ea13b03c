"""A survey: what the bytes of a delimited text say of its form, before an engine of frames is let loose on it.

Engines forgive without a word: one fills a row that is too short, another drops what a row has too much, a third reads
on over a quote that is never closed. None says on which line. So the bytes are gone over first, a few at a time: are
they UTF-8, has every row as many values as the header, are the quotes sound? What an engine would change is refused
here, with its line; what it reads faithfully is left to it.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from musterbook.errors import InputError, Problem, counted
from musterbook.reading.archives import Content
from musterbook.reading.delimited import Head
from musterbook.reading.layout import Layout
from musterbook.reading.listing import LONGEST, Numbers
from musterbook.tables import long_fields

_PIECE = 2**22
_FEED = 10
_MOST_TOLD = 5
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]")
_SPACE = 32
# The first bytes of all spaces beyond ASCII, and of much else.
_WIDE_SPACES = (b"\xc2", b"\xe1", b"\xe2", b"\xe3")
HINT = "; engine='pandas' reads such a file, and can set single rows aside"


@dataclass(frozen=True)
class Form:
    """A delimited text whose rows are all of one length, its quotes sound, its bytes UTF-8.

    ``head`` is its header, ``content`` its bytes. ``has_quotes``, ``has_controls``, ``has_long``, ``has_blank``
    and ``has_margins`` say what may be in it: quotes, control characters, values longer than any cell, rows with
    nothing in them, values with space around them.
    """

    file: str
    content: Content
    head: Head
    has_quotes: bool
    has_controls: bool
    has_long: bool
    has_blank: bool
    has_margins: bool

    def lines_of(self, rows: Numbers) -> Numbers:
        """Give the line that each of some rows is on; a row is a line where there are no quotes and none is empty."""
        if not self.has_quotes and not self.has_blank:
            return rows + self.head.next_line
        lines: Numbers = self._lines[rows]
        return lines

    @property
    def blank_lines_first(self) -> int:
        """How many lines below the header have nothing on them before one has."""
        at, lines = self.head.start, 0
        while self.has_blank and self.content[at : at + 2].lstrip(b"\r")[:1] == b"\n":
            at, lines = self.content.find(b"\n", at) + 1, lines + 1
        return lines

    @cached_property
    def _lines(self) -> Numbers:
        """The line of every row that has anything in it."""
        body = Layout(memoryview(self.content)[self.head.start :], self.head.delimiter, self.head.next_line)
        starts, lines = body.rows
        mark = re.escape(self.head.delimiter.encode())
        empty = re.compile(rb'(?:%b|"")*+(?:[\r\n]|\Z)' % mark)
        kept = [empty.match(body.content, int(start)) is None for start in starts]
        found: Numbers = lines[np.array(kept, bool)]
        return found


def survey(file: str, content: Content, head: Head) -> Form:
    """Go over a delimited text once; refuse what an engine of frames would not read as it stands."""
    found = _Found(file, len(head.names), head)
    for piece in _pieces(content, head.start):
        found.look_at(piece)
    found.finish(content)
    return Form(file, content, head, found.quotes, found.controls, found.longest > LONGEST, found.blank, found.margins)


def refused(file: str, line: int, found: str, expected: str) -> InputError:
    """Say what stands in the way of an engine, and that the default one takes it."""
    return InputError.from_problems(file, [Problem(file, line, "", "", expected + HINT, found)])


def _pieces(content: Content, start: int) -> Iterator[bytes]:
    """Give the bytes in pieces that end with a line."""
    size = len(content)
    while start < size:
        stop = min(start + _PIECE, size)
        if stop < size:
            end = content.rfind(b"\n", start, stop)
            stop = end + 1 if end >= 0 else (content.find(b"\n", stop) + 1 or size)
        yield bytes(content[start:stop])
        start = stop


class _Found:
    """What was found so far, piece by piece."""

    def __init__(self, file: str, width: int, head: Head) -> None:
        """Begin with nothing found."""
        self.file, self.width, self.head = file, width, head
        self.quotes = self.controls = self.blank = self.margins = False
        self.longest, self.line = 0, head.next_line
        mark = head.delimiter.encode()
        self._others = bytes(sign for sign in range(256) if sign not in (mark[0], _FEED))
        self._row = mark * (width - 1) + b"\n"

    def look_at(self, piece: bytes) -> None:
        """Look at some whole lines."""
        signs = np.frombuffer(piece, np.uint8)
        if not piece.isascii():
            self._check_text(piece)
        self._check_line_ends(piece)
        ends = np.flatnonzero(signs == _FEED)
        usual = len(ends) + sum(piece.count(sign) for sign in (b"\r", b"\t") if sign in piece)
        # Counting first, for the pattern is far slower and almost never finds anything.
        if np.count_nonzero(signs < 32) > usual or b"\x7f" in piece or b"\xc2" in piece:
            self.controls = self.controls or _CONTROLS.search(piece) is not None
        self.margins = self.margins or self._has_margins(piece, signs)
        self.quotes = self.quotes or b'"' in piece
        if not self.quotes:
            self._check_lengths(piece, ends)
        self.line += len(ends)

    def finish(self, content: Content) -> None:
        """Look at the rows one by one where quotes may hold what else separates them."""
        if self.quotes:
            self.blank, self.longest, self.margins = True, LONGEST + 1, True
            body = Layout(memoryview(content)[self.head.start :], self.head.delimiter, self.head.next_line)
            for byte, is_open in body.faults():
                line = int(body.lines_of(np.array([body.row_of(byte)]))[0])
                raise refused(self.file, line, *_quote_words(is_open))
            self._check_rows(body)

    def _has_margins(self, piece: bytes, signs: np.ndarray) -> bool:
        """Tell whether any space stands beside what separates values, or might."""
        if self.controls or (not piece.isascii() and any(one in piece for one in _WIDE_SPACES)):
            return True
        tab = b"\t" in piece and self.head.delimiter != "\t"
        at = np.flatnonzero(signs == _SPACE)
        around = np.concatenate([signs[np.maximum(at - 1, 0)], signs[np.minimum(at + 1, len(signs) - 1)]])
        return tab or bool(np.isin(around, [*self.head.delimiter.encode(), 10, 13, 34, _SPACE]).any())

    def _check_text(self, piece: bytes) -> None:
        try:
            codecs.utf_8_decode(piece, "strict", True)
        except UnicodeDecodeError as error:
            line = self.line + piece[: error.start].count(b"\n")
            raise refused(self.file, line, f"byte 0x{piece[error.start]:02x}", "text encoded as UTF-8") from None

    def _check_line_ends(self, piece: bytes) -> None:
        if b"\r" in piece and re.search(rb"\r(?!\n)", piece):
            at = re.search(rb"\r(?!\n)", piece)
            line = self.line + piece[: at.start() if at else 0].count(b"\n")
            raise refused(self.file, line, "a carriage return alone", "lines that end in a line feed")

    def _check_lengths(self, piece: bytes, ends: Numbers) -> None:
        """Hold every line against the row that the header makes: as many delimiters, then a line feed."""
        whole = piece if piece.endswith(b"\n") else piece + b"\n"
        kept = whole.translate(None, self._others)
        rows = len(kept) // len(self._row)
        lengths = np.diff(ends, prepend=-1, append=len(piece)) if len(whole) > len(piece) else np.diff(ends, prepend=-1)
        self.longest = max(self.longest, int(lengths.max(initial=0)))
        self.blank = self.blank or bool((lengths <= self.width + 1).any())
        if kept != self._row * rows:
            self._name_odd(whole.split(b"\n")[:-1])

    def _name_odd(self, lines: list[bytes]) -> None:
        """Name the first lines of another length; those with nothing on them are no rows."""
        mark = self.head.delimiter.encode()
        widths = [(at, line.count(mark) + 1) for at, line in enumerate(lines) if line.strip(b"\r")]
        odd = [(at, width) for at, width in widths if width != self.width]
        if not odd:
            self.blank = True
            return
        self._refuse((self.line + at, width) for at, width in odd[:_MOST_TOLD])

    def _check_rows(self, body: Layout) -> None:
        """Split the rows by Python's own reader, which knows quotes."""
        texts = io.TextIOWrapper(io.BytesIO(body.content), "utf-8", newline="")
        with long_fields():
            reader = csv.reader(texts, delimiter=self.head.delimiter)
            line, odd = self.head.next_line, []
            for row in reader:
                if row and len(row) != self.width:
                    odd.append((line, len(row)))
                    if len(odd) == _MOST_TOLD:
                        break
                line = self.head.next_line + reader.line_num
        if odd:
            self._refuse(odd)

    def _refuse(self, odd: Iterator[tuple[int, int]] | list[tuple[int, int]]) -> None:
        expected = f"{self.width}{HINT}"
        problems = [Problem(self.file, line, "", "", expected, counted(width, "value")) for line, width in odd]
        raise InputError.from_problems(self.file, problems)


def _quote_words(is_open: bool) -> tuple[str, str]:
    if is_open:
        return "a quote that is never closed", "every quote closed"
    return "text after a closing quote", "a quote inside a value written twice"
