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
from musterbook.charts.notes import DAY, MONTH, OUTSIDE, UNSTATED, days_of, note, unstated, until, who
from musterbook.charts.page import Size, Words, room, said_of, width_of
from musterbook.charts.subject import Subject, everything_behind, outside, rows, window_cells
from musterbook.errors import Unanswerable
from musterbook.intervals import Interval, cells
from musterbook.published import Part, parts
from musterbook.worlds.worlds import Worlds

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
    found, months, (_, most) = window_cells(subject.case.window(), MONTH), worlds.bounds(), worlds.total
    if most is None:
        raise Unanswerable("the number of people has no largest value in what was published, so no total can be drawn")
    sums = _sums(worlds, months, most, parts(subject.case))
    basis, claims = "inferred", everything_behind(worlds)
    table = sums.assign(until=until(found), part=MONTH, basis=basis, claims=claims)
    return table if subject.window is None else table[[subject.window.meets(cell) for cell in found]]


def _sums(worlds: Worlds, months: pd.DataFrame, most: int, known: list[Part]) -> pd.DataFrame:
    """Give what the months and the published parts leave of the sum by the end of each month.

    A sum is at least the one before and what the month surely had, and at least the one after less the most it can
    have had; likewise the other way round. Parts that follow each other from the start settle the sum at their ends.
    """
    low, high = (months[end].fillna(most).to_numpy(np.int64) for end in ("low", "high"))
    least: Any = np.cumsum(low)
    largest: Any = np.minimum(np.cumsum(high), most)
    reached, people = worlds.axis.spans[0].start, 0
    for part in sorted(known, key=lambda one: one.period.first):
        ends = [place for place, span in enumerate(worlds.axis.spans) if span.stop == part.period.last.toordinal() + 1]
        if part.period.first.toordinal() == reached and ends:
            reached, people = worlds.axis.spans[ends[0]].stop, people + part.people
            least[ends[0]] = largest[ends[0]] = people
    least[-1], largest[-1] = max(least[-1], worlds.total[0]), min(largest[-1], most)
    for at in range(1, len(low)):
        least[at], largest[at] = max(least[at], least[at - 1] + low[at]), min(largest[at], largest[at - 1] + high[at])
    for at in range(len(low) - 2, -1, -1):
        least[at] = max(least[at], least[at + 1] - high[at + 1])
        largest[at] = min(largest[at], largest[at + 1] - low[at + 1])
    return pd.DataFrame({"cell": worlds.axis.names, "low": least, "high": largest})


def _of_list(subject: Subject) -> pd.DataFrame:
    known = subject.dates()
    window = subject.covered(known)
    days = days_of(known.table, window)
    every = MONTH if days is None else DAY
    found = window_cells(days or window, every)
    start, ends = window.first.toordinal(), np.array([cell.last.toordinal() for cell in found])
    inside = known.table[(known.table["last"] >= start) & (known.table["first"] <= ends[-1])]
    low = _by(ends, inside["last"].to_numpy(), np.where(inside["first"] >= start, inside["people"], 0))
    high = _by(ends, inside["first"].to_numpy(), (inside["people"] + inside["extra"]).to_numpy())
    names = [cell.text for cell in found]
    table = pd.DataFrame({"part": every, "cell": names, "until": until(found), "low": low, "high": high})
    rest = [(UNSTATED, known.unstated), (OUTSIDE, outside(known, window))]
    others = [{"part": part, "cell": "", "until": "", "low": n, "high": n} for part, n in rest if n]
    return pd.concat([table, pd.DataFrame(others)], ignore_index=True).assign(basis=subject.basis, claims="")


def _by(ends: np.ndarray, days: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Sum the people whose day is no later than each end."""
    order = np.argsort(days, kind="stable")
    sums = np.concatenate([[0], np.cumsum(people[order])])
    found: np.ndarray = sums[np.searchsorted(days[order], ends, "right")]
    return found


def draw(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw the band, and a mark with its number where it is settled between what is not, and in the end."""
    found = table[table["part"].isin([MONTH, DAY])].reset_index(drop=True)
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
    every = str(found["part"].iloc[0])
    marks.name_time(ax, [cells(Interval.date(name), every)[0] for name in found["cell"]], every, lang)
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
    found = table[table["part"].isin([MONTH, DAY])]
    last = found.iloc[-1]
    low, high = int(last["low"]), int(last["high"]) + unstated(table)
    window = Interval.days(Interval.date(found["cell"].iloc[0]).first, Interval.date(last["cell"]).last)
    end = labels.period(Interval.date(last["cell"]), subject.lang)
    headline = subject.say("sum-headline", month=end, people=labels.persons(low, high, subject.lang))
    inner = _inner(found, subject.case is not None)
    if low == high and inner is not None:
        month = labels.period(Interval.date(inner["cell"]), subject.lang)
        headline = subject.say("sum-headline-part", number=int(inner["low"]), all=low, month=month)
    notes = [note({**row, "people": row["low"]}, subject) for row in rows(table[~table["part"].isin([MONTH, DAY])])]
    open_ = [subject.say("sum-band")] if (found["low"] != found["high"]).any() else []
    until = last["until"]
    over = [subject.say("months-until", day=labels.day(until, subject.lang))] if until else []
    by = subject.say("sum-subtitle", what=subject.what)
    column = "" if subject.case is not None else subject.date
    subtitle = f"{by}{subject.of_column(column)}, {labels.period(window, subject.lang)}{who(subject)}."
    settled = list(rows(found.iloc[_told(found["low"].to_numpy(), found["high"].to_numpy())]))
    said = labels.listed([_said(row, subject) for row in settled], subject.lang)
    alt = subject.say("sum-alt", what=subject.what, window=labels.period(window, subject.lang), ends=said)
    return Words(labels.sentence(headline), said_of([subtitle, *open_, *over, *notes]), said_of([alt, *open_, *notes]))


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


def _said(row: dict[str, Any], subject: Subject) -> str:
    people = labels.persons(int(row["low"]), int(row["high"]), subject.lang)
    return subject.say("cell-by", cell=labels.period(Interval.date(row["cell"]), subject.lang), people=people)
