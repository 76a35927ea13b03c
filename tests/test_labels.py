"""Every word of a chart or table as literal text, in the singular and the plural."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import musterbook as mb
from musterbook import labels
from musterbook.case.claims import Claim

FIRST = Path(__file__).parent / "cases" / "first"


def claim(figure: str, relation: str = "=", value: str = "", unit: str = "people") -> Claim:
    """Make a claim; ``figure`` is its statistic, variable and where, separated by spaces."""
    statistic, variable, where = (*figure.split(" "), "", "")[:3]
    row = {"claim_id": "a", "source_id": "s", "population_id": "p", "unit": unit, "see": "", "status": "used"}
    words = {"statistic": statistic, "variable": variable, "where": where, "relation": relation, "value": value}
    return Claim.from_row(row | words)


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 people"), (1, "1 person"), (2, "2 people"), (51, "51 people"), (12000, "12,000 people")]
)
def test_people(number: int, text: str) -> None:
    assert labels.people(number) == text


@pytest.mark.parametrize(
    ("low", "high", "text"), [(0, 7, "0–7"), (0, 0, "0"), (8, 8, "8"), (51, None, "51 or more"), (0, None, "0 or more")]
)
def test_between(low: int, high: int | None, text: str) -> None:
    assert labels.between(low, high) == text


@pytest.mark.parametrize(
    ("date", "text"), [("2025-04-11", "11 April 2025"), (dt.date(2024, 2, 29), "29 February 2024")], ids=str
)
def test_day(date: dt.date | str, text: str) -> None:
    assert labels.day(date) == text


PERIODS = [
    ("2023", "2023"),
    ("2023-07", "July 2023"),
    ("2023-06/2023-12", "June–December 2023"),
    ("2023-06/2024-05", "June 2023 to May 2024"),
    ("2023-01-01/2023-12-31", "2023"),
    ("2023-08-22", "22 August 2023"),
    ("2023-09-21/2023-09-30", "21 September 2023 to 30 September 2023"),
    ("2024-02-01/2024-02-29", "February 2024"),
]


@pytest.mark.parametrize(("text", "long"), PERIODS, ids=[one[0] for one in PERIODS])
def test_period(text: str, long: str) -> None:
    found = mb.Interval.date(text)
    assert labels.period(found) == long


CLAIMS = [
    (claim("count signup", ">=", "51"), "at least 51 people in all", "All people"),
    (claim("count signup", "=", "1"), "1 person in all", "All people"),
    (claim("count signup 2023-07", "=", "8"), "8 people whose signup is in July 2023", "Signup in July 2023"),
    (
        claim("count signup 2023-06/2023-12", "=", "31"),
        "31 people whose signup is in June–December 2023",
        "Signup, June–December 2023",
    ),
    (
        claim("count lag_days 0", ">=", "1"),
        "at least 1 person on the day of arrival",
        "On the day of arrival",
    ),
    (
        claim("count lag_days 1", ">=", "7"),
        "at least 7 people on the day after arriving",
        "On the day after arriving",
    ),
    (
        claim("count lag_days 2", "=", "2"),
        "2 people 2 days after arriving",
        "2 days after arriving",
    ),
    (claim("count outcome returned", "<=", "4"), "at most 4 people returned", "Returned"),
    (claim("count outcome killed", "=", "1"), "1 person killed", "Killed"),
    (claim("count age 38", "~", "3"), "about 3 people aged 38", "Aged 38"),
    (claim("count nationality China", "=", "51"), "51 people with nationality China", "Nationality: China"),
    (
        claim("peak signup 2023-07", "=", "8"),
        "the largest month is July 2023 with 8 people",
        "Largest month: July 2023",
    ),
    (
        claim("peak signup 2023-07", "=", "1"),
        "the largest month is July 2023 with 1 person",
        "Largest month: July 2023",
    ),
    (claim("peak signup 2024", ">=", "20"), "the largest year is 2024 with at least 20 people", "Largest year: 2024"),
    (claim("peak age 38", "=", "3"), "the largest group is 38 with 3 people", "Largest group: 38"),
    (claim("minimum age", "=", "20", "years"), "minimum age 20", "Youngest"),
    (claim("maximum age", "=", "51", "years"), "maximum age 51", "Oldest"),
    (claim("mean age", "=", "31", "years"), "mean age 31", "Mean age"),
    (claim("mean age", "=", "30.5", "years"), "mean age 30.5", "Mean age"),
    (claim("mean age", "~", "31.0", "years"), "mean age about 31.0", "Mean age"),
    (
        claim("occupied signup", ">=", "1", "months"),
        "at least 1 month with at least one person",
        "Months with anybody",
    ),
    (
        claim("occupied signup", ">=", "11", "months"),
        "at least 11 months with at least one person",
        "Months with anybody",
    ),
    (claim("count", ">=", "12,000"), "at least 12,000 people in all", "All people"),
]


@pytest.mark.parametrize(("one", "said", "figure"), CLAIMS, ids=[said for _, said, _ in CLAIMS])
def test_a_claim_in_words(one: Claim, said: str, figure: str) -> None:
    assert (labels.claim_words(one), labels.figure_words(one)) == (said, figure)


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")], ids=str
)
def test_listed(words: list[str], text: str) -> None:
    assert labels.listed(words) == text


@pytest.mark.parametrize(("number", "text"), [(31 / 7, "4.4"), (4, "4.0"), (0, "0.0"), (48.94, "48.9")])
def test_decimal(number: float, text: str) -> None:
    assert labels.decimal(number) == text


PRINTED = [
    (claim("count lag_days 0", ">=", "7"), "at least", "at least 7"),
    (claim("count signup", ">=", "155"), "", "at least 155"),
    (claim("count signup", "~", "12,000"), "", "about 12,000"),
    (claim("count signup", "~", "12,000"), "some", "“some” 12,000"),
    (claim("mean age", "=", "30.5"), "", "30.5"),
    (claim("occupied signup", "~", ""), "nearly every", "“nearly every”"),
    (claim("occupied signup", "~", ""), "", "no number"),
]


@pytest.mark.parametrize(("one", "hedge", "text"), PRINTED, ids=[text for _, _, text in PRINTED])
def test_a_number_as_it_was_printed(one: Claim, hedge: str, text: str) -> None:
    assert labels.printed(one, hedge) == text


FEET: list[tuple[dict[str, Any], str]] = [
    ({}, "Source: Important Stories, 11 April 2025, and 3 reports of it; read until 23 November 2026."),
    ({"published": float("nan")}, "Source: Important Stories, and 3 reports of it; read until 23 November 2026."),
    ({"relays": float("nan")}, "Source: Important Stories, 11 April 2025; read until 23 November 2026."),
]


@pytest.mark.parametrize(("changes", "text"), FEET, ids=["as-it-is", "no-day", "no-reports"])
def test_foot(changes: dict[str, Any], text: str) -> None:
    case = mb.read_case(FIRST)
    found = labels.foot(replace(case, sources=case.sources.assign(**changes)))
    assert found == f"{text}\nOnly what was published is counted; there may have been more people."


def test_foot_counts_one_report() -> None:
    case = mb.read_case(FIRST)
    found = labels.foot(replace(case, sources=case.sources.iloc[:2]))
    assert found.startswith("Source: Important Stories, 11 April 2025, and 1 report of it; read until")


def test_foot_of_a_case_without_a_primary_source() -> None:
    """A case may rest on reports and statements alone; its figures need a foot all the same."""
    case = mb.read_case(FIRST)
    found = labels.foot(replace(case, sources=case.sources.assign(role="report", relays=float("nan"))))
    assert found.endswith(
        "read until 23 November 2026.\nOnly what was published is counted; there may have been more people."
    )


@pytest.mark.parametrize(
    ("figure", "value", "words", "number"),
    [
        ("share sex female", "58 %", "Sex: female", "58%"),
        ("share age 80..", "two thirds", "Aged 80 or more", "2/3"),
        ("share age ..17", "12.5 %", "Aged at most 17", "12.5%"),
        ("sd age", "1.90", "Standard deviation of age", "1.90"),
    ],
)
def test_shares_and_deviations_are_named_for_what_they_are(figure: str, value: str, words: str, number: str) -> None:
    """No share is called a median, and no percentage loses its sign."""
    one = claim(figure, value=value)
    assert (labels.figure_words(one), labels.value_words(one)) == (words, number)


def test_a_label_is_called_what_its_case_calls_it() -> None:
    """No catalogue knows the labels of a story; without a translation they stand as they are."""
    assert labels.figure_words(claim("count outcome killed"), "ru", label="погибли") == "Погибли"
    assert labels.figure_words(claim("count outcome killed"), "ru") == "Killed"
