"""Reports to look at and small cases to make them from, for the tests with a browser and those without."""

from __future__ import annotations

import json
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

import musterbook as mb
from musterbook.cli import main

ROOT = Path(__file__).parents[1]
MOSCOW = ROOT / "tests" / "cases" / "first"
VOID = {"meta", "link", "input", "br", "img"}
HEADERS = {path.stem: path.read_text("utf-8").partition("\n")[0] for path in MOSCOW.glob("*.csv")}
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'></style></svg>{{ 7*7 }}"
SOURCE = "s,Outlet,,,2024-01-01,,,report,,"
POPULATION = "p,People on one list,2023,,"


def report_of(folder: Path) -> str:
    """Give the report of a case as the command writes it."""
    with TemporaryDirectory() as place:
        out = Path(place, "report.html")
        assert main(["report", str(folder), "--out", str(out)]) == 0
        return out.read_text("utf-8")


@cache
def moscow_page() -> str:
    """Give the report of the shipped case, made once a process."""
    return report_of(MOSCOW)


def small_case(folder: Path, about: dict[str, object] | None = None, **rows: str) -> mb.Case:
    """Write a case of a few rows and read it; a table that is not given has what the others need, or nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    given = {"populations": POPULATION, "sources": SOURCE} | rows
    for table, header in HEADERS.items():
        text = f"{header}\n{given.get(table, '')}"
        (folder / f"{table}.csv").write_text(text.rstrip("\n") + "\n", "utf-8", newline="\n")
    descriptor = {"name": "small", "title": "A small case", "resources": [], **(about or {})}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    mb.accept_files(folder)
    return mb.read_case(folder)


def hostile_case(folder: Path) -> mb.Case:
    """Write a case whose every free text tries to become part of the page."""
    text = '"' + EVIL.replace('"', '""') + '"'
    return small_case(
        folder,
        {
            "title": EVIL,
            "description": EVIL,
            "version": EVIL,
            "licenses": [
                {"name": EVIL, "path": "javascript:alert(1)"},
                "odd",
                {"title": 7, "path": "https://x.org/?<b>"},
            ],
        },
        populations=f"p,{text},2023,{text},{text}",
        sources=f"s,{text},{text},2024-01-01,2024-01-01,https://example.org/?q=<script>&x='y',en,primary,,{text}",
        claims=f"a,s,1,p,count,outcome,{text},>=,5,{text},{text},used,,{text}",
        records=f"r,p,2023-02,,,,,{text},{text},s,{text}",
    )


@cache
def hostile_page() -> str:
    """Give the report of that case, made once a process."""
    with TemporaryDirectory() as place:
        hostile_case(Path(place))
        return report_of(Path(place))


class Page(HTMLParser):
    """A page taken apart: its elements in order, each with its attributes and the text inside it."""

    def __init__(self, html: str) -> None:
        """Take a page apart."""
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self._open: list[int] = []
        self.feed(html)
        self.close()
        assert self._open == [], "elements left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.texts.append("")
        if tag not in VOID:
            self._open.append(len(self.elements) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself, as those of drawings do."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        """Close an element, which must be the one that was opened last."""
        last = self._open.pop()
        assert self.elements[last][0] == tag, f"</{tag}> closes <{self.elements[last][0]}>"

    def handle_data(self, data: str) -> None:
        """Add text to every element that is open."""
        for place in self._open:
            self.texts[place] += data

    def all(self, *tags: str) -> list[tuple[dict[str, str], str]]:
        """Give the elements of some tags: attributes, and text with single spaces."""
        pairs = zip(self.elements, self.texts, strict=True)
        return [(attrs, " ".join(text.split())) for (tag, attrs), text in pairs if tag in tags]

    def ids(self) -> list[str]:
        """Give all ids in order."""
        return [attrs["id"] for _, attrs in self.elements if "id" in attrs]

    def words(self) -> str:
        """Give everything that can be read in the body, with single spaces."""
        [(_, text)] = self.all("main")
        return text
