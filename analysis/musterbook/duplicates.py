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
from collections.abc import Iterator, Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from musterbook import frames
from musterbook.errors import Unanswerable, UnknownName
from musterbook.intervals import Kind
from musterbook.linelist.words import identifying, plain
from musterbook.schema import AGE, fields, kind_of

ID, PARTY = "record_id", "party"
_DATES = tuple(field["name"] for field in fields("records") if kind_of(field["name"]) is Kind.DATE)
_NAMES_ALIKE = 85
_MOST_NAMES = 20_000
_LEAST_SHARED = 2


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
        their parties are the same, but for capital letters, accents and signs, or not stated; rows whose age, or all of
        whose dates, are not stated say too little to be compared.

    Raises
    ------
    MusterError
        If a column is missing, or there is nothing to compare by.

    Examples
    --------
    >>> import pandas as pd
    >>> import musterbook as mb
    >>> people = pd.DataFrame({
    ...     "record_id": ["a", "b", "c", "d"],
    ...     "signup": ["2023-08-22"] * 4,
    ...     "age": ["38", "38", "38", "24"],
    ...     "party": ["Flight 12", "flight-12", "Petrov's", None],
    ... })
    >>> mb.possible_duplicates(people)[["group", "record_id", "party", "reason"]].to_numpy().tolist()
    [[1, 'a', 'Flight 12', 'the same signup, age'], [1, 'b', 'flight-12', 'the same signup, age']]
    """
    frame = frames.lazy(frames.one_list(records))
    names = frame.collect_schema().names()
    asked = [by] if isinstance(by, str) else list(by or ())
    frames.require(frame, ID, *asked)
    dates = [name for name in names if name not in _DATES and {f"{name}_first", f"{name}_last"} <= {*names}]
    who, keys = identifying(names), [name for name in (*_DATES, *dates, AGE) if name in names]
    shown, found = asked or [*keys, PARTY, "lacks"], list[pd.DataFrame]()
    if not asked and AGE in keys and len(keys) > 1:
        found.append(_same_journeys(frame, keys))
    if asked or who:
        found.append(_alike(frame, asked or who, asked or [*keys, PARTY]))
    if not found:
        missing = AGE if AGE not in keys else _DATES[0]
        raise UnknownName(f"{UnknownName.of('column', missing, names)}; or name the columns to compare by, as by=[…]")
    columns = ["group", ID, *shown, "reason"]
    table = pd.concat([one.assign(found=place) for place, one in enumerate(found)], ignore_index=True)
    numbered = table.assign(group=table.groupby(["found", "group"], sort=False).ngroup() + 1).reindex(columns=columns)
    return numbered.replace("", None).astype(dict.fromkeys(columns, "str") | {"group": "Int64"})


def _members(table: pd.DataFrame, groups: Sequence[Sequence[int]]) -> pd.DataFrame:
    """Take the rows of some groups out of a table, with the number of the group of each."""
    rows = [row for group in groups for row in group]
    return table.loc[rows].assign(group=np.repeat(np.arange(len(groups)), [len(group) for group in groups]))


def _named(which: pd.DataFrame) -> pd.Series:
    """List for each row the columns that are true in it."""
    names = pd.Series([f"{name}, " for name in which], index=which.columns, dtype=object)
    return which.dot(names).astype("str").str.removesuffix(", ")


def _alike(frame: frames.Frame, by: Sequence[str], shown: Sequence[str]) -> pd.DataFrame:
    """Find the rows that agree in some columns, or whose texts in them are spelt alike."""
    names = list(dict.fromkeys([ID, *by, *shown]))
    stated = frames.texts(frames.completed(frame, *names), {name: name for name in names})
    with frames.limits_of(stated):
        stated = stated.filter(*(nw.col(name) != "" for name in by))
        digits = stated.select(nw.col(name).str.contains("[0-9]").cast(nw.Float64).mean() for name in by)
        shares = frames.collect(digits).iloc[0].fillna(0)
        exact = [name for name in by if shares[name] >= 0.5]
        table = frames.collect(_repeated(stated, exact) if exact else stated).sort_values([*by, ID], ignore_index=True)
    spelt = [name for name in by if name not in exact]
    blocks = [block for _, block in table.groupby(exact)] if exact else [table]
    homes = [group.index for block in blocks for _, group in block.groupby(_spelt_alike(block[spelt]))]
    members = _members(table, [list(home) for home in homes if len(home) > 1])
    is_same = members.groupby("group")[list(by)].transform("nunique") == 1
    same, alike = "the same " + _named(is_same), _named(~is_same) + " spelt alike"
    reason = (same + "; " + alike).where(is_same.any(axis=1), alike).mask(is_same.all(axis=1), same)
    return members.assign(reason=reason).sort_values(["group", ID])


def _repeated(frame: frames.Frame, columns: Sequence[str], *of: nw.Expr) -> frames.Frame:
    """Keep the rows whose texts in some columns other rows have too; ``of`` says what else must be true of them all."""
    names = frame.collect_schema().names()
    groups = frame.group_by(*columns).agg(nw.len().alias("people"), *of).filter(nw.col("people") > 1)
    groups = groups.filter(nw.col("least") < nw.col("most")) if of else groups
    return frame.join(groups, on=list(columns), how="inner").select(*names)


def _spelt_alike(texts: pd.DataFrame) -> np.ndarray:
    """Group rows by the spelling of their texts, each by a number; who is like somebody of a group is of that group."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    different = texts.drop_duplicates()
    if texts.empty or len(different) < 2:
        return np.zeros(len(texts), np.int64)
    if len(different) > _MOST_NAMES:
        many = f"{len(different):,} different texts of {', '.join(map(str, texts))} would be compared with each other"
        raise Unanswerable(f"{many}; {_MOST_NAMES:,} is the most: compare by a date of birth too, as by=[…]")
    alike = set.intersection(*(set(_like([*map(plain, different[name])])) for name in texts))
    ends = np.array(sorted(alike), np.int64).T
    linked = csr_array((np.ones(len(alike)), (ends[0], ends[1])), (len(different), len(different)))
    known = different.assign(home=connected_components(linked, directed=False)[1])
    return texts.merge(known, how="left")["home"].to_numpy()


def _like(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Give the pairs of places of names that are alike, each with itself too."""
    from rapidfuzz import fuzz, process

    words = [sorted(name.split()) for name in names]
    joined = [" ".join(one) for one in words]
    step = max(1, 20_000_000 // len(names))
    for start in range(0, len(names), step):
        part = joined[start : start + step]
        scores = process.cdist(part, joined, scorer=fuzz.ratio, score_cutoff=_NAMES_ALIKE, dtype=np.uint8)
        yield from ((start + int(one), int(other)) for one, other in zip(*np.nonzero(scores), strict=True))
    having: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(words):
        for word in set(one):
            having[word].append(place)
    for place, own in enumerate(map(set, words)):
        # Of the names that have the rarest word of several.
        within = min((having[word] for word in own), key=len) if len(own) > 1 else ()
        for other in (other for other in within if own <= {*words[other]}):
            yield from ((place, other), (other, place))


def _same_journeys(frame: frames.Frame, keys: Sequence[str]) -> pd.DataFrame:
    """Find the rows that share age and dates, leaving out a group that is part of another."""
    table = _sharing(frame, keys).sort_values(ID, ignore_index=True)
    rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row, key in enumerate(table[list(keys)].itertuples(index=False, name=None)):
        rows[key].append(row)
    called, groups = table[PARTY].map(plain), list[set[int]]()
    homes: dict[int, list[set[int]]] = defaultdict(list)
    for key in sorted(rows):
        # The age is last; one date may be lacking where enough others agree.
        *dates, age = key
        lacking = range(len(dates)) if all(dates) and len(dates) > _LEAST_SHARED else ()
        alike = [key, *((*dates[:place], "", *dates[place + 1 :], age) for place in lacking)]
        fitting = sorted(row for one in alike for row in rows.get(one, ()))
        for party in sorted({called[row] for row in fitting} - {""}) or [""]:
            group = {row for row in fitting if called[row] in {party, ""}}
            if len(group) > 1 and not group.isdisjoint(rows[key]):
                groups.append(group)
                for row in group:
                    homes[row].append(group)
    whole = [sorted(one) for one in groups if not any(one < other for other in homes[min(one)])]
    members = _members(table, whole)
    is_stated = members[list(keys)] != ""
    of_group = is_stated.groupby(members["group"]).transform("any")
    return members.assign(lacks=_named(of_group & ~is_stated), reason="the same " + _named(of_group))


def _sharing(frame: frames.Frame, keys: Sequence[str]) -> pd.DataFrame:
    """Let the engine find the rows whose keys another row has too, or has but for one date that either lacks."""
    names, dates, blank = [ID, *keys, PARTY], [name for name in keys if name != AGE], nw.col("blank")
    told = frames.texts(frames.completed(frame, PARTY), {name: name for name in names}).filter(nw.col(AGE) != "")
    with frames.limits_of(told):
        is_dated = nw.any_horizontal(*(nw.col(name) != "" for name in dates), ignore_nulls=True)
        asked = [_repeated(told.filter(is_dated), keys)]
        for lacking in dates if len(dates) > _LEAST_SHARED else ():
            others = [name for name in keys if name != lacking]
            whole = told.filter(*(nw.col(name) != "" for name in others))
            whole = whole.with_columns((nw.col(lacking) == "").cast(nw.Int64).alias("blank"))
            asked.append(_repeated(whole, others, blank.min().alias("least"), blank.max().alias("most")))
        found = [frames.collect(one.select(*names)).assign(asked=place) for place, one in enumerate(asked)]
    # Each question gives all rows of a key or none.
    table = pd.concat(found, ignore_index=True)
    return table[table["asked"] == table.groupby(list(keys))["asked"].transform("min")]
