"""Charts by what is on the sheet: texts that can be read, marks that are the people, and anybody's axes.

Every chart is tried on subjects of every kind and size; all of them at all sizes in all languages with EXPLORE=1.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

import musterbook as mb
from exploring import EXPLORE
from musterbook.cli import main
from pages import small_case
from subjects import MAKERS, subject

SIZES = ["web", "social", "slide", "print-single", "print-double"]
LANGUAGES = ["en", "ru", "uk"]
EVERY = list(product(MAKERS, mb.list_figures(), SIZES, LANGUAGES))
OF_CASE = zip(mb.list_figures(), SIZES * 2, LANGUAGES * 3, strict=False)
OF_MONTHS = zip([kind for kind in MAKERS if kind not in {"moscow", "bands", "one"}], SIZES * 2, strict=False)
FEW = [
    *(("moscow", chart, size, lang) for chart, size, lang in OF_CASE),
    *((kind, "monthly", size, "en") for kind, size in OF_MONTHS),
    ("moscow", "claims", "print-single", "ru"),
    ("six", "ages", "print-single", "uk"),
    ("three_hundred", "years", "social", "ru"),
    ("three_hundred", "groups", "print-single", "en"),
    ("twenty_thousand", "lags", "print-single", "ru"),
    ("twenty_thousand", "cumulative", "web", "en"),
    ("twenty_thousand", "years", "slide", "en"),
    ("forty_years", "years", "slide", "en"),
    ("forty_years", "years", "print-single", "ru"),
    ("nothing", "monthly", "social", "ru"),
]


@cache
def page_of(chart: str) -> mb.Page:
    """Draw a chart of the shipped case once, for all who look at it."""
    return mb.figure(chart, subject("moscow"))


def texts_of(figure: Figure) -> list[tuple[Text, Any]]:
    """Give all texts that are seen, with their boxes in pixels."""
    figure.draw_without_rendering()
    unseen = {id(text) for ax in figure.axes for text in unseen_of(ax)}
    seen = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return [(text, text.get_window_extent()) for text in seen if id(text) not in unseen]


def unseen_of(ax: Axes) -> list[Text]:
    """Give the texts of ticks that are not drawn: those of an axis that is off, and those beyond its ends."""
    found: list[Text] = []
    for at, axis in enumerate((ax.xaxis, ax.yaxis)):
        low, high = sorted(axis.get_view_interval())
        ends = (low - 1e-9, high + 1e-9)
        labels = [one for one in axis.get_ticklabels() if ax.axison and ends[0] <= one.get_position()[at] <= ends[1]]
        kept = {id(one) for one in labels}
        found += [text for text in axis.findobj(Text) if id(text) not in kept]
    return found


@pytest.mark.parametrize(("kind", "chart", "size", "lang"), EVERY if EXPLORE else FEW)
def test_every_text_is_whole_apart_and_large_enough(kind: str, chart: str, size: str, lang: str) -> None:
    try:
        page = mb.figure(chart, subject(kind), size=size, lang=lang, source="a list that was made up for a test")
    except mb.MusterError:
        assert (kind, chart) != ("moscow", chart)
        return
    found = texts_of(page.figure)
    width, height = page.figure.get_size_inches() * page.figure.dpi
    cut = [text.get_text() for text, box in found if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height]
    small = [text.get_text() for text, _ in found if text.get_fontsize() < 8]
    met = [
        (one.get_text(), other.get_text())
        for (one, a), (other, b) in combinations(found, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1.5
    ]
    assert (cut, small, met) == ([], [], [])


def marked(ax: Axes, name: str) -> int:
    """Count the marks of a kind."""
    return sum(len(line.get_xdata()) for line in ax.lines if line.get_gid() == name)


def bars(ax: Axes, name: str) -> list[tuple[float, float]]:
    """Give the foot and the top of the bars of a kind."""
    found = [patch for patch in ax.patches if patch.get_gid() == name]
    return [(round(bar.get_y(), 6), round(bar.get_y() + bar.get_height(), 6)) for bar in found]  # type: ignore[attr-defined]


def test_months_of_a_case_are_what_is_known_and_a_line_for_the_most() -> None:
    ax = page_of("monthly").axes
    assert marked(ax, "people") == 8 + 1 + 1
    places = [round(float(x)) for line in ax.lines if line.get_gid() == "people" for x in line.get_xdata()]
    assert places == [1] * 8 + [2, 3]
    [most] = [one for one in ax.collections if one.get_gid() == "most"]
    assert {float(y) for path in most.get_paths() for y in path.vertices[:, 1]} == {7.0}
    assert bars(ax, "possible") == []
    assert "no other month can have had more than 7" in [" ".join(text.get_text().split()) for text in ax.texts]


def test_months_of_a_list_are_people_and_a_tint_for_who_may_be_there() -> None:
    page = mb.figure("monthly", subject("six"))
    assert marked(page.axes, "people") == 2 + 1 + 0 + 1
    assert bars(page.axes, "possible") == [(2, 3), (1, 2), (0, 1), (1, 2)]
    assert page.words.subtitle.startswith("People by month (date of death), March–June 2023.")
    table = page.table.set_index("part")
    assert int(table.loc["not stated", "people"]) == int(table.loc["known roughly", "people"]) == 1


def test_a_coarse_date_stretches_no_window() -> None:
    people = pd.DataFrame({"signup": ["2022-12-03", "2023-02-07", "2023", "2021/2024"]})
    assert mb.monthly(people).index.astype(str).tolist() == ["2022-12", "2023-01", "2023-02"]
    years = mb.figure("years", people)
    assert years.table.loc[years.table["part"] == "year", "months"].tolist() == [1.0, 2.0]
    assert "A year that is covered in part counts with its months alone." in years.words.subtitle


def test_a_last_month_that_is_not_over_is_marked() -> None:
    page = mb.figure("monthly", pd.DataFrame({"signup": ["2023-01-03", "2023-03-07"]}), window="2023-01/2023-03-10")
    assert [patch.get_gid() for patch in page.axes.patches] == ["not-over"]
    assert "counted until 10 March 2023" in page.words.subtitle
    assert page.table["until"].tolist() == ["", "", "2023-03-10"]


def test_the_frame_by_month_is_what_is_drawn() -> None:
    case, people = mb.monthly(subject("moscow")), mb.monthly(subject("six"))
    assert case.columns.tolist() == ["reported", "low", "high"]
    assert case.loc["2023-08"].fillna(-1).to_dict() == {"reported": -1, "low": 1, "high": 7}
    assert people.columns.tolist() == ["sure", "low", "high"]
    assert people["high"].tolist() == [3, 2, 1, 2]


def test_sums_are_settled_where_the_parts_are() -> None:
    page = page_of("cumulative")
    table = page.table.set_index("cell")
    settled = table[(table["low"] == table["high"]) & (table["low"] > 0)]
    assert settled["low"].to_dict() == {"2023-12": 31, "2024-05": 51}
    assert table.loc["2023-07", ["low", "high"]].tolist() == [8, 15]
    assert marked(page.axes, "settled") == 2


def test_sums_of_a_list_count_each_person_from_the_first_day_that_may_be_to_the_last() -> None:
    people = pd.DataFrame({"signup": ["2023-01-03", "2023-01/2023-02", "2023-03-05", "2023-02-02"]})
    table = mb.figure("cumulative", people).table
    assert table["low"].tolist() == [1, 3, 4]
    assert table["high"].tolist() == [2, 3, 4]


def test_years_count_the_months_that_are_covered() -> None:
    table = page_of("years").table
    assert table["per_month"].round(2).tolist() == [4.43, 4.0]
    assert (table["rate_low"] < table["per_month"]).all()
    assert (table["per_month"] < table["rate_high"]).all()


def test_ages_are_a_strip_with_the_range_of_the_average() -> None:
    page = page_of("ages")
    assert marked(page.axes, "people") == 7
    ends = [line.get_xdata() for line in page.axes.lines if line.get_gid() == "average"]
    assert [round(float(end) + 20, 1) for end in ends[0]] == [22.2, 48.9]


def test_long_tails_of_lags_fall_into_bins_that_grow() -> None:
    table = mb.figure("lags", subject("twenty_thousand")).table
    cells = table.loc[table["part"] == "bin", "cell"].tolist()
    assert cells[:5] == ["0", "1", "2..3", "4..7", "8..14"]
    assert len(cells) < 14
    assert int(table.loc[table["part"] != "together", "low"].sum()) == 20_000


def test_groups_beyond_the_largest_are_put_together() -> None:
    table = mb.figure("groups", subject("twenty_thousand")).table
    assert table["part"].tolist() == ["group"] * 12 + ["others"]
    assert table["cell"].tolist()[-1] == "28"
    assert int(table["low"].sum()) == 20_000


def test_claims_that_are_drawn_are_those_that_disagree() -> None:
    table = page_of("claims").table
    assert set(table.loc[table["drawn"], "figure"]) == {"All people", "On the day of arrival", "Returned", "Killed"}
    assert set(table.loc[table["drawn"], "standing"]) == {"agrees", "differs", "contradicts"}
    assert len(table) > table["drawn"].sum()


def test_populations_are_ticks_on_a_bar_each() -> None:
    page = page_of("populations")
    ticks = [one for one in page.axes.collections if one.get_gid() == "tick"]
    counts = page.table.groupby("population", sort=False).size()
    assert [len(one.get_paths()) for one in ticks] == counts.tolist()
    assert len([patch for patch in page.axes.patches if patch.get_gid() == "bar"]) == len(counts)


def test_chance_is_a_hundred_rings() -> None:
    assert marked(page_of("chance").axes, "chance") == 100


def test_two_charts_stand_side_by_side_in_the_style_that_is_set() -> None:
    before = dict(mpl.rcParams)
    figure, (left, right) = plt.subplots(1, 2)
    assert mb.plot.monthly(subject("forty"), ax=left, color="#ff0000") is left
    assert mb.plot.monthly(subject("six"), right) is right
    assert {to_hex(line.get_color()) for line in left.lines if line.get_gid() == "people"} == {"#ff0000"}
    assert {to_hex(line.get_color()) for line in right.lines if line.get_gid() == "people"} == {to_hex("C0")}
    plt.close(figure)
    with plt.style.context("dark_background"):
        ax = mb.plot.groups(subject("forty"))
        assert {to_hex(text.get_color()) for text in ax.texts} == {"#ffffff"}
        plt.close(ax.figure)  # type: ignore[arg-type]
    assert dict(mpl.rcParams) == before


def test_a_page_is_drawn_by_the_same_functions() -> None:
    for chart in mb.list_figures():
        figure, ax = plt.subplots(figsize=(8, 4))
        getattr(mb.plot, chart)(subject("moscow"), ax=ax)
        page = page_of(chart).axes
        kinds = [sorted({str(one.get_gid()) for one in axes.get_children() if one.get_gid()}) for axes in (ax, page)]
        plt.close(figure)
        assert kinds[0] == kinds[1]


def test_where_only_years_are_known_years_are_drawn() -> None:
    people = pd.DataFrame({"died": ["2020"] * 3 + ["2021"] * 5 + ["2020/2021"] + [None]})
    page = mb.figure("monthly", people)
    assert page.headline == "As far as known, 2021 had the most: 5 of 8"
    assert page.words.subtitle.startswith("People by year (died), 2020 to 2021.\n")
    assert page.table.loc[page.table["part"] == "year", ["cell", "low", "high"]].to_numpy().tolist() == [
        ["2020", 3, 4],
        ["2021", 5, 6],
    ]
    assert mb.figure("cumulative", people).table["low"].tolist()[:2] == [3, 9]
    assert mb.monthly(people)["sure"].sum() == 0


def test_counts_of_a_table_are_people_in_every_chart(tmp_path: Path) -> None:
    counts = [5, 12, 40, 80, 33, 20, 11, 3, 0, 2, 8, 15]
    cells = "".join(f"2022-{month:02},{count}\n" for month, count in enumerate(counts, 1))
    (tmp_path / "cases.csv").write_text(f"month,cases\n{cells}", "utf-8")
    table = mb.read_table(tmp_path / "cases.csv", count="cases")
    assert mb.monthly(table)["sure"].tolist() == counts
    assert mb.figure("monthly", table).headline == "April 2022 had the most: 80 of 229"
    chance = mb.figure("chance", table)
    assert chance.headline == "Chance alone would do this less than once in 100"
    assert chance.table.loc[chance.table["reported"], ["people", "everybody"]].to_numpy().tolist() == [[80, 229]]


def test_lags_of_a_list_need_no_ids_and_leave_an_end_open() -> None:
    people = pd.DataFrame({"lag_days": ["0", "0", "1", "3..5", "2", None, "0", "10..", "1"]})
    page = mb.figure("lags", people)
    assert page.headline == "On arrival or the next day: 5–6 of 9 people"
    table = page.table[page.table["part"] == "bin"]
    assert table["cell"].tolist() == [*map(str, range(10)), "10.."]
    assert table["low"].tolist() == [3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 1]
    with pytest.raises(mb.MusterError, match=r"a row, lag_days: .*'9'"):
        mb.figure("lags", pd.DataFrame({"arrival": ["2023-01-02"], "signup": ["2023-01-03"], "lag_days": ["9"]}))


def test_whoever_signed_up_long_before_arriving_is_told_in_one_bin() -> None:
    people = pd.DataFrame({"arrival": ["2023-03-01"] * 3, "signup": ["2023-01-01", "2023-01-20", "2023-02-10"]})
    table = mb.figure("lags", people).table
    assert table.loc[table["part"] == "bin", ["cell", "low"]].to_numpy().tolist() == [["-59..-1", 3]]


@pytest.mark.parametrize("kind", [one for one in MAKERS if one != "moscow"])
def test_no_chart_of_any_subject_is_a_mistake_of_ours(kind: str) -> None:
    """Whatever cannot be drawn is an error of ours, which says why; some are drawn above."""
    drawn = {(one, chart) for one, chart, *_ in (EVERY if EXPLORE else FEW)}
    for chart in (one for one in mb.list_figures() if (kind, one) not in drawn):
        with suppress(mb.MusterError):
            mb.figure(chart, subject(kind))


def test_names_of_people_are_no_groups_and_a_broken_date_is_named(tmp_path: Path) -> None:
    people = pd.DataFrame({"name": list("ABC"), "shot": ["2024-08-01", "2024-08-03", "31/31/2024"]})
    with pytest.raises(mb.MusterError, match="no column holds labels"):
        mb.figure("groups", people)
    with pytest.raises(mb.MusterError, match=r"expected a date .*; found '31/31/2024'"):
        mb.figure("monthly", people)
    with pytest.raises(mb.MusterError, match="no column 'nope'; available: name, shot"):
        mb.build_figures(people, tmp_path, column="nope", undrawn=lambda *_: None)


def test_a_keyword_that_nobody_knows_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(mb.MusterError, match="no option 'colour'; available: title, subtitle, column, window, source"):
        mb.build_figures(subject("six"), tmp_path, colour="red")
    for chart in ("monthly", "groups"):
        with pytest.raises(mb.MusterError, match=rf"^{chart}: expected keywords of matplotlib .*; found colour='red'"):
            getattr(mb.plot, chart)(subject("six"), colour="red")
    plt.close("all")
    assert list(tmp_path.iterdir()) == []


def test_a_window_has_both_its_ends() -> None:
    with pytest.raises(mb.MusterError, match=r"expected a window with a first and a last day, .*'2023/\.\.'"):
        mb.figure("monthly", subject("six"), window="2023/..")


def test_signs_that_no_font_has_are_named() -> None:
    people = pd.DataFrame({"outcome": ["失踪", "returned"]})
    with pytest.raises(
        mb.MusterError, match=r"no installed font has the sign '失' \(U\+5931\); expected text that can be"
    ):
        mb.figure("groups", people)
    with pytest.raises(mb.MusterError, match="ไ"):
        mb.figure("groups", subject("forty"), title="ไทย")


def test_a_catalogue_of_ones_own_says_what_it_has_and_names_what_it_lacks(tmp_path: Path) -> None:
    catalogue = tmp_path / "de.ftl"
    catalogue.write_text("what-people = Menschen\nby-month = { $what } nach Monat\n", "utf-8")
    page = mb.figure("monthly", subject("six"), lang=catalogue)
    assert page.words.subtitle.startswith("Menschen nach Monat (date of death), ")
    assert "März" in page.words.headline
    assert "months-known" in page.untranslated
    assert page.stem == "monthly.de"
    for name, content in (("xx-nobody.ftl", "a = b\n"), ("de.ftl", "this is nothing\n")):
        (tmp_path / name).write_text(content, "utf-8")
        with pytest.raises(mb.MusterError, match=r"code of no language|cannot read line 1"):
            mb.figure("monthly", subject("six"), lang=tmp_path / name)


def test_titles_sources_and_a_list_as_it_was_read(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("signup,age\n2023-01-04,30\nnonsense,30\n2023-02-04,-3\n", "utf-8")
    people = mb.read_records(file, errors="keep_aside")
    page = mb.figure("monthly", people, title="A title", subtitle="A line", source="my list")
    assert (page.headline, page.words.subtitle) == ("A title", "A line")
    assert page.words.foot == (
        "Source: my list. The latest date in it is 4 February 2023.\n"
        "2 rows could not be read in full; only what could be read is counted."
    )
    assert repr(page) == "<Page monthly: A title>"
    assert [path.name for path in page.save(tmp_path / "out")] == [
        f"monthly.{one}" for one in ("png", "svg", "csv", "txt")
    ]
    assert "'DejaVu Sans', Verdana, Geneva, sans-serif" in page.svg.decode()


@pytest.mark.parametrize(
    ("chart", "kind", "message"),
    [
        ("ages", "forty_years", "no column holds whole numbers; name one with column=; the columns are date"),
        ("groups", "millions", "this is a table of counts by dates; the chart is of labels"),
        ("claims", "six", "claims are those of a case; a list has none"),
        ("years", "six", "all dates lie in 2023, and one year is no comparison; draw monthly instead"),
    ],
)
def test_what_cannot_be_drawn_is_said(chart: str, kind: str, message: str) -> None:
    with pytest.raises(mb.MusterError) as caught:
        mb.figure(chart, subject(kind))
    assert str(caught.value) == message


def test_columns_fill_what_is_sure_and_are_as_high_as_the_table_says() -> None:
    page = mb.figure("monthly", subject("millions"))
    tops = [top for _, top in bars(page.axes, "people")]
    assert tops == [float(people) for people in subject("millions")["sure"]]
    assert np.allclose([top for _, top in bars(page.axes, "possible")], subject("millions")["possible"])


def heat_wave(tmp_path: Path, *more: str) -> mb.Case:
    """Make a case of deaths whose months, ages and sexes are told in part, and a part of which as a share."""
    folder = tmp_path / "case"
    mb.new_case(folder)
    tables = {
        "populations": "population_id,subject,event,events,window\n"
        "dead,People killed in a heat wave,death,deaths,2022-05/2022-09\n",
        "sources": "source_id,outlet,accessed,role\na,First Paper,2022-10-03,primary\n",
    }
    claims = [
        "count,,,=,187",
        "count,death,2022-07,>,80",
        "peak,death,2022-07,>=,1",
        "count,death,2022-08/2022-09,=,20",
        "mean,age,,=,81.4",
        "minimum,age,,=,34",
        "maximum,age,,=,103",
        "share,age,80..,=,two thirds",
        *more,
    ]
    lines = [f"c{at},a,dead,{claim},used" for at, claim in enumerate(claims)]
    header = "claim_id,source_id,population_id,statistic,variable,where,relation,value,status"
    tables["claims"] = "\n".join([header, *lines, ""])
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    mb.accept_files(folder)
    return mb.read_case(folder)


@pytest.fixture(scope="module")
def heat(tmp_path_factory: pytest.TempPathFactory) -> mb.Case:
    """Give the case as it is, which remembers what it was asked."""
    return heat_wave(tmp_path_factory.mktemp("heat"))


def test_what_a_month_can_have_had_at_most_is_said_at_its_line(heat: mb.Case) -> None:
    """The number of July is open too; of the others the most is told without it."""
    page = mb.figure("monthly", heat)
    assert [text.get_text() for text in page.axes.texts if text.get_gid() == "ceiling"] == [
        "at most 83",
        "at most 167",
        "at most 20",
    ]
    assert "No other month can have had more than 20 to 83" in page.alt


def test_an_average_and_a_share_of_ages_stand_over_the_strip(heat: mb.Case) -> None:
    """Both are published, so the chart does not hide them. 187 / 2 is 93.5, and 187 * 5 / 6 is 155.8."""
    page = mb.figure("ages", heat)
    texts = [text.get_text() for text in page.axes.texts]
    assert {"average: 81.4", "80 or more: 94 to 155 people"} <= set(texts)


@pytest.fixture
def quarters(tmp_path: Path) -> mb.AggregateTable:
    """Read a table of quarters with hidden counts and a footer, the last year not whole."""
    rows = "2021 Q1,120,80\n2021 Q2,130,90\n2021 Q3,100,70\n2021 Q4,<5,*\n2022 Q1,90,60\nSource: ministry\n"
    path = tmp_path / "quarters.csv"
    path.write_text(f"Quarter,Male,Female\n{rows}", encoding="utf-8")
    return mb.read_table(path, across="sex", suppressed="1-9")


def test_quarters_are_drawn_as_quarters(quarters: mb.AggregateTable) -> None:
    """A year of four quarters is not set beside one of a single quarter; what is hidden is called hidden."""
    assert quarters.notes == ("line 7 left out, for it is no row of counts: 'Source: ministry'",)
    page = mb.figure("monthly", quarters)
    assert page.table["low"].tolist() == [200, 220, 170, 1, 150]
    assert page.table["high"].tolist() == [200, 220, 170, 13, 150]
    assert page.headline == "April–June 2021 had the most: 220"
    assert [text.get_text() for text in page.axes.get_xticklabels()] == ["Q1", "Q2", "Q3", "Q4", "Q1"]
    told = " ".join(" ".join(text.get_text() for text in page.figure.texts).split())
    assert "where the table gives no exact number" in told
    assert told.endswith("Source: quarters.csv. One row or column of the table was left out or joined with another.")
    assert mb.figure("monthly", quarters, lang="uk").headline == "Найбільше: квітень–червень 2021\u00a0— 220"


def test_a_table_of_weeks_is_drawn_by_week(tmp_path: Path) -> None:
    """A week belongs to no month, so counts by week are not spread over months."""
    path = tmp_path / "weeks.csv"
    path.write_text("week,arrests\n2024-W13,4\n2024-W14,9\n2024-W15,3\n2024-W18,1\n", encoding="utf-8")
    page = mb.figure("monthly", mb.read_table(path, count="arrests"))
    assert page.table["low"].tolist() == [4, 9, 3, 0, 0, 1]
    assert page.headline == "The week of 1 April 2024 had the most: 9 of 17"
    assert page.words.subtitle.startswith("People by week, 25 March 2024 to 5 May 2024.")
    assert [text.get_text() for text in page.axes.get_xticklabels()] == ["Mar", "Apr"]
    in_russian = mb.figure("monthly", mb.read_table(path, count="arrests"), lang="ru")
    assert in_russian.words.subtitle.endswith(" 2024\u202fг.")


def test_few_people_in_many_years_are_told_by_year() -> None:
    people = pd.DataFrame({"died": [f"{year}-03-0{day}" for year in range(1994, 2010) for day in (1, 2, 3)]})
    assert mb.figure("monthly", people).table["cell"].tolist() == [str(year) for year in range(1994, 2010)]


def test_a_share_of_a_label_is_said_as_closely_as_it_is_known(tmp_path: Path) -> None:
    """58 % of 187 are 108 or 109 people: no reader is told "at least 108"."""
    page = mb.figure("groups", heat_wave(tmp_path, "share,sex,women,=,58 %"))
    assert page.headline == "Women: 108 to 109 people"
    assert [text.get_text() for text in page.axes.texts if text.get_gid() == "count"] == ["108–109", "79"]


def test_a_number_is_never_broken_over_two_lines(tmp_path: Path) -> None:
    page = mb.figure("claims", heat_wave(tmp_path, "share,sex,women,=,58 %", "share,sex,women,=,61 %"))
    assert {"58%", "61%"} <= {text.get_text() for text in page.axes.texts}


def test_figures_that_were_published_once_agree_with_nothing(heat: mb.Case) -> None:
    assert mb.figure("claims", heat).headline == "8 published figures, each from one source"


def test_vague_words_alone_are_no_chart_of_claims(tmp_path: Path) -> None:
    case = small_case(tmp_path, claims="a,s,,p,occupied,signup,,~,,months,nearly every,vague,,")
    with pytest.raises(
        mb.MusterError, match=r"^what was published of the main population is too vague to be compared$"
    ):
        mb.figure("claims", case)


def test_a_list_of_quarters_is_drawn_by_them() -> None:
    people = pd.DataFrame({"arrival": ["2023-Q2"] * 3 + ["2023-Q3"] * 2 + ["2023"]})
    page = mb.figure("monthly", people, column="arrival")
    assert page.table["cell"].tolist()[:2] == ["2023-Q2", "2023-Q3"]
    assert page.headline == "As far as known, April–June 2023 had the most: 3 of 5"


def test_a_month_that_was_said_to_be_the_largest_is_called_so(heat: mb.Case) -> None:
    """Another month may have up to 83 and July as few as 81, but it was published that July had more than any other."""
    assert mb.figure("monthly", heat).headline == "July 2022 had the most: 81 to 167"
    assert mb.tell(heat, "ages") == "**Aged 34 to 103; 185 of 187 ages are unknown.** The average age is 81.4 years."


def test_an_open_band_at_the_end_of_the_strip_is_no_age() -> None:
    """What is known as 60 or more is a line over some years at the end of the strip, not a mark at 60."""
    people = pd.DataFrame({"age": ["30"] * 3 + ["41"] * 2 + ["60.."] * 4 + ["..17"] * 2})
    lines = [line for line in mb.figure("ages", people).axes.lines if line.get_gid() == "band"]
    assert sorted(tuple(float(x) + 13 for x in line.get_xdata()) for line in lines) == [(12.5, 17.5), (59.5, 64.5)]
    assert {line.get_marker() for line in lines} == {"None"}


def test_columns_may_be_named_one_by_one(tmp_path: Path) -> None:
    """An option that is given twice is added to: no column that somebody named is dropped."""
    path = tmp_path / "list.csv"
    path.write_text("Died,Town\n2024-07-03,Odesa\n2024-07-14,Odesa\n", encoding="utf-8")
    given = ["draw", str(path), "monthly", "groups", "--columns", "death=Died", "--columns", "town=Town"]
    assert main([*given, "--out", str(tmp_path / "charts")]) == 0


@pytest.mark.parametrize(("last", "said"), [("40", "average: 35.0"), ("", "average of known ages: 30.0")])
def test_the_average_of_a_list_is_of_the_ages_that_are_known(last: str, said: str) -> None:
    page = mb.figure("ages", pd.DataFrame({"signup": ["2023-07"] * 2, "age": ["30", last]}))
    assert said in [text.get_text() for text in page.axes.texts]
    assert ("known ages" in page.alt) == (not last)


@pytest.mark.parametrize(
    ("cells", "counts", "why"),
    [
        (["2023-06", "2023-07", "2023-08"], ["4", "15", "<5"], "has ranges"),
        ([f"2023-W{week}" for week in range(20, 30)], ["9"] * 10, "counts by week, and a week may lie in two months"),
    ],
)
def test_chance_is_told_of_exact_months_alone(cells: list[str], counts: list[str], why: str) -> None:
    table = mb.read_table(pd.DataFrame({"date": cells, "cases": counts}))
    with pytest.raises(mb.MusterError, match=why):
        mb.figure("chance", table)


@pytest.mark.parametrize(
    ("counts", "headline"),
    [
        ([(40, 44), (10, 12), (9, 9)], "Largest age group: 18–25, 40 to 44 people"),
        ([(40, 44), (10, 41), (9, 9)], "As far as known, the largest age group: 18–25, 40 to 44 people"),
        ([(40, 40), (40, 40), (9, 9)], "2 age bands have the most: 40 each"),
        ([(40, 40), (40, 43), (9, 9)], "As far as known, 2 age bands have the most: 40 each"),
    ],
)
def test_a_band_is_called_the_largest_as_far_as_it_is(counts: list[tuple[int, int]], headline: str) -> None:
    sure, possible = zip(*counts, strict=True)
    table = pd.DataFrame({"cell": ["18..25", "26..35", "36.."], "sure": sure, "possible": possible})
    assert mb.figure("ages", table).headline == headline


@pytest.mark.parametrize(("unstated", "begins"), [(1, "Largest age group"), (2, "As far as known")])
def test_whose_age_is_not_stated_may_be_of_another_band(unstated: int, begins: str) -> None:
    people = pd.DataFrame({"age": ["18..25"] * 4 + ["26..35"] * 2 + [None] * unstated})
    assert mb.figure("ages", people).headline.startswith(begins)


def test_an_open_total_is_said_to_be_none() -> None:
    headline = mb.figure("monthly", mb.load_case("moscow-foreigners-2023-24")).headline
    assert headline == "As far as known, October 2023 had the most: at least 371 people"


def test_no_line_is_drawn_where_nobody_is() -> None:
    """Two people at most in a month, on a square page: the scale ends at two."""
    days = ["2021-05-01", "2021-06-12", "2022-07-01", "2022-07-03", "2023-01-01", "2024-02-02", "2024-08-08"]
    ax = mb.figure("monthly", pd.DataFrame({"drowned": days}), size="social").axes
    assert max(ax.get_yticks(), default=0) <= 2


def test_how_many_are_not_stated_may_be_a_range() -> None:
    """A protected table says "not stated: 1 to 4": no chart makes one of it, and no headline leaves three out."""
    months = pd.DataFrame({"cell": ["2023-06", "2023-07", None], "sure": [7, 9, 1], "possible": [7, 9, 4]})
    page = mb.figure("monthly", months)
    assert page.headline == "As far as known, July 2023 had the most: 9 of 16"
    assert page.alt.endswith("The date of 1 to 4 people is unknown.")
    assert page.table[["low", "high"]].to_numpy().tolist() == [[7, 7], [9, 9], [1, 4]]
    ages = pd.DataFrame({"cell": ["10..19", "20..29", None], "sure": [7, 9, 1], "possible": [7, 9, 4]})
    page = mb.figure("ages", ages)
    assert page.alt.startswith("Chart of the ages of 17 to 20 people:")
    assert page.alt.endswith("The age of 1 to 4 people is unknown.")
    days = pd.DataFrame({"cell": ["0", "1", None], "sure": [7, 9, 1], "possible": [7, 9, 4]})
    assert "The number of days of 1 to 4 people is unknown." in mb.figure("lags", days, column="lag_days").alt
    groups = pd.DataFrame({"cell": ["killed", None], "sure": [7, 1], "possible": [7, 4]})
    assert mb.figure("groups", groups).alt.endswith("Unknown: 1 to 4 people.")


def test_ranges_of_ages_are_bands_where_no_single_age_was_published(tmp_path: Path) -> None:
    told = ["a,s,,p,count,,,>=,340,people,,used,,", "b,s,,p,share,age,..17,=,1/3,people,,used,,"]
    case = small_case(tmp_path / "minors", claims="\n".join(told))
    page = mb.figure("ages", case)
    assert page.headline == "As far as known, the largest age group: 18 or more, at least 171 people"
    assert page.alt == (
        "Chart of the ages of at least 340 people: at most 17 (at least 57 people) and 18 or more (at least 171 "
        "people). The age of at least 112 people is unknown."
    )
    youngest = small_case(tmp_path / "youngest", claims=f"{told[0]}\nb,s,,p,minimum,age,,=,19,years,,used,,")
    assert mb.figure("ages", youngest).headline == "Known age: 19; at least 339 unknown"
    assert mb.figure("ages", youngest, lang="ru").headline == "Известный возраст: 19; неизвестен не менее чем у 339"
    oldest = small_case(tmp_path / "oldest", claims=f"{told[0]}\nb,s,,p,maximum,age,,<=,60,years,,used,,")
    with pytest.raises(mb.MusterError, match="no age, and no range of ages, is known of anybody"):
        mb.figure("ages", oldest)


def test_a_headline_says_at_least_where_dates_are_missing() -> None:
    people = pd.DataFrame({"death": ["2021-04-03"] * 3 + ["2021-05-03"] * 9 + ["2021-06-01", None, None]})
    assert mb.figure("monthly", people).headline == "May 2021 had the most: at least 9 people"
    known = people.dropna()
    assert mb.figure("monthly", known).headline == "May 2021 had the most: 9 of 13"


def test_of_ranges_that_overlap_the_first_is_drawn(tmp_path: Path) -> None:
    """Bands stand side by side, so that nobody is in two of them."""
    told = ["a,s,,p,count,,,=,9,people,,used,,", "b,s,,p,count,age,18..25,=,4,people,,used,,"]
    told.append("c,s,,p,count,age,20..30,=,3,people,,used,,")
    table = mb.figure("ages", small_case(tmp_path / "case", claims="\n".join(told))).table
    found = table[table["part"] != "average"]
    assert found[["part", "cell", "low"]].to_numpy().tolist() == [["band", "18..25", 4], ["not published", "..", 5]]


@pytest.mark.parametrize("sure", [[1.5, 4], ["a", "b"], [None, 4]])
def test_counts_of_cells_are_whole_numbers(sure: list[object]) -> None:
    cells = pd.DataFrame({"cell": ["2023-06", "2023-07"], "sure": sure, "possible": sure})
    with pytest.raises(mb.MusterError, match="expected whole numbers of people in the columns sure and possible"):
        mb.figure("monthly", cells)


def test_a_list_of_which_no_month_is_known_has_no_busiest_one() -> None:
    with pytest.raises(mb.MusterError, match="of nobody is the month known, so no month is the busiest"):
        mb.figure("chance", pd.DataFrame({"signup": ["2022", "2023"]}))


@pytest.mark.parametrize("lang", ["en", "ru", "uk"])
def test_every_note_below_a_headline_is_a_sentence_of_its_own(lang: str) -> None:
    page = mb.figure("ages", pd.DataFrame({"age": ["18", "20..25", ""]}), lang=lang)
    assert page.words.subtitle.count(".") == 3


def test_a_band_above_single_ages_takes_no_more_room_for_more_people() -> None:
    """It is a line with its number, however many they are."""
    heights = {
        mb.figure("ages", pd.DataFrame({"age": ["19", "20", "24", *["30..39"] * people]})).figure.get_figheight()
        for people in (2, 90)
    }
    assert len(heights) == 1


def test_no_line_is_drawn_above_the_highest_column() -> None:
    """There the lines of bands and averages stand with their words."""
    ages = [str(14 + at % 57) for at in range(57 * 65)] + ["30..35"] * 40 + ["40..49"] * 40
    ticks = mb.figure("ages", pd.DataFrame({"age": ages})).axes.get_yticks()
    assert (min(ticks), max(ticks)) == (0, 60)


def test_a_frame_of_cells_is_a_table_of_counts() -> None:
    """Its cells may be whole numbers, and stand several times, once for each group; counts are held to be counts."""
    ages = pd.DataFrame({"cell": [18, 19, 18, None], "sure": [5, 4, 1, 1], "possible": [5, 4, 1, 2]})
    assert mb.figure("ages", ages).headline == "Known ages: 18 to 19; 1 of 11 unknown"
    months = pd.DataFrame({"cell": ["2023-07"], "sure": [5], "possible": [4]})
    with pytest.raises(mb.MusterError, match="a table of counts: expected each cell once, with no fewer people possib"):
        mb.figure("monthly", months)
