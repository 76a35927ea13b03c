"""What the rules of one variable leave possible: on trees where limits say it all, else by integer programming.

Both ways give the same sharp bounds. Only trees can count and sample; where a cell is cut by what is claimed, the error
names the two.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from musterbook.case.claims import Claim, Statistic
from musterbook.errors import Unanswerable
from musterbook.intervals import Kind
from musterbook.worlds.axes import EVERYBODY, Axis, Span, is_open, period_of_span, span_of_period
from musterbook.worlds.basis import Basis, axis_of, broad_axis
from musterbook.worlds.branches import Branch, branch_count, branches
from musterbook.worlds.budget import Budget
from musterbook.worlds.limits import UNBOUNDED, Limit, Rules, rules_of
from musterbook.worlds.lines import CELL_KINDS, CENTRES, cells_of, line_of
from musterbook.worlds.milp import Ends, Model
from musterbook.worlds.tree import Node, Window, build, prune, tighten

FEW_BRANCHES = 100
MANY_BRANCHES = 20_000
MANY_TOTALS = 200
PLAIN = {Statistic.COUNT, Statistic.MINIMUM, Statistic.MAXIMUM, Statistic.AMOUNT}


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

    @cached_property
    def alone(self) -> Solver:
        """The same of this population without the others of its family."""
        basis = replace(self.basis, relatives=(), part_of="")
        return on_axis(basis, self.axis, whole_cells=self.whole_cells, budget=self.budget)

    @property
    def standing(self) -> Solver:
        """What can be counted: this population alone, where the others of its family leave no less possible.

        Raises
        ------
        MusterError
            If others limit it.
        """
        if not self.basis.relatives:
            return self
        if (self.alone.people, self.alone.bounds) != (self.people, self.bounds):
            family = ", ".join(one.population for one in self.basis.relatives)
            raise Unanswerable(
                f"other populations of its family ({family}) limit {self.basis.population!r}, so its worlds cannot be "
                "counted alone; bounds are sharp"
            )
        return self.alone

    # Bounds

    @cached_property
    def people(self) -> Ends | None:
        """The least and the largest number of people, no largest being ``None``; ``None`` where no world exists."""
        if self._is_sharp_on_trees:
            return _hull((tree.low, tree.high) for tree, _ in self._grown)
        with self.budget.question():
            return Model(self.basis, self._kinds[0], budget=self.budget).number

    @cached_property
    def bounds(self) -> list[Ends] | None:
        """The least and the largest number of people of each cell; ``None`` where no world exists."""
        if self._is_sharp_on_trees:
            tables = [_cells(tree, len(self.axis.names)) for tree, _ in self._grown]
            return [ends for column in zip(*tables, strict=True) if (ends := _hull(column))] or None
        with self.budget.question():
            axis, like = self._kinds
            model = Model(self.basis, axis, budget=self.budget)
            found = model.ends_of(model.cells)
            return found and [found[place] for place in like]

    def mean_ends(self) -> tuple[Fraction, Fraction] | None:
        """Give the least and the largest mean over all worlds; ``None`` where no world exists."""
        with self.budget.question():
            return self.model.mean_ends(self.axis.variable)

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

    @cached_property
    def _kinds(self) -> tuple[Axis, list[int]]:
        """Lay out one cell of each kind; say for each cell which of these it is like.

        Cells are alike where nothing that is said begins or ends between them.
        """
        axis, joint = self.axis, self.basis.joint
        claims = [one for one in joint.claims if one.variable == axis.variable]
        told_apart = axis.kind is Kind.LABEL or self.basis.occupied is not None
        if told_apart or any(one.statistic in CENTRES or self._joins_counted_cells(one) for one in claims):
            return axis, list(range(len(axis.names)))
        pieces = line_of(joint, axis.variable).pieces
        starts = [piece.start for piece in pieces]
        around = [pieces[max(0, bisect_right(starts, span.start) - 1)] for span in axis.spans]
        cells = zip(axis.names, axis.spans, around, strict=True)
        keys = [piece if span in piece and not is_open(name) else span for name, span, piece in cells]
        first = {key: place for place, key in reversed(list(enumerate(keys)))}
        chosen = sorted(first.values())
        names, spans = (axis.names[place] for place in chosen), (axis.spans[place] for place in chosen)
        return replace(axis, names=tuple(names), spans=tuple(spans)), [chosen.index(first[key]) for key in keys]

    def _joins_counted_cells(self, claim: Claim) -> bool:
        """Tell whether a claim counts cells, of which some that are asked for hold several."""
        length = cells_of(claim, self.basis.joint) if claim.statistic in CELL_KINDS else None
        starts = [period_of_span(span).first for span in self.axis.spans] if length else []
        whole = [span_of_period(length.around(day)) for day in starts] if length else []
        return any(span not in one for span, one in zip(self.axis.spans, whole, strict=False))

    # Trees

    @cached_property
    def trees(self) -> list[tuple[Node, Branch]]:
        """One tree per branch in which anything is possible, ready for counting.

        Raises
        ------
        MusterError
            If a limit crosses a cell, or the number of people has no largest value.
        """
        if not self._can_branch or (self.people is not None and self.people[1] is None):
            raise no_total(self.axis.variable)
        if self._branches > MANY_BRANCHES:
            raise Unanswerable(
                f"the claims of {self.axis.variable!r} fall into up to {self._branches:,} cases to count singly, "
                f"and {MANY_BRANCHES:,} is the most; bounds are sharp"
            )
        if self.whole_cells:
            self._need_scores_on_cells()
        totals = self._totals
        found = [
            (prune(tree) if self.whole_cells else tree, branch)
            for tree, branch in (self._grown if totals is None else self._grow(branches(self.rules, totals, each=True)))
        ]
        for tree, branch in found:
            self._need_uncut(tree, branch)
        return found

    @property
    def _totals(self) -> list[int] | None:
        """The numbers of people that other variables allow, where they may leave out some between two ends."""
        if self.others is None or self.people is None or self.people[0] == self.people[1]:
            return None
        low, high = self.people
        if high is None or high - low >= MANY_TOTALS:
            raise Unanswerable(
                "what is claimed of other variables may leave out some numbers of people; bounds are sharp; to count, "
                "give one with total="
            )
        each = range(low, high + 1)
        return [n for n in each if Model(replace(self.others, total=n), budget=self.budget).is_possible()]

    @property
    def _is_sharp_on_trees(self) -> bool:
        """Whether limits say everything: then what a tree leaves possible at each node is sharp."""
        rules = self.rules
        more = [*rules.occupied, *rules.shares, *rules.of(Statistic.MEAN), *rules.of(Statistic.SD)]
        plain = not more and self.others is None and not any(one.open for one in rules.peaks)
        return plain and self._can_branch and self._branches <= FEW_BRANCHES

    @property
    def _can_branch(self) -> bool:
        """Whether rules that are more than limits split into branches without end."""
        endless = any(one.high >= UNBOUNDED for one in self.rules.peaks)
        endless = endless or bool(self.rules.centres or self.rules.shares)
        return not endless or not self._rough or self._rough[-1] < UNBOUNDED

    @cached_property
    def _branches(self) -> int:
        return branch_count(self.rules, self._rough) if self._rough else 0

    @cached_property
    def _rough(self) -> range:
        """The numbers of people that the limits allow, before anything else is known."""
        tree = build(self.axis.spans, self.rules.limits)
        return range(tree.low, tree.high + 1)

    @cached_property
    def _grown(self) -> list[tuple[Node, Branch]]:
        return self._grow(branches(self.rules, self._rough) if self._rough else ())

    def _grow(self, found: Iterable[Branch]) -> list[tuple[Node, Branch]]:
        """Give one narrowed tree per branch in which anything is possible."""
        trees = ((build(self.axis.spans, branch.limits, branch.marked), branch) for branch in found)
        return [(tighten(tree), branch) for tree, branch in trees if tree.feasible]

    def _need_scores_on_cells(self) -> None:
        """Refuse what a table of whole cells cannot tell: occupied cells, or a range of peaks, within its cells."""
        counted = [(one.name, one.spans) for one in self.rules.occupied]
        counted += [(one.name, one.others) for one in self.rules.peaks if one.low != one.high]
        for name, spans in counted:
            if any(span in cell and span != cell for span in spans for cell in self.axis.spans):
                raise Unanswerable(
                    f"claim {name} speaks of cells shorter than those asked for; ask for shorter ones with every="
                )

    def _need_uncut(self, tree: Node, branch: Branch) -> None:
        """Refuse what cuts a cell, or one that is counted as occupied: then a table of cells cannot tell."""
        marked = set(branch.marked)
        windows = [one for node in tree.walk() for one in node.windows]
        cut = [one.span for one in windows if one.cell is not None or one.span in marked]
        if cut:
            said = [*(limit.span for limit in branch.limits), *branch.marked]
            other = next(span for span in said if span.crosses(cut[0]))
            one, another = (self._name(span, branch.limits) for span in (other, cut[0]))
            raise Unanswerable(
                f"the spans of {one} and {another} overlap and neither lies in the other: bounds are sharp, but "
                "worlds cannot be counted or sampled; leave one of the two out, or ask with another every="
            )

    def _name(self, span: Span, limits: Iterable[Limit]) -> str:
        """Name a span by what says something of it, else by the cell it is."""
        said = [name for one in limits if one.span == span for name in one.names]
        said += [one.name for one in self.rules.occupied if span in one.spans]
        named = zip(self.axis.names, self.axis.spans, strict=True)
        cells = [f"the {self.axis.variable} cell {name}" for name, one in named if one == span]
        return [
            *said,
            *cells,
            *(f"the median in {one.claim_id}" for one in self.rules.of(Statistic.MEDIAN)),
            str(span),
        ][0]


def solver_of(basis: Basis, variable: str, every: str, *, whole_cells: bool, budget: Budget) -> Solver:
    """Prepare to answer for one variable, with the number of people that the others allow."""
    return on_axis(basis, axis_of(basis, variable, every), whole_cells=whole_cells, budget=budget)


def on_axis(basis: Basis, axis: Axis, *, whole_cells: bool, budget: Budget) -> Solver:
    """Prepare to answer for the cells of an axis."""
    variable = axis.variable
    names = tuple(claim.claim_id for claim in basis.claims if claim.variable != variable)
    others = replace(basis, claims=tuple(one for one in basis.claims if one.variable != variable or not one.narrows))
    ends = _people_on_trees(others, [name for name in others.claimed if name != variable])
    apart = ends is not None
    if ends is None and basis.relatives:
        # A family is solved as one; its worlds are counted only where each population may as well stand alone.
        ends = []
    elif ends is None:
        number = Model(others, budget=budget).number
        ends = [(1, 0) if number is None else (number[0], UNBOUNDED if number[1] is None else number[1])]
    limits = [Limit(axis.whole, low, high, names) for low, high in ends if (low, high) != (0, UNBOUNDED)]
    rules = rules_of(basis, axis).with_limits(*limits)
    return Solver(rules, basis, None if apart else others, whole_cells, budget)


def _people_on_trees(basis: Basis, variables: Iterable[str]) -> list[tuple[int, int]] | None:
    """Give the numbers of people that variables allow, each; ``None`` where they say more than limits."""
    if basis.relatives or any(claim.statistic not in PLAIN for claim in basis.claims):
        return None
    axes = [broad_axis(basis, variable) if variable else EVERYBODY for variable in variables]
    trees = [build(axis.spans, rules_of(basis, axis).limits) for axis in axes]
    return [(tree.low, tree.high) if tree.feasible else (1, 0) for tree in trees]


def hold_on_trees(basis: Basis) -> bool:
    """Tell whether trees alone show that claims can hold together: they are limits, and allow one number of people."""
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
    lows, highs = zip(*ends, strict=True) if (ends := list(ends)) else ((), ())
    return (min(lows), None if max(highs) >= UNBOUNDED else max(highs)) if lows else None


def _cells(tree: Node, cells: int) -> list[tuple[int, int]]:
    found = [(0, 0)] * cells
    for node in tree.walk():
        parts: tuple[Node | Window, ...] = (node, *node.windows)
        for one in parts:
            if one.cell is not None:
                found[one.cell] = one.low, one.high
    return found
