"""A line list that an engine of frames holds: records and rows aside are its frames, only counts come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from musterbook import beside, frames
from musterbook.errors import InputError, Problem
from musterbook.frames import Frame
from musterbook.intervals import Kind
from musterbook.reading.checking import said
from musterbook.reading.linelist import ID, Facts, LineList, rejected
from musterbook.reading.opening import Progress
from musterbook.reading.rules import ROW, part
from musterbook.reading.sieves import Sieved, sieve
from musterbook.reading.sketches import FILE, Sketch
from musterbook.reading.standing import Standing
from musterbook.tables import kind_of


@dataclass(frozen=True)
class LazyAside:
    """The rows that a sieve holds back, looked at one by one only when somebody asks for them."""

    sieved: Sieved

    def __len__(self) -> int:
        """Count them."""
        return self.sieved.aside

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with them, in order."""
        return tuple(problem for each in self.sieved.problems.values() for problem in each)

    @property
    def standing(self) -> Standing:
        """For whom they stand."""
        return Standing.of(self.sieved.problems.values())

    @cached_property
    def rejected(self) -> Any:
        """Give them as a frame of the engine."""
        import pyarrow as pa

        table = rejected(self.sieved.few, self.sieved.problems, None, said)
        lines = table["line"].where(table["line"] > 0) if len(table) else table["line"]
        return self.sieved.found.scanner.taken(pa.Table.from_pandas(table.assign(line=lines), preserve_index=False))


@dataclass(frozen=True, eq=False)
class LazyList(LineList):
    """A list of people in an engine: ``records`` and ``rejected`` are lazy frames of it, with the same columns.

    Rows of ``records`` are in the order of the engine. ``rows`` is how many were kept; ``respelt`` how many values of
    each column are spelled otherwise than in the file.
    """

    rows: int = 0
    respelt: Mapping[str, int] = field(default_factory=dict)

    @property
    def kept(self) -> int:
        """How many rows are in the records."""
        return self.rows

    def summary(self) -> pd.DataFrame:
        """Say what is known, column by column; the engine counts once, when this is asked first."""
        return self._summary.copy()

    @cached_property
    def _summary(self) -> pd.DataFrame:
        """Count what is known of every column, and find its ends, in one pass."""
        frame = frames.lazy(self.records)
        names = list(frame.collect_schema().names())
        columns = [name for name in names if not self._is_beside(name)]
        asked = {f"{place} known": nw.col(name).count() for place, name in enumerate(columns)}
        for place, name in enumerate(columns):
            for end, column in self._end_columns(name, names).items():
                asked[f"{place} {end}"] = nw.col(column).min() if end == "lowest" else nw.col(column).max()
        with frames.limits_of(frame):
            counted = frames.collect(frame.select(one.alias(name) for name, one in asked.items()))
        found = {str(name): value for name, value in counted.iloc[0].items()}
        return self._table(names, {name: self._found(place, name, found) for place, name in enumerate(columns)})

    def _found(self, place: int, name: str, found: Mapping[str, Any]) -> Facts:
        known = found[f"{place} known"]
        lowest, highest = (found.get(f"{place} {end}") for end in ("lowest", "highest"))
        return Facts(0 if pd.isna(known) else int(known), lowest, highest, self.respelt.get(name, 0))


def read_lazily(found: Sketch, errors: str, progress: Progress) -> LazyList:
    """Hold a list against its rules and put together what is kept and what is set aside."""
    sieved = sieve(found, progress)
    if sieved.aside and errors == "raise":
        everything = (one for each in sieved.problems.values() for one in each)
        raise InputError.from_problems(found.name, everything, are_several=len(found.listings) > 1)
    progress("counting rows")
    respelt = {name: _is_respelt(name, found) for name in found.plan.columns if _may_be_respelt(name, found)}
    sums = (one.sum().alias(name) for name, one in respelt.items())
    counts = frames.collect(sieved.kept.select(nw.len().alias(ROW), *sums))
    rows, *times = (0 if pd.isna(number) else int(number) for number in counts.iloc[0])
    others = dict(zip(respelt, times, strict=True))
    listings = found.listings
    records = _records(found, sieved.kept, [name for name, number in others.items() if number])
    return LazyList(
        records=records,
        put_aside=LazyAside(sieved),
        read=rows + sieved.aside,
        headers=dict(found.plan.columns),
        files=tuple(listing.file for listing in listings),
        encoding=", ".join(dict.fromkeys(listing.encoding for listing in listings if listing.encoding)),
        delimiter=", ".join(dict.fromkeys(listing.delimiter for listing in listings if listing.delimiter)),
        rows=rows,
        respelt=others,
    )


def _is_respelt(name: str, found: Sketch) -> nw.Expr:
    """Tell the rows in which a value stood otherwise in the file."""
    other = nw.lit(value=False)
    if part(name, "other") in found.present:
        other = (nw.col(part(name, "other")) == 1).fill_null(False)
    if not found.is_tight:
        other = other | (nw.col(part(name, "raw")).fill_null("") != nw.col(name).fill_null(""))
    return other.cast(nw.Int64)


def _may_be_respelt(name: str, found: Sketch) -> bool:
    return part(name, "other") in found.present or not found.is_tight


def _records(found: Sketch, kept: Frame, respelt: Sequence[str]) -> Any:
    """Give the rows kept: our columns with what stands beside them, then the others."""
    columns: dict[str, nw.Expr] = {}
    dates: dict[str, str] = {}
    if ID not in found.plan.columns:
        columns[ID] = _made_up(found)
    for name in found.plan.columns:
        columns[name] = nw.col(part(name, "text") if part(name, "text") in found.present else name)
        if part(name, "low") in found.present:
            is_date = kind_of(name) is Kind.DATE
            ends = ("first", "last") if is_date else ("low", "high")
            sources = {f"{name}_{end}": part(name, what) for end, what in zip(ends, ("low", "high"), strict=True)}
            dates |= sources if is_date else {}
            columns |= {new: nw.col(old) for new, old in sources.items()}
        if name in respelt:
            columns[f"{name}_text"] = nw.col(part(name, "raw"))
    columns |= {header: nw.col(header) for header in found.plan.others}
    native = found.scanner.dated(kept.to_native(), dates) if dates else kept.to_native()
    made = columns | {new: nw.col(new) for new in dates}
    parts = {part(name, end) for name in found.plan.columns for end in ("low", "high")} & set(found.present)
    everything = frames.lazy(native).select(*(one.alias(new) for new, one in made.items()), *sorted(parts))
    schema = everything.collect_schema()
    records = everything.select(_usual(name, schema[name]) for name in made).to_native()
    beside.remember(records, everything)
    return records


def _usual(name: str, kind: Any) -> nw.Expr:
    """Give a column as whoever asks for records expects it, however it is held."""
    if kind == nw.Categorical:
        return nw.col(name).cast(nw.String)
    return nw.col(name).cast(nw.Int64) if kind == nw.Int32 else nw.col(name)


def _made_up(found: Sketch) -> nw.Expr:
    """Make an id up of the number of a row over all files."""
    number = nw.col(ROW) % FILE
    for place, rows in enumerate(np.diff(found.rows_before).tolist(), 1):
        number = number + nw.when(nw.col(ROW) >= place * FILE).then(nw.lit(rows)).otherwise(nw.lit(0))
    return nw.concat_str(nw.lit("row-"), number.cast(nw.String))
