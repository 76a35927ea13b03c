"""Claims that cannot hold together, and what one variable says of another.

Everybody in a population has a value of every variable, so the number of people that the sign-ups allow must be one
that the ages allow. Where no number is left, or one variable alone has no world, the claims contradict each other,
and the answer is the smallest sets that do: each of them impossible, and possible again without any one of its
members.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from musterbook.worlds.axes import Axis
from musterbook.worlds.basis import Basis, axis_of, broad_axis, people_axis
from musterbook.worlds.limits import UNBOUNDED, Limit, Rules, rules_of
from musterbook.worlds.solver import Ends, Solver


def rules_with_total(basis: Basis, variable: str, every: str = "month") -> Rules:
    """Give the rules of one variable, with the number of people that the other variables allow."""
    axis = axis_of(basis, variable, every)
    names = tuple(claim.claim_id for claim in basis.claims if claim.variable != variable)
    axes = {other: people_axis(basis, other) for other in basis.claimed if other != variable}
    ends = [found or (1, 0) for _, found in _people(basis, axes)]
    limits = [Limit(axis.whole, low, high, names) for low, high in ends if (low, high) != (0, UNBOUNDED)]
    return rules_of(basis, axis).with_limits(*limits)


def broad_axes(basis: Basis) -> dict[str, Axis]:
    """Lay out every variable that claims speak of so that everybody has a cell."""
    return {variable: broad_axis(basis, variable) for variable in basis.claimed}


def is_possible(basis: Basis, axes: Mapping[str, Axis]) -> bool:
    """Tell whether any world agrees with a reading, over all its variables together."""
    low, high = 0, UNBOUNDED
    for _, ends in _people(basis, axes):
        if ends is None:
            return False
        low, high = max(low, ends[0]), min(high, ends[1])
    return low <= high


def minimal_sets(basis: Basis) -> list[tuple[str, ...]]:
    """Find the smallest sets of claims and records, by id, that cannot hold together.

    The sets are found by Reiter's (1987) hitting-set tree: shrink what is impossible to a smallest set, then look again
    with each of its members left out. All smallest sets are found, shortest first.
    """
    axes, names = broad_axes(basis), basis.names
    found: list[frozenset[str]] = []
    seen: set[frozenset[str]] = set()
    waiting = [frozenset[str]()]
    while waiting:
        removed = waiting.pop()
        if removed in seen:
            continue
        seen.add(removed)
        known = next((one for one in found if not one & removed), None)
        if known is None:
            known = _shrink(basis, axes, [name for name in names if name not in removed])
            if known is None:
                continue
            found.append(known)
        waiting += [removed | {name} for name in known]
    return sorted((tuple(name for name in names if name in one) for one in found), key=lambda one: (len(one), one))


def _shrink(basis: Basis, axes: Mapping[str, Axis], names: list[str]) -> frozenset[str] | None:
    """Leave out one name after the other as long as the rest stays impossible; ``None`` where it is possible."""
    kept = list(names)
    if is_possible(basis.only(kept), axes):
        return None
    for name in names:
        rest = [one for one in kept if one != name]
        if not is_possible(basis.only(rest), axes):
            kept = rest
    return frozenset(kept)


def _people(basis: Basis, axes: Mapping[str, Axis]) -> Iterator[tuple[str, Ends | None]]:
    """Give for each variable the numbers of people it allows; claims on all people are in each of them."""
    yield "", _everybody(basis)
    for variable, axis in axes.items():
        yield variable, Solver(rules_of(basis, axis)).people


def _everybody(basis: Basis) -> Ends | None:
    """Give the numbers of people that the claims on all of them allow, and the records."""
    lows, highs = [len(basis.people)], [UNBOUNDED]
    for claim in (claim for claim in basis.claims if not claim.narrows):
        low, high = claim.limits
        lows += [] if low is None else [int(low)]
        highs += [] if high is None else [int(high)]
    if basis.total is not None:
        lows, highs = [*lows, basis.total], [*highs, basis.total]
    return (max(lows), min(highs)) if max(lows) <= min(highs) else None
