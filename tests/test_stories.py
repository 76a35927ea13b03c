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
from musterbook.case.case import accept_files

STORIES = Path(__file__).parent / "cases" / "stories"
NAMES = sorted({row["story"] for row in csv.DictReader((STORIES / "claims.csv").open(encoding="utf-8"))})


@cache
def story(name: str) -> mb.Case:
    """Write one story as a case and read it."""
    with TemporaryDirectory() as place:
        for path in STORIES.iterdir():
            rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
            columns = [column for column in rows[0] if column != "story"]
            with (Path(place) / path.name).open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
                writer.writeheader()
                writer.writerows(row for row in rows if row["story"] == name)
        descriptor = {"name": name, "title": name, "resources": []}
        (Path(place) / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
        accept_files(place)
        return mb.read_case(place)


def cells(name: str, variable: str, population: str) -> dict[str, tuple[int, int | None]]:
    """Give the bounds of each cell."""
    table = mb.possible_worlds(story(name), variable, population).bounds()
    ends = table[["low", "high"]].astype("object").where(table[["low", "high"]].notna(), None).itertuples(index=False)
    return dict(zip(table["cell"], map(tuple, ends), strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_it_is_a_case_and_its_audit_says_something(name: str) -> None:
    case = story(name)
    assert len(case.claims) >= 8
    assert all(finding.sentence for finding in mb.audit(case))


def contradicted(name: str) -> list[tuple[str, ...]]:
    """Give the claims that an audit calls contradicted."""
    return [one.claims for one in mb.audit(story(name)) if one.verdict == "contradicted"]
