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

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate
from math import ceil, floor
from operator import itemgetter
from typing import TYPE_CHECKING

from musterbook.case.claims import Claim, Relation, Statistic, Status, cell_length, occupied_length
from musterbook.errors import Unanswerable, UnknownName, whole_number
from musterbook.intervals import Every, Interval, Kind, Value
from musterbook.schema import AGE, LAG, NO_VARIABLES, OLDEST, SIGNUP, kind_of
from musterbook.worlds import axes
from musterbook.worlds.axes import EVER, EVERYBODY, UNBOUNDED, Axis, Limit, Span
from musterbook.worlds.families import larger, leaves_free
from musterbook.worlds.tree import build

if TYPE_CHECKING:
    from musterbook.case.case import Case

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
    def family(self) -> tuple[Basis, ...]:
        """It and its relatives."""
        return (self, *self.relatives)

    @property
    def names(self) -> list[str]:
        """Everything that is taken as true, by name: ids of claims and records, then what is assumed."""
        ids = [(not one.source_id, one.claim_id) for one in self.claims]
        ids += [(False, one["record_id"]) for one in self.people]
        kinship = [self.kinship] if self.part_of else []
        others = (name for one in self.relatives for name in one.names)
        return list(dict.fromkeys([*(name for _, name in sorted(ids, key=itemgetter(0))), *kinship, *others]))

    @property
    def kinship(self) -> str:
        """What it is called in answers that a population is a part of another."""
        return f"{self.population} is part of {self.part_of}"

    @property
    def alone(self) -> Basis:
        """The same without its relatives."""
        return replace(self, relatives=(), part_of="")

    @property
    def joint(self) -> Basis:
        """All that is said of a family, to lay out lines that its populations share."""
        if not self.relatives:
            return self
        root, cuts = next((one for one in self.family if not one.part_of), self), dict(self.cuts)
        for one in self.family:
            window = [(one.event, str(one.window))] if one.window else []
            for variable, text in (*filter(None, [one.condition]), *window):
                cuts[variable] = (*cuts.get(variable, ()), text)
        return replace(
            self.alone,
            window=root.window if all(one.event == self.event for one in self.family) else None,
            claims=tuple(claim for one in self.family for claim in one.claims),
            people=tuple(person for one in self.family for person in one.people),
            cuts=cuts,
        )

    @property
    def most(self) -> int | None:
        """The largest number of people that is said of all in a family, by the roots of it; ``None`` if none is.

        A root of whom nothing is said need have nobody; one that has parts, or is asked for, may have anybody.
        """
        wholes = {self.population, *(one.part_of for one in self.family)}
        roots = [one for one in self.family if not one.part_of and (one.population in wholes or one.names)]
        known = [[claim.whole()[1] for claim in one.claims if not claim.narrows] for one in roots]
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

    def mentions(self, variable: str) -> tuple[list[Claim], list[str]]:
        """Give the claims on one variable, and the texts of it in records."""
        claims = [claim for claim in self.claims if claim.variable == variable]
        return claims, [person[variable] for person in self.people if person.get(variable)]

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
        number, kind = Value.parse(f"{value}"), self.kind_of(variable)
        said = Claim(name, "", "", Statistic.COUNT, variable, where, relation, number, "", Status.USED, "", kind)
        return replace(self, claims=(*self.claims, said))

    def with_total(self, total: int) -> Basis:
        """Assume a number of people."""
        return self.assuming(f"total={total}", Relation.EXACTLY, total)

    def fully_occupied(self, axis: Axis) -> Basis:
        """Assume somebody in every cell of an axis that does not gather others."""
        basis = self
        for at in axis.single:
            where = str(axis.spans[at].period) if axis.kind is Kind.DATE else axis.names[at]
            basis = basis.assuming(Reading.OCCUPIED, Relation.AT_LEAST, 1, variable=axis.variable, where=where)
        return basis


def basis_of(
    case: Case, population: str | None = None, assume: Iterable[str] = (), *, total: int | None = None
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
        family += [other for other in (*filter(None, [above]), *below) if other not in family]
    of_family = [claim for claim in case.claim_list if claim.population_id in family]
    disputed = {claim.claim_id: claim for claim in of_family if claim.status is Status.DISPUTED}
    if unknown := sorted(chosen - {*Reading, *disputed}):
        raise UnknownName.of("reading", unknown[0], [*Reading, *disputed])
    rivals = {claim.see for claim in disputed.values() if claim.claim_id in chosen}
    rivals |= {claim.see for claim in case.claim_list if claim.claim_id in rivals and claim.status is Status.REPEATS}
    used = [claim for claim in of_family if claim.status is Status.USED and claim.claim_id not in rivals]
    used += [claim for claim in disputed.values() if claim.claim_id in chosen]
    people = () if Reading.NO_RECORDS in chosen else case.texts["records"]
    first, *others = (
        replace(
            basis_with(case, one, [claim for claim in used if claim.population_id == one]),
            people=tuple(person for person in people if person["population_id"] == one),
            ties=Reading.TIES in chosen,
            part_of=case.population_list[one].part_of,
            condition=case.population_list[one].condition,
        )
        for one in family
    )
    if not used or (not others and not first.claims):
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
    claims, texts = found if any(found := basis.mentions(variable)) else basis.joint.mentions(variable)
    is_counted = kind is Kind.DATE and any(not claim.variable and claim.source_id for claim in basis.claims)
    if not claims and not texts and not is_counted:
        raise Unanswerable.no_claims(variable, basis.population, basis.variables)
    if kind is Kind.LABEL:
        return _labels(basis, variable, claims, texts)
    if kind is Kind.DATE:
        if basis.window is None or variable != basis.event:
            raise Unanswerable.no_window(basis.population, variable, basis.event)
        return axes.date_axis(variable, basis.window, every)
    others = [claim for claim in claims if not claim.statistic.is_rounded or claim.statistic is Statistic.SHARE]
    mentioned = _mentioned(others, texts) + ([0] if variable == LAG else [])
    if not mentioned:
        raise Unanswerable(f"no number of {variable!r} is mentioned, so it has no cells; claim a minimum and a maximum")
    # What holds for everybody in a whole holds here; the ends of a part are no ends of the whole.
    around = {one.population for one in (basis, *larger(basis))}
    of_all = [one for one in claims if one.population_id in around]
    below = any(one.statistic is Statistic.MINIMUM and one.limits[0] is not None for one in of_all)
    above = any(one.statistic is Statistic.MAXIMUM and one.limits[1] is not None for one in of_all)
    return axes.number_axis(variable, mentioned, open_below=not below and min(mentioned) > 0, open_above=not above)


def broad_axis(basis: Basis, variable: str) -> Axis:
    """Lay out a variable so that everybody has a cell whatever claims are left out, no finer than claims need it.

    Dates are the window for sign-ups, else the years that are mentioned with all days before and after; ages reach over
    every age, lags far beyond any that is mentioned; labels have a cell for all others.
    """
    kind, (claims, texts) = basis.kind_of(variable), basis.mentions(variable)
    if kind is Kind.LABEL:
        return _labels(basis, variable, claims, texts)
    if kind is Kind.DATE and variable == basis.event and basis.window is not None:
        return Axis(variable, kind, ("window",), (Span.of(basis.window),))
    if kind is Kind.DATE:
        periods = [Interval.date(text) for text in (*(claim.where for claim in claims if claim.where), *texts)]
        years = [Every.YEAR.around(day) for period in periods for day in (period.first, period.last)]
        told = sorted(axes.edges_of(map(Span.of, years)))
        spans = axes.between({EVER.start, EVER.stop, *told[:1], *told[-1:]})
        names = ("years" if span.start in told[:1] else f"..{span.stop}" for span in spans)
        return Axis(variable, kind, tuple(names), spans)
    counting = [claim.number for claim in claims if claim.statistic not in PLAIN]
    mentioned = _mentioned(claims, texts) + counting
    highest = max([OLDEST, *mentioned]) if variable == AGE else 2 * max([0, *mentioned]) + 20
    if not counting:
        return Axis(variable, kind, ("any number",), (Span(0, highest + 1),))
    return axes.number_axis(variable, [0, highest], open_below=False, open_above=False)


def _labels(basis: Basis, variable: str, claims: list[Claim], texts: list[str]) -> Axis:
    """Lay out the labels that are mentioned."""
    labels = [*(claim.where for claim in claims if claim.where), *texts, *basis.cuts.get(variable, ())]
    return axes.label_axis(variable, labels, basis.parents.get(variable))


def _mentioned(claims: list[Claim], texts: list[str]) -> list[int]:
    """Give all numbers that claims and records mention as values of a variable."""
    wheres = [Interval.number(text) for text in [*(claim.where for claim in claims if claim.where), *texts]]
    ends = [end for one in wheres for end in (one.low, one.high) if end is not None]
    measured = [claim for claim in claims if claim.statistic.measures_numbers and claim.statistic is not Statistic.SD]
    return ends + [int(end) for claim in measured for end in claim.limits if end is not None]


def cells_of(claim: Claim, basis: Basis) -> Every | None:
    """Tell the length of the cells that a peak or a number of occupied cells counts; ``None`` but for dates."""
    if claim.kind is not Kind.DATE:
        return None
    if claim.statistic is Statistic.OCCUPIED:
        return occupied_length(claim.unit) or Every.MONTH
    window = basis.window if claim.variable == basis.event else None
    return cell_length(Interval.date(claim.where), window) or Every.MONTH


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

    def heights(self, most: int) -> Iterator[tuple[Limit, ...]]:
        """Give the limits of each height up to a most: the peak has it, its rivals have as many people or fewer."""
        for height in range(self.low, min(self.high, most) + 1):
            rivals, names = height if self.ties else height - 1, (self.name,)
            if rivals >= 0 or not (self.others or self.open):
                alone = [Limit(span, 0, 0, names) for span in self.open if rivals <= 0]
                rivalled = (Limit(span, 0, rivals, names) for span in self.others)
                yield (Limit(self.at, height, height, names), *rivalled, *alone)


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

    @property
    def limits(self) -> list[Limit] | None:
        """The limits that say alone that all cells are occupied, or none, or any number; ``None`` where none do."""
        names, cells = (self.name,), len(self.spans)
        if self.high == 0:
            return [Limit(span, 0, 0, names) for span in (*self.spans, *self.open)]
        if self.open or 0 < self.low < cells or self.high < cells:
            return None
        return [Limit(span, 1, UNBOUNDED if self.low <= cells else 0, names) for span in self.spans if self.low]


@dataclass(frozen=True)
class Rules:
    """All that is held to be true of one variable: an axis, limits on it, and what is more than a limit.

    ``rounded`` are claims of what was worked out: a share, a mean, a median or a standard deviation.
    """

    axis: Axis
    limits: tuple[Limit, ...]
    peaks: tuple[PeakCell, ...] = ()
    occupied: tuple[Occupied, ...] = ()
    rounded: tuple[Claim, ...] = ()

    def of(self, statistic: Statistic) -> list[Claim]:
        """Give the claims of a share, or of one of the others."""
        return [one for one in self.rounded if one.statistic is statistic]

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
    low, high = claim.whole(per)
    return (0 if low is None else low), (UNBOUNDED if high is None else high)


def ends_of_sum(means: Sequence[Claim], numbers: Sequence[int], people: int) -> tuple[int, int]:
    """Give the least and the most that so many people can lie above the first number, all in all, under means."""
    base, most = numbers[0] * people, (numbers[-1] - numbers[0]) * people
    ends = [ends_of(one, people) for one in means]
    return max([0, *(low - base for low, _ in ends)]), min([most, *(high - base for _, high in ends)])


def ends_of_squares(deviations: Sequence[Claim], steepest: int, people: int, total: int | None) -> tuple[int, int]:
    """Give the least and the most sum of squares under deviations of a sample, closer where the sum is settled."""
    lows, highs = [0], [steepest * people]
    if total is None:
        return 0, steepest * people
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
    rounded: list[Claim] = []
    gathered = tuple(span for span, name in zip(axis.spans, axis.names, strict=True) if axes.is_open(name))
    for claim in filter(says_something, basis.about(axis.variable)):
        at, ends, name = axis.span_of(claim.where), ends_of(claim), claim.claim_id
        match claim.statistic:
            case Statistic.PEAK:
                # Labels that are not told apart are no rivals.
                rivals = axis.rivals(claim.where) if axis.kind is Kind.LABEL else _counted(claim, axis, basis)
                others, many = tuple(span for span in rivals if span != at), () if axis.kind is Kind.LABEL else gathered
                peaks.append(PeakCell(at, others, many, *ends, basis.ties, name))
            case Statistic.OCCUPIED:
                single = tuple(span for span in _counted(claim, axis, basis) if span in at)
                one = Occupied(single, tuple(span for span in gathered if span in at), *ends, name)
                limits += one.limits or ()
                occupied += [one] if one.limits is None else []
            case Statistic.COUNT:
                limits.append(Limit(at, *ends, (name,)))
            case Statistic.MINIMUM | Statistic.MAXIMUM:
                limits += _extreme(claim, at)
            case kind:
                rounded.append(claim)
                limits.append(Limit(axis.whole, 2 if kind is Statistic.SD else 1, names=(name,)))
    limits += _record_limits(basis.people, axis)
    return Rules(axis, tuple(limits), tuple(peaks), tuple(occupied), tuple(rounded))


def _counted(claim: Claim, axis: Axis, basis: Basis) -> list[Span]:
    """Give the cells that a claim counts; of dates those between what comes before and after all that is said."""
    told, length = [axis.spans[at] for at in axis.single], cells_of(claim, basis)
    if not told or length is None:
        return told
    return list(axes.date_axis(axis.variable, Span(told[0].start, told[-1].stop).period, length).spans)


def _extreme(claim: Claim, whole: Span) -> Iterator[Limit]:
    """Say of a youngest or oldest that nobody is beyond it and, where it is exact, that somebody is there."""
    (low, high), names, is_lowest = claim.whole(), (claim.claim_id,), claim.statistic is Statistic.MINIMUM
    start, stop = whole.start if low is None else low, whole.stop if high is None else high + 1
    beyond, reached = (Span(whole.start, start), high) if is_lowest else (Span(stop, whole.stop), low)
    if beyond.size > 0:
        yield Limit(beyond, 0, 0, names)
    if reached is not None:
        yield Limit(Span(start, stop), 1, names=names)


def _record_limits(people: Iterable[Mapping[str, str]], axis: Axis) -> Iterator[Limit]:
    """Say how many people at least must be in each span that record values fill; its own records are named first.

    Spans that cross each other fill their unions too.
    """
    whole, named = axis.whole, []
    for person in people:
        told = axis.span_of(person.get(axis.variable, ""))
        named.append((Span(max(told.start, whole.start), min(told.stop, whole.stop)), person["record_id"]))
    spans = {span for span, _ in named}
    crossing = [span for span in spans if any(span.crosses(other) for other in spans)]
    unions = {Span(one.start, other.stop) for one in crossing for other in crossing if one.start < other.stop}
    for span in sorted(spans | unions):
        names = [name for is_own in (True, False) for one, name in named if one in span and (one == span) is is_own]
        yield Limit(span, len(names), names=tuple(names))


def people_on_trees(basis: Basis, variables: Iterable[str]) -> list[tuple[int, int]] | None:
    """Give the numbers of people that variables allow, each, and larger populations; ``None`` where more is said."""
    above = larger(basis)
    says_more = any(one.people or any(claim.narrows for claim in one.claims) for one in above)
    says_more = says_more or any(one.condition for one in (basis, *above)) or len(above) < len(basis.relatives)
    if says_more or not leaves_free(basis, basis.event) or any(one.statistic not in PLAIN for one in basis.claims):
        return None
    told = [broad_axis(basis, variable) if variable else EVERYBODY for variable in variables]
    trees = [build(axis.spans, rules_of(basis, axis).limits) for axis in told]
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
