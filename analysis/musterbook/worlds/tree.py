"""Limits that nest form a tree, and on a tree everything can be computed exactly.

Nodes are spans: the whole axis, the spans of limits, the cells. A node holds the sum of its children and what is left
of it between them. Going up the tree gives the sums each node can have and, as generating polynomials, in how many
ways; going down gives what the rest of the tree leaves to each node, hence sharp bounds and the exact distribution of
every cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from musterbook.errors import MusterError
from musterbook.worlds.axes import Span
from musterbook.worlds.limits import UNBOUNDED, Limit


@dataclass(frozen=True)
class Node:
    """A span with the least and largest sum it can have, given everything below it.

    ``loose`` is how much of the span lies in no child; a node without children is all loose. ``cell`` is the position
    of its cell.
    """

    span: Span
    low: int
    high: int
    children: tuple[Node, ...] = field(default=(), repr=False)
    loose: int = 0
    cell: int | None = None

    @property
    def feasible(self) -> bool:
        """Whether any sum is possible at this node and below."""
        return self.low <= self.high and all(child.feasible for child in self.children)

    def walk(self) -> Iterator[Node]:
        """Give this node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


class Crossing(MusterError):
    """Two spans overlap and neither lies in the other, so that there is no tree."""

    def __init__(self, first: Span, second: Span) -> None:
        """Keep the two spans."""
        super().__init__(f"{first} and {second} overlap without nesting")
        self.spans = (first, second)


def build(cells: Sequence[Span], limits: Iterable[Limit], marked: Iterable[Span] = ()) -> Node:
    """Build the tree of cells, limits and marked spans, with the sums that are possible from below.

    Raises
    ------
    Crossing
        If two spans overlap without nesting.
    """
    whole = Span(cells[0].start, cells[-1].stop)
    ends: dict[Span, tuple[int, int]] = dict.fromkeys([whole, *cells, *marked], (0, UNBOUNDED))
    for limit in limits:
        low, high = ends.get(limit.span, (0, UNBOUNDED))
        ends[limit.span] = max(low, limit.low), min(high, limit.high)
    spans = sorted(ends, key=lambda span: (span.start, -span.stop))
    _check_nesting(spans)
    places = {span: place for place, span in enumerate(cells)}
    stack: list[tuple[Span, list[Node]]] = []
    for span in [*spans, None]:
        while stack and (span is None or span not in stack[-1][0]):
            done, children = stack.pop()
            node = _node(done, ends[done], children, places.get(done))
            if not stack:
                return node
            stack[-1][1].append(node)
        if span is not None:
            stack.append((span, []))
    raise AssertionError("a tree has a root")


def _check_nesting(spans: Sequence[Span]) -> None:
    around: list[Span] = []
    for span in spans:
        while around and around[-1].stop <= span.start:
            around.pop()
        if around and span not in around[-1]:
            raise Crossing(around[-1], span)
        around.append(span)


def _node(span: Span, ends: tuple[int, int], children: list[Node], cell: int | None) -> Node:
    loose = span.size - sum(child.span.size for child in children)
    low = max(ends[0], sum(child.low for child in children))
    high = min(ends[1], UNBOUNDED, UNBOUNDED if loose else sum(child.high for child in children))
    return Node(span, low, high, tuple(children), loose, cell)


def tighten(node: Node, low: int = 0, high: int = UNBOUNDED) -> Node:
    """Go down a feasible tree: narrow each node to the sums that some world of the whole tree attains."""
    low, high = max(node.low, low), min(node.high, high)
    least, most = sum(child.low for child in node.children), sum(child.high for child in node.children)
    children = []
    for child in node.children:
        needed = 0 if node.loose else low - (most - child.high)
        room = UNBOUNDED if high >= UNBOUNDED else high - (least - child.low)
        children.append(tighten(child, needed, room))
    return replace(node, low=low, high=high, children=tuple(children))


def prune(node: Node) -> Node:
    """Cut off what lies below cells: a cell is then all loose, between the sums it can have."""
    if node.cell is not None:
        return replace(node, children=(), loose=node.span.size)
    return replace(node, children=tuple(prune(child) for child in node.children))
