"""An SVG file made fit to stand inside a page, beside others.

A file of its own may call its parts what it likes and style everything. Inside a page ids would clash and a style sheet
would reach the text around it. So an id that the drawing refers to gets a prefix, one that it does not goes, the style
sheet becomes properties of the drawing alone, and title and description give way to the headings and words of the page
that name the drawing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from xml.etree import ElementTree

from musterbook.errors import MusterError

SVG = "{http://www.w3.org/2000/svg}"
_NAMES = {
    "{http://www.w3.org/1999/xlink}href": "href",
    "{http://www.w3.org/XML/1998/namespace}space": "xml:space",
}
_DROPPED = {f"{SVG}{name}" for name in ("metadata", "title", "desc")}
# Where the font of the charts is not installed, one that is as wide keeps texts from running into each other.
_FONT = re.compile(r"'DejaVu Sans'(?! *,)")
_FONTS = "'DejaVu Sans', Verdana, Geneva, sans-serif"
_SHEET = re.compile(r"\s*\*\s*\{(?P<properties>[^{}]*)\}\s*")


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
            element.set(name, _FONT.sub(_FONTS, value.replace("url(#", f"url(#{prefix}-")))
