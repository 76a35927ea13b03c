"""The basis of an inference: what one reading of a case takes as true of one population, and the axes it speaks of.

Two kinds of axes are laid out. The one that is asked for has the cells a reader wants to see. The broad one is for the
question whether anything is possible at all, and for how many people: it reaches over every value anybody could have,
so that leaving a claim out never leaves a person without a cell.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from musterbook.case.claims import Claim, Statistic
from musterbook.errors import Unanswerable
from musterbook.intervals import Every, Interval, Kind
from musterbook.schema import AGE, LAG, NO_VARIABLES, OLDEST, SIGNUP, kind_of
from musterbook.worlds.axes import Axis, Span, date_axis, label_axis, number_axis, span_of_period
from musterbook.worlds.budget import TooBig

MOST_CELLS = 20_000
EVERY_CELL = "every cell occupied"


@dataclass(frozen=True)
class Basis:
    """What one reading of a case takes as true of one population.

    ``people`` are rows of the records table, texts as they stand, empty where nothing is stated; ``total`` is a number
    of people that somebody assumes; ``ties`` lets other cells be as large as a peak; ``occupied`` is an axis that is
    taken to have somebody in every cell; ``event`` is the date column that the window is of; ``kinds`` says what the
    variables of the case hold, ``parents`` which of their labels lie within which; ``cuts`` are further values
    that matter for a variable. ``relatives`` are the other populations of a family, which are parts of each other:
    ``part_of`` is the larger one, and all of its people who have the value of ``condition`` are these.
    """

    population: str
    window: Interval | None
    claims: tuple[Claim, ...]
    people: tuple[Mapping[str, str], ...]
    total: int | None = None
    ties: bool = False
    occupied: Axis | None = None
    event: str = SIGNUP
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    parents: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cuts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    part_of: str = ""
    condition: tuple[str, str] | None = None
    relatives: tuple[Basis, ...] = ()

    def kind_of(self, variable: str) -> Kind:
        """Say what a variable holds, as the case has it."""
        return self.kinds.get(variable, kind_of(variable))

    @property
    def names(self) -> list[str]:
        """Everything that is taken as true, by name: ids of claims and records, then what is assumed."""
        named = [claim.claim_id for claim in self.claims] + [person["record_id"] for person in self.people]
        return [
            *named,
            *([self.total_name] if self.total is not None else []),
            *([EVERY_CELL] if self.occupied else []),
            *([self.kinship] if self.part_of else []),
            *(name for one in self.relatives for name in one.names),
        ]

    @property
    def kinship(self) -> str:
        """What it is called in answers that a population is a part of another."""
        return f"{self.population} is part of {self.part_of}"

    @property
    def joint(self) -> Basis:
        """All that is said of a family, to lay out lines that its populations share."""
        family = (self, *self.relatives)
        root = next((one for one in family if not one.part_of), self)
        cuts: dict[str, tuple[str, ...]] = dict(self.cuts)
        for variable, text in (cut for one in family if self.relatives for cut in one.own_cuts):
            cuts[variable] = (*cuts.get(variable, ()), text)
        alike = all(one.event == self.event for one in family) and root.window is not None
        return replace(
            self,
            window=root.window if alike else None if self.relatives else self.window,
            claims=tuple(claim for one in family for claim in one.claims),
            people=tuple(person for one in family for person in one.people),
            cuts=cuts,
            relatives=(),
        )

    @property
    def most(self) -> int | None:
        """The largest number of people that is said of all of them, the root of a family; ``None`` if none is."""
        root = next((one for one in (self, *self.relatives) if not one.part_of), self)
        known = [root.total, *(claim.limits[1] for claim in root.claims if not claim.narrows)]
        return min((int(high) for high in known if high is not None), default=None)

    @property
    def own_cuts(self) -> Iterator[tuple[str, str]]:
        """The values that make these people a part of others."""
        if self.condition:
            yield self.condition
        if self.window:
            yield self.event, f"{self.window.first}/{self.window.last}"

    @property
    def total_name(self) -> str:
        """What the assumed number of people is called in answers."""
        return f"total={self.total}"

    @property
    def variables(self) -> list[str]:
        """The variables that claims or records speak of."""
        known = [name for person in self.people for name, text in person.items() if text and name not in NO_VARIABLES]
        return list(dict.fromkeys([*self.claimed, *known]))

    @property
    def claimed(self) -> list[str]:
        """The variables that claims speak of."""
        return list(dict.fromkeys(claim.variable for claim in self.claims if claim.variable))

    @property
    def spoken_of(self) -> list[str]:
        """The variables that claims or assumptions speak of."""
        return list(dict.fromkeys([*self.claimed, *([self.occupied.variable] if self.occupied else [])]))

    def about(self, variable: str) -> list[Claim]:
        """Give the claims on one variable, and those on all people."""
        return [claim for claim in self.claims if claim.variable in {variable, ""} or not claim.narrows]

    def only(self, names: Iterable[str]) -> Basis:
        """Give the same basis with nothing but what is named."""
        kept = set(names)
        return replace(
            self,
            claims=tuple(claim for claim in self.claims if claim.claim_id in kept),
            people=tuple(person for person in self.people if person["record_id"] in kept),
            total=self.total if self.total_name in kept else None,
            occupied=self.occupied if EVERY_CELL in kept else None,
            part_of=self.part_of if self.kinship in kept else "",
            relatives=tuple(one.only(kept) for one in self.relatives),
        )


def axis_of(basis: Basis, variable: str, every: str = "month") -> Axis:
    """Lay out the cells of a variable as they are asked for.

    Raises
    ------
    MusterError
        If nothing is claimed of the variable, or it is a date and the population has no window for it.
    """
    claims, texts = _mentions(basis, variable)
    if not claims and not texts and basis.relatives:
        claims, texts = _mentions(basis.joint, variable)
    of_all = basis.kind_of(variable) is Kind.DATE and any(not claim.variable for claim in basis.claims)
    if not claims and not texts and not of_all:
        raise Unanswerable.no_claims(variable, basis.population, basis.variables)
    if basis.kind_of(variable) is Kind.DATE:
        if basis.window is None or variable != basis.event:
            raise Unanswerable.no_window(basis.population, variable, basis.event)
        few_enough(variable, basis.window, Every.of(every))
        axis = date_axis(variable, basis.window, every)
    elif basis.kind_of(variable) is Kind.NUMBER:
        axis = _numbers(variable, claims, texts)
    else:
        axis = _labels(basis, variable, claims, texts)
    return axis


def few_enough(variable: str, window: Interval, every: Every) -> None:
    """Refuse to cut a window into more cells than there is room for, before it is cut."""
    shortest = {Every.DAY: 1, Every.WEEK: 7, Every.MONTH: 31, Every.QUARTER: 92, Every.YEAR: 366}[every]
    _few_enough(variable, window.size // shortest)


def _few_enough(variable: str, cells: int) -> None:
    if cells > MOST_CELLS:
        raise TooBig(f"{variable} would have {cells:,} cells; {MOST_CELLS:,} is the most")


def _numbers(variable: str, claims: list[Claim], texts: list[str]) -> Axis:
    ends = {Statistic.MINIMUM: 0, Statistic.MAXIMUM: 1}
    closed = {one.statistic for one in claims if one.statistic in ends and one.limits[ends[one.statistic]] is not None}
    others = [claim for claim in claims if not claim.statistic.is_rounded or claim.statistic is Statistic.SHARE]
    mentioned = _mentioned(others, texts) + ([0] if variable == LAG else [])
    if not mentioned:
        raise Unanswerable(f"no number of {variable!r} is mentioned, so it has no cells; claim a minimum and a maximum")
    _few_enough(variable, max(mentioned) - min(mentioned) + 1)
    below = Statistic.MINIMUM not in closed and min(mentioned) > 0
    return number_axis(variable, mentioned, open_below=below, open_above=Statistic.MAXIMUM not in closed)


def broad_axis(basis: Basis, variable: str) -> Axis:
    """Lay out a variable so that everybody has a cell whatever claims are left out, no finer than claims need it.

    Dates are the window for sign-ups, else the years that are mentioned with all days before and after; ages reach over
    every age, lags far beyond any that is mentioned; labels have a cell for all others.
    """
    claims, texts = _mentions(basis, variable)
    wheres = [*(claim.where for claim in claims if claim.where), *texts]
    if basis.kind_of(variable) is Kind.LABEL:
        return _labels(basis, variable, claims, texts)
    if basis.kind_of(variable) is Kind.DATE:
        return _broad_dates(basis, variable, wheres)
    counting = [
        claim for claim in claims if claim.statistic not in {Statistic.COUNT, Statistic.MINIMUM, Statistic.MAXIMUM}
    ]
    mentioned = _mentioned(claims, texts)
    mentioned += [int(claim.value.number) for claim in counting if claim.value]
    highest = max([OLDEST, *mentioned]) if variable == AGE else 2 * max([0, *mentioned]) + 20
    if not counting:
        return Axis(variable, Kind.NUMBER, ("any number",), (Span(0, highest + 1),))
    _few_enough(variable, highest)
    return number_axis(variable, [0, highest], open_below=False, open_above=False)


def _labels(basis: Basis, variable: str, claims: list[Claim], texts: list[str]) -> Axis:
    wheres = [claim.where for claim in claims if claim.where]
    labels = [*wheres, *texts, *basis.cuts.get(variable, ())]
    return label_axis(variable, labels, basis.parents.get(variable))


def _broad_dates(basis: Basis, variable: str, wheres: list[str]) -> Axis:
    if variable == basis.event and basis.window is not None:
        return Axis(variable, Kind.DATE, ("window",), (span_of_period(basis.window),))
    ever, periods = Interval.days(dt.date.min, dt.date.max), [Interval.date(where) for where in wheres]
    if not periods:
        return Axis(variable, Kind.DATE, ("..",), (span_of_period(ever),))
    first = Every.YEAR.around(min(period.first for period in periods)).first
    last = Every.YEAR.around(max(period.last for period in periods)).last
    edges = sorted({1, first.toordinal(), last.toordinal() + 1, span_of_period(ever).stop})
    spans = tuple(Span(start, stop) for start, stop in pairwise(edges))
    names = tuple("years" if span.start == first.toordinal() else f"..{span.stop}" for span in spans)
    return Axis(variable, Kind.DATE, names, spans)


def _mentions(basis: Basis, variable: str) -> tuple[list[Claim], list[str]]:
    claims = [claim for claim in basis.claims if claim.variable == variable]
    return claims, [person[variable] for person in basis.people if person.get(variable)]


def _mentioned(claims: list[Claim], texts: list[str]) -> list[int]:
    """Give all numbers that claims and records mention as values of a variable."""
    wheres = [Interval.number(text) for text in [*(claim.where for claim in claims if claim.where), *texts]]
    ends = [end for one in wheres for end in (one.low, one.high) if end is not None]
    measured = [claim for claim in claims if claim.statistic.measures_numbers and claim.statistic is not Statistic.SD]
    return ends + [int(end) for claim in measured for end in claim.limits if end is not None]
