"""What the rules of one variable leave possible: on trees where limits say it all, else by integer programming.

Both ways give the same sharp bounds. Only trees can count and sample; where a cell is cut by what is claimed, the error
names the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from musterbook.case.claims import Statistic
from musterbook.errors import Unanswerable
from musterbook.intervals import Kind
from musterbook.worlds.axes import EVERYBODY, Axis, Span, is_open
from musterbook.worlds.basis import Basis, axis_of, broad_axis
from musterbook.worlds.branches import Branch, branch_count, branches
from musterbook.worlds.budget import Budget
from musterbook.worlds.limits import UNBOUNDED, Limit, Rules, rules_of
from musterbook.worlds.lines import CENTRES, line_of
from musterbook.worlds.milp import Ends, Model
from musterbook.worlds.tree import Node, build, prune, tighten

FEW_BRANCHES = 100
MANY_BRANCHES = 20_000
PLAIN = {Statistic.COUNT, Statistic.MINIMUM, Statistic.MAXIMUM, Statistic.AMOUNT}


@dataclass(frozen=True)
class Solver:
    """Answers for one set of rules, those of one variable of a basis.

    ``whole_cells`` says that a world is a table of cells, so that what lies below a cell only limits it; without it,
    days within cells keep their own weight. ``apart`` says that other variables limit the number of people by its two
    ends alone, and these, ``others``, are among the rules.
    """

    rules: Rules
    basis: Basis
    apart: bool
    whole_cells: bool = True
    budget: Budget = field(default_factory=Budget)
    others: tuple[Limit, ...] = ()

    @cached_property
    def people(self) -> Ends | None:
        """The least and the largest number of people, no largest being ``None``; ``None`` where no world exists."""
        if not self._is_sharp_on_trees:
            with self.budget.question():
                return self.model.number
        return _hull([(tree.low, tree.high) for tree, _ in self._grown])

    @cached_property
    def bounds(self) -> list[Ends] | None:
        """The least and the largest number of people of each cell; ``None`` where no world exists."""
        if not self._is_sharp_on_trees:
            with self.budget.question():
                return self._bounds_of_kinds()
        tables = [_cells(tree, len(self.rules.axis.spans)) for tree, _ in self._grown]
        found = [_hull(column) for column in zip(*tables, strict=True)]
        return [ends for ends in found if ends is not None] or None

    def empty_cells(self) -> list[int]:
        """Give the cells that have nobody in any world; none where there is no world."""
        if self._is_sharp_on_trees:
            return [at for at, ends in enumerate(self.bounds or []) if ends[1] == 0]
        axis, like = self._kinds
        left = set(like)
        with self.budget.question():
            model = Model(self.basis, axis, budget=self.budget)
            while left and (found := model.somebody_in({at: model.cell(axis, at) for at in left})):
                left -= found
            is_possible = not left or Model(self.basis, axis, budget=self.budget).is_possible()
        return [at for at, kind in enumerate(like) if kind in left and is_possible]

    @property
    def alone(self) -> Basis:
        """What is said of this population, without the others of its family."""
        return replace(self.basis, relatives=(), part_of="")

    @cached_property
    def stands_alone(self) -> bool:
        """Whether the claims on this population leave no more possible than those on its whole family do."""
        limits = tuple(one for one in self.rules.limits if one not in self.others)
        alone = replace(self, basis=self.alone, rules=replace(self.rules, limits=limits), others=())
        return alone.people == self.people and alone.bounds == self.bounds

    @cached_property
    def model(self) -> Model:
        """Everything that is said of the population, with one cell of each kind told apart."""
        return Model(self.basis, self._kinds[0], budget=self.budget)

    def _bounds_of_kinds(self) -> list[Ends] | None:
        """Give the ends of each cell, solved once for cells that nothing tells apart."""
        axis, places = self._kinds
        found: dict[int, Ends] = {}
        for place in dict.fromkeys(places):
            ends = self.model.ends(self.model.cell(axis, place))
            if ends is None:
                return None
            found[place] = ends
        return [found[place] for place in places]

    @cached_property
    def _kinds(self) -> tuple[Axis, list[int]]:
        """Lay out one cell of each kind and the others of its kind together; say for each cell which one it is like."""
        axis = self.rules.axis
        joint = self.basis.joint
        centred = any(one.variable == axis.variable and one.statistic in CENTRES for one in joint.claims)
        if axis.kind is Kind.LABEL or centred or self.basis.occupied is not None:
            return axis, list(range(len(axis.names)))
        pieces = line_of(joint, axis.variable).pieces
        around = [next((place for place, one in enumerate(pieces) if span in one), None) for span in axis.spans]
        names: list[str] = []
        spans: list[Span] = []
        places: list[int] = []
        for cell, (piece, span) in enumerate(zip(around, axis.spans, strict=True)):
            if cell and piece is not None and piece == around[cell - 1] and not is_open(axis.names[cell]):
                if len(names) == places[-1] + 1:
                    names.append(f"beside {names[-1]}")
                    spans.append(span)
                spans[-1] = Span(spans[-1].start, span.stop)
                places.append(places[-1])
            else:
                places.append(len(names))
                names.append(axis.names[cell])
                spans.append(span)
        return Axis(axis.variable, axis.kind, tuple(names), tuple(spans)), places

    @cached_property
    def trees(self) -> list[tuple[Node, Branch]]:
        """One tree per branch in which anything is possible, ready for counting.

        Raises
        ------
        MusterError
            If a limit crosses a cell, or the number of people has no largest value.
        """
        if not self._can_branch or (self.people is not None and self.people[1] is None):
            raise no_total(self.rules.axis.variable)
        if self._branches > MANY_BRANCHES:
            raise Unanswerable(
                f"the claims of {self.rules.axis.variable!r} fall into up to {self._branches:,} cases to count singly, "
                f"and {MANY_BRANCHES:,} is the most; bounds are sharp"
            )
        if self.whole_cells:
            self._need_scores_on_cells()
        found = [(prune(tree) if self.whole_cells else tree, branch) for tree, branch in self._grown]
        for tree, branch in found:
            self._need_uncut(tree, branch)
        return found

    def witness(self, cell: int, value: int) -> list[int] | None:
        """Give one world in which a cell holds so many people; ``None`` where there is none."""
        with self.budget.question():
            return Model(self.basis, self.rules.axis, budget=self.budget).witness(cell, value)

    def mean_ends(self) -> tuple[Fraction, Fraction] | None:
        """Give the least and the largest mean over all worlds; ``None`` where no world exists."""
        with self.budget.question():
            return Model(self.basis, self.rules.axis, budget=self.budget).mean_ends(self.rules.axis.variable)

    @property
    def _is_sharp_on_trees(self) -> bool:
        """Whether limits that nest say everything: then what a tree leaves possible at each node is sharp."""
        plain = not self.rules.occupied and len(self.rules.centres) == len(self.rules.medians)
        plain = plain and self.apart and not self.rules.shares and not self.basis.relatives
        plain = plain and not any(peak.open for peak in self.rules.peaks)
        return plain and self._can_branch and self._branches <= FEW_BRANCHES

    @property
    def _can_branch(self) -> bool:
        """Whether rules that are more than limits split into branches without end."""
        endless = bool(self.rules.centres or self.rules.shares) or any(
            one.high >= UNBOUNDED for one in self.rules.peaks
        )
        return not endless or not self._rough or self._rough[-1] < UNBOUNDED

    @cached_property
    def _branches(self) -> int:
        return branch_count(self.rules, self._rough) if self._rough else 0

    @cached_property
    def _rough(self) -> range:
        """The numbers of people that the limits on everybody allow, before anything else is known."""
        ends = [(one.low, one.high) for one in self.rules.limits if one.span == self.rules.axis.whole]
        tree = build(self.rules.axis.spans, self.rules.limits)
        ends.append((tree.low, tree.high))
        return range(max((low for low, _ in ends), default=0), min((high for _, high in ends), default=UNBOUNDED) + 1)

    @cached_property
    def _grown(self) -> list[tuple[Node, Branch]]:
        """One narrowed tree per branch in which anything is possible."""
        found = []
        for branch in branches(self.rules, self._rough) if self._rough else ():
            tree = build(self.rules.axis.spans, branch.limits, branch.marked)
            if tree.feasible:
                found.append((tighten(tree), branch))
        return found

    def _need_scores_on_cells(self) -> None:
        """Refuse what a table of whole cells cannot tell: occupied cells, or a range of peaks, within its cells."""
        names = [one.name for one in self.rules.occupied if self._is_finer(one.spans)]
        names += [one.name for one in self.rules.peaks if one.low != one.high and self._is_finer(one.others)]
        if names:
            raise Unanswerable(
                f"claim {names[0]} speaks of cells shorter than those asked for; ask for shorter ones with every="
            )

    def _is_finer(self, spans: tuple[Span, ...]) -> bool:
        cells = self.rules.axis.spans
        return any(span in cell and span != cell for span in spans for cell in cells)

    def _need_uncut(self, tree: Node, branch: Branch) -> None:
        """Refuse what cuts a cell, or one that is counted as occupied: then a table of cells cannot tell."""
        marked = set(branch.marked)
        cut = [one.span for node in tree.walk() for one in node.windows if one.cell is not None or one.span in marked]
        if cut:
            cutting = [*(one.span for one in branch.limits), *branch.marked]
            other = next(span for span in cutting if span.crosses(cut[0]))
            names = [self._name(span, branch.limits) for span in (other, cut[0])]
            raise Unanswerable(
                f"the spans of {names[0]} and {names[1]} overlap and neither lies in the other: bounds are sharp, but "
                "worlds cannot be counted or sampled; leave one of the two out, or ask with another every="
            )

    def _name(self, span: Span, limits: Iterable[Limit]) -> str:
        """Name a span by what says something of it, else by the cell it is."""
        said = [name for one in limits if one.span == span for name in one.names]
        said += [one.name for one in self.rules.occupied if span in one.spans]
        named = zip(self.rules.axis.names, self.rules.axis.spans, strict=True)
        cells = [f"the {self.rules.axis.variable} cell {name}" for name, one in named if one == span]
        middle = [f"the median in {one.name}" for one in self.rules.medians]
        return [*said, *cells, *middle, str(span)][0]


def solver_of(basis: Basis, variable: str, every: str, *, whole_cells: bool, budget: Budget) -> Solver:
    """Prepare to answer for one variable, with the number of people that the others allow."""
    axis = axis_of(basis, variable, every)
    names = tuple(claim.claim_id for claim in basis.claims if claim.variable != variable)
    others = replace(basis, claims=tuple(one for one in basis.claims if one.variable != variable or not one.narrows))
    ends = _people_on_trees(others, [name for name in others.claimed if name != variable])
    apart = ends is not None
    if ends is None:
        number = Model(others, budget=budget).number
        ends = [(1, 0) if number is None else (number[0], UNBOUNDED if number[1] is None else number[1])]
    limits = [Limit(axis.whole, low, high, names) for low, high in ends if (low, high) != (0, UNBOUNDED)]
    return Solver(rules_of(basis, axis).with_limits(*limits), basis, apart, whole_cells, budget, tuple(limits))


def _people_on_trees(basis: Basis, variables: Iterable[str]) -> list[tuple[int, int]] | None:
    """Give the numbers of people that variables allow, each; ``None`` where they say more than limits that nest."""
    if basis.relatives or any(claim.statistic not in PLAIN for claim in basis.claims):
        return None
    ends = []
    for rules in (rules_of(basis, broad_axis(basis, variable) if variable else EVERYBODY) for variable in variables):
        tree = build(rules.axis.spans, rules.limits)
        ends.append((tree.low, tree.high) if tree.feasible else (1, 0))
    return ends


def hold_on_trees(basis: Basis) -> bool:
    """Tell whether trees alone show that claims can hold together: they nest, and allow one number of people."""
    ends = _people_on_trees(basis, ["", *basis.claimed])
    return ends is not None and max(low for low, _ in ends) <= min(high for _, high in ends)


def no_total(variable: str) -> Unanswerable:
    """Say that there is no end to the worlds."""
    return Unanswerable(
        f"the number of people has no largest value in what is claimed of {variable!r}, so there is no end "
        "to the worlds; give one with total=, or claim the parts"
    )


def _hull(ends: Iterable[tuple[int, int]]) -> Ends | None:
    """Give the least and the largest of some ends."""
    found = list(ends)
    if not found:
        return None
    high = max(high for _, high in found)
    return min(low for low, _ in found), None if high >= UNBOUNDED else high


def _cells(tree: Node, cells: int) -> list[tuple[int, int]]:
    found = [(0, 0)] * cells
    for node in tree.walk():
        for one in (node, *node.windows):
            if one.cell is not None:
                found[one.cell] = one.low, one.high
    return found
