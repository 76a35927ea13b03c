"""Agreement: the tables of a case held against each other, once each has been read.

Every id that is named exists, there is somebody to speak about and somebody who spoke, and what claims and records say
can be meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from musterbook.case.claims import check_claims
from musterbook.errors import MusterError, Problem
from musterbook.intervals import Interval
from musterbook.records import check_records
from musterbook.tables import Table, schemas

MOST_LISTED = 20


def disagreements(tables: Mapping[str, Table]) -> Iterator[Problem]:
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


def _windows(populations: Table) -> dict[str, Interval | None]:
    """Give the windows that can be read; a population whose window cannot is left out, for that is said already."""
    found: dict[str, Interval | None] = {}
    for row in populations.rows:
        with suppress(MusterError):
            found[row["population_id"]] = Interval.date(row["window"]) if row["window"] else None
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
