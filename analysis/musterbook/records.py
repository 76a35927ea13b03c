"""Records: people one by one, under made-up ids, with what is known and nothing else.

What is known may be coarse. Beside the text of a coarse date stand its first and last possible day, beside the text of
a coarse number its lowest and highest possible value, so that any analysis can say what is sure and what is possible.

A list comes as somebody made it. It is read in steps: its files as texts, our columns among theirs, each column by its
kind, each row against the rules; what breaks one is told with its line, and kept aside or refused as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from musterbook.errors import InputError, MusterError, UnknownName
from musterbook.intervals import Interval, Kind, read_intervals
from musterbook.reading.spellings import Order
from musterbook.tables import kind_of

if TYPE_CHECKING:
    from musterbook.reading.files import Reading
    from musterbook.reading.linelist import LineList
    from musterbook.reading.wishes import Wishes

ENGINES = ("pandas", "polars", "duckdb", "dask", "pyspark")
ERRORS = ("raise", "keep_aside")


def read_records(  # noqa: PLR0913 - each option is one thing that a list may not tell of itself
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | int | None = None,
    header: int = 1,
    window: str | Interval | None = None,
    schema: Mapping[str, Any] | str | Path | None = None,
    arrival_after_signup: bool = False,
    errors: str = "raise",
    engine: str = "pandas",
    progress: Callable[[str], None] = lambda _: None,
) -> LineList:
    """Read any list of people, check it, and keep what is wrong with it apart.

    Parameters
    ----------
    source : path, folder, pattern or DataFrame
        Delimited text (``.csv``, ``.tsv`` and others), a workbook (``.xlsx``, ``.ods``, ``.xls``), ``.parquet`` or
        JSON lines (``.jsonl``, ``.ndjson``), each also as ``.gz`` or in a ``.zip``; every file of a folder or a
        pattern, in the order of names; or a frame of any engine that Narwhals knows.
    columns : mapping, optional
        The header that each of our columns has in the list, as ``{"signup": "Дата"}``. Columns that have our names
        already are taken under them, all others are kept as they are. :func:`suggest_columns` makes a guess.
    dayfirst : bool, optional
        Which part of ``03/04/2023`` is the day. Asked for where the list has such dates and nothing tells.
    encoding, delimiter : str, optional
        As the file was written, where what is found out is wrong.
    sheet : str or int, optional
        Which sheet of a workbook, by name or by place from 0; needed where several have anything on them.
    header : int
        The line that the header is on.
    window : str or Interval, optional
        The days the list covers, as EDTF: a sign-up must possibly lie in it.
    schema : mapping or path, optional
        A Table Schema with further fields, or further constraints on ours.
    arrival_after_signup : bool
        Whether somebody may have signed up before arriving.
    errors : str
        ``raise`` refuses the whole list and names every problem; ``keep_aside`` sets the rows aside that have any.
    engine : str
        What holds the records: ``pandas`` or, for lists of millions of rows, ``polars``, ``duckdb``, ``dask`` or
        ``pyspark``, which read delimited text in UTF-8, Parquet and frames. Rows of a frame of Spark have no order:
        their lines are not known, nor which of two rows with one id came first; those of files are. Any other lazy
        frame must give its rows in the same order each time, as a scan does; compute one that does not. Of a text that
        Polars holds, columns that nobody has counted are read from the file when they are asked for; a file that has
        changed since is refused.
    progress : callable, optional
        Called with a few words before each step of the work; an exception that it raises ends the reading.

    Returns
    -------
    LineList
        ``.records`` and ``.rejected``, of other engines as their lazy frames, and ``.summary()``; rows kept and rows
        aside are always the rows read. Columns named like those that are put beside ours, as ``signup_first``, are
        made anew.

    Raises
    ------
    MusterError
        If a file cannot be read, a column is missing, dates may mean two days, or, with ``errors="raise"``, any row
        has a problem.

    Examples
    --------
    >>> people = pd.DataFrame(
    ...     {"Дата": ["22.08.2023", "сентябрь 2023", "31.02.2023"], "Возраст": ["38 лет", "18-25", None]}
    ... )
    >>> read = read_records(people, columns={"signup": "Дата", "age": "Возраст"}, errors="keep_aside")
    >>> read.records[["record_id", "signup", "age"]].to_dict("list")
    {'record_id': ['row-1', 'row-2'], 'signup': ['2023-08-22', '2023-09'], 'age': ['38', '18..25']}
    >>> read.rejected[["line", "value"]].to_dict("list"), (read.read, read.kept, read.aside)
    ({'line': [3], 'value': ['31.02.2023']}, (3, 2, 1))
    """
    # Within, as in what it calls: whoever reads a case alone does not wait for the import of what reads lists.
    from musterbook.reading.files import Reading
    from musterbook.reading.wishes import Wishes, list_fields

    _known("engine", engine, ENGINES)
    _known("way to treat errors", errors, ERRORS)
    within = Interval.date(window) if isinstance(window, str) else window
    wishes = Wishes(Order(dayfirst), within, list_fields(schema), arrival_after_signup)
    reading = Reading(encoding, delimiter, sheet, header)
    if engine != "pandas":
        return _read_in(engine, source, reading, wishes, columns=columns, errors=errors, progress=progress)
    return _read_here(source, reading, wishes, columns=columns, errors=errors, progress=progress)


def _read_here(
    source: Any,
    reading: Reading,
    wishes: Wishes,
    *,
    columns: Mapping[str, str] | None,
    errors: str,
    progress: Callable[[str], None],
) -> LineList:
    """Read a list and hold its rows in memory."""
    from musterbook.reading.checking import check, parse, said
    from musterbook.reading.files import open_listings
    from musterbook.reading.gathering import gather
    from musterbook.reading.linelist import line_list
    from musterbook.reading.mapping import plan_columns

    listings = list(open_listings(source, reading, progress))
    plan = plan_columns(listings, columns)
    progress("reading dates and numbers")
    gathered = parse(gather(listings, plan), wishes)
    progress("holding rows against the rules")
    problems = check(gathered, wishes)
    if problems and errors == "raise":
        everything = (problem for found in problems.values() for problem in found)
        raise InputError.from_problems(gathered.name, everything, are_several=len(listings) > 1)
    return line_list(gathered, problems, said)


def _read_in(
    engine: str,
    source: Any,
    reading: Reading,
    wishes: Wishes,
    *,
    columns: Mapping[str, str] | None,
    errors: str,
    progress: Callable[[str], None],
) -> LineList:
    """Read a list in another engine, which holds the rows."""
    from musterbook.reading.lazylist import read_lazily
    from musterbook.reading.mapping import plan_columns
    from musterbook.reading.opening import open_scans
    from musterbook.reading.scanners import scanner_of
    from musterbook.reading.sketches import sketch

    scanner = scanner_of(engine)
    opened = list(open_scans(source, reading, scanner, progress))
    plan = plan_columns([listing for one in opened for listing in one.listings], columns)
    return read_lazily(sketch(opened, plan, scanner, wishes, progress), errors, progress)


def _known(kind: str, name: str, available: tuple[str, ...]) -> None:
    if name not in available:
        raise UnknownName.of(kind, name, available)


def with_parsed(records: pd.DataFrame, kinds: Mapping[str, Kind] | None = None) -> pd.DataFrame:
    """Put what was parsed beside the text of every coarse column; ``kinds`` says what columns of a case hold.

    >>> people = pd.DataFrame({"signup": ["2023-09"], "age": ["18..25"]})
    >>> with_parsed(people).columns.tolist()
    ['signup', 'signup_first', 'signup_last', 'age', 'age_low', 'age_high']
    """
    parts: list[tuple[str, pd.Series]] = []
    for name, texts in records.items():
        parts.append((str(name), texts))
        kind = (kinds or {}).get(str(name), kind_of(str(name)))
        if kind is not Kind.LABEL:
            parsed = read_intervals(texts, kind)
            ends = ("first", "last") if kind is Kind.DATE else ("low", "high")
            parts += [(f"{name}_{end}", parsed[end].set_axis(records.index)) for end in ends]
    twice = [name for name, times in Counter(name for name, _ in parts).items() if times > 1]
    if twice:
        raise MusterError(
            f"expected columns of different names, parsed ones included; more than one is called {', '.join(twice)}"
        )
    return pd.DataFrame(dict(parts), index=records.index)
