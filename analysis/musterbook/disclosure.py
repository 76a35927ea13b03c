"""What published numbers of people give away together: the question that an attacker asks.

Whoever publishes a table by month, then one by age, then both, publishes sums of the same unknown numbers: how many
people there are of each kind that no publication tells apart. Each printed number, each total, each earlier release
and each claim is one row over these unknowns. A cell is given away where all rows together leave it fewer values than
it should have. CP-SAT decides that in integers, so that the answer is exact; and where something is given away, the
rows that do it are named, as few as possible, so that it can be seen which number to widen.

Somebody's value need not lie in one cell: ``2023`` lies in no month, but in a year. So a kind of person is told by the
cell of each publication that the value lies in for certain, and by ``not stated`` where it lies in none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from math import inf, prod
from typing import Any

import numpy as np

from musterbook.case.claims import Claim, End, Statistic, cell_length
from musterbook.errors import Unanswerable
from musterbook.intervals import Every, Interval, Kind, cells
from musterbook.tally import NOT_STATED
from musterbook.worlds.budget import Budget, OutOfTime

OTHER, OUTSIDE = "other", ""
MOST_KINDS = 200_000
MANY_PIECES = 60
ENDLESS, LARGEST = 10**12, 10**6
Cell = tuple[tuple[str, str], ...]
Ends = tuple[int, int]
Value = tuple[float, float] | str | None


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
class Publication:
    """Numbers that were published together.

    ``cells`` has for each variable its cells, no two of which have a value in common. ``is_whole`` says that everybody
    is in one of them, or not stated; a claim speaks of its own cell alone.
    """

    name: str
    kinds: Mapping[str, Kind]
    cells: Mapping[str, Sequence[str]]
    figures: tuple[Figure, ...]
    is_whole: bool = True

    @cached_property
    def spans(self) -> Mapping[str, Mapping[str, tuple[float, float]]]:
        """The ends of each cell of dates or numbers."""
        return {
            name: {cell: ends_of(cell, self.kinds[name]) for cell in cells if cell != NOT_STATED}
            for name, cells in self.cells.items()
            if self.kinds[name] is not Kind.LABEL
        }

    def home(self, variable: str, value: Value) -> str:
        """Give the cell that a value lies in for certain."""
        if value is None:
            return NOT_STATED
        if isinstance(value, str):
            return value if value in self.cells[variable] else OTHER if OTHER in self.cells[variable] else OUTSIDE
        meets = False
        for cell, (low, high) in self.spans[variable].items():
            if low <= value[0] and value[1] <= high:
                return cell
            meets |= low <= value[1] and value[0] <= high
        return NOT_STATED if meets else OUTSIDE


def ends_of(text: str, kind: Kind) -> tuple[float, float]:
    """Give the two ends of a date or a number."""
    return (Interval.date if kind is Kind.DATE else Interval.number)(text).ends


def value_of(text: str, kind: Kind) -> Value:
    """Read what is stated of somebody; what is only about so lies in no cell for certain."""
    if text in {"", NOT_STATED}:
        return None
    if kind is Kind.LABEL:
        return text
    found = Interval.date(text) if kind is Kind.DATE else Interval.number(text)
    return None if found.flag else found.ends


class Ground:
    """The kinds of people that publications tell apart, and how many of each there are in truth.

    ``homes`` has for each variable one tuple a kind: its cell in each publication that speaks of the variable.
    """

    def __init__(self, publications: Sequence[Publication], people: Mapping[Cell, int]) -> None:
        """Lay out all kinds, those of the people given among them."""
        self.publications = publications
        self.kinds = {name: kind for one in publications for name, kind in one.kinds.items()}
        self.homes: dict[str, dict[tuple[str, ...], int]] = {}
        self.ends: dict[str, list[tuple[float, float]]] = {}
        for name in self.kinds:
            stated = {dict(cell).get(name, "") for cell in people}
            self._lay_out(name, [*_values(publications, name), *(value_of(one, self.kinds[name]) for one in stated)])
        self.shape = [len(homes) for homes in self.homes.values()]
        if prod(self.shape) > MOST_KINDS:
            raise Unanswerable(
                f"these releases tell {prod(self.shape):,} kinds of people apart, and {MOST_KINDS:,} is the most; "
                "protect fewer variables or longer cells at once"
            )
        self.people = np.zeros(self.shape, np.int64)
        for cell, number in people.items():
            told = dict(cell)
            at = (self._place(name, value_of(told.get(name, ""), kind)) for name, kind in self.kinds.items())
            self.people[tuple(at)] += number

    def _lay_out(self, name: str, values: Iterable[Value]) -> None:
        self.homes[name], self.ends[name] = {}, []
        for value in values:
            low, high = value if isinstance(value, tuple) else (-inf, inf)
            place = self.homes[name].setdefault(self._homes(name, value), len(self.homes[name]))
            if place == len(self.ends[name]):
                self.ends[name].append((low, high))
            else:
                least, most = self.ends[name][place]
                self.ends[name][place] = min(low, least), max(high, most)

    def _homes(self, name: str, value: Value) -> tuple[str, ...]:
        return tuple(one.home(name, value) for one in self.publications if name in one.cells)

    def _place(self, name: str, value: Value) -> int:
        return self.homes[name][self._homes(name, value)]

    def mask(self, publication: Publication, cell: Cell) -> np.ndarray:
        """Tell which kinds lie in a cell of a publication."""
        found = np.ones([1] * len(self.shape), bool)
        for variable, text in cell:
            found = found & self._along(publication, variable, {text})
        return np.broadcast_to(found, self.shape)

    def numbers(self, variable: str) -> tuple[np.ndarray, np.ndarray]:
        """Give the least and the largest number that each kind of people may have."""
        axis = list(self.homes).index(variable)
        shape = [-1 if place == axis else 1 for place in range(len(self.shape))]
        ends = np.clip(np.array(self.ends[variable]), 0, LARGEST).astype(np.int64)
        least, most = (np.broadcast_to(ends[:, at].reshape(shape), self.shape) for at in (0, 1))
        return least, most

    def outside(self, publication: Publication) -> np.ndarray:
        """Tell which kinds a publication that counts everybody has no cell for."""
        found = np.zeros([1] * len(self.shape), bool)
        for variable in publication.cells:
            unused = {OUTSIDE, *({NOT_STATED} - {*publication.cells[variable]})}
            found = found | self._along(publication, variable, unused)
        return np.broadcast_to(found, self.shape)

    def _along(self, publication: Publication, variable: str, texts: Collection[str]) -> np.ndarray:
        telling = [one for one in self.publications if variable in one.cells]
        at, axis = telling.index(publication), list(self.homes).index(variable)
        inside = np.array([homes[at] in texts for homes in self.homes[variable]])
        return inside.reshape([-1 if place == axis else 1 for place in range(len(self.shape))])


def _values(publications: Sequence[Publication], name: str) -> list[Value]:
    """Give values of every kind that publications may tell apart: each label, or each run of pieces between cuts."""
    telling = [one for one in publications if name in one.cells]
    if any(one.kinds[name] is Kind.LABEL for one in telling):
        return [None, *dict.fromkeys(text for one in telling for text in one.cells[name] if text != NOT_STATED)]
    ends = [span for one in telling for span in one.spans[name].values()]
    cuts = sorted({low for low, _ in ends} | {high + 1 for _, high in ends})
    pieces = [(low, high - 1) for low, high in pairwise(cuts)]
    runs = [(low, high) for place, (low, _) in enumerate(pieces) for _, high in pieces[place:]]
    return [None, *(runs if len(pieces) <= MANY_PIECES else [*pieces, *ends])]


@dataclass(frozen=True)
class Said:
    """What a published claim says: figures of one cell, or a part of all people or a mean that lies between ends."""

    publication: Publication
    part: tuple[End | None, End | None] | None = None
    mean: tuple[End | None, End | None] | None = None

    def rows(self, ground: Ground) -> Iterator[Row]:
        """Give what follows as rows; nothing where the claim speaks of a variable that nobody asks for."""
        one = self.publication
        for figure in one.figures:
            yield Row(one.name, ground.mask(one, figure.cell), figure.low, figure.high)
        if self.part is not None:
            ((variable, (text,)),) = one.cells.items()
            inside = ground.mask(one, ((variable, text),)).astype(np.int64)
            yield from _ratio(one.name, inside, self.part, ground)
        if self.mean is not None:
            (variable,) = one.cells
            least, most = ground.numbers(variable)
            yield from _ratio(one.name, most, (self.mean[0], None), ground)
            yield from _ratio(one.name, least, (None, self.mean[1]), ground)


def claimed(claim: Claim, window: Interval | None) -> list[Said] | None:
    """Say what a claim publishes; ``None`` where rows cannot say it."""
    name, low, high = claim.claim_id, claim.least_of(1), claim.most_of(1)
    ends = (low or 0, ENDLESS if high is None else high)

    def said(where: str, low: int, high: int) -> Said:
        cell = ((claim.variable, where),) if where else ()
        kinds, cells = ({claim.variable: claim.kind}, {claim.variable: (where,)}) if where else ({}, {})
        return Said(Publication(name, kinds, cells, (Figure(cell, low, high),), is_whole=False))

    if claim.statistic is Statistic.COUNT:
        return [said(claim.where, *ends)]
    if claim.statistic is Statistic.PEAK:
        others = _other_cells(claim, window)
        tops = [ends[1], ends[1] - 1] if ends[1] < ENDLESS else []
        return [said(claim.where, *ends), *(said(other, 0, top) for other in others for top in tops)]
    if claim.statistic in {Statistic.MINIMUM, Statistic.MAXIMUM}:
        lowest = claim.statistic is Statistic.MINIMUM
        beyond, reached = (low, high) if lowest else (high, low)
        found = [] if beyond is None else [said(f"..{beyond - 1}" if lowest else f"{beyond + 1}..", 0, 0)]
        found += [] if reached is None else [said(f"..{reached}" if lowest else f"{reached}..", 1, ENDLESS)]
        return found
    whole = Publication(name, {claim.variable: claim.kind}, {claim.variable: (claim.where,)}, (), is_whole=False)
    if claim.statistic is Statistic.SHARE:
        return [Said(whole, part=claim.ends)]
    if claim.statistic is Statistic.MEAN:
        return [Said(replace(whole, cells={claim.variable: ("0..",)}), mean=claim.ends)]
    return None


def _other_cells(claim: Claim, window: Interval | None) -> list[str]:
    if claim.kind is not Kind.DATE or window is None:
        return []
    every = cell_length(Interval.date(claim.where), window)
    return [one.text for one in cells(window, every or Every.MONTH) if str(one) != str(Interval.date(claim.where))]


def _ratio(name: str, terms: np.ndarray, ends: tuple[End | None, End | None], ground: Ground) -> Iterator[Row]:
    """Hold a sum over all people, divided by their number, between two ends."""
    low, high = ends
    everybody = np.ones(ground.shape, np.int64)
    if low is not None:
        over = low.at.denominator * terms - low.at.numerator * everybody
        yield Row(name, over, 0 if low.included else 1, ENDLESS)
    if high is not None:
        over = high.at.denominator * terms - high.at.numerator * everybody
        yield Row(name, over, -ENDLESS, 0 if high.included else -1)


@dataclass(frozen=True)
class Row:
    """One thing that is known: a sum of people, each kind taken some times, lies between two ends."""

    name: str
    terms: np.ndarray
    low: int
    high: int


@dataclass
class Attack:
    """All rows that are known, and which tables of people agree with some of them.

    Kinds of people that no row tells apart are one unknown, and those of ``nobody`` are none.
    """

    rows: Sequence[Row]
    nobody: np.ndarray
    budget: Budget = field(default_factory=Budget)

    def __post_init__(self) -> None:
        """Reduce the rows to the unknowns that matter."""
        from ortools.sat.python import cp_model

        terms = np.array([row.terms.ravel() for row in self.rows], np.int64)[:, ~self.nobody.ravel()]
        self.terms = np.unique(terms[:, terms.any(axis=0)], axis=1)
        most = 2 * max((row.high for row in self.rows if row.high < ENDLESS), default=0) + 100
        self._model: Any = cp_model.CpModel()  # one for all questions, for making one takes longer than most answers
        self._people = [self._model.new_int_var(0, most, "") for _ in range(self.terms.shape[1])]

    def sums(self, people: np.ndarray) -> np.ndarray:
        """Give the sum of each row over some people."""
        return np.array([int((row.terms * people).sum()) for row in self.rows], np.int64)

    def table(
        self, limits: Mapping[int, Ends], least: Collection[int] = (), most: Collection[int] = ()
    ) -> np.ndarray | None:
        """Give the sums of all rows in one table of people that keeps within limits, if there is one.

        Among such tables it is one where the sums of the rows ``least`` are small together, and of ``most`` large.
        """
        from ortools.sat.python import cp_model

        if any(low > high for low, high in limits.values()):
            return None
        self._model.proto.constraints.clear()
        self._model.clear_objective()
        for place, (low, high) in limits.items():
            self._model.add_linear_constraint(self._total(self.terms[place]), low, high)
        if least or most:
            wish = self.terms[list(least)].sum(axis=0) - self.terms[list(most)].sum(axis=0)
            self._model.minimize(self._total(wish))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers, solver.parameters.random_seed = 1, 0
        if self.budget.left is not None:
            solver.parameters.max_time_in_seconds = self.budget.left
        status = solver.solve(self._model)
        if status == cp_model.INFEASIBLE:
            return None
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise OutOfTime("proving that nobody is given away takes longer than it may; protect fewer cells at once")
        found: np.ndarray = self.terms @ np.array([solver.value(one) for one in self._people], np.int64)
        return found

    def _total(self, terms: np.ndarray) -> Any:
        """Sum people, each kind some times; a sum over nobody is zero."""
        from ortools.sat.python import cp_model

        at = np.flatnonzero(terms)
        return cp_model.LinearExpr.weighted_sum([self._people[one] for one in at], terms[at].tolist())

    def cause(self, limits: Mapping[int, Ends], asked: Mapping[int, Ends]) -> list[int]:
        """Give rows, none of them too many, whose limits together rule out what is asked."""
        held = dict(limits)
        size = len(held)
        while size:
            size = (size + 1) // 2 if size > 1 else 0
            step, places = max(size, 1), list(held)
            for start in range(0, len(places), step):
                fewer = {place: ends for place, ends in held.items() if place not in places[start : start + step]}
                if self.table(both(fewer, asked)) is None:
                    held = fewer
        return list(held)


def both(limits: Mapping[int, Ends], asked: Mapping[int, Ends]) -> dict[int, Ends]:
    """Hold limits and what is asked at once."""
    found = dict(limits)
    for place, (low, high) in asked.items():
        ends = found.get(place, (low, high))
        found[place] = max(low, ends[0]), min(high, ends[1])
    return found
