"""The lists that benchmarks are run on, and that the yardsticks do the same work."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

import musterbook as mb
from benchmarks import generate, yardsticks

ROWS = 30_000


def texts(shares: generate.Shares, rows: int = ROWS, seed: int = 1) -> pd.DataFrame:
    """Make a list and give it as texts, missing ones as the empty text."""
    tables = generate.people(rows, seed=seed, shares=shares, chunk=10_000)
    return pa.concat_tables(tables).to_pandas().astype("str").fillna("")


@pytest.mark.parametrize("layout", generate.LAYOUTS)
@pytest.mark.parametrize("kind", generate.KINDS)
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(kind: str, layout: str, tmp_path: Path) -> None:
    written = []
    for name, seed in (("one", 7), ("two", 7), ("other", 8)):
        out = generate.generate(kind, tmp_path / name, 1_000, layout=layout, seed=seed, chunk=400)
        files = sorted(path for path in [out, *out.rglob("*")] if path.is_file())
        written.append({path.relative_to(out): path.read_bytes() for path in files})
    assert written[0] == written[1]
    assert written[0] != written[2]


def test_shares_are_as_asked() -> None:
    shares = generate.Shares(coarse=0.3, missing=0.2, unreadable=0.03, duplicate=0.02, totals=0.01)
    people = texts(shares)
    sums = people["record_id"] == generate.TOTALS
    signups = people.loc[~sums, "signup"]
    stated = signups[(signups != "") & ~signups.isin(generate.UNREADABLE)]
    coarse = ~stated.str.fullmatch(r"\d{4}-\d\d-\d\d")
    bad = people[["signup", "arrival", "age"]].isin(generate.UNREADABLE).any(axis=1)
    found = [coarse.mean(), (signups == "").mean(), bad.mean(), people.loc[~sums, "record_id"].duplicated().mean()]
    assert found == pytest.approx([0.3, 0.2, 0.03, 0.02], rel=0.15)
    assert sums.mean() == pytest.approx(0.01, rel=0.3)
    assert (people.loc[sums].drop(columns="record_id") == "").all(axis=None)


def test_an_impossible_share_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^shares are from 0 to 1; found \{'coarse': 1\.5\}$"):
        generate.Shares(coarse=1.5)


def test_a_list_is_skewed() -> None:
    people = texts(generate.CLEAN)
    months = people["signup"].str.slice(0, 7).value_counts()
    assert months.index[0] == f"{generate.PEAK:%Y-%m}"
    assert months.iloc[0] > 3 * months.iloc[1]
    lags = (pd.to_datetime(people["signup"]) - pd.to_datetime(people["arrival"])).dt.days
    assert lags.quantile(0.5) < 10
    assert lags.quantile(0.99) > 100
    ages = people["age"].astype(int)
    assert (ages % 5 == 0).mean() > 0.3


def test_a_few_travellers_make_a_third_of_the_crossings() -> None:
    table = pa.concat_tables(generate.crossings(100_000)).to_pandas()
    heaviest = table["record_id"].value_counts().head(5)
    assert heaviest.sum() == pytest.approx(len(table) / 3, rel=0.02)


def test_what_is_not_spoilt_can_be_counted_and_is_possible() -> None:
    people = texts(generate.Shares(unreadable=0, duplicate=0, totals=0)).replace("", None)
    for name, least in (("signup", "2020-01"), ("arrival", "2020-01"), ("departure", "2020-01")):
        table = mb.counts(people, name)
        assert table["cell"].iloc[0] >= least
        assert (table["sure"] <= table["possible"]).all()
    assert mb.age_summary(people)["people"] == ROWS


def test_hive_folders_hold_the_year_of_their_rows(tmp_path: Path) -> None:
    generate.generate("crossings", tmp_path / "hive", 2_000, layout="hive")
    table = pd.read_parquet(tmp_path / "hive")
    assert len(table) == 2_000
    assert (pd.to_datetime(table["crossed"]).dt.year == table["year"].astype(int)).all()


@pytest.fixture(scope="module")
def clean_list(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a list with nothing coarse, missing or wrong in it."""
    return generate.generate("people", tmp_path_factory.mktemp("lists") / "list.csv", 5_000, shares=generate.CLEAN)


def by_loop(path: Path) -> yardsticks.Answer:
    """Count a clean list line by line."""
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    rows = [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]
    days = [tuple(pd.Timestamp(row[name]).toordinal() for name in ("arrival", "signup")) for row in rows]
    ages = [int(row["age"]) for row in rows]
    return {
        "months": dict(Counter(row["signup"][:7] for row in rows)),
        "lags": dict(Counter(str(signup - arrival) for arrival, signup in days)),
        "ages": {
            "people": len(rows),
            "stated": len(rows),
            "youngest": min(ages),
            "oldest": max(ages),
            "mean": pytest.approx(sum(ages) / len(ages)),
        },
    }


@pytest.mark.parametrize("name", ["polars", "duckdb", "pandas", "pandera"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_yardsticks_count_a_clean_list_alike(name: str, clean_list: Path) -> None:
    pytest.importorskip(name)
    assert yardsticks.YARDSTICKS[f"list {name}"](str(clean_list)) == by_loop(clean_list)


def test_yardsticks_count_a_folder_alike(tmp_path: Path) -> None:
    folder = generate.generate("people", tmp_path / "people", 5_000, layout="parts", chunk=2_000)
    days = pd.read_parquet(folder)["signup"].dropna()
    plain = days[days.str.fullmatch(r"\d{4}-(0[1-9]|1[012])-\d\d")].str.slice(0, 7)
    for name in ("polars", "duckdb"):
        found = yardsticks.YARDSTICKS[f"counts {name}"](str(folder))
        assert found == {"months": plain.value_counts().to_dict()}


def test_yardsticks_link_alike(tmp_path: Path) -> None:
    folder = generate.generate("crossings", tmp_path / "crossings", 20_000, layout="parts")
    people = generate.generate("people", tmp_path / "people", 500, layout="parts", shares=generate.CLEAN)
    few = str(next(people.iterdir()))
    found = [yardsticks.YARDSTICKS[f"link {name}"](str(folder), few) for name in ("polars", "duckdb")]
    assert found[0] == found[1]
    assert found[0]["linked"] > 100


def test_a_cost_is_that_of_the_process_measured() -> None:
    """Taken from a small process, for a child begins with the memory of its parent on its account."""
    code = """
import sys
from benchmarks.timing import Cost, cost
idle, large = (cost([sys.executable, "-S", "-c", code]) for code in ("pass", "(b'1' * 200_000_000).count(b'2')"))
assert 150 < large.megabytes - idle.megabytes < 250, (idle, large)
assert 0 < idle.cpu < large.cpu, (idle, large)
assert Cost.median([idle, idle, large]) == idle
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent)
