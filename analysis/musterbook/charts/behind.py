"""What a drawn value rests on: the ids of claims and records behind it.

A reported number rests on the claims that give it. An inferred one rests on everything the inference took as true of
its variable, since leaving any of it out could change the result.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from musterbook.worlds.worlds import Worlds


def everything_behind(worlds: Worlds) -> str:
    """Give the ids of all claims and records that bounds of a variable rest on, separated by spaces."""
    claims = [claim.claim_id for claim in worlds.basis.about(worlds.variable)]
    records = [one["record_id"] for one in worlds.basis.people if one.get(worlds.variable)]
    return joined([*claims, *records])


def joined(ids: Iterable[str]) -> str:
    """Join ids, each once, in their order.

    >>> joined(["a b", "b", "", "c"])
    'a b c'
    """
    return " ".join(dict.fromkeys(one for text in ids for one in text.split()))


def by_basis(own: pd.Series, basis: pd.Series, everything: str) -> pd.Series:
    """Give reported rows their own ids, and inferred ones all that was taken as true."""
    return own.where(basis == "reported", everything)
