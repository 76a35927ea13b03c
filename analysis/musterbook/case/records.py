"""Records of a case: people one by one, under made-up ids, with what is known and nothing else.

What is known may be coarse. Beside the text of a coarse date stand its first and last possible day, beside the text of
a coarse number its lowest and highest possible value, so that any analysis can say what is sure and what is possible.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import pandas as pd

from musterbook.errors import MusterError, Problem
from musterbook.intervals import Interval, Kind, read_intervals
from musterbook.linelist.checks import WINDOW, breaking, high, low, rules
from musterbook.tables import Table, fields, kind_of


def with_parsed(records: pd.DataFrame) -> pd.DataFrame:
    """Put what was parsed beside the text of every coarse column.

    >>> people = pd.DataFrame({"signup": ["2023-09"], "age": ["18..25"]})
    >>> with_parsed(people).columns.tolist()
    ['signup', 'signup_first', 'signup_last', 'age', 'age_low', 'age_high']
    """
    parts: list[tuple[str, pd.Series]] = []
    for name, texts in records.items():
        parts.append((str(name), texts))
        kind = kind_of(str(name))
        if kind is not Kind.LABEL:
            parsed = read_intervals(texts, kind)
            ends = ("first", "last") if kind is Kind.DATE else ("low", "high")
            parts += [(f"{name}_{end}", parsed[end].set_axis(records.index)) for end in ends]
    twice = [name for name, times in Counter(name for name, _ in parts).items() if times > 1]
    if twice:
        raise MusterError(
            f"expected columns of different names, parsed ones included; more than one is called {', '.join(twice)}"
        )
    return pd.DataFrame(dict(parts), index=records.index)


def check_records(table: Table, windows: Mapping[str, Interval | None]) -> Iterator[Problem]:
    """Find what cannot be in the records of a case whose form is right.

    A sign-up wholly outside the window of its population, an arrival after the sign-up, a departure before the arrival,
    a lag that is not the days between the two, an age that nobody has: the rules that hold for any list.
    """
    if not table.rows:
        return
    import polars as pl

    coarse = [field["name"] for field in fields("records") if "coarse" in field]
    parsed = [_with_ends(row, coarse, windows.get(row["population_id"])) for row in table.rows]
    kinds = {label: pl.Int64 for name in (*coarse, WINDOW) for label in (low(name), high(name))}
    frame = pl.DataFrame({label: [row[label] for row in parsed] for label in kinds}, schema=kinds)
    told = [(place, rule) for rule in rules((*coarse, WINDOW)) for place in breaking(frame, rule).to_list()]
    for place, rule in sorted(told, key=lambda one: one[0]):
        yield table.problem(place, rule.column, rule.expected(parsed[place]))


def _with_ends(row: Mapping[str, str], columns: list[str], window: Interval | None) -> dict[str, Any]:
    """Put the ends of coarse values beside a row; what cannot be read has none, for that is said elsewhere."""
    found: dict[str, Interval | None] = {WINDOW: window}
    for name in columns:
        found[name] = None
        with suppress(MusterError):
            read = Interval.date if kind_of(name) is Kind.DATE else Interval.number
            found[name] = read(row[name]) if row[name] else None
    ends = {low(name): one.low if one else None for name, one in found.items()}
    return {**row, **ends, **{high(name): one.high if one else None for name, one in found.items()}}
