"""Recoding: the cells in which a variable is printed, and how they become fewer and larger.

Dates stand in months, then quarters, then years; numbers in bands, then in bands twice as wide; labels singly, then the
two rarest together as "other", and so on. A value that does not lie in one cell for certain is "not stated".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from math import inf, isfinite

from musterbook.disclosure import OTHER, Value, ends_of, value_of
from musterbook.errors import MusterError, Unanswerable, whole_number
from musterbook.intervals import Every, Interval, Kind, cells

BAND, FEW_CELLS, MOST_CELLS = 10, 60, 1_000
COARSER = {Every.DAY: Every.MONTH, Every.WEEK: Every.MONTH, Every.MONTH: Every.QUARTER, Every.QUARTER: Every.YEAR}


@dataclass(frozen=True)
class Recoding:
    """The cells of one variable, in order, and the values that stand in it with how many people have each.

    ``every`` is the length of the cells, where they have one; ``fixed`` says that somebody asked for it.
    """

    name: str
    kind: Kind
    values: Mapping[Value, int]
    cells: tuple[str, ...]
    every: str | int | None = None
    fixed: bool = False

    @classmethod
    def of(
        cls, name: str, kind: Kind, texts: Mapping[str, int], every: str | int | None, own: Sequence[str] = ()
    ) -> Recoding:
        """Lay a variable out: in cells of a length that was asked for, in those a table has, or in usual ones."""
        values: Counter[Value] = Counter()
        for text, people in texts.items():
            values[value_of(text, kind)] += people
        if kind is Kind.LABEL:
            if every is not None:
                raise MusterError(f"every= is for dates and numbers, and {name!r} holds labels; leave it out")
            first = cls(name, kind, values, tuple(sorted({one for one in values if isinstance(one, str)} - {OTHER})))
            return first._joined(()) if OTHER in values else first
        if every is None and own:
            return cls(name, kind, values, tuple(sorted(own, key=lambda text: ends_of(text, kind))))
        if kind is Kind.NUMBER and every is not None:
            whole_number(f"every= of {name!r}, which holds numbers,", every, 1)
        length = every if every is not None else Every.MONTH if kind is Kind.DATE else BAND
        found = cls(name, kind, values, (), length, every is not None)._laid_out()
        while not found.fixed and len(found.cells) > FEW_CELLS and (wider := found.coarser()):
            found = wider
        return found

    def _laid_out(self) -> Recoding:
        """Cut the numbers or days that the values span into cells."""
        ends = [end for one in self.values if isinstance(one, tuple) for end in one if isfinite(end)]
        if not ends:
            return self
        low, high = int(min(ends)), int(max(ends))
        if self.kind is Kind.NUMBER:
            width = int(self.every or BAND)
            starts = range(low // width * width, high + 1, width)
            self._need_few(len(starts))
            return replace(self, cells=tuple(str(Interval(start, start + width - 1)) for start in starts))
        every = Every.of(str(self.every))
        self._need_few((high - low) // {Every.DAY: 1, Every.WEEK: 7}.get(every, 28))
        found = cells(Interval(low, high, Kind.DATE), every)
        return replace(self, cells=tuple(one.text for one in found), every=every)

    def _need_few(self, number: int) -> None:
        if number > MOST_CELLS and self.fixed:
            raise Unanswerable(f"{self.name!r} has {number:,} such cells; {MOST_CELLS:,} is the most; give longer ones")

    def coarser(self) -> Recoding | None:
        """Give the next larger cells, if there are any."""
        if self.fixed or len(self.cells) < 2:
            return None
        if self.kind is Kind.LABEL:
            found = sorted(self.cells, key=lambda text: (text != OTHER, self.people_in(text)))
            return self._joined(found[:2]) if len(self.cells) > 2 else None
        if self.kind is Kind.NUMBER and isinstance(self.every, int):
            return replace(self, every=2 * self.every)._laid_out()
        if self.every in COARSER:
            return replace(self, every=COARSER[Every(self.every)])._laid_out()
        spans = [ends_of(text, self.kind) for text in self.cells]
        pairs = zip_longest(spans[::2], spans[1::2])
        wider = [str(_hull(one if other is None else (one[0], other[1]), self.kind)) for one, other in pairs]
        return replace(self, cells=tuple(wider), every=None)

    def without_rare(self, threshold: int) -> Recoding:
        """Join the labels of fewer people than a threshold, where they are several and not all."""
        rare = [text for text in self.cells if self.people_in(text) < threshold]
        return self._joined(rare) if self.kind is Kind.LABEL and 1 < len(rare) < len(self.cells) else self

    def _joined(self, texts: Iterable[str]) -> Recoding:
        kept = [text for text in self.cells if text not in {*texts, OTHER}]
        return replace(self, cells=(*kept, OTHER))

    def people_in(self, text: str) -> int:
        """Give how many people a cell has."""
        if text != OTHER:
            return self.values.get(text, 0)
        labels = {one: people for one, people in self.values.items() if isinstance(one, str)}
        return sum(people for one, people in labels.items() if one == OTHER or one not in self.cells)

    @property
    def words(self) -> str:
        """How its cells are called in a sentence."""
        if self.kind is Kind.LABEL:
            return f"{self.name} in {len(self.cells)} labels"
        return (
            f"{self.name} by {self.every}" if isinstance(self.every, str) else f"{self.name} in {len(self.cells)} bands"
        )


def _hull(ends: tuple[float, float], kind: Kind) -> Interval:
    low, high = (None if abs(end) == inf else int(end) for end in ends)
    return Interval(low, high, kind)
