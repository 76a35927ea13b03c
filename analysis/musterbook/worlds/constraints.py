"""What is taken as true of a population, and the limits on sums of cells that follow.

A claim that a cell holds 8 people, or a half-year 31, is a :class:`Limit` on the sum over a span of an axis. A record
adds a least number: somebody was there. What cannot be said as limits alone is kept beside them and resolved later: a
peak (no other cell is as large), a number of occupied cells, a mean, a median, a share.

Records with coarse values limit spans too: a person signed up in August or September adds one to the least number of
the two months together. It is enough to look at spans that begin where some record begins and end where some record
ends, because the cells a person may be in follow each other (Glover 1967, matchings in convex bipartite graphs).

The data hold one judgement of every claim. A reading departs from it without touching the data: it lets every cell be
occupied, allows ties for the peak, sets the records aside, or uses a disputed claim instead of its rival.

Two kinds of axes are laid out. The one that is asked for has the cells a reader wants to see. The broad one is for the
question whether anything is possible at all, and for how many people: it reaches over every value anybody could have,
so that leaving a claim out never leaves a person without a cell.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate, pairwise
from math import ceil, floor
from typing import TYPE_CHECKING

from musterbook.case.claims import Claim, Relation, Statistic, Status, cell_length, occupied_length
from musterbook.errors import Unanswerable, UnknownName, whole_number
from musterbook.intervals import Every, Interval, Kind, cells
from musterbook.schema import AGE, LAG, NO_VARIABLES, OLDEST, SIGNUP, kind_of
from musterbook.worlds.axes import (
    EVERYBODY,
    UNBOUNDED,
    Axis,
    Limit,
    Span,
    date_axis,
    is_open,
    label_axis,
    number_axis,
    period_of_span,
    span_of_period,
)
from musterbook.worlds.budget import TooBig
from musterbook.worlds.families import larger, leaves_free
from musterbook.worlds.tree import build

if TYPE_CHECKING:
    from musterbook.case.case import Case

MOST_CELLS = 20_000
PLAIN = {Statistic.COUNT, Statistic.MINIMUM, Statistic.MAXIMUM, Statistic.AMOUNT}


class Reading(StrEnum):
    """A departure from the judgement in the data that any case allows."""

    OCCUPIED = "every cell occupied"
    TIES = "ties for the peak allowed"
    NO_RECORDS = "records ignored"


@dataclass(frozen=True)
class Basis:
    """What one reading of a case takes as true of one population.

    ``people`` are rows of the records table, texts as they stand, empty where nothing is stated; ``ties`` lets other
    cells be as large as a peak; ``event`` is the date column that the window is of; ``kinds`` says what the variables
    of the case hold, ``parents`` which of their labels lie within which; ``cuts`` are further values that matter for a
    variable. What somebody assumes stands among the claims, without a source. ``relatives`` are the other populations
    of a family, which are parts of each other: ``part_of`` is the larger one, and all of its people who have the value
    of ``condition`` are these.
    """

    population: str
    window: Interval | None
    claims: tuple[Claim, ...]
    people: tuple[Mapping[str, str], ...] = ()
    ties: bool = False
    event: str = SIGNUP
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    parents: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cuts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    part_of: str = ""
    condition: tuple[str, str] | None = None
    relatives: tuple[Basis, ...] = ()

    def kind_of(self, variable: str) -> Kind:
        """Say what a variable holds, as the case has it."""
        return self.kinds.get(variable, kind_of(variable))

    @property
    def names(self) -> list[str]:
        """Everything that is taken as true, by name: ids of claims and records, then what is assumed."""
        stated = [claim.claim_id for claim in self.claims if claim.source_id]
        people = [person["record_id"] for person in self.people]
        assumed = [claim.claim_id for claim in self.claims if not claim.source_id]
        kinship = [self.kinship] if self.part_of else []
        others = [name for one in self.relatives for name in one.names]
        return list(dict.fromkeys([*stated, *people, *assumed, *kinship, *others]))

    @property
    def kinship(self) -> str:
        """What it is called in answers that a population is a part of another."""
        return f"{self.population} is part of {self.part_of}"

    @property
    def joint(self) -> Basis:
        """All that is said of a family, to lay out lines that its populations share."""
        family = (self, *self.relatives)
        root = next((one for one in family if not one.part_of), self)
        cuts = dict(self.cuts)
        for one in family if self.relatives else ():
            window = [(one.event, f"{one.window.first}/{one.window.last}")] if one.window else []
            for variable, text in ([one.condition] if one.condition else []) + window:
                cuts[variable] = (*cuts.get(variable, ()), text)
        alike = all(one.event == self.event for one in family) and root.window is not None
        return replace(
            self,
            window=root.window if alike else None if self.relatives else self.window,
            claims=tuple(claim for one in family for claim in one.claims),
            people=tuple(person for one in family for person in one.people),
            cuts=cuts,
            relatives=(),
        )

    @property
    def most(self) -> int | None:
        """The largest number of people that is said of all in a family, by the roots of it; ``None`` if none is.

        A root of whom nothing is said need have nobody; one that has parts, or is asked for, may have anybody.
        """
        family = (self, *self.relatives)
        wholes = {self.population, *(one.part_of for one in family)}
        roots = [one for one in family if not one.part_of and (one.population in wholes or one.names)]
        known = [[claim.most_of(1) for claim in one.claims if not claim.narrows] for one in roots]
        ends = [[high for high in some if high is not None] for some in known]
        return max(map(min, ends)) if all(ends) else None

    @property
    def variables(self) -> list[str]:
        """The variables that claims or records speak of."""
        known = [name for person in self.people for name, text in person.items() if text and name not in NO_VARIABLES]
        return list(dict.fromkeys([*self.claimed, *known]))

    @property
    def claimed(self) -> list[str]:
        """The variables that claims speak of."""
        return list(dict.fromkeys(claim.variable for claim in self.claims if claim.variable))

    def about(self, variable: str) -> list[Claim]:
        """Give the claims on one variable, and those on all people."""
        return [claim for claim in self.claims if claim.variable in {variable, ""} or not claim.narrows]

    def only(self, names: Iterable[str]) -> Basis:
        """Give the same basis with nothing but what is named."""
        kept = set(names)
        return replace(
            self,
            claims=tuple(claim for claim in self.claims if claim.claim_id in kept),
            people=tuple(person for person in self.people if person["record_id"] in kept),
            part_of=self.part_of if self.kinship in kept else "",
            relatives=tuple(one.only(kept) for one in self.relatives),
        )

    def assuming(self, name: str, relation: Relation, value: int, *, variable: str = "", where: str = "") -> Basis:
        """Add a number of people that somebody assumes, under a name for it."""
        texts = dict.fromkeys(("source_id", "population_id", "unit", "see"), "")
        told = {"claim_id": name, "variable": variable, "where": where, "relation": relation, "value": f"{value}"}
        row = {**texts, **told, "statistic": Statistic.COUNT, "status": Status.USED}
        return replace(self, claims=(*self.claims, Claim.from_row(row, self.kinds)))

    def with_total(self, total: int) -> Basis:
        """Assume a number of people."""
        return self.assuming(f"total={total}", Relation.EXACTLY, total)

    def fully_occupied(self, axis: Axis) -> Basis:
        """Assume somebody in every cell of an axis that does not gather others."""
        basis = self
        for name, span in zip(axis.names, axis.spans, strict=True):
            if not is_open(name):
                where = str(period_of_span(span)) if axis.kind is Kind.DATE else name
                basis = basis.assuming(Reading.OCCUPIED, Relation.AT_LEAST, 1, variable=axis.variable, where=where)
        return basis


def basis_of(
    case: Case, population: str | None = None, assume: Iterable[str] | str = (), *, total: int | None = None
) -> Basis:
    """Give what one reading of a case takes as true of one population, its relatives with it.

    Parameters
    ----------
    case : Case
        The case.
    population : str, optional
        Its id; the main one if none is given.
    assume : str or iterable of str
        Readings by their words (see :class:`Reading`), or ids of disputed claims to use instead of their rivals.
    total : int, optional
        A number of people to assume.

    Raises
    ------
    MusterError
        If a reading or population does not exist; the message lists those that do.
    """
    name = case.population(population)
    chosen, family = {assume} if isinstance(assume, str) else set(assume), [name]
    for one in family:
        above = case.population_list[one].part_of
        below = [other.population_id for other in case.population_list.values() if other.part_of == one]
        family += [other for other in (*([above] if above else []), *below) if other not in family]
    of_family = [claim for claim in case.claim_list if claim.population_id in family]
    disputed = {claim.claim_id: claim for claim in of_family if claim.status is Status.DISPUTED}
    if unknown := sorted(chosen - {*Reading, *disputed}):
        raise UnknownName.of("reading", unknown[0], [*Reading, *disputed])
    instead = [disputed[one] for one in disputed if one in chosen]
    rivals = {claim.see for claim in instead}
    rivals |= {claim.see for claim in case.claim_list if claim.claim_id in rivals and claim.status is Status.REPEATS}
    used = [claim for claim in of_family if claim.status is Status.USED and claim.claim_id not in rivals]
    people = () if Reading.NO_RECORDS in chosen else case.people
    first, *others = (
        replace(
            basis_with(case, one, [claim for claim in (*used, *instead) if claim.population_id == one]),
            people=tuple(person for person in people if person["population_id"] == one),
            ties=Reading.TIES in chosen,
            part_of=case.population_list[one].part_of,
            condition=case.population_list[one].condition,
        )
        for one in family
    )
    if (not used and not instead) or (not others and not first.claims):
        raise Unanswerable(f"no claim about population {name!r} is used, so nothing can be inferred of it")
    if total is not None:
        whole_number("a total", total)
        first = first.with_total(total)
    return replace(first, relatives=tuple(others))


def basis_with(case: Case, population: str, claims: Iterable[Claim]) -> Basis:
    """Give what some claims on a population say, and nothing else of the case."""
    event, window = case.event(population), case.windows[population]
    return Basis(population, window, tuple(claims), event=event, kinds=case.kinds, parents=case.label_parents)


# Axes


def axis_of(basis: Basis, variable: str, every: str = "month") -> Axis:
    """Lay out the cells of a variable as they are asked for.

    Raises
    ------
    MusterError
        If nothing is claimed of the variable, or it is a date and the population has no window for it.
    """
    kind = basis.kind_of(variable)
    claims, texts = _mentions(basis, variable)
    if not claims and not texts and basis.relatives:
        claims, texts = _mentions(basis.joint, variable)
    of_all = kind is Kind.DATE and any(not claim.variable and claim.source_id for claim in basis.claims)
    if not claims and not texts and not of_all:
        raise Unanswerable.no_claims(variable, basis.population, basis.variables)
    if kind is Kind.LABEL:
        return _labels(basis, variable, claims, texts)
    if kind is Kind.DATE:
        if basis.window is None or variable != basis.event:
            raise Unanswerable.no_window(basis.population, variable, basis.event)
        few_enough(variable, basis.window, Every.of(every))
        return date_axis(variable, basis.window, every)
    closed = {
        one.statistic
        for one in claims
        if (one.statistic is Statistic.MINIMUM and one.limits[0] is not None)
        or (one.statistic is Statistic.MAXIMUM and one.limits[1] is not None)
    }
    others = [claim for claim in claims if not claim.statistic.is_rounded or claim.statistic is Statistic.SHARE]
    mentioned = _mentioned(others, texts) + ([0] if variable == LAG else [])
    if not mentioned:
        raise Unanswerable(f"no number of {variable!r} is mentioned, so it has no cells; claim a minimum and a maximum")
    _few_enough(variable, max(mentioned) - min(mentioned) + 1)
    below = Statistic.MINIMUM not in closed and min(mentioned) > 0
    return number_axis(variable, mentioned, open_below=below, open_above=Statistic.MAXIMUM not in closed)


def broad_axis(basis: Basis, variable: str) -> Axis:
    """Lay out a variable so that everybody has a cell whatever claims are left out, no finer than claims need it.

    Dates are the window for sign-ups, else the years that are mentioned with all days before and after; ages reach over
    every age, lags far beyond any that is mentioned; labels have a cell for all others.
    """
    claims, texts = _mentions(basis, variable)
    if basis.kind_of(variable) is Kind.LABEL:
        return _labels(basis, variable, claims, texts)
    if basis.kind_of(variable) is Kind.DATE:
        return _broad_dates(basis, variable, [*(claim.where for claim in claims if claim.where), *texts])
    counting = [one for one in claims if one.statistic not in PLAIN]
    mentioned = _mentioned(claims, texts) + [int(claim.value.number) for claim in counting if claim.value]
    highest = max([OLDEST, *mentioned]) if variable == AGE else 2 * max([0, *mentioned]) + 20
    if not counting:
        return Axis(variable, Kind.NUMBER, ("any number",), (Span(0, highest + 1),))
    _few_enough(variable, highest)
    return number_axis(variable, [0, highest], open_below=False, open_above=False)


def _broad_dates(basis: Basis, variable: str, wheres: list[str]) -> Axis:
    if variable == basis.event and basis.window is not None:
        return Axis(variable, Kind.DATE, ("window",), (span_of_period(basis.window),))
    ever, periods = span_of_period(Interval.days(dt.date.min, dt.date.max)), [Interval.date(where) for where in wheres]
    if not periods:
        return Axis(variable, Kind.DATE, ("..",), (ever,))
    first = Every.YEAR.around(min(period.first for period in periods)).first.toordinal()
    last = Every.YEAR.around(max(period.last for period in periods)).last.toordinal()
    spans = tuple(Span(*ends) for ends in pairwise(sorted({ever.start, first, last + 1, ever.stop})))
    return Axis(
        variable, Kind.DATE, tuple("years" if span.start == first else f"..{span.stop}" for span in spans), spans
    )


def few_enough(variable: str, window: Interval, every: Every) -> None:
    """Refuse to cut a window into more cells than there is room for, before it is cut."""
    shortest = {Every.DAY: 1, Every.WEEK: 7, Every.MONTH: 31, Every.QUARTER: 92, Every.YEAR: 366}[every]
    _few_enough(variable, window.size // shortest)


def _few_enough(variable: str, cells: int) -> None:
    if cells > MOST_CELLS:
        raise TooBig(f"{variable} would have {cells:,} cells; {MOST_CELLS:,} is the most")


def _labels(basis: Basis, variable: str, claims: list[Claim], texts: list[str]) -> Axis:
    labels = [*(claim.where for claim in claims if claim.where), *texts, *basis.cuts.get(variable, ())]
    return label_axis(variable, labels, basis.parents.get(variable))


def _mentions(basis: Basis, variable: str) -> tuple[list[Claim], list[str]]:
    claims = [claim for claim in basis.claims if claim.variable == variable]
    return claims, [person[variable] for person in basis.people if person.get(variable)]


def _mentioned(claims: list[Claim], texts: list[str]) -> list[int]:
    """Give all numbers that claims and records mention as values of a variable."""
    wheres = [Interval.number(text) for text in [*(claim.where for claim in claims if claim.where), *texts]]
    ends = [end for one in wheres for end in (one.low, one.high) if end is not None]
    measured = [claim for claim in claims if claim.statistic.measures_numbers and claim.statistic is not Statistic.SD]
    return ends + [int(end) for claim in measured for end in claim.limits if end is not None]


# Rules


@dataclass(frozen=True)
class PeakCell:
    """The cell ``at`` holds ``low`` to ``high`` people, more than any of the ``others``, or as many where ``ties``.

    An open span gathers numbers that are not told apart, each of them a rival: together they may hold any number of
    people, but nobody where each may hold nobody.
    """

    at: Span
    others: tuple[Span, ...]
    open: tuple[Span, ...]
    low: int
    high: int
    ties: bool
    name: str


@dataclass(frozen=True)
class Occupied:
    """``low`` to ``high`` cells hold somebody: some of the ``spans``, and any number within each of the ``open`` ones.

    An open span gathers cells that are not told apart ("3..", "other"): its people may be in one of them or in many.
    """

    spans: tuple[Span, ...]
    open: tuple[Span, ...]
    low: int
    high: int
    name: str


@dataclass(frozen=True)
class Rules:
    """All that is held to be true of one variable: an axis, limits on it, and what is more than a limit.

    ``centres`` are claims of a mean, a median or a standard deviation, ``shares`` those of a share.
    """

    axis: Axis
    limits: tuple[Limit, ...]
    peaks: tuple[PeakCell, ...] = ()
    occupied: tuple[Occupied, ...] = ()
    centres: tuple[Claim, ...] = ()
    shares: tuple[Claim, ...] = ()

    def of(self, statistic: Statistic) -> list[Claim]:
        """Give the claims of one of the centres."""
        return [one for one in self.centres if one.statistic is statistic]

    def with_limits(self, *more: Limit) -> Rules:
        """Give the same rules with further limits."""
        return replace(self, limits=(*self.limits, *more))

    @property
    def spans(self) -> Iterator[Span]:
        """Whatever is told apart."""
        yield from (limit.span for limit in self.limits)
        yield from (span for peak in self.peaks for span in (peak.at, *peak.others, *peak.open))
        yield from (span for one in self.occupied for span in (*one.spans, *one.open))


def says_something(claim: Claim) -> bool:
    """Tell whether a claim limits anything."""
    return claim.value is not None and claim.relation is not Relation.ABOUT and claim.statistic is not Statistic.AMOUNT


def ends_of(claim: Claim, per: int = 1) -> tuple[int, int]:
    """Give the least and the largest whole number that agrees with a claim once divided by ``per``."""
    low, high = claim.least_of(per), claim.most_of(per)
    return (0 if low is None else low), (UNBOUNDED if high is None else high)


def ends_of_sum(means: Sequence[Claim], numbers: Sequence[int], people: int) -> tuple[int, int]:
    """Give the least and the most that so many people can lie above the first number, all in all, under means."""
    base, most = numbers[0] * people, (numbers[-1] - numbers[0]) * people
    ends = [ends_of(one, people) for one in means]
    return max([0, *(low - base for low, _ in ends)]), min([most, *(high - base for _, high in ends)])


def ends_of_squares(deviations: Sequence[Claim], steepest: int, people: int, total: int) -> tuple[int, int]:
    """Give the least and the most sum of squares under deviations of a sample, where the sum is settled."""
    lows, highs = [0], [steepest * people]
    for claim in deviations:
        (low, high), pairs = claim.ends, people * (people - 1)
        if low is not None:
            squares = (total**2 + max(low.at, Fraction(0)) ** 2 * pairs) / people
            lows.append(ceil(squares) if low.included else floor(squares) + 1)
        if high is not None:
            squares = (total**2 + high.at**2 * pairs) / people
            highs.append(floor(squares) if high.included else ceil(squares) - 1)
    return max(lows), min(highs)


def rules_of(basis: Basis, axis: Axis) -> Rules:
    """Turn one reading into rules for one axis."""
    limits: list[Limit] = []
    peaks: list[PeakCell] = []
    occupied: list[Occupied] = []
    centres: list[Claim] = []
    shares: list[Claim] = []
    for claim in filter(says_something, basis.about(axis.variable)):
        match claim.statistic:
            case Statistic.PEAK:
                peaks.append(_peak(claim, axis, basis))
            case Statistic.OCCUPIED:
                one = _occupied(claim, axis)
                alone = _alone(one)
                limits += alone or ()
                occupied += [one] if alone is None else []
            case Statistic.COUNT:
                limits.append(Limit(axis.span_of(claim.where), *ends_of(claim), (claim.claim_id,)))
            case Statistic.MINIMUM | Statistic.MAXIMUM:
                limits += _extreme(claim, axis.whole)
            case kind:
                (shares if kind is Statistic.SHARE else centres).append(claim)
                limits.append(Limit(axis.whole, 2 if kind is Statistic.SD else 1, names=(claim.claim_id,)))
    limits += _record_limits(basis.people, axis)
    return Rules(axis, tuple(limits), tuple(peaks), tuple(occupied), tuple(centres), tuple(shares))


def _alone(one: Occupied) -> list[Limit] | None:
    """Say by limits alone that all cells are occupied, or none, or any number; ``None`` where that will not do."""
    names = (one.name,)
    if one.high == 0:
        return [Limit(span, 0, 0, names) for span in (*one.spans, *one.open)]
    if one.open or 0 < one.low < len(one.spans) or one.high < len(one.spans):
        return None
    possible = one.low <= len(one.spans)
    return [Limit(span, 1, UNBOUNDED if possible else 0, names) for span in one.spans] if one.low else []


def _extreme(claim: Claim, whole: Span) -> Iterator[Limit]:
    """Say of a youngest or oldest that nobody is beyond it and, where it is exact, that somebody is there."""
    low, high, names = claim.least_of(1), claim.most_of(1), (claim.claim_id,)
    lowest = claim.statistic is Statistic.MINIMUM
    closed, reached = (low, high) if lowest else (high, low)
    if closed is not None:
        start, stop = (whole.start, closed) if lowest else (closed + 1, whole.stop)
        if start < stop:
            yield Limit(Span(start, stop), 0, 0, names)
    if reached is not None:
        start = (low or whole.start) if lowest else reached
        yield Limit(Span(start, reached + 1 if lowest else whole.stop if high is None else high + 1), 1, names=names)


def _peak(claim: Claim, axis: Axis, basis: Basis) -> PeakCell:
    """Hold a cell against those that it was the largest of; cells that gather all others are no rivals."""
    at = axis.span_of(claim.where)
    if axis.kind is Kind.DATE:
        length = cell_length(Interval.date(claim.where), basis.window) or Every.MONTH
        rivals = _date_spans(axis, length)
    else:
        rivals = axis.rivals(claim.where)
    named = zip(axis.names, axis.spans, strict=True)
    gathered = tuple(span for name, span in named if axis.kind is not Kind.LABEL and is_open(name))
    others = tuple(span for span in rivals if span != at)
    return PeakCell(at, others, gathered, *ends_of(claim), basis.ties, claim.claim_id)


def _occupied(claim: Claim, axis: Axis) -> Occupied:
    named, within = list(zip(axis.names, axis.spans, strict=True)), axis.span_of(claim.where)
    single = [span for name, span in named if not is_open(name)]
    if axis.kind is Kind.DATE:
        single = _date_spans(axis, occupied_length(claim.unit) or Every.MONTH)
    gathered = tuple(span for name, span in named if is_open(name) and span in within)
    return Occupied(tuple(span for span in single if span in within), gathered, *ends_of(claim), claim.claim_id)


def _date_spans(axis: Axis, length: Every) -> list[Span]:
    """Give the cells of one length between what comes before and after all that is said."""
    told = [span for name, span in zip(axis.names, axis.spans, strict=True) if not is_open(name)]
    if not told:
        return []
    window = period_of_span(Span(told[0].start, told[-1].stop))
    few_enough(axis.variable, window, length)
    return [span_of_period(cell) for cell in cells(window, length)]


def _record_limits(people: Iterable[Mapping[str, str]], axis: Axis) -> Iterator[Limit]:
    """Say how many people at least must be in each span that record values fill; its own records are named first.

    Spans that cross each other fill their unions too.
    """
    laid = [(axis.span_of(person.get(axis.variable, "")), person["record_id"]) for person in people]
    whole = axis.whole
    named = [(Span(max(one.start, whole.start), min(one.stop, whole.stop)), name) for one, name in laid]
    spans = {span for span, _ in named}
    crossing = {span for span in spans if any(span.crosses(other) for other in spans)}
    starts, stops = {span.start for span in crossing}, {span.stop for span in crossing}
    for span in sorted(spans | {Span(start, stop) for start in starts for stop in stops if start < stop}):
        own = [name for one, name in named if one == span]
        others = [name for one, name in named if one != span and one in span]
        yield Limit(span, len(own) + len(others), names=(*own, *others))


def people_on_trees(basis: Basis, variables: Iterable[str]) -> list[tuple[int, int]] | None:
    """Give the numbers of people that variables allow, each, and larger populations; ``None`` where more is said."""
    above = larger(basis)
    family = (basis, *above)
    says_more = any(claim.narrows for one in above for claim in one.claims) or any(one.people for one in above)
    says_more = says_more or any(one.condition for one in family) or len(above) < len(basis.relatives)
    if says_more or not leaves_free(basis, basis.event) or any(one.statistic not in PLAIN for one in basis.claims):
        return None
    axes = [broad_axis(basis, variable) if variable else EVERYBODY for variable in variables]
    trees = [build(axis.spans, rules_of(basis, axis).limits) for axis in axes]
    ends = [(tree.low, tree.high) if tree.feasible else (1, 0) for tree in trees]
    # Whoever is larger has no fewer people, and so on up to the largest.
    around = [build(EVERYBODY.spans, rules_of(one, EVERYBODY).limits) for one in above]
    least = accumulate((tree.low for tree in around), max)
    fits = all(low <= tree.high for low, tree in zip(least, around, strict=True))
    return ends + ([(0, min(tree.high for tree in around) if fits else -1)] if around else [])


def hold_on_trees(basis: Basis) -> bool:
    """Tell whether trees alone show that claims can hold together: they are limits, and allow one number of people."""
    ends = people_on_trees(basis, ["", *basis.claimed])
    return ends is not None and max(low for low, _ in ends) <= min(high for _, high in ends)
