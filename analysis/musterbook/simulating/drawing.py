"""Drawing: from a plan to the values of everybody in each world.

Tables of counts are drawn for all worlds at once; the records are placed world by world, for they are few; everybody
else takes what is left, in random order, again for all worlds at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
import numpy.typing as npt

from musterbook.auditing.journeys import ANY, ARRIVAL, DEPARTURE, Ends
from musterbook.case.claims import Statistic
from musterbook.errors import Unanswerable
from musterbook.intervals import Kind
from musterbook.simulating.placement import TRIES, Integers, Run, Tour, Traveller, Trip, seat
from musterbook.simulating.plans import Plan, limits_from_above
from musterbook.tables import LAG, SIGNUP, fields, kind_of
from musterbook.worlds.axes import OTHER

EPOCH = 719_163
"""The day that NumPy counts days from, as Python numbers days."""
FEWEST_DRAWN = 50
MOST_DRAWN = 5_000
Objects = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Draw:
    """What was drawn: arrays of one row per world and one column per person; ``columns`` is their order."""

    worlds: int
    people: int
    texts: Mapping[str, Objects]
    numbers: Mapping[str, Objects]
    columns: Sequence[str]


@dataclass(frozen=True, eq=False)
class Placed:
    """Where the records are in one world: the cell of each, by variable, -1 where chance decides; and who travelled."""

    cells: Mapping[str, list[int]]
    trips: Sequence[Trip]


def draw_worlds(plan: Plan, worlds: int, rng: np.random.Generator) -> Draw:
    """Draw complete lists."""
    counts, placed = _placed_worlds(plan, worlds, rng)
    cells = {
        variable: _deal(plan.people, counts[variable], [one.cells[variable] for one in placed], rng)
        for variable in counts
    }
    return _Values(plan, cells, placed, rng).draw()


def _placed_worlds(plan: Plan, worlds: int, rng: np.random.Generator) -> tuple[dict[str, Integers], list[Placed]]:
    """Draw tables of counts until enough of them have a place for every record."""
    kept: dict[str, list[Integers]] = {variable: [] for variable in plan.worlds}
    placed: list[Placed] = []
    tour, tried = _tour(plan), 0
    while len(placed) < worlds:
        if tried >= MOST_DRAWN + 20 * worlds:
            raise Unanswerable(_no_place(plan, tried, len(placed)))
        size = max(worlds - len(placed), FEWEST_DRAWN) if tried else worlds
        tables = {
            variable: one.sample(size, int(rng.integers(2**32))).to_numpy() for variable, one in plan.worlds.items()
        }
        for world in range(size):
            found = _place(plan, tour, {variable: table[world] for variable, table in tables.items()}, rng)
            if found is not None and len(placed) < worlds:
                placed.append(found)
                for variable, table in tables.items():
                    kept[variable].append(table[world])
        tried += size
    return {variable: np.array(rows) for variable, rows in kept.items()}, placed


def _no_place(plan: Plan, tried: int, found: int) -> str:
    names = ", ".join(person["record_id"] for person in plan.basis.people)
    return (
        f"of {tried:,} tables drawn for {plan.basis.population!r} {found:,} have a place for every record: what is "
        f"known of {names} hardly holds together with the claims, or not at all; look at arrivals, lags and sign-ups"
    )


def _tour(plan: Plan) -> Tour | None:
    """Gather the records whose arrival ties sign-up and lag together, those of one party in one group."""
    if LAG not in plan.worlds:
        return None
    groups: dict[str, list[Traveller]] = {}
    parties = [person.get("party", "") for person in plan.basis.people]
    for record, (person, journey) in enumerate(zip(plan.basis.people, plan.journeys, strict=True)):
        party = person.get("party", "")
        together = bool(party) and parties.count(party) > 1
        known = bool(person.get(ARRIVAL) or person.get(DEPARTURE))
        dated = SIGNUP in plan.worlds or (-inf < journey.arrival[0] and journey.arrival[1] < inf)
        if dated and (together or known):
            groups.setdefault(f"party {party}" if together else f"record {record}", []).append(
                Traveller(record, journey)
            )
    ordered = sorted(groups.values(), key=len, reverse=True)
    return Tour(plan.seats.get(SIGNUP), plan.seats[LAG], ordered)


def _place(plan: Plan, tour: Tour | None, tables: Mapping[str, Integers], rng: np.random.Generator) -> Placed | None:
    """Place the records in one world; ``None`` where they find no place in it."""
    for _ in range(TRIES if tour and tour.groups else 1):
        left = {variable: table.tolist() for variable, table in tables.items()}
        trips = tour.place(left.get(SIGNUP, []), left[LAG], rng) if tour else []
        if trips is None:
            continue
        cells = {variable: _seat_rest(plan, variable, left[variable], trips, rng) for variable in tables}
        if None not in cells.values():
            return Placed({variable: found for variable, found in cells.items() if found is not None}, trips)
    return None


def _seat_rest(
    plan: Plan, variable: str, left: Sequence[int], trips: Sequence[Trip], rng: np.random.Generator
) -> list[int] | None:
    """Seat the records that did not travel and of which something is known; travellers have their cells already."""
    seats, known = plan.seats[variable], plan.known(variable)
    cells = [-1] * len(known)
    if variable in {SIGNUP, LAG}:
        for trip in trips:
            number = trip.signup if variable == SIGNUP else trip.lag
            cells[trip.record] = seats.run((number, number))[0]
    whole = (0, len(seats.spans) - 1)
    runs = {place: seats.run(ends) for place, ends in enumerate(known) if cells[place] < 0}
    bound: dict[int, Run] = {place: run for place, run in runs.items() if run != whole or known[place] != ANY}
    if any(first > last for first, last in bound.values()):
        return None
    found = seat(list(bound.values()), left, rng)
    if found is None:
        return None
    for place, cell in zip(bound, found, strict=True):
        cells[place] = cell
    return cells


def _deal(people: int, counts: Integers, records: Sequence[Sequence[int]], rng: np.random.Generator) -> Integers:
    """Deal the places that records leave to everybody else, at random: a row per world, a column per person."""
    worlds, size = counts.shape
    cells = np.full((worlds, people), -1, dtype=np.int64)
    taken = np.array(records, dtype=np.int64).reshape(worlds, -1)
    cells[:, : taken.shape[1]] = taken
    left = counts.copy()
    for column in taken.T:
        rows = np.flatnonzero(column >= 0)
        left[rows, column[rows]] -= 1
    free = cells < 0
    places = np.repeat(np.tile(np.arange(size), worlds), left.ravel())
    owners = np.repeat(np.arange(worlds), left.sum(axis=1))
    shuffled = places[np.lexsort((rng.random(len(places)), owners))]
    cells[free] = shuffled
    return cells


@dataclass(frozen=True, eq=False)
class _Values:
    """From cells to values: days, numbers and labels."""

    plan: Plan
    cells: Mapping[str, Integers]
    placed: Sequence[Placed]
    rng: np.random.Generator

    def draw(self) -> Draw:
        """Give all values, column by column."""
        shape = len(self.placed), self.plan.people
        numbers = {name: self._numbers(name) for name in self.cells if kind_of(name) is not Kind.LABEL}
        days = self._days(numbers)
        texts = {name: _iso(values) for name, values in days.items()} | self._labels()
        others = {name: _missing(values) for name, values in numbers.items() if name != SIGNUP}
        if LAG not in others:
            others[LAG] = _missing(days[SIGNUP] - days[ARRIVAL])
        own = {"record_id": self._ids(), "population_id": np.full(shape, self.plan.basis.population, dtype=object)}
        stated = [field["name"] for field in fields("records")]
        texts |= own | {name: self._stated(name) for name in stated if name not in {*own, *texts, *others, "age"}}
        if "age" not in others:
            texts["age"] = self._stated("age")
        further = [name for name in (*texts, *others) if name not in stated]
        return Draw(*shape, texts, others, [*stated, *further])

    def _numbers(self, variable: str) -> Floats:
        """Draw a number of each person's cell that agrees with the record; travellers have theirs."""
        seats, cells = self.plan.seats[variable], self.cells[variable]
        ends = np.array([seats.ends(cell) for cell in range(len(seats.spans))], dtype=float)
        low, high = ends[cells, 0], ends[cells, 1]
        known = np.array(self.plan.known(variable), dtype=float).reshape(-1, 2)
        low[:, : len(known)] = np.maximum(low[:, : len(known)], known[:, 0])
        high[:, : len(known)] = np.maximum(np.minimum(high[:, : len(known)], known[:, 1]), low[:, : len(known)])
        drawn: Floats = low + np.floor(self.rng.random(low.shape) * (high - low + 1))
        if seats.open and any(one.statistic is Statistic.PEAK for one in self.plan.claims_on(variable)):
            drawn = _apart(drawn, cells, ends, seats.open)
        if variable in {SIGNUP, LAG}:
            for world, one in enumerate(self.placed):
                for trip in one.trips:
                    drawn[world, trip.record] = trip.signup if variable == SIGNUP else trip.lag
        return drawn

    def _days(self, numbers: Mapping[str, Floats]) -> dict[str, Floats]:
        """Give the days of sign-up, arrival and departure; what nothing is known of is not a number."""
        blank = np.full((len(self.placed), self.plan.people), np.nan)
        signup = numbers[SIGNUP].copy() if SIGNUP in numbers else blank.copy()
        for world, one in enumerate(self.placed):
            for trip in one.trips:
                signup[world, trip.record] = trip.signup
        known = self.plan.journeys
        if SIGNUP not in numbers:
            self._fill(signup, [one.signup for one in known])
        arrival = signup - numbers[LAG] if LAG in numbers else blank.copy()
        self._fill(arrival, [one.arrival for one in known], latest=signup)
        departure = blank.copy()
        stated = [
            one.departure if person.get(DEPARTURE) else ANY
            for one, person in zip(known, self.plan.basis.people, strict=True)
        ]
        self._fill(departure, stated, earliest=arrival)
        return {SIGNUP: signup, ARRIVAL: arrival, DEPARTURE: departure}

    def _fill(
        self,
        days: Floats,
        known: Sequence[Ends],
        *,
        earliest: Floats | None = None,
        latest: Floats | None = None,
    ) -> None:
        """Draw days for records of which both ends are known, where none is set yet."""
        for record, (low, high) in enumerate(known):
            if -inf < low and high < inf:
                lows, highs = (np.full(len(days), float(end)) for end in (low, high))
                if earliest is not None:
                    lows = np.fmax(lows, earliest[:, record])
                if latest is not None:
                    highs = np.fmin(highs, latest[:, record])
                drawn = lows + np.floor(self.rng.random(len(days)) * (highs - lows + 1))
                days[:, record] = np.where(np.isnan(days[:, record]), drawn, days[:, record])

    def _labels(self) -> dict[str, Objects]:
        """Give labels; one that is none of those mentioned is missing unless claims need it said."""
        found = {}
        for name, cells in self.cells.items():
            if kind_of(name) is Kind.LABEL:
                names: list[str | None] = list(self.plan.worlds[name].axis.names)
                if not limits_from_above(self.plan.claims_on(name)):
                    names = [None if one == OTHER else one for one in names]
                found[name] = np.array(names, dtype=object)[cells]
        return found

    def _ids(self) -> Objects:
        mine = [person["record_id"] for person in self.plan.basis.people]
        names = [*mine, *(f"simulated-{one + 1}" for one in range(self.plan.people - len(mine)))]
        return np.tile(np.array(names, dtype=object), (len(self.placed), 1))

    def _stated(self, name: str) -> Objects:
        """Give what records state of a column that is not drawn."""
        texts: list[str | None] = [person.get(name) or None for person in self.plan.basis.people]
        row = np.array([*texts, *([None] * (self.plan.people - len(texts)))], dtype=object)
        return np.tile(row, (len(self.placed), 1))


def _apart(drawn: Floats, cells: Integers, ends: Floats, gathered: frozenset[int]) -> Floats:
    """Give the people of an open cell numbers of their own, counted away from what is mentioned."""
    apart = drawn.copy()
    for cell in gathered:
        ranks = np.cumsum(cells == cell, axis=1) - 1
        own = ends[cell, 0] + ranks if cell else ends[cell, 1] - ranks
        apart = np.where(cells == cell, own, apart)
    return apart


def _missing(values: Floats) -> Objects:
    """Give numbers as whole ones, missing where there is none."""
    whole: Objects = np.where(np.isnan(values), 0, values).astype(np.int64).astype(object)
    whole[np.isnan(values)] = None
    return whole


def _iso(values: Floats) -> Objects:
    """Write numbered days as ISO 8601."""
    known = ~np.isnan(values)
    days = np.where(known, values, EPOCH).astype(np.int64) - EPOCH
    texts: Objects = np.datetime_as_string(days.astype("datetime64[D]")).astype(object)
    texts[~known] = None
    return texts
