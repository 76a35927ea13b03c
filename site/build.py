"""Build the site: lay out what Sphinx reads in a temporary folder, then let it write build/site.

    python site/build.py [FOLDER [CASE ...]]

Guide, notebooks and changelog are taken as they stand; pages of cases and of the library are made from what there is.
"""

from __future__ import annotations

import gc
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from html import escape
from pathlib import Path

# jsonschema would compile dozens of grammars for addresses, which no notebook is held against and takes seconds.
if "rfc3987_syntax" not in sys.modules:
    sys.modules["rfc3987_syntax"] = None

import nbformat
import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sphinx.cmd.build import build_main

import musterbook as mb
from musterbook.report import build_report

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "site"
PAGES = Environment(
    loader=FileSystemLoader(HERE / "pages"), undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
)

# Drawn anew for a narrow screen: what is shrunk cannot be read.
PICTURE = '<picture><source media="(max-width: 40em)" srcset="{0}{1}"><img src="{0}{2}" alt="{3}"></picture>'

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
    for folder in ("cases", "notebooks"):
        (place / folder).mkdir()
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        nbformat.write(with_alt(nbformat.read(path, as_version=4)), place / "notebooks" / path.name)
    more = section("More").splitlines()
    # Where the site is built by a workflow, that is where its readers find the code.
    code = "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}".format(**os.environ) if "GITHUB_REPOSITORY" in os.environ else ""
    largest_first = sorted(names, key=lambda name: -len(mb.load_case(name).claims))
    told = {
        "cases": [lay_out_case(name, place) for name in largest_first],
        "start": "\n\n".join(map(section, ("Two commands", "From a list to a chart"))),
        "guides": [line.replace("(docs/", "(guide/") for line in more if "(docs/" in line],
        "notebooks": re.findall(r"`notebooks/(.+)\.ipynb` \| (.+) \|", "\n".join(more)),
        "licences": section("Licences"),
        "tool": yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8")),
        "code": code,
    }
    for page in ("index", "cases", "guide", "notebooks", "library", "cite"):
        (place / f"{page}.md").write_text(PAGES.get_template(f"{page}.md").render(told), "utf-8")


def lay_out_case(name: str, place: Path) -> dict[str, object]:
    """Put the page, the report, a picture and the data of a case into a folder; give what the page tells."""
    case, files = mb.load_case(name), place / "_files" / "cases" / name
    shutil.copytree(ROOT / "data" / name, files)
    report = build_report(case, files / "report.html")
    top = '<header class="top">\n'
    back = f'{top}<p><a href="../{name}.html">Back to the site</a></p>\n'
    report.write_text(report.read_text("utf-8").replace(top, back, 1), "utf-8")
    case.to_sqlite(files / f"{name}.sqlite")
    tables = {path.stem: len(getattr(case, path.stem)) for path in sorted(files.glob("*.csv"))}
    told = {
        "case": case,
        "picture": draw_first(case, files / "figures"),
        "tables": tables,
        "findings": linked(case, mb.tell(case, "findings")),
    }
    (place / "cases" / f"{name}.md").write_text(PAGES.get_template("case.md").render(told), "utf-8")
    return told


def draw_first(case: mb.Case, folder: Path) -> Callable[[str], str]:
    """Draw the first chart of a case that has a published number in it; give its HTML, for pages of any folder."""
    for name in mb.list_figures():
        with suppress(mb.MusterError):
            wide = mb.figure(name, case)
            if (wide.table["basis"] == "reported").any():
                narrow = mb.figure(name, case, size="print-single")
                addresses = [f"{case.name}/figures/{one.stem}.png" for one in (narrow, wide) if one.save(folder)]
                return lambda above: PICTURE.format(above, *addresses, escape(wide.alt))
    raise SystemExit(f"site: {case.name} has no chart")


def linked(case: mb.Case, text: str) -> str:
    """Lead from each claim that a text names in brackets to its place in the report."""
    claim = rf"\(({'|'.join(map(re.escape, case.claims['claim_id']))})\)"
    return re.sub(claim, rf'(<a href="{case.name}/report.html#claim-\1">\1</a>)', text)


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
