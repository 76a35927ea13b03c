"""The commands about a case: each prints what is found, or says what was written where."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator, Sequence

import pandas as pd

import musterbook as mb
from musterbook.case.scaffold import GUIDE
from musterbook.cli.given import case_of, folder_of, pairs
from musterbook.custody import State
from musterbook.errors import MusterError, counted, shown
from musterbook.findings import Verdict
from musterbook.formulas import csv_text
from musterbook.intervals import Every, Kind
from musterbook.progress import doing
from musterbook.tables import kind_of

SHOWN = ("cell", "reported", "low", "high", "claims")


def new(given: argparse.Namespace) -> int:
    """Write a new case and say what to do next."""
    place = mb.new_case(given.folder)
    print(f"{place} is a new case; {place / GUIDE} says how to fill it in.")
    print(f"When it is filled in: musterbook check {shlex.quote(str(place))} --accept")
    return 0


def check(given: argparse.Namespace) -> int:
    """Check a case and print what its claims say of each other."""
    accepted = mb.accept_files(folder_of(given)) if given.accept else {}
    case = case_of(given)
    sizes = [(case.sources, "source"), (case.claims, "claim"), (case.records, "record")]
    tables = ", ".join(counted(len(table), noun) for table, noun in sizes)
    print(f"{case.name} is valid: {tables}; frozen on {case.frozen}.")
    for name, changed in accepted.items():
        print(f"{name}.csv, since it was last accepted: {changed}.")
    for line in _second_hand(case):
        print(line)
    findings = mb.audit(case)
    _print_findings("contradiction", [one for one in findings if one.verdict is Verdict.CONTRADICTED])
    unsettled = [one for one in findings if one.slug == "not-settled"]
    changes = [one for one in findings if one.verdict is Verdict.CANNOT_TELL and one not in unsettled]
    _print_findings("figure that changed on its way", changes, "figures that changed on their way")
    for one in unsettled:
        print(f"\nNot settled: {one.sentence}")
    return 0


def _second_hand(case: mb.Case) -> Iterator[str]:
    """Say which claims rest on less than the whole text of their source in its own language."""
    read_as = case.claims["source_id"].map(case.sources.set_index("source_id")["read_as"])
    for kind, what in (("excerpt", "an excerpt"), ("translation", "a translation")):
        claims = case.claims[read_as == kind].groupby("source_id", sort=False).size()
        if len(claims):
            each = ", ".join(f"{source} ({number})" for source, number in claims.items())
            yield f"{counted(int(claims.sum()), 'claim rests', 'claims rest')} on {what} of the source: {each}."


def _print_findings(noun: str, findings: Sequence[mb.Finding], plural: str = "") -> None:
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
        cells = _with_sums(case, given.variable, given.population, Every(given.every or Every.MONTH))
    if given.csv:
        print(csv_text(cells), end="")
        return 0
    printed = cells.astype({"reported": "object", "high": "object"}).fillna({"reported": "–", "high": "no limit"})
    width = max(len(cell) for cell in printed["cell"])
    print(printed.to_string(index=False, formatters={"cell": lambda cell: cell.ljust(width)}, justify="right"))
    return 0


def _with_sums(case: mb.Case, variable: str, population: str | None, every: Every) -> pd.DataFrame:
    """Give the cells, below them the years where they are dates, and the total."""
    years = [Every.YEAR] if variable == case.event(population) and every is not Every.YEAR else []
    worlds = [mb.possible_worlds(case, variable, population, every=length) for length in (every, *years)]
    total = pd.DataFrame([("total", None, *worlds[0].total, "")], columns=SHOWN)
    tables = [*(one.table()[list(SHOWN)] for one in worlds), total]
    return pd.concat([one.astype(dict.fromkeys(SHOWN[1:4], "Int64")) for one in tables], ignore_index=True)


def report(given: argparse.Namespace) -> int:
    """Write the page and say where it stands."""
    from musterbook.report import build_report

    print(build_report(case_of(given), given.out))
    return 0


def archive(given: argparse.Namespace) -> int:
    """Keep what sources said, and say where."""
    for place in mb.archive(folder_of(given), pairs("texts", given.texts, "SOURCE=FILE, as first-paper=page.html")):
        print(place)
    return 0


def verify(given: argparse.Namespace) -> int:
    """Print what is still what it was and what is not; anything changed or missing is a failure."""
    found = mb.verify(folder_of(given), given.built)
    for one in found:
        print(one)
    return 1 if any(one.state in {State.CHANGED, State.MISSING} for one in found) else 0
