"""Parties and pairs, against every day that people may have had and every way their lags can be dealt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations, permutations, product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import musterbook as mb
import native
from exploring import examples

Make = Callable[..., Any]
Days = tuple[int, int]

FIRST, LAST = 10, 13
EARLIEST, LATEST = 1, 25
"""What is not stated of a day lies between these; far enough from those that are stated to tell nothing of them."""


@st.composite
def spans(draw: st.DrawFn, low: int, high: int) -> Days | None:
    """Draw a span of days, or nothing."""
    if draw(st.integers(0, 3)) == 0:
        return None
    first = draw(st.integers(low, high))
    return first, first if draw(st.booleans()) else draw(st.integers(first, high))


@st.composite
def people(draw: st.DrawFn) -> tuple[Days | None, Days | None, Days | None, str]:
    """Draw what is known of a person's arrival, sign-up, lag, and the label of their party."""
    return (
        draw(spans(FIRST, LAST)),
        draw(spans(FIRST, LAST)),
        draw(spans(0, 2)),
        draw(st.sampled_from(["", "", "a", "b"])),
    )


def possible_days(person: tuple[Days | None, Days | None, Days | None, str]) -> set[Days]:
    """List every arrival with every sign-up that a person may have had; nobody signs up before arriving."""
    arrival, signup, lag, _ = person
    arrivals, signups = (range(one[0], one[1] + 1) if one else range(EARLIEST, LATEST + 1) for one in (arrival, signup))
    low, high = lag or (0, 99)
    return {(come, sign) for come in arrivals for sign in signups if low <= sign - come <= high}


def text_of(span: Days | None, prefix: str = "") -> str | None:
    """Write a span as a date of August or as a lag."""
    if span is None:
        return None
    ends = [f"{prefix}{one:02}" if prefix else str(one) for one in dict.fromkeys(span)]
    return ("/" if prefix else "..").join(ends)


def columns_of(some: Sequence[Any]) -> dict[str, list[Any]]:
    """Write people as a file would."""
    return {
        "record_id": [f"p{place}" for place in range(len(some))],
        "arrival": [text_of(one[0], "2023-08-") for one in some],
        "signup": [text_of(one[1], "2023-08-") for one in some],
        "lag_days": [text_of(one[2]) for one in some],
        "party": [one[3] or None for one in some],
    }


def expected_of(some: Sequence[Any]) -> tuple[set[tuple[int, int]], set[tuple[int, int]], tuple[str, ...]]:
    """Try every day of every two people: the pairs that share both days surely, possibly, and labels that cannot be."""
    days = [possible_days(one) for one in some]
    labels = [one[3] for one in some]
    contradicted = []
    for label in sorted(set(labels) - {""}):
        members = [place for place, one in enumerate(labels) if one == label]
        common = set.intersection(*({come for come, _ in days[place]} for place in members))
        if not common:
            contradicted.append(label)
        for place in members:
            days[place] = {one for one in days[place] if one[0] in common} if common else days[place]
            labels[place] = label if common else ""
    sure, possible = set(), set()
    for one, other in combinations(range(len(some)), 2):
        together = bool(labels[one]) and labels[one] == labels[other]
        tried = [
            mine == theirs for mine, theirs in product(days[one], days[other]) if not together or mine[0] == theirs[0]
        ]
        sure |= {(one, other)} if all(tried) else set()
        possible |= {(one, other)} if any(tried) else set()
    return sure, possible, tuple(contradicted)


CONSISTENT = people().filter(possible_days)


@examples(4)
@given(some=st.lists(CONSISTENT, min_size=1, max_size=6))
def test_pairs_are_those_of_every_day_tried(some: list[Any]) -> None:
    found = mb.parties(native.pandas_frame(columns_of(some)))
    sure, possible, contradicted = expected_of(some)
    assert (found.pairs, found.possible, found.contradicted) == (len(sure), len(possible), contradicted)
    listed = [text.split(", ") for text in found.table["record_ids"]]
    assert {(int(one[1:]), int(other[1:])) for ids in listed for one, other in combinations(ids, 2)} == sure
    assert found.table["people"].tolist() == [len(ids) for ids in listed]


@examples(4)
@given(groups=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=5))
def test_chance_expects_the_average_of_every_way_to_deal_the_lags(groups: list[tuple[int, int]]) -> None:
    days, lags = ([one[place] for one in groups] for place in (0, 1))
    deals = [list(zip(days, deal, strict=True)) for deal in permutations(lags)]
    pairs = [sum(one == other for one, other in combinations(both, 2)) for both in deals]
    arrivals = [f"2023-08-{10 + day}" for day in days]
    people = {
        "record_id": [str(place) for place in range(len(groups))],
        "arrival": arrivals,
        "lag_days": [*map(str, lags)],
    }
    assert mb.parties(native.pandas_frame(people)).expected == pytest.approx(sum(pairs) / len(pairs))


def fifty_one() -> dict[str, list[str]]:
    """Make a list of 51 people who arrived on 17 days, three a day, and signed up 0, 1 or 2 days later, two alike."""
    arrivals = [f"2023-08-{day + 1:02}" for day in range(17) for _ in range(3)]
    lags = [str(turn) for _ in range(17) for turn in (0, 1, 2)]
    lags[1] = "0"
    return {"record_id": [f"p{place:02}" for place in range(51)], "arrival": arrivals, "lag_days": lags}


def test_two_of_51_are_no_pattern() -> None:
    found = mb.parties(native.pandas_frame(fifty_one()))
    assert found.sentence == (
        "1 pair of people surely arrived and signed up together. Of 51 people with both days known, "
        "1 pair had both the same; if their lags differed only by chance, there would be 16.4 on average."
    )
    assert (
        found.table.to_dict("records")
        == [
            {
                "arrival": "2023-08-01",
                "signup": "2023-08-01",
                "lag_days": "0",
                "party": None,
                "people": 2,
                "record_ids": "p00, p01",
                "basis": "same days",
            }
        ]
        or found.table["party"].isna().all()
    )


def test_the_pair_of_the_moscow_case() -> None:
    """Important Stories, 11 April 2025: two men came on one flight and went to the centre together two days later."""
    found = mb.parties(mb.read_case(Path(__file__).parent / "cases" / "first").records)
    row = found.table.iloc[0]
    assert (row["lag_days"], row["party"], row["record_ids"], row["basis"]) == (
        "2",
        "a",
        "person-1, person-2",
        "stated",
    )
    assert found.table[["arrival", "signup"]].isna().all(axis=None)
    assert (found.dated, found.dated_pairs, found.expected) == (1, 0, None)
    assert found.sentence == (
        "1 pair of people surely arrived and signed up together, at most 7 may have. "
        "Fewer than two people have both days known, so nothing can be said of chance."
    )


def test_people_of_one_flight_and_people_of_one_day() -> None:
    columns = {
        "record_id": ["a", "b", "c", "d", "e"],
        "arrival": ["2023-08-01", None, "2023-08-01", "2023-08-05", "2023-08-05"],
        "signup": ["2023-08-03", "2023-08-03", "2023-08-03", "2023-08-05", None],
        "flight": ["f1", "f1", "f2", "f3", "f3"],
        "lag_days": [None, None, None, None, "0"],
    }
    found = mb.parties(native.pandas_frame(columns), by="flight")
    assert found.table[["party", "people", "record_ids", "basis"]].astype(object).fillna("").to_dict("records") == [
        {"party": "", "people": 3, "record_ids": "a, b, c", "basis": "same days"},
        {"party": "f3", "people": 2, "record_ids": "d, e", "basis": "stated"},
    ]
    by_days = mb.parties(native.pandas_frame(columns))
    assert by_days.table["record_ids"].tolist() == ["a, c", "d, e"]
    assert {name: str(kind) for name, kind in found.table.dtypes.items()} == {
        **dict.fromkeys(["arrival", "signup", "lag_days", "party", "record_ids", "basis"], "str"),
        "people": "Int64",
    }


def test_a_party_that_cannot_have_arrived_on_one_day_is_named() -> None:
    columns = {"arrival": ["2023-08-01", "2023-08-02"], "signup": ["2023-08-02"] * 2, "party": ["a", "a"]}
    found = mb.parties(native.pandas_frame({"record_id": ["x", "y"], **columns}))
    assert (found.contradicted, found.pairs, found.possible) == (("a",), 0, 0)


def test_what_is_known_of_one_member_of_a_party_tells_of_the_others() -> None:
    columns = {
        "record_id": ["x", "w", "v"],
        "arrival": ["2023-08-10", None, "2023-08-10"],
        "signup": ["2023-08-30", None, "2023-08-12"],
        "lag_days": [None, "2", None],
        "party": ["a", "a", None],
    }
    found = mb.parties(native.pandas_frame(columns))
    assert found.table[["arrival", "signup", "record_ids", "basis"]].to_dict("records") == [
        {"arrival": "2023-08-10", "signup": "2023-08-12", "record_ids": "v, w", "basis": "same days"}
    ]
    assert (found.pairs, found.possible) == (1, 1)


def test_a_missing_label_is_said() -> None:
    with pytest.raises(mb.MusterError) as error:
        mb.parties(native.pandas_frame(fifty_one()), by="flight")
    assert str(error.value) == "no column 'flight'; available: record_id, arrival, lag_days"


def test_nobody_and_simulated_people() -> None:
    people = pd.DataFrame({"record_id": ["a"], "arrival": ["2023-08-20"], "signup": ["2023-08-22"]})
    nobody = mb.parties(people.head(0))
    assert (nobody.pairs, nobody.possible, nobody.dated, len(nobody.table)) == (0, 0, 0, 0)
    assert mb.parties(people.assign(simulated=True)).sentence == f"Simulated: {mb.parties(people).sentence}"
