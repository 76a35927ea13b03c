"""How many signed up in each part of the window, beside the months it covers, so that length is not read as a trend."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case import Case
from musterbook.charts.canvas import BLUE, GREY, LEFT, Words, axes_on, bare, column_mark
from musterbook.errors import Unanswerable
from musterbook.periods import Period, cells
from musterbook.tables import Row, rows
from musterbook.worlds import possible_worlds


def frame(case: Case) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per calendar year of the window: ``cell``; ``covers``, the part of it in the window (EDTF); ``people``;
        ``low`` and ``high``, both the same number; ``months``, how many it covers; ``per_month``, people per month;
        ``basis``: ``reported``, or ``derived`` where other figures settle it; ``claims``.

    Raises
    ------
    MusterError
        If the number of people of a year is not settled.
    """
    window = case.window()
    table = possible_worlds(case, "signup", every="year").table()
    covers = [cell.period for cell in cells(window, "year")]
    months = pd.array([len(cells(period, "month")) for period in covers], "Int64")
    if not (table["low"] == table["high"]).fillna(False).all():
        raise Unanswerable("the number of people of a year is not settled, so years cannot be drawn beside each other")
    return pd.DataFrame(
        {
            "cell": table["cell"],
            "covers": pd.array([str(period) for period in covers], "str"),
            "people": table["low"],
            "low": table["low"],
            "high": table["high"],
            "months": months,
            "per_month": (table["low"] / months).astype("Float64"),
            "basis": table["reported"].isna().map({True: "derived", False: "reported"}),
            "claims": table["claims"],
        }
    )


def draw(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw each part as people in rows as wide as the months it covers: equal heights are equal rates."""
    ax = axes_on(ax, (LEFT, 0.115, 0.91, 0.70))
    widths = table["months"].astype(int).tolist()
    gap = 2.2
    unit = max(5, *(-(-row["people"] // row["months"]) for row in rows(table))) / 5
    bare(ax, (-0.8, sum(widths) + gap * len(widths) - 0.4), (-1.6 * unit, 6.0 * unit))
    start = 0.0
    for row in rows(table):
        _draw_part(ax, row, start, unit)
        start += row["months"] + gap
    return ax


def words(table: pd.DataFrame, case: Case) -> Words:
    """Say what the chart shows."""
    parts = rows(table)
    people = " and ".join(str(row["people"]) for row in parts)
    rates = " and ".join(labels.decimal(row["per_month"]) for row in parts)
    spans = labels.listed([_part(row) for row in parts])
    return Words(
        headline=f"{people} people: {rates} a month",
        subtitle="Sign-ups in each year of one list. A block is as wide as the months the list covers, so its height\n"
        "is the number of people per month. One mark is one person; its place in the block is not its month.",
        foot=labels.foot(case),
        alt=f"Dot chart of sign-ups in two parts of unequal length: {spans}. That is {rates} people a month, where the "
        "bare totals could be read as a decline.",
    )


def _part(row: Row) -> str:
    covers = labels.period(Period.parse(row["covers"]))
    return f"{labels.people(row['people'])} in the {row['months']} months {covers}"


def _draw_part(ax: Axes, row: Row, start: float, unit: float) -> None:
    months, people = row["months"], row["people"]
    marks = [(start + one % months, one // months + 0.5) for one in range(people)]
    if marks:
        size = column_mark(ax, 1, 17)
        ax.plot(*zip(*marks, strict=True), "o", color=BLUE, markersize=size, gid=f"people-{row['cell']}")
    left, right = start - 0.45, start + months - 0.55
    ax.plot([left, right], [0, 0], color=GREY, linewidth=0.8)
    middle = (left + right) / 2
    ax.text(middle, -0.25 * unit, labels.period(Period.parse(row["covers"])), ha="center", va="top", fontsize=10)
    ax.text(middle, -0.85 * unit, f"{row['months']} months", ha="center", va="top", fontsize=10, color=GREY)
    top = people / months
    ax.plot([left, right + 0.12], [top, top], color=GREY, linewidth=1, linestyle=(0, (3, 2)), zorder=0, gid="rate")
    ax.text(
        right + 0.2, top, f"{labels.decimal(row['per_month'])}\na month", va="center", fontsize=10, linespacing=1.25
    )
    ax.text(
        middle,
        max(top, -(-people // months)) + 0.3 * unit,
        labels.people(people),
        ha="center",
        fontsize=12,
        fontweight="bold",
        color=BLUE,
    )
