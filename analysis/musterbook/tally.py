"""Counts of people by period, age or group, with what is coarse or unknown kept apart, and tables of such counts.

Each cell gets two numbers. ``sure`` are the people who certainly belong there: everything that is known of them lies in
the cell. ``possible`` are the people who may: their date or number is coarse and touches the cell, is only about so,
or is not stated at all. The true count lies between the two. With complete records the two are equal.

Any column is a variable. What it holds is known from the schema, from the ends that stand beside it, from its type, or
else from its texts; who asks may say it. Whatever the size and the engine of a frame, it is grouped by the engine
itself, through Narwhals, in one question; only the distinct texts come out, and each is read once.

What is published is seldom the list; it is a row for each month with its cases, or bands of ages by sex. Such a table
is counted, audited and drawn like a list; read by :func:`musterbook.read_table`.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, is_dataclass
from itertools import pairwise
from math import inf, prod
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from musterbook import frames
from musterbook.errors import MusterError, Unanswerable, UnknownName, read_each, shown, whole_number
from musterbook.intervals import Every, Interval, Kind, cells
from musterbook.linelist.parsing import holds_counts
from musterbook.linelist.words import called_counts, plain
from musterbook.schema import AGE, fields, kind_of

SURE, POSSIBLE = "sure", "possible"
MOST_CELLS = 20_000
NOT_STATED = "not stated"
KINDS = {"date": Kind.DATE, "number": Kind.NUMBER, "label": Kind.LABEL}
DAYS = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# How many people have which texts in some columns
_People = Counter[tuple[str, ...]]


def counts(
    records: Any,
    variable: str,
    *,
    every: str | int | None = None,
    window: str | Interval | None = None,
    by: str | Sequence[str] = (),
    kind: str | None = None,
    week_start: str = "monday",
    weights: str | None = None,
) -> pd.DataFrame:
    """Count people by period, by number, or by label.

    Parameters
    ----------
    records : DataFrame, LineList or AggregateTable
        One row per person, of any engine that Narwhals knows; dates and numbers may be coarse texts. Or a list that was
        read, or a table of counts, which by default is counted in its own cells.
    variable : str
        Any column: one that holds dates is counted by period, one that holds numbers by number, any other by label.
    every : str or int, optional
        Length of the cells: of dates ``day``, ``week``, ``month``, ``quarter``, ``year``, or several weeks as
        ``2 weeks``, by default ``month``; of numbers how many a cell has, by default 1. ``epiweek`` is a week that
        begins on Sunday.
    window : str, optional
        First to last day, as EDTF; by default what the dates span. Every cell of it is a row, also where it is empty.
    by : str or sequence of str
        Further columns, for each combination of whose values the people are counted apart.
    kind : str, optional
        ``date``, ``number`` or ``label``, where the column does not tell what it holds.
    week_start : str
        The day on which weeks begin. Weeks that begin on Monday have their names after ISO 8601, others their days.
    weights : str, optional
        A column of whole numbers: how many people each row stands for; by default one.

    Returns
    -------
    pandas.DataFrame
        The columns of ``by``, then ``cell``, ``sure``, ``possible`` (people, ``Int64``). A person whose value is not
        stated is possible in each cell, and one whose value is approximate (``2023-07~``) in its cells. Each
        combination of ``by`` has all cells, and people whose group is not stated stand under ``not stated``: they may
        be of any other group.

    Raises
    ------
    MusterError
        If there is no such column, a value cannot be read, or dates lie outside the window; all of them are named.

    Examples
    --------
    >>> import pandas as pd
    >>> import musterbook as mb
    >>> days = ["2023-07-03", "2023-07", "2023-07/2023-08", None]
    >>> people = pd.DataFrame({"signup": days, "nationality": ["China", "Nepal", "China", "China"]})
    >>> mb.counts(people, "signup").to_dict("list")
    {'cell': ['2023-07', '2023-08'], 'sure': [2, 0], 'possible': [4, 2]}
    >>> mb.counts(people, "signup", by="nationality").to_numpy().tolist()
    [['China', '2023-07', 1, 3], ['China', '2023-08', 0, 2], ['Nepal', '2023-07', 1, 1], ['Nepal', '2023-08', 0, 0]]
    """
    groups = [by] if isinstance(by, str) else list(by)
    asked = [variable, *groups, *([weights] if weights is not None else [])]
    wrong = [name for name in asked if asked.count(name) > 1 or (name in groups and name in {"cell", SURE, POSSIBLE})]
    if wrong:
        meant = "columns of different names, and none called cell, sure or possible in by="
        raise MusterError(f"expected {meant}, found {', '.join(map(repr, dict.fromkeys(wrong)))}")
    if kind is not None and kind not in KINDS:
        raise UnknownName.of("kind", kind, KINDS)
    people, most = people_by(records, asked, weights)
    orders = {name: _categories(records, name) for name in (variable, *groups)}
    stated = list(dict.fromkeys([*orders.pop(variable), *sorted({key[0] for key in people} - {""})]))
    what = kind_in(records, variable, stated, every) if kind is None else KINDS[kind]
    is_table = isinstance(records, AggregateTable)
    if window is not None and what is not Kind.DATE:
        raise MusterError(f"window= is for dates, and {variable!r} holds none; leave it out, or give kind='date'")
    if every is not None and what is Kind.LABEL:
        mend = "leave it out, or give kind='date' or kind='number'"
        raise MusterError(f"every= is for dates and numbers, and {variable!r} holds labels; {mend}")
    if not stated and window is None:
        raise Unanswerable(f"no value of {variable!r} is stated, so it has no cells; state at least one, or a window")
    # Labels stand one after the other like numbers.
    places = {label: Interval(place, place, text=label) for place, label in enumerate(stated)}
    read = places if what is Kind.LABEL else read_each(stated, what.read, what.grammar)
    laid_out = sorted(read.values(), key=lambda one: one.ends)
    are_cells = is_table and every is window is None
    are_cells = are_cells and not any(one.meets(other) for one, other in pairwise(laid_out))
    if not are_cells and what is not Kind.LABEL:
        ends = [end for one in laid_out for end in (one.low, one.high) if end is not None]
        if what is Kind.NUMBER:
            laid_out = cells_of_numbers(variable, ends, 1 if every is None else every)
        else:
            whole = Interval(min(ends), max(ends), Kind.DATE) if window is None else window
            laid_out = cells_of_dates(variable, read, whole, Every.MONTH if every is None else every, week_start)
    found = in_cells(laid_out, read, (people, most), orders)
    return frames.marked(found, simulated=not is_table and frames.is_simulated(records))


def people_by(records: Any, asked: Sequence[str], weights: str | None = None) -> tuple[_People, _People]:
    """Count people by their texts, at least and at most; with weights the last of these says how many a row is.

    >>> people_by(pd.DataFrame({"age": ["24", None], "sex": ["m", "m"]}), ["sex", "age"])[0]
    Counter({('m', '24'): 1, ('m', ''): 1})
    """
    if isinstance(records, AggregateTable):
        frames.require(frames.lazy(records.frame[records.variables]), *asked)
        cells = records.frame.fillna(dict.fromkeys(records.variables, ""))
        few, many = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
        for *texts, low, high in cells[[*asked, SURE, POSSIBLE]].itertuples(index=False):
            few[tuple(texts)] += int(low)
            many[tuple(texts)] += int(high)
        return few, many
    people = frames.count_rows(frames.one_list(records), asked)
    if weights is None:
        refuse_counts(records, *asked)
    else:
        wrong = sorted({key[-1] for key in people if not re.fullmatch("[0-9]{1,15}", key[-1])})
        if wrong:
            named = ", ".join(map(shown, wrong[:5]))
            raise MusterError(f"expected weights of {weights!r} to be whole numbers of people, found {named}")
        rows, people = people, Counter()
        for (*texts, text), times in rows.items():
            people[tuple(texts)] += times * int(text)
    if is_dataclass(records) and hasattr(records, "standing") and records.standing.people:
        # Rows of a broken form, somebody of whom nothing is known.
        people[("",) * (len(asked) - (weights is not None))] += records.standing.people
    return people, people


def age_summary(records: Any) -> pd.Series:
    """Say what is known of the ages of people, coarse ones as ranges.

    Parameters
    ----------
    records : DataFrame or LineList
        One row per person, with a column ``age`` in completed years.

    Returns
    -------
    pandas.Series
        ``people``; ``stated``, of how many anything is known; ``exact``, of how many the very year; ``youngest_low``
        and ``youngest_high``, between which the lowest stated age lies, and likewise ``oldest`` and ``mean`` (years,
        of the people whose age is stated; missing where nothing or no end is known). People whose age is not stated
        may be younger or older.

    Examples
    --------
    >>> import pandas as pd
    >>> import musterbook as mb
    >>> mb.age_summary(pd.DataFrame({"age": ["24", "38", "18..25", None]})).to_dict()["mean_high"]
    29.0
    """
    stated = frames.count_texts(frames.one_list(records), AGE)
    unstated = stated.pop("", 0)
    read = read_each(stated, Kind.NUMBER.read, Kind.NUMBER.grammar)
    people = stated.total()
    summary: dict[str, float] = {
        "people": people + unstated,
        "stated": people,
        "exact": sum(stated[text] for text, one in read.items() if one.low == one.high),
    }
    # An open end is infinite, and what it leaves open comes out so too.
    ends, times = np.array([one.ends for one in read.values()] or [(inf, inf)]), list(stated.values()) or [1]
    found = {"youngest": ends.min(axis=0), "oldest": ends.max(axis=0), "mean": np.average(ends, 0, times)}
    summary |= {f"{name}_{end}": two[at] for name, two in found.items() for at, end in enumerate(("low", "high"))}
    known = {name: None if abs(value) == inf else value for name, value in summary.items()}
    series = pd.Series(known, index=pd.Index(known, dtype="str"), dtype="Float64", name=AGE)
    return frames.marked(series, simulated=frames.is_simulated(records))


def in_cells(
    cells: Sequence[Interval], read: dict[str, Interval], people: tuple[_People, _People], orders: dict[str, list[str]]
) -> pd.DataFrame:
    """Count for each group and cell who surely lies in it, and who may; of ``people`` there are least and most.

    Cells stand in order; ``orders`` says of each column of groups which of them come first.
    """
    values, *groups = zip(*people[0], strict=True) if people[0] else [() for _ in range(1 + len(orders))]
    labels, homes = [], []
    for texts, order in zip(groups, orders.values(), strict=True):
        named = [text or NOT_STATED for text in texts]
        # Last of all stands that of whom none is stated.
        labels.append([*dict.fromkeys([*order, *sorted({*named} - {NOT_STATED}), *named])])
        homes.append(pd.Index(labels[-1]).get_indexer(pd.Index(named)))
    sizes = [len(one) for one in labels]
    if prod(sizes) * len(cells) > frames.MOST_ROWS:
        many = f"{prod(sizes):,} groups of {len(cells):,} cells are more than {frames.MOST_ROWS:,} rows"
        raise Unanswerable(f"{many}; count by fewer columns, or in longer cells")
    home = np.ravel_multi_index(homes, sizes) if groups else np.zeros(len(values), np.int64)
    (low, _), (_, high) = cells[0].ends, cells[-1].ends
    inside = {text: low <= one.ends[0] and one.ends[1] <= high and not one.flag for text, one in read.items()}
    spans = {text: (*one.ends, inside[text]) for text, one in read.items()}
    ends = np.array([spans.get(text, (-inf, inf, False)) for text in values], float).reshape(-1, 3)
    starts = np.array([cell.ends[0] for cell in cells], float)
    first, last = np.maximum(np.searchsorted(starts, ends[:, :2].T, "right") - 1, 0)
    times, may_be = (np.array([*counter.values()], np.int64) for counter in people)
    begun, ended, sure = np.zeros((3, prod(sizes), len(cells) + 1), np.int64)
    np.add.at(begun, (home, first), may_be)
    np.add.at(ended, (home, last + 1), may_be)
    np.add.at(sure, (home, first), times * ((first == last) & (ends[:, 2] == 1)))
    names = [cell.text or str(cell) for cell in cells]
    rows = pd.MultiIndex.from_product([*labels, names], names=[*orders, "cell"]).to_frame(index=False).astype("str")
    numbers = {SURE: sure, POSSIBLE: np.cumsum(begun - ended, axis=1)}
    return rows.assign(**{name: pd.array(found[:, :-1].ravel(), "Int64") for name, found in numbers.items()})


def cells_of_dates(
    variable: str, read: Mapping[str, Interval], window: str | Interval, every: str | int, week_start: str
) -> list[Interval]:
    """Cut a window into cells of a length that is a word, or a number of weeks; no date may lie outside it."""
    whole = Interval.date(window) if isinstance(window, str) else window
    if whole.kind is not Kind.DATE or not whole.is_closed:
        raise MusterError(f"expected a window from a first to a last day, as '2023-06/2024-05', found {whole!r}")
    if outside := sorted(text for text, period in read.items() if not period.meets(whole)):
        raise Unanswerable.outside_window(variable, outside, str(whole))
    if week_start not in WEEKDAYS:
        raise UnknownName.of("weekday", week_start, WEEKDAYS)
    length, weeks = str(every), 1
    if length == "epiweek":
        length, week_start = Every.WEEK, "sunday"
    elif several := re.fullmatch("([1-9][0-9]{0,5}) weeks", length):
        length, weeks = Every.WEEK, int(several[1])
    if length not in list(Every):
        raise UnknownName.of("period", every, [*Every, "epiweek", "2 weeks (or any number of them)"])
    if (number := whole.size // (DAYS[length] * weeks)) > MOST_CELLS:
        raise Unanswerable(f"{whole} would have {number:,} cells of a {every}; {MOST_CELLS:,} is the most")
    return cells(whole, length, weeks=weeks, week_start=WEEKDAYS.index(week_start))


def cells_of_numbers(variable: str, ends: Sequence[int], every: str | int) -> list[Interval]:
    """Lay out every number, or band of numbers, from the lowest to the highest that is known."""
    whole_number(f"every= of {variable!r}, which holds numbers,", every, 1)
    size = int(every)
    low, high = min(ends) // size * size, max(ends) // size * size
    if (high - low) // size > MOST_CELLS:
        mend = "give bands, as every=10, or kind='label' where the numbers are names"
        raise Unanswerable(f"{variable!r} runs from {low:,} to {high:,}; more than {MOST_CELLS:,} cells: {mend}")
    return [Interval(start, start + size - 1) for start in range(low, high + 1, size)]


def kind_in(records: Any, variable: str, stated: Sequence[str], every: object) -> Kind:
    """Find out what a column holds: from the schema, what stands beside it, its type, or its texts.

    Texts that may be dates or numbers, as ``2023``, are numbers, but where cells of a period are asked for.
    """
    if isinstance(records, AggregateTable):
        return records.kinds[variable]
    if variable in {field["name"] for field in fields("records")}:
        return kind_of(variable)
    schema = frames.lazy(records).collect_schema()
    for kind, types in ((Kind.DATE, (nw.Date, nw.Datetime)), (Kind.NUMBER, ())):
        if schema[variable] in types or {f"{variable}_{end}" for end in kind.ends} <= set(schema):
            return kind
    for kind in (Kind.DATE, Kind.NUMBER) if isinstance(every, str) else (Kind.NUMBER, Kind.DATE):
        with suppress(MusterError):
            read_each(stated, kind.read, kind.grammar)
            return kind if stated else Kind.LABEL
    return Kind.LABEL


def _categories(records: Any, column: str) -> list[str]:
    """Give the labels that a column may have, in their order, where its type or a table of counts knows them."""
    if isinstance(records, AggregateTable):
        labels = records.frame[column].dropna() if records.kinds[column] is Kind.LABEL else ()
        return list(dict.fromkeys(labels))
    native, typed = frames.lazy(records).to_native(), frames.lazy(records).collect_schema()[column]
    if isinstance(native, pd.DataFrame) and isinstance(native[column].dtype, pd.CategoricalDtype):
        return [str(label) for label in native[column].cat.categories if str(label)]
    return list(typed.categories) if isinstance(typed, nw.Enum) else []


# --- tables of counts


@dataclass(frozen=True, eq=False)
class AggregateTable:
    """Cells of one or more variables, each with how many people it has.

    Invariants: no cell stands twice; ``0 <= sure <= possible``; no total is among the cells.

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
    everybody : pair of int, optional
        How many people its grand total says there are, at least and at most.
    notes : tuple of str
        What else a reader must know: labels that may be one, remarks that were left out.
    """

    frame: pd.DataFrame = field(repr=False)
    kinds: Mapping[str, Kind]
    name: str
    source: str
    totals: int = 0
    notes: tuple[str, ...] = ()
    everybody: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        """Hold the invariants."""
        low, high = self.frame[SURE], self.frame[POSSIBLE]
        if self.frame.duplicated([*self.kinds]).any() or not ((low >= 0) & (low <= high)).all():
            whose = self.source or "a table of counts"
            raise MusterError(f"{whose}: expected each cell once, with no fewer people possible than sure")

    @property
    def variables(self) -> list[str]:
        """The variables whose cells it has."""
        return list(self.kinds)

    @property
    def people(self) -> tuple[int, int]:
        """How many people it counts by its cells and by its grand total, at least and at most."""
        low, high = int(self.frame[SURE].sum()), int(self.frame[POSSIBLE].sum())
        least, most = self.everybody or (low, high)
        return max(low, least), min(high, most)

    def spelled(self) -> pd.DataFrame:
        """Give its cells with one column of ``people``, as "4" or "1-4", as they can be read again.

        >>> import pandas as pd
        >>> import musterbook as mb
        >>> frame = pd.DataFrame({"month": ["2023-06", "2023-07"], "cases": ["1", "<5"]})
        >>> mb.read_table(frame).spelled()["people"].tolist()
        ['1', '0-4']
        """
        ends = zip(self.frame[SURE], self.frame[POSSIBLE], strict=True)
        return self.frame[self.variables].assign(people=["-".join(dict.fromkeys(map(str, pair))) for pair in ends])


def refuse_counts(people: Any, *used: str) -> None:
    """Refuse a frame that has a column of counts, where each row would be taken for one person.

    ``used`` are columns that somebody asked for, which are what the asker takes them for.

    >>> refuse_counts(pd.DataFrame({"signup": ["2023-06", "2023-07"], "cases": [4, 8]}))
    Traceback (most recent call last):
    musterbook.errors.MusterError: 'cases' holds counts of people, so its rows are no persons; read them with \
read_table, count them with weights='cases', or leave the column out where each row is a person
    """
    frame = frames.lazy(frames.records_of(people))
    called = [name for name in frame.collect_schema() if called_counts(name, perhaps=False) or plain(name) == "n"]
    for name in (name for name in called if name not in used):
        some = frames.collect(frame.select(name).drop_nulls().head(100))[name]
        if holds_counts([*map(frames.text_of, some)]):
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
    >>> import pandas as pd
    >>> import musterbook as mb
    >>> table = mb.read_table(pd.DataFrame({"signup": ["2023-06", "2023-07"], "cases": ["4", "<5"]}))
    >>> mb.claims_from(table, source="ministry")[["claim_id", "where", "relation", "value"]].to_numpy().tolist()
    [['ministry-1', '2023-06', '=', '4'], ['ministry-2', '2023-07', '<=', '4'], ['ministry-3', '', '>=', '4'], \
['ministry-4', '', '<=', '8']]
    """
    groups = _groups_of(table, by)
    others = [name for name in table.variables if name not in groups] or table.variables
    if variable is None and len(others) > 1:
        which = f"say which, as variable={others[0]!r}: {', '.join(others)}"
        raise MusterError(f"the table has several variables; {which}")
    [name] = _groups_of(table, variable or others[0])
    common = {"source_id": source, "statistic": "count", "unit": "people", "status": "used"}
    said: list[dict[str, str]] = []
    for part, _, (group, _), some in _parts(table, population, groups):
        sums = some.groupby(name, sort=False)[[SURE, POSSIBLE]].sum()
        everybody = sums.sum().tolist() if group else table.people
        for where, low, high in [*sums.itertuples(), ("", *everybody)]:
            told = common | {"population_id": part, "where": str(where), "variable": name if where else ""}
            for relation, value in [("=", low)] if low == high else [(">=", low), ("<=", high)]:
                if value or relation != ">=":
                    numbered = {"claim_id": f"{source}-{len(said) + 1}", "relation": relation, "value": str(value)}
                    said.append(told | numbered)
    return _rows_of("claims", said)


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
    >>> import pandas as pd
    >>> import musterbook as mb
    >>> frame = pd.DataFrame({"month": ["2023-06"] * 2, "sex": ["f", "m"], "cases": [1, 2]})
    >>> table = mb.read_table(frame)
    >>> found = mb.populations_from(table, population="held", by="sex")
    >>> found[["population_id", "part_of", "condition"]].to_numpy().tolist()
    [['held-f', 'held', 'sex=f'], ['held-m', 'held', 'sex=m']]
    """
    _, *parts = _parts(table, population, _groups_of(table, by))
    said = [
        {"population_id": name, "subject": f"{whole}, {value}", "part_of": whole, "condition": f"{group}={value}"}
        for name, whole, (group, value), _ in parts
    ]
    return _rows_of("populations", said)


def _rows_of(table: str, said: Sequence[dict[str, str]]) -> pd.DataFrame:
    """Make rows of one of our tables of what is said in them."""
    columns = [one["name"] for one in fields(table)]
    return pd.DataFrame([dict.fromkeys(columns, "") | one for one in said], columns=columns).astype("str")


def _groups_of(table: object, by: str | Sequence[str]) -> list[str]:
    """Give the variables by whose values people are told apart; there must be such a table, and it must have them."""
    if not isinstance(table, AggregateTable):
        raise MusterError(f"expected a table that read_table gave, found a {type(table).__name__}")
    groups = [by] if isinstance(by, str) else list(by)
    frames.require(frames.lazy(table.frame[table.variables]), *groups)
    return groups


def _parts(
    table: AggregateTable, population: str, groups: Sequence[str]
) -> Iterator[tuple[str, str, tuple[str, str], pd.DataFrame]]:
    """Give all people and each part of them: a name, whom it is part of, the variable and value it has, its cells.

    A value in letters that no id can have is named by its check sum.
    """
    yield population, "", ("", ""), table.frame
    for number in range(1, len(groups) + 1):
        by = list(groups[:number])
        for values, some in table.frame.dropna(subset=by).groupby(by, sort=False):
            names = [*filter(None, [population]), *(_short(str(value)) for value in values)]
            yield "-".join(names), "-".join(names[:-1]), (by[-1], str(values[-1])), some


def _short(value: str) -> str:
    """Make a part of an id of a value."""
    letters = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or f"{zlib.crc32(value.encode()):08x}"
