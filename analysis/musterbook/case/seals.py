"""Seals: the size and the hash of each file of a case, as its descriptor states them.

A figure can be traced to its data only if the data are the ones it was drawn from. A changed file is a problem until
somebody accepts the change on purpose.
"""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from musterbook.case.shelf import DESCRIPTOR
from musterbook.errors import Problem
from musterbook.tables import schemas


def content_of(
    folder: Path, table: str, resources: list[dict[str, Any]], *, sealed: bool
) -> tuple[bytes | None, list[Problem]]:
    """Read the bytes of one file after a look at its path; hold them against size and hash where asked."""
    named = [one for one in resources if one["name"] == table]
    if len(named) > 1:
        return None, [Problem(DESCRIPTOR, 0, "resources", "", "one", f"{len(named)} resources called {table}")]
    if sealed and not named:
        expected = ", ".join(schemas())
        return None, [Problem(DESCRIPTOR, 0, "resources", "", f"the resources {expected}", f"none called {table}")]
    resource = named[0] if named else {"path": f"{table}.csv"}
    path = resource.get("path")
    if path != f"{table}.csv":
        found = json.dumps(path) if "path" in resource else ""
        return None, [Problem(DESCRIPTOR, 0, f"resource {table}, path", found, f"{table}.csv, beside this file")]
    place = folder / path
    if place.is_symlink():
        return None, [Problem(path, 0, "", "", "the file itself in the folder of the case", "a link")]
    if not place.is_file():
        return None, [Problem(path, 0, "", "", "this file in the folder of the case")]
    content = place.read_bytes()
    return content, list(_unsealed(folder, path, content, resource)) if sealed else []


def _unsealed(folder: Path, path: str, content: bytes, resource: Mapping[str, Any]) -> Iterator[Problem]:
    """Say that a file is not the one the descriptor states, by size or hash."""
    now = {"bytes": len(content), "hash": _hash(content)}
    if {key: resource.get(key) for key in now} == now:
        return
    stated = " and ".join(f"{key} {json.dumps(resource[key])}" if key in resource else f"no {key}" for key in now)
    hint = f"if the change is meant, accept it with: musterbook check {shlex.quote(str(folder))} --accept"
    yield Problem(
        path, 0, "", "", f"what {DESCRIPTOR} states: {stated}; {hint}", f"{now['bytes']} bytes with hash {now['hash']}"
    )


def sealed_resource(table: str, content: bytes) -> dict[str, Any]:
    """Describe the file of one table, which holds ``content``: its schema, size and hash."""
    return {
        "name": table,
        "path": f"{table}.csv",
        "type": "table",
        "description": schemas()[table]["description"],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": _hash(content),
        "schema": schemas()[table]["schema"],
    }


def _hash(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
