"""A list read by each engine is the list that the default one reads: the same rows kept, the same rows aside.

Rows of an engine have no order, so whole tables are compared as sets of rows. What an engine cannot read faithfully it
must refuse, and the refusals are listed here one by one.
"""

from __future__ import annotations

import importlib.util
import random
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import musterbook as mb
import native
from golden import READ
from makers import LISTS
from musterbook import frames
from musterbook.errors import InputError, Unanswerable
from musterbook.reading import opening, scanners
from musterbook.reading.glances import glance

NEEDS = {"polars": "polars", "duckdb": "duckdb", "dask": "dask", "pyspark": "pyspark"}
REFUSED = "; engine='pandas' (or --engine pandas) reads such a file, and can set single rows aside"

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
    return frames.lazy(frame).collect().to_pandas()


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
    """Leave out what an engine cannot know whose frames have no order."""
    return Counter({tuple(pair for pair in row if pair[0] not in {"line", "reason"}): n for row, n in found.items()})


def assert_same(engine: str, source: Any, **options: Any) -> None:
    """Read with an engine and with the default one, and compare everything."""
    expected = mb.read_records(source, errors="keep_aside", **options)
    found = mb.read_records(source, errors="keep_aside", engine=engine, **options)
    assert rows(found.rejected) == rows(expected.rejected)
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


# A frame and texts with as much in them are read with Dask below.
@pytest.mark.parametrize("engine", engines("polars", "duckdb", "pyspark"))
def test_a_messy_list_is_read_alike(engine: str, messy: Path) -> None:
    assert_same(engine, messy, **OPTIONS)


# Files that an engine would change, or that no engine reads as they stand: refused, each for its own reason.
CANNOT = {
    "blank-lines.csv": "line 5: found 1 value, expected 2",
    "cp1251-semicolons.csv": "found text encoded as cp1251, expected UTF-8",
    "folder/*.csv": "b.csv: found text encoded as cp1251, expected UTF-8",
    "gb18030.csv": "found text encoded as gb18030, expected UTF-8",
    "koi8r-tabs.txt": "found text encoded as koi8_r, expected UTF-8",
    "latin1-french.csv": "found text encoded as cp1252, expected UTF-8",
    "latin1-spanish.csv": "found text encoded as iso8859-1, expected UTF-8",
    "list.jsonl": "found a file that ends in .jsonl, expected delimited text or Parquet",
    "mixed-line-ends.csv": "line 3: found a carriage return alone, expected lines that end in a line feed",
    "old-mac.csv": "line 2: found a carriage return alone, expected lines that end in a line feed",
    "quotes.csv": "line 9: found 4 values, expected 3",
    "ragged.csv": "line 4: found 4 values, expected 3",
    "text-after-quote.csv": "line 2: found text after a closing quote, expected a quote inside a value written twice",
    "trailing-commas-below.csv": "line 3: found 4 values, expected 2",
    "unclosed-quote.csv": "line 3: found a quote that is never closed, expected every quote closed",
    "utf16-tabs.txt": "found text encoded as utf-16-le, expected UTF-8",
}
COMMITTED = {one.file: one for one in READ if one.make is None}


@pytest.mark.parametrize("engine", engines("polars", "duckdb"))
@pytest.mark.parametrize("file", sorted(set(COMMITTED) - set(CANNOT)))
def test_every_nasty_list_is_read_alike(engine: str, file: str) -> None:
    assert_same(engine, LISTS / file, **COMMITTED[file].options)


@pytest.mark.parametrize("engine", engines("polars"))
@pytest.mark.parametrize("file", sorted(CANNOT))
def test_what_an_engine_would_change_is_refused(engine: str, file: str) -> None:
    with pytest.raises(InputError) as caught:
        mb.read_records(LISTS / file, errors="keep_aside", engine=engine, **COMMITTED[file].options)
    assert str(caught.value).splitlines()[-1].endswith(f"{CANNOT[file]}{REFUSED}")


def test_rows_too_long_or_too_short_are_named(tmp_path: Path) -> None:
    path = tmp_path / "ragged.csv"
    path.write_text("signup,age\n2023-08,38\n2023-09\n2023-10,24,x\n", "utf-8")
    with pytest.raises(InputError) as caught:
        mb.read_records(path, engine=engines_here()[0])
    assert str(caught.value) == (
        "ragged.csv has 2 problems:\n"
        f"  ragged.csv, line 3: found 1 value, expected 2{REFUSED}\n"
        f"  ragged.csv, line 4: found 3 values, expected 2{REFUSED}"
    )


def test_all_rows_of_another_length_are_told(tmp_path: Path) -> None:
    path = tmp_path / "ragged.csv"
    path.write_text("signup,age\n" + "2023-08,38\n2023-09\n" * 10_000, "utf-8")
    with pytest.raises(InputError) as caught:
        mb.read_records(path, engine=engines_here()[0])
    assert [problem.line for problem in caught.value.problems] == list(range(3, 20_003, 2))
    assert str(caught.value).startswith("ragged.csv has 10,000 problems:\n  ragged.csv, line 3: found 1 value")


def engines_here() -> list[str]:
    """Give the engines that are installed, the fastest first."""
    return [name for name in NEEDS if importlib.util.find_spec(NEEDS[name]) is not None]


SOME_IDS = [None, "a", "b", "c", "d ", "e\x07", "Total", "f"]
SOME_DATES = [
    None, "", "2023-08-22", "2023-08", "2023", "22.08.2023", " 2023-09-2X", "2023-07/2023-09", "soon", "2023-08~",
    "45160",
]  # fmt: skip
SOME_NUMBERS = [None, "", "2", "0..3", "38 лет", "18-25", "60+", "..17", "200", "x", "2\u00a0"]
SOME_PARTIES = [None, "", "p", " q", "r, s", 't "u"', "Age"]
DATES, NUMBERS = st.sampled_from(SOME_DATES), st.sampled_from(SOME_NUMBERS)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "record_id": st.sampled_from(SOME_IDS),
            "signup": DATES,
            "arrival": DATES,
            "departure": DATES,
            "lag_days": NUMBERS,
            "age": NUMBERS,
            "party": st.sampled_from(SOME_PARTIES),
        }
    ),
    min_size=1,
    max_size=12,
)


def assert_frames_alike(engine: str, people: list[dict[str, str | None]]) -> None:
    frame = native.pandas_frame({name: [row[name] for row in people] for name in people[0]})
    made = getattr(native, {"polars": "polars_lazy", "duckdb": "duckdb_relation"}.get(engine, "pandas_frame"))
    given_ = made({name: [row[name] for row in people] for name in people[0]})
    expected = mb.read_records(frame, errors="keep_aside", window="2023")
    found = mb.read_records(given_, errors="keep_aside", window="2023", engine=engine)
    strip = without_lines if engine == "pyspark" else lambda one: one
    assert strip(rows(found.rejected)) == strip(rows(expected.rejected))
    assert rows(found.records) == rows(expected.records)


@pytest.mark.parametrize("engine", engines("polars", "duckdb"))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(people=ROWS)
def test_any_frame_is_read_alike(engine: str, people: list[dict[str, str | None]]) -> None:
    assert_frames_alike(engine, people)


def many_rows(number: int) -> list[dict[str, str | None]]:
    """Draw rows of all that may be in them, the same each time, for engines that are slow to ask."""
    dice = random.Random(number)
    values = [SOME_IDS, *[SOME_DATES] * 3, *[SOME_NUMBERS] * 2, SOME_PARTIES]
    drawn = [dict(zip(COLUMNS, map(dice.choice, values), strict=True)) for _ in range(number)]
    # Most ids would stand many times over.
    return [
        row | {"record_id": row["record_id"] and row["record_id"] + str(at)} if at % 3 else row
        for at, row in enumerate(drawn)
    ]


@pytest.mark.parametrize("engine", engines("dask", "pyspark"))
def test_a_frame_with_much_in_it_is_read_alike(engine: str) -> None:
    assert_frames_alike(engine, many_rows(120))


@pytest.mark.parametrize("engine", engines())
def test_a_clean_frame_is_read_alike(engine: str) -> None:
    assert_frames_alike(
        engine,
        [
            dict.fromkeys(("record_id", "signup", "age"), "2023"),
            dict.fromkeys(("record_id",)) | {"signup": None, "age": "60+"},
        ],
    )


@pytest.mark.parametrize("engine", engines())
def test_an_error_says_the_same(engine: str, messy: Path) -> None:
    said = []
    for one in ("pandas", engine):
        with pytest.raises(InputError) as caught:
            mb.read_records(messy, engine=one, **OPTIONS)
        said.append((str(caught.value), caught.value.problems))
    assert said[0] == said[1]


@pytest.mark.parametrize("engine", engines())
def test_dates_that_may_be_two_days_are_refused_alike(engine: str) -> None:
    said = []
    for one in ("pandas", engine):
        with pytest.raises(InputError) as caught:
            mb.read_records(LISTS / "ambiguous.csv", engine=one)
        # Which three are shown depends on the engine, and lazy ones do not look for their lines.
        said.append(re.sub(r"'[\d/]+' \((?:line \d+: )?[\d-]+ or [\d-]+\)", "…", str(caught.value)))
    assert said[0] == said[1]
    assert said[0].count("…") == 3


@pytest.mark.parametrize("engine", engines())
def test_a_folder_is_read_alike(engine: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("signup,age,x\n2023-08,38,1\nsoon,24,2\n", "utf-8")
    (tmp_path / "b.csv").write_text("age;signup;y\n\n24;2023-09;1\n;;\n18-25;2023;\nx;2023-10;z\n", "utf-8")
    assert_same(engine, tmp_path)
    assert_same(engine, str(tmp_path / "[a]*.csv"))


PARTS = {
    "a.csv": "signup,age,x\n2023-08,38,1\nsoon,24,2\n",
    "b.csv": "signup,age,x\n",
    "c.csv": "signup,age,x\n2023-09,24,3\n2023-10,x,4\nTotal,,2\n",
    "d.csv": "signup,age\n2023-11,18..25\n2023-12,y\n",
    "e.csv": "signup,age,x\n2024-01,30,5\n2024-02,31,6",
}


@pytest.mark.parametrize("engine", engines("polars", "duckdb"))
def test_files_that_are_written_alike_are_read_alike(engine: str, tmp_path: Path) -> None:
    for name, text in PARTS.items():
        (tmp_path / name).write_text(text, "utf-8")
    assert_same(engine, tmp_path)
    read = mb.read_records(tmp_path, engine=engine, errors="keep_aside")
    told = [(problem.file, problem.line, problem.value) for problem in read.problems]
    assert told == [("a.csv", 3, "soon"), ("c.csv", 3, "x"), ("c.csv", 4, "Total"), ("d.csv", 3, "y")]


@pytest.mark.parametrize("engine", ["pandas", *engines("polars", "duckdb", "dask")])
def test_a_column_that_only_a_later_file_has_is_missed_in_the_first(engine: str, tmp_path: Path) -> None:
    for name, text in {"a": "signup\n2023\n", "b": "signup\n2023\n", "c": "signup,note\n2023,x\n"}.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        mb.read_records(tmp_path, engine=engine)
    assert str(caught.value).startswith("a.csv: no column called 'note', which c.csv has; its 1 column: signup")


@pytest.mark.parametrize("engine", engines("polars", "duckdb"))
def test_an_id_that_stands_in_two_files_is_told_with_its_line(engine: str, tmp_path: Path) -> None:
    for name, ids in {"a": "pq", "b": "rp", "c": "q"}.items():
        table = pd.DataFrame({"record_id": list(ids), "age": "38"})
        table.to_csv(tmp_path / f"{name}.csv", index=False)
        table.to_parquet(tmp_path / f"{name}.parquet")
    for pattern, first in (("*.csv", 2), ("*.parquet", 1)):
        assert_same(engine, str(tmp_path / pattern))
        read = mb.read_records(str(tmp_path / pattern), engine=engine, errors="keep_aside")
        assert [(one.file[0], one.line - first, one.value) for one in read.problems] == [("b", 1, "p"), ("c", 0, "q")]


@pytest.mark.parametrize("engine", engines())
def test_parquet_is_read_alike(engine: str, tmp_path: Path) -> None:
    import datetime as dt

    frame = pd.DataFrame(
        {
            "record_id": ["a", "b", "b"],
            "signup": [dt.date(2023, 8, 22), None, dt.date(2023, 9, 1)],
            "age": pd.array([38, None, 24], "Int64"),
            "height": [1.8, None, 2.0],
        }
    )
    frame.to_parquet(tmp_path / "list.parquet")
    assert_same(engine, tmp_path / "list.parquet")


@pytest.mark.parametrize("engine", engines("polars", "duckdb"))
def test_lists_that_are_read_are_counted_alike(engine: str, messy: Path) -> None:
    expected = mb.read_records(messy, errors="keep_aside", **OPTIONS).records
    found = mb.read_records(messy, errors="keep_aside", engine=engine, **OPTIONS).records
    for count in (lambda one: mb.counts(one, "signup"), lambda one: mb.counts(one, "age"), mb.lag_counts):
        pd.testing.assert_frame_equal(count(found), count(expected))
    pd.testing.assert_series_equal(mb.age_summary(found), mb.age_summary(expected))


@pytest.mark.parametrize("engine", engines("polars", "duckdb"))
def test_a_list_too_large_to_be_held_is_scanned(engine: str, messy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_HELD", 0)
    assert_same(engine, messy, **OPTIONS)


def test_long_work_says_what_it_does(messy: Path) -> None:
    said: list[str] = []
    mb.read_records(messy, errors="keep_aside", engine=engines_here()[0], progress=said.append, **OPTIONS)
    assert said == [
        "looking over messy.csv",
        "reading dates and numbers",
        "looking for ids that stand twice",
        "holding rows against the rules",
        "counting rows",
    ]
    assert [path.name for path in messy.parent.iterdir()] == ["messy.csv"]


@pytest.mark.parametrize(("engine", "extra"), [("polars", "polars"), ("pyspark", "spark")])
def test_an_engine_that_is_not_there_says_what_to_install(
    engine: str, extra: str, messy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanners, "find_spec", lambda _: None)
    with pytest.raises(Unanswerable) as caught:
        mb.read_records(messy, engine=engine)
    assert str(caught.value) == f"{engine} is not installed; pip install 'musterbook[{extra}]' brings it"


@pytest.mark.parametrize("engine", engines("duckdb", "pyspark"))
def test_columns_that_differ_in_capitals_alone_are_refused_where_they_are_one(engine: str) -> None:
    frame = native.pandas_frame({"age": ["38"], "Age": ["x"]})
    with pytest.raises(Unanswerable) as caught:
        mb.read_records(frame, engine=engine)
    expected = f"{engine} takes columns of these names for one: 'age', 'Age'; rename or leave out"
    assert str(caught.value) == expected


# --- texts whose lines are their rows: what is looked at is parsed once, the rest when it is asked for


ODD = {
    "line-ends-in-quotes.csv": 'signup,x\r\n2023,"a\r\nb\n"\r\nsoon,"\r\n"\r\n',
    "one-column.csv": "signup\n2023\n  \n\n\n\x07\nsoon\n",
    "one-column-in-quotes.csv": 'signup\n"2023"\n\n \n""\nsoon\n',
    "mark.csv": "\ufeffsignup,x\n\n\n2023,#\n#soon,y\n",
    "quotes.csv": 'signup,x\n\n2023,"a ""b"""\n\n,\n"",""\nsoon,"\\"\n2023,""""\n',
    "tabs.tsv": "signup\tx\n2023\tx\n\t \n \t\n\t\x07\nsoon\ty\n",
    "two-line-ends.csv": "signup,x\r\n2023,x\nsoon,y\r\n",
    "no-rows.csv": "signup,x\n",
}


@pytest.mark.parametrize("engine", engines())
def test_odd_texts_are_read_alike(engine: str, tmp_path: Path) -> None:
    for file, text in ODD.items():
        (tmp_path / file).write_bytes(text.encode())
    if engine == "duckdb":
        (tmp_path / "two-line-ends.csv").unlink()  # DuckDB refuses it itself.
    assert_same(engine, tmp_path)


CELLS = st.one_of(DATES, NUMBERS, st.sampled_from(["Total", "итого: 3", "e\x07", "п", "p-1"])).map(
    lambda cell: (cell or "").strip()
)
LINES = st.lists(st.tuples(*[CELLS] * 7), min_size=1, max_size=12)
COLUMNS = ("record_id", "signup", "arrival", "departure", "lag_days", "age", "party")


def write_lines(path: Path, lines: list[tuple[str, ...]], columns: tuple[str, ...] = COLUMNS) -> Path:
    path.write_text("\n".join([",".join(columns), *map(",".join, lines)]) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("engine", engines("polars", "duckdb"))
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(lines=LINES, first=st.sampled_from(["record_id", "party", "signup"]))
def test_any_text_is_read_alike(
    engine: str, lines: list[tuple[str, ...]], first: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    columns = (first, *(name for name in COLUMNS if name != first))
    path = write_lines(tmp_path_factory.mktemp("text") / "list.csv", lines, columns)
    assert_same(engine, path, window="2023")


@contextmanager
def small_blocks(engine: str) -> Iterator[None]:
    """Let an engine cut texts into blocks of 4 KB."""
    if engine == "dask":
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("dask.dataframe.io.csv.AUTO_BLOCKSIZE", 4096)
            yield
    else:
        with spark_set("spark.sql.files.maxPartitionBytes", "4096"):
            yield


@contextmanager
def spark_set(name: str, value: str) -> Iterator[None]:
    """Change a setting of Spark for a while."""
    settings_ = native._spark().conf
    before = settings_.get(name, None)
    settings_.set(name, value)
    yield
    settings_.set(name, before) if before else settings_.unset(name)


@pytest.mark.parametrize("engine", engines("dask", "pyspark"))
@pytest.mark.parametrize(("end", "between"), [("\r\n", "\r\n,,,,,,\r\n")])
def test_a_text_of_many_blocks_is_read_alike(engine: str, end: str, between: str, tmp_path: Path) -> None:
    cells = [[(cell or "").strip() for cell in row.values()] for row in many_rows(600)]
    lines = [",".join("" if set(cell) & set(',"') else cell for cell in row) for row in cells]
    lines = [line + between * (place % 50 == 7) for place, line in enumerate(lines)]
    for file, part in {"a.csv": lines[:450], "b.csv": lines[450:]}.items():
        (tmp_path / file).write_bytes(end.join([",".join(COLUMNS), *part, ""]).encode())
    with small_blocks(engine):
        assert_same(engine, tmp_path, window="2023")


@pytest.mark.parametrize("engine", engines("polars"))
def test_rows_far_apart_are_told_by_their_lines(engine: str, tmp_path: Path) -> None:
    lines = [(f"p-{row}", "2023-08-22", "", "", "", "38", "") for row in range(1_000)]
    lines[130] = ("Total", "", "", "", "", "1", "")
    lines[640] = ("p-3", *lines[640][1:])
    lines[999] = ("p-999", "soon", "", "", "", "", "")
    read = mb.read_records(write_lines(tmp_path / "list.csv", lines), engine=engine, errors="keep_aside")
    assert [problem.line for problem in read.problems] == [132, 642, 1001]
    assert [problem.column for problem in read.problems] == ["record_id", "record_id", "signup"]
    assert read.problems[1].expected == "an id used once; line 5 has it too"
    assert (read.read, read.kept) == (1_000, 997)


@pytest.mark.parametrize("engine", engines("polars", "duckdb"))
def test_a_text_of_which_nothing_is_looked_at_is_read_alike(engine: str, tmp_path: Path) -> None:
    assert_same(engine, write_lines(tmp_path / "list.csv", [("p", "x"), ("q", "y")], ("party", "height")))


@pytest.mark.parametrize("engine", engines("polars"))
def test_hundreds_of_columns_are_not_too_many(engine: str, tmp_path: Path) -> None:
    columns = ("record_id", *(f"x{place}" for place in range(600)))
    lines = [("a", *["\x07"] * 2, *["y"] * 598), ("b", *["z"] * 600), ("Total", *[""] * 600)]
    assert_same(engine, write_lines(tmp_path / "list.csv", lines, columns))


@pytest.mark.parametrize("engine", engines("polars"))
def test_a_file_that_has_changed_is_refused(engine: str, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "list.csv", [("a", "2023-08-22", "", "", "", "38", "p"), ("b", *[""] * 6)])
    read = mb.read_records(path, engine=engine)
    assert mb.counts(read.records, "party")["cell"].tolist() == ["p"]
    write_lines(path, [("c", "2023-08-22", "", "", "", "38", "q, r")])
    with pytest.raises(InputError) as caught:
        mb.counts(read.records, "party")
    assert str(caught.value) == "list.csv has changed since it was read; read it again"
    # What is held was read when it had not.
    assert mb.counts(read.records, "signup")["sure"].tolist() == [1]


@pytest.mark.parametrize("engine", engines("polars", "duckdb"))
@pytest.mark.parametrize("party", ["p", " q"], ids=["even", "with-space"])
def test_a_file_that_changes_while_it_is_read_is_refused(engine: str, party: str, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "list.csv", [("a", "2023-08-22", "", "", "", "38", party)])

    def change(words: str) -> None:
        if words == "reading dates and numbers":
            write_lines(path, [("b", "2023-08-23", "", "", "", "24", "r"), ("c", *[""] * 6)])

    with pytest.raises(InputError) as caught:
        mb.read_records(path, engine=engine, progress=change)
    assert str(caught.value) == "list.csv has changed since it was read; read it again"


@pytest.mark.parametrize("engine", engines("polars", "duckdb"))
def test_what_was_read_is_known_of_the_very_records_only(engine: str, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "list.csv", [("a", "2023-08-22", "2023-08-20", "", "", "38", "")])
    records = mb.read_records(path, engine=engine).records
    assert mb.lag_counts(records)["cell"].tolist() == ["2"]
    moved = frames.lazy(records).with_columns(nw.lit("2023-08-25").alias("signup")).to_native()
    assert mb.lag_counts(moved)["cell"].tolist() == ["5"]
    assert mb.counts(moved, "signup", every="day")["cell"].tolist() == ["2023-08-25"]
    assert mb.counts(records, "signup", every="day")["cell"].tolist() == ["2023-08-22"]


@pytest.mark.parametrize("engine", ["pandas", *engines("polars", "duckdb", "dask", "pyspark")])
def test_dates_that_may_be_two_days_are_told_by_their_lines(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("signup,age\n2023,1\n 03/04/2023 ,38\n03/04/2023,24\n31/04/2024,\n13/04/2023,\n", "utf-8")
    with pytest.raises(InputError) as caught:
        mb.read_records(path, engine=engine)
    assert str(caught.value) == (
        "list.csv: dates that may be day first or month first; say which\n"
        "  signup (signup): '03/04/2023' (line 3: 2023-04-03 or 2023-03-04)\n"
        "    others of this column can only be day first, as '13/04/2023' (line 6)\n"
        "  with dayfirst=True or dayfirst=False (or --day-first or --month-first)"
    )


@pytest.mark.parametrize("engine", ["pandas", *engines("polars", "duckdb")])
def test_dates_that_may_be_two_days_are_told_by_their_files(engine: str, tmp_path: Path) -> None:
    for name, text in (("a", "2023-05"), ("b", "\n03/04/2023"), ("c", '"03/04/2023"'), ("d", "04/05/2023")):
        (tmp_path / f"{name}.csv").write_text(f"signup,age\n{text},24\n", "utf-8")
    with pytest.raises(InputError) as caught:
        mb.read_records(tmp_path, engine=engine)
    assert str(caught.value).splitlines()[1] == (
        "  signup (signup): '03/04/2023' (b.csv, line 3: 2023-04-03 or 2023-03-04), "
        "'04/05/2023' (d.csv, line 2: 2023-05-04 or 2023-04-05)"
    )


@pytest.mark.parametrize("engine", engines("pyspark"))
def test_rows_get_no_wrong_number_where_spark_cuts_a_text_otherwise(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("party\n" + "".join(f"p-{row}\n" for row in range(1, 2_001)), "utf-8")
    with small_blocks(engine):
        records = mb.read_records(path, engine=engine).records
    with spark_set("spark.sql.files.maxPartitionBytes", "8192"):
        ids = [row.record_id for row in records.select("record_id").collect()]
    assert ids == [f"row-{row}" for row in range(1, 2_001)]
    with (
        spark_set("spark.sql.files.maxPartitionBytes", "5000"),
        pytest.raises(Exception, match="read it again") as caught,
    ):
        records.select("record_id", "party").collect()
    assert "list.csv is cut into other blocks than when it was read; read it again" in str(caught.value)


@pytest.mark.parametrize("engine", engines("pyspark"))
def test_a_text_is_refused_where_spark_puts_blocks_together(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("party\n" + "p\n" * 8_000, "utf-8")
    with small_blocks(engine), spark_set("spark.sql.files.maxPartitionNum", "1"), pytest.raises(Unanswerable) as caught:
        mb.read_records(path, engine=engine)
    assert str(caught.value) == (
        "list.csv: pyspark puts several blocks into one partition, so rows cannot be counted; "
        "unset spark.sql.files.maxPartitionNum"
    )


@pytest.mark.parametrize("engine", engines("pyspark"))
def test_a_text_with_quotes_whose_lines_end_in_two_ways_is_refused_by_spark(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b'party,x\n"p\r\nq",x\np,"y"\r\n')
    with pytest.raises(InputError) as caught:
        mb.read_records(path, engine=engine)
    expected = f"all lines to end alike, for Spark reads this text in one piece{REFUSED}"
    assert str(caught.value).splitlines()[-1] == (
        f"  list.csv, line 4: found another line end than on the line before, expected {expected}"
    )


def test_a_row_of_very_many_values_is_not_taken_for_a_short_one() -> None:
    # 256 values too many are as many as none, where sums of bytes go round.
    long, short = b"," * (2 + 256), b",,"
    seen = glance(b"\n".join([short, long, short]) + b"\n", mark=b",", width=3, has_quotes=False)
    assert seen.odd == ((1, 259),)
