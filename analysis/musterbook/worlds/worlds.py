"""Worlds: everything that the published figures leave open, exactly.

A world is one complete table of counts that agrees with every used claim and every record. From the claims of a
population the worlds of one variable follow: how many there are, the least and largest number of people in each cell,
how the worlds spread between the two, and as many of them as one wants to look at. The number of people carries over
from one variable to another, for everybody has a day of sign-up and an age.

With N people in C cells, counting takes in the order of C x N additions of integers and never lists a world; the method
is that of generating functions (Wilf 1994, generatingfunctionology), on the tree that nested claims form; what is open
between claims that overlap is carried along as a state.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from musterbook.case.case import Case, only_case
from musterbook.case.claims import Relation
from musterbook.errors import Unanswerable, UnknownName, whole_number
from musterbook.intervals import Kind
from musterbook.progress import SECONDS, Budget
from musterbook.worlds.axes import Axis, Limit, Span
from musterbook.worlds.conflicts import Conflicts, minimal_sets
from musterbook.worlds.constraints import Basis, Occupied, Reading, Rules, axis_of, basis_of
from musterbook.worlds.counting import Group
from musterbook.worlds.milp import Model
from musterbook.worlds.sampling import Draw
from musterbook.worlds.solver import Solver, no_total, solver_of

MOST_VALUES = 200
Found = TypeVar("Found")
QUANTILES = {"q05": Fraction(1, 20), "q50": Fraction(1, 2), "q95": Fraction(19, 20)}


class Weights(StrEnum):
    """How worlds are weighed against each other."""

    UNIFORM = "uniform"
    STEADY = "steady"

    @classmethod
    def _missing_(cls, value: object) -> None:
        """Name the weightings there are."""
        raise UnknownName.of("weights", value, cls)


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
    world_with: Callable[[int | None], pd.Series] = field(repr=False, compare=False)
    worlds_with: Callable[[int], int] | None = field(default=None, repr=False, compare=False)

    @cached_property
    def distribution(self) -> pd.Series | None:
        """The share of worlds by value, each table of cells counting once; ``None`` where they cannot be counted."""
        if self.worlds_with is None or self.low is None or self.high is None or self.high - self.low >= MOST_VALUES:
            return None
        values = pd.RangeIndex(self.low, self.high + 1, name="people")
        try:
            counts = list(map(self.worlds_with, values))
        except Unanswerable:
            return None
        return pd.Series([float(Fraction(count, sum(counts))) for count in counts], values, name="share")

    @property
    def lowest(self) -> pd.Series:
        """A world with the least value, people by cell."""
        return self.world_with(self.low)

    @property
    def highest(self) -> pd.Series:
        """A world with the largest value, people by cell."""
        return self.world_with(self.high)


@dataclass(frozen=True, eq=False)
class Worlds:
    """All complete tables of one variable that agree with what is taken as true.

    Attributes
    ----------
    variable : str
        What the tables count people by.
    weights : Weights
        ``uniform``: each table counts once. ``steady``: each person's day is equally likely in the window, given the
        claims, so that a table counts as often as people can be dealt to days.
    """

    variable: str
    weights: Weights
    solver: Solver = field(repr=False)

    @property
    def basis(self) -> Basis:
        """What is taken as true."""
        return self.solver.basis

    @property
    def axis(self) -> Axis:
        """The cells, in order."""
        return self.solver.axis

    @cached_property
    def count(self) -> int:
        """The number of worlds, exactly; 0 where the claims contradict each other.

        Raises
        ------
        MusterError
            If a claim cuts a cell, what overlapping claims leave open is too much to carry, or the number of people has
            no largest value.
        """
        if self.solver.people is None and self._sure_contradictions:
            return 0
        return self.solver.count()

    @property
    def total(self) -> tuple[int, int | None]:
        """The least and the largest number of people; no largest is ``None``."""
        return self._possible(self.solver.people)

    @property
    def contradictions(self) -> list[tuple[str, ...]]:
        """The smallest sets of claims and records, by id, that cannot hold together; none where a world exists."""
        return list(self._conflicts.sets)

    @cached_property
    def _conflicts(self) -> Conflicts:
        return Conflicts() if self.solver.people is not None else minimal_sets(self.basis)

    def bounds(self) -> pd.DataFrame:
        """Give the least and largest number of people of each cell, both attained in some world.

        Returns
        -------
        pandas.DataFrame
            ``cell``, ``low``, ``high`` (``Int64``, people; ``high`` is missing where there is no largest number).

        Raises
        ------
        MusterError
            If no world exists; the message names the smallest sets of claims that contradict each other.
        """
        return self._frame(self._possible(self.solver.bounds))

    def _frame(self, ends: Sequence[tuple[int, int | None]]) -> pd.DataFrame:
        """Write down the ends of each cell."""
        lows, highs = (pd.array(each, "Int64") for each in zip(*ends, strict=True))
        return pd.DataFrame({"cell": pd.array(self.axis.names, "str"), "low": lows, "high": highs})

    def table(self, *, spread: bool = True) -> pd.DataFrame:
        """Give what is known of each cell.

        Parameters
        ----------
        spread : bool
            Whether to count the worlds for mean and quantiles, which takes most of the time.

        Returns
        -------
        pandas.DataFrame
            ``cell``; ``reported``, the number where a used claim states it exactly; ``low`` and ``high``, sharp bounds;
            ``mean``, ``q05``, ``q50``, ``q95`` over all worlds by the weights, missing where worlds cannot be counted;
            ``claims``, ids of the claims and records that speak of this cell alone, separated by spaces.
        """
        rules, spans = self.solver.rules, self.axis.spans
        stated = {
            self.axis.span_of(claim.where): int(claim.value.number)
            for claim in self.basis.about(self.variable)
            if claim.value and claim.source_id and claim.relation is Relation.EXACTLY and claim.statistic.counts_people
        }
        said = [(limit.span, name) for limit in rules.limits for name in limit.names]
        said += [(peak.at, peak.name) for peak in rules.peaks]
        pins = [" ".join(dict.fromkeys(name for one, name in said if one in span)) for span in spans]
        table = self.bounds().assign(**(self._spread() if spread else {}), claims=pd.array(pins, "str"))
        table.insert(1, "reported", pd.Series([stated.get(span) for span in spans], dtype="Int64"))
        return table

    def distribution(self, cell: str, *, fractions: bool = False) -> pd.Series:
        """Give the share of worlds in which a cell holds 0, 1, 2, … people.

        Parameters
        ----------
        cell : str
            Name of a cell, for example ``"2023-07"``.
        fractions : bool
            Give exact :class:`fractions.Fraction` instead of floats.

        Returns
        -------
        pandas.Series
            Shares that sum to 1, indexed by the number of people from the least to the largest.
        """
        place = self.axis.cell(cell)
        low, high = self._possible(self.solver.bounds)[place]
        first, weights = next(group[1:] for group in self._weights if place in group[0])
        assert high is not None, "worlds that are counted have a largest number"
        counts = list(map(int, weights[low - first : high - first + 1]))
        total = sum(counts)
        shares: list[Any] = [Fraction(one, total) if fractions else one / total for one in counts]
        return pd.Series(shares, index=pd.RangeIndex(low, high + 1, name="people"), name=cell)

    def sample(self, n: int, seed: int | None = None) -> pd.DataFrame:
        """Draw worlds at random, with replacement, by the weights.

        Parameters
        ----------
        n : int
            How many, at least 1.
        seed : int, optional
            For the same draw again.

        Returns
        -------
        pandas.DataFrame
            One row per world, one column per cell, whole numbers of people. These tables are simulated.
        """
        whole_number("a number of worlds", n, least=1)
        whole_number("a seed", 0 if seed is None else seed)
        rng, drawn = np.random.default_rng(seed), np.zeros((n, len(self.axis.names)), dtype=np.int64)
        with self.solver.asked():
            counts = self.solver.counts(steady=self.weights is Weights.STEADY)
            counts = self._possible([count for count in counts if count.total] or None)
            everything = sum(count.total for count in counts)
            shares = np.array([count.total / everything for count in counts])
            sizes = rng.multinomial(n, shares / shares.sum())
            for count, part in zip(counts, np.split(drawn, np.cumsum(sizes)[:-1]), strict=True):
                if len(part):
                    Draw(count, part, rng).deal()
        rows = rng.permutation(drawn) if len(counts) > 1 else drawn
        return pd.DataFrame(rows, columns=pd.Index(self.axis.names, dtype="str"))

    def witness(self, cell: str, value: int) -> pd.Series:
        """Give one world in which a cell holds so many people.

        Raises
        ------
        MusterError
            If there is none; the message gives the bounds of the cell.
        """
        place = self.axis.cell(cell)
        found = self._world(self.solver, lambda model: model.cells[place], value)
        if found is None:
            low, high = self._possible(self.solver.bounds)[place]
            raise Unanswerable(f"no world has {value} in {cell}; it holds from {low} to {high}")
        return found

    def span(self, where: str) -> Answer:
        """Give how many people a part of the variable holds, as ``"2023-07/2023-09"``, ``"20..29"`` or a larger label.

        >>> import musterbook as mb
        >>> mb.possible_worlds(mb.load_case("moscow-2023-24"), "signup").span("2023-07/2023-09")
        Answer(low=10, high=22)
        """
        axis, span = self.axis, self.axis.span_of(where)
        span = Span(max(span.start, axis.whole.start), min(span.stop, axis.whole.stop))
        if axis.kind is Kind.DATE and span.start >= span.stop:
            raise UnknownName.of(f"part of {axis.variable}", where, axis.names)
        cuts = self.basis.cuts
        cut = replace(self.basis, cuts={**cuts, axis.variable: (*cuts.get(axis.variable, ()), where)})

        def terms(model: Model) -> Any:
            """Sum the pieces or, of labels, the cells within."""
            if axis.kind is not Kind.LABEL:
                return model.sum_in(axis.variable, model.lines[axis.variable].span_of(where))
            return sum(people for people, cell in zip(model.cells, axis.spans, strict=True) if cell in span)

        rules = self.solver.rules
        held_to = (lambda value: rules.with_limits(Limit(span, value, value))) if axis.has_whole(where) else None
        return self._answer(terms, cut, held_to)

    def sum(self, weights: Mapping[str, int]) -> Answer:
        """Give a sum of cells, each times a whole number: ``{"2023-07": 1, "2024-01": -1}``."""
        places = {self.axis.cell(cell): weight for cell, weight in weights.items()}
        return self._answer(lambda model: sum(weight * model.cells[at] for at, weight in places.items()))

    def difference(self, one: str, other: str) -> Answer:
        """Give by how many people a cell holds more than another; fewer is below 0."""
        return self.sum({one: 1, other: -1})

    def occupied(self) -> Answer:
        """Give how many cells hold anybody; cells that gather what is not told apart are left out.

        >>> import musterbook as mb
        >>> mb.possible_worlds(mb.load_case("moscow-2023-24"), "signup").occupied()
        Answer(low=8, high=12)
        """
        spans = tuple(self.axis.spans[at] for at in self.axis.single)

        def terms(model: Model) -> Any:
            """Count the cells with somebody in them."""
            switches = {at: model.unknown(1) for at in self.axis.single}
            for at, switch in switches.items():
                model.cp.add(model.cells[at] >= switch)
                model.cp.add(model.cells[at] <= model.most * switch)
            return sum(switches.values())

        rules = self.solver.rules

        def held_to(value: int) -> Rules:
            """Hold rules to so many occupied cells."""
            return replace(rules, occupied=(*rules.occupied, Occupied(spans, (), value, value, "the question")))

        return self._answer(terms, held_to=held_to)

    def largest(self) -> Answer:
        """Give how many people the largest cell holds; cells that gather what is not told apart are left out."""

        def terms(model: Model) -> Any:
            """Give the largest number."""
            most = model.unknown()
            model.cp.add_max_equality(most, [model.cells[at] for at in self.axis.single])
            return most

        return self._answer(terms)

    def cumulative(self) -> pd.DataFrame:
        """Give the least and the largest number of people up to the end of each cell: ``cell``, ``low``, ``high``."""
        with self.solver.budget.question():
            model = self.solver.model
            sums = [sum(model.cells[: place + 1]) for place in range(len(model.cells))]
            return self._frame(self._possible(model.ends_of(sums)))

    def mean_bounds(self) -> tuple[float, float]:
        """Give the least and the largest mean of a variable with numbers over all worlds.

        >>> import musterbook as mb
        >>> low, high = mb.possible_worlds(mb.load_case("moscow-2023-24"), "age").mean_bounds()
        >>> round(low, 1), round(high, 1)
        (22.2, 48.9)
        """
        if self.axis.kind is not Kind.NUMBER:
            raise Unanswerable(f"{self.variable} has no mean: its cells have no number")
        if not self.total[1]:
            raise no_total(self.variable)
        with self.solver.budget.question():
            low, high = self._possible(self.solver.model.mean_ends(self.variable))
        return float(low), float(high)

    def _answer(
        self,
        terms: Callable[[Model], Any],
        basis: Basis | None = None,
        held_to: Callable[[int], Rules] | None = None,
    ) -> Answer:
        """Find the ends of a sum; ``held_to`` holds the rules to a value, where worlds can be counted so."""
        solver = replace(self.solver, basis=basis or self.basis)

        def world_with(value: int | None) -> pd.Series:
            """Give a world that has the value."""
            if value is None:
                raise Unanswerable("there is no such value, so no world has it")
            return self._possible(self._world(solver, terms, value))

        with self.solver.budget.question():
            model = solver.model
            low, high = self._possible(model.ends(terms(model)))
        worlds_with = (lambda value: replace(self.solver, rules=held_to(value)).count()) if held_to else None
        return Answer(None if abs(low) > model.enough else low, high, world_with, worlds_with)

    def _world(self, solver: Solver, terms: Callable[[Model], Any], value: int) -> pd.Series | None:
        """Give a world in which a sum has a value; ``None`` where there is none."""
        with solver.budget.question():
            model = solver.model
            found = model.world(terms(model), value)
        index = pd.Index(self.axis.names, dtype="str", name=self.variable)
        return None if found is None else pd.Series(found, index, name="people")

    def _possible(self, found: Found | None) -> Found:
        """Hand on an answer, or say why there is none."""
        if found is None:
            sets = "; ".join(" and ".join(one) for one in self._sure_contradictions)
            raise Unanswerable(f"no world agrees with the claims on {self.variable!r}; it cannot hold together: {sets}")
        return found

    @property
    def _sure_contradictions(self) -> tuple[tuple[str, ...], ...]:
        """The sets that cannot hold together; nothing is said of them unless a second method says so too."""
        if not self._conflicts.sets:
            doubtful = "; ".join(" and ".join(one) for one in self._conflicts.unsure)
            why = self._conflicts.stopped or f"two methods do not say the same of {doubtful or 'the claims'}"
            raise Unanswerable(f"whether what is claimed of {self.variable!r} can hold together is not settled: {why}")
        return self._conflicts.sets

    @cached_property
    def _weights(self) -> list[Group]:
        """Give for groups of cells the least people in each, and how much the worlds weigh by people from there on."""
        with self.solver.asked():
            counts = self.solver.counts(steady=self.weights is Weights.STEADY)
            if len(counts) == 1:
                return list(counts[0].distributions())
            summed = [Counter[int]() for _ in self.axis.names]
            for count in (one for one in counts if one.total):
                for cells, low, weights in count.distributions():
                    factor, scale = count.total, sum(weights)
                    for cell in cells:
                        summed[cell].update({n: int(weight * factor // scale) for n, weight in enumerate(weights, low)})
        return [([place], 0, [one[n] for n in range(max(one) + 1)]) for place, one in enumerate(summed) if one]

    def _spread(self) -> dict[str, Any]:
        """Give the mean and quantiles of each cell over all worlds, missing where worlds cannot be counted."""
        found: list[tuple[Any, ...]] = [(None,) * (1 + len(QUANTILES))] * len(self.axis.names)
        with suppress(Unanswerable):
            for cells, low, weights in self._weights:
                reached = list(accumulate(weights))
                mean = int(sum(people * weight for people, weight in enumerate(weights, low))) / int(reached[-1])
                # The smallest number of people that is not exceeded in at least this share of worlds.
                needed = [-(-at.numerator * reached[-1] // at.denominator) for at in QUANTILES.values()]
                for cell in cells:
                    found[cell] = mean, *(low + bisect_left(reached, one) for one in needed)
        means, *others = zip(*found, strict=True)
        counts = {name: pd.array(list(one), "Int64") for name, one in zip(QUANTILES, others, strict=True)}
        return {"mean": pd.array(list(means), "Float64"), **counts}


def possible_worlds(
    case: Case,
    variable: str,
    population: str | None = None,
    *,
    every: str = "month",
    weights: str = "uniform",
    assume: Iterable[str] | str = (),
    total: int | None = None,
    timeout: float | None = SECONDS,
) -> Worlds:
    """Give all complete tables of a variable that agree with the used claims and the records of a population.

    Parameters
    ----------
    case : Case
        The case.
    variable : str
        ``signup`` or another date, ``age``, ``lag_days``, or any label that claims or records speak of.
    population : str, optional
        Its id; the main one if none is given.
    every : str
        Length of the cells of a date: ``day``, ``week``, ``month``, ``quarter`` or ``year``.
    weights : str
        ``uniform`` or ``steady``; see :class:`Worlds`.
    assume : str or iterable of str
        Readings that depart from the judgement in the data, see :func:`musterbook.compare_readings`.
    total : int, optional
        The number of people, where no claim settles it.
    timeout : float, optional
        The seconds that each question may take, a minute by default; ``None`` for as long as it takes.

    Raises
    ------
    MusterError
        If a name does not exist, nothing is claimed of the variable, or a date has no window.

    Examples
    --------
    >>> import musterbook as mb
    >>> worlds = mb.possible_worlds(mb.load_case("moscow-2023-24"), "signup")
    >>> worlds.count
    31724952
    >>> worlds.table().loc[:2, ["cell", "reported", "low", "high"]].to_dict("split")["data"]
    [['2023-06', None, 0, 7], ['2023-07', 8, 8, 8], ['2023-08', None, 1, 7]]
    """
    only_case(case)
    budget, weights = Budget(timeout), Weights(weights)
    readings = (assume,) if isinstance(assume, str) else tuple(assume)

    def solver() -> Solver:
        """Write down the rules that hold."""
        basis = basis_of(case, population, readings, total=total)
        if Reading.OCCUPIED in readings:
            basis = basis.fully_occupied(axis_of(basis, variable, every))
        if weights is Weights.STEADY and basis.kind_of(variable) is not Kind.DATE:
            raise Unanswerable(f"steady weights speak of days, and {variable!r} is no date; use weights='uniform'")
        axis = axis_of(basis, variable, every)
        return solver_of(basis, axis, whole_cells=weights is Weights.UNIFORM, budget=budget)

    asked = (variable, population, every, weights, readings, total, timeout)
    return Worlds(variable, weights, case.remembered((possible_worlds, *asked), solver))
