"""Questions to worlds beyond single cells: sums of cells, how many hold anybody, the largest, the growing total.

Each is answered by its least and its largest value, a world that attains each, and, where worlds can be counted with
the answer held to a value, the share of worlds by that value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from musterbook.errors import Unanswerable, UnknownName
from musterbook.intervals import Kind
from musterbook.worlds.axes import Axis, Span, is_open
from musterbook.worlds.limits import Limit, Occupied
from musterbook.worlds.milp import Model

if TYPE_CHECKING:
    from musterbook.worlds.worlds import Worlds

MOST_VALUES = 200


@dataclass(frozen=True)
class Answer:
    """What worlds say to a question.

    Attributes
    ----------
    low, high : int or None
        The least and the largest value, both attained; ``None`` is no end.
    """

    low: int | None
    high: int | None
    world_with: Callable[[int], pd.Series] = field(repr=False, compare=False)
    worlds_with: Callable[[int], int] | None = field(default=None, repr=False, compare=False)

    @cached_property
    def distribution(self) -> pd.Series | None:
        """The share of worlds by value, each table of cells counting once; ``None`` where they cannot be counted."""
        if self.worlds_with is None or self.low is None or self.high is None or self.high - self.low >= MOST_VALUES:
            return None
        values = range(self.low, self.high + 1)
        try:
            counts = [self.worlds_with(value) for value in values]
        except Unanswerable:
            return None
        shares = [float(Fraction(count, sum(counts))) for count in counts]
        return pd.Series(shares, pd.Index(values, name="people"), name="share")

    @property
    def lowest(self) -> pd.Series:
        """A world with the least value, people by cell."""
        return self.world_with(self.low or 0)

    @property
    def highest(self) -> pd.Series:
        """A world with the largest value, people by cell."""
        if self.high is None:
            raise Unanswerable("there is no largest value, so no world has it")
        return self.world_with(self.high)


def sum_of(worlds: Worlds, weights: Mapping[str, int]) -> Answer:
    """Ask for a sum of cells, each times a whole number."""
    places = {worlds.axis.cell(cell): weight for cell, weight in weights.items()}
    return _answer(worlds, worlds.axis, lambda _, cells: sum(weight * cells[at] for at, weight in places.items()))


def within(worlds: Worlds, where: str) -> Answer:
    """Ask for the people in a part of the axis, written as in a claim."""
    axis = worlds.axis
    span = axis.span_of(where)
    span = Span(max(span.start, axis.whole.start), min(span.stop, axis.whole.stop))
    if span.start >= span.stop:
        raise UnknownName.of(f"part of {axis.variable}", where, axis.names)
    part = axis if axis.kind is Kind.LABEL else Axis(axis.variable, axis.kind, ("part",), (span,))
    found = _answer(worlds, axis, lambda model, _: _people_in(model, axis, span), part)
    rules = worlds.solver.rules
    return replace(found, worlds_with=lambda value: worlds.count_with(rules.with_limits(Limit(span, value, value))))


def occupied(worlds: Worlds) -> Answer:
    """Ask how many cells hold anybody; cells that gather what is not told apart are left out."""
    places = _single(worlds.axis)

    def terms(model: Model, cells: list[Any]) -> Any:
        switches = [model.cp.new_bool_var("") for _ in places]
        for switch, place in zip(switches, places, strict=True):
            model.cp.add(cells[place] >= switch)
            model.cp.add(cells[place] <= model.most * switch)
        return sum(switches)

    spans = tuple(worlds.axis.spans[place] for place in places)

    def held_to(value: int) -> int:
        one = Occupied(spans, (), value, value, "the question")
        return worlds.count_with(replace(rules, occupied=(*rules.occupied, one)))

    rules = worlds.solver.rules
    return replace(_answer(worlds, worlds.axis, terms), worlds_with=held_to)


def largest(worlds: Worlds) -> Answer:
    """Ask how many people the largest cell holds; cells that gather what is not told apart are left out."""
    places = _single(worlds.axis)

    def terms(model: Model, cells: list[Any]) -> Any:
        most = model.cp.new_int_var(0, model.most, "")
        model.cp.add_max_equality(most, [cells[place] for place in places])
        return most

    return _answer(worlds, worlds.axis, terms)


def cumulative(worlds: Worlds) -> pd.DataFrame:
    """Give the least and largest number of people up to the end of each cell: ``cell``, ``low``, ``high``."""
    model = Model(worlds.basis, worlds.axis, budget=worlds.budget)
    cells = [model.cell(worlds.axis, place) for place in range(len(worlds.axis.names))]
    ends = [worlds.possible(model.ends(sum(cells[: place + 1]))) for place in range(len(cells))]
    columns = {name: pd.array([one[at] for one in ends], "Int64") for at, name in enumerate(("low", "high"))}
    return pd.DataFrame({"cell": pd.array(worlds.axis.names, "str"), **columns})


def _answer(worlds: Worlds, axis: Axis, terms: Callable[[Model, list[Any]], Any], asked: Axis | None = None) -> Answer:
    """Find the ends of a sum; ``asked`` are the cells that it needs told apart, where not all are."""

    def set_up(cut: Axis) -> tuple[Model, list[Any], Any]:
        model = Model(worlds.basis, cut, budget=worlds.budget)
        cells = [model.cell(axis, place) for place in range(len(axis.names))] if cut is axis else []
        return model, cells, terms(model, cells)

    def world_with(value: int) -> pd.Series:
        with worlds.budget.question():
            model, cells, wanted = set_up(_cut(axis, asked.whole) if asked and asked is not axis else axis)
            cells = cells or [_people_in(model, axis, span) for span in axis.spans]
            found = worlds.possible(model.world(wanted, value, cells))
        return pd.Series(found, pd.Index(axis.names, dtype="str", name=axis.variable), name="people")

    with worlds.budget.question():
        model, _, wanted = set_up(asked or axis)
        low, high = worlds.possible(model.ends(wanted))
    return Answer(None if abs(low) > model.enough else low, high, world_with)


def _people_in(model: Model, axis: Axis, span: Span) -> Any:
    """Give the people in a span of an axis; of labels, in the cells that lie in it."""
    if axis.kind is not Kind.LABEL:
        return model.sum_in(axis.variable, span)
    return sum(model.cell(axis, place) for place, cell in enumerate(axis.spans) if cell in span)


def _cut(axis: Axis, span: Span) -> Axis:
    """Cut the cells of an axis where a span begins and ends, so that it is a sum of cells."""
    if axis.kind is Kind.LABEL:
        return axis
    names: list[str] = []
    spans: list[Span] = []
    for name, cell in zip(axis.names, axis.spans, strict=True):
        inner = {one for one in (span.start, span.stop) if cell.start < one < cell.stop}
        edges = sorted({cell.start, cell.stop, *inner})
        for part, (start, stop) in enumerate(pairwise(edges), 1):
            names.append(name if len(edges) == 2 else f"{name}, part {part}")
            spans.append(Span(start, stop))
    return replace(axis, names=tuple(names), spans=tuple(spans))


def _single(axis: Axis) -> list[int]:
    return [place for place, name in enumerate(axis.names) if not is_open(name)]
