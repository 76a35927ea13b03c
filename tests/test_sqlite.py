"""A case and a list as one SQLite file, opened by datasette as whoever publishes or explores it would."""

from __future__ import annotations

import asyncio
import csv
import gc
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import musterbook as mb
from exploring import EXPLORE

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")

DATA = Path(__file__).parents[1] / "data"
LIST = """id,signup,age,Age,Name
a,2023-07-03,31,old,Ann
b,2023-09,18-25,,
c,31.02.2024,40,,Eve
a,2023-07-03,31,old,Ann
"""


def answered(database: Path, *addresses: str) -> list[Any]:
    """Ask datasette for pages of a database, without a network."""
    from datasette.app import Datasette

    async def ask() -> list[Any]:
        site = Datasette([str(database)])
        await site.invoke_startup()
        return [await site.client.get(f"/{database.stem}/{address}") for address in addresses]

    found = asyncio.run(ask())
    # Its threads leave connections open, and newer Pythons warn where those are collected: here, in no later test.
    gc.collect()
    return found


@pytest.mark.parametrize("name", mb.list_cases() if EXPLORE else ["moscow-2023-24"])
def test_datasette_shows_every_row_of_a_case_as_it_stands(name: str, tmp_path: Path) -> None:
    database = mb.load_case(name).to_sqlite(tmp_path / "case.sqlite")
    tables = {path.stem: path for path in sorted((DATA / name).glob("*.csv"))}
    assert {"populations", "sources", "claims"} <= tables.keys()
    pages = answered(database, *(f"{table}.json?_shape=array&_size=max" for table in tables))
    for page, path in zip(pages, tables.values(), strict=True):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        found = [{key: "" if row[key] is None else str(row[key]) for key in rows[0]} for row in page.json()]
        assert sorted(found, key=str) == sorted(rows, key=str), path.name


def test_datasette_leads_from_a_claim_to_its_source(tmp_path: Path) -> None:
    database = mb.load_case("moscow-2023-24").to_sqlite(tmp_path / "case.sqlite")
    (page,) = answered(database, "claims")
    assert page.status_code == 200
    assert 'href="/case/sources/' in page.text
    assert 'href="/case/populations/' in page.text


def test_the_keys_of_a_case_hold(tmp_path: Path) -> None:
    database = mb.load_case("moscow-2023-24").to_sqlite(tmp_path / "case.sqlite")
    with closing(sqlite3.connect(database)) as base:
        assert base.execute("pragma foreign_key_check").fetchall() == []
        assert base.execute("pragma integrity_check").fetchall() == [("ok",)]


def test_datasette_shows_a_list_with_its_days_and_what_was_set_aside(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    columns = {"record_id": "id", "signup": "signup", "age": "age"}
    people = mb.read_records(tmp_path / "list.csv", columns=columns, dayfirst=True, errors="keep_aside")
    database = people.to_sqlite(tmp_path / "people.sqlite")
    assert stat.S_IMODE(database.stat().st_mode) == 0o600  # it holds everything, and is for nobody else
    tables = ("records", "rejected", "problems")
    records, rejected, problems = (
        page.json() for page in answered(database, *(f"{one}.json?_shape=array" for one in tables))
    )
    assert [len(found) for found in (records, rejected, problems)] == [people.kept, people.aside, len(people.problems)]
    assert [(row["signup_first"], row["signup_last"]) for row in records[:2]] == [
        ("2023-07-03", "2023-07-03"),
        ("2023-09-01", "2023-09-30"),
    ]
    assert [row["age_high"] for row in records[:2]] == [31, 25]


def test_a_file_that_stood_there_is_replaced_and_one_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    case = mb.load_case("moscow-2023-24")
    place = tmp_path / "new" / "case.sqlite"
    first = case.to_sqlite(place).read_bytes()
    assert case.to_sqlite(place).read_bytes() == first
    with pytest.raises(OSError, match=r"case\.sqlite"):
        case.to_sqlite(place / "case.sqlite")
