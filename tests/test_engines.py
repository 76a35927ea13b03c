"""The same calls on the same coarse and dirty frames of every engine: whole answers are those for pandas.

One suite for all calls and engines. Dask also runs on a cluster of two workers, Spark on two threads where pyspark is
installed (``make test-spark`` sees to that). Memory is measured on a register that would not fit the limit.
"""

from __future__ import annotations

import datetime as dt
import inspect
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from inspect import signature
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

import musterbook as mb
import native
from benchmarks import generate
from on_dask_cluster import ON_CLUSTER
from sameness import CALLS, WHOLE, answer, answers, is_error

Columns = dict[str, list[str | None]]
Make = Callable[[Columns], Any]

FIRST, LAST = dt.date(2023, 6, 1), dt.date(2024, 5, 31)
HERE = Path(__file__).parent
MARKS = [None, None, "", "soon", "2023-02-30", "?"]
MOST = 2
EXAMPLES = {native.dask_frame: 1, native.spark_frame: 2}
"""Examples for engines that take seconds for each; the others get most."""


def written(day: dt.date, how: str) -> str | None:
    """Write a day as coarsely as asked."""
    return {
        "day": day.isoformat(),
        "month": f"{day:%Y-%m}",
        "about": f"{day:%Y-%m}~",
        "tens": f"{day:%Y-%m}-{day.day // 10}X",
        "days": f"{day}/{day + dt.timedelta(3)}",
        "missing": None,
        "empty": "",
    }[how]


WAYS = st.sampled_from(["day", "day", "day", "month", "about", "tens", "days", "missing", "empty"])
NUMBERS = st.sampled_from(["{0}", "{0}", "{0}..{1}", "{0}..", "..{1}", ""])


@st.composite
def person(draw: st.DrawFn) -> dict[str, str | None]:
    """Draw a person whose coarse values can all be true together."""
    signup = draw(st.dates(FIRST, LAST - dt.timedelta(3)))
    lag, age = draw(st.integers(0, 20)), draw(st.integers(18, 60))
    departure = signup + dt.timedelta(draw(st.integers(0, 100)))
    days = {"signup": signup, "arrival": signup - dt.timedelta(lag), "departure": departure}
    return {
        **{name: written(day, draw(WAYS)) for name, day in days.items()},
        "lag_days": draw(NUMBERS).format(lag, lag + 4),
        "age": draw(NUMBERS).format(age, age + 4),
        "party": draw(st.sampled_from([None, "", "a", "b"])),
        "outcome": draw(st.sampled_from([None, "killed", "went back", "Дата; --'"])),
        "times": draw(st.sampled_from(["1", "2", "7"])),
    }


def columns(rows: Sequence[Mapping[str, str | None]]) -> Columns:
    """Turn rows into columns."""
    return {name: [row[name] for row in rows] for name in rows[0]}


@st.composite
def lists(draw: st.DrawFn) -> Columns:
    """Draw a list; some have somebody twice, an id twice, or a value that cannot be read."""
    people = draw(st.lists(person(), min_size=1, max_size=10))
    rows = [{"record_id": f"p{place}", "population_id": "moscow-centre"} | one for place, one in enumerate(people)]
    if draw(st.booleans()):
        rows.append(rows[0] | {"record_id": "again"})
    spoilt = draw(st.sampled_from([None, None, None, None, None, "signup", "lag_days", "record_id"]))
    if spoilt:
        rows[-1][spoilt] = "p0" if spoilt == "record_id" else draw(st.sampled_from(MARKS))
    return columns(rows)


@st.composite
def registers(draw: st.DrawFn) -> Columns:
    """Draw a register of crossings of the first people and of strangers, a few of its values no use."""
    crossing = st.fixed_dictionaries(
        {
            "record_id": st.sampled_from(["p0", "p0", "p1", "p2", "stranger", None]),
            "crossed": st.dates(FIRST, LAST).map(str) | st.sampled_from(MARKS),
            "direction": st.sampled_from(["entry", "entry", "exit", "exit", "", None, "x"]),
        }
    )
    sound = [{"record_id": "p0", "crossed": "2023-06-01", "direction": "entry"}]
    return columns([*sound, *draw(st.lists(crossing, max_size=12))])


def on_examples(number: int, check: Callable[[Columns, Columns], None]) -> None:
    """Run a check on lists and registers, the same ones for every engine."""
    # Examples are small as they are; to make them smaller would take Dask and Spark many minutes.
    phases = [Phase.explicit, Phase.generate]

    @settings(max_examples=number, deadline=None, phases=phases, suppress_health_check=list(HealthCheck))
    @given(lists(), registers())
    def examples(people: Columns, register: Columns) -> None:
        check(people, register)

    examples()


@cache
def expected(people: str, register: str) -> dict[str, Any]:
    """Give the answers for pandas, once for all engines."""
    return answers(*(native.pandas_frame(json.loads(text)) for text in (people, register)))


def in_pandas(people: Columns, register: Columns) -> dict[str, Any]:
    """Give the answers for pandas."""
    return expected(json.dumps(people), json.dumps(register))


@pytest.mark.parametrize("make", native.engines(without=["pandas"]))
def test_every_call_answers_the_same_on_every_engine(make: Make) -> None:
    # What is asked of a cluster below is not asked of Dask here.
    names = [name for name in CALLS if make is not native.dask_frame or name not in ON_CLUSTER]

    def check(people: Columns, register: Columns) -> None:
        expected = in_pandas(people, register)
        assert answers(make(people), make(register), names) == {name: expected[name] for name in names}

    on_examples(EXAMPLES.get(make, MOST), check)


def test_most_calls_have_an_answer_and_some_an_error() -> None:
    """Engines that are alike in errors alone would show little."""
    answered: Counter[str] = Counter()

    def check(people: Columns, register: Columns) -> None:
        answered.update(name for name, one in in_pandas(people, register).items() if not is_error(one))

    on_examples(MOST, check)
    assert answered.keys() == CALLS.keys() - {"counts of nothing"}
    assert min(answered.values()) >= MOST // 2, answered
    assert min(answered.values()) < MOST, answered


PEOPLE: Columns = {
    "record_id": ["p0", "p1", "p2", "p3", "p4"],
    "signup": ["2023-07-03", "2023-08", "2023-07-03", None, "2024-01-22"],
    "arrival": ["2023-07-01", None, "2023-07-01", "2023-07", "2024-01-20"],
    "departure": ["2023-07-09", None, None, "2023-08-01", "2024-02-02"],
    "lag_days": ["2", "3..", None, "", None],
    "age": ["24", "18..25", "24", None, "30"],
    "outcome": ["killed", None, "went back", "", "killed"],
}
COUNTED: Columns = {"month": ["2023-06", "2023-07", "2023-08"], "cases": ["4", "5", "<5"]}


@cache
def whole_in_pandas() -> dict[str, Any]:
    """Give the answers for pandas of calls that read a frame whole, once for all engines."""
    return {name: answer(call, *map(native.pandas_frame, (PEOPLE, COUNTED))) for name, call in WHOLE.items()}


@pytest.mark.parametrize("make", native.engines(without=["pandas"]))
def test_calls_that_read_a_frame_whole_answer_the_same_on_every_engine(make: Make) -> None:
    for name, call in WHOLE.items():
        found = answer(call, make(PEOPLE), make(COUNTED))
        assert not is_error(found), name
        assert found == whole_in_pandas()[name], name


def test_calls_cover_every_function_that_takes_a_frame() -> None:
    """Calls are named after their functions; whoever adds a function that takes people or crossings adds a call."""
    functions = {name: getattr(mb, name) for name in mb.__all__ if inspect.isfunction(getattr(mb, name))}
    frames = {"records", "crossings", "subject", "people", "source"}
    takes = {
        name
        for name, one in functions.items()
        if any(given.annotation == "Any" for given in signature(one).parameters.values() if given.name in frames)
    }
    # Figures are built of what figure takes.
    assert takes == {name.split()[0] for name in (*CALLS, *WHOLE) if "." not in name} | {"build_figures"}


def write_parts(table: pa.Table, folder: Path, parts: int = 2) -> None:
    """Write a table as a folder of Parquet files."""
    folder.mkdir()
    size = -(-table.num_rows // parts)
    for number in range(parts):
        parquet.write_table(table.slice(number * size, size), folder / f"part-{number}.parquet")


def people_of_the_window() -> pa.Table:
    """Make some hundred people of the Moscow case, some of their dates coarse."""
    shares = generate.Shares(unreadable=0, duplicate=0, totals=0)
    made = pa.concat_tables(generate.people(400, shares=shares)).to_pandas()
    inside = made["signup"].str.match(r"2023-(0[6-9]|1[012])|2024-0[1-4]", na=False) & ~made["signup"].str.len().eq(4)
    return pa.Table.from_pandas(made[inside].assign(population_id="moscow-centre", times=2), preserve_index=False)


def test_a_dask_cluster_of_two_workers_answers_the_same(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="dask is not installed")
    write_parts(people_of_the_window(), tmp_path / "people")
    generate.generate("crossings", tmp_path / "register", 2_000, layout="parts", chunk=1_000)
    command = [sys.executable, HERE / "on_dask_cluster.py", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=HERE)
    assert done.stdout == f"2 workers; answered: {', '.join(ON_CLUSTER)}; differing: none\n", done.stderr
    assert done.returncode == 0


ROWS, FEW_ROWS = 2_000_000, 30_000
LIMIT = 120
"""Megabytes that so many more rows may add: some 75 do where they stream, some 155 where Polars does not."""


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_memory_hardly_grows_with_the_register(engine: str, register_sizes: list[str], tmp_path: Path) -> None:
    pytest.importorskip(engine)
    people = generate.generate("people", tmp_path / "people", 1_000, layout="parts", shares=generate.CLEAN)
    few, many = ([engine, folder, str(next(people.iterdir()))] for folder in register_sizes)
    threads = os.environ | {"POLARS_MAX_THREADS": "2"}  # each thread holds a part of its own
    command = [sys.executable, "-c", MEASURED, *few, *many]
    done = subprocess.run(command, capture_output=True, check=True, cwd=HERE, env=threads)
    assert float(done.stdout) < LIMIT


# In a process of its own, for a child begins with the memory of its parent on its account.
MEASURED = """
import sys
from benchmarks.timing import cost
arguments = sys.argv[1:]
few, many = (cost([sys.executable, "benchmarks/ours.py", "link", *each]) for each in (arguments[:3], arguments[3:]))
print(many.megabytes - few.megabytes)
"""


@pytest.fixture(scope="module")
def register_sizes(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Write a small and a large register."""
    folder = tmp_path_factory.mktemp("registers")
    return [
        str(generate.generate("crossings", folder / str(rows), rows, layout="parts", chunk=250_000))
        for rows in (FEW_ROWS, ROWS)
    ]
