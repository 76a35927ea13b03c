"""The sentences: what can be said of a case, one thing each, as Markdown.

A sentence takes numbers from the library and words from :mod:`musterbook.labels`; it types none. Where the case has no
claims for it, it raises :class:`~musterbook.errors.Unanswerable` with what is missing.
"""

from __future__ import annotations

from musterbook import labels
from musterbook.case.case import Case
from musterbook.case.claims import Status
from musterbook.chance import PeakChance, RateRatio, apart, peak_probability, rate_ratio
from musterbook.errors import Unanswerable, counted
from musterbook.findings import Verdict, audit
from musterbook.intervals import Interval, cells
from musterbook.leeway import leeway
from musterbook.published import Shared, is_floor, largest_month, others, parts, two_parts
from musterbook.robustness import compare_readings
from musterbook.tables import AGE, SIGNUP, rows
from musterbook.worlds.worlds import possible_worlds

RARE = 0.05
CONFIDENCE = 0.95
NOT_SETTLED = "nothing published settles the largest number of people"


def opening(case: Case) -> str:
    """Say what a page about the case is, what it is not, and how its figures are read."""
    described = counted(len(case.records), "person described one by one", "people described one by one")
    return (
        f"**What this is.** {case.title}: what {counted(len(case.sources), 'source')} published about it, as data. "
        f"{counted(len(case.claims), 'claim')} and {described}; frozen on {labels.day(case.frozen)}.\n\n"
        "**What it is not.** It is not the list itself, which is not public, and no count of all recruits. No record "
        "is invented; where a number is inferred, it says so.\n\n"
        "**How to read the figures.** Filled marks were reported. Hollow marks and outlined bars are what follows from "
        "the reported figures: between their ends everything is possible, and nothing says what is likely."
    )


def claims(case: Case) -> str:
    """Say how the claims were judged."""
    numbers = case.claims["status"].value_counts()
    words = {
        Status.USED: "used as constraints",
        Status.REPEATS: "repeating a used one elsewhere",
        Status.DISPUTED: "disputed by a better source",
        Status.VAGUE: "too vague for a number",
        Status.CONTEXT: "about other people, or no count of people",
    }
    told = [f"{numbers[status]} {text}" for status, text in words.items() if status in numbers]
    return f"{counted(len(case.claims), 'claim')}: {labels.listed(told)}."


def contradictions(case: Case) -> str:
    """Quote the claims that contradict each other."""
    found = [one for one in audit(case) if one.verdict is Verdict.CONTRADICTED]
    if not found:
        return "No claims contradict each other."
    told = []
    for one in found:
        quotes = "".join(f"\n- {line}" for line in one.evidence or (one.sentence,))
        told.append(f"These cannot both hold, or come from the source that the others report:\n{quotes}")
    return "\n\n".join(told)


def lost_hedges(case: Case) -> str:
    """Quote the repeats that print another limit than their source."""
    found = [one for one in audit(case) if one.verdict is Verdict.CANNOT_TELL and one.slug != "not-settled"]
    if not found:
        return "Every repeat prints what the source it repeats prints."
    lines = "".join(f"\n- {one.sentence}" for one in found)
    return f"{counted(len(found), 'repeat')} printed another limit than the source, which contradicts nothing:\n{lines}"


def sources(case: Case) -> str:
    """Say who did the research and who reports it."""
    told = {role: int(number) for role, number in case.sources["role"].value_counts().items()}
    first = [row["outlet"] for row in rows(case.sources) if row["role"] == "primary"]
    relaying = int(case.sources["relays"].notna().sum())
    apart = len(case.sources) - told.get("primary", 0) - relaying
    research = f"{labels.listed(first)} did the research" if first else "No source did the research itself"
    return (
        f"{research}; {counted(relaying, 'other source reports', 'other sources report')} it, and "
        f"{counted(apart, 'speaks', 'speak')} of other people. What is said of other people, counted by others at "
        "another time, is kept as context and never added."
    )


def populations(case: Case) -> str:
    """Say what the list can share with the largest count of other people; the two are never added."""
    counts = others(case)
    if not counts:
        raise Unanswerable("no count of other people was published that sets a limit")
    low, high = possible_worlds(case, SIGNUP).total
    if low != high:
        raise Unanswerable(NOT_SETTLED)
    shared = Shared.between(low, counts[0])
    return (
        f"{counted(len(counts), 'number')} of other people {'were' if len(counts) > 1 else 'was'} published. They "
        "count other populations at other times and are never added to the list. The largest is "
        f"{labels.printed(counts[0], '')}. How many of the {low} are among them was not published: anything from "
        f"{shared.both[0]} to {shared.both[1]}. Together they are {labels.persons(*shared.together)}."
    )


def described(case: Case) -> str:
    """Say how many people were described, and what is known of them."""
    number = len(case.records)
    if not number:
        return "Nobody was described one by one."
    known = {name: int(case.records[name].notna().sum()) for name in (SIGNUP, "arrival", AGE)}
    return (
        f"{counted(number, 'person was', 'people were')} described one by one. A day of sign-up, or part of a month, "
        f"is known of {known[SIGNUP]}, a day of arrival of {known['arrival']}, an age of {known[AGE]}."
    )


def total(case: Case) -> str:
    """Say how many people the list holds."""
    worlds = possible_worlds(case, SIGNUP)
    low, high = worlds.total
    people = [part.people for part in parts(case)]
    text = f"The list holds {labels.between(low, high)} people."
    if low == high == sum(people) and is_floor(case, low):
        summed = " + ".join(map(str, people))
        text += (
            f" {summed} = {low}: the published parts add up to the published total, so its “at least” belongs to the "
            "unknown true number of recruits, not to the list."
        )
    return text


def peak(case: Case) -> str:
    """Say what the largest month leaves to the others."""
    worlds = possible_worlds(case, SIGNUP)
    top, table = largest_month(worlds), worlds.table()
    known, open_months = table.dropna(subset="reported"), table[table["reported"].isna()]
    months = labels.listed(labels.period(Interval.date(month)) for month in (top.month, *top.ties))
    if top.ties:
        text = f"{months} are the largest months: {labels.people(top.people)} in each of them."
    else:
        only = "is the only month whose count was published" if len(known) == 1 else "is the largest month"
        beside = "more than in any other" if top.alone else "and no other can have had more"
        text = f"{months} {only}: {labels.people(top.people)}, {beside}."
    if open_months.empty:
        return text
    return (
        f"{text} The other {counted(len(open_months), 'month')} may hold: {leeway(rows(open_months))}; their order, a "
        "rise or a fall cannot be told."
    )


def floors(case: Case) -> str:
    """Say which months surely had somebody, though no count of them was published."""
    table = possible_worlds(case, SIGNUP).table()
    raised = table[table["reported"].isna() & (table["low"] > 0)]
    if raised.empty:
        return "No month is known to have had anybody, but for those whose count was published."
    months = [f"{labels.period(Interval.date(row['cell']))} at least {row['low']}" for row in rows(raised)]
    return (
        f"What is known of single people and of the totals gives {labels.listed(months)}. Any other month whose count "
        "was not published may have had nobody."
    )


def peak_chance(case: Case) -> str:
    """Say how likely chance alone makes such a peak."""
    alike, by_days = (chance_of_peak(case, exposure) for exposure in ("cells", "days"))
    if alike.probability <= RARE:
        return f"{alike.sentence} Chance alone rarely makes such a peak."
    return (
        f"{alike.sentence} Weighing months by their days makes it {by_days.probability:.3f} instead of "
        f"{alike.probability:.3f}. A peak of this height needs no explanation of its own."
    )


def chance_of_peak(case: Case, exposure: str = "cells") -> PeakChance:
    """Give how likely chance alone makes a largest month as large as the published one."""
    worlds = possible_worlds(case, SIGNUP)
    people, _ = worlds.total
    return peak_probability(people, peak=largest_month(worlds).people, window=str(case.window()), exposure=exposure)


def split(case: Case) -> str:
    """Say how the parts of the window compare, month for month."""
    first, second = two_parts(case)
    rates = apart(first.per_month, second.per_month), apart(second.per_month, first.per_month)
    return (
        f"{labels.people(first.people)} signed up in the {first.months:.4g} months {labels.period(first.period)} and "
        f"{labels.whole(second.people)} in the {second.months:.4g} months {labels.period(second.period)}: "
        f"{rates[0]} and {rates[1]} a month."
    )


def split_chance(case: Case) -> str:
    """Say how likely chance alone makes such a split."""
    return ratio_of_parts(case).sentence


def ratio_of_parts(case: Case) -> RateRatio:
    """Give the ratio of the monthly rates of the two published parts, with its interval."""
    first, second = two_parts(case)
    return rate_ratio(
        first.people, second.people, str(first.period), str(second.period), exposure="months", confidence=CONFIDENCE
    )


def quarters(case: Case) -> str:
    """Say how much is settled quarter by quarter."""
    table = possible_worlds(case, SIGNUP, every="quarter").bounds()
    if table["high"].isna().any():
        raise Unanswerable(NOT_SETTLED)
    settled, occupied = (int(found.sum()) for found in (table["low"] == table["high"], table["low"] > 0))
    widest = max(rows(table), key=lambda row: row["high"] - row["low"])
    spans = {cell.text: cell for cell in cells(case.window(), "quarter")}
    return (
        f"The number of people is settled in {settled} of {counted(len(table), 'quarter')}; {occupied} surely had "
        f"somebody. The least settled is {labels.period(spans[widest['cell']])}, with anything from {widest['low']} to "
        f"{widest['high']}."
    )


def ages(case: Case) -> str:
    """Say what the published ages establish of all."""
    worlds = possible_worlds(case, AGE)
    table = worlds.bounds()
    low, _ = worlds.total
    known = int(table["low"].sum())
    mean = " to ".join(labels.decimal(end) for end in worlds.mean_bounds())
    return (
        f"Ages run from {table['cell'].iloc[0]} to {table['cell'].iloc[-1]}. Of {labels.people(low)}, the ages of "
        f"{known} were published; the other {low - known} may be anything between. The average age of all "
        f"may therefore be anything from {mean} years: the range says almost nothing about it."
    )


def one_age(case: Case) -> str:
    """Say how many people may be of one age."""
    table = possible_worlds(case, AGE).bounds()
    known = table[table["low"] > 0]
    if known.empty or known["high"].isna().any():
        raise Unanswerable("no age was published" if known.empty else NOT_SETTLED)
    return (
        f"Somebody is known to be of each of {counted(len(known), 'age')}. Each of them may as well be the age of "
        f"{labels.people(int(known['high'].min()))}, so no age can be called common."
    )


def left_open(case: Case) -> str:
    """Say how many tables agree with what was published, by reading."""
    table = compare_readings(case, SIGNUP)
    numbers = table.groupby("reading", sort=False)["worlds"].first()
    further = [f"{labels.whole(number)} with {reading}" for reading, number in numbers.iloc[1:].items()]
    return (
        f"{labels.whole(numbers.iloc[0])} different tables of months agree with every used claim and every described "
        f"person. Under other readings there are {labels.listed(further)}."
    )


def spread(case: Case) -> str:
    """Say how the tables spread over a month."""
    table = possible_worlds(case, SIGNUP).table()
    left = table[table["reported"].isna()].dropna(subset="mean")
    if left.empty:
        raise Unanswerable("there is no month without a published count whose tables can be counted")
    low, high = (labels.decimal(end) for end in (left["mean"].min(), left["mean"].max()))
    return (
        f"Averaged over all these tables, a month without a published count holds {low} to {high} people, and in nine "
        f"tables of ten something from {left['q05'].min()} to {left['q95'].max()}. Each table counts once here: that "
        "is a way to count, not a probability of what happened."
    )
