"""What sources printed, and how each figure stands to the others: the part that charts of claims share.

A chart that quotes must quote what was printed, not what a reader of the claims made of it: "e.g. 1" stays
that, though it counts as a floor. And it credits no source with a figure that is contradicted, disputed by a better
source, or no longer the one that it repeats.
"""

from __future__ import annotations

from typing import NamedTuple

from musterbook import labels
from musterbook.case.case import Case
from musterbook.case.claims import Claim, Status
from musterbook.findings import audit
from musterbook.languages import knows

MARKS = {"contradicts": "X", "disputed": "X", "differs": "o", "agrees": "o", "vague": ""}
"""Standings from the worst, and the marks they are drawn with."""
HOLLOW = {"disputed", "differs"}


class Quoted(NamedTuple):
    """A claim as a chart quotes it.

    ``standing`` is ``contradicts``, ``disputed``, ``differs``, ``vague`` or ``agrees``.
    """

    source: str
    printed: str
    standing: str


def quoted(case: Case, lang: str) -> dict[str, Quoted]:
    """Give what was printed of each claim, by its id, and how it stands to the others."""
    findings = audit(case)
    against = {name for one in findings if one.slug in {"claims-contradict", "no-world"} for name in one.claims}
    differs = {one.claims[0] for one in findings if one.slug == "repeat-differs"}
    hedges = dict(zip(case.claims["claim_id"], case.claims["hedge"].fillna(""), strict=True))
    return {
        one.claim_id: Quoted(
            case.outlets[one.source_id], told(one, hedges[one.claim_id], lang), _standing(one, against, differs)
        )
        for one in case.claim_list
    }


def _standing(claim: Claim, against: set[str], differs: set[str]) -> str:
    if claim.claim_id in against:
        return "contradicts"
    if claim.status in {Status.DISPUTED, Status.VAGUE}:
        return str(claim.status)
    return "differs" if claim.claim_id in differs else "agrees"


def told(claim: Claim, hedge: str, lang: str) -> str:
    """Give what was printed: a number with its own hedge, in quotation marks where the catalogue does not know it.

    Without a hedge the limit that the number was read as goes with it, so that no floor becomes a bare number.
    """
    if claim.value is None or not hedge:
        return labels.printed(claim, hedge, lang)
    number = labels.value_words(claim, lang)
    message = f"told-{hedge.lower().replace(' ', '-')}"
    if knows(message, lang):
        return labels.say(message, lang, number=number)
    return labels.say("told-quoted", lang, words=labels.known("hedge", hedge, lang), number=number)
