"""Workbooks, as .xlsx, .xlsb, .ods and .xls: sheets read through calamine, every value as text.

Dates come out as dates, whatever they look like on the sheet. What a reader of sheets does silently is caught here by
reading the XML of the workbook with an XML parser: a formula whose value the file does not hold would be read as an
empty cell, a cell in the farthest corner would be laid out with all that lies before it, hidden rows would be read as
if they were seen. What is no XML is read in a child process that may take no more memory than a list needs.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree import ElementTree

import numpy as np

from musterbook.errors import InputError, MusterError, ProblemKind, UnknownName, counted
from musterbook.linelist.archives import Allowance, open_zip, read_member
from musterbook.linelist.encodings import Content
from musterbook.linelist.listing import MOST_COLUMNS, Broken, Listing, named_headers, table_of

Cell = tuple[int, int]
Area = tuple[int, int, int, int]
SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".ods", ".xls")
MOST_CELLS = 60_000_000
_SPARSE = 1_000_000
_WORKBOOK = "a workbook as .xlsx, .ods or .xls, without a password"
_UNVALUED = "a value; the file holds a formula without one: open it in a spreadsheet program, save it and read it again"
_SHOWN_ERROR = "a value; the cell shows an error of the spreadsheet"


@dataclass
class Looks:
    """What the XML of one sheet says beyond its values: cells without one, areas merged, rows hidden, its reach."""

    unvalued: dict[Cell, str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden: int = 0
    is_hidden: bool = False
    passed_over: list[str] = field(default_factory=list)
    rows: int = 0
    columns: int = 0
    cells: int = 0

    def check(self, file: str) -> None:
        """Refuse a sheet that would be laid out in more cells than any list has, or in vastly more than it states."""
        if self.columns > MOST_COLUMNS:
            raise InputError.of_file(file, f"at most {MOST_COLUMNS:,}", f"{self.columns:,} columns")
        area = self.rows * max(self.columns, 1)
        if area > MOST_CELLS or (area > _SPARSE and area > 50 * self.cells):
            raise InputError.of_file(file, "a sheet without cells far from all others", f"one of {area:,} cells")


def read_workbook(
    file: str, content: Content, allowance: Allowance, *, sheet: str | int | Sequence[str | int] | None, header: int = 1
) -> Iterator[Listing]:
    """Read one sheet, or each of several: every row with anything in it, as texts under the names of its header."""
    looks = _looked_over(file, content, allowance)
    is_several = isinstance(sheet, Sequence) and not isinstance(sheet, str)
    for name, rows in _sheets(file, content, looks, sheet):
        about = looks.get(name, Looks())
        about.passed_over = [one for one, other in looks.items() if other.is_hidden and one != name and sheet is None]
        texts = [[_text(value) for value in row] for row in rows]
        label = f"{file}, sheet {name}" if is_several else file
        yield _listing(label, texts, about, header)


def _listing(file: str, texts: list[list[str]], about: Looks, header: int) -> Listing:
    if not 0 < header <= len(texts):
        what = counted(len(texts), "line") if texts else "nothing"
        raise InputError.of_file(file, f"a header on line {header}", what)
    width = max((place + 1 for row in texts for place, value in enumerate(row) if value), default=0)
    width = max([width, *(column + 1 for row, column in about.unvalued if row < len(texts))])
    spread = _spread(texts, about.merged, header)
    found = [*texts[header - 1], *[""] * width][:width]
    names = named_headers(file, header, found)
    stated = {row for row, _ in about.unvalued}
    filled = [line for line in range(header, len(texts)) if any(map(str.strip, texts[line])) or line in stated]
    lines = np.array(filled, np.int64) + 1
    columns = [[texts[line][place] if place < len(texts[line]) else "" for line in filled] for place in range(width)]
    listing = Listing(
        file,
        names,
        table_of(columns),
        np.arange(len(filled)),
        lambda numbers: lines[numbers],
        cells=tuple(_unvalued(about.unvalued, filled, names)),
        found=tuple(found),
        notes=tuple(_notes(about, spread)),
    )
    return listing.without_empty_columns()


def _spread(texts: list[list[str]], merged: Sequence[Area], header: int) -> int:
    """Write the value of merged cells below the header into each of them; say how many cells were filled."""
    filled = 0
    for top, left, bottom, right in merged:
        if top < header or top >= len(texts) or left >= len(texts[top]) or left != right:
            continue
        for row in texts[top + 1 : bottom + 1]:
            row.extend([""] * (left + 1 - len(row)))
            row[left] = texts[top][left]
            filled += 1
    return filled


def _notes(about: Looks, spread: int) -> Iterator[str]:
    if about.is_hidden:
        yield "the sheet is hidden"
    if about.passed_over:
        yield f"passed over what is hidden in the workbook: {', '.join(about.passed_over)}"
    if about.hidden:
        are = "row is" if about.hidden == 1 else "rows are"
        yield f"{about.hidden:,} {are} hidden in the spreadsheet, and read like all others"
    if spread:
        yield f"{counted(spread, 'cell')} filled from merged cells"


def _unvalued(formulas: Mapping[Cell, str], filled: Sequence[int], names: Sequence[str]) -> Iterator[Broken]:
    """Name the cells whose formula has no value, or an error for one."""
    numbers = {line: number for number, line in enumerate(filled)}
    for (row, column), formula in sorted(formulas.items()):
        if row in numbers and column < len(names):
            expected = _UNVALUED if formula.startswith("=") else _SHOWN_ERROR
            yield Broken(numbers[row], (), expected, column=names[column], value=formula, kind=ProblemKind.FORMULA)


def _sheets(
    file: str, content: Content, looks: Mapping[str, Looks], sheet: str | int | Sequence[str | int] | None
) -> Iterator[tuple[str, list[list[Any]]]]:
    """Give the names of sheets and their rows from the first line on, through calamine."""
    from python_calamine import load_workbook

    if not looks:
        _tried_elsewhere(file, content)
    try:
        book = load_workbook(io.BytesIO(content))
        names = _chosen(file, book, sheet, {name for name, about in looks.items() if about.is_hidden})
        pages = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]
    except MusterError:
        raise
    except Exception as error:
        raise InputError.of_file(file, _WORKBOOK, f"one that cannot be read ({error})") from error
    yield from pages


def _tried_elsewhere(file: str, content: Content) -> None:
    """Open a binary workbook in a process that may take little memory, for one that claims too much ends it."""
    most = 2**31 + 20 * len(content)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, f"book{Path(file).suffix}")
        place.write_bytes(content)
        command = [sys.executable, "-c", _CHILD, str(place), str(most), str(MOST_CELLS)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        raise InputError.of_file(file, _WORKBOOK, "one that cannot be read in the memory that a list needs")
    if done.stdout.strip():
        raise InputError.of_file(file, "a sheet without cells far from all others", f"one of {done.stdout} cells")


_CHILD = """
import sys
path, most, cells = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, ValueError):
    pass
from python_calamine import load_workbook
try:
    book = load_workbook(path)
    sizes = [one.height * one.width for one in map(book.get_sheet_by_name, book.sheet_names)]
except Exception:
    sizes = []
print(*(f"{size:,}" for size in sizes if size > cells), end="")
"""


def _chosen(file: str, book: Any, sheet: str | int | Sequence[str | int] | None, hidden: Collection[str]) -> list[str]:
    """Name the sheets to read: those that are asked for, or the only one in sight with anything on it."""
    names: list[str] = book.sheet_names
    if sheet == "*":
        return [name for name in names if book.get_sheet_by_name(name).height]
    if sheet is not None:
        asked = [sheet] if isinstance(sheet, str | int) else list(sheet)
        numbered = [names[one] if isinstance(one, int) and 0 <= one < len(names) else str(one) for one in asked]
        absent = [one for one, name in zip(asked, numbered, strict=True) if name not in names]
        if absent:
            raise UnknownName.of("sheet", absent[0], names)
        return numbered
    filled = [name for name in names if book.get_sheet_by_name(name).height] if len(names) > 1 else names
    filled = [name for name in filled if name not in hidden] or filled
    if len(filled) > 1:
        expected = f"one, or the name of the one to read, as sheet={filled[0]!r} (or --sheet)"
        raise InputError.of_file(file, expected, f"{len(filled)} sheets with something on them: {', '.join(filled)}")
    return (filled or names)[:1]


def _text(value: Any) -> str:
    """Give a cell as the text it would have in a file: dates as days, whole numbers without a point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return str(value)


def _looked_over(file: str, content: Content, allowance: Allowance) -> dict[str, Looks]:
    """Look over the sheets of a workbook by its own XML; one that is none has none."""
    if bytes(content[:2]) != b"PK":
        return {}
    with open_zip(file, content) as archive:
        parts = {one.filename: one for one in archive.infolist()}
        try:
            if "content.xml" in parts:
                return _of_ods(file, read_member(file, archive, parts["content.xml"], allowance))
            return {
                name: _of_xlsx(file, _opened(file, archive, parts[path], allowance), is_hidden=is_hidden)
                for name, path, is_hidden in _paths(file, archive, parts, allowance)
                if path in parts and not path.endswith(".bin")
            }
        except (ElementTree.ParseError, ValueError) as error:
            if isinstance(error, MusterError):
                raise
            raise InputError.of_file(file, _WORKBOOK, f"one that cannot be read ({error})") from error


def _opened(file: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo, allowance: Allowance) -> io.BytesIO:
    return io.BytesIO(read_member(file, archive, part, allowance))


def _paths(
    file: str, archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo], allowance: Allowance
) -> Iterator[tuple[str, str, bool]]:
    """Give the name and the part of each sheet, through the relations of the workbook, and whether it is hidden."""
    if "xl/workbook.xml" not in parts or "xl/_rels/workbook.xml.rels" not in parts:
        return
    for name, one in parts.items():
        # Whatever a reader may expand is expanded here first, under the allowance.
        if name.endswith(("sharedStrings.xml", "styles.xml")):
            read_member(file, archive, one, allowance)
    book, links = (
        ElementTree.parse(_opened(file, archive, parts[name], allowance)).getroot()
        for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    )
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for sheet in book.iter():
        if _plain(sheet.tag) == "sheet":
            identity = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
            target = targets.get(identity, "")
            path = target.lstrip("/") if target.startswith(("/", "xl/")) else str(PurePosixPath("xl") / target)
            yield sheet.get("name", ""), path, sheet.get("state", "visible") != "visible"


def _of_xlsx(file: str, part: io.BytesIO, *, is_hidden: bool) -> Looks:
    """Walk over the cells of a sheet; a row or a cell without a reference follows the one before it."""
    found, row, column = Looks(is_hidden=is_hidden), -1, -1
    formula, value, kind = None, "", ""
    for event, element in ElementTree.iterparse(part, events=("start", "end")):
        tag = _plain(element.tag)
        if event == "start":
            if tag == "row":
                row, column = int(element.get("r", row + 2)) - 1, -1
                found.hidden += element.get("hidden") in {"1", "true"}
            elif tag == "c":
                row, column = _place(element.get("r", ""), row, column)
                formula, value, kind = None, "", element.get("t", "")
                found.cells += 1
                found.rows, found.columns = max(found.rows, row + 1), max(found.columns, column + 1)
            continue
        if tag == "f":
            formula = element.text or ""
        elif tag == "v" or (tag == "t" and kind == "inlineStr"):
            value += element.text or ""
        elif tag == "c":
            if kind == "e":
                found.unvalued[row, column] = value.strip() or "#VALUE!"
            elif formula is not None and not value.strip() and kind != "str":
                found.unvalued[row, column] = f"={formula}"
        elif tag == "mergeCell":
            found.merged.append(_area(element.get("ref", "")))
        elif tag == "row":
            element.clear()
    found.check(file)
    return found


def _place(reference: str, row: int, column: int) -> Cell:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return row, column + 1
    return int(match["row"]) - 1, column_number(match["column"]) - 1


_REFERENCE = re.compile(r"(?P<column>[A-Za-z]{1,3})(?P<row>\d{1,7})", re.ASCII)


def _area(reference: str) -> Area:
    first, _, last = reference.partition(":")
    return (*_place(first, 0, -1), *_place(last or first, 0, -1))


def column_number(letters: str) -> int:
    """Give the number of a column from its letters.

    >>> column_number("A"), column_number("ALL")
    (1, 1000)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _of_ods(file: str, content: bytes) -> dict[str, Looks]:
    """Walk over the cells of OpenDocument sheets, which are not numbered but may be repeated."""
    found: dict[str, Looks] = {}
    looks, row, column, times = Looks(), 0, 0, 1
    for event, element in ElementTree.iterparse(io.BytesIO(content), events=("start", "end")):
        tag = _plain(element.tag)
        told = {_plain(key): value for key, value in element.attrib.items()} if event == "start" else {}
        if event == "start" and tag == "table":
            looks = found.setdefault(told.get("name", ""), Looks())
            row = 0
        elif event == "start" and tag == "table-row":
            column, times = 0, int(told.get("number-rows-repeated", 1))
            looks.hidden += times if told.get("visibility", "visible") != "visible" else 0
        elif event == "end" and tag == "table-row":
            row += times
            element.clear()
        elif event == "start" and tag in {"table-cell", "covered-table-cell"}:
            wide = int(told.get("number-columns-repeated", 1))
            if told.keys() & {"value-type", "formula"}:
                looks.rows, looks.columns = max(looks.rows, row + times), max(looks.columns, column + wide)
                looks.cells += 1
                looks.check(file)
            if "formula" in told and "value-type" not in told:
                looks.unvalued[row, column] = told["formula"].removeprefix("of:")
            down = int(told.get("number-rows-spanned", 1))
            if down > 1:
                looks.merged.append(
                    (row, column, row + down - 1, column + int(told.get("number-columns-spanned", 1)) - 1)
                )
            column += wide
    return found


def _plain(name: str) -> str:
    """Take the namespace from a name."""
    return name.rpartition("}")[2]
