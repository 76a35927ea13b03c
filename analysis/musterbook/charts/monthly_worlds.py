"""How all tables that agree with the published figures spread over each month, beside what was reported."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case import Case
from musterbook.charts.canvas import BLUE, GREY, LEFT, Words, axes_on, bare, month_axis
from musterbook.errors import counted
from musterbook.tables import rows
from musterbook.worlds import possible_worlds

WIDEST = 0.46


def frame(case: Case) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per month and number of people it may hold: ``cell``, ``people``, ``share`` of all worlds in which it
        does (each world counted once), ``basis``: ``reported`` where the month's count was published, else
        ``inferred``; ``claims``, ids of the claims and records on this month alone.
    """
    worlds = possible_worlds(case, "signup")
    parts = [
        worlds.distribution(month["cell"])
        .rename("share")
        .reset_index()
        .assign(
            cell=month["cell"], basis="inferred" if month["reported"] is None else "reported", claims=month["claims"]
        )
        for month in rows(worlds.table())
    ]
    return pd.concat(parts, ignore_index=True)[["cell", "people", "share", "basis", "claims"]]


def draw(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw a line for each number a month may hold, as wide as its share of the worlds."""
    ax = axes_on(ax, (LEFT, 0.13, 0.91, 0.66))
    cells = list(dict.fromkeys(table["cell"]))
    top = int(table["people"].max())
    unit = max(8, top) / 8
    bare(ax, (-1.1, len(cells) - 0.4), (-1.4 * unit, top + 1.1 * unit))
    scale = WIDEST / max([0.001, *table.loc[table["basis"] == "inferred", "share"]])
    for people in range(0, top + 1, 1 + top // 20):
        ax.text(-0.75, people, str(people), ha="right", va="center", color=GREY, fontsize=8.5)
    for row in rows(table[table["basis"] == "inferred"]):
        place, half = cells.index(row["cell"]), row["share"] * scale
        ax.plot([place - half, place + half], [row["people"]] * 2, color=BLUE, linewidth=1.3, solid_capstyle="butt")
    for row in rows(table[table["basis"] == "reported"]):
        place = cells.index(row["cell"])
        ax.plot(place, row["people"], "o", color=BLUE, markersize=12, gid="reported")
        ax.text(place, row["people"] + 0.45 * unit, "reported", ha="center", fontsize=8.5, color=BLUE)
    month_axis(ax, cells, -0.8 * unit, 0.5 * unit)
    return ax


def words(table: pd.DataFrame, case: Case) -> Words:
    """Say what the chart shows."""
    count = possible_worlds(case, "signup").count
    open_months = table[table["basis"] == "inferred"]
    numbers = f"{open_months['people'].min()} to {open_months['people'].max()}" if len(open_months) else "none"
    months = counted(open_months["cell"].nunique(), "month")
    return Words(
        headline=f"{count:,} tables of months agree with the reports",
        subtitle="People by month. Dot: reported. Each line is as wide as the share of these tables in which the\n"
        "month holds so many. Tables count once each: a share is no probability of what happened.",
        foot=labels.foot(case),
        alt=f"Chart of {months} as stacks of lines, one for each number of people from {numbers}, as "
        f"wide as the share of {count:,} possible tables in which the month holds so many.",
    )
