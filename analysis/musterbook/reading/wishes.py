"""Wishes: what a list is held against, beyond what it may not be in any case.

The fields of records are ours; a Table Schema of the caller adds further ones, or further constraints on ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from musterbook.errors import InputError, UnknownName
from musterbook.intervals import Interval
from musterbook.reading.spellings import Order
from musterbook.tables import fields
from musterbook.values import CONSTRAINTS, Schema, types

Fields = Mapping[str, Schema]
_OF_A_CASE = ("population_id", "source_id")


@dataclass(frozen=True)
class Wishes:
    """What a list is held against: which part of a date is first, the days it covers, and the fields it must fit."""

    order: Order
    window: Interval | None
    fields: Fields
    arrival_after_signup: bool = False


def list_fields(schema: Mapping[str, Any] | str | Path | None) -> Fields:
    """Give the fields that a list is checked by: ours, and what a Table Schema of the caller says beyond.

    An id in somebody's list may look as it likes, and a row need not say which publication and which population it is
    of: these are rules for published cases alone.
    """
    ours: dict[str, Schema] = {field["name"]: _of_a_list(field) for field in fields("records")}
    for field in _given_fields(schema):
        base = ours.get(field["name"], {"type": "string"})
        rules = {**base.get("constraints", {}), **field.get("constraints", {})}
        kind = {} if "coarse" in base else {key: field[key] for key in ("type", "format") if key in field}
        ours[field["name"]] = {**base, **kind, "name": field["name"], "constraints": rules}
    return ours


def _of_a_list(field: Schema) -> Schema:
    lifted = {"pattern", "required"} if field["name"] in _OF_A_CASE else {"pattern"}
    rules = {name: rule for name, rule in field.get("constraints", {}).items() if name not in lifted}
    return {**field, "constraints": rules}


def _given_fields(schema: Mapping[str, Any] | str | Path | None) -> Iterator[Schema]:
    if schema is None:
        return
    if not isinstance(schema, Mapping):
        try:
            schema = json.loads(Path(schema).read_text("utf-8"))
        except (OSError, ValueError) as error:
            why = (isinstance(error, OSError) and error.strerror) or error
            raise InputError(f"{schema}: expected a Table Schema as JSON ({why})") from None
    listed = schema.get("fields") if isinstance(schema, Mapping) else None
    if not isinstance(listed, Sequence) or not all(isinstance(one, Mapping) and "name" in one for one in listed):
        raise InputError('expected a Table Schema, as {"fields": [{"name": "age", "type": "integer"}]}')
    for field in listed:
        if field.get("type", "string") not in types():
            raise UnknownName.of("type of field", field["type"], types())
        for name in field.get("constraints", {}):
            if name not in CONSTRAINTS:
                raise UnknownName.of("constraint", name, CONSTRAINTS)
        yield field
