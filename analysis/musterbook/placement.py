"""Placement: putting the people who are described into the cells of many worlds at once.

A world says how many people each cell holds, not who. Each record takes a place that its values allow, at random among
those that are left, and the rest are dealt out afterwards. Where chance would leave some record without a place, the
records are seated by who has the earliest end, which finds places for all if there are any (Glover 1967, matchings in
convex bipartite graphs). People who are known to have arrived on some day, or together, take a day of sign-up and a
lag at once, for the one is the arrival and the other together.

Arrays have a row for each world; what is drawn is drawn for all of them in one step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any

import numpy as np
import numpy.typing as npt

from musterbook.auditing.journeys import ANY, Ends, Journey
from musterbook.schema import LAG, SIGNUP
from musterbook.worlds.axes import Span

Run = tuple[int, int]
Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
OPEN_NUMBERS = 30
TRIES = 20


@dataclass(frozen=True)
class Seats:
    """The cells of one variable, and what is known of each record on their line; endless cells are ``open``."""

    spans: Sequence[Span]
    open: frozenset[int]
    known: Sequence[Ends]

    @cached_property
    def ends(self) -> Integers:
        """The first and the last number of each cell; of an open one those that are drawn from."""
        ends = np.array([(span.start, span.stop - 1) for span in self.spans])
        for cell in self.open:
            start, stop = self.spans[cell].start, self.spans[cell].stop
            wide = (start, start + OPEN_NUMBERS - 1) if cell else (max(0, stop - OPEN_NUMBERS), stop - 1)
            ends[cell] = wide
        return ends

    def run(self, ends: Ends) -> Run:
        """Give the first and the last cell that meet a stretch of numbers; the first is beyond the last if none do."""
        low, high = self.ends.astype(float).T
        low[[cell for cell in self.open if not cell]] = -inf
        high[[cell for cell in self.open if cell]] = inf
        meeting = np.flatnonzero((low <= ends[1]) & (ends[0] <= high))
        return (int(meeting[0]), int(meeting[-1])) if len(meeting) else (0, -1)

    def cell_of(self, numbers: Any) -> Integers:
        """Give the cells of numbers, those beyond the last cell being in it."""
        starts = [span.start for span in self.spans]
        cells: Integers = np.maximum(np.searchsorted(starts, numbers, "right") - 1, 0)
        return cells


@dataclass(frozen=True, eq=False)
class Placed:
    """Where the records are: ``cells`` by variable, -1 where chance decides, and the numbers of those who travelled.

    ``fits`` tells the worlds in which there is a place for all of them.
    """

    cells: Mapping[str, Integers]
    numbers: Mapping[str, Floats]
    fits: Truths

    @classmethod
    def joined(cls, parts: Sequence[Placed]) -> Placed:
        """Put worlds below each other."""
        cells = {name: np.concatenate([one.cells[name] for one in parts]) for name in parts[0].cells}
        numbers = {name: np.concatenate([one.numbers[name] for one in parts]) for name in parts[0].numbers}
        return cls(cells, numbers, np.concatenate([one.fits for one in parts]))

    def only(self, rows: Integers) -> Placed:
        """Give some of the worlds."""
        cells = {name: found[rows] for name, found in self.cells.items()}
        return Placed(cells, {name: found[rows] for name, found in self.numbers.items()}, self.fits[rows])

    def update(self, rows: Integers, other: Placed) -> None:
        """Write over some worlds."""
        self.fits[rows] = other.fits
        for mine, others in ((self.cells, other.cells), (self.numbers, other.numbers)):
            for name in mine:
                mine[name][rows] = others[name]


def place(
    seats: Mapping[str, Seats],
    groups: Sequence[Mapping[int, Journey]],
    tables: Mapping[str, Integers],
    rng: np.random.Generator,
) -> Placed:
    """Place the records in worlds, trying again where those who travel find no place at first.

    ``groups`` are the travellers, by the number of their record, those who arrived together in one.
    """
    found = _place_once(seats, groups, tables, rng)
    for _ in range(TRIES - 1 if groups else 0):
        left = np.flatnonzero(~found.fits)
        if not len(left):
            break
        found.update(left, _place_once(seats, groups, {name: table[left] for name, table in tables.items()}, rng))
    return found


def _place_once(
    seats: Mapping[str, Seats],
    groups: Sequence[Mapping[int, Journey]],
    tables: Mapping[str, Integers],
    rng: np.random.Generator,
) -> Placed:
    left = {name: table.copy() for name, table in tables.items()}
    shape = len(next(iter(tables.values()))), len(next(iter(seats.values())).known)
    cells = {name: np.full(shape, -1, dtype=np.int64) for name in seats}
    numbers = {name: np.full(shape, np.nan) for name in (SIGNUP, LAG)}
    fits = np.ones(shape[0], dtype=bool)
    for group in groups:
        lags, days = _travel(seats, group, left, rng)
        for column, lag, day in zip(group, lags, days, strict=True):
            numbers[SIGNUP][:, column], numbers[LAG][:, column] = day, lag
            fits &= ~np.isnan(day)
            for name, one in ((SIGNUP, day), (LAG, lag)):
                if name in seats:
                    cells[name][:, column] = seats[name].cell_of(np.nan_to_num(one))
    travelled = {column for group in groups for column in group}
    for name, own in seats.items():
        whole, seated = (0, len(own.spans) - 1), travelled if name in numbers else set()
        runs = {column: own.run(ends) for column, ends in enumerate(own.known) if column not in seated}
        bound = {column: run for column, run in runs.items() if run != whole or own.known[column] != ANY}
        found = _seat(list(bound.values()), left[name], rng)
        cells[name][:, list(bound)] = found
        fits &= (found >= 0).all(axis=1)
    return Placed(cells, numbers, fits)


def _take(left: Integers, run: Run, rng: np.random.Generator) -> Integers:
    """Take one of the places left in a run of cells, in each world; -1 where none is left."""
    reached = np.cumsum(left[:, run[0] : run[1] + 1], axis=1)
    if not reached.shape[1]:
        return np.full(len(left), -1)
    some = reached[:, -1] > 0
    chosen = rng.integers(np.where(some, reached[:, -1], 1))
    cells = np.where(some, run[0] + (reached <= chosen[:, None]).sum(axis=1), -1)
    left[some, cells[some]] -= 1
    return cells


def _seat(runs: Sequence[Run], left: Integers, rng: np.random.Generator) -> Integers:
    """Seat people in cells of their runs, those with the least choice first; -1 where no seating has a place for all.

    >>> _seat([(0, 1), (0, 0)], np.array([[1, 1], [0, 2]]), np.random.default_rng(1)).tolist()
    [[1, 0], [-1, -1]]
    """
    places, found = left.copy(), np.full((len(left), len(runs)), -1, dtype=np.int64)
    for column in sorted(range(len(runs)), key=lambda column: runs[column][1] - runs[column][0]):
        found[:, column] = _take(places, runs[column], rng)
    for world in np.flatnonzero((found < 0).any(axis=1)):
        found[world] = _seat_by_end(runs, left[world].tolist())
    return found


def _seat_by_end(runs: Sequence[Run], places: Sequence[int]) -> list[int]:
    found = [-1] * len(runs)
    for cell, number in enumerate(places):
        waiting = [one for one, run in enumerate(runs) if found[one] < 0 and run[0] <= cell <= run[1]]
        for one in sorted(waiting, key=lambda one: runs[one][1])[:number]:
            found[one] = cell
    return [-1] * len(runs) if -1 in found else found


def _travel(
    seats: Mapping[str, Seats], group: Mapping[int, Journey], left: Mapping[str, Integers], rng: np.random.Generator
) -> tuple[list[Floats], list[Floats]]:
    """Draw a lag for each of a group, then a day of arrival on which all of them find a place; no number where none."""
    lags = [_draw_lag(seats[LAG], one, left[LAG], rng) for one in group.values()]
    pairs = list(zip(group.values(), lags, strict=True))
    lows = np.max([np.maximum(one.arrival[0], one.signup[0] - lag) for one, lag in pairs], axis=0)
    highs = np.min([np.minimum(one.arrival[1], one.signup[1] - lag) for one, lag in pairs], axis=0)
    highs = np.minimum(highs, min(one.departure[1] for one in group.values()))
    if not (lows <= highs).any():
        return lags, [np.full(len(lows), np.nan) for _ in lags]
    days = np.arange(int(np.nanmin(lows)), int(np.nanmax(highs)) + 1)
    chances = ((lows[:, None] <= days) & (days <= highs[:, None])).astype(float)
    if SIGNUP in seats:
        chances *= _room(seats[SIGNUP], [days + np.nan_to_num(lag)[:, None] for lag in lags], left[SIGNUP])
    reached = np.cumsum(chances, axis=1)
    drawn = rng.random(len(reached)) * reached[:, -1]
    chosen = np.minimum((reached <= drawn[:, None]).sum(axis=1), len(days) - 1)
    arrival = np.where(reached[:, -1] > 0, days[chosen], np.nan)
    signups = [arrival + lag for lag in lags]
    if SIGNUP in seats:
        some = np.flatnonzero(~np.isnan(arrival))
        for day in signups:
            np.subtract.at(left[SIGNUP], (some, seats[SIGNUP].cell_of(day[some])), 1)
    return lags, signups


def _draw_lag(seats: Seats, journey: Journey, left: Integers, rng: np.random.Generator) -> Floats:
    cells = _take(left, seats.run(journey.lag_days), rng)
    low = np.maximum(seats.ends[cells, 0], journey.lag_days[0])
    high = np.minimum(np.maximum(seats.ends[cells, 1], low), journey.lag_days[1])
    drawn = low + np.floor(rng.random(len(cells)) * (np.maximum(low, high) - low + 1))
    return np.where(cells < 0, np.nan, drawn)


def _room(seats: Seats, signups: Sequence[Floats], left: Integers) -> Floats:
    """Weigh days of arrival by the places left on the days of sign-up that follow, in each world and on each day."""
    sizes = np.array([span.size for span in seats.spans])
    cells = [seats.cell_of(days) for days in signups]
    room = np.ones(cells[0].shape)
    for place, own in enumerate(cells):
        taken = sum((own == other for other in cells[:place]), np.zeros(own.shape))
        room *= np.maximum(np.take_along_axis(left, own, axis=1) - taken, 0) / sizes[own]
    return room
