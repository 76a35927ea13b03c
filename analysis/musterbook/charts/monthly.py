"""People by month: who is known to belong to each, how many more may, and of how many no month is known.

A list that lies within a few weeks is drawn by day. For a case one line says how many any other month can have had at
the most; for a list a tint says how many more each month may have, where dates are known only roughly.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.charts import marks
from musterbook.charts.notes import (
    A_FEW_WEEKS,
    DAY,
    MONTH,
    UNKNOWN,
    cells_of,
    drawn,
    notes,
    period,
    persons,
    subtitle,
    undrawn,
    unstated,
    until,
    until_said,
    window_of,
    with_rest,
)
from musterbook.charts.page import Size, Words, lines_of, room, said_of, width_of, wrapped
from musterbook.charts.subject import Subject, everything_behind, in_cells, ordinals, rows, window_cells
from musterbook.errors import Unanswerable

COLUMNS = ["part", "cell", "until", "people", "low", "high", "basis", "claims"]
NUMBERS = dict.fromkeys(("people", "low", "high"), "Int64")


def frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        ``part``: ``month`` or ``day``, then the people of whom no month is known: of a case ``not known``, of a list
        ``known roughly``, ``not stated``, and ``outside`` the window that was asked for. ``cell``; ``until``, the last
        day that is covered, where that is before its end; ``people``, reported or counted; ``low`` and ``high``, the
        least and the most; ``basis`` and the ``claims`` behind a row.
    """
    table = _of_case(subject) if subject.case is not None else _of_list(subject)
    return table.reindex(columns=COLUMNS).astype(NUMBERS).astype({"until": "str"}).fillna({"until": "", "claims": ""})


def months(subject: Subject) -> pd.DataFrame:
    """Give the months alone, by month: ``reported`` or ``sure``, ``low`` and ``high``."""
    table = _of_case(subject, MONTH) if subject.case is not None else _of_list(subject, MONTH)
    table = table[table["part"] == MONTH]
    name = "reported" if subject.case is not None else "sure"
    index = pd.PeriodIndex(table["cell"], freq="M", name="month")
    found = table.rename(columns={"people": name})[[name, "low", "high"]].astype("Int64")
    return found.set_index(index)


def _of_case(subject: Subject, every: str = "") -> pd.DataFrame:
    case = subject.case
    assert case is not None
    window = case.window()
    named = [claim.where for claim in case.claim_list if claim.variable == subject.date]
    by_day = window.size < A_FEW_WEEKS and any(len(where) == len("2023-07-03") for where in named)
    every = every or (DAY if by_day else MONTH)
    worlds = subject.worlds(subject.date, every)
    table = worlds.table().rename(columns={"reported": "people"}).assign(part=every)
    known = table["people"].notna()
    table["basis"] = known.map({True: "reported", False: "inferred"})
    table["claims"] = table["claims"].where(known, everything_behind(worlds))
    found = window_cells(window, every)
    table = table.assign(until=until(found))
    if subject.window is not None:
        return table[[subject.window.meets(cell) for cell in found]]
    (low, high), sure = worlds.total, int(table["low"].sum())
    if not sure and table["people"].isna().all() and table["high"].isna().all():
        raise Unanswerable("what was published settles nothing about any single month, so there is nothing to draw")
    rest = {"part": UNKNOWN, "low": low - sure, "high": None if high is None else high - sure, "basis": "derived"}
    if high is not None and high <= sure:
        return table
    return pd.concat([table, pd.DataFrame([{"cell": "", "claims": everything_behind(worlds), **rest}])])


def _of_list(subject: Subject, every: str = "") -> pd.DataFrame:
    known, window, table, found = cells_of(subject, every)
    low, high = in_cells(known.table, ordinals(found))
    return with_rest(table.assign(people=low, low=low, high=high), subject, undrawn(known, window, low))


def draw(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw months as columns of people; of a case with a line for the most that any other month can have had."""
    found = drawn(table)
    is_case = not found["basis"].isin(["counted", "simulated"]).any()
    texts = [_count(row, lang) for row in rows(found)] if is_case else marks.count_texts(found, lang)
    said = [text if row["low"] or is_case else "" for text, row in zip(texts, rows(found), strict=True)]
    marks.columns(ax, found, lang, texts=said, tinted=not is_case, **look)
    marks.name_time(ax, found["cell"], found["part"].iloc[0], lang)
    if is_case:
        _draw_ceiling(ax, found, lang)
    if found["until"].iloc[-1]:
        ends = len(found) - 1.5, len(found) - 0.5
        ax.axvspan(*ends, color=marks.ink(muted=True), alpha=0.12, linewidth=0, gid="not-over")
    return marks.finish(ax)


def _count(row: dict[str, Any], lang: str) -> str:
    """Give the count above a month of a case: what was reported, or the least that is known."""
    if not pd.isna(row["people"]):
        return labels.whole(int(row["people"]), lang)
    if not row["low"]:
        return "0" if not pd.isna(row["high"]) and row["high"] == 0 else ""
    settled = not pd.isna(row["high"]) and row["low"] == row["high"]
    return labels.whole(int(row["low"]), lang) if settled else f"≥{labels.whole(int(row['low']), lang)}"


def _draw_ceiling(ax: Axes, table: pd.DataFrame, lang: str) -> None:
    """Draw the most that each month without a number can have had, and say it where there is room."""
    unknown = table[table["people"].isna() & (table["low"] != table["high"])].dropna(subset="high")
    if unknown.empty:
        return
    colour = marks.ink(muted=True)
    for part in [group for _, group in unknown.groupby("high")]:
        ax.hlines(part["high"].astype(int), part.index - 0.5, part.index + 0.5, color=colour, linewidth=1.2, gid="most")
    if unknown["high"].min() < unknown["high"].max():
        return
    most, pitch = int(unknown["high"].iloc[0]), room(ax)[0] / len(table)
    runs = [[at for _, at in group] for _, group in groupby(enumerate(unknown.index), lambda pair: pair[1] - pair[0])]
    free = [[at for at in run if not table["low"].iloc[at] >= most - 1] for run in runs]
    longest = max(free, key=len)
    text = labels.say("months-ceiling", lang, most=most)
    said = wrapped(text, len(longest) * pitch - 8, marks.text_size()) if longest else ""
    down, up = ax.get_ylim()
    space = (most - down) / (up - down) * room(ax)[1]
    if said and said.count("\n") < 3 and width_of(said, marks.text_size()) < len(longest) * pitch:
        below = lines_of(said, marks.text_size()) + 6 < space - 2 * marks.text_size()
        point = (up - down) / room(ax)[1]
        place = (longest[-1] + 0.42, most - 4 * point if below else most + 4 * point)
        marks.write(ax, place, said, ha="right", va="top" if below else "bottom", color=marks.ink(), gid="ceiling")


def height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the columns would like, in points."""
    tallest = drawn(table)[["low", "high"]].max().max()
    people = 0 if pd.isna(tallest) else int(tallest)
    return min(24 * size.text, max(8 * size.text, people * 1.6 * size.text + 4 * size.text)) + 2.6 * size.text


def words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    found, is_case = drawn(table), subject.case is not None
    by = subject.say(f"by-{found['part'].iloc[0]}", what=subject.what)
    when = labels.period(window_of(found), subject.lang)
    unread = notes(table, subject)
    tint = not is_case and (found["high"] > found["low"]).any()
    explained = [*([subject.tint("months-tint")] if tint else []), *until_said(found, subject)]
    headline = _case_headline(found, table, subject) if is_case else _list_headline(found, unstated(table), subject)
    # Months with the largest number of people who are known to belong there, at most three
    largest = rows(found[(found["low"] > 0) & (found["low"] == found["low"].max())].head(3))
    named = [subject.say("cell-with", cell=period(row, subject), people=persons(row, subject.lang)) for row in largest]
    listed = labels.listed(named, subject.lang) or subject.say("nobody")
    alt = subject.say("months-alt", by=by, window=when, largest=listed)
    return Words(
        labels.sentence(headline),
        said_of([subtitle(by, subject, when), *explained, *unread]),
        said_of([alt, _ceiling(found, subject) if is_case else "", *unread, *explained]),
    )


def _ceiling(found: pd.DataFrame, subject: Subject) -> str:
    unknown = found[found["people"].isna() & (found["low"] != found["high"])]
    if unknown.empty or unknown["high"].isna().any():
        return ""
    most = sorted(set(unknown["high"].astype(int)))
    if len(most) == 1:
        return labels.sentence(subject.say("months-ceiling", most=most[0])) + "."
    return subject.say("months-ceilings", least=most[0], most=most[-1]) + "."


def _case_headline(found: pd.DataFrame, table: pd.DataFrame, subject: Subject) -> str:
    """Name the largest reported month; it "had the most" only where none can be larger."""
    known, others = found.dropna(subset="people"), found[found["people"].isna()]
    least = int(found["low"].max())
    if known.empty and least:
        top, all_ = found[found["low"] == least], int(table["low"].sum())
        message = "months-known" if len(top) == 1 else "months-known-tie"
        return subject.say(message, month=_named(top, subject), people=least, all=all_)
    if known.empty:
        return subject.say("months-none-published")
    top = known[known["people"] == known["people"].max()]
    people = int(top["people"].iloc[0])
    is_sure = not others["high"].isna().any() and (others.empty or int(others["high"].max()) < people)
    if not is_sure:
        return subject.say("months-largest-published", month=_named(top, subject), people=people)
    return _most(top, people, int(table["low"].sum()) if len(top) == 1 else 0, subject)


def _list_headline(found: pd.DataFrame, unknown: int, subject: Subject) -> str:
    """Name the month with the most people, or all that tie; where another may have more, the one with most known."""
    everybody, most = int(found["low"].sum()), int(found["low"].max())
    if not most:
        return subject.say("months-none-known")
    if len(found) == 1:
        people = labels.persons(most, int(found["high"].iloc[0]) + unknown, subject.lang)
        return subject.say("months-single", month=period(found.iloc[0], subject), people=people)
    top, others = found[found["low"] == most], found[found["low"] < most]
    reach = max([0, *others["high"], *(top["high"] if len(top) > 1 else [])]) + unknown
    if (found["high"] > found["low"]).any() or unknown:
        if reach >= most if len(top) == 1 else reach > most:
            message = "months-known" if len(top) == 1 else "months-known-tie"
            return subject.say(message, month=_named(top, subject), people=most, all=everybody, number=len(top))
        if int(top["high"].max()) + unknown > most:
            high = int(top["high"].max()) + unknown
            return subject.say("months-most-range", month=_named(top, subject), low=most, high=high)
    return _most(top, most, everybody if len(top) == 1 else 0, subject)


def _most(top: pd.DataFrame, people: int, everybody: int, subject: Subject) -> str:
    """Say which month had the most, or which had it together."""
    if len(top) == 1:
        return subject.say("months-most", month=_named(top, subject), people=people, all=everybody)
    return subject.say("months-tie", month=_named(top, subject), people=people, number=len(top))


def _named(top: pd.DataFrame, subject: Subject) -> str:
    """Name up to two months; of more only how many there are."""
    if len(top) > 2:
        return subject.say(f"{top['part'].iloc[0]}s", number=len(top))
    return labels.listed([period(row, subject) for row in rows(top)], subject.lang)
