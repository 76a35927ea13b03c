"""How notebooks are run, stored and compared, and what each must be; test_wheel runs them all."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from scripts import script

FOLDER = Path(__file__).parents[1] / "notebooks"


run = script("notebooks/run.py")


def test_there_is_a_notebook() -> None:
    assert run.notebooks(), "notebooks/ holds no notebook"


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in run.notebooks()])
def test_notebook_is_stored_as_it_is_written(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == nbformat.writes(nbformat.reads(text, as_version=4)).rstrip("\n") + "\n"


each_notebook = pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in run.notebooks()])


def sources(path: Path, kind: str) -> dict[str, str]:
    """Give the cells of one kind, by id."""
    return {cell.id: cell.source for cell in run.read(path).cells if cell.cell_type == kind}


@each_notebook
def test_a_notebook_opens_with_its_question_and_closes_with_what_would_change_it(path: Path) -> None:
    first, *_, last = run.read(path).cells
    assert re.match(r"# .+\n\n.+\?", first.source, re.DOTALL), "a title, and the question of the page below it"
    assert last.source.startswith("## What would change this\n\n")
    whole = "\n".join(sources(path, "code").values())
    assert ("What it is not" in whole) == (path.name == "00-start-here.ipynb"), "the first page says it, and no other"


@each_notebook
def test_a_chart_is_drawn_on_a_frame_that_the_reader_holds(path: Path) -> None:
    drawn = [cell for cell in run.read(path).cells if re.search(r"\.plot\.", cell.source)]
    assert [output.data["image/png"][:8] for cell in drawn for output in cell.outputs if "image/png" in output.data]


def test_results_come_from_calls_that_are_seen() -> None:
    code = "\n".join(text for path in run.notebooks() for text in sources(path, "code").values())
    named = (
        "peak_probability",
        "rate_ratio",
        "monthly",
        "counts",
        "possible_worlds",
        "audit",
        "read_records",
        "parties",
    )
    assert [name for name in named if f"mb.{name}(" not in code] == []


@each_notebook
def test_each_section_is_a_question(path: Path) -> None:
    heads = [line for text in sources(path, "markdown").values() for line in re.findall(r"^##+ .+", text, re.MULTILINE)]
    assert [line for line in heads[:-1] if not line.endswith("?")] == []
    assert heads[-1] == "## What would change this"
    assert len(set(heads)) == len(heads) >= 3


@each_notebook
def test_code_is_one_call_a_cell_and_logic_is_in_the_library(path: Path) -> None:
    code = sources(path, "code")
    lines = [line for text in code.values() for line in text.splitlines() if line.strip()]
    assert len(lines) <= 60
    assert re.findall(r"^\s*(?:def|class|for|while|if|with|try)\b|lambda", "\n".join(lines), re.MULTILINE) == []
    assert [
        cell for cell, text in code.items() if cell not in {"opening", "made"} and len(text.splitlines()) > 12
    ] == []


@each_notebook
def test_outputs_hold_nothing_of_this_machine_and_no_style_that_hosts_drop(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    private = [str(FOLDER.parent), str(Path.home()), tempfile.gettempdir(), "<style id=", "np.int64", "np.float64"]
    assert [one for one in private if one in text] == []


@each_notebook
def test_a_figure_is_the_committed_picture_with_its_text(path: Path) -> None:
    for cell in run.read(path).cells:
        for name in re.findall(r'^mb\.figure\("([\w-]+)", case\)$', cell.source, re.MULTILINE):
            [picture] = cell.outputs
            figures = FOLDER.parent / "figures"
            alt = (figures / f"{name}.txt").read_text(encoding="utf-8").strip()
            assert base64.b64decode(picture.data["image/png"]) == (figures / f"{name}.png").read_bytes()
            assert picture.data["text/plain"] == picture.metadata["image/png"]["alt"] == alt


@each_notebook
def test_a_figure_of_a_list_is_of_simulated_people_and_says_so(path: Path) -> None:
    for cell in run.read(path).cells:
        if re.search(r"^mb\.figure\((?!.*, case\)$)", cell.source, re.MULTILINE):
            [picture] = cell.outputs
            assert cell.metadata["tags"] == ["simulated"]
            assert picture.data["text/plain"].startswith("SIMULATED. ")


def test_the_map_names_every_other_notebook_in_order_with_its_question() -> None:
    first, *others = run.notebooks()
    table = sources(first, "markdown")["map-question"]
    assert re.findall(r"\]\(([\w-]+\.ipynb)\)", table) == [path.name for path in others]


@each_notebook
def test_links_lead_to_notebooks_that_exist_and_to_the_next(path: Path) -> None:
    linked = {name for text in sources(path, "markdown").values() for name in re.findall(r"\]\(([^)]+)\)", text)}
    assert [name for name in linked if not (FOLDER / name).is_file()] == []
    after = [one.name for one in run.notebooks() if one.name > path.name][:1]
    assert set(after) <= linked


def saved(folder: Path, *sources: str) -> Path:
    """Save a small notebook whose code cells are called cell-1, cell-2 and so on."""
    cells = [new_code_cell(text, id=f"cell-{at}") for at, text in enumerate(sources, start=1)]
    path = folder / "small.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    return path


def in_one_kernel(step: Callable[..., Any], *paths: Path) -> list[Any]:
    """Take a step with notebooks, one after the other; give what came of each, or the error."""

    async def steps() -> list[Any]:
        found = []
        async with run.kernel() as manager:
            for path in paths:
                try:
                    found.append(await step(path, manager))
                except run.NotebookError as error:
                    found.append(str(error))
        return found

    return asyncio.run(steps())


def test_two_runs_write_the_same_file(tmp_path: Path) -> None:
    """With the Python of this environment, and nothing of the run before but what was imported."""
    path = saved(tmp_path, "import sys, os\nsys.prefix", "sorted(set(dir()) & {'made', 'os'})", "made = 1\nmade")
    first, second = in_one_kernel(run.execute, path, path)
    assert run.write(first, path) is True
    once = path.read_bytes()
    assert run.write(second, path) is False
    assert path.read_bytes() == once
    assert once.endswith(b"}\n")
    assert [cell.execution_count for cell in run.read(path).cells] == [1, 2, 3]
    assert [cell.outputs[0].data["text/plain"] for cell in second.cells] == [repr(sys.prefix), "['os']", "1"]
    assert list(tmp_path.iterdir()) == [path]


def test_a_notebook_that_may_not_be_kept(tmp_path: Path) -> None:
    bad = {
        "error": (["1", "1 / 0"], "small.ipynb, cell cell-2: ZeroDivisionError: division by zero"),
        "ends": (["import os", "os._exit(0)"], "small.ipynb: Kernel died"),
        "loud": (["import sys", "sys.stderr.write('loud');"], "small.ipynb, cell cell-2: wrote to stderr: loud"),
        "empty": (["", "1"], "small.ipynb, cell cell-1: has number None, expected 1; empty code cells are not run"),
    }
    paths = []
    for name, (sources, _) in bad.items():
        (tmp_path / name).mkdir()
        paths.append(saved(tmp_path / name, *sources))
    before = [path.read_bytes() for path in paths]
    assert in_one_kernel(run.refresh, *paths) == [message for _, message in bad.values()]
    assert [path.read_bytes() for path in paths] == before


def test_cells_need_ids_of_their_own(tmp_path: Path) -> None:
    path = saved(tmp_path, "1", "2")
    path.write_text(path.read_text().replace("cell-2", "cell-1"))
    with pytest.raises(run.NotebookError, match=r"ipynb: cell ids used more than once: cell-1$"):
        run.read(path)
    path.write_text(path.read_text().replace('"id": "cell-1",', ""))
    with pytest.raises(run.NotebookError, match=r"ipynb: every cell needs an id of its own"):
        run.read(path)


def picture(content: bytes) -> NotebookNode:
    """Give a notebook with one text cell and one picture."""
    data = {"image/png": base64.b64encode(content).decode(), "text/plain": "a chart"}
    chart = new_code_cell("draw()", id="fig-monthly", execution_count=1)
    chart.outputs = [new_output("display_data", data=data)]
    return new_notebook(cells=[new_markdown_cell("# Title", id="title"), chart])


def test_a_changed_picture_is_named() -> None:
    assert run.differences("a.ipynb", picture(b"old"), picture(b"old")) == []
    assert run.differences("a.ipynb", picture(b"old"), picture(b"newer")) == [
        "a.ipynb, cell fig-monthly, output 1, image/png: "
        f"committed 3 bytes, sha256 {hashlib.sha256(b'old').hexdigest()[:12]}, "
        f"now 5 bytes, sha256 {hashlib.sha256(b'newer').hexdigest()[:12]}"
    ]


def test_a_changed_source_a_lost_output_and_a_lost_cell_are_named() -> None:
    other = picture(b"old")
    other.cells[0].source = "# Other"
    other.cells[1].outputs = []
    assert run.differences("a.ipynb", picture(b"old"), other) == [
        "a.ipynb, cell title, source: committed # Title, now # Other",
        "a.ipynb, cell fig-monthly: committed 1 outputs, now 0",
    ]
    del other.cells[1]
    assert run.differences("a.ipynb", picture(b"old"), other) == [
        "a.ipynb: committed cells ['title', 'fig-monthly'], now ['title']"
    ]
