"""A second opinion on whether claims can hold together, that shares neither its model nor its solver with the first.

It reads claims as limits on an axis (:mod:`musterbook.worlds.limits`), gives each cell that is told apart an unknown of
its own, and lets HiGHS look for a world in floating point. What it finds is rounded and held against every row again in
integers before it is believed; where that fails, it has no opinion. Its presolve is left out: with rules that say the
same thing twice, it has called a number of people the least that was not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import inf

import numpy as np

from musterbook.case.claims import Claim, Statistic
from musterbook.errors import Unanswerable
from musterbook.intervals import Kind
from musterbook.schema import AGE
from musterbook.worlds.axes import EVERYBODY, Axis, Span, span_of_period
from musterbook.worlds.basis import Basis, broad_axis
from musterbook.worlds.branches import ends_of_squares, ends_of_sum
from musterbook.worlds.budget import Budget
from musterbook.worlds.limits import UNBOUNDED, Occupied, Peak, Rules, rules_of

MANY_NUMBERS = 10_000
MOST_SUMS = 3_000

Terms = dict[int, int]
Row = tuple[Terms, int, int]


class Unsure(Unanswerable):
    """The second method has no opinion."""


def has_world(basis: Basis, budget: Budget, *, seconds: float = inf) -> bool | None:
    """Tell whether any world agrees with a basis; ``None`` where floating point cannot tell, or not so soon."""
    budget.check("confirming a contradiction")
    try:
        return Program(basis).is_possible(min(seconds, inf if budget.left is None else budget.left))
    except Unanswerable:
        return None


@dataclass(frozen=True)
class Block:
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
        axes = [EVERYBODY, *(broad_axis(joint, name) for name in dict.fromkeys([*joint.spoken_of, *joint.cuts]))]
        rules = {axis.variable: {name: rules_of(one, axis) for name, one in family.items()} for axis in axes}
        pieces = {axis.variable: _cut(axis, list(rules[axis.variable].values()), joint) for axis in axes}
        numbers = any(one.centres for some in rules.values() for one in some.values())
        self.most = _more_than_any(basis, pieces, numbers=numbers)
        self.blocks: dict[tuple[str, str], Block] = {}
        for name in family:
            everybody = len(self.tops)
            for variable, cut in pieces.items():
                self.blocks[name, variable] = Block(rules[variable][name], cut, len(self.tops), everybody)
                self.tops += [self.most] * len(cut)
        for (name, variable), block in self.blocks.items():
            self._hold(block)
            self.rows += _window_rows(family[name], block)
            if (whole := family.get(family[name].part_of)) is not None:
                self.rows += _part_rows(whole, family[name], self.blocks, variable)

    def _hold(self, block: Block) -> None:
        """Add what is said of one variable; its people are as many as those of the first."""
        rules = block.rules
        self.rows += [(block.sum(limit.span), limit.low, limit.high) for limit in rules.limits]
        if block.first != block.everybody:
            self.rows.append(({block.everybody: -1, **block.sum(rules.axis.whole)}, 0, 0))
        for peak in rules.peaks:
            self.rows += _peak_rows(peak, block)
        for one in rules.occupied:
            self.rows += self._occupied_rows(one, block)
        for claim in rules.shares:
            self.rows += _ratio_rows(claim, block.sum(rules.axis.span_of(claim.where)), block)
        for claim in rules.of(Statistic.MEAN):
            self.rows += _ratio_rows(claim, self._total(block), block)
        for claim in rules.of(Statistic.MEDIAN):
            self.rows += self._median_rows(claim, block)
        if rules.of(Statistic.SD):
            self.rows += self._deviation_rows(block)

    def _switch(self, number: int) -> range:
        self.tops += [1] * number
        return range(len(self.tops) - number, len(self.tops))

    def _occupied_rows(self, one: Occupied, block: Block) -> Iterator[Row]:
        """Tie an unknown of 0 or 1 to each cell that may be occupied, and limit their sum.

        An open cell counts at least once when anybody is in it, and at most as often as there are people.
        """
        spans = (*one.spans, *one.open)
        switches = dict(zip(spans, self._switch(len(spans)), strict=True))
        for span, switch in switches.items():
            people = block.sum(span)
            yield {**people, switch: -1}, 0, UNBOUNDED
            yield {**people, switch: -self.most}, -UNBOUNDED, 0
        yield dict.fromkeys(switches.values(), 1), -UNBOUNDED, one.high
        single = dict.fromkeys((switches[span] for span in one.spans), 1)
        crowded = {place: 1 for span in one.open for place in block.sum(span)}
        yield {**single, **crowded}, one.low, UNBOUNDED

    def _median_rows(self, claim: Claim, block: Block) -> Iterator[Row]:
        """Choose the number of the lower and of the upper middle person, the same one where people are odd.

        An unknown of 0 or 1 for each number says that it is the one. At least half of all people have the lower number
        or less, and less than half have less; more than half have the upper number or less, and at most half have less.
        """
        both: Terms = {}
        everybody, enough = block.rules.axis.whole, 2 * self.most + 2
        for upper in (0, 1):
            chosen = self._switch(len(block.pieces))
            yield dict.fromkeys(chosen, 1), 1, 1
            for piece, switch in zip(block.pieces, chosen, strict=True):
                both[switch] = piece.start
                for stop, sign in ((piece.stop, -1), (piece.start, 1)):
                    ahead = block.sum(everybody, -1)
                    ahead |= block.sum(Span(everybody.start, stop)) if stop > everybody.start else {}
                    row = {**ahead, switch: sign * enough}
                    yield (row, upper - enough, UNBOUNDED) if sign < 0 else (row, -UNBOUNDED, upper - 1 + enough)
        low, high = claim.least_of(2), claim.most_of(2)
        yield both, -UNBOUNDED if low is None else low, UNBOUNDED if high is None else high
        # What follows for half of all people is linear, and often shows at once that there is no world.
        places = list(enumerate(block.pieces, block.first))
        if high is not None:
            yield {place: 1 if 2 * piece.start <= high else -1 for place, piece in places}, 0, UNBOUNDED
        if low is not None:
            yield {place: 1 if 2 * (piece.stop - 1) >= low else -1 for place, piece in places}, 0, UNBOUNDED

    def _total(self, block: Block) -> Terms:
        """Sum everybody's numbers; where they have no end, those in the last piece may have any."""
        found = block.weighed({piece: piece.start for piece in block.pieces})
        if block.rules.axis.variable == AGE:
            return found
        (more,), last = self._switch(1), block.first + len(block.pieces) - 1
        self.tops[more] = self.most * block.rules.axis.whole.stop
        self.rows.append(({more: -1, last: self.tops[more]}, 0, UNBOUNDED))
        return {**found, more: 1}

    def _deviation_rows(self, block: Block) -> Iterator[Row]:
        """Choose the number of people and the sum of their numbers; these leave ends to the sum of squares."""
        rules = block.rules
        closed = [limit.span for limit in rules.limits if limit.high == 0]
        numbers = [piece.start for piece in block.pieces if not any(piece in span for span in closed)]
        if not numbers or (rules.axis.variable != AGE and numbers[-1] == block.pieces[-1].start):
            raise Unsure("a deviation of numbers without an end")
        steepest, means, deviations = (numbers[-1] - numbers[0]) ** 2, rules.of(Statistic.MEAN), rules.of(Statistic.SD)
        sums: list[tuple[int, int, int, int]] = []
        tried, least = 0, max(limit.low for limit in rules.limits if limit.span == rules.axis.whole)
        for people in range(least, self.most + 1):
            low, high = ends_of_sum(means, numbers, people)
            if (tried := tried + 1 + max(0, high - low)) > MOST_SUMS:
                raise Unsure("more sums than can be tried")
            found = ((total, ends_of_squares(deviations, steepest, people, total)) for total in range(low, high + 1))
            sums += [(people, total, *ends) for total, ends in found if ends[0] <= ends[1]]
        chosen = self._switch(len(sums))
        rises = {Span(number, number + 1): number - numbers[0] for number in numbers}
        squares = block.weighed({span: rise**2 for span, rise in rises.items()})
        columns = [dict(zip(chosen, (-value for value in column), strict=True)) for column in zip(*sums, strict=True)]
        yield dict.fromkeys(chosen, 1), 1, 1
        if columns:
            yield {**block.sum(rules.axis.whole), **columns[0]}, 0, 0
            yield {**block.weighed(rises), **columns[1]}, 0, 0
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
    for rules in alike:
        spans += [limit.span for limit in rules.limits]
        spans += [span for peak in rules.peaks for span in (peak.at, *peak.others, *peak.open)]
        spans += [span for one in rules.occupied for span in (*one.spans, *one.open)]
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


def _peak_rows(peak: Peak, block: Block) -> Iterator[Row]:
    at, ahead = block.sum(peak.at, -1), 0 if peak.ties else 1
    yield block.sum(peak.at), peak.low, peak.high
    for other in peak.others:
        yield {**at, **block.sum(other)}, -UNBOUNDED, -ahead
    for span in peak.open:
        # Each of the many numbers that an open cell gathers is a rival.
        many = dict.fromkeys(at, -MANY_NUMBERS)
        yield {**many, **block.sum(span)}, -UNBOUNDED, -ahead * MANY_NUMBERS


def _ratio_rows(claim: Claim, part: Terms, block: Block) -> Iterator[Row]:
    """Hold a sum divided by the number of people between the ends of what agrees with a claim."""
    for end, sign in zip(claim.ends, (1, -1), strict=True):
        if end is not None:
            everybody = block.sum(block.rules.axis.whole, -sign * end.at.numerator)
            above = {place: sign * end.at.denominator * value for place, value in part.items()}
            row = {place: above.get(place, 0) + everybody.get(place, 0) for place in {**above, **everybody}}
            yield row, 0 if end.included else 1, UNBOUNDED


def _window_rows(basis: Basis, block: Block) -> Iterator[Row]:
    """Leave every day empty that is not in the window of a population."""
    if basis.window is not None and basis.event == block.rules.axis.variable:
        window = span_of_period(basis.window)
        yield {at: 1 for at, piece in enumerate(block.pieces, block.first) if piece not in window}, 0, 0


def _part_rows(whole: Basis, part: Basis, blocks: Mapping[tuple[str, str], Block], variable: str) -> Iterator[Row]:
    """Hold a part below its whole, piece by piece, and to all who have the value that makes it, on the same days."""
    above, own = (blocks[one.population, variable] for one in (whole, part))
    places = list(zip(own.pieces, range(above.first, above.first + len(own.pieces)), strict=True))
    for place, (_, other) in enumerate(places, own.first):
        yield {other: 1, place: -1}, 0, UNBOUNDED
    if part.condition and part.condition[0] == variable:
        span = own.rules.axis.span_of(part.condition[1])
        for place, (piece, other) in enumerate(places, own.first):
            if piece not in span:
                yield {place: 1}, 0, 0
            elif part.window == whole.window and part.event == whole.event:
                yield {other: 1, place: -1}, 0, 0
