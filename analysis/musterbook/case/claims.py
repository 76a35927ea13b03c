"""Claims: published figures as data.

A claim is one figure from one source about one population: a statistic of a variable, in a part of it (``where``), and
how the true number stands to the printed one (``relation``). "At least 51" never becomes a bare 51. Whether a claim is
used, repeats another, is disputed or too vague is a human judgement and part of the data; nothing here decides it.

A population may be a part of another: all of its people are among the other's. A condition says which part ("the
Nepalis of the foreigners", ``nationality=Nepal``); together with a window of its own a cell of two variables is a
population like any other ("Nepalis in October 2023"). Labels may be parts of others in the same way: every Nepali is a
South or East Asian. Both form trees, and a tree has no circle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Any, NamedTuple, TypeVar

from musterbook.intervals import Every, Interval, Kind, Value
from musterbook.schema import SIGNUP

Limit = TypeVar("Limit")


class Statistic(StrEnum):
    """What was counted or measured."""

    COUNT = "count"
    SHARE = "share"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    MEAN = "mean"
    MEDIAN = "median"
    SD = "sd"
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
        return not self.is_rounded and self is not Statistic.AMOUNT

    @property
    def is_rounded(self) -> bool:
        """Whether its value was worked out and rounded, so that how it is printed says how exact it is."""
        return self in {Statistic.MEAN, Statistic.MEDIAN, Statistic.SD, Statistic.SHARE}

    @property
    def measures_numbers(self) -> bool:
        """Whether it needs a variable whose values are numbers."""
        return self in {Statistic.MINIMUM, Statistic.MAXIMUM, Statistic.MEAN, Statistic.MEDIAN, Statistic.SD}


class Relation(StrEnum):
    """How the true number stands to the printed one; members give the limits that follow."""

    EXACTLY = "="
    AT_LEAST = ">="
    AT_MOST = "<="
    MORE = ">"
    FEWER = "<"
    ABOUT = "~"

    @property
    def is_strict(self) -> bool:
        """Whether the printed number itself is none of those that agree."""
        return self in {Relation.MORE, Relation.FEWER}

    def limits(self, low: Limit, high: Limit) -> tuple[Limit | None, Limit | None]:
        """Give the ends that none which agrees is below and above; ``None`` is no limit."""
        is_floor = self in {Relation.EXACTLY, Relation.AT_LEAST, Relation.MORE}
        return low if is_floor else None, high if self in {Relation.EXACTLY, Relation.AT_MOST, Relation.FEWER} else None


class Status(StrEnum):
    """The judgement on a claim."""

    USED = "used"
    REPEATS = "repeats"
    DISPUTED = "disputed"
    VAGUE = "vague"
    CONTEXT = "context"


class End(NamedTuple):
    """An end of what agrees with a claim: a number, and whether it is one of those that agree."""

    at: Fraction
    included: bool


@dataclass(frozen=True)
class Claim:
    """One published figure.

    Invariants: ``value`` is missing only where the claim is vague; a used claim sets a limit; ``where`` is readable as
    the ``kind`` of its variable. They are checked where claims are read, with file and line.
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
    kind: Kind

    @classmethod
    def from_row(cls, row: Mapping[str, str], kinds: Mapping[str, Kind]) -> Claim:
        """Make a claim of one row of the claims table, its texts as they stand, empty where nothing is stated.

        ``kinds`` says what the variables of the case hold.
        """
        texts = ("claim_id", "source_id", "population_id", "variable", "where", "unit", "see")
        closed = {"statistic": Statistic, "relation": Relation, "status": Status}
        told: dict[str, Any] = {name: row[name] for name in texts} | {name: closed[name](row[name]) for name in closed}
        value = Value.parse(row["value"]) if row["value"] else None
        return cls(**told, value=value, kind=kinds.get(row["variable"], Kind.LABEL))

    @property
    def ends(self) -> tuple[End | None, End | None]:
        """The ends of what agrees with it; ``None`` is no limit.

        A whole number is exact; what was worked out may be any number that is printed like it, and a share is given as
        a part of 1, whether it was printed as 88 % or as 1/3. What is more than a printed number is beyond it.
        """
        if self.value is None:
            return None, None
        is_strict, is_share = self.relation.is_strict, self.statistic is Statistic.SHARE
        part = Fraction(1, 100 if is_share and not self.value.is_fraction else 1)
        is_exact = is_strict or not self.statistic.is_rounded
        low, high = (self.value.number, self.value.number) if is_exact else self.value.rounded_from
        above = End(high * part, included=not (is_strict or self.statistic.is_rounded))
        return self.relation.limits(End(low * part, included=not is_strict), above)

    @property
    def limits(self) -> tuple[Fraction | None, Fraction | None]:
        """The smallest and largest number that agree with it as it was printed; ``None`` is no limit.

        Of whole numbers "more than 1,500" is 1,501 or more; of others the printed number, which is then an open end.
        """
        if self.value is None:
            return None, None
        step = 1 if self.relation.is_strict and self.statistic.is_whole else 0
        return self.relation.limits(self.value.number + step, self.value.number - step)

    @property
    def number(self) -> int:
        """The printed number, less what stands after its point; 0 where none was printed."""
        return int(self.value.number) if self.value else 0

    def whole(self, per: int = 1) -> tuple[int | None, int | None]:
        """Give the least and the largest whole number that agree with it once divided by ``per``; ``None`` is no limit.

        An end that agrees is rounded inward, one that does not to the next number within.
        """
        low, high = self.ends
        least = low and (ceil(low.at * per) if low.included else floor(low.at * per) + 1)
        most = high and (floor(high.at * per) if high.included else ceil(high.at * per) - 1)
        return least, most

    def agrees(self, number: Fraction) -> bool:
        """Tell whether a number would be printed as it was."""
        low, high = self.ends
        above = low is None or low.at < number or (low.included and low.at == number)
        return above and (high is None or number < high.at or (high.included and high.at == number))

    @property
    def narrows(self) -> bool:
        """Whether it says more than how many people there are in all."""
        return bool(self.where) or self.statistic is not Statistic.COUNT

    @property
    def same_figure(self) -> tuple[str, str, str, str]:
        """What it is a figure of: claims that share this can be held against each other directly."""
        return self.population_id, self.statistic.value, self.variable, self.where


@dataclass(frozen=True)
class Population:
    """The people that some figures speak about.

    ``event`` is the date column that is counted by month and that the ``window`` is of; ``events`` is what is counted,
    as a noun, empty where nothing is stated. ``part_of`` is the id of the larger population, empty where there is none;
    ``condition`` is a variable and its value, and says that all people of the larger one that have it (within the
    window) are these. ``place`` and ``note`` are not kept: they are for readers.
    """

    population_id: str
    subject: str
    description: str
    part_of: str
    condition: tuple[str, str] | None
    event: str
    events: str
    window: Interval | None

    @classmethod
    def from_row(cls, row: Mapping[str, str]) -> Population:
        """Make a population of one row, its texts as they stand; raises where the window is no coarse date."""
        variable, equals, value = row["condition"].partition("=")
        told: dict[str, Any] = {name: row[name] for name in ("population_id", "part_of", "events")}
        told |= {"subject": row["subject"] or row["description"], "description": row["description"] or row["subject"]}
        told |= {"event": row["event"] or SIGNUP, "condition": (variable, value) if equals else None}
        return cls(**told, window=Interval.date(row["window"]) if row["window"] else None)


def cell_length(period: Interval, window: Interval | None) -> Every | None:
    """Tell which cells of a window, or of the calendar, a period is one of; ``None`` if it is no cell.

    >>> window = Interval.date("2023-06/2024-05")
    >>> cell_length(Interval.date("2023-07"), window), cell_length(Interval.date("2023-07-01/2023-07-09"), window)
    (<Every.MONTH: 'month'>, None)
    >>> cell_length(Interval.date("2023-05-20/2023-06-10"), window)  # begins before it
    >>> cell_length(Interval.date("2025"), window)
    <Every.YEAR: 'year'>
    """
    for every in (Every.MONTH, Every.DAY, Every.WEEK, Every.QUARTER, Every.YEAR):
        cell = every.around(period.first)
        # A population may have a larger one whose window a figure on it lies outside of.
        if (cell.clip(window) if window is not None and cell.meets(window) else cell) == period:
            return every
    return None


def occupied_length(unit: str) -> Every | None:
    """Tell the length of the cells that an ``occupied`` claim counts, from its unit ("months"); ``None`` if none."""
    return {f"{every}s": every for every in Every}.get(unit)
