"""Read somebody's list of people, say what is in it, and put the rows aside that cannot be right.

The rows put aside are written next to the list, as ``LIST.rejected.csv``, where there are any. A file of that name is
written over only where an earlier reading wrote it; with ``--out`` nothing is ever written over.
"""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

import pandas as pd

from musterbook.commands.reading import add_list_arguments, read_given
from musterbook.errors import InputError, counted
from musterbook.reading.headers import suggested
from musterbook.reading.linelist import ID, PLACE, LineList

HELP = "what is in a list of people, and which of its rows cannot be right?"
MOST_SHOWN = 10
_WILD = str.maketrans(dict.fromkeys('*?[]<>|:"', "_"))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_list_arguments(parser)
    parser.add_argument("--window", metavar="DATES", help="the days the list covers, as 2023-06/2024-05")
    parser.add_argument("--out", metavar="DIR", help="folder to write the records to, as CSV")


def run(given: argparse.Namespace) -> int:
    """Read the list, print what is in it, write what was set aside."""
    people = read_given(given, given.window, keep_aside=True)
    _print_summary(given.list, people)
    _put_aside(people, _beside(given.list))
    if given.out:
        _write_records(people, Path(given.out), _beside(given.list).name.replace(".rejected", ".records"))
    return 0


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
    shown = people.summary().astype("object").fillna("–")
    print(f"\n{shown.to_string(index=False)}")
    _print_suggestions(people)


def _print_suggestions(people: LineList) -> None:
    """Offer what the columns kept as they are may be."""
    taken = set(people.headers)
    others = [str(name) for name in people.records.columns if name not in taken and name != ID]
    guess = {name: header for name, header in suggested(others).items() if name not in taken}
    if guess:
        pairs = " ".join(shlex.quote(f"{name}={header}") for name, header in guess.items())
        print(f"\nThese may be columns of ours too: --columns {pairs}")


def _beside(source: str) -> Path:
    """Give the place for the rows set aside: next to the list, under its name."""
    place = Path(source)
    return place.parent / f"{place.name.translate(_WILD) or 'list'}.rejected.csv"


def _put_aside(people: LineList, place: Path) -> None:
    if not people.aside:
        if place.exists():
            print(f"\nNothing is set aside; {place} is of an earlier reading.")
        return
    print(f"\n{counted(people.aside, 'row')} set aside:")
    for row in people.rejected.head(MOST_SHOWN).fillna({"column": ""}).itertuples():
        where = f"{row.file}, line {row.line}{', ' if row.column else ''}{row.column}"
        print(f"  {where}: {row.reason}")
    if people.aside > MOST_SHOWN:
        print(f"  and {people.aside - MOST_SHOWN:,} more")
    _check_ours(place)
    _to_csv(people.rejected, place)
    print(f"All of them, with their own texts: {place}")


def _check_ours(place: Path) -> None:
    """Refuse to write over a file that no earlier reading wrote."""
    if not place.exists():
        return
    with place.open("rb") as file:
        first = file.readline(200)
    if not first.startswith(",".join(PLACE).encode()):
        raise InputError(f"{place} is there already and holds something else; move it away and read again")


def _write_records(people: LineList, folder: Path, name: str) -> None:
    """Write the records as they can be read again: what was parsed is parsed anew."""
    beside = {f"{column}_{end}" for column in people.headers for end in ("first", "last", "low", "high")}
    records = people.records[[column for column in people.records.columns if column not in beside]]
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / name
    if place.exists():
        raise InputError(f"{place} is there already; move it away or choose another folder")
    _to_csv(records, place)
    print(f"\nThe records: {place}")


def _to_csv(frame: pd.DataFrame, place: Path) -> None:
    frame.to_csv(place, index=False, lineterminator="\n", encoding="utf-8")
