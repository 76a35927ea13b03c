"""What commands that read a list of people have in common: the options, and reading by them."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from musterbook.errors import MusterError, shown
from musterbook.intervals import Interval
from musterbook.reading.linelist import LineList
from musterbook.records import ENGINES


def add_list_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may be told of a list."""
    parser.add_argument("list", metavar="LIST", help="file, folder or pattern of files with a row per person")
    parser.add_argument(
        "--columns",
        metavar="OURS=THEIRS",
        nargs="+",
        default=[],
        help="which of its headers is which of our columns, as: signup=Дата age=Возраст",
    )
    order = parser.add_mutually_exclusive_group()
    order.add_argument(
        "--day-first", "--dayfirst", dest="dayfirst", action="store_true", default=None, help="03/04/2023 is 3 April"
    )
    order.add_argument(
        "--month-first", "--monthfirst", dest="dayfirst", action="store_false", help="03/04/2023 is 4 March"
    )
    parser.add_argument("--encoding", help="such as cp1251; by default detected")
    parser.add_argument("--delimiter", help="between values; by default detected")
    parser.add_argument("--sheet", help="name of the sheet of a workbook")
    parser.add_argument("--header", metavar="LINE", type=int, default=1, help="line of the headers (default: 1)")
    parser.add_argument("--schema", metavar="FILE", help="Table Schema of further columns")
    parser.add_argument(
        "--arrival-after-signup", action="store_true", help="an arrival after the sign-up is no mistake"
    )
    parser.add_argument(
        "--engine",
        choices=ENGINES,
        default=ENGINES[0],
        help="what holds the rows: by default %(default)s, which reads any list; for millions of rows one of the "
        "others, which read delimited text in UTF-8 and Parquet",
    )


def read_given(given: argparse.Namespace, window: Interval | str | None = None, *, keep_aside: bool) -> LineList:
    """Read the list by the options that were given."""
    from musterbook.records import read_records

    told = ("dayfirst", "encoding", "delimiter", "sheet", "header", "schema", "arrival_after_signup", "engine")
    options: dict[str, Any] = {name: getattr(given, name) for name in told}
    errors = "keep_aside" if keep_aside else "raise"
    options |= {"columns": columns_of(given.columns) or None, "window": window, "errors": errors}
    with _steps() as tell:
        return read_records(given.list, progress=tell, **options)


@contextmanager
def _steps() -> Iterator[Callable[[str], None]]:
    """Tell each step in one line of the error stream that goes away in the end, where that is a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    width = shutil.get_terminal_size().columns - 1

    def tell(words: str) -> None:
        print(f"\r{words[:width]:{width}}", end="\r", file=sys.stderr, flush=True)

    try:
        yield tell
    finally:
        tell("")


def columns_of(pairs: list[str]) -> dict[str, str]:
    """Read which of our columns has which header.

    >>> columns_of(["signup=Дата", "age=Возраст, лет"])
    {'signup': 'Дата', 'age': 'Возраст, лет'}
    """
    wrong = [pair for pair in pairs if not all(pair.partition("="))]
    if wrong:
        found = ", ".join(map(shown, wrong))
        raise MusterError(f"--columns: expected OURS=THEIRS, as signup=Дата; found {found}")
    read = [(ours, theirs) for ours, _, theirs in (pair.partition("=") for pair in pairs)]
    twice = [name for name, times in Counter(ours for ours, _ in read).items() if times > 1]
    if twice:
        given = "; ".join(f"{name} is given {_times(read, name)}" for name in twice)
        raise MusterError(f"--columns: {given}; expected each of our columns once")
    return dict(read)


def _times(pairs: list[tuple[str, str]], name: str) -> str:
    headers = [theirs for ours, theirs in pairs if ours == name]
    return f"{'twice' if len(headers) == 2 else f'{len(headers)} times'}, as {', '.join(map(shown, headers))}"
