"""What was published of the main population, looked up: the parts of its window, and its largest month.

A sentence, a ledger and a report ask the same few things of a case before they compute anything. They are answered here
from the used claims, so that all of them speak of the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass

from musterbook.case.case import Case
from musterbook.case.claims import Claim, Relation, Statistic
from musterbook.chance import months_in, overlap_bounds
from musterbook.errors import Unanswerable
from musterbook.intervals import Interval
from musterbook.tables import SIGNUP
from musterbook.worlds.readings import basis_of
from musterbook.worlds.worlds import Worlds

NO_PEAK = "no monthly count was published, so there is no peak to speak of"
NOT_THE_PEAK = "a month without a published count may be larger than every published one, so the peak is not settled"


@dataclass(frozen=True)
class Part:
    """An exact count of the people who signed up in a part of the window that is longer than a month."""

    claim_id: str
    period: Interval
    people: int

    @property
    def months(self) -> float:
        """How many months it covers, a part of a month by its days."""
        found = months_in(self.period)
        return float(found) if found.denominator > 1 else int(found)

    @property
    def per_month(self) -> float:
        """People per month."""
        return self.people / self.months


@dataclass(frozen=True)
class Shared:
    """How many people a list may share with others who were counted (least, most), and how many they are together.

    The most of ``together`` is missing where the others were only said to be at least so many.
    """

    both: tuple[int, int]
    together: tuple[int, int | None]

    @classmethod
    def between(cls, people: int, claim: Claim) -> Shared:
        """Take the bounds of two lists; a floor lets the others be more, and so hold the whole list."""
        found = overlap_bounds(people, _number(claim))
        if claim.limits[1] is None:
            return cls((found.both_low, people), (found.together_low, None))
        return cls((found.both_low, found.both_high), (found.together_low, found.together_high))


@dataclass(frozen=True)
class Peak:
    """The largest monthly count that was published, in ``month`` and in the months that ``ties`` names.

    ``alone`` says that no other month can have had as many.
    """

    month: str
    people: int
    ties: tuple[str, ...] = ()
    alone: bool = True


def parts(case: Case) -> list[Part]:
    """Give the parts of the window whose count was published exactly.

    >>> from musterbook.case.case import load_case
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
    """Give the largest monthly count that was published; :class:`MusterError` where there is none that is surely so."""
    table = worlds.table()
    known, others_high = table.dropna(subset="reported"), table.loc[table["reported"].isna(), "high"]
    if known.empty:
        raise Unanswerable(NO_PEAK)
    most = int(known["reported"].max())
    if others_high.isna().any() or (others_high > most).any():
        raise Unanswerable(NOT_THE_PEAK)
    first, *ties = map(str, known.loc[known["reported"] == most, "cell"])
    return Peak(first, most, tuple(ties), alone=not ties and not (others_high == most).any())


def statements(case: Case) -> list[Claim]:
    """Give one claim for each figure that was published of the main population, whoever printed it."""
    about = [claim for claim in case.claim_list if claim.population_id == case.main_population]
    return list({claim.same_figure: claim for claim in reversed(about)}.values())[::-1]


def others(case: Case) -> list[Claim]:
    """Give the counts of all people of other populations, the largest first; one for each number that was printed.

    >>> from musterbook.case.case import load_case
    >>> [str(claim.value) for claim in others(load_case("moscow-2023-24"))]
    ['163', '155', '150', '2']
    """
    counts = [claim for claim in case.claim_list if claim.population_id != case.main_population]
    whole = [claim for claim in counts if _counts_all(claim) and claim.limits[0] is not None]
    printed = {(claim.population_id, claim.relation, _number(claim)): claim for claim in reversed(whole)}
    return sorted(printed.values(), key=_number, reverse=True)


def is_floor(case: Case, total: int) -> bool:
    """Tell whether a used claim says that there were at least so many in all."""
    used = [claim for claim in basis_of(case).about(SIGNUP) if not claim.where]
    return any(claim.relation is Relation.AT_LEAST and _number(claim) == total for claim in used)


def _part(claim: Claim) -> Part:
    return Part(claim.claim_id, Interval.date(claim.where), _number(claim))


def _counts_all(claim: Claim) -> bool:
    return claim.statistic is Statistic.COUNT and not claim.where and claim.variable in {"", SIGNUP}


def _number(claim: Claim) -> int:
    return int(claim.value.number) if claim.value else 0
