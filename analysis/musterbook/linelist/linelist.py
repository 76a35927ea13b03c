"""A line list: people one by one as read from somebody's list, what was set aside, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from musterbook.errors import InputError, Problem, ProblemKind, UnknownName
from musterbook.intervals import Interval, Kind
from musterbook.linelist.listing import Codes, Listing, Mask, as_texts, decoded, is_of_texts
from musterbook.linelist.values import ID, Checked, problems_of
from musterbook.sqlite import write_sqlite

if TYPE_CHECKING:
    import pyarrow as pa

PLACE = ("file", "line", "column", "value", "reason")
PROBLEMS = ("file", "line", "column", "value", "kind", "expected", "consequence")
_EPOCH = dt.date(1970, 1, 1).toordinal()
_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Standing:
    """How many rows set aside are ``people`` of whom nothing is known, people counted already, and nobody.

    A row whose form is broken is somebody of whom nothing can be trusted; one that repeats another is counted already;
    totals and notes below a list are nobody.
    """

    people: int = 0
    repeated: int = 0
    totals: int = 0

    @classmethod
    def of(cls, kinds: Sequence[ProblemKind]) -> Standing:
        """Tell from the kind of each row set aside."""
        repeated, nobody = kinds.count(ProblemKind.REPEATED), sum(kind.is_nobody for kind in kinds)
        return cls(len(kinds) - repeated - nobody, repeated, nobody)


@dataclass(frozen=True, eq=False)
class LineList:
    """A list of people that was read and checked.

    Attributes
    ----------
    records : pandas.DataFrame
        One row per person: our columns, then all others as they stood. Beside a coarse date stand ``…_first`` and
        ``…_last``, beside a coarse number ``…_low`` and ``…_high``, and where any value was spelled otherwise, or could
        not be read, ``…_text`` keeps the texts of the file.
    rejected : pandas.DataFrame
        One row per row set aside, because its form is broken, it is nobody, or it repeats another: ``file``, ``line``,
        ``column``, ``value``, ``reason``, then the row as it stood.
    problems : pandas.DataFrame
        One row per problem: ``file``, ``line``, ``column``, ``value``, ``kind``, ``expected`` and ``consequence``, what
        became of the value or the row.
    read : int
        How many rows were read.
    headers : mapping
        The header that each of our columns came from.
    files : tuple of str
        The files that were read.
    encoding, delimiter : str
        What was found out of the files, empty where there was nothing to find out.
    notes : tuple of str
        What else a reader must know of the files, as hidden rows.
    standing : Standing
        For whom the rows set aside stand.

    Invariant: ``kept + aside == read``.
    """

    records: pd.DataFrame = field(repr=False)
    rejected: pd.DataFrame = field(repr=False)
    problems: pd.DataFrame = field(repr=False)
    read: int
    headers: Mapping[str, str]
    files: tuple[str, ...]
    encoding: str = ""
    delimiter: str = ""
    notes: tuple[str, ...] = ()
    standing: Standing = Standing()
    column_notes: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)
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
        return len(self.rejected)

    @property
    def unread(self) -> int:
        """How many rows could not be read in full: set aside, though they are somebody, or with a value not stated."""
        wrong = self.problems[~self.problems["kind"].isin([kind.value for kind in ProblemKind if kind.is_nobody])]
        return len(wrong[["file", "line"]].drop_duplicates())

    def to(self, engine: str) -> Any:
        """Hand the records to another engine.

        Parameters
        ----------
        engine : str
            ``polars``, ``pyarrow``, ``duckdb``, ``dask`` or ``pyspark``.

        Returns
        -------
        DataFrame
            Of that engine, with the columns of ``records``.
        """
        if engine not in _HANDED:
            raise UnknownName.of("engine", engine, _HANDED)
        return _HANDED[engine](self.records)

    def to_sqlite(self, place: str | Path) -> Path:
        """Write the list as one SQLite file with the tables ``records``, ``rejected`` and ``problems``; give its path.

        Everything is in it, also columns that were not mapped and rows set aside as they stood: it is for your own
        eyes. What may be published is said by :func:`musterbook.protect`.
        """
        return write_sqlite(place, {name: getattr(self, name) for name in ("records", "rejected", "problems")})

    def summary(self) -> pd.DataFrame:
        """Say what is known, column by column.

        Returns
        -------
        pandas.DataFrame
            One row per column: ``column``, the ``header`` it came from, ``known`` (rows with a value, ``Int64``) and
            ``percent`` of the rows kept, ``lowest`` and ``highest`` of dates and numbers, and a ``note``.
        """
        names = [str(name) for name in self.records.columns]
        found = [self._about(name, names) for name in names if not self._is_beside(name)]
        kinds = {"known": "Int64", "percent": "Float64"}
        columns = ["column", "header", "known", "percent", "lowest", "highest", "note"]
        return pd.DataFrame(found, columns=columns).astype({name: kinds.get(name, "str") for name in columns})

    def _is_beside(self, name: str) -> bool:
        """Tell whether a column was put beside another."""
        stem, _, end = name.rpartition("_")
        return stem in self.headers and end in {"first", "last", "low", "high", "text"} and name not in self.headers

    def _about(self, name: str, names: Sequence[str]) -> dict[str, Any]:
        """Count what is known of a column, and find its ends."""
        known = int(self.records[name].notna().sum())
        ends = ("first", "last") if f"{name}_first" in names else ("low", "high")
        is_coarse = name in self.headers and f"{name}_{ends[0]}" in names
        respelt = 0
        if f"{name}_text" in names:
            respelt = int((self.records[f"{name}_text"].fillna("") != self.records[name].fillna("")).sum())
        return {
            "column": name,
            "header": self.headers.get(name, "" if name == ID else name) or None,
            "known": known,
            "percent": round(100 * known / self.kept, 1) if self.kept else None,
            "lowest": _end(self.records[f"{name}_{ends[0]}"].min()) if is_coarse else None,
            "highest": _end(self.records[f"{name}_{ends[1]}"].max()) if is_coarse else None,
            "note": self._note(name, respelt) or None,
        }

    def _note(self, name: str, respelt: int) -> str:
        if name == ID and ID not in self.headers:
            return self.MADE_UP
        if name not in self.headers:
            return "; ".join(["kept as it is", *self.column_notes.get(name, ())])
        spelled = [f"{respelt:,} spelled otherwise, see {name}_text"] if respelt else []
        return "; ".join([*spelled, *self.column_notes.get(name, ())])


def _to_polars(records: pd.DataFrame) -> Any:
    import polars as pl

    return pl.from_pandas(records)


def _to_arrow(records: pd.DataFrame) -> Any:
    import pyarrow as pa

    return pa.Table.from_pandas(records, preserve_index=False)


def _to_duckdb(records: pd.DataFrame) -> Any:
    import duckdb

    return duckdb.from_arrow(_to_arrow(records))


def _to_dask(records: pd.DataFrame) -> Any:
    import dask.dataframe as dd

    return dd.from_pandas(records, chunksize=_CHUNK)  # type: ignore[no-untyped-call]


def _to_spark(records: pd.DataFrame) -> Any:
    from pyspark.sql import SparkSession

    return SparkSession.builder.getOrCreate().createDataFrame(_to_arrow(records))


_HANDED: dict[str, Callable[[pd.DataFrame], Any]] = {
    "polars": _to_polars,
    "pyarrow": _to_arrow,
    "duckdb": _to_duckdb,
    "dask": _to_dask,
    "pyspark": _to_spark,
}
_CHUNK = 500_000


def _end(value: Any) -> str | None:
    if value is None or pd.isna(value):
        return None
    return str(value.date()) if isinstance(value, pd.Timestamp) else str(value)


def line_list(checked: Checked) -> LineList:
    """Put together what was kept and what was set aside; the columns of the list are handed over one by one."""
    rows = checked.rows
    problems = problems_of(checked)
    aside = {number: found for number, found in problems.items() if found[0].kind.is_of_row}
    rejected = _rejected(checked, aside)
    listings = rows.listings
    return LineList(
        rejected=rejected,
        problems=_problems([problem for found in problems.values() for problem in found]),
        records=_records(checked),
        read=rows.read,
        headers=dict(rows.plan.columns),
        files=tuple(listing.file for listing in listings),
        encoding=", ".join(dict.fromkeys(listing.encoding for listing in listings if listing.encoding)),
        delimiter=", ".join(dict.fromkeys(listing.delimiter for listing in listings if listing.delimiter)),
        notes=tuple(f"{listing.file}: {note}" for listing in listings for note in listing.notes),
        standing=Standing.of([found[0].kind for found in aside.values()]),
        column_notes={name: tuple(found) for name, found in checked.notes.items()},
    )


def _problems(listed: Sequence[Problem]) -> pd.DataFrame:
    told = [
        (one.file, one.line, one.column, one.value, one.kind.value, one.expected, one.kind.consequence)
        for one in listed
    ]
    frame = pd.DataFrame(told, columns=list(PROBLEMS), dtype="object")
    return frame.astype({name: "Int64" if name == "line" else "str" for name in PROBLEMS})


def _rejected(checked: Checked, aside: Mapping[int, Sequence[Problem]]) -> pd.DataFrame:
    """Give the rows set aside, each with what is wrong with it and as it stood."""
    rows = checked.rows
    texts = dict(_texts_of(checked))
    headers = list(dict.fromkeys(header for values in texts.values() for header in values))
    headers = headers or [_header(checked, name) for name in rows.plan.order]
    listed = [
        [
            found[0].file,
            found[0].line,
            "; ".join(dict.fromkeys(one.column for one in found if one.column)),
            "; ".join(dict.fromkeys(one.value for one in found)),
            "; ".join(one.reason for one in found),
            *(texts[number].get(header) or None for header in headers),
        ]
        for number, found in aside.items()
    ]
    names = [*PLACE, *(f"{header} (in the file)" if header in PLACE else header for header in headers)]
    frame = pd.DataFrame(listed, columns=names, dtype="object")
    return frame.astype({name: "Int64" if name == "line" else "str" for name in names})


def _header(checked: Checked, name: str) -> str:
    return checked.rows.plan.columns.get(name, name)


def _texts_of(checked: Checked) -> Any:
    """Give the rows set aside by number, as the texts that stood in the file."""
    rows, places = checked.rows, np.flatnonzero(checked.aside)
    listed = {id(listing): _wide(listing) for listing in rows.listings}
    for number, listing, broken in rows.broken():
        yield number, dict(zip(listed[id(listing)], broken.cells, strict=False))
    values = {
        _header(checked, name): [
            None if one is None else str(one) for one in rows.as_it_stood(name).take(places).to_pylist()
        ]
        for name in rows.plan.order
    }
    for at, place in enumerate(places.tolist()):
        yield int(rows.numbers[place]), {header: column[at] for header, column in values.items()}


def _wide(listing: Listing) -> list[str]:
    """Give the headers of a file, and places for what its rows have beyond them."""
    columns = len(listing.headers)
    widest = max((len(one.cells) for one in listing.broken), default=columns)
    return [*listing.headers, *(f"column {place}" for place in range(columns + 1, widest + 1))]


def _records(checked: Checked) -> pd.DataFrame:
    """Give the rows kept as pandas, a column at a time."""
    rows, kept = checked.rows, ~checked.aside if checked.aside.any() else None
    columns: dict[str, Any] = {}
    if ID not in rows.plan.columns:
        numbers = rows.numbers if kept is None else rows.numbers[kept]
        columns[ID] = pd.array([f"row-{number}" for number in numbers.tolist()], dtype="str")
    number = int(kept.sum()) if kept is not None else len(rows.numbers)
    for name in rows.plan.columns:
        columns |= _coarse(checked, name, kept) if name in checked.coarse else _label(checked, name, kept)
    others = list(rows.plan.others)
    natives = [listing.native for listing in rows.listings]
    for header in others:
        columns[header] = _other(checked, header, natives[0] if len(natives) == 1 else None, kept)
    return pd.DataFrame(columns, index=pd.RangeIndex(number), copy=False)


def _emptied(checked: Checked, name: str) -> Mask:
    found = np.zeros(len(checked.rows.numbers), bool)
    for places in checked.emptied.get(name, ()):
        found[places] = True
    return found


def _label(checked: Checked, name: str, kept: Mask | None) -> dict[str, Any]:
    """Give a column of ours that holds labels, without what cannot be right; ids are made up where there is none."""
    import pyarrow as pa
    from pyarrow import compute as pc

    raw = checked.rows.raw.pop(name, None)
    column = decoded(checked.rows.columns.pop(name))
    stood = column if raw is None else decoded(raw)
    if checked.emptied.get(name) and name != ID:
        column = pc.if_else(pa.array(_emptied(checked, name)), None, column)
    if name == ID and checked.ids:
        places = np.array(sorted(checked.ids), np.int64)
        mask = np.zeros(len(column), bool)
        mask[places] = True
        given = pa.array([checked.ids[place] for place in places.tolist()], pa.large_string())
        column = pc.replace_with_mask(column.combine_chunks(), pa.array(mask), given)
        column = column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])
    found = {name: _strings(column, kept)}
    if raw is not None or (checked.emptied.get(name) and name != ID):
        found |= _as_read(name, stood, column, kept)
    return found


def _as_read(name: str, stood: pa.ChunkedArray, column: pa.ChunkedArray, kept: Mask | None) -> dict[str, Any]:
    """Give the texts of the file beside a column, where any of them is another."""
    from pyarrow import compute as pc

    texts, spelled = _strings(stood, kept), _strings(column, kept)
    arrow = [pc.fill_null(one.array.__arrow_array__(), "") for one in (texts, spelled)]
    return {f"{name}_text": texts} if pc.any(pc.not_equal(*arrow)).as_py() else {}


def _coarse(checked: Checked, name: str, kept: Mask | None) -> dict[str, Any]:
    """Give a column of dates or numbers in our spelling, with its ends beside it, and the texts of the file."""
    import pyarrow as pa

    one, emptied = checked.coarse.pop(name), _emptied(checked, name)
    raw, column = checked.rows.raw.pop(name, None), checked.rows.columns.pop(name)
    spelled = [_our_text(read) for read in one.reads]
    others = [mine != text for mine, text in zip(spelled, one.texts, strict=True)]
    is_other = emptied | np.array([*others, False])[one.codes]
    codes = np.where(emptied, np.int32(-1), one.codes)
    codes, is_other = (codes, is_other) if kept is None else (codes[kept], is_other[kept])
    ours = pa.array(spelled, pa.large_string()).take(pa.array(codes, mask=codes < 0))
    found = {name: _strings(ours, None)}
    labels, make = (("first", "last"), _days) if one.kind is Kind.DATE else (("low", "high"), _whole)
    found |= {
        f"{name}_{label}": make(one.ends(which), codes) for label, which in zip(labels, ("low", "high"), strict=True)
    }
    if raw is not None or is_other.any():
        found[f"{name}_text"] = _strings(decoded(column if raw is None else raw), kept)
    return found


def _our_text(read: Any) -> str | None:
    return (read.text or f"{read}{read.flag}") if isinstance(read, Interval) else None


def _strings(column: pa.ChunkedArray, kept: Mask | None) -> pd.Series:
    import pyarrow as pa

    column = column if kept is None else column.filter(pa.array(kept))
    return pd.Series(pd.array(column, dtype="str"), copy=False)


def _days(ends: list[int | None], codes: Codes) -> Any:
    """Give days as pandas has them, to the second, for nanoseconds do not reach over the calendar."""
    nothing = np.iinfo(np.int64).min
    seconds = [nothing if end is None else (end - _EPOCH) * _DAY for end in ends]
    return np.array([*seconds, nothing], np.int64).view("datetime64[s]")[codes]


def _whole(ends: list[int | None], codes: Codes) -> Any:
    numbers = np.array([*(end or 0 for end in ends), 0], np.int64)
    missing = np.array([*(end is None for end in ends), True])
    return pd.arrays.IntegerArray(numbers[codes], missing[codes])


def _other(checked: Checked, header: str, native: pd.DataFrame | None, kept: Mask | None) -> Any:
    """Give a column that is none of ours as it stood, in the type that it had."""
    import pyarrow as pa
    from pyarrow import compute as pc

    column = checked.rows.columns.pop(header)
    emptied = _emptied(checked, header)
    if native is not None and not emptied.any() and header not in checked.rows.raw:
        listing = checked.rows.listings[0]
        series = native.iloc[:, listing.headers.index(header)]
        return (series if kept is None else series[kept]).reset_index(drop=True)
    if emptied.any():
        column = pc.if_else(pa.array(emptied), None, as_texts(header, column))
    if is_of_texts(column.type) and (checked.rows.is_text or not pa.types.is_dictionary(column.type)):
        return _strings(column.cast(pa.large_string()), kept)
    column = column if kept is None else column.filter(pa.array(kept))
    return column.to_pandas().reset_index(drop=True)
