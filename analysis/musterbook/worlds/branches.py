"""Rules that are more than limits, split into branches that are limits alone.

"At least eight, more than any other month" is eight and others at most seven, or nine and others at most eight, and
so on; a median of 31 among 50 people is one of a few pairs of middle values. Each branch is a set of limits, no world
is in two branches, and all of them together are the worlds. A mean or a number of occupied cells is no limit: it
stays with the branch as a sum that is carried along while counting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from itertools import product
from math import ceil, floor, prod

from musterbook.case.claims import Claim, Relation, Statistic
from musterbook.errors import Unanswerable
from musterbook.worlds.axes import Axis, Span
from musterbook.worlds.limits import UNBOUNDED, Limit, Peak, Rules


@dataclass(frozen=True)
class Sum:
    """A number summed over people or cells, carried along while counting.

    ``slopes`` is what one person adds in a cell; each of the ``marked`` spans adds one when anybody is in it. ``ends``
    gives the least and the most that the sum may come to for so many people; ``after`` is closer, where it hangs on
    what the sum before comes to.
    """

    ends: Callable[[int], tuple[int, int]]
    after: Callable[[int, int], tuple[int, int]] | None = None
    slopes: Mapping[Span, int] = field(default_factory=dict)
    marked: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Branch:
    """Limits, and sums that are carried along."""

    limits: tuple[Limit, ...]
    sums: tuple[Sum, ...] = ()

    @property
    def marked(self) -> tuple[Span, ...]:
        """The spans that add one to a sum when anybody is in them."""
        return tuple(span for one in self.sums for span in one.marked)


def branches(rules: Rules, people: Sequence[int], *, each: bool = False) -> Iterator[Branch]:
    """Split rules into branches that share no world.

    Parameters
    ----------
    rules : Rules
        What is held to be true of one variable.
    people : sequence of int
        The numbers of people there can be, from the least to the largest.
    each : bool
        Whether to hold each number of people apart, even where no rule needs it.

    Raises
    ------
    Unanswerable
        If a number of occupied cells, a mean or a median meets an open cell.
    """
    _no_gathered_cells(rules)
    sums = tuple(_sums(rules))
    for total in people if each or rules.of(Statistic.MEDIAN) or rules.shares else [None]:
        fixed = () if total is None else (Limit(rules.axis.whole, total, total), *_shares(rules, total))
        peaks = [list(_peak_limits(peak, people[-1])) for peak in rules.peaks]
        medians = [list(_median_limits(claim, rules.axis, total or 0)) for claim in rules.of(Statistic.MEDIAN)]
        for choice in product(*peaks, *medians):
            chosen = (limit for part in choice for limit in part)
            yield Branch((*rules.limits, *fixed, *chosen), sums)


def branch_count(rules: Rules, people: range) -> int:
    """Give how many branches there are at most, without making them."""
    heights = [max(0, min(peak.high, people[-1]) - peak.low + 1) for peak in rules.peaks]
    numbers = rules.axis.whole.size
    exactly = [one.relation is Relation.EXACTLY for one in rules.of(Statistic.MEDIAN)]
    middles = [2 * numbers if exact else numbers * (numbers + 1) // 2 for exact in exactly]
    return prod([*heights, *middles]) * (len(people) if exactly or rules.shares else 1)


def _no_gathered_cells(rules: Rules) -> None:
    gathered = [one.name for one in rules.occupied if one.open]
    if gathered:
        raise Unanswerable(
            f"claim {gathered[0]} counts cells, and the cells without an end gather many, so that tables of them "
            "cannot tell; claim a minimum and a maximum, or all labels"
        )


def _peak_limits(peak: Peak, most: int) -> Iterator[tuple[Limit, ...]]:
    names = (peak.name,)
    for height in range(peak.low, min(peak.high, most) + 1):
        rivals = height if peak.ties else height - 1
        if rivals >= 0 or not (peak.others or peak.open):
            alone = [Limit(span, 0, 0, names) for span in peak.open if rivals <= 0]
            rivalled = (Limit(span, 0, rivals, names) for span in peak.others)
            yield (Limit(peak.at, height, height, names), *rivalled, *alone)


def _median_limits(claim: Claim, axis: Axis, total: int) -> Iterator[tuple[Limit, ...]]:
    """Give the limits under which the two middle people (or the one) are of two given ages."""
    numbers = single_numbers(axis, claim.claim_id)
    left, right = (total - 1) // 2, total // 2
    for low, high in ((low, high) for low in numbers for high in numbers if low <= high):
        if (left != right or low == high) and claim.agrees(Fraction(low + high, 2)):
            yield tuple(_middle(axis.whole, low, high, (left, total), claim.claim_id))


def _middle(whole: Span, low: int, high: int, place: tuple[int, int], name: str) -> Iterator[Limit]:
    """Put ages ``low`` and ``high`` in the middle: ``place`` is the lower one's, from 0, and how many."""
    left, total = place
    right = total // 2
    names = (name,)
    below, above = (whole.start, low), (high + 1, whole.stop)
    if low < high:
        yield Limit(Span(whole.start, low + 1), left + 1, left + 1, names)
        yield Limit(Span(low, low + 1), 1, names=names)
        yield Limit(Span(high, high + 1), 1, names=names)
        if low + 1 < high:
            yield Limit(Span(low + 1, high), 0, 0, names)
        return
    if below[0] < below[1]:
        yield Limit(Span(*below), 0, left, names)
    if above[0] < above[1]:
        yield Limit(Span(*above), 0, total - right - 1, names)


def _shares(rules: Rules, total: int) -> Iterator[Limit]:
    """Give the limits that shares of so many people are."""
    for claim in rules.shares:
        low, high = claim.least_of(total) or 0, claim.most_of(total)
        yield Limit(rules.axis.span_of(claim.where), low, UNBOUNDED if high is None else high, (claim.claim_id,))


def _sums(rules: Rules) -> Iterator[Sum]:
    for one in rules.occupied:
        yield Sum(partial(_always, (one.low, min(one.high, len(one.spans)))), marked=one.spans)
    means, deviations = rules.of(Statistic.MEAN), rules.of(Statistic.SD)
    if not means and not deviations:
        return
    numbers = single_numbers(rules.axis, [*means, *deviations][0].claim_id)
    rises = {Span(number, number + 1): number - numbers[0] for number in numbers}
    yield Sum(partial(ends_of_sum, means, numbers), slopes=rises)
    if deviations:
        most = (numbers[-1] - numbers[0]) ** 2
        squares = {span: rise**2 for span, rise in rises.items()}
        yield Sum(lambda people: (0, most * people), partial(ends_of_squares, deviations, most), squares)


def _always(ends: tuple[int, int], _people: int) -> tuple[int, int]:
    return ends


def ends_of_sum(means: Sequence[Claim], numbers: Sequence[int], people: int) -> tuple[int, int]:
    """Give the least and the most that so many people can lie above the first number, all in all, under means."""
    base, most = numbers[0] * people, (numbers[-1] - numbers[0]) * people
    lows, highs = [one.least_of(people) for one in means], [one.most_of(people) for one in means]
    return (
        max([0, *(low - base for low in lows if low is not None)]),
        min([most, *(high - base for high in highs if high is not None)]),
    )


def ends_of_squares(deviations: Sequence[Claim], steepest: int, people: int, total: int) -> tuple[int, int]:
    """Give the least and the most sum of squares under deviations of a sample, where the sum is settled."""
    lows, highs = [0], [steepest * people]
    for claim in deviations:
        (low, high), pairs = claim.ends, people * (people - 1)
        if low is not None:
            squares = (total**2 + max(low.at, Fraction(0)) ** 2 * pairs) / people
            lows.append(ceil(squares) if low.included else floor(squares) + 1)
        if high is not None:
            squares = (total**2 + high.at**2 * pairs) / people
            highs.append(floor(squares) if high.included else ceil(squares) - 1)
    return max(lows), min(highs)


def single_numbers(axis: Axis, name: str) -> Sequence[int]:
    """Give the numbers of the cells; a cell without an end has no number, so a mean or median would have none."""
    open_cells = [cell for cell in axis.names if ".." in cell]
    if open_cells:
        raise Unanswerable(
            f"claim {name} speaks of a mean or median, and {axis.variable} has no end at {', '.join(open_cells)}; "
            "claim its minimum and maximum"
        )
    return range(axis.whole.start, axis.whole.stop)
