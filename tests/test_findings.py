"""What an audit says: of the case that comes with the library as one list, and of small cases with one thing wrong."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import musterbook as mb
from casefiles import fields

Row = Mapping[str, str]
audit = partial(mb.audit, timeout=60)
"""What is found must not hang on how much else the machine does."""

FIRST = Path(__file__).parent / "cases" / "first"
WINDOW = "2023-06/2024-05"
SOURCES = [
    {"source_id": "first", "outlet": "First Paper", "accessed": "2026-01-02", "role": "primary"},
    {"source_id": "second", "outlet": "Second Paper", "accessed": "2026-01-02", "role": "report", "relays": "first"},
]
POPULATIONS = [
    {"population_id": "centre", "description": "people at a centre", "window": WINDOW},
    {"population_id": "elsewhere", "description": "people elsewhere", "window": WINDOW},
]


def write_table(folder: Path, table: str, rows: Sequence[Row]) -> None:
    """Write one table of a case; what a row does not give is not stated."""
    columns = [field["name"] for field in fields(table)]
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def build(folder: Path, claims: Sequence[Row], records: Sequence[Row] = ()) -> mb.Case:
    """Write a case and read it."""
    common = {"source_id": "first", "population_id": "centre"}
    descriptor = {"name": "small", "title": "A small case", "resources": []}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    write_table(folder, "populations", POPULATIONS)
    write_table(folder, "sources", SOURCES)
    write_table(folder, "claims", [common | dict(one) for one in claims])
    write_table(folder, "records", [common | dict(one) for one in records])
    mb.accept_files(folder)
    return mb.read_case(folder)


def claim(name: str, figure: str, relation: str, value: int | str, **more: str) -> dict[str, str]:
    """Write a claim; ``figure`` is its statistic, variable and where, separated by spaces."""
    statistic, variable, where = (*figure.split(), "", "")[:3]
    words = {"claim_id": name, "statistic": statistic, "variable": variable, "where": where, "unit": "people"}
    return {**words, "relation": relation, "value": str(value), "status": "used", **more}


def told(findings: Sequence[mb.Finding]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Give the kind, the verdict and the ids of each finding."""
    return [(one.slug, one.verdict.value, one.claims) for one in findings]


ALL_BUT = claim("all", "count signup", "=", 20)


def test_the_moscow_case_from_the_first_finding_to_the_last() -> None:
    findings = audit(mb.read_case(FIRST))
    assert [(one.slug, one.verdict.value, one.claims, one.sources) for one in findings] == [
        (
            "claims-contradict",
            "contradicted",
            ("kyivindependent-same-day", "united24-same-day"),
            ("kyivindependent", "united24"),
        ),
        *(
            (slug, "cannot tell", (f"{source}-{what}", f"istories-{what}"), (source, "istories"))
            for slug, source, what in (
                ("quantity-changed", "kyivindependent", "every-month"),
                ("quantity-changed", "kyivindependent", "just-before"),
                ("floor-became-exact", "kyivindependent", "returned"),
                ("quantity-changed", "united24", "every-month"),
                ("floor-became-exact", "united24", "same-day"),
                ("floor-became-exact", "united24", "returned"),
            )
        ),
    ]


def test_the_contradiction_about_the_day_of_arrival_in_full() -> None:
    """The Kyiv Independent against United24 Media, both after Important Stories, April 2025."""
    found = audit(mb.read_case(FIRST))[0]
    assert found.sentence == (
        "These cannot both hold: The Kyiv Independent, at least 7 people on the day of arrival "
        "(kyivindependent-same-day); against United24 Media, 1 person on the day of arrival "
        "(united24-same-day)."
    )
    assert found.evidence == (
        "The Kyiv Independent, at least 7 people on the day of arrival (kyivindependent-same-day)",
        "United24 Media, 1 person on the day of arrival (united24-same-day)",
        "the primary source: Important Stories, at least 1 person on the day of arrival (istories-same-day)",
        "the primary source: Important Stories, at least 7 people on the day after arriving (istories-next-day)",
    )


def test_a_lost_hedge_is_said_in_full() -> None:
    [found] = [one for one in audit(mb.read_case(FIRST)) if one.claims[0] == "kyivindependent-returned"]
    assert found.sentence == (
        "The Kyiv Independent, 4 people returned (kyivindependent-returned): this prints as exact the least number of "
        "Important Stories, at least 4 people returned (istories-returned)."
    )


TWO = {
    "peak-above-its-year": [
        claim("year", "count signup 2023-06/2023-12", "=", 5),
        claim("peak", "peak signup 2023-07", "=", 6),
    ],
    "peak-above-all": [claim("all", "count signup", "<=", 5), claim("peak", "peak signup 2023-07", "=", 6)],
    "peak-below-another-month": [
        claim("peak", "peak signup 2023-07", "=", 6),
        claim("august", "count signup 2023-08", ">=", 6),
    ],
    "two-peaks": [claim("july", "peak signup 2023-07", "=", 6), claim("may", "peak signup 2024-05", "=", 7)],
    "part-above-the-whole": [
        claim("all", "count signup", "=", 5),
        claim("year", "count signup 2024-01/2024-05", ">=", 6),
    ],
    "youngest-above-oldest": [claim("youngest", "minimum age", "=", 40), claim("oldest", "maximum age", "=", 30)],
    "oldest-below-a-reported-age": [claim("oldest", "maximum age", "=", 40), claim("old", "count age 41..", ">=", 1)],
    "used-against-disputed": [
        claim("seven", "count lag_days 0", "=", 7),
        claim("one", "count lag_days 0", "=", 1, status="disputed", see="seven", source_id="second"),
    ],
    "used-against-a-repeat": [
        claim("seven", "count lag_days 0", "=", 7),
        claim("one", "count lag_days 0", "=", 1, status="repeats", see="seven", source_id="second"),
    ],
    "more-months-than-people": [
        claim("all", "count signup", "=", 5),
        claim("months", "occupied signup", ">=", 6, unit="months"),
    ],
    "mean-above-the-oldest": [
        claim("oldest", "maximum age", "=", 40),
        claim("mean", "mean age", "=", 45, unit="years"),
    ],
}


@pytest.mark.parametrize("claims", TWO.values(), ids=TWO)
def test_two_claims_that_cannot_both_hold(claims: list[Row], tmp_path: Path) -> None:
    used = [ALL_BUT] if "signup" not in {one["variable"] for one in claims} else []
    found = told(audit(build(tmp_path, [*claims, *used])))
    assert found == [("claims-contradict", "contradicted", tuple(one["claim_id"] for one in claims))]


def test_an_age_above_the_oldest_is_a_record_against_a_claim(tmp_path: Path) -> None:
    case = build(tmp_path, [ALL_BUT, claim("oldest", "maximum age", "=", 30)], [{"record_id": "person", "age": "41"}])
    found = audit(case)
    assert told(found) == [("no-world", "contradicted", ("oldest", "person"))]
    assert found[0].sentence == ("These cannot hold together: First Paper, maximum age 30 (oldest); the record person.")
    assert found[0].sources == ("first",)


def test_parts_that_exceed_the_whole_are_a_set_of_three(tmp_path: Path) -> None:
    claims = [
        claim("all", "count signup", "=", 50),
        claim("early", "count signup 2023-06/2023-12", "=", 31),
        claim("late", "count signup 2024-01/2024-05", "=", 20, source_id="second"),
    ]
    found = audit(build(tmp_path, claims))
    assert told(found) == [("no-world", "contradicted", ("all", "early", "late"))]
    assert list(found[0].evidence) == [
        "First Paper, 50 people in all (all)",
        "First Paper, 31 people whose signup is in June–December 2023 (early)",
        "Second Paper, 20 people whose signup is in January–May 2024 (late)",
    ]
    assert found[0].sentence == f"These cannot hold together: {'; '.join(found[0].evidence)}."
    assert found[0].sources == ("first", "second")


def test_more_people_described_than_counted(tmp_path: Path) -> None:
    people = [{"record_id": name, "signup": "2023-07"} for name in ("one", "two")]
    case = build(tmp_path, [ALL_BUT, claim("july", "count signup 2023-07", "=", 1)], people)
    assert told(audit(case)) == [("no-world", "contradicted", ("july", "one", "two"))]


def test_contradictions_come_before_repeats_and_pairs_before_sets(tmp_path: Path) -> None:
    claims = [
        claim("hedged", "count outcome killed", ">=", 1),
        claim("bare", "count outcome killed", "=", 1, status="repeats", see="hedged", source_id="second"),
        claim("all", "count signup", "=", 50),
        claim("early", "count signup 2023-06/2023-12", "=", 31),
        claim("late", "count signup 2024-01/2024-05", "=", 20),
        claim("seven", "count lag_days 0", "=", 7),
        claim("one", "count lag_days 0", "=", 1, source_id="second"),
    ]
    assert told(audit(build(tmp_path, claims))) == [
        ("claims-contradict", "contradicted", ("seven", "one")),
        ("no-world", "contradicted", ("all", "early", "late")),
        ("floor-became-exact", "cannot tell", ("bare", "hedged")),
    ]


REPEATS = {
    "hedge-lost": (
        claim("bare", "count outcome killed", "=", 4),
        "Second Paper, 4 people killed (bare): this prints as exact the least number of First Paper, at least 4 people "
        "killed (hedged).",
    ),
    "higher-floor": (
        claim("bare", "count outcome killed", ">=", 5),
        "Second Paper, at least 5 people killed (bare): this prints another number than First Paper, at least 4 people "
        "killed (hedged).",
    ),
    "exact-and-more": (
        claim("bare", "count outcome killed", "=", 6),
        "Second Paper, 6 people killed (bare): this prints another number than First Paper, at least 4 people killed "
        "(hedged).",
    ),
    "about": (
        claim("bare", "count outcome killed", "~", 4),
        "Second Paper, about 4 people killed (bare): this prints as rough the least number of First Paper, at least 4 "
        "people killed (hedged).",
    ),
    "another-figure": (
        claim("bare", "count outcome wounded", ">=", 4),
        "Second Paper, at least 4 people wounded (bare): this gives for another part what is printed in First Paper, "
        "at least 4 people killed (hedged).",
    ),
}


@pytest.mark.parametrize(("repeat", "sentence"), REPEATS.values(), ids=REPEATS)
def test_a_repeat_that_prints_another_limit(repeat: Row, sentence: str, tmp_path: Path) -> None:
    repeat = {**repeat, "status": "repeats", "see": "hedged", "source_id": "second"}
    found = audit(build(tmp_path, [ALL_BUT, claim("hedged", "count outcome killed", ">=", 4), repeat]))
    assert [(one.verdict, one.claims) for one in found] == [("cannot tell", ("bare", "hedged"))]
    assert found[0].sentence == sentence
    assert found[0].sources == ("second", "first")


QUIET: dict[str, list[dict[str, str]]] = {
    "consistent": [
        claim("early", "count signup 2023-06/2023-12", "=", 12),
        claim("late", "count signup 2024-01/2024-05", "=", 8),
        claim("peak", "peak signup 2023-07", "=", 8),
        claim("youngest", "minimum age", "=", 20),
        claim("oldest", "maximum age", "=", 51),
        claim("killed", "count outcome killed", ">=", 1),
    ],
    "same-repeat": [claim("again", "count signup", "=", 20, status="repeats", see="all", source_id="second")],
    "mean-between-both-ends": [
        claim("youngest", "minimum age", "=", 20),
        claim("oldest", "maximum age", "=", 51),
        claim("mean", "mean age", "=", 33, unit="years"),
    ],
    "median-between-both-ends": [
        claim("youngest", "minimum age", "=", 20),
        claim("oldest", "maximum age", "=", 51),
        claim("median", "median age", "=", 38, unit="years"),
    ],
    "mean-in-context": [claim("mean", "mean age", "=", 33, unit="years", status="context")],
    "overlapping-parts": [
        claim("summer", "count signup 2023-06/2023-08", ">=", 4),
        claim("autumn", "count signup 2023-08/2023-11", ">=", 4),
    ],
    "two-floors": [claim("floor", "count signup", ">=", 15, source_id="second")],
    "about": [claim("about", "count signup", "~", 500, status="context", source_id="second")],
    "vague": [claim("vague", "count signup", "~", "", status="vague", hedge="many")],
    "money": [
        claim("roubles", "amount", "=", 300, status="context", unit="RUB"),
        claim("dollars", "amount", "=", 4, status="context", unit="USD", source_id="second"),
    ],
    "another-population": [
        claim("far", "count signup", "=", 99, population_id="elsewhere"),
        claim("farther", "count signup 2023-07", "=", 30, population_id="elsewhere", source_id="second"),
    ],
    "another-population-in-context": [claim("far", "count", ">=", 163, population_id="elsewhere", status="context")],
}


@pytest.mark.parametrize("claims", QUIET.values(), ids=QUIET)
def test_nothing_is_found_where_nothing_is_wrong(claims: list[Row], tmp_path: Path) -> None:
    people = [{"record_id": "person", "signup": "2023-09-21/2023-09-30", "age": "38", "outcome": "killed"}]
    assert audit(build(tmp_path, [ALL_BUT, *claims], people)) == []


@pytest.mark.parametrize("other", ["context", "used"])
def test_what_is_told_as_context_differs_from_others_and_contradicts_none(other: str, tmp_path: Path) -> None:
    claims = [
        claim("seven", "count lag_days 0", "=", 7, status="context"),
        claim("one", "count lag_days 0", "=", 1, status=other, source_id="second"),
    ]
    (found,) = audit(build(tmp_path, claims, [{"record_id": "person", "age": "41"}]))
    assert told([found]) == [("context-differs", "cannot tell", ("seven", "one"))]
    assert found.sentence == (
        "These cannot be of the same people: First Paper, 7 people on the day of arrival (seven); against Second "
        "Paper, 1 person on the day of arrival (one)."
    )


def test_who_repeats_a_figure_outside_the_context_is_contradicted(tmp_path: Path) -> None:
    claims = [
        ALL_BUT,
        claim("seven", "count lag_days 0", "=", 7, status="context"),
        claim("seven-again", "count lag_days 0", "=", 7, status="repeats", see="seven", source_id="second"),
        claim("one", "count lag_days 0", "=", 1),
    ]
    assert told(audit(build(tmp_path, claims))) == [
        ("claims-contradict", "contradicted", ("seven", "seven-again", "one"))
    ]


def test_a_case_without_claims_has_no_findings(tmp_path: Path) -> None:
    assert audit(build(tmp_path, [])) == []


def test_a_contradiction_is_told_once_for_all_who_repeat_it(tmp_path: Path) -> None:
    claims = [
        ALL_BUT,
        claim("seven", "count lag_days 0", "=", 7),
        claim("seven-again", "count lag_days 0", "=", 7, status="repeats", see="seven", source_id="second"),
        claim("one", "count lag_days 0", "=", 1, status="disputed", see="seven", source_id="second"),
    ]
    assert told(audit(build(tmp_path, claims))) == [
        ("claims-contradict", "contradicted", ("seven", "seven-again", "one"))
    ]


def edited_moscow(folder: Path, changes: Mapping[str, Any]) -> mb.Case:
    """Copy the case that comes with the library, with texts of its claims replaced."""
    shipped = FIRST
    for path in shipped.iterdir():
        text = path.read_text("utf-8")
        for old, new in changes.items() if path.name == "claims.csv" else ():
            assert old in text
            text = text.replace(old, new)
        (folder / path.name).write_text(text, "utf-8", newline="\n")
    mb.accept_files(folder)
    return mb.read_case(folder)


def test_the_moscow_case_with_a_part_too_large(tmp_path: Path) -> None:
    """31 and 20 against a total of at most 50."""
    total = "istories-total,istories,1,moscow-centre,count,signup,,"
    changes = {f"{total}>=,51": f"{total}<=,50"}
    found = told(audit(edited_moscow(tmp_path, changes)))
    assert ("no-world", "contradicted", ("istories-total", "istories-2023", "istories-2024")) in found
    against = ("istories-total", "kyivindependent-total", "united24-total", "zmina-total")
    assert ("claims-contradict", "contradicted", against) in found
