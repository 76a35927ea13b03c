"""People over time: by month, and counted up month after month; of a list that lies within a few weeks, by day.

Of a case a line says how many any other month can have had at the most; of a list a tint says how many more each month
may have, where dates are known only roughly. Counted up, they are a band: narrow where the figures settle the number,
and where they do not as wide as what they leave open.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from math import inf
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case.claims import Statistic
from musterbook.charts import marks
from musterbook.charts.page import Chart, Size, Words, lines_of, room, width_of, wrapped
from musterbook.charts.subject import UNKNOWN, Subject, drawn, left_of, reach, timeline, unstated
from musterbook.errors import Unanswerable
from musterbook.schema import rows

# By month


def month_frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn: the cells of the dates; below those of a case, of how many no month is known."""
    table = timeline(subject).drop(columns="covers")
    if subject.case is None or subject.window is not None:
        return table
    worlds, sure = subject.worlds(subject.date, table["part"].iloc[0]), int(table["low"].sum())
    if not sure and table["people"].isna().all() and table["high"].isna().all():
        raise Unanswerable("what was published settles nothing about any single month, so there is nothing to draw")
    rest = left_of(worlds, sure, UNKNOWN).assign(until="", people=None).reindex(columns=table.columns)
    return pd.concat([table, rest.astype(table.dtypes)], ignore_index=True)


def draw_months(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw months as columns of people; of a case with a line for the most that any other month can have had."""
    found, texts = drawn(table), []
    is_case = not found["basis"].isin(["counted", "simulated"]).any()
    for low, high in map(labels.ends, rows(found) if is_case else []):
        # Of a case what is settled stands above a month, or the least that is known.
        text = labels.whole(low, lang)
        texts.append(text if low == high else f"≥{text}" if low else "")
    marks.columns(ax, found, lang, texts=texts, tinted=not is_case, **look)
    if is_case:
        _draw_ceilings(ax, found, lang)
    marks.name_time(ax, found, lang)
    if found["until"].iloc[-1]:
        not_over = len(found) - 1.5, len(found) - 0.5
        ax.axvspan(*not_over, color=marks.ink(muted=True), alpha=0.12, linewidth=0, gid="not-over")
    return ax


def _ceilings(found: pd.DataFrame) -> pd.DataFrame:
    """Give the months without a number that have a largest one."""
    return found[found["people"].isna() & (found["low"] != found["high"])].dropna(subset="high")


def _runs(places: Iterable[int]) -> list[list[int]]:
    """Put places that follow each other together.

    >>> _runs([0, 1, 4, 5, 6])
    [[0, 1], [4, 5, 6]]
    """
    return [[at for _, at in run] for _, run in groupby(enumerate(places), lambda pair: pair[1] - pair[0])]


def _draw_ceilings(ax: Axes, table: pd.DataFrame, lang: str) -> None:
    """Draw the most that each month without a number can have had, and say it where there is room.

    One for all is said in words, over the longest run of months whose columns leave the line free; of several each
    stands at its line.
    """
    unknown, look = _ceilings(table), {"color": marks.ink(muted=True), "linewidth": 1.2, "gid": "most"}
    for most, part in unknown.groupby("high"):
        ax.hlines(np.full(len(part), most), part.index - 0.5, part.index + 0.5, **look)
    (wide, tall), size = room(ax), marks.text_size()
    pitch, top = wide / len(table), ax.get_ylim()[1]
    point = top / tall
    if len(set(unknown["high"])) == 1:
        most = int(unknown["high"].iloc[0])
        longest = max(_runs(at for at in unknown.index if table["low"][at] < most - 1), key=len, default=[])
        width = len(longest) * pitch - 8
        said = wrapped(labels.say("months-ceiling", lang, most=most), width, size) if longest else ""
        if said.count("\n") < 3 and width_of(said, size) <= width:
            is_below = lines_of(said, size) + 6 < most / point - 2 * size
            place = (longest[-1] + 0.42, most - 4 * point if is_below else most + 4 * point)
            marks.write(ax, place, said, ha="right", va="top" if is_below else "bottom", gid="ceiling")
        return
    for run in sorted(run for _, part in unknown.groupby("high") for run in _runs(part.index)):
        # Above the line, or below where there is no room above
        most, least = int(unknown["high"][run[0]]), int(unknown["low"][run].max())
        number, is_above = labels.whole(most, lang), most + (size + 6) * point <= top
        if is_above or most - least > (2.5 * size + 8) * point:
            words = (labels.say("at-most", lang, number=number), f"≤{number}")
            said = next((one for one in words if width_of(one, size) <= len(run) * pitch - 4), "")
            place = (run[0] + run[-1]) / 2, most + (3 if is_above else -3) * point
            marks.write(ax, place, said, ha="center", va="bottom" if is_above else "top", gid="ceiling")


def month_height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the columns would like, in points."""
    people = int(drawn(table)[["low", "high"]].fillna(0).max().max())
    return (min(24, max(8, people * 1.6 + 4)) + 2.6) * size.text


def month_words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart by month shows."""
    found, is_case = drawn(table), subject.case is not None
    by, when = subject.say(f"by-{found['part'].iloc[0]}", what=subject.what), subject.window_of(found)
    # Months with the largest number of people who are known to belong there, at most three
    largest = found[(found["low"] > 0) & (found["low"] == found["low"].max())].head(3)
    told = subject.each(largest, [subject.period(row) for row in rows(largest)])
    # Of a case, how many any month can have had but the one that is named as the largest
    others = _ceilings(found[found["low"] < (found["low"].max() or inf)])
    most = sorted(set(others["high"].astype(int))) if is_case else []
    alt = subject.say("months-alt", by=by, window=when, largest=told)
    if len(most) == 1:
        alt += f" {labels.sentence(subject.say('months-ceiling', most=most[0]))}."
    elif most:
        alt += f" {subject.say('months-ceilings', least=most[0], most=most[-1])}."
    return Words.of(
        _month_headline(found, table, subject),
        subject.measure(by, when),
        alt,
        legend=[subject.tint("tint-coarse")] if not is_case and (found["high"] > found["low"]).any() else [],
        notes=subject.left_out_of(table),
    )


def _month_headline(found: pd.DataFrame, table: pd.DataFrame, subject: Subject) -> str:
    """Name the month with the most people, or all that tie; where another may have more, the one with most known."""
    is_case, unknown, part = subject.case is not None, unstated(table), found["part"].iloc[0]
    most, everybody = int(found["low"].max()), int(table["low"].sum() if is_case else found["low"].sum())
    top = found[found["low"] == most]
    high = int(top["high"].max()) + unknown if top["high"].notna().all() else None
    if len(found) == 1 and most:
        people = labels.persons(most, high, subject.lang)
        return subject.say("months-single", month=subject.period(found.iloc[0]), people=people)
    if not most:
        return subject.say("months-none-published" if is_case else "months-none-known")
    # Up to two months are named; of more it is said how many there are.
    named = labels.listed(map(subject.period, rows(top)), subject.lang)
    month = named if len(top) < 3 else subject.say(f"{part}s", number=len(top))
    values: dict[str, str | int] = {"month": month, "people": most, "all": everybody, "number": len(top)}
    about = subject.worlds(subject.date, part).basis.about(subject.date) if is_case and subject.window is None else []
    is_told = any(one.statistic is Statistic.PEAK and one.where == top["cell"].iloc[0] for one in about)
    most_of_another = reach(found, top, unknown)
    if len(top) > 1:
        message = "months-known-tie" if most_of_another > most else "months-tie"
    elif most_of_another < most or is_told:
        # The ranges of a table leave open of how many in all.
        is_open = subject.kinds is not None and int(found["high"].sum()) != everybody
        message = "months-most-alone" if is_open else "months-most"
        if unknown:
            message, values["people"] = "months-most-alone", labels.persons(most, None, subject.lang)
        elif high is not None and high > most:
            message, values = "months-most-range", {"month": month, "low": most, "high": high}
    elif is_case and top["people"].notna().all():
        message = "months-largest-published"
    elif table["high"].isna().any():
        message, values["people"] = "months-known-alone", labels.persons(most, None, subject.lang)
    else:
        message = "months-known"
    return subject.say(message, **values)


# Counted up


def sum_frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn: the cells of the dates, ``low`` and ``high`` those who had come by the end of each."""
    return timeline(subject, sums=True).drop(columns=["covers", "people"])


def draw_sums(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw the band, and a mark with its number where it is settled between what is not, and in the end."""
    found, colour = drawn(table), marks.colour(look)
    low, high = marks.numbers(found, "low", "high")
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
    marks.name_time(ax, found, lang)
    return ax


def _told(low: np.ndarray, high: np.ndarray) -> list[int]:
    """Choose the months to name: settled ones beside one that is not, at most three, and the last.

    >>> _told(np.array([0, 8, 9, 31, 40]), np.array([7, 15, 31, 31, 40]))
    [3, 4]
    """
    settled, last = low == high, len(low) - 1
    beside_open = [
        at for at in range(last) if settled[at] and low[at] and not (settled[max(0, at - 1)] and settled[at + 1])
    ]
    return [*(beside_open if len(beside_open) <= 3 else []), last]


def sum_words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart that counts up shows.

    The headline says how many there were in the end, and where it is told how many of them by a month before. Of a case
    that is the first whose sum is settled, of a list the one by which half had surely come, if surely fewer had before.
    """
    found, is_case = drawn(table), subject.case is not None
    when, (low, high) = subject.window_of(found), marks.numbers(found, "low", "high")
    told = _told(low, high)
    named = rows(found.iloc[told])
    said = [subject.say("cell-by", cell=subject.period(row), people=subject.people(row)) for row in named]
    all_, most = int(low[-1]), int(high[-1]) + unstated(table)
    at = told[0] if is_case else int((low * 2 >= all_).argmax())
    is_first = is_case or not at or high[at - 1] * 2 < all_
    if all_ == most and is_first and low[at] == high[at] and 0 < low[at] < all_:
        part = {"number": int(low[at]), "all": all_, "month": subject.period(found.iloc[at])}
        headline = subject.say("sum-headline-part", **part)
    else:
        people = labels.persons(all_, most, subject.lang)
        headline = subject.say("sum-headline", month=subject.period(found.iloc[-1]), people=people)
    return Words.of(
        headline,
        subject.measure(subject.say("sum-subtitle", what=subject.what), when),
        subject.say("sum-alt", what=subject.what, window=when, ends=labels.listed(said, subject.lang)),
        legend=[subject.say("sum-band")] if (low < high).any() else [],
        notes=subject.left_out_of(table),
    )


CHARTS = {
    "monthly": Chart(month_frame, draw_months, month_words, month_height),
    "cumulative": Chart(sum_frame, draw_sums, sum_words, lambda _, size: 24 * size.text),
}
