"""Subjects of every kind and size that charts are tried on: cases, lists of people, tables of counts."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import musterbook as mb

MOSCOW = Path(__file__).parents[1] / "data" / "moscow-2023-24"


def days(rng: np.random.Generator, number: int, first: str, last: str) -> list[str]:
    """Give so many days at random."""
    start, stop = pd.Timestamp(first).toordinal(), pd.Timestamp(last).toordinal()
    return [pd.Timestamp.fromordinal(int(day)).strftime("%Y-%m-%d") for day in rng.integers(start, stop + 1, number)]


def coarser(rng: np.random.Generator, dates: list[str], share: float) -> list[str | None]:
    """Know some dates to the month alone, fewer to the year, a few not at all."""
    cut = rng.random(len(dates))
    return [
        date if at > share else date[:7] if at > share / 2 else date[:4] if at > share / 5 else None
        for date, at in zip(dates, cut, strict=True)
    ]


def moscow(rng: np.random.Generator) -> Any:  # noqa: ARG001
    """Give the case that is shipped."""
    return mb.read_case(MOSCOW)


def six(rng: np.random.Generator) -> pd.DataFrame:  # noqa: ARG001
    """Six dead, one without a date."""
    dates = ["2023-03-01", "2023-03-14", "2023-04", "2023-06-02", None, "2023"]
    nation = ["Nepal", "Nepal", "Nepal", "India", "Nepal", None]
    return pd.DataFrame(
        {"date_of_death": dates, "age": ["24", "31", "31", "18..25", None, "60"], "nationality": nation}
    )


def forty(rng: np.random.Generator) -> pd.DataFrame:
    """Forty people shot in five months."""
    ages = [str(age) if age > 20 else None for age in rng.integers(10, 60, 40)]
    place = rng.choice(["Rakhine State", "Kachin State", "Yangon"], 40)
    dates = coarser(rng, days(rng, 40, "2023-01-05", "2023-05-29"), 0.3)
    return pd.DataFrame({"shot": dates, "age": ages, "place": place})


def three_hundred(rng: np.random.Generator) -> pd.DataFrame:
    """Detentions over five years, ages all in bands, one label with nine in ten."""
    outcome = rng.choice(["released", "charged", "died in custody"], 300, p=[0.9, 0.06, 0.04])
    bands = rng.choice(["18..25", "26..35", "36..50", "51.."], 300)
    dates = coarser(rng, days(rng, 300, "2020-02-01", "2024-10-20"), 0.1)
    return pd.DataFrame({"detained": dates, "age": bands, "outcome": outcome})


def twenty_thousand(rng: np.random.Generator) -> pd.DataFrame:
    """Arrivals with a long tail of lags, ages and forty nationalities."""
    number = 20_000
    came = pd.Series(pd.to_datetime(days(rng, number, "2022-01-01", "2024-06-01")))
    later = came + pd.to_timedelta(np.round(rng.exponential(60, number)), unit="D")
    texts = [dates.dt.strftime("%Y-%m-%d") for dates in (came, later)]
    people = pd.DataFrame({"record_id": [f"r{one}" for one in range(number)], "arrival": texts[0], "signup": texts[1]})
    ages = rng.normal(34, 9, number).clip(16, 90).round().astype(int).astype(str)
    shares = np.r_[0.5, np.full(39, 0.5 / 39)]
    names = [f"People of country number {one}" for one in range(40)]
    return people.assign(age=ages, nationality=rng.choice(names, number, p=shares))


def week(rng: np.random.Generator) -> pd.DataFrame:
    """Twenty-three people in a week."""
    ages = rng.integers(15, 40, 23).astype(str)
    return pd.DataFrame({"shot": days(rng, 23, "2024-08-01", "2024-08-07"), "age": ages})


def forty_years(rng: np.random.Generator) -> pd.DataFrame:
    """Four thousand people in forty years."""
    return pd.DataFrame({"date": days(rng, 4_000, "1980-03-01", "2020-02-28")})


def nothing(rng: np.random.Generator) -> pd.DataFrame:  # noqa: ARG001
    """Fifteen people of whom no month is known."""
    return pd.DataFrame({"signup": ["2023"] * 12 + ["2022/2023"] * 3})


def millions(rng: np.random.Generator) -> pd.DataFrame:
    """Five million people in a table of sixty months."""
    months = [f"{year}-{month:02}" for year in range(2020, 2025) for month in range(1, 13)]
    sure = rng.integers(30_000, 120_000, 60)
    return pd.DataFrame({"cell": months, "sure": sure, "possible": sure + rng.integers(0, 9_000, 60)})


def bands(rng: np.random.Generator) -> pd.DataFrame:  # noqa: ARG001
    """Count age bands in a table."""
    cells = ["..17", "18..25", "26..35", "36..50", "51..65", "66.."]
    return pd.DataFrame({"cell": cells, "sure": [10, 220, 180, 90, 40, 5], "possible": [12, 230, 180, 95, 40, 9]})


def one(rng: np.random.Generator) -> pd.DataFrame:  # noqa: ARG001
    """One person."""
    return pd.DataFrame({"signup": ["2023-01-03"], "age": ["33"], "outcome": ["killed"]})


MAKERS: dict[str, Callable[[np.random.Generator], Any]] = {
    make.__name__: make
    for make in (
        moscow,
        six,
        forty,
        three_hundred,
        twenty_thousand,
        week,
        forty_years,
        nothing,
        millions,
        bands,
        one,
    )
}


@cache
def subject(name: str) -> Any:
    """Make one of the subjects."""
    return MAKERS[name](np.random.default_rng(7))
