"""A list read by each engine is the list that the default one reads: the same rows kept, the same rows aside.

Rows of an engine have no order, so whole tables are compared as sets of rows. What an engine cannot read faithfully it
must refuse, and the refusals are listed here one by one.
"""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import musterbook as mb
import native
from golden import READ, Read
from makers import LISTS
from musterbook.errors import InputError, MusterError, Unanswerable
from musterbook.reading import scanners

NEEDS = {"polars": "polars", "duckdb": "duckdb", "dask": "dask", "pyspark": "pyspark"}
REFUSED = "; engine='pandas' reads such a file, and can set single rows aside"

MESSY = """record_id,Дата,arrival,departure,lag_days,age,outcome,height
a,22.08.2023,2023-08-20,,2,38,,180
b, 2023-09 ,,,3..,18-25,killed,
a,2023-10,2023-11,,1,200,,"1,80"
,,,,,,,
c,soon,,,,,,
"Итого: 4",,,,,,,
d,2023-09,2023-09,2023-08,,,"two
lines",
,2023-09-2X,,,,,,x
e,45160,2023-08-20,2024~,9,"38 лет",  ,
f,2031-01,,,,..17,,
"""
OPTIONS: dict[str, Any] = {"columns": {"signup": "Дата"}, "window": "2023/2024"}


def engines(*names: str) -> list[Any]:
    """List engines as parameters; those that are not installed are skipped."""
    return [
        pytest.param(
            name,
            marks=pytest.mark.skipif(importlib.util.find_spec(NEEDS[name]) is None, reason=f"{name} is not installed"),
        )
        for name in (names or NEEDS)
    ]


@pytest.fixture(scope="module", autouse=True)
def _spark_session() -> None:
    """Start Spark in the way the other tests do, where it is installed."""
    if importlib.util.find_spec("pyspark") is not None:
        native._spark()


def computed(frame: Any) -> pd.DataFrame:
    """Compute a frame of any engine, also one with columns of dates, as pandas."""
    import narwhals as nw

    from musterbook import frames

    taken: nw.LazyFrame[Any] = frames.lazy(frame)
    return taken.collect().to_pandas()


def text_of(value: Any) -> str:
    """Write a value alike whatever type an engine gives it."""
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:10] if hasattr(value, "year") else str(value)


def rows(frame: Any) -> Counter[tuple[tuple[str, str], ...]]:
    """Give the rows of a frame, without their order."""
    table = computed(frame)
    return Counter(
        tuple((str(name), text_of(value)) for name, value in zip(table.columns, row, strict=True))
        for row in table.itertuples(index=False, name=None)
    )


def without_lines(found: Counter[tuple[tuple[str, str], ...]]) -> Counter[tuple[tuple[str, str], ...]]:
    """Leave out what an engine cannot know whose rows have no order."""
    return Counter({tuple(pair for pair in row if pair[0] not in {"line", "reason"}): n for row, n in found.items()})


def assert_same(engine: str, source: Any, **options: Any) -> None:
    """Read with an engine and with the default one, and compare everything."""
    expected = mb.read_records(source, errors="keep_aside", **options)
    found = mb.read_records(source, errors="keep_aside", engine=engine, **options)
    strip = without_lines if engine == "pyspark" else lambda one: one
    assert strip(rows(found.rejected)) == strip(rows(expected.rejected))
    assert rows(found.records) == rows(expected.records)
    assert (found.read, found.kept, found.aside) == (expected.read, expected.kept, expected.aside)
    told = ("headers", "files", "encoding", "delimiter")
    assert {name: getattr(found, name) for name in told} == {name: getattr(expected, name) for name in told}
    pd.testing.assert_frame_equal(found.summary(), expected.summary())


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """Give a list with everything in it."""
    path = tmp_path / "messy.csv"
    path.write_text(MESSY, "utf-8")
    return path


# --- the same rows


@pytest.mark.parametrize("engine", engines())
def test_a_messy_list_is_read_alike(engine: str, messy: Path) -> None:
    assert_same(engine, messy, **OPTIONS)


CANNOT: dict[str, set[str]] = {}


@pytest.mark.parametrize("engine", engines("polars", "duckdb"))
@pytest.mark.parametrize("one", [one for one in READ if one.make is None], ids=lambda one: one.name)
def test_every_nasty_list_is_read_alike_or_refused(engine: str, one: Read) -> None:
    source = LISTS / one.file
    try:
        mb.read_records(source, errors="keep_aside", engine=engine, **one.options)
    except MusterError as error:
        assert REFUSED in str(error), str(error)
        return
    assert_same(engine, source, **one.options)
