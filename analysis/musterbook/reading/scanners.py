"""Scanners: how each engine of frames opens a list, all of it as texts and none of it before it is asked for.

Here are those that work on one machine, and the list of all: each reads a delimited text or a Parquet file, takes a
frame, puts several below each other, counts the rows, and turns counted days into dates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from musterbook import frames
from musterbook.engines import make_table
from musterbook.errors import Unanswerable, UnknownName
from musterbook.frames import Frame
from musterbook.reading.clusters import DaskScanner, SparkScanner
from musterbook.reading.held import Held
from musterbook.reading.listing import Numbers
from musterbook.reading.rules import ROW, part
from musterbook.reading.scanning import Dates, Joining, Looked, Scanner, Source, places_of
from musterbook.reading.survey import Form


def scanner_of(engine: str) -> Scanner:
    """Give the scanner of an engine, or say what to install.

    >>> scanner_of("sqlite")
    Traceback (most recent call last):
    musterbook.errors.UnknownName: no engine 'sqlite'; available: polars, duckdb, dask, pyspark
    """
    if engine not in _SCANNERS:
        raise UnknownName.of("engine", engine, _SCANNERS)
    make, extra = _SCANNERS[engine]
    if find_spec(engine) is None:
        raise Unanswerable(f"{engine} is not installed; pip install 'musterbook[{extra}]' brings it")
    return make()


class PolarsScanner:
    """Lists as lazy frames of Polars.

    A text that fits in memory many times over is held there, and what is looked at again and again is parsed only once
    (:mod:`held`); a larger one is scanned whenever something is asked.
    """

    engine, ignores_case, has_order, unites, is_quick = "polars", False, True, True, True

    def __init__(self) -> None:
        """Begin without any text."""
        self._categories: dict[str, Any] = {}

    def text(self, forms: Sequence[Form]) -> Any:
        """Scan delimited texts."""
        return self._scan([form.stamp.path for form in forms], forms[0])

    def prepared(self, forms: Sequence[Form], looked: Looked) -> Any:
        """Hold what will be looked at; columns that are read text by text as places in a list of their texts."""
        import polars as pl

        if not looked.texts and not looked.ids:
            return None
        for name in set(looked.texts.values()) - set(self._categories):
            self._categories[name] = pl.Categorical(pl.Categories.random())
        kinds = {place: self._categories[name] for place, name in looked.texts.items()}
        stamps = tuple(form.stamp for form in forms)
        return Held.of(self._scan([stamp.path for stamp in stamps], forms[0], kinds), stamps, looked).frame

    def _scan(self, source: Any, form: Form, kinds: Mapping[str, Any] | None = None) -> Any:
        import polars as pl

        return pl.scan_csv(
            source,
            has_header=False,
            # Polars takes the number of columns from the first line, which may have nothing on it.
            skip_lines=form.head.next_line - 1 + form.blank_lines_first,
            schema=dict.fromkeys(places_of(form), pl.String) | dict(kinds or {}),
            separator=form.head.delimiter,
            quote_char='"' if form.has_quotes else None,
            glob=False,
        )

    def parquet(self, paths: Sequence[Path]) -> Any:
        """Scan Parquet files."""
        import polars as pl

        return pl.scan_parquet(list(paths), glob=False)

    def taken(self, table: Any) -> Any:
        """Take an Arrow table."""
        import polars as pl

        return pl.DataFrame(table).lazy()

    def together(self, parts: Sequence[Any]) -> Any:
        """Put frames below each other."""
        import polars as pl

        return pl.concat(parts, how="vertical_relaxed")

    def numbered(self, frame: Any, source: Source = None) -> Any:  # noqa: ARG002 - every frame has an order
        """Count the rows from 1."""
        import polars as pl

        return frame.with_row_index(ROW, 1).with_columns(pl.col(ROW).cast(pl.Int64))

    def dated(self, frame: Any, dates: Dates) -> Any:
        """Put dates beside counted days."""
        import polars as pl

        return frame.with_columns(pl.col(old).cast(pl.Int32).cast(pl.Date).alias(new) for new, old in dates.items())

    def attached(self, frame: Frame, table: pd.DataFrame, on: str) -> Frame:
        """Look every text up where a column is asked for; a join would be made for columns that nobody asks for."""
        import polars as pl

        index, native = part(on, "place"), frame.to_native()
        small = _narrowed(make_table(table, self.engine, None))
        kind = native.collect_schema()[on]
        if isinstance(kind, pl.Categorical):
            small = _by_place(small, small[on].cast(kind).to_physical())
            place = pl.col(on).to_physical()
        else:
            rows = pl.Series(range(len(table)), dtype=pl.UInt32)
            place = pl.col(on).replace_strict(small[on], rows, default=None, return_dtype=pl.UInt32)
        beside = (pl.lit(small[name]).gather(pl.col(index)).alias(name) for name in small.columns if name != on)
        return frames.lazy(native.with_columns(place.alias(index)).with_columns(*beside).drop(index))

    def doubtful(self, frame: Frame, column: str) -> Numbers | None:
        """Compare hashes, of which two texts hardly ever have the same."""
        import polars as pl

        native, hashed = frame.to_native(), part(column, "hash")
        if hashed not in native.collect_schema():
            stated = pl.col(column).is_not_null()
            native = native.select(ROW, pl.when(stated).then(pl.col(column).hash()).alias(hashed))
        hashes = native.select(hashed).drop_nulls().collect(engine="streaming")[hashed].sort()
        twice = hashes.filter(hashes == hashes.shift(1)).unique()
        if not len(twice):
            return np.empty(0, np.int64)
        is_doubtful = pl.col(hashed).is_in(twice.implode())
        rows: Numbers = native.filter(is_doubtful).select(ROW).collect(engine="streaming")[ROW].sort().to_numpy()
        return rows

    def only(self, frame: Frame, rows: Numbers) -> Frame:
        """Take rows by their numbers."""
        return frames.lazy(frame.to_native().filter(_is_among(rows)))

    def without(self, frame: Frame, rows: Numbers) -> Frame:
        """Leave rows out by their numbers."""
        return frames.lazy(frame.to_native().filter(~_is_among(rows)))

    def some(self, form: Form, lines: Sequence[bytes], rows: Numbers) -> Any:
        """Read lines by themselves."""
        import polars as pl

        if not lines:
            return self.text([form]).head(0).with_columns(pl.lit(None, pl.Int64).alias(ROW))
        head = replace(form.head, next_line=1, start=0)
        found = self._scan(b"\n".join(lines), replace(form, head=head)).collect()
        return found.lazy().with_columns(pl.lit(pl.Series(ROW, rows)))

    def held(self, frame: Any) -> Any:
        """Read the text once."""
        return frame.collect(engine="streaming").lazy()


def _narrowed(small: Any) -> Any:
    """Take half the width for numbers so small that sums of them fit too, for every row gets one."""
    import polars as pl

    fits = [one.name for one in small.get_columns() if one.dtype == pl.Int64 and not (one.abs() >= 2**30).any()]
    return small.with_columns(pl.col(fits).cast(pl.Int32))


def _by_place(small: Any, places: Any) -> Any:
    """Lay a small table out so that each row is at its place; nothing is where there is no row."""
    import polars as pl

    every = pl.DataFrame({"place": range((places.max() or 0) + 1)}, schema={"place": places.dtype})
    laid_out = every.join(small.with_columns(places.alias("place")), on="place", how="left", maintain_order="left")
    return laid_out.drop("place")


def _is_among(rows: Numbers) -> Any:
    import polars as pl

    return pl.col(ROW).is_in(pl.Series(rows, dtype=pl.Int64).implode())


class DuckDBScanner(Joining):
    """Lists as relations on the default connection of DuckDB, where those of the user are too.

    A text that fits in memory many times over is held there, as with Polars.
    """

    engine, ignores_case, has_order, unites, is_quick = "duckdb", True, True, True, True

    def text(self, forms: Sequence[Form]) -> Any:
        """Scan delimited texts."""
        import duckdb

        form = forms[0]
        return duckdb.read_csv(
            [_literal(one.stamp.path) for one in forms],
            header=False,
            skiprows=form.head.next_line - 1,
            columns=dict.fromkeys(places_of(form), "VARCHAR"),
            delimiter=form.head.delimiter,
            quotechar='"',
            escapechar='"',
            auto_detect=False,
        )

    def parquet(self, paths: Sequence[Path]) -> Any:
        """Scan Parquet files."""
        import duckdb

        return duckdb.read_parquet([_literal(path) for path in paths])

    def taken(self, table: Any) -> Any:
        """Take an Arrow table."""
        import duckdb

        return duckdb.from_arrow(table)

    def together(self, parts: Sequence[Any]) -> Any:
        """Put relations below each other."""
        return reduce(lambda above, below: above.union(below), parts)

    def numbered(self, frame: Any, source: Source = None) -> Any:  # noqa: ARG002 - every frame has an order
        """Count the rows from 1, in the order they are read, which DuckDB keeps."""
        import duckdb

        kept = duckdb.execute("SELECT current_setting('preserve_insertion_order')").fetchall()[0][0]
        if not kept:
            raise Unanswerable("duckdb counts rows only in their order; SET preserve_insertion_order = true keeps it")
        return frame.project(f"row_number() over () as {ROW}, *")

    def held(self, frame: Any) -> Any:
        """Read the text once, into an Arrow table; nothing is written to any database."""
        return self.taken(frame.to_arrow_table())

    def dated(self, frame: Any, dates: Dates) -> Any:
        """Put dates beside counted days."""
        made = (f'DATE \'1970-01-01\' + CAST("{old}" AS INTEGER) AS "{new}"' for new, old in dates.items())
        return frame.project(", ".join(["*", *made]))


_SCANNERS: dict[str, tuple[Callable[[], Scanner], str]] = {
    "polars": (PolarsScanner, "polars"),
    "duckdb": (DuckDBScanner, "duckdb"),
    "dask": (DaskScanner, "dask"),
    "pyspark": (SparkScanner, "spark"),
}


def _literal(path: Path) -> str:
    """Write a path so that no sign in it is taken for a pattern."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))
