"""What the rules of one variable leave possible: on a tree where limits nest, by integer programming where they do not.

Both ways give the same sharp bounds. Only the tree can count and sample; where there is none, the error names the two
things that cross.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from musterbook.errors import Unanswerable
from musterbook.worlds.axes import Span
from musterbook.worlds.branches import Branch, branch_count, branches
from musterbook.worlds.limits import UNBOUNDED, Limit, Rules
from musterbook.worlds.programs import Program, program_of
from musterbook.worlds.trees import Crossing, Node, build, cheapest, prune, tighten

Ends = tuple[int, int]
FEW_BRANCHES = 100
MANY_BRANCHES = 20_000


@dataclass(frozen=True)
class Crossed:
    """Two spans that overlap without nesting, and the limits they are among."""

    spans: tuple[Span, Span]
    limits: tuple[Limit, ...]


@dataclass(frozen=True)
class Solver:
    """Answers for one set of rules.

    ``whole_cells`` says that a world is a table of cells, so that what lies below a cell only limits it; without it,
    days within cells keep their own weight.
    """

    rules: Rules
    whole_cells: bool = True

    @cached_property
    def people(self) -> Ends | None:
        """The least and the largest number of people; ``None`` where no world exists."""
        return self.extremes(self.rules.axis.whole)

    @cached_property
    def bounds(self) -> list[Ends] | None:
        """The least and the largest number of people of each cell; ``None`` where no world exists."""
        if self._is_sharp_on_trees:
            tables = [_cells(tree, len(self.rules.axis.spans)) for tree, _ in self._forest]
            return [_hull(column) for column in zip(*tables, strict=True)] if tables else None
        found = [self._by_program(span) for span in self.rules.axis.spans]
        return None if any(ends is None for ends in found) else [ends for ends in found if ends is not None]

    def extremes(self, span: Span) -> Ends | None:
        """Give the least and the largest number of people in a span; ``None`` where no world exists."""
        if self._is_sharp_on_trees:
            nodes = [node for tree, _ in self._forest for node in tree.walk() if node.span == span]
            if nodes or not self._forest:
                return _hull([(node.low, node.high) for node in nodes]) if nodes else None
        return self._by_program(span)

    @cached_property
    def trees(self) -> list[tuple[Node, Branch]]:
        """One tree per branch in which anything is possible, ready for counting.

        Raises
        ------
        MusterError
            If two limits cross, a limit crosses a cell, or the number of people has no largest value.
        """
        if not self._can_branch or (self.people is not None and self.people[1] >= UNBOUNDED):
            raise no_total(self.rules.axis.variable)
        if self._branches > MANY_BRANCHES:
            raise Unanswerable(
                f"the claims of {self.rules.axis.variable!r} fall into up to {self._branches:,} cases to count singly, "
                f"and {MANY_BRANCHES:,} is the most; bounds are sharp"
            )
        grown = self._grown
        if isinstance(grown, Crossed):
            raise self._named(grown)
        if self.whole_cells:
            self._need_scores_on_cells()
        return [(prune(tree) if self.whole_cells else tree, branch) for tree, branch in grown]

    def witness(self, cell: int, value: int) -> list[int] | None:
        """Give one world in which a cell holds so many people; ``None`` where there is none."""
        fixed = Limit(self.rules.axis.spans[cell], value, value)
        program = program_of(self.rules, [fixed])
        found = program.world()
        return None if found is None else program.cells(found)

    def mean_extremes(self, people: int) -> tuple[Fraction, Fraction] | None:
        """Give the least and largest mean over all worlds of so many people; ``None`` where no world exists."""
        fixed = replace(self, rules=self.rules.with_limits(Limit(self.rules.axis.whole, people, people)))
        if not fixed._is_sharp_on_trees:
            return program_of(fixed.rules).mean_extremes(people)
        sums = [_least_and_most(prune(tree)) for tree, _ in fixed._forest]
        ends = [(Fraction(low, people), Fraction(high, people)) for low, high in sums]
        return (min(low for low, _ in ends), max(high for _, high in ends)) if ends else None

    @property
    def _is_sharp_on_trees(self) -> bool:
        """Whether limits that nest say everything: then what a tree leaves possible at each node is sharp."""
        plain = not self.rules.occupied and len(self.rules.centres) == len(self.rules.medians)
        return plain and self._can_branch and self._branches <= FEW_BRANCHES and not isinstance(self._grown, Crossed)

    @property
    def _can_branch(self) -> bool:
        """Whether rules that are more than limits split into branches without end."""
        endless = bool(self.rules.centres) or any(one.high >= UNBOUNDED for one in self.rules.peaks)
        return not endless or not self._rough or self._rough[-1] < UNBOUNDED

    @cached_property
    def _branches(self) -> int:
        return branch_count(self.rules, self._rough) if self._rough else 0

    @cached_property
    def _rough(self) -> range:
        """The numbers of people that the limits on everybody allow, before anything else is known."""
        ends = [(one.low, one.high) for one in self.rules.limits if one.span == self.rules.axis.whole]
        with suppress(Crossing):
            tree = build(self.rules.axis.spans, self.rules.limits)
            ends.append((tree.low, tree.high))
        return range(max((low for low, _ in ends), default=0), min((high for _, high in ends), default=UNBOUNDED) + 1)

    @cached_property
    def _grown(self) -> list[tuple[Node, Branch]] | Crossed:
        """One narrowed tree per branch in which anything is possible, or the two spans that cross."""
        found = []
        for branch in branches(self.rules, self._rough) if self._rough else ():
            try:
                tree = build(self.rules.axis.spans, branch.limits, branch.marked)
            except Crossing as crossing:
                return Crossed(crossing.spans, branch.limits)
            if tree.feasible:
                found.append((tighten(tree), branch))
        return found

    @property
    def _forest(self) -> list[tuple[Node, Branch]]:
        return [] if isinstance(self._grown, Crossed) else self._grown

    def _by_program(self, span: Span) -> Ends | None:
        return self._program.extremes(span) if self._rough else None

    @cached_property
    def _program(self) -> Program:
        return program_of(self.rules)

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

    def _named(self, crossed: Crossed) -> Unanswerable:
        names = [self._name(span, crossed.limits) for span in crossed.spans]
        return Unanswerable(
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


def no_total(variable: str) -> Unanswerable:
    """Say that there is no end to the worlds."""
    return Unanswerable(
        f"the number of people has no largest value in what is claimed of {variable!r}, so there is no end "
        "to the worlds; give one with total=, or claim the parts"
    )


def _hull(ends: list[Ends] | tuple[Ends, ...]) -> Ends:
    return min(low for low, _ in ends), max(high for _, high in ends)


def _cells(tree: Node, cells: int) -> list[Ends]:
    found = [(0, 0)] * cells
    for node in tree.walk():
        if node.cell is not None:
            found[node.cell] = node.low, node.high
    return found


def _least_and_most(tree: Node) -> Ends:
    """Give the least and largest sum of the numbers of all people in a tree of single numbers."""
    return cheapest(tree, lambda span: span.start), -cheapest(tree, lambda span: -span.start)
