"""Records: what cannot be in them, and what is put beside coarse values."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import casefiles
import musterbook as mb
from exploring import examples

WINDOW = "2023-06/2024-05"
Row = dict[str, str]


def write(folder: Path, rows: Sequence[Row], window: str = WINDOW, own: Sequence[str] = ()) -> None:
    """Write a case of two populations, the second without a window; ``own`` are columns that it declares itself."""
    populations = [{"population_id": "p", "window": window}, {"population_id": "q"}]
    people = [{"record_id": f"p-{at}", "population_id": "p", "source_id": "s"} | row for at, row in enumerate(rows)]
    tables = {
        "populations": [{"description": "People on a list"} | row for row in populations],
        "sources": [{"source_id": "s", "outlet": "Paper", "accessed": "2026-01-02", "role": "primary"}],
        "claims": [],
        "records": people,
    }
    for table, lines in tables.items():
        columns = [field["name"] for field in casefiles.fields(table)] + (list(own) if table == "records" else [])
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
        (folder / f"{table}.csv").write_text(text.getvalue(), "utf-8", newline="\n")
    declared = {
        "name": "records",
        "path": "records.csv",
        "schema": {"fields": [{"name": one, "type": "string"} for one in own]},
    }
    about = {"name": "small", "title": "Small", "resources": [declared]}
    (folder / "datapackage.json").write_text(json.dumps(about), "utf-8")


def found(*rows: Row, window: str = WINDOW) -> list[str]:
    """Take a case with such records as it is; give what is wrong with it, without the name of the file."""
    with TemporaryDirectory() as place:
        write(Path(place), rows, window)
        try:
            mb.accept_files(place)
        except mb.MusterError as error:
            return [line.strip().removeprefix("records.csv, ") for line in str(error).splitlines()[1:]]
    return []


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
            "line 4, age: found '200', expected years from 0 to 120",
            "line 4, signup: found '2022', expected a day within the window 2023-06/2024-05 of its population",
        ]

    def test_no_window(self) -> None:
        """Without a window any sign-up may be."""
        assert found({"signup": "1900"}, window="") == []
        assert found({"signup": "1900", "population_id": "q"}) == []

    @pytest.mark.parametrize(
        "row",
        [{"signup": "x", "arrival": "2030"}, {"age": "x"}, {"lag_days": "x"}, {"arrival": "x", "departure": "1900"}],
    )
    def test_what_cannot_be_read_is_not_said_twice(self, row: Row) -> None:
        """A value that cannot be read is one problem, and nothing is held against it."""
        [problem] = found(row)
        assert problem.startswith(f"line 2, {next(iter(row))}: found 'x', expected ")

    @given(
        st.lists(
            st.tuples(
                st.dates(dt.date(2023, 6, 1), dt.date(2024, 5, 31)),
                st.integers(0, 200),
                st.integers(0, 40),
                st.integers(0, 300),
            ),
            min_size=10,
            max_size=20,
        )
    )
    @examples(10)
    def test_lag_agrees_with_days_counted(self, drawn: list[tuple[dt.date, int, int, int]]) -> None:
        """A lag is refused exactly where no day of arrival is so many days before the sign-up."""
        rows, wrong = [], []
        for line, (arrival, days, width, lag) in enumerate(drawn, 2):
            signup = arrival + dt.timedelta(days)
            arrivals = [arrival + dt.timedelta(number) for number in range(width + 1)]
            if all((signup - one).days != lag for one in arrivals):
                wrong.append(line)
            texts = {"signup": str(signup), "arrival": f"{arrivals[0]}/{arrivals[-1]}", "lag_days": str(lag)}
            rows.append(texts)
        assert [int(told.split(",")[0].removeprefix("line ")) for told in found(*rows, window="")] == wrong


class TestParsed:
    """Parsed values stand beside their texts."""

    def test_values(self, tmp_path: Path) -> None:
        """Every row has its own ends; an open one is missing, and so is what is not stated."""
        rows = [
            {"signup": "2023-09-2X", "age": "18..25"},
            {},
            {"signup": "2024", "age": "40..", "arrival": "0001-01-01"},
        ]
        write(tmp_path, rows, window="")
        mb.accept_files(tmp_path)
        people = mb.read_case(tmp_path).records
        assert people["signup_first"].dt.strftime("%Y-%m-%d").fillna("-").tolist() == ["2023-09-20", "-", "2024-01-01"]
        assert people["signup_last"].dt.strftime("%Y-%m-%d").fillna("-").tolist() == ["2023-09-29", "-", "2024-12-31"]
        assert people["arrival_first"].dt.year.fillna(0).tolist() == [0, 0, 1]
        assert people["age_low"].tolist() == [18, pd.NA, 40]
        assert people["age_high"].tolist() == [25, pd.NA, pd.NA]

    @pytest.mark.parametrize("rows", [[], [{"signup": "2023-07", "age": "20"}]])
    def test_columns_and_types(self, tmp_path: Path, rows: list[Row]) -> None:
        """Each coarse column has its two beside it; dates are days, numbers are whole or missing, also of nobody."""
        write(tmp_path, rows)
        mb.accept_files(tmp_path)
        people = mb.read_case(tmp_path).records
        assert list(people.columns) == [
            "record_id", "population_id",
            "signup", "signup_first", "signup_last",
            "arrival", "arrival_first", "arrival_last",
            "departure", "departure_first", "departure_last",
            "lag_days", "lag_days_low", "lag_days_high",
            "age", "age_low", "age_high",
            "party", "outcome", "source_id", "note",
        ]  # fmt: skip
        types = {
            "signup_first": "datetime64[s]",
            "signup_last": "datetime64[s]",
            "age_low": "Int64",
            "age_high": "Int64",
        }
        assert {name: str(people[name].dtype) for name in types} == types

    def test_a_column_of_the_case_that_is_called_like_a_parsed_one(self, tmp_path: Path) -> None:
        """No column may be called as those that are parsed are."""
        write(tmp_path, [{"signup": "2023-07", "signup_first": "x"}], own=["signup_first"])
        with pytest.raises(mb.MusterError) as caught:
            mb.accept_files(tmp_path)
        assert (
            "datapackage.json, fields of records: found '\"signup_first\"', expected a field with a name of small "
            "letters, digits and underscores, as lag_days; not _first, _last, _low, _high at its end\n"
        ) in str(caught.value)
