"""How all tables that agree with the published figures spread over each month, beside what was reported."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from musterbook.case.case import Case
from musterbook.charts.behind import everything_behind
from musterbook.charts.canvas import BLUE, GREY, Look, Words, axes_on, bare, month_axis, room, width_of
from musterbook.tables import rows
from musterbook.worlds.worlds import possible_worlds

WIDEST = 0.46


def frame(case: Case, lang: str = "en") -> pd.DataFrame:  # noqa: ARG001
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per month and number of people it may hold: ``cell``, ``people``, ``share`` of all worlds in which it
        does (each world counted once), ``basis``: ``reported`` where the month's count was published, else
        ``inferred``; ``claims``, ids of the claims and records behind it.
    """
    worlds = possible_worlds(case, "signup")
    everything = everything_behind(worlds)
    parts = [
        worlds.distribution(month["cell"])
        .rename("share")
        .reset_index()
        .assign(
            cell=month["cell"],
            basis="inferred" if month["reported"] is None else "reported",
            claims=everything if month["reported"] is None else month["claims"],
        )
        for month in rows(worlds.table())
    ]
    return pd.concat(parts, ignore_index=True)[["cell", "people", "share", "basis", "claims"]]


def draw(table: pd.DataFrame, ax: Axes | None = None, look: Look | None = None) -> Axes:
    """Draw a line for each number a month may hold, as wide as its share of the worlds."""
    look = look or Look()
    ax = axes_on(ax, look)
    cells = list(dict.fromkeys(table["cell"]))
    top = int(table["people"].max())
    width, height = room(ax)
    below, above = 3.6 * look.size.text, 2.6 * look.size.text
    person = (height - below - above) / max(3, top)
    numbers = width_of(str(top), look.size.foot) + 10
    pitch = (width - numbers) / len(cells)
    bare(ax, (-0.5 - numbers / pitch, len(cells) - 0.5), (-below / person, (height - below) / person))
    scale = WIDEST / max([0.001, *table.loc[table["basis"] == "inferred", "share"]])
    for people in range(0, top + 1, 1 + top // 20):
        place = -0.5 - 6 / pitch
        ax.text(place, people, str(people), ha="right", va="center", color=GREY, fontsize=look.size.foot)
    for row in rows(table[table["basis"] == "inferred"]):
        place, half = cells.index(row["cell"]), row["share"] * scale
        ax.plot([place - half, place + half], [row["people"]] * 2, color=BLUE, linewidth=1.3, solid_capstyle="butt")
    for row in rows(table[table["basis"] == "reported"]):
        place, mark = cells.index(row["cell"]), min(12, 0.7 * pitch, 0.8 * person)
        ax.plot(place, row["people"], "o", color=BLUE, markersize=mark, gid="reported")
        height = row["people"] + (mark / 2 + 4) / person
        ax.text(place, height, look.say("reported"), ha="center", fontsize=look.size.foot, color=BLUE)
    month_axis(ax, cells, -2.1 * look.size.text / person, 1.3 * look.size.text / person, look)
    return ax


def words(table: pd.DataFrame, case: Case, look: Look) -> Words:
    """Say what the chart shows."""
    count = possible_worlds(case, "signup").count
    open_months = table[table["basis"] == "inferred"]
    if open_months.empty:
        alt = look.say("worlds-alt-settled", worlds=count)
    else:
        ends = {"low": int(open_months["people"].min()), "high": int(open_months["people"].max())}
        alt = look.say("worlds-alt", months=open_months["cell"].nunique(), worlds=count, **ends)
    drawn = {
        "worlds-subtitle": True,
        "worlds-dot": (table["basis"] == "reported").any(),
        "worlds-line": len(open_months),
    }
    return Words(headline=look.say("worlds-headline", worlds=count), subtitle=look.legend(drawn), alt=alt)
