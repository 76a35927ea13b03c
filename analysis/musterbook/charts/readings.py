"""What follows under each reading of the published figures: which results hang on a judgement, and which do not."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case import Case
from musterbook.charts.canvas import BLUE, GREY, INK, LEFT, Words, axes_on, bare, month_axis
from musterbook.robustness import compare_readings
from musterbook.tables import rows
from musterbook.worlds import possible_worlds

TALLEST = 0.5


def frame(case: Case) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per reading and month: ``reading``, ``worlds``, ``cell``, ``low``, ``high``; ``basis``, ``inferred``;
        ``claims``, ids of the claims and records on this month alone.
    """
    claims = possible_worlds(case, "signup").table().set_index("cell")["claims"]
    table = compare_readings(case, "signup")
    return table.assign(basis="inferred", claims=table["cell"].map(claims))


def draw(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw a row per reading: the number of worlds, and each month from its least to its largest number."""
    ax = axes_on(ax, (LEFT, 0.13, 0.91, 0.67))
    readings, cells = (list(dict.fromkeys(table[name])) for name in ("reading", "cell"))
    bare(ax, (-4.4, len(cells) - 0.4), (len(readings) - 0.2, -0.55))
    top = max([1, *table["high"].dropna().astype(int)])
    month_axis(ax, cells, len(readings) - 0.45, -0.2)
    for line, (reading, part) in enumerate(table.groupby("reading", sort=False)):
        ax.text(-4.4, line - 0.06, str(reading), va="bottom", fontweight="bold" if line == 0 else "normal", color=INK)
        ax.text(-4.4, line, f"{part['worlds'].iloc[0]:,} tables", va="top", fontsize=9, color=GREY)
        if not part["worlds"].iloc[0]:
            ax.text(0, line, "no table agrees: this reading contradicts itself", va="center", color=INK)
            continue
        for place, row in enumerate(rows(part)):
            _draw_cell(ax, (place, line + 0.25), row, top)
    return ax


def words(table: pd.DataFrame, case: Case) -> Words:
    """Say what the chart shows."""
    numbers = table.groupby("reading", sort=False)["worlds"].first()
    least, most = min(numbers), max(numbers)
    said = labels.listed([f"{number:,} ({reading})" for reading, number in numbers.items()])
    return Words(
        headline=f"From {_millions(least)} to {_millions(most)} tables, by reading",
        subtitle="Complete tables of months that agree with the published figures, and the least and largest number\n"
        "of people each month may hold, under different readings. Dot: settled. Outline: anything between.",
        foot=labels.foot(case),
        alt=f"Chart of {len(numbers)} readings of the published figures with the number of tables that agree: {said}.",
    )


def _draw_cell(ax: Axes, corner: tuple[float, float], row: dict[str, object], top: int) -> None:
    """Draw one month of one reading; ``corner`` is the foot of its scale."""
    place, foot = corner
    low, high = int(str(row["low"])), int(str(row["high"]))
    scale = TALLEST / top
    if low == high:
        ax.plot(place, foot - high * scale, "o", color=BLUE, markersize=5)
    else:
        ax.bar(
            place, -(high - low) * scale, width=0.5, bottom=foot - low * scale, fill=False, edgecolor=BLUE, linewidth=1
        )
    ax.text(
        place, foot - high * scale - 0.07, labels.between(low, high), ha="center", va="bottom", fontsize=8, color=BLUE
    )


def _millions(number: int) -> str:
    """Give a large number in the largest unit that keeps it above one."""
    for power, unit in ((12, "trillion"), (9, "billion"), (6, "million")):
        if number >= 10**power:
            return f"{number / 10**power:,.0f} {unit}"
    return f"{number:,}"
