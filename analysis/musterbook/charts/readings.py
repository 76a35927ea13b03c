"""What follows under each reading of the published figures: which results hang on a judgement, and which do not."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case.case import Case
from musterbook.charts.behind import everything_behind
from musterbook.charts.canvas import BLUE, GREY, INK, Look, Words, axes_on, in_points, month_names, width_of
from musterbook.robustness import compare_readings
from musterbook.tables import Row, rows
from musterbook.worlds.worlds import possible_worlds

WIDEST = 36.0


def frame(case: Case, lang: str = "en") -> pd.DataFrame:  # noqa: ARG001
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per reading and month: ``reading``, ``worlds``, ``cell``, ``low``, ``high``; ``basis``, ``inferred``;
        ``claims``, ids of the claims and records behind it as judged in the data.
    """
    table = compare_readings(case, "signup")
    return table.assign(basis="inferred", claims=everything_behind(possible_worlds(case, "signup")))


@dataclass(frozen=True)
class _Rows:
    """Where readings are drawn, in points: months ``pitch`` apart from ``left``, a row ``height`` high."""

    ax: Axes
    look: Look
    left: float
    pitch: float
    height: float
    top: int


def draw(table: pd.DataFrame, ax: Axes | None = None, look: Look | None = None) -> Axes:
    """Draw a row per reading: the number of worlds, and each month from its least to its largest number."""
    look = look or Look()
    ax = axes_on(ax, look)
    width, height = in_points(ax)
    readings, cells = (list(dict.fromkeys(table[name])) for name in ("reading", "cell"))
    names = [labels.known("reading", reading, look.lang) for reading in readings]
    left = _left(names, table, look)
    left = left if left < 0.36 * width else 0.0
    pitch, foot = (width - left) / len(cells), 3.2 * look.size.text
    top = max([1, *table["high"].dropna().astype(int)])
    places = _Rows(ax, look, left, pitch, (height - foot) / len(readings), top)
    for line, (name, (_, part)) in enumerate(zip(names, table.groupby("reading", sort=False), strict=True)):
        _draw_reading(places, name, rows(part), foot + (len(readings) - 1 - line) * places.height, bold=line == 0)
    _draw_months(places, cells, foot)
    return ax


def words(table: pd.DataFrame, case: Case, look: Look) -> Words:  # noqa: ARG001
    """Say what the chart shows."""
    numbers = table.groupby("reading", sort=False)["worlds"].first()
    ends = {name: labels.rounded(end, look.lang) for name, end in (("least", min(numbers)), ("most", max(numbers)))}
    said = [
        f"{labels.whole(number, look.lang)} ({labels.known('reading', str(reading), look.lang)})"
        for reading, number in numbers.items()
    ]
    return Words(
        headline=look.say("readings-headline", **ends),
        subtitle=look.legend(
            {
                "readings-subtitle": True,
                "readings-dot": (table["low"] == table["high"]).any(),
                "readings-outline": (table["low"] < table["high"]).any(),
            }
        ),
        alt=look.say("readings-alt", readings=len(numbers), said=labels.listed(said, look.lang)),
    )


def _left(names: list[str], table: pd.DataFrame, look: Look) -> float:
    """Give the width that the names of readings and their numbers need beside the months."""
    tables = [look.say("readings-tables", worlds=number) for number in set(table["worlds"])]
    bold = width_of(names[0], look.size.text, bold=True)
    return max(bold, *(width_of(text, look.size.text) for text in [*names, *tables])) + 12


def _draw_reading(places: _Rows, name: str, months: list[Row], foot: float, *, bold: bool) -> None:
    """Draw one reading; its name stands beside its months, or above them where they need the whole width."""
    ax, look, size = places.ax, places.look, places.look.size
    worlds = months[0]["worlds"]
    tables = look.say("readings-tables", worlds=worlds)
    weight = "bold" if bold else "normal"
    middle = foot + 0.45 * places.height
    if places.left:
        ax.text(0, middle + 2, name, va="bottom", fontsize=size.text, fontweight=weight, color=INK)
        ax.text(0, middle - 2, tables, va="top", fontsize=size.text, color=GREY)
        room = places.height - 2.2 * size.text
    else:
        top = foot + places.height - 4
        ax.text(0, top, name, va="top", fontsize=size.text, fontweight=weight, color=INK)
        right = places.pitch * len(months)
        ax.text(right, top, tables, va="top", ha="right", fontsize=size.text, color=GREY)
        room = places.height - 4.2 * size.text
    if not worlds:
        ax.text(places.left, middle, look.say("readings-none"), va="center", fontsize=size.text, color=INK)
        return
    for place, row in enumerate(months):
        _draw_cell(places, (places.left + (place + 0.5) * places.pitch, foot + 6), room, row)


def _draw_cell(places: _Rows, corner: tuple[float, float], room: float, row: Row) -> None:
    """Draw one month of one reading; ``corner`` is the middle of the foot of its scale."""
    place, foot = corner
    low, high = int(row["low"]), int(row["high"])
    scale = room / places.top
    if low == high:
        places.ax.plot(place, foot + high * scale, "o", color=BLUE, markersize=5)
    else:
        places.ax.bar(
            place,
            (high - low) * scale,
            width=min(0.5 * places.pitch, WIDEST),
            bottom=foot + low * scale,
            fill=False,
            edgecolor=BLUE,
            linewidth=1,
        )
    text = labels.between(low, high, places.look.lang)
    height = foot + high * scale + (5 if low == high else 3)
    places.ax.text(place, height, text, ha="center", va="bottom", fontsize=8, color=BLUE)


def _draw_months(places: _Rows, cells: list[str], foot: float) -> None:
    # Months of all languages keep their short names if they are set a little smaller than the rest.
    size = max(8.0, places.look.size.text - 1.5)
    names = month_names(cells, places.pitch, replace(places.look, size=replace(places.look.size, text=size)))
    for place, (cell, name) in enumerate(zip(cells, names, strict=True)):
        middle = places.left + (place + 0.5) * places.pitch
        if name:
            places.ax.text(middle, foot - 1.3 * size, name, ha="center", va="baseline", fontsize=size)
        if place == 0 or cell[:4] != cells[place - 1][:4]:
            places.ax.text(middle, foot - 2.6 * size, cell[:4], ha="center", va="baseline", fontsize=size)
