"""Reading a list of people: its files as texts, our columns among theirs, each by its kind, each row against the rules.

A list comes as somebody made it. What breaks a rule is told with its line, and set aside or refused as a whole; nobody
is lost on the way, and nobody is dropped from a date because of an age.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from musterbook.errors import InputError, MusterError, UnknownName
from musterbook.intervals import Interval
from musterbook.linelist.coarse import Terms
from musterbook.linelist.columns import LOOKED_AT, Columns, Suggestions, plan_columns, refuse_tables, suggested
from musterbook.linelist.content import Options
from musterbook.linelist.files import open_listings
from musterbook.linelist.linelist import LineList, line_list
from musterbook.linelist.listing import gather
from musterbook.linelist.parsing import Order, Style
from musterbook.linelist.values import check
from musterbook.schema import fields_of_lists, read_schema

ERRORS = ("raise", "keep_aside")


def read_records(  # noqa: PLR0913 - each option is one thing that a list may not tell of itself
    source: Any,
    *,
    columns: Columns | None = None,
    dayfirst: bool | None = None,
    century: int | None = None,
    missing: Iterable[str] = (),
    join: bool | Mapping[str, str] = False,
    epoch: str | None = None,
    age_at: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | int | Sequence[str | int] | None = None,
    header: int = 1,
    window: str | Interval | None = None,
    schema: Mapping[str, Any] | str | Path | None = None,
    arrival_after_signup: bool = False,
    errors: str = "raise",
    progress: Callable[[str], None] = lambda _: None,
) -> LineList:
    """Read any list of people, check it, and keep what is wrong with it apart.

    Parameters
    ----------
    source : path, folder, pattern or DataFrame
        Delimited text (``.csv``, ``.tsv`` and others), a workbook (``.xlsx``, ``.ods``), ``.parquet`` or JSON
        lines (``.jsonl``, ``.ndjson``), each also as ``.gz`` or in a ``.zip``; every file of a folder or a
        pattern, in the order of names; or a frame of any engine that Narwhals knows. It is read into memory: what is
        larger is opened with an engine, whose frame every call that counts takes as it is.
    columns : mapping, optional
        The header that each of our columns has in the list, as ``{"signup": "Дата"}``; of a date also three headers,
        ``["year", "month", "day"]``, or two, the earliest and the latest, and of a number the least and the most.
        Columns that have our names already are taken under them, all others are kept as they are.
        :func:`suggest_columns` makes a guess.
    dayfirst : bool, optional
        Which part of ``03/04/2023`` is the day. Asked for where the list has such dates and nothing tells.
    century : int, optional
        The century of years with two digits, as ``2000``; by default the window of the list may tell it.
    missing : iterable of str
        What stands for not stated. Marks such as ``?``, ``-``, ``n/a`` and ``unknown`` do for dates and numbers in any
        case; those given here do for labels too. ``missingValues`` of a schema count among them.
    join : bool or mapping, optional
        Whether labels that differ only in case, spaces and the way letters are composed are one, under the spelling
        that most rows have; ``summary`` tells of them. A mapping says which label others are too, as
        ``{"KIA": "killed"}``.
    epoch : str, optional
        The day that day numbers count from: ``1970-01-01`` as in R. By default they are those of spreadsheets, of five
        digits. Numbers of four digits from 1900 to 2100 are years either way.
    age_at : str, optional
        A column of dates, or a day as ``2023-09-01``: ``age`` holds years or dates of birth, and the age is that on
        this day, a range where the birth is coarse.
    encoding, delimiter : str, optional
        As the file was written, where what is found out is wrong.
    sheet : str, int or sequence of them, optional
        Which sheet of a workbook, by name or by place from 0, needed where several have anything on them; a list of
        sheets, or ``"*"`` for all, reads them as one list.
    header : int
        The line that the header is on.
    window : str or Interval, optional
        The days the list covers, as EDTF: a sign-up must possibly lie in it.
    schema : mapping or path, optional
        A Table Schema with further fields, or further constraints on ours.
    arrival_after_signup : bool
        Whether somebody may have signed up before arriving.
    errors : str
        ``raise`` refuses the whole list and names every problem. ``keep_aside`` sets aside what is wrong and no more: a
        value that cannot be right is not stated, and the person stays; a row whose form is broken, or that repeats
        another, is set aside. Rows that are nobody (totals, notes, the header again) are set aside either way.
    progress : callable, optional
        Called with a few words before each step of the work; an exception that it raises ends the reading.

    Returns
    -------
    LineList
        ``.records``, ``.rejected``, ``.problems`` and ``.summary()``; rows kept and rows aside are always the rows
        read. Columns named like those that are put beside ours, as ``signup_first``, are refused.

    Raises
    ------
    MusterError
        If a file cannot be read, a column is missing, dates may mean two days, or, with ``errors="raise"``, any row
        has a problem.

    Examples
    --------
    >>> import pandas as pd
    >>> import musterbook as mb
    >>> people = pd.DataFrame(
    ...     {"Дата": ["22.08.2023", "сентябрь 2023", "31.02.2023"], "Возраст": ["38 лет", "18-25", None]}
    ... )
    >>> read = mb.read_records(people, columns={"signup": "Дата", "age": "Возраст"}, errors="keep_aside")
    >>> read.records[["record_id", "signup", "age"]].to_dict("list")
    {'record_id': ['row-1', 'row-2', 'row-3'], 'signup': ['2023-08-22', '2023-09', nan], 'age': ['38', '18..25', nan]}
    >>> read.problems[["line", "value", "consequence"]].to_dict("list"), (read.read, read.kept, read.aside)
    ({'line': [3], 'value': ['31.02.2023'], 'consequence': ['value not stated']}, (3, 3, 0))
    """
    if errors not in ERRORS:
        raise UnknownName.of("way to treat errors", errors, ERRORS)
    within = Interval.date(window) if isinstance(window, str) else window
    day = None if epoch is None else Interval.date(epoch)
    if day and day.low != day.high:
        raise MusterError(f"epoch: expected the day that day numbers count from, as '1970-01-01'; found {epoch!r}")
    given, unstated = read_schema(schema)
    marks = [*([missing] if isinstance(missing, str) else missing), *unstated]
    unsaid = frozenset(str(mark).strip().casefold() for mark in marks) - {""}
    style = Style(Order(dayfirst), century, within, day.low if day else None)
    terms = Terms(style, fields_of_lists(given), unsaid, arrival_after_signup, join, age_at)
    listings = list(open_listings(source, Options(encoding, delimiter, sheet, header), progress))
    refuse_tables(listings, columns)
    rows = gather(listings, plan_columns(listings, columns))
    del listings  # the rows hold all that is needed of them
    progress("reading dates and numbers, holding rows against the rules")
    checked = check(rows, terms)
    told = [problem for found in checked.problems.values() for problem in found if not problem.kind.is_nobody]
    if told and errors == "raise":
        raise InputError.from_problems(rows.name, told, are_several=len(rows.listings) > 1)
    return line_list(checked)


def suggest_columns(source: Any, **how: Any) -> Suggestions:
    """Guess which columns of a list are which of ours, by their headers and first values; nothing is applied.

    Only what one would bet on is offered: a header that is a known word for the column, with no other words than its
    unit, no second header that would do as well, and values that can be what it says.

    Parameters
    ----------
    source : path, folder, pattern or DataFrame
        The list, as for :func:`read_records`.
    **how
        ``encoding``, ``delimiter``, ``sheet`` and ``header``, as for :func:`read_records`.

    Returns
    -------
    Suggestions
        A dict of our names, each with the header that probably means it, to be looked over and given to ``columns``;
        its ``why`` says of each whether that is sure or likely, and why.

    Examples
    --------
    >>> import pandas as pd
    >>> import musterbook as mb
    >>> people = pd.DataFrame({"№": ["1", "2"], "Дата рождения": ["1990", "1991"], "Возраст": ["x", "y"]})
    >>> found = mb.suggest_columns(people)
    >>> found, found.why
    ({'record_id': '№'}, {'record_id': "sure: the header is '№', and all of the first 2 values fit"})
    """
    listing = next(iter(open_listings(source, Options(**how))))
    return suggested(listing.headers, {header: listing.texts(header, LOOKED_AT) for header in listing.headers})
