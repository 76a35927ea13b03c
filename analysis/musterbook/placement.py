"""Placement: putting people into the cells of many worlds at once.

A world says how many people each cell holds, not who. Each record takes a place that its values allow, at random among
those that are left, and the rest are dealt out afterwards. Where chance would leave some record without a place, the
records are seated by who has the earliest end, which finds places for all if there are any (Glover 1967, matchings in
convex bipartite graphs). People who are known to have arrived on some day, or together, have their lags first and then
a day of arrival on which all of them find a place, for a sign-up is an arrival and a lag together.

Arrays have a row for each world and a column for each person; what is drawn is drawn for all worlds in one step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf, isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from musterbook.case.claims import Relation, Statistic
from musterbook.errors import Unanswerable
from musterbook.intervals import Kind
from musterbook.lags import ARRIVAL, DEPARTURE, Ends, Journey, ends_of
from musterbook.schema import LAG, SIGNUP
from musterbook.worlds.axes import OTHER, Axis, is_open

if TYPE_CHECKING:
    from musterbook.worlds.constraints import Basis
    from musterbook.worlds.worlds import Worlds

Run = tuple[int, int]
Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
OPEN_NUMBERS = 30
FEWEST_DRAWN, MOST_DRAWN = 50, 5_000
DAYS, LAGS = -2, -1
"""Where a placing holds the days of those who travelled, and the lags of all records, after the cells."""
TRIES = 20


@dataclass(frozen=True, eq=False)
class Seats:
    """The cells of one variable, and the least and the largest that is known of each record on their line."""

    axis: Axis
    known: Sequence[Ends]

    @cached_property
    def endless(self) -> list[int]:
        """The cells that have no end: the first or the last of numbers."""
        names = self.axis.names if self.axis.kind is Kind.NUMBER else ()
        return [cell for cell, name in enumerate(names) if is_open(name)]

    @cached_property
    def ends(self) -> Floats:
        """The first and the last number of each cell; of an endless one those that are drawn from."""
        ends = np.array([(span.start, span.stop - 1) for span in self.axis.spans], dtype=float)
        for cell in self.endless:
            ends[cell] = self._outward(cell, 0), self._outward(cell, OPEN_NUMBERS - 1)
            ends[cell].sort()
        return np.maximum(ends, 0) if self.endless else ends

    def _outward(self, cell: int, steps: int) -> int:
        """Give a number of an endless cell, counted away from the cells beside it."""
        span = self.axis.spans[cell]
        return span.start + steps if cell else span.stop - 1 - steps

    @cached_property
    def runs(self) -> list[Run]:
        """The first and the last cell that each record may be in; the first is beyond the last if there is none."""
        low, high = self.ends.T.copy()
        low[[cell for cell in self.endless if not cell]] = -inf
        high[[cell for cell in self.endless if cell]] = inf
        meeting = [np.flatnonzero((low <= most) & (least <= high)) for least, most in self.known]
        return [(int(cells[0]), int(cells[-1])) if len(cells) else (0, -1) for cells in meeting]

    def cell_of(self, numbers: Floats) -> Integers:
        """Give the cells of numbers, those beyond the last cell being in it."""
        starts = [span.start for span in self.axis.spans]
        cells: Integers = np.maximum(np.searchsorted(starts, numbers, "right") - 1, 0)
        return cells

    def draw(self, cells: Integers, rng: np.random.Generator) -> Floats:
        """Draw a number of each person's cell; the first people are the records, whose numbers agree with them."""
        low, high = (self.ends[cells, end] for end in (0, 1))
        known = np.array(self.known, dtype=float).reshape(-1, 2)
        mine = np.s_[:, : len(known)]
        low[mine] = np.maximum(low[mine], known[:, 0])
        high[mine] = np.maximum(np.minimum(high[mine], known[:, 1]), low[mine])
        drawn: Floats = low + np.floor(rng.random(low.shape) * (high - low + 1))
        return drawn

    def apart(self, drawn: Floats, cells: Integers) -> Floats:
        """Give the people of an endless cell numbers of their own, counted away from what is mentioned."""
        for cell in self.endless:
            ranks = np.cumsum(cells == cell, axis=1) - 1
            drawn = np.where(cells == cell, self._outward(cell, 0) + (ranks if cell else -ranks), drawn)
        return drawn


@dataclass(frozen=True, eq=False)
class ListPlan:
    """The worlds of each variable that is drawn, how many people there are, and what is known of each record."""

    basis: Basis
    worlds: Mapping[str, Worlds]
    people: int
    journeys: Sequence[Journey]

    @cached_property
    def seats(self) -> dict[str, Seats]:
        """The cells of each variable, and what is known of each record on the line of its cells."""
        found = {}
        for name, one in self.worlds.items():
            texts = [person.get(name, "") for person in self.basis.people]
            if name in {SIGNUP, LAG}:
                known = [getattr(journey, name) for journey in self.journeys]
            elif one.axis.kind is Kind.NUMBER:
                known = [ends_of(text, Kind.NUMBER) for text in texts]
            else:
                known = [(span.start, span.stop - 1) for span in map(one.axis.span_of, texts)]
            found[name] = Seats(one.axis, known)
        return found

    @cached_property
    def groups(self) -> list[list[int]]:
        """The records whose arrival ties sign-up and lag together, those of one party in one group, largest first."""
        parties = [person.get("party", "") for person in self.basis.people]
        groups: dict[str, list[int]] = {}
        for record, (person, journey) in enumerate(zip(self.basis.people, self.journeys, strict=True)):
            together = bool(parties[record]) and parties.count(parties[record]) > 1
            known = bool(person.get(ARRIVAL) or person.get(DEPARTURE))
            dated = SIGNUP in self.worlds or isfinite(journey.arrival[1] - journey.arrival[0])
            if LAG in self.worlds and dated and (together or known):
                groups.setdefault(f"party {parties[record]}" if together else f"record {record}", []).append(record)
        return sorted(groups.values(), key=len, reverse=True)

    @property
    def travelled(self) -> list[int]:
        """The records of all groups."""
        return [record for group in self.groups for record in group]

    def draw(self, variable: str, cells: Integers, placed: Floats, rng: np.random.Generator) -> Any:
        """Draw a number of each person's cell that agrees with the record, or give its label; travellers have theirs.

        A label that is none of those mentioned is missing, unless a claim counts labels or is more than a floor.
        """
        seats, claims = self.seats[variable], [one for one in self.basis.claims if one.variable == variable]
        if seats.axis.kind is Kind.LABEL:
            is_said = any((one.relation, one.statistic) != (Relation.AT_LEAST, Statistic.COUNT) for one in claims)
            names = [None if one == OTHER and not is_said else one for one in seats.axis.names]
            return np.array(names, dtype=object)[cells]
        drawn = seats.draw(cells, rng)
        if any(one.statistic is Statistic.PEAK for one in claims):
            drawn = seats.apart(drawn, cells)
        if variable in {SIGNUP, LAG}:
            drawn[:, self.travelled] = placed[:, DAYS if variable == SIGNUP else LAGS, self.travelled]
        return drawn


def placed_worlds(plan: ListPlan, worlds: int, rng: np.random.Generator) -> tuple[dict[str, Integers], Floats]:
    """Draw tables of counts until enough of them have a place for every record; give both."""
    parts: list[tuple[dict[str, Integers], Floats]] = []
    kept = tried = 0
    while kept < worlds:
        if tried >= MOST_DRAWN + 20 * worlds:
            names = ", ".join(person["record_id"] for person in plan.basis.people)
            raise Unanswerable(
                f"of {tried:,} tables drawn for {plan.basis.population!r} {kept:,} have a place for every record: what "
                f"is known of {names} hardly holds together with the claims, or not at all; look at arrivals, lags and "
                "sign-ups"
            )
        size = max(worlds - kept, FEWEST_DRAWN) if tried else worlds
        tables = {name: one.sample(size, int(rng.integers(2**32))).to_numpy() for name, one in plan.worlds.items()}
        placed, fits = _placed_once(plan, tables, rng)
        for _ in range(TRIES - 1 if plan.groups else 0):
            if fits.all():
                break
            left = {name: table[~fits] for name, table in tables.items()}
            placed[~fits], fits[~fits] = _placed_once(plan, left, rng)
        rows = np.flatnonzero(fits)[: worlds - kept]
        parts.append(({name: table[rows] for name, table in tables.items()}, placed[rows]))
        kept, tried = kept + len(rows), tried + size
    joined = {name: np.concatenate([tables[name] for tables, _ in parts]) for name in plan.worlds}
    return joined, np.concatenate([placed for _, placed in parts])


def _placed_once(plan: ListPlan, tables: Mapping[str, Integers], rng: np.random.Generator) -> tuple[Floats, Any]:
    """Give the cell of each record by variable, then days and lags, in each world; and where all find a place."""
    worlds, everybody = len(next(iter(tables.values()))), range(len(plan.journeys))
    placed = np.full((worlds, len(tables) + 2, len(everybody)), np.nan)
    at = {name: place for place, name in enumerate(tables)}
    for name in (one for one in tables if one != SIGNUP):
        placed[:, at[name]] = seat(plan.seats[name].runs, tables[name], rng)
    if LAG in tables:
        placed[:, LAGS] = plan.seats[LAG].draw(placed[:, at[LAG]].astype(int), rng)
    seats, left = plan.seats.get(SIGNUP), tables[SIGNUP].copy() if SIGNUP in tables else None
    for group in plan.groups:
        journeys = [plan.journeys[one] for one in group]
        placed[:, DAYS, group] = travel(journeys, placed[:, LAGS, group], seats, left, rng)
    fits = ~np.isnan(placed[:, DAYS, plan.travelled]).any(axis=1)
    if seats is not None and left is not None:
        others = [one for one in everybody if one not in plan.travelled]
        placed[:, at[SIGNUP], plan.travelled] = seats.cell_of(np.nan_to_num(placed[:, DAYS, plan.travelled]))
        placed[:, at[SIGNUP], others] = seat([seats.runs[one] for one in others], left, rng)
    return placed, fits & (placed[:, : len(tables)] >= 0).all(axis=(1, 2))


def seat(runs: Sequence[Run], table: Integers, rng: np.random.Generator) -> Integers:
    """Seat people in cells of their runs, those with the least choice first; -1 where no seating has a place for all.

    Where chance left somebody without one, whoever has the earliest end is seated first.

    >>> seat([(0, 1), (0, 0)], np.array([[1, 1], [0, 2]]), np.random.default_rng(1)).tolist()
    [[1, 0], [-1, -1]]
    """
    left, found = table.copy(), np.full((len(table), len(runs)), -1, dtype=np.int64)
    for column in sorted(range(len(runs)), key=lambda column: runs[column][1] - runs[column][0]):
        first, last = runs[column]
        reached = np.cumsum(left[:, first : last + 1], axis=1)
        if reached.shape[1]:
            worlds = np.flatnonzero(reached[:, -1])
            chosen = rng.integers(np.maximum(reached[:, -1], 1))
            found[worlds, column] = first + (reached <= chosen[:, None]).sum(axis=1)[worlds]
            left[worlds, found[worlds, column]] -= 1
    for world in np.flatnonzero((found < 0).any(axis=1)):
        found[world] = -1
        for cell, number in enumerate(table[world].tolist()):
            waiting = [one for one, (low, high) in enumerate(runs) if found[world, one] < 0 and low <= cell <= high]
            found[world, sorted(waiting, key=lambda one: runs[one][1])[:number]] = cell
        if (found[world] < 0).any():
            found[world] = -1
    return found


def deal(table: Integers, taken: Integers, rng: np.random.Generator) -> Integers:
    """Deal the places that records leave to everybody else, at random."""
    left = table.copy()
    np.subtract.at(left, (np.arange(len(table))[:, None], taken), 1)
    places = np.repeat(np.tile(np.arange(table.shape[1]), len(table)), left.ravel())
    return np.hstack([taken, rng.permuted(places.reshape(len(table), -1), axis=1)])


def travel(
    group: Sequence[Journey], lags: Floats, seats: Seats | None, left: Integers | None, rng: np.random.Generator
) -> Floats:
    """Draw days of sign-up for people who arrived on one day, by the places ``left``; no number where there are none.

    ``lags`` has a column for each of them. The places that are taken are no longer left.
    """
    pairs = [(one, lags[:, place]) for place, one in enumerate(group)]
    lows = np.max([np.maximum(one.arrival[0], one.signup[0] - lag) for one, lag in pairs], axis=0)
    highs = np.min([np.minimum(one.arrival[1], one.signup[1] - lag) for one, lag in pairs], axis=0)
    highs = np.minimum(highs, min(one.departure[1] for one in group))
    if not (lows <= highs).any():
        return np.full(lags.shape, np.nan)
    days = np.arange(int(np.nanmin(lows)), int(np.nanmax(highs)) + 1)
    chances = ((lows[:, None] <= days) & (days <= highs[:, None])).astype(float)
    if seats is not None and left is not None:
        # By the places left on the days of sign-up that follow.
        sizes = np.array([span.size for span in seats.axis.spans])
        cells = [seats.cell_of(days + lag[:, None]) for lag in lags.T]
        for place, own in enumerate(cells):
            taken = sum((own == other for other in cells[:place]), np.zeros(own.shape))
            chances *= np.maximum(np.take_along_axis(left, own, axis=1) - taken, 0) / sizes[own]
    reached = np.cumsum(chances, axis=1)
    chosen = (reached <= (rng.random(len(reached)) * reached[:, -1])[:, None]).sum(axis=1)
    arrival = np.where(reached[:, -1] > 0, days[np.minimum(chosen, len(days) - 1)], np.nan)
    signups: Floats = arrival[:, None] + lags
    if seats is not None and left is not None:
        some = np.flatnonzero(~np.isnan(arrival))
        np.subtract.at(left, (some[:, None], seats.cell_of(signups[some])), 1)
    return signups
