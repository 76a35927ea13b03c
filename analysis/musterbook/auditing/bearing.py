"""The bearing of a list on a claim: whether the list bears it out.

A coarse list stands for many complete ones. A claim holds if it is true of every one of them, is contradicted if it is
true of none, and otherwise nobody can tell from the list. For every statistic but the peak, the values it can take
have no gap between the least and the largest, because changing one person by one step changes it by one step at most;
so the two ends decide. A peak can fail in two ways, by its height and by a rival, and is decided by matching people to
cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import inf

from musterbook.auditing import words
from musterbook.auditing.cells import all_fit, grid_of, most_elsewhere, occupied_ends, sure_and_possible
from musterbook.auditing.journeys import Ends, ends_of_date, ends_of_number
from musterbook.auditing.roll import Labels, Roll
from musterbook.case.claims import Claim, Relation, Statistic
from musterbook.intervals import Kind
from musterbook.worlds.axes import OTHER


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
    """What a statistic can be: every whole number from ``low`` to ``high``, divided by ``per``; nothing if empty."""

    low: float
    high: float
    per: int = 1

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
    return Verdict.of(
        always=_agrees(claim, reach.low, reach.per) and _agrees(claim, reach.high, reach.per),
        ever=first <= reach.high and (_agrees(claim, first, reach.per)),
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
        return Reach(roll.people, roll.people)
    if claim.kind is Kind.LABEL:
        labels = roll.labels[claim.variable]
        sure = labels.people.get(claim.where, 0)
        return Reach(sure, sure + labels.unstated)
    ends = ends_of_date if claim.kind is Kind.DATE else ends_of_number
    return Reach(*sure_and_possible(roll.spreads[claim.variable].people, ends(claim.where)))


def _extreme(claim: Claim, roll: Roll) -> Reach | None:
    choose = min if claim.statistic is Statistic.MINIMUM else max
    people = roll.spreads[claim.variable].people
    return Reach(choose(low for low, _ in people), choose(high for _, high in people)) if people else None


def _mean(claim: Claim, roll: Roll) -> Reach | None:
    people = roll.spreads[claim.variable].people.items()
    low, high = (sum(ends[end] * times for ends, times in people) for end in (0, 1))
    return Reach(low, high, roll.people) if people else None


def _median(claim: Claim, roll: Roll) -> Reach | None:
    people = roll.spreads[claim.variable].people
    if not people:
        return None
    middle = (roll.people - 1) // 2, roll.people // 2
    ends = []
    for end in (0, 1):
        ranked = sorted((one[end], times) for one, times in people.items())
        ends.append([_at(ranked, place) for place in middle])
    if middle[0] == middle[1]:
        return Reach(ends[0][0], ends[1][0])
    return Reach(sum(ends[0]), sum(ends[1]), 2)


def _at(ranked: list[tuple[float, int]], place: int) -> float:
    """Give the value at a place, counted from 0, among people in order."""
    passed = 0
    for value, times in ranked:
        passed += times
        if place < passed:
            return value
    raise AssertionError(place)


def _occupied(claim: Claim, roll: Roll) -> Reach:
    if claim.kind is Kind.LABEL:
        return _occupied_labels(claim, roll.labels[claim.variable])
    grid = grid_of(claim, roll.window)
    return Reach(*occupied_ends(grid.runs(roll.spreads[claim.variable].people), grid.inside(claim.where)))


def _occupied_labels(claim: Claim, labels: Labels) -> Reach:
    """Count labels that somebody has; people of other labels, not told apart, have at least one of their own."""
    if claim.where:
        sure = int(labels.people.get(claim.where, 0) > 0)
        return Reach(sure, max(sure, int(labels.unstated > 0)))
    known, others = len(set(labels.people) - {OTHER}), labels.people.get(OTHER, 0)
    sure = known + (others > 0)
    return Reach(max(sure, int(labels.unstated > 0)), known + others + labels.unstated)


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
    grid = grid_of(claim, roll.window)
    runs = grid.runs(roll.spreads[claim.variable].people)
    at = grid.place(ends_of_number(claim.where)[0] if grid.every is None else ends_of_date(claim.where)[0])
    sure, possible = sure_and_possible(runs, (at, at))
    alone = grid.cells == (at, at)
    rival = 0 if alone or not runs else most_elsewhere(runs, at)
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
    sure = labels.people.get(claim.where, 0)
    possible = sure + labels.unstated
    others = [people for label, people in labels.people.items() if label not in {claim.where, OTHER}]
    rival = max([0, *others]) + labels.unstated
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
    if claim.statistic is Statistic.AMOUNT or not claim.narrows:
        return
    found = roll.labels.get(claim.variable) or roll.spreads[claim.variable]
    yield from words.gaps(claim.variable, found.listed, (found.unstated, found.rough), roll.people)
