"""Build the site: lay out what Sphinx reads in a temporary folder, then let it write build/site.

    python site/build.py [FOLDER [CASE ...]]

Guide, notebooks and changelog are taken as they stand; pages of cases and of the library are made from what there is.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sphinx.cmd.build import build_main

import musterbook as mb
from musterbook.report import build_report

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "site"
PAGES = Environment(
    loader=FileSystemLoader(HERE / "pages"), undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
)

MENDED = {
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="Site">',
    '<aside class="toc-drawer': '<aside aria-label="This page" class="toc-drawer',
    "<pre>": '<pre tabindex="0">',
    '<div class="cell_output': '<div tabindex="0" class="cell_output',
    "<th></th>": "<td></td>",
    '<div id="search-results">': '<h1>Search</h1><div id="search-results">',
}


def lay_out(place: Path, names: Sequence[str]) -> None:
    """Put everything that the site is made of into a folder."""
    for folder in ("_static", "_templates"):
        shutil.copytree(HERE / folder, place / folder)
    shutil.copy(HERE / "conf.py", place)
    shutil.copy(ROOT / "CHANGELOG.md", place / "changelog.md")
    shutil.copytree(ROOT / "docs", place / "guide")
    (place / "notebooks").mkdir()
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        nbformat.write(with_alt(nbformat.read(path, as_version=4)), place / "notebooks" / path.name)
    cases = [lay_out_case(name, place) for name in sorted(names, key=lambda name: -len(mb.load_case(name).claims))]
    start = "\n\n".join(map(section, ("Two commands", "Three lines from a list to a chart")))
    guides = [line.replace("(docs/", "(guide/") for line in section("More").splitlines() if "(docs/" in line]
    # Where the site is built by a workflow, that is where its readers find the code.
    code = "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}".format(**os.environ) if "GITHUB_REPOSITORY" in os.environ else ""
    for page in ("index", "cases", "guide", "notebooks", "library"):
        text = PAGES.get_template(f"{page}.md").render(cases=cases, start=start, guides=guides, code=code)
        (place / f"{page}.md").write_text(text, "utf-8")


def lay_out_case(name: str, place: Path) -> dict[str, object]:
    """Put the page, the report, a picture and the data of a case into a folder; give what the page tells."""
    case, files = mb.load_case(name), place / "_files" / "cases" / name
    shutil.copytree(ROOT / "data" / name, files)
    build_report(case, files / "report.html")
    case.to_sqlite(files / f"{name}.sqlite")
    picture = draw_first(case, place / "cases" / name)
    tables = {path.stem: len(getattr(case, path.stem)) for path in sorted(files.glob("*.csv"))}
    alt = (place / "cases" / name / f"{picture}.txt").read_text("utf-8").strip()
    told = {"case": case, "picture": picture, "alt": alt, "tables": tables, "findings": mb.tell(case, "findings")}
    (place / "cases" / f"{name}.md").write_text(PAGES.get_template("case.md").render(told), "utf-8")
    return told


def draw_first(case: mb.Case, folder: Path) -> str:
    """Draw the first chart of a case that has a published number in it; give its name."""
    for name in mb.list_figures():
        with suppress(mb.MusterError):
            page = mb.figure(name, case)
            if (page.table["basis"] == "reported").any():
                page.save(folder)
                return name
    raise SystemExit(f"site: {case.name} has no chart")


def with_alt(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Tell Sphinx the text of each picture, which stands in the metadata of its output."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if alt := output.get("metadata", {}).get("image/png", {}).get("alt"):
                cell.metadata["mystnb"] = {"image": {"alt": alt}}
    return notebook


def mend(out: Path) -> None:
    """Give names and the keyboard's reach to what the theme and pandas leave without."""
    for path in out.rglob("*.html"):
        if path.name != "report.html":
            text = path.read_text("utf-8")
            for old, new in MENDED.items():
                text = text.replace(old, new)
            path.write_text(text, "utf-8")


def section(title: str) -> str:
    """Give a section of the README with its heading."""
    body = (ROOT / "README.md").read_text("utf-8").partition(f"## {title}\n")[2].partition("\n## ")[0]
    return f"## {title}\n{body}".rstrip()


def main(out: Path, names: Sequence[str]) -> int:
    """Build the site in a folder; a warning is an error."""
    shutil.rmtree(out, ignore_errors=True)
    # What Sphinx makes lives until the end; to look for garbage in it takes an eighth of the time.
    gc.disable()
    with tempfile.TemporaryDirectory(prefix="musterbook-site-") as folder:
        lay_out(Path(folder), names)
        failed = build_main(["-q", "-W", "--keep-going", "-b", "html", "-d", f"{folder}/_trees", folder, str(out)])
    if not failed:
        mend(out)
        print(f"site: open {out}/index.html, or put the folder on any web server")
    return failed


if __name__ == "__main__":
    sys.exit(main(Path(*sys.argv[1:2] or [ROOT / "build" / "site"]), sys.argv[2:] or mb.list_cases()))
