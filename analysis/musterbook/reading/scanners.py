"""Scanners: how each engine of frames opens a list, all of it as texts and none of it before it is asked for.

Everything that engines do alike is said through Narwhals elsewhere. Here is what each does in its own way: read a
delimited text or a Parquet file, take a frame, put several below each other, number the rows, and turn counted days
into dates.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from musterbook import frames
from musterbook.engines import make_table
from musterbook.errors import Unanswerable, UnknownName
from musterbook.frames import Frame
from musterbook.reading.rules import ROW, part
from musterbook.reading.survey import Form, refused

# Names of new columns of dates, and of the days from 1970-01-01 that they are made of.
Dates = Mapping[str, str]


class Scanner(Protocol):
    """What an engine does in its own way; columns of a text are named by their places, ``"0"``, ``"1"`` and so on."""

    engine: str
    """Its name."""
    ignores_case: bool
    """Whether two columns may not differ in capitals alone."""
    has_order: bool
    """Whether rows have numbers that lead back to lines."""

    def text(self, path: Path, form: Form) -> Any:
        """Scan a delimited text."""

    def parquet(self, path: Path) -> Any:
        """Scan a Parquet file, under its own names."""

    def taken(self, table: Any) -> Any:
        """Take an Arrow table."""

    def together(self, parts: Sequence[Any]) -> Any:
        """Put frames of the same columns below each other."""

    def numbered(self, frame: Any) -> Any:
        """Count the rows from 1."""

    def dated(self, frame: Any, dates: Dates) -> Any:
        """Put dates beside counted days."""

    def attached(self, frame: Frame, table: pd.DataFrame, on: str) -> Frame:
        """Put the columns of a small table beside the rows that have its texts."""

    def repeated(self, frame: Frame, column: str, most: int) -> pd.DataFrame | None:
        """Find the texts that stand more than once, each with its first row; nothing where they are too many."""

    def kept(self, frame: Frame, rows: Sequence[int]) -> Frame | None:
        """Leave out rows by their numbers, where that is quicker than to hold all against the rules again."""

    def held(self, frame: Any) -> Any:
        """Hold a text in memory, where that saves reading it again and again."""


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


class _Joining:
    """What engines do that join and filter when they are asked, and plan for themselves."""

    def attached(self, frame: Frame, table: pd.DataFrame, on: str) -> Frame:
        """Join the small table."""
        return frames.attach(frame, table, on)

    def repeated(self, frame: Frame, column: str, most: int) -> pd.DataFrame | None:
        """Group by the texts themselves."""
        return frames.repeated(frame, column, ROW, most=most)

    def kept(self, frame: Frame, rows: Sequence[int]) -> Frame | None:  # noqa: ARG002 - engines with an order use both
        """Let the rows be held against the rules again, for what numbers they have takes a reading to find out."""
        return None

    def held(self, frame: Any) -> Any:
        """Leave the text where it is, on whatever machines read it."""
        return frame


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
            schema=dict.fromkeys(_places(form), pl.String),
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


class DuckDBScanner(_Joining):
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
            columns=dict.fromkeys(_places(form), "VARCHAR"),
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


class DaskScanner(_Joining):
    """Lists as frames of Dask, on whatever cluster is at work."""

    engine, ignores_case, has_order = "dask", False, True

    def text(self, path: Path, form: Form) -> Any:
        """Scan a delimited text; in one piece where quotes may hold line ends."""
        import dask.dataframe as dd

        with warnings.catch_warnings():
            # That a small file is one block is no news.
            warnings.filterwarnings("ignore", "Unexpected behavior can result from passing skiprows", UserWarning)
            return dd.read_csv(
                str(path),
                header=None,
                skiprows=form.head.next_line - 1,
                names=_places(form),
                sep=form.head.delimiter,
                dtype="str",
                keep_default_na=False,
                na_values=[""],
                skip_blank_lines=True,
                **({"blocksize": None} if form.has_quotes else {}),
            )

    def parquet(self, path: Path) -> Any:
        """Scan a Parquet file."""
        import dask.dataframe as dd

        return dd.read_parquet(str(path))

    def taken(self, table: Any) -> Any:
        """Take an Arrow table."""
        import dask.dataframe as dd

        return dd.from_pandas(table.to_pandas(), npartitions=1)  # type: ignore[no-untyped-call]

    def together(self, parts: Sequence[Any]) -> Any:
        """Put frames below each other."""
        import dask.dataframe as dd

        return dd.concat(list(parts))  # type: ignore[no-untyped-call]

    def numbered(self, frame: Any) -> Any:
        """Count the rows from 1."""
        ones = frame.assign(**{ROW: 1})
        return ones.assign(**{ROW: ones[ROW].cumsum()})

    def dated(self, frame: Any, dates: Dates) -> Any:
        """Put dates beside counted days."""
        return frame.assign(**{new: frame[old].map_partitions(_as_dates) for new, old in dates.items()})


def _as_dates(days: Any) -> Any:
    import pandas as pd

    seconds = days.astype("Float64") * 86_400
    return pd.to_datetime(seconds.astype("float64"), unit="s").astype("datetime64[s]")


class SparkScanner(_Joining):
    """Lists as frames of the Spark session that is at work. Its rows have no order, so no line is known."""

    engine, ignores_case, has_order = "pyspark", True, False

    def text(self, path: Path, form: Form) -> Any:
        """Scan a delimited text, whose header must be its first line."""
        if form.head.line != 1:
            raise refused(form.file, form.head.line, "the header", "it on line 1, for Spark skips no other lines")
        places = ", ".join(f"`{place}` string" for place in _places(form))
        return (
            _session()
            .read.schema(places)
            .csv(
                str(path.absolute()),
                header=True,
                enforceSchema=True,
                sep=form.head.delimiter,
                quote='"',
                escape='"',
                multiLine=form.has_quotes,
                mode="FAILFAST",
                maxCharsPerColumn=-1,
                ignoreLeadingWhiteSpace=False,
                ignoreTrailingWhiteSpace=False,
            )
        )

    def parquet(self, path: Path) -> Any:
        """Scan a Parquet file."""
        return _session().read.parquet(str(path.absolute()))

    def taken(self, table: Any) -> Any:
        """Take an Arrow table."""
        return _session().createDataFrame(table)

    def together(self, parts: Sequence[Any]) -> Any:
        """Put frames below each other."""
        return reduce(lambda above, below: above.unionByName(below), parts)

    def numbered(self, frame: Any) -> Any:
        """Give every row a number of its own, which leads to no line."""
        from pyspark.sql import functions

        return frame.withColumn(ROW, functions.monotonically_increasing_id())

    def dated(self, frame: Any, dates: Dates) -> Any:
        """Put dates beside counted days."""
        from pyspark.sql import functions

        start = functions.lit("1970-01-01").cast("date")
        made = {new: functions.date_add(start, functions.col(f"`{old}`").cast("int")) for new, old in dates.items()}
        return frame.withColumns(made)


_SCANNERS: dict[str, tuple[Callable[[], Scanner], str]] = {
    "polars": (PolarsScanner, "polars"),
    "duckdb": (DuckDBScanner, "duckdb"),
    "dask": (DaskScanner, "dask"),
    "pyspark": (SparkScanner, "spark"),
}


def _places(form: Form) -> list[str]:
    return [str(place) for place in range(len(form.head.names))]


def _literal(path: Path) -> str:
    """Write a path so that no sign in it is taken for a pattern."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))


def _session() -> Any:
    from pyspark.sql import SparkSession

    return SparkSession.builder.getOrCreate()
