"""What charts are drawn with: columns of people, a time axis, rows of statements, each fitted to the axes they are on.

Filled is what is known, a light tint what may be, words what is unknown. One mark stands for one person where all of
them can be seen, else columns stand for them. Colours, fonts and sizes are those of the style that is set, so that the
same functions draw on a page of this library and on anybody's axes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from musterbook import labels
from musterbook.charts.page import VERMILLION, Size, lines_of, room, set_fonts, width_of, wrapped
from musterbook.charts.printed import HOLLOW, MARKS
from musterbook.intervals import Interval

TINT, MOST_MARKS, HAIRLINE = 0.25, 600, 3.0
# In type sizes: the smallest and the largest mark of a person, the most height it takes, a mark in a row, a bar.
SMALLEST, LARGEST, TALLEST, MARK, BAR = 0.42, 1.4, 2.3, 0.85, 2.1


def axes_on(ax: Axes | None) -> Axes:
    """Give the axes to draw on: those handed in, or new ones of pyplot."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    new: Axes = plt.subplots(layout="constrained")[1]
    return new


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


def write(ax: Axes, place: tuple[float, float], text: str, **look: Any) -> None:
    """Write a text on axes, in the size and the colour of the style if none is given."""
    ax.text(*place, text, **({"fontsize": text_size(), "color": ink(), "linespacing": LINES} | look))


LINES = 1.15


def count_texts(table: pd.DataFrame, lang: str) -> list[str]:
    """Give the count of each column: a number, a range, or at least so many."""
    pairs = zip(table["low"], table["high"], strict=True)
    return [
        labels.whole(int(low), lang)
        if not pd.isna(high) and low == high
        else labels.between(int(low), None if pd.isna(high) else int(high), lang)
        for low, high in pairs
    ]


def columns(
    ax: Axes,
    table: pd.DataFrame,
    lang: str,
    *,
    texts: Sequence[str] = (),
    tinted: bool = True,
    reserved: float = 0.0,
    **look: Any,
) -> float:
    """Draw a column of people for each row: ``low`` filled, and up to ``high`` as a tint.

    Counts stand above the columns where all of them fit; else a scale stands beside them and the largest alone has its
    count. ``texts`` are the counts, if they are not what the table says; ``reserved`` points are left free above;
    ``look`` goes to the marks or the columns. Gives how many points of height a person takes.
    """
    ink_of_marks = colour(look)
    low = table["low"].fillna(0).to_numpy(np.float64)
    high = np.maximum(low, table["high"].astype("Float64").fillna(table["low"]).to_numpy(np.float64, na_value=0))
    wide, tall = room(ax)
    pitch = wide / len(low)
    said = list(texts) or count_texts(table, lang)
    sure = (table["low"] == table["high"]).fillna(False).to_numpy(bool)
    shown, tops = _fitting(said, pitch), high if tinted else low
    lines = max([text.count("\n") + 1 for text in shown if text], default=1)
    above = lines * text_size() * 1.25 + 5
    tallest = max(1.0, float(high.max(initial=0)))
    person = min(max(tall - above - reserved, 0.2 * tall) / tallest, TALLEST * text_size())
    ax.set(xlim=(-0.5, len(low) - 0.5), ylim=(0, tall / person))
    mark = min(LARGEST * text_size(), 0.82 * person, 0.82 * pitch)
    one_each = mark >= SMALLEST * text_size() and low.sum() <= MOST_MARKS
    if tinted and (high > low).any():
        look_of = {"color": ink_of_marks, "alpha": TINT, "linewidth": 0, "gid": "possible"}
        _bars(ax, low, high, pitch, look_of, min(0.76, 1.1 * mark / pitch) if one_each else 0.76)
    if one_each:
        _marks(ax, low.astype(int), mark, {"color": ink_of_marks, "gid": "people"} | look)
    else:
        _bars(ax, np.zeros_like(low), low, pitch, {"color": ink_of_marks, "linewidth": 0, "gid": "people"} | look)
    for place, text in enumerate(shown):
        if text:
            is_sure = sure[place] and bool(low[place])
            top = tops[place] + 3 / person
            weight = "bold" if is_sure else "normal"
            write(ax, (place, top), text, ha="center", va="bottom", fontweight=weight, linespacing=1.0, gid="count")
    counts_beside(ax, lang, hidden=any(shown))
    return person


def _fitting(texts: Sequence[str], pitch: float) -> list[str]:
    """Give the texts, on two lines where that makes them fit beside the next, or none where one does not."""
    found, places = [""] * len(texts), [place for place, text in enumerate(texts) if text]
    if not places:
        return found
    gaps = [after - place for place, after in pairwise(places)]
    for place, before, after in zip(places, [9, *gaps], [*gaps, 9], strict=True):
        near = min(before, after)
        narrow = texts[place].replace("–", "–\n", 1)
        fits = [one for one in (texts[place], narrow) if width_of(one, text_size(), bold=True) + 3 <= near * pitch]
        if not fits:
            return [""] * len(texts)
        found[place] = fits[0]
    return found


def _marks(ax: Axes, people: np.ndarray, mark: float, look: dict[str, Any]) -> None:
    """Draw one mark a person, on each other from the foot."""
    across = np.repeat(np.arange(len(people)), people)
    up = np.concatenate([np.arange(one) + 0.5 for one in people]) if len(across) else across
    if len(across):
        ring: dict[str, Any] = {"marker": "o", "linestyle": "none", "markersize": mark, "markeredgewidth": 0}
        ax.plot(across, up, **(ring | look))


def _bars(ax: Axes, low: np.ndarray, high: np.ndarray, pitch: float, look: dict[str, Any], width: float = 0.76) -> None:
    """Draw columns from low to high; very narrow ones without gaps, as one shape."""
    if pitch < HAIRLINE:
        ax.stairs(high, np.arange(len(high) + 1) - 0.5, baseline=low, fill=True, **look)
        return
    some = np.flatnonzero(high > low)
    ax.bar(some, (high - low)[some], width, low[some], **look)


def counts_beside(ax: Axes, lang: str, *, hidden: bool = False) -> None:
    """Name a few counts of people on the left, each with a line across; or none where they stand at the marks."""
    if hidden:
        ax.yaxis.set_major_locator(NullLocator())
        return
    lines = max(2, int(room(ax)[1] / (3 * text_size())))
    ax.yaxis.set_major_locator(MaxNLocator(min(5, lines), integer=True, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: labels.whole(round(value), lang)))
    ax.grid(axis="y")


def name_places(ax: Axes, named: Sequence[tuple[float, str]]) -> None:
    """Name places on the axis below."""
    ax.xaxis.set_major_locator(FixedLocator([place for place, _ in named]))
    ax.set_xticklabels([text for _, text in named])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.tick_params(axis="x", labelsize=text_size("xtick.labelsize"))


def name_cells(ax: Axes, texts: Sequence[str]) -> None:
    """Name every cell below its column, broken into lines; where some do not fit, as many as do."""
    pitch, points = room(ax)[0] / max(1, len(texts)), text_size("xtick.labelsize")
    broken = [wrapped(text, pitch - 4, points) if " " in text else text for text in texts]
    widest = max((width_of(text, points) + 4 for text in broken), default=1)
    step = max(1, int(np.ceil(widest / pitch)))
    name_places(ax, [(place, text) for place, text in enumerate(broken) if place % step == 0])


def name_time(ax: Axes, names: Iterable[str], every: str, lang: str) -> None:
    """Name months, days or years below their columns, as many as fit; a year once, below its first month."""
    found = [Interval.date(name) for name in names]
    pitch, points = room(ax)[0] / len(found), text_size("xtick.labelsize")
    namers = {"month": _month_names, "day": _day_names, "year": _year_names}
    named = namers[every](found, pitch, points, lang)
    name_places(ax, [(place, text.partition("\n")[0]) for place, text in named])
    below = [(place, text.partition("\n")[2]) for place, text in named if "\n" in text]
    if below:
        ax.xaxis.remove_overlapping_locs = False
        ax.set_xticks([place for place, _ in below], [text for _, text in below], minor=True)
        pad = float(mpl.rcParams["xtick.major.pad"]) + float(mpl.rcParams["xtick.major.size"]) + 1.3 * points
        ax.tick_params(axis="x", which="minor", length=0, pad=pad, labelsize=points)


def _month_names(found: Sequence[Interval], pitch: float, points: float, lang: str) -> list[tuple[float, str]]:
    januaries = [place for place, cell in enumerate(found) if cell.text.endswith("-01")]
    for width in ("abbreviated", "narrow"):
        names = [labels.month_initials(cell.text, lang, width) for cell in found]
        if max(width_of(name, points) for name in names) + 3 <= pitch:
            years = [*([] if januaries and januaries[0] * pitch < 5 * points else [0]), *januaries]
            return [(at, f"{name}\n{found[at].text[:4]}" if at in years else name) for at, name in enumerate(names)]
    if not januaries:
        return [(0.0, labels.month_initials(found[0].text, lang) + "\n" + found[0].text[:4])]
    step = _round_step((width_of("2000", points) + 6) / (12 * pitch))
    half = width_of("2000", points) / 2 / pitch
    kept = [at for at in januaries if int(found[at].text[:4]) % step == 0 or len(januaries) == 1]
    named = [(max(float(at), half - 0.5), found[at].text[:4]) for at in kept]
    is_clear = named[0][0] > 3 * half + 6 / pitch and step == 1
    return [*([(half - 0.5, found[0].text[:4])] if is_clear else []), *named]


def _round_step(least: float) -> int:
    """Give how many years lie between two that are named."""
    return next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000, 10**6) if step >= least)


def _day_names(found: Sequence[Interval], pitch: float, points: float, lang: str) -> list[tuple[float, str]]:
    step = next(one for one in (1, 2, 5, 10, 30, 10**6) if (width_of("30", points) + 3) <= pitch * one)
    named: list[tuple[float, str]] = []
    for at, cell in enumerate(found):
        day = cell.first
        begins = at == 0 or day.day == 1
        if begins or (day.day % step == 0 and not (named and (at - named[-1][0]) * pitch < 2.2 * points)):
            month = labels.month_initials(cell.text, lang)
            clear = begins and (at == 0 or (at - named[0][0]) * pitch > width_of(f"{month} 2000", points) + 4)
            named.append((at, f"{day.day}\n{month} {day.year}" if clear else str(day.day)))
    return named


def _year_names(found: Sequence[Interval], pitch: float, points: float, lang: str) -> list[tuple[float, str]]:
    del lang
    wide = width_of("2000", points) + 4
    step = _round_step(wide / pitch)
    kept = [at for at, cell in enumerate(found) if step == 1 or int(cell.text) % step == 0]
    # A name that is wider than its column stays right of the numbers beside the axis.
    return [(max(at, wide / 2 / pitch - 0.5), found[at].text) for at in kept]


@dataclass(frozen=True)
class Statement:
    """One thing that was printed: ``value``, the ``people`` to draw for it, a ``mark`` for how it stands, and who.

    ``label`` stands before it, ``wrong`` says that it cannot be true together with another.
    """

    value: str
    who: str = ""
    label: str = ""
    people: int | None = None
    mark: str = ""
    filled: bool = True
    wrong: bool = False


@dataclass(frozen=True)
class Printed:
    """Statements under a heading; ``counts`` are ticks on a bar between them."""

    heading: str
    statements: list[Statement] = field(default_factory=list)
    counts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """Blocks of statements laid out in a width of points."""

    blocks: Sequence[Printed]
    width: float
    points: float

    @property
    def left(self) -> float:
        """Where values begin: right of marks and labels."""
        names = [one.label for block in self.blocks for one in block.statements if one.label]
        widest = max((width_of(name, self.points) for name in names), default=0.0)
        return (min(widest, 0.34 * self.width) + 8 if names else 0.0) + (1.5 * self.points if self._has_marks else 0)

    @property
    def _has_marks(self) -> bool:
        return any(one.mark for block in self.blocks for one in block.statements)

    def marks_of(self, one: Statement) -> int:
        """How many marks are drawn for a statement: one a person where all of them fit."""
        most = 0.4 * (self.width - self.left) / (MARK * self.points)
        drawn = [two.people or 0 for block in self.blocks for two in block.statements]
        return (one.people or 0) if max(drawn, default=0) <= most else 0

    def texts(self, one: Statement) -> tuple[str, str, float]:
        """Give a value and who printed it, wrapped, and where the latter begins; 0 is on a line below the value."""
        start = self.left + self.marks_of(one) * MARK * self.points + (4 if self.marks_of(one) else 0)
        value = wrapped(one.value, self.width - start, self.points, bold=True)
        right = start + width_of(value, self.points, bold=True) + 8
        if "\n" not in value and self.width - right >= width_of(one.who, self.points):
            return value, one.who, right
        return value, wrapped(one.who, self.width - self.left, self.points), 0.0

    def heading(self, block: Printed) -> str:
        """Give a heading, wrapped."""
        return wrapped(block.heading, self.width, self.points, bold=True)

    def height_of(self, block: Printed) -> float:
        """Give the height of a block in points."""
        head = lines_of(self.heading(block), self.points) + 3 if block.heading else 0.0
        bar = BAR * self.points if block.counts else 0.0
        return head + bar + sum(self._tall(one) for one in block.statements) + 0.7 * self.points

    def _tall(self, one: Statement) -> float:
        value, who, right = self.texts(one)
        label = lines_of(wrapped(one.label, max(1.0, self.left - 8), self.points), self.points)
        below = lines_of(who, self.points) if who and not right else 0.0
        return max(label, lines_of(value, self.points) + below) + 0.25 * self.points

    @property
    def height(self) -> float:
        """Give the height of everything in points."""
        return sum(self.height_of(block) for block in self.blocks)

    def draw(self, ax: Axes, more: Any, **look: Any) -> None:
        """Draw the blocks from the top, as many as there is room for; ``more`` says how many are left out."""
        wide, tall = room(ax)
        ax.set(xlim=(0, wide), ylim=(0, tall))
        ax.set_axis_off()
        ink_of_marks, top = colour(look), tall
        for number, block in enumerate(self.blocks):
            rest, shown = len(self.blocks) - number, block
            spare = (1.5 if rest > 1 else -0.8) * self.points
            while top - self.height_of(shown) < spare and len(shown.statements) > 1:
                shown, spare = replace(shown, statements=shown.statements[:-1]), 1.5 * self.points
            left_out = rest if top - self.height_of(shown) < spare else rest - 1 if shown != block else 0
            if left_out < rest:
                top = self._draw_block(ax, shown, top, {"color": ink_of_marks} | look)
            if left_out or shown != block:
                text = more(left_out) if left_out else "…"
                write(ax, (0, top), text, va="top", color=ink(muted=True), fontsize=self.points)
                return

    def _draw_block(self, ax: Axes, block: Printed, top: float, look: dict[str, Any]) -> float:
        end = top - self.height_of(block)
        if block.heading:
            write(ax, (0, top), self.heading(block), va="top", fontweight="bold", fontsize=self.points)
            top -= lines_of(self.heading(block), self.points) + 3
        if block.counts:
            self._draw_bar(ax, block.counts, top, look)
            top -= BAR * self.points
        for one in block.statements:
            self._draw_statement(ax, one, top, look)
            top -= self._tall(one)
        return end

    def _draw_bar(self, ax: Axes, counts: Sequence[int], top: float, look: dict[str, Any]) -> None:
        """Draw a bar as long as the largest count, on the scale of all bars, with a tick at each count."""
        most = max(count for block in self.blocks for count in block.counts)
        ends = [max(1.5, self.width * count / max(1, most)) for count in counts]
        size = self.points
        ax.barh(top - 0.9 * size, max(ends), 1.1 * size, color=look["color"], alpha=TINT, linewidth=0, gid="bar")
        ax.vlines(ends, top - 1.6 * size, top - 0.2 * size, color=look["color"], linewidth=0.23 * size, gid="tick")

    def _draw_statement(self, ax: Axes, one: Statement, top: float, look: dict[str, Any]) -> None:
        value, who, right = self.texts(one)
        shown = {**look, "color": VERMILLION} if one.wrong else look
        middle, size = top - 0.6 * self.points, {"fontsize": self.points, "va": "top"}
        face = {} if one.filled else {"markerfacecolor": "none"}
        if one.mark:
            stand: dict[str, Any] = {"markersize": 0.75 * self.points, "gid": "standing"}
            ax.plot(0.45 * self.points, middle, one.mark, **(stand | shown | face))
        if one.label:
            inset = 1.5 * self.points if self._has_marks else 0
            write(ax, (inset, top), wrapped(one.label, self.left - inset - 8, self.points), **size)
        count = self.marks_of(one)
        if count:
            across = self.left + MARK * self.points * (np.arange(count) + 0.5)
            mark: dict[str, Any] = {"markersize": 0.8 * MARK * self.points, "gid": "people"} | shown | face
            ax.plot(across, np.full(count, middle), "X" if one.wrong else "o", linestyle="none", **mark)
        start = self.left + (count * MARK * self.points + 4 if count else 0)
        write(ax, (start, top), value, fontweight="bold", color=shown["color"], **size)
        if who:
            place = (right, top) if right else (self.left, top - lines_of(value, self.points))
            write(ax, place, who, **size)


def quote(standing: str, printed: str, who: str = "", **more: Any) -> Statement:
    """State what was printed, its mark hollow or crossed for how it stands to the rest."""
    return Statement(printed, who, filled=standing not in HOLLOW, wrong=MARKS[standing] == "X", **more)


def draw_sheet(ax: Axes, blocks: Sequence[Printed], lang: str, **look: Any) -> Axes:
    """Draw blocks of statements on axes."""
    sheet = Sheet(blocks, room(ax)[0], text_size())
    sheet.draw(ax, lambda rest: labels.say("more-rows", lang, number=rest), **look)
    return finish(ax)


def sheet_height(blocks: Sequence[Printed], size: Size) -> float:
    """Give the height that blocks of statements would like on a page, in points."""
    return Sheet(blocks, size.width - 2 * size.margin, size.text).height + 2


def finish(ax: Axes) -> Axes:
    """Let every text of a chart have a font, and give the axes."""
    set_fonts(ax)
    return ax
