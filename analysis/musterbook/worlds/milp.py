"""All that is said of a population as one model in whole numbers, solved exactly.

The unknowns are the people in each piece of each variable's line; those of one variable sum to the same number of
people as those of another. Counts, extremes and peaks are linear in them; a cell that may be occupied has an unknown of
0 or 1, a mean the sum of everybody's numbers, a median the two numbers in the middle. CP-SAT solves in integers, so
that ends are exact at every size that is accepted; sums that would not fit into 64 bits are refused beforehand.

Each row belongs to the claim, record or assumption that says it. A model of ``loose`` rows holds them only for the
names that a question takes as true.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from fractions import Fraction
from functools import cached_property
from itertools import count, pairwise
from math import isqrt, prod
from typing import Any

from musterbook.case.claims import Claim, End, Statistic
from musterbook.intervals import Kind
from musterbook.progress import Budget, OutOfTime, TooBig
from musterbook.worlds.axes import REST, Axis, Span, is_open
from musterbook.worlds.constraints import Basis, cells_of, says_something
from musterbook.worlds.families import join
from musterbook.worlds.lines import ENDLESS, Group, line_of

Ends = tuple[int, int | None]
LARGEST_SUM, MOST_PEOPLE, MOST_GROWTH = 1 << 60, 10**12, 10**4
TURN_SECONDS, MOST_MEGABYTES = 0.5, 800


class Model:
    """The worlds of a population: each solution is a number of people for each piece of each line.

    ``asked`` is an axis whose cells are told apart; ``loose`` gives each name a switch, so that questions choose what
    is held to be true. ``unsettled`` says why a solution need be no world, where rows that would hold are left out.
    """

    def __init__(self, basis: Basis, asked: Axis | None = None, *, loose: bool = False, budget: Budget) -> None:
        """Write down all that a basis says, and its family."""
        self.basis, self.asked, self.budget, joint = basis, asked, budget, basis.joint
        with self.budget.uncounted():
            from ortools.sat.python import cp_model

        self.cp: Any = cp_model.CpModel()
        self.switches = {name: self.cp.new_bool_var(name) for name in basis.names} if loose else {}
        own = {asked.variable: asked} if asked else {}
        self.lines = {name: line_of(joint, name, own.get(name)) for name in (*joint.claimed, *joint.cuts, *own)}
        self.most, self.enough = self._sizes(joint)
        self.unsettled = join([self._saying(basis), *(copy(self)._saying(one) for one in basis.relatives)])

    def _saying(self, basis: Basis) -> Model:
        """Write down what is said of one of the family."""
        self.basis, self.claims = basis, [claim for claim in basis.claims if says_something(claim)]
        (self.everybody, self.people), self._counted, self._totals = self.crowd(), dict[Any, Any](), dict[str, Any]()
        for claim in self.claims:
            self._say(claim)
        self._records()
        return self

    def crowd(self) -> tuple[Any, dict[str, list[Any]]]:
        """Add an unknown number of people, as many in the pieces of each line."""
        everybody = self.unknown()
        people = {name: [self.unknown() for _ in line.pieces] for name, line in self.lines.items()}
        for pieces in people.values():
            self.cp.add(sum(pieces) == everybody)
        return everybody, people

    def unknown(self, most: int | None = None) -> Any:
        """Add an unknown number, of people if no largest one is given."""
        return self.cp.new_int_var(0, self.most if most is None else most, "")

    def _sizes(self, joint: Basis) -> tuple[int, int]:
        """Find how many people are enough for any end that exists; an answer beyond has no end.

        Such an end is no larger than the numbers stated times the determinants of the rows (Schrijver 1986, Theory of
        linear and integer programming, chapter 17), and what has no end grows past it within as much again.
        """
        factors, stated = {kind: [1] for kind in Statistic}, len(joint.people) + 2
        for claim in filter(says_something, joint.claims):
            factors[claim.statistic].append(self._factor(claim))
            if claim.statistic.counts_people or claim.statistic is Statistic.OCCUPIED:
                stated += claim.number
                if claim.number > MOST_PEOPLE:
                    raise TooBig(f"claim {claim.claim_id} says {claim.value}; {MOST_PEOPLE:,} is the most there can be")
        groups = [group for line in self.lines.values() for groups in line.cells.values() for group in groups]
        widest = max((group.size or 1 for group in groups if factors[Statistic.PEAK][1:]), default=1)
        pieces = widest * (2 + sum(len(line.pieces) for line in self.lines.values())) * len(self.basis.family)
        means, shares, deviations = (factors[one] for one in (Statistic.MEAN, Statistic.SHARE, Statistic.SD))
        # Of many shares the determinants say more than there are people anywhere.
        growth = pieces * prod(means) * min(prod(shares), MOST_GROWTH)
        room = LARGEST_SUM // (8 * pieces * max(*means, *shares))
        room = min([room, *(isqrt(LARGEST_SUM // (8 * factor)) for factor in deviations[1:])])
        most = enough = self.basis.most if not self.switches else None
        if most is None or enough is None:
            most = min(4 * stated * growth**2, room)
            enough = most // (4 * growth)
        if most > room or enough < min(stated, most):
            raise TooBig("the numbers claimed are too large to be solved exactly; leave out a mean, or give total=")
        return most, enough

    def _factor(self, claim: Claim) -> int:
        """Give the largest number by which a share, a mean or a deviation multiplies people, or their sum."""
        ends = [end.at for end in claim.ends if end is not None]
        parts = max(end.denominator for end in ends)
        match claim.statistic:
            case Statistic.MEAN:
                return parts * (self._reach(claim.variable) + 2 + claim.number)
            case Statistic.SD:
                return max(parts, *(end.numerator for end in ends)) ** 2 * (self._reach(claim.variable) + 2) ** 2
        return parts

    def _reach(self, variable: str) -> int:
        """Give the largest number that claims and records tell apart."""
        edges = (edge for piece in self.lines[variable].pieces for edge in (piece.start, piece.stop))
        return max(edge for edge in edges if edge < ENDLESS)

    def hold(self, terms: Any, low: int | None, high: int | None, *when: Any) -> None:
        """Hold a sum between two ends, where names are taken as true and literals are; no end is ``None``."""
        low, high = -LARGEST_SUM if low is None else low, LARGEST_SUM if high is None else high
        # A sum over nothing is a number already.
        row = self.cp.add_linear_constraint(self.cp.new_constant(0) + terms, low, high)
        row.only_enforce_if([self.switches.get(one, True) if isinstance(one, str) else one for one in when])

    def sum_in(self, variable: str, span: Span) -> Any:
        """Give the people in a span of a line."""
        return sum(self.people[variable][place] for place in self.lines[variable].inside(span))

    # What a claim says

    def _say(self, claim: Claim) -> None:
        """Write down what a claim says."""
        variable, (low, high), name = claim.variable, claim.whole(), claim.claim_id
        part = self.sum_in(variable, self.lines[variable].span_of(claim.where)) if claim.where else self.everybody
        match claim.statistic:
            case Statistic.COUNT:
                self.hold(part, low, high, name)
            case Statistic.SHARE | Statistic.MEAN:
                self.hold(self.everybody, 1, None, name)
                sums = part if claim.statistic is Statistic.SHARE else self.total_of(variable)
                self._between(name, claim.ends, sums, self.everybody)
            case Statistic.MINIMUM | Statistic.MAXIMUM:
                self._extreme(claim)
            case Statistic.PEAK:
                self._peak(claim, part)
            case Statistic.OCCUPIED:
                line = self.lines[variable]
                within, groups = line.span_of(claim.where), line.cells[cells_of(claim, self.basis)]
                self.hold(sum(self._occupied(variable, one) for one in groups if one.span in within), low, high, name)
            case Statistic.MEDIAN:
                self._median(claim)
            case Statistic.SD:
                self._deviation(claim)

    def _between(self, name: str, ends: tuple[End | None, End | None], part: Any, per: Any) -> None:
        """Hold one sum divided by another between two ends."""
        for end, sign in zip(ends, (1, -1), strict=True):
            if end is not None:
                beyond = sign * (end.at.denominator * part - end.at.numerator * per)
                self.hold(beyond, 0 if end.included else 1, None, name)

    def _extreme(self, claim: Claim) -> None:
        """Say of a youngest or oldest that nobody is beyond it and, where it is exact, that somebody is there."""
        whole, lowest = self.lines[claim.variable].whole, claim.statistic is Statistic.MINIMUM
        closed, reached = claim.whole() if lowest else claim.whole()[::-1]
        for end, more, least, most in ((closed, 0, 0, 0), (reached, 1, 1, None)):
            if end is not None:
                beyond = Span(whole.start, end + more) if lowest else Span(end + 1 - more, whole.stop)
                self.hold(self.sum_in(claim.variable, beyond), least, most, claim.claim_id)

    def _deviation(self, claim: Claim) -> None:
        """Hold n times the sum of squares, less the square of the sum, to n (n - 1) times the variance of a sample."""
        line, people, reach = self.lines[claim.variable], self.people[claim.variable], self._reach(claim.variable) + 1
        total, squares = self.unknown(reach * self.most), self.unknown(reach**2 * self.most)
        self.cp.add(total == self.total_of(claim.variable))
        counted = sum(piece.start**2 * one for piece, one in zip(line.pieces, people, strict=True))
        if line.pieces[-1].stop == ENDLESS:
            counted += self._any_of(people[-1], reach**2)
        self.cp.add(squares == counted)
        spread, squared, pairs = made = [self.unknown(reach**2 * self.most**2) for _ in range(3)]
        for product, factors in zip(made, ([squares, self.everybody], [total] * 2, [self.everybody] * 2), strict=True):
            self.cp.add_multiplication_equality(product, factors)
        self.hold(self.everybody, 2, None, claim.claim_id)
        low, high = (None if end is None else End(max(end.at, Fraction(0)) ** 2, end.included) for end in claim.ends)
        self._between(claim.claim_id, (low, high), spread - squared, pairs - self.everybody)

    def _any_of(self, people: Any, each: int) -> Any:
        """Add any number that people beyond every number that is told apart may come to; of nobody it is 0."""
        more, anybody = self.unknown(each * self.most), self.unknown(1)
        self.cp.add(people >= anybody)
        self.cp.add(more == 0).only_enforce_if(~anybody)
        return more

    def _peak(self, claim: Claim, at: Any) -> None:
        """Hold every other cell below the peak, cells side by side together: their people can be dealt out evenly."""
        line, name, ahead = self.lines[claim.variable], claim.claim_id, 0 if self.basis.ties else 1
        self.hold(at, *claim.whole(), name)
        rivals = tuple(map(Group, line.rivals(claim.where))) if line.kind is Kind.LABEL else ()
        groups = rivals or line.cells[cells_of(claim, self.basis)]
        for group in (one for one in groups if one.span != line.span_of(claim.where)):
            others = self.sum_in(claim.variable, group.span)
            if group.size is not None:
                self.hold(group.size * at - others, group.size * ahead, None, name)
            else:
                higher = self.unknown(1)
                self.cp.add(at >= ahead + 1).only_enforce_if(higher)
                self.hold(at, ahead, None, name)
                self.hold(others, 0, 0, name, ~higher)

    def _occupied(self, variable: str, group: Group) -> Any:
        """Give how many cells of a group hold somebody: none of nobody, else up to as many as there are people."""
        if (variable, group) not in self._counted:
            cells = self.unknown(self.most if group.size is None else min(group.size, self.most))
            people, anybody = self.sum_in(variable, group.span), self.unknown(1)
            self.cp.add(people >= cells)
            self.cp.add(cells >= anybody)
            self.cp.add(people == 0).only_enforce_if(~anybody)
            self._counted[variable, group] = cells
        return self._counted[variable, group]

    def total_of(self, variable: str) -> Any:
        """Give the sum of everybody's numbers: in a piece of many numbers, people may have any of them."""
        if variable not in self._totals:
            each, parts = self._reach(variable) + self._largest(variable, Statistic.MEAN) + 2, []
            for piece, people in zip(self.lines[variable].pieces, self.people[variable], strict=True):
                parts.append(piece.start * people)
                if piece.stop == ENDLESS:
                    parts.append(self._any_of(people, each))
                elif piece.size > 1:
                    parts.append(self.unknown(each * self.most))
                    self.cp.add(parts[-1] <= (piece.size - 1) * people)
            self._totals[variable] = sum(parts)
        return self._totals[variable]

    def _largest(self, variable: str, statistic: Statistic) -> int:
        """Give the largest mean or median claimed."""
        found = [one.number for one in self.claims if one.variable == variable and one.statistic is statistic]
        return max(found, default=0)

    def _median(self, claim: Claim) -> None:
        """Hold the sum of the numbers of the lower and the upper middle person, the same one where people are odd.

        The lower one is beyond a piece if fewer than half of all people are up to it, the upper one if at most half
        are.
        """
        pieces, people, cp = self.lines[claim.variable].pieces, self.people[claim.variable], self.cp
        (low, high), everybody, odd = claim.whole(2), self.everybody, self.unknown(1)
        cp.add(2 * self.unknown() + odd == everybody)
        reached: list[Any] = []
        for one in people[:-1]:
            reached.append(self.unknown())
            cp.add(sum(reached[-2:-1]) + one == reached[-1])
        largest = self._largest(claim.variable, Statistic.MEDIAN)
        top = min(pieces[-1].stop - 1, 2 * self._reach(claim.variable) + 2 * largest + 4)
        numbers = self.unknown(top), self.unknown(top)
        for more, number in enumerate(numbers):
            beyond = [self.unknown(1) for _ in reached]
            for one, is_beyond in zip(reached, beyond, strict=True):
                cp.add(2 * one <= everybody + more - 1).only_enforce_if(is_beyond)
                cp.add(2 * one >= everybody + more).only_enforce_if(~is_beyond)
            for before, after in pairwise(beyond):
                cp.add_implication(after, before)
            for ends, sign in (([one.start for one in pieces], 1), ([one.stop - 1 for one in pieces], -1)):
                steps = pairwise(min(end, top) for end in ends)
                passed = sum((end - start) * one for (start, end), one in zip(steps, beyond, strict=True))
                cp.add(sign * (number - min(ends[0], top) - passed) >= 0)
        cp.add(numbers[0] <= numbers[1])
        cp.add(numbers[0] == numbers[1]).only_enforce_if(odd)
        self.hold(everybody, 1, None, claim.claim_id)
        self.hold(sum(numbers), low, high, claim.claim_id)
        # What follows for half of all people is linear, and shows at once what the choice of numbers hides.
        placed = list(zip(pieces, people, strict=True))
        below = [one for piece, one in placed if high is None or 2 * piece.start <= high]
        above = [one for piece, one in placed if low is None or 2 * (piece.stop - 1) >= low]
        for half in (below, above):
            self.hold(2 * sum(half) - everybody, 0, None, claim.claim_id)

    def _records(self) -> None:
        """Put everybody who is described into one of the pieces that the own words allow."""
        self.cp.add(self.everybody >= self._how_many([person["record_id"] for person in self.basis.people]))
        for variable, line in self.lines.items():
            alike, dealt = defaultdict[str, list[str]](list), defaultdict[int, list[Any]](list)
            for person in self.basis.people:
                alike[person.get(variable, "")].append(person["record_id"])
            alike.pop("", None)
            for text, names in alike.items():
                parts = {place: self.unknown(len(names)) for place in line.inside(line.span_of(text))}
                self.cp.add(self.cp.new_constant(0) + sum(parts.values()) == self._how_many(names))
                for place, part in parts.items():
                    dealt[place].append(part)
            for place, parts_there in dealt.items():
                self.cp.add(self.people[variable][place] >= sum(parts_there))

    def _how_many(self, names: Sequence[str]) -> Any:
        """Give how many of some records are held to be true."""
        return sum(self.switches[name] for name in names) if self.switches else len(names)

    # Cells that are asked for

    def cell(self, axis: Axis, place: int) -> Any:
        """Give the people in a cell of an axis; of labels, one for others holds whom no cell beside it does."""
        line, name, span = self.lines[axis.variable], axis.names[place], axis.spans[place]
        if line.kind is not Kind.LABEL or line.names == axis.names:
            # A number without an end reaches as far as the line.
            is_endless = axis.kind is Kind.NUMBER and ".." in name
            return self.sum_in(axis.variable, line.span_of(name) if is_endless else span)
        if not is_open(name):
            return self.sum_in(axis.variable, line.span_of(name))
        around = [(one.size, label) for label, one in axis.groups.items() if span in one]
        label = min(around)[1] if name.endswith(REST) else ""
        others = [at for at, one in enumerate(axis.spans) if one in axis.span_of(label) and at != place]
        return self.sum_in(axis.variable, line.span_of(label)) - sum(self.cell(axis, at) for at in others)

    @cached_property
    def cells(self) -> list[Any]:
        """The people in each cell of the axis that is asked for."""
        assert self.asked is not None
        return [self.cell(self.asked, place) for place in range(len(self.asked.names))]

    # Questions

    def _solved(self, least: Any = None) -> tuple[Any, bool]:
        """Solve for the least of a sum, or for anything: what was found, and whether there is a world at all.

        Raises
        ------
        OutOfTime, TooBig
            If the time of the question is over, or the model does not fit into memory.
        """
        from ortools.sat.python import cp_model

        if least is not None:
            self.cp.minimize(least)
        solver = cp_model.CpSolver()
        told = solver.parameters
        told.num_workers, told.max_memory_in_mb = 1, MOST_MEGABYTES
        # Rows that are switched take part in the linear relaxation, which sees at once what propagation counts up to;
        # trying out single unknowns beforehand takes twenty times as long as the solution where there are thousands.
        told.linearization_level, told.cp_model_probing_level = 2, 0
        # Each of two strategies alone may find no world for a minute where the other needs a tenth of a second, so they
        # take turns, each time for twice as long.
        kinds = type(told.search_branching)
        for turn in count():
            self.budget.check("solving for whole numbers of people")
            told.search_branching = [kinds.PORTFOLIO_WITH_QUICK_RESTART_SEARCH, kinds.LP_SEARCH][turn % 2]
            seconds, left = TURN_SECONDS * 2 ** (turn // 2), self.budget.left
            told.max_time_in_seconds = seconds if left is None else min(seconds, left)
            try:
                status = solver.solve(self.cp)
            except MemoryError:
                raise TooBig("solving in whole numbers takes too much memory; leave out a deviation or mean") from None
            if status == cp_model.MODEL_INVALID:
                raise TooBig("the numbers claimed are too large to be solved exactly; leave out the largest")
            if status == cp_model.OPTIMAL and self.unsettled:
                raise TooBig(self.unsettled)
            if status in {cp_model.OPTIMAL, cp_model.INFEASIBLE}:
                break
            if left is not None and seconds >= left:
                raise OutOfTime("solving for whole numbers takes too long; give timeout=, or leave claims out")
        return solver, status == cp_model.OPTIMAL

    def is_possible(self) -> bool:
        """Tell whether there is any world."""
        return self._solved()[1]

    def ends(self, terms: Any = None) -> Ends | None:
        """Give the least and the largest value of a sum over all worlds, of everybody if none is given.

        No largest is ``None``, and all of it is where there is no world.
        """
        terms = self.everybody if terms is None else terms
        solver, is_possible = self._solved(terms)
        return (solver.value(terms), self._end(self._solved(-terms)[0].value(terms))) if is_possible else None

    def _end(self, high: int) -> int | None:
        """Give a largest number; one that is more than enough has no end."""
        return high if high <= self.enough else None

    def ends_of(self, sums: Sequence[Any]) -> list[Ends] | None:
        """Give the same for several sums of people; where a world was met with nobody in one, that is the least."""
        empty: set[int] = set()
        highs = []
        for terms in sums:
            solver, is_possible = self._solved(-terms)
            if not is_possible:
                return None
            highs.append(self._end(solver.value(terms)))
            empty |= {place for place, one in enumerate(sums) if place not in empty and solver.value(one) == 0}
        lows = [0 if at in empty else self._solved(terms)[0].value(terms) for at, terms in enumerate(sums)]
        return list(zip(lows, highs, strict=True))

    def world(self, terms: Any, value: int) -> list[int] | None:
        """Give the people in each cell of a world in which a sum has a value; ``None`` where there is none."""
        if abs(value) > LARGEST_SUM:
            return None
        self.hold(terms, value, value)
        solver, is_possible = self._solved(self.everybody)
        return [solver.value(self.cp.new_constant(0) + cell) for cell in self.cells] if is_possible else None

    def somebody_in(self, cells: Mapping[int, Any]) -> set[int]:
        """Give those of some cells that have somebody in the world in which most of them have; none where none can."""
        has_some = [self.unknown(1) for _ in cells]
        for cell, has in zip(cells.values(), has_some, strict=True):
            self.hold(cell, 1, None, has)
        solver, is_possible = self._solved(-sum(has_some))
        return {place for place, cell in cells.items() if is_possible and solver.value(cell) > 0}

    def mean_ends(self, variable: str) -> tuple[Fraction, Fraction] | None:
        """Give the least and the largest mean over all worlds with somebody in them (Dinkelbach 1967)."""
        total, found = self.total_of(variable), []
        self.cp.add(self.everybody >= 1)
        for sign in (1, -1):
            mean, reached = None, Fraction(0)
            while reached != mean:
                mean = reached
                solver, is_possible = self._solved(sign * (mean.denominator * total - mean.numerator * self.everybody))
                if not is_possible:
                    return None
                reached = Fraction(solver.value(total), solver.value(self.everybody))
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
