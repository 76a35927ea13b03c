"""Families: populations that are parts of each other, in one model.

All of a family share their lines, so that a part lies within its whole piece by piece. Parts of one whole that cannot
share a person, since they have different values of one variable, add up to no more than it. Of parts that may share
people, those who are in the one and in the other are unknown people of their own, as far as there are few such parts.
That is all there is to say: persons of a whole can always be dealt to the pieces of another variable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from musterbook.worlds.axes import Span, span_of_period

if TYPE_CHECKING:
    from musterbook.worlds.milp import Model

MOST_ATOMS = 64
People = Mapping[str, Sequence[Any]]


def join(host: Model, relatives: Iterable[Model]) -> None:
    """Write into the models of a family what it means that its populations are parts of each other."""
    crowds = [host, *relatives]
    for crowd in crowds:
        _keep_to_the_window(crowd)
    for whole in crowds:
        parts = [one for one in crowds if one.basis.part_of == whole.basis.population]
        for part in parts:
            _lie_within(whole, part)
        if parts:
            _share_people(whole, parts)


def _keep_to_the_window(crowd: Model) -> None:
    """Leave every day empty that is not in the window of a population."""
    basis, line = crowd.basis, crowd.lines.get(crowd.basis.event)
    if basis.window is None or line is None:
        return
    window = span_of_period(basis.window)
    for piece, people in zip(line.pieces, crowd.people[basis.event], strict=True):
        if piece not in window:
            crowd.cp.add(people == 0)


def _lie_within(whole: Model, part: Model) -> None:
    """Hold a part below its whole, and where a condition makes the part, hold it to all who have its value."""
    name, basis = part.basis.kinship, part.basis
    above: People = whole.people
    if basis.condition and basis.condition[0] != basis.event and _is_narrower(whole, part):
        above = _with_value(whole, name, basis.condition)
        window = span_of_period(basis.window) if basis.window else part.lines[basis.event].whole
        for piece, one, other in zip(
            part.lines[basis.event].pieces, part.people[basis.event], above[basis.event], strict=True
        ):
            if piece in window:
                part.hold(other - one, 0, 0, name)
    elif basis.condition:
        _hold_value(part, name, basis.condition, whole.people)
    for variable, pieces in part.people.items():
        for one, other in zip(pieces, above[variable], strict=True):
            part.hold(other - one, 0, None, name)


def _is_narrower(whole: Model, part: Model) -> bool:
    """Tell whether a part is of fewer days than its whole."""
    own, other = part.basis.window, whole.basis.window
    return part.basis.event == whole.basis.event and own is not None and (other is None or other not in own)


def _hold_value(part: Model, name: str, condition: tuple[str, str], above: People) -> None:
    """Say that all of the whole who have a value are in a part, within its window, and nobody else."""
    variable, text = condition
    line = part.lines[variable]
    span = line.span_of(text)
    window = part.basis.window if variable == part.basis.event else None
    within = span_of_period(window) if window else line.whole
    for piece, one, other in zip(line.pieces, part.people[variable], above[variable], strict=True):
        if piece not in span:
            part.hold(one, 0, 0, name)
        elif piece in within:
            part.hold(other - one, 0, 0, name)


def _with_value(whole: Model, name: str, condition: tuple[str, str]) -> People:
    """Add the people of a whole who have a value, on all days."""
    people, variable = whole.crowd()[1], condition[0]
    line = whole.lines[variable]
    span = line.span_of(condition[1])
    for place, piece in enumerate(line.pieces):
        one = people[variable][place]
        whole.hold((whole.people[variable][place] - one) if piece in span else one, 0, 0, name)
    for other, pieces in people.items():
        for one, all_of_them in zip(pieces, whole.people[other], strict=True):
            whole.hold(all_of_them - one, 0, None, name)
    return people


def _share_people(whole: Model, parts: Sequence[Model]) -> None:
    """Say that parts with different values share nobody, and which people those who may share some have in common."""
    groups = list(_apart(whole, parts))
    names = [part.basis.kinship for part in parts]
    if len(groups) == 1:
        for variable, pieces in whole.people.items():
            for place, all_of_them in enumerate(pieces):
                taken = sum(part.people[variable][place] for part in parts)
                whole.hold(all_of_them - taken, 0, None, *names)
    elif prod(len(group) + 1 for group in groups) <= MOST_ATOMS:
        atoms = [(kinds, whole.crowd()[1]) for kinds in product(*([None, *group] for group in groups))]
        for variable, pieces in whole.people.items():
            for place, all_of_them in enumerate(pieces):
                whole.hold(all_of_them - sum(one[variable][place] for _, one in atoms), 0, 0, *names)
                for part in parts:
                    own = sum(one[variable][place] for kinds, one in atoms if part in kinds)
                    whole.hold(part.people[variable][place] - own, 0, 0, *names)


def _apart(whole: Model, parts: Sequence[Model]) -> list[list[Model]]:
    """Group parts that share nobody, since their values of one variable have nothing in common."""
    groups: dict[str, list[tuple[Span, Model]]] = defaultdict(list)
    alone = []
    for part in parts:
        condition = part.basis.condition
        span = whole.lines[condition[0]].span_of(condition[1]) if condition else None
        known = groups[condition[0]] if condition else []
        if condition and span and not any(span.start < one.stop and one.start < span.stop for one, _ in known):
            known.append((span, part))
        else:
            alone.append([part])
    return [*([part for _, part in group] for group in groups.values() if group), *alone]
