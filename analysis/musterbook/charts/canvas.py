"""The sheet every chart is drawn on: a fixed rectangle with headline and subtitle above, source and limits below.

Filled marks are people or figures that were reported; hollow marks and outlined bars are what follows from them. Colour
never says it alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from musterbook import labels

BLUE, VERMILLION, GREY, INK = "#0072B2", "#D55E00", "#767676", "#222222"
SIZE = (8.0, 5.4)
LEFT = 0.045


@dataclass(frozen=True)
class Words:
    """The text around a chart: what it shows in a headline, its measure, its source, and what it looks like."""

    headline: str
    subtitle: str
    foot: str
    alt: str


@contextmanager
def style() -> Iterator[None]:
    """Apply the style of the project for a while, and nothing globally."""
    with as_file(files("musterbook.charts").joinpath("style.mplstyle")) as sheet, mpl.rc_context(fname=sheet):
        yield


def axes_on(ax: Axes | None, rectangle: tuple[float, float, float, float] = (LEFT, 0.13, 0.91, 0.68)) -> Axes:
    """Give the axes to draw on: those handed in, or new ones on a sheet of their own."""
    return Figure(figsize=SIZE).add_axes(rectangle) if ax is None else ax


def frame_with(ax: Axes, words: Words) -> Figure:
    """Put headline, subtitle and foot around a chart."""
    figure = ax.figure
    assert isinstance(figure, Figure)
    figure.text(LEFT, 0.955, words.headline, fontsize=15.5, fontweight="bold", va="top", gid="headline")
    figure.text(LEFT, 0.885, words.subtitle, fontsize=10, va="top", color=INK, gid="subtitle", linespacing=1.35)
    figure.text(LEFT, 0.028, words.foot, fontsize=8, va="bottom", color=GREY, gid="foot", linespacing=1.4)
    return figure


def crowd(ax: Axes, box: tuple[float, float, float, float], people: int, **look: Any) -> None:
    """Draw one mark per person in even rows within a box: left, right, top, bottom, in data; a place means nothing.

    Marks are as large as fits, up to ``markersize``.
    """
    if not people:
        return
    left, right, top, bottom = box
    width, height = _points(ax, right - left, top - bottom)
    largest = look.pop("markersize")
    step = min(2.1 * largest, (width * height / people) ** 0.5)
    columns = max(1, min(people, int(width / step)))
    lines = -(-people // columns)
    columns = -(-people // lines)
    rise = min(step, height / lines)
    across, down = (right - left) * step / width, (top - bottom) * rise / height
    start = (left + right) / 2 - (columns - 1) * across / 2
    marks = [(start + one % columns * across, top - (one // columns + 0.5) * down) for one in range(people)]
    ax.plot(*zip(*marks, strict=True), "o", markersize=min(largest, 0.72 * step, 0.72 * rise), **look)


def column_mark(ax: Axes, one_person: float, largest: float) -> float:
    """Give the size of a mark in a column where each person takes so much of the height, in data."""
    return min(largest, 0.8 * _points(ax, 0, one_person)[1])


def _points(ax: Axes, width: float, height: float) -> tuple[float, float]:
    """Turn lengths in data into points, from the fixed rectangle of the axes."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    place, (inches_wide, inches_high) = ax.get_position(), figure.get_size_inches()
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    wide = 72 * inches_wide * place.width * width / abs(right - left)
    return wide, 72 * inches_high * place.height * height / abs(top - bottom)


def month_axis(ax: Axes, cells: Sequence[str], foot: float, line: float) -> None:
    """Name months below their columns, and each year once below its first month; ``line`` is a line's height."""
    for place, cell in enumerate(cells):
        ax.text(place, foot, labels.month_initials(cell), ha="center", va="baseline")
        if place == 0 or cell[:4] != cells[place - 1][:4]:
            ax.text(place, foot - line, cell[:4], ha="center", va="baseline")


def bare(ax: Axes, x: tuple[float, float], y: tuple[float, float]) -> None:
    """Leave out ticks and axes: counts stand directly beside their marks."""
    ax.set(xlim=x, ylim=y, xticks=[], yticks=[])
