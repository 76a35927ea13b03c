"""Births: a column of ages that holds years or dates of birth, as ages on the day of something.

Who was born in 1990 is 32 or 33 in 2023, whichever day of either is meant; so an age that is worked out is a range.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from musterbook.errors import MusterError, UnknownName
from musterbook.intervals import Interval, Kind
from musterbook.linelist.parsing import Read, Unread, read_date

BORN = "a year or a date of birth, as 1990 or 1990-03-20, before the day that the age is asked for"


def age_on(born: Interval, day: Interval) -> Read:
    """Give the completed years from a birth to a day, both known as ranges.

    >>> age_on(Interval.date("1990"), Interval.date("2023-07-03"))
    Interval('32..33')
    """
    if not born.is_closed or not day.is_closed or born.last > day.last:
        return Unread(BORN)
    least = _years(born.last, day.first) if born.last <= day.first else 0
    return Interval(least, _years(born.first, day.last), Kind.NUMBER)


def _years(born: Any, day: Any) -> int:
    return int(day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def ages_of(
    births: tuple[list[str], np.ndarray[Any, Any]],
    at: str,
    dates: Mapping[str, tuple[Sequence[Read | None], np.ndarray[Any, Any]]],
    read: Callable[[str], Read | None] = read_date,
) -> tuple[list[str], np.ndarray[Any, np.dtype[np.int32]], list[Read | None]]:
    """Read births as ages on a day, or on each row's date in a column: texts, codes and what each was read as."""
    texts, codes = births
    days, places = dates[at] if at in dates else ([_day(at, dates)], np.zeros(len(codes), np.int32))
    pairs, both = np.unique(np.stack([codes, places]), axis=1, return_inverse=True)
    born = [read(text) for text in texts]
    known = [(one, other) for one, other in pairs.T.tolist() if one >= 0]
    found = [_age(born[one], days[other] if other >= 0 else None) for one, other in known]
    skipped = pairs.shape[1] - len(known)
    return [texts[one] for one, _ in known], np.maximum(both.ravel() - skipped, -1).astype(np.int32), found


def _day(at: str, columns: Mapping[str, Any]) -> Interval:
    try:
        return Interval.date(at)
    except MusterError:
        raise UnknownName.of("column of dates, or day, to give ages at,", at, columns) from None


def _age(born: Read | None, day: Read | None) -> Read | None:
    if not isinstance(born, Interval):
        return None if born is None else Unread(BORN)
    return age_on(born, day) if isinstance(day, Interval) else Interval(0, None, Kind.NUMBER)
