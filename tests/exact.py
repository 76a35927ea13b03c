"""Cases too large to list as rows of whole numbers that HiGHS solves: a second oracle, without any code of the library.

Each piece of a variable has an unknown number of people, each record its share of the pieces that it may be in, each
cell that may be occupied a switch. What HiGHS finds in floating point is rounded and held against every row again in
whole numbers, so that an end is certain: no world goes beyond what was solved, and one reaches it. A median is one of
a few pairs of middle numbers, and each pair is solved for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import combinations, product
from math import inf

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

import oracle

OLDEST = 120
Terms = dict[int, int]
Inequality = tuple[Terms, float, float]
Ends = tuple[int, int | None]


class Unsure(Exception):
    """What floating point found does not hold in whole numbers."""


def whole_ends(claim: oracle.Row) -> tuple[float, float]:
    """Give the least and the most that a whole number may be."""
    value = int(claim["value"])
    return {
        "=": (value, value),
        ">=": (value, inf),
        ">": (value + 1, inf),
        "<=": (-inf, value),
        "<": (-inf, value - 1),
    }[claim["relation"]]


@dataclass
class Model:
    """What is said of one population; unknown 0 is the number of all people, at most ``most`` of them."""

    case: oracle.Rows
    most: int
    rows: list[Inequality] = field(default_factory=list)
    tops: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Lay out the unknowns and write down every claim and every record."""
        self.everybody = self.unknown(self.most)
        self.lines = {name: self._line(name) for name in ("signup", "age", "outcome") if self._is_spoken_of(name)}
        self.people = {name: [self.unknown(inf) for _ in line.pieces] for name, line in self.lines.items()}
        for people in self.people.values():
            self.rows.append(({**dict.fromkeys(people, 1), self.everybody: -1}, 0, 0))
        self.medians = [claim for claim in self.case.claims if claim["statistic"] == "median"]
        for claim in self.case.claims:
            self.rows += getattr(self, claim["statistic"])(claim)
        self.rows.append(({self.everybody: 1}, len(self.case.records), inf))
        for name in self.lines:
            self._seat(name)

    def unknown(self, top: float) -> int:
        """Add an unknown from 0 to so much."""
        self.tops.append(top)
        return len(self.tops) - 1

    def _is_spoken_of(self, name: str) -> bool:
        spoken = (*self.case.claims, *({"variable": key} for one in self.case.records for key in one))
        return any(one["variable"] == name for one in spoken)

    def _line(self, name: str) -> oracle.Line:
        if name != "age":
            return oracle.line_of(self.case, name)
        ages = tuple((float(age), float(age)) for age in range(OLDEST + 1))
        return oracle.Line(ages, tuple(f"{int(age)}" for age, _ in ages), ages)

    def within(self, name: str, text: str) -> Terms:
        """Sum the people of a part of a line."""
        line = self.lines[name]
        return {self.people[name][at]: 1 for at in line.within(oracle.text_span(name, text, line.labels))}

    def cells(self, claim: oracle.Row) -> Iterator[Terms]:
        """Give the cells that a claim counts, each as a sum; a label that nobody mentions is none."""
        name, line = claim["variable"], self.lines[claim["variable"]]
        if name == "signup":
            found = oracle.date_cells(self.case.window, oracle.length_of(claim, self.case.window)).values()
            groups = [line.within(cell) for cell in found]
        else:
            groups = [[at] for at in range(len(line.pieces) - (name == "outcome"))]
        inside = set(self.within(name, claim["where"])) if claim["statistic"] == "occupied" else None
        for group in groups:
            terms = {self.people[name][at]: 1 for at in group}
            if inside is None or inside.issuperset(terms):
                yield terms

    # Claims

    def count(self, claim: oracle.Row) -> Iterator[Inequality]:
        """Limit the people of a part."""
        narrow = self.within(claim["variable"], claim["where"]) if claim["where"] else {self.everybody: 1}
        yield (narrow, *whole_ends(claim))

    def peak(self, claim: oracle.Row) -> Iterator[Inequality]:
        """Hold each other cell below one."""
        at = self.within(claim["variable"], claim["where"])
        yield (at, *whole_ends(claim))
        for cell in self.cells(claim):
            if cell != at:
                yield ({**cell, **dict.fromkeys(at, -1)}, -inf, -1)

    def occupied(self, claim: oracle.Row) -> Iterator[Inequality]:
        """Switch cells on: a cell has a person if and only if it is."""
        switches = {}
        for cell in self.cells(claim):
            switches[switch := self.unknown(1)] = 1
            yield ({**cell, switch: -1}, 0, inf)
            yield ({**cell, switch: -self.most}, -inf, 0)
        low, high = whole_ends(claim)
        if claim["variable"] != "outcome" or claim["where"]:
            yield (switches, low, high)
            return
        others, somebody = self.people["outcome"][-1], self.unknown(1)
        yield ({others: 1, somebody: -1}, 0, inf)
        yield ({others: 1, somebody: -self.most}, -inf, 0)
        yield ({**switches, somebody: 1}, -inf, high)
        yield ({**switches, others: 1}, low, inf)

    def minimum(self, claim: oracle.Row) -> Iterator[Inequality]:
        """Say that nobody is younger, and that somebody is as young."""
        if claim["relation"] in {"=", ">="}:
            yield (self.within("age", f"..{int(claim['value']) - 1}"), 0, 0)
        if claim["relation"] in {"=", "<="}:
            yield (self.within("age", f"..{claim['value']}"), 1, inf)

    def maximum(self, claim: oracle.Row) -> Iterator[Inequality]:
        """Say that nobody is older, and that somebody is as old."""
        if claim["relation"] in {"=", "<="}:
            yield (self.within("age", f"{int(claim['value']) + 1}.."), 0, 0)
        if claim["relation"] in {"=", ">="}:
            yield (self.within("age", f"{claim['value']}.."), 1, inf)

    def mean(self, claim: oracle.Row) -> Iterator[Inequality]:
        """Hold the sum of all ages between so many times the ends of what would be printed so."""
        yield from self._ratio(claim, dict(zip(self.people["age"], range(OLDEST + 1), strict=True)), 1)

    def share(self, claim: oracle.Row) -> Iterator[Inequality]:
        """Hold a part between the ends of what would be printed so."""
        yield from self._ratio(claim, self.within("outcome", claim["where"]), 100)

    def _ratio(self, claim: oracle.Row, terms: Terms, per: int) -> Iterator[Inequality]:
        yield ({self.everybody: 1}, 1, inf)
        for end, sign, least in zip(oracle.printed_span(claim["value"]), (1, -1), (0, 1), strict=True):
            if claim["relation"] in {"=", ">=" if sign == 1 else "<="}:
                scaled = {at: sign * per * end.denominator * times for at, times in terms.items()}
                yield ({**scaled, self.everybody: -sign * end.numerator}, least, inf)

    def median(self, _: oracle.Row) -> Iterator[Inequality]:
        """Say here that there is somebody; which two are in the middle is left to :attr:`choices`."""
        yield ({self.everybody: 1}, 1, inf)

    @cached_property
    def choices(self) -> list[list[Inequality]]:
        """The rows of each choice of the middle numbers that a median leaves."""
        if not self.medians:
            return [[]]
        half = self.unknown(inf)
        low, stop = map(Fraction, oracle.printed_span(self.medians[0]["value"]))
        ages = range(OLDEST + 1)
        pairs = [(a, b) for a, b in product(ages, ages) if a <= b and low <= Fraction(a + b, 2) < stop]
        chosen = []
        for odd, (lower, upper) in product((1, 0), pairs):
            if not odd or lower == upper:
                rows: list[Inequality] = [({self.everybody: 1, half: -2}, odd, odd)]
                for age, place in ((lower, 0 if odd else -1), (upper, 0)):
                    before = {self.people["age"][one]: 1 for one in range(age)}
                    rows.append(({**before, half: -1}, -inf, place))
                    rows.append(({**before, self.people["age"][age]: 1, half: -1}, place + 1, inf))
                chosen.append(rows)
        return chosen

    def _seat(self, name: str) -> None:
        """Give each record its share of the pieces that it may be in."""
        taken: dict[int, Terms] = {}
        for one in self.case.records:
            if one.get(name):
                mine = {at: self.unknown(1) for at in self.within(name, one[name])}
                self.rows.append((dict.fromkeys(mine.values(), 1), 1, 1))
                for at, share in mine.items():
                    taken.setdefault(at, {})[share] = -1
        self.rows += [({at: 1, **shares}, 0, inf) for at, shares in taken.items()]

    # Questions

    def cell(self, name: str, cell: str) -> Terms:
        """Sum the people of a cell by its name; one without an end reaches as far as the line."""
        line = self.lines[name]
        if name == "age":
            return self.within(name, cell)
        return {self.people[name][at]: 1 for at in line.within(line.cells[line.names.index(cell)])}

    def ends(self, terms: Terms) -> Ends | None:
        """Give the least and the largest value of a sum, no largest being ``None``; ``None`` where no world exists."""
        found = [[self._least(terms, rows, sign) for rows in self.choices] for sign in (1, -1)]
        lows, highs = ([one for one in side if one is not None] for side in found)
        if not lows:
            return None
        return int(min(lows)), None if -inf in highs else -int(min(highs))

    def is_possible(self) -> bool:
        """Tell whether there is any world."""
        return any(self._least({}, rows, 1) is not None for rows in self.choices)

    def _least(self, terms: Terms, more: Sequence[Inequality], sign: int) -> float | None:
        rows = [*self.rows, *more]
        entries = [(at, column, value) for at, row in enumerate(rows) for column, value in row[0].items()]
        at, columns, values = (np.array(part) for part in zip(*entries, strict=True))
        matrix = csr_array((values.astype(float), (at, columns)), shape=(len(rows), len(self.tops)))
        low, high = (np.array([row[end] for row in rows], dtype=float) for end in (1, 2))
        aim = np.zeros(len(self.tops))
        aim[list(terms)] = [sign * times for times in terms.values()]
        answer = milp(
            aim,
            constraints=LinearConstraint(matrix, low, high),
            integrality=np.ones(len(self.tops)),
            bounds=Bounds(0, np.array(self.tops)),
            options={"mip_rel_gap": 0.0, "presolve": False, "time_limit": 20.0},
        )
        if answer.status == 2 or any(not row[0] and not row[1] <= 0 <= row[2] for row in rows):
            return None
        if answer.x is None:
            if answer.status in {3, 4} and sign < 0:
                return -inf
            raise Unsure(answer.message)
        found = [round(one) for one in answer.x]
        sums = [sum(found[column] * value for column, value in row[0].items()) for row in rows]
        if answer.status or not all(row[1] <= total <= row[2] for total, row in zip(sums, rows, strict=True)):
            raise Unsure(answer.message)
        return sum(sign * found[column] * times for column, times in terms.items())


def impossible_sets(case: oracle.Rows, most: int) -> set[frozenset[str]]:
    """Give the smallest sets of claims and records that no list of people agrees with, by trying all sets."""
    found: list[frozenset[str]] = []
    for size in range(1, len(case.ids) + 1):
        for ids in map(frozenset, combinations(case.ids, size)):
            if not any(known <= ids for known in found) and not Model(case.only(sorted(ids)), most).is_possible():
                found.append(ids)
    return set(found)
