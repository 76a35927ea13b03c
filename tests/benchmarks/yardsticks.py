"""What others would write for the same work, as short and as fast as we know how; each is run in a process of its own.

``polars``, ``duckdb`` and ``pandas`` read a list, parse its dates and ages where they are plain, and check nothing: a
coarse date, an unreadable one and a missing one are the same to them. ``pandera`` reads coarse values and makes the
checks that ``read_records`` makes. ``incidence2.R`` beside this file reads and counts months alone, in R.

    python yardsticks.py list polars list.csv
    python yardsticks.py counts duckdb folder
    python yardsticks.py link polars folder people.parquet
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from typing import Any

Answer = dict[str, Any]
WINDOW = ("2020-01-01", "2024-12-31")


def list_polars(path: str) -> Answer:
    """Months, ages and lags of a CSV file, as one lazy query of Polars."""
    import polars as pl

    people = pl.scan_csv(path, infer_schema=False).select(
        pl.col("signup", "arrival").str.to_date("%Y-%m-%d", strict=False),
        pl.col("age").cast(pl.Int64, strict=False),
    )
    months = people.group_by(pl.col("signup").dt.truncate("1mo").dt.strftime("%Y-%m").alias("cell")).len()
    lags = people.group_by((pl.col("signup") - pl.col("arrival")).dt.total_days().alias("cell")).len()
    age = pl.col("age")
    ages = people.select(people=pl.len(), stated=age.count(), youngest=age.min(), oldest=age.max(), mean=age.mean())
    found = pl.collect_all([months, lags, ages])
    return _answer(dict(found[0].iter_rows()), dict(found[1].iter_rows()), found[2].row(0, named=True))


def list_duckdb(path: str) -> Answer:
    """Months, ages and lags of a CSV file, as SQL for DuckDB; the file is read once."""
    import duckdb

    with duckdb.connect() as database:
        database.execute(
            "CREATE TEMP TABLE people AS SELECT TRY_CAST(trim(signup) AS DATE) AS signup, "
            "TRY_CAST(trim(arrival) AS DATE) AS arrival, TRY_CAST(trim(age) AS INTEGER) AS age "
            "FROM read_csv(?, all_varchar = true)",
            [path],
        )
        months = database.sql("SELECT strftime(signup, '%Y-%m'), count(*) FROM people GROUP BY 1").fetchall()
        lags = database.sql("SELECT signup - arrival, count(*) FROM people GROUP BY 1").fetchall()
        ages = database.sql("SELECT count(*), count(age), min(age), max(age), avg(age) FROM people").fetchall()[0]
    names = ("people", "stated", "youngest", "oldest", "mean")
    return _answer(dict(months), dict(lags), dict(zip(names, ages, strict=True)))


def list_pandas(path: str) -> Answer:
    """Months, ages and lags of a CSV file with pandas."""
    import pandas as pd

    people = pd.read_csv(path, dtype="str")
    signup, arrival = (
        pd.to_datetime(people[name], format="%Y-%m-%d", errors="coerce") for name in ("signup", "arrival")
    )
    age = pd.to_numeric(people["age"], errors="coerce")
    months = signup.dt.strftime("%Y-%m").value_counts()
    lags = (signup - arrival).dt.days.value_counts()
    return _answer(months.to_dict(), lags.to_dict(), _pandas_ages(age))


def _pandas_ages(age: Any) -> Answer:
    return {
        "people": len(age),
        "stated": int(age.notna().sum()),
        "youngest": float(age.min()),
        "oldest": float(age.max()),
        "mean": float(age.mean()),
    }


def list_pandera(path: str) -> Answer:
    """Months, ages and lags of a CSV file with pandas, after the checks of ``read_records`` in pandera.

    Each different text is parsed once and looked up, which is the fastest way that we found in pandas.
    """
    import pandas as pd

    people = pd.read_csv(path, dtype="str")
    for name in ("signup", "arrival", "departure"):
        _put_beside(people, name, _first_and_last, ("first", "last"))
    for name in ("age", "lag_days"):
        _put_beside(people, name, _low_and_high, ("low", "high"))
    kept = _pandera_schema().validate(people, lazy=True)
    month = kept["signup_first"].dt.to_period("M")
    months = month.where(month == kept["signup_last"].dt.to_period("M")).dt.strftime("%Y-%m")
    plain = (kept["signup_first"] == kept["signup_last"]) & (kept["arrival_first"] == kept["arrival_last"])
    lags = (kept["signup_first"] - kept["arrival_first"]).dt.days.where(plain)
    ages = _pandas_ages(kept["age_low"].where(kept["age_low"] == kept["age_high"]))
    return _answer(months.value_counts().to_dict(), lags.value_counts().to_dict(), ages)


def _put_beside(people: Any, name: str, read: Callable[[str], tuple[Any, Any]], ends: tuple[str, str]) -> None:
    """Put both ends of coarse values beside their texts."""
    import pandas as pd

    known = {text: read(text) for text in people[name].dropna().unique()}
    for place, end in enumerate(ends):
        values = pd.Series({text: both[place] for text, both in known.items()}, dtype=None if known else "float64")
        if end in ("first", "last"):
            values = pd.to_datetime(values)
        people[f"{name}_{end}"] = people[name].map(values)


def _first_and_last(text: str) -> tuple[Any, Any]:
    """Read a coarse date; nothing where it is none."""
    import pandas as pd

    ends = [part.rstrip("~?%") for part in text.split("/")]
    try:
        first = ends[0].replace("-0X", "-01").replace("X", "0")
        length = {4: "Y", 7: "M", 10: "D"}[len(ends[-1])]
        last = pd.Period(ends[-1].replace("X", "0"), length) if "X" not in ends[-1] else _last_ten(ends[-1])
        return pd.Timestamp(first), last.end_time.normalize()
    except (ValueError, KeyError):
        return pd.NaT, pd.NaT


def _last_ten(text: str) -> Any:
    import pandas as pd

    month = pd.Period(text[:7], "M")
    return pd.Period(f"{text[:7]}-{min(int(text[8]) * 10 + 9, month.days_in_month):02}", "D")


def _low_and_high(text: str) -> tuple[float, float]:
    """Read a coarse number; nothing where it is none, infinity for an open end."""
    low, dots, high = text.partition("..")
    try:
        return float(low or "-inf"), float(high or "inf") if dots else float(low)
    except ValueError:
        return float("nan"), float("nan")


def _pandera_schema() -> Any:
    """State the checks of ``read_records`` as a schema of pandera that drops the rows that fail."""
    import pandas as pd
    import pandera.pandas as pa

    def readable(column: str, end: str) -> Any:
        return pa.Check(lambda people: people[column].isna() | people[f"{column}_{end}"].notna())

    def unless_unknown(holds: Any, *columns: Any) -> Any:
        known = pd.concat([column.notna() for column in columns], axis=1).all(axis=1)
        return holds | ~known

    def in_order(earlier: str, later: str) -> Any:
        def holds(people: Any) -> Any:
            one, two = people[f"{earlier}_first"], people[f"{later}_last"]
            return unless_unknown(one <= two, one, two)

        return pa.Check(holds)

    def lag_agrees(people: Any) -> Any:
        least = (people["signup_first"] - people["arrival_last"]).dt.days.clip(lower=0)
        most = (people["signup_last"] - people["arrival_first"]).dt.days
        low, high = people["lag_days_low"], people["lag_days_high"]
        return unless_unknown((low <= most) & (high >= least), least, most, low)

    first, last = map(pd.Timestamp, WINDOW)
    text = [pa.Check.str_length(max_value=32_767), pa.Check(lambda column: ~column.str.contains(r"[\x00-\x1f]"))]
    labels = ("population_id", "party", "outcome", "source_id", "note")
    return pa.DataFrameSchema(
        {
            "record_id": pa.Column(unique=True, checks=[pa.Check.str_matches(r"[a-z0-9][a-z0-9-]*$"), *text]),
            **{name: pa.Column(nullable=True, checks=text) for name in labels},
            "signup_first": pa.Column(nullable=True, checks=pa.Check.le(last)),
            "signup_last": pa.Column(nullable=True, checks=pa.Check.ge(first)),
            "age_low": pa.Column(nullable=True, checks=pa.Check.le(120)),
            "age_high": pa.Column(nullable=True, checks=pa.Check.ge(0)),
            "lag_days_high": pa.Column(nullable=True, checks=pa.Check.ge(0)),
        },
        checks=[
            *(readable(name, "first") for name in ("signup", "arrival", "departure")),
            *(readable(name, "low") for name in ("age", "lag_days")),
            in_order("arrival", "signup"),
            in_order("arrival", "departure"),
            pa.Check(lag_agrees),
        ],
        drop_invalid_rows=True,
    )


def counts_polars(folder: str) -> Answer:
    """Count months of the plain dates of a Parquet folder with Polars, each different text parsed once."""
    import polars as pl

    day = pl.col("signup").str.to_date("%Y-%m-%d", strict=False)
    texts = pl.scan_parquet(f"{folder}/**/*.parquet").group_by("signup").len()
    months = texts.group_by(day.dt.strftime("%Y-%m").alias("cell")).agg(pl.col("len").sum())
    return {"months": _texts(dict(months.collect(engine="streaming").iter_rows()))}


def counts_duckdb(folder: str) -> Answer:
    """Count months of the plain dates of a Parquet folder with DuckDB, each different text parsed once."""
    import duckdb

    query = """
        WITH texts AS (SELECT signup, count(*) AS people FROM read_parquet(?) GROUP BY 1)
        SELECT strftime(TRY_CAST(signup AS DATE), '%Y-%m'), sum(people) FROM texts GROUP BY 1"""
    return {"months": _texts(dict(duckdb.execute(query, [f"{folder}/**/*.parquet"]).fetchall()))}


def link_polars(folder: str, people: str) -> Answer:
    """Find the last entry on or before the sign-up and the first exit after it, with Polars."""
    import polars as pl

    few = pl.scan_parquet(people).select("record_id", pl.col("signup").str.to_date("%Y-%m-%d", strict=False))
    crossed, before = pl.col("crossed"), pl.col("crossed") <= pl.col("signup")
    entry, leaving = pl.col("direction") == "entry", pl.col("direction") == "exit"
    linked = (
        pl.scan_parquet(f"{folder}/**/*.parquet")
        .select("record_id", "crossed", "direction")
        .join(few, on="record_id")
        .group_by("record_id")
        .agg(entry=crossed.filter(entry & before).max(), exit=crossed.filter(leaving & ~before).min())
        .collect(engine="streaming")
    )
    return {"linked": len(linked), "entries": linked["entry"].count(), "exits": linked["exit"].count()}


def link_duckdb(folder: str, people: str) -> Answer:
    """Find the last entry on or before the sign-up and the first exit after it, with DuckDB."""
    import duckdb

    query = """
        SELECT count(*), count(entry), count(exit) FROM (
            SELECT record_id,
                max(crossed) FILTER (direction = 'entry' AND crossed <= day) AS entry,
                min(crossed) FILTER (direction = 'exit' AND crossed > day) AS exit
            FROM read_parquet(?)
            JOIN (SELECT record_id, TRY_CAST(signup AS DATE) AS day FROM read_parquet(?)) USING (record_id)
            GROUP BY record_id
        )"""
    found = duckdb.execute(query, [f"{folder}/**/*.parquet", people]).fetchall()[0]
    return dict(zip(("linked", "entries", "exits"), found, strict=True))


def _answer(months: dict[Any, int], lags: dict[Any, int], ages: Answer) -> Answer:
    return {"months": _texts(months), "lags": _texts(lags), "ages": ages}


def _is_nan(cell: Any) -> bool:
    return isinstance(cell, float) and math.isnan(cell)


def _texts(cells: dict[Any, int]) -> dict[str, int]:
    """Give counts by the text of their cell, the unknown ones left out."""
    known = {cell: people for cell, people in cells.items() if cell is not None and not _is_nan(cell)}
    return {str(int(cell) if isinstance(cell, float) else cell): int(known[cell]) for cell in sorted(known)}


YARDSTICKS: dict[str, Callable[..., Answer]] = {
    "list polars": list_polars,
    "list duckdb": list_duckdb,
    "list pandas": list_pandas,
    "list pandera": list_pandera,
    "counts polars": counts_polars,
    "counts duckdb": counts_duckdb,
    "link polars": link_polars,
    "link duckdb": link_duckdb,
}

if __name__ == "__main__":
    json.dump(YARDSTICKS[" ".join(sys.argv[1:3])](*sys.argv[3:]), sys.stdout)
