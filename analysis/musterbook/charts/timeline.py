"""People over time: by month, and counted up month after month; of a list that lies within a few weeks, by day.

Of a case a line says how many any other month can have had at the most; of a list a tint says how many more each month
may have, where dates are known only roughly. Counted up, they are a band: narrow where the figures settle the number,
and where they do not as wide as what they leave open.
"""

from __future__ import annotations

from collections.abc import Mapping
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
from musterbook.charts.subject import (
    COARSE,
    OUTSIDE,
    UNSTATED,
    Known,
    Subject,
    everything_behind,
    unstated,
    window_cells,
    with_rest,
)
from musterbook.errors import Unanswerable
from musterbook.intervals import Every, Interval, Kind
from musterbook.schema import SIGNUP, rows

MONTH, DAY, WEEK, QUARTER, YEAR = "month", "day", "week", "quarter", "year"
UNKNOWN = "not known"
NOTES = {COARSE: "months-coarse", UNSTATED: "dates-unstated", OUTSIDE: "dates-outside"}
COLUMNS = ["part", "cell", "covers", "until", "people", "low", "high", "basis", "claims"]
A_FEW_WEEKS, LONG = 32, 10


def timeline(subject: Subject, every: str = "", *, sums: bool = False) -> pd.DataFrame:
    """Give what is known of each cell, or with ``sums`` of all until its end.

    Cells are months, but days where all lies within a few weeks, weeks where those are counted, and quarters or years
    where no month is known.
    ``part`` is what a row is a cell of; then come the people of a list who are in none: ``known roughly``, ``not
    stated``, ``outside`` the window. ``cell``; ``covers``, the days of it that are; ``until``, the last of them where
    the last month is not over; ``people``, reported or counted; ``low`` and ``high``, the least and the most;
    ``basis`` and ``claims``.
    """
    table = _of_case(subject, every, sums) if subject.case is not None else _of_list(subject, every, sums)
    numbers = dict.fromkeys(("people", "low", "high"), "Int64")
    table = table.reindex(columns=COLUMNS).astype({"covers": "str", "until": "str", **numbers})
    return table.fillna({"covers": "", "until": "", "claims": ""}).reset_index(drop=True)


def _of_case(subject: Subject, every: str, sums: bool) -> pd.DataFrame:
    case = subject.case
    assert case is not None
    window = case.window()
    if subject.window is not None and not subject.window.meets(window):
        raise Unanswerable(f"no day of {subject.window} lies in {window}, the days that the figures cover")
    by_day = any(len(one.where) == len("2023-07-03") for one in case.claim_list if one.variable == subject.date)
    every = every or (DAY if by_day and window.size < A_FEW_WEEKS else MONTH)
    worlds, found = subject.worlds(subject.date, every), window_cells(window, every)
    table = worlds.table().rename(columns={"reported": "people"})
    if sums and worlds.total[1] is None:
        raise Unanswerable("the number of people has no largest value in what was published, so no total can be drawn")
    if sums:
        table = worlds.cumulative().assign(people=None, claims="")
    known = table["people"].notna()
    basis, claims = known.map({True: "reported", False: "inferred"}), everything_behind(worlds)
    table = table.assign(**_covered(every, found), basis=basis, claims=table["claims"].where(known, claims))
    return table if subject.window is None else table[[subject.window.meets(cell) for cell in found]]


def _of_list(subject: Subject, every: str, sums: bool) -> pd.DataFrame:
    known = subject.known(Kind.DATE, SIGNUP)
    every, is_asked = every or _finest(known), bool(every)
    if every == WEEK and subject.window is None:
        window = Interval.days(min(one.first for one in known.spans), max(one.last for one in known.spans))
    else:
        window = subject.covered(known)
    days = None if is_asked or every == WEEK else _days_of(known, window)
    every = DAY if days else every
    found = window_cells(days or window, every)
    starts = [found[0].ends[0]] * len(found) if sums else [cell.ends[0] for cell in found]
    low, high = known.within(zip(starts, [cell.ends[1] for cell in found], strict=True))
    table = pd.DataFrame({"cell": [cell.text for cell in found], **_covered(every, found)})
    meets = (known.table["first"] <= window.high) & (known.table["last"] >= window.low)
    here, dated = int(known.table["people"][meets].sum()), known.people - known.unstated
    rest = {COARSE: 0 if sums else here - int(low.sum()), UNSTATED: known.unstated, OUTSIDE: dated - here}
    return with_rest(table.assign(people=low, low=low, high=high), subject, rest)


def _days_of(known: Known, window: Interval) -> Interval | None:
    """Give the days of a list whose dates are all known to the day and lie within a few weeks."""
    first, last = known.table["first"], known.table["last"]
    days = first[first.between(*window.ends)]
    if (first != last).any() or days.empty or days.max() - days.min() >= A_FEW_WEEKS:
        return None
    return Interval(int(days.min()), int(days.max()), Kind.DATE)


def _finest(known: Known) -> str:
    """Give the shortest cells that somebody is known to be in: weeks where all are, months, else quarters, else years.

    Fewer than two people a month over more than ten years are told by year, too.
    """

    def fits(every: str, span: Interval) -> bool:
        return span in Every.of(every).around(span.first)

    if known.spans and all(fits(WEEK, one) and one.size == 7 for one in known.spans):
        return WEEK
    first, last = (end(one.first.year for one in known.spans) if known.spans else 0 for end in (min, max))
    if last - first > LONG and known.people < 24 * (last - first):
        return YEAR
    return next((every for every in (MONTH, QUARTER, YEAR) if any(fits(every, one) for one in known.spans)), MONTH)


def _covered(every: str, found: list[Interval]) -> dict[str, Any]:
    """Give what cells are, the days of each that are covered, and the last of them where a last month is not over."""
    last = found[-1].last
    is_open = every == MONTH and last < Every.MONTH.around(last).last
    until = [*[""] * (len(found) - 1), last.isoformat() if is_open else ""]
    return {"part": every, "covers": [str(one) for one in found], "until": until}


def drawn(table: pd.DataFrame) -> pd.DataFrame:
    """Give the days, weeks, months, quarters or years alone."""
    return table[table["part"].isin([DAY, WEEK, MONTH, QUARTER, YEAR])].reset_index(drop=True)


def period(row: Mapping[str, Any] | pd.Series, subject: Subject) -> str:
    """Name a day, a week, a month, a quarter or a year."""
    dates = Interval.date(row["cell"])
    if row["part"] == WEEK:
        return subject.say("week-of", day=labels.day(dates.first, subject.lang))
    return labels.period(dates, subject.lang)


def _window_of(found: pd.DataFrame, subject: Subject) -> str:
    """Name the days from the first cell to the last."""
    names = [found["cell"].iloc[at] for at in (0, -1)]
    if found["part"].iloc[0] == YEAR and len(found) > 1:
        return subject.say("from-to", first=names[0], last=names[1])
    first, last = map(Interval.date, names)
    return labels.period(Interval.days(first.first, last.last), subject.lang)


def measure(by: str, subject: Subject, when: str = "") -> str:
    """Say what is counted by what, when, and of whom; of a list also by which of its columns, if that tells more."""
    column = "" if subject.case is not None else labels.variable_words(subject.date, subject.lang)
    column = "" if column.lower() in {DAY, WEEK, MONTH, QUARTER, YEAR, "date"} else column
    return f"{by}{f' ({column})' if column else ''}{f', {when}' if when else ''}{subject.of_whom}."


def notes(table: pd.DataFrame, subject: Subject) -> list[str]:
    """Say of how many people nothing is drawn, and until when a last month that is not over was counted."""
    ended = [subject.say("months-until", day=labels.day(day, subject.lang)) for day in table.get("until", []) if day]
    left = [subject.say(NOTES[row["part"]], number=int(row["low"])) for row in rows(table) if row["part"] in NOTES]
    unknown = [
        subject.say("months-open" if labels.ends(row) == (0, None) else "months-unknown", people=subject.people(row))
        for row in rows(table[table["part"] == UNKNOWN])
    ]
    return [*ended, *left, *unknown]


def months(subject: Subject) -> pd.DataFrame:
    """Give the months alone, by month: ``reported`` or ``sure``, ``low`` and ``high``."""
    table = drawn(timeline(subject, MONTH))
    name = "reported" if subject.case is not None else "sure"
    index = pd.PeriodIndex(table["cell"], freq="M", name="month")
    return table.rename(columns={"people": name})[[name, "low", "high"]].set_index(index)


# By month


def month_frame(subject: Subject) -> pd.DataFrame:
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


def draw_months(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw months as columns of people; of a case with a line for the most that any other month can have had."""
    found = drawn(table)
    is_case = not found["basis"].isin(["counted", "simulated"]).any()
    # Of a case what is settled stands above a month, or the least that is known.
    ends = [(labels.whole(int(low), lang), low, high) for low, high in zip(*_ends(found), strict=True)]
    known = [text if low == high else f"≥{text}" if low else "" for text, low, high in ends]
    marks.columns(
        ax, found, lang, texts=known if is_case else marks.count_texts(found, lang), tinted=not is_case, **look
    )
    marks.name_time(ax, found, lang)
    if is_case:
        _draw_ceilings(ax, found, lang)
    if found["until"].iloc[-1]:
        not_over = len(found) - 1.5, len(found) - 0.5
        ax.axvspan(*not_over, color=marks.ink(muted=True), alpha=0.12, linewidth=0, gid="not-over")
    return ax


def _ends(table: pd.DataFrame) -> list[np.ndarray]:
    return [table[end].astype("Float64").to_numpy(np.float64, na_value=np.nan) for end in ("low", "high")]


def _ceilings(found: pd.DataFrame) -> pd.DataFrame:
    """Give the months without a number that have a largest one."""
    return found[found["people"].isna() & (found["low"] != found["high"])].dropna(subset="high")


def _draw_ceilings(ax: Axes, table: pd.DataFrame, lang: str) -> None:
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


def month_height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the columns would like, in points."""
    tallest = drawn(table)[["low", "high"]].max().max()
    people = 0 if pd.isna(tallest) else int(tallest)
    return (min(24, max(8, people * 1.6 + 4)) + 2.6) * size.text


def month_words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart by month shows."""
    found, is_case = drawn(table), subject.case is not None
    by, when = subject.say(f"by-{found['part'].iloc[0]}", what=subject.what), _window_of(found, subject)
    is_tinted = not is_case and (found["high"] > found["low"]).any()
    # Months with the largest number of people who are known to belong there, at most three
    largest = found[(found["low"] > 0) & (found["low"] == found["low"].max())].head(3)
    told = subject.each(largest, [period(row, subject) for row in rows(largest)])
    return Words.of(
        _month_headline(found, table, subject),
        measure(by, subject, when),
        f"{subject.say('months-alt', by=by, window=when, largest=told)} {_ceiling(found, subject)}".strip(),
        legend=[subject.tint("tint-coarse")] if is_tinted else [],
        notes=notes(table, subject),
    )


def _ceiling(found: pd.DataFrame, subject: Subject) -> str:
    """Say of a case how many any month can have had but the one that is named as the largest."""
    others = found if not found["low"].max() else found[found["low"] < found["low"].max()]
    most = sorted(set(_ceilings(others)["high"].astype(int))) if subject.case is not None else []
    if len(most) == 1:
        return labels.sentence(subject.say("months-ceiling", most=most[0])) + "."
    return subject.say("months-ceilings", least=most[0], most=most[-1]) + "." if most else ""


def _month_headline(found: pd.DataFrame, table: pd.DataFrame, subject: Subject) -> str:
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
    # Up to two months are named; of more it is said how many there are.
    named = labels.listed([period(row, subject) for row in rows(top)], subject.lang)
    month = named if len(top) < 3 else subject.say(f"{top['part'].iloc[0]}s", number=len(top))
    values = {"month": month, "people": most, "all": everybody, "number": len(top)}
    if len(top) > 1:
        return subject.say("months-known-tie" if reach > most else "months-tie", **values)
    if reach >= most and not _is_peak(top, subject):
        is_reported = is_case and top["people"].notna().all()
        return subject.say("months-largest-published" if is_reported else "months-known", **values)
    if high is not None and high > most:
        return subject.say("months-most-range", month=month, low=most, high=int(high))
    # The ranges of a table leave open of how many in all.
    is_settled = subject.kinds is None or int(found["high"].sum()) == everybody
    return subject.say("months-most" if is_settled else "months-most-alone", **values)


def _is_peak(top: pd.DataFrame, subject: Subject) -> bool:
    """Tell whether it was published that this one had more than any other."""
    if subject.case is None or subject.window is not None:
        return False
    claims = subject.worlds(subject.date, top["part"].iloc[0]).basis.about(subject.date)
    return any(one.statistic is Statistic.PEAK and one.where == top["cell"].iloc[0] for one in claims)


# Counted up


def sum_frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn: the cells of the dates, ``low`` and ``high`` those who had come by the end of each."""
    return timeline(subject, sums=True).drop(columns=["covers", "people"])


def draw_sums(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw the band, and a mark with its number where it is settled between what is not, and in the end."""
    found, colour = drawn(table), marks.colour(look)
    low, high = _ends(found)
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
    """Say what the chart that counts up shows."""
    found, when = drawn(table), _window_of(drawn(table), subject)
    told = rows(found.iloc[_told(*_ends(found))])
    said = [subject.say("cell-by", cell=period(row, subject), people=subject.people(row)) for row in told]
    is_open = (found["low"] < found["high"]).any()
    return Words.of(
        _sum_headline(found, unstated(table), subject),
        measure(subject.say("sum-subtitle", what=subject.what), subject, when),
        subject.say("sum-alt", what=subject.what, window=when, ends=labels.listed(said, subject.lang)),
        legend=[subject.say("sum-band")] if is_open else [],
        notes=notes(table, subject),
    )


def _sum_headline(found: pd.DataFrame, unknown: int, subject: Subject) -> str:
    """Say how many there were in the end, and where it is told how many of them by a month before.

    Of a case that is the first whose sum is settled, of a list the one by which half had surely come, if surely fewer
    had come before.
    """
    low, high = _ends(found)
    all_, most = int(low[-1]), int(high[-1]) + unknown
    at = _told(low, high)[0] if subject.case is not None else int((low * 2 >= all_).argmax())
    is_first = subject.case is not None or not at or high[at - 1] * 2 < all_
    if all_ == most and is_first and low[at] == high[at] and 0 < low[at] < all_:
        month = period(found.iloc[at], subject)
        return subject.say("sum-headline-part", number=int(low[at]), all=all_, month=month)
    people = labels.persons(all_, most, subject.lang)
    return subject.say("sum-headline", month=period(found.iloc[-1], subject), people=people)


CHARTS = {
    "monthly": Chart(month_frame, draw_months, month_words, month_height),
    "cumulative": Chart(sum_frame, draw_sums, sum_words, lambda _, size: 24 * size.text),
}
