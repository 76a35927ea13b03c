"""What sources printed, and how each figure stands to the others: the part that charts of claims share.

A chart that quotes must quote what was printed, not what a reader of the claims made of it: "e.g. 1" stays
that, though it counts as a floor. And it credits no source with a figure that is contradicted, disputed by a better
source, or no longer the one that it repeats.
"""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from musterbook import labels
from musterbook.case.case import Case
from musterbook.case.claims import Claim, Relation, Status
from musterbook.charts.pages import Look
from musterbook.findings import audit
from musterbook.languages import knows

MARKS = {"contradicts": "X", "disputed": "X", "differs": "o", "agrees": "o", "vague": ""}
"""Standings from the worst, and the marks they are drawn with."""
HOLLOW = {"disputed", "differs"}


@lru_cache(maxsize=4)
def standings(case: Case) -> dict[str, str]:
    """Give how each claim stands, by its id: ``contradicts``, ``disputed``, ``differs``, ``vague`` or ``agrees``.

    Two charts and every language ask for it, and an audit is what takes the time.
    """
    findings = audit(case)
    against = {name for one in findings if one.slug in {"claims-contradict", "no-world"} for name in one.claims}
    differs = {one.claims[0] for one in findings if one.slug == "repeat-differs"}
    return {claim.claim_id: _standing(claim, against, differs) for claim in case.claim_list}


def _standing(claim: Claim, against: set[str], differs: set[str]) -> str:
    if claim.claim_id in against:
        return "contradicts"
    if claim.status in {Status.DISPUTED, Status.VAGUE}:
        return str(claim.status)
    return "differs" if claim.claim_id in differs else "agrees"


def told(claim: Claim, hedge: str, lang: str = "en") -> str:
    """Give what was printed: a number with its own hedge, in quotation marks where the catalogue does not know it.

    Without a hedge the limit that the number was read as goes with it, so that no floor becomes a bare number.
    """
    if claim.value is None or not hedge:
        return labels.printed(claim, hedge, lang)
    number = labels.value_words(claim, lang)
    message = f"told-{hedge.lower().replace(' ', '-')}"
    return labels.say(message, lang, number=number) if knows(message, lang) else _quoted(hedge, number, lang)


def _quoted(hedge: str, number: str, lang: str) -> str:
    return labels.say("told-quoted", lang, words=labels.known("hedge", hedge, lang), number=number)


def one_per_cell(cells: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Put what one source says of one figure into one row: all its numbers, or its words where it gives none."""
    kept = []
    for _, part in cells.groupby(keys, sort=False):
        numbers = part[part["standing"] != "vague"] if (part["standing"] != "vague").any() else part
        worst = min(numbers["standing"], key=list(MARKS).index)
        printed = "; ".join(dict.fromkeys(numbers["printed"]))
        kept.append(numbers.iloc[:1].assign(printed=printed, standing=worst, claims=" ".join(part["claims"])))
    return pd.concat(kept, ignore_index=True)


def with_signs(text: str, lang: str) -> str:
    """Put a sign for the words "at least", where a column has no room for them.

    >>> with_signs("at least 7", "en"), with_signs("не менее 7", "ru")
    ('≥ 7', '≥ 7')
    """
    return text.replace(labels.say("at-least", lang, number="").strip(), "≥")


def explained(table: pd.DataFrame, case: Case, look: Look) -> dict[str, str]:
    """Say of each standing that is drawn what its mark means."""
    ring = "claims-ring-floor" if _are_floors(table[table["standing"] == "differs"], case) else "claims-ring"
    crosses = int((table["standing"] == "contradicts").sum())
    said = {
        "agrees": look.say("claims-dot"),
        "differs": look.say(ring),
        "contradicts": look.say("claims-cross", number=crosses),
        "disputed": look.say("claims-disputed"),
        "vague": look.say("claims-words"),
    }
    return {name: text for name, text in said.items() if (table["standing"] == name).any()}


def _are_floors(differing: pd.DataFrame, case: Case) -> bool:
    """Tell whether each of these rows prints as exact what another claim gives as the least number."""
    claims = {claim.claim_id: claim for claim in case.claim_list}
    repeats = [claims[one] for ids in differing["claims"] for one in ids.split() if standings(case)[one] == "differs"]
    return all(
        one.relation is Relation.EXACTLY
        and claims[one.see].relation is Relation.AT_LEAST
        and one.value == claims[one.see].value
        for one in repeats
    )
