"""The line of a variable, cut into pieces so that whatever a claim or a record speaks of is a sum of pieces.

The line holds every value that anybody can have: all days of the window, all ages from 0 to the oldest, all lags, all
labels and one place for others. It is cut only where something is said, so that three years of days are a handful of
pieces. Where claims count cells (a peak, occupied months), cells of one length that nothing tells apart stay together
as a group that knows how many they are.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil

from musterbook.case.claims import Claim, Statistic
from musterbook.intervals import Every, Kind
from musterbook.progress import TooBig
from musterbook.schema import AGE, OLDEST
from musterbook.worlds.axes import EVER, Axis, Span, between, date_axis, edges_of
from musterbook.worlds.constraints import Basis, broad_axis, cells_of, says_something

MOST_PIECES = 4_000
ENDLESS = 10**16
CELL_KINDS = {Statistic.PEAK, Statistic.OCCUPIED}
CENTRES = {Statistic.MEAN, Statistic.MEDIAN, Statistic.SD}


@dataclass(frozen=True)
class Group:
    """Cells side by side that nothing tells apart: ``size`` of them, or any number where it is ``None``."""

    span: Span
    size: int | None = 1


@dataclass(frozen=True)
class Line(Axis):
    """The pieces of one variable as an axis; ``cells`` are those that claims count, in groups by their length."""

    cells: Mapping[Every | None, tuple[Group, ...]] = field(default_factory=dict)

    @property
    def pieces(self) -> tuple[Span, ...]:
        """The pieces, in order and without gap."""
        return self.spans

    def inside(self, span: Span) -> range:
        """Give the places of the pieces that lie in a span."""
        starts = [piece.start for piece in self.spans]
        return range(bisect_left(starts, span.start), bisect_left(starts, span.stop))


def line_of(basis: Basis, variable: str, asked: Axis | None = None) -> Line:
    """Cut the line of a variable wherever claims, records or the cells that are asked for begin or end."""
    kind, (mentioned, texts) = basis.kind_of(variable), basis.mentions(variable)
    if kind is Kind.LABEL:
        axis = broad_axis(basis, variable)
        single = set(axis.single)
        groups = tuple(Group(span, 1 if at in single else None) for at, span in enumerate(axis.spans))
        return Line(variable, kind, axis.names, axis.spans, axis.groups, {None: groups})
    claims = [claim for claim in mentioned if says_something(claim)]
    wheres = {*texts, *(claim.where for claim in claims), *basis.cuts.get(variable, ())} - {""}
    values = [kind.read(text) for text in wheres]
    whole = Span(0, ENDLESS)
    if kind is Kind.DATE:
        whole = Span.of(basis.window) if basis.window and variable == basis.event else EVER
    elif variable == AGE:
        measured = [one for one in claims if one.statistic.measures_numbers and one.statistic is not Statistic.SD]
        ends = [end for one in values for end in (one.low, one.high) if end is not None]
        whole = Span(0, max([OLDEST, *ends, *(one.number for one in measured)]) + 1)
    spans = [whole, *(Span.of(one, whole) for one in values), *(asked.spans if asked else ())]
    edges = {min(max(whole.start, edge), whole.stop) for edge in edges_of(spans)}
    if kind is Kind.DATE:
        return _dates(basis, variable, whole, edges, [claim for claim in claims if claim.statistic in CELL_KINDS])
    pieces = between(edges | _single_numbers(whole, edges, claims))
    groups = tuple(Group(one, None if one.stop == ENDLESS else one.size) for one in pieces)
    return Line(variable, kind, (), pieces, cells={None: groups})


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
    _need_few(claims, reach)
    return found | set(range(reach + 1))


def _dates(basis: Basis, variable: str, whole: Span, edges: set[int], counting: list[Claim]) -> Line:
    """Cut days where a cell that is counted begins or ends, if it is cut itself or if several kinds are counted.

    Cells between those edges at which a cell begins are a group; before and after all that is said they are any number.
    """
    told = sorted(edges - {EVER.start, EVER.stop})
    kinds = {(claim.statistic, length) for claim in counting if (length := cells_of(claim, basis))}
    starts: dict[Every, list[int]] = {length: [] for _, length in kinds}
    for length, found in starts.items():
        if told:
            days = [Span(day, day + 1).period.first for day in (told[0], max(told[0], told[-1] - 1))]
            first, last = (Span.of(length.around(day)) for day in days)
            cells = date_axis(variable, Span(first.start, last.stop).period, length).spans
            found += [*(max(whole.start, cell.start) for cell in cells), min(whole.stop, last.stop)]
        if len(kinds) > 1:
            _need_few(counting, len(found))
            edges |= set(found)
        around = [bisect_right(found, edge) for edge in told if edge not in found]
        edges |= {found[at] for place in around for at in (place - 1, place) if 0 <= at < len(found)}
    groups: dict[Every | None, tuple[Group, ...]] = {}
    for length, found in starts.items():
        groups[length] = ()
        for span in between(edges & {*found, whole.start, whole.stop}):
            is_known = bool(found) and found[0] <= span.start and span.stop <= found[-1]
            size = bisect_left(found, span.stop) - bisect_left(found, span.start)
            groups[length] += (Group(span, size if is_known else None),)
    return Line(variable, Kind.DATE, (), between(edges), cells=groups)


def _need_few(claims: Iterable[Claim], cells: int) -> None:
    """Refuse to tell apart more cells than are solved in a few seconds."""
    if cells > MOST_PIECES:
        names = ", ".join(claim.claim_id for claim in claims)
        raise TooBig(f"{names} tell {cells:,} cells apart, and {MOST_PIECES:,} is the most; leave one out")
