"""Duplicates that an id does not show: people who may be one person, for somebody to look at.

Two rows with the same age and the same dates may be one person written down twice, or two who came together. No rule
tells them apart, so nothing is merged and nothing left out: the rows stand side by side and a human judges.

A person written down again is often better known the second time: there is a departure now. So one row may leave a date
blank that the other states, if both state two more and agree in them. To agree in one date and the age is too little
where the rest is blank in one of the two: by chance alone a list of 10,000 people with a tenth of its dates blank has
over 200 such pairs, against some 40 of all that are offered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import reduce
from operator import or_
from typing import Any

import narwhals as nw
import pandas as pd

from musterbook import frames
from musterbook.errors import UnknownName
from musterbook.frames import Frame
from musterbook.intervals import Kind
from musterbook.people import one_list
from musterbook.tables import AGE, fields, kind_of, rows

ID, PARTY = "record_id", "party"
_DATES = tuple(field["name"] for field in fields("records") if kind_of(field["name"]) is Kind.DATE)
_ALIKE = 0.8
_MOST_COMPARED = 40
_LEAST_SHARED = 2
Row = dict[str, str]
Key = tuple[str, ...]
"""What a row states of dates and age, in the order of the columns; the age is last."""


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
        ``group`` (``Int64``, from 1), ``record_id``, the dates, the age, ``party``, and ``lacks``, the date that others
        of the group state and this row does not. In all that they state of dates and age the rows of a group agree; one
        that lacks a date agrees in two others at least. Rows whose age, or all of whose dates, are not stated say too
        little to be compared.

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
    groups = _groups(_sharing(records, keys, PARTY in names))
    columns = [ID, *keys, PARTY]
    found = [
        [number, *(row[name] or None for name in columns), _lacking(row, group, keys)]
        for number, group in enumerate(groups, 1)
        for row in group
    ]
    kinds = {"group": "Int64", **dict.fromkeys([*columns, "lacks"], "str")}
    return pd.DataFrame(found, columns=list(kinds)).astype(kinds)


def _lacking(row: Row, group: Sequence[Row], keys: Sequence[str]) -> str | None:
    """Name what a row does not state and another of its group does."""
    return ", ".join(name for name in keys if not row[name] and any(one[name] for one in group)) or None


def _sharing(records: Any, keys: Sequence[str], has_party: bool) -> dict[Key, list[Row]]:
    """Give the rows that may be those of others by what they share; the engine itself finds them."""
    names = [ID, *keys, *([PARTY] if has_party else [])]
    frame = frames.texts(records, {name: name for name in names})
    shared: dict[Key, list[Row]] = {}
    with frames.limits_of(frame):
        for asked in _asked(frame, keys):
            table = frames.collect(asked.select(*names))
            found: dict[Key, list[Row]] = {}
            for row in rows(table if has_party else table.assign(**{PARTY: ""})):
                found.setdefault(tuple(row[name] for name in keys), []).append(row)
            # Each question gives all rows of a key or none.
            shared |= found
    return shared


def _asked(frame: Frame, keys: Sequence[str]) -> Iterator[Frame]:
    """Ask for the rows whose keys another row has too, and for each date for those that lack it or may fill it in."""
    dates = [name for name in keys if name != AGE]
    dated = reduce(or_, (nw.col(name) != "" for name in dates))
    stated = frame.filter(dated & (nw.col(AGE) != ""))
    several = stated.group_by(*keys).agg(nw.len().alias("people")).filter(nw.col("people") > 1)
    yield stated.join(several, on=list(keys), how="inner")
    for lacking in dates if len(dates) > _LEAST_SHARED else ():
        others = [name for name in keys if name != lacking]
        whole = frame.filter(*(nw.col(name) != "" for name in others))
        ends = (nw.col("blank").min().alias("least"), nw.col("blank").max().alias("most"))
        blank = whole.with_columns((nw.col(lacking) == "").cast(nw.Int64).alias("blank")).group_by(*others).agg(*ends)
        yield whole.join(blank.filter(nw.col("least") < nw.col("most")), on=others, how="inner")


def _groups(shared: Mapping[Key, list[Row]]) -> list[list[Row]]:
    """Put rows together that may be one person, leaving out what is part of another group."""
    groups = [group for key in sorted(shared) for group in _of_key(key, shared)]
    homes: dict[int, list[int]] = {}
    for place, group in enumerate(groups):
        for row in group:
            homes.setdefault(id(row), []).append(place)
    return [
        group
        for place, group in enumerate(groups)
        if set.intersection(*(set(homes[id(row)]) for row in group)) == {place}
    ]


def _of_key(key: Key, shared: Mapping[Key, list[Row]]) -> Iterator[list[Row]]:
    """Split the rows that have a key, and those that lack a date of it, by how their parties are called."""
    own = {id(row) for row in shared[key]}
    ordered = sorted((row for one in _fitting(key) for row in shared.get(one, ())), key=lambda row: row[ID])
    for cluster in _clusters(sorted({_plain(row[PARTY]) for row in ordered} - {""})):
        alike = [row for row in ordered if _plain(row[PARTY]) in cluster or not row[PARTY]]
        if len(alike) > 1 and any(id(row) in own for row in alike):
            yield alike


def _fitting(key: Key) -> Iterator[Key]:
    """Give a key, and those that lack one date of it; the age is last."""
    yield key
    *dates, age = key
    if all(dates) and len(dates) > _LEAST_SHARED:
        for place in range(len(dates)):
            yield (*dates[:place], "", *dates[place + 1 :], age)


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
