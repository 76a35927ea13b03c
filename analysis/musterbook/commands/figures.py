"""Build figures, four files each."""

from __future__ import annotations

import argparse
from itertools import count
from pathlib import Path

from musterbook.case import read_case
from musterbook.figures import Picture, build_figures, file_stem, list_figures
from musterbook.languages import LANGUAGES

SIZES = ("web", "social", "print-single", "print-double")

HELP = "build figures, four files each"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("case", metavar="CASE", help="folder of the case")
    parser.add_argument(
        "names", metavar="NAME", nargs="*", help=f"which ones, by default all: {', '.join(list_figures())}"
    )
    parser.add_argument("--out", metavar="DIR", default="figures", help="folder to write to (default: figures)")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the words (default: en)")
    parser.add_argument("--size", choices=SIZES, default="web", help="rectangle of the pictures (default: web)")


def run(given: argparse.Namespace) -> int:
    """Build the figures and say which stand."""
    case = read_case(given.case)
    total = len(given.names) or len(list_figures())
    made = count(1)

    def say(one: Picture) -> None:
        place = Path(given.out, file_stem(one.name, given.lang, given.size))
        print(f"[{next(made)}/{total}] {place}.{{png,svg,csv,txt}}", flush=True)

    build_figures(case, given.out, given.names, lang=given.lang, size=given.size, done=say)
    return 0
