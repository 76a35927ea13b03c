"""The package: the folder of a case as a Data Package, its descriptor and the seals on its files.

``datapackage.json`` names the files, says what their columns hold and states the size and hash of each. A figure can be
traced to its data only if the data are the ones it was drawn from, so a changed file is a problem until somebody
accepts the change on purpose. Of every row a short hash is kept too, so that it can be said which ones have changed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from musterbook.errors import InputError, MusterError, Problem, UnknownName, counted
from musterbook.schema import Schema, Table, check_field, fields, long_fields, parse_table, schemas, types

DESCRIPTOR = "datapackage.json"
MOST_BYTES = 2**26
OPTIONAL = ("records", "labels", "corrections", "translations")
MOST_NAMED = 12


def list_cases() -> list[str]:
    """Give the names of the cases that come with musterbook.

    >>> list_cases()
    ['central-asia-2023-25', 'moscow-2023-24', 'moscow-foreigners-2023-24']
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
    content, problems = _content(folder / DESCRIPTOR)
    if content is None:
        return {}, problems
    twice: Counter[str] = Counter()

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Keep the pairs of an object, and count the names that stand there more than once."""
        twice.update({name: times for name, times in Counter(name for name, _ in pairs).items() if times > 1})
        return dict(pairs)

    try:
        found = json.loads(content.decode("utf-8"), object_pairs_hook=once)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return {}, [_wrong("", "text encoded as UTF-8", f"byte 0x{content[error.start]:02x}", line=line)]
    except json.JSONDecodeError as error:
        text = error.doc.splitlines()[error.lineno - 1 : error.lineno]
        line = min(error.lineno, error.doc.count("\n") + 1)
        return {}, [Problem(DESCRIPTOR, line, "", "".join(text).strip(), f"JSON ({error.msg})")]
    except (ValueError, RecursionError):
        return {}, [_wrong("", "JSON of an ordinary size", "numbers or nesting without end")]
    problems = [_wrong(name, "one", f"{times} of this name") for name, times in twice.items()]
    return found, problems or list(check_descriptor(found))


def _wrong(column: str, expected: str, found: str = "", *, line: int = 0) -> Problem:
    """Say what is wrong with the descriptor."""
    return Problem(DESCRIPTOR, line, column, "", expected, found)


def _value(column: str, holder: Mapping[str, Any], key: str, expected: str) -> Problem:
    """Say that a value of the descriptor is not what it should be."""
    return Problem(DESCRIPTOR, 0, column, json.dumps(holder[key]) if key in holder else "", expected)


def _content(place: Path, resource: Mapping[str, Any] | None = None) -> tuple[bytes | None, list[Problem]]:
    """Read a file of a case, nothing where it is none or of no ordinary size; it is the one that was sealed."""
    content, expected, found = None, "this file in the folder of the case", ""
    if place.is_symlink():
        expected, found = "the file itself in the folder of the case", "a link"
    elif not place.is_file():
        found = "something that is no file" if place.exists() and not place.is_dir() else ""
    elif (size := place.stat().st_size) > MOST_BYTES:
        expected, found = f"a file of at most {MOST_BYTES:,} bytes", f"one of {size:,}"
    else:
        try:
            content = place.read_bytes()
        except OSError as error:
            expected, found = "a file that can be read", error.strerror or str(error)
        else:
            now = seal_of(content)
            if resource is None or now.items() <= resource.items():
                return content, []
            told = " and ".join(f"{key} {json.dumps(resource[key])}" if key in resource else f"no {key}" for key in now)
            changed = changes(place.stem, content, resource)
            expected = f"what {DESCRIPTOR} states: {told}; {_accept(place.parent)}"
            found = f"{now['bytes']} bytes with hash {now['hash']}{f' ({changed})' if changed else ''}"
    return content, [Problem(place.name, 0, "", "", expected, found)]


def check_descriptor(found: Any) -> Iterator[Problem]:
    """Find what of a descriptor is not what a case needs."""
    if not isinstance(found, dict):
        yield Problem(DESCRIPTOR, 0, "", json.dumps(found), "an object with name, title and resources")
        return
    wrong = [key for key in ("name", "title") if not isinstance(found.get(key), str) or not found[key]]
    yield from (_value(key, found, key, "a text") for key in wrong)
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


def read_tables(
    folder: Path, resources: Sequence[Mapping[str, Any]], *, sealed: bool
) -> tuple[dict[str, Table], list[Problem]]:
    """Read every table that is there, with everything that is wrong with one alone; those left out are empty.

    ``sealed`` holds the files against the sizes and hashes that are stated.
    """
    tables, problems = {}, []
    for name in schemas():
        own, faults = own_fields(resources) if name == "records" else ([], [])
        named, place = [one for one in resources if one["name"] == name], folder / f"{name}.csv"
        problems += faults
        if not named and name in OPTIONAL and not place.exists() and not place.is_symlink():
            tables[name] = Table(name, (), (), (), columns=tuple(field["name"] for field in (*fields(name), *own)))
        elif len(named) > 1:
            problems.append(_wrong("resources", "one", f"{len(named)} resources called {name}"))
        elif sealed and not named:
            problems.append(_wrong("resources", f"a resource {name}; {_accept(folder)}", f"none called {name}"))
        elif named and named[0].get("path") != place.name:
            problems.append(_value(f"resource {name}, path", named[0], "path", f"{place.name}, beside this file"))
        else:
            content, wrong = _content(place, named[0] if sealed else None)
            problems += wrong
            if content is not None:
                tables[name] = parse_table(name, content, own)
    return tables, [*problems, *(problem for table in tables.values() for problem in table.problems)]


def own_fields(resources: Sequence[Mapping[str, Any]]) -> tuple[list[Schema], list[Problem]]:
    """Give the columns of records that a case declares beyond those that every case may have."""
    schema = next((one.get("schema") for one in resources if one["name"] == "records"), None)
    listed = schema.get("fields") if isinstance(schema, Mapping) else None
    ours = {field["name"] for field in fields("records")}
    found, problems = [], []
    for field in listed if isinstance(listed, list) else []:
        told = field if isinstance(field, Mapping) else {}
        name = told.get("name")
        if name in ours:
            continue
        if not isinstance(name, str) or not re.fullmatch("[a-z][a-z0-9_]*", name):
            named = "a field with a name of small letters, digits and underscores, as lag_days"
            problems.append(Problem(DESCRIPTOR, 0, "resource records, fields", json.dumps(name), named))
        elif told.get("type") not in types() or told.get("coarse", "period") not in {"period", "range"}:
            kinds = f"a type, one of {', '.join(types())}; with coarse as period for dates, range for numbers"
            problems.append(Problem(DESCRIPTOR, 0, f"field {name} of records", json.dumps(told.get("type")), kinds))
        else:
            try:
                check_field(told)
                found.append(told)
            except MusterError as error:
                problems.append(Problem(DESCRIPTOR, 0, f"field {name} of records", "", str(error)))
    return found, problems


def _accept(folder: Path) -> str:
    """Say how a change is taken as meant."""
    return f"if the change is meant, accept it with: musterbook check {shlex.quote(str(folder))} --accept"


def changes(table: str, content: bytes, resource: Mapping[str, Any]) -> str:
    """Say which rows of a table are not the ones that were accepted; nothing where that is not known."""
    before, now = resource.get("rowHashes"), _row_hashes(table, content)
    if not isinstance(before, Mapping) or not now:
        return ""
    kinds = {
        "changed": [name for name in now if name in before and before[name] != now[name]],
        "new": [name for name in now if name not in before],
        "gone": [name for name in before if name not in now],
    }
    told = []
    for kind, names in kinds.items():
        more = f" and {counted(len(names) - MOST_NAMED, 'more row')}" if len(names) > MOST_NAMED else ""
        told += [f"{kind}: {', '.join(names[:MOST_NAMED])}{more}"] if names else []
    return "; ".join(told)


def _row_hashes(table: str, content: bytes) -> dict[str, str]:
    """Give a short hash of each row by its key, whatever the order of the columns."""
    key = schemas()[table]["schema"].get("primaryKey", [])
    try:
        with long_fields():
            rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (csv.Error, ValueError):
        return {}
    if not key or not all(name in row for row in rows for name in key):
        return {}
    hashes = {}
    for row in rows:
        stated = sorted((name, value) for name, value in row.items() if name and value)
        text = json.dumps(stated, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace")
        hashes["=".join(row[name] or "" for name in key)] = hashlib.sha256(text).hexdigest()[:8]
    return hashes


def sealed_resource(table: str, content: bytes, own: Sequence[Schema] = ()) -> dict[str, Any]:
    """Describe the file of one table, which holds ``content``: the schema of its columns, size and hashes."""
    with long_fields():
        header = next(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")), [])
    known = {field["name"]: field for field in (*fields(table), *own)}
    schema = dict(schemas()[table]["schema"])
    keys = [key for key in schema.pop("foreignKeys", []) if key["fields"][0] in header]
    rows = _row_hashes(table, content)
    return {
        "name": table,
        "path": f"{table}.csv",
        "type": "table",
        "description": schemas()[table]["description"],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **seal_of(content),
        **({"rowHashes": rows} if rows else {}),
        "schema": {**schema, "fields": [known[name] for name in header], **({"foreignKeys": keys} if keys else {})},
    }


def seal_of(content: bytes) -> dict[str, Any]:
    """Give the size and the hash of a file as a descriptor states them."""
    return {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
