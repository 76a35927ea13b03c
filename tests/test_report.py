"""The report of a case: what stands in the file, without a browser. What a reader sees is in test_report_browser."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
import yaml

import musterbook as mb
from musterbook.cli import main
from pages import EVIL, MOSCOW, ROOT, Page, hostile_case, hostile_page, moscow_page, report_of, small_case

TABLES = ["populations", "sources", "claims", "records"]
SECTIONS = [
    "findings",
    "claims",
    "people",
    "readings",
    "sources",
    "methods",
    "limits",
    "cite",
    "data",
]
CLAIM = "a,s,,p,count,signup,,>=,5,people,at least,used,,"


def rows(table: str) -> list[dict[str, str]]:
    """Read one table of the shipped case."""
    with (MOSCOW / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def content(address: str) -> bytes:
    """Give what a data address holds."""
    head, _, body = address.partition(",")
    assert head.endswith(";base64")
    return base64.b64decode(unquote_to_bytes(body), validate=True)


@pytest.fixture(scope="module")
def page() -> Page:
    """Give the report of the shipped case, taken apart."""
    return Page(moscow_page())


def reported(folder: Path, about: dict[str, object] | None = None, **rows: str) -> Page:
    """Give the report of a case of a few rows, taken apart."""
    small_case(folder / "case", about, **rows)
    return Page(report_of(folder / "case"))


def test_a_page_has_one_title_landmarks_and_every_section(page: Page) -> None:
    title = mb.read_case(MOSCOW).title
    assert moscow_page().startswith("<!doctype html>\n")
    assert [text for _, text in page.all("title")] == [text for _, text in page.all("h1")] == [title]
    assert [len(page.all(tag)) for tag in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    assert [attrs["id"] for attrs, _ in page.all("section")] == SECTIONS
    assert [attrs["href"] for attrs, _ in page.all("a")][: len(SECTIONS) + 1] == [
        "#main",
        *(f"#{one}" for one in SECTIONS),
    ]


def test_headings_skip_no_level(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_ids_are_unique_and_every_reference_leads_somewhere(page: Page) -> None:
    ids = page.ids()
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    named = [attrs["href"][1:] for _, attrs in page.elements if attrs.get("href", "").startswith("#")]
    for key in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
        named += [one for _, attrs in page.elements for one in attrs.get(key, "").split()]
    named += re.findall(r"url\(#([^)]*)\)", moscow_page())
    assert len(named) > 300
    assert set(named) <= set(ids)


def test_nothing_in_it_is_fetched(page: Page) -> None:
    """Every address is in the page, or behind a link that somebody has to follow."""
    for tag, attrs in page.elements:
        for key in ("src", "href", "data", "poster", "srcset", "action", "formaction", "xlink:href"):
            outside = attrs.get(key, "").startswith(("http", "//"))
            assert not outside or (tag, key) == ("a", "href")
        assert not {key for key in attrs if key.startswith("on")}
    assert {tag for tag, _ in page.elements} & {"iframe", "object", "embed", "base", "form"} <= {"form"}
    assert [attrs["href"] for attrs, _ in page.all("link")] == ["data:,"]
    assert not re.search(r"@import|url\((?!#fig-)", moscow_page())


def test_its_policy_names_its_own_style_and_script_and_forbids_the_rest(page: Page) -> None:
    [style] = re.findall(r"<style>(.*?)</style>", moscow_page(), re.DOTALL)
    [script] = re.findall(r"<script>(.*?)</script>", moscow_page(), re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    [policy] = [attrs["content"] for attrs, _ in page.all("meta") if "http-equiv" in attrs]
    assert policy == (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"style-src-elem 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; base-uri 'none'; form-action 'none'"
    )


def test_every_row_of_every_table_is_on_it(page: Page) -> None:
    ids = set(page.ids())
    for table, kind in zip(TABLES, ["population", "source", "claim", "record"], strict=True):
        found = rows(table)
        assert len(found) >= 4
        assert [row for row in found if f"{kind}-{row[f'{kind}_id']}" not in ids] == []
    words = page.words()
    assert [row["note"] for table in TABLES for row in rows(table) if " ".join(row["note"].split()) not in words] == []
    assert [row["url"] for row in rows("sources") if f'href="{row["url"]}"' not in moscow_page()] == []


def test_a_claim_reads_as_it_was_printed_and_as_it_is_taken(page: Page) -> None:
    """Its number in the table, what it counts, what was printed, and below that what it is read as."""
    found = {attrs["id"].removeprefix("claim-"): text for attrs, text in page.all("tr") if attrs.get("id")}
    said = {
        "istories-total": "All people at least 51 people Important Stories",
        "istories-2023": "Signup, June–December 2023 31 people Important Stories",
        "istories-same-day": "On the day of arrival for instance 1 person read as at least 1 Important Stories",
        "united24-returned": "Returned reportedly 4 people read as exactly 4 United24 Media",
        "politico-in-forces": "All people over 150 people read as at least 150 Politico",
        "istories-every-month": "Months with anybody regularly every Important Stories",
        "kyivindependent-north-koreans": "All people some 12,000 people read as about 12,000 The Kyiv Independent",
    }
    assert {name: text for name, text in said.items() if f" {text}" not in found[name]} == {}


def test_findings_lead_and_each_stands_beside_its_chart(page: Page) -> None:
    case = mb.read_case(MOSCOW)
    ids = [attrs["id"] for _, attrs in page.elements if re.match(r"(finding|fig)-[a-z]+$", attrs.get("id", ""))]
    pairs = {name: found[0] for name, found in zip(ids, pairwise([*ids, ""]), strict=False)}
    assert list(pairs)[:4] == ["finding-total", "fig-cumulative", "finding-months", "fig-monthly"]
    assert {name for name in ids if name.startswith("fig-")} == {f"fig-{name}" for name in mb.list_figures()}
    for name in mb.list_texts()[1:]:
        for line in str(mb.tell(case, name)).split("\n"):
            head, _, rest = line.removeprefix("- ").removeprefix("**").partition(".**")
            for part in re.split(r" \([a-z0-9-]+\)", rest or head):
                assert " ".join(part.split()).strip(".;") in page.words()


def test_a_claim_is_named_by_a_footnote_and_never_by_its_id(page: Page) -> None:
    ids = [row["claim_id"] for row in rows("claims")]
    told = [text for _, text in page.all("p", "li", "h3", "dd")]
    assert [text for text in told for one in ids if f"({one})" in text] == []
    assert (
        f'<sup><a href="#claim-united24-same-day" aria-label="Claim {ids.index("united24-same-day") + 1}">'
        in moscow_page()
    )


def test_every_figure_is_drawn_wide_and_narrow_named_described_and_to_be_had(page: Page) -> None:
    texts = {attrs["id"]: text for (_, attrs), text in zip(page.elements, page.texts, strict=True) if "id" in attrs}
    drawings = [attrs for attrs, _ in page.all("svg")]
    names = [one["id"].removeprefix("fig-") for one, _ in page.all("figure")]
    assert sorted(names) == sorted(mb.list_figures())
    assert [one["aria-labelledby"] for one in drawings] == [f"fig-{name}-title" for name in names for _ in range(2)]
    assert {one["role"] for one in drawings} == {"img"}
    assert all(texts[one["aria-labelledby"]] and texts[one["aria-describedby"]].strip() for one in drawings)
    files = [attrs["download"] for attrs, _ in page.all("a") if "download" in attrs]
    figures = [f"figure-{name}.{end}" for name in names for end in ("csv", "png", "svg")]
    assert files[: len(figures)] == figures


def test_the_files_in_it_are_those_of_the_library(page: Page) -> None:
    picture = mb.figure("years", mb.read_case(MOSCOW))
    found = [(attrs["download"], content(attrs["href"])) for attrs, _ in page.all("a") if "download" in attrs]
    assert [file for file in found if "years" in file[0]] == [
        (f"figure-years.{end}", picture.files[end]) for end in ("csv", "png", "svg")
    ]
    assert found[-4:] == [(f"{table}.csv", (MOSCOW / f"{table}.csv").read_bytes()) for table in TABLES]


def test_the_data_behind_a_figure_tell_reported_from_inferred(page: Page) -> None:
    """A year with its numbers, long ones rounded: 31 / 7 is 4.428571."""
    cells = [text for _, text in page.all("th", "td")]
    head, first = cells.index("covers") - 1, cells.index("2023-06/2023-12") - 1
    assert cells[head : head + 7] == ["year", "covers", "months", "people", "low", "high", "per month"]
    assert cells[first : first + 7] == ["2023", "2023-06/2023-12", "7.0", "31", "31", "31", "4.429"]
    marks = Counter(attrs["class"] for attrs, _ in page.all("span") if "mark-" in attrs.get("class", ""))
    assert marks["mark mark-reported"] > 1
    assert marks["mark mark-inferred"] > 1
    assert marks["mark mark-disputed"] == 1 + 1


def test_readings_count_tables_and_the_ranges_that_change(page: Page) -> None:
    readings = next(text for attrs, text in page.all("section") if attrs["id"] == "readings")
    variables = [text for attrs, text in page.all("tr") if attrs.get("class") == "group"]
    assert variables == ["Sign-ups by month", "Days from arrival to sign-up", "Outcomes", "Ages"]
    [months] = re.findall(f"{variables[0]} (.*?) {variables[1]}", readings)
    named = "As judged|Every cell occupied|Ties for the peak allowed|Records ignored"
    assert re.findall(rf"({named}) .*? ([\d,]+) (–|\d+ of \d+)", months) == [
        ("As judged", "31,724,952", "–"),
        # Every open month but August and September, each of which a described person holds open already.
        ("Every cell occupied", "13,285,356", "9 of 12"),
        ("Ties for the peak allowed", "100,703,088", "11 of 12"),
        ("Records ignored", "38,144,736", "2 of 12"),
    ]
    assert "As The Kyiv Independent prints it" in readings.partition(variables[1])[2]


def test_it_says_how_to_cite_the_publisher_the_data_and_the_tool(page: Page) -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    [reference] = citation["references"]
    words = page.words()
    assert f"{citation['authors'][0]['name']}. {citation['title']}. Software, version {citation['version']}" in words
    assert f"{citation['license']} licence" in words
    assert "Important Stories (11 April 2025). IStories Identified" in words
    assert reference["url"] in words
    assert "Data package moscow-2023-24, version 1.0.0, frozen on 23 November 2026." in words
    assert "Licence of the data, figures and texts: Creative Commons Attribution 4.0 – CC-BY-4.0. " in words
    assert f"Licence of the code: {citation['license']}." in words


def test_no_number_is_typed_into_the_template() -> None:
    template = (Path(mb.__file__).parent / "page" / "report.html").read_text("utf-8")
    typed = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", template, flags=re.DOTALL)
    assert re.findall(r".*\d.*", typed) == []
    words = re.findall(r'"([^"]*)"', "".join(re.findall(r"\{%-? set [A-Z]+ =.*?%\}", template, re.DOTALL)))
    assert len(words) > 40
    assert [one for one in words if re.search(r"\d", one)] == []


def test_what_a_case_has_not_has_no_heading_and_no_excuse(tmp_path: Path) -> None:
    page = reported(tmp_path, claims="a,s,,p,minimum,age,,=,20,years,,used,,")
    words = page.words()
    assert [attrs["id"] for attrs, _ in page.all("section")] == [
        one for one in SECTIONS if one not in {"people", "readings"}
    ]
    assert not re.search(r"do not answer|not drawn|nothing is claimed|nothing can be told|cannot tell", words)
    assert not [
        attrs for attrs, _ in page.all("h3", "h4") if attrs.get("id", "") in {"finding-months", "fig-lags-title"}
    ]
    assert "Licence of the data, figures and texts: the case states none, so ask whoever made it." in words


SMALL = {
    "no-claims": {},
    "no-window": {"populations": "p,People,,,", "claims": "a,s,,p,minimum,age,,=,20,years,,used,,"},
    "contradiction": {"claims": f"{CLAIM.replace('>=', '=')}\nb,s,,p,count,signup,2023-02,>=,9,people,,used,,"},
    "amount-alone": {"claims": "a,s,,p,amount,,,=,5,RUB,,context,,"},
    "vague-alone": {"claims": "a,s,,p,occupied,signup,,~,,months,,vague,,"},
    "record-alone": {"records": "r,p,2023-02~,,,,18..,,,s,"},
}


@pytest.mark.parametrize("tables", SMALL.values(), ids=SMALL)
def test_a_case_of_little_still_has_a_report(tables: dict[str, str], tmp_path: Path) -> None:
    page = reported(tmp_path, **tables)
    found = [attrs["id"] for attrs, _ in page.all("section")]
    assert found == [one for one in SECTIONS if one in found]
    assert set(SECTIONS) - set(found) <= {"people", "readings"}
    ids = set(page.ids())
    assert {attrs["href"][1:] for attrs, _ in page.all("a") if attrs["href"].startswith("#")} <= ids


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Give a case whose texts try to become part of the page, and its report."""
    folder = tmp_path_factory.mktemp("hostile")
    hostile_case(folder)
    return folder, hostile_page()


def test_hostile_texts_stay_texts(hostile: tuple[Path, str]) -> None:
    _, html = hostile
    page = Page(html)
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert [len(page.all(tag)) for tag in ("script", "style", "img", "title")] == [1, 1, 0, 1]
    assert [text for _, text in page.all("h1")] == [EVIL]
    assert page.words().count(EVIL) >= 8
    assert not [attrs for _, attrs in page.elements if any(name.startswith("on") for name in attrs)]
    assert {attrs["href"].partition(":")[0] for attrs, _ in page.all("a") if attrs["href"][0] != "#"} == {
        "data",
        "https",
    }


def test_any_script_and_any_length_of_text(tmp_path: Path) -> None:
    title = "名单上的人 — Люди из списка — أشخاص في قائمة"
    note = "очень длинное примечание " * 400
    page = reported(tmp_path, {"title": title}, claims=f"{CLAIM}{note.strip()}")
    assert [(attrs["dir"], text) for attrs, text in page.all("h1")] == [("auto", title)]
    assert note.strip() in page.words()


def test_the_same_case_gives_the_same_bytes_in_another_process(hostile: tuple[Path, str], tmp_path: Path) -> None:
    folder, html = hostile
    done = subprocess.run(
        [sys.executable, "-m", "musterbook", "report", str(folder), "--out", "a/b.html"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONHASHSEED": "4711", "MPLBACKEND": "Agg"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "a" / "b.html").read_bytes() == html.encode("utf-8")


def test_a_drawing_of_very_many_marks_becomes_a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("musterbook.report.LARGEST_DRAWING", 10)
    page = reported(tmp_path, claims=CLAIM)
    picture = mb.figure("claims", mb.read_case(tmp_path / "case"))
    [image] = [attrs for attrs, _ in page.all("img") if attrs["alt"] == picture.alt]
    assert content(image["src"]) == picture.png
    files = [attrs["download"] for attrs, _ in page.all("a") if "figure-claims" in attrs.get("download", "")]
    assert files == ["figure-claims.csv", "figure-claims.png"]


def test_a_long_table_is_cut_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("musterbook.report.MOST_ROWS", 1)
    page = reported(tmp_path, claims=f"{CLAIM}\nb,s,,p,count,age,38,=,1,people,,used,,")
    cut = [text for _, text in page.all("table") if "1 further row in the file alone." in text]
    assert [len(re.findall("reported|inferred|derived", text)) for text in cut] == [1, 1]


def test_a_column_of_the_case_alone_is_shown_and_can_be_taken_away(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    small_case(folder, records="r,p,2023-02-01,,,,31,,,s,")
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    [records] = [one for one in descriptor["resources"] if one["name"] == "records"]
    records["schema"]["fields"].append({"name": "wounded", "type": "string", "coarse": "period"})
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    head, row = (folder / "records.csv").read_text("utf-8").splitlines()
    (folder / "records.csv").write_text(f"{head},wounded\n{row},2023-03\n", "utf-8")
    mb.accept_files(folder)
    page = Page(report_of(folder))
    [table] = [text for _, text in page.all("table") if "described in the sources" in text]
    assert ("wounded" in table, "March 2023" in table) == (True, True)
    [file] = [content(one["href"]) for one, _ in page.all("a") if one.get("download") == "records.csv"]
    assert file == (folder / "records.csv").read_bytes()


def test_the_command_writes_a_file_and_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    small_case(tmp_path / "case")
    monkeypatch.setattr("musterbook.report.report_html", lambda case, **_: case.title)
    monkeypatch.chdir(tmp_path)
    assert main(["report", "case"]) == 0
    assert main(["report", "case", "--out", "new/folder/page.html"]) == 0
    assert capsys.readouterr() == ("report.html\nnew/folder/page.html\n", "")
    written = [tmp_path / "report.html", tmp_path / "new" / "folder" / "page.html"]
    assert [path.read_text("utf-8") for path in written] == ["A small case"] * 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case", "new", "report.html"]


def test_a_missing_case_is_answered_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "nowhere", "--out", str(tmp_path / "page.html")]) == 1
    assert capsys.readouterr().err == (
        "musterbook: nowhere is not a case: a case is a folder with a datapackage.json in it. "
        "The cases that come with musterbook: central-asia-2023-25, moscow-2023-24, moscow-foreigners-2023-24.\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["folder", "file/page.html"])
def test_a_place_that_cannot_be_written_to_is_named_before_anything_is_drawn(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine", "utf-8")
    monkeypatch.setattr("musterbook.report.report_html", lambda *_, **__: pytest.fail("the page was made"))
    assert main(["report", str(MOSCOW), "--out", str(tmp_path / place)]) == 1
    no_folder = f"{tmp_path / 'file'} is a file and no folder"
    why = {"folder": "something that is no file stands there", "file/page.html": no_folder}[place]
    assert capsys.readouterr().err == f"musterbook: {tmp_path / place}: {why}\n"
    assert (tmp_path / "file").read_text("utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_a_folder_without_permission_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path / ".report-temporary"))

    monkeypatch.setattr("tempfile.mkdtemp", refuses)
    assert main(["report", str(MOSCOW), "--out", str(tmp_path / "page.html")]) == 1
    assert capsys.readouterr().err == f"musterbook: {tmp_path / 'page.html'}: Permission denied\n"


def test_an_interrupted_report_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: mb.Case, **__: bool) -> str:
        raise KeyboardInterrupt

    out = tmp_path / "page.html"
    out.write_text("old", "utf-8")
    monkeypatch.setattr("musterbook.report.report_html", interrupted)
    assert main(["report", str(MOSCOW), "--out", str(out)]) == 130
    assert out.read_text("utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_the_table_files_are_csv(page: Page) -> None:
    for attrs, _ in page.all("a"):
        if attrs.get("download", "").endswith(".csv"):
            header, *lines = csv.reader(io.StringIO(content(attrs["href"]).decode("utf-8"), newline=""))
            assert {len(line) for line in lines} == {len(header)}
