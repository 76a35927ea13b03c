"""Cases with one thing broken, with many things broken, and with bytes damaged at random.

Each broken case is a copy of the shipped one in a folder of its own. Sizes and hashes are written anew after the break,
unless the break is about them, so that a message is about the thing that was broken and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import musterbook as mb
from casefiles import fields
from exploring import examples
from test_case import (
    CLAIMS,
    MOSCOW,
    PEAK,
    PERSON,
    RECORDS,
    TABLES,
    TROOPS,
    alter,
    describe,
    lines_of,
    problems,
    put,
    replace,
    rows,
    said,
    seal,
    written,
)

DATE = "a date as YYYY, YYYY-MM or YYYY-MM-DD, last digits possibly X, or first/last, possibly ending in ~ ? or %"
CLAIM_COLUMNS = (
    "claim_id, source_id, paragraph, population_id, statistic, variable, where, relation, value, unit, hedge, status, "
    "see, note"
)
RECORD_COLUMNS = "record_id, population_id, signup, arrival, departure, lag_days, age, party, outcome, source_id, note"
CLAIM_IDS = ", ".join(row["claim_id"] for row in rows("claims")[:20])
SOURCES = "istories, kyivindependent, united24, zmina, kyivindependent-documents, politico"
POPULATIONS = "moscow-centre, in-russian-forces, captured, north-korean-troops"
VALUE = "a number as 51, 300,000, 30.5, 88 %, 1/3, eight or two thirds"
STATISTICS = "count, share, minimum, maximum, mean, median, sd, peak, occupied, amount"
VALUES = "a value of one of age, arrival, departure, lag_days, outcome, signup, as nationality=Nepal"
A_FILE = "a file, not a link, of at most 67,108,864 bytes in the folder of the case"
PEAK_LINE, TROOPS_LINE = 6, 50


def sealed(table: str, content: bytes, digest: str) -> str:
    """Write what a descriptor states of a file."""
    return json.dumps({"path": f"{table}.csv", "bytes": len(content), "hash": f"sha256:{digest}"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the shipped case, to be broken."""
    return Path(shutil.copytree(MOSCOW, tmp_path / "case"))


# Changes of the claim about the peak (line 6), with everything that must be said of them.
BROKEN_CLAIMS = {
    "unknown source": (
        {"source_id": "istorys"},
        f"source_id: found 'istorys', expected a source_id of sources.csv: {SOURCES}",
    ),
    "unknown statistic": (
        {"statistic": "total"},
        f"statistic: found 'total', expected one of {STATISTICS}",
    ),
    "unknown relation": ({"relation": "=>"}, "relation: found '=>', expected one of =, >=, <=, >, <, ~"),
    "unknown status": ({"status": "ok"}, "status: found 'ok', expected one of used, repeats, disputed, vague, context"),
    "capital letter": (
        {"status": "Used"},
        "status: found 'Used', expected one of used, repeats, disputed, vague, context",
    ),
    "no relation": ({"relation": ""}, "relation: found nothing, expected a value"),
    "value in words": ({"value": "many"}, f"value: found 'many', expected {VALUE}"),
    "value with a power": ({"value": "1e3"}, f"value: found '1e3', expected {VALUE}"),
    "value with a stray comma": (
        {"value": "8,00"},
        f"value: found '8,00', expected {VALUE}",
    ),
    "value with a hedge": ({"value": ">8"}, f"value: found '>8', expected {VALUE}"),
    "people in parts": ({"value": "8.0"}, "value: found '8.0', expected a whole number, not negative"),
    "fewer than nobody": ({"value": "-8"}, "value: found '-8', expected a whole number, not negative"),
    "no value": (
        {"value": ""},
        f"value: found nothing, expected {VALUE}; only a vague claim has none, "
        "and a peak whose size was not printed is >= 1",
    ),
    "outside the window": (
        {"where": "2022-07"},
        "where: found '2022-07', expected dates within the window 2023-06/2024-05 of its population",
    ),
    "the day before the window": (
        {"where": "2023-05-31"},
        "where: found '2023-05-31', expected dates within the window 2023-06/2024-05 of its population",
    ),
    "partly before the window": (
        {"where": "2023-05/2023-07", "statistic": "count"},
        "where: found '2023-05/2023-07', expected dates within the window 2023-06/2024-05 of its population",
    ),
    "partly after the window": (
        {"where": "2024", "statistic": "count"},
        "where: found '2024', expected dates within the window 2023-06/2024-05 of its population",
    ),
    "peak in two months": (
        {"where": "2023-07/2023-08"},
        "where: found '2023-07/2023-08', expected one day, week, month, quarter or year: the cell in which the peak "
        "was reached",
    ),
    "peak in nine days": (
        {"where": "2023-07-01/2023-07-09"},
        "where: found '2023-07-01/2023-07-09', expected one day, week, month, quarter or year: the cell in which the "
        "peak was reached",
    ),
    "peak nowhere": ({"where": ""}, "where: found nothing, expected the one cell in which the peak was reached"),
    "peak at several ages": (
        {"variable": "age", "where": "20..30"},
        "where: found '20..30', expected the one number at which the peak was reached",
    ),
    "about, and used": (
        {"relation": "~"},
        "relation: found '~', expected =, >=, <=, > or < for a used claim: ~ sets no limit",
    ),
    "disputed by nothing": (
        {"status": "disputed"},
        "see: found nothing, expected the claim_id that this one repeats, or that stands against it",
    ),
    "repeats nothing": (
        {"status": "repeats"},
        "see: found nothing, expected the claim_id that this one repeats, or that stands against it",
    ),
    "see itself": ({"status": "disputed", "see": PEAK}, "see: found 'istories-peak', expected another claim_id"),
    "see nobody": (
        {"status": "disputed", "see": "nobody"},
        f"see: found 'nobody', expected a claim_id of claims.csv: {CLAIM_IDS}, …",
    ),
    "mean of dates": (
        {"statistic": "mean", "where": ""},
        "variable: found 'signup', expected a variable with numbers for a mean",
    ),
    "median of labels": (
        {"statistic": "median", "variable": "party", "where": ""},
        "variable: found 'party', expected a variable with numbers for a median",
    ),
    "mean of some": (
        {"statistic": "mean", "variable": "age", "where": "20..30"},
        "where: found '20..30', expected nothing: a mean is of all people",
    ),
    "cells of no length": (
        {"statistic": "occupied", "where": "", "unit": "fortnights"},
        "unit: found 'fortnights', expected the cells that were counted: days, weeks, months, quarters or years",
    ),
    "peak of nothing": (
        {"variable": "", "where": "2023-07"},
        "variable: found nothing, expected the variable that was counted; only a count of all people and an amount "
        "have none",
    ),
    "amount, and used": (
        {"statistic": "amount", "variable": "", "where": ""},
        "status: found 'used', expected context: an amount counts no people",
    ),
    "paragraph 0": ({"paragraph": "0"}, "paragraph: found '0', expected a whole number, at least 1"),
    "paragraph in words": ({"paragraph": "two"}, "paragraph: found 'two', expected a whole number, at least 1"),
    "half a year": (
        {"statistic": "minimum", "variable": "age", "where": "", "value": "20.5"},
        "value: found '20.5', expected a whole number, not negative",
    ),
    "younger than newborn": (
        {"statistic": "minimum", "variable": "age", "where": "", "value": "-5"},
        "value: found '-5', expected a whole number, not negative",
    ),
    "signed up before arriving": (
        {"statistic": "count", "variable": "lag_days", "where": "-3.."},
        "where: found '-3..', expected numbers that are not negative",
    ),
    "reversed dates": (
        {"where": "2024-05/2023-06"},
        f"where: found '2024-05/2023-06', expected {DATE}; this one ends before it begins",
    ),
    "month 13": ({"where": "2023-13"}, f"where: found '2023-13', expected {DATE}; this one is in no calendar"),
    "month by name": ({"where": "July"}, f"where: found 'July', expected {DATE}"),
    "reversed ages": (
        {"statistic": "count", "variable": "age", "where": "25..18"},
        "where: found '25..18', expected a whole number as 20, or a range as 18..25, 3.. or ..17; "
        "this one ends before it begins",
    ),
    "variable with a space": (
        {"variable": "sign up"},
        "variable: found 'sign up', expected a name of small letters, digits and underscores, as lag_days",
    ),
    "unknown population": (
        {"population_id": "moscow"},
        f"population_id: found 'moscow', expected a population_id of populations.csv: {POPULATIONS}",
    ),
    "dates without a window": (
        {"population_id": "captured"},
        "where: found '2023-07', expected nothing, or a window for its population in populations.csv",
    ),
}
# The same, where the place and the value must be named and the wording is left open.
NAMED_CLAIMS = {
    "number for a date": ({"where": "8"}, f"where: found '8', expected {DATE}"),
    "space before the value": ({"value": " 8"}, "value: found ' 8', expected no space around it"),
    "mean age below zero": (
        {"statistic": "mean", "variable": "age", "where": "", "value": "-5.0"},
        "value: found '-5.0', expected ",
    ),
}


class TestBrokenClaims:
    """One value of one claim is wrong."""

    @pytest.mark.parametrize(("changes", "expected"), BROKEN_CLAIMS.values(), ids=BROKEN_CLAIMS.keys())
    def test_message(self, folder: Path, changes: dict[str, str], expected: str) -> None:
        """One problem, with file, line, column, value and what was expected, word for word."""
        alter(folder, "claims", PEAK, changes)
        assert said(folder) == problems(f"claims.csv, line {PEAK_LINE}, {expected}")

    @pytest.mark.parametrize(("changes", "expected"), NAMED_CLAIMS.values(), ids=NAMED_CLAIMS.keys())
    def test_place(self, folder: Path, changes: dict[str, str], expected: str) -> None:
        """File, line, column and value are named."""
        alter(folder, "claims", PEAK, changes)
        assert f"\n  claims.csv, line {PEAK_LINE}, {expected}" in said(folder)

    @pytest.mark.parametrize(
        "changes",
        [
            {"where": "2023-07~"},
            {"where": "2023-07/2023-09"},
            {"where": "2023", "statistic": "count", "variable": "arrival"},
            {"statistic": "mean", "variable": "age", "where": "", "value": "31.5", "unit": "years"},
            {"statistic": "count", "variable": "", "where": "", "value": "8,000"},
            {"statistic": "occupied", "where": "", "unit": "weeks"},
            {"status": "disputed", "see": "istories-total", "relation": "~"},
            {"status": "vague", "value": "", "relation": "~"},
            {"statistic": "amount", "variable": "", "where": "", "status": "context", "value": "0.50"},
            {"variable": "nationality", "where": 'some label, with a comma and a "quote"'},
            {"paragraph": ""},
        ],
        ids=lambda changes: "-".join(changes.values()),
    )
    def test_not_broken(self, folder: Path, changes: dict[str, str]) -> None:
        """What the schema allows is not refused."""
        alter(folder, "claims", PEAK, changes)
        found = mb.read_case(folder).claims.set_index("claim_id").loc[PEAK].fillna("")
        assert {name: found[name] for name in changes} == changes

    @pytest.mark.parametrize(
        ("where", "variable"),
        [("2023-01/2023-02", "arrival"), ("2023-07-01/2023-07-09", "departure"), ("2023-02/2023-11", "arrival")],
    )
    def test_peak_of_dates_without_window(self, folder: Path, where: str, variable: str) -> None:
        """A peak is in one cell, also where the dates have no window."""
        alter(folder, "claims", PEAK, {"variable": variable, "where": where})
        assert said(folder) == problems(
            f"claims.csv, line {PEAK_LINE}, where: found '{where}', expected one day, week, month, quarter or year: "
            "the cell in which the peak was reached"
        )

    @pytest.mark.parametrize("variable", ["signup", "arrival"])
    def test_the_last_days_there_are(self, folder: Path, variable: str) -> None:
        """The end of the calendar is no end of the program."""
        replace(folder, "populations", ",2025-04,", ",9999-12,")
        where = "9999-12-30/9999-12-31"
        alter(folder, "claims", PEAK, {"population_id": "in-russian-forces", "variable": variable, "where": where})
        try:
            mb.read_case(folder)
        except mb.MusterError as error:
            assert f"where: found '{where}'" in str(error)  # noqa: PT017

    def test_an_id_twice(self, folder: Path) -> None:
        """A second claim of one id is named with the line of the first."""
        alter(folder, "claims", TROOPS, {"claim_id": "istories-total"})
        assert said(folder) == problems(
            f"claims.csv, line {TROOPS_LINE}, claim_id: found 'istories-total', expected an id used once; "
            "line 2 has it too"
        )

    def test_no_id(self, folder: Path) -> None:
        """A claim without an id is refused."""
        alter(folder, "claims", TROOPS, {"claim_id": ""})
        assert said(folder) == problems(f"claims.csv, line {TROOPS_LINE}, claim_id: found nothing, expected a value")

    def test_lines_are_those_an_editor_shows(self, folder: Path) -> None:
        """A line feed inside quotes moves the lines below, as it does in an editor."""
        alter(folder, "claims", "istories-2023", {"note": "two\nlines\nmore"})
        alter(folder, "claims", PEAK, {"value": "many"})
        assert said(folder) == problems(f"claims.csv, line {PEAK_LINE + 2}, value: found 'many', expected {VALUE}")

    def test_a_long_value_is_shown_short(self, folder: Path) -> None:
        """A value of ten thousand letters does not bury the message."""
        alter(folder, "claims", PEAK, {"value": "x" * 10_000})
        shown = "x" * 119 + "…"
        assert said(folder) == problems(f"claims.csv, line {PEAK_LINE}, value: found '{shown}', expected {VALUE}")


class TestBrokenRecords:
    """One value of one record, source or population is wrong."""

    @pytest.mark.parametrize(
        ("table", "name", "changes", "expected"),
        [
            ("records", PERSON, {"record_id": "person-1"},
             "line 4, record_id: found 'person-1', expected an id used once; line 2 has it too"),
            ("records", PERSON, {"age": "130"}, "line 4, age: found '130', expected years from 0 to 120"),
            ("records", PERSON, {"departure": "2023-08-21"},
             "line 4, departure: found '2023-08-21', expected no day before the arrival, 2023-08-22"),
            ("records", PERSON, {"signup": "22.08.2023"}, f"line 4, signup: found '22.08.2023', expected {DATE}"),
            ("records", PERSON, {"source_id": ""}, "line 4, source_id: found nothing, expected a value"),
            ("records", PERSON, {"population_id": "x"},
             f"line 4, population_id: found 'x', expected a population_id of populations.csv: {POPULATIONS}"),
            ("sources", "zmina", {"published": "2025-04-31"},
             "line 5, published: found '2025-04-31', expected a day as YYYY-MM-DD"),
            ("sources", "zmina", {"accessed": "23.11.2026"},
             "line 5, accessed: found '23.11.2026', expected a day as YYYY-MM-DD"),
            ("sources", "zmina", {"role": "secondary"},
             "line 5, role: found 'secondary', expected one of primary, report, official, statement"),
            ("sources", "zmina", {"url": "zmina.info/news"},
             "line 5, url: found 'zmina.info/news', expected an address that begins with https:// or http://"),
            ("sources", "zmina", {"relays": "istory"},
             f"line 5, relays: found 'istory', expected a source_id of sources.csv: {SOURCES}"),
            ("sources", "zmina", {"relays": "zmina"}, "line 5, relays: found 'zmina', expected another source_id"),
            ("records", PERSON, {"age": "-1"}, "line 4, age: found '-1', expected years from 0 to 120"),
            ("records", PERSON, {"lag_days": "-1"},
             "line 4, lag_days: found '-1', expected 0 or more days, for nobody signs up before arriving"),
        ],
        ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
    )  # fmt: skip
    def test_message(self, folder: Path, table: str, name: str, changes: dict[str, str], expected: str) -> None:
        """One problem, with file, line, column, value and what was expected, word for word."""
        alter(folder, table, name, changes)
        assert said(folder) == problems(f"{table}.csv, {expected}")

    def test_a_wrong_window_is_the_fault_of_its_population(self, folder: Path) -> None:
        """A window that cannot be read is named; claims whose dates are right are not."""
        replace(folder, "populations", "2023-06/2024-05", "2023-06 to 2024-05")
        assert said(folder) == problems(f"populations.csv, line 2, window: found '2023-06 to 2024-05', expected {DATE}")

    @pytest.mark.parametrize("text", ["nan", "NA", "None", "null", "NULL", "0", "<NA>"])
    def test_no_second_marker_for_missing(self, folder: Path, text: str) -> None:
        """Only an empty text is missing; any other label is a label."""
        alter(folder, "records", PERSON, {"outcome": text})
        assert mb.read_case(folder).records["outcome"].tolist()[2] == text


IN_A_QUOTE = CLAIMS.index(b"'at least' belongs")
IN_A_ROW = CLAIMS.index(b",united24,2,moscow")
NO_HEADER = "records.csv, line 1: found nothing, expected a header, with commas, of the columns"
# A table, its broken content, and everything that must be said of it.
BROKEN_FILES = {
    "other encoding": (
        "records",
        RECORDS.replace(b"Came with person-1.", "Пришёл с person-1.".encode("cp1251")),
        ["records.csv, line 3: found byte 0xcf, expected text encoded as UTF-8"],
    ),
    "byte-order mark": (
        "records",
        RECORDS.replace(b"wounded.\n", b"wounded.\xef\xbb\xbf\n"),
        ["records.csv, line 6: found a byte-order mark, expected text without one"],
    ),
    "one CR": (
        "records",
        RECORDS.replace(b"wounded.\n", b"wou\rnded.\n"),
        ["records.csv, line 6: found a carriage return, expected text without one"],
    ),
    "NUL": (
        "records",
        RECORDS.replace(b"Came with person-1.", b"Came \0with person-1."),
        ["records.csv, line 3: found a NUL byte, expected text without one"],
    ),
    "missing column": (
        "claims",
        CLAIMS.replace(b"claim_id,source_id,paragraph,", b"claim_id,paragraph,"),
        [f"claims.csv, line 1, source_id: found nothing, expected this column; the columns are {CLAIM_COLUMNS}"],
    ),
    "a column twice": (
        "claims",
        CLAIMS.replace(b"see,note\n", b"see,see\n"),
        [
            "claims.csv, line 1, see: found 2 columns of this name, expected one",
        ],
    ),
    "semicolons": (
        "records",
        RECORDS.replace(b",", b";"),
        [
            f"records.csv, line 1: found '{RECORD_COLUMNS.replace(', ', ';')}', "
            f"expected a header, with commas, of the columns {RECORD_COLUMNS}"
        ],
    ),
    "cut inside a quote": (
        "claims",
        CLAIMS[:IN_A_QUOTE],
        [
            "claims.csv, line 2: found a quote that is never closed, expected every quote closed",
            "claims.csv, line 2: found 'parts, 31 and 20, add up to 51 exactly: ', "
            "expected a line feed at the end of the file",
        ],
    ),
    "cut inside the last text": (
        "records",
        RECORDS[:-1],
        [
            "records.csv, line 6: found 'istories,Appeared in a video as wounded.', "
            "expected a line feed at the end of the file"
        ],
    ),
    "text after a quote": (
        "records",
        RECORDS.replace(b'"Signed', b'"Signed"x'),
        ["records.csv, line 5: found text after a closing quote, expected a quote inside a value written twice"],
    ),
    "a comma too many": (
        "records",
        RECORDS.replace(b"Came with person-1.", b"Came, with."),
        ["records.csv, line 3: found 12 values, expected 11; a value with a comma needs quotes"],
    ),
    "an empty line": (
        "records",
        RECORDS.replace(b"person-4", b"\nperson-4"),
        ["records.csv, line 5: found 0 values, expected 11"],
    ),
    "an empty line at the end": (
        "records",
        RECORDS + b"\n",
        ["records.csv, line 7: found 0 values, expected 11"],
    ),
    "empty file": ("records", b"", [f"{NO_HEADER} {RECORD_COLUMNS}"]),
    "a line feed alone": ("records", b"\n", [f"{NO_HEADER} {RECORD_COLUMNS}"]),
    "UTF-16": (
        "records",
        RECORDS.decode().encode("utf-16"),
        ["records.csv, line 1: found byte 0xff, expected text encoded as UTF-8"],
    ),
    "a picture": (
        "records",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        ["records.csv, line 1: found byte 0x89, expected text encoded as UTF-8"],
    ),
    "extra column": (
        "records",
        RECORDS.replace(b"source_id,note\n", b"source_id,note,name\n"),
        [
            f"records.csv, line 1: found 'name', expected one of the columns {RECORD_COLUMNS}; one "
            "of your own is declared under the fields of records in datapackage.json"
        ],
    ),
}
# The same, where the place must be named and the wording is left open.
NAMED_FILES = {
    "cut inside a row": ("claims", CLAIMS[:IN_A_ROW], "claims.csv, line 27: found 1 value, expected 14"),
}


class TestBrokenFiles:
    """A file is not what it should be."""

    @pytest.mark.parametrize(("table", "content", "expected"), BROKEN_FILES.values(), ids=BROKEN_FILES.keys())
    def test_message(self, folder: Path, table: str, content: bytes, expected: list[str]) -> None:
        """File, line, value and what was expected, word for word."""
        put(folder, table, content)
        assert said(folder) == problems(*expected)

    @pytest.mark.parametrize(("table", "content", "expected"), NAMED_FILES.values(), ids=NAMED_FILES.keys())
    def test_place(self, folder: Path, table: str, content: bytes, expected: str) -> None:
        """File and line are named."""
        put(folder, table, content)
        assert re.search(rf"^  {expected}", said(folder), flags=re.MULTILINE)

    def test_a_problem_is_one_line(self, folder: Path) -> None:
        """Nothing in a file can break the list of problems or hide in it: control characters are shown as text."""
        header = b'"evil\n  sources.csv, line 1: found nothing","\0\x1b[2J"\n'
        put(folder, "records", header)
        text = said(folder)
        listed = text.split("\n")[1:]
        assert re.match(rf"the case CASE has {len(listed)} problems?:\n", text)
        assert text.replace("\n", "").isprintable()

    def test_a_row_that_is_no_row_does_not_accuse_others(self, folder: Path) -> None:
        """Claims that see a claim whose row has a comma too many are not wrong."""
        put(folder, "claims", CLAIMS.replace(b",=,8,people,,used", b",=,8,0,people,,used"))
        assert said(folder) == problems(
            "claims.csv, line 6: found 15 values, expected 14; a value with a comma needs quotes"
        )

    @pytest.mark.parametrize("table", ["claims", "records"])
    def test_header_only(self, folder: Path, table: str) -> None:
        """A case without claims or without records is a case; nothing becomes something."""
        if table == "claims":
            put(folder, "claims", CLAIMS.split(b"\n")[0] + b"\n")
        else:
            put(folder, "records", RECORDS.split(b"\n")[0] + b"\n")
        found = mb.read_case(folder)
        assert len(getattr(found, table)) == 0
        assert getattr(found, table).dtypes.to_dict() == getattr(mb.read_case(MOSCOW), table).dtypes.to_dict()
        assert found.main_population == "moscow-centre"
        assert found.frozen == "2026-11-23"

    def test_header_only_everywhere(self, folder: Path) -> None:
        """A case is of somebody and from somewhere: without populations or sources it is refused."""
        for table in TABLES:
            put(folder, table, lines_of(table).split(b"\n")[0] + b"\n")
        assert said(folder) == problems(
            "populations.csv: found a header alone, expected at least one row below it",
            "sources.csv: found a header alone, expected at least one row below it",
        )

    def test_populations_that_are_gone(self, folder: Path) -> None:
        """Without populations no claim has one, and no list of names ends in nothing."""
        put(folder, "populations", lines_of("populations").split(b"\n")[0] + b"\n")
        claims, records = (
            [
                f"{table}.csv, line {line}, population_id: found '{row['population_id']}', "
                "expected a population_id of populations.csv: none"
                for line, row in enumerate(rows(table), 2)
            ]
            for table in ("claims", "records")
        )
        header = "populations.csv: found a header alone, expected at least one row below it"
        assert said(folder) == problems(*claims, header, *records)

    @pytest.mark.parametrize(("count", "listed"), [(20, True), (21, False)])
    def test_ids_are_listed_while_they_are_few(self, folder: Path, count: int, listed: bool) -> None:
        """Up to twenty ids are listed where one of them is meant."""
        names = ["moscow-centre", *(f"p-{number}" for number in range(count - 1))]
        header = "population_id,description,window,place,note"
        put(folder, "populations", "\n".join([header, *(f"{name},d,2023-06/2024-05,," for name in names), ""]).encode())
        put(folder, "claims", CLAIMS.split(b"\n")[0] + b"\n")
        alter(folder, "records", PERSON, {"population_id": "nobody"})
        expected = f"a population_id of populations.csv: {', '.join(names[:20])}{'' if listed else ', …'}"
        assert said(folder) == problems(f"records.csv, line 4, population_id: found 'nobody', expected {expected}")

    def test_a_value_that_needs_quotes_is_no_break(self, folder: Path) -> None:
        """Quotes, commas and line feeds in quotes are values like any other."""
        alter(folder, "records", PERSON, {"note": 'he said "yes",\nthen left', "party": "b"})
        assert mb.read_case(folder).records["note"].tolist()[2] == 'he said "yes",\nthen left'


class TestIntegrity:
    """Files are held against the descriptor, and never looked for anywhere else."""

    def test_other_content(self, folder: Path) -> None:
        """A changed file is named with its size and hash and the stated ones, and how to accept it."""
        (folder / "records.csv").write_bytes(RECORDS.replace(b",43,", b",44,"))
        now, stated = (hashlib.sha256(one).hexdigest() for one in (RECORDS.replace(b",43,", b",44,"), RECORDS))
        assert said(folder) == problems(
            f"records.csv: found {sealed('records', RECORDS, now)} (changed: person-2), expected what "
            f"datapackage.json states: {sealed('records', RECORDS, stated)}; "
            "if the change is meant, accept it with: musterbook check CASE --accept"
        )

    def test_the_command_can_be_copied(self, folder: Path) -> None:
        """The command that accepts a change is one that a shell understands, also where the folder has a space."""
        place = folder.rename(folder.parent / "my case")
        (place / "records.csv").write_bytes(RECORDS.replace(b",43,", b",44,"))
        with pytest.raises(mb.MusterError) as caught:
            mb.read_case(place)
        command = str(caught.value).partition("accept it with: ")[2]
        assert shlex.split(command) == ["musterbook", "check", str(place), "--accept"]

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("hash", "0" * 64),
            ("hash", None),
            ("hash", ["x"]),
            ("bytes", len(CLAIMS) + 1),
            ("bytes", None),
            ("bytes", True),
            ("bytes", str(len(CLAIMS))),
        ],
        ids=lambda value: f"{value!r:.10}",
    )
    def test_other_size_or_hash(self, folder: Path, key: str, value: object) -> None:
        """A stated size or hash that is wrong or of another type is refused, and shown as it stands in the file."""
        describe(folder, lambda descriptor: descriptor["resources"][2].update({key: value}))
        now = sealed("claims", CLAIMS, hashlib.sha256(CLAIMS).hexdigest())
        stated = json.dumps(json.loads(now) | {key: value})
        assert said(folder) == problems(
            f"claims.csv: found {now}, expected what datapackage.json states: {stated}; "
            "if the change is meant, accept it with: musterbook check CASE --accept"
        )

    def test_no_size_and_no_hash(self, folder: Path) -> None:
        """What the descriptor does not state is not taken for right."""
        for key in ("bytes", "hash"):
            describe(folder, lambda descriptor, key=key: descriptor["resources"][2].pop(key))
        stated = 'expected what datapackage.json states: {"path": "claims.csv"}; if the change is meant, '
        assert stated in said(folder)

    @pytest.mark.parametrize("path", ["../claims.csv", "/etc/hosts", "sub/claims.csv", "records.csv", "Claims.csv", ""])
    def test_another_path(self, folder: Path, path: str) -> None:
        """A table is in the file of its name beside the descriptor, and nowhere else."""
        shutil.copy(folder / "claims.csv", folder.parent / "claims.csv")
        describe(folder, lambda descriptor: descriptor["resources"][2].update({"path": path}))
        now = sealed("claims", CLAIMS, hashlib.sha256(CLAIMS).hexdigest())
        stated = json.dumps(json.loads(now) | {"path": path})
        assert f"claims.csv: found {now}, expected what datapackage.json states: {stated}; if " in said(folder)

    @pytest.mark.parametrize("path", [None, 5, ["claims.csv"], {"a": 1}], ids=str)
    def test_a_path_that_is_no_text(self, folder: Path, path: object) -> None:
        """A path of another type is refused like any other wrong path, and shown as it stands in the file."""
        describe(folder, lambda descriptor: descriptor["resources"][2].update({"path": path}))
        assert f"expected what datapackage.json states: {json.dumps({'path': path})[:-1]}, " in said(folder)

    def test_no_path(self, folder: Path) -> None:
        """A resource says where its file is."""
        describe(folder, lambda descriptor: descriptor["resources"][2].pop("path"))
        assert 'expected what datapackage.json states: {"bytes": ' in said(folder)

    def test_no_file(self, folder: Path) -> None:
        """A table without a file is named."""
        (folder / "claims.csv").unlink()
        assert said(folder) == problems(f"claims.csv: found nothing, expected {A_FILE}")

    @pytest.mark.parametrize("target", ["real.csv", "../outside.csv", "nowhere.csv"])
    def test_a_link(self, folder: Path, target: str) -> None:
        """A link is not followed, wherever it leads."""
        shutil.copy(folder / "claims.csv", folder / "real.csv")
        shutil.copy(folder / "claims.csv", folder.parent / "outside.csv")
        (folder / "claims.csv").unlink()
        os.symlink(target, folder / "claims.csv")  # noqa: PTH211
        assert said(folder) == problems(f"claims.csv: found something else, expected {A_FILE}")

    def test_a_folder_for_a_file(self, folder: Path) -> None:
        """A folder of the name of a table is no table."""
        (folder / "claims.csv").unlink()
        (folder / "claims.csv").mkdir()
        assert said(folder) == problems(f"claims.csv: found something else, expected {A_FILE}")

    def test_a_table_twice(self, folder: Path) -> None:
        """Of two resources of one name neither is believed, nor taken when files are accepted."""
        wrong = {"name": "claims", "path": "claims.csv", "bytes": 1, "hash": "sha256:0"}
        describe(folder, lambda descriptor: descriptor["resources"].insert(0, wrong))
        assert said(folder) == problems("datapackage.json, resource claims: found 2 of this name, expected one")
        with pytest.raises(mb.MusterError, match="resource claims: found 2 of this name, expected one"):
            mb.accept_files(folder)

    def test_a_name_twice(self, folder: Path) -> None:
        """Of two values of one name in the descriptor neither is taken."""
        place = folder / "datapackage.json"
        place.write_text(place.read_text("utf-8").replace("{", '{"title": "Another",', 1), "utf-8")
        assert "expected JSON" in said(folder)
        assert "a name that stands twice in one object" in said(folder)

    def test_rows_longer_than_the_header_are_not_told_as_other_rows(self, folder: Path) -> None:
        """What has changed since is told of rows that can be read alone."""
        place = folder / "claims.csv"
        head, *rows = place.read_text("utf-8").rstrip("\n").split("\n")
        place.write_text("\n".join([head, *(f"{row},more" for row in rows)]) + "\n", "utf-8")
        assert "gone:" not in said(folder)

    def test_no_resource(self, folder: Path) -> None:
        """A table that the descriptor does not know is missing, whatever lies in the folder."""
        describe(folder, lambda descriptor: descriptor["resources"].pop(2))
        assert said(folder) == problems(
            "datapackage.json, resource claims: found 0 of this name, expected one; "
            "if the change is meant, accept it with: musterbook check CASE --accept"
        )


PART_HEADERS = {
    "labels": "variable,label,part_of",
    "translations": "table,id,column,language,text",
    "corrections": "date,table,id,column,old,new,reason",
}


class TestParts:
    """Populations within populations, labels within labels, and words of nothing."""

    def write(self, folder: Path, table: str, *lines: str) -> None:
        """Write a table that may be left out, and take it into the descriptor."""
        (folder / f"{table}.csv").write_text("\n".join([PART_HEADERS[table], *lines, ""]), "utf-8")
        resource = {"name": table, "path": f"{table}.csv"}
        describe(folder, lambda descriptor: descriptor["resources"].append(resource))
        seal(folder)

    def test_everything_at_once(self, folder: Path) -> None:
        """Circles, conditions nobody can meet, a share above 100 and words of nothing: one error that names all."""
        header = "population_id,subject,part_of,condition,window"
        lines = [
            "moscow-centre,all,ring,,2023-06/2024-05",
            "ring,part,moscow-centre,country=Nepal,2023-01",
            "in-russian-forces,a,,age=20,2025-04",
            "captured,,moscow-centre,age=young,",
            "north-korean-troops,a,moscow-centre,age,2023-01",
        ]
        put(folder, "populations", "\n".join([header, *lines, ""]).encode())
        alter(folder, "claims", PEAK, {"statistic": "share", "value": "101 %"})
        alter(folder, "claims", TROOPS, {"unit": "percent of all"})
        self.write(folder, "labels", "outcome,killed,killed", "outcome,a,b", "outcome,b,a")
        self.write(folder, "translations", "populations,nobody,subject,ru,x", "labels,outcome=x,label,ru,x")
        self.write(folder, "corrections", "2026-01-01,claims,gone,value,1,2,x")
        with pytest.raises(mb.MusterError) as caught:
            mb.read_case(folder)
        found = caught.value.problems
        assert [(one.file.removesuffix(".csv"), one.line, one.column, one.expected) for one in found] == [
            ("claims", PEAK_LINE, "value", "a share of at most 100 %"),
            ("claims", TROOPS_LINE, "unit", "what is counted or measured; for a part of all people the statistic "
             "share, not count"),
            ("corrections", 2, "id", f"a claim_id of claims.csv: {CLAIM_IDS}, …"),
            ("labels", 2, "part_of", "parts without a circle; here killed is part of killed"),
            ("labels", 3, "part_of", "parts without a circle; here a is part of b is part of a"),
            ("labels", 4, "part_of", "parts without a circle; here b is part of a is part of b"),
            ("populations", 2, "part_of", "parts without a circle; here moscow-centre is part of ring is part of "
             "moscow-centre"),
            ("populations", 3, "condition", VALUES),
            ("populations", 3, "part_of", "parts without a circle; here ring is part of moscow-centre is part of ring"),
            ("populations", 4, "condition", "nothing, or the larger population in part_of"),
            ("populations", 5, "condition", "age= with a whole number as 20, or a range as 18..25, 3.. or ..17"),
            ("populations", 5, "subject", "who these people are, here or in description"),
            ("populations", 6, "condition", VALUES),
            ("populations", 6, "window", "days within 2023-06/2024-05, the window of what it is part of"),
            ("translations", 2, "id", "a population_id of populations.csv: moscow-centre, ring, in-russian-forces, "
             "captured, north-korean-troops"),
            ("translations", 3, "id", "a variable=label of labels.csv: outcome=killed, outcome=a, outcome=b"),
        ]  # fmt: skip

    def test_the_last_correction_is_what_stands_there(self, folder: Path) -> None:
        """Of several corrections of one value the last tells what the table says."""
        made = [f"2026-01-01,claims,{PEAK},value,9,7,x", f"2026-01-02,claims,{PEAK},value,7,8,it was printed so"]
        self.write(folder, "corrections", *made)
        assert len(mb.read_case(folder).corrections) == 2
        put(folder, "corrections", "\n".join([PART_HEADERS["corrections"], *reversed(made), ""]).encode())
        assert said(folder) == problems(
            "corrections.csv, line 3, new: found '7', expected what stands in claims.csv now: '8'"
        )

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"statistic": "share", "value": "4/3"}, "value: found '4/3', expected a share of at most 100 %"),
            ({"value": "88 %"}, "value: found '88 %', expected what is counted or measured; for a part of all people "
             "the statistic share, not peak"),
            ({"statistic": "share", "value": "8", "where": ""},
             "where: found nothing, expected the part that the share is of"),
            ({"statistic": "sd", "where": ""},
             "variable: found 'signup', expected a variable with numbers for a sd"),
            ({"relation": "<", "value": "0"}, "value: found '0', expected a number above 0, for nothing is less"),
            ({"statistic": "amount", "where": "", "status": "context"},
             "variable: found 'signup', expected nothing: an amount counts no people"),
        ],
    )  # fmt: skip
    def test_claims(self, folder: Path, changes: dict[str, str], expected: str) -> None:
        """What a share, a deviation and a strict limit cannot be."""
        alter(folder, "claims", PEAK, changes)
        assert said(folder) == problems(f"claims.csv, line {PEAK_LINE}, {expected}")

    def test_a_column_of_the_case_that_is_none(self, folder: Path) -> None:
        """A column that a case declares has a name and a type."""
        more = [{"name": "Death"}, {"name": "death", "type": "day"}, 5]
        describe(folder, lambda descriptor: descriptor["resources"][3]["schema"]["fields"].extend(more))
        found = said(folder).split("\n")[1:]
        assert [one.split(", expected")[0].strip() for one in found] == [
            "datapackage.json, field death of records: found no type of field 'day'; available: any, boolean, date, "
            "datetime, integer, number, string, year",
            "datapackage.json, fields of records: found nothing",
            "datapackage.json, fields of records: found '\"Death\"'",
        ]


NO_DESCRIPTOR = {
    "empty": b"",
    "line feeds": b"\n\n",
    "words": b"not json",
    "cut": (MOSCOW / "datapackage.json").read_bytes()[:500],
    "cut after a line": b'{"name": "x",\n',
    "trailing comma": b'{"name": "x",}',
    "byte-order mark": b"\xef\xbb\xbf{}",
    "nested without end": b"[" * 100_000,
    "a number of many digits": b"1" * 5_000,
    "null": b"null",
    "a list": b"[1]",
    "a text": b'"x"',
    "a number": b"5",
    "nothing in it": b"{}",
    "resources null": b'{"name": "x", "title": "y", "resources": null}',
    "resources object": b'{"name": "x", "title": "y", "resources": {"claims": 1}}',
    "resources of other things": b'{"name": "x", "title": "y", "resources": [1, null, "claims"]}',
    "no resources": b'{"name": "x", "title": "y", "resources": []}',
    "name is a list": b'{"name": "x", "title": "y", "resources": [{"name": ["claims"]}]}',
    "name is an object": b'{"name": "x", "title": "y", "resources": [{"name": {}}]}',
    "other encoding": b'{"name": "\xd0\xd1"}',
}


class TestFolders:
    """A folder is no case, or its descriptor is none."""

    @pytest.mark.parametrize("kind", ["missing", "empty", "a file", "without descriptor"])
    def test_no_case(self, folder: Path, kind: str) -> None:
        """What a case is and which ones there are is said."""
        place = {"missing": folder / "nowhere", "a file": folder / "claims.csv"}.get(kind, folder)
        if kind == "empty":
            shutil.rmtree(folder)
            folder.mkdir()
        elif place == folder:
            (folder / "datapackage.json").unlink()
        assert said(place) == (
            "CASE is not a case: a case is a folder with a datapackage.json in it. "
            f"The cases that come with musterbook: {', '.join(mb.list_cases())}."
        )

    @pytest.mark.parametrize("content", NO_DESCRIPTOR.values(), ids=NO_DESCRIPTOR.keys())
    def test_no_descriptor(self, folder: Path, content: bytes) -> None:
        """Whatever stands in datapackage.json, reading refuses it."""
        (folder / "datapackage.json").write_bytes(content)
        with pytest.raises(mb.MusterError):
            mb.read_case(folder)

    @pytest.mark.parametrize("content", list(NO_DESCRIPTOR.values())[:12], ids=list(NO_DESCRIPTOR)[:12])
    def test_accepting_no_descriptor(self, folder: Path, content: bytes) -> None:
        """What is no descriptor is not written over."""
        (folder / "datapackage.json").write_bytes(content)
        with pytest.raises(mb.MusterError):
            mb.accept_files(folder)
        assert (folder / "datapackage.json").read_bytes() == content

    def test_no_json_is_one_problem(self, folder: Path) -> None:
        """Where the descriptor cannot be read, nothing more is said of what it does not say."""
        (folder / "datapackage.json").write_bytes(b'{\n  "name": "x",\n  "title": y\n}\n')
        assert said(folder) == problems(
            "datapackage.json, line 3: found Expecting value: line 3 column 12 (char 28), expected JSON"
        )

    def test_descriptor_in_another_encoding(self, folder: Path) -> None:
        """A folder with a descriptor is not told to have one."""
        (folder / "datapackage.json").write_bytes(b'{"name": "\xd0\xd1"}')
        assert said(folder) == problems("datapackage.json, line 1: found byte 0xd0, expected text encoded as UTF-8")

    @pytest.mark.parametrize("name", ["datapackage.json", "claims.csv"])
    def test_what_is_no_file_or_no_ordinary_one(self, folder: Path, name: str) -> None:
        """Nothing is waited for, and nothing is read that has no end."""
        place = folder / name
        wrong = problems(f"{name}: found something else, expected {A_FILE}")
        place.unlink()
        place.mkdir()
        assert said(folder) == wrong
        place.rmdir()
        os.mkfifo(place)
        assert said(folder) == wrong
        place.unlink()
        place.symlink_to("/dev/zero")
        assert said(folder) == wrong
        place.unlink()
        with place.open("wb") as file:
            file.truncate(3 * 2**30)
        assert said(folder) == wrong

    @pytest.mark.parametrize("key", ["name", "title"])
    def test_no_name(self, folder: Path, key: str) -> None:
        """A case has a name and a title."""
        describe(folder, lambda descriptor: descriptor.pop(key))
        assert said(folder) == problems(f"datapackage.json, {key}: found nothing, expected a text")


class TestTogether:
    """All problems come in one error, in the order of files and lines."""

    def test_several_files(self, folder: Path) -> None:
        """The whole message, word for word."""
        alter(folder, "claims", TROOPS, {"value": "many"})
        alter(folder, "claims", "istories-total", {"relation": "=>", "paragraph": "0"})
        alter(folder, "sources", "zmina", {"role": "secondary"})
        alter(folder, "records", PERSON, {"age": "130", "source_id": "nobody"})
        replace(folder, "populations", ",2025-04,", ",April 2025,")
        assert said(folder) == problems(
            "claims.csv, line 2, paragraph: found '0', expected a whole number, at least 1",
            "claims.csv, line 2, relation: found '=>', expected one of =, >=, <=, >, <, ~",
            f"claims.csv, line 50, value: found 'many', expected {VALUE}",
            f"populations.csv, line 3, window: found 'April 2025', expected {DATE}",
            "records.csv, line 4, age: found '130', expected years from 0 to 120",
            f"records.csv, line 4, source_id: found 'nobody', expected a source_id of sources.csv: {SOURCES}",
            "sources.csv, line 5, role: found 'secondary', expected one of primary, report, official, statement",
        )

    def test_the_descriptor_comes_first(self, folder: Path) -> None:
        """Where the descriptor is wrong, nothing is said yet of the tables that it describes."""
        alter(folder, "claims", TROOPS, {"value": "many"})
        describe(folder, lambda descriptor: descriptor.pop("title"))
        assert said(folder) == problems("datapackage.json, title: found nothing, expected a text")

    @pytest.mark.parametrize(("count", "more"), [(100, 0), (101, 1), (1_200, 1_100)])
    def test_a_hundred_are_shown(self, folder: Path, count: int, more: int) -> None:
        """Of very many problems the first hundred are shown and the others counted; the error has them all."""
        line = "p-{},moscow-centre,,,,,130,,,istories,".format
        put(folder, "records", "\n".join([RECORD_COLUMNS.replace(", ", ","), *map(line, range(count)), ""]).encode())
        with pytest.raises(mb.MusterError) as caught:
            mb.read_case(folder)
        head, *shown = str(caught.value).split("\n")
        assert head == f"the case {folder} has {count:,} problems:"
        assert shown[:100] == [
            f"  records.csv, line {number + 2}, age: found '130', expected years from 0 to 120" for number in range(100)
        ]
        assert shown[100:] == ([f"  and {more:,} more; all are in the problems of this error"] if more else [])
        assert len(caught.value.problems) == count

    def test_problems_are_data_too(self, folder: Path) -> None:
        """The error carries its problems in the order of its text, and is a ValueError."""
        alter(folder, "claims", PEAK, {"value": "many", "status": "used"})
        alter(folder, "claims", "istories-2023", {"relation": "=>"})
        with pytest.raises(mb.MusterError) as caught:
            mb.read_case(folder)
        assert [(one.file, one.line, one.column, one.value) for one in caught.value.problems] == [
            ("claims.csv", 3, "relation", "=>"),
            ("claims.csv", 6, "value", "many"),
        ]
        assert str(caught.value).split("\n")[1:] == [f"  {one}" for one in caught.value.problems]
        assert isinstance(caught.value, ValueError)

    def test_several_values_of_one_row(self, folder: Path) -> None:
        """One wrong value of a row does not hide another that is wrong whatever the first should have been."""
        alter(folder, "claims", PEAK, {"value": "many", "relation": "=>", "where": "July"})
        assert said(folder) == problems(
            "claims.csv, line 6, relation: found '=>', expected one of =, >=, <=, >, <, ~",
            f"claims.csv, line 6, value: found 'many', expected {VALUE}",
            f"claims.csv, line 6, where: found 'July', expected {DATE}",
        )

    def test_a_missing_file_hides_nothing(self, folder: Path) -> None:
        """What is wrong with claims is said also where there are no records."""
        alter(folder, "claims", PEAK, {"value": "many"})
        (folder / "records.csv").unlink()
        assert said(folder) == problems(
            f"claims.csv, line 6, value: found 'many', expected {VALUE}",
            f"records.csv: found nothing, expected {A_FILE}",
        )

    def test_lines_are_ordered_as_numbers(self, folder: Path) -> None:
        """Line 9 comes before line 10."""
        content = CLAIMS.replace(b",people,", b",people ,")
        put(folder, "claims", content)
        numbers = [int(one) for one in re.findall(r"line (\d+)", said(folder))]
        assert numbers == sorted(numbers)
        assert len(numbers) == content.count(b",people ,")


EDITS = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.sampled_from(["put", "insert", "delete", "cut", "swap"]),
        st.one_of(
            st.binary(min_size=1, max_size=3),
            st.sampled_from([b",", b'"', b"\n", b"\r\n", b"\0", b"\xff", b"~", b"-", b"2023", b"..", b"X", b"9" * 20]),
        ),
    ),
    min_size=1,
    max_size=4,
)


def edited(content: bytes, edits: list[tuple[float, str, bytes]]) -> bytes:
    """Damage bytes here and there."""
    for share, kind, new in edits:
        at = int(share * len(content))
        content = {
            "put": content[:at] + new + content[at + len(new) :],
            "insert": content[:at] + new + content[at:],
            "delete": content[:at] + content[at + 5 * len(new) :],
            "cut": content[:at],
            "swap": content[at:] + content[:at],
        }[kind]
    return content


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the shipped case, to be broken again and again."""
    return Path(shutil.copytree(MOSCOW, tmp_path_factory.mktemp("fuzz") / "case"))


def survives(folder: Path) -> None:
    """Read a case: it works or raises the one error, and the problems of that are one line each."""
    try:
        mb.read_case(folder)
    except mb.MusterError as error:
        found, text = error.problems, str(error)
    else:
        return
    assert found or "is not a case" in text
    assert all(one.file and one.line >= 0 and one.expected for one in found)
    assert list(found) == sorted(found)


class TestDamage:
    """Files damaged at random."""

    @given(edits=EDITS, sealed=st.booleans(), table=st.sampled_from(["claims", "claims", *TABLES]))
    @examples(15)
    def test_tables(self, scratch: Path, edits: list[tuple[float, str, bytes]], sealed: bool, table: str) -> None:
        """A damaged table is read or refused, never anything else."""
        shutil.copytree(MOSCOW, scratch, dirs_exist_ok=True)
        (scratch / f"{table}.csv").write_bytes(edited(lines_of(table), edits))
        if sealed:
            seal(scratch)
        survives(scratch)

    @given(edits=EDITS)
    @examples(10)
    def test_descriptor(self, scratch: Path, edits: list[tuple[float, str, bytes]]) -> None:
        """A damaged descriptor is read or refused, never anything else."""
        shutil.copytree(MOSCOW, scratch, dirs_exist_ok=True)
        (scratch / "datapackage.json").write_bytes(edited((MOSCOW / "datapackage.json").read_bytes(), edits))
        survives(scratch)

    @given(
        claim=st.integers(0, 48),
        column=st.sampled_from([field["name"] for field in fields("claims")]),
        value=st.one_of(
            st.text(max_size=12),
            st.sampled_from(["", "0", "-1", "9999", "2023", "2023/2024", "20..", "age", "signup", "arrival", "peak"]),
            st.sampled_from(["mean", "occupied", "amount", "used", "vague", "disputed", "~", "=", "moscow-centre"]),
        ),
    )
    @examples(12)
    def test_values(self, scratch: Path, claim: int, column: str, value: str) -> None:
        """A claim with any value anywhere is read or refused, and a refusal names that line or one that sees it."""
        shutil.copytree(MOSCOW, scratch, dirs_exist_ok=True)
        table = rows("claims")
        table[claim][column] = value
        lines = [written(list(table[0])), *(written(list(row.values())) for row in table)]
        put(scratch, "claims", "".join(lines).encode("utf-8", "replace"))
        survives(scratch)
