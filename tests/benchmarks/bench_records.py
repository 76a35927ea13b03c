"""What reading, checking and counting a long list costs beside pandas with pandera.

The list is made up from a seed: a million people, some dates and ages coarse, one row in a few hundred wrong. Both read
it, check it by the same rules, set aside what breaks any, and count the others by month, each in a process of its own.
The yardstick reads each different text once, as anybody would who had to read the same file every day.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

ROWS, RUNS, SEED = 1_000_000, 3, 7
FIRST, LAST = date(2022, 1, 1), date(2024, 12, 31)
WINDOW = "2022/2024"
OUTCOMES = ["returned", "killed", "wounded", "missing", ""]
HEADER = "record_id,signup,arrival,departure,lag_days,age,party,outcome,note"

OURS = """
import sys
import musterbook as mb
people = mb.read_records(sys.argv[1], window=sys.argv[2], errors="keep_aside", schema={"fields": [
    {"name": "outcome", "constraints": {"enum": ["returned", "killed", "wounded", "missing"]}}]})
table = mb.counts(people.records, "signup", every="month", window=sys.argv[2])
print(people.read, people.kept, int(table["sure"].sum()))
"""

YARDSTICK = """
import re, sys
import pandas as pd
import pandera.pandas as pa

DATE = re.compile(r"(\\d{4})(?:-(\\d\\d)(?:-(\\d\\d))?)?")
AGE = re.compile(r"(\\d+)(?:\\.\\.(\\d+)?)?")

def ends(text):
    try:
        parts = [DATE.fullmatch(part) for part in text.split("/")]
        periods = [pd.Period(part.group(), "D" if part[3] else "M" if part[2] else "Y") for part in parts]
    except (AttributeError, ValueError):
        return None
    return periods[0].start_time.normalize(), periods[-1].end_time.normalize()

def numbers(text):
    found = AGE.fullmatch(text)
    if found is None:
        return None
    low = int(found[1])
    return low, low if ".." not in text else int(found[2]) if found[2] else None

frame = pd.read_csv(sys.argv[1], dtype="str", keep_default_na=False, na_values=[""])
for name in ("signup", "arrival", "departure"):
    read = {text: ends(text) for text in frame[name].dropna().unique()}
    first = {text: one and one[0] for text, one in read.items()}
    last = {text: one and one[1] for text, one in read.items()}
    frame[f"{name}_first"] = frame[name].map(first).astype("datetime64[s]")
    frame[f"{name}_last"] = frame[name].map(last).astype("datetime64[s]")
for name in ("lag_days", "age"):
    read = {text: numbers(text) for text in frame[name].dropna().unique()}
    low = {text: one and one[0] for text, one in read.items()}
    high = {text: one and one[1] for text, one in read.items()}
    frame[f"{name}_low"] = frame[name].map(low).astype("Int64")
    frame[f"{name}_high"] = frame[name].map(high).astype("Int64")
start, end = pd.Period(sys.argv[2][:4]).start_time, pd.Period(sys.argv[2][5:]).end_time
days = lambda one, other: (one - other).dt.days
is_read = lambda name, end: pa.Check(lambda f: f[name].isna() | f[f"{name}_{end}"].notna())
text = [pa.Check(lambda s: ~s.str.contains(r"[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]")),
        pa.Check(lambda s: s.str.len() <= 32767)]
schema = pa.DataFrameSchema(
    {"record_id": pa.Column("str", checks=text, unique=True, nullable=False),
     "outcome": pa.Column("str", checks=pa.Check.isin(["returned", "killed", "wounded", "missing"]), nullable=True),
     "party": pa.Column("str", checks=text, nullable=True),
     "note": pa.Column("str", checks=text, nullable=True)},
    checks=[
        *(is_read(name, "first") for name in ("signup", "arrival", "departure")),
        *(is_read(name, "low") for name in ("lag_days", "age")),
        pa.Check(lambda f: f["signup"].isna() | ((f["signup_first"] <= end) & (f["signup_last"] >= start))),
        pa.Check(lambda f: ~(f["arrival_first"] > f["signup_last"])),
        pa.Check(lambda f: ~(f["departure_last"] < f["arrival_first"])),
        pa.Check(lambda f: ~((f["age_low"] > 120) | (f["age_low"] < 0)).fillna(False)),
        pa.Check(lambda f: ~(f["lag_days_low"] < 0).fillna(False)),
        pa.Check(lambda f: ~(((f["lag_days_low"] > days(f["signup_last"], f["arrival_first"]))
                              | (f["lag_days_high"] < days(f["signup_first"], f["arrival_last"])))
                             & (f["arrival_first"] <= f["signup_last"])).fillna(False)),
        pa.Check(lambda f: ~f["record_id"].str.lower().str.fullmatch("(?:total|sum|итого)[:.]?").fillna(False)),
    ])
bad = set()
try:
    schema.validate(frame, lazy=True)
except pa.errors.SchemaErrors as errors:
    bad = set(errors.failure_cases["index"].dropna())
kept, rejected = frame.drop(index=bad), frame.loc[sorted(bad)]
exact = kept["signup_first"].dt.to_period("M") == kept["signup_last"].dt.to_period("M")
sure = kept.loc[exact].groupby(kept["signup_first"].dt.to_period("M")).size()
print(len(frame), len(kept), int(sure.sum()))
"""


def people(rows: int) -> Iterator[str]:
    """Make up a list, line by line: most of it plain, some of it coarse, a little of it wrong."""
    chance = random.Random(SEED)
    span = (LAST - FIRST).days
    for number in range(rows):
        signup = FIRST + timedelta(chance.randrange(span))
        lag = chance.randrange(40)
        arrival, departure = signup - timedelta(lag), signup + timedelta(chance.randrange(300))
        age = chance.randrange(18, 60)
        row = [
            f"p-{number}",
            chance.choice([f"{signup}"] * 8 + [f"{signup:%Y-%m}", ""]),
            chance.choice([f"{arrival}"] * 6 + [f"{arrival:%Y-%m}", "", ""]),
            f"{departure}" if chance.random() < 0.3 else "",
            f"{lag}" if chance.random() < 0.5 else "",
            chance.choice([f"{age}"] * 8 + [f"{age // 5 * 5}..{age // 5 * 5 + 4}", ""]),
            f"party-{chance.randrange(20_000)}" if chance.random() < 0.4 else "",
            chance.choice(OUTCOMES),
            '"seen once, then lost"' if chance.random() < 0.1 else "",
        ]
        if chance.random() < 0.003:
            spoil(row, chance)
        yield ",".join(row)


def spoil(row: list[str], chance: random.Random) -> None:
    """Make a row wrong in one of the ways of real lists."""
    place, wrong = chance.choice(
        [(1, "2023-02-30"), (1, "2031-01-01"), (2, "2031-01-01"), (5, "180"), (5, "old"), (7, "unheard of"), (0, "p-1")]
    )
    row[place] = wrong


def write(path: Path, rows: int) -> None:
    """Write the list."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(HEADER + "\n")
        for line in people(rows):
            file.write(line + "\n")


def measured(code: str, path: Path) -> dict[str, float | str]:
    """Run a program on the list in a process of its own: what it printed, its seconds, its peak memory in MiB."""
    start = time.perf_counter()
    whole = code + "\nimport resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    command = [sys.executable, "-c", whole, str(path), WINDOW]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    *said, peak = done.stdout.splitlines()
    return {"said": said[-1], "seconds": time.perf_counter() - start, "peak": int(peak) / 1024}


def table(found: Mapping[str, Sequence[Mapping[str, float | str]]], yardstick: str) -> str:
    """Lay out the medians of time and memory, and their ratios to the yardstick."""
    medians = {
        name: [statistics.median(float(one[what]) for one in runs) for what in ("seconds", "peak")]
        for name, runs in found.items()
    }
    lines = [f"{'':24}  {'median':>8}  {'ratio':>5}  {'peak':>9}  {'ratio':>5}  rows read, kept, sure of a month"]
    for name, (seconds, peak) in medians.items():
        ratios = [one / unit for one, unit in zip((seconds, peak), medians[yardstick], strict=True)]
        said = found[name][0]["said"]
        lines.append(f"{name:24}  {seconds:6.2f} s  {ratios[0]:5.2f}  {peak:5.0f} MiB  {ratios[1]:5.2f}  {said}")
    return "\n".join(lines)


def main(rows: int) -> None:
    """Measure both in turns and print the table."""
    programs = {"pandas with pandera": YARDSTICK, "musterbook": OURS}
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "list.csv")
        write(path, rows)
        size = path.stat().st_size / 2**20
        found: dict[str, list[dict[str, float | str]]] = {name: [] for name in programs}
        for _ in range(RUNS):
            for name, code in programs.items():
                found[name].append(measured(code, path))
    print(f"Reading, checking and counting {rows:,} rows ({size:.0f} MiB of CSV), {RUNS} runs each, in turns")
    print(table(found, "pandas with pandera"))
    print(json.dumps({name: [round(float(one["seconds"]), 2) for one in runs] for name, runs in found.items()}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
