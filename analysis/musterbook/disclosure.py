"""What published numbers of people give away together: the question that an attacker asks.

Whoever publishes a table by month, then one by age, then both, publishes sums of the same unknown numbers: how many
people there are of each kind that no publication tells apart. Each printed number, each total, each earlier release
and each claim is one row over these unknowns. A cell is given away where all rows together leave it fewer values than
it should have. CP-SAT decides that in integers, so that the answer is exact; and where something is given away, the
rows that do it are named, as few as possible, so that it can be seen which number to widen.

Somebody's value need not lie in one cell: ``2023`` lies in no month, but in a year. So a kind of person is told by the
cell of each publication that the value lies in for certain, and by ``not stated`` where it lies in none. Kinds are laid
out for the stretches between all ends of cells, for all cells, and for all that is true of somebody; an attacker who
took further coarse values to be possible could tell less.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import inf, prod
from typing import Any

import numpy as np

from musterbook.case.claims import Claim, End, Statistic, cell_length
from musterbook.errors import Unanswerable
from musterbook.intervals import Every, Interval, Kind, cells
from musterbook.recoding import OUTSIDE, Cells, Value, value_of
from musterbook.tally import NOT_STATED
from musterbook.worlds.budget import Budget, OutOfTime

MOST_KINDS = 200_000
ENDLESS, LARGEST = 10**12, 10**6
Cell = tuple[tuple[str, str], ...]
Ends = tuple[int, int]


@dataclass(frozen=True)
class Figure:
    """A published number of people, at least and at most, in one cell: the text of each variable that it is of.

    >>> str(Figure((("signup", "2023-07"), ("age", "20..29")), 1, 4)), str(Figure((), 51, 51))
    ('signup 2023-07, age 20..29: 1 to 4', 'everybody: 51')
    """

    cell: Cell
    low: int
    high: int

    @property
    def place(self) -> str:
        """Whom it counts, in words."""
        return ", ".join(f"{variable} {text}" for variable, text in self.cell) or "everybody"

    @property
    def people(self) -> str:
        """How many, as it is printed."""
        return f"{self.low}" if self.low == self.high else f"{self.low} to {self.high}"

    def __str__(self) -> str:
        """Give both."""
        return f"{self.place}: {self.people}"


@dataclass(frozen=True)
class Row:
    """One thing that is known: a sum of people, each kind taken some times, lies between two ends."""

    name: str
    terms: np.ndarray
    low: int
    high: int

    def sum(self, people: np.ndarray) -> int:
        """Give its sum over some people."""
        return int((self.terms * people).sum())


@dataclass(frozen=True)
class Publication:
    """Numbers that were published together, so that everybody is in one of their cells or not stated."""

    name: str
    kinds: Mapping[str, Kind]
    figures: tuple[Figure, ...]

    @cached_property
    def cells(self) -> Mapping[str, Cells]:
        """The cells of each variable."""
        told = {name: dict.fromkeys(dict(one.cell).get(name, "") for one in self.figures) for name in self.kinds}
        return {name: Cells(self.kinds[name], tuple(text for text in told[name] if text)) for name in self.kinds}

    def rows(self, ground: Ground) -> Iterator[Row]:
        """Give each number as a row, and last that nobody is in no cell."""
        after = f" in {self.name}" if self.name else ""
        for one in self.figures:
            inside = ground.inside(self, {variable: [text] for variable, text in one.cell})
            yield Row(f"{one.place}{after}", inside, one.low, one.high)
        somewhere = ground.inside(self, {variable: cells.texts for variable, cells in self.cells.items()})
        yield Row(f"{self.name}: nobody else", ~somewhere, 0, 0)


@dataclass(frozen=True)
class Said(Publication):
    """What a claim says of one cell, and of nobody outside it.

    Either how many people are in it, or between which ends their part of all people, or the mean of all, lies.
    """

    ends: tuple[End | None, End | None] | None = None
    is_mean: bool = False

    def rows(self, ground: Ground) -> Iterator[Row]:
        """Give what follows for sums of people."""
        (figure,) = self.figures
        least = most = ground.inside(self, {variable: [text] for variable, text in figure.cell}).astype(np.int64)
        if self.ends is None:
            yield Row(self.name, least, figure.low, figure.high)
            return
        if self.is_mean:
            ((variable, _),) = figure.cell
            least, most = ground.numbers(variable)
        low, high = self.ends
        if low is not None:
            over = low.at.denominator * most - low.at.numerator
            yield Row(self.name, over, 0 if low.included else 1, ENDLESS)
        if high is not None:
            over = high.at.denominator * least - high.at.numerator
            yield Row(self.name, over, -ENDLESS, 0 if high.included else -1)


def claimed(claim: Claim, window: Interval | None) -> list[Said] | None:
    """Say what a claim publishes; ``None`` where sums of people cannot say it."""
    low, high = claim.least_of(1), claim.most_of(1)
    ends = (low or 0, ENDLESS if high is None else high)
    kinds = {claim.variable: claim.kind} if claim.variable else {}

    def said(where: str, low: int = 0, high: int = ENDLESS, **more: Any) -> Said:
        cell = ((claim.variable, where),) if where else ()
        return Said(claim.claim_id, kinds, (Figure(cell, low, high),), **more)

    match claim.statistic:
        case Statistic.COUNT:
            return [said(claim.where, *ends)]
        case Statistic.PEAK:
            tops = [ends[1], ends[1] - 1] if ends[1] < ENDLESS else []
            return [said(claim.where, *ends), *(said(one, 0, top) for one in _rivals(claim, window) for top in tops)]
        case Statistic.MINIMUM:
            beyond, reached = f"..{(low or 0) - 1}", f"..{high}"
        case Statistic.MAXIMUM:
            beyond, reached = f"{(high or 0) + 1}..", f"{low}.."
        case Statistic.SHARE:
            return [said(claim.where, ends=claim.ends)]
        case Statistic.MEAN:
            return [said("0..", ends=claim.ends, is_mean=True)]
        case _:
            return None
    is_reached, is_beyond = (high, low) if claim.statistic is Statistic.MINIMUM else (low, high)
    found = [said(beyond, 0, 0)] if is_beyond is not None else []
    return [*found, said(reached, 1)] if is_reached is not None else found


def _rivals(claim: Claim, window: Interval | None) -> list[str]:
    """Give the other months, or whatever it was, that a claimed peak was the largest of."""
    if claim.kind is not Kind.DATE or window is None:
        return []
    peak = Interval.date(claim.where)
    return [one.text for one in cells(window, cell_length(peak, window) or Every.MONTH) if str(one) != str(peak)]


class Ground:
    """The kinds of people that publications tell apart, and how many of each there are in truth.

    ``kinds`` says what each variable holds, ``homes`` has for each one entry a kind: its cell in each publication, and
    the least and the largest number or day that such people may have.
    """

    def __init__(self, publications: Sequence[Publication], people: Mapping[Cell, int]) -> None:
        """Lay out all kinds, those of the people given among them."""
        self.publications = list(publications)
        self.kinds = {name: kind for one in publications for name, kind in one.kinds.items()}
        self.homes: dict[str, dict[tuple[str, ...], tuple[float, float]]] = {}
        places: list[dict[str, int]] = []
        for name, kind in self.kinds.items():
            stated = {text: value_of(text, kind) for text in {dict(cell).get(name, "") for cell in people}}
            self.homes[name] = self._laid_out(name, [*self._values(name), *stated.values()])
            order = list(self.homes[name])
            places.append({text: order.index(self._home(name, value)) for text, value in stated.items()})
        self.shape = [len(homes) for homes in self.homes.values()]
        if prod(self.shape) > MOST_KINDS:
            raise Unanswerable(
                f"these releases tell {prod(self.shape):,} kinds of people apart, and {MOST_KINDS:,} is the most; "
                "protect fewer variables or longer cells at once"
            )
        self.people = np.zeros(self.shape, np.int64)
        for cell, number in people.items():
            told = dict(cell)
            at = [place[told.get(name, "")] for name, place in zip(self.kinds, places, strict=True)]
            self.people[tuple(at)] += number

    def _laid_out(self, name: str, values: Iterable[Value]) -> dict[tuple[str, ...], tuple[float, float]]:
        found: dict[tuple[str, ...], tuple[float, float]] = {}
        for value in values:
            low, high = value if isinstance(value, tuple) else (-inf, inf)
            home = self._home(name, value)
            least, most = found.get(home, (low, high))
            found[home] = min(low, least), max(high, most)
        return found

    def _values(self, name: str) -> Iterable[Value]:
        """Give values of every kind that publications tell apart: labels, or cells and what lies between their ends."""
        told = [one.cells[name] for one in self.publications if name in one.kinds]
        if self.kinds[name] is Kind.LABEL:
            return [None, *(text for cells in told for text in cells.texts if text != NOT_STATED)]
        ends = [span for cells in told for span in cells.spans.values()]
        cuts = sorted({low for low, _ in ends} | {high + 1 for _, high in ends})
        return [None, *((low, high - 1) for low, high in pairwise(cuts)), *ends]

    def _home(self, name: str, value: Value) -> tuple[str, ...]:
        return tuple(one.cells[name].home(value) if name in one.kinds else OUTSIDE for one in self.publications)

    def inside(self, publication: Publication, texts: Mapping[str, Collection[str]]) -> np.ndarray:
        """Tell which kinds are in cells of a publication, by variable."""
        at = self.publications.index(publication)
        found = np.ones(self.shape, bool)
        for variable, wanted in texts.items():
            found &= self._along(variable, [home[at] in wanted for home in self.homes[variable]])
        return found

    def numbers(self, variable: str) -> tuple[np.ndarray, np.ndarray]:
        """Give the least and the largest number that each kind of people may have."""
        ends = np.clip(np.array(list(self.homes[variable].values())), 0, LARGEST).astype(np.int64)
        least, most = (np.broadcast_to(self._along(variable, ends[:, end]), self.shape) for end in (0, 1))
        return least, most

    def _along(self, variable: str, values: Any) -> np.ndarray:
        """Lay values, one for each kind of a variable, along its axis."""
        axis = list(self.homes).index(variable)
        return np.array(values).reshape([-1 if place == axis else 1 for place in range(len(self.shape))])


class Attack:
    """All rows that are known, and which tables of people agree with some of them.

    Kinds of people that no row tells apart are one unknown, and of some there is ``nobody``.
    """

    def __init__(self, rows: Sequence[Row], nobody: np.ndarray, budget: Budget) -> None:
        """Reduce the rows to the unknowns that matter."""
        from ortools.sat.python import cp_model

        self.budget = budget
        self.terms = np.unique(np.array([row.terms[~nobody] for row in rows], np.int64), axis=1)
        most = 2 * max((row.high for row in rows if row.high < ENDLESS), default=0) + 100
        # One model for all questions, for making one takes longer than most answers.
        self._model: Any = cp_model.CpModel()
        self._people = [self._model.new_int_var(0, most, "") for _ in range(self.terms.shape[1])]
        self._sums = [self._sum(terms) for terms in self.terms]

    def _sum(self, terms: np.ndarray) -> Any:
        """Sum people, each kind some times; a sum over nobody is zero."""
        from ortools.sat.python import cp_model

        at = np.flatnonzero(terms)
        return cp_model.LinearExpr.weighted_sum([self._people[one] for one in at], terms[at].tolist())

    def table(
        self, limits: Mapping[int, Ends], least: Collection[int] = (), most: Collection[int] = ()
    ) -> np.ndarray | None:
        """Give the sums of all rows in one table of people that keeps within limits, if there is one.

        Among such tables it is one where the sums of the rows ``least`` are small together, and of ``most`` large.
        """
        if any(low > high for low, high in limits.values()):
            return None
        self._state(limits)
        if least or most:
            self._model.minimize(self._sum(self.terms[list(least)].sum(axis=0) - self.terms[list(most)].sum(axis=0)))
        solver, is_possible = self._solved()
        if not is_possible:
            return None
        found: np.ndarray = self.terms @ np.array([solver.value(one) for one in self._people], np.int64)
        return found

    def cause(self, limits: Mapping[int, Ends], asked: Mapping[int, Ends]) -> list[int]:
        """Give rows, none of them too many, whose limits together rule out what is asked."""
        held, size = dict(limits), len(limits)
        while size:
            size = (size + 1) // 2 if size > 1 else 0
            step, places = max(size, 1), list(held)
            for start in range(0, len(places), step):
                fewer = {place: ends for place, ends in held.items() if place not in places[start : start + step]}
                if self.table(both(fewer, asked)) is None:
                    held = fewer
        return list(held)

    def _state(self, limits: Mapping[int, Ends]) -> None:
        """Begin a new question."""
        self._model.proto.constraints.clear()
        self._model.clear_objective()
        for place, (low, high) in limits.items():
            self._model.add_linear_constraint(self._sums[place], low, high)

    def _solved(self) -> tuple[Any, bool]:
        """Answer it: give what was found, and whether there is such a table."""
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.num_workers, solver.parameters.random_seed = 1, 0
        if self.budget.left is not None:
            solver.parameters.max_time_in_seconds = self.budget.left
        status = solver.solve(self._model)
        if status not in {cp_model.INFEASIBLE, cp_model.OPTIMAL, cp_model.FEASIBLE}:
            raise OutOfTime("proving that nobody is given away takes longer than it may; protect fewer cells at once")
        return solver, status != cp_model.INFEASIBLE


def both(limits: Mapping[int, Ends], asked: Mapping[int, Ends]) -> dict[int, Ends]:
    """Hold limits and what is asked at once."""
    found = dict(limits)
    for place, (low, high) in asked.items():
        ends = found.get(place, (low, high))
        found[place] = max(low, ends[0]), min(high, ends[1])
    return found
