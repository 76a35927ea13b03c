"""How large the busiest month would be if months differed only by chance, beside how large it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.chance import peak_probability
from musterbook.charts import marks
from musterbook.charts.page import Size, Words, lines_of, room, width_of
from musterbook.charts.subject import Subject, everything_behind
from musterbook.charts.timeline import A_FEW_WEEKS, MONTH, drawn, timeline
from musterbook.errors import Unanswerable
from musterbook.intervals import Interval
from musterbook.published import largest_month
from musterbook.schema import rows

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
    people, peak, window, unknown, claims = _of_case(subject) if subject.case is not None else _of_list(subject)
    if window.size < A_FEW_WEEKS:
        raise Unanswerable("a window of one month has no busiest month to be surprised at")
    if not 0 < people <= MOST_PEOPLE:
        raise Unanswerable(f"expected from 1 to {MOST_PEOPLE:,} people with a month, found {people:,}")
    found = peak_probability(people, peak=peak, window=str(window), exposure="cells")
    # A size that chance all but rules out is in no distribution, but on the chart if it is the one there was.
    sizes = found.distribution.index.union([found.peak])
    table = found.distribution.reindex(sizes, fill_value=0.0).rename_axis("people").rename("probability").reset_index()
    table = table.assign(dots=_dots(table["probability"]), reported=table["people"] == found.peak)
    about = {"everybody": found.people, "months": found.cells, "unknown": unknown}
    return table.assign(**about, basis="inferred", claims=claims)


def _of_case(subject: Subject) -> tuple[int, int, Interval, int, str]:
    assert subject.case is not None
    worlds = subject.worlds(subject.date)
    low, high = worlds.total
    if low != high:
        raise Unanswerable("the number of people must be settled to ask how surprising the largest month is")
    return low, largest_month(worlds).people, subject.case.window(), 0, everything_behind(worlds)


def _of_list(subject: Subject) -> tuple[int, int, Interval, int, str]:
    table = timeline(subject, MONTH)
    months = drawn(table)
    people = int(months["low"].sum())
    window = Interval.date(f"{months['cell'].iloc[0]}/{months['cell'].iloc[-1]}")
    return people, int(months["low"].max()), window, int(table["low"].sum()) - people, ""


def _dots(chances: pd.Series) -> pd.Series:
    """Round to whole dots, so that those of any size or more are as many as the chance of it says."""
    at_least = (chances[::-1].cumsum() * DOTS).round()[::-1].astype("int64")
    return at_least - at_least.shift(-1, fill_value=0)


def draw(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw a hundred rings, each one chance in a hundred, over the sizes that the busiest month can have."""
    colour, size, (wide, tall) = marks.colour(look), marks.text_size(), room(ax)
    peak = int(table.loc[table["reported"], "people"].iloc[0])
    bins, below = _bins(table, peak, wide), 3.2 * size
    pitch = wide / len(bins)
    abreast = max(1, min(ABREAST, int(pitch / (0.95 * size))))
    line = min(2.1 * size, (tall - below - 4.4 * size) / -(-int(bins["dots"].max()) // abreast))
    ax.set(xlim=(-0.5, len(bins) - 0.5), ylim=(-below / line, (tall - below) / line))
    ring = {"markerfacecolor": "none", "markeredgewidth": 1.2, "gid": "chance"}
    ring |= {"markersize": min(0.75 * size, 0.7 * line, 0.7 * pitch / abreast)}
    for place, row in enumerate(rows(bins)):
        shade = colour if row["people"] >= peak else marks.ink(muted=True)
        dots, top = np.arange(int(row["dots"])), -(-int(row["dots"]) // abreast)
        across = place + (dots % abreast - (abreast - 1) / 2) * min(1.5 * size, pitch / abreast) / pitch
        ax.plot(across, dots // abreast + 0.5, "o", **({"color": shade} | ring | look))
        marks.write(ax, (place, top + 0.25), str(row["dots"]), ha="center", color=shade)
        if row["people"] == peak:
            said = labels.say("chance-reported", lang, number=peak)
            half = width_of(said, size, bold=True) / 2 / pitch
            middle = min(max(place, half - 0.5), len(bins) - 0.5 - half)
            ax.plot(place, top + 2.1 * size / line, "v", color=colour, markersize=0.85 * size, gid="reported")
            bold = {"ha": "center", "fontweight": "bold", "color": colour}
            marks.write(ax, (middle, top + 2.7 * size / line), said, **bold)
    _name_sizes(ax, bins["name"].tolist(), line, lang)
    return ax


def _name_sizes(ax: Axes, names: list[str], line: float, lang: str) -> None:
    """Draw the axis of sizes, as many of them named as fit."""
    marks.without_axes(ax)
    size, pitch, muted = marks.text_size(), room(ax)[0] / len(names), marks.ink(muted=True)
    ax.plot([-0.5, len(names) - 0.5], [0, 0], color=muted, linewidth=0.8)
    step = max(1, int(np.ceil((max(width_of(name, size) for name in names) + 3) / pitch)))
    for place in range(0, len(names), step):
        marks.write(ax, (place, -4 / line), names[place], ha="center", va="top")
    middle = ((len(names) - 1) / 2, -(6 + lines_of("", size)) / line)
    marks.write(ax, middle, labels.say("chance-axis", lang), ha="center", va="top", color=muted)


def _bins(table: pd.DataFrame, peak: int, wide: float) -> pd.DataFrame:
    """Put sizes together where there are too many to draw; the size that was reported begins one."""
    shown = table[(table["dots"] > 0) | table["reported"]].set_index("people")["dots"]
    step = max(1, int(np.ceil((shown.index.max() - shown.index.min() + 1) / (wide / 22))))
    sizes = pd.Series(range(shown.index.min(), shown.index.max() + 1))
    dots = sizes.map(shown).fillna(0).astype(int)
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
    as_large = table[table["people"] >= top["people"]]
    often = int(as_large["dots"].sum())
    values = {"peak": top["people"], "times": often, "all": DOTS, "months": top["months"], "people": top["everybody"]}
    values = {name: int(value) for name, value in values.items()}
    return Words.of(
        subject.say("chance-headline" if often else "chance-headline-rare", **values),
        subject.say("chance-subtitle", **values),
        subject.say("chance-alt", **values),
        notes=[subject.say("chance-left-out", number=int(top["unknown"]))] if top["unknown"] else [],
    )
