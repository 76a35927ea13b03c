"""What charts are drawn with: columns of people, a time axis, counts beside them, and sheets of what was printed.

Filled is what is known, a light tint what may be, words what is unknown. One mark stands for one person where all of
them can be seen, else columns stand for them. Colours, fonts and sizes are those of the style that is set, so that the
same functions draw on a page of this library and on anybody's axes, fitted to the room they have.

A :class:`Sheet` quotes: under a heading each number as it was printed, who printed it, and a mark for how it stands to
the others. It credits no source with a figure that is contradicted, disputed by a better source, or no longer the one
that it repeats.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, count
from math import inf
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import FuncFormatter, MaxNLocator

from musterbook import labels
from musterbook.charts.page import VERMILLION, lines_of, room, width_of, wrapped
from musterbook.intervals import Interval
from musterbook.schema import rows

TINT, MOST_MARKS, HAIRLINE = 0.25, 600, 3.0
# In type sizes: the smallest and the largest mark of a person, and the most height it takes.
SMALLEST, LARGEST, TALLEST = 0.42, 1.4, 2.3
# How a printed figure stands to the others, from the worst, and the marks that say so.
MARKS = {"contradicts": "X", "disputed": "X", "differs": "o", "agrees": "o", "vague": ""}
WRONG, HOLLOW = ("contradicts", "disputed"), "differs"
# On a sheet, in points: between two columns; in type sizes: a line of marks and a mark in it.
GAP, LINE, MARK = 10.0, 1.3, 0.85


# Texts beside each other; and places on the axis below, with what they are called.
Texts = Sequence[str]
Named = list[tuple[float, str]]


def text_size(name: Literal["font.size", "xtick.labelsize"] = "font.size") -> float:
    """Give a type size of the style in points, at least 8."""
    return max(8.0, float(FontProperties(size=mpl.rcParams[name]).get_size_in_points()))


def ink(*, muted: bool = False) -> Any:
    """Give the colour of texts of the style, or of those that stand back."""
    return mpl.rcParams["xtick.color" if muted else "text.color"]


def colour(given: dict[str, Any]) -> Any:
    """Take the colour out of what was handed in, or the first of the style."""
    first = mpl.rcParams["axes.prop_cycle"].by_key().get("color", ["C0"])[0]
    return given.pop("color", None) or first


def write(ax: Axes, place: tuple[float, float], text: str, *, is_on_grid: bool = False, **look: Any) -> None:
    """Write a text on axes, in the size and the colour of the style if none is given, if there is one to write.

    No line of a grid goes through one that stands on it.
    """
    usual = {"fontsize": text_size(), "color": ink(), "linespacing": 1.15}
    box = {"bbox": {"facecolor": mpl.rcParams["figure.facecolor"], "linewidth": 0, "pad": 1}} if is_on_grid else {}
    if text:
        ax.text(*place, text, **(usual | box | look))


def numbers(table: pd.DataFrame, *columns: str) -> np.ndarray:
    """Give columns of a table as rows of numbers; what is missing is none."""
    return table[list(columns)].astype("Float64").to_numpy(np.float64, na_value=np.nan).T


def columns(
    ax: Axes, table: pd.DataFrame, lang: str, *, texts: Texts = (), tinted: bool = True, above: float = 0, **look: Any
) -> float:
    """Draw a column of people for each row: ``low`` filled, and up to ``high`` as a tint.

    Counts stand above the columns where all of them fit; else a scale stands beside them. ``texts`` are the counts, if
    they are not what the table says; ``above`` them so many points are left free; ``look`` goes to the marks or the
    columns. Gives how many people a point of height stands for.
    """
    fill, size = {"color": colour(look), "linewidth": 0}, text_size()
    (wide, tall), (low, high) = room(ax), numbers(table, "low", "high")
    high, pitch = np.fmax(low, high), wide / len(low)
    counts = texts or [labels.between(*labels.ends(row), lang) if row["low"] else "" for row in rows(table)]
    shown = fitting(pitch, counts, [text.replace("–", "–\n", 1) for text in counts])
    above += max(text.count("\n") + 1 for text in shown) * size * 1.25 + 5
    person = min(TALLEST * size, max(tall - above, 0.2 * tall) / max(1.0, high.max(initial=0)))
    ax.set(xlim=(-0.5, len(low) - 0.5), ylim=(0, tall / person))
    mark = min(LARGEST * size, 0.82 * person, 0.82 * pitch)
    one_each = mark >= SMALLEST * size and low.sum() <= MOST_MARKS
    if tinted:
        wide = min(0.76, 1.1 * mark / pitch) if one_each else 0.76
        _bars(ax, low, high, pitch, fill | {"alpha": TINT, "gid": "possible"}, wide)
    if one_each and low.any():
        across, up = np.array([(at, one + 0.5) for at, people in enumerate(low) for one in range(int(people))]).T
        ring: dict[str, Any] = {"marker": "o", "linestyle": "none", "markersize": mark, "markeredgewidth": 0}
        ax.plot(across, up, **(ring | {"color": fill["color"], "gid": "people"} | look))
    elif not one_each:
        _bars(ax, np.zeros_like(low), low, pitch, fill | {"gid": "people"} | look)
    settled = (table["low"] == table["high"]).fillna(False) & (table["low"] > 0)
    look_of: dict[str, Any] = {"ha": "center", "va": "bottom", "linespacing": 1.0, "gid": "count"}
    for place, (text, top, is_settled) in enumerate(zip(shown, high if tinted else low, settled, strict=True)):
        write(ax, (place, top + 3 / person), text, fontweight="bold" if is_settled else "normal", **look_of)
    ax.set_yticks([])
    if not any(shown):
        counts_beside(ax, lang, most=float(high.max(initial=0)))
    return float(1 / person)


def fitting(pitch: float, *ways: Texts, bold: bool = True) -> Texts:
    """Give texts in the first of several ways in which all fit beside each other, or none where they fit in none."""
    for texts in ways:
        named: Named = [(place, text) for place, text in enumerate(texts) if text]
        if _apart(named, pitch, text_size(), bold=bold) == named:
            return texts
    return [""] * len(ways[0])


def _bars(ax: Axes, low: np.ndarray, high: np.ndarray, pitch: float, look: dict[str, Any], width: float = 0.76) -> None:
    """Draw columns from low to high; very narrow ones without gaps, as one shape."""
    if pitch < HAIRLINE and (high > low).any():
        ax.stairs(high, np.arange(len(high) + 1) - 0.5, baseline=low, fill=True, **look)
        return
    some = np.flatnonzero(high > low)
    ax.bar(some, (high - low)[some], width, low[some], **look)


def counts_beside(ax: Axes, lang: str, *, integer: bool = True, most: float = inf) -> None:
    """Name a few counts of people on the left, each with a line across, none of them above the ``most`` there are."""
    height = ax.get_ylim()[1]
    reach = min(most, height)
    lines = max(2, min(5, int(room(ax)[1] / (3 * text_size()) * reach / height)))
    ticks = np.asarray(MaxNLocator(lines, integer=integer, steps=[1, 2, 5, 10]).tick_values(0, reach))
    ax.set_yticks(ticks[ticks <= reach])
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: labels.whole(value, lang)))
    ax.grid(axis="y")


def without_axes(ax: Axes) -> None:
    """Leave out both axes: what is drawn has its names beside it."""
    ax.set(xticks=[], yticks=[])
    ax.spines["bottom"].set_visible(False)


def name_places(ax: Axes, named: Named) -> None:
    """Name places on the axis below."""
    ax.set_xticks([place for place, _ in named], [text for _, text in named])
    ax.set_xticks([], minor=True)
    ax.tick_params(axis="x", labelsize=text_size("xtick.labelsize"))


def name_cells(ax: Axes, texts: Texts) -> None:
    """Name every cell below its column, broken into lines; where some do not fit, as many as do."""
    pitch, points = room(ax)[0] / max(1, len(texts)), text_size("xtick.labelsize")
    broken = [wrapped(text, pitch - 4, points) if " " in text else text for text in texts]
    name_places(ax, thinned(list(enumerate(broken)), pitch, points))


def thinned(named: Named, pitch: float, points: float) -> Named:
    """Keep every name, or as many at equal distances as do not touch."""
    return next(some for step in count(1) if _apart(some := named[::step], pitch, points) == some)


def _apart(named: Named, pitch: float, points: float, *, bold: bool = False) -> Named:
    """Keep each name that does not touch the next one that is kept; places are ``pitch`` points apart."""
    kept, left = Named(), inf
    for place, text in reversed(named):
        half = width_of(text, points, bold=bold) / 2 + 1.5
        if place + half / pitch <= left:
            kept, left = [(place, text), *kept], place - half / pitch
    return kept


def name_time(ax: Axes, table: pd.DataFrame, lang: str) -> None:
    """Name months, days, quarters or years below their columns, as many as fit; a year once, below its first cell."""
    days, every = [Interval.date(name).first for name in table["cell"]], table["part"].iloc[0]
    pitch, points = room(ax)[0] / len(days), text_size("xtick.labelsize")
    # A year that is wider than its column stays right of the numbers beside the axis.
    first = (width_of("2000", points) / 2 + 2) / pitch - 0.5
    for named, below in _namings(days, every, first, lang):
        kept, beneath = _apart(named, pitch, points), _apart(below, pitch, points)
        if kept and len(kept) >= len(named) - 1:
            break
    name_places(ax, kept)
    ax.xaxis.remove_overlapping_locs = False
    ax.set_xticks([at for at, _ in beneath], [text for _, text in beneath], minor=True)
    pad = float(mpl.rcParams["xtick.major.pad"]) + float(mpl.rcParams["xtick.major.size"]) + 1.3 * points
    ax.tick_params(axis="x", which="minor", length=0, pad=pad, labelsize=points)


def _namings(days: Sequence[dt.date], every: str, first: float, lang: str) -> Iterator[tuple[Named, Named]]:
    """Give ways to name cells, from the fullest to the sparsest: what stands below them, and below that."""
    dated = list(enumerate(days))
    if every == "day":
        begins = [(at, day) for at, day in dated if not at or day.day == 1]
        below: Named = [(at, f"{labels.month(day.month, lang, 'abbreviated')} {day.year}") for at, day in begins]
        for step in (1, 2, 5, 10, 40):
            yield [(at, str(day.day)) for at, day in dated if not at or day.day == 1 or not day.day % step], below
    if every == "week":
        dated = [(at, day) for at, day in dated if not at or day.month != days[at - 1].month]
    below = [(at, str(day.year)) for at, day in dated if not at or day.year != days[at - 1].year]
    for wide in {"month": ("abbreviated", "narrow"), "week": ("abbreviated",)}.get(every, ()):
        yield [(at, labels.month(day.month, lang, wide)) for at, day in dated], below
    if every == "quarter":
        yield [(at, labels.quarter(day, lang)) for at, day in dated], below
    for step in (1, 2, 5, 10, 20, 50, 100, 1000) if len(below) > 1 or days[0].month == 1 else ():
        yield [(max(at, first), year) for at, year in below if not int(year) % step], []
    yield [(0.0, labels.month(days[0].month, lang, "abbreviated"))], [(0.0, str(days[0].year))]


@dataclass(frozen=True)
class Cell:
    """One place of a row: a text below a mark for each of some people, in the look of how it stands to the others.

    What stands to nothing is a name; a plain one is in plain letters.
    """

    text: str
    stands: str = "agrees"
    people: int = 0
    is_plain: bool = False


@dataclass(frozen=True)
class Block:
    """Rows of cells under a heading, or a line where there is none; ``counts`` are ticks on a bar between them."""

    heading: str
    rows: Sequence[Sequence[Cell]]
    counts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """Blocks laid out in columns of so many points; ``more`` columns had no room."""

    blocks: Sequence[Block]
    widths: Sequence[float]
    size: float
    more: int = 0

    @classmethod
    def of_two(cls, blocks: Sequence[Block], width: float, size: float) -> Sheet:
        """Lay out what was printed in one column, and who printed it in the next; standings before both."""
        cells = [row[-2] for block in blocks for row in block.rows]
        second = min(0.4 * width, max(width_of(one.text, size, bold=True) for one in cells)) + GAP
        first = [1.5 * size] * (len(blocks[0].rows[0]) - 2)
        return cls(blocks, [*first, second, width - sum(first) - second], size)

    def _set(self, block: Block, top: float = 0.0, ax: Axes | None = None, **look: Any) -> float:
        """Go down a block from its top, drawing it where there are axes, and give where the next one begins."""
        size, width = self.size, sum(self.widths)
        heading = wrapped(block.heading, width + 0.01, size, bold=True)
        if ax is not None and heading:
            write(ax, (0, top), heading, fontweight="bold", va="top", fontsize=size)
        elif ax is not None:
            ax.plot([0, width], [top, top], color=mpl.rcParams["grid.color"], linewidth=0.6)
        above, below, end = lines_of(heading, size) + 3 if heading else 0.3 * size, 0.0, top
        top -= above
        if block.counts and ax is not None:
            most = max(1, *(count for one in self.blocks for count in one.counts))
            ticks = [max(1.5, width * count / most) for count in block.counts]
            bar = {"color": look["color"], "alpha": TINT, "linewidth": 0, "gid": "bar"}
            ax.barh(top - 0.9 * size, max(ticks), 1.1 * size, **bar)
            ax.vlines(ticks, top - 1.6 * size, top - 0.2 * size, color=look["color"], linewidth=0.23 * size, gid="tick")
        top -= 2.1 * size if block.counts else 0
        for row in block.rows:
            heights = []
            for cell, wide, left in zip(row, self.widths, accumulate(self.widths, initial=0.0), strict=False):
                # A column is as wide as its widest text, but for what adding and subtracting the gap does to a float.
                text = wrapped(cell.text, max(wide - GAP, 1) + 0.01, size, bold=True)
                under = LINE * size if cell.people and text else 0.0
                heights.append(lines_of(text, size) + under)
                if ax is not None:
                    hue = VERMILLION if cell.stands in WRONG else look["color"]
                    self._mark(ax, cell, (left, top), **look | {"color": hue})
                    shade = ink() if cell.is_plain or not cell.stands else hue
                    weight = "normal" if cell.is_plain else "bold"
                    write(ax, (left, top - under), text, va="top", fontsize=size, color=shade, fontweight=weight)
            top -= max(heights) + 0.25 * size
            below += max(heights) + 0.25 * size
        return end - (above + (2.8 if block.counts else 0.7) * size + below)

    def _mark(self, ax: Axes, cell: Cell, place: tuple[float, float], **look: Any) -> None:
        """Draw the marks of a cell, crossed, hollow or filled as it stands to the others."""
        if cell.people and MARKS.get(cell.stands):
            across = place[0] + MARK * self.size * (np.arange(cell.people) + 0.5)
            mark: dict[str, Any] = {"marker": MARKS[cell.stands], "linestyle": "none", "markersize": 0.75 * self.size}
            mark |= {"gid": "people" if cell.text else "standing"} | look
            hollow = {"markerfacecolor": "none"} if cell.stands == HOLLOW else {}
            ax.plot(across, np.full(cell.people, place[1] - 0.6 * self.size), **(mark | hollow))

    @property
    def height(self) -> float:
        """Give the height of everything in points."""
        return 2 - sum(map(self._set, self.blocks))

    def draw(self, ax: Axes, lang: str, **look: Any) -> Axes:
        """Draw the blocks from the top, as many as there is room for, and say how many are left out."""
        (wide, top), size, shown = room(ax), self.size, list(self.blocks)
        ax.set(xlim=(0, wide), ylim=(0, top))
        ax.set_axis_off()
        if self.height - 2 - 0.8 * size > top:
            # As many as leave room for a line below, of a first one that is higher a part
            reach = accumulate(-self._set(block) for block in shown)
            shown = shown[: max(1, sum(below <= top - LINE * size for below in reach))]
            while -self._set(shown[0]) > top - LINE * size and len(shown[0].rows) > 1:
                shown[0] = replace(shown[0], rows=shown[0].rows[:-1])
        look = {"color": colour(look)} | look
        for block in shown:
            top = self._set(block, top, ax, **look)
        rest, is_cut = max(len(self.blocks) - len(shown), self.more), shown[0] is not self.blocks[0]
        left_out = labels.say("more-rows", lang, number=rest) if rest else "…" if is_cut else ""
        write(ax, (0, top), left_out, va="top", color=ink(muted=True), fontsize=size)
        return ax
