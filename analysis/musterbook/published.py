"""What was published of the main population, looked up: the parts of its window, and its largest month.

A sentence, a ledger and a report ask the same few things of a case before they compute anything. They are answered here
from the used claims, so that all of them speak of the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass

from musterbook.case import Case
from musterbook.claims import Claim, Relation, Statistic
from musterbook.errors import Unanswerable
from musterbook.inference.readings import basis_of
from musterbook.periods import Period, cells
from musterbook.tables import SIGNUP, rows
from musterbook.worlds import Worlds

NO_PEAK = "no monthly count was published, so there is no peak to speak of"


@dataclass(frozen=True)
class Part:
    """An exact count of the people who signed up in a part of the window that is longer than a month."""

    claim_id: str
    period: Period
    people: int

    @property
    def months(self) -> int:
        """How many months it covers, the first and the last perhaps in part."""
        return len(cells(self.period, "month"))

    @property
    def per_month(self) -> float:
        """People per month."""
        return self.people / self.months


@dataclass(frozen=True)
class Peak:
    """The largest monthly count that was published."""

    month: str
    people: int


def parts(case: Case) -> list[Part]:
    """Give the parts of the window whose count was published exactly.

    >>> from musterbook.case import load_case
    >>> [(str(part.period), part.people) for part in parts(load_case("moscow-2023-24"))]
    [('2023-06/2023-12', 31), ('2024-01/2024-05', 20)]
    """
    exact = [claim for claim in basis_of(case).about(SIGNUP) if claim.where and claim.relation is Relation.EXACTLY]
    found = [_part(claim) for claim in exact if claim.statistic is Statistic.COUNT]
    return [part for part in found if part.months > 1]


def two_parts(case: Case) -> tuple[Part, Part]:
    """Give the two parts that a window was published in; raises :class:`MusterError` where there are not two."""
    found = parts(case)
    if len(found) != 2:
        raise Unanswerable(f"expected two parts of the window with a published count, found {len(found)}")
    return found[0], found[1]


def largest_month(worlds: Worlds) -> Peak:
    """Give the largest monthly count that was published; raises :class:`MusterError` where there is none."""
    known = worlds.table().dropna(subset="reported")
    if known.empty:
        raise Unanswerable(NO_PEAK)
    top = max(rows(known), key=lambda row: int(row["reported"]))
    return Peak(str(top["cell"]), int(top["reported"]))


def statements(case: Case) -> list[Claim]:
    """Give one claim for each figure that was published of the main population, whoever printed it."""
    about = [claim for claim in case.claim_list if claim.population_id == case.main_population]
    return list({claim.same_figure: claim for claim in reversed(about)}.values())[::-1]


def is_floor(case: Case, total: int) -> bool:
    """Tell whether a used claim says that there were at least so many in all."""
    used = [claim for claim in basis_of(case).about(SIGNUP) if not claim.where]
    return any(claim.relation is Relation.AT_LEAST and _number(claim) == total for claim in used)


def _part(claim: Claim) -> Part:
    return Part(claim.claim_id, Period.parse(claim.where), _number(claim))


def _number(claim: Claim) -> int:
    return int(claim.value.number) if claim.value else 0
