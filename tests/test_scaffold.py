"""A new case: what is written, what it still lacks, and that it is valid once its guide has been followed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import frictionless
import pytest

import musterbook as mb
from casefiles import TABLES, fields
from musterbook.cli import main

GUIDE = "GUIDE.md"


def rows_of(guide: str) -> dict[str, str]:
    """Take the row of each table out of a guide."""
    return dict(re.findall(r"^## (\w+)\.csv$.*?^```\n(.*?\n)```$", guide, re.DOTALL | re.MULTILINE))


def fill_in(folder: Path, *tables: str) -> None:
    """Put the rows of the guide into some tables."""
    rows = rows_of((folder / GUIDE).read_text("utf-8"))
    for table in tables:
        place = folder / f"{table}.csv"
        header = place.read_text("utf-8") if place.exists() else ",".join(one["name"] for one in fields(table)) + "\n"
        place.write_text(header + rows[table], "utf-8", newline="")


def test_a_new_case_lacks_what_a_person_must_fill_in(tmp_path: Path) -> None:
    folder = mb.new_case(tmp_path / "north")
    with pytest.raises(mb.MusterError) as caught:
        mb.read_case(folder)
    assert str(caught.value) == (
        f"the case {folder} has 2 problems:\n"
        "  populations.csv: found a header alone, expected at least one row below it\n"
        "  sources.csv: found a header alone, expected at least one row below it"
    )


@pytest.mark.parametrize("tables", [("populations", "sources"), tuple(TABLES)], ids=["minimal", "every table"])
def test_filled_in_by_its_guide_it_passes(
    tmp_path: Path, tables: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = mb.new_case(tmp_path / "north")
    fill_in(folder, *tables)
    assert main(["check", str(folder)]) == 1
    assert f"accept it with: musterbook check {folder} --accept" in capsys.readouterr().err
    assert main(["check", str(folder), "--accept"]) == 0
    assert capsys.readouterr().out.startswith("north is valid: 1 source, ")
    assert main(["check", str(folder)]) == 0


def test_the_guide_has_each_column_with_what_it_holds(tmp_path: Path) -> None:
    lines = (mb.new_case(tmp_path / "north") / GUIDE).read_text("utf-8")
    for table in TABLES:
        for field in fields(table):
            needed = "must be filled in" if field.get("constraints", {}).get("required") else ""
            assert f"| `{field['name']}` | {field['description']} | {needed}" in lines


def test_it_is_a_data_package(tmp_path: Path) -> None:
    folder = mb.new_case(tmp_path / "north")
    package = frictionless.Package(str(folder / "datapackage.json"))
    assert (package.name, package.title) == ("north", "north")
    assert package.validate().valid


@pytest.mark.parametrize(("folder", "name"), [("North  Sea 2023", "north-sea-2023"), ("Север", "case"), ("--", "case")])
def test_the_name_of_the_folder_becomes_that_of_the_case(tmp_path: Path, folder: str, name: str) -> None:
    described = json.loads((mb.new_case(tmp_path / folder) / "datapackage.json").read_text("utf-8"))
    assert (described["name"], described["title"]) == (name, folder)


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    assert mb.new_case(tmp_path) == tmp_path


@pytest.mark.parametrize("inside", [True, False], ids=["a file in it", "a file"])
def test_what_is_not_empty_is_left_as_it_is(tmp_path: Path, inside: bool, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "north"
    kept = target / ".hidden" if inside else target
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("mine", "utf-8")
    assert main(["new", str(target)]) == 1
    why = "not empty; a new case needs a folder that is, or that does not exist yet"
    if not inside:
        why = "a file; a new case needs a folder that is empty or does not exist yet"
    assert capsys.readouterr().err == f"musterbook: {target} is {why}\n"
    assert kept.read_text("utf-8") == "mine"
    assert len(list(tmp_path.rglob("*"))) == 1 + inside


def test_the_command_says_what_to_do_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "north sea"
    assert main(["new", str(folder)]) == 0
    assert capsys.readouterr().out == (
        f"{folder} is a new case; {folder / GUIDE} says how to fill it in.\n"
        f"When it is filled in: musterbook check '{folder}' --accept\n"
    )
