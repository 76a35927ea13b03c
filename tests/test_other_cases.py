"""Figures and reports of cases of other kinds: each figure is drawn or its reason given, none lost with another.

A case is drawn at random: a list of people that nobody sees, then figures about it that are true. A handful of kinds
and sizes in each run, twenty cases where ``EXPLORE=1`` asks for them.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import musterbook as mb
from exploring import EXPLORE
from musterbook.cli import main
from test_small_case import small_case

CASES = range(20)
KINDS = ("months", "huge", "labels", "years", "days", "nothing", "ages")


def month_of(day: dt.date) -> str:
    """Name the month of a day."""
    return f"{day:%Y-%m}"


def dated(dice: random.Random, first: dt.date, days: int, people: int) -> Iterator[str]:
    """Tell true things of people who came over so many days: parts of the window, months, the largest of them."""
    came = [first + dt.timedelta(days=int(days * dice.random() ** dice.choice([0.5, 1, 2]))) for _ in range(people)]
    months = Counter(map(month_of, came))
    cut = first + dt.timedelta(days=max(1, days // 2))
    yield f"count,signup,,{dice.choice(['=', '>='])},{people}"
    if dice.random() < 0.6:
        yield f"count,signup,{first}/{cut},=,{sum(day <= cut for day in came)}"
    for month, number in months.most_common(dice.randrange(4)):
        inside = first <= dt.date.fromisoformat(f"{month}-01") and month < month_of(first + dt.timedelta(days=days))
        if inside:
            yield f"count,signup,{month},{dice.choice(['=', '>=', '<='])},{number}"


def aged(dice: random.Random, people: int) -> Iterator[str]:
    """Tell true things of their ages."""
    found = sorted(dice.randint(18, 70) for _ in range(people))
    yield f"minimum,age,,=,{found[0]}"
    if dice.random() < 0.7:
        yield f"maximum,age,,=,{found[-1]}"
    if dice.random() < 0.5:
        yield f"mean,age,,=,{sum(found) / people:.0f}"


def labelled(dice: random.Random, people: int) -> Iterator[str]:
    """Tell true things of what became of them."""
    yield f"count,,,=,{people}"
    for name in dice.sample(["detained", "died of wounds", "released on bail", "смерть", "deported"], 2):
        yield f"count,outcome,{name},>=,{dice.randint(0, people // 3)}"


def random_case(folder: Path, seed: int) -> mb.Case:
    """Draw one case; the seed says of which kind and size."""
    dice, kind = random.Random(seed), KINDS[seed % len(KINDS)]
    first = dt.date(dice.randint(1990, 2024), dice.randint(1, 12), 1)
    days = {"huge": 36 * 30, "years": dice.randint(700, 2500), "days": dice.randint(2, 20)}.get(kind, 330)
    people = {"huge": 60, "years": dice.randint(200, 900), "days": 30}.get(kind, dice.randint(1, 80))
    last = first + dt.timedelta(days=days)
    claims = {
        "huge": [f"count,signup,,=,{people}"],
        "labels": [*labelled(dice, people)],
        "nothing": [],
        "ages": [f"count,,,=,{people}", *aged(dice, people)],
    }.get(kind) or [*dated(dice, first, days, people), *(aged(dice, people) if dice.random() < 0.5 else [])]
    known = [f"person-1,centre,{first},,,,,,,first-paper,\n"] if kind in {"nothing", "months"} else []
    window = "" if kind == "labels" else f"{first}/{last}"
    return small_case(folder, window, *(claims if kind != "nothing" else []), people="".join(known))


@pytest.mark.parametrize("seed", CASES if EXPLORE else (1, 4))
def test_every_figure_is_drawn_or_its_reason_given(tmp_path: Path, seed: int) -> None:
    case, reasons = random_case(tmp_path, seed), dict[str, mb.MusterError]()
    drawn = mb.build_figures(case, tmp_path / "out", undrawn=reasons.__setitem__)
    assert sorted([*(one.name for one in drawn), *reasons]) == sorted(mb.list_figures())
    assert {name: str(error) for name, error in reasons.items() if type(error).__name__ == "Unforeseen"} == {}
    assert all(str(error) for error in reasons.values())


@pytest.mark.parametrize("seed", CASES if EXPLORE else (2,))
def test_every_report_is_written_and_names_no_mistake_of_ours(tmp_path: Path, seed: int) -> None:
    random_case(tmp_path, seed)
    assert main(["report", str(tmp_path), "--out", str(tmp_path / "report.html")]) == 0
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "mistake of musterbook" not in text
    assert "InvalidOperation" not in text
