"""What somebody says of a list or a table: variants of labels, day numbers, births, months in two columns."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

import musterbook as mb
from musterbook.cli import main

LABELS = pd.DataFrame({
    "signup": ["2023-07-03"] * 6,
    "outcome": ["killed", " Killed", "KILLED", "KIA", "cafe\u0301", "café"],
    "nationality": ["Nepal", "nepal ", "India", "India", "Nepal", "NEPAL"],
    "name": ["Ann", "ann", "Bo", "Cy", "Di", "Ed"],
})  # fmt: skip


def test_variants_of_a_label_are_told_and_names_of_people_are_not() -> None:
    notes = mb.read_records(LABELS).summary().set_index("column")["note"].fillna("")
    assert "'Killed' may be 'killed', and 2 more such; if so, say join=True" in notes["outcome"]
    assert "'nepal ' may be 'Nepal', and 1 more such; if so, say join=True" in notes["nationality"]
    assert notes["name"] == "kept as it is"


def test_marks_among_labels_are_offered_as_not_stated_and_taken_out_when_said() -> None:
    """Of columns that are read, whatever they are called; others are kept as they are."""
    given = pd.DataFrame({
        "signup": ["2023-07-03"] * 6,
        "outcome": ["killed", "unknown", "killed", "unknown", "killed", "returned"],
        "Nation": ["Nepal", "k.A.", "Nepal", "k.A.", "India", "India"],
        "remark": ["n/a", "n/a", "came", "came", "left", "left"],
    })  # fmt: skip
    people = mb.read_records(given, columns={"nationality": "Nation"})
    notes = people.summary().set_index("column")["note"].fillna("")
    assert notes["outcome"] == "'unknown' may stand for not stated; if so, say missing=['unknown']"
    assert notes["nationality"] == "'k.A.' may stand for not stated; if so, say missing=['k.A.']"
    assert notes["remark"] == "kept as it is"
    said = mb.read_records(given, columns={"nationality": "Nation"}, missing=["k.A."]).records["nationality"]
    assert said.isna().tolist() == [False, True, False, True, False, False]


def test_variants_of_a_label_are_joined_when_said() -> None:
    people = mb.read_records(LABELS, join=True).records
    assert people["outcome"].tolist() == ["killed"] * 3 + ["KIA"] + [people["outcome"][4]] * 2
    assert people["outcome_text"][2] == "KILLED"
    assert people["nationality"].tolist() == ["Nepal", "Nepal", "India", "India", "Nepal", "Nepal"]
    assert people["name"].tolist() == LABELS["name"].tolist()
    said = mb.read_records(LABELS, join={"KIA": "killed"}).records["outcome"]
    assert said.tolist()[:4] == ["killed"] * 4


def test_day_numbers_count_from_where_somebody_says() -> None:
    days = [dt.date(2023, 7, 3), dt.date(1997, 1, 1), dt.date(1969, 12, 31)]
    numbers = [str((day - dt.date(1970, 1, 1)).days) for day in days]
    people = mb.read_records(pd.DataFrame({"signup": [*numbers, "2023", "2023-05"]}), epoch="1970-01-01").records
    assert people["signup"].tolist() == [*(day.isoformat() for day in days), "2023", "2023-05"]
    with pytest.raises(mb.MusterError, match="epoch: expected the day"):
        mb.read_records(pd.DataFrame({"signup": ["19541"]}), epoch="1970")


def ages(born: tuple[dt.date, dt.date], day: dt.date) -> tuple[int, int]:
    """Work out the least and the largest age by counting birthdays."""
    found = [
        sum(dt.date(year, one.month, one.day) <= day for year in range(one.year + 1, day.year + 1)) for one in born
    ]
    return min(found), max(found)


def test_births_are_ages_on_the_day_that_somebody_says() -> None:
    births = {"1990": (dt.date(1990, 1, 1), dt.date(1990, 12, 31)), "1990-07-03": (dt.date(1990, 7, 3),) * 2,
              "1990-07-04": (dt.date(1990, 7, 4),) * 2}  # fmt: skip
    frame = pd.DataFrame({"signup": ["2023-07-03"] * 5, "born": [*births, "?", "2024"]})
    people = mb.read_records(frame, columns={"age": "born"}, age_at="signup", errors="keep_aside")
    ends = people.records[["age_low", "age_high"]]
    assert [tuple(row) for row in ends.head(3).to_numpy()] == [
        ages(one, dt.date(2023, 7, 3)) for one in births.values()
    ]
    assert ends.tail(2).isna().all(axis=None)
    assert people.problems["value"].tolist() == ["2024"]
    at = mb.read_records(frame[:3], columns={"age": "born"}, age_at="2023-07-03").records
    assert at["age"].tolist() == people.records["age"].tolist()[:3]
    with pytest.raises(mb.MusterError, match=r"no column of dates.*available: signup"):
        mb.read_records(frame[:3], columns={"age": "born"}, age_at="birthday")


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("year,month,cases\n2023,6,4\n2023,7,8\n", {}),
        ("Год,Месяц,Задержано\n2023,июнь,4\n2023,июль,8\n", {"count": "Задержано"}),
        ("a,b,cases\n2023,06,4\n2023,07,8\n", {"columns": {"month": ["a", "b"]}}),
    ],
)
def test_a_year_and_a_month_in_two_columns_are_one_date(text: str, options: dict[str, object], tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    found = mb.counts(mb.read_table(path, **options), "month")
    assert found.to_dict("list") == {"cell": ["2023-06", "2023-07"], "sure": [4, 8], "possible": [4, 8]}


CELLS = pd.DataFrame({
    "month": ["2023-06", "2023-06", "2023-07", "2023-07"], "nationality": ["Nepal", "India"] * 2,
    "cases": ["4", "<5", "6", "7"],
})  # fmt: skip


def test_joint_cells_are_claims_of_parts_of_a_population() -> None:
    table = mb.read_table(CELLS)
    claims = mb.claims_from(table, source="ministry", population="held", variable="month", by="nationality")
    said = claims[["population_id", "where", "relation", "value"]].to_numpy().tolist()
    assert said == [
        ["held", "2023-06", ">=", "4"], ["held", "2023-06", "<=", "8"], ["held", "2023-07", "=", "13"],
        ["held", "", ">=", "17"], ["held", "", "<=", "21"],
        ["held-nepal", "2023-06", "=", "4"], ["held-nepal", "2023-07", "=", "6"], ["held-nepal", "", "=", "10"],
        ["held-india", "2023-06", "<=", "4"], ["held-india", "2023-07", "=", "7"],
        ["held-india", "", ">=", "7"], ["held-india", "", "<=", "11"],
    ]  # fmt: skip
    parts = mb.populations_from(table, population="held", by="nationality")
    assert parts[["population_id", "part_of", "condition"]].to_numpy().tolist() == [
        ["held-nepal", "held", "nationality=Nepal"], ["held-india", "held", "nationality=India"],
    ]  # fmt: skip


def test_the_command_line_tells_a_table_from_a_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "table.csv"
    path.write_text("nationality,detainees\nNepal,40\nIndia,<5\n", encoding="utf-8")
    assert main(["read", str(path)]) == 1
    assert "--count detainees" in capsys.readouterr().err
    assert main(["read", str(path), "--count", "detainees", "--out", str(tmp_path / "out")]) == 0
    assert "a table of counts, no list of people: 40 to 44 people" in capsys.readouterr().out
    again = mb.read_table(tmp_path / "out" / "table.csv.records.csv")
    assert again.people == (40, 44)
    months = tmp_path / "months.csv"
    months.write_text("month,cases\n2023-06,4\n2023-07,<5\n", encoding="utf-8")
    assert main(["draw", str(months), "monthly", "--out", str(tmp_path / "figures")]) == 0
    assert (tmp_path / "figures" / "monthly.png").exists()
    capsys.readouterr()
    assert main(["audit", "moscow-2023-24", str(months), "--columns", "signup=month"]) == 0
    assert "by the list, 4 to 8 people in all" in capsys.readouterr().out


def test_a_birth_that_may_be_two_days_is_asked_for_like_any_date() -> None:
    frame = pd.DataFrame({"age": ["03/04/1990", "1991"]})
    with pytest.raises(mb.MusterError, match=r"age \(age\): '03/04/1990' \(line 1: 1990-04-03 or 1990-03-04\)"):
        mb.read_records(frame, age_at="2023-04-03", errors="keep_aside")
    ages = [
        mb.read_records(frame, age_at="2023-04-01", dayfirst=dayfirst).records["age"].tolist()
        for dayfirst in (True, False)
    ]
    assert ages == [["32", "31..32"], ["33", "31..32"]]
