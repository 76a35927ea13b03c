"""Scanners: how each engine of frames opens a list, all of it as texts and none of it before it is asked for.

Here are those that work on one machine, and the list of all: each reads a delimited text or a Parquet file, takes a
frame, puts several below each other, counts the rows, and turns counted days into dates.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from musterbook import frames
from musterbook.engines import make_table
from musterbook.errors import Unanswerable, UnknownName
from musterbook.frames import Frame
from musterbook.reading.clusters import DaskScanner, SparkScanner
from musterbook.reading.rules import ROW, part
from musterbook.reading.scanning import Dates, Joining, Scanner, places_of
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

    A text that fits in memory many times over is read once and held there, for reading it takes longer than all that
    is asked of it; a larger one is scanned whenever something is asked.
    """

    engine, ignores_case, has_order = "polars", False, True

    def text(self, path: Path, form: Form) -> Any:
        """Scan a delimited text."""
        import polars as pl

        return pl.scan_csv(
            path,
            has_header=False,
            # Polars takes the number of columns from the first line, which may have nothing on it.
            skip_lines=form.head.next_line - 1 + form.blank_lines_first,
            schema=dict.fromkeys(places_of(form), pl.String),
            separator=form.head.delimiter,
            quote_char='"' if form.has_quotes else None,
            glob=False,
        )

    def parquet(self, path: Path) -> Any:
        """Scan a Parquet file."""
        import polars as pl

        return pl.scan_parquet(path)

    def taken(self, table: Any) -> Any:
        """Take an Arrow table."""
        import polars as pl

        return pl.DataFrame(table).lazy()

    def together(self, parts: Sequence[Any]) -> Any:
        """Put frames below each other."""
        import polars as pl

        return pl.concat(parts, how="vertical_relaxed")

    def numbered(self, frame: Any) -> Any:
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

        index = part(on, "place")
        places = pl.Series(range(len(table)), dtype=pl.UInt32)
        small = make_table(table, self.engine, None)
        place = pl.col(on).replace_strict(small[on], places, default=None, return_dtype=pl.UInt32)
        beside = (pl.lit(small[name]).gather(pl.col(index)).alias(name) for name in small.columns if name != on)
        return frames.lazy(frame.to_native().with_columns(place.alias(index)).with_columns(*beside).drop(index))

    def repeated(self, frame: Frame, column: str, most: int) -> pd.DataFrame | None:
        """Group by a hash of each text first, and by the texts themselves where a hash stands twice."""
        import polars as pl

        stated = frame.to_native().select(column, ROW).drop_nulls(column)
        hashed = stated.select(pl.col(column).hash().alias("hash")).group_by("hash").len().filter(pl.col("len") > 1)
        twice = hashed.select("hash").collect(engine="streaming")["hash"]
        if not len(twice):
            return pd.DataFrame({column: pd.array([], "str"), ROW: pd.array([], "Int64")})
        closer = stated.filter(pl.col(column).hash().is_in(twice.implode()))
        return frames.repeated(frames.lazy(closer), column, ROW, most=most)

    def kept(self, frame: Frame, rows: Sequence[int]) -> Frame | None:
        """Leave rows out by their numbers; the rules would need all columns."""
        import polars as pl

        broken = pl.Series(rows, dtype=pl.Int64).implode()
        return frames.lazy(frame.to_native().filter(~pl.col(ROW).is_in(broken)))

    def held(self, frame: Any) -> Any:
        """Read the text once."""
        return frame.collect().lazy()


class DuckDBScanner(Joining):
    """Lists as relations on the default connection of DuckDB, where those of the user are too.

    A text that fits in memory many times over is held there, as with Polars.
    """

    engine, ignores_case, has_order = "duckdb", True, True

    def text(self, path: Path, form: Form) -> Any:
        """Scan a delimited text."""
        import duckdb

        return duckdb.read_csv(
            _literal(path),
            header=False,
            skiprows=form.head.next_line - 1,
            columns=dict.fromkeys(places_of(form), "VARCHAR"),
            delimiter=form.head.delimiter,
            quotechar='"',
            escapechar='"',
            auto_detect=False,
        )

    def parquet(self, path: Path) -> Any:
        """Scan a Parquet file."""
        import duckdb

        return duckdb.read_parquet(_literal(path))

    def taken(self, table: Any) -> Any:
        """Take an Arrow table."""
        import duckdb

        return duckdb.from_arrow(table)

    def together(self, parts: Sequence[Any]) -> Any:
        """Put relations below each other."""
        return reduce(lambda above, below: above.union(below), parts)

    def numbered(self, frame: Any) -> Any:
        """Count the rows from 1, in the order they are read, which DuckDB keeps."""
        import duckdb

        kept = duckdb.execute("SELECT current_setting('preserve_insertion_order')").fetchall()[0][0]
        if not kept:
            raise Unanswerable("duckdb counts rows only in their order; SET preserve_insertion_order = true keeps it")
        return frame.project(f"row_number() over () as {ROW}, *")

    def kept(self, frame: Frame, rows: Sequence[int]) -> Frame | None:
        """Leave rows out by their numbers; the rules would need all columns."""
        import pyarrow as pa

        broken = frames.lazy(self.taken(pa.table({ROW: pa.array(rows, pa.int64())})))
        return frame.join(broken, on=ROW, how="anti")

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
