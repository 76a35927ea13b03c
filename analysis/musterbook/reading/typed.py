"""Frames of any engine as a listing, and typed values as the texts they would have in a file."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from musterbook import frames
from musterbook.errors import MusterError, shown
from musterbook.reading.listing import Listing, named_headers, same_lines

if TYPE_CHECKING:
    import pyarrow as pa


def read_frame(frame: Any, file: str = "frame") -> Listing:
    """Take the rows of any frame as they are; lines are then numbers of rows, from 1.

    >>> read_frame(pd.DataFrame({"age": [38, 24]})).table.to_pydict()
    {'0': [38, 24]}
    """
    import pyarrow as pa

    native = frame if isinstance(frame, pd.DataFrame) else None
    names, columns = _of_pandas(native) if native is not None else _of_any(frame)
    headers = named_headers(file, 0, names)
    table = pa.table(columns, names=[str(place) for place in range(len(columns))])
    rows = len(native) if native is not None else table.num_rows
    return Listing(file, headers, table, np.arange(rows), same_lines(1), found=tuple(names), native=native)


def as_texts(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Give a column as texts: dates as days, whole numbers without a point, nothing where nothing is stated.

    >>> import pyarrow as pa
    >>> as_texts("age", pa.chunked_array([[38.0, None, 24.0]])).to_pylist()
    ['38', None, '24']
    """
    import pyarrow as pa
    from pyarrow import compute as pc

    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_texts(name, column.cast(kind.value_type))
    if pa.types.is_large_string(kind):
        empty = pc.equal(column, "")
        return pc.if_else(empty, None, column) if pc.any(empty).as_py() else column
    if pa.types.is_timestamp(kind):
        local = pc.local_timestamp(column) if kind.tz else column
        return local.cast(pa.date32(), safe=False).cast(pa.large_string())
    if pa.types.is_floating(kind):
        return _float_texts(column)
    try:
        return as_texts(name, column.cast(pa.large_string()))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise MusterError(f"expected texts, dates or numbers in the column {shown(name)}; found {kind}") from None


def _float_texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa
    from pyarrow import compute as pc

    stated = pc.if_else(pc.is_nan(column), None, column)
    try:
        return stated.cast(pa.int64()).cast(pa.large_string())
    except pa.ArrowInvalid:
        return stated.cast(pa.large_string())


def _of_any(frame: Any) -> tuple[list[str], list[pa.ChunkedArray]]:
    try:
        arrow = frames.lazy(frame).collect("pyarrow").to_native()
    except MusterError:
        expected = "a path, or a frame of pandas, Polars, PyArrow, DuckDB, Dask or Spark"
        raise MusterError(f"expected {expected}; found {shown(str(type(frame).__name__))}") from None
    return arrow.column_names, arrow.columns


def _of_pandas(frame: pd.DataFrame) -> tuple[list[str], list[pa.ChunkedArray]]:
    columns = [_arrow_of(frame.iloc[:, place]) for place in range(frame.shape[1])]
    return [str(name) for name in frame.columns], columns


def _arrow_of(series: pd.Series) -> pa.ChunkedArray:
    """Give a pandas column as Arrow; one of mixed values as their texts."""
    import pyarrow as pa

    try:
        found = pa.array(series, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        found = pa.array([_text(value) for value in series], pa.large_string())
    return found if isinstance(found, pa.ChunkedArray) else pa.chunked_array([found])


def _text(value: Any) -> str | None:
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
