"""Limits as a tree of spans, on which everything can be computed exactly.

Nodes are spans: the whole axis, the spans of limits, the cells. A node holds the sum of its children and what is left
of it between them. Limits that overlap without nesting lie in one node, as windows over its children: sums of children
side by side. Going up the tree gives the sums each node can have; going down gives what the rest of the tree leaves to
each, hence sharp bounds. Where there are windows, the sums up to each child differ by at least and at most so many
people, and shortest paths between them say what that leaves to any two (Dechter, Meiri and Pearl 1991, temporal
constraint networks); ends are whole numbers, since such rows are totally unimodular.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, pairwise
from math import prod

import numpy as np

from musterbook.worlds.axes import UNBOUNDED, Limit, Span

ENDLESS = UNBOUNDED >> 2
Ends = tuple[int, int]
State = tuple[int, ...]


@dataclass(frozen=True)
class Window:
    """The least and the largest sum of the children from the place ``first`` up to, not including, ``stop``.

    ``cell`` is the position of its cell, if it is one.
    """

    span: Span
    first: int
    stop: int
    low: int
    high: int
    cell: int | None = None


@dataclass(frozen=True)
class Node:
    """A span with the least and largest sum it can have, given everything below it.

    ``loose`` is how much of the span lies in no child; a node without children is all loose. ``cell`` is the position
    of its cell. A node with ``windows`` has no loose part.
    """

    span: Span
    low: int
    high: int
    children: tuple[Node, ...] = field(default=(), repr=False)
    loose: int = 0
    cell: int | None = None
    windows: tuple[Window, ...] = ()

    @property
    def feasible(self) -> bool:
        """Whether any sum is possible at this node and below."""
        return self.low <= self.high and all(child.feasible for child in self.children)

    def walk(self) -> Iterator[Node]:
        """Give this node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    @cached_property
    def distances(self) -> list[list[int]] | None:
        """How many people there can be at most from the start of each child to that of any other.

        Backwards it is the least number, below 0. ``None`` where no sum is possible.
        """
        size = len(self.children)
        found = np.full((size + 1, size + 1), ENDLESS, dtype=np.int64)
        np.fill_diagonal(found, 0)
        alone = [(place, place + 1, child.low, child.high) for place, child in enumerate(self.children)]
        inside = [(one.first, one.stop, one.low, one.high) for one in self.windows]
        for first, stop, low, high in [*alone, *inside, (0, size, self.low, self.high)]:
            found[first, stop] = min(found[first, stop], high)
            found[stop, first] = min(found[stop, first], -low)
        for place in range(size + 1):
            found = np.minimum(found, found[:, place, None] + found[place])
            if (found.diagonal() < 0).any():
                return None
        ends: list[list[int]] = np.where(found >= ENDLESS >> 1, UNBOUNDED, found).tolist()
        return ends

    def between(self, first: int, stop: int) -> Ends:
        """Give the least and the most that the children from one place up to another can hold, once it is feasible."""
        assert self.distances is not None, "a feasible tree has a sum at each node"
        return -self.distances[stop][first], self.distances[first][stop]

    # Children with windows, dealt from left to right

    @cached_property
    def open(self) -> list[tuple[int, ...]]:
        """The state before each place and at the end: the places up to which the sums of people matter.

        That is here, and where a window begins that has not ended; nobody is before the first.
        """
        places = range(len(self.children) + 1)
        firsts = [{one.first for one in self.windows if one.first < place < one.stop} for place in places]
        return [tuple(sorted({place, *own} - {0})) for place, own in enumerate(firsts)]

    @property
    def moves_at_most(self) -> int:
        """How often people are dealt to a child in some state, at most; worked out without doing so."""
        total = 0
        for place, known in enumerate(self.open[:-1], 1):
            places = (0, *known, place)
            ranges = [[self.between(a, b) for a in places[:at]] for at, b in enumerate(places)]
            total += prod(min(high - low + 1 for low, high in one) for one in ranges[1:])
        return total

    def moves(self, place: int, state: State) -> Iterator[tuple[int, State]]:
        """Give each number of people that the child at a place can get in a state, and the state after it.

        Each can go on to the end.
        """
        known, after = {0: 0} | dict(zip(self.open[place], state, strict=True)), place + 1
        ends = [(people, self.between(at, after)) for at, people in known.items()]
        for reached in range(max(n + low for n, (low, _) in ends), min(n + high for n, (_, high) in ends) + 1):
            known[after] = reached
            yield reached - known[place], tuple(known[at] for at in self.open[after])


def build(cells: Sequence[Span], limits: Iterable[Limit], marked: Iterable[Span] = ()) -> Node:
    """Build the tree of cells, limits and marked spans, with the sums that are possible from below."""
    whole = Span(cells[0].start, cells[-1].stop)
    ends: dict[Span, Ends] = dict.fromkeys([whole, *cells, *marked], (0, UNBOUNDED))
    for limit in limits:
        low, high = ends.get(limit.span, (0, UNBOUNDED))
        ends[limit.span] = max(low, limit.low), min(high, limit.high)
    places = {span: place for place, span in enumerate(cells)}
    return _grown(whole, sorted(ends, key=lambda span: (span.start, -span.stop))[1:], ends, places)


def _grown(span: Span, inside: Sequence[Span], ends: Mapping[Span, Ends], places: Mapping[Span, int]) -> Node:
    """Make the node of a span of those inside it, which follow each other by where they start, the longest first."""
    children, first = [], 0
    while first < len(inside):
        # Those that overlap each other, one or through others, are together.
        stop, after = inside[first].stop, first + 1
        while after < len(inside) and inside[after].start < stop:
            stop = max(stop, inside[after].stop)
            after += 1
        hull, together = Span(inside[first].start, stop), inside[first:after]
        is_one = together[0] == hull
        children.append((_grown if is_one else _overlapped)(hull, together[is_one:], ends, places))
        first = after
    loose = span.size - sum(child.span.size for child in children)
    low, high = ends.get(span, (0, UNBOUNDED))
    low = max(low, sum(child.low for child in children))
    high = min(high, UNBOUNDED if loose else sum(child.high for child in children))
    return Node(span, low, high, tuple(children), loose, places.get(span))


def _overlapped(hull: Span, together: Sequence[Span], ends: Mapping[Span, Ends], places: Mapping[Span, int]) -> Node:
    """Cut spans that overlap where those begin and end that lie in no other, and all that these cuts go through."""
    reach = [0, *accumulate((span.stop for span in together), max)]
    cutting = [span for span, before in zip(together, reach, strict=False) if span.stop > before]
    edges, through = [hull.start], cutting
    while through:
        edges = sorted({*edges, *(edge for span in through for edge in (span.start, span.stop))})
        cut = [one for one in together if bisect_right(edges, one.start) < bisect_left(edges, one.stop)]
        known = set(cutting)
        through = [one for one in cut if one not in known]
        cutting += through
    starts, children = [one.start for one in together], []
    for atom in (Span(start, stop) for start, stop in pairwise(edges)):
        near = together[bisect_left(starts, atom.start) : bisect_left(starts, atom.stop)]
        children.append(_grown(atom, [one for one in near if one in atom and one != atom], ends, places))
    at = {edge: place for place, edge in enumerate(edges)}
    windows = tuple(Window(one, at[one.start], at[one.stop], *ends[one], places.get(one)) for one in cutting)
    node = Node(hull, 0, UNBOUNDED, tuple(children), windows=windows)
    low, high = node.between(0, len(children)) if node.distances else (1, 0)
    return replace(node, low=low, high=high)


def tighten(node: Node, low: int = 0, high: int = UNBOUNDED) -> Node:
    """Go down a feasible tree: narrow each node to the sums that some world of the whole tree attains."""
    node = replace(node, low=max(node.low, low), high=min(node.high, high))
    windows = node.windows
    if windows:
        ends = [node.between(at, at + 1) for at in range(len(node.children))]
        narrow = [node.between(one.first, one.stop) for one in windows]
        windows = tuple(replace(one, low=least, high=most) for one, (least, most) in zip(windows, narrow, strict=True))
    else:
        least, most = sum(child.low for child in node.children), sum(child.high for child in node.children)
        needed = -UNBOUNDED if node.loose else node.low - most
        room = UNBOUNDED if node.high >= UNBOUNDED else node.high - least
        ends = [(needed + child.high, room + child.low) for child in node.children]
    children = tuple(tighten(child, *own) for child, own in zip(node.children, ends, strict=True))
    return replace(node, children=children, windows=windows)


def prune(node: Node) -> Node:
    """Cut off what lies below cells: a cell is then all loose, between the sums it can have."""
    if node.cell is not None:
        return replace(node, children=(), windows=(), loose=node.span.size)
    return replace(node, children=tuple(prune(child) for child in node.children))
