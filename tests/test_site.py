"""The site as its readers have it: built whole, opened from a file in headless Chromium, cut off from any network."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

import musterbook as mb
from browsing import violations
from exploring import EXPLORE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]
CASE = "moscow-foreigners-2023-24"
KINDS = [
    "index",
    f"cases/{CASE}",
    "guide/columns",
    "notebooks/05-what-the-figures-leave-open",
    "library/musterbook.counts",
    "search",
]
MOST_BYTES = 20 * 10**6
# The report has tests of its own: here its place is enough, with what the site puts a way back into.
QUICK = """
import runpy, sys, musterbook.report
top = '<header class="top">\\n'
musterbook.report.build_report = lambda case, out: out if out.write_text(top + case.title, "utf-8") else out
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Path:
    """Build the site of one case; ``make site`` builds that of all."""
    assert browser.is_connected()
    out = tmp_path_factory.mktemp("site") / "site"
    command = [sys.executable, *([] if EXPLORE else ["-c", QUICK]), ROOT / "site" / "build.py", out, CASE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.fixture
def page(site: Path, browser: Browser) -> Iterator[Page]:
    """Give a page without a network that may ask for files of the site alone."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: asked.append(f"error: {error}"))
    yield page
    context.close()
    assert [url for url in asked if not url.startswith((site.as_uri(), "data:"))] == []


def pages(site: Path) -> list[Path]:
    """Give every page, without the reports, which have tests of their own."""
    return sorted(path for path in site.rglob("*.html") if path.name != "report.html")


def test_every_page_is_there_and_the_site_is_small(site: Path) -> None:
    names = {path.relative_to(site).with_suffix("").as_posix() for path in pages(site)}
    guide = {f"guide/{path.stem}" for path in (ROOT / "docs").glob("*.md")}
    notebooks = {f"notebooks/{path.stem}" for path in (ROOT / "notebooks").glob("*.ipynb")}
    library = {f"library/musterbook.{name}" for name in {*mb.__all__} - {"plot"}}
    library |= {f"library/musterbook.plot.{name}" for name in mb.plot.__all__}
    assert {"index", "changelog", f"cases/{CASE}", *guide, *notebooks, *library} <= names
    assert {"report.html", "claims.csv", "datapackage.json", f"{CASE}.sqlite"} <= {
        path.name for path in (site / "cases" / CASE).iterdir()
    }
    report = (site / "cases" / CASE / "report.html").read_text("utf-8")
    assert f'<a href="../{CASE}.html">Back to the site</a>' in report
    assert sum(path.stat().st_size for path in site.rglob("*")) < MOST_BYTES


def test_every_link_leads_somewhere(site: Path) -> None:
    broken = []
    for path in pages(site):
        text = path.read_text("utf-8")
        for found in re.findall(r'(?:href|src)="([^"#?]+)', text):
            if "://" not in found and not found.startswith(("data:", "mailto:")):
                target = path.parent / unquote(unescape(found))
                broken += [] if target.exists() else [f"{path.relative_to(site)}: {found}"]
    assert broken == []


def test_the_library_is_shown_as_its_readers_use_it(site: Path) -> None:
    """No import of its rooms, no address of an object, no sentence where a type stands: a colon makes it one."""
    texts = {path.stem: path.read_text("utf-8") for path in (site / "library").glob("*.html")}
    words = {name: unescape(re.sub("<[^>]+>", "", text)) for name, text in texts.items()}
    assert [name for name, text in words.items() if re.search(r"from musterbook\.|<function|0x[0-9a-f]{6}", text)] == []
    types = {name: re.findall(r"Type<span.*?</dt>\s*<dd.*?><p>(.*?)</p>", text) for name, text in texts.items()}
    assert [(name, one) for name, found in types.items() for one in found if len(one.split()) > 6] == []


def looked_at(site: Path) -> list[Path]:
    """Give a page of each kind; with EXPLORE=1 every page there is."""
    there = {path.relative_to(site).with_suffix("").as_posix(): path for path in pages(site)}
    return [there[name] for name in (there if EXPLORE else KINDS)]


def test_axe_finds_nothing(site: Path, page: Page) -> None:
    found = []
    for path in looked_at(site):
        page.goto(path.as_uri())
        found += [f"{path.relative_to(site)}: {one}" for one in violations(page)]
    assert found == []


def test_a_narrow_screen_is_never_scrolled_sideways(site: Path, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    wide = []
    written = [path for path in pages(site) if path.parent.name in {"guide", "notebooks"}]
    for path in sorted({*looked_at(site), *written}):
        page.goto(path.as_uri())
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path.relative_to(site).as_posix())
    assert wide == []


def test_a_search_finds_a_name_of_the_library_from_a_file(site: Path, page: Page) -> None:
    page.goto((site / "index.html").as_uri())
    page.fill("input.sidebar-search", "link_crossings")
    page.press("input.sidebar-search", "Enter")
    page.locator("#search-results li a", has_text="link_crossings").first.click()
    assert "link_crossings" in page.locator("h1").inner_text()
