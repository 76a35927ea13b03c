"""Lags and returns, against lists of every day that a coarse date may stand for; no code is shared with the library."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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

START = dt.date(2023, 7, 25)
WIDEST = 400
"""Lags beyond any of these tests: a lowest or highest one stands for an open end."""
PUBLISHED = Path(__file__).parent / "cases" / "first"


@dataclass(frozen=True)
class Known:
    """A text in a file, and every day or number that it may stand for; nothing stated is an empty text."""

    text: str
    cases: frozenset[int] = frozenset()


def day(number: int) -> dt.date:
    """Give a day by its number."""
    return START + dt.timedelta(days=number)


def days_text(first: int, last: int) -> str:
    """Write some days."""
    return str(day(first)) if first == last else f"{day(first)}/{day(last)}"


def month_of(number: int) -> Known:
    """Know of a day only its month."""
    month = f"{day(number):%Y-%m}"
    return Known(month, frozenset(one for one in range(-60, 120) if f"{day(one):%Y-%m}" == month))


@st.composite
def dates(draw: st.DrawFn, truth: int) -> Known:
    """Draw what is known of a day."""
    how = draw(st.sampled_from(["day", "day", "days", "month", "nothing"]))
    if how == "nothing":
        return Known("")
    if how == "month":
        return month_of(truth)
    wide = how == "days"
    first, last = (truth + sign * draw(st.integers(0, 4)) * wide for sign in (-1, 1))
    return Known(days_text(first, last), frozenset(range(first, last + 1)))


@st.composite
def lags(draw: st.DrawFn, truth: int) -> Known:
    """Draw what is stated of a lag."""
    how = draw(st.sampled_from(["nothing", "nothing", "exact", "range", "low", "high"]))
    low, high = truth - draw(st.integers(0, 2)), truth + draw(st.integers(0, 2))
    return {
        "nothing": Known(""),
        "exact": Known(str(truth), frozenset([truth])),
        "range": Known(f"{low}..{high}" if low < high else str(low), frozenset(range(low, high + 1))),
        "low": Known(f"{low}..", frozenset(range(low, WIDEST + 1))),
        "high": Known(f"..{high}", frozenset(range(-WIDEST, high + 1))),
    }[how]


@dataclass(frozen=True)
class Person:
    """The true days of a person and what a list says of them."""

    days: tuple[int, int, int]
    arrival: Known
    signup: Known
    lag: Known
    departure: Known

    @property
    def true_lag(self) -> int:
        """Days from arrival to sign-up."""
        return self.days[1] - self.days[0]


@st.composite
def people(draw: st.DrawFn, least_lag: int = 0) -> Person:
    """Draw a person."""
    arrival = draw(st.integers(0, 12))
    signup = arrival + draw(st.integers(least_lag, 8))
    departure = signup + draw(st.integers(-3, 40))
    return Person(
        (arrival, signup, departure),
        draw(dates(arrival)),
        draw(dates(signup)),
        draw(lags(signup - arrival)),
        draw(dates(departure)),
    )


def columns_of(some: Sequence[Person]) -> dict[str, list[str | None]]:
    """Write people as a file would, a missing value as one of its marks."""
    known = {
        name: [getattr(one, attribute).text or None for one in some]
        for name, attribute in {
            "signup": "signup",
            "arrival": "arrival",
            "lag_days": "lag",
            "departure": "departure",
        }.items()
    }
    return {"record_id": [f"p{place}" for place in range(len(some))], "note": ["x"] * len(some), **known}


def floored(values: set[int], *, allowed: bool) -> set[int]:
    """Leave out negative lags, unless they are allowed or there are no others."""
    return values if allowed or not values or max(values) < 0 else {one for one in values if one >= 0}


def possible_lags(person: Person, *, allowed: bool) -> tuple[set[int], str | None]:
    """List each lag that a person may have, and on what that rests."""
    dated = {signup - arrival for signup in person.signup.cases for arrival in person.arrival.cases}
    stated = set(person.lag.cases)
    if dated and stated:
        return floored(dated & stated, allowed=allowed), "both"
    return floored(dated or stated, allowed=allowed), "computed" if dated else ("stated" if stated else None)


def ends(values: set[int]) -> tuple[int | None, int | None]:
    """Give the least and the largest value, nothing for an end that is open."""
    low, high = (min(values), max(values)) if values else (None, None)
    return (None if low == -WIDEST else low), (None if high == WIDEST else high)


@pytest.mark.parametrize("allowed", [False, True])
@examples(5)
@given(some=st.lists(st.one_of(people(), people(least_lag=-6)), min_size=1, max_size=8))
def test_lags_are_those_of_every_day_tried(allowed: bool, some: list[Person]) -> None:
    expected = [possible_lags(one, allowed=allowed) for one in some]
    records = native.pandas_frame(columns_of(some))
    contradicted = [f"p{place}" for place, (values, basis) in enumerate(expected) if basis == "both" and not values]
    if contradicted:
        with pytest.raises(mb.MusterError) as error:
            mb.arrival_lags(records, arrival_after_signup=allowed)
        assert [line.split(",")[0].strip() for line in str(error.value).splitlines()[1:]] == sorted(contradicted)
        return
    found = native.as_pandas(mb.arrival_lags(records, arrival_after_signup=allowed))
    assert found.to_dict("list") == {
        "record_id": [f"p{place}" for place in range(len(some))],
        "low": [ends(values)[0] for values, _ in expected],
        "high": [ends(values)[1] for values, _ in expected],
        "basis": [basis for _, basis in expected],
    }


@examples(5)
@given(some=st.lists(people(), min_size=1, max_size=12).filter(lambda some: any(one.lag.text for one in some)))
def test_the_true_lags_lie_in_the_ranges_and_between_sure_and_possible(some: list[Person]) -> None:
    records = native.pandas_frame(columns_of(some))
    for one, (low, high) in zip(some, mb.arrival_lags(records)[["low", "high"]].itertuples(index=False), strict=True):
        assert pd.isna(low) or low <= one.true_lag
        assert pd.isna(high) or one.true_lag <= high
    truth = Counter(one.true_lag for one in some)
    for cell, sure, possible in mb.lag_counts(records).itertuples(index=False):
        assert sure <= truth[int(cell)] <= possible


@examples(5)
@given(some=st.lists(people(), min_size=1, max_size=8), within=st.integers(0, 40))
def test_returns_are_those_of_every_day_tried(some: list[Person], within: int) -> None:
    found = mb.returns(native.pandas_frame(columns_of(some)), within)
    expected = []
    for one in some:
        days = {leave - signup for leave in one.departure.cases for signup in one.signup.cases}
        inside = {0 <= number <= within for number in days} or {True, False}
        expected.append("possible" if len(inside) == 2 else ("sure" if True in inside else "not"))
    assert found.people["returned"].tolist() == expected
    number = Counter(expected)
    assert (found.total, found.sure, found.possible) == (
        len(some),
        number["sure"],
        number["sure"] + number["possible"],
    )
    assert found.sure <= sum(0 <= one.days[2] - one.days[1] <= within for one in some) <= found.possible


@pytest.mark.parametrize("make", native.engines())
def test_every_stated_lag_that_contradicts_the_dates_is_named(make: Make) -> None:
    records = {
        "record_id": ["b", "a", "c", "d"],
        "arrival": ["2023-08-20", "2023-08", "2023-08-20", "2023-08-20"],
        "signup": ["2023-08-22", "2023-08", None, "2023-08-22"],
        "lag_days": ["3", "40..", "3", "0..9"],
    }
    with pytest.raises(mb.MusterError) as error:
        mb.arrival_lags(make(records))
    assert str(error.value) == (
        "the list has 2 problems:\n"
        "  a, lag_days: found '40..', expected the days from arrival to sign-up, -30..30\n"
        "  b, lag_days: found '3', expected the days from arrival to sign-up, 2"
    )
    with pytest.raises(mb.MusterError, match="the list has 2 problems"):
        mb.lag_counts(native.pandas_frame(records))


LATE = [
    pytest.param("2023-08-25", "2023-08-22", None, (-3, -3), (-3, -3), id="surely-late"),
    pytest.param("2023-08-25", "2023-08-20/2023-08-27", None, (0, 2), (-5, 2), id="perhaps-late"),
    pytest.param("2023-08-25/2023-08-27", "2023-08-20/2023-08-22", None, (-7, -3), (-7, -3), id="surely-late-coarse"),
    pytest.param(None, None, "-2", (-2, -2), (-2, -2), id="stated"),
    pytest.param(None, None, "-2..3", (0, 3), (-2, 3), id="stated-range"),
    pytest.param(None, None, "..3", (0, 3), (None, 3), id="stated-open"),
    pytest.param(None, None, "-3..", (0, None), (-3, None), id="stated-open-above"),
    pytest.param(None, None, "..-1", (None, -1), (None, -1), id="stated-open-below-zero"),
    pytest.param("2023-08-25", "2023-08-22", "..0", (-3, -3), (-3, -3), id="both"),
]


@pytest.mark.parametrize(("arrival", "signup", "lag", "usual", "allowed"), LATE)
def test_an_arrival_after_the_signup_is_never_hidden(
    arrival: str | None, signup: str | None, lag: str | None, usual: tuple[Any, Any], allowed: tuple[Any, Any]
) -> None:
    columns = {"record_id": ["a"], "arrival": [arrival], "signup": [signup], "lag_days": [lag]}
    for option, expected in ((False, usual), (True, allowed)):
        found = native.as_pandas(mb.arrival_lags(native.pandas_frame(columns), arrival_after_signup=option))
        assert tuple(None if pd.isna(end) else end for end in (found["low"][0], found["high"][0])) == expected


def test_negative_lags_have_cells_of_their_own() -> None:
    days = {"record_id": ["a", "b"], "arrival": ["2023-08-24", "2023-08-22"], "signup": ["2023-08-22", "2023-08-22"]}
    assert mb.lag_counts(native.pandas_frame(days)).to_dict("list") == {
        "cell": ["-2", "-1", "0"],
        "sure": [1, 0, 1],
        "possible": [1, 0, 1],
    }


@pytest.mark.parametrize("make", native.engines())
def test_one_way_to_know_a_lag_is_enough(make: Make) -> None:
    """And a frame goes back as the kind that came."""
    people = make({"record_id": ["a", "b"], "lag_days": ["2", None]})
    found = mb.arrival_lags(people)
    assert type(found) is type(people)
    assert native.as_pandas(found)["low"].tolist() == [2, None]
    days = {"record_id": ["a", "b"], "arrival": ["2023"] * 2, "signup": ["2024"] * 2}
    assert native.as_pandas(mb.arrival_lags(native.pandas_frame(days)))["low"].tolist() == [1, 1]


def test_typed_dates_are_taken_as_their_days() -> None:
    days = {"arrival": [dt.date(2023, 8, 20)], "signup": [dt.datetime(2023, 8, 22, 23, 59)], "lag_days": [2.0]}
    found = mb.arrival_lags(native.polars_frame({"record_id": ["a"], **days}))
    assert found.rows() == [("a", 2, 2, "both")]


def test_the_people_of_the_moscow_case_took_these_days() -> None:
    """Important Stories, 11 April 2025: two came two days after their flight, one on the day of arrival."""
    records = mb.read_case(PUBLISHED).records
    found = native.as_pandas(mb.arrival_lags(records))
    assert found.to_dict("list") == {
        "record_id": [f"person-{number}" for number in range(1, 6)],
        "low": [2, 2, 0, None, None],
        "high": [2, 2, 0, None, None],
        "basis": ["stated", "stated", "both", None, None],
    }
    assert {name: str(kind) for name, kind in mb.arrival_lags(records).dtypes.items()} == {
        "record_id": "str",
        "low": "Int64",
        "high": "Int64",
        "basis": "str",
    }
    assert mb.returns(records).sentence == ("Within 30 days of signing up, at most 5 of 5 people left again.")


SENTENCES = [
    (["2023-08-23"], 1, "Within 1 day of signing up, 1 of 1 person left again."),
    (["2023-08-21", "2023-09"], 0, "Within 0 days of signing up, 0 of 2 people left again."),
    (["2023-08-22", None], 0, "Within 0 days of signing up, at least 1 and at most 2 of 2 people left again."),
]


@pytest.mark.parametrize(("departures", "within", "sentence"), SENTENCES)
def test_returns_are_said_in_words(departures: list[str | None], within: int, sentence: str) -> None:
    ids, signups = [str(one) for one in range(len(departures))], ["2023-08-22"] * len(departures)
    frame = native.pandas_frame({"record_id": ids, "signup": signups, "departure": departures})
    assert mb.returns(frame, within).sentence == sentence


PEOPLE = {"record_id": ["a"], "arrival": ["soon"], "signup": ["2023"], "lag_days": ["few"]}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(
            lambda: mb.arrival_lags(native.pandas_frame({"record_id": ["a"], "signup": ["2023"]})),
            "a lag needs a column lag_days, or arrival and signup; available: record_id, signup",
            id="no-lag",
        ),
        pytest.param(
            lambda: mb.arrival_lags(native.pandas_frame({"lag_days": ["2"]})),
            "no column 'record_id'; available: lag_days",
            id="no-id",
        ),
        pytest.param(
            lambda: mb.arrival_lags(native.pandas_frame(PEOPLE)),
            "expected a date as YYYY, YYYY-MM or YYYY-MM-DD, last digits possibly X, or first/last, possibly ending in "
            "~ ? or %; found 'soon'",
            id="date",
        ),
        pytest.param(
            lambda: mb.arrival_lags(native.pandas_frame({"record_id": ["a"], "lag_days": ["few"]})),
            "expected a whole number as 20, or a range as 18..25, 3.. or ..17; found 'few'",
            id="number",
        ),
        pytest.param(
            lambda: mb.lag_counts(native.pandas_frame({"record_id": ["a"], "lag_days": [None]})),
            "no lag is known: nobody has lag_days stated, or both arrival and signup",
            id="nothing-stated",
        ),
        pytest.param(
            lambda: mb.returns(native.pandas_frame({"record_id": ["a"], "signup": ["2023"]})),
            "no column 'departure'; available: record_id, signup",
            id="no-departure",
        ),
        pytest.param(
            lambda: mb.returns(native.pandas_frame(PEOPLE), -1),
            "expected a number of days of at least 0, a whole number, found -1",
            id="days",
        ),
        pytest.param(
            lambda: mb.returns(native.pandas_frame(PEOPLE), "x"),  # type: ignore[arg-type]
            "returns: expected within to be a whole number; found a str",
            id="no-days",
        ),
    ],
)
def test_wrong_questions_are_answered_in_full(call: Callable[[], object], message: str) -> None:
    with pytest.raises(mb.MusterError) as error:
        call()
    assert str(error.value) == message


def test_returns_of_nobody_and_of_simulated_people_are_said_as_such() -> None:
    people = pd.DataFrame({"record_id": ["a"], "signup": ["2023-08-22"], "departure": ["2023-08-23"]})
    assert mb.returns(people.head(0)).sentence == "The list has no rows, so nobody on it left again."
    made_up = people.assign(simulated=True)
    assert mb.returns(made_up).sentence == "Simulated: Within 30 days of signing up, 1 of 1 person left again."


def test_what_is_counted_of_simulated_people_carries_that() -> None:
    people = pd.DataFrame({"record_id": ["a"], "age": ["20"], "lag_days": ["2"]})
    for found in (mb.counts, mb.lag_counts, mb.age_summary):
        options = ("age",) if found is mb.counts else ()
        assert found(people, *options).attrs == {}  # type: ignore[operator]
        assert found(people.assign(simulated=True), *options).attrs == {"simulated": True}  # type: ignore[operator]


def linked(people: Any) -> pd.DataFrame:
    """Look people up in a register of one crossing."""
    return mb.link_crossings(
        people, pd.DataFrame({"record_id": ["a"], "date": ["2023-08-22"], "direction": ["in"]}), on="record_id"
    )


@pytest.mark.parametrize(
    "ask",
    [mb.arrival_lags, mb.lag_counts, mb.parties, mb.returns, mb.age_summary, mb.possible_duplicates, linked],
)
def test_one_list_of_people_is_asked_for(ask: Callable[[Any], Any]) -> None:
    ids = {"record_id": ["a", "b"], "age": ["20", "30"]}
    people = pd.DataFrame(ids | dict.fromkeys(("arrival", "signup", "departure"), ["2023-08-22"] * 2))
    with pytest.raises(mb.MusterError, match=r"^these people are of 2 simulated worlds, each a list of its own"):
        ask(people.assign(world=[1, 2], simulated=True))
    ask(people.assign(world=[1, 2]))
    read = mb.read_records(people)
    assert repr(ask(read)) == repr(ask(read.records)), "a list that was read stands for its people"
    with pytest.raises(mb.MusterError, match=r"found a Case; hand in its \.records$"):
        ask(mb.load_case("moscow-2023-24"))
