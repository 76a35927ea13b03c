"""The inference engine against an oracle that tries every table, against laws, and against print.

The small cases are drawn by Hypothesis: a hidden list of people, claims that are true of it or made
up, and a few of its people described coarsely. What the library says of such a case has to be what
the oracle finds by trying every table of counts.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import comb
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, assume, given
from hypothesis import strategies as st

import casefiles
import musterbook as mb
import oracle
from exploring import EXPLORE, examples

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
PHASES = [Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink]
# Some eighty cases in each run, some thousands where EXPLORE=1 asks for them.
FEW, QUICK, SOME, MANY = (examples(number, suppress_health_check=SLOW, phases=PHASES) for number in (2, 3, 4, 5))

MOSCOW = "moscow-2023-24"
MONTHS = ("2023-11", "2023-12", "2024-01", "2024-02")
OUTCOMES = ("returned", "killed", "wounded")
COLUMNS = {
    table: [one["name"] for one in casefiles.fields(table)] for table in ("populations", "sources", "claims", "records")
}


# Small cases


def csv_text(table: str, rows: Sequence[Mapping[str, str]]) -> str:
    """Write rows as the text of one table; a column that a row does not name stays empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS[table], restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def case_tables(rows: oracle.Rows) -> dict[str, list[Mapping[str, str]]]:
    """Give the four tables of a small case."""
    people = {"population_id": "p", "description": "people", "window": rows.window}
    source = {"source_id": "s", "outlet": "o", "accessed": "2024-06-01", "role": "primary"}
    both = {"population_id": "p", "source_id": "s"}
    return {
        "populations": [people],
        "sources": [source],
        "claims": [{**both, "status": "used", **claim} for claim in rows.claims],
        "records": [{**both, **record} for record in rows.records],
    }


def write_case(folder: Path, rows: oracle.Rows) -> mb.Case:
    """Write a small case to a folder, seal it, and read it as a user does."""
    for table, lines in case_tables(rows).items():
        (folder / f"{table}.csv").write_text(csv_text(table, lines), "utf-8")
    about = {"name": "small", "title": "Small", "resources": []}
    (folder / "datapackage.json").write_text(json.dumps(about), "utf-8")
    mb.accept_files(folder)
    return mb.read_case(folder)


def make_case(rows: oracle.Rows) -> mb.Case:
    """Make the same case in memory, for hundreds of examples."""
    frames = {
        table: pd.DataFrame([{name: row.get(name) or None for name in COLUMNS[table]} for row in lines], dtype="str")
        for table, lines in case_tables(rows).items()
    }
    frames = {table: frame.reindex(columns=COLUMNS[table]).astype("str") for table, frame in frames.items()}
    return mb.Case(name="small", title="Small", **frames)


def claim(statistic: str, variable: str, where: str, relation: str, value: object, **more: str) -> dict[str, str]:
    """Make one row of the claims table, its id still missing."""
    return {
        "statistic": statistic,
        "variable": variable,
        "where": where,
        "relation": relation,
        "value": str(value),
        "unit": "",
        **more,
    }


def small(
    window: str,
    claims: Sequence[Mapping[str, str]],
    records: Sequence[Mapping[str, str]] = (),
    **more: Any,
) -> oracle.Rows:
    """Make the rows of a small case, with ids c0, c1, … and r0, r1, … where none is given."""
    return oracle.Rows(
        window,
        tuple({"claim_id": f"c{number}", **one} for number, one in enumerate(claims)),
        tuple({"record_id": f"r{number}", **one} for number, one in enumerate(records)),
        **more,
    )


def possible(rows: oracle.Rows, variable: str, **options: Any) -> mb.Worlds:
    """Ask the library for the worlds of a small case."""
    return mb.possible_worlds(make_case(rows), variable, **options)


def bounds_of(worlds: mb.Worlds) -> list[tuple[str, int, int | None]]:
    """Give the bounds as plain tuples."""
    rows = worlds.bounds().itertuples(index=False)
    return [(row.cell, int(row.low), None if pd.isna(row.high) else int(row.high)) for row in rows]


def expected_bounds(
    rows: oracle.Rows, variable: str, found: Sequence[oracle.Table], every: str = "month"
) -> list[tuple[str, int, int]]:
    """Give the bounds that follow from a list of worlds."""
    names = oracle.line_of(rows, variable, every).names
    return [(name, *ends) for name, ends in zip(names, oracle.bounds(found), strict=True)]


def sets_of(worlds: mb.Worlds) -> set[frozenset[str]]:
    """Give the contradictions as sets, after a look that none comes twice."""
    found = worlds.contradictions
    assert len({frozenset(ids) for ids in found}) == len(found)
    assert all(len(set(ids)) == len(ids) for ids in found)
    return {frozenset(ids) for ids in found}


# Drawing a hidden list and what is published about it


@dataclass(frozen=True)
class Story:
    """A hidden list, the small case that was published about it, and what to ask of it."""

    rows: oracle.Rows
    variable: str
    truth: tuple[int, ...]


WINDOWS = ("2023-11/2024-02", "2023-11-21/2024-02-10", "2023-12/2024-02", "2023-11/2023-12")


def stretch_text(first: str, last: str, window: str) -> str:
    """Name the part of a window from one month to another, cut to the window."""
    low, high = oracle.day_span(f"{first}/{last}")
    start, stop = oracle.day_span(window)
    if start <= low and high <= stop:
        return first if first == last else f"{first}/{last}"
    ends = (oracle.date.fromordinal(int(day)) for day in (max(low, start), min(high, stop)))
    return "/".join(map(str, ends))


@st.composite
def related(draw: st.DrawFn, number: int, honest: bool, least: int = 0) -> dict[str, str]:
    """Draw a relation and a value: true of a number, or made up."""
    relations = ["=", "=", ">=", "<="]
    relation = draw(st.sampled_from(relations if honest or not least else relations[:-1]))
    if not honest:
        return {"relation": relation, "value": f"{draw(st.integers(least, 3))}"}
    slack = {"=": 0, ">=": -draw(st.integers(0, 2)), "<=": draw(st.integers(0, 2))}[relation]
    return {"relation": relation, "value": f"{max(least, number + slack)}"}


@st.composite
def month_claims(
    draw: st.DrawFn, window: str, truth: Sequence[int], honest: bool, plain: bool = False
) -> dict[str, str]:
    """Draw a claim about sign-ups: people in some months, the highest month, months with anybody."""
    months = list(oracle.date_cells(window, "month"))
    first = draw(st.integers(0, len(months) - 1))
    last = draw(st.integers(first, len(months) - 1))
    where = stretch_text(months[first], months[last], window)
    part = truth[first : last + 1]
    kind = "count" if plain else draw(st.sampled_from(["count", "count", "peak", "occupied"]))
    if kind == "peak":
        return draw(_peaks(months, window, truth, honest))
    unit = "months" if kind == "occupied" else "people"
    number = sum(map(bool, part)) if kind == "occupied" else sum(part)
    values = draw(related(number, honest))
    return claim(kind, "signup", where, values["relation"], values["value"], unit=unit)


@st.composite
def _peaks(draw: st.DrawFn, months: Sequence[str], window: str, truth: Sequence[int], honest: bool) -> dict[str, str]:
    highest = max(truth)
    if honest:
        assume(highest and list(truth).count(highest) == 1)
    at = list(truth).index(highest) if honest else draw(st.integers(0, len(months) - 1))
    where = stretch_text(months[at], months[at], window)
    values = draw(related(highest, honest, 1))
    return claim("peak", "signup", where, values["relation"], values["value"])


@st.composite
def month_stories(draw: st.DrawFn, honest: bool = True, plain: bool = False, records: int = 3) -> Story:
    """Draw a list of sign-ups and what is published about it; its number of people has an end."""
    window = draw(st.sampled_from(WINDOWS))
    months = list(oracle.date_cells(window, "month"))
    truth = draw(st.lists(st.integers(0, 4), min_size=len(months), max_size=len(months)))
    assume(sum(truth) <= 8)
    one = month_claims(window, truth, honest, plain)
    claims = draw(st.lists(one, min_size=1, max_size=3))
    claims.append(draw(totals("signup", sum(truth))))
    people = draw(described_months(window, months, truth, honest, records))
    return Story(small(window, claims, people), "signup", tuple(truth))


@st.composite
def totals(draw: st.DrawFn, variable: str, people: int) -> dict[str, str]:
    """Draw a claim that ends the number of people, said of all or of one variable."""
    said_of = draw(st.sampled_from([variable, variable, "", "party"]))
    relation, value = draw(st.sampled_from([("=", people), ("=", people), ("<=", people + 1)]))
    return claim("count", said_of, "", relation, value)


@st.composite
def described_months(
    draw: st.DrawFn,
    window: str,
    months: Sequence[str],
    truth: Sequence[int],
    honest: bool,
    most: int,
) -> list[dict[str, str]]:
    """Draw up to so many people of the list with a month known more or less well, or not at all."""
    homes = [at for at, people in enumerate(truth) for _ in range(people)]
    if not honest:
        homes = [at for at in range(len(truth)) for _ in range(3)]
    chosen = draw(st.permutations(homes))[: draw(st.integers(0, most))]
    said = [draw(around(at, len(months))) for at in chosen]
    return [{"signup": stretch_text(months[ends[0]], months[ends[1]], window)} if ends else {} for ends in said]


@st.composite
def around(draw: st.DrawFn, at: int, cells: int) -> tuple[int, int] | None:
    """Draw a stretch of cells around one of them, or nothing."""
    if draw(st.integers(0, 5)) == 0:
        return None
    wide = draw(st.booleans())
    return (max(0, at - draw(st.integers(0, 1))), min(cells - 1, at + 1)) if wide else (at, at)


LOWEST = {"age": 20, "lag_days": 0}


@st.composite
def number_claims(draw: st.DrawFn, variable: str, people: Sequence[int], honest: bool) -> dict[str, str]:
    """Draw a claim about ages or lags: people in a range, an end, a middle, a peak."""
    kinds = ["count", "count", "minimum", "maximum", "mean", "median", "peak", "occupied"]
    kind = draw(st.sampled_from(kinds if honest else kinds[:-1]))
    if kind in {"mean", "median"}:
        return draw(middles(variable, kind, people, honest))
    if kind in {"minimum", "maximum"}:
        return draw(ends(variable, kind, people, honest))
    if kind == "peak":
        return draw(number_peaks(variable, people, honest))
    where = draw(number_ranges(LOWEST[variable])) if kind == "count" else ""
    low, high = oracle.text_span(variable, where)
    inside = [one for one in people if low <= one <= high]
    values = draw(related(len(set(inside)) if kind == "occupied" else len(inside), honest))
    return claim(kind, variable, where, values["relation"], values["value"])


@st.composite
def number_ranges(draw: st.DrawFn, lowest: int) -> str:
    """Draw a range of numbers as it would be written."""
    low = lowest + draw(st.integers(0, 3))
    high = low + draw(st.integers(0, 2))
    return draw(st.sampled_from([f"{low}", f"{low}..{high}" if high > low else f"{low}", f"{low}..", f"..{high}"]))


@st.composite
def ends(draw: st.DrawFn, variable: str, kind: str, people: Sequence[int], honest: bool) -> dict[str, str]:
    """Draw a claim of the least or the largest number."""
    true = min(people) if kind == "minimum" else max(people)
    relation = draw(st.sampled_from(["=", ">=", "<="]))
    slack = {"=": 0, ">=": -1, "<=": 1}[relation] * draw(st.integers(0, 1))
    made_up = LOWEST[variable] + draw(st.integers(0, 3))
    value = max(true + slack, LOWEST[variable]) if honest else made_up
    return claim(kind, variable, "", relation, value)


@st.composite
def middles(draw: st.DrawFn, variable: str, kind: str, people: Sequence[int], honest: bool) -> dict[str, str]:
    """Draw a claim of the mean or the median, printed with one decimal or none."""
    true = middle(people, kind)
    if not honest:
        true = LOWEST[variable] + Fraction(draw(st.integers(0, 40)), 10)
    places = draw(st.sampled_from([0, 1]))
    tenths = int(true * 10**places + Fraction(1, 2))
    text = f"{tenths // 10}.{tenths % 10}" if places else f"{tenths}"
    return claim(kind, variable, "", draw(st.sampled_from(["=", ">=", "<="])), text)


def middle(people: Sequence[int], kind: str) -> Fraction:
    """Give the mean or the median of a list."""
    ordered, half = sorted(people), len(people) // 2
    if kind == "mean":
        return Fraction(sum(people), len(people))
    return Fraction(ordered[half] + ordered[(len(people) - 1) // 2], 2)


@st.composite
def number_peaks(draw: st.DrawFn, variable: str, people: Sequence[int], honest: bool) -> dict[str, str]:
    """Draw a claim of the most frequent number."""
    (value, most), *others = Counter(people).most_common()
    if honest:
        assume(not others or others[0][1] < most)
    else:
        value = LOWEST[variable] + draw(st.integers(0, 3))
    values = draw(related(most, honest, 1))
    return claim("peak", variable, f"{value}", values["relation"], values["value"])


CLOSED = {"mean", "median", "occupied"}


@st.composite
def number_stories(draw: st.DrawFn, honest: bool = True) -> Story:
    """Draw a list of ages or lags; where a claim needs it, both ends of the line are claimed too."""
    variable = draw(st.sampled_from(["age", "lag_days"]))
    lowest = LOWEST[variable]
    people = draw(st.lists(st.integers(lowest, lowest + 3), min_size=1, max_size=6))
    one = number_claims(variable, people, honest)
    claims = draw(st.lists(one, min_size=1, max_size=3 if honest else 2))
    if any(c["statistic"] in CLOSED for c in claims):
        claims.append(claim("minimum", variable, "", ">=", lowest))
        claims.append(claim("maximum", variable, "", "<=", lowest + 3))
    claims.append(draw(totals(variable, len(people))))
    assume(variable == "lag_days" or mentions(claims, variable))
    records = draw(described_numbers(variable, people, honest))
    return Story(small("", claims, records), variable, tuple(people))


def mentions(claims: Sequence[Mapping[str, str]], variable: str) -> bool:
    """Tell whether any number is mentioned, so that there are cells."""
    own = [one for one in claims if one["variable"] == variable]
    return any(one["where"] or one["statistic"] in {"minimum", "maximum"} for one in own)


@st.composite
def described_numbers(draw: st.DrawFn, variable: str, people: Sequence[int], honest: bool) -> list[dict[str, str]]:
    """Draw up to three people of the list with a number known more or less well, or not at all."""
    chosen = draw(st.permutations(people))[: draw(st.integers(0, 3))]
    if not honest:
        chosen = [LOWEST[variable] + draw(st.integers(0, 3)) for _ in chosen]
    forms = [draw(st.sampled_from([f"{one}", f"{one}..{one + 1}", f"{one}..", f"..{one}", ""])) for one in chosen]
    return [{variable: text} if text else {} for text in forms]


@st.composite
def label_stories(draw: st.DrawFn, honest: bool = True) -> Story:
    """Draw a list of outcomes and what is published about it."""
    people = draw(st.lists(st.sampled_from([*OUTCOMES, ""]), min_size=1, max_size=6))
    kinds = st.sampled_from(["count", "count", "peak", "occupied"])
    claims = [draw(label_claims(draw(kinds), people, honest)) for _ in range(draw(st.integers(1, 3)))]
    claims.append(draw(totals("outcome", len(people))))
    chosen = draw(st.permutations(people))[: draw(st.integers(0, 3))]
    records = [{"outcome": one} if one else {} for one in chosen]
    rows = small("", claims, records)
    names = oracle.label_line(rows, "outcome", [c for c in claims if c["variable"] == "outcome"]).names
    assume(len(names) > 1)
    truth = Counter(one if one in names else oracle.OTHER for one in people)
    return Story(rows, "outcome", tuple(truth[name] for name in names))


@st.composite
def label_claims(draw: st.DrawFn, kind: str, people: Sequence[str], honest: bool) -> dict[str, str]:
    """Draw a claim about outcomes; occupied cells are only ever at most so many, or made up."""
    tally = Counter(one for one in people if one)
    label = draw(st.sampled_from(OUTCOMES))
    if kind == "occupied":
        return claim(kind, "outcome", "", "<=", 4 if honest else draw(st.integers(0, 3)))
    if kind == "peak":
        most = tally.most_common()
        assume(not honest or (most and (len(most) == 1 or most[1][1] < most[0][1])))
        label = most[0][0] if honest else label
    values = draw(related(tally[label], honest, int(kind == "peak")))
    return claim(kind, "outcome", label, values["relation"], values["value"])


def stories(honest: bool = True) -> st.SearchStrategy[Story]:
    """Draw a story of any kind."""
    return st.one_of(month_stories(honest), number_stories(honest), label_stories(honest))


ANY = st.one_of(stories(honest=True), stories(honest=False))


def refusals(story: Story, every: str = "month") -> list[set[str]]:
    """Give why worlds may not be counted: sets of ids, all of which the message has to name.

    A claim or a record that cuts a cell; a peak or occupied cells of months where longer cells are asked for; occupied
    cells where one gathers many.
    """
    claims = [one for one in story.rows.claims if one["variable"] == story.variable]
    months = [one["claim_id"] for one in claims if one["statistic"] in {"peak", "occupied"}]
    longer = [{name} for name in months] if every != "month" else []
    line = oracle.line_of(story.rows, story.variable, every)
    occupied = [{one["claim_id"]} for one in claims if one["statistic"] == "occupied"]
    gathered = occupied if any(line.is_open([at]) for at in range(len(line.pieces))) else []
    return [*cuts(story, every), *longer, *gathered]


def cuts(story: Story, every: str = "month") -> list[set[str]]:
    """Give the claims and records, by id, that overlap a cell without nesting."""
    line = oracle.line_of(story.rows, story.variable, every)
    stretches = [(name, oracle.text_span(story.variable, text, line.labels)) for name, text in stretches_of(story)]
    return [{name} for name, stretch in stretches if any(oracle.cross(stretch, cell) for cell in line.cells)]


def stretches_of(story: Story) -> list[tuple[str, str]]:
    """Give the stretches that each claim and each record cuts out."""
    claims = [one for one in story.rows.claims if one["variable"] == story.variable]
    found = [(one["claim_id"], one["where"]) for one in claims if one["statistic"] not in {"minimum", "maximum"}]
    return found + [(r["record_id"], r.get(story.variable, "")) for r in story.rows.records]


def counted(worlds: mb.Worlds, story: Story, every: str = "month") -> int | None:
    """Count worlds; nothing if that was refused for a reason there is, with the ids it is about."""
    try:
        return worlds.count
    except mb.MusterError as error:
        message = str(error)
    assert any(is_named(ids, message) for ids in refusals(story, every)), message
    return None


def is_named(ids: set[str], message: str) -> bool:
    """Tell whether a message names claims; for a record, which can be one of many, any record."""
    claims = {one for one in ids if not one.startswith("r")}
    return all(one in message for one in claims) and (claims == ids or " r" in message)


# Against the oracle


@MANY
@given(ANY)
def test_number_of_worlds_is_the_oracles(story: Story) -> None:
    found = oracle.worlds(story.rows, story.variable)
    assert counted(possible(story.rows, story.variable), story) in {len(found), None}


@MANY
@given(ANY)
def test_bounds_are_the_oracles(story: Story) -> None:
    found = oracle.worlds(story.rows, story.variable)
    assume(found)
    worlds = possible(story.rows, story.variable)
    assert bounds_of(worlds) == expected_bounds(story.rows, story.variable, found)
    assert worlds.total == (min(map(sum, found)), max(map(sum, found)))


@SOME
@given(st.one_of(month_stories(honest=False), label_stories(honest=False)))
def test_contradictions_of_months_and_of_labels_are_the_oracles(story: Story) -> None:
    assume(not oracle.worlds(story.rows, story.variable))
    worlds = possible(story.rows, story.variable)
    assert sets_of(worlds) == oracle.impossible_sets(story.rows)
    with pytest.raises(mb.MusterError, match="cannot hold together"):
        worlds.bounds()


@FEW
@given(number_stories(honest=False))
def test_contradictions_of_numbers_are_the_oracles(story: Story) -> None:
    """A mean can ask for more people than the oracle tries, so only sets with an end are known."""
    rows = story.rows
    assume(not oracle.worlds(rows, story.variable))
    found, known = sets_of(possible(rows, story.variable)), oracle.impossible_sets(rows)
    last = rows.claims[-1]["claim_id"]
    assert [ids for ids in found if not any(one <= ids | {last} for one in known)] == []
    assert [ids for ids in known if last in ids and not any(one <= ids for one in found)] == []
    shorter = [ids - {one} for ids in found for one in ids if last in ids - {one}]
    assert [ids for ids in shorter if any(one <= ids for one in known)] == []


@SOME
@given(ANY)
def test_no_contradictions_where_a_world_exists(story: Story) -> None:
    assume(oracle.worlds(story.rows, story.variable))
    assert possible(story.rows, story.variable).contradictions == []


@SOME
@given(stories(), st.data())
def test_shares_are_the_oracles(story: Story, data: st.DataObject) -> None:
    found = oracle.worlds(story.rows, story.variable)
    names = oracle.line_of(story.rows, story.variable).names
    cell = data.draw(st.integers(0, len(names) - 1))
    worlds = possible(story.rows, story.variable)
    assume(counted(worlds, story) is not None)
    shares = worlds.distribution(names[cell], fractions=True)
    assert positive(shares) == oracle.shares(dict.fromkeys(found, 1), cell)


@SOME
@given(month_stories(), st.data())
def test_steady_shares_are_the_oracles(story: Story, data: st.DataObject) -> None:
    weights = oracle.ways(story.rows, "signup")
    assume(len(set(map(sum, weights))) == 1)
    names = oracle.line_of(story.rows, "signup").names
    cell = data.draw(st.integers(0, len(names) - 1))
    worlds = possible(story.rows, "signup", weights="steady")
    assume(counted(worlds, story) is not None)
    assert worlds.count == len(weights)
    shares = worlds.distribution(names[cell], fractions=True)
    assert positive(shares) == oracle.shares(weights, cell)


def positive(shares: pd.Series) -> dict[int, Fraction]:
    """Give the shares above nought, after a look that they are exact and sum to one."""
    assert all(isinstance(share, Fraction) for share in shares)
    assert sum(shares) == 1
    return {int(count): share for count, share in shares.items() if share}


@SOME
@given(ANY, st.data())
def test_a_witness_is_a_world_and_none_is_made_up(story: Story, data: st.DataObject) -> None:
    found = oracle.worlds(story.rows, story.variable)
    assume(found)
    names = oracle.line_of(story.rows, story.variable).names
    cell = data.draw(st.integers(0, len(names) - 1))
    worlds = possible(story.rows, story.variable)
    attained = {world[cell] for world in found}
    for value in range(max(attained) + 2):
        if value in attained:
            witness = worlds.witness(names[cell], value)
            assert tuple(witness.index) == names
            assert witness[names[cell]] == value
            assert tuple(witness) in found
        else:
            with pytest.raises(mb.MusterError):
                worlds.witness(names[cell], value)


@QUICK
@given(stories(), st.sampled_from(["uniform", "steady"]), st.integers(0, 99))
def test_samples_are_worlds(story: Story, weights: str, seed: int) -> None:
    found = set(oracle.worlds(story.rows, story.variable))
    if story.variable != "signup" or len(set(map(sum, found))) > 1:
        weights = "uniform"
    worlds = possible(story.rows, story.variable, weights=weights)
    assume(counted(worlds, story) is not None)
    sample = worlds.sample(20, seed=seed)
    assert len(sample) == 20
    assert set(sample.itertuples(index=False, name=None)) <= found
    pd.testing.assert_frame_equal(sample, worlds.sample(20, seed=seed))


@SOME
@given(month_stories(records=2), st.sampled_from(["year", "quarter", "week"]))
def test_longer_and_shorter_cells_are_the_oracles(story: Story, every: str) -> None:
    if every == "week":
        story = Story(shortened(story.rows), "signup", ())
        assume("signup" in story.rows.variables)
    found = oracle.worlds(story.rows, "signup", every)
    assume(found)
    worlds = possible(story.rows, "signup", every=every)
    assert bounds_of(worlds) == expected_bounds(story.rows, "signup", found, every)
    assert counted(worlds, story, every) in {len(found), None}


def shortened(rows: oracle.Rows) -> oracle.Rows:
    """Keep only a few weeks and the claims about all of them: weeks are many."""
    whole = [one for one in rows.claims if not one["where"] and one["statistic"] == "count"]
    return replace(rows, window="2023-12-20/2024-01-09", claims=tuple(whole), records=())


HALVES = ("2023-12-01/2023-12-15", "2023-12-16/2023-12-31", "2024-01-10/2024-01-20")


@st.composite
def half_month_stories(draw: st.DrawFn) -> Story:
    """Draw a story with claims about parts of months and months in one."""
    wheres = st.sampled_from([*HALVES, "2023-12", "2023-12-10/2024-01", "2023-12/2024-01"])
    chosen = draw(st.lists(wheres, min_size=1, max_size=3))
    claims = [
        claim("count", "signup", where, draw(st.sampled_from(["=", ">=", "<="])), draw(st.integers(0, 3)))
        for where in chosen
    ]
    claims.append(claim("count", "signup", "", "=", draw(st.integers(0, 4))))
    records = [{"signup": text} for text in draw(st.lists(st.sampled_from([*HALVES, "2024-02"]), max_size=2))]
    return Story(small("2023-12/2024-02", claims, records, cap=11), "signup", ())


@SOME
@given(half_month_stories())
def test_claims_within_a_month_are_the_oracles(story: Story) -> None:
    found = oracle.worlds(story.rows, "signup")
    worlds = possible(story.rows, "signup")
    if not found:
        assert sets_of(worlds) == oracle.impossible_sets(story.rows)
        return
    assert bounds_of(worlds) == expected_bounds(story.rows, "signup", found)
    assert counted(worlds, story) in {len(found), None}


@SOME
@given(number_stories())
def test_bounds_of_the_mean_are_the_oracles(story: Story) -> None:
    rows, variable = story.rows, story.variable
    low, high = LOWEST[variable], LOWEST[variable] + 3
    ends = [claim("minimum", variable, "", ">=", low), claim("maximum", variable, "", "<=", high)]
    named = [{"claim_id": f"end{at}", **end} for at, end in enumerate(ends)]
    rows = replace(rows, claims=(*rows.claims, *named))
    numbers = [span[0] for span in oracle.line_of(rows, variable).pieces]
    found = oracle.worlds(rows, variable)
    assume(len(set(map(sum, found))) == 1)
    sums = [sum(n * x for n, x in zip(numbers, world, strict=True)) for world in found]
    means = [total / sum(world) for total, world in zip(sums, found, strict=True)]
    expected = pytest.approx((min(means), max(means)), rel=1e-12)
    assert possible(rows, variable).mean_bounds() == expected


def test_bounds_of_a_mean_of_one_or_two_people() -> None:
    """One of 20 years and perhaps another of 20 to 23: from 20 to 21 and a half."""
    rows = small(
        "",
        [
            claim("count", "age", "20", "=", 1),
            claim("minimum", "age", "", ">=", 20),
            claim("maximum", "age", "", "<=", 23),
            claim("count", "age", "", "<=", 2),
        ],
    )
    assert possible(rows, "age").mean_bounds() == (20, 21.5)


@pytest.mark.parametrize(("relation", "count"), [("=", 1), (">=", 3), ("<=", 2)])
def test_a_mean_is_of_somebody(relation: str, count: int) -> None:
    """Nobody has no mean, whether it is said to be 21, at least 21 or at most 21."""
    rows = small(
        "",
        [
            claim("mean", "age", "", relation, 21),
            claim("minimum", "age", "", ">=", 20),
            claim("maximum", "age", "", "<=", 23),
            claim("count", "age", "", "<=", 1),
        ],
    )
    assert possible(rows, "age").count == len(oracle.worlds(rows, "age")) == count


@pytest.mark.parametrize(("relation", "total"), [("<=", "="), (">=", "="), ("<=", "<=")])
def test_a_peak_of_one_person_leaves_nobody_elsewhere(relation: str, total: str) -> None:
    """Whoever is the only one of 20 years is more than any other age has, and nobody at all is no peak."""
    rows = small("", [claim("peak", "age", "20", relation, 1), claim("count", "age", "", total, 1)])
    worlds = possible(rows, "age")
    assert oracle.worlds(rows, "age") == [(0, 1, 0)]
    assert worlds.count == 1
    assert bounds_of(worlds) == [("..19", 0, 0), ("20", 1, 1), ("21..", 0, 0)]
    assert worlds.witness("20", 1).tolist() == [0, 1, 0]


# Claims that overlap without nesting


MANY_MONTHS = [f"2023-{month:02}" for month in range(1, 7)]


@st.composite
def overlapping_stories(draw: st.DrawFn) -> Story:
    """Draw counts of stretches of months, most of which overlap; now and then with a peak or occupied months."""
    truth = draw(st.lists(st.integers(0, 2), min_size=5, max_size=5))
    ends = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(sorted)
    claims = []
    for first, last in draw(st.lists(ends, min_size=2, max_size=5)):
        values = draw(related(sum(truth[first : last + 1]), honest=True))
        where = f"{MANY_MONTHS[first]}/{MANY_MONTHS[last]}"
        claims.append(claim("count", "signup", where, values["relation"], values["value"]))
    if draw(st.booleans()):
        claims.append(draw(month_claims("2023-01/2023-05", truth, honest=True)))
    claims.append(draw(totals("signup", sum(truth))))
    return Story(small("2023-01/2023-05", claims, cap=12), "signup", tuple(truth))


@SOME
@given(overlapping_stories(), st.sampled_from(["uniform", "steady"]), st.integers(0, 4))
def test_overlapping_claims_are_counted_and_sampled(story: Story, weights: str, cell: int) -> None:
    found = oracle.ways(story.rows, "signup")
    if weights == "uniform" or len(set(map(sum, found))) > 1:
        weights, found = "uniform", dict.fromkeys(found, 1)
    worlds = possible(story.rows, "signup", weights=weights)
    assert bounds_of(worlds) == expected_bounds(story.rows, "signup", list(found))
    assert worlds.count == len(found)
    assert positive(worlds.distribution(MANY_MONTHS[cell], fractions=True)) == oracle.shares(found, cell)
    assert set(worlds.sample(20, seed=cell).itertuples(index=False, name=None)) <= set(found)


def test_overlapping_halves_of_a_year() -> None:
    """Of 30, 20 until September and 15 from August: k in both leave 20 - k, 15 - k and k - 5, so 16 x 6 x 66 tables."""
    claims = [
        claim("count", "signup", "", "=", 30),
        claim("count", "signup", "2023-06/2023-09", "=", 20),
        claim("count", "signup", "2023-08/2023-12", "=", 15),
    ]
    worlds = possible(small("2023-06/2023-12", claims), "signup")
    assert [ends for _, *ends in bounds_of(worlds)] == [[0, 15]] * 2 + [[0, 5]] * 2 + [[0, 10]] * 3
    assert worlds.count == 16 * 6 * 66


def test_thousands_of_people_in_overlapping_quarters_are_counted() -> None:
    """What two overlapping claims share may be anything: one pass over it, however many people there are."""
    claims = [
        claim("count", "signup", "", "=", 6_000),
        claim("count", "signup", "2023-01/2023-06", "=", 4_000),
        claim("count", "signup", "2023-04/2023-09", "=", 3_000),
    ]
    worlds = possible(small("2023", claims), "signup")
    ways = [comb(people + 2, 2) for people in range(4_001)]
    both = range(1_000, 3_001)
    assert worlds.count == sum(
        ways[4_000 - some] * ways[some] * ways[3_000 - some] * ways[some - 1_000] for some in both
    )


def test_open_sums_that_are_too_many_are_refused_with_their_number() -> None:
    """Rolling windows of which nothing is exact leave every sum open; bounds are sharp all the same."""
    claims = [claim("count", "signup", f"2023-{month:02}/2023-{month + 3:02}", "<=", 900) for month in range(1, 8)]
    worlds = possible(small("2023", [claim("count", "signup", "", "=", 1_800), *claims]), "signup")
    with pytest.raises(mb.MusterError, match=r"open sums of claims that overlap would take about [\d,]+ steps"):
        _ = worlds.count
    assert bounds_of(worlds)[0] == ("2023-01", 0, 900)


def test_several_sums_are_carried_at_once() -> None:
    rows = small(
        "2023-11/2024-02",
        [
            claim("count", "signup", "", "=", 4),
            claim("occupied", "signup", "", "=", 3, unit="months", claim_id="whole"),
            claim("occupied", "signup", "2023-11/2023-12", "=", 1, unit="months", claim_id="part"),
        ],
    )
    found = oracle.worlds(rows, "signup")
    worlds = possible(rows, "signup")
    assert bounds_of(worlds) == expected_bounds(rows, "signup", found)
    assert worlds.count == len(found)


def test_a_median_beside_parts_and_coarse_records_is_counted() -> None:
    rows = small(
        "",
        [
            claim("count", "lag_days", "", "=", 2),
            claim("count", "lag_days", "0", "=", 1),
            claim("median", "lag_days", "", "=", 1, claim_id="middle"),
            claim("maximum", "lag_days", "", "<=", 3),
        ],
        [{"lag_days": "1..2", "record_id": "somebody"}],
    )
    assert possible(rows, "lag_days").count == len(oracle.worlds(rows, "lag_days")) == 2


def test_a_refusal_names_what_cuts_a_cell() -> None:
    claims = [claim("count", "signup", "", "=", 2), claim("count", "signup", "2023-11-10/2023-12-09", "=", 1)]
    worlds = possible(small("2023-11/2023-12", claims), "signup")
    with pytest.raises(mb.MusterError, match="the spans of c1 and the signup cell 2023-11 overlap"):
        _ = worlds.count


# Readings


@SOME
@given(month_stories(honest=True), st.sampled_from(["every", "ties", "records"]))
def test_readings_are_the_oracles(story: Story, reading: str) -> None:
    rows, text = {
        "every": (replace(story.rows, full=True), "every cell occupied"),
        "ties": (replace(story.rows, ties=True), "ties for the peak allowed"),
        "records": (replace(story.rows, records=()), "records ignored"),
    }[reading]
    assume(reading != "ties" or any(c["statistic"] == "peak" for c in rows.claims))
    assume(reading != "records" or story.rows.records)
    found = oracle.worlds(rows, "signup")
    worlds = possible(story.rows, "signup", assume=text)
    if not found:
        assert worlds.count == 0
        return
    assert bounds_of(worlds) == expected_bounds(rows, "signup", found)
    assert counted(worlds, Story(rows, "signup", ())) in {len(found), None}


def test_two_readings_at_once() -> None:
    rows = small(
        "2023-11/2024-01",
        [claim("count", "signup", "", "=", 5), claim("peak", "signup", "2023-12", "=", 2)],
        [{"signup": "2023-11"}, {"signup": "2023-11"}, {"signup": "2023-11"}],
    )
    read = replace(rows, records=(), ties=True)
    options = ["records ignored", "ties for the peak allowed"]
    assert possible(rows, "signup", assume=options).count == len(oracle.worlds(read, "signup")) == 2


def test_a_disputed_claim_takes_the_place_of_the_one_it_disputes() -> None:
    july = claim("count", "signup", "2023-11", "=", 2, claim_id="better")
    other = claim("count", "signup", "2023-12", "=", 3, claim_id="worse", status="disputed", see="better")
    total = claim("count", "signup", "", "=", 4)
    rows = small("2023-11/2024-01", [july, other, total])
    judged, swapped = (small("2023-11/2024-01", [one, total]) for one in (july, other))
    assert possible(rows, "signup").count == len(oracle.worlds(judged, "signup"))
    worlds = possible(rows, "signup", assume="worse")
    assert worlds.count == len(oracle.worlds(swapped, "signup"))
    assert bounds_of(worlds)[1] == ("2023-12", 3, 3)


def test_only_used_claims_of_the_population_count() -> None:
    total = claim("count", "signup", "", "=", 3)
    others = [
        claim("count", "signup", "2023-11", "=", 2, status="repeats", see="c0"),
        claim("count", "signup", "2023-11", "=", 3, status="context"),
        claim("count", "signup", "2023-12", "~", "", status="vague"),
        claim("count", "signup", "2023-11", "=", 1, status="disputed", see="c0"),
    ]
    rows = small("2023-11/2023-12", [total, *others])
    assert possible(rows, "signup").count == 4


# Laws


@SOME
@given(month_stories(), st.data())
def test_another_true_claim_never_widens_a_bound(story: Story, data: st.DataObject) -> None:
    more = data.draw(month_claims(story.rows.window, story.truth, honest=True))
    longer = replace(story.rows, claims=(*story.rows.claims, {"claim_id": "more", **more}))
    before, after = bounds_of(possible(story.rows, "signup")), bounds_of(possible(longer, "signup"))
    for (_, low, high), (_, new_low, new_high) in zip(before, after, strict=True):
        assert low <= new_low <= new_high <= high


@SOME
@given(st.one_of(month_stories(), month_stories(honest=False), number_stories()), st.randoms())
def test_order_of_rows_never_matters(story: Story, random: Any) -> None:
    claims, records = list(story.rows.claims), list(story.rows.records)
    random.shuffle(claims)
    random.shuffle(records)
    mixed = replace(story.rows, claims=tuple(claims), records=tuple(records))
    one, other = possible(story.rows, story.variable), possible(mixed, story.variable)
    assert sets_of(one) == sets_of(other)
    if not one.contradictions:
        assert bounds_of(one) == bounds_of(other)
        assert counted(one, story) == counted(other, story)


@QUICK
@given(month_stories())
def test_months_sum_to_years(story: Story) -> None:
    worlds = possible(story.rows, "signup")
    assume(counted(worlds, story) is not None)
    months = worlds.sample(20, seed=1)
    for cell, low, high in bounds_of(possible(story.rows, "signup", every="year")):
        sums = months[[name for name in months.columns if name.startswith(cell)]].sum(axis="columns")
        assert sums.between(low, high).all()


@SOME
@given(stories())
def test_every_bound_has_a_witness(story: Story) -> None:
    worlds = possible(story.rows, story.variable)
    for cell, low, high in bounds_of(worlds):
        assert high is not None
        assert [worlds.witness(cell, end)[cell] for end in (low, high)] == [low, high]


@MANY
@given(stories())
def test_the_truth_is_among_the_worlds(story: Story) -> None:
    worlds = possible(story.rows, story.variable)
    found = bounds_of(worlds)
    truth = story.truth
    if story.variable in LOWEST:
        spans = [oracle.number_span(cell) for cell, _, _ in found]
        truth = tuple(sum(low <= one <= high for one in truth) for low, high in spans)
        assert sum(truth) == len(story.truth)
    assert all(low <= true <= high for (_, low, high), true in zip(found, truth, strict=True))
    assert counted(worlds, story) != 0


@QUICK
@given(month_stories())
def test_mean_of_the_table_is_the_oracles(story: Story) -> None:
    found = oracle.worlds(story.rows, "signup")
    means = [sum(column) / len(found) for column in zip(*found, strict=True)]
    worlds = possible(story.rows, "signup")
    assume(counted(worlds, story) is not None)
    table = worlds.table()
    assert table["mean"].tolist() == pytest.approx(means, rel=1e-12)
    ends = zip(table["low"], table["high"], strict=True)
    assert [tuple(map(int, pair)) for pair in ends] == oracle.bounds(found)


# Samples


SAMPLE = 20_000 if EXPLORE else 4_000
SAMPLED = {
    "total alone": small("2023-11/2024-01", [claim("count", "signup", "", "=", 3)]),
    "peak and a record": small(
        "2023-11/2024-02",
        [claim("count", "signup", "", "=", 5), claim("peak", "signup", "2023-12", ">=", 2)],
        [{"signup": "2024-02-03"}],
    ),
    "overlapping counts": small(
        "2023-01/2023-04",
        [
            claim("count", "signup", "", "=", 5),
            claim("count", "signup", "2023-01/2023-02", "=", 3),
            claim("count", "signup", "2023-02/2023-03", ">=", 2),
            claim("occupied", "signup", "", ">=", 3, unit="months"),
        ],
    ),
    "nested counts": small(
        "2023-11-21/2024-02",
        [
            claim("count", "signup", "", "=", 4),
            claim("count", "signup", "2023-12/2024-01", ">=", 2),
            claim("occupied", "signup", "", ">=", 2, unit="months"),
        ],
    ),
}


@pytest.mark.parametrize("weights", ["uniform", "steady"])
@pytest.mark.parametrize("name", SAMPLED)
def test_samples_follow_the_weights(name: str, weights: str) -> None:
    from scipy.stats import chisquare

    rows = SAMPLED[name]
    found = oracle.ways(rows, "signup")
    if weights == "uniform":
        found = dict.fromkeys(found, 1)
    sample = possible(rows, "signup", weights=weights).sample(SAMPLE, seed=11)
    drawn = Counter(sample.itertuples(index=False, name=None))
    expected = [SAMPLE * weight / sum(found.values()) for weight in found.values()]
    assert set(drawn) <= set(found)
    assert min(expected) > 3
    assert chisquare([drawn[world] for world in found], expected).pvalue > 1e-4


# One cell, and the number of people


def test_one_cell_that_is_the_whole_window_has_one_world() -> None:
    rows = small("2023-11/2023-12", [claim("count", "signup", "", "=", 3)])
    worlds = possible(rows, "signup", every="year")
    assert bounds_of(worlds) == [("2023", 3, 3)]
    assert worlds.count == len(oracle.worlds(rows, "signup", "year")) == 1
    assert worlds.sample(1, seed=1).to_numpy().tolist() == [[3]]


def test_a_number_of_people_without_end_leaves_bounds_open_and_refuses_a_count() -> None:
    rows = small(
        "2023-11/2024-01",
        [claim("count", "signup", "", ">=", 51), claim("count", "signup", "2023-12", "=", 4)],
    )
    worlds = possible(rows, "signup")
    assert bounds_of(worlds) == [("2023-11", 0, None), ("2023-12", 4, 4), ("2024-01", 0, None)]
    assert worlds.total == (51, None)
    with pytest.raises(mb.MusterError, match="total="):
        _ = worlds.count
    assert possible(rows, "signup", total=51).count == 48
    assert possible(rows, "signup", total=60).count == 57


@QUICK
@given(month_stories())
def test_bounds_without_a_total_are_the_oracles(story: Story) -> None:
    """What grows with the number of people tried has no largest value; a cell below the peak grows with every other."""
    rows = replace(story.rows, claims=story.rows.claims[:-1])
    fewer = oracle.bounds(oracle.worlds(replace(rows, cap=rows.cap - 2), "signup"))
    more = expected_bounds(rows, "signup", oracle.worlds(rows, "signup"))
    ends = zip(more, fewer, strict=True)
    expected = [(cell, low, high if high == less else None) for (cell, low, high), (_, less) in ends]
    worlds = possible(rows, "signup")
    assert worlds.contradictions == []
    assert bounds_of(worlds) == expected


def test_occupied_months_of_people_without_end_hold_together() -> None:
    """One to three of four months with anybody: nothing there contradicts anything."""
    claims = [
        claim("occupied", "signup", "", "<=", 3, unit="months"),
        claim("occupied", "signup", "", ">=", 1, unit="months"),
    ]
    worlds = possible(small("2023-11/2024-02", claims), "signup")
    assert worlds.contradictions == []
    assert [ends for _, *ends in bounds_of(worlds)] == [[0, None]] * 4


@SOME
@given(month_stories(plain=True), st.integers(0, 8))
def test_a_total_given_is_the_oracles(story: Story, total: int) -> None:
    rows = replace(story.rows, total=total)
    found = oracle.worlds(rows, "signup")
    worlds = possible(story.rows, "signup", total=total)
    assert counted(worlds, story) in {len(found), None}
    if found:
        assert bounds_of(worlds) == expected_bounds(rows, "signup", found)
        assert worlds.total == (total, total)


@st.composite
def two_variables(draw: st.DrawFn) -> oracle.Rows:
    """Draw claims about sign-ups, ages and outcomes of the same people."""
    month = st.sampled_from(["", "2023-11", "2023-12"])
    age, outcome = st.sampled_from(["", "20", "20..21", "21.."]), st.sampled_from(["", *OUTCOMES])
    wheres = {"signup": month, "age": age, "outcome": outcome}
    chosen = draw(st.lists(st.sampled_from(sorted(wheres)), min_size=1, max_size=4))
    number, relation = st.integers(0, 4), st.sampled_from(["=", "=", ">=", "<="])
    claims = [claim("count", v, draw(wheres[v]), draw(relation), draw(number)) for v in chosen]
    claims.append(claim("count", "signup", "", draw(st.sampled_from(["=", "<="])), draw(number)))
    assume(all(mentions(claims, v) for v in chosen if v == "age"))
    records = draw(st.lists(st.sampled_from([{"age": "20"}, {"signup": "2023-11"}, {}]), max_size=2))
    return small("2023-11/2024-01", claims, records)


@MANY
@given(two_variables(), st.sampled_from(["signup", "age", "outcome"]))
def test_every_variable_speaks_of_the_same_people(rows: oracle.Rows, variable: str) -> None:
    assume(variable in rows.variables)
    found = oracle.worlds(rows, variable)
    worlds = possible(rows, variable)
    if not found:
        assert sets_of(worlds) == oracle.impossible_sets(rows)
        return
    assert bounds_of(worlds) == expected_bounds(rows, variable, found)
    assert counted(worlds, Story(rows, variable, ())) in {len(found), None}


def test_a_mean_age_without_ends_leaves_the_months_alone() -> None:
    """What is said of ages does not limit the number of people here, so months can be told."""
    rows = small(
        "2023-11/2023-12",
        [claim("count", "signup", "", "=", 3), claim("mean", "age", "", "=", 31)],
    )
    assert possible(rows, "signup").count == 4


def test_a_mean_age_with_one_end_leaves_the_months_alone() -> None:
    """What is said of ages does not limit the number of people here, so months can be told."""
    rows = small(
        "2023-11/2023-12",
        [
            claim("count", "signup", "", "=", 3),
            claim("mean", "age", "", "=", 31),
            claim("minimum", "age", "", "=", 20),
        ],
    )
    assert possible(rows, "signup").count == 4


def test_people_counted_by_their_arrival_are_people() -> None:
    """Arrivals have no cells of their own here, but three who arrived are at least three people."""
    rows = small(
        "2023-11/2023-12",
        [claim("count", "signup", "", "<=", 3), claim("count", "arrival", "2023-10", ">=", 3)],
    )
    assert possible(rows, "signup").count == 4


def test_ages_beyond_the_last_cell_can_be_several() -> None:
    """People of 19, 20 and 21 years have three ages, though only the oldest is mentioned."""
    rows = small(
        "",
        [
            claim("count", "age", "", "=", 3),
            claim("occupied", "age", "", "=", 3),
            claim("maximum", "age", "", "=", 21),
        ],
    )
    assert possible(rows, "age").contradictions == []


# Named contradictions


@pytest.mark.parametrize(("statistic", "value"), [("mean", 40), ("median", 40), ("mean", 29), ("median", 29)])
def test_a_middle_beyond_an_end_contradicts_that_end(statistic: str, value: int) -> None:
    rows = small(
        "",
        [
            claim("count", "age", "", "=", 3, claim_id="total"),
            claim(statistic, "age", "", "=", value, claim_id="middle"),
            claim("minimum", "age", "", ">=", 30, claim_id="youngest"),
            claim("maximum", "age", "", "<=", 33, claim_id="oldest"),
        ],
    )
    end = "oldest" if value > 33 else "youngest"
    worlds = possible(rows, "age")
    assert worlds.count == 0
    assert sets_of(worlds) == {frozenset({"middle", end})}


def test_contradictions_of_another_variable_leave_no_world() -> None:
    rows = small(
        "2023-11/2023-12",
        [
            claim("count", "signup", "", "=", 3),
            claim("count", "age", "20", ">=", 4, claim_id="twenty"),
        ],
    )
    worlds = possible(rows, "signup")
    assert worlds.count == 0
    assert sets_of(worlds) == {frozenset({"c0", "twenty"})}


# The published case


def moscow(variable: str = "signup", **options: Any) -> mb.Worlds:
    """Ask for the worlds of the case that was published about Moscow."""
    return mb.possible_worlds(mb.load_case(MOSCOW), variable, **options)


@pytest.mark.parametrize(
    ("assumed", "count"),
    [
        ((), 31_724_952),
        ("records ignored", 38_144_736),
        ("every cell occupied", 13_285_356),
        ("ties for the peak allowed", 100_703_088),
    ],
)
def test_important_stories_11_april_2025_number_of_worlds(assumed: str | tuple[str, ...], count: int) -> None:
    """31 in 2023, 20 in 2024, a peak of 8 in July 2023, two described people with a month."""
    assert moscow(assume=assumed).count == count


@pytest.mark.parametrize("weights", ["uniform", "steady"])
def test_important_stories_11_april_2025_monthly_bounds(weights: str) -> None:
    """July 2023 is stated; one person each is described for August and for September 2023."""
    stated = {"2023-07": (8, 8), "2023-08": (1, 7), "2023-09": (1, 7)}
    months = [f"2023-{month:02}" for month in range(6, 13)] + [f"2024-0{m}" for m in range(1, 6)]
    expected = [(month, *stated.get(month, (0, 7))) for month in months]
    assert bounds_of(moscow(weights=weights)) == expected


def test_important_stories_11_april_2025_years() -> None:
    """31 in 2023 and 20 in 2024 make the 51 of the list."""
    worlds = moscow(every="year")
    assert bounds_of(worlds) == [("2023", 31, 31), ("2024", 20, 20)]
    assert worlds.count == 1
    assert moscow().total == (51, 51)


def test_important_stories_11_april_2025_mean_age() -> None:
    """Youngest 20, oldest 51, and five ages: 24, 38, 38, 38, 43."""
    low, high = moscow("age").mean_bounds()
    described = 24 + 3 * 38 + 43
    assert low == pytest.approx((45 * 20 + 51 + described) / 51, rel=1e-12)
    assert high == pytest.approx((45 * 51 + 20 + described) / 51, rel=1e-12)
    assert (round(low, 1), round(high, 1)) == (22.2, 48.9)


# From files, and errors


@pytest.mark.parametrize("name", SAMPLED)
def test_a_case_in_memory_is_the_case_in_its_folder(name: str, tmp_path: Path) -> None:
    rows = SAMPLED[name]
    written, made = write_case(tmp_path, rows), make_case(rows)
    for table, columns in COLUMNS.items():
        pd.testing.assert_frame_equal(getattr(written, table)[columns], getattr(made, table))
    assert mb.possible_worlds(written, "signup").count == len(oracle.worlds(rows, "signup"))


PLAIN = small(
    "2023-11/2023-12",
    [claim("count", "signup", "", "=", 2), claim("count", "age", "20", "=", 1)],
)


@pytest.mark.parametrize(
    ("variable", "options", "parts"),
    [
        ("signup", {"weights": "even"}, ["'even'", "uniform", "steady"]),
        ("signup", {"every": "fortnight"}, ["'fortnight'", "day", "week", "month", "quarter", "year"]),
        ("nationality", {}, ["'nationality'", "'p'", "signup", "age"]),
        ("signup", {"population": "q"}, ["'q'", "available: p"]),
        ("signup", {"assume": "ties"}, ["'ties'", "every cell occupied"]),
        ("age", {"weights": "steady"}, ["'age'", "uniform"]),
    ],
)
def test_an_impossible_question_says_what_there_is(variable: str, options: dict[str, Any], parts: list[str]) -> None:
    with pytest.raises(mb.MusterError) as refused:
        possible(PLAIN, variable, **options)
    assert [part for part in parts if part not in str(refused.value)] == []


def test_an_unknown_cell_is_answered_with_the_cells() -> None:
    worlds = possible(PLAIN, "signup")
    for ask in (lambda: worlds.distribution("2024-01"), lambda: worlds.witness("2024-01", 1)):
        with pytest.raises(mb.MusterError, match="2023-11, 2023-12") as refused:
            ask()
        assert "2024-01" in str(refused.value)


@pytest.mark.parametrize("n", [0, -1])
def test_a_sample_has_at_least_one_world(n: int) -> None:
    with pytest.raises(mb.MusterError, match=r"at least 1|1 or more"):
        possible(PLAIN, "signup").sample(n)


def test_steady_weights_want_one_number_of_people() -> None:
    rows = small("2023-11/2023-12", [claim("count", "signup", "", "<=", 3)])
    with pytest.raises(mb.MusterError, match="total="):
        possible(rows, "signup", weights="steady").distribution("2023-11")
    shares = possible(rows, "signup", weights="steady", total=1).distribution("2023-11", fractions=True)
    assert list(shares) == [Fraction(31, 61), Fraction(30, 61)]


def test_steady_weights_take_one_number_of_people_that_claims_leave() -> None:
    """Two months with anybody among at most two people are two people."""
    claims = [
        claim("occupied", "signup", "", "=", 2, unit="months"),
        claim("count", "signup", "", "<=", 2),
    ]
    rows = small("2023-11/2024-01", claims)
    shares = possible(rows, "signup", weights="steady").distribution("2023-11", fractions=True)
    assert positive(shares) == oracle.shares(oracle.ways(rows, "signup"), 0)


def test_dates_without_a_window_have_no_cells() -> None:
    with pytest.raises(mb.MusterError, match="'p' has no window"):
        possible(replace(PLAIN, window=""), "signup")


def test_a_witness_beyond_the_bounds_is_answered_with_the_bounds() -> None:
    with pytest.raises(mb.MusterError, match=r"0.*2"):
        possible(PLAIN, "signup").witness("2023-11", 3)


def test_a_total_that_no_claim_allows_is_said_in_full() -> None:
    worlds = possible(PLAIN, "signup", total=3)
    assert worlds.count == 0
    with pytest.raises(mb.MusterError) as refused:
        worlds.bounds()
    assert "c0" in str(refused.value)


def test_rules_that_say_the_same_twice_keep_bounds_sharp() -> None:
    """The presolve of an integer programming solver once called 1 the least number of the first month here."""
    rows = small(
        "2023-12/2024-02",
        [
            claim("count", "signup", "2023-12/2024-02", "=", 5),
            claim("count", "signup", "2023-12/2024-02", "=", 5),
            claim("occupied", "signup", "2023-12/2024-02", "=", 2, unit="months"),
            claim("count", "signup", "", "=", 5),
        ],
        [
            {"record_id": "r0", "signup": "2024-01"},
            {"record_id": "r1", "signup": "2023-12/2024-01"},
            {"record_id": "r2", "signup": "2024-01/2024-02"},
        ],
    )
    assert bounds_of(possible(rows, "signup")) == [("2023-12", 0, 3), ("2024-01", 2, 4), ("2024-02", 0, 3)]


def test_more_cases_than_can_be_counted_singly_are_refused() -> None:
    """A median that may lie almost anywhere splits into tens of thousands of cases."""
    rows = small(
        "",
        [
            claim("median", "age", "", ">=", 30),
            claim("minimum", "age", "", ">=", 20),
            claim("maximum", "age", "", "<=", 120),
            claim("count", "age", "", "<=", 10),
        ],
    )
    worlds = possible(rows, "age")
    with pytest.raises(mb.MusterError, match="cases to count singly"):
        _ = worlds.count
    assert worlds.total == (1, 10)


def test_a_table_without_the_spread_is_the_same_but_for_it() -> None:
    """Charts show no mean and no quantile, so they do not wait for worlds to be counted."""
    worlds = mb.possible_worlds(mb.load_case("moscow-2023-24"), "signup")
    whole = worlds.table().drop(columns=["mean", "q05", "q50", "q95"])
    pd.testing.assert_frame_equal(worlds.table(spread=False), whole)
