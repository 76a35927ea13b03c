"""Records of a case: what cannot be said of the people described one by one.

The rules are those that hold for any list, and that an event lies in the window of the population it is counted for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from musterbook.case.populations import Population
from musterbook.errors import MusterError, Problem
from musterbook.intervals import Interval, Kind
from musterbook.reading.arrow import Arrow
from musterbook.reading.rules import WINDOW, part, row_rules
from musterbook.reading.spellings import Spelled
from musterbook.tables import SIGNUP, Table, fields, kind_of


def check_records(table: Table, populations: Mapping[str, Population], kinds: Mapping[str, Kind]) -> Iterator[Problem]:
    """Find what cannot be in the records of a case whose form is right.

    A sign-up wholly outside the window of its population, an arrival after the sign-up, a departure before the arrival,
    a lag that is not the days between the two, an age that nobody has: the rules that hold for any list. An event of
    the case's own lies in the window too.
    """
    columns = [field["name"] for field in fields("records") if "coarse" in field]
    counted = [populations.get(row["population_id"]) for row in table.rows]
    windows = [one.window if one and one.event == SIGNUP else None for one in counted]
    parsed = [_with_ends(row, columns, window) for row, window in zip(table.rows, windows, strict=True)]
    rules = list(row_rules((*columns, WINDOW)))
    broken = Arrow().where(Arrow().table(parsed), [rule.broken for rule in rules])
    told = sorted((row, order) for order, places in enumerate(broken) for row in places.tolist())
    for row, order in told:
        yield table.problem(row, rules[order].column, rules[order].expected(parsed[row]))
    for row, (values, population) in enumerate(zip(table.rows, counted, strict=True)):
        if population and population.event != SIGNUP and population.window and values.get(population.event):
            ends = _ends(values[population.event], kinds[population.event])
            if not (ends.low is None or population.window.meets(Interval(ends.low, ends.high, Kind.DATE))):
                yield table.problem(row, population.event, f"a day in the window {population.window} of its population")


def _with_ends(row: Mapping[str, str], columns: list[str], window: Interval | None) -> dict[str, Any]:
    """Put the ends of coarse values beside a row; what cannot be read has none, for that is said elsewhere."""
    spelled = {name: _ends(row[name], kind_of(name)) for name in columns}
    spelled[WINDOW] = Spelled() if window is None else Spelled.date(window)
    ends = {part(name, end): getattr(one, end) for name, one in spelled.items() for end in ("low", "high")}
    return {**row, **ends}


def _ends(text: str, kind: Kind) -> Spelled:
    try:
        if not text:
            return Spelled()
        return Spelled.date(Interval.date(text)) if kind is Kind.DATE else Spelled.number(Interval.number(text))
    except MusterError:
        return Spelled()
