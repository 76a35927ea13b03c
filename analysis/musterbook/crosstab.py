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

from musterbook import frames
from musterbook.errors import InputError, MusterError, Problem, ProblemKind, shown
from musterbook.intervals import Interval, Kind
from musterbook.linelist import checks, coarse, content, files, listing, parsing, words
from musterbook.linelist.columns import OURS, Columns, heads_dates, mapped_headers
from musterbook.schema import kind_of
from musterbook.tally import POSSIBLE, SURE, AggregateTable

_TOTAL = "\0"
# Columns of ours, beside variables that may be called anything.
_PLACE = _LINE, _COLUMN, _TEXT = ["\0line", "\0column", "\0text"]
_LOW, _HIGH, _JOINED, _ALL = "\0low", "\0high", "\0joined", "\0all"
# More people than there are, for a count that may be any
_ANY = 10**12
_A_SENTENCE = 4
_BY_CHANCE = 3
_UNITS = {"year": "units year", "month": "units month", "quarter": "quarter", "week": "week"}
_ORDER = "Say dayfirst=True or False (or --day-first)"
_UNSETTLED = f"{parsing.COUNT_GRAMMAR}; write 0 where nobody was counted, or say what is hidden, as suppressed='1-4'"


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
    listings = list(files.open_listings(source, content.Options(header=lines[0], **how)))
    if len(listings) != 1:
        raise InputError(f"expected one table, found {len(listings)}; name one file or sheet")
    marks = words.of("missing") | {str(mark).strip().casefold() for mark in missing} | {""}
    style = parsing.Style(parsing.Order(dayfirst), century)
    table = _Reading(listings[0].file, coarse.Terms(style, {}, marks, join=join))
    counts, mapped = [count] if isinstance(count, str) else list(count or ()), mapped_headers(columns)
    texts = table.rows(listings[0], has_two_heads=lines[0] != lines[1])
    frames.require(frames.lazy(texts), *counts, *chain(*mapped.values()))
    texts, ours = with_months(texts, mapped)
    variables, counts = table.lay_out(texts, counts, ours)
    cells = table.cells(texts[counts], table.stub(texts, variables), across, suppressed or "")
    cells, totals, everybody = table.settled(cells)
    table.tell(unsettled := cells[cells[_HIGH] >= _ANY / 2], [_UNSETTLED] * len(unsettled))
    if table.problems:
        raise InputError.from_problems(table.file, table.problems)
    names, counted = list(table.kinds), counts[0] if len(counts) == 1 else "people"
    frame = cells[names].where(cells[names] != "").astype("str").reset_index(drop=True)
    ends = {name: cells[end].astype("Int64").array for name, end in ((SURE, _LOW), (POSSIBLE, _HIGH))}
    return AggregateTable(frame.assign(**ends), table.kinds, counted, table.file, totals, tuple(table.notes), everybody)


@dataclass
class _Reading:
    """One table that is read: how its texts are meant, what its variables hold, and what a reader must know of it."""

    file: str
    terms: coarse.Terms
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    kinds: dict[str, Kind] = field(default_factory=dict)

    def tell(self, cells: pd.DataFrame, expected: Iterable[str], kind: ProblemKind = ProblemKind.RULE) -> None:
        """Tell what was expected of counts or values."""
        for (line, column, text), one in zip(cells[_PLACE].itertuples(index=False), expected, strict=True):
            self.problems.append(Problem(self.file, line, column, text, one, kind=kind))

    def rows(self, given: listing.Listing, *, has_two_heads: bool) -> pd.DataFrame:
        """Take the rows out of a listing, by their lines; a row of another length is refused.

        A row of one value alone is no shorter row but a text of its own, to be judged like one that blanks follow: a
        footer, or a sentence below the last row of several values, is no row of counts.
        """
        names = given.headers
        broken = [one for one in given.faults if one.cells]
        alone = [one for one in broken if sum(map(bool, one.cells.values())) == 1 < len(names)]
        alone = [one for one in alone if {*names} >= {*one.cells}]
        if problems := [one.problem for one in broken if one not in alone]:
            raise InputError.from_problems(given.file, problems)
        columns = {header: listing.as_texts(header, given.column(header)).to_pylist() for header in names}
        texts = pd.DataFrame(columns, index=given.lines, dtype="object")
        for one in alone:
            texts.iloc[one.row] = [one.cells.get(name, "") for name in names]
        texts = texts.fillna("").astype("object").apply(lambda column: column.str.strip())
        if has_two_heads and len(texts):
            above = carried(pd.Series(given.found).str.strip())
            both = [" ".join(filter(None, pair)) for pair in zip(above, texts.iloc[0], strict=True)]
            texts = texts.iloc[1:].set_axis(listing.named_headers(given.file, 2, both), axis=1)
        stated, only = (texts != "").sum(axis=1), texts.astype(object).sum(axis=1)
        is_below = (stated > 1)[::-1].cumsum()[::-1] == 0
        is_footer = only.str.casefold().map(checks.nobody_patterns()[1].fullmatch).notna()
        is_left_out = (stated == 1) & (is_footer | (is_below & (only.str.split().str.len() >= _A_SENTENCE)))
        for line, text in only[is_left_out].items():
            self.notes.append(f"line {line} left out, for it is no row of counts: {shown(text)}")
        kept: pd.DataFrame = texts[(stated > 0) & ~is_left_out]
        if kept.empty:
            raise InputError(f"{given.file}: expected a row of counts below the headers, found none")
        return kept

    def lay_out(
        self, texts: pd.DataFrame, counts: Sequence[str], ours: Mapping[str, str]
    ) -> tuple[dict[str, str], list[str]]:
        """Give the header of each variable, and those of the counts; left out are shares and what another adds up."""
        headers = list(map(str, texts))
        stated = {header: texts[header][texts[header] != ""] for header in headers if header not in counts}
        shares = [one for one, some in stated.items() if len(some) and some.str.fullmatch(r"[<>]?\s*[\d.,]+\s*%").all()]
        dated = [header for header in headers if heads_dates(header, self.terms.style)]
        running = [] if counts else running_totals(texts)
        counts = counts or (dated if len(dated) > 1 else columns_of_counts(texts.drop(columns=[*shares, *running])))
        left_out = {"percentages are no counts; claim them as shares": shares, "another column, added up": running}
        self.notes += [f"{', '.join(map(repr, some))} left out: {why}" for why, some in left_out.items() if some]
        if not counts:
            mend = f"if there is one, name it, as count={texts.columns[-1]!r}"
            told = "; ".join([f"no column of counts, expected {parsing.COUNT_GRAMMAR}", *self.notes, mend])
            raise InputError(f"{self.file}: {told}")
        totals = [header for header in headers if words.is_total(header)] if len(counts) > 1 else []
        parts = [header for header in counts if header not in totals]
        names = {header: name for name, header in ours.items()}
        free = [header for header in headers if header not in {*parts, *totals, *shares, *running}]
        if not free and len(parts) == 1:
            raise InputError(f"{self.file}: expected a column beside {parts[0]!r}, of whom it counts; found none")
        return {names.get(one, one): one for one in free}, parts if len(parts) == 1 else [*parts, *totals]

    def values(self, name: str, texts: Iterable[str], header: str = "") -> tuple[Kind, dict[str, str], dict[str, str]]:
        """Tell what a variable holds: what the schema says of its name, else what most of its texts can be read as.

        Gives each text as we write it, a mark for a total, nothing where not stated; and what was expected of others.
        """
        missing, read = self.terms.missing, dict[str, parsing.Read]()
        told = {one: _TOTAL if words.is_total(one) else "" if one.casefold() in missing else one for one in texts}
        for kind in [kind_of(name)] if name in OURS else Kind:
            stated = [text for text, one in told.items() if one == text != "" and kind is not Kind.LABEL]
            read = {text: self.read(kind, text, header) for text in stated}
            unread = {text: one for text, one in read.items() if isinstance(one, parsing.Unread)}
            others = [one for one in unread.values() if not one.choices and one.expected != parsing.NO_CENTURY]
            if 2 * len(others) < len(read):
                break
        for text, one in read.items():
            if isinstance(one, Interval):
                told[text] = one.text if re.fullmatch(r"\d{4}-[QW]\d+", one.text) else str(one)
        ways = {text: f"; {' or '.join(one.choices)}? {_ORDER}" for text, one in unread.items() if one.choices}
        return kind, told, {text: one.expected + ways.get(text, "") for text, one in unread.items()}

    def read(self, kind: Kind, text: str, header: str) -> parsing.Read:
        """Read a number, or a date; of digits alone only years and months are dates."""
        if kind is Kind.NUMBER:
            return parsing.read_number(text)
        is_number = text.isdecimal() and len(text) not in {4, 6}
        return parsing.Unread(parsing.DATE_GRAMMAR) if is_number else parsing.read_date(text, self.terms.style, header)

    def stub(self, texts: pd.DataFrame, variables: Mapping[str, str]) -> pd.DataFrame:
        """Give the values of each row's variables as we write them, and whether labels among them were joined.

        A value that stands only in the first row of several is that of each, where cells would else stand twice. In a
        row of totals whatever is not stated is a total too.
        """
        stubs = texts[list(variables.values())].copy()
        for at, header in enumerate(stubs.columns[:-1]):
            if stubs[header].iloc[0] != "" and stubs.duplicated().any():
                stubs[header] = carried(stubs[header], ~stubs.iloc[:, :at].map(words.is_total).any(axis=1))
        stub = pd.DataFrame({_JOINED: False}, stubs.index)
        for name, header in variables.items():
            column = stubs[header]
            self.kinds[name], told, unread = self.values(name, column, header)
            if self.kinds[name] is Kind.LABEL:
                stated = column[column.map(told) != ""]
                became, note = words.mended(Counter(stated), self.terms.join)
                self.notes += [f"{name}: {note}"] if note else []
                stub[_JOINED] |= column.isin(list(became))
                told |= {text: told.get(other, other) for text, other in became.items()}
            wrong = column[column.isin(list(unread))].to_frame(_TEXT).rename_axis(_LINE).assign(**{_COLUMN: header})
            self.tell(wrong.reset_index(), wrong[_TEXT].map(unread), ProblemKind.UNREADABLE)
            stub[name] = column.map(told | dict.fromkeys(unread, ""))
        is_total = (stub == _TOTAL).any(axis=1)
        return stub.mask((stub == "") & np.array(is_total)[:, None], _TOTAL)

    def cells(self, texts: pd.DataFrame, stub: pd.DataFrame, across: str | None, suppressed: str) -> pd.DataFrame:
        """Read every count under the values it is for, each different text once; a cell that stands twice is refused.

        Cells whose labels were joined are added up instead. ``across`` is the variable whose values are headers. A last
        row without any value is a total, where it is the sum of all above.
        """
        told = texts.rename_axis(_LINE).melt(ignore_index=False, var_name=_COLUMN, value_name=_TEXT).reset_index()
        cells = told.sort_values(_LINE, kind="stable", ignore_index=True).join(stub, on=_LINE).assign(**{_ALL: 0})
        if len(texts.columns) > 1:
            across = f"{across} of column" if across in stub else across
            kind, values, others = self.values(across or "", texts.columns)
            if len(others) > 1:
                unread = [Problem(self.file, 0, str(one), str(one), why) for one, why in others.items()]
                raise InputError.from_problems(self.file, unread)
            values |= dict.fromkeys(others, "")
            called = across or called_by(kind, {*values.values()} - {"", _TOTAL})
            across = called if called not in stub else f"{called} of column"
            self.kinds[across], cells[across] = kind, cells[_COLUMN].map(values)
            self.notes += [f"{across}: {', '.join(map(repr, others))} taken for not stated"] if others else []
        counts, missing = dict[str, parsing.Read](), self.terms.missing
        for text in cells[_TEXT].unique():
            # A count that is hidden or not stated may be any, but for what the caller says.
            said = suppressed if parsing.HIDDEN.fullmatch(text) else "" if text.casefold() in missing else text
            counts[text] = parsing.read_count(said) if said else Interval(0, None)
        faults = {text: one.expected for text, one in counts.items() if isinstance(one, parsing.Unread)}
        is_wrong = cells[_TEXT].isin(list(faults))
        self.tell(cells[is_wrong], cells[_TEXT][is_wrong].map(faults))
        cells = cells[~is_wrong].copy()
        for at, end in enumerate((_LOW, _HIGH)):
            known = {text: min(one.ends[at], _ANY) for text, one in counts.items() if isinstance(one, Interval)}
            cells[end] = cells[_TEXT].map(known)
        is_last, variables = cells[_LINE] == cells[_LINE].max(), list(stub.columns[1:])
        blank = cells[is_last & (cells[variables] == "").all(axis=1)]
        above = blank[_COLUMN].map(cells[~is_last].groupby(_COLUMN)[_HIGH].sum())
        cells.loc[blank.index[(blank[_LOW] == blank[_HIGH]) & (blank[_HIGH] == above)], variables] = _TOTAL
        keys = [*self.kinds, _ALL]
        groups = cells.groupby(keys, sort=False)
        again = cells[cells.duplicated(keys) & ~groups[_JOINED].transform("any")]
        first = groups[_LINE].transform("first")[again.index]
        named = [" ".join(filter(None, row)) or "it" for row in again[keys[:-1]].replace(_TOTAL, "total").to_numpy()]
        self.tell(again, [f"each cell once; line {at} has {one} too" for at, one in zip(first, named, strict=True)])
        sums = {end: groups[end].transform("sum") for end in (_LOW, _HIGH)}
        return cells.assign(**sums).drop_duplicates(keys)

    def settled(self, cells: pd.DataFrame) -> tuple[pd.DataFrame, int, tuple[int, int] | None]:
        """Hold each total against its parts, let it settle what was suppressed, and leave it out.

        Gives the cells, how many totals there were, and how many people they say there are, if any counts all.
        A total without parts is a count of people of whom the value is not stated.
        """
        names = list(self.kinds)
        marks = [cells[name] == _TOTAL for name in names]
        kinds: dict[Any, pd.DataFrame] = dict(list(cells.groupby(marks, sort=False)))
        parts = kinds.pop((False,) * len(names), cells.head(0))
        keys_of = [[_ALL, *(name for name, is_total in zip(names, one, strict=True) if not is_total)] for one in kinds]
        margins = list(zip(kinds.values(), keys_of, strict=True))
        for totals, keys in margins * 2:
            parts = tightened(parts, totals, keys)
        number, alone, least, most = 0, [], 0, _ANY
        for totals, keys in margins:
            added = parts.groupby(keys, as_index=False)[[_LOW, _HIGH]].sum()
            held = totals.merge(added, on=keys, how="left", suffixes=("", " of parts"))
            low, high = held[f"{_LOW} of parts"], held[f"{_HIGH} of parts"]
            is_wrong = (held[_HIGH] < low) | (held[_LOW] > high)
            ends = zip(low[is_wrong], high[is_wrong], strict=True)
            sums = [Interval(int(few), int(many) if many < _ANY else None) for few, many in ends]
            self.tell(held[is_wrong], [f"{one}, which its parts add up to" for one in sums])
            number += int(low.notna().sum())
            if low.notna().sum() == len(added):
                # Where each part has a total, they count everybody.
                least, most = max(least, int(held[_LOW].sum())), min(most, int(held[_HIGH].sum()))
            alone.append(held[low.isna()].replace({name: {_TOTAL: ""} for name in names}))
        everybody = (least, most) if most < _ANY / 2 else None
        return pd.concat([parts, *alone])[cells.columns], number, everybody


def carried(column: pd.Series, where: Any = True) -> pd.Series:
    """Give blank texts the text that stands above them.

    >>> carried(pd.Series(["2022", "", "2023"])).tolist()
    ['2022', '2022', '2023']
    """
    return column.mask((column == "") & where, column.replace("", None).ffill().fillna(""))


def called_by(kind: Kind, values: Iterable[str]) -> str:
    """Call the variable whose values are headers.

    >>> called_by(Kind.LABEL, {"Male", "Female"}), called_by(Kind.DATE, {"2023-06", "2023-07"})
    ('sex', 'month')
    """
    is_known = all(re.fullmatch(r"\d{4}-\d\d", one) or one.casefold() in words.of("sexes") for one in values)
    names = {Kind.DATE: ("date", "month"), Kind.NUMBER: ("age", "age"), Kind.LABEL: ("group", "sex")}
    return names[kind][is_known]


def with_months(texts: pd.DataFrame, columns: Mapping[str, tuple[str, ...]]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Take a year and its month, quarter or week in two columns together; give the header of each mapped variable.

    A year that stands only in the first row of its months holds for all of them, and so does one in a row of its own.
    """
    first = texts.iloc[:, 0]
    is_year = first.str.fullmatch("[0-9]{4}") & (texts.iloc[:, 1:] == "").all(axis=1)
    dated = first + " " + carried(first.where(is_year, ""))
    is_part = ~first.str.contains("[0-9]{4}") & dated.map(lambda text: isinstance(parsing.read_date(text), Interval))
    if (is_year & is_part.shift(-1, fill_value=False)).any():
        texts = texts.assign(**{str(texts.columns[0]): dated.where(is_part, first)})[~is_year]
    units = {word: unit for unit, name in _UNITS.items() for word in words.of(name)}
    unit_of = {header: units.get(words.plain(header), "") for header in map(str, texts)}
    asked = {name: headers for name, headers in columns.items() if len(headers) > 1}
    free = [header for header, unit in unit_of.items() if unit and header not in chain(*columns.values())]
    free.sort(key=lambda header: unit_of[header] != "year")
    if not asked and [unit_of[header] == "year" for header in free] == [True, False]:
        asked = {unit_of[free[1]]: tuple(free)}
    for headers in asked.values():
        first, *others = (texts[header] for header in headers)
        sign = {"quarter": "Q", "week": "W"}.get(unit_of[headers[-1]], "")
        months = []
        for said in zip(carried(first, others[0] != ""), *others, strict=True):
            parts = [*said[:-1], f"{sign}{said[-1]}" if said[-1].isdecimal() else said[-1]]
            is_in_words = any(map(str.isalpha, "".join(parts)))
            date = " ".join(filter(None, reversed(parts))) if is_in_words else listing.joined_date(parts)
            months.append(next(filter(words.is_total, said), date if any(said) else ""))
        texts = texts.drop(columns=list(headers))
        texts.insert(0, " + ".join(headers), months)
    return texts, {name: " + ".join(headers) for name, headers in {**asked, **columns}.items()}


def columns_of_counts(texts: pd.DataFrame) -> list[str]:
    """Give the columns that hold counts: the one that is called so, else all at the end that hold nothing else."""
    headers = list(map(str, texts))
    called = [header for header in headers if words.called_counts(header) and not words.is_total(header)]
    if len(called) == 1:
        return called
    counted = [header for header in headers[1:] if parsing.holds_counts(texts[header].tolist())]
    # A column in which every count is hidden stands beside others that show some.
    found = {*counted, *(header for header in headers if counted and all(map(parsing.HIDDEN.fullmatch, texts[header])))}
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
    varied = [values for values in exact.values() if len(set(values)) > _BY_CHANCE]
    added_up = {name for name, values in exact.items() if any(values == [*accumulate(one)] != one for one in varied)}
    named = {name for name in exact if any(word in words.plain(name) for word in words.of("running"))}
    called = {name for name in named if not words.is_total(name)}
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
