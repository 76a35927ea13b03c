"""Findings: what claims say of each other, and what a list says of claims.

An audit holds claims against claims. Two claims contradict each other when no world has both, whatever their
statistics; more than two can contradict each other together. A claim that is told as context may be of other people, so
it contradicts nothing; that it differs is said. A claim that repeats another but prints another limit ("4" where the
source says "at least 4") contradicts nothing either, and is said. A contradiction is a result, not an error.

With a list of people in hand an audit holds each claim against the list instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from musterbook import labels
from musterbook.aggregate import AggregateTable, refuse_counts
from musterbook.auditing import words
from musterbook.auditing.bearing import Verdict, bearing_on, notes_on
from musterbook.auditing.relays import changes_on_the_way, miscredited
from musterbook.auditing.roll import read_roll
from musterbook.case.case import Case, only_case
from musterbook.case.claims import Claim, Statistic, Status
from musterbook.errors import Unanswerable
from musterbook.linelist.linelist import Standing
from musterbook.people import is_simulated, one_list, said_of
from musterbook.progress import doing
from musterbook.worlds.budget import Budget
from musterbook.worlds.conflicts import SEARCH_SECONDS, Conflicts, contradicting_pairs, minimal_sets, why_nobody
from musterbook.worlds.constraints import Basis, basis_of, basis_with
from musterbook.worlds.solver import solver_of

__all__ = ["Finding", "Verdict", "audit"]


@dataclass(frozen=True)
class Finding:
    """One result of an audit.

    Attributes
    ----------
    slug : str
        Kind of finding: ``claims-contradict``, ``no-world``, ``context-differs``, ``not-settled``, ``miscredited``,
        ``claim-against-list``, ``follows-from-parts``, or what became of a figure on its way, as
        ``floor-became-exact`` or ``part-changed``.
    verdict : Verdict
        ``holds``, ``contradicted`` or ``cannot tell``.
    sentence : str
        The finding in words.
    claims, sources : tuple of str
        Ids of the claims (and records) it is about, and of their sources.
    evidence : tuple of str
        What each of them says, and what the primary source says of the same figure; or what the list says, and what
        it leaves open.
    """

    slug: str
    verdict: Verdict
    sentence: str
    claims: tuple[str, ...]
    sources: tuple[str, ...]
    evidence: tuple[str, ...] = field(default=())


@doing("holding the claims against each other")
def audit(
    case: Case, records: Any = None, population: str | None = None, *, timeout: float | None = SEARCH_SECONDS
) -> list[Finding]:
    """Hold the claims of a case against each other, or against a list of people.

    Parameters
    ----------
    case : Case
        The case.
    records : DataFrame, LineList or AggregateTable, optional
        A whole list of the people that one population is, a row each, of any engine that Narwhals knows. Dates and
        numbers may be coarse texts. A :class:`LineList` will do too: the rows set aside for problems then count as
        people of whom nothing is known, except rows of totals, which are nobody, and rows with no other fault than an
        id used already, which are people already counted. Of a table of counts a suppressed one may
        be any number of its range. Without a list the claims are held against each other: all but vague ones and
        amounts of money, which have nothing to be held against.
    population : str, optional
        Whom the list lists; by default the population of the first used claim. Rows that state another
        ``population_id`` are left out, and that is said.
    timeout : float, optional
        Seconds that the search for contradictions may take; ``None`` is no end.

    Returns
    -------
    list of Finding
        Without a list contradictions first: between two claims, then between more, each confirmed by a second method;
        then figures told as context that differ, so that they are not of the same people or one is wrong, what follows
        across populations, what became of figures on their way, and what is not settled: where two methods do not say
        the same, or the search stopped. With a list one finding per claim of the population, in the order of the
        table: the claim holds if it is true of every complete list that the coarse one stands for, is contradicted if
        it is true of none. Somebody whose value is not stated may have any. The evidence says what the list says, and
        what it leaves open; it begins with ``Simulated`` where anybody on the list is.

    Raises
    ------
    MusterError
        If the list has no rows or is of several simulated worlds, a value of it cannot be read, a sign-up lies outside
        the window of the population, or values of one person cannot hold together.

    Examples
    --------
    >>> from musterbook.case.case import load_case
    >>> case = load_case("moscow-2023-24")
    >>> audit(case)[0].claims
    ('kyivindependent-same-day', 'united24-same-day')
    >>> import pandas as pd
    >>> people = pd.DataFrame({"signup": ["2023-07", "2023-08"], "age": ["20", "18..25"]})
    >>> print(audit(case, people)[0].sentence, *audit(case, people)[0].evidence)
    Important Stories, at least 51 people in all (istories-total): contradicted. by the list, 2 people in all
    """
    only_case(case)
    if records is not None:
        return list(_against_list(case, records, case.population(population)))
    bases = {population: _used(case, population) for population in case.populations["population_id"]}
    with (budget := Budget(timeout)).question():
        pairs = list(_pairs(case, budget))
        told = [frozenset(one.claims) for one in pairs]
        found = [*pairs, *_larger_sets(case, bases, told, budget)]
    found += [*_across_populations(case, bases, timeout), *_relays(case, told)]
    # What is contradicted comes first, what is not settled last.
    return sorted(dict.fromkeys(found), key=_rank)


def _rank(finding: Finding) -> int:
    first = ("claims-contradict", "no-world", "context-differs", "follows-from-parts")
    return first.index(finding.slug) if finding.slug in first else len(first) + (finding.slug == "not-settled")


def _against_list(case: Case, records: Any, population: str) -> Iterator[Finding]:
    claims = [claim for claim in case.claim_list if claim.population_id == population]
    people, aside = _people_of(records)
    roll = read_roll(people, case, population, claims, aside)
    is_made_up = not isinstance(people, AggregateTable) and is_simulated(people)
    left_out = [
        *([words.elsewhere(roll.elsewhere, population)] if roll.elsewhere else []),
        *words.set_aside(aside),
    ]
    for claim in claims:
        bearing = bearing_on(claim, roll)
        yield Finding(
            slug="claim-against-list",
            verdict=bearing.verdict,
            sentence=f"{_said(case, claim)}: {bearing.verdict}.",
            claims=(claim.claim_id,),
            sources=(claim.source_id,),
            evidence=(said_of(bearing.says, simulated=is_made_up), *notes_on(claim, roll), *left_out),
        )


def _people_of(records: Any) -> tuple[Any, Standing]:
    """Give the people of a list, and for whom the rows stand that were set aside when it was read."""
    if isinstance(records, AggregateTable):
        return records, Standing()
    refuse_counts(records)
    aside = getattr(records, "standing", None)
    # A frame may have columns of these names.
    if not isinstance(aside, Standing):
        return one_list(records), Standing()
    return one_list(records.records), aside


def _pairs(case: Case, budget: Budget) -> Iterator[Finding]:
    """Find the claims that no world has, or no world both; claims that say the same are held against others once."""
    for population in case.populations["population_id"]:
        alike: dict[tuple[object, ...], list[Claim]] = {}
        for claim in case.claim_list:
            if claim.population_id == population and _is_checkable(claim):
                alike.setdefault((*claim.same_figure, *claim.limits, claim.unit), []).append(claim)
        same = {claims[0].claim_id: claims for claims in alike.values()}
        basis = basis_with(case, population, [claims[0] for claims in alike.values()])
        found = contradicting_pairs(basis, budget)
        for names in found.sets:
            yield _contradiction(case, [same[name] for name in names])
        yield from _not_settled(case, found)


def _is_checkable(claim: Claim) -> bool:
    return claim.status is not Status.VAGUE and claim.limits != (None, None) and claim.statistic is not Statistic.AMOUNT


def _contradiction(case: Case, sides: list[list[Claim]]) -> Finding:
    """Say which claims cannot hold; one that is context is held against nothing, so what stands against it differs."""
    claims = [claim for side in sides for claim in side]
    differs = len(sides) > 1 and any(all(claim.status is Status.CONTEXT for claim in side) for side in sides)
    begins = "These cannot be of the same people" if differs else "These cannot both hold"
    said = [_said(case, claim) for claim in claims]
    primary = [claim for claim in _primary_on(case, claims) if claim not in claims]
    return Finding(
        slug="context-differs" if differs else "claims-contradict",
        verdict=Verdict.CANNOT_TELL if differs else Verdict.CONTRADICTED,
        sentence=f"{begins if len(sides) > 1 else 'This cannot hold'}: {'; against '.join(said)}.",
        claims=tuple(claim.claim_id for claim in claims),
        sources=tuple(dict.fromkeys(claim.source_id for claim in claims)),
        evidence=(*said, *(f"the primary source: {_said(case, claim)}" for claim in primary)),
    )


def _not_settled(case: Case, found: Conflicts) -> Iterator[Finding]:
    """Say where a search stopped, and of which claims two methods do not say the same."""
    for names in found.unsure:
        said = f"Whether these can hold together is not settled: {labels.listed(names)}."
        yield Finding("not-settled", Verdict.CANNOT_TELL, said, names, _sources(case, names))
    if found.stopped:
        said = f"More claims may contradict each other: {found.stopped}."
        yield Finding("not-settled", Verdict.CANNOT_TELL, said, (), ())


def _primary_on(case: Case, given: Sequence[Claim]) -> list[Claim]:
    """Give what primary sources say of the same figures, and the claims that the contradicting ones point to."""
    primary = set(case.sources.loc[case.sources["role"] == "primary", "source_id"])
    figures, pointed = {claim.same_figure for claim in given}, {claim.see for claim in given}
    return [
        claim
        for claim in case.claim_list
        if claim.source_id in primary and (claim.same_figure in figures or claim.claim_id in pointed)
    ]


def _said(case: Case, claim: Claim) -> str:
    """Give a claim in words; one that prints no number in its own."""
    said = labels.claim_words(claim, case.events_of(claim))
    if claim.value is None:
        figure = labels.figure_words(claim, events=case.events_of(claim))
        said = f"{figure[0].lower()}{figure[1:]}: {labels.printed(claim, case.hedges[claim.claim_id])}"
    return f"{case.outlets[claim.source_id]}, {said} ({claim.claim_id})"


def _larger_sets(
    case: Case, bases: Mapping[str, Basis], told: list[frozenset[str]], budget: Budget
) -> Iterator[Finding]:
    """Find the smallest sets of used claims and records that cannot hold together, where no pair has told it."""
    seen: set[tuple[str, ...]] = set()
    covered: set[str] = set()
    for population, used in bases.items():
        asked = [] if population in covered else [used]
        covered |= {population, *(one.population for one in used.relatives)}
        alone = replace(used, relatives=(), part_of="")
        asked += [
            replace(alone, claims=(*used.claims, claim))
            for claim in case.claim_list
            if claim.population_id == population and claim.status is Status.DISPUTED and _is_checkable(claim)
        ]
        for found in (minimal_sets(one, budget) for one in asked):
            for names in found.sets:
                if names not in seen and (len(names) > 2 or not any(one.issuperset(names) for one in told)):
                    seen.add(names)
                    said = f"These cannot hold together: {labels.listed(names)}."
                    yield Finding("no-world", Verdict.CONTRADICTED, said, names, _sources(case, names))
            yield from _not_settled(case, found)


def _across_populations(case: Case, bases: Mapping[str, Basis], timeout: float | None) -> Iterator[Finding]:
    """Tell where a population has nobody, which follows from others that are parts of it or that it is a part of."""
    for population, basis in bases.items():
        if not basis.relatives or basis.window is None:
            continue
        with suppress(Unanswerable), (budget := Budget(timeout)).question():
            family = solver_of(basis, basis.event, "month", whole_cells=True, budget=budget)
            axis, empty = family.axis, family.empty_cells()
            with suppress(Unanswerable):
                alone = family.alone.empty_cells()
                empty = [at for at in empty if at not in alone]
            if empty:
                names = why_nobody(basis, axis, empty, budget)
                links = {one.kinship for one in (basis, *basis.relatives)}
                assumed = labels.listed([name for name in names if name in links])
                cells = labels.listed([axis.names[at] for at in empty])
                yield Finding(
                    slug="follows-from-parts",
                    verdict=Verdict.HOLDS,
                    sentence=f"If {assumed}, then {population} has nobody in {cells}.",
                    claims=tuple(name for name in names if name not in links),
                    sources=_sources(case, names),
                    evidence=tuple(_said(case, one) for one in case.claim_list if one.claim_id in names),
                )


def _sources(case: Case, names: Iterable[str]) -> tuple[str, ...]:
    """Give the sources of claims and records, each once."""
    sources = dict(zip(case.claims["claim_id"], case.claims["source_id"], strict=True))
    sources |= dict(zip(case.records["record_id"], case.records["source_id"], strict=True))
    return tuple(dict.fromkeys(sources[name] for name in names if name in sources))


def _used(case: Case, population: str) -> Basis:
    try:
        return basis_of(case, population)
    except Unanswerable:
        return Basis(population, None, ())


def _relays(case: Case, told: list[frozenset[str]]) -> Iterator[Finding]:
    """Tell what became of figures on their way, where no contradiction between the two has told it."""
    for change in changes_on_the_way(case):
        pair = (change.claim.claim_id, change.origin.claim_id)
        if not any(one.issuperset(pair) for one in told):
            said = f"{_said(case, change.claim)}: this {change.does} {_said(case, change.origin)}."
            sources = dict.fromkeys((change.claim.source_id, change.origin.source_id))
            yield Finding(change.slug, Verdict.CANNOT_TELL, said, pair, tuple(sources))
    for source, relayed, credited in miscredited(case):
        said = f"{case.outlets[source]} ({source}): this passes on {relayed} and credits {credited}."
        yield Finding("miscredited", Verdict.CANNOT_TELL, said, (), (source,))
