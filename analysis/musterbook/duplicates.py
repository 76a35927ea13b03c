"""Duplicates that an id does not show: people who may be one person, for somebody to look at.

Two rows with the same age and the same dates may be one person written down twice, or two who came together. No rule
tells them apart, so nothing is merged and nothing left out: the rows stand side by side and a human judges.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import reduce
from operator import or_
from typing import Any

import narwhals as nw
import pandas as pd

from musterbook import frames
from musterbook.errors import UnknownName
from musterbook.people import one_list
from musterbook.tables import AGE, Kind, fields, rows

ID, PARTY = "record_id", "party"
_DATES = tuple(field["name"] for field in fields("records") if Kind.of(field["name"]) is Kind.DATE)
_ALIKE = 0.8
_MOST_COMPARED = 40


def possible_duplicates(records: Any) -> pd.DataFrame:
    """List the people who may have been written down more than once.

    Parameters
    ----------
    records : DataFrame
        Records of any engine, as :func:`read_records` gives them.

    Returns
    -------
    pandas.DataFrame
        A row for each person who shares age and dates with another, in a similar party or in one that is not stated:
        ``group`` (``Int64``, from 1), ``record_id``, the dates and the age they share, and ``party``. Rows whose age,
        or all of whose dates, are not stated say too little to be compared.

    Examples
    --------
    >>> people = pd.DataFrame({
    ...     "record_id": ["a", "b", "c", "d"],
    ...     "signup": ["2023-08-22"] * 4,
    ...     "age": ["38", "38", "38", "24"],
    ...     "party": ["Flight 12", "flight-12", "Petrov's", None],
    ... })
    >>> possible_duplicates(people)[["group", "record_id", "party"]].to_numpy().tolist()
    [[1, 'a', 'Flight 12'], [1, 'b', 'flight-12']]
    """
    names = frames.lazy(one_list(records)).collect_schema().names()
    keys = [name for name in (*_DATES, AGE) if name in names]
    for needed in (ID, AGE, *(() if set(keys) & set(_DATES) else _DATES[:1])):
        if needed not in names:
            raise UnknownName.of("column", needed, names)
    groups = _groups(_sharing(records, keys, PARTY in names), keys)
    columns = [ID, *keys, PARTY]
    found = [
        [number, *(row[name] or None for name in columns)] for number, group in enumerate(groups, 1) for row in group
    ]
    kinds = {"group": "Int64", **dict.fromkeys(columns, "str")}
    return pd.DataFrame(found, columns=list(kinds)).astype(kinds)


def _sharing(records: Any, keys: Sequence[str], has_party: bool) -> list[dict[str, str]]:
    """Give the rows whose keys another row has too; the engine itself finds them."""
    names = [ID, *keys, *([PARTY] if has_party else [])]
    frame = frames.texts(records, {name: name for name in names})
    with frames.limits_of(frame):
        dated = reduce(or_, (nw.col(name) != "" for name in keys if name != AGE))
        stated = frame.filter(dated & (nw.col(AGE) != ""))
        several = stated.group_by(*keys).agg(nw.len().alias("people")).filter(nw.col("people") > 1)
        found = frames.collect(stated.join(several, on=list(keys), how="inner").select(*names))
    return rows(found if has_party else found.assign(**{PARTY: ""}))


def _groups(people: Sequence[dict[str, str]], keys: Sequence[str]) -> Iterator[list[dict[str, str]]]:
    """Split rows that share their keys by how their parties are called."""
    shared: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in people:
        shared.setdefault(tuple(row[name] for name in keys), []).append(row)
    for key in sorted(shared):
        ordered = sorted(shared[key], key=lambda row: row[ID])
        for cluster in _clusters(sorted({_plain(row[PARTY]) for row in ordered} - {""})):
            alike = [row for row in ordered if _plain(row[PARTY]) in cluster or not row[PARTY]]
            if len(alike) > 1:
                yield alike


def _clusters(parties: Sequence[str]) -> list[set[str]]:
    """Put parties together whose names are alike; people of no stated party may belong to any."""
    clusters: list[set[str]] = []
    for party in parties:
        home = next((one for one in clusters[:_MOST_COMPARED] if any(_is_alike(party, other) for other in one)), None)
        if home is None:
            clusters.append({party})
        else:
            home.add(party)
    return clusters or [set()]


def _is_alike(one: str, other: str) -> bool:
    return one == other or SequenceMatcher(None, one, other).ratio() >= _ALIKE


def _plain(party: str) -> str:
    return "".join(sign for sign in party.casefold() if sign.isalnum())
