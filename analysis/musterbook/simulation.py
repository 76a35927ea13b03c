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

What follows from a case also hangs on how its claims are read; :func:`compare_readings` shows how much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd

from musterbook.case.case import Case, only_case
from musterbook.case.claims import Statistic, Status
from musterbook.errors import MusterError, Unanswerable, UnknownName, whole_number
from musterbook.frames import is_simulated, marked
from musterbook.intervals import Every, Kind
from musterbook.lags import ANY, ARRIVAL, DEPARTURE, LEGS, Journey, ends_of
from musterbook.placement import DAYS, Floats, Integers, ListPlan, deal, placed_worlds
from musterbook.progress import doing
from musterbook.schema import LAG, SIGNUP, fields
from musterbook.worlds.axes import Axis, Span, between, edges_of
from musterbook.worlds.constraints import Basis, Reading, axis_of, basis_of, broad_axis, rules_of
from musterbook.worlds.solver import Solver
from musterbook.worlds.worlds import Weights, possible_worlds

AS_JUDGED = "as judged"
QUANTILES = {"q05": 0.05, "q50": 0.5, "q95": 0.95}
NOTE = (
    "Simulated: what was not published is made up. Days within a cell are uniform; an open cell of numbers stands for "
    "the 30 numbers next to what is mentioned; people of one party arrive on one day."
)
EPOCH = 719_163
"""The day that NumPy counts days from, as Python numbers days."""
MOST_VALUES = 50_000_000


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
    plan = _Drawing(case, basis_of(case, population, total=total), total).plan(Weights(weights))
    if plan.people * worlds > MOST_VALUES:
        many = f"{worlds:,} worlds of {plan.people:,} people are more than {MOST_VALUES:,} rows"
        raise MusterError(f"{many}; ask for fewer worlds")
    rng = np.random.default_rng(seed)
    frame = _frame(plan, *placed_worlds(plan, worlds, rng), rng)
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
    >>> from musterbook.case.case import load_case
    >>> people = simulate(load_case("moscow-2023-24"), seed=7, worlds=20)
    >>> months = combine(people, lambda one: one["signup"].str[:7].value_counts())
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
                named = f"{found.shape[1]}: {', '.join(map(str, found))}"
                raise MusterError(f"expected a statistic of one column, found {named}")
            found = found.iloc[:, 0]
        series = found if isinstance(found, pd.Series) else pd.Series({"value": found})
        if series.index.has_duplicates:
            raise MusterError("expected a statistic with each label once")
        are_whole = pd.api.types.is_integer_dtype(series.dtype) and not series.isna().any()
        are_people = bool(are_people and are_whole and (series >= 0).all() and series.sum() <= len(people))
        worlds.append(series.astype("Float64").astype(float).rename(None))
    table = pd.concat(worlds, axis=1).T
    filled = table.fillna(0.0) if are_people else table
    quantiles = {name: filled.quantile(at) for name, at in QUANTILES.items()}
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
    >>> from musterbook.case.case import load_case
    >>> table = compare_readings(load_case("moscow-2023-24"), "signup")
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


@dataclass(frozen=True)
class _Drawing:
    """A population of a case, of which lists are to be drawn; ``total`` is how many people somebody says there are."""

    case: Case
    basis: Basis
    total: int | None

    def plan(self, weights: Weights) -> ListPlan:
        """Prepare to draw lists of its people, under some weights of tables."""
        basis, drawn = self.basis, self.variables()
        event = basis.event
        if not drawn:
            raise Unanswerable.no_claims(event, basis.population, basis.variables)
        window = basis.window if basis.event == SIGNUP else None
        within = (window.first.toordinal(), window.last.toordinal()) if window else ANY
        journeys = {person["record_id"]: Journey.of(person, within).settled() for person in basis.people}
        if wrong := [name for name, one in journeys.items() if one is None]:
            told = f"values of one record that cannot hold together: {', '.join(wrong)}"
            raise MusterError(f"{told}; expected {Journey.MEANT}")
        is_steady = weights is Weights.STEADY and event in drawn
        every, pieces = self.cells_of_event() if event in drawn else (Every.MONTH, None)
        axes = {one: axis_of(basis, one, every) for one in drawn} | ({event: pieces} if is_steady and pieces else {})
        eased = self.eased(axes)
        worlds = {one: possible_worlds(eased, one, basis.population, every=every, total=self.total) for one in drawn}
        ends = {one.total for one in worlds.values()}
        low, high = max(low for low, _ in ends), min((high for _, high in ends if high is not None), default=None)
        if low != high:
            said = f"at least {low}" if high is None else f"{low} to {high}"
            told = f"the number of people of {basis.population!r} is not settled, it is {said}"
            raise Unanswerable(f"{told}; give one with total=")
        if is_steady:
            settled = worlds[event].basis.with_total(low)
            solver = Solver(rules_of(settled, axes[event]), settled, whole_cells=False)
            worlds[event] = replace(worlds[event], weights=weights, solver=solver)
        return ListPlan(basis, worlds, low, [one for one in journeys.values() if one])

    def variables(self) -> list[str]:
        """Name what is drawn: what claims narrow or records state, and the event where everybody is counted."""
        basis = self.basis
        narrowed = {claim.variable for claim in basis.claims if claim.narrows}
        stated = {name for person in basis.people for name, text in person.items() if text}
        counted = {basis.event} if any(claim.variable in {"", basis.event} for claim in basis.claims) else set()
        dates = [one for one in basis.variables if basis.kind_of(one) is Kind.DATE and one != basis.event]
        if undated := [one for one in dates if one in narrowed]:
            raise Unanswerable.no_window(basis.population, undated[0], basis.event)
        found = dict.fromkeys([*(one for one in basis.variables if one in narrowed | stated), *counted])
        return [one for one in found if one not in dates and (one != basis.event or basis.window is not None)]

    def cells_of_event(self) -> tuple[Every, Axis]:
        """Give the longest cells in which every used claim on the event can be told: of a calendar, and of any days.

        Those of any days tell every record apart too.
        """
        basis = self.basis
        axis = broad_axis(basis, basis.event)
        edges = edges_of(self.told_apart(axis))
        calendar = (Every.MONTH, Every.WEEK)
        every = next((one for one in calendar if edges <= edges_of(axis_of(basis, basis.event, one).spans)), Every.DAY)
        stated = [axis.span_of(person[basis.event]) for person in basis.people if person.get(basis.event)]
        whole = axis.whole
        cells = between(edge for edge in edges | edges_of([whole, *stated]) if whole.start <= edge <= whole.stop)
        return every, Axis(basis.event, Kind.DATE, tuple(str(cell.period) for cell in cells), cells)

    def told_apart(self, axis: Axis) -> Iterator[Span]:
        """Give the spans that claims speak of."""
        rules = rules_of(replace(self.basis, people=()), axis)
        yield from rules.spans
        for cell in axis.spans[1:] if rules.of(Statistic.MEDIAN) else ():
            # The limits of a median may lie anywhere, and cross whatever is more than one number.
            yield Span(axis.whole.start, cell.start)
            yield Span(cell.start, axis.whole.stop)

    def eased(self, axes: Mapping[str, Axis]) -> Case:
        """Leave out of the case what records say that crosses a cell, a claim or, narrowest first, another record."""
        records = self.case.records.copy()
        mine = records["population_id"] == self.basis.population
        for variable, axis in axes.items():
            if axis.kind is not Kind.LABEL and variable in records:
                texts = records.loc[mine, variable]
                spans = {text: axis.span_of(text) for text in texts.dropna().unique()}
                kept = [*axis.spans, *self.told_apart(axis)]
                for text in sorted(spans, key=lambda text: spans[text].size):
                    if any(spans[text].crosses(other) for other in kept):
                        records.loc[mine & (records[variable] == text), variable] = None
                    else:
                        kept.append(spans[text])
        return replace(self.case, records=records)


# From cells to values


def _frame(plan: ListPlan, tables: Mapping[str, Integers], placed: Floats, rng: np.random.Generator) -> pd.DataFrame:
    """Lay out the values of everybody, a row per person."""
    shape = len(placed), plan.people
    cells = {name: deal(table, placed[:, at].astype(int), rng) for at, (name, table) in enumerate(tables.items())}
    drawn = {name: plan.draw(name, own, placed, rng) for name, own in cells.items()}
    labels = {name: one for name, one in drawn.items() if plan.seats[name].axis.kind is Kind.LABEL}
    numbers = {name: one for name, one in drawn.items() if name not in labels}
    days = _days(plan, numbers, placed, rng)
    whole = {LAG: days[SIGNUP] - days[ARRIVAL]} | {name: one for name, one in numbers.items() if name not in days}
    made_up = range(1, plan.people - len(plan.basis.people) + 1)
    everybody = [*plan.basis.people, *({"record_id": f"simulated-{one}"} for one in made_up)]
    names = [str(field["name"]) for field in fields("records")]
    columns: dict[str, Any] = {name: [person.get(name) or None for person in everybody] for name in names}
    columns |= {"population_id": [plan.basis.population] * plan.people} | whole
    for name, values in days.items():
        numbered = np.nan_to_num(values, nan=EPOCH).astype(np.int64) - EPOCH
        texts = np.datetime_as_string(numbered.astype("datetime64[D]")).astype(object)
        texts[np.isnan(values)] = None
        columns[name] = texts
    columns |= labels
    flat: dict[str, Any] = {"world": np.repeat(np.arange(1, shape[0] + 1), shape[1])} if shape[0] > 1 else {}
    for name, values in columns.items():
        flat[name] = pd.array(np.broadcast_to(values, shape).ravel(), "Int64" if name in whole else "str")
    return pd.DataFrame(flat).assign(simulated=True)


def _days(plan: ListPlan, numbers: Mapping[str, Floats], placed: Floats, rng: np.random.Generator) -> dict[str, Floats]:
    """Give the days of every date that is drawn or stated; what nothing is known of is not a number."""
    basis = plan.basis
    others = [name for name in basis.variables if basis.kind_of(name) is Kind.DATE and name not in LEGS]
    days = {name: np.full((len(placed), plan.people), np.nan) for name in (SIGNUP, ARRIVAL, DEPARTURE, *others)}
    days[SIGNUP][:, plan.travelled] = placed[:, DAYS, plan.travelled]
    days |= {name: numbers[name] for name in days if name in numbers}
    for name, drawn in days.items():
        if name == ARRIVAL and LAG in numbers:
            drawn[:] = days[SIGNUP] - numbers[LAG]
        for record, person in enumerate(basis.people):
            known = getattr(plan.journeys[record], name) if name in LEGS else ends_of(person.get(name, ""), Kind.DATE)
            if person.get(name) and isfinite(known[1] - known[0]):
                low = np.fmax(known[0], days[ARRIVAL][:, record] if name == DEPARTURE else known[0])
                high = np.fmin(known[1], days[SIGNUP][:, record] if name == ARRIVAL else known[1])
                own = low + np.floor(rng.random(len(drawn)) * (high - low + 1))
                drawn[:, record] = np.where(np.isnan(drawn[:, record]), own, drawn[:, record])
    return days
