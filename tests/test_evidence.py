"""What chance alone would do, against enumeration and textbook sums that use nothing but whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from math import comb, exp, inf, lgamma, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import musterbook as mb
from exploring import examples

YEAR = "2023-06/2024-05"
MONTHS = [30, 31, 31, 30, 31, 30, 31, 31, 29, 31, 30, 31]


def window_of(days: int) -> str:
    """Give a window of so many days from the start of 2023."""
    first = date(2023, 1, 1)
    return f"{first}/{first + timedelta(days=days - 1)}"


def month_lengths(months: int) -> list[int]:
    """Give the days of the first months of 2023."""
    return [31, 28, 31, 30, 31, 30, 31][:months]


def tallest(lengths: list[int], people: int) -> dict[int, Fraction]:
    """Deal every person to every cell, and add up how likely each deal is by the largest cell in it."""
    shares = [Fraction(length, sum(lengths)) for length in lengths]
    chances: dict[int, Fraction] = {}
    for deal in product(range(len(lengths)), repeat=people):
        weight = Fraction(1)
        for cell in deal:
            weight *= shares[cell]
        size = max(deal.count(cell) for cell in range(len(lengths)))
        chances[size] = chances.get(size, Fraction(0)) + weight
    return chances


SMALL = [(people, months) for people in range(1, 7) for months in range(1, 5) if months**people <= 4096]


@pytest.mark.parametrize("exposure", ["days", "cells"])
@pytest.mark.parametrize(("people", "months"), SMALL)
def test_peak_probability_is_that_of_all_deals(people: int, months: int, exposure: str) -> None:
    lengths = month_lengths(months) if exposure == "days" else [1] * months
    chances = tallest(lengths, people)
    window = f"2023-01/2023-{months:02}"
    for peak in range(people + 1):
        expected = sum((chance for size, chance in chances.items() if size >= peak), Fraction(0))
        found = mb.peak_probability(people, peak=peak, window=window, exposure=exposure)
        assert found.probability == pytest.approx(float(expected), abs=1e-12)
        assert (found.people, found.peak, found.cells) == (people, peak, months)
    assert found.distribution.to_dict() == pytest.approx({size: float(chances[size]) for size in sorted(chances)})


@pytest.mark.parametrize("people", [5, 6, 10])
def test_a_part_of_a_month_weighs_by_its_days(people: int) -> None:
    """Where one cell expects more than half of all people, it still may not have them."""
    chances = tallest([12, 20], people)
    for peak in range(people + 1):
        expected = sum((chance for size, chance in chances.items() if size >= peak), Fraction(0))
        found = mb.peak_probability(people, peak=peak, window="2023-01-20/2023-02-20")
        assert found.probability == pytest.approx(float(expected), abs=1e-12)


def log_poisson(count: int, mean: float) -> float:
    """Give the logarithm of a Poisson probability."""
    return count * log(mean) - mean - lgamma(count + 1)


def chance_by_filling(people: int, peak: int, lengths: list[int]) -> float:
    """Fill cell after cell: each takes its binomial share of the people and days that are left."""
    left = {people: 1.0}
    for place, length in enumerate(lengths[:-1]):
        share = length / sum(lengths[place:])
        reached: dict[int, float] = {}
        for rest, weight in left.items():
            for here in range(min(rest, peak - 1) + 1):
                ways = lgamma(rest + 1) - lgamma(here + 1) - lgamma(rest - here + 1)
                chance = exp(ways + here * log(share) + (rest - here) * log(1 - share))
                reached[rest - here] = reached.get(rest - here, 0.0) + weight * chance
        left = reached
    return 1 - sum(weight for rest, weight in left.items() if rest < peak)


@pytest.mark.parametrize(("people", "peak"), [(301, 37), (301, 30), (450, 50)])
@pytest.mark.parametrize("exposure", ["days", "cells"])
def test_many_people_are_counted_in_floats_as_well(people: int, peak: int, exposure: str) -> None:
    lengths = MONTHS if exposure == "days" else [1] * 12
    found = mb.peak_probability(people, peak=peak, window=YEAR, exposure=exposure)
    assert found.probability == pytest.approx(chance_by_filling(people, peak, lengths), abs=1e-9)


@pytest.mark.parametrize("people", [51, 120, 301, 2000])
def test_a_distribution_sums_to_one_and_agrees_with_the_probability(people: int) -> None:
    peak = people // 12 + 5
    found = mb.peak_probability(people, peak=peak, window=YEAR)
    assert found.distribution.sum() == pytest.approx(1, abs=1e-9)
    assert (found.distribution >= 0).all()
    assert found.distribution.index.min() >= -(-people // 12)
    assert found.distribution[found.distribution.index >= peak].sum() == pytest.approx(found.probability, abs=1e-9)


def chance_of_two(people: int, peak: int, share: float) -> float:
    """Say of two cells what a binomial says: the first holds the peak or more, or leaves the second so many."""
    from scipy.stats import binom

    return float(binom.sf(peak - 1, people, share) + binom.cdf(people - peak, people, share))


@pytest.mark.parametrize("people", [2_500, 10**6, 10**7])
@pytest.mark.parametrize(("window", "share"), [("2023-03/2023-04", 31 / 61), ("2023-02/2023-03", 28 / 59)])
def test_millions_over_two_months_are_a_binomial(people: int, window: str, share: float) -> None:
    middle, spread = people * max(share, 1 - share), (people * share * (1 - share)) ** 0.5
    for peak in (round(middle + away * spread) for away in (0.1, 1, 3, 5.5, 20)):
        found = mb.peak_probability(people, peak=peak, window=window).probability
        assert found == pytest.approx(chance_of_two(people, peak, share), abs=1e-11, rel=1e-4)
        assert found >= 0


@pytest.mark.parametrize(
    ("people", "window", "peaks"),
    [(2_500, YEAR, (225, 245, 270)), (10**6, YEAR, (85_000, 85_500)), (10**6, "1990/2023", (2_600, 2_700))],
)
def test_many_people_agree_with_dealing_them_at_random(people: int, window: str, peaks: tuple[int, ...]) -> None:
    rng, cells = np.random.default_rng(8), {YEAR: 12, "1990/2023": 408}[window]
    busiest = rng.multinomial(people, [1 / cells] * cells, size=4_000).max(axis=1)
    for peak in peaks:
        found = mb.peak_probability(people, peak=peak, window=window, exposure="cells").probability
        assert abs((busiest >= peak).mean() - found) < 4.5 * max(found * (1 - found), 1e-4) ** 0.5 / 4_000**0.5


def test_no_size_of_a_busiest_month_has_a_negative_probability() -> None:
    for people in (2_500, 10_000, 100_000):
        found = mb.peak_probability(people, peak=1, window="2014/2023").distribution
        assert (found >= 0).all()
        assert found.sum() == pytest.approx(1, abs=1e-10)


def test_what_one_month_alone_would_need_keeps_its_size() -> None:
    found = mb.peak_probability(51, peak=51, window=YEAR, exposure="cells").probability
    assert found == pytest.approx(float(12 * Fraction(1, 12) ** 51))
    assert mb.peak_probability(51, peak=51, window="2023-07").probability == 1.0


@pytest.mark.parametrize(("peak", "expected"), [(8, 0.578), (9, 0.269)])
def test_the_peak_of_the_moscow_list(peak: int, expected: float) -> None:
    """Important Stories, 11 April 2025: 8 of 51 in July 2023."""
    found = mb.peak_probability(51, peak=peak, window=YEAR, exposure="cells")
    assert round(found.probability, 3) == expected
    assert found.sentence == (
        f"If months differed only by chance, the busiest of 12 would have {peak} or more of 51 people "
        f"{100 * expected:.0f} times in 100."
    )


@pytest.mark.parametrize(
    ("people", "peak", "every", "sentence"),
    [
        (1, 1, "month", "If months differed only by chance, the busiest of 12 would have 1 or more of 1 person "),
        (
            2,
            2,
            "quarter",
            "If quarters differed only by chance, the busiest of 5 would have 2 or more of 2 people ",
        ),
        (2, 2, "week", "If weeks differed only by chance, the busiest of 53 would have 2 or more of 2 people "),
        (1200, 1, "year", "If years differed only by chance, the busiest of 2 would have 1 or more of 1,200 people "),
    ],
)
def test_the_sentence_about_a_peak(people: int, peak: int, every: str, sentence: str) -> None:
    assert mb.peak_probability(people, peak=peak, window=YEAR, every=every).sentence.startswith(sentence)


def binomial(successes: int, trials: int, share: Fraction) -> Fraction:
    """Give the probability of so many successes."""
    return comb(trials, successes) * share**successes * (1 - share) ** (trials - successes)


def two_sided(successes: int, trials: int, share: Fraction) -> Fraction:
    """Sum the probabilities of all that is no likelier than what came about."""
    chances = [binomial(one, trials, share) for one in range(trials + 1)]
    return sum((one for one in chances if one <= chances[successes]), Fraction(0))


def crossing(rising: Callable[[float], float], level: float, high: float = 1.0) -> float:
    """Find where a rising function passes a level."""
    low = 0.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < level else (low, middle)
    return low


def shares_of(successes: int, trials: int, tail: float) -> tuple[float, float]:
    """Give the interval of Clopper and Pearson by bisection."""

    def sums(share: float, counts: range) -> float:
        return sum(comb(trials, one) * share**one * (1 - share) ** (trials - one) for one in counts)

    low = crossing(lambda share: sums(share, range(successes, trials + 1)), tail) if successes else 0.0
    high = crossing(lambda share: 1 - sums(share, range(successes + 1)), 1 - tail) if successes < trials else 1.0
    return low, high


def ratio(share: float, first: float, second: float) -> float:
    """Turn the share of the first count into a ratio of rates."""
    return share / (1 - share) * second / first if share < 1 else inf


@examples(8)
@given(
    counts=st.tuples(st.integers(0, 40), st.integers(0, 40)).filter(any),
    months=st.tuples(st.integers(1, 6), st.integers(1, 6)),
    confidence=st.sampled_from([0.8, 0.95, 0.99]),
)
def test_a_rate_ratio_is_that_of_the_textbook(
    counts: tuple[int, int], months: tuple[int, int], confidence: float
) -> None:
    windows = f"2023-01/2023-{months[0]:02}", f"2024-07/2024-{6 + months[1]:02}"
    found = mb.rate_ratio(*counts, *windows, exposure="months", confidence=confidence)
    assert found.p == pytest.approx(
        float(two_sided(counts[0], sum(counts), Fraction(months[0], sum(months)))), abs=1e-9
    )
    ends = [ratio(share, *months) for share in shares_of(counts[0], sum(counts), (1 - confidence) / 2)]
    assert [found.low, found.high] == pytest.approx(ends, rel=1e-6)
    assert found.ratio == pytest.approx(ratio(counts[0] / sum(counts), *months))
    assert found.rates == pytest.approx((counts[0] / months[0], counts[1] / months[1]))


def test_rates_by_days_weigh_windows_by_their_days() -> None:
    found = mb.rate_ratio(31, 20, "2023-06/2023-12", "2024-01/2024-05")
    assert found.p == pytest.approx(float(two_sided(31, 51, Fraction(214, 366))), abs=1e-12)
    assert found.ratio == pytest.approx(31 / 214 / (20 / 152))


def test_the_split_of_the_moscow_list() -> None:
    """Important Stories, 11 April 2025: 31 people in seven months of 2023, 20 in five of 2024."""
    found = mb.rate_ratio(31, 20, "2023-06/2023-12", "2024-01/2024-05", exposure="months")
    assert (round(found.p, 3), round(found.rates[0], 2), round(found.rates[1], 2)) == (0.778, 4.43, 4.0)
    low, high = (ratio(share, 7, 5) for share in shares_of(31, 51, 0.025))
    assert found.sentence == (
        "If months differed only by chance, a split as uneven as 31 to 20 would be seen "
        f"78 times in 100; the rates are 4.4 and 4.0 a month, their ratio 1.11 (95% interval {low:.2f} to {high:.2f})."
    )


@pytest.mark.parametrize(
    ("counts", "windows", "exposure", "said"),
    [
        ((28, 29), ("2023-02", "2024-02"), "days", "30.4 and 30.4 a month, their ratio 1.00 "),
        ((28, 29), ("2023-02", "2024-02"), "months", "28.0 and 29.0 a month, their ratio 0.97 "),
        ((999, 1000), ("2023-01", "2023-03"), "days", "980.9 and 981.8 a month, their ratio 0.999 "),
        ((10**5, 10**5 + 1), ("2023-01", "2023-03"), "days", "98,183.5 and 98,184.4 a month, their ratio 0.99999 "),
        ((1, 5), ("2023-01-01", "1800/2022"), "days", "30.4 and 0.002 a month, their ratio 16,289.80 "),
        ((5, 0), ("2023-01", "2024-01"), "days", "4.9 and 0.0 a month, their ratio unlimited "),
        ((3, 2), ("2023-01-16/2023-02", "2023-04"), "months", "1.98 and 2.00 a month, their ratio 0.99 "),
    ],
)
def test_no_rounding_hides_a_difference_of_rates(
    counts: tuple[int, int], windows: tuple[str, str], exposure: str, said: str
) -> None:
    found = mb.rate_ratio(*counts, *windows, exposure=exposure)
    assert f"the rates are {said}(" in found.sentence
    first, second = found.rates
    assert found.ratio == pytest.approx(first / second if second else inf)


def poisson_sum(counts: range, mean: float) -> float:
    """Add up Poisson probabilities."""
    return sum(exp(log_poisson(one, mean)) for one in counts) if mean else float(0 in counts)


@pytest.mark.parametrize("count", [0, 1, 2, 8, 51, 163])
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_the_interval_of_a_count_by_poisson_sums(count: int, confidence: float) -> None:
    tail = (1 - confidence) / 2
    low = crossing(lambda mean: 1 - poisson_sum(range(count), mean), tail, high=count + 1) if count else 0.0
    high = crossing(lambda mean: 1 - poisson_sum(range(count + 1), mean), 1 - tail, high=3 * count + 20)
    found = mb.garwood(count, confidence)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-7, abs=1e-9)
    assert found.sentence == (
        f"If months differed only by chance, a count of {count} would fit an average of "
        f"{low:.{2 if 0 < low < 0.05 else 1}f} to "
        f"{high:.1f} ({confidence:.0%} interval)."
    )


def overlaps(first: int, second: int, among: int) -> Iterator[tuple[int, int]]:
    """Lay the second list over the first in every way, and give how many both hold and how many they hold together."""
    for both in range(min(first, second) + 1):
        together = first + second - both
        if together <= among:
            yield both, together


@examples(20)
@given(first=st.integers(0, 9), second=st.integers(0, 9), spare=st.integers(0, 12) | st.none())
def test_overlap_bounds_are_those_of_all_ways_to_lay_two_lists(first: int, second: int, spare: int | None) -> None:
    among = None if spare is None else max(first, second) + spare
    both, together = zip(*overlaps(first, second, first + second if among is None else among), strict=True)
    found = mb.overlap_bounds(first, second, among)
    assert (found.both_low, found.both_high) == (min(both), max(both))
    assert (found.together_low, found.together_high) == (min(together), max(together))


def test_the_sentence_about_two_lists() -> None:
    assert mb.overlap_bounds(51, 163, 200).sentence == (
        "Two lists of 51 and 163 people share from 14 to 51 people and describe from 163 to 200 people together."
    )


BY_CHANCE = {
    "peak": lambda: mb.peak_probability(51, peak=8, window=YEAR),
    "peak-of-days": lambda: mb.peak_probability(51, peak=3, window=YEAR, every="day"),
    "ratio": lambda: mb.rate_ratio(31, 20, "2023-06/2023-12", "2024-01/2024-05"),
    "interval": lambda: mb.garwood(8),
    "nobody": lambda: mb.garwood(0),
}


@pytest.mark.parametrize("make", BY_CHANCE.values(), ids=BY_CHANCE)
def test_what_rests_on_chance_says_so(make: Callable[[], object]) -> None:
    assert "differed only by chance" in make().sentence


def test_bounds_rest_on_no_chance() -> None:
    assert "chance" not in mb.overlap_bounds(51, 163).sentence


WRONG = [
    pytest.param(
        lambda: mb.peak_probability(0, peak=0, window=YEAR),
        "expected from 1 to 10,000,000 people and a peak of no more than all of them, found 0 and 0",
        id="nobody",
    ),
    pytest.param(
        lambda: mb.peak_probability(5, peak=6, window=YEAR),
        "expected from 1 to 10,000,000 people and a peak of no more than all of them, found 5 and 6",
        id="peak-above-people",
    ),
    pytest.param(
        lambda: mb.peak_probability(5, peak=-1, window=YEAR),
        "expected from 1 to 10,000,000 people and a peak of no more than all of them, found 5 and -1",
        id="negative-peak",
    ),
    pytest.param(
        lambda: mb.peak_probability(5, peak=2, window=YEAR, exposure="hours"),
        "no exposure 'hours'; available: days, cells",
        id="unknown-exposure",
    ),
    pytest.param(
        lambda: mb.peak_probability(5, peak=2, window=YEAR, every="fortnight"),
        "no period 'fortnight'; available: day, week, month, quarter, year",
        id="unknown-length",
    ),
    pytest.param(
        lambda: mb.rate_ratio(0, 0, "2023", "2024"),
        "expected two counts of people, at least one above 0, found 0 and 0",
        id="nobody-at-all",
    ),
    pytest.param(
        lambda: mb.rate_ratio(-1, 3, "2023", "2024"),
        "expected counts of 0 to 10,000,000,000 people, found -1 and 3",
        id="negative-count",
    ),
    pytest.param(
        lambda: mb.rate_ratio(3, 3, "2023-06/2023-12", "2023-12/2024-05"),
        "the windows 2023-06/2023-12 and 2023-12/2024-05 share days; a person could be counted twice",
        id="shared-days",
    ),
    pytest.param(
        lambda: mb.rate_ratio(3, 3, "2023", "2024", exposure="cells"),
        "no exposure 'cells'; available: days, months",
        id="unknown-exposure-of-a-ratio",
    ),
    pytest.param(lambda: mb.garwood(-1), "expected counts of 0 to 10,000,000,000 people, found -1", id="negative"),
    pytest.param(lambda: mb.garwood(8.0), "garwood: expected count to be a whole number; found a float", id="no-whole"),
    pytest.param(
        lambda: mb.garwood(10**30),
        f"expected counts of 0 to 10,000,000,000 people, found {10**30}",
        id="more-than-there-are",
    ),
    pytest.param(
        lambda: mb.peak_probability(float("nan"), peak=1, window=YEAR),  # type: ignore[arg-type]
        "peak_probability: expected people to be a whole number; found a float",
        id="no-number",
    ),
    pytest.param(
        lambda: mb.peak_probability(10**9, peak=1, window=YEAR),
        "expected from 1 to 10,000,000 people and a peak of no more than all of them, found 1000000000 and 1",
        id="a-billion",
    ),
    pytest.param(
        lambda: mb.peak_probability(9, peak=1, window="0001/9999", every="day"),
        "expected at most 10,000 cells; 0001/9999 has more days: take longer ones",
        id="ten-thousand-years-of-days",
    ),
    pytest.param(
        lambda: mb.peak_probability(9, peak=1, window=None),  # type: ignore[arg-type]
        "peak_probability: expected window to be a text; found nothing (None)",
        id="no-window",
    ),
    pytest.param(
        lambda: mb.garwood(8, float("nan")), "expected a confidence between 0 and 1, found nan", id="no-confidence"
    ),
    pytest.param(
        lambda: mb.overlap_bounds(5, 9, 8),
        "expected two lists of at most 8 people each, found 5 and 9",
        id="too-few",
    ),
    pytest.param(
        lambda: mb.overlap_bounds(-1, 9),
        "expected counts of 0 to 10,000,000,000 people, found -1 and 9",
        id="below-zero",
    ),
    pytest.param(
        lambda: mb.garwood(8, 95), "expected a confidence between 0 and 1, found 95", id="confidence-in-percent"
    ),
    pytest.param(
        lambda: mb.rate_ratio(3, 3, "2023", "2024", confidence=95),
        "expected a confidence between 0 and 1, found 95",
        id="confidence-of-a-ratio-in-percent",
    ),
]


@pytest.mark.parametrize(("call", "message"), WRONG)
def test_wrong_numbers_and_words_are_named(call: Callable[[], object], message: str) -> None:
    with pytest.raises(mb.MusterError) as error:
        call()
    assert str(error.value) == message
