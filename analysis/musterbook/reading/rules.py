"""Rules: what cannot be in records, each written once for every engine.

A rule is an expression over what was parsed: of a coarse date or number its two ends, as whole numbers (days from
1970-01-01, or the numbers themselves). So the records of a case and a list of any size on any engine are held against
the same rules, and only the rows that break one are ever looked at one by one, to say what was expected.

Nothing that may be true breaks a rule: a coarse arrival breaks one only if no day of it is possible.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import add, or_
from typing import Any

import narwhals as nw

from musterbook.errors import counted
from musterbook.intervals import Interval
from musterbook.reading.listing import LONGEST
from musterbook.reading.spellings import EPOCH
from musterbook.tables import AGE, LAG, SIGNUP
from musterbook.values import A_VALUE, used_once

OLDEST = 120
ID, ARRIVAL, DEPARTURE, WINDOW, ROW = "record_id", "arrival", "departure", "window", "__row"
TOTAL, REPEATED = "total", "repeated"
Row = Mapping[str, Any]

# Words that a row of totals begins with, in our six languages; such a row is no person.
TOTALS = (
    "total", "totals", "grand total", "subtotal", "sum", "итого", "всего", "итог", "усього", "всього", "разом",
    "合计", "总计", "总数", "共计", "suma", "total general", "somme", "ensemble",
)  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """One thing that cannot be: the column to name, where it is broken, and what was expected there.

    ``roughly`` is an expression that is quicker to work out: true where the rule is broken, and elsewhere only in rows
    that break another rule. ``is_of_value`` says that nothing but the value of the column is looked at. ``kind`` marks
    the two rules whose rows may stand for nobody who is not counted already.
    """

    column: str
    broken: nw.Expr
    expected: Callable[[Row], str]
    found: Callable[[Row], str] = lambda _: ""
    named: Callable[[Row], str] | None = None
    roughly: nw.Expr | None = None
    is_of_value: bool = False
    kind: str = ""

    def place(self, row: Row) -> str:
        """Name the column that is to blame in a row; a rule on whole rows finds it there."""
        return self.named(row) if self.named else self.column


def part(column: str, what: str) -> str:
    """Name the column that holds what was parsed of another: ``low``, ``high``, ``text``, ``expected``, ``first``."""
    return f"__{column}_{what}"


def low(column: str) -> nw.Expr:
    """Give the first possible day, or the lowest possible number, of a column."""
    return nw.col(part(column, "low"))


def high(column: str) -> nw.Expr:
    """Give the last possible day, or the highest possible number, of a column."""
    return nw.col(part(column, "high"))


def row_rules(columns: Sequence[str], *, arrival_after_signup: bool = False) -> Iterator[Rule]:
    """Give the rules on what the columns of a row say together, as far as it has these columns."""
    needs = {
        _window: (SIGNUP, WINDOW),
        _arrival: (SIGNUP, ARRIVAL),
        _departure: (DEPARTURE, ARRIVAL),
        _age: (AGE,),
        _negative_lag: (LAG,),
        _lag: (LAG, SIGNUP, ARRIVAL),
    }
    if arrival_after_signup:
        needs = {rule: names for rule, names in needs.items() if rule not in {_arrival, _negative_lag}}
    for rule, names in needs.items():
        if set(names) <= set(columns):
            yield rule(arrival_after_signup)


def _window(_: bool) -> Rule:
    def expected(row: Row) -> str:
        whose = " of its population" if row.get("population_id") else ""
        return f"a day within the window {_period(row, WINDOW)}{whose}"

    outside = (high(SIGNUP) < low(WINDOW)) | (low(SIGNUP) > high(WINDOW))
    return Rule(SIGNUP, outside, expected, is_of_value=True)


def _arrival(_: bool) -> Rule:
    after = low(ARRIVAL) > high(SIGNUP)
    return Rule(ARRIVAL, after, lambda row: f"no day after the sign-up, {_period(row, SIGNUP)}")


def _departure(_: bool) -> Rule:
    before = high(DEPARTURE) < low(ARRIVAL)
    return Rule(DEPARTURE, before, lambda row: f"no day before the arrival, {_period(row, ARRIVAL)}")


def _age(_: bool) -> Rule:
    implausible = _or((low(AGE) > OLDEST, low(AGE) < 0, high(AGE) < 0))
    return Rule(AGE, implausible, lambda _: f"years from 0 to {OLDEST}", is_of_value=True)


def _is_negative(column: str) -> nw.Expr:
    return _or((low(column) < 0, high(column) < 0))


def _negative_lag(_: bool) -> Rule:
    words = "0 or more days, for nobody signs up before arriving"
    return Rule(LAG, _is_negative(LAG), lambda _: words, is_of_value=True)


def _lag(arrival_after_signup: bool) -> Rule:
    """Hold a lag against the two dates; where they themselves cannot be, or the lag cannot, that is said already."""
    short = high(LAG) < low(SIGNUP) - high(ARRIVAL)
    long = low(LAG) > high(SIGNUP) - low(ARRIVAL)
    apart = _or((short, long))

    def expected(row: Row) -> str:
        least = row[part(SIGNUP, "low")] - row[part(ARRIVAL, "high")]
        most = row[part(SIGNUP, "high")] - row[part(ARRIVAL, "low")]
        least = least if arrival_after_signup else max(0, least)
        return f"the days from arrival to sign-up, {least if least == most else f'{least}..{most}'}"

    if arrival_after_signup:
        return Rule(LAG, apart, expected)
    in_order = (low(ARRIVAL) <= high(SIGNUP)).fill_null(False)
    return Rule(LAG, apart & in_order & ~_is_negative(LAG), expected, roughly=short | long)


def value_rule(column: str) -> Rule:
    """Say that a value was not read as what its column holds; the reason was attached when it was read."""
    reason = part(column, "expected")
    return Rule(column, ~nw.col(reason).is_null(), lambda row: row[reason], is_of_value=True)


def required_rule(column: str, stands_for: str = "") -> Rule:
    """Say that a value must be stated; ``stands_for`` names a column that is missing where the value is."""
    return Rule(column, nw.col(stands_for or column).is_null(), lambda _: A_VALUE)


def unique_rule(column: str, line_of: Callable[[int], object]) -> Rule:
    """Say that a value stands in a row before; the number of the first such row was attached."""
    first = part(column, "first")
    again = nw.col(ROW) > nw.col(first)
    return Rule(column, again, lambda row: used_once(line_of(row[first])), kind=REPEATED if column == ID else "")


NO_CONTROLS = "no control characters"
CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"


def control_rule(column: str) -> Rule:
    """Say that a text has signs in it that nobody types."""
    return Rule(column, nw.col(column).str.contains(CONTROLS), lambda _: NO_CONTROLS)


def length_rule(column: str) -> Rule:
    """Say that a text is longer than any cell of a spreadsheet can be."""

    def found(row: Row) -> str:
        return f"a value of {counted(len(row[column]), 'character')}"

    return Rule(column, nw.col(column).str.len_chars() > LONGEST, lambda _: f"at most {LONGEST:,} characters", found)


def totals_rule(columns: Sequence[str]) -> Rule:
    """Say that a row sums up others: its first value is a word for a total, and it states hardly anything else."""
    words = "|".join(TOTALS)
    first = nw.coalesce(*(nw.col(column).cast(nw.String) for column in columns))
    # Added one to another, for Dask lines up a sum of several columns by their index.
    stated = joined(add, [(~nw.col(column).is_null()).cast(nw.Int64) for column in columns])
    few = 1 + max(1, len(columns) // 3)
    is_total = first.str.to_lowercase().str.contains(rf"^\s*(?:{words})\s*(?:[:：=.–-]*\s*[\d\s.,]*)$")

    def named(row: Row) -> str:
        return next(column for column in columns if row[column] is not None)

    is_total = is_total & (stated <= few)
    return Rule("", is_total, lambda _: "a person", lambda _: "a row of totals", named, kind=TOTAL)


def _or(tests: Sequence[nw.Expr]) -> nw.Expr:
    """Tell where any test is true; one that cannot be answered is not."""
    return joined(or_, [test.fill_null(False) for test in tests])


def joined(join: Callable[[nw.Expr, nw.Expr], nw.Expr], parts: Sequence[nw.Expr]) -> nw.Expr:
    """Join expressions in halves, for a chain of a thousand is deeper than engines go."""
    half = len(parts) // 2
    return parts[0] if len(parts) == 1 else join(joined(join, parts[:half]), joined(join, parts[half:]))


def _period(row: Row, column: str) -> Interval:
    first, last = (dt.date.fromordinal(row[part(column, end)] + EPOCH) for end in ("low", "high"))
    return Interval.days(first, last)
