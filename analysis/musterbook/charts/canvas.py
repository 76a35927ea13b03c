"""What charts are drawn with: marks for people, brackets, months, and room that is counted in points.

Filled marks are people or figures that were reported, or surely counted; hollow marks and outlined bars are what
follows from them or may be. Colour never says it alone. Where one mark a person no longer fits, bars stand for marks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import as_file, files
from itertools import combinations
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from musterbook import labels
from musterbook.charts.pages import (
    BLUE,
    GREY,
    HAIRLINE,
    INCH,
    INK,
    VERMILLION,
    Look,
    Size,
    Words,
    lines_of,
    page,
    width_of,
    wrapped,
)

__all__ = [
    "BLUE",
    "GREY",
    "HAIRLINE",
    "INK",
    "VERMILLION",
    "Look",
    "Size",
    "Words",
    "lines_of",
    "page",
    "width_of",
    "wrapped",
]
SMALLEST_MARK = 2.0
DASHED: dict[str, Any] = {"fill": False, "edgecolor": BLUE, "linewidth": 1.1, "linestyle": (0, (4, 2))}

Box = tuple[float, float, float, float]
"""Left, right, top and bottom, in data."""


@contextmanager
def style() -> Iterator[None]:
    """Apply the style of the project for a while, and nothing globally."""
    with as_file(files("musterbook.charts").joinpath("style.mplstyle")) as sheet, mpl.rc_context(fname=sheet):
        yield


def axes_on(ax: Axes | None, look: Look) -> Axes:
    """Give the axes to draw on: those handed in, or new ones on a page without words."""
    if ax is not None:
        return ax
    size = look.size
    figure = Figure(figsize=(size.width / INCH, size.height / INCH))
    return figure.add_axes((0.05, 0.13, 0.9, 0.68))


def room(ax: Axes) -> tuple[float, float]:
    """Give the width and height of axes in points."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    place, (wide, high) = ax.get_position(), figure.get_size_inches()
    return float(INCH * wide * place.width), float(INCH * high * place.height)


def in_points(ax: Axes) -> tuple[float, float]:
    """Let one unit of both axes be one point, from the lower left; give the width and height."""
    width, height = room(ax)
    bare(ax, (0, width), (0, height))
    return width, height


def bare(ax: Axes, x: tuple[float, float], y: tuple[float, float]) -> None:
    """Leave out ticks and axes: counts stand directly beside their marks."""
    ax.set(xlim=x, ylim=y)
    ax.set_axis_off()


def points_of(ax: Axes, width: float, height: float) -> tuple[float, float]:
    """Turn lengths in data into points."""
    wide, high = room(ax)
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    return wide * width / abs(right - left), high * height / abs(top - bottom)


def crowd(ax: Axes, box: Box, people: int, **look: Any) -> None:
    """Draw one mark per person in even rows within a box; a place means nothing.

    Marks are as large as fits, up to ``markersize``; where they would be too small to be seen, an outline stands for
    all of them.
    """
    if not people:
        return
    left, right, top, bottom = box
    width, height = points_of(ax, right - left, top - bottom)
    largest = look.pop("markersize")
    step = min(2.1 * largest, (width * height / people) ** 0.5)
    columns = max(1, min(people, int(width / step)))
    lines = -(-people // columns)
    columns = -(-people // lines)
    rise = min(step, height / lines)
    size = min(largest, 0.72 * step, 0.72 * rise)
    if size < SMALLEST_MARK:
        ax.bar(left, bottom - top, right - left, top, align="edge", fill=False, edgecolor=look["color"], gid="crowd")
        return
    across, down = (right - left) * step / width, (top - bottom) * rise / height
    start = (left + right) / 2 - (columns - 1) * across / 2
    marks = [(start + one % columns * across, top - (one // columns + 0.5) * down) for one in range(people)]
    ax.plot(*zip(*marks, strict=True), "o", markersize=size, **look)


def hollow_stack(ax: Axes, box: Box, text: str, people: int, look: Look) -> None:
    """Draw people whose place is not known: a line of text, and a hollow mark for each of them below it."""
    left, right, top, bottom = box
    width = points_of(ax, right - left, 0)[0]
    said = wrapped(text, width, look.size.text)
    ax.text((left + right) / 2, top, said, ha="center", va="top", fontsize=look.size.text, linespacing=1.25)
    line = (top - bottom) / points_of(ax, 0, top - bottom)[1]
    start = top - (lines_of(said, look.size.text) * 1.06 + 5) * line
    inset = (right - left) * 0.03
    marks = {"color": GREY, "markerfacecolor": "white", "markersize": 0.85 * look.size.text, "gid": "unplaced"}
    crowd(ax, (left + inset, right - inset, start, bottom), people, **marks)


def month_names(cells: Sequence[str], pitch: float, look: Look) -> list[str]:
    """Give months the longest names that fit in a column, and none to some where not even one letter fits in each."""
    for width in ("abbreviated", "narrow"):
        names = [labels.month_initials(cell, look.lang, width) for cell in cells]
        if max(width_of(name, look.size.text) for name in names) + 2 <= pitch:
            return names
    step = next(step for step in (2, 3, 6, 12, 10**6) if width_of("MM", look.size.text) <= pitch * step)
    return [name if int(cell[5:7]) % step == 1 else "" for name, cell in zip(names, cells, strict=True)]


def month_axis(ax: Axes, cells: Sequence[str], foot: float, line: float, look: Look) -> None:
    """Name months below their columns, and each year once below its first month; ``line`` is a line's height."""
    pitch = points_of(ax, 1, 0)[0]
    for place, name in enumerate(month_names(cells, pitch, look)):
        if name:
            ax.text(place, foot, name, ha="center", va="baseline", fontsize=look.size.text)
    years(ax, cells, foot - line, look)


def years(ax: Axes, cells: Sequence[str], foot: float, look: Look) -> None:
    """Name each year once below its first month, as many as fit."""
    pitch = points_of(ax, 1, 0)[0]
    free = -10.0
    for place, cell in enumerate(cells):
        first = place == 0 or cell[:4] != cells[place - 1][:4]
        half = width_of(cell[:4], look.size.text) / 2 / pitch
        if first and place - half > free:
            ax.text(place, foot, cell[:4], ha="center", va="baseline", fontsize=look.size.text)
            free = place + half + 3 / pitch


def meet(boxes: Sequence[Box]) -> bool:
    """Tell whether any two boxes overlap; top is the larger end.

    >>> meet([(0, 2, 1, 0), (1, 3, 1, 0)]), meet([(0, 1, 1, 0), (2, 3, 1, 0)])
    (True, False)
    """
    return any(
        one[0] < other[1] and other[0] < one[1] and one[3] < other[2] and other[3] < one[2]
        for one, other in combinations(boxes, 2)
    )
