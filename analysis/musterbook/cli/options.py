"""What each command is for and what it takes, as one table."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import musterbook as mb
from musterbook.intervals import Every

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
    """A command: the function that runs it, as ``module.name``; options in brackets of their own exclude each other."""

    run: str
    purpose: str
    takes: Sequence[Option | list[Option]]
    epilog: str = ""
    description: str = ""


def parser() -> argparse.ArgumentParser:
    """Give the parser of all commands; ``run`` of what it finds names the function that does it."""
    whole = argparse.ArgumentParser(
        prog="musterbook",
        description="What published figures establish, leave open and contradict.",
        epilog=EXIT_CODES,
    )
    whole.add_argument("--version", action="version", version=f"musterbook {mb.__version__}")
    added = whole.add_subparsers(required=True, metavar="COMMAND")
    for command in _commands():
        name = command.run.partition(".")[2]
        one = added.add_parser(name, help=command.purpose, description=command.description, epilog=command.epilog)
        one.set_defaults(run=command.run)
        for option in command.takes:
            among = one.add_mutually_exclusive_group() if isinstance(option, list) else one
            for names, told in option if isinstance(option, list) else [option]:
                among.add_argument(*names, **told)
    return whole


def _option(*names_and_help: str, **told: Any) -> Option:
    *names, purpose = names_and_help
    return names, {"help": purpose, **told}


CASE = _option("case", IS_CASE, metavar="CASE")
LIST = _option("list", "file, folder or pattern of files: a row per person, or a table of counts", metavar="LIST|TABLE")
POPULATION = _option("--population", "whom; by default those of the first used claim", metavar="ID")
WINDOW = _option("--window", "the days to look at, as 2023-06/2024-05", metavar="DATES")
SAFE = _option(
    "--safe",
    "let only leave what gives nobody away: of a list fewer than N people (3, 5, 7 or 10, by default 5) as ranges, of "
    "a case nobody described one by one; musterbook.toml beside it, with safe = 5, makes that the default, and "
    "--safe 0 lifts it",
    **{"metavar": "N", "type": int, "nargs": "?", "const": 5, "choices": (0, 3, 5, 7, 10)},
)
READS = (
    "Reads delimited text (.csv, .tsv, .txt, in any usual encoding), workbooks (.xlsx, .xlsm, .xlsb, .ods, .xls), "
    ".parquet and JSON lines (.jsonl, .ndjson), each also as .gz or in a .zip. Of .dta, .sav, .sas7bdat, .RData, .pdf, "
    ".docx, .html and JSON arrays it says how to hand them in; lock files of office programs are passed over. Dates "
    "may stand as 2023-08-22, 22.08.2023, 22 August 2023, 2023-08, Q2 2023, 10-15 July 2023, after July 2023 or a "
    "spreadsheet's day number, ages as 38, 18-25, 60+, under 18 or 20s, in the words of many languages. Marks such as "
    "?, -, n/a, unknown and н/д are not stated in dates and numbers; in labels where --missing says so."
)
DAYS_FIRST = {"dest": "dayfirst", "default": None}
YES_OR_NO = {"action": argparse.BooleanOptionalAction, "default": True}
HOW_TO_READ: list[Option | list[Option]] = [
    _option(
        "--columns",
        "which header is which of our columns, as age=Возраст",
        metavar="OURS=THEIRS",
        nargs="+",
        action="extend",
    ),
    [
        _option("--day-first", "--dayfirst", "03/04/2023 is 3 April", action="store_true", **DAYS_FIRST),
        _option("--month-first", "--monthfirst", "03/04/2023 is 4 March", action="store_false", **DAYS_FIRST),
    ],
    _option("--encoding", "such as cp1251; by default detected"),
    _option("--delimiter", "between values; by default detected"),
    _option("--sheet", "name of the sheet of a workbook; * reads all of one form"),
    _option("--header", "line of the headers (default: 1)", metavar="LINE", type=int, default=1),
    _option("--missing", "what stands for not stated, in labels too", metavar="MARK", nargs="+", default=[]),
    _option("--keep-aside", "set aside what cannot be right, and say so (default), or stop at it", **YES_OR_NO),
    _option("--schema", "Table Schema of further columns", metavar="FILE"),
    _option("--arrival-after-signup", "an arrival after the sign-up is no mistake", action="store_true"),
    _option("--century", "of years with two digits, as 2000", metavar="YEAR", type=int),
    _option("--epoch", "the day that day numbers count from, as 1970-01-01 for R's", metavar="DAY"),
    _option("--age-at", "age holds births: ages at this column, or on this day", metavar="DATES"),
    _option("--join", "labels of other case or spaces are one, and these", metavar="VARIANT=LABEL", nargs="*"),
    _option("--count", "of a table: its columns of counts of people", metavar="HEADER", nargs="+", action="extend"),
    _option("--across", "of a table: what its headers are, where they are values", metavar="NAME"),
    _option("--suppressed", "of a table: what a mark that hides a count stands for, as 1-4", metavar="RANGE"),
]


def _commands() -> Iterator[Command]:
    """Give every command in the order of the help; a function, for it asks which figures there are."""
    yield Command(
        "commands.new",
        "begin a case: empty tables and a guide to fill them in",
        [_option("folder", "folder to make; it must be empty or not exist yet", metavar="DIR")],
    )
    accept = "take changed files as meant: renew sizes and hashes first"
    yield Command(
        "commands.check",
        "is the case valid, and do its claims contradict each other?",
        [CASE, _option("--accept", accept, action="store_true")],
        "Exits with 1 if the case is not valid. Contradictions between claims are an answer and no failure: with them "
        "it exits with 0 too.",
    )
    lengths = [every.value for every in Every]
    yield Command(
        "commands.table",
        "what is reported and what is possible, cell by cell",
        [
            CASE,
            _option("variable", "signup, age, lag_days, outcome, …", metavar="VARIABLE"),
            POPULATION,
            _option("--every", "length of the cells of a date (default: month)", choices=lengths),
            _option("--csv", "comma-separated instead of aligned", action="store_true"),
        ],
    )
    yield Command(
        "commands.draw",
        "draw a case, a list of people or a table of counts, each chart as four files",
        [
            _option("list", f"a list of people, a table of counts, or the {IS_CASE}", metavar="LIST|TABLE|CASE"),
            _option("charts", f"which, by default all: {', '.join(mb.list_figures())}", metavar="CHART", nargs="*"),
            _option("--out", "folder to write to (default: figures)", metavar="DIR", default="figures"),
            SAFE,
            *HOW_TO_READ,
            WINDOW,
            _option("--column", "which column to count by", metavar="NAME"),
            _option("--title", "in place of the headline"),
            _option("--subtitle", "in place of the line below the headline"),
            _option("--source", "where a list comes from, for the foot of the picture"),
            _option("--lang", "en, ru, uk, or a catalogue of your own, as de.ftl (default: en)", default="en"),
            _option("--size", "rectangle of the pictures (default: web)", choices=SIZES, default="web"),
        ],
    )
    yield Command(
        "commands.report",
        "write one self-contained HTML page: findings, figures, claims, sources, data",
        [CASE, SAFE, _option("--out", "file to write (default: report.html)", metavar="FILE", default="report.html")],
    )
    texts = "which source each file is the text of, as first-paper=page.html"
    yield Command(
        "commands.archive",
        "keep the text that was read of a source, with its hash",
        [CASE, _option("texts", texts, metavar="SOURCE=FILE", nargs="+")],
    )
    yield Command(
        "commands.verify",
        "which sources, tables and built files are still what they were?",
        [CASE, _option("--built", "folder of figures, or report, to be made again and compared", metavar="PATH")],
        "Exits with 1 if anything has changed or is missing.",
    )
    yield Command(
        "commands.audit",
        "does a list of people bear out what was published?",
        [CASE, LIST, *HOW_TO_READ, POPULATION],
        "Exits with 1 if the case or the list cannot be read. Contradicted claims are an answer and no failure: with "
        "them it exits with 0 too. Rows set aside count as people of whom nothing is known.",
    )
    yield Command(
        "reading.read",
        "what is in a list of people, and which of its rows cannot be right?",
        [LIST, SAFE, *HOW_TO_READ, WINDOW, _option("--out", "folder to write the records to, as CSV", metavar="DIR")],
        "What cannot be right is written beside the list, as LIST.problems.csv, and rows that are set aside as "
        "LIST.rejected.csv, with or without --out; the list itself is never changed.",
        READS,
    )
    yield Command(
        "reading.protect",
        "which counts of a list may be published? They are written, proven to give nobody away",
        [
            LIST,
            _option("--by", "up to three columns (default: date and age)", metavar="COLUMN", nargs="+", default=[]),
            _option(
                "--every", "length of cells, as signup=month age=10", metavar="COLUMN=LENGTH", nargs="+", default=[]
            ),
            SAFE,
            _option("--rounding", "round all other numbers to 5", metavar="5", type=int),
            _option("--earlier", "what was released of it before", metavar="FILE", nargs="+", default=[]),
            _option("--case", f"what is published about these people: {IS_CASE}", metavar="CASE"),
            POPULATION,
            *HOW_TO_READ,
            WINDOW,
            _option("--out", "folder to write to (default: this one)", metavar="DIR", default="."),
        ],
        "Exits with 1, and writes nothing, where a cell of few people would be given away whatever is widened.",
    )
