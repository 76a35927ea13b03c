"""Sieves: which rows of a list that an engine holds break a rule, and what is wrong with them once somebody asks.

An engine that finds a row by its number is asked for numbers alone: of the rows whose values break a rule, of those
whose id stands in a row before, of those that sum up others. Nearly all columns need not be read for that. Where
numbers lead nowhere, as with frames that may come in another order each time, the rows that break a rule are taken out
at once, and those that break none are kept by the rules themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import or_
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import pandas as pd

from musterbook import frames
from musterbook.errors import InputError, Problem
from musterbook.frames import Frame
from musterbook.reading.arrow import Arrow
from musterbook.reading.checking import tell
from musterbook.reading.gathering import Gathered
from musterbook.reading.listing import Numbers
from musterbook.reading.opening import Progress
from musterbook.reading.rules import ROW, joined, part, totals_rule
from musterbook.reading.sketches import FILE, Sketch

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ASIDE = 1_000_000
MOST_REPEATED = 500_000
Firsts = Mapping[str, pd.DataFrame]
"""For each column whose values may stand once only: the values that stand more often, each with its first row."""


@dataclass(frozen=True)
class Few(Gathered):
    """Rows that were taken out of the engine; their numbers say where they stood."""

    found: Sketch | None = None

    def places(self, rows: Sequence[int]) -> list[tuple[str, int]]:
        """Give file and line of some rows by their numbers."""
        return self.found.places(rows) if self.found else []


@dataclass(frozen=True)
class Sieved:
    """A list of which ``aside`` rows break a rule and ``kept`` are the others."""

    found: Sketch
    kept: Frame
    aside: int
    broken: Callable[[], Frame]

    @cached_property
    def few(self) -> Few:
        """The rows that break a rule, out of the engine."""
        table = _collected(self.broken())
        listings = tuple(replace(one, broken=()) for one in self.found.listings)
        return Few(table.take(np.argsort(table[ROW].to_numpy())), self.found.plan, listings, self.found)

    @cached_property
    def problems(self) -> Mapping[int, list[Problem]]:
        """What is wrong with them, by their numbers."""
        return tell(self.few, self.found.rules(self.few.table.column_names)) if self.aside else {}


def sieve(found: Sketch, progress: Progress) -> Sieved:
    """Find the rows that break a rule."""
    progress("looking for ids that stand twice")
    is_steady = all(scan.opened.is_steady for scan in found.scans)
    return _by_number(found, progress) if is_steady and found.scanner.is_quick else _by_rule(found, progress)


def _by_number(found: Sketch, progress: Progress) -> Sieved:
    doubtful = {name: some for name in found.unique if (some := _doubtful(found, name)) is not None}
    firsts = _all_firsts(found, doubtful)
    twice = [_second_rows(found, doubtful[name], name, table) for name, table in firsts.items()]
    progress("holding rows against the rules")
    suspects = _suspects(found)
    screens = found.screens(totals=suspects is None)
    numbers = [_rows(found.frame.filter(_any(screens)).select(ROW))] if screens else []
    totals = [_totals(found, suspects)] if suspects is not None and len(suspects) else []
    rows = np.unique(np.concatenate([*numbers, *twice, *totals, np.empty(0, np.int64)]))
    _check_few(found, len(rows))

    def taken() -> Frame:
        return _with_firsts(found, found.at(rows), firsts)

    kept = found.scanner.without(found.frame, rows) if len(rows) else found.frame
    return Sieved(found, kept, len(rows), taken)


def _by_rule(found: Sketch, progress: Progress) -> Sieved:
    firsts = _all_firsts(found, dict.fromkeys(found.unique, found.frame))
    frame = _with_firsts(found, found.frame, firsts)
    progress("holding rows against the rules")
    screens = [*found.screens(), *(nw.col(ROW) > nw.col(part(name, "first")) for name in firsts)]
    if not screens:
        return Sieved(found, frame, 0, lambda: frame.head(0))
    taken = _collected(frame.filter(_any(screens)).head(MOST_ASIDE + 1))
    _check_few(found, taken.num_rows)
    broken = frames.lazy(taken)
    return Sieved(found, frame.filter(~_any(screens)), taken.num_rows, lambda: broken)


def _any(tests: Sequence[nw.Expr]) -> nw.Expr:
    return joined(or_, [test.fill_null(False) for test in tests])


def _check_few(found: Sketch, rows: int) -> None:
    if rows > MOST_ASIDE:
        what = f"more than {MOST_ASIDE:,} rows that cannot be right"
        raise InputError(f"{found.listings[0].file}: {what}; are the columns mapped as they should be?")


def _doubtful(found: Sketch, name: str) -> Frame | None:
    """Give the rows among which all values are that stand more than once; nothing where there are none."""
    rows = found.scanner.doubtful(found.frame, name)
    if rows is None or len(rows) > MOST_ASIDE:
        return found.frame
    return found.at(rows) if len(rows) else None


def _all_firsts(found: Sketch, among: Mapping[str, Frame]) -> Firsts:
    tables = {name: _firsts(found, frame, name) for name, frame in among.items()}
    return {name: table for name, table in tables.items() if len(table)}


def _firsts(found: Sketch, frame: Frame, name: str) -> pd.DataFrame:
    repeated = frames.repeated(frame, name, ROW, most=MOST_REPEATED)
    if repeated is None:
        file = found.listings[0].file
        raise InputError(f"{file}: more than {MOST_REPEATED:,} values of {name} stand more than once; is it an id?")
    return repeated.rename(columns={ROW: part(name, "first")})


def _with_firsts(found: Sketch, frame: Frame, firsts: Firsts) -> Frame:
    """Put beside each value that stands more than once the first row that has it."""
    for name, table in firsts.items():
        frame = found.scanner.attached(frame, table, name)
    return frame


def _second_rows(found: Sketch, frame: Frame, name: str, table: pd.DataFrame) -> Numbers:
    """Give the numbers of the rows whose value stands in a row before."""
    beside = found.scanner.attached(frame.select(ROW, name), table, name)
    return _rows(beside.filter((nw.col(ROW) > nw.col(part(name, "first"))).fill_null(False)).select(ROW))


def _suspects(found: Sketch) -> Numbers | None:
    """Give the rows that may sum up others, where the bytes have told; nothing where all rows have to be looked at."""
    told = [scan.opened.suspects for scan in found.scans]
    if any(rows is None for rows in told):
        return None
    return np.concatenate([rows + place * FILE for place, rows in enumerate(told) if rows is not None])


def _totals(found: Sketch, suspects: Numbers) -> Numbers:
    """Give the rows of some that do sum up others."""
    table = _collected(found.at(suspects).select(ROW, *found.texts))
    (broken,) = Arrow().where(table, [totals_rule(found.texts).broken])
    rows: Numbers = table[ROW].to_numpy()[broken]
    return rows


def _rows(frame: Frame) -> Numbers:
    """Give the numbers of some rows."""
    rows: Numbers = frames.collect(frame.head(MOST_ASIDE + 1))[ROW].to_numpy(np.int64)
    return rows


def _collected(frame: Frame) -> pa.Table:
    """Take some rows out of the engine, texts as the rules know them."""
    import pyarrow as pa

    with frames.limits_of(frame):
        how: dict[str, Any] = {"engine": "streaming"} if frames.engine_of(frame) == "polars" else {}
        table = frame.collect("pyarrow", **how).to_native()
    kinds = [pa.field(one.name, pa.large_string() if _is_text(one.type) else one.type) for one in table.schema]
    return table.cast(pa.schema(kinds)).combine_chunks()


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    tests = (pa.types.is_string, pa.types.is_string_view, pa.types.is_null, pa.types.is_dictionary)
    return any(test(kind) for test in tests)
