"""Populations: whom figures speak about, and which of them are parts of others.

A population may be a part of another: all of its people are among the other's. A condition says which part ("the
Nepalis of the foreigners", ``nationality=Nepal``); together with a window of its own a cell of two variables is a
population like any other ("Nepalis in October 2023"). Labels may be parts of others in the same way: every Nepali is a
South or East Asian. Both form trees, and a tree has no circle.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from musterbook.errors import MusterError, Problem
from musterbook.intervals import Interval, Kind
from musterbook.schema import SIGNUP, Table, fault, fields

Name = TypeVar("Name", bound=Hashable)
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

    def leaves(self, whole: Population) -> bool:
        """Tell whether its window has days that are not in that of another, where both count the same event."""
        if self.window is None or whole.window is None:
            return False
        return whole.event == self.event and self.window not in whole.window


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
        for expected in _condition_faults(row, kinds, known):
            yield table.problem(at, "condition", expected)
        whole, part = (populations.get(row[name]) for name in ("part_of", "population_id"))
        if whole and part and not circle and part.leaves(whole):
            yield table.problem(at, "window", f"days within {whole.window}, the window of what it is part of")


def _condition_faults(row: Mapping[str, str], kinds: Mapping[str, Kind], known: set[str]) -> Iterator[str]:
    """Say what was expected of the condition of a population."""
    variable, _, value = row["condition"].partition("=")
    if not row["condition"]:
        return
    if not variable or not value:
        yield CONDITION
        return
    if not row["part_of"]:
        yield "nothing, or the larger population in part_of"
    if variable not in known:
        yield f"{CONDITION}, of a variable that claims, records or labels have: {', '.join(sorted(known))}"
    elif expected := fault(value, {"type": "string", "coarse": kinds.get(variable, Kind.LABEL)}):
        yield f"{variable}= with {expected}"


def check_labels(table: Table) -> Iterator[Problem]:
    """Find labels that are parts of themselves, or of labels that nobody has, and labels that stand twice."""
    keys = [(row["variable"], row["label"]) for row in table.rows]
    parents = {key: (key[0], row["part_of"]) for key, row in zip(keys, table.rows, strict=True)}
    first = {key: at for at, key in reversed(list(enumerate(keys)))}
    for at, circle in enumerate(map(_circles(parents).get, keys)):
        if circle:
            names = [label for _, label in circle]
            yield table.problem(at, "part_of", _no_circle(names) if len(names) > 1 else "another label")
        if first[keys[at]] < at:
            yield table.problem(at, "label", f"each label once; line {table.lines[first[keys[at]]]} has it too")


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
    return f"parts without a circle; here {' is part of '.join([*way, way[0]])}"
