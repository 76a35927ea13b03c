"""Every world of a small case by trying every table: slow, obvious, and no code of the library in it.

A case here is what stands in its files: a window and the rows of claims and records as texts. Each
variable becomes a line of whole numbers (days, years, places in a list of labels), so that whatever
a claim or a record speaks of is a stretch of that line with two ends. The line is cut wherever such
a stretch begins or ends; a table of counts for these pieces is tried against every claim, and what
passes is added up to the cells that were asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import combinations, pairwise, product
from math import factorial, inf, prod

Row = Mapping[str, str]
Stretch = tuple[float, float]
Table = tuple[int, ...]

Rule = Callable[[Table], bool]

MIRRORED = {"=": "=", ">=": "<=", "<=": ">="}
FAR = 60
NUMBERS = ("age", "lag_days")
DATES = ("signup",)
OTHER = "other or not stated"


@dataclass(frozen=True)
class Rows:
    """A small case: the window of its one population, its used claims, its records, and a reading.

    ``cap`` is the largest number of people tried; it has to lie above every number of the claims.
    """

    window: str
    claims: tuple[Row, ...]
    records: tuple[Row, ...] = ()
    ties: bool = False
    full: bool = False
    total: int | None = None
    cap: int = 13

    @property
    def ids(self) -> tuple[str, ...]:
        """Give the ids of the claims and of the records."""
        claims = [claim["claim_id"] for claim in self.claims]
        return (*claims, *(record["record_id"] for record in self.records))

    @property
    def variables(self) -> tuple[str, ...]:
        """Give the variables that claims speak of."""
        return tuple(dict.fromkeys(one["variable"] for one in self.claims if one["variable"]))

    def only(self, ids: Sequence[str]) -> Rows:
        """Keep some claims and records."""
        return replace(
            self,
            claims=tuple(one for one in self.claims if one["claim_id"] in ids),
            records=tuple(one for one in self.records if one["record_id"] in ids),
        )


@dataclass(frozen=True)
class Line:
    """A variable as a line: the pieces that tables count people in, and the cells asked for."""

    pieces: tuple[Stretch, ...]
    names: tuple[str, ...]
    cells: tuple[Stretch, ...]
    labels: tuple[str, ...] = ()

    def within(self, stretch: Stretch) -> list[int]:
        """Give the places of the pieces inside a stretch."""
        low, high = stretch
        return [at for at, one in enumerate(self.pieces) if low <= one[0] and one[1] <= high]

    def is_open(self, places: Sequence[int]) -> bool:
        """Tell whether a piece stands for many numbers or labels that nobody mentions."""
        last = len(self.pieces) - 1
        return any(inf in map(abs, self.pieces[at]) or (self.labels and at == last) for at in places)


# Texts


def day_span(text: str) -> Stretch:
    """Read a year, a month, a day or two of them with a slash, as first and last day."""
    first, _, last = text.partition("/")
    return _first_day(first).toordinal(), _last_day(last or first).toordinal()


def _first_day(text: str) -> date:
    return date.fromisoformat(text + "-01-01"[len(text) - 4 :])


def _last_day(text: str) -> date:
    first = _first_day(text)
    if len(text) == 10:
        return first
    if len(text) == 7:
        return _next_month(first) - timedelta(days=1)
    return date(first.year, 12, 31)


def _next_month(day: date, months: int = 1) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def number_span(text: str) -> Stretch:
    """Read ``20``, ``18..25``, ``3..`` or ``..17`` as lowest and highest number."""
    low, dots, high = text.partition("..")
    if not dots:
        return int(low), int(low)
    return (int(low) if low else -inf), (int(high) if high else inf)


def printed_span(text: str) -> tuple[Fraction, Fraction]:
    """Give the numbers printed like this one: from the first, up to and without the second."""
    half = Fraction(1, 2 * 10 ** len(text.partition(".")[2]))
    return Fraction(text) - half, Fraction(text) + half


def text_span(variable: str, text: str, labels: Sequence[str] = ()) -> Stretch:
    """Read what a claim or a record says of a variable; nothing said is the whole line."""
    if not text:
        return -inf, inf
    if variable in DATES:
        return day_span(text)
    if variable in NUMBERS:
        return number_span(text)
    return labels.index(text), labels.index(text)


# Cells


def _start_of(day: date, every: str) -> date:
    return {
        "day": day,
        "week": day - timedelta(days=day.weekday()),
        "month": day.replace(day=1),
        "quarter": date(day.year, day.month - (day.month - 1) % 3, 1),
        "year": date(day.year, 1, 1),
    }[every]


def _name_of(day: date, every: str) -> str:
    week = day.isocalendar()
    return {
        "day": f"{day}",
        "week": f"{week.year}-W{week.week:02}",
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "year": f"{day.year}",
    }[every]


@cache
def date_cells(window: str, every: str) -> dict[str, Stretch]:
    """Cut a window into days, weeks, months, quarters or years; the outer ones may be shortened."""
    first, last = (date.fromordinal(int(end)) for end in day_span(window))
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    cells: dict[date, list[date]] = {}
    for day in days:
        cells.setdefault(_start_of(day, every), []).append(day)
    return {_name_of(found[0], every): (found[0].toordinal(), found[-1].toordinal()) for found in cells.values()}


def _lengths(claims: Sequence[Row], window: str) -> set[str]:
    """Name the lengths of cells that claims of a peak or of occupied cells speak of."""
    return {length_of(one, window) for one in claims if one["statistic"] in {"peak", "occupied"}}


def length_of(claim: Row, window: str) -> str:
    """Tell which length of cells a claim of a peak or of occupied cells of a date means."""
    if claim["statistic"] == "occupied":
        return claim["unit"].removesuffix("s")
    return next(
        every
        for every in ("month", "day", "week", "quarter", "year")
        if day_span(claim["where"]) in date_cells(window, every).values()
    )


def date_line(rows: Rows, claims: Sequence[Row], every: str) -> Line:
    """Cut the window wherever a cell, a claim or a record begins or ends."""
    cells = date_cells(rows.window, every)
    spoken = [one["where"] for one in claims] + [one.get("signup", "") for one in rows.records]
    stretches = [*cells.values(), *(day_span(text) for text in spoken if text)]
    for length in _lengths(claims, rows.window):
        stretches += date_cells(rows.window, length).values()
    starts = sorted({low for low, _ in stretches} | {high + 1 for _, high in stretches})
    pieces = tuple((low, stop - 1) for low, stop in pairwise(starts))
    return Line(pieces, tuple(cells), tuple(cells.values()))


def number_line(rows: Rows, variable: str, claims: Sequence[Row], *, wide: bool = False) -> Line:
    """Take every number from the lowest to the highest mentioned, and what lies beyond as one cell."""
    mentioned = _mentioned(rows, variable, claims)
    low, high = (0 if variable == "lag_days" else min(mentioned)), max(mentioned)
    cells: dict[str, Stretch] = {}
    if variable != "lag_days" and (wide or not _bounded(claims, "minimum", ">=")):
        cells[f"..{low - 1}"] = (-inf, low - 1)
    cells |= {f"{number}": (number, number) for number in range(low, high + 1)}
    if wide or not _bounded(claims, "maximum", "<="):
        cells[f"{high + 1}.."] = (high + 1, inf)
    return Line(tuple(cells.values()), tuple(cells), tuple(cells.values()))


def _mentioned(rows: Rows, variable: str, claims: Sequence[Row]) -> list[int]:
    texts = [one["where"] for one in claims] + [one.get(variable, "") for one in rows.records]
    texts += [one["value"] for one in claims if one["statistic"] in {"minimum", "maximum"}]
    ends = [end for text in texts if text for end in number_span(text)]
    return [int(end) for end in ends if abs(end) != inf]


def _bounded(claims: Sequence[Row], statistic: str, relation: str) -> bool:
    return any(c["statistic"] == statistic and c["relation"] in {"=", relation} for c in claims)


def label_line(rows: Rows, variable: str, claims: Sequence[Row]) -> Line:
    """Take the labels in the order of claims, then of records, and one cell for everything else."""
    texts = [one["where"] for one in claims] + [one.get(variable, "") for one in rows.records]
    names = (*dict.fromkeys(text for text in texts if text), OTHER)
    cells = tuple((float(at), float(at)) for at in range(len(names)))
    return Line(cells, names, cells, names)


def line_of(rows: Rows, variable: str, every: str = "month", *, wide: bool = False) -> Line:
    """Lay out a variable."""
    claims = [one for one in rows.claims if one["variable"] == variable]
    if variable in DATES:
        return date_line(rows, claims, every)
    if variable in NUMBERS:
        return number_line(rows, variable, claims, wide=wide)
    return label_line(rows, variable, claims)


# Does a table agree?


def rule_of(claim: Row, rows: Rows, line: Line) -> Rule:
    """Turn one claim into a question that a table of counts of pieces answers."""
    makers = {
        "count": _count_rule,
        "minimum": _end_rule,
        "maximum": _end_rule,
        "mean": _mean_rule,
        "median": _median_rule,
        "sd": _deviation_rule,
        "share": _share_rule,
        "peak": _peak_rule,
        "occupied": _occupied_rule,
    }
    return makers[claim["statistic"]](claim, rows, line)


def compares(claim: Row, number: int) -> bool:
    """Hold a number against the relation and the value of a claim."""
    value = int(claim["value"])
    holds = {"=": number == value, ">=": number >= value, "<=": number <= value}
    return {**holds, ">": number > value, "<": number < value}[claim["relation"]]


def _place(claim: Row, line: Line) -> list[int]:
    return line.within(text_span(claim["variable"], claim["where"], line.labels))


def _count_rule(claim: Row, _: Rows, line: Line) -> Rule:
    place = _place(claim, line) if claim["variable"] else range(len(line.pieces))
    return lambda table: compares(claim, sum(table[at] for at in place))


def _occupied_rule(claim: Row, rows: Rows, line: Line) -> Rule:
    """Ask how many cells are occupied; people beyond the last number or label may be in one cell or in many."""
    inside = set(_place(claim, line))
    groups = [group for group in _groups(claim, rows, line) if inside.issuperset(group)]

    def agrees(table: Table) -> bool:
        single = sum(any(table[at] for at in g) for g in groups if not line.is_open(g))
        beyond = [sum(table[at] for at in g) for g in groups if line.is_open(g)]
        least, most = single + sum(people > 0 for people in beyond), single + sum(beyond)
        return any(compares(claim, number) for number in range(least, most + 1))

    return agrees


def _peak_rule(claim: Row, rows: Rows, line: Line) -> Rule:
    """Ask whether a cell is the fullest; what lies beyond the last number or label is many cells, or none."""
    place = _place(claim, line)
    others = [g for g in _groups(claim, rows, line) if g != place and not line.is_open(g)]
    beyond = [g for g in _groups(claim, rows, line) if line.is_open(g)]

    def agrees(table: Table) -> bool:
        there = sum(table[at] for at in place)
        highest = max((sum(table[at] for at in group) for group in others), default=-1)
        least = 0 if rows.ties else 1
        crowded = there == least and any(table[at] for group in beyond for at in group)
        if claim["variable"] in NUMBERS and beyond and (there < least or crowded):
            return False
        return compares(claim, there) and (highest < there or (rows.ties and highest == there))

    return agrees


def _groups(claim: Row, rows: Rows, line: Line) -> list[list[int]]:
    """Gather the pieces into the cells that a peak or occupied cells are counted in."""
    if claim["variable"] not in DATES:
        return [[at] for at in range(len(line.pieces))]
    cells = date_cells(rows.window, length_of(claim, rows.window))
    return [line.within(cell) for cell in cells.values()]


def _end_rule(claim: Row, _: Rows, line: Line) -> Rule:
    """Ask for the least or the largest number; the largest is the least of a line turned round."""
    sign = 1 if claim["statistic"] == "minimum" else -1
    value = sign * int(claim["value"])
    turned = [sorted((sign * low, sign * high)) for low, high in line.pieces]
    relation = claim["relation"] if sign == 1 else MIRRORED[claim["relation"]]

    def agrees(table: Table) -> bool:
        lived_in = [ends for ends, people in zip(turned, table, strict=True) if people]
        nobody_below = all(low >= value for low, _ in lived_in)
        somebody_there = any(high <= value for _, high in lived_in)
        return (nobody_below or relation == "<=") and (somebody_there or relation == ">=")

    return agrees


def _printed_rule(claim: Row) -> Callable[[Fraction], bool]:
    low, stop = printed_span(claim["value"])
    return {
        "=": lambda true: low <= true < stop,
        ">=": lambda true: low <= true,
        "<=": lambda true: true < stop,
    }[claim["relation"]]


def _some_numbers(piece: Stretch) -> range:
    """Give the numbers of a piece; of one without end, more than any small case asks for."""
    low, high = piece
    low, high = (high - FAR if low == -inf else low), (low + FAR if high == inf else high)
    return range(int(low), int(high) + 1)


def _mean_rule(claim: Row, _: Rows, line: Line) -> Rule:
    """Ask for the mean: of one sum or, where somebody lies beyond the last number, of many."""
    numbers = [_some_numbers(piece) for piece in line.pieces]
    fits = _printed_rule(claim)
    printed = printed_span(claim["value"])

    def agrees(table: Table) -> bool:
        people = sum(table)
        low = sum(count * some[0] for count, some in zip(table, numbers, strict=True))
        high = sum(count * some[-1] for count, some in zip(table, numbers, strict=True))
        near = range(int(printed[0] * people) - 1, int(printed[1] * people) + 2)
        sums = {low, high, *(one for one in near if low <= one <= high)}
        return people > 0 and any(fits(Fraction(one, people)) for one in sums)

    return agrees


def _median_rule(claim: Row, _: Rows, line: Line) -> Rule:
    """Ask for the number of the middle person, or halfway between the two in the middle."""
    numbers = [_some_numbers(piece) for piece in line.pieces]
    fits = _printed_rule(claim)

    def agrees(table: Table) -> bool:
        queue = [at for at, people in enumerate(table) for _ in range(people)]
        if not queue:
            return False
        left, right = queue[(len(queue) - 1) // 2], queue[len(queue) // 2]
        pairs = product(numbers[left], numbers[right])
        if len(queue) % 2:
            pairs = ((one, one) for one in numbers[left])
        return any(fits(Fraction(one + other, 2)) for one, other in pairs if one <= other)

    return agrees


def _deviation_rule(claim: Row, _: Rows, line: Line) -> Rule:
    """Ask for the standard deviation of a sample, by its square: of people who all have a number of their own."""
    low, stop = (max(end, Fraction(0)) ** 2 for end in printed_span(claim["value"]))
    holds = {"=": lambda true: low <= true < stop, ">=": lambda true: low <= true, "<=": lambda true: true < stop}

    def agrees(table: Table) -> bool:
        people = sum(table)
        if people < 2:
            return False
        numbers = [int(piece[0]) for piece in line.pieces]
        total = sum(count * number for count, number in zip(table, numbers, strict=True))
        squares = sum(count * number**2 for count, number in zip(table, numbers, strict=True))
        return holds[claim["relation"]](Fraction(people * squares - total**2, people * (people - 1)))

    return agrees


def _share_rule(claim: Row, _: Rows, line: Line) -> Rule:
    """Ask for a part of all people, as a percentage."""
    place, fits = _place(claim, line), _printed_rule(claim)

    def agrees(table: Table) -> bool:
        return sum(table) > 0 and fits(Fraction(100 * sum(table[at] for at in place), sum(table)))

    return agrees


def room(ranges: Sequence[Sequence[int]], table: Table) -> bool:
    """Tell whether each person finds a place within the own range while no cell is overfull."""
    if not ranges:
        return True
    first, *others = ranges
    return any(room(others, (*table[:at], table[at] - 1, *table[at + 1 :])) for at in first if table[at])


def ranges_of(rows: Rows, variable: str, line: Line) -> list[list[int]]:
    """Give the pieces each record can be in."""
    said = (text_span(variable, one.get(variable, ""), line.labels) for one in rows.records)
    return [line.within(stretch) for stretch in said]


# All tables


@cache
def tables(cells: int, people: int) -> tuple[Table, ...]:
    """List every table of so many cells with so many people."""
    if cells == 1:
        return ((people,),)
    return tuple((first, *rest) for first in range(people + 1) for rest in tables(cells - 1, people - first))


def _numbers_of_people(rows: Rows) -> range:
    return range(rows.cap + 1) if rows.total is None else range(rows.total, rows.total + 1)


def _numbers_allowed(rows: Rows) -> list[int]:
    """Leave out the numbers of people that a claim about all of them rules out at once."""
    whole = [one for one in rows.claims if one["statistic"] == "count" and not one["where"]]
    numbers = [n for n in _numbers_of_people(rows) if n >= len(rows.records)]
    return [n for n in numbers if all(compares(one, n) for one in whole)]


def _agreeing(rows: Rows, variable: str, line: Line, people: int) -> Iterator[Table]:
    claims = [one for one in rows.claims if one["variable"] in {variable, ""}]
    ranges = ranges_of(rows, variable, line)
    rules = [rule_of(claim, rows, line) for claim in claims]
    for table in tables(len(line.pieces), people):
        if all(rule(table) for rule in rules) and room(ranges, table):
            yield table


def totals(rows: Rows, but: str = "") -> list[int]:
    """Give the numbers of people that every variable claims speak of allows, one left out."""
    found = _numbers_allowed(rows)
    for variable in rows.variables:
        if variable != but:
            line = line_of(rows, variable)
            found = [n for n in found if any(True for _ in _agreeing(rows, variable, line, n))]
    return found


def worlds(rows: Rows, variable: str, every: str = "month") -> list[Table]:
    """List every table of the cells asked for that can be filled in agreement with everything."""
    return list(ways(rows, variable, every))


def ways(rows: Rows, variable: str, every: str = "month") -> dict[Table, int]:
    """List the same tables with the number of ways to deal people to days that lead to each."""
    line = line_of(rows, variable, every)
    places = [line.within(cell) for cell in line.cells]
    found: Counter[Table] = Counter()
    for people in totals(rows, but=variable):
        for table in _agreeing(rows, variable, line, people):
            world = tuple(sum(table[at] for at in place) for place in places)
            if all(world) or not rows.full:
                found[world] += dealt(line, table) if variable in DATES else 1
    return dict(found)


def dealt(line: Line, table: Table) -> int:
    """Count the ways to deal people to days so that each piece of the line gets its number."""
    days = [int(high - low) + 1 for low, high in line.pieces]
    orders = factorial(sum(table)) // prod(factorial(count) for count in table)
    return orders * prod(size**count for size, count in zip(days, table, strict=True))


def bounds(found: Sequence[Table]) -> list[tuple[int, int]]:
    """Give the least and the largest count of each cell."""
    return [(min(column), max(column)) for column in zip(*found, strict=True)]


def shares(weights: Mapping[Table, int], cell: int) -> dict[int, Fraction]:
    """Give the share of the worlds, by weight, in which a cell holds 0, 1, 2, … people."""
    held: Counter[int] = Counter()
    for world, weight in weights.items():
        held[world[cell]] += weight
    return {count: Fraction(held[count], sum(weights.values())) for count in sorted(held)}


# What cannot hold together


@dataclass(frozen=True)
class Trial:
    """One table: how many people, which claims it agrees with, which sets of records it holds."""

    people: int
    claims: frozenset[str]
    records: frozenset[frozenset[str]]


def _trials(rows: Rows, variable: str) -> set[Trial]:
    line = line_of(rows, variable, wide=True)
    ids = [one["record_id"] for one in rows.records]
    ranges = dict(zip(ids, ranges_of(rows, variable, line), strict=True))
    claims = [one for one in rows.claims if one["variable"] == variable]
    rules = {one["claim_id"]: rule_of(one, rows, line) for one in claims}
    groups = [frozenset(group) for group in _subsets(list(ranges))]
    found = set()
    for people in _numbers_of_people(rows):
        for table in tables(len(line.pieces), people):
            true = frozenset(name for name, rule in rules.items() if rule(table))
            held = frozenset(g for g in groups if room([ranges[one] for one in g], table))
            found.add(Trial(people, true, held))
    return found


def _subsets(ids: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for size in range(len(ids) + 1):
        yield from combinations(ids, size)


def impossible_sets(rows: Rows) -> set[frozenset[str]]:
    """Give the sets of claims and records that no list of people agrees with, the smallest ones."""
    trials = {variable: _trials(rows, variable) for variable in rows.variables}
    found: list[frozenset[str]] = []
    for ids in map(frozenset, _subsets(rows.ids)):
        if not any(known <= ids for known in found) and not _possible(rows, trials, ids):
            found.append(ids)
    return set(found)


def _possible(rows: Rows, trials: Mapping[str, set[Trial]], ids: frozenset[str]) -> bool:
    records = ids & {one["record_id"] for one in rows.records}
    of_all = [c for c in rows.claims if not c["variable"] and c["claim_id"] in ids]
    found = {n for n in _numbers_of_people(rows) if n >= len(records)}
    found = {n for n in found if all(compares(claim, n) for claim in of_all)}
    for variable, tried in trials.items():
        claims = ids & {c["claim_id"] for c in rows.claims if c["variable"] == variable}
        found &= {t.people for t in tried if claims <= t.claims and records in t.records}
    return bool(found)


# Claims that cross


def cross(one: Stretch, other: Stretch) -> bool:
    """Tell whether two stretches overlap while neither holds the other."""
    (low, high), (first, last) = sorted([one, other])
    return low < first <= high < last
