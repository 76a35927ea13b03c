"""What is reported and what is possible, cell by cell."""

from __future__ import annotations

import argparse

import pandas as pd

from musterbook.case.case import read_case
from musterbook.errors import MusterError, shown
from musterbook.formulas import csv_text
from musterbook.intervals import Every, Kind
from musterbook.tables import SIGNUP, kind_of
from musterbook.worlds.worlds import possible_worlds

HELP = "what is reported and what is possible, cell by cell"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("case", metavar="CASE", help="folder of the case")
    parser.add_argument("variable", metavar="VARIABLE", help="signup, age, lag_days, outcome, …")
    parser.add_argument("--population", metavar="ID", help="which people; by default those of the first used claim")
    parser.add_argument(
        "--every", choices=[every.value for every in Every], help="length of the cells of a date (default: month)"
    )
    parser.add_argument("--csv", action="store_true", help="comma-separated instead of aligned")


def run(given: argparse.Namespace) -> int:
    """Print the table."""
    if given.every and kind_of(given.variable) is not Kind.DATE:
        what = shown(given.variable)
        raise MusterError(f"--every is the length of the cells of dates, and {what} has none; leave it out")
    table = _with_sums(given)
    if given.csv:
        print(csv_text(table), end="")
        return 0
    printed = table.astype({"reported": "object", "high": "object"}).fillna({"reported": "–", "high": "no limit"})
    width = max(len(cell) for cell in printed["cell"])
    print(printed.to_string(index=False, formatters={"cell": lambda cell: cell.ljust(width)}, justify="right"))
    return 0


def _with_sums(given: argparse.Namespace) -> pd.DataFrame:
    """Give the cells, below them the years where they are dates, and the total."""
    case = read_case(given.case)
    every = Every(given.every or Every.MONTH)
    lengths = [every, *([Every.YEAR] if given.variable == SIGNUP and every is not Every.YEAR else [])]
    parts = [possible_worlds(case, given.variable, given.population, every=length) for length in lengths]
    columns = ["cell", "reported", "low", "high", "claims"]
    low, high = parts[0].total
    total = pd.DataFrame({"cell": ["total"], "reported": [None], "low": [low], "high": [high], "claims": [""]})
    tables = [*(part.table()[columns] for part in parts), total]
    whole = pd.concat([table.astype({"reported": "Int64", "low": "Int64", "high": "Int64"}) for table in tables])
    return whole.reset_index(drop=True)
