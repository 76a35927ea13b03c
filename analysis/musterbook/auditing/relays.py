"""Relays: what becomes of a figure on its way from one outlet to the next.

A claim is held against the one it was taken from: the nearest source that its own one passes on and that has the same
figure. A floor may have become exact, "most" may have become "all", "killed or missing" may have become "killed", a
window may have grown, those who came may have become those who fight. Words that hedge a quantity are looked up in
``hedges.csv``, by language; words that are not in it say nothing here, and nothing is made of them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from musterbook.case.case import Case
from musterbook.case.claims import Claim, Relation, Statistic, Status
from musterbook.intervals import Interval, Kind
from musterbook.schema import rows


@dataclass(frozen=True)
class Change:
    """What became of a figure: a claim, the one it was taken from, the kind of change, and what the claim does."""

    claim: Claim
    origin: Claim
    slug: str
    does: str


def changes_on_the_way(case: Case) -> Iterator[Change]:
    """Give everything that became of a figure where one source passes on another, in the order of the claims."""
    languages = dict(zip(case.sources["source_id"], case.sources["language"].fillna(""), strict=True))
    for claim in case.claim_list:
        origin = _origin(case, claim)
        is_money = claim.statistic is Statistic.AMOUNT and claim.status is not Status.REPEATS
        if origin is not None and not is_money:
            told = [*_number_changes(claim, origin), *_part_changes(case, claim, origin)]
            before, now = (
                _quantity(one, case.hedges[one.claim_id], languages[one.source_id]) for one in (origin, claim)
            )
            if before is not None and now is not None and before != now:
                told.insert(0, ("quantity-changed", f"says {'more' if now > before else 'fewer'} than"))
            if claim.unit != origin.unit and claim.unit and origin.unit:
                told.append(("counted-as", f"counts {claim.unit} where {origin.unit} are counted in"))
            yield from (Change(claim, origin, slug, does) for slug, does in told)


def miscredited(case: Case) -> Iterator[tuple[str, str, str]]:
    """Give the sources that credit another than they pass on: the source, whom it passes on, whom it credits."""
    for source in rows(case.sources.fillna("")):
        relayed = case.outlets.get(source["relays"], "")
        if relayed and source["credits"] and source["credits"] != relayed:
            yield source["source_id"], relayed, source["credits"]


def _origin(case: Case, claim: Claim) -> Claim | None:
    """Find the claim that one was taken from: the same figure in the nearest source passed on, else what it repeats."""
    pointed = next((one for one in case.claim_list if one.claim_id == claim.see), None)
    if claim.status is Status.DISPUTED:
        pointed = None
    relays = dict(zip(case.sources["source_id"], case.sources["relays"].fillna(""), strict=True))
    source, seen = claim.source_id, {claim.source_id}
    while (source := relays[source]) and source not in seen:
        seen.add(source)
        same = [one for one in case.claim_list if one.source_id == source and _is_same(one, claim)]
        if same:
            return pointed if pointed in same else same[0]
    return pointed if pointed and pointed.status is not Status.DISPUTED else None


def _is_same(one: Claim, claim: Claim) -> bool:
    """Tell whether a claim may be where another was taken from: one figure, or one that both point to."""
    pointed = claim.see and claim.see in {one.claim_id, one.see}
    return bool(pointed) or (one.same_figure == claim.same_figure and one.status is not Status.DISPUTED)


def _number_changes(claim: Claim, origin: Claim) -> Iterator[tuple[str, str]]:
    """Tell whether the number, or how the true one stands to it, is now another."""
    if claim.value is None or origin.value is None:
        return
    same = claim.value.number == origin.value.number
    if claim.relation != origin.relation and (same or Relation.FEWER in {claim.relation, origin.relation}):
        yield _RELATIONS.get((origin.relation, claim.relation), ("limit-moved", "limits otherwise"))
    elif not same and claim.status is Status.REPEATS:
        yield "number-changed", "prints another number than"


def _part_changes(case: Case, claim: Claim, origin: Claim) -> Iterator[tuple[str, str]]:
    """Tell whether a figure is now of a larger or a smaller part, of the same or of another population."""
    if claim.population_id != origin.population_id:
        yield "population-changed", "speaks of other people than"
    elif claim.variable == origin.variable and claim.where != origin.where and (claim.value or origin.value):
        wider, narrower = (_lies_in(case, one, other) for one, other in ((origin, claim), (claim, origin)))
        size = "a larger part" if wider else "a smaller part" if narrower else "another part"
        yield "part-changed", f"gives for {size} what is printed in"


def _lies_in(case: Case, part: Claim, whole: Claim) -> bool:
    if not whole.where or not part.where:
        return not whole.where
    if part.kind is Kind.LABEL:
        return whole.where in case.labels_above(part.variable, part.where)
    read = Interval.date if part.kind is Kind.DATE else Interval.number
    return read(part.where) in read(whole.where)


_RELATIONS = {
    (Relation.AT_LEAST, Relation.EXACTLY): ("floor-became-exact", "prints as exact the least number of"),
    (Relation.MORE, Relation.EXACTLY): ("floor-became-exact", "prints as exact the number that is exceeded in"),
    (Relation.AT_MOST, Relation.EXACTLY): ("ceiling-became-exact", "prints as exact the largest number of"),
    (Relation.FEWER, Relation.EXACTLY): ("ceiling-became-exact", "prints as exact the number that is not reached in"),
    (Relation.ABOUT, Relation.EXACTLY): ("about-became-exact", "prints as exact the rough number of"),
    (Relation.AT_LEAST, Relation.ABOUT): ("floor-became-about", "prints as rough the least number of"),
    (Relation.MORE, Relation.ABOUT): ("floor-became-about", "prints as rough the number that is exceeded in"),
    (Relation.EXACTLY, Relation.ABOUT): ("exact-became-about", "prints as rough the exact number of"),
    (Relation.EXACTLY, Relation.AT_LEAST): ("exact-became-floor", "prints as the least number the exact one of"),
    (Relation.MORE, Relation.AT_LEAST): ("limit-moved", "prints as the least number the one that is exceeded in"),
    (Relation.AT_LEAST, Relation.MORE): ("limit-moved", "prints as exceeded the least number of"),
    (Relation.EXACTLY, Relation.MORE): ("exact-became-floor", "prints as exceeded the exact number of"),
    (Relation.EXACTLY, Relation.FEWER): ("rounded-up", "prints as not reached a number above the exact one of"),
    (Relation.AT_LEAST, Relation.FEWER): ("limit-turned", "prints as not reached what is a floor in"),
}


def _quantity(claim: Claim, hedge: str, language: str) -> int | None:
    """Give the rank of the quantity that words without a number say, from 0, nobody, to 7, everybody."""
    text = hedge.casefold()
    found = [
        (len(words), rank)
        for (known, words), rank in _ranks().items()
        if known in {language, "en"} and (text == words or text.startswith((f"{words},", f"{words} (")))
    ]
    return max(found)[1] if found and claim.value is None else None


@cache
def _ranks() -> dict[tuple[str, str], int]:
    """Read the words that say a quantity, by their language, and the rank of each."""
    text = files("musterbook").joinpath("auditing", "hedges.csv").read_text("utf-8")
    hedges = csv.DictReader(text.splitlines())
    return {(one["language"], one["words"]): int(one["rank"]) for one in hedges if one["kind"] == "quantity"}
