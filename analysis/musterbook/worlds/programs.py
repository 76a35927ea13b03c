"""Integer programming: sharp bounds and witnesses where limits do not nest.

The unknowns are the people in each piece of the axis, a piece being what no span cuts. Limits, peaks and means are
linear in them; each cell that may be occupied gets an unknown of 0 or 1. HiGHS solves in floats, so each answer is
rounded and held against every rule again in integers before it is believed. Its presolve is left out: with rules that
say the same thing twice, it has called a number of people the least that was not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, pairwise
from math import ceil

import numpy as np
import numpy.typing as npt

from musterbook.errors import MusterError
from musterbook.worlds.axes import Axis, Span
from musterbook.worlds.branches import mean_ends, single_numbers
from musterbook.worlds.limits import UNBOUNDED, Centre, Limit, Occupied, Rules

LARGEST = 10**7
MANY_NUMBERS = 10_000

Row = tuple[dict[int, int], int, int]


@dataclass(frozen=True)
class Program:
    """Linear rules on whole numbers: each row is coefficients by unknown, the least and the most they may sum to."""

    axis: Axis
    pieces: tuple[Span, ...]
    rows: tuple[Row, ...]
    switches: int = 0
    sums: int = 0
    most: int = LARGEST

    def world(self, objective: dict[int, int] | None = None) -> npt.NDArray[np.int64] | None:
        """Find the people in each piece that make the objective smallest; ``None`` where no world exists."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        size = len(self.pieces) + self.switches + self.sums
        cost = np.zeros(size)
        for place, weight in (objective or {}).items():
            cost[place] = weight
        places = [(row, place, value) for row, (terms, _, _) in enumerate(self.rows) for place, value in terms.items()]
        rows, columns, values = (np.array(part) for part in zip(*places, strict=True))
        matrix = csr_array((values.astype(float), (rows, columns)), shape=(len(self.rows), size))
        low, high = (np.array([row[end] for row in self.rows], dtype=float) for end in (1, 2))
        high[high >= UNBOUNDED] = np.inf
        low[low <= -UNBOUNDED] = -np.inf
        most = float(self.most)
        tops = np.r_[
            np.full(len(self.pieces), most),
            np.ones(self.switches),
            np.full(self.sums, most * len(self.pieces)),
        ]
        answer = milp(
            cost,
            constraints=LinearConstraint(matrix, low, high),
            integrality=np.ones(size, dtype=int),
            bounds=Bounds(0, tops),
            options={"presolve": False},
        )
        if answer.status == 2:
            return None
        if answer.x is None:
            raise MusterError(f"the integer program could not be solved: {answer.message}")
        return self._checked(np.rint(answer.x).astype(np.int64))

    def _checked(self, found: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Hold a rounded answer against every rule in integers."""
        for terms, low, high in self.rows:
            total = sum(int(found[place]) * value for place, value in terms.items())
            if not low <= total <= high:
                raise MusterError(f"the integer program was solved only in floats: {total} is not in {low}..{high}")
        return found

    def inside(self, span: Span) -> list[int]:
        """Give the places of the pieces that lie in a span."""
        return [place for place, piece in enumerate(self.pieces) if piece in span]

    def extremes(self, span: Span) -> tuple[int, int] | None:
        """Give the least and the most people in a span over all worlds; ``None`` where no world exists."""
        ends = []
        for sign in (1, -1):
            found = self.world(dict.fromkeys(self.inside(span), sign))
            if found is None:
                return None
            ends.append(int(found[self.inside(span)].sum()))
        return ends[0], UNBOUNDED if 2 * ends[1] >= self.most else ends[1]

    def mean_extremes(self, people: int) -> tuple[Fraction, Fraction] | None:
        """Give the least and largest mean of the numbers of so many people; ``None`` where no world exists."""
        numbers = {place: piece.start for place, piece in enumerate(self.pieces)}
        ends = []
        for sign in (1, -1):
            found = self.world({place: sign * number for place, number in numbers.items()})
            if found is None:
                return None
            ends.append(Fraction(sum(number * int(found[place]) for place, number in numbers.items()), people))
        return ends[0], ends[1]

    def cells(self, found: npt.NDArray[np.int64]) -> list[int]:
        """Sum the pieces of an answer to the cells of the axis."""
        return [int(found[self.inside(span)].sum()) for span in self.axis.spans]


def program_of(rules: Rules, extra: Sequence[Limit] = ()) -> Program:
    """Write rules, and further limits, as a program."""
    blank = _blank(rules, extra)
    rows = [(_sum(blank, limit.span), limit.low, limit.high) for limit in (*rules.limits, *extra)]
    rows += [*_peak_rows(rules, blank), *_mean_rows(rules, blank)]
    most = _more_than_any(rows, blank)
    first = len(blank.pieces)
    for one in rules.occupied:
        rows += _switch_rows(one, blank, first, most)
        first += len(one.spans) + len(one.open)
    sums = first + 2 * len(blank.pieces) * len(rules.medians)
    if rules.medians:
        rows += _sum_rows(blank, sums)
    for centre in rules.medians:
        rows += _median_rows(centre, blank, (first, sums), most)
        first += 2 * len(blank.pieces)
    rows += _crowd_rows(rules, blank)
    kept = [row for row in rows if row[0]] or [({0: 1}, 0, UNBOUNDED)]
    return Program(
        rules.axis,
        blank.pieces,
        tuple(kept),
        first - len(blank.pieces),
        len(blank.pieces) if rules.medians else 0,
        most,
    )


def _blank(rules: Rules, extra: Sequence[Limit]) -> Program:
    """Cut the axis into pieces wherever a span begins or ends."""
    spans = [*rules.axis.spans, *(limit.span for limit in (*rules.limits, *extra))]
    spans += [span for peak in rules.peaks for span in (peak.at, *peak.others)]
    spans += [span for one in rules.occupied for span in (*one.spans, *one.open)]
    edges = sorted({edge for span in spans for edge in (span.start, span.stop)})
    return Program(rules.axis, tuple(Span(start, stop) for start, stop in pairwise(edges)), ())


def _more_than_any(rows: Sequence[Row], blank: Program) -> int:
    """Give a number of people that no piece can reach unless it can reach any: twice the sum of all stated numbers."""
    stated = sum(abs(end) for _, low, high in rows for end in (low, high) if abs(end) < UNBOUNDED)
    steepest = max((abs(value) for terms, _, _ in rows for value in terms.values()), default=1)
    return int(min(LARGEST, 2 * (stated + len(blank.pieces) + 1) * max(1, steepest)))


def _sum(blank: Program, span: Span) -> dict[int, int]:
    return dict.fromkeys(blank.inside(span), 1)


def _peak_rows(rules: Rules, blank: Program) -> list[Row]:
    rows: list[Row] = []
    for peak in rules.peaks:
        at = _sum(blank, peak.at)
        rows.append((at, peak.low, peak.high))
        ahead = 0 if peak.ties else 1
        rows += [({**dict.fromkeys(at, -1), **_sum(blank, other)}, -UNBOUNDED, -ahead) for other in peak.others]
    return rows


def _crowd_rows(rules: Rules, blank: Program) -> Iterator[Row]:
    """Keep an open cell empty where each of the numbers it gathers must be."""
    for peak in rules.peaks:
        at = dict.fromkeys(blank.inside(peak.at), -MANY_NUMBERS)
        for span in peak.open:
            yield {**at, **_sum(blank, span)}, -UNBOUNDED, 0 if peak.ties else -MANY_NUMBERS


def _mean_rows(rules: Rules, blank: Program) -> list[Row]:
    rows: list[Row] = []
    for centre in (one for one in rules.centres if not one.is_median):
        single_numbers(rules.axis, centre.name)
        low, high = mean_ends(centre)
        if low is not None:
            rows.append((_above(blank, low), 0, UNBOUNDED))
        if high is not None:
            rows.append((_above(blank, high), -UNBOUNDED, -1))
    return rows


def _above(blank: Program, end: Fraction) -> dict[int, int]:
    """Sum how far each person lies above an end, scaled to whole numbers."""
    return {place: piece.start * end.denominator - end.numerator for place, piece in enumerate(blank.pieces)}


def _switch_rows(one: Occupied, blank: Program, first: int, most: int) -> Iterator[Row]:
    """Tie an unknown of 0 or 1 to each cell that may be occupied, and limit their sum.

    An open cell counts at least once when anybody is in it, and at most as often as there are people.
    """
    switches = dict(zip((*one.spans, *one.open), count(first), strict=False))
    for span, place in switches.items():
        people = _sum(blank, span)
        yield {**people, place: -1}, 0, UNBOUNDED
        yield {**people, place: -most * len(people)}, -UNBOUNDED, 0
    yield dict.fromkeys(switches.values(), 1), -UNBOUNDED, one.high
    single = dict.fromkeys((switches[span] for span in one.spans), 1)
    crowded = {place: 1 for span in one.open for place in _sum(blank, span)}
    yield {**single, **crowded}, one.low, UNBOUNDED


def _sum_rows(blank: Program, sums: int) -> Iterator[Row]:
    """Tie an unknown to each piece: the people in it and in all pieces before it."""
    for place in range(len(blank.pieces)):
        before = {sums + place - 1: -1} if place else {}
        yield {sums + place: 1, place: -1, **before}, 0, 0


def _median_rows(centre: Centre, blank: Program, firsts: tuple[int, int], most: int) -> Iterator[Row]:
    """Choose the number of the lower and of the upper middle person, the same one where people are odd.

    An unknown of 0 or 1 for each number says that it is the one. At least half of all people have the lower number or
    less, and less than half have less; more than half have the upper number or less, and at most half have less.
    ``firsts`` are the places of the first of these unknowns and of the first sum.
    """
    single_numbers(blank.axis, centre.name)
    first, sums = firsts
    size = len(blank.pieces)
    enough = 2 * most * size
    for upper in (0, 1):
        chosen = range(first + upper * size, first + (upper + 1) * size)
        yield dict.fromkeys(chosen, 1), 1, 1
        for place, switch in enumerate(chosen):
            yield {**_twice(sums, place, size), switch: -enough}, upper - enough, UNBOUNDED
            yield {**_twice(sums, place - 1, size), switch: enough}, -UNBOUNDED, upper - 1 + enough
    both = {first + upper * size + place: piece.start for upper in (0, 1) for place, piece in enumerate(blank.pieces)}
    low, high = mean_ends(centre)
    yield both, -UNBOUNDED if low is None else ceil(2 * low), UNBOUNDED if high is None else ceil(2 * high) - 1


def _twice(sums: int, place: int, size: int) -> dict[int, int]:
    """Give twice the people up to a place, less all people."""
    if place < 0:
        return {sums + size - 1: -1}
    return {sums + place: 2, sums + size - 1: -1} if place < size - 1 else {sums + size - 1: 1}
