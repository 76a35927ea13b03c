"""Simulated lists: they agree with every used claim and every record, and spread as the worlds do.

Agreement with claims is judged by ``audit``, which test_bearing holds against an oracle; agreement with records by a
few lines of their own here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import factorial

import numpy as np
import pandas as pd
import pytest

import musterbook as mb
from exploring import EXPLORE
from test_bearing import case_of, claim, frame

YEAR = "2023-06/2024-05"
WORLDS, MANY = (1_000, 20_000) if EXPLORE else (200, 1_000)
Row = Mapping[str, str]


def used_alone(case: mb.Case) -> mb.Case:
    """Leave the used claims of a case alone, so that each is held against a list once."""
    return replace(case, claims=case.claims[case.claims["status"] == "used"])


def not_holding(case: mb.Case, people: pd.DataFrame) -> list[str]:
    """Give the used claims that some world does not bear out."""
    used = used_alone(case)
    worlds = [one for _, one in people.groupby("world")] if "world" in people else [people]
    found = [finding for one in worlds for finding in mb.audit(used, one) if finding.verdict != "holds"]
    return sorted({f"{one.sentence} {'; '.join(one.evidence)}" for one in found})


def ends_of(text: str) -> tuple[date, date]:
    """Give the first and last day of days, months and pairs of them."""
    first, _, last = text.partition("/")
    months = pd.Period(first, "D" if len(first) == 10 else "M"), pd.Period(last or first)
    return months[0].start_time.date(), months[1].end_time.date()


def disagreements(records: Sequence[Row], people: pd.DataFrame) -> list[str]:
    """Name the records that are not in every world as they are known."""
    wrong = []
    for record in records:
        mine = people[people["record_id"] == record["record_id"]]
        for name in ("signup", "arrival", "departure"):
            if record.get(name):
                first, last = ends_of(record[name])
                wrong += [
                    f"{record['record_id']} {name} {day}"
                    for day in mine[name]
                    if not first <= date.fromisoformat(day) <= last
                ]
        for name in ("age", "lag_days"):
            low, dots, high = record.get(name, "..").partition("..")
            inside = mine[name].between(int(low or 0), int(high) if high else (10**6 if dots else int(low)))
            wrong += [
                f"{record['record_id']} {name} {value}"
                for value in mine.loc[~inside.fillna(False), name]
                if low or high
            ]
        for name in ("party", "outcome"):
            wrong += [
                f"{record['record_id']} {name}" for value in mine[name] if record.get(name) and value != record[name]
            ]
    together = people.dropna(subset=["signup", "arrival", "lag_days"])
    apart = pd.to_datetime(together["signup"]) - pd.to_datetime(together["arrival"])
    return [*wrong, *together.loc[apart.dt.days != together["lag_days"], "record_id"]]


MOSCOW = mb.load_case("moscow-2023-24")
MOSCOW_RECORDS = [
    {str(name): text for name, text in row.items() if isinstance(text, str)}
    for row in MOSCOW.records.to_dict("records")
]


@pytest.fixture(scope="module")
def stack() -> pd.DataFrame:
    return mb.simulate(MOSCOW, seed=7, worlds=WORLDS)


def test_51_people_of_each_world_agree_with_every_used_claim(stack: pd.DataFrame) -> None:
    assert stack.groupby("world").size().tolist() == [51] * WORLDS
    assert not_holding(MOSCOW, stack[stack["world"] <= (50 if EXPLORE else 2)]) == []


def test_every_record_is_in_each_world(stack: pd.DataFrame) -> None:
    assert disagreements(MOSCOW_RECORDS, stack) == []
    pair = stack[stack["party"] == "a"].groupby("world")["arrival"]
    assert pair.size().tolist() == [2] * WORLDS
    assert pair.nunique().tolist() == [1] * WORLDS


@pytest.mark.parametrize("variable", ["signup", "age", "lag_days"])
def test_cells_spread_as_the_worlds_do(stack: pd.DataFrame, variable: str) -> None:
    worlds = mb.possible_worlds(MOSCOW, variable)
    values = stack[variable].astype("str").str[:7]
    drawn = pd.crosstab(stack["world"], values)
    for cell in (name for name in worlds.axis.names if ".." not in name):
        share = worlds.distribution(cell)
        found = drawn.get(cell, pd.Series(0, index=drawn.index))
        assert set(found) <= set(share[share > 0].index)
        mean = float((share * share.index).sum())
        spread = float((share * (share.index - mean) ** 2).sum()) ** 0.5
        assert abs(found.mean() - mean) <= 4.5 * spread / WORLDS**0.5 + 1e-12


def test_a_simulated_list_says_what_it_is() -> None:
    people = mb.simulate(MOSCOW, seed=3)
    assert list(people) == [
        *("record_id", "population_id", "signup", "arrival", "departure", "lag_days", "age"),
        *("party", "outcome", "source_id", "note", "simulated"),
    ]
    assert people["simulated"].all()
    assert people["record_id"].tolist()[3:7] == ["person-4", "person-5", "simulated-1", "simulated-2"]
    assert people["record_id"].is_unique
    assert {name: people.attrs[name] for name in ("simulated", "seed", "weights", "case", "population")} == {
        "simulated": True,
        "seed": 3,
        "weights": "uniform",
        "case": "moscow-2023-24",
        "population": "moscow-centre",
    }
    assert "30 numbers next to" in people.attrs["note"]


def test_a_seed_gives_the_same_list_again_and_another_gives_another() -> None:
    first, again, other = (mb.simulate(MOSCOW, seed=seed, worlds=3) for seed in (5, 5, 6))
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)


def test_steady_weights_let_longer_cells_hold_more() -> None:
    case = case_of([claim("count signup", "=", "30")], "2023-06-28/2023-07-31")
    counts = {
        weights: (mb.simulate(case, 1, weights=weights, worlds=200)["signup"].str[:7] == "2023-07").mean()
        for weights in ("uniform", "steady")
    }
    assert abs(counts["steady"] - 31 / 34) < 0.02
    assert abs(counts["uniform"] - 1 / 2) < 0.05


def chi_square(found: pd.Series, share: pd.Series) -> float:
    """Give the probability of numbers as far from their shares or farther, by Pearson; rare values are one."""
    from scipy.stats import chisquare

    expected = share * len(found)
    seen = found.value_counts().reindex(share.index, fill_value=0)
    assert int(seen.sum()) == len(found)
    groups = np.where(expected < 5, -1, np.arange(len(share)))
    tables = [one.groupby(groups).sum() for one in (seen, expected)]
    return float(chisquare(*tables).pvalue) if len(tables[0]) > 1 else 1.0


def by_month(people: pd.DataFrame) -> pd.DataFrame:
    """Count the people of each world by month of sign-up, a row per world."""
    months, names = pd.factorize(people["signup"].str[:7], sort=True)
    world = people["world"].to_numpy() - 1
    counts = np.bincount(world * len(names) + months, minlength=(world.max() + 1) * len(names))
    return pd.DataFrame(counts.reshape(-1, len(names)), columns=names)


PINNED = {
    "days": ["2023-08-22", "2023-08-22", "2023-07-03"],
    "months": ["2023-08", "2023-09", "2023-08"],
    "longer": ["2023-08/2023-09", "2023-08/2023-12", "2024-01/2024-05"],
    "all kinds": ["2023-08-22", "2023-08", "2023-07/2023-08", "2024-03-04/2024-03-10"],
    "none": [],
}
PINNED_NOW = PINNED if EXPLORE else ("all kinds",)


@pytest.mark.parametrize("weights", ["uniform", "steady"])
@pytest.mark.parametrize("pinned", PINNED_NOW)
def test_many_worlds_spread_as_all_worlds_do(pinned: str, weights: str) -> None:
    claims = [
        claim("count signup", "=", "14"),
        claim("count signup 2023-06/2023-12", "=", "9"),
        claim("peak signup 2023-07", "=", "4"),
    ]
    records = [{"record_id": f"person-{place}", "signup": text} for place, text in enumerate(PINNED[pinned])]
    case = case_of(claims, YEAR, records)
    people = mb.simulate(case, seed=5, worlds=MANY, weights=weights)
    assert disagreements(records, people[people["world"] <= 20]) == []
    drawn = by_month(people)
    worlds = mb.possible_worlds(case, "signup", weights=weights)
    found = {
        cell: chi_square(drawn.get(cell, pd.Series(0, index=drawn.index)), worlds.distribution(cell))
        for cell in worlds.axis.names
    }
    assert min(found.values()) > 0.0005, found


CROSSING = [("2023-06-20", "2023-07-10"), ("2023-07-05", "2023-08-03"), ("2023-08-15", "2023-08-15")]


def month_tables_by_hand(weights: str, people: int, early: int) -> dict[tuple[int, ...], Fraction]:
    """Weigh the tables of June to September by listing every way to deal people to stretches of days.

    So many are in June and July, and the people of ``CROSSING`` have a place each.
    """
    days = [date(2023, 6, 1) + timedelta(days=step) for step in range(122)]
    edges = {date(2023, month, 1) for month in (6, 7, 8, 9, 10)}
    edges |= {date.fromisoformat(first) for first, _ in CROSSING}
    edges |= {date.fromisoformat(last) + timedelta(days=1) for _, last in CROSSING}
    pieces = [[day for day in days if start <= day < stop] for start, stop in pairwise(sorted(edges))]
    homes = [
        [place for place, piece in enumerate(pieces) if first <= str(piece[0]) and str(piece[-1]) <= last]
        for first, last in CROSSING
    ]
    found: dict[tuple[int, ...], Fraction] = {}
    for bars in combinations(range(people + len(pieces) - 1), len(pieces) - 1):
        deal = [stop - start - 1 for start, stop in pairwise((-1, *bars, people + len(pieces) - 1))]
        table = tuple(
            sum(number for number, piece in zip(deal, pieces, strict=True) if piece[0].month == month)
            for month in (6, 7, 8, 9)
        )
        has_room = any(all(deal[one] >= seats.count(one) for one in seats) for seats in product(*homes))
        if table[0] + table[1] == early and has_room:
            ways = Fraction(1)
            for number, piece in zip(deal, pieces, strict=True):
                ways *= Fraction(len(piece) ** number, factorial(number))
            found[table] = found.get(table, Fraction(0)) + ways if weights == "steady" else Fraction(1)
    return found


@pytest.mark.parametrize("weights", ["uniform", "steady"])
def test_records_that_cross_months_and_each_other_spread_as_by_hand(weights: str) -> None:
    claims = [claim("count signup", "=", "6"), claim("count signup 2023-06/2023-07", "=", "3")]
    records = [{"record_id": f"person-{place}", "signup": "/".join(ends)} for place, ends in enumerate(CROSSING)]
    people = mb.simulate(case_of(claims, "2023-06/2023-09", records), seed=3, worlds=MANY, weights=weights)
    drawn = by_month(people)
    tables = month_tables_by_hand(weights, 6, 3)
    share = pd.Series({table: float(one / sum(tables.values())) for table, one in tables.items()})
    assert chi_square(pd.Series([*zip(*(drawn[month] for month in drawn), strict=True)]), share) > 0.0005


def test_steady_weights_of_the_moscow_list_are_those_of_its_worlds() -> None:
    """A record on one day of August and others elsewhere: 4.457 people in August on average, exactly."""
    people = mb.simulate(MOSCOW, seed=5, worlds=MANY, weights="steady")
    drawn = by_month(people)
    table = mb.possible_worlds(MOSCOW, "signup", weights="steady").table().set_index("cell")
    for cell in ("2023-08", "2023-09", "2024-01"):
        assert abs(drawn[cell].mean() - table.loc[cell, "mean"]) < 4.5 * drawn[cell].std() / MANY**0.5


TOTAL = claim("count signup", "=", "12")
CASES: dict[str, tuple[list[dict[str, str]], list[dict[str, str]]]] = {
    "mean and coarse ages that cross": (
        [TOTAL, claim("mean age", "=", "31"), claim("minimum age", "=", "20"), claim("maximum age", "=", "40")],
        [
            {"record_id": "one", "age": "18..25"},
            {"record_id": "two", "age": "22..30"},
            {"record_id": "three", "age": "24"},
        ],
    ),
    "median and a coarse age": (
        [TOTAL, claim("median age", "=", "28"), claim("minimum age", ">=", "20"), claim("maximum age", "<=", "40")],
        [{"record_id": "one", "age": "25..30"}],
    ),
    "an age that crosses the youngest": (
        [TOTAL, claim("minimum age", "=", "20"), claim("maximum age", "=", "40")],
        [{"record_id": "one", "age": "19..25"}, {"record_id": "two", "age": "18..22"}],
    ),
    "occupied months and a peak": (
        [TOTAL, claim("occupied signup", "=", "5", unit="months"), claim("peak signup 2023-07", "=", "4")],
        [{"record_id": "one", "signup": "2023-07/2023-08"}, {"record_id": "two", "signup": "2023-06"}],
    ),
    "a record that crosses a month": (
        [TOTAL, claim("count signup 2023-06/2023-09", "=", "7")],
        [
            {"record_id": "one", "signup": "2023-08-30/2023-09-02"},
            {"record_id": "two", "signup": "2023-09-20/2023-10-04"},
        ],
    ),
    "a claim on days": ([TOTAL, claim("count signup 2023-07-03/2023-07-09", "=", "5")], []),
    "a peak among weeks": ([TOTAL, claim("peak signup 2023-07-03/2023-07-09", "=", "3")], []),
    "chained values": (
        [TOTAL, claim("count lag_days 0", "=", "2"), claim("count lag_days 1..3", ">=", "4")],
        [
            {"record_id": "one", "signup": "2023-08", "arrival": "2023-08-30"},
            {"record_id": "two", "arrival": "2023-09-29", "lag_days": "0..4"},
            {"record_id": "three", "signup": "2023-07-10/2023-07-20", "arrival": "2023-07", "lag_days": "5.."},
            {"record_id": "four", "arrival": "2023-12-24/2024-01-06", "departure": "2023-12", "party": "p"},
            {"record_id": "five", "lag_days": "2", "party": "p"},
        ],
    ),
    "a peak of lags beside an open end": (
        [TOTAL, claim("peak lag_days 1", "=", "2"), claim("count lag_days 0", "=", "1")],
        [],
    ),
    "labels counted exactly": (
        [TOTAL, claim("count outcome killed", "=", "3"), claim("count outcome returned", "<=", "2")],
        [{"record_id": "one", "outcome": "killed"}],
    ),
    "another column": ([TOTAL, claim("count nationality nepalese", ">=", "5")], []),
    "a number counted without a part": ([claim("count", "=", "6"), claim("minimum age", "=", "20")], []),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("weights", ["uniform", "steady"])
def test_worlds_agree_with_claims_and_records(name: str, weights: str) -> None:
    claims, records = CASES[name]
    case = case_of(claims, YEAR, records)
    people = mb.simulate(case, seed=11, worlds=100 if EXPLORE else 2, weights=weights)
    assert not_holding(case, people[people["world"] <= (100 if EXPLORE else 1)]) == []
    assert disagreements(records, people) == []


@pytest.mark.parametrize("weights", ["uniform", "steady"])
def test_any_date_that_a_case_counts_by_is_drawn(weights: str) -> None:
    claims = [claim("count", "=", "30"), claim("count death 2023-07", "=", "8"), claim("count age 20..29", "=", "9")]
    case = case_of(claims, YEAR, [{"record_id": "one", "arrival": "2023-05"}, {"record_id": "two", "age": "30"}])
    case = replace(
        case,
        populations=case.populations.assign(event="death"),
        records=case.records.assign(death=pd.array(["2023-07-03/2023-07-09", None], "str")),
    )
    people = mb.simulate(case, seed=1, worlds=3, weights=weights)
    assert not_holding(case, people[people["world"] == 1]) == []
    july = people["death"].str.startswith("2023-07")
    assert set(july.groupby(people["world"]).sum()) == {8}
    assert set(people["age"].between(20, 29).groupby(people["world"]).sum()) == {9}
    assert set(people.loc[people["record_id"] == "one", "death"].str[:9]) == {"2023-07-0"}
    assert people["death"].notna().all()
    assert people["signup"].isna().all()
    assert set(people["arrival"].dropna().str[:7]) == {"2023-05"}


def test_a_total_alone_is_drawn_by_the_window() -> None:
    people = mb.simulate(case_of([claim("count", "=", "30")], YEAR), seed=1)
    assert people["signup"].between("2023-06-01", "2024-05-31").sum() == 30


def test_labels_that_are_none_of_those_mentioned_are_missing_unless_claims_need_them_said() -> None:
    floor = mb.simulate(case_of([TOTAL, claim("count outcome killed", ">=", "3")], YEAR), seed=1)
    exact = mb.simulate(case_of([TOTAL, claim("count outcome killed", "=", "3")], YEAR), seed=1)
    assert set(floor["outcome"].dropna()) <= {"killed"}
    assert exact["outcome"].value_counts().to_dict() == {"other or not stated": 9, "killed": 3}


def test_a_number_of_people_that_is_not_settled_is_asked_for() -> None:
    case = case_of([claim("count signup", ">=", "5")], YEAR)
    with pytest.raises(mb.MusterError) as caught:
        mb.simulate(case)
    assert str(caught.value) == (
        "the number of people of 'centre' is not settled, it is at least 5; give one with total="
    )
    assert len(mb.simulate(case, total=6)) == 6


def test_values_of_a_record_that_cannot_hold_together_are_named() -> None:
    records = [{"record_id": "one", "signup": "2023-08-22", "arrival": "2023-08-20", "lag_days": "5"}]
    with pytest.raises(mb.MusterError) as caught:
        mb.simulate(case_of([TOTAL], YEAR, records))
    assert str(caught.value) == (
        "values of one record that cannot hold together: one; expected lag_days to be the days from arrival to a "
        "sign-up in the window, and no departure before arrival"
    )


def test_records_that_find_no_place_together_are_named() -> None:
    claims = [claim("count signup", "=", "2"), claim("count lag_days 0", "=", "2")]
    records = [{"record_id": "one", "signup": "2023-08-22", "arrival": "2023-08-20"}]
    with pytest.raises(mb.MusterError, match=r"tables drawn for 'centre' 0 have a place for every record.* one "):
        mb.simulate(case_of(claims, YEAR, records))


def test_what_has_no_window_cannot_be_drawn() -> None:
    case = case_of([TOTAL, claim("count arrival 2023-07", "=", "3")], YEAR)
    with pytest.raises(mb.MusterError, match="'arrival' has no window"):
        mb.simulate(case)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"weights": "heavy"}, "no weights 'heavy'; available: uniform, steady"),
        ({"worlds": 0}, "expected a number of worlds of at least 1, a whole number, found 0"),
        ({"worlds": 2.5}, "simulate: expected worlds to be a whole number; found a float"),
        ({"seed": "a"}, "simulate: expected seed to be a whole number or None; found a str"),
        ({"seed": -1}, "expected a seed of at least 0, a whole number, found -1"),
        ({"population": "moon"}, "no population 'moon'; available: centre"),
    ],
)
def test_options_that_cannot_be(options: dict[str, object], message: str) -> None:
    with pytest.raises(mb.MusterError) as caught:
        mb.simulate(case_of([TOTAL], YEAR), **options)  # type: ignore[arg-type]
    assert str(caught.value) == message


def stacked(*worlds: Sequence[int]) -> pd.DataFrame:
    """Stack worlds of people of some ages."""
    people = [{"world": place, "age": age} for place, ages in enumerate(worlds, 1) for age in ages]
    return pd.DataFrame(people).assign(simulated=True)


def test_a_number_is_combined_over_worlds() -> None:
    found = mb.combine(stacked([20, 30], [20, 40], [30, 40]), lambda people: people["age"].mean())
    assert found.to_dict("index") == {
        "value": {"worlds": 3, "mean": 30.0, "low": 25.0, "high": 35.0, "q05": 25.5, "q50": 30.0, "q95": 34.5}
    }


def test_people_of_a_label_that_a_world_does_not_have_are_none() -> None:
    found = mb.combine(stacked([20, 20], [20, 40]), lambda people: people["age"].value_counts())
    assert found[["worlds", "mean", "low", "high"]].to_dict("index") == {
        20: {"worlds": 2, "mean": 1.5, "low": 1.0, "high": 2.0},
        40: {"worlds": 1, "mean": 0.5, "low": 0.0, "high": 1.0},
    }
    assert found.attrs == {"simulated": True}


@pytest.mark.parametrize("statistic", ["mean", "max"])
def test_what_counts_nobody_is_combined_over_the_worlds_that_have_it(statistic: str) -> None:
    people = stacked([20, 30], [20, 40]).assign(party=["a", "b", "a", "a"])
    found = mb.combine(people, lambda one: one.groupby("party")["age"].agg(statistic))
    assert found.loc["b", ["worlds", "mean", "low"]].tolist() == [1, 30, 30]


@pytest.mark.parametrize("columns", [{}, {"simulated": [True, False]}])
def test_only_people_who_are_all_simulated_are_combined(columns: dict[str, list[bool]]) -> None:
    people = pd.DataFrame({"age": [20, 30], **columns})
    with pytest.raises(mb.MusterError, match=r"^expected people who are all simulated, as simulate gives them"):
        mb.combine(people, len)


def test_one_column_is_combined_and_two_are_refused() -> None:
    people = stacked([20], [30])
    assert mb.combine(people, lambda one: one["age"].to_frame().reset_index(drop=True))["mean"].tolist() == [25.0]
    with pytest.raises(mb.MusterError, match="expected a statistic of one column, found 3: world, age, simulated"):
        mb.combine(people, lambda one: one)


def test_one_world_alone_is_combined_too() -> None:
    assert mb.combine(mb.simulate(MOSCOW, seed=1), len)["mean"].tolist() == [51.0]


def test_the_records_of_a_case_are_left_as_they_were() -> None:
    before = frame("records", [])
    case = replace(case_of([TOTAL], YEAR), records=before.copy())
    mb.simulate(case, seed=1)
    pd.testing.assert_frame_equal(case.records, before)
