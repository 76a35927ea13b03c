"""The commands: each takes what was given, calls the library, and prints what is found or where it was written."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd

import musterbook as mb
from musterbook.auditing.claims import Verdict
from musterbook.case.scaffold import GUIDE
from musterbook.cli.options import case_of, list_of, pairs, place_of, protection, subject_of
from musterbook.cli.reading import others
from musterbook.errors import MusterError, counted, shown
from musterbook.exports import csv_text
from musterbook.figures import OF_LISTS
from musterbook.intervals import Every, Kind
from musterbook.progress import doing
from musterbook.schema import kind_of

SHOWN = ("cell", "reported", "low", "high", "claims")


def new(given: argparse.Namespace) -> int:
    """Write a new case and say what to do next."""
    place = mb.new_case(given.folder)
    print(f"{place} is a new case; {place / GUIDE} says how to fill it in.")
    print(f"When it is filled in: musterbook check {shlex.quote(str(place))} --accept")
    return 0


def check(given: argparse.Namespace) -> int:
    """Check a case and print what its claims say of each other."""
    accepted = mb.accept_files(place_of(given.case)) if given.accept else {}
    case = case_of(given)
    sizes = [(case.sources, "source"), (case.claims, "claim"), (case.records, "record")]
    tables = ", ".join(counted(len(table), noun) for table, noun in sizes)
    print(f"{case.name} is valid: {tables}; frozen on {case.frozen}.")
    for name, since in accepted.items():
        print(f"{name}.csv, since it was last accepted: {since}.")
    read_as = case.claims["source_id"].map(case.sources.set_index("source_id")["read_as"])
    for kind, what in (("excerpt", "an excerpt"), ("translation", "a translation")):
        # Claims that rest on less than the whole text of their source in its own language.
        claims = case.claims[read_as == kind].groupby("source_id", sort=False).size()
        if len(claims):
            each = ", ".join(f"{source} ({number})" for source, number in claims.items())
            rest = counted(int(claims.sum()), "claim rests", "claims rest")
            print(f"{rest} on {what} of the source: {each}.")
    findings = mb.audit(case)
    unsettled = [one for one in findings if one.slug == "not-settled"]
    contradicted = [one for one in findings if one.verdict is Verdict.CONTRADICTED]
    differing = [one for one in findings if one.slug == "context-differs"]
    changed = [one for one in findings if one.verdict is Verdict.CANNOT_TELL and one not in unsettled + differing]
    title = counted(len(contradicted), "contradiction")
    _print_findings(f"{title}{':' if contradicted else '.'}", contradicted, "These cannot both hold:")
    if differing:
        _print_findings(f"{counted(len(differing), 'pair')} of figures told as context that differ:", differing)
    title = counted(len(changed), "figure that changed on its way", "figures that changed on their way")
    _print_findings(f"{title}{':' if changed else '.'}", changed)
    for one in unsettled:
        print(f"\nNot settled: {one.sentence}")
    return 0


def _print_findings(title: str, findings: Sequence[mb.Finding], sentence: str = "") -> None:
    """Print findings with their evidence; ``sentence`` stands in place of that of one that has any."""
    print(f"\n{title}")
    for place, finding in enumerate(findings, 1):
        print(f"{place}. {(finding.evidence and sentence) or finding.sentence}")
        for line in finding.evidence:
            print(f"   - {line}")


def table(given: argparse.Namespace) -> int:
    """Print what is reported and what is possible, cell by cell."""
    case = case_of(given)
    if given.every and case.kinds.get(given.variable, kind_of(given.variable)) is not Kind.DATE:
        what = shown(given.variable)
        raise MusterError(f"--every is the length of the cells of dates, and {what} has none; leave it out")
    every, is_event = Every(given.every or Every.MONTH), given.variable == case.event(given.population)
    # Below the cells stand the years, where they are dates, and the total.
    lengths = [every, *([Every.YEAR] if is_event and every is not Every.YEAR else [])]
    with doing("working out what is possible"):
        worlds = [mb.possible_worlds(case, given.variable, given.population, every=length) for length in lengths]
        total = pd.DataFrame([("total", None, *worlds[0].total, "")], columns=SHOWN)
        tables = [*(one.table()[list(SHOWN)] for one in worlds), total]
        cells = pd.concat([one.astype(dict.fromkeys(SHOWN[1:4], "Int64")) for one in tables], ignore_index=True)
    if given.csv:
        print(csv_text(cells), end="")
        return 0
    printed = cells.astype({"reported": "object", "high": "object"}).fillna({"reported": "–", "high": "no limit"})
    width = max(len(cell) for cell in printed["cell"])
    print(printed.to_string(index=False, formatters={"cell": lambda cell: cell.ljust(width)}, justify="right"))
    return 0


def report(given: argparse.Namespace) -> int:
    """Write the page and say where it stands."""
    from musterbook.report import build_report

    print(build_report(case_of(given), given.out, safe=bool(protection(given))))
    return 0


def archive(given: argparse.Namespace) -> int:
    """Keep what sources said, and say where."""
    for place in mb.archive(place_of(given.case), pairs("texts", given.texts, "SOURCE=FILE, as first-paper=page.html")):
        print(place)
    return 0


def verify(given: argparse.Namespace) -> int:
    """Print what is still what it was and what is not; anything changed or missing is a failure."""
    from musterbook.report import report_html

    found = mb.verify(place_of(given.case), given.built, report=report_html)
    for one in found:
        print(one)
    return 1 if any(one.is_wrong for one in found) else 0


def audit(given: argparse.Namespace) -> int:
    """Print the claims by verdict, each with what the list says."""
    case = case_of(given)
    population = case.population(given.population)
    people = list_of(given, case.windows[population])
    if isinstance(people, mb.AggregateTable):
        read_in = f"{counted(len(people.frame), 'cell')} of a table of counts read"
    else:
        wrong = f", {people.questioned:,} of them with problems" if people.questioned else ""
        read_in = f"{counted(people.read, 'row')} read{wrong}"
    print(f"{read_in}; held against what was published about {population}.")
    findings = mb.audit(case, people, population)
    for verdict in (Verdict.CONTRADICTED, Verdict.CANNOT_TELL, Verdict.HOLDS):
        those = [one for one in findings if one.verdict is verdict]
        _print_findings(f"{verdict.capitalize()}: {counted(len(those), 'claim') if those else 'no claims'}", those)
    return 0


def draw(given: argparse.Namespace) -> int:
    """Draw the charts and say which stand and which cannot be drawn.

    All charts were asked for in passing, so one of them is enough; a chart asked for by its name must be drawn.
    """
    subject = subject_of(given)
    is_case = isinstance(subject, mb.Case)
    total = len(given.charts) or len(mb.list_figures() if is_case else OF_LISTS)
    made, unmapped = count(1), others(subject) if isinstance(subject, mb.LineList) else []

    def say(page: mb.Page) -> None:
        """Say that a chart stands, as soon as it does."""
        print(f"[{next(made)}/{total}] {Path(given.out, page.stem)}.{{png,svg,csv,txt}}", flush=True)
        for name in set(page.table.get("variable", ())) & set(unmapped):
            print(f"{page.stem}: shows {name}, a column that is none of ours, which may name people", file=sys.stderr)
        if page.untranslated:
            print(f"{given.lang}: said in English: {', '.join(page.untranslated)}", file=sys.stderr, flush=True)

    def tell(name: str, error: MusterError) -> None:
        """Say why a chart does not."""
        print(f"{name}: not drawn: {error}", file=sys.stderr, flush=True)

    asked = ("title", "subtitle", "source", "lang", "size", "column", "window")
    options: dict[str, Any] = {name: getattr(given, name) for name in asked}
    threshold = protection(given)
    drawn = mb.build_figures(subject, given.out, given.charts, done=say, undrawn=tell, safe=threshold, **options)
    few = 0 if threshold or is_case else sum(page.small for page in drawn)
    if few:
        numbers = f"{counted(few, 'number')} of fewer than 5 people {'is' if few == 1 else 'are'}"
        recognised = "by which somebody may be recognised; --safe shows ranges, proven to give nobody away"
        print(f"{numbers} in these files, {recognised}", file=sys.stderr)
    return 0 if len(drawn) == total or (drawn and not given.charts) else 1
