"""What each command is for and what it takes."""

from __future__ import annotations

import argparse

import musterbook
from musterbook.figures import list_figures
from musterbook.intervals import Every

SIZES = ("web", "social", "slide", "print-single", "print-double")
CASE = "folder of the case, or the name of one that comes with musterbook"
EXIT_CODES = (
    "Exit codes: 0 done, whatever was found: contradictions and rows set aside are answers; 1 something to mend in the "
    "input, or a figure not drawn; 2 a command that cannot be understood; 70 a mistake of musterbook's own; 130 "
    "interrupted; 141 whoever read the answer in a pipe left before its end."
)


def parser() -> argparse.ArgumentParser:
    """Give the parser of all commands; ``run`` of what it finds names the function that does it."""
    whole = argparse.ArgumentParser(
        prog="musterbook",
        description="What published figures establish, leave open and contradict.",
        epilog=EXIT_CODES,
    )
    whole.add_argument("--version", action="version", version=f"musterbook {musterbook.__version__}")
    commands = whole.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: str, purpose: str, epilog: str = "") -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=purpose, epilog=epilog or None)
        added.set_defaults(run=run)
        return added

    new = command("new", "cases.new", "begin a case: empty tables and a guide to fill them in")
    new.add_argument("folder", metavar="DIR", help="folder to make; it must be empty or not exist yet")

    _check(
        command(
            "check",
            "cases.check",
            "is the case valid, and do its claims contradict each other?",
            "Exits with 1 if the case is not valid. Contradictions between claims are an answer and no failure: with "
            "them it exits with 0 too.",
        )
    )
    _table(command("table", "cases.table", "what is reported and what is possible, cell by cell"))
    _draw(command("draw", "draw.draw", "draw a case, a list of people or a table of counts, each chart as four files"))

    report = command(
        "report", "cases.report", "write one self-contained HTML page: findings, figures, claims, sources, data"
    )
    report.add_argument("case", metavar="CASE", help=CASE)
    report.add_argument("--out", metavar="FILE", default="report.html", help="file to write (default: report.html)")

    archive = command("archive", "cases.archive", "keep the text that was read of a source, with its hash")
    archive.add_argument("case", metavar="CASE", help=CASE)
    archive.add_argument(
        "texts",
        metavar="SOURCE=FILE",
        nargs="+",
        help="which source each file is the text of, as first-paper=page.html",
    )

    verify = command(
        "verify",
        "cases.verify",
        "which sources, tables and built files are still what they were?",
        "Exits with 1 if anything has changed or is missing.",
    )
    verify.add_argument("case", metavar="CASE", help=CASE)
    verify.add_argument("--built", metavar="PATH", help="folder of figures, or report, to be made again and compared")

    _audit(
        command(
            "audit",
            "lists.audit",
            "does a list of people bear out what was published?",
            "Exits with 1 if the case or the list cannot be read, or rows have problems and are not kept aside. "
            "Contradicted claims are an answer and no failure: with them it exits with 0 too.",
        )
    )
    _read(
        command(
            "read",
            "lists.read",
            "what is in a list of people, and which of its rows cannot be right?",
            "What cannot be right is written beside the list, as LIST.problems.csv, and rows that are set aside as "
            "LIST.rejected.csv, with or without --out; the list itself is never changed.",
        )
    )
    return whole


def _check(check: argparse.ArgumentParser) -> None:
    check.add_argument("case", metavar="CASE", help=CASE)
    check.add_argument(
        "--accept", action="store_true", help="take changed files as meant: renew sizes and hashes first"
    )


def _table(table: argparse.ArgumentParser) -> None:
    table.add_argument("case", metavar="CASE", help=CASE)
    table.add_argument("variable", metavar="VARIABLE", help="signup, age, lag_days, outcome, …")
    table.add_argument("--population", metavar="ID", help="which people; by default those of the first used claim")
    table.add_argument(
        "--every", choices=[every.value for every in Every], help="length of the cells of a date (default: month)"
    )
    table.add_argument("--csv", action="store_true", help="comma-separated instead of aligned")


def _safe(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--safe",
        metavar="N",
        type=int,
        nargs="?",
        const=5,
        choices=(0, 3, 5, 7, 10),
        help="let of a list leave only what gives nobody away: fewer than N people (3, 5, 7 or 10, by default 5) as "
        "ranges; musterbook.toml beside the list, with safe = 5, makes that the default, and --safe 0 lifts it",
    )


def _draw(draw: argparse.ArgumentParser) -> None:
    _safe(draw)
    _list(draw, metavar="LIST|TABLE|CASE", purpose=f"a list of people, a table of counts, or the {CASE}")
    draw.add_argument("charts", metavar="CHART", nargs="*", help=f"which, by default all: {', '.join(list_figures())}")
    draw.add_argument("--out", metavar="DIR", default="figures", help="folder to write to (default: figures)")
    draw.add_argument("--column", metavar="NAME", help="which column to count by")
    draw.add_argument("--window", metavar="DATES", help="the days to draw, as 2023-06/2024-05")
    draw.add_argument("--title", help="in place of the headline")
    draw.add_argument("--subtitle", help="in place of the line below the headline")
    draw.add_argument("--source", help="where a list comes from, for the foot of the picture")
    draw.add_argument("--lang", default="en", help="en, ru, uk, or a catalogue of your own, as de.ftl (default: en)")
    draw.add_argument("--size", choices=SIZES, default="web", help="rectangle of the pictures (default: web)")


def _audit(audit: argparse.ArgumentParser) -> None:
    audit.add_argument("case", metavar="CASE", help=CASE)
    _list(audit)
    audit.add_argument(
        "--keep-aside", action="store_true", help="take rows with problems for people of whom nothing is known"
    )
    audit.add_argument("--population", metavar="ID", help="whom it lists; by default those of the first used claim")


def _read(read: argparse.ArgumentParser) -> None:
    _safe(read)
    _list(read)
    read.add_argument("--window", metavar="DATES", help="the days the list covers, as 2023-06/2024-05")
    read.add_argument("--out", metavar="DIR", help="folder to write the records to, as CSV")


def _list(
    command: argparse.ArgumentParser,
    metavar: str = "LIST|TABLE",
    purpose: str = "file, folder or pattern of files with a row per person, or a table of counts",
) -> None:
    """Say what may be told of a list."""
    command.add_argument("list", metavar=metavar, help=purpose)
    command.add_argument(
        "--columns",
        metavar="OURS=THEIRS",
        nargs="+",
        default=[],
        help="which of its headers is which of our columns, as: signup=Дата age=Возраст",
    )
    order = command.add_mutually_exclusive_group()
    order.add_argument(
        "--day-first", "--dayfirst", dest="dayfirst", action="store_true", default=None, help="03/04/2023 is 3 April"
    )
    order.add_argument(
        "--month-first", "--monthfirst", dest="dayfirst", action="store_false", help="03/04/2023 is 4 March"
    )
    command.add_argument("--encoding", help="such as cp1251; by default detected")
    command.add_argument("--delimiter", help="between values; by default detected")
    command.add_argument("--sheet", help="name of the sheet of a workbook; * reads all of one form")
    command.add_argument("--header", metavar="LINE", type=int, default=1, help="line of the headers (default: 1)")
    command.add_argument("--schema", metavar="FILE", help="Table Schema of further columns")
    command.add_argument(
        "--arrival-after-signup", action="store_true", help="an arrival after the sign-up is no mistake"
    )
    command.add_argument("--century", type=int, metavar="YEAR", help="of years with two digits, as 2000")
    command.add_argument(
        "--join",
        nargs="*",
        metavar="VARIANT=LABEL",
        help="labels that differ in case and spaces are one; and these are, as KIA=killed",
    )
    command.add_argument("--epoch", metavar="DAY", help="the day that day numbers count from, as 1970-01-01 for R's")
    command.add_argument("--age-at", metavar="DATES", help="age holds births: ages at this column, or on this day")
    command.add_argument("--count", nargs="+", metavar="HEADER", help="of a table: its columns of counts of people")
    command.add_argument("--across", metavar="NAME", help="of a table: what its headers are, where they are values")
    command.add_argument(
        "--suppressed", metavar="RANGE", help="of a table: what a mark that hides a count stands for, as 1-4"
    )
    command.add_argument(
        "--missing", nargs="+", default=[], metavar="MARK", help="what stands for not stated, in labels too"
    )
