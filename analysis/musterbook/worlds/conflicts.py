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

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, islice
from math import inf
from typing import Any

import numpy as np

from musterbook.case.claims import Claim, Statistic
from musterbook.errors import Unanswerable
from musterbook.intervals import Kind
from musterbook.progress import Budget, OutOfTime, TooBig
from musterbook.schema import AGE
from musterbook.worlds import constraints
from musterbook.worlds.axes import EVERYBODY, UNBOUNDED, Axis, Span, between, edges_of
from musterbook.worlds.constraints import Basis, Occupied, PeakCell, Rules
from musterbook.worlds.lines import line_of
from musterbook.worlds.milp import Model

SEARCH_SECONDS, MINIMAL_SECONDS = 8.0, 0.5
# Sets can be as many as there are subsets; looks are fewer where a model is larger and each of them takes longer.
MOST_SETS, MOST_WORK, FEW_NAMES = 100, 60_000, 12
MANY_NUMBERS, MOST_SUMS = 10_000, 3_000

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
    budget = budget or Budget(SEARCH_SECONDS)

    def pairs() -> Iterator[frozenset[str] | None]:
        """Find what cannot hold, alone or in pairs."""
        for pair in combinations(basis.names, 2):
            budget.check("holding claims against each other")
            both = basis.only(pair)
            yield None if constraints.hold_on_trees(both) else _shrunk(both.names, _asker(both, budget))

    with budget.question():
        return _confirmed(basis, pairs(), budget)


def _confirmed(basis: Basis, found: Iterator[frozenset[str] | None], budget: Budget) -> Conflicts:
    """Look by another method whether names cannot hold together, and do so without any one of them."""
    told: dict[Names, bool] = {}
    stopped = ""
    try:
        if Model(basis, budget=budget).is_possible():
            return Conflicts()
    except (OutOfTime, TooBig) as error:
        stopped = str(error)
    try:
        for names in found:
            both = basis.only(names or ())
            if not names or (key := tuple(both.names)) in told:
                continue
            fewer = (basis.only(names - {one}) for one in names)
            is_none = not Model(both, budget=budget).is_possible() and has_world(both, budget) is False
            told[key] = is_none and all(has_world(one, budget, seconds=MINIMAL_SECONDS) is not False for one in fewer)
            if len(told) >= MOST_SETS:
                stopped = f"looked no further after {MOST_SETS} sets of claims"
                break
    except (OutOfTime, TooBig) as error:
        stopped = str(error)
    sure, unsure = ([names for names, is_sure in told.items() if is_sure is wanted] for wanted in (True, False))
    return Conflicts(tuple(sorted(sure, key=lambda one: (len(one), one))), tuple(unsure), stopped)


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
            known = core
            # What is too large to be solved counts as possible, and may be solved once others are left out.
            for clock in (budget, Budget(MINIMAL_SECONDS)):
                fewer = basis.only(known)
                with suppress(OutOfTime):
                    known = _shrunk(fewer.names, _asker(fewer, clock)) or known
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
    return tuple(basis.only(_shrunk(basis.names, model.impossible) or ()).names)


# The second method


def has_world(basis: Basis, budget: Budget, *, seconds: float = inf) -> bool | None:
    """Tell whether any world agrees with a basis; ``None`` where floating point cannot tell, or not so soon."""
    budget.check("confirming a contradiction")
    try:
        return Program(basis).is_possible(budget, seconds)
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

    @cached_property
    def placed(self) -> list[tuple[int, Span]]:
        """Each unknown with its piece."""
        return list(enumerate(self.pieces, self.first))

    def sum(self, span: Span, times: int = 1) -> Terms:
        """Sum the people in a span, times a number."""
        return {place: times for place, piece in self.placed if piece in span}


class Program:
    """Linear rules on whole numbers: each row is coefficients by unknown, the least and the most they may sum to."""

    def __init__(self, basis: Basis) -> None:
        """Write down all that a basis says."""
        self.tops: list[int] = []
        self.columns: dict[tuple[str, str], Columns] = {}
        family, joint = {one.population: one for one in basis.family}, basis.joint
        variables = dict.fromkeys([*joint.claimed, *joint.cuts])
        for axis in (EVERYBODY, *(constraints.broad_axis(joint, name) for name in variables)):
            # Nothing that any population says of a variable begins or ends within a piece.
            alike = {name: constraints.rules_of(one, axis) for name, one in family.items()}
            wheres = [one.where for rules in alike.values() for one in rules.of(Statistic.SHARE)]
            wheres += joint.cuts.get(axis.variable, ())
            told = [*map(axis.span_of, wheres), *(span for rules in alike.values() for span in rules.spans)]
            pieces = between(edges_of([*axis.spans, *told]))
            for name, rules in alike.items():
                first = len(self.tops)
                everybody = self.columns[name, ""].first if axis.variable else first
                self.columns[name, axis.variable] = Columns(rules, pieces, first, everybody)
                self.tops += [0] * len(pieces)
        self.most = self.more_than_any(basis)
        self.tops, self.rows = [self.most] * len(self.tops), list[Row]([({0: 1}, 0, UNBOUNDED)])
        for (name, variable), line in self.columns.items():
            self.hold(line)
            own = family[name]
            if own.window is not None and own.event == variable:
                window = Span.of(own.window)
                self.rows.append(({at: 1 for at, piece in line.placed if piece not in window}, 0, 0))
            if (whole := family.get(own.part_of)) is not None:
                self.rows += part_rows(whole, own, self.columns[whole.population, variable], line)

    def more_than_any(self, basis: Basis) -> int:
        """Give a number of people that is not needed for any world: all people, or far more than are stated."""
        stated = sum(claim.number for claim in basis.joint.claims) + len(basis.joint.people)
        lines = self.columns.values()
        are_numbers = any(one.statistic is not Statistic.SHARE for line in lines for one in line.rules.rounded)
        stops = [one.pieces[-1].stop for one in lines if are_numbers and one.rules.axis.kind is Kind.NUMBER]
        enough = 20 * (stated + len(self.tops) + 1) * max([1, *stops])
        return enough if basis.most is None else min(enough, basis.most)

    def hold(self, line: Columns) -> None:
        """Add what is said of one variable; its people are as many as those of the first."""
        rules = line.rules
        self.rows += [(line.sum(limit.span), limit.low, limit.high) for limit in rules.limits]
        if line.first != line.everybody:
            self.rows.append(({line.everybody: -1, **line.sum(rules.axis.whole)}, 0, 0))
        for peak in rules.peaks:
            self.rows += peak_rows(peak, line)
        for one in rules.occupied:
            self.rows += self.occupied_rows(one, line)
        for claim in rules.of(Statistic.SHARE):
            self.rows += ratio_rows(claim, line.sum(rules.axis.span_of(claim.where)), line)
        for claim in rules.of(Statistic.MEAN):
            self.rows += ratio_rows(claim, self.total(line), line)
        for claim in rules.of(Statistic.MEDIAN):
            self.rows += self.median_rows(claim, line)
        if rules.of(Statistic.SD):
            self.rows += self.deviation_rows(line)

    def unknown(self, number: int, top: int = 1) -> range:
        """Add unknowns, from 0 to a top."""
        self.tops += [top] * number
        return range(len(self.tops) - number, len(self.tops))

    def occupied_rows(self, one: Occupied, line: Columns) -> Iterator[Row]:
        """Tie an unknown of 0 or 1 to each cell that may be occupied, and limit their sum.

        An open cell counts at least once when anybody is in it, and at most as often as there are people.
        """
        spans = (*one.spans, *one.open)
        switches = dict(zip(spans, self.unknown(len(spans)), strict=True))
        for span, switch in switches.items():
            people = line.sum(span)
            yield {**people, switch: -1}, 0, UNBOUNDED
            yield {**people, switch: -self.most}, -UNBOUNDED, 0
        yield dict.fromkeys(switches.values(), 1), -UNBOUNDED, one.high
        single = dict.fromkeys((switches[span] for span in one.spans), 1)
        crowded = {place: 1 for span in one.open for place in line.sum(span)}
        yield {**single, **crowded}, one.low, UNBOUNDED

    def median_rows(self, claim: Claim, line: Columns) -> Iterator[Row]:
        """Choose the number of the lower and of the upper middle person, the same one where people are odd.

        An unknown of 0 or 1 for each number says that it is the one. At least half of all people have the lower number
        or less, and less than half have less; more than half have the upper number or less, and at most half have less.
        """
        both: Terms = {}
        enough, size = 2 * self.most + 2, len(line.pieces)
        reached = self.unknown(size, self.most)
        for at, (place, _) in enumerate(line.placed):
            yield {place: 1, reached[at]: -1, **({reached[at - 1]: 1} if at else {})}, 0, 0
        for upper in (0, 1):
            chosen = self.unknown(size)
            yield dict.fromkeys(chosen, 1), 1, 1
            for at, switch in enumerate(chosen):
                both[switch] = line.pieces[at].start
                half = {reached[at]: 2, reached[-1]: -1} if at < size - 1 else {reached[at]: 1}
                yield {**half, switch: -enough}, upper - enough, UNBOUNDED
                if at:
                    yield {reached[at - 1]: 2, reached[-1]: -1, switch: enough}, -UNBOUNDED, upper - 1 + enough
        low, high = constraints.ends_of(claim, 2)
        yield both, low, high
        # What follows for half of all people is linear, and often shows at once that there is no world.
        yield {at: 1 if 2 * one.start <= high else -1 for at, one in line.placed}, 0, UNBOUNDED
        yield {at: 1 if 2 * (one.stop - 1) >= low else -1 for at, one in line.placed}, 0, UNBOUNDED

    def total(self, line: Columns) -> Terms:
        """Sum everybody's numbers; where they have no end, those in the last piece may have any."""
        found = {place: piece.start for place, piece in line.placed}
        if line.rules.axis.variable == AGE:
            return found
        (more,), last = self.unknown(1, self.most * line.rules.axis.whole.stop), line.placed[-1][0]
        self.rows.append(({more: -1, last: self.tops[more]}, 0, UNBOUNDED))
        return {**found, more: 1}

    def deviation_rows(self, line: Columns) -> Iterator[Row]:
        """Choose the number of people and the sum of their numbers; these leave ends to the sum of squares."""
        rules = line.rules
        closed = [limit.span for limit in rules.limits if limit.high == 0]
        open_ = {at: piece.start for at, piece in line.placed if not any(piece in span for span in closed)}
        numbers, means, deviations = [*open_.values()], rules.of(Statistic.MEAN), rules.of(Statistic.SD)
        least = max(limit.low for limit in rules.limits if limit.span == rules.axis.whole)
        is_endless = rules.axis.variable != AGE and numbers[-1:] == [line.pieces[-1].start]
        crowds = range(least, min(self.most, least + MOST_SUMS) + 1 if numbers else 0)
        ends = ((people, *constraints.ends_of_sum(means, numbers, people)) for people in crowds)
        tried = [*islice(((people, one) for people, low, high in ends for one in range(low, high + 1)), MOST_SUMS)]
        if is_endless or not numbers or max(len(crowds), len(tried)) >= MOST_SUMS:
            raise Unanswerable("more sums than can be tried, or numbers without an end")
        steepest = (numbers[-1] - numbers[0]) ** 2
        found = ((*pair, *constraints.ends_of_squares(deviations, steepest, *pair)) for pair in tried)
        sums = [one for one in found if one[2] <= one[3]]
        chosen = self.unknown(len(sums))
        rises = {at: number - numbers[0] for at, number in open_.items()}
        squares = {at: rise**2 for at, rise in rises.items()}
        made = (line.sum(rules.axis.whole), 0, 0), (rises, 0, 0), (squares, 0, UNBOUNDED), (squares, -UNBOUNDED, 0)
        yield dict.fromkeys(chosen, 1), 1, 1
        for (terms, low, high), column in zip(made, zip(*sums, strict=True), strict=bool(sums)):
            yield {**terms, **dict(zip(chosen, (-value for value in column), strict=True))}, low, high

    def is_possible(self, budget: Budget, seconds: float) -> bool | None:
        """Look for a world; ``None`` where there is no telling."""
        with budget.uncounted():
            from scipy.optimize import Bounds, LinearConstraint, milp
            from scipy.sparse import csr_array

        places = [(row, place, value) for row, (terms, _, _) in enumerate(self.rows) for place, value in terms.items()]
        *at, values = np.array(places, float).T
        matrix = csr_array((values, np.array(at, int)), shape=(len(self.rows), len(self.tops)))
        ends = np.array([row[1:] for row in self.rows], float).T
        low, high = np.where(abs(ends) >= UNBOUNDED, np.copysign(inf, ends), ends)
        rows, tops = LinearConstraint(matrix, low, high), Bounds(0, np.array(self.tops, dtype=float))
        left = min(seconds, inf if budget.left is None else budget.left)
        told: Any = {"presolve": False, "time_limit": max(left, 0.01)}
        none = np.zeros(len(self.tops), int)
        answer = milp(none, constraints=rows, integrality=none + 1, bounds=tops, options=told)
        if answer.x is None:
            return False if answer.status == 2 else None
        found = [round(value) for value in answer.x]
        sums = ((sum(found[place] * value for place, value in terms.items()), *ends) for terms, *ends in self.rows)
        return all(low <= one <= high for one, low, high in sums) or None


def peak_rows(peak: PeakCell, line: Columns) -> Iterator[Row]:
    """Hold a peak to its height and above all others; each of the many numbers of an open cell is a rival."""
    yield line.sum(peak.at), peak.low, peak.high
    for times, spans in ((1, peak.others), (MANY_NUMBERS, peak.open)):
        for span in spans:
            yield {**line.sum(peak.at, -times), **line.sum(span)}, -UNBOUNDED, -times * (not peak.ties)


def ratio_rows(claim: Claim, part: Terms, line: Columns) -> Iterator[Row]:
    """Hold a sum divided by the number of people between the ends of what agrees with a claim."""
    for end, sign in zip(claim.ends, (1, -1), strict=True):
        if end is not None:
            row = line.sum(line.rules.axis.whole, -sign * end.at.numerator)
            for place, value in part.items():
                row[place] = row.get(place, 0) + sign * end.at.denominator * value
            yield row, 0 if end.included else 1, UNBOUNDED


def part_rows(whole: Basis, part: Basis, above: Columns, line: Columns) -> Iterator[Row]:
    """Hold a part below its whole, piece by piece, and to all who have the value that makes it, on the same days."""
    variable = line.rules.axis.variable
    for place, _ in line.placed:
        yield {place - line.first + above.first: 1, place: -1}, 0, UNBOUNDED
    if part.condition and part.condition[0] == variable:
        span, window = line.rules.axis.span_of(part.condition[1]), part.window
        days = whole.window if part.event == whole.event else None
        is_all = window is None or (days is not None and days in window)
        counted = Span.of(window) if window and variable == part.event else None
        for place, piece in line.placed:
            if piece not in span:
                yield {place: 1}, 0, 0
            elif is_all or (counted is not None and piece in counted):
                yield {place - line.first + above.first: 1, place: -1}, 0, 0
