"""Claims: published figures as data.

A claim is one figure from one source about one population: a statistic of a variable, in a part of it (``where``), and
how the true number stands to the printed one (``relation``). "At least 51" never becomes a bare 51. Whether a claim is
used, repeats another, is disputed or too vague is a human judgement and part of the data; nothing here decides it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from musterbook.errors import MusterError, Problem
from musterbook.intervals import VALUE_GRAMMAR, Every, Interval, Kind, Value
from musterbook.tables import AGE, LAG, SIGNUP, Table, kind_of
from musterbook.values import expectation


class Statistic(StrEnum):
    """What was counted or measured."""

    COUNT = "count"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    MEAN = "mean"
    MEDIAN = "median"
    PEAK = "peak"
    OCCUPIED = "occupied"
    AMOUNT = "amount"

    @property
    def counts_people(self) -> bool:
        """Whether its value is a number of people."""
        return self in {Statistic.COUNT, Statistic.PEAK}

    @property
    def is_whole(self) -> bool:
        """Whether its value is a whole number, so that 31 means 31 and nothing near it."""
        return self not in {Statistic.MEAN, Statistic.MEDIAN, Statistic.AMOUNT}

    @property
    def measures_numbers(self) -> bool:
        """Whether it needs a variable whose values are numbers."""
        return self in {Statistic.MINIMUM, Statistic.MAXIMUM, Statistic.MEAN, Statistic.MEDIAN}


class Relation(StrEnum):
    """How the true number stands to the printed one; members give the limits that follow."""

    EXACTLY = "="
    AT_LEAST = ">="
    AT_MOST = "<="
    ABOUT = "~"

    def low(self, value: Fraction) -> Fraction | None:
        """Give the smallest number that agrees with the printed one; ``None`` is no limit."""
        return value if self in {Relation.EXACTLY, Relation.AT_LEAST} else None

    def high(self, value: Fraction) -> Fraction | None:
        """Give the largest number that agrees with the printed one; ``None`` is no limit."""
        return value if self in {Relation.EXACTLY, Relation.AT_MOST} else None


class Status(StrEnum):
    """The judgement on a claim."""

    USED = "used"
    REPEATS = "repeats"
    DISPUTED = "disputed"
    VAGUE = "vague"
    CONTEXT = "context"

    @property
    def points_elsewhere(self) -> bool:
        """Whether ``see`` must name another claim."""
        return self in {Status.REPEATS, Status.DISPUTED}


@dataclass(frozen=True)
class Claim:
    """One published figure.

    Invariants: ``value`` is missing only where the claim is vague; a used claim sets a limit; ``where`` is readable as
    the kind of its variable. They are checked where claims are read, with file and line.
    """

    claim_id: str
    source_id: str
    population_id: str
    statistic: Statistic
    variable: str
    where: str
    relation: Relation
    value: Value | None
    unit: str
    status: Status
    see: str

    @classmethod
    def from_row(cls, row: Mapping[str, str]) -> Claim:
        """Make a claim of one row of the claims table, its texts as they stand, empty where nothing is stated."""
        return cls(
            **{
                name: row[name]
                for name in ("claim_id", "source_id", "population_id", "variable", "where", "unit", "see")
            },
            statistic=Statistic(row["statistic"]),
            relation=Relation(row["relation"]),
            value=Value.parse(row["value"]) if row["value"] else None,
            status=Status(row["status"]),
        )

    @property
    def kind(self) -> Kind:
        """What the values of its variable are."""
        return kind_of(self.variable)

    @property
    def limits(self) -> tuple[Fraction | None, Fraction | None]:
        """The smallest and largest number that agree with it; ``None`` is no limit."""
        if self.value is None:
            return None, None
        return self.relation.low(self.value.number), self.relation.high(self.value.number)

    @property
    def narrows(self) -> bool:
        """Whether it says more than how many people there are in all."""
        return bool(self.where) or self.statistic is not Statistic.COUNT

    @property
    def same_figure(self) -> tuple[str, str, str, str]:
        """What it is a figure of: claims that share this can be held against each other directly."""
        return self.population_id, self.statistic.value, self.variable, self.where


def cell_length(period: Interval, window: Interval | None) -> Every | None:
    """Tell which cells of a window, or of the calendar, a period is one of; ``None`` if it is no cell.

    >>> window = Interval.date("2023-06/2024-05")
    >>> cell_length(Interval.date("2023-07"), window), cell_length(Interval.date("2023-07-01/2023-07-09"), window)
    (<Every.MONTH: 'month'>, None)
    """
    for every in (Every.MONTH, Every.DAY, Every.WEEK, Every.QUARTER, Every.YEAR):
        cell = every.around(period.first)
        if (cell if window is None else cell.clip(window)) == period:
            return every
    return None


def occupied_length(unit: str) -> Every | None:
    """Tell the length of the cells that an ``occupied`` claim counts, from its unit ("months"); ``None`` if none."""
    return {f"{every}s": every for every in Every}.get(unit)


def check_claims(table: Table, windows: Mapping[str, Interval | None]) -> Iterator[Problem]:
    """Find what is wrong with the meaning of claims whose form is right.

    Parameters
    ----------
    table : Table
        The claims, as read.
    windows : mapping
        Window of each population that could be read, ``None`` where none is stated.

    Yields
    ------
    Problem
        One for each value that cannot be what it should be.
    """
    for row, values in enumerate(table.rows):
        for column, expected in _faults(values, windows):
            yield table.problem(row, column, expected)


def _faults(row: Mapping[str, str], windows: Mapping[str, Interval | None]) -> Iterator[tuple[str, str]]:
    status = Status(row["status"]) if row["status"] in list(Status) else None
    if row["statistic"] in list(Statistic):
        statistic = Statistic(row["statistic"])
        yield from _value_faults(row["value"], statistic)
        yield from _variable_faults(row, statistic)
        yield from _where_faults(row, statistic, windows)
        if status is Status.USED and statistic is Statistic.AMOUNT:
            yield "status", "context: an amount counts no people"
    if status is not None:
        yield from _status_faults(row, status)


def _status_faults(row: Mapping[str, str], status: Status) -> Iterator[tuple[str, str]]:
    if not row["value"] and status is not Status.VAGUE:
        yield "value", f"{VALUE_GRAMMAR}; only a vague claim has none"
    if status is Status.USED and row["relation"] == Relation.ABOUT:
        yield "relation", "=, >= or <= for a used claim: ~ sets no limit"
    if status.points_elsewhere and not row["see"]:
        yield (
            "see",
            f"the claim_id that {'this one repeats' if status is Status.REPEATS else 'stands against this one'}",
        )


def _value_faults(value: str, statistic: Statistic) -> Iterator[tuple[str, str]]:
    try:
        printed = Value.parse(value) if value else None
    except MusterError:
        yield "value", VALUE_GRAMMAR
        return
    if printed and statistic.is_whole and not printed.is_whole:
        yield "value", "a whole number, not negative"
    elif printed and printed.number < 0:
        yield "value", "a number that is not negative"


def _variable_faults(row: Mapping[str, str], statistic: Statistic) -> Iterator[tuple[str, str]]:
    variable = row["variable"]
    if not variable:
        if statistic is not Statistic.AMOUNT and (statistic is not Statistic.COUNT or row["where"]):
            yield "variable", "the variable that was counted; only a count of all people and an amount have none"
    elif statistic.measures_numbers and kind_of(variable) is not Kind.NUMBER:
        yield "variable", f"a variable with numbers, {AGE} or {LAG}, for a {statistic}"
    elif statistic is Statistic.OCCUPIED and kind_of(variable) is Kind.DATE and occupied_length(row["unit"]) is None:
        yield "unit", "the cells that were counted: days, weeks, months, quarters or years"


def _where_faults(
    row: Mapping[str, str], statistic: Statistic, windows: Mapping[str, Interval | None]
) -> Iterator[tuple[str, str]]:
    where, variable = row["where"], row["variable"]
    if not where:
        if statistic is Statistic.PEAK:
            yield "where", "the one cell in which the peak was reached"
    elif statistic is Statistic.AMOUNT:
        yield "where", "nothing: an amount counts no people"
    elif statistic.measures_numbers:
        yield "where", f"nothing: a {statistic} is of all people"
    elif kind_of(variable) is Kind.DATE:
        yield from _date_faults(where, statistic, *_window(row, windows))
    elif kind_of(variable) is Kind.NUMBER:
        yield from _number_faults(where, statistic)


def _window(row: Mapping[str, str], windows: Mapping[str, Interval | None]) -> tuple[Interval | None, bool]:
    """Give the window that dates of a claim must lie in, and whether there must be one."""
    population = row["population_id"]
    if row["variable"] != SIGNUP or population not in windows:
        return None, False
    return windows[population], True


def _number_faults(where: str, statistic: Statistic) -> Iterator[tuple[str, str]]:
    try:
        found = Interval.number(where)
    except MusterError as error:
        yield "where", expectation(error)
        return
    if any(end is not None and end < 0 for end in (found.low, found.high)):
        yield "where", "numbers that are not negative"
    elif statistic is Statistic.PEAK and found.low != found.high:
        yield "where", "the one number at which the peak was reached"


def _date_faults(
    where: str, statistic: Statistic, window: Interval | None, needs_window: bool
) -> Iterator[tuple[str, str]]:
    try:
        period = Interval.date(where)
    except MusterError as error:
        yield "where", expectation(error)
        return
    if needs_window and window is None:
        yield "where", "nothing, or a window for its population in populations.csv"
    elif window is not None and period not in window:
        inside = f"; the part inside is {period.clip(window)}" if period.meets(window) else ""
        yield "where", f"dates within the window {window} of its population{inside}"
    elif statistic is Statistic.PEAK and cell_length(period, window) is None:
        yield "where", "one day, week, month, quarter or year: the cell in which the peak was reached"
