"""Begin a new case: a folder with empty tables and a guide to fill them in."""

from __future__ import annotations

import argparse
import shlex

from musterbook.case.scaffold import GUIDE, new_case

HELP = "begin a case: empty tables and a guide to fill them in"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("folder", metavar="DIR", help="folder to make; it must be empty or not exist yet")


def run(given: argparse.Namespace) -> int:
    """Write the case and say what to do next."""
    place = new_case(given.folder)
    print(f"{place} is a new case; {place / GUIDE} says how to fill it in.")
    print(f"When it is filled in: musterbook check {shlex.quote(str(place))} --accept")
    return 0
