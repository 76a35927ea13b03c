"""Standing: for whom the rows set aside of a list stand, so that its people can still be counted.

A row with a problem is somebody of whom nothing can be trusted. But a row that sums up others is nobody, and a row
whose only fault is an id that was used already is somebody who is counted under that id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from musterbook.errors import Problem
from musterbook.reading.rules import REPEATED, TOTAL


@dataclass(frozen=True)
class Standing:
    """How many rows set aside are ``people`` of whom nothing is known, people counted already, and sums of others.

    >>> Standing.of([[Problem("list.csv", 9, "record_id", "Total", "a person", kind=TOTAL)]])
    Standing(people=0, repeated=0, totals=1)
    """

    people: int = 0
    repeated: int = 0
    totals: int = 0

    @classmethod
    def of(cls, problems: Iterable[Sequence[Problem]]) -> Standing:
        """Tell from the problems of each row; only a row with one problem can stand for nobody new."""
        kinds = [found[0].kind if len(found) == 1 else "" for found in problems]
        repeated, totals = kinds.count(REPEATED), kinds.count(TOTAL)
        return cls(len(kinds) - repeated - totals, repeated, totals)


def with_heirs(found: dict[int, list[Problem]], firsts: Mapping[int, int | None]) -> dict[int, list[Problem]]:
    """Let the first row under the id of a row of totals be that of a person: nobody has been counted under it yet.

    ``found`` has the problems of each row in order, ``firsts`` the first row that has its id, if it stands twice.
    """
    heirs = set()
    for row, problems in found.items():
        first = firsts.get(row)
        if first is None or first in heirs or problems[0].kind == TOTAL:
            continue
        if first in found and found[first][0].kind == TOTAL:
            heirs.add(first)
            found[row] = [replace(one, kind="") for one in problems]
    return found
