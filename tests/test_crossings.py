"""Stays found in a register of crossings, against every order and every day of sign-up that is possible."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import musterbook as mb
import native
from exploring import examples

Make = Callable[..., Any]
Crossing = tuple[int, int, bool]
"""Day of August, hour of the day (0: not known), and whether it is an entry."""

CROSSINGS = st.lists(st.tuples(st.integers(1, 6), st.sampled_from([0, 0, 9, 15]), st.booleans()), max_size=5)
SPANS = st.tuples(st.integers(1, 7), st.integers(0, 2)).map(lambda one: (one[0], one[0] + one[1]))


def is_known_before(one: Crossing, other: Crossing) -> bool:
    """Tell whether two crossings are in this order for certain."""
    return one[0] < other[0] or (one[0] == other[0] and 0 < one[1] < other[1])


def stays_of(crossings: Sequence[Crossing], signup: tuple[int, int]) -> set[tuple[int | None, int | None]]:
    """Try each order that does not go against what is known, and each day of sign-up."""
    found = set()
    for order in permutations(crossings):
        if any(is_known_before(later, one) for place, one in enumerate(order) for later in order[place + 1 :]):
            continue
        for day in range(signup[0], signup[1] + 1):
            entries = [place for place, one in enumerate(order) if one[2] and one[0] <= day]
            after = order[entries[-1] + 1 :] if entries else [one for one in order if one[0] >= day]
            departure = next((one[0] for one in after if not one[2]), None)
            found.add((order[entries[-1]][0] if entries else None, departure))
    return found


def register_of(crossings: Sequence[Crossing], key: str = "k") -> dict[str, list[Any]]:
    """Write crossings as a register would, times where they are known."""
    moments = [f"2023-08-{day:02}" + (f" {hour:02}:30:00" if hour else "") for day, hour, _ in crossings]
    ways = ["in" if is_entry else "out" for *_, is_entry in crossings]
    return {"key": [key] * len(crossings), "date": moments, "direction": ways}


def people_of(signups: Sequence[str | None], keys: Sequence[str | None]) -> dict[str, list[Any]]:
    """Write people as a list would."""
    return {"record_id": [f"p{place}" for place in range(len(keys))], "signup": list(signups), "key": list(keys)}


def august(day: int) -> pd.Timestamp:
    """Give a day."""
    return pd.Timestamp(2023, 8, day)


@examples(6)
@given(crossings=CROSSINGS.filter(bool), signup=SPANS)
def test_stays_are_those_of_every_order_tried(crossings: list[Crossing], signup: tuple[int, int]) -> None:
    people = people_of([f"2023-08-{signup[0]:02}/2023-08-{signup[1]:02}"], ["k"])
    row = mb.link_crossings(native.pandas_frame(people), native.pandas_frame(register_of(crossings)), "key").iloc[0]
    tried = stays_of(crossings, signup)
    for name, days in (("arrival", {one for one, _ in tried}), ("departure", {one for _, one in tried})):
        known = days - {None}
        ends = (august(min(known)), august(max(known))) if known else (pd.NaT, pd.NaT)
        assert not known or [row[f"{name}_first"], row[f"{name}_last"]] == list(ends)
        assert pd.isna(row[name]) == (not known)
        assert not len(days) > 1 or row["ambiguity"]
    assert row["crossings"] == len(crossings)


TYPED = [
    pytest.param([dt.date(2023, 8, 20), dt.date(2023, 9, 2), None], id="days"),
    pytest.param([dt.datetime(2023, 8, 20, 23, 59), dt.datetime(2023, 9, 2, 0, 1), None], id="moments"),
    pytest.param(["2023-08-20T23:59:00+03:00", "20230902", None], id="texts"),
]


@pytest.mark.parametrize("dates", TYPED)
@pytest.mark.parametrize("make", native.engines())
def test_registers_of_typed_dates_and_numbered_keys(make: Make, dates: list[Any]) -> None:
    register = {"passport": [7, 7, 7], "day": dates, "way": ["E", "X", "E"]}
    people = native.pandas_frame(people_of(["2023-08-22", "2023-08-22"], ["007", "A7"]))
    found = mb.link_crossings(
        people, make(register), {"key": "passport"}, date="day", direction="way", entries=["E"], exits="X"
    )
    assert found[["arrival", "departure"]].astype(object).fillna("").to_numpy().tolist() == [
        ["2023-08-20", "2023-09-02"],
        ["", ""],
    ]
    assert found["ambiguity"].tolist() == [
        "1 crossing without a readable date: nothing",
        "no key stated, or none that the register could have",
    ]


DOUBTS = [
    pytest.param([(20, 0, True), (31, 0, False)], "2023-08-22", "", id="plain"),
    pytest.param([], "2023-08-22", "no crossing found", id="none"),
    pytest.param([(20, 0, True)], None, "no sign-up stated", id="no-signup"),
    pytest.param([(25, 0, True)], "2023-08-22", "no entry on or before the sign-up", id="no-entry"),
    pytest.param(
        [(25, 0, True), (28, 0, False)],
        "2023-08-22",
        "no entry on or before the sign-up",
        id="no-entry-before-the-exit",
    ),
    pytest.param([(20, 9, True), (20, 15, True)], "2023-08-22", "2 entries on 2023-08-20", id="entries-on-a-day"),
    pytest.param([(20, 0, True), (20, 0, True)], "2023-08-22", "2 entries on 2023-08-20", id="entries-twice"),
    pytest.param(
        [(20, 0, True), (20, 0, False)],
        "2023-08-22",
        "the first exit is one of 2023-08-20, none found; "
        "left on 2023-08-20, before the sign-up, and no entry between was found",
        id="exit-on-the-day",
    ),
    pytest.param(
        [(10, 0, True), (20, 0, True), (30, 0, False)],
        "2023-08-22",
        "entries on 2023-08-10 and 2023-08-20 without an exit between",
        id="exit-missing-before",
    ),
    pytest.param(
        [(20, 0, True), (25, 0, True), (30, 0, False)],
        "2023-08-22",
        "entries on 2023-08-20 and 2023-08-25 without an exit between",
        id="exit-missing-after",
    ),
    pytest.param(
        [(10, 0, True), (20, 0, False), (30, 0, False)],
        "2023-08-22",
        "left on 2023-08-20, before the sign-up, and no entry between was found",
        id="left-before",
    ),
    pytest.param(
        [(3, 0, True), (9, 0, False), (20, 0, True), (28, 0, False)],
        "2023-08",
        "the last entry is one of 2023-08-03, 2023-08-20, none found; "
        "the first exit is one of 2023-08-09, 2023-08-28; "
        "left on 2023-08-09, 2023-08-28, perhaps before the sign-up, and no entry between was found",
        id="coarse-signup",
    ),
]


@pytest.mark.parametrize(("crossings", "signup", "expected"), DOUBTS)
def test_every_doubt_is_put_in_words(crossings: list[Crossing], signup: str | None, expected: str) -> None:
    other = register_of([(1, 0, True)], "x")
    register = {name: [*values, *other[name]] for name, values in register_of(crossings).items()}
    people = native.pandas_frame(people_of([signup, "2023-08-01"], ["k", "x"]))
    found = mb.link_crossings(people, native.pandas_frame(register), "key")
    assert found["ambiguity"].tolist() == [expected, ""]


def test_a_shared_a_missing_and_a_composite_key() -> None:
    people = {**people_of(["2023-08-22"] * 4, ["k", "k", None, "k"]), "born": ["1", "1", "1", "2"]}
    register = native.pandas_frame({**register_of([(20, 0, True)]), "year": ["1"]})
    found = mb.link_crossings(native.pandas_frame(people), register, {"key": "key", "born": "year"})
    assert found["ambiguity"].tolist() == [
        "the key is that of 2 records: p0, p1",
        "the key is that of 2 records: p0, p1",
        "no key stated, or none that the register could have",
        "no crossing found",
    ]
    assert found["crossings"].tolist() == [1, 1, 0, 0]
    assert found["record_id"].tolist() == people["record_id"]
    by_two = mb.link_crossings(native.pandas_frame(people), register.rename(columns={"year": "born"}), ["key", "born"])
    pd.testing.assert_frame_equal(by_two, found)
    assert {name: str(kind) for name, kind in found.dtypes.items()} == {
        "record_id": "str",
        "arrival": "str",
        "arrival_first": "datetime64[s]",
        "arrival_last": "datetime64[s]",
        "departure": "str",
        "departure_first": "datetime64[s]",
        "departure_last": "datetime64[s]",
        "crossings": "Int64",
        "ambiguity": "str",
    }


def test_what_cannot_be_read_is_counted() -> None:
    columns = {
        "key": ["k"] * 5,
        "date": ["2023-08-20", "22.08.2023", "", "22.08.2023", "2023-08-21"],
        "direction": ["in", "in", "in", "out", "sideways"],
    }
    people = native.pandas_frame(people_of(["2023-08-22"] * 2, ["k"] * 2))
    found = mb.link_crossings(people, native.pandas_frame(columns), "key")
    assert found[["arrival", "crossings"]].to_numpy().tolist() == [["2023-08-20", 5]] * 2
    assert (
        found["ambiguity"].tolist()
        == [
            "the key is that of 2 records: p0, p1; "
            "3 crossings without a readable date: nothing, '22.08.2023'; "
            "1 crossing without a readable direction: 'sideways'"
        ]
        * 2
    )


PLAIN = register_of([(20, 0, True)])


@pytest.mark.parametrize(
    ("options", "register", "message"),
    [
        pytest.param({"on": []}, PLAIN, "expected at least one column that tells who a person is, found none", id="on"),
        pytest.param(
            {"on": {"passport": "key"}},
            PLAIN,
            "no column 'passport'; available: record_id, signup, key",
            id="list",
        ),
        pytest.param(
            {"on": {"key": "passport"}},
            PLAIN,
            "no column 'passport'; available: key, date, direction",
            id="register",
        ),
        pytest.param({"date": "day"}, PLAIN, "no column 'day'; available: key, date, direction", id="date"),
        pytest.param(
            {"exits": ["out", "in"]},
            PLAIN,
            "expected different texts for entries and exits, found 'in' in both",
            id="both-ways",
        ),
        pytest.param(
            {"entries": "E"},
            PLAIN,
            "expected directions 'E', 'out'; found 'in'; say with entries= and exits= what yours are",
            id="directions",
        ),
        pytest.param(
            {},
            {**PLAIN, "date": ["20.08.2023"]},
            "expected dates of crossings in ISO 8601; found '20.08.2023'",
            id="dates",
        ),
    ],
)
def test_wrong_questions_are_answered_in_full(options: dict[str, Any], register: dict[str, Any], message: str) -> None:
    people = native.pandas_frame(people_of(["2023-08-22"], ["k"]))
    with pytest.raises(mb.MusterError) as error:
        mb.link_crossings(people, native.pandas_frame(register), **{"on": "key", **options})
    assert str(error.value) == message


def test_a_person_with_very_many_crossings_is_linked_in_a_moment() -> None:
    days = [dt.date(2020, 1, 1) + dt.timedelta(days=one) for one in range(1000)]
    register = {"key": ["k"] * 1000, "date": days, "direction": ["in", "out"] * 500}
    people = native.pandas_frame(people_of(["2020/2022"], ["k"]))
    row = mb.link_crossings(people, native.pandas_frame(register), "key").iloc[0]
    assert row["crossings"] == 1000
    assert row["ambiguity"] == (
        "the last entry is one of 2020-01-01, 2020-01-03, 2020-01-05, 2020-01-07, 2020-01-09, 495 more; "
        "the first exit is one of 2020-01-02, 2020-01-04, 2020-01-06, 2020-01-08, 2020-01-10, 495 more; "
        "left on 2020-01-02, 2020-01-04, 2020-01-06, 2020-01-08, 2020-01-10, 495 more, perhaps before the sign-up, "
        "and no entry between was found"
    )
