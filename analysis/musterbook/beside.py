"""What was read of a list stands beside it still: no date is read again that has been read when the list was.

The records that :func:`musterbook.read_records` hands out in an engine are made of a frame that has more in it: of
every coarse value its two ends. Whoever asks something of these very records can be answered from that frame. Of a
frame that somebody has made of them, were it by changing one value, nothing is taken for known.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from weakref import ref

from musterbook.frames import Frame

# By identity, for frames of engines have no hash, and what is equal is not the same.
_READ: dict[int, tuple[ref[Any], Frame]] = {}
EPOCH = dt.date(1970, 1, 1).toordinal()
"""Ends of dates are days from this one."""


def end_of(column: str, end: str) -> str:
    """Name the column that holds an end, ``low`` or ``high``, of what was read of another."""
    return f"__{column}_{end}"


def remember(records: Any, frame: Frame) -> None:
    """Keep the frame that records were made of, row for row, for as long as the records are kept themselves."""
    place = id(records)
    _READ[place] = (ref(records, lambda _: _READ.pop(place, None)), frame)


def read_of(records: Any) -> Frame | None:
    """Give the frame that records were made of, where they are what was handed out.

    >>> read_of(object()) is None
    True
    """
    found = _READ.get(id(records))
    return found[1] if found and found[0]() is records else None
