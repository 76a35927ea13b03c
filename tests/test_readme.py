"""Every command, path, name and number in the README is tried."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import musterbook as mb
from musterbook.case import accept_files
from musterbook.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
CASE = ROOT / "data" / "moscow-2023-24"


def blocks(language: str) -> list[str]:
    """Give the fenced blocks of one language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def commands(program: str) -> list[list[str]]:
    """Give the commands of one program, without their comments."""
    lines = [line.partition("#")[0].split() for block in blocks("sh") for line in block.splitlines()]
    return [line[1:] for line in lines if line and line[0] == program]


@pytest.mark.parametrize("block", blocks("python"), ids=["case", "list"])
def test_python_runs(block: str) -> None:
    """Each block runs as it stands, line after line."""
    exec(compile(block, "README.md", "exec"), {})


def test_targets_of_make_exist() -> None:
    """Each `make` target that is named, in blocks or in the text, is a target."""
    named = {words[0] for words in commands("make")} | set(re.findall(r"`make (\w+)`", README))
    assert named >= {"figures", "test", "notebooks", "lab", "help"}
    assert [name for name in named if not re.search(rf"^{name}:", MAKEFILE, re.MULTILINE)] == []


def test_musterbook_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each `musterbook` command succeeds where the repository, and a copy of its case, are the working folder."""
    shutil.copytree(CASE, tmp_path / "data" / CASE.name)
    shutil.copytree(CASE, tmp_path / "my-case")
    monkeypatch.chdir(tmp_path)
    tried = commands("musterbook")
    assert {words[0] for words in tried} == {"check", "table", "figures", "report"}
    assert [words for words in tried if main(words) != 0] == []


def test_a_copied_and_changed_case_is_accepted(tmp_path: Path) -> None:
    """What the README says of your own claims: copy, change a table, accept."""
    folder = shutil.copytree(CASE, tmp_path / "my-case")
    claims = (folder / "claims.csv").read_text(encoding="utf-8")
    (folder / "claims.csv").write_text(
        claims.replace(",at least,used,", ",over,used,", 1), encoding="utf-8", newline="\n"
    )
    with pytest.raises(mb.MusterError, match="--accept"):
        mb.read_case(folder)
    accept_files(folder)
    assert "over" in set(mb.read_case(folder).claims["hedge"])


def test_paths_exist() -> None:
    """Each path in backquotes or links that looks like one of this repository is there."""
    named = set(re.findall(r"`([\w./-]+(?:/|\.(?:md|cff|csv|ipynb|json|toml|yml)))`", README)) | {
        "LICENSE",
        "LICENSE-DATA",
    }
    named |= set(re.findall(r"\]\(((?!http)[^)]+)\)", README))
    short = {"populations.csv", "sources.csv", "claims.csv", "records.csv", "datapackage.json"}
    assert len(named) > 10
    assert [path for path in sorted(named - short) if not (ROOT / path).exists()] == []
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


def test_the_module_runs_as_a_command() -> None:
    """`python -m musterbook` is the same program."""
    done = subprocess.run([sys.executable, "-m", "musterbook", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"musterbook {mb.__version__}"
