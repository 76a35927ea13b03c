"""How surprising is it: what chance alone would do to figures like the published ones.

The bounds of :mod:`musterbook.worlds` say what the record leaves open and assume nothing. This page asks another
question and assumes something to answer it: that each person's day was equally likely, one like the other. Every result
carries those words, "if months differed only by chance", so that it cannot be quoted without them. Nothing here says
that chance alone was at work.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import ceil, floor, inf, sqrt

import numpy as np
import numpy.typing as npt
import pandas as pd

from musterbook.errors import MusterError, UnknownName, counted
from musterbook.intervals import Every, Interval, cells

CHANCE = "If {} differed only by chance"
# The length of a month on average over the calendar.
MONTH_DAYS = 365.2425 / 12
MOST_PEOPLE, MOST_COUNTED, MOST_CELLS = 10**7, 10**10, 10_000
RARE, DIGITS = 1e-6, 12


@dataclass(frozen=True)
class PeakChance:
    """How likely the busiest cell is to be as large as it was.

    ``probability`` of ``peak`` people or more in the busiest cell; ``sentence``, the result with what it assumes.
    ``lengths`` says how many cells there are of each length.
    """

    people: int
    peak: int
    cells: int
    probability: float
    sentence: str
    lengths: Counter[int] = field(repr=False)

    @cached_property
    def distribution(self) -> pd.Series:
        """The probability of each size the busiest cell can have, by people, up to where less than 1e-12 is left."""
        return _Busiest(self.people, self.lengths).distribution()


@dataclass(frozen=True)
class RateRatio:
    """Two counts over two stretches of time, as rates.

    ``ratio`` of the first rate to the second with its exact interval ``low`` to ``high``, infinite where there is no
    end; ``p``, two-sided, of a ratio of 1; ``rates``, people per month of each stretch, measured as the ratio is;
    ``sentence``, the result with what it assumes.
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
        How many in all, 1 to 10 million.
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
    Multinomial counts are Poisson counts given their sum (Levin 1981, Annals of Statistics 9:1123); the chance that
    those up to a size sum to all people is read off their characteristic functions. A probability that rests on one
    cell alone, below one in a million, is the sum over cells, which exceeds it by less than half its square. What is
    given errs by less than 1e-11, and by less than a ten-thousandth of itself.

    Examples
    --------
    >>> import musterbook as mb
    >>> found = mb.peak_probability(51, peak=8, window="2023-06/2024-05", exposure="cells")
    >>> round(found.probability, 3)
    0.578
    >>> found.sentence
    'If months differed only by chance, the busiest of 12 would have 8 or more of 51 people 58 times in 100.'
    """
    if not 1 <= people <= MOST_PEOPLE or not 0 <= peak <= people:
        expected = f"from 1 to {MOST_PEOPLE:,} people and a peak of no more than all of them"
        raise MusterError(f"expected {expected}, found {people} and {peak}")
    period, length = _period(window), Every.of(every)
    if period.size > MOST_CELLS * length.around(period.first).size:
        raise MusterError(f"expected at most {MOST_CELLS:,} cells; {period} has more {length}s: take longer ones")
    found = cells(period, length)
    lengths = Counter([cell.size for cell in found] if _by_days(exposure) else {1: len(found)})
    probability = _Busiest(int(people), lengths).reaches(int(peak))
    sentence = (
        f"{CHANCE.format(f'{length}s')}, the busiest of {len(found):,} would have {peak:,} or more of "
        f"{counted(people, 'person', 'people')} {often(probability)}."
    )
    return PeakChance(int(people), int(peak), len(found), probability, sentence, lengths)


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
        ``days``: a window counts by its days, and a rate is that of a month of average length, 30.4 days. ``months``:
        by its calendar months, each alike, a part of a month by its days.
    confidence : float
        Of the interval.

    Raises
    ------
    MusterError
        If counts or windows are none, or the windows share days.

    Notes
    -----
    Given their sum, the first of two Poisson counts is binomial (Przyborowski and Wilenski 1940, Biometrika 31:313);
    the interval is that of Clopper and Pearson (1934, Biometrika 26:404), the p-value sums what is no likelier.

    Examples
    --------
    >>> import musterbook as mb
    >>> found = mb.rate_ratio(31, 20, "2023-06/2023-12", "2024-01/2024-05", exposure="months")
    >>> round(found.p, 3), [round(rate, 2) for rate in found.rates]
    (0.778, [4.43, 4.0])
    >>> leap = mb.rate_ratio(28, 29, "2023-02", "2024-02")
    >>> leap.ratio, [round(rate, 1) for rate in leap.rates]
    (1.0, [30.4, 30.4])
    """
    percent = _percent(confidence)
    _check_counts(first, second)
    if not first + second:
        raise MusterError("expected two counts of people, at least one above 0, found 0 and 0")
    windows = [_period(window) for window in (first_window, second_window)]
    if windows[0].meets(windows[1]):
        raise MusterError(f"the windows {first_window} and {second_window} share days; a person could be counted twice")
    by_days = _by_days(exposure, other="months")
    early, late = (Fraction(window.size) if by_days else months_in(window) for window in windows)
    from scipy.stats import binomtest

    test = binomtest(int(first), int(first + second), float(early / (early + late)))
    interval = test.proportion_ci(confidence, method="exact")
    low, high = (share / (1 - share) * float(late / early) if share < 1 else inf for share in interval)
    rates = int(first) / early, int(second) / late
    ratio = float(rates[0] / rates[1]) if second else inf
    one, other = (float(rate) * (MONTH_DAYS if by_days else 1) for rate in rates)
    sentence = (
        f"{CHANCE.format('months')}, a split as uneven as {first:,} to {second:,} would be seen "
        f"{often(float(test.pvalue))}; the rates are {apart(one, other)} and {apart(other, one)} a month, their ratio "
        f"{apart(ratio, 1.0, 2)} ({percent} interval {apart(low, ratio, 2)} to {apart(high, ratio, 2)})."
    )
    return RateRatio(ratio, low, high, float(test.pvalue), (one, other), sentence)


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
    >>> import musterbook as mb
    >>> mb.overlap_bounds(51, 163).sentence
    'Two lists of 51 and 163 people share from 0 to 51 people and describe from 163 to 214 people together.'
    """
    _check_counts(*(one for one in (first, second, among) if one is not None))
    if among is not None and among < max(first, second):
        raise MusterError(f"expected two lists of at most {among:,} people each, found {first:,} and {second:,}")
    least, most = 0 if among is None else max(0, first + second - among), min(first, second)
    ends = int(least), int(most), int(first + second - most), int(first + second - least)
    sentence = (
        f"Two lists of {first:,} and {second:,} people share from {ends[0]:,} to {ends[1]:,} people and describe from "
        f"{ends[2]:,} to {ends[3]:,} people together."
    )
    return Overlap(*ends, sentence)


def garwood(count: int, confidence: float = 0.95) -> RateInterval:
    """Give the expected counts that a count of people is compatible with, if counts differed only by chance.

    Notes
    -----
    The exact interval of a Poisson mean (Garwood 1936, Biometrika 28:437).

    Examples
    --------
    >>> import musterbook as mb
    >>> found = mb.garwood(8)
    >>> round(found.low, 2), round(found.high, 2)
    (3.45, 15.76)
    """
    percent = _percent(confidence)
    _check_counts(count)
    from scipy.special import gammainccinv, gammaincinv

    low = float(gammaincinv(count, (1 - confidence) / 2)) if count else 0.0
    high = float(gammainccinv(count + 1, (1 - confidence) / 2))
    ends = f"{apart(low, count)} to {apart(high, count)} ({percent} interval)"
    return RateInterval(low, high, f"{CHANCE.format('months')}, a count of {count:,} would fit an average of {ends}.")


def months_in(window: Interval) -> Fraction:
    """Give the length of a window in calendar months, a part of a month by its days.

    >>> months_in(Interval.date("2023-06-16/2023-08"))
    Fraction(5, 2)
    """
    sizes = ((month.size, Every.MONTH.around(month.first).size) for month in cells(window))
    return sum((Fraction(size, whole) for size, whole in sizes), Fraction())


@dataclass(frozen=True)
class _Busiest:
    """The busiest of cells to which so many people fell by chance, each as likely as it is long.

    Each cell holds a Poisson count around its share, as a table of probabilities within twelve standard deviations.
    Sums are told from each other within a period, beyond which none has a probability that could be measured.
    """

    people: int
    lengths: Counter[int]

    def reaches(self, peak: int) -> float:
        """Give the probability that it holds so many people or more."""
        if peak <= self.least:
            return 1.0
        alone = self.expected(peak)
        if alone < RARE or 2 * peak > self.people:
            return min(1.0, alone)
        return round(1 - min(1.0, max(0.0, self.sums_to_all(peak) / self.whole)), DIGITS)

    def expected(self, size: int) -> float:
        """Give how many cells hold so many people or more, as expected; a binomial tail is an incomplete beta."""
        from scipy.special import betainc

        tails = (times * betainc(size, self.people - size + 1, share) for share, times, *_ in self.counts)
        return float(sum(tails))

    def distribution(self) -> pd.Series:
        """Give the probability of each size that has one that can be measured."""
        most = bisect_left(range(self.people), True, key=lambda size: self.expected(max(1, size)) < 10.0**-DIGITS)
        most, reached = max(most, self.least), [0.0]
        while reached[-1] < 1:
            reached.append(self.reaches(most + 1 - len(reached)))
        sized = [float(f"{one:.{DIGITS}g}") for one in np.abs(np.diff(reached))[::-1]]
        return pd.Series(sized, pd.RangeIndex(most + 2 - len(reached), most + 1, name="people"), name="probability")

    @property
    def least(self) -> int:
        """The least the busiest cell can hold."""
        return -(-self.people // self.lengths.total())

    @cached_property
    def counts(self) -> list[tuple[float, int, npt.NDArray[np.int64], npt.NDArray[np.float64]]]:
        """The share of cells of each length, how many they are, and the counts that each may hold with their chances.

        Those are Poisson, by the ratios of neighbours, which keep their digits.
        """
        found = []
        days = sum(length * times for length, times in self.lengths.items())
        for length, times in sorted(self.lengths.items()):
            mean = self.people * length / days
            reach = 12 * sqrt(mean) + 40
            numbers = np.arange(max(0, floor(mean - reach)), ceil(mean + reach))
            logs = np.cumsum(np.log(mean / np.maximum(numbers, 1)))
            weights = np.exp(logs - logs.max())
            found.append((length / days, times, numbers, weights / weights.sum()))
        return found

    @cached_property
    def whole(self) -> float:
        """The probability that counts of whatever size sum to all people."""
        return self.sums_to_all(self.people + 1)

    def sums_to_all(self, size: int) -> float:
        """Give the probability that independent Poisson counts all stay below a size and sum to all people."""
        period = 1 << (ceil(9 * sqrt(self.people)) + 60).bit_length()
        transform = np.ones(period // 2 + 1, dtype=complex)
        for _, times, numbers, weights in self.counts:
            folded = np.bincount(numbers % period, weights * (numbers < size), minlength=period)
            transform *= np.fft.rfft(folded) ** times
        return float(np.fft.irfft(transform, period)[self.people % period])


def often(probability: float | Fraction) -> str:
    """Say how often something comes up.

    >>> [often(chance) for chance in (0.578, 0.01, 0.0004)]
    ['58 times in 100', 'once in 100 times', 'less than once in 100 times']
    >>> [often(chance) for chance in (0.9999, 1.0, 0.0)]
    ['more than 99 times in 100', 'always', 'never']
    """
    if probability in {0.0, 1.0}:
        return "always" if probability else "never"
    if not 0.01 <= probability <= 0.99:
        return "less than once in 100 times" if probability < 0.5 else "more than 99 times in 100"
    times = round(100 * probability)
    return "once in 100 times" if times == 1 else f"{times} times in 100"


def apart(number: float, other: float, places: int = 1) -> str:
    """Give a number with some decimals, and with more where it would look like 0 or like another that it is not."""
    if number == inf:
        return "unlimited"
    alike = [one for one in (0.0, other) if one != number]
    differs = (
        some for some in range(places, DIGITS) if all(f"{number:.{some}f}" != f"{one:.{some}f}" for one in alike)
    )
    return f"{number:,.{next(differs, DIGITS)}f}"


def _percent(confidence: float) -> str:
    """Write a confidence; refuse what is none."""
    if not 0 < confidence < 1:
        raise MusterError(f"expected a confidence between 0 and 1, found {confidence!r}")
    return f"{100 * confidence:.10g}%"


def _check_counts(*counts: int) -> None:
    """Refuse what is no count of people."""
    if not 0 <= min(counts) <= max(counts) <= MOST_COUNTED:
        raise MusterError(f"expected counts of 0 to {MOST_COUNTED:,} people, found {' and '.join(map(str, counts))}")


def _period(window: str) -> Interval:
    """Read a window, whose first and last day must be known."""
    found = Interval.date(window)
    if not found.is_closed:
        raise MusterError(f"expected a window with both its ends, such as '2023-06/2024-05', found {window!r}")
    return found


def _by_days(exposure: str, other: str = "cells") -> bool:
    """Tell whether a window counts by its days, and not by what else it may count by."""
    if exposure not in {"days", other}:
        raise UnknownName.of("exposure", exposure, ["days", other])
    return exposure == "days"
