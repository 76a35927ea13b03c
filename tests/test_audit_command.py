"""``musterbook audit``: what it hands to the reader of lists, and what it prints of the findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import musterbook as mb
from musterbook.cli import main

MOSCOW = Path(__file__).parent / "cases" / "first"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[dict[str, Any]]:
    """Put a short list, one row of which is broken, in the place of any other, and keep what was asked for."""
    kept: list[dict[str, Any]] = []
    short = tmp_path / "short.csv"
    short.write_text("signup,age\n2023-07-03,20\n2023-08,51\n2023-07-04,30,more\n", "utf-8")
    people = mb.read_records(short, errors="keep_aside")

    def read_records(source: Any, **options: Any) -> Any:
        kept.append({"source": source, **options})
        return people

    monkeypatch.setattr("musterbook.read_records", read_records)
    return kept


def test_findings_are_printed_by_verdict(asked: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(MOSCOW), "list.csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:5] == [
        "3 rows read, 1 of them with problems; held against what was published about moscow-centre.",
        "",
        "Contradicted: 20 claims",
        "1. Important Stories, at least 51 people in all (istories-total): contradicted.",
        "   - by the list, 3 people in all",
    ]
    assert [line for line in lines if line.endswith(" claims")] == [
        "Contradicted: 20 claims",
        "Cannot tell: 18 claims",
        "Holds: no claims",
    ]
    assert "   - left out: 1 row for problems; each counts as a person of whom nothing is known" in lines
    assert len(asked) == 1


def test_what_is_told_of_a_list_reaches_its_reader(asked: list[dict[str, Any]]) -> None:
    told = ["--columns", "signup=Дата", "age=Возраст, лет", "--dayfirst", "--encoding", "cp1251", "--delimiter", ";"]
    told += ["--sheet", "Лист1", "--header", "3", "--schema", "more.json", "--arrival-after-signup", "--no-keep-aside"]
    told += ["--century", "2000", "--missing", "?", "n/a"]
    assert main(["audit", str(MOSCOW), "list.csv", *told]) == 0
    (options,) = asked
    assert callable(options.pop("progress"))
    assert str(options.pop("window")) == "2023-06/2024-05"
    assert options == {
        "source": "list.csv",
        "columns": {"signup": "Дата", "age": "Возраст, лет"},
        "dayfirst": True,
        "century": 2000,
        "missing": ["?", "n/a"],
        "encoding": "cp1251",
        "delimiter": ";",
        "sheet": "Лист1",
        "header": 3,
        "schema": "more.json",
        "arrival_after_signup": True,
        "errors": "raise",
        "join": False,
        "epoch": None,
        "age_at": None,
    }


@pytest.mark.parametrize(("told", "dayfirst"), [([], None), (["--monthfirst"], False)])
def test_the_order_of_days_and_months_is_not_guessed(
    asked: list[dict[str, Any]], told: list[str], dayfirst: bool | None
) -> None:
    main(["audit", str(MOSCOW), "list.csv", *told])
    assert asked[0]["dayfirst"] is dayfirst
    assert (asked[0]["columns"], asked[0]["errors"]) == (None, "keep_aside")


def test_another_population_can_be_asked_for(asked: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(MOSCOW), "list.csv", "--population", "captured"]) == 0
    assert "held against what was published about captured." in capsys.readouterr().out
    assert asked[0]["window"] is None


@pytest.mark.parametrize(
    ("told", "message"),
    [
        (
            ["--columns", "signup", "=x"],
            "musterbook: --columns: expected OURS=THEIRS, as signup=Дата; found 'signup', '=x'\n",
        ),
        (
            ["--population", "moon"],
            "musterbook: no population 'moon'; available: moscow-centre, in-russian-forces, captured, "
            "north-korean-troops\n",
        ),
    ],
)
def test_what_cannot_be_asked_is_said(
    asked: list[dict[str, Any]], told: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", str(MOSCOW), "list.csv", *told]) == 1
    assert capsys.readouterr().err == message
    assert asked == []
