"""Columns of people: the part that months, ages and days share.

A column holds ``people``, who are certain, as filled marks, and reaches with an outline up to ``high``, the most it may
hold. Where no number was reported (``people`` missing) the outline starts at ``low``, and is a line where both are one.
The same column draws what was published and what was counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from musterbook import labels
from musterbook.charts.canvas import BLUE, DASHED, GREY, SMALLEST_MARK, Look, lines_of, meet, width_of
from musterbook.tables import Row

NARROW = 12.0


@dataclass(frozen=True)
class Columns:
    """Where and how columns are drawn: a person takes ``person`` points of height, a column ``pitch`` of width.

    ``tallest`` is the height in people of a column without a largest number.
    """

    ax: Axes
    look: Look
    person: float
    pitch: float
    tallest: float
    largest_mark: float = 15.0
    width: float = 0.56

    @property
    def mark(self) -> float:
        """How large the mark of a person is, in points."""
        return min(self.largest_mark, 0.8 * self.person, 0.8 * self.pitch)

    def draw(self, place: float, row: Row, base: float = 0.0) -> None:
        """Draw one column, its foot at ``base``."""
        people, high = row["people"], top_of(row, self.tallest)
        start = row["low"] if people is None else people
        if people:
            self._filled(place, people, base)
        if high > start or (people is None and high):
            # Dashes of narrow columns would run into each other.
            look = DASHED if self.pitch > NARROW else {**DASHED, "linestyle": "-", "linewidth": 0.6}
            look = {**look, "gid": f"inferred-{row['cell']}"}
            if row["high"] is None:
                self._open(place, base + start, base + high, look)
            else:
                self.ax.bar(place, high - start, width=self.width, bottom=base + start, **look)

    def _open(self, place: float, low: float, high: float, look: Mapping[str, Any]) -> None:
        """Outline a column that has no largest number, without a top."""
        left, right = place - self.width / 2, place + self.width / 2
        line = {"color": BLUE, **{name: look[name] for name in ("linewidth", "linestyle", "gid")}}
        self.ax.plot([left, left, right, right], [high, low, low, high], **line)

    def _filled(self, place: float, people: int, base: float) -> None:
        if self.mark < SMALLEST_MARK:
            self.ax.bar(place, people, width=0.8 * self.width, bottom=base, color=BLUE, gid="reported")
            return
        heights = [base + one + 0.5 for one in range(people)]
        self.ax.plot([place] * people, heights, "o", color=BLUE, markersize=self.mark, gid="reported")

    def label(self, place: float, row: Row, text: str, base: float = 0.0) -> None:
        """Put the count above a column; what is certain is bold."""
        settled = row["people"] is not None and row["high"] == row["people"]
        size = self.look.size.strong if settled else self.look.size.text
        self.ax.text(
            place,
            base + top_of(row, self.tallest) + 3 / self.person,
            text,
            ha="center",
            va="bottom",
            fontsize=size,
            fontweight="bold" if settled else "normal",
            color=BLUE,
            linespacing=1.0,
        )


def top_of(row: Row, tallest: float) -> float:
    """Give the height of a column in people; one without a largest number is as high as the tallest."""
    if row["high"] is not None:
        return float(row["high"])
    return float(tallest)


def tallest_of(table: list[Row], least: float) -> float:
    """Give the height that columns need, in people."""
    numbers = [row[name] for row in table for name in ("people", "high", "low") if row[name] is not None]
    return float(max([least, *numbers]))


def column_label(row: Row, look: Look, width: float) -> str:
    """Give the count of a column in the width it has: broken after a dash where it is long, else nothing."""
    people, high = row["people"], row["high"]
    if people is not None and people == high:
        text, points = labels.whole(people, look.lang), look.size.strong
    else:
        low = row["low"] if people is None else people
        text = f"{labels.whole(low, look.lang)}+" if high is None else labels.between(low, high, look.lang)
        points = look.size.text
    for one in (text, text.replace("–", "–\n")):
        if width_of(one, points, bold=points == look.size.strong) <= width:
            return one
    return ""


def column_labels(table: list[Row], look: Look, pitch: float) -> list[str]:
    """Give the counts of all columns, or of the tallest alone where they do not all fit."""
    found = [column_label(row, look, pitch - 1) for row in table]
    if all(found):
        return found
    wide = [column_label(row, look, 1e6) for row in table]
    top = max(range(len(table)), key=lambda one: top_of(table[one], 0), default=0)
    return [text if one == top else "" for one, text in enumerate(wide)]


def room_beside(tallest: float, look: Look) -> float:
    """Give the width that a scale beside columns needs, in points; the margin of the page is part of it."""
    widest = max(width_of(labels.whole(number, look.lang), look.size.foot) for number in (0, int(tallest)))
    return max(0.0, widest + 4 - 0.7 * look.size.margin)


def scale_beside(ax: Axes, tallest: float, look: Look, place: float, base: float = 0.0) -> None:
    """Name a few heights beside columns that are too many to have their counts above them."""
    step = _step(tallest)
    for number in range(0, int(tallest) + 1, step):
        text = labels.whole(number, look.lang)
        ax.text(place, base + number, text, ha="right", va="center", fontsize=look.size.foot, color=GREY, gid="tick")


def _step(tallest: float) -> int:
    """Give a round step that makes about four of a height.

    >>> [_step(height) for height in (3, 9, 41, 1_000)]
    [1, 2, 10, 200]
    """
    power = 10 ** max(0, len(str(int(tallest / 4))) - 1)
    steps = [one * power // 4 for one in (4, 8, 20, 40) if one * power % 4 == 0]
    return int(next((one for one in steps if one * 5 >= tallest), steps[-1]))


def height_of_labels(texts: list[str], look: Look) -> float:
    """Give the height that counts above columns need, in points."""
    return max([lines_of(text, look.size.strong) for text in texts if text], default=0.0) + 6


def would_clash(columns: Columns, table: list[Row], texts: list[str]) -> bool:
    """Tell whether any two counts would overlap: ``cell`` of each row is its place."""
    boxes = []
    for row, text in zip(table, texts, strict=True):
        half = width_of(text, columns.look.size.strong, bold=True) / 2 + 1
        middle, foot = float(row["cell"]) * columns.pitch, top_of(row, columns.tallest) * columns.person
        boxes.append((middle - half, middle + half, foot + lines_of(text, columns.look.size.strong), foot))
    return meet(boxes)
