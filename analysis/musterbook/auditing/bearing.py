"""The bearing of a list on a claim: whether the list bears it out.

A coarse list stands for many complete ones. A claim holds if it is true of every one of them, is contradicted if it is
true of none, and otherwise nobody can tell from the list. For every statistic but the peak, the values it can take
have no gap between the least and the largest, because changing one person by one step changes it by one step at most;
so the two ends decide. A peak can fail in two ways, by its height and by a rival, and is decided by matching people to
cells.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate
from math import inf, lcm, sqrt

from musterbook.auditing import words
from musterbook.auditing.cells import (
    Numbering,
    all_fit,
    fewest_occupied,
    most_elsewhere,
    most_occupied,
    sure_and_possible,
)
from musterbook.auditing.journeys import ANY
from musterbook.auditing.roll import Roll, Spread
from musterbook.case.claims import Claim, Relation, Statistic, cell_length, occupied_length
from musterbook.intervals import Every, Interval, Kind
from musterbook.worlds.axes import is_open

FINE = 10**9


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

    def verdict(self, claim: Claim) -> Verdict:
        """Judge a claim by the two ends, and by the least number between them that agrees with it."""
        if claim.value is None or claim.relation is Relation.ABOUT:
            return Verdict.CANNOT_TELL
        # Of nobody an extreme is true that says only that nobody is beyond it.
        reached = {Statistic.MINIMUM: 1, Statistic.MAXIMUM: 0}.get(claim.statistic)
        of_nobody = reached is not None and claim.limits[reached] is None
        if self.low > self.high:
            return Verdict.of(always=of_nobody, ever=of_nobody)
        least = claim.least_of(self.per)
        first = self.low if least is None else max(self.low, least)
        always = self._agrees(claim, self.low) and self._agrees(claim, self.high)
        ever = first <= self.high and self._agrees(claim, first)
        return Verdict.of(
            always=always and (of_nobody or not self.or_nobody), ever=ever or (of_nobody and self.or_nobody)
        )

    def _agrees(self, claim: Claim, number: float) -> bool:
        if abs(number) == inf:
            return claim.ends[1 if number > 0 else 0] is None
        return claim.agrees(Fraction(int(number), self.per))


NOBODY = Reach()


@dataclass(frozen=True)
class Bearing:
    """A verdict, and what the list says."""

    verdict: Verdict
    says: str


def bearing_on(claim: Claim, roll: Roll) -> Bearing:
    """Hold one claim against a list.

    Parameters
    ----------
    claim : Claim
        Any claim; one that prints no number, or "about" one, can neither hold nor be contradicted.
    roll : Roll
        The list, read for the variable of the claim.
    """
    if claim.statistic is Statistic.AMOUNT:
        return Bearing(Verdict.CANNOT_TELL, words.NO_PEOPLE)
    if claim.value is None and claim.variable and not claim.where and claim.statistic in _OF_PARTS:
        return Bearing(Verdict.CANNOT_TELL, words.NO_PART)
    if claim.statistic is Statistic.PEAK:
        return _peak(claim, roll)
    reach = _REACHES[claim.statistic](claim, roll)
    return Bearing(reach.verdict(claim), words.of_figure(claim, reach.low / reach.per, reach.high / reach.per))


def _count(claim: Claim, roll: Roll) -> Reach:
    if not claim.where:
        return Reach(roll.people, roll.people + roll.extra)
    part, spread = roll.part(claim), roll.spreads[claim.variable]
    return Reach(sure_and_possible(spread.people, part)[0], sure_and_possible(spread.most, part)[1])


def _share(claim: Claim, roll: Roll) -> Reach:
    """Let those who may be there beside be there if that moves the share on: outside the part, or in it."""
    part, spread = roll.part(claim), roll.spreads[claim.variable]
    surely_in, may_be_in = sure_and_possible(spread.extra, part)
    few, many = roll.people + roll.extra - surely_in, roll.people + may_be_in
    if not many:
        return NOBODY
    sure, possible = sure_and_possible(spread.people, part)
    per = lcm(few or 1, many) * (FINE if roll.extra else 1)
    low = Fraction(sure, few) if few else Fraction(1)
    return Reach(int(low * per), (possible + may_be_in) * (per // many), per, or_nobody=not roll.people)


def _extreme(claim: Claim, roll: Roll) -> Reach:
    spread = roll.spreads[claim.variable]
    sure, most = spread.people, spread.most
    if not sure:
        ends = [end for ends in most for end in ends]
        return Reach(min(ends, default=inf), max(ends, default=-inf), or_nobody=True)
    if claim.statistic is Statistic.MINIMUM:
        return Reach(min(low for low, _ in most), min(high for _, high in sure))
    return Reach(max(low for low, _ in sure), max(high for _, high in most))


def _mean(claim: Claim, roll: Roll) -> Reach:
    spread = roll.spreads[claim.variable]
    if not spread.most:
        return NOBODY
    (low, few), (high, many) = (_farthest_mean(spread, end) for end in (0, 1))
    # Of numbers of people that are not known, means lie as close together as anybody prints them.
    per = lcm(few, many) * (FINE if spread.extra else 1)
    return Reach(low * (per // few), high * (per // many), per, or_nobody=not spread.people)


def _farthest_mean(spread: Spread, end: int) -> tuple[float, int]:
    """Give the least or the largest mean, as a sum and a number of people: who may be there is if that moves it on."""
    total = sum(ends[end] * times for ends, times in spread.people.items())
    people = sum(spread.people.values())
    for ends, times in sorted(spread.extra.items(), key=lambda one: one[0][end], reverse=end == 1):
        value = ends[end]
        if not people or (value * people < total if end == 0 else value * people > total):
            total, people = total + value * times, people + times
    return total, people


def _median(claim: Claim, roll: Roll) -> Reach:
    spread = roll.spreads[claim.variable]
    if not spread.most:
        return NOBODY
    low, high = min(_doubled_medians(spread, 0)), max(_doubled_medians(spread, 1))
    if roll.people % 2 and not roll.extra:
        return Reach(low / 2, high / 2)
    return Reach(low, high, 2, or_nobody=not spread.people)


def _doubled_medians(spread: Spread, end: int) -> Iterator[float]:
    """Give twice the median at one end, as more and more join of those who may be there, the farthest first.

    Somebody on the near side of a median moves it towards them, somebody on the far side away; so one of these is the
    farthest.
    """
    people: Counter[float] = Counter()
    for ends, times in spread.people.items():
        people[ends[end]] += times
    if people:
        yield _doubled_median(people)
    for ends, times in sorted(spread.extra.items(), key=lambda one: one[0][end], reverse=end == 1):
        people[ends[end]] += times
        yield _doubled_median(people)


def _doubled_median(people: Counter[float]) -> float:
    values = sorted(people)
    passed = list(accumulate(people[value] for value in values))
    middle = (passed[-1] - 1) // 2, passed[-1] // 2
    return sum(values[bisect_right(passed, place)] for place in middle)


def _deviation(claim: Claim, roll: Roll) -> Reach:
    """Give the standard deviation of a sample where every value is known; else nothing is said of it."""
    people = roll.spreads[claim.variable].most
    total = people.total()
    if total < 2 or roll.extra or any(low != high for low, high in people):
        return Reach(0, inf, FINE)
    mean = Fraction(int(sum(low * times for (low, _), times in people.items())), total)
    squares = sum((int(low) - mean) ** 2 * times for (low, _), times in people.items())
    found = round(sqrt(squares / (total - 1)) * FINE)
    return Reach(found, found, FINE)


def _occupied(claim: Claim, roll: Roll) -> Reach:
    grid, spread = _grid(claim, roll), roll.spreads[claim.variable]
    inside = grid.inside(roll.part(claim))
    return Reach(
        fewest_occupied(grid.runs(spread.people), inside),
        most_occupied(grid.runs(spread.most), inside),
    )


_OF_PARTS = {Statistic.COUNT, Statistic.SHARE}
_REACHES: Mapping[Statistic, Callable[[Claim, Roll], Reach]] = {
    Statistic.COUNT: _count,
    Statistic.SHARE: _share,
    Statistic.MINIMUM: _extreme,
    Statistic.MAXIMUM: _extreme,
    Statistic.MEAN: _mean,
    Statistic.MEDIAN: _median,
    Statistic.SD: _deviation,
    Statistic.OCCUPIED: _occupied,
}


def _grid(claim: Claim, roll: Roll) -> Numbering:
    """Lay out the cells that a claim of a peak or of occupied cells speaks of."""
    if claim.kind is not Kind.DATE:
        return Numbering(ANY)
    window = roll.windows.get(claim.variable)
    if claim.statistic is Statistic.OCCUPIED:
        length = occupied_length(claim.unit)
    else:
        length = cell_length(Interval.date(claim.where), window)
    return Numbering(window.ends if window else ANY, length or Every.MONTH)


def _peak(claim: Claim, roll: Roll) -> Bearing:
    grid, spread, part = _grid(claim, roll), roll.spreads[claim.variable], roll.part(claim)
    # Whoever has none of the labels that are named forms no group.
    apart = {ends for name, ends in roll.labels.get(claim.variable, {}).items() if is_open(name)}
    runs, most = (
        grid.runs({ends: people for ends, people in counter.items() if ends not in apart})
        for counter in (spread.people, spread.most)
    )
    at = grid.place(part[0])
    sure, possible = sure_and_possible(runs, (at, at))[0], sure_and_possible(most, (at, at))[1]
    is_alone = grid.run(grid.whole) == (at, at)
    rival = 0 if is_alone or not most else most_elsewhere(most, at)
    says = words.of_peak(claim, sure, possible, rival)
    is_group = claim.kind is Kind.LABEL and part[0] != part[1]
    if claim.value is None or claim.relation is Relation.ABOUT or is_group:
        return Bearing(Verdict.CANNOT_TELL, says)
    low, high = claim.limits
    height = possible if high is None else min(possible, int(high))
    always = (low is None or low <= sure) and (high is None or possible <= high) and (is_alone or rival < sure)
    # Of labels, whoever may have several may have one that nobody named, so nothing is in the way of a peak.
    placed = runs if claim.kind is not Kind.LABEL else {run: people for run, people in runs.items() if run[0] == run[1]}
    ever = height >= max(sure, low or 0, claim.kind is Kind.LABEL) and (is_alone or all_fit(placed, at, height))
    return Bearing(Verdict.of(always=always, ever=ever), says)


def notes_on(claim: Claim, roll: Roll) -> Iterator[str]:
    """Say what widens the answer: a column the list does not have, values not stated, values known as a range."""
    if claim.statistic is Statistic.AMOUNT:
        return
    if roll.extra:
        yield f"counts of the table are ranges: {roll.people:,} to {roll.people + roll.extra:,} people in all"
    if claim.narrows:
        found = roll.spreads[claim.variable]
        rough = 0 if claim.kind is Kind.LABEL else found.rough
        yield from words.gaps(claim.variable, found.listed, (found.unstated, rough), roll.people)
