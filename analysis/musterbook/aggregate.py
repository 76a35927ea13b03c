"""Aggregate tables: cells of one or more variables with how many people each has, and the claims they make.

What is published is seldom the list; it is a row for each month with its cases, or bands of ages by sex. Such a table
is counted, audited and drawn like a list; read by :func:`musterbook.read_table`.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from musterbook.errors import MusterError
from musterbook.frames import collect, lazy, records_of, require, text_of
from musterbook.intervals import Kind
from musterbook.linelist.parsing import holds_counts
from musterbook.linelist.words import called_counts, plain
from musterbook.schema import fields

SURE, POSSIBLE = "sure", "possible"


@dataclass(frozen=True, eq=False)
class AggregateTable:
    """Cells of one or more variables, each with how many people it has.

    Invariants: no cell stands twice; ``0 <= sure <= possible``; no total is among the cells.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per cell: a column for each variable (texts as ours, missing where not stated), then ``sure`` and
        ``possible``, how many people it has at least and at most (``Int64``).
    kinds : mapping
        What each variable holds: dates, numbers or labels.
    name : str
        What is counted, as the table calls it.
    source : str
        The file that was read.
    totals : int
        How many totals were found, and agree with their parts.
    everybody : pair of int, optional
        How many people its grand total says there are, at least and at most.
    notes : tuple of str
        What else a reader must know: labels that may be one, remarks that were left out.
    """

    frame: pd.DataFrame = field(repr=False)
    kinds: Mapping[str, Kind]
    name: str
    source: str
    totals: int = 0
    notes: tuple[str, ...] = ()
    everybody: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        """Hold the invariants."""
        low, high = self.frame[SURE], self.frame[POSSIBLE]
        if self.frame.duplicated([*self.kinds]).any() or not ((low >= 0) & (low <= high)).all():
            raise MusterError(f"{self.source}: expected each cell once, with no fewer people possible than sure")

    @property
    def variables(self) -> list[str]:
        """The variables whose cells it has."""
        return list(self.kinds)

    @property
    def people(self) -> tuple[int, int]:
        """How many people it counts by its cells and by its grand total, at least and at most."""
        low, high = int(self.frame[SURE].sum()), int(self.frame[POSSIBLE].sum())
        least, most = self.everybody or (low, high)
        return max(low, least), min(high, most)

    def spelled(self) -> pd.DataFrame:
        """Give its cells with one column of ``people``, as "4" or "1-4", as they can be read again.

        >>> import pandas as pd
        >>> import musterbook as mb
        >>> frame = pd.DataFrame({"month": ["2023-06", "2023-07"], "cases": ["1", "<5"]})
        >>> mb.read_table(frame).spelled()["people"].tolist()
        ['1', '0-4']
        """
        ends = zip(self.frame[SURE], self.frame[POSSIBLE], strict=True)
        return self.frame[self.variables].assign(people=["-".join(dict.fromkeys(map(str, pair))) for pair in ends])


def refuse_counts(people: Any, *used: str) -> None:
    """Refuse a frame that has a column of counts, where each row would be taken for one person.

    ``used`` are columns that somebody asked for, which are what the asker takes them for.

    >>> refuse_counts(pd.DataFrame({"signup": ["2023-06", "2023-07"], "cases": [4, 8]}))
    Traceback (most recent call last):
    musterbook.errors.MusterError: 'cases' holds counts of people, so its rows are no persons; read them with \
read_table, count them with weights='cases', or leave the column out where each row is a person
    """
    frame = lazy(records_of(people))
    called = [name for name in frame.collect_schema() if called_counts(name, perhaps=False) or plain(name) == "n"]
    for name in (name for name in called if name not in used):
        if holds_counts([text_of(one) for one in collect(frame.select(name).drop_nulls().head(100))[name]]):
            raise MusterError(
                f"{name!r} holds counts of people, so its rows are no persons; read them with read_table, count them "
                f"with weights={name!r}, or leave the column out where each row is a person"
            )


def claims_from(
    table: AggregateTable,
    *,
    source: str,
    population: str = "",
    variable: str | None = None,
    by: str | Sequence[str] = (),
) -> pd.DataFrame:
    """Turn a table of counts into claims of a case, to be looked over and added to its ``claims.csv``.

    Parameters
    ----------
    table : AggregateTable
        What was read.
    source : str
        The ``source_id`` of the publication that the table stands in.
    population : str
        The ``population_id`` of the people it counts.
    variable : str, optional
        Whose cells become claims; needed where the table has several.
    by : str or sequence of str
        Variables by whose values the people are claimed apart: each combination is a population of its own, which
        :func:`populations_from` gives.

    Returns
    -------
    pandas.DataFrame
        Columns of ``claims.csv``: one claim for each exact cell, two for one that is a range, and one for all people of
        each population.

    Examples
    --------
    >>> import pandas as pd
    >>> import musterbook as mb
    >>> table = mb.read_table(pd.DataFrame({"signup": ["2023-06", "2023-07"], "cases": ["4", "<5"]}))
    >>> mb.claims_from(table, source="ministry")[["claim_id", "where", "relation", "value"]].to_numpy().tolist()
    [['ministry-1', '2023-06', '=', '4'], ['ministry-2', '2023-07', '<=', '4'], ['ministry-3', '', '>=', '4'], \
['ministry-4', '', '<=', '8']]
    """
    groups = _groups_of(table, by)
    others = [name for name in table.variables if name not in groups] or table.variables
    if variable is None and len(others) > 1:
        which = f"say which, as variable={others[0]!r}: {', '.join(others)}"
        raise MusterError(f"the table has several variables; {which}")
    [name] = _groups_of(table, variable or others[0])
    common = {"source_id": source, "statistic": "count", "unit": "people", "status": "used"}
    said: list[dict[str, str]] = []
    for part, _, (group, _), cells in _parts(table, population, groups):
        sums = cells.groupby(name, sort=False)[[SURE, POSSIBLE]].sum()
        everybody = sums.sum().tolist() if group else table.people
        for where, low, high in [*sums.itertuples(), ("", *everybody)]:
            told = common | {"population_id": part, "where": str(where), "variable": name if where else ""}
            for relation, value in [("=", low)] if low == high else [(">=", low), ("<=", high)]:
                if value or relation != ">=":
                    numbered = {"claim_id": f"{source}-{len(said) + 1}", "relation": relation, "value": str(value)}
                    said.append(told | numbered)
    return _rows_of("claims", said)


def populations_from(table: AggregateTable, *, population: str, by: str | Sequence[str]) -> pd.DataFrame:
    """Give the populations that :func:`claims_from` with ``by`` speaks of, to be added to ``populations.csv``.

    Parameters
    ----------
    table : AggregateTable
        What was read.
    population : str
        The ``population_id`` of all the people it counts.
    by : str or sequence of str
        The variables by whose values they are claimed apart; a second one parts each part of the first.

    Returns
    -------
    pandas.DataFrame
        Columns of ``populations.csv``: an id, whom it is part of, and the condition, of each combination.

    Examples
    --------
    >>> import pandas as pd
    >>> import musterbook as mb
    >>> frame = pd.DataFrame({"month": ["2023-06"] * 2, "sex": ["f", "m"], "cases": [1, 2]})
    >>> table = mb.read_table(frame)
    >>> found = mb.populations_from(table, population="held", by="sex")
    >>> found[["population_id", "part_of", "condition"]].to_numpy().tolist()
    [['held-f', 'held', 'sex=f'], ['held-m', 'held', 'sex=m']]
    """
    _, *parts = _parts(table, population, _groups_of(table, by))
    said = [
        {"population_id": name, "subject": f"{whole}, {value}", "part_of": whole, "condition": f"{group}={value}"}
        for name, whole, (group, value), _ in parts
    ]
    return _rows_of("populations", said)


def _rows_of(table: str, said: Sequence[dict[str, str]]) -> pd.DataFrame:
    """Make rows of one of our tables of what is said in them."""
    columns = [one["name"] for one in fields(table)]
    return pd.DataFrame([dict.fromkeys(columns, "") | one for one in said], columns=columns).astype("str")


def _groups_of(table: object, by: str | Sequence[str]) -> list[str]:
    """Give the variables by whose values people are told apart; there must be such a table, and it must have them."""
    if not isinstance(table, AggregateTable):
        raise MusterError(f"expected a table that read_table gave, found a {type(table).__name__}")
    groups = [by] if isinstance(by, str) else list(by)
    require(lazy(table.frame[table.variables]), *groups)
    return groups


def _parts(
    table: AggregateTable, population: str, groups: Sequence[str]
) -> Iterator[tuple[str, str, tuple[str, str], pd.DataFrame]]:
    """Give all people and each part of them: a name, whom it is part of, the variable and value it has, its cells.

    A value in letters that no id can have is named by its check sum.
    """
    yield population, "", ("", ""), table.frame
    for number in range(1, len(groups) + 1):
        by = list(groups[:number])
        for values, cells in table.frame.dropna(subset=by).groupby(by, sort=False):
            names = [*filter(None, [population]), *(_short(str(value)) for value in values)]
            yield "-".join(names), "-".join(names[:-1]), (by[-1], str(values[-1])), cells


def _short(value: str) -> str:
    """Make a part of an id of a value."""
    letters = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or f"{zlib.crc32(value.encode()):08x}"
