"""Generating polynomials over whole numbers: in how many ways n people can be placed.

The number of tables in which the people of some cells sum to n is the coefficient of t^n in the product of one
polynomial per cell. Sums that are carried along (of ages, of occupied cells) are powers of further variables, and these
are packed into the coefficient itself: a coefficient is one large number, cut into slots of so many bits, one slot for
each value of the sums (Kronecker substitution). Adding and shifting such numbers is all that a cell costs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, repeat

import gmpy2
from gmpy2 import bincoef, f_mod_2exp, mpz

from musterbook.worlds.budget import Budget

MOST_PACKED_BITS = 4 * 10**8
STEPS = 6


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

    def below(self, slots: int) -> Packing:
        """Give the same slots, so many fewer of them."""
        return Packing(self.bits, max(0, self.top - slots))

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


def times(one: Polynomial, other: Polynomial, ends: tuple[int, int], packing: Packing, budget: Budget) -> Polynomial:
    """Multiply two polynomials, as far as ``ends`` of the people reach.

    >>> die = Polynomial(1, [mpz(1)] * 6)
    >>> list(map(int, times(die, die, (2, 8), Packing(), Budget()).rows))
    [1, 2, 3, 4, 5, 6, 5]
    """
    low, high = max(ends[0], one.low + other.low), min(ends[1], one.high + other.high)
    bits = [max(map(gmpy2.bit_length, part.rows), default=0) for part in (one, other)]
    width = max(1, sum(bits) + min(len(one.rows), len(other.rows)).bit_length())
    few = min(len(one.rows), len(other.rows), high - low + 1) == 1
    if few or width * (len(one.rows) + len(other.rows)) > MOST_PACKED_BITS:
        return Polynomial(low, [_coefficient(one, other, n, packing, budget) for n in range(low, high + 1)])
    product = gmpy2.unpack(gmpy2.pack(list(one.rows), width) * gmpy2.pack(list(other.rows), width), width)
    first = low - one.low - other.low
    rows = [packing.cut(row) for row in product[first : first + high - low + 1]]
    return Polynomial(low, rows + [mpz(0)] * (high - low + 1 - len(rows)))


def _coefficient(one: Polynomial, other: Polynomial, people: int, packing: Packing, budget: Budget) -> mpz:
    total = mpz(0)
    for some in range(max(one.low, people - other.high), min(one.high, people - other.low) + 1):
        budget.check("multiplying open sums")
        total += packing.cut(one[some] * other[people - some])
    return packing.cut(total)


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
        yield from _slanted(start, slopes, low, high, packing)


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
        own = packing.below(lean * n)
        if n and is_flat:
            made = row * bincoef(n + cells - 1, cells - 1) if people == ends[0] else made * (n + cells - 1) // n
        elif n:
            steps = [(n + step, step) for step in range(1, cells)] if people == ends[0] else [(n + cells - 1, n)]
            for rise, fall in steps:
                made = own.divided(own.cut(made - own.shift(made, rise)), fall)
        yield packing.shift(made, lean * n)


def _slanted(start: Mapping[int, mpz], slopes: Sequence[int], low: int, high: int, packing: Packing) -> Iterator[mpz]:
    cells = [mpz(0)] * len(slopes)
    for people in range(min((low, *start)), high + 1):
        ways = start.get(people, mpz(0))
        for place, slope in enumerate(slopes):
            cells[place] = ways = ways + packing.shift(cells[place], slope)
        if people >= low:
            yield packing.cut(ways)
