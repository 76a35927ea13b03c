"""Labels: one label that people typed in several ways, and marks among labels that stand for not stated.

Case, spaces and the way letters are composed tell nobody apart. They are told, and joined when somebody says so; what
is more than that, as "KIA" for "killed", only somebody who knows the list can say.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from musterbook.linelist import words

FEW = 3


def folded(label: str) -> str:
    """Give what is left of a label without case, spaces and composed letters.

    >>> folded(" Killed  in action"), folded("cafe\u0301") == folded("CAFÉ")
    ('killed in action', True)
    """
    return " ".join(unicodedata.normalize("NFKC", label).casefold().split())


def variants(labels: Mapping[str, int]) -> dict[str, list[str]]:
    """Find labels that differ only so: under the one that most rows have, the others.

    >>> variants({"killed": 3, "Killed": 1, "wounded": 2})
    {'killed': ['Killed']}
    """
    import polars as pl

    # Nearly all labels are like no other, which is found faster by a rougher fold of them all.
    texts = pl.Series(list(labels), dtype=pl.String)
    rough = texts.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"\s", "")
    suspects = texts.filter(rough.str.replace_many({"ß": "ss", "ς": "σ"}).is_duplicated()).to_list()
    alike: dict[str, list[str]] = defaultdict(list)
    for label in sorted(suspects, key=lambda one: -labels[one]):
        alike[folded(label)].append(label)
    return {first: others for first, *others in alike.values() if others}


def joined(labels: Mapping[str, int], join: bool | Mapping[str, str]) -> dict[str, str]:
    """Give for each label that is another's variant, or that somebody said is, what it becomes.

    >>> joined({"killed": 3, "Killed": 1, "KIA": 1}, {"KIA": "killed"})
    {'Killed': 'killed', 'KIA': 'killed'}
    """
    said = {folded(one): other for one, other in join.items()} if isinstance(join, Mapping) else {}
    told = {label: said.get(folded(label), label) for label in labels}
    after = Counter[str]()
    for label, people in labels.items():
        after[told[label]] += people
    first_of = {other: first for first, others in variants(after).items() for other in others}
    became = {label: first_of.get(told[label], told[label]) for label in labels}
    return {label: other for label, other in became.items() if other != label}


def mended(labels: Mapping[str, int], join: bool | Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Give what labels become where somebody said that they are to be joined, and what a reader must know of them.

    >>> mended({"killed": 3, "Killed": 1}, join=False)[1], mended({"killed": 3, "Killed": 1}, join=True)[1]
    ("'killed', 'Killed' may be one label; if so, say join=True", "'Killed' joined with 'killed'")
    """
    became = joined(labels, join) if join else {}
    found = became or variants(labels)
    if not found:
        return {}, ""
    first, other = next(iter(found.items()))
    more = f", and {len(found) - 1:,} more such" if len(found) > 1 else ""
    if became:
        return became, f"{first!r} joined with {other!r}{more}"
    return {}, f"{', '.join(map(repr, [first, *other][:FEW]))} may be one label{more}; if so, say join=True"


def perhaps_missing(labels: Sequence[str], missing: frozenset[str]) -> str:
    """Say which labels may stand for not stated, though nobody said so.

    >>> perhaps_missing(["killed", "unknown"], frozenset())
    "'unknown' may stand for not stated; if so, say missing=['unknown']"
    """
    marks = words.of("missing") - missing
    found = [label for label in labels if label.strip().casefold() in marks][:FEW]
    return f"{', '.join(map(repr, found))} may stand for not stated; if so, say missing={found!r}" if found else ""


def is_of_labels(texts: Sequence[str]) -> bool:
    """Tell a column of labels, which many share, from one of names or remarks."""
    return 2 * len({folded(text) for text in set(texts)}) <= len(texts)
