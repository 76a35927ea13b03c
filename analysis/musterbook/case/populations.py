"""Populations: whom figures speak about, and which of them are parts of others.

A population may be a part of another: all of its people are among the other's. A condition says which part ("the
Nepalis of the foreigners", ``nationality=Nepal``); together with a window of its own a cell of two variables is a
population like any other ("Nepalis in October 2023"). Labels may be parts of others in the same way: every Nepali is a
South or East Asian. Both form trees, and a tree has no circle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from musterbook.errors import MusterError, Problem
from musterbook.intervals import Interval, Kind
from musterbook.schema import SIGNUP, Table, fields

CONDITION = "a column and a value of it, as nationality=Nepal"


@dataclass(frozen=True)
class Population:
    """The people that some figures speak about.

    ``event`` is the date column that is counted by month and that the ``window`` is of; ``events`` is what is counted,
    as a noun, empty where nothing is stated. ``part_of`` is the id of the larger population, empty where there is none;
    ``condition`` is a variable and its value, and says that all people of the larger one that have it (within the
    window) are these. ``note`` is not kept: it is for readers.
    """

    population_id: str
    subject: str
    description: str
    part_of: str
    condition: tuple[str, str] | None
    event: str
    events: str
    window: Interval | None
    place: str

    @classmethod
    def from_row(cls, row: Mapping[str, str]) -> Population:
        """Make a population of one row, its texts as they stand; raises where the window is no coarse date."""
        text = {name: row.get(name, "") for name in (field["name"] for field in fields("populations"))}
        variable, equals, value = text["condition"].partition("=")
        return cls(
            **{name: text[name] for name in ("population_id", "part_of", "events", "place")},
            subject=text["subject"] or text["description"],
            description=text["description"] or text["subject"],
            condition=(variable, value) if equals else None,
            event=text["event"] or SIGNUP,
            window=Interval.date(text["window"]) if text["window"] else None,
        )


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
    for row, values in enumerate(table.rows):
        if not values["subject"] and not values["description"]:
            yield table.problem(row, "subject", "who these people are, here or in description")
        circle = circles.get(values["population_id"])
        if circle and len(circle) > 1:
            yield table.problem(row, "part_of", f"parts without a circle; here {_round(circle)}")
        yield from (
            table.problem(row, column, expected) for column, expected in _condition_faults(values, kinds, known)
        )
        whole, part = (populations.get(values[name]) for name in ("part_of", "population_id"))
        if whole and part and not circle and whole.event == part.event and not _lies_within(part.window, whole.window):
            yield table.problem(row, "window", f"days within {whole.window}, the window of what it is part of")


def _lies_within(part: Interval | None, whole: Interval | None) -> bool:
    return part is None or whole is None or part in whole


def _condition_faults(row: Mapping[str, str], kinds: Mapping[str, Kind], known: set[str]) -> Iterator[tuple[str, str]]:
    if not row["condition"]:
        return
    variable, _, value = row["condition"].partition("=")
    if not variable or not value:
        yield "condition", CONDITION
        return
    if not row["part_of"]:
        yield "condition", "nothing, or the larger population in part_of"
    if variable not in known:
        yield "condition", f"{CONDITION}, of a variable that claims, records or labels have: {', '.join(sorted(known))}"
        return
    read: Callable[[str], object] = {Kind.DATE: Interval.date, Kind.NUMBER: Interval.number}.get(
        kinds.get(variable, Kind.LABEL), str
    )
    try:
        read(value)
    except MusterError as error:
        yield "condition", f"{variable}= with {error.expectation}"


def check_labels(table: Table) -> Iterator[Problem]:
    """Find labels that are parts of themselves, or of labels that nobody has."""
    for variable in dict.fromkeys(row["variable"] for row in table.rows):
        parents = {row["label"]: row["part_of"] for row in table.rows if row["variable"] == variable}
        circles = _circles(parents)
        for row, values in enumerate(table.rows):
            circle = circles.get(values["label"]) if values["variable"] == variable else None
            if circle:
                expected = f"parts without a circle; here {_round(circle)}" if len(circle) > 1 else "another label"
                yield table.problem(row, "part_of", expected)
    seen: dict[tuple[str, str], int] = {}
    for row, values in enumerate(table.rows):
        key = (values["variable"], values["label"])
        if key in seen:
            yield table.problem(row, "label", f"each label once; line {seen[key]} has it too")
        seen.setdefault(key, table.lines[row])


def _circles(parents: Mapping[str, str]) -> dict[str, list[str]]:
    """Give for each name that is a part of itself the names on its way round, itself first."""
    found: dict[str, list[str]] = {}
    for name in parents:
        way, at = [name], parents[name]
        while at in parents and at not in way:
            way.append(at)
            at = parents[at]
        if at == name:
            found[name] = way
    return found


def _round(way: list[str]) -> str:
    return " is part of ".join([*way, way[0]])
