"""What a page is made of: drawings, files to take away, tables, and sentences; no text is ever taken for markup.

A drawing stands inside the page, twice: its ids get a prefix each, its style sheet becomes properties of it alone, its
colours those of the page, and title and description give way to the headings and words of the page that name it.

The texts of :mod:`musterbook.story` use little Markdown: paragraphs, lists and bold words. They are escaped before they
are read; an id of a claim in brackets becomes a footnote that leads to it.
"""

from __future__ import annotations

import base64
import csv
import io
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from musterbook import labels

if TYPE_CHECKING:
    from markupsafe import Markup

TYPES = {"csv": "text/csv;charset=utf-8", "png": "image/png", "svg": "image/svg+xml"}
LONG_NUMBER = 8
MOST_ROWS = 500
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
_LEFT_OUT = re.compile(r"<(?P<tag>metadata|title|desc|style)\b.*?</(?P=tag)>\s*", re.DOTALL)
_SHEET = re.compile(r"<style[^>]*>\s*\*\s*\{(?P<properties>[^{}]*)\}\s*</style>")


def inline_svg(svg: bytes, prefix: str, *, label: str, description: str) -> str:
    """Give a drawing as an element of a page.

    Parameters
    ----------
    svg : bytes
        The SVG file of a page of :func:`musterbook.figure`.
    prefix : str
        What its ids begin with, different for every drawing of the page.
    label, description : str
        Ids of the elements of the page that name and describe it.

    Examples
    --------
    >>> file = b'<svg width="9pt"><title>T</title><g id="a"/><g id="b"/><use href="#b"/></svg>'
    >>> inline_svg(file, "fig", label="l", description="d")
    '<svg role="img" aria-labelledby="l" aria-describedby="d" style=""><g/><g id="fig-b"/><use href="#fig-b"/></svg>'
    """
    text = svg.decode()
    sheet = _SHEET.search(text)
    style = " ".join(sheet["properties"].split()) if sheet else ""
    attributes, drawing = re.findall(r"<svg\b([^>]*)>(.*)", _LEFT_OUT.sub("", text), re.DOTALL)[0]
    kept = re.findall(r'\b(?:viewBox|xmlns\S*)="[^"]*"', attributes)
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', drawing))
    for name in set(re.findall(r'\bid="([^"]*)"', drawing)) - used:
        drawing = drawing.replace(f' id="{name}"', "")
    drawing = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{prefix}-", drawing)
    drawing = re.sub("|".join(_COLOURS), _colour, drawing)
    named = f'role="img" aria-labelledby="{label}" aria-describedby="{description}" style="{style}"'
    return f"<svg {' '.join([named, *kept])}>{drawing.strip()}"


def _colour(found: re.Match[str]) -> str:
    return f"var(--{_COLOURS[found[0]]})"


class Download(NamedTuple):
    """A file that a link of the page holds whole.

    >>> Download("ages.csv", b"age").address, Download("ages.csv", b"age").size
    ('data:text/csv;charset=utf-8;base64,YWdl', '3 bytes')
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


class Grid(NamedTuple):
    """A table of texts as a page shows it, without the rows ``left`` to the file."""

    header: list[str]
    rows: list[list[str]]
    left: int

    @classmethod
    def from_csv(cls, content: bytes) -> Grid:
        r"""Read a CSV file; long numbers are rounded, for the file itself has them all.

        >>> Grid.from_csv(b"cell,share\n2023-07,0.0952848722\n").rows
        [['2023-07', '0.09528']]
        """
        header, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
        shown = [[_short(value) for value in row] for row in rows[:MOST_ROWS]]
        return cls(header, shown, len(rows) - len(shown))


def _short(value: str) -> str:
    if value.isdecimal() and len(value) > 2 * LONG_NUMBER:
        return labels.whole(int(value))
    return f"{float(value):.4g}" if len(value) >= LONG_NUMBER and re.fullmatch(r"-?\d+\.\d+", value) else value


def prose(text: str, notes: Mapping[str, int]) -> Markup:
    r"""Turn a text into paragraphs and lists; ``notes`` numbers the claims whose ids become footnotes.

    >>> print(prose("**Two** agree (a).\n\n- one\n- <b>", {"a": 7}))
    <p><strong>Two</strong> agree<sup><a href="#claim-a" aria-label="Claim 7">7</a></sup>.</p>
    <ul><li>one</li><li>&lt;b&gt;</li></ul>
    """
    from markupsafe import Markup, escape

    def footnote(found: re.Match[str]) -> str:
        number = notes.get(found[1])
        link = f'<sup><a href="#claim-{found[1]}" aria-label="Claim {number}">{number}</a></sup>'
        return found[0] if number is None else link

    safe = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", str(escape(text.strip())), flags=re.DOTALL)
    parts = re.split(r"\n{2,}", re.sub(r" \(([a-z0-9][a-z0-9-]*)\)", footnote, safe))
    items = [re.split(r"(?:^|\n)- ", part)[1:] for part in parts]
    made = [
        f"<ul>{''.join(f'<li>{item}</li>' for item in listed)}</ul>" if listed else f"<p>{part}</p>"
        for part, listed in zip(parts, items, strict=True)
        if part
    ]
    return Markup("\n".join(made))
