"""The ledger against the files of the case and numbers worked out elsewhere, and how its changes are told."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

import ledger
import musterbook as mb
from pages import small_case

SHIPPED = Path(__file__).parent / "cases" / "first"


@pytest.fixture(scope="module")
def numbers() -> dict[str, int | float | str]:
    """Give the ledger of the shipped case."""
    return ledger.numbers(mb.read_case(SHIPPED))


def rows(table: str) -> list[dict[str, str]]:
    """Read one file of the shipped case."""
    with (SHIPPED / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def edited(folder: Path, old: str, new: str, table: str = "claims") -> mb.Case:
    """Read a copy of the case with one text of one table replaced."""
    for path in SHIPPED.iterdir():
        text = path.read_text("utf-8")
        if path.stem == table:
            assert old in text
            text = text.replace(old, new)
        (folder / path.name).write_text(text, "utf-8", newline="\n")
    mb.accept_files(folder)
    return mb.read_case(folder)


def test_what_was_worked_out_before(numbers: dict[str, int | float | str]) -> None:
    """Important Stories, 11 April 2025: the numbers that stand with the facts of the case."""
    found = {key: value if isinstance(value, int | str) else round(value, 3) for key, value in numbers.items()}
    expected = {
        "list.people": 51,
        "list.2023-06/2023-12.people": 31,
        "list.2023-06/2023-12.months": 7,
        "list.2023-06/2023-12.per-month": 4.429,
        "list.2023-06/2023-12.month-not-published": 23,
        "list.2024-01/2024-05.per-month": 4.0,
        "months.worlds": 31_724_952,
        "months.2023-06": "0..7",
        "months.2023-07": 8,
        "months.2023-07.reported": 8,
        "months.2023-08": "1..7",
        "readings.signup.records-ignored.worlds": 38_144_736,
        "readings.signup.every-cell-occupied.worlds": 13_285_356,
        "readings.signup.ties-for-the-peak-allowed.worlds": 100_703_088,
        "peak.month": "2023-07",
        "peak.people": 8,
        "peak.chance": 0.578,
        "split.chance": 0.778,
        "ages.known": 7,
        "ages.not-published": 44,
        "ages.mean.low": 22.196,
        "ages.mean.high": 48.941,
        "soon.sure": 10,
        "soon.not-told": 41,
        "lags.0": "1..42",
        "lags.3..": "0..41",
        "described-lags.known": 3,
        "described-lags.2": "2..4",
        "parties.pairs": 1,
        "returns.outcome": "4..49",
        "returns.described": "0..5",
        "others.numbers": 4,
        "others.kyivindependent-in-forces.shared": "0..51",
        "others.kyivindependent-in-forces.together": "163..",
        "findings.contradicted": 1,
        "findings.claims-contradict.kyivindependent-same-day.united24-same-day": "contradicted",
    }
    assert {key: found.get(key) for key in expected} == expected


def test_sizes_statuses_and_what_is_known_are_those_of_the_files(numbers: dict[str, int | float | str]) -> None:
    tables = ("populations", "sources", "claims", "records")
    assert {table: numbers[f"case.{table}"] for table in tables} == {table: len(rows(table)) for table in tables}
    statuses = Counter(row["status"] for row in rows("claims"))
    assert {one: numbers[f"case.status.{one}"] for one in statuses} == statuses
    assert numbers["case.frozen"] == max(row["accessed"] for row in rows("sources"))
    for table in tables:
        for column in rows(table)[0]:
            known = sum(row[column] != "" for row in rows(table))
            assert numbers[f"known.{table}.{column}.rows"] == known
            assert numbers[f"known.{table}.{column}.percent"] == round(100 * known / len(rows(table)))


def test_every_claim_record_and_source_has_its_lines(numbers: dict[str, int | float | str]) -> None:
    for row in rows("claims"):
        sign = "" if row["relation"] == "=" else f"{row['relation']} "
        printed = f"{sign}{row['value'].replace(',', '')}" if row["value"] else None
        assert numbers.get(f"claims.{row['claim_id']}.value") == printed
        assert numbers.get(f"claims.{row['claim_id']}.where") == (row["where"] or None)
    for row in rows("records"):
        for column in ("signup", "arrival", "lag_days", "age", "party", "outcome"):
            assert numbers.get(f"records.{row['record_id']}.{column}") == (row[column] or None)
    assert [numbers.get(f"sources.{row['source_id']}.published") for row in rows("sources")] == [
        row["published"] or None for row in rows("sources")
    ]


def test_rings_are_a_hundred_and_those_of_the_figure(numbers: dict[str, int | float | str]) -> None:
    with (Path(__file__).parents[1] / "figures" / "chance.csv").open(encoding="utf-8", newline="") as file:
        drawn = {row["people"]: int(row["dots"]) for row in csv.DictReader(file) if row["dots"] != "0"}
    assert {size: numbers[f"peak.rings.{size}"] for size in drawn} == drawn
    assert numbers["peak.rings"] == sum(drawn.values()) == 100
    assert numbers["peak.rings.as-large"] == sum(dots for size, dots in drawn.items() if int(size) >= 8)


def test_a_changed_claim_changes_the_lines_that_rest_on_it(
    numbers: dict[str, int | float | str], tmp_path: Path
) -> None:
    """One number of one source: the whole difference of conclusions, as somebody who checks would read it."""
    before = ledger.as_text(numbers)
    row = "istories-oldest,istories,4,moscow-centre,maximum,age,,=,{},"
    after = ledger.as_text(ledger.numbers(edited(tmp_path, row.format(51), row.format(50))))
    found = ledger.changes(before, after)
    assert "ages.oldest: was 51, is 50" in found
    assert "findings.contradicted: was 1, is 2" in found  # the two outlets that still print 51
    assert "ages.mean.high: was 48.9412, is 48.0588" in found
    assert "ages.51: was 1..45, is gone" in found
    assert "ages.50: is new, 1..45" in found
    assert "claims.istories-oldest.value: was 51, is 50" in found
    assert [one for one in found if one.startswith(("months", "peak", "split", "list"))] == []


def test_what_cannot_be_told_is_a_line_with_the_reason(tmp_path: Path) -> None:
    found = ledger.numbers(edited(tmp_path, "2023-07,=,8,people,,used", "2023-07,>=,8,people,,used"))
    assert found["peak"] == "cannot tell: no monthly count was published, so there is no peak to speak of"
    assert not [key for key in found if key.startswith("peak.")]
    assert found["list.people"] == 51


def test_texts_are_one_line_a_fact_and_keys_are_given_once(numbers: dict[str, int | float | str]) -> None:
    lines = ledger.as_text(numbers).splitlines()
    assert len(lines) == len(numbers) > 300
    assert [line for line in lines if line.count(" = ") != 1 or line != line.strip()] == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("a = 1\n", "a = 1\n", []),
        ("a = 1\nb = 2\n", "b = 2\na = 1\n", []),
        ("a = 1\n", "a = 2\n", ["a: was 1, is 2"]),
        ("a = 1\n", "", ["a: was 1, is gone"]),
        ("", "a = >= 51\n", ["a: is new, >= 51"]),
    ],
)
def test_changes(before: str, after: str, told: list[str]) -> None:
    assert ledger.changes(before, after) == told


SMALL = {
    "no-claims": {},
    "one-claim": {"claims": "a,s,,p,count,signup,,>=,5,people,at least,used,,"},
    "no-window": {"populations": "p,People,,,", "claims": "a,s,,p,minimum,age,,=,20,years,,used,,"},
    "amount-alone": {"claims": "a,s,,p,amount,,,=,5,RUB,,context,,"},
}


@pytest.mark.parametrize("tables", SMALL.values(), ids=SMALL)
def test_a_case_of_little_has_a_ledger_that_says_what_is_missing(tmp_path: Path, tables: dict[str, str]) -> None:
    found = ledger.numbers(small_case(tmp_path, **tables))
    assert (found["case.sources"], found["case.claims"], found["known.records.age.rows"]) == (1, "claims" in tables, 0)
    reasons = {key for key, value in found.items() if str(value).startswith("cannot tell: ")}
    sections = {key.partition(".")[0] for key in found}
    assert "others" in reasons
    assert ("ages" in sections, "months" in sections) == ("age" in str(tables), "signup" in str(tables))
    assert not sections & {"lags", "soon", "described-lags", "parties", "returns"}
    assert [key for key in found for section in reasons if key.startswith(f"{section}.")] == []
    assert ledger.as_text(found).count("\n") == len(found)
