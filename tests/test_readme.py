"""Every command, path and name in the README and in the pages of docs/ is tried."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import musterbook as mb
from musterbook.cli import main
from pages import small_case

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
PAGES = {"README.md": README, **GUIDE}
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
CASE = ROOT / "data" / "moscow-2023-24"
CALLED = {"check", "table", "draw", "report", "new", "read", "audit", "archive", "verify"}


def blocks(language: str) -> list[str]:
    """Give the fenced blocks of one language, page after page."""
    return [block for page in PAGES.values() for block in re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)]


def commands(program: str) -> list[list[str]]:
    """Give the commands of one program, without their comments."""
    whole = "".join(blocks("sh")).replace("\\\n", " ")
    lines = [shlex.split(line, comments=True) for line in whole.splitlines()]
    return [line[1:] for line in lines if line and line[0].removeprefix(".venv/bin/") == program]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that has what the pages speak of: a case, a messy list, people and a register to join."""
    small_case(tmp_path / "data" / CASE.name, claims="a,s,,p,count,signup,2023-07,>=,5,people,at least,used,,")
    messy = [
        "№;Дата подписания;Дата прибытия;Возраст;Рейс",
        "1;03.07.2023;01.07.2023;38 лет;",
        "2;сентябрь 2023;;18-25;SU 204",
        "3;31.02.2024;;44;",
    ]
    (tmp_path / "list.csv").write_text("\n".join(messy), "cp1251")
    (tmp_path / "months.csv").write_text("signup,cases\n2023-07,8\n2023-08,<5\n", "utf-8")
    (tmp_path / "page.html").write_text("<p>At least 51 people.</p>", "utf-8")
    people = {"record_id": ["a", "b"], "signup": ["2023-08-22", "2024-02"], "key": ["k1", "k2"]}
    pd.DataFrame(people).to_csv(tmp_path / "big.csv", index=False)
    pd.DataFrame(people).to_parquet(tmp_path / "people.parquet")
    for year, days in {"2023": ["2023-08-20", "2023-09-02"], "2024": ["2024-01-30", "2024-03-05"]}.items():
        part = tmp_path / "register" / f"year={year}"
        part.mkdir(parents=True)
        keys = {"2023": "k1", "2024": "k2"}
        register = {"key": [keys[year]] * 2, "date": days, "direction": ["in", "out"]}
        pd.DataFrame(register).to_parquet(part / "part-0.parquet")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def needed(block: str) -> set[str]:
    """Name the packages that a block imports."""
    nodes = [node for node in ast.walk(ast.parse(block)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = [
        [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names] for node in nodes
    ]
    return {name.partition(".")[0] for one in names for name in one}


PYTHON = {
    "-".join(sorted(needed(block) - {"musterbook", "pandas"})) or f"block-{at}": block
    for at, block in enumerate(blocks("python"))
}
ON_CLUSTERS = {"dask", "pyspark"}


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("name", [name for name in PYTHON if name not in ON_CLUSTERS])
def test_python_runs(name: str) -> None:
    """Each block runs as it stands, line after line."""
    if name in {"polars", "duckdb"}:
        pytest.importorskip(name)
    exec(compile(PYTHON[name], name, "exec"), {})


@pytest.mark.parametrize("name", sorted(ON_CLUSTERS))
def test_python_on_a_cluster_runs(name: str, place: Path) -> None:
    """Each block runs as a program of its own and prints the journeys and the months that the files hold.

    One worker is enough for that; ``test_engines`` has two.
    """
    if importlib.util.find_spec(name) is None:
        compile(PYTHON[name], name, "exec")
        pytest.skip(f"{name} is not installed; the block was compiled only")
    program = place / "program.py"
    program.write_text(PYTHON[name].replace("n_workers=2", "n_workers=1"), encoding="utf-8")
    # What Java compiles in haste is good enough for two people.
    hasty = os.environ | {"SPARK_SUBMIT_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
    command = [sys.executable, str(program)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=hasty)
    assert done.returncode == 0, done.stderr
    assert re.findall(r"^\d+ +(\S+) +(\S+)", done.stdout, re.MULTILINE)[:2] == [
        ("a", "2023-08-20"),
        ("b", "2024-01-30"),
    ]
    assert re.search(r"2023-08 +1 +1", done.stdout)


def test_there_is_a_block_for_every_engine() -> None:
    assert set(PYTHON) >= {"polars", "duckdb", *ON_CLUSTERS}
    assert len(PYTHON) == len(blocks("python"))


def test_targets_of_make_exist() -> None:
    """Each `make` target that is named, in blocks or in the text, is a target."""
    named = {words[0] for words in commands("make")} | set(re.findall(r"`make (\w+)`", "".join(PAGES.values())))
    assert named >= {"figures", "test", "notebooks", "lab", "help"}
    assert [name for name in named if not re.search(rf"^{name}:", MAKEFILE, re.MULTILINE)] == []


def test_musterbook_commands_run(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each `musterbook` command succeeds where the repository, a list and a new case are in the working folder."""
    tried = commands("musterbook")
    assert {words[0] for words in tried} == set(CALLED)
    ready = [words for words in tried if "my-case" not in words]
    assert [words for words in ready if main(words) != 0] == []
    assert (place / "list.csv.problems.csv").is_file()
    assert "3 rows read, 3 kept, 0 aside" in capsys.readouterr().out


def test_a_large_list_is_read(place: Path) -> None:
    """What docs/large-lists.md says of lists with millions of rows."""
    (told,) = (words for words in commands("musterbook") if "big.csv" in words)
    assert main(told) == 0
    assert (place / "read" / "big.csv.records.csv").read_bytes() == (place / "big.csv").read_bytes()


def test_a_new_case_is_filled_in_and_accepted(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What docs/own-claims.md says: begin a case, fill it in, accept it, look at it."""
    begin, accept, archive, verify = (words for words in commands("musterbook") if "my-case" in words)
    assert main(begin) == 0
    assert (place / "my-case" / "GUIDE.md").is_file()
    page = GUIDE["own-claims.md"]
    filled = dict(re.findall(r"`(\w+\.csv)`[^`]*```text\n(.*?)```", page, re.DOTALL))
    assert list(filled) == ["populations.csv", "sources.csv", "claims.csv"]
    for name, rows in filled.items():
        (place / "my-case" / name).write_text(rows, "utf-8", newline="\n")
    named = re.findall(r"`musterbook (\w+ my-case[^`]*)`", page)
    assert [words.split()[0] for words in named] == ["check", "table", "draw"]
    assert [words for words in [accept, *map(str.split, named)] if main(words) != 0] == []
    *_, table, sentence = blocks("text")
    shown = "".join(f"{line.rstrip()}\n" for line in capsys.readouterr().out.splitlines())
    assert table in shown
    assert (place / "my-figures" / "monthly.txt").read_text("utf-8").split() == sentence.split()
    assert [main(words) for words in (archive, verify)] == [0, 0]
    assert len(list((place / "my-case" / "archive").glob("paper.*.html"))) == 1


def test_a_copied_and_changed_case_is_accepted(tmp_path: Path) -> None:
    """What docs/own-claims.md says: copy, change a table, accept."""
    folder = shutil.copytree(CASE, tmp_path / "my-case")
    claims = (folder / "claims.csv").read_text(encoding="utf-8")
    (folder / "claims.csv").write_text(
        claims.replace(",at least,used,", ",over,used,", 1), encoding="utf-8", newline="\n"
    )
    with pytest.raises(mb.MusterError, match="--accept"):
        mb.read_case(folder)
    mb.accept_files(folder)
    assert "over" in set(mb.read_case(folder).claims["hedge"])


def test_paths_exist() -> None:
    """Each path in backquotes or links that looks like one of this repository is there."""
    text = "".join(PAGES.values())
    named = {"LICENSE", "LICENSE-DATA", *re.findall(r"`([\w./-]+(?:/|\.(?:md|cff|csv|ipynb|json|toml|yml)))`", text)}
    named |= set(re.findall(r"\]\(((?!http)[^)]+)\)", README))
    named |= {f"docs/{path}" for path in re.findall(r"\]\(((?!http)[^)]+)\)", "".join(GUIDE.values()))}
    short = {f"{table}.csv" for table in ("populations", "sources", "claims", "records", "corrections")}
    short |= {"datapackage.json"}
    assert len(named) > 10
    made = {"list.csv.problems.csv", "musterbook.toml"}
    assert [path for path in sorted(named - short - made) if not (ROOT / path).exists()] == []
    assert [path for path in short if not (CASE / path).exists()] == []


def test_every_notebook_is_listed() -> None:
    """The table of the README lists the notebooks there are."""
    listed = re.findall(r"`(notebooks/[\w-]+\.ipynb)`", README)
    assert listed == [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]


def test_the_text_of_the_picture_is_that_of_the_figure() -> None:
    """The alternative text of the first picture is the built one, so that no number in it is typed by hand."""
    found = re.search(r"!\[(.*?)\]\(figures/(.*?)\.png\)", README, re.DOTALL)
    assert found is not None
    assert found[1] == (ROOT / "figures" / f"{found[2]}.txt").read_text(encoding="utf-8").strip()
