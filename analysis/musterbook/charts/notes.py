"""What charts of months, years and groups say alike: who is counted, and of how many people nothing is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from musterbook import labels
from musterbook.intervals import Every, Interval, Kind

if TYPE_CHECKING:
    from musterbook.charts.subject import Subject

MONTH, DAY, COARSE, UNSTATED, UNKNOWN, OUTSIDE = "month", "day", "known roughly", "not stated", "not known", "outside"
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


def until(found: list[Interval]) -> list[str]:
    """Give the last day that is covered of a last month that is not over."""
    last = found[-1].last
    whole = Every.of("month").around(last).last
    is_open = last < whole and len(found[-1].text) == 7
    return [*[""] * (len(found) - 1), last.isoformat() if is_open else ""]


def unstated(table: pd.DataFrame) -> int:
    """Count the people of a list who may have come at any time."""
    return int(table.loc[table["part"] == UNSTATED, "high"].sum())


def who(subject: Subject) -> str:
    """Say who is counted, after a colon, where the case says so."""
    return f": {subject.who}" if subject.who else ""


def note(row: dict[str, Any], subject: Subject) -> str:
    """Say of how many people no month is drawn."""
    if row["part"] == UNKNOWN:
        high = None if pd.isna(row["high"]) else int(row["high"])
        if high is None and not row["low"]:
            return subject.say("months-open")
        return subject.say("months-unknown", people=labels.persons(int(row["low"]), high, subject.lang))
    names = {COARSE: "months-coarse", UNSTATED: "dates-unstated", OUTSIDE: "dates-outside"}
    return subject.say(names[row["part"]], number=int(row["people"]))
