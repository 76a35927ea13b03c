"""Dates in cells: what is known of each month, day, quarter or year of a case or a list, and who is in none of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from musterbook import labels
from musterbook.charts.subject import Known, Subject, everything_behind, window_cells
from musterbook.errors import Unanswerable
from musterbook.intervals import Every, Interval, Kind
from musterbook.schema import SIGNUP, rows

MONTH, DAY, QUARTER, YEAR = "month", "day", "quarter", "year"
COARSE, UNSTATED, UNKNOWN, OUTSIDE = "known roughly", "not stated", "not known", "outside"
NOTES = {COARSE: "months-coarse", UNSTATED: "dates-unstated", OUTSIDE: "dates-outside"}
COLUMNS = ["part", "cell", "covers", "until", "people", "low", "high", "basis", "claims"]
A_FEW_WEEKS = 32


def timeline(subject: Subject, every: str = "", *, sums: bool = False) -> pd.DataFrame:
    """Give what is known of each cell, or with ``sums`` of all until its end.

    Cells are months, but days where all lies within a few weeks, and quarters or years where no month is known.
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
    named = [claim.where for claim in case.claim_list if claim.variable == subject.date]
    by_day = window.size < A_FEW_WEEKS and any(len(where) == len("2023-07-03") for where in named)
    every = every or (DAY if by_day else MONTH)
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
    window = subject.covered(known)
    days = None if every else _days_of(known, window)
    every = every or (DAY if days else _finest(known))
    found = window_cells(days or window, every)
    starts = [found[0].ends[0]] * len(found) if sums else [cell.ends[0] for cell in found]
    low, high = known.within(zip(starts, [cell.ends[1] for cell in found], strict=True))
    table = pd.DataFrame({"cell": [cell.text for cell in found], **_covered(every, found)})
    away = known.people - known.unstated - int(known.table["people"][_meets(known, window)].sum())
    roughly = known.people - known.unstated - away - int(low.sum())
    rest = {COARSE: 0 if sums else roughly, UNSTATED: known.unstated, OUTSIDE: away}
    return with_rest(table.assign(people=low, low=low, high=high), subject, rest)


def _meets(known: Known, window: Interval) -> Any:
    return (known.table["first"] <= window.high) & (known.table["last"] >= window.low)


def with_rest(table: pd.DataFrame, subject: Subject, rest: Mapping[str, int]) -> pd.DataFrame:
    """Put below the cells of a list the people who are in none of them."""
    others = [{"part": part, "cell": "", "people": n, "low": n, "high": n} for part, n in rest.items() if n]
    return pd.concat([table, pd.DataFrame(others)], ignore_index=True).assign(basis=subject.basis, claims="")


def _days_of(known: Known, window: Interval) -> Interval | None:
    """Give the days of a list whose dates are all known to the day and lie within a few weeks."""
    first, last = known.table["first"], known.table["last"]
    days = first[first.between(*window.ends)]
    if (first != last).any() or days.empty or days.max() - days.min() >= A_FEW_WEEKS:
        return None
    return Interval(int(days.min()), int(days.max()), Kind.DATE)


def _finest(known: Known) -> str:
    """Give the shortest cells that somebody is known to be in: months, else quarters, else years."""
    for every in (MONTH, QUARTER, YEAR):
        around = Every.of(every).around
        if any(one in around(one.first) for one in known.spans):
            return every
    return MONTH


def _covered(every: str, found: list[Interval]) -> dict[str, Any]:
    """Give what cells are, the days of each that are covered, and the last of them where a last month is not over."""
    last = found[-1].last
    is_open = every == MONTH and last < Every.MONTH.around(last).last
    until = [*[""] * (len(found) - 1), last.isoformat() if is_open else ""]
    return {"part": every, "covers": [str(one) for one in found], "until": until}


def drawn(table: pd.DataFrame) -> pd.DataFrame:
    """Give the months, days, quarters or years alone."""
    return table[table["part"].isin([MONTH, DAY, QUARTER, YEAR])].reset_index(drop=True)


def unstated(table: pd.DataFrame) -> int:
    """Count the people of a list who may have come at any time."""
    return int(table.loc[table["part"] == UNSTATED, "high"].sum())


def window_of(found: pd.DataFrame, lang: str) -> str:
    """Name the days from the first cell to the last."""
    first, last = (Interval.date(found["cell"].iloc[at]) for at in (0, -1))
    return labels.period(Interval.days(first.first, last.last), lang)


def period(row: Mapping[str, Any] | pd.Series, subject: Subject) -> str:
    """Name a month, a day or a year."""
    return labels.period(Interval.date(row["cell"]), subject.lang)


def measure(by: str, subject: Subject, when: str = "") -> str:
    """Say what is counted by what, when, and of whom; of a list also by which of its columns."""
    column = "" if subject.case is not None else labels.variable_words(subject.date)
    return f"{by}{f' ({column})' if column else ''}{f', {when}' if when else ''}{subject.of_whom}."


def notes(table: pd.DataFrame, subject: Subject) -> list[str]:
    """Say of how many people nothing is drawn, and until when a last month that is not over was counted."""
    left = [_note(row, subject) for row in rows(table) if row["part"] in {UNKNOWN, *NOTES}]
    ended = [day for day in table.get("until", []) if day]
    return [*(subject.say("months-until", day=labels.day(day, subject.lang)) for day in ended), *left]


def _note(row: Mapping[str, Any], subject: Subject) -> str:
    if row["part"] != UNKNOWN:
        return subject.say(NOTES[row["part"]], number=int(row["low"]))
    if pd.isna(row["high"]) and not row["low"]:
        return subject.say("months-open")
    return subject.say("months-unknown", people=subject.people(row))
