"""Tables as one SQLite file, which datasette and any other browser of databases open as it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd

from musterbook.atomic import whole
from musterbook.errors import InputError


def write_sqlite(
    place: str | Path,
    tables: Mapping[str, pd.DataFrame],
    schemas: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    private: bool = False,
) -> Path:
    """Write tables as one SQLite file, whole or not at all; give its path.

    Days are written as YYYY-MM-DD, and what is not stated is NULL. ``schemas`` are Table Schemas, whose keys become
    keys of the database, so that a browser links a row to those it names. What is ``private`` nobody else may read.
    """
    path = Path(place)
    schemas = schemas or {}
    try:
        with whole(path, private=private) as written, closing(sqlite3.connect(written)) as base:
            for name, frame in tables.items():
                held = _plain(frame)
                base.execute(_created(name, held, schemas.get(name, {})))
                held.to_sql(name, base, index=False, if_exists="append")
            base.commit()
    except (sqlite3.Error, UnicodeError) as error:
        raise InputError(f"{path}: SQLite cannot hold this: {error}") from error
    return path


def _created(name: str, frame: pd.DataFrame, schema: Mapping[str, Any]) -> str:
    """Give the statement that creates a table with its keys."""
    parts = [f"{_listed([str(column)])} {_type(frame.dtypes.iloc[at])}" for at, column in enumerate(frame)]
    parts += [f"PRIMARY KEY ({_listed(schema['primaryKey'])})"] if "primaryKey" in schema else []
    for key in schema.get("foreignKeys", []):
        there = key["reference"]
        target = f"{_listed([there['resource'] or name])} ({_listed(there['fields'])})"
        parts.append(f"FOREIGN KEY ({_listed(key['fields'])}) REFERENCES {target}")
    return f"CREATE TABLE {_listed([name])} ({', '.join(parts)})"


def _listed(names: Iterable[str]) -> str:
    return ", ".join('"' + name.replace('"', '""') + '"' for name in names)


def _type(dtype: Any) -> str:
    whole_number = pd.api.types.is_integer_dtype(dtype) or pd.api.types.is_bool_dtype(dtype)
    return "INTEGER" if whole_number else "REAL" if pd.api.types.is_float_dtype(dtype) else "TEXT"


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Give days as texts, and names apart that differ in capitals alone, which SQLite takes for one."""
    days = {str(name): one.dt.strftime("%Y-%m-%d") for name, one in frame.select_dtypes("datetime").items()}
    folded = [str(name).lower() for name in frame]
    apart = [f"{name} ({at + 1})" if folded[at] in folded[:at] else str(name) for at, name in enumerate(frame)]
    return frame.assign(**days).set_axis(apart, axis="columns")
