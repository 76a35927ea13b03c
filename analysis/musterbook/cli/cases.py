"""The commands about a case: each prints what is found, or says what was written where."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from musterbook.case.case import Case, accept_files, case_folder, list_cases, read_case
from musterbook.case.scaffold import GUIDE, new_case
from musterbook.custody import State
from musterbook.custody import archive as keep_texts
from musterbook.custody import verify as verify_case
from musterbook.errors import MusterError, counted, shown
from musterbook.findings import Finding, Verdict
from musterbook.findings import audit as audit_case
from musterbook.formulas import csv_text
from musterbook.intervals import Every, Kind
from musterbook.progress import doing
from musterbook.report import build_report
from musterbook.schema import kind_of
from musterbook.worlds.worlds import possible_worlds


def folder_of(given: argparse.Namespace) -> Path:
    """Find the case that was given: a folder or, where there is none, the name of one that comes with musterbook."""
    is_shipped = given.case in list_cases() and not Path(given.case).exists()
    return case_folder(given.case) if is_shipped else Path(given.case)


def case_of(given: argparse.Namespace) -> Case:
    """Read the case that was given."""
    return read_case(folder_of(given))


def new(given: argparse.Namespace) -> int:
    """Write a new case and say what to do next."""
    place = new_case(given.folder)
    print(f"{place} is a new case; {place / GUIDE} says how to fill it in.")
    print(f"When it is filled in: musterbook check {shlex.quote(str(place))} --accept")
    return 0


def check(given: argparse.Namespace) -> int:
    """Check a case and print what its claims say of each other."""
    accepted = accept_files(folder_of(given)) if given.accept else {}
    case = case_of(given)
    sizes = [(case.sources, "source"), (case.claims, "claim"), (case.records, "record")]
    tables = ", ".join(counted(len(table), noun) for table, noun in sizes)
    print(f"{case.name} is valid: {tables}; frozen on {case.frozen}.")
    for name, changed in accepted.items():
        print(f"{name}.csv, since it was last accepted: {changed}.")
    for line in _second_hand(case):
        print(line)
    findings = audit_case(case)
    _print_findings("contradiction", [one for one in findings if one.verdict is Verdict.CONTRADICTED])
    unsettled = [one for one in findings if one.slug == "not-settled"]
    changes = [one for one in findings if one.verdict is Verdict.CANNOT_TELL and one not in unsettled]
    _print_findings("figure that changed on its way", changes, "figures that changed on their way")
    for one in unsettled:
        print(f"\nNot settled: {one.sentence}")
    return 0


def _second_hand(case: Case) -> Iterator[str]:
    """Say which claims rest on less than the whole text of their source in its own language."""
    read_as = case.sources.set_index("source_id")["read_as"]
    for kind, what in (("excerpt", "an excerpt"), ("translation", "a translation")):
        sources = read_as.index[read_as == kind]
        claims = case.claims[case.claims["source_id"].isin(sources)].groupby("source_id", sort=False).size()
        if len(claims):
            each = ", ".join(f"{source} ({number})" for source, number in claims.items())
            yield f"{counted(int(claims.sum()), 'claim rests', 'claims rest')} on {what} of the source: {each}."


def _print_findings(noun: str, findings: Sequence[Finding], plural: str = "") -> None:
    print(f"\n{counted(len(findings), noun, plural)}{':' if findings else '.'}")
    for place, finding in enumerate(findings, 1):
        print(f"{place}. {finding.sentence if not finding.evidence else 'These cannot both hold:'}")
        for line in finding.evidence:
            print(f"   - {line}")


def table(given: argparse.Namespace) -> int:
    """Print what is reported and what is possible, cell by cell."""
    case = case_of(given)
    if given.every and case.kinds.get(given.variable, kind_of(given.variable)) is not Kind.DATE:
        what = shown(given.variable)
        raise MusterError(f"--every is the length of the cells of dates, and {what} has none; leave it out")
    with doing("working out what is possible"):
        cells = _with_sums(given, case)
    if given.csv:
        print(csv_text(cells), end="")
        return 0
    printed = cells.astype({"reported": "object", "high": "object"}).fillna({"reported": "–", "high": "no limit"})
    width = max(len(cell) for cell in printed["cell"])
    print(printed.to_string(index=False, formatters={"cell": lambda cell: cell.ljust(width)}, justify="right"))
    return 0


def _with_sums(given: argparse.Namespace, case: Case) -> pd.DataFrame:
    """Give the cells, below them the years where they are dates, and the total."""
    every = Every(given.every or Every.MONTH)
    lengths = [
        every,
        *([Every.YEAR] if given.variable == case.event(given.population) and every is not Every.YEAR else []),
    ]
    parts = [possible_worlds(case, given.variable, given.population, every=length) for length in lengths]
    columns = ["cell", "reported", "low", "high", "claims"]
    low, high = parts[0].total
    total = pd.DataFrame({"cell": ["total"], "reported": [None], "low": [low], "high": [high], "claims": [""]})
    tables = [*(part.table()[columns] for part in parts), total]
    whole = pd.concat([table.astype({"reported": "Int64", "low": "Int64", "high": "Int64"}) for table in tables])
    return whole.reset_index(drop=True)


def report(given: argparse.Namespace) -> int:
    """Write the page and say where it stands."""
    print(build_report(case_of(given), given.out))
    return 0


def archive(given: argparse.Namespace) -> int:
    """Keep what sources said, and say where."""
    wrong = [pair for pair in given.texts if not all(pair.partition("="))]
    if wrong:
        raise MusterError(f"expected SOURCE=FILE, as first-paper=page.html; found {', '.join(map(shown, wrong))}")
    texts = {name: file for name, _, file in (pair.partition("=") for pair in given.texts)}
    for place in keep_texts(folder_of(given), texts):
        print(place)
    return 0


def verify(given: argparse.Namespace) -> int:
    """Print what is still what it was and what is not; anything changed or missing is a failure."""
    found = verify_case(folder_of(given), given.built)
    for one in found:
        print(one)
    return 1 if any(one.state in {State.CHANGED, State.MISSING} for one in found) else 0
