"""The Data Package of a case: ``datapackage.json``, which names its files, says what they hold, and seals them.

A figure can be traced to its data only if the data are the ones it was drawn from: the descriptor states the size and
the hash of each file, and a changed file is a problem until somebody accepts the change on purpose.
"""

from __future__ import annotations

import hashlib
import json
import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from musterbook.errors import InputError, MusterError, Problem, UnknownName
from musterbook.tables import schemas

DESCRIPTOR = "datapackage.json"
MOST_BYTES = 2**26


def list_cases() -> list[str]:
    """Give the names of the cases that come with musterbook.

    >>> list_cases()
    ['moscow-2023-24']
    """
    return sorted(path.parent.name for path in _shelf().glob(f"*/{DESCRIPTOR}"))


def case_folder(name: str) -> Path:
    """Find the folder of a case that comes with musterbook."""
    if name not in list_cases():
        raise UnknownName.of("case", name, list_cases())
    return _shelf() / name


def _shelf() -> Path:
    """Find the folder of cases: beside the code in an installed wheel, else at the root of the repository."""
    here = Path(__file__).resolve().parents[1]
    for shelf in (here / "data", here.parents[1] / "data"):
        if shelf.is_dir():
            return shelf
    raise MusterError(f"the cases that come with musterbook are missing: expected {here / 'data'}")


def read_descriptor(folder: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Read the descriptor; what is wrong with it hides what could be said of the tables."""
    try:
        is_there = (folder / DESCRIPTOR).exists() and not (folder / DESCRIPTOR).is_dir()
    except (OSError, ValueError):
        is_there = False
    if not is_there:
        raise InputError.no_case(str(folder), list_cases())
    content, problems = _content(folder, DESCRIPTOR)
    twice: Counter[str] = Counter()

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        twice.update({name: times for name, times in Counter(name for name, _ in pairs).items() if times > 1})
        return dict(pairs)

    try:
        found = json.loads(content.decode("utf-8"), object_pairs_hook=once) if not problems else {}
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return {}, [Problem(DESCRIPTOR, line, "", "", "text encoded as UTF-8", f"byte 0x{content[error.start]:02x}")]
    except json.JSONDecodeError as error:
        lines = [*content.decode("utf-8").splitlines(), ""]
        at = min(error.lineno, len(lines))
        return {}, [Problem(DESCRIPTOR, at, "", lines[at - 1].strip(), f"JSON ({error.msg})")]
    except (ValueError, RecursionError):
        return {}, [Problem(DESCRIPTOR, 0, "", "", "JSON of an ordinary size", "numbers or nesting without end")]
    problems += [Problem(DESCRIPTOR, 0, name, "", "one", f"{times} of this name") for name, times in twice.items()]
    return found, problems or list(_descriptor_faults(found))


def _content(folder: Path, name: str) -> tuple[bytes, list[Problem]]:
    """Read a file of a case, which is a file and of an ordinary size."""
    place = folder / name
    if place.is_symlink():
        return b"", [Problem(name, 0, "", "", "the file itself in the folder of the case", "a link")]
    if not place.is_file():
        found = "something that is no file" if place.exists() and not place.is_dir() else ""
        return b"", [Problem(name, 0, "", "", "this file in the folder of the case", found)]
    size = place.stat().st_size
    if size > MOST_BYTES:
        return b"", [Problem(name, 0, "", "", f"a file of at most {MOST_BYTES:,} bytes", f"one of {size:,}")]
    try:
        return place.read_bytes(), []
    except OSError as error:
        return b"", [Problem(name, 0, "", "", "a file that can be read", error.strerror or str(error))]


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


def descriptor_file(descriptor: Mapping[str, Any]) -> bytes:
    """Give what the file of a descriptor holds."""
    return (json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def table_content(
    folder: Path, table: str, resources: Iterable[Mapping[str, Any]], *, sealed: bool
) -> tuple[bytes | None, list[Problem]]:
    """Read the bytes of one table after a look at its path; hold them against size and hash where asked."""
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
    content, problems = _content(folder, path)
    if problems:
        return None, problems
    return content, list(_unsealed(folder, path, content, resource)) if sealed else []


def _unsealed(folder: Path, path: str, content: bytes, resource: Mapping[str, Any]) -> Iterator[Problem]:
    """Say that a file is not the one the descriptor states, by size or hash."""
    now = _seal(content)
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
        **_seal(content),
        "schema": schemas()[table]["schema"],
    }


def _seal(content: bytes) -> dict[str, Any]:
    return {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
