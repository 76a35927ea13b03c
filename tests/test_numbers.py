"""Every number that a reader sees is in the findings log, and none was typed by hand."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import ledger
import musterbook as mb
import visible
from scripts import script
from visible import ROOT, Seen, everything, of_drawing, of_notebook, of_page, of_report, strangers

# One worker reads everything once: the report is drawn for it.
FOLDERS = {"notebooks": "*.ipynb", "figures": "*.svg"}
PLACES = sorted(
    {
        *(path.name for folder, ending in FOLDERS.items() for path in (ROOT / folder).glob(ending)),
        *(f"{name}.txt" for name in mb.list_figures()),
        *(path.name for path in (ROOT / "docs").glob("*.md")),
        "README.md",
        "report.html",
    }
)


@pytest.fixture(scope="module", autouse=True)
def read_once() -> Iterator[None]:
    """Let the report and the findings log ask the same case, which remembers what it was asked."""
    read = cache(mb.read_case)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mb, "read_case", lambda folder: read(Path(folder).resolve()))
        yield


@pytest.fixture(scope="module")
def shown() -> list[Seen]:
    """Read everything that a reader sees."""
    return list(everything())


@pytest.mark.parametrize("place", PLACES)
def test_every_number_is_in_the_findings_log_and_none_is_typed(place: str, shown: list[Seen]) -> None:
    seen = [one for one in shown if one.place.partition(",")[0] == place]
    assert [stranger for one in seen for stranger in strangers(one)] == []


def test_nothing_that_a_reader_sees_is_passed_over(shown: list[Seen]) -> None:
    """All notebooks, drawings, their texts and the README are read, and there are numbers in them to be found."""
    assert sorted({seen.place.partition(",")[0] for seen in shown}) == PLACES
    numbers = Counter(
        seen.place.rpartition(".")[2].partition(",")[0]
        for seen in shown
        for _ in visible.NUMBER.finditer(visible.stripped(seen.text))
    )
    assert {kind: numbers[kind] > 20 for kind in ("ipynb", "svg", "txt", "md", "html")} == dict.fromkeys(numbers, True)


def test_the_committed_findings_log_is_that_of_the_data() -> None:
    now = ledger.as_text(script("refresh.py").findings_log())
    assert ledger.changes(visible.LOG, now) == []
    assert now == visible.LOG


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The list holds 52 people.", ["52"]),
        ("The list holds 51 people.", []),
        ("31,724,953 tables", ["31,724,953"]),
        ("31,724,952 tables, or 32 million", []),
        ("33 million tables", ["33 million"]),
        ("a chance of 0.59", ["0.59"]),
        ("a chance of 0.58, or 0.578", []),
        ("4.43 or 4.5 a month", ["4.5"]),
        ("a 95% interval, or 97%", ["97%"]),
        ("from 0–7 to 0–9999", ["9999"]),
        ("read on 22 November 2026", ["22 November 2026"]),
        ("read on 23 November 2026", []),
        ("in July 2023 and August 2024", ["August 2024"]),
        ("June–December 2023, June–November 2023", ["June–November 2023"]),
        ("June 2023 to May 2024, June 2023 to April 2024", ["June 2023 to April 2024"]),
        ("2023-08-22, 2023-08-23, 2023-Q3, 2023-Q1", ["2023-08-23", "2023-Q1"]),
        ("signed up in 2022", ["2022"]),
        ("**52** people, (54)", ["52", "54"]),
    ],
)
def test_a_number_that_follows_from_nothing_is_found(text: str, found: list[str]) -> None:
    assert strangers(Seen("here", text)) == [f"here: {one}" for one in found]


@pytest.mark.parametrize("text", ["51 people", "July 2023", "2023-07", "58%", "31/20", "ages 20 to 51"])
def test_a_typed_number_is_found_even_where_it_is_right(text: str) -> None:
    assert strangers(Seen("here", text, typed=True)) != []


@pytest.mark.parametrize(
    "text",
    [
        "`2023-07` in code, [a link](03-the-31-20-split.ipynb), https://example.org/2099",
        "United24 Media (united24-same-day)",
        "IStories Identified the Names of 51 Soldiers From China Who Passed Through the Russian Armed Forces Selection "
        "Point Over the Course of a Year",
        "CC BY 4.0",
        "the seven others, every month",
        "q05 and utf8",
    ],
)
def test_what_states_nothing_about_the_case_is_no_number(text: str) -> None:
    assert strangers(Seen("here", text, typed=True)) == []


def planted(tmp_path: Path, cell: nbformat.NotebookNode) -> list[str]:
    """Plant a cell in a copy of a notebook and give what is found in it."""
    notebook = nbformat.read(ROOT / "notebooks" / "00-start-here.ipynb", as_version=4)
    notebook.cells.append(cell)
    nbformat.write(notebook, tmp_path / "planted.ipynb")
    again = nbformat.read(tmp_path / "planted.ipynb", as_version=4)
    return [one for seen in of_notebook("planted.ipynb", again) for one in strangers(seen)]


def test_a_number_planted_in_a_notebook_is_found(tmp_path: Path) -> None:
    assert planted(tmp_path, new_markdown_cell("There are 51 people.", id="planted")) == [
        "planted.ipynb, cell planted: 51"
    ]
    for data in ({"text/html": "<table><td>52</td></table>"}, {"text/markdown": "*52*"}, {"text/plain": "52"}):
        output = new_output("execute_result", data=data)
        cell = new_code_cell("x", id="planted", outputs=[output])
        assert planted(tmp_path, cell) == ["planted.ipynb, cell planted: 52"]


def test_a_drawn_number_is_let_pass_only_where_the_cell_says_that_it_is_simulated() -> None:
    output = new_output("execute_result", data={"text/plain": "simulated 9999"})
    silent = new_output("execute_result", data={"text/plain": "drawn 9999"})
    cell = new_code_cell("x", id="a", outputs=[output, silent], metadata={"tags": ["simulated"]})
    plain = new_code_cell("x", id="b", outputs=[output])
    seen = of_notebook("n", new_notebook(cells=[cell, plain]))
    assert [one for text in seen for one in strangers(text)] == ["n, cell a: 9999", "n, cell b: 9999"]


def test_a_number_planted_in_a_drawing_or_the_readme_is_found(tmp_path: Path) -> None:
    drawing = Path(shutil.copy(ROOT / "figures" / "ages.svg", tmp_path))
    text = drawing.read_text("utf-8")
    drawing.write_text(text.replace("</svg>", "<text>9944 people</text></svg>"), "utf-8")
    assert [one for seen in of_drawing(drawing) for one in strangers(seen)] == ["ages.svg: 9944"]
    readme = (ROOT / "README.md").read_text("utf-8")
    changed = re.sub(r"(<!-- n:case.claims -->)\d+", r"\g<1>9949", readme) + "\nAll 51 of them.\n"
    found = [one for seen in of_page("README.md", changed) for one in strangers(seen)]
    assert found == ["README.md: 9949", "README.md: 51"]


def test_the_version_that_is_allowed_is_that_of_the_project() -> None:
    named = set(re.findall(r"Python (3\.\d+)", (ROOT / "README.md").read_text("utf-8")))
    assert f'requires-python = ">={named.pop()}"' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert named == set()


def test_what_is_allowed_is_needed(shown: list[Seen]) -> None:
    everywhere = "\n".join(seen.text for seen in shown)
    assert [pattern for pattern in visible.ALLOWED if not re.search(pattern, everywhere)] == []


def test_a_number_planted_in_the_report_is_found() -> None:
    page = "<p>There are <b>9951</b> people.</p><svg><g id='tick'><text>1</text></g></svg><style>p { top: 9px }</style>"
    assert [one for seen in of_report(page) for one in strangers(seen)] == ["report.html: 9951"]
