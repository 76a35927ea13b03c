"""What was found in a case: facts looked up and computed of the used claims, and the sentences that say them.

A report or a README asks for a finding and gets Markdown: its headline, then what it rests on, in English. A finding
that the published figures do not give raises :class:`~musterbook.errors.Unanswerable` and is left out of the list of
all. The facts serve a chart and the findings log as well, so that all of them speak of the same figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from math import inf
from operator import attrgetter
from typing import NamedTuple

import pandas as pd

from musterbook import labels
from musterbook.auditing.claims import Verdict, audit
from musterbook.case.case import Case, only_case
from musterbook.case.claims import Claim, Relation, Statistic
from musterbook.chance import PeakChance, RateRatio, months_in, peak_probability, rate_ratio
from musterbook.errors import MusterError, Unanswerable, UnknownName, contained
from musterbook.intervals import Interval
from musterbook.schema import AGE, LAG, rows
from musterbook.simulation import AS_JUDGED, compare_readings
from musterbook.worlds.constraints import basis_of
from musterbook.worlds.worlds import Worlds, possible_worlds

RARE = 0.05

# Facts


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
    used = (one for one in basis_of(case).about(case.event()) if one.statistic is Statistic.COUNT and one.where)
    exact = [(Interval.date(one.where), one.number) for one in used if one.relation is Relation.EXACTLY]
    found = [Part(period, people, float(months_in(period))) for period, people in dict.fromkeys(exact)]
    return [part for part in found if part.months > 1]


def ratio_of_parts(case: Case) -> RateRatio:
    """Give the ratio of the monthly rates of the two parts that the window was published in, with its interval."""
    found = parts(case)
    if len(found) != 2:
        raise Unanswerable(f"expected two parts of the window with a published count, found {len(found)}")
    (first, people, _), (second, later, _) = found
    return rate_ratio(people, later, str(first), str(second), exposure="months")


def largest_month(worlds: Worlds) -> Peak:
    """Give the largest monthly count that was published; :class:`MusterError` where there is none that is surely so."""
    table = worlds.table(spread=False)
    known, left = table.dropna(subset="reported"), table.loc[table["reported"].isna(), "high"]
    if len(table) < 2:
        raise Unanswerable("all of it lies in one month, so no month is the busiest")
    if known.empty:
        raise Unanswerable("no monthly count was published, so there is no peak to speak of")
    most = int(known["reported"].max())
    if left.isna().any() or (left > most).any():
        unsettled = "a month without a published count may be larger than every published one"
        raise Unanswerable(f"{unsettled}, so the peak is not settled")
    months = [str(cell) for cell in known.loc[known["reported"] == most, "cell"]]
    return Peak(months, most, len(months) == 1 and not left.eq(most).any())


def chance_of_peak(case: Case, exposure: str = "cells") -> PeakChance:
    """Give how likely chance alone makes a largest month as large as the published one."""
    worlds = possible_worlds(case, case.event())
    people, peak = settled(worlds), largest_month(worlds).people
    return peak_probability(people, peak=peak, window=str(case.window()), exposure=exposure)


def soon(case: Case) -> tuple[int, int, int]:
    """Give how many people there are, how many surely came forward soon after arriving, and within how many days.

    Those are the least numbers of all days that surely had somebody.
    """
    worlds = possible_worlds(case, LAG)
    ends = [(Interval.number(row["cell"]).ends[1], int(row["low"])) for row in rows(worlds.bounds()) if row["low"]]
    known = {int(last): people for last, people in ends if last < inf}
    if not known:
        raise Unanswerable("no source says how many days passed from arrival")
    return settled(worlds), sum(known.values()), max(known)


def within(case: Case) -> list[str]:
    """Give the main population, its parts, and the parts of these."""
    found = [case.main_population]
    for whole in found:
        found += [name for name, one in case.population_list.items() if one.part_of == whole]
    return found


def others(case: Case) -> list[Claim]:
    """Give the counts of all people of other populations, the largest first; one for each number that was printed.

    A population that the main one is a part of, or that is a part of it, is no other.

    >>> from musterbook.case.case import load_case
    >>> [str(claim.value) for claim in others(load_case("moscow-2023-24"))][:3]
    ['163', '155', '155']
    """
    above, kin = case.main_population, within(case)
    while above := case.population_list[above].part_of:
        kin.append(above)
    counts = (one for one in case.claim_list if one.statistic is Statistic.COUNT and not one.where)
    elsewhere = [one for one in counts if one.population_id not in kin and one.limits[0] is not None]
    of_all = [one for one in elsewhere if one.variable in {"", case.event(one.population_id)}]
    if not of_all:
        raise Unanswerable("no count of other people was published that sets a limit")
    printed = {(one.population_id, one.relation, one.number): one for one in reversed(of_all)}
    return sorted(printed.values(), key=attrgetter("number"), reverse=True)


def shared(people: int, claim: Claim) -> tuple[tuple[int, int], tuple[int, int | None]]:
    """Give how many people a list may share with others who were counted, and how many they are together.

    There is no most together where the others were only said to be at least so many.
    """
    number = claim.number
    if claim.limits[1] is None:
        return (0, people), (max(people, number), None)
    return (0, min(people, number)), (max(people, number), people + number)


class Alternative(NamedTuple):
    """What follows under one reading: ``tables`` that agree, and how many cells have other bounds than as judged.

    ``claim`` is the disputed claim that it uses, if that is what it does; ``bounds``, a row for each cell.
    """

    reading: str
    tables: int
    cells: int
    moved: int
    claim: Claim | None
    bounds: pd.DataFrame


def alternatives(case: Case, variable: str) -> list[Alternative]:
    """Give what follows under each reading of a variable, as judged first."""
    table, claims = compare_readings(case, variable), {claim.claim_id: claim for claim in case.claim_list}
    said = (table["low"].astype("str") + ".." + table["high"].astype("str")).fillna("none")
    ends = table.assign(ends=said).pivot_table("ends", "cell", "reading", aggfunc="first")
    found = []
    for reading, part in table.groupby("reading", sort=False):
        both = ends[[AS_JUDGED, reading]].dropna(how="all").fillna("").to_numpy()
        moved = int((both[:, 0] != both[:, 1]).sum())
        name, number = str(reading), int(part["worlds"].iloc[0])
        found.append(Alternative(name, number, len(both), moved, claims.get(name), part))
    return found


# Sentences


MOST_PARTS = 6


class Text(str):
    """Markdown text that a notebook renders."""

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        """Give the text as it stands."""
        return str(self)


@contained
def tell(case: Case, name: str) -> Text:
    """Say what was found in a case.

    Parameters
    ----------
    case : Case
        The case.
    name : str
        One of :func:`list_texts`; ``findings`` is a list of all that the case gives.

    Returns
    -------
    str
        Markdown, in English; charts are in other languages too.

    Raises
    ------
    MusterError
        If there is no such text, or the case has no claims for it.

    Examples
    --------
    >>> import musterbook as mb
    >>> print(mb.tell(mb.load_case("moscow-2023-24"), "ages"))
    **Aged 20 to 51; 44 of 51 ages are unknown.** So the average age may be anything from 22.2 to 48.9 years.
    """
    only_case(case)
    if name not in list_texts():
        raise UnknownName.of("text", name, list_texts())
    if name != "findings":
        return Text(FINDINGS[name][0](case))
    told = []
    for finding, _ in FINDINGS.values():
        with suppress(MusterError):
            told.append("- " + finding(case).replace("\n\n- ", "\n- ").replace("\n- ", "\n  - "))
    return Text("\n".join(told))


def list_texts() -> list[str]:
    """Give the names of all texts.

    >>> import musterbook as mb
    >>> mb.list_texts()[:3]
    ['findings', 'total', 'months']
    """
    return ["findings", *FINDINGS]


def tell_total(case: Case) -> str:
    """Say how many people there were."""
    (low, high), found = possible_worlds(case, case.event()).total, parts(case)
    counts = (one for one in basis_of(case).about(case.event()) if one.statistic is Statistic.COUNT and not one.where)
    floors = [one.number for one in counts if one.relation is Relation.AT_LEAST]
    people, most = labels.people(low), "none" if high is None else high
    if low == high == sum(part.people for part in found) and low in floors:
        summed = (labels.tell("total-part", people=part.people, period=labels.period(part.period)) for part in found)
        return labels.tell("total-counted", people=people, low=low, parts=" and ".join(summed))
    them = "; ".join(islice(_of_them(case), MOST_PARTS)) or "none"
    return labels.tell("total-settled" if low == high else "total-open", people=people, high=most, them=them)


def _of_them(case: Case) -> Iterator[str]:
    """Say how many people each part holds of which a number or a share was published, as far as all figures tell."""
    used = [one for one in basis_of(case).claims if one.where and one.statistic in {Statistic.COUNT, Statistic.SHARE}]
    for claim in {(one.variable, one.where): one for one in used}.values():
        with suppress(MusterError):
            found = possible_worlds(case, claim.variable).span(claim.where)
            figure = labels.figure_words(claim, events=case.events_of(claim))
            yield labels.tell("total-of-them", figure=figure, people=labels.persons(found.low or 0, found.high))
    for name in within(case)[1:]:
        with suppress(MusterError):
            low, high = possible_worlds(case, case.event(name), name).total
            if low:
                yield labels.tell("total-of-them", figure=case.subject(name), people=labels.persons(low, high))


def tell_months(case: Case) -> str:
    """Say which month had the most."""
    worlds = possible_worlds(case, case.event())
    top, table = largest_month(worlds), worlds.table(spread=False)
    left, names = table[table["reported"].isna()], {cell: labels.period(Interval.date(cell)) for cell in table["cell"]}
    some = [(names[row["cell"]], row["low"]) for row in rows(left) if row["low"]]
    least = labels.listed(labels.tell("months-least", month=month, number=number) for month, number in some)
    kind = "each" if len(top.months) > 1 else "alone" if top.alone else "tied"
    values = {"months": labels.listed(names[month] for month in top.months), "people": labels.people(top.people)}
    most = int(left["high"].max()) if len(left) else 0
    return labels.tell("months", left=len(left), most=most, kind=kind, least=least or "none", **values)


def tell_chance(case: Case) -> str:
    """Say how surprising the busiest month is."""
    found = chance_of_peak(case)
    odds = _odds(found.probability)
    return labels.tell("chance", peak=found.peak, cells=found.cells, people=labels.people(found.people), **odds)


def tell_parts(case: Case) -> str:
    """Compare the rates of two parts of the window."""
    ratio, found = ratio_of_parts(case), parts(case)
    told = zip(ratio.rates, (labels.period(part.period) for part in found), strict=True)
    early, late = (labels.tell("parts-rate", rate=f"{rate:.1f}", period=period) for rate, period in told)
    (_, people, months), (_, rest, later) = found
    values = {"people": labels.people(people), "rest": rest, "months": f"{months:.4g}", "later": f"{later:.4g}"}
    values |= {name: f"{getattr(ratio, name):.2f}" for name in ("ratio", "low", "high")}
    return labels.tell("parts", first=early, second=late, **values, **_odds(ratio.p))


def tell_ages(case: Case) -> str:
    """Say how old people were, and between what the average lies."""
    worlds = possible_worlds(case, AGE)
    table, people = worlds.bounds(), settled(worlds)
    youngest, oldest = table["cell"].iloc[[0, -1]]
    if ".." in youngest + oldest:
        raise Unanswerable("no source says how old the youngest and the oldest of all these people were")
    low, high = map(labels.decimal, worlds.mean_bounds())
    values = {
        "youngest": youngest,
        "oldest": oldest,
        "low": low,
        "high": high,
        "settled": "yes" if low == high else "no",
    }
    return labels.tell("ages", people=people, unknown=people - int(table["low"].sum()), **values)


def tell_days(case: Case) -> str:
    """Say how soon after arriving people came forward."""
    people, sure, days = soon(case)
    return labels.tell("days", people=labels.people(people), sure=sure, left=people - sure, days=days)


def tell_contradictions(case: Case) -> str:
    """Say which sources contradict each other, and what was lost on the way."""
    found, claims = audit(case), case.claim_list
    own = {claim.claim_id for claim in claims if claim.population_id == case.main_population}
    against = [one for one in found if one.verdict is Verdict.CONTRADICTED]
    against.sort(key=lambda one: own.isdisjoint(one.claims))
    here = sum(not own.isdisjoint(one.claims) for one in against)
    lost = sum(one.slug == "floor-became-exact" for one in found)
    told = {"number": len(against), "here": here if here < len(against) else 0, "lost": lost}
    head = labels.tell("contradictions", subject=case.subject(), **told)
    return "\n".join([head, *[""] * bool(against), *(f"- {one.sentence}" for one in against)])


def tell_populations(case: Case) -> str:
    """Say which other people were counted, and how many may be the same."""
    people, most = settled(possible_worlds(case, case.event())), others(case)[0]
    (least, both), joint = shared(people, most)
    values = {"printed": labels.printed(most, ""), "subject": case.subject(most.population_id)}
    return labels.tell("populations", people=people, least=least, most=both, together=labels.persons(*joint), **values)


def _odds(probability: float) -> dict[str, str]:
    """Write a probability, and tell whether chance alone seldom gives what it gives with it."""
    percent = f"{probability:.0%}" if probability >= 0.005 else "less than 1%"
    return {"chance": percent, "rare": "yes" if probability <= RARE else "no"}


# What tells each finding of a case, and the chart that shows it.
FINDINGS: dict[str, tuple[Callable[[Case], str], str]] = {
    "total": (tell_total, "cumulative"),
    "months": (tell_months, "monthly"),
    "chance": (tell_chance, "chance"),
    "parts": (tell_parts, "years"),
    "ages": (tell_ages, "ages"),
    "days": (tell_days, "lags"),
    "contradictions": (tell_contradictions, "claims"),
    "populations": (tell_populations, "populations"),
}
