"""What a workbook's own XML says that its readers do not: formulas without a value, and how far a sheet reaches.

A workbook is a zip file of XML. Its sheets are looked over by pattern, which needs no more memory than their text and
stops at what would be laid out beyond all measure.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from xml.etree import ElementTree

from musterbook.errors import InputError, Problem
from musterbook.reading.archives import Content, open_zip, read_member
from musterbook.reading.listing import MOST_COLUMNS

Cell = tuple[int, int]
Formulas = dict[str, dict[Cell, str]]
MOST_CELLS = 60_000_000
_SPARSE = 5_000_000


def unvalued_formulas(file: str, content: Content) -> Formulas:
    """Find the formulas of each sheet whose value the file does not hold, and errors, by row and column from 0.

    Raises :class:`InputError` where a sheet would be laid out in more cells than any list has.
    """
    if bytes(content[:2]) != b"PK":
        return {}
    with open_zip(file, content) as archive:
        parts = {
            one.filename: read_member(file, archive, one) for one in archive.infolist() if _is_needed(one.filename)
        }
    if "content.xml" in parts:
        return _of_ods(file, parts["content.xml"])
    return {name: _of_xlsx(file, parts[path]) for name, path in _paths(parts).items() if path in parts}


def _is_needed(name: str) -> bool:
    """Tell which parts to look at; expanding all of them also guards against any that expands without end."""
    return name.endswith((".xml", ".rels"))


def _paths(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Give the file of each sheet by its name."""
    try:
        book, links = (ElementTree.fromstring(parts[name]) for name in _BOOK)
    except (KeyError, ElementTree.ParseError):
        return {}
    targets = {link.get("Id"): link.get("Target", "").lstrip("/") for link in links}
    found = {}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            identity = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
            target = targets.get(identity, "")
            found[sheet.get("name", "")] = target if target.startswith("xl/") else f"xl/{target}"
    return found


_BOOK = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
_FAR = re.compile(rb'\sr="([A-Z]{2,})\d+"')
_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="(\d+)"')
_CELL = re.compile(rb"<(?:\w+:)?c[\s>]")
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?\br="(?P<column>[A-Z]+)(?P<row>\d+)"[^>]*>\s*'
    rb"<(?:\w+:)?f(?:/>|[^>]*?/>|[^>]*>(?P<formula>[^<]*)</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)

_ERROR = re.compile(
    rb'<(?:\w+:)?c\s(?=[^>]*?\bt="e")[^>]*?\br="(?P<column>[A-Z]+)(?P<row>\d+)"[^>]*>'
    rb"(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>(?P<error>[^<]*)</(?:\w+:)?v>",
    re.DOTALL,
)


def _of_xlsx(file: str, sheet: bytes) -> dict[Cell, str]:
    widest = max((column_number(match[1].decode()) for match in _FAR.finditer(sheet)), default=0)
    _check_columns(file, widest)
    tallest = max((int(match[1]) for match in _ROW.finditer(sheet)), default=0)
    _check_cells(file, tallest * max(widest, 26), lambda: sum(1 for _ in _CELL.finditer(sheet)))
    if b"<f" not in sheet and b":f" not in sheet and b't="e"' not in sheet:
        return {}
    found = {
        (int(match["row"]) - 1, column_number(match["column"].decode()) - 1): match["error"].decode("utf-8", "replace")
        for match in _ERROR.finditer(sheet)
    }
    return found | {
        (int(match["row"]) - 1, column_number(match["column"].decode()) - 1): _shown_formula(match["formula"] or b"")
        for match in _FORMULA.finditer(sheet)
    }


def _shown_formula(formula: bytes) -> str:
    return "=" + html.unescape(formula.decode("utf-8", "replace"))


def column_number(letters: str) -> int:
    """Give the number of a column from its letters.

    >>> column_number("A"), column_number("ALL")
    (1, 1000)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _check_columns(file: str, columns: int) -> None:
    if columns > MOST_COLUMNS:
        raise InputError.from_problems(
            file, [Problem(file, 0, "", "", f"at most {MOST_COLUMNS:,}", f"{columns:,} columns")]
        )


def _check_cells(file: str, cells: int, stated: Callable[[], int]) -> None:
    """Refuse a sheet that would be laid out in vastly more cells than it states."""
    if cells > MOST_CELLS or (cells > _SPARSE and cells > 50 * stated()):
        expected = "a sheet without cells far from all others"
        raise InputError.from_problems(file, [Problem(file, 0, "", "", expected, f"one of {cells:,} cells")])


_ODS = re.compile(
    rb"<table:table\s(?P<table>[^>]*)>|<table:table-row(?P<row>[^>]*)>|"
    rb"<table:(?:covered-)?table-cell(?P<cell>[^>]*?)(?P<empty>/)?>"
)
_REPEATED = re.compile(rb'table:number-(?:rows|columns)-repeated="(\d+)"')


def _of_ods(file: str, content: bytes) -> Formulas:
    """Walk over the cells of an OpenDocument sheet, which are not numbered but may be repeated."""
    found: Formulas = {}
    name, row, next_row, column, cells, repeated = "", 0, 0, 0, 0, 1
    for match in _ODS.finditer(content):
        times = _times(match.group())
        if match["table"] is not None:
            name, next_row = _attribute(match["table"], b"table:name"), 0
        elif match["row"] is not None:
            row, next_row, column, repeated = next_row, next_row + times, 0, times
        else:
            if b"office:value-type" in match["cell"] or not match["empty"]:
                _check_columns(file, column + times)
                cells += times * repeated
                _check_cells(file, cells, lambda: len(content) // 20)
            if b"table:formula=" in match["cell"] and b"office:value-type" not in match["cell"]:
                formula = _attribute(match["cell"], b"table:formula")
                found.setdefault(name, {})[row, column] = formula.removeprefix("of:")
            column += times
    return found


def _times(tag: bytes) -> int:
    match = _REPEATED.search(tag)
    return int(match[1]) if match else 1


def _attribute(tag: bytes, name: bytes) -> str:
    match = re.search(re.escape(name) + rb'="([^"]*)"', tag)
    return html.unescape(match[1].decode("utf-8", "replace")) if match else ""
