"""A case: a folder with sources, populations, claims and records, described as a Data Package.

A case is read whole or not at all. Files are first held against the sizes and hashes in ``datapackage.json``, then read
strictly, then held against each other; everything wrong comes in one error. What a reader of the case gets are pandas
frames of the texts as they stand, with what was parsed beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from musterbook.atomic import write_files
from musterbook.case.agreement import disagreements
from musterbook.case.claims import Claim, Status
from musterbook.case.descriptor import descriptor_file, read_descriptor
from musterbook.case.seals import content_of, sealed_resource
from musterbook.case.shelf import DESCRIPTOR, case_folder, list_cases
from musterbook.errors import InputError, Problem, Unanswerable, UnknownName
from musterbook.intervals import Interval
from musterbook.records import with_parsed
from musterbook.tables import Table, parse_table, rows, schemas

__all__ = ["Case", "accept_files", "case_folder", "list_cases", "load_case", "read_case"]


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
    def windows(self) -> dict[str, Interval | None]:
        """The days that each population covers, ``None`` where none are stated."""
        stated = zip(self.populations["population_id"], self.populations["window"], strict=True)
        return {name: None if pd.isna(text) else Interval.date(text) for name, text in stated}

    @cached_property
    def outlets(self) -> dict[str, str]:
        """Who published each source."""
        return dict(zip(self.sources["source_id"], self.sources["outlet"], strict=True))

    def window(self, population: str | None = None) -> Interval:
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
    descriptor, _ = read_descriptor(Path(folder))
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


def accept_files(folder: str | Path) -> None:
    """Take the files of a case as they are: write their schemas, sizes and hashes into ``datapackage.json``.

    For whoever has changed a table on purpose. Everything else must be valid; if it is not, nothing is written and the
    problems are raised as :func:`read_case` does.
    """
    place = Path(folder)
    _, problems = _read(place, sealed=False)
    if problems:
        raise InputError.from_problems(f"the case {folder}", problems)
    descriptor, _ = read_descriptor(place)
    others = [one for one in descriptor["resources"] if one.get("name") not in schemas()]
    descriptor["resources"] = [
        *(sealed_resource(table, (place / f"{table}.csv").read_bytes()) for table in schemas()),
        *others,
    ]
    write_files(place, {DESCRIPTOR: descriptor_file(descriptor)})


def _read(folder: Path, *, sealed: bool = True) -> tuple[dict[str, Table], list[Problem]]:
    """Read the four tables with everything that is wrong; ``sealed`` holds the files against their hashes too."""
    descriptor, problems = read_descriptor(folder)
    if problems:
        return {}, problems
    contents = {}
    for table in schemas():
        content, faults = content_of(folder, table, descriptor["resources"], sealed=sealed)
        contents[table] = content
        problems += faults
    tables = {table: parse_table(table, content) for table, content in contents.items() if content is not None}
    problems += [problem for table in tables.values() for problem in table.problems]
    problems += disagreements(tables)
    return tables, problems


def _with_limits(claims: pd.DataFrame) -> pd.DataFrame:
    limits = [Claim.from_row(row).limits for row in rows(claims.fillna(""))]
    columns = {"low": [low for low, _ in limits], "high": [high for _, high in limits]}
    parsed = {
        name: pd.array([None if one is None else float(one) for one in ends], "Float64")
        for name, ends in columns.items()
    }
    return claims.assign(**parsed)
