"""Writing records as CSV: by the engine that holds them, piece by piece, in the order of the list.

Whatever the engine, the file has the same rows; which values stand in quotes that need none is up to the engine.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from musterbook import formulas, frames
from musterbook.atomic import whole
from musterbook.errors import Unanswerable

_NUMBER = re.compile(r"(?:os error |\"errno\":\")(\d+)")


def check_writable(engine: str) -> None:
    """Refuse an engine that cannot write one file, before a long list is read for nothing.

    >>> check_writable("pyspark")
    Traceback (most recent call last):
    musterbook.errors.Unanswerable: --out: pyspark writes folders, not one file; leave it out or choose another \
engine: pandas, polars, duckdb, dask
    """
    if engine not in _WRITERS:
        others = ", ".join(_WRITERS)
        raise Unanswerable(
            f"--out: {engine} writes folders, not one file; leave it out or choose another engine: {others}"
        )


def write_records(records: Any, columns: Sequence[str], place: Path, like: Sequence[Path]) -> None:
    """Write some columns of a frame of any engine to a new file, which only those may read who may read ``like``."""
    frame = frames.lazy(records)
    write = _WRITERS[frames.engine_of(frame)]
    with whole(place, like=like, fresh=True) as written, frames.limits_of(frame):
        write(frame.select(*columns).to_native(), written)


def _in_pandas(records: pd.DataFrame, place: Path) -> None:
    formulas.write_csv(records, place)


def _in_polars(records: Any, place: Path) -> None:
    try:
        records.sink_csv(place)
    except OSError as error:
        raise _numbered(error) from error


def _in_duckdb(records: Any, place: Path) -> None:
    import duckdb

    try:
        with _one_after_another():
            records.write_csv(str(place))
    except duckdb.IOException as error:
        raise _numbered(error) from error


@contextmanager
def _one_after_another() -> Iterator[None]:
    """Let DuckDB keep the order of rows, which it does not promise where it joins: by one thread, sides as given."""
    import duckdb

    ways = {"threads": "1", "disabled_optimizers": "build_side_probe_side"}
    asked = ", ".join(f"current_setting('{name}')" for name in ways)
    before = duckdb.execute(f"SELECT {asked}").fetchall()[0]
    try:
        for name, way in ways.items():
            duckdb.execute(f"SET {name} = '{way}'")
        yield
    finally:
        for name, way in zip(ways, before, strict=True):
            duckdb.execute(f"SET {name} = '{way}'")


def _in_dask(records: Any, place: Path) -> None:
    """Add one partition after another; Dask's own writer would plan for minutes how to fuse the steps before."""
    from dask.delayed import delayed

    written = delayed(None)
    for part in records.optimize(fuse=False).to_delayed(optimize_graph=False):
        written = delayed(_add)(part, place, written)
    written.compute()


def _add(part: pd.DataFrame, place: Path, _: None) -> None:
    part.to_csv(place, mode="a", header=not place.exists(), index=False, lineterminator="\n", encoding="utf-8")


_WRITERS: dict[str, Callable[[Any, Path], None]] = {
    "pandas": _in_pandas,
    "polars": _in_polars,
    "duckdb": _in_duckdb,
    "dask": _in_dask,
}


def _numbered(error: Exception) -> OSError:
    """Give an engine's error of a file as the system words it."""
    found = _NUMBER.search(str(error))
    number = int(found[1]) if found else errno.EIO
    return OSError(number, os.strerror(number) if found else str(error).splitlines()[0])
