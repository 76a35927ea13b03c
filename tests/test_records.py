"""Records: what cannot be in them, and what is put beside coarse values."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exploring import examples
from musterbook import MusterError
from musterbook.case.case import check_records, with_parsed
from musterbook.case.claims import Population
from musterbook.errors import Problem
from musterbook.schema import fields, parse_table

COLUMNS = [field["name"] for field in fields("records")]
WINDOW = "2023-06/2024-05"
DATE = "a date as YYYY, YYYY-MM or YYYY-MM-DD, last digits possibly X, or first/last, possibly ending in ~ ? or %"


def found(*rows: dict[str, str], window: str = WINDOW) -> list[str]:
    """Check records and give the problems as texts, without the name of the file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    ids = ({"record_id": f"p-{number}", "population_id": "p", "source_id": "s"} for number in range(len(rows)))
    writer.writerows(base | row for base, row in zip(ids, rows, strict=True))
    table = parse_table("records", text.getvalue().encode())
    blank = dict.fromkeys((field["name"] for field in fields("populations")), "")
    populations = {"p": Population.from_row(blank | {"population_id": "p", "window": window})}
    problems: list[Problem] = list(check_records(table, populations, {}))
    return [str(problem).removeprefix("records.csv, ") for problem in problems]


REFUSED = {
    "sign-up before the window": (
        {"signup": "2023-05-31"},
        "signup: found '2023-05-31', expected a day within the window 2023-06/2024-05 of its population",
    ),
    "sign-up after the window": (
        {"signup": "2024-06"},
        "signup: found '2024-06', expected a day within the window 2023-06/2024-05 of its population",
    ),
    "arrival after the sign-up": (
        {"signup": "2023-08-22", "arrival": "2023-08-23"},
        "arrival: found '2023-08-23', expected no day after the sign-up, 2023-08-22",
    ),
    "arrival wholly after a coarse sign-up": (
        {"signup": "2023-08", "arrival": "2023-09/2023-10"},
        "arrival: found '2023-09/2023-10', expected no day after the sign-up, 2023-08",
    ),
    "departure before the arrival": (
        {"arrival": "2023-08-22", "departure": "2023-08-21"},
        "departure: found '2023-08-21', expected no day before the arrival, 2023-08-22",
    ),
    "departure wholly before a coarse arrival": (
        {"arrival": "2023-09-2X", "departure": "2023-08"},
        "departure: found '2023-08', expected no day before the arrival, 2023-09-20/2023-09-29",
    ),
    "lag longer than the dates allow": (
        {"signup": "2023-08-22", "arrival": "2023-08-20/2023-08-21", "lag_days": "3"},
        "lag_days: found '3', expected the days from arrival to sign-up, 1..2",
    ),
    "lag shorter than the dates allow": (
        {"signup": "2023-08-22", "arrival": "2023-08-20/2023-08-21", "lag_days": "0"},
        "lag_days: found '0', expected the days from arrival to sign-up, 1..2",
    ),
    "coarse lag longer than the dates allow": (
        {"signup": "2023-08-22", "arrival": "2023-08", "lag_days": "22.."},
        "lag_days: found '22..', expected the days from arrival to sign-up, 0..21",
    ),
    "coarse lag shorter than the dates allow": (
        {"signup": "2023-09-10", "arrival": "2023-08", "lag_days": "..9"},
        "lag_days: found '..9', expected the days from arrival to sign-up, 10..40",
    ),
    "age 130": ({"age": "130"}, "age: found '130', expected years from 0 to 120"),
    "age 121": ({"age": "121"}, "age: found '121', expected years from 0 to 120"),
    "age 121 or more": ({"age": "121.."}, "age: found '121..', expected years from 0 to 120"),
    "age -1": ({"age": "-1"}, "age: found '-1', expected years from 0 to 120"),
    "age from -5": ({"age": "-5..20"}, "age: found '-5..20', expected years from 0 to 120"),
    "age under 0": ({"age": "..-1"}, "age: found '..-1', expected years from 0 to 120"),
}
ALLOWED = {
    "nothing known": {},
    "newborn": {"age": "0"},
    "age 120": {"age": "120"},
    "age coarse": {"age": "18..25"},
    "age open": {"age": "40.."},
    "age open below": {"age": "..17"},
    "first day of the window": {"signup": "2023-06-01"},
    "last day of the window": {"signup": "2024-05-31"},
    "possibly within the window": {"signup": "2023-05/2023-06"},
    "a year that the window is in": {"signup": "202X"},
    "same day": {"signup": "2023-08-22", "arrival": "2023-08-22", "lag_days": "0"},
    "same coarse month": {"signup": "2023-08", "arrival": "2023-08", "lag_days": "30"},
    "arrival possibly before": {"signup": "2023-08-22", "arrival": "2023-08-20/2023-08-25"},
    "arrival before the window": {"signup": "2023-08-22", "arrival": "2022-01-01"},
    "departure on the day of arrival": {"arrival": "2023-08-22", "departure": "2023-08-22"},
    "departure possibly after": {"arrival": "2023-08-22", "departure": "2023-08"},
    "departure after the window": {"arrival": "2023-08-22", "departure": "2030"},
    "lag possibly right": {"signup": "2023-08-22", "arrival": "2023-08-20", "lag_days": "0..3"},
    "lag open, possibly right": {"signup": "2023-08-22", "arrival": "2023-08-20", "lag_days": "2.."},
    "lag without dates": {"lag_days": "400"},
    "lag without arrival": {"lag_days": "400", "signup": "2023-08-22"},
}


class TestChecks:
    """What cannot be is named; what may be is left alone."""

    @pytest.mark.parametrize(("row", "expected"), REFUSED.values(), ids=REFUSED.keys())
    def test_refused(self, row: dict[str, str], expected: str) -> None:
        """One problem, word for word, with its line."""
        assert found({}, row) == [f"line 3, {expected}"]

    @pytest.mark.parametrize("row", ALLOWED.values(), ids=ALLOWED.keys())
    def test_allowed(self, row: dict[str, str]) -> None:
        """What is possible is no problem."""
        assert found(row) == []

    @pytest.mark.parametrize("lag", ["-3", "..-1", "-5..-2"])
    def test_nobody_signs_up_before_arriving(self, lag: str) -> None:
        """A lag below zero is an arrival after the sign-up, and refused like one, with dates or without."""
        said = f"line 2, lag_days: found '{lag}', expected 0 or more days, for nobody signs up before arriving"
        assert found({"lag_days": lag}) == found({"signup": "2023-08", "arrival": "2023-08", "lag_days": lag}) == [said]

    def test_one_cause_is_said_once(self) -> None:
        """Where the arrival is after the sign-up, no lag is right, so none is asked for."""
        row = {"signup": "2023-08-22", "arrival": "2023-08-27", "lag_days": "2"}
        assert found(row) == ["line 2, arrival: found '2023-08-27', expected no day after the sign-up, 2023-08-22"]

    def test_several_people(self) -> None:
        """Every row is checked, and every problem of it named."""
        rows = [{"age": "130"}, {}, {"age": "200", "signup": "2022"}]
        assert found(*rows) == [
            "line 2, age: found '130', expected years from 0 to 120",
            "line 4, signup: found '2022', expected a day within the window 2023-06/2024-05 of its population",
            "line 4, age: found '200', expected years from 0 to 120",
        ]

    def test_no_window(self) -> None:
        """Without a window, or with one that could not be read, any sign-up may be."""
        assert found({"signup": "1900"}, window="") == []
        assert found({"signup": "1900", "population_id": "another"}) == []

    @pytest.mark.parametrize(
        "row",
        [{"signup": "x", "arrival": "2030"}, {"age": "x"}, {"lag_days": "x"}, {"arrival": "x", "departure": "1900"}],
    )
    def test_what_cannot_be_read_is_not_said_twice(self, row: dict[str, str]) -> None:
        """Values that cannot be read are the business of the reader."""
        assert found(row) == []

    @given(
        arrival=st.dates(dt.date(2023, 6, 1), dt.date(2024, 5, 31)),
        days=st.integers(0, 200),
        width=st.integers(0, 40),
        lag=st.integers(0, 300),
    )
    @examples(150)
    def test_lag_agrees_with_days_counted(self, arrival: dt.date, days: int, width: int, lag: int) -> None:
        """A lag is refused exactly where no day of arrival is so many days before the sign-up."""
        signup = arrival + dt.timedelta(days)
        arrivals = [arrival + dt.timedelta(number) for number in range(width + 1)]
        possible = any((signup - one).days == lag for one in arrivals)
        row = {"signup": str(signup), "arrival": f"{arrivals[0]}/{arrivals[-1]}", "lag_days": str(lag)}
        assert (found(row, window="") == []) is possible


INDEXES = {
    "as it comes": None,
    "labels": ["x", "y", "z"],
    "backwards": [2, 1, 0],
    "the same twice": ["x", "x", "y"],
    "missing": [None, None, 1],
    "days": pd.to_datetime(["2023-01-01", "2023-01-01", "2024-01-01"]),
    "two levels": pd.MultiIndex.from_tuples([("a", 1), ("a", 1), ("b", 2)], names=["group", "number"]),
}


class TestParsed:
    """Parsed values stand beside their texts."""

    @pytest.mark.parametrize("index", INDEXES.values(), ids=INDEXES.keys())
    def test_any_index(self, index: object) -> None:
        """Every row keeps its own values, whatever the index."""
        columns = {"signup": ["2023-09-2X", None, "2024"], "age": ["18..25", None, "40.."], "name": ["a", "b", "c"]}
        people = pd.DataFrame(columns, index=index)
        before = people.copy(deep=True)
        parsed = with_parsed(people)
        assert parsed.index.equals(people.index)
        assert parsed.index.names == people.index.names
        assert parsed["signup_first"].dt.strftime("%Y-%m-%d").fillna("-").tolist() == ["2023-09-20", "-", "2024-01-01"]
        assert parsed["signup_last"].dt.strftime("%Y-%m-%d").fillna("-").tolist() == ["2023-09-29", "-", "2024-12-31"]
        assert parsed["age_low"].tolist() == [18, pd.NA, 40]
        assert parsed["age_high"].tolist() == [25, pd.NA, pd.NA]
        pd.testing.assert_frame_equal(parsed[list(columns)], before)
        pd.testing.assert_frame_equal(people, before)

    def test_all_coarse_columns(self) -> None:
        """Each coarse column has its two beside it, in the order of the frame; others have none."""
        people = pd.DataFrame({column: pd.Series([None], dtype="str") for column in COLUMNS})
        assert list(with_parsed(people).columns) == [
            "record_id", "population_id",
            "signup", "signup_first", "signup_last",
            "arrival", "arrival_first", "arrival_last",
            "departure", "departure_first", "departure_last",
            "lag_days", "lag_days_low", "lag_days_high",
            "age", "age_low", "age_high",
            "party", "outcome", "source_id", "note",
        ]  # fmt: skip

    def test_types(self) -> None:
        """Dates are days, numbers are whole with room for missing, also in a frame without rows."""
        people = pd.DataFrame({"signup": ["2023"], "age": ["20"]}, dtype="str")
        types = {
            "signup_first": "datetime64[s]",
            "signup_last": "datetime64[s]",
            "age_low": "Int64",
            "age_high": "Int64",
        }
        for frame in (people, people.iloc[:0]):
            found_types = with_parsed(frame).dtypes.astype(str).to_dict()
            assert {name: found_types[name] for name in types} == types

    def test_a_frame_without_columns(self) -> None:
        """Nothing to parse is nothing to add."""
        assert with_parsed(pd.DataFrame(index=[1, 2])).shape == (2, 0)

    def test_parsing_twice(self) -> None:
        """Parsing what was parsed would give two columns of one name, so it is refused with their names."""
        once = with_parsed(pd.DataFrame({"signup": ["2023-09", None], "age": ["20", None]}))
        with pytest.raises(MusterError) as caught:
            with_parsed(once)
        assert str(caught.value) == (
            "expected columns of different names, parsed ones included; more than one is called "
            "signup_first, signup_last, age_low, age_high"
        )

    def test_a_text_that_cannot_be_read(self) -> None:
        """What cannot be read is named with what was expected."""
        with pytest.raises(MusterError) as caught:
            with_parsed(pd.DataFrame({"signup": ["2023", "July", "2023-13"]}))
        assert str(caught.value) == f"expected {DATE}; found 'July', '2023-13'"

    def test_a_column_twice(self) -> None:
        """Of two columns of one name neither is dropped without a word."""
        people = pd.DataFrame([["2023", "one", "two"]], columns=["signup", "note", "note"])
        with pytest.raises(MusterError) as caught:
            with_parsed(people)
        assert str(caught.value) == (
            "expected columns of different names, parsed ones included; more than one is called note"
        )
