"""Draw a case, a list of people or a table of counts: each chart as four files."""

from __future__ import annotations

import argparse
import csv
import sys
from itertools import count
from pathlib import Path
from typing import Any

from musterbook.case.case import case_folder, list_cases, read_case
from musterbook.cli.lists import protection, read_given, warning
from musterbook.errors import MusterError
from musterbook.figures import OF_LISTS, Page, build_figures, list_figures

CELLS = {"cell", "sure", "possible"}


def draw(given: argparse.Namespace) -> int:
    """Draw the charts and say which stand and which cannot be drawn.

    All charts were asked for in passing, so one of them is enough; a chart asked for by its name must be drawn.
    """
    subject, is_case = _subject(given)
    total = len(given.charts) or len(list_figures() if is_case else OF_LISTS)
    made = count(1)

    def say(page: Page) -> None:
        print(f"[{next(made)}/{total}] {Path(given.out, page.stem)}.{{png,svg,csv,txt}}", flush=True)
        if page.untranslated:
            print(f"{given.lang}: said in English: {', '.join(page.untranslated)}", file=sys.stderr, flush=True)

    def tell(name: str, error: MusterError) -> None:
        print(f"{name}: not drawn: {error}", file=sys.stderr, flush=True)

    asked = ("title", "subtitle", "source", "lang", "size", "column", "window")
    options: dict[str, Any] = {name: getattr(given, name) for name in asked}
    threshold = 0 if is_case else protection(given)
    drawn = build_figures(subject, given.out, given.charts, done=say, undrawn=tell, safe=threshold, **options)
    if not threshold and not is_case and (few := sum(page.small for page in drawn)):
        print(warning(few), file=sys.stderr)
    return 0 if len(drawn) == total or (drawn and not given.charts) else 1


def _subject(given: argparse.Namespace) -> tuple[Any, bool]:
    """Read what is to be drawn: a case by its folder or name, a table of counts, else a list."""
    place = Path(given.list)
    if given.list in list_cases() and not place.exists():
        return read_case(case_folder(given.list)), True
    if (place / "datapackage.json").is_file():
        return read_case(place), True
    if place.is_file() and place.suffix == ".csv":
        with place.open(encoding="utf-8", errors="replace", newline="") as file:
            headers = next(csv.reader([file.readline()]), [])
        if set(headers) >= CELLS:
            import pandas as pd

            return pd.read_csv(place, dtype={"cell": "str"}), False
    return read_given(given, keep_aside=True), False
