"""Tables of a case, read with it from bytes: literal cases, and any bytes at all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import casefiles
import musterbook as mb
from exploring import examples

TABLES = ["populations", "sources", "claims", "records", "labels", "corrections", "translations"]
COLUMNS = {table: [field["name"] for field in casefiles.fields(table)] for table in TABLES}
SOURCE = {"source_id": "a", "outlet": "b", "accessed": "2026-11-23", "role": "primary"}
ADDRESS = "an address that begins with https:// or http://"
POPULATION = {"population_id": "a", "description": "b"}
HEADER = "population_id, subject, description, part_of, condition, event, events, window, place, note"
NO_HEADER = f"a header, with commas, of the columns {HEADER}"


def written(table: str, *rows: Mapping[str, str]) -> bytes:
    """Write rows under the header of a table."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS[table], restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def taken(table: str, content: bytes, own: Sequence[Mapping[str, str]] = ()) -> tuple[mb.Case | None, list[Any]]:
    """Take a sound case but for one table; give it, or nothing, and what is wrong with that table.

    ``own`` are fields of records that the case declares.
    """
    sound = {"populations": [POPULATION], "sources": [SOURCE], "claims": [], "records": []}
    contents = {name: written(name, *rows) for name, rows in sound.items()} | {table: content}
    declared = [{"name": "records", "path": "records.csv", "schema": {"fields": list(own)}}] if own else []
    resources = [*declared, *({"name": one, "path": f"{one}.csv"} for one in contents if one != "records" or not own)]
    with TemporaryDirectory() as place:
        for name, text in contents.items():
            Path(place, f"{name}.csv").write_bytes(text)
        about = {"name": "small", "title": "Small", "resources": resources}
        Path(place, "datapackage.json").write_text(json.dumps(about), "utf-8")
        try:
            mb.accept_files(place)
        except mb.MusterError as error:
            problems: list[Any] = list(getattr(error, "problems", []))
            return None, [problem for problem in problems if problem.file == f"{table}.csv"]
        return mb.read_case(place), []


def said(table: str, content: bytes) -> list[str]:
    """Give what is wrong with a table as texts."""
    return list(map(str, taken(table, content)[1]))


def read(table: str, content: bytes) -> list[dict[str, str]]:
    """Give the rows of a table that is right, empty where nothing is stated."""
    case, problems = taken(table, content)
    assert case is not None, problems
    found: list[dict[str, str]] = getattr(case, table)[COLUMNS[table]].fillna("").to_dict("records")
    return found


class TestSchemas:
    """The schemas that the reader follows."""

    def test_the_tables(self) -> None:
        """The tables and their columns, in order."""
        assert list(casefiles.TABLES) == TABLES
        assert COLUMNS == {
            "populations": [
                "population_id", "subject", "description", "part_of", "condition", "event", "events", "window", "place",
                "note",
            ],
            "sources": [
                "source_id", "outlet", "title", "published", "accessed", "url", "archived", "sha256", "language",
                "read_as", "role", "relays", "credits", "note",
            ],
            "claims": [
                "claim_id", "source_id", "paragraph", "population_id", "statistic", "variable", "where", "relation",
                "value", "unit", "hedge", "status", "see", "note",
            ],
            "records": [
                "record_id", "population_id", "signup", "arrival", "departure", "lag_days", "age", "party", "outcome",
                "source_id", "note",
            ],
            "labels": ["variable", "label", "part_of", "note"],
            "corrections": ["date", "table", "id", "column", "old", "new", "reason"],
            "translations": ["table", "id", "column", "language", "text"],
        }  # fmt: skip

    @pytest.mark.parametrize("table", TABLES)
    def test_every_column_is_described(self, table: str) -> None:
        """A stranger finds the meaning of each table and column."""
        assert casefiles.TABLES[table]["description"].endswith(".")
        assert all(field["description"].endswith(".") for field in casefiles.fields(table))


class TestReading:
    """Literal bytes."""

    def test_rows_and_lines(self) -> None:
        """Rows keep their texts; lines are those of an editor, a line feed in quotes included."""
        content = written(
            "populations",
            POPULATION,
            POPULATION | {"population_id": "b", "note": 'one,\n"two"\n'.strip()},
            POPULATION | {"population_id": "c"},
        )
        assert [row["note"] for row in read("populations", content)] == ["", 'one,\n"two"', ""]
        wrong = content.replace(b"\nc,", b"\nC,")
        assert [one.split(":")[0] for one in said("populations", wrong)] == ["populations.csv, line 5, population_id"]

    @pytest.mark.parametrize("table", TABLES)
    def test_header_alone(self, table: str) -> None:
        """A header alone is a table without rows."""
        needed = [f"{table}.csv: found a header alone, expected at least one row below it"]
        assert said(table, written(table)) == (needed if table in TABLES[:2] else [])

    @pytest.mark.parametrize("text", ["nan", "NA", "None", "NULL", "0", "-", "?", "неизвестно", "\N{ZERO WIDTH SPACE}"])
    def test_only_an_empty_text_is_missing(self, text: str) -> None:
        """No other text is taken for a missing one."""
        case, _ = taken("populations", written("populations", POPULATION | {"place": text}))
        assert case is not None
        assert case.populations["place"].tolist() == [text]
        assert case.populations["window"].isna().all()

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"source_id": ""}, "source_id: found nothing, expected a value"),
            ({"outlet": ""}, "outlet: found nothing, expected a value"),
            ({"accessed": ""}, "accessed: found nothing, expected a value"),
            ({"accessed": "2026-02-29"}, "accessed: found '2026-02-29', expected a day as YYYY-MM-DD"),
            ({"accessed": "20261123"}, "accessed: found '20261123', expected a day as YYYY-MM-DD"),
            ({"accessed": "2026-W47-1"}, "accessed: found '2026-W47-1', expected a day as YYYY-MM-DD"),
            ({"accessed": "2026-11"}, "accessed: found '2026-11', expected a day as YYYY-MM-DD"),
            ({"accessed": "２０２６-11-23"}, "accessed: found '２０２６-11-23', expected a day as YYYY-MM-DD"),
            ({"role": "Primary"}, "role: found 'Primary', expected one of primary, report, official, statement"),
            ({"url": "www.example.org"}, "url: found 'www.example.org', expected " + ADDRESS),
            ({"url": "ftp://example.org"}, "url: found 'ftp://example.org', expected " + ADDRESS),
            ({"url": "https://"}, "url: found 'https://', expected " + ADDRESS),
            ({"url": "https://["}, "url: found 'https://[', expected " + ADDRESS),
            ({"url": "https://a b"}, "url: found 'https://a b', expected " + ADDRESS),
            ({"url": "javascript:alert(1)"}, "url: found 'javascript:alert(1)', expected " + ADDRESS),
            ({"note": " x"}, "note: found ' x', expected no space around it"),
            ({"note": "x\N{NO-BREAK SPACE}"}, "note: found 'x\\xa0', expected no space around it"),
            ({"note": "x\n"}, "note: found 'x\\n', expected no space around it"),
        ],
        ids=lambda value: next(iter(value.values())) or "empty" if isinstance(value, dict) else "",
    )  # fmt: skip
    def test_wrong_value(self, changes: dict[str, str], expected: str) -> None:
        """One wrong value is one problem, word for word."""
        assert said("sources", written("sources", SOURCE | changes)) == [f"sources.csv, line 2, {expected}"]

    @pytest.mark.parametrize("name", ["Ab", "a b", "-a", "a_b", "ä", "a\nb", "a.b", "a/b", "..", "A" * 3])
    def test_ids_are_short_names(self, name: str) -> None:
        """An id has small letters, digits and hyphens, and is fit for file names and addresses."""
        _, [problem] = taken("sources", written("sources", SOURCE | {"source_id": name}))
        assert (problem.line, problem.column, problem.value) == (2, "source_id", name)

    @pytest.mark.parametrize("value", ["0", "-1", "1.5", "1,000", "x", "１", "1" * 19, "²"])
    def test_paragraphs_are_counted(self, value: str) -> None:
        """A paragraph is a whole number from 1; leading zeros aside, nothing else is read as one."""
        _, found = taken("claims", written("claims", {"paragraph": value}))
        assert [problem.value for problem in found if problem.column == "paragraph"] == [value]

    def test_an_id_three_times(self) -> None:
        """Each further use of an id is named with the line of one before it."""
        assert said("sources", written("sources", SOURCE, SOURCE, SOURCE)) == [
            "sources.csv, line 3, source_id: found 'a', expected an id used once; line 2 has it too",
            "sources.csv, line 4, source_id: found 'a', expected an id used once; line 2 has it too",
        ]

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("a", "found 1 value, expected 10"),
            ("a,b,,,,,,,,,", "found 11 values, expected 10; a value with a comma needs quotes"),
            ("a,b,,", "found 4 values, expected 10"),
            ("", "found 0 values, expected 10"),
        ],
        ids=["one", "six", "four", "none"],
    )
    def test_other_number_of_values(self, line: str, expected: str) -> None:
        """A row of too few or too many values is named, and the rows around it are kept with their lines."""
        good = written("populations", POPULATION, POPULATION | {"population_id": "C"}).decode().split("\n")
        shape, value = said("populations", "\n".join([*good[:2], line, *good[2:]]).encode())
        assert shape == f"populations.csv, line 3: {expected}"
        assert value.startswith("populations.csv, line 4, population_id: found 'C'")

    @pytest.mark.parametrize(
        ("found", "expected"),
        [
            ("description,window,place", [", population_id: found nothing, expected this column; the columns are"]),
            ("population_id,description,window,place,note,name", [": found 'name', expected one of the columns"]),
            ("population_id,description,window,place,note,", [": found nothing, expected one of the columns"]),
            ("population_id,description,window,place,Note", [": found 'Note', expected one of the columns"]),
        ],
        ids=["missing", "further", "nameless", "capital letter"],
    )
    def test_other_columns(self, found: str, expected: list[str]) -> None:
        """Missing and further columns are each named on line 1 beside the right ones, and no row is guessed."""
        told = said("populations", f"{found}\na,b,c,d,e\n".encode())
        assert told == [f"populations.csv, line 1{one} {HEADER}" for one in expected]

    @pytest.mark.parametrize(
        ("found", "expected"),
        [
            ("population_id,description,window,place,note,note", ", note: found 2 columns of this name, expected one"),
            ("population_id;description;note", f": found 'population_id;description;note', expected {NO_HEADER}"),
            ("population_id\tdescription\tnote", f": found 'population_id\\tdescription\\tnote', expected {NO_HEADER}"),
            ("", f": found nothing, expected {NO_HEADER}"),
        ],
        ids=["repeated", "semicolons", "tabs", "none"],
    )
    def test_other_header(self, found: str, expected: str) -> None:
        """What is wrong with the header as a whole is one problem on line 1, and no row is guessed."""
        assert said("populations", f"{found}\na,b,c,d,e\n".encode()) == [f"populations.csv, line 1{expected}"]

    def test_columns_in_any_order_and_number(self) -> None:
        """Columns that need not be filled in may be left out, and those that are there may stand in any order."""
        expected = dict.fromkeys(COLUMNS["populations"], "") | {"population_id": "a", "subject": "s", "note": "n"}
        assert read("populations", b"note,subject,population_id\nn,s,a\n") == [expected]

    def test_a_column_of_the_case(self) -> None:
        """A column that a case declares is read by its own rules, and no other one is."""
        death = {"name": "death", "type": "string", "coarse": "period"}
        content = b"record_id,population_id,source_id,death\na,a,a,2023-13\n"
        _, [problem] = taken("records", content, [death])
        assert (problem.line, problem.column, problem.value) == (2, "death", "2023-13")
        _, [problem] = taken("records", content)
        assert problem.expected.endswith("declared under the fields of records in datapackage.json")

    def test_an_empty_file(self) -> None:
        """An empty file is one problem, not one for every column."""
        assert said("populations", b"") == [f"populations.csv, line 1: found nothing, expected {NO_HEADER}"]

    @pytest.mark.parametrize("limit", [1_000, 131_072, 10**9])
    def test_a_long_value(self, limit: int) -> None:
        """A long value is read, whatever limit another library has set for the whole process, and that one stays."""
        content = written("populations", POPULATION | {"note": "x" * 200_000})
        before = csv.field_size_limit(limit)
        try:
            assert said("populations", content) == []
            assert csv.field_size_limit() == limit
        finally:
            csv.field_size_limit(before)

    def test_a_table_as_a_spreadsheet_writes_it(self) -> None:
        """A byte-order mark at the beginning and CRLF are read as if they were not there."""
        plain = written("populations", POPULATION, POPULATION | {"population_id": "c", "note": "a, b"})
        assert read("populations", b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n")) == read("populations", plain)

    @pytest.mark.parametrize("mark", ["\N{LINE SEPARATOR}", "\x0b", "\x0c", "\x1c", "\x85"])
    def test_other_line_breaks_break_no_line(self, mark: str) -> None:
        """Only a line feed ends a line."""
        rows = [POPULATION | {"note": f"a{mark}b"}, POPULATION | {"population_id": "c"}]
        assert [row["note"] for row in read("populations", written("populations", *rows))] == [f"a{mark}b", ""]
        again = said("populations", written("populations", *rows[:1], *rows[:1]))
        assert again == [
            "populations.csv, line 3, population_id: found 'a', expected an id used once; line 2 has it too"
        ]

    @pytest.mark.parametrize(
        ("content", "line", "byte"),
        [
            (b"a\nb\xff\n", 2, "0xff"),
            (b"a\nb\n\xe9t\xe9\n", 3, "0xe9"),
            (b"a\nb\n\xed\xa0\x80\n", 3, "0xed"),
            (b"a\nb\n\xc3", 3, "0xc3"),
        ],
        ids=["never UTF-8", "Latin-1", "surrogate", "cut character"],
    )
    def test_bytes_that_are_no_text(self, content: bytes, line: int, byte: str) -> None:
        """The first byte that is no text is named with its line, and nothing else is said of the file."""
        assert said("records", content) == [
            f"records.csv, line {line}: found byte {byte}, expected text encoded as UTF-8"
        ]

    @pytest.mark.parametrize(
        ("mark", "expected"),
        [
            ("\0", "found a NUL byte, expected text without one"),
            ("\r", "found a carriage return, expected text without one"),
            ("\ufeff", "found a byte-order mark, expected text without one"),
        ],
        ids=["NUL", "carriage return", "byte-order mark"],
    )
    @pytest.mark.parametrize("line", [1, 3])
    def test_characters_that_are_unwanted(self, mark: str, expected: str, line: int) -> None:
        """A character that does not belong in a table is named with the first line it is on, and hides no row."""
        good = written("populations", POPULATION, POPULATION | {"population_id": "c"})
        lines = good.decode().split("\n")
        lines[line - 1] = lines[line - 1][:3] + mark + lines[line - 1][3:]
        lines[2] = lines[2][:3] + mark + lines[2][3:]
        assert said("populations", "\n".join(lines).encode()) == [f"populations.csv, line {line}: {expected}"]


# A carriage return at the end of a row is one with its line feed, and an apostrophe guards a formula.
CELLS = st.text(st.characters(exclude_characters="\r'", exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["", "2023", "..", "~", "used", '"', ",", "\n", "\0", "\ufeff", "="]
)


class TestAnything:
    """Any bytes give a case, or problems."""

    @pytest.mark.parametrize("name", TABLES)
    @given(content=st.binary(max_size=200))
    @examples(4)
    def test_any_bytes(self, name: str, content: bytes) -> None:
        """Bytes that are no table are problems, never another exception."""
        case, problems = taken(name, content)
        assert case is None
        assert all(problem.line >= 1 and problem.expected for problem in problems)
        assert problems

    @given(
        st.lists(st.fixed_dictionaries({"description": CELLS, "place": CELLS, "note": CELLS}), min_size=1, max_size=4)
    )
    @examples(15)
    def test_any_values(self, rows: list[dict[str, str]]) -> None:
        """Any values under the right header come back as they are, or it is said what is wrong with them."""
        named = [{"population_id": f"p{at}", "subject": "people"} | row for at, row in enumerate(rows)]
        content = written("populations", *named).decode("utf-8", "replace").encode()
        case, problems = taken("populations", content)
        is_spaced = any(text != text.strip() for row in rows for text in row.values())
        is_unwanted = any(mark in content for mark in (b"\0", b"\xef\xbb\xbf"))
        assert bool(problems) is (case is None) is (is_spaced or is_unwanted)
        if case is not None:
            blank = dict.fromkeys(COLUMNS["populations"], "")
            assert case.populations.fillna("").to_dict("records") == [blank | row for row in named]

    @pytest.mark.parametrize("name", TABLES)
    @given(text=st.text(alphabet='a,"\n\r\0é\ufeff ', min_size=1, max_size=60))
    @examples(4)
    def test_any_shape(self, name: str, text: str) -> None:
        """Any text under the right header is a problem: it has too few values, or none that could be."""
        case, problems = taken(name, written(name) + text.encode())
        assert case is None
        assert problems

    @given(text=st.text(alphabet='ab,"\n', min_size=1, max_size=60))
    @examples(40)
    def test_no_row_is_dropped_silently(self, text: str) -> None:
        """As many problems of shape as Python's reader finds rows of another, unless a quote is wrong."""
        _, problems = taken("populations", written("populations") + text.encode())
        shape = [problem for problem in problems if problem.found.endswith((" value", " values"))]
        try:
            expected = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except csv.Error:
            assert [problem for problem in problems if "quote" in problem.expected + problem.found]
        else:
            assert len(shape) == sum(len(row) != len(COLUMNS["populations"]) for row in expected)
