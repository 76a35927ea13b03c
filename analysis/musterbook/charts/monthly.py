"""People by month: who is known to belong to each, how many more may, and of how many no month is known.

A list that lies within a few weeks is drawn by day. For a case one line says how many any other month can have had at
the most; for a list a tint says how many more each month may have, where dates are known only roughly.
"""

from __future__ import annotations

from itertools import groupby
from math import inf
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case.claims import Statistic
from musterbook.charts import marks
from musterbook.charts.page import Size, Words, lines_of, room, width_of, wrapped
from musterbook.charts.subject import Subject, ends, everything_behind
from musterbook.charts.timeline import (
    MONTH,
    UNKNOWN,
    drawn,
    measure,
    notes,
    period,
    timeline,
    unstated,
    window_of,
)
from musterbook.errors import Unanswerable
from musterbook.schema import rows


def frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn: the cells of the dates; below those of a case, of how many no month is known."""
    table = timeline(subject).drop(columns="covers")
    if subject.case is None or subject.window is not None:
        return table
    worlds = subject.worlds(subject.date, table["part"].iloc[0])
    (low, high), sure = worlds.total, int(table["low"].sum())
    if not sure and table["people"].isna().all() and table["high"].isna().all():
        raise Unanswerable("what was published settles nothing about any single month, so there is nothing to draw")
    if high is not None and high <= sure:
        return table
    rest: dict[str, Any] = {"part": UNKNOWN, "cell": "", "until": "", "people": None, "basis": "derived"}
    rest |= {"low": low - sure, "high": None if high is None else high - sure, "claims": everything_behind(worlds)}
    return pd.concat([table, pd.DataFrame([rest]).astype(table.dtypes)], ignore_index=True)


def months(subject: Subject) -> pd.DataFrame:
    """Give the months alone, by month: ``reported`` or ``sure``, ``low`` and ``high``."""
    table = drawn(timeline(subject, MONTH))
    name = "reported" if subject.case is not None else "sure"
    index = pd.PeriodIndex(table["cell"], freq="M", name="month")
    return table.rename(columns={"people": name})[[name, "low", "high"]].set_index(index)


def draw(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw months as columns of people; of a case with a line for the most that any other month can have had."""
    found = drawn(table)
    is_case = not found["basis"].isin(["counted", "simulated"]).any()
    texts = [_known(row, lang) for row in rows(found)] if is_case else marks.count_texts(found, lang)
    marks.columns(ax, found, lang, texts=texts, tinted=not is_case, **look)
    marks.name_time(ax, found["cell"], found["part"].iloc[0], lang)
    if is_case:
        _draw_ceiling(ax, found, lang)
    if found["until"].iloc[-1]:
        not_over = len(found) - 1.5, len(found) - 0.5
        ax.axvspan(*not_over, color=marks.ink(muted=True), alpha=0.12, linewidth=0, gid="not-over")
    return ax


def _known(row: dict[str, Any], lang: str) -> str:
    """Give the count above a month of a case: what was reported, or the least that is known."""
    low, high = ends(row)
    least = labels.whole(low, lang)
    return least if low == high else f"≥{least}" if low else ""


def _draw_ceiling(ax: Axes, table: pd.DataFrame, lang: str) -> None:
    """Draw the most that each month without a number can have had, and say it where there is room."""
    unknown = _ceilings(table)
    for most, part in unknown.groupby("high"):
        look = {"color": marks.ink(muted=True), "linewidth": 1.2, "gid": "most"}
        ax.hlines(np.full(len(part), most), part.index - 0.5, part.index + 0.5, **look)
    if len(set(unknown["high"])) != 1:
        _name_ceilings(ax, table, unknown, lang)
        return
    most, (wide, tall), size = int(unknown["high"].iloc[0]), room(ax), marks.text_size()
    pitch, point = wide / len(table), ax.get_ylim()[1] / tall
    # The longest run of months whose columns leave the line free
    free = [at for at in unknown.index if table["low"][at] < most - 1]
    runs = [[at for _, at in run] for _, run in groupby(enumerate(free), lambda pair: pair[1] - pair[0])]
    longest = max(runs, key=len, default=[])
    width = len(longest) * pitch - 8
    said = wrapped(labels.say("months-ceiling", lang, most=most), width, size) if longest else ""
    if said and said.count("\n") < 3 and width_of(said, size) <= width:
        is_below = lines_of(said, size) + 6 < most / point - 2 * size
        place = (longest[-1] + 0.42, most - 4 * point if is_below else most + 4 * point)
        marks.write(ax, place, said, ha="right", va="top" if is_below else "bottom", gid="ceiling")


def _name_ceilings(ax: Axes, table: pd.DataFrame, unknown: pd.DataFrame, lang: str) -> None:
    """Say above each stretch of one ceiling how many a month can have had, or below where there is no room above."""
    (wide, tall), size = room(ax), marks.text_size()
    pitch, top = wide / len(table), ax.get_ylim()[1]
    point, stretches = top / tall, (unknown["high"].diff().ne(0) | unknown.index.to_series().diff().ne(1)).cumsum()
    for _, run in unknown.groupby(stretches):
        most, low = int(run["high"].iloc[0]), int(run["low"].max())
        number = labels.whole(most, lang)
        for said in (labels.say("at-most", lang, number=number), f"≤{number}"):
            is_above = most + (size + 6) * point <= top
            is_free = is_above or most - low > (2.5 * size + 8) * point
            if is_free and width_of(said, size) <= len(run) * pitch - 4:
                place = (run.index[0] + run.index[-1]) / 2, most + (3 if is_above else -3) * point
                marks.write(ax, place, said, ha="center", va="bottom" if is_above else "top", gid="ceiling")
                break


def _ceilings(found: pd.DataFrame) -> pd.DataFrame:
    """Give the months without a number that have a largest one."""
    return found[found["people"].isna() & (found["low"] != found["high"])].dropna(subset="high")


def height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the columns would like, in points."""
    tallest = drawn(table)[["low", "high"]].max().max()
    people = 0 if pd.isna(tallest) else int(tallest)
    return min(24 * size.text, max(8 * size.text, people * 1.6 * size.text + 4 * size.text)) + 2.6 * size.text


def words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    found, is_case = drawn(table), subject.case is not None
    by, when = subject.say(f"by-{found['part'].iloc[0]}", what=subject.what), window_of(found, subject.lang)
    is_tinted = not is_case and (found["high"] > found["low"]).any()
    # Months with the largest number of people who are known to belong there, at most three
    largest = found[(found["low"] > 0) & (found["low"] == found["low"].max())].head(3)
    told = subject.each(largest, [period(row, subject) for row in rows(largest)])
    alt = subject.say("months-alt", by=by, window=when, largest=told)
    return Words.of(
        _headline(found, table, subject),
        measure(by, subject, when),
        f"{alt} {_ceiling(found, subject)}".strip() if is_case else alt,
        legend=[subject.tint("months-tint")] if is_tinted else [],
        notes=notes(table, subject),
    )


def _ceiling(found: pd.DataFrame, subject: Subject) -> str:
    """Say how many any month can have had but the one that is named as the largest."""
    others = found if not found["low"].max() else found[found["low"] < found["low"].max()]
    most = sorted(set(_ceilings(others)["high"].astype(int)))
    if not most:
        return ""
    if len(most) == 1:
        return labels.sentence(subject.say("months-ceiling", most=most[0])) + "."
    return subject.say("months-ceilings", least=most[0], most=most[-1]) + "."


def _headline(found: pd.DataFrame, table: pd.DataFrame, subject: Subject) -> str:
    """Name the month with the most people, or all that tie; where another may have more, the one with most known."""
    is_case, unknown = subject.case is not None, unstated(table)
    most, everybody = int(found["low"].max()), int(table["low"].sum() if is_case else found["low"].sum())
    top = found[found["low"] == most]
    high = top["high"].max() + unknown if top["high"].notna().all() else None
    if not most:
        return subject.say("months-none-published" if is_case else "months-none-known")
    if len(found) == 1:
        people = labels.persons(most, None if high is None else int(high), subject.lang)
        return subject.say("months-single", month=period(found.iloc[0], subject), people=people)
    # How many another month may have had, or one of several that share the most
    others = [*found["high"][found["low"] < most], *(top["high"] if len(top) > 1 else [])]
    reach = inf if found["high"].isna().any() else max(others, default=-unknown - 1) + unknown
    values = {"month": _named(top, subject), "people": most, "all": everybody, "number": len(top)}
    if len(top) > 1:
        return subject.say("months-known-tie" if reach > most else "months-tie", **values)
    if reach >= most and not _is_peak(top, subject):
        is_reported = is_case and top["people"].notna().all()
        return subject.say("months-largest-published" if is_reported else "months-known", **values)
    if high is not None and high > most:
        return subject.say("months-most-range", month=values["month"], low=most, high=int(high))
    # The ranges of a table leave open of how many in all.
    is_settled = subject.kinds is None or int(found["high"].sum()) == everybody
    return subject.say("months-most" if is_settled else "months-most-alone", **values)


def _is_peak(top: pd.DataFrame, subject: Subject) -> bool:
    """Tell whether it was published that this one had more than any other."""
    if subject.case is None or subject.window is not None:
        return False
    claims = subject.worlds(subject.date, top["part"].iloc[0]).basis.about(subject.date)
    return any(one.statistic is Statistic.PEAK and one.where == top["cell"].iloc[0] for one in claims)


def _named(top: pd.DataFrame, subject: Subject) -> str:
    """Name up to two months; of more only how many there are."""
    if len(top) > 2:
        return subject.say(f"{top['part'].iloc[0]}s", number=len(top))
    return labels.listed([period(row, subject) for row in rows(top)], subject.lang)
