"""Relays: what becomes of a figure on its way from one outlet to the next.

A claim is held against the one it was taken from: the nearest source that its own one passes on and that has the same
figure. A floor may have become exact, "most" may have become "all", "killed or missing" may have become "killed", a
window may have grown, those who came may have become those who fight. Words that hedge a quantity are looked up in
``hedges.csv``, by language; words that are not in it say nothing here, and nothing is made of them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

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
    by_id = {claim.claim_id: claim for claim in case.claim_list}
    upstream = {source: tuple(_upstream(case, source)) for source in case.outlets}
    said = {row["claim_id"]: _quantity(case, row) for row in rows(case.claims.fillna({"hedge": ""}))}
    for claim in case.claim_list:
        origin = _origin(claim, by_id, upstream[claim.source_id], case.claim_list)
        is_money = claim.statistic is Statistic.AMOUNT and claim.status is not Status.REPEATS
        if origin is not None and not is_money:
            yield from _changes(case, claim, origin, said)


def miscredited(case: Case) -> Iterator[tuple[str, str, str]]:
    """Give the sources that credit another than they pass on: the source, whom it passes on, whom it credits."""
    for source in rows(case.sources.fillna("")):
        relayed = case.outlets.get(source["relays"], "")
        if relayed and source["credits"] and source["credits"] != relayed:
            yield source["source_id"], relayed, source["credits"]


def _upstream(case: Case, source: str) -> Iterator[str]:
    """Give the sources that one passes on, the nearest first."""
    relays = dict(zip(case.sources["source_id"], case.sources["relays"].fillna(""), strict=True))
    seen = {source}
    while (source := relays[source]) and source not in seen:
        seen.add(source)
        yield source


def _origin(
    claim: Claim, by_id: Mapping[str, Claim], upstream: tuple[str, ...], claims: tuple[Claim, ...]
) -> Claim | None:
    """Find the claim that one was taken from: the same figure in the nearest source passed on, else what it repeats."""
    pointed = by_id.get(claim.see) if claim.status is not Status.DISPUTED else None
    for source in upstream:
        same = [one for one in claims if one.source_id == source and _is_same(one, claim)]
        if pointed in same:
            return pointed
        if same:
            return same[0]
    return pointed if pointed and pointed.status is not Status.DISPUTED else None


def _is_same(one: Claim, claim: Claim) -> bool:
    """Tell whether a claim may be where another was taken from: one figure, or one that both point to."""
    pointed = claim.see and claim.see in {one.claim_id, one.see}
    return bool(pointed) or (one.same_figure == claim.same_figure and one.status is not Status.DISPUTED)


def _changes(case: Case, claim: Claim, origin: Claim, said: Mapping[str, int | None]) -> Iterator[Change]:
    if claim.value is not None and origin.value is not None:
        same = claim.value.number == origin.value.number
        if claim.relation != origin.relation and (same or Relation.FEWER in {claim.relation, origin.relation}):
            slug, does = _RELATIONS.get((origin.relation, claim.relation), ("limit-moved", "limits otherwise"))
            yield Change(claim, origin, slug, does)
        elif not same and claim.status is Status.REPEATS:
            yield Change(claim, origin, "number-changed", "prints another number than")
    before, now = said[origin.claim_id], said[claim.claim_id]
    if before is not None and now is not None and before != now:
        yield Change(claim, origin, "quantity-changed", f"says {'more' if now > before else 'fewer'} than")
    yield from _part_changes(case, claim, origin)
    if claim.unit != origin.unit and claim.unit and origin.unit:
        yield Change(claim, origin, "counted-as", f"counts {claim.unit} where {origin.unit} are counted in")


def _part_changes(case: Case, claim: Claim, origin: Claim) -> Iterator[Change]:
    """Tell whether a figure is now of a larger or a smaller part, of the same or of another population."""
    if claim.population_id != origin.population_id:
        yield Change(claim, origin, "population-changed", "speaks of other people than")
    elif claim.variable == origin.variable and claim.where != origin.where and (claim.value or origin.value):
        wider, narrower = (_lies_in(case, one, other) for one, other in ((origin, claim), (claim, origin)))
        size = "a larger part" if wider else "a smaller part" if narrower else "another part"
        yield Change(claim, origin, "part-changed", f"gives for {size} what is printed in")


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


def _quantity(case: Case, row: Mapping[str, Any]) -> int | None:
    """Give the rank of the quantity that words without a number say, from 0, nobody, to 7, everybody."""
    if not row["hedge"] or isinstance(row["value"], str):
        return None
    language = str(case.sources.set_index("source_id").loc[row["source_id"], "language"])
    text = row["hedge"].casefold()
    found = [
        (words, int(one["rank"]))
        for one in _hedges()
        if one["kind"] == "quantity" and one["language"] in {language, "en"}
        for words in (one["words"],)
        if text == words or text.startswith((f"{words},", f"{words} ("))
    ]
    return max(found, key=lambda one: len(one[0]))[1] if found else None


@cache
def _hedges() -> tuple[Mapping[str, str], ...]:
    text = files("musterbook").joinpath("auditing", "hedges.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
