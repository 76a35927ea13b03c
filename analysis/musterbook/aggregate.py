"""Aggregate tables: cells with how many people each has, read as safely as a list of people.

What is published is seldom the list; it is a row for each month with its cases, or months as columns, or bands of ages
by sex. Each cell is a count of people, or a range where it was suppressed (``<5``, ``1-4``, ``*``). Totals are told
from their parts, held against them, and never counted with them; a suppressed cell that a total settles is settled.
A cell that is missing is not zero, and a percentage is no count: either is told, with its line.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import TYPE_CHECKING, Any

import pandas as pd

from musterbook.errors import InputError, MusterError, Problem, UnknownName
from musterbook.intervals import Interval, Kind
from musterbook.schema import fields, kind_of

if TYPE_CHECKING:
    from musterbook.linelist.listing import Listing
    from musterbook.linelist.parsing import Style

SURE, POSSIBLE = "sure", "possible"
COUNT_GRAMMAR = "a count of people as 51, 1,204 or 3 (1.7%), or a suppressed one as <5 or 1-4"
_SEXES = frozenset({
    "male", "female", "men", "women", "m", "f", "boys", "girls", "мужчины", "женщины", "муж", "жен", "чоловіки",
    "жінки", "男", "女", "男性", "女性", "hombres", "mujeres", "hommes", "femmes",
})  # fmt: skip
_COUNT = re.compile(
    r"(?P<sign>[<>≤≥]|<=|>=)?\s*(?P<first>\d{1,3}(?:[, \u00a0\u202f']\d{3})+|\d{1,15})(?:[.,]0{1,2})?"
    r"(?:\s*(?P<open>\+)|\s*(?:-|–|—|\.\.)\s*(?P<second>\d{1,15}))?(?:\s*\(\s*[<\d.,]+\s*%?\s*\))?",
    re.ASCII,
)
_HIDDEN = re.compile(r"[*†‡]+|\.\.|[csx]|supp(?:ressed|\.)?|hidden", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class AggregateTable:
    """Cells of one or more variables, each with how many people it has.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per cell: a column for each variable (texts as ours, missing where not stated), then ``sure`` and
        ``possible``, how many people it has at least and at most (``Int64``).
    kinds : mapping
        What each variable holds: dates, numbers or labels.
    name : str
        What is counted, as the table calls it.
    source : str
        The file that was read.
    totals : int
        How many totals were found, and agree with their parts.

    Invariants: no cell stands twice; ``0 <= sure <= possible``; no total is among the cells.
    """

    frame: pd.DataFrame = field(repr=False)
    kinds: Mapping[str, Kind]
    name: str
    source: str
    totals: int = 0

    def __post_init__(self) -> None:
        """Hold the invariants."""
        low, high = self.frame[SURE], self.frame[POSSIBLE]
        if self.frame.duplicated([*self.kinds]).any() or not ((low >= 0) & (low <= high)).all():
            raise MusterError(f"{self.source}: expected each cell once, with no fewer people possible than sure")

    @property
    def variables(self) -> list[str]:
        """The variables whose cells it has."""
        return list(self.kinds)

    @property
    def people(self) -> tuple[int, int]:
        """How many people it counts, at least and at most."""
        return int(self.frame[SURE].sum()), int(self.frame[POSSIBLE].sum())

    def spelled(self) -> pd.DataFrame:
        """Give its cells with one column of ``people``, as "4" or "1-4", as they can be read again.

        >>> frame = pd.DataFrame({"month": ["2023-06", "2023-07"], "sure": [1, 0], "possible": [1, 4]})
        >>> AggregateTable(frame, {"month": Kind.DATE}, "cases", "table.csv").spelled()["people"].tolist()
        ['1', '0-4']
        """
        ends = zip(self.frame[SURE], self.frame[POSSIBLE], strict=True)
        return self.frame[self.variables].assign(people=["-".join(dict.fromkeys(map(str, pair))) for pair in ends])


def read_table(
    source: Any,
    *,
    count: str | Sequence[str] | None = None,
    columns: Mapping[str, str | Sequence[str]] | None = None,
    across: str | None = None,
    suppressed: str | None = None,
    missing: Iterable[str] = (),
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
    from musterbook.linelist.files import Options, open_listings
    from musterbook.linelist.parsing import Order, Style

    lines = (header, header) if isinstance(header, int) else tuple(header)
    if len(lines) != 2 or not all(isinstance(line, int) for line in lines):
        raise MusterError(f"header: expected a line, or the first and the last of two, as (1, 2); found {header!r}")
    listings = list(open_listings(source, Options(header=lines[0], **how)))
    if len(listings) != 1:
        raise InputError(f"expected one table, found {len(listings)}; name one file or sheet")
    sheet = _Sheet.of(listings[0], has_two_heads=lines[0] != lines[-1])
    sheet, ours = _with_months(sheet, _mapping(columns))
    wish = _TableWish(_listed(count), ours, across, suppressed, _marks(missing), Style(Order(dayfirst)))
    layout = _layout(sheet, wish)
    cells, problems = _cells(sheet, layout, wish)
    totals = _settle(cells, sheet.file, problems, len(layout.variables))
    problems += _unsettled(cells, sheet.file)
    if problems:
        raise InputError.from_problems(sheet.file, problems)
    return _table(cells, layout, sheet.file, totals)


def refuse_counts(people: Any, *used: str) -> None:
    """Refuse a frame that has a column of counts, where each row would be taken for one person.

    ``used`` are columns that somebody asked for, which are what the asker takes them for.

    >>> refuse_counts(pd.DataFrame({"signup": ["2023-06", "2023-07"], "cases": [4, 8]}))
    Traceback (most recent call last):
    musterbook.errors.MusterError: 'cases' holds counts of people, so its rows are no persons; read them with \
read_table, count them with weights='cases', or leave the column out where each row is a person
    """
    from musterbook.frames import collect, lazy, records_of, text_of
    from musterbook.linelist.suggestions import called_counts, plain

    frame = lazy(records_of(people))
    called = [
        name
        for name in frame.collect_schema()
        if name not in used and (called_counts(name, perhaps=False) or plain(name) == "n")
    ]
    for name in called:
        texts = [text_of(one) for one in collect(frame.select(name).drop_nulls().head(100))[name]]
        if _all_counts(texts):
            raise MusterError(
                f"{name!r} holds counts of people, so its rows are no persons; read them with read_table, count them "
                f"with weights={name!r}, or leave the column out where each row is a person"
            )


def claims_from(
    table: AggregateTable,
    *,
    source: str,
    population: str = "",
    variable: str | None = None,
    by: str | Sequence[str] = (),
) -> pd.DataFrame:
    """Turn a table of counts into claims of a case, to be looked over and added to its ``claims.csv``.

    Parameters
    ----------
    table : AggregateTable
        What was read.
    source : str
        The ``source_id`` of the publication that the table stands in.
    population : str
        The ``population_id`` of the people it counts.
    variable : str, optional
        Whose cells become claims; needed where the table has several.
    by : str or sequence of str
        Variables by whose values the people are claimed apart: each combination is a population of its own, which
        :func:`populations_from` gives.

    Returns
    -------
    pandas.DataFrame
        Columns of ``claims.csv``: one claim for each exact cell, two for one that is a range, and one for all people of
        each population.

    Examples
    --------
    >>> frame = pd.DataFrame({"signup": ["2023-06", "2023-07"], "sure": [4, 0], "possible": [4, 4]})
    >>> table = AggregateTable(frame, {"signup": Kind.DATE}, "cases", "table.csv")
    >>> claims_from(table, source="ministry")[["claim_id", "where", "relation", "value"]].to_numpy().tolist()
    [['ministry-1', '2023-06', '=', '4'], ['ministry-2', '2023-07', '<=', '4'], ['ministry-3', '', '>=', '4'], \
['ministry-4', '', '<=', '8']]
    """
    groups = _groups_of(table, by)
    others = [name for name in table.variables if name not in groups] or table.variables
    if variable is None and len(others) > 1:
        raise MusterError(
            f"the table has several variables: say which, as variable={others[0]!r}; available: {', '.join(others)}"
        )
    name = variable or others[0]
    if name not in table.kinds:
        raise UnknownName.of("variable", name, table.variables)
    columns = [one["name"] for one in fields("claims")]
    common = dict.fromkeys(columns, "") | {
        "source_id": source,
        "statistic": "count",
        "unit": "people",
        "status": "used",
    }
    said = list(_claims_of_cells(table.frame, name, population))
    parts = [(population, table.frame)]
    for group in groups:
        parts = [
            (_part_name(above, str(value)), cells)
            for above, whole in parts
            for value, cells in whole.dropna(subset=group).groupby(group, sort=False)
        ]
        said += [one for part, cells in parts for one in _claims_of_cells(cells, name, part)]
    claims = [common | {"claim_id": f"{source}-{place}"} | one for place, one in enumerate(said, 1)]
    return pd.DataFrame(claims, columns=columns).astype("str")


def populations_from(table: AggregateTable, *, population: str, by: str | Sequence[str]) -> pd.DataFrame:
    """Give the populations that :func:`claims_from` with ``by`` speaks of, to be added to ``populations.csv``.

    Parameters
    ----------
    table : AggregateTable
        What was read.
    population : str
        The ``population_id`` of all the people it counts.
    by : str or sequence of str
        The variables by whose values they are claimed apart; a second one parts each part of the first.

    Returns
    -------
    pandas.DataFrame
        Columns of ``populations.csv``: an id, whom it is part of, and the condition, of each combination.

    Examples
    --------
    >>> frame = pd.DataFrame({"month": ["2023-06"] * 2, "sex": ["f", "m"], "sure": [1, 2], "possible": [1, 2]})
    >>> table = AggregateTable(frame, {"month": Kind.DATE, "sex": Kind.LABEL}, "cases", "table.csv")
    >>> found = populations_from(table, population="held", by="sex")
    >>> found[["population_id", "part_of", "condition"]].to_numpy().tolist()
    [['held-f', 'held', 'sex=f'], ['held-m', 'held', 'sex=m']]
    """
    columns = [one["name"] for one in fields("populations")]
    rows: list[dict[str, str]] = []
    above: dict[tuple[str, ...], str] = {(): population}
    groups = _groups_of(table, by)
    for depth, group in enumerate(groups, 1):
        below: dict[tuple[str, ...], str] = {}
        for values in table.frame[groups[:depth]].dropna().drop_duplicates().itertuples(index=False):
            *whole, value = map(str, values)
            part_of = above[tuple(whole)]
            below[*whole, value] = name = _part_name(part_of, value)
            said = {"population_id": name, "subject": f"{part_of}, {value}", "part_of": part_of}
            rows.append(dict.fromkeys(columns, "") | said | {"condition": f"{group}={value}"})
        above = below
    return pd.DataFrame(rows, columns=columns).astype("str")


def _groups_of(table: object, by: str | Sequence[str]) -> list[str]:
    if not isinstance(table, AggregateTable):
        raise MusterError(f"expected a table that read_table gave, found a {type(table).__name__}")
    groups = [by] if isinstance(by, str) else list(by)
    for name in groups:
        if name not in table.kinds:
            raise UnknownName.of("variable", name, table.variables)
    return groups


def _part_name(whole: str, value: str) -> str:
    """Name a part of a population; a value in letters that no id can have is named by its check sum."""
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().casefold()
    letters = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return "-".join(filter(None, [whole, letters or f"{zlib.crc32(value.encode()):08x}"]))


def _claims_of_cells(cells: pd.DataFrame, name: str, population: str) -> Iterator[dict[str, str]]:
    """Say how many people each value has, exactly or between two ends, and all of them."""
    sums = cells.groupby(name, sort=False)[[SURE, POSSIBLE]].sum()
    ends = [(str(where), int(low), int(high)) for where, low, high in sums.itertuples()]
    ends.append(("", int(cells[SURE].sum()), int(cells[POSSIBLE].sum())))
    for where, low, high in ends:
        for relation, value in [("=", low)] if low == high else [(">=", low), ("<=", high)]:
            if value or relation != ">=":
                one = {"variable": name if where else "", "where": where, "relation": relation, "value": str(value)}
                yield one | {"population_id": population}


@dataclass(frozen=True)
class _TableWish:
    """What the caller says of a table."""

    count: list[str]
    columns: Mapping[str, str]
    across: str | None
    suppressed: str | None
    missing: frozenset[str]
    style: Style


@dataclass(frozen=True)
class _Sheet:
    """The texts of a table: a header for each column, and the rows with their lines."""

    file: str
    headers: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]

    @classmethod
    def of(cls, listing: Listing, *, has_two_heads: bool) -> _Sheet:
        """Take the rows out of a listing; a row of another length is refused, a footer left out."""
        from musterbook.linelist.listing import as_texts
        from musterbook.linelist.nobody import kind_of_row

        if listing.broken:
            problems = [
                Problem(listing.file, one.line, one.column, one.value, one.expected, one.found)
                for one in listing.broken
            ]
            raise InputError.from_problems(listing.file, problems)
        columns = (as_texts(header, listing.column(header)).to_pylist() for header in listing.headers)
        values = [[(text or "").strip() for text in column] for column in columns]
        rows = list(zip(listing.lines.tolist(), map(list, zip(*values, strict=True)), strict=True))
        headers = list(listing.headers)
        if has_two_heads and rows:
            above = pd.Series(listing.found).str.strip().replace("", None).ffill().fillna("")
            headers = [" ".join(filter(None, pair)) for pair in zip(above, rows.pop(0)[1], strict=True)]
        kept = []
        for line, row in rows:
            found = kind_of_row(dict(zip(headers, row, strict=True)), has_date=None, is_narrow=len(headers) == 1)
            if any(row) and (found is None or found.kind == "total"):
                kept.append((line, row))
        return cls(listing.file, headers, kept)

    def column(self, place: int) -> list[str]:
        """Give the texts of a column."""
        return [row[place] for _, row in self.rows]


@dataclass(frozen=True)
class _TableLayout:
    """Where variables and counts stand: the place of each variable, and of each column of counts the value it is for.

    ``across`` is the variable whose values are headers, if there is one; ``None`` among ``counts`` is a total.
    """

    variables: Mapping[str, int]
    across: str
    counts: Mapping[int, str | None]
    kinds: Mapping[str, Kind]
    name: str


def _mapping(columns: object) -> dict[str, list[str]]:
    """Give the headers that each name was mapped to."""
    if not isinstance(columns, Mapping | None):
        raise MusterError(f"columns: expected a mapping, as {{'signup': 'month'}}; found a {type(columns).__name__}")
    for name, headers in (columns or {}).items():
        if not isinstance(headers, str | list | tuple):
            raise MusterError(f"columns: expected of {name} a header, or those of year and month; found {headers!r}")
    return {str(name): _listed(headers) for name, headers in (columns or {}).items()}


def _with_months(sheet: _Sheet, columns: Mapping[str, list[str]]) -> tuple[_Sheet, dict[str, str]]:
    """Take a year and a month that stand in two columns together; give the header of each variable that was mapped."""
    from musterbook.linelist.rows import joined_date
    from musterbook.linelist.suggestions import plain
    from musterbook.linelist.words import unit_words

    asked = {name: headers for name, headers in columns.items() if len(headers) > 1}
    free = [one for one in sheet.headers if one not in {header for headers in columns.values() for header in headers}]
    pair = [[one for one in free if plain(one) in unit_words(unit)] for unit in ("year", "month")]
    if not asked and [len(found) for found in pair] == [1, 1]:
        asked = {"month": [found[0] for found in pair]}
    for headers in asked.values():
        if absent := [one for one in headers if one not in sheet.headers]:
            raise UnknownName.of("column", absent[0], sheet.headers)
        places = [sheet.headers.index(one) for one in headers]
        rest = [place for place in range(len(sheet.headers)) if place not in places]
        rows = [
            (line, [_of_month([row[place] for place in places], joined_date), *(row[place] for place in rest)])
            for line, row in sheet.rows
        ]
        sheet = replace(sheet, headers=[" + ".join(headers), *(sheet.headers[place] for place in rest)], rows=rows)
    return sheet, {name: " + ".join(headers) for name, headers in {**asked, **columns}.items()}


def _of_month(parts: Sequence[str], join: Callable[[Sequence[str]], str | None]) -> str:
    """Make one date of a year and a month, which may be a word; a total of either is one of both."""
    if total := next((part for part in parts if _is_total(part)), ""):
        return total
    return " ".join(reversed(parts)) if any(part.isalpha() for part in parts) else join(parts) or ""


def _listed(given: str | Iterable[str] | None) -> list[str]:
    return [given] if isinstance(given, str) else list(given or ())


def _marks(missing: Iterable[str]) -> frozenset[str]:
    from musterbook.linelist import words

    return words.of("missing") | {str(mark).strip().casefold() for mark in missing} | {""}


def _is_total(text: str) -> bool:
    from musterbook.linelist import words

    return text.casefold().strip(" :*") in words.of("totals") | words.of("all")


def _layout(sheet: _Sheet, wish: _TableWish) -> _TableLayout:
    """Find the columns of counts; the others are variables."""
    absent = [one for one in [*wish.count, *wish.columns.values()] if one not in sheet.headers]
    if absent:
        raise UnknownName.of("column", absent[0], sheet.headers)
    named = [place for place, header in enumerate(sheet.headers) if header in wish.count]
    dated = [place for place, header in enumerate(sheet.headers) if isinstance(_date(header, wish), Interval)]
    places = named or counted_places(sheet.headers, sheet.column) if len(dated) < 2 else dated
    if not places:
        raise InputError(
            f"{sheet.file}: no column of counts, expected {COUNT_GRAMMAR}{_hint(sheet)}; if there is one, "
            f"name it, as count={sheet.headers[-1]!r}"
        )
    totals = [place for place, header in enumerate(sheet.headers) if _is_total(header) and place not in named]
    parts = [place for place in places if place not in totals] or places
    ours = {header: name for name, header in wish.columns.items()}
    variables = {
        ours.get(header, header): place for place, header in enumerate(sheet.headers) if place not in {*parts, *totals}
    }
    headers = [sheet.headers[place] for place in parts]
    if len(parts) == 1:
        kinds = {name: _kind(name, sheet.column(place), wish) for name, place in variables.items()}
        return _TableLayout(variables, "", {parts[0]: ""}, kinds, headers[0])
    across = wish.across or _across(headers, wish)
    kinds = {name: _kind(name, sheet.column(place), wish) for name, place in variables.items()}
    counts = dict(zip(parts, headers, strict=True)) | dict.fromkeys(set(totals) - set(parts), None)
    return _TableLayout(variables, across, counts, kinds | {across: _kind(across, headers, wish)}, "people")


def _hint(sheet: _Sheet) -> str:
    shares = [header for place, header in enumerate(sheet.headers) if any("%" in text for text in sheet.column(place))]
    return f"; {', '.join(map(repr, shares))} holds percentages, which are no counts: claim them as shares" * bool(
        shares
    )


def counted_places(headers: Sequence[str], column: Callable[[int], Sequence[str]]) -> list[int]:
    """Give the columns that hold counts: the one that is called so, else all at the end that hold nothing else."""
    from musterbook.linelist.suggestions import called_counts

    called = [place for place, header in enumerate(headers) if called_counts(header) and not _is_total(header)]
    if len(called) == 1:
        return called
    whole = [place for place in range(len(headers)) if place and _all_counts(column(place))]
    last = max((place for place in range(len(headers)) if place not in whole), default=0)
    return [place for place in whole if place > last]


def _all_counts(texts: Sequence[str]) -> bool:
    """Tell whether a column holds counts; marks that hide them are counts too, if any is shown."""
    shown = [text for text in texts if text and not _HIDDEN.fullmatch(text)]
    return bool(shown) and all(_COUNT.fullmatch(text) and "%" not in text.partition("(")[0] for text in shown)


def _across(headers: Sequence[str], wish: _TableWish) -> str:
    """Call the variable whose values are headers."""
    dates = [one for one in (_date(header, wish) for header in headers) if isinstance(one, Interval)]
    if len(dates) == len(headers):
        return "month" if all(28 <= one.size <= 31 for one in dates) else "date"
    if all(isinstance(_number(header), Interval) for header in headers):
        return "age"
    return "sex" if {header.casefold() for header in headers} <= _SEXES else "group"


def _date(text: str, wish: _TableWish) -> object:
    from musterbook.linelist.parsing import read_date

    return None if text.isdecimal() and len(text) not in {4, 6} else read_date(text, wish.style)


def _number(text: str) -> object:
    from musterbook.linelist.parsing import read_number

    return read_number(text)


def _kind(name: str, texts: Sequence[str], wish: _TableWish) -> Kind:
    """Find out what a variable holds: what the schema says of its name, else what most of its texts can be read as."""
    if name in {one["name"] for one in fields("records")}:
        return kind_of(name)
    stated = [text for text in dict.fromkeys(texts) if text.casefold() not in wish.missing and not _is_total(text)]
    for kind in (Kind.DATE, Kind.NUMBER):
        if stated and 2 * sum(isinstance(_value(kind, text, wish), Interval) for text in stated) > len(stated):
            return kind
    return Kind.LABEL


def _value(kind: Kind, text: str, wish: _TableWish) -> object:
    if kind is Kind.DATE:
        return _date(text, wish)
    return _number(text) if kind is Kind.NUMBER else text


_TOTAL = "\0"
_Key = tuple[str, ...]


@dataclass(frozen=True)
class _Cell:
    """A count that stands somewhere: how many people at least and at most, and where and how it is written."""

    low: float
    high: float
    line: int
    column: str
    text: str


def _cells(sheet: _Sheet, layout: _TableLayout, wish: _TableWish) -> tuple[dict[_Key, _Cell], list[Problem]]:
    """Read every count under the values it is for; a total has a mark in place of a value."""
    cells: dict[_Key, _Cell] = {}
    problems: list[Problem] = []
    across = {
        place: () if not layout.across else (_spelled(layout.kinds[layout.across], text, wish),)
        for place, text in layout.counts.items()
    }
    for line, row in sheet.rows:
        key = []
        for name, place in layout.variables.items():
            value = _spelled(layout.kinds[name], row[place], wish)
            if value is None:
                problems.append(
                    Problem(sheet.file, line, sheet.headers[place], row[place], f"a {_NAMES[layout.kinds[name]]}")
                )
            key.append(value or "")
        if _TOTAL in key:
            key = [value or _TOTAL for value in key]
        for place, header in across.items():
            try:
                low, high = _count(row[place], wish.suppressed)
            except MusterError as error:
                problems.append(Problem(sheet.file, line, sheet.headers[place], row[place], str(error)))
                continue
            full = (*key, *(one or "" for one in header))
            if full in cells:
                problems.append(
                    Problem(
                        sheet.file,
                        line,
                        "",
                        " ".join(filter(None, full)).replace(_TOTAL, "total"),
                        f"each cell once; line {cells[full].line} has it too",
                    )
                )
            cells[full] = _Cell(low, high, line, sheet.headers[place], row[place])
    return cells, problems


_NAMES = {Kind.DATE: "date as the others", Kind.NUMBER: "number or band as the others", Kind.LABEL: "label"}


def _spelled(kind: Kind, text: str | None, wish: _TableWish) -> str | None:
    """Give a value as we write it, a mark for a total, nothing where it cannot be read; not stated is an empty text."""
    if text is None or _is_total(text):
        return _TOTAL
    if text.casefold() in wish.missing:
        return ""
    found = _value(kind, text, wish)
    if isinstance(found, Interval):
        return found.text if kind is Kind.DATE and re.fullmatch(r"\d{4}-[QW]\d+", found.text) else str(found)
    return text if kind is Kind.LABEL else None


def _count(text: str, suppressed: str | None) -> tuple[float, float]:
    """Read a count as its least and its most; an error says what was expected."""
    if not text:
        return 0, inf
    if _HIDDEN.fullmatch(text):
        return _count(suppressed, None) if suppressed else (0, inf)
    if "%" in text.partition("(")[0]:
        raise MusterError(f"{COUNT_GRAMMAR}; a percentage is none: claim it as a share")
    match = _COUNT.fullmatch(text)
    if match is None:
        raise MusterError(COUNT_GRAMMAR)
    first = int(re.sub(r"\D", "", match["first"]))
    low, high = {
        "<": (0, first - 1), "<=": (0, first), "≤": (0, first), ">": (first + 1, inf), ">=": (first, inf),
        "≥": (first, inf), "": (first, inf if match["open"] else int(match["second"] or first)),
    }[match["sign"] or ""]  # fmt: skip
    if high < low:
        raise MusterError(f"{COUNT_GRAMMAR}; this one ends before it begins")
    return low, high


def _settle(cells: dict[_Key, _Cell], file: str, problems: list[Problem], stubs: int) -> int:
    """Hold each total against its parts, let it settle what was suppressed, and leave it out; give how many there were.

    A total without parts is a count of people of whom the value is not stated; ``stubs`` variables stand in rows.
    """
    _name_blank_total(cells, stubs)
    totals = [key for key in cells if _TOTAL in key]
    for _ in range(2):
        for key in totals:
            parts = list(_parts(key, cells))
            if parts:
                cells.update(_tightened(cells[key], {part: cells[part] for part in parts}))
    found = 0
    for key in totals:
        held = [cells[part] for part in _parts(key, cells)]
        total = cells[key]
        low, high = sum(part.low for part in held), sum(part.high for part in held)
        if not held:
            cells[tuple("" if value == _TOTAL else value for value in key)] = total
        elif total.high < low or total.low > high:
            added = f"{low:,}" if low == high else f"{low:,} to {high:,}"
            problems.append(Problem(file, total.line, total.column, total.text, f"{added}, which its parts add up to"))
        found += bool(held)
    for key in totals:
        del cells[key]
    return found


def _parts(key: _Key, cells: Mapping[_Key, _Cell]) -> Iterator[_Key]:
    for other in cells:
        if _TOTAL not in other and all(mine in {_TOTAL, its} for mine, its in zip(key, other, strict=True)):
            yield other


def _name_blank_total(cells: dict[_Key, _Cell], stubs: int) -> None:
    """Take a last row without any value for a total, where it is the sum of all above."""
    last = max((cell.line for cell in cells.values()), default=0)
    for key, cell in [(key, cell) for key, cell in cells.items() if cell.line == last and not any(key[:stubs])]:
        others = [one for one in cells.values() if one.line < last and one.column == cell.column]
        if others and cell.low == cell.high == sum(one.high for one in others):
            cells[(_TOTAL,) * stubs + key[stubs:]] = cells.pop(key)


def _tightened(total: _Cell, parts: Mapping[_Key, _Cell]) -> dict[_Key, _Cell]:
    """Narrow what was suppressed to what a total leaves to it."""
    low, high = sum(part.low for part in parts.values()), sum(part.high for part in parts.values())
    if total.high < low or total.low > high:
        return {}
    hidden = sum(part.high == inf for part in parts.values())
    found = {}
    for key, part in parts.items():
        rest = inf if hidden > (part.high == inf) else sum(one.high for one in parts.values() if one is not part)
        found[key] = replace(
            part, low=max(part.low, total.low - rest), high=min(part.high, total.high - (low - part.low))
        )
    return found


def _unsettled(cells: Mapping[_Key, _Cell], file: str) -> list[Problem]:
    """Name the counts that nothing is known of from above."""
    what = f"{COUNT_GRAMMAR}; write 0 where nobody was counted, or say what is hidden, as suppressed='1-4'"
    return [Problem(file, one.line, one.column, one.text, what) for one in cells.values() if one.high == inf]


def _table(cells: Mapping[_Key, _Cell], layout: _TableLayout, file: str, totals: int) -> AggregateTable:
    names = [*layout.variables, *([layout.across] if layout.across else [])]
    frame = pd.DataFrame([[value or None for value in key] for key in cells], columns=names).astype("str")
    low, high = ([int(getattr(cell, end)) for cell in cells.values()] for end in ("low", "high"))
    numbers = {SURE: pd.array(low, "Int64"), POSSIBLE: pd.array(high, "Int64")}
    return AggregateTable(
        frame.assign(**numbers), {name: layout.kinds[name] for name in names}, layout.name, file, totals
    )
