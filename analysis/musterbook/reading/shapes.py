"""Rows of another length than the header: those that lose nothing are kept, those that may are set aside.

A row with empty values beyond the header, as a spreadsheet writes it, says what it would say without them. A row with
too few values, or with something beyond the header, cannot be laid under the header without guessing. A row with
nothing in it is no row.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from musterbook.errors import counted
from musterbook.reading.layout import Layout
from musterbook.reading.listing import Broken, Numbers
from musterbook.tables import long_fields

if TYPE_CHECKING:
    import pyarrow as pa

CLOSED = "every quote closed"
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}


@dataclass(frozen=True)
class Shape:
    """What a row should look like: the names of its values, in the layout of its text."""

    headers: tuple[str, ...]
    layout: Layout

    def values(self, text: str) -> list[str]:
        """Split the text of one row."""
        with long_fields():
            return next(csv.reader(io.StringIO(text, newline=""), delimiter=self.layout.delimiter), [])

    def fit(self, values: Sequence[str]) -> tuple[str, ...] | None:
        """Lay values under the header where nothing is lost, else give nothing."""
        columns = len(self.headers)
        return tuple(values[:columns]) if len(values) >= columns and not any(values[columns:]) else None

    def misfit(self, place: int, values: Sequence[str], text: str) -> Broken:
        """Say that a row has too many values, or too few."""
        columns = len(self.headers)
        name = DELIMITERS.get(self.layout.delimiter, repr(self.layout.delimiter))
        hint = f"; a value with a {name} needs quotes" if len(values) > columns else ""
        padded = (*values, *[""] * (columns - len(values)))
        return Broken(place, padded, f"{columns}{hint}", value=text, found=counted(len(values), "value"))


@dataclass(frozen=True)
class SortedOut:
    """Sound rows with their numbers, broken ones with theirs, and the place in the text of every number."""

    table: pa.Table
    numbers: Numbers
    broken: tuple[Broken, ...]
    places: Numbers


def sort_out(table: pa.Table, odd: Mapping[int, str], damaged: Mapping[int, Broken], shape: Shape) -> SortedOut:
    """Put every row of a text in its place: ``odd`` and ``damaged`` rows by their places in it."""
    places = np.delete(np.arange(table.num_rows + len(odd)), list(odd))
    refitted, broken = _look_at(odd, damaged, shape)
    sound, places, more = _whole(table, places, damaged, shape)
    if refitted:
        sound, places = _merged(sound, places, refitted)
    broken = [*broken, *more]
    everywhere = np.sort(np.concatenate([places, np.array([one.number for one in broken], np.int64)]))
    numbered = (replace(one, number=int(np.searchsorted(everywhere, one.number))) for one in broken)
    in_order = tuple(sorted(numbered, key=lambda one: one.number))
    numbers = np.searchsorted(everywhere, places) if broken else np.arange(len(places))
    return SortedOut(sound, numbers, in_order, everywhere)


def _look_at(
    odd: Mapping[int, str], damaged: Mapping[int, Broken], shape: Shape
) -> tuple[dict[int, tuple[str, ...]], list[Broken]]:
    """Split the rows that are no table's into those that fit after all and those that do not; drop empty ones."""
    fitting: dict[int, tuple[str, ...]] = {}
    broken: list[Broken] = []
    for place, text in odd.items():
        values = shape.values(text)
        if place in damaged or not any(value.strip() for value in values):
            continue
        fitted = shape.fit(values)
        if fitted is None:
            broken.append(shape.misfit(place, values, text))
        else:
            fitting[place] = fitted
    return fitting, [*broken, *(_with_text(one, shape) for one in damaged.values())]


def _with_text(damaged: Broken, shape: Shape) -> Broken:
    """Put the values of a damaged row in it, as far as they can be told apart."""
    starts, content = shape.layout.rows[0], shape.layout.content
    is_last = damaged.number + 1 == len(starts) or damaged.expected == CLOSED
    stop = len(content) if is_last else starts[damaged.number + 1]
    text = bytes(content[starts[damaged.number] : stop]).decode("utf-8").rstrip("\r\n")
    # Its quotes are out of order, so they are shown as they stand.
    values = text.split(shape.layout.delimiter)
    return replace(damaged, cells=(*values, *[""] * (len(shape.headers) - len(values))), value=text)


def _whole(
    table: pa.Table, places: Numbers, damaged: Mapping[int, Broken], shape: Shape
) -> tuple[pa.Table, Numbers, list[Broken]]:
    """Keep the rows that have something under the header and nothing beyond it."""
    columns = len(shape.headers)
    kept = np.ones(len(places), bool)
    if damaged:
        kept &= ~np.isin(places, list(damaged))
    if table.num_columns and table.column(0).null_count:
        kept &= ~_missing(table)
    beyond = kept & ~_missing(table.select(range(columns, table.num_columns)))
    broken = []
    for row in np.flatnonzero(beyond) if table.num_columns > columns else ():
        values = [value or "" for value in next(iter(table.slice(row, 1).to_pylist())).values()]
        broken.append(shape.misfit(int(places[row]), values, shape.layout.delimiter.join(values)))
        kept[row] = False
    sound = table.select(range(columns))
    return (sound, places, broken) if kept.all() else (sound.filter(kept), places[kept], broken)


def _missing(table: pa.Table) -> np.ndarray:
    """Tell the rows in which nothing is stated."""
    found = np.ones(table.num_rows, bool)
    for column in table.columns:
        found &= column.is_null().to_numpy()
    return found


def _merged(table: pa.Table, places: Numbers, more: Mapping[int, tuple[str, ...]]) -> tuple[pa.Table, Numbers]:
    import pyarrow as pa

    columns = zip(*more.values(), strict=True)
    arrays = [pa.array([value or None for value in column], pa.large_string()) for column in columns]
    joined = pa.concat_tables([table, pa.table(arrays, names=table.column_names)])
    everywhere = np.concatenate([places, np.array(list(more), np.int64)])
    order = np.argsort(everywhere)
    return joined.take(order), everywhere[order]
