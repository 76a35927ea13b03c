"""Findings: what claims say of each other, and what a list says of claims.

An audit holds claims against claims. Two claims contradict each other when no world has both, whatever their
statistics; more than two can contradict each other together. A claim that repeats another but prints another limit
("4" where the source says "at least 4") contradicts nothing, and is said. A contradiction is a result, not an error.

With a list of people in hand an audit holds each claim against the list instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from musterbook import labels
from musterbook.aggregate import AggregateTable, refuse_counts
from musterbook.auditing import words
from musterbook.auditing.bearing import Bearing, Verdict, bearing_on, notes_on
from musterbook.auditing.relays import changes_on_the_way, miscredited
from musterbook.auditing.roll import read_roll
from musterbook.case.case import Case, only_case
from musterbook.case.claims import Claim, Statistic, Status
from musterbook.errors import Unanswerable
from musterbook.linelist.linelist import Standing
from musterbook.people import is_simulated, one_list, said_of
from musterbook.progress import doing
from musterbook.worlds.basis import Basis
from musterbook.worlds.budget import Budget
from musterbook.worlds.conflicts import SEARCH_SECONDS, Conflicts, contradicting_pairs, minimal_sets, why_nobody
from musterbook.worlds.readings import basis_of, basis_with
from musterbook.worlds.solver import solver_of

__all__ = ["Finding", "Verdict", "audit"]


@dataclass(frozen=True)
class Finding:
    """One result of an audit.

    Attributes
    ----------
    slug : str
        Kind of finding: ``claims-contradict``, ``no-world``, ``not-settled``, ``claim-against-list``, ``miscredited``,
        ``follows-from-parts``, or what became of a figure on its way, as ``floor-became-exact`` or ``part-changed``.
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
        then repeats that print another limit, and what is not settled: where two methods do not say the same, or the
        search stopped. With a list one finding per claim of the population, in the order of the table: the claim
        holds if it is true of every complete list that the coarse one stands for, is contradicted if it is true of
        none. Somebody whose value is not stated may have any. The evidence says what the list says, and what it leaves
        open; it begins with ``Simulated`` where anybody on the list is.

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
    with (budget := Budget(timeout)).question():
        pairs = list(_pairs(case, budget))
        told = [frozenset(one.claims) for one in pairs]
        larger = list(_larger_sets(case, told, budget))
    open_questions = [one for one in (*pairs, *larger) if one.verdict is Verdict.CANNOT_TELL]
    found = [one for one in (*pairs, *larger) if one.verdict is Verdict.CONTRADICTED]
    return [*found, *_across_populations(case, timeout), *_relays(case, told), *dict.fromkeys(open_questions)]


def _against_list(case: Case, records: Any, population: str) -> Iterator[Finding]:
    claims = [claim for claim in case.claim_list if claim.population_id == population]
    variables = [claim.variable for claim in claims if claim.variable]
    people, aside = _people_of(records)
    named = {claim.where for claim in claims}
    roll = read_roll(people, variables, population, case.windows[population], aside, named=named)
    made_up = not isinstance(people, AggregateTable) and is_simulated(people)
    left_out = [
        *([words.elsewhere(roll.elsewhere, population)] if roll.elsewhere else []),
        *words.set_aside(aside),
    ]
    # What many sources print alike is held against the list once.
    alike: dict[tuple[object, ...], Bearing] = {}
    for claim in claims:
        figure = (*claim.same_figure, claim.relation, claim.value, claim.unit)
        bearing = alike.setdefault(figure, alike.get(figure) or bearing_on(claim, roll))
        yield Finding(
            slug="claim-against-list",
            verdict=bearing.verdict,
            sentence=words.sentence(_said_or_hinted(case, claim), bearing.verdict),
            claims=(claim.claim_id,),
            sources=(claim.source_id,),
            evidence=(said_of(bearing.says, simulated=made_up), *notes_on(claim, roll), *left_out),
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
            yield _contradiction(case, [claim for name in names for claim in same[name]])
        yield from _not_settled(case, found)


def _not_settled(case: Case, found: Conflicts) -> Iterator[Finding]:
    """Say where a search stopped, and of which claims two methods do not say the same."""
    for names in found.unsure:
        said = f"Whether these can hold together is not settled: {labels.listed(names)}."
        yield Finding("not-settled", Verdict.CANNOT_TELL, said, names, _sources(case, names))
    if found.stopped:
        said = f"More claims may contradict each other: {found.stopped}."
        yield Finding("not-settled", Verdict.CANNOT_TELL, said, (), ())


def _is_checkable(claim: Claim) -> bool:
    return claim.status is not Status.VAGUE and claim.limits != (None, None) and claim.statistic is not Statistic.AMOUNT


def _contradiction(case: Case, claims: list[Claim]) -> Finding:
    said = [_said(case, claim) for claim in claims]
    primary = [claim for claim in _primary_on(case, claims) if claim not in claims]
    quotes = [f"the primary source: {_said(case, claim)}" for claim in primary]
    alone = len({claim.same_figure for claim in claims}) == 1 and len({claim.limits for claim in claims}) == 1
    sentence = f"{'This cannot' if alone else 'These cannot both'} hold: {'; against '.join(said)}."
    return Finding(
        slug="claims-contradict",
        verdict=Verdict.CONTRADICTED,
        sentence=sentence,
        claims=tuple(claim.claim_id for claim in claims),
        sources=tuple(dict.fromkeys(claim.source_id for claim in claims)),
        evidence=(*said, *quotes),
    )


def _primary_on(case: Case, claims: Iterable[Claim]) -> list[Claim]:
    """Give what primary sources say of the same figures, and the claims that the contradicting ones point to."""
    given = list(claims)
    primary = set(case.sources.loc[case.sources["role"] == "primary", "source_id"])
    figures, pointed = {claim.same_figure for claim in given}, {claim.see for claim in given}
    return [
        claim
        for claim in case.claim_list
        if claim.source_id in primary and (claim.same_figure in figures or claim.claim_id in pointed)
    ]


def _said(case: Case, claim: Claim) -> str:
    return f"{case.outlets[claim.source_id]}, {labels.claim_words(claim, case.events_of(claim))} ({claim.claim_id})"


def _said_or_hinted(case: Case, claim: Claim) -> str:
    """Give a claim in words; one that prints no number in its own."""
    if claim.value is not None:
        return _said(case, claim)
    figure = labels.figure_words(claim, events=case.events_of(claim))
    hint = labels.printed(claim, case.hedges[claim.claim_id])
    return f"{case.outlets[claim.source_id]}, {figure[0].lower()}{figure[1:]}: {hint} ({claim.claim_id})"


def _larger_sets(case: Case, told: list[frozenset[str]], budget: Budget) -> Iterator[Finding]:
    """Find the smallest sets of used claims and records that cannot hold together, where no pair has told it."""
    seen: set[tuple[str, ...]] = set()
    covered: set[str] = set()
    for population in case.populations["population_id"]:
        used = _used(case, population)
        disputed = [
            claim
            for claim in case.claim_list
            if claim.population_id == population and claim.status is Status.DISPUTED and _is_checkable(claim)
        ]
        alone = replace(used, relatives=(), part_of="")
        asked = [] if population in covered else [used]
        covered |= {population, *(one.population for one in used.relatives)}
        asked += [replace(alone, claims=(*used.claims, claim)) for claim in disputed]
        for found in (minimal_sets(one, budget) for one in asked):
            for names in found.sets:
                if names not in seen and (len(names) > 2 or not any(one.issuperset(names) for one in told)):
                    seen.add(names)
                    said = f"These cannot hold together: {labels.listed(names)}."
                    yield Finding("no-world", Verdict.CONTRADICTED, said, names, _sources(case, names))
            yield from _not_settled(case, found)


def _across_populations(case: Case, timeout: float | None) -> Iterator[Finding]:
    """Tell where a population has nobody, which follows from others that are parts of it or that it is a part of."""
    for population in case.populations["population_id"]:
        basis = _used(case, population)
        if not basis.relatives or basis.window is None:
            continue
        with suppress(Unanswerable), (budget := Budget(timeout)).question():
            family = solver_of(basis, basis.event, "month", whole_cells=True, budget=budget)
            axis = family.rules.axis
            empty = [at for at, ends in enumerate(family.bounds or []) if ends[1] == 0]
            with suppress(Unanswerable):
                alone = solver_of(family.alone, basis.event, "month", whole_cells=True, budget=budget)
                empty = [at for at in empty if alone.bounds and alone.bounds[at][1] != 0]
            if empty:
                names = why_nobody(basis, axis, empty, budget)
                links = {one.kinship for one in (basis, *basis.relatives)}
                assumed = [name for name in names if name in links]
                cells = labels.listed([axis.names[at] for at in empty])
                yield Finding(
                    slug="follows-from-parts",
                    verdict=Verdict.HOLDS,
                    sentence=f"If {labels.listed(assumed)}, then {population} has nobody in {cells}.",
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
        return Basis(population, None, (), ())


def _relays(case: Case, told: list[frozenset[str]]) -> Iterator[Finding]:
    """Tell what became of figures on their way, where no contradiction between the two has told it."""
    for change in changes_on_the_way(case):
        pair = (change.claim.claim_id, change.origin.claim_id)
        if any(one.issuperset(pair) for one in told):
            continue
        both = (_said_or_hinted(case, change.claim), _said_or_hinted(case, change.origin))
        yield Finding(
            slug=change.slug,
            verdict=Verdict.CANNOT_TELL,
            sentence=f"{both[0]}: this {change.does} {both[1]}.",
            claims=pair,
            sources=tuple(dict.fromkeys((change.claim.source_id, change.origin.source_id))),
        )
    for source, relayed, credited in miscredited(case):
        yield Finding(
            slug="miscredited",
            verdict=Verdict.CANNOT_TELL,
            sentence=f"{case.outlets[source]} ({source}): this passes on {relayed} and credits {credited}.",
            claims=(),
            sources=(source,),
        )
