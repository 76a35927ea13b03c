"""Bounds, feasibility and smallest sets of cases too large to list, against an exact model of another make.

A list of up to ten million people is drawn as counts by month, age and outcome; what is published of it is true, or one
figure of it is pushed out of reach by one. With EXPLORE=1 a thousand cases are tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

import pytest

import exact
import musterbook as mb
import oracle
from exploring import EXPLORE
from test_worlds import claim, possible, sets_of, small

CASES = range(1_000) if EXPLORE else (0, 1, 3, 4, 5)
WINDOWS = ("2023-01/2023-06", "2022-11/2023-09", "2023-06/2024-05", "2023-01-17/2023-05-09")
OUTCOMES = ("killed", "missing", "wounded")


def dealt(random: Random, people: int, cells: int) -> list[int]:
    """Deal people to cells, most of them to a few."""
    weights = [random.random() ** 3 * (random.random() > 0.15) + 1e-9 for _ in range(cells)]
    found = [int(people * weight / sum(weights)) for weight in weights]
    found[random.randrange(cells)] += people - sum(found)
    return found


def related(random: Random, number: int) -> tuple[str, int]:
    """Relate something true to a number."""
    slack = random.choice([0, 1, max(1, number // 50)])
    return random.choice([("=", number), ("=", number), (">=", max(0, number - slack)), ("<=", number + slack)])


def month_claims(random: Random, window: str, truth: Sequence[int]) -> Iterator[dict[str, str]]:
    """Tell true things of months: spans that may cross, the largest, how many have anybody."""
    months = list(oracle.date_cells(window, "month"))
    for _ in range(random.randint(1, 3)):
        first, last = sorted(random.randrange(len(months)) for _ in range(2))
        where = cut(f"{months[first]}/{months[last]}", window)
        yield claim("count", "signup", where, *related(random, sum(truth[first : last + 1])))
    if random.random() < 0.4 and list(truth).count(max(truth)) == 1:
        top = months[list(truth).index(max(truth))]
        yield claim("peak", "signup", cut(top, window), *related(random, max(truth)))
    if random.random() < 0.4:
        yield claim("occupied", "signup", "", *related(random, sum(map(bool, truth))), unit="months")


def cut(where: str, window: str) -> str:
    """Keep a stretch of months within the window."""
    low, high = oracle.day_span(where)
    start, stop = oracle.day_span(window)
    if start <= low and high <= stop:
        return where
    return "/".join(str(oracle.date.fromordinal(int(day))) for day in (max(low, start), min(high, stop)))


def age_claims(random: Random, truth: Sequence[int], first: int) -> Iterator[dict[str, str]]:
    """Tell true things of ages, from the youngest to the oldest there are."""
    ages = [age for age, people in enumerate(truth, first) if people]
    everybody = sum(truth)
    yield claim("minimum", "age", "", random.choice(["=", ">="]), ages[0])
    yield claim("maximum", "age", "", random.choice(["=", "<="]), ages[-1])
    low, high = sorted(random.choice(ages) for _ in range(2))
    inside = sum(people for age, people in enumerate(truth, first) if low <= age <= high)
    yield claim("count", "age", f"{low}..{high}" if low < high else f"{low}", *related(random, inside))
    if random.random() < 0.6:
        mean = sum(age * people for age, people in enumerate(truth, first)) / everybody
        yield claim("mean", "age", "", random.choice(["=", ">=", "<="]), f"{mean:.{random.randint(0, 1)}f}")
    if random.random() < 0.3:
        yield claim("median", "age", "", "=", halfway(truth, first))
    if random.random() < 0.3 and everybody <= 20_000:
        yield claim("occupied", "age", "", *related(random, len(ages)))


def halfway(truth: Sequence[int], first: int) -> str:
    """Give the median, to half a year."""
    reached, middles = 0, []
    for age, people in enumerate(truth, first):
        middles += [age for place in ((sum(truth) - 1) // 2, sum(truth) // 2) if reached <= place < reached + people]
        reached += people
    return f"{sum(middles) // 2}" if sum(middles) % 2 == 0 else f"{sum(middles) / 2}"


def outcome_claims(random: Random, truth: Sequence[int]) -> Iterator[dict[str, str]]:
    """Tell true things of what became of people: numbers, shares, the most frequent."""
    for label, people in list(zip(OUTCOMES, truth, strict=False))[: random.randint(1, 3)]:
        if random.random() < 0.5:
            share = f"{100 * people / sum(truth):.{random.randint(0, 1)}f}"
            yield claim("share", "outcome", label, random.choice(["=", ">=", "<="]), share, unit="percent")
        else:
            yield claim("count", "outcome", label, *related(random, people))


def large_case(random: Random) -> oracle.Rows:
    """Draw a list, and what is published of it; in every third case one figure is out of reach, or nearly."""
    people, window = int(10 ** random.uniform(1, 7)), random.choice(WINDOWS)
    claims = [claim("count", random.choice(["", "signup"]), "", random.choice(["=", "=", "<="]), people)]
    months = dealt(random, people, len(oracle.date_cells(window, "month")))
    claims += month_claims(random, window, months)
    first = random.randint(16, 20)
    ages = dealt(random, people, random.randint(3, 40))
    if random.random() < 0.6:
        claims += age_claims(random, ages, first)
    if random.random() < 0.4:
        claims += outcome_claims(random, dealt(random, people, 4))
    if random.random() < 0.35:
        told = random.choice([one for one in claims if one["value"].isdecimal()])
        told["value"] = str(max(0, int(told["value"]) + random.choice([-2, -1, 1, 2])))
    names = list(oracle.date_cells(window, "month"))
    known = [{"signup": cut(month, window)} for month, some in zip(names, months, strict=True) if some]
    return small(window, claims, random.sample(known, min(len(known), random.randint(0, 2))))


@pytest.mark.parametrize("seed", CASES)
def test_a_large_case_is_solved_to_the_last_person(seed: int) -> None:
    random = Random(seed)
    case = large_case(random)
    most = 4 * max(int(one["value"]) for one in case.claims if one["statistic"] == "count") + 100
    model = exact.Model(case, most)
    variable = random.choice([name for name in case.variables if name])
    worlds = possible(case, variable)
    try:
        everybody = model.ends({model.everybody: 1})
        if everybody is None:
            assert sets_of(worlds) == exact.impossible_sets(case, most)
            return
        assert worlds.total == everybody
        found = worlds.bounds()
        for cell, low, high in found.sample(min(len(found), 3), random_state=seed).itertuples(index=False):
            assert (low, high) == model.ends(model.cell(variable, cell)), (case, cell)
    except exact.Unsure:
        pytest.skip("the other model is not sure")


def test_what_is_too_large_at_once_is_solved_in_parts() -> None:
    """Of 477 people with a mean and shares, 164 in a stretch whose busiest day had 166; no model of loose rows fits."""
    worlds = possible(large_case(Random(73)), "age")
    assert worlds.contradictions == [("c2", "c4"), ("c0", "c1", "c4")]


def test_where_one_strategy_finds_no_world_another_does() -> None:
    """Of 8,157,404 people at most, of a median of 34, all but one of the lower half may be 18 years old."""
    youngest = possible(large_case(Random(686)), "age").span("18")
    assert (youngest.low, youngest.high) == (1, 8_157_404 // 2 - 1)


def test_the_other_model_knows_what_is_known() -> None:
    """Ten in two months of whom seven in the first: three are left; eleven in the first are too many."""
    claims = [claim("count", "", "", "=", 10), claim("count", "signup", "2023-01", "=", 7)]
    model = exact.Model(small("2023-01/2023-02", claims), 100)
    assert model.ends(model.cell("signup", "2023-02")) == (3, 3)
    more = [*claims, claim("count", "signup", "2023-01", ">", 10)]
    wrong = {frozenset({"c0", "c2"}), frozenset({"c1", "c2"})}
    assert exact.impossible_sets(small("2023-01/2023-02", more), 100) == wrong


def test_limits_are_said_and_not_only_hoped() -> None:
    """More people than are solved for exactly are refused with the claim that says them."""
    rows = small(
        "2023", [claim("count", "signup", "", "=", 10**13), claim("occupied", "signup", "", "=", 3, unit="months")]
    )
    with pytest.raises(mb.MusterError, match="c0 says"):
        possible(rows, "signup").bounds()
