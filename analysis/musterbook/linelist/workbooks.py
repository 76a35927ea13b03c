"""Workbooks, as .xlsx and .ods: sheets read through calamine, every value as text.

Dates come out as dates, whatever they look like on the sheet. What a reader of sheets does silently is caught here by
reading the XML of the workbook with an XML parser: a formula whose value the file does not hold would be read as an
empty cell, a cell in the farthest corner would be laid out with all that lies before it, hidden rows would be read as
if they were seen. So a workbook that is no XML, as .xls, is not read at all.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce
from posixpath import normpath
from string import digits
from typing import Any
from xml.etree import ElementTree

import numpy as np

from musterbook.errors import InputError, Problem, ProblemKind, UnknownName, counted
from musterbook.linelist.content import Options, Packed, open_zip, readable
from musterbook.linelist.listing import MOST_COLUMNS, Fault, Listing, named_headers, table_of, text_of

Cell = tuple[int, int]
SUFFIXES = (".xlsx", ".xlsm", ".ods")
MOST_CELLS = 60_000_000
_SPARSE = 1_000_000
_UNVALUED = "a value; the file holds a formula without one: open it in a spreadsheet program, save it and read it again"
_SHOWN_ERROR = "a value; the cell shows an error of the spreadsheet"
_TEXTS = {"str", "inlineStr"}


@dataclass
class Looks:
    """What the XML of one sheet says beyond its values: cells without one, cells merged downwards, rows hidden, reach.

    ``unvalued`` gives, by row and column, what is seen in the cell, and what was expected; ``merged`` gives for the
    upper cell how many rows it covers; rows and columns count from 0.
    """

    unvalued: dict[int, dict[int, tuple[str, str]]] = field(default_factory=lambda: defaultdict(dict))
    merged: dict[Cell, int] = field(default_factory=dict)
    hidden: int = 0
    rows: int = 0
    columns: int = 0
    cells: int = 0

    def see(self, row: int, column: int) -> None:
        """Count a cell."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        self.cells += 1

    def check(self, file: str) -> None:
        """Refuse a sheet that would be laid out in more cells than any list has, or in vastly more than it states."""
        if self.columns > MOST_COLUMNS:
            raise InputError.of_file(file, f"at most {MOST_COLUMNS:,}", f"{self.columns:,} columns")
        area = self.rows * self.columns
        if area > MOST_CELLS or (area > _SPARSE and area > 50 * self.cells):
            raise InputError.of_file(file, "a sheet without cells far from all others", f"one of {area:,} cells")

    def listing(self, file: str, rows: list[list[Any]], header: int, notes: list[str]) -> Listing:
        """Give what stands on the sheet, each row with anything in it; what is merged downwards holds in each."""
        if header > len(rows):
            raise InputError.of_file(file, f"a header on line {header} and rows below it", counted(len(rows), "line"))
        # Cells without a value, as merged ones below all others, make nobody.
        height = max(len(rows), *(row + 1 for row in self.unvalued), 0)
        texts = np.full((height, max(self.columns, len(rows[0]))), "", object)
        texts[: len(rows), : len(rows[0])] = [[text_of(value) or "" for value in row] for row in rows]
        filled = 0
        for (top, column), size in self.merged.items():
            if top >= header:
                below = texts[top + 1 : top + size, column : column + 1]
                below[:], filled = texts[top : top + 1, column : column + 1], filled + below.size
        if self.hidden:
            notes.append(
                f"{counted(self.hidden, 'row is', 'rows are')} hidden in the spreadsheet, and read like all others"
            )
        if filled:
            notes.append(f"{counted(filled, 'cell')} filled from merged cells")
        found = tuple(texts[header - 1])
        names = named_headers(file, header, found)
        lines = [row for row in range(header, len(texts)) if any(map(str.strip, texts[row])) or row in self.unvalued]
        faults = [
            Fault(at, Problem(file, row + 1, names[column], value, expected, kind=ProblemKind.FORMULA))
            for at, row in enumerate(lines)
            for column, (value, expected) in sorted(self.unvalued.get(row, {}).items())
        ]
        table, places = table_of(texts[lines].T.tolist()), np.array(lines, np.int64) + 1
        return Listing(file, names, table, places, faults, found, notes=tuple(notes)).without_empty_columns()


def look_over(packed: Packed) -> dict[str, Looks]:
    """Look over the sheets of a workbook by its own XML; one that cannot be looked over is an error."""
    with open_zip(packed.name, packed.content) as archive:
        # Whatever a reader may expand is expanded here first, under the allowance.
        members = {one.filename: partial(archive.open, one) for one in archive.infolist()}
        parts = {name: io.BytesIO(packed.allowance.expanded(packed.name, one)) for name, one in members.items()}
    if "content.xml" in parts and not any(name.lower().startswith("xl/") for name in parts):
        return look_over_ods(parts["content.xml"])
    links = ElementTree.parse(parts["xl/_rels/workbook.xml.rels"]).getroot()
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    found = {}
    for sheet in ElementTree.parse(parts["xl/workbook.xml"]).iterfind(".//{*}sheet"):
        target = targets.get(next((value for key, value in sheet.items() if key.endswith("}id")), None), "")
        path = target.lstrip("/") if target.startswith(("/", "xl/")) else f"xl/{target}"
        found[sheet.get("name", "")] = look_over_xlsx(parts[normpath(path)])
    return found


def look_over_xlsx(part: io.BytesIO) -> Looks:
    """Walk over the cells of a sheet; a row or a cell without a reference follows the one before it."""
    found, row = Looks(), -1
    for _, element in ElementTree.iterparse(part):
        tag = _plain(element.tag)
        if tag == "mergeCell":
            ends = [_place(one, 0, -1) for one in element.get("ref", "").split(":")]
            if ends[0][1] == ends[-1][1]:
                found.merged[ends[0]] = ends[-1][0] - ends[0][0] + 1
        elif tag == "row":
            row, column = int(element.get("r", row + 2)) - 1, -1
            found.hidden += element.get("hidden") in {"1", "true"}
            for cell in element:
                row, column = _place(cell.get("r", ""), row, column)
                found.see(row, column)
                kind, formula = cell.get("t"), cell.findtext("{*}f")
                if kind == "e":
                    found.unvalued[row][column] = cell.findtext("{*}v") or "#VALUE!", _SHOWN_ERROR
                elif formula is not None and kind not in _TEXTS and not cell.findtext("{*}v", "").strip():
                    found.unvalued[row][column] = f"={formula}", _UNVALUED
            element.clear()
    return found


def look_over_ods(part: io.BytesIO) -> dict[str, Looks]:
    """Walk over the cells of OpenDocument sheets, which are not numbered but may be repeated."""
    found: dict[str, Looks] = {}
    looks, row = Looks(), 0
    for event, element in ElementTree.iterparse(part, events=("start", "end")):
        tag, told = _plain(element.tag), _attributes(element)
        if event == "start" and tag == "table":
            looks, row = found.setdefault(told.get("name", ""), Looks()), 0
        elif event == "end" and tag == "table-row":
            times, column = int(told.get("number-rows-repeated", 1)), 0
            looks.hidden += times if told.get("visibility", "visible") != "visible" else 0
            for cell in map(_attributes, element):
                wide = int(cell.get("number-columns-repeated", 1))
                if cell.keys() & {"value-type", "formula"}:
                    looks.see(row + times - 1, column + wide - 1)
                if "formula" in cell and "value-type" not in cell:
                    looks.unvalued[row][column] = cell["formula"].removeprefix("of:"), _UNVALUED
                if "number-rows-spanned" in cell and cell.get("number-columns-spanned", "1") == "1":
                    looks.merged[row, column] = int(cell["number-rows-spanned"])
                column += wide
            row += times
            element.clear()
    return found


def read_workbook(packed: Packed, options: Options) -> Iterator[Listing]:
    """Read one sheet, or each of several: every row with anything in it, as texts under the names of its header."""
    from python_calamine import SheetVisibleEnum, load_workbook

    file, sheet = packed.name, options.sheet
    with readable(file, "a workbook as .xlsx or .ods, without a password"):
        if packed.content[:2] != b"PK":
            raise ValueError("it is no zip file, as they are")
        looks = look_over(packed)
        for one in looks.values():
            one.check(file)
        book = load_workbook(io.BytesIO(packed.content))
        hidden = [one.name for one in book.sheets_metadata if one.visible != SheetVisibleEnum.Visible]
        names = _chosen(file, book, sheet, hidden)
        pages = [(looks[name], book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]
    is_one = isinstance(sheet, str | int | None) and len(names) == 1
    for name, (seen, rows) in zip(names, pages, strict=True):
        notes = ["the sheet is hidden"] if name in hidden else []
        if passed_over := [one for one in hidden if one != name and sheet is None]:
            notes.append(f"passed over what is hidden in the workbook: {', '.join(passed_over)}")
        yield seen.listing(file if is_one else f"{file}, sheet {name}", rows, options.header, notes)


def _chosen(file: str, book: Any, sheet: str | int | Sequence[str | int] | None, hidden: Sequence[str]) -> list[str]:
    """Name the sheets to read: those that are asked for, or the only one in sight with anything on it."""
    names: list[str] = book.sheet_names
    if sheet is not None and sheet != "*":
        asked = [sheet] if isinstance(sheet, str | int) else list(sheet)
        numbered = [names[one] if isinstance(one, int) and 0 <= one < len(names) else str(one) for one in asked]
        if absent := [one for one, name in zip(asked, numbered, strict=True) if name not in names]:
            raise UnknownName.of("sheet", absent[0], names)
        return numbered
    filled = [name for name in names if book.get_sheet_by_name(name).height]
    seen = filled if sheet == "*" else [name for name in filled if name not in hidden] or filled
    if sheet is None and len(seen) > 1:
        expected = f"one, or the name of the one to read, as sheet={seen[0]!r} (or --sheet)"
        raise InputError.of_file(file, expected, f"{len(seen)} sheets with something on them: {', '.join(seen)}")
    return seen or names[:1]


def _place(reference: str, row: int, column: int) -> Cell:
    """Give row and column of a reference as B12, or the next one in its row."""
    if not reference:
        return row, column + 1
    letters = reference.rstrip(digits)
    place = reduce(lambda told, letter: 26 * told + int(letter, 36) - 9, letters, 0)
    return int(reference.removeprefix(letters)) - 1, place - 1


def _attributes(element: ElementTree.Element) -> dict[str, str]:
    """Give the attributes of an element without their namespaces."""
    return {_plain(name): value for name, value in element.items()}


def _plain(name: str) -> str:
    """Take the namespace from a name."""
    return name.rpartition("}")[2]
