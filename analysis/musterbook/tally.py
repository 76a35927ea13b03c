"""Counts of people by period, age or group, with what is coarse or unknown kept apart.

Each cell gets two numbers. ``sure`` are the people who certainly belong there: everything that is known of them lies in
the cell. ``possible`` are the people who may: their date or number is coarse and touches the cell, is only about so,
or is not stated at all. The true count lies between the two. With complete records the two are equal.

Any column is a variable. What it holds is known from the schema, from the ends that stand beside it, from its type, or
else from its texts; who asks may say it. Whatever the size and the engine of a frame, it is grouped by the engine
itself, through Narwhals, in one question; only the distinct texts come out, and each is read once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import is_dataclass
from itertools import pairwise
from math import inf, prod
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from musterbook import frames
from musterbook.aggregate import POSSIBLE, SURE, AggregateTable, refuse_counts
from musterbook.errors import MusterError, Unanswerable, UnknownName, read_each, shown, whole_number
from musterbook.intervals import Every, Interval, Kind, cells
from musterbook.schema import AGE, fields, kind_of

MOST_CELLS = 20_000
NOT_STATED = "not stated"
KINDS = {"date": Kind.DATE, "number": Kind.NUMBER, "label": Kind.LABEL}
DAYS = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_People = Counter[tuple[str, ...]]
"""How many people have which texts in some columns."""
_Orders = Mapping[str, Sequence[str]]
"""Which labels of some columns come first."""


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
    if (window is not None and what is not Kind.DATE) or (every is not None and what is Kind.LABEL):
        told = f"window= is for dates, every= for dates and numbers, which {variable!r} does not hold"
        raise MusterError(f"{told}; leave it out, or give kind='date' or kind='number'")
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
            whole = window or Interval(min(ends), max(ends), Kind.DATE)
            laid_out = cells_of_dates(variable, read, whole, Every.MONTH if every is None else every, week_start)
    found = in_cells(laid_out, read, (people, most), orders)
    return frames.marked(found, simulated=not is_table and frames.is_simulated(records))


def people_by(records: Any, asked: Sequence[str], weights: str | None = None) -> tuple[_People, _People]:
    """Count people by their texts, at least and at most; with weights the last of these says how many a row is.

    >>> people_by(pd.DataFrame({"age": ["24", None], "sex": ["m", "m"]}), ["sex", "age"])[0]
    Counter({('m', '24'): 1, ('m', ''): 1})
    """
    if isinstance(records, AggregateTable):
        if unknown := [name for name in asked if name not in records.kinds]:
            raise UnknownName.of("variable", unknown[0], records.variables)
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
    cells: Sequence[Interval], read: Mapping[str, Interval], people: tuple[_People, _People], orders: _Orders
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
    # Counted from a cell, large numbers keep their last digits.
    (low, _), (_, high), base = cells[0].ends, cells[-1].ends, cells[-1].low or 0
    inside = {text: low <= one.ends[0] and one.ends[1] <= high and not one.flag for text, one in read.items()}
    spans = {text: (*(end - base for end in one.ends), inside[text]) for text, one in read.items()}
    ends = np.array([spans.get(text, (-inf, inf, False)) for text in values], float).reshape(-1, 3)
    starts = np.array([cell.ends[0] - base for cell in cells], float)
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
        return [str(label) for label in native[column].cat.categories]
    return list(typed.categories) if isinstance(typed, nw.Enum) else []
