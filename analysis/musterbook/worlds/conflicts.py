"""Claims that cannot hold together.

Everybody in a population has a value of every variable, so the number of people that the sign-ups allow must be one
that the ages allow. Where no world is left, the claims contradict each other, and the answer is the smallest sets that
do: each of them impossible, and possible again without any one of its members. Whoever says so accuses somebody; each
set is therefore confirmed by another method before it is handed on.

The second method shares neither its model nor its solver with the first. It reads claims as rules on an axis
(:mod:`musterbook.worlds.constraints`), gives each cell that is told apart an unknown of its own, and lets HiGHS look
for a world in floating point. What it finds is rounded and held against every row again in integers before it is
believed; where that fails, it has no opinion. Its presolve is left out: with rules that say the same thing twice, it
has called a number of people the least that was not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from itertools import combinations, pairwise
from math import inf

import numpy as np

from musterbook.case.claims import Claim, Statistic
from musterbook.errors import Unanswerable
from musterbook.intervals import Kind
from musterbook.schema import AGE
from musterbook.worlds.axes import EVERYBODY, UNBOUNDED, Axis, Span, span_of_period
from musterbook.worlds.budget import Budget, OutOfTime, TooBig
from musterbook.worlds.constraints import (
    Basis,
    Occupied,
    PeakCell,
    Rules,
    broad_axis,
    ends_of_squares,
    ends_of_sum,
    hold_on_trees,
    rules_of,
)
from musterbook.worlds.lines import line_of
from musterbook.worlds.milp import Model

MOST_SETS = 100
FEW_NAMES = 12
SEARCH_SECONDS = 8.0
MINIMAL_SECONDS = 0.5
# Sets can be as many as there are subsets; looks are fewer where a model is larger and each of them takes longer.
MOST_WORK = 60_000
MANY_NUMBERS = 10_000
MOST_SUMS = 3_000

Names = tuple[str, ...]
Impossible = Callable[[Iterable[str]], frozenset[str] | None]
Terms = dict[int, int]
Row = tuple[Terms, int, int]


@dataclass(frozen=True)
class Conflicts:
    """Smallest sets of names that cannot hold together, shortest first.

    ``unsure`` are sets of which two methods do not say the same, so that nothing is said; ``stopped`` tells why there
    may be more.
    """

    sets: tuple[Names, ...] = ()
    unsure: tuple[Names, ...] = ()
    stopped: str = ""


def minimal_sets(basis: Basis, budget: Budget | None = None) -> Conflicts:
    """Find the smallest sets of claims, records and assumptions, by name, that cannot hold together.

    The sets are found by Reiter's (1987) hitting-set tree: shrink what is impossible to a smallest set, then look again
    with each of its members left out.
    """
    with (budget := budget or Budget(SEARCH_SECONDS)).question():
        return _confirmed(basis, _hitting_sets(basis, budget), budget)


def contradicting_pairs(basis: Basis, budget: Budget | None = None) -> Conflicts:
    """Find each claim that cannot hold, and each two that cannot both hold, whatever becomes of the others."""
    with (budget := budget or Budget(SEARCH_SECONDS)).question():
        return _confirmed(basis, _pairs(basis, budget), budget)


def _confirmed(basis: Basis, found: Iterator[frozenset[str]], budget: Budget) -> Conflicts:
    """Look by another method whether names cannot hold together, and do so without any one of them."""
    sets: list[Names] = []
    unsure: list[Names] = []
    stopped = ""
    try:
        if Model(basis, budget=budget).is_possible():
            return Conflicts()
    except (OutOfTime, TooBig) as error:
        stopped = str(error)
    try:
        for names in found:
            both, fewer = basis.only(names), [basis.only(names - {one}) for one in names]
            sure = not Model(both, budget=budget).is_possible() and has_world(both, budget) is False
            sure = sure and all(has_world(one, budget, seconds=MINIMAL_SECONDS) is not False for one in fewer)
            (sets if sure else unsure).append(tuple(name for name in basis.names if name in names))
            if len(sets) + len(unsure) >= MOST_SETS:
                stopped = f"looked no further after {MOST_SETS} sets of claims"
                break
    except (OutOfTime, TooBig) as error:
        stopped = str(error)
    return Conflicts(tuple(sorted(sets, key=lambda one: (len(one), one))), tuple(unsure), stopped)


def _hitting_sets(basis: Basis, budget: Budget) -> Iterator[frozenset[str]]:
    impossible = _asker(basis, budget)
    found: list[frozenset[str]] = []
    seen: set[frozenset[str]] = set()
    waiting = [frozenset[str]()]
    pieces = sum(len(line_of(basis.joint, name).pieces) for name in basis.joint.claimed)
    while waiting:
        if len(seen) > (looks := MOST_WORK // (400 + pieces)):
            raise OutOfTime(f"looked no further after {looks} combinations of claims to leave out")
        removed = waiting.pop()
        if removed in seen:
            continue
        seen.add(removed)
        known = next((one for one in found if not one & removed), None)
        if known is None:
            core = impossible(name for name in basis.names if name not in removed)
            if core is None:
                continue
            fewer = basis.only(core)
            known = _shrunk(fewer.names, _asker(fewer, budget)) or core
            fewer = basis.only(known)
            with suppress(OutOfTime):
                # What is too large to be solved counts as possible, and may be solved once others are left out.
                known = _shrunk(fewer.names, _asker(fewer, Budget(MINIMAL_SECONDS))) or known
            found.append(known)
            yield known
        waiting += [removed | {name} for name in known]


def _asker(basis: Basis, budget: Budget) -> Impossible:
    """Give what tells for some names whether they cannot hold together, and which of them; ``None`` where they can.

    One model holds whatever is asked for and says which names clash. Where names are few each question has a model of
    its own, which is solved sooner, and so where one would have to multiply unknowns or is too large.
    """
    multiplies = any(claim.statistic is Statistic.SD for claim in basis.joint.claims)
    if len(basis.names) > FEW_NAMES and not multiplies:
        # Where nothing is taken as true no number of people is settled, which may leave no room for exact sums.
        with suppress(TooBig):
            return Model(basis, loose=True, budget=budget).impossible

    def impossible(names: Iterable[str]) -> frozenset[str] | None:
        """Give the names back if they cannot hold together."""
        kept = frozenset(names)
        with suppress(TooBig):
            return None if Model(basis.only(kept), budget=budget).is_possible() else kept
        return None

    return impossible


def _shrunk(names: Sequence[str], impossible: Impossible) -> frozenset[str] | None:
    """Leave out one name after the other as long as the rest stays impossible; ``None`` where it is possible."""
    kept = impossible(names)
    for name in names:
        if kept and name in kept:
            kept = impossible(kept - {name}) or kept
    return kept


def why_nobody(basis: Basis, axis: Axis, places: Iterable[int], budget: Budget) -> Names:
    """Give the fewest names that leave some cells of an axis empty, by leaving out one after the other."""
    model = Model(basis, axis, loose=True, budget=budget)
    model.cp.add(sum(model.cell(axis, place) for place in places) >= 1)
    kept = _shrunk(basis.names, model.impossible) or frozenset()
    return tuple(name for name in basis.names if name in kept)


def _pairs(basis: Basis, budget: Budget) -> Iterator[frozenset[str]]:
    """Find what cannot hold, alone or in pairs."""
    told: set[frozenset[str]] = set()
    for pair in combinations(basis.names, 2):
        budget.check("holding claims against each other")
        both = basis.only(pair)
        if not hold_on_trees(both):
            found = _shrunk(both.names, _asker(both, budget))
            if found and found not in told:
                told.add(found)
                yield found


# The second method


def has_world(basis: Basis, budget: Budget, *, seconds: float = inf) -> bool | None:
    """Tell whether any world agrees with a basis; ``None`` where floating point cannot tell, or not so soon."""
    with budget.uncounted():
        import_module("scipy.optimize")
    budget.check("confirming a contradiction")
    try:
        return Program(basis).is_possible(min(seconds, inf if budget.left is None else budget.left))
    except Unanswerable:
        return None


@dataclass(frozen=True)
class Columns:
    """The unknowns of one variable of one population, from ``first``: people in each piece, which no span cuts.

    ``everybody`` is the unknown number of all its people.
    """

    rules: Rules
    pieces: tuple[Span, ...]
    first: int
    everybody: int

    def sum(self, span: Span, times: int = 1) -> Terms:
        """Sum the people in a span."""
        return {place: times for place, piece in enumerate(self.pieces, self.first) if piece in span}

    def weighed(self, values: Mapping[Span, int]) -> Terms:
        """Sum the people in each piece, times a number."""
        return {place: values[piece] for place, piece in enumerate(self.pieces, self.first) if piece in values}


class Program:
    """Linear rules on whole numbers: each row is coefficients by unknown, the least and the most they may sum to."""

    def __init__(self, basis: Basis) -> None:
        """Write down all that a basis says."""
        self.rows: list[Row] = []
        self.tops: list[int] = []
        family = {one.population: one for one in (basis, *basis.relatives)}
        joint = basis.joint
        axes = [EVERYBODY, *(broad_axis(joint, name) for name in dict.fromkeys([*joint.claimed, *joint.cuts]))]
        rules = {axis.variable: {name: rules_of(one, axis) for name, one in family.items()} for axis in axes}
        pieces = {axis.variable: _cut(axis, list(rules[axis.variable].values()), joint) for axis in axes}
        numbers = any(one.centres for some in rules.values() for one in some.values())
        self.most = _more_than_any(basis, pieces, numbers=numbers)
        self.columns: dict[tuple[str, str], Columns] = {}
        for name in family:
            everybody = len(self.tops)
            for variable, cut in pieces.items():
                self.columns[name, variable] = Columns(rules[variable][name], cut, len(self.tops), everybody)
                self.tops += [self.most] * len(cut)
        for (name, variable), line in self.columns.items():
            self._hold(line)
            own = family[name]
            if own.window is not None and own.event == variable:
                window = span_of_period(own.window)
                outside = {at: 1 for at, piece in enumerate(line.pieces, line.first) if piece not in window}
                self.rows.append((outside, 0, 0))
            if (whole := family.get(own.part_of)) is not None:
                self.rows += _part_rows(whole, own, self.columns, variable)

    def _hold(self, line: Columns) -> None:
        """Add what is said of one variable; its people are as many as those of the first."""
        rules = line.rules
        self.rows += [(line.sum(limit.span), limit.low, limit.high) for limit in rules.limits]
        if line.first != line.everybody:
            self.rows.append(({line.everybody: -1, **line.sum(rules.axis.whole)}, 0, 0))
        for peak in rules.peaks:
            self.rows += _peak_rows(peak, line)
        for one in rules.occupied:
            self.rows += self._occupied_rows(one, line)
        for claim in rules.shares:
            self.rows += _ratio_rows(claim, line.sum(rules.axis.span_of(claim.where)), line)
        for claim in rules.of(Statistic.MEAN):
            self.rows += _ratio_rows(claim, self._total(line), line)
        for claim in rules.of(Statistic.MEDIAN):
            self.rows += self._median_rows(claim, line)
        if rules.of(Statistic.SD):
            self.rows += self._deviation_rows(line)

    def _unknown(self, number: int, top: int = 1) -> range:
        self.tops += [top] * number
        return range(len(self.tops) - number, len(self.tops))

    def _occupied_rows(self, one: Occupied, line: Columns) -> Iterator[Row]:
        """Tie an unknown of 0 or 1 to each cell that may be occupied, and limit their sum.

        An open cell counts at least once when anybody is in it, and at most as often as there are people.
        """
        spans = (*one.spans, *one.open)
        switches = dict(zip(spans, self._unknown(len(spans)), strict=True))
        for span, switch in switches.items():
            people = line.sum(span)
            yield {**people, switch: -1}, 0, UNBOUNDED
            yield {**people, switch: -self.most}, -UNBOUNDED, 0
        yield dict.fromkeys(switches.values(), 1), -UNBOUNDED, one.high
        single = dict.fromkeys((switches[span] for span in one.spans), 1)
        crowded = {place: 1 for span in one.open for place in line.sum(span)}
        yield {**single, **crowded}, one.low, UNBOUNDED

    def _median_rows(self, claim: Claim, line: Columns) -> Iterator[Row]:
        """Choose the number of the lower and of the upper middle person, the same one where people are odd.

        An unknown of 0 or 1 for each number says that it is the one. At least half of all people have the lower number
        or less, and less than half have less; more than half have the upper number or less, and at most half have less.
        """
        both: Terms = {}
        enough, places = 2 * self.most + 2, range(line.first, line.first + len(line.pieces))
        reached = self._unknown(len(places), self.most)
        for at, place in enumerate(places):
            yield {place: 1, reached[at]: -1, **({reached[at - 1]: 1} if at else {})}, 0, 0
        for upper in (0, 1):
            chosen = self._unknown(len(places))
            yield dict.fromkeys(chosen, 1), 1, 1
            for at, switch in enumerate(chosen):
                both[switch] = line.pieces[at].start
                half = {reached[at]: 2, reached[-1]: -1} if at < len(places) - 1 else {reached[at]: 1}
                yield {**half, switch: -enough}, upper - enough, UNBOUNDED
                if at:
                    yield {reached[at - 1]: 2, reached[-1]: -1, switch: enough}, -UNBOUNDED, upper - 1 + enough
        low, high = claim.least_of(2), claim.most_of(2)
        yield both, -UNBOUNDED if low is None else low, UNBOUNDED if high is None else high
        # What follows for half of all people is linear, and often shows at once that there is no world.
        pieces = list(zip(places, line.pieces, strict=True))
        if high is not None:
            yield {at: 1 if 2 * one.start <= high else -1 for at, one in pieces}, 0, UNBOUNDED
        if low is not None:
            yield {at: 1 if 2 * (one.stop - 1) >= low else -1 for at, one in pieces}, 0, UNBOUNDED

    def _total(self, line: Columns) -> Terms:
        """Sum everybody's numbers; where they have no end, those in the last piece may have any."""
        found = line.weighed({piece: piece.start for piece in line.pieces})
        if line.rules.axis.variable == AGE:
            return found
        (more,), last = self._unknown(1), line.first + len(line.pieces) - 1
        self.tops[more] = self.most * line.rules.axis.whole.stop
        self.rows.append(({more: -1, last: self.tops[more]}, 0, UNBOUNDED))
        return {**found, more: 1}

    def _deviation_rows(self, line: Columns) -> Iterator[Row]:
        """Choose the number of people and the sum of their numbers; these leave ends to the sum of squares."""
        rules = line.rules
        closed = [limit.span for limit in rules.limits if limit.high == 0]
        numbers = [piece.start for piece in line.pieces if not any(piece in span for span in closed)]
        if not numbers or (rules.axis.variable != AGE and numbers[-1] == line.pieces[-1].start):
            raise Unanswerable("a deviation of numbers without an end")
        steepest, means, deviations = (numbers[-1] - numbers[0]) ** 2, rules.of(Statistic.MEAN), rules.of(Statistic.SD)
        sums: list[tuple[int, int, int, int]] = []
        tried, least = 0, max(limit.low for limit in rules.limits if limit.span == rules.axis.whole)
        for people in range(least, self.most + 1):
            low, high = ends_of_sum(means, numbers, people)
            if (tried := tried + 1 + max(0, high - low)) > MOST_SUMS:
                raise Unanswerable("more sums than can be tried")
            found = ((total, ends_of_squares(deviations, steepest, people, total)) for total in range(low, high + 1))
            sums += [(people, total, *ends) for total, ends in found if ends[0] <= ends[1]]
        chosen = self._unknown(len(sums))
        rises = {Span(number, number + 1): number - numbers[0] for number in numbers}
        squares = line.weighed({span: rise**2 for span, rise in rises.items()})
        columns = [dict(zip(chosen, (-value for value in column), strict=True)) for column in zip(*sums, strict=True)]
        yield dict.fromkeys(chosen, 1), 1, 1
        if columns:
            yield {**line.sum(rules.axis.whole), **columns[0]}, 0, 0
            yield {**line.weighed(rises), **columns[1]}, 0, 0
            yield {**squares, **columns[2]}, 0, UNBOUNDED
            yield {**squares, **columns[3]}, -UNBOUNDED, 0

    def is_possible(self, seconds: float) -> bool | None:
        """Look for a world; ``None`` where there is no telling."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        rows = [row for row in self.rows if row[0]]
        if any(low > 0 or high < 0 for terms, low, high in self.rows if not terms):
            return False
        if not rows:
            return True
        places = [(row, place, value) for row, (terms, _, _) in enumerate(rows) for place, value in terms.items()]
        at, columns, values = (np.array(part) for part in zip(*places, strict=True))
        matrix = csr_array((values.astype(float), (at, columns)), shape=(len(rows), len(self.tops)))
        low, high = np.array([[float(low), float(high)] for _, low, high in rows]).T.copy()
        low[low <= -UNBOUNDED], high[high >= UNBOUNDED] = -np.inf, np.inf
        answer = milp(
            np.zeros(len(self.tops)),
            constraints=LinearConstraint(matrix, low, high),
            integrality=np.ones(len(self.tops), dtype=int),
            bounds=Bounds(0, np.array(self.tops, dtype=float)),
            options={"presolve": False, "time_limit": max(seconds, 0.01)},
        )
        if answer.status == 2:
            return False
        if answer.x is None:
            return None
        found = [round(value) for value in answer.x]
        sums = [sum(found[place] * value for place, value in terms.items()) for terms, _, _ in rows]
        return True if all(low <= one <= high for one, (_, low, high) in zip(sums, rows, strict=True)) else None


def _cut(axis: Axis, alike: list[Rules], joint: Basis) -> tuple[Span, ...]:
    """Cut an axis so that nothing that any population says of it begins or ends within a piece."""
    wheres = [one.where for rules in alike for one in rules.shares]
    spans = [*axis.spans, *(axis.span_of(text) for text in (*joint.cuts.get(axis.variable, ()), *wheres))]
    spans += [span for rules in alike for span in rules.spans]
    edges = sorted({edge for span in spans for edge in (span.start, span.stop)})
    return tuple(Span(start, stop) for start, stop in pairwise(edges))


def _more_than_any(basis: Basis, pieces: Mapping[str, tuple[Span, ...]], *, numbers: bool) -> int:
    """Give a number of people that is not needed for any world: all people, or far more than are stated."""
    joint = basis.joint
    stated = sum(int(claim.value.number) for claim in joint.claims if claim.value) + len(joint.people)
    cells = sum(map(len, pieces.values())) * (1 + len(basis.relatives))
    stops = [one[-1].stop for variable, one in pieces.items() if numbers and basis.kind_of(variable) is Kind.NUMBER]
    enough = 20 * (stated + cells + 1) * max([1, *stops])
    return enough if basis.most is None else min(enough, basis.most)


def _peak_rows(peak: PeakCell, line: Columns) -> Iterator[Row]:
    at, ahead = line.sum(peak.at, -1), 0 if peak.ties else 1
    yield line.sum(peak.at), peak.low, peak.high
    for other in peak.others:
        yield {**at, **line.sum(other)}, -UNBOUNDED, -ahead
    for span in peak.open:
        # Each of the many numbers that an open cell gathers is a rival.
        many = dict.fromkeys(at, -MANY_NUMBERS)
        yield {**many, **line.sum(span)}, -UNBOUNDED, -ahead * MANY_NUMBERS


def _ratio_rows(claim: Claim, part: Terms, line: Columns) -> Iterator[Row]:
    """Hold a sum divided by the number of people between the ends of what agrees with a claim."""
    for end, sign in zip(claim.ends, (1, -1), strict=True):
        if end is not None:
            everybody = line.sum(line.rules.axis.whole, -sign * end.at.numerator)
            above = {place: sign * end.at.denominator * value for place, value in part.items()}
            row = {place: above.get(place, 0) + everybody.get(place, 0) for place in {**above, **everybody}}
            yield row, 0 if end.included else 1, UNBOUNDED


def _part_rows(whole: Basis, part: Basis, columns: Mapping[tuple[str, str], Columns], variable: str) -> Iterator[Row]:
    """Hold a part below its whole, piece by piece, and to all who have the value that makes it, on the same days."""
    above, line = (columns[one.population, variable] for one in (whole, part))
    places = list(zip(line.pieces, range(above.first, above.first + len(line.pieces)), strict=True))
    for place, (_, other) in enumerate(places, line.first):
        yield {other: 1, place: -1}, 0, UNBOUNDED
    if part.condition and part.condition[0] == variable:
        span, window = line.rules.axis.span_of(part.condition[1]), part.window
        days = whole.window if part.event == whole.event else None
        is_all = window is None or (days is not None and days in window)
        counted = span_of_period(window) if window and variable == part.event else None
        for place, (piece, other) in enumerate(places, line.first):
            if piece not in span:
                yield {place: 1}, 0, 0
            elif is_all or (counted is not None and piece in counted):
                yield {other: 1, place: -1}, 0, 0
