"""Protected tables, attacked by brute force: the attacker shares no code with what protects.

The attacker of these tests knows every printed number, total and earlier release, and lists all tables of people that
agree with them, one by one, in plain integers. It may also take it that at most one person was corrected in between.
"""

import itertools
import os
import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import pandas as pd
import pytest

import musterbook as mb
from musterbook.protect import Disclosive

MONTHS, BANDS = ("2023-01", "2023-02", "2023-04"), ("10..19", "20..29")
CELLS = list(itertools.product(MONTHS, BANDS))
SEQUENCES = 1_000 if os.environ.get("EXPLORE") else 8
Counts = dict[tuple[str, str], int]
Printed = tuple[frozenset[tuple[str, str]], int, int]
BOTH: dict[str, str | int] = {"signup": "month", "age": 10}


def people_of(table: Counts) -> pd.DataFrame:
    """Write out a list of people of a table {(month, band): people}."""
    rows = [cell for cell, number in table.items() for _ in range(number)]
    return pd.DataFrame(
        [{"signup": f"{month}-15", "age": f"{band[0]}4"} for month, band in rows],
        columns=["signup", "age"],
        dtype="str",
    )


def covered(text: str, of: Sequence[str]) -> Sequence[str]:
    """Give the months or bands that a printed cell covers."""
    if text == "total":
        return of
    if ".." in text and of is BANDS:
        low, high = map(int, text.split(".."))
        return [band for band in of if low <= int(band[:2]) and int(band[4:]) <= high]
    quarters = {"2023-Q1": MONTHS[:2], "2023-Q2": MONTHS[2:], "2023": MONTHS}
    return quarters.get(text, [month for month in of if month == text])


def printed(release: mb.ProtectedTable) -> list[Printed]:
    """Read what is printed: the cells that each number sums, and its ends."""
    found = []
    for line in release.table.to_dict("records"):
        low, _, high = line["people"].partition(" to ")
        inside = itertools.product(
            covered(line.get("signup", "total"), MONTHS), covered(line.get("age", "total"), BANDS)
        )
        found.append((frozenset(inside), int(low), int(high or low)))
    return found


def ranges_alone(table: Counts, by: Sequence[str]) -> list[Printed]:
    """Print small cells as ranges and everything else as it is: what is done without a proof."""
    months = [*((one,) for one in MONTHS), MONTHS] if "signup" in by else [MONTHS]
    bands = [*((one,) for one in BANDS), BANDS] if "age" in by else [BANDS]
    found = []
    for inside in (frozenset(itertools.product(*pair)) for pair in itertools.product(months, bands)):
        number = sum(table[cell] for cell in inside)
        found.append((inside, *((1, 4) if 1 <= number <= 4 else (number, number))))
    return found


def tables(figures: Sequence[Printed]) -> list[tuple[int, ...]]:
    """List all tables of people that agree with figures."""
    top = [min(high for inside, _, high in figures if cell in inside) for cell in CELLS]
    figures = list(dict.fromkeys(figures))
    holds = [[cell in inside for inside, _, _ in figures] for cell in CELLS]
    room = [[sum(top[later] for later in range(at, len(CELLS)) if holds[later][one]) for one in range(len(figures))]
            for at in range(len(CELLS) + 1)]  # fmt: skip

    def go(table: tuple[int, ...], sums: list[int]) -> Iterator[tuple[int, ...]]:
        at = len(table)
        if any(
            not low - more <= known <= high for known, more, (_, low, high) in zip(sums, room[at], figures, strict=True)
        ):
            return
        if at == len(CELLS):
            yield table
            return
        for number in range(top[at] + 1):
            yield from go((*table, number), sums)
            sums = [known + inside for known, inside in zip(sums, holds[at], strict=True)]

    return list(go((), [0] * len(figures)))


def agrees(table: Iterable[int], figures: Sequence[Printed]) -> bool:
    """Tell whether a table agrees with figures."""
    number = dict(zip(CELLS, table, strict=True))
    return all(low <= sum(number[cell] for cell in inside) <= high for inside, low, high in figures)


def one_apart(table: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Give a table and all in which one person is added, taken away or moved."""
    steps = [(0,) * len(CELLS), *(tuple(int(at == one) for at in range(len(CELLS))) for one in range(len(CELLS)))]
    for more, less in itertools.product(steps, steps):
        found = tuple(old + new - gone for old, new, gone in zip(table, more, less, strict=True))
        if min(found) >= 0:
            yield found


def recovered(truth: Counts, figures: Sequence[Printed], among: Collection[tuple[int, ...]]) -> list[Any]:
    """Name the printed cells of 1 to 4 people that are left fewer numbers than these."""
    found = []
    for inside, _, _ in figures:
        number = sum(truth[cell] for cell in inside)
        if 1 <= number <= 4:
            sums = {sum(dict(zip(CELLS, table, strict=True))[cell] for cell in inside) for table in among}
            if sums and (min(sums) > 1 or max(sums) < 4):
                found.append((sorted(inside), number, sums))
    return found


def random_table(chance: random.Random) -> Counts:
    """Make a list of the kind that is hard to protect: many small cells, some empty ones."""
    return {cell: chance.choice([0, 1, 1, 2, 3, 4, 5, 6, 9, 12]) for cell in CELLS}


def corrected(table: Counts, chance: random.Random) -> Counts:
    """Move one person, as a correction does."""
    held = [cell for cell, number in table.items() if number]
    old, new = chance.choice(held), chance.choice(CELLS)
    return {cell: number - (cell == old) + (cell == new) for cell, number in table.items()}


@pytest.mark.parametrize("number", range(SEQUENCES))
def test_no_release_of_a_sequence_gives_anybody_away(number: int) -> None:
    """By month, then by age, then both, then a corrected list: each cell of 1 to 4 keeps its whole range."""
    chance = random.Random(number)
    table = random_table(chance)
    if not any(table.values()):
        return
    later = corrected(table, chance)
    every = BOTH if number % 2 else {}
    releases: list[mb.ProtectedTable] = []
    refused = 0
    for by, truth in ((["signup"], table), (["age"], table), (["signup", "age"], table), (["signup", "age"], later)):
        try:
            wish = {name: every[name] for name in by if name in every}
            releases.append(mb.protect(people_of(truth), by, every=wish, earlier=releases))
        except Disclosive:
            refused += 1
            continue
        figures = [one for release in releases for one in printed(release)]
        assert agrees([truth[cell] for cell in CELLS], printed(releases[-1]))
        among = tables(figures)
        assert not recovered(truth, figures, among)
        if truth is later and len(releases) > 1:
            old = tables([one for release in releases[:-1] for one in printed(release)])
            new = printed(releases[-1])
            moved = [one for before in old for one in one_apart(before) if agrees(one, new)]
            assert not recovered(later, new, set(moved))
    assert refused <= 2


def test_without_a_proof_the_same_sequences_give_people_away() -> None:
    """Ranges for small cells alone are recovered from totals and other releases: else the attack shows nothing."""
    given_away = 0
    for number in range(SEQUENCES):
        table = random_table(random.Random(number))
        figures = [one for by in (["signup"], ["age"], ["signup", "age"]) for one in ranges_alone(table, by)]
        given_away += bool(recovered(table, figures, tables(figures)))
    assert given_away > 0.8 * SEQUENCES
