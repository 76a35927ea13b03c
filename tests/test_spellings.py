"""Spellings: what people write is read as what they mean, or not at all."""

from __future__ import annotations

import datetime as dt

import pytest
from babel import Locale
from babel.dates import format_date
from babel.units import format_unit
from hypothesis import given
from hypothesis import strategies as st

from musterbook.reading.spellings import DATE_GRAMMAR, EPOCH, NUMBER_GRAMMAR, Order, read_date, read_number

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
    "２０２３年９月": "2023-09",
}
REFUSED = {
    "": "",
    "yesterday": "",
    "12": "",
    "22082023": "",
    "99999": "; day numbers run from 20000 (in 1954) to 60000 (in 2064)",
    "22.08.23": "; the century is not stated",
    "22 авг 23": "; the century is not stated",
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
}


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_dates(text: str, expected: str) -> None:
    assert read_date(text).text == expected


@pytest.mark.parametrize(("text", "why"), REFUSED.items())
def test_no_dates(text: str, why: str) -> None:
    """Whatever is refused says what a date looks like, and why this is none where there is more to say."""
    found = read_date(text)
    assert (found.text, found.low, found.high, found.expected) == (
        "",
        None,
        None,
        DATE_GRAMMAR + why,
    )


def test_ends_are_days() -> None:
    found = read_date("сентябрь 2023")
    ends = [dt.date(1970, 1, 1) + dt.timedelta(days) for days in (found.low or 0, found.high or 0)]
    assert ends == [dt.date(2023, 9, 1), dt.date(2023, 9, 30)]
    assert dt.date(1970, 1, 1).toordinal() == EPOCH


@pytest.mark.parametrize("sign", "./-")
def test_what_may_mean_two_days_is_not_read(sign: str) -> None:
    text = sign.join(["03", "04", "2023"])
    found = read_date(text)
    assert (found.text, found.choices) == ("", ("2023-04-03", "2023-03-04"))
    assert read_date(text, Order.DAY_FIRST).text == "2023-04-03"
    assert read_date(text, Order.MONTH_FIRST).text == "2023-03-04"


def test_the_order_that_was_stated_holds_for_every_date() -> None:
    expected = f"{DATE_GRAMMAR}; month 22 does not exist, is it month first?"
    assert read_date("08/22/2023", Order.DAY_FIRST).expected == expected
    assert read_date("22/08/2023", Order.MONTH_FIRST).expected == expected.replace("month first", "day first")
    assert read_date("31/02/2023", Order.DAY_FIRST).expected == f"{DATE_GRAMMAR}; this one is in no calendar"


@given(day=DAYS, language=st.sampled_from(LANGUAGES), length=st.sampled_from(["long", "medium"]), upper=st.booleans())
def test_dates_as_each_language_writes_them(day: dt.date, language: str, length: str, upper: bool) -> None:
    text = format_date(day, length, locale=language)
    assert read_date(text.upper() if upper else text).text == day.isoformat()


@given(
    day=DAYS, language=st.sampled_from(LANGUAGES), pattern=st.sampled_from(["d MMMM y", "d MMM y", "LLLL y", "MMM y"])
)
def test_months_as_each_language_names_them(day: dt.date, language: str, pattern: str) -> None:
    """Every form of every name, with a day and without."""
    text = format_date(day, pattern, locale=language)
    assert read_date(text).text == day.isoformat()[: 10 if "d" in pattern else 7]


@given(day=DAYS)
def test_numbers_in_either_order_mean_the_day_or_ask(day: dt.date) -> None:
    """A date of three numbers is read as the right day, or as two of which one is right."""
    for pattern, order in (("%d.%m.", Order.DAY_FIRST), ("%m/%d/", Order.MONTH_FIRST)):
        text = day.strftime(pattern) + f"{day.year:04}"
        assert read_date(text, order).text == day.isoformat()
        unasked = read_date(text)
        assert day.isoformat() in (unasked.text, *unasked.choices)


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
}


@pytest.mark.parametrize(("text", "expected"), NUMBERS.items())
def test_numbers(text: str, expected: str) -> None:
    assert read_number(text).text == expected


@pytest.mark.parametrize(
    "text", ["", "forty", "38.5", "38,5", "1,200", "1 200", "38 days", "<18-20", "<18+", "15-19-25", "1e3"]
)
def test_no_numbers(text: str) -> None:
    assert (read_number(text).text, read_number(text).expected) == ("", NUMBER_GRAMMAR)


@pytest.mark.parametrize("text", ["25-18", "25..18"])
def test_bands_that_end_before_they_begin(text: str) -> None:
    assert read_number(text).expected == f"{NUMBER_GRAMMAR}; this one ends before it begins"


@given(
    number=st.integers(0, 999),
    language=st.sampled_from(LANGUAGES),
    length=st.sampled_from(["long", "short", "narrow"]),
    unit=st.sampled_from(["year", "day"]),
)
def test_units_as_each_language_writes_them(number: int, language: str, length: str, unit: str) -> None:
    text = format_unit(number, f"duration-{unit}", length=length, locale=language)
    if "duration" not in text:  # no such form in the CLDR as Babel has it
        assert read_number(text, unit).text == str(number)


def test_every_language_has_twelve_months() -> None:
    """The oracle writes real names, so the tests above are not vacuous."""
    assert {len(set(Locale.parse(language).months["format"]["wide"].values())) for language in LANGUAGES} == {12}
