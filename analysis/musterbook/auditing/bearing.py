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
from math import inf, lcm

from musterbook.auditing import words
from musterbook.auditing.cells import all_fit, grid_of, most_elsewhere, occupied_ends, sure_and_possible
from musterbook.auditing.journeys import Ends, ends_of_date, ends_of_number
from musterbook.auditing.roll import Labels, Roll, Spread
from musterbook.case.claims import Claim, Relation, Statistic
from musterbook.intervals import Kind
from musterbook.worlds.axes import OTHER

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
class Bearing:
    """A verdict, and what the list says."""

    verdict: Verdict
    says: str


@dataclass(frozen=True)
class Reach:
    """What a statistic can be: every whole number from ``low`` to ``high``, divided by ``per``; nothing if empty.

    ``or_nobody`` says that there may be nobody it could be of.
    """

    low: float
    high: float
    per: int = 1
    or_nobody: bool = False

    @property
    def ends(self) -> Ends:
        """The least and largest value."""
        return self.low / self.per if self.per > 1 else self.low, self.high / self.per if self.per > 1 else self.high


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
    if claim.value is None and claim.statistic is Statistic.COUNT and claim.variable and not claim.where:
        return Bearing(Verdict.CANNOT_TELL, words.NO_PART)
    if claim.statistic is Statistic.PEAK:
        return _peak(claim, roll)
    reach = _REACHES[claim.statistic](claim, roll)
    return Bearing(_verdict(claim, reach), words.of_figure(claim, *(reach.ends if reach else (inf, -inf))))


def _is_open(claim: Claim) -> bool:
    return claim.value is None or claim.relation is Relation.ABOUT


def _verdict(claim: Claim, reach: Reach | None) -> Verdict:
    if _is_open(claim):
        return Verdict.CANNOT_TELL
    if reach is None:
        return Verdict.of(always=_holds_of_nobody(claim), ever=_holds_of_nobody(claim))
    first = max(reach.low, _first(claim, reach.per))
    always = _agrees(claim, reach.low, reach.per) and _agrees(claim, reach.high, reach.per)
    ever = first <= reach.high and _agrees(claim, first, reach.per)
    of_nobody = _holds_of_nobody(claim)
    return Verdict.of(
        always=always and (of_nobody or not reach.or_nobody), ever=ever or (of_nobody and reach.or_nobody)
    )


def _holds_of_nobody(claim: Claim) -> bool:
    """Tell whether a claim of an extreme says only that nobody is beyond it."""
    reached = {Statistic.MINIMUM: 1, Statistic.MAXIMUM: 0}
    return claim.statistic in reached and claim.limits[reached[claim.statistic]] is None


def _first(claim: Claim, per: int) -> float:
    """Give the least number that agrees with a claim, times ``per``."""
    low = claim.least_of(per)
    return -inf if low is None else low


def _agrees(claim: Claim, number: float, per: int) -> bool:
    if abs(number) == inf:
        return claim.ends[1 if number > 0 else 0] is None
    return claim.agrees(Fraction(int(number), per))


def _count(claim: Claim, roll: Roll) -> Reach:
    if not claim.where:
        return Reach(roll.people, roll.people + roll.extra)
    if claim.kind is Kind.LABEL:
        most = roll.labels[claim.variable].most
        return Reach(roll.labels[claim.variable].people.get(claim.where, 0), most[claim.where] + most[""])
    part = (ends_of_date if claim.kind is Kind.DATE else ends_of_number)(claim.where)
    spread = roll.spreads[claim.variable]
    return Reach(sure_and_possible(spread.people, part)[0], sure_and_possible(spread.most, part)[1])


def _extreme(claim: Claim, roll: Roll) -> Reach | None:
    is_least, spread = claim.statistic is Statistic.MINIMUM, roll.spreads[claim.variable]
    sure, most = spread.people, spread.most
    if not sure:
        return Reach(min(low for low, _ in most), max(high for _, high in most), or_nobody=True) if most else None
    if is_least:
        return Reach(min(low for low, _ in most), min(high for _, high in sure))
    return Reach(max(low for low, _ in sure), max(high for _, high in most))


def _mean(claim: Claim, roll: Roll) -> Reach | None:
    spread = roll.spreads[claim.variable]
    if not spread.most:
        return None
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


def _median(claim: Claim, roll: Roll) -> Reach | None:
    spread = roll.spreads[claim.variable]
    if not spread.most:
        return None
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


def _occupied(claim: Claim, roll: Roll) -> Reach:
    if claim.kind is Kind.LABEL:
        return _occupied_labels(claim, roll.labels[claim.variable])
    grid, spread = grid_of(claim, roll.window), roll.spreads[claim.variable]
    sure, most = (occupied_ends(grid.runs(people), grid.inside(claim.where)) for people in (spread.people, spread.most))
    return Reach(sure[0], most[1])


def _occupied_labels(claim: Claim, labels: Labels) -> Reach:
    """Count labels that somebody has; people of other labels, not told apart, have at least one of their own."""
    most = labels.most
    if claim.where:
        sure = int(labels.people.get(claim.where, 0) > 0)
        return Reach(sure, max(sure, int(most[claim.where] + most[""] > 0)))
    sure = len(set(labels.people) - {OTHER}) + (labels.people.get(OTHER, 0) > 0)
    return Reach(max(sure, int(labels.unstated > 0)), len(set(most) - {OTHER, ""}) + most[OTHER] + most[""])


_REACHES: Mapping[Statistic, Callable[[Claim, Roll], Reach | None]] = {
    Statistic.COUNT: _count,
    Statistic.MINIMUM: _extreme,
    Statistic.MAXIMUM: _extreme,
    Statistic.MEAN: _mean,
    Statistic.MEDIAN: _median,
    Statistic.OCCUPIED: _occupied,
}


def _peak(claim: Claim, roll: Roll) -> Bearing:
    if claim.kind is Kind.LABEL:
        return _peak_of_labels(claim, roll.labels[claim.variable])
    grid, spread = grid_of(claim, roll.window), roll.spreads[claim.variable]
    runs, most = grid.runs(spread.people), grid.runs(spread.most)
    at = grid.place(ends_of_number(claim.where)[0] if grid.every is None else ends_of_date(claim.where)[0])
    sure, possible = sure_and_possible(runs, (at, at))[0], sure_and_possible(most, (at, at))[1]
    alone = grid.cells == (at, at)
    rival = 0 if alone or not most else most_elsewhere(most, at)
    height = _tallest(claim, possible)
    verdict = _peak_verdict(
        claim,
        (sure, possible),
        unrivalled=alone or rival < sure,
        ever=height >= sure and (alone or all_fit(runs, at, height)),
    )
    return Bearing(verdict, words.of_peak(claim, sure, possible, rival))


def _peak_of_labels(claim: Claim, labels: Labels) -> Bearing:
    """Decide a peak of labels: people of whom none is stated may have any, also one that nobody else has."""
    sure, most = labels.people.get(claim.where, 0), labels.most
    possible = most[claim.where] + most[""]
    here = {claim.where, OTHER, ""}
    others = [people for label, people in labels.people.items() if label not in here]
    rival = max([0, *(people for label, people in most.items() if label not in here)]) + most[""]
    height = _tallest(claim, possible)
    verdict = _peak_verdict(
        claim,
        (sure, possible),
        unrivalled=rival < sure,
        ever=height >= max(1, sure) and all(people < height for people in others),
    )
    return Bearing(verdict, words.of_peak(claim, sure, possible, rival))


def _tallest(claim: Claim, possible: int) -> int:
    """Give the greatest height that a list allows and a claim agrees with: rivals are the lower beside it."""
    high = claim.limits[1]
    return possible if high is None else min(possible, int(high))


def _peak_verdict(claim: Claim, ends: tuple[int, int], *, unrivalled: bool, ever: bool) -> Verdict:
    if _is_open(claim):
        return Verdict.CANNOT_TELL
    low, high = claim.limits
    sure, possible = ends
    always = (low is None or low <= sure) and (high is None or possible <= high) and unrivalled
    return Verdict.of(always=always, ever=ever and (low is None or low <= _tallest(claim, possible)))


def notes_on(claim: Claim, roll: Roll) -> Iterator[str]:
    """Say what widens the answer: a column the list does not have, values not stated, values known as a range."""
    if roll.extra and claim.statistic is not Statistic.AMOUNT:
        yield f"counts of the table are ranges: {roll.people:,} to {roll.people + roll.extra:,} people in all"
    if claim.statistic is Statistic.AMOUNT or not claim.narrows:
        return
    found = roll.labels.get(claim.variable) or roll.spreads[claim.variable]
    yield from words.gaps(claim.variable, found.listed, (found.unstated, found.rough), roll.people)
