"""What each command is for and what it takes, as one table; and what was given to one: a case, a list, its columns."""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
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
READS = (
    "Reads delimited text (.csv, .tsv, .txt, in any usual encoding), workbooks (.xlsx, .xlsm, .ods), .parquet and "
    "JSON lines (.jsonl, .ndjson), each also as .gz or in a .zip. Of .xls, .xlsb, .dta, .sav, .sas7bdat, .RData, .pdf, "
    ".docx, .html and JSON arrays it says how to hand them in; lock files of office programs are passed over. Dates "
    "may stand as 2023-08-22, 22.08.2023, 22 August 2023, 2023-08, Q2 2023, 10-15 July 2023, after July 2023 or a "
    "spreadsheet's day number, ages as 38, 18-25, 60+, under 18 or 20s, in the words of many languages. Marks such as "
    "?, -, n/a, unknown and н/д are not stated in dates and numbers; in labels where --missing says so."
)
IS_CASE = "folder of the case, or the name of one that comes with musterbook"
CHARTS = f"which, by default all: {', '.join(mb.list_figures())}"
SAFE = (
    "let only leave what gives nobody away: of a list fewer than N people (3, 5, 7 or 10, by default 5) as ranges, of "
    "a case nobody described one by one; musterbook.toml beside it, with safe = 5, makes that the default, and "
    "--safe 0 lifts it"
)
FLAG, WHOLE = {"action": "store_true"}, {"type": int}
ANY, MANY, MORE = {"nargs": "*", "default": []}, {"nargs": "+", "default": []}, {"nargs": "+", "action": "extend"}
NUMBERS: dict[str, Any] = {"type": int, "nargs": "?", "const": 5, "choices": (0, *THRESHOLDS)}
SIZES = {"default": "web", "choices": ("web", "social", "slide", "print-single", "print-double")}
DAYS_FIRST = {"dest": "dayfirst", "default": None}
"""Options of this destination exclude each other."""
Option = tuple[str, str, Mapping[str, Any]]
HOW_TO_READ: dict[str, Option] = {
    "--columns": ("OURS=THEIRS", "which header is which of our columns, as age=Возраст", MORE),
    "--day-first --dayfirst": ("", "03/04/2023 is 3 April", {"action": "store_true", **DAYS_FIRST}),
    "--month-first --monthfirst": ("", "03/04/2023 is 4 March", {"action": "store_false", **DAYS_FIRST}),
    "--encoding": ("", "such as cp1251; by default detected", {}),
    "--delimiter": ("", "between values; by default detected", {}),
    "--sheet": ("", "name of the sheet of a workbook; * reads all of one form", {}),
    "--header": ("LINE", "line of the headers (default: 1)", {"type": int, "default": 1}),
    "--missing": ("MARK", "what stands for not stated, in labels too", MANY),
    "--keep-aside": (
        *("", "set aside what cannot be right, and say so (default), or stop at it"),
        {"action": argparse.BooleanOptionalAction, "default": True},
    ),
    "--schema": ("FILE", "Table Schema of further columns", {}),
    "--arrival-after-signup": ("", "an arrival after the sign-up is no mistake", FLAG),
    "--century": ("YEAR", "of years with two digits, as 2000", WHOLE),
    "--epoch": ("DAY", "the day that day numbers count from, as 1970-01-01 for R's", {}),
    "--age-at": ("DATES", "age holds births: ages at this column, or on this day", {}),
    "--join": ("VARIANT=LABEL", "labels of other case or spaces are one, and these", {"nargs": "*"}),
    "--count": ("HEADER", "of a table: its columns of counts of people", MORE),
    "--across": ("NAME", "of a table: what its headers are, where they are values", {}),
    "--suppressed": ("RANGE", "of a table: what a mark that hides a count stands for, as 1-4", {}),
}
OPTIONS: dict[str, Option] = HOW_TO_READ | {
    "case": ("CASE", IS_CASE, {}),
    "list": ("LIST|TABLE", "file, folder or pattern of files: a row per person, or a table of counts", {}),
    "list drawn": ("LIST|TABLE|CASE", f"a list of people, a table of counts, or the {IS_CASE}", {}),
    "folder": ("DIR", "folder to make; it must be empty or not exist yet", {}),
    "variable": ("VARIABLE", "signup, age, lag_days, outcome, …", {}),
    "charts": ("CHART", CHARTS, ANY),
    "texts": ("SOURCE=FILE", "which source each file is the text of, as first-paper=page.html", {"nargs": "+"}),
    "--accept": ("", "take changed files as meant: renew sizes and hashes first", FLAG),
    "--population": ("ID", "whom; by default those of the first used claim", {}),
    "--every": ("", "length of the cells of a date (default: month)", {"choices": [*map(str, Every)]}),
    "--csv": ("", "comma-separated instead of aligned", FLAG),
    "--built": ("PATH", "folder of figures, or report, to be made again and compared", {}),
    "--safe": ("N", SAFE, NUMBERS),
    "--window": ("DATES", "the days to look at, as 2023-06/2024-05", {}),
    "--column": ("NAME", "which column to count by", {}),
    "--title": ("", "in place of the headline", {}),
    "--subtitle": ("", "in place of the line below the headline", {}),
    "--source": ("", "where a list comes from, for the foot of the picture", {}),
    "--lang": ("", "en, ru, uk, or a catalogue of your own, as de.ftl (default: en)", {"default": "en"}),
    "--size": ("", "rectangle of the pictures (default: web)", SIZES),
    "--by": ("COLUMN", "up to three columns (default: date and age)", MANY),
    "--every protected": ("COLUMN=LENGTH", "length of cells, as signup=month age=10", MANY),
    "--rounding": ("5", "round all other numbers to 5", WHOLE),
    "--earlier": ("FILE", "what was released of it before", MANY),
    "--case": ("CASE", f"what is published about these people: {IS_CASE}", {}),
    "--out drawn": ("DIR", "folder to write to (default: figures)", {"default": "figures"}),
    "--out page": ("FILE", "file to write (default: report.html)", {"default": "report.html"}),
    "--out records": ("DIR", "folder to write the records to, as CSV", {}),
    "--out protected": ("DIR", "folder to write to (default: this one)", {"default": "."}),
}
"""All options, each with what stands for its value and what it is for; names of several uses say which is meant."""
READING, DRAWN = ", ".join(HOW_TO_READ), "--window, --column, --title, --subtitle, --source, --lang, --size"
COMMANDS = {
    "new": ("begin a case: empty tables and a guide to fill them in", "folder"),
    "check": ("is the case valid, and do its claims contradict each other?", "case, --accept"),
    "table": (
        "what is reported and what is possible, cell by cell",
        "case, variable, --population, --every, --csv",
    ),
    "draw": (
        "draw a case, a list of people or a table of counts, each chart as four files",
        f"list drawn, charts, --out drawn, --safe, {READING}, {DRAWN}",
    ),
    "report": (
        "write one self-contained HTML page: findings, figures, claims, sources, data",
        "case, --safe, --out page",
    ),
    "archive": ("keep the text that was read of a source, with its hash", "case, texts"),
    "verify": ("which sources, tables and built files are still what they were?", "case, --built"),
    "audit": ("does a list of people bear out what was published?", f"case, list, {READING}, --population"),
    "read": (
        "what is in a list of people, and which of its rows cannot be right?",
        f"list, --safe, {READING}, --window, --out records",
    ),
    "protect": (
        "which counts of a list may be published? They are written, proven to give nobody away",
        "list, --by, --every protected, --safe, --rounding, --earlier, --case, --population, "
        f"{READING}, --window, --out protected",
    ),
}
"""Every command, in the order of the help: what it is for, and what it takes."""
EPILOGS = {
    "check": "Exits with 1 if the case is not valid. Contradictions between claims are an answer and no failure: with "
    "them it exits with 0 too.",
    "verify": "Exits with 1 if anything has changed or is missing.",
    "audit": "Exits with 1 if the case or the list cannot be read. Contradicted claims are an answer and no failure: "
    "with them it exits with 0 too. Rows set aside count as people of whom nothing is known.",
    "read": "What cannot be right is written beside the list, as LIST.problems.csv, and rows that are set aside as "
    "LIST.rejected.csv, with or without --out; the list itself is never changed.",
    "protect": "Exits with 1, and writes nothing, where a cell of few people would be given away whatever is widened.",
}


def parser() -> argparse.ArgumentParser:
    """Give the parser of all commands; ``run`` of what it finds names the function that does it."""
    about = "What published figures establish, leave open and contradict."
    whole = argparse.ArgumentParser(prog="musterbook", description=about, epilog=EXIT_CODES)
    whole.add_argument("--version", action="version", version=f"musterbook {mb.__version__}")
    added = whole.add_subparsers(required=True, metavar="COMMAND")
    for name, (purpose, takes) in COMMANDS.items():
        description, epilog = READS if name == "read" else "", EPILOGS.get(name, "")
        one = added.add_parser(name, help=purpose, description=description, epilog=epilog)
        one.set_defaults(run=name)
        days_first = one.add_mutually_exclusive_group() if READING in takes else one
        for key in takes.split(", "):
            metavar, words, how = OPTIONS[key]
            names = [part for part in key.split() if part.startswith("-")] or key.split()[:1]
            told: Any = {"help": words, **({"metavar": metavar} if metavar else {}), **how}
            (days_first if "dest" in how else one).add_argument(*names, **told)
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
    read: dict[str, list[str]] = {}
    for name, _, value in (text.partition("=") for text in texts):
        read.setdefault(name, []).append(value)
    if wrong := [text for text in texts if not all(text.partition("="))]:
        raise MusterError(f"{option}: expected {expected}; found {_listed(wrong)}")
    twice = {name: said for name, said in read.items() if len(said) > 1}
    given = [f"{name} is given {counted(len(said), 'time')}, as {_listed(said)}" for name, said in twice.items()]
    if given:
        raise MusterError(f"{option}: {'; '.join(given)}; expected each name once")
    return {name: value for name, [value] in read.items()}


def _listed(texts: Iterable[str]) -> str:
    """Quote texts."""
    return ", ".join(map(shown, texts))
