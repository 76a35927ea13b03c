"""How large the busiest month would be if months differed only by chance, beside how large it was."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case.case import Case
from musterbook.chance import PeakChance, peak_probability
from musterbook.charts.behind import everything_behind
from musterbook.charts.canvas import BLUE, GREY, Look, Words, axes_on, bare, points_of, room
from musterbook.errors import Unanswerable
from musterbook.published import largest_month
from musterbook.tables import Row, rows
from musterbook.worlds.worlds import possible_worlds

DOTS = 100
ABREAST = 4
WIDEST = 14.0


def frame(case: Case, lang: str = "en") -> pd.DataFrame:  # noqa: ARG001
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per size of the busiest month: ``people``; ``probability``, if each of the people had come in an equally
        likely month; ``dots``, of 100; ``reported``, whether this is the size that was reported; ``basis`` is
        ``inferred``; ``claims``, ids behind the number of people and the reported size.
    """
    chance, claims = _chance(case)
    table = chance.distribution.rename("probability").reset_index()
    dots = _rounded(table["probability"].to_numpy() * DOTS)
    return table.assign(dots=dots, reported=table["people"] == chance.peak, basis="inferred", claims=claims)[
        ["people", "probability", "dots", "reported", "basis", "claims"]
    ]


def draw(table: pd.DataFrame, ax: Axes | None = None, look: Look | None = None) -> Axes:
    """Draw a hundred dots, each one chance in a hundred, over the sizes the busiest month can have."""
    look = look or Look()
    ax = axes_on(ax, look)
    shown = rows(table[(table["dots"] > 0) | table["reported"]])
    reported = next(row for row in shown if row["reported"])
    first, last = shown[0]["people"], shown[-1]["people"]
    width, height = room(ax)
    below, above = 3.8 * look.size.text, 2.6 * look.size.strong + 2 * look.size.text
    most = -(-max(row["dots"] for row in shown) // ABREAST)
    line = min(26.0, (height - below - above) / most)
    below += (height - below - above - line * most) / 2
    pitch = width / (last - first + 1.8)
    bare(ax, (first - 0.9, last + 0.9), (-below / line, (height - below) / line))
    mark = min(7.0, 0.155 * pitch, 0.7 * line)
    for row in shown:
        _draw_size(ax, row, BLUE if row["people"] >= reported["people"] else GREY, mark, look)
    ax.plot([first - 0.6, last + 0.6], [0, 0], color=GREY, linewidth=0.8)
    middle, foot = (first + last) / 2, -2.1 * look.size.text / line
    ax.text(middle, foot, look.say("peak-axis"), ha="center", va="top", color=GREY, fontsize=look.size.text)
    top = -(-reported["dots"] // ABREAST) + (1.75 * look.size.text + 5) / line
    ax.plot(reported["people"], top + 2 / line, "v", color=BLUE, markersize=9, gid="reported")
    said = look.say("reported-number", number=reported["people"])
    place = (reported["people"], top + 12 / line)
    ax.text(*place, said, ha="center", fontsize=look.size.text, fontweight="bold", color=BLUE)
    return ax


def _draw_size(ax: Axes, row: Row, ink: str, mark: float, look: Look) -> None:
    """Draw the chances of one size in rows of four, their number above and the size below."""
    people, dots = row["people"], row["dots"]
    foot = -4 / points_of(ax, 0, 1)[1]
    across = min(0.19, WIDEST / points_of(ax, 1, 0)[0])
    marks = [(people + (one % ABREAST - 1.5) * across, one // ABREAST + 0.5) for one in range(dots)]
    if marks:
        ax.plot(
            *zip(*marks, strict=True), "o", color=ink, markerfacecolor="white", markersize=mark, markeredgewidth=1.2
        )
    ax.text(people, -(-dots // ABREAST) + 0.25, str(dots), ha="center", color=ink, fontsize=look.size.text)
    ax.text(people, foot, str(people), ha="center", va="top", fontsize=look.size.text)


def words(table: pd.DataFrame, case: Case, look: Look) -> Words:
    """Say what the chart shows."""
    chance, _ = _chance(case)
    often = int(table.loc[table["people"] >= chance.peak, "dots"].sum())
    facts = {"peak": chance.peak, "times": often, "all": DOTS}
    drawn = {"cells": chance.cells, "people": chance.people, "all": DOTS}
    return Words(
        headline=look.say("peak-headline", **facts),
        subtitle=look.say("peak-subtitle", **drawn),
        alt=look.say("peak-alt", **{**facts, **drawn}, probability=_probability(chance.probability, look)),
    )


def _probability(probability: float, look: Look) -> str:
    """Give a probability with two decimals, and as many as it takes where it is below a hundredth."""
    places = 2 if probability >= 0.005 else 4
    return labels.decimal(probability, look.lang, places)


def _chance(case: Case) -> tuple[PeakChance, str]:
    worlds = possible_worlds(case, "signup")
    low, high = worlds.total
    if low != high:
        raise Unanswerable("the number of people must be settled to ask how surprising the peak is")
    if len(worlds.table()) == 1:
        raise Unanswerable("a window of one month has no busiest month to be surprised at")
    chance = peak_probability(low, peak=largest_month(worlds).people, window=str(case.window()), exposure="cells")
    return chance, everything_behind(worlds)


def _rounded(values: np.ndarray) -> list[int]:
    """Round to whole dots that sum as the values do, by largest remainders."""
    whole = np.floor(values).astype(int)
    left = round(float(values.sum())) - int(whole.sum())
    whole[np.argsort(whole - values, kind="stable")[:left]] += 1
    return [int(one) for one in whole]
