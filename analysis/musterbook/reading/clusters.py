"""Scanners of the engines that work on many machines: Dask and Spark."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from typing import Any

from musterbook.reading.rules import ROW
from musterbook.reading.scanning import Dates, Joining, places_of
from musterbook.reading.survey import Form, refused


class DaskScanner(Joining):
    """Lists as frames of Dask, on whatever cluster is at work."""

    engine, ignores_case, has_order, unites, is_quick = "dask", False, True, False, False

    def text(self, forms: Sequence[Form]) -> Any:
        """Scan a delimited text; in one piece where quotes may hold line ends."""
        import dask.dataframe as dd

        (form,) = forms
        with warnings.catch_warnings():
            # That a small file is one block is no news.
            warnings.filterwarnings("ignore", "Unexpected behavior can result from passing skiprows", UserWarning)
            return dd.read_csv(
                str(form.stamp.path),
                header=None,
                skiprows=form.head.next_line - 1,
                names=places_of(form),
                sep=form.head.delimiter,
                dtype="str",
                keep_default_na=False,
                na_values=[""],
                skip_blank_lines=True,
                **({"blocksize": None} if form.has_quotes else {}),
            )

    def parquet(self, paths: Sequence[Path]) -> Any:
        """Scan a Parquet file."""
        import dask.dataframe as dd

        return dd.read_parquet([str(path) for path in paths])

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


class SparkScanner(Joining):
    """Lists as frames of the Spark session that is at work. Its rows have no order, so no line is known."""

    engine, ignores_case, has_order, unites, is_quick = "pyspark", True, False, False, False

    def text(self, forms: Sequence[Form]) -> Any:
        """Scan a delimited text, whose header must be its first line."""
        (form,) = forms
        if form.head.line != 1:
            expected = "it on line 1, for Spark skips no other lines"
            raise refused(form.stamp.name, form.head.line, "the header", expected)
        places = ", ".join(f"`{place}` string" for place in places_of(form))
        return (
            _session()
            .read.schema(places)
            .csv(
                str(form.stamp.path.absolute()),
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

    def parquet(self, paths: Sequence[Path]) -> Any:
        """Scan a Parquet file."""
        return _session().read.parquet(*(str(path.absolute()) for path in paths))

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


def _session() -> Any:
    from pyspark.sql import SparkSession

    return SparkSession.builder.getOrCreate()
