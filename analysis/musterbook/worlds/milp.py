"""All that is said of a population as one model in whole numbers, solved exactly.

The unknowns are the people in each piece of each variable's line; those of one variable sum to the same number of
people as those of another. Counts, extremes and peaks are linear in them; a cell that may be occupied has an unknown of
0 or 1, a mean the sum of everybody's numbers, a median the two numbers in the middle. CP-SAT solves in integers, so
that ends are exact at every size that is accepted; sums that would not fit into 64 bits are refused beforehand.

Each row belongs to the claim, record or assumption that says it. A model of ``loose`` rows holds them only for the
names that a question takes as true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import isqrt, prod
from typing import Any

from musterbook.case.claims import Claim, End, Statistic
from musterbook.worlds.axes import REST, Axis, Span, is_open
from musterbook.worlds.budget import Budget, OutOfTime, TooBig
from musterbook.worlds.constraints import Basis, says_something
from musterbook.worlds.families import join
from musterbook.worlds.lines import ENDLESS, Group, cells_of, line_of

Ends = tuple[int, int | None]
LARGEST_SUM = 1 << 60
MOST_PEOPLE = 10**12
MOST_GROWTH = 10**4
TURN_SECONDS = 0.5
MOST_MEGABYTES = 800


class Model:
    """The worlds of a population: each solution is a number of people for each piece of each line.

    ``asked`` is an axis whose cells are told apart; ``loose`` gives each name a switch, so that questions choose what
    is held to be true. ``unsettled`` says why a solution need be no world, where rows that would hold are left out.
    """

    def __init__(
        self,
        basis: Basis,
        asked: Axis | None = None,
        *,
        loose: bool = False,
        budget: Budget | None = None,
        host: Model | None = None,
    ) -> None:
        """Write down all that a basis says, or what it adds to the model of the ``host``, another of its family."""
        self.basis, self.asked, self.budget = basis, asked, budget or Budget()
        self.host, self.unsettled = host or self, ""
        with self.budget.uncounted():
            from ortools.sat.python import cp_model
        self.claims = [claim for claim in basis.claims if says_something(claim)]
        if host is None:
            self.cp, joint = cp_model.CpModel(), basis.joint
            self.switches = {name: self.cp.new_bool_var(name) for name in basis.names} if loose else {}
            told_apart = {asked.variable: asked} if asked else {}
            variables = dict.fromkeys([*joint.claimed, *joint.cuts, *told_apart])
            self.lines = {name: line_of(joint, name, told_apart.get(name)) for name in variables}
            self.most, self.enough = self._sizes(joint)
        else:
            self.cp, self.switches, self.lines = host.cp, host.switches, host.lines
            self.most, self.enough = host.most, host.enough
        self.everybody, self.people = self.crowd()
        self._counted: dict[tuple[str, Group], Any] = {}
        self._totals: dict[str, Any] = {}
        self._medians: dict[str, tuple[Any, Any, Any]] = {}
        for claim in self.claims:
            self._say(claim)
        self._records()
        if host is None and basis.relatives:
            join(self, [type(self)(one, host=self) for one in basis.relatives])

    def crowd(self) -> tuple[Any, dict[str, list[Any]]]:
        """Add an unknown number of people, as many in the pieces of each line."""
        everybody = self.cp.new_int_var(0, self.most, "")
        people = {
            name: [self.cp.new_int_var(0, self.most, "") for _ in line.pieces] for name, line in self.lines.items()
        }
        for pieces in people.values():
            self.cp.add(sum(pieces) == everybody)
        return everybody, people

    def _say(self, claim: Claim) -> None:
        """Write down what a claim says."""
        match claim.statistic:
            case Statistic.COUNT:
                self.hold(self.part(claim), claim.least_of(1), claim.most_of(1), claim.claim_id)
            case Statistic.SHARE:
                self._ratio(claim, self.part(claim))
            case Statistic.MEAN:
                self._ratio(claim, self.total_of(claim.variable))
            case Statistic.MINIMUM | Statistic.MAXIMUM:
                self._extreme(claim)
            case Statistic.PEAK:
                self._peak(claim)
            case Statistic.OCCUPIED:
                self._occupy(claim)
            case Statistic.MEDIAN:
                self._median(claim)
            case Statistic.SD:
                self._deviation(claim)

    def _sizes(self, joint: Basis) -> tuple[int, int]:
        """Find how many people are enough for any end that exists; an answer beyond has no end.

        Such an end is no larger than the numbers stated times the determinants of the rows (Schrijver 1986, Theory of
        linear and integer programming, chapter 17), and what has no end grows past it within as much again.
        """
        claims = [claim for claim in joint.claims if says_something(claim)]
        whole = [claim for claim in claims if claim.statistic.counts_people or claim.statistic is Statistic.OCCUPIED]
        for claim in whole:
            if _number(claim) > MOST_PEOPLE:
                raise TooBig(f"claim {claim.claim_id} says {claim.value}; {MOST_PEOPLE:,} is the most there can be")
        stated = sum(map(_number, whole)) + len(joint.people) + 2
        sizes = [group.size or 1 for line in self.lines.values() for groups in line.groups.values() for group in groups]
        widest = max(sizes, default=1) if any(claim.statistic is Statistic.PEAK for claim in whole) else 1
        pieces = widest * (2 + sum(len(line.pieces) for line in self.lines.values())) * (1 + len(self.basis.relatives))
        factors = {
            kind: [max(1, self._factor(claim)) for claim in claims if claim.statistic is kind]
            for kind in (Statistic.MEAN, Statistic.SHARE, Statistic.SD)
        }
        # Of many shares the determinants say more than there are people anywhere.
        growth = pieces * prod(factors[Statistic.MEAN]) * min(prod(factors[Statistic.SHARE]), MOST_GROWTH)
        room = LARGEST_SUM // (8 * pieces * max([1, *factors[Statistic.MEAN], *factors[Statistic.SHARE]]))
        room = min([room, *(isqrt(LARGEST_SUM // (8 * factor)) for factor in factors[Statistic.SD])])
        most = self.basis.most if not self.switches else None
        enough = most
        if most is None or enough is None:
            most = min(4 * stated * growth**2, room)
            enough = most // (4 * growth)
        if most > room or enough < min(stated, most):
            raise TooBig("the numbers claimed are too large to be solved exactly; leave out a mean, or give total=")
        return most, enough

    def _factor(self, claim: Claim) -> int:
        """Give the largest number by which a share, a mean or a deviation multiplies people, or their sum."""
        ends = [end.at for end in claim.ends if end is not None]
        if claim.statistic is Statistic.SHARE:
            return max(end.denominator for end in ends)
        if claim.statistic is Statistic.MEAN:
            return max(end.denominator for end in ends) * (self._reach(claim.variable) + _number(claim) + 2)
        reach = self._reach(claim.variable) + 2
        return max(max(end.denominator, end.numerator) ** 2 for end in ends) * reach**2

    def _reach(self, variable: str) -> int:
        """Give the largest number that claims and records tell apart."""
        edges = (edge for piece in self.lines[variable].pieces for edge in (piece.start, piece.stop))
        return max(edge for edge in edges if edge < ENDLESS)

    def hold(self, terms: Any, low: int | None, high: int | None, *when: Any) -> None:
        """Hold a sum between two ends, where names are taken as true and literals are; no end is ``None``."""
        low, high = -LARGEST_SUM if low is None else low, LARGEST_SUM if high is None else high
        # A sum over nothing is a number already.
        row = self.cp.add_linear_constraint(self.cp.new_constant(0) + terms, low, high)
        conditions = [self.switches.get(one) if isinstance(one, str) else one for one in when]
        if conditions := [one for one in conditions if one is not None]:
            row.only_enforce_if(conditions)

    def sum_in(self, variable: str, span: Span) -> Any:
        """Give the people in a span of a line."""
        return sum(self.people[variable][place] for place in self.lines[variable].inside(span))

    def part(self, claim: Claim) -> Any:
        """Give the people that a claim is about."""
        if not claim.where:
            return self.everybody
        return self.sum_in(claim.variable, self.lines[claim.variable].span_of(claim.where))

    def _ratio(self, claim: Claim, part: Any) -> None:
        """Hold one sum divided by the number of people between the ends of what agrees with a claim."""
        self.hold(self.everybody, 1, None, claim.claim_id)
        self._between(claim, claim.ends, part, self.everybody)

    def _between(self, claim: Claim, ends: tuple[End | None, End | None], part: Any, per: Any) -> None:
        for end, sign in zip(ends, (1, -1), strict=True):
            if end is not None:
                beyond = sign * (end.at.denominator * part - end.at.numerator * per)
                self.hold(beyond, 0 if end.included else 1, None, claim.claim_id)

    def _extreme(self, claim: Claim) -> None:
        """Say of a youngest or oldest that nobody is beyond it and, where it is exact, that somebody is there."""
        whole, low, high = self.lines[claim.variable].whole, claim.least_of(1), claim.most_of(1)
        lowest = claim.statistic is Statistic.MINIMUM
        closed, reached = (low, high) if lowest else (high, low)
        for end, more, least, most in ((closed, 0, 0, 0), (reached, 1, 1, None)):
            if end is not None:
                start, stop = (whole.start, end + more) if lowest else (end + 1 - more, whole.stop)
                people = self.sum_in(claim.variable, Span(start, stop)) if start < stop else 0
                self.hold(people, least, most, claim.claim_id)

    def _deviation(self, claim: Claim) -> None:
        """Hold n times the sum of squares, less the square of the sum, to n (n - 1) times the variance of a sample."""
        line, reach = self.lines[claim.variable], self._reach(claim.variable) + 1
        total, squares = (self.cp.new_int_var(0, size, "") for size in (reach * self.most, reach**2 * self.most))
        self.cp.add(total == self.total_of(claim.variable))
        pieces = zip(line.pieces, self.people[claim.variable], strict=True)
        counted = sum(piece.start**2 * people for piece, people in pieces)
        if line.pieces[-1].stop == ENDLESS:
            # Whoever is beyond every number that is told apart may have any.
            more, anybody = self.cp.new_int_var(0, reach**2 * self.most, ""), self.cp.new_bool_var("")
            self.cp.add(self.people[claim.variable][-1] >= anybody)
            self.cp.add(more == 0).only_enforce_if(~anybody)
            counted += more
        self.cp.add(squares == counted)
        largest = reach**2 * self.most**2
        spread, squared, pairs = (self.cp.new_int_var(0, largest, "") for _ in range(3))
        self.cp.add_multiplication_equality(spread, [squares, self.everybody])
        self.cp.add_multiplication_equality(squared, [total, total])
        self.cp.add_multiplication_equality(pairs, [self.everybody, self.everybody])
        self.hold(self.everybody, 2, None, claim.claim_id)
        low, high = (None if end is None else End(max(end.at, Fraction(0)) ** 2, end.included) for end in claim.ends)
        self._between(claim, (low, high), spread - squared, pairs - self.everybody)

    def _peak(self, claim: Claim) -> None:
        """Hold every other cell below the peak, cells side by side together: their people can be dealt out evenly."""
        line, length, name = self.lines[claim.variable], cells_of(claim, self.basis), claim.claim_id
        at, ahead = self.part(claim), 0 if self.basis.ties else 1
        self.hold(at, claim.least_of(1), claim.most_of(1), name)
        groups = line.groups[length] if line.axis is None else [Group(one) for one in line.axis.rivals(claim.where)]
        for group in (one for one in groups if one.span != line.span_of(claim.where)):
            others = self.sum_in(claim.variable, group.span)
            if group.size is not None:
                self.hold(group.size * at - others, group.size * ahead, None, name)
            else:
                higher = self.cp.new_bool_var("")
                self.cp.add(at >= ahead + 1).only_enforce_if(higher)
                self.hold(at, ahead, None, name)
                self.hold(others, 0, 0, name, ~higher)

    def _occupy(self, claim: Claim) -> None:
        line, length = self.lines[claim.variable], cells_of(claim, self.basis)
        within = line.span_of(claim.where)
        inside = [group for group in line.groups[length] if group.span in within]
        cells = sum(self._occupied(claim.variable, group) for group in inside)
        self.hold(cells, claim.least_of(1), claim.most_of(1), claim.claim_id)

    def _occupied(self, variable: str, group: Group) -> Any:
        """Give how many cells of a group hold somebody: none of nobody, else up to as many as there are people."""
        if (variable, group) not in self._counted:
            size = self.most if group.size is None else min(group.size, self.most)
            cells, people = self.cp.new_int_var(0, size, ""), self.sum_in(variable, group.span)
            anybody = self.cp.new_bool_var("")
            self.cp.add(people >= cells)
            self.cp.add(cells >= anybody)
            self.cp.add(people == 0).only_enforce_if(~anybody)
            self._counted[variable, group] = cells
        return self._counted[variable, group]

    def total_of(self, variable: str) -> Any:
        """Give the sum of everybody's numbers: in a piece of many numbers, people may have any of them."""
        if variable not in self._totals:
            line, reach = self.lines[variable], self._reach(variable)
            parts = []
            for piece, people in zip(line.pieces, self.people[variable], strict=True):
                parts.append(piece.start * people)
                if piece.size > 1:
                    more = self.cp.new_int_var(0, (reach + self._largest(variable, Statistic.MEAN) + 2) * self.most, "")
                    if piece.stop < ENDLESS:
                        self.cp.add(more <= (piece.size - 1) * people)
                    else:
                        anybody = self.cp.new_bool_var("")
                        self.cp.add(people >= anybody)
                        self.cp.add(more == 0).only_enforce_if(~anybody)
                    parts.append(more)
            self._totals[variable] = sum(parts)
        return self._totals[variable]

    def _largest(self, variable: str, statistic: Statistic) -> int:
        """Give the largest mean or median claimed."""
        found = [one for one in self.claims if one.variable == variable and one.statistic is statistic]
        return max(map(_number, found), default=0)

    def _median(self, claim: Claim) -> None:
        lower, upper, told = self._middles(claim.variable)
        low, high = claim.least_of(2), claim.most_of(2)
        self.hold(told, 1, 1, claim.claim_id)
        self.hold(lower + upper, low, high, claim.claim_id)
        # What follows for half of all people is linear, and shows at once what the choice of numbers hides.
        pieces = list(zip(self.lines[claim.variable].pieces, self.people[claim.variable], strict=True))
        below = sum(people for piece, people in pieces if high is None or 2 * piece.start <= high)
        above = sum(people for piece, people in pieces if low is None or 2 * (piece.stop - 1) >= low)
        for half in (below, above):
            self.hold(2 * half - self.everybody, 0, None, claim.claim_id)

    def _middles(self, variable: str) -> tuple[Any, Any, Any]:
        """Give the numbers of the lower and the upper middle person, the same one where people are odd.

        The lower one is beyond a piece if fewer than half of all people are up to it, the upper one if at most half
        are. The third is whether anybody is there to be told.
        """
        if variable in self._medians:
            return self._medians[variable]
        line, cp = self.lines[variable], self.cp
        told, half, odd = cp.new_bool_var(""), cp.new_int_var(0, self.most, ""), cp.new_bool_var("")
        cp.add(self.everybody >= told)
        cp.add(2 * half + odd == self.everybody)
        reached: list[Any] = []
        for people in self.people[variable][:-1]:
            reached.append(cp.new_int_var(0, self.most, ""))
            cp.add(sum(reached[-2:-1]) + people == reached[-1])
        top = min(line.whole.stop - 1, 2 * self._reach(variable) + 2 * self._largest(variable, Statistic.MEDIAN) + 4)
        found = []
        for more in (0, 1):
            beyond = [cp.new_bool_var("") for _ in reached]
            for people, one in zip(reached, beyond, strict=True):
                cp.add(2 * people <= self.everybody + more - 1).only_enforce_if(one)
                cp.add(2 * people >= self.everybody + more).only_enforce_if(~one)
            for before, after in pairwise(beyond):
                cp.add_implication(after, before)
            number = cp.new_int_var(0, top, "")
            for ends, sign in (([p.start for p in line.pieces], 1), ([p.stop - 1 for p in line.pieces], -1)):
                steps = pairwise(min(end, top) for end in ends)
                passed = sum((end - start) * one for (start, end), one in zip(steps, beyond, strict=True))
                cp.add(sign * (number - min(ends[0], top) - passed) >= 0)
            found.append(number)
        lower, upper = found
        cp.add(lower <= upper)
        cp.add(lower == upper).only_enforce_if(odd)
        self._medians[variable] = lower, upper, told
        return self._medians[variable]

    def _records(self) -> None:
        """Put everybody who is described into one of the pieces that the own words allow."""
        self.cp.add(self.everybody >= self._how_many([person["record_id"] for person in self.basis.people]))
        for variable, line in self.lines.items():
            alike: dict[str, list[str]] = {}
            for person in self.basis.people:
                if person.get(variable):
                    alike.setdefault(person[variable], []).append(person["record_id"])
            dealt: dict[int, list[Any]] = {}
            for text, names in alike.items():
                places = line.inside(line.span_of(text))
                parts = [self.cp.new_int_var(0, len(names), "") for _ in places]
                self.cp.add(self.cp.new_constant(0) + sum(parts) == self._how_many(names))
                for place, part in zip(places, parts, strict=True):
                    dealt.setdefault(place, []).append(part)
            for place, parts in dealt.items():
                self.cp.add(self.people[variable][place] >= sum(parts))

    def _how_many(self, names: Sequence[str]) -> Any:
        """Give how many of some records are held to be true."""
        return sum(self.switches[name] for name in names) if self.switches else len(names)

    def cell(self, axis: Axis, place: int) -> Any:
        """Give the people in a cell of an axis; of labels, one for others holds whom no cell beside it does."""
        line, name = self.lines[axis.variable], axis.names[place]
        if line.axis is None or line.axis.names == axis.names:
            return self.sum_in(axis.variable, line.span_of_cell(axis, place))
        if not is_open(name):
            return self.sum_in(axis.variable, line.span_of(name))
        around = [(span.size, label) for label, span in axis.groups.items() if axis.spans[place] in span]
        label = min(around)[1] if name.endswith(REST) else ""
        beside = axis.groups[label] if label else axis.whole
        others = [at for at, span in enumerate(axis.spans) if span in beside and at != place]
        return self.sum_in(axis.variable, line.span_of(label)) - sum(self.cell(axis, at) for at in others)

    def _solved(self) -> tuple[Any, bool]:
        """Solve as it stands: what was found, and whether there is a world at all.

        Raises
        ------
        OutOfTime, TooBig
            If the time of the question is over, or the model does not fit into memory.
        """
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_memory_in_mb = MOST_MEGABYTES
        # Rows that are switched take part in the linear relaxation, which sees at once what propagation counts up to.
        solver.parameters.linearization_level = 2
        # Trying out single unknowns beforehand takes twenty times as long as the solution where there are thousands.
        solver.parameters.cp_model_probing_level = 0
        # Each of two strategies alone may find no world for a minute where the other needs a tenth of a second, so they
        # take turns, each time for twice as long.
        kinds = type(solver.parameters.search_branching)
        turns = [kinds.PORTFOLIO_WITH_QUICK_RESTART_SEARCH, kinds.LP_SEARCH]
        turn = 0
        while True:
            self.budget.check("solving for whole numbers of people")
            solver.parameters.search_branching = turns[turn % 2]
            seconds, left = TURN_SECONDS * 2 ** (turn // 2), self.budget.left
            solver.parameters.max_time_in_seconds = seconds if left is None else min(seconds, left)
            try:
                status = solver.solve(self.cp)
            except MemoryError:
                raise TooBig("solving in whole numbers takes too much memory; leave out a deviation or mean") from None
            if status == cp_model.MODEL_INVALID:
                raise TooBig("the numbers claimed are too large to be solved exactly; leave out the largest")
            if status == cp_model.OPTIMAL and self.unsettled:
                raise TooBig(self.unsettled)
            if status in {cp_model.OPTIMAL, cp_model.INFEASIBLE}:
                return solver, status == cp_model.OPTIMAL
            if left is not None and seconds >= left:
                raise OutOfTime(
                    "solving for whole numbers of people takes too long; give timeout=, or leave claims out"
                )
            turn += 1

    def is_possible(self) -> bool:
        """Tell whether there is any world."""
        return self._solved()[1]

    def ends(self, terms: Any) -> Ends | None:
        """Give the least and the largest value of a sum over all worlds; no largest is ``None``.

        All of it is ``None`` where there is no world.
        """
        found = []
        for sense in (self.cp.minimize, self.cp.maximize):
            sense(terms)
            solver, is_possible = self._solved()
            if not is_possible:
                return None
            found.append(solver.value(terms))
        return found[0], found[1] if found[1] <= self.enough else None

    def ends_of(self, sums: Sequence[Any]) -> list[Ends] | None:
        """Give the same for several sums of people; where a world was met with nobody in one, that is the least."""
        empty: set[int] = set()
        highs = []
        for terms in sums:
            self.cp.maximize(terms)
            solver, is_possible = self._solved()
            if not is_possible:
                return None
            highs.append(solver.value(terms))
            empty |= {place for place, one in enumerate(sums) if place not in empty and solver.value(one) == 0}
        lows = []
        for place, terms in enumerate(sums):
            self.cp.minimize(terms)
            lows.append(0 if place in empty else self._solved()[0].value(terms))
        return [(low, high if high <= self.enough else None) for low, high in zip(lows, highs, strict=True)]

    @cached_property
    def cells(self) -> list[Any]:
        """The people in each cell of the axis that is asked for."""
        assert self.asked is not None
        return [self.cell(self.asked, place) for place in range(len(self.asked.names))]

    def world(self, terms: Any, value: int) -> list[int] | None:
        """Give the people in each cell of a world in which a sum has a value; ``None`` where there is none."""
        if abs(value) > LARGEST_SUM:
            return None
        self.cp.add(self.cp.new_constant(0) + terms == value)
        self.cp.minimize(self.everybody)
        solver, is_possible = self._solved()
        return [solver.value(self.cp.new_constant(0) + cell) for cell in self.cells] if is_possible else None

    def somebody_in(self, cells: Mapping[int, Any]) -> set[int]:
        """Give those of some cells that have somebody in the world in which most of them have; none where none can."""
        people = {place: self.cp.new_constant(0) + cell for place, cell in cells.items()}
        has_some = {place: self.cp.new_bool_var(f"somebody in {place}") for place in cells}
        for place, has in has_some.items():
            self.cp.add(people[place] >= 1).only_enforce_if(has)
        self.cp.maximize(sum(has_some.values()))
        solver, is_possible = self._solved()
        return {place for place, cell in people.items() if is_possible and solver.value(cell) > 0}

    @cached_property
    def number(self) -> Ends | None:
        """The least and the largest number of people."""
        return self.ends(self.everybody)

    def mean_ends(self, variable: str) -> tuple[Fraction, Fraction] | None:
        """Give the least and the largest mean over all worlds with somebody in them (Dinkelbach 1967)."""
        total, found = self.total_of(variable), []
        self.cp.add(self.everybody >= 1)
        for sign in (1, -1):
            mean: Fraction | None = None
            while True:
                guess = Fraction(0) if mean is None else mean
                self.cp.minimize(sign * (guess.denominator * total - guess.numerator * self.everybody))
                solver, is_possible = self._solved()
                if not is_possible:
                    return None
                reached = Fraction(solver.value(total), solver.value(self.everybody))
                if reached == mean:
                    break
                mean = reached
            found.append(reached)
        return found[0], found[1]

    def impossible(self, names: Iterable[str]) -> frozenset[str] | None:
        """Give some of these names that cannot hold together; ``None`` where all can."""
        self.cp.clear_assumptions()
        self.cp.add_assumptions([self.switches[name] for name in names])
        solver, is_possible = self._solved()
        if is_possible:
            return None
        core = set(solver.sufficient_assumptions_for_infeasibility())
        return frozenset(name for name, switch in self.switches.items() if switch.index in core)


def _number(claim: Claim) -> int:
    assert claim.value is not None
    return int(claim.value.number)
