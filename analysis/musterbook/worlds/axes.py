"""The axis of a variable: its cells, laid out on a line of whole numbers.

Whatever the variable, a cell and the ``where`` of a claim become a span of whole numbers: days counted from a fixed day
for dates, the numbers themselves for ages and lags, positions in a list for labels. Claims can then be compared, nested
and counted without knowing what they speak about.

An axis of numbers reaches over every number that is mentioned. Where no claim bounds it, an open cell stands at its end
("3..": three or more), so that every person has a cell. An axis of labels ends in a cell for all other people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

from musterbook.errors import UnknownName
from musterbook.intervals import Every, Interval, Kind, cells
from musterbook.progress import TooBig

OTHER = "other or not stated"
# What follows the name of a larger label in the name of the cell of those who have it and none within it.
REST = ", others"


@dataclass(frozen=True, order=True)
class Span:
    """Whole numbers from ``start`` up to, not including, ``stop``. Invariant: ``start < stop``."""

    start: int
    stop: int

    @classmethod
    def of(cls, found: Interval, whole: Span | None = None) -> Span:
        """Lay days or numbers on their line; an open end reaches as far as the whole, of days as the calendar."""
        whole = whole or EVER
        start = whole.start if found.low is None else found.low
        return cls(start, whole.stop if found.high is None else found.high + 1)

    @property
    def period(self) -> Interval:
        """The days of a span on the line of days."""
        return Interval(self.start, self.stop - 1, Kind.DATE)

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return self.stop - self.start

    def __contains__(self, other: Span) -> bool:
        """Tell whether another span lies wholly in this one."""
        return self.start <= other.start and other.stop <= self.stop

    def meets(self, other: Span) -> bool:
        """Tell whether the two share a number."""
        return self.start < other.stop and other.start < self.stop

    def crosses(self, other: Span) -> bool:
        """Tell whether the two overlap and neither lies in the other."""
        return self.meets(other) and self not in other and other not in self


def edges_of(spans: Iterable[Span]) -> set[int]:
    """Give where spans begin and end."""
    return {edge for span in spans for edge in (span.start, span.stop)}


def between(edges: Iterable[int]) -> tuple[Span, ...]:
    """Give the spans from each edge to the next."""
    return tuple(Span(*ends) for ends in pairwise(sorted(edges)))


EVER = Span(1, dt.date.max.toordinal() + 1)
UNBOUNDED = 1 << 62
MOST_CELLS = 20_000


@dataclass(frozen=True)
class Limit:
    """At least ``low`` and at most ``high`` people in a span; ``names`` are the claims and records that say so."""

    span: Span
    low: int = 0
    high: int = UNBOUNDED
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Axis:
    """The cells of one variable, in order.

    Invariants: the spans of the cells follow each other without gap; names are unique. ``groups`` are labels that have
    others within, each a span of several cells.
    """

    variable: str
    kind: Kind
    names: tuple[str, ...]
    spans: tuple[Span, ...]
    groups: Mapping[str, Span] = field(default_factory=dict)

    @property
    def whole(self) -> Span:
        """The span of all cells together."""
        return Span(self.spans[0].start, self.spans[-1].stop)

    @property
    def single(self) -> list[int]:
        """The cells that do not gather what is not told apart."""
        return [at for at, name in enumerate(self.names) if not is_open(name)]

    def cell(self, name: str) -> int:
        """Find the position of a cell by its name; the error lists the cells there are."""
        if name not in self.names:
            raise UnknownName.of(f"cell of {self.variable}", name, self.names)
        return self.names.index(name)

    def span_of(self, where: str) -> Span:
        """Lay a ``where`` on the line: empty is everything."""
        if not where:
            return self.whole
        if self.kind is not Kind.LABEL:
            return Span.of(self.kind.read(where), self.whole)
        return self.groups[where] if where in self.groups else self.spans[self.cell(where)]

    def has_whole(self, where: str) -> bool:
        """Tell whether a ``where`` has cells, and takes each that gathers numbers whole or leaves it out."""
        if not where or self.kind is not Kind.NUMBER:
            return True
        (low, high), whole = Interval.number(where).ends, self.whole
        below, above = max(low, 0) in range(1, whole.start + 1), whole.stop - 1 <= high < inf
        is_cut = (below and is_open(self.names[0])) or (above and is_open(self.names[-1]))
        return low < whole.stop and high >= whole.start and not is_cut

    def rivals(self, where: str) -> list[Span]:
        """Give what a largest label is larger than: all labels that have none within, or those beside a larger one."""
        single = {self.names[at]: self.spans[at] for at in self.single}
        if where not in self.groups:
            return list(single.values())
        groups = [*self.groups.values()]
        around = {span: [one for one in groups if span in one and span != one] for span in (*single.values(), *groups)}
        return [span for span, above in around.items() if above == around[self.groups[where]]]


def is_open(name: str) -> bool:
    """Tell whether a cell gathers many values, by its name."""
    return name == OTHER or ".." in name or name.endswith(REST)


def few_enough(variable: str, cells: int) -> None:
    """Refuse more cells than there is room for, before they are cut."""
    if cells > MOST_CELLS:
        raise TooBig(f"{variable} would have {cells:,} cells; {MOST_CELLS:,} is the most")


def date_axis(variable: str, window: Interval, every: str) -> Axis:
    """Lay out the cells of a window.

    >>> date_axis("signup", Interval.date("2023-06/2024-05"), "year").names
    ('2023', '2024')
    """
    length = Every.of(every)
    shortest = {Every.DAY: 1, Every.WEEK: 7, Every.MONTH: 31, Every.QUARTER: 92, Every.YEAR: 366}[length]
    few_enough(variable, window.size // shortest)
    found = cells(window, length)
    return Axis(variable, Kind.DATE, tuple(cell.text for cell in found), tuple(map(Span.of, found)))


def number_axis(variable: str, mentioned: Iterable[int], *, open_below: bool, open_above: bool) -> Axis:
    """Lay out single numbers from the lowest to the highest mentioned, with an open cell at an end without bound.

    >>> number_axis("lag_days", [0, 2], open_below=False, open_above=True).names
    ('0', '1', '2', '3..')
    """
    numbers = list(mentioned)
    low, high = min(numbers), max(numbers)
    few_enough(variable, high - low + 1)
    cells = [(str(number), Span(number, number + 1)) for number in range(low, high + 1)]
    below = [(f"..{low - 1}", Span(low - 1, low))] if open_below else []
    above = [(f"{high + 1}..", Span(high + 1, high + 2))] if open_above else []
    names, spans = zip(*(below + cells + above), strict=True)
    return Axis(variable, Kind.NUMBER, names, spans)


def label_axis(variable: str, labels: Iterable[str], parents: Mapping[str, str] | None = None) -> Axis:
    """Lay out labels in their order, each once, and a last cell for everybody else.

    A label that others are within (``parents`` gives the larger one of each) has no cell of its own but one for the
    rest of its people, after those of the labels within it.

    >>> label_axis("outcome", ["returned", "killed", "returned"]).names
    ('returned', 'killed', 'other or not stated')
    >>> within = {"Nepal": "Asia", "India": "Asia"}
    >>> label_axis("nationality", ["Nepal", "Asia", "Cuba", "India"], within).names
    ('Nepal', 'India', 'Asia, others', 'Cuba', 'other or not stated')
    """
    known, parents = dict.fromkeys(labels), parents or {}
    within: dict[str, list[str]] = {"": []}
    for label in known:
        above = parents.get(label, "")
        while above and above not in known:
            above = parents.get(above, "")
        within.setdefault(above, []).append(label)
    names: list[str] = []
    groups: dict[str, Span] = {}

    def lay(label: str) -> None:
        """Give a label its cell, after those of the labels within it; no label is that of all others."""
        start = len(names)
        for part in within.get(label, ()):
            lay(part)
        names.append(OTHER if not label else f"{label}{REST}" if label in within else label)
        if label and label in within:
            groups[label] = Span(start, len(names))

    lay("")
    return Axis(variable, Kind.LABEL, tuple(names), between(range(len(names) + 1)), groups)


# All people in one cell, for claims that speak of no variable.
EVERYBODY = Axis("", Kind.LABEL, ("everybody",), (Span(0, 1),))
