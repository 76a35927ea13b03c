"""Families: populations that are parts of each other, in one model.

All of a family share their lines, so that a part lies within its whole piece by piece. Parts of one whole that cannot
share a person, since they have different values of one variable, add up to no more than it. Of parts that may share
people, those who are in the one and in the other are unknown people of their own where there are few such parts; how
more of them overlap is left open, and a bound may then be wider than it need be. That is all there is to say: persons
of a whole can always be dealt to the pieces of another variable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from musterbook.case.claims import Statistic
from musterbook.intervals import Kind
from musterbook.worlds.axes import Span

if TYPE_CHECKING:
    from musterbook.worlds.constraints import Basis
    from musterbook.worlds.milp import Model

MOST_ATOMS = 256
People = Mapping[str, Sequence[Any]]


def larger(basis: Basis) -> list[Basis]:
    """Give the populations of a family that one is a part of, the smallest first."""
    by_name = {one.population: one for one in basis.relatives}
    found: list[Basis] = []
    while (above := by_name.get((found[-1] if found else basis).part_of)) is not None:
        found.append(above)
    return found


def leaves_free(basis: Basis, variable: str) -> bool:
    """Tell whether its family limits how many people there are, and not where along a variable they are.

    So it is where nothing is said along it of any population that must share people with this one, and none of them has
    fewer days: then people may change places along it, and whoever else there is stays where they are. Parts of one
    whole need share nobody where labels part them, or where there may be any number of people around them.
    """
    by_name = {one.population: one for one in basis.relatives}
    chain = [basis, *larger(basis)]
    places = {one.population: at for at, one in enumerate(chain)}
    joined: dict[str, tuple[Basis, int]] = {}
    for one in basis.relatives:
        part = one
        while part.part_of in by_name and part.part_of not in places:
            part = by_name[part.part_of]
        joined[one.population] = part, 0 if one.population in places else places.get(part.part_of, 0)

    def shares_nobody(one: Basis) -> bool:
        """Tell whether there is a world for each table in which it has no person of this one."""
        part, at = joined[one.population]
        claims = [claim for whole in chain[at:] for claim in whole.claims]
        marked = [(other, place) for other, place in joined.values() if place >= at > 0 and other.condition]
        is_roomy = all(claim.statistic is Statistic.COUNT and claim.whole()[1] is None for claim in claims)
        is_roomy = is_roomy and all(_are_apart(other, chain[place - 1]) for other, place in marked)
        return at > 0 and (is_roomy or _are_apart(part, chain[at - 1]))

    def is_silent(one: Basis) -> bool:
        """Tell whether nothing is said of a population along the variable."""
        claims, texts = one.mentions(variable)
        is_narrow = one.event == variable and one.window is not None
        if one.window is not None and basis.window is not None:
            is_narrow = is_narrow and basis.window not in one.window
        is_made = one.condition is not None and one.condition[0] == variable
        return not (texts or is_narrow or is_made or any(claim.narrows for claim in claims))

    is_made = basis.condition is not None and basis.condition[0] == variable
    return not is_made and all(is_silent(one) or shares_nobody(one) for one in basis.relatives)


def _are_apart(one: Basis, other: Basis) -> bool:
    """Tell whether two parts of one whole have labels that nobody has both of."""
    if not one.condition or not other.condition or one.condition[0] != other.condition[0]:
        return False
    variable, above = one.condition[0], one.parents.get(one.condition[0], {})

    def lies_within(label: str, whole: str) -> bool:
        """Tell whether a label is another or a part of it."""
        while label and label != whole:
            label = above.get(label, "")
        return bool(label)

    labels = one.condition[1], other.condition[1]
    return one.kind_of(variable) is Kind.LABEL and not lies_within(*labels) and not lies_within(*labels[::-1])


def join(crowds: Sequence[Model]) -> str:
    """Write into the models of a family what it means that its populations are parts of each other.

    Gives the reason why a solution need be no world, if there is one.
    """
    unsettled = ""
    for crowd in crowds if len(crowds) > 1 else ():
        window, event = crowd.basis.window, crowd.basis.event
        if window is not None and event in crowd.lines:
            crowd.cp.add(crowd.everybody == crowd.sum_in(event, Span.of(window)))
    for whole in crowds:
        parts = [one for one in crowds if one.basis.part_of == whole.basis.population]
        for part in parts:
            _lie_within(whole, part)
        unsettled = (_share_people(whole, parts) if parts else "") or unsettled
    return unsettled


def _hold_sum(model: Model, parts: Sequence[People], whole: People, *names: str, are_all: bool = False) -> None:
    """Hold the people of some parts together to at most those of a whole, piece by piece, or to all of them."""
    for variable, pieces in whole.items():
        for place, everybody in enumerate(pieces):
            taken = sum(part[variable][place] for part in parts)
            model.hold(everybody - taken, 0, 0 if are_all else None, *names)


def _lie_within(whole: Model, part: Model) -> None:
    """Hold a part below its whole, and where a condition makes the part, hold it to all who have its value."""
    name, basis, event = part.basis.kinship, part.basis, part.basis.event
    own, other = basis.window, whole.basis.window
    is_narrow = whole.basis.event == event and own is not None and (other is None or other not in own)
    above: People = whole.people
    if basis.condition:
        variable, text = basis.condition
        line = part.lines[variable]
        span, within = line.span_of(text), Span.of(own) if own and variable == event else line.whole
        # All who have the value, on whatever day, are people of their own; on the days of the part they are it.
        is_apart = variable != event and is_narrow
        having: People = whole.crowd()[1] if is_apart else part.people
        # Whose other event lies outside a window may have the value and be no part.
        is_all = variable == event or own is None or event == whole.basis.event
        for piece, one, people in zip(line.pieces, having[variable], whole.people[variable], strict=True):
            if piece not in span:
                part.hold(one, 0, 0, name)
            elif piece in within and is_all:
                part.hold(people - one, 0, 0, name)
        if is_apart and own is not None:
            _hold_sum(whole, [having], whole.people, name)
            above = having
            for place in part.lines[event].inside(Span.of(own)):
                part.hold(having[event][place] - part.people[event][place], 0, 0, name)
    _hold_sum(part, [part.people], above, name)


def _share_people(whole: Model, parts: Sequence[Model]) -> str:
    """Say that parts with different values share nobody, and which people those who may share some have in common.

    Gives the reason why that cannot be told, if there is one.
    """
    # Parts whose values of one variable have nothing in common share nobody.
    told: dict[str, list[tuple[Span, Model]]] = defaultdict(list)
    groups = []
    for part in parts:
        variable, text = part.basis.condition or ("", "")
        span = whole.lines[variable].span_of(text) if variable else Span(0, 0)
        if variable and not any(span.meets(one) for one, _ in told[variable]):
            told[variable].append((span, part))
        else:
            groups.append([part])
    groups = [*([part for _, part in group] for group in told.values() if group), *groups]
    ways = prod(len(group) + 1 for group in groups)
    if len(groups) == 1 or ways > MOST_ATOMS:
        for group in groups:
            _hold_sum(whole, [part.people for part in group], whole.people, *(part.basis.kinship for part in group))
        why = f"the parts of {whole.basis.population!r} can overlap in {ways:,} ways, and {MOST_ATOMS} is the most"
        return f"{why} that are told apart; leave populations out" if len(groups) > 1 else ""
    names = [part.basis.kinship for part in parts]
    atoms = [(kinds, whole.crowd()[1]) for kinds in product(*([None, *group] for group in groups))]
    _hold_sum(whole, [people for _, people in atoms], whole.people, *names, are_all=True)
    for part in parts:
        own = [people for kinds, people in atoms if part in kinds]
        _hold_sum(whole, own, part.people, *names, are_all=True)
    return ""
