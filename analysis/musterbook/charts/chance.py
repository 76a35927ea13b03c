"""How large the busiest month would be if months differed only by chance, beside how large it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from musterbook import labels
from musterbook.chance import PeakChance, peak_probability
from musterbook.charts import marks
from musterbook.charts.page import Size, Words, lines_of, room, said_of, width_of
from musterbook.charts.subject import Subject, everything_behind, rows
from musterbook.errors import Unanswerable
from musterbook.intervals import Interval
from musterbook.published import largest_month

DOTS, ABREAST, MOST_PEOPLE = 100, 4, 10**7


def frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per size of the busiest month: ``people``; ``probability``, if each person had come in an equally likely
        month; ``dots``, of 100; ``reported``, whether this is the size it had; ``everybody`` and ``months``, how many
        people in how many months; ``unknown``, how many more have no month and are left out; ``basis`` is
        ``inferred``; ``claims``.
    """
    found, unknown, claims = _chance(subject)
    # A size that chance all but rules out is in no distribution, but on the chart if it is the one there was.
    sizes = found.distribution.index.union([found.peak])
    table = found.distribution.reindex(sizes, fill_value=0.0).rename_axis("people").rename("probability").reset_index()
    dots = _rounded(table["probability"].to_numpy() * DOTS)
    table = table.assign(dots=dots, reported=table["people"] == found.peak, everybody=found.people, months=found.cells)
    return table.assign(unknown=unknown, basis="inferred", claims=claims)


def _chance(subject: Subject) -> tuple[PeakChance, int, str]:
    if subject.case is not None:
        worlds = subject.worlds(subject.date)
        low, high = worlds.total
        if low != high:
            raise Unanswerable("the number of people must be settled to ask how surprising the largest month is")
        people, peak, window = low, largest_month(worlds).people, subject.case.window()
        unknown, claims = 0, everything_behind(worlds)
    else:
        from musterbook.charts.monthly import months

        found = months(subject)
        people, peak, claims = int(found["sure"].sum()), int(found["sure"].max()), ""
        unknown = subject.dates().people - people
        window = Interval.date(f"{found.index[0]}/{found.index[-1]}")
    if window.size < 32:
        raise Unanswerable("a window of one month has no busiest month to be surprised at")
    if not 0 < people <= MOST_PEOPLE:
        raise Unanswerable(f"expected from 1 to {MOST_PEOPLE:,} people with a month, found {people:,}")
    return peak_probability(people, peak=peak, window=str(window), exposure="cells"), unknown, claims


def _rounded(values: np.ndarray) -> list[int]:
    """Round to whole dots that sum as the values do, by largest remainders."""
    whole = np.floor(values).astype(int)
    left = round(float(values.sum())) - int(whole.sum())
    whole[np.argsort(whole - values, kind="stable")[:left]] += 1
    return [int(one) for one in whole]


def draw(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw a hundred rings, each one chance in a hundred, over the sizes that the busiest month can have."""
    colour = marks.colour(look)
    wide, tall = room(ax)
    peak = int(table.loc[table["reported"], "people"].iloc[0])
    bins = _bins(table, peak, wide)
    size = marks.text_size()
    below = 3.2 * size
    pitch = wide / len(bins)
    abreast = max(1, min(ABREAST, int(pitch / (0.95 * size))))
    most = max(-(-int(row["dots"]) // abreast) for row in rows(bins))
    line = min(2.1 * size, (tall - below - 4.4 * size) / most)
    ax.set(xlim=(-0.5, len(bins) - 0.5), ylim=(-below / line, (tall - below) / line))
    mark = min(0.75 * size, 0.7 * line, 0.7 * pitch / abreast)
    across = min(1.5 * size, pitch / abreast) / pitch
    for place, row in enumerate(rows(bins)):
        shade = colour if row["people"] >= peak else marks.ink(muted=True)
        dots = np.arange(int(row["dots"]))
        ring = {"color": shade, "markerfacecolor": "none", "markersize": mark, "markeredgewidth": 1.2, "gid": "chance"}
        x = place + (dots % abreast - (abreast - 1) / 2) * across
        ax.plot(x, dots // abreast + 0.5, "o", **(ring | look))
        top = -(-int(row["dots"]) // abreast)
        marks.write(ax, (place, top + 0.25), str(row["dots"]), ha="center", color=shade)
        if row["people"] == peak:
            said = labels.say("chance-reported", lang, number=peak)
            half = width_of(said, size, bold=True) / 2 / pitch
            middle = min(max(place, half - 0.5), len(bins) - 0.5 - half)
            ax.plot(place, top + (2.1 * size) / line, "v", color=colour, markersize=0.85 * size, gid="reported")
            marks.write(ax, (middle, top + 2.7 * size / line), said, ha="center", fontweight="bold", color=colour)
    ax.yaxis.set_major_locator(NullLocator())
    ax.xaxis.set_major_locator(NullLocator())
    ax.spines["bottom"].set_visible(False)
    ax.plot([-0.5, len(bins) - 0.5], [0, 0], color=marks.ink(muted=True), linewidth=0.8)
    names = [str(row["name"]) for row in rows(bins)]
    step = max(1, int(np.ceil((max(width_of(name, size) for name in names) + 3) / pitch)))
    for place in range(0, len(bins), step):
        marks.write(ax, (place, -4 / line), names[place], ha="center", va="top")
    caption = labels.say("chance-axis", lang)
    below = -(4 + lines_of("", size) + 2) / line
    marks.write(ax, ((len(bins) - 1) / 2, below), caption, ha="center", va="top", color=marks.ink(muted=True))
    return marks.finish(ax)


def _bins(table: pd.DataFrame, peak: int, wide: float) -> pd.DataFrame:
    """Put sizes together where there are too many to draw; the size that was reported begins one."""
    shown = table[(table["dots"] > 0) | table["reported"]]
    first, last = int(shown["people"].min()), int(shown["people"].max())
    step = max(1, int(np.ceil((last - first + 1) / (wide / 22))))
    sizes = pd.Series(range(first, last + 1))
    dots = sizes.map(shown.set_index("people")["dots"]).fillna(0).astype(int)
    grouped = pd.DataFrame({"people": sizes, "dots": dots}).groupby((sizes - peak) // step)
    found = grouped.agg(people=("people", "min"), last=("people", "max"), dots=("dots", "sum"))
    names = [str(a) if a == b else f"{a}–{b}" for a, b in zip(found["people"], found["last"], strict=True)]
    return found.assign(name=names)


def height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the rings would like, in points."""
    most = int(table["dots"].max()) / ABREAST
    return min(26 * size.text, most * 18 + 9 * size.text)


def words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    top = table[table["reported"]].iloc[0]
    peak, people, months = int(top["people"]), int(top["everybody"]), int(top["months"])
    often = int(table.loc[table["people"] >= peak, "dots"].sum())
    probability = float(table.loc[table["people"] >= peak, "probability"].sum())
    values = {"peak": peak, "times": often, "all": DOTS, "months": months, "people": people}
    unknown = int(top["unknown"])
    left = subject.say("chance-left-out", number=unknown) if unknown else ""
    message = "chance-headline" if often else "chance-headline-rare"
    exact = labels.decimal(probability, subject.lang, 2 if probability >= 0.005 else 4)
    return Words(
        subject.say(message, **values),
        said_of([subject.say("chance-subtitle", **values), left]),
        said_of([subject.say("chance-alt", **values, probability=exact), left]),
    )
