"""Cells and runs: where each person may be, and what all people together can make of it.

A claim of a peak or of occupied cells speaks of cells that follow each other: whole numbers here, months counted from
the year 0, weeks and days from the first day of the calendar, ages and lags as they are. A window may cut its first and
its last cell short; they are whole cells for all that. A coarse value is a run of cells from a first to a last,
possibly without end.

How many cells can be occupied, and whether everybody finds a place where each cell takes only so many, are questions
about matchings in convex bipartite graphs (Glover 1967): going through the cells in order and always serving the run
that ends first answers them exactly. The fewest cells that can be occupied are the fewest points that stab all runs.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from heapq import heappop, heappush
from itertools import accumulate
from math import inf

from musterbook.auditing.journeys import ANY, Ends, ends_of_date, ends_of_number, meet
from musterbook.case.claims import Claim, Statistic, cell_length, occupied_length
from musterbook.intervals import Every, Interval, Kind
from musterbook.linelist.checks import OLDEST
from musterbook.schema import AGE, SIGNUP

Runs = Mapping[Ends, int]
"""How many people have which run."""


@dataclass(frozen=True)
class Grid:
    """Cells as whole numbers: months, weeks and so on of days, or numbers as they are; ``whole`` are all of them."""

    whole: Ends
    every: Every | None = None

    def place(self, number: float) -> float:
        """Give the cell of a day or a number."""
        return number if self.every is None or abs(number) == inf else cell_number(int(number), self.every)

    def runs(self, people: Runs) -> Runs:
        """Give the cells each person may be in."""
        if self.every is None:
            return people
        runs: dict[Ends, int] = {}
        for (low, high), times in people.items():
            run = self.place(low), self.place(high)
            runs[run] = runs.get(run, 0) + times
        return runs

    def inside(self, where: str) -> Ends:
        """Give the cells that lie wholly in a part, as far as there are any."""
        ends = self._ends(where)
        low, high = self.place(ends[0]), self.place(ends[1])
        return low + self._sticks_out(ends[0], -1), high - self._sticks_out(ends[1], 1)

    @property
    def cells(self) -> Ends:
        """The first and the last cell."""
        return self.place(self.whole[0]), self.place(self.whole[1])

    def _ends(self, where: str) -> Ends:
        if not where:
            return self.whole
        return ends_of_number(where) if self.every is None else ends_of_date(where)

    def _sticks_out(self, end: float, step: int) -> bool:
        """Tell whether the cell of an end goes on beyond it."""
        beyond = end + step
        return abs(end) < inf and self.whole[0] <= beyond <= self.whole[1] and self.place(beyond) == self.place(end)


@lru_cache(maxsize=100_000)
def cell_number(day: int, every: Every) -> int:
    """Give the number of the cell a day lies in; cells that follow each other have numbers that do.

    >>> [cell_number(dt.date(2023, 12, day).toordinal(), Every.WEEK) for day in (30, 31)]
    [105554, 105554]
    """
    if every is Every.DAY:
        return day
    if every is Every.WEEK:
        return (day - 1) // 7
    date = dt.date.fromordinal(day)
    return {Every.YEAR: date.year, Every.QUARTER: date.year * 4 + (date.month - 1) // 3}.get(
        every, date.year * 12 + date.month
    )


def grid_of(claim: Claim, window: Interval | None) -> Grid:
    """Lay out the cells that a claim of a peak or of occupied cells speaks of."""
    if claim.kind is Kind.NUMBER:
        return Grid(_LIFE.get(claim.variable, ANY))
    whole = ends_of_date(f"{window.first}/{window.last}") if window and claim.variable == SIGNUP else ANY
    length = (
        occupied_length(claim.unit)
        if claim.statistic is Statistic.OCCUPIED
        else cell_length(Interval.date(claim.where), window if claim.variable == SIGNUP else None)
    )
    return Grid(whole, length or Every.MONTH)


_LIFE: dict[str, Ends] = {AGE: (0, OLDEST)}


def sure_and_possible(runs: Runs, part: Ends) -> tuple[int, int]:
    """Count who is certainly in a part, and who may be.

    >>> sure_and_possible({(1, 2): 3, (2, 4): 1}, (1, 2))
    (3, 4)
    """
    sure = sum(people for run, people in runs.items() if _lies(run, part))
    return sure, sum(people for run, people in runs.items() if _meets(run, part))


def occupied_ends(runs: Runs, inside: Ends) -> tuple[float, float]:
    """Give the least and the largest number of cells inside a part that somebody may be in.

    >>> occupied_ends({(1, 3): 2, (3, 5): 1}, (1, 9))
    (1, 3)
    """
    touching = {run: people for run, people in runs.items() if _meets(run, inside)}
    return _fewest_stabs(run for run in touching if _lies(run, inside)), _most_cells(touching, inside)


def _fewest_stabs(runs: Iterator[Ends]) -> int:
    stabs, reached = 0, -inf
    for low, high in sorted(runs, key=lambda run: run[1]):
        if not stabs or low > reached:
            stabs, reached = stabs + 1, high
    return stabs


def _most_cells(runs: Runs, inside: Ends) -> float:
    """Match people to cells, one each. Where a run has no end there is always another cell."""
    clipped: dict[Ends, int] = {}
    for run, people in runs.items():
        part = meet(run, inside)
        clipped[part] = clipped.get(part, 0) + people
    endless = sum(people for run, people in clipped.items() if inf in (-run[0], run[1]))
    return endless + sum(served for served, _ in _serve(_finite(clipped), 1))


def all_fit(runs: Runs, cell: float, height: int) -> bool:
    """Tell whether everybody finds a cell where one takes up to ``height`` people and each other one fewer.

    >>> all_fit({(1, 2): 3}, 1, 2), all_fit({(1, 2): 4}, 1, 2)
    (True, False)
    """
    if height <= 1:
        here = sure_and_possible(runs, (cell, cell))[1]
        return height == 1 and sum(runs.values()) == here <= 1
    return all(not lost for _, lost in _serve(_finite(runs), height - 1, extra=cell))


def most_elsewhere(runs: Runs, cell: float) -> int:
    """Give the most people that any single other cell can hold.

    >>> most_elsewhere({(1, 2): 3, (2, 4): 1}, 1)
    4
    """
    starts, stops = (
        sorted((low, people) for (low, _), people in runs.items()),
        sorted((high, people) for (_, high), people in runs.items()),
    )
    begun, ended = ([0, *accumulate(people for _, people in ends)] for ends in (starts, stops))
    lows, highs = [low for low, _ in starts], [high for high, _ in stops]
    # The most are where some run begins, or beside the cell, or before every end.
    candidates = {low for low in lows if low > -inf} | {cell + 1, cell - 1, min([cell - 1, *highs])}
    return max(
        begun[bisect_right(lows, one)] - ended[bisect_left(highs, one)] for one in candidates - {cell} if abs(one) < inf
    )


def _finite(runs: Runs) -> dict[Ends, int]:
    return {run: people for run, people in runs.items() if inf not in (-run[0], run[1])}


def _serve(runs: Runs, places: int, extra: float | None = None) -> Iterator[tuple[int, int]]:
    """Go through the cells, each taking so many people, one cell one more; give who is served and who is too late."""
    waiting: list[list[float]] = []
    coming = sorted(runs.items())
    cell, following = -inf, 0
    while waiting or following < len(coming):
        cell = cell + 1 if waiting else max(cell + 1, coming[following][0][0])
        while following < len(coming) and coming[following][0][0] <= cell:
            (_, end), people = coming[following]
            heappush(waiting, [end, people])
            following += 1
        yield _serve_cell(waiting, cell, places + (cell == extra))


def _serve_cell(waiting: list[list[float]], cell: float, places: int) -> tuple[int, int]:
    lost = 0
    while waiting and waiting[0][0] < cell:
        lost += int(heappop(waiting)[1])
    served = 0
    while waiting and served < places:
        taken = min(places - served, int(waiting[0][1]))
        served += taken
        waiting[0][1] -= taken
        if not waiting[0][1]:
            heappop(waiting)
    return served, lost


def _lies(run: Ends, part: Ends) -> bool:
    return part[0] <= run[0] and run[1] <= part[1]


def _meets(run: Ends, part: Ends) -> bool:
    return run[0] <= part[1] and part[0] <= run[1]
