"""``musterbook audit``: what it hands to the reader of lists, and what it prints of the findings."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from musterbook.cli import main
from musterbook.linelist.linelist import Standing

MOSCOW = Path(__file__).parent / "cases" / "first"
PEOPLE = pd.DataFrame({"signup": ["2023-07-03", "2023-08"], "age": ["20", "51"]})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Put a list in the place of the reader, and keep what it was asked for."""
    kept: list[dict[str, Any]] = []

    def read_records(source: Any, **options: Any) -> Any:
        kept.append({"source": source, **options})
        return SimpleNamespace(records=PEOPLE, read=3, kept=2, aside=1, standing=Standing(1))

    monkeypatch.setattr("musterbook.linelist.reader.read_records", read_records, raising=False)
    return kept


def test_findings_are_printed_by_verdict(asked: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(MOSCOW), "list.csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:5] == [
        "3 rows read, 1 left out for problems; held against what was published about moscow-centre.",
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
    assert "   - 1 row was left out for problems and counts as a person of whom nothing is known" in lines
    assert len(asked) == 1


def test_what_is_told_of_a_list_reaches_its_reader(asked: list[dict[str, Any]]) -> None:
    told = ["--columns", "signup=Дата", "age=Возраст, лет", "--dayfirst", "--encoding", "cp1251", "--delimiter", ";"]
    told += ["--sheet", "Лист1", "--header", "3", "--schema", "more.json", "--arrival-after-signup", "--keep-aside"]
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
        "errors": "keep_aside",
    }


@pytest.mark.parametrize(("told", "dayfirst"), [([], None), (["--monthfirst"], False)])
def test_the_order_of_days_and_months_is_not_guessed(
    asked: list[dict[str, Any]], told: list[str], dayfirst: bool | None
) -> None:
    main(["audit", str(MOSCOW), "list.csv", *told])
    assert asked[0]["dayfirst"] is dayfirst
    assert (asked[0]["columns"], asked[0]["errors"]) == (None, "raise")


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
