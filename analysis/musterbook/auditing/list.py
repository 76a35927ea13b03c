"""A list against claims: whether a list of people bears out what was published.

A coarse list stands for many complete ones. A claim holds if it is true of every one of them, is contradicted if it is
true of none, and otherwise nobody can tell from the list. For every statistic but the peak, the values it can take
have no gap between the least and the largest, because changing one person by one step changes it by one step at most;
so the two ends decide. A peak can fail in two ways, by its height and by a rival.

A claim of a peak or of occupied cells speaks of cells that follow each other: whole numbers here, months, weeks and
days as pandas numbers its periods, ages, lags and labels as they lie on their lines. A window may cut its first and its
last cell short; they are whole cells for all that. A coarse value is a run of cells from a first to a last, possibly
without end. How many cells can be occupied, and whether everybody finds a place where each cell takes only so many, are
questions about matchings in convex bipartite graphs (Glover 1967): going through the cells in order and always serving
the run that ends first answers them exactly. The fewest cells that can be occupied are the fewest points that stab all
runs.

For each variable the roll knows how many people have which value, coarse values as their least and largest. What one
value of a person says of another is taken in: where arrival and sign-up are stated, so is the lag. The list is taken
to be whole, and of one population: what its window is of lies within it, nobody signed up before arriving unless the
list says so of somebody, and nobody is older than 120. Somebody whose value is not stated may have any that this
allows.

Labels lie on a line as dates and numbers do, those that are parts of a larger one side by side. Whoever has a label
that nobody named, or one of a larger one, may have any of very many.

Whatever the size and the engine of a list, it is grouped by the engine itself and only distinct values come out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, lru_cache, partial
from heapq import heappop, heappush
from itertools import accumulate
from math import inf, lcm, sqrt
from operator import itemgetter
from typing import Any, TypeVar

import pandas as pd

from musterbook import labels
from musterbook.case.case import Case
from musterbook.case.claims import Claim, Relation, Statistic, cell_length, occupied_length
from musterbook.errors import MusterError, Unanswerable, counted, read_each, shown, some
from musterbook.frames import completed, lazy
from musterbook.intervals import Every, Interval, Kind
from musterbook.linelist import words
from musterbook.linelist.linelist import Standing
from musterbook.movements import ANY, FORWARD, LEGS, Ends, Journey, ends_of, meet
from musterbook.schema import AGE, LAG, OLDEST
from musterbook.tally import AggregateTable, people_by
from musterbook.worlds.axes import OTHER, REST, Axis, is_open, label_axis

Key = tuple[str, ...]
Group = TypeVar("Group", bound=Hashable)

POPULATION = "population_id"
MANY = 10**12  # labels that there may be and that nobody named: more than people
FINE = 10**9
EPOCH = 719_163  # the day from which pandas counts, 1970-01-01
NO_PEOPLE = "the figure counts no people, so a list of people says nothing of it"
NO_PART = "neither a number nor a part to count is stated, so a list says nothing of it"
Runs = Mapping[Ends, int]  # how many people have which run of cells, or of days or numbers


# --- the list, read


@dataclass(frozen=True)
class Spread:
    """What the list says of one variable.

    ``people`` counts them by the least and largest value each may have, ``extra`` those who may be there beside, where
    a table counts them as a range; ``unstated`` are those of whom nothing is known, not even by their other values, and
    ``rough`` those of whom a range is; ``listed`` says that the list has such a column.
    """

    people: Mapping[Ends, int]
    extra: Mapping[Ends, int]
    unstated: int
    rough: int
    listed: bool

    @classmethod
    def of(cls, name: str, told: Iterable[tuple[str, Ends, int, int]], *, listed: bool) -> Spread:
        """Gather what is stated and known, of how many people and of how many more who may be there."""
        people, extra, unstated, rough = Counter[Ends](), Counter[Ends](), 0, 0
        for text, ends, times, more in told:
            people[ends], extra[ends] = people[ends] + times, extra[ends] + more
            if ends[0] != ends[1]:
                is_known = (text and ends != ANY) or (name == LAG and ends[1] < inf)
                rough, unstated = rough + times * bool(is_known), unstated + times * (not is_known)
        return cls(+people, +extra, unstated, rough, listed)

    @property
    def most(self) -> Counter[Ends]:
        """Everybody who may be there."""
        return Counter(self.people) + Counter(self.extra)

    def joined(self, end: int) -> Iterator[Counter[float]]:
        """Count people by their least, or their largest, as more and more join of those who may be there beside.

        The farthest join first. Whoever lies on the near side of an average moves it towards them, whoever lies on the
        far side away; so one of these has the least average, or the largest.
        """
        if people := regrouped(self.people, itemgetter(end)):
            yield people
        for known, times in sorted(self.extra.items(), key=lambda one: one[0][end], reverse=end == 1):
            people = people + Counter({known[end]: times})
            yield people

    def deviation(self) -> float | None:
        """Give the standard deviation of a sample where every value is known; else nothing is said of it."""
        total = sum(self.people.values())
        if total < 2 or self.extra or any(low != high for low, high in self.people):
            return None
        mean = Fraction(sum(int(low) * times for (low, _), times in self.people.items()), total)
        return sqrt(sum((int(low) - mean) ** 2 * times for (low, _), times in self.people.items()) / (total - 1))


@dataclass(frozen=True)
class LabelLine:
    """Labels on a line, where one that nobody named is one of very many: each is a stretch of it.

    ``unknown`` are marks such as "?", of whom any label may be said.
    """

    axis: Axis
    unknown: Collection[str]

    @classmethod
    def of(cls, texts: Collection[str], claimed: Collection[str], parents: Mapping[str, str]) -> LabelLine:
        """Lay out the labels of a list and of claims; what a claim counts people of is no mark.

        >>> line = LabelLine.of(["Nepal", "?"], ["Asia"], {"Nepal": "Asia"})
        >>> line.ends("Nepal"), line.ends("?")
        ((0, 0), (-inf, inf))
        """
        unknown = {text for text in texts if text.casefold() in words.of("missing") and text not in claimed} | {""}
        plain = dict.fromkeys(label.removesuffix(REST) for label in (*claimed, *texts) if label not in unknown)
        return cls(label_axis("", [label for label in plain if label not in ("", OTHER)], parents), unknown)

    @cached_property
    def places(self) -> dict[str, Ends]:
        """Where each label lies, and each that has others within."""
        starts = [0, *accumulate(MANY if is_open(name) else 1 for name in self.axis.names)]
        spans = dict(zip(self.axis.names, self.axis.spans, strict=True)) | dict(self.axis.groups)
        return {name: (starts[span.start], starts[span.stop] - 1) for name, span in spans.items()}

    def ends(self, label: str) -> Ends:
        """Give the least and the largest that a label may be."""
        if label in self.unknown:
            return ANY
        return self.places[label if label in self.places else label.removesuffix(REST)]

    def beside(self, label: str) -> tuple[list[Ends], list[Ends]]:
        """Give what a largest label is larger than: those that are named, and the stretches of those that are not.

        A label that has none within is held against all such labels, a larger one against those beside it.
        """
        level: Iterable[str] = self.axis.names
        if label in self.axis.groups:
            level = [name for name in self.places if self._around(name) == self._around(label)]
        named = [self.places[name] for name in level if name != label and not is_open(name)]
        return named, [self.places[name] for name in level if is_open(name)]

    def _around(self, label: str) -> list[str]:
        """Name the larger labels that a label lies in."""
        (low, high), groups = self.places[label], [name for name in self.axis.groups if name != label]
        return [name for name in groups if self.places[name][0] <= low and high <= self.places[name][1]]


@dataclass(frozen=True)
class Roll:
    """A list of people of one population.

    Invariant: the people of each spread add up to ``people``, and those who may be there beside to ``extra``.
    ``elsewhere`` are rows of other populations, which are no part of it. By variable, ``labels`` are the lines that
    its labels lie on, and ``windows`` hold the dates that there can be.
    """

    people: int
    extra: int
    elsewhere: int
    spreads: Mapping[str, Spread]
    labels: Mapping[str, LabelLine]
    windows: Mapping[str, Interval]

    def part(self, claim: Claim) -> Ends:
        """Give the least and the largest value that a claim is about."""
        if not claim.where:
            return window.ends if (window := self.windows.get(claim.variable)) else ANY
        if claim.kind is Kind.LABEL:
            return self.labels[claim.variable].ends(claim.where)
        return ends_of(claim.where, claim.kind)

    def left_out(self, aside: Standing) -> list[str]:
        """Say how many rows were left out, of other populations and for problems, and what is made of them."""
        told = {
            "of another population": self.elsewhere,
            "for problems; each counts as a person of whom nothing is known": aside.people,
            "under an id used already; each is a person already counted": aside.repeated,
            "of totals; that is no person": aside.totals,
        }
        return [f"left out: {counted(rows, 'row')} {why}" for why, rows in told.items() if rows]


def read_roll(records: Any, case: Case, population: str, claims: Sequence[Claim], aside: Standing) -> Roll:
    """Read a list of people for some claims.

    Parameters
    ----------
    records : DataFrame or AggregateTable
        One row per person, of any engine that Narwhals knows. Dates and numbers may be coarse texts. Or a table of
        counts.
    case : Case
        Says what its variables hold, and which labels are parts of others.
    population : str
        Rows that state another ``population_id`` are left out and counted.
    claims : sequence of Claim
        They say which columns matter; one that the list does not have is not stated of anybody.
    aside : Standing
        For whom the rows stand that were set aside when the list was read: people of whom nothing is known count too.

    Raises
    ------
    MusterError
        If the list has no rows, or none of this population; if a value cannot be read, a date lies outside the
        window, values of a person cannot hold together, or the rows set aside may be of other populations.
    """
    kinds = {claim.variable: claim.kind for claim in claims if claim.variable}
    windows = {case.event(population): window} if (window := case.windows[population]) else {}
    groups: list[Key] = [LEGS] if kinds.keys() & {*LEGS} else []
    groups = [*groups, *((name,) for name in kinds if name not in LEGS)] or [()]
    columns = records.variables if isinstance(records, AggregateTable) else lazy(records).collect_schema().names()
    spreads: dict[str, Spread] = {}
    labels: dict[str, LabelLine] = {}
    for names in groups:
        people, most, elsewhere = _counted(records, names, population, aside)
        ends = []
        for name, texts in zip(names, zip(*most, strict=True), strict=True):
            kind = kinds.get(name, Kind.NUMBER if name == LAG else Kind.DATE)
            if kind is Kind.LABEL:
                claimed = {claim.where for claim in claims if claim.variable == name and claim.where}
                labels[name] = LabelLine.of(dict.fromkeys(texts), claimed, case.label_parents.get(name, {}))
            of = labels[name].ends if kind is Kind.LABEL else partial(ends_of, kind=kind)
            read = read_each(texts, of, kind.grammar)
            if name == AGE:
                # Nobody is older than a life, but whom the list says to be.
                read = {
                    text: (max(low, 0), max(OLDEST, low) if high == inf else high) for text, (low, high) in read.items()
                }
            elif name in windows:
                read = {text: meet(known, windows[name].ends) for text, known in read.items()}
                if outside := sorted(text for text, (low, high) in read.items() if low > high):
                    raise Unanswerable.outside_window(name, outside, str(windows[name]))
            ends.append(read)
        known = {key: tuple(of[text] for of, text in zip(ends, key, strict=True)) for key in most}
        known = _settled(known) if names == LEGS else known
        for place, name in enumerate(names):
            told = [(key[place], known[key][place], people[key], most[key] - people[key]) for key in most]
            spreads[name] = Spread.of(name, told, listed=name in columns)
    return Roll(people.total(), (most - people).total(), elsewhere, spreads, labels, windows)


def _counted(records: Any, names: Key, population: str, aside: Standing) -> tuple[Counter[Key], Counter[Key], int]:
    """Count the people of one population by some columns, at least and at most, and the rows of others.

    Columns need not be there; those set aside are among the people.
    """
    is_table = isinstance(records, AggregateTable)
    asked = [name for name in (POPULATION, *names) if not is_table or name in records.kinds]
    few, many = people_by(records if is_table else completed(records, *asked), asked)
    people, most, others = Counter[Key](), Counter[Key](), set[str]()
    for key, number in many.items():
        told = dict(zip(asked, key, strict=True))
        if (stated := told.get(POPULATION, "")) in {"", population}:
            mine = tuple(told.get(name, "") for name in names)
            people[mine], most[mine] = people[mine] + few[key], most[mine] + number
        elif number:
            others.add(stated)
    elsewhere = few.total() - people.total()
    if not many.total():
        raise Unanswerable("the list has no rows, so nothing can be held against it")
    if others and not most.total():
        theirs = f"their {POPULATION} is {some(sorted(others))}"
        raise Unanswerable(f"no row of the list is of population {population!r}; {theirs}")
    if others and aside.people + aside.repeated:
        unknown = f"the list names other populations than {population!r} too, so of which its rows set aside are"
        raise Unanswerable(f"{unknown} is not known: mend them, or hand in the people of one population")
    nothing = Counter({("",) * len(names): aside.people})
    return people + nothing, most + nothing, elsewhere


def _settled(read: Mapping[Key, tuple[Ends, ...]]) -> dict[Key, tuple[Ends, ...]]:
    """Take together what is known of each journey; nobody signs up before arriving, unless the list says so."""
    for lags in (FORWARD, ANY):
        done = {key: Journey(one[0], one[1], one[2], meet(one[3], lags)).settled() for key, one in read.items()}
        if None not in done.values():
            break
    if wrong := sorted(key for key, one in done.items() if one is None):
        said = [", ".join(f"{leg} {shown(text)}" for leg, text in zip(LEGS, key, strict=True) if text) for key in wrong]
        told = f"values of one person that cannot hold together: {some(said, between='; ')}"
        raise MusterError(f"{told}; expected {Journey.MEANT}")
    return {key: (one.signup, one.arrival, one.departure, one.lag_days) for key, one in done.items() if one}


# --- what it says of a claim


class Verdict(StrEnum):
    """What an audit can say."""

    HOLDS = "holds"
    CONTRADICTED = "contradicted"
    CANNOT_TELL = "cannot tell"

    @classmethod
    def of(cls, *, always: bool, ever: bool) -> Verdict:
        """Judge by whether a claim is true of every complete list, and of any."""
        return cls.HOLDS if always else cls.CANNOT_TELL if ever else cls.CONTRADICTED


@dataclass(frozen=True)
class Reach:
    """What a statistic can be: every whole number from ``low`` to ``high``, divided by ``per``.

    It is empty where it is of people and there may be none.
    """

    low: float = inf
    high: float = -inf
    per: int = 1

    @classmethod
    def of(cls, claim: Claim, roll: Roll) -> Reach:
        """Give what the statistic of a claim can be over the list, from its least to its largest."""
        if claim.statistic is Statistic.COUNT and not claim.where:
            return cls(roll.people, roll.people + roll.extra)
        spread, part = roll.spreads[claim.variable], roll.part(claim)
        people, most = spread.people, spread.most
        match claim.statistic:
            case Statistic.COUNT:
                return cls(sure_and_possible(people, part)[0], sure_and_possible(most, part)[1])
            case Statistic.OCCUPIED:
                grid = Numbering.of(claim, roll)
                inside = grid.inside(part)
                into = [(meet(run, inside), times) for run, times in grid.runs(most).items() if _inside(run, inside)[1]]
                return cls(fewest_occupied(grid.runs(people), inside), placed(into, 1))
            case Statistic.SD:
                deviation = spread.deviation()
                least = 0 if deviation is None else round(deviation * FINE)
                return cls(least, inf if deviation is None else least, FINE)
            case _ if not people:
                return cls()
            case statistic:
                if statistic is Statistic.SHARE:
                    # The average of being in the part: of somebody known to be 1, of somebody who may be 0 to 1.
                    sides = [regrouped(one, partial(_inside, part=part)) for one in (people, spread.extra)]
                    spread = replace(spread, people=sides[0], extra=sides[1])
                low, few = min((AVERAGES[statistic](one), one.total()) for one in spread.joined(0))
                high, many = max((AVERAGES[statistic](one), one.total()) for one in spread.joined(1))
                per = 2 if statistic is Statistic.MEDIAN and (roll.extra or not roll.people % 2) else 1
                if statistic in {Statistic.MEAN, Statistic.SHARE}:
                    # Where numbers of people are not known, averages lie as close together as anybody prints them.
                    per = lcm(few, many) * (FINE if spread.extra else 1)
                lowest, highest = (float(end) if abs(end) == inf else int(end * per) for end in (low, high))
                return cls(lowest, highest, per)

    def verdict(self, claim: Claim) -> Verdict:
        """Judge a claim by the two ends, and by the least number between them that agrees with it."""
        if claim.value is None or claim.relation is Relation.ABOUT:
            return Verdict.CANNOT_TELL
        least = claim.whole(self.per)[0]
        first = self.low if least is None else max(self.low, least)
        always = self._agrees(claim, self.low) and self._agrees(claim, self.high)
        return Verdict.of(always=always, ever=first <= self.high and self._agrees(claim, first))

    def _agrees(self, claim: Claim, number: float) -> bool:
        """Tell whether a number of the reach would be printed as it was; one without end, if the claim has none."""
        if abs(number) == inf:
            return claim.ends[1 if number > 0 else 0] is None
        return claim.agrees(Fraction(int(number), self.per))


def bearing_on(claim: Claim, roll: Roll) -> tuple[Verdict, str]:
    """Hold one claim against a list: give the verdict, and what the list says.

    Parameters
    ----------
    claim : Claim
        Any claim; one that prints no number, or "about" one, can neither hold nor be contradicted.
    roll : Roll
        The list, read for the variable of the claim.
    """
    if claim.statistic is Statistic.AMOUNT:
        return Verdict.CANNOT_TELL, NO_PEOPLE
    if claim.statistic is Statistic.PEAK:
        return _peak(claim, roll)
    is_share = claim.statistic is Statistic.SHARE
    if claim.value is None and claim.variable and not claim.where and (is_share or claim.statistic is Statistic.COUNT):
        return Verdict.CANNOT_TELL, NO_PART
    reach = Reach.of(claim, roll)
    low, high = reach.low / reach.per, reach.high / reach.per
    if low > high:
        return Verdict.CANNOT_TELL, "by the list, there may be nobody"
    number = f"{_span(100 * low, 100 * high)}%" if is_share else _span(low, high)
    return reach.verdict(claim), f"by the list, {labels.claim_words(claim, number=number)}"


def notes_on(claim: Claim, roll: Roll) -> Iterator[str]:
    """Say what widens the answer: a column the list does not have, values not stated, values known as a range."""
    if claim.statistic is Statistic.AMOUNT:
        return
    of_all = f"of {counted(roll.people, 'person', 'people')}"
    if roll.extra:
        yield f"counts of the table are ranges: {roll.people:,} to {roll.people + roll.extra:,} people in all"
    if not claim.narrows:
        return
    known = roll.spreads[claim.variable]
    if known.unstated:
        is_not = "{} is not stated" if known.listed else "the list has no column {}, which is open"
        yield f"{is_not.format(claim.variable)} for {known.unstated:,} {of_all}"
    if known.rough and claim.kind is not Kind.LABEL:
        yield f"{claim.variable} is known as a range for {known.rough:,} {of_all}"


def _span(low: float, high: float) -> str:
    """Give a number from its least to its largest value, to two decimals where it is no whole number.

    >>> _span(1200, 1200), _span(6, 9), _span(22.25, 48.0), _span(3, inf), _span(-inf, inf)
    ('1,200', '6 to 9', '22.25 to 48', 'at least 3', 'any number of')
    """
    told = [f"{end:,.0f}" if end == int(end) else f"{end:,.2f}" for end in (low, high) if abs(end) < inf]
    if low == -inf:
        return f"at most {told[0]}" if told else "any number of"
    return f"at least {told[0]}" if high == inf else " to ".join(dict.fromkeys(told))


# --- peaks


def _peak(claim: Claim, roll: Roll) -> tuple[Verdict, str]:
    """Judge a peak by its height, and by its rivals, each of which has fewer people; ``rival`` is -1 if there is none.

    Whoever may have several labels may have one that nobody named, so that nobody else is in the way of a peak of them.
    """
    grid, spread, at = Numbering.of(claim, roll), roll.spreads[claim.variable], roll.part(claim)
    runs, most, firm = spread.people, spread.most, 0
    if claim.kind is Kind.LABEL:
        rivals, unnamed = roll.labels[claim.variable].beside(claim.where)
        # Those who have none of the labels that are named form no group.
        free = {run: people for run, people in most.items() if run not in unnamed}
        others = [sure_and_possible(most, one)[1] for one in rivals]
        rival = max(others + [sure_and_possible(free, one)[1] for one in unnamed])
        firm = max((sure_and_possible(runs, one)[0] for one in rivals), default=0)
    else:
        runs, most, at = grid.runs(runs), grid.runs(most), (grid.place(at[0]),) * 2
        rival = -1 if grid.run(grid.whole) == at else most_elsewhere(most, at[0])
        firm = min(rival, 0)
    sure, possible = sure_and_possible(runs, at)[0], sure_and_possible(most, at)[1]
    where = f"{labels.persons(sure, possible)} in {labels.where_words(claim)}"
    says = f"by the list, {where} and at most {max(rival, 0):,} in any other {labels.cell_word(claim)}"
    if claim.value is None or claim.relation is Relation.ABOUT:
        return Verdict.CANNOT_TELL, says
    low, high = claim.limits
    height = possible if high is None else min(possible, int(high))
    always = (low is None or low <= sure) and (high is None or possible <= high) and rival < sure
    fits = height > firm
    if rival >= 0 and claim.kind is not Kind.LABEL:
        # Everybody finds a cell, where each other one takes one fewer.
        everybody = sum(runs.values())
        fits = height == 1 and everybody == sure_and_possible(runs, at)[1] <= 1
        fits = placed(runs.items(), height - 1, extra=at[0]) == everybody if height > 1 else fits
    return Verdict.of(always=always, ever=height >= max(sure, low or 0) and fits), says


# --- cells and matchings


@dataclass(frozen=True)
class Numbering:
    """Cells as whole numbers: months, weeks and so on of days, or numbers as they are; ``whole`` are all of them."""

    whole: Ends
    every: Every | None = None

    @classmethod
    def of(cls, claim: Claim, roll: Roll) -> Numbering:
        """Lay out the cells that a claim of a peak or of occupied cells speaks of."""
        if claim.kind is not Kind.DATE:
            return cls(ANY)
        window, is_occupied = roll.windows.get(claim.variable), claim.statistic is Statistic.OCCUPIED
        length = occupied_length(claim.unit) if is_occupied else cell_length(Interval.date(claim.where), window)
        return cls(window.ends if window else ANY, length or Every.MONTH)

    def place(self, number: float) -> float:
        """Give the cell of a day or a number."""
        return number if self.every is None or abs(number) == inf else cell_number(int(number), self.every)

    def run(self, ends: Ends) -> Ends:
        """Give the first and the last cell of a stretch of days or numbers."""
        return self.place(ends[0]), self.place(ends[1])

    def runs(self, people: Runs) -> Counter[Ends]:
        """Give the cells each person may be in."""
        return regrouped(people, self.run)

    def inside(self, part: Ends) -> Ends:
        """Give the cells that lie wholly in a part, as far as there are any."""
        low, high = self.run(part)
        before, after = (self.whole[0] <= one <= self.whole[1] for one in (part[0] - 1, part[1] + 1))
        # A cell that goes on beyond the part is none of it.
        low += before and self.place(part[0] - 1) == low
        return low, high - (after and self.place(part[1] + 1) == high)


@lru_cache(maxsize=100_000)
def cell_number(day: int, every: Every) -> int:
    """Give the number of the cell a day lies in; cells that follow each other have numbers that do.

    >>> [cell_number(Interval.date(day).first.toordinal(), Every.WEEK) for day in ("2023-12-30", "2023-12-31")]
    [2818, 2818]
    """
    return int(pd.Period(ordinal=day - EPOCH, freq="D").asfreq(every[0].upper()).ordinal)


def sure_and_possible(runs: Runs, part: Ends) -> tuple[int, int]:
    """Count who is certainly in a part, and who may be.

    >>> sure_and_possible({(1, 2): 3, (2, 4): 1}, (1, 2))
    (3, 4)
    """
    sure = sum(people for (low, high), people in runs.items() if part[0] <= low and high <= part[1])
    return sure, sum(people for (low, high), people in runs.items() if low <= part[1] and part[0] <= high)


def regrouped(people: Mapping[Ends, int], key: Callable[[Ends], Group]) -> Counter[Group]:
    """Count people anew by what a key makes of their ends."""
    found = Counter[Group]()
    for ends, times in people.items():
        found[key(ends)] += times
    return found


def mean(people: Counter[float]) -> Fraction | float:
    """Give the average of numbers that so many people have."""
    total = sum(number * times for number, times in people.items())
    return total if abs(total) == inf else Fraction(int(total), people.total())


def median(people: Counter[float]) -> float:
    """Give the number in the middle, or the average of the two there."""
    numbers = sorted(people)
    passed, total = list(accumulate(people[number] for number in numbers)), people.total()
    middle = [sum(end <= place for end in passed) for place in ((total - 1) // 2, total // 2)]
    return (numbers[middle[0]] + numbers[middle[1]]) / 2


AVERAGES: Mapping[str, Any] = {"minimum": min, "maximum": max, "mean": mean, "share": mean, "median": median}


def fewest_occupied(runs: Runs, inside: Ends) -> int:
    """Give the least number of cells inside a part that somebody is in.

    >>> fewest_occupied({(1, 3): 2, (3, 5): 1}, (1, 9))
    1
    """
    stabs, reached = 0, -inf
    for low, high in sorted((run for run in runs if _inside(run, inside)[0]), key=lambda run: run[1]):
        if not stabs or low > reached:
            stabs, reached = stabs + 1, high
    return stabs


def most_elsewhere(runs: Runs, cell: float) -> int:
    """Give the most people that any single other cell can hold.

    >>> most_elsewhere({(1, 2): 3, (2, 4): 1}, 1)
    4
    """
    change = Counter[float]({cell: 0, cell + 1: 0})
    for (low, high), people in runs.items():
        change[low], change[high + 1] = change[low] + people, change[high + 1] - people
    # From each place to the next stand as many as have come and not gone; the cell itself is one such stretch.
    places = sorted(change)
    there = zip(places, accumulate(change[place] for place in places), strict=True)
    return max((people for place, people in there if place != cell), default=0)


def placed(runs: Iterable[tuple[Ends, int]], places: int, extra: float | None = None) -> int:
    """Count the people who find a cell of their run, each cell taking so many, one cell one more.

    The run that ends first is served first. Of runs with as many cells as there are people one is always free.

    >>> placed([((1, 3), 2), ((3, 5), 1)], 1), placed([((1, 2), 3)], 1, extra=1), placed([((1, 2), 4)], 1, extra=1)
    (3, 3, 3)
    """
    runs = list(runs)
    everybody = sum(people for _, people in runs)
    coming = sorted(((run, people) for run, people in runs if run[1] - run[0] + 1 < everybody), reverse=True)
    found = everybody - sum(people for _, people in coming)
    waiting: list[tuple[float, int]] = []
    cell = -inf
    while waiting or coming:
        cell = cell + 1 if waiting else max(cell + 1, coming[-1][0][0])
        while coming and coming[-1][0][0] <= cell:
            (_, end), people = coming.pop()
            heappush(waiting, (end, people))
        room = places + (cell == extra)
        while waiting and (room or waiting[0][0] < cell):
            end, people = heappop(waiting)
            taken = min(room, people) if end >= cell else 0
            found, room = found + taken, room - taken
            if 0 < taken < people:
                heappush(waiting, (end, people - taken))
    return found


def _inside(run: Ends, part: Ends) -> Ends:
    """Tell, as 0 or 1, whether a run certainly lies in a part, and whether it may."""
    return part[0] <= run[0] and run[1] <= part[1], run[0] <= part[1] and part[0] <= run[1]
