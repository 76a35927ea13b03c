"""How many people there were by the end of each month, as a band.

It is narrow where the figures settle the number, and where they do not as wide as what they leave open.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.charts import marks
from musterbook.charts.page import Size, Words, room, width_of
from musterbook.charts.subject import Subject
from musterbook.charts.timeline import drawn, measure, notes, period, timeline, unstated, window_of
from musterbook.schema import rows


def frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn: the cells of the dates, ``low`` and ``high`` those who had come by the end of each."""
    return timeline(subject, sums=True).drop(columns=["covers", "people"])


def draw(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw the band, and a mark with its number where it is settled between what is not, and in the end."""
    found, colour = drawn(table), marks.colour(look)
    low, high = (found[end].to_numpy(np.float64) for end in ("low", "high"))
    across, (wide, tall), size = np.arange(len(found) + 1) - 0.5, room(ax), marks.text_size()
    ax.set(xlim=(-0.5, len(found) - 0.5), ylim=(0, max(1.0, high.max()) * (1 + 2.2 * size / tall)))
    band = [np.concatenate([[0], line]) for line in (low, high)]
    ax.fill_between(across, band[0], band[1], color=colour, alpha=marks.TINT, linewidth=0, gid="possible")
    for line in band if (low < high).any() else band[:1]:
        ax.plot(across, line, **({"color": colour, "linewidth": 1.4, "gid": "line"} | look))
    pitch, point = wide / len(found), ax.get_ylim()[1] / tall
    for at in _told(low, high):
        if low[at] == high[at]:
            dot = {"color": colour, "markersize": 0.75 * size, "clip_on": False, "gid": "settled"}
            ax.plot(at + 0.5, low[at], "o", **dot)
        text = labels.between(int(low[at]), int(high[at]), lang)
        left = max(at + 0.5 - 5 / pitch, -0.5 + width_of(text, 12, bold=True) / pitch)
        place = (left, high[at] + 3 * point)
        marks.write(ax, place, text, ha="right", va="bottom", fontweight="bold", color=colour, gid="count")
    marks.counts_beside(ax, lang)
    marks.name_time(ax, found["cell"], found["part"].iloc[0], lang)
    return ax


def _told(low: np.ndarray, high: np.ndarray) -> list[int]:
    """Choose the months to name: settled ones beside one that is not, at most three, and the last.

    >>> _told(np.array([0, 8, 9, 31, 40]), np.array([7, 15, 31, 31, 40]))
    [3, 4]
    """
    settled = low == high
    beside_open = [
        at
        for at in range(len(low) - 1)
        if settled[at] and low[at] and not (settled[max(0, at - 1)] and settled[at + 1])
    ]
    return [*(beside_open if len(beside_open) <= 3 else []), len(low) - 1]


def height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the band would like, in points."""
    del table
    return 24 * size.text


def words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    found, lang = drawn(table), subject.lang
    low, high = found["low"].to_numpy(), found["high"].to_numpy()
    told = rows(found.iloc[_told(low, high)])
    said = [subject.say("cell-by", cell=period(row, subject), people=subject.people(row)) for row in told]
    values = {"what": subject.what, "window": window_of(found, lang), "ends": labels.listed(said, lang)}
    is_open = (found["low"] < found["high"]).any()
    return Words.of(
        _headline(found, unstated(table), subject),
        measure(subject.say("sum-subtitle", what=subject.what), subject, values["window"]),
        subject.say("sum-alt", **values),
        legend=[subject.say("sum-band")] if is_open else [],
        notes=notes(table, subject),
    )


def _headline(found: pd.DataFrame, unknown: int, subject: Subject) -> str:
    """Say how many there were in the end, and where it is told how many of them by a month before.

    Of a case that is the first whose sum is settled, of a list the one by which half had surely come, if surely fewer
    had come before.
    """
    low, high = found["low"].to_numpy(), found["high"].to_numpy()
    all_, most = int(low[-1]), int(high[-1]) + unknown
    at = _told(low, high)[0] if subject.case is not None else int((low * 2 >= all_).argmax())
    is_first = subject.case is not None or not at or high[at - 1] * 2 < all_
    if all_ == most and is_first and low[at] == high[at] and 0 < low[at] < all_:
        month = period(found.iloc[at], subject)
        return subject.say("sum-headline-part", number=int(low[at]), all=all_, month=month)
    people = labels.persons(all_, most, subject.lang)
    return subject.say("sum-headline", month=period(found.iloc[-1], subject), people=people)
