"""Children of a node with windows, dealt from left to right.

What has been dealt is told by few numbers: the people up to here, and up to the start of each window that is still
open. These are the state. Distances between any two of them (:meth:`musterbook.worlds.tree.Node.distances`) say which
states can be reached, and each of these can go on to the end (Dechter, Meiri and Pearl 1991).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import prod

from musterbook.worlds.tree import Node

State = tuple[int, ...]


@dataclass(frozen=True)
class Sweep:
    """A state is the number of people up to each of the ``open`` places before the child that is dealt next."""

    node: Node

    @cached_property
    def distances(self) -> list[list[int]]:
        """How many more people there can be up to one place than up to another."""
        found = self.node.distances()
        assert found is not None, "a tree that is counted has a world"
        return found.tolist()

    @cached_property
    def open(self) -> list[tuple[int, ...]]:
        """The places whose sums matter once all children before a place are dealt; nobody is before the first."""
        windows = [(one.first, one.stop) for one in self.node.windows]
        return [
            tuple(
                sorted({*(first for first, stop in windows if 0 < first < place < stop), *([place] if place else [])})
            )
            for place in range(len(self.node.children) + 1)
        ]

    @property
    def moves_at_most(self) -> int:
        """How often people are dealt to a child in some state, at most; worked out without doing so."""
        return sum(self._choices((0, *known, place)) for place, known in enumerate(self.open[:-1], 1))

    def _choices(self, places: tuple[int, ...]) -> int:
        ranges = [[self.distances[a][b] + self.distances[b][a] + 1 for a in places[:at]] for at, b in enumerate(places)]
        return prod(min(one) for one in ranges[1:])

    def moves(self, place: int, state: State) -> Iterator[tuple[int, State]]:
        """Give each number of people that the child at a place can get in a state, and the state after it."""
        known = {0: 0} | dict(zip(self.open[place], state, strict=True))
        after, distances = place + 1, self.distances
        least = max(people - distances[after][at] for at, people in known.items())
        most = min(people + distances[at][after] for at, people in known.items())
        for reached in range(least, most + 1):
            known[after] = reached
            yield reached - known[place], tuple(known[at] for at in self.open[after])
