"""The roll: a list of people, read once, so that any number of claims can be held against it.

For each variable the roll knows how many people have which value, coarse values as their least and largest. What one
value of a person says of another is taken in: where arrival and sign-up are stated, so is the lag. The list is taken
to be whole, and of one population: everybody signed up within its window, nobody before arriving unless the list says
so of somebody, and nobody is older than 120. Somebody whose value is not stated may have any that this allows.

Whatever the size and the engine of a list, it is grouped by the engine itself and only distinct values come out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

import narwhals as nw
import pandas as pd

from musterbook.aggregate import POSSIBLE, SURE, AggregateTable
from musterbook.auditing.journeys import ANY, FORWARD, LEGS, Ends, Journey, ends_of_date, ends_of_number, meet
from musterbook.errors import MusterError, Unanswerable, counted, read_each, shown
from musterbook.frames import collect, count_distinct, lazy, text_of, texts
from musterbook.intervals import DATE_GRAMMAR, NUMBER_GRAMMAR, Interval, Kind
from musterbook.linelist import words
from musterbook.linelist.checks import OLDEST
from musterbook.linelist.linelist import Standing
from musterbook.schema import AGE, LAG, SIGNUP, kind_of, rows

Key = tuple[str, ...]

POPULATION = "population_id"
MOST_NAMED = 5
FEW = 100_000
NOTHING = Standing()
_READERS = {Kind.DATE: (ends_of_date, DATE_GRAMMAR), Kind.NUMBER: (ends_of_number, NUMBER_GRAMMAR)}


@dataclass(frozen=True)
class Spread:
    """What the list says of one variable that is a date or a number.

    ``people`` counts them by the least and largest value each may have; ``unstated`` are those of whom nothing is
    known, not even by their other values, and ``rough`` those of whom a range is; ``listed`` says that the list has
    such a column. ``extra`` are people who may be there beside, where a table counts them as a range.
    """

    people: Mapping[Ends, int]
    unstated: int = 0
    rough: int = 0
    listed: bool = True
    extra: Mapping[Ends, int] = field(default_factory=dict)

    @property
    def most(self) -> Counter[Ends]:
        """Everybody who may be there."""
        return Counter(self.people) + Counter(self.extra)


@dataclass(frozen=True)
class Labels:
    """What the list says of one variable that is a label: how many have which, and how many have none stated.

    ``extra`` are people who may be there beside, those of whom none is stated under the empty text.
    """

    people: Mapping[str, int]
    unstated: int = 0
    listed: bool = True
    extra: Mapping[str, int] = field(default_factory=dict)
    rough: int = field(default=0, init=False)

    @property
    def most(self) -> Counter[str]:
        """Everybody who may be there, those of whom none is stated under the empty text."""
        return Counter(self.people) + Counter(self.extra) + Counter({"": self.unstated})


@dataclass(frozen=True)
class Roll:
    """A list of people of one population.

    Invariant: the people of each spread, and of each set of labels with those of whom none is stated, add up to
    ``people``, and those who may be there beside to ``extra``. ``elsewhere`` are rows of other populations, which are
    no part of it.
    """

    people: int
    window: Interval | None
    elsewhere: int
    spreads: Mapping[str, Spread]
    labels: Mapping[str, Labels]
    extra: int = 0


def read_roll(
    records: Any,
    variables: Iterable[str],
    population: str,
    window: Interval | None,
    aside: Standing = NOTHING,
    *,
    named: Collection[str] = (),
) -> Roll:
    """Read a list of people for some variables.

    Parameters
    ----------
    records : DataFrame or AggregateTable
        One row per person, of any engine that Narwhals knows. Dates and numbers may be coarse texts. Or a table of
        counts.
    variables : iterable of str
        Columns that claims speak of; one that the list does not have is not stated of anybody.
    population : str
        Rows that state another ``population_id`` are left out and counted.
    window : Interval, optional
        The days on which people of this population signed up.
    aside : Standing
        For whom the rows stand that were set aside when the list was read: people of whom nothing is known count too.
    named : collection of str
        Labels that claims count people by; of the others, one such as ``unknown`` is not stated.

    Raises
    ------
    MusterError
        If the list has no rows, or none of this population; if a value cannot be read, a sign-up lies outside the
        window, values of a person cannot hold together, or the rows set aside may be of other populations.
    """
    asked = list(dict.fromkeys(variables))
    legs: Key = LEGS if set(asked) & set(LEGS) else ()
    groups: list[Key] = [legs, *((one,) for one in asked if one not in LEGS)]
    asking = [(POPULATION, *group) for group in groups]
    found = cells_of(records, asking) if isinstance(records, AggregateTable) else distinct(records, asking)
    kept, elsewhere = _kept(found, groups, population, aside)
    extra = [_of_population(one, population) for one in found.extra] or [Counter[Key]() for _ in groups]
    spreads: dict[str, Spread] = _journeys(kept[0], extra[0], found, window) if legs else {}
    labels = {}
    for group, *counters in zip(groups[1:], kept[1:], extra[1:], strict=True):
        variable, listed = group[0], group[0] in found.columns
        stated, more = (Counter({key[0]: times for key, times in one.items()}) for one in counters)
        if kind_of(variable) is Kind.LABEL:
            # A mark such as "unknown" is no other outcome, unless a claim counts those of whom it is said.
            marks = [
                one
                for one in {*stated, *more}
                if not one or (one.casefold() in words.of("missing") and one not in named)
            ]
            unstated, unsure = (sum(one.pop(text, 0) for text in marks) for one in (stated, more))
            labels[variable] = Labels(dict(stated), unstated, listed, dict(more) | ({"": unsure} if unsure else {}))
        else:
            spreads[variable] = _spread(variable, stated, more, listed)
    return Roll(sum(kept[0].values()), window, elsewhere, spreads, labels, sum(extra[0].values()))


def _kept(
    found: Groups, groups: Sequence[Key], population: str, aside: Standing
) -> tuple[list[Mapping[Key, int]], int]:
    """Give the people of one population, those set aside among them, and how many rows are of others."""
    kept = [_of_population(one, population) for one in found.counts]
    ours, listed = sum(kept[0].values()), sum(found.counts[0].values())
    if not listed and not any(one.total() for one in found.extra):
        raise Unanswerable("the list has no rows, so nothing can be held against it")
    if not ours and listed:
        raise Unanswerable(_nobody(found.counts[0], population))
    of_somebody = aside.people + aside.repeated
    if of_somebody and listed > ours:
        raise Unanswerable(_whose(of_somebody, population))
    unknown = [Counter({("",) * len(group): aside.people} if aside.people else {}) for group in groups]
    return [one + other for one, other in zip(kept, unknown, strict=True)], listed - ours


def _of_population(counter: Mapping[Key, int], population: str) -> Counter[Key]:
    kept: Counter[Key] = Counter()
    for (stated, *values), times in counter.items():
        if stated in {"", population}:
            kept[tuple(values)] += times
    return kept


def _whose(aside: int, population: str) -> str:
    return (
        f"the list names other populations than {population!r} too, so of which the {counted(aside, 'row')} set aside "
        "would be is not known: mend them, or hand in the people of one population"
    )


def _nobody(counter: Mapping[Key, int], population: str) -> str:
    others = sorted({key[0] for key in counter})
    named = ", ".join(others[:MOST_NAMED]) + (", …" if len(others) > MOST_NAMED else "")
    return f"no row of the list is of population {population!r}; their {POPULATION} is {named}"


def _spread(variable: str, stated: Mapping[str, int], more: Mapping[str, int], listed: bool) -> Spread:
    """Read the values of a variable that stands alone."""
    read = _read(variable, [*stated, *more])
    people: Counter[Ends] = Counter()
    extra: Counter[Ends] = Counter()
    for gathered, counter in ((people, stated), (extra, more)):
        for text, times in counter.items():
            gathered[_within_life(read[text]) if variable == AGE else read[text]] += times
    rough = sum(times for text, times in stated.items() if text and read[text][0] != read[text][1])
    return Spread(dict(people), stated.get("", 0), rough, listed, dict(extra))


def _within_life(ends: Ends) -> Ends:
    """Close the open ends of an age."""
    low, high = ends
    return (0 if low == -inf else low), (max(OLDEST, low) if high == inf else high)


def _read(variable: str, texts: Iterable[str]) -> dict[str, Ends]:
    read, grammar = _READERS[kind_of(variable)]
    return read_each(texts, read, grammar)


def _journeys(
    counter: Mapping[Key, int], more: Mapping[Key, int], found: Groups, window: Interval | None
) -> dict[str, Spread]:
    """Read arrivals, sign-ups, departures and lags together, for they say something of each other."""
    keys = dict.fromkeys([*counter, *more])
    ends = {leg: _read(leg, {key[place] for key in keys}) for place, leg in enumerate(LEGS)}
    ends[SIGNUP] = _within_window(ends[SIGNUP], window)
    known = {key: Journey(*(ends[leg][text] for leg, text in zip(LEGS, key, strict=True))) for key in keys}
    settled = _settled(known)
    return {leg: _leg(place, counter, more, settled, leg in found.columns) for place, leg in enumerate(LEGS)}


def _within_window(read: Mapping[str, Ends], window: Interval | None) -> dict[str, Ends]:
    if window is None:
        return dict(read)
    whole = ends_of_date(f"{window.first}/{window.last}")
    met = {text: meet(ends, whole) for text, ends in read.items()}
    outside = sorted(text for text, (low, high) in met.items() if low > high)
    if outside:
        raise Unanswerable.outside_window(SIGNUP, outside, str(window))
    return met


def _settled(known: Mapping[Key, Journey]) -> dict[Key, Journey]:
    """Settle each journey; nobody signs up before arriving, unless the list says so of somebody."""
    forward = {key: _settle(one, FORWARD) for key, one in known.items()}
    done = forward if None not in forward.values() else {key: _settle(one, ANY) for key, one in known.items()}
    wrong = [key for key, one in done.items() if one is None]
    if wrong:
        raise MusterError(_torn(wrong))
    return {key: one for key, one in done.items() if one is not None}


def _settle(journey: Journey, lags: Ends) -> Journey | None:
    lag = meet(journey.lag_days, lags)
    settled = Journey(journey.signup, journey.arrival, journey.departure, lag).settled()
    return settled if lag[0] <= lag[1] else None


def _torn(wrong: Sequence[Key]) -> str:
    said = [
        ", ".join(f"{leg} {shown(text)}" for leg, text in zip(LEGS, key, strict=True) if text) for key in sorted(wrong)
    ]
    more = f"; and {len(said) - MOST_NAMED:,} more" if len(said) > MOST_NAMED else ""
    return (
        f"values of one person that cannot hold together: {'; '.join(said[:MOST_NAMED])}{more}; "
        f"expected {LAG} to be the days from arrival to a sign-up in the window, and no departure before the arrival"
    )


def _leg(
    place: int, counter: Mapping[Key, int], more: Mapping[Key, int], settled: Mapping[Key, Journey], listed: bool
) -> Spread:
    """Gather one of the four values over all people."""
    people: Counter[Ends] = Counter()
    unstated = rough = 0
    for key, times in counter.items():
        low, high = getattr(settled[key], LEGS[place])
        people[low, high] += times
        if low != high:
            known = bool(key[place]) or (LEGS[place] == LAG and high < inf)
            unstated, rough = unstated + times * (not known), rough + times * known
    extra: Counter[Ends] = Counter()
    for key, times in more.items():
        extra[getattr(settled[key], LEGS[place])] += times
    return Spread(dict(people), unstated, rough, listed, dict(extra))


@dataclass(frozen=True)
class Groups:
    """Which columns a list has, and for each group of them how many rows have which texts, empty where none is.

    ``extra`` says how many more may have them, for each group, where a table counts them as a range.
    """

    columns: frozenset[str]
    counts: tuple[Counter[Key], ...]
    extra: tuple[Counter[Key], ...] = ()


def cells_of(table: AggregateTable, groups: Sequence[Key]) -> Groups:
    """Add up the cells of a table of counts for several groups of its variables.

    >>> frame = pd.DataFrame({"age": ["24", "25"], "sure": [2, 0], "possible": [2, 4]})
    >>> cells_of(AggregateTable(frame, {"age": Kind.NUMBER}, "cases", "table.csv"), [("age", "party")])
    Groups(columns=frozenset({'age'}), counts=(Counter({('24', ''): 2}),), extra=(Counter({('25', ''): 4}),))
    """
    cells = rows(table.frame.fillna(dict.fromkeys(table.variables, "")))
    sums: list[tuple[Counter[Key], Counter[Key]]] = [(Counter(), Counter()) for _ in groups]
    for group, (sure, extra) in zip(groups, sums, strict=True):
        for cell in cells:
            key = tuple(str(cell.get(name, "")) for name in group)
            sure[key] += int(cell[SURE])
            extra[key] += int(cell[POSSIBLE] - cell[SURE])
    counts, more = zip(*((+sure, +extra) for sure, extra in sums), strict=True)
    return Groups(frozenset(table.variables), counts, more)


def distinct(records: Any, groups: Sequence[Key]) -> Groups:
    """Count how often each combination of values occurs, for several groups of columns.

    A column that the list does not have is empty in every row. A short pandas frame is gone through in Python, which is
    faster than asking an engine for each group; anything else is grouped by its engine.

    >>> distinct(pd.DataFrame({"age": [24, 24, None]}), [("age", "party")]).counts
    (Counter({('24', ''): 2, ('', ''): 1}),)
    """
    names = lazy(records).collect_schema().names()
    wanted = [name for name in dict.fromkeys(name for group in groups for name in group) if name in names]
    if isinstance(records, pd.DataFrame) and len(records) <= FEW:
        spelled = {name: list(map(text_of, records[name])) for name in wanted}
        nothing = [""] * len(records)
        counts = [Counter(zip(*(spelled.get(name, nothing) for name in group), strict=True)) for group in groups]
    else:
        counts = [_grouped(records, group, wanted) for group in groups]
    return Groups(frozenset(names), tuple(counts))


def _grouped(native: Any, group: Key, wanted: Sequence[str]) -> Counter[Key]:
    """Let the engine count; a group of none of its columns has every row alike."""
    known = [name for name in group if name in wanted]
    if not known:
        people = int(collect(lazy(native).select(people=nw.len()))["people"].iloc[0])
        return Counter({("",) * len(group): people} if people else {})
    counted: Counter[Key] = Counter()
    for row in rows(count_distinct(texts(native, {f"value_{name}": name for name in known}))):
        counted[tuple(row.get(f"value_{name}", "") for name in group)] += row["people"]
    return counted
