"""Nasty lists, each with exactly what reading it must give; see ``golden`` for the lists and what is expected.

Every list is read both ways: with bad rows put aside, where the rows kept and the rows aside are compared one by one,
and with bad rows as an error, which must name the same ones. What holds for every list is tested for every list: no row
goes missing, none is changed but in its documented spelling, and none costs more time or memory than its size allows.
"""

from __future__ import annotations

import calendar
import codecs
import datetime as dt
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import musterbook as mb
from golden import BOMBS, HOSTILE, READ, REFUSED, Listed, Read, Refused, Row, rows_of
from makers import LISTS

ASIDE = ["file", "line", "column", "value", "reason"]
PROBLEMS = ["file", "line", "column", "value", "kind", "expected", "consequence"]
DATES, NUMBERS = ("signup", "arrival", "departure"), ("age", "lag_days")
TEXT = {".csv", ".txt", ".jsonl"}
SECONDS = 2.0
LONGEST_MESSAGE = 20_000
LARGE: list[Listed] = [*HOSTILE, *BOMBS]


@pytest.fixture(scope="module", autouse=True)
def _what_reading_imports() -> None:
    """Import what is imported at first use, so that it counts for no list."""
    mb.read_records(LISTS / "utf8-bom.csv")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder for the lists that are made and not committed."""
    return tmp_path_factory.mktemp("lists")


def place(one: Listed, folder: Path) -> Path:
    """Give the path of a list, made if it is not committed."""
    if one.make is None:
        return LISTS / one.file
    path = folder / one.file
    return path if path.exists() else one.make(path)


ANSWERS: dict[tuple[str, str], Any] = {}
TIMES: dict[tuple[str, str], float] = {}


def read(one: Listed, folder: Path, errors: str = "keep_aside") -> Any:
    """Read one list as a user would, by its path; once for all tests of what comes out."""
    asked = one.name, errors
    if asked not in ANSWERS:
        place(one, folder)
        start = time.process_time()
        try:
            ANSWERS[asked] = anew(one, folder, errors)
        except mb.MusterError as error:
            ANSWERS[asked] = error
        TIMES[asked] = time.process_time() - start
    if isinstance(ANSWERS[asked], mb.MusterError):
        raise ANSWERS[asked]
    return ANSWERS[asked]


def anew(one: Listed, folder: Path, errors: str = "keep_aside") -> Any:
    """Read one list, whether it was read before or not."""
    return mb.read_records(str(place(one, folder)), errors=errors, **one.options)


def text_of(value: object) -> str:
    """Write a value as the tables do: what is missing as nothing, a day as a day."""
    if pd.isna(value):
        return ""
    return value.date().isoformat() if isinstance(value, dt.datetime) else str(value)


def texts(frame: pd.DataFrame, columns: Iterable[str] | None = None) -> list[Row]:
    """Give the rows of a frame as texts, of these columns or of all."""
    names = list(frame.columns if columns is None else columns)
    return [{name: text_of(row[name]) for name in names} for row in frame[names].to_dict("records")]


def headers(one: Listed, column: str) -> set[str]:
    """Give the names under which a column may be spoken of: ours, or that of the list."""
    return {column, dict(one.options.get("columns", {})).get(column, column)}


def expected_problems(one: Read) -> dict[tuple[str, int], list[Row]]:
    """Give all that is expected to be wrong, by file and line."""
    found: dict[tuple[str, int], list[Row]] = {}
    for row in rows_of(one.wrong):
        key = (row.get("file", Path(one.file).name), int(row["line"]))
        found.setdefault(key, []).append(row)
    return found


def wrong(one: Read, told: list[Row], expected: list[Row]) -> Iterator[str]:
    """Say what is expected of a row and not found among its problems."""
    for row in expected:
        if not any(agrees(one, problem, row) for problem in told):
            yield f"{row} is not among {told}"


def agrees(one: Read, problem: Row, row: Row) -> bool:
    """Tell whether a problem is the one expected."""
    said = re.search(row["reason"], f"{problem['kind']} {problem['value']} {problem['expected']}", re.IGNORECASE)
    column = row["column"] == "…" or problem["column"] in headers(one, row["column"])
    return bool(said) and column and row["value"] in {"…", problem["value"]}


def own_texts(rejected: pd.DataFrame) -> list[list[str]]:
    """Give of each row put aside the texts of the row itself, which stand after what is said of it."""
    return [[text_of(value) for value in row[len(ASIDE) :]] for row in rejected.itertuples(index=False, name=None)]


def decoded(one: Read, folder: Path) -> str:
    """Read the text of a list without the library, its quotes no longer doubled; of several files, all."""
    path = place(one, folder)
    return path.read_bytes().decode(one.encoding).replace('""', '"')


def ends_of_period(period: str) -> tuple[str, str]:
    """Work out the first and last day of the plain dates in the golden set, in the slow and obvious way."""
    first, _, last = period.strip("~").partition("/")
    last = last or first
    low, high = first.replace("X", "0"), last.replace("X", "9")
    low += {4: "-01-01", 7: "-01"}.get(len(low), "")
    if len(high) == 4:
        high += "-12"
    if len(high) == 7:
        high += f"-{calendar.monthrange(int(high[:4]), int(high[5:]))[1]}"
    return low, high


def ends_of_range(number: str) -> tuple[str, str]:
    """Work out the lowest and highest number of a coarse one."""
    low, dots, high = number.partition("..")
    return (low, high) if dots else (low, low)


# --- what is read


@pytest.mark.parametrize("one", READ, ids=lambda one: one.name)
def test_counts(one: Read, folder: Path) -> None:
    """No row goes missing, none is expected twice, and everybody has an id."""
    found = read(one, folder)
    assert (found.read, found.kept, found.aside) == one.counts
    assert (len(found.records), len(found.rejected)) == one.counts[1:]
    assert one.counts[0] == one.counts[1] + one.counts[2]
    assert len(rows_of(one.kept)) == one.counts[1]
    assert found.records["record_id"].is_unique
    assert found.records["record_id"].notna().all()


@pytest.mark.parametrize("one", READ, ids=lambda one: one.name)
def test_rows_kept(one: Read, folder: Path) -> None:
    records = read(one, folder).records
    expected = rows_of(one.kept)
    assert texts(records, expected[0] if expected else ["record_id"]) == expected
    assert [name for name in one.without if name in records.columns] == []
    assert set(one.somewhere) <= {value for row in texts(records) for value in row.values()}


@pytest.mark.parametrize("one", [one for one in READ if one.wrong], ids=lambda one: one.name)
def test_problems(one: Read, folder: Path) -> None:
    """Every problem is told with its line and its value, and what becomes of it."""
    problems = read(one, folder).problems
    assert list(problems.columns) == PROBLEMS
    expected = expected_problems(one)
    told: dict[tuple[str, int], list[Row]] = {}
    for row in texts(problems):
        told.setdefault((Path(row["file"]).name, int(row["line"])), []).append(row)
    assert list(told) == list(expected)
    assert len(problems) == sum(map(len, expected.values()))
    assert [list(wrong(one, told[at], expected[at])) for at in expected] == [[] for _ in expected]


@pytest.mark.parametrize("one", [one for one in READ if one.counts[2]], ids=lambda one: one.name)
def test_rows_aside(one: Read, folder: Path) -> None:
    """Each row set aside stands with its line, and its reason is one of the problems."""
    found = read(one, folder)
    assert list(found.rejected.columns[: len(ASIDE)]) == ASIDE
    places = set(zip(found.rejected["file"], found.rejected["line"], strict=True))
    told = found.problems[found.problems["consequence"].str.startswith("row set aside")]
    assert places == set(zip(told["file"], told["line"], strict=True))


@pytest.mark.parametrize("one", [one for one in READ if one.wrong], ids=lambda one: one.name)
def test_bad_rows_as_an_error(one: Read, folder: Path) -> None:
    """The error names every problem, but rows that are nobody, which are nothing to mend."""
    expected = {
        place: rows
        for place, rows in expected_problems(one).items()
        if not any(row["reason"] == "total" for row in rows)
    }
    if not expected:
        assert read(one, folder, errors="raise").read == one.counts[0]
        return
    with pytest.raises(mb.MusterError) as caught:
        read(one, folder, errors="raise")
    problems = caught.value.problems
    assert {(Path(problem.file).name, problem.line) for problem in problems} == set(expected)
    for (_, line), rows in expected.items():
        here = [problem for problem in problems if problem.line == line]
        assert [row for row in rows if not any(names(problem, one, row) for problem in here)] == []
    message = str(caught.value)
    assert re.search(rf"ha(?:s|ve) {len(problems)} problems?:$", message.splitlines()[0])
    assert [str(problem) for problem in problems if f"  {problem}" not in message] == []
    assert len(message) < LONGEST_MESSAGE


def names(problem: Any, one: Read, row: Mapping[str, str]) -> bool:
    """Tell whether a problem is the one expected."""
    column = row["column"] == "…" or problem.column in headers(one, row["column"])
    value = row["value"] == "…" or row["value"] == problem.value
    return column and value and bool(re.search(row["reason"], f"{problem.found} {problem.expected}", re.IGNORECASE))


@pytest.mark.parametrize("one", [one for one in READ if not one.wrong], ids=lambda one: one.name)
def test_good_rows_are_the_same_either_way(one: Read, folder: Path) -> None:
    pd.testing.assert_frame_equal(read(one, folder, errors="raise").records, read(one, folder).records)


# --- what holds for every list


@pytest.mark.parametrize("one", [one for one in READ if one.counts[2]], ids=lambda one: one.name)
def test_every_row_aside_carries_its_own_text(one: Read, folder: Path) -> None:
    rows = own_texts(read(one, folder).rejected)
    assert [row for row in rows if not any(row)] == []
    together = "\x1f".join(value for row in rows for value in row)
    assert [text[:80] for text in one.carried if text not in together] == []
    if Path(one.file).suffix in TEXT and "*" not in one.file:
        content = decoded(one, folder)
        assert [value[:80] for row in rows for value in row if value.replace('""', '"') not in content] == []


@pytest.mark.parametrize("one", READ, ids=lambda one: one.name)
def test_nothing_in_a_row_kept_differs_from_the_list(one: Read, folder: Path) -> None:
    """Every value kept, or the text beside it, stands in the file as it is; ids that were made up are none of it."""
    if Path(one.file).suffix not in TEXT or "*" in one.file:
        pytest.skip("no text to compare with")
    content = decoded(one, folder)
    records = read(one, folder).records
    made = {f"{name}_{end}" for name in (*DATES, *NUMBERS) for end in ("first", "last", "low", "high")}
    respelt = {name for name in (*DATES, *NUMBERS) if f"{name}_text" in records.columns}
    columns = [name for name in records.columns if name not in made | respelt]
    values = {(name, value) for row in texts(records, columns) for name, value in row.items() if value}
    made_up = {("record_id", value) for _, value in values if re.fullmatch(r"row-\d+|.+ \(\d+\)", value)}
    assert [value[:80] for _, value in sorted(values - made_up) if value not in content] == []


@pytest.mark.parametrize("one", READ, ids=lambda one: one.name)
def test_what_was_parsed_agrees_with_the_spelling(one: Read, folder: Path) -> None:
    """Texts are texts, days are days, numbers are whole with room for missing, also where there are no rows."""
    records = read(one, folder).records
    assert str(records["record_id"].dtype) == "str"
    for names, ends, work_out in (
        (DATES, ("first", "last"), ends_of_period),
        (NUMBERS, ("low", "high"), ends_of_range),
    ):
        for name in set(names) & set(records.columns):
            kinds = {str(records[f"{name}_{end}"].dtype) for end in ends}
            assert (kinds, str(records[name].dtype)) == ({"datetime64[s]" if name in DATES else "Int64"}, "str")
            parsed = [tuple(row.values()) for row in texts(records, [f"{name}_{end}" for end in ends])]
            assert parsed == [work_out(text) if text else ("", "") for text in map(text_of, records[name])]


@pytest.mark.parametrize("one", [*READ, *REFUSED], ids=lambda one: one.name)
def test_time(one: Listed, folder: Path) -> None:
    """Time of the processor, for the clock of a busy machine says little."""
    try:
        read(one, folder)
    except mb.MusterError:
        assert isinstance(one, Refused)
    assert TIMES[one.name, "keep_aside"] < SECONDS


# --- what is refused


@pytest.mark.parametrize("errors", ["raise", "keep_aside"])
@pytest.mark.parametrize("one", REFUSED, ids=lambda one: one.name)
def test_refused(one: Refused, errors: str, folder: Path) -> None:
    """What is wrong with the list as a whole is an error, even where bad rows are put aside."""
    with pytest.raises(mb.MusterError) as caught:
        read(one, folder, errors=errors)
    message = str(caught.value)
    assert [part for part in one.naming if not re.search(part, message)] == []
    assert len(message) < LONGEST_MESSAGE
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", message), "control characters in a message"


# Reads a small list first, so that what is imported then is not counted, and asks for little more than it has.
CHILD = """
import json, resource, sys, time
from pathlib import Path
import musterbook as mb
small, lists = sys.argv[1], json.loads(sys.argv[2])
mb.read_records(small)
size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (size + 512 * 2**20,) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
def kilobytes(name):
    return next(int(line.split()[1]) for line in Path("/proc/self/status").open() if line.startswith(name))
for path, options in lists:
    Path("/proc/self/clear_refs").write_text("5")  # the most that was held is counted anew
    before = kilobytes("VmRSS")
    start, message = time.process_time(), ""
    try:
        mb.read_records(path, errors="keep_aside", **options)
    except mb.MusterError as error:
        message = str(error)
    print(json.dumps([message, time.process_time() - start, (kilobytes("VmHWM") - before) // 1024]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits on memory are kept on Linux alone")
def test_memory(tmp_path: Path) -> None:
    """No list of five megabytes needs a hundred; what is small only on disk is refused and not unpacked whole."""
    asked = [(str(place(one, tmp_path)), one.options) for one in LARGE]
    command = [sys.executable, "-c", CHILD, str(LISTS / "utf8-bom.csv"), json.dumps(asked)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    for one, line in zip(LARGE, done.stdout.splitlines(), strict=True):
        message, seconds, megabytes = json.loads(line)
        assert bool(message) == isinstance(one, Refused)
        assert not isinstance(one, Refused) or [part for part in one.naming if not re.search(part, message)] == []
        assert seconds < SECONDS
        assert megabytes < (220 if one in BOMBS else 100), one.name


# --- what is said of a list


def test_what_was_detected(folder: Path) -> None:
    for file, encoding, delimiter in [
        ("cp1251-semicolons.csv", "cp1251", ";"),
        ("koi8r-tabs.txt", "koi8-r", "\t"),
        ("gb18030.csv", "gb18030", ","),
    ]:
        [one] = [one for one in READ if one.file == file]
        found = read(one, folder)
        assert codecs.lookup(found.encoding).name == codecs.lookup(encoding).name
        assert found.delimiter == delimiter
        assert [Path(str(path)).name for path in found.files] == [file]


def test_summary(folder: Path) -> None:
    [one] = [one for one in READ if one.file == "koi8r-tabs.txt"]
    summary = read(one, folder).summary()
    assert list(summary.columns) == ["column", "header", "known", "percent", "lowest", "highest", "note"]
    rows = summary.set_index("column")
    assert rows.loc[["signup", "age", "note"], "header"].tolist() == ["Дата контракта", "Возраст", "Примечание"]
    assert rows.loc[["signup", "age", "note"], "known"].tolist() == [3, 2, 3]
    assert rows.loc[["signup", "age", "note"], "percent"].round(1).tolist() == [100.0, 66.7, 100.0]
    assert [str(rows.loc["age", end]) for end in ("lowest", "highest")] == ["26", "31"]
    assert rows.loc["record_id", "note"], "that ids were made up is said"


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("cp1251-semicolons.csv", {"signup": "Дата подписания", "age": "Возраст"}),
        ("koi8r-tabs.txt", {"signup": "Дата контракта", "age": "Возраст"}),
        ("utf16-tabs.txt", {"signup": "Дата підписання", "age": "Вік"}),
        ("gb18030.csv", {"signup": "签约日期", "age": "年龄"}),
        ("latin1-spanish.csv", {"signup": "Fecha de firma", "age": "Edad"}),
        ("latin1-french.csv", {"signup": "Date d'inscription", "age": "Âge"}),
    ],
)
def test_suggestions(file: str, expected: dict[str, str]) -> None:
    """The headers of the golden set, one list a language, mean what they say."""
    found = mb.suggest_columns(LISTS / file)
    assert {name: found.get(name) for name in expected} == expected


# --- the golden set itself


def test_every_list_is_used() -> None:
    """No committed file is without an expectation."""
    used = {one.file for one in [*READ, *REFUSED]} | {"folder", "folder-lacking"}
    assert [path.name for path in sorted(LISTS.iterdir()) if path.name not in used] == []


def test_lists_are_small() -> None:
    assert [path.name for path in sorted(LISTS.rglob("*")) if path.is_file() and path.stat().st_size > 2_000] == []


@pytest.mark.parametrize("one", READ, ids=lambda one: one.name)
def test_lists_are_in_the_encoding_they_stand_for(one: Read, folder: Path) -> None:
    """Read back byte for byte, and, where a value is expected as it stands, found there."""
    if Path(one.file).suffix not in TEXT or "*" in one.file:
        pytest.skip("no text")
    path = place(one, folder)
    content = path.read_bytes()
    assert content.decode(one.encoding).encode(one.encoding) == content
    plain = decoded(one, folder)
    values = {value for row in rows_of(one.wrong) for value in [row["value"]] if value not in {"", "…"}}
    values |= {value for row in rows_of(one.kept) for name, value in row.items() if name.endswith("_text") and value}
    assert [value for value in sorted(values) if value not in plain] == []
