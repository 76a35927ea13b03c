"""Read somebody's list of people, say what is in it, and put the rows aside that cannot be right.

The rows put aside are written next to the list, as ``LIST.rejected.csv``, where there are any. A file of that name is
written over only where an earlier reading wrote it; with ``--out`` nothing is ever written over.
"""

from __future__ import annotations

import argparse
import glob
import io
import re
import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import pandas as pd

from musterbook.commands.reading import add_list_arguments, read_given
from musterbook.errors import InputError, MusterError, counted, shown
from musterbook.intervals import Interval
from musterbook.linelist.columns import suggested
from musterbook.linelist.linelist import PLACE, PROBLEMS, LineList
from musterbook.linelist.values import ID
from musterbook.page.files import whole

HELP = "what is in a list of people, and which of its rows cannot be right?"
MOST_SHOWN = 10
_ANY = re.compile(r"(?:\[[^\]]*\]|[*?])+")
_WILD = str.maketrans(dict.fromkeys('*?[]<>|:"', "_"))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = (
        "What cannot be right is written beside the list, as LIST.problems.csv, and rows that are set aside as "
        "LIST.rejected.csv, with or without --out; the list itself is never changed."
    )
    add_list_arguments(parser)
    parser.add_argument("--window", metavar="DATES", help="the days the list covers, as 2023-06/2024-05")
    parser.add_argument("--out", metavar="DIR", help="folder to write the records to, as CSV")


def run(given: argparse.Namespace) -> int:
    """Read the list, print what is in it, write what was set aside."""
    aside, out = _beside(given.list), None
    if given.out:
        out = Path(given.out) / aside.name.replace(".rejected", ".records")
        _check_free(out)
    people = read_given(given, _window(given.window), keep_aside=True)
    with _said_in_the_end():
        _print_summary(given.list, people)
        _put_aside(people, aside)
        if out:
            _write_records(people, out)
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


def _window(text: str | None) -> Interval | None:
    try:
        return None if text is None else Interval.date(text)
    except MusterError as error:
        raise MusterError(f"--window: {error}") from None


def _check_free(place: Path) -> None:
    """Refuse a place that the records cannot be written to, before a long list is read for nothing."""
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


def _put_aside(people: LineList, place: Path) -> None:
    """Say and write what is wrong: every problem, and the rows that were set aside."""
    if not len(people.problems):
        for old in (place, _problems_beside(place)):
            if old.exists():
                print(f"\nNothing is wrong; {old} is of an earlier reading.")
        return
    rows = f" in {counted(people.unread, 'row')}" if people.unread else ""
    print(f"\n{counted(len(people.problems), 'problem')}{rows}, {counted(people.aside, 'row')} set aside:")
    for row in people.problems.head(MOST_SHOWN).itertuples():
        found = shown(row.value) if isinstance(row.value, str) else shown("")
        print(f"  {_place_of(row)}: found {found}, expected {row.expected}; {row.consequence}")
    if len(people.problems) > MOST_SHOWN:
        print(f"  and {len(people.problems) - MOST_SHOWN:,} more")
    for frame, where, columns in (
        (people.problems, _problems_beside(place), PROBLEMS),
        (people.rejected, place, PLACE),
    ):
        if len(frame):
            _check_ours(where, columns)
            _write_csv(frame, where)
    print(f"All of them: {_problems_beside(place)}")
    if people.aside:
        print(f"The rows set aside, with their own texts: {place}")


def _problems_beside(place: Path) -> Path:
    return place.with_name(place.name.replace(".rejected.csv", ".problems.csv"))


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


def _write_records(people: LineList, place: Path) -> None:
    """Write the records as they can be read again: what was parsed is parsed anew."""
    beside = {f"{column}_{end}" for column in people.headers for end in ("first", "last", "low", "high")}
    columns = [name for name in people.records.columns if name not in beside]
    _write_csv(people.records[columns], place)
    print(f"\nThe records: {place}")
    others = [name for name in columns if _is_others(name, people)]
    if others:
        print(f"They hold columns that are none of ours, which may name people: {', '.join(others)}")


def _write_csv(frame: pd.DataFrame, place: Path) -> None:
    with whole(place) as written:
        frame.to_csv(written, index=False, lineterminator="\n", encoding="utf-8")


def _is_others(name: str, people: LineList) -> bool:
    """Tell a column of the list that is none of ours, the texts beside ours included."""
    stem = name.removesuffix("_text")
    return name != ID and name not in people.headers and (stem == name or stem not in people.headers)
