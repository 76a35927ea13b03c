"""Where the rows of a delimited text begin, by byte and by line, and whether its quotes are sound.

A quoted value may hold line feeds, so rows are not lines. Quotes are checked by one pattern that walks over the text
once without stepping back; where it stops, a value goes on after its closing quote, or is never closed. The place of
every row is worked out only when somebody asks for it, which is where something is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from musterbook.linelist.listing import Mask, Numbers

_CHUNK = 2**20
_FEED, _RETURN, _TAB, _DELETE, _BEFORE_CONTROL = 10, 13, 9, 127, 0xC2
Bytes = np.ndarray[Any, np.dtype[np.uint8]]


@dataclass(frozen=True)
class Layout:
    """A delimited text from its first row on: ``line`` is the line that it begins on."""

    content: memoryview
    delimiter: str
    line: int

    @cached_property
    def signs(self) -> tuple[bool, bool, bool, int]:
        """Whether quotes, carriage returns and other control characters stand in it, and how many line feeds do."""
        quotes = returns = controls = lines = 0
        for at, piece in self._pieces():
            found, feeds, tabs, low, deletes = (
                int(np.count_nonzero(one))
                for one in (piece == _RETURN, piece == _FEED, piece == _TAB, piece < 32, piece == _DELETE)
            )
            lead = piece == _BEFORE_CONTROL
            if lead.any():
                after = self._after(at, piece)
                controls += int(np.count_nonzero(lead & (after >= 0x80) & (after <= 0x9F)))
            controls += low + deletes - found - feeds - tabs
            returns += found
            lines += feeds
            quotes += int(np.count_nonzero(piece == ord('"')))
        return quotes > 0, returns > 0, controls > 0, lines

    @property
    def has_quotes(self) -> bool:
        """Whether any quote stands in it."""
        return self.signs[0]

    @property
    def is_plain(self) -> bool:
        """Whether no control character stands in it but tabs and line ends."""
        return not self.signs[2]

    def with_feeds(self) -> Layout:
        """Give a text without quotes in which every line ends in a line feed, where some end in a carriage return."""
        if not self.signs[1]:
            return self
        parts = []
        for at, piece in self._pieces():
            part = piece[(piece != _RETURN) | (self._after(at, piece) != _FEED)]
            parts.append(np.where(part == _RETURN, np.uint8(_FEED), part).tobytes())
        return replace(self, content=memoryview(b"".join(parts)))

    @cached_property
    def rows(self) -> tuple[Numbers, Numbers]:
        """First byte and line of every row; lines with nothing on them are no rows."""
        if not len(self.content):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        starts = np.concatenate([[0], self.ends + 1])
        stops = np.append(self.ends, len(self.content))
        lines = np.concatenate([[0], np.flatnonzero(self._row_ends) + 1]) + self.line
        at_return = self._bytes[stops - 1] == _RETURN
        filled = stops - starts - (at_return & (stops > starts)) > 0
        return starts[filled], lines[filled]

    @cached_property
    def number(self) -> int:
        """How many rows there are."""
        if self.has_quotes:
            return len(self.rows[0])
        found, before = 0, True
        for _, piece in self._pieces():
            feed = piece == _FEED
            # A feed ends a row where none stands before it.
            found += int(np.count_nonzero(feed[1:] & ~feed[:-1])) + int(feed[0] and not before)
            before = bool(feed[-1])
        return found + (not before)

    @cached_property
    def ends(self) -> Numbers:
        """Last byte of every line end outside quotes."""
        found: Numbers = self._line_ends[self._row_ends]
        return found

    def text_of(self, row: int) -> str:
        """Give the text of one row as it stands, without its line end."""
        starts = self.rows[0]
        stop = len(self.content) if row + 1 >= len(starts) else starts[row + 1]
        return bytes(self.content[starts[row] : stop]).decode("utf-8").rstrip("\r\n")

    def lengths(self) -> Numbers:
        """Count the values of every row of a text without quotes."""
        marks = [np.flatnonzero(piece == ord(self.delimiter)) + at for at, piece in self._pieces()]
        found: Numbers = np.bincount(
            np.searchsorted(self.rows[0], np.concatenate(marks), "right") - 1, minlength=len(self.rows[0])
        )
        return found + 1

    def first_fault(self, start: int = 0) -> int | None:
        """Find the next quote that is out of place from some byte on."""
        if not self.has_quotes:
            return None
        end = self._sound.match(self.content, start)
        return None if end is None or end.end() == len(self.content) else end.end()

    def faults(self) -> Iterator[tuple[int, bool]]:
        """Find every quote out of place: its byte, and whether it opens a value that is never closed."""
        at = self.first_fault()
        while at is not None:
            closed = self._quoted.match(self.content, at)
            yield at, closed is None
            if closed is None:
                return
            at = self.first_fault(closed.end())

    def row_of(self, byte: int) -> int:
        """Give the number of the row that a byte lies in, from 0."""
        return int(np.searchsorted(self.rows[0], byte, "right")) - 1

    def until(self, row: int | None) -> Layout:
        """Give the text before a row, or all of it."""
        return self if row is None else replace(self, content=self.content[: self.rows[0][row]])

    def start(self, size: int) -> Layout:
        """Give the rows of about its first bytes."""
        if size >= len(self.content):
            return self
        if self.has_quotes:
            return self.until(self.row_of(size))
        return replace(self, content=self.content[: bytes(self.content[:size]).rfind(b"\n") + 1])

    def lines_of(self, rows: Numbers) -> Numbers:
        """Give the lines that some rows begin on."""
        is_ended = bytes(self.content[-1:]) == b"\n"
        if not self.has_quotes and not self.signs[1] and self.signs[3] + (not is_ended) == self.number:
            # Every line is a row.
            return rows + self.line
        found: Numbers = self.rows[1][rows]
        return found

    @property
    def _bytes(self) -> Bytes:
        return np.frombuffer(self.content, np.uint8)

    def _pieces(self) -> Iterator[tuple[int, Bytes]]:
        for at in range(0, len(self.content), _CHUNK):
            yield at, self._bytes[at : at + _CHUNK]

    def _after(self, at: int, piece: Bytes) -> Bytes:
        """Give the byte after each byte of a piece; after the last of all comes none that ends a line."""
        after = self._bytes[at + 1 : at + len(piece) + 1]
        return after if len(after) == len(piece) else np.append(after, np.uint8(0))

    @cached_property
    def _line_ends(self) -> Numbers:
        """Find the last byte of every line end: a line feed, or a carriage return that none follows."""
        found = [np.empty(0, np.int64)]
        for at, piece in self._pieces():
            ends = (piece == _FEED) | ((piece == _RETURN) & (self._after(at, piece) != _FEED))
            found.append(np.flatnonzero(ends) + at)
        return np.concatenate(found)

    @cached_property
    def _row_ends(self) -> Mask:
        """Tell which line ends end a row: those outside quotes."""
        kept = np.ones(len(self._line_ends), bool)
        if self.has_quotes:
            spans = [match.span() for match in self._quoted.finditer(self.content) if _has_line_end(match.group())]
            for first, last in np.searchsorted(self._line_ends, spans) if spans else ():
                kept[first:last] = False
        return kept

    @property
    def _quoted(self) -> re.Pattern[bytes]:
        # Begins with the quote itself, which is found far faster than what stands before it.
        return re.compile(rb'"(?<![^%b\r\n]")[^"]*+(?:""[^"]*+)*+"' % self._mark)

    @property
    def _sound(self) -> re.Pattern[bytes]:
        quoted = rb'(?<![^%b\r\n])"[^"]*+(?:""[^"]*+)*+"(?![^%b\r\n])' % (self._mark, self._mark)
        return re.compile(rb'(?:[^"]++|%b|(?<=[^%b\r\n"])"++)*+' % (quoted, self._mark))

    @property
    def _mark(self) -> bytes:
        return re.escape(self.delimiter.encode())


def _has_line_end(value: bytes) -> bool:
    return b"\n" in value or b"\r" in value
