"""One table of a case: a CSV file read strictly against its Table Schema, with the line of every row.

Everything is read as text and nothing is guessed: the file must be UTF-8 without a byte-order mark, its lines must end
in LF, and every row must have as many values as the header. Whatever is wrong is collected as :class:`Problem`, never
repaired.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from musterbook.errors import Problem, counted, shown
from musterbook.formulas import restored
from musterbook.intervals import Kind
from musterbook.values import A_VALUE, Schema, fault, used_once

Row = dict[str, Any]
AGE, LAG, SIGNUP = "age", "lag_days", "signup"


@cache
def schemas() -> dict[str, Schema]:
    """Give the tables of a case in reading order: each with ``description`` and Table Schema ``schema``.

    >>> list(schemas())
    ['populations', 'sources', 'claims', 'records', 'labels', 'corrections', 'translations']
    """
    loaded: dict[str, Schema] = json.loads(files("musterbook").joinpath("schema.json").read_text("utf-8"))
    return loaded


def fields(table: str) -> list[Schema]:
    """Give the field descriptors of one table, in the order of its columns."""
    found: list[Schema] = schemas()[table]["schema"]["fields"]
    return found


def kind_of(variable: str) -> Kind:
    """Look up what a variable holds; a column that no schema knows holds labels.

    >>> kind_of("signup"), kind_of("age"), kind_of("outcome")
    (<Kind.DATE: 'period'>, <Kind.NUMBER: 'range'>, <Kind.LABEL: 'label'>)
    """
    coarse = {field["name"]: field["coarse"] for field in fields("records") if "coarse" in field}
    return Kind(coarse.get(variable, "label"))


@dataclass(frozen=True)
class Table:
    """The rows of one file as text, the line each stands on, and everything that is wrong with them.

    Invariant: as many ``lines`` as ``rows``; every row has all of ``columns``, those of the schema and then those that
    the case declares; an empty text is not stated. ``is_whole`` says that every row of the file could be told apart, so
    that an id that is not here is nowhere.
    """

    name: str
    rows: tuple[Mapping[str, str], ...]
    lines: tuple[int, ...]
    problems: tuple[Problem, ...]
    columns: tuple[str, ...]
    is_whole: bool = True

    @property
    def file(self) -> str:
        """Name of its file in the case folder."""
        return f"{self.name}.csv"

    def problem(self, row: int, column: str, expected: str) -> Problem:
        """Describe what is wrong with one value."""
        return Problem(self.file, self.lines[row], column, self.rows[row][column], expected)

    def frame(self) -> pd.DataFrame:
        """Give the rows as a pandas frame of texts, missing where nothing is stated."""
        return pd.DataFrame(self.rows, columns=list(self.columns), dtype="str").replace({"": pd.NA}).astype("str")


def rows(frame: pd.DataFrame) -> list[Row]:
    """Give the rows of a frame one by one, each by column name.

    >>> rows(pd.DataFrame({"cell": ["2023"], "people": [31]}))
    [{'cell': '2023', 'people': 31}]
    """
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def parse_table(name: str, content: bytes, own: Sequence[Schema] = ()) -> Table:
    """Read one table from the bytes of its file; what is wrong with it is in ``problems``.

    ``own`` are fields that a case declares beyond those that every case may have. Columns may stand in any order, and
    those that need not be filled in may be left out: then nothing is stated in them.
    """
    known = [*fields(name), *own]
    text, problems = _decode(f"{name}.csv", content)
    found, lines, shape = _split(name, text, known) if text or not problems else ([], [], [])
    table = Table(name, tuple(found), tuple(lines), (), tuple(field["name"] for field in known))
    values = [problem for field in known for problem in _check_field(table, field)]
    return replace(table, problems=(*problems, *shape, *values), is_whole=not shape and bool(text))


def _decode(file: str, content: bytes) -> tuple[str, list[Problem]]:
    """Turn bytes into text; where they are no UTF-8 nothing further can be said of the file."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        found = f"byte 0x{content[error.start]:02x}"
        return "", [Problem(file, line, "", "", "text encoded as UTF-8", found)]
    problems = [
        Problem(file, text[: text.index(wrong)].count("\n") + 1, "", "", expected, found)
        for wrong, (found, expected) in _UNWANTED.items()
        if wrong in text
    ]
    if text and not text.endswith("\n"):
        ending = text.rsplit("\n", 1)[-1][-40:]
        problems.append(Problem(file, text.count("\n") + 1, "", ending, "a line feed at the end of the file"))
    for wrong in _UNWANTED:
        text = text.replace(wrong, "")
    return text, problems


_UNWANTED = {
    "\ufeff": ("a byte-order mark", "plain UTF-8 without one"),
    "\r": ("a carriage return", "lines that end in a line feed alone (LF, not CRLF)"),
    "\0": ("a NUL byte", "text without one"),
}


def _split(name: str, text: str, known: Sequence[Schema]) -> tuple[list[dict[str, str]], list[int], list[Problem]]:
    """Split text into rows with their lines; what is wrong with their shape comes third."""
    file, blank = f"{name}.csv", {field["name"]: "" for field in known}
    found: list[dict[str, str]] = []
    lines: list[int] = []
    problems: list[Problem] = []
    start = 1
    with long_fields():
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            header = next(reader, [])
            problems += _check_header(name, header, known)
            if problems:
                return found, lines, problems
            start = reader.line_num + 1
            for values in reader:
                if len(values) == len(header):
                    found.append(blank | dict(zip(header, map(restored, values), strict=True)))
                    lines.append(start)
                else:
                    problems.append(_wrong_length(file, start, values, len(header)))
                start = reader.line_num + 1
        except csv.Error as error:
            problems.append(_unreadable(file, start, str(error)))
    return found, lines, problems


@contextmanager
def long_fields() -> Iterator[None]:
    """Let values be as long as they are; the limit of the csv module holds for the whole process."""
    before = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _wrong_length(file: str, line: int, values: list[str], expected: int) -> Problem:
    if not values:
        return Problem(file, line, "", "", "no empty line", "an empty line")
    hint = "; a value with a comma needs quotes" if len(values) > expected else ""
    return Problem(file, line, "", "", f"{expected}{hint}", counted(len(values), "value"))


def _unreadable(file: str, line: int, error: str) -> Problem:
    if "unexpected end" in error:
        return Problem(file, line, "", "", "every quote closed", "a quote that is never closed")
    return Problem(file, line, "", "", "a quote inside a value written twice", "text after a closing quote")


def _check_header(name: str, found: list[str], known: Sequence[Schema]) -> Iterator[Problem]:
    file, columns = f"{name}.csv", [field["name"] for field in known]
    listed = ", ".join(columns)
    if not any(found):
        yield Problem(file, 1, "", "", f"a header with the columns {listed}")
        return
    other = next((sign for sign in ";\t|" if len(found) == 1 and set(found[0].split(sign)) <= set(columns)), None)
    if other and other in found[0]:
        yield Problem(file, 1, "", "", "commas", f"columns separated by {shown(other)}")
        return
    for field in known:
        if field["name"] not in found and field.get("constraints", {}).get("required"):
            yield Problem(file, 1, field["name"], "", f"this column; the columns are {listed}")
    own = "; one of your own is declared under the fields of records in datapackage.json" if name == "records" else ""
    for column, times in Counter(found).items():
        if column not in columns:
            nameless = "" if column else "a nameless column"
            yield Problem(file, 1, "", column, f"no such column; the columns are {listed}{own}", nameless)
        elif times > 1:
            yield Problem(file, 1, column, "", "one", f"{times} columns of this name")


def _check_field(table: Table, field: Schema) -> Iterator[Problem]:
    column, rules = field["name"], field.get("constraints", {})
    seen: dict[str, int] = {}
    for row, values in enumerate(table.rows):
        value = values[column]
        if not value:
            if rules.get("required"):
                yield table.problem(row, column, A_VALUE)
            continue
        if value != value.strip():
            yield table.problem(row, column, "no space around it")
            continue
        if rules.get("unique") and value in seen:
            yield table.problem(row, column, used_once(seen[value]))
        seen.setdefault(value, table.lines[row])
        expected = fault(value, field)
        if expected:
            yield table.problem(row, column, expected)
