"""What each command is for and what it takes, as one table; and what was given to one: a case, a list, its columns."""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

import musterbook as mb
from musterbook.case.package import DESCRIPTOR, case_folder
from musterbook.errors import InputError, MusterError, TableFound, counted, shown
from musterbook.intervals import Every, Interval
from musterbook.progress import doing, tell
from musterbook.protection import THRESHOLDS

SETTINGS = "musterbook.toml"
"""A file beside lists: ``safe = 5`` protects whatever leaves of them, unless ``--safe 0`` is asked for."""
CELLS = {"cell", "sure", "possible"}
OF_BOTH = ("dayfirst", "century", "missing", "encoding", "delimiter", "sheet", "header")
OF_TABLES = ("count", "across", "suppressed")
OF_LISTS = ("schema", "arrival_after_signup", "epoch", "age_at")
EXIT_CODES = (
    "Exit codes: 0 done, whatever was found: contradictions and rows set aside are answers; 1 something to mend in the "
    "input, or a figure not drawn; 2 a command that cannot be understood; 70 a mistake of musterbook's own; 130 "
    "interrupted; 141 whoever read the answer in a pipe left before its end."
)
IS_CASE = "folder of the case, or the name of one that comes with musterbook"
SIZES = ("web", "social", "slide", "print-single", "print-double")
Option = tuple[list[str], dict[str, Any]]


@dataclass(frozen=True)
class Command:
    """A command, called as the function that runs it; options in brackets of their own exclude each other."""

    name: str
    purpose: str
    takes: Sequence[Option | list[Option]]
    epilog: str = ""
    description: str = ""


def _option(*names_and_words: str, **told: Any) -> Option:
    """Describe an option: its names, what stands for its value, nothing where it takes none, and what it is for."""
    *names, metavar, purpose = names_and_words
    return names, {"help": purpose, **({"metavar": metavar} if metavar else {}), **told}


CASE = _option("case", "CASE", IS_CASE)
LIST = _option("list", "LIST|TABLE", "file, folder or pattern of files: a row per person, or a table of counts")
POPULATION = _option("--population", "ID", "whom; by default those of the first used claim")
WINDOW = _option("--window", "DATES", "the days to look at, as 2023-06/2024-05")
SAFE = _option(
    "--safe",
    "N",
    "let only leave what gives nobody away: of a list fewer than N people (3, 5, 7 or 10, by default 5) as ranges, of "
    "a case nobody described one by one; musterbook.toml beside it, with safe = 5, makes that the default, and "
    "--safe 0 lifts it",
    **{"type": int, "nargs": "?", "const": 5, "choices": (0, *THRESHOLDS)},
)
READS = (
    "Reads delimited text (.csv, .tsv, .txt, in any usual encoding), workbooks (.xlsx, .xlsm, .ods), .parquet and "
    "JSON lines (.jsonl, .ndjson), each also as .gz or in a .zip. Of .xls, .xlsb, .dta, .sav, .sas7bdat, .RData, .pdf, "
    ".docx, .html and JSON arrays it says how to hand them in; lock files of office programs are passed over. Dates "
    "may stand as 2023-08-22, 22.08.2023, 22 August 2023, 2023-08, Q2 2023, 10-15 July 2023, after July 2023 or a "
    "spreadsheet's day number, ages as 38, 18-25, 60+, under 18 or 20s, in the words of many languages. Marks such as "
    "?, -, n/a, unknown and н/д are not stated in dates and numbers; in labels where --missing says so."
)
ANY, MANY, MORE = {"nargs": "*", "default": []}, {"nargs": "+", "default": []}, {"nargs": "+", "action": "extend"}
DAYS_FIRST = {"dest": "dayfirst", "default": None}
YES_OR_NO = {"action": argparse.BooleanOptionalAction, "default": True}
HOW_TO_READ: list[Option | list[Option]] = [
    _option("--columns", "OURS=THEIRS", "which header is which of our columns, as age=Возраст", **MORE),
    [
        _option("--day-first", "--dayfirst", "", "03/04/2023 is 3 April", action="store_true", **DAYS_FIRST),
        _option("--month-first", "--monthfirst", "", "03/04/2023 is 4 March", action="store_false", **DAYS_FIRST),
    ],
    _option("--encoding", "", "such as cp1251; by default detected"),
    _option("--delimiter", "", "between values; by default detected"),
    _option("--sheet", "", "name of the sheet of a workbook; * reads all of one form"),
    _option("--header", "LINE", "line of the headers (default: 1)", type=int, default=1),
    _option("--missing", "MARK", "what stands for not stated, in labels too", **MANY),
    _option("--keep-aside", "", "set aside what cannot be right, and say so (default), or stop at it", **YES_OR_NO),
    _option("--schema", "FILE", "Table Schema of further columns"),
    _option("--arrival-after-signup", "", "an arrival after the sign-up is no mistake", action="store_true"),
    _option("--century", "YEAR", "of years with two digits, as 2000", type=int),
    _option("--epoch", "DAY", "the day that day numbers count from, as 1970-01-01 for R's"),
    _option("--age-at", "DATES", "age holds births: ages at this column, or on this day"),
    _option("--join", "VARIANT=LABEL", "labels of other case or spaces are one, and these", nargs="*"),
    _option("--count", "HEADER", "of a table: its columns of counts of people", **MORE),
    _option("--across", "NAME", "of a table: what its headers are, where they are values"),
    _option("--suppressed", "RANGE", "of a table: what a mark that hides a count stands for, as 1-4"),
]

COMMANDS = (
    Command(
        "new",
        "begin a case: empty tables and a guide to fill them in",
        [_option("folder", "DIR", "folder to make; it must be empty or not exist yet")],
    ),
    Command(
        "check",
        "is the case valid, and do its claims contradict each other?",
        [
            CASE,
            _option("--accept", "", "take changed files as meant: renew sizes and hashes first", action="store_true"),
        ],
        "Exits with 1 if the case is not valid. Contradictions between claims are an answer and no failure: with them "
        "it exits with 0 too.",
    ),
    Command(
        "table",
        "what is reported and what is possible, cell by cell",
        [
            CASE,
            _option("variable", "VARIABLE", "signup, age, lag_days, outcome, …"),
            POPULATION,
            _option("--every", "", "length of the cells of a date (default: month)", choices=[*map(str, Every)]),
            _option("--csv", "", "comma-separated instead of aligned", action="store_true"),
        ],
    ),
    Command(
        "draw",
        "draw a case, a list of people or a table of counts, each chart as four files",
        [
            _option("list", "LIST|TABLE|CASE", f"a list of people, a table of counts, or the {IS_CASE}"),
            _option("charts", "CHART", f"which, by default all: {', '.join(mb.list_figures())}", **ANY),
            _option("--out", "DIR", "folder to write to (default: figures)", default="figures"),
            SAFE,
            *HOW_TO_READ,
            WINDOW,
            _option("--column", "NAME", "which column to count by"),
            _option("--title", "", "in place of the headline"),
            _option("--subtitle", "", "in place of the line below the headline"),
            _option("--source", "", "where a list comes from, for the foot of the picture"),
            _option("--lang", "", "en, ru, uk, or a catalogue of your own, as de.ftl (default: en)", default="en"),
            _option("--size", "", "rectangle of the pictures (default: web)", choices=SIZES, default="web"),
        ],
    ),
    Command(
        "report",
        "write one self-contained HTML page: findings, figures, claims, sources, data",
        [CASE, SAFE, _option("--out", "FILE", "file to write (default: report.html)", default="report.html")],
    ),
    Command(
        "archive",
        "keep the text that was read of a source, with its hash",
        [
            CASE,
            _option(
                "texts", "SOURCE=FILE", "which source each file is the text of, as first-paper=page.html", nargs="+"
            ),
        ],
    ),
    Command(
        "verify",
        "which sources, tables and built files are still what they were?",
        [CASE, _option("--built", "PATH", "folder of figures, or report, to be made again and compared")],
        "Exits with 1 if anything has changed or is missing.",
    ),
    Command(
        "audit",
        "does a list of people bear out what was published?",
        [CASE, LIST, *HOW_TO_READ, POPULATION],
        "Exits with 1 if the case or the list cannot be read. Contradicted claims are an answer and no failure: with "
        "them it exits with 0 too. Rows set aside count as people of whom nothing is known.",
    ),
    Command(
        "read",
        "what is in a list of people, and which of its rows cannot be right?",
        [LIST, SAFE, *HOW_TO_READ, WINDOW, _option("--out", "DIR", "folder to write the records to, as CSV")],
        "What cannot be right is written beside the list, as LIST.problems.csv, and rows that are set aside as "
        "LIST.rejected.csv, with or without --out; the list itself is never changed.",
        READS,
    ),
    Command(
        "protect",
        "which counts of a list may be published? They are written, proven to give nobody away",
        [
            LIST,
            _option("--by", "COLUMN", "up to three columns (default: date and age)", **MANY),
            _option("--every", "COLUMN=LENGTH", "length of cells, as signup=month age=10", **MANY),
            SAFE,
            _option("--rounding", "5", "round all other numbers to 5", type=int),
            _option("--earlier", "FILE", "what was released of it before", **MANY),
            _option("--case", "CASE", f"what is published about these people: {IS_CASE}"),
            POPULATION,
            *HOW_TO_READ,
            WINDOW,
            _option("--out", "DIR", "folder to write to (default: this one)", default="."),
        ],
        "Exits with 1, and writes nothing, where a cell of few people would be given away whatever is widened.",
    ),
)
"""Every command, in the order of the help."""


def parser() -> argparse.ArgumentParser:
    """Give the parser of all commands; ``run`` of what it finds names the function that does it."""
    about = "What published figures establish, leave open and contradict."
    whole = argparse.ArgumentParser(prog="musterbook", description=about, epilog=EXIT_CODES)
    whole.add_argument("--version", action="version", version=f"musterbook {mb.__version__}")
    added = whole.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        one = added.add_parser(
            command.name, help=command.purpose, description=command.description, epilog=command.epilog
        )
        one.set_defaults(run=command.name)
        for option in command.takes:
            among = one.add_mutually_exclusive_group() if isinstance(option, list) else one
            for names, how in option if isinstance(option, list) else [option]:
                among.add_argument(*names, **how)
    return whole


# --- what was given


def place_of(named: str) -> Path:
    """Find a case or a list: a path or, where there is none, the case of that name that comes with musterbook."""
    return case_folder(named) if named in mb.list_cases() and not Path(named).exists() else Path(named)


def case_of(given: argparse.Namespace) -> mb.Case:
    """Read the case that was given."""
    return mb.read_case(place_of(given.case))


def subject_of(given: argparse.Namespace) -> Any:
    """Read what is to be drawn: a case by its folder or name, a table of cells, else a list or a table of counts."""
    place = place_of(given.list)
    if (place / DESCRIPTOR).is_file():
        return mb.read_case(place)
    if place.is_file() and place.suffix == ".csv":
        with suppress(ValueError):
            if set(pd.read_csv(place, nrows=0, encoding_errors="replace").columns) >= CELLS:
                return pd.read_csv(place, dtype={"cell": "str"})
    return list_of(given)


def list_of(given: argparse.Namespace, window: Interval | str | None = None) -> mb.LineList | mb.AggregateTable:
    """Read the list, or the table of counts, by the options that were given."""
    columns = pairs("--columns", given.columns or (), "OURS=THEIRS, as signup=Дата") or None
    both, of_tables, of_lists = (
        {name: getattr(given, name) for name in names} for names in (OF_BOTH, OF_TABLES, OF_LISTS)
    )
    joined = pairs("--join", given.join or (), "VARIANT=LABEL, as KIA=killed") or given.join is not None
    errors = "keep_aside" if given.keep_aside else "raise"
    told: dict[str, Any] = {"join": joined, "window": window, "errors": errors, "progress": tell, **both, **of_lists}
    with doing(f"reading {Path(given.list).name}"):
        if not any(of_tables.values()):
            with suppress(TableFound):
                return mb.read_records(given.list, columns=columns, **told)
        return mb.read_table(given.list, columns=columns, join=joined, **both, **of_tables)


def protection(given: argparse.Namespace) -> int:
    """Give the threshold that protects what leaves of a list or a case: as asked, else as its folder says, else 0."""
    if given.safe is not None:
        return int(given.safe)
    source = place_of(given.list if "list" in given else given.case)
    place = (source if source.is_dir() else source.parent) / SETTINGS
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


def pairs(option: str, texts: Sequence[str], expected: str) -> dict[str, str]:
    """Read pairs of names; each first name is given once.

    >>> pairs("--columns", ["signup=Дата", "age=Возраст, лет"], "OURS=THEIRS")
    {'signup': 'Дата', 'age': 'Возраст, лет'}
    """
    wrong = [text for text in texts if not all(text.partition("="))]
    if wrong:
        raise MusterError(f"{option}: expected {expected}; found {_listed(wrong)}")
    read: dict[str, list[str]] = {}
    for text in texts:
        name, _, value = text.partition("=")
        read.setdefault(name, []).append(value)
    twice = [
        f"{name} is given {counted(len(said), 'time')}, as {_listed(said)}" for name, said in read.items() if said[1:]
    ]
    if twice:
        raise MusterError(f"{option}: {'; '.join(twice)}; expected each name once")
    return {name: value for name, [value] in read.items()}


def _listed(texts: Iterable[str]) -> str:
    """Quote texts."""
    return ", ".join(map(shown, texts))
