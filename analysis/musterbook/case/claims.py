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

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple, TypeVar

from musterbook.errors import MusterError, Problem
from musterbook.intervals import VALUE_GRAMMAR, Every, Interval, Kind, Value
from musterbook.schema import SIGNUP, Table, fault, fields, kind_of

Name = TypeVar("Name", bound=Hashable)
Faults = Iterator[tuple[str, str]]
"""Columns that cannot be what they are, and what was expected there."""
CONDITION = "a column and a value of it, as nationality=Nepal"
A_PERCENTAGE = re.compile(r"%|per ?cent|процент|відсот|prozent|pour ?cent|por ?cien", re.IGNORECASE)


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

    def low(self, value: Fraction) -> Fraction | None:
        """Give the number that none which agrees is below; ``None`` is no limit."""
        return value if self in {Relation.EXACTLY, Relation.AT_LEAST, Relation.MORE} else None

    def high(self, value: Fraction) -> Fraction | None:
        """Give the number that none which agrees is above; ``None`` is no limit."""
        return value if self in {Relation.EXACTLY, Relation.AT_MOST, Relation.FEWER} else None


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
    def from_row(cls, row: Mapping[str, str], kinds: Mapping[str, Kind] | None = None) -> Claim:
        """Make a claim of one row of the claims table, its texts as they stand, empty where nothing is stated.

        ``kinds`` says what the variables of a case hold; those that it does not name are what any case has.
        """
        texts = ("claim_id", "source_id", "population_id", "variable", "where", "unit", "see")
        return cls(
            **{name: row[name] for name in texts},
            statistic=Statistic(row["statistic"]),
            relation=Relation(row["relation"]),
            value=Value.parse(row["value"]) if row["value"] else None,
            status=Status(row["status"]),
            kind=(kinds or {}).get(row["variable"], kind_of(row["variable"])),
        )

    @property
    def ends(self) -> tuple[End | None, End | None]:
        """The ends of what agrees with it; ``None`` is no limit.

        A whole number is exact; what was worked out may be any number that is printed like it, and a share is given as
        a part of 1, whether it was printed as 88 % or as 1/3. What is more than a printed number is beyond it.
        """
        if self.value is None:
            return None, None
        low, high = self.value.rounded_from if self.statistic.is_rounded else (self.value.number, self.value.number)
        if self.relation.is_strict:
            low = high = self.value.number
        part = Fraction(1, 100) if self.statistic is Statistic.SHARE and not self.value.is_fraction else Fraction(1)
        least, most = self.relation.low(low * part), self.relation.high(high * part)
        open_above = self.relation.is_strict or self.statistic.is_rounded
        low_end = None if least is None else End(least, included=not self.relation.is_strict)
        return low_end, None if most is None else End(most, included=not open_above)

    @property
    def limits(self) -> tuple[Fraction | None, Fraction | None]:
        """The smallest and largest number that agree with it as it was printed; ``None`` is no limit.

        Of whole numbers "more than 1,500" is 1,501 or more; of others the printed number, which is then an open end.
        """
        if self.value is None:
            return None, None
        step = 1 if self.relation.is_strict and self.statistic.is_whole else 0
        low, high = self.relation.low(self.value.number), self.relation.high(self.value.number)
        return (None if low is None else low + step), (None if high is None else high - step)

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
        text = {name: row.get(name, "") for name in (field["name"] for field in fields("populations"))}
        variable, equals, value = text["condition"].partition("=")
        return cls(
            **{name: text[name] for name in ("population_id", "part_of", "events")},
            subject=text["subject"] or text["description"],
            description=text["description"] or text["subject"],
            condition=(variable, value) if equals else None,
            event=text["event"] or SIGNUP,
            window=Interval.date(text["window"]) if text["window"] else None,
        )

    def leaves(self, whole: Population) -> bool:
        """Tell whether its window has days that are not in that of another, where both count the same event."""
        if self.window is None or whole.window is None:
            return False
        return whole.event == self.event and self.window not in whole.window


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


def check_claims(table: Table, populations: Mapping[str, Population], kinds: Mapping[str, Kind]) -> Iterator[Problem]:
    """Find what is wrong with the meaning of claims whose form is right.

    Parameters
    ----------
    table : Table
        The claims, as read.
    populations : mapping
        The populations whose window could be read.
    kinds : mapping
        What each variable of the case holds.

    Yields
    ------
    Problem
        One for each value that cannot be what it should be.
    """
    for at, row in enumerate(table.rows):
        kind = kinds.get(row["variable"], kind_of(row["variable"]))
        for column, expected in _claim_faults(row, populations.get(row["population_id"]), kind):
            yield table.problem(at, column, expected)


def _claim_faults(row: Mapping[str, str], population: Population | None, kind: Kind) -> Faults:
    """Say what was expected where a claim cannot be what it is."""
    status = Status(row["status"]) if row["status"] in list(Status) else None
    if row["statistic"] in list(Statistic):
        statistic = Statistic(row["statistic"])
        yield from _value_faults(row, statistic)
        if not row["variable"]:
            if statistic is not Statistic.AMOUNT and (statistic is not Statistic.COUNT or row["where"]):
                yield "variable", "the variable that was counted; only a count of all people and an amount have none"
        elif statistic.measures_numbers and kind is not Kind.NUMBER:
            held = "dates" if kind is Kind.DATE else "labels"
            yield "variable", f"a variable with numbers for a {statistic}; this one holds {held}"
        elif statistic is Statistic.OCCUPIED and kind is Kind.DATE and occupied_length(row["unit"]) is None:
            yield "unit", "the cells that were counted: days, weeks, months, quarters or years"
        if statistic is Statistic.AMOUNT and (row["where"] or row["variable"]):
            yield ("where" if row["where"] else "variable"), "nothing: an amount counts no people"
        elif statistic is not Statistic.AMOUNT:
            yield from (("where", expected) for expected in _where_faults(row, statistic, population, kind))
        if status is Status.USED and statistic is Statistic.AMOUNT:
            yield "status", "context: an amount counts no people"
    if status and status is not Status.VAGUE and not row["value"]:
        unsized = ", and a peak whose size was not printed is >= 1" if row["statistic"] == Statistic.PEAK else ""
        yield "value", f"{VALUE_GRAMMAR}; only a vague claim has none{unsized}"
    if status is Status.USED and row["relation"] == Relation.ABOUT:
        yield "relation", "=, >=, <=, > or < for a used claim: ~ sets no limit"
    if status and status.points_elsewhere and not row["see"]:
        does = "this one repeats" if status is Status.REPEATS else "stands against this one"
        yield "see", f"the claim_id that {does}"


def _value_faults(row: Mapping[str, str], statistic: Statistic) -> Faults:
    """Say what was expected of the printed number and its unit."""
    is_share = statistic is Statistic.SHARE
    if not is_share and statistic is not Statistic.AMOUNT and A_PERCENTAGE.search(row["unit"]):
        yield "unit", f"what is counted or measured; for a percentage of people the statistic share, not {statistic}"
    if not row["value"]:
        return
    try:
        printed = Value.parse(row["value"])
    except MusterError:
        yield "value", VALUE_GRAMMAR
        return
    if (printed.is_percent or printed.is_fraction) and not is_share:
        yield "value", f"a number; for a part of all people the statistic share, not {statistic}"
    elif statistic.is_whole and not printed.is_whole:
        yield "value", "a whole number, not negative"
    elif printed.number < 0:
        yield "value", "a number that is not negative"
    elif is_share and printed.number > (1 if printed.is_fraction else 100):
        yield "value", "a share of at most 100 %"
    elif row["relation"] == Relation.FEWER and printed.number == 0:
        yield "value", "a number above 0, for nothing is less"


def _where_faults(
    row: Mapping[str, str], statistic: Statistic, population: Population | None, kind: Kind
) -> Iterator[str]:
    """Say what was expected of the part of the variable; dates of an event lie in the window of the population."""
    where, is_peak = row["where"], statistic is Statistic.PEAK
    if not where and is_peak:
        yield "the one cell in which the peak was reached"
    elif not where and statistic is Statistic.SHARE and row["status"] != Status.VAGUE:
        yield "the part of the variable that the share is of"
    elif where and statistic.measures_numbers:
        yield f"nothing: a {statistic} is of all people"
    if not where or statistic.measures_numbers or kind is Kind.LABEL:
        return
    try:
        part = kind.read(where)
    except MusterError as error:
        yield error.expectation
        return
    is_event = population is not None and population.event == row["variable"]
    window = population.window if population is not None and is_event else None
    if kind is Kind.NUMBER and any(end is not None and end < 0 for end in (part.low, part.high)):
        yield "numbers that are not negative"
    elif kind is Kind.NUMBER:
        if is_peak and part.low != part.high:
            yield "the one number at which the peak was reached"
    elif is_event and window is None:
        yield "nothing, or a window for its population in populations.csv"
    elif window is not None and part not in window:
        inside = f"; the part inside is {part.clip(window)}" if part.meets(window) else ""
        yield f"dates within the window {window} of its population{inside}"
    elif is_peak and cell_length(part, window) is None:
        yield "one day, week, month, quarter or year: the cell in which the peak was reached"


def readable_populations(table: Table) -> dict[str, Population]:
    """Give the populations whose window can be read; that one cannot is said elsewhere."""
    found: dict[str, Population] = {}
    for row in table.rows:
        with suppress(MusterError):
            found[row["population_id"]] = Population.from_row(row)
    return found


def check_populations(table: Table, kinds: Mapping[str, Kind], known: set[str]) -> Iterator[Problem]:
    """Find populations of nobody, parts in a circle, and conditions that cannot be met.

    ``kinds`` says what each variable of the case holds; ``known`` are the variables that anything declares.
    """
    populations = readable_populations(table)
    circles = _circles({row["population_id"]: row["part_of"] for row in table.rows})
    for at, row in enumerate(table.rows):
        if not row["subject"] and not row["description"]:
            yield table.problem(at, "subject", "who these people are, here or in description")
        circle = circles.get(row["population_id"], ())
        if len(circle) > 1:
            yield table.problem(at, "part_of", _no_circle(circle))
        variable, _, value = row["condition"].partition("=")
        if row["condition"] and not (variable and value):
            yield table.problem(at, "condition", CONDITION)
        elif row["condition"]:
            if not row["part_of"]:
                yield table.problem(at, "condition", "nothing, or the larger population in part_of")
            if variable not in known:
                listed = f"{CONDITION}, of a variable that claims, records or labels have: {', '.join(sorted(known))}"
                yield table.problem(at, "condition", listed)
            elif expected := fault(value, {"type": "string", "coarse": kinds.get(variable, Kind.LABEL)}):
                yield table.problem(at, "condition", f"{variable}= with {expected}")
        whole, part = (populations.get(row[name]) for name in ("part_of", "population_id"))
        if whole and part and not circle and part.leaves(whole):
            yield table.problem(at, "window", f"days within {whole.window}, the window of what it is part of")


def check_labels(table: Table) -> Iterator[Problem]:
    """Find labels that are parts of themselves, or of labels that nobody has, and labels that stand twice."""
    keys = [(row["variable"], row["label"]) for row in table.rows]
    circles = _circles({key: (key[0], row["part_of"]) for key, row in zip(keys, table.rows, strict=True)})
    first: dict[tuple[str, str], int] = {}
    for at, key in enumerate(keys):
        if key in circles:
            names = [label for _, label in circles[key]]
            yield table.problem(at, "part_of", _no_circle(names) if len(names) > 1 else "another label")
        if first.setdefault(key, at) < at:
            yield table.problem(at, "label", f"each label once; line {table.lines[first[key]]} has it too")


def _circles(parents: Mapping[Name, Name]) -> dict[Name, list[Name]]:
    """Give for each name that is a part of itself the names on its way round, itself first."""
    found: dict[Name, list[Name]] = {}
    for name in parents:
        way, at = [name], parents[name]
        while at in parents and at not in way:
            way.append(at)
            at = parents[at]
        if at == name:
            found[name] = way
    return found


def _no_circle(way: Sequence[str]) -> str:
    """Say that a way round was found among parts."""
    return f"parts without a circle; here {' is part of '.join([*way, way[0]])}"
