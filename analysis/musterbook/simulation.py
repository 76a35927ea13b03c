"""Simulation: complete lists of people in possible worlds, to see what a list could look like and to try code on.

Such a list is no report: the people who were described are in it, and all that was not published is made up. The tables
of counts are drawn from all worlds by the stated weights, variable by variable; the records take places that their
values allow, and everybody else's values are dealt out at random. What is drawn agrees with every used claim and every
record. Where values of records constrain each other across variables (a sign-up is an arrival and a lag), tables in
which the records find no place together are drawn anew.

Which tables: under uniform weights those of months, or of weeks or days where used claims are about parts of months.
Under steady weights days are what is drawn, and days that neither a claim nor a record tells apart are one cell. Coarse
records may cross a cell or each other: a sign-up between 30 August and 2 September, ages 18 to 25 and 20 to 30. Such
values are left out at first; the tables are then a few more than there are, and those in which the records find no
place as they stand are drawn anew.

Conventions. A day within a cell is drawn uniformly. An open cell of numbers ("3..") stands for the 30 numbers next to
what is mentioned, uniformly; where a peak is claimed, each of its people has a number of their own, so that none of
them rivals the peak. People of one party arrive on one day. A label that is none of those mentioned is missing, unless
some claim says how many people have a label at most: then it is written out, for a missing one might be any. What
nothing is known of is missing.

A world says how many people each cell holds, not who. Each record takes a place that its values allow, at random among
those that are left, and the rest are dealt out afterwards. Where chance would leave some record without a place, the
records are seated by who has the earliest end, which finds places for all if there are any (Glover 1967, matchings in
convex bipartite graphs). People who are known to have arrived on some day, or together, have their lags first and then
a day of arrival on which all of them find a place, for a sign-up is an arrival and a lag together. Arrays have a row
for each world and a column for each person; what is drawn is drawn for all worlds in one step.

What follows from a case also hangs on how its claims are read; :func:`compare_readings` shows how much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf, isfinite
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from musterbook.case.case import Case, only_case
from musterbook.case.claims import Relation, Statistic, Status
from musterbook.errors import MusterError, Unanswerable, whole_number
from musterbook.frames import is_simulated, marked
from musterbook.intervals import Every, Kind
from musterbook.movements import ANY, ARRIVAL, DEPARTURE, LEGS, Ends, Journey, ends_of
from musterbook.progress import doing
from musterbook.schema import LAG, SIGNUP, fields
from musterbook.worlds.axes import EVERYBODY, OTHER, Axis, Span, between, edges_of, is_open
from musterbook.worlds.constraints import Basis, Reading, axis_of, basis_of, broad_axis, rules_of
from musterbook.worlds.solver import Solver
from musterbook.worlds.worlds import QUANTILES, Weights, Worlds, possible_worlds

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
AS_JUDGED = "as judged"
NOTE = (
    "Simulated: what was not published is made up. Days within a cell are uniform; an open cell of numbers stands for "
    "the 30 numbers next to what is mentioned; people of one party arrive on one day."
)
# The day that NumPy counts days from, as Python numbers days.
EPOCH = 719_163
MOST_VALUES = 50_000_000
OPEN_NUMBERS = 30
FEWEST_DRAWN, MOST_DRAWN = 50, 5_000
# Where a placing holds the days of those who travelled, and the lags of all records, after the cells.
DAYS, LAGS = -2, -1
TRIES = 20


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
    >>> import musterbook as mb
    >>> people = mb.simulate(mb.load_case("moscow-2023-24"), seed=7)
    >>> len(people), int((people["signup"].str[:7] == "2023-07").sum()), people.attrs["simulated"]
    (51, 8, True)
    """
    only_case(case)
    whole_number("a number of worlds", worlds, least=1)
    if seed is not None:
        whole_number("a seed", seed)
    plan = _plan(case, basis_of(case, population, total=total), total, Weights(weights), np.random.default_rng(seed))
    if plan.people * worlds > MOST_VALUES:
        raise MusterError(f"{worlds:,} worlds of {plan.people:,} people are over {MOST_VALUES:,} rows; ask for fewer")
    frame = plan.frame(*plan.placed_worlds(worlds))
    about = {"case": case.name, "population": plan.basis.population, "note": NOTE}
    frame.attrs.update(simulated=True, seed=seed, weights=weights, **about)
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
    >>> import musterbook as mb
    >>> people = mb.simulate(mb.load_case("moscow-2023-24"), seed=7, worlds=20)
    >>> months = mb.combine(people, lambda one: one["signup"].str[:7].value_counts())
    >>> float(months.loc["2023-07", "mean"]), round(float(months["mean"].sum()), 9)
    (8.0, 51.0)
    """
    if not is_simulated(frame, everybody=True):
        raise MusterError("expected people who are all simulated, as simulate gives them")
    groups = frame.groupby("world", sort=False) if "world" in frame else [(1, frame)]
    worlds, are_people = [], True
    for _, people in groups:
        found = statistic(people)
        if isinstance(found, pd.DataFrame):
            if found.shape[1] != 1:
                told = f"{found.shape[1]}: {', '.join(map(str, found))}"
                raise MusterError(f"expected a statistic of one column, found {told}")
            found = found.iloc[:, 0]
        series = found if isinstance(found, pd.Series) else pd.Series({"value": found})
        if series.index.has_duplicates:
            raise MusterError("expected a statistic with each label once")
        are_whole = pd.api.types.is_integer_dtype(series.dtype) and not series.isna().any()
        are_people = bool(are_people and are_whole and (series >= 0).all() and series.sum() <= len(people))
        worlds.append(series.astype("Float64").astype(float).rename(None))
    table = pd.concat(worlds, axis=1).T
    filled = table.fillna(0.0) if are_people else table
    quantiles = {name: filled.quantile(float(at)) for name, at in QUANTILES.items()}
    summary = {"worlds": table.count(), "mean": filled.mean(), "low": filled.min(), "high": filled.max(), **quantiles}
    return marked(pd.DataFrame(summary), simulated=True)


def compare_readings(case: Case, variable: str, population: str | None = None, *, every: str = "month") -> pd.DataFrame:
    """Tabulate how much follows under each reading: which results hang on a judgement, and which do not.

    Parameters
    ----------
    case, variable, population, every
        As for :func:`possible_worlds`.

    Returns
    -------
    pandas.DataFrame
        One row per reading and cell: ``reading``, "as judged" first, then each that could change something for this
        variable; ``worlds`` (their number; 0 where it contradicts itself), ``cell``, ``low``, ``high`` (missing where
        no world exists).

    Examples
    --------
    >>> import musterbook as mb
    >>> table = mb.compare_readings(mb.load_case("moscow-2023-24"), "signup")
    >>> table["reading"].unique().tolist()
    ['as judged', 'every cell occupied', 'ties for the peak allowed', 'records ignored']
    """
    only_case(case)
    name = case.population(population)
    claims = [one for one in case.claim_list if one.population_id == name and one.variable == variable]
    could_matter = {
        Reading.OCCUPIED: any(one.statistic is Statistic.OCCUPIED for one in claims),
        Reading.TIES: any(one.statistic is Statistic.PEAK for one in claims),
        Reading.NO_RECORDS: case.records.get(variable, pd.Series(dtype="str")).notna().any(),
        **{one.claim_id: one.status is Status.DISPUTED for one in claims},
    }
    parts = []
    for reading in [AS_JUDGED, *(str(one) for one, matters in could_matter.items() if matters)]:
        assume = () if reading == AS_JUDGED else reading
        worlds = possible_worlds(case, variable, population, every=every, assume=assume)
        table = worlds.bounds() if worlds.count else pd.DataFrame({"cell": pd.array(worlds.axis.names, "str")})
        parts.append(table.assign(reading=reading, worlds=pd.Series([worlds.count] * len(table), dtype=object)))
    return pd.concat(parts, ignore_index=True).reindex(columns=["reading", "worlds", "cell", "low", "high"])


# What is to be drawn


def _plan(case: Case, basis: Basis, total: int | None, weights: Weights, rng: np.random.Generator) -> ListPlan:
    """Prepare to draw lists of a population; ``total`` is how many people somebody says there are."""
    event, drawn, window = basis.event, _variables(basis), basis.window if basis.event == SIGNUP else None
    if not drawn:
        raise Unanswerable.no_claims(event, basis.population, basis.variables)
    within = (window.first.toordinal(), window.last.toordinal()) if window else ANY
    journeys = {person["record_id"]: Journey.of(person, within).settled() for person in basis.people}
    if wrong := [name for name, one in journeys.items() if one is None]:
        told = f"values of one record that cannot hold together: {', '.join(wrong)}"
        raise MusterError(f"{told}; expected {Journey.MEANT}")
    every, pieces = _cells_of_event(basis) if event in drawn else (Every.MONTH, EVERYBODY)
    is_steady = weights is Weights.STEADY and event in drawn
    axes = {one: axis_of(basis, one, every) for one in drawn} | ({event: pieces} if is_steady else {})
    eased = _eased(case, basis, axes)
    worlds = {one: possible_worlds(eased, one, basis.population, every=every, total=total) for one in drawn}
    ends = {one.total for one in worlds.values()}
    low, high = max(low for low, _ in ends), min((high for _, high in ends if high is not None), default=None)
    if low != high:
        told = f"the number of people of {basis.population!r} is not settled, it is"
        raise Unanswerable(f"{told} {f'at least {low}' if high is None else f'{low} to {high}'}; give one with total=")
    if is_steady:
        settled = worlds[event].basis.with_total(low)
        solver = Solver(rules_of(settled, axes[event]), settled, whole_cells=False)
        worlds[event] = replace(worlds[event], weights=weights, solver=solver)
    return ListPlan(basis, worlds, low, [one for one in journeys.values() if one], rng)


def _variables(basis: Basis) -> list[str]:
    """Name what is drawn: what claims narrow or records state, and the event where everybody is counted."""
    narrowed = {claim.variable for claim in basis.claims if claim.narrows}
    stated = {name for person in basis.people for name, text in person.items() if text}
    counted = {basis.event} if any(claim.variable in {"", basis.event} for claim in basis.claims) else set()
    dates = [one for one in basis.variables if basis.kind_of(one) is Kind.DATE and one != basis.event]
    if undated := [one for one in dates if one in narrowed]:
        raise Unanswerable.no_window(basis.population, undated[0], basis.event)
    found = dict.fromkeys([*(one for one in basis.variables if one in narrowed | stated), *counted])
    return [one for one in found if one not in dates and (one != basis.event or basis.window is not None)]


def _cells_of_event(basis: Basis) -> tuple[Every, Axis]:
    """Give the longest cells in which every used claim on the event can be told: of a calendar, and of any days.

    Those of any days tell every record apart too.
    """
    axis = broad_axis(basis, basis.event)
    edges, whole = edges_of(_told_apart(basis, axis)), axis.whole
    calendar = (Every.MONTH, Every.WEEK)
    every = next((one for one in calendar if edges <= edges_of(axis_of(basis, basis.event, one).spans)), Every.DAY)
    stated = [axis.span_of(person[basis.event]) for person in basis.people if person.get(basis.event)]
    cells = between(edge for edge in edges | edges_of([whole, *stated]) if whole.start <= edge <= whole.stop)
    return every, Axis(basis.event, Kind.DATE, tuple(str(cell.period) for cell in cells), cells)


def _told_apart(basis: Basis, axis: Axis) -> Iterator[Span]:
    """Give the spans that claims speak of."""
    rules = rules_of(replace(basis, people=()), axis)
    yield from rules.spans
    for cell in axis.spans[1:] if rules.of(Statistic.MEDIAN) else ():
        # The limits of a median may lie anywhere, and cross whatever is more than one number.
        yield Span(axis.whole.start, cell.start)
        yield Span(cell.start, axis.whole.stop)


def _eased(case: Case, basis: Basis, axes: Mapping[str, Axis]) -> Case:
    """Leave out of the case what records say that crosses a cell, a claim or, narrowest first, another record."""
    records = case.records.copy()
    mine = records["population_id"] == basis.population
    for variable, axis in axes.items():
        if axis.kind is not Kind.LABEL and variable in records:
            spans = {text: axis.span_of(text) for text in records.loc[mine, variable].dropna().unique()}
            kept = [*axis.spans, *_told_apart(basis, axis)]
            for text in sorted(spans, key=lambda text: spans[text].size):
                if any(spans[text].crosses(other) for other in kept):
                    records.loc[mine & (records[variable] == text), variable] = None
                else:
                    kept.append(spans[text])
    return replace(case, records=records)


@dataclass(frozen=True, eq=False)
class Seats:
    """The cells of one variable, and the least and the largest that is known of each record on their line."""

    axis: Axis
    known: Sequence[Ends]

    @cached_property
    def endless(self) -> dict[int, int]:
        """The cells that have no end, with the side to which they have none: the first or the last of numbers."""
        names = self.axis.names if self.axis.kind is Kind.NUMBER else ()
        return {cell: 1 if cell else -1 for cell, name in enumerate(names) if is_open(name)}

    @cached_property
    def ends(self) -> Floats:
        """The first and the last number of each cell; of an endless one those that are drawn from."""
        ends = np.array([(span.start, span.stop - 1) for span in self.axis.spans], dtype=float)
        for cell, side in self.endless.items():
            ends[cell, (side + 1) // 2] += side * (OPEN_NUMBERS - 1)
        return np.maximum(ends, 0) if self.endless else ends

    @cached_property
    def runs(self) -> list[tuple[int, int]]:
        """The first and the last cell that each record may be in; the first is beyond the last if there is none."""
        ends = self.ends.copy()
        for cell, side in self.endless.items():
            ends[cell, (side + 1) // 2] = side * inf
        meeting = [np.flatnonzero((ends[:, 0] <= most) & (least <= ends[:, 1])) for least, most in self.known]
        return [(int(cells[0]), int(cells[-1])) if len(cells) else (0, -1) for cells in meeting]

    def cell_of(self, numbers: Floats) -> Integers:
        """Give the cells of numbers, those beyond the last cell being in it."""
        cells: Integers = np.searchsorted([span.start for span in self.axis.spans], numbers, "right") - 1
        return np.maximum(cells, 0)

    def draw(self, cells: Integers, rng: np.random.Generator, *, apart: bool = False) -> Floats:
        """Draw a number of each person's cell; the first people are the records, whose numbers agree with them.

        ``apart`` gives the people of an endless cell numbers of their own, counted away from what is mentioned.
        """
        low, high = (self.ends[cells, end] for end in (0, 1))
        known = np.array(self.known, dtype=float).reshape(-1, 2)
        mine = np.s_[:, : len(known)]
        low[mine] = np.maximum(low[mine], known[:, 0])
        high[mine] = np.maximum(np.minimum(high[mine], known[:, 1]), low[mine])
        drawn: Floats = low + np.floor(rng.random(low.shape) * (high - low + 1))
        for cell, side in self.endless.items() if apart else ():
            ranks = np.cumsum(cells == cell, axis=1) - 1
            drawn = np.where(cells == cell, self.axis.spans[cell].start + side * ranks, drawn)
        return drawn


@dataclass(frozen=True, eq=False)
class ListPlan:
    """The worlds of each variable that is drawn, how many people there are, and what is known of each record."""

    basis: Basis
    worlds: Mapping[str, Worlds]
    people: int
    journeys: Sequence[Journey]
    rng: np.random.Generator

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

    @cached_property
    def travelled(self) -> list[int]:
        """The records of all groups."""
        return [record for group in self.groups for record in group]

    def draw(self, variable: str, cells: Integers, placed: Floats) -> Any:
        """Draw a number of each person's cell that agrees with the record, or give its label; travellers have theirs.

        A label that is none of those mentioned is missing, unless a claim counts labels or is more than a floor.
        """
        seats, claims = self.seats[variable], [one for one in self.basis.claims if one.variable == variable]
        if seats.axis.kind is Kind.LABEL:
            is_said = any((one.relation, one.statistic) != (Relation.AT_LEAST, Statistic.COUNT) for one in claims)
            names = [None if one == OTHER and not is_said else one for one in seats.axis.names]
            return np.array(names, dtype=object)[cells]
        drawn = seats.draw(cells, self.rng, apart=any(one.statistic is Statistic.PEAK for one in claims))
        if variable in {SIGNUP, LAG}:
            drawn[:, self.travelled] = placed[:, DAYS if variable == SIGNUP else LAGS, self.travelled]
        return drawn

    def placed_worlds(self, worlds: int) -> tuple[dict[str, Integers], Floats]:
        """Draw tables of counts until enough of them have a place for every record; give both."""
        parts: list[list[Any]] = []
        kept = tried = 0
        while kept < worlds:
            if tried >= MOST_DRAWN + 20 * worlds:
                names = ", ".join(person["record_id"] for person in self.basis.people)
                told = f"of {tried:,} tables drawn for {self.basis.population!r} {kept:,} have a place for every record"
                raise Unanswerable(f"{told}: what is known of {names} hardly holds together; look at arrivals and lags")
            size = max(worlds - kept, FEWEST_DRAWN) if tried else worlds
            seeds = {name: int(self.rng.integers(2**32)) for name in self.worlds}
            tables = {name: one.sample(size, seeds[name]).to_numpy() for name, one in self.worlds.items()}
            placed, fits = self.placed_once(tables)
            for _ in range(TRIES - 1 if self.groups else 0):
                if not fits.all():
                    left = {name: table[~fits] for name, table in tables.items()}
                    placed[~fits], fits[~fits] = self.placed_once(left)
            rows = np.flatnonzero(fits)[: worlds - kept]
            parts.append([one[rows] for one in (*tables.values(), placed)])
            kept, tried = kept + len(rows), tried + size
        *found, placed = (np.concatenate(each) for each in zip(*parts, strict=True))
        return dict(zip(self.worlds, found, strict=True)), placed

    def placed_once(self, tables: Mapping[str, Integers]) -> tuple[Floats, Any]:
        """Give the cell of each record by variable, then days and lags, in each world; and where all find a place."""
        at = {name: place for place, name in enumerate(tables)}
        placed = np.full((len(next(iter(tables.values()))), len(tables) + 2, len(self.journeys)), np.nan)
        for name in (one for one in tables if one != SIGNUP):
            placed[:, at[name]] = seat(self.seats[name].runs, tables[name], self.rng)
        if LAG in tables:
            placed[:, LAGS] = self.seats[LAG].draw(placed[:, at[LAG]].astype(int), self.rng)
        seats, left = self.seats.get(SIGNUP), tables[SIGNUP].copy() if SIGNUP in tables else None
        for group in self.groups:
            placed[:, DAYS, group] = self.travel(group, placed[:, LAGS, group], left)
        fits = ~np.isnan(placed[:, DAYS, self.travelled]).any(axis=1)
        if seats is not None and left is not None:
            others = [one for one in range(len(self.journeys)) if one not in self.travelled]
            placed[:, at[SIGNUP], self.travelled] = seats.cell_of(np.nan_to_num(placed[:, DAYS, self.travelled]))
            placed[:, at[SIGNUP], others] = seat([seats.runs[one] for one in others], left, self.rng)
        return placed, fits & (placed[:, : len(tables)] >= 0).all(axis=(1, 2))

    def travel(self, records: Sequence[int], lags: Floats, left: Integers | None) -> Floats:
        """Draw days of sign-up for people who arrived on one day, by the places ``left``; no number where none is.

        ``lags`` has a column for each of them. The places that are taken are no longer left.
        """
        seats, group = self.seats.get(SIGNUP), [self.journeys[one] for one in records]
        arrivals, signups = (np.array([getattr(one, leg) for one in group]) for leg in (ARRIVAL, SIGNUP))
        lows = np.maximum(arrivals[:, 0], signups[:, 0] - lags).max(axis=1)
        highs = np.minimum(arrivals[:, 1], signups[:, 1] - lags).min(axis=1)
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
        chosen = (reached <= (self.rng.random(len(reached)) * reached[:, -1])[:, None]).sum(axis=1)
        arrival = np.where(reached[:, -1] > 0, days[np.minimum(chosen, len(days) - 1)], np.nan)
        found: Floats = arrival[:, None] + lags
        if seats is not None and left is not None:
            some = np.flatnonzero(~np.isnan(arrival))
            np.subtract.at(left, (some[:, None], seats.cell_of(found[some])), 1)
        return found

    def frame(self, tables: Mapping[str, Integers], placed: Floats) -> pd.DataFrame:
        """Lay out the values of everybody, a row per person."""
        shape, basis = (len(placed), self.people), self.basis
        taken = {name: placed[:, at].astype(int) for at, name in enumerate(tables)}
        cells = {name: deal(table, taken[name], self.rng) for name, table in tables.items()}
        drawn = {name: self.draw(name, own, placed) for name, own in cells.items()}
        days = self.days(drawn, placed)
        numbers = {name for name, one in self.worlds.items() if one.axis.kind is Kind.NUMBER} | {LAG}
        made_up = range(1, self.people - len(basis.people) + 1)
        everybody = [*basis.people, *({"record_id": f"simulated-{one}"} for one in made_up)]
        names = [str(field["name"]) for field in fields("records")]
        columns: dict[str, Any] = {name: [person.get(name) or None for person in everybody] for name in names}
        columns |= {"population_id": [basis.population] * self.people, LAG: days[SIGNUP] - days[ARRIVAL]} | drawn
        for name, values in days.items():
            columns[name] = np.datetime_as_string((values - EPOCH).astype("datetime64[D]")).astype(object)
            columns[name][np.isnan(values)] = None
        flat: dict[str, Any] = {"world": np.repeat(np.arange(1, shape[0] + 1), shape[1])} if shape[0] > 1 else {}
        for name, values in columns.items():
            flat[name] = pd.array(np.broadcast_to(values, shape).ravel(), "Int64" if name in numbers else "str")
        return pd.DataFrame(flat).assign(simulated=True)

    def days(self, drawn: Mapping[str, Any], placed: Floats) -> dict[str, Floats]:
        """Give the days of every date that is drawn or stated; what nothing is known of is not a number."""
        basis = self.basis
        others = [name for name in basis.variables if basis.kind_of(name) is Kind.DATE and name not in LEGS]
        days = {name: np.full((len(placed), self.people), np.nan) for name in (SIGNUP, ARRIVAL, DEPARTURE, *others)}
        days[SIGNUP][:, self.travelled] = placed[:, DAYS, self.travelled]
        days |= {name: drawn[name] for name in days if name in drawn}
        for name, found in days.items():
            if name == ARRIVAL and LAG in drawn:
                found[:] = days[SIGNUP] - drawn[LAG]
            for record, person in enumerate(basis.people):
                known = (
                    getattr(self.journeys[record], name) if name in LEGS else ends_of(person.get(name, ""), Kind.DATE)
                )
                if person.get(name) and isfinite(known[1] - known[0]):
                    low = np.fmax(known[0], days[ARRIVAL][:, record] if name == DEPARTURE else known[0])
                    high = np.fmin(known[1], days[SIGNUP][:, record] if name == ARRIVAL else known[1])
                    own = low + np.floor(self.rng.random(len(found)) * (high - low + 1))
                    found[:, record] = np.where(np.isnan(found[:, record]), own, found[:, record])
        return days


# Places for the records


def seat(runs: Sequence[tuple[int, int]], table: Integers, rng: np.random.Generator) -> Integers:
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
