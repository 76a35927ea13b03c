"""How surprising is it: what chance alone would do to figures like the published ones.

The bounds of :mod:`musterbook.worlds` say what the record leaves open and assume nothing. This page asks another
question and assumes something to answer it: that each person's day was equally likely, one like the other. Every result
carries those words, "if months differed only by chance", so that it cannot be quoted without them. Nothing here says
that chance alone was at work.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import comb

import numpy as np
import pandas as pd

from musterbook.errors import MusterError, UnknownName, counted
from musterbook.intervals import Every, Interval, cells

CHANCE = "If {cells} differed only by chance"
EXACT_UP_TO = 120


@dataclass(frozen=True)
class PeakChance:
    """How likely the busiest cell is to be as large as it was.

    ``probability`` of ``peak`` people or more in the busiest cell; ``distribution``, the probability of each size the
    busiest cell can have, indexed by people; ``sentence``, the result with what it assumes.
    """

    people: int
    peak: int
    cells: int
    probability: float
    distribution: pd.Series
    sentence: str


@dataclass(frozen=True)
class RateRatio:
    """Two counts over two stretches of time, as rates.

    ``ratio`` of the first rate to the second with its exact interval ``low`` to ``high``; ``p``, two-sided, of a ratio
    of 1; ``rates``, people per month of each stretch; ``sentence``, the result with what it assumes.
    """

    ratio: float
    low: float
    high: float
    p: float
    rates: tuple[float, float]
    sentence: str


@dataclass(frozen=True)
class Overlap:
    """How many people two lists share (``both_…``) and describe together (``together_…``), least and most."""

    both_low: int
    both_high: int
    together_low: int
    together_high: int
    sentence: str


@dataclass(frozen=True)
class RateInterval:
    """The expected counts that a count is compatible with, ``low`` to ``high``, and that in a ``sentence``."""

    low: float
    high: float
    sentence: str


def peak_probability(
    people: int, *, peak: int, window: str, every: str = "month", exposure: str = "days"
) -> PeakChance:
    """Give the probability that the busiest cell of a window holds so many people, if cells differed only by chance.

    Parameters
    ----------
    people : int
        How many in all, at least 1.
    peak : int
        How many in the busiest cell.
    window : str
        First to last day, as EDTF.
    every : str
        Length of the cells.
    exposure : str
        ``days``: a cell is as likely as it has days in the window. ``cells``: every cell is equally likely.

    Raises
    ------
    MusterError
        If a number is out of range or a word unknown.

    Notes
    -----
    The largest of multinomial counts, by the product of truncated exponential generating functions (Levin 1981, Annals
    of Statistics 9:1123); in integers up to 120 people, beyond that in floats that only add positive numbers.

    Examples
    --------
    >>> found = peak_probability(51, peak=8, window="2023-06/2024-05", exposure="cells")
    >>> round(found.probability, 3)
    0.578
    >>> found.sentence
    'If months differed only by chance, the busiest of 12 would hold 8 or more of 51 people with probability 0.58.'
    """
    found = cells(window, every)
    if people < 1 or not 0 <= peak <= people:
        raise MusterError(f"expected at least 1 person and a peak from 0 to their number, found {people} and {peak}")
    by_days = _by_days(exposure)
    lengths = tuple(sorted(cell.size if by_days else 1 for cell in found))
    probability = 1 - (_below(people, peak - 1, lengths) if peak else 0.0)
    sentence = (
        f"{CHANCE.format(cells=f'{Every.of(every)}s')}, the busiest of {len(found)} would hold {peak} or more of "
        f"{counted(people, 'person', 'people')} with probability {_chance(probability)}."
    )
    return PeakChance(people, peak, len(found), probability, _distribution(people, lengths), sentence)


def rate_ratio(
    first: int, second: int, first_window: str, second_window: str, *, exposure: str = "days", confidence: float = 0.95
) -> RateRatio:
    """Compare two counts over two windows that need not be equally long.

    Parameters
    ----------
    first, second : int
        People in each window, not both 0.
    first_window, second_window : str
        The windows, as EDTF; they may not share a day.
    exposure : str
        ``days``: a window counts by its days. ``months``: by its calendar months, each alike.
    confidence : float
        Of the interval.

    Notes
    -----
    Given their sum, the first of two Poisson counts is binomial (Przyborowski and Wilenski 1940, Biometrika 31:313);
    the interval is that of Clopper and Pearson (1934, Biometrika 26:404), the p-value sums what is no likelier.

    Examples
    --------
    >>> found = rate_ratio(31, 20, "2023-06/2023-12", "2024-01/2024-05", exposure="months")
    >>> round(found.p, 3), [round(rate, 2) for rate in found.rates]
    (0.778, [4.43, 4.0])
    """
    _check_confidence(confidence)
    windows = [Interval.date(window) for window in (first_window, second_window)]
    if min(first, second) < 0 or first + second < 1:
        raise MusterError(f"expected two counts of people, at least one above 0, found {first} and {second}")
    if windows[0].meets(windows[1]):
        raise MusterError(f"the windows {first_window} and {second_window} share days; a person could be counted twice")
    months = [_months(window) for window in windows]
    spans = [float(window.size) for window in windows] if _by_days(exposure, other="months") else months
    from scipy.stats import binomtest

    test = binomtest(first, first + second, spans[0] / sum(spans))
    interval = test.proportion_ci(confidence, method="exact")
    low, high = (_odds(share) * spans[1] / spans[0] for share in (interval.low, interval.high))
    ratio = _odds(first / (first + second)) * spans[1] / spans[0]
    rates = (first / months[0], second / months[1])
    sentence = (
        f"{CHANCE.format(cells='months')}, a split at least as unlikely as {first} to {second} would come about "
        f"with probability {_chance(test.pvalue)}; the rates are {rates[0]:.1f} and {rates[1]:.1f} a month, "
        f"their ratio {ratio:.2f} ({confidence:.0%} interval {low:.2f} to {high:.2f})."
    )
    return RateRatio(ratio, low, high, float(test.pvalue), rates, sentence)


def overlap_bounds(first: int, second: int, among: int | None = None) -> Overlap:
    """Give how many people two lists can share, and how many they can describe together.

    Parameters
    ----------
    first, second : int
        People on each list.
    among : int, optional
        How many people there are in all, where that is known.

    Notes
    -----
    These are the bounds of Fréchet (1935, Fundamenta Mathematicae 25:379); without a common key nothing narrower holds.

    Examples
    --------
    >>> overlap_bounds(51, 163).sentence
    'Two lists of 51 and 163 people share from 0 to 51 people and describe from 163 to 214 people together.'
    """
    if min(first, second) < 0 or (among is not None and among < max(first, second)):
        limit = "" if among is None else f", at most {among} each"
        raise MusterError(f"expected two numbers of people, not negative{limit}, found {first} and {second}")
    least = 0 if among is None else max(0, first + second - among)
    most = min(first, second)
    together = first + second - most, first + second - least
    sentence = (
        f"Two lists of {first} and {second} people share from {least} to {most} people and describe from {together[0]} "
        f"to {together[1]} people together."
    )
    return Overlap(least, most, together[0], together[1], sentence)


def garwood(count: int, confidence: float = 0.95) -> RateInterval:
    """Give the expected counts that a count of people is compatible with, if counts differed only by chance.

    Notes
    -----
    The exact interval of a Poisson mean (Garwood 1936, Biometrika 28:437).

    Examples
    --------
    >>> found = garwood(8)
    >>> round(found.low, 2), round(found.high, 2)
    (3.45, 15.76)
    """
    _check_confidence(confidence)
    if count < 0:
        raise MusterError(f"expected a count of people, found {count}")
    from scipy.stats import chi2

    tail = (1 - confidence) / 2
    low = float(chi2.ppf(tail, 2 * count)) / 2 if count else 0.0
    high = float(chi2.isf(tail, 2 * count + 2)) / 2
    sentence = (
        f"{CHANCE.format(cells='months')}, a count of {count} would be compatible with an expected {low:.1f} "
        f"to {high:.1f} ({confidence:.0%} interval)."
    )
    return RateInterval(low, high, sentence)


def _distribution(people: int, lengths: tuple[int, ...]) -> pd.Series:
    """Give the probability of each size the busiest cell can have, up to where nothing measurable is left."""
    least = -(-people // len(lengths))
    below = [0.0]
    while below[-1] < 1 - 1e-12:
        below.append(_below(people, least + len(below) - 1, lengths))
    sizes = pd.RangeIndex(least, least + len(below) - 1, name="people")
    return pd.Series(np.diff(below), index=sizes, name="probability")


def _chance(probability: float) -> str:
    return f"{probability:.2f}" if probability >= 0.01 else "below 0.01"


def _check_confidence(confidence: float) -> None:
    if not 0 < confidence < 1:
        raise MusterError(f"expected a confidence between 0 and 1, found {confidence}")


def _by_days(exposure: str, other: str = "cells") -> bool:
    if exposure not in {"days", other}:
        raise UnknownName.of("exposure", exposure, ["days", other])
    return exposure == "days"


def _months(window: Interval) -> float:
    """Give the length in months, a part of a month by its days."""
    return sum(cell.size / Every.MONTH.around(cell.first).size for cell in cells(window, "month"))


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else float("inf")


@lru_cache(maxsize=4096)
def _below(people: int, most: int, lengths: tuple[int, ...]) -> float:
    """Give the probability that no cell holds more than ``most`` of ``people``."""
    if most * len(lengths) < people:
        return 0.0
    if most >= people:
        return 1.0
    if people > EXACT_UP_TO:
        return _below_in_floats(people, most, lengths)
    ways = [1] + [0] * people
    for length in lengths:
        terms = [length**one for one in range(most + 1)]
        ways = [
            sum(comb(total, one) * terms[one] * ways[total - one] for one in range(min(most, total) + 1))
            for total in range(people + 1)
        ]
    return float(Fraction(ways[people], sum(lengths) ** people))


def _below_in_floats(people: int, most: int, lengths: tuple[int, ...]) -> float:
    """Give the same by Poisson weights: a multinomial is independent Poisson counts given their sum."""
    from scipy.stats import poisson

    ways = np.ones(1)
    for length in lengths:
        ways = np.convolve(ways, poisson.pmf(np.arange(most + 1), people * length / sum(lengths)))[: people + 1]
    return float(ways[people] / poisson.pmf(people, people)) if len(ways) > people else 0.0
