"""Grids: the cells that a claim of a peak or of occupied cells speaks of, as whole numbers that follow each other.

Months are counted from the year 0, weeks and days from the first day of the calendar; ages and lags are cells of their
own. A window may cut its first and its last cell short; they are whole cells for all that.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from musterbook.auditing.journeys import ANY, Ends, ends_of_date, ends_of_number
from musterbook.auditing.roll import Spread
from musterbook.auditing.runs import Runs
from musterbook.case.claims import Claim, Statistic, cell_length, occupied_length
from musterbook.intervals import Every, Interval, Kind
from musterbook.reading.rules import OLDEST
from musterbook.tables import AGE, SIGNUP


@dataclass(frozen=True)
class Grid:
    """Cells as whole numbers: months, weeks and so on of days, or numbers as they are; ``whole`` are all of them."""

    whole: Ends
    every: Every | None = None

    def place(self, number: float) -> float:
        """Give the cell of a day or a number."""
        return number if self.every is None or abs(number) == inf else cell_number(int(number), self.every)

    def runs(self, spread: Spread) -> Runs:
        """Give the cells each person may be in."""
        if self.every is None:
            return spread.people
        runs: dict[Ends, int] = {}
        for (low, high), people in spread.people.items():
            run = self.place(low), self.place(high)
            runs[run] = runs.get(run, 0) + people
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
