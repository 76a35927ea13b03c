"""Recoding: the cells in which a variable is printed, and how they become fewer and larger.

Dates stand in months, then quarters, then years; numbers in bands, then in bands twice as wide; labels singly, but the
rarest of very many together, then the two rarest as "other", and so on. A value that does not lie in one cell for
certain is "not stated".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest
from math import inf, isfinite

from musterbook.errors import MusterError, Unanswerable, whole_number
from musterbook.intervals import Every, Interval, Kind, cells
from musterbook.tally import NOT_STATED

OTHER, OUTSIDE = "other", ""
BAND, FEW_CELLS, MOST_CELLS = 10, 60, 1_000
COARSER = {Every.DAY: Every.MONTH, Every.WEEK: Every.MONTH, Every.MONTH: Every.QUARTER, Every.QUARTER: Every.YEAR}
Value = tuple[float, float] | str | None
"""The ends of a date or a number, a label, or nothing known for certain."""


def ends_of(text: str, kind: Kind) -> tuple[float, float]:
    """Give the two ends of a date or a number."""
    return (Interval.date if kind is Kind.DATE else Interval.number)(text).ends


def value_of(text: str, kind: Kind) -> Value:
    """Read what is stated of somebody; what is only about so lies in no cell for certain."""
    if text in {"", NOT_STATED}:
        return None
    if kind is Kind.LABEL:
        return text
    return None if kind is Kind.DATE and Interval.date(text).flag else ends_of(text, kind)


@dataclass(frozen=True)
class Cells:
    """The cells of one variable that were published together; no two have a value in common."""

    kind: Kind
    texts: tuple[str, ...]

    @cached_property
    def spans(self) -> Mapping[str, tuple[float, float]]:
        """The ends of each cell of dates or numbers."""
        measured = self.texts if self.kind is not Kind.LABEL else ()
        return {text: ends_of(text, self.kind) for text in measured if text != NOT_STATED}

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.texts)

    def home(self, value: Value) -> str:
        """Give the cell that a value lies in for certain, ``OUTSIDE`` where it can be in none.

        >>> months = Cells(Kind.DATE, ("2023-06", "2023-07"))
        >>> [months.home(value_of(text, Kind.DATE)) for text in ("2023-07-03", "2023-06/2023-07", "2024")]
        ['2023-07', 'not stated', '']
        """
        if value is None:
            return NOT_STATED
        if isinstance(value, str):
            return value if value in self._known else OTHER if OTHER in self._known else OUTSIDE
        meeting = [text for text, (low, high) in self.spans.items() if low <= value[1] and value[0] <= high]
        if len(meeting) == 1:
            low, high = self.spans[meeting[0]]
            return meeting[0] if low <= value[0] and value[1] <= high else NOT_STATED
        return NOT_STATED if meeting else OUTSIDE


@dataclass(frozen=True)
class Recoding:
    """The cells in which a variable is printed, and the values that stand in them with how many people have each.

    ``every`` is the length of the cells, where they have one; ``fixed`` says that somebody asked for it.
    """

    name: str
    values: Mapping[Value, int]
    cells: Cells
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
            labels = sorted({one for one in values if isinstance(one, str)} - {OTHER})
            found = cls(name, values, Cells(kind, (*labels, *([OTHER] if OTHER in values else []))))
            return found if len(labels) < FEW_CELLS else found._joined(found._rarest[: 1 - FEW_CELLS])
        if every is None and own:
            return cls(name, values, Cells(kind, tuple(sorted(own, key=lambda text: ends_of(text, kind)))))
        if kind is Kind.NUMBER and every is not None:
            whole_number(f"every= of {name!r}, which holds numbers,", every, 1)
        length = every if every is not None else Every.MONTH if kind is Kind.DATE else BAND
        found = cls(name, values, Cells(kind, ()), length, every is not None)._laid_out()
        while not found.fixed and len(found.cells.texts) > FEW_CELLS and (wider := found.coarser()):
            found = wider
        return found

    def _laid_out(self) -> Recoding:
        """Cut the numbers or days that the values span into cells of the length."""
        ends = [end for one in self.values if isinstance(one, tuple) for end in one if isfinite(end)]
        if not ends:
            return self
        low, high = int(min(ends)), int(max(ends))
        if self.cells.kind is Kind.NUMBER:
            width = int(self.every or BAND)
            starts = range(low // width * width, high + 1, width)
            self._need_few(len(starts))
            return self._in(str(Interval(start, start + width - 1)) for start in starts)
        every = Every.of(str(self.every))
        self._need_few((high - low) // {Every.DAY: 1, Every.WEEK: 7}.get(every, 28))
        return replace(self, every=every)._in(one.text for one in cells(Interval(low, high, Kind.DATE), every))

    def _in(self, texts: Iterable[str]) -> Recoding:
        return replace(self, cells=Cells(self.cells.kind, tuple(texts)))

    def _need_few(self, number: int) -> None:
        if number > MOST_CELLS and self.fixed:
            raise Unanswerable(f"{self.name!r} has {number:,} such cells; {MOST_CELLS:,} is the most; give longer ones")

    def coarser(self) -> Recoding | None:
        """Give the next larger cells, if there are any."""
        texts = self.cells.texts
        if self.fixed or len(texts) < 2:
            return None
        if self.cells.kind is Kind.LABEL:
            return self._joined(self._rarest[:2]) if len(texts) > 2 else None
        if isinstance(self.every, int) and texts[1:] != (str(Interval(0, self.every - 1)),):
            return replace(
                self, every=2 * self.every
            )._laid_out()  # what is below zero is never in one band with the rest
        if self.every in COARSER:
            return replace(self, every=COARSER[Every(self.every)])._laid_out()
        spans = [ends_of(text, self.cells.kind) for text in texts]
        pairs = [(low, (other or (low, high))[1]) for (low, high), other in zip_longest(spans[::2], spans[1::2])]
        return replace(self, every=None)._in(str(_hull(ends, self.cells.kind)) for ends in pairs)

    def without_rare(self, threshold: int) -> Recoding:
        """Join the labels of fewer people than a threshold, where they are several and not all."""
        rare = [text for text in self.cells.texts if self._people[text] < threshold]
        is_some = self.cells.kind is Kind.LABEL and 1 < len(rare) < len(self.cells.texts)
        return self._joined(rare) if is_some else self

    def _joined(self, texts: Iterable[str]) -> Recoding:
        return self._in([*(text for text in self.cells.texts if text not in {*texts, OTHER}), OTHER])

    @cached_property
    def _people(self) -> Counter[str]:
        """How many people are in each cell for certain."""
        found: Counter[str] = Counter()
        for value, people in self.values.items():
            found[self.cells.home(value)] += people
        return found

    @property
    def _rarest(self) -> list[str]:
        """The labels from those of the fewest people on, after those that are joined already."""
        return sorted(self.cells.texts, key=lambda text: (text != OTHER, self._people[text]))

    @property
    def words(self) -> str:
        """How its cells are called in a sentence."""
        if isinstance(self.every, str):
            return f"{self.name} by {self.every}"
        return f"{self.name} in {len(self.cells.texts)} {'labels' if self.cells.kind is Kind.LABEL else 'bands'}"


def _hull(ends: tuple[float, float], kind: Kind) -> Interval:
    low, high = (None if abs(end) == inf else int(end) for end in ends)
    return Interval(low, high, kind)
