"""What becomes of a figure on its way: the published cases, each change named, and small cases of every kind."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

import musterbook as mb
from shipped import audited
from test_findings import build


def told(findings: Iterable[mb.Finding]) -> dict[tuple[str, ...], set[str]]:
    """Give the kinds of what an audit says of each pair of claims, contradictions aside."""
    found: dict[tuple[str, ...], set[str]] = {}
    for one in findings:
        if one.verdict == "cannot tell":
            found.setdefault(one.claims or one.sources, set()).add(one.slug)
    return found


SHIPPED = {
    "moscow-2023-24": {
        ("ord-killed", "istories-killed"): "floor-became-exact",
        ("uawire-total", "istories-total"): "floor-became-exact",
        ("uawire-total", "istories-total", ""): "counted-as",
        ("kyivindependent-total", "istories-total"): "counted-as",
        ("kyivindependent-just-before", "istories-just-before"): "quantity-changed",
        ("kyivindependent-returned", "istories-returned"): "floor-became-exact",
    },
    "central-asia-2023-25": {
        ("kz-lost-nv", "kz-lost"): "part-changed",
        ("uz-lost-quote", "uz-lost"): "part-changed",
        ("kz-2025-fakti", "kz-2025-half"): "part-changed",
        ("kz-lost-slobodna", "kz-lost"): "rounded-up",
        ("ca-total-nv", "ca-total-may"): "limit-moved",
        ("uz-names-killed-qalampir", "uz-names-killed"): "exact-became-floor",
    },
    "moscow-foreigners-2023-24": {
        ("exxpress-nepal", "babel-nepal"): "floor-became-exact",
        ("cubitanow-nepal", "babel-nepal"): "floor-became-about",
        ("cubitanow-nepal", "babel-nepal", ""): "counted-as",
        ("ki-nepal", "babel-nepal"): "counted-as",
        ("ki-countries", "babel-countries"): "floor-became-exact",
        ("ki-known", "babel-known"): "limit-moved",
        ("cubitanow",): "miscredited",
        ("onehundredtwelve",): "miscredited",
    },
}


@pytest.mark.parametrize("name", SHIPPED)
def test_what_happened_to_published_figures(name: str) -> None:
    """Each change that a reader found by hand is found."""
    found = told(audited(name))
    for claims, slug in SHIPPED[name].items():
        assert slug in found[tuple(one for one in claims if one)], claims


def test_both_sentences_stand_side_by_side() -> None:
    [finding] = [
        one
        for one in audited("central-asia-2023-25")
        if one.claims == ("kz-lost-nv", "kz-lost") and one.slug == "part-changed"
    ]
    assert finding.sentence == (
        "NV, 270 people killed (kz-lost-nv): this gives for a smaller part what is printed in RBC-Ukraine, 270 people "
        "killed or missing (kz-lost)."
    )


def claim(name: str, source: str, **others: str) -> dict[str, str]:
    """Write a claim of a small case."""
    return {"claim_id": name, "source_id": source, "statistic": "count", "variable": "outcome"} | others


@pytest.mark.parametrize(
    ("origin", "relay", "slugs"),
    [
        ({"relation": ">=", "value": "4"}, {"relation": ">=", "value": "4"}, set()),
        ({"relation": ">=", "value": "4"}, {"relation": "=", "value": "4"}, {"floor-became-exact"}),
        ({"relation": ">", "value": "4"}, {"relation": "~", "value": "4"}, {"floor-became-about"}),
        ({"relation": "<=", "value": "4"}, {"relation": "=", "value": "4"}, {"ceiling-became-exact"}),
        ({"relation": "~", "value": "4"}, {"relation": "=", "value": "4"}, {"about-became-exact"}),
        ({"relation": "=", "value": "4"}, {"relation": "=", "value": "5"}, {"number-changed"}),
        ({"relation": "~", "hedge": "most"}, {"relation": "~", "hedge": "all"}, {"quantity-changed"}),
        ({"relation": "~", "hedge": "most"}, {"relation": "~", "hedge": "the majority"}, set()),
        ({"relation": "~", "hedge": "most"}, {"relation": "~", "hedge": "a good deal"}, set()),
        ({"relation": "~", "hedge": "most"}, {"relation": "=", "value": "4"}, set()),
    ],
)
def test_kinds_of_change(tmp_path: Path, origin: dict[str, str], relay: dict[str, str], slugs: set[str]) -> None:
    """A known change is told by its kind; words that nobody has put in the table say nothing."""
    status = "vague" if "hedge" in origin or origin["relation"] == "~" else "used"
    where = {"where": "killed", "unit": "people"}
    case = build(
        tmp_path,
        [
            claim("a", "first", **where, status=status, **origin),
            claim("b", "second", **where, status="vague" if "hedge" in relay else "repeats", see="a", **relay),
        ],
    )
    found = [one for one in mb.audit(case, timeout=60) if one.claims]
    assert {one.slug for one in found if one.slug != "claims-contradict"} == (
        slugs if "number-changed" not in slugs else set()
    )
    if "number-changed" in slugs:
        assert [one.slug for one in found] == ["claims-contradict"]


@pytest.mark.parametrize(
    ("origin", "relay", "size"),
    [
        ({}, {"variable": "signup", "where": "2023-06/2023-07"}, "a smaller part"),
        ({"variable": "signup", "where": "2023-06/2023-07"}, {}, "a larger part"),
        ({"variable": "outcome", "where": "killed"}, {}, "a larger part"),
        ({}, {"variable": "signup", "where": "2023-06/2024-05"}, ""),
    ],
)
def test_a_figure_of_everybody_may_become_one_of_a_part(
    tmp_path: Path, origin: dict[str, str], relay: dict[str, str], size: str
) -> None:
    """All of a window are everybody."""
    figure = {"variable": "", "relation": ">=", "value": "4", "unit": "people"}
    claims = [
        claim("a", "first", **figure | {"status": "used"} | origin),
        claim("b", "second", **figure | {"status": "repeats", "see": "a"} | relay),
    ]
    found = [one.sentence for one in mb.audit(build(tmp_path, claims)) if one.slug == "part-changed"]
    assert [sentence.partition("gives for ")[2].partition(" what")[0] for sentence in found] == ([size] if size else [])
