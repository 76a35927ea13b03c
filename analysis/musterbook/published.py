"""What was published of the main population, looked up: the parts of its window, and its largest month.

A sentence, a ledger and a report ask the same few things of a case before they compute anything. They are answered here
from the used claims, so that all of them speak of the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass

from musterbook.case.case import Case
from musterbook.case.claims import Claim, Relation, Statistic
from musterbook.chance import PeakChance, RateRatio, months_in, overlap_bounds, peak_probability, rate_ratio
from musterbook.errors import Unanswerable
from musterbook.intervals import Interval
from musterbook.schema import LAG, rows
from musterbook.worlds.readings import basis_of
from musterbook.worlds.worlds import Worlds, possible_worlds

RARE = 0.05

NO_PEAK = "no monthly count was published, so there is no peak to speak of"
NOT_THE_PEAK = "a month without a published count may be larger than every published one, so the peak is not settled"


@dataclass(frozen=True)
class Part:
    """An exact count of the people of a part of the window that is longer than a month."""

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


@dataclass(frozen=True)
class Soon:
    """How soon after arriving people surely came forward: so many of all, within so many days."""

    people: int
    sure: int
    within: int

    @classmethod
    def of(cls, case: Case) -> Soon:
        """Sum the least numbers of all days that surely had somebody."""
        worlds = possible_worlds(case, LAG)
        ends = [(int(row["low"]), Interval.number(row["cell"]).high) for row in rows(worlds.bounds()) if row["low"]]
        known = [(people, last) for people, last in ends if last is not None]
        if not known:
            raise Unanswerable("no source says how many days passed from arrival")
        return cls(settled(worlds), sum(people for people, _ in known), max(last for _, last in known))

    @property
    def rest(self) -> int:
        """People whose days nothing tells."""
        return self.people - self.sure


def settled(worlds: Worlds) -> int:
    """Give the number of people in all; :class:`Unanswerable` where the figures leave it open."""
    low, high = worlds.total
    if low != high:
        raise Unanswerable("nothing published settles the number of people")
    return low


def chance_of_peak(case: Case, exposure: str = "cells") -> PeakChance:
    """Give how likely chance alone makes a largest month as large as the published one."""
    worlds = possible_worlds(case, case.event())
    people, top = settled(worlds), largest_month(worlds).people
    return peak_probability(people, peak=top, window=str(case.window()), exposure=exposure)


def ratio_of_parts(case: Case) -> RateRatio:
    """Give the ratio of the monthly rates of the two published parts, with its interval."""
    first, second = two_parts(case)
    return rate_ratio(first.people, second.people, str(first.period), str(second.period), exposure="months")


def parts(case: Case) -> list[Part]:
    """Give the parts of the window whose count was published exactly.

    >>> from musterbook.case.case import load_case
    >>> [(str(part.period), part.people) for part in parts(load_case("moscow-2023-24"))]
    [('2023-06/2023-12', 31), ('2024-01/2024-05', 20)]
    """
    exact = [
        claim for claim in basis_of(case).about(case.event()) if claim.where and claim.relation is Relation.EXACTLY
    ]
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

    A population that the main one is a part of, or that is a part of it, is no other.

    >>> from musterbook.case.case import load_case
    >>> [str(claim.value) for claim in others(load_case("moscow-2023-24"))][:3]
    ['163', '155', '155']
    """
    kin = _kin(case)
    whole = [one for one in case.claim_list if one.population_id not in kin and _counts_all(case, one)]
    printed = {
        (one.population_id, one.relation, _number(one)): one for one in reversed(whole) if one.limits[0] is not None
    }
    if not printed:
        raise Unanswerable("no count of other people was published that sets a limit")
    return sorted(printed.values(), key=_number, reverse=True)


def _kin(case: Case) -> set[str]:
    """Name the main population with all that hold it or that it holds."""
    lines = {name: [name] for name in case.population_list}
    for line in lines.values():
        while (above := case.population_list[line[-1]].part_of) and above not in line:
            line.append(above)
    main = case.main_population
    return {name for name, line in lines.items() if main in line} | set(lines[main])


def is_floor(case: Case, total: int) -> bool:
    """Tell whether a used claim says that there were at least so many in all."""
    used = [claim for claim in basis_of(case).about(case.event()) if not claim.where]
    return any(claim.relation is Relation.AT_LEAST and _number(claim) == total for claim in used)


def _part(claim: Claim) -> Part:
    return Part(claim.claim_id, Interval.date(claim.where), _number(claim))


def _counts_all(case: Case, claim: Claim) -> bool:
    return (
        claim.statistic is Statistic.COUNT
        and not claim.where
        and claim.variable in {"", case.event(claim.population_id)}
    )


def _number(claim: Claim) -> int:
    return int(claim.value.number) if claim.value else 0
