"""The commands about a list of people or a table of counts: what is in it, what a case says of it, its pictures."""

from __future__ import annotations

import argparse
import io
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from itertools import count
from pathlib import Path
from typing import Any

import musterbook as mb
from musterbook.cli import aside
from musterbook.cli.given import case_of, list_of, protection, subject_of, window_of
from musterbook.errors import MusterError, counted
from musterbook.figures import OF_LISTS
from musterbook.findings import Verdict
from musterbook.intervals import Kind
from musterbook.linelist.columns import suggested

MOST_CELLS = 60
HELD = {Kind.DATE: "dates", Kind.NUMBER: "numbers", Kind.LABEL: "labels"}


def read(given: argparse.Namespace) -> int:
    """Read the list, print what is in it, write what was set aside and, where that is asked for, the records."""
    threshold = protection(given) if given.out else 0
    out = aside.place_for(given.list, Path(given.out), "protected" if threshold else "records") if given.out else None
    people = list_of(given, window_of(given))
    with _said_in_the_end():
        if isinstance(people, mb.AggregateTable):
            _print_table(given.list, people)
        else:
            _print_summary(given.list, people)
            aside.put(people, given.list)
        if out:
            aside.write(people, given.list, out, threshold)
    return 0


@contextmanager
def _said_in_the_end() -> Iterator[None]:
    """Print nothing before all is written, for whoever reads along in a pipe may leave after the first line."""
    said = io.StringIO()
    try:
        with redirect_stdout(said):
            yield
    finally:
        print(said.getvalue(), end="", flush=True)


def _print_summary(name: str, people: mb.LineList) -> None:
    rows = f"{counted(people.read, 'row')} read, {people.kept:,} kept, {people.aside:,} aside"
    print(f"{name}: {rows}.")
    found = [
        *([counted(len(people.files), "file")] if len(people.files) > 1 else []),
        *([f"encoding {people.encoding}"] if people.encoding else []),
        *([f"delimiter {people.delimiter!r}"] if people.delimiter else []),
    ]
    if found:
        print(f"Found out: {', '.join(found)}.")
    print(f"\n{people.summary().astype('object').fillna('–').to_string(index=False)}")
    for note in people.notes:
        print(f"\n{note}.")
    guess = {ours: theirs for ours, theirs in suggested(aside.others(people)).items() if ours not in people.headers}
    if guess:
        pairs = " ".join(shlex.quote(f"{ours}={theirs}") for ours, theirs in guess.items())
        print(f"\nThese may be columns of ours too: --columns {pairs}")


def _print_table(name: str, table: mb.AggregateTable) -> None:
    """Say what a table of counts holds: its variables, its cells, and how many people."""
    few, many = table.people
    people = counted(many, "person", "people") if few == many else f"{few:,} to {many:,} people, for some are hidden"
    by = " and ".join(f"{one} ({HELD[table.kinds[one]]})" for one in table.variables)
    print(f"{name}: a table of counts, no list of people: {people} in {counted(len(table.frame), 'cell')}, by {by}.")
    if table.totals:
        print(f"{counted(table.totals, 'total agrees', 'totals agree')} with the parts, and counts nobody twice.")
    print(f"\n{table.spelled().fillna('not stated').to_string(index=False, max_rows=MOST_CELLS)}")


def audit(given: argparse.Namespace) -> int:
    """Print the claims by verdict, each with what the list says."""
    case = case_of(given)
    population = case.population(given.population)
    people = list_of(given, case.windows[population])
    if isinstance(people, mb.AggregateTable):
        read_in = f"{counted(len(people.frame), 'cell')} of a table of counts read"
    else:
        wrong = f", {people.unread:,} of them with problems" if people.unread else ""
        read_in = f"{counted(people.read, 'row')} read{wrong}"
    print(f"{read_in}; held against what was published about {population}.")
    findings = mb.audit(case, people, population)
    for verdict in (Verdict.CONTRADICTED, Verdict.CANNOT_TELL, Verdict.HOLDS):
        those = [one for one in findings if one.verdict is verdict]
        print(f"\n{verdict.capitalize()}: {counted(len(those), 'claim') if those else 'no claims'}")
        for place, finding in enumerate(those, 1):
            print(f"{place}. {finding.sentence}")
            for line in finding.evidence:
                print(f"   - {line}")
    return 0


def draw(given: argparse.Namespace) -> int:
    """Draw the charts and say which stand and which cannot be drawn.

    All charts were asked for in passing, so one of them is enough; a chart asked for by its name must be drawn.
    """
    subject = subject_of(given)
    is_case = isinstance(subject, mb.Case)
    total = len(given.charts) or len(mb.list_figures() if is_case else OF_LISTS)
    made = count(1)

    def say(page: mb.Page) -> None:
        print(f"[{next(made)}/{total}] {Path(given.out, page.stem)}.{{png,svg,csv,txt}}", flush=True)
        if page.untranslated:
            print(f"{given.lang}: said in English: {', '.join(page.untranslated)}", file=sys.stderr, flush=True)

    def tell(name: str, error: MusterError) -> None:
        print(f"{name}: not drawn: {error}", file=sys.stderr, flush=True)

    asked = ("title", "subtitle", "source", "lang", "size", "column", "window")
    options: dict[str, Any] = {name: getattr(given, name) for name in asked}
    threshold = 0 if is_case else protection(given)
    drawn = mb.build_figures(subject, given.out, given.charts, done=say, undrawn=tell, safe=threshold, **options)
    few = 0 if threshold or is_case else sum(page.small for page in drawn)
    if few:
        numbers = f"{counted(few, 'number')} of fewer than 5 people {'is' if few == 1 else 'are'}"
        recognised = "by which somebody may be recognised; --safe shows ranges, proven to give nobody away"
        print(f"{numbers} in these files, {recognised}", file=sys.stderr)
    return 0 if len(drawn) == total or (drawn and not given.charts) else 1
