"""The same work on the same files by musterbook, by hand and by others, as rows grow; prints tables, asserts nothing.

    python bench_engines.py                                   # a few minutes
    python bench_engines.py --csv 1e4,1e6 --parquet 1e7,1e8   # as far as disk and time allow
    python bench_engines.py --only link --engines polars --save RESULTS.md

Each number is that of a whole process, imports included. Each ratio is of medians taken in turns in one run. What the
library does not offer yet, and what is not installed, is left out and named.
"""

from __future__ import annotations

import argparse
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from machine import machine, versions_in_r
from timing import Cost, interleaved

HERE = Path(__file__).parent
RUNS = 3
ENOUGH = 20.0
FEW = 5_000
READ = ("--unreadable", "0", "--duplicate", "0", "--totals", "0")
CLEAN = (*READ, "--coarse", "0", "--missing", "0")
Costs = dict[int, dict[str, Cost]]


@dataclass(frozen=True)
class Contest:
    """One piece of work: who does it, on what files, and who is held beside whom.

    ``ours`` are engines, ``yardsticks`` are names in ``yardsticks.py`` (or R), ``pairs`` are one of each.
    """

    name: str
    title: str
    needs: frozenset[str]
    layout: str
    ours: tuple[str, ...]
    yardsticks: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]

    def make(self, folder: Path, rows: int) -> list[str]:
        """Make the files of one size where they are not there yet, and give them as arguments."""
        if self.name == "link":
            few = made(folder / f"people-{FEW}", "people", FEW, "parts", *CLEAN)
            crossings = made(folder / f"crossings-{rows}", "crossings", rows, "parts")
            return [str(crossings), str(next(few.glob("*.parquet")))]
        if self.layout == "csv":
            return [str(made(folder / f"people-{rows}.csv", "people", rows, "csv"))]
        return [str(made(folder / f"people-{rows}", "people", rows, self.layout, *READ))]

    def commands(self, files: Sequence[str], engines: Sequence[str]) -> dict[str, list[str]]:
        """Give what to run, by who does it."""
        ours = {
            f"musterbook, {engine}": script("ours.py", self.name, engine, *files)
            for engine in self.ours
            if engine in engines
        }
        others = {name: script("yardsticks.py", self.name, name, *files) for name in self.yardsticks}
        if "incidence2" in others:
            others["incidence2"] = ["Rscript", str(HERE / "incidence2.R"), *files]
        return ours | others


CONTESTS = (
    Contest(
        name="list",
        title="Read a CSV list and check it; count months, sum up ages, count lags",
        needs=frozenset({"read_records", "counts", "age_summary", "lag_counts"}),
        layout="csv",
        ours=("pandas",),
        yardsticks=("polars", "duckdb", "pandas", "pandera", "incidence2"),
        pairs=(
            ("pandas", "polars"),
            ("pandas", "pandas"),
            ("pandas", "pandera"),
            ("pandas", "incidence2"),
        ),
    ),
    Contest(
        name="counts",
        title="Count months of a Parquet folder, coarse dates as sure and possible",
        needs=frozenset({"counts"}),
        layout="parts",
        ours=("polars", "duckdb", "dask"),
        yardsticks=("polars", "duckdb"),
        pairs=(("polars", "polars"), ("duckdb", "duckdb"), ("dask", "polars")),
    ),
    Contest(
        name="link",
        title=f"Find the crossings around the sign-up of {FEW:,} people in a Parquet folder of crossings",
        needs=frozenset({"link_crossings"}),
        layout="parts",
        ours=("polars", "duckdb", "dask"),
        yardsticks=("polars", "duckdb"),
        pairs=(("polars", "polars"), ("duckdb", "duckdb"), ("dask", "polars")),
    ),
)


def script(name: str, *arguments: str) -> list[str]:
    """Give the command that runs a script beside this one."""
    return [sys.executable, str(HERE / name), *arguments]


def made(path: Path, kind: str, rows: int, layout: str, *shares: str) -> Path:
    """Make a file or folder of data unless it is there; it gets its name only when it is whole."""
    if not path.exists():
        unfinished = path.with_name(f"unfinished-{path.name}")
        command = script("generate.py", kind, str(unfinished), "--rows", str(rows), "--layout", layout, *shares)
        subprocess.run(command, check=True)
        unfinished.rename(path)
    return path


def told(code: str) -> frozenset[str]:
    """Ask the library for names in another process, for it is not imported here."""
    command = [sys.executable, "-c", f"import musterbook as mb; {code}"]
    return frozenset(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())


def measure(contest: Contest, folder: Path, sizes: Sequence[int], engines: Sequence[str]) -> Costs:
    """Run everybody on every size, and give the medians."""
    found: Costs = {}
    for rows in sizes:
        commands = contest.commands(contest.make(folder, rows), engines)
        if not versions_in_r():
            commands.pop("incidence2", None)
        costs = interleaved(commands, RUNS, enough=ENOUGH)
        found[rows] = {name: Cost.median(each) for name, each in costs.items()}
        print(f"measured: {contest.name}, {rows:,} rows", file=sys.stderr)
    return found


def ratios(contest: Contest, costs: Costs) -> Iterator[list[str]]:
    """Give one row for each pair: time and memory of ours over the yardstick's, at every size."""
    yield ["ratio of time, CPU time, memory", *(f"{rows:,} rows" for rows in costs)]
    for engine, yardstick in contest.pairs:
        ours = f"musterbook, {engine}"
        if all({ours, yardstick} <= each.keys() for each in costs.values()):
            yield [f"{ours} / {NAMES[yardstick]}", *(over(each[ours], each[yardstick]) for each in costs.values())]


NAMES = {
    "polars": "Polars by hand",
    "duckdb": "DuckDB by hand",
    "pandas": "plain pandas",
    "pandera": "pandas with pandera",
    "incidence2": "incidence2 (reads and counts months alone)",
}


def over(ours: Cost, other: Cost) -> str:
    """Say how ours stands to another."""
    ratios = (getattr(ours, what) / getattr(other, what) for what in ("seconds", "cpu", "megabytes"))
    return "{:.2f}, {:.2f}, {:.2f}".format(*ratios)


def growth(costs: Costs) -> Iterator[list[str]]:
    """Give one row for each who ran: what each size took, and how fast it grows between the last two."""
    sizes = list(costs)
    yield ["time, CPU time, memory", *(f"{rows:,} rows" for rows in sizes), "growth"]
    for name in costs[sizes[0]]:
        each = [costs[rows][name] for rows in sizes]
        yield [
            NAMES.get(name, name),
            *(f"{one.seconds:.2f} s, {one.cpu:.2f} s, {one.megabytes:,.0f} MB" for one in each),
            slope(sizes, each),
        ]


def slope(sizes: Sequence[int], costs: Sequence[Cost]) -> str:
    """Give the power of the number of rows with which time and memory grow between the two largest sizes."""
    if len(sizes) < 2:
        return ""
    step = math.log(sizes[-1] / sizes[-2])
    time, memory = (
        math.log(getattr(costs[-1], what) / getattr(costs[-2], what)) / step for what in ("seconds", "megabytes")
    )
    return f"time ^{time:.2f}, memory ^{memory:.2f}"


def markdown(rows: Iterator[list[str]]) -> str:
    """Lay out rows as a table that is read well as text and as Markdown."""
    table = list(rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in table]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def report(contest: Contest, costs: Costs) -> str:
    """Give both tables of a contest."""
    return f"## {contest.title}\n\n{markdown(ratios(contest, costs))}\n\n{markdown(growth(costs))}\n"


def whole_numbers(text: str) -> list[int]:
    """Read sizes such as 10000,1e6."""
    return [int(float(part)) for part in text.split(",")]


def arguments() -> argparse.Namespace:
    """Read what to run."""
    parser = argparse.ArgumentParser(description="Measure musterbook beside yardsticks as rows grow.")
    parser.add_argument("--csv", type=whole_numbers, default=whole_numbers("1e4,1e5,1e6,5e6"), help="rows of lists")
    parser.add_argument("--parquet", type=whole_numbers, default=whole_numbers("1e6,1e7"), help="rows of folders")
    parser.add_argument("--only", choices=[one.name for one in CONTESTS], action="append", help="one contest alone")
    parser.add_argument("--engines", default="polars,duckdb,pandas,dask", help="engines of ours to run")
    parser.add_argument("--data", type=Path, help="where to keep the files; by default they are deleted afterwards")
    parser.add_argument("--save", type=Path, help="write the tables to this file too")
    return parser.parse_args()


def parts_of(contest: Contest, given: argparse.Namespace, folder: Path) -> Iterator[str]:
    """Measure one contest, and say which engines were left out of it."""
    sizes = given.csv if contest.layout == "csv" else given.parquet
    wanted = [name for name in given.engines.split(",") if name in contest.ours]
    yield report(contest, measure(contest, folder, sizes, wanted))


def run(given: argparse.Namespace, folder: Path) -> Iterator[str]:
    """Run the contests that can be run, and give the text of each."""
    yield f"# Results\n\n{INTRODUCTION}\n\n{machine()}\n"
    there = told("print(*mb.__all__)")
    for contest in CONTESTS:
        if given.only and contest.name not in given.only:
            continue
        if contest.needs <= there:
            yield from parts_of(contest, given, folder)
        else:
            yield f"## {contest.title}\n\nNot offered yet: {', '.join(sorted(contest.needs - there))}.\n"
    if not versions_in_r():
        yield "incidence2 was not run, for R or the package is not here; where both are, `incidence2.R` is run.\n"


INTRODUCTION = (
    "What `make bench` measured last. A number is the median of up to three runs of a whole process, imports included; "
    "runs of all who do the same work are taken in turns. CPU time is that of all cores together, memory the largest "
    "that the process held. Lists are made by `generate.py`: a fifth of their dates and ages coarse, one row in two "
    "hundred unreadable, with duplicates and totals rows. The yardsticks (`yardsticks.py`) check nothing and lose what "
    "is coarse, but for pandera, which makes the same checks. Growth is the power of the number of rows between the "
    "last two sizes; 1 is linear."
)


def main() -> None:
    """Run what is asked for and print it, part by part."""
    given = arguments()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.data or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        parts = []
        for part in run(given, folder):
            print(part, flush=True)
            parts.append(part)
    if given.save:
        given.save.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
