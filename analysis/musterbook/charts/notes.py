"""What charts of dates and groups have alike: the cells of a list, how they are named, and who is in none of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from musterbook import labels
from musterbook.charts.subject import Known, Subject, outside, rows, window_cells
from musterbook.intervals import Every, Interval, Kind

MONTH, DAY, YEAR = "month", "day", "year"
COARSE, UNSTATED, UNKNOWN, OUTSIDE = "known roughly", "not stated", "not known", "outside"
NOTES = {COARSE: "months-coarse", UNSTATED: "dates-unstated", OUTSIDE: "dates-outside"}
A_FEW_WEEKS = 32


def days_of(table: pd.DataFrame, window: Interval) -> Interval | None:
    """Give the days of a list whose dates are all known to the day and lie within a few weeks."""
    if table.empty or (table["first"] != table["last"]).any():
        return None
    inside = table["first"].between(window.first.toordinal(), window.last.toordinal())
    ends = table.loc[inside, "first"]
    if ends.empty or ends.max() - ends.min() >= A_FEW_WEEKS:
        return None
    return Interval(int(ends.min()), int(ends.max()), Kind.DATE)


def cells_of(subject: Subject, every: str = "") -> tuple[Known, Interval, pd.DataFrame, list[Interval]]:
    """Give what is known of the dates of a list, its window, and the cells to draw: days of a few weeks, else months.

    Where of nobody the month is known, but of some the year, they are years.
    """
    known = subject.dates()
    window = subject.covered(known)
    days = None if every else days_of(known.table, window)
    every = every or (DAY if days else YEAR if _are_years(known.table) else MONTH)
    found = window_cells(days or window, every)
    table = pd.DataFrame({"part": every, "cell": [cell.text for cell in found], "until": until(found)})
    return known, window, table, found


def _are_years(table: pd.DataFrame) -> bool:
    """Tell whether of nobody the month is known, and of some the year."""
    ends = [[dt.date.fromordinal(int(day)) for day in table[end]] for end in ("first", "last")]
    spans = list(zip(*ends, strict=True))
    in_year = [first.year == last.year for first, last in spans]
    in_month = [first.replace(day=1) == last.replace(day=1) for first, last in spans]
    return any(in_year) and not any(in_month)


def with_rest(table: pd.DataFrame, subject: Subject, rest: Mapping[str, int]) -> pd.DataFrame:
    """Put below the cells of a list the people who are in none of them."""
    others = [{"part": part, "cell": "", "people": n, "low": n, "high": n} for part, n in rest.items() if n]
    return pd.concat([table, pd.DataFrame(others)], ignore_index=True).assign(basis=subject.basis, claims="")


def undrawn(known: Known, window: Interval, low: Any) -> dict[str, int]:
    """Count the people of a list who are in no cell: dated too roughly, not at all, or outside the window."""
    away = outside(known, window)
    return {COARSE: known.people - known.unstated - away - int(low.sum()), UNSTATED: known.unstated, OUTSIDE: away}


def until(found: list[Interval]) -> list[str]:
    """Give the last day that is covered of a last month that is not over."""
    last = found[-1].last
    whole = Every.of("month").around(last).last
    is_open = last < whole and len(found[-1].text) == 7
    return [*[""] * (len(found) - 1), last.isoformat() if is_open else ""]


def drawn(table: pd.DataFrame) -> pd.DataFrame:
    """Give the months, days or years alone."""
    return table[table["part"].isin([MONTH, DAY, YEAR])].reset_index(drop=True)


def unstated(table: pd.DataFrame) -> int:
    """Count the people of a list who may have come at any time."""
    return int(table.loc[table["part"] == UNSTATED, "high"].sum())


def window_of(found: pd.DataFrame) -> Interval:
    """Give the days from the first cell to the last."""
    first, last = (Interval.date(found["cell"].iloc[at]) for at in (0, -1))
    return Interval.days(first.first, last.last)


def period(row: Any, subject: Subject) -> str:
    """Name a month, a day or a year."""
    return labels.period(Interval.date(row["cell"]), subject.lang)


def persons(row: Any, lang: str) -> str:
    """Say how many people a row may stand for."""
    return labels.persons(int(row["low"]), None if pd.isna(row["high"]) else int(row["high"]), lang)


def subtitle(by: str, subject: Subject, when: str = "") -> str:
    """Say what is counted by what, when, and of whom; of a list also by which of its columns."""
    column = "" if subject.case is not None else subject.date.replace("_", " ").strip()
    return f"{by}{f' ({column})' if column else ''}{f', {when}' if when else ''}{subject.of_whom}."


def notes(table: pd.DataFrame, subject: Subject) -> list[str]:
    """Say of how many people nothing is drawn."""
    return [_note(row, subject) for row in rows(table) if row["part"] in {UNKNOWN, *NOTES}]


def until_said(found: pd.DataFrame, subject: Subject) -> list[str]:
    """Say until when a last month that is not over was counted."""
    day = found["until"].iloc[-1]
    return [subject.say("months-until", day=labels.day(day, subject.lang))] if day else []


def _note(row: dict[str, Any], subject: Subject) -> str:
    if row["part"] != UNKNOWN:
        return subject.say(NOTES[row["part"]], number=int(row["low"]))
    if pd.isna(row["high"]) and not row["low"]:
        return subject.say("months-open")
    return subject.say("months-unknown", people=persons(row, subject.lang))
