"""Small tables, made in the engine of a large frame so that the two can be joined there.

Each engine has its own way to take a few rows from Python. None of them here leaves anything behind: no named table, no
view, no file. Columns are texts, whole numbers and numbers; what is missing stays missing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pandas as pd

from musterbook.errors import MusterError, Unanswerable

ENGINES = "pandas, Polars, PyArrow, DuckDB, Dask or Spark"

Maker = Callable[[pd.DataFrame, Any], Any]

_DASK_KEYS = {"int64", "Int64", "str", "string", "string[pyarrow]", "large_string[pyarrow]"}


def make_table(table: pd.DataFrame, engine: str, beside: Any) -> Any:
    """Make a table of an engine, as Narwhals calls it, out of a pandas frame.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``str``, ``Int64`` or ``Float64``.
    engine : str
        ``pandas``, ``polars``, ``pyarrow``, ``duckdb``, ``dask`` or ``pyspark``.
    beside : Any
        A frame of that engine; for DuckDB and Spark its connection is used.

    Examples
    --------
    >>> make_table(pd.DataFrame({"day": ["2023"]}), "ibis", None)
    Traceback (most recent call last):
    musterbook.errors.Unanswerable: ibis lacks a way to make a small table in it; hand in a frame of pandas, Polars, \
PyArrow, DuckDB, Dask or Spark
    """
    if engine not in _MAKERS:
        raise Unanswerable(f"{engine} lacks a way to make a small table in it; hand in a frame of {ENGINES}")
    return _MAKERS[engine](table, beside)


def _in_pandas(table: pd.DataFrame, _: Any) -> Any:
    return table


def _in_polars(table: pd.DataFrame, _: Any) -> Any:
    import polars as pl

    kinds = {"str": pl.String, "Int64": pl.Int64, "Float64": pl.Float64}
    return pl.DataFrame(_plain(table), schema={name: kinds[kind] for name, kind in _kinds(table).items()})


def _in_arrow(table: pd.DataFrame, _: Any) -> Any:
    import pyarrow as pa

    kinds = {"str": pa.string(), "Int64": pa.int64(), "Float64": pa.float64()}
    return pa.table(_plain(table), schema=pa.schema([(name, kinds[kind]) for name, kind in _kinds(table).items()]))


def _in_duckdb(table: pd.DataFrame, beside: Any) -> Any:
    """Write the table into a query on the connection of the other relation, which takes no name and no file."""
    kinds = {"str": "VARCHAR", "Int64": "BIGINT", "Float64": "DOUBLE"}
    form = json.dumps([{name: kinds[kind] for name, kind in _kinds(table).items()}])
    plain = _plain(table)
    content = json.dumps([dict(zip(plain, values, strict=True)) for values in zip(*plain.values(), strict=True)])
    quoted = [text.replace("'", "''") for text in (content, form)]
    nothing = beside.limit(0).aggregate("count(*) as musterbook_rows")
    return nothing.project("unnest(from_json('{}', '{}'), recursive := true)".format(*quoted))


def _in_dask(table: pd.DataFrame, beside: Any) -> Any:
    import dask.dataframe as dd

    made = dd.from_pandas(table, npartitions=1)  # type: ignore[no-untyped-call]
    # Dask warns where the two sides of a join hold texts, or whole numbers, in different types.
    kinds = {name: beside.dtypes[name] for name in table if name in beside.columns and table[name].notna().all()}
    return made.astype({name: kind for name, kind in kinds.items() if str(kind) in _DASK_KEYS})


def _in_spark(table: pd.DataFrame, beside: Any) -> Any:
    kinds = {"str": "string", "Int64": "bigint", "Float64": "double"}
    form = ", ".join(f"`{name}` {kinds[kind]}" for name, kind in _kinds(table).items())
    return beside.sparkSession.createDataFrame(list(zip(*_plain(table).values(), strict=True)), form)


_MAKERS: dict[str, Maker] = {
    "pandas": _in_pandas,
    "polars": _in_polars,
    "pyarrow": _in_arrow,
    "duckdb": _in_duckdb,
    "dask": _in_dask,
    "pyspark": _in_spark,
    "pyspark_connect": _in_spark,
}


def _kinds(table: pd.DataFrame) -> dict[str, str]:
    kinds = {str(name): str(kind) for name, kind in table.dtypes.items()}
    wrong = {name: kind for name, kind in kinds.items() if kind not in {"str", "Int64", "Float64"}}
    if wrong:
        raise MusterError(f"expected columns of type str, Int64 or Float64, found {wrong}")
    return kinds


def _plain(table: pd.DataFrame) -> dict[str, list[Any]]:
    """Give columns as lists of plain Python values, ``None`` where missing."""
    return {
        str(name): [None if missing else value for value, missing in zip(column.tolist(), column.isna(), strict=True)]
        for name, column in table.items()
    }
