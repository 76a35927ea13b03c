"""Lists and tables as people really keep them: what stands there, and what reading or counting it must give.

Each line of a table below is a situation that somebody met and reported in public, of csvkit, pandas, cleanepi,
datefixR, readxl, OpenRefine, incidence and others; where the report has a number, it stands in brackets. The right
answer is what a careful reader of the list would say, worked out by hand.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import musterbook as mb
from benchmarks import shapes
from test_bearing import case_of, claim


def situations(table: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Make the parameters of a test of a table whose first column says what the situation is."""
    return [pytest.param(*rest, id=name) for name, *rest in table]


def plain(value: object) -> object:
    """Give a value as the tables write it: what is missing as ``None``, a day as a text."""
    if pd.isna(value):
        return None
    return value.date().isoformat() if isinstance(value, dt.datetime) else value


def column(frame: pd.DataFrame, name: str) -> list[object]:
    """Give the values of a column."""
    return [plain(value) for value in frame[name]]


# --- one date, one number

IN_2023 = {"window": "2023-01/2024-05"}
DATES = [
    # situation, text, options, first and last day (None for an open end); nothing where it cannot be read
    ("a day that is not known is written 00", "2023-07-00", {}, ("2023-07-01", "2023-07-31")),
    ("a day of 00 comes first", "00.07.2023", {"dayfirst": True}, ("2023-07-01", "2023-07-31")),
    ("neither day nor month is known", "2023-00-00", {}, ("2023-01-01", "2023-12-31")),
    ("a range of months in words", "March-April 2021", {}, ("2021-03-01", "2021-04-30")),
    ("a range of days in words", "10-15 July 2023", {}, ("2023-07-10", "2023-07-15")),
    ("a range of days in Russian words", "с 10 по 15 июля 2023", {}, ("2023-07-10", "2023-07-15")),
    ("a range of days over two months", "28 June - 3 July 2023", {}, ("2023-06-28", "2023-07-03")),
    ("a range of years with a dash (geniza 873)", "2019–2021", {}, ("2019-01-01", "2021-12-31")),
    ("a quarter", "2023-Q3", {}, ("2023-07-01", "2023-09-30")),
    ("a quarter, the other way round", "Q3 2023", {}, ("2023-07-01", "2023-09-30")),
    ("an ISO week", "2023-W34", {}, ("2023-08-21", "2023-08-27")),
    ("an ISO week that begins in the year before (incidence 136)", "2020-W01", {}, ("2019-12-30", "2020-01-05")),
    ("spaces within and two digits of a year (cleanepi 223)", "31/ 12 /23", IN_2023, ("2023-12-31", "2023-12-31")),
    ("an apostrophe for the century (datefixR 49)", "31.12.'23", IN_2023, ("2023-12-31", "2023-12-31")),
    ("the window settles the century (opensanctions 4974)", "16-07-68", {"window": "1965/1970"}, ("1968-07-16",) * 2),
    ("nothing settles the century (dateutil 465)", "16-07-68", {}, None),
    ("two digits of a year after a short month", "21-Mar-24", IN_2023, ("2024-03-21", "2024-03-21")),
    ("an ordinal and a comma (datefixR 49)", "July 4th, 2023", {}, ("2023-07-04", "2023-07-04")),
    ("a month in Roman numerals (datefixR 90)", "13.VI.2021", {}, ("2021-06-13", "2021-06-13")),
    ("a month in small Roman numerals (datefixR 90)", "13/vi/2021", {}, ("2021-06-13", "2021-06-13")),
    ("an unknown day as xx (lc-open-refine 10)", "xx.07.2023", {}, ("2023-07-01", "2023-07-31")),
    ("unknown digits as question marks (lc-open-refine 10)", "19??", {}, ("1900-01-01", "1999-12-31")),
    ("a decade (elysa 42)", "1990s", {}, ("1990-01-01", "1999-12-31")),
    ("an approximate year (wikitrivia 60)", "circa 2019", {}, ("2019-01-01", "2019-12-31")),
    ("an approximate month", "about July 2023", {}, ("2023-07-01", "2023-07-31")),
    ("an approximate day in Russian", "около 10.07.2023", {"dayfirst": True}, ("2023-07-10", "2023-07-10")),
    ("a day in doubt (linelist 29)", "24/11/2023?", {}, ("2023-11-24", "2023-11-24")),
    ("a date that only begins", "since 10 July 2023", {}, ("2023-07-10", None)),
    ("a date that only ends", "until 10 July 2023", {}, (None, "2023-07-10")),
    ("a time of day in UTC", "2023-07-01T23:30:00Z", {}, ("2023-07-01", "2023-07-01")),
    ("a space that does not break", "22\u00a0августа\u00a02023\u00a0г.", {}, ("2023-08-22", "2023-08-22")),
    ("a remark in brackets that it is about so", "2021-03-14 (approx.)", {}, ("2021-03-14",) * 2),
    ("one day or another", "14 March 2021 or 16 March 2021", {}, ("2021-03-14", "2021-03-16")),
    ("a range of days before their month in digits", "14-16.03.2021", {"dayfirst": True}, ("2021-03-14", "2021-03-16")),
    ("a half of a year", "1st half of 2021", {}, ("2021-01-01", "2021-06-30")),
    ("a half of a year as a sign", "H2 2021", {}, ("2021-07-01", "2021-12-31")),
    ("a month as a spreadsheet shows it", "Mar-21", {"window": "2020/2022"}, ("2021-03-01", "2021-03-31")),
    ("the window settles the year", "14 March", {"window": "2021-02/2021-12"}, ("2021-03-14",) * 2),
    ("the window has the day twice", "14 March", {"window": "2021/2022"}, None),
    ("a month in German", "Anfang März 2021", {}, ("2021-03-01", "2021-03-10")),
    ("a day in Italian", "14 marzo 2021", {}, ("2021-03-14",) * 2),
    ("a day in Spanish with its article", "14 de marzo del 2021", {}, ("2021-03-14",) * 2),
    ("after the end of all calendars", "after 9999-12-31", {}, None),
    ("before the first day", "before 0001-01-01", {}, None),
    ("Arabic digits (dateparser 6)", "٢٠٢٣-٠٧-٠٣", {}, ("2023-07-03", "2023-07-03")),
    ("a label before each date", "EOW: Monday, May 3, 1999", {}, ("1999-05-03", "1999-05-03")),
    ("a day with its weekday", "Monday, May 3, 1999", {}, ("1999-05-03", "1999-05-03")),
    ("a month without a sign", "202307", {}, ("2023-07-01", "2023-07-31")),
    ("a Buddhist year (dateparser 1063)", "6/6/2554", {}, None),
    ("a Jalali year in Persian digits (dateparser 6)", "۱۴۰۲-۰۵-۳۱", {}, None),
    ("the end of time as a mark", "9999-12-31", {}, None),
    ("the day before a spreadsheet's first", "1899-12-30", {}, None),
    ("an empty cell as a spreadsheet shows it", "1900-01-00", {}, None),
    ("an empty cell, the day first", "00/01/1900", {}, None),
    ("year, day, month (bdq 61)", "2021-28-10", {}, None),
    ("a day without its year (bdq 61)", "10-28", {}, None),
    ("a weekday without its year (csvkit 822)", "DEPARTURE: MONDAY 29 MAY", {}, None),
    ("a date within a sentence (csvkit 910)", "testing workgroup fix - 4/7/2010 - Marcy Liberty", {}, None),
    ("six digits that may be many dates (datefixR 48)", "140922", {}, None),
    ("a day that no calendar has", "31.02.2023", {}, None),
]


@pytest.mark.parametrize(("text", "options", "days"), situations(DATES))
def test_a_date_is_read_as_it_is_meant(text: str, options: Mapping[str, Any], days: tuple[str, str] | None) -> None:
    frame = pd.DataFrame({"when": [text]})
    people = mb.read_records(frame, columns={"signup": "when"}, errors="keep_aside", **options)
    assert people.kept == 1, "nobody is lost because of a date"
    if days is None:
        assert column(people.records, "signup") == [None]
        assert people.problems["value"].tolist() == [text]
    else:
        assert people.problems.empty
        assert (column(people.records, "signup_first"), column(people.records, "signup_last")) == tuple(
            [day] for day in days
        )


AGES = [
    # situation, text, lowest and highest (None for an open end); nothing where it cannot be read
    ("months", "18 months", (1, 1)),
    ("months in Russian", "6 мес.", (0, 0)),
    ("months as a word", "4-month-old", (0, 0)),
    ("years and months", "1 year 6 months", (1, 1)),
    ("weeks", "6 weeks", (0, 0)),
    ("days", "3 days", (0, 0)),
    ("a computed age with decimals", "38.4167", (38, 38)),
    ("a decimal comma", "38,5", (38, 38)),
    ("under an age", "under 18", (None, 17)),
    ("under an age in Russian", "младше 18", (None, 17)),
    ("under an age as a sign (R4EPI 252)", "<5", (None, 4)),
    ("an age and over", "85 and over", (85, None)),
    ("an age and over as a sign (list 167)", "85+", (85, None)),
    ("an age and over in Russian", "85 и старше", (85, None)),
    ("over an age", ">65", (66, None)),
    ("at least an age", "≥65", (65, None)),
    ("a decade of life", "20s", (20, 29)),
    ("a range in words", "18 to 25", (18, 25)),
    ("a range in words, with the unit", "18 to 25 years", (18, 25)),
    ("a range in Russian words", "от 18 до 25 лет", (18, 25)),
    ("years as an abbreviation", "18yo", (18, 18)),
    ("a range with a dash and the unit", "18–25 years old", (18, 25)),
    ("the wrong way round", "25-18", None),
    ("a number as a word (simulist 187)", "twenty-four", None),
    ("a mark that looks like an age (cleanepi 83)", "-99", None),
    ("another mark that looks like an age", "999", None),
    ("a band that a spreadsheet took for a date (PHS 67)", "9-May", None),
]


@pytest.mark.parametrize(("text", "ends"), situations(AGES))
def test_an_age_is_read_as_it_is_meant(text: str, ends: tuple[int | None, int | None] | None) -> None:
    people = mb.read_records(pd.DataFrame({"years": [text]}), columns={"age": "years"}, errors="keep_aside")
    assert people.kept == 1, "nobody is lost because of an age"
    if ends is None:
        assert column(people.records, "age") == [None]
        assert people.problems["value"].tolist() == [text]
    else:
        assert people.problems.empty
        assert (column(people.records, "age_low"), column(people.records, "age_high")) == tuple([end] for end in ends)


LENGTHS = ["day", "week", "month", "quarter", "year"]


@pytest.mark.parametrize("every", situations([(f"cells of a {every}", every) for every in LENGTHS]))
def test_every_name_that_counts_gives_a_cell_is_read_back(every: str) -> None:
    days = pd.DataFrame({"signup": ["2020-12-31", "2021-01-04"]})
    cells = mb.counts(days, "signup", every=every)
    again = mb.counts(pd.DataFrame({"signup": cells["cell"].repeat(cells["sure"])}), "signup", every=every)
    pd.testing.assert_frame_equal(again, cells)


# --- lists

DATE_AND_AGE = {"columns": {"record_id": "No", "signup": "Date", "age": "Age"}}
TWO = "No,Date,Age\n1,2023-07-01,30\n2,2023-07-02,31\n"
BOTH = ["1", "2"]
MONTH_OF_TWO = {"age": "Age", "signup": "Date"}
LISTS = [
    # situation, text of the file, options, what is known of it afterwards: a column by its name, the lines of rows that
    # are nobody, the lines and columns of problems
    (
        "a source line and a page number below the list (pandas 4512)",
        TWO + "Source: Ministry,,\nPage 1 of 1,,\n",
        DATE_AND_AGE,
        {"record_id": BOTH, "nobody": [4, 5], "problems": []},
    ),
    (
        "a total with sums in several columns",
        TWO + "Total,2,61\n",
        DATE_AND_AGE,
        {"record_id": BOTH, "nobody": [4], "problems": []},
    ),
    (
        "a total in Russian, in the second column",
        "№;Дата;Возраст\n1;2023-07-01;30\n2;2023-07-02;31\n;Итого: 2;\n",
        {"columns": {"record_id": "№", "signup": "Дата", "age": "Возраст"}},
        {"record_id": BOTH, "nobody": [4], "problems": []},
    ),
    (
        "a total in a language of none of ours",
        "क्रम,तिथि,आयु\n१,२०२३-०७-०३,३४\nकुल,,\n",
        {"columns": {"record_id": "क्रम", "signup": "तिथि", "age": "आयु"}},
        {"record_id": ["१"], "signup": ["2023-07-03"], "age": ["34"], "nobody": [3], "problems": []},
    ),
    (
        "a column of one's own whose dates are mixed with words",
        "name,arrested\na,14 March 2021\nb,2021-03\nc,in hiding\n",
        {"columns": {"arrest": "arrested"}},
        {"arrest_first": ["2021-03-14", "2021-03-01", None], "problems": [(4, "arrest")]},
    ),
    (
        "births and ages in one column",
        "ref,yob or age,signup\n1,1990,2021-03-12\n2,34,2021-03-13\n3,30-39,2021-03-13\n4,199,2021-03-13\n",
        {"columns": {"record_id": "ref", "age": "yob or age"}, "age_at": "signup"},
        {"age": ["30..31", "34", "30..39", None], "problems": [(5, "age")]},
    ),
    (
        "days of which the header says that they end weeks",
        "no,Week ending\n1,2023-07-02\n2,2023-07-09\n",
        {"columns": {"record_id": "no", "signup": "Week ending"}},
        {"signup_first": ["2023-06-26", "2023-07-03"], "signup_last": ["2023-07-02", "2023-07-09"], "problems": []},
    ),
    (
        "a row of spaces",
        TWO + " , , \n",
        DATE_AND_AGE,
        {"record_id": BOTH, "problems": []},
    ),
    (
        "the header again, as where printed pages were joined",
        "No,Date,Age\n1,2023-07-01,30\nNo,Date,Age\n2,2023-07-02,31\n",
        DATE_AND_AGE,
        {"record_id": BOTH, "nobody": [3], "problems": []},
    ),
    (
        "a blank line and notes below it (pandas 32495)",
        TWO + "\n* ages as of the day of signing\nNote: preliminary\n",
        DATE_AND_AGE,
        {"record_id": BOTH, "nobody": [5, 6], "problems": []},
    ),
    (
        "an age that cannot be read takes nobody out of the months",
        "No,Date,Age\n1,2023-07-01,thirty\n2,2023-07-02,31\n",
        DATE_AND_AGE,
        {"record_id": BOTH, "signup": ["2023-07-01", "2023-07-02"], "age": [None, "31"], "problems": [(2, "age")]},
    ),
    (
        "one id and two people",
        "No,Date,Age\n804,2023-07-01,77\n804,2023-08-15,12\n111,2023-09-01,33\n",
        DATE_AND_AGE,
        {"people": 3, "signup": ["2023-07-01", "2023-08-15", "2023-09-01"], "problems": [(3, "record_id")]},
    ),
    (
        "ids that a spreadsheet has rounded (orangelight 2695)",
        "No,Date,Age\n9.91214E+15,2023-07-01,30\n9.91214E+15,2023-08-15,31\n",
        DATE_AND_AGE,
        {"people": 2, "problems": [(2, "record_id"), (3, "record_id")]},
    ),
    (
        "ids that differ in leading zeros (cual-id 42)",
        "No,Date,Age\n007,2023-07-01,30\n7,2023-08-15,31\n",
        DATE_AND_AGE,
        {"record_id": ["007", "7"], "problems": []},
    ),
    (
        "ids that look like powers of ten and are none (cual-id 42)",
        "No,Date,Age\n891e3,2023-07-01,30\n74095e7a,2023-08-15,31\n",
        DATE_AND_AGE,
        {"record_id": ["891e3", "74095e7a"], "problems": []},
    ),
    (
        "marks for what is not stated, of dates and numbers (cleanepi 257)",
        "No,Date,Age\n1,NA,30\n2,?,-\n3,n/a,N / A\n4,2023-07-01,н/д\n5,неизвестно,unknown\n6,NULL,#N/A\n"
        "7,not available,Not Avail\n",
        DATE_AND_AGE,
        {
            "signup": [None, None, None, "2023-07-01", None, None, None],
            "age": ["30", None, None, None, None, None, None],
            "problems": [],
        },
    ),
    (
        "marks of somebody's own",
        "No,Date,Age\n1,2023-07-01,-99\n2,pending,31\n",
        DATE_AND_AGE | {"missing": ["-99", "pending"]},
        {"signup": ["2023-07-01", None], "age": [None, "31"], "problems": []},
    ),
    (
        "marks that a Table Schema states",
        "No,Date,Age\n1,2023-07-01,-99\n2,pending,31\n",
        DATE_AND_AGE
        | {"schema": {"fields": [{"name": "age"}, {"name": "signup"}], "missingValues": ["", "-99", "pending"]}},
        {"signup": ["2023-07-01", None], "age": [None, "31"], "problems": []},
    ),
    (
        "marks among labels, when said",
        "id,signup,outcome\n1,2023-07-01,killed\n2,2023-07-02,Not Avail\n3,2023-07-03,unknown\n",
        {"columns": {"record_id": "id"}, "missing": ["Not Avail", "unknown"]},
        {"outcome": ["killed", None, None], "problems": []},
    ),
    (
        "the date of nothing in a database",
        "id,signup\n1,0000-00-00\n2,2023-07-02\n",
        {"columns": {"record_id": "id"}},
        {"signup": [None, "2023-07-02"], "people": 2},
    ),
    (
        "a list that changes its calendar half-way (list 1348)",
        "id,signup\n1,2020-09-07\n2,2563-09-18\n3,1402-05-31\n4,9999-12-31\n",
        {"columns": {"record_id": "id"}},
        {"signup": ["2020-09-07", None, None, None], "problems": [(3, "signup"), (4, "signup"), (5, "signup")]},
    ),
    (
        "year, month and day in three columns",
        "eventid,iyear,imonth,iday,age\n1,2023,7,0,30\n2,2023,8,22,33\n3,2023,0,0,\n",
        {"columns": {"record_id": "eventid", "signup": ["iyear", "imonth", "iday"]}},
        {
            "signup_first": ["2023-07-01", "2023-08-22", "2023-01-01"],
            "signup_last": ["2023-07-31", "2023-08-22", "2023-12-31"],
            "problems": [],
        },
    ),
    (
        "the earliest and the latest day in two columns (messydates 80)",
        "id,from,to\n1,2023-07-01,2023-07-15\n2,2023-08-22,\n",
        {"columns": {"record_id": "id", "signup": ["from", "to"]}},
        {"signup_first": ["2023-07-01", "2023-08-22"], "signup_last": ["2023-07-15", None], "problems": []},
    ),
    (
        "headers of composed letters, asked for in decomposed ones",
        unicodedata.normalize("NFC", "id;Последний день;Возраст\n1;2023-07-01;30\n"),
        {"columns": {"record_id": "id", "departure": unicodedata.normalize("NFD", "Последний день")}},
        {"departure": ["2023-07-01"]},
    ),
    (
        "headers of decomposed letters, asked for in composed ones",
        unicodedata.normalize("NFD", "id;Последний день;Возраст\n1;2023-07-01;30\n"),
        {"columns": {"record_id": "id", "departure": unicodedata.normalize("NFC", "Последний день")}},
        {"departure": ["2023-07-01"]},
    ),
    (
        "a spreadsheet's own line that names the delimiter",
        "sep=;\nNo;Date;Age\n1;2023-07-01;30\n",
        DATE_AND_AGE,
        {"record_id": ["1"], "signup": ["2023-07-01"], "problems": []},
    ),
]


def told(people: mb.LineList, what: str) -> object:
    """Say of a list what a table asks for."""
    if what == "people":
        return people.kept
    if what == "nobody":
        return people.rejected["line"].tolist()
    if what == "problems":
        ours = {header: name for name, header in people.headers.items()} if people.headers else {}
        told_of = people.problems[["line", "column"]].drop_duplicates().itertuples(index=False)
        return [(line, ours.get(name, name)) for line, name in told_of if line not in people.rejected["line"].tolist()]
    return column(people.records, what)


@pytest.mark.parametrize(("text", "options", "expected"), situations(LISTS))
def test_a_list_is_read_as_its_keeper_means_it(
    text: str, options: Mapping[str, Any], expected: Mapping[str, object], tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    people = mb.read_records(path, errors="keep_aside", **options)
    assert {what: told(people, what) for what in expected} == expected
    if expected.get("problems") == []:
        strict = mb.read_records(path, **options)
        assert {what: told(strict, what) for what in expected} == expected, "what is nobody is no problem"


AUDITS = [
    # situation, text of the file, claims, verdicts
    (
        "a footer is nobody whom a claim could count",
        TWO + "Source: Ministry,,\nPage 1 of 1,,\n",
        [("count", "2")],
        ["holds"],
    ),
    ("a total is nobody whom a claim could count", TWO + "Total,2,61\n", [("count", "2")], ["holds"]),
    (
        "two people of one id contradict no claim of three",
        "No,Date,Age\n804,2023-07-01,77\n804,2023-08-15,12\n111,2023-09-01,33\n",
        [("count", "3")],
        ["holds"],
    ),
    (
        "an age that cannot be read leaves the months as they are",
        "No,Date,Age\n1,2023-07-01,thirty\n2,2023-07-02,31\n",
        [("count signup 2023-07", "2"), ("minimum age", "31")],
        ["holds", "cannot tell"],
    ),
    (
        "a placeholder is not another outcome",
        "No,Date,Age,outcome\n1,2023-07-01,,killed\n2,2023-07-02,,killed\n3,2023-07-03,,unknown\n4,2023-07-04,,-\n"
        "5,2023-07-05,,NA\n",
        [("count", "5"), ("count outcome killed", "3")],
        ["holds", "cannot tell"],
    ),
]


@pytest.mark.parametrize(("text", "claims", "verdicts"), situations(AUDITS))
def test_a_claim_is_held_against_the_people_of_a_list(
    text: str, claims: Sequence[tuple[str, str]], verdicts: Sequence[str], tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    people = mb.read_records(path, errors="keep_aside", **DATE_AND_AGE)
    case = case_of([claim(what, "=", value) for what, value in claims], "2023-06/2023-12")
    assert [str(one.verdict) for one in mb.audit(case, people)] == verdicts


# --- workbooks and frames

Rows = Sequence[Sequence[Any]]


def sheet(rows: Rows, **more: Rows) -> openpyxl.Workbook:
    """Make a workbook of a sheet, and of more by name."""
    book = openpyxl.Workbook()
    book.active.title = "first"
    for name, content in {"first": rows, **more}.items():
        page = book[name] if name in book.sheetnames else book.create_sheet(name)
        for row in content:
            page.append(list(row))
    return book


def merged() -> openpyxl.Workbook:
    months = [["month", "id"], ["2023-07", "a"], [None, "b"], [None, "c"], ["2023-08", "d"], [None, "e"]]
    book = sheet(months)
    for cells in ("A2:A4", "A5:A6"):
        book.active.merge_cells(cells)
    return book


def merged_beyond() -> openpyxl.Workbook:
    book = sheet([["id", "month"], ["a", "2023-07"], ["", None], ["", None]])
    book.active.merge_cells("B2:B4")
    return book


def swapped() -> openpyxl.Workbook:
    """Days of 1 to 12 of March, entered day first where the month comes first: dates of other months, rest texts."""
    dates = [[day, dt.datetime(2023, day, 3)] for day in range(1, 9)]
    return sheet([["id", "signup"], *dates, *([day, f"{day}/03/2023"] for day in range(13, 29))])


def mac() -> openpyxl.Workbook:
    """Count days from 1904, as workbooks of a Mac did, with a text among them (XLConnect 53)."""
    book = sheet([["id", "signup"], [1, dt.datetime(2023, 7, 3)], [2, "abc"], [3, dt.datetime(2023, 8, 22)]])
    book.epoch = openpyxl.utils.datetime.MAC_EPOCH
    return book


def hidden_rows() -> openpyxl.Workbook:
    book = sheet([["id", "signup"], *([one, dt.datetime(2023, 7, one)] for one in range(1, 5))])
    for row in (3, 4):
        book.active.row_dimensions[row].hidden = True
    return book


def hidden_sheet() -> openpyxl.Workbook:
    head = ["id", "signup"]
    book = sheet([head, [1, dt.datetime(2023, 7, 1)]], old=[head, [9, dt.datetime(2022, 7, 1)]])
    book["old"].sheet_state = "hidden"
    return book


def months_apart() -> openpyxl.Workbook:
    return sheet([["signup"], [dt.datetime(2023, 6, 1)]], июль=[["signup"], [dt.datetime(2023, 7, 1)]])


def band_as_date() -> openpyxl.Workbook:
    """Give an age of 5-9 as the ninth of May, which is what the spreadsheet took it for (PHS 67)."""
    return sheet([["id", "age"], ["a", dt.datetime(2023, 5, 9)], ["b", 30]])


def total_by_formula() -> openpyxl.Workbook:
    return sheet([["id", "signup", "age"], [1, dt.datetime(2023, 7, 1), 30], ["Total", None, "=SUM(C2:C2)"]])


def typed_badly() -> openpyxl.Workbook:
    return sheet([["id", "signup"], [1, dt.datetime(1949, 4, 7)], [2, "12/37/1938"]])


BOOKS = [
    # situation, workbook, options, what is known of it afterwards, words that the notes of the summary have
    ("one month merged over many rows (csvkit 1183)", merged, {"columns": {"record_id": "id", "signup": "month"}},
     {"signup": ["2023-07"] * 3 + ["2023-08"] * 2}, ""),
    ("a month merged over rows below the last person", merged_beyond,
     {"columns": {"record_id": "id", "signup": "month"}}, {"people": 1, "signup": ["2023-07"]}, ""),
    ("half of the days became dates with day and month swapped", swapped, {}, {"people": 24}, "swap"),
    ("days counted from 1904", mac, {},
     {"signup": ["2023-07-03", None, "2023-08-22"], "problems": [(3, "signup")]}, ""),
    ("hidden rows are people too, and told (readxl 428)", hidden_rows, {}, {"people": 4}, "hidden"),
    ("a hidden sheet is not the list, and told (pyexcel 21)", hidden_sheet, {}, {"record_id": ["1"]}, "hidden"),
    ("a sheet for each month, all asked for", months_apart, {"sheet": ["first", "июль"]},
     {"signup": ["2023-06-01", "2023-07-01"]}, ""),
    ("a band of ages that became a date", band_as_date, {}, {"age": [None, "30"], "problems": [(2, "age")]}, ""),
    ("a total that is a formula", total_by_formula, {}, {"record_id": ["1"], "nobody": [3]}, ""),
    ("a mistyped date among dates (readxl 716)", typed_badly, {},
     {"signup": ["1949-04-07", None], "problems": [(3, "signup")]}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("make", "options", "expected", "note"), situations(BOOKS))
def test_a_workbook_is_read_as_its_keeper_sees_it(
    make: Callable[[], openpyxl.Workbook],
    options: Mapping[str, Any],
    expected: Mapping[str, object],
    note: str,
    tmp_path: Path,
) -> None:
    book = make()
    book.save(tmp_path / "list.xlsx")
    ids = {"columns": {"record_id": "id"}} if book.worksheets[0]["A1"].value == "id" else {}
    people = mb.read_records(tmp_path / "list.xlsx", errors="keep_aside", **(ids | dict(options)))
    assert {what: told(people, what) for what in expected} == expected
    assert note in " ".join([*people.notes, *people.summary()["note"].dropna()])


FRAMES = [
    # situation, column, first and last days
    ("weeks of pandas", pd.PeriodIndex(["2023-07-01", "2023-08-22"], freq="W"),
     [("2023-06-26", "2023-07-02"), ("2023-08-21", "2023-08-27")]),
    ("months of pandas", pd.PeriodIndex(["2023-07", "2023-08"], freq="M"),
     [("2023-07-01", "2023-07-31"), ("2023-08-01", "2023-08-31")]),
    ("quarters of pandas", pd.PeriodIndex(["2023Q3"], freq="Q"), [("2023-07-01", "2023-09-30")]),
    ("moments with their zone", pd.to_datetime(["2023-07-01 00:30"]).tz_localize("Asia/Tokyo"),
     [("2023-07-01", "2023-07-01")]),
    ("days of Python", pd.Series([dt.date(2023, 7, 1), None], dtype=object), [("2023-07-01",) * 2, (None, None)]),
]  # fmt: skip


@pytest.mark.parametrize(("values", "days"), situations(FRAMES))
def test_typed_dates_of_a_frame_keep_their_meaning(values: Any, days: Sequence[tuple[str, str]]) -> None:
    people = mb.read_records(pd.DataFrame({"signup": values}))
    found = zip(column(people.records, "signup_first"), column(people.records, "signup_last"), strict=True)
    assert list(found) == list(days)


# --- other files


def stata(folder: Path) -> Path:
    pd.DataFrame({"id": ["a"]}).to_stata(folder / "list.dta", write_index=False)
    return folder / "list.dta"


def portable_document(folder: Path) -> Path:
    (folder / "list.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\n")
    return folder / "list.pdf"


def saved_by_r(folder: Path) -> Path:
    (folder / "list.RData").write_bytes(b"RDX3\nX\n\x00\x00\x00\x03")
    return folder / "list.RData"


def with_locks(folder: Path) -> Path:
    (folder / "all").mkdir()
    (folder / "all" / "a.csv").write_text("record_id,signup\n1,2023-07-01\n")
    (folder / "all" / "~$a.xlsx").write_bytes(b"\x05user")
    (folder / "all" / ".~lock.a.csv#").write_text(",user,host,;")
    return folder / "all"


def json_array(folder: Path) -> Path:
    rows = [{"record_id": "1", "signup": "2023-07-01", "age": 30}, {"record_id": "2", "signup": None, "age": None}]
    (folder / "list.json").write_text(json.dumps(rows))
    return folder / "list.json"


FOREIGN = [
    ("a file of Stata", stata, "Stata.*read_stata"),
    ("a portable document", portable_document, "document.*tabula"),
    ("a file of R", saved_by_r, "R.*pyreadr"),
    ("a JSON array", json_array, "JSON.*read_json"),
]


@pytest.mark.parametrize(("make", "message"), situations(FOREIGN))
def test_a_file_of_another_kind_is_named_with_what_to_do(
    make: Callable[[Path], Path], message: str, tmp_path: Path
) -> None:
    with pytest.raises(mb.MusterError, match=rf"(?s){message}"):
        mb.read_records(make(tmp_path), columns={"record_id": "id"})


@pytest.mark.parametrize(
    ("make", "ids"),
    situations([("lock files of office programs", with_locks, ["1"])]),
)
def test_a_source_of_another_shape_is_read(make: Callable[[Path], Path], ids: list[str], tmp_path: Path) -> None:
    assert column(mb.read_records(make(tmp_path)).records, "record_id") == ids


# --- counts

DEATHS = ["2022-11-03", "2023-02-01", None]
COUNTS = [
    # situation, columns, variable, options, sure and possible of each cell
    ("any column of dates is counted by dates", {"date_of_death": DEATHS}, "date_of_death", {"every": "year"},
     {"2022": (1, 2), "2023": (1, 2)}),
    ("any column of numbers is counted by numbers", {"children": ["0", "2", None]}, "children", {},
     {"0": (1, 2), "1": (0, 1), "2": (1, 2)}),
    ("a column that may be numbers or labels is what one says", {"ward": ["3", "5"]}, "ward", {"kind": "label"},
     {"3": (1, 1), "5": (1, 1)}),
    ("an approximate date is possible in its cell, not sure", {"signup": ["2023-07-15?", "2023-07~", "2023-08-01"]},
     "signup", {}, {"2023-07": (0, 2), "2023-08": (1, 1)}),
    ("ages in bands", {"age": ["20", "35", "18..25"]}, "age", {"every": 10},
     {"10..19": (0, 1), "20..29": (1, 2), "30..39": (1, 1)}),
    ("weeks that begin on Sunday (incidence 89)", {"signup": ["2023-06-04", "2023-06-10"]}, "signup",
     {"every": "week", "week_start": "sunday"}, {"2023-06-04/2023-06-10": (2, 2)}),
    ("two weeks that begin on Saturday (incidence 110)", {"signup": ["2023-06-03", "2023-06-16", "2023-06-17"]},
     "signup", {"every": "2 weeks", "week_start": "saturday"},
     {"2023-06-03/2023-06-16": (2, 2), "2023-06-17/2023-06-30": (1, 1)}),
    ("a week begun by the window is still that week (incidence 87)", {"signup": ["2023-06-07", "2023-06-12"]}, "signup",
     {"every": "week", "window": "2023-06-07/2023-06-18"}, {"2023-W23": (1, 1), "2023-W24": (1, 1)}),
    ("rows that stand for several people", {"signup": ["2023-06", "2023-07"], "people": [4, 3]}, "signup",
     {"weights": "people"}, {"2023-06": (4, 4), "2023-07": (3, 3)}),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "variable", "options", "cells"), situations(COUNTS))
def test_people_are_counted_by_any_column(
    columns: Mapping[str, Any], variable: str, options: Mapping[str, Any], cells: Mapping[str, tuple[int, int]]
) -> None:
    found = mb.counts(pd.DataFrame(columns), variable, **options)
    assert {cell: (sure, possible) for cell, sure, possible in found.itertuples(index=False)} == cells


@pytest.mark.parametrize(
    "window", situations([("groups and a window (incidence 70, incidence2 98)", "2023-06/2023-08")])
)
def test_counts_by_a_second_column_keep_what_is_empty_and_whose_group_is_not_stated(window: str) -> None:
    people = pd.DataFrame({"signup": ["2023-06-01", "2023-08-03", "2023-08-04"], "sex": ["m", "f", None]})
    found = mb.counts(people, "signup", by="sex", window=window)
    assert found[["sex", "cell", "sure", "possible"]].to_numpy().tolist() == [
        ["f", "2023-06", 0, 0], ["f", "2023-07", 0, 0], ["f", "2023-08", 1, 1],
        ["m", "2023-06", 1, 1], ["m", "2023-07", 0, 0], ["m", "2023-08", 0, 0],
        ["not stated", "2023-06", 0, 0], ["not stated", "2023-07", 0, 0], ["not stated", "2023-08", 1, 1],
    ]  # fmt: skip


MIXED = "others of this column can only be day first.*dayfirst=True"
WRONG = [
    # situation, call, what the error says
    ("columns as a list", lambda: mb.read_records(pd.DataFrame({"date": ["2023"]}), columns=["date"]), "columns"),
    ("a window as a pair", lambda: mb.counts(pd.DataFrame({"signup": ["2023"]}), "signup", window=("2023", "2024")),
     "window"),
    ("a window of a reading as a pair",
     lambda: mb.read_records(pd.DataFrame({"signup": ["2023"]}), window=("2023", "2024")), "window"),
    *(
        (f"a frame for a case, in {ask.__name__}",
         lambda ask=ask, more=more: ask(pd.DataFrame({"signup": ["2023"]}), *more),
         "expected a case.*found a DataFrame")
        for ask, *more in ((mb.audit,), (mb.possible_worlds, "signup"), (mb.compare_readings, "signup"), (mb.simulate,),
                           (mb.tell, "months"))
    ),
    ("a day that may be another is asked for, each time alike (OpenRefine 3020)",
     lambda: mb.read_records(pd.DataFrame({"signup": ["11/12/2020", "13/12/2020"]})), MIXED),
    ("so is one of a short year (wealthfolio 1622)",
     lambda: mb.read_records(pd.DataFrame({"signup": ["03/08/23", "26/06/23"]}), window="2023"), MIXED),
    ("a length of cells for labels", lambda: mb.counts(pd.DataFrame({"outcome": ["x"]}), "outcome", every="month"),
     "every"),
    ("a length nobody knows", lambda: mb.counts(pd.DataFrame({"signup": ["2023"]}), "signup", every="fortnight"),
     "fortnight"),
    ("a variable that is no text", lambda: mb.counts(pd.DataFrame({"signup": ["2023"]}), ["signup"]),
     "variable to be a text"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "message"), situations(WRONG))
def test_a_wrong_argument_is_one_clear_error(call: Callable[[], object], message: str) -> None:
    with pytest.raises(mb.MusterError, match=f"(?s){message}"):
        call()


# --- tables of counts

TABLES = [
    # situation, text, options of reading, variable, options of counting, sure and possible of each cell
    ("a row a month and its cases (epiCo 65)", "month,cases\n2023-06,4\n2023-07,8\n2023-08,5\n", {}, "month", {},
     {"2023-06": (4, 4), "2023-07": (8, 8), "2023-08": (5, 5)}),
    ("a row an ISO week (incidence 21)", "week,n\n2023-W26,4\n2023-W27,8\n", {}, "week", {"every": "week"},
     {"2023-W26": (4, 4), "2023-W27": (8, 8)}),
    ("months as columns", "region,2023-06,2023-07,2023-08\nMoscow,4,8,5\nKazan,1,0,2\n", {}, "month", {},
     {"2023-06": (5, 5), "2023-07": (8, 8), "2023-08": (7, 7)}),
    ("months as columns, in words", "region,June 2023,July 2023\nMoscow,4,8\nKazan,1,0\n", {}, "month", {},
     {"2023-06": (5, 5), "2023-07": (8, 8)}),
    ("a column for each sex", "month,male,female\n2023-06,4,1\n2023-07,8,0\n", {}, "month", {},
     {"2023-06": (5, 5), "2023-07": (8, 8)}),
    ("a row of totals is not counted twice (COVID-19 580)", "month,cases\n2023-06,4\n2023-07,8\nTotal,12\n", {},
     "month", {}, {"2023-06": (4, 4), "2023-07": (8, 8)}),
    ("a column of totals is not counted twice", "month,male,female,total\n2023-06,4,1,5\n2023-07,8,0,8\n", {}, "month",
     {}, {"2023-06": (5, 5), "2023-07": (8, 8)}),
    ("suppressed cells (cohort-extractor 504)", "month,cases\n2023-06,<5\n2023-07,1-4\n2023-08,8\n", {}, "month", {},
     {"2023-06": (0, 4), "2023-07": (1, 4), "2023-08": (8, 8)}),
    ("a suppressed cell that the total settles", "month,cases\n2023-06,*\n2023-07,8\nTotal,11\n", {}, "month", {},
     {"2023-06": (3, 3), "2023-07": (8, 8)}),
    ("bands of ages", "age,cases\n0-17,2\n18-29,8\n30+,5\n", {}, "age", {},
     {"0..17": (2, 2), "18..29": (8, 8), "30..": (5, 5)}),
    ("sex, band and state of many cells (csvkit 1129)",
     "iss_date,SESSO,AGE_GROUP,STATO,CASI\n12/06/2021,F,0-9,X,5\n12/06/2021,F,10-19,X,7\n12/06/2021,M,0-9,Y,<5\n",
     {"count": "CASI", "dayfirst": True}, "AGE_GROUP", {}, {"0..9": (5, 9), "10..19": (7, 7)}),
    ("people of no known place are people (COVID-19 2035)", "county,cases\nKings,4\nUnknown,3\n", {}, "county", {},
     {"Kings": (4, 7)}),
    ("a head of two lines, the year above its months", "region,2023,,2024\n,Nov,Dec,Jan\nMoscow,4,8,5\nKazan,1,0,2\n",
     {"header": (1, 2)}, "month", {}, {"2023-11": (5, 5), "2023-12": (8, 8), "2024-01": (7, 7)}),
    ("a percentage in brackets beside the count (gtsummary 1691)", "age,n\n<18,3 (1.7%)\n18+,177 (98.3%)\n", {}, "age",
     {}, {"..17": (3, 3), "18..": (177, 177)}),
    ("a year that stands only in the first row of its months", "Year,Month,Killed\n2022,January,3\n,February,4\n"
     "2023,January,1\n", {}, "month", {}, {"2022-01": (3, 3), "2022-02": (4, 4), "2023-01": (1, 1)}),
    ("a country that stands only in the first row of its quarters", "country,quarter,cases\nSyria,Q1 2023,4\n"
     ",Q2 2023,5\nIraq,Q1 2023,1\n,Q2 2023,2\n", {}, "country", {}, {"Syria": (9, 9), "Iraq": (3, 3)}),
    ("a year and its quarter", "Year;Quarter;People\n2023;1;12\n2023;2;9\n", {}, "quarter", {},
     {"2023-Q1": (12, 12), "2023-Q2": (9, 9)}),
    ("counts added up beside the new ones", "date,new_cases,total_cases\n2023-06-01,3,3\n2023-06-02,4,7\n", {}, "date",
     {}, {"2023-06-01": (3, 3), "2023-06-02": (4, 4)}),
    ("months as a spreadsheet shows them", "Month,Arrests\nJan-23,4\nFeb-23,5\n", {"century": 2000}, "Month", {},
     {"2023-01": (4, 4), "2023-02": (5, 5)}),
    ("a share beside the count", "month,cases,share\n2023-06,4,40%\n2023-07,6,60%\n", {}, "month", {},
     {"2023-06": (4, 4), "2023-07": (6, 6)}),
    ("a dash that the total settles", "month,cases\n2023-06,-\n2023-07,8\nTotal,8\n", {}, "month", {},
     {"2023-06": (0, 0), "2023-07": (8, 8)}),
    ("a sentence below the table", "month,cases\n2023-06,4\nCells under five are not shown.,\n", {}, "month", {},
     {"2023-06": (4, 4)}),
    ("labels that differ in case are joined when said", "sex,month,cases\nMale,2023-06,4\nmale ,2023-06,3\n"
     "male,2023-07,1\n", {"join": True}, "sex", {}, {"male": (8, 8)}),
    ("weeks that a header says to end on a day", "week ending,n\n2023-07-02,12\n2023-07-09,13\n", {}, "week ending",
     {"every": "month"}, {"2023-06": (0, 12), "2023-07": (13, 25)}),
    ("German words and thousands", "Monat;Fälle\nJanuar 2023;1.204\nFebruar 2023;98\nGesamt;1.302\n", {}, "Monat", {},
     {"2023-01": (1204, 1204), "2023-02": (98, 98)}),
    ("Arabic words and digits", "الشهر,العدد\n٢٠٢٣-٠١,١٢\n٢٠٢٣-٠٢,٣\nالمجموع,١٥\n", {}, "الشهر", {},
     {"2023-01": (12, 12), "2023-02": (3, 3)}),
    ("years as columns", "what,2019,2020\nkilled,4,5\nwounded,10,11\n", {}, "what", {},
     {"killed": (9, 9), "wounded": (21, 21)}),
    ("thousands with commas", 'month,cases\n2023-06,"1,204"\n2023-07,"12,000"\n', {}, "month", {},
     {"2023-06": (1204, 1204), "2023-07": (12000, 12000)}),
    ("years that head their months", "Month;Women;Men;Total\n2021;;;\nJanuary;12;1.204;1.216\nFebruary;n.a.;980;991\n"
     "2022;;;\nJanuary;9;1.100;1.109\nGrand total;32;3.284;3.316\n", {}, "Month", {},
     {"2021-01": (1216, 1216), "2021-02": (991, 991), "2022-01": (1109, 1109)}),
    ("a year of which nothing is known heads nothing", "year,killed,wounded\n2021,*,*\n2022,4,5\n2023,,\nTotal,9,9\n",
     {}, "year", {}, {"2021": (0, 9), "2022": (9, 9), "2023": (0, 9)}),
    ("counts added up within each region", "date,region,deaths,cumulative deaths\n2020-07-03,N,12,12\n"
     "2020-07-03,S,4,4\n2020-07-10,N,9,21\n2020-07-10,S,0,4\n", {}, "date", {},
     {"2020-07-03": (16, 16), "2020-07-10": (9, 9)}),
    ("marks of footnotes, and a dash for nobody known", "Province\tMale\tFemale\tTotal\nHerat\t120\t34*\t154\n"
     "Kabul\t1 024\t–\t1 024\nBalkh\t88\t12¹\t100\n¹ excludes juveniles\n", {}, "Province", {},
     {"Herat": (154, 154), "Kabul": (1024, 1024), "Balkh": (100, 100)}),
    ("French bands, each column with its total", "Tranche d'âge;Femmes;Hommes\nMoins de 18 ans;moins de 5;7\n"
     "18-39;32;85\n40 et plus;8;31\nNon renseigné;s.o.;2\nEnsemble;45;125\n", {}, "Tranche d'âge", {},
     {"..17": (7, 18), "18..39": (117, 124), "40..": (39, 46)}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "reading", "variable", "options", "cells"), situations(TABLES))
def test_a_table_of_counts_is_counted_like_its_people(
    text: str,
    reading: Mapping[str, Any],
    variable: str,
    options: Mapping[str, Any],
    cells: Mapping[str, tuple[int, int]],
    tmp_path: Path,
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    found = mb.counts(mb.read_table(path, **reading), variable, **options)
    assert {cell: (sure, possible) for cell, sure, possible in found.itertuples(index=False)} == cells


def test_labels_that_may_be_one_are_told_of_a_table_too(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("sex,month,cases\nMale,2023-06,4\nmale,2023-06,3\nfemale,2023-06,3\n", encoding="utf-8")
    assert mb.read_table(path).notes == ("sex: 'male' may be 'Male'; if so, say join=True",)
    assert mb.read_table(path, join={"male": "m", "female": "f"}).frame["sex"].tolist() == ["m", "f"]


def test_a_header_that_is_no_value_as_the_others_is_told(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("place,0-17,18-39,40+,other\nHerat,1,20,3,4\n", encoding="utf-8")
    table = mb.read_table(path)
    assert table.notes == ("age: 'other' taken for not stated",)
    assert mb.counts(table, "age").to_numpy().tolist() == [["0..17", 1, 5], ["18..39", 20, 24], ["40..", 3, 7]]


def test_what_a_grand_total_says_of_hidden_cells_holds_for_all_people(tmp_path: Path) -> None:
    """It settles none of two hidden cells, but how many people there are."""
    path = tmp_path / "table.csv"
    path.write_text("month,cases\n2023-06,<5\n2023-07,<5\n2023-08,3\nTotal,7\n", encoding="utf-8")
    table = mb.read_table(path)
    assert table.frame[["sure", "possible"]].to_numpy().tolist() == [[0, 4], [0, 4], [3, 3]]
    assert table.people == (7, 7)
    assert mb.claims_from(table, source="a")[["where", "relation", "value"]].to_numpy().tolist() == [
        ["2023-06", "<=", "4"], ["2023-07", "<=", "4"], ["2023-08", "=", "3"], ["", "=", "7"],
    ]  # fmt: skip


NO_LISTS = [
    ("a column of counts", "month,cases\n2023-06,4\n2023-07,8\n2023-08,5\n", {"columns": {"signup": "month"}}),
    ("a column called n", "month,n\n2023-06,4\n2023-07,8\n", {"columns": {"signup": "month"}}),
    ("a column of counts in Russian", "месяц,количество\n2023-06,4\n2023-07,8\n", {"columns": {"signup": "месяц"}}),
    ("months as headers", "region,2023-06,2023-07,2023-08\nMoscow,4,8,5\nKazan,1,0,2\n", {}),
    ("months as headers, in words", "region,Jun-2023,Jul-2023\nMoscow,4,8\n", {}),
    ("years as headers", "record_id,2019,2020\nkilled,4,8\n", {}),
]


@pytest.mark.parametrize(("text", "options"), situations(NO_LISTS))
def test_a_table_of_counts_is_no_list_of_people(text: str, options: Mapping[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    for errors in ("raise", "keep_aside"):
        with pytest.raises(mb.MusterError, match="read_table"):
            mb.read_records(path, errors=errors, **options)


NO_TABLES = [
    ("percentages", "month,share\n2023-06,40%\n2023-07,60%\n", "percent"),
    ("a total that its parts do not add up to", "month,cases\n2023-06,4\n2023-07,8\nTotal,13\n", r"13.*12"),
    ("a count that is none", "month,cases\n2023-06,four\n", "four"),
    ("half a person", "month,cases\n2023-06,4.5\n", r"4\.5"),
    ("months whose century nobody said", "Month,Arrests\nJan-23,4\nFeb-23,5\n", "century=2000"),
    ("days that may be others", "day,n\n03/04/2023,4\n04/05/2023,5\n", "2023-04-03 or 2023-03-04.*dayfirst"),
    ("one month twice", "month,cases\n2023-06,4\n2023-06,5\n", "2023-06"),
    ("two totals, one without a name", "month,cases\n2023-06,4\n2023-07,8\nTotal,12\n,24\n", "line 5.*each cell once"),
    ("headers and nothing below them", "month,cases\n", "a row of counts"),
    ("a number without whom it counts", "cases\n12\n", "beside 'cases'"),
]


def test_columns_of_counts_are_named_where_no_column_is_ours(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("Province,Male,Female,Not known,Total\nHerat,120,34,2,156\nKabul,24,10,–,34\n", encoding="utf-8")
    told = "read_table, with count=['Male', 'Female', 'Not known'] (or --count Male Female 'Not known')"
    with pytest.raises(mb.MusterError, match=re.escape(told)):
        mb.read_records(path)
    table = mb.read_table(path, count=["Male", "Female", "Not known"])
    assert table.people == (190, 190)


@pytest.mark.parametrize(("text", "message"), situations(NO_TABLES))
def test_a_table_that_is_wrong_says_what_is(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(mb.MusterError, match=message):
        mb.read_table(path)


# --- people written down twice

PAIRS = [
    # situation, names and dates of birth, the rows that may be one person
    ("the same name and day of birth", [("A B C", "1948-03-20"), ("A B C", "1948-03-20"), ("D E", "1990-01-01")],
     [[0, 1]]),
    ("a letter more or less", [("Jon Petersen", "1980-01-01"), ("John Petersen", "1980-01-01")], [[0, 1]]),
    ("the names the other way round", [("Ivanov Sergey", "1980-01-01"), ("Sergey Ivanov", "1980-01-01")], [[0, 1]]),
    ("accents and capital letters", [("JOSÉ LÓPEZ", "1980-01-01"), ("Jose Lopez", "1980-01-01")], [[0, 1]]),
    ("two children of one family (vaccinations 2264)", [("Peter Miller", "1980-01-01"), ("Susan Miller", "1980-01-01")],
     []),
    ("one common name and other birthdays (bloom 4083)", [("Ann Miller", "1980-01-01"), ("Ann Miller", "1975-11-30")],
     []),
    ("birthdays alike in their digits only (goldenmatch 1858)",
     [("Ann Miller", "1980-01-01"), ("Ann Miller", "1980-01-28")], []),
    ("nothing stated agrees with nothing stated", [(None, None), (None, None)], []),
]  # fmt: skip


@pytest.mark.parametrize(("people", "groups"), situations(PAIRS))
def test_who_may_be_one_person_by_name_and_birth(people: list[tuple[str, str]], groups: list[list[int]]) -> None:
    frame = pd.DataFrame(people, columns=["name", "born"]).assign(record_id=[str(row) for row in range(len(people))])
    found = mb.possible_duplicates(frame, by=["name", "born"])
    assert [[int(row) for row in group] for _, group in found.groupby("group")["record_id"]] == groups
    assert found["reason"].notna().all()


# --- real shapes, and lists of whom the truth is known


def test_a_newspaper_s_list_of_the_killed_is_counted_as_by_pandas(tmp_path: Path) -> None:
    path = shapes.write("killed", tmp_path / "killed.csv")
    plain_frame = pd.read_csv(path, dtype="str")
    people = mb.read_records(path, columns={"signup": "date"}, dayfirst=False)
    months = pd.to_datetime(plain_frame["date"], format="%m/%d/%Y").dt.strftime("%Y-%m").value_counts()
    found = mb.counts(people, "signup").set_index("cell")
    assert found["sure"][found["sure"] > 0].to_dict() == months.to_dict()
    assert (found["sure"] == found["possible"]).all()
    ages = mb.counts(people, "age").set_index("cell")["sure"]
    assert ages[ages > 0].to_dict() == plain_frame["age"].dropna().value_counts().to_dict()


def test_a_memorial_s_days_in_words_are_counted_as_by_pandas(tmp_path: Path) -> None:
    path = shapes.write("memorial", tmp_path / "memorial.csv")
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:3_001]), "utf-8")
    people = mb.read_records(path, columns={"date_of_death": "eow"})
    days = pd.to_datetime(pd.read_csv(path, dtype="str")["eow"], format="EOW: %A, %B %d, %Y")
    found = mb.counts(people, "date_of_death", every="year").set_index("cell")["sure"]
    assert found[found > 0].to_dict() == days.dt.strftime("%Y").value_counts().to_dict()
    assert mb.figure("monthly", people.records.rename(columns=RENAMED), source="a memorial").csv


RENAMED = {f"date_of_death{end}": f"signup{end}" for end in ("", "_first", "_last", "_text")}


def test_months_without_a_sign_and_bands_of_ages_are_counted_as_by_pandas(tmp_path: Path) -> None:
    path = shapes.write("banded", tmp_path / "banded.csv")
    plain_frame = pd.read_csv(path, dtype="str")
    people = mb.read_records(path, columns={"record_id": "case", "signup": "yearmonth", "age": "age_band"})
    months = plain_frame["yearmonth"].str.replace(r"(\d{4})(\d\d)", r"\1-\2", regex=True)
    by_sex = mb.counts(people, "signup", by="sex")
    expected = pd.crosstab(plain_frame["sex"], months)
    for sex, group in by_sex.groupby("sex"):
        assert group.set_index("cell")["sure"].to_dict() == expected.loc[sex].to_dict()
    bands = mb.counts(people, "age", every=1).set_index("cell")["possible"]
    unknown = int((plain_frame["age_band"] == "Unknown").sum())
    assert bands["30"] == int((plain_frame["age_band"] == "25-34").sum()) + unknown
