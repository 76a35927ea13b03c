"""Built figures: four files each, the same bytes wherever they are built, whole or not at all."""

from __future__ import annotations

import contextlib
import csv
import getpass
import io
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image

import musterbook as mb
from musterbook.cli import main

ROOT = Path(__file__).parents[1]
CASE = ROOT / "data" / "moscow-2023-24"
COMMITTED = ROOT / "figures"
ENDINGS = ["csv", "png", "svg", "txt"]
FIGURES = mb.list_figures()
FILES = [f"{name}.{ending}" for name in FIGURES for ending in ENDINGS]
SVG = "{http://www.w3.org/2000/svg}"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
PROVENANCE = {"Title", "Description", "Identifier", "Language", "Source", "Coverage", "Rights", "Relation"}

# One worker, so that the figures are built once.
each_figure = pytest.mark.parametrize("name", FIGURES)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build all figures in a fresh process, in another folder and with another order of hashes than the committed."""
    code = "import sys, musterbook as mb; list(mb.build_figures(mb.read_case(sys.argv[1]), sys.argv[2]))"
    out = tmp_path_factory.mktemp("elsewhere")
    done = subprocess.run(
        [sys.executable, "-c", code, str(CASE), "built"],
        cwd=out,
        env={**os.environ, "PYTHONHASHSEED": "4711", "MPLBACKEND": "Agg"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return out / "built"


@pytest.fixture(scope="module")
def case() -> mb.Case:
    """Give the case of the figures."""
    return mb.read_case(CASE)


@pytest.fixture(scope="module")
def ages(case: mb.Case) -> mb.Page:
    """Give one page, with its pictures."""
    page = mb.figure("ages", case)
    assert [*page.files] == ["png", "svg", "csv", "txt"]
    return page


def names_in(folder: Path) -> list[str]:
    """Give the names of all files of a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


def differences(name: str, old: Path, new: Path) -> str:
    """Say how the four files of a figure differ, and which rows of its table changed."""
    changed = [one for one in ENDINGS if (old / f"{name}.{one}").read_bytes() != (new / f"{name}.{one}").read_bytes()]
    if not changed:
        return ""
    before, after = ((folder / f"{name}.csv").read_text("utf-8").splitlines() for folder in (old, new))
    gone = [f"  - {line}" for line in before if line not in after]
    come = [f"  + {line}" for line in after if line not in before]
    return "\n".join([f"figure {name} differs in {', '.join(one.upper() for one in changed)}", *gone, *come])


def test_four_files_a_figure_and_nothing_else(built: Path) -> None:
    assert names_in(built) == sorted(FILES)


@each_figure
def test_the_committed_figures_are_those_of_the_data(name: str, built: Path) -> None:
    missing = [ending for ending in ENDINGS if not (COMMITTED / f"{name}.{ending}").is_file()]
    assert missing == [], f"figure {name} was never built"
    assert differences(name, COMMITTED, built) == ""


def test_no_other_figure_is_committed() -> None:
    assert [one for one in names_in(COMMITTED) if not one.startswith(".")] == sorted(
        [*FILES, "findings.txt", *(name for name in mb.list_cases() if (COMMITTED / name).is_dir())]
    )


def test_a_difference_is_told_by_figure_file_and_row(tmp_path: Path) -> None:
    for folder, count in (("old", 8), ("new", 9)):
        (tmp_path / folder).mkdir()
        for ending in ENDINGS:
            text = f"cell,people\n2023-06,1\n2023-07,{count}\n" if ending in {"csv", "svg"} else "same\n"
            (tmp_path / folder / f"months.{ending}").write_text(text, "utf-8")
    assert differences("months", tmp_path / "old", tmp_path / "new") == (
        "figure months differs in CSV, SVG\n  - 2023-07,8\n  + 2023-07,9"
    )


def failing_at(place: int, whole: Any) -> Any:
    """Let a method work a few times and then fail, as a full disk or an impatient reader would."""
    calls = iter(range(100))

    def fails(*arguments: Any, **options: Any) -> Any:
        if next(calls) == place:
            raise KeyboardInterrupt
        return whole(*arguments, **options)

    return fails


BREAKS = [
    pytest.param(Figure, "savefig", 0, id="first-picture"),
    pytest.param(Figure, "savefig", 1, id="second-picture"),
    pytest.param(Path, "write_bytes", 2, id="third-file"),
]


@pytest.mark.parametrize(("owner", "method", "place"), BREAKS)
def test_an_interrupted_build_leaves_the_old_figure(
    owner: type, method: str, place: int, case: mb.Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ending in ENDINGS:
        (tmp_path / f"ages.{ending}").write_text("old", "utf-8")
    monkeypatch.setattr(owner, method, failing_at(place, getattr(owner, method)))
    with pytest.raises(KeyboardInterrupt):
        list(mb.build_figures(case, tmp_path, ["ages"]))
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == {
        f"ages.{one}": "old" for one in ENDINGS
    }


@pytest.mark.parametrize("place", range(4))
def test_a_build_interrupted_while_files_are_moved_moves_them_all(
    place: int, ages: mb.Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ending in ENDINGS:
        (tmp_path / f"ages.{ending}").write_text("old", "utf-8")
    monkeypatch.setattr(Path, "replace", failing_at(place, Path.replace))
    with pytest.raises(KeyboardInterrupt):
        ages.save(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        f"ages.{one}": ages.files[one] for one in ENDINGS
    }


def test_figures_that_were_finished_stand_when_the_next_fails(
    case: mb.Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Figure, "savefig", failing_at(2, Figure.savefig))
    with pytest.raises(KeyboardInterrupt):
        list(mb.build_figures(case, tmp_path, ["ages", "years"]))
    assert names_in(tmp_path) == [f"ages.{one}" for one in ENDINGS]


def test_an_unknown_figure_is_an_error_before_anything_is_written(case: mb.Case, tmp_path: Path) -> None:
    out = tmp_path / "new"
    with pytest.raises(mb.MusterError) as error:
        list(mb.build_figures(case, out, ["ages", "pie"]))
    assert str(error.value) == f"no figure 'pie'; available: {', '.join(FIGURES)}"
    assert not out.exists()


def test_a_build_whose_result_nobody_looks_at_is_a_build(case: mb.Case, tmp_path: Path) -> None:
    """One line in a script must not do nothing in silence, nor swallow a wrong name."""
    mb.build_figures(case, tmp_path, ["years"])
    assert names_in(tmp_path) == [f"years.{one}" for one in ENDINGS]
    with pytest.raises(mb.MusterError):
        mb.build_figures(case, tmp_path, ["pie"])


def test_a_folder_and_the_folders_above_it_are_made(case: mb.Case, tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    pictures = list(mb.build_figures(case, str(out), ["years"]))
    assert names_in(out) == [f"years.{one}" for one in ENDINGS]
    assert [picture.name for picture in pictures] == ["years"]
    assert pictures[0].files == {one: (out / f"years.{one}").read_bytes() for one in ("png", "svg", "csv", "txt")}


@each_figure
def test_a_png_is_sharp_and_says_what_it_shows(name: str, built: Path) -> None:
    with Image.open(built / f"{name}.png") as image:
        assert [round(one) for one in image.info["dpi"]] == [200, 200]
        assert image.size[0] == 1600
        assert 300 < image.size[1] < 2200
        assert "Software" not in image.text
        assert set(image.text) == PROVENANCE
        title, description = image.text["Title"], image.text["Description"]
        corner = image.convert("RGBA").getpixel((0, 0))
    alt = (built / f"{name}.txt").read_text("utf-8").strip()
    assert corner == (255, 255, 255, 255)
    assert f">{title}<" in (built / f"{name}.svg").read_text("utf-8")
    assert description.startswith(alt)
    assert "Only what was published is counted; there may have been more people." in description
    assert "\n" not in description


def svg_texts(root: ElementTree.Element) -> Iterator[str]:
    """Give what the texts of a drawing say."""
    for one in root.iter(f"{SVG}text"):
        yield "".join(one.itertext()).strip()


@each_figure
def test_an_svg_is_well_formed_with_real_text_and_no_date(name: str, built: Path) -> None:
    content = (built / f"{name}.svg").read_text("utf-8")
    root = ElementTree.fromstring(content)
    with Image.open(built / f"{name}.png") as image:
        title = image.text["Title"]
    assert root.tag == f"{SVG}svg"
    assert title in " ".join(svg_texts(root))
    assert "Only what was published is counted; there may have been more people." in list(svg_texts(root))
    assert "date" not in {one.tag.rpartition("}")[2] for one in root.iter()}
    assert "creator" not in {one.tag.rpartition("}")[2] for one in root.iter()}


@each_figure
def test_an_svg_can_be_read_aloud(name: str, built: Path) -> None:
    root = ElementTree.fromstring((built / f"{name}.svg").read_text("utf-8"))
    assert (root.get("role"), root.get("lang")) == ("img", "en")
    assert root.get("aria-labelledby") == f"{name}-title {name}-desc"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert (title.get("id"), desc.get("id")) == (f"{name}-title", f"{name}-desc")
    with Image.open(built / f"{name}.png") as image:
        assert title.text == image.text["Title"]
    assert desc.text == (built / f"{name}.txt").read_text("utf-8").strip()


def test_several_drawings_fit_in_one_page(built: Path) -> None:
    """Every part has its own id, and every reference leads to a part of the same drawing."""
    pages = {name: (built / f"{name}.svg").read_text("utf-8") for name in FIGURES}
    for name, page in pages.items():
        ids = set(re.findall(r'\bid="([^"]+)"', page))
        assert {one for one in ids if not one.startswith(f"{name}-")} == set()
        assert set(re.findall(r'href="#([^"]+)"', page)) | set(re.findall(r"url\(#([^)]+)\)", page)) <= ids


def provenance_of(svg: str) -> dict[str, str]:
    """Read what the metadata of a drawing say, by the words of Dublin Core."""
    found: dict[str, ElementTree.Element] = {}
    for one in ElementTree.fromstring(svg).iter():
        if DUBLIN_CORE in one.tag:
            found.setdefault(one.tag.removeprefix(DUBLIN_CORE), one)
    return {
        key.capitalize(): " ".join("".join(one.itertext()).split())
        for key, one in found.items()
        if key.capitalize() in PROVENANCE
    }


@each_figure
def test_both_pictures_say_where_they_come_from(name: str, built: Path) -> None:
    with Image.open(built / f"{name}.png") as image:
        texts = {key: " ".join(text.split()) for key, text in image.text.items()}
    assert provenance_of((built / f"{name}.svg").read_text("utf-8")) == texts
    assert texts["Identifier"] == name
    assert texts["Language"] == "en"
    assert "https://kyivindependent.com/media-identifies" in texts["Source"]
    assert texts["Source"].endswith(f"; read until {mb.read_case(CASE).frozen}")
    assert texts["Coverage"].startswith("moscow-2023-24: ")
    assert texts["Rights"] == ("Creative Commons Attribution 4.0, https://creativecommons.org/licenses/by/4.0/")
    ids = texts["Relation"].removeprefix("claims and records: ").split()
    assert ids
    assert {one for row in table_of(built / f"{name}.csv") for one in row.get("claims", "").split()} <= set(ids)


def table_of(path: Path) -> list[dict[str, str]]:
    """Read the table of a figure."""
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


@each_figure
def test_every_row_says_its_basis_and_the_claims_behind_it(name: str, built: Path, case: mb.Case) -> None:
    rows = table_of(built / f"{name}.csv")
    assert {row["basis"] for row in rows} <= {"reported", "derived", "inferred"}
    known = {*case.claims["claim_id"], *case.records["record_id"]}
    behind = [set(row.get("claims", "").split()) for row in rows]
    assert [row for row, ids in zip(rows, behind, strict=True) if row["basis"] == "reported" and not ids] == []
    assert set().union(*behind) <= known


@each_figure
def test_a_table_is_tidy_enough_to_be_drawn_elsewhere(name: str, built: Path) -> None:
    """A row is a mark that its first columns name; no column is of the house or empty, no list of ids stands twice."""
    rows = table_of(built / f"{name}.csv")
    assert not {"part", "cell", "standing", "drawn", "variable"} & rows[0].keys()
    assert [column for column in rows[0] if column != "high" and not any(row[column] for row in rows)] == []
    named = [tuple(row[column] for column in [*row][: 3 if "source" in row else 1]) for row in rows]
    assert name == "claims" or len(named) == len({*named})
    ids = [row["claims"] for row in rows if row["basis"] != "reported" and row.get("claims")]
    assert len(ids) == len({*ids})


def test_a_table_of_a_list_names_the_people_who_are_in_no_mark() -> None:
    ages = ["24", "20..29", "30", None, None]
    people = pd.DataFrame({"signup": ["2023-07-03", "2023-07", "2023-08", "2023", None], "age": ages})
    assert [mb.figure(one, people).csv.decode().splitlines() for one in ("monthly", "ages")] == [
        [
            "month,people,low,high,basis",
            "2023-07,2,2,3,counted",
            "2023-08,1,1,2,counted",
            "known roughly,1,1,1,counted",
            "not stated,1,1,1,counted",
        ],
        [
            "age,low,high,mean_low,mean_high,basis",
            "20..29,1,1,,,counted",
            "24,1,1,,,counted",
            "30,1,1,,,counted",
            "not stated,2,2,,,counted",
            "average,,,24.666666666666668,27.666666666666668,counted",
        ],
    ]


@pytest.mark.parametrize(
    ("options", "stem", "size"),
    [
        ({"lang": "ru"}, "years.ru", (1600, None)),
        ({"size": "social"}, "years.social", (1080, 1080)),
        ({"size": "slide"}, "years.slide", (2666, 1500)),
        ({"lang": "uk", "size": "print-single"}, "years.uk.print-single", (700, None)),
        ({"size": "print-double"}, "years.print-double", (1440, None)),
    ],
    ids=str,
)
def test_pages_are_called_by_language_and_size(
    options: dict[str, str], stem: str, size: tuple[int, int | None], case: mb.Case
) -> None:
    page = mb.figure("years", case, **options)
    width, height = (int(inches * 200 + 1e-6) for inches in page.figure.get_size_inches())
    assert (page.stem, width, size[1] or height) == (stem, size[0], height)


def test_files_say_in_which_language_they_are(tmp_path: Path) -> None:
    assert main(["draw", str(CASE), "years", "--out", str(tmp_path), "--lang", "uk", "--size", "print-single"]) == 0
    assert names_in(tmp_path) == [f"years.uk.print-single.{ending}" for ending in ENDINGS]
    with Image.open(tmp_path / "years.uk.print-single.png") as image:
        assert image.size[0] == 700
        assert (image.text["Language"], image.text["Identifier"]) == ("uk", "years.uk.print-single")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"lang": "fr"}, "no language 'fr'; available: en, ru, uk, or a catalogue of your own, as fr.ftl"),
        ({"size": "poster"}, "no size 'poster'; available: web, social, slide, print-single, print-double"),
    ],
    ids=str,
)
def test_an_unknown_language_or_size_is_an_error_before_anything_is_written(
    options: dict[str, str], message: str, case: mb.Case, tmp_path: Path
) -> None:
    out = tmp_path / "new"
    with pytest.raises(mb.MusterError) as error:
        mb.build_figures(case, out, ["ages"], **options)
    assert str(error.value) == message
    assert not out.exists()


@each_figure
def test_tables_and_texts_end_in_one_line_feed(name: str, built: Path) -> None:
    for ending in ("csv", "txt"):
        content = (built / f"{name}.{ending}").read_bytes()
        assert content.endswith(b"\n")
        assert not content.endswith(b"\n\n")
        assert b"\r" not in content
    assert len((built / f"{name}.txt").read_text("utf-8").splitlines()) == 1


def private_words() -> list[str]:
    """Give what only this machine knows."""
    found = [
        str(ROOT),
        str(Path.home()),
        socket.gethostname(),
        os.environ.get("USER", ""),
        tempfile.gettempdir(),
        "/" + "home/",
        "/" + "Users/",
    ]
    with contextlib.suppress(KeyError, OSError):
        found.append(getpass.getuser())
    return sorted({one for one in found if len(one) > 3})


@pytest.mark.parametrize("file", FILES)
def test_no_file_knows_the_machine_it_was_built_on(file: str, built: Path) -> None:
    content = (built / file).read_bytes()
    assert [word for word in private_words() if re.search(rb"\b" + re.escape(word.encode()), content)] == []


def test_a_notebook_shows_the_picture_and_its_text(
    case: mb.Case, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Any] = []
    display = pytest.importorskip("IPython.display")
    monkeypatch.setattr(display, "display", lambda what, **options: shown.append((what, options)))
    page = mb.figure("years", case)
    page._ipython_display_()
    metadata = {"image/png": {"alt": page.alt}}
    assert shown == [({"image/png": page.png, "text/plain": page.alt}, {"raw": True, "metadata": metadata})]
    assert capsys.readouterr().out == ""
