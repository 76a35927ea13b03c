"""Claims that cannot hold together.

Everybody in a population has a value of every variable, so the number of people that the sign-ups allow must be one
that the ages allow. Where no world is left, the claims contradict each other, and the answer is the smallest sets that
do: each of them impossible, and possible again without any one of its members. Whoever says so accuses somebody; each
set is therefore confirmed by another method before it is handed on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations

from musterbook.case.claims import Statistic
from musterbook.worlds.axes import Axis
from musterbook.worlds.basis import Basis
from musterbook.worlds.budget import Budget, OutOfTime, TooBig
from musterbook.worlds.highs import has_world
from musterbook.worlds.lines import line_of
from musterbook.worlds.milp import Model
from musterbook.worlds.solver import hold_on_trees

MOST_SETS = 100
SEARCH_SECONDS = 8.0
MINIMAL_SECONDS = 0.5
# Sets can be as many as there are subsets; looks are fewer where a model is larger and each of them takes longer.
MOST_WORK = 60_000

Names = tuple[str, ...]
Impossible = Callable[[Iterable[str]], frozenset[str] | None]


@dataclass(frozen=True)
class Conflicts:
    """Smallest sets of names that cannot hold together, shortest first.

    ``unsure`` are sets of which two methods do not say the same, so that nothing is said; ``stopped`` tells why there
    may be more.
    """

    sets: tuple[Names, ...] = ()
    unsure: tuple[Names, ...] = ()
    stopped: str = ""


def minimal_sets(basis: Basis, budget: Budget | None = None) -> Conflicts:
    """Find the smallest sets of claims, records and assumptions, by name, that cannot hold together.

    The sets are found by Reiter's (1987) hitting-set tree: shrink what is impossible to a smallest set, then look again
    with each of its members left out.
    """
    with (budget := budget or Budget(SEARCH_SECONDS)).question():
        return _confirmed(basis, _hitting_sets(basis, budget), budget)


def contradicting_pairs(basis: Basis, budget: Budget | None = None) -> Conflicts:
    """Find each claim that cannot hold, and each two that cannot both hold, whatever becomes of the others."""
    with (budget := budget or Budget(SEARCH_SECONDS)).question():
        return _confirmed(basis, _pairs(basis, budget), budget)


def _confirmed(basis: Basis, found: Iterator[frozenset[str]], budget: Budget) -> Conflicts:
    """Look by another method whether names cannot hold together, and do so without any one of them."""
    sets: list[Names] = []
    unsure: list[Names] = []
    stopped = ""
    try:
        if Model(basis, budget=budget).is_possible():
            return Conflicts()
    except (OutOfTime, TooBig) as error:
        stopped = str(error)
    try:
        for names in found:
            both, fewer = basis.only(names), [basis.only(names - {one}) for one in names]
            sure = not Model(both, budget=budget).is_possible() and has_world(both, budget) is False
            sure = sure and all(has_world(one, budget, seconds=MINIMAL_SECONDS) is not False for one in fewer)
            (sets if sure else unsure).append(tuple(name for name in basis.names if name in names))
            if len(sets) + len(unsure) >= MOST_SETS:
                stopped = f"looked no further after {MOST_SETS} sets of claims"
                break
    except (OutOfTime, TooBig) as error:
        stopped = str(error)
    return Conflicts(tuple(sorted(sets, key=lambda one: (len(one), one))), tuple(unsure), stopped)


def _hitting_sets(basis: Basis, budget: Budget) -> Iterator[frozenset[str]]:
    impossible = _asker(basis, budget)
    found: list[frozenset[str]] = []
    seen: set[frozenset[str]] = set()
    waiting = [frozenset[str]()]
    pieces = sum(len(line_of(basis.joint, name).pieces) for name in basis.joint.claimed)
    while waiting:
        if len(seen) > (looks := MOST_WORK // (400 + pieces)):
            raise OutOfTime(f"looked no further after {looks} combinations of claims to leave out")
        removed = waiting.pop()
        if removed in seen:
            continue
        seen.add(removed)
        known = next((one for one in found if not one & removed), None)
        if known is None:
            core = impossible(name for name in basis.names if name not in removed)
            if core is None:
                continue
            known = _shrunk(basis.only(core), budget) or core
            found.append(known)
            yield known
        waiting += [removed | {name} for name in known]


def _asker(basis: Basis, budget: Budget) -> Impossible:
    """Give what tells for some names whether they cannot hold together, and which of them; ``None`` where they can.

    One model holds whatever is asked for, but where it would have to multiply unknowns: then each question has its own.
    """
    if not any(claim.statistic is Statistic.SD for claim in basis.joint.claims):
        return Model(basis, loose=True, budget=budget).impossible

    def impossible(names: Iterable[str]) -> frozenset[str] | None:
        kept = frozenset(names)
        with suppress(TooBig):
            return None if Model(basis.only(kept), budget=budget).is_possible() else kept
        return None

    return impossible


def _shrunk(basis: Basis, budget: Budget, impossible: Impossible | None = None) -> frozenset[str] | None:
    """Leave out one name after the other as long as the rest stays impossible; ``None`` where it is possible."""
    impossible = impossible or _asker(basis, budget)
    kept = impossible(basis.names)
    for name in basis.names:
        if kept and name in kept:
            kept = impossible(kept - {name}) or kept
    return kept


def why_nobody(basis: Basis, axis: Axis, places: Iterable[int], budget: Budget) -> Names:
    """Give the fewest names that leave some cells of an axis empty, by leaving out one after the other."""
    model = Model(basis, axis, loose=True, budget=budget)
    model.cp.add(sum(model.cell(axis, place) for place in places) >= 1)
    kept = _shrunk(basis, budget, model.impossible) or frozenset()
    return tuple(name for name in basis.names if name in kept)


def _pairs(basis: Basis, budget: Budget) -> Iterator[frozenset[str]]:
    """Find what cannot hold, alone or in pairs."""
    told: set[frozenset[str]] = set()
    for pair in combinations(basis.names, 2):
        budget.check("holding claims against each other")
        both = basis.only(pair)
        if not hold_on_trees(both):
            found = _shrunk(both, budget)
            if found and found not in told:
                told.add(found)
                yield found
