"""A table of counts as people keep it: a row for each month with its cases, months as columns, bands of ages by sex.

Each cell is a count of people, or a range where it was suppressed (``<5``, ``1-4``, ``*``). Totals are told from their
parts, held against them, and never counted with them; a suppressed cell that a total settles is settled. A cell that is
missing is not zero, and a percentage is no count: either is told, with its line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

import numpy as np
import pandas as pd

from musterbook.aggregate import POSSIBLE, SURE, AggregateTable
from musterbook.errors import InputError, MusterError, Problem, ProblemKind, UnknownName, shown
from musterbook.intervals import Interval, Kind
from musterbook.linelist import words
from musterbook.linelist.columns import Columns, heads_dates, mapped_headers
from musterbook.linelist.files import Options, open_listings
from musterbook.linelist.labels import mended
from musterbook.linelist.listing import Listing, as_texts
from musterbook.linelist.nobody import kind_of_row
from musterbook.linelist.parsing import (
    COUNT_GRAMMAR,
    HIDDEN,
    PLAIN,
    Order,
    Read,
    Style,
    holds_counts,
    read_count,
    read_date,
    read_number,
)
from musterbook.linelist.rows import joined_date
from musterbook.linelist.suggestions import called_counts, plain
from musterbook.schema import fields, kind_of

_TOTAL = "\0"
# Columns of ours, beside variables that may be called anything.
_PLACE = _LINE, _COLUMN, _TEXT = ["\0line", "\0column", "\0text"]
_LOW, _HIGH, _JOINED, _ALL = "\0low", "\0high", "\0joined", "\0all"
_A_SENTENCE = 4
_NAMES = {Kind.DATE: "a date as the others", Kind.NUMBER: "a number or band as the others", Kind.LABEL: "a label"}
_UNSETTLED = f"{COUNT_GRAMMAR}; write 0 where nobody was counted, or say what is hidden, as suppressed='1-4'"


def read_table(  # noqa: PLR0913 - each option is one thing that a table may not tell of itself
    source: Any,
    *,
    count: str | Sequence[str] | None = None,
    columns: Columns | None = None,
    across: str | None = None,
    suppressed: str | None = None,
    missing: Iterable[str] = (),
    join: bool | Mapping[str, str] = False,
    header: int | tuple[int, int] = 1,
    dayfirst: bool | None = None,
    **how: Any,
) -> AggregateTable:
    """Read a table of counts: a row for each cell, or one variable across the columns.

    Parameters
    ----------
    source : path or DataFrame
        Any file that :func:`read_records` reads.
    count : str or sequence of str, optional
        The header of the column of counts, or the headers of several; by default what looks like one.
    columns : mapping, optional
        The header that a variable of ours has, as ``{"signup": "month"}``, or of a date those of the year and the
        month, ``{"signup": ["year", "month"]}``; columns of these very names are taken together as ``month``.
    across : str, optional
        What to call the variable whose values are headers; by default ``month`` (or ``date``), ``age``, ``sex`` or
        ``group``.
    suppressed : str, optional
        What a mark that hides a count may stand for, as ``"1-4"``, where no total tells.
    missing : iterable of str
        What stands for not stated among the values of variables, beside the marks that :func:`read_records` knows.
    join : bool or mapping, optional
        Whether labels that differ only in case, spaces and the way letters are composed are one, and which others are,
        as for :func:`read_records`; their counts are added. ``notes`` tell of them.
    header : int or pair of int
        The line that the header is on, or the first and the last of two.
    dayfirst : bool, optional
        Which part of ``03/04/2023`` is the day.
    **how
        ``encoding``, ``delimiter`` and ``sheet``, as for :func:`read_records`.

    Returns
    -------
    AggregateTable
        To be counted, audited and drawn like a list.

    Raises
    ------
    MusterError
        If there is no column of counts, a count is none, a cell stands twice, or a total is not the sum of its parts;
        all problems are named with their lines.

    Examples
    --------
    >>> table = read_table(pd.DataFrame({"month": ["2023-06", "2023-07", "Total"], "cases": ["4", "<5", "7"]}))
    >>> table.frame.to_dict("list"), table.people, table.totals
    ({'month': ['2023-06', '2023-07'], 'sure': [4, 3], 'possible': [4, 3]}, (7, 7), 1)
    """
    lines = (header, header) if isinstance(header, int) else tuple(header)
    if len(lines) != 2 or not all(isinstance(line, int) for line in lines):
        raise MusterError(f"header: expected a line, or the first and the last of two, as (1, 2); found {header!r}")
    listings = list(open_listings(source, Options(header=lines[0], **how)))
    if len(listings) != 1:
        raise InputError(f"expected one table, found {len(listings)}; name one file or sheet")
    marks = words.of("missing") | {str(mark).strip().casefold() for mark in missing} | {""}
    counts = [count] if isinstance(count, str) else list(count or ())
    sheet, ours = _with_months(_sheet(listings[0], has_two_heads=lines[0] != lines[1]), mapped_headers(columns))
    terms = _Terms(counts, ours, across, suppressed or "", marks, Style(Order(dayfirst)), join)
    layout = _layout(sheet, terms)
    told = _Told(sheet.file)
    sheet = _carried_down(_without_remarks(sheet, layout, told), layout)
    cells = _cells(sheet, _stub(sheet, layout, terms, told), layout, terms, told)
    cells, totals = _settled(_with_blank_total(cells, layout), layout, told)
    told.of(unsettled := cells[cells[_HIGH] == inf], [_UNSETTLED] * len(unsettled))
    if told.problems:
        raise InputError.from_problems(sheet.file, told.problems)
    frame = cells[layout.names].where(cells[layout.names] != "").astype("str")
    frame = frame.assign(**{SURE: cells[_LOW].astype("Int64"), POSSIBLE: cells[_HIGH].astype("Int64")})
    kinds = {name: layout.kinds[name] for name in layout.names}
    return AggregateTable(frame.reset_index(drop=True), kinds, layout.counted, sheet.file, totals, tuple(told.notes))


@dataclass
class _Told:
    """What is wrong with the cells of a table, and what a reader must know of it."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def of(self, cells: pd.DataFrame, expected: Iterable[str], kind: ProblemKind = ProblemKind.RULE) -> None:
        """Tell what was expected of counts or values."""
        for (line, column, text), one in zip(cells[_PLACE].itertuples(index=False), expected, strict=True):
            self.problems.append(Problem(self.file, line, column, text, one, kind=kind))


@dataclass(frozen=True)
class _Terms:
    """What the caller says of a table."""

    count: Sequence[str]
    columns: Mapping[str, str]
    across: str | None
    suppressed: str
    missing: frozenset[str]
    style: Style
    join: bool | Mapping[str, str]


# --- the sheet: headers, and the texts of its rows


@dataclass(frozen=True)
class _Sheet:
    """The texts of a table: a header for each column, and a frame of the rows, by their lines."""

    file: str
    headers: Sequence[str]
    texts: pd.DataFrame

    def column(self, place: int) -> list[str]:
        """Give the texts of a column."""
        found: list[str] = self.texts.iloc[:, place].tolist()
        return found

    def place(self, header: str) -> int:
        """Give the place of a column by its header."""
        if header not in self.headers:
            raise UnknownName.of("column", header, self.headers)
        return self.headers.index(header)


def _sheet(listing: Listing, *, has_two_heads: bool) -> _Sheet:
    """Take the rows out of a listing; a row of another length is refused, a footer left out."""
    if listing.broken:
        problems = [
            Problem(listing.file, one.line, one.column, one.value, one.expected, one.found, one.kind)
            for one in listing.broken
        ]
        raise InputError.from_problems(listing.file, problems)
    columns = [as_texts(header, listing.column(header)).to_pylist() for header in listing.headers]
    texts = pd.DataFrame(dict(enumerate(columns)), index=listing.lines, dtype="object")
    texts = texts.fillna("").apply(lambda column: column.str.strip())
    headers = list(listing.headers)
    if has_two_heads and len(texts):
        above = pd.Series(listing.found).str.strip().replace("", None).ffill().fillna("")
        headers = [" ".join(filter(None, pair)) for pair in zip(above, texts.iloc[0], strict=True)]
        texts = texts.iloc[1:]
    found = (kind_of_row(dict(zip(headers, row, strict=True)), has_date=None, is_narrow=len(headers) == 1)
             for row in texts.itertuples(index=False))  # fmt: skip
    is_kept = [one is None or one.kind is ProblemKind.TOTAL for one in found]
    return _Sheet(listing.file, headers, texts[np.array(is_kept, bool) & (texts != "").any(axis=1).to_numpy()])


def _with_months(sheet: _Sheet, columns: Mapping[str, tuple[str, ...]]) -> tuple[_Sheet, dict[str, str]]:
    """Take a year and a month that stand in two columns together; give the header of each variable that was mapped.

    A year that stands only in the first row of its months holds for all of them.
    """
    asked = {name: headers for name, headers in columns.items() if len(headers) > 1}
    taken = {header for headers in columns.values() for header in headers}
    pair = [
        [one for one in sheet.headers if one not in taken and plain(one) in words.unit_words(unit)]
        for unit in ("year", "month")
    ]
    if not asked and [len(found) for found in pair] == [1, 1]:
        asked = {"month": (pair[0][0], pair[1][0])}
    for headers in asked.values():
        places = [sheet.place(one) for one in headers]
        rest = [place for place in range(len(sheet.headers)) if place not in places]
        first, *others = (sheet.texts.iloc[:, place] for place in places)
        above = first.replace("", None).ffill().fillna("")
        first = first.mask((first == "") & (others[0] != ""), above)
        texts = sheet.texts.iloc[:, rest].copy()
        texts.insert(0, "month", [_month(parts) for parts in zip(first, *others, strict=True)])
        sheet = replace(sheet, headers=[" + ".join(headers), *(sheet.headers[place] for place in rest)], texts=texts)
    return sheet, {name: " + ".join(headers) for name, headers in {**asked, **columns}.items()}


def _month(parts: Sequence[str]) -> str:
    """Make one date of a year and a month, which may be a word; a total of either is one of both."""
    if total := next((part for part in parts if _is_total(part)), ""):
        return total
    return " ".join(reversed(parts)) if any(part.isalpha() for part in parts) else joined_date(parts) or ""


def _is_total(text: str) -> bool:
    return text.casefold().strip(" :*") in words.of("totals") | words.of("all")


# --- the layout: which columns are variables, which are counts


@dataclass(frozen=True)
class _Layout:
    """Where variables and counts stand: the place of each variable, and of each column of counts the value it is for.

    ``across`` is the variable whose values are headers, empty if there is none; ``None`` among ``counts`` is a total.
    """

    variables: Mapping[str, int]
    across: str
    counts: Mapping[int, str | None]
    kinds: Mapping[str, Kind]
    counted: str

    @property
    def names(self) -> list[str]:
        """The names of all variables."""
        return [*self.variables, *([self.across] if self.across else [])]


def _layout(sheet: _Sheet, terms: _Terms) -> _Layout:
    """Find the columns of counts; the others are variables, but for shares."""
    for header in [*terms.count, *terms.columns.values()]:
        sheet.place(header)
    named = [place for place, header in enumerate(sheet.headers) if header in terms.count]
    dated = [place for place, header in enumerate(sheet.headers) if heads_dates(header, terms.style)]
    shares = [place for place in range(len(sheet.headers)) if place not in named and _holds_shares(sheet.column(place))]
    places = named or (dated if len(dated) > 1 else counted_places(sheet, shares))
    if not places:
        named_shares = ", ".join(repr(sheet.headers[place]) for place in shares)
        hint = f"; {named_shares} holds percentages, which are no counts: claim them as shares" if shares else ""
        raise InputError(
            f"{sheet.file}: no column of counts, expected {COUNT_GRAMMAR}{hint}; if there is one, "
            f"name it, as count={sheet.headers[-1]!r}"
        )
    totals = [place for place, header in enumerate(sheet.headers) if _is_total(header) and place not in named]
    parts = [place for place in places if place not in totals] or places
    ours = {header: name for name, header in terms.columns.items()}
    variables = {
        ours.get(header, header): place
        for place, header in enumerate(sheet.headers)
        if place not in {*parts, *totals, *shares}
    }
    kinds = {name: _kind(name, sheet.column(place), terms) for name, place in variables.items()}
    headers = [sheet.headers[place] for place in parts]
    if len(parts) == 1:
        return _Layout(variables, "", {parts[0]: ""}, kinds, headers[0])
    across = terms.across or _across(headers, terms.style)
    counts = dict(zip(parts, headers, strict=True)) | dict.fromkeys(set(totals) - set(parts))
    return _Layout(variables, across, counts, kinds | {across: _kind(across, headers, terms)}, "people")


def counted_places(sheet: _Sheet, shares: Sequence[int]) -> list[int]:
    """Give the columns that hold counts: the one that is called so, else all at the end that hold nothing else."""
    called = [place for place, one in enumerate(sheet.headers) if called_counts(one) and not _is_total(one)]
    if len(called) == 1:
        return called
    others = [place for place in range(len(sheet.headers)) if place not in shares]
    whole = [place for place in others if place and holds_counts(sheet.column(place))]
    last = max((place for place in others if place not in whole), default=0)
    return [place for place in whole if place > last]


def _holds_shares(texts: Sequence[str]) -> bool:
    stated = [text for text in texts if text]
    return bool(stated) and all(re.fullmatch(r"[<>]?\s*[\d.,]+\s*%", text) for text in stated)


def _across(headers: Sequence[str], style: Style) -> str:
    """Call the variable whose values are headers."""
    dates = [one for one in (read_date(header, style) for header in headers) if isinstance(one, Interval)]
    if len(dates) == len(headers) and all(heads_dates(header, style) for header in headers):
        return "month" if all(28 <= one.size <= 31 for one in dates) else "date"
    if all(isinstance(read_number(header), Interval) for header in headers):
        return "age"
    return "sex" if {header.casefold() for header in headers} <= words.of("sexes") else "group"


def _kind(name: str, texts: Sequence[str], terms: _Terms) -> Kind:
    """Find out what a variable holds: what the schema says of its name, else what most of its texts can be read as."""
    if name in {one["name"] for one in fields("records")}:
        return kind_of(name)
    stated = [text for text in dict.fromkeys(texts) if text.casefold() not in terms.missing and not _is_total(text)]
    for kind in (Kind.DATE, Kind.NUMBER):
        fitting = sum(isinstance(_value(kind, text, terms.style), Interval) for text in stated)
        if stated and 2 * fitting > len(stated):
            return kind
    return Kind.LABEL


def _value(kind: Kind, text: str, style: Style = PLAIN) -> Read | str | None:
    if kind is Kind.DATE:
        return None if text.isdecimal() and len(text) not in {4, 6} else read_date(text, style)
    return read_number(text) if kind is Kind.NUMBER else text


# --- the cells: every count under the values it is for


def _without_remarks(sheet: _Sheet, layout: _Layout, told: _Told) -> _Sheet:
    """Leave out rows that are a remark: a sentence, and no count."""
    is_empty = (sheet.texts.iloc[:, list(layout.counts)] == "").all(axis=1).to_numpy()
    stubs = sheet.texts.iloc[:, list(layout.variables.values())]
    words_ = stubs.apply(lambda column: column.str.split().str.len()).to_numpy()
    last = np.flatnonzero(~is_empty).max(initial=-1)
    is_long = (words_.max(axis=1, initial=0) >= _A_SENTENCE) & ((words_ > 0).sum(axis=1) == 1)
    is_remark = is_empty & is_long & (np.arange(len(stubs)) > last)
    for line, row in stubs[is_remark].iterrows():
        told.notes.append(f"line {line} left out, for it has no count: {shown(''.join(row))}")
    return replace(sheet, texts=sheet.texts[~is_remark])


def _carried_down(sheet: _Sheet, layout: _Layout) -> _Sheet:
    """Give a value that stands only in the first row of several to each of them, where cells would else stand twice."""
    texts, places = sheet.texts.copy(), list(layout.variables.values())
    for at, place in enumerate(places[:-1]):
        column = texts.iloc[:, place]
        is_total = texts.iloc[:, places[:at]].map(_is_total).any(axis=1)
        if len(column) and column.iloc[0] != "" and texts.iloc[:, places].duplicated().any():
            texts[texts.columns[place]] = column.mask((column == "") & ~is_total).ffill()
    return replace(sheet, texts=texts)


def _stub(sheet: _Sheet, layout: _Layout, terms: _Terms, told: _Told) -> pd.DataFrame:
    """Give the values of each row's variables as we write them, a mark for a total, nothing where not stated.

    In a row of totals whatever is not stated is a total too. ``joined`` tells of the rows whose labels were joined.
    """
    stub = pd.DataFrame({_LINE: sheet.texts.index, _JOINED: False, _ALL: 0})
    for name, place in layout.variables.items():
        column, kind = sheet.texts.iloc[:, place].reset_index(drop=True), layout.kinds[name]
        if kind is Kind.LABEL:
            stated = column[~column.str.casefold().isin(terms.missing)]
            became, note = mended(Counter(stated), terms.join)
            told.notes += [f"{name}: {note}"] if note else []
            stub[_JOINED] |= column.isin(list(became))
            column = column.replace(became)
        known = {text: _spelled(kind, text, terms) for text in column.unique()}
        stub[name] = column.map(known).fillna("")
        placed: dict[str, Any] = {_COLUMN: sheet.headers[place], _TEXT: column}
        wrong = stub.assign(**placed)[column.map(known).isna()]
        told.of(wrong, [_NAMES[kind]] * len(wrong), ProblemKind.UNREADABLE)
    is_total = (stub[list(layout.variables)] == _TOTAL).any(axis=1)
    for name in layout.variables:
        stub[name] = stub[name].mask((stub[name] == "") & is_total, _TOTAL)
    return stub


def _spelled(kind: Kind, text: str | None, terms: _Terms) -> str | None:
    """Give a value as we write it, a mark for a total, nothing where it cannot be read; not stated is an empty text."""
    if text is None or _is_total(text):
        return _TOTAL
    if text.casefold() in terms.missing:
        return ""
    found = _value(kind, text, terms.style)
    if isinstance(found, Interval):
        return found.text if kind is Kind.DATE and re.fullmatch(r"\d{4}-[QW]\d+", found.text) else str(found)
    return text if kind is Kind.LABEL else None


def _cells(sheet: _Sheet, stub: pd.DataFrame, layout: _Layout, terms: _Terms, told: _Told) -> pd.DataFrame:
    """Read every count under the values it is for, each different text once; a cell that stands twice is refused.

    Cells whose labels were joined are added up instead.
    """
    parts = []
    for place, header in layout.counts.items():
        part = stub.assign(**{_COLUMN: sheet.headers[place], _TEXT: sheet.column(place)})
        value = {layout.across: _spelled(layout.kinds[layout.across], header, terms) or ""} if layout.across else {}
        parts.append(part.assign(**value))
    cells = pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)
    texts = cells[_TEXT].unique()
    bare = {text: terms.suppressed if HIDDEN.fullmatch(text) else text for text in texts}
    read = {text: read_count(bare[text]) if bare[text] else Interval(0, None) for text in texts}
    faults = {text: one.expected for text, one in read.items() if not isinstance(one, Interval)}
    told.of(wrong := cells[cells[_TEXT].isin(list(faults))], wrong[_TEXT].map(faults))
    cells = cells.drop(index=wrong.index)
    for at, end in enumerate((_LOW, _HIGH)):
        ends = {text: one.ends[at] for text, one in read.items() if isinstance(one, Interval)}
        cells[end] = cells[_TEXT].map(ends).astype("float64")
    keys = [*layout.names, _ALL]
    groups = cells.groupby(keys, sort=False)
    again = cells[cells.duplicated(keys) & ~groups[_JOINED].transform("any")]
    values = again[layout.names].apply(lambda row: " ".join(filter(None, row)).replace(_TOTAL, "total"), axis=1)
    first = groups[_LINE].transform("first")[again.index]
    expected = [f"each cell once; line {line} has it too" for line in first]
    told.of(again.assign(**{_COLUMN: "", _TEXT: values if len(again) else ""}), expected)
    sums = {end: groups[end].transform("sum") for end in (_LOW, _HIGH)}
    return cells.assign(**sums).drop_duplicates(keys)


# --- totals: held against their parts, and left out


def _with_blank_total(cells: pd.DataFrame, layout: _Layout) -> pd.DataFrame:
    """Take a last row without any value for a total, where it is the sum of all above."""
    names, is_last = list(layout.variables), cells[_LINE] == cells[_LINE].max()
    blank = cells[is_last & (cells[names] == "").all(axis=1)]
    above = blank[_COLUMN].map(cells[~is_last].groupby(_COLUMN)[_HIGH].sum())
    is_sum = (blank[_LOW] == blank[_HIGH]) & (blank[_HIGH] == above)
    found = cells.copy()
    found.loc[blank.index[is_sum], names] = _TOTAL
    return found


def _settled(cells: pd.DataFrame, layout: _Layout, told: _Told) -> tuple[pd.DataFrame, int]:
    """Hold each total against its parts, let it settle what was suppressed, and leave it out; give how many there were.

    A total without parts is a count of people of whom the value is not stated.
    """
    names, marks = layout.names, cells[layout.names] == _TOTAL
    parts = cells[~marks.any(axis=1)]
    kinds = []
    for pattern in marks[marks.any(axis=1)].drop_duplicates().to_numpy():
        rest = [name for name, is_total in zip(names, pattern, strict=True) if not is_total]
        kinds.append((cells[(marks == pattern).all(axis=1)], [*rest, _ALL]))
    for totals, keys in kinds * 2:
        parts = _tightened(parts, totals, keys)
    number, alone = 0, []
    for totals, keys in kinds:
        added = parts.groupby(keys, as_index=False)[[_LOW, _HIGH]].sum()
        held = totals.merge(added, on=keys, how="left", suffixes=("", " of parts"))
        low, high = held[f"{_LOW} of parts"], held[f"{_HIGH} of parts"]
        is_wrong = (held[_HIGH] < low) | (held[_LOW] > high)
        ends = zip(low[is_wrong], high[is_wrong], strict=True)
        sums = [" to ".join(dict.fromkeys(f"{end:,.0f}" for end in pair)) for pair in ends]
        told.of(held[is_wrong], [f"{one}, which its parts add up to" for one in sums])
        number += int(low.notna().sum())
        alone.append(held[low.isna()].replace({name: {_TOTAL: ""} for name in names}))
    return pd.concat([parts, *alone])[cells.columns], number


def _tightened(parts: pd.DataFrame, totals: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Narrow what was suppressed to what totals leave to it; a total that is wrong narrows nothing."""
    total = parts[keys].merge(totals[[*keys, _LOW, _HIGH]], on=keys, how="left").set_index(parts.index)
    low, high, is_open = parts[_LOW], parts[_HIGH], parts[_HIGH] == inf
    known = parts.assign(open=is_open, known=high.mask(is_open, 0)).groupby(keys)
    lows, highs, opens = (known[name].transform("sum") for name in (_LOW, "known", "open"))
    is_sound = (total[_HIGH] >= lows) & ((opens > 0) | (total[_LOW] <= highs))
    others = (highs - high.mask(is_open, 0)).mask(opens > is_open, inf)
    at_least = np.maximum(low, total[_LOW] - others)
    at_most = np.minimum(high, total[_HIGH] - (lows - low))
    return parts.assign(**{_LOW: low.mask(is_sound, at_least), _HIGH: high.mask(is_sound, at_most)})
