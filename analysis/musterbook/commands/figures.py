"""Build figures, four files each."""

from __future__ import annotations

import argparse
import sys
from itertools import count
from pathlib import Path

from musterbook.case.case import find_case, read_case
from musterbook.errors import MusterError
from musterbook.figures import Picture, build_figures, file_stem, list_figures
from musterbook.languages import LANGUAGES

SIZES = ("web", "social", "print-single", "print-double")

HELP = "build figures, four files each"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("case", metavar="CASE", help="folder of a case, or the name of one that comes with musterbook")
    parser.add_argument(
        "names", metavar="NAME", nargs="*", help=f"which ones, by default all: {', '.join(list_figures())}"
    )
    parser.add_argument("--out", metavar="DIR", default="figures", help="folder to write to (default: figures)")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the words (default: en)")
    parser.add_argument("--size", choices=SIZES, default="web", help="rectangle of the pictures (default: web)")


def run(given: argparse.Namespace) -> int:
    """Build the figures and say which stand and which cannot be drawn.

    All figures were asked for in passing, so one of them is enough; a figure asked for by its name must be drawn.
    """
    case = read_case(find_case(given.case))
    total = len(given.names) or len(list_figures())
    made = count(1)

    def say(one: Picture) -> None:
        place = Path(given.out, file_stem(one.name, given.lang, given.size))
        print(f"[{next(made)}/{total}] {place}.{{png,svg,csv,txt}}", flush=True)

    def tell(name: str, error: MusterError) -> None:
        print(f"{name}: not drawn: {error}", file=sys.stderr, flush=True)

    drawn = build_figures(case, given.out, given.names, lang=given.lang, size=given.size, done=say, undrawn=tell)
    return 0 if len(drawn) == total or (drawn and not given.names) else 1
