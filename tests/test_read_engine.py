"""``musterbook read --engine``: the same words and the same files as by default, however many rows there are."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from makers import LISTS
from musterbook.cli import main
from musterbook.reading import scanners
from test_list_engines import CANNOT, COMMITTED, MESSY, OPTIONS, engines

CASE = Path(__file__).parents[1] / "data" / "moscow-2023-24"
FULL = """
import resource, sys
from musterbook.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
sys.exit(main(sys.argv[1:]))
"""


def given(options: Mapping[str, Any], place: Path) -> list[str]:
    """Write options of ``read_records`` as those of the command."""
    told: list[str] = []
    for name, value in options.items():
        if name == "columns":
            told += ["--columns", *(f"{ours}={theirs}" for ours, theirs in value.items())]
        elif name == "dayfirst":
            told += ["--day-first" if value else "--month-first"]
        elif name == "schema":
            schema = place / "schema.json"
            schema.write_text(json.dumps(value), "utf-8")
            told += ["--schema", str(schema)]
        else:
            told += [f"--{name.replace('_', '-')}", *([] if value is True else [str(value)])]
    return told


def read(
    engine: str, source: str, options: Mapping[str, Any], place: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[str, dict[str, list[list[str]]]]:
    """Run the command: what it printed, and the rows of every file that it wrote, which is taken away."""
    before = {path for path in place.rglob("*") if path.is_file()}
    told = given(options, place.parent)
    assert main(["read", source, "--engine", engine, "--out", str(place / "out"), *told]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    written = {}
    for path in {path for path in place.rglob("*") if path.is_file()} - before:
        with path.open(encoding="utf-8", newline="") as file:
            written[path.name] = list(csv.reader(file))
        path.unlink()
    return out, written


def assert_same(
    engine: str, source: str, options: Mapping[str, Any], place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = read("pandas", source, options, place, capsys)
    assert read(engine, source, options, place, capsys) == expected
    assert any(name.endswith(".records.csv") for name in expected[1])


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the lists, for what is set aside is written beside them."""
    return Path(shutil.copytree(LISTS, tmp_path_factory.mktemp("lists") / "lists"))


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """Give a list with everything in it."""
    path = tmp_path / "messy.csv"
    path.write_text(MESSY, "utf-8")
    return path


@pytest.mark.parametrize("engine", engines("polars", "duckdb"))
@pytest.mark.parametrize("file", sorted(set(COMMITTED) - set(CANNOT)))
def test_every_list_is_told_and_written_alike(
    engine: str, file: str, lists: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert_same(engine, str(lists / file), COMMITTED[file].options, lists, capsys)


@pytest.mark.parametrize("engine", engines("polars", "duckdb"))
def test_a_messy_list_is_told_and_written_alike(engine: str, messy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert_same(engine, str(messy), OPTIONS, messy.parent, capsys)


@pytest.mark.parametrize("engine", engines("dask"))
def test_a_short_list_is_told_and_written_alike(
    engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("age,x\n38,1\nold,2\n18-25,3\n", "utf-8")
    assert_same(engine, str(path), {}, tmp_path, capsys)


@pytest.mark.parametrize("engine", engines("polars", "duckdb"))
def test_a_long_list_keeps_its_order(engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Several blocks of rows, with ages that are put beside them."""
    path = tmp_path / "list.csv"
    lines = [f"p-{row},{20 + row % 40}" for row in range(300_000)]
    path.write_text("\n".join(["record_id,age", *lines, "x,old"]) + "\n", "utf-8")
    assert main(["read", str(path), "--engine", engine, "--out", str(tmp_path / "out")]) == 0
    assert "300,001 rows read, 300,000 kept, 1 aside." in capsys.readouterr().out
    written = (tmp_path / "out" / "list.csv.records.csv").read_text("utf-8").splitlines()
    assert written == ["record_id,age", *lines]


@pytest.mark.parametrize("engine", engines("polars", "duckdb"))
def test_claims_are_held_against_a_list_alike(engine: str, messy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = ["audit", str(CASE), str(messy), "--columns", "signup=Дата", "--keep-aside"]
    said = []
    for one in ("pandas", engine):
        assert main([*told, "--engine", one]) == 0
        said.append(capsys.readouterr())
    assert said[0] == said[1]
    assert said[0].out.startswith("9 rows read, 7 left out for problems; ")


@pytest.mark.parametrize("engine", engines("polars"))
def test_many_problems_are_told_in_few_lines(engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_text("signup\n" + "soon\n" * 3_000, "utf-8")
    assert main(["read", str(path), "--engine", engine]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "3,000 rows set aside:" in lines
    assert lines[-2] == "  and 2,990 more"
    assert len(lines) < 30
    path.write_text("signup,age\n" + "2023\n" * 3_000, "utf-8")
    assert main(["read", str(path), "--engine", engine]) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "musterbook: list.csv has 3,000 problems:"
    assert told[-1] == "  and 2,900 more; all are in the problems of this error"


def test_a_reader_that_leaves_at_once_stops_no_writing(messy: Path) -> None:
    """As in ``musterbook read LIST --out DIR | head -1``, however soon what is printed goes into the pipe."""
    out = messy.parent / "out"
    command = [sys.executable, "-u", "-m", "musterbook", "read", str(messy), "--out", str(out)]
    with subprocess.Popen(
        [*command, *given(OPTIONS, messy.parent)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        err = process.stderr.read()
    assert (process.returncode, err) == (0, b"")
    assert [path.name for path in out.iterdir()] == ["messy.csv.records.csv"]


# --- what cannot be


def test_an_engine_that_writes_no_single_file_is_refused_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["read", "nowhere.csv", "--engine", "pyspark", "--out", str(out)]) == 1
    assert capsys.readouterr().err == (
        "musterbook: --out: pyspark writes folders, not one file; leave it out or choose another engine: "
        "pandas, polars, duckdb, dask\n"
    )
    assert not out.exists()


def test_an_engine_that_is_not_there_says_what_to_install(
    messy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(scanners, "find_spec", lambda _: None)
    assert main(["read", str(messy), "--engine", "duckdb"]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == (
        "",
        "musterbook: duckdb is not installed; pip install 'musterbook[duckdb]' brings it\n",
    )


def test_an_unknown_engine_is_answered_with_the_engines(messy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["read", str(messy), "--engine", "excel"])
    assert stopped.value.code == 2
    said = capsys.readouterr().err.replace("'", "")
    assert "--engine: invalid choice: excel (choose from pandas, polars, duckdb, dask, pyspark)" in said


@pytest.mark.parametrize("engine", engines("polars", "duckdb"))
def test_a_full_disk_is_told_as_by_default_and_leaves_nothing(engine: str, tmp_path: Path) -> None:
    """Python is told to write no bytecode (-B), which would be cut short too."""
    pytest.importorskip("resource")
    path, out = tmp_path / "list.csv", tmp_path / "out"
    path.write_text("age\n" + "38\n" * 2_000, "utf-8")
    command = [sys.executable, "-B", "-c", FULL, "read", str(path), "--out", str(out), "--engine", engine]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (1, f"musterbook: {out / 'list.csv.records.csv'}: File too large\n")
    assert list(out.iterdir()) == []
