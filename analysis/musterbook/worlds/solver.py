"""What the rules of one variable leave possible: on trees where limits say it all, else by integer programming.

Both ways give the same sharp bounds. Only trees can count and sample; where a cell is cut by what is claimed, the error
names the two.

Rules that are more than limits are split into branches that are limits alone. "At least eight, more than any other
month" is eight and others at most seven, or nine and others at most eight, and so on; a median of 31 among 50 people is
one of a few pairs of middle values. Each branch is a set of limits, no world is in two branches, and all of them
together are the worlds. A mean or a number of occupied cells is no limit: it stays with the branch as a sum that is
carried along while counting.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, partial
from itertools import product
from math import inf, prod

from musterbook.case.claims import Claim, Relation, Statistic
from musterbook.errors import Unanswerable
from musterbook.intervals import Kind
from musterbook.progress import Budget, OutOfTime, TooLarge
from musterbook.worlds.axes import UNBOUNDED, Axis, Limit, Span, is_open
from musterbook.worlds.constraints import (
    Basis,
    Rules,
    cells_of,
    ends_of,
    ends_of_squares,
    ends_of_sum,
    people_on_trees,
    rules_of,
)
from musterbook.worlds.counting import Count, Sum
from musterbook.worlds.families import leaves_free
from musterbook.worlds.lines import CELL_KINDS, CENTRES, line_of
from musterbook.worlds.milp import Model
from musterbook.worlds.tree import Ends, Node, build, prune, tighten

FEW_BRANCHES = 100
MANY_BRANCHES = 20_000
MANY_TOTALS = 200


# Limits that say it all, but for the sums that are carried along while counting.
Branch = tuple[Limit, ...]


def branches(rules: Rules, people: Sequence[int], *, each: bool = False) -> Iterator[Branch]:
    """Split rules into branches that share no world.

    Parameters
    ----------
    rules : Rules
        What is held to be true of one variable.
    people : sequence of int
        The numbers of people there can be, from the least to the largest.
    each : bool
        Whether to hold each number of people apart, even where no rule needs it.

    Raises
    ------
    Unanswerable
        If a median meets an open cell.
    """
    axis, shares, medians = rules.axis, rules.of(Statistic.SHARE), rules.of(Statistic.MEDIAN)
    for total in people if each or medians or shares else [None]:
        fixed = [] if total is None else [Limit(axis.whole, total, total)]
        fixed += [Limit(axis.span_of(one.where), *ends_of(one, total or 0), (one.claim_id,)) for one in shares]
        choices = [list(peak.heights(people[-1])) for peak in rules.peaks]
        choices += [list(_median_limits(claim, axis, total or 0)) for claim in medians]
        for choice in product(*choices):
            yield (*rules.limits, *fixed, *(limit for part in choice for limit in part))


def _median_limits(claim: Claim, axis: Axis, total: int) -> Iterator[Branch]:
    """Give the limits under which the two middle people (or the one) are of two given ages."""
    numbers, names, whole = single_numbers(axis, claim.claim_id), (claim.claim_id,), axis.whole
    left, right = (total - 1) // 2, total // 2
    for low, high in ((low, high) for low in numbers for high in numbers if low <= high):
        if (left == right and low < high) or not claim.agrees(Fraction(low + high, 2)):
            continue
        if low == high:
            sides = [(whole.start, low, left), (high + 1, whole.stop, total - right - 1)]
            yield tuple(Limit(Span(start, stop), 0, most, names) for start, stop, most in sides if start < stop)
        else:
            ends = [Limit(Span(at, at + 1), 1, names=names) for at in (low, high)]
            between = [Limit(Span(low + 1, high), 0, 0, names)] if low + 1 < high else []
            yield (Limit(Span(whole.start, low + 1), left + 1, left + 1, names), *ends, *between)


def single_numbers(axis: Axis, name: str) -> Sequence[int]:
    """Give the numbers of the cells; a cell without an end has no number, so a mean or median would have none."""
    if any(".." in cell for cell in axis.names):
        raise Unanswerable(
            f"{axis.variable} has no end, and {name} speaks of its middle; claim a minimum and a maximum"
        )
    return range(axis.whole.start, axis.whole.stop)


@dataclass(frozen=True)
class Solver:
    """Answers for one set of rules, those of one variable of a basis.

    ``others`` is what other variables and populations say, where that is more than two ends of the number of people.
    ``whole_cells`` says that a world is a table of cells, so that what lies below a cell only limits it; without it,
    days within cells keep their own weight.
    """

    rules: Rules
    basis: Basis
    others: Basis | None = None
    whole_cells: bool = True
    budget: Budget = field(default_factory=Budget)

    @property
    def axis(self) -> Axis:
        """The cells, in order."""
        return self.rules.axis

    @property
    def model(self) -> Model:
        """Everything that is said of the population, with all cells told apart, written down anew for each question."""
        return Model(self.basis, self.axis, budget=self.budget)

    # Bounds

    @cached_property
    def people(self) -> tuple[int, int | None] | None:
        """The least and the largest number of people, no largest being ``None``; ``None`` where no world exists."""
        if self._is_sharp_on_trees:
            return _hull([(tree.low, tree.high) for tree, _ in self._grown]) if self._grown else None
        with self.budget.question():
            return Model(self.basis, self._kinds[0], budget=self.budget).ends()

    @cached_property
    def bounds(self) -> list[tuple[int, int | None]] | None:
        """The least and the largest number of people of each cell; ``None`` where no world exists."""
        if self._is_sharp_on_trees:
            tables: list[dict[int | None, Ends]] = []
            for tree, _ in self._grown:
                windows = {one.cell: (one.low, one.high) for node in tree.walk() for one in node.windows}
                tables.append(windows | {node.cell: (node.low, node.high) for node in tree.walk()})
            return [_hull([ends[at] for ends in tables]) for at in range(len(self.axis.names))] if tables else None
        with self.budget.question():
            axis, like = self._kinds
            model = Model(self.basis, axis, budget=self.budget)
            found = model.ends_of(model.cells)
            return found and [found[place] for place in like]

    def empty_cells(self) -> list[int]:
        """Give the cells that have nobody in any world; none where there is no world."""
        if self._is_sharp_on_trees:
            return [at for at, ends in enumerate(self.bounds or []) if ends[1] == 0]
        axis, like = self._kinds
        left = set(like)
        with self.budget.question():
            model = Model(self.basis, axis, budget=self.budget)
            while left and (found := model.somebody_in({at: model.cells[at] for at in left})):
                left -= found
            return [at for at, kind in enumerate(like) if kind in left and self.people is not None]

    @cached_property
    def _kinds(self) -> tuple[Axis, list[int]]:
        """Lay out one cell of each kind; say for each cell which of these it is like.

        Cells are alike where nothing that is said begins or ends between them. They are told apart where a claim counts
        cells of which some that are asked for hold several.
        """
        axis, joint = self.axis, self.basis.joint
        claims, _ = joint.mentions(axis.variable)
        lengths = [length for one in claims if one.statistic in CELL_KINDS and (length := cells_of(one, joint))]
        days = product(lengths, axis.spans)
        is_joined = any(span not in Span.of(length.around(span.period.first)) for length, span in days)
        if axis.kind is Kind.LABEL or any(one.statistic in CENTRES for one in claims) or is_joined:
            return axis, list(range(len(axis.names)))
        pieces, cells = line_of(joint, axis.variable).pieces, list(zip(axis.names, axis.spans, strict=True))
        starts = [piece.start for piece in pieces]
        around = [pieces[max(0, bisect_right(starts, span.start) - 1)] for span in axis.spans]
        keys = [
            piece if span in piece and not is_open(name) else span
            for (name, span), piece in zip(cells, around, strict=True)
        ]
        places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
        firsts = dict(zip(keys[::-1], cells[::-1], strict=True))
        names, spans = zip(*(firsts[key] for key in places), strict=True)
        return replace(axis, names=names, spans=spans), [places[key] for key in keys]

    # Trees

    @cached_property
    def sums(self) -> tuple[Sum, ...]:
        """What is carried along while counting: of occupied cells their number, of numbers their sum and squares.

        Raises
        ------
        Unanswerable
            If a number of occupied cells, a mean or a deviation meets an open cell.
        """
        rules, found = self.rules, list[Sum]()
        for one in rules.occupied:
            if one.open:
                raise Unanswerable(f"claim {one.name} counts cells, and some have no end; claim minimum and maximum")
            ends = one.low, min(one.high, len(one.spans))
            found.append(Sum(lambda *_, ends=ends: ends, marked=one.spans))
        means, deviations = rules.of(Statistic.MEAN), rules.of(Statistic.SD)
        if means or deviations:
            numbers = single_numbers(rules.axis, [*means, *deviations][0].claim_id)
            rises = {Span(number, number + 1): number - numbers[0] for number in numbers}
            found.append(Sum(lambda people, _: ends_of_sum(means, numbers, people), rises))
        if deviations:
            squares, most = {span: rise**2 for span, rise in rises.items()}, (numbers[-1] - numbers[0]) ** 2
            found.append(Sum(partial(ends_of_squares, deviations, most), squares))
        return tuple(found)

    @cached_property
    def trees(self) -> list[tuple[Node, Branch]]:
        """One tree per branch in which anything is possible, ready for counting.

        Raises
        ------
        MusterError
            If others of its family limit more than the number of people, a limit crosses a cell, or the number of
            people has no largest value.
        """
        variable, (low, high) = self.axis.variable, self.people or (0, 0)
        if not leaves_free(self.basis, variable):
            family = ", ".join(one.population for one in self.basis.relatives)
            raise Unanswerable(f"{family} limit {self.basis.population!r}, so its worlds cannot be counted alone")
        if self._branches == inf or high is None:
            raise no_total(variable)
        if self._branches > MANY_BRANCHES:
            raise Unanswerable(
                f"{variable!r} has {self._branches:,} cases to count singly, over {MANY_BRANCHES:,}; bounds are sharp"
            )
        # A table of whole cells cannot tell of occupied cells, or of a range of peaks, within its cells.
        counted = [(one.name, one.spans) for one in self.rules.occupied]
        counted += [(one.name, one.others) for one in self.rules.peaks if one.low != one.high]
        for name, spans in counted if self.whole_cells else ():
            if any(span in cell and span != cell for span in spans for cell in self.axis.spans):
                raise Unanswerable(f"claim {name} speaks of shorter cells than are asked for; give a shorter every=")
        grown = self._grown
        if self.others is not None and self.people:
            # Others may leave out some numbers of people, between two ends or all but one.
            if high - low >= MANY_TOTALS:
                raise Unanswerable("other variables may leave out some numbers of people; to count, give total=")
            each = {n: self.others.with_total(n) for n in range(low, high + 1)}
            totals = [n for n, basis in each.items() if Model(basis, budget=self.budget).is_possible()]
            grown = self._grow(branches(self.rules, totals, each=True))
        found = [(prune(tree) if self.whole_cells else tree, branch) for tree, branch in grown]
        for tree, branch in found:
            self._need_uncut(tree, branch)
        return found

    @property
    def _is_sharp_on_trees(self) -> bool:
        """Whether limits say everything: then what a tree leaves possible at each node is sharp."""
        rules = self.rules
        more = rules.occupied or self.others or any(one.statistic is not Statistic.MEDIAN for one in rules.rounded)
        return not more and not any(one.open for one in rules.peaks) and self._branches <= FEW_BRANCHES

    @cached_property
    def _branches(self) -> float:
        """How many branches there are at most, without making them; without an end where people have none."""
        rules, people = self.rules, self._rough
        if not people:
            return 0
        if people[-1] >= UNBOUNDED and (rules.rounded or any(one.high >= UNBOUNDED for one in rules.peaks)):
            return inf
        heights = [max(0, min(peak.high, people[-1]) - peak.low + 1) for peak in rules.peaks]
        numbers, medians = self.axis.whole.size, rules.of(Statistic.MEDIAN)
        pairs = numbers * (numbers + 1) // 2
        middles = [2 * numbers if one.relation is Relation.EXACTLY else pairs for one in medians]
        return prod([*heights, *middles]) * (len(people) if medians or rules.of(Statistic.SHARE) else 1)

    @cached_property
    def _rough(self) -> range:
        """The numbers of people that the limits allow, before anything else is known."""
        tree = build(self.axis.spans, self.rules.limits)
        return range(tree.low, tree.high + 1)

    @property
    def _marked(self) -> list[Span]:
        """The spans that add one to a sum when anybody is in them."""
        return [span for one in self.sums for span in one.marked]

    @cached_property
    def _grown(self) -> list[tuple[Node, Branch]]:
        return self._grow(branches(self.rules, self._rough) if self._rough else ())

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Keep a question within its budget; where it is too much, say what needs no counting and what to leave out."""
        try:
            with self.budget.question():
                yield
        except (OutOfTime, TooLarge) as error:
            dear = [one.claim_id for one in self.rules.rounded if one.statistic is not Statistic.SHARE]
            dear += [one.name for one in self.rules.occupied]
            dear += [one.name for one in self.rules.peaks if one.low != one.high]
            left_out = f"leave out {' or '.join(dear)}, or " if dear else ""
            told = f"{error}; bounds() is sharp and needs no counting"
            raise Unanswerable(f"{told}; to count, {left_out}ask for fewer cells with every=") from error

    def count(self) -> int:
        """Give the number of worlds, each table once."""
        with self.asked():
            solver = self if self.whole_cells else replace(self, whole_cells=True)
            return sum(one.total for one in solver.counts())

    def counts(self, *, steady: bool = False) -> list[Count]:
        """Prepare to count the worlds of each branch, under steady weights or each table once."""
        low, high = self.people or (0, 0)
        if steady and low != high:
            raise Unanswerable(f"steady weights need one number of people, not {low} to {high}; give total=")
        return [Count(tree, self.sums, steady, self.budget) for tree, _ in self.trees]

    def _grow(self, found: Iterable[Branch]) -> list[tuple[Node, Branch]]:
        """Give one narrowed tree per branch in which anything is possible."""
        trees = ((build(self.axis.spans, branch, self._marked), branch) for branch in found)
        return [(tighten(tree), branch) for tree, branch in trees if tree.feasible]

    def _need_uncut(self, tree: Node, branch: Branch) -> None:
        """Refuse what cuts a cell, or one that is counted as occupied: then a table of cells cannot tell."""
        windows = [one for node in tree.walk() for one in node.windows]
        cuts = [one.span for one in windows if one.cell is not None]
        cuts += [one.span for one in windows if one.span in self._marked]
        if cuts:
            cut, cells = cuts[0], dict(zip(self.axis.spans, self.axis.names, strict=True))
            names = [name for one in branch if one.span.crosses(cut) for name in one.names]
            names += [one.name for one in self.rules.occupied if any(map(cut.crosses, one.spans))]
            cell = f"the {self.axis.variable} cell {cells.get(cut, cut.period)}"
            told = f"the spans of {[*names, 'what is asked'][0]} and {cell} overlap: bounds are sharp"
            raise Unanswerable(f"{told}, but to count, leave it out or ask with another every=")


def solver_of(basis: Basis, axis: Axis, *, whole_cells: bool, budget: Budget) -> Solver:
    """Prepare to answer for the cells of an axis, with the number of people that other variables allow."""
    variable, others = axis.variable, None
    names = tuple(claim.claim_id for claim in basis.claims if claim.variable != variable)
    rest = replace(basis, claims=tuple(one for one in basis.claims if one.variable != variable or not one.narrows))
    ends = people_on_trees(rest, [name for name in rest.claimed if name != variable])
    if ends is None and not leaves_free(basis, variable):
        # A family whose populations limit each other's cells is solved as one.
        ends, others = [], rest
    elif ends is None:
        number = Model(rest, budget=budget).ends()
        ends = [(1, 0) if number is None else (number[0], UNBOUNDED if number[1] is None else number[1])]
        others = None if ends[0][0] == ends[0][1] else rest
    limits = [Limit(axis.whole, low, high, names) for low, high in ends if (low, high) != (0, UNBOUNDED)]
    return Solver(rules_of(basis, axis).with_limits(*limits), basis, others, whole_cells, budget)


def no_total(variable: str) -> Unanswerable:
    """Say that there is no end to the worlds."""
    return Unanswerable(f"what is claimed of {variable!r} leaves the number of people without an end; give total=")


def _hull(ends: Sequence[Ends]) -> tuple[int, int | None]:
    """Give the least and the largest of some ends."""
    most = max(high for _, high in ends)
    return min(low for low, _ in ends), None if most >= UNBOUNDED else most
