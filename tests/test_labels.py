"""How claims are named and quoted, as literal text: in an audit of a list, and in the chart of claims."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import musterbook as mb
from pages import small_case

FIRST = Path(__file__).parent / "cases" / "first"
PEOPLE = pd.DataFrame({"signup": ["2023-07-03"]})
TRANSLATION = ["table", "id", "column", "language", "text"]

# A figure, its relation and value; what an audit says; what the chart of claims calls it and prints of it
CLAIMS = [
    ("count,signup,,>=,51,people,", "at least 51 people in all", "All people", "at least 51"),
    ("count,signup,,=,1,people,", "1 person in all", "All people", "1"),
    ("count,signup,2023-07,=,8,people,", "8 people whose signup is in July 2023", "Signup in July 2023", "8"),
    (
        "count,signup,2023-06/2023-12,=,31,people,",
        "31 people whose signup is in June–December 2023",
        "Signup, June–December 2023",
        "31",
    ),
    ("count,lag_days,0,>=,1,people,", "at least 1 person on the day of arrival", "On the day of arrival", "at least 1"),
    (
        "count,lag_days,1,>=,7,people,",
        "at least 7 people on the day after arriving",
        "On the day after arriving",
        "at least 7",
    ),
    ("count,lag_days,2,=,2,people,", "2 people 2 days after arriving", "2 days after arriving", "2"),
    ("count,outcome,returned,<=,4,people,", "at most 4 people returned", "Returned", "at most 4"),
    ("count,outcome,killed,=,1,people,", "1 person killed", "Killed", "1"),
    ("count,age,38,~,3,people,", "about 3 people aged 38", "Aged 38", "about 3"),
    ("count,nationality,China,=,51,people,", "51 people with nationality China", "Nationality: China", "51"),
    (
        "peak,signup,2023-07,=,8,people,",
        "the largest month is July 2023 with 8 people",
        "Largest month: July 2023",
        "8",
    ),
    (
        "peak,signup,2023-07,=,1,people,",
        "the largest month is July 2023 with 1 person",
        "Largest month: July 2023",
        "1",
    ),
    (
        "peak,signup,2024,>=,20,people,",
        "the largest year is 2024 with at least 20 people",
        "Largest year: 2024",
        "at least 20",
    ),
    (
        "peak,signup,2024-07/2024-09,=,20,people,",
        "the largest quarter is July–September 2024 with 20 people",
        "Largest quarter: July–September 2024",
        "20",
    ),
    ("peak,age,38,=,3,people,", "the largest group is 38 with 3 people", "Largest group: 38", "3"),
    ("minimum,age,,=,20,years,", "minimum age 20", "Youngest", "20"),
    ("maximum,age,,=,51,years,", "maximum age 51", "Oldest", "51"),
    ("mean,age,,=,31,years,", "mean age 31", "Mean age", "31"),
    ("mean,age,,=,30.5,years,", "mean age 30.5", "Mean age", "30.5"),
    ("mean,age,,~,31.0,years,", "mean age about 31.0", "Mean age", "about 31.0"),
    ("sd,age,,=,1.90,years,", "sd age 1.90", "Standard deviation of age", "1.90"),
    (
        "occupied,signup,,>=,1,months,",
        "at least 1 month with at least one person",
        "Months with anybody",
        "at least 1",
    ),
    (
        "occupied,signup,,>=,11,months,",
        "at least 11 months with at least one person",
        "Months with anybody",
        "at least 11",
    ),
    ('count,,,>=,"12,000",people,', "at least 12,000 people in all", "All people", "at least 12,000"),
    ("amount,,,=,500,RUB,", "amount 500", "Amount", "500"),
    # No share is called a median, no payment either, and no percentage loses its sign.
    ("share,sex,female,=,58 %,people,", "58% of the people with sex female", "Sex: female", "58%"),
    ("share,age,80..,=,two thirds,people,", "2/3 of the people aged 80 or more", "Aged 80 or more", "2/3"),
    ("share,age,..17,=,12.5 %,people,", "12.5% of the people aged at most 17", "Aged at most 17", "12.5%"),
    # A number keeps the hedge it was printed with, and without one the limit that it was read as.
    ('count,signup,,~,"12,000",people,some', "about 12,000 people in all", "All people", "“some” 12,000"),
    ("count,signup,,>=,51,people,At least", "at least 51 people in all", "All people", "at least 51"),
    ("count,signup,,>=,51,people,no fewer than", "at least 51 people in all", "All people", "“no fewer than” 51"),
    (
        "occupied,signup,,~,,months,nearly every",
        "months with anybody: “nearly every”",
        "Months with anybody",
        "“nearly every”",
    ),
    ("occupied,signup,,~,,months,", "months with anybody: no number", "Months with anybody", "no number"),
]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> mb.Case:
    """Give a case of all these claims, all but one called vague, so that none is held against another."""
    lines = [f"c{at},s,,p,{figure},{'vague' if at else 'used'},," for at, (figure, *_) in enumerate(CLAIMS)]
    populations = "p,People on one list,2023-06/2024-12,,"
    return small_case(tmp_path_factory.mktemp("case"), populations=populations, claims="\n".join(lines))


def test_a_claim_in_words(case: mb.Case) -> None:
    said = [one.sentence for one in mb.audit(case, PEOPLE)]
    words = [f"Outlet, {said} (c{at}): " for at, (_, said, *_) in enumerate(CLAIMS)]
    assert [(one, word) for one, word in zip(said, words, strict=True) if not one.startswith(word)] == []


def test_a_figure_is_named_and_quoted(case: mb.Case) -> None:
    table = mb.figure("claims", case).table
    assert list(zip(table["figure"], table["printed"], strict=True)) == [tuple(one) for _, _, *one in CLAIMS]


FEET: list[tuple[dict[str, Any], str]] = [
    ({}, "Source: Important Stories, 11 April 2025, and 3 reports of it; read until 23 November 2026."),
    ({"published": float("nan")}, "Source: Important Stories, and 3 reports of it; read until 23 November 2026."),
    ({"relays": float("nan")}, "Source: Important Stories, 11 April 2025; read until 23 November 2026."),
    # A case may rest on reports and statements alone; its figures need a foot all the same.
    (
        {"role": "report", "relays": float("nan")},
        "Source: Important Stories, 11 April 2025; read until 23 November 2026.",
    ),
]


@pytest.mark.parametrize(("changes", "text"), FEET, ids=["as-it-is", "no-day", "no-reports", "no-primary"])
def test_the_foot_names_what_a_figure_rests_on(changes: dict[str, Any], text: str) -> None:
    first = mb.read_case(FIRST)
    foot = mb.figure("populations", replace(first, sources=first.sources.assign(**changes))).words.foot
    assert foot == f"{text}\nOnly what was published is counted; there may have been more people."


def test_the_foot_counts_one_report() -> None:
    first = mb.read_case(FIRST)
    relays = first.sources["relays"].where(first.sources["source_id"].isin(first.sources["source_id"].iloc[:2]))
    foot = mb.figure("populations", replace(first, sources=first.sources.assign(relays=relays))).words.foot
    assert foot.startswith("Source: Important Stories, 11 April 2025, and 1 report of it; read until")


def test_a_label_is_called_what_its_case_calls_it(tmp_path: Path) -> None:
    """No catalogue knows the labels of a story; without a translation they stand as they are."""
    case = small_case(tmp_path, claims="a,s,,p,count,outcome,killed,=,1,people,,used,,")
    assert mb.figure("claims", case, lang="ru").table["figure"].tolist() == ["Killed"]
    translated = pd.DataFrame([("labels", "outcome=killed", "label", "ru", "погибли")], columns=TRANSLATION)
    named = replace(case, translations=translated)
    assert mb.figure("claims", named, lang="ru").table["figure"].tolist() == ["Погибли"]
