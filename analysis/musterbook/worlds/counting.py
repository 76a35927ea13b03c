"""Counting on a tree: how many worlds there are, and what each cell holds in how many of them.

Each node has a polynomial, made from its children going up. Going down, each node gets the weight of everything
outside it. The two together give the exact distribution of a cell without listing a single world. Under ``uniform``
weights each world counts once; under ``steady`` weights a world counts as often as people can be dealt to days, each
day alike: d^x ways for x people on d days, times the ways to choose the x.

Sums that claims speak of are carried along in the slots of each coefficient. The outside of the whole tree has a one
in as many slots below the top as the sum may lie below its own top, so that what a world weighs always stands in the
top slot in the end. A cell that holds ``low`` people or more adds the factor y^low (1 - y^w) / (1 - y), where
y = t q^slope and w is how many numbers of people it may hold; hence its siblings are all cells times
(1 - y) / (1 - y^w), and one polynomial for all cells together gives the distribution of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from math import lgamma, log, log2, prod
from typing import Any

from gmpy2 import bincoef, bit_length, fac, mpz

from musterbook.errors import Unanswerable
from musterbook.worlds.branches import Sum
from musterbook.worlds.budget import Budget
from musterbook.worlds.polynomials import Packing, Polynomial, through_cells, times
from musterbook.worlds.tree import Node

MOST_BYTES = 600 * 10**6
KEPT_BITS = 2048
Ends = tuple[int, int]
Group = tuple[list[int], int, list[mpz]]


class TooLarge(Unanswerable):
    """Counting would take more memory than it may; worked out before any of it is taken."""


@dataclass(frozen=True)
class Count:
    """The worlds of one branch, weighed.

    Attributes
    ----------
    root : Node
        A tree narrowed to the numbers of people that are possible; the largest at its root is finite.
    sums : tuple of Sum
        What is carried along.
    steady : bool
        The weighting.
    """

    root: Node
    sums: tuple[Sum, ...] = ()
    steady: bool = False
    budget: Budget = field(default_factory=Budget)

    @cached_property
    def total(self) -> int:
        """The weight of all worlds; under uniform weights, their number."""
        self._need(distributions=False)
        people = range(self.root.low, self.root.high + 1)
        rows = zip(people, self._rows(self.root), strict=True)
        return int(sum(self.packing.read(number, slot) for n, number in rows for slot in self.window(n)))

    def distributions(self) -> Iterator[Group]:
        """Give cells that are alike, the least number of people in them, and how the worlds weigh by that number.

        Weights of one group are in proportion; those of different groups differ by a factor.
        """
        self._need(distributions=True)
        people = range(self.root.low, self.root.high + 1)
        outside = Polynomial(self.root.low, [self._below_the_top(n) for n in people])
        for cells, low, weights in self._descend(self.root, outside):
            surplus = max(0, max(map(bit_length, weights), default=0) - KEPT_BITS)
            yield cells, low, [weight >> surplus for weight in weights] if surplus else weights

    # Sums in slots

    @cached_property
    def packing(self) -> Packing:
        """Slots wide enough for every number of worlds, and as many as the sums need."""
        top = max(0, sum(high * stride for (_, high), stride in zip(self._reach, self.strides, strict=True)))
        spread = prod(max(1, high - low + 1) for low, high in self._reach)
        return Packing(self._bits(self.root) + (spread * (self.root.high + 1)).bit_length() if top else 1, top)

    def _bits(self, node: Node) -> int:
        """Give how many binary digits the number of ways to place people in a node can have at most."""
        people, leaves = node.high, sum(1 for one in node.walk() if not one.children)
        if self.steady:
            return int(people * log2(2 * node.span.size)) + 1
        return int((lgamma(people + leaves + 1) - lgamma(people + 1) - lgamma(leaves + 1)) / log(2)) + 2

    def _need(self, *, distributions: bool) -> None:
        """Work out the memory that counting takes, and refuse before it is taken.

        Each open subtotal keeps a coefficient for every number of people it may have; plain cells keep one each. For
        distributions, each subtotal has an outside as well, and each kind of cell a weight for every number of people.
        """
        needed = 0
        for node in self.root.walk():
            inner, cells = self.parts(node)
            is_fixed = not self.packing.top and all(one.low == one.high for one in (node, *inner))
            weight = 40 + self._bits(node if is_fixed else self.root) // 8
            coefficient = 40 + self.packing.size // 8 if self.packing.top else weight
            needed += coefficient * (len(cells) + 1) + sum(self._size(child, weight) for child in inner)
            if len(open_ones := [one for one in inner if one.low < one.high and one.children]) > 1:
                needed += coefficient * max(one.high - one.low + 1 for one in open_ones)
            if distributions and cells:
                kinds = len({self.likeness(cell) for cell in cells})
                needed += coefficient * sum(one.high - one.low + 1 for one in inner)
                is_kept = self.steady and is_fixed
                needed += (node.high + 1) * kinds * (8 + (min(weight, 40 + KEPT_BITS // 8) if is_kept else weight))
        if needed > MOST_BYTES:
            what = f"{self.root.high:,} people in {sum(1 for node in self.root.walk() if not node.children):,} cells"
            raise TooLarge(f"{what} would take about {needed / 1e9:,.1f} GB, and {MOST_BYTES / 1e9:g} GB is the most")

    def _size(self, node: Node, weight: int) -> int:
        """Give the bytes of a polynomial; with few people in it, sums reach few slots."""
        steepest = max(self.slope(one) + self.mark(one) for one in node.walk())
        slots = min(self.packing.top, steepest * (node.low + node.high) // 2) + 1
        return (node.high - node.low + 1) * (40 + slots * self.packing.bits // 8 if self.packing.top else weight)

    @cached_property
    def _reach(self) -> list[Ends]:
        """The least and the most that each sum may come to for any number of people."""
        ends = [[one.ends(people) for people in (self.root.low, self.root.high)] for one in self.sums]
        return [(min(low for low, _ in two), max(high for _, high in two)) for two in ends]

    @cached_property
    def strides(self) -> list[int]:
        """How far apart, in slots, each sum counts one: wide enough for all that the sum before can come to."""
        strides, width = [], 1
        for one, (low, high) in zip(self.sums, self._reach, strict=True):
            strides.append(width)
            most = max(one.slopes.values(), default=0) * self.root.high + len(one.marked)
            width *= max(most, high) + max(0, high - low) + 1
        return strides

    def slope(self, node: Node) -> int:
        """Give by how many slots one person in a cell moves the sums."""
        return sum(one.slopes.get(node.span, 0) * stride for one, stride in zip(self.sums, self.strides, strict=True))

    def mark(self, node: Node) -> int:
        """Give by how many slots anybody at all in a node moves the sums."""
        return sum(stride for one, stride in zip(self.sums, self.strides, strict=True) if node.span in one.marked)

    def window(self, people: int) -> list[int]:
        """Give the slots whose sums are allowed for so many people."""
        found = [(0, 0)]
        for one, stride in zip(self.sums, self.strides, strict=True):
            found = [
                (slot + value * stride, value)
                for slot, before in found
                for low, high in (one.after(people, before) if one.after else one.ends(people),)
                for value in range(low, high + 1)
            ]
        return [slot for slot, _ in found]

    def _ends(self, people: int) -> Iterator[tuple[int, int, int]]:
        for one, stride in zip(self.sums, self.strides, strict=True):
            yield *one.ends(people), stride

    def _below_the_top(self, people: int) -> mpz:
        """Give a number with a one in each slot that lies as far below the top as an allowed one above the first."""
        if len(self.sums) == 1:
            ((low, high, _),) = self._ends(people)
            return self.packing.run(self.packing.top - high, self.packing.top - low) if low <= high else mpz(0)
        return sum((mpz(1) << self.packing.bits * (self.packing.top - slot) for slot in self.window(people)), mpz(0))

    # Going up

    @cached_property
    def _known(self) -> dict[Any, Polynomial]:
        return {}

    def polynomial(self, node: Node) -> Polynomial:
        """Give the polynomial of a node, computed once for all nodes that are alike."""
        key = self.likeness(node)
        if key not in self._known:
            self._known[key] = Polynomial(node.low, list(self._rows(node)))
        return self._known[key]

    def likeness(self, node: Node) -> Any:
        """Give what two nodes must share to have the same polynomial."""
        if node.children:
            return node.span
        return node.low, node.high, self.slope(node), self.mark(node), node.span.size if self.steady else 0

    def _rows(self, node: Node) -> Iterator[mpz]:
        """Give the coefficients of a node from its least to its largest number of people."""
        people = range(node.low, node.high + 1)
        rows = self._product(node) if node.children else (self._alone(node, n) for n in people)
        mark = self.mark(node)
        for n, row in zip(people, rows, strict=True):
            self.budget.check("counting worlds")
            yield self.packing.shift(row, mark) if n else row

    def _alone(self, node: Node, people: int) -> mpz:
        if self.steady:
            return mpz(node.span.size) ** people
        return self.packing.shift(mpz(1), self.slope(node) * people)

    def _product(self, node: Node) -> Iterator[mpz]:
        """Multiply what lies in a node: all subtotals but the largest, then all plain cells at once, then that one."""
        inner, cells = self.parts(node)
        factors = sorted(map(self.polynomial, inner), key=lambda one: len(one.rows))
        made, *more = factors or [Polynomial(0, [mpz(1)])]
        for factor in more[:-1]:
            made = self.times(made, factor, (0, node.high))
        if not more:
            return self.with_cells(made, cells, node, (node.low, node.high))
        last = more[-1]
        ends = max(0, node.low - last.high), node.high - last.low
        made = Polynomial(ends[0], list(self.with_cells(made, cells, node, ends)))
        made = self.times(made, last, (node.low, node.high))
        return (made[people] for people in range(node.low, node.high + 1))

    def with_cells(self, start: Polynomial, cells: Sequence[Node], node: Node, ends: Ends) -> Iterator[mpz]:
        """Multiply by the plain cells of a node, and under steady weights by its days that are in no child."""
        if self.steady:
            days = node.loose + sum(cell.span.size for cell in cells)
            made = self.times(start, _powers(days, max(0, ends[0] - start.high), ends[1] - start.low), ends)
            return (made[people] for people in range(ends[0], ends[1] + 1))
        placed = self._placed(dict(start.items()), cells, ends[1])
        return through_cells(placed, [self.slope(cell) for cell in cells], ends, self.packing)

    def _placed(self, start: dict[int, mpz], cells: Sequence[Node], most: int) -> dict[int, mpz]:
        """Multiply by y^low (1 - y^w) for each cell, up to so many people."""
        least = sum(cell.low for cell in cells)
        slots = sum(cell.low * self.slope(cell) for cell in cells)
        placed = {n + least: self.packing.shift(row, slots) for n, row in start.items() if n + least <= most}
        for cell in cells:
            width = cell.high - cell.low + 1
            for people in sorted((n for n in placed if n + width <= most), reverse=True):
                moved = self.packing.shift(placed[people], width * self.slope(cell))
                placed[people + width] = placed.get(people + width, mpz(0)) - moved
        return placed

    def times(self, one: Polynomial, other: Polynomial, ends: Ends) -> Polynomial:
        """Multiply two polynomials; under steady weights, people are also chosen: C(n, k) ways for k of n."""
        if not self.steady:
            return times(one, other, ends, self.packing, self.budget)
        if min(len(one.rows), len(other.rows)) == 1:
            pairs = product(one.items(), other.items())
            return _within(ends, ((n + k, bincoef(n + k, k) * row * ways) for (n, row), (k, ways) in pairs))
        scale = fac(ends[1])
        made = times(_unordered(one, scale), _unordered(other, scale), ends, self.packing, self.budget)
        return Polynomial(made.low, [row * fac(n) // scale**2 for n, row in made.items()])

    def parts(self, node: Node) -> tuple[list[Node], list[Node]]:
        """Part the children of a node: those with a polynomial of their own, and cells that are multiplied at once.

        Under steady weights, the latter are those that hold anybody or nobody, up to everybody in the node.
        """
        needed = sum(child.low for child in node.children)

        def is_plain(child: Node) -> bool:
            alone = not child.children and not self.mark(child)
            return alone and (not self.steady or (child.low == 0 and child.high >= node.high - needed))

        plain = [child for child in node.children if is_plain(child)]
        return [child for child in node.children if not is_plain(child)], plain

    # Going down

    def _descend(self, node: Node, outside: Polynomial) -> Iterator[Group]:
        """Hand the weight of everything outside down to the cells, once for cells that are alike."""
        self.budget.check("working out distributions")
        outside = self._freed(outside)
        if node.cell is not None:
            alone = self.polynomial(node)
            top = self.packing.top
            weights = [self.packing.read(self.packing.cut(row * alone[n]), top) for n, row in outside.items()]
            yield [node.cell], outside.low, weights
            return
        mark = self.mark(node)
        marked = Polynomial(outside.low, [self.packing.shift(row, mark) if n else row for n, row in outside.items()])
        inner, cells = self.parts(node)
        if cells:
            days = node.loose + sum(cell.span.size for cell in cells)
            yield from self._cells(cells, self._freed(self._beside(marked, inner)), days)
        if not inner:
            return
        groups: dict[Any, list[Node]] = {}
        for child in inner:
            groups.setdefault(self.likeness(child), []).append(child)
        twins = [twin for group in groups.values() for twin in group[1:]]
        around = self._beside(self._beside_cells(marked, node), twins)
        for group, beside in self._without_each(list(groups.values()), around):
            ends = group[0].low, group[0].high
            own = Polynomial(ends[0], [beside[n] for n in range(ends[0], ends[1] + 1)])
            places = [twin.cell for twin in group if twin.cell is not None]
            for found, low, weights in self._descend(group[0], own):
                yield places or found, low, weights

    def _without_each(self, groups: list[list[Node]], around: Polynomial) -> Iterator[tuple[list[Node], Polynomial]]:
        """Give each group with the outside of one of it: ``around`` and one of each other group, by halves."""
        if len(groups) == 1:
            yield groups[0], around
            return
        half = len(groups) // 2
        for these, others in ((groups[:half], groups[half:]), (groups[half:], groups[:half])):
            yield from self._without_each(these, self._beside(around, [other[0] for other in others]))

    def _freed(self, outside: Polynomial) -> Polynomial:
        """Drop a factor that is common to all worlds."""
        single = len(outside.rows) == 1 and not self.packing.top and outside.rows[0]
        return Polynomial(outside.low, [mpz(1)]) if single else outside

    def _beside(self, outside: Polynomial, nodes: Sequence[Node]) -> Polynomial:
        """Give the weight of all that some nodes and the world outside can do beside the rest, by the people in it."""
        for node in nodes:
            outside = self._adjoint(outside, self.polynomial(node), (0, outside.high - node.low))
        return outside

    def _adjoint(self, outside: Polynomial, other: Polynomial, ends: Ends) -> Polynomial:
        """Sum ``other[k] * outside[n + k]`` over k for each n; under steady weights, with ways to choose k of n + k."""
        if not self.steady:
            return times(outside, other.reversed(), ends, self.packing, self.budget)
        if min(len(outside.rows), len(other.rows)) == 1:
            pairs = product(outside.items(), other.items())
            return _within(ends, ((n - k, bincoef(n, k) * row * ways) for (n, row), (k, ways) in pairs))
        scale = fac(other.high)
        ordered = Polynomial(outside.low, [row * fac(n) for n, row in outside.items()])
        made = times(ordered, _unordered(other, scale).reversed(), ends, self.packing, self.budget)
        return Polynomial(made.low, [row // (fac(n) * scale) for n, row in made.items()])

    def _beside_cells(self, outside: Polynomial, node: Node) -> Polynomial:
        """Give the same for the plain cells of a node, as far as its other children reach."""
        inner, cells = self.parts(node)
        low, high = sum(child.low for child in inner), min(outside.high, sum(child.high for child in inner))
        if self.steady:
            days = node.loose + sum(cell.span.size for cell in cells)
            return self._adjoint(outside, _powers(days, max(0, outside.low - high), outside.high - low), (low, high))
        back = {outside.high - n: row for n, row in outside.items()}
        ends = outside.high - high, outside.high - low
        placed = self._placed(back, cells, ends[1])
        rows = list(through_cells(placed, [self.slope(cell) for cell in cells], ends, self.packing))
        return Polynomial(low, rows[::-1])

    def _cells(self, cells: Sequence[Node], outside: Polynomial, days: int) -> Iterator[Group]:
        """Give the distributions of the plain cells of a node, which share all but their limits, slope or days."""
        kinds: dict[Any, list[Node]] = {}
        for cell in cells:
            kinds.setdefault(self.likeness(cell), []).append(cell)
        found = self._steady_cells(kinds, outside, days) if self.steady else self._uniform_cells(cells, kinds, outside)
        for alike, low, weights in found:
            yield [cell.cell for cell in alike if cell.cell is not None], low, weights

    def _steady_cells(
        self, kinds: Mapping[Any, list[Node]], outside: Polynomial, days: int
    ) -> Iterator[tuple[list[Node], int, list[mpz]]]:
        for alike in kinds.values():
            own = alike[0].span.size
            if len(outside.rows) == 1:
                yield alike, 0, list(_binomial_weights(own, days - own, outside.low, alike[0].high))
                continue
            beside = self._adjoint(outside, _powers(days - own, 0, outside.high), (0, alike[0].high))
            weights = [self.packing.read(row, self.packing.top) * mpz(own) ** n for n, row in beside.items()]
            yield alike, beside.low, weights

    def _uniform_cells(
        self, cells: Sequence[Node], kinds: Mapping[Any, list[Node]], outside: Polynomial
    ) -> Iterator[tuple[list[Node], int, list[mpz]]]:
        """Read off for each kind in how many worlds it holds so many or more, were there no most, then mind the most.

        All cells together are multiplied beside the outside, from the largest number of people left over to none.
        """
        least = sum(cell.low for cell in cells)
        placed = self._placed({outside.high - n: row for n, row in outside.items()}, cells, outside.high)
        top, slopes = self.packing.top, [self.slope(cell) for cell in cells]
        rows = through_cells(placed, slopes, (least, outside.high), self.packing)
        found = {key: (self.slope(cell), cell.high - cell.low + 1, [mpz(0)]) for key, (cell, *_) in kinds.items()}
        before = dict.fromkeys(slopes, mpz(0))
        for left, row in zip(range(outside.high - least, -1, -1), rows, strict=True):
            self.budget.check("working out distributions")
            tails = {slope: self.packing.read(row, top - slope * left) for slope in before}
            for slope, width, weights in found.values():
                beyond = weights[-width] if len(weights) > width else 0
                weights.append(tails[slope] - before[slope] + beyond)
            before = tails
        for key, (_, width, weights) in found.items():
            yield kinds[key], kinds[key][0].low, weights[:0:-1][:width]


def _within(ends: Ends, rows: Iterable[tuple[int, mpz]]) -> Polynomial:
    found = {people: row for people, row in rows if ends[0] <= people <= ends[1]}
    return Polynomial(min(found, default=ends[0]), [found[people] for people in sorted(found)])


def _unordered(part: Polynomial, scale: mpz) -> Polynomial:
    return Polynomial(part.low, [row * (scale // fac(n)) for n, row in part.items()])


def _powers(days: int, low: int, high: int) -> Polynomial:
    return Polynomial(low, [mpz(days) ** n for n in range(low, high + 1)])


def _binomial_weights(own: int, rest: int, people: int, most: int) -> Iterator[mpz]:
    """Give the ways to deal people to days of a cell and the rest, by those in the cell; far below the most is 0."""
    surplus = max(0, int(people * log2(own + rest)) - KEPT_BITS)
    if not rest:
        yield from (mpz(n == people) for n in range(most + 1))
        return
    weight = mpz(rest) ** people
    for n in range(most + 1):
        yield weight >> surplus
        weight = weight * ((people - n) * own) // ((n + 1) * rest)
