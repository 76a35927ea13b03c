"""Plans: what has to be drawn to make lists of people, and the worlds to draw it from.

A plan has the worlds of each variable and what is known of each record. To be drawn, worlds need limits that nest.
Coarse records may cross a cell or each other: a sign-up between 30 August and 2 September, ages 18 to 25 and 20 to 30.
Such records are widened until they nest; the worlds are then a few more than there are, and those in which the records
find no place as they stand are left out when drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from musterbook.auditing.journeys import (
    ANY,
    ARRIVAL,
    DEPARTURE,
    FORWARD,
    Ends,
    Journey,
    ends_of_date,
    ends_of_number,
    meet,
)
from musterbook.case.case import Case
from musterbook.case.claims import Claim, Relation, Statistic, cell_length, occupied_length
from musterbook.errors import MusterError, Unanswerable
from musterbook.intervals import Every, Interval, Kind
from musterbook.simulating.placement import Seats
from musterbook.tables import LAG, SIGNUP, kind_of
from musterbook.worlds.axes import Axis, Span, date_axis, is_open, period_of_span, span_of_period
from musterbook.worlds.basis import Basis, axis_of
from musterbook.worlds.limits import Rules, rules_of
from musterbook.worlds.readings import basis_of
from musterbook.worlds.worlds import Weights, Worlds, possible_worlds


@dataclass(frozen=True, eq=False)
class Plan:
    """The worlds of each variable that is drawn, what is known of each record, and how many people there are."""

    basis: Basis
    worlds: Mapping[str, Worlds]
    people: int

    @cached_property
    def journeys(self) -> list[Journey]:
        """What is known of each record's arrival, sign-up, lag and departure, one in the light of the others."""
        found = [_journey(person, self.basis.window) for person in self.basis.people]
        wrong = [person["record_id"] for person, one in zip(self.basis.people, found, strict=True) if one is None]
        if wrong:
            raise MusterError(
                f"values of one record that cannot hold together: {', '.join(wrong)}; expected {LAG} to be the days "
                "from arrival to a sign-up in the window, and no departure before the arrival"
            )
        return [one for one in found if one is not None]

    @cached_property
    def seats(self) -> dict[str, Seats]:
        """The cells of each variable."""
        return {name: _seats(worlds.axis) for name, worlds in self.worlds.items()}

    def known(self, variable: str) -> list[Ends]:
        """Give what is known of one variable for each record, on the line of its cells."""
        if variable in {SIGNUP, LAG}:
            return [getattr(journey, variable) for journey in self.journeys]
        texts = [person.get(variable, "") for person in self.basis.people]
        axis = self.worlds[variable].axis
        return [_ends(axis, text) for text in texts]

    def claims_on(self, variable: str) -> list[Claim]:
        """Give the used claims on one variable."""
        return [claim for claim in self.basis.claims if claim.variable == variable]


def plan_of(case: Case, population: str | None, *, weights: str, total: int | None) -> Plan:
    """Prepare to draw lists of one population."""
    basis = basis_of(case, population, total=total)
    variables = _variables(basis)
    if not variables:
        raise Unanswerable.no_claims(SIGNUP, basis.population, basis.variables)
    every = _every(basis)
    eased = _eased(case, basis, variables, every)
    worlds = {
        variable: possible_worlds(
            eased,
            variable,
            basis.population,
            every=every,
            weights=weights if variable == SIGNUP else Weights.UNIFORM,
            total=total,
        )
        for variable in variables
    }
    ends = {one.total for one in worlds.values()}
    low, high = max(low for low, _ in ends), min((high for _, high in ends if high is not None), default=None)
    if low != high:
        said = f"at least {low}" if high is None else f"{low} to {high}"
        raise Unanswerable(
            f"the number of people of {basis.population!r} is not settled, it is {said}; give one with total="
        )
    return Plan(basis, worlds, low)


def _variables(basis: Basis) -> list[str]:
    """Give what is drawn: variables that claims narrow or records state, parties only where claims do."""
    narrowed = {claim.variable for claim in basis.claims if claim.narrows}
    mentioned = [one for one in basis.variables if one in narrowed or one not in basis.claimed or _stated(basis, one)]
    mentioned += [one for one in basis.claimed if one == SIGNUP and one not in mentioned]
    dates = [one for one in mentioned if kind_of(one) is Kind.DATE and one != SIGNUP]
    for one in dates:
        if one in narrowed:
            raise Unanswerable.no_window(basis.population, one)
    drawn = [one for one in mentioned if one not in dates]
    return [one for one in drawn if one != SIGNUP or basis.window is not None]


def _stated(basis: Basis, variable: str) -> bool:
    return any(person.get(variable) for person in basis.people)


def _every(basis: Basis) -> str:
    """Give the longest cells in which every used claim on sign-ups can be told."""
    if basis.window is None:
        return Every.MONTH
    needed = {edge for claim in basis.claims if claim.variable == SIGNUP for edge in _edges(claim, basis.window)}
    for every in (Every.MONTH, Every.WEEK):
        spans = date_axis(SIGNUP, basis.window, every).spans
        if needed <= {edge for span in spans for edge in (span.start, span.stop)}:
            return every
    return Every.DAY


def _edges(claim: Claim, window: Interval) -> Iterable[int]:
    spans = [span_of_period(Interval.date(claim.where))] if claim.where else []
    length = None
    if claim.statistic is Statistic.OCCUPIED:
        length = occupied_length(claim.unit)
    elif claim.statistic is Statistic.PEAK:
        length = cell_length(Interval.date(claim.where), window)
    spans += date_axis(SIGNUP, window, length).spans if length else ()
    return {edge for span in spans for edge in (span.start, span.stop)}


def _eased(case: Case, basis: Basis, variables: Iterable[str], every: str) -> Case:
    """Give the case with its coarse records widened so that their limits nest."""
    records = case.records.copy()
    mine = records["population_id"] == basis.population
    for variable in variables:
        if kind_of(variable) is not Kind.LABEL and variable in records:
            texts = records.loc[mine, variable].fillna("")
            axis = axis_of(basis, variable, every)
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


def _journey(person: Mapping[str, str], window: Interval | None) -> Journey | None:
    within = ends_of_date(f"{window.first}/{window.last}") if window else ANY
    signup = meet(ends_of_date(person.get(SIGNUP, "")), within)
    lag = meet(ends_of_number(person.get(LAG, "")), FORWARD)
    arrival, departure = (ends_of_date(person.get(name, "")) for name in (ARRIVAL, DEPARTURE))
    known = Journey(signup, arrival, departure, lag)
    return known.settled() if signup[0] <= signup[1] and lag[0] <= lag[1] else None


def _ends(axis: Axis, text: str) -> Ends:
    if not text:
        return ANY
    if axis.kind is Kind.NUMBER:
        return ends_of_number(text)
    place = axis.cell(text)
    return place, place


def _seats(axis: Axis) -> Seats:
    numbers = axis.kind is Kind.NUMBER
    return Seats(axis.spans, frozenset(place for place, name in enumerate(axis.names) if numbers and is_open(name)))


def limits_from_above(claims: Iterable[Claim]) -> bool:
    """Tell whether some claim says at most how many people have a label, or counts labels."""
    return any(claim.relation is not Relation.AT_LEAST or claim.statistic is not Statistic.COUNT for claim in claims)
