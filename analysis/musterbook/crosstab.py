"""A table of counts as people keep it: a row for each month with its cases, months as columns, bands of ages by sex.

Each cell is a count of people, or a range where it was suppressed (``<5``, ``1-4``, ``*``). Totals are told from their
parts, held against them, and never counted with them; a suppressed cell that a total settles is settled. A cell that is
missing is not zero, and a percentage is no count: either is told, with its line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain
from typing import Any

import numpy as np
import pandas as pd

from musterbook.aggregate import POSSIBLE, SURE, AggregateTable
from musterbook.errors import InputError, MusterError, Problem, ProblemKind, UnknownName, shown
from musterbook.intervals import Interval, Kind
from musterbook.linelist import parsing, words
from musterbook.linelist.checks import kind_of_row
from musterbook.linelist.coarse import Terms
from musterbook.linelist.columns import Columns, heads_dates, mapped_headers
from musterbook.linelist.content import Options
from musterbook.linelist.files import open_listings
from musterbook.linelist.listing import Listing, as_texts, joined_date, named_headers
from musterbook.linelist.parsing import COUNT_GRAMMAR, HIDDEN, Order, Read, Style, Unread
from musterbook.linelist.words import called_counts, mended, plain
from musterbook.schema import fields, kind_of

_TOTAL = "\0"
# Columns of ours, beside variables that may be called anything.
_PLACE = _LINE, _COLUMN, _TEXT = ["\0line", "\0column", "\0text"]
_LOW, _HIGH, _JOINED, _ALL = "\0low", "\0high", "\0joined", "\0all"
_ANY = 10**12
"""More people than there are, for a count that may be any."""
_A_SENTENCE = 4
_BY_CHANCE = 3
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
    century: int | None = None,
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
    century : int, optional
        The century of years with two digits, as ``2000``.
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
    >>> import pandas as pd
    >>> import musterbook as mb
    >>> table = mb.read_table(pd.DataFrame({"month": ["2023-06", "2023-07", "Total"], "cases": ["4", "<5", "7"]}))
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
    table = _Reading(listings[0].file, Terms(Style(Order(dayfirst), century), {}, marks, join=join))
    counts, mapped = [count] if isinstance(count, str) else list(count or ()), mapped_headers(columns)
    texts = table.rows(listings[0], has_two_heads=lines[0] != lines[1])
    for name in (*counts, *chain(*mapped.values())):
        if name not in texts:
            raise UnknownName.of("column", name, texts.columns)
    texts, ours = with_months(texts, mapped)
    table.lay_out(texts, counts, ours, across)
    cells, totals, everybody = table.settled(table.cells(texts, table.stub(texts), suppressed or ""))
    table.tell(unsettled := cells[cells[_HIGH] >= _ANY / 2], [_UNSETTLED] * len(unsettled))
    if table.problems:
        raise InputError.from_problems(table.file, table.problems)
    frame = cells[table.names].where(cells[table.names] != "").astype("str").reset_index(drop=True)
    for name, end in ((SURE, _LOW), (POSSIBLE, _HIGH)):
        frame[name] = cells[end].astype("Int64").array
    kinds, notes = {name: table.kinds[name] for name in table.names}, tuple(table.notes)
    return AggregateTable(frame, kinds, table.counted, table.file, totals, notes, everybody)


@dataclass
class _Reading:
    """One table that is read: how its texts are meant, what is wrong with it, and what a reader must know of it.

    Its layout is where variables and counts stand: the header of each variable, and of each column of counts the value
    it is for; ``across`` is the variable whose values are headers, empty if there is none; ``None`` among ``counts`` is
    a total.
    """

    file: str
    terms: Terms
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    across: str = ""
    counts: dict[str, str | None] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    counted: str = "people"

    @property
    def names(self) -> list[str]:
        """The names of all variables."""
        return [*self.variables, *filter(None, [self.across])]

    def tell(self, cells: pd.DataFrame, expected: Iterable[str], kind: ProblemKind = ProblemKind.RULE) -> None:
        """Tell what was expected of counts or values."""
        for (line, column, text), one in zip(cells[_PLACE].itertuples(index=False), expected, strict=True):
            self.problems.append(Problem(self.file, line, column, text, one, kind=kind))

    def rows(self, listing: Listing, *, has_two_heads: bool) -> pd.DataFrame:
        """Take the rows out of a listing, by their lines; a row of another length is refused, a footer left out.

        A row of one value alone is no shorter row but a text of its own, to be judged like one that blanks follow.
        """
        names = listing.headers
        broken = [one for one in listing.faults if one.cells]
        alone = [
            one for one in broken if len(names) > 1 == sum(map(bool, one.cells.values())) and {*names} >= {*one.cells}
        ]
        if problems := [one.problem for one in broken if one not in alone]:
            raise InputError.from_problems(listing.file, problems)
        columns = {header: as_texts(header, listing.column(header)).to_pylist() for header in names}
        texts = pd.DataFrame(columns, index=listing.lines, dtype="object")
        for one in alone:
            texts.iloc[one.row] = [one.cells.get(name, "") for name in names]
        texts = texts.fillna("").apply(lambda column: column.str.strip())
        if has_two_heads and len(texts):
            above = pd.Series(listing.found).str.strip().replace("", None).ffill().fillna("")
            both = [" ".join(filter(None, pair)) for pair in zip(above, texts.iloc[0], strict=True)]
            texts = texts.iloc[1:].set_axis(named_headers(listing.file, 2, both), axis=1)
        rows = (dict(zip(texts, row, strict=True)) for row in texts.itertuples(index=False))
        found = [kind_of_row(row, has_date=None, is_narrow=texts.shape[1] == 1) for row in rows]
        is_kept = np.array([one is None or one[0] is ProblemKind.TOTAL for one in found], bool)
        for line, row in texts[~is_kept & (texts != "").any(axis=1)].iterrows():
            self.notes.append(f"line {line} left out, for it is no row of counts: {shown(' '.join(filter(None, row)))}")
        kept: pd.DataFrame = texts.loc[(texts != "").any(axis=1) & is_kept]
        return kept

    def lay_out(self, texts: pd.DataFrame, counts: Sequence[str], ours: Mapping[str, str], across: str | None) -> None:
        """Find the columns of counts; the others are variables, but for shares and what another gives added up."""
        headers = list(map(str, texts))
        stated = {header: texts[header][texts[header] != ""] for header in headers if header not in counts}
        shares = [one for one, some in stated.items() if len(some) and some.str.fullmatch(r"[<>]?\s*[\d.,]+\s*%").all()]
        dated = [header for header in headers if heads_dates(header, self.terms.style)]
        running = [] if counts else running_totals(texts)
        counts = counts or (dated if len(dated) > 1 else columns_of_counts(texts.drop(columns=[*shares, *running])))
        if not counts:
            named = ", ".join(map(repr, shares))
            hint = f"; {named} holds percentages, which are no counts: claim them as shares" if shares else ""
            mend = f"if there is one, name it, as count={texts.columns[-1]!r}"
            raise InputError(f"{self.file}: no column of counts, expected {COUNT_GRAMMAR}{hint}; {mend}")
        for left_out, why in ((shares, "percentages are no counts"), (running, "another column, added up")):
            self.notes += [f"{', '.join(map(repr, left_out))} left out: {why}"] if left_out else []
        totals = [header for header in headers if words.is_total(header)] if len(counts) > 1 else []
        parts = [header for header in counts if header not in totals]
        names = {header: name for name, header in ours.items()}
        self.variables = {
            names.get(one, one): one for one in headers if one not in {*parts, *totals, *shares, *running}
        }
        self.kinds = {name: self.kind(name, texts[header]) for name, header in self.variables.items()}
        if len(parts) == 1:
            self.counts, self.counted = {parts[0]: ""}, parts[0]
            return
        across = across or self.variable_of(parts)
        self.across = across if across not in self.variables else f"{across} of column"
        self.counts = {header: None if header in totals else header for header in [*parts, *totals]}
        self.kinds[self.across] = self.kind(self.across, parts)

    def variable_of(self, headers: Sequence[str]) -> str:
        """Call the variable whose values are headers."""
        style = self.terms.style
        if all(heads_dates(header, style) for header in headers):
            dates = [parsing.read_date(header, style) for header in headers]
            return "month" if all(28 <= one.size <= 31 for one in dates if isinstance(one, Interval)) else "date"
        if all(isinstance(parsing.read_number(header), Interval) for header in headers):
            return "age"
        return "sex" if {header.casefold() for header in headers} <= words.of("sexes") else "group"

    def kind(self, name: str, texts: Iterable[str]) -> Kind:
        """Tell what a variable holds: what the schema says of its name, else what most of its texts can be read as."""
        if name in {one["name"] for one in fields("records")}:
            return kind_of(name)
        values = [text for text in dict.fromkeys(texts) if not words.is_total(text)]
        stated = [text for text in values if text.casefold() not in self.terms.missing]
        for kind in (Kind.DATE, Kind.NUMBER):
            fitting = sum(self.spelled(kind, text)[1] != _NAMES[kind] for text in stated)
            if stated and 2 * fitting > len(stated):
                return kind
        return Kind.LABEL

    def spelled(self, kind: Kind, text: str | None, header: str = "") -> tuple[str | None, str]:
        """Give a value as we write it, a mark for a total, nothing where not stated; else what was expected of it."""
        if text is None or words.is_total(text):
            return _TOTAL, ""
        if kind is Kind.LABEL or text.casefold() in self.terms.missing:
            return "" if text.casefold() in self.terms.missing else text, ""
        if kind is Kind.DATE and text.isdecimal() and len(text) not in {4, 6}:
            return None, _NAMES[kind]
        read = parsing.read_date(text, self.terms.style, header) if kind is Kind.DATE else parsing.read_number(text)
        if isinstance(read, Interval):
            return read.text if re.fullmatch(r"\d{4}-[QW]\d+", read.text) else str(read), ""
        if read.choices:
            which = f"{' or '.join(read.choices)}? Say dayfirst=True or False (or --day-first)"
            return None, f"a date that is one day; {which}"
        return None, read.expected if read.expected == parsing.NO_CENTURY else _NAMES[kind]

    def stub(self, texts: pd.DataFrame) -> pd.DataFrame:
        """Give the values of each row's variables as we write them, a mark for a total, nothing where not stated.

        Rows below the last count that are a remark, a sentence and nothing else, are left out. A value that stands only
        in the first row of several is that of each, where cells would else stand twice. In a row of totals whatever is
        not stated is a total too; ``joined`` tells of the rows whose labels were joined.
        """
        stubs = texts[list(self.variables.values())]
        sizes = stubs.apply(lambda column: column.str.split().str.len())
        is_below = (texts[list(self.counts)] != "").any(axis=1)[::-1].cumsum()[::-1] == 0
        is_remark = is_below & (sizes.max(axis=1) >= _A_SENTENCE) & ((sizes > 0).sum(axis=1) == 1)
        for line, row in stubs[is_remark].iterrows():
            self.notes.append(f"line {line} left out, for it has no count: {shown(''.join(row))}")
        stubs = stubs[~is_remark].copy()
        for at, header in enumerate(stubs.columns[:-1]):
            column = stubs[header]
            if len(column) and column.iloc[0] != "" and stubs.duplicated().any():
                is_total = stubs.iloc[:, :at].map(words.is_total).any(axis=1)
                stubs[header] = column.mask((column == "") & ~is_total).ffill()
        stub = pd.DataFrame({_LINE: stubs.index, _JOINED: False, _ALL: 0}, np.flatnonzero(~is_remark))
        for name, header in self.variables.items():
            column, kind = stubs[header].set_axis(stub.index), self.kinds[name]
            if kind is Kind.LABEL:
                became, note = mended(Counter(column[~column.str.casefold().isin(self.terms.missing)]), self.terms.join)
                self.notes += [f"{name}: {note}"] if note else []
                stub[_JOINED] |= column.isin(list(became))
                column = column.replace(became)
            read = {text: self.spelled(kind, text, header) for text in column.unique()}
            stub[_COLUMN], stub[_TEXT] = header, column
            wrong = stub[[read[text][0] is None for text in column]]
            self.tell(wrong, [read[text][1] for text in wrong[_TEXT]], ProblemKind.UNREADABLE)
            stub[name] = [read[text][0] or "" for text in column]
        names = list(self.variables)
        is_total = (stub[names] == _TOTAL).any(axis=1)
        return stub.assign(**{name: stub[name].mask((stub[name] == "") & is_total, _TOTAL) for name in names})

    def cells(self, texts: pd.DataFrame, stub: pd.DataFrame, suppressed: str) -> pd.DataFrame:
        """Read every count under the values it is for, each different text once; a cell that stands twice is refused.

        Cells whose labels were joined are added up instead.
        """
        parts = []
        for header, value in self.counts.items():
            part = stub.copy()
            part[_COLUMN], part[_TEXT] = header, texts[header].to_numpy()[stub.index]
            if self.across:
                part[self.across] = self.spelled(self.kinds[self.across], value)[0] or ""
            parts.append(part)
        cells = pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)
        counts: dict[str, Read] = {}
        for text in cells[_TEXT].unique():
            # A count that is hidden or not stated may be any, but for what the caller says.
            said = suppressed if HIDDEN.fullmatch(text) else "" if text.casefold() in self.terms.missing else text
            counts[text] = parsing.read_count(said) if said else Interval(0, None)
        faults = {text: one.expected for text, one in counts.items() if isinstance(one, Unread)}
        is_wrong = cells[_TEXT].isin(list(faults))
        self.tell(cells[is_wrong], cells[_TEXT][is_wrong].map(faults))
        ends = {text: one.ends for text, one in counts.items() if isinstance(one, Interval)}
        cells = cells[~is_wrong].copy()
        for at, end in enumerate((_LOW, _HIGH)):
            cells[end] = [min(ends[text][at], _ANY) for text in cells[_TEXT]]
        keys = [*self.names, _ALL]
        groups = cells.groupby(keys, sort=False)
        again = cells[cells.duplicated(keys) & ~groups[_JOINED].transform("any")].copy()
        values = again[self.names].replace(_TOTAL, "total").to_numpy()
        again[_COLUMN], again[_TEXT] = "", [" ".join(filter(None, row)) for row in values]
        first = groups[_LINE].transform("first")[again.index]
        self.tell(again, [f"each cell once; line {line} has it too" for line in first])
        sums = {end: groups[end].transform("sum") for end in (_LOW, _HIGH)}
        return cells.assign(**sums).drop_duplicates(keys)

    def settled(self, cells: pd.DataFrame) -> tuple[pd.DataFrame, int, tuple[int, int] | None]:
        """Hold each total against its parts, let it settle what was suppressed, and leave it out.

        Gives the cells, how many totals there were, and how many people they say there are, if any counts all.
        A total without parts is a count of people of whom the value is not stated; a last row without any value is a
        total, where it is the sum of all above.
        """
        names, variables, is_last = self.names, list(self.variables), cells[_LINE] == cells[_LINE].max()
        blank = cells[is_last & (cells[variables] == "").all(axis=1)]
        above = blank[_COLUMN].map(cells[~is_last].groupby(_COLUMN)[_HIGH].sum())
        cells = cells.copy()
        cells.loc[blank.index[(blank[_LOW] == blank[_HIGH]) & (blank[_HIGH] == above)], variables] = _TOTAL
        marks = cells[names] == _TOTAL
        parts = cells[~marks.any(axis=1)]
        kinds = []
        for pattern in marks[marks.any(axis=1)].drop_duplicates().to_numpy():
            rest = [name for name, is_total in zip(names, pattern, strict=True) if not is_total]
            kinds.append((cells[(marks == pattern).all(axis=1)], [*rest, _ALL]))
        for totals, keys in kinds * 2:
            parts = tightened(parts, totals, keys)
        number, alone, everybody = 0, [], None
        for totals, keys in kinds:
            added = parts.groupby(keys, as_index=False)[[_LOW, _HIGH]].sum()
            held = totals.merge(added, on=keys, how="left", suffixes=("", " of parts"))
            low, high = held[f"{_LOW} of parts"], held[f"{_HIGH} of parts"]
            is_wrong = (held[_HIGH] < low) | (held[_LOW] > high)
            ends = zip(low[is_wrong], high[is_wrong], strict=True)
            told = [[f"{end:,.0f}" if end < _ANY else "any number" for end in pair] for pair in ends]
            sums = [" to ".join(dict.fromkeys(pair)) for pair in told]
            self.tell(held[is_wrong], [f"{one}, which its parts add up to" for one in sums])
            number += int(low.notna().sum())
            # Where each part has a total, they count everybody.
            if low.notna().sum() == len(added) and held[_HIGH].sum() < _ANY / 2:
                least, most = int(held[_LOW].sum()), int(held[_HIGH].sum())
                everybody = (max(least, everybody[0]), min(most, everybody[1])) if everybody else (least, most)
            alone.append(held[low.isna()].replace({name: {_TOTAL: ""} for name in names}))
        return pd.concat([parts, *alone])[cells.columns], number, everybody


def with_months(texts: pd.DataFrame, columns: Mapping[str, tuple[str, ...]]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Take a year and its month, quarter or week in two columns together; give the header of each mapped variable.

    A year that stands only in the first row of its months holds for all of them, and so does one in a row of its own.
    """
    first = texts.iloc[:, 0]
    is_year = first.str.fullmatch("[0-9]{4}") & (texts.iloc[:, 1:] == "").all(axis=1)
    dated = first + " " + first.where(is_year).ffill().fillna("")
    is_part = ~first.str.contains("[0-9]{4}") & dated.map(lambda text: isinstance(parsing.read_date(text), Interval))
    if (is_year & is_part.shift(-1, fill_value=False)).any():
        texts = texts.assign(**{str(texts.columns[0]): dated.where(is_part, first)})[~is_year]
    units = {"year": "units year", "month": "units month", "quarter": "quarter", "week": "week"}
    spelt = {header: plain(header) for header in map(str, texts)}
    called = {unit: {one for one, text in spelt.items() if text in words.of(units[unit])} for unit in units}
    asked = {name: headers for name, headers in columns.items() if len(headers) > 1}
    mapped = {header for headers in columns.values() for header in headers}
    free = {unit: sorted(headers - mapped) for unit, headers in called.items()}
    parts = [unit for unit in free if unit != "year" and free[unit]]
    if not asked and len(parts) == 1 and len(free["year"]) == len(free[parts[0]]) == 1:
        asked = {parts[0]: (free["year"][0], free[parts[0]][0])}
    for headers in asked.values():
        first, *others = (texts[header] for header in headers)
        first = first.mask((first == "") & (others[0] != ""), first.replace("", None).ffill().fillna(""))
        sign = "-Q" if headers[-1] in called["quarter"] else "-W" if headers[-1] in called["week"] else ""
        months = []
        for said in zip(first, *others, strict=True):
            if not any(said) or any(map(words.is_total, said)):
                months.append(next(filter(words.is_total, said), ""))
            elif sign and all(part.isdecimal() for part in said):
                months.append(f"{said[0]}{sign}{said[1].zfill(2 if sign == '-W' else 0)}")
            else:
                months.append(" ".join(reversed(said)) if any(map(str.isalpha, said)) else joined_date(said))
        texts = texts.drop(columns=list(headers))
        texts.insert(0, " + ".join(headers), months)
    return texts, {name: " + ".join(headers) for name, headers in {**asked, **columns}.items()}


def columns_of_counts(texts: pd.DataFrame) -> list[str]:
    """Give the columns that hold counts: the one that is called so, else all at the end that hold nothing else."""
    headers = list(map(str, texts))
    called = [header for header in headers if called_counts(header) and not words.is_total(header)]
    if len(called) == 1:
        return called
    counted = [header for header in headers[1:] if parsing.holds_counts(texts[header].tolist())]
    # A column in which every count is hidden stands beside others that show some.
    found = {*counted, *(header for header in headers if counted and all(map(HIDDEN.fullmatch, texts[header])))}
    last = max((place for place, header in enumerate(headers) if header not in found), default=0)
    return headers[last + 1 :]


def running_totals(texts: pd.DataFrame) -> list[str]:
    """Find the columns of counts that are another one added up row by row, as cumulative cases beside new ones.

    One that is called so is so, whatever it adds up; of few different numbers it may be so by chance.
    """
    exact: dict[str, list[int | None]] = {}
    for header, column in texts[~texts.map(words.is_total).any(axis=1)].items():
        read = [parsing.read_count(text) for text in column]
        numbers = [one.low for one in read if isinstance(one, Interval) and one.low == one.high]
        if 1 < len(numbers) == len(read):
            exact[str(header)] = list(numbers)
    named = [name for name in exact if not words.is_total(name)]
    called = {name for name in named if any(word in plain(name) for word in words.of("running"))}
    added_up = {
        name
        for name, values in exact.items()
        for other in exact.values()
        if values == list(accumulate(other)) != other and len(set(other)) > _BY_CHANCE
    }
    return [name for name in exact if name in added_up or (name in called and exact.keys() - called)]


def tightened(parts: pd.DataFrame, totals: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Narrow what was suppressed to what totals leave to it; a total that is wrong narrows nothing."""
    total = parts[keys].merge(totals[[*keys, _LOW, _HIGH]], on=keys, how="left").set_index(parts.index)
    low, high = parts[_LOW], parts[_HIGH]
    lows, highs = (parts.groupby(keys)[end].transform("sum") for end in (_LOW, _HIGH))
    is_sound = (total[_HIGH] >= lows) & (total[_LOW] <= highs)
    at_least = np.maximum(low, total[_LOW] - (highs - high))
    at_most = np.minimum(high, total[_HIGH] - (lows - low))
    return parts.assign(**{_LOW: low.mask(is_sound, at_least), _HIGH: high.mask(is_sound, at_most)})
