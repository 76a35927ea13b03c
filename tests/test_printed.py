"""What charts quote of a source, and how they say that it stands to the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from musterbook.charts.pages import Look

import musterbook as mb
from musterbook.charts import arrival_lag, claims, scale
from musterbook.charts.printed import standings, told
from test_charts import edited

SAME_DAY = "united24-same-day,united24,3,moscow-centre,count,lag_days,0"
RETURNED = "united24-returned,united24,3,moscow-centre,count,outcome,returned"
NO_CONTRADICTION = {f"{SAME_DAY},=,1,people,,repeats": f"{SAME_DAY},>=,1,people,no fewer than,repeats"}
SUM = {
    ",2024-01/2024-05,=,20,people,,used": ",2024-01/2024-05,=,40,people,,used",
    "signup,,>=,51,people,at least,used": "signup,,=,60,people,,used",
    ",2024-01/2024-05,=,20,people,,repeats": ",2024-01/2024-05,=,40,people,,repeats",
    "signup,,>=,51,people,at least,repeats": "signup,,=,60,people,,repeats",
}


def cell(case: mb.Case, figure: str, source: str) -> tuple[str, str]:
    """Give what one outlet printed of one figure, and how that stands."""
    table = claims.frame(case)
    found = table[(table["figure"] == figure) & (table["source"] == source)]
    return found["printed"].item(), found["standing"].item()


def test_a_number_keeps_the_hedge_of_its_own_source() -> None:
    """Three sources, one number, three hedges: none is given the words of another."""
    case = mb.load_case("moscow-2023-24")
    outlets = ["Important Stories", "The Kyiv Independent", "United24 Media"]
    assert [cell(case, "Returned", outlet) for outlet in outlets] == [
        ("at least 4", "agrees"),
        ("4", "differs"),
        ("reportedly 4", "differs"),
    ]
    assert [cell(case, "Signed up on the day of arrival", outlet) for outlet in outlets] == [
        ("e.g. 1", "agrees"),
        ("at least 7", "contradicts"),
        ("1", "contradicts"),
    ]


@pytest.mark.parametrize(
    ("claim_id", "hedge", "lang", "said"),
    [
        ("istories-total", "at least", "en", "at least 51"),
        ("istories-total", "At least", "ru", "не менее 51"),
        ("istories-total", "no fewer than", "en", "“no fewer than” 51"),
        ("istories-total", "не меньше", "uk", "«не меньше» 51"),
        ("istories-total", "", "en", "at least 51"),
        ("istories-2023", "", "en", "31"),
        ("istories-2023", "reportedly", "ru", "пишут: 31"),
        ("istories-2023", "over", "uk", "понад 31"),
        ("istories-just-before", "most", "en", "“most”"),
    ],
)
def test_what_was_printed_is_quoted(claim_id: str, hedge: str, lang: str, said: str) -> None:
    case = mb.load_case("moscow-2023-24")
    claim = next(one for one in case.claim_list if one.claim_id == claim_id)
    assert told(claim, hedge, lang) == said


def test_a_disputed_figure_is_not_drawn_as_one_that_agrees(tmp_path: Path) -> None:
    case = edited(tmp_path, NO_CONTRADICTION)
    assert cell(case, "Signed up on the day of arrival", "The Kyiv Independent") == ("at least 7", "disputed")
    for chart in (claims, arrival_lag):
        words = chart.words(chart.frame(case), case, Look())
        assert "Hollow cross: a better source says otherwise." in words.subtitle
        assert " Cross:" not in words.subtitle
    assert claims.words(claims.frame(case), case, Look()).headline == "Of 13 published statements, none is contradicted"


def test_three_figures_that_cannot_hold_together_are_all_crossed(tmp_path: Path) -> None:
    """31 and 40 are not 60, though any two of them may be true."""
    case = edited(tmp_path, SUM)
    crossed = {name for name, standing in standings(case).items() if standing == "contradicts"}
    assert {"istories-total", "istories-2023", "istories-2024"} <= crossed
    assert "Cross: cannot all be true." in claims.words(claims.frame(case), case, Look()).subtitle


def test_figures_of_different_days_that_contradict_each_other_are_no_two_numbers_of_one_day(tmp_path: Path) -> None:
    """Two people on the first two days are too few for seven on the second."""
    old, new = f"{SAME_DAY},=,1,people", f"{SAME_DAY}..1,=,2,people"
    case = edited(tmp_path, {old: new})
    table = arrival_lag.frame(case)
    crossed = table[table["standing"] == "contradicts"]
    assert crossed.groupby("cell")["printed"].unique().map(list).to_dict() == {
        "0": ["at least 7"],
        "0..1": ["2"],
        "1": ["at least 7"],
    }
    headline = arrival_lag.words(table, case, Look()).headline
    assert headline == "Sources contradict each other on days since arrival"


@pytest.mark.parametrize(
    ("printed", "said"),
    [("=,4,people,reportedly", "Ring: floor printed as exact."), (">=,3,people,over", "Ring: not as first published.")],
)
def test_a_ring_is_explained_by_what_was_changed(printed: str, said: str, tmp_path: Path) -> None:
    case = edited(tmp_path, {f"{RETURNED},=,4,people,reportedly": f"{RETURNED},{printed}"})
    assert said in claims.words(claims.frame(case), case, Look()).subtitle


def test_a_shortened_line_of_outlets_counts_outlets(tmp_path: Path) -> None:
    case = edited(tmp_path, {})
    narrow = Look.of("print-single", "en")
    row = {"source": "News and Views; The Other", "claims": "a b c d"}
    assert scale._outlets(row, 60, narrow) == "News and Views and 1 more"
    assert scale._outlets(row, 600, narrow) == "News and Views and The Other"
    assert scale.frame(case)["source"][0] == "Important Stories; The Kyiv Independent; United24 Media; ZMINA"


def test_a_list_whose_end_is_open_keeps_its_hedge_in_the_headline(tmp_path: Path) -> None:
    case = edited(tmp_path, {"2024-01/2024-05,=,20,people,,used": "2024-01/2024-05,>=,20,people,,used"})
    headline = scale.words(scale.frame(case), case, Look()).headline
    assert headline == "Lists of at least 51 and at least 163 may share 0–66"


def test_outlets_that_print_one_number_as_floor_and_as_exact_agree_on_the_floor(tmp_path: Path) -> None:
    case = edited(tmp_path, {"count,,,>=,150,people,over": "count,,,=,155,people,"})
    row = next(row for row in scale.frame(case).to_dict("records") if row["printed"] == "155")
    assert row["source"] == "The Kyiv Independent; Politico Europe"
    assert (row["low"], row["high"]) == (155, None)
