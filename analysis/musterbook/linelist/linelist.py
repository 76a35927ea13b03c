"""A line list: people one by one as read from somebody's list, what was set aside, and what is wrong with it."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc

from musterbook.errors import InputError, Problem, ProblemKind, UnknownName
from musterbook.exports import write_sqlite
from musterbook.intervals import Interval, Kind, end_columns
from musterbook.linelist.coarse import spelled
from musterbook.linelist.listing import Mask, as_texts, is_of_texts, taken, text_of
from musterbook.linelist.values import ID, Checked

PLACE = ("file", "line", "column", "value", "reason")
PROBLEMS = ("file", "line", "column", "value", "kind", "expected", "consequence")
MADE_UP = "made up: row-N for the N-th row read"
ENGINES = ("polars", "pyarrow", "duckdb", "dask", "pyspark")


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

    Invariant: ``kept + aside == read``.

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
        """How many rows could not be read in full, their form being broken or a value not stated that should be."""
        return self._rows_with([kind for kind in ProblemKind if kind.is_of_value or kind is ProblemKind.FORM])

    @property
    def questioned(self) -> int:
        """How many rows that are somebody have any problem."""
        return self._rows_with([kind for kind in ProblemKind if not kind.is_nobody])

    def _rows_with(self, kinds: Sequence[ProblemKind]) -> int:
        """Count the rows that have a problem of some kinds."""
        told = self.problems[self.problems["kind"].isin([kind.value for kind in kinds])]
        return len(told[["file", "line"]].drop_duplicates())

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
        if engine not in ENGINES:
            raise UnknownName.of("engine", engine, ENGINES)
        import narwhals as nw

        records: Any = nw.from_native(self.records)
        if engine in {"polars", "pyarrow"}:
            return records.to_polars() if engine == "polars" else records.to_arrow()
        session = None
        if engine == "pyspark":
            from pyspark.sql import SparkSession

            session = SparkSession.builder.getOrCreate()
        with warnings.catch_warnings():
            # A hint about where Narwhals will keep its Dask side in future: nothing a caller could do here.
            warnings.filterwarnings("ignore", "Dask support is moving out", FutureWarning)
            return records.lazy(engine, session=session).to_native()

    def to_sqlite(self, place: str | Path) -> Path:
        """Write the list as one SQLite file with the tables ``records``, ``rejected`` and ``problems``; give its path.

        Everything is in it, also columns that were not mapped and rows set aside as they stood: it is for your own
        eyes, and nobody else may read it. What may be published is said by :func:`musterbook.protect`.
        """
        tables = {name: getattr(self, name) for name in ("records", "rejected", "problems")}
        return write_sqlite(place, tables, {}, private=True)

    def summary(self) -> pd.DataFrame:
        """Say what is known, column by column.

        Returns
        -------
        pandas.DataFrame
            One row per column: ``column``, the ``header`` it came from, ``known`` (rows with a value, ``Int64``) and
            ``percent`` of the rows kept, ``lowest`` and ``highest`` of dates and numbers, and a ``note``.
        """
        kinds = (Kind.DATE, Kind.NUMBER)
        beside = {f"{name}_{end}" for name in self.headers for kind in kinds for end in (*kind.ends, "text")}
        found = []
        for name in [str(one) for one in self.records if one not in beside - self.headers.keys()]:
            notes, known = [*self.column_notes.get(name, ())], int(self.records[name].notna().sum())
            ends: list[str | None] = [None, None]
            if name not in self.headers:
                notes = [MADE_UP] if name == ID else ["kept as it is", *notes]
            elif f"{name}_text" in self.records:
                respelt = int((self.records[f"{name}_text"].fillna("") != self.records[name].fillna("")).sum())
                notes = [f"{respelt:,} spelled otherwise, see {name}_text", *notes]
            for first, last in [[f"{name}_{end}" for end in kind.ends] for kind in kinds if name in self.headers]:
                if first in self.records:
                    ends = [text_of(self.records[first].min()), text_of(self.records[last].max())]
            header = self.headers.get(name, "" if name == ID else name) or None
            percent = round(100 * known / self.kept, 1) if self.kept else None
            found.append((name, header, known, percent, *ends, "; ".join(notes) or None))
        names = ["column", "header", "known", "percent", "lowest", "highest", "note"]
        return _frame(found, names, known="Int64", percent="Float64")


# --- how one is put together


def line_list(checked: Checked) -> LineList:
    """Put together what was kept and what was set aside; the columns of the list are handed over one by one."""
    # What reading and checking took is given back first.
    pa.default_memory_pool().release_unused()
    rows, listings = checked.rows, checked.rows.listings
    aside = {row: told for row, told in checked.problems.items() if told[0].kind.is_of_row}
    problems = [
        (one.file, one.line, one.column, one.value, one.kind.value, one.expected, one.kind.consequence)
        for told in checked.problems.values()
        for one in told
    ]
    return LineList(
        rejected=_rejected(checked, aside),
        problems=_frame(problems, PROBLEMS, line="Int64"),
        records=RowsKept(checked, ~checked.aside if checked.aside.any() else slice(None)).records(),
        read=rows.read,
        headers=dict(rows.plan.columns),
        files=tuple(listing.file for listing in listings),
        encoding=", ".join(dict.fromkeys(listing.encoding for listing in listings if listing.encoding)),
        delimiter=", ".join(dict.fromkeys(listing.delimiter for listing in listings if listing.delimiter)),
        notes=tuple(f"{listing.file}: {note}" for listing in listings for note in listing.notes),
        standing=Standing.of([told[0].kind for told in aside.values()]),
        column_notes={name: tuple(found) for name, found in checked.notes.items()},
    )


def _frame(rows: Any, names: Sequence[str], **numbers: str) -> pd.DataFrame:
    """Make a frame of rows; all is text but what is said to be numbers."""
    return pd.DataFrame(rows, columns=list(names)).astype({name: numbers.get(name, "str") for name in names})


def _rejected(checked: Checked, aside: Mapping[int, Sequence[Problem]]) -> pd.DataFrame:
    """Give the rows set aside, each with what is wrong with it and as it stood in the file."""
    rows = checked.rows
    broken = {one.row: dict(one.cells) for one in rows.faults if one.cells}
    sound = pa.array([row for row in aside if row not in broken], pa.int64())
    stood = {rows.plan.columns.get(name, name): rows.as_it_stood(name).take(sound) for name in rows.plan.order}
    texts = {header: as_texts(header, column).to_pylist() for header, column in stood.items()}
    cells = pd.DataFrame(texts, index=sound.to_pylist(), dtype=object)
    cells = pd.concat([cells, pd.DataFrame.from_dict(broken, "index", dtype=object)]).replace("", None)
    told = []
    for found in aside.values():
        columns = "; ".join(dict.fromkeys(one.column for one in found if one.column))
        values = "; ".join(dict.fromkeys(one.value for one in found))
        told.append((found[0].file, found[0].line, columns, values, "; ".join(one.reason for one in found)))
    table = pd.DataFrame(told, columns=list(PLACE), index=list(aside))
    table = table.join(cells.rename(columns={name: f"{name} (in the file)" for name in PLACE}))
    return _frame(table.reset_index(drop=True), [str(name) for name in table], line="Int64")


@dataclass(frozen=True)
class RowsKept:
    """The rows kept of a list that was checked, as pandas; its columns are handed over one by one."""

    checked: Checked
    rows: Mask | slice

    def records(self) -> pd.DataFrame:
        """Give all columns: ours in the order of the schema, then the others as they stand in the list."""
        plan, numbers = self.checked.rows.plan, np.arange(1, self.checked.rows.read + 1)[self.rows]
        columns: dict[str, Any] = {}
        if ID not in plan.columns:
            columns[ID] = pd.array([f"row-{number}" for number in numbers.tolist()], dtype="str")
        for name in (*plan.columns, *plan.others):
            columns |= self.coarse(name) if name in self.checked.coarse else self.column(name)
        return pd.DataFrame(columns, index=pd.RangeIndex(len(numbers)), copy=False)

    def coarse(self, name: str) -> dict[str, Any]:
        """Give a column of dates or numbers in our spelling, with its ends beside it, and the texts of the file.

        Days are those of pandas, to the second, for nanoseconds do not reach over the calendar.
        """
        one, emptied = self.checked.coarse.pop(name), self.checked.emptied.get(name)
        raw, _ = self.checked.rows.raw.pop(name, None), self.checked.rows.columns.pop(name)
        stood = one.codes[self.rows]
        codes = stood if emptied is None else np.where(emptied[self.rows], np.int32(-1), stood)
        written = [spelled(read) if isinstance(read, Interval) else None for read in one.reads]
        found: dict[str, Any] = {name: texts_in(taken(written, codes))}
        found |= {label: column[codes] for label, column in end_columns(name, [*one.reads, None], one.kind).items()}
        is_other = np.array([*(mine != text for mine, text in zip(written, one.texts, strict=True)), False])
        if raw is not None or is_other[codes].any() or not np.array_equal(codes, stood):
            found[f"{name}_text"] = texts_in(taken(one.texts, stood) if raw is None else self.of(raw))
        return found

    def column(self, name: str) -> dict[str, Any]:
        """Give any other column without what cannot be right, ids made up where none is.

        One of ours is of labels, with the texts of the file beside it; one that is none of ours has the type it had.
        """
        rows, ids = self.checked.rows, self.checked.ids
        stood, raw, emptied = rows.columns.pop(name), rows.raw.pop(name, None), self.checked.emptied.get(name)
        column = stood
        if name == ID and ids:
            is_new = np.bincount([*ids], minlength=len(column)) > 0
            new = pa.array([ids[place] for place in sorted(ids)], pa.large_string())
            column = pc.replace_with_mask(column.cast(pa.large_string()).combine_chunks(), pa.array(is_new), new)
        elif name != ID and emptied is not None:
            column = pc.if_else(pa.array(emptied), None, as_texts(name, column).cast(pa.large_string()))
        is_as_it_stood = raw is None and column is stood
        if name in rows.plan.columns:
            found = {name: texts_in(self.of(column))}
            if not is_as_it_stood and (name != ID or raw is not None):
                texts = texts_in(self.of(stood if raw is None else raw))
                found |= {f"{name}_text": texts} if (texts.fillna("") != found[name].fillna("")).any() else {}
            return found
        native = rows.listings[0].native if len(rows.listings) == 1 else None
        if native is not None and is_as_it_stood:
            return {name: native.iloc[:, rows.listings[0].headers.index(name)][self.rows].reset_index(drop=True)}
        is_file = all(listing.encoding for listing in rows.listings)
        is_text = is_of_texts(column.type) and (is_file or not pa.types.is_dictionary(column.type))
        return {name: texts_in(self.of(column)) if is_text else self.of(column).to_pandas().reset_index(drop=True)}

    def of(self, column: pa.ChunkedArray) -> pa.ChunkedArray:
        """Give the rows kept of a column."""
        return column if isinstance(self.rows, slice) else column.filter(pa.array(self.rows))


def texts_in(column: pa.ChunkedArray) -> pd.Series:
    """Give texts as pandas has them."""
    return pd.Series(pd.array(column.cast(pa.large_string()), dtype="str"), copy=False)
