"""The descriptor of a case: ``datapackage.json``, which names its files and says what they hold.

It follows the Data Package standard. What is wrong with it is collected as :class:`Problem`, and hides what could be
said of the tables.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from musterbook.case.shelf import DESCRIPTOR, list_cases
from musterbook.errors import InputError, Problem


def read_descriptor(folder: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Read the descriptor; what is wrong with it hides what could be said of the tables."""
    try:
        content = (folder / DESCRIPTOR).read_bytes()
    except (OSError, ValueError):
        raise InputError.no_case(str(folder), list_cases()) from None
    try:
        found = json.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return {}, [Problem(DESCRIPTOR, line, "", "", "text encoded as UTF-8", f"byte 0x{content[error.start]:02x}")]
    except json.JSONDecodeError as error:
        lines = [*content.decode("utf-8").splitlines(), ""]
        at = min(error.lineno, len(lines))
        return {}, [Problem(DESCRIPTOR, at, "", lines[at - 1].strip(), f"JSON ({error.msg})")]
    except (ValueError, RecursionError):
        return {}, [Problem(DESCRIPTOR, 0, "", "", "JSON of an ordinary size", "numbers or nesting without end")]
    return found, list(_descriptor_faults(found))


def descriptor_file(descriptor: Mapping[str, Any]) -> bytes:
    """Give what the file of a descriptor holds."""
    return (json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def _descriptor_faults(found: Any) -> Iterator[Problem]:
    if not isinstance(found, dict):
        yield Problem(DESCRIPTOR, 0, "", json.dumps(found), "an object with name, title and resources")
        return
    for key in ("name", "title"):
        if not isinstance(found.get(key), str) or not found[key]:
            yield Problem(DESCRIPTOR, 0, key, json.dumps(found[key]) if key in found else "", "a text")
    resources = found.get("resources")
    if not isinstance(resources, list):
        yield Problem(DESCRIPTOR, 0, "resources", json.dumps(resources), "a list")
        return
    for one in resources:
        if not isinstance(one, dict) or not isinstance(one.get("name"), str):
            yield Problem(DESCRIPTOR, 0, "resources", json.dumps(one), "objects with a name")
