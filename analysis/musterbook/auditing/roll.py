"""The roll: a list of people, read once, so that any number of claims can be held against it.

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
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from itertools import accumulate
from math import inf, sqrt
from typing import TYPE_CHECKING, Any

from musterbook.aggregate import AggregateTable
from musterbook.case.case import Case
from musterbook.case.claims import Claim
from musterbook.errors import MusterError, Unanswerable, counted, read_each, shown
from musterbook.frames import completed, lazy
from musterbook.intervals import DATE_GRAMMAR, NUMBER_GRAMMAR, Interval, Kind
from musterbook.lags import ANY, FORWARD, LEGS, Ends, Journey, ends_of, meet
from musterbook.linelist import words
from musterbook.schema import AGE, LAG, OLDEST
from musterbook.tally import people_by
from musterbook.worlds.axes import OTHER, REST, Axis, is_open, label_axis

if TYPE_CHECKING:
    from musterbook.linelist.linelist import Standing

Key = tuple[str, ...]

POPULATION = "population_id"
MOST_NAMED = 5
MANY = 10**12
"""How many labels there may be that nobody named: more than people."""
_GRAMMARS = {Kind.DATE: DATE_GRAMMAR, Kind.NUMBER: NUMBER_GRAMMAR}


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
        for text, (low, high), times, more in told:
            people[low, high] += times
            extra[low, high] += more
            is_known = (text and (low, high) != ANY) or (name == LAG and high < inf)
            unstated, rough = unstated + times * (low != high and not is_known), rough + times * (low != high)
        return cls(+people, +extra, unstated, rough - unstated, listed)

    @property
    def most(self) -> Counter[Ends]:
        """Everybody who may be there."""
        return Counter(self.people) + Counter(self.extra)

    def joined(self, end: int) -> Iterator[Counter[float]]:
        """Count people by their least, or their largest, as more and more join of those who may be there beside.

        The farthest join first. Whoever lies on the near side of an average moves it towards them, whoever lies on the
        far side away; so one of these has the least average, or the largest.
        """
        people = Counter[float]()
        for known, times in self.people.items():
            people[known[end]] += times
        if people:
            yield people
        for known, times in sorted(self.extra.items(), key=lambda one: one[0][end], reverse=end == 1):
            people = people + Counter({known[end]: times})
            yield people

    def deviation(self) -> float | None:
        """Give the standard deviation of a sample where every value is known; else nothing is said of it."""
        total = sum(self.people.values())
        if total < 2 or any(low != high for low, high in self.people):
            return None
        mean = Fraction(int(sum(low * times for (low, _), times in self.people.items())), total)
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
            window = self.windows.get(claim.variable)
            return window.ends if window else ANY
        if claim.kind is Kind.LABEL:
            return self.labels[claim.variable].ends(claim.where)
        return ends_of(claim.where, claim.kind)


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
    window = case.windows[population]
    windows = {case.event(population): window} if window else {}
    groups: list[Key] = [LEGS] if kinds.keys() & {*LEGS} else []
    groups = [*groups, *((name,) for name in kinds if name not in LEGS)] or [()]
    columns = records.variables if isinstance(records, AggregateTable) else lazy(records).collect_schema().names()
    spreads: dict[str, Spread] = {}
    labels: dict[str, LabelLine] = {}
    for names in groups:
        people, most, elsewhere = _counted(records, names, population, aside)
        ends = []
        for place, name in enumerate(names):
            texts = dict.fromkeys(key[place] for key in most)
            if kinds.get(name) is Kind.LABEL:
                claimed = {claim.where for claim in claims if claim.variable == name and claim.where}
                labels[name] = line = LabelLine.of(texts, claimed, case.label_parents.get(name, {}))
                read = {text: line.ends(text) for text in texts}
            else:
                kind = kinds.get(name, Kind.NUMBER if name == LAG else Kind.DATE)
                read = read_each(texts, partial(ends_of, kind=kind), _GRAMMARS[kind])
            if name == AGE:
                # Nobody is older than a life, but whom the list says to be.
                oldest = {text: max(OLDEST, low) if high == inf else high for text, (low, high) in read.items()}
                read = {text: (max(low, 0), oldest[text]) for text, (low, _) in read.items()}
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
    listed, elsewhere = few.total(), few.total() - people.total()
    if not many.total():
        raise Unanswerable("the list has no rows, so nothing can be held against it")
    if listed and listed == elsewhere:
        named = ", ".join(sorted(others)[:MOST_NAMED]) + (", …" if len(others) > MOST_NAMED else "")
        raise Unanswerable(f"no row of the list is of population {population!r}; their {POPULATION} is {named}")
    if elsewhere and (somebody := aside.people + aside.repeated):
        unknown = f"of which the {counted(somebody, 'row')} set aside would be is not known"
        mend = "mend them, or hand in the people of one population"
        raise Unanswerable(f"the list names other populations than {population!r} too, so {unknown}: {mend}")
    nothing = Counter({("",) * len(names): aside.people})
    return people + nothing, most + nothing, elsewhere


def _settled(read: Mapping[Key, tuple[Ends, ...]]) -> dict[Key, tuple[Ends, ...]]:
    """Take together what is known of each journey; nobody signs up before arriving, unless the list says so."""
    for lags in (FORWARD, ANY):
        done = {}
        for key, (signup, arrival, departure, lag) in read.items():
            done[key] = Journey(signup, arrival, departure, meet(lag, lags)).settled()
        if None not in done.values():
            break
    wrong = sorted(key for key, one in done.items() if one is None)
    if wrong:
        said = [", ".join(f"{leg} {shown(text)}" for leg, text in zip(LEGS, key, strict=True) if text) for key in wrong]
        more = f"; and {len(said) - MOST_NAMED:,} more" if len(said) > MOST_NAMED else ""
        told = f"values of one person that cannot hold together: {'; '.join(said[:MOST_NAMED])}{more}"
        raise MusterError(f"{told}; expected {Journey.MEANT}")
    return {key: (one.signup, one.arrival, one.departure, one.lag_days) for key, one in done.items() if one}


def rows_left_out(elsewhere: int, population: str, aside: Standing) -> list[str]:
    """Say how many rows were left out, of other populations and for problems, and what is made of them.

    >>> from musterbook.linelist.linelist import Standing
    >>> rows_left_out(1, "centre", Standing(people=2))
    ['1 row of the list is of another population than centre and was left out', \
'2 rows were left out for problems and count as people of whom nothing is known']
    """
    other = f"of another population than {population} and"
    told = [
        (elsewhere, f"row of the list is {other} was left out", f"rows of the list are {other} were left out"),
        (
            aside.people,
            "row was left out for problems and counts as a person of whom nothing is known",
            "rows were left out for problems and count as people of whom nothing is known",
        ),
        (
            aside.repeated,
            "row under an id used already was left out and is a person already counted",
            "rows under ids used already were left out and are people already counted",
        ),
        (aside.totals, "row of totals was left out and is no person", "rows of totals were left out and are no people"),
    ]
    return [counted(rows, one, several) for rows, one, several in told if rows]
