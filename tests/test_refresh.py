"""The script that writes the findings log and the README, and says what a rebuild would change."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

import musterbook as mb
from scripts import script

ROOT = Path(__file__).parents[1]
refresh: Any = script("refresh.py")


@pytest.fixture(scope="module")
def writer() -> Any:
    """Give what writes the README from the shipped case."""
    return refresh.Writer(mb.read_case(refresh.CASE), ROOT / "figures")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("n:months.worlds", "31,724,952"),
        ("n:list.people", "51"),
        ("n:peak.chance:.2f", "0.58"),
        ("n:months.2023-08", "1–7"),
        ("n:case.window", "June 2023 to May 2024"),
        ("n:case.frozen", "26 November 2026"),
    ],
)
def test_a_number_of_the_findings_log_is_worded(writer: Any, name: str, text: str) -> None:
    assert writer.page(f"a <!-- {name} -->?<!-- /n --> b") == f"a <!-- {name} -->{text}<!-- /n --> b"


def test_a_text_a_figure_and_a_table_stand_on_lines_of_their_own(writer: Any) -> None:
    said = mb.tell(writer.case, "parts")
    assert writer.page("<!-- text:parts --><!-- /text -->") == f"<!-- text:parts -->\n{said}\n<!-- /text -->"
    alt = (ROOT / "figures" / "ages.txt").read_text("utf-8").strip()
    assert writer.page("<!-- figure:ages -->x<!-- /figure -->") == (
        f"<!-- figure:ages -->\n![{alt}](figures/ages.png)\n<!-- /figure -->"
    )
    lines = writer.page("<!-- table:records -->x<!-- /table -->").splitlines()
    assert lines[1:3] == ["| column | what it is | known |", "| --- | --- | ---: |"]
    assert "| `age` | Age in completed years: 38, 18..25 or 40.. | 100% |" in lines


def test_an_unknown_number_or_figure_is_an_error(writer: Any) -> None:
    with pytest.raises(KeyError, match=r"months\.none"):
        writer.page("<!-- n:months.none -->1<!-- /n -->")
    with pytest.raises(FileNotFoundError):
        writer.page("<!-- figure:pie -->1<!-- /figure -->")


def test_every_mark_of_a_page_is_closed_and_none_opens_a_line_of_prose() -> None:
    """A line that begins with a comment is no paragraph for Markdown, so its text would not be rendered."""
    text = "".join((ROOT / name).read_text("utf-8") for name in refresh.pages(ROOT))
    opened = re.findall(r"<!-- (n|text|figure|table):", text)
    assert (
        len(opened) == len(re.findall(r"<!-- /(?:n|text|figure|table) -->", text)) == len(refresh.PASSAGE.findall(text))
    )
    assert re.findall(r"^ *<!-- (?:n:|/n)", text, re.MULTILINE) == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Give a copy of what is committed, as a rebuild would leave it."""
    for folder in ("figures", "notebooks"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "README.md", tmp_path)
    return tmp_path


def replaced(path: Path, old: str, new: str) -> None:
    """Replace a text in a file that has it."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8", newline="\n")


def test_nothing_differs_from_itself(copy: Path) -> None:
    assert refresh.differences(ROOT, copy) == []


def test_conclusions_come_first_then_figures_notebooks_and_the_readme(copy: Path) -> None:
    replaced(copy / "figures" / "findings.txt", "list.people = 51\n", "list.people = 52\n")
    replaced(copy / "figures" / "ages.csv", "\n20,1,1,", "\n21,1,1,")
    (copy / "figures" / "ages.png").write_bytes(b"another picture")
    (copy / "figures" / "claims.svg").unlink()
    replaced(copy / "README.md", "<!-- n:case.claims -->119<", "<!-- n:case.claims -->120<")
    path = copy / "notebooks" / "00-start-here.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source = "# Another title"
    nbformat.write(notebook, path)
    found = refresh.differences(ROOT, copy)
    assert found[:5] == [
        "figures/findings.txt, list.people: was 51, is 52",
        "figure ages differs in CSV, PNG",
        "  - 20,1,1,,,reported,istories-youngest",
        "  + 21,1,1,,,reported,istories-youngest",
        "figure claims differs in SVG",
    ]
    assert found[5].startswith("00-start-here.ipynb, cell title, source: ")
    assert found[6] == "README.md differs"
    assert [line[:3] for line in found[7:]] == ["  -", "  +"]


def test_a_figure_that_is_new_or_gone_is_named_in_all_its_files(copy: Path) -> None:
    for ending in refresh.ENDINGS:
        (copy / "figures" / f"ages.{ending}").unlink()
    found = refresh.differences(ROOT, copy)
    assert found[0] == "figure ages differs in CSV, PNG, SVG, TXT"
    assert all(line.startswith("  - ") for line in found[1:])


def test_texts_are_written_only_where_they_change(copy: Path) -> None:
    assert refresh.write_texts(copy) == []
    replaced(copy / "figures" / "findings.txt", "list.people = 51\n", "list.people = 52\n")
    replaced(copy / "README.md", "<!-- n:case.claims -->119<", "<!-- n:case.claims -->120<")
    assert refresh.write_texts(copy) == ["figures/findings.txt", "README.md"]
    assert refresh.differences(ROOT, copy) == []


def test_a_check_fails_on_a_difference_and_is_quiet_about_the_rest(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def rebuilt(root: Path) -> list[str]:
        shutil.copytree(copy / "figures", root / "figures")
        return []

    monkeypatch.setattr(refresh, "rebuild", rebuilt)
    assert refresh.check() == 0
    replaced(copy / "figures" / "findings.txt", "list.people = 51\n", "list.people = 52\n")
    assert refresh.check() == 1
    assert capsys.readouterr().out.splitlines() == [
        "check: figures, findings log, notebooks and pages are those of the data",
        "figures/findings.txt, list.people: was 51, is 52",
        "check: what is committed differs from a rebuild; if it is meant: make all",
    ]
