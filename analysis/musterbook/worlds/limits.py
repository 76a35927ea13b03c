"""From claims and records to limits on sums of cells.

A claim that a cell holds 8 people, or a half-year 31, is a :class:`Limit` on the sum over a span of the axis. A record
adds a least number: somebody was there. What cannot be said as limits alone is kept beside them and resolved later: a
peak (no other cell is as large), a number of occupied cells, a mean, a median.

Records with coarse values limit spans too: a person signed up in August or September adds one to the least number of
the two months together. It is enough to look at spans that begin where some record begins and end where some record
ends, because the cells a person may be in follow each other (Glover 1967, matchings in convex bipartite graphs).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil

from musterbook.case.claims import Claim, Relation, Statistic, cell_length, occupied_length
from musterbook.intervals import Every, Interval, Kind, cells
from musterbook.worlds.axes import Axis, Span, is_open, period_of_span, span_of_period
from musterbook.worlds.basis import EVERY_CELL, Basis, few_enough

UNBOUNDED = 1 << 62


@dataclass(frozen=True)
class Limit:
    """At least ``low`` and at most ``high`` people in a span; ``names`` are the claims and records that say so."""

    span: Span
    low: int = 0
    high: int = UNBOUNDED
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Peak:
    """The cell ``at`` holds ``low`` to ``high`` people, more than any of the ``others``, or as many where ``ties``.

    An open span gathers numbers that are not told apart, each of them a rival: together they may hold any number of
    people, but nobody where each may hold nobody.
    """

    at: Span
    others: tuple[Span, ...]
    open: tuple[Span, ...]
    low: int
    high: int
    ties: bool
    name: str


@dataclass(frozen=True)
class Occupied:
    """``low`` to ``high`` cells hold somebody: some of the ``spans``, and any number within each of the ``open`` ones.

    An open span gathers cells that are not told apart ("3..", "other"): its people may be in one of them or in many.
    """

    spans: tuple[Span, ...]
    open: tuple[Span, ...]
    low: int
    high: int
    name: str


@dataclass(frozen=True)
class Rules:
    """All that is held to be true of one variable: an axis, limits on it, and what is more than a limit.

    ``centres`` are claims of a mean, a median or a standard deviation, ``shares`` those of a share.
    """

    axis: Axis
    limits: tuple[Limit, ...]
    peaks: tuple[Peak, ...] = ()
    occupied: tuple[Occupied, ...] = ()
    centres: tuple[Claim, ...] = ()
    shares: tuple[Claim, ...] = ()

    def of(self, statistic: Statistic) -> list[Claim]:
        """Give the claims of one of the centres."""
        return [one for one in self.centres if one.statistic is statistic]

    def with_limits(self, *more: Limit) -> Rules:
        """Give the same rules with further limits."""
        return replace(self, limits=(*self.limits, *more))


def rules_of(basis: Basis, axis: Axis) -> Rules:
    """Turn one reading into rules for one axis."""
    limits: list[Limit] = []
    peaks: list[Peak] = []
    occupied: list[Occupied] = []
    centres: list[Claim] = []
    shares: list[Claim] = []
    for claim in basis.about(axis.variable):
        if claim.value is None or claim.relation is Relation.ABOUT:
            continue
        if claim.statistic is Statistic.PEAK:
            peaks.append(_peak(claim, axis, basis))
        elif claim.statistic is Statistic.OCCUPIED:
            one = _occupied(claim, axis)
            alone = _alone(one)
            limits += alone or ()
            occupied += [one] if alone is None else []
        elif claim.statistic.is_rounded:
            (shares if claim.statistic is Statistic.SHARE else centres).append(claim)
            limits.append(Limit(axis.whole, 2 if claim.statistic is Statistic.SD else 1, names=(claim.claim_id,)))
        elif claim.statistic is Statistic.COUNT:
            limits.append(Limit(axis.span_of(claim.where), *_ends(claim), (claim.claim_id,)))
        elif claim.statistic.measures_numbers:
            limits += _extreme(claim, axis)
    limits += [*_assumed(basis, axis), *_record_limits(basis.people, axis)]
    return Rules(axis, tuple(limits), tuple(peaks), tuple(occupied), tuple(centres), tuple(shares))


def _assumed(basis: Basis, axis: Axis) -> Iterator[Limit]:
    if basis.total is not None:
        yield Limit(axis.whole, basis.total, basis.total, (basis.total_name,))
    if basis.occupied is not None and basis.occupied.variable == axis.variable:
        yield from (Limit(span, 1, names=(EVERY_CELL,)) for span in basis.occupied.spans)


def _alone(one: Occupied) -> list[Limit] | None:
    """Say by limits alone that all cells are occupied, or none, or any number; ``None`` where that will not do."""
    names = (one.name,)
    if one.high == 0:
        return [Limit(span, 0, 0, names) for span in (*one.spans, *one.open)]
    if one.open or 0 < one.low < len(one.spans) or one.high < len(one.spans):
        return None
    possible = one.low <= len(one.spans)
    return [Limit(span, 1, UNBOUNDED if possible else 0, names) for span in one.spans] if one.low else []


def _ends(claim: Claim) -> tuple[int, int]:
    low, high = claim.limits
    return (0 if low is None else ceil(low)), (UNBOUNDED if high is None else int(high))


def _extreme(claim: Claim, axis: Axis) -> list[Limit]:
    """Say of a youngest or oldest that nobody is beyond it and, where it is exact, that somebody is there."""
    whole, names = axis.whole, (claim.claim_id,)
    low, high = (None if end is None else int(end) for end in claim.limits)
    lowest = claim.statistic is Statistic.MINIMUM
    closed, reached = (low, high) if lowest else (high, low)
    limits = []
    if closed is not None:
        start, stop = (whole.start, closed) if lowest else (closed + 1, whole.stop)
        limits += [Limit(Span(start, stop), 0, 0, names)] if start < stop else []
    if reached is not None:
        start, stop = (
            (low or whole.start, reached + 1) if lowest else (reached, whole.stop if high is None else high + 1)
        )
        limits.append(Limit(Span(start, stop), 1, names=names))
    return limits


def _peak(claim: Claim, axis: Axis, basis: Basis) -> Peak:
    """Hold a cell against those that it was the largest of; cells that gather all others are no rivals."""
    at = axis.span_of(claim.where)
    if axis.kind is Kind.DATE:
        length = cell_length(Interval.date(claim.where), basis.window) or Every.MONTH
        rivals = _date_spans(axis, length)
    else:
        rivals = axis.rivals(claim.where)
    named = zip(axis.names, axis.spans, strict=True)
    gathered = tuple(span for name, span in named if axis.kind is not Kind.LABEL and is_open(name))
    others = tuple(span for span in rivals if span != at)
    return Peak(at, others, gathered, *_ends(claim), basis.ties, claim.claim_id)


def _date_spans(axis: Axis, length: Every) -> list[Span]:
    """Give the cells of one length between what comes before and after all that is said."""
    told = [span for name, span in zip(axis.names, axis.spans, strict=True) if not is_open(name)]
    if not told:
        return []
    window = period_of_span(Span(told[0].start, told[-1].stop))
    few_enough(axis.variable, window, length)
    return [span_of_period(cell) for cell in cells(window, length)]


def _occupied(claim: Claim, axis: Axis) -> Occupied:
    named = list(zip(axis.names, axis.spans, strict=True))
    if axis.kind is Kind.DATE:
        length = occupied_length(claim.unit) or Every.MONTH
        gathered = [(name, span) for name, span in named if is_open(name)]
        named = [*gathered, *(("", span) for span in _date_spans(axis, length))]
    within = axis.span_of(claim.where)
    inside = [(name, span) for name, span in named if span in within]
    single = tuple(span for name, span in inside if not is_open(name))
    return Occupied(single, tuple(span for name, span in inside if is_open(name)), *_ends(claim), claim.claim_id)


def _record_limits(people: Iterable[Mapping[str, str]], axis: Axis) -> Iterator[Limit]:
    """Say how many people at least must be in each span that record values fill; its own records are named first."""
    named = [(_span_of_text(person.get(axis.variable, ""), axis), person["record_id"]) for person in people]
    for span in _spans_to_check({span for span, _ in named}):
        own = [name for one, name in named if one == span]
        others = [name for one, name in named if one != span and one in span]
        yield Limit(span, len(own) + len(others), names=(*own, *others))


def _spans_to_check(spans: set[Span]) -> list[Span]:
    """Give the spans themselves, and the unions of those that cross each other."""
    crossing = {span for span in spans if any(span.crosses(other) for other in spans)}
    starts, stops = {span.start for span in crossing}, {span.stop for span in crossing}
    return sorted(spans | {Span(start, stop) for start in starts for stop in stops if start < stop})


def _span_of_text(text: str, axis: Axis) -> Span:
    span = axis.span_of(text)
    return Span(max(span.start, axis.whole.start), min(span.stop, axis.whole.stop))
