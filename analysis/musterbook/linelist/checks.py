"""What cannot be in a list, each rule once: an expression of Polars over what was read of the values.

Of a coarse date or number a rule sees its two ends, as whole numbers (days, or the numbers themselves). So the records
of a case and a list of any size are held against the same rules, and only the rows that break one are ever looked at
one by one, to say what was expected. Nothing that may be true breaks a rule: a coarse arrival breaks one only if no day
of it is possible.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from musterbook.errors import ProblemKind
from musterbook.intervals import Interval, Kind
from musterbook.schema import AGE, LAG, SIGNUP

if TYPE_CHECKING:
    import polars as pl

OLDEST = 120
FIRST_YEAR, LAST_YEAR = 1800, 2100
ARRIVAL, DEPARTURE, WINDOW = "arrival", "departure", "window"
NO_CONTROLS = "no control characters"
CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Rule:
    """One thing that cannot be: the column to blame, where it is broken, and what was expected there."""

    column: str
    kind: ProblemKind
    broken: pl.Expr
    expected: Callable[[Row], str]


def low(column: str) -> str:
    """Name the first possible day, or the lowest possible number, of a column."""
    return f"{column}.low"


def high(column: str) -> str:
    """Name the last possible day, or the highest possible number, of a column."""
    return f"{column}.high"


def rules(columns: Sequence[str], dates: Sequence[str] = (), *, arrival_after_signup: bool = False) -> Iterator[Rule]:
    """Give the rules on what values are, and on what they say together, as far as there are these columns.

    ``dates`` are the columns whose years must be plausible, for a list that somebody else made may have any.
    """
    present = set(columns)
    for name in dates:
        yield _year(name)
    if {SIGNUP, WINDOW} <= present:
        (first, last), (opens, closes) = _ends(SIGNUP), _ends(WINDOW)
        yield Rule(SIGNUP, ProblemKind.OUTSIDE, (last < opens) | (first > closes), _within_window)
    if AGE in present:
        (least, most), expected = _ends(AGE), f"years from 0 to {OLDEST}"
        yield Rule(AGE, ProblemKind.IMPLAUSIBLE, _any(least > OLDEST, least < 0, most < 0), lambda _: expected)
    if LAG in present and not arrival_after_signup:
        soonest = "0 or more days, for nobody signs up before arriving"
        yield Rule(LAG, ProblemKind.ORDER, _is_negative(), lambda _: soonest)
    if {SIGNUP, ARRIVAL} <= present and not arrival_after_signup:
        after = _ends(ARRIVAL)[0] > _ends(SIGNUP)[1]
        yield Rule(ARRIVAL, ProblemKind.ORDER, after, lambda row: f"no day after the sign-up, {_days(row, SIGNUP)}")
    if {DEPARTURE, ARRIVAL} <= present:
        early = _ends(DEPARTURE)[1] < _ends(ARRIVAL)[0]
        yield Rule(DEPARTURE, ProblemKind.ORDER, early, lambda row: f"no day before the arrival, {_days(row, ARRIVAL)}")
    if {LAG, SIGNUP, ARRIVAL} <= present:
        yield _lag(arrival_after_signup)


def _ends(column: str) -> tuple[pl.Expr, pl.Expr]:
    import polars as pl

    return pl.col(low(column)), pl.col(high(column))


def _year(column: str) -> Rule:
    first, last = _ends(column)
    early, late = dt.date(FIRST_YEAR, 1, 1).toordinal(), dt.date(LAST_YEAR, 12, 31).toordinal()
    expected = f"a year from {FIRST_YEAR} to {LAST_YEAR} of the Gregorian calendar"
    return Rule(column, ProblemKind.IMPLAUSIBLE, (last < early) | (first > late), lambda _: expected)


def _within_window(row: Row) -> str:
    whose = " of its population" if row.get("population_id") else ""
    return f"a day within the window {_days(row, WINDOW)}{whose}"


def _lag(arrival_after_signup: bool) -> Rule:
    """Hold a lag against the two dates; where they themselves cannot be, or the lag cannot, that is said already."""
    (least, most), (signup, last_signup), (arrival, last_arrival) = _ends(LAG), _ends(SIGNUP), _ends(ARRIVAL)
    apart = _any(most < signup - last_arrival, least > last_signup - arrival)
    if not arrival_after_signup:
        apart = apart & (arrival <= last_signup).fill_null(False) & ~_is_negative()

    def expected(row: Row) -> str:
        ends = [row[low(SIGNUP)] - row[high(ARRIVAL)], row[high(SIGNUP)] - row[low(ARRIVAL)]]
        if not arrival_after_signup:
            ends[0] = max(0, ends[0])
        return f"the days from arrival to sign-up, {'..'.join(map(str, dict.fromkeys(ends)))}"

    return Rule(LAG, ProblemKind.ORDER, apart, expected)


def _is_negative() -> pl.Expr:
    least, most = _ends(LAG)
    return _any(least < 0, most < 0)


def _any(*tests: pl.Expr) -> pl.Expr:
    """Tell where any test is true; one that cannot be answered is not."""
    import polars as pl

    return pl.any_horizontal(test.fill_null(False) for test in tests)


def _days(row: Row, column: str) -> Interval:
    return Interval(row[low(column)], row[high(column)], Kind.DATE)


def breaking(frame: pl.DataFrame, rule: Rule) -> pl.Series:
    """Tell of each row whether it breaks a rule."""
    return frame.select(rule.broken.fill_null(False).alias("broken"))["broken"]
