"""Scanners of the engines that work on many machines: Dask and Spark."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np

from musterbook.errors import Unanswerable
from musterbook.reading.layout import Layout
from musterbook.reading.rules import ROW
from musterbook.reading.scanning import Dates, Joining, Source, places_of
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
                # They are left out later on, and so are none that hold a space.
                skip_blank_lines=False,
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

    def numbered(self, frame: Any, source: Source = None) -> Any:  # noqa: ARG002 - every frame has an order
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


# Where the block begins that a row was read from, and the place of the row in its partition, which is one block.
_BLOCK = "input_file_block_start()"
_WITHIN = f"monotonically_increasing_id() % {2**33}"


class SparkScanner(Joining):
    """Lists as frames of the Spark session that is at work. Its frames have no order, but rows of its files do."""

    engine, ignores_case, has_order, unites, is_quick = "pyspark", True, False, False, False

    def text(self, forms: Sequence[Form]) -> Any:
        """Scan a delimited text, whose header must be its first line."""
        (form,) = forms
        if form.head.line != 1:
            expected = "it on line 1, for Spark skips no other lines"
            raise refused(form.stamp.name, form.head.line, "the header", expected)
        places = ", ".join(f"`{place}` string" for place in places_of(form))
        whole = {"multiLine": True, "lineSep": _line_end(form)} if _is_whole(form) else {}
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
                mode="FAILFAST",
                maxCharsPerColumn=-1,
                ignoreLeadingWhiteSpace=False,
                ignoreTrailingWhiteSpace=False,
                **whole,
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

    def numbered(self, frame: Any, source: Source = None) -> Any:
        """Count the rows of a file from 1; give those of a frame numbers of their own, which lead to no line."""
        from pyspark.sql import functions

        if source is None:
            return frame.withColumn(ROW, functions.monotonically_increasing_id())
        if isinstance(source, Path):
            return frame.withColumn(ROW, frame.metadataColumn("_metadata").getField("row_index") + 1)
        before = {0: 0} if _is_whole(source) else _rows_before(frame, source.stamp.name)
        return frame.withColumn(ROW, _row_in_text(before, source.stamp.name))

    def dated(self, frame: Any, dates: Dates) -> Any:
        """Put dates beside counted days."""
        from pyspark.sql import functions

        start = functions.lit("1970-01-01").cast("date")
        made = {new: functions.date_add(start, functions.col(f"`{old}`").cast("int")) for new, old in dates.items()}
        return frame.withColumns(made)


def _is_whole(form: Form) -> bool:
    """Whether Spark has to read a text in one piece: quotes may hold line ends, lines of mere space are left out."""
    has_space = form.has_margins and (len(form.head.names) == 1 or form.head.delimiter.isspace())
    return form.has_quotes or (has_space and re.search(rb"\n[\x00-\x20]+(?:\n|\Z)", form.stamp.content()) is not None)


def _line_end(form: Form) -> str:
    """Find what all lines of a text end in, for Spark takes any other line end for part of a value."""
    content = form.stamp.content()
    body = Layout(memoryview(content)[form.head.start :], form.head.delimiter, form.head.next_line)
    has_return = content[: form.head.start].endswith(b"\r\n")
    others = (np.frombuffer(body.content, np.uint8)[body.ends - 1] == ord("\r")) != has_return
    if others.any():
        stop = form.head.start + int(body.ends[others][0])
        line = form.head.next_line + content[form.head.start : stop].count(b"\n")
        expected = "all lines to end alike, for Spark reads this text in one piece"
        raise refused(form.stamp.name, line, "another line end than on the line before", expected)
    return "\r\n" if has_return else "\n"


def _rows_before(frame: Any, file: str) -> dict[int, int]:
    """Count the rows of a text before each of the blocks that Spark reads it in, by the byte where the block starts."""
    from pyspark.sql import functions

    rows = frame.select(functions.expr(_BLOCK).alias("block"), functions.expr(_WITHIN).alias("row"))
    counted = rows.groupBy("block").agg(functions.count("*"), functions.min("row")).collect()
    before, total = {0: 0}, 0
    for block, count, first in sorted(counted):
        if first:
            what = "puts several blocks into one partition, so rows cannot be counted; unset"
            raise Unanswerable(f"{file}: pyspark {what} spark.sql.files.maxPartitionNum")
        before[block] = total
        total += count
    return before


def _row_in_text(before: Mapping[int, int], file: str) -> Any:
    """Give the number of a row: its place in its block, and the rows before that block.

    Blocks are of one length but for the last, so a list of the rows before them is quicker to look into than a table
    is to join. Should Spark cut the text otherwise later on, for settings change, no row gets a wrong number.
    """
    from pyspark.sql import functions

    length = math.gcd(*before) or 1
    rows = ", ".join(f"{before[at]}L" if at in before else "NULL" for at in range(0, max(before) + 1, length))
    place = f"if({_BLOCK} % {length} = 0, int({_BLOCK} div {length}), NULL)"
    words = f"{file} is cut into other blocks than when it was read; read it again"
    known = functions.expr(f"get(array({rows}), {place})")
    return functions.expr(_WITHIN) + 1 + functions.coalesce(known, functions.raise_error(functions.lit(words)))


def _session() -> Any:
    from pyspark.sql import SparkSession

    return SparkSession.builder.getOrCreate()
