"""Cases whose files were damaged at random: read, held against each other and counted, with no error but our own.

A value gives way to a hostile one, two values change places, rows and columns go or come twice, bytes are lost. A few
are tried in each run, twenty thousand with EXPLORE=1.
"""

from __future__ import annotations

import csv
import io
import json
import resource
import time
from contextlib import suppress
from pathlib import Path
from random import Random

import musterbook as mb
from exploring import EXPLORE
from test_small_case import HEADS, TABLES

MUTANTS = 20_000 if EXPLORE else 15
NUMBERS = ["0", "1", "51", "1,000,000", "999999999999", "0.1", "31.5", "88 %", "1/3", "-1", "1e9", "00"]
DATES = [
    "2023",
    "2023-06",
    "2023-06/2024-05",
    "0001/9999",
    "2023-09~",
    "2022-12-31/2023-06-02",
    "9999-12-31",
    "2023-W09",
]
RANGES = ["18..25", "..17", "3..", "0", "20", "0..1000000", "25..18", "..", "1000000"]
HOSTILE = [
    *("", " ", "~", "../2023", "2023-13", "used", "disputed", "repeats", "july", "mean", "person-1", "first-paper"),
    *("\u202eabc", "\ufeff", "=cmd|' /C'!A0", "смерть", "e\u0301", "\x00", "a\nb", '"', ",", "😀", "x" * 5000),
]
FITTING = {
    "statistic": ["count", "share", "minimum", "maximum", "mean", "median", "sd", "peak", "occupied", "amount"],
    "variable": ["", "signup", "age", "lag_days", "outcome", "arrival", "nationality", "party"],
    "where": ["", "killed", "смерть", *DATES, *RANGES],
    "relation": ["=", ">=", "<=", ">", "<", "~"],
    "value": NUMBERS,
    "unit": ["", "people", "months", "days", "weeks", "years", "percent"],
    "window": ["", *DATES],
    "signup": DATES,
    "arrival": DATES,
    "departure": DATES,
    "age": RANGES,
    "lag_days": RANGES,
    "status": ["used", "repeats", "disputed", "vague", "context"],
}
"""What could stand in a column, and now and then does not."""
MORE_CLAIMS = (
    "mean,first-paper,3,centre,mean,age,,=,31,years,,used,,\n"
    "oldest,first-paper,3,centre,maximum,age,,<=,57,years,,used,,\n"
    "killed,first-paper,4,centre,count,outcome,killed,>=,2,people,,used,,\n"
    "peak,first-paper,4,centre,peak,signup,2023-07,=,5,people,,used,,\n"
    "many,first-paper,4,centre,occupied,signup,,>=,2,months,,used,,\n"
    "half,first-paper,4,centre,median,age,,>=,20,years,,disputed,mean,\n"
)
WHOLE = {**TABLES, "claims": TABLES["claims"] + MORE_CLAIMS}


def changed_table(random: Random, text: str) -> str:
    """Change a table cell by cell, or a row or a column of it."""
    read = list(csv.reader(io.StringIO(text)))
    # What was damaged before may lack values.
    rows = [[*one, *[""] * (len(read[0]) - len(one))] for one in read]
    row, column = random.randrange(len(rows)), random.randrange(len(rows[0]))
    kind = random.choice([*["value"] * 6, "swap", "row", "twice", "column"])
    if kind == "value":
        name = random.choice([name for name in rows[0] if name in FITTING] or rows[0])
        fitting = FITTING.get(name, HOSTILE) if random.random() < 0.8 else HOSTILE
        rows[random.randrange(len(rows))][rows[0].index(name)] = random.choice(fitting)
    elif kind == "swap":
        other = random.randrange(len(rows))
        rows[row][column], rows[other][column] = rows[other][column], rows[row][column]
    elif kind == "row":
        del rows[row]
    elif kind == "twice":
        rows.insert(row, list(rows[row]))
    else:
        rows = [one[:column] + one[column + random.choice([0, 1]) :] + one[:1] for one in rows]
    out = io.StringIO()
    csv.writer(out, lineterminator=random.choice(["\n"] * 9 + ["\r\n"])).writerows(rows)
    return out.getvalue()


def damaged(random: Random, content: bytes) -> bytes:
    """Lose some bytes, or gain some."""
    at = random.randrange(len(content))
    cut = at + random.choice([0, 1, 2, len(content)])
    return (
        content[:at] + random.choice([b"", b"\xff", b"\x00", b'"', b"\r", b"\xef\xbb\xbf", b"{", b","]) + content[cut:]
    )


def write_mutant(random: Random, folder: Path) -> str:
    """Write a case with one to three changes, and say which of its files were changed."""
    files = {name: text.encode() for name, text in WHOLE.items()}
    files["datapackage"] = json.dumps({"name": "small", "title": "Small", "resources": []}).encode()
    touched = random.choices(["claims", "claims", "claims", *files], k=random.choice([1, 1, 1, 2, 3]))
    for name in touched:
        if name in HEADS and random.random() < 0.85 and b"\n" in files[name] and b"\x00" not in files[name]:
            files[name] = changed_table(random, files[name].decode("utf-8", "replace").replace("\r", "")).encode()
        elif files[name]:
            files[name] = damaged(random, files[name])
    for name, content in files.items():
        (folder / f"{name}.{'json' if name == 'datapackage' else 'csv'}").write_bytes(content)
    return " ".join(touched)


def ask(random: Random, folder: Path) -> bool:
    """Ask a case what there is to ask, as far as it can be read; tell whether it can. No question takes ten seconds."""
    try:
        mb.accept_files(folder)
        case = mb.read_case(folder)
    except mb.MusterError:
        return False
    questions = [
        lambda: mb.audit(case),
        lambda: mb.possible_worlds(case, random.choice(["signup", "age", "lag_days", "outcome", "party"])).table(),
        lambda: mb.possible_worlds(case, random.choice(["signup", "age"]), every="year").sample(2, seed=1),
        lambda: mb.compare_readings(case, random.choice(["signup", "age"])),
        lambda: mb.simulate(case, seed=1),
    ]
    for question in questions if MUTANTS > 1_000 else random.sample(questions, 2):
        started = time.process_time()
        with suppress(mb.MusterError):
            question()
        assert time.process_time() - started < 10
    return True


def test_a_damaged_case_ends_in_an_answer_or_in_our_own_error(tmp_path: Path) -> None:
    read, peak = 0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for seed in range(MUTANTS):
        random = Random(seed)
        touched = write_mutant(random, tmp_path)
        try:
            read += ask(random, tmp_path)
        except Exception as error:
            raise AssertionError(f"mutant {seed} of {touched}") from error
    assert MUTANTS / 10 < read < MUTANTS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 10**6
