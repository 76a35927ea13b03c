"""Records of a case: people one by one, under made-up ids, with what is known and nothing else.

What is known may be coarse. Beside the text of a coarse date stand its first and last possible day, beside the text of
a coarse number its lowest and highest possible value, so that any analysis can say what is sure and what is possible.
The rules are those that hold for any list, and that an event lies in the window of the population it is counted for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import pandas as pd

from musterbook.case.populations import Population
from musterbook.errors import MusterError, Problem
from musterbook.intervals import Interval, Kind, read_intervals
from musterbook.linelist.checks import WINDOW, breaking, high, low, rules
from musterbook.schema import SIGNUP, Table, fields, kind_of


def with_parsed(records: pd.DataFrame, kinds: Mapping[str, Kind] | None = None) -> pd.DataFrame:
    """Put what was parsed beside the text of every coarse column; ``kinds`` says what columns of a case hold.

    >>> people = pd.DataFrame({"signup": ["2023-09"], "age": ["18..25"]})
    >>> with_parsed(people).columns.tolist()
    ['signup', 'signup_first', 'signup_last', 'age', 'age_low', 'age_high']
    """
    parts: list[tuple[str, pd.Series]] = []
    for name, texts in records.items():
        parts.append((str(name), texts))
        kind = (kinds or {}).get(str(name), kind_of(str(name)))
        if kind is not Kind.LABEL:
            parsed = read_intervals(texts, kind).drop(columns="flag", errors="ignore")
            parts += [(f"{name}_{end}", column.set_axis(records.index)) for end, column in parsed.items()]
    twice = [name for name, times in Counter(name for name, _ in parts).items() if times > 1]
    if twice:
        raise MusterError(
            f"expected columns of different names, parsed ones included; more than one is called {', '.join(twice)}"
        )
    return pd.DataFrame(dict(parts), index=records.index)


def check_records(table: Table, populations: Mapping[str, Population], kinds: Mapping[str, Kind]) -> Iterator[Problem]:
    """Find what cannot be in the records of a case whose form is right.

    A sign-up wholly outside the window of its population, an arrival after the sign-up, a departure before the arrival,
    a lag that is not the days between the two, an age that nobody has: the rules that hold for any list. An event of
    the case's own lies in the window too.
    """
    if not table.rows:
        return
    import polars as pl

    columns = [field["name"] for field in fields("records") if "coarse" in field]
    counted = [populations.get(row["population_id"]) for row in table.rows]
    windows = [one.window if one and one.event == SIGNUP else None for one in counted]
    parsed = [_with_ends(row, columns, window) for row, window in zip(table.rows, windows, strict=True)]
    types = {label: pl.Int64 for name in (*columns, WINDOW) for label in (low(name), high(name))}
    frame = pl.DataFrame({label: [row[label] for row in parsed] for label in types}, schema=types)
    told = [(place, rule) for rule in rules((*columns, WINDOW)) for place in breaking(frame, rule).arg_true().to_list()]
    for place, rule in sorted(told, key=lambda one: one[0]):
        yield table.problem(place, rule.column, rule.expected(parsed[place]))
    for at, (row, population) in enumerate(zip(table.rows, counted, strict=True)):
        if population and population.event != SIGNUP and population.window:
            read = _read(row.get(population.event, ""), kinds[population.event])
            if read and not population.window.meets(read):
                yield table.problem(at, population.event, f"a day in the window {population.window} of its population")


def _with_ends(row: Mapping[str, str], columns: list[str], window: Interval | None) -> dict[str, Any]:
    """Put the ends of coarse values beside a row; what cannot be read has none, for that is said elsewhere."""
    found = {name: _read(row[name], kind_of(name)) for name in columns} | {WINDOW: window}
    lows = {low(name): one.low if one else None for name, one in found.items()}
    return {**row, **lows, **{high(name): one.high if one else None for name, one in found.items()}}


def _read(text: str, kind: Kind) -> Interval | None:
    with suppress(MusterError):
        return (Interval.date if kind is Kind.DATE else Interval.number)(text) if text else None
    return None
