"""What a reader sees of the project, and which numbers are in it.

A *number* is a run of digits that is no part of a word: ``51``, ``31,724,952``, ``4.4``, ``95%``, ``13 million``, and
either end of ``0–7``. A *date* is a day, a month or a run of months in the ways they are written here (``11 April
2025``, ``July 2023``, ``June–December 2023``, ``2023-07``). Number words are neither.

A text is *typed* (markdown cells, pages between their marked passages) or *built* (outputs, figures, marked
passages). A typed text may hold no number and no date at all, right or wrong, for it will not change with the data.
In a built text each has to stand in the findings log, rounded as it may be.

Nothing is stated about the case by code, addresses, file names, ids and names of the data, texts quoted whole from the
data or its schema, the labels of an axis (marked ``tick`` in a drawing), people who were drawn at random (in cells
tagged ``simulated`` whose output says so), and by what ``ALLOWED`` lists with its reason; all that is taken out first.
"""

from __future__ import annotations

import calendar
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import nbformat
from nbformat import NotebookNode

import musterbook as mb
from casefiles import TABLES, fields
from pages import report_of

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "data" / "moscow-2023-24"
CASE = mb.read_case(FOLDER)
LOG = (ROOT / "figures" / "findings.txt").read_text(encoding="utf-8")
SVG = "{http://www.w3.org/2000/svg}"

ALLOWED = {
    r"CC BY 4\.0": "the name of a licence",
    r"\(95\s%\)": "the level of an interval, which is a convention",
    r"Python 3\.\d+": "a version; test_numbers.py holds it against pyproject.toml",
    r"\b\d[\d,.]* (?:bytes|kB|MB)\b": "the size of a file that the report offers",
}

NAMES = list(calendar.month_name)[1:]
MONTH = "|".join([*NAMES, *(name[:3] for name in NAMES)])
DATE = re.compile(
    rf"(?P<iso>\d{{4}}-(?:\d\d|Q\d)(?:-\d\d)?(?:/\d{{4}}-\d\d(?:-\d\d)?)?)"
    rf"|(?P<day>\d{{1,2}}) (?P<of>{MONTH}) (?P<in>\d{{4}})"
    rf"|(?P<first>{MONTH})(?: (?P<since>\d{{4}}))?(?:(?:–| to )(?P<last>{MONTH}))? (?P<year>\d{{4}})"
)
NUMBER = re.compile(r"(?<![\w.,])(?P<digits>\d+(?:,\d{3})*(?:\.\d+)?)(?P<unit>%| million)?(?!\w)(?![.,]\d)")


@dataclass(frozen=True)
class Seen:
    """One text that a reader sees, and whether it was typed by somebody."""

    place: str
    text: str
    typed: bool = False


def strangers(seen: Seen) -> list[str]:
    """Give the numbers and dates of a text that have no business there, each with its place."""
    text = stripped(seen.text)
    dates = [found[0] for found in DATE.finditer(text) if seen.typed or not _is_known_date(found)]
    numbers = [found[0] for found in NUMBER.finditer(DATE.sub(" ", text)) if seen.typed or not _is_known(found)]
    return [f"{seen.place}: {one}" for one in [*dates, *numbers]]


def stripped(text: str) -> str:
    """Take out everything that states nothing about the case."""
    without = re.sub(r"<!--.*?-->|```.*?```|`[^`\n]*`|\]\([^)]*\)|https?://\S+", " ", text, flags=re.DOTALL)
    for quoted in _quotable():
        without = without.replace(quoted, " ")
    return re.sub("|".join([*ALLOWED, *_by_size()]), " ", without)


@cache
def _by_size() -> list[str]:
    """Give the stated numbers that are too long to be read as they are shown: 1.13 × 10²¹."""
    sizes = [f"{one:.2e}".split("e+") for one in _numbers() if one >= 10**15]
    raised = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
    return [re.escape(f"{digits}\xa0×\xa010{power.translate(raised)}") for digits, power in sizes]


@cache
def _quotable() -> list[str]:
    """List ids, names and other texts of the data and its schema that hold words and a digit, the longest first."""
    tables = [getattr(CASE, table).select_dtypes("str") for table in TABLES]
    cells_ = {(name, value) for table in tables for name in table for value in table[name].dropna()}
    dated = {"published", "accessed", "window", "signup", "arrival", "departure", "where", "value", "lag_days", "age"}
    texts = {value for name, value in cells_ if name not in dated}
    texts |= {field["description"] for table in TABLES for field in fields(table)} | set(mb.list_cases())
    wordy = (text for text in texts if re.search(r"\d", text) and re.search(r"[^\W\d_]", text))
    return sorted(wordy, key=len, reverse=True)


@cache
def _facts() -> list[tuple[str, str]]:
    """Read the findings log: keys and values."""
    return [(key, value) for key, _, value in (line.partition(" = ") for line in LOG.splitlines())]


@cache
def _numbers(decimals: int = 0, *, fine: bool = True) -> frozenset[Decimal]:
    """Give the stated numbers: values, and parts of keys that are wholly one; rounded where decimals are shown.

    The log has a hundred small shares. Rounded to a digit or two they would be every number there is, so they count
    only where they are shown to three decimals (``fine``).
    """
    found = set()
    for key, value in _facts():
        is_share = re.search(r"\.(share-of-worlds|chance-of)\.", key)
        parts = [*key.split("."), *([] if is_share and not fine else re.split(r" |\.\.", value))]
        found |= {Decimal(part) for part in parts if re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", part)}
    return frozenset(round(one, decimals) if decimals and one % 1 else one for one in found)


@cache
def _dates() -> frozenset[mb.Interval]:
    """Give the stated dates: values, and parts of keys that are wholly one."""
    parts = {part for key, value in _facts() for part in [*key.split("."), *value.split(" ")]}
    found = {_period(part) for part in parts if re.fullmatch(r"\d{4}-(\d\d|Q\d).*", part)}
    return frozenset(one for one in found if one is not None)


def _period(text: str) -> mb.Interval | None:
    """Read a date, or the name of a quarter: of the first and the last those months that the window has."""
    found = mb.Interval.date(text)
    return found.clip(CASE.window()) if "Q" in text and found.meets(CASE.window()) else found


def _is_known_date(found: re.Match[str]) -> bool:
    if found["iso"]:
        return _period(found["iso"]) in _dates() | _ends()
    if found["day"]:
        return mb.Interval.date(f"{found['in']}-{_month(found['of'])}-{int(found['day']):02}") in _ends()
    first = f"{found['since'] or found['year']}-{_month(found['first'])}"
    last = f"{found['year']}-{_month(found['last'] or found['first'])}"
    return mb.Interval.date(f"{first}/{last}") in _dates()


def _month(name: str) -> str:
    return f"{[one[:3] for one in NAMES].index(name[:3]) + 1:02}"


@cache
def _ends() -> frozenset[mb.Interval]:
    """Give every first and last day of a stated date."""
    return frozenset(mb.Interval.days(day, day) for one in _dates() for day in (one.first, one.last))


def _is_known(found: re.Match[str]) -> bool:
    """Tell whether a number is a stated one, rounded to as many decimals as it shows."""
    shown = Decimal(found["digits"].replace(",", ""))
    decimals = len(found["digits"].partition(".")[2])
    stated = _numbers(decimals, fine=decimals >= 3)
    if found["unit"] == "%":
        return shown in stated | {round(100 * one, decimals) for one in _numbers(fine=False) if 0 < one < 1}
    if found["unit"] == " million":
        return shown in {round(one / 10**6, decimals) for one in _numbers(fine=False) if one >= 10**6}
    return shown in stated


def everything() -> Iterator[Seen]:
    """Give everything a reader sees, file by file."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        yield from of_notebook(path.name, nbformat.read(path, as_version=4))
    for path in sorted((ROOT / "figures").glob("*.svg")):
        yield from of_drawing(path)
        yield Seen(f"{path.stem}.txt", path.with_suffix(".txt").read_text(encoding="utf-8"))
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        yield from of_page(path.name, path.read_text(encoding="utf-8"))
    yield from of_report(report_of(FOLDER))


def of_notebook(name: str, notebook: NotebookNode) -> Iterator[Seen]:
    """Give the markdown cells, which are typed, and the outputs, which are built."""
    for cell in notebook.cells:
        place = f"{name}, cell {cell.id}"
        if cell.cell_type == "markdown":
            yield Seen(place, cell.source, typed=True)
        for output in cell.get("outputs", []):
            text = _shown(output)
            if not _is_simulated(cell, text):
                yield Seen(place, text)


def _is_simulated(cell: NotebookNode, text: str) -> bool:
    """Tell whether an output shows drawn people and says so; numbers that are drawn state nothing about the case."""
    return "simulated" in cell.metadata.get("tags", []) and "simulated" in text.lower()


def _shown(output: NotebookNode) -> str:
    data = output.get("data", {})
    if "text/html" in data:
        return text_of_html(data["text/html"])
    return str(data.get("text/markdown") or data.get("text/plain") or output.get("text", ""))


class _Words(HTMLParser):
    """Collect the text of a page, without styles and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into an element."""
        self.hidden += tag in {"style", "script"}
        self.words += [value or "" for name, value in attrs if name in {"alt", "aria-label", "title"}]

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        self.hidden -= tag in {"style", "script"}

    def handle_data(self, data: str) -> None:
        """Take a text."""
        if not self.hidden:
            self.words.append(data)


def text_of_html(page: str) -> str:
    """Give what a page shows, each text on a line of its own."""
    reader = _Words()
    reader.feed(page)
    return "\n".join(word for word in reader.words if word.strip())


def of_drawing(path: Path) -> Iterator[Seen]:
    """Give the texts of a drawing, without the labels of an axis."""
    root = ElementTree.parse(path).getroot()
    for group in root.iter(f"{SVG}g"):
        if "tick" in group.get("id", ""):
            group.clear()
    texts = ["".join(one.itertext()).strip() for one in root.iter(f"{SVG}text")]
    yield from (Seen(path.name, html.unescape(text)) for text in texts)


def of_page(name: str, text: str) -> Iterator[Seen]:
    """Give what stands between the marks, which is built, and all the rest, which is typed."""
    passage = re.compile(r"<!-- (n|text|figure|table):\S+ -->(.*?)<!-- /\1 -->", re.DOTALL)
    yield from (Seen(name, found[2]) for found in passage.finditer(text))
    yield Seen(name, passage.sub(" ", text), typed=True)


def of_report(page: str) -> Iterator[Seen]:
    """Give the texts of the report, without footnotes; its drawings are those of the figures."""
    without = re.sub(r"<svg.*?</svg>|<sup>.*?</sup>", " ", page, flags=re.DOTALL)
    yield from (Seen("report.html", text) for text in text_of_html(without).split("\n"))
