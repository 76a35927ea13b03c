"""What was published of the main population, looked up: the parts of its window, its largest month, other people.

Sentences, the ledger and a chart ask the same few things of a case before they compute anything. They are answered here
from the used claims, so that all of them speak of the same figures.
"""

from __future__ import annotations

from typing import NamedTuple

from musterbook.case.case import Case
from musterbook.case.claims import Claim, Relation, Statistic
from musterbook.chance import PeakChance, RateRatio, months_in, peak_probability, rate_ratio
from musterbook.errors import Unanswerable
from musterbook.intervals import Interval
from musterbook.schema import LAG, rows
from musterbook.worlds.constraints import basis_of
from musterbook.worlds.worlds import Worlds, possible_worlds


class Part(NamedTuple):
    """An exact count of the people of a part of the window that is longer than a month, part months by their days."""

    period: Interval
    people: int
    months: float


class Peak(NamedTuple):
    """The largest monthly count that was published, in ``months`` alike; ``alone`` if no other can have had as many."""

    months: list[str]
    people: int
    alone: bool


class Soon(NamedTuple):
    """How soon after arriving people surely came forward: so many of all, within so many days."""

    people: int
    sure: int
    within: int


def settled(worlds: Worlds) -> int:
    """Give the number of people in all; :class:`Unanswerable` where the figures leave it open."""
    low, high = worlds.total
    if low != high:
        raise Unanswerable("nothing published settles the number of people")
    return low


def parts(case: Case) -> list[Part]:
    """Give the parts of the window whose count was published exactly.

    >>> from musterbook.case.case import load_case
    >>> [(str(part.period), part.people) for part in parts(load_case("moscow-2023-24"))]
    [('2023-06/2023-12', 31), ('2024-01/2024-05', 20)]
    """
    claims = [one for one in basis_of(case).about(case.event()) if one.statistic is Statistic.COUNT and one.where]
    exact = [(Interval.date(one.where), _number(one)) for one in claims if one.relation is Relation.EXACTLY]
    months = [months_in(period) for period, _ in exact]
    return [
        Part(period, people, float(size) if size % 1 else int(size))
        for (period, people), size in zip(exact, months, strict=True)
        if size > 1
    ]


def ratio_of_parts(case: Case) -> RateRatio:
    """Give the ratio of the monthly rates of the two parts that the window was published in, with its interval."""
    found = parts(case)
    if len(found) != 2:
        raise Unanswerable(f"expected two parts of the window with a published count, found {len(found)}")
    (first, people, _), (second, others_, _) = found
    return rate_ratio(people, others_, str(first), str(second), exposure="months")


def largest_month(worlds: Worlds) -> Peak:
    """Give the largest monthly count that was published; :class:`MusterError` where there is none that is surely so."""
    table = worlds.table()
    known, others_high = table.dropna(subset="reported"), table.loc[table["reported"].isna(), "high"]
    if known.empty:
        raise Unanswerable("no monthly count was published, so there is no peak to speak of")
    most = int(known["reported"].max())
    if others_high.isna().any() or (others_high > most).any():
        unsettled = "a month without a published count may be larger than every published one"
        raise Unanswerable(f"{unsettled}, so the peak is not settled")
    months = [str(cell) for cell in known.loc[known["reported"] == most, "cell"]]
    return Peak(months, most, len(months) == 1 and not (others_high == most).any())


def chance_of_peak(case: Case, exposure: str = "cells") -> PeakChance:
    """Give how likely chance alone makes a largest month as large as the published one."""
    worlds = possible_worlds(case, case.event())
    people, peak = settled(worlds), largest_month(worlds).people
    return peak_probability(people, peak=peak, window=str(case.window()), exposure=exposure)


def soon(case: Case) -> Soon:
    """Sum the least numbers of all days that surely had somebody."""
    worlds = possible_worlds(case, LAG)
    ends = [(int(row["low"]), Interval.number(row["cell"]).high) for row in rows(worlds.bounds()) if row["low"]]
    known = [(people, last) for people, last in ends if last is not None]
    if not known:
        raise Unanswerable("no source says how many days passed from arrival")
    return Soon(settled(worlds), sum(people for people, _ in known), max(last for _, last in known))


def others(case: Case) -> list[Claim]:
    """Give the counts of all people of other populations, the largest first; one for each number that was printed.

    A population that the main one is a part of, or that is a part of it, is no other.

    >>> from musterbook.case.case import load_case
    >>> [str(claim.value) for claim in others(load_case("moscow-2023-24"))][:3]
    ['163', '155', '155']
    """
    lines = {name: _line(case, name) for name in case.population_list}
    main = case.main_population
    kin = {name for name, line in lines.items() if main in line} | set(lines[main])
    whole = [one for one in case.claim_list if one.population_id not in kin and _counts_all(case, one)]
    printed = {
        (one.population_id, one.relation, _number(one)): one for one in reversed(whole) if one.limits[0] is not None
    }
    if not printed:
        raise Unanswerable("no count of other people was published that sets a limit")
    return sorted(printed.values(), key=_number, reverse=True)


def shared(people: int, claim: Claim) -> tuple[tuple[int, int], tuple[int, int | None]]:
    """Give how many people a list may share with others who were counted, and how many they are together.

    There is no most together where the others were only said to be at least so many.
    """
    number = _number(claim)
    if claim.limits[1] is None:
        return (0, people), (max(people, number), None)
    return (0, min(people, number)), (max(people, number), people + number)


def _line(case: Case, name: str) -> list[str]:
    """Name a population with all that hold it."""
    found = [name]
    while (above := case.population_list[found[-1]].part_of) and above not in found:
        found.append(above)
    return found


def _counts_all(case: Case, claim: Claim) -> bool:
    is_whole = claim.statistic is Statistic.COUNT and not claim.where
    return is_whole and claim.variable in {"", case.event(claim.population_id)}


def _number(claim: Claim) -> int:
    return int(claim.value.number) if claim.value else 0
