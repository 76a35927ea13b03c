"""Claims against claims: what published figures say of each other, and the audit that tells it.

An audit holds claims against claims. Two claims contradict each other when no world has both, whatever their
statistics; more than two can contradict each other together. A claim that is told as context may be of other people, so
it contradicts nothing; that it differs is said. A contradiction is a result, not an error. With a list of people in
hand an audit holds each claim against the list instead.

A claim is held against the one it was taken from too: the nearest source that its own one passes on and that has the
same figure. A floor may have become exact ("4" where the source says "at least 4"), "most" may have become "all",
"killed or missing" may have become "killed", a window may have grown, those who came may have become those who fight.
That contradicts nothing either, and is said. Words for a quantity are looked up in ``hedges.csv``, by language;
words that are not in it say nothing here, and nothing is made of them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from musterbook import labels
from musterbook.auditing.list import Verdict, bearing_on, notes_on, read_roll
from musterbook.case.case import Case, only_case
from musterbook.case.claims import Claim, Statistic, Status
from musterbook.errors import Unanswerable
from musterbook.frames import is_simulated, one_list, said_of
from musterbook.intervals import Interval, Kind
from musterbook.linelist.linelist import Standing
from musterbook.progress import Budget, doing
from musterbook.tally import AggregateTable, refuse_counts
from musterbook.worlds.conflicts import SEARCH_SECONDS, Conflicts, contradicting_pairs, minimal_sets, why_nobody
from musterbook.worlds.constraints import Basis, axis_of, basis_of, basis_with
from musterbook.worlds.solver import solver_of

__all__ = ["Finding", "Verdict", "audit"]

# What is contradicted is told first, what is not settled last; what stands in neither cannot be told.
ORDER = ["claims-contradict", "no-world", "context-differs", "follows-from-parts", "", "not-settled"]
VERDICTS = dict.fromkeys(ORDER[:2], Verdict.CONTRADICTED) | {"follows-from-parts": Verdict.HOLDS}


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
        it is true of none. Where there may be nobody, an average, a share or an extreme cannot be told. Somebody whose
        value is not stated may have any. The evidence says what the list says, and what it leaves open; it begins with
        ``Simulated`` where anybody on the list is.

    Raises
    ------
    MusterError
        If the list has no rows or is of several simulated worlds, a value of it cannot be read, a sign-up lies outside
        the window of the population, or values of one person cannot hold together.

    Examples
    --------
    >>> import pandas as pd
    >>> import musterbook as mb
    >>> case = mb.load_case("moscow-2023-24")
    >>> mb.audit(case)[0].claims
    ('kyivindependent-same-day', 'united24-same-day')
    >>> people = pd.DataFrame({"signup": ["2023-07", "2023-08"], "age": ["20", "18..25"]})
    >>> print(mb.audit(case, people)[0].sentence, *mb.audit(case, people)[0].evidence)
    Important Stories, at least 51 people in all (istories-total): contradicted. by the list, 2 people in all
    """
    only_case(case)
    held = _Audit(case, timeout)
    if records is not None:
        return list(held.against_list(records, case.population(population)))
    return list(case.remembered((audit, timeout), held.against_each_other))


@dataclass(frozen=True)
class _Audit:
    """The claims of a case, to be held against a list or each other; ``timeout`` is how long a question may take."""

    case: Case
    timeout: float | None

    @cached_property
    def bases(self) -> dict[str, Basis]:
        """What is known of each population, nothing where no question can be asked of it."""
        bases = {name: Basis(name, None, (), ()) for name in self.case.population_list}
        for name in bases:
            with suppress(Unanswerable):
                bases[name] = basis_of(self.case, name)
        return bases

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """The claims by id."""
        return {claim.claim_id: claim for claim in self.case.claim_list}

    def against_each_other(self) -> list[Finding]:
        """Hold the claims against each other, those of each population and those of several."""
        with (budget := Budget(self.timeout)).question():
            pairs = list(self.pairs(budget))
            told = [frozenset(one.claims) for one in pairs]
            found = [*pairs, *self.larger_sets(told, budget)]
        found += [*self.across_populations(), *self.relays(told)]
        return sorted(dict.fromkeys(found), key=lambda one: ORDER.index(one.slug if one.slug in ORDER else ""))

    def against_list(self, records: Any, population: str) -> Iterator[Finding]:
        """Hold each claim of a population against a list of it, rows that were set aside when it was read included."""
        standing, is_made_up = getattr(records, "standing", None), False
        aside = standing if isinstance(standing, Standing) else Standing()  # a frame may have a column of this name
        if not isinstance(records, AggregateTable):
            refuse_counts(records)
            records = one_list(records)
            is_made_up = is_simulated(records)
        claims = [claim for claim in self.claims.values() if claim.population_id == population]
        roll = read_roll(records, self.case, population, claims, aside)
        for claim in claims:
            verdict, says = bearing_on(claim, roll)
            evidence = (said_of(says, simulated=is_made_up), *notes_on(claim, roll), *roll.left_out(aside))
            said, ids = f"{self.said(claim.claim_id)}: {verdict}.", ((claim.claim_id,), (claim.source_id,))
            yield Finding("claim-against-list", verdict, said, *ids, evidence)

    def finding(self, slug: str, sentence: str, names: Sequence[str], evidence: Iterable[str] = ()) -> Finding:
        """Make a finding about claims and records, of all their sources."""
        sources = {claim.claim_id: claim.source_id for claim in self.claims.values()}
        sources |= {person["record_id"]: person["source_id"] for person in self.case.texts["records"]}
        of = dict.fromkeys(sources[name] for name in names if name in sources)
        verdict = VERDICTS.get(slug, Verdict.CANNOT_TELL)
        return Finding(slug, verdict, sentence, tuple(names), tuple(of), tuple(evidence))

    def said(self, name: str) -> str:
        """Give a claim in words, one that prints no number in its own; or a record."""
        if (claim := self.claims.get(name)) is None:
            return f"the record {name}"
        events = self.case.events_of(claim)
        said = labels.claim_words(claim, events)
        if claim.value is None:
            said = f"{labels.figure_words(claim, events=events)}: {labels.printed(claim, self.case.hedges[name])}"
        return f"{self.case.outlets[claim.source_id]}, {said} ({name})"

    def pairs(self, budget: Budget) -> Iterator[Finding]:
        """Find the claims that no world has, or no world both; those that say the same are held against others once."""
        for population in self.case.population_list:
            alike: dict[tuple[object, ...], list[Claim]] = {}
            for claim in filter(_is_checkable, self.claims.values()):
                if claim.population_id == population:
                    alike.setdefault((*claim.same_figure, *claim.limits, claim.unit), []).append(claim)
            same = {claims[0].claim_id: claims for claims in alike.values()}
            found = contradicting_pairs(basis_with(self.case, population, [one[0] for one in alike.values()]), budget)
            yield from (self.contradiction([same[name] for name in names]) for names in found.sets)
            yield from self.not_settled(found)

    def contradiction(self, sides: list[list[Claim]]) -> Finding:
        """Say which claims cannot hold; one that is context is held against nothing, so what is against it differs."""
        claims = [claim for side in sides for claim in side]
        differs = len(sides) > 1 and any(all(claim.status is Status.CONTEXT for claim in side) for side in sides)
        begins = "This cannot hold" if len(sides) == 1 else "These cannot both hold"
        # Claims of one side say the same, so they stand together against the other.
        against = "; against ".join("; and ".join(self.said(claim.claim_id) for claim in side) for side in sides)
        # What primary sources say of the same figures, and the claims that these point to.
        figures, pointed = {claim.same_figure for claim in claims}, {claim.see for claim in claims}
        other = [one for one in self.claims.values() if one not in claims]
        primary = [one for one in other if self.case.source_rows[one.source_id]["role"] == "primary"]
        of_it = [one.claim_id for one in primary if one.same_figure in figures or one.claim_id in pointed]
        slug = "context-differs" if differs else "claims-contradict"
        said = f"{'These cannot be of the same people' if differs else begins}: {against}."
        names = [claim.claim_id for claim in claims]
        return self.finding(
            slug, said, names, [*map(self.said, names), *(f"the primary source: {self.said(one)}" for one in of_it)]
        )

    def not_settled(self, found: Conflicts) -> Iterator[Finding]:
        """Say where a search stopped, and of which claims two methods do not say the same."""
        for names in found.unsure:
            said = f"Whether these can hold together is not settled: {labels.listed(names)}."
            yield self.finding("not-settled", said, names)
        if found.stopped:
            yield self.finding("not-settled", f"More claims may contradict each other: {found.stopped}.", ())

    def larger_sets(self, told: list[frozenset[str]], budget: Budget) -> Iterator[Finding]:
        """Find the smallest sets of used claims and records that cannot hold together, where no pair has told it."""
        covered: set[str] = set()
        for population, used in self.bases.items():
            asked = [] if population in covered else [used]
            covered |= {population, *(one.population for one in used.relatives)}
            disputed = (one for one in self.claims.values() if one.status is Status.DISPUTED and _is_checkable(one))
            of_it = [claim for claim in disputed if claim.population_id == population]
            asked += [replace(used.alone, claims=(*used.claims, claim)) for claim in of_it]
            for found in (minimal_sets(one, budget) for one in asked):
                for names in found.sets:
                    if len(names) > 2 or not any(one.issuperset(names) for one in told):
                        evidence = [*map(self.said, names)]
                        together = f"These cannot hold together: {'; '.join(evidence)}."
                        yield self.finding("no-world", together, names, evidence)
                yield from self.not_settled(found)

    def across_populations(self) -> Iterator[Finding]:
        """Tell where a population has nobody, as follows from others that are parts of it or that it is a part of."""
        for population, basis in self.bases.items():
            if not basis.relatives or basis.window is None:
                continue
            with suppress(Unanswerable), (budget := Budget(self.timeout)).question():
                axis = axis_of(basis, basis.event)
                empty = solver_of(basis, axis, whole_cells=True, budget=budget).empty_cells()
                with suppress(Unanswerable):
                    alone = solver_of(basis.alone, axis, whole_cells=True, budget=budget).empty_cells() if empty else []
                    empty = [at for at in empty if at not in alone]
                if empty:
                    names = why_nobody(basis, axis, empty, budget)
                    links = {one.kinship for one in (basis, *basis.relatives)}
                    assumed = labels.listed([name for name in names if name in links])
                    cells = labels.listed([axis.names[at] for at in empty])
                    said = f"If {assumed}, then {population} has nobody in {cells}."
                    claims = [name for name in names if name not in links]
                    evidence = [self.said(name) for name in self.claims if name in names]
                    yield self.finding("follows-from-parts", said, claims, evidence)

    def relays(self, told: Sequence[frozenset[str]]) -> Iterator[Finding]:
        """Tell what became of figures on their way, where no contradiction between the two has told it."""
        for name, claim in self.claims.items():
            origin = self.origin(claim)
            is_money = claim.statistic is Statistic.AMOUNT and claim.status is not Status.REPEATS
            if origin is None or is_money or any(one >= {name, origin.claim_id} for one in told):
                continue
            for slug, does in self.changes(claim, origin):
                said = f"{self.said(name)}: this {does} {self.said(origin.claim_id)}."
                yield self.finding(slug, said, (name, origin.claim_id))
        for name, source in self.case.source_rows.items():
            relayed, credited = self.case.outlets.get(source["relays"], ""), source["credits"]
            if relayed and credited and credited != relayed:
                said = f"{source['outlet']} ({name}): this passes on {relayed} and credits {credited}."
                yield Finding("miscredited", Verdict.CANNOT_TELL, said, (), (name,))

    def origin(self, claim: Claim) -> Claim | None:
        """Find the claim that one was taken from: the figure in the nearest source passed on, else what it repeats.

        Two claims may be one figure by what they count, or because both point to one.
        """
        pointed = self.claims.get(claim.see) if claim.status is not Status.DISPUTED else None
        source, seen = claim.source_id, {claim.source_id}
        while (source := self.case.source_rows[source]["relays"]) and source not in seen:
            seen.add(source)
            there = [one for one in self.claims.values() if one.source_id == source]
            alike = [one for one in there if one.same_figure == claim.same_figure and one.status is not Status.DISPUTED]
            if same := [one for one in there if one in alike or (claim.see and claim.see in {one.claim_id, one.see})]:
                return pointed if pointed in same else same[0]
        return pointed if pointed and pointed.status is not Status.DISPUTED else None

    def changes(self, claim: Claim, origin: Claim) -> Iterator[tuple[str, str]]:
        """Tell what of a figure is another than where it was taken from: each kind of change, and what it does."""
        before, now = self.quantity(origin), self.quantity(claim)
        if before is not None and now is not None and before != now:
            yield "quantity-changed", f"says {'more' if now > before else 'fewer'} than"
        if claim.value is not None and origin.value is not None:
            same = claim.value.number == origin.value.number
            if claim.relation != origin.relation and (same or "<" in {claim.relation, origin.relation}):
                moved = {(one["was"], one["is"]): (one["slug"], one["does"]) for one in _table("relations")}
                yield moved.get((origin.relation, claim.relation), ("limit-moved", "limits otherwise"))
            elif not same and claim.status is Status.REPEATS:
                yield "number-changed", "prints another number than"
        was, part = self.part(origin), self.part(claim)
        alike = claim.variable == origin.variable or (claim.statistic is origin.statistic and not (was and part))
        if claim.population_id != origin.population_id:
            yield "population-changed", "speaks of other people than"
        elif was != part and alike and (claim.value or origin.value):
            wider, narrower = self.lies_in(claim, was, part), self.lies_in(claim, part, was)
            size = "a larger part" if wider else "a smaller part" if narrower else "another part"
            yield "part-changed", f"gives for {size} what is printed in"
        if claim.unit != origin.unit and claim.unit and origin.unit:
            yield "counted-as", f"counts {claim.unit} where {origin.unit} are counted in"

    def part(self, claim: Claim) -> str:
        """Give the part that a figure is of, nothing where that is everybody."""
        window = self.case.windows[claim.population_id]
        if window is None or not claim.where or claim.variable != self.case.event(claim.population_id):
            return claim.where
        return "" if window in Interval.date(claim.where) else claim.where

    def lies_in(self, claim: Claim, part: str, whole: str) -> bool:
        """Tell whether a part of what a claim is of lies in another."""
        if not whole or not part:
            return not whole
        if claim.kind is Kind.LABEL:
            return whole in self.case.labels_above(claim.variable, part)
        return claim.kind.read(part) in claim.kind.read(whole)

    def quantity(self, claim: Claim) -> int | None:
        """Give the rank of the quantity that words without a number say, from 0, nobody, to 7, everybody."""
        text = self.case.hedges[claim.claim_id].casefold()
        languages = {self.case.source_rows[claim.source_id]["language"], "en"}
        known = {one["words"]: int(one["rank"]) for one in _table("hedges") if one["language"] in languages}
        found = [words for words in known if f"{text},".startswith((f"{words},", f"{words} ("))]
        return known[max(found, key=len)] if found and claim.value is None else None


@cache
def _table(name: str) -> list[dict[str, str]]:
    """Read what words mean, or what becomes of a relation, from a table beside this module."""
    text = files("musterbook").joinpath("auditing", f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _is_checkable(claim: Claim) -> bool:
    """Tell whether anything can be held against a claim."""
    return claim.status is not Status.VAGUE and claim.limits != (None, None) and claim.statistic is not Statistic.AMOUNT
