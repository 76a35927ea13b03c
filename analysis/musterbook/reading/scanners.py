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

from musterbook.errors import Unanswerable, UnknownName
from musterbook.reading.rules import ROW
from musterbook.reading.survey import Form, refused

Dates = Mapping[str, str]
"""Names of new columns of dates, and of the days from 1970-01-01 that they are made of."""


class Scanner(Protocol):
    """What an engine does in its own way. Columns are named by their places, ``"0"``, ``"1"``, …"""

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
        """Number the rows from 1."""

    def dated(self, frame: Any, dates: Dates) -> Any:
        """Put dates beside counted days."""


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
    """Lists as lazy frames of Polars."""

    engine, ignores_case, has_order = "polars", False, True

    def text(self, path: Path, form: Form) -> Any:
        """Scan a delimited text."""
        import polars as pl

        return pl.scan_csv(
            path,
            has_header=False,
            skip_lines=form.head.next_line - 1,
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

        return pl.from_arrow(table).lazy()

    def together(self, parts: Sequence[Any]) -> Any:
        """Put frames below each other."""
        import polars as pl

        return pl.concat(parts, how="vertical_relaxed")

    def numbered(self, frame: Any) -> Any:
        """Number the rows from 1."""
        import polars as pl

        return frame.with_row_index(ROW, 1).with_columns(pl.col(ROW).cast(pl.Int64))

    def dated(self, frame: Any, dates: Dates) -> Any:
        """Put dates beside counted days."""
        import polars as pl

        return frame.with_columns(pl.col(old).cast(pl.Int32).cast(pl.Date).alias(new) for new, old in dates.items())


class DuckDBScanner:
    """Lists as relations on the default connection of DuckDB, where those of the user are too."""

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
        """Number the rows from 1, in the order they are read, which DuckDB keeps."""
        return frame.project(f"row_number() over () as {ROW}, *")

    def dated(self, frame: Any, dates: Dates) -> Any:
        """Put dates beside counted days."""
        made = (f"DATE '1970-01-01' + CAST(\"{old}\" AS INTEGER) AS \"{new}\"" for new, old in dates.items())
        return frame.project(", ".join(["*", *made]))


class DaskScanner:
    """Lists as frames of Dask, on whatever cluster is at work."""

    engine, ignores_case, has_order = "dask", False, True

    def text(self, path: Path, form: Form) -> Any:
        """Scan a delimited text; in one piece where quotes may hold line ends."""
        import dask.dataframe as dd

        with warnings.catch_warnings():
            # That a small file is one block is no news.
            warnings.filterwarnings("ignore", "Unexpected behavior can result from passing skiprows", UserWarning)
            return dd.read_csv(  # type: ignore[attr-defined]
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

        return dd.read_parquet(str(path))  # type: ignore[attr-defined]

    def taken(self, table: Any) -> Any:
        """Take an Arrow table."""
        import dask.dataframe as dd

        return dd.from_pandas(table.to_pandas(), npartitions=1)  # type: ignore[no-untyped-call]

    def together(self, parts: Sequence[Any]) -> Any:
        """Put frames below each other."""
        import dask.dataframe as dd

        return dd.concat(list(parts))  # type: ignore[attr-defined]

    def numbered(self, frame: Any) -> Any:
        """Number the rows from 1."""
        ones = frame.assign(**{ROW: 1})
        return ones.assign(**{ROW: ones[ROW].cumsum()})

    def dated(self, frame: Any, dates: Dates) -> Any:
        """Put dates beside counted days."""
        return frame.assign(**{new: frame[old].map_partitions(_as_dates) for new, old in dates.items()})


def _as_dates(days: Any) -> Any:
    import pandas as pd

    seconds = days.astype("Float64") * 86_400
    return pd.to_datetime(seconds.astype("float64"), unit="s").astype("datetime64[s]")


class SparkScanner:
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
