"""Workbooks, as .xlsx, .ods and .xls: one sheet read through calamine, every value as text.

Dates come out as dates, whatever they look like on the sheet. Two things a reader of sheets does silently are caught
here: a formula whose value the file does not hold would be read as an empty cell, and a sheet with one cell in its
farthest corner would be laid out in full.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from musterbook.errors import InputError, MusterError, Problem, UnknownName, counted
from musterbook.reading.archives import Content
from musterbook.reading.listing import Broken, Listing, named_headers
from musterbook.reading.sheets import Cell, unvalued_formulas

_WORKBOOK = "a workbook as .xlsx, .ods or .xls, without a password"
_UNVALUED = "a value; the file holds a formula without one: open it in a spreadsheet program, save it and read it again"


def read_workbook(file: str, content: Content, *, sheet: str | int | None = None, header: int = 1) -> Listing:
    """Read one sheet: every row of it with anything in it, as texts under the names of its header."""
    import pyarrow as pa

    formulas = unvalued_formulas(file, content)
    name, rows = _rows(file, content, sheet)
    if not 0 < header <= len(rows):
        what = counted(len(rows), "line") if rows else "nothing"
        raise InputError.from_problems(file, [Problem(file, 0, "", "", f"a header on line {header}", what)])
    texts = [[_text(value) for value in row] for row in rows]
    for (row, column), formula in formulas.get(name, {}).items():
        if row < len(texts) and column < len(texts[row]) and not texts[row][column]:
            texts[row][column] = formula
    width = max((place + 1 for row in texts for place, value in enumerate(row) if value), default=0)
    found = _trimmed(texts[header - 1], width)
    names = named_headers(file, header, found)
    filled = [line for line in range(header, len(texts)) if any(texts[line])]
    lines = np.array(filled, np.int64) + 1
    broken = tuple(_unvalued(formulas.get(name, {}), filled, texts, names))
    bad = {one.number for one in broken}
    kept = np.array([number for number in range(len(filled)) if number not in bad], np.int64)
    columns = [
        pa.array([texts[filled[number]][place] or None for number in kept], pa.large_string())
        for place in range(len(names))
    ]
    table = pa.table(columns, names=[str(place) for place in range(len(names))])
    listing = Listing(file, names, table, kept, lambda numbers: lines[numbers], broken=broken, found=tuple(found))
    return listing.without_empty_columns()


def _rows(file: str, content: Content, sheet: str | int | None) -> tuple[str, list[list[Any]]]:
    """Give the name of a sheet and its rows from the first line on, through calamine."""
    from python_calamine import load_workbook

    try:
        book = load_workbook(io.BytesIO(content))
        name = _chosen(file, book, sheet)
        return name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except MusterError:
        raise
    except Exception as error:
        found = f"one that cannot be read ({error})"
        raise InputError.from_problems(file, [Problem(file, 0, "", "", _WORKBOOK, found)]) from error


def _chosen(file: str, book: Any, sheet: str | int | None) -> str:
    """Name the sheet to read: the one that is asked for, or the only one with anything on it."""
    names: list[str] = book.sheet_names
    if isinstance(sheet, int) and 0 <= sheet < len(names):
        return names[sheet]
    if sheet is not None:
        if sheet not in names:
            raise UnknownName.of("sheet", sheet, names)
        return str(sheet)
    filled = [name for name in names if book.get_sheet_by_name(name).height] if len(names) > 1 else names
    if len(filled) > 1:
        expected = f"one, or the name of the one to read, as sheet={filled[0]!r} (or --sheet)"
        found = f"{len(filled)} sheets with something on them: {', '.join(filled)}"
        raise InputError.from_problems(file, [Problem(file, 0, "", "", expected, found)])
    return (filled or names)[0]


def _text(value: Any) -> str:
    """Give a cell as the text it would have in a file: dates as days, whole numbers without a point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return str(value)


def _trimmed(header: Sequence[str], width: int) -> list[str]:
    """Give the header as wide as the sheet has anything, no wider."""
    return [*header, *[""] * width][:width]


def _unvalued(
    formulas: Mapping[Cell, str], filled: Sequence[int], texts: Sequence[Sequence[str]], names: Sequence[str]
) -> Iterator[Broken]:
    """Set rows aside whose formula has no value, one problem a row and the first of it."""
    numbers = {line: number for number, line in enumerate(filled)}
    seen: set[int] = set()
    for (row, column), formula in sorted(formulas.items()):
        if row in numbers and row not in seen:
            seen.add(row)
            values = (*texts[row], *[""] * len(names))[: len(names)]
            expected = _UNVALUED if formula.startswith("=") else "a value; the cell shows an error of the spreadsheet"
            yield Broken(numbers[row], values, expected, column=names[column], value=formula)
