"""Placement: putting the people who are described into the cells of one world.

A world says how many people each cell holds, not who. Each record takes a place that its values allow, at random among
those that are left, and the rest are dealt out afterwards. Where chance would leave some record without a place, the
records are seated by who has the earliest end, which finds places for all if there are any (Glover 1967, matchings in
convex bipartite graphs). People who are known to have arrived on some day, or together, take a day of sign-up and a
lag at once, for the one is the arrival and the other together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt

from musterbook.auditing.journeys import Ends, Journey
from musterbook.worlds.axes import Span

Run = tuple[int, int]
Integers = npt.NDArray[np.int64]
OPEN_DAYS = 30
TRIES = 20


@dataclass(frozen=True)
class Seats:
    """The cells of one variable: their spans, and how many people each holds in one world; endless ones are open."""

    spans: Sequence[Span]
    open: frozenset[int]

    def ends(self, cell: int) -> Run:
        """Give the numbers of a cell; of an open one those that are drawn from."""
        span = self.spans[cell]
        if cell not in self.open:
            return span.start, span.stop - 1
        if cell:
            return span.start, span.start + OPEN_DAYS - 1
        return max(0, span.stop - OPEN_DAYS), span.stop - 1

    def run(self, ends: Ends) -> Run:
        """Give the first and the last cell that meet a stretch of numbers; the first is beyond the last if none do."""
        meeting = [
            cell
            for cell in range(len(self.spans))
            if self._reach(cell)[0] <= ends[1] and ends[0] <= self._reach(cell)[1]
        ]
        return (meeting[0], meeting[-1]) if meeting else (0, -1)

    def _reach(self, cell: int) -> Ends:
        span = self.spans[cell]
        if cell not in self.open:
            return span.start, span.stop - 1
        return (span.start, inf) if cell else (-inf, span.stop - 1)


@dataclass(frozen=True)
class Traveller:
    """A record whose arrival says something of its sign-up and lag: which record it is, and what is known of it."""

    record: int
    journey: Journey


@dataclass(frozen=True)
class Trip:
    """What was drawn for one traveller: a day of sign-up and a lag."""

    record: int
    signup: int
    lag: int


def seat(runs: Sequence[Run], places: Sequence[int], rng: np.random.Generator) -> list[int] | None:
    """Seat people in cells of their runs, at random; ``None`` where no seating has a place for all.

    >>> seat([(0, 1), (0, 0)], [1, 1], np.random.default_rng(1))
    [1, 0]
    """
    left, found = list(places), [-1] * len(runs)
    for one in sorted(range(len(runs)), key=lambda one: runs[one][1] - runs[one][0]):
        cell = draw_cell(runs[one], left, rng)
        if cell is None:
            return _seat_by_end(runs, places)
        left[cell] -= 1
        found[one] = cell
    return found


def draw_cell(run: Run, left: Sequence[int], rng: np.random.Generator) -> int | None:
    """Draw one of the places left in a run of cells; ``None`` where none is left."""
    first, last = run
    if first == last:
        return first if left[first] > 0 else None
    free = left[first : last + 1]
    place = sum(free)
    if not place:
        return None
    chosen = int(rng.integers(place))
    for cell, number in enumerate(free, first):
        chosen -= number
        if chosen < 0:
            return cell
    raise AssertionError(run)


def _seat_by_end(runs: Sequence[Run], places: Sequence[int]) -> list[int] | None:
    found = [-1] * len(runs)
    for cell, number in enumerate(places):
        waiting = [one for one, run in enumerate(runs) if found[one] < 0 and run[0] <= cell <= run[1]]
        for one in sorted(waiting, key=lambda one: runs[one][1])[:number]:
            found[one] = cell
    return None if -1 in found else found


@dataclass(frozen=True)
class Tour:
    """Everything needed to place travellers: the cells of sign-up, if any are counted, and those of the lag."""

    signups: Seats | None
    lags: Seats
    groups: Sequence[Sequence[Traveller]]

    def place(self, days: list[int], lags: list[int], rng: np.random.Generator) -> list[Trip] | None:
        """Place all groups; ``days`` and ``lags`` are the places left in each cell and are lowered by who takes one."""
        trips: list[Trip] = []
        for group in self.groups:
            found = self._place_group(group, days, lags, rng)
            if found is None:
                return None
            trips += found
        return trips

    def _place_group(
        self, group: Sequence[Traveller], days: list[int], lags: list[int], rng: np.random.Generator
    ) -> list[Trip] | None:
        """Draw a lag for each member, then a day of arrival on which all of them find a place."""
        numbers = []
        for one in group:
            cell = draw_cell(self.lags.run(one.journey.lag_days), lags, rng)
            if cell is None:
                return None
            lags[cell] -= 1
            low, high = _common(self.lags.ends(cell), one.journey.lag_days)
            numbers.append(int(rng.integers(low, max(low, high) + 1)))
        arrival = self._draw_arrival(group, numbers, days, rng)
        if arrival is None:
            return None
        trips = [Trip(one.record, arrival + lag, lag) for one, lag in zip(group, numbers, strict=True)]
        if self.signups is not None:
            for trip in trips:
                days[self.signups.run((trip.signup, trip.signup))[0]] -= 1
        return trips

    def _draw_arrival(
        self, group: Sequence[Traveller], numbers: Sequence[int], days: Sequence[int], rng: np.random.Generator
    ) -> int | None:
        low = max(
            max(one.journey.arrival[0], one.journey.signup[0] - lag) for one, lag in zip(group, numbers, strict=True)
        )
        high = min(
            min(one.journey.arrival[1], one.journey.signup[1] - lag) for one, lag in zip(group, numbers, strict=True)
        )
        high = min(high, *(one.journey.departure[1] for one in group))
        if low > high:
            return None
        arrivals = np.arange(int(low), int(high) + 1)
        if self.signups is None:
            return int(rng.choice(arrivals))
        chances = self._chances(arrivals, numbers, np.array(days))
        total = chances.sum()
        return int(rng.choice(arrivals, p=chances / total)) if total > 0 else None

    def _chances(self, arrivals: Integers, numbers: Sequence[int], days: Integers) -> npt.NDArray[np.float64]:
        """Weigh each day by the places left on the days of sign-up that follow from it."""
        assert self.signups is not None
        starts = np.array([span.start for span in self.signups.spans])
        sizes = np.array([span.size for span in self.signups.spans])
        chances = np.ones(len(arrivals))
        taken: list[Integers] = []
        for lag in numbers:
            cells = np.searchsorted(starts, arrivals + lag, "right") - 1
            left = days[cells] - sum((cells == other for other in taken), np.zeros(len(cells), dtype=np.int64))
            chances *= np.maximum(left, 0) / sizes[cells]
            taken.append(cells)
        return chances


def _common(cell: Run, ends: Ends) -> Run:
    low = max(cell[0], ends[0])
    return int(low), int(min(max(cell[1], low), ends[1]))
