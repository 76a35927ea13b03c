"""Counts of people by period, number and label, against loops over days that share no code with the library."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import musterbook as mb
import native
from exploring import examples

FIRST_CASE = Path(__file__).parent / "cases" / "first"


FIRST, LAST = dt.date(2023, 5, 1), dt.date(2024, 6, 30)
LENGTHS = ["day", "week", "month", "quarter", "year"]
ONE_DAY = dt.timedelta(days=1)
NUMBER_GRAMMAR = "a whole number as 20, or a range as 18..25, 3.. or ..17"

Cells = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Coarse:
    """A text in a file, and the first and last day it may stand for; without days, nothing is stated."""

    text: str | None
    first: dt.date | None = None
    last: dt.date | None = None
    is_about: bool = False


def month_end(day: dt.date) -> dt.date:
    """Give the last day of a month."""
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - ONE_DAY


def coarsened(day: dt.date, how: str, other: dt.date) -> Coarse:
    """Write a day as coarsely as asked; ``other`` is the far end of an interval."""
    ends = sorted([day, other])
    month = f"{day:%Y-%m}"
    tens = [one for one in range(1, month_end(day).day + 1) if one // 10 == day.day // 10]
    return {
        "day": Coarse(day.isoformat(), day, day),
        "about": Coarse(f"{month}~", day.replace(day=1), month_end(day), is_about=True),
        "tens": Coarse(f"{month}-{day.day // 10}X", day.replace(day=tens[0]), day.replace(day=tens[-1])),
        "month": Coarse(month, day.replace(day=1), month_end(day)),
        "months": Coarse(f"{ends[0]:%Y-%m}/{ends[1]:%Y-%m}", ends[0].replace(day=1), month_end(ends[1])),
        "days": Coarse("/".join(map(str, ends)), *ends),
        "year": Coarse(str(day.year), dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)),
        "missing": Coarse(None),
    }[how]


HOW = ["day", "about", "tens", "month", "months", "days", "year", "missing"]
DAYS = st.dates(FIRST, LAST)
PERSON = st.builds(lambda day, how, other: (day, coarsened(day, how, other)), DAYS, st.sampled_from(HOW), DAYS)
PEOPLE = st.lists(PERSON, max_size=12)


def cell_name(day: dt.date, every: str) -> str:
    """Name the cell a day lies in, after ISO 8601."""
    year, week, _ = day.isocalendar()
    return {
        "day": day.isoformat(),
        "week": f"{year}-W{week:02}",
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{(day.month - 1) // 3 + 1}",
        "year": str(day.year),
    }[every]


def days_of(first: dt.date, last: dt.date) -> list[dt.date]:
    """List days one by one."""
    return [first + ONE_DAY * one for one in range((last - first).days + 1)]


def expected_counts(people: Sequence[Coarse], every: str, window: tuple[dt.date, dt.date]) -> Cells:
    """Look at every day of every person."""
    inside = set(days_of(*window))
    sure: Counter[str] = Counter()
    possible: Counter[str] = Counter()
    names = list(dict.fromkeys(cell_name(day, every) for day in days_of(*window)))
    for one in people:
        if one.first is None or one.last is None:
            possible.update(names)
            continue
        days = set(days_of(one.first, one.last))
        touched = {cell_name(day, every) for day in days & inside}
        possible.update(touched)
        sure.update(touched if len(touched) == 1 and days <= inside and not one.is_about else ())
    return {name: (sure[name], possible[name]) for name in names}


def as_cells(table: pd.DataFrame) -> Cells:
    """Give a table of counts as a dict in its order."""
    assert list(table.columns) == ["cell", "sure", "possible"]
    assert table["cell"].is_unique
    return {cell: (int(sure), int(possible)) for cell, sure, possible in table.itertuples(index=False)}


def hull(people: Sequence[Coarse]) -> tuple[dt.date, dt.date]:
    """Give the first and the last day that anybody may have."""
    firsts = [one.first for one in people if one.first is not None]
    lasts = [one.last for one in people if one.last is not None]
    return min(firsts), max(lasts)


def stated(people: Sequence[tuple[dt.date, Coarse]]) -> list[Coarse]:
    """Give the texts without the truth."""
    return [one for _, one in people]


def has_values(people: Sequence[tuple[dt.date, Coarse]]) -> bool:
    """Tell whether anybody's value is stated."""
    return any(one.text is not None for _, one in people)


def frame(column: str, values: Sequence[Any]) -> pd.DataFrame:
    """Make a frame of one column beside another that must not matter."""
    return pd.DataFrame({"note": ["x"] * len(values), column: pd.Series(list(values), dtype=object)})


@pytest.mark.parametrize("every", LENGTHS)
@examples(5)
@given(people=PEOPLE.filter(has_values))
def test_counts_are_those_of_a_loop_over_days(every: str, people: list[tuple[dt.date, Coarse]]) -> None:
    texts = stated(people)
    found = mb.counts(native.pandas_frame({"signup": [one.text for one in texts]}), "signup", every=every)
    assert list(as_cells(found).items()) == list(expected_counts(texts, every, hull(texts)).items())


@pytest.mark.parametrize("make", native.engines())
def test_wrong_values_and_columns_are_named_on_every_engine(make: Callable[..., Any]) -> None:
    people = make({"signup": ["soon", "2023", None, "later"], "age": ["young", None, "24", "old"]})
    with pytest.raises(mb.MusterError, match=r"found 'later', 'soon'$"):
        mb.counts(people, "signup")
    with pytest.raises(mb.MusterError, match=r"found 'old', 'young'$"):
        mb.age_summary(people)
    with pytest.raises(mb.MusterError, match=r"^no column 'Signup'; available: signup, age$"):
        mb.counts(people, "Signup")


@pytest.mark.parametrize("every", LENGTHS)
@examples(5)
@given(people=PEOPLE, ends=st.tuples(DAYS, DAYS).map(sorted))
def test_counts_in_a_window_are_those_of_a_loop_over_days(
    every: str, people: list[tuple[dt.date, Coarse]], ends: list[dt.date]
) -> None:
    window = ends[0], ends[1]
    texts = [one for one in stated(people) if one.first is None or (one.last >= window[0] and one.first <= window[1])]
    found = mb.counts(
        frame("signup", [one.text for one in texts]), "signup", every=every, window="/".join(map(str, ends))
    )
    assert list(as_cells(found).items()) == list(expected_counts(texts, every, window).items())


@pytest.mark.parametrize("every", LENGTHS)
@examples(5)
@given(people=PEOPLE.filter(has_values))
def test_the_truth_lies_between_sure_and_possible(every: str, people: list[tuple[dt.date, Coarse]]) -> None:
    window = f"{FIRST}/{LAST}"
    inside = [(day, one) for day, one in people if one.first is None or (one.last >= FIRST and one.first <= LAST)]
    table = as_cells(mb.counts(frame("signup", [one.text for _, one in inside]), "signup", every=every, window=window))
    truth = Counter(cell_name(day, every) for day, _ in inside)
    assert set(truth) <= set(table)
    assert {cell: (sure, truth[cell], possible) for cell, (sure, possible) in table.items()} == {
        cell: tuple(sorted((sure, truth[cell], possible))) for cell, (sure, possible) in table.items()
    }
    assert sum(sure for sure, _ in table.values()) <= len(inside) <= sum(possible for _, possible in table.values())


@pytest.mark.parametrize("every", LENGTHS)
@examples(4)
@given(days=st.lists(DAYS, min_size=1))
def test_complete_dates_give_exact_counts(every: str, days: list[dt.date]) -> None:
    table = mb.counts(frame("signup", days), "signup", every=every)
    assert table["sure"].tolist() == table["possible"].tolist()
    assert int(table["sure"].sum()) == len(days)


def test_every_cell_of_the_window_is_a_row() -> None:
    table = mb.counts(frame("signup", ["2023-07-03"]), "signup", window="2023-06/2024-05")
    expected = [f"2023-{month:02}" for month in range(6, 13)] + [f"2024-{month:02}" for month in range(1, 6)]
    assert table["cell"].tolist() == expected
    assert table["possible"].tolist() == [0, 1] + [0] * 10
    assert {name: str(kind) for name, kind in table.dtypes.items()} == {
        "cell": "str",
        "sure": "Int64",
        "possible": "Int64",
    }


@pytest.mark.parametrize(
    ("text", "sure", "possible"),
    [("2023-05/2023-06", 0, 1), ("2023", 0, 1), ("2023-06-30/2023-07-01", 0, 1), ("2023-06", 1, 1)],
)
def test_values_partly_outside_the_window_are_never_sure(text: str, sure: int, possible: int) -> None:
    found = mb.counts(frame("signup", [text]), "signup", window="2023-06")
    assert as_cells(found) == {"2023-06": (sure, possible)}


def test_values_outside_the_window_are_named() -> None:
    people = frame("signup", ["2023-07", "2022-07", "2024-01-02", None])
    with pytest.raises(mb.MusterError) as error:
        mb.counts(people, "signup", window="2023-06/2023-08")
    assert str(error.value) == (
        "2 values of 'signup' outside the window 2023-06/2023-08: 2022-07, 2024-01-02; "
        "widen the window or leave these records out yourself"
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(
            lambda: mb.counts(frame("signup", ["2023"]), "Signup"),
            "no column 'Signup'; available: note, signup",
            id="column",
        ),
        pytest.param(
            lambda: mb.counts(frame("signup", ["2023"]), "signup", every="fortnight"),
            "no period 'fortnight'; available: day, week, month, quarter, year, epiweek, 2 weeks (or any number of "
            "them)",
            id="length",
        ),
        pytest.param(
            lambda: mb.counts(frame("age", ["young", "24", "old"]), "age"),
            f"expected {NUMBER_GRAMMAR}; found 'old', 'young'",
            id="numbers",
        ),
        pytest.param(
            lambda: mb.counts(frame("age", [24.5]), "age"),
            f"expected {NUMBER_GRAMMAR}; found '24.5'",
            id="half-a-year",
        ),
        pytest.param(
            lambda: mb.counts(frame("signup", ["soon", "2023", "later"]), "signup"),
            "expected a date as YYYY, YYYY-MM or YYYY-MM-DD, last digits possibly X, or first/last, possibly ending in "
            "~ ? or %; found 'later', 'soon'",
            id="dates",
        ),
        pytest.param(
            lambda: mb.counts(frame("outcome", ["killed"]), "outcome", window="2023"),
            "window= is for dates, and 'outcome' holds none; leave it out, or give kind='date'",
            id="window-of-labels",
        ),
        pytest.param(
            lambda: mb.counts(frame("signup", [None]), "signup"),
            "no value of 'signup' is stated, so it has no cells; state at least one, or a window",
            id="nothing-stated",
        ),
        pytest.param(
            lambda: mb.counts(frame("outcome", ["killed"]), "outcome", every="year"),
            "every= is for dates and numbers, and 'outcome' holds labels; leave it out, or give kind='date' or "
            "kind='number'",
            id="length-of-labels",
        ),
        pytest.param(
            lambda: mb.counts(frame("age", ["24"]), "age", every="month"),
            "expected every= of 'age', which holds numbers, of at least 1, a whole number, found 'month'",
            id="months-of-numbers",
        ),
        pytest.param(
            lambda: mb.counts(frame("signup", ["2023"]), "signup", every=10),
            "no period '10'; available: day, week, month, quarter, year, epiweek, 2 weeks (or any number of them)",
            id="bands-of-dates",
        ),
        pytest.param(
            lambda: mb.counts(frame("age", ["24"]), "age", every=0),
            "expected every= of 'age', which holds numbers, of at least 1, a whole number, found 0",
            id="bands-of-nothing",
        ),
        pytest.param(
            lambda: mb.counts(frame("signup", ["2023"]), "signup", window=("2023-01", "2023-02")),
            "counts: expected window to be a text or dates, as '2023-06/2024-05' or None; found a tuple",
            id="window-of-two",
        ),
        pytest.param(
            lambda: mb.counts(frame("signup", ["2023"]), "signup", every="week", week_start="caturday"),
            "no weekday 'caturday'; available: monday, tuesday, wednesday, thursday, friday, saturday, sunday",
            id="weekday",
        ),
        pytest.param(
            lambda: mb.counts(frame("signup", ["2023"]), "signup", kind="day"),
            "no kind 'day'; available: date, number, label",
            id="kind",
        ),
        pytest.param(
            lambda: mb.counts(frame("signup", ["2023"]), "signup", by="signup"),
            "expected columns of different names, and none called cell, sure or possible in by=, found 'signup'",
            id="by-itself",
        ),
        pytest.param(
            lambda: mb.counts(frame("signup", ["2023"]), "signup", by="sex"),
            "no column 'sex'; available: note, signup",
            id="by-what-is-not-there",
        ),
        pytest.param(
            lambda: mb.counts(frame("signup", ["2023"]).assign(n="1.5"), "signup", weights="n"),
            "expected weights of 'n' to be whole numbers of people, found '1.5'",
            id="weights",
        ),
        pytest.param(
            lambda: mb.counts(frame("signup", ["2023"]), ["signup"]),
            "counts: expected variable to be a text; found a list",
            id="no-name",
        ),
        pytest.param(
            lambda: mb.counts(frame("signup", ["1000", "2999"]), "signup", every="day"),
            "1000/2999 would have 730,485 cells of a day; 20,000 is the most",
            id="too-many-days",
        ),
        pytest.param(
            lambda: mb.counts(frame("house", ["1", "900000"]), "house"),
            "'house' runs from 1 to 900,000; more than 20,000 cells: give bands, as every=10, or kind='label' where "
            "the numbers are names",
            id="too-many-numbers",
        ),
        pytest.param(
            lambda: mb.counts(
                pd.DataFrame(
                    {"signup": ["2023-01-01", "2024-12-31"] * 5_000, "house": [f"h{one}" for one in range(10_000)]}
                ),
                "signup",
                every="day",
                by="house",
            ),
            "10,000 groups of 731 cells are more than 5,000,000 rows; count by fewer columns, or in longer cells",
            id="too-many-groups",
        ),
        pytest.param(
            lambda: mb.age_summary(frame("signup", ["2023"])), "no column 'age'; available: note, signup", id="no-ages"
        ),
    ],
)
def test_wrong_questions_are_answered_in_full(call: Callable[[], object], message: str) -> None:
    with pytest.raises(mb.MusterError) as error:
        call()
    assert str(error.value) == message


TYPED = [
    pytest.param("signup", pd.to_datetime(["2023-07-01 23:30", None]), "2023-07", id="datetime64"),
    pytest.param(
        "signup", pd.to_datetime(["2023-07-01 00:30", None]).tz_localize("Europe/Moscow"), "2023-07", id="zone"
    ),
    pytest.param("signup", pd.Series([dt.date(2023, 7, 1), pd.NaT], dtype=object), "2023-07", id="date"),
    pytest.param("signup", pd.Series([dt.datetime(2023, 7, 1, 9), None], dtype=object), "2023-07", id="datetime"),
    pytest.param("signup", pd.PeriodIndex(["2023-07", None], freq="M"), "2023-07", id="pandas-period"),
    pytest.param("age", pd.Series([24, None], dtype=object), "24", id="int"),
    pytest.param("age", [24.0, float("nan")], "24", id="float"),
    pytest.param("age", pd.array([24, None], "Int64"), "24", id="Int64"),
    pytest.param("age", pd.array([24.0, None], "Float64"), "24", id="Float64"),
    pytest.param("age", pd.array(["24", None], "string"), "24", id="string"),
    pytest.param("age", pd.Series(["24", pd.NA], dtype=object), "24", id="NA"),
    pytest.param("age", ["24", ""], "24", id="empty-text"),
    pytest.param("outcome", pd.Categorical(["killed", None]), "killed", id="categorical"),
    pytest.param("people", ["killed", None], "killed", id="a-column-named-people"),
    pytest.param("column", ["killed", None], "killed", id="a-column-named-column"),
]


@pytest.mark.parametrize(("column", "values", "cell"), TYPED)
def test_typed_columns_and_every_kind_of_missing(column: str, values: Any, cell: str) -> None:
    found = mb.counts(pd.DataFrame({column: values}), column)
    assert as_cells(found) == {cell: (1, 2)}


@pytest.mark.parametrize("make", native.engines())
def test_typed_columns_of_other_engines(make: Callable[..., Any]) -> None:
    days, moments = [dt.date(2023, 7, 1), None], [dt.datetime(2023, 7, 1, 23, 30), None]
    people = make(
        {"signup": days, "arrival": moments, "age": [24, None], "lag_days": [2.0, None], "minor": [True, None]}
    )
    cells = {"signup": "2023-07", "arrival": "2023-07", "age": "24", "lag_days": "2", "minor": "True"}
    for column, cell in cells.items():
        assert as_cells(mb.counts(people, column)) == {cell: (1, 2)}
    assert mb.age_summary(people)["mean_low"] == 24


@examples(5)
@given(people=PEOPLE.filter(has_values))
def test_the_frame_handed_in_is_left_alone(people: list[tuple[dt.date, Coarse]]) -> None:
    given_frame = frame("signup", [one.text for one in stated(people)])
    before = given_frame.copy(deep=True)
    mb.counts(given_frame, "signup")
    pd.testing.assert_frame_equal(given_frame, before)


def range_text(low: int | None, high: int | None) -> str:
    """Write a coarse number."""
    return str(low) if low == high else f"{'' if low is None else low}..{'' if high is None else high}"


@st.composite
def coarse_ages(draw: st.DrawFn, open_ends: bool = False) -> tuple[int, tuple[int | None, int | None] | None]:
    """Draw an age and what is known of it: both ends, one where ends may be open, or nothing."""
    age = draw(st.integers(16, 60))
    if draw(st.integers(0, 5)) == 0:
        return age, None
    low: int | None = age - draw(st.sampled_from([0, 0, 1, 5]))
    high: int | None = age + draw(st.sampled_from([0, 0, 1, 5]))
    opened = draw(st.sampled_from(["", "", "low", "high"])) if open_ends else ""
    return age, (None if opened == "low" else low, None if opened == "high" else high)


def ages_frame(people: Sequence[tuple[int, tuple[int | None, int | None] | None]]) -> pd.DataFrame:
    """Write ages as a file would."""
    return frame("age", [None if known is None else range_text(*known) for _, known in people])


@examples(5)
@given(people=st.lists(coarse_ages(), min_size=1).filter(lambda people: any(known for _, known in people)))
def test_ages_with_both_ends_are_those_of_a_loop(people: list[Any]) -> None:
    known = [ends for _, ends in people if ends]
    unstated = len(people) - len(known)
    cells = range(min(low for low, _ in known), max(high for _, high in known) + 1)
    expected = {
        str(year): (
            sum(low == high == year for low, high in known),
            sum(low <= year <= high for low, high in known) + unstated,
        )
        for year in cells
    }
    assert as_cells(mb.counts(ages_frame(people), "age")) == expected


@examples(5)
@given(people=st.lists(coarse_ages(open_ends=True), min_size=1).filter(lambda some: any(known for _, known in some)))
def test_an_open_age_is_never_sure_and_possible_wherever_it_may_be(people: list[Any]) -> None:
    table = as_cells(mb.counts(ages_frame(people), "age"))
    for year in (name for name in table if ".." not in name):
        sure = sum(known == (int(year), int(year)) for _, known in people)
        possible = sum(
            known is None or (known[0] or 0) <= int(year) <= (999 if known[1] is None else known[1])
            for _, known in people
        )
        assert (year, table[year]) == (year, (sure, possible))


def test_an_age_of_at_least_twenty_is_not_surely_twenty() -> None:
    table = as_cells(mb.counts(frame("age", ["18", "20.."]), "age"))
    assert table["20"] == (0, 1)


@examples(6)
@given(labels=st.lists(st.sampled_from(["killed", "returned", "wounded", None]), min_size=1).filter(any))
def test_labels_are_counted(labels: list[str | None]) -> None:
    known, unknown = Counter(one for one in labels if one), sum(one is None for one in labels)
    expected = {label: (known[label], known[label] + unknown) for label in sorted(known)}
    assert as_cells(mb.counts(frame("outcome", labels), "outcome")) == expected


def expected_summary(people: Sequence[tuple[int, tuple[int | None, int | None] | None]]) -> dict[str, float | None]:
    """Work out what is known of ages: one known high end is enough to say how old the youngest is at most."""
    known = [ends for _, ends in people if ends]
    lows, highs = [low for low, _ in known], [high for _, high in known]

    def of(values: list[int | None], how: Callable[[list[Any]], Any]) -> float | None:
        return float(how(values)) if values and None not in values else None

    def known_of(values: list[int | None], how: Callable[[list[Any]], Any]) -> float | None:
        return of([one for one in values if one is not None], how)

    def mean(values: list[int]) -> Fraction:
        return Fraction(sum(values), len(values))

    return {
        "people": len(people),
        "stated": len(known),
        "exact": sum(low == high for low, high in known),
        "youngest_low": of(lows, min),
        "youngest_high": known_of(highs, min),
        "oldest_low": known_of(lows, max),
        "oldest_high": of(highs, max),
        "mean_low": of(lows, mean),
        "mean_high": of(highs, mean),
    }


def summary_of(people: Sequence[tuple[int, tuple[int | None, int | None] | None]]) -> dict[str, float | None]:
    """Give the summary with ``None`` where it is missing."""
    return {
        name: None if pd.isna(value) else float(value) for name, value in mb.age_summary(ages_frame(people)).items()
    }


@examples(5)
@given(people=st.lists(coarse_ages(open_ends=True)))
def test_age_summary_is_worked_out_end_by_end(people: list[Any]) -> None:
    assert summary_of(people) == pytest.approx(expected_summary(people))


@examples(5)
@given(people=st.lists(coarse_ages(open_ends=True)).filter(lambda some: any(known for _, known in some)))
def test_the_true_ages_lie_between_the_ends_of_the_summary(people: list[Any]) -> None:
    ages, found = [age for age, known in people if known], summary_of(people)
    truth = {"youngest": min(ages), "oldest": max(ages), "mean": sum(ages) / len(ages)}
    for name, value in truth.items():
        low, high = found[f"{name}_low"], found[f"{name}_high"]
        assert low is None or low - 1e-9 <= value
        assert high is None or value <= high + 1e-9


SUMMARIES = [
    pytest.param(["24"], (1, 1, 1, 24, 24, 24, 24, 24, 24), id="one"),
    pytest.param(["18..25", "30", None], (3, 2, 1, 18, 25, 30, 30, 24, 27.5), id="coarse"),
    pytest.param(["18..", "30"], (2, 2, 1, 18, 30, 30, None, 24, None), id="open-above"),
    pytest.param(["..18", "30"], (2, 2, 1, None, 18, 30, 30, None, 24), id="open-below"),
    pytest.param(["..18", "40.."], (2, 2, 0, None, 18, 40, None, None, None), id="open-at-both-sides"),
    pytest.param([None, ""], (2, 0, 0, None, None, None, None, None, None), id="nothing-stated"),
]


@pytest.mark.parametrize(("ages", "expected"), SUMMARIES)
def test_age_summary_of_coarse_and_open_ranges(ages: list[str | None], expected: tuple[float | None, ...]) -> None:
    found = mb.age_summary(frame("age", ages))
    assert [None if pd.isna(value) else value for value in found] == list(expected)


def test_the_people_of_the_moscow_case_are_counted() -> None:
    """Important Stories, 11 April 2025: one man in August, one at the end of September, three without a day."""
    table = mb.counts(mb.read_case(FIRST_CASE).records, "signup", window="2023-06/2024-05")
    sure = table.set_index("cell")["sure"]
    assert sure[sure > 0].to_dict() == {"2023-08": 1, "2023-09": 1}
    assert table["possible"].tolist() == [3, 3, 4, 4] + [3] * 8


HELD = [
    pytest.param("death", ["2022-11-03", "2023"], "date", id="dates"),
    pytest.param("children", ["0", "2..3"], "number", id="numbers"),
    pytest.param("house", ["12", "12a"], "label", id="labels"),
    pytest.param("death", ["2022", "2023"], "number", id="years-alone-may-be-numbers"),
    pytest.param("outcome", ["2022", "2023"], "label", id="the-schema-knows-better"),
    pytest.param("minor", [True, False], "label", id="yes-and-no"),
]


@pytest.mark.parametrize(("column", "values", "kind"), HELD)
def test_what_a_column_holds_is_found_out(column: str, values: list[Any], kind: str) -> None:
    people = pd.DataFrame({column: values})
    pd.testing.assert_frame_equal(mb.counts(people, column), mb.counts(people, column, kind=kind))


def test_years_alone_are_dates_where_periods_are_asked_for() -> None:
    people = frame("death", ["2022", "2024"])
    assert as_cells(mb.counts(people, "death", every="year")) == {"2022": (1, 1), "2023": (0, 0), "2024": (1, 1)}


def test_ends_beside_a_column_say_what_it_holds() -> None:
    people = frame("ward", ["2022", "2024"])
    dated = people.assign(ward_first=pd.to_datetime(["2022", "2024"]), ward_last=pd.to_datetime(["2022", "2024"]))
    assert mb.counts(people, "ward")["cell"].tolist() == ["2022", "2023", "2024"]
    assert len(mb.counts(dated, "ward")) == 36


def test_a_list_that_was_read_stands_for_its_people() -> None:
    people = mb.read_records(frame("signup", ["2023-07-03", "2023-08"]))
    pd.testing.assert_frame_equal(mb.counts(people, "signup"), mb.counts(people.records, "signup"))
    with pytest.raises(mb.MusterError, match="found a Case"):
        mb.counts(mb.load_case("moscow-2023-24"), "signup")


WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@examples(9)
@given(
    days=st.lists(DAYS, min_size=1),
    start=st.sampled_from(WEEKDAYS),
    weeks=st.integers(1, 5),
    ends=st.tuples(DAYS, DAYS).map(sorted),
)
def test_weeks_are_those_of_a_calendar(days: list[dt.date], start: str, weeks: int, ends: list[dt.date]) -> None:
    """Cells are counted from the week in which the window begins; each day is looked up by walking there."""
    inside = [day for day in days if ends[0] <= day <= ends[1]]
    begin = ends[0]
    while f"{begin:%A}".lower() != start:
        begin -= ONE_DAY
    walked = [begin + ONE_DAY * step for step in range((ends[1] - begin).days + 1)]
    of_cell = {day: step // (7 * weeks) for step, day in enumerate(walked)}
    expected = Counter(of_cell[day] for day in inside)
    table = mb.counts(
        frame("signup", inside) if inside else frame("signup", [None]),
        "signup",
        every=f"{weeks} weeks",
        week_start=start,
        window="/".join(map(str, ends)),
    )
    assert table["sure"].tolist() == [expected[cell] for cell in range(max(of_cell.values()) + 1)]


def test_weeks_of_epidemiologists_begin_on_sunday() -> None:
    people = frame("signup", ["2023-06-03", "2023-06-04"])
    found = mb.counts(people, "signup", every="epiweek")
    pd.testing.assert_frame_equal(found, mb.counts(people, "signup", every="week", week_start="sunday"))
    assert found["cell"].tolist() == ["2023-05-28/2023-06-03", "2023-06-04/2023-06-10"]


@examples(5)
@given(
    people=st.lists(coarse_ages(), min_size=1).filter(lambda some: any(known for _, known in some)),
    size=st.integers(2, 12),
)
def test_bands_of_ages_are_those_of_a_loop(people: list[Any], size: int) -> None:
    known = [ends for _, ends in people if ends]
    unstated = len(people) - len(known)
    bands = range(min(low for low, _ in known) // size, max(high for _, high in known) // size + 1)
    expected = {
        f"{band * size}..{band * size + size - 1}": (
            sum(low // size == high // size == band for low, high in known),
            sum(low // size <= band <= high // size for low, high in known) + unstated,
        )
        for band in bands
    }
    assert as_cells(mb.counts(ages_frame(people), "age", every=size)) == expected


GROUPED = st.lists(
    st.tuples(
        st.sampled_from(["2023-06-01", "2023-07", "2023-06/2023-07", "2023-08~", None]),
        st.sampled_from(["m", "f", None]),
        st.sampled_from(["Nepal", "Kenya"]),
        st.integers(0, 3),
    ),
    min_size=1,
).filter(lambda rows: any(row[0] for row in rows))


@examples(5)
@given(rows=GROUPED)
def test_groups_are_counted_as_if_each_were_a_list_of_its_own(rows: list[tuple[Any, ...]]) -> None:
    """Rows are written out as often as they stand for people; each group is counted alone, in the window of all."""
    people = pd.DataFrame(rows, columns=["signup", "sex", "from", "people"])
    window = "2023-06/2023-08"
    found = mb.counts(people, "signup", by=["sex", "from"], weights="people", window=window)
    written = people.loc[people.index.repeat(people["people"])].fillna({"sex": "not stated"})
    for (sex, place), group in found.groupby(["sex", "from"]):
        alone = written[(written["sex"] == sex) & (written["from"] == place)]
        expected = mb.counts(alone[["signup"]], "signup", window=window)
        assert group[["cell", "sure", "possible"]].to_numpy().tolist() == expected.to_numpy().tolist()
    sexes = [one for one in ("f", "m", "not stated") if one in people["sex"].fillna("not stated").tolist()]
    assert found["sex"].unique().tolist() == sexes
    assert len(found) == len(sexes) * people["from"].nunique() * 3


def test_groups_that_a_type_knows_are_kept_where_nobody_is_in_them() -> None:
    people = pd.DataFrame({"signup": ["2023-06"], "sex": pd.Categorical(["m"], ["m", "f", "x"])})
    found = mb.counts(people, "signup", by="sex")
    assert found.to_numpy().tolist() == [["m", "2023-06", 1, 1], ["f", "2023-06", 0, 0], ["x", "2023-06", 0, 0]]
    assert as_cells(mb.counts(people, "sex")) == {"m": (1, 1), "f": (0, 0), "x": (0, 0)}
