"""Counts, distributions and samples of worlds against listing them, closed forms and a plain dynamic programme.

The cases are drawn at random: ages from a minimum to a maximum, a number of people, and a few of the claims that make
counting hard: a mean, a median, a peak, a number of occupied ages, subtotals, people described one by one.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import comb
from random import Random
from statistics import stdev

import pytest

import musterbook as mb
import oracle
from exploring import EXPLORE
from test_worlds import bounds_of, claim, positive, possible, small

CASES = 10_000 if EXPLORE else 12
FIRST = 20


def drawn_case(random: Random) -> oracle.Rows:
    """Draw a hidden list of ages, and publish some of what is true of it and some that may not be."""
    last = FIRST + random.randint(1, 4)
    ages = sorted(random.randint(FIRST, last) for _ in range(random.randint(1, 7)))
    low, high = sorted(random.randint(FIRST, last) for _ in range(2))
    inside = sum(low <= age <= high for age in ages)
    counts = Counter(ages)
    top = max(counts, key=counts.__getitem__)
    middle = Fraction(ages[(len(ages) - 1) // 2] + ages[len(ages) // 2], 2)
    settled = random.random() < 0.7
    claims = [
        claim("count", "age", "", "=" if settled else "<=", len(ages) + (0 if settled else random.randint(0, 1))),
        claim("minimum", "age", "", ">=", FIRST),
        claim("maximum", "age", "", "<=", last),
    ]
    more = [
        claim("mean", "age", "", random.choice("=" if settled else ["=", ">=", "<="]), round(sum(ages) / len(ages))),
        claim("median", "age", "", "=", float(middle) if middle.denominator > 1 else int(middle)),
        claim("occupied", "age", "", random.choice(["=", ">=", "<="]), len(counts)),
        claim("peak", "age", str(top), "=", counts[top]),
        claim(
            "count",
            "age",
            f"{low}..{high}" if low < high else str(low),
            random.choice(["=", ">=", "<=", ">", "<"]),
            inside,
        ),
        claim("sd", "age", "", random.choice(["=", ">=", "<="]), f"{stdev(ages):.1f}" if len(ages) > 1 else "0.5"),
        claim("share", "age", str(low), "=", round(100 * counts[low] / len(ages)), unit="percent"),
    ]
    records = [{"age": str(age)} for age in random.sample(ages, random.randint(0, min(2, len(ages))))]
    return small("", claims + random.sample(more, random.randint(1, 3)), records, cap=9)


def test_counts_and_distributions_of_random_cases_are_those_of_listing() -> None:
    random = Random(20260101)
    counted = 0
    for _ in range(CASES):
        rows = drawn_case(random)
        found = oracle.worlds(rows, "age")
        worlds = possible(rows, "age")
        try:
            number = worlds.count
        except mb.MusterError:
            continue
        assert number == len(found), rows
        if found:
            counted += 1
            names = oracle.line_of(rows, "age").names
            assert bounds_of(worlds) == [(name, *ends) for name, ends in zip(names, oracle.bounds(found), strict=True)]
            cell = random.randrange(len(names))
            shares = worlds.distribution(names[cell], fractions=True)
            assert positive(shares) == oracle.shares(dict.fromkeys(found, 1), cell), rows
            drawn = {tuple(row) for row in worlds.sample(5, random.randrange(99)).itertuples(index=False)}
            assert drawn <= set(found), rows
    assert counted > CASES // 3


def ages_case(people: int, last: int, mean: int, *more: dict[str, str]) -> oracle.Rows:
    """Give a case of so many people from the first age to the last with a mean."""
    return small(
        "",
        [
            claim("count", "age", "", "=", people),
            claim("minimum", "age", "", ">=", FIRST),
            claim("maximum", "age", "", "<=", last),
            claim("mean", "age", "", "=", mean),
            *more,
        ],
    )


def gaussian(n: int, k: int) -> list[int]:
    """Give the coefficients of the Gaussian binomial coefficient, by (1 - q^a) and long division by (1 - q^b)."""
    made = [1]
    for step in range(1, k + 1):
        rise = n - k + step
        raised = made + [0] * rise
        for place in range(len(made)):
            raised[place + rise] -= made[place]
        for place in range(step, len(raised)):
            raised[place] += raised[place - step]
        made = raised[: len(raised) - step]
    return made


def in_window(sums: list[int], people: int, mean: int) -> int:
    """Sum the ways in which people lie so far above the first age that their mean is printed as it was."""
    return sum(
        ways
        for above, ways in enumerate(sums)
        if (2 * mean - 1) * people <= 2 * (above + FIRST * people) < (2 * mean + 1) * people
    )


@pytest.mark.parametrize(("people", "last", "mean"), [(1, 22, 21), (40, 29, 24), (300, 59, 33), (900, 30, 21)])
def test_a_total_and_a_mean_are_a_gaussian_binomial(people: int, last: int, mean: int) -> None:
    cells = last - FIRST + 1
    sums = gaussian(people + cells - 1, cells - 1)
    assert sum(sums) == comb(people + cells - 1, cells - 1)
    assert possible(ages_case(people, last, mean), "age").count == in_window(sums, people, mean)


def test_subtotals_multiply_gaussian_binomials() -> None:
    """200 people of 20 to 49, 60 of them under 30, against a product of two polynomials in plain integers."""
    worlds = possible(ages_case(200, 49, 33, claim("count", "age", "20..29", "=", 60)), "age")
    young, old = gaussian(60 + 9, 9), gaussian(140 + 19, 19)
    sums = [0] * (len(young) + 10 * 140 + len(old))
    for place, ways in enumerate(young):
        for other, more in enumerate(old, 10 * 140):
            sums[place + other] += ways * more
    assert worlds.count == in_window(sums, 200, 33)


def test_a_distribution_with_a_mean_is_that_of_a_plain_dynamic_programme() -> None:
    """60 people of 20 to 29, at most 30 under 23: of each world, how many are 27."""
    people, last, mean = 60, 29, 25
    rows = ages_case(people, last, mean, claim("count", "age", "20..22", "<=", 30))
    ways = Counter({(0, 0, 0): 1})
    for age in [*range(FIRST, 27), 28, 29]:
        grown: Counter[tuple[int, int, int]] = Counter()
        for (n, above, young), number in ways.items():
            for some in range(people - n + 1):
                under = young + (some if age <= 22 else 0)
                if under <= 30:
                    grown[n + some, above + some * (age - FIRST), under if age < 22 else 0] += number
        ways = grown
    held = Counter[int]()
    for (n, above, _), number in ways.items():
        some = people - n
        if (2 * mean - 1) * people <= 2 * (above + 7 * some + FIRST * people) < (2 * mean + 1) * people:
            held[some] += number
    worlds = possible(rows, "age")
    assert worlds.count == held.total()
    assert positive(worlds.distribution("27", fractions=True)) == {
        some: Fraction(number, held.total()) for some, number in sorted(held.items())
    }


def test_samples_with_a_mean_are_even() -> None:
    from scipy.stats import chisquare

    rows = ages_case(7, 24, 22, claim("count", "age", "20..21", ">=", 2))
    found = oracle.worlds(rows, "age")
    drawn = Counter(tuple(row) for row in possible(rows, "age").sample(100 * len(found), 3).itertuples(index=False))
    assert set(drawn) <= set(found)
    assert chisquare([drawn[world] for world in found]).pvalue > 1e-4


def test_a_mean_and_occupied_ages_are_carried_at_once() -> None:
    rows = ages_case(8, 25, 22, claim("occupied", "age", "", "=", 3))
    worlds, found = possible(rows, "age"), oracle.worlds(rows, "age")
    assert worlds.count == len(found)
    for place, cell in enumerate(worlds.axis.names):
        shares = worlds.distribution(cell, fractions=True)
        assert positive(shares) == oracle.shares(dict.fromkeys(found, 1), place)


def test_distributions_that_memory_does_not_hold_are_refused_before_it_is_taken() -> None:
    people = 10**9
    rows = small(
        "2014-01/2023-12", [claim("count", "signup", "", "=", people), claim("count", "signup", "2015", "<=", 9)]
    )
    worlds = possible(rows, "signup")
    assert worlds.bounds()["high"].max() == people
    with pytest.raises(mb.MusterError, match=r"GB is the most.*bounds\(\) is sharp"):
        worlds.distribution("2014-01")


def test_so_many_people_in_twelve_months_are_a_binomial_coefficient() -> None:
    rows = small("2023", [claim("count", "signup", "", "=", 10**9)])
    worlds, steady = possible(rows, "signup"), possible(rows, "signup", weights="steady")
    assert worlds.count == steady.count == comb(10**9 + 11, 11)
    assert (worlds.sample(50, 1).sum(axis=1) == 10**9).all()
    with pytest.raises(mb.MusterError, match="GB is the most"):
        steady.distribution("2023-01")


def test_time_is_a_limit_with_an_answer() -> None:
    rows = ages_case(300, 59, 33)
    worlds = possible(rows, "age", timeout=0)
    for ask in (lambda: worlds.count, lambda: worlds.distribution("30"), lambda: worlds.sample(1)):
        with pytest.raises(mb.MusterError, match="longer than the 0 s"):
            ask()
    months = possible(small("2023", [claim("count", "signup", "", "=", 3)]), "signup", timeout=0).table()
    assert months["high"].tolist() == [3] * 12
    assert months["mean"].isna().all()
    assert possible(rows, "age", timeout=None).count > 0
    with pytest.raises(mb.MusterError, match="timeout of at least 0"):
        possible(rows, "age", timeout=-1)
