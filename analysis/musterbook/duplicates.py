"""Duplicates that an id does not show: people who may be one person, for somebody to look at.

Two rows with the same age and the same dates may be one person written down twice, or two who came together. So may two
rows of one date of birth whose names are spelt alike. No rule tells them apart, so nothing is merged and nothing left
out: the rows stand side by side, with the reason, and a human judges.

A person written down again is often better known the second time: there is a departure now. So one row may leave a date
blank that the other states, if both state two more and agree in them. To agree in one date and the age is too little
where the rest is blank in one of the two: by chance alone a list of 10,000 people with a tenth of its dates blank has
over 200 such pairs, against some 40 of all that are offered.

Names are alike when their words, in whatever order, differ in few letters, or when the words of one are among those of
the other, as where a patronymic was left out. Dates, numbers and ids are never alike: other digits are another person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from musterbook import frames
from musterbook.errors import Unanswerable, UnknownName
from musterbook.frames import Frame
from musterbook.intervals import Kind
from musterbook.linelist.suggestions import identifying, plain
from musterbook.people import one_list
from musterbook.schema import AGE, fields, kind_of, rows

ID, PARTY = "record_id", "party"
_DATES = tuple(field["name"] for field in fields("records") if kind_of(field["name"]) is Kind.DATE)
_ALIKE, _NAMES_ALIKE = 80, 85
_MOST_COMPARED = 40
_MOST_NAMES = 20_000
_LEAST_SHARED = 2
Row = dict[str, str]
Key = tuple[str, ...]
"""What a row states of dates and age, in the order of the columns; the age is last."""


def possible_duplicates(records: Any, *, by: str | Sequence[str] | None = None) -> pd.DataFrame:
    """List the people who may have been written down more than once.

    Parameters
    ----------
    records : DataFrame or LineList
        Records of any engine, as :func:`read_records` gives them.
    by : str or sequence of str, optional
        The columns to compare, such as a name and a date of birth. Texts without digits are compared by their spelling,
        all others as they stand; a row that leaves one of the columns blank is not compared. By default age and dates
        are compared, and name and date of birth, where the headers of the list tell of them.

    Returns
    -------
    pandas.DataFrame
        A row for each person who may be another one: ``group`` (``Int64``, from 1), ``record_id``, the columns of
        ``by``, and the ``reason`` of the group. Without ``by`` the dates, the age and ``party`` stand in place of these
        columns, and no name does; ``lacks`` is the date that others of the group state and this row does not. Of
        dates and age, people of a group agree in all that they state, one that lacks a date in two others at least, and
        their parties are alike or not stated; rows whose age, or all of whose dates, are not stated say too little to
        be compared.

    Raises
    ------
    MusterError
        If a column is missing, or there is nothing to compare by.

    Examples
    --------
    >>> people = pd.DataFrame({
    ...     "record_id": ["a", "b", "c", "d"],
    ...     "signup": ["2023-08-22"] * 4,
    ...     "age": ["38", "38", "38", "24"],
    ...     "party": ["Flight 12", "flight-12", "Petrov's", None],
    ... })
    >>> possible_duplicates(people)[["group", "record_id", "party", "reason"]].to_numpy().tolist()
    [[1, 'a', 'Flight 12', 'the same signup, age'], [1, 'b', 'flight-12', 'the same signup, age']]
    """
    frame = frames.lazy(one_list(records))
    names = frame.collect_schema().names()
    asked = [by] if isinstance(by, str) else list(by or ())
    frames.require(frame, ID, *asked)
    if asked:
        return _table(_by_columns(frame, asked), [ID, *asked])
    who, keys = identifying(names), [name for name in (*_DATES, AGE) if name in names]
    has_journey = AGE in keys and len(keys) > 1
    if not has_journey and not who:
        missing = AGE if AGE not in keys else _DATES[0]
        raise UnknownName(f"{UnknownName.of('column', missing, names)}; or name the columns to compare by, as by=[…]")
    groups = list(_by_journeys(frame, keys, PARTY in names)) if has_journey else []
    shown = [ID, *keys, *([PARTY] if PARTY in names else [])]
    if who:
        groups += _by_columns(frame, who, shown)
    return _table(groups, [ID, *keys, PARTY, "lacks"])


def _table(groups: Iterable[tuple[Sequence[Row], str]], columns: Sequence[str]) -> pd.DataFrame:
    """Put groups under each other, numbered, each row with the reason of its group."""
    found = [
        [number, *(row.get(name) or None for name in columns), reason]
        for number, (group, reason) in enumerate(groups, 1)
        for row in group
    ]
    kinds = {"group": "Int64", **dict.fromkeys([*columns, "reason"], "str")}
    return pd.DataFrame(found, columns=list(kinds)).astype(kinds)


def _by_columns(frame: Frame, by: Sequence[str], shown: Sequence[str] = ()) -> Iterator[tuple[list[Row], str]]:
    """Find the rows that agree in some columns, or whose texts in them are spelt alike."""
    names = list(dict.fromkeys([ID, *by, *shown]))
    stated = frames.texts(frame, {name: name for name in names})
    with frames.limits_of(stated):
        stated = stated.filter(reduce(and_, (nw.col(name) != "" for name in by)))
        digits = stated.select(nw.col(name).str.contains("[0-9]").cast(nw.Float64).mean() for name in by)
        shares = frames.collect(digits).iloc[0]
        spelt = [name for name in by if pd.isna(shares[name]) or shares[name] < 0.5]
        exact = [name for name in by if name not in spelt]
        if exact:
            several = stated.group_by(*exact).agg(nw.len().alias("people")).filter(nw.col("people") > 1)
            stated = stated.join(several.select(*exact), on=exact, how="inner")
        table = frames.collect(stated.select(*names)).sort_values([*by, ID], ignore_index=True)
    blocks = [block for _, block in table.groupby(exact)] if exact else [table]
    for block in blocks:
        for group in _spelt_alike(block, spelt):
            same = [name for name in by if (group[name] == group[name].iloc[0]).all()]
            alike = [name for name in by if name not in same]
            said = [f"the same {', '.join(same)}"] * bool(same) + [f"{', '.join(alike)} spelt alike"] * bool(alike)
            yield rows(group.sort_values(ID)), "; ".join(said)


def _spelt_alike(block: pd.DataFrame, spelt: Sequence[str]) -> Iterator[pd.DataFrame]:
    """Split rows by the spelling of some columns; who is like somebody of a group is of that group."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    texts = block[list(spelt)].drop_duplicates()
    if len(texts) > _MOST_NAMES:
        raise Unanswerable(
            f"{len(texts):,} different texts of {', '.join(spelt)} would have to be compared with each other; "
            f"{_MOST_NAMES:,} is the most: compare by a date of birth too, as by=[…]"
        )
    if len(texts) < 2 or not spelt:
        if len(block) > 1:
            yield block
        return
    alike = reduce(and_, (set(_like([plain(text) for text in texts[name]])) for name in spelt))
    ends = np.array(sorted(alike), np.int64).T
    linked = csr_array((np.ones(len(alike)), (ends[0], ends[1])), (len(texts), len(texts)))
    homes = texts.assign(home=connected_components(linked, directed=False)[1])
    for _, group in block.merge(homes, on=list(spelt)).groupby("home"):
        if len(group) > 1:
            yield group


def _like(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Give the pairs of places of names that are alike, both ways round and each with itself."""
    from rapidfuzz import fuzz, process

    words = [sorted(name.split()) for name in names]
    joined = [" ".join(one) for one in words]
    step = max(1, 20_000_000 // len(names))
    for start in range(0, len(names), step):
        part = joined[start : start + step]
        scores = process.cdist(part, joined, scorer=fuzz.ratio, score_cutoff=_NAMES_ALIKE, dtype=np.uint8)
        for place, other in zip(*np.nonzero(scores), strict=True):
            yield start + int(place), int(other)
    having: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(words):
        for word in dict.fromkeys(one):
            having[word].append(place)
    for place, one in enumerate(words):
        if len(set(one)) > 1:
            for other in min((having[word] for word in one), key=len):
                if set(one) <= set(words[other]):
                    yield from ((place, other), (other, place))


def _by_journeys(frame: Frame, keys: Sequence[str], has_party: bool) -> Iterator[tuple[list[Row], str]]:
    """Find the rows that share age and dates."""
    for group in _groups(_sharing(frame, keys, has_party)):
        shared = [name for name in keys if any(row[name] for row in group)]
        yield [row | {"lacks": _lacking(row, group, keys)} for row in group], f"the same {', '.join(shared)}"


def _lacking(row: Row, group: Sequence[Row], keys: Sequence[str]) -> str:
    """Name what a row does not state and another of its group does."""
    return ", ".join(name for name in keys if not row[name] and any(one[name] for one in group))


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
    from rapidfuzz import fuzz

    return fuzz.ratio(one, other) >= _ALIKE


def _plain(party: str) -> str:
    return "".join(sign for sign in party.casefold() if sign.isalnum())
