"""A case: a folder with sources, populations, claims and records, described as a Data Package.

A case is read whole or not at all. Files are first held against the sizes and hashes in ``datapackage.json``, then read
strictly, then held against each other; everything wrong comes in one error. What a reader of the case gets are pandas
frames of the texts as they stand, with what was parsed beside them.
"""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from musterbook.claims import Claim, Status, check_claims
from musterbook.errors import InputError, MusterError, Problem, Unanswerable, UnknownName
from musterbook.periods import Period
from musterbook.records import check_records, with_parsed
from musterbook.tables import Table, parse_table, rows, schemas

DESCRIPTOR = "datapackage.json"
MOST_LISTED = 20


@dataclass(frozen=True, eq=False)
class Case:
    """One recruitment drive as it was published.

    Attributes
    ----------
    name, title : str
        As in ``datapackage.json``.
    populations, sources, claims, records : pandas.DataFrame
        The four tables, texts as they stand, missing where nothing is stated. Beside the text of a coarse date stand
        ``…_first`` and ``…_last`` (days), beside a coarse number ``…_low`` and ``…_high``; beside the printed ``value``
        of a claim stand ``low`` and ``high``, the limits that follow, missing where there is none.
    about : mapping
        Everything ``datapackage.json`` states, also what nothing here checks: description, version, licences.

    Invariants: every table agrees with its schema; every id that is named exists.
    """

    name: str
    title: str
    populations: pd.DataFrame
    sources: pd.DataFrame
    claims: pd.DataFrame
    records: pd.DataFrame
    about: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def claim_list(self) -> tuple[Claim, ...]:
        """The claims as objects, in the order of the table."""
        texts = self.claims.fillna(dict.fromkeys(self.claims.select_dtypes("str"), ""))
        return tuple(Claim.from_row(row) for row in rows(texts))

    @property
    def frozen(self) -> str:
        """The day the data were frozen: the last day a source was read, as YYYY-MM-DD."""
        return str(self.sources["accessed"].max())

    @property
    def main_population(self) -> str:
        """The population that the first used claim speaks about; what a call means that names none."""
        used = self.claims.loc[self.claims["status"] == Status.USED, "population_id"]
        return str((used if len(used) else self.populations["population_id"]).iloc[0])

    def population(self, name: str | None = None) -> str:
        """Check the id of a population; ``None`` is the main one."""
        known = self.populations["population_id"].tolist()
        if name is not None and name not in known:
            raise UnknownName.of("population", name, known)
        return self.main_population if name is None else name

    @cached_property
    def windows(self) -> dict[str, Period | None]:
        """The days that each population covers, ``None`` where none are stated."""
        stated = zip(self.populations["population_id"], self.populations["window"], strict=True)
        return {name: None if pd.isna(text) else Period.parse(text) for name, text in stated}

    @cached_property
    def outlets(self) -> dict[str, str]:
        """Who published each source."""
        return dict(zip(self.sources["source_id"], self.sources["outlet"], strict=True))

    def window(self, population: str | None = None) -> Period:
        """Give the days a population covers; raises :class:`MusterError` where none are stated."""
        name = self.population(population)
        found = self.windows[name]
        if found is None:
            raise Unanswerable.no_window(name)
        return found

    def __repr__(self) -> str:
        """Say what it holds."""
        sizes = ", ".join(f"{len(getattr(self, table))} {table}" for table in schemas())
        return f"<Case {self.name}: {sizes}>"


def read_case(folder: str | Path) -> Case:
    """Read a case from its folder.

    Parameters
    ----------
    folder : str or Path
        A folder with ``datapackage.json`` and the four tables it names.

    Raises
    ------
    MusterError
        One error that lists every problem with file, line, column, value and what was expected.

    Examples
    --------
    >>> read_case(case_folder("moscow-2023-24")).frozen
    '2026-11-23'
    """
    tables, problems = _read(Path(folder))
    if problems:
        raise InputError.from_problems(f"the case {folder}", problems)
    descriptor, _ = _descriptor(Path(folder))
    return Case(
        name=descriptor["name"],
        title=descriptor["title"],
        populations=tables["populations"].frame(),
        sources=tables["sources"].frame(),
        claims=_with_limits(tables["claims"].frame()),
        records=with_parsed(tables["records"].frame()),
        about=descriptor,
    )


def load_case(name: str) -> Case:
    """Read a case that comes with musterbook, wherever it is installed.

    >>> load_case("moscow-2023-24")
    <Case moscow-2023-24: 4 populations, 6 sources, 49 claims, 5 records>
    """
    return read_case(case_folder(name))


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


def accept_files(folder: str | Path) -> None:
    """Take the files of a case as they are: write their schemas, sizes and hashes into ``datapackage.json``.

    For whoever has changed a table on purpose. Everything else must be valid; if it is not, nothing is written and the
    problems are raised as :func:`read_case` does.
    """
    place = Path(folder)
    _, problems = _read(place, sealed=False)
    if problems:
        raise InputError.from_problems(f"the case {folder}", problems)
    descriptor, _ = _descriptor(place)
    others = [one for one in descriptor["resources"] if one.get("name") not in schemas()]
    descriptor["resources"] = [*(_resource(place, table) for table in schemas()), *others]
    text = json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n"
    content = text.encode("utf-8", "backslashreplace")
    beside = place / f".{DESCRIPTOR}.new"
    beside.write_bytes(content)
    beside.replace(place / DESCRIPTOR)


def _shelf() -> Path:
    """Find the folder of cases: beside the code in an installed wheel, else at the root of the repository."""
    here = Path(__file__).resolve().parent
    for shelf in (here / "data", here.parents[1] / "data"):
        if shelf.is_dir():
            return shelf
    raise MusterError(f"the cases that come with musterbook are missing: expected {here / 'data'}")


def _read(folder: Path, *, sealed: bool = True) -> tuple[dict[str, Table], list[Problem]]:
    """Read the four tables with everything that is wrong; ``sealed`` holds the files against their hashes too."""
    descriptor, problems = _descriptor(folder)
    if problems:
        return {}, problems
    contents = {}
    for table in schemas():
        content, faults = _content(folder, table, descriptor["resources"], sealed=sealed)
        contents[table] = content
        problems += faults
    tables = {table: parse_table(table, content) for table, content in contents.items() if content is not None}
    problems += [problem for table in tables.values() for problem in table.problems]
    problems += _meaning(tables)
    return tables, problems


def _descriptor(folder: Path) -> tuple[dict[str, Any], list[Problem]]:
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


def _content(
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


def _meaning(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Hold the tables against each other, as far as they could be read."""
    for table in tables.values():
        for key in schemas()[table.name]["schema"].get("foreignKeys", []):
            target = tables.get(key["reference"]["resource"] or table.name)
            if target is not None and target.is_whole:
                yield from _dangling(table, key["fields"][0], target)
    yield from _emptiness(tables)
    windows = _windows(tables["populations"]) if "populations" in tables else {}
    if "claims" in tables:
        yield from check_claims(tables["claims"], windows)
    if "records" in tables:
        yield from check_records(tables["records"], windows)


def _emptiness(tables: Mapping[str, Table]) -> Iterator[Problem]:
    for name in ("populations", "sources"):
        if name in tables and tables[name].is_whole and not tables[name].rows:
            yield Problem(f"{name}.csv", 0, "", "", "at least one row below it", "a header alone")


def _windows(populations: Table) -> dict[str, Period | None]:
    """Give the windows that can be read; a population whose window cannot is left out, for that is said already."""
    found: dict[str, Period | None] = {}
    for row in populations.rows:
        with suppress(MusterError):
            found[row["population_id"]] = Period.parse(row["window"]) if row["window"] else None
    return found


def _dangling(table: Table, column: str, target: Table) -> Iterator[Problem]:
    """Find ids that no row has, and ids of the row itself."""
    key = schemas()[target.name]["schema"]["primaryKey"][0]
    known = {row[key] for row in target.rows}
    if not known:
        listed = f"a {key} of {target.file}, which has none"
    elif target is table or len(known) > MOST_LISTED:
        listed = f"a {key} of {'this table' if target is table else target.file}"
    else:
        listed = f"one of {', '.join(row[key] for row in target.rows)}"
    for row, values in enumerate(table.rows):
        if values[column] and values[column] not in known:
            yield table.problem(row, column, listed)
        elif target is table and values[column] and values[column] == values[key]:
            yield table.problem(row, column, f"another {key}")


def _with_limits(claims: pd.DataFrame) -> pd.DataFrame:
    limits = [Claim.from_row(row).limits for row in rows(claims.fillna(""))]
    columns = {"low": [low for low, _ in limits], "high": [high for _, high in limits]}
    parsed = {
        name: pd.array([None if one is None else float(one) for one in ends], "Float64")
        for name, ends in columns.items()
    }
    return claims.assign(**parsed)


def _resource(folder: Path, table: str) -> dict[str, Any]:
    content = (folder / f"{table}.csv").read_bytes()
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
