"""Small tables, made in the engine of a large frame so that the two can be joined there.

Each engine has its own way to take a few rows from Python. None of them here leaves anything behind: no named table, no
view, no file. Columns are texts, whole numbers and numbers; what is missing stays missing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Literal

import narwhals as nw
import pandas as pd

from musterbook.errors import Unanswerable

ENGINES = "pandas, Polars, PyArrow, DuckDB, Dask or Spark"
_KINDS = {
    "str": (nw.String(), "VARCHAR"),
    "Int64": (nw.Int64(), "BIGINT"),
    "Float64": (nw.Float64(), "DOUBLE"),
}
_EAGER: dict[str, Literal["polars", "pyarrow"]] = {"polars": "polars", "pyarrow": "pyarrow"}
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
    if engine == "pandas":
        return table
    if engine in _EAGER:
        form = {str(name): _KINDS[str(kind)][0] for name, kind in table.dtypes.items()}
        return nw.from_dict(_plain(table), form, backend=_EAGER[engine]).to_native()
    if engine not in _MAKERS:
        raise Unanswerable(f"{engine} lacks a way to make a small table in it; hand in a frame of {ENGINES}")
    return _MAKERS[engine](table, beside)


def _in_duckdb(table: pd.DataFrame, beside: Any) -> Any:
    """Write the table into a query on the connection of the other relation, which takes no name and no file."""
    plain = _plain(table)
    form = json.dumps([{str(name): _KINDS[str(kind)][1] for name, kind in table.dtypes.items()}])
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
    spark = {"str": "string", "Int64": "bigint", "Float64": "double"}
    form = ", ".join(f"`{name}` {spark[str(kind)]}" for name, kind in table.dtypes.items())
    return beside.sparkSession.createDataFrame(list(zip(*_plain(table).values(), strict=True)), form)


_MAKERS: dict[str, Callable[[pd.DataFrame, Any], Any]] = {
    "duckdb": _in_duckdb,
    "dask": _in_dask,
    "pyspark": _in_spark,
    "pyspark_connect": _in_spark,
}


def _plain(table: pd.DataFrame) -> dict[str, list[Any]]:
    """Give columns as lists of plain Python values, ``None`` where missing."""
    return {str(name): column.astype(object).where(column.notna(), None).tolist() for name, column in table.items()}
