"""Charts of lists: the same drawing as for a case, every person one mark, and simulated people never unnamed."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from musterbook.charts.canvas import style
from musterbook.charts.pages import Look, page

import musterbook as mb
from musterbook.errors import MusterError
from musterbook.figures import CATALOGUE, OF_LISTS
from test_charts import RECTANGLES, Drawn, Sheet, count, cut_texts, explained, marks_crossed_by_rates, overlaps

PEOPLE = [
    ("2023-07-03", "2023-07-03", "24"),
    ("2023-07-09", "2023-07-08", "38"),
    ("2023-07", "2023-07-01", "38"),
    ("2023-08/2023-09", "2023-08-01", "18..25"),
    ("2024-01-15", "2024-01-14", ""),
    ("", "2023-12-01", "51"),
]
LISTED = pd.DataFrame(
    [{"record_id": f"r{place}", "signup": s, "arrival": a, "age": g} for place, (s, a, g) in enumerate(PEOPLE)]
)
each_list_figure = pytest.mark.parametrize("name", OF_LISTS)


def chart_of(name: str) -> ModuleType:
    """Give the module of a chart."""
    return import_module(f"musterbook.charts.{CATALOGUE[name]}")


def drawn(name: str, people: Any, look: Look | None = None) -> tuple[pd.DataFrame, Axes, Sheet]:
    """Draw a list on a page."""
    look, chart = look or Look(), chart_of(name)
    table = chart.list_frame(people)
    words = chart.list_words(table, look)
    with style():
        ax = chart.draw(table, page(words, look), look)
    assert isinstance(ax.figure, Figure)
    sheet = Sheet(mb.load_case("moscow-2023-24"), None, table, ax, ax.figure, words)  # type: ignore[arg-type]
    return table, ax, sheet


@each_list_figure
def test_a_list_has_the_columns_of_a_case(name: str) -> None:
    case = mb.load_case("moscow-2023-24")
    assert list(chart_of(name).list_frame(LISTED)) == list(chart_of(name).frame(case))


@each_list_figure
def test_every_person_is_counted_once_as_certain_or_in_a_stack(name: str) -> None:
    table = chart_of(name).list_frame(LISTED)
    assert table["people"].sum() == len(LISTED)
    assert set(table["basis"]) == {"counted"}
    assert (table["high"] >= table["people"]).all()


def test_months_of_a_list() -> None:
    table, ax, sheet = drawn("monthly-signups", LISTED)
    months = table[table["part"] == "month"].set_index("cell")
    assert months.loc[["2023-07", "2023-08", "2023-12", "2024-01"], "people"].tolist() == [3, 0, 0, 1]
    assert months.loc[["2023-07", "2023-08", "2023-09", "2024-01"], "high"].tolist() == [3, 1, 1, 1]
    assert table.loc[table["part"] != "month", ["part", "people"]].to_numpy().tolist() == [
        ["month known roughly", 1],
        ["sign-up not stated", 1],
    ]
    assert count(sheet.marks, filled=True) == 4
    assert count(sheet.marks, filled=False) == 2
    outlined = sorted((round(bar.get_x() + bar.get_width() / 2), bar.get_height()) for bar in sheet.bars)
    assert outlined == [(1, 1), (2, 1)]
    assert {"1 more, month known only roughly", "1 more, sign-up not stated"} <= {
        " ".join(text.get_text().split()) for text in ax.texts
    }
    assert sheet.words.headline == "July 2023 led with 3 of 6 people"


def test_ages_of_a_list() -> None:
    table, _, sheet = drawn("ages", LISTED)
    ages = table[table["part"] == "age"].set_index("age")
    assert ages["people"].to_dict() == {**dict.fromkeys(map(str, range(18, 26)), 0), "24": 1, "38": 2, "51": 1}
    assert ages.loc["24", "high"] == 2
    assert count(sheet.marks, filled=True) == 4
    assert count(sheet.marks, filled=False) == 2
    assert sheet.words.headline == "Exact ages: 24 to 51; 2 of 6 inexact"
    assert "6 people from 18 to 51" in sheet.words.alt


def test_years_of_a_list() -> None:
    table, _, sheet = drawn("year-split", LISTED)
    years = table[table["part"] == "year"]
    assert years[["cell", "covers", "people", "high", "months"]].to_numpy().tolist() == [
        ["2023", "2023-07/2023-12", 4, 4, 6],
        ["2024", "2024-01", 1, 1, 1],
    ]
    assert sheet.words.headline == "4 and 1 people: 0.7 and 1.0 a month"
    assert "its months from the first to the last sign-up" in sheet.words.subtitle
    assert sheet.words.subtitle.endswith("People without a sign-up are in no rate.")
    everybody_dated = drawn("year-split", LISTED[LISTED["signup"] != ""])[2]
    assert "in no rate" not in everybody_dated.words.subtitle


def test_lags_of_a_list() -> None:
    table, _, sheet = drawn("arrival-lag", LISTED)
    days = table[table["part"] == "list"].set_index("cell")
    assert days.loc[["0", "1"], "people"].tolist() == [1, 2]
    assert sheet.words.headline == "On arrival or next day: 3–5 of 6 people"
    assert table.loc[table["part"] == "days not stated", "people"].tolist() == [1]


@each_list_figure
def test_any_engine_gives_the_same_frame(name: str) -> None:
    pd.testing.assert_frame_equal(chart_of(name).list_frame(pl.from_pandas(LISTED)), chart_of(name).list_frame(LISTED))


@each_list_figure
@pytest.mark.parametrize("lang", ["en", "ru", "uk"])
@pytest.mark.parametrize("size", RECTANGLES)
def test_a_list_can_be_read_at_every_size(name: str, size: str, lang: str) -> None:
    _, _, sheet = drawn(name, LISTED, Look.of(size, lang))
    assert (overlaps(sheet), cut_texts(sheet)) == ([], [])
    assert len(sheet.words.headline.split(" ")) <= 10


ROUGH = pd.DataFrame({"signup": ["2023-08/2023-09"], "arrival": ["2023-08"], "age": ["18..25"], "record_id": ["r0"]})


@pytest.mark.parametrize("name", ["monthly-signups", "ages", "arrival-lag"])
@pytest.mark.parametrize("people", [LISTED, LISTED[:2], ROUGH], ids=["both", "exact", "rough"])
def test_only_what_is_drawn_of_a_list_is_explained(name: str, people: pd.DataFrame) -> None:
    sheet = drawn(name, people)[2]
    assert explained(sheet) == Drawn.on(sheet)


@pytest.mark.parametrize("rough", [0, 1, 3, 9])
def test_a_rate_crosses_no_mark_of_those_who_may_belong_to_a_year(rough: int) -> None:
    people = pd.DataFrame({"signup": ["2023-10-01", "2023-12-30", "2024-02-01", *["2023-12/2024-01"] * rough]})
    assert marks_crossed_by_rates(drawn("year-split", people)[2]) == 0


def test_a_large_list_is_drawn_in_bars_with_the_counts_that_fit() -> None:
    days = pd.date_range("2020-01-01", periods=1300).strftime("%Y-%m-%d")
    people = pd.DataFrame({"signup": [*days] * 40, "age": ["20", "21..30"] * 26_000})
    for name in ("monthly-signups", "ages"):
        _, _, sheet = drawn(name, people)
        assert len(sheet.marks) <= 1
        assert (overlaps(sheet), cut_texts(sheet)) == ([], [])


texts = st.sampled_from(["2023-07-03", "2023-07", "2023-07/2023-10", "2023-12", "2024-02-29", "2024", ""])


@given(st.lists(texts, min_size=1, max_size=30).filter(any))
def test_certain_and_possible_people_hold_what_was_drawn(dates: list[str]) -> None:
    """Whatever days the coarse dates stand for, the months lie between ``people`` and ``high``."""
    table = chart_of("monthly-signups").list_frame(pd.DataFrame({"signup": dates}))
    months = table[table["part"] == "month"].set_index("cell")
    assert table["people"].sum() == len(dates)
    for pick in ("first", "last"):
        ends = [getattr(mb.intervals.Interval.date(text), pick).isoformat()[:7] for text in dates if text]
        truth = pd.Series(ends).value_counts().reindex(months.index, fill_value=0)
        assert ((months["people"] <= truth) & (truth <= months["high"])).all()


SIMULATED = LISTED.assign(simulated=True)


def flagged() -> pd.DataFrame:
    """Give a list whose flag is attached to the frame alone."""
    people = LISTED.copy()
    people.attrs["simulated"] = True
    return people


@each_list_figure
@pytest.mark.parametrize(
    "people",
    [SIMULATED, LISTED.assign(simulated=[*[False] * 5, True]), flagged(), pl.from_pandas(SIMULATED)],
    ids=["all", "one", "attached", "polars"],
)
def test_simulated_people_are_called_so_everywhere(name: str, people: Any) -> None:
    picture = mb.figure(name, people)
    assert picture.headline.startswith("Simulated: ")
    assert picture.alt.startswith("SIMULATED. ")
    assert b">SIMULATED<" in picture.svg
    assert b",simulated," in picture.csv
    assert b",counted," not in picture.csv
    assert len(picture.headline.split(" ")) <= 10


@pytest.mark.parametrize(("lang", "word"), [("ru", "СИМУЛЯЦИЯ"), ("uk", "СИМУЛЯЦІЯ")])
def test_simulated_people_are_called_so_in_every_language(lang: str, word: str) -> None:
    picture = mb.figure("ages", SIMULATED, lang=lang, size="social")
    assert f">{word}<" in picture.svg.decode()
    assert picture.alt.startswith(f"{word}. ")


def test_real_people_are_not_called_simulated() -> None:
    picture = mb.figure("ages", LISTED.assign(simulated=False))
    assert b"imulated" not in picture.svg + picture.csv
    assert "imulated" not in f"{picture.headline} {picture.alt}"


@pytest.mark.parametrize("name", [name for name in mb.list_figures() if name not in OF_LISTS])
def test_a_figure_that_a_list_cannot_give_names_those_it_can(name: str) -> None:
    with pytest.raises(mb.MusterError) as error:
        mb.figure(name, LISTED)
    assert str(error.value) == (
        f"{name!r} is drawn of a case; a list of people gives monthly-signups, year-split, ages, arrival-lag"
    )


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("a list of 2024", "Source: a list of 2024."),
        ("a list of 2024.", "Source: a list of 2024."),
        (None, "The source of this list is not stated."),
    ],
)
def test_the_foot_of_a_list_says_where_it_comes_from(source: str | None, said: str) -> None:
    picture = mb.figure("ages", LISTED, source=source).svg.decode()
    assert f">{said}<" in picture
    assert ">People on this list only, not all recruits.<" in picture


def test_a_list_over_too_many_years_is_refused_in_words() -> None:
    people = pd.DataFrame({"signup": ["2019-01-01", "2024-01-01"]})
    with pytest.raises(mb.MusterError) as error:
        mb.figure("year-split", people)
    assert str(error.value) == (
        "the list runs over more than 4 years, 2019-01/2024-01; draw monthly-signups, or a part of the list"
    )


@pytest.mark.parametrize("name", ["monthly-signups", "ages"])
def test_worlds_one_above_the_other_are_not_drawn_as_one_list(name: str) -> None:
    people = pd.DataFrame({"world": [1, 2], "signup": ["2023-07"] * 2, "age": ["20", "30"], "simulated": True})
    with pytest.raises(MusterError, match=r"^these people are of 2 simulated worlds, each a list of its own: take one"):
        mb.figure(name, people)
