"""The line of a variable, cut into pieces so that whatever a claim or a record speaks of is a sum of pieces.

The line holds every value that anybody can have: all days of the window, all ages from 0 to the oldest, all lags, all
labels and one place for others. It is cut only where something is said, so that three years of days are a handful of
pieces. Where claims count cells (a peak, occupied months), cells of one length that nothing tells apart stay together
as a group that knows how many they are.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil

from musterbook.case.claims import Claim, Relation, Statistic, cell_length, occupied_length
from musterbook.errors import Unanswerable
from musterbook.intervals import Every, Interval, Kind
from musterbook.linelist.checks import OLDEST
from musterbook.schema import AGE
from musterbook.worlds.axes import Axis, Span, is_open, span_of_period
from musterbook.worlds.basis import Basis, broad_axis

MOST_PIECES = 4_000
ENDLESS = 10**16
EVER = Span(1, dt.date.max.toordinal() + 1)
CELL_KINDS = {Statistic.PEAK, Statistic.OCCUPIED}
CENTRES = {Statistic.MEAN, Statistic.MEDIAN, Statistic.SD}


class TooBig(Unanswerable):
    """Numbers or cells are more than can be solved exactly."""


@dataclass(frozen=True)
class Group:
    """Cells side by side that nothing tells apart: ``size`` of them, or any number where it is ``None``."""

    span: Span
    size: int | None = 1


@dataclass(frozen=True)
class Line:
    """The pieces of one variable, in order and without gap, and its cells in groups by their length."""

    variable: str
    pieces: tuple[Span, ...]
    groups: Mapping[Every | None, tuple[Group, ...]] = field(default_factory=dict)
    kind: Kind = Kind.NUMBER
    axis: Axis | None = None

    @property
    def whole(self) -> Span:
        """The span of all pieces together."""
        return Span(self.pieces[0].start, self.pieces[-1].stop)

    def inside(self, span: Span) -> range:
        """Give the places of the pieces that lie in a span."""
        starts = [piece.start for piece in self.pieces]
        return range(bisect_left(starts, span.start), bisect_left(starts, span.stop))

    def span_of(self, text: str) -> Span:
        """Lay what a claim or a record says on the line; nothing said is the whole of it."""
        return self.axis.span_of(text) if self.axis else _span_of(text, self.kind, self.whole)

    def span_of_cell(self, axis: Axis, place: int) -> Span:
        """Lay a cell of an axis on the line; one without an end reaches as far as the line."""
        span, name = axis.spans[place], axis.names[place]
        if axis.kind is not Kind.NUMBER or ".." not in name:
            return span
        return self.span_of(name)


def line_of(basis: Basis, variable: str, asked: Axis | None = None) -> Line:
    """Cut the line of a variable wherever claims, records or the cells that are asked for begin or end."""
    claims = [claim for claim in basis.claims if claim.variable == variable and says_something(claim)]
    texts = {person[variable] for person in basis.people if person.get(variable)} | set(basis.cuts.get(variable, ()))
    wheres = [claim.where for claim in claims if claim.where]
    kind = basis.kind_of(variable)
    if kind is Kind.LABEL:
        axis = broad_axis(basis, variable)
        cells = zip(axis.spans, axis.names, strict=True)
        groups = tuple(Group(span, None if is_open(name) else 1) for span, name in cells)
        return Line(variable, axis.spans, {None: groups}, kind, axis)
    whole = _whole(basis, variable, claims, texts)
    edges = {whole.start, whole.stop}
    for text in (*wheres, *texts):
        span = _span_of(text, kind, whole)
        edges |= {max(whole.start, span.start), min(whole.stop, span.stop)}
    if asked is not None:
        edges |= {edge for span in asked.spans for edge in (span.start, span.stop)}
    if kind is Kind.NUMBER:
        return _numbers(variable, whole, edges, claims)
    return _dates(basis, variable, whole, edges, claims)


def says_something(claim: Claim) -> bool:
    """Tell whether a claim limits anything."""
    return claim.value is not None and claim.relation is not Relation.ABOUT and claim.statistic is not Statistic.AMOUNT


def cells_of(claim: Claim, basis: Basis) -> Every | None:
    """Tell the length of the cells that a peak or a number of occupied cells counts; ``None`` but for dates."""
    if claim.kind is not Kind.DATE:
        return None
    if claim.statistic is Statistic.OCCUPIED:
        return occupied_length(claim.unit) or Every.MONTH
    return cell_length(Interval.date(claim.where), window_of(basis, claim.variable)) or Every.MONTH


def window_of(basis: Basis, variable: str) -> Interval | None:
    """Give the window of a variable; only that of the event is stated."""
    return basis.window if variable == basis.event else None


def _span_of(text: str, kind: Kind, whole: Span) -> Span:
    if not text:
        return whole
    if kind is Kind.DATE:
        return span_of_period(Interval.date(text))
    found = Interval.number(text)
    return Span(found.low or 0, whole.stop if found.high is None else found.high + 1)


def _whole(basis: Basis, variable: str, claims: Iterable[Claim], texts: Iterable[str]) -> Span:
    """Give all values that anybody can have."""
    if basis.kind_of(variable) is Kind.DATE:
        window = window_of(basis, variable)
        return EVER if window is None else span_of_period(window)
    if variable != AGE:
        return Span(0, ENDLESS)
    ranges = [Interval.number(text) for text in (*texts, *(claim.where for claim in claims if claim.where))]
    ends = [end for one in ranges for end in (one.low, one.high) if end is not None]
    stated = [
        int(claim.value.number)
        for claim in claims
        if claim.value and claim.statistic.measures_numbers and claim.statistic is not Statistic.SD
    ]
    return Span(0, max([OLDEST, *ends, *stated]) + 1)


def _numbers(variable: str, whole: Span, edges: set[int], claims: list[Claim]) -> Line:
    """Cut numbers singly where claims of several kinds meet, or one speaks of squares: then each number matters."""
    extremes = [claim for claim in claims if claim.statistic in {Statistic.MINIMUM, Statistic.MAXIMUM}]
    edges |= {int(end) + step for claim in extremes for end in claim.limits if end is not None for step in (0, 1)}
    edges = {edge for edge in edges if whole.start <= edge <= whole.stop}
    fine = {claim.statistic for claim in claims} & (CELL_KINDS | CENTRES)
    if len(fine) > 1 or Statistic.SD in fine:
        reach = max(edge for edge in edges | {1} if edge < whole.stop or edge < ENDLESS)
        for claim in claims:
            assert claim.value is not None
            if claim.statistic is Statistic.OCCUPIED:
                reach += int(claim.value.number)
            elif claim.statistic in CENTRES:
                reach = max(reach, 2 * ceil(claim.value.number) + 2)
        reach = whole.stop if Statistic.SD in fine and whole.stop < ENDLESS else reach
        edges |= set(range(min(reach, whole.stop, _most(claims, min(reach, whole.stop))) + 1))
    pieces = _pieces(edges)
    groups = tuple(Group(piece, None if piece.stop == ENDLESS else piece.size) for piece in pieces)
    return Line(variable, pieces, {None: groups})


def _dates(basis: Basis, variable: str, whole: Span, edges: set[int], claims: list[Claim]) -> Line:
    counting = [claim for claim in claims if claim.statistic in CELL_KINDS]
    kinds = {(claim.statistic, cells_of(claim, basis)) for claim in counting}
    lengths = {length for _, length in kinds if length is not None}
    endless = window_of(basis, variable) is None
    inner = sorted(edges - {whole.start, whole.stop} if endless else edges)
    for length in lengths if inner else ():
        if len(kinds) > 1:
            _most(counting, _index(length, inner[-1] - 1) - _index(length, inner[0]) + 1)
            edges |= set(_starts(length, inner[0], inner[-1]))
        for edge in inner:
            edges |= {max(whole.start, _start(length, edge)), min(whole.stop, _stop(length, edge))}
    groups: dict[Every | None, tuple[Group, ...]] = {
        length: tuple(_groups(length, whole, sorted(edges), endless=endless)) for length in lengths
    }
    return Line(variable, _pieces(edges), groups, Kind.DATE)


def _groups(length: Every, whole: Span, edges: list[int], *, endless: bool) -> Iterator[Group]:
    """Gather the cells between those edges at which a cell begins; before and after all that is said, any number."""
    ends = {whole.start, whole.stop}
    bounds = [edge for edge in edges if edge in ends or _start(length, edge) == edge]
    for start, stop in pairwise(bounds):
        outside = endless and (start in ends or stop in ends)
        yield Group(Span(start, stop), None if outside else _index(length, stop - 1) - _index(length, start) + 1)


def _pieces(edges: set[int]) -> tuple[Span, ...]:
    return tuple(Span(start, stop) for start, stop in pairwise(sorted(edges)))


def _most(claims: Iterable[Claim], wanted: int) -> int:
    """Refuse to tell apart more cells than are solved in a few seconds."""
    if wanted > MOST_PIECES:
        names = ", ".join(claim.claim_id for claim in claims)
        raise TooBig(
            f"claims {names} need {wanted:,} cells to be told apart, and {MOST_PIECES:,} is the most; leave one out"
        )
    return wanted


def _index(length: Every, day: int) -> int:
    """Give the number of the cell that a day lies in, among those of one length from the beginning of the calendar."""
    if length is Every.DAY:
        return day
    if length is Every.WEEK:
        return (day - 1) // 7
    date = dt.date.fromordinal(day)
    return {Every.MONTH: date.year * 12 + date.month - 1, Every.QUARTER: date.year * 4 + (date.month - 1) // 3}.get(
        length, date.year
    )


def _start(length: Every, day: int) -> int:
    return length.around(dt.date.fromordinal(min(day, EVER.stop - 1))).first.toordinal() if day < EVER.stop else day


def _stop(length: Every, day: int) -> int:
    """Give the end of the cell that a cut lies in; a cut at its beginning needs no end."""
    start = _start(length, day)
    return day if start == day else length.around(dt.date.fromordinal(start)).last.toordinal() + 1


def _starts(length: Every, first: int, last: int) -> Iterator[int]:
    day = _start(length, first)
    while day < last:
        if day >= first:
            yield day
        day = length.around(dt.date.fromordinal(day)).last.toordinal() + 1
