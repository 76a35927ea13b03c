"""Make lists of people and registers of border crossings of any size, the same for the same seed.

Real lists are coarse, dirty and skewed, and each of the three costs time in its own way: coarse dates make many
different texts, dirt makes rows to keep aside, a few heavy keys make a join uneven. So the lists made here have a peak
month, lags with a heavy tail, favoured ages, dates of seven kinds and a share of values that nobody can read; a few
people account for most of the crossings.

Rows are made and written in chunks, each from a random stream of its own, so that memory stays small at any size.

    python generate.py people list.csv --rows 1000000
    python generate.py people folder --rows 10000000 --layout parts
    python generate.py crossings folder --rows 100000000 --layout hive
"""

from __future__ import annotations

import argparse
import calendar
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

CHUNK = 500_000
YEARS = range(2020, 2025)
PEAK = dt.date(2023, 7, 1)
LONGEST_LAG = 2_000
UNREADABLE = ["31.02.2023", "soon", "2023-13-01", "??", "see file"]
TOTALS = "Итого"
OUTCOMES = ["killed", "wounded", "returned"]
WRITTEN = np.array([0.2, 0.4, 0.15, 0.1, 0.15])
"""Of the coarse dates: how many are tens of days, months, months about, years, pairs of months."""


@dataclass(frozen=True)
class Shares:
    """What part of a list is not as it should be. Invariant: each is from 0 to 1.

    ``coarse``: dates and ages known as ranges only. ``missing``: values not stated. ``unreadable``: rows with a value
    that cannot be read. ``duplicate``: rows under the id of the row before. ``totals``: rows that are sums.
    """

    coarse: float = 0.2
    missing: float = 0.1
    unreadable: float = 0.005
    duplicate: float = 0.001
    totals: float = 0.0001

    def __post_init__(self) -> None:
        """Hold the invariant."""
        wrong = {name: value for name, value in vars(self).items() if not 0 <= value <= 1}
        if wrong:
            raise ValueError(f"shares are from 0 to 1; found {wrong}")


CLEAN = Shares(coarse=0, missing=0, unreadable=0, duplicate=0, totals=0)


@dataclass(frozen=True)
class Pool:
    """Every text that a column may have, in groups; a group is picked by its name and a place in it."""

    texts: pa.Array
    starts: dict[str, int]

    @classmethod
    def of(cls, **groups: Sequence[str]) -> Pool:
        """Put groups of texts one after another, and the unreadable ones last."""
        together = groups | {"unreadable": UNREADABLE}
        starts, texts = {}, []
        for name, each in together.items():
            starts[name] = len(texts)
            texts += each
        return cls(pa.array(texts), starts)

    def take(self, places: np.ndarray, missing: np.ndarray) -> pa.Array:
        """Give the texts at some places, nothing where they are missing."""
        return self.texts.take(pa.array(places, mask=missing))


@dataclass(frozen=True)
class Calendar:
    """All days of some years, and where each lies in its month and year."""

    first: dt.date
    month: np.ndarray
    ten: np.ndarray
    year: np.ndarray
    pool: Pool

    @classmethod
    @cache
    def of(cls, years: range) -> Calendar:
        """Lay out the days and write every date in every way."""
        days = [dt.date(years[0], 1, 1) + dt.timedelta(one) for one in range((years[-1] - years[0] + 1) * 366)]
        days = [day for day in days if day.year in years]
        months = [f"{year}-{month:02}" for year in years for month in range(1, 13)]
        tens = [f"{month}-{ten}X" for month in months for ten in range(_last_ten(month) + 1)]
        tens_at = {text: place for place, text in enumerate(tens)}
        pool = Pool.of(
            day=[day.isoformat() for day in days],
            ten=tens,
            month=months,
            about=[f"{month}~" for month in months],
            year=[str(year) for year in years],
            pair=[f"{one}/{two}" for one, two in zip(months, [*months[1:], months[-1]], strict=True)],
        )
        return cls(
            days[0],
            np.array([(day.year - years[0]) * 12 + day.month - 1 for day in days]),
            np.array([tens_at[f"{day:%Y-%m}-{day.day // 10}X"] for day in days]),
            np.array([day.year - years[0] for day in days]),
            pool,
        )

    def __len__(self) -> int:
        """Give the number of days."""
        return len(self.month)

    def weights(self) -> np.ndarray:
        """Give how likely each day is: more so with the years, six times so in the peak month."""
        peak = (PEAK.year - self.first.year) * 12 + PEAK.month - 1
        weights = np.linspace(1, 2, len(self)) * np.where(self.month == peak, 6, 1)
        return weights / weights.sum()

    def write(self, days: np.ndarray, how: np.ndarray) -> np.ndarray:
        """Find the places of the texts of some days: kind 0 to the day, 1 to 5 as coarse as :data:`WRITTEN` says."""
        start = self.pool.starts
        month = self.month[days]
        ways = [
            start["day"] + days,
            start["ten"] + self.ten[days],
            start["month"] + month,
            start["about"] + month,
            start["year"] + self.year[days],
            start["pair"] + month,
        ]
        return np.choose(how, ways)


def _last_ten(month: str) -> int:
    year, number = map(int, month.split("-"))
    return calendar.monthrange(year, number)[1] // 10


@cache
def ages() -> tuple[Pool, np.ndarray]:
    """Give the texts of ages, and how likely each age from 18 to 64 is: most at 30 to 40, round ones twice over."""
    years = np.arange(18, 65)
    weights = np.exp(-(((years - 34) / 12) ** 2)) * np.where(years % 5 == 0, 2, 1)
    pool = Pool.of(
        exact=[str(year) for year in years],
        band=[f"{year // 5 * 5}..{year // 5 * 5 + 4}" for year in years],
        open=[f"{year // 10 * 10}.." for year in years],
    )
    return pool, weights / weights.sum()


@cache
def lags() -> Pool:
    """Give the texts of lags: exact, in weeks, and open."""
    days = range(LONGEST_LAG + 1)
    return Pool.of(
        exact=[str(day) for day in days],
        band=[f"{day // 7 * 7}..{day // 7 * 7 + 6}" for day in days],
        open=[f"{day // 30 * 30}.." for day in days],
    )


def people(rows: int, *, seed: int = 1, shares: Shares = Shares(), chunk: int = CHUNK) -> Iterator[pa.Table]:
    """Make a list of people chunk by chunk, with all columns of the records of a case.

    Whoever is neither unreadable, a duplicate nor a sum passes every check: the true arrival is not after the true
    sign-up, the true departure not before it, a stated lag is the days between, and coarse texts contain the truth.
    """
    for start in range(0, rows, chunk):
        random = np.random.default_rng([seed, 1, start])
        yield _people(random, np.arange(start, min(start + chunk, rows)), shares)


def _people(random: np.random.Generator, ids: np.ndarray, shares: Shares) -> pa.Table:
    size, days = len(ids), Calendar.of(YEARS)
    signup = np.searchsorted(np.cumsum(days.weights()), random.random(size)).clip(max=len(days) - 1)
    lag = np.minimum((random.pareto(1.1, size) * 3).clip(max=LONGEST_LAG).astype(np.int64), signup)
    departure = (signup + random.integers(5, 200, size)).clip(max=len(days) - 1)
    bad = np.where(random.random(size) < shares.unreadable, random.integers(0, 3, size), -1)
    totals, again = random.random(size) < shares.totals, random.random(size) < shares.duplicate
    twice = np.where(again & (ids > ids[0]), ids - 1, ids)
    columns = {
        "record_id": _labels("p-", twice),
        "population_id": _same("made", size),
        "signup": _dates(random, signup, shares, bad == 0),
        "arrival": _dates(random, signup - lag, shares, bad == 1),
        "departure": _dates(random, departure, shares, np.zeros(size, bool), missing=0.8),
        "lag_days": _numbers(random, lags(), lag, shares, np.zeros(size, bool), missing=0.7),
        "age": _ages(random, size, shares, bad == 2),
        "party": _labels("g-", random.integers(0, max(size // 3, 1), size), random.random(size) < 0.6),
        "outcome": pa.array(OUTCOMES).take(pa.array(random.integers(0, 3, size), mask=random.random(size) < 0.9)),
        "source_id": _same("made", size),
        "note": pa.nulls(size, pa.string()),
    }
    return pa.table(_with_totals(columns, totals))


def _with_totals(columns: dict[str, pa.Array], totals: np.ndarray) -> dict[str, pa.Array]:
    """Turn rows into sums: the word in the first column, nothing in the others."""
    if not totals.any():
        return columns
    mask = pa.array(totals)
    emptied = {name: pc.if_else(mask, pa.scalar(None, pa.string()), texts) for name, texts in columns.items()}
    return emptied | {"record_id": pc.if_else(mask, TOTALS, columns["record_id"])}


def _dates(
    random: np.random.Generator, days: np.ndarray, shares: Shares, bad: np.ndarray, missing: float | None = None
) -> pa.Array:
    """Write days, some of them coarsely, some not at all, and unreadably where asked."""
    calendar_, size = Calendar.of(YEARS), len(days)
    how = np.where(random.random(size) < shares.coarse, 1 + random.choice(5, size, p=WRITTEN), 0)
    places = calendar_.write(days, how)
    return _spoilt(random, calendar_.pool, places, bad, _share(shares, missing))


def _numbers(
    random: np.random.Generator,
    pool: Pool,
    values: np.ndarray,
    shares: Shares,
    bad: np.ndarray,
    missing: float | None = None,
) -> pa.Array:
    """Write numbers, some of them as bands or open ranges."""
    part = random.random(len(values))
    group = np.where(part < shares.coarse * 0.8, pool.starts["band"], pool.starts["exact"])
    group = np.where((part >= shares.coarse * 0.8) & (part < shares.coarse), pool.starts["open"], group)
    return _spoilt(random, pool, group + values, bad, _share(shares, missing))


def _ages(random: np.random.Generator, size: int, shares: Shares, bad: np.ndarray) -> pa.Array:
    pool, weights = ages()
    drawn = np.searchsorted(np.cumsum(weights), random.random(size)).clip(max=len(weights) - 1)
    return _numbers(random, pool, drawn, shares, bad)


def _share(shares: Shares, missing: float | None) -> float:
    """Give how many values are missing; a column that is seldom filled is so in a clean list too."""
    return shares.missing if missing is None else missing


def _spoilt(random: np.random.Generator, pool: Pool, places: np.ndarray, bad: np.ndarray, missing: float) -> pa.Array:
    wrong = pool.starts["unreadable"] + random.integers(0, len(UNREADABLE), len(places))
    return pool.take(np.where(bad, wrong, places), (random.random(len(places)) < missing) & ~bad)


def _same(text: str, size: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(size, np.int32)), [text]).cast(pa.string())


def _labels(prefix: str, numbers: np.ndarray, missing: np.ndarray | None = None) -> pa.Array:
    """Write numbers as ids of one width."""
    digits = pc.utf8_lpad(pa.array(numbers, mask=missing).cast(pa.string()), 9, "0")
    return pc.binary_join_element_wise(prefix, digits, "")


def crossings(rows: int, *, seed: int = 1, chunk: int = CHUNK) -> Iterator[pa.Table]:
    """Make a register of crossings chunk by chunk: ``record_id``, ``crossed`` (a day), ``direction``, ``post``.

    The ids are those of :func:`people`. A thousandth of the travellers, spread over the register, makes a third of
    all crossings; there is a traveller for every forty crossings, and at least 5,000.
    """
    travellers = max(rows // 40, 5_000)
    for start in range(0, rows, chunk):
        random = np.random.default_rng([seed, 2, start])
        yield _crossings(random, min(chunk, rows - start), travellers)


def _crossings(random: np.random.Generator, size: int, travellers: int) -> pa.Table:
    days = Calendar.of(YEARS)
    heavy = random.random(size) < 1 / 3
    who = np.where(heavy, random.integers(0, max(travellers // 1_000, 1), size) * 1_000, 0)
    who = np.where(heavy, who, random.integers(0, travellers, size)) % travellers
    crossed = np.searchsorted(np.cumsum(days.weights()), random.random(size)).clip(max=len(days) - 1)
    first = np.datetime64(days.first, "D")
    return pa.table(
        {
            "record_id": _labels("p-", who),
            "crossed": pa.array((first + crossed).astype("datetime64[D]")),
            "direction": pa.array(["entry", "exit"]).take(pa.array(random.integers(0, 2, size))),
            "post": _labels("post-", random.geometric(0.1, size)),
        }
    )


def write_csv(tables: Iterator[pa.Table], path: Path) -> None:
    """Write chunks as one CSV file, no value quoted, for none needs it."""
    from pyarrow import csv

    first = next(tables)
    with path.open("wb") as file:
        file.write((",".join(first.column_names) + "\n").encode())
        options = csv.WriteOptions(include_header=False, quoting_style="none")
        with csv.CSVWriter(file, first.schema, write_options=options) as writer:
            writer.write_table(first)
            for table in tables:
                writer.write_table(table)


def write_parts(tables: Iterator[pa.Table], folder: Path) -> None:
    """Write each chunk as a Parquet file of a folder."""
    from pyarrow import parquet

    folder.mkdir(parents=True)
    for number, table in enumerate(tables):
        parquet.write_table(table, folder / f"part-{number:05}.parquet")


def write_hive(tables: Iterator[pa.Table], folder: Path) -> None:
    """Write chunks as Parquet under ``year=YYYY``, after the year of their first date column; unknown is 0."""
    from pyarrow import parquet

    for number, table in enumerate(tables):
        years = _years(table)
        for year in pc.unique(years).to_pylist():
            below = folder / f"year={year}"
            below.mkdir(parents=True, exist_ok=True)
            parquet.write_table(table.filter(pc.equal(years, year)), below / f"part-{number:05}.parquet")


def _years(table: pa.Table) -> pa.ChunkedArray:
    """Give the year in which each row begins, 0 where it cannot be told."""
    name = "signup" if "signup" in table.column_names else "crossed"
    starts = pc.utf8_slice_codeunits(table[name].cast(pa.string()), 0, 4)
    known = pc.is_in(starts, value_set=pa.array([str(year) for year in YEARS]))
    return pc.if_else(known, starts, "0").cast(pa.int64())


LAYOUTS: dict[str, Callable[[Iterator[pa.Table], Path], None]] = {
    "csv": write_csv,
    "parts": write_parts,
    "hive": write_hive,
}
KINDS: dict[str, Callable[..., Iterator[pa.Table]]] = {"people": people, "crossings": crossings}


def generate(kind: str, out: Path, rows: int, *, layout: str = "csv", seed: int = 1, **options: Any) -> Path:
    """Make a list or a register and write it; gives back where it is."""
    LAYOUTS[layout](KINDS[kind](rows, seed=seed, **options), out)
    return out


def main() -> None:
    """Read the arguments and write what they ask for."""
    parser = argparse.ArgumentParser(description="Make a list of people or a register of crossings.")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("out", type=Path)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--layout", choices=LAYOUTS, default="csv")
    parser.add_argument("--seed", type=int, default=1)
    for share in fields(Shares):
        parser.add_argument(f"--{share.name}", type=float, default=share.default, help="share of a list of people")
    given = parser.parse_args()
    shares = Shares(**{share.name: getattr(given, share.name) for share in fields(Shares)})
    options = {"shares": shares} if given.kind == "people" else {}
    generate(given.kind, given.out, given.rows, layout=given.layout, seed=given.seed, **options)


if __name__ == "__main__":
    main()
