"""The commands about a list of people: what is in it, and what a case says of it.

What cannot be right is written next to the list, as ``LIST.problems.csv``, and the rows set aside as
``LIST.rejected.csv``, where there are any. A file of such a name is written over only where an earlier reading wrote
it; with ``--out`` nothing is ever written over.
"""

from __future__ import annotations

import argparse
import glob
import io
import re
import shlex
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from pathlib import Path
from typing import Any

import pandas as pd

from musterbook import formulas
from musterbook.aggregate import AggregateTable
from musterbook.atomic import clear, whole
from musterbook.cli import legible
from musterbook.cli.cases import case_of
from musterbook.crosstab import read_table
from musterbook.errors import InputError, MusterError, TableFound, counted, shown
from musterbook.findings import Finding, Verdict
from musterbook.findings import audit as audit_case
from musterbook.intervals import Interval, Kind
from musterbook.linelist.files import list_files
from musterbook.linelist.linelist import PLACE, PROBLEMS, LineList
from musterbook.linelist.suggestions import suggested
from musterbook.linelist.values import ID
from musterbook.progress import terminal, write
from musterbook.protection import THRESHOLDS, protect

MOST_SHOWN = 10
SETTINGS = "musterbook.toml"
"""A file beside lists: ``safe = 5`` protects whatever leaves of them, unless ``--safe 0`` is asked for."""
_ANY = re.compile(r"(?:\[[^\]]*\]|[*?])+")
_WILD = str.maketrans(dict.fromkeys('*?[]<>|:"', "_"))


def read(given: argparse.Namespace) -> int:
    """Read the list, print what is in it, write what was set aside."""
    aside, out = _beside(given.list), None
    if given.out:
        out = Path(given.out) / aside.name.replace(".rejected", ".protected" if protection(given) else ".records")
        _check_free(out)
    people = read_given(given, _window(given.window), keep_aside=True)
    with _said_in_the_end():
        if isinstance(people, AggregateTable):
            _print_table(given.list, people)
            if out:
                _write_table(people, out, protection(given))
            return 0
        _print_summary(given.list, people)
        _put_aside(people, given.list, aside)
        if out:
            threshold = protection(given)
            if threshold:
                _write_protected(people, out, threshold)
            else:
                _write_records(people, given.list, out)
    return 0


def protection(given: argparse.Namespace) -> int:
    """Give the threshold that protects what leaves of a list: as asked, else as its folder says, else 0 for none."""
    if given.safe is not None:
        return int(given.safe)
    folder = Path(given.list) if Path(given.list).is_dir() else Path(given.list).parent
    place = folder / SETTINGS
    if not place.is_file():
        return 0
    try:
        found = tomllib.loads(place.read_text("utf-8")).get("safe")
    except (OSError, ValueError) as error:
        raise InputError(f"{place}: {error}") from None
    if found is not False and found not in THRESHOLDS:
        listed = ", ".join(map(str, THRESHOLDS))
        raise InputError(f"{place}: expected safe = one of {listed}, or false, found {found!r}")
    return int(found)


def warning(few: int) -> str:
    """Say how many numbers may give somebody away."""
    return (
        f"{counted(few, 'number')} of fewer than 5 people {'is' if few == 1 else 'are'} in these files, by which "
        "somebody may be recognised; --safe shows ranges, proven to give nobody away"
    )


@contextmanager
def _said_in_the_end() -> Iterator[None]:
    """Print nothing before all is written, for whoever reads along in a pipe may leave after the first line."""
    said = io.StringIO()
    try:
        with redirect_stdout(said):
            yield
    finally:
        print(said.getvalue(), end="", flush=True)


def _window(text: str | None) -> Interval | None:
    try:
        return None if text is None else Interval.date(text)
    except MusterError as error:
        raise MusterError(f"--window: {error}") from None


def _check_free(place: Path) -> None:
    """Refuse a place that the records cannot be written to, before a long list is read for nothing."""
    clear(place.parent)
    if place.exists():
        raise InputError(f"{place} is there already; move it away or choose another folder")
    file = next((one for one in (place.parent, *place.parent.parents) if one.exists() and not one.is_dir()), None)
    if file:
        raise InputError(f"--out: {file} is a file; give a folder, which need not exist yet")


def _print_summary(name: str, people: LineList) -> None:
    rows = f"{counted(people.read, 'row')} read, {people.kept:,} kept, {people.aside:,} aside"
    print(f"{name}: {rows}.")
    found = [
        *([counted(len(people.files), "file")] if len(people.files) > 1 else []),
        *([f"encoding {people.encoding}"] if people.encoding else []),
        *([f"delimiter {people.delimiter!r}"] if people.delimiter else []),
    ]
    if found:
        print(f"Found out: {', '.join(found)}.")
    table = people.summary().astype("object").fillna("–")
    print(f"\n{table.to_string(index=False)}")
    for note in people.notes:
        print(f"\n{note}.")
    _print_suggestions(people)


def _print_suggestions(people: LineList) -> None:
    """Offer what the columns kept as they are may be."""
    taken = set(people.headers)
    others = [name for name in people.records.columns if name not in taken and name != ID]
    guess = {name: header for name, header in suggested(others).items() if name not in taken}
    if guess:
        pairs = " ".join(shlex.quote(f"{name}={header}") for name, header in guess.items())
        print(f"\nThese may be columns of ours too: --columns {pairs}")


def _print_table(name: str, table: AggregateTable) -> None:
    """Say what a table of counts holds: its variables, its cells, and how many people."""
    few, many = table.people
    people = counted(many, "person", "people") if few == many else f"{few:,} to {many:,} people, for some are hidden"
    by = " and ".join(f"{one} ({_HELD[table.kinds[one]]})" for one in table.variables)
    print(f"{name}: a table of counts, no list of people: {people} in {counted(len(table.frame), 'cell')}, by {by}.")
    if table.totals:
        print(f"{counted(table.totals, 'total agrees', 'totals agree')} with the parts, and counts nobody twice.")
    for note in table.notes:
        print(note)
    print(f"\n{table.spelled().fillna('not stated').to_string(index=False, max_rows=_MOST_CELLS)}")


_HELD = {Kind.DATE: "dates", Kind.NUMBER: "numbers", Kind.LABEL: "labels"}
_MOST_CELLS = 60


def _write_table(table: AggregateTable, place: Path, threshold: int) -> None:
    """Write the cells as they can be read again, hidden ones as ranges."""
    with whole(place, fresh=True) as written:
        formulas.write_csv(protect(table, threshold=threshold).table if threshold else table.spelled(), written)
    print(f"\nThe cells: {place}")


def _beside(source: str) -> Path:
    """Give the place for the rows set aside: next to the list, under its name; of a pattern, in its first folder.

    >>> str(_beside("lists/2023.csv")), str(_beside("lists/*/2023-*.csv"))
    ('lists/2023.csv.rejected.csv', 'lists/all-2023-all.csv.rejected.csv')
    """
    place = Path(source)
    if place.exists() or not glob.has_magic(source):
        return place.parent / f"{place.name.translate(_WILD) or 'list'}.rejected.csv"
    wild = next(at for at, part in enumerate(place.parts) if glob.has_magic(part))
    name = "-".join(_ANY.sub("all", part) for part in place.parts[wild:])
    return Path(*place.parts[:wild]) / f"{name.translate(_WILD)}.rejected.csv"


def _put_aside(people: LineList, source: str, place: Path) -> None:
    """Say and write what is wrong: every problem, and the rows that were set aside."""
    problems = place.with_name(place.name.replace(".rejected.csv", ".problems.csv"))
    if not len(people.problems):
        for old in (place, problems):
            if old.exists():
                print(f"\nNothing is wrong; {old} is of an earlier reading.")
        return
    rows = f" in {counted(people.unread, 'row')}" if people.unread else ""
    print(f"\n{counted(len(people.problems), 'problem')}{rows}, {counted(people.aside, 'row')} set aside:")
    for row in people.problems.head(MOST_SHOWN).itertuples():
        found = shown(row.value if isinstance(row.value, str) else "")
        print(f"  {_place_of(row)}: found {found}, expected {row.expected}; {row.consequence}")
    if len(people.problems) > MOST_SHOWN:
        print(f"  and {len(people.problems) - MOST_SHOWN:,} more")
    for frame, where, columns in ((people.problems, problems, PROBLEMS), (people.rejected, place, PLACE)):
        if len(frame):
            _check_ours(where, columns)
            with whole(where, like=list_files(source)) as written:
                formulas.write_csv(frame, written)
    print(f"All of them: {problems}")
    if people.aside:
        print(f"The rows set aside, with their own texts: {place}")


def _place_of(row: Any) -> str:
    """Say where a row stands, as far as it is known."""
    line = "" if pd.isna(row.line) else f", line {row.line}"
    return f"{row.file}{line}{f', {row.column}' if isinstance(row.column, str) and row.column else ''}"


def _check_ours(place: Path, columns: Sequence[str]) -> None:
    """Refuse to write over a file that no earlier reading wrote."""
    if not place.exists():
        return
    with place.open("rb") as file:
        first = file.readline(200)
    if not first.startswith(",".join(columns).encode()):
        raise InputError(f"{place} is there already and holds something else; move it away and read again")


def _write_protected(people: LineList, place: Path, threshold: int) -> None:
    """Write the table that may leave in place of the records, and say which columns stay behind."""
    release = protect(people, threshold=threshold)
    with whole(place, fresh=True) as written:
        formulas.write_csv(release.table, written)
    print(f"\nCounts by {' and '.join(release.kinds)}, fewer than {threshold} people as ranges: {place}")
    for step in release.steps:
        print(f"  {step}")
    left = [name for name in people.records.columns if name not in release.kinds]
    print(f"Not in it: {', '.join(left)}")


def _write_records(people: LineList, source: str, place: Path) -> None:
    """Write the records as they can be read again: what was parsed is parsed anew."""
    beside = {f"{column}_{end}" for column in people.headers for end in ("first", "last", "low", "high")}
    columns = [name for name in people.records.columns if name not in beside]
    with whole(place, like=list_files(source), fresh=True) as written:
        formulas.write_csv(people.records[columns], written)
    print(f"\nThe records: {place}")
    others = [name for name in columns if _is_others(name, people)]
    if others:
        print(f"They hold columns that are none of ours, which may name people: {', '.join(others)}")


def _is_others(name: str, people: LineList) -> bool:
    """Tell a column of the list that is none of ours, the texts beside ours included."""
    stem = name.removesuffix("_text")
    return name != ID and name not in people.headers and (stem == name or stem not in people.headers)


def audit(given: argparse.Namespace) -> int:
    """Print the claims by verdict, each with what the list says."""
    case = case_of(given)
    population = case.population(given.population)
    people = read_given(given, case.windows[population], keep_aside=given.keep_aside)
    if isinstance(people, AggregateTable):
        read_in = f"{counted(len(people.frame), 'cell')} of a table of counts read"
    else:
        aside = f", {people.aside:,} left out for problems" if people.aside else ""
        read_in = f"{counted(people.read, 'row')} read{aside}"
    print(f"{read_in}; held against what was published about {population}.")
    findings = audit_case(case, people, population)
    for verdict in (Verdict.CONTRADICTED, Verdict.CANNOT_TELL, Verdict.HOLDS):
        _print_findings(verdict, [one for one in findings if one.verdict is verdict])
    return 0


def _print_findings(verdict: Verdict, findings: Sequence[Finding]) -> None:
    number = counted(len(findings), "claim") if findings else "no claims"
    print(f"\n{verdict.capitalize()}: {number}")
    for place, finding in enumerate(findings, 1):
        print(f"{place}. {finding.sentence}")
        for line in finding.evidence:
            print(f"   - {line}")


def read_given(
    given: argparse.Namespace, window: Interval | str | None = None, *, keep_aside: bool
) -> LineList | AggregateTable:
    """Read the list, or the table of counts, by the options that were given."""
    from musterbook.linelist.reader import read_records

    columns = _columns_of(given.columns) or None
    both = {name: getattr(given, name) for name in ("dayfirst", "missing", "encoding", "delimiter", "sheet", "header")}
    of_tables = {name: getattr(given, name) for name in ("count", "across", "suppressed")}
    told = ("century", "schema", "arrival_after_signup", "epoch", "age_at")
    of_lists = {name: getattr(given, name) for name in told}
    pairs = _columns_of(given.join or [], "--join", "VARIANT=LABEL, as KIA=killed")
    both["join"] = pairs or given.join is not None
    errors = "keep_aside" if keep_aside else "raise"
    if not any(of_tables.values()):
        with suppress(TableFound), _steps() as tell:
            return read_records(
                given.list, columns=columns, window=window, errors=errors, progress=tell, **both, **of_lists
            )
    return read_table(given.list, columns=columns, **both, **of_tables)


@contextmanager
def _steps() -> Iterator[Callable[[str], None]]:
    """Tell each step in one line of the error stream that goes away in the end, where that is a terminal."""
    stream = terminal()
    if stream is None:
        yield lambda _: None
        return
    try:
        yield lambda words: write(legible(words), stream)
    finally:
        write("", stream)


def _columns_of(
    pairs: list[str], option: str = "--columns", expected: str = "OURS=THEIRS, as signup=Дата"
) -> dict[str, str]:
    """Read which of our columns has which header, or any other pairs.

    >>> _columns_of(["signup=Дата", "age=Возраст, лет"])
    {'signup': 'Дата', 'age': 'Возраст, лет'}
    """
    wrong = [pair for pair in pairs if not all(pair.partition("="))]
    if wrong:
        found = ", ".join(map(shown, wrong))
        raise MusterError(f"{option}: expected {expected}; found {found}")
    read = [(ours, theirs) for ours, _, theirs in (pair.partition("=") for pair in pairs)]
    twice = [name for name, times in Counter(ours for ours, _ in read).items() if times > 1]
    if twice:
        given = "; ".join(f"{name} is given {_times(read, name)}" for name in twice)
        what = "of our columns " if option == "--columns" else ""
        raise MusterError(f"{option}: {given}; expected each {what}once")
    return dict(read)


def _times(pairs: list[tuple[str, str]], name: str) -> str:
    headers = [theirs for ours, theirs in pairs if ours == name]
    return f"{'twice' if len(headers) == 2 else f'{len(headers)} times'}, as {', '.join(map(shown, headers))}"
