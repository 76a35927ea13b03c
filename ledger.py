"""The ledger: every number that the project states about a case, one a line.

Sentences round, figures leave out, tables come and go; the ledger keeps what they rest on. Each line is one fact under
a key of its own, ``months.2023-08 = 1..7``, computed by the library and never read out of a sentence. Kept as a text
file beside the figures, its difference between two versions is the difference of their conclusions.

A range is written ``low..high``, dates as in the data, a number that is not whole with six digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import pandas as pd

from musterbook import story
from musterbook.auditing.claims import Verdict, audit
from musterbook.case.case import Case
from musterbook.case.claims import Relation
from musterbook.chance import garwood
from musterbook.errors import MusterError, Unanswerable
from musterbook.intervals import cells
from musterbook.movements import HIGH, arrival_lags, lag_counts, parties, range_text, returns
from musterbook.schema import AGE, LAG, fields, rows, schemas
from musterbook.tally import age_summary
from musterbook.worlds.constraints import basis_of
from musterbook.worlds.worlds import possible_worlds

Value = int | float | str
Fact = tuple[str, Value]
Facts = Callable[[Case], Iterator[Fact]]
SPREAD = ["mean", "q05", "q50", "q95"]
EVENT = "event"
"""Whatever the figures of a case count by date."""
_SECTIONS: dict[str, tuple[Facts, tuple[str, ...]]] = {}


def _section(name: str, *variables: str) -> Callable[[Facts], Facts]:
    """Let a function give a section, of a case that says something of one of the variables, where any are named."""

    def entered(facts: Facts) -> Facts:
        """Enter the function below those that stand above it."""
        _SECTIONS[name] = facts, variables
        return facts

    return entered


def numbers(case: Case) -> dict[str, Value]:
    """Give every number that is stated about a case, by its key.

    Parameters
    ----------
    case : Case
        The case.

    Returns
    -------
    dict
        Keys are parts joined by points. What a case has no claims for stands under the key of its section with the
        reason.

    Examples
    --------
    >>> from musterbook.case.case import load_case
    >>> found = numbers(load_case("moscow-2023-24"))
    >>> found["months.worlds"], found["months.2023-08"], round(found["peak.chance"], 3)
    (31724952, '1..7', 0.578)
    """
    ledger: dict[str, Value] = {}
    stated = [str(name) for name in case.records if case.records[name].notna().any()]
    known = {*stated, *(claim.variable for claim in case.claim_list)}
    for section, (facts, variables) in _SECTIONS.items():
        if variables and known.isdisjoint(case.event() if one == EVENT else one for one in variables):
            continue
        try:
            ledger |= {f"{section}.{key}": value for key, value in facts(case)}
        except Unanswerable as error:
            ledger[section] = f"cannot tell: {error}"
    return ledger


def summary(case: Case) -> dict[str, Value]:
    """Give the few numbers that are stated about a case beside others: its size, its people, its verdicts."""
    facts: dict[str, Value] = {table: len(getattr(case, table)) for table in schemas()}
    for population in dict.fromkeys(claim.population_id for claim in case.claim_list):
        with suppress(MusterError):
            facts[f"people.{population}"] = _range(*possible_worlds(case, case.event(population), population).total)
    found = audit(case)
    facts |= {verdict.replace(" ", "-"): sum(one.verdict is verdict for one in found) for verdict in Verdict}
    return {f"cases.{case.name}.{key}": value for key, value in facts.items()}


def as_text(ledger: dict[str, Value]) -> str:
    r"""Write a ledger as text, a line for each fact.

    >>> as_text({"list.people": 51, "peak.chance": 0.57794212})
    'list.people = 51\npeak.chance = 0.577942\n'
    """
    written = (f"{value:.6g}" if isinstance(value, float) else str(value) for value in ledger.values())
    return "".join(f"{key} = {value}\n" for key, value in zip(ledger, written, strict=True))


def changes(before: str, after: str) -> list[str]:
    r"""Say which facts differ between two ledgers as text, each with what it was and what it is.

    >>> changes("list.people = 51\nages.known = 7\n", "list.people = 52\nages.unknown = 45\n")
    ['list.people: was 51, is 52', 'ages.known: was 7, is gone', 'ages.unknown: is new, 45']
    """
    old, new = (dict(line.split(" = ", 1) for line in text.splitlines()) for text in (before, after))
    found = [f"{key}: was {old[key]}, is {new.get(key, 'gone')}" for key in old if old[key] != new.get(key)]
    return found + [f"{key}: is new, {value}" for key, value in new.items() if key not in old]


def _range(low: Any, high: Any) -> str | int:
    """Write a range, or the one number that it is."""
    if high is None or pd.isna(high):
        return f"{low}.."
    return int(low) if low == high else f"{low}..{high}"


def _bounds(table: pd.DataFrame) -> Iterator[Fact]:
    """Give the range of each cell, and what was reported of it."""
    for row in rows(table):
        yield row["cell"], _range(row["low"], row["high"])
        if not pd.isna(row.get("reported")):
            yield f"{row['cell']}.reported", int(row["reported"])


def _under(key: str, facts: Mapping[Any, Any] | pd.Series) -> Iterator[Fact]:
    """Give facts below a key of their own."""
    yield from ((f"{key}.{name}", value) for name, value in facts.items())


@_section("case")
def _case(case: Case) -> Iterator[Fact]:
    """Count sources and claims."""
    yield "frozen", case.frozen
    if case.windows[case.main_population] is not None:
        yield "window", str(case.window())
    yield from ((table, len(getattr(case, table))) for table in schemas())
    for column, frame in (("role", case.sources), ("status", case.claims)):
        yield from _under(column, {name: int(number) for name, number in frame[column].value_counts().items()})
    relaying = int(case.sources["relays"].notna().sum())
    yield "relaying", relaying
    yield "speaking-of-others", len(case.sources) - relaying - int((case.sources["role"] == "primary").sum())


@_section("findings")
def _findings(case: Case) -> Iterator[Fact]:
    """Give the verdicts of the audit."""
    found = audit(case)
    own = case.claims[case.claims["population_id"] == case.main_population]
    yield "outlets", int(own["source_id"].map(case.outlets).nunique())
    for verdict in Verdict:
        yield verdict.replace(" ", "-"), sum(one.verdict is verdict for one in found)
    for one in found:
        yield ".".join([one.slug, *one.claims]), one.verdict.value


@_section("list")
def _list(case: Case) -> Iterator[Fact]:
    """Give how many people there are, and the rate of each part of the window."""
    worlds = possible_worlds(case, case.event())
    yield "people", _range(*worlds.total)
    if not (found := story.parts(case)):
        return
    reported = worlds.table(spread=False).set_index("cell")["reported"].fillna(0)
    for period, people, months in found:
        placed = int(reported[reported.index.isin([cell.text for cell in cells(period, "month")])].sum())
        chance = garwood(people)
        facts = {"people": people, "months": months, "per-month": people / months}
        facts |= {"per-month.low": chance.low / months, "per-month.high": chance.high / months}
        yield from _under(str(period), facts | {"month-not-published": people - placed})


@_section("months", EVENT)
def _months(case: Case) -> Iterator[Fact]:
    """Give what is known of each month, and how it spreads over the worlds."""
    worlds = possible_worlds(case, case.event())
    table = worlds.table()
    yield "cells", len(table)
    yield "not-published", int(table["reported"].isna().sum())
    yield "worlds", worlds.count
    yield from _bounds(table)
    for row in rows(table.dropna(subset=SPREAD)):
        yield from _under(row["cell"], {name: row[name] for name in SPREAD})
        yield from _under(f"{row['cell']}.share-of-worlds", worlds.distribution(row["cell"]).astype("float64"))


@_section("cumulative", EVENT)
def _cumulative(case: Case) -> Iterator[Fact]:
    """Give how many people had come by the end of each month, and in how many months anybody came."""
    worlds = possible_worlds(case, case.event())
    occupied = worlds.occupied()
    yield "occupied", _range(occupied.low, occupied.high)
    yield from _bounds(worlds.cumulative())


def _longer(case: Case, every: str) -> Iterator[Fact]:
    """Give the facts about cells longer than a month."""
    table = possible_worlds(case, case.event(), every=every).table(spread=False)
    yield "cells", len(table)
    yield "settled", int((table["low"] == table["high"]).sum())
    yield "occupied", int((table["low"] > 0).sum())
    yield from _bounds(table)


_section("quarters", EVENT)(partial(_longer, every="quarter"))
_section("years", EVENT)(partial(_longer, every="year"))


@_section("readings")
def _readings(case: Case) -> Iterator[Fact]:
    """Say how many worlds each reading has, for every variable that claims speak of, and what it changes."""
    named = (claim.variable for claim in basis_of(case).claims if claim.variable)
    for variable in dict.fromkeys([case.event(), *named]):
        try:
            found = story.alternatives(case, variable)
        except Unanswerable as error:
            yield variable, f"cannot tell: {error}"
            continue
        yield f"{variable}.number", len(found)
        judged = found[0].bounds.set_index("cell")[["low", "high"]]
        for one in found:
            key = f"{variable}.{one.reading.replace(' ', '-')}"
            other = one.bounds.set_index("cell")[["low", "high"]].reindex(judged.index)
            differ = int((other != judged).fillna(True).any(axis=1).sum())
            yield from _under(key, {"worlds": one.tables, "cells-that-differ": differ})
            if variable == case.event():
                yield from _under(key, dict(_bounds(one.bounds)))


@_section("peak", EVENT)
def _peak(case: Case) -> Iterator[Fact]:
    """Give how surprising the largest month is."""
    top = story.largest_month(possible_worlds(case, case.event()))
    alike, by_days = (story.chance_of_peak(case, exposure) for exposure in ("cells", "days"))
    yield "month", top.months[0]
    yield "people", top.people
    yield "chance", alike.probability
    yield "chance-by-days", by_days.probability
    yield "cells", alike.cells
    yield from _under("chance-of", alike.distribution.astype("float64"))
    # The sizes of the busiest month as they are drawn: in so many chances of a hundred.
    from musterbook.charts.subject import Subject
    from musterbook.charts.timeline import peak_frame

    drawn = peak_frame(Subject.of(case)).set_index("people")["dots"]
    yield "rings", int(drawn.sum())
    yield "rings.as-large", int(drawn[drawn.index >= top.people].sum())
    yield from _under("rings", {people: int(dots) for people, dots in drawn.items() if dots})


@_section("split", EVENT)
def _split(case: Case) -> Iterator[Fact]:
    """Compare the two parts of the window."""
    ratio = story.ratio_of_parts(case)
    yield "chance", ratio.p
    yield "ratio", ratio.ratio
    yield from _under("ratio", {"low": ratio.low, "high": ratio.high, "confidence": 0.95})


@_section("ages", AGE)
def _ages(case: Case) -> Iterator[Fact]:
    """Give what is known of ages."""
    worlds = possible_worlds(case, AGE)
    table = worlds.table(spread=False)
    known, (low, _) = table[table["low"] > 0], worlds.total
    yield "youngest", table["cell"].iloc[0]
    yield "oldest", table["cell"].iloc[-1]
    yield "different", len(known)
    yield "known", int(known["low"].sum())
    yield "not-published", low - int(known["low"].sum())
    yield from zip(("mean.low", "mean.high"), worlds.mean_bounds(), strict=True)
    yield from _bounds(known)
    yield from _under("described", age_summary(case.records).dropna().astype("float64"))


_section("lags", LAG)(lambda case: _bounds(possible_worlds(case, LAG).table(spread=False)))


@_section("soon", LAG)
def _soon(case: Case) -> Iterator[Fact]:
    """Give how many surely came forward soon after arriving."""
    people, sure, within = story.soon(case)
    yield from (("sure", sure), ("within", within), ("not-told", people - sure))


@_section("described-lags", LAG, "arrival")
def _described_lags(case: Case) -> Iterator[Fact]:
    """Give the days from arrival of those who are described one by one."""
    yield "known", int(arrival_lags(case.records)[HIGH].notna().sum())
    for row in rows(lag_counts(case.records)):
        yield row["cell"], range_text(row["sure"], row["possible"])


@_section("parties", "party")
def _parties(case: Case) -> Iterator[Fact]:
    """Give how many came with each other."""
    found = parties(case.records)
    named = ("pairs", "possible", "dated", "dated_pairs", "expected")
    values = {name.replace("_", "-"): getattr(found, name) for name in named}
    yield from ((name, value) for name, value in values.items() if value is not None)


@_section("returns", "outcome", "departure")
def _returns(case: Case) -> Iterator[Fact]:
    """Say how many may have gone back: by what was published, and by who was described."""
    table = possible_worlds(case, "outcome").bounds().set_index("cell")
    if "returned" not in table.index or pd.isna(table["high"]["returned"]):
        raise Unanswerable("no source says how many went back")
    low, high = table.loc["returned", ["low", "high"]]
    yield "outcome", range_text(low, high)
    found = returns(case.records)
    yield "within", found.within
    yield "described", range_text(found.sure, found.possible)


@_section("others")
def _others(case: Case) -> Iterator[Fact]:
    """Say what the list can share with the largest count of other people; the two are never added."""
    counts = story.others(case)
    yield "numbers", len(counts)
    both, together = story.shared(story.settled(possible_worlds(case, case.event())), counts[0])
    yield from _under(counts[0].claim_id, {"shared": _range(*both), "together": _range(*together)})


@_section("known")
def _known(case: Case) -> Iterator[Fact]:
    """Say of how many rows of each table every column is known."""
    for table in schemas():
        frame = getattr(case, table)
        for field in fields(table):
            known = int(frame[field["name"]].notna().sum())
            yield f"{table}.{field['name']}.rows", known
            if len(frame):
                yield f"{table}.{field['name']}.percent", round(100 * known / len(frame))


def _stated(case: Case, table: str, columns: Iterable[str] = ()) -> Iterator[Fact]:
    """Give what a table of the case states in some columns, or in all that say something of a person."""
    frame: pd.DataFrame = getattr(case, table)
    key = str(frame.columns[0])
    asked = [*columns] or [str(name) for name in frame if name not in {key, "population_id", "source_id", "note"}]
    for row in rows(frame):
        yield from _under(row[key], {name: str(row[name]) for name in asked if isinstance(row[name], str)})


_section("sources")(partial(_stated, table="sources", columns=["published", "accessed"]))
_section("populations")(partial(_stated, table="populations", columns=["window"]))


@_section("claims")
def _claims(case: Case) -> Iterator[Fact]:
    """Give the standing, the part and the number of each claim."""
    for claim in case.claim_list:
        yield f"{claim.claim_id}.status", claim.status.value
        if claim.where:
            yield f"{claim.claim_id}.where", claim.where
        if claim.value is not None:
            number = float(claim.value.number)
            sign = "" if claim.relation is Relation.EXACTLY else f"{claim.relation} "
            yield f"{claim.claim_id}.value", f"{sign}{int(number) if number.is_integer() else number}"


_section("records")(partial(_stated, table="records"))
