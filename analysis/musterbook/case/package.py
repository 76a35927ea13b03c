"""The package: the folder of a case as a Data Package, its descriptor, the seals on its files, and a new one.

``datapackage.json`` names the files, says what their columns hold and states the size and hash of each. A figure can be
traced to its data only if the data are the ones it was drawn from, so a changed file is a problem until somebody
accepts the change on purpose. Of every row a short hash is kept too, so that it can be said which ones have changed.

A new case has empty tables and a guide (``guide.md``, with a row of each table): CSV has no comments. It is not valid
until there is somebody to speak about and somebody who spoke.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shlex
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from musterbook.atomic import clear, write_files
from musterbook.errors import InputError, MusterError, Problem, UnknownName, some
from musterbook.schema import Schema, Table, check_field, decoded, fields, parse_table, schemas

DESCRIPTOR = "datapackage.json"
MOST_BYTES = 2**26
GUIDE = "GUIDE.md"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
# The tables that a new case has, with a header alone; the others are added where there is something to put in them.
BEGUN = ("populations", "sources", "claims", "records")
OPTIONAL = ("records", "labels", "corrections", "translations")
# How columns are called that stand beside those they were parsed from.
ENDS = ("_first", "_last", "_low", "_high")


def list_cases() -> list[str]:
    """Give the names of the cases that come with musterbook.

    >>> import musterbook as mb
    >>> mb.list_cases()
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
    return here / "data" if (here / "data").is_dir() else here.parents[1] / "data"


def new_case(folder: str | Path) -> Path:
    """Write a case to fill in.

    Parameters
    ----------
    folder : str or Path
        A folder that does not exist, or is empty. Its name becomes the name of the case.

    Returns
    -------
    Path
        The folder, with the tables that most cases need, each with a header alone, ``datapackage.json`` and
        ``GUIDE.md``, which describes the others too.

    Raises
    ------
    MusterError
        If the folder is not empty, or is no folder.

    Examples
    --------
    >>> import musterbook as mb
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     sorted(path.name for path in mb.new_case(Path(place, "north")).iterdir())
    ['GUIDE.md', 'claims.csv', 'datapackage.json', 'populations.csv', 'records.csv', 'sources.csv']
    """
    from jinja2 import Template

    place = Path(folder)
    if place.exists() and not place.is_dir():
        raise InputError(f"{place} is a file; a new case needs a folder that is empty or does not exist yet")
    clear(place)
    if place.exists() and any(place.iterdir()):
        raise InputError(f"{place} is not empty; a new case needs a folder that is, or that does not exist yet")
    tables = {table: (",".join(field["name"] for field in fields(table)) + "\n").encode() for table in BEGUN}
    own = place.resolve().name
    name = re.sub(r"[^a-z0-9]+", "-", own.lower()).strip("-") or "case"
    resources = [sealed_resource(table, content) for table, content in tables.items()]
    descriptor = {"$schema": PROFILE, "name": name, "title": own or name, "resources": resources}
    text = files("musterbook").joinpath("case", "guide.md").read_text("utf-8")
    guide = Template(text, trim_blocks=True, keep_trailing_newline=True).render(tables=schemas(), optional=OPTIONAL)
    contents = {f"{table}.csv": content for table, content in tables.items()}
    write_files(place, contents | {GUIDE: guide.encode(), DESCRIPTOR: descriptor_file(descriptor)})
    return place


def read_descriptor(folder: Path) -> dict[str, Any]:
    """Read the descriptor of a case; what is wrong with it hides what could be said of the tables."""
    content, problems = _content(folder / DESCRIPTOR)
    if problems and not problems[0].found:
        raise InputError.no_case(str(folder), list_cases())
    text, unread = decoded(DESCRIPTOR, content)
    try:
        found = None if problems or unread else json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        found, unread = None, [Problem(DESCRIPTOR, getattr(error, "lineno", 0), "", "", "JSON", str(error))]
    about = found if isinstance(found, dict) else {}
    texts, listed = {key: about.get(key) for key in ("name", "title")}, about.get("resources")
    wrong = [_wrong(key, text, "a text") for key, text in texts.items() if not (text and isinstance(text, str))]
    told = listed if isinstance(listed, list) else [None]
    if not all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in told):
        wrong.append(_wrong("resources", listed, "a list of objects with a name"))
    if problems := problems or unread or wrong:
        raise InputError.from_problems(f"the case {folder}", problems)
    return about


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object; of two values of one name neither is taken."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name that stands twice in one object")
    return dict(pairs)


def _wrong(column: str, value: Any, expected: str) -> Problem:
    """Say that a value of the descriptor is not what it should be."""
    return Problem(DESCRIPTOR, 0, column, "" if value is None else json.dumps(value), expected)


def _content(place: Path) -> tuple[bytes, list[Problem]]:
    """Read a file of a case; nothing where it is none of its own, or of no ordinary size."""
    found = ""
    try:
        found = "something else" if place.is_symlink() or place.exists() else ""
        if place.is_file() and not place.is_symlink() and place.stat().st_size <= MOST_BYTES:
            return place.read_bytes(), []
    except OSError as error:
        found = str(error.strerror)
    expected = f"a file, not a link, of at most {MOST_BYTES:,} bytes in the folder of the case"
    return b"", [Problem(place.name, 0, "", "", expected, found)]


def descriptor_file(descriptor: Mapping[str, Any]) -> bytes:
    """Give what the file of a descriptor holds."""
    return (json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def read_tables(
    folder: Path, resources: Sequence[Mapping[str, Any]], *, sealed: bool
) -> tuple[dict[str, Table], list[Problem]]:
    """Read every table, with everything that is wrong with one alone; one left out is empty.

    ``sealed`` holds the files against the paths, sizes and hashes that are stated.
    """
    tables, accept = {}, f"if the change is meant, accept it with: musterbook check {shlex.quote(str(folder))} --accept"
    own, problems = own_fields(resources)
    for name in schemas():
        declared = own if name == "records" else []
        named, place = [one for one in resources if one["name"] == name], folder / f"{name}.csv"
        is_left_out = not named and name in OPTIONAL and not place.exists() and not place.is_symlink()
        columns = tuple(field["name"] for field in (*fields(name), *declared))
        tables[name] = Table(name, (), (), (), columns, is_whole=is_left_out)
        if len(named) > 1 or (sealed and not named and not is_left_out):
            told, mend = f"{len(named)} of this name", "" if named else f"; {accept}"
            problems.append(Problem(DESCRIPTOR, 0, f"resource {name}", "", f"one{mend}", told))
        elif not is_left_out:
            content, wrong = _content(place)
            problems += wrong
            tables[name] = tables[name] if wrong else parse_table(name, content, declared)
            now = {"path": place.name, **seal_of(content)}
            stated = {key: named[0][key] for key in now if key in named[0]} if sealed else now
            if stated != now and not wrong:
                changed = changes(name, content, named[0])
                found = json.dumps(now) + (f" ({changed})" if changed else "")
                expected = f"what {DESCRIPTOR} states: {json.dumps(stated)}; {accept}"
                problems.append(Problem(place.name, 0, "", "", expected, found))
    return tables, [*problems, *(problem for table in tables.values() for problem in table.problems)]


def own_fields(resources: Sequence[Mapping[str, Any]]) -> tuple[list[Schema], list[Problem]]:
    """Give the columns of records that a case declares beyond those that every case may have."""
    schema = next((one.get("schema") for one in resources if one["name"] == "records"), None)
    listed = schema.get("fields") if isinstance(schema, Mapping) else None
    found, problems = {field["name"]: field for field in fields("records")}, []
    for field in listed if isinstance(listed, list) else []:
        name = field.get("name") if isinstance(field, Mapping) else None
        if not isinstance(name, str) or not re.fullmatch("[a-z][a-z0-9_]*", name) or name.endswith(ENDS):
            named = "a field with a name of small letters, digits and underscores, as lag_days"
            problems.append(_wrong("fields of records", name, f"{named}; not {', '.join(ENDS)} at its end"))
        elif name not in found:
            try:
                check_field(field)
                found[name] = field
            except MusterError as error:
                problems.append(Problem(DESCRIPTOR, 0, f"field {name} of records", "", "a sound one", str(error)))
    return [*found.values()][len(fields("records")) :], problems


def changes(table: str, content: bytes, resource: Mapping[str, Any]) -> str:
    """Say which rows of a table are not the ones that were accepted; nothing where that is not known."""
    before, now = resource.get("rowHashes"), _row_hashes(table, content)
    if not isinstance(before, Mapping) or not now:
        return ""
    told = {"changed": [name for name in now if before.get(name, now[name]) != now[name]]}
    told |= {"new": [name for name in now if name not in before], "gone": [name for name in before if name not in now]}
    return "; ".join(f"{kind}: {some(names, 12)}" for kind, names in told.items() if names)


def _row_hashes(table: str, content: bytes) -> dict[str, str]:
    """Give a short hash of each row by its key, whatever the order of the columns; nothing where it cannot be read."""
    key, hashes = schemas()[table]["schema"].get("primaryKey", []), {}
    try:
        read = pd.read_csv(io.BytesIO(content), dtype="str", na_filter=False)
        # Where rows have more values than the header, the first becomes an index.
        for row in read.to_dict("records") if key and isinstance(read.index, pd.RangeIndex) else []:
            stated = json.dumps(sorted((name, value) for name, value in row.items() if value), ensure_ascii=False)
            hashes["=".join(row[name] for name in key)] = hashlib.sha256(stated.encode()).hexdigest()[:8]
    except (ValueError, KeyError):
        return {}
    return hashes


def sealed_resource(table: str, content: bytes, own: Sequence[Schema] = ()) -> dict[str, Any]:
    """Describe the file of one table, which holds ``content``: the schema of its columns, size and hashes."""
    header = pd.read_csv(io.BytesIO(content), nrows=0).columns
    known = {field["name"]: field for field in (*fields(table), *own)}
    schema = dict(schemas()[table]["schema"])
    keys = [key for key in schema.pop("foreignKeys", []) if key["fields"][0] in header]
    schema |= {"fields": [known[name] for name in header]} | ({"foreignKeys": keys} if keys else {})
    about = {"name": table, "path": f"{table}.csv", "type": "table", "description": schemas()[table]["description"]}
    about |= {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8", **seal_of(content)}
    return about | ({"rowHashes": rows} if (rows := _row_hashes(table, content)) else {}) | {"schema": schema}


def seal_of(content: bytes) -> dict[str, Any]:
    """Give the size and the hash of a file as a descriptor states them."""
    return {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
