"""Simulation: complete lists of people in possible worlds, to see what a list could look like and to try code on.

Such a list is no report: the people who were described are in it, and all that was not published is made up. The tables
of counts are drawn from all worlds by the stated weights, variable by variable; the records take places that their
values allow, and everybody else's values are dealt out at random. What is drawn agrees with every used claim and every
record. Where values of records constrain each other across variables (a sign-up is an arrival and a lag), tables in
which the records find no place together are drawn anew.

Which tables: under uniform weights those of months, or of weeks or days where used claims are about parts of months.
Under steady weights days are what is drawn, and days that neither a claim nor a record tells apart are one cell. Tables
are counted where limits nest. Coarse records may cross a cell or each other: a sign-up between 30 August and 2
September, ages 18 to 25 and 20 to 30. Such records are widened until they nest; the tables are then a few more than
there are, and those in which the records find no place as they stand are drawn anew.

Conventions. A day within a cell is drawn uniformly. An open cell of numbers ("3..") stands for the 30 numbers next to
what is mentioned, uniformly; where a peak is claimed, each of its people has a number of their own, so that none of
them rivals the peak. People of one party arrive on one day. A label that is none of those mentioned is missing, unless
some claim says how many people have a label at most: then it is written out, for a missing one might be any. What
nothing is known of is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from math import inf
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from musterbook.auditing.journeys import (
    ANY,
    ARRIVAL,
    DEPARTURE,
    FORWARD,
    Ends,
    Journey,
    ends_of,
    meet,
)
from musterbook.case.case import Case, only_case
from musterbook.case.claims import Claim, Relation, Statistic, cell_length, occupied_length
from musterbook.errors import MusterError, Unanswerable, UnknownName, whole_number
from musterbook.intervals import Every, Interval, Kind
from musterbook.people import is_simulated, marked
from musterbook.placement import Floats, Integers, Placed, Seats, place
from musterbook.progress import doing
from musterbook.tables import LAG, SIGNUP, fields, kind_of
from musterbook.worlds.axes import OTHER, Axis, Span, date_axis, is_open, period_of_span, span_of_period
from musterbook.worlds.basis import Basis, axis_of, few_enough
from musterbook.worlds.limits import Rules, rules_of
from musterbook.worlds.readings import basis_of
from musterbook.worlds.solver import Solver
from musterbook.worlds.worlds import Weights, Worlds, possible_worlds

QUANTILES = {"q05": 0.05, "q50": 0.5, "q95": 0.95}
NOTE = (
    "Simulated: what was not published is made up. Days within a cell are uniform; an open cell of numbers stands for "
    "the 30 numbers next to what is mentioned; people of one party arrive on one day."
)
EPOCH = 719_163
"""The day that NumPy counts days from, as Python numbers days."""
FEWEST_DRAWN, MOST_DRAWN = 50, 5_000
MOST_VALUES = 50_000_000
Objects = npt.NDArray[Any]


@doing("drawing lists of people")
def simulate(
    case: Case,
    seed: int | None = None,
    population: str | None = None,
    *,
    weights: str = "uniform",
    worlds: int = 1,
    total: int | None = None,
) -> pd.DataFrame:
    """Draw complete lists of people who agree with every used claim and every record.

    Parameters
    ----------
    case : Case
        The case.
    seed : int, optional
        For the same draw again.
    population : str, optional
        Its id; the main one if none is given.
    weights : str
        ``uniform``: each table of counts is equally likely. ``steady``: each person's day of sign-up is; tables of
        other variables stay uniform.
    worlds : int
        How many lists, at least 1, stacked.
    total : int, optional
        The number of people, where no claim settles it.

    Returns
    -------
    pandas.DataFrame
        One row per person: ``world`` (from 1, where more than one is asked for), the columns of records with days and
        numbers in place of coarse values, the other variables that claims speak of, and ``simulated``, which is true
        in each row. Records keep their ``record_id``; others are ``simulated-1`` and so on. ``attrs`` say
        ``simulated``, ``seed``, ``weights``, ``case``, ``population`` and, in ``note``, by which conventions.

    Raises
    ------
    MusterError
        If the number of people is not settled, values of a record cannot hold together, or worlds cannot be drawn.

    Examples
    --------
    >>> from musterbook.case.case import load_case
    >>> people = simulate(load_case("moscow-2023-24"), seed=7)
    >>> len(people), int((people["signup"].str[:7] == "2023-07").sum()), people.attrs["simulated"]
    (51, 8, True)
    """
    only_case(case)
    if weights not in list(Weights):
        raise UnknownName.of("weights", weights, Weights)
    whole_number("a number of worlds", worlds, least=1)
    if seed is not None:
        whole_number("a seed", seed)
    plan = _plan_of(case, population, Weights(weights), total)
    if plan.people * worlds > MOST_VALUES:
        raise MusterError(
            f"{worlds:,} worlds of {plan.people:,} people are more than {MOST_VALUES:,} rows; ask for fewer worlds"
        )
    rng = np.random.default_rng(seed)
    tables, placed = _placed_worlds(plan, worlds, rng)
    cells = {name: _deal(table, placed.cells[name], plan.people, rng) for name, table in tables.items()}
    frame = _Values(plan, cells, placed, rng).frame()
    frame.attrs.update(
        simulated=True, seed=seed, weights=weights, case=case.name, population=plan.basis.population, note=NOTE
    )
    return frame


def combine(frame: pd.DataFrame, statistic: Callable[[pd.DataFrame], Any]) -> pd.DataFrame:
    """Summarise a statistic over simulated worlds.

    It is computed in each world and summarised over them, as human-rights statisticians do with replicates of records
    whose missing values were imputed (HRDAG's verdata). The mean over worlds is Rubin's (1987) combined estimate. His
    variance has two parts; only the part between worlds exists here, for each world is a whole list and no sample, and
    the spread below is that part. ``low`` and ``high`` are those of the worlds drawn: the bounds over all worlds are in
    :meth:`Worlds.bounds`.

    Parameters
    ----------
    frame : DataFrame
        What :func:`simulate` gives.
    statistic : callable
        From the people of one world to a number, or to a Series or a frame of one column with a label for each number.

    Returns
    -------
    pandas.DataFrame
        One row per label: ``worlds`` (in how many it occurs), ``mean``, ``low``, ``high``, ``q05``, ``q50``, ``q95``.
        Numbers that count people (whole, and in no world more in sum than its people) are 0 in a world without the
        label. Of any other statistic such a world says nothing, and the rest is over the other worlds.

    Raises
    ------
    MusterError
        If not everybody in the frame is simulated, or the statistic is none of those above.

    Examples
    --------
    >>> from musterbook.case.case import load_case
    >>> people = simulate(load_case("moscow-2023-24"), seed=7, worlds=20)
    >>> months = combine(people, lambda one: one["signup"].str[:7].value_counts())
    >>> float(months.loc["2023-07", "mean"]), round(float(months["mean"].sum()), 9)
    (8.0, 51.0)
    """
    if not is_simulated(frame, everybody=True):
        raise MusterError("expected people who are all simulated, as simulate gives them")
    groups = frame.groupby("world", sort=False) if "world" in frame else [(1, frame)]
    worlds = [(_series(statistic(people)), len(people)) for _, people in groups]
    table = pd.concat([_numbers(found) for found, _ in worlds], axis=1).T
    filled = table.fillna(0.0) if all(_counts_people(found, people) for found, people in worlds) else table
    quantiles = {name: filled.quantile(at) for name, at in QUANTILES.items()}
    summary = {"worlds": table.count(), "mean": filled.mean(), "low": filled.min(), "high": filled.max(), **quantiles}
    return marked(pd.DataFrame(summary), simulated=True)


def _counts_people(found: pd.Series, people: int) -> bool:
    """Tell whether numbers can be those of people by label, of whom there are none where a label does not occur."""
    is_whole = pd.api.types.is_integer_dtype(found.dtype) and not found.isna().any()
    return is_whole and bool((found >= 0).all()) and int(found.sum()) <= people


def _series(found: Any) -> pd.Series:
    """Give what a statistic says of one world as a series, each label once."""
    if isinstance(found, pd.DataFrame):
        if found.shape[1] != 1:
            raise MusterError(
                f"expected a statistic of one column, found {found.shape[1]}: {', '.join(map(str, found))}"
            )
        found = found.iloc[:, 0]
    series = found if isinstance(found, pd.Series) else pd.Series({"value": found})
    if series.index.has_duplicates:
        raise MusterError("expected a statistic with each label once")
    return series


def _numbers(found: pd.Series) -> pd.Series:
    return found.astype("Float64").astype(float).rename(None)


@dataclass(frozen=True, eq=False)
class _Plan:
    """The worlds of each variable that is drawn, what is known of each record, and how many people there are."""

    basis: Basis
    worlds: Mapping[str, Worlds]
    people: int
    journeys: Sequence[Journey]

    @cached_property
    def seats(self) -> dict[str, Seats]:
        """The cells of each variable, and what is known of each record on the line of its cells."""
        return {name: self._seats(name, worlds.axis) for name, worlds in self.worlds.items()}

    @cached_property
    def groups(self) -> list[dict[int, Journey]]:
        """The records whose arrival ties sign-up and lag together, those of one party in one group."""
        groups: dict[str, dict[int, Journey]] = {}
        parties = [person.get("party", "") for person in self.basis.people]
        for record, (person, journey) in enumerate(zip(self.basis.people, self.journeys, strict=True)):
            together = bool(parties[record]) and parties.count(parties[record]) > 1
            known = bool(person.get(ARRIVAL) or person.get(DEPARTURE))
            dated = SIGNUP in self.worlds or (-inf < journey.arrival[0] and journey.arrival[1] < inf)
            if LAG in self.worlds and dated and (together or known):
                name = f"party {parties[record]}" if together else f"record {record}"
                groups.setdefault(name, {})[record] = journey
        return sorted(groups.values(), key=len, reverse=True)

    def claims_on(self, variable: str) -> list[Claim]:
        """Give the used claims on one variable."""
        return [claim for claim in self.basis.claims if claim.variable == variable]

    def _seats(self, variable: str, axis: Axis) -> Seats:
        if variable in {SIGNUP, LAG}:
            known = [getattr(journey, variable) for journey in self.journeys]
        else:
            known = [_ends(axis, person.get(variable, "")) for person in self.basis.people]
        gathered = enumerate(axis.names) if axis.kind is Kind.NUMBER else ()
        return Seats(axis.spans, frozenset(cell for cell, name in gathered if is_open(name)), known)


def _plan_of(case: Case, population: str | None, weights: Weights, total: int | None) -> _Plan:
    """Prepare to draw lists of one population."""
    basis = basis_of(case, population, total=total)
    variables = _variables(basis)
    if not variables:
        raise Unanswerable.no_claims(SIGNUP, basis.population, basis.variables)
    journeys = _journeys(basis)
    axes = {one: _edge_axis(basis) if one == SIGNUP else axis_of(basis, one) for one in variables}
    every = _every(basis) if SIGNUP in axes else Every.MONTH
    if SIGNUP in axes and weights is Weights.UNIFORM:
        axes[SIGNUP] = axis_of(basis, SIGNUP, every)
    eased = _eased(case, basis, axes)
    worlds = {one: possible_worlds(eased, one, basis.population, every=every, total=total) for one in variables}
    ends = {one.total for one in worlds.values()}
    low, high = max(low for low, _ in ends), min((high for _, high in ends if high is not None), default=None)
    if low != high:
        said = f"at least {low}" if high is None else f"{low} to {high}"
        raise Unanswerable(
            f"the number of people of {basis.population!r} is not settled, it is {said}; give one with total="
        )
    if SIGNUP in axes and weights is Weights.STEADY:
        settled = replace(worlds[SIGNUP].basis, total=low)
        solver = Solver(rules_of(settled, axes[SIGNUP]), settled, apart=True, whole_cells=False)
        worlds[SIGNUP] = replace(worlds[SIGNUP], basis=settled, weights=weights, solver=solver)
    return _Plan(basis, worlds, low, journeys)


def _variables(basis: Basis) -> list[str]:
    """Give what is drawn: variables that claims narrow or records state, parties only where claims do."""
    narrowed = {claim.variable for claim in basis.claims if claim.narrows}
    stated = {name for person in basis.people for name, text in person.items() if text}
    mentioned = [one for one in basis.variables if one in narrowed | stated or one not in basis.claimed]
    mentioned += [one for one in basis.claimed if one == SIGNUP and one not in mentioned]
    dates = [one for one in mentioned if basis.kind_of(one) is Kind.DATE and one != SIGNUP]
    for one in dates:
        if one in narrowed:
            raise Unanswerable.no_window(basis.population, one, basis.event)
    return [one for one in mentioned if one not in dates and (one != SIGNUP or basis.window is not None)]


def _every(basis: Basis) -> Every:
    """Give the longest cells in which every used claim on sign-ups can be told."""
    assert basis.window is not None
    needed = {span.start for span in _edge_axis(replace(basis, people=())).spans}
    for every in (Every.MONTH, Every.WEEK):
        few_enough(SIGNUP, basis.window, every)
        if needed <= {span.start for span in date_axis(SIGNUP, basis.window, every).spans}:
            return every
    return Every.DAY


def _edge_axis(basis: Basis) -> Axis:
    """Lay out sign-ups in the longest cells in which every used claim and every record can be told."""
    assert basis.window is not None
    few_enough(SIGNUP, basis.window, Every.MONTH)
    whole = span_of_period(basis.window)
    spans = [whole, *(span_of_period(Interval.date(person[SIGNUP])) for person in basis.people if person.get(SIGNUP))]
    for claim in basis.claims:
        if claim.variable == SIGNUP:
            spans += _told(claim, basis.window)
    edges = sorted({edge for span in spans for edge in (span.start, span.stop) if whole.start <= edge <= whole.stop})
    cells = [Span(*ends) for ends in pairwise(edges)]
    return Axis(SIGNUP, Kind.DATE, tuple(str(period_of_span(cell)) for cell in cells), tuple(cells))


def _told(claim: Claim, window: Interval) -> Iterator[Span]:
    """Give the spans that a claim on sign-ups tells apart."""
    if claim.where:
        yield span_of_period(Interval.date(claim.where))
    length = None
    if claim.statistic is Statistic.OCCUPIED:
        length = occupied_length(claim.unit)
    elif claim.statistic is Statistic.PEAK:
        length = cell_length(Interval.date(claim.where), window)
    yield from date_axis(SIGNUP, window, length).spans if length else ()


def _eased(case: Case, basis: Basis, axes: Mapping[str, Axis]) -> Case:
    """Give the case with its coarse records widened so that their limits nest."""
    records = case.records.copy()
    mine = records["population_id"] == basis.population
    for variable, axis in axes.items():
        if axis.kind is not Kind.LABEL and variable in records:
            texts = records.loc[mine, variable].fillna("")
            wide = _widened(rules_of(replace(basis, people=()), axis), set(texts) - {""})
            records.loc[mine, variable] = [wide.get(text) for text in texts]
    return replace(case, records=records)


def _widened(rules: Rules, texts: Iterable[str]) -> dict[str, str]:
    """Widen what texts say to whole cells, and on until no span crosses another, or one that a claim limits."""
    axis = rules.axis
    spans = {text: _whole_cells(axis, axis.span_of(text)) for text in texts}
    if rules.medians:
        # The limits of a median may lie anywhere, and cross whatever is more than one number.
        spans = {text: span if span.size == 1 else axis.whole for text, span in spans.items()}
    changed = True
    while changed:
        changed = False
        for text in spans:
            for other in [*_limited(rules), *spans.values()]:
                if spans[text].crosses(other):
                    spans[text] = Span(min(spans[text].start, other.start), max(spans[text].stop, other.stop))
                    changed = True
    return {text: text if spans[text] == axis.span_of(text) else _text(axis, spans[text]) for text in spans}


def _limited(rules: Rules) -> Iterator[Span]:
    """Give the spans that claims speak of."""
    yield from (limit.span for limit in rules.limits)
    yield from (span for peak in rules.peaks for span in (peak.at, *peak.others))
    yield from (span for one in rules.occupied for span in one.spans)


def _whole_cells(axis: Axis, span: Span) -> Span:
    meeting = [one for one in axis.spans if one.start < span.stop and span.start < one.stop]
    return Span(meeting[0].start, meeting[-1].stop)


def _text(axis: Axis, span: Span) -> str:
    """Write a span as a coarse date or number."""
    if axis.kind is Kind.DATE:
        return str(period_of_span(span))
    low, high = span.start, span.stop - 1
    endless = is_open(axis.names[-1]) and span.stop == axis.whole.stop
    return f"{low}.." if endless else f"{low}..{high}"


def _journeys(basis: Basis) -> list[Journey]:
    """Give what is known of each record's arrival, sign-up, lag and departure, one in the light of the others."""
    found = [_journey(person, basis.window) for person in basis.people]
    wrong = [person["record_id"] for person, one in zip(basis.people, found, strict=True) if one is None]
    if wrong:
        raise MusterError(
            f"values of one record that cannot hold together: {', '.join(wrong)}; expected {LAG} to be the days "
            "from arrival to a sign-up in the window, and no departure before the arrival"
        )
    return [one for one in found if one is not None]


def _journey(person: Mapping[str, str], window: Interval | None) -> Journey | None:
    signup, arrival, departure = (ends_of(person.get(name, ""), Kind.DATE) for name in (SIGNUP, ARRIVAL, DEPARTURE))
    lag = meet(ends_of(person.get(LAG, ""), Kind.NUMBER), FORWARD)
    return Journey(meet(signup, window.ends) if window else signup, arrival, departure, lag).settled()


def _ends(axis: Axis, text: str) -> Ends:
    if not text:
        return ANY
    if axis.kind is Kind.NUMBER:
        return ends_of(text, axis.kind)
    cell = axis.cell(text)
    return cell, cell


def _placed_worlds(plan: _Plan, worlds: int, rng: np.random.Generator) -> tuple[dict[str, Integers], Placed]:
    """Draw tables of counts until enough of them have a place for every record."""
    parts: list[tuple[dict[str, Integers], Placed]] = []
    kept = tried = 0
    while kept < worlds:
        if tried >= MOST_DRAWN + 20 * worlds:
            raise Unanswerable(_no_place(plan, tried, kept))
        size = max(worlds - kept, FEWEST_DRAWN) if tried else worlds
        tables = {name: one.sample(size, int(rng.integers(2**32))).to_numpy() for name, one in plan.worlds.items()}
        found = place(plan.seats, plan.groups, tables, rng)
        rows = np.flatnonzero(found.fits)[: worlds - kept]
        parts.append(({name: table[rows] for name, table in tables.items()}, found.only(rows)))
        kept, tried = kept + len(rows), tried + size
    joined = {name: np.concatenate([tables[name] for tables, _ in parts]) for name in plan.worlds}
    return joined, Placed.joined([found for _, found in parts])


def _no_place(plan: _Plan, tried: int, found: int) -> str:
    names = ", ".join(person["record_id"] for person in plan.basis.people)
    return (
        f"of {tried:,} tables drawn for {plan.basis.population!r} {found:,} have a place for every record: what is "
        f"known of {names} hardly holds together with the claims, or not at all; look at arrivals, lags and sign-ups"
    )


def _deal(table: Integers, taken: Integers, people: int, rng: np.random.Generator) -> Integers:
    """Deal the places that records leave to everybody else, at random: a row per world, a column per person."""
    worlds, size = table.shape
    cells = np.full((worlds, people), -1, dtype=np.int64)
    cells[:, : taken.shape[1]] = taken
    left = table.copy()
    for column in taken.T:
        rows = np.flatnonzero(column >= 0)
        left[rows, column[rows]] -= 1
    places = np.repeat(np.tile(np.arange(size), worlds), left.ravel())
    owners = np.repeat(np.arange(worlds), left.sum(axis=1))
    cells[cells < 0] = places[np.lexsort((rng.random(len(places)), owners))]
    return cells


@dataclass(frozen=True, eq=False)
class _Values:
    """From cells to values, days, numbers and labels: a row per world, a column per person."""

    plan: _Plan
    cells: Mapping[str, Integers]
    placed: Placed
    rng: np.random.Generator

    def frame(self) -> pd.DataFrame:
        """Lay out all values, a row per person."""
        numbers = {name: self._numbers(name) for name in self.cells if kind_of(name) is not Kind.LABEL}
        days = self._days(numbers)
        columns: dict[str, Any] = {"record_id": self._ids()}
        columns["population_id"] = np.full(self._shape, self.plan.basis.population, dtype=object)
        stated = [str(field["name"]) for field in fields("records")]
        drawn: dict[str, Any] = {name: _iso(values) for name, values in days.items()} | self._labels()
        lags = numbers.get(LAG, days[SIGNUP] - days[ARRIVAL])
        whole = {name: values for name, values in numbers.items() if name not in {SIGNUP, LAG}} | {LAG: lags}
        drawn |= {name: _whole(values) for name, values in whole.items()}
        columns |= {name: drawn.pop(name) if name in drawn else self._stated(name) for name in stated[2:]} | drawn
        first = {"world": np.repeat(np.arange(1, self._shape[0] + 1), self._shape[1])} if self._shape[0] > 1 else {}
        flat = {name: pd.array(values.ravel(), "Int64" if name in whole else "str") for name, values in columns.items()}
        return pd.DataFrame(first | flat).assign(simulated=True)

    @property
    def _shape(self) -> tuple[int, int]:
        return len(self.placed.fits), self.plan.people

    def _numbers(self, variable: str) -> Floats:
        """Draw a number of each person's cell that agrees with the record; travellers have theirs."""
        seats, cells = self.plan.seats[variable], self.cells[variable]
        low, high = (seats.ends[cells, end].astype(float) for end in (0, 1))
        known = np.array(seats.known, dtype=float).reshape(-1, 2)
        mine = np.s_[:, : len(known)]
        low[mine] = np.maximum(low[mine], known[:, 0])
        high[mine] = np.maximum(np.minimum(high[mine], known[:, 1]), low[mine])
        drawn: Floats = low + np.floor(self.rng.random(low.shape) * (high - low + 1))
        if seats.open and any(one.statistic is Statistic.PEAK for one in self.plan.claims_on(variable)):
            drawn = _apart(drawn, cells, seats)
        if variable in self.placed.numbers:
            own = self.placed.numbers[variable]
            drawn[mine] = np.where(np.isnan(own), drawn[mine], own)
        return drawn

    def _days(self, numbers: Mapping[str, Floats]) -> dict[str, Floats]:
        """Give the days of sign-up, arrival and departure; what nothing is known of is not a number."""
        known, blank = self.plan.journeys, np.full(self._shape, np.nan)
        signup, arrival, departure = numbers.get(SIGNUP, blank).copy(), blank.copy(), blank.copy()
        if SIGNUP not in numbers:
            signup[:, : len(known)] = self.placed.numbers[SIGNUP]
            self._fill(signup, [one.signup for one in known])
        if LAG in numbers:
            arrival = signup - numbers[LAG]
        self._fill(arrival, [one.arrival for one in known], latest=signup)
        pairs = zip(known, self.plan.basis.people, strict=True)
        left = [one.departure if person.get(DEPARTURE) else ANY for one, person in pairs]
        self._fill(departure, left, earliest=arrival)
        return {SIGNUP: signup, ARRIVAL: arrival, DEPARTURE: departure}

    def _fill(
        self, days: Floats, known: Sequence[Ends], earliest: Floats | None = None, latest: Floats | None = None
    ) -> None:
        """Draw days for records of which both ends are known, where none is set yet."""
        for record, (low, high) in enumerate(known):
            if -inf < low and high < inf:
                lows = np.fmax(low, np.nan if earliest is None else earliest[:, record])
                highs = np.fmin(high, np.nan if latest is None else latest[:, record])
                drawn = lows + np.floor(self.rng.random(len(days)) * (highs - lows + 1))
                days[:, record] = np.where(np.isnan(days[:, record]), drawn, days[:, record])

    def _labels(self) -> dict[str, Objects]:
        """Give labels; one that is none of those mentioned is missing unless claims need it said."""
        found = {}
        for name in (name for name in self.cells if kind_of(name) is Kind.LABEL):
            names: list[str | None] = list(self.plan.worlds[name].axis.names)
            if not _limits_from_above(self.plan.claims_on(name)):
                names = [None if one == OTHER else one for one in names]
            found[name] = np.array(names, dtype=object)[self.cells[name]]
        return found

    def _ids(self) -> Objects:
        mine = [person["record_id"] for person in self.plan.basis.people]
        names = [*mine, *(f"simulated-{one + 1}" for one in range(self.plan.people - len(mine)))]
        return np.tile(np.array(names, dtype=object), (self._shape[0], 1))

    def _stated(self, name: str) -> Objects:
        """Give what records state of a column that is not drawn."""
        texts: list[str | None] = [person.get(name) or None for person in self.plan.basis.people]
        row = np.array([*texts, *([None] * (self.plan.people - len(texts)))], dtype=object)
        return np.tile(row, (self._shape[0], 1))


def _apart(drawn: Floats, cells: Integers, seats: Seats) -> Floats:
    """Give the people of an open cell numbers of their own, counted away from what is mentioned."""
    for cell in seats.open:
        ranks = np.cumsum(cells == cell, axis=1) - 1
        own = seats.ends[cell, 0] + ranks if cell else seats.ends[cell, 1] - ranks
        drawn = np.where(cells == cell, own, drawn)
    return drawn


def _limits_from_above(claims: Iterable[Claim]) -> bool:
    """Tell whether some claim says at most how many people have a label, or counts labels."""
    return any(claim.relation is not Relation.AT_LEAST or claim.statistic is not Statistic.COUNT for claim in claims)


def _whole(values: Floats) -> Objects:
    """Give numbers as whole ones, missing where there is none."""
    whole: Objects = np.nan_to_num(values).astype(np.int64).astype(object)
    whole[np.isnan(values)] = None
    return whole


def _iso(values: Floats) -> Objects:
    """Write numbered days as ISO 8601."""
    known = ~np.isnan(values)
    days = np.where(known, values, EPOCH).astype(np.int64) - EPOCH
    texts: Objects = np.datetime_as_string(days.astype("datetime64[D]")).astype(object)
    texts[~known] = None
    return texts
