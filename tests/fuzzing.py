"""A fuzzer of case files and lists: mutants of sound files, each read as a user would read it.

Whatever a file holds, reading it ends in an answer or in an error of ours, within ten seconds of work and a gigabyte.
Mutants are numbered, cases odd and lists even, so that one that fails is made again from its number alone::

    python tests/fuzzing.py 100000 --workers 2        all of them, and what went wrong
    python tests/fuzzing.py --only 4711               one, with its traceback
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from types import FrameType

import pandas as pd

import musterbook as mb
from makers import write_ods, write_xlsx

HERE = Path(__file__).parent
MEMORY = Path("/dev/shm")
FOLDER = MEMORY if MEMORY.is_dir() else None  # a folder on a disk takes longer than the reading
SECONDS, BYTES = 10, 2**30
TOKENS = [
    "", " ", "\ufeff", "\x00", "\r", "\n", "\r\n", "\t", '"', '""', "'", ",", ";", "|", "\\", "/", "..", "../", "~",
    "?", "%", "=cmd|' /C calc'!A0", "=1+1", "+1", "-1", "@SUM(A1)", "\x1b[2J", "\u202e", "\u2028", "\ud7ff", '😀',
    'é', 'é', "0", "-0", "1e309", "1e-9", "NaN", "inf", '∞', '٣', '９', '½', "999999999999999999999", "-99999999",
    "2023", "2023-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "2023-XX", "202X-07", "2023-07/2023-06",
    "2023-07/..", "../..", "20..", "..20", "20..10", "1,000,000", "51 %", "1/0", "<5", "total", 'Итого', "{}", "[]",
    "null", "true", '{"a":1}', "<script>", "signup", "age", "record_id", "claim_id", "used", "vague", "occupied",
    "median", "sd", "share", "peak", "amount", "a" * 5000
]  # fmt: skip


@cache
def seeds() -> list[tuple[str, bytes]]:
    """Give sound lists, by name: the committed ones, and one of each binary kind."""
    return list(_seeds())


def _seeds() -> Iterator[tuple[str, bytes]]:
    for path in sorted((HERE / "lists").iterdir()):
        if path.is_file():
            yield path.name, path.read_bytes()
    rows = [["signup", "age", "name"], ["2023-07-03", "24", "A"], ["2023-08", "18..25", "B"], ["", "31", "C"]]
    with tempfile.TemporaryDirectory() as folder:
        yield "sheet.xlsx", write_xlsx(Path(folder, "s.xlsx"), {"one": rows}).read_bytes()
        yield "sheet.ods", write_ods(Path(folder, "s.ods"), rows).read_bytes()
    text = "\n".join(",".join(row) for row in rows).encode()
    yield "list.csv.gz", gzip.compress(text)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("list.csv", text)
    yield "list.zip", held.getvalue()
    table = io.BytesIO()
    pd.DataFrame(rows[1:], columns=rows[0]).to_parquet(table)
    yield "list.parquet", table.getvalue()


def case_files() -> dict[str, bytes]:
    """Give the files of a small sound case."""
    return {path.name: path.read_bytes() for path in sorted((HERE / "cases" / "first").iterdir()) if path.is_file()}


def mutant(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """Change a file in a place or some: bytes, texts of a list of nasty ones, lines, or pieces of another file."""
    for _ in range(chance.choice([1, 1, 1, 2, 3, 5])):
        content = chance.choice(WAYS)(content, other, chance)
    return content


def _places(content: bytes, chance: random.Random) -> tuple[int, int]:
    first = chance.randint(0, len(content))
    return first, min(len(content), first + chance.choice([0, 1, 1, 2, 4, 16, 200]))


def _byte(content: bytes, _: bytes, chance: random.Random) -> bytes:
    first, _ = _places(content, chance)
    return content[:first] + bytes([chance.randrange(256)]) + content[first + 1 :]


def _token(content: bytes, _: bytes, chance: random.Random) -> bytes:
    first, last = _places(content, chance)
    return content[:first] + chance.choice(TOKENS).encode() + content[last:]


def _value(content: bytes, _: bytes, chance: random.Random) -> bytes:
    """Put a nasty text in place of one value."""
    return _put(content, chance.choice(TOKENS).encode(), chance)


def _moved(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """Put a value of this file, or of another, in place of one value: what is no value there may well be one here."""
    return _put(content, chance.choice(chance.choice([content, other]).split(b",")), chance)


def _put(content: bytes, text: bytes, chance: random.Random) -> bytes:
    values = content.split(b",")
    values[chance.randrange(len(values))] = text
    return b",".join(values)


def _cut(content: bytes, _: bytes, chance: random.Random) -> bytes:
    first, last = _places(content, chance)
    return content[:first] + content[last:]


def _end(content: bytes, _: bytes, chance: random.Random) -> bytes:
    return content[: _places(content, chance)[0]]


def _again(content: bytes, _: bytes, chance: random.Random) -> bytes:
    first, last = _places(content, chance)
    return content[:last] + content[first:last] * chance.choice([1, 2, 50]) + content[last:]


def _lines(content: bytes, _: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"\n".join(lines)


def _pieces(content: bytes, other: bytes, chance: random.Random) -> bytes:
    first, last = _places(content, chance)
    begin, end = _places(other, chance)
    return content[:first] + other[begin:end] + content[last:]


def _ends(content: bytes, _: bytes, chance: random.Random) -> bytes:
    return content.replace(b"\n", chance.choice([b"\r", b"\r\n", b"\n\n", b"\n\r"]), chance.choice([1, 3, -1]))


def _coded(content: bytes, _: bytes, chance: random.Random) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(chance.choice(["utf-16", "utf-16-le", "cp1251", "latin-1", "utf-7", "gb18030"]), "replace")


WAYS: list[Callable[[bytes, bytes, random.Random], bytes]] = [
    _byte, _token, _value, _value, _value, _moved, _moved, _moved, _cut, _end, _again, _lines, _pieces, _ends, _coded,
]  # fmt: skip


def try_one(number: int, folder: Path) -> None:
    """Make one mutant and read it: a case every other time, else a list."""
    chance = random.Random(number)
    if number % 2:
        _try_case(chance, folder)
    else:
        _try_list(chance, folder)


def _try_case(chance: random.Random, folder: Path) -> None:
    files = case_files()
    name = chance.choice([*files, "claims.csv", "claims.csv", "records.csv"])
    other = chance.choice(list(files.values()))
    files[name] = mutant(files[name], other, chance)
    for file, content in files.items():
        (folder / file).write_bytes(content)
    if name != "datapackage.json":
        mb.accept_files(folder)
    case = mb.read_case(folder)
    repr(case)
    if chance.random() < 0.1:
        mb.audit(case)


def _try_list(chance: random.Random, folder: Path) -> None:
    known = seeds()
    name, content = chance.choice(known)
    (folder / name).write_bytes(mutant(content, chance.choice(known)[1], chance))
    people = mb.read_records(folder / name, errors="keep_aside", dayfirst=chance.choice([True, None]))
    assert people.kept + people.aside == people.read
    repr(people), people.summary(), len(people.rejected)
    for column in people.headers:
        if column in {"signup", "age", "outcome"}:
            mb.counts(people, column)


def warm_up() -> None:
    """Import whatever reading imports: that takes long, and an import that is cut short stays broken."""
    for name, content in seeds():
        with tempfile.TemporaryDirectory() as folder, suppress(mb.MusterError):
            (Path(folder) / name).write_bytes(content)
            mb.counts(mb.read_records(Path(folder, name), errors="keep_aside"), "signup")
    with tempfile.TemporaryDirectory() as folder:
        for file, content in case_files().items():
            Path(folder, file).write_bytes(content)
        mb.audit(mb.read_case(folder))


def outcome_of(number: int) -> str:
    """Try one mutant; give what came of it in a word, or in the words of what went wrong."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    signal.signal(signal.SIGPROF, _too_long)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        with tempfile.TemporaryDirectory(prefix="fuzz-", dir=FOLDER) as folder:
            try_one(number, Path(folder))
    except mb.MusterError as error:
        return "refused" if str(error) else f"{number}: an error without words"
    except BaseException as error:  # a panic within Polars is no Exception
        where = traceback.extract_tb(error.__traceback__)[-1]
        return f"{number}: {type(error).__name__}: {str(error)[:200]} at {where.filename}:{where.lineno}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
    return "read" if more < BYTES else f"{number}: {more:,} bytes more"


def _too_long(_: int, __: FrameType | None) -> None:
    raise TimeoutError(f"more than {SECONDS} s")


def main() -> int:
    """Try mutants on the command line, print what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("number", type=int, nargs="?", default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--only", type=int)
    given = parser.parse_args()
    if given.only is not None:
        with tempfile.TemporaryDirectory() as folder:
            try_one(given.only, Path(folder))
        return 0
    found: Counter[str] = Counter()
    began = time.monotonic()
    with ProcessPoolExecutor(given.workers, get_context("spawn"), warm_up) as pool:
        for one in pool.map(outcome_of, range(given.first, given.first + given.number), chunksize=50):
            found[one if one in {"read", "refused"} else "wrong"] += 1
            if one not in {"read", "refused"}:
                print(one, flush=True)
            if found.total() % 5_000 == 0:
                print(f"{found.total():,} tried", file=sys.stderr, flush=True)
    print(json.dumps(found), f"in {time.monotonic() - began:.0f} s")
    return 1 if found["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
