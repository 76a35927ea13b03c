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

from musterbook.errors import InputError, MusterError, Problem, UnknownName, Unreadable, counted
from musterbook.exports import restored
from musterbook.intervals import DATE_GRAMMAR, Interval, Kind

Schema = Mapping[str, Any]
# What the values of a type look like, how one is read, and what is expected of it in words.
Type = tuple[str, Callable[[str], Any], str]
AGE, LAG, SIGNUP = "age", "lag_days", "signup"
# Columns of records that say nothing of a person that could be counted.
NO_VARIABLES = {"record_id", "population_id", "party", "source_id", "note"}
OLDEST = 120  # years that nobody is older than
A_VALUE = "a value"
NEVER_CLOSED = ("every quote closed", "a quote that is never closed")
TEXT_AFTER = ("a quote inside a value written twice", "text after a closing quote")
# A byte-order mark and CRLF are what spreadsheets write; anywhere else either is damage.
_UNWANTED = {"\ufeff": "a byte-order mark", "\r": "a carriage return", "\0": "a NUL byte"}


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


def check_field(field: Schema) -> None:
    """Refuse a field whose type, kind or constraints are none.

    >>> check_field({"name": "height", "type": "integer", "constraints": {"minimum": "tall"}})
    Traceback (most recent call last):
    musterbook.errors.MusterError: field height: expected as minimum what its values may be; found 'tall'
    """
    rules, is_named = field.get("constraints", {}), isinstance(field.get("name"), str)
    if not is_named or not isinstance(rules, Mapping) or not isinstance(field.get("format", ""), str):
        raise MusterError(f"expected a field with a name, and its format and constraints if any; found {dict(field)}")
    types = sorted(_TYPES.keys() - {"range", "period", "uri"})
    for key, names in (("type", types), ("coarse", [str(Kind.DATE), str(Kind.NUMBER)])):
        if field.get(key, names[0]) not in names:
            raise UnknownName.of(f"{key} of field", field[key], names)

    def limit(stated: Any) -> Any:
        """Read a limit as a value of the field is read."""
        pattern, as_value, _ = _type_of(field)
        if not re.fullmatch(pattern, str(stated), re.ASCII):
            raise ValueError(stated)
        return as_value(str(stated))

    read: dict[str, Callable[[Any], Any]] = {"required": bool, "unique": bool, "enum": list, "pattern": re.compile}
    read |= {"minLength": range, "maxLength": range}
    read |= dict.fromkeys(("minimum", "maximum"), limit)
    for name, rule in rules.items():
        if name not in read:
            raise UnknownName.of("constraint", name, read)
        try:
            read[name](rule)
        except (ValueError, TypeError, ArithmeticError, re.error):
            said = f"expected as {name} what its values may be; found {rule!r}"
            raise MusterError(f"field {field['name']}: {said}") from None


def read_schema(given: Mapping[str, Any] | str | Path | None) -> tuple[Sequence[Schema], list[str]]:
    """Give the fields of a Table Schema, one at hand or one in a file, and what it says stands for not stated.

    >>> read_schema({"fields": [{"name": "height", "type": "integer"}], "missingValues": ["x"]})
    ([{'name': 'height', 'type': 'integer'}], ['x'])
    """
    found: Any = given if given is not None else {"fields": []}
    if isinstance(given, str | Path):
        try:
            if not Path(given).is_file():  # a pipe or a device would be waited for, or read, without end
                raise OSError("it is no file")
            found = json.loads(Path(given).read_text("utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise InputError(f"{given}: expected a Table Schema as JSON ({error})") from None
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


def fault(value: str, field: Schema) -> str:
    """Say what was expected instead of a value, or nothing where it is right.

    >>> fault("blue", {"type": "string", "constraints": {"enum": ["red", "green"]}})
    'one of red, green'
    >>> fault("2023-05", {"type": "string", "coarse": "period", "constraints": {"minimum": "2023-06"}})
    'at least 2023-06'
    """
    (pattern, reader, _), read, expected = _type_of(field), None, ""
    if re.fullmatch(pattern, value, re.ASCII):
        try:
            read = reader(value)
        except ValueError as error:
            expected = getattr(error, "expectation", "")
    return breach(read, value, field, expected)


def breach(read: Any, text: str, field: Schema, expected: str = "") -> str:
    """Say which constraint a value breaks; a coarse one breaks a limit only if nothing of it may keep it.

    ``read`` is the value that was read, ``None`` where it is none; then something else was ``expected``.

    >>> breach(Interval.number("..17"), "..17", {"coarse": "range", "constraints": {"minimum": 18}})
    'at least 18'
    """
    rules, (_, reader, grammar) = field.get("constraints", {}), _type_of(field)
    if "enum" in rules and text not in map(str, rules["enum"]):
        return f"one of {', '.join(map(str, rules['enum']))}"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], text):
        return _SHAPES.get(rules["pattern"]) or f"text of the form {rules['pattern']}"
    least, most = (reader(str(rules[name])) if name in rules else None for name in ("minimum", "maximum"))
    (low, high), least, most = _ends(read), _ends(least)[0], _ends(most)[1]
    is_under, is_over = None not in (least, high) and high < least, None not in (most, low) and low > most
    if read is None or is_under or is_over:
        limits = [f"{end} {rules[name]}" for end, name in _LIMITS.items() if name in rules]
        return expected or ", ".join(filter(None, [grammar, " and ".join(limits)]))
    shortest, longest = rules.get("minLength", 0), rules.get("maxLength", len(text))
    if len(text) < shortest:
        return f"at least {shortest:,} characters"
    return f"at most {longest:,} characters" if len(text) > longest else ""


def _ends(read: Any) -> tuple[Any, Any]:
    """Give the two ends of a coarse value, or any other value twice."""
    return (read.low, read.high) if isinstance(read, Interval) else (read, read)


def _type_of(field: Schema) -> Type:
    """Look up the type of a field: by its coarse kind, its format, or its type."""
    return _TYPES.get(field.get("coarse") or field.get("format") or "") or _TYPES[field.get("type", "string")]


def used_once(line: object) -> str:
    """Say that an id stands somewhere else already; a line of 0 is not known."""
    return f"an id used once; {f'line {line}' if line else 'another row'} has it too"


def _closed_date(value: str) -> Interval:
    """Read a date both of whose ends are stated."""
    found = Interval.date(value)
    if not found.is_closed:
        raise Unreadable(value, "has an open end", DATE_GRAMMAR, is_plain=False)
    return found


def _moment(value: str) -> dt.datetime:
    """Read a day and a time, that of Greenwich where nothing else is said."""
    found = dt.datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


_ANY = "(?s:.*)"
_TYPES: dict[str, Type] = {
    "any": (_ANY, str, ""),
    "boolean": ("(?i:true|false|1|0)", str.casefold, "true or false"),
    "date": (r"\d{4}-\d\d-\d\d", dt.date.fromisoformat, "a day as YYYY-MM-DD"),
    "datetime": (_ANY, _moment, "a day and a time as 2023-08-22T14:05"),
    "integer": (r"-?\d{1,18}", Decimal, "a whole number"),
    "number": (r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", Decimal, "a number as 38.5"),
    "range": (_ANY, Interval.number, ""),
    "period": (_ANY, _closed_date, ""),
    "string": (_ANY, str, ""),
    "uri": (r"(?i:https?)://[^\s/?#\[\]][^\s\[\]]*", str, "an address that begins with https:// or http://"),
    "year": (r"\d{4}", int, "a year of four digits"),
}
_LIMITS = {"at least": "minimum", "at most": "maximum"}
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
            first = seen.setdefault(value, self.lines[row])
            if not value:
                expected = A_VALUE if rules.get("required") else ""
            elif rules.get("unique") and first < self.lines[row]:
                expected = used_once(first)
            else:
                expected = fault(value, field) if value == value.strip() else "no space around it"
            if expected:
                yield self.problem(row, column, expected)

    def frame(self) -> pd.DataFrame:
        """Give the rows as a pandas frame of texts, missing where nothing is stated."""
        texts = {name: [row[name] or None for row in self.rows] for name in self.columns}
        return pd.DataFrame(texts, dtype="str")


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
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
    known = {field["name"]: field for field in (*fields(name), *own)}
    table = Table(name, (), (), (), tuple(known), is_whole=False)
    text, problems = decoded(table.file, content)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    for sign in filter(text.__contains__, _UNWANTED):
        line = text[: text.index(sign)].count("\n") + 1
        problems.append(Problem(table.file, line, "", "", "text without one", _UNWANTED[sign]))
    if text and not text.endswith("\n"):
        ending = text.rsplit("\n", 1)[-1][-40:]
        problems.append(Problem(table.file, text.count("\n") + 1, "", ending, "a line feed at the end of the file"))
    shape = problems
    if text or not problems:
        table, shape = _split(table, text.translate(dict.fromkeys(map(ord, _UNWANTED))), known)
    values = [problem for field in known.values() for problem in table.check(field)]
    return replace(table, problems=(*problems, *shape, *values), is_whole=not shape)


def decoded(file: str, content: bytes) -> tuple[str, list[Problem]]:
    """Turn bytes into text; where they are no UTF-8 nothing further can be said of the file."""
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError as error:
        line, found = content[: error.start].count(b"\n") + 1, f"byte 0x{content[error.start]:02x}"
        return "", [Problem(file, line, "", "", "text encoded as UTF-8", found)]


def _split(table: Table, text: str, known: Mapping[str, Schema]) -> tuple[Table, list[Problem]]:
    """Split text into rows with their lines; what is wrong with their shape comes second."""
    found, lines, problems, start = [], [], [], 1
    with long_fields():
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            header = next(reader, [])
            if wrong := list(_check_header(table, header, known)):
                return table, wrong
            start = reader.line_num + 1
            for values in reader:
                if len(values) == len(header):
                    found.append(dict.fromkeys(known, "") | dict(zip(header, map(restored, values), strict=True)))
                    lines.append(start)
                else:
                    hint = "; a value with a comma needs quotes" if len(values) > len(header) else ""
                    size = f"{len(header)}{hint}"
                    problems.append(Problem(table.file, start, "", "", size, counted(len(values), "value")))
                start = reader.line_num + 1
        except csv.Error as error:
            told = NEVER_CLOSED if "unexpected end" in str(error) else TEXT_AFTER
            problems.append(Problem(table.file, start, "", "", *told))
    return replace(table, rows=tuple(found), lines=tuple(lines)), problems


@contextmanager
def long_fields() -> Iterator[None]:
    """Let values be as long as they are; the limit of the csv module holds for the whole process."""
    before = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _check_header(table: Table, found: list[str], known: Mapping[str, Schema]) -> Iterator[Problem]:
    """Hold the header of a table against the columns that it may have."""
    listed = ", ".join(known)
    if len(found) < 2:
        yield Problem(table.file, 1, "", "".join(found), f"a header, with commas, of the columns {listed}")
        return
    for column, field in known.items():
        if column not in found and field.get("constraints", {}).get("required"):
            yield Problem(table.file, 1, column, "", f"this column; the columns are {listed}")
    own = "; one of your own is declared under the fields of records in datapackage.json"
    any_of = f"one of the columns {listed}{own if table.name == 'records' else ''}"
    for column, times in Counter(found).items():
        if column not in known:
            yield Problem(table.file, 1, "", column, any_of)
        elif times > 1:
            yield Problem(table.file, 1, column, "", "one", f"{times} columns of this name")
