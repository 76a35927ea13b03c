"""Populations within populations, labels within labels, shares and deviations: small cases, every world tried.

A world of a family is a handful of people, each with a nationality, a month and, for the part of which nothing is known
but that it is one, a mark. All handfuls are listed, held against the claims by counting, and what passes is compared
with the bounds of every population. No code of the library is in it.
"""

from __future__ import annotations

import csv
import io
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import combinations_with_replacement, product
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

import musterbook as mb
from exploring import EXPLORE

TRIALS = range(400) if EXPLORE else range(2)
LABELS, MONTHS = ("n1", "n2", "n3"), ("2023-01", "2023-02")
# There are people with a label that nothing speaks of, of the region and elsewhere.
ABOVE = {"n1": "region", "n2": "region", "unnamed": "region"}
KINDS = list(product((*LABELS, "unnamed", "elsewhere"), MONTHS, (False, True)))
HANDFULS = [world for size in range(5) for world in combinations_with_replacement(KINDS, size)]
POPULATIONS = {
    "whole": ("", "", "2023-01/2023-02"),
    "first": ("whole", "nationality=n1", "2023-01/2023-02"),
    "regional": ("whole", "nationality=region", "2023-01/2023-02"),
    "joint": ("whole", "nationality=n2", "2023-01"),
    "marked": ("whole", "", "2023-01/2023-02"),
}

Person = tuple[str, str, bool]


def members(world: Sequence[Person], population: str) -> list[Person]:
    """Give the people of a population."""
    tests = {
        "whole": lambda _: True,
        "first": lambda one: one[0] == "n1",
        "regional": lambda one: one[0] in ABOVE,
        "joint": lambda one: one[0] == "n2" and one[1] == "2023-01",
        "marked": lambda one: one[2],
    }
    return [one for one in world if tests[population](one)]


def number(people: Sequence[Person], variable: str, where: str) -> int:
    """Count the people who have a value."""
    if not where:
        return len(people)
    if variable == "signup":
        return sum(month == where for _, month, _ in people)
    return sum(label == where or ABOVE.get(label) == where for label, _, _ in people)


def agrees(claim: dict[str, str], world: Sequence[Person]) -> bool:
    """Tell whether a world has what a claim says."""
    people = members(world, claim["population_id"])
    found = Fraction(number(people, claim["variable"], claim["where"]))
    relation = claim["relation"]
    if claim["statistic"] == "count":
        value = Fraction(claim["value"])
        return {
            "=": found == value, ">=": found >= value, "<=": found <= value, ">": found > value, "<": found < value
        }[relation]  # fmt: skip
    if not people:
        return False
    share, printed = 100 * found / len(people), Fraction(claim["value"].removesuffix(" %"))
    near = printed - Fraction(1, 2), printed + Fraction(1, 2)
    return {
        "=": near[0] <= share < near[1], ">=": share >= near[0], "<=": share < near[1], ">": share > printed,
        "<": share < printed,
    }[relation]  # fmt: skip


def draw(rng: random.Random) -> list[dict[str, str]]:
    """Draw claims, most of them true of one hidden world; the number of people of the whole is limited."""
    truth = rng.choice([world for world in HANDFULS if len(world) >= 2])
    claims = [dict.fromkeys(("variable", "where"), "") | {"population_id": "whole", "relation": "<=", "value": "4"}]
    claims[0] |= {"statistic": "count"}
    for _ in range(rng.randint(2, 5)):
        population = rng.choice(list(POPULATIONS))
        variable = rng.choice(["", "signup", "nationality"])
        wheres = {"": [""], "signup": ["2023-01"], "nationality": [*LABELS, "region"]}[variable]
        where = rng.choice(wheres)
        people = members(truth, population)
        found = number(people, variable, where)
        relation = rng.choice(["=", ">=", "<=", ">", "<"])
        claim = {"population_id": population, "variable": variable, "where": where, "relation": relation}
        if where and people and rng.random() < 0.3:
            percent = min(99, max(1, int(Fraction(100 * found, len(people)) + Fraction(1, 2))))
            claims.append(claim | {"statistic": "share", "value": f"{percent} %"})
        else:
            shift = {">": -1, "<": 1}.get(relation, 0) + (rng.random() < 0.1)
            value = max(0, found + shift)
            claims.append(claim | {"statistic": "count", "value": str(value if relation != "<" else max(1, value))})
    return claims


def table(columns: Sequence[str], rows: Sequence[dict[str, str]]) -> str:
    """Write a table."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def case_of(
    folder: Path,
    claims: Sequence[dict[str, str]],
    family: dict[str, tuple[str, str, str]] = POPULATIONS,
    event: str = "",
) -> mb.Case:
    """Write a case of the family and read it; ``event`` is that of the last population, sign-ups being that of all."""
    folder.mkdir(exist_ok=True)
    named = [{"claim_id": f"c-{at}", "source_id": "s", "status": "used", **one} for at, one in enumerate(claims)]
    populations = [
        {"population_id": name, "subject": name, "part_of": part, "condition": condition, "window": window}
        for name, (part, condition, window) in family.items()
    ]
    populations[-1]["event"] = event
    texts = {
        "sources": "source_id,outlet,accessed,role\ns,S,2026-01-01,primary\n",
        "populations": table(list(populations[-1]), [{"event": "", **one} for one in populations]),
        "claims": table([*named[0]], named),
        "labels": "variable,label,part_of\nnationality,n1,region\nnationality,n2,region\n",
    }
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    (folder / "datapackage.json").write_text(json.dumps({"name": "a", "title": "a", "resources": []}), "utf-8")
    mb.accept_files(folder)
    return mb.read_case(folder)


def in_cell(people: Sequence[Person], cell: str, cells: Sequence[str]) -> int:
    """Count the people of a cell; one for others holds whom no other cell does."""
    if cell in MONTHS:
        return number(people, "signup", cell)
    if cell in LABELS:
        return number(people, "nationality", cell)
    grouped = "region, others" in cells
    if cell == "region, others":
        return sum(label in ABOVE and label not in cells for label, _, _ in people)
    if cell == "region":
        return sum(label in ABOVE for label, _, _ in people)
    grouped = grouped or "region" in cells
    known = {label for label in (*LABELS, "unnamed") if label in cells or (label in ABOVE and grouped)}
    return sum(label not in known for label, _, _ in people)


def expected(worlds: Sequence[Sequence[Person]], population: str, cells: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Give the least and the largest number of people of each cell."""
    for cell in cells:
        found = [in_cell(members(world, population), cell, cells) for world in worlds]
        yield min(found), max(found)


@pytest.mark.parametrize("trial", TRIALS)
def test_bounds_of_a_family_are_those_of_all_handfuls(trial: int, tmp_path: Path) -> None:
    """Every population, every variable, every cell; where no world is left, that is said and nothing else."""
    rng = random.Random(trial)
    claims = draw(rng)
    case = case_of(tmp_path / "case", claims)
    worlds = [world for world in HANDFULS if all(agrees(claim, world) for claim in claims)]
    population = rng.choice(list(POPULATIONS))
    for variable in ("signup", "nationality"):
        try:
            asked = mb.possible_worlds(case, variable, population)
            found = asked.bounds()
        except mb.MusterError as error:
            assert not worlds or "nothing is claimed" in str(error), (claims, population, str(error))  # noqa: PT017
            continue
        cells = found["cell"].tolist()
        assert list(zip(found["low"], found["high"], strict=True)) == list(expected(worlds, population, cells)), claims
        sizes = [len(members(world, population)) for world in worlds]
        assert asked.total == (min(sizes), max(sizes))
        held = [members(world, population) for world in worlds]
        tables = {tuple(in_cell(people, cell, cells) for cell in cells) for people in held}
        at = rng.randrange(len(cells))
        assert {tuple(asked.witness(cells[at], end)) for end in found.loc[at, ["low", "high"]]} <= tables
        with suppress(mb.MusterError):
            assert asked.count == len(tables)
            shares = Counter(table[at] for table in tables)
            assert asked.distribution(cells[at], fractions=True)[lambda one: one > 0].to_dict() == {
                people: Fraction(number, len(tables)) for people, number in shares.items()
            }


BOTH = "2023-01/2023-02"
SOME = {"whole": ("", "", BOTH), "some": ("whole", "", BOTH)}
APART = {"whole": ("", "", BOTH), "some": ("whole", "nationality=n1", BOTH), "rest": ("whole", "nationality=n2", BOTH)}


def two_of_some(*more: tuple[str, str, str, str, str, str]) -> list[dict[str, str]]:
    """Claim that some are two people, and more."""
    names = ("population_id", "statistic", "variable", "where", "relation", "value")
    rows = [("whole", "count", "", "", "<=", "4"), ("some", "count", "", "", "=", "2"), *more]
    return [{**dict(zip(names, row, strict=True)), "unit": "months" * (row[1] == "occupied")} for row in rows]


@pytest.mark.parametrize(
    "said",
    [
        # Both are in the one month or both in the other: each month has 0 to 2, and one and one is no table.
        ("whole", "occupied", "signup", "", "=", "1"),
        ("whole", "count", "signup", "2023-01", "<=", "1"),
        ("some", "count", "signup", "2023-01", "<=", "1"),
    ],
)
def test_what_is_said_of_a_whole_may_leave_out_tables_of_its_part(
    said: tuple[str, str, str, str, str, str], tmp_path: Path
) -> None:
    worlds = mb.possible_worlds(case_of(tmp_path / "case", two_of_some(said), SOME), "signup", "some")
    if said[0] == "some":
        assert worlds.count == 2
        return
    assert worlds.bounds()["high"].max() == 2
    with pytest.raises(mb.MusterError, match="limit 'some', so its worlds cannot be counted alone"):
        _ = worlds.count


def test_what_is_said_of_others_leaves_a_part_its_tables(tmp_path: Path) -> None:
    said = [("rest", "occupied", "signup", "", "=", "1"), ("rest", "count", "", "", "<=", "2")]
    case = case_of(tmp_path / "case", two_of_some(*said), APART)
    assert mb.possible_worlds(case, "signup", "some").count == 3
    assert mb.possible_worlds(case, "signup", "rest").count == 4


def crowded(folder: Path, *, parts: int) -> mb.Case:
    """Make a case of a hundred people: nine of each of eight nationalities in January, and parts that may overlap."""
    family = {"whole": ("", "", BOTH)} | {f"n{at}": ("whole", f"nationality=n{at}", BOTH) for at in range(8)}
    family |= {f"part{at}": ("whole", "", BOTH) for at in range(parts)}
    names = ("population_id", "statistic", "variable", "where", "relation", "value")
    rows = [("whole", "count", "nationality", "n0", ">=", "9"), ("whole", "count", "", "", "=", "100")]
    rows += [(f"n{at}", "count", "signup", "2023-01", "=", "9") for at in range(8)]
    rows += [(f"part{at}", "count", "signup", "2023-02", "=", f"{at + 20}") for at in range(parts)]
    return case_of(folder, [dict(zip(names, row, strict=True)) for row in rows], family)


def test_many_parts_of_one_whole_take_their_people_together(tmp_path: Path) -> None:
    """Nine of each of eight nations in January leave 28 for February, where the largest other part has 23."""
    bounds = mb.possible_worlds(crowded(tmp_path / "case", parts=4), "signup", "whole").bounds()
    assert bounds[["low", "high"]].to_numpy().tolist() == [[72, 77], [23, 28]]


def test_parts_that_overlap_in_too_many_ways_are_refused_and_never_guessed(tmp_path: Path) -> None:
    case = crowded(tmp_path / "case", parts=5)
    with pytest.raises(mb.MusterError, match="overlap in 288 ways, and 256 is the most that are told apart; leave"):
        mb.possible_worlds(case, "signup", "whole").bounds()
    assert [one.slug for one in mb.audit(case)] == ["not-settled"]


def test_a_population_that_is_taken_as_no_part_is_limited_by_no_whole(tmp_path: Path) -> None:
    """Somebody of the region with a label from elsewhere is impossible whatever the number of all is."""
    names = ("population_id", "statistic", "variable", "where", "relation", "value")
    rows = [("whole", "count", "", "", "<=", "4"), ("regional", "share", "nationality", "region", ">", "99 %")]
    rows += [("regional", "count", "nationality", "n3", ">", "0")]
    case = case_of(tmp_path / "case", [dict(zip(names, row, strict=True)) for row in rows])
    assert mb.possible_worlds(case, "signup", "whole").contradictions == [("c-2", "regional is part of whole")]


@pytest.mark.parametrize("trial", TRIALS)
def test_smallest_sets_of_a_family_are_impossible_and_smallest(trial: int, tmp_path: Path) -> None:
    """As far as handfuls tell: without the claim that ends the number of people there are worlds larger than these."""
    rng = random.Random(1_000 + trial)
    claims = [*draw(rng), *draw(rng)[1:]]
    named = {f"c-{at}": claim for at, claim in enumerate(claims)}
    worlds = mb.possible_worlds(case_of(tmp_path / "case", claims), "signup", "whole")
    found, has_any = worlds.contradictions, any(all(agrees(one, world) for one in claims) for world in HANDFULS)
    assert not (found and has_any)
    if not found and not has_any:
        # The second method does not see whom parts have in common, and keeps the first from speaking.
        with pytest.raises(mb.MusterError, match="is not settled: two methods do not say the same of"):
            worlds.bounds()
    for names in found:
        told = [name for name in names if name in named]
        for kept in [told, *([one for one in told if one != name] for name in told if "c-0" in told and name != "c-0")]:
            has_world = any(all(agrees(named[one], world) for one in kept) for world in HANDFULS)
            assert has_world == (kept != told), (claims, names, kept)


@pytest.mark.parametrize("trial", TRIALS)
def test_samples_under_a_mean_and_a_deviation_are_those_listed(trial: int, tmp_path: Path) -> None:
    """Count and bounds of answers from 1 to 4 with a mean and a deviation as they would be printed."""
    rng = random.Random(trial)
    truth = [rng.randint(1, 4) for _ in range(rng.randint(2, 7))]
    people, mean, deviation = len(truth), round(Fraction(sum(truth), len(truth)), 1), round(spread(truth) ** 0.5, 1)
    texts = [("count", "", "=", str(people)), ("minimum", "answer", ">=", "1"), ("maximum", "answer", "<=", "4")]
    texts += [("mean", "answer", "=", f"{float(mean):.1f}"), ("sd", "answer", "=", f"{deviation:.1f}")]
    claims = [
        {"population_id": "whole", "statistic": one, "variable": name, "where": "", "relation": how, "value": value}
        for one, name, how, value in texts
    ]
    worlds = mb.possible_worlds(case_of(tmp_path / "case", claims), "answer", "whole")
    found = [
        Counter(answers)
        for answers in combinations_with_replacement(range(1, 5), people)
        if -Fraction(1, 20) <= Fraction(sum(answers), people) - Fraction(texts[3][3]) < Fraction(1, 20)
        and is_printed(spread(answers), Fraction(texts[4][3]))
    ]
    if not found:
        with pytest.raises(mb.MusterError):
            worlds.bounds()
        return
    assert worlds.count == len(found)
    ends = [(min(one[answer] for one in found), max(one[answer] for one in found)) for answer in range(1, 5)]
    bounds = worlds.bounds()
    assert list(zip(bounds["low"], bounds["high"], strict=True)) == ends


CHAIN = {"all": "", "some": "all", "few": "some", "others": "all"}


@pytest.mark.parametrize(
    ("condition", "window", "event", "is_all"),
    [
        ("nationality=n1", "", "", True),
        ("nationality=n1", "2023-01/2023-02", "", True),
        ("nationality=n1", "2023-01", "", False),
        ("nationality=n1", "", "death", True),
        ("nationality=n1", "2023-01/2023-02", "death", False),
        ("signup=2023-01", "2023-01", "", True),
        ("", "", "", False),
    ],
)
def test_a_part_is_all_who_have_its_value_within_its_window(
    condition: str, window: str, event: str, is_all: bool, tmp_path: Path
) -> None:
    """Two have the value and one is in the part: the other may lie outside its window, or it is a contradiction."""
    variable, _, where = (condition or "nationality=n1").partition("=")
    two = {"population_id": "whole", "statistic": "count", "variable": variable, "where": where}
    one = {"population_id": "part", "statistic": "count", "variable": "", "where": "", "relation": "=", "value": "1"}
    family = {"whole": ("", "", "2023-01/2023-02"), "part": ("whole", condition, window)}
    case = case_of(tmp_path / "case", [{**two, "relation": "=", "value": "2"}, one], family, event)
    found = [(finding.slug, finding.claims) for finding in mb.audit(case, timeout=60)]
    assert found == ([("no-world", ("c-0", "c-1", "part is part of whole"))] if is_all else [])


def solved(claims: Sequence[tuple[str, int, int, str, int]], months: int, population: str, month: int) -> list[int]:
    """Give the least and the most people of a population in a month, parts of parts below their wholes, by HiGHS."""
    places = {name: at * months for at, name in enumerate(CHAIN)}
    rows, lows, highs = [], [], []
    for name, first, stop, relation, value in claims:
        rows.append([int(places[name] + first <= at < places[name] + stop) for at in range(len(CHAIN) * months)])
        lows.append(value if relation in {"=", ">="} else 0)
        highs.append(value if relation in {"=", "<="} else np.inf)
    for name, above in CHAIN.items():
        for at in range(months) if above else ():
            rows.append([0] * (len(CHAIN) * months))
            rows[-1][places[above] + at], rows[-1][places[name] + at] = 1, -1
            lows.append(0)
            highs.append(np.inf)
    aim = np.zeros(len(CHAIN) * months)
    aim[places[population] + month] = 1
    limits, whole = LinearConstraint(np.array(rows), lows, highs), np.ones(len(aim))
    # With its presolve it has called the least what was not, and impossible what was true.
    asked = {"constraints": limits, "integrality": whole, "bounds": Bounds(0, np.inf), "options": {"presolve": False}}
    ends = [milp(sign * aim, **asked) for sign in (1, -1)]
    return [round(sign * end.fun) for end, sign in zip(ends, (1, -1), strict=True)]


@pytest.mark.parametrize("trial", TRIALS)
def test_parts_of_parts_have_the_ends_that_another_solver_gives(trial: int, tmp_path: Path) -> None:
    """Thousands of people in six months: all of them, some, a few of these, and others of whom nothing is known."""
    rng, months = random.Random(trial), [f"2023-{month:02}" for month in range(1, 7)]
    truth = {"all": [rng.randint(0, 3_000) for _ in months]}
    for name, above in list(CHAIN.items())[1:]:
        truth[name] = [rng.randint(0, people) for people in truth[above]]
    told = [("all", 0, 6, "=", sum(truth["all"]))]
    for name in [*CHAIN, *rng.choices(list(CHAIN), k=6)]:
        first, stop = sorted(rng.sample(range(7), 2))
        told.append((name, first, stop, rng.choice(["=", ">=", "<="]), sum(truth[name][first:stop])))
    count = {"statistic": "count", "variable": "signup"}
    claims = [
        {
            **count,
            "population_id": name,
            "where": f"{months[first]}/{months[stop - 1]}",
            "relation": how,
            "value": f"{some}",
        }
        for name, first, stop, how, some in told
    ]
    family = {name: (above, "", "2023-01/2023-06") for name, above in CHAIN.items()}
    case = case_of(tmp_path / "case", claims, family)
    for population in CHAIN:
        bounds = mb.possible_worlds(case, "signup", population).bounds()
        at = rng.randrange(6)
        assert bounds.loc[at, ["low", "high"]].tolist() == solved(told, 6, population, at), (told, population, at)


def spread(answers: Sequence[int]) -> Fraction:
    """Give the variance of a sample."""
    mean = Fraction(sum(answers), len(answers))
    return sum((one - mean) ** 2 for one in answers) / (len(answers) - 1)


def is_printed(variance: Fraction, deviation: Fraction) -> bool:
    """Tell whether a deviation would be printed so with one decimal."""
    low, high = max(Fraction(0), deviation - Fraction(1, 20)), deviation + Fraction(1, 20)
    return low**2 <= variance < high**2


def test_the_youngest_and_oldest_of_a_part_are_no_ends_of_the_whole(tmp_path: Path) -> None:
    told = [
        ("whole", "count", "", "9"),
        ("part", "count", "", "4"),
        ("part", "minimum", "age", "19"),
        ("part", "maximum", "age", "64"),
        ("whole", "maximum", "lag_days", "9"),
    ]
    columns = ("population_id", "statistic", "variable", "value")
    claims = [dict(zip(columns, one, strict=True), relation="=") for one in told]
    family = {"whole": ("", "", "2023"), "part": ("whole", "", "2023")}
    case = case_of(tmp_path, claims, family)
    found = {name: mb.possible_worlds(case, "age", name) for name in family}
    ends = {
        name: [(one.low, one.high) for one in map(worlds.span, ("..18", "65..", "19..64"))]
        for name, worlds in found.items()
    }
    assert ends == {"whole": [(0, 5), (0, 5), (4, 9)], "part": [(0, 0), (0, 0), (4, 4)]}
    assert [found["whole"].table()["cell"].iloc[at] for at in (0, -1)] == ["..18", "65.."]
    # What holds for everybody holds for a part of them.
    assert mb.possible_worlds(case, "lag_days", "part").table()["cell"].tolist()[-1] == "9"
