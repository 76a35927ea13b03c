"""The same work as in ``yardsticks.py``, as a user of musterbook writes it; each is run in a process of its own.

    python ours.py list pandas list.csv
    python ours.py counts duckdb folder
    python ours.py link polars folder people.parquet

People in a folder are texts as ``read_records`` spells them; crossings have days.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import musterbook as mb


def scan_polars(folder: str) -> Any:
    """Open a Parquet folder with Polars."""
    import polars as pl

    return pl.scan_parquet(f"{folder}/**/*.parquet")


def scan_duckdb(folder: str) -> Any:
    """Open a Parquet folder with DuckDB."""
    import duckdb

    return duckdb.read_parquet(f"{folder}/**/*.parquet")


def scan_dask(folder: str) -> Any:
    """Open a Parquet folder with Dask, which then works on threads of this process."""
    import dask.dataframe as dd

    return dd.read_parquet(folder)


SCANS: dict[str, Callable[[str], Any]] = {"polars": scan_polars, "duckdb": scan_duckdb, "dask": scan_dask}


def make_list(_: str, path: str) -> None:
    """Read a list, check it, count its months, sum up its ages, count its lags."""
    people = mb.read_records(path, window="2020/2024", errors="keep_aside")
    print(mb.counts(people, "signup"))
    print(mb.age_summary(people))
    print(mb.lag_counts(people))


def make_counts(engine: str, folder: str) -> None:
    """Count months of a Parquet folder, coarse dates included."""
    print(mb.counts(SCANS[engine](folder), "signup"))


def make_link(engine: str, folder: str, people: str) -> None:
    """Find the crossings of a few people before and after they signed up."""
    import pandas as pd

    register = SCANS[engine](folder)
    few = pd.read_parquet(people)
    print(mb.link_crossings(few, register, on="record_id", date="crossed", entries="entry", exits="exit"))


if __name__ == "__main__":
    {"list": make_list, "counts": make_counts, "link": make_link}[sys.argv[1]](*sys.argv[2:])
