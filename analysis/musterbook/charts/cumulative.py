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
from musterbook.charts.notes import (
    MONTH,
    OUTSIDE,
    UNSTATED,
    cells_of,
    drawn,
    notes,
    period,
    persons,
    subtitle,
    unstated,
    until,
    until_said,
    window_of,
    with_rest,
)
from musterbook.charts.page import Size, Words, room, said_of, width_of
from musterbook.charts.subject import Subject, everything_behind, outside, rows, window_cells
from musterbook.errors import Unanswerable

COLUMNS = ["part", "cell", "until", "low", "high", "basis", "claims"]


def frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per month, or day of a few weeks: ``part``, ``month`` or ``day``; ``cell``; ``until``, as for months;
        ``low`` and ``high``, the least and the most people by its end; ``basis``, ``claims``. Then those of whom no
        date is stated, or one outside.
    """
    table = _of_case(subject) if subject.case is not None else _of_list(subject)
    return table[COLUMNS].astype({"low": "Int64", "high": "Int64"}).reset_index(drop=True)


def _of_case(subject: Subject) -> pd.DataFrame:
    assert subject.case is not None
    worlds = subject.worlds(subject.date)
    found = window_cells(subject.case.window(), MONTH)
    if worlds.total[1] is None:
        raise Unanswerable("the number of people has no largest value in what was published, so no total can be drawn")
    everything = everything_behind(worlds)
    table = worlds.cumulative().assign(until=until(found), part=MONTH, basis="inferred", claims=everything)
    return table if subject.window is None else table[[subject.window.meets(cell) for cell in found]]


def _of_list(subject: Subject) -> pd.DataFrame:
    known, window, table, found = cells_of(subject)
    start, ends = window.first.toordinal(), np.array([cell.last.toordinal() for cell in found])
    inside = known.table[(known.table["last"] >= start) & (known.table["first"] <= ends[-1])]
    low = _by(ends, inside["last"].to_numpy(), np.where(inside["first"] >= start, inside["people"], 0))
    high = _by(ends, inside["first"].to_numpy(), (inside["people"] + inside["extra"]).to_numpy())
    rest = {UNSTATED: known.unstated, OUTSIDE: outside(known, window)}
    return with_rest(table.assign(low=low, high=high), subject, rest)


def _by(ends: np.ndarray, days: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Sum the people whose day is no later than each end."""
    order = np.argsort(days, kind="stable")
    sums = np.concatenate([[0], np.cumsum(people[order])])
    found: np.ndarray = sums[np.searchsorted(days[order], ends, "right")]
    return found


def draw(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw the band, and a mark with its number where it is settled between what is not, and in the end."""
    found = drawn(table)
    colour = marks.colour(look)
    low, high = (found[end].to_numpy(np.float64) for end in ("low", "high"))
    places = np.arange(len(found)) + 0.5
    x = np.concatenate([[-0.5], places])
    top = max(1.0, high.max())
    wide, tall = room(ax)
    ax.set(xlim=(-0.5, len(found) - 0.5), ylim=(0, top * (1 + 2.2 * marks.text_size() / tall)))
    band = {"color": colour, "alpha": marks.TINT, "linewidth": 0, "gid": "possible"}
    ax.fill_between(x, np.concatenate([[0], low]), np.concatenate([[0], high]), **band)
    for line in [low] if (low == high).all() else [low, high]:
        ax.plot(x, np.concatenate([[0], line]), **({"color": colour, "linewidth": 1.4, "gid": "line"} | look))
    for at in _told(low, high):
        if low[at] == high[at]:
            ax.plot(
                places[at],
                low[at],
                "o",
                color=colour,
                markersize=0.75 * marks.text_size(),
                clip_on=False,
                gid="settled",
            )
        text = labels.whole(int(low[at]), lang) if low[at] == high[at] else labels.between(int(low[at]), int(high[at]))
        middle = max(places[at] - 5 * len(found) / wide, -0.5 + width_of(text, 12, bold=True) * len(found) / wide)
        look_of = {"ha": "right", "va": "bottom", "fontweight": "bold", "color": colour, "gid": "count"}
        marks.write(ax, (middle, high[at] + 3 * (ax.get_ylim()[1] / tall)), text, **look_of)
    marks.counts_beside(ax, lang)
    marks.name_time(ax, found["cell"], found["part"].iloc[0], lang)
    return marks.finish(ax)


def _told(low: np.ndarray, high: np.ndarray) -> list[int]:
    """Choose the months to name: settled ones beside one that is not, at most four, and the last.

    >>> _told(np.array([0, 8, 9, 31, 40]), np.array([7, 15, 31, 31, 40]))
    [3, 4]
    """
    settled = low == high
    open_beside = [
        at
        for at in range(len(low) - 1)
        if settled[at] and low[at] and not (settled[max(0, at - 1)] and settled[at + 1])
    ]
    return [*(open_beside if len(open_beside) <= 3 else []), len(low) - 1]


def height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the band would like, in points."""
    del table
    return 24 * size.text


def words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    found = drawn(table)
    last, when = found.iloc[-1], labels.period(window_of(found), subject.lang)
    low, high = int(last["low"]), int(last["high"]) + unstated(table)
    everybody = labels.persons(low, high, subject.lang)
    headline = subject.say("sum-headline", month=period(last, subject), people=everybody)
    inner = _inner(found, subject.case is not None)
    if low == high and inner is not None:
        month = period(inner, subject)
        headline = subject.say("sum-headline-part", number=int(inner["low"]), all=low, month=month)
    open_ = [subject.say("sum-band")] if (found["low"] != found["high"]).any() else []
    by = subtitle(subject.say("sum-subtitle", what=subject.what), subject, when)
    settled = rows(found.iloc[_told(found["low"].to_numpy(), found["high"].to_numpy())])
    said = [subject.say("cell-by", cell=period(row, subject), people=persons(row, subject.lang)) for row in settled]
    alt = subject.say("sum-alt", what=subject.what, window=when, ends=labels.listed(said, subject.lang))
    unread = notes(table, subject)
    return Words(
        labels.sentence(headline),
        said_of([by, *open_, *until_said(found, subject), *unread]),
        said_of([alt, *open_, *unread]),
    )


def _inner(found: pd.DataFrame, is_case: bool) -> dict[str, Any] | None:
    """Give the month to speak of before the last: of a case one whose sum is settled, of a list that of half of all.

    Half is only spoken of where it had surely been reached by the end of a month, and surely not before.
    """
    low, high = found["low"].to_numpy(), found["high"].to_numpy()
    if is_case:
        places = _told(low, high)[:-1]
        at = places[0] if places else len(low) - 1
    else:
        at = int((low * 2 >= low[-1]).argmax())
        if at and high[at - 1] * 2 >= low[-1]:
            return None
    is_settled = low[at] == high[at] and 0 < low[at] < low[-1]
    return dict(next(rows(found.iloc[at : at + 1]))) if is_settled else None
