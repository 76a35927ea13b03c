"""Parsing: what people write is read as what they mean, or not at all."""

from __future__ import annotations

import datetime as dt
import json

import babel
import pytest
from babel import Locale
from babel.dates import format_date
from babel.units import format_unit
from hypothesis import given
from hypothesis import strategies as st

import cldr
from musterbook.intervals import Interval
from musterbook.linelist.parsing import (
    DATE_GRAMMAR,
    NO_CENTURY,
    NUMBER_GRAMMAR,
    Order,
    Read,
    Style,
    Unread,
    read_date,
    read_number,
)

LANGUAGES = ["en", "ru", "uk", "zh", "es", "fr"]
DAYS = st.dates(dt.date(1000, 1, 1), dt.date(2999, 12, 31))
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
    "": "",
    "yesterday": "",
    "12": "",
    "22082023": "",
    "99999": "; day numbers run from 20000 (in 1954) to 60000 (in 2064)",
    "22.08.23": "century",
    "22 авг 23": "century",
    "22 августа": "; the year is not stated",
    "31.02.2023": "; this one is in no calendar",
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
    "Q5 2023": "",
    "after the war": "",
    "1-" * 60 + "1": "",
    "с по " * 24: "",
}


def written(read: Read) -> str:
    """Write what was read as the records have it; nothing where it was not read."""
    return (read.text or f"{read}{read.flag}") if isinstance(read, Interval) else ""


def expected_of(read: Read) -> str:
    """Give what was expected instead of a text."""
    assert isinstance(read, Unread)
    return read.expected


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_dates(text: str, expected: str) -> None:
    assert written(read_date(text)) == expected


@pytest.mark.parametrize(("text", "why"), REFUSED.items())
def test_no_dates(text: str, why: str) -> None:
    """Whatever is refused says what a date looks like, and why this is none where there is more to say."""
    assert expected_of(read_date(text)) == (NO_CENTURY if why == "century" else DATE_GRAMMAR + why)


def test_ends_are_days() -> None:
    found = read_date("сентябрь 2023")
    assert isinstance(found, Interval)
    assert (found.first, found.last) == (dt.date(2023, 9, 1), dt.date(2023, 9, 30))


@pytest.mark.parametrize("sign", "./-")
def test_what_may_mean_two_days_is_not_read(sign: str) -> None:
    text = sign.join(["03", "04", "2023"])
    assert read_date(text) == Unread(DATE_GRAMMAR, ("2023-04-03", "2023-03-04"))
    assert written(read_date(text, Style(Order.DAY_FIRST))) == "2023-04-03"
    assert written(read_date(text, Style(Order.MONTH_FIRST))) == "2023-03-04"


def test_the_order_that_was_stated_holds_for_every_date() -> None:
    expected = f"{DATE_GRAMMAR}; month 22 does not exist, is it month first?"
    assert expected_of(read_date("08/22/2023", Style(Order.DAY_FIRST))) == expected
    assert expected_of(read_date("22/08/2023", Style(Order.MONTH_FIRST))) == expected.replace(
        "month first", "day first"
    )
    assert expected_of(read_date("31/02/2023", Style(Order.DAY_FIRST))) == f"{DATE_GRAMMAR}; this one is in no calendar"


@given(day=DAYS, language=st.sampled_from(LANGUAGES), length=st.sampled_from(["long", "medium"]), upper=st.booleans())
def test_dates_as_each_language_writes_them(day: dt.date, language: str, length: str, upper: bool) -> None:
    text = format_date(day, length, locale=language)
    assert written(read_date(text.upper() if upper else text)) == day.isoformat()


@given(
    day=DAYS, language=st.sampled_from(LANGUAGES), pattern=st.sampled_from(["d MMMM y", "d MMM y", "LLLL y", "MMM y"])
)
def test_months_as_each_language_names_them(day: dt.date, language: str, pattern: str) -> None:
    """Every form of every name, with a day and without."""
    text = format_date(day, pattern, locale=language)
    assert written(read_date(text)) == day.isoformat()[: 10 if "d" in pattern else 7]


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (Style(century=2000), "2023-12-31"),
        (Style(century=1900), "1923-12-31"),
        (Style(window=Interval.date("2023-06/2024-05")), "2023-12-31"),
        (Style(window=Interval.date("1920/1925")), "1923-12-31"),
        (Style(window=Interval.date("1920/2025")), ""),
        (Style(window=Interval.date("1950/1960")), ""),
    ],
)
def test_a_century_that_is_said_or_that_the_window_tells(style: Style, expected: str) -> None:
    """One century alone is settled by a window; where both or none would do, it is asked for."""
    assert {written(read_date(text, style)) for text in ("31/12/23", "31 Dec 23", "31.12.23")} == {expected}


@given(day=DAYS)
def test_numbers_in_either_order_mean_the_day_or_ask(day: dt.date) -> None:
    """A date of three numbers is read as the right day, or as two of which one is right."""
    for pattern, order in (("%d.%m.", Order.DAY_FIRST), ("%m/%d/", Order.MONTH_FIRST)):
        text = day.strftime(pattern) + f"{day.year:04}"
        assert written(read_date(text, Style(order))) == day.isoformat()
        unasked = read_date(text)
        assert day.isoformat() in (unasked.choices if isinstance(unasked, Unread) else [written(unasked)])


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


@pytest.mark.parametrize(("text", "expected"), NUMBERS.items())
def test_numbers(text: str, expected: str) -> None:
    assert written(read_number(text)) == expected


@pytest.mark.parametrize(
    "text", ["", "forty", "1 200", "<18-20", "<18+", "15-19-25", "1e3", "years", "18 to", "20s to 30s"]
)
def test_no_numbers(text: str) -> None:
    assert (written(read_number(text)), expected_of(read_number(text))) == ("", NUMBER_GRAMMAR)


@pytest.mark.parametrize("text", ["25-18", "25..18"])
def test_bands_that_end_before_they_begin(text: str) -> None:
    assert expected_of(read_number(text)) == f"{NUMBER_GRAMMAR}; this one ends before it begins"


@given(
    number=st.integers(0, 999),
    language=st.sampled_from(LANGUAGES),
    length=st.sampled_from(["long", "short", "narrow"]),
    unit=st.sampled_from(["year", "day"]),
)
def test_units_as_each_language_writes_them(number: int, language: str, length: str, unit: str) -> None:
    text = format_unit(number, f"duration-{unit}", length=length, locale=language)
    if "duration" not in text:  # no such form in the CLDR as Babel has it
        assert written(read_number(text, unit)) == str(number)


def test_every_language_has_twelve_months() -> None:
    """The oracle writes real names, so the tests above are not vacuous."""
    assert {len(set(Locale.parse(language).months["format"]["wide"].values())) for language in LANGUAGES} == {12}


def test_words_that_come_with_the_package_are_those_of_cldr() -> None:
    kept = json.loads(cldr.PLACE.read_text("utf-8"))
    if kept.pop("babel") != [babel.__version__]:
        pytest.skip("other words may come with another version of Babel")
    assert kept == cldr.words()
