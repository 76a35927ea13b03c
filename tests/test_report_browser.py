"""The report as a reader has it: seen, printed, filtered by keyboard, read aloud, in headless Chromium.

One browser opens the page from a file, cut off from any network. Every test that opens it also fails on a message in
the console and on any request besides the file itself.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import musterbook as mb
from browsing import violations
from exploring import EXPLORE
from pages import EVIL, MOSCOW, hostile_case, hostile_page, moscow_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# One worker runs all of them, so that one browser and one page do.
A4_BETWEEN_MARGINS = (297 - 2 * 16) * 96 / 25.4
with (MOSCOW / "claims.csv").open(encoding="utf-8", newline="") as file:
    CLAIMS = len(list(csv.DictReader(file)))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Path:
    """Give the report of the shipped case as a file; the browser comes first, for without it none is needed."""
    assert browser.is_connected()
    out = tmp_path_factory.mktemp("report") / "report.html"
    out.write_text(moscow_page(), "utf-8")
    return out


@pytest.fixture(scope="module")
def table(report: Path) -> Path:
    """Give the report with empty drawings and files, which take a browser most of its time, to look at the rest."""
    out = report.with_name("table.html")
    page = re.sub(r"(<svg\b[^>]*>).*?</svg>", r"\1</svg>", report.read_text("utf-8"), flags=re.DOTALL)
    out.write_text(re.sub(r'href="data:[^"]*"', 'href="data:,"', page), "utf-8")
    return out


@contextmanager
def opened(browser: Browser, file: Path, width: int = 1280, **options: Any) -> Iterator[Page]:
    """Open a file without a network; afterwards, nothing may have been asked for and nothing complained of."""
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True, **options)
    try:
        page = context.new_page()
        heard: list[str] = []
        page.on("console", lambda message: heard.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: heard.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (heard.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: heard.append(f"request: {request.url[:80]}"))
        page.goto(file.as_uri())
        yield page
        assert heard == [f"request: {file.as_uri()[:80]}"]
    finally:
        context.close()


def shown(page: Page) -> list[str]:
    """Give the ids of the claims that can be seen, in the order in which they stand."""
    seen: list[str] = page.evaluate(
        "[...document.querySelectorAll('#claims-table tbody tr')]"
        ".filter(one => one.checkVisibility()).map(one => one.id)"
    )
    return [one.removeprefix("claim-") for one in seen]


def told(page: Page) -> str:
    """Give what the live region says."""
    return page.locator("#claims-told[role=status]").inner_text()


def tab_to(page: Page, selector: str, after: str = "") -> None:
    """Press Tab until an element has the focus, from the top of the page or from what a test reached before."""
    if after and not EXPLORE:
        page.locator(after).focus()
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    pytest.fail(f"Tab never reaches {selector}")


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_is_in_the_way_of_anybody(browser: Browser, report: Path, table: Path, width: int) -> None:
    """Of a drawing axe sees that it is one and how it is named; colours are looked at in one width."""
    with opened(browser, report if EXPLORE else table, width) as page:
        assert violations(page, contrast=width == 1280 or EXPLORE) == []


def test_figures_are_dark_in_the_dark(browser: Browser, report: Path) -> None:
    for width in (1280, 360):
        with opened(browser, report, width, color_scheme="dark") as page:
            fills = page.evaluate(
                "[...document.querySelectorAll('.card svg')].filter(one => one.checkVisibility())"
                ".map(one => getComputedStyle(one.querySelector('path')).fill)"
            )
            assert (len(fills), {*fills}) == (len(mb.list_figures()), {"rgb(21, 23, 26)"})


def test_on_any_screen_the_page_scrolls_down_alone_and_has_drawings_that_fit(browser: Browser, report: Path) -> None:
    with opened(browser, report) as page:
        for width in (320, 360, 768, 1280):
            drawn, hidden = ("narrow", "wide") if width < 640 else ("wide", "narrow")
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") == width
            assert page.locator(f".for-{drawn} svg:visible").count() == len(mb.list_figures())
            assert page.locator(f".for-{hidden} svg:visible").count() == 0
            cards = page.locator(".card").all()
            assert all(one.evaluate("one => one.scrollWidth <= one.clientWidth") for one in cards)
            unreachable = page.evaluate(
                "[...document.querySelectorAll('main *')].filter(one => one.scrollWidth > one.clientWidth + 1"
                " && ['auto', 'scroll'].includes(getComputedStyle(one).overflowX)"
                " && !(one.tabIndex === 0 && one.role === 'region')).map(one => one.outerHTML.slice(0, 90))"
            )
            assert unreachable == []


def test_ten_claims_are_shown_and_then_all(browser: Browser, table: Path) -> None:
    with opened(browser, table) as page:
        first = shown(page)
        assert (len(first), told(page)) == (10, f"10 of {CLAIMS} claims shown.")
        tab_to(page, "#claims-all", after="#claims-words")
        page.keyboard.press("Enter")
        assert (len(shown(page)), shown(page)[:10]) == (CLAIMS, first)
        assert not page.locator("#claims-all").is_visible()
        assert page.evaluate("document.activeElement.closest('tr').id") == f"claim-{shown(page)[10]}"


def test_the_first_tab_offers_to_skip_to_the_report(browser: Browser, table: Path) -> None:
    with opened(browser, table) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
        assert page.locator(".skip").bounding_box()["y"] >= 0
        assert page.locator(".skip").evaluate("one => getComputedStyle(one).outlineWidth") == "3px"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_claims_are_filtered_by_keyboard(browser: Browser, table: Path) -> None:
    with opened(browser, table) as page:
        tab_to(page, "#claims-words")
        page.keyboard.type("day of Arrival united24")
        assert "united24-same-day" in shown(page)
        assert told(page) == f"{len(shown(page))} of {CLAIMS} claims shown."
        tab_to(page, "#claims-standing")
        page.keyboard.type("d")
        assert shown(page) == ["kyivindependent-same-day"]
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Control+A")
        page.keyboard.type("nobody printed this")
        page.keyboard.press("Enter")
        assert (shown(page), told(page)) == ([], f"0 of {CLAIMS} claims shown.")


def test_claims_are_sorted_by_keyboard(browser: Browser, table: Path) -> None:
    with opened(browser, table) as page:
        page.locator("#claims-all").click()
        page.locator("#main").focus()
        before = shown(page)
        tab_to(page, "th:nth-child(2) > button.sort")
        header = page.locator("#claims-table thead th").nth(1)
        numbers = []
        for key, state in (("Enter", "ascending"), ("Space", "descending"), ("Enter", "none")):
            page.keyboard.press(key)
            assert header.get_attribute("aria-sort") == state
            assert page.locator("th[aria-sort]:not([aria-sort=none])").count() == (state != "none")
            numbers.append(
                page.evaluate("[...document.querySelectorAll('td[data-value]')].map(one => one.dataset.value)")
            )
        up, down, _ = ([float(one) for one in ordered if one] for ordered in numbers)
        assert up == sorted(up)
        assert down == sorted(down, reverse=True)
        assert all(not any(ordered[len(up) :]) for ordered in numbers[:2]), "claims without a number come last"
        assert shown(page) == before
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert told(page) == f"{CLAIMS} of {CLAIMS} claims shown, sorted by Source, ascending."
        assert shown(page)[0].startswith("istories-")


def test_a_link_to_a_claim_that_is_filtered_out_shows_it(browser: Browser, table: Path) -> None:
    with opened(browser, table) as page:
        page.fill("#claims-words", "nobody printed this")
        page.locator("#findings a[href='#claim-united24-same-day']").first.click()
        page.locator("#claim-united24-same-day").wait_for(state="visible", timeout=5000)
        assert page.input_value("#claims-words") == ""
        assert told(page) == f"{CLAIMS} of {CLAIMS} claims shown."


def test_it_is_whole_without_scripts(browser: Browser, report: Path) -> None:
    with opened(browser, report, java_script_enabled=False) as page:
        assert page.locator("#claims-table tbody tr:visible").count() == CLAIMS
        assert page.locator("button:visible, input:visible, select:visible, [role=status]:visible").count() == 0
        assert page.locator("#findings .for-wide svg:visible").count() == len(mb.list_figures())
        page.locator("summary").first.click()
        assert page.locator("details table").first.is_visible()


def test_on_paper_everything_is_there_and_no_figure_is_cut(browser: Browser, report: Path) -> None:
    with opened(browser, report, 718) as page:
        page.fill("#claims-words", "nobody printed this")
        page.emulate_media(media="print")
        assert page.locator("#claims-table tbody tr:visible").count() == CLAIMS
        for gone in (".contents", ".controls", ".files", "details", ".skip"):
            assert page.locator(f"{gone}:visible").count() == 0
        plates = page.locator("figure.plate").all()
        assert {one.evaluate("one => getComputedStyle(one).breakInside") for one in plates} == {"avoid"}
        assert max(one.bounding_box()["height"] for one in plates) < A4_BETWEEN_MARGINS
        pdf = page.pdf(format="A4", tagged=True)
        # Each figure is tagged twice: the figure with its caption, and the drawing in it.
        assert len(re.findall(rb"/S /Figure\b", pdf)) == 2 * len(mb.list_figures())


def test_the_data_of_a_figure_can_be_taken_away(browser: Browser, report: Path) -> None:
    with opened(browser, report) as page:
        with page.expect_download() as taken:
            page.locator("a[download='records.csv']").click()
        assert Path(taken.value.path()).read_bytes() == (MOSCOW / "records.csv").read_bytes()


def test_hostile_texts_do_nothing(browser: Browser, tmp_path: Path) -> None:
    out = tmp_path / "hostile.html"
    out.write_text(hostile_page(), "utf-8")
    with opened(browser, out, 360) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert violations(page, contrast=EXPLORE) == []


def test_figures_of_hostile_texts_do_nothing(browser: Browser, tmp_path: Path) -> None:
    """Labels, ids, a column, a title, a source: what is in a drawing is text, and no browser takes it for more."""
    days = [f"202{3 + place % 2}-0{1 + place % 6}-0{1 + place // 6}" for place in range(24)]
    people = pd.DataFrame({"record_id": [f"{EVIL}{place}" for place in range(24)], "signup": days, "lag_days": "2"})
    people = people.assign(**{"age": "24", EVIL: [f"{EVIL} {place % 3}" for place in range(24)], "party": EVIL})
    said = {"title": EVIL, "subtitle": EVIL, "source": EVIL}
    case = hostile_case(tmp_path / "case")
    some = {"monthly": {}, "groups": {"column": EVIL}, "lags": {}} | ({"ages": {}, "years": {}} if EXPLORE else {})
    pages = [mb.figure(name, people, **said, **options) for name, options in some.items()]
    pages += mb.build_figures(case, tmp_path / "case-figures", [] if EXPLORE else ["claims"], undrawn=lambda *_: None)
    for number, one in enumerate(pages):
        drawing = tmp_path / f"{number}.svg"
        drawing.write_bytes(one.svg)
        with opened(browser, drawing) as page:
            assert page.evaluate("document.documentElement.localName") == "svg"
            assert page.evaluate("document.querySelectorAll('script, img, foreignObject, a, iframe').length") == 0
            assert "<script>" in page.evaluate("document.documentElement.textContent")
