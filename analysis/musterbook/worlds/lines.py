"""The line of a variable, cut into pieces so that whatever a claim or a record speaks of is a sum of pieces.

The line holds every value that anybody can have: all days of the window, all ages from 0 to the oldest, all lags, all
labels and one place for others. It is cut only where something is said, so that three years of days are a handful of
pieces. Where claims count cells (a peak, occupied months), cells of one length that nothing tells apart stay together
as a group that knows how many they are.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil

from musterbook.case.claims import Claim, Statistic, cell_length, occupied_length
from musterbook.intervals import Every, Interval, Kind, cells
from musterbook.schema import AGE, OLDEST
from musterbook.worlds.axes import Axis, Span, is_open, span_of_period, span_of_range
from musterbook.worlds.budget import TooBig
from musterbook.worlds.constraints import Basis, broad_axis, few_enough, says_something

MOST_PIECES = 4_000
ENDLESS = 10**16
EVER = Span(1, dt.date.max.toordinal() + 1)
CELL_KINDS = {Statistic.PEAK, Statistic.OCCUPIED}
CENTRES = {Statistic.MEAN, Statistic.MEDIAN, Statistic.SD}


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
    kind = basis.kind_of(variable)
    if kind is Kind.LABEL:
        axis = broad_axis(basis, variable)
        named = zip(axis.spans, axis.names, strict=True)
        groups = tuple(Group(span, None if is_open(name) else 1) for span, name in named)
        return Line(variable, axis.spans, {None: groups}, kind, axis)
    texts = {person.get(variable, "") for person in basis.people} | {claim.where for claim in claims}
    texts = (texts | set(basis.cuts.get(variable, ()))) - {""}
    whole = _whole(basis, variable, claims, texts)
    spans = [whole, *(_span_of(text, kind, whole) for text in texts), *(asked.spans if asked else ())]
    edges = {min(max(whole.start, edge), whole.stop) for span in spans for edge in (span.start, span.stop)}
    if kind is Kind.NUMBER:
        pieces = _pieces(edges | _single_numbers(whole, edges, claims))
        groups = tuple(Group(piece, None if piece.stop == ENDLESS else piece.size) for piece in pieces)
        return Line(variable, pieces, {None: groups})
    return _dates(basis, variable, whole, edges, [claim for claim in claims if claim.statistic in CELL_KINDS])


def cells_of(claim: Claim, basis: Basis) -> Every | None:
    """Tell the length of the cells that a peak or a number of occupied cells counts; ``None`` but for dates."""
    if claim.kind is not Kind.DATE:
        return None
    if claim.statistic is Statistic.OCCUPIED:
        return occupied_length(claim.unit) or Every.MONTH
    window = basis.window if claim.variable == basis.event else None
    return cell_length(Interval.date(claim.where), window) or Every.MONTH


def _span_of(text: str, kind: Kind, whole: Span) -> Span:
    if not text:
        return whole
    return span_of_period(Interval.date(text)) if kind is Kind.DATE else span_of_range(Interval.number(text), whole)


def _whole(basis: Basis, variable: str, claims: Iterable[Claim], texts: Iterable[str]) -> Span:
    """Give all values that anybody can have."""
    if basis.kind_of(variable) is Kind.DATE:
        return span_of_period(basis.window) if basis.window and variable == basis.event else EVER
    if variable != AGE:
        return Span(0, ENDLESS)
    ends = [end for one in map(Interval.number, texts) for end in (one.low, one.high) if end is not None]
    stated = [claim for claim in claims if claim.statistic.measures_numbers and claim.statistic is not Statistic.SD]
    numbers = [int(claim.value.number) for claim in stated if claim.value]
    return Span(0, max([OLDEST, *numbers, *ends]) + 1)


def _single_numbers(whole: Span, edges: set[int], claims: list[Claim]) -> set[int]:
    """Cut numbers singly where claims of several kinds meet, or one speaks of squares: then each number matters."""
    extremes = [claim for claim in claims if claim.statistic in {Statistic.MINIMUM, Statistic.MAXIMUM}]
    ends = {int(end) + step for claim in extremes for end in claim.limits if end is not None for step in (0, 1)}
    found = {edge for edge in ends if whole.start <= edge <= whole.stop}
    fine = {claim.statistic for claim in claims} & (CELL_KINDS | CENTRES)
    if len(fine) < 2 and Statistic.SD not in fine:
        return found
    reach = max(edge for edge in edges | found | {1} if edge < ENDLESS)
    for claim in claims:
        number = ceil(claim.value.number) if claim.value else 0
        reach = reach + number if claim.statistic is Statistic.OCCUPIED else reach
        reach = max(reach, 2 * number + 2) if claim.statistic in CENTRES else reach
    reach = min(reach, whole.stop) if Statistic.SD not in fine or whole.stop == ENDLESS else whole.stop
    return found | set(range(_most(claims, reach) + 1))


def _dates(basis: Basis, variable: str, whole: Span, edges: set[int], counting: list[Claim]) -> Line:
    """Cut days where a cell that is counted begins or ends, if it is cut itself or if several kinds are counted."""
    told = sorted(edges - {EVER.start, EVER.stop})
    kinds = {(claim.statistic, cells_of(claim, basis)) for claim in counting}
    lengths = {length for _, length in kinds if length is not None}
    starts = {length: _starts(variable, length, told, whole) if told else [] for length in lengths}
    for found in starts.values():
        if len(kinds) > 1:
            edges |= set(found[: _most(counting, len(found))])
        around = [bisect_right(found, edge) for edge in told if edge not in found]
        edges |= {found[at] for place in around for at in (place - 1, place) if 0 <= at < len(found)}
    groups: dict[Every | None, tuple[Group, ...]] = {
        length: tuple(_groups(found, whole, edges)) for length, found in starts.items()
    }
    return Line(variable, _pieces(edges), groups, Kind.DATE)


def _starts(variable: str, length: Every, told: list[int], whole: Span) -> list[int]:
    """Give where the cells around all that is said begin, and where the last one ends."""
    first, last = (length.around(dt.date.fromordinal(day)) for day in (told[0], max(told[0], told[-1] - 1)))
    window = Interval.days(first.first, last.last)
    few_enough(variable, window, length)
    begin = [max(whole.start, cell.first.toordinal()) for cell in cells(window, length)]
    return [*begin, min(whole.stop, last.last.toordinal() + 1)]


def _groups(starts: list[int], whole: Span, edges: set[int]) -> Iterator[Group]:
    """Gather the cells between those edges at which a cell begins; before and after all that is said, any number."""
    for start, stop in pairwise(sorted(edges & {*starts, whole.start, whole.stop})):
        told = bool(starts) and starts[0] <= start and stop <= starts[-1]
        yield Group(Span(start, stop), bisect_left(starts, stop) - bisect_left(starts, start) if told else None)


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
