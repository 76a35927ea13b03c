"""Cells and runs: where each person may be, and what all people together can make of it.

A claim of a peak or of occupied cells speaks of cells that follow each other: whole numbers here, months counted from
the year 0, weeks and days from the first day of the calendar, ages, lags and labels as they lie on their lines. A
window may cut its first and its last cell short; they are whole cells for all that. A coarse value is a run of cells
from a first to a last, possibly without end.

How many cells can be occupied, and whether everybody finds a place where each cell takes only so many, are questions
about matchings in convex bipartite graphs (Glover 1967): going through the cells in order and always serving the run
that ends first answers them exactly. The fewest cells that can be occupied are the fewest points that stab all runs.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from heapq import heappop, heappush
from itertools import accumulate
from math import inf

from musterbook.auditing.journeys import Ends, meet
from musterbook.intervals import Every

Runs = Mapping[Ends, int]
"""How many people have which run."""


@dataclass(frozen=True)
class Numbering:
    """Cells as whole numbers: months, weeks and so on of days, or numbers as they are; ``whole`` are all of them."""

    whole: Ends
    every: Every | None = None

    def place(self, number: float) -> float:
        """Give the cell of a day or a number."""
        return number if self.every is None or abs(number) == inf else cell_number(int(number), self.every)

    def run(self, ends: Ends) -> Ends:
        """Give the first and the last cell of a stretch of days or numbers."""
        return self.place(ends[0]), self.place(ends[1])

    def runs(self, people: Runs) -> Counter[Ends]:
        """Give the cells each person may be in."""
        runs: Counter[Ends] = Counter()
        for ends, times in people.items():
            runs[self.run(ends)] += times
        return runs

    def inside(self, part: Ends) -> Ends:
        """Give the cells that lie wholly in a part, as far as there are any."""
        low, high = self.run(part)
        return low + self._goes_on(part[0], -1), high - self._goes_on(part[1], 1)

    def _goes_on(self, end: float, step: int) -> bool:
        """Tell whether the cell of an end goes on beyond it."""
        beyond = end + step
        return abs(end) < inf and self.whole[0] <= beyond <= self.whole[1] and self.place(beyond) == self.place(end)


@lru_cache(maxsize=100_000)
def cell_number(day: int, every: Every) -> int:
    """Give the number of the cell a day lies in; cells that follow each other have numbers that do.

    >>> [cell_number(dt.date(2023, 12, day).toordinal(), Every.WEEK) for day in (30, 31)]
    [105554, 105554]
    """
    if every in {Every.DAY, Every.WEEK}:
        return day if every is Every.DAY else (day - 1) // 7
    date = dt.date.fromordinal(day)
    months = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}[every]
    return (date.year * 12 + date.month - 1) // months


def sure_and_possible(runs: Runs, part: Ends) -> tuple[int, int]:
    """Count who is certainly in a part, and who may be.

    >>> sure_and_possible({(1, 2): 3, (2, 4): 1}, (1, 2))
    (3, 4)
    """
    sure = sum(people for run, people in runs.items() if _lies(run, part))
    return sure, sum(people for run, people in runs.items() if _meets(run, part))


def fewest_occupied(runs: Runs, inside: Ends) -> int:
    """Give the least number of cells inside a part that somebody is in.

    >>> fewest_occupied({(1, 3): 2, (3, 5): 1}, (1, 9))
    1
    """
    stabs, reached = 0, -inf
    for low, high in sorted((run for run in runs if _lies(run, inside)), key=lambda run: run[1]):
        if not stabs or low > reached:
            stabs, reached = stabs + 1, high
    return stabs


def most_occupied(runs: Runs, inside: Ends) -> int:
    """Give the largest number of cells inside a part that somebody may be in: people are matched to cells, one each.

    >>> most_occupied({(1, 3): 2, (3, 5): 1}, (1, 9))
    3
    """
    clipped: Counter[Ends] = Counter()
    for run, people in runs.items():
        if _meets(run, inside):
            clipped[meet(run, inside)] += people
    narrow = _narrow(clipped)
    return clipped.total() - sum(narrow.values()) + sum(served for served, _ in _serve(narrow, 1))


def all_fit(runs: Runs, cell: float, height: int) -> bool:
    """Tell whether everybody finds a cell where one takes up to ``height`` people and each other one fewer.

    >>> all_fit({(1, 2): 3}, 1, 2), all_fit({(1, 2): 4}, 1, 2)
    (True, False)
    """
    if height <= 1:
        here = sure_and_possible(runs, (cell, cell))[1]
        return height == 1 and sum(runs.values()) == here <= 1
    return all(not lost for _, lost in _serve(_narrow(runs), height - 1, extra=cell))


def most_elsewhere(runs: Runs, cell: float) -> int:
    """Give the most people that any single other cell can hold.

    >>> most_elsewhere({(1, 2): 3, (2, 4): 1}, 1)
    4
    """
    starts, stops = (sorted((run[end], people) for run, people in runs.items()) for end in (0, 1))
    begun, ended = ([0, *accumulate(people for _, people in ends)] for ends in (starts, stops))
    lows, highs = [low for low, _ in starts], [high for high, _ in stops]
    # The most are where some run begins, or beside the cell, or before every end.
    candidates = {low for low in lows if low > -inf} | {cell + 1, cell - 1, min([cell - 1, *highs])}
    return max(
        begun[bisect_right(lows, one)] - ended[bisect_left(highs, one)] for one in candidates - {cell} if abs(one) < inf
    )


def _narrow(runs: Runs) -> dict[Ends, int]:
    """Leave out runs with as many cells as there are people: whatever the others do, one of these is free."""
    everybody = sum(runs.values())
    return {run: people for run, people in runs.items() if run[1] - run[0] + 1 < everybody}


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
    served = lost = 0
    while waiting and waiting[0][0] < cell:
        lost += int(heappop(waiting)[1])
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
