"""A stay: the last entry on or before a sign-up, and the first exit after that entry.

Everything here speaks of one person. Where the sign-up is coarse each day of it may give another stay; where crossings
of one day have no time of day their order may be either. All stays that are possible are worked out, and each reason
why there is more than one, or why even a single one should be doubted, is put in words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from musterbook.errors import counted
from musterbook.intervals import Interval

MIDNIGHT = dt.time()
ONE_DAY = dt.timedelta(days=1)
MOST_SHOWN = 5


@dataclass(frozen=True, order=True)
class BorderCrossing:
    """One crossing of a border; without a time of day its moment is midnight. ``times`` it is in the register."""

    moment: dt.datetime
    is_entry: bool
    times: int = field(default=1, compare=False)

    @property
    def day(self) -> dt.date:
        """The day of it."""
        return self.moment.date()

    def surely_before(self, other: BorderCrossing) -> bool:
        """Tell whether it surely came before another: on an earlier day, or by two times of one day."""
        if self.day != other.day:
            return self.day < other.day
        has_times = MIDNIGHT not in (self.moment.time(), other.moment.time())
        return has_times and self.moment < other.moment


@dataclass(frozen=True)
class Stay:
    """The day somebody came and the day they left; missing where no such crossing was found."""

    arrival: dt.date | None
    departure: dt.date | None


@dataclass(frozen=True)
class Person:
    """The crossings of one person, and the days on which they may have signed up.

    Invariant: ``crossings`` are in order of time.
    """

    crossings: tuple[BorderCrossing, ...]
    signup: Interval

    @classmethod
    def of(cls, crossings: Iterable[BorderCrossing], signup: Interval) -> Person:
        """Put the crossings in order."""
        return cls(tuple(sorted(crossings)), signup)

    @property
    def entries(self) -> list[BorderCrossing]:
        """The entries, in order."""
        return [one for one in self.crossings if one.is_entry]

    @property
    def exits(self) -> list[BorderCrossing]:
        """The exits, in order."""
        return [one for one in self.crossings if not one.is_entry]

    def stays(self) -> list[Stay]:
        """List every stay that is possible, in order.

        >>> crossings = [BorderCrossing(dt.datetime(2023, 8, 20), True), BorderCrossing(dt.datetime(2023, 9, 2), False)]
        >>> Person.of(crossings, Interval.date("2023-08-22")).stays()
        [Stay(arrival=datetime.date(2023, 8, 20), departure=datetime.date(2023, 9, 2))]
        """
        found = {stay for day in self._telling_days() for stay in self._stays_at(day)}
        return sorted(found, key=lambda stay: (stay.arrival or dt.date.min, stay.departure or dt.date.max))

    def _telling_days(self) -> Iterator[dt.date]:
        """Give the days of sign-up that can differ in their stay: the first, and those at which a crossing counts."""
        yield self.signup.first
        for one in self.crossings:
            for day in (one.day, one.day + ONE_DAY):
                if self.signup.first < day <= self.signup.last:
                    yield day

    def _stays_at(self, signup: dt.date) -> Iterator[Stay]:
        """Give the stays that are possible for one day of sign-up."""
        before = [one for one in self.entries if one.day <= signup]
        if not before:
            yield Stay(None, next((one.day for one in self.exits if one.day >= signup), None))
        same_day = [one for one in before if one.day == before[-1].day]
        for entry in same_day:
            if not any(entry.surely_before(other) for other in same_day):
                for departure in self._departures(entry, same_day):
                    yield Stay(entry.day, departure)

    def _departures(self, entry: BorderCrossing, same_day: Sequence[BorderCrossing]) -> Iterator[dt.date | None]:
        """Give the days that may be that of the first exit after an entry, the last one of its day."""
        after = [one for one in self.exits if entry.surely_before(one)]
        unordered = [one for one in self.exits if self._is_unordered(entry, one)]
        if any(not any(one.surely_before(other) for other in same_day) for one in unordered):
            yield entry.day
        yield after[0].day if after else None

    @staticmethod
    def _is_unordered(one: BorderCrossing, other: BorderCrossing) -> bool:
        return not one.surely_before(other) and not other.surely_before(one)

    def doubts(self, found: Sequence[Stay]) -> Iterator[str]:
        """Say what speaks against a plain reading of the crossings."""
        arrivals = sorted({stay.arrival for stay in found if stay.arrival})
        departures = sorted({stay.departure for stay in found if stay.departure})
        if not arrivals:
            yield "no entry on or before the sign-up"
        yield from _choice("last entry", arrivals, any(stay.arrival is None for stay in found))
        yield from self._same_day(arrivals)
        yield from _choice("first exit", departures, any(stay.departure is None for stay in found))
        yield from self._missing_exits(arrivals, departures)
        yield from self._left_before(sorted({stay.departure for stay in found if stay.arrival and stay.departure}))

    def _same_day(self, arrivals: Sequence[dt.date]) -> Iterator[str]:
        for day in arrivals:
            entries = [one for one in self.entries if one.day == day]
            times = sum(one.times for one in entries)
            if times > 1:
                yield f"{counted(times, 'entry', 'entries')} on {day}"
            if any(self._is_unordered(one, other) for one in entries for other in self.exits):
                yield f"whether the exit on {day} came before or after the entry is not known"

    def _missing_exits(self, arrivals: Sequence[dt.date], departures: Sequence[dt.date]) -> Iterator[str]:
        """Name neighbouring entries with no exit between, as far as they bear on the stay."""
        first = arrivals[0] if arrivals else self.signup.first
        last = departures[-1] if departures else dt.date.max
        for one, other in pairwise(self.entries):
            bears = other.day in arrivals or (first <= one.day and other.day <= last)
            if one.day < other.day and bears and not any(self._may_lie_between(one, other)):
                yield f"entries on {one.day} and {other.day} without an exit between"
        if not arrivals and departures:
            for one in self.entries:
                if self.signup.first < one.day <= last:
                    yield f"an entry on {one.day}, before that exit"

    def _may_lie_between(self, one: BorderCrossing, other: BorderCrossing) -> Iterator[bool]:
        return (not leave.surely_before(one) and not other.surely_before(leave) for leave in self.exits)

    def _left_before(self, departures: Sequence[dt.date]) -> Iterator[str]:
        """Say that somebody left before signing up and no entry after that was found."""
        surely = [day for day in departures if day < self.signup.first]
        perhaps = [day for day in departures if self.signup.first <= day < self.signup.last]
        for days, word in ((surely, ""), (perhaps, "perhaps ")):
            if days:
                yield f"left on {_listed(days)}, {word}before the sign-up, and no entry between was found"


def _choice(what: str, days: Sequence[dt.date], may_be_none: bool) -> Iterator[str]:
    """Say that something is one of several days, or may be none."""
    if len(days) > 1 or (days and may_be_none):
        yield f"the {what} is one of {_listed(days, 'none found' if may_be_none else '')}"


def _listed(days: Sequence[dt.date], last: str = "") -> str:
    """List days with an "or" before the last, and only the first of very many."""
    shown = [str(day) for day in days[:MOST_SHOWN]]
    more = [f"{len(days) - MOST_SHOWN} more"] if len(days) > MOST_SHOWN else []
    names = [*shown, *more, *([last] if last else [])]
    return " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
