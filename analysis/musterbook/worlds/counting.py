"""Counting on a tree: how many worlds, what each cell holds in how many of them, and drawing some at random.

Each node has a polynomial, made from its children going up. Going down, each node gets the weight of everything
outside it. The two together give the exact distribution of a cell without listing a single world. Under ``uniform``
weights each world counts once; under ``steady`` weights a world counts as often as people can be dealt to days, each
day alike, so that a cell with d days and x people weighs d^x / x!.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import factorial
from typing import Any

import numpy as np
import numpy.typing as npt

from musterbook.worlds.branches import Score
from musterbook.worlds.polynomials import Polynomial, completions, one, shift, times, times_geometric, times_range
from musterbook.worlds.trees import Node

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Count:
    """The worlds of one branch, weighed.

    Attributes
    ----------
    root : Node
        A tree narrowed to the sums that are possible; its largest sum is finite.
    people : int
        The largest number of people in any branch, which sets the scale of steady weights.
    score : Score
        What is carried along.
    steady, exact : bool
        The weighting, and whether it is computed in integers or in floats.
    """

    root: Node
    people: int
    score: Score = field(default_factory=Score)
    steady: bool = False
    exact: bool = True

    @cached_property
    def total(self) -> Any:
        """The weight of all worlds; under uniform weights in integers, their number."""
        return self._parts[0][self.root.low :, -1].sum()

    def distributions(self) -> Iterator[tuple[int, list[Any]]]:
        """Give for each cell its position and the weight of the worlds in which it holds 0, 1, 2, … people."""
        if self.root.cell is not None:
            only = self._parts[0][:, -1].copy()
            only[: self.root.low] = 0
            yield self.root.cell, list(only)
            return
        outside = np.zeros_like(self._slack)
        outside[self.root.low :, -1] = 1
        yield from self._descend(self.root, outside, self._slack)

    def draw(self, worlds: int, cells: int, rng: np.random.Generator) -> Integers:
        """Draw worlds at random: an array of ``worlds`` rows and ``cells`` columns."""
        drawn = np.zeros((worlds, cells), dtype=np.int64)
        weights = self._parts[0][self.root.low :, -1]
        people = self.root.low + rng.choice(len(weights), size=worlds, p=_probabilities(weights))
        self._deal(self.root, (people, np.full(worlds, self.score.high)), drawn, rng)
        return drawn

    def _one(self, node: Node) -> Polynomial:
        return one(node.high, self.score.high, exact=self.exact)

    @cached_property
    def _slack(self) -> Polynomial:
        """Fill the score up to its highest, in as many ways as it may fall short: one for each score allowed."""
        slack = self._one(self.root)
        slack[0, : self.score.high - self.score.low + 1] = 1
        return slack

    @cached_property
    def _parts(self) -> list[Polynomial]:
        """The root's polynomial, and behind it the products of its last children: all but one, but two and so on."""
        if self.root.cell is not None:
            return [self._times(self._slack, self.root)]
        return self._suffixes(self.root, self._slack)

    @cached_property
    def _known(self) -> dict[Any, Polynomial]:
        return {}

    def _polynomial(self, node: Node) -> Polynomial:
        """Give the polynomial of a node, computed once for all nodes that are alike."""
        key = self._likeness(node)
        if key not in self._known:
            self._known[key] = self._make(node)
        return self._known[key]

    def _make(self, node: Node) -> Polynomial:
        if not node.children and not self.steady:
            return self._times(self._one(node), node)
        made = self._suffixes(node, self._one(node))[0]
        made[: node.low] = 0
        if node.scored:
            made[1:] = shift(made[1:], 0, 1)
        return made

    def _times(self, poly: Polynomial, node: Node) -> Polynomial:
        """Multiply by the polynomial of one node."""
        if node.children or self.steady:
            return times(poly, self._polynomial(node))
        if not self.exact:
            return times_geometric(poly, node.low, node.high, self._ratio)
        slope = self.score.slopes.get(node.span, 0)
        if not node.scored:
            return times_range(poly, node.low, node.high, slope)
        somebody = shift(times_range(poly, max(1, node.low), node.high, slope), 0, 1)
        return somebody if node.low else poly + somebody

    @cached_property
    def _ratio(self) -> float:
        """The ratio of a geometric distribution under which everybody together are as many as there are."""
        cells = sum(1 for node in self.root.walk() if node.cell is not None)
        return self.people / (self.people + cells)

    def _suffixes(self, node: Node, start: Polynomial) -> list[Polynomial]:
        """Give the products of all children, all but the first, …, none; loose days and ``start`` are in each."""
        products = [self._with_loose(node, start)]
        for child in reversed(node.children):
            products.append(self._times(products[-1], child))
        return products[::-1]

    def _with_loose(self, node: Node, poly: Polynomial) -> Polynomial:
        """Multiply by what lies in a node and in none of its children; under uniform weights nothing does."""
        if not self.steady or not node.loose:
            return poly
        loose = self._one(node)
        loose[:, 0] = self._day_weights(node.loose)[: node.high + 1]
        return times(poly, loose)

    def _day_weights(self, days: int) -> list[Any]:
        """Give d^x / x! for x = 0, 1, …: times N! to stay in integers, or scaled to a Poisson weight in floats."""
        numbers = range(self.people + 1)
        if self.exact:
            return [days**people * (factorial(self.people) // factorial(people)) for people in numbers]
        from scipy.stats import poisson

        return list(poisson.pmf(np.array(numbers), self.people * days / self.root.span.size))

    def _likeness(self, node: Node) -> Any:
        """Give what two nodes must share to have the same polynomial."""
        if node.children:
            return node.span
        slope = self.score.slopes.get(node.span, 0)
        return node.low, node.high, slope, node.scored, node.span.size if self.steady else 0

    def _descend(self, node: Node, outside: Polynomial, start: Polynomial) -> Iterator[tuple[int, list[Any]]]:
        """Hand the weight of everything outside down to the cells, once for cells that are alike."""
        if node.cell is not None:
            yield node.cell, list((self._polynomial(node) * outside).sum(axis=1))
            return
        inside = self._inside(node, outside)
        for twins, siblings in self._with_siblings(node, start):
            left = completions(inside, siblings)[: twins[0].high + 1]
            for place, weights in self._descend(twins[0], left, self._one(twins[0])):
                own = [twin.cell for twin in twins if twin.cell is not None]
                yield from ((cell, weights) for cell in own or [place])

    def _inside(self, node: Node, outside: Polynomial) -> Polynomial:
        """Give what is outside a node as its children see it: with its own limits and its own score added."""
        inside = outside.copy()
        inside[: node.low] = 0
        if node.scored:
            inside[1:, :-1] = outside[1:, 1:]
            inside[1:, -1] = 0
        return inside

    def _with_siblings(self, node: Node, start: Polynomial) -> Iterator[tuple[list[Node], Polynomial]]:
        """Give the children in groups that are alike, each with the product of the siblings of one of the group."""
        groups: dict[Any, list[Node]] = {}
        for child in node.children:
            groups.setdefault(self._likeness(child), []).append(child)
        beside = self._with_loose(node, start)
        for twin in (twin for group in groups.values() for twin in group[1:]):
            beside = self._times(beside, twin)
        yield from self._without_each(list(groups.values()), beside)

    def _without_each(self, groups: list[list[Node]], beside: Polynomial) -> Iterator[tuple[list[Node], Polynomial]]:
        """Give each group with the product of the first of all other groups, by halves."""
        if len(groups) == 1:
            yield groups[0], beside
            return
        half = len(groups) // 2
        for these, others in ((groups[:half], groups[half:]), (groups[half:], groups[:half])):
            product = beside
            for other in others:
                product = self._times(product, other[0])
            yield from self._without_each(these, product)

    def _deal(self, node: Node, left: tuple[Integers, Integers], drawn: Integers, rng: np.random.Generator) -> None:
        """Deal people and scores to the children of a node, world by world, one child after the other."""
        people, scores = left
        if node.cell is not None:
            drawn[:, node.cell] = people
            return
        if node.scored:
            scores = scores - (people > 0)
        rests = self._parts if node is self.root else self._suffixes(node, self._one(node))
        for child, rest in zip(node.children, rests[1:], strict=True):
            share = self._draw_share(self._polynomial(child), rest, (people, scores), rng)
            self._deal(child, share, drawn, rng)
            people, scores = people - share[0], scores - share[1]

    @staticmethod
    def _draw_share(
        child: Polynomial, rest: Polynomial, left: tuple[Integers, Integers], rng: np.random.Generator
    ) -> tuple[Integers, Integers]:
        """Draw what one child gets, given what is left and what the rest can do with the remainder."""
        states, inverse = np.unique(np.stack(left), axis=1, return_inverse=True)
        entries = np.argwhere(child != 0)
        weights = child[entries[:, 0], entries[:, 1]]
        chosen = np.zeros((2, len(left[0])), dtype=np.int64)
        for state, (people, score) in enumerate(states.T):
            fits = (entries[:, 0] <= people) & (entries[:, 1] <= score)
            some = entries[fits]
            chances = _probabilities(weights[fits] * rest[people - some[:, 0], score - some[:, 1]])
            members = np.flatnonzero(inverse == state)
            chosen[:, members] = some[rng.choice(len(some), size=len(members), p=chances)].T
        return chosen[0], chosen[1]


def _probabilities(weights: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    total = weights.sum()
    shares = np.array([weight / total for weight in weights], dtype=float)
    return np.asarray(shares / shares.sum())
