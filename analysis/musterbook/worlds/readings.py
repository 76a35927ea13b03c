"""Readings: what a case is taken to say.

The data hold one judgement of every claim. A reading departs from it without touching the data: it lets every cell be
occupied, allows ties for the peak, sets the records aside, or uses a disputed claim instead of its rival.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from musterbook.case.case import Case
from musterbook.case.claims import Claim, Status
from musterbook.errors import Unanswerable, UnknownName, whole_number
from musterbook.worlds.basis import EVERY_CELL, Basis


class Reading(StrEnum):
    """A departure from the judgement in the data that any case allows."""

    OCCUPIED = EVERY_CELL
    TIES = "ties for the peak allowed"
    NO_RECORDS = "records ignored"


def basis_of(
    case: Case, population: str | None = None, assume: Iterable[str] | str = (), *, total: int | None = None
) -> Basis:
    """Give what one reading of a case takes as true of one population.

    Parameters
    ----------
    case : Case
        The case.
    population : str, optional
        Its id; the main one if none is given.
    assume : str or iterable of str
        Readings by their words (see :class:`Reading`), or ids of disputed claims to use instead of their rivals.
    total : int, optional
        A number of people to assume.

    Raises
    ------
    MusterError
        If a reading or population does not exist; the message lists those that do.
    """
    if total is not None:
        whole_number("a total", total)
    name = case.population(population)
    chosen, family = {assume} if isinstance(assume, str) else set(assume), _family(case, name)
    disputed = [one for one in case.claim_list if one.status is Status.DISPUTED and one.population_id in family]
    known = [*Reading, *(claim.claim_id for claim in disputed)]
    for one in sorted(chosen - set(known)):
        raise UnknownName.of("reading", one, known)
    bases = [_basis(case, one, chosen, total if one == name else None) for one in family]
    if not bases[0].claims and (len(bases) == 1 or not any(one.claims for one in bases)):
        raise Unanswerable(f"no claim about population {name!r} is used, so nothing can be inferred of it")
    return replace(bases[0], relatives=tuple(bases[1:]))


def _family(case: Case, name: str) -> list[str]:
    """Give the populations that are parts of one, or that it is a part of, and parts of these, and so on."""
    found = [name]
    for one in found:
        above = case.population_list[one].part_of
        below = [other.population_id for other in case.population_list.values() if other.part_of == one]
        found += [other for other in (*([above] if above else []), *below) if other not in found]
    return found


def _basis(case: Case, name: str, chosen: set[str], total: int | None) -> Basis:
    disputed = [claim for claim in case.claim_list if claim.status is Status.DISPUTED and claim.population_id == name]
    return replace(
        basis_with(case, name, _claims(case, name, [claim for claim in disputed if claim.claim_id in chosen])),
        people=()
        if Reading.NO_RECORDS in chosen
        else tuple(one for one in case.people if one["population_id"] == name),
        total=total,
        ties=Reading.TIES in chosen,
        part_of=case.population_list[name].part_of,
        condition=case.population_list[name].condition,
    )


def basis_with(case: Case, population: str, claims: Iterable[Claim]) -> Basis:
    """Give what some claims on a population say, and nothing else of the case."""
    event, window = case.event(population), case.windows[population]
    return Basis(population, window, tuple(claims), (), event=event, kinds=case.kinds, parents=case.label_parents)


def _claims(case: Case, population: str, instead: list[Claim]) -> tuple[Claim, ...]:
    by_id = {claim.claim_id: claim for claim in case.claim_list}
    rivals = {claim.see for claim in instead}
    rivals |= {by_id[rival].see for rival in rivals if by_id[rival].status is Status.REPEATS}
    kept = [claim for claim in case.claim_list if claim.status is Status.USED and claim.claim_id not in rivals]
    return tuple(claim for claim in [*kept, *instead] if claim.population_id == population)
