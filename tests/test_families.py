"""Populations within populations, labels within labels, shares and deviations: small cases, every world tried.

A world of a family is a handful of people, each with a nationality, a month and, for the part of which nothing is known
but that it is one, a mark. All handfuls are listed, held against the claims by counting, and what passes is compared
with the bounds of every population. No code of the library is in it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement, product
from pathlib import Path

import pytest

import musterbook as mb

TRIALS = range(400) if os.environ.get("EXPLORE") else range(24)
LABELS, MONTHS = ("n1", "n2", "n3"), ("2023-01", "2023-02")
# Of the region are people with a label that nothing speaks of, too.
ABOVE = {"n1": "region", "n2": "region", "unnamed": "region"}
KINDS = list(product((*LABELS, "unnamed"), MONTHS, (False, True)))
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


def case_of(folder: Path, claims: Sequence[dict[str, str]]) -> mb.Case:
    """Write a case of the family and read it."""
    folder.mkdir(exist_ok=True)
    named = [{"claim_id": f"c-{at}", "source_id": "s", "status": "used", **one} for at, one in enumerate(claims)]
    populations = [
        {"population_id": name, "subject": name, "part_of": part, "condition": condition, "window": window}
        for name, (part, condition, window) in POPULATIONS.items()
    ]
    texts = {
        "sources": "source_id,outlet,accessed,role\ns,S,2026-01-01,primary\n",
        "populations": table(list(populations[0]), populations),
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


def spread(answers: Sequence[int]) -> Fraction:
    """Give the variance of a sample."""
    mean = Fraction(sum(answers), len(answers))
    return sum((one - mean) ** 2 for one in answers) / (len(answers) - 1)


def is_printed(variance: Fraction, deviation: Fraction) -> bool:
    """Tell whether a deviation would be printed so with one decimal."""
    low, high = max(Fraction(0), deviation - Fraction(1, 20)), deviation + Fraction(1, 20)
    return low**2 <= variance < high**2
