"""Drawing worlds at random, each as often as it weighs.

People and sums are dealt from the top of the tree down, one child after the other, by the weight of what the child and
the rest can do with them. Cells that may hold any number of people share what is left at once: evenly over all ways to
cut it into parts (a multinomial with weights from a flat Dirichlet distribution), by days, or, where a sum has to be
met, along a path through a lattice: from the last cell and all people, either one person more in this cell or on to
the cell before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, log2
from typing import Any

import numpy as np
import numpy.typing as npt
from gmpy2 import mpz

from musterbook.progress import TooLarge
from musterbook.worlds.counting import MOST_BYTES, Count, Polynomial
from musterbook.worlds.tree import Node, State

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
SMALLEST = 1e-300


@dataclass(frozen=True)
class Draw:
    """Worlds of one branch being drawn: an array of one row a world and one column a cell."""

    count: Count
    drawn: Integers
    rng: np.random.Generator

    def deal(self) -> None:
        """Draw all worlds."""
        count, root = self.count, self.count.polynomial(self.count.root)
        states = np.array([(n, slot) for n, _ in root.items() for slot in count.window(n)], dtype=np.int64)
        logs = np.array([_log(count.packing.read(root[n], slot)) for n, slot in states.tolist()])
        chosen = states[self.rng.choice(len(states), size=len(self.drawn), p=_shares(logs))]
        self._deal(count.root, chosen[:, 0], chosen[:, 1])

    def _deal(self, node: Node, people: Integers, slots: Integers) -> None:
        """Deal people and sums to the children of a node, world by world, one child after the other."""
        if node.cell is not None:
            self.drawn[:, node.cell] = people
            return
        count = self.count
        count.budget.check("drawing worlds")
        slots = slots - count.mark(node) * (people > 0)
        if node.windows:
            self._deal_windows(node, people, slots)
            return
        inner, cells = count.parts(node)
        most = node.high - sum(child.low for child in node.children)
        # Cells without a most of their own are dealt at once.
        single = [*inner, *(cell for cell in cells if cell.high - cell.low < most)][::-1]
        free = [cell for cell in cells if cell.high - cell.low >= most]
        ends = max(0, node.low - sum(one.high for one in single)), node.high - sum(one.low for one in single)
        start = Polynomial(ends[0], list(count.with_cells(count.nobody, free, node, ends))) if single else None
        for child, rest in reversed([*zip(single, count.products(single[:-1], node.high, start), strict=False)]):
            share = self._share(count.polynomial(child), rest, people, slots)
            self._deal(child, *share)
            people, slots = people - share[0], slots - share[1]
        if free:
            self._deal_free(free, people, slots)

    def _deal_windows(self, node: Node, people: Integers, slots: Integers) -> None:
        """Deal people to the children of a node with windows, those worlds together in which the same sums are open."""
        states: list[State] = [(number,) for number in people.tolist()]
        for place, child in reversed([*enumerate(node.children)]):
            ways, before = self.count.polynomial(child), self.count.forward(node)[place]
            origins, worlds = defaultdict[State, list[Any]](list), defaultdict[State, list[int]](list)
            for state in before:
                for number, after in node.moves(place, state):
                    origins[after].append((state, number))
            for world, state in enumerate(states):
                worlds[state].append(world)
            share = np.zeros((2, len(people)), dtype=np.int64)
            for after, members in worlds.items():
                # The first way to come here beside the last state, the second beside the last but one, and so on.
                own = Polynomial(0, [ways[number] for _, number in origins[after]])
                rest = Polynomial(0, [before[state] for state, _ in origins[after][::-1]])
                chosen, share[1, members] = self._share(own, rest, np.full(len(members), own.high), slots[members])
                for world, at in zip(members, chosen.tolist(), strict=True):
                    states[world], share[0, world] = origins[after][at]
            self._deal(child, *share)
            slots = slots - share[1]

    def _share(self, child: Polynomial, rest: Polynomial, people: Integers, slots: Integers) -> tuple[Integers, ...]:
        """Draw what one child gets, given what is left and what the rest can do with the remainder."""
        own, table = self._table(child), self._table(rest)
        places = np.argwhere(np.isfinite(own))
        entries, logs = (places + np.array([child.low, 0])).T, own[places[:, 0], places[:, 1]]
        states, inverse = np.unique(np.stack([people, slots]), axis=1, return_inverse=True)
        chosen = np.zeros((2, len(people)), dtype=np.int64)
        for state, (n, slot) in enumerate(states.T):
            self.count.budget.check("drawing worlds")
            left, lower = n - entries[0] - rest.low, slot - entries[1]
            fits = (left >= 0) & (left < len(table)) & (lower >= 0) & (lower < table.shape[1])
            weights = logs[fits] + table[left[fits], lower[fits]]
            members = np.flatnonzero(inverse == state)
            picked = self.rng.choice(len(weights), size=len(members), p=_shares(weights))
            chosen[:, members] = entries[:, fits][:, picked]
        return tuple(chosen)

    def _table(self, poly: Polynomial) -> Floats:
        """Give the logarithm of each coefficient by people and slot."""
        rows = [[_log(number) for number in self.count.packing.slots(row)] for row in poly.rows]
        table = np.full((len(rows), max(map(len, rows), default=0)), -np.inf)
        for place, row in enumerate(rows):
            table[place, : len(row)] = row
        return table

    def _deal_free(self, free: Sequence[Node], people: Integers, slots: Integers) -> None:
        """Deal people to cells that may hold any number."""
        free = sorted(free, key=self.count.slope)
        slopes = np.array([self.count.slope(cell) for cell in free], dtype=np.int64)
        least = np.array([cell.low for cell in free])
        people, slots = people - least.sum(), slots - int(least @ slopes)
        if slopes.any():
            lean = slopes[0]
            found = Lattice(self.count, slopes - lean, people, slots - lean * people).draw(self.rng)
        elif self.count.steady:
            days = np.array([cell.span.size for cell in free], dtype=float)
            found = self.rng.multinomial(people, days / days.sum())
        else:
            found = self.rng.multinomial(people, self.rng.dirichlet(np.ones(len(free)), size=len(people)))
        self.drawn[:, np.array([cell.cell for cell in free], dtype=np.int64)] = found + least


@dataclass(frozen=True)
class Lattice:
    """Ways to place n people in the first i cells so that they come to a sum, as floats, for all i and sums at once.

    ways(i, n) = ways(i - 1, n) + q^slope(i) ways(i, n - 1): positive numbers only, so that relative errors stay small.
    One array of all i for each n; those of a block of n are kept, and the first of each block, to go backward. Slopes
    rise from 0. People are taken from the last cell first, so that those left never come to more than their share of
    the sum, and no wider array is needed.
    """

    count: Count
    slopes: Integers
    people: Integers
    slots: Integers

    def draw(self, rng: np.random.Generator) -> Integers:
        """Walk each world from the last cell and all its people to the first cell and nobody."""
        most = int(self.people.max())
        step = max(1, int(most**0.5))
        needed = 8 * len(self.slopes) * self._width(most) * (most // step + 2 * step) // 2
        if needed > MOST_BYTES:
            raise TooLarge(f"drawing would take about {needed / 1e9:,.1f} GB, and {MOST_BYTES / 1e9:g} GB is the most")
        nobody = np.full((len(self.slopes), 1), SMALLEST)
        kept = {people: ways for people, ways in self._forward(0, nobody, most) if people % step == 0}
        found = np.zeros((len(self.people), len(self.slopes)), dtype=np.int64)
        place, slots = np.full(len(self.people), len(self.slopes) - 1), self.slots.copy()
        for first in sorted(kept, reverse=True):
            block = [*self._forward(first, kept.pop(first), min(step, most - first))]
            for (_, before), (people, here) in reversed([*pairwise(block)]):
                waiting = np.flatnonzero(self.people >= people)
                while len(waiting):
                    at = place[waiting]
                    lower = slots[waiting] - self.slopes[at]
                    ways = np.where(lower >= 0, before[at, np.clip(lower, 0, before.shape[1] - 1)], 0.0)
                    stays = rng.random(len(waiting)) * here[at, slots[waiting]] < ways
                    put = waiting[stays]
                    found[put, place[put]] += 1
                    slots[put] -= self.slopes[place[put]]
                    waiting = waiting[~stays]
                    place[waiting] -= 1
        return found

    def _forward(self, first: int, ways: Floats, steps: int) -> Iterator[tuple[int, Floats]]:
        """Give the ways for each number of people from a first one on."""
        yield first, ways
        for people in range(first + 1, first + steps + 1):
            self.count.budget.check("drawing worlds")
            made = np.zeros((len(self.slopes), self._width(people)))
            for place, slope in enumerate(self.slopes):
                moved = ways[place, : max(0, made.shape[1] - slope)]
                made[place, slope : slope + len(moved)] = moved
                if place:
                    made[place] += made[place - 1]
            ways = made
            yield people, ways

    def _width(self, people: int) -> int:
        """Give how many sums so many people can come to, at most."""
        return int((self.slots * people // np.maximum(self.people, 1)).max()) + 1


def _log(number: mpz) -> float:
    """Give the binary logarithm of a whole number of any size."""
    beyond = max(0, number.bit_length() - 60)
    return log2(int(number >> beyond)) + float(beyond) if number else -inf


def _shares(logs: Floats) -> Floats:
    """Give the shares of weights of which the logarithms are known."""
    weights = np.exp2(logs - logs.max())
    return np.asarray(weights / weights.sum())
