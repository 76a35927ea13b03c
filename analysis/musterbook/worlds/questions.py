"""Questions to worlds beyond single cells: sums of cells, how many hold anybody, the largest, the growing total.

Each is answered by its least and its largest value, a world that attains each, and, where worlds can be counted with
the answer held to a value, the share of worlds by that value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from musterbook.errors import Unanswerable, UnknownName
from musterbook.intervals import Kind
from musterbook.worlds.axes import Span, is_open
from musterbook.worlds.basis import Basis
from musterbook.worlds.limits import Limit, Occupied, Rules
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
    return _answer(worlds, lambda model: sum(weight * model.cells[at] for at, weight in places.items()))


def within(worlds: Worlds, where: str) -> Answer:
    """Ask for the people in a part of the axis, written as in a claim."""
    axis, basis = worlds.axis, worlds.basis
    span = axis.span_of(where)
    span = Span(max(span.start, axis.whole.start), min(span.stop, axis.whole.stop))
    if span.start >= span.stop:
        raise UnknownName.of(f"part of {axis.variable}", where, axis.names)
    cut = replace(basis, cuts={**basis.cuts, axis.variable: (*basis.cuts.get(axis.variable, ()), where)})

    def terms(model: Model) -> Any:
        if axis.kind is not Kind.LABEL:
            return model.sum_in(axis.variable, span)
        return sum(people for people, cell in zip(model.cells, axis.spans, strict=True) if cell in span)

    return _answer(worlds, terms, cut, lambda rules, value: rules.with_limits(Limit(span, value, value)))


def occupied(worlds: Worlds) -> Answer:
    """Ask how many cells hold anybody; cells that gather what is not told apart are left out."""
    spans = [span for name, span in zip(worlds.axis.names, worlds.axis.spans, strict=True) if not is_open(name)]

    def terms(model: Model) -> Any:
        cells = _single(model)
        switches = [model.cp.new_bool_var("") for _ in cells]
        for switch, people in zip(switches, cells, strict=True):
            model.cp.add(people >= switch)
            model.cp.add(people <= model.most * switch)
        return sum(switches)

    def held_to(rules: Rules, value: int) -> Rules:
        one = Occupied(tuple(spans), (), value, value, "the question")
        return replace(rules, occupied=(*rules.occupied, one))

    return _answer(worlds, terms, rules=held_to)


def largest(worlds: Worlds) -> Answer:
    """Ask how many people the largest cell holds; cells that gather what is not told apart are left out."""

    def terms(model: Model) -> Any:
        most = model.cp.new_int_var(0, model.most, "")
        model.cp.add_max_equality(most, _single(model))
        return most

    return _answer(worlds, terms)


def cumulative(worlds: Worlds) -> pd.DataFrame:
    """Give the least and largest number of people up to the end of each cell: ``cell``, ``low``, ``high``."""
    model = worlds.solver.model
    sums = [sum(model.cells[: place + 1]) for place in range(len(model.cells))]
    return worlds.frame(worlds.possible(model.ends_of(sums)))


def _answer(
    worlds: Worlds,
    terms: Callable[[Model], Any],
    basis: Basis | None = None,
    rules: Callable[[Rules, int], Rules] | None = None,
) -> Answer:
    """Find the ends of a sum; ``rules`` holds it to a value, where worlds can be counted so."""
    axis, solver = worlds.axis, replace(worlds.solver, basis=basis or worlds.basis)

    def world_with(value: int) -> pd.Series:
        with worlds.budget.question():
            model = solver.model
            found = worlds.possible(model.world(terms(model), value))
        return pd.Series(found, pd.Index(axis.names, dtype="str", name=axis.variable), name="people")

    def worlds_with(value: int) -> int:
        assert rules is not None
        return worlds.count_with(lambda own: rules(own, value))

    with worlds.budget.question():
        model = solver.model
        low, high = worlds.possible(model.ends(terms(model)))
    return Answer(None if abs(low) > model.enough else low, high, world_with, worlds_with if rules else None)


def _single(model: Model) -> list[Any]:
    assert model.asked is not None
    return [people for name, people in zip(model.asked.names, model.cells, strict=True) if not is_open(name)]
