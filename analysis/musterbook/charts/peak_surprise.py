"""How large the busiest month would be if months differed only by chance, beside how large it was."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case import Case
from musterbook.charts.canvas import BLUE, GREY, LEFT, Words, axes_on, bare
from musterbook.errors import Unanswerable
from musterbook.evidence import PeakChance, peak_probability
from musterbook.tables import rows
from musterbook.worlds import possible_worlds

DOTS = 100


def frame(case: Case) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per size of the busiest month: ``people``; ``probability``, if each of the people had come in an equally
        likely month; ``dots``, of 100; ``reported``, whether this is the size that was reported; ``basis`` is
        ``inferred``; ``claims``, ids behind the reported size.
    """
    chance, claims = _chance(case)
    table = chance.distribution.rename("probability").reset_index()
    dots = _rounded(table["probability"].to_numpy() * DOTS)
    return table.assign(dots=dots, reported=table["people"] == chance.peak, basis="inferred", claims=claims)[
        ["people", "probability", "dots", "reported", "basis", "claims"]
    ]


def draw(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw a hundred dots, each one chance in a hundred, over the sizes the busiest month can have."""
    ax = axes_on(ax, (LEFT, 0.13, 0.91, 0.66))
    shown = table[(table["dots"] > 0) | table["reported"]]
    peak = int(table.loc[table["reported"], "people"].iloc[0])
    first, last, columns = int(shown["people"].min()), int(shown["people"].max()), 4
    tallest = -(-int(table["dots"].max()) // columns)
    bare(ax, (first - 0.9, last + 0.9), (-1.6, tallest + 2.1))
    for row in rows(shown):
        ink = BLUE if row["people"] >= peak else GREY
        marks = [(row["people"] + (one % columns - 1.5) * 0.19, one // columns + 0.5) for one in range(row["dots"])]
        if marks:
            ax.plot(
                *zip(*marks, strict=True), "o", color=ink, markerfacecolor="white", markersize=7, markeredgewidth=1.3
            )
        height = -(-row["dots"] // columns)
        ax.text(row["people"], height + 0.25, str(row["dots"]), ha="center", color=ink)
        ax.text(row["people"], -0.25, str(row["people"]), ha="center", va="top")
    ax.plot([first - 0.6, last + 0.6], [0, 0], color=GREY, linewidth=0.8)
    ax.text((first + last) / 2, -0.95, "people in the busiest month", ha="center", va="top", color=GREY)
    height = -(-int(table.loc[table["reported"], "dots"].iloc[0]) // columns)
    ax.plot(peak, height + 1.25, "v", color=BLUE, markersize=9, gid="reported")
    ax.text(peak, height + 1.6, f"reported: {peak}", ha="center", fontweight="bold", color=BLUE)
    return ax


def words(table: pd.DataFrame, case: Case) -> Words:
    """Say what the chart shows."""
    chance, _ = _chance(case)
    often = int(table.loc[table["people"] >= chance.peak, "dots"].sum())
    return Words(
        headline=f"Chance alone reaches {chance.peak} or more {often} times in {DOTS}",
        subtitle=f"Size of the busiest of {chance.cells} months, if months differed only by chance and each of "
        f"{labels.people(chance.people)} came in\nan equally likely one. Each ring is one chance in {DOTS}; blue ones "
        "are as large as reported, or larger.",
        foot=labels.foot(case),
        alt=f"Dot chart of the size of the busiest month by chance alone, one ring for each chance in {DOTS}; {often} "
        f"of them are as large as the reported {chance.peak} or larger. {chance.sentence}",
    )


def _chance(case: Case) -> tuple[PeakChance, str]:
    worlds = possible_worlds(case, "signup")
    table = worlds.table().dropna(subset="reported")
    low, high = worlds.total
    if table.empty or low != high:
        raise Unanswerable("the peak and the number of people must be settled to ask how surprising the peak is")
    top = max(rows(table), key=lambda row: int(row["reported"]))
    return peak_probability(low, peak=top["reported"], window=str(case.window()), exposure="cells"), top["claims"]


def _rounded(values: np.ndarray) -> list[int]:
    """Round to whole dots that sum as the values do, by largest remainders."""
    whole = np.floor(values).astype(int)
    left = round(float(values.sum())) - int(whole.sum())
    whole[np.argsort(whole - values, kind="stable")[:left]] += 1
    return [int(one) for one in whole]
