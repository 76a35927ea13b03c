"""The schema: what stands in each column of a table or a list, and our own tables read strictly by it.

A column is described as in Table Schema: a type, and constraints on its values. The same descriptions hold for the
tables of a case and for the columns of anybody's list. A table of a case is read as text and nothing is guessed: the
file must be UTF-8 without a byte-order mark, its lines must end in LF, and every row must have as many values as the
header. Whatever is wrong is collected as :class:`Problem`, with the line it stands on, never repaired.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from musterbook.errors import InputError, MusterError, Problem, UnknownName, Unreadable, counted, shown
from musterbook.exports import restored
from musterbook.intervals import DATE_GRAMMAR, Interval, Kind

Schema = Mapping[str, Any]
Row = dict[str, Any]
AGE, LAG, SIGNUP = "age", "lag_days", "signup"
NO_VARIABLES = {"record_id", "population_id", "party", "source_id", "note"}
"""Columns of records that say nothing of a person that could be counted."""
OLDEST = 120
"""Years that nobody is older than."""
A_VALUE = "a value"
CONSTRAINTS = ("required", "unique", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength")


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


# --- one value


@dataclass(frozen=True)
class FieldType:
    """What the values of a type look like, how one is read, and what is expected of it in words."""

    pattern: str
    read: Callable[[str], Any]
    grammar: str = ""


def types() -> list[str]:
    """Name the types a field may have."""
    return sorted(set(_TYPES) - {"range", "period", "uri"})


def check_field(field: Schema) -> None:
    """Refuse a field whose type, kind or constraints are none.

    >>> check_field({"name": "height", "type": "integer", "constraints": {"minimum": "tall"}})
    Traceback (most recent call last):
    musterbook.errors.MusterError: field height: expected as minimum what its values may be; found 'tall'
    """
    if field.get("type", "string") not in types():
        raise UnknownName.of("type of field", field["type"], types())
    if field.get("coarse", Kind.DATE) not in (Kind.DATE, Kind.NUMBER):
        raise UnknownName.of("coarse kind of field", field["coarse"], (Kind.DATE, Kind.NUMBER))
    for name, rule in field.get("constraints", {}).items():
        if name not in CONSTRAINTS:
            raise UnknownName.of("constraint", name, CONSTRAINTS)
        try:
            if name in {"minimum", "maximum"}:
                _limit(field, name, "low")
            elif name in _RULES:
                _RULES[name](rule)
        except (ValueError, TypeError, ArithmeticError, re.error):
            said = f"expected as {name} what its values may be; found {rule!r}"
            raise MusterError(f"field {field.get('name')}: {said}") from None


def read_schema(given: Mapping[str, Any] | str | Path | None) -> tuple[Sequence[Schema], list[str]]:
    """Give the fields of a Table Schema, one at hand or one in a file, and what it says stands for not stated.

    >>> read_schema({"fields": [{"name": "height", "type": "integer"}], "missingValues": ["x"]})
    ([{'name': 'height', 'type': 'integer'}], ['x'])
    """
    found: Any = given if given is not None else {"fields": []}
    if isinstance(given, str | Path):
        try:
            if Path(given).exists() and not Path(given).is_file():
                # A pipe or a device would be waited for, or read, without end.
                raise OSError("it is no file")
            found = json.loads(Path(given).read_text("utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            why = (isinstance(error, OSError) and error.strerror) or error
            raise InputError(f"{given}: expected a Table Schema as JSON ({why})") from None
    listed = found.get("fields") if isinstance(found, Mapping) else None
    if not isinstance(listed, Sequence) or not all(isinstance(one, Mapping) and "name" in one for one in listed):
        raise InputError('expected a Table Schema, as {"fields": [{"name": "age", "type": "integer"}]}')
    for field in listed:
        check_field(field)
    marks = found.get("missingValues", [])
    return listed, [str(mark) for mark in marks] if isinstance(marks, Sequence) else []


def fields_of_lists(given: Iterable[Schema]) -> dict[str, Schema]:
    """Give the fields that a list is checked by: ours, and what a schema of the caller says beyond.

    An id in somebody's list may look as it likes, and a row need not say which publication and which population it is
    of: these are rules for published cases alone.

    >>> sorted(fields_of_lists([{"name": "height"}]).keys() - {field["name"] for field in fields("records")})
    ['height']
    """
    found: dict[str, Schema] = {}
    for field in fields("records"):
        lifted = {"pattern", "required"} if field["name"] in {"population_id", "source_id"} else {"pattern"}
        rules = {name: rule for name, rule in field.get("constraints", {}).items() if name not in lifted}
        found[field["name"]] = {**field, "constraints": rules}
    for field in given:
        base = found.get(field["name"], {"type": "string"})
        rules = {**base.get("constraints", {}), **field.get("constraints", {})}
        kind = {} if "coarse" in base else {key: field[key] for key in ("type", "format", "coarse") if key in field}
        found[field["name"]] = {**base, **kind, "name": field["name"], "constraints": rules}
    return found


_RULES: dict[str, Any] = {
    "enum": list,
    "pattern": re.compile,
    "minLength": range,
    "maxLength": range,
}


def fault(value: str, field: Schema) -> str:
    """Say what was expected instead of a value, or nothing where it is right.

    >>> fault("blue", {"type": "string", "constraints": {"enum": ["red", "green"]}})
    'one of red, green'
    >>> fault("2023-05", {"type": "string", "coarse": "period", "constraints": {"minimum": "2023-06"}})
    'at least 2023-06'
    """
    type_ = _type_of(field)
    expected = _within(type_, field)
    read = None
    if re.fullmatch(type_.pattern, value, re.ASCII):
        try:
            read = type_.read(value)
        except ValueError as error:
            expected = getattr(error, "expectation", expected)
    return breach(read, value, field) if read is not None else _form_fault(value, field) or expected


def breach(read: Any, text: str, field: Schema) -> str:
    """Say which constraint a value breaks that was read; a coarse one breaks a limit only if nothing of it may keep it.

    >>> breach(Interval.number("..17"), "..17", {"coarse": "range", "constraints": {"minimum": 18}})
    'at least 18'
    """
    rules, type_ = field.get("constraints", {}), _type_of(field)
    if form := _form_fault(text, field):
        return form
    low, high = getattr(read, "low", read), getattr(read, "high", read)
    least, most = _limit(field, "minimum", "low"), _limit(field, "maximum", "high")
    is_under = least is not None and high is not None and high < least
    if is_under or (most is not None and low is not None and low > most):
        return _within(type_, field)
    shortest, longest = rules.get("minLength", 0), rules.get("maxLength")
    if len(text) < shortest:
        return f"at least {shortest:,} characters"
    return f"at most {longest:,} characters" if longest is not None and len(text) > longest else ""


def used_once(line: object) -> str:
    """Say that an id stands somewhere else already; a line of 0 is not known."""
    return f"an id used once; {f'line {line}' if line else 'another row'} has it too"


def _type_of(field: Schema) -> FieldType:
    """Look up the type of a field: by its coarse kind, its format, or its type."""
    return _TYPES.get(field.get("coarse") or field.get("format") or "") or _TYPES[field.get("type", "string")]


def _form_fault(value: str, field: Schema) -> str:
    """Hold a text against the values and the form that a field allows."""
    rules = field.get("constraints", {})
    if "enum" in rules and value not in map(str, rules["enum"]):
        return f"one of {', '.join(map(str, rules['enum']))}"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], value):
        return _SHAPES.get(rules["pattern"]) or f"text of the form {rules['pattern']}"
    return ""


def _limit(field: Schema, name: str, end: str) -> Any:
    """Read a limit as a value of its field is read, and give the end that counts."""
    limit = field.get("constraints", {}).get(name)
    read = None if limit is None else _type_of(field).read(str(limit))
    return getattr(read, end, read)


def _within(type_: FieldType, field: Schema) -> str:
    """Say what is expected of a type, within the limits of a field."""
    least, most = (field.get("constraints", {}).get(name) for name in ("minimum", "maximum"))
    if least is None and most is None:
        return type_.grammar
    if type_.grammar and most is None:
        return f"{type_.grammar} from {least}"
    limits = f"at least {least}" if most is None else f"at most {most}" if least is None else f"from {least} to {most}"
    return f"{type_.grammar}, {limits}" if type_.grammar else limits


def _closed_date(value: str) -> Interval:
    """Read a date both of whose ends are stated."""
    found = Interval.date(value)
    if not found.is_closed:
        raise Unreadable(value, "has an open end", DATE_GRAMMAR, is_plain=False)
    return found


_ANY = "(?s:.*)"
_TYPES = {
    "any": FieldType(_ANY, str),
    "boolean": FieldType("(?i:true|false|1|0)", str.casefold, "true or false"),
    "date": FieldType(r"\d{4}-\d\d-\d\d", dt.date.fromisoformat, "a day as YYYY-MM-DD"),
    "datetime": FieldType(_ANY, dt.datetime.fromisoformat, "a day and a time as 2023-08-22T14:05"),
    "integer": FieldType(r"-?\d{1,18}", Decimal, "a whole number"),
    "number": FieldType(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", Decimal, "a number as 38.5"),
    "range": FieldType(_ANY, Interval.number),
    "period": FieldType(_ANY, _closed_date),
    "string": FieldType(_ANY, str),
    "uri": FieldType(r"(?i:https?)://[^\s/?#\[\]][^\s\[\]]*", str, "an address that begins with https:// or http://"),
    "year": FieldType(r"\d{4}", int, "a year of four digits"),
}
_SHAPES = {
    "[a-z0-9][a-z0-9-]*": "a short name of small letters, digits and hyphens, as moscow-centre",
    "[a-z][a-z0-9_]*": "a name of small letters, digits and underscores, as lag_days",
    "[a-z]{2}": "two small letters, as en",
}


# --- one table of a case


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

    def check(self, field: Schema) -> Iterator[Problem]:
        """Say what is wrong with the values of one column."""
        column, rules = field["name"], field.get("constraints", {})
        seen: dict[str, int] = {}
        for row, values in enumerate(self.rows):
            value = values[column]
            if value != value.strip():
                yield self.problem(row, column, "no space around it")
            elif value:
                if rules.get("unique") and value in seen:
                    yield self.problem(row, column, used_once(seen[value]))
                seen.setdefault(value, self.lines[row])
                if expected := fault(value, field):
                    yield self.problem(row, column, expected)
            elif rules.get("required"):
                yield self.problem(row, column, A_VALUE)

    def frame(self) -> pd.DataFrame:
        """Give the rows as a pandas frame of texts, missing where nothing is stated."""
        texts = {name: [row[name] or None for row in self.rows] for name in self.columns}
        return pd.DataFrame(texts, dtype="str")


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
    text, problems = _decoded(f"{name}.csv", content)
    found, lines, shape = _split(name, text, known) if text or not problems else ([], [], [])
    table = Table(name, tuple(found), tuple(lines), (), tuple(field["name"] for field in known))
    values = [problem for field in known for problem in table.check(field)]
    return replace(table, problems=(*problems, *shape, *values), is_whole=not shape and bool(text))


def _decoded(file: str, content: bytes) -> tuple[str, list[Problem]]:
    """Turn bytes into text; where they are no UTF-8 nothing further can be said of the file."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        found = f"byte 0x{content[error.start]:02x}"
        return "", [Problem(file, line, "", "", "text encoded as UTF-8", found)]
    # A byte-order mark and CRLF are what spreadsheets write; anywhere else either is damage.
    text, problems = text.removeprefix("\ufeff").replace("\r\n", "\n"), []
    for wrong, (found, expected) in _UNWANTED.items():
        if wrong in text:
            problems.append(Problem(file, text[: text.index(wrong)].count("\n") + 1, "", "", expected, found))
    if text and not text.endswith("\n"):
        ending = text.rsplit("\n", 1)[-1][-40:]
        problems.append(Problem(file, text.count("\n") + 1, "", ending, "a line feed at the end of the file"))
    return text.translate(dict.fromkeys(map(ord, _UNWANTED))), problems


_UNWANTED = {
    "\ufeff": ("a byte-order mark", "one at the beginning of the file at most"),
    "\r": ("a carriage return", "lines that end in a line feed (LF or CRLF)"),
    "\0": ("a NUL byte", "text without one"),
}


def _split(name: str, text: str, known: Sequence[Schema]) -> tuple[list[dict[str, str]], list[int], list[Problem]]:
    """Split text into rows with their lines; what is wrong with their shape comes third."""
    file, blank = f"{name}.csv", {field["name"]: "" for field in known}
    found, lines, problems, start = [], [], [], 1
    with long_fields():
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            header = next(reader, [])
            if wrong := list(_check_header(name, header, known)):
                return [], [], wrong
            start = reader.line_num + 1
            for values in reader:
                if len(values) == len(header):
                    found.append(blank | dict(zip(header, map(restored, values), strict=True)))
                    lines.append(start)
                else:
                    hint = "; a value with a comma needs quotes" if len(values) > len(header) else ""
                    size = (f"{len(header)}{hint}", counted(len(values), "value"))
                    told = size if values else ("no empty line", "an empty line")
                    problems.append(Problem(file, start, "", "", *told))
                start = reader.line_num + 1
        except csv.Error as error:
            is_open = "unexpected end" in str(error)
            problems.append(Problem(file, start, "", "", *(NEVER_CLOSED if is_open else TEXT_AFTER)))
    return found, lines, problems


NEVER_CLOSED = ("every quote closed", "a quote that is never closed")
TEXT_AFTER = ("a quote inside a value written twice", "text after a closing quote")


@contextmanager
def long_fields() -> Iterator[None]:
    """Let values be as long as they are; the limit of the csv module holds for the whole process."""
    before = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _check_header(name: str, found: list[str], known: Sequence[Schema]) -> Iterator[Problem]:
    """Hold the header of a table against the columns that it may have."""
    file, columns = f"{name}.csv", [field["name"] for field in known]
    listed = ", ".join(columns)
    if not any(found):
        yield Problem(file, 1, "", "", f"a header with the columns {listed}")
        return
    for sign in ";\t|":
        if len(found) == 1 and sign in found[0] and set(found[0].split(sign)) <= set(columns):
            yield Problem(file, 1, "", "", "commas", f"columns separated by {shown(sign)}")
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
