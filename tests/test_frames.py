"""What is settled about engines: texts, small tables beside large frames, and what comes out of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

import narwhals as nw
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import musterbook as mb
import native
from exploring import examples

Make = Callable[..., Any]

TYPED = {
    "text": ["a", "", None, "2023"],
    "day": [dt.date(2023, 8, 22), None, dt.date(2023, 1, 1), dt.date(9999, 12, 31)],
    "moment": [dt.datetime(2023, 8, 22, 23, 59, 58), None, dt.datetime(2023, 1, 1), dt.datetime(2024, 2, 29, 0, 0, 1)],
    "whole": [24, 0, -3, 10**12],
    "partly": [24, None, -3, 0],
    "half": [24.0, None, 2.5, -0.25],
    "flag": [True, None, False, True],
}
SPELLED = {
    "text": ["a", "", "", "2023"],
    "day": ["2023-08-22", "", "2023-01-01", "9999-12-31"],
    "moment": ["2023-08-22", "", "2023-01-01", "2024-02-29"],
    "whole": ["24", "0", "-3", "1000000000000"],
    "partly": ["24", "", "-3", "0"],
    "half": ["24", "", "2.5", "-0.25"],
    "flag": ["True", "", "False", "True"],
}
AWKWARD = ["plain", "it's", 'say "so"', "back\\slash", "two\nlines", "Дата", "{x}", "'; --", "?", "$1", " blank "]


def count_labels(frame: Any, name: str, texts: list[str]) -> None:
    """Count a column as labels: each text as often as it stands there, and perhaps those that are not stated."""
    found = mb.counts(frame, name, kind="label")
    assert dict(zip(found["cell"], found["sure"], strict=True)) == Counter(filter(None, texts))
    assert set(found["possible"] - found["sure"]) == {texts.count("")}


@pytest.mark.parametrize("make", native.engines())
def test_columns_of_every_type_are_spelled_alike_on_every_engine(make: Make) -> None:
    frame = make(TYPED)
    for name, texts in SPELLED.items():
        count_labels(frame, name, texts)


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view", "dictionary"])
def test_texts_of_every_kind_of_pyarrow_are_joined(kind: str) -> None:
    """Polars hands over large texts, others views of them."""
    form = pa.dictionary(pa.int32(), pa.string()) if kind == "dictionary" else getattr(pa, kind)()
    people = {"record_id": ["a", "b"], "signup": ["2023-08-22"] * 2, "arrival": ["2023-08-20"] * 2, "key": ["k1", "k2"]}
    crossings = {"key": ["k2", "k1"], "date": ["2023-08-20", "2023-08-21"], "direction": ["in", "in"]}
    records, register = (
        pa.table({name: pa.array(texts).cast(form) for name, texts in columns.items()})
        for columns in (people, crossings)
    )
    assert mb.parties(records, by="key").pairs == 1
    assert mb.link_crossings(records, register, on="key")["arrival"].tolist() == ["2023-08-21", "2023-08-20"]


def test_python_objects_in_pandas_are_spelled_too() -> None:
    mixed = [dt.date(2023, 7, 1), dt.datetime(2023, 7, 2, 9), pd.NaT, None, "2023-07", 24, 24.0, pd.NA, float("nan")]
    frame = pd.DataFrame({"value": pd.Series(mixed, dtype=object)})
    count_labels(frame, "value", ["2023-07-01", "2023-07-02", "", "", "2023-07", "24", "24", "", ""])
    assert frame["value"].tolist()[0] == mixed[0]


def linked(texts: list[str], make: Make, others: list[str | None]) -> list[Any]:
    """Look people up by their keys in a register that has others too, and give the arrival of each."""
    ids = [f"p{at}" for at in range(len(texts))]
    people = pd.DataFrame({"record_id": ids, "signup": "2023-08-22", "key": pd.array(texts, "str")})
    keys = [*texts, *others]
    register = make({"key": keys, "date": ["2023-08-20"] * len(keys), "direction": ["in"] * len(keys)})
    return mb.link_crossings(people, register, on="key")["arrival"].tolist()


@pytest.mark.parametrize("make", native.engines())
def test_a_small_table_is_joined_to_awkward_keys(make: Make) -> None:
    assert linked(AWKWARD, make, ["other", None]) == ["2023-08-20"] * len(AWKWARD)
    assert linked([], make, ["other", None]) == []


@examples(8)
@given(
    texts=st.sets(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), max_size=9)
)
def test_any_text_survives_the_way_into_duckdb(texts: set[str]) -> None:
    pytest.importorskip("duckdb")
    assert linked(sorted(texts), native.duckdb_relation, ["other"]) == ["2023-08-20"] * len(texts)


def test_nothing_is_left_behind_in_duckdb() -> None:
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect(":memory:")
    people = connection.sql("select 'a' as record_id, '2023-07' as arrival, '2023-08' as signup, null as lag_days")
    names = "select table_name from duckdb_tables() union all select view_name from duckdb_views() where not internal"
    before = connection.sql(names).fetchall()
    mb.arrival_lags(people).fetchall()
    mb.parties(people)
    assert connection.sql(names).fetchall() == before


@pytest.mark.parametrize("make", native.engines(without=["spark"]))
def test_the_rows_of_a_large_frame_stay_in_their_engine(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows that come out are counted: days, ranges and the crossings of two people, but not 3,000 rows."""
    size = 3_000
    people = make(
        {
            "record_id": [f"p{one}" for one in range(size)],
            "signup": [f"2023-07-{one % 3 + 1:02}" for one in range(size)],
            "arrival": ["2023-07-01" if one % 2 else "2023-07" for one in range(size)],
            "departure": ["2023-07-09" if one % 2 else None for one in range(size)],
            "age": [str(20 + one % 9) for one in range(size)],
        }
    )
    register = make(
        {
            "key": [f"p{one}" for one in range(size)],
            "date": ["2023-07-01"] * size,
            "direction": ["in"] * size,
        }
    )
    few = pd.DataFrame({"record_id": ["p1", "p2"], "signup": ["2023-07-03"] * 2})
    collected: list[int] = []
    collect = nw.LazyFrame.collect

    def counted(frame: Any, *args: Any, **options: Any) -> Any:
        found = collect(frame, *args, **options)
        collected.append(len(found))
        return found

    monkeypatch.setattr(nw.LazyFrame, "collect", counted)
    mb.counts(people, "signup")
    mb.age_summary(people)
    mb.lag_counts(people)
    mb.returns(people)
    mb.link_crossings(few, register, {"record_id": "key"})
    assert collected
    assert max(collected) <= 30


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(
            lambda: mb.counts({"age": [24]}, "age"),
            "expected a frame of pandas, Polars, PyArrow, DuckDB, Dask or Spark, found a dict",
            id="no-frame",
        ),
        pytest.param(
            lambda: mb.arrival_lags(pd.Series([1])),
            "expected a frame of pandas, Polars, PyArrow, DuckDB, Dask or Spark, found a Series",
            id="a-series",
        ),
        pytest.param(
            lambda: mb.read_records(pa.table([["24"], ["25"]], names=["age", "age"])),
            "expected columns of different names: Expected unique column names, got: - 'age' 2 times",
            id="twins",
        ),
        pytest.param(
            lambda: mb.counts(pd.DataFrame({"b": [1], "a": [2]}), "c"),
            "no column 'c'; available: b, a",
            id="no-column",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_full(call: Callable[[], object], message: str) -> None:
    with pytest.raises(mb.MusterError) as error:
        call()
    assert str(error.value) == message
