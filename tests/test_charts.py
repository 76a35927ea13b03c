"""Charts by what is on the sheet: marks, texts, colours and places, against the files of three cases.

The first case is the published one. The second has smaller numbers, the third the largest that a list of this kind may
plausibly have; both are consistent.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from musterbook.charts.canvas import style
from musterbook.charts.pages import Look, Words, page

import musterbook as mb
from musterbook import labels
from musterbook.case.case import accept_files
from musterbook.figures import CATALOGUE

SHIPPED = Path(__file__).parents[1] / "data" / "moscow-2023-24"
PUBLISHED: dict[str, str] = {}
SMALLER = {",=,31,people": ",=,25,people", ",>=,51,people": ",>=,45,people", ",2023-07,=,8,": ",2023-07,=,6,"}
LARGER = {
    ",=,31,people": ",=,120,people",
    ",=,20,people": ",=,80,people",
    ",>=,51,people": ",>=,200,people",
    ",2023-07,=,8,": ",2023-07,=,30,",
}
CASES = {"published": PUBLISHED, "smaller": SMALLER, "larger": LARGER}
BLUE, VERMILLION, GREY, INK, HAIRLINE, WHITE = "#0072b2", "#d55e00", "#767676", "#222222", "#dddddd", "#ffffff"
FIGURES = mb.list_figures()
# In inches: a post of 1080 x 1080 pixels at 200 dots an inch, and columns of 89 and 183 mm.
RECTANGLES = {"web": (8, 5.4), "social": (5.4, 5.4), "print-single": (89 / 25.4, 150 / 25.4)}
RECTANGLES["print-double"] = (183 / 25.4, 125 / 25.4)


@dataclass(frozen=True)
class Facts:
    """What the files of a case say, looked up by hand."""

    early: int
    late: int
    peak: int
    youngest: int
    oldest: int
    ages: Counter[int]

    @property
    def people(self) -> int:
        """All people on the list."""
        return self.early + self.late


@dataclass(frozen=True)
class Sheet:
    """A chart that was drawn: the frame behind it, the axes, the whole sheet, its words."""

    case: mb.Case
    facts: Facts
    table: pd.DataFrame
    ax: Axes
    figure: Figure
    words: Words

    @property
    def texts(self) -> list[Text]:
        """All texts that are seen."""
        return [text for text in self.figure.findobj(Text) if text.get_visible() and text.get_text().strip()]

    @property
    def said(self) -> list[str]:
        """What the texts inside the axes say."""
        return [text.get_text() for text in self.ax.texts]

    @property
    def marks(self) -> list[Line2D]:
        """Lines whose points are marked."""
        return [line for line in self.ax.lines if line.get_marker() not in {"", "None", "none", " ", None}]

    @property
    def bars(self) -> list[Rectangle]:
        """Bars inside the axes."""
        return [patch for patch in self.ax.patches if isinstance(patch, Rectangle)]


def edited(folder: Path, changes: Mapping[str, str]) -> mb.Case:
    """Copy the case with texts of its claims replaced."""
    for path in SHIPPED.iterdir():
        text = path.read_text("utf-8")
        for old, new in changes.items() if path.name == "claims.csv" else ():
            assert old in text
            text = text.replace(old, new)
        (folder / path.name).write_text(text, "utf-8", newline="\n")
    accept_files(folder)
    return mb.read_case(folder)


def facts_of(case: mb.Case) -> Facts:
    """Look the used claims up by their ids."""
    printed = dict(zip(case.claims["claim_id"], case.claims["value"], strict=True))
    used = (int(printed[f"istories-{name}"]) for name in ("2023", "2024", "peak", "youngest", "oldest"))
    with (SHIPPED / "records.csv").open(encoding="utf-8", newline="") as file:
        ages = Counter(int(row["age"]) for row in csv.DictReader(file) if row["age"])
    return Facts(*used, ages)


@cache
def case_of(name: str) -> mb.Case:
    """Give one of the three cases."""
    with TemporaryDirectory() as folder:
        return edited(Path(folder), CASES[name])


def chart_of(name: str) -> ModuleType:
    """Give the module of a chart."""
    return import_module(f"musterbook.charts.{CATALOGUE[name]}")


@cache
def frame_of(name: str, case_name: str, lang: str) -> pd.DataFrame:
    """Give what a chart draws; every size draws the same."""
    return chart_of(name).frame(case_of(case_name), lang)


@cache
def drawn(name: str, case_name: str = "published", lang: str = "en", size: str = "web") -> Sheet:
    """Draw a chart as it is saved, and lay it out."""
    case, chart, look = case_of(case_name), chart_of(name), Look.of(size, lang)
    table = frame_of(name, case_name, lang)
    words = chart.words(table, case, look)
    words = replace(words, foot=words.foot or labels.foot(case, lang))
    with style():
        needs = chart.needs(table, look) if hasattr(chart, "needs") else 0.0
        ax = chart.draw(table, page(words, look, needs), look)
    assert isinstance(ax.figure, Figure)
    return Sheet(case, facts_of(case), table, ax, ax.figure, words)


def places_of(line: Line2D) -> np.ndarray:
    """Give the points of a line in pixels."""
    return line.axes.transData.transform(np.column_stack([line.get_xdata(), line.get_ydata()]).astype(float))


def count(lines: list[Line2D], *, filled: bool, marker: str = "o") -> int:
    """Count marks of one shape that are filled, or hollow."""
    return sum(
        len(line.get_xdata())
        for line in lines
        if line.get_marker() == marker and (to_hex(line.get_markerfacecolor()) != WHITE) == filled
    )


each_figure = pytest.mark.parametrize("name", FIGURES)
each_case = pytest.mark.parametrize("case_name", CASES)
each_size = pytest.mark.parametrize("size", RECTANGLES)
each_language = pytest.mark.parametrize("lang", ["en", "ru", "uk"])


@each_case
def test_months_are_drawn_one_mark_a_person(case_name: str) -> None:
    sheet = drawn("monthly-signups", case_name)
    facts, months = sheet.facts, sheet.table[sheet.table["part"] == "month"]
    assert count(sheet.marks, filled=True) == facts.peak
    assert count(sheet.marks, filled=False) == facts.people - facts.peak
    assert sheet.table["people"].sum() == facts.people
    heights = sorted((round(bar.get_y(), 6), round(bar.get_y() + bar.get_height(), 6)) for bar in sheet.bars)
    assert heights == [(0, facts.peak - 1)] * 9 + [(1, facts.peak - 1)] * 2
    assert all(not bar.get_fill() for bar in sheet.bars)
    assert months["cell"].tolist() == [f"2023-{one:02}" for one in range(6, 13)] + [
        f"2024-0{one}" for one in range(1, 6)
    ]


@each_case
def test_months_are_labelled(case_name: str) -> None:
    sheet = drawn("monthly-signups", case_name)
    facts = sheet.facts
    said = Counter(sheet.said)
    expected = Counter({f"0–{facts.peak - 1}": 9, f"1–{facts.peak - 1}": 2, str(facts.peak): 1})
    expected += Counter(["Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May"])
    assert said & expected == expected
    rest = " ".join(sheet.said)
    assert f"{facts.early - facts.peak} more" in rest
    assert f"{facts.late} more" in rest


@each_case
def test_years_are_drawn_one_mark_a_person(case_name: str) -> None:
    sheet = drawn("year-split", case_name)
    facts = sheet.facts
    assert [len(line.get_xdata()) for line in sheet.marks] == [facts.early, facts.late]
    assert count(sheet.marks, filled=True) == facts.people
    assert sheet.table["people"].tolist() == [facts.early, facts.late]
    assert sheet.table["months"].tolist() == [7, 5]
    rates = [f"{facts.early / 7:.1f}\na month", f"{facts.late / 5:.1f}\na month"]
    labels = [f"{facts.early} people", f"{facts.late} people", "7 months", "5 months", *rates]
    assert set(labels) <= set(sheet.said)


@each_case
def test_the_height_of_a_year_is_its_people_a_month(case_name: str) -> None:
    sheet = drawn("year-split", case_name)
    for line, months in zip(sheet.marks, (7, 5), strict=True):
        columns = Counter(np.round(line.get_xdata(), 6))
        assert len(columns) == months
        assert max(columns.values()) - min(columns.values()) <= 1


@each_case
def test_ages_are_drawn_one_mark_a_person(case_name: str) -> None:
    sheet = drawn("ages", case_name)
    facts = sheet.facts
    known = facts.ages + Counter([facts.youngest, facts.oldest])
    filled = [line for line in sheet.marks if to_hex(line.get_markerfacecolor()) != WHITE]
    assert Counter(int(age) for line in filled for age in line.get_xdata()) == known
    unknown = facts.people - known.total()
    assert count(sheet.marks, filled=False) == unknown
    assert sheet.table["people"].sum() == facts.people
    assert any(re.match(rf"{unknown} more\b", text) for text in sheet.said)


def test_claims_are_marked_by_how_they_stand() -> None:
    sheet = drawn("claims")
    standing = Counter(sheet.table["standing"])
    assert count(sheet.marks, filled=True) == standing["agrees"]
    assert count(sheet.marks, filled=False) == standing["differs"]
    assert count(sheet.marks, filled=True, marker="X") == standing["contradicts"] == 2
    assert not Counter(sheet.table["printed"]) - Counter(sheet.said)
    outlets = [" ".join(text.split()) for text in sheet.said]
    assert set(sheet.table["source"]) <= set(outlets)
    assert set(sheet.table["figure"]) <= set(outlets)


def test_every_claim_of_the_main_population_is_in_the_chart_of_claims() -> None:
    sheet = drawn("claims")
    claims = sheet.case.claims
    expected = claims.loc[claims["population_id"] == "moscow-centre", "claim_id"]
    assert sorted(" ".join(sheet.table["claims"]).split()) == sorted(expected)


@each_case
def test_chance_is_drawn_as_a_hundred_rings(case_name: str) -> None:
    sheet = drawn("peak-surprise", case_name)
    facts = sheet.facts
    assert sheet.table["dots"].sum() == 100
    assert count(sheet.marks, filled=False) == 100
    assert sheet.table["probability"].sum() == pytest.approx(1, abs=1e-9)
    assert sheet.table.loc[sheet.table["reported"], "people"].tolist() == [facts.peak]
    assert f"reported: {facts.peak}" in sheet.said


def test_worlds_are_drawn_as_wide_as_their_share() -> None:
    sheet = drawn("monthly-worlds")
    open_months = sheet.table[sheet.table["basis"] == "inferred"]
    wide = [line for line in sheet.ax.lines if line not in sheet.marks and to_hex(line.get_color()) == BLUE]
    widths = np.array([np.ptp(line.get_xdata()) for line in wide])
    shares = open_months["share"].to_numpy(float)
    assert len(wide) == len(open_months)
    np.testing.assert_allclose(widths / widths.sum(), shares / shares.sum())
    assert count(sheet.marks, filled=True) == 1
    assert sheet.table.groupby("cell")["share"].sum().to_numpy(float) == pytest.approx(1)


@each_case
def test_every_reading_is_named_with_its_number_of_tables(case_name: str) -> None:
    sheet = drawn("readings", case_name)
    numbers = sheet.table.groupby("reading", sort=False)["worlds"].first()
    assert len(numbers) == 4
    said = " ".join(sheet.said)
    assert all(f"{number:,}" in said for number in numbers)
    settled = sheet.table["low"] == sheet.table["high"]
    assert count(sheet.marks, filled=True) == settled.sum()
    assert len(sheet.bars) == (~settled).sum()


@each_case
@each_figure
def test_a_headline_has_at_most_ten_words(name: str, case_name: str) -> None:
    assert len(drawn(name, case_name).words.headline.split()) <= 10


def numbers_in(text: str) -> list[str]:
    """Give the numbers of a text as they stand."""
    return re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text)


def headline_numbers(sheet: Sheet, name: str) -> list[str]:
    """Give the numbers that a headline may hold, in their order."""
    facts = sheet.facts
    known = facts.ages.total() + 2
    chance = mb.peak_probability(facts.people, peak=facts.peak, window="2023-06/2024-05", exposure="cells").probability
    figures = sheet.table["figure"].nunique() if name == "claims" else 0
    readings = mb.compare_readings(sheet.case, "signup")["worlds"] if name == "readings" else [0]
    return {
        "claims": [str(figures)],
        "monthly-signups": ["2023", str(facts.peak), "11", "12"],
        "monthly-worlds": [f"{mb.possible_worlds(sheet.case, 'signup').count:,}"],
        "peak-surprise": [str(facts.peak), str(round(100 * chance)), "100"],
        "year-split": [str(facts.early), str(facts.late), f"{facts.early / 7:.1f}", f"{facts.late / 5:.1f}"],
        "arrival-lag": ["1", "7"],
        "scale": [str(facts.people), "163", "0", str(facts.people)],
        "ages": [str(facts.youngest), str(facts.oldest), str(facts.people - known), str(facts.people)],
        "readings": [f"{one:,}" if one < 10**6 else f"{one / 1e6:.0f}" for one in (min(readings), max(readings))],
    }[name]


@pytest.mark.parametrize("case_name", ["published", "smaller"])
@each_figure
def test_the_numbers_of_a_headline_come_from_the_data(name: str, case_name: str) -> None:
    sheet = drawn(name, case_name)
    assert numbers_in(sheet.words.headline) == headline_numbers(sheet, name)


@each_case
@each_figure
def test_the_words_are_on_the_sheet(name: str, case_name: str) -> None:
    sheet = drawn(name, case_name)
    said = [text.get_text() for text in sheet.figure.texts]
    assert [" ".join(text.split()) for text in said] == [
        " ".join(text.split()) for text in (sheet.words.headline, sheet.words.subtitle, sheet.words.foot)
    ]
    assert "Published records only, not all recruits." in sheet.words.foot
    assert "read until 23 November 2026" in sheet.words.foot


def overlaps(sheet: Sheet) -> list[tuple[str, str, float, float]]:
    """Give the pairs of texts whose boxes share more than a pixel either way."""
    boxes = [(text.get_text(), text.get_window_extent()) for text in sheet.texts]
    return [
        (one, other, round(width, 1), round(height, 1))
        for (one, first), (other, second) in combinations(boxes, 2)
        for width, height in [shared(first, second)]
        if width > 1 and height > 1
    ]


def cut_texts(sheet: Sheet) -> list[str]:
    """Give the texts that leave the sheet."""
    whole = sheet.figure.bbox
    boxes = [(text.get_text(), text.get_window_extent()) for text in sheet.texts]
    return [text for text, box in boxes if box.x0 < 0 or box.y0 < 0 or box.x1 > whole.width or box.y1 > whole.height]


def shared(first: Any, second: Any) -> tuple[float, float]:
    """Give the width and height that two boxes share, in pixels."""
    return min(first.x1, second.x1) - max(first.x0, second.x0), min(first.y1, second.y1) - max(first.y0, second.y0)


@each_case
@each_figure
def test_no_two_texts_overlap_and_none_leaves_the_sheet(name: str, case_name: str) -> None:
    sheet = drawn(name, case_name)
    assert (overlaps(sheet), cut_texts(sheet)) == ([], [])


@each_language
@each_size
@each_figure
def test_every_text_can_be_read_at_every_size_in_every_language(name: str, size: str, lang: str) -> None:
    sheet = drawn(name, lang=lang, size=size)
    assert [text.get_text() for text in sheet.texts if text.get_fontsize() < 8] == []
    assert (overlaps(sheet), cut_texts(sheet)) == ([], [])
    assert len(sheet.words.headline.split(" ")) <= 10


@each_language
@each_size
@each_figure
def test_a_sheet_is_as_large_as_its_size_says(name: str, size: str, lang: str) -> None:
    """Only a table with more lines than one column of a page holds makes its sheet taller."""
    inches = drawn(name, lang=lang, size=size).figure.get_size_inches()
    width, height = RECTANGLES[size]
    assert inches[0] == pytest.approx(width, abs=0.01)
    if (name, size) == ("claims", "print-single"):
        assert height <= inches[1] <= 1.3 * height
    else:
        assert inches[1] == pytest.approx(height, abs=0.01)


LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*")


def proper_names(case: mb.Case) -> set[str]:
    """Give the words of names of outlets, which stay as they are in every language."""
    return {word for outlet in case.sources["outlet"] for word in LATIN.findall(outlet)}


@pytest.mark.parametrize("lang", ["ru", "uk"])
@pytest.mark.parametrize("size", ["web", "print-single"])
@each_figure
def test_no_english_word_is_left_in_a_picture_of_another_language(name: str, size: str, lang: str) -> None:
    sheet = drawn(name, lang=lang, size=size)
    said = [*(text.get_text() for text in sheet.texts), sheet.words.alt]
    assert {word for text in said for word in LATIN.findall(text)} - proper_names(sheet.case) == set()


@pytest.mark.parametrize("lang", ["ru", "uk"])
@each_figure
def test_all_languages_say_the_same_numbers(name: str, lang: str) -> None:
    """Numbers of the alt text, whatever signs a language writes them with."""
    here, there = (digits_of(drawn(name, lang=one).words.alt) for one in ("en", lang))
    assert here - there == Counter()


def digits_of(text: str) -> Counter[str]:
    """Give the numbers of a text without marks between thousands and before decimals."""
    plain = re.sub(r"(?<=\d)[\s\u00a0\u202f,.](?=\d)", "", text)
    return Counter(re.findall(r"\d+", plain))


@each_case
@each_figure
def test_no_mark_or_bar_is_cut_off(name: str, case_name: str) -> None:
    sheet = drawn(name, case_name)
    area = sheet.ax.bbox
    inside = [area.x0 - 1, area.y0 - 1], [area.x1 + 1, area.y1 + 1]
    points = [(line.get_gid(), point) for line in sheet.marks for point in places_of(line)]
    points += [(bar.get_gid(), point) for bar in sheet.bars for point in bar.get_window_extent().get_points()]
    cut = Counter(gid for gid, point in points if (point < inside[0]).any() or (point > inside[1]).any())
    assert not cut


def discs(sheet: Sheet) -> tuple[np.ndarray, np.ndarray]:
    """Give every mark's middle and radius, in pixels."""
    places = [places_of(line) for line in sheet.marks]
    sizes = [line.get_markersize() / 2 * sheet.figure.dpi / 72 for line in sheet.marks]
    radii = np.repeat(sizes, [len(one) for one in places])
    return np.concatenate([*places, np.empty((0, 2))]), radii


@each_case
@each_figure
def test_every_mark_can_be_told_from_the_next(name: str, case_name: str) -> None:
    """Middles are at least nine tenths of a mark apart."""
    middles, radii = discs(drawn(name, case_name))
    apart = np.hypot(*(middles[:, None] - middles[None, :]).transpose(2, 0, 1))
    shares = (apart / (radii[:, None] + radii[None, :]))[np.triu_indices(len(middles), 1)]
    assert np.round(shares[shares < 0.9], 2).tolist() == []


@each_case
@each_figure
def test_no_text_lies_on_a_mark(name: str, case_name: str) -> None:
    sheet = drawn(name, case_name)
    middles, radii = discs(sheet)
    hidden = []
    for text in sheet.texts:
        box = text.get_window_extent()
        nearest = np.clip(middles, [box.x0, box.y0], [box.x1, box.y1])
        depth = radii - np.hypot(*(middles - nearest).T)
        if (depth > 3).any():
            hidden.append((text.get_text(), int((depth > 3).sum())))
    assert hidden == []


def marks_crossed_by_rates(sheet: Sheet) -> int:
    """Count the marks that the line of a rate touches."""
    middles, radii = discs(sheet)
    lines = [places_of(line) for line in sheet.ax.lines if line.get_gid() == "rate"]
    assert lines
    touched = [
        (abs(middles[:, 1] - line[0, 1]) < radii)
        & (middles[:, 0] + radii > line[:, 0].min())
        & (middles[:, 0] - radii < line[:, 0].max())
        for line in lines
    ]
    return int(np.sum(touched))


@each_case
@each_size
def test_the_line_of_a_rate_crosses_no_mark(size: str, case_name: str) -> None:
    assert marks_crossed_by_rates(drawn("year-split", case_name, size=size)) == 0


@each_language
@each_size
@each_figure
def test_no_text_begins_left_of_the_headline(name: str, size: str, lang: str) -> None:
    """Ticks beside columns of many people may; these cases have none."""
    sheet = drawn(name, lang=lang, size=size)
    first = min(text.get_window_extent().x0 for text in sheet.figure.texts)
    assert [text.get_text() for text in sheet.texts if text.get_window_extent().x0 < first - 2] == []


@dataclass(frozen=True)
class Drawn:
    """What kinds of marks stand on a sheet."""

    filled: bool
    outlined: bool
    crossed: bool

    @classmethod
    def on(cls, sheet: Sheet) -> Drawn:
        """Look at the marks themselves."""
        outlines = [line for line in sheet.ax.lines if (line.get_gid() or "").startswith("inferred")]
        flat = [bar for bar in sheet.bars if not bar.get_height()]
        return cls(
            count(sheet.marks, filled=True) > 0,
            bool(outlines) or len(sheet.bars) > len(flat),
            count(sheet.marks, filled=True, marker="X") > 0,
        )


def explained(sheet: Sheet) -> Drawn:
    """Look at what the words above the chart explain."""
    said = sheet.words.subtitle
    return Drawn(
        any(word in said for word in ("Filled:", "Dot:")),
        any(word in said for word in ("Outlined:", "Outline:")),
        " Cross:" in said,
    )


@each_case
@pytest.mark.parametrize(
    "name", ["claims", "monthly-signups", "monthly-worlds", "ages", "arrival-lag", "scale", "readings"]
)
def test_what_is_explained_is_drawn_and_the_other_way_round(name: str, case_name: str) -> None:
    sheet = drawn(name, case_name)
    assert explained(sheet) == Drawn.on(sheet)


@each_figure
def test_no_text_is_under_eight_points_and_all_are_level(name: str) -> None:
    for text in drawn(name).texts:
        assert text.get_fontsize() >= 8, text.get_text()
        assert text.get_rotation() == 0, text.get_text()
        assert not text.get_parse_math(), text.get_text()


def colours(sheet: Sheet) -> set[str]:
    """Give all colours that are seen."""
    lines = [
        colour
        for line in sheet.ax.lines
        for colour in (
            [line.get_markerfacecolor(), line.get_markeredgecolor()] if line in sheet.marks else [line.get_color()]
        )
    ]
    bars = [bar.get_edgecolor() for bar in sheet.bars] + [bar.get_facecolor() for bar in sheet.bars if bar.get_fill()]
    return {to_hex(colour) for colour in [*lines, *bars, *(text.get_color() for text in sheet.texts)]}


@each_figure
def test_only_colours_of_the_project_are_used(name: str) -> None:
    assert colours(drawn(name)) <= {BLUE, VERMILLION, GREY, INK, HAIRLINE, WHITE}


def contrast_with_white(colour: str) -> float:
    """Give the contrast of a colour on white, after WCAG 2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    light = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] + 0.05)


@each_figure
def test_texts_and_marks_stand_out_from_white(name: str) -> None:
    sheet = drawn(name)
    seen = {to_hex(text.get_color()) for text in sheet.texts} | {
        to_hex(line.get_markeredgecolor()) for line in sheet.marks
    }
    assert min(map(contrast_with_white, seen)) >= 3
    assert to_hex(sheet.figure.get_facecolor(), keep_alpha=True) == "#ffffffff"


@each_case
@each_figure
def test_every_row_of_a_frame_says_what_it_rests_on(name: str, case_name: str) -> None:
    sheet = drawn(name, case_name)
    known = {*sheet.case.claims["claim_id"], *sheet.case.records["record_id"]}
    assert set(sheet.table["basis"]) <= {"reported", "derived", "inferred"}
    assert {one for ids in sheet.table["claims"].dropna() for one in ids.split()} <= known
    reported = sheet.table[sheet.table["basis"] == "reported"]
    assert (reported["claims"].str.len() > 0).all()


@each_figure
def test_the_file_holds_the_frame_that_was_drawn(name: str) -> None:
    picture = mb.figure(name, case_of("published"))
    saved = list(csv.reader(io.StringIO(picture.csv.decode())))
    frame = drawn(name).table
    assert saved[0] == list(frame.columns)
    assert len(saved) == len(frame) + 1
    assert picture.headline == drawn(name).words.headline
    assert picture.alt == drawn(name).words.alt


@each_figure
def test_axes_that_are_handed_in_are_drawn_on(name: str) -> None:
    figure = Figure(figsize=(12, 6))
    left, right = figure.subplots(1, 2)
    before = dict(mpl.rcParams)
    table = drawn(name).table
    kept = table.copy(deep=True)
    assert chart_of(name).draw(table, ax=left) is left
    assert left.has_data()
    assert not right.has_data()
    assert figure.axes == [left, right]
    assert dict(mpl.rcParams) == before
    pd.testing.assert_frame_equal(table, kept)


VAGUE = "istories-just-before,istories,3,moscow-centre,count"
SPARSE = {
    "peak-is-a-floor": {"2023-07,=,8,people,,used": "2023-07,>=,8,people,,used"},
    "total-is-open": {"2024-01/2024-05,=,20,people,,used": "2024-01/2024-05,>=,20,people,,used"},
    "no-years": {
        "2024-01/2024-05,=,20,people,,used": "2024-01/2024-05,=,20,people,,context",
        "2023-06/2023-12,=,31,people,,used": "2023-06/2023-12,=,31,people,,context",
    },
    "a-second-month": {f"{VAGUE},lag_days,,~,,people,most,vague": f"{VAGUE},signup,2024-02,=,0,people,most,used"},
    "a-contradiction": {
        "2024-01/2024-05,=,20,people,,used": "2024-01/2024-05,=,60,people,,used",
        "signup,,>=,51,people,at least,used": "signup,,<=,51,people,at most,used",
    },
}


@pytest.mark.parametrize("changes", SPARSE.values(), ids=SPARSE)
@pytest.mark.parametrize("name", [name for name in FIGURES if name != "claims"])
def test_a_case_that_says_less_is_drawn_or_refused_in_words(name: str, changes: dict[str, str], tmp_path: Path) -> None:
    case = edited(tmp_path, changes)
    chart = chart_of(name)
    try:
        table = chart.frame(case)
        said = chart.words(table, case, Look())
        ax = chart.draw(table)
    except mb.MusterError:
        return
    seen = [said.headline, said.subtitle, said.foot, said.alt, *(text.get_text() for text in ax.texts)]
    assert [text for text in seen if re.search(r"\b(nan|inf|NaT)\b|<NA>|None(?! contradict)", text)] == []


def test_an_open_total_is_not_drawn_as_a_settled_one(tmp_path: Path) -> None:
    """With at least 20 people in 2024 nobody knows how many people there are whose age was not published."""
    case = edited(tmp_path, SPARSE["total-is-open"])
    try:
        words = chart_of("ages").words(chart_of("ages").frame(case), case, Look())
    except mb.MusterError:
        return
    assert "of 51" not in f"{words.headline} {words.subtitle} {words.alt}"


NOT_ALL = {
    "total-is-open": (SPARSE["total-is-open"], "31 people on one list"),
    "no-years": (SPARSE["no-years"], "8 people on one list"),
    "a-part-within-a-part": (
        {f"{VAGUE},lag_days,,~,,people,most,vague": f"{VAGUE},signup,2023-06/2023-08,=,12,people,most,used"},
        "55 people on one list",
    ),
    "a-second-month": (SPARSE["a-second-month"], "other monthly counts are unpublished"),
}


@pytest.mark.parametrize(("changes", "untrue"), NOT_ALL.values(), ids=NOT_ALL)
def test_months_say_nothing_untrue_of_a_case_of_another_shape(
    changes: dict[str, str], untrue: str, tmp_path: Path
) -> None:
    """The list holds at least 51 people in each of these cases, and 51 where its end is known."""
    case, chart = edited(tmp_path, changes), chart_of("monthly-signups")
    try:
        words = chart.words(chart.frame(case), case, Look())
    except mb.MusterError:
        return
    assert untrue not in f"{words.headline} {words.subtitle} {words.alt}"


def test_two_numbers_of_one_outlet_for_one_figure_are_both_told(tmp_path: Path) -> None:
    """An outlet may print "at least 1" and, elsewhere, "5": neither may hide the other."""
    case = edited(tmp_path, {f"{VAGUE},lag_days,,~,,people,most,vague": f"{VAGUE},lag_days,0,>=,5,people,most,used"})
    table = chart_of("claims").frame(case)
    cell = table[(table["source"] == "Important Stories") & (table["figure"] == "Signed up on the day of arrival")]
    told = " ".join(cell["printed"])
    assert sorted(numbers_in(told)) == ["1", "5"]
