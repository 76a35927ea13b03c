"""The command line: check a case, print a table, build figures.

What went wrong is said on the error stream in words, never as a traceback. Exit codes: 0 all right, 1 something to
mend, 2 a command that cannot be understood.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import pandas as pd

import musterbook
from musterbook.case import accept_files, read_case
from musterbook.errors import MusterError, counted
from musterbook.figures import build_figures, list_figures
from musterbook.findings import Finding, Verdict, audit
from musterbook.periods import Every
from musterbook.tables import SIGNUP
from musterbook.worlds import possible_worlds


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        code: int = given.run(given)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"musterbook: {error.filename or 'a file'}: {error.strerror or error}", file=sys.stderr)
        return 1
    except MusterError as error:
        print(f"musterbook: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("musterbook: interrupted; what was finished stands", file=sys.stderr)
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="musterbook", description="What published figures establish, leave open and contradict."
    )
    parser.add_argument("--version", action="version", version=f"musterbook {musterbook.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (_add_check, _add_table, _add_figures):
        add(commands)
    return parser


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser("check", help="is the case valid, and do its claims contradict each other?")
    check.add_argument("case", metavar="CASE", help="folder of the case")
    check.add_argument(
        "--accept", action="store_true", help="take changed files as meant: renew sizes and hashes first"
    )
    check.set_defaults(run=_check)


def _add_table(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    table = commands.add_parser("table", help="what is reported and what is possible, cell by cell")
    table.add_argument("case", metavar="CASE", help="folder of the case")
    table.add_argument("variable", metavar="VARIABLE", help="signup, age, lag_days, outcome, …")
    table.add_argument("--population", metavar="ID", help="which people; by default those of the first used claim")
    table.add_argument(
        "--every", default="month", choices=[every.value for every in Every], help="length of the cells of a date"
    )
    table.add_argument("--csv", action="store_true", help="comma-separated instead of aligned")
    table.set_defaults(run=_table)


def _add_figures(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    figures = commands.add_parser("figures", help="build figures, four files each")
    figures.add_argument("case", metavar="CASE", help="folder of the case")
    figures.add_argument(
        "names", metavar="NAME", nargs="*", help=f"which ones, by default all: {', '.join(list_figures())}"
    )
    figures.add_argument("--out", metavar="DIR", default="figures", help="folder to write to (default: figures)")
    figures.set_defaults(run=_figures)


def _check(given: argparse.Namespace) -> int:
    if given.accept:
        accept_files(given.case)
    case = read_case(given.case)
    sizes = [(case.sources, "source"), (case.claims, "claim"), (case.records, "record")]
    tables = ", ".join(counted(len(table), noun) for table, noun in sizes)
    print(f"{case.name} is valid: {tables}; frozen on {case.frozen}.")
    findings = audit(case)
    _print_findings("contradiction", [one for one in findings if one.verdict is Verdict.CONTRADICTED])
    _print_findings(
        "repeat that differs", [one for one in findings if one.verdict is Verdict.CANNOT_TELL], "repeats that differ"
    )
    return 0


def _print_findings(noun: str, findings: Sequence[Finding], plural: str = "") -> None:
    print(f"\n{counted(len(findings), noun, plural)}{':' if findings else '.'}")
    for place, finding in enumerate(findings, 1):
        print(f"{place}. {finding.sentence if not finding.evidence else 'These cannot both hold:'}")
        for line in finding.evidence:
            print(f"   - {line}")


def _table(given: argparse.Namespace) -> int:
    table = _with_sums(given)
    if given.csv:
        print(table.to_csv(index=False, lineterminator="\n"), end="")
        return 0
    shown = table.astype({"reported": "object", "high": "object"}).fillna({"reported": "–", "high": "no limit"})
    width = max(len(cell) for cell in shown["cell"])
    print(shown.to_string(index=False, formatters={"cell": lambda cell: cell.ljust(width)}, justify="right"))
    return 0


def _with_sums(given: argparse.Namespace) -> pd.DataFrame:
    """Give the cells, below them the years where they are dates, and the total."""
    case = read_case(given.case)
    lengths = [given.every, *([Every.YEAR] if given.variable == SIGNUP and given.every != Every.YEAR else [])]
    parts = [possible_worlds(case, given.variable, given.population, every=every) for every in lengths]
    columns = ["cell", "reported", "low", "high", "claims"]
    low, high = parts[0].total
    total = pd.DataFrame({"cell": ["total"], "reported": [None], "low": [low], "high": [high], "claims": [""]})
    tables = [*(part.table()[columns] for part in parts), total]
    whole = pd.concat([table.astype({"reported": "Int64", "low": "Int64", "high": "Int64"}) for table in tables])
    return whole.reset_index(drop=True)


def _figures(given: argparse.Namespace) -> int:
    case = read_case(given.case)
    total = len(given.names) or len(list_figures())
    made = count(1)
    build_figures(
        case,
        given.out,
        given.names,
        done=lambda one: print(f"[{next(made)}/{total}] {Path(given.out, one.name)}.{{png,svg,csv,txt}}", flush=True),
    )
    return 0
