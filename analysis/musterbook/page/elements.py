"""What a page is made of: drawings, files to take away, tables, and sentences; no text is ever taken for markup.

An SVG file is made fit to stand inside a page, beside others. A file of its own may call its parts what it likes and
style everything. Inside a page ids would clash and a style sheet would reach the text around it. So an id that the
drawing refers to gets a prefix, one that it does not goes, the style sheet becomes properties of the drawing alone, and
title and description give way to the headings and words of the page that name the drawing.

The texts of :mod:`musterbook.story` use little Markdown: paragraphs, lists and bold words. Read into blocks, every word
stays plain text that the template escapes. An id of a claim in brackets becomes a footnote that leads to it.
"""

from __future__ import annotations

import base64
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from xml.etree import ElementTree

import pandas as pd

from musterbook import labels
from musterbook.errors import MusterError
from musterbook.formulas import csv_text

TYPES = {"csv": "text/csv;charset=utf-8", "png": "image/png", "svg": "image/svg+xml"}
LONG_NUMBER = 8
MOST_ROWS = 500
SVG = "{http://www.w3.org/2000/svg}"
_NAMES = {
    "{http://www.w3.org/1999/xlink}href": "href",
    "{http://www.w3.org/XML/1998/namespace}space": "xml:space",
}
_DROPPED = {f"{SVG}{name}" for name in ("metadata", "title", "desc")}
# Where the font of the charts is not installed, one that is as wide keeps texts from running into each other.
_FONT = re.compile(r"'DejaVu Sans'(?! *,)")
_FONTS = "'DejaVu Sans', Verdana, Geneva, sans-serif"
# The colours of the charts, as the page calls them: so a drawing is dark where the page is.
_COLOURS = {
    "#ffffff": "paper",
    "#222222": "ink",
    "#6b6b6b": "soft",
    "#767676": "grey",
    "#dddddd": "rule",
    "#0072b2": "blue",
    "#d55e00": "vermillion",
}
_COLOUR = re.compile("|".join(_COLOURS))
_SHEET = re.compile(r"\s*\*\s*\{(?P<properties>[^{}]*)\}\s*")
_SPAN = re.compile(r"\*\*(?P<strong>.+?)\*\*| \((?P<id>[a-z0-9][a-z0-9-]*)\)", re.DOTALL)


def inline_svg(svg: bytes, prefix: str, *, label: str, description: str) -> str:
    """Give a drawing as an element of a page.

    Parameters
    ----------
    svg : bytes
        The SVG file.
    prefix : str
        What its ids begin with, different for every drawing of the page.
    label, description : str
        Ids of the elements of the page that name and describe it.

    Raises
    ------
    MusterError
        If it has a style sheet for more than everything in it, which would reach the rest of the page.

    Examples
    --------
    >>> file = b'<svg xmlns="http://www.w3.org/2000/svg" width="9pt"><g id="a"/><g id="b"/><use href="#a"/></svg>'
    >>> inline_svg(file, "fig", label="l", description="d")
    '<svg role="img" aria-labelledby="l" aria-describedby="d"><g id="fig-a" /><g /><use href="#fig-a" /></svg>'
    """
    root = ElementTree.fromstring(svg)
    sheet = "; ".join(_taken_sheets(root))
    for parent in list(root.iter()):
        for child in [one for one in parent if one.tag in _DROPPED]:
            parent.remove(child)
    used = set(_references(root))
    for element in root.iter():
        _settle(element, prefix, used)
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.attrib |= {"role": "img", "aria-labelledby": label, "aria-describedby": description}
    if sheet:
        root.set("style", "; ".join(part for part in (sheet, root.get("style", "")) if part))
    return ElementTree.tostring(root, encoding="unicode").strip()


def _taken_sheets(root: ElementTree.Element) -> Iterator[str]:
    """Take the style sheets out and give the properties that they set on everything."""
    for parent in list(root.iter()):
        for child in [one for one in parent if one.tag == f"{SVG}style"]:
            match = _SHEET.fullmatch(child.text or "")
            if match is None:
                raise MusterError(f"expected a style sheet of one rule for *; found {child.text or 'nothing'!r}")
            parent.remove(child)
            yield match["properties"].strip()


def _references(root: ElementTree.Element) -> Iterator[str]:
    """Give the ids that something in the drawing refers to."""
    for element in root.iter():
        for key, value in element.attrib.items():
            if _NAMES.get(key, key) == "href":
                yield value.removeprefix("#")
            yield from re.findall(r"url\(#([^)]*)\)", value)


def _settle(element: ElementTree.Element, prefix: str, used: Set[str]) -> None:
    """Give one element of the drawing plain names, an id of its own where it needs one, and fonts that exist."""
    element.tag = element.tag.removeprefix(SVG)
    given = dict(element.attrib)
    element.attrib.clear()
    for key, value in given.items():
        name = _NAMES.get(key, key)
        if name == "id" and value in used:
            element.set(name, f"{prefix}-{value}")
        elif name == "href":
            element.set(name, re.sub(r"^#", f"#{prefix}-", value))
        elif name != "id":
            placed = _FONT.sub(_FONTS, value.replace("url(#", f"url(#{prefix}-"))
            element.set(name, _COLOUR.sub(lambda found: f"var(--{_COLOURS[found[0]]})", placed))


@dataclass(frozen=True)
class Download:
    """A file that a link of the page holds whole.

    >>> Download("ages.csv", b"age").address
    'data:text/csv;charset=utf-8;base64,YWdl'
    >>> Download("ages.csv", b"age").size
    '3 bytes'
    """

    name: str
    content: bytes

    @property
    def address(self) -> str:
        """The file as an address that needs no server."""
        kind = TYPES[self.name.rpartition(".")[2]]
        return f"data:{kind};base64,{base64.b64encode(self.content).decode()}"

    @property
    def size(self) -> str:
        """Its length in words."""
        length = len(self.content)
        return f"{length} bytes" if length < 1000 else f"{length / 1000:,.0f} kB"


@dataclass(frozen=True)
class Excerpt:
    """A table of texts as a page shows it, without the rows ``left`` to the file. Invariant: rows fit the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: int = 0

    @classmethod
    def from_csv(cls, content: bytes) -> Excerpt:
        r"""Read a CSV file; long numbers are rounded, for the file itself has them all.

        >>> Excerpt.from_csv(b"cell,share\n2023-07,0.0952848722\n").rows
        (('2023-07', '0.09528'),)
        """
        header, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
        shown = tuple(tuple(_short(value) for value in row) for row in rows[:MOST_ROWS])
        return cls(tuple(header), shown, len(rows) - len(shown))


def table_file(frame: pd.DataFrame, columns: Sequence[str]) -> bytes:
    r"""Write the texts of a table as a CSV file, as they stand but for those that would open as formulas.

    >>> table_file(pd.DataFrame({"a": ["x", None], "b": ["1", "2"]}), ["a", "b"])
    b'a,b\nx,1\n,2\n'
    """
    return csv_text(frame[list(columns)]).encode()


def _short(value: str) -> str:
    if value.isdecimal() and len(value) > 2 * LONG_NUMBER:
        return labels.whole(int(value))
    if len(value) < LONG_NUMBER or "." not in value:
        return value
    try:
        return f"{float(value):.4g}"
    except ValueError:
        return value


@dataclass(frozen=True)
class Piece:
    """A piece of a line: ``text``, bold where ``strong``, a footnote of that number where ``note`` is one."""

    text: str
    strong: bool = False
    note: int = 0


@dataclass(frozen=True)
class Block:
    """A paragraph of one line, or a list of several. Invariant: a paragraph has exactly one line."""

    lines: tuple[tuple[Piece, ...], ...]
    is_list: bool = False


def blocks(text: str, notes: Mapping[str, int] | None = None) -> list[Block]:
    r"""Read a text into paragraphs and lists.

    Parameters
    ----------
    text : str
        Markdown of the kind that :func:`musterbook.tell` gives.
    notes : mapping, optional
        The number of each claim, which takes the place of its id in brackets.

    Examples
    --------
    >>> [found] = blocks("**Two** agree (claim-a).", {"claim-a": 7})
    >>> [(piece.text, piece.strong, piece.note) for piece in found.lines[0]]
    [('Two', True, 0), (' agree', False, 0), ('claim-a', False, 7), ('.', False, 0)]
    >>> [(len(found.lines), found.is_list) for found in blocks("These:\n\n- one\n- two")]
    [(1, False), (2, True)]
    """
    found = []
    for part in re.split(r"\n{2,}", text.strip("\n")):
        items = part.split("\n- ")
        if part.startswith("- "):
            items[0] = items[0].removeprefix("- ")
            found.append(Block(tuple(_line(item, notes or {}) for item in items), is_list=True))
        elif part:
            found.append(Block((_line(part, notes or {}),)))
    return found


def _line(text: str, notes: Mapping[str, int]) -> tuple[Piece, ...]:
    return tuple(piece for piece in _pieces(text, notes) if piece.text)


def _pieces(text: str, notes: Mapping[str, int]) -> Iterator[Piece]:
    end = 0
    for match in _SPAN.finditer(text):
        name = match["id"]
        if name is not None and name not in notes:
            continue
        yield Piece(text[end : match.start()])
        yield Piece(match["strong"], strong=True) if name is None else Piece(name, note=notes[name])
        end = match.end()
    yield Piece(text[end:])
