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
from musterbook import frames

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


@pytest.mark.parametrize("make", native.engines())
def test_columns_of_every_type_are_spelled_alike_on_every_engine(make: Make) -> None:
    columns = {"place": [0, 1, 2, 3], **TYPED}
    spelled = frames.texts(make(columns), {f"new_{name}": name for name in columns})
    found = frames.collect(spelled).sort_values("new_place", ignore_index=True)
    assert found.drop(columns="new_place").to_dict("list") == {f"new_{name}": texts for name, texts in SPELLED.items()}
    assert {str(kind) for kind in found.dtypes} == {"str"}
    for name, texts in SPELLED.items():
        assert frames.count_texts(make(TYPED), name) == Counter(texts)


@pytest.mark.parametrize("make", native.engines())
def test_moments_are_spelled_to_the_second(make: Make) -> None:
    found = frames.collect(frames.texts(make(TYPED), {"moment": "moment", "day": "day"}, moments=True))
    assert sorted(found["moment"]) == ["", "2023-01-01 00:00:00", "2023-08-22 23:59:58", "2024-02-29 00:00:01"]
    assert sorted(found["day"]) == sorted(SPELLED["day"])


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
    expected = ["2023-07-01", "2023-07-02", "", "", "2023-07", "24", "24", "", ""]
    assert frames.collect(frames.texts(frame, {"value": "value"}))["value"].tolist() == expected
    assert frames.count_texts(frame, "value") == Counter(expected)
    assert frame["value"].tolist()[0] == mixed[0]


@pytest.mark.parametrize("make", native.engines())
def test_a_small_table_is_joined_to_awkward_keys(make: Make) -> None:
    table = pd.DataFrame(
        {
            "key": pd.array(AWKWARD, "str"),
            "number": pd.array([None, *range(1, len(AWKWARD))], "Int64"),
            "share": pd.array([None, *(one / 4 for one in range(1, len(AWKWARD)))], "Float64"),
        }
    )
    frame = frames.texts(make({"key": [*AWKWARD, "other", None]}), {"key": "key"})
    found = frames.collect(frames.attach(frame, table, "key")).set_index("key")
    assert found.loc[AWKWARD, "number"].tolist() == table["number"].tolist()
    assert found.loc[AWKWARD, "share"].tolist() == table["share"].tolist()
    assert found.loc[["other", ""], ["number", "share"]].isna().all(axis=None)
    assert [str(kind) for kind in found.dtypes] == ["Int64", "Float64"]
    kept = frames.collect(frames.keep_matching(frame, pd.concat([table, table]), "key"))
    assert sorted(kept["key"]) == sorted(AWKWARD)


@pytest.mark.parametrize("make", native.engines())
def test_an_empty_table_is_joined(make: Make) -> None:
    table = pd.DataFrame({"key": pd.array([], "str"), "number": pd.array([], "Int64")})
    frame = frames.texts(make({"key": ["a", None]}), {"key": "key"})
    assert frames.collect(frames.attach(frame, table, "key"))["number"].isna().tolist() == [True, True]
    assert len(frames.collect(frames.keep_matching(frame, table, "key"))) == 0


@examples(30)
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5)))
def test_any_text_survives_the_way_into_duckdb(texts: list[str]) -> None:
    pytest.importorskip("duckdb")
    table = pd.DataFrame({"key": pd.array(texts, "str")})
    beside = frames.lazy(native.duckdb_relation({"key": ["a"]}))
    assert frames.collect(frames.small(table, beside))["key"].tolist() == texts


def test_nothing_is_left_behind_in_duckdb() -> None:
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect(":memory:")
    people = connection.sql("select 'a' as record_id, '2023-07' as arrival, '2023-08' as signup, null as lag_days")
    names = "select table_name from duckdb_tables() union all select view_name from duckdb_views() where not internal"
    before = connection.sql(names).fetchall()
    mb.arrival_lags(people).fetchall()
    mb.parties(people)
    assert connection.sql(names).fetchall() == before


@pytest.mark.parametrize("make", native.engines())
def test_a_large_frame_goes_back_as_the_kind_that_came(make: Make) -> None:
    given_frame = make({"record_id": ["a"], "lag_days": ["2"]})
    assert type(mb.arrival_lags(given_frame)) is type(given_frame)


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
            lambda: frames.lazy({"age": [24]}),
            "expected a frame of pandas, Polars, PyArrow, DuckDB, Dask or Spark, found a dict",
            id="no-frame",
        ),
        pytest.param(
            lambda: mb.arrival_lags(pd.Series([1])),
            "expected a frame of pandas, Polars, PyArrow, DuckDB, Dask or Spark, found a Series",
            id="a-series",
        ),
        pytest.param(
            lambda: frames.texts(pd.DataFrame({"b": [1], "a": [2]}), {"new": "c"}),
            "no column 'c'; available: b, a",
            id="no-column",
        ),
        pytest.param(
            lambda: frames.collect(frames.lazy(pd.DataFrame({"a": [1, 2, 3]})), most=2),
            "the answer would have more than 2 rows; ask of fewer people, or look for a key that many share",
            id="many-rows",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_full(call: Callable[[], object], message: str) -> None:
    with pytest.raises(mb.MusterError) as error:
        call()
    assert str(error.value) == message


def test_an_engine_that_lacks_something_is_named() -> None:
    frame = frames.lazy(pd.DataFrame({"a": [1]}))
    with pytest.raises(mb.MusterError) as error, frames.limits_of(frame):
        raise NotImplementedError("`tail` is not there")
    assert str(error.value) == (
        "pandas cannot do this: `tail` is not there; another engine may: pandas, Polars, PyArrow, DuckDB, Dask or Spark"
    )
