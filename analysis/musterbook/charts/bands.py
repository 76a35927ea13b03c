"""The drawing of days from arrival to sign-up: a band for each source, all on one line of days.

A list is one band that takes all the height; its people stand in columns. The few people of a published number stand
beside each other, and what follows from all numbers is an outline around its range.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from musterbook.charts.canvas import (
    BLUE,
    DASHED,
    GREY,
    INK,
    VERMILLION,
    Look,
    axes_on,
    bare,
    hollow_stack,
    lines_of,
    room,
    width_of,
    wrapped,
)
from musterbook.charts.columns import Columns, column_labels, height_of_labels, room_beside, scale_beside, tallest_of
from musterbook.charts.printed import HOLLOW, MARKS, with_signs
from musterbook.tables import Row, rows

SOURCE, DESCRIBED, BOUNDS, LIST = "source", "described", "bounds", "list"
COARSE, UNSTATED = "days known as a range", "days not stated"
MESSAGES = {COARSE: "list-lag-coarse", UNSTATED: "list-lag-unstated"}


@dataclass(frozen=True)
class _Band:
    """The rows of one source, how many people high it is, and its texts above the columns."""

    name: str
    rows: list[Row]
    texts: list[str]
    tallest: float
    over: float


@dataclass(frozen=True)
class _Plan:
    """Where bands are drawn: names take ``left`` points, cells follow each other ``pitch`` apart."""

    look: Look
    cells: list[str]
    left: float
    pitch: float
    bands: list[_Band]
    below: float
    above: float


def draw(table: pd.DataFrame, ax: Axes | None = None, look: Look | None = None) -> Axes:
    """Draw a band of columns for each source, one column for each number of days, all on one scale."""
    look = look or Look()
    ax = axes_on(ax, look)
    width, height = room(ax)
    others = rows(table[table["part"].isin(MESSAGES)])
    stacks = 0.0 if not others else 30 + 0.2 * height
    plan = _plan(table, look, width)
    free = height - plan.below - stacks - sum(band.over for band in plan.bands)
    people = sum(band.tallest for band in plan.bands)
    person = min(free / people, _tallest_person(plan)) if people else 1.0
    bare(ax, (-0.5 - plan.left / plan.pitch, len(plan.cells) - 0.5), (0, height / person))
    columns = Columns(ax, look, person, plan.pitch, max(band.tallest for band in plan.bands), largest_mark=12)
    spare = max(0.0, free - people * person) / len(plan.bands)
    top = height / person
    for band in plan.bands:
        base = top - band.tallest - (band.over + spare) / person
        _draw_band(columns, plan, band, base)
        top = base
    _draw_cells(columns, plan, top)
    share = len(plan.cells) / max(1, len(others))
    for place, row in enumerate(others):
        box = (place * share - 0.5, (place + 0.95) * share - 0.5, (stacks - 6) / person, 0)
        hollow_stack(ax, box, look.say(MESSAGES[row["part"]], number=row["people"]), row["people"], look)
    return ax


def _tallest_person(plan: _Plan) -> float:
    """Give the most points of height a person takes: columns of a list use all there is."""
    return 26.0 if plan.bands[0].rows[0]["part"] == LIST else 11.0


def cell_name(cell: str, look: Look) -> str:
    """Name a number of days in words."""
    if not cell:
        return look.say("lag-vague")
    if cell.isdigit():
        return look.say(f"lag-{cell}") if cell in {"0", "1"} else look.say("lag-days", days=int(cell))
    low, _, high = cell.partition("..")
    if low and not high:
        return look.say("lag-or-more", days=int(low))
    return look.say("lag-days", days=int(high)).replace(high, f"{low or 0}–{high}")


def _plan(table: pd.DataFrame, look: Look, width: float) -> _Plan:
    """Lay out bands and cells; names stand beside their bands, or above them where there is little width."""
    shown = table[~table["part"].isin(MESSAGES)]
    cells = sorted(set(shown["cell"]), key=_order)
    names = list(dict.fromkeys(shown["source"]))
    left = max(
        width_of(wrapped(name, 0.2 * width, look.size.text, bold=True), look.size.text, bold=True) for name in names
    )
    left = 0.0 if names == [""] else left + 10
    beside = left < 0.3 * width
    left = left if beside else 0.0
    pitch = (width - left) / len(cells)
    counts = rows(shown[shown["part"] == LIST])
    if not all(column_labels(counts, look, pitch)):
        left = room_beside(tallest_of(counts, 1), look)
        pitch = (width - left) / len(cells)
    above = 0.0 if beside or names == [""] else 1.5 * look.size.text
    told = [row["printed"] for row in rows(shown) if row["cell"]]
    if any(width_of(text, look.size.text, bold=True) > pitch - 4 for text in told):
        signs = [with_signs(text, look.lang) for text in shown["printed"]]
        shown = shown.assign(printed=[wrapped(text, pitch - 4, look.size.text, bold=True) for text in signs])
    bands = [_band(name, rows(shown[shown["source"] == name]), look, pitch, above) for name in names]
    texts = _cell_texts(cells, look, pitch)
    caption = 1.5 * look.size.text if _are_numbers(cells, texts) else 0.0
    below = max(lines_of(text, look.size.text) for text in texts) + 6 + caption
    return _Plan(look, cells, left, pitch, bands, below, above)


def _band(name: str, band: list[Row], look: Look, pitch: float, above: float) -> _Band:
    if band[0]["part"] == LIST:
        texts = column_labels(band, look, pitch)
        return _Band(name, band, texts, tallest_of(band, 1), height_of_labels(texts, look))
    texts = [row["printed"] for row in band]
    counted = [-(-row["people"] // _abreast(pitch)) for row in band if row["people"] is not None]
    lines = max([1.0, *(lines_of(text, 1) / 1.2 for text in texts)])
    over = above + (1.3 * lines * look.size.text + 12)
    return _Band(name, band, texts, float(max([0, *counted])), over)


def _abreast(pitch: float) -> int:
    """Give how many marks stand beside each other where a source's few people are drawn."""
    return max(1, int((pitch - 8) / 10))


def _order(cell: str) -> tuple[float, float]:
    """Order cells by their days; ranges after the numbers they begin with, no days at all last."""
    if not cell:
        return float("inf"), 0
    low, dots, _ = cell.partition("..")
    return float(low or 0), len(dots)


def _cell_texts(cells: list[str], look: Look, pitch: float) -> list[str]:
    """Name cells in words where they fit, else in numbers, and of many only some."""
    points = look.size.text
    texts = [wrapped(cell_name(cell, look), pitch - 4, points) for cell in cells]
    if len(cells) <= 8 and all(width_of(text, points) <= pitch - 2 for text in texts):
        return texts
    numbers = [cell.replace("..", "+" if cell.endswith("..") else "–") or look.say("lag-vague") for cell in cells]
    widest = max(width_of(number, points) for number, cell in zip(numbers, cells, strict=True) if cell) + 3
    step = next(one for one in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**9) if widest <= pitch * one)
    return [text if place % step == 0 or not cells[place] else "" for place, text in enumerate(numbers)]


def _are_numbers(cells: list[str], texts: list[str]) -> bool:
    """Tell whether the names of cells are bare numbers, which need a caption."""
    return all(re.match(r"-?\d+[+–\d]*$", text) for text, cell in zip(texts, cells, strict=True) if text and cell)


def _draw_band(columns: Columns, plan: _Plan, band: _Band, base: float) -> None:
    """Draw one source: its name, its columns on a line, and what was printed above them."""
    ax, look = columns.ax, columns.look
    ax.plot([-0.45, len(plan.cells) - 0.55], [base, base], color=GREY, linewidth=0.8)
    if band.name:
        _draw_name(columns, plan, band, base)
    for row, text in zip(band.rows, band.texts, strict=True):
        place = plan.cells.index(row["cell"])
        if row["part"] == LIST:
            columns.draw(place, row, base)
            columns.label(place, row, text, base)
        elif row["part"] == BOUNDS:
            _draw_bounds(columns, place, text, base)
        else:
            _draw_reported(columns, plan, row, text, base)
    if not all(band.texts):
        scale_beside(ax, band.tallest, look, -0.5 - 3 / plan.pitch, base)


def _draw_name(columns: Columns, plan: _Plan, band: _Band, base: float) -> None:
    ax, size = columns.ax, columns.look.size
    left = -0.5 - plan.left / plan.pitch
    if plan.left:
        name = wrapped(band.name, plan.left - 10, size.text, bold=True)
        ax.text(left, base, name, va="bottom", fontsize=size.text, fontweight="bold", linespacing=1.15)
    else:
        top = base + band.tallest + (band.over - 4) / columns.person
        ax.text(left, top, band.name, va="top", fontsize=size.text, fontweight="bold", color=INK)


def _draw_bounds(columns: Columns, place: int, text: str, base: float) -> None:
    """Outline the range that follows; the outline has no height of its own."""
    point, size = 1 / columns.person, columns.look.size.text
    half = min(0.46, (width_of(text, size) / 2 + 5) / columns.pitch)
    columns.ax.bar(place, 1.5 * size * point, 2 * half, base + 3 * point, gid="inferred", **DASHED)
    middle = base + (3 + 0.75 * size) * point
    columns.ax.text(place, middle, text, ha="center", va="center_baseline", fontsize=size, color=BLUE)


def _draw_reported(columns: Columns, plan: _Plan, row: Row, text: str, base: float) -> None:
    """Draw the people of one published number as marks; words that stand for no number as words."""
    ax, point, size = columns.ax, 1 / columns.person, columns.look.size.text
    place = plan.cells.index(row["cell"])
    wrong = MARKS[row["standing"]] == "X"
    ink = VERMILLION if wrong else GREY if row["standing"] == "vague" else BLUE
    if row["people"] is None:
        edge = len(plan.cells) - 0.55
        ax.text(edge, base + 4 * point, text, ha="right", va="bottom", fontsize=size, color=ink)
        return
    mark = {"color": ink, "markersize": min(8.0, columns.mark), "gid": row["standing"]}
    mark["markerfacecolor"] = "white" if row["standing"] in HOLLOW else ink
    marks = _marks(row["people"], place, base, columns.pitch)
    if marks:
        ax.plot(*zip(*marks, strict=True), "X" if wrong else "o", **mark)
    top = base + -(-row["people"] // _abreast(columns.pitch)) + 3 * point
    ax.text(place, top, text, ha="center", va="bottom", fontsize=size, fontweight="bold", color=ink)


def _marks(people: int, place: float, base: float, pitch: float) -> list[tuple[float, float]]:
    """Give the places of a few people on a line: in rows from below, the last one centred."""
    abreast = _abreast(pitch)
    full, rest = divmod(people, abreast)
    lines = [abreast] * full + ([rest] if rest else [])
    return [
        (place + (one - (number - 1) / 2) * 10 / pitch, base + line + 0.5)
        for line, number in enumerate(lines)
        for one in range(number)
    ]


def _draw_cells(columns: Columns, plan: _Plan, base: float) -> None:
    """Name the cells once, below the last band."""
    ax, point, size = columns.ax, 1 / columns.person, columns.look.size.text
    texts = _cell_texts(plan.cells, plan.look, plan.pitch)
    for place, text in enumerate(texts):
        if text and plan.cells[place]:
            ax.text(place, base - 5 * point, text, ha="center", va="top", fontsize=size, linespacing=1.15)
        elif text:
            edge = len(plan.cells) - 0.55
            ax.text(edge, base - 5 * point, text, ha="right", va="top", fontsize=size, linespacing=1.15)
    if _are_numbers(plan.cells, texts):
        middle = (len(plan.cells) - 1) / 2
        caption = plan.look.say("lag-axis")
        ax.text(middle, base - (7 + 1.3 * size) * point, caption, ha="center", va="top", fontsize=size, color=GREY)
