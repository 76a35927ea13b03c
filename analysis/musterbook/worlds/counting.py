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

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial, reduce
from itertools import accumulate
from math import lgamma, log, log2
from typing import Any

import gmpy2
from gmpy2 import bincoef, bit_length, f_mod_2exp, fac, mpz, pack

from musterbook.progress import Budget, TooLarge
from musterbook.worlds.axes import Span
from musterbook.worlds.tree import Ends, Node, State

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

    ``ends`` gives the least and the most that the sum may come to for so many people and what the sum before comes to,
    ``None`` being anything. ``slopes`` is what one person adds in a cell; each of the ``marked`` spans adds one when
    anybody is in it.
    """

    ends: Callable[[int, int | None], Ends]
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

    def __getitem__(self, people: int) -> mpz:
        """Give the coefficient for so many people."""
        return self.rows[people - self.low] if self.low <= people <= self.high else mpz(0)

    def items(self) -> Iterator[tuple[int, mpz]]:
        """Give each number of people with its coefficient."""
        return enumerate(self.rows, self.low)

    def reversed(self) -> Polynomial:
        """Give the polynomial of t^-1."""
        return Polynomial(-self.high, self.rows[::-1])


def through_cells(start: Mapping[int, mpz], slopes: Sequence[int], ends: Ends, packing: Packing) -> Iterator[mpz]:
    """Multiply by 1 / (1 - t q^slope) for each slope: by cells that hold any number of people.

    Gives the coefficients from one end of the people to the other, one after the other. Where no sum is carried they
    are binomial coefficients, and Gaussian ones where slopes follow each other. Else ways(cell, n) = ways(cell before,
    n) + q^slope ways(cell, n - 1), for all cells at once, so that nothing is kept but one number for each cell.

    >>> list(map(int, through_cells({0: mpz(1)}, [0, 0, 0], (0, 4), Packing())))
    [1, 3, 6, 10, 15]
    """
    low, high = ends
    first, is_flat = min((low, *start)), not any(slopes)
    follow = bool(slopes) and sorted(slopes) == list(range(min(slopes), min(slopes) + len(slopes)))
    if start and ((is_flat and len(start) <= len(slopes)) or (follow and len(start) * STEPS <= len(slopes))):
        parts = [_closed(one, row, slopes, ends, packing) for one, row in start.items()]
        yield from (packing.cut(sum(rows, mpz(0))) for rows in zip(*parts, strict=True))
    elif is_flat:
        rows = [start.get(people, mpz(0)) for people in range(first, high + 1)]
        for _ in slopes:
            rows = list(accumulate(rows))
        yield from (packing.cut(row) for row in rows[low - first :])
    else:
        cells = [mpz(0)] * len(slopes)
        for people in range(first, high + 1):
            ways = start.get(people, mpz(0))
            for place, slope in enumerate(slopes):
                cells[place] = ways = ways + packing.shift(cells[place], slope)
            if people >= low:
                yield packing.cut(ways)


def _closed(first: int, row: mpz, slopes: Sequence[int], ends: Ends, packing: Packing) -> Iterator[mpz]:
    """Multiply by the ways of n people in k cells: q^(a n) [n + k - 1 choose k - 1] with slopes from a on, or all 0.

    Each is the one before times (1 - q^(n + k - 1)) / (1 - q^n), which without slopes is (n + k - 1) / n; the first
    costs k such steps.
    """
    lean, cells, is_flat, made = min(slopes), len(slopes), not any(slopes), row
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


@dataclass(eq=False)
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
    packing: Packing = field(init=False)
    _strides: list[int] = field(default_factory=list, init=False, repr=False)
    _slopes: Counter[Span] = field(default_factory=Counter, init=False, repr=False)
    _marks: Counter[Span] = field(default_factory=Counter, init=False, repr=False)
    _known: dict[Any, Polynomial] = field(default_factory=dict, init=False, repr=False)
    _swept: dict[Span, list[Ways]] = field(default_factory=dict, init=False, repr=False)
    _taken: int = field(default=0, init=False, repr=False)

    def __post_init__(self) -> None:
        """Lay out the slots: each sum counts one so far apart that all that the sum before can come to has room.

        Slots are wide enough for every number of worlds.
        """
        people, top, width, spread = self.root.high, 0, 1, self.root.high + 1
        for one in self.sums:
            self._strides.append(width)
            self._slopes.update({span: slope * width for span, slope in one.slopes.items()})
            self._marks.update(dict.fromkeys(one.marked, width))
            lows, highs = zip(*(one.ends(n, None) for n in (self.root.low, people)), strict=True)
            extent, most = max(0, max(highs) - min(lows)), max(one.slopes.values(), default=0) * people
            top += max(highs) * width
            width *= max(most + len(one.marked), *highs) + extent + 1
            spread *= extent + 1
        leaves = sum(1 for one in self.root.walk() if not one.children)
        dealt, alike, others = (lgamma(n + 1) / log(2) for n in (people + leaves, people, leaves))
        bits = people * log2(2 * self.root.span.size) + 2 * alike if self.steady else dealt - alike - others
        self.packing = Packing(int(bits) + 4 + spread.bit_length(), max(0, top))

    @cached_property
    def total(self) -> int:
        """The weight of all worlds; under uniform weights, their number."""
        rows = enumerate(self._rows(self.root), self.root.low)
        return int(sum(self.packing.read(row, slot) for people, row in rows for slot in self.window(people)))

    def distributions(self) -> Iterator[Group]:
        """Give cells that are alike, the least number of people in them, and how the worlds weigh by that number.

        Weights of one group are in proportion; those of different groups differ by a factor.
        """
        top, rows = self.packing.top, []
        for people in range(self.root.low, self.root.high + 1):
            # A one in each slot that lies as far below the top as an allowed one above the first.
            allowed = set(self.window(people))
            rows.append(self.scale * pack([int(top - slot in allowed) for slot in range(top + 1)], self.packing.bits))
        for cells, low, weights in self._descend(self.root, Polynomial(self.root.low, rows)):
            surplus = max(0, max(map(bit_length, weights), default=0) - KEPT_BITS)
            yield cells, low, [weight >> surplus for weight in weights] if surplus else weights

    @cached_property
    def scale(self) -> mpz:
        """What every coefficient is multiplied by: under steady weights the factorial of all people."""
        self.take(1)
        return fac(self.root.high) if self.steady else mpz(1)

    @property
    def nobody(self) -> Polynomial:
        """The polynomial of no cell."""
        return Polynomial(0, [self.scale])

    def take(self, numbers: int, bits: int | None = None) -> None:
        """Refuse memory for so many more numbers, of so many bits, where it is too much, before it is taken."""
        self._taken += numbers * (48 + (bits or self.packing.size) // 8)
        if self._taken > MOST_BYTES:
            told = f"counting {self.root.high:,} people would take about {self._taken / 1e9:,.1f} GB"
            raise TooLarge(f"{told}, and {MOST_BYTES / 1e9:g} GB is the most")

    # Sums in slots

    def slope(self, node: Node) -> int:
        """Give by how many slots one person in a cell moves the sums."""
        return self._slopes[node.span]

    def mark(self, node: Node) -> int:
        """Give by how many slots anybody at all in a node moves the sums."""
        return 0 if node.windows else self._marks[node.span]

    def window(self, people: int) -> list[int]:
        """Give the slots whose sums are allowed for so many people."""
        found: list[tuple[int, int | None]] = [(0, None)]
        for one, stride in zip(self.sums, self._strides, strict=True):
            ends = [(slot, *one.ends(people, before)) for slot, before in found]
            found = [(slot + value * stride, value) for slot, low, high in ends for value in range(low, high + 1)]
        return [slot for slot, _ in found]

    # Going up

    def polynomial(self, node: Node) -> Polynomial:
        """Give the polynomial of a node, computed once for all nodes that are alike."""
        key = self.likeness(node)
        if key not in self._known:
            self.take(node.high - node.low + 1)
            self._known[key] = Polynomial(node.low, list(self._rows(node)))
        return self._known[key]

    def likeness(self, node: Node) -> Any:
        """Give what two nodes must share to have the same polynomial."""
        if node.children:
            return node.span, bool(node.windows)
        return node.low, node.high, self.slope(node), self.mark(node), node.span.size if self.steady else 0

    def products(self, nodes: Iterable[Node], most: int, start: Polynomial | None = None) -> Iterator[Polynomial]:
        """Give the products of none, the first, the first two and so on of some nodes, up to so many people."""
        return accumulate(map(self.polynomial, nodes), partial(self.times, high=most), initial=start or self.nobody)

    def _rows(self, node: Node) -> Iterator[mpz]:
        """Give the coefficients of a node from its least to its largest number of people."""
        people = range(node.low, node.high + 1)
        if node.windows:
            last = self.forward(node)[-1]
            rows: Iterator[mpz] = (last[number,] for number in people)
        elif node.children:
            inner, cells = self.parts(node)
            factors = map(self.polynomial, sorted(inner, key=lambda one: one.high - one.low))
            made = reduce(partial(self.times, high=node.high), factors, self.nobody)
            rows = self.with_cells(made, cells, node, (node.low, node.high))
        elif self.steady:
            rows = self._powers(node.span.size, node.low, node.high)
        else:
            rows = (self.packing.shift(mpz(1), self.slope(node) * number) for number in people)
        mark = self.mark(node)
        for number, row in zip(people, rows, strict=True):
            self.budget.check("counting worlds")
            yield self.packing.shift(row, mark) if number else row

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
            low, high = max(0, ends[0] - start.high), ends[1] - start.low
            self.take(high - low)
            made = self.times(start, Polynomial(low, list(self._powers(days, low, high))), *ends)
            return (made[people] for people in range(ends[0], ends[1] + 1))
        return through_cells(self._placed(start, cells, ends[1]), list(map(self.slope, cells)), ends, self.packing)

    def _placed(self, start: Polynomial, cells: Sequence[Node], most: int) -> dict[int, mpz]:
        """Multiply by y^low (1 - y^w) for each cell, up to so many people."""
        least, zero = sum(cell.low for cell in cells), mpz(0)
        slots = sum(cell.low * self.slope(cell) for cell in cells)
        placed = {n + least: self.packing.shift(row, slots) for n, row in start.items() if n + least <= most}
        for cell in cells:
            width, slots = cell.high - cell.low + 1, (cell.high - cell.low + 1) * self.slope(cell)
            moved = {n + width: row for n, row in placed.items() if n + width <= most}
            for people, row in moved.items():
                placed[people] = placed.get(people, zero) - self.packing.shift(row, slots)
        return placed

    def times(self, one: Polynomial, other: Polynomial, low: int = 0, high: int | None = None) -> Polynomial:
        """Multiply two polynomials, from the one to the other number of people.

        Coefficients are packed into one large number each, but where there are few of them or too many bits.
        """
        first, last = one.low + other.low, one.high + other.high
        low, high = max(low, first), last if high is None else min(high, last)
        lengths, size = (len(one.rows), len(other.rows)), max(0, high - low + 1)
        width = sum(max(map(bit_length, part.rows), default=0) for part in (one, other)) + min(lengths).bit_length()
        if min(*lengths, size) <= 1 or width * sum(lengths) > MOST_PACKED_BITS:
            rows = []
            for people in range(low, high + 1):
                self.budget.check("multiplying open sums")
                reach = range(max(one.low, people - other.high), min(one.high, people - other.low) + 1)
                rows.append(self.packing.cut(sum((one[some] * other[people - some] for some in reach), mpz(0))))
        else:
            packed = pack(list(one.rows), width or 1) * pack(list(other.rows), width or 1)
            rows = [self.packing.cut(row) for row in gmpy2.unpack(packed, width or 1)[low - first : high - first + 1]]
            rows += [mpz(0)] * (size - len(rows))
        return Polynomial(low, [row // self.scale for row in rows] if self.steady else rows)

    def parts(self, node: Node) -> tuple[list[Node], list[Node]]:
        """Part the children of a node: those with a polynomial of their own, and cells that are multiplied at once.

        Under steady weights, the latter are those that hold anybody or nobody, up to everybody in the node.
        """
        found: tuple[list[Node], list[Node]] = ([], [])
        most = node.high - sum(child.low for child in node.children)
        for child in node.children:
            is_bound = self.steady and (child.low > 0 or child.high < most)
            found[not (child.children or self.mark(child) or is_bound)].append(child)
        return found

    # Going down

    def beside(self, outside: Polynomial, other: Polynomial, low: int = 0, high: int | None = None) -> Polynomial:
        """Sum ``other[k] * outside[n + k]`` over k for each n: the weight of both by the people in all the rest.

        A factor that is common to all worlds is dropped.
        """
        found = self.times(outside, other.reversed(), low, high)
        is_single = len(found.rows) == 1 and not self.packing.top and found.rows[0]
        return Polynomial(found.low, [self.scale]) if is_single else found

    def _descend(self, node: Node, outside: Polynomial) -> Iterator[Group]:
        """Hand the weight of everything outside down to the cells, once for cells that are alike."""
        self.budget.check("working out distributions")
        packing = self.packing
        if node.cell is not None:
            alone = self.polynomial(node)
            weights = [packing.read(packing.cut(row * alone[n]), packing.top) for n, row in outside.items()]
            yield [node.cell], outside.low, weights
            return
        mark = self.mark(node)
        outside = Polynomial(outside.low, [packing.shift(row, mark) if n else row for n, row in outside.items()])
        if node.windows:
            yield from self._descend_windows(node, outside)
            return
        inner, cells = self.parts(node)
        before = list(self.products(inner, outside.high))
        if cells:
            yield from self._cells(node, cells, self.beside(outside, before[-1]))
        # The plain cells beside the outside, as far as the other children reach: multiplied from its other end.
        ends = -min(outside.high, sum(child.high for child in inner)), -sum(child.low for child in inner)
        after = Polynomial(ends[0], list(self.with_cells(outside.reversed(), cells, node, ends))).reversed()
        for child, others in zip(inner[::-1], before[-2::-1], strict=True):
            yield from self._descend(child, self.beside(after, others, child.low, child.high))
            after = self.beside(after, self.polynomial(child))

    def _cells(self, node: Node, cells: Sequence[Node], outside: Polynomial) -> Iterator[Group]:
        """Give the distributions of the plain cells of a node, which share all but their limits, slope or days."""
        kinds: dict[Any, list[Node]] = {}
        for cell in cells:
            kinds.setdefault(self.likeness(cell), []).append(cell)
        is_settled = self.steady and len(outside.rows) == 1
        self.take(
            (outside.high + 1) * len(kinds), min(KEPT_BITS, self.packing.bits) if is_settled else self.packing.bits
        )
        days = node.loose + sum(cell.span.size for cell in cells)
        firsts = [cell for cell, *_ in kinds.values()]
        steady = (self._steady_cell(cell, outside, days - cell.span.size) for cell in firsts)
        found = steady if self.steady else self._uniform_cells(cells, firsts, outside)
        for alike, (low, weights) in zip(kinds.values(), found, strict=True):
            yield [cell.cell for cell in alike if cell.cell is not None], low, weights

    def _steady_cell(self, cell: Node, outside: Polynomial, rest: int) -> tuple[int, list[mpz]]:
        """Give the ways of people on the days of a cell and on all others; where all are settled, binomially."""
        own, people, weights = cell.span.size, outside.high, []
        if len(outside.rows) > 1:
            others = Polynomial(0, list(self._powers(rest, 0, people)))
            return next(self._descend(cell, self.beside(outside, others)))[1:]
        # Far below the most is 0.
        surplus, weight = max(0, int(people * log2(own + rest)) - KEPT_BITS), mpz(own) ** people
        for n in range(people, -1, -1):
            weights.append(weight >> surplus)
            weight = weight * (n * rest) // ((people - n + 1) * own)
        return 0, weights[::-1]

    def _uniform_cells(
        self, cells: Sequence[Node], kinds: Sequence[Node], outside: Polynomial
    ) -> Iterator[tuple[int, list[mpz]]]:
        """Read off for each kind in how many worlds it holds so many or more, were there no most, then mind the most.

        All cells together are multiplied beside the outside, from the largest number of people left over to none.
        """
        placed, slopes = self._placed(outside.reversed(), cells, 0), list(map(self.slope, cells))
        most = outside.high - sum(cell.low for cell in cells)
        found = [(self.slope(cell), cell.low, cell.high - cell.low + 1, [mpz(0)]) for cell in kinds]
        before = dict.fromkeys(slopes, mpz(0))
        for left, row in zip(range(most, -1, -1), through_cells(placed, slopes, (-most, 0), self.packing), strict=True):
            self.budget.check("working out distributions")
            tails = {slope: self.packing.read(row, self.packing.top - slope * left) for slope in before}
            for slope, _, width, weights in found:
                beyond = weights[-width] if len(weights) > width else 0
                weights.append(tails[slope] - before[slope] + beyond)
            before = tails
        for _, low, width, weights in found:
            yield low, weights[:0:-1][:width]

    # Windows

    def forward(self, node: Node) -> list[Ways]:
        """Give, up to each child of a node with windows, the ways of the children before by the open sums."""
        if node.span not in self._swept:
            if (steps := node.moves_at_most) > MOST_STATES:
                raise TooLarge(f"open sums of claims that overlap would take about {steps:,} steps; give fewer")
            found: list[Ways] = [{(): self.scale}]
            for place, ways in enumerate(map(self.polynomial, node.children)):
                reached: Ways = defaultdict(mpz)
                for state, number in found[-1].items():
                    self.budget.check("counting worlds")
                    for people, after in node.moves(place, state):
                        reached[after] += self.product(number, ways[people])
                found.append(reached)
            self._swept[node.span] = found
        return self._swept[node.span]

    def _descend_windows(self, node: Node, outside: Polynomial) -> Iterator[Group]:
        """Weigh, from the last child to the first, each by the ways of all before it and of those after, outside."""
        after: Ways = {(people,): row for people, row in outside.items()}
        for place, child in reversed([*enumerate(node.children)]):
            before: Ways = {}
            ways, rows = self.polynomial(child), [mpz(0)] * (child.high - child.low + 1)
            for state, number in self.forward(node)[place].items():
                self.budget.check("working out distributions")
                before[state] = mpz(0)
                for people, to in node.moves(place, state):
                    before[state] += self.product(ways[people], after[to])
                    rows[people - child.low] += self.product(number, after[to])
            yield from self._descend(child, Polynomial(child.low, rows))
            after = before

    def product(self, one: mpz, other: mpz) -> mpz:
        """Multiply two coefficients."""
        return self.packing.cut(one * other) // self.scale
