"""Ten stories that newspapers printed, as cases: what was printed, what follows from it, and what cannot be.

Sources, populations, claims and labels stand in ``cases/stories``, each row with its story. Figures alone were taken
from the pages, which were read as stored excerpts. What could not be said of them: an average a week, "most" and "a
majority", a range of group sizes, a share of a share, households.
"""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import musterbook as mb

STORIES = Path(__file__).parent / "cases" / "stories"


def rows(table: str) -> list[dict[str, str]]:
    """Read a table of all stories."""
    with (STORIES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


NAMES = sorted({row["story"] for row in rows("claims")})


@cache
def story(name: str) -> mb.Case:
    """Write one story as a case and read it."""
    with TemporaryDirectory() as place:
        for table in ("sources", "populations", "claims", "labels"):
            columns = [column for column in rows(table)[0] if column != "story"]
            with (Path(place) / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
                writer.writeheader()
                writer.writerows(row for row in rows(table) if row["story"] == name)
        descriptor = {"name": name, "title": name, "resources": []}
        (Path(place) / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
        mb.accept_files(place)
        return mb.read_case(place)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_a_case_and_its_audit_says_something(name: str) -> None:
    case = story(name)
    assert len(case.claims) >= 8
    assert all(finding.sentence for finding in mb.audit(case))
    assert "not-settled" not in {finding.slug for finding in mb.audit(case)}


# Story, population, and what follows for the number of its people, worked out by hand.
TOTALS = {
    ("femicide-census", "women"): (147, 148),
    ("world-cup-workers", "workers"): (2_711 + 1_641 + 1_018 + 557 + 824, None),
    ("measles-march-2025", "outbreak"): (309 + 42 + 4, 355),
    ("women-killed-2023", "family"): (21_700 + 18_500 + 8_300 + 2_300 + 300, 51_424),
    ("lampedusa-2013", "aboard"): (501, None),
    ("named-dead-2024", "september"): (70_112, 70_112),
}


@pytest.mark.parametrize(("where", "ends"), TOTALS.items(), ids=lambda one: "-".join(map(str, one)))
def test_numbers_of_people(where: tuple[str, str], ends: tuple[int, int | None]) -> None:
    """12 women are 8 %, 83 are 56 %: only 147 or 148 women are printed so. 60 % of fewer than 85,000 are 51,424."""
    name, population = where
    variable = next(row["variable"] for row in rows("claims") if row["population_id"] == population and row["variable"])
    assert mb.possible_worlds(story(name), variable, population).total == ends


# Story, population, variable, cell, and its ends.
CELLS = [
    ("femicide-census", "women", "killer", "other or not stated", (39, 40)),
    ("world-cup-workers", "workers", "nationality", "four states, others", (0, 0)),
    ("measles-march-2025", "outbreak", "place", "Texas, others", (98, 98)),
    ("measles-march-2025", "outbreak", "place", "other or not stated", (0, 0)),
    ("journalists-2023", "cpj", "conflict", "other or not stated", (77, 77)),
    ("tower-fire-2017", "inside", "fate", "other or not stated", (70, 70)),
    ("named-dead-2024", "september", "joined_as", "prisoner", (12_971, 13_671)),
    ("named-dead-2024", "september", "joined_as", "mobilised", (8_764, 9_465)),
]


@pytest.mark.parametrize(("name", "population", "variable", "cell", "ends"), CELLS)
def test_what_follows_for_a_part(name: str, population: str, variable: str, cell: str, ends: tuple[int, int]) -> None:
    """What is left of a whole, what a percentage leaves open, and a region that its places fill."""
    table = mb.possible_worlds(story(name), variable, population).bounds().set_index("cell")
    assert tuple(table.loc[cell]) == ends


CONTRADICTED = {
    "cubans-2023": {("passports-199", "c-3")},
    "journalists-2023": {("c-2", "c-3", "c-9"), ("c-2", "c-4", "c-9")},
    "lampedusa-2013": {("c-3", "bodies-bbc")},
    "tower-fire-2017": {("c-4", "c-5", "c-6", "c-7")},
    "women-killed-2023": {("c-1", "c-2")},
}


@pytest.mark.parametrize("name", NAMES)
def test_what_cannot_both_hold(name: str) -> None:
    """Two counts of one list, "almost 85,000" beside 85,000, 71 dead who became 72, and 72 of 77 who became all."""
    found = {one.claims for one in mb.audit(story(name)) if one.verdict == "contradicted"}
    assert found == CONTRADICTED.get(name, set())
