"""The same columns as a frame of each engine, for tests that hold engines against each other."""

from __future__ import annotations

import importlib
import importlib.util
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import pandas as pd
import pytest

# Dask adds warning filters and changes an option of pandas the first time it is imported, which is not our doing.
if importlib.util.find_spec("dask") is not None:
    importlib.import_module("dask.dataframe")
    # Dask's threads put warning filters aside and back at the same time, and sometimes leave one behind.
    importlib.import_module("dask").config.set(scheduler="synchronous")

Columns = Mapping[str, Sequence[Any]]


def pandas_frame(columns: Columns) -> Any:
    """Make a pandas frame; columns of texts are texts also where all is missing."""
    return pd.DataFrame({name: pd.Series(list(values), dtype=_kind(values)) for name, values in columns.items()})


def _kind(values: Sequence[Any]) -> str | None:
    return "str" if all(value is None or isinstance(value, str) for value in values) else None


def polars_frame(columns: Columns) -> Any:
    """Make a Polars frame."""
    import polars as pl

    kinds = {name: pl.String if _kind(values) else None for name, values in columns.items()}
    return pl.DataFrame({name: pl.Series(name, list(values), dtype=kinds[name]) for name, values in columns.items()})


def polars_lazy(columns: Columns) -> Any:
    """Make a Polars frame that is computed later."""
    return polars_frame(columns).lazy()


def arrow_table(columns: Columns) -> Any:
    """Make an Arrow table."""
    import pyarrow as pa

    return pa.table(
        {name: pa.array(list(values), pa.string() if _kind(values) else None) for name, values in columns.items()}
    )


@cache
def _duckdb() -> Any:
    import duckdb

    return duckdb.connect(":memory:")


def duckdb_relation(columns: Columns) -> Any:
    """Make a DuckDB relation, on a connection that is not the default one."""
    return _duckdb().from_arrow(arrow_table(columns))


def dask_frame(columns: Columns) -> Any:
    """Make a Dask frame in two parts."""
    import dask.dataframe as dd

    return dd.from_pandas(pandas_frame(columns), npartitions=2, sort=False)


@cache
def _spark() -> Any:
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        # Plans are many and rows few: to compile each takes longer than to run it.
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    builder = SparkSession.builder.master("local[2]").appName("musterbook-tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def spark_frame(columns: Columns) -> Any:
    """Make a Spark frame in two parts."""
    table = arrow_table(columns)
    return _spark().createDataFrame(table).repartition(2)


MAKERS: dict[str, Callable[[Columns], Any]] = {
    "pandas": pandas_frame,
    "polars": polars_frame,
    "polars-lazy": polars_lazy,
    "pyarrow": arrow_table,
    "duckdb": duckdb_relation,
    "dask": dask_frame,
    "spark": spark_frame,
}
NEEDS = {"polars-lazy": "polars", "spark": "pyspark"}


def engines(*, without: Sequence[str] = ()) -> list[Any]:
    """List all engines as parameters; those that are not installed are skipped."""
    return [
        pytest.param(make, id=name, marks=pytest.mark.skipif(not _has(name), reason=f"{name} is not installed"))
        for name, make in MAKERS.items()
        if name not in without
    ]


def _has(name: str) -> bool:
    return importlib.util.find_spec(NEEDS.get(name, name)) is not None


def as_pandas(native: Any) -> pd.DataFrame:
    """Compute a small frame of any engine, its rows in the order of their ids, missing values as ``None``."""
    import narwhals as nw

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Dask support is moving out", FutureWarning)
        frame = nw.from_native(native).lazy().collect().to_pandas()
    ordered = frame.sort_values("record_id", ignore_index=True).astype(object)
    return ordered.where(ordered.notna(), None)
