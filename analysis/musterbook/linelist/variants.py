"""Variants of a label: one label that people typed in several ways.

Case, spaces and the way letters are composed tell nobody apart. They are told, and joined when somebody says so; what
is more than that, as "KIA" for "killed", only somebody who knows the list can say.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence


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
    alike: dict[str, list[str]] = defaultdict(list)
    for label in sorted(labels, key=lambda one: -labels[one]):
        alike[folded(label)].append(label)
    return {first: others for first, *others in alike.values() if others}


def joined(labels: Mapping[str, int], join: bool | Mapping[str, str]) -> dict[str, str]:
    """Give for each label that is another's variant, or that somebody said is, what it becomes.

    >>> joined({"killed": 3, "Killed": 1, "KIA": 1}, {"KIA": "killed"})
    {'Killed': 'killed', 'KIA': 'killed'}
    """
    said = {folded(one): other for one, other in join.items()} if isinstance(join, Mapping) else {}
    told = {label: said[folded(label)] for label in labels if said.get(folded(label), label) != label}
    after = Counter[str]()
    for label, people in labels.items():
        after[told.get(label, label)] += people
    first_of = {other: first for first, others in variants(after).items() for other in others}
    became = {label: first_of.get(told.get(label, label), told.get(label, label)) for label in labels}
    return {label: other for label, other in became.items() if other != label}


def is_of_labels(texts: Sequence[str]) -> bool:
    """Tell a column of labels, which many share, from one of names or remarks."""
    return 2 * len({folded(text) for text in set(texts)}) <= len(texts)
