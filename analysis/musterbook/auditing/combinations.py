"""Distinct values: how often each combination of texts occurs in a list, whatever its size and engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pandas as pd

from musterbook.frames import collect, count_distinct, lazy, text_of, texts
from musterbook.tables import rows

Key = tuple[str, ...]
FEW = 100_000


@dataclass(frozen=True)
class Groups:
    """Which columns a list has, and for each group of them how many rows have which texts, empty where none is."""

    columns: frozenset[str]
    counts: tuple[Counter[Key], ...]


def distinct(records: Any, groups: Sequence[Key]) -> Groups:
    """Count how often each combination of values occurs, for several groups of columns.

    A column that the list does not have is empty in every row. A short pandas frame is gone through in Python, which is
    faster than asking an engine for each group; anything else is grouped by its engine.

    >>> distinct(pd.DataFrame({"age": [24, 24, None]}), [("age", "party")]).counts
    (Counter({('24', ''): 2, ('', ''): 1}),)
    """
    names = lazy(records).collect_schema().names()
    wanted = [name for name in dict.fromkeys(name for group in groups for name in group) if name in names]
    if isinstance(records, pd.DataFrame) and len(records) <= FEW:
        spelled = {name: list(map(text_of, records[name])) for name in wanted}
        nothing = [""] * len(records)
        counts = [Counter(zip(*(spelled.get(name, nothing) for name in group), strict=True)) for group in groups]
    else:
        counts = [_grouped(records, group, wanted) for group in groups]
    return Groups(frozenset(names), tuple(counts))


def _grouped(native: Any, group: Key, wanted: Sequence[str]) -> Counter[Key]:
    """Let the engine count; a group of none of its columns has every row alike."""
    known = [name for name in group if name in wanted]
    if not known:
        people = int(collect(lazy(native).select(people=nw.len()))["people"].iloc[0])
        return Counter({("",) * len(group): people} if people else {})
    counted: Counter[Key] = Counter()
    for row in rows(count_distinct(texts(native, {f"value_{name}": name for name in known}))):
        counted[tuple(row.get(f"value_{name}", "") for name in group)] += row["people"]
    return counted
