"""A glance: what a few whole lines of a delimited text show, seen byte by byte without reading a value.

Bytes are compared as numbers, all at once, and only where a comparison says that something is there is it looked for.
Nothing here knows of other pieces, so several can be looked at at the same time.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from musterbook.reading.listing import Numbers
from musterbook.reading.rules import TOTALS

_TAB, _FEED, _RETURN, _SPACE = 9, 10, 13, 32
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]")
# The first bytes of all spaces beyond ASCII, and of much else.
_WIDE_SPACES = (b"\xc2", b"\xe1", b"\xe2", b"\xe3")
STEP = 64
"""Of how many lines one is marked, to find the others by."""

Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]
Odd = tuple[int, int]
"""A line, from 0, and how many values it has."""


@dataclass(frozen=True)
class Glance:
    """What some lines show, which are counted from 0; ``starts`` is where every so many-th of them begins.

    ``fault`` is the line, what was found and what was expected where they are no text. ``odd`` are lines that are too
    long or too short, ``suspects`` those that begin as a row of totals may.
    """

    lines: int
    starts: Numbers
    controls: bool = False
    blank: bool = False
    margins: bool = False
    longest: int = 0
    odd: tuple[Odd, ...] = ()
    suspects: Numbers = field(default_factory=lambda: np.empty(0, np.int64))
    fault: tuple[int, str, str] | None = None


def glance(piece: bytes, start: int = 0, *, mark: bytes, width: int, has_quotes: bool) -> Glance:
    """Look at some whole lines, each ``width`` values with ``mark`` between them.

    >>> glance(b"a,1,2", mark=b",", width=2, has_quotes=False).odd
    ((0, 3),)
    """
    signs = np.frombuffer(piece, np.uint8)
    # Line ends, spaces and control characters are all the least of signs.
    at = np.flatnonzero(signs <= _SPACE)
    small = signs[at]
    times, ends = np.bincount(small, minlength=_SPACE + 1), at[small == _FEED]
    is_ascii = piece.isascii()
    fault = _fault(piece, is_ascii=is_ascii, has_returns=bool(times[_RETURN]))
    if fault or has_quotes:
        return Glance(len(ends), ends[:0], fault=fault)
    ends = ends if piece.endswith(b"\n") else np.append(ends, len(piece))
    starts = np.concatenate([[0], ends[:-1] + 1])
    odd, has_empty = _odd_lines(piece, mark, width, signs, starts)
    lengths = ends - starts
    return Glance(
        len(ends),
        starts[::STEP] + start,
        controls=_has_controls(piece, times, is_ascii=is_ascii),
        blank=has_empty or bool((lengths < width + bool(times[_RETURN])).any()),
        margins=_has_other_space(piece, times, mark, is_ascii=is_ascii) or _is_beside(signs, at[small == _SPACE], mark),
        longest=int(lengths.max(initial=0)),
        odd=odd,
        suspects=np.flatnonzero(_suspects(mark)[signs[starts]]),
    )


def _fault(piece: bytes, *, is_ascii: bool, has_returns: bool) -> tuple[int, str, str] | None:
    """Find what makes it no text that engines read alike."""
    if not is_ascii:
        try:
            codecs.utf_8_decode(piece, "strict", True)
        except UnicodeDecodeError as error:
            line = piece[: error.start].count(b"\n")
            return line, f"byte 0x{piece[error.start]:02x}", "text encoded as UTF-8"
    alone = re.search(rb"\r(?!\n)", piece) if has_returns else None
    if alone:
        line = piece[: alone.start()].count(b"\n")
        return line, "a carriage return alone", "lines that end in a line feed"
    return None


def _has_controls(piece: bytes, times: Numbers, *, is_ascii: bool) -> bool:
    """Look for control characters; counting first, for the pattern is far slower and almost never finds anything."""
    others = times.sum() - times[[_TAB, _FEED, _RETURN, _SPACE]].sum()
    if others or b"\x7f" in piece or (not is_ascii and b"\xc2" in piece):
        return _CONTROLS.search(piece) is not None
    return False


def _has_other_space(piece: bytes, times: Numbers, mark: bytes, *, is_ascii: bool) -> bool:
    """Tell whether any space but the plain one is there, or might be."""
    has_tabs = bool(times[_TAB]) and mark != b"\t"
    return has_tabs or (not is_ascii and any(one in piece for one in _WIDE_SPACES))


def _is_beside(signs: Bytes, spaces: Numbers, mark: bytes) -> bool:
    """Tell whether any space stands beside what separates values, or beside another."""
    around = np.concatenate([signs[np.maximum(spaces - 1, 0)], signs[np.minimum(spaces + 1, len(signs) - 1)]])
    return bool(np.isin(around, [*mark, _FEED, _RETURN, _SPACE]).any())


def _odd_lines(piece: bytes, mark: bytes, width: int, signs: Bytes, starts: Numbers) -> tuple[tuple[Odd, ...], bool]:
    """Find lines with more or fewer values than the header, and whether any line has nothing on it."""
    is_mark = signs == mark[0]
    # Sums of bytes go round at 256; none of them can be wrong where they add up to what was counted.
    in_all, expected = np.count_nonzero(is_mark), width - 1
    if expected < 256 and in_all == expected * len(starts):
        sums = np.add.reduceat(is_mark.view(np.uint8), starts, dtype=np.uint8)
        if (sums == expected).all():
            return (), False
    marks = np.add.reduceat(is_mark.view(np.uint8), starts, dtype=np.int64)
    other = np.flatnonzero(marks != expected)
    is_empty = [piece[starts[at] : starts[at] + 2].lstrip(b"\r")[:1] in (b"\n", b"") for at in other]
    odd = [(int(at), int(marks[at]) + 1) for at, empty in zip(other, is_empty, strict=True) if not empty]
    return tuple(odd), any(is_empty)


@cache
def _suspects(mark: bytes) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell by their first byte the lines that may be a row of totals: a word for one, space, or no value at all."""
    firsts = {word[0] for word in TOTALS} | {word[0].upper() for word in TOTALS}
    signs = np.zeros(256, bool)
    signs[[*mark, _TAB, _RETURN, _SPACE, *(one.encode()[0] for one in firsts)]] = True
    return signs
