"""What cannot be in a list, each rule once, and the rows of it that are nobody.

A rule is an expression of Polars over what was read of the values. Of a coarse date or number it sees its two ends, as
whole numbers (days, or the numbers themselves). So the records of a case and a list of any size are held against the
same rules, and only the rows that break one are ever looked at one by one, to say what was expected. Nothing that may
be true breaks a rule: a coarse arrival breaks one only if no day of it is possible.

Totals, notes and page numbers below a list, and the header again in the middle of it, are recognised in any language
we read, named as what they are, and never people.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from musterbook.errors import ProblemKind
from musterbook.intervals import Interval, Kind
from musterbook.linelist import words
from musterbook.schema import AGE, LAG, OLDEST, SIGNUP

if TYPE_CHECKING:
    import polars as pl

FIRST_YEAR, LAST_YEAR = 1800, 2100
ARRIVAL, DEPARTURE, WINDOW = "arrival", "departure", "window"
NO_CONTROLS = "no control characters"
CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
Row = Mapping[str, Any]
Nobody = tuple[ProblemKind, str, str]


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


def rules(columns: Sequence[str], dates: Sequence[str] = (), *, arrival_after_signup: bool = False) -> list[Rule]:
    """Give the rules on what values are, and on what they say together, as far as there are these columns.

    ``dates`` are the columns whose years must be plausible, for a list that somebody else made may have any.
    """
    import polars as pl

    named = (SIGNUP, ARRIVAL, DEPARTURE, WINDOW, AGE, LAG, *dates)
    first, last = ({name: pl.col(end(name)) for name in named} for end in (low, high))
    earliest, latest = dt.date(FIRST_YEAR, 1, 1).toordinal(), dt.date(LAST_YEAR, 12, 31).toordinal()
    year = f"a year from {FIRST_YEAR} to {LAST_YEAR} of the Gregorian calendar"
    # An open end is not below zero.
    is_negative = ((first[LAG] < 0) | (last[LAG] < 0)).fill_null(False)
    apart = (last[LAG] < first[SIGNUP] - last[ARRIVAL]) | (first[LAG] > last[SIGNUP] - first[ARRIVAL])
    late, early = first[ARRIVAL] > last[SIGNUP], last[DEPARTURE] < first[ARRIVAL]
    outside = (last[SIGNUP] < first[WINDOW]) | (first[SIGNUP] > last[WINDOW])
    unlikely = (first[AGE] > OLDEST) | (first[AGE] < 0) | (last[AGE] < 0)
    implausible, order = ProblemKind.IMPLAUSIBLE, ProblemKind.ORDER

    def window(row: Row) -> str:
        """Say what a date lies in."""
        whose = " of its population" if "population_id" in row else ""
        return f"a day within the window {_days(row, WINDOW)}{whose}"

    def lags(row: Row) -> Interval:
        """Give the lags that the dates of a row leave."""
        pairs = (row[low(SIGNUP)], row[high(ARRIVAL)]), (row[high(SIGNUP)], row[low(ARRIVAL)])
        least, most = (None if None in pair else pair[0] - pair[1] for pair in pairs)
        return Interval(least if arrival_after_signup else max(0, least or 0), most)

    held = [Rule(one, implausible, (last[one] < earliest) | (first[one] > latest), lambda _: year) for one in dates]
    held += [
        Rule(SIGNUP, ProblemKind.OUTSIDE, outside, window),
        Rule(AGE, implausible, unlikely, lambda _: f"years from 0 to {OLDEST}"),
    ]
    if not arrival_after_signup:
        # Where the dates themselves cannot be, or the lag cannot, that is said already.
        apart &= ~late & ~is_negative
        held += [
            Rule(LAG, order, is_negative, lambda _: "0 or more days, for nobody signs up before arriving"),
            Rule(ARRIVAL, order, late, lambda row: f"no day after the sign-up, {_days(row, SIGNUP)}"),
        ]
    held += [
        Rule(DEPARTURE, order, early, lambda row: f"no day before the arrival, {_days(row, ARRIVAL)}"),
        Rule(LAG, order, apart, lambda row: f"the days from arrival to sign-up, {lags(row)}"),
    ]
    there = {end(name) for name in columns for end in (low, high)}
    return [rule for rule in held if there.issuperset(rule.broken.meta.root_names())]


def _days(row: Row, column: str) -> Interval:
    """Give the date of a row."""
    return Interval(row[low(column)], row[high(column)], Kind.DATE)


def breaking(frame: pl.DataFrame, rule: Rule) -> pl.Series:
    """Tell of each row whether it breaks a rule."""
    return frame.select(rule.broken.fill_null(False)).to_series()


# --- rows that are nobody


@cache
def nobody_patterns() -> tuple[re.Pattern[str], re.Pattern[str], str]:
    """Give the patterns of a total and of a footer, and a rough one of both for Polars."""
    totals, footers = words.of("totals"), words.of("footers")
    page = r"(?:page|стр|страница|сторінка|página|第)\.?\s*\d+.*|[-–—]?\s*\d+\s*(?:/|of|из|з|de|sur)\s*\d+\s*[-–—]?"
    total = rf"\s*(?:{words.either(totals)})(?![^\W\d_])\s*(?:[:：=.–-]*\s*[\d\s.,]*)(?P<more>[^\d\s].*)?"
    footer = rf"\s*(?:{page}|(?:{words.either(footers)})\s*[:：].*|[©*†‡¹²³].*)"
    rough = rf"(?is)^\s*(?:(?:{words.either((*totals, *footers, 'page'))})(?:[^\pL].*)?|[©*†‡¹²³].*)$"
    return re.compile(total, re.DOTALL), re.compile(footer, re.DOTALL), rough


def kind_of_row(values: Mapping[str, str], *, has_date: bool | None, is_narrow: bool) -> Nobody | None:
    """Tell of the stated values of one row, by column, whether it is nobody: as what, and which column and value tell.

    ``has_date`` says whether any date of it can be read, ``None`` where the list has no dates; ``is_narrow`` that the
    list has one column alone, so that a note cannot be told from a value.
    """
    total, footer, _ = nobody_patterns()
    stated = [(column, value) for column, value in values.items() if value.strip()]
    for place, (column, value) in enumerate(stated):
        match = total.fullmatch(value.casefold())
        if match is None or has_date or (has_date is None and (place or len(stated) > 1 + max(1, len(values) // 3))):
            continue
        if not match["more"] or (place == 0 and len(stated) <= 2):
            return ProblemKind.TOTAL, column, value
    if len(stated) == 1 and not is_narrow and footer.fullmatch(stated[0][1].casefold()):
        return ProblemKind.FOOTER, *stated[0]
    return None
