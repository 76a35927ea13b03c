"""What published numbers of people give away together, and how far they are widened until they give nobody away.

Whoever publishes a table by month, then one by age, then both, publishes sums of the same unknown numbers: how many
people there are of each kind that no publication tells apart. Each printed number, each total, each earlier release
and each claim is one row over these unknowns. A cell is given away where all rows together leave it fewer values than
it should have. CP-SAT decides that in integers, so that the answer is exact. Where something is given away, a linear
program finds which rows do it together, and which numbers would have to be printed wider for the least loss.

Somebody's value need not lie in one cell: ``2023`` lies in no month, but in a year. So a kind of person is told by the
cell of each publication that the value lies in for certain, and by ``not stated`` where it lies in none. Kinds are laid
out for the stretches between all ends of cells, for all cells, and for all that is true of somebody; an attacker who
took further coarse values to be possible could tell less.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from itertools import pairwise
from math import ceil, floor, inf, prod
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from musterbook.case.case import Case, only_case
from musterbook.case.claims import Claim, Statistic, cell_length
from musterbook.errors import MusterError, Unanswerable
from musterbook.exports import restored
from musterbook.intervals import Every, Interval, Kind, cells
from musterbook.movements import Ends, ends_of
from musterbook.progress import Budget, OutOfTime
from musterbook.schema import rows
from musterbook.tally import NOT_STATED, AggregateTable, kind_in, people_by
from musterbook.worlds.constraints import says_something

OTHER, OUTSIDE = "other", ""
TOTAL, PEOPLE, ROUNDED = "total", "people", "rounded"
ENDLESS, LARGEST = 10**12, 10**6
MOST_TERMS, MOST_BANDS, MOST_NAMED = 50_000_000, 10, 4
NEVER, TINY = 1e5, 1e-6
CHANGED = "show that few people were added or taken away"
Cell = tuple[tuple[str, str], ...]
# How many people have which texts in the columns that tell them apart.
People = Mapping[tuple[str, ...], int]
# The ends that some of the rows, by their places, are held to.
Limits = Mapping[int, tuple[int, int]]
# The ends of a date or a number, a label, or nothing known for certain.
Value = Ends | str | None


def value_of(text: str, kind: Kind) -> Value:
    """Read what is stated of somebody; what is only about so lies in no cell for certain."""
    if text in {"", NOT_STATED}:
        return None
    if kind is Kind.LABEL:
        return text
    return None if kind is Kind.DATE and Interval.date(text).flag else ends_of(text, kind)


@dataclass(frozen=True)
class Cells:
    """The cells of one variable that were published together; no two have a value in common."""

    kind: Kind
    texts: tuple[str, ...]

    @cached_property
    def spans(self) -> Mapping[str, Ends]:
        """The ends of each cell of dates or numbers."""
        measured = self.texts if self.kind is not Kind.LABEL else ()
        return {text: ends_of(text, self.kind) for text in measured if text != NOT_STATED}

    def home(self, value: Value) -> str:
        """Give the cell that a value lies in for certain, ``OUTSIDE`` where it can be in none.

        >>> months = Cells(Kind.DATE, ("2023-06", "2023-07"))
        >>> [months.home(value_of(text, Kind.DATE)) for text in ("2023-07-03", "2023-06/2023-07", "2024")]
        ['2023-07', 'not stated', '']
        """
        if value is None:
            return NOT_STATED
        if isinstance(value, str):
            return next((text for text in (value, OTHER) if text in self.texts), OUTSIDE)
        meeting = [text for text, (low, high) in self.spans.items() if low <= value[1] and value[0] <= high]
        if not meeting:
            return OUTSIDE
        low, high = self.spans[meeting[0]]
        return meeting[0] if len(meeting) == 1 and low <= value[0] and value[1] <= high else NOT_STATED


@dataclass(frozen=True)
class Figure:
    """A published number of people, at least and at most, in one cell: the text of each variable that it is of.

    >>> str(Figure((("signup", "2023-07"), ("age", "20..29")), 1, 4)), str(Figure((), 51, 51))
    ('signup 2023-07, age 20..29: 1 to 4', 'everybody: 51')
    """

    cell: Cell
    low: int
    high: int

    @property
    def place(self) -> str:
        """Whom it counts, in words."""
        return ", ".join(f"{variable} {text}" for variable, text in self.cell) or "everybody"

    @property
    def people(self) -> str:
        """How many, as it is printed."""
        return f"{self.low}" if self.low == self.high else f"{self.low} to {self.high}"

    def __str__(self) -> str:
        """Give both."""
        return f"{self.place}: {self.people}"


@dataclass(frozen=True)
class Row:
    """One thing that is known: a sum of people, each kind taken some times, lies between two ends; and the truth."""

    name: str
    terms: np.ndarray
    low: int
    high: int
    truth: int

    @property
    def off(self) -> int:
        """How far the truth lies beyond its ends."""
        return max(self.low - self.truth, self.truth - self.high, 0)


@dataclass(frozen=True)
class Publication:
    """Numbers that were published together, so that everybody is in one of their cells or not stated.

    What a ``claim`` says of its only cell tells nothing of people outside it.
    """

    name: str
    kinds: Mapping[str, Kind]
    figures: tuple[Figure, ...]
    claim: Claim | None = None

    @cached_property
    def cells(self) -> Mapping[str, Cells]:
        """The cells of each variable."""
        told = {name: dict.fromkeys(dict(one.cell).get(name, "") for one in self.figures) for name in self.kinds}
        return {name: Cells(self.kinds[name], tuple(text for text in told[name] if text)) for name in self.kinds}

    def rows(self, ground: Ground) -> Iterator[Row]:
        """Give each number as a row, and last that nobody is in no cell."""
        after = f" in {self.name}" if self.name else ""
        for one in self.figures:
            inside = ground.inside(self, {variable: [text] for variable, text in one.cell})
            if self.claim is not None:
                yield from self._claimed(self.claim, one, inside, ground)
            else:
                yield ground.row(f"{one.place}{after}", inside, one.low, one.high)
        if self.claim is None:
            somewhere = ground.inside(self, {variable: cells.texts for variable, cells in self.cells.items()})
            yield ground.row(f"{self.name}: nobody else", ~somewhere, 0, 0)

    def _claimed(self, claim: Claim, figure: Figure, inside: np.ndarray, ground: Ground) -> Iterator[Row]:
        """Say how many people are in a cell, or between which ends their part of all people, or the mean, lies."""
        if claim.statistic not in {Statistic.SHARE, Statistic.MEAN}:
            yield ground.row(self.name, inside, figure.low, figure.high)
            return
        least, most = ground.numbers(claim.variable) if claim.statistic is Statistic.MEAN else (inside, inside)
        for end, sign, each in zip(claim.ends, (1, -1), (most, least), strict=True):
            if end is not None:
                low, high = sorted((sign * (not end.included), sign * ENDLESS))
                yield ground.row(self.name, end.at.denominator * each - end.at.numerator, low, high)


# What each claim publishes, or nothing where sums of people cannot say it.
Claims = Mapping[str, list[Publication] | None]


def claimed(claim: Claim, window: Interval | None) -> list[Publication] | None:
    """Say what a claim publishes; ``None`` where sums of people cannot say it."""
    low, high = claim.whole()
    ends = (low or 0, ENDLESS if high is None else high)

    def said(where: str, low: int = 0, high: int = ENDLESS) -> Publication:
        """Say how many people are in one cell of the claim's variable."""
        cell = ((claim.variable, where),) if where else ()
        kinds = {claim.variable: claim.kind} if claim.variable else {}
        return Publication(f"claim {claim.claim_id}", kinds, (Figure(cell, low, high),), claim)

    match claim.statistic:
        case Statistic.COUNT | Statistic.SHARE:
            return [said(claim.where, *ends)]
        case Statistic.MEAN:
            return [said("0..")]
        case Statistic.MINIMUM:
            found = [said(f"..{low - 1}", 0, 0)] if low is not None else []
            return found + ([said(f"..{high}", 1)] if high is not None else [])
        case Statistic.MAXIMUM:
            found = [said(f"{high + 1}..", 0, 0)] if high is not None else []
            return found + ([said(f"{low}..", 1)] if low is not None else [])
        case Statistic.PEAK:
            found = [said(claim.where, *ends)]
            if claim.kind is Kind.DATE and window is not None and ends[1] < ENDLESS:
                peak = Interval.date(claim.where)
                others = cells(window, cell_length(peak, window) or Every.MONTH)
                tops = (ends[1], ends[1] - 1)  # where the list has a tie, the first is true all the same
                found += [said(one.text, 0, top) for one in others if str(one) != str(peak) for top in tops]
            return found
    return None


def released(given: Any, name: str) -> Publication:
    """Give the numbers of an earlier release: a protected table, one of counts, or a file that ``save`` wrote."""
    if isinstance(given, AggregateTable):
        publication: Publication | None = getattr(given, "publication", None)
        if publication is not None:
            return replace(publication, name=name)
        few, many = people_by(given, given.variables)
        cells = {key: zip(given.kinds, (text or NOT_STATED for text in key), strict=True) for key in few}
        return Publication(name, given.kinds, tuple(Figure(tuple(cells[key]), few[key], many[key]) for key in few))
    if not isinstance(given, str | Path):
        meant = "a table that protect or read_table gave, or a file that its save wrote"
        raise MusterError(f"{name}: expected {meant}, found a {type(given).__name__}")
    expected = "a file that save of a protected table wrote: its variables, and people as 12 or '1 to 4'"
    try:
        read = pd.read_csv(given, dtype="str", keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise MusterError(f"{given}: {error}; expected {expected}") from error
    table = read.map(restored).rename(columns=restored)
    variables = [str(column) for column in table if column not in {PEOPLE, ROUNDED}]
    if PEOPLE not in table or not variables or not table[PEOPLE].str.fullmatch(r"[0-9]{1,12}( to [0-9]{1,12})?").all():
        raise MusterError(f"{given}: expected {expected}")
    told = (tuple((one, text) for one, text in row.items() if text != TOTAL) for row in rows(table[variables]))
    ends = ([int(end) for end in people.split(" to ")] for people in table[PEOPLE])
    figures = tuple(Figure(cell, found[0], found[-1]) for cell, found in zip(told, ends, strict=True))
    stated = {one: table[one][~table[one].isin([TOTAL, NOT_STATED, OTHER])].unique().tolist() for one in variables}
    return Publication(name, {one: kind_in(table[[one]], one, stated[one], None) for one in variables}, figures)


def claims_of(case: Case | None, population: str | None, kinds: Mapping[str, Kind]) -> Claims:
    """Give what is claimed of these people and of what they are told apart by, by claim."""
    if case is None:
        return {}
    only_case(case)
    name = case.population(population)
    mine = [one for one in case.claim_list if one.population_id == name and one.variable in {*kinds, ""}]
    return {one.claim_id: claimed(one, case.windows[name]) for one in mine if says_something(one)}


class Ground:
    """The kinds of people that publications tell apart, and how many of each there are in truth.

    ``homes`` has for each variable one entry a kind: its cell in each publication, and the least and the largest number
    or day that such people may have.
    """

    def __init__(self, publications: Sequence[Publication], kinds: Mapping[str, Kind], people: People) -> None:
        """Lay out all kinds, those of the people given among them."""
        self.publications = publications
        self.homes: dict[str, dict[tuple[str, ...], Ends]] = {}
        places = []
        for at, (name, kind) in enumerate(kinds.items()):
            # Publications tell labels apart, or cells and what lies between the ends of these.
            published = [one.cells[name] for one in publications if name in one.kinds]
            ends = [span for cells in published for span in cells.spans.values()]
            cuts = sorted({cut for low, high in ends for cut in (low, high + 1)})
            labels = [text for cells in published for text in cells.texts if kind is Kind.LABEL and text != NOT_STATED]
            read = {text: value_of(text, kind) for text in dict.fromkeys(texts[at] for texts in people)}
            pieces = [(low, high - 1) for low, high in pairwise(cuts)]
            homes = self.homes[name] = {}
            home_of: dict[Value, tuple[str, ...]] = {}
            for value in dict.fromkeys([None, *pieces, *ends, *labels, *read.values()]):
                own = (one.cells[name].home(value) if name in one.kinds else OUTSIDE for one in publications)
                home = home_of[value] = tuple(own)
                low, high = value if isinstance(value, tuple) else (-inf, inf)
                least, most = homes.get(home, (low, high))
                homes[home] = min(low, least), max(high, most)
            order = {home: place for place, home in enumerate(homes)}
            places.append(np.array([order[home_of[read[texts[at]]]] for texts in people], np.int64))
        self.shape = [len(homes) for homes in self.homes.values()]
        numbers = sum(len(one.figures) for one in publications)
        if prod(self.shape) * numbers > MOST_TERMS:
            many = f"{numbers:,} numbers tell {prod(self.shape):,} kinds of people apart, too much to prove at once"
            raise Unanswerable(f"{many}; protect fewer variables or longer cells")
        self.people = np.zeros(self.shape, np.int64)
        np.add.at(self.people, tuple(places), [*people.values()])

    def row(self, name: str, terms: np.ndarray, low: int, high: int) -> Row:
        """Give what is known of a sum of people, with what it is in truth."""
        return Row(name, terms, low, high, int((terms * self.people).sum()))

    def inside(self, publication: Publication, texts: Mapping[str, Collection[str]]) -> np.ndarray:
        """Tell which kinds are in cells of a publication, by variable."""
        at = self.publications.index(publication)
        return self._each(lambda variable, home, _: variable not in texts or home[at] in texts[variable])

    def numbers(self, variable: str) -> tuple[np.ndarray, np.ndarray]:
        """Give the least and the largest number that each kind of people may have."""
        least = self._each(lambda name, _, ends: 1 if name != variable else int(min(max(ends[0], 0), LARGEST)))
        return least, self._each(lambda name, _, ends: 1 if name != variable else int(min(max(ends[1], 0), LARGEST)))

    def _each(self, value: Callable[[str, tuple[str, ...], Ends], int]) -> np.ndarray:
        """Give for each kind of people the product of a value for each variable."""
        along = [[value(name, *told) for told in homes.items()] for name, homes in self.homes.items()]
        return reduce(np.multiply.outer, map(np.array, along))


class Attack:
    """All rows that are known, and which tables of people agree with some of them.

    Kinds of people that no row tells apart are one unknown, and of some there is ``nobody``.
    """

    def __init__(self, rows: Sequence[Row], nobody: np.ndarray, budget: Budget) -> None:
        """Reduce the rows to the unknowns that matter."""
        from ortools.sat.python import cp_model

        self.budget, self._cp = budget, cp_model
        self.terms = np.unique(np.array([row.terms[~nobody] for row in rows], np.int64), axis=1)
        most = 2 * max((row.high for row in rows if row.high < ENDLESS), default=0) + 100
        # One model for all questions, for making one takes longer than most answers.
        self._model: Any = cp_model.CpModel()
        self._people = [self._model.new_int_var(0, most, "") for _ in range(self.terms.shape[1])]
        self._sums = [self._sum(terms) for terms in self.terms]

    def _sum(self, terms: np.ndarray) -> Any:
        """Sum people, each kind some times; a sum over nobody is zero."""
        at = np.flatnonzero(terms)
        return self._cp.LinearExpr.weighted_sum([self._people[one] for one in at], terms[at].tolist())

    def table(self, *limits: Limits, least: Sequence[int] = (), most: Sequence[int] = ()) -> np.ndarray | None:
        """Give the sums of all rows in one table of people that keeps within limits, if there is one.

        Among such tables it is one where the sums of the rows ``least`` are small together, and of ``most`` large.
        """
        self._model.proto.constraints.clear()
        self._model.clear_objective()
        for place, (low, high) in (held for some in limits for held in some.items()):
            self._model.add_linear_constraint(self._sums[place], low, high)
        if least or most:
            self._model.minimize(self._sum(self.terms[list(least)].sum(axis=0) - self.terms[list(most)].sum(axis=0)))
        solver = self._cp.CpSolver()
        solver.parameters.num_workers, solver.parameters.random_seed = 1, 0
        if self.budget.left is not None:
            solver.parameters.max_time_in_seconds = self.budget.left
        status = solver.solve(self._model)
        if status == self._cp.INFEASIBLE:
            return None
        if status not in {self._cp.OPTIMAL, self._cp.FEASIBLE}:
            raise OutOfTime("proving that nobody is given away takes longer than it may; protect fewer cells at once")
        return np.asarray(self.terms @ [solver.value(one) for one in self._people], np.int64)

    def conflict(self, limits: Limits, asked: Limits, prices: Mapping[int, Ends]) -> tuple[list[int], dict[int, float]]:
        """Give rows whose limits rule out what is asked, and the cheapest breach of limits that allows it.

        The breach says by how many people which sums would have to be larger, or smaller; ``prices`` are those of one
        person below a limit, and above. People may be divided here, for a linear program has its answer at once; what
        follows from it is held against whole people afterwards. Where all limits give way alike, those that press rule
        it out together, as few as it takes; if that holds for divided people alone, limits are left out many at once
        and then one after the other, as long as the rest still does.
        """
        from scipy.optimize import linprog
        from scipy.sparse import csr_array, eye_array, hstack

        def sides(some: Limits) -> list[tuple[int, int, int]]:
            """Give each end that there is, with its row and whether it is below or above."""
            ends = ((at, sign, ends[sign > 0]) for at, ends in some.items() for sign in (-1, 1))
            return [one for one in ends if abs(one[2]) < ENDLESS]

        number = len(held := sides(limits))
        places, signs, ends = np.array([*held, *sides(asked)], np.int64).T
        terms = csr_array(self.terms[places] * signs[:, None])

        def relaxed(giving: Any, prices: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
            """Find people, divided as need be, who cost least: how far limits give way, and how much each presses."""
            left, price = hstack([terms, -giving], format="csr"), np.append(np.zeros(terms.shape[1]), prices)
            limit: Any = {"time_limit": self.budget.left}
            found: Any = linprog(price, A_ub=left, b_ub=signs * ends, method="highs-ds", options=limit)
            none = np.zeros(number)
            return (none, none) if found.status else (found.x[-number:], np.abs(found.ineqlin.marginals[:number]))

        over, _ = relaxed(eye_array(len(places), number), [prices[at][sign > 0] for at, sign, _ in held])
        beyond = {held[one][0]: float(held[one][1] * over[one]) for one in np.flatnonzero(over > TINY)}
        _, press = relaxed(csr_array((np.arange(len(places)) < number).astype(float)[:, None]), [1.0])
        cause = {held[one][0]: limits[held[one][0]] for one in np.flatnonzero(press > TINY)}
        if self.table(cause, asked) is not None:
            cause = dict(limits)
            for step in (1 << power for power in reversed(range(len(limits).bit_length()))):
                names = list(cause)
                for some in (names[start : start + step] for start in range(0, len(names), step)):
                    fewer = {name: ends for name, ends in cause.items() if name not in some}
                    cause = fewer if self.table(fewer, asked) is None else cause
        return list(cause), beyond


@dataclass(frozen=True)
class Public:
    """The people, by all that tells them apart, what is public of them, and how they are to be protected."""

    people: People
    kinds: Mapping[str, Kind]
    releases: Sequence[Publication]
    claims: Claims
    threshold: int
    rounding: int | None
    budget: Budget


class Draft:
    """One way to print a release, widened until every number of few people is safe.

    ``figures`` is what is printed and ``steps`` say why; ``given_away`` has a sentence for each cell that is given away
    whatever is widened, ``given`` the cells that claims alone give away, ``unheld`` the claims that were left out.
    """

    def __init__(self, counts: Mapping[Cell, int], names: Sequence[str], public: Public) -> None:
        """Write down every cell and every total as it would be without more widening, and all else that is known."""
        self.kinds, self.public, threshold = {name: public.kinds[name] for name in names}, public, public.threshold
        self.given_away, self.steps, self.given = list[str](), list[str](), list[str]()
        self.counts = list(counts.values())
        self.figures = [Figure(cell, *self._printed(number)) for cell, number in counts.items()]
        told = Publication("", self.kinds, tuple(self.figures))
        said = [one for each in public.claims.values() for one in each or ()]
        ground = Ground([told, *public.releases, *said], public.kinds, public.people)
        together = [told], public.releases, said
        own, earlier, claims = ([row for one in some for row in one.rows(ground)] for some in together)
        # A number that has changed since an earlier release by a whole group of people gives nobody away, and nor does
        # what is claimed and not true.
        before = [row for row in earlier if row.off < threshold]
        self.rows = [*own, *before, *(row for row in claims if not row.off)]
        self.is_changed = any(row.off for row in before)
        untold = [name for name, one in public.claims.items() if one is None]
        self.unheld = list(dict.fromkeys([*untold, *(row.name.removeprefix("claim ") for row in claims if row.off)]))
        self.limits = {place: (row.low, row.high) for place, row in enumerate(self.rows)}
        first = len(own) + len(before)
        self.claims = {place: ends for place, ends in self.limits.items() if place >= first}
        nobody = np.any([row.terms for row in (own[-1:] if self.is_changed else own) if not row.high], axis=0)
        self.attack = Attack(self.rows, nobody, public.budget)
        self.targets = [at for at, row in enumerate(self.rows[:first]) if 0 < row.truth < threshold and not row.off]
        self.prices = {one: self._prices(one) if one < len(counts) else (NEVER, NEVER) for one in self.limits}
        # The least and the most that each number was in a table that agrees with everything: the truth is one.
        truth = None if self.is_changed else [row.truth for row in self.rows]
        self.least, self.most = (np.array(truth or [end] * len(self.rows)) for end in (ENDLESS, -ENDLESS))

    def _printed(self, number: int) -> tuple[int, int]:
        """Give the range in which a number is printed before any more widening."""
        threshold, rounding = self.public.threshold, self.public.rounding
        if 0 < number < threshold:
            return 1, threshold - 1
        if number and rounding:
            middle = round(number / rounding) * rounding
            return max(threshold, middle - 2), middle + 2
        return number, number

    def hide(self, *, all_or_none: bool) -> None:
        """Widen numbers until every cell of few people may have any number of them.

        With ``all_or_none`` the first cell that is given away whatever is widened ends it.
        """
        self._make_room({}, "")
        if self.given_away:
            return
        self._see(least=self.targets)
        self._see(most=self.targets)
        for place in reversed(self.targets):  # totals first: if anything is given away, it is mostly they
            name, most = self.rows[place].name, self.public.threshold - 1
            if self.least[place] > 1:
                self._make_room({place: (0, 1)}, name)
            if self.most[place] < most:
                self._make_room({place: (most, ENDLESS)}, name)
            if self.given_away and all_or_none:
                return

    def _see(self, *asked: Limits, **wish: Sequence[int]) -> bool:
        """Look for a table that agrees with everything public, and note what each number is in it."""
        found = self.attack.table(self.limits, *asked, **wish)
        if found is not None:
            self.least, self.most = np.minimum(self.least, found), np.maximum(self.most, found)
        return found is not None

    def _make_room(self, asked: Limits, name: str) -> None:
        """Widen what rules out that a number is as small, or as large, as it should, as long as anything does.

        With no ``name``, what is looked for is any table that agrees with this release and those before it.
        """
        while not self._see(asked):
            if name and self.attack.table(self.claims, asked) is None:
                self.given.append(name)
                return
            cause, beyond = self.attack.conflict(self.limits, asked, self.prices)
            if not beyond:  # it is ruled out in whole numbers alone
                beyond = {min(cause, key=lambda one: self.prices[one][1]): 1.0}
            if any(self.prices[one][int(more > 0)] >= NEVER for one, more in beyond.items()):
                named = self._named(cause)
                self.given_away.append(f"{name} would be given away by {named}" if name else f"{named} would {CHANGED}")
                return
            for one, more in beyond.items():
                others = self._named([other for other in cause if other != one])
                self._widen(one, more, f"with {others} it would {f'give away {name}' if name else CHANGED}")

    def _prices(self, one: int) -> Ends:
        """Give the loss by printing a number one person lower, and higher: totals are missed most, then large ones."""
        number, (low, high) = self.counts[one], self.limits[one]
        if high - low >= MOST_BANDS * self.public.threshold or not (number or self.is_changed):
            return NEVER, NEVER
        price = 1 + 2 * (len(self.kinds) - len(self.figures[one].cell)) + number / max(1, *self.counts)
        return price if low > (not self.is_changed) else NEVER, price

    def _widen(self, one: int, more: float, why: str) -> None:
        """Print a number as a range of whole bands that reaches so many people lower, or higher."""
        before, threshold = self.figures[one], self.public.threshold
        least, most = floor(before.low + min(more, 0) + TINY), ceil(before.high + max(more, 0) - TINY)
        low, high = least // threshold * threshold, (most // threshold + 1) * threshold - 1
        after = replace(before, low=max(low, int(not self.is_changed)), high=high)
        self.steps.append(f"{before.place} is printed as {after.people} instead of {before.people}: {why}")
        self.figures[one], self.limits[one] = after, (after.low, after.high)
        self.prices[one] = self._prices(one)

    def _named(self, places: Sequence[int]) -> str:
        """Name what is public: first others by where they stand, then its own numbers with how they are printed."""
        telling = sorted(places, key=lambda one: (not self.limits[one][1], one < len(self.figures)))
        names = [str(self.figures[one]) if one < len(self.figures) else self.rows[one].name for one in telling]
        names = list(dict.fromkeys(names))
        return "; ".join(names[:MOST_NAMED] + [f"{len(names) - MOST_NAMED} more"] * (len(names) > MOST_NAMED))
