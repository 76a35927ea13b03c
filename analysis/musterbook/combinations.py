"""Distinct values: how often each combination of texts occurs in a list, whatever its size and engine."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pandas as pd

Key = tuple[str, ...]
FEW = 100_000


@dataclass(frozen=True)
class Groups:
    """Which columns a list has, and for each group of them how many rows have which texts, empty where none is."""

    columns: frozenset[str]
    counts: tuple[Counter[Key], ...]


def distinct(records: Any, groups: Sequence[Key]) -> Groups:
    """Count how often each combination of values occurs, for several groups of columns.

    A column that the list does not have is empty in every row. A short list is taken out whole, which is faster than
    asking its engine for each group; a long one, or one of unknown length, is grouped by its engine.

    >>> distinct(pd.DataFrame({"age": [24, 24, None]}), [("age", "party")]).counts
    (Counter({('24', ''): 2, ('', ''): 1}),)
    """
    frame = nw.from_native(records)
    names = frame.collect_schema().names()
    wanted = [name for name in dict.fromkeys(name for group in groups for name in group) if name in names]
    if isinstance(frame, nw.DataFrame) and len(frame) <= FEW:
        texts = {name: list(map(_text, frame[name].to_list())) for name in wanted}
        nothing = [""] * len(frame)
        counts = [Counter(zip(*(texts.get(name, nothing) for name in group), strict=True)) for group in groups]
    else:
        counts = [_grouped(frame.lazy(), group, wanted) for group in groups]
    return Groups(frozenset(names), tuple(counts))


def _grouped(frame: nw.LazyFrame[Any], group: Key, wanted: Sequence[str]) -> Counter[Key]:
    known = [name for name in group if name in wanted]
    counted: Counter[Key] = Counter()
    if not known:
        people = int(frame.select(nw.len()).collect().item())
        return Counter({("",) * len(group): people} if people else {})
    found = frame.select(known).group_by(known).agg(nw.len().alias("musterbook_people")).collect()
    for *values, people in found.select(*known, "musterbook_people").rows():
        texts = dict(zip(known, map(_text, values), strict=True))
        counted[tuple(texts.get(name, "") for name in group)] += int(people)
    return counted


def _text(value: Any) -> str:
    """Give a value as the text it would have in a file: dates as days, whole numbers without a point."""
    if isinstance(value, str):
        return value
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
