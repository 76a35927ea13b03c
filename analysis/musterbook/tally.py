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
from dataclasses import dataclass, is_dataclass
from itertools import pairwise
from math import inf, prod
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from musterbook import frames
from musterbook.aggregate import POSSIBLE, SURE, AggregateTable, refuse_counts
from musterbook.errors import MusterError, Unanswerable, UnknownName, read_each, shown, whole_number
from musterbook.frames import is_simulated, marked, one_list
from musterbook.intervals import DATE_GRAMMAR, NUMBER_GRAMMAR, Every, Interval, Kind, cells
from musterbook.schema import AGE, fields, kind_of

MOST_CELLS = 20_000
NOT_STATED = "not stated"
KINDS = {"date": Kind.DATE, "number": Kind.NUMBER, "label": Kind.LABEL}
DAYS = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_People = Counter[tuple[str, ...]]
"""How many people have which texts in some columns."""
_Wish = tuple[str | int | None, str | Interval | None, str]
"""How somebody wants cells: their length, the window, and the first day of weeks."""
_Read = Mapping[str, Interval]
_READERS = {Kind.NUMBER: (Interval.number, NUMBER_GRAMMAR), Kind.DATE: (Interval.date, DATE_GRAMMAR)}


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
    >>> people = pd.DataFrame({"signup": ["2023-07-03", "2023-07", "2023-07/2023-08", None], "sex": list("mfmm")})
    >>> counts(people, "signup").to_dict("list")
    {'cell': ['2023-07', '2023-08'], 'sure': [2, 0], 'possible': [4, 2]}
    >>> counts(people, "signup", by="sex").to_numpy().tolist()
    [['f', '2023-07', 1, 1], ['f', '2023-08', 0, 0], ['m', '2023-07', 1, 3], ['m', '2023-08', 0, 2]]
    """
    groups = [by] if isinstance(by, str) else list(by)
    asked: list[Any] = [variable, *groups, *([weights] if weights is not None else [])]
    if no_names := [name for name in asked if not isinstance(name, str)]:
        raise MusterError(f"expected the name of a column, as 'signup', found {no_names[0]!r}")
    wrong: list[str] = [name for name, times in Counter(asked).items() if times > 1]
    wrong += [name for name in groups if name in {"cell", SURE, POSSIBLE}]
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
    grid = _Grid.of(what, variable, stated, (every, window, week_start), is_table=is_table)
    return marked(grid.count(people, most, orders), simulated=not is_table and is_simulated(records))


def people_by(records: Any, asked: Sequence[str], weights: str | None = None) -> tuple[_People, _People]:
    """Count people by their texts, at least and at most; with weights the last of these says how many a row is.

    >>> people_by(pd.DataFrame({"age": ["24", None], "sex": ["m", "m"]}), ["sex", "age"])[0]
    Counter({('m', '24'): 1, ('m', ''): 1})
    """
    if isinstance(records, AggregateTable):
        if unknown := [name for name in asked if name not in records.kinds]:
            raise UnknownName.of("variable", unknown[0], records.variables)
        cells = records.frame.fillna(dict.fromkeys(records.variables, "")).astype({SURE: int, POSSIBLE: int})
        few, many = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
        for *texts, low, high in cells[[*asked, SURE, POSSIBLE]].itertuples(index=False):
            few[tuple(texts)] += low
            many[tuple(texts)] += high
        return few, many
    if weights is None:
        refuse_counts(records, *asked)
    people = frames.count_rows(one_list(records), asked)
    if weights is not None:
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
    >>> age_summary(pd.DataFrame({"age": ["24", "38", "18..25", None]})).to_dict()["mean_high"]
    29.0
    """
    stated = frames.count_texts(one_list(records), AGE)
    unstated = stated.pop("", 0)
    read = read_each(stated, *_READERS[Kind.NUMBER])
    people = stated.total()
    summary: dict[str, float] = {
        "people": people + unstated,
        "stated": people,
        "exact": sum(stated[text] for text, one in read.items() if one.low == one.high),
    }
    # An open end is infinite, and what it leaves open comes out so too.
    ends = {end: [one.ends[place] for one in read.values()] for place, end in enumerate(("low", "high"))}
    for name, summed in {"youngest": min, "oldest": max, "mean": None}.items():
        for end, values in ends.items():
            mean = sum(value * times for value, times in zip(values, stated.values(), strict=True)) / (people or 1)
            summary[f"{name}_{end}"] = inf if not values else mean if summed is None else summed(values)
    known = {name: None if abs(value) == inf else value for name, value in summary.items()}
    found = pd.Series(known, index=pd.Index(known, dtype="str"), dtype="Float64", name=AGE)
    return marked(found, simulated=is_simulated(records))


@dataclass(frozen=True)
class _Grid:
    """Cells in order, each named and beginning at a number, and the texts of a variable as numbers.

    ``spans`` gives for each text its least and largest number and whether it surely lies between them. Invariant: every
    span lies within the cells.
    """

    names: Sequence[str]
    starts: Sequence[int]
    spans: Mapping[str, tuple[int, int, bool]]

    @classmethod
    def of(cls, kind: Kind, variable: str, stated: Sequence[str], wish: _Wish, *, is_table: bool) -> _Grid:
        """Lay out the cells that values need, and every value on them; a table has its own, if none meets another."""
        every, window, _ = wish
        read = {} if kind is Kind.LABEL else read_each(stated, *_READERS[kind])
        if is_table and read and every is None and window is None:
            ordered = sorted(read.items(), key=lambda item: item[1].ends)
            if not any(one.meets(other) for (_, one), (_, other) in pairwise(ordered)):
                spans = {text: (place, place, not one.flag) for place, (text, one) in enumerate(ordered)}
                return cls([*spans], range(len(ordered)), spans)
        if kind is not Kind.DATE and window is not None:
            raise MusterError(f"a window is for dates, and {variable!r} is none; leave it out, or give kind='date'")
        if not stated and window is None:
            mend = "state at least one, or a window"
            raise Unanswerable(f"no value of {variable!r} is stated, so it has no cells; {mend}")
        if kind is Kind.LABEL:
            if every is not None:
                mend = "leave it out, or give kind='date' or kind='number'"
                raise MusterError(f"every= is for dates and numbers, and {variable!r} holds labels; {mend}")
            return cls(stated, range(len(stated)), {name: (place, place, True) for place, name in enumerate(stated)})
        ends = [end for one in read.values() for end in (one.low, one.high) if end is not None]
        found = (cells_of_dates if kind is Kind.DATE else cells_of_numbers)(variable, read, ends, wish)
        whole, spans = Interval(found[0].low, found[-1].high, kind), {}
        for text, one in read.items():
            first, last = one.clip(whole).ends
            spans[text] = int(first), int(last), one in whole and not one.flag
        return cls([cell.text or str(cell) for cell in found], [int(cell.ends[0]) for cell in found], spans)

    def count(self, people: _People, most: _People, orders: Mapping[str, Sequence[str]]) -> pd.DataFrame:
        """Count for each group and cell who surely lies in it, and who may.

        ``most`` says how many people there may be, and ``orders`` which groups come first.
        """
        values, *groups = zip(*people, strict=True) if people else [() for _ in range(1 + len(orders))]
        labels = []
        for texts, order in zip(groups, orders.values(), strict=True):
            found = {text or NOT_STATED for text in texts}
            # Last of all stands that of whom none is stated.
            labels.append([*dict.fromkeys([*order, *sorted(found - {NOT_STATED})]), *(found & {NOT_STATED})])
        sizes = [len(one) for one in labels]
        if prod(sizes) * len(self.names) > frames.MOST_ROWS:
            many = f"{prod(sizes):,} groups of {len(self.names):,} cells are more than {frames.MOST_ROWS:,} rows"
            raise Unanswerable(f"{many}; count by fewer columns, or in longer cells")
        places = [{label: place for place, label in enumerate(one)} for one in labels]
        homes = [[of[text or NOT_STATED] for text in found] for found, of in zip(groups, places, strict=True)]
        home = np.ravel_multi_index(homes, sizes) if groups else np.zeros(len(people), np.int64)
        whole = (self.starts[0], self.starts[-1], False)
        spans = np.array([self.spans.get(text, whole) for text in values], np.int64).reshape(-1, 3)
        first, last = np.searchsorted(np.asarray(self.starts), spans[:, :2].T, "right") - 1
        times, may_be = (np.array([*counter.values()], np.int64) for counter in (people, most))
        begun, ended, sure = np.zeros((3, prod(sizes), len(self.names) + 1), np.int64)
        np.add.at(begun, (home, first), may_be)
        np.add.at(ended, (home, last + 1), may_be)
        np.add.at(sure, (home, first), times * ((first == last) & (spans[:, 2] == 1)))
        numbers = {SURE: sure, POSSIBLE: np.cumsum(begun - ended, axis=1)}
        cells = pd.MultiIndex.from_product([*labels, list(self.names)], names=[*orders, "cell"]).to_frame(index=False)
        counted = {name: pd.array(found[:, :-1].ravel(), "Int64") for name, found in numbers.items()}
        return cells.astype("str").assign(**counted)


def cells_of_dates(variable: str, read: _Read, ends: Sequence[int], wish: _Wish) -> list[Interval]:
    """Cut a window into cells of a length that is a word, or a number of weeks; no date may lie outside it."""
    every, window, week_start = wish
    whole = Interval.date(window) if isinstance(window, str) else window or Interval(min(ends), max(ends), Kind.DATE)
    if whole.kind is not Kind.DATE or not whole.is_closed:
        raise MusterError(f"expected a window from a first to a last day, as '2023-06/2024-05', found {whole!r}")
    if outside := sorted(text for text, period in read.items() if not period.meets(whole)):
        raise Unanswerable.outside_window(variable, outside, str(whole))
    if week_start not in WEEKDAYS:
        raise UnknownName.of("weekday", week_start, WEEKDAYS)
    every = Every.MONTH if every is None else every
    if every == "epiweek":
        every, week_start = Every.WEEK, "sunday"
    several = re.fullmatch(r"(\d+) weeks", str(every))
    length, weeks = (Every.WEEK, int(several[1])) if several else (every, 1)
    whole_number("a number of weeks", weeks, 1)
    if length not in list(Every):
        raise UnknownName.of("period", every, [*Every, "epiweek", "2 weeks (or any number of them)"])
    number = whole.size // (DAYS[str(length)] * weeks)
    if number > MOST_CELLS:
        raise Unanswerable(f"{whole} would have {number:,} cells of a {every}; {MOST_CELLS:,} is the most")
    return cells(whole, str(length), weeks=weeks, week_start=WEEKDAYS.index(week_start))


def cells_of_numbers(variable: str, _: _Read, ends: Sequence[int], wish: _Wish) -> list[Interval]:
    """Lay out every number, or band of numbers, from the lowest to the highest that is known."""
    every = 1 if wish[0] is None else wish[0]
    if isinstance(every, str):
        meant = "every= is how many a cell has, as every=10"
        raise MusterError(f"{variable!r} holds numbers, so {meant}, found {every!r}")
    whole_number("every= of numbers", every, 1)
    low, high = min(ends) // every * every, max(ends) // every * every
    if (high - low) // every > MOST_CELLS:
        mend = "give bands, as every=10, or kind='label' where the numbers are names"
        raise Unanswerable(f"{variable!r} runs from {low:,} to {high:,}; more than {MOST_CELLS:,} cells: {mend}")
    return [Interval(start, start + every - 1) for start in range(low, high + 1, every)]


def kind_in(records: Any, variable: str, stated: Sequence[str], every: object) -> Kind:
    """Find out what a column holds: from the schema, what stands beside it, its type, or its texts.

    Texts that may be dates or numbers, as ``2023``, are numbers, but where cells of a period are asked for.
    """
    if isinstance(records, AggregateTable):
        return records.kinds[variable]
    schema = frames.lazy(records).collect_schema()
    typed = schema[variable]
    if variable in {field["name"] for field in fields("records")}:
        return kind_of(variable)
    if typed in (nw.Date, nw.Datetime) or {f"{variable}_first", f"{variable}_last"} <= set(schema):
        return Kind.DATE
    if {f"{variable}_low", f"{variable}_high"} <= set(schema):
        return Kind.NUMBER
    for kind in (Kind.DATE, Kind.NUMBER) if isinstance(every, str) else (Kind.NUMBER, Kind.DATE):
        with suppress(MusterError):
            read_each(stated, *_READERS[kind])
            return kind if stated and typed != nw.Boolean else Kind.LABEL
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
