"""Write one page that holds the whole case."""

from __future__ import annotations

import argparse

from musterbook.case.case import find_case, read_case
from musterbook.report import build_report

HELP = "write one self-contained HTML page: findings, figures, claims, sources, data"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("case", metavar="CASE", help="folder of a case, or the name of one that comes with musterbook")
    parser.add_argument("--out", metavar="FILE", default="report.html", help="file to write (default: report.html)")


def run(given: argparse.Namespace) -> int:
    """Write the page and say where it stands."""
    print(build_report(read_case(find_case(given.case)), given.out))
    return 0
