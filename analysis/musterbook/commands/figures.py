"""Build figures, four files each."""

from __future__ import annotations

import argparse
from itertools import count
from pathlib import Path

from musterbook.case import read_case
from musterbook.figures import build_figures, list_figures

HELP = "build figures, four files each"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("case", metavar="CASE", help="folder of the case")
    parser.add_argument(
        "names", metavar="NAME", nargs="*", help=f"which ones, by default all: {', '.join(list_figures())}"
    )
    parser.add_argument("--out", metavar="DIR", default="figures", help="folder to write to (default: figures)")


def run(given: argparse.Namespace) -> int:
    """Build the figures and say which stand."""
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
