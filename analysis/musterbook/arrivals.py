"""Arrivals and departures of a case: what is told of them, in sentences and in numbers.

Published texts say how soon people signed up after they arrived, who came together and who went back. Each of these is
told here twice: as a sentence for the story, and as the facts for the ledger that the sentence rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from musterbook import labels
from musterbook.case.case import Case
from musterbook.case.claims import Claim, Statistic
from musterbook.companions import parties
from musterbook.errors import Unanswerable, counted
from musterbook.intervals import Interval
from musterbook.lags import HIGH, arrival_lags, lag_counts, range_text, returns
from musterbook.tables import LAG, rows
from musterbook.worlds.worlds import possible_worlds

OUTCOME, RETURNED = "outcome", "returned"
NOT_TOLD = "no source says how many days passed from arrival to sign-up"

Fact = tuple[str, int | float | str]


@dataclass(frozen=True)
class Soon:
    """How soon after arriving people surely signed up: so many of all, within so many days."""

    people: int
    sure: int
    within: int

    @classmethod
    def of(cls, case: Case) -> Soon:
        """Sum the least numbers of all days that surely had somebody."""
        worlds = possible_worlds(case, LAG)
        low, high = worlds.total
        if low != high:
            raise Unanswerable("nothing published settles the number of people")
        ends = [(int(row["low"]), Interval.number(row["cell"]).high) for row in rows(worlds.bounds()) if row["low"]]
        known = [(people, last) for people, last in ends if last is not None]
        if not known:
            raise Unanswerable(NOT_TOLD)
        return cls(low, sum(people for people, _ in known), max(last for _, last in known))

    @property
    def rest(self) -> int:
        """People whose days nothing tells."""
        return self.people - self.sure


def told(case: Case) -> str:
    """Say what each source printed about the days from arrival to sign-up."""
    numbers, words = _by_text(case, stated=True), _by_text(case, stated=False)
    if not numbers and not words:
        raise Unanswerable(NOT_TOLD)
    lines = "".join(f"\n- {text}: {labels.listed(outlets)}" for text, outlets in numbers.items())
    alone = [f"{text} by {labels.listed(outlets)}" for text, outlets in words.items()]
    without = f"\n\nHow many came shortly before was told in words alone: {labels.listed(alone)}." if alone else ""
    if not numbers:
        return without.strip()
    return f"How soon people signed up was told by number in {counted(len(numbers), 'way')}:\n{lines}{without}"


def lags(case: Case) -> str:
    """Say how soon people surely signed up, and of how many nothing is known."""
    soon = Soon.of(case)
    days = counted(soon.within, "day")
    most = "so most did" if 2 * soon.sure > soon.people else "so whether most did cannot be told"
    return (
        f"Of {labels.people(soon.people)}, {soon.sure} surely signed up within {days} of arriving. Nothing says how "
        f"soon the other {soon.rest} did, {most}."
    )


def companions(case: Case) -> str:
    """Say who of the people described came together."""
    return f"Of {_described(case)} described one by one: {parties(case.records).sentence}"


def returned(case: Case) -> str:
    """Say how many went back, and what the people described add."""
    low, high = _returned(case)
    people, _ = possible_worlds(case, OUTCOME).total
    dated = int(case.records["departure"].notna().sum())
    return (
        f"Of {labels.people(people)}, at least {low} went back; with one outcome a person, all that was published "
        f"allows up to {high}. Of {_described(case)} described one by one, a day of departure is known of {dated}. "
        f"{returns(case.records).sentence}"
    )


def _by_text(case: Case, *, stated: bool) -> dict[str, list[str]]:
    """Give what was printed about the days, the earliest days first, each with the outlets that printed it."""
    hedges = case.claims.set_index("claim_id")["hedge"].fillna("")
    found: dict[str, list[str]] = {}
    for claim in sorted(_about_days(case), key=_first_day):
        if (claim.value is not None) is stated:
            text = labels.claim_words(claim) if stated else labels.printed(claim, hedges[claim.claim_id])
            found.setdefault(text, []).append(case.outlets[claim.source_id])
    return {text: list(dict.fromkeys(outlets)) for text, outlets in found.items()}


def _about_days(case: Case) -> list[Claim]:
    own = [claim for claim in case.claim_list if claim.population_id == case.main_population]
    return [claim for claim in own if claim.variable == LAG and claim.statistic is Statistic.COUNT]


def _first_day(claim: Claim) -> int:
    return (Interval.number(claim.where).low or 0) if claim.where else 0


def _described(case: Case) -> str:
    if not len(case.records):
        raise Unanswerable("nobody was described one by one")
    return labels.people(len(case.records))


def _returned(case: Case) -> tuple[int, int]:
    """Give the least and the largest number of people who may have gone back."""
    table = possible_worlds(case, OUTCOME).bounds()
    found = table[table["cell"] == RETURNED]
    if found.empty or found["high"].isna().any():
        raise Unanswerable("no source says how many went back")
    return int(found["low"].iloc[0]), int(found["high"].iloc[0])


def _soon_facts(case: Case) -> Iterator[Fact]:
    soon = Soon.of(case)
    yield "sure", soon.sure
    yield "within", soon.within
    yield "not-told", soon.rest


def _described_facts(case: Case) -> Iterator[Fact]:
    yield "known", int(arrival_lags(case.records)[HIGH].notna().sum())
    for row in rows(lag_counts(case.records)):
        yield row["cell"], range_text(row["sure"], row["possible"])


def _party_facts(case: Case) -> Iterator[Fact]:
    _described(case)
    found = parties(case.records)
    named = ("pairs", "possible", "dated", "dated_pairs", "expected", "probability")
    values = {name.replace("_", "-"): getattr(found, name) for name in named}
    yield from ((name, value) for name, value in values.items() if value is not None)


def _return_facts(case: Case) -> Iterator[Fact]:
    yield "outcome", range_text(*_returned(case))
    _described(case)
    found = returns(case.records)
    yield "within", found.within
    yield "described", range_text(found.sure, found.possible)


FACTS: dict[str, Callable[[Case], Iterator[Fact]]] = {
    "soon": _soon_facts,
    "described-lags": _described_facts,
    "parties": _party_facts,
    "returns": _return_facts,
}
