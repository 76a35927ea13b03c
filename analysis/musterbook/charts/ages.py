"""Ages: the few that were published, between the youngest and the oldest, and how many were not."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case import Case
from musterbook.charts.canvas import BLUE, GREY, Words, axes_on, bare, crowd
from musterbook.errors import Unanswerable
from musterbook.tables import rows
from musterbook.worlds import possible_worlds


def frame(case: Case) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per year of age from the youngest to the oldest, and a last one for all whose age was not published:
        ``part`` (``age``, or ``age not published``), ``age``, ``people`` whose age was published, ``basis``,
        ``claims``.
    """
    worlds = possible_worlds(case, "age")
    table = worlds.table()
    everybody, most = worlds.total
    if everybody != most:
        raise Unanswerable("the number of people is not settled, so nobody knows of how many no age was published")
    stated = pd.DataFrame(
        {"part": "age", "age": table["cell"], "people": table["low"], "basis": "reported", "claims": table["claims"]}
    )
    known = int(stated["people"].sum())
    left = pd.DataFrame(
        {
            "part": ["age not published"],
            "age": [""],
            "people": [everybody - known],
            "basis": ["derived"],
            "claims": [""],
        }
    )
    return pd.concat([stated[stated["people"] > 0], left], ignore_index=True)


def draw(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the published ages on a line of years and the people without an age as a block of hollow marks."""
    ax = axes_on(ax)
    known = table[table["part"] == "age"].astype({"age": int, "people": int})
    youngest, oldest = known["age"].min(), known["age"].max()
    bare(ax, (youngest - 1.2, oldest + 1.2), (-4.9, max(4.3, known["people"].max() + 1.3)))
    ax.plot([youngest, oldest], [0, 0], color=GREY, linewidth=1)
    _draw_known(ax, known)
    for age in range(-(-youngest // 10) * 10, oldest + 1, 10):
        ax.plot([age, age], [-0.12, 0], color=GREY, linewidth=1)
        ax.text(age, -0.25, str(age), ha="center", va="top", color=GREY, gid="tick")
    _draw_unknown(ax, int(table.loc[table["part"] != "age", "people"].sum()), youngest, oldest)
    return ax


def words(table: pd.DataFrame, case: Case) -> Words:
    """Say what the chart shows."""
    known = table[table["part"] == "age"].astype({"age": int, "people": int})
    stated, left = int(known["people"].sum()), int(table.loc[table["part"] != "age", "people"].sum())
    everybody = labels.people(stated + left)
    mean = " to ".join(labels.decimal(end) for end in possible_worlds(case, "age").mean_bounds())
    ages = labels.listed([labels.times(row["age"], row["people"]) for row in rows(known)])
    return Words(
        headline=f"Aged {known['age'].min()} to {known['age'].max()}; {left} of {stated + left} ages are unknown",
        subtitle=f"Age in years of {everybody} on one list. Filled: published. Hollow: somewhere between the youngest\n"
        f"and the oldest. The average age may be anything from {mean}.",
        foot=labels.foot(case),
        alt=f"Dot plot of the {stated} published ages of {everybody}: {ages}. The other {left} are only known to be "
        f"between the youngest and the oldest, so the average may be anything from {mean}.",
    )


def _draw_known(ax: Axes, known: pd.DataFrame) -> None:
    marks = [(row["age"], one + 0.55) for row in rows(known) for one in range(row["people"])]
    ax.plot(*zip(*marks, strict=True), "o", color=BLUE, markersize=13, gid="reported")
    for row in rows(known):
        text = str(row["age"]) if row["people"] == 1 else f"{row['age']} ({row['people']} people)"
        ax.text(row["age"], row["people"] + 0.3, text, ha="center", fontsize=11, fontweight="bold", color=BLUE)


def _draw_unknown(ax: Axes, people: int, youngest: int, oldest: int) -> None:
    """Draw the people without an age in even rows under the whole line: a place in a row is no age."""
    ax.plot([youngest, youngest, oldest, oldest], [-1.0, -1.25, -1.25, -1.0], color=GREY, linewidth=0.8)
    ax.text((youngest + oldest) / 2, -1.55, f"{people} more, age not published", ha="center", va="top", fontsize=10.5)
    margin = (oldest - youngest) * 0.06
    box = (youngest + margin, oldest - margin, -2.4, -4.6)
    crowd(ax, box, people, color=GREY, markerfacecolor="white", markersize=9.5, gid="unknown")
