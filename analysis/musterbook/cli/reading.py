"""The commands ``read`` and ``protect``: what is in a list or a table, what of it cannot be right, and what may leave.

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
from contextlib import redirect_stdout
from pathlib import Path

import pandas as pd

import musterbook as mb
from musterbook.atomic import clear, whole
from musterbook.cli.options import case_of, list_of, pairs, protection
from musterbook.errors import InputError, counted, shown
from musterbook.exports import write_csv
from musterbook.intervals import Kind
from musterbook.linelist.columns import suggested
from musterbook.linelist.files import list_files
from musterbook.linelist.linelist import PLACE, PROBLEMS
from musterbook.linelist.values import ID
from musterbook.schema import rows as rows_of

MOST_CELLS, MOST_SHOWN = 60, 10
HELD = {Kind.DATE: "dates", Kind.NUMBER: "numbers", Kind.LABEL: "labels"}
_WILDCARD = re.compile(r"(?:\[[^\]]*\]|[*?])+")
_UNFIT = str.maketrans(dict.fromkeys('*?[]<>|:"', "_"))


def read(given: argparse.Namespace) -> int:
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
    return 0


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


def _put_aside(people: mb.LineList, source: str) -> None:
    """Say and write what is wrong: every problem, and the rows that were set aside."""
    tables = {"problems": (people.problems, PROBLEMS), "rejected": (people.rejected, PLACE)}
    places = {what: _beside(source, what) for what in tables}
    if not len(people.problems):
        for old in filter(Path.exists, reversed(places.values())):
            print(f"\nNothing is wrong; {old} is of an earlier reading.")
        return
    rows = f" in {counted(people.questioned, 'row')}" if people.questioned else ""
    print(f"\n{counted(len(people.problems), 'problem')}{rows}, {counted(people.aside, 'row')} set aside:")
    for row in rows_of(people.problems.head(MOST_SHOWN).astype("object").fillna("")):
        where = ", ".join(filter(None, (row["file"], row["line"] and f"line {row['line']}", row["column"])))
        print(f"  {where}: found {shown(row['value'])}, expected {row['expected']}; {row['consequence']}")
    if len(people.problems) > MOST_SHOWN:
        print(f"  and {len(people.problems) - MOST_SHOWN:,} more")
    for what, (frame, columns) in tables.items():
        if len(frame):
            place = places[what]
            if place.exists() and not place.read_bytes().startswith(",".join(columns).encode()):
                raise InputError(f"{place} is there already and holds something else; move it away and read again")
            _write(frame, place, source, fresh=False)
    print(f"All of them: {places['problems']}")
    if people.aside:
        print(f"The rows set aside, with their own texts: {places['rejected']}")


def protect(given: argparse.Namespace) -> int:
    """Write the table that may leave in place of a list or a table of counts, and say why it is as it is."""
    out = _place_for(given.list, Path(given.out), "protected")
    lengths = pairs("--every", given.every, "COLUMN=LENGTH, as signup=month or age=10")
    every = {name: int(length) if length.isdecimal() else length for name, length in lengths.items()}
    case = case_of(given) if given.case else None
    told = {"every": every, "rounding": given.rounding, "earlier": given.earlier, "population": given.population}
    people = list_of(given, given.window)
    _write_protected(people, out, mb.protect(people, given.by, threshold=protection(given) or 5, case=case, **told))
    return 0


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
