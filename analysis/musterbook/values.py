"""Values: what one value of a field may be, and what was expected where it is something else.

A field is described as in Table Schema: a type, and constraints on the values. The same descriptions hold for the
tables of a case, read strictly, and for the columns of anybody's list.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from musterbook.errors import MusterError, Unreadable
from musterbook.intervals import DATE_GRAMMAR, Interval

Schema = Mapping[str, Any]
A_VALUE = "a value"
CONSTRAINTS = ("required", "unique", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength")


def fault(value: str, field: Schema) -> str:
    """Say what was expected instead of a value, or nothing where it is right.

    >>> fault("blue", {"type": "string", "constraints": {"enum": ["red", "green"]}})
    'one of red, green'
    """
    rules = field.get("constraints", {})
    if "enum" in rules and value not in map(str, rules["enum"]):
        return f"one of {', '.join(map(str, rules['enum']))}"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], value):
        return _SHAPES.get(rules["pattern"]) or f"text of the form {rules['pattern']}"
    kind = field.get("coarse") or field.get("format") or field["type"]
    kind = kind if kind in _READERS else field["type"]
    try:
        read = _READERS[kind](value)
    except ValueError as error:
        return _grammar(kind, rules) or expectation(error)
    return limits_fault(read, read, kind, rules) or _length_fault(value, rules)


def used_once(line: object) -> str:
    """Say that an id stands somewhere else already; a line of 0 is not known."""
    return f"an id used once; {f'line {line}' if line else 'another row'} has it too"


def limits_fault(low: Any, high: Any, kind: str, rules: Schema) -> str:
    """Say what was expected of a value, or of one known to lie between two, that lies beyond the limits."""
    limits = {name: _limit(rules[name], kind) for name in ("minimum", "maximum") if name in rules}
    below = "minimum" in limits and high is not None and high < limits["minimum"]
    above = "maximum" in limits and low is not None and low > limits["maximum"]
    return (_grammar(kind, rules) or _between(rules)) if below or above else ""


def expectation(error: ValueError) -> str:
    """Say what a parser expected, its reason beside it where it has one.

    >>> expectation(Unreadable("2024/2023", "ends before it begins", "a date", is_plain=False))
    'a date; this one ends before it begins'
    """
    return error.expectation if isinstance(error, Unreadable) else str(error)


def types() -> list[str]:
    """Name the types a field may have."""
    return sorted(set(_READERS) - {"range", "period", "uri"})


def _limit(limit: Any, kind: str) -> Any:
    """Read a limit as a value of its field is read; ends of coarse dates are days, of coarse numbers whole numbers."""
    if kind == "period":
        return Interval.date(str(limit)).first.toordinal()
    if kind == "range":
        return Decimal(str(limit))
    return _READERS[kind](str(limit))


def _between(rules: Schema) -> str:
    least, most = rules.get("minimum"), rules.get("maximum")
    if least is None or most is None:
        return f"at least {least}" if most is None else f"at most {most}"
    return f"from {least} to {most}"


def _length_fault(value: str, rules: Schema) -> str:
    least, most = rules.get("minLength", 0), rules.get("maxLength")
    if len(value) < least:
        return f"at least {least:,} characters"
    return f"at most {most:,} characters" if most is not None and len(value) > most else ""


def _grammar(kind: str, rules: Schema) -> str:
    grammar = _GRAMMARS.get(kind, "")
    limited = grammar and kind != "date" and ("minimum" in rules or "maximum" in rules)
    if not limited:
        return grammar
    return f"{grammar} from {rules['minimum']}" if "maximum" not in rules else f"{grammar}, {_between(rules)}"


def _read_dates(value: str) -> Interval:
    found = Interval.date(value)
    if not found.is_closed:
        raise Unreadable(value, "has an open end", DATE_GRAMMAR, is_plain=False)
    return found


def _read_iso_day(value: str) -> dt.date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise MusterError(value)
    return dt.date.fromisoformat(value)


def _read_integer(value: str) -> Decimal:
    if not re.fullmatch(r"-?\d{1,18}", value, re.ASCII):
        raise MusterError(value)
    return Decimal(value)


def _read_number(value: str) -> Decimal:
    try:
        found = Decimal(value)
    except InvalidOperation:
        raise MusterError(value) from None
    if not found.is_finite():
        raise MusterError(value)
    return found


def _read_boolean(value: str) -> bool:
    if value.casefold() not in {"true", "false", "1", "0"}:
        raise MusterError(value)
    return value.casefold() in {"true", "1"}


def _read_year(value: str) -> int:
    if not re.fullmatch(r"\d{4}", value, re.ASCII):
        raise MusterError(value)
    return int(value)


def _read_datetime(value: str) -> dt.datetime:
    return dt.datetime.fromisoformat(value)


def _read_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or re.search(r"\s", value):
        raise MusterError(value)
    return value


_READERS: dict[str, Callable[[str], Any]] = {
    "any": str,
    "boolean": _read_boolean,
    "date": _read_iso_day,
    "datetime": _read_datetime,
    "integer": _read_integer,
    "number": _read_number,
    "range": Interval.number,
    "period": _read_dates,
    "string": str,
    "uri": _read_url,
    "year": _read_year,
}
_GRAMMARS = {
    "boolean": "true or false",
    "date": "a day as YYYY-MM-DD",
    "datetime": "a day and a time as 2023-08-22T14:05",
    "integer": "a whole number",
    "number": "a number as 38.5",
    "uri": "an address that begins with https:// or http://",
    "year": "a year of four digits",
}
_SHAPES = {
    "[a-z0-9][a-z0-9-]*": "a short name of small letters, digits and hyphens, as moscow-centre",
    "[a-z][a-z0-9_]*": "a name of small letters, digits and underscores, as lag_days",
    "[a-z]{2}": "two small letters, as en",
}
