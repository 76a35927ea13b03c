"""The commands: each takes what was given, calls the library, prints what is found, and gives an exit code if not 0.

What cannot be right in a list is written next to it, as ``LIST.problems.csv``, and the rows set aside as
``LIST.rejected.csv``, where there are any. A file of such a name is written over only where an earlier reading wrote
it; with ``--out`` nothing is ever written over.
"""

from __future__ import annotations

import argparse
import glob
import io
import re
import shlex
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd

import musterbook as mb
from musterbook.atomic import clear, whole
from musterbook.auditing.claims import Verdict
from musterbook.case.package import GUIDE
from musterbook.charts import OF_LISTS
from musterbook.cli.options import case_of, list_of, pairs, place_of, protection, subject_of
from musterbook.errors import InputError, MusterError, counted, shown
from musterbook.exports import csv_text, write_csv
from musterbook.intervals import Every, Kind
from musterbook.linelist.columns import suggested
from musterbook.linelist.files import list_files
from musterbook.linelist.linelist import PLACE, PROBLEMS
from musterbook.linelist.values import ID
from musterbook.progress import doing
from musterbook.schema import kind_of
from musterbook.schema import rows as rows_of

MOST_CELLS, MOST_SHOWN = 60, 10
HELD = {Kind.DATE: "dates", Kind.NUMBER: "numbers", Kind.LABEL: "labels"}
_WILDCARD = re.compile(r"(?:\[[^\]]*\]|[*?])+")
_UNFIT = str.maketrans(dict.fromkeys('*?[]<>|:"', "_"))
SHOWN = ("cell", "reported", "low", "high", "claims")


def new(given: argparse.Namespace) -> None:
    """Write a new case and say what to do next."""
    place = mb.new_case(given.folder)
    print(f"{place} is a new case; {place / GUIDE} says how to fill it in.")
    print(f"When it is filled in: musterbook check {shlex.quote(str(place))} --accept")


def check(given: argparse.Namespace) -> None:
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
    _print_findings(f"{title}{':' if contradicted else '.'}", contradicted, are_listed=True)
    if differing:
        _print_findings(f"{counted(len(differing), 'pair')} of figures told as context that differ:", differing)
    title = counted(len(changed), "figure that changed on its way", "figures that changed on their way")
    _print_findings(f"{title}{':' if changed else '.'}", changed)
    for one in unsettled:
        print(f"\nNot settled: {one.sentence}")


def _print_findings(title: str, findings: Sequence[mb.Finding], *, are_listed: bool = False) -> None:
    """Print findings with their evidence; where the sentence lists it as well, the sentence only begins."""
    print(f"\n{title}")
    for place, finding in enumerate(findings, 1):
        begins = f"{finding.sentence.partition(':')[0]}:"
        print(f"{place}. {begins if are_listed and finding.evidence else finding.sentence}")
        for line in finding.evidence:
            print(f"   - {line}")


def table(given: argparse.Namespace) -> None:
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
        return
    printed = cells.astype({"reported": "object", "high": "object"}).fillna({"reported": "–", "high": "no limit"})
    width = max(len(cell) for cell in printed["cell"])
    print(printed.to_string(index=False, formatters={"cell": lambda cell: cell.ljust(width)}, justify="right"))


def report(given: argparse.Namespace) -> None:
    """Write the page and say where it stands."""
    from musterbook.report import build_report

    print(build_report(case_of(given), given.out, safe=bool(protection(given))))


def archive(given: argparse.Namespace) -> None:
    """Keep what sources said, and say where."""
    for place in mb.archive(place_of(given.case), pairs("texts", given.texts, "SOURCE=FILE, as first-paper=page.html")):
        print(place)


def verify(given: argparse.Namespace) -> int:
    """Print what is still what it was and what is not; anything changed or missing is a failure."""
    found = mb.verify(place_of(given.case), given.built)
    for one in found:
        print(one)
    return 1 if any(one.is_wrong for one in found) else 0


def audit(given: argparse.Namespace) -> None:
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
    _warn(subject, given.list)
    drawn = mb.build_figures(subject, given.out, given.charts, done=say, undrawn=tell, safe=threshold, **options)
    few = 0 if threshold or is_case else sum(page.small for page in drawn)
    if few:
        numbers = f"{counted(few, 'number')} of fewer than 5 people {'is' if few == 1 else 'are'}"
        recognised = "by which somebody may be recognised; --safe shows ranges, proven to give nobody away"
        print(f"{numbers} in these files, {recognised}", file=sys.stderr)
    return 0 if len(drawn) == total or (drawn and not given.charts) else 1


def read(given: argparse.Namespace) -> None:
    """Read the list, print what is in it, write what was set aside and, where that is asked for, the records."""
    threshold = protection(given) if given.out else 0
    out = _place_for(given.list, Path(given.out), "protected" if threshold else "records") if given.out else None
    people = list_of(given, given.window)
    # Nothing is printed before all is written, for whoever reads along in a pipe may leave after the first line.
    said = io.StringIO()
    try:
        with redirect_stdout(said):
            if isinstance(people, mb.AggregateTable):
                _print_table(given.list, people)
            else:
                _print_summary(given.list, people)
                _put_aside(people, given.list)
            if out and threshold:
                _write_protected(people, out, mb.protect(people, threshold=threshold))
            elif out and isinstance(people, mb.AggregateTable):
                _write(people.spelled(), out)
                print(f"\nThe cells: {out}")
            elif out and isinstance(people, mb.LineList):
                _write(people.records[_columns(people)], out, given.list)
                print(f"\nThe records: {out}")
                if names := ", ".join(others(people)):
                    print(f"They hold columns that are none of ours, which may name people: {names}")
    finally:
        print(said.getvalue(), end="", flush=True)


def _print_summary(name: str, people: mb.LineList) -> None:
    """Say what a list holds, how it was read, and what of it may be ours too."""
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
    guess = {ours: theirs for ours, theirs in suggested(others(people)).items() if ours not in people.headers}
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
    for note in table.notes:
        print(note)
    print(f"\n{table.spelled().fillna('not stated').to_string(index=False, max_rows=MOST_CELLS)}")


def _beside(source: str, what: str) -> Path:
    """Give a place next to the list, under its name; of a pattern, in its first folder.

    >>> str(_beside("lists/2023.csv", "rejected")), str(_beside("lists/*/2023-*.csv", "rejected"))
    ('lists/2023.csv.rejected.csv', 'lists/all-2023-all.csv.rejected.csv')
    """
    place = Path(source)
    if place.exists() or not glob.has_magic(source):
        return place.parent / f"{place.name.translate(_UNFIT) or 'list'}.{what}.csv"
    wild = next(at for at, part in enumerate(place.parts) if glob.has_magic(part))
    name = "-".join(_WILDCARD.sub("all", part) for part in place.parts[wild:])
    return Path(*place.parts[:wild]) / f"{name.translate(_UNFIT)}.{what}.csv"


def _place_for(source: str, folder: Path, what: str) -> Path:
    """Give the place to write to, and refuse one that cannot be, before a long list is read for nothing."""
    place = folder / _beside(source, what).name
    clear(folder)
    if place.exists():
        raise InputError(f"{place} is there already; move it away or choose another folder")
    file = next((one for one in (folder, *folder.parents) if one.exists() and not one.is_dir()), None)
    if file:
        raise InputError(f"--out: {file} is a file; give a folder, which need not exist yet")
    return place


def _wrong(people: mb.LineList) -> str:
    """Say how much of a list cannot be right."""
    rows = f" in {counted(people.questioned, 'row')}" if people.questioned else ""
    return f"{counted(len(people.problems), 'problem')}{rows}, {counted(people.aside, 'row')} set aside"


def _warn(people: Any, source: str) -> None:
    """Say on the error stream what is wrong with a list, where a command goes on without it."""
    if isinstance(people, mb.LineList) and len(people.problems):
        how = f"musterbook read {shlex.quote(source)}, with the same options, names each"
        print(f"{source}: {_wrong(people)}; {how}", file=sys.stderr, flush=True)


def _put_aside(people: mb.LineList, source: str) -> None:
    """Say and write what is wrong: every problem, and the rows that were set aside."""
    tables = {"problems": (people.problems, PROBLEMS), "rejected": (people.rejected, PLACE)}
    places = {what: _beside(source, what) for what in tables}
    if not len(people.problems):
        for old in filter(Path.exists, reversed(places.values())):
            print(f"\nNothing is wrong; {old} is of an earlier reading.")
        return
    print(f"\n{_wrong(people)}:")
    for row in rows_of(people.problems.head(MOST_SHOWN).astype("object").fillna("")):
        where = ", ".join(filter(None, (row["file"], row["line"] and f"line {row['line']}", row["column"])))
        print(f"  {where}: found {shown(row['value'])}, expected {row['expected']}; {row['consequence']}")
    if len(people.problems) > MOST_SHOWN:
        print(f"  and {len(people.problems) - MOST_SHOWN:,} more")
    for what, (frame, columns) in tables.items():
        if len(frame):
            place = places[what]
            header = ",".join(columns).encode()
            with place.open("rb") if place.exists() else io.BytesIO(header) as before:
                is_ours = before.read(len(header)) == header
            if not is_ours:
                raise InputError(f"{place} is there already and holds something else; move it away and read again")
            _write(frame, place, source, fresh=False)
    print(f"All of them: {places['problems']}")
    if people.aside:
        print(f"The rows set aside, with their own texts: {places['rejected']}")


def protect(given: argparse.Namespace) -> None:
    """Write the table that may leave in place of a list or a table of counts, and say why it is as it is."""
    out = _place_for(given.list, Path(given.out), "protected")
    lengths = pairs("--every", given.every, "COLUMN=LENGTH, as signup=month or age=10")
    every = {name: int(length) if length.isdecimal() else length for name, length in lengths.items()}
    case = case_of(given) if given.case else None
    told = {"every": every, "rounding": given.rounding, "earlier": given.earlier, "population": given.population}
    people = list_of(given, given.window)
    _warn(people, given.list)
    _write_protected(people, out, mb.protect(people, given.by, threshold=protection(given) or 5, case=case, **told))


def _write_protected(people: mb.LineList | mb.AggregateTable, place: Path, release: mb.ProtectedTable) -> None:
    """Write a table that may leave; say what was widened, and what it does not hold or could not be held against."""
    _write(release.table, place)
    print(f"\nCounts by {' and '.join(release.kinds)}, fewer than {release.threshold} people as ranges: {place}")
    for step in release.steps:
        print(f"  {step}")
    columns = people.variables if isinstance(people, mb.AggregateTable) else _columns(people)
    notes = {
        "Not in it": [name for name in columns if name not in release.kinds],
        "Published claims give away by themselves": release.public,
        "Claims that the proof could not take into account": release.unheld,
    }
    for note, names in notes.items():
        if names:
            print(f"{note}: {', '.join(names)}")


def _columns(people: mb.LineList) -> list[str]:
    """Name the columns of a list without the ends that were parsed, which are parsed anew when it is read again."""
    parsed = {f"{column}_{end}" for column in people.headers for end in ("first", "last", "low", "high")}
    return [str(name) for name in people.records if name not in parsed]


def others(people: mb.LineList) -> list[str]:
    """Name the columns of a list that are none of ours; the texts and ends beside ours are."""
    texts = {f"{column}_text" for column in people.headers}
    return [name for name in _columns(people) if name not in {ID, *people.headers, *texts}]


def _write(frame: pd.DataFrame, place: Path, source: str = "", *, fresh: bool = True) -> None:
    """Write a table whole or not at all, no easier to read for others than the list it is of."""
    with whole(place, like=list_files(source) if source else (), fresh=fresh) as written:
        write_csv(frame, written)
