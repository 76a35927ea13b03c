"""What counting worlds costs: beside listing them, and as people and cells grow.

The yardsticks list what the library counts: plain enumeration in Python, and the solver CP-SAT of OR-Tools enumerating
all solutions. Neither finishes in reasonable time, so both are cut off, and the time they would need follows from how
many worlds they had listed by then.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import musterbook as mb
from musterbook.schema import fields

CUT_OFF = 10.0
POPULATION = {"population_id": "p", "subject": "people", "event": "signup", "events": "people"}
CLAIM = {
    "source_id": "s",
    "population_id": "p",
    "statistic": "count",
    "variable": "signup",
    "relation": "=",
    "unit": "people",
    "status": "used",
    "note": "made for a benchmark",
}


def made_case(folder: Path, window: str, parts: list[tuple[str, int]]) -> mb.Case:
    """Write and read a case whose claims are totals of parts of a window."""
    made = {
        "populations": [POPULATION | {"window": window}],
        "sources": [{"source_id": "s", "outlet": "nobody", "accessed": "2026-01-01", "role": "primary"}],
        "claims": [
            CLAIM | {"claim_id": f"c{place}", "where": where, "value": str(value)}
            for place, (where, value) in enumerate(parts)
        ],
    }
    for name, rows in made.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [field["name"] for field in fields(name)], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    head = {"name": "made", "title": "made for a benchmark", "resources": []}
    (folder / "datapackage.json").write_text(json.dumps(head), encoding="utf-8")
    mb.accept_files(folder)
    return mb.read_case(folder)


def years(first: int, number: int, people: int) -> tuple[str, list[tuple[str, int]]]:
    """Give a window of calendar years and the same number of people in each, a few more in each than the one before."""
    parts = [(str(first + place), people // number + place - number // 2) for place in range(number)]
    return f"{first}/{first + number - 1}", parts


def weeks_in_years(number: int, people: int) -> tuple[str, list[tuple[str, int]]]:
    """Give a window of so many times 52 weeks, with the people of each 52."""
    start = date(2015, 1, 5)
    spans = [
        (start + timedelta(weeks=52 * place), start + timedelta(days=364 * (place + 1) - 1)) for place in range(number)
    ]
    parts = [(f"{first}/{last}", people // number + place - number // 2) for place, (first, last) in enumerate(spans)]
    return f"{spans[0][0]}/{spans[-1][1]}", parts


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """Give the wall-clock seconds of some work, and in a second run the largest memory it held, in megabytes."""
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    tracemalloc.start()
    work()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return seconds, peak / 1e6


def tables_of_months(open_months: int, people: int, least: list[int], most: int) -> Iterator[list[int]]:
    """List all ways to deal people to months, each between its least number and the most."""
    if open_months == 0:
        if people == 0:
            yield []
        return
    for some in range(least[0], min(most, people) + 1):
        for rest in tables_of_months(open_months - 1, people - some, least[1:], most):
            yield [some, *rest]


def listed_plainly() -> int:
    """List worlds of the Moscow months in plain Python until the cut-off, and give how many."""
    end, found = time.perf_counter() + CUT_OFF, 0
    for _ in tables_of_months(6, 23, [0, 1, 1, 0, 0, 0], 7):
        for _ in tables_of_months(5, 20, [0] * 5, 7):
            found += 1
        if time.perf_counter() > end:
            break
    return found


def listed_by_solver() -> int:
    """List worlds of the Moscow months with CP-SAT until the cut-off, and give how many."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    months = [
        model.new_int_var(1 if place in {2, 3} else 0, 8 if place == 1 else 7, f"m{place}") for place in range(12)
    ]
    model.add(months[1] == 8)
    model.add(sum(months[:7]) == 31)
    model.add(sum(months[7:]) == 20)

    class Counter(cp_model.CpSolverSolutionCallback):
        found = 0

        def on_solution_callback(self) -> None:
            self.found += 1

    solver, counter = cp_model.CpSolver(), Counter()
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.max_time_in_seconds = CUT_OFF
    solver.solve(model, counter)
    return counter.found


def against_listing() -> None:
    """Compare counting the Moscow months with listing them."""
    case = mb.load_case("moscow-2023-24")
    total = mb.possible_worlds(case, "signup").count
    ours = min(measured(lambda: mb.possible_worlds(case, "signup").count)[0] for _ in range(20))
    print(f"The Moscow months, {total:,} worlds; listing is cut off after {CUT_OFF:.0f} s")
    print(f"{'':24}{'listed':>14}{'would need':>14}{'ratio':>14}")
    print(f"{'counted by musterbook':24}{'':>14}{ours * 1000:11.2f} ms{1:14,.0f}")
    for name, work in (("plain enumeration", listed_plainly), ("CP-SAT, all solutions", listed_by_solver)):
        start = time.perf_counter()
        found = work()
        needed = (time.perf_counter() - start) * total / found
        print(f"{name:24}{found:14,}{needed:12,.0f} s{needed / ours:14,.0f}")


def growth() -> None:
    """Show how time and memory grow with people and cells, for the count and all distributions together."""
    print("\nCount and the distribution of every cell, totals of years known")
    print(f"{'people':>10}{'cells':>8}{'weights':>10}{'seconds':>10}{'MB':>8}")
    sizes = [(years(2015, 10, people), "month", 120) for people in (100, 1_000, 10_000, 100_000)]
    sizes += [(weeks_in_years(10, people), "week", 520) for people in (1_000, 10_000, 100_000)]
    for (window, parts), every, cells in sizes:
        people = sum(value for _, value in parts)
        for weights in ("uniform", "steady"):
            with tempfile.TemporaryDirectory() as folder:
                case = made_case(Path(folder), window, parts)

            def work(case: mb.Case = case, every: str = every, weights: str = weights) -> None:
                worlds = mb.possible_worlds(case, "signup", every=every, weights=weights)
                assert worlds.count
                worlds.table()

            seconds, memory = measured(work)
            print(f"{people:10,}{cells:8}{weights:>10}{seconds:10.2f}{memory:8.0f}", flush=True)


def sampling() -> None:
    """Time drawing ten thousand worlds of the Moscow months under both weightings."""
    case = mb.load_case("moscow-2023-24")
    print("\n10,000 sampled worlds of the Moscow months")
    for weights in ("uniform", "steady"):
        worlds = mb.possible_worlds(case, "signup", weights=weights)
        print(f"{weights:>10}: {min(measured(lambda one=worlds: one.sample(10_000, 7))[0] for _ in range(3)):.3f} s")


if __name__ == "__main__":
    against_listing()
    sampling()
    growth()
    sys.exit(0)
