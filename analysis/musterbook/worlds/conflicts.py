"""Claims that cannot hold together.

Everybody in a population has a value of every variable, so the number of people that the sign-ups allow must be one
that the ages allow. Where no world is left, the claims contradict each other, and the answer is the smallest sets that
do: each of them impossible, and possible again without any one of its members. Whoever says so accuses somebody; each
set is therefore confirmed by another method before it is handed on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from musterbook.errors import MusterError
from musterbook.worlds.basis import Basis
from musterbook.worlds.budget import Budget, OutOfTime
from musterbook.worlds.milp import Model
from musterbook.worlds.programs import has_world

MOST_SETS = 100


@dataclass(frozen=True)
class Conflicts:
    """Smallest sets of names that cannot hold together, shortest first; ``stopped`` says why there may be more."""

    sets: tuple[tuple[str, ...], ...] = ()
    stopped: str = ""


def minimal_sets(basis: Basis, budget: Budget | None = None) -> Conflicts:
    """Find the smallest sets of claims, records and assumptions, by name, that cannot hold together.

    The sets are found by Reiter's (1987) hitting-set tree: shrink what is impossible to a smallest set, then look again
    with each of its members left out.

    Raises
    ------
    MusterError
        If the other method finds a world where there is none, or none where there is one.
    """
    model, names = Model(basis, loose=True, budget=budget), basis.names
    found: list[frozenset[str]] = []
    stopped = ""
    try:
        for one in _hitting_sets(model, names):
            _confirm(basis, one, model.budget)
            found.append(one)
            if len(found) >= MOST_SETS:
                stopped = f"looked no further after {MOST_SETS} sets"
                break
    except OutOfTime as error:
        stopped = str(error)
    ordered = sorted((tuple(name for name in names if name in one) for one in found), key=lambda one: (len(one), one))
    return Conflicts(tuple(ordered), stopped)


def _hitting_sets(model: Model, names: list[str]) -> Iterator[frozenset[str]]:
    found: list[frozenset[str]] = []
    seen: set[frozenset[str]] = set()
    waiting = [frozenset[str]()]
    while waiting:
        removed = waiting.pop()
        if removed in seen or any(set(one) <= removed for one in ()):
            continue
        seen.add(removed)
        known = next((one for one in found if not one & removed), None)
        if known is None:
            known = _shrunk(model, [name for name in names if name not in removed])
            if known is None:
                continue
            found.append(known)
            yield known
        waiting += [removed | {name} for name in known]


def _shrunk(model: Model, names: list[str]) -> frozenset[str] | None:
    """Leave out one name after the other as long as the rest stays impossible; ``None`` where it is possible."""
    kept = model.impossible(names)
    for name in [one for one in names if kept and one in kept]:
        if kept is not None and name in kept:
            kept = model.impossible(one for one in names if one in kept and one != name) or kept
    return kept


def contradicting_pairs(basis: Basis, budget: Budget | None = None) -> Iterator[tuple[str, str]]:
    """Find each two claims that cannot both hold, whatever becomes of the others.

    One world agrees with many claims at once, and whatever two it agrees with need no look of their own.
    """
    names = [claim.claim_id for claim in basis.claims]
    model = Model(basis, loose=True, budget=budget)
    open_pairs = set(combinations(names, 2))
    for name in names:
        partners = [b if a == name else a for a, b in open_pairs if name in (a, b)]
        while partners:
            held = model.together(name, partners)
            open_pairs = {pair for pair in open_pairs if not held.issuperset(pair)}
            left = [one for one in partners if one not in held]
            if len(left) == len(partners):
                break
            partners = left
    for pair in combinations(names, 2):
        if pair in open_pairs and not Model(basis.only(pair), budget=budget).number:
            _confirm(basis, frozenset(pair), model.budget)
            yield pair


def _confirm(basis: Basis, names: frozenset[str], budget: Budget) -> None:
    """Look by another method whether names cannot hold together, and can without any one of them."""
    smaller = [names - {name} for name in names]
    if has_world(basis.only(names), budget) or not all(has_world(basis.only(one), budget) for one in smaller):
        raise Unconfirmed(names)


class Unconfirmed(MusterError):
    """Two methods do not agree whether claims can hold together, so that nothing is said of them."""

    def __init__(self, names: Iterable[str]) -> None:
        """Keep the names."""
        self.names = tuple(sorted(names))
        super().__init__(f"two methods disagree whether {', '.join(self.names)} can hold together; nothing is said of it")
