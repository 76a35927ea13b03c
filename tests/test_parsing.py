"""Parsing: what people write into lists is read as what they mean, or not at all."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

import babel
import pandas as pd
import pytest
from babel import Locale
from babel.dates import format_date
from babel.units import format_unit
from hypothesis import given
from hypothesis import strategies as st

import cldr
import musterbook as mb
from exploring import examples

DATE = "a date as 2023-08-22, 2023-08, 2023, 22.08.2023, 22 August 2023, a spreadsheet's day number or EDTF"
NUMBER = "a whole number as 38, 38.0 or 38 years, or a range as 18..25, 18-25, 60+, <18 or 3.."
NO_CENTURY = f"{DATE}; this one states no century, say which as century=2000 (or --century)"
# A date and a number of which no rule says more than that they are.
PLAIN = {"fields": [{"name": "day", "coarse": "period"}, {"name": "years", "coarse": "range"}]}
LANGUAGES = ["en", "ru", "uk", "zh", "es", "fr"]
DAYS = st.dates(dt.date(1800, 1, 1), dt.date(2100, 12, 31))
READ = {
    "2023-08-22": "2023-08-22",
    " 2023-08 ": "2023-08",
    "2023-09~": "2023-09~",
    "2023-06/2024-05": "2023-06/2024-05",
    "202308": "2023-08",
    "20230822": "2023-08-22",
    "2023-8-5": "2023-08-05",
    "2023/08/22": "2023-08-22",
    "08.2023": "2023-08",
    "2023/8": "2023-08",
    "22.08.2023": "2023-08-22",
    "22. 8. 2023": "2023-08-22",
    "08/22/2023": "2023-08-22",
    "05/05/2023": "2023-05-05",
    "22.08.2023 г.": "2023-08-22",
    "22.08.2023г.": "2023-08-22",
    "2023-08-22T14:00:00Z": "2023-08-22",
    "22.08.2023 9:05": "2023-08-22",
    "8/22/2023 2:05:00 PM": "2023-08-22",
    "45160": "2023-08-22",
    "45160.75": "2023-08-22",
    "20000": "1954-10-03",
    "60000": "2064-04-08",
    "22nd August 2023": "2023-08-22",
    "1er août 2023": "2023-08-01",
    "22-Aug-2023": "2023-08-22",
    "August 22, 2023": "2023-08-22",
    "22 августа 2023 года": "2023-08-22",
    "2023年08月22日": "2023-08-22",
    "2023年十二月": "2023-12",
    "2023年": "2023",
    "2023 год": "2023",
    "2023-07-00": "2023-07",
    "2023-00-00": "2023",
    "Q2 2023": "2023-Q2",
    "2023Q3": "2023-Q3",
    "2023-Q3": "2023-Q3",
    "III квартал 2023 года": "2023-Q3",
    "2 квартал 2023": "2023-Q2",
    "2e trimestre 2023": "2023-Q2",
    "week 34 2023": "2023-W34",
    "W34/2023": "2023-W34",
    "EOW: Monday, May 3, 1999": "1999-05-03",
    "Tuesday 22 August 2023": "2023-08-22",
    "March-April 2021": "2021-03/2021-04",
    "10-15 July 2023": "2023-07-10/2023-07-15",
    "July 10-15, 2023": "2023-07-10/2023-07-15",
    "Aug. 3 to 5, 2023": "2023-08-03/2023-08-05",
    "entre 3 y 5 de junio de 2023": "2023-06-03/2023-06-05",
    "entre le 3 et le 5 juin 2023": "2023-06-03/2023-06-05",
    "tra il 3 e il 5 giugno 2023": "2023-06-03/2023-06-05",
    "между 3 и 5 июня 2023": "2023-06-03/2023-06-05",
    "od 3 do 5 czerwca 2023": "2023-06-03/2023-06-05",
    "10 July to 3 August 2023": "2023-07-10/2023-08-03",
    "July 3, 2023 - August 5, 2023": "2023-07-03/2023-08-05",
    "с 10 по 15 июля 2023": "2023-07-10/2023-07-15",
    "del 10 al 15 de julio de 2023": "2023-07-10/2023-07-15",
    "du 10 au 15 juillet 2023": "2023-07-10/2023-07-15",
    "2023年7月10日至2023年7月15日": "2023-07-10/2023-07-15",
    "01.07.2023 - 15.07.2023": "2023-07-01/2023-07-15",
    "10.07-15.07.2023": "2023-07-10/2023-07-15",
    "2023-06 - 2023-08": "2023-06/2023-08",
    "after 3 July 2023": "2023-07-04/..",
    "since July 2023": "2023-07-01/..",
    "before July 2023": "../2023-06-30",
    "until July 2023": "../2023-07-31",
    "до 2023-07-03": "../2023-07-02",
    "не ранее июля 2023": "2023-07-01/..",
    "> 2023-07-03": "2023-07-04/..",
    "ca. 1999": "1999~",
    "около июля 2023": "2023-07~",
    "about 3 July 2023": "2023-07-03~",
    "July 2023?": "2023-07?",
    "early July 2023": "2023-07-01/2023-07-10~",
    "середина июля 2023": "2023-07-11/2023-07-20~",
    "late February 2023": "2023-02-19/2023-02-28~",
    "２０２３年９月": "2023-09",
}
REFUSED = {
    "yesterday": "",
    "12": "",
    "22082023": "",
    "99999": "; this one is no day number, which run from 20000 (in 1954) to 60000 (in 2064)",
    "22.08.23": "century",
    "22 авг 23": "century",
    "22 августа": "; this one states no year",
    "31.02.2023": "; this one is in no calendar",
    "03.06.0000": "; this one is in no calendar",
    "202313": "; this one is in no calendar",
    "2023-02-30": "; this one is in no calendar",
    "31 June 2023": "; this one is in no calendar",
    "2024/2023": "; this one ends before it begins",
    "22 августа мая 2023": "",
    "мартабря 2023": "",
    "2023-08-22T25:00": "",
    "2023年18月": "",
    "22.08.2023 x": "",
    "22 2023": "",
    "2022 2023": "",
    "15-10 July 2023": "; this one ends before it begins",
    "week 53 2023": "; this one is in no calendar",
    "Q5 2023": "; this one is in no calendar",
    "after the war": "",
    "1-" * 60 + "1": "",
    "с по " * 24: "",
}


def read(column: str, texts: Iterable[str], **how: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Read texts as a column of a list: those that were read, as the records have them, and what else was expected."""
    listed = list(texts)
    rows = pd.DataFrame({"record_id": [f"p{at}" for at in range(len(listed))], column: listed})
    found = mb.read_records(rows, schema=PLAIN, errors="keep_aside", columns={column: column}, **how)
    values = zip(listed, found.records[column], strict=True)
    told = dict(zip(found.problems["line"] - 1, found.problems["expected"], strict=True))
    return (
        {text: value for text, value in values if not pd.isna(value)},
        {listed[at]: expected for at, expected in told.items()},
    )


def test_dates() -> None:
    assert read("day", READ) == (READ, {})


def test_no_dates() -> None:
    """Whatever is refused says what a date looks like, and why this is none where there is more to say."""
    expected = {text: NO_CENTURY if why == "century" else DATE + why for text, why in REFUSED.items()}
    assert read("day", REFUSED) == ({}, expected)


def test_ends_are_days() -> None:
    found = mb.read_records(pd.DataFrame({"signup": ["сентябрь 2023"]})).records
    assert found[["signup_first", "signup_last"]].astype(str).to_numpy().tolist() == [["2023-09-01", "2023-09-30"]]


@pytest.mark.parametrize("sign", "./-")
def test_what_may_mean_two_days_is_not_read(sign: str) -> None:
    text = sign.join(["03", "04", "2023"])
    with pytest.raises(mb.MusterError, match="2023-04-03 or 2023-03-04"):
        read("day", [text])
    assert read("day", [text], dayfirst=True) == ({text: "2023-04-03"}, {})
    assert read("day", [text], dayfirst=False) == ({text: "2023-03-04"}, {})


def test_the_order_that_was_stated_holds_for_every_date() -> None:
    expected = f"{DATE}; this one can only be month first"
    none = f"{DATE}; this one is in no calendar"
    assert read("day", ["08/22/2023", "31/02/2023"], dayfirst=True) == (
        {},
        {"08/22/2023": expected, "31/02/2023": none},
    )
    swapped = expected.replace("month first", "day first")
    assert read("day", ["22/08/2023"], dayfirst=False) == ({}, {"22/08/2023": swapped})


@given(
    days=st.lists(
        st.tuples(DAYS, st.sampled_from(LANGUAGES), st.sampled_from(["long", "medium"]), st.booleans()),
        min_size=8,
        max_size=12,
    )
)
@examples(15)
def test_dates_as_each_language_writes_them(days: list[tuple[dt.date, str, str, bool]]) -> None:
    expected = {}
    for day, language, length, upper in days:
        text = format_date(day, length, locale=language)
        expected[text.upper() if upper else text] = day.isoformat()
    assert read("day", expected) == (expected, {})


@given(
    days=st.lists(
        st.tuples(DAYS, st.sampled_from(LANGUAGES), st.sampled_from(["d MMMM y", "d MMM y", "LLLL y", "MMM y"])),
        min_size=8,
        max_size=12,
    )
)
@examples(15)
def test_months_as_each_language_names_them(days: list[tuple[dt.date, str, str]]) -> None:
    """Every form of every name, with a day and without."""
    texts = [(format_date(day, pattern, locale=language), day, pattern) for day, language, pattern in days]
    expected = {text: day.isoformat()[: 10 if "d" in pattern else 7] for text, day, pattern in texts}
    assert read("day", expected) == (expected, {})


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({"century": 2000}, "2023-12-31"),
        ({"century": 1900}, "1923-12-31"),
        ({"window": "2023-06/2024-05"}, "2023-12-31"),
        ({"window": "1920/1925"}, "1923-12-31"),
        ({"window": "1920/2025"}, ""),
        ({"window": "1950/1960"}, ""),
    ],
)
def test_a_century_that_is_said_or_that_the_window_tells(how: dict[str, Any], expected: str) -> None:
    """One century alone is settled by a window; where both or none would do, it is asked for."""
    texts = ["31/12/23", "31 Dec 23", "31.12.23"]
    told = dict.fromkeys(texts, expected if expected else NO_CENTURY)
    assert read("day", texts, **how) == ((told, {}) if expected else ({}, told))


@pytest.mark.parametrize(
    ("text", "how", "days"),
    [
        ("1850-00-00", {"epoch": "1970-01-01"}, "1850"),
        ("0000-00-00", {"epoch": "1970-01-01"}, ""),
        ("19544", {"epoch": "1970-01-01"}, "2023-07-06"),
        ("3.IV.23", {"century": 2000}, "2023-04-03"),
        ("July 10-15", {"window": "2023-06/2024-02"}, "2023-07-10/2023-07-15"),
        ("July 10–15", {"window": "2023-06/2024-02"}, "2023-07-10/2023-07-15"),
        ("7月3日至5日", {"window": "2023-06/2024-02"}, "2023-07-03/2023-07-05"),
        ("2023年Q2", {}, "2023-Q2"),
        ("июль - 5 августа 2023", {}, "2023-07-01/2023-08-05"),
        ("5 July 2023 - 8 August", {}, "2023-07-05/2023-08-08"),
        ("0/0/1900", {}, ""),
    ],
)
def test_parts_that_are_lacking_or_stand_in_other_places(text: str, how: dict[str, Any], days: str) -> None:
    """Each as the list has it says which days it is, or is not stated."""
    people = mb.read_records(pd.DataFrame({"signup": [text]}), errors="keep_aside", **how).records
    assert people["signup"].fillna("").tolist() == [days]


def test_a_year_comes_after_its_month_and_is_never_taken_for_a_day() -> None:
    window = {"window": "2023-06/2024-05"}
    settled = {
        "10-15 July": "2023-07-10/2023-07-15",
        "3 July - 5 August": "2023-07-03/2023-08-05",
        "styczeń-24": "2024-01",
        "23年8月3日": "2023-08-03",
    }
    assert read("day", settled, **window) == (settled, {})
    open_ = ["Mar-21", "22-Aug-21"]
    assert read("day", open_, **window) == ({}, dict.fromkeys(open_, NO_CENTURY))


@given(days=st.lists(DAYS, min_size=8, max_size=12))
@examples(8)
def test_numbers_in_either_order_mean_the_day_or_ask(days: list[dt.date]) -> None:
    """A date of three numbers is read as the right day, or as two of which one is right."""
    for pattern, is_first in (("%d.%m.", True), ("%m/%d/", False)):
        expected = {day.strftime(pattern) + f"{day.year:04}": day.isoformat() for day in days}
        assert read("day", expected, dayfirst=is_first) == (expected, {})
        clear = {text: day for text, day in expected.items() if day[8:] > "12" or day[5:7] == day[8:]}
        assert read("day", clear) == (clear, {})
        for text, day in expected.items() - clear.items():
            with pytest.raises(mb.MusterError, match=day):
                read("day", [text])


NUMBERS = {
    "38": "38",
    " 38 ": "38",
    "38.0": "38",
    "38,0": "38",
    "38 лет": "38",
    "38лет": "38",
    "38 л.": "38",
    "38 YEARS": "38",
    "38岁": "38",
    "15-19": "15..19",
    "15 – 19 лет": "15..19",
    "18..25": "18..25",
    "60+": "60..",
    "60 + лет": "60..",
    "3..": "3..",
    "..17": "..17",
    "<18": "..17",
    "<= 18": "..18",
    "≤18": "..18",
    ">60": "61..",
    "≥60": "60..",
    "-5": "-5",
    "under 18": "..17",
    "младше 18 лет": "..17",
    "over 60": "61..",
    "85 and over": "85..",
    "60 лет и старше": "60..",
    "18 to 25": "18..25",
    "от 18 до 25 лет": "18..25",
    "20s": "20..29",
    "early 20s": "20..29",
    "mid-30s": "30..39",
    "1 yr 6 mos": "1",
    "11 mos": "0",
    "65 anni e 3 mesi": "65",
    "2 года и 14 месяцев": "3",
    "40 et plus": "40..",
    "18 months": "1",
    "6 мес.": "0",
    "4-month-old": "0",
    "1 year 6 months": "1",
    "38.4167": "38",
    "38,5": "38",
}


def test_numbers() -> None:
    assert read("years", NUMBERS) == (NUMBERS, {})


def test_no_numbers() -> None:
    texts = ["forty", "1 200", "<18-20", "<18+", "15-19-25", "1e3", "years", "18 to", "20s to 30s"]
    assert read("years", texts) == ({}, dict.fromkeys(texts, NUMBER))


def test_bands_that_end_before_they_begin() -> None:
    texts = ["25-18", "25..18"]
    assert read("years", texts) == ({}, dict.fromkeys(texts, f"{NUMBER}; this one ends before it begins"))


@given(
    numbers=st.lists(
        st.tuples(st.integers(0, 999), st.sampled_from(LANGUAGES), st.sampled_from(["long", "short", "narrow"])),
        min_size=8,
        max_size=12,
    ),
    column=st.sampled_from(["years", "lag_days"]),
)
@examples(25)
def test_units_as_each_language_writes_them(numbers: list[tuple[int, str, str]], column: str) -> None:
    unit = {"years": "year", "lag_days": "day"}[column]
    expected = {format_unit(one, f"duration-{unit}", length, locale=to): str(one) for one, to, length in numbers}
    # Babel lacks some forms of the CLDR.
    expected = {text: one for text, one in expected.items() if "duration" not in text}
    assert read(column, expected) == (expected, {})


def test_every_language_has_twelve_months() -> None:
    """The oracle writes real names, so the tests above are not vacuous."""
    assert {len(set(Locale.parse(language).months["format"]["wide"].values())) for language in LANGUAGES} == {12}


def test_words_that_come_with_the_package_are_those_of_cldr() -> None:
    kept = json.loads(cldr.PLACE.read_text("utf-8"))
    if kept.pop("babel") != [babel.__version__]:
        pytest.skip("other words may come with another version of Babel")
    assert kept == cldr.words()
