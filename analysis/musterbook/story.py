"""The findings of a case by name, every number in them computed from its data, each with the chart that shows it.

A report or a README asks for a finding and gets Markdown: its headline, then what it rests on. A finding that the
published figures do not give raises :class:`~musterbook.errors.Unanswerable` and is left out of the list of all.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from musterbook import labels
from musterbook.case.case import Case, only_case
from musterbook.case.claims import Relation
from musterbook.errors import MusterError, UnknownName, contained, counted
from musterbook.findings import Verdict, audit
from musterbook.intervals import Interval
from musterbook.published import (
    chance_of_peak,
    largest_month,
    others,
    parts,
    ratio_of_parts,
    settled,
    shared,
    soon,
)
from musterbook.schema import AGE, rows
from musterbook.worlds.constraints import basis_of
from musterbook.worlds.worlds import possible_worlds

RARE = 0.05


class Text(str):
    """Markdown text that a notebook renders."""

    __slots__ = ()

    def _repr_markdown_(self) -> str:
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

    Raises
    ------
    MusterError
        If there is no such text, or the case has no claims for it.

    Examples
    --------
    >>> from musterbook.case.case import load_case
    >>> print(tell(load_case("moscow-2023-24"), "ages"))
    **Aged 20 to 51; 44 of 51 ages are unknown.** So the average age may be anything from 22.2 to 48.9 years.
    """
    only_case(case)
    if name not in list_texts():
        raise UnknownName.of("text", name, list_texts())
    return Text(_all(case) if name == "findings" else FINDINGS[name](case))


def list_texts() -> list[str]:
    """Give the names of all texts.

    >>> list_texts()[:3]
    ['findings', 'total', 'months']
    """
    return ["findings", *FINDINGS]


def _all(case: Case) -> str:
    told = []
    for finding in FINDINGS.values():
        try:
            told.append("- " + finding(case).replace("\n\n- ", "\n- ").replace("\n- ", "\n  - "))
        except MusterError:
            continue
    return "\n".join(told)


def _total(case: Case) -> str:
    low, high = possible_worlds(case, case.event()).total
    if high != low:
        more = "no source says how many at most" if high is None else f"there were at most {labels.whole(high)}"
        return f"**At least {labels.people(low)} were reported.** That is the least that all figures need; {more}."
    found, used = parts(case), basis_of(case).about(case.event())
    floors = [
        int(one.value.number) for one in used if not one.where and one.value and one.relation is Relation.AT_LEAST
    ]
    if low != sum(part.people for part in found) or low not in floors:
        return f"**{labels.people(low)} were reported.** The published figures allow no other number."
    summed = " and ".join(f"{part.people} ({labels.period(part.period)})" for part in found)
    return (
        f"**{labels.people(low)} were counted; there may have been more.** The parts {summed} add up to the published "
        f"“at least {low}”: exactly so many are on record."
    )


def _months(case: Case) -> str:
    worlds = possible_worlds(case, case.event())
    top, table = largest_month(worlds), worlds.table()
    names = labels.listed(labels.period(Interval.date(month)) for month in top.months)
    more = " each" if len(top.months) > 1 else ", more than any other month" if top.alone else ""
    head = f"**{names} had the most: {labels.people(top.people)}{more}.**"
    left = table[table["reported"].isna()]
    if left.empty:
        return f"{head} Every month was published."
    return f"{head} {_left(left)} Whether the numbers rose or fell was not published."


def _left(table: pd.DataFrame) -> str:
    """Say what the months without a published count may have had."""
    some = table[table["low"] > 0]
    most = f"No other month had more than {table['high'].max()}."
    if some.empty:
        return most
    named = [f"{labels.period(Interval.date(row['cell']))} had at least {row['low']}" for row in rows(some)]
    return f"{most} {labels.listed(named)}; any other may have had nobody."


def _chance(case: Case) -> str:
    found = chance_of_peak(case)
    head = "is more than chance alone usually gives" if found.probability <= RARE else "needs no explanation"
    return (
        f"**A busiest month of {labels.whole(found.peak)} {head}.** If {labels.people(found.people)} had come at any "
        f"time alike, the busiest of {found.cells} months would have had {found.peak} or more in "
        f"{_percent(found.probability)} of cases."
    )


def _parts(case: Case) -> str:
    ratio, found = ratio_of_parts(case), parts(case)
    rates = [
        f"{rate:.1f} a month in {labels.period(part.period)}" for rate, part in zip(ratio.rates, found, strict=True)
    ]
    head = "more than chance alone usually gives" if ratio.p <= RARE else "chance alone often differs as much"
    (_, people, months), (_, rest, later) = found
    return (
        f"**{', '.join(rates)}: {head}.** That is {labels.people(people)} in {months:.4g} months and "
        f"{labels.whole(rest)} in {later:.4g}. If nothing changed between the two, they would differ "
        f"at least as much in {_percent(ratio.p)} of cases. The first rate is {ratio.ratio:.2f} times the second; from "
        f"{ratio.low:.2f} to {ratio.high:.2f} times would fit the figures too."
    )


def _ages(case: Case) -> str:
    worlds = possible_worlds(case, AGE)
    table, people = worlds.bounds(), settled(worlds)
    unknown = people - int(table["low"].sum())
    ends = f"{table['cell'].iloc[0]} to {table['cell'].iloc[-1]}"
    low, high = (labels.decimal(end) for end in worlds.mean_bounds())
    if not unknown:
        return f"**Aged {ends}.** Every age was published; the average is {low} years."
    average = f"The average age is {low} years." if low == high else ""
    return (
        f"**Aged {ends}; {labels.whole(unknown)} of {labels.whole(people)} ages are unknown.** "
        f"{average or f'So the average age may be anything from {low} to {high} years.'}"
    )


def _days(case: Case) -> str:
    people, sure, within = soon(case)
    rest = f" How long the other {labels.whole(people - sure)} took was not published." if sure < people else ""
    return (
        f"**{'At least ' if rest else ''}{labels.whole(sure)} of {labels.people(people)} came forward within "
        f"{counted(within, 'day')} of arriving.**{rest}"
    )


def _contradictions(case: Case) -> str:
    found = audit(case)
    own = {claim.claim_id for claim in case.claim_list if claim.population_id == case.main_population}
    against = [one for one in found if one.verdict is Verdict.CONTRADICTED]
    here = sum(not own.isdisjoint(one.claims) for one in against)
    if not against:
        head = "The sources do not contradict each other"
    else:
        head = f"{counted(len(against), 'contradiction')} between the sources"
        head += f", {labels.whole(here)} of them about {case.subject()}" if 0 < here < len(against) else ""
    told = "".join(f"\n- {one.sentence}" for one in sorted(against, key=lambda one: own.isdisjoint(one.claims)))
    changed = sum(one.slug == "floor-became-exact" for one in found)
    lost = f" In {counted(changed, 'place')} an “at least” was passed on as an exact number." if changed else ""
    return f"**{head}.**{lost}" + f"\n{told}" * bool(told)


def _populations(case: Case) -> str:
    people, most = settled(possible_worlds(case, case.event())), others(case)[0]
    both, together = shared(people, most)
    return (
        f"**Other people were counted too; the numbers must not be added.** The largest is {labels.printed(most, '')}: "
        f"{case.subject(most.population_id)}. How many of the {labels.whole(people)} are among them was not published, "
        f"anything from {both[0]} to {both[1]}; together they are {labels.persons(*together)}."
    )


def _percent(probability: float) -> str:
    return f"{probability:.0%}" if probability >= 0.005 else "less than 1%"


FINDINGS: dict[str, Callable[[Case], str]] = {
    "total": _total,
    "months": _months,
    "chance": _chance,
    "parts": _parts,
    "ages": _ages,
    "days": _days,
    "contradictions": _contradictions,
    "populations": _populations,
}
CHARTS = {
    "total": "cumulative",
    "months": "monthly",
    "chance": "chance",
    "parts": "years",
    "ages": "ages",
    "days": "lags",
    "contradictions": "claims",
    "populations": "populations",
}
