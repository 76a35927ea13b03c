"""A list against claims: whether a list of people bears out what was published.

A coarse list stands for many complete ones. A claim holds if it is true of every one of them, is contradicted if it is
true of none, and otherwise nobody can tell from the list. For every statistic but the peak, the values it can take
have no gap between the least and the largest, because changing one person by one step changes it by one step at most;
so the two ends decide. A peak can fail in two ways, by its height and by a rival.

A claim of a peak or of occupied cells speaks of cells that follow each other: whole numbers here, months counted from
the year 0, weeks and days from the first day of the calendar, ages, lags and labels as they lie on their lines. A
window may cut its first and its last cell short; they are whole cells for all that. A coarse value is a run of cells
from a first to a last, possibly without end. How many cells can be occupied, and whether everybody finds a place where
each cell takes only so many, are questions about matchings in convex bipartite graphs (Glover 1967): going through the
cells in order and always serving the run that ends first answers them exactly. The fewest cells that can be occupied
are the fewest points that stab all runs.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from heapq import heappop, heappush
from itertools import accumulate
from math import inf, lcm
from typing import Any

from musterbook import labels
from musterbook.auditing.roll import Roll
from musterbook.case.claims import Claim, Relation, Statistic, cell_length, occupied_length
from musterbook.errors import counted
from musterbook.intervals import Every, Interval, Kind
from musterbook.lags import ANY, Ends, meet

FINE = 10**9
NO_PEOPLE = "the figure counts no people, so a list of people says nothing of it"
NO_PART = "neither a number nor a part to count is stated, so a list says nothing of it"
Runs = Mapping[Ends, int]
"""How many people have which run of cells, or of days or numbers."""


class Verdict(StrEnum):
    """What an audit can say."""

    HOLDS = "holds"
    CONTRADICTED = "contradicted"
    CANNOT_TELL = "cannot tell"

    @classmethod
    def of(cls, *, always: bool, ever: bool) -> Verdict:
        """Judge by whether a claim is true of every complete list, and of any."""
        return cls.HOLDS if always else cls.CANNOT_TELL if ever else cls.CONTRADICTED


@dataclass(frozen=True)
class Reach:
    """What a statistic can be: every whole number from ``low`` to ``high``, divided by ``per``; nothing if empty.

    ``or_nobody`` says that there may be nobody it could be of.
    """

    low: float = inf
    high: float = -inf
    per: int = 1
    or_nobody: bool = False

    @classmethod
    def of(cls, claim: Claim, roll: Roll) -> Reach:
        """Give what the statistic of a claim can be over the list, from its least to its largest."""
        if claim.statistic is Statistic.COUNT and not claim.where:
            return cls(roll.people, roll.people + roll.extra)
        spread, part = roll.spreads[claim.variable], roll.part(claim)
        people, most = spread.people, spread.most
        match claim.statistic:
            case Statistic.COUNT:
                return cls(sure_and_possible(people, part)[0], sure_and_possible(most, part)[1])
            case Statistic.OCCUPIED:
                grid = Numbering.of(claim, roll)
                inside = grid.inside(part)
                return cls(fewest_occupied(grid.runs(people), inside), most_occupied(grid.runs(most), inside))
            case Statistic.SD:
                deviation = None if roll.extra else spread.deviation()
                least = 0 if deviation is None else round(deviation * FINE)
                return cls(least, inf if deviation is None else least, FINE)
            case _ if not most:
                return cls()
            case statistic:
                if statistic is Statistic.SHARE:
                    # The average of being in the part: of somebody known to be 1, of somebody who may be 0 to 1.
                    people, extra = located(people, part), located(spread.extra, part)
                    spread = replace(spread, people=people, extra=extra)
                low, few = min((AVERAGES[statistic](one), one.total()) for one in spread.joined(0))
                high, many = max((AVERAGES[statistic](one), one.total()) for one in spread.joined(1))
                per = 2 if statistic is Statistic.MEDIAN and (roll.extra or not roll.people % 2) else 1
                if statistic in {Statistic.MEAN, Statistic.SHARE}:
                    # Where numbers of people are not known, averages lie as close together as anybody prints them.
                    per = lcm(few, many) * (FINE if spread.extra else 1)
                lowest, highest = (float(end) if abs(end) == inf else int(end * per) for end in (low, high))
                return cls(lowest, highest, per, or_nobody=not people)

    def verdict(self, claim: Claim) -> Verdict:
        """Judge a claim by the two ends, and by the least number between them that agrees with it."""
        if claim.value is None or claim.relation is Relation.ABOUT:
            return Verdict.CANNOT_TELL
        # Of nobody an extreme is true that says only that nobody is beyond it.
        reached = {Statistic.MINIMUM: 1, Statistic.MAXIMUM: 0}.get(claim.statistic)
        of_nobody = reached is not None and claim.limits[reached] is None
        if self.low > self.high:
            return Verdict.of(always=of_nobody, ever=of_nobody)
        least = claim.whole(self.per)[0]
        first = self.low if least is None else max(self.low, least)
        always = self._agrees(claim, self.low) and self._agrees(claim, self.high)
        ever = first <= self.high and self._agrees(claim, first)
        if self.or_nobody:
            always, ever = always and of_nobody, ever or of_nobody
        return Verdict.of(always=always, ever=ever)

    def _agrees(self, claim: Claim, number: float) -> bool:
        """Tell whether a number of the reach would be printed as it was; one without end, if the claim has none."""
        if abs(number) == inf:
            return claim.ends[1 if number > 0 else 0] is None
        return claim.agrees(Fraction(int(number), self.per))


def bearing_on(claim: Claim, roll: Roll) -> tuple[Verdict, str]:
    """Hold one claim against a list: give the verdict, and what the list says.

    Parameters
    ----------
    claim : Claim
        Any claim; one that prints no number, or "about" one, can neither hold nor be contradicted.
    roll : Roll
        The list, read for the variable of the claim.
    """
    if claim.statistic is Statistic.AMOUNT:
        return Verdict.CANNOT_TELL, NO_PEOPLE
    if claim.statistic is Statistic.PEAK:
        return _peak(claim, roll)
    is_share = claim.statistic is Statistic.SHARE
    if claim.value is None and claim.variable and not claim.where and (is_share or claim.statistic is Statistic.COUNT):
        return Verdict.CANNOT_TELL, NO_PART
    reach = Reach.of(claim, roll)
    low, high = reach.low / reach.per, reach.high / reach.per
    says = "there is nobody"
    if low <= high:
        number = f"{_span(100 * low, 100 * high)}%" if is_share else _span(low, high)
        says = labels.claim_words(claim, number=number)
    return reach.verdict(claim), f"by the list, {says}"


def notes_on(claim: Claim, roll: Roll) -> Iterator[str]:
    """Say what widens the answer: a column the list does not have, values not stated, values known as a range."""
    if claim.statistic is Statistic.AMOUNT:
        return
    of_all = f"of {counted(roll.people, 'person', 'people')}"
    if roll.extra:
        yield f"counts of the table are ranges: {roll.people:,} to {roll.people + roll.extra:,} people in all"
    if not claim.narrows:
        return
    known = roll.spreads[claim.variable]
    if known.unstated and known.listed:
        yield f"{claim.variable} is not stated for {known.unstated:,} {of_all}"
    elif known.unstated:
        some = f" and does not settle it for {known.unstated:,} {of_all}" if known.unstated < roll.people else ""
        yield f"the list has no column {claim.variable}{some}"
    if known.rough and claim.kind is not Kind.LABEL:
        yield f"{claim.variable} is known as a range for {known.rough:,} {of_all}"


def _span(low: float, high: float) -> str:
    """Give a number from its least to its largest value, to two decimals where it is no whole number.

    >>> _span(1200, 1200), _span(6, 9), _span(22.25, 48.0), _span(3, inf), _span(-inf, inf)
    ('1,200', '6 to 9', '22.25 to 48', 'at least 3', 'any number of')
    """
    told = [f"{end:,.0f}" if end == int(end) else f"{end:,.2f}" for end in (low, high) if abs(end) < inf]
    if low == -inf:
        return f"at most {told[0]}" if told else "any number of"
    return f"at least {told[0]}" if high == inf else " to ".join(dict.fromkeys(told))


# --- peaks


def _peak(claim: Claim, roll: Roll) -> tuple[Verdict, str]:
    """Judge a peak by its height, and by its rivals, each of which has fewer people; ``rival`` is -1 if there is none.

    Whoever may have several labels may have one that nobody named, so that nobody else is in the way of a peak of them.
    """
    grid, spread, at = Numbering.of(claim, roll), roll.spreads[claim.variable], roll.part(claim)
    runs, most = spread.people, spread.most
    if claim.kind is not Kind.LABEL:
        runs, most, at = grid.runs(runs), grid.runs(most), (grid.place(at[0]),) * 2
    sure, possible = sure_and_possible(runs, at)[0], sure_and_possible(most, at)[1]
    firm = rival = 0
    if claim.kind is Kind.LABEL:
        rivals, unnamed = roll.labels[claim.variable].beside(claim.where)
        # Those who have none of the labels that are named form no group.
        free = {run: people for run, people in most.items() if run not in unnamed}
        others = [sure_and_possible(most, one)[1] for one in rivals]
        rival = max(others + [sure_and_possible(free, one)[1] for one in unnamed])
        firm = max((sure_and_possible(runs, one)[0] for one in rivals), default=0)
    elif grid.run(grid.whole) == at:
        rival = firm = -1
    elif most:
        rival = most_elsewhere(most, at[0])
    where = f"{labels.persons(sure, possible)} in {labels.where_words(claim)}"
    says = f"by the list, {where} and at most {max(rival, 0):,} in any other {labels.cell_word(claim)}"
    if claim.value is None or claim.relation is Relation.ABOUT:
        return Verdict.CANNOT_TELL, says
    low, high = claim.limits
    height = possible if high is None else min(possible, int(high))
    always = (low is None or low <= sure) and (high is None or possible <= high) and rival < sure
    fits = height > firm if claim.kind is Kind.LABEL or firm < 0 else all_fit(runs, at[0], height)
    ever = height >= max(sure, low or 0) and fits
    return Verdict.of(always=always, ever=ever), says


# --- cells and matchings


@dataclass(frozen=True)
class Numbering:
    """Cells as whole numbers: months, weeks and so on of days, or numbers as they are; ``whole`` are all of them."""

    whole: Ends
    every: Every | None = None

    @classmethod
    def of(cls, claim: Claim, roll: Roll) -> Numbering:
        """Lay out the cells that a claim of a peak or of occupied cells speaks of."""
        if claim.kind is not Kind.DATE:
            return cls(ANY)
        window, is_occupied = roll.windows.get(claim.variable), claim.statistic is Statistic.OCCUPIED
        length = occupied_length(claim.unit) if is_occupied else cell_length(Interval.date(claim.where), window)
        return cls(window.ends if window else ANY, length or Every.MONTH)

    def place(self, number: float) -> float:
        """Give the cell of a day or a number."""
        return number if self.every is None or abs(number) == inf else cell_number(int(number), self.every)

    def run(self, ends: Ends) -> Ends:
        """Give the first and the last cell of a stretch of days or numbers."""
        return self.place(ends[0]), self.place(ends[1])

    def runs(self, people: Runs) -> Counter[Ends]:
        """Give the cells each person may be in."""
        runs = Counter[Ends]()
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


def located(runs: Runs, part: Ends) -> Counter[tuple[float, float]]:
    """Count people by whether they are certainly in a part, and whether they may be."""
    found = Counter[tuple[float, float]]()
    for run, people in runs.items():
        found[_lies(run, part), _meets(run, part)] += people
    return found


def mean(people: Counter[float]) -> Fraction | float:
    """Give the average of numbers that so many people have."""
    total = sum(number * times for number, times in people.items())
    return total if abs(total) == inf else Fraction(int(total), people.total())


def median(people: Counter[float]) -> float:
    """Give the number in the middle, or the average of the two there."""
    numbers = sorted(people)
    passed = list(accumulate(people[number] for number in numbers))
    return sum(numbers[bisect_right(passed, place)] for place in ((passed[-1] - 1) // 2, passed[-1] // 2)) / 2


AVERAGES: dict[Statistic, Callable[[Counter[float]], float | Fraction]] = {
    **{Statistic.MINIMUM: min, Statistic.MAXIMUM: max},
    **{Statistic.MEAN: mean, Statistic.SHARE: mean, Statistic.MEDIAN: median},
}


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
    return _placed([(meet(run, inside), people) for run, people in runs.items() if _meets(run, inside)], 1)


def all_fit(runs: Runs, cell: float, height: int) -> bool:
    """Tell whether everybody finds a cell where one takes up to ``height`` people and each other one fewer.

    >>> all_fit({(1, 2): 3}, 1, 2), all_fit({(1, 2): 4}, 1, 2)
    (True, False)
    """
    if height <= 1:
        here = sure_and_possible(runs, (cell, cell))[1]
        return height == 1 and sum(runs.values()) == here <= 1
    return _placed([*runs.items()], height - 1, extra=cell) == sum(runs.values())


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
    others = [one for one in candidates - {cell} if abs(one) < inf]
    return max(begun[bisect_right(lows, one)] - ended[bisect_left(highs, one)] for one in others)


def _placed(runs: Sequence[tuple[Ends, int]], places: int, extra: float | None = None) -> int:
    """Count the people who find a cell of their run, each cell taking so many, one cell one more.

    The run that ends first is served first. Of runs with as many cells as there are people one is always free.
    """
    everybody = sum(people for _, people in runs)
    coming = sorted((run, people) for run, people in runs if run[1] - run[0] + 1 < everybody)
    placed = everybody - sum(people for _, people in coming)
    waiting: list[list[Any]] = []
    cell, following = -inf, 0
    while waiting or following < len(coming):
        cell = cell + 1 if waiting else max(cell + 1, coming[following][0][0])
        while following < len(coming) and coming[following][0][0] <= cell:
            (_, end), people = coming[following]
            heappush(waiting, [end, people])
            following += 1
        room = places + (cell == extra)
        while waiting and (room or waiting[0][0] < cell):
            end, people = heappop(waiting)
            taken = min(room, people) if end >= cell else 0
            placed, room = placed + taken, room - taken
            if taken and taken < people:
                heappush(waiting, [end, people - taken])
    return placed


def _lies(run: Ends, part: Ends) -> bool:
    """Tell whether a run lies in a part."""
    return part[0] <= run[0] and run[1] <= part[1]


def _meets(run: Ends, part: Ends) -> bool:
    """Tell whether a run has a cell of a part."""
    return run[0] <= part[1] and part[0] <= run[1]
