"""A line list: people one by one as read from somebody's list, the rows set aside, and what is known of each column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import numpy as np
import pandas as pd

from musterbook.errors import InputError, Problem
from musterbook.intervals import Kind
from musterbook.reading.gathering import Gathered
from musterbook.reading.listing import Listing
from musterbook.reading.rules import ROW, part
from musterbook.reading.standing import Standing
from musterbook.tables import kind_of

if TYPE_CHECKING:
    import pyarrow as pa

ID = "record_id"
PLACE = ("file", "line", "column", "value", "reason")


@dataclass(frozen=True)
class Facts:
    """What is known of a column: of how many rows, from where to where, and how many were spelled otherwise."""

    known: int
    lowest: Any
    highest: Any
    respelt: int


class Aside(Protocol):
    """The rows set aside: how many there are, what is wrong with each, and a table of them."""

    def __len__(self) -> int:
        """Count them."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, in order."""

    @property
    def rejected(self) -> Any:
        """One row per row set aside."""

    @property
    def standing(self) -> Standing:
        """For whom they stand."""


@dataclass(frozen=True)
class Told:
    """Rows set aside that have been told already."""

    problems: tuple[Problem, ...]
    rejected: pd.DataFrame
    standing: Standing

    def __len__(self) -> int:
        """Count them."""
        return len(self.rejected)


@dataclass(frozen=True, eq=False)
class LineList:
    """A list of people that was read and checked.

    Attributes
    ----------
    records : pandas.DataFrame
        One row per person: our columns, then all others as they stood. Beside a coarse date stand ``…_first`` and
        ``…_last``, beside a coarse number ``…_low`` and ``…_high``, and where any value was spelled otherwise
        ``…_text`` keeps the texts of the file.
    rejected : pandas.DataFrame
        One row per row set aside: ``file``, ``line``, ``column``, ``value``, ``reason``, then the row as it stood.
    read : int
        How many rows were read.
    headers : mapping
        The header that each of our columns came from.
    files : tuple of str
        The files that were read.
    encoding, delimiter : str
        What was found out of the files, empty where there was nothing to find out.

    Invariant: ``kept + aside == read``.
    """

    records: Any
    put_aside: Aside = field(repr=False)
    read: int
    headers: Mapping[str, str]
    files: tuple[str, ...]
    encoding: str = ""
    delimiter: str = ""
    MADE_UP: ClassVar[str] = "made up: row-N for the N-th row read"

    def __post_init__(self) -> None:
        """Hold the invariant."""
        if self.kept + self.aside != self.read:
            raise InputError(f"{self.kept} rows kept and {self.aside} aside are not the {self.read} rows read")

    @property
    def kept(self) -> int:
        """How many rows are in the records."""
        return len(self.records)

    @property
    def aside(self) -> int:
        """How many rows were set aside."""
        return len(self.put_aside)

    @property
    def rejected(self) -> Any:
        """The rows set aside."""
        return self.put_aside.rejected

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the rows set aside, in order."""
        return self.put_aside.problems

    @property
    def standing(self) -> Standing:
        """For whom the rows set aside stand: people of whom nothing is known, people counted already, or nobody."""
        return self.put_aside.standing

    def summary(self) -> pd.DataFrame:
        """Say what is known, column by column.

        Returns
        -------
        pandas.DataFrame
            One row per column: ``column``, the ``header`` it came from, ``known`` (rows with a value, ``Int64``) and
            ``percent`` of the rows kept, ``lowest`` and ``highest`` of dates and numbers, and a ``note``.
        """
        names = [str(name) for name in self.records.columns]
        return self._table(names, {name: self._fact(name, names) for name in names if not self._is_beside(name)})

    def _table(self, names: Sequence[str], facts: Mapping[str, Facts]) -> pd.DataFrame:
        """Put what was counted in a table."""
        found = [self._about(name, facts[name]) for name in names if name in facts]
        kinds = {"known": "Int64", "percent": "Float64"}
        columns = ["column", "header", "known", "percent", "lowest", "highest", "note"]
        return pd.DataFrame(found, columns=columns).astype({name: kinds.get(name, "str") for name in columns})

    def _fact(self, name: str, names: Sequence[str]) -> Facts:
        """Count what is known of a column, and find its ends."""
        found = {end: self.records[column] for end, column in self._end_columns(name, names).items()}
        lowest, highest = found["lowest"].min() if found else None, found["highest"].max() if found else None
        other = 0
        if f"{name}_text" in names:
            other = int((self.records[f"{name}_text"].fillna("") != self.records[name].fillna("")).sum())
        return Facts(int(self.records[name].notna().sum()), lowest, highest, other)

    def _is_beside(self, name: str) -> bool:
        """Tell whether a column was put beside another."""
        stem, _, end = name.rpartition("_")
        return stem in self.headers and end in {"first", "last", "low", "high", "text"} and name not in self.headers

    def _about(self, name: str, facts: Facts) -> dict[str, Any]:
        return {
            "column": name,
            "header": self.headers.get(name, "" if name == ID else name) or None,
            "known": facts.known,
            "percent": round(100 * facts.known / self.kept, 1) if self.kept else None,
            "lowest": _end(facts.lowest),
            "highest": _end(facts.highest),
            "note": self._note(name, facts.respelt) or None,
        }

    def _end_columns(self, name: str, names: Sequence[str]) -> dict[str, str]:
        """Name the columns in which the lowest and the highest value of a column are to be looked for."""
        ends = {Kind.DATE: ("first", "last"), Kind.NUMBER: ("low", "high")}.get(kind_of(name))
        if ends is None or f"{name}_{ends[0]}" not in names:
            return {}
        return {"lowest": f"{name}_{ends[0]}", "highest": f"{name}_{ends[1]}"}

    def _note(self, name: str, respelt: int) -> str:
        if name == ID and ID not in self.headers:
            return self.MADE_UP
        if name not in self.headers:
            return "kept as it is"
        return f"{respelt:,} spelled otherwise, see {name}_text" if respelt else ""


def _end(value: Any) -> str | None:
    if value is None or pd.isna(value):
        return None
    return str(value.date()) if isinstance(value, pd.Timestamp) else str(value)


def line_list(gathered: Gathered, problems: Mapping[int, Sequence[Problem]], said: Any) -> LineList:
    """Put together what was kept and what was set aside."""
    listings = gathered.listings
    bad = np.isin(gathered.table[ROW].to_numpy(), list(problems)) if problems else None
    return LineList(
        records=_records(gathered, None if bad is None else ~bad),
        put_aside=Told(
            tuple(problem for found in problems.values() for problem in found),
            rejected(gathered, problems, bad, said),
            Standing.of(problems.values()),
        ),
        read=gathered.read,
        headers=dict(gathered.plan.columns),
        files=tuple(listing.file for listing in listings),
        encoding=", ".join(dict.fromkeys(listing.encoding for listing in listings if listing.encoding)),
        delimiter=", ".join(dict.fromkeys(listing.delimiter for listing in listings if listing.delimiter)),
    )


def _records(gathered: Gathered, kept: Any) -> pd.DataFrame:
    """Give the rows kept as pandas, a column at a time."""
    import pyarrow as pa

    table = gathered.table if kept is None else gathered.table.filter(pa.array(kept))
    columns: dict[str, Any] = {}
    if ID not in gathered.plan.columns:
        columns[ID] = pd.array([f"row-{number}" for number in table[ROW].to_pylist()], dtype="str")
    for name in gathered.plan.columns:
        columns |= _ours(table, name)
    columns |= _others(gathered, table, kept)
    return pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows), copy=False)


def _ours(table: pa.Table, name: str) -> dict[str, Any]:
    """Give one column of ours with what stands beside it."""
    from pyarrow import compute as pc

    raw, text = (
        table[part(name, what)] if part(name, what) in table.column_names else table[name] for what in ("raw", "text")
    )
    found: dict[str, Any] = {name: _strings(text)}
    if part(name, "low") in table.column_names:
        low, high = table[part(name, "low")], table[part(name, "high")]
        if kind_of(name) is Kind.DATE:
            found |= {f"{name}_first": _days(low), f"{name}_last": _days(high)}
        else:
            found |= {f"{name}_low": _whole(low), f"{name}_high": _whole(high)}
    respelt = {part(name, "raw"), part(name, "text")} & set(table.column_names)
    if respelt and pc.any(pc.not_equal(pc.fill_null(raw, ""), pc.fill_null(text, ""))).as_py():
        found[f"{name}_text"] = _strings(raw)
    return found


def _others(gathered: Gathered, table: pa.Table, kept: Any) -> dict[str, Any]:
    """Give the columns that are none of ours: of a pandas frame the very values, else what the file has."""
    native = gathered.listings[0].native
    found = {}
    for header in gathered.plan.others:
        if native is not None:
            series = native.iloc[:, gathered.listings[0].headers.index(header)]
            found[header] = (series if kept is None else series[kept]).reset_index(drop=True)
        else:
            found[header] = _other(table[header])
    return found


def _other(column: pa.ChunkedArray) -> Any:
    import pyarrow as pa

    return _strings(column) if pa.types.is_large_string(column.type) else column.to_pandas()


def _strings(column: pa.ChunkedArray) -> Any:
    kind: Any = pd.StringDtype(na_value=np.nan)
    return kind.__from_arrow__(column)


def _days(column: pa.ChunkedArray) -> Any:
    days, missing = _numbers(column)
    seconds = (days.astype(np.int64) * 86_400).view("datetime64[s]")
    seconds[missing] = np.datetime64("NaT", "s")
    return seconds


def _whole(column: pa.ChunkedArray) -> Any:
    numbers, missing = _numbers(column)
    return pd.arrays.IntegerArray(numbers.astype(np.int64), missing)


def _numbers(column: pa.ChunkedArray) -> tuple[Any, Any]:
    from pyarrow import compute as pc

    missing = pc.is_null(column).to_numpy()
    return pc.fill_null(column, 0).to_numpy(), np.asarray(missing, bool)


def rejected(gathered: Gathered, problems: Mapping[int, Sequence[Problem]], bad: Any, said: Any) -> pd.DataFrame:
    """Give the rows set aside, in the order they were read, under the headers of their files."""
    headers = list(dict.fromkeys(header for listing in gathered.listings for header in _wide(listing)))
    rows = dict(_texts_of(gathered, bad)) if problems else {}
    listed = [
        [
            found[0].file,
            found[0].line,
            "; ".join(dict.fromkeys(one.column for one in found if one.column)),
            "; ".join(dict.fromkeys(one.value for one in found)),
            "; ".join(said(one) for one in found),
            *(rows[number].get(header) or None for header in headers),
        ]
        for number, found in problems.items()
    ]
    names = [*PLACE, *(f"{header} (in the file)" if header in PLACE else header for header in headers)]
    frame = pd.DataFrame(listed, columns=names, dtype="object")
    return frame.astype({name: "Int64" if name == "line" else "str" for name in names})


def _texts_of(gathered: Gathered, bad: Any) -> Any:
    """Give the rows set aside by number, as the texts that stood in the file."""
    import pyarrow as pa

    for offset, listing in zip(gathered.offsets, gathered.listings, strict=False):
        for broken in listing.broken:
            yield int(offset) + broken.number + 1, dict(zip(_wide(listing), broken.cells, strict=False))
    table = gathered.table if bad is None else gathered.table.filter(pa.array(bad))
    raws = {name: part(name, "raw") for name in gathered.plan.columns if part(name, "raw") in table.column_names}
    sources = {header: raws.get(name, name) for name, header in gathered.plan.columns.items()}
    sources |= {header: header for header in gathered.plan.others}
    for row in table.select([ROW, *dict.fromkeys(sources.values())]).to_pylist():
        yield row[ROW], {header: _shown(row[name]) for header, name in sources.items()}


def _wide(listing: Listing) -> list[str]:
    """Give the headers of a file, and places for what its rows have beyond them."""
    columns = len(listing.headers)
    widest = max((len(one.cells) for one in listing.broken), default=columns)
    return [*listing.headers, *(f"column {place}" for place in range(columns + 1, widest + 1))]


def _shown(value: Any) -> str | None:
    return None if value is None else str(value)
