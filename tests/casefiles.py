"""The tables of a case as the package describes them, read with nothing of the library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import musterbook as mb

TABLES: dict[str, dict[str, Any]] = json.loads(Path(mb.__file__).with_name("schema.json").read_text("utf-8"))


def fields(table: str) -> list[dict[str, Any]]:
    """Give the descriptions of the columns of a table."""
    found: list[dict[str, Any]] = TABLES[table]["schema"]["fields"]
    return found
