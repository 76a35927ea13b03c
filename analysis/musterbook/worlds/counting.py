"""Counting on a tree: how many worlds there are, and what each cell holds in how many of them.

Each node has a polynomial, made from its children going up. Going down, each node gets the weight of everything
outside it. The two together give the exact distribution of a cell without listing a single world. Under ``uniform``
weights each world counts once; under ``steady`` weights a world counts as often as people can be dealt to days, each
day alike: d^x ways for x people on d days, times the ways to choose the x.

Sums that claims speak of are carried along in the slots of each coefficient. The outside of the whole tree has a one
in as many slots below the top as the sum may lie below its own top, so that what a world weighs always stands in the
top slot in the end.

Under steady weights the coefficient of x people is divided by x! and times the factorial of all people, which makes
the ways to choose them a plain product. A cell that holds ``low`` people or more adds the factor
y^low (1 - y^w) / (1 - y), where y = t q^slope and w is how many numbers of people it may hold; hence its siblings are
all cells times (1 - y) / (1 - y^w), and one polynomial for all cells together gives the distribution of each.

The number of tables in which the people of some cells sum to n is the coefficient of t^n in the product of one
polynomial per cell. Sums that are carried along (of ages, of occupied cells) are powers of further variables, and these
are packed into the coefficient itself: a coefficient is one large number, cut into slots of so many bits, one slot for
each value of the sums (Kronecker substitution). Adding and shifting such numbers is all that a cell costs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, repeat
from math import lgamma, log, log2, prod
from typing import Any

import gmpy2
from gmpy2 import bincoef, bit_length, f_mod_2exp, fac, mpz, pack

from musterbook.progress import Budget, TooLarge
from musterbook.worlds.axes import Span
from musterbook.worlds.tree import Ends, Node, State, Sweep

MOST_PACKED_BITS = 4 * 10**8
STEPS = 6
MOST_BYTES = 600 * 10**6
KEPT_BITS = 2048
MOST_STATES = 2 * 10**6
Group = tuple[list[int], int, list[mpz]]
Ways = dict[State, mpz]


@dataclass(frozen=True)
class Sum:
    """A number summed over people or cells, carried along while counting.

    ``slopes`` is what one person adds in a cell; each of the ``marked`` spans adds one when anybody is in it. ``ends``
    gives the least and the most that the sum may come to for so many people; ``after`` is closer, where it hangs on
    what the sum before comes to.
    """

    ends: Callable[[int], tuple[int, int]]
    after: Callable[[int, int], tuple[int, int]] | None = None
    slopes: Mapping[Span, int] = field(default_factory=dict)
    marked: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Packing:
    """Slots of ``bits`` bits for the sums 0 to ``top``; what is beyond is cut off. Without sums, there is one slot."""

    bits: int = 1
    top: int = 0

    @property
    def size(self) -> int:
        """The bits of a whole number."""
        return self.bits * (self.top + 1)

    def cut(self, number: mpz) -> mpz:
        """Drop what is beyond the last slot."""
        return f_mod_2exp(number, self.size) if self.top else number

    def shift(self, number: mpz, slots: int) -> mpz:
        """Add so much to the sums."""
        if not slots:
            return number
        return f_mod_2exp(number, self.size - self.bits * slots) << self.bits * slots if slots <= self.top else mpz(0)

    def divided(self, number: mpz, slots: int) -> mpz:
        """Divide by 1 - q^slots: multiply by 1 + q^slots, 1 + q^(2 slots), 1 + q^(4 slots) and so on."""
        while slots <= self.top:
            number += self.shift(number, slots)
            slots *= 2
        return self.cut(number)

    def read(self, number: mpz, slot: int) -> mpz:
        """Give what stands in one slot; nothing does before the first."""
        if not self.top:
            return number if slot == 0 else mpz(0)
        return number[self.bits * slot : self.bits * (slot + 1)] if 0 <= slot <= self.top else mpz(0)

    def slots(self, number: mpz) -> list[mpz]:
        """Give what stands in each slot, as far as there is anything."""
        return gmpy2.unpack(number, self.bits) if self.top else [number]


@dataclass(frozen=True)
class Polynomial:
    """Coefficients for ``low``, ``low`` + 1, … people."""

    low: int
    rows: Sequence[mpz]

    @property
    def high(self) -> int:
        """The largest number of people it reaches."""
        return self.low + len(self.rows) - 1

    def __len__(self) -> int:
        """Give how many coefficients there are."""
        return len(self.rows)

    def __getitem__(self, people: int) -> mpz:
        """Give the coefficient for so many people."""
        return self.rows[people - self.low] if self.low <= people <= self.high else mpz(0)

    def items(self) -> Iterator[tuple[int, mpz]]:
        """Give each number of people with its coefficient."""
        return enumerate(self.rows, self.low)

    def reversed(self) -> Polynomial:
        """Give the polynomial of t^-1."""
        return Polynomial(-self.high, self.rows[::-1])


def through_cells(
    start: Mapping[int, mpz], slopes: Sequence[int], ends: tuple[int, int], packing: Packing
) -> Iterator[mpz]:
    """Multiply by 1 / (1 - t q^slope) for each slope: by cells that hold any number of people.

    Gives the coefficients from one end of the people to the other, one after the other. Where no sum is carried they
    are binomial coefficients, and Gaussian ones where slopes follow each other. Else ways(cell, n) = ways(cell before,
    n) + q^slope ways(cell, n - 1), for all cells at once, so that nothing is kept but one number for each cell.

    >>> list(map(int, through_cells({0: mpz(1)}, [0, 0, 0], (0, 4), Packing())))
    [1, 3, 6, 10, 15]
    """
    low, high = ends
    is_flat = not any(slopes)
    follow = bool(slopes) and sorted(slopes) == list(range(min(slopes), min(slopes) + len(slopes)))
    if not start:
        yield from repeat(mpz(0), high - low + 1)
    elif (is_flat and len(start) <= len(slopes)) or (follow and len(start) * STEPS <= len(slopes)):
        parts = [_closed(first, row, slopes, ends, packing) for first, row in start.items()]
        yield from (packing.cut(sum(rows, mpz(0))) for rows in zip(*parts, strict=True))
    elif is_flat:
        rows = [start.get(people, mpz(0)) for people in range(high + 1)]
        for _ in slopes:
            rows = list(accumulate(rows))
        yield from (packing.cut(row) for row in rows[low:])
    else:
        cells = [mpz(0)] * len(slopes)
        for people in range(min((low, *start)), high + 1):
            ways = start.get(people, mpz(0))
            for place, slope in enumerate(slopes):
                cells[place] = ways = ways + packing.shift(cells[place], slope)
            if people >= low:
                yield packing.cut(ways)


def _closed(first: int, row: mpz, slopes: Sequence[int], ends: tuple[int, int], packing: Packing) -> Iterator[mpz]:
    """Multiply by the ways of n people in k cells: q^(a n) [n + k - 1 choose k - 1] with slopes from a on, or all 0.

    Each is the one before times (1 - q^(n + k - 1)) / (1 - q^n), which without slopes is (n + k - 1) / n; the first
    costs k such steps.
    """
    lean, cells, is_flat = min(slopes), len(slopes), not any(slopes)
    made = row
    for people in range(ends[0], ends[1] + 1):
        n = people - first
        if n < 0:
            yield mpz(0)
            continue
        own = replace(packing, top=max(0, packing.top - lean * n))
        if n and is_flat:
            made = row * bincoef(n + cells - 1, cells - 1) if people == ends[0] else made * (n + cells - 1) // n
        elif n:
            steps = [(n + step, step) for step in range(1, cells)] if people == ends[0] else [(n + cells - 1, n)]
            for rise, fall in steps:
                made = own.divided(own.cut(made - own.shift(made, rise)), fall)
        yield packing.shift(made, lean * n)


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
    _known: dict[Any, Polynomial] = field(default_factory=dict, init=False, repr=False)
    _sweeps: dict[Span, Sweep] = field(default_factory=dict, init=False, repr=False)
    _swept: dict[Span, list[Ways]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def total(self) -> int:
        """The weight of all worlds; under uniform weights, their number."""
        self.need()
        rows = enumerate(self._rows(self.root), self.root.low)
        return int(sum(self.packing.read(row, slot) for people, row in rows for slot in self.window(people)))

    def distributions(self) -> Iterator[Group]:
        """Give cells that are alike, the least number of people in them, and how the worlds weigh by that number.

        Weights of one group are in proportion; those of different groups differ by a factor.
        """
        self.need(outside=True, weights=True)
        top, rows = self.packing.top, []
        for people in range(self.root.low, self.root.high + 1):
            # A one in each slot that lies as far below the top as an allowed one above the first.
            allowed = set(self.window(people))
            rows.append(pack([int(top - slot in allowed) for slot in range(top + 1)], self.packing.bits) * self.scale)
        outside = Polynomial(self.root.low, rows)
        for cells, low, weights in self._descend(self.root, outside):
            surplus = max(0, max(map(bit_length, weights), default=0) - KEPT_BITS)
            yield cells, low, [weight >> surplus for weight in weights] if surplus else weights

    @cached_property
    def scale(self) -> mpz:
        """What every coefficient is multiplied by: under steady weights the factorial of all people."""
        return fac(self.root.high) if self.steady else mpz(1)

    @property
    def nobody(self) -> Polynomial:
        """The polynomial of no cell."""
        return Polynomial(0, [self.scale])

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
            return int(people * log2(2 * node.span.size)) + 2 * int(self.scale).bit_length() + 1
        return int((lgamma(people + leaves + 1) - lgamma(people + 1) - lgamma(leaves + 1)) / log(2)) + 2

    def need(self, *, outside: bool = False, weights: bool = False) -> None:
        """Work out the memory and the steps that counting takes, and refuse before they are taken.

        Each open subtotal keeps a coefficient for every number of people it may have; plain cells keep one each. What
        is dealt to subtotals needs the ``outside`` of each as well, and distributions need the ``weights`` of each kind
        of cell for every number of people.
        """
        needed = sum(self._bytes(node, outside=outside, weights=weights) for node in self.root.walk())
        if needed > MOST_BYTES:
            what = f"{self.root.high:,} people in {sum(1 for node in self.root.walk() if not node.children):,} cells"
            raise TooLarge(f"{what} would take about {needed / 1e9:,.1f} GB, and {MOST_BYTES / 1e9:g} GB is the most")
        for node in (one for one in self.root.walk() if one.windows):
            if (steps := self.sweep(node).moves_at_most) > MOST_STATES:
                dealt = f"the open sums of claims that overlap would take about {steps:,} steps"
                raise TooLarge(f"{dealt}, and {MOST_STATES:,} is the most")

    def _bytes(self, node: Node, *, outside: bool, weights: bool) -> int:
        """Give the bytes that a node takes; with few people in a polynomial, sums reach few slots."""
        inner, cells = self.parts(node)
        is_fixed = not self.packing.top and all(one.low == one.high for one in (node, *inner))
        weight = 40 + self._bits(node if is_fixed else self.root) // 8
        coefficient = 40 + self.packing.size // 8 if self.packing.top else weight
        needed = coefficient * (len(cells) + 1)
        widths = [one.high - one.low + 1 for one in inner]
        for one, width in zip(inner, widths, strict=True):
            steepest = max(self.slope(below) + self.mark(below) for below in one.walk())
            slots = min(self.packing.top, steepest * (one.low + one.high) // 2) + 1
            needed += width * (40 + slots * self.packing.bits // 8 if self.packing.top else weight)
        open_ones = [width for width, one in zip(widths, inner, strict=True) if width > 1 and one.children]
        needed += coefficient * max(open_ones) if len(open_ones) > 1 else 0
        needed += coefficient * sum(widths) if outside and cells else 0
        if weights and cells:
            kept = min(weight, 40 + KEPT_BITS // 8) if self.steady and is_fixed else weight
            needed += (node.high + 1) * len({self.likeness(cell) for cell in cells}) * (8 + kept)
        return needed

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
        marks = [] if node.windows else zip(self.sums, self.strides, strict=True)
        return sum(stride for one, stride in marks if node.span in one.marked)

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

    # Going up

    def polynomial(self, node: Node) -> Polynomial:
        """Give the polynomial of a node, computed once for all nodes that are alike."""
        key = self.likeness(node)
        if key not in self._known:
            self._known[key] = Polynomial(node.low, list(self._rows(node)))
        return self._known[key]

    def likeness(self, node: Node) -> Any:
        """Give what two nodes must share to have the same polynomial."""
        if node.children:
            return node.span, bool(node.windows)
        return node.low, node.high, self.slope(node), self.mark(node), node.span.size if self.steady else 0

    def _rows(self, node: Node) -> Iterator[mpz]:
        """Give the coefficients of a node from its least to its largest number of people."""
        if node.windows:
            last = self.forward(node)[-1]
            rows: Iterator[mpz] = (last[people,] for people in range(node.low, node.high + 1))
        elif node.children:
            inner, cells = self.parts(node)
            made, *more = sorted(map(self.polynomial, inner), key=len) or [self.nobody]
            for factor in more:
                made = self.times(made, factor, (0, node.high))
            rows = self.with_cells(made, cells, node, (node.low, node.high))
        elif self.steady:
            rows = self._powers(node.span.size, node.low, node.high)
        else:
            rows = (self.packing.shift(mpz(1), self.slope(node) * n) for n in range(node.low, node.high + 1))
        mark = self.mark(node)
        for people, row in enumerate(rows, node.low):
            self.budget.check("counting worlds")
            yield self.packing.shift(row, mark) if people else row

    def _powers(self, days: int, low: int, high: int) -> Iterator[mpz]:
        """Give the ways to deal people to so many days, from the fewest people to the most."""
        ways = mpz(days) ** low * (self.scale // fac(low))
        for people in range(low, high + 1):
            yield ways
            ways = ways * days // (people + 1)

    def with_cells(self, start: Polynomial, cells: Sequence[Node], node: Node, ends: Ends) -> Iterator[mpz]:
        """Multiply by the plain cells of a node, and under steady weights by its days that are in no child."""
        if self.steady:
            days = node.loose + sum(cell.span.size for cell in cells)
            made = self.times(start, Polynomial(0, list(self._powers(days, 0, ends[1] - start.low))), ends)
            return (made[people] for people in range(ends[0], ends[1] + 1))
        placed = self._placed(dict(start.items()), cells, ends[1])
        return through_cells(placed, [self.slope(cell) for cell in cells], ends, self.packing)

    def _placed(self, start: dict[int, mpz], cells: Sequence[Node], most: int) -> dict[int, mpz]:
        """Multiply by y^low (1 - y^w) for each cell, up to so many people."""
        least = sum(cell.low for cell in cells)
        slots = sum(cell.low * self.slope(cell) for cell in cells)
        zero = mpz(0)
        placed = {n + least: self.packing.shift(row, slots) for n, row in start.items() if n + least <= most}
        for cell in cells:
            width, slope = cell.high - cell.low + 1, self.slope(cell)
            moved = {n + width: row for n, row in placed.items() if n + width <= most}
            for people, row in moved.items():
                shifted = self.packing.shift(row, width * slope) if slope else row
                placed[people] = placed.get(people, zero) - shifted
        return placed

    def times(self, one: Polynomial, other: Polynomial, ends: Ends) -> Polynomial:
        """Multiply two polynomials, as far as ``ends`` of the people reach.

        Coefficients are packed into one large number each, but where there are few of them or too many bits.
        """
        low, high = max(ends[0], one.low + other.low), min(ends[1], one.high + other.high)
        size = max(0, high - low + 1)
        width = sum(max(map(bit_length, part.rows), default=0) for part in (one, other))
        width = max(1, width + min(len(one), len(other)).bit_length())
        if min(len(one), len(other), size) == 1 or width * (len(one) + len(other)) > MOST_PACKED_BITS:
            rows = []
            for people in range(low, high + 1):
                total = mpz(0)
                for some in range(max(one.low, people - other.high), min(one.high, people - other.low) + 1):
                    self.budget.check("multiplying open sums")
                    total += self.packing.cut(one[some] * other[people - some])
                rows.append(self.packing.cut(total))
        else:
            first = low - one.low - other.low
            product = gmpy2.unpack(pack(list(one.rows), width) * pack(list(other.rows), width), width)
            rows = [self.packing.cut(row) for row in product[first : first + size]]
            rows += [mpz(0)] * (size - len(rows))
        return Polynomial(low, [row // self.scale for row in rows] if self.steady else rows)

    def parts(self, node: Node) -> tuple[list[Node], list[Node]]:
        """Part the children of a node: those with a polynomial of their own, and cells that are multiplied at once.

        Under steady weights, the latter are those that hold anybody or nobody, up to everybody in the node.
        """
        needed = sum(child.low for child in node.children)

        def is_plain(child: Node) -> bool:
            """Tell whether a cell may be multiplied at once with others."""
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
        outside = Polynomial(outside.low, [self.packing.shift(row, mark) if n else row for n, row in outside.items()])
        if node.windows:
            yield from self._descend_windows(node, outside)
            return
        inner, cells = self.parts(node)
        before = [self.nobody]
        for child in inner:
            before.append(self.times(before[-1], self.polynomial(child), (0, outside.high)))
        if cells:
            yield from self._cells(node, cells, self._freed(self._beside(outside, before[-1])))
        # The plain cells beside the outside, as far as the other children reach: multiplied from its other end.
        low, high = sum(child.low for child in inner), min(outside.high, sum(child.high for child in inner))
        ends = outside.high - high, outside.high - low
        after = Polynomial(low, list(self.with_cells(Polynomial(0, outside.rows[::-1]), cells, node, ends))[::-1])
        for child, others in zip(inner[::-1], before[-2::-1], strict=True):
            beside = self._beside(after, others)
            own = Polynomial(child.low, [beside[n] for n in range(child.low, child.high + 1)])
            yield from self._descend(child, own)
            after = self._beside(after, self.polynomial(child))

    def _freed(self, outside: Polynomial) -> Polynomial:
        """Drop a factor that is common to all worlds."""
        single = len(outside.rows) == 1 and not self.packing.top and outside.rows[0]
        return Polynomial(outside.low, [self.scale]) if single else outside

    def _beside(self, outside: Polynomial, other: Polynomial) -> Polynomial:
        """Sum ``other[k] * outside[n + k]`` over k for each n: the weight of both by the people in all the rest."""
        return self.times(outside, other.reversed(), (0, outside.high - other.low))

    # Windows

    def sweep(self, node: Node) -> Sweep:
        """Give how people can be dealt to the children of a node with windows."""
        return self._sweeps.setdefault(node.span, Sweep(node))

    def forward(self, node: Node) -> list[Ways]:
        """Give, up to each child of a node with windows, the ways of the children before by the open sums."""
        if node.span not in self._swept:
            found: list[Ways] = [{(): self.scale}]
            for place, ways in enumerate(map(self.polynomial, node.children)):
                reached: Ways = defaultdict(mpz)
                for state, number in found[-1].items():
                    self.budget.check("counting worlds")
                    for people, after in self.sweep(node).moves(place, state):
                        reached[after] += self.product(number, ways[people])
                found.append(reached)
            self._swept[node.span] = found
        return self._swept[node.span]

    def _descend_windows(self, node: Node, outside: Polynomial) -> Iterator[Group]:
        """Weigh, from the last child to the first, each by the ways of all before it and of those after, outside."""
        forward = self.forward(node)
        after: Ways = {(people,): row for people, row in outside.items()}
        for place in reversed(range(len(node.children))):
            child = node.children[place]
            before: Ways = {}
            ways, rows = self.polynomial(child), [mpz(0)] * (child.high - child.low + 1)
            for state, number in forward[place].items():
                self.budget.check("working out distributions")
                before[state] = mpz(0)
                for people, to in self.sweep(node).moves(place, state):
                    before[state] += self.product(ways[people], after[to])
                    rows[people - child.low] += self.product(number, after[to])
            yield from self._descend(child, Polynomial(child.low, rows))
            after = before

    def product(self, one: mpz, other: mpz) -> mpz:
        """Multiply two coefficients."""
        return self.packing.cut(one * other) // self.scale

    def _cells(self, node: Node, cells: Sequence[Node], outside: Polynomial) -> Iterator[Group]:
        """Give the distributions of the plain cells of a node, which share all but their limits, slope or days."""
        kinds: dict[Any, list[Node]] = {}
        for cell in cells:
            kinds.setdefault(self.likeness(cell), []).append(cell)
        days = node.loose + sum(cell.span.size for cell in cells)
        found = self._steady_cells(kinds, outside, days) if self.steady else self._uniform_cells(cells, kinds, outside)
        for alike, (low, weights) in zip(kinds.values(), found, strict=True):
            yield [cell.cell for cell in alike if cell.cell is not None], low, weights

    def _steady_cells(
        self, kinds: Mapping[Any, list[Node]], outside: Polynomial, days: int
    ) -> Iterator[tuple[int, list[mpz]]]:
        """Give the ways of people on the days of a cell and on all others; where all are settled, binomially."""
        for cell, *_ in kinds.values():
            own, rest, people = cell.span.size, days - cell.span.size, outside.low
            if len(outside) > 1:
                others = Polynomial(0, list(self._powers(rest, 0, outside.high)))
                beside = self.times(outside, others.reversed(), (0, cell.high))
                weights = [self.packing.read(row, self.packing.top) for row in beside.rows]
                powers = self._powers(own, beside.low, beside.high)
                yield beside.low, [weight * power for weight, power in zip(weights, powers, strict=True)]
            elif not rest:
                yield 0, [mpz(n == people) for n in range(cell.high + 1)]
            else:
                # Far below the most is 0.
                surplus, weight, weights = max(0, int(people * log2(days)) - KEPT_BITS), mpz(rest) ** people, []
                for n in range(cell.high + 1):
                    weights.append(weight >> surplus)
                    weight = weight * ((people - n) * own) // ((n + 1) * rest)
                yield 0, weights

    def _uniform_cells(
        self, cells: Sequence[Node], kinds: Mapping[Any, list[Node]], outside: Polynomial
    ) -> Iterator[tuple[int, list[mpz]]]:
        """Read off for each kind in how many worlds it holds so many or more, were there no most, then mind the most.

        All cells together are multiplied beside the outside, from the largest number of people left over to none.
        """
        least = sum(cell.low for cell in cells)
        placed = self._placed(dict(enumerate(outside.rows[::-1])), cells, outside.high)
        top, slopes = self.packing.top, [self.slope(cell) for cell in cells]
        rows = through_cells(placed, slopes, (least, outside.high), self.packing)
        found = [(self.slope(cell), cell.low, cell.high - cell.low + 1, [mpz(0)]) for cell, *_ in kinds.values()]
        before = dict.fromkeys(slopes, mpz(0))
        for left, row in zip(range(outside.high - least, -1, -1), rows, strict=True):
            self.budget.check("working out distributions")
            tails = {slope: self.packing.read(row, top - slope * left) for slope in before}
            for slope, _, width, weights in found:
                beyond = weights[-width] if len(weights) > width else 0
                weights.append(tails[slope] - before[slope] + beyond)
            before = tails
        for _, low, width, weights in found:
            yield low, weights[:0:-1][:width]
