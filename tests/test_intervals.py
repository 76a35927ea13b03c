"""Coarse dates and numbers: dates against literal tables, a calendar walked day by day, and the edtf package.

The calendar walk is the oracle: a text with X stands for the days whose ISO text it matches, digit by digit, and is a
coarse date only where those days leave no gap. It shares no code with the parser. Numbers are held against literal
tables and against numbers written out by the tests, cells against the days of a list with somebody on each day.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tempfile
from collections.abc import Iterable
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Any

import edtf
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import musterbook as mb
from exploring import examples
from musterbook import Interval, MusterError
from test_small_case import small_case

EXPECTED = (
    "expected a date as YYYY, YYYY-MM or YYYY-MM-DD, last digits possibly X, or first/last, possibly ending in ~ ? or %"
)
DAY = dt.timedelta(days=1)
CALENDAR = [(dt.date(2019, 1, 1) + DAY * number).isoformat() for number in range(12 * 366)]

READ = [
    ("2023", "2023-01-01", "2023-12-31", ""),
    ("202X", "2020-01-01", "2029-12-31", ""),
    ("20XX", "2000-01-01", "2099-12-31", ""),
    ("000X", "0001-01-01", "0009-12-31", ""),
    ("999X", "9990-01-01", "9999-12-31", ""),
    ("0001", "0001-01-01", "0001-12-31", ""),
    ("9999-12-31", "9999-12-31", "9999-12-31", ""),
    ("2023-07", "2023-07-01", "2023-07-31", ""),
    ("2023-02", "2023-02-01", "2023-02-28", ""),
    ("2024-02", "2024-02-01", "2024-02-29", ""),
    ("1900-02", "1900-02-01", "1900-02-28", ""),
    ("2000-02", "2000-02-01", "2000-02-29", ""),
    ("2023-0X", "2023-01-01", "2023-09-30", ""),
    ("2023-1X", "2023-10-01", "2023-12-31", ""),
    ("2023-XX", "2023-01-01", "2023-12-31", ""),
    ("2023-08-22", "2023-08-22", "2023-08-22", ""),
    ("2023-09-0X", "2023-09-01", "2023-09-09", ""),
    ("2023-09-2X", "2023-09-20", "2023-09-29", ""),
    ("2023-09-3X", "2023-09-30", "2023-09-30", ""),
    ("2023-10-3X", "2023-10-30", "2023-10-31", ""),
    ("2023-02-2X", "2023-02-20", "2023-02-28", ""),
    ("2024-02-2X", "2024-02-20", "2024-02-29", ""),
    ("2023-09-XX", "2023-09-01", "2023-09-30", ""),
    ("2024-02-29", "2024-02-29", "2024-02-29", ""),
    ("2023~", "2023-01-01", "2023-12-31", "~"),
    ("202X?", "2020-01-01", "2029-12-31", "?"),
    ("2023-1X%", "2023-10-01", "2023-12-31", "%"),
    ("2023-09-2X~", "2023-09-20", "2023-09-29", "~"),
    ("2023-08-22?", "2023-08-22", "2023-08-22", "?"),
    ("2023-06/2024-05", "2023-06-01", "2024-05-31", ""),
    ("2023-06-02/2023-08", "2023-06-02", "2023-08-31", ""),
    ("2023/2023-06", "2023-01-01", "2023-06-30", ""),
    ("2023-06-01/2023-06", "2023-06-01", "2023-06-30", ""),
    ("2023/2023", "2023-01-01", "2023-12-31", ""),
    ("202X/203X", "2020-01-01", "2039-12-31", ""),
    ("2023-09-1X/2023-09-2X", "2023-09-10", "2023-09-29", ""),
    ("2023-06~/2024-05", "2023-06-01", "2024-05-31", "~"),
    ("2023-06/2024-05?", "2023-06-01", "2024-05-31", "?"),
    ("2023-06~/2024-05~", "2023-06-01", "2024-05-31", "~"),
    ("2023-06%/2024-05%", "2023-06-01", "2024-05-31", "%"),
    ("2023-Q3", "2023-07-01", "2023-09-30", ""),
    ("2023-Q4?", "2023-10-01", "2023-12-31", "?"),
    ("2023-W34", "2023-08-21", "2023-08-27", ""),
    ("2020-W53", "2020-12-28", "2021-01-03", ""),
    ("2023-W34/2023-W35~", "2023-08-21", "2023-09-03", "~"),
    ("2023-Q3/2023-12", "2023-07-01", "2023-12-31", ""),
]

NO_DATE = {
    "blank": " ",
    "space before": " 2023",
    "space after": "2023 ",
    "line feed after": "2023\n",
    "no-break space": "2023\N{NO-BREAK SPACE}",
    "three ends": "2023/2024/2025",
    "no end": "2023/",
    "no beginning": "/2023",
    "open ends": "../..",
    "dots alone": "..",
    "dots within": "2023/../2024",
    "an open end with a flag": "2023/..~",
    "slash alone": "/",
    "lower-case x": "2023-09-2x",
    "Cyrillic X": "202\N{CYRILLIC CAPITAL LETTER HA}",
    "full-width digits": "２０２３",
    "Arabic digits": "٢٠٢٣-٠٧",
    "superscript digit": "202²",
    "dash for hyphen": "2023\N{EN DASH}07",
    "one-digit month": "2023-7",
    "one-digit day": "2023-07-1",
    "two-digit year": "23",
    "five-digit year": "20233",
    "sign": "-2023",
    "flag before": "~2023",
    "two flags": "2023~?",
    "flag inside": "2023~-07",
    "thousands of years": "2XXX",
    "any year": "XXXX",
    "X before a digit": "20X3",
    "X before a day digit": "2023-09-X5",
    "X before a month digit": "2023-X1",
    "week of one digit": "2023-W3",
    "day of a week": "2023-W34-1",
    "fifth quarter": "2023-Q5",
    "quarter zero": "2023-Q0",
    "German": "22.08.2023",
    "American": "08/22/2023",
    "no hyphens": "20230822",
    "time": "2023-08-22T10:00",
    "words": "July 2023",
    "unknown": "unknown",
    "NUL": "2023\0",
    "very long": "2023" * 5_000,
    "very many ends": "2023/" * 5_000,
}
NO_CALENDAR = {
    "month 13": "2023-13",
    "month 00": "2023-00",
    "month 21, an EDTF season": "2023-21",
    "month 2X": "2023-2X",
    "30 February": "2023-02-30",
    "29 February of no leap year": "2023-02-29",
    "29 February 1900": "1900-02-29",
    "31 April": "2023-04-31",
    "day 00": "2023-04-00",
    "30-something February": "2024-02-3X",
    "week 00": "2023-W00",
    "week 53 of a year with 52": "2023-W53",
    "year 0": "0000",
    "year 0 with month": "0000-01",
    "in an interval": "2023-06/2023-13",
}
REVERSED = {
    "months": "2024-05/2023-06",
    "days": "2023-08-23/2023-08-22",
    "with flags": "2024-05~/2023-06?",
}
MAY_BE_REVERSED = {
    "year after its month": "2023-06/2023",
    "month after its day": "2023-06-15/2023-06",
    "decade after its year": "2023/202X",
    "with flags": "2023~/202X?",
}
GAP = {
    "a month of some year": "202X-05",
    "a day of some year": "20XX-05-22",
    "a quarter of some year": "202X-Q3",
    "a week of some year": "202X-W34",
    "a day of some month": "2023-XX-15",
    "a day of some autumn month": "2023-1X-15",
    "in an interval": "202X-05/2030",
}


def day(text: str) -> dt.date:
    """Read a day as YYYY-MM-DD."""
    return dt.date.fromisoformat(text)


def matching(text: str) -> list[dt.date]:
    """List the days of the calendar that a text without flag may stand for."""
    parts = [*text.split("-"), "XX", "XX"][:3]
    pattern = re.compile("-".join(parts).replace("X", r"\d"))
    return [day(one) for one in CALENDAR if pattern.fullmatch(one)]


def has_gap(days: list[dt.date]) -> bool:
    """Tell whether a day is missing between the first and the last."""
    return (days[-1] - days[0]).days + 1 != len(days)


def read(text: str) -> Interval | str:
    """Give what a text is read as, or what is said of it."""
    try:
        return Interval.date(text)
    except MusterError as error:
        return str(error)


def message(text: str) -> str:
    """Give what is said of a text that is no coarse date."""
    with pytest.raises(MusterError) as caught:
        Interval.date(text)
    return str(caught.value)


DATES = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))
RECENT = st.dates(dt.date(1995, 1, 1), dt.date(2035, 12, 31))
YEARS = st.sampled_from(["202X", *(str(year) for year in range(2020, 2030))])
MONTHS = st.sampled_from(["0X", "1X", "2X", "XX", *(f"{month:02}" for month in range(14))])
DAYS = st.sampled_from(["0X", "1X", "2X", "3X", "4X", "XX", *(f"{number:02}" for number in range(33))])
FLAGS = st.sampled_from(["", "~", "?", "%"])
PLAIN = st.one_of(RECENT.map(str), RECENT.map(lambda one: str(one)[:7]), RECENT.map(lambda one: str(one)[:4]))
WITH_X = st.sampled_from(
    ["202X", "201X", "20XX", "202X-XX", "2023-XX", "2023-XX-XX", "2023-09-XX", "2023-02-XX", "2024-02-XX"]
)
PARTS = st.one_of(YEARS, st.tuples(YEARS, MONTHS).map("-".join), st.tuples(YEARS, MONTHS, DAYS).map("-".join))


@st.composite
def periods(draw: st.DrawFn, days: st.SearchStrategy[dt.date] = DATES) -> Interval:
    """Draw any stretch of days."""
    first, last = sorted([draw(days), draw(days)])
    return Interval.days(first, last)


@st.composite
def windows(draw: st.DrawFn) -> Interval:
    """Draw a window of at most two years."""
    first = draw(RECENT)
    return Interval.days(first, first + DAY * draw(st.integers(0, 700)))


class TestReading:
    """A text becomes its first and last possible day, or an error that shows the grammar."""

    def test_texts(self) -> None:
        """Ends and flags are the literal ones."""
        found = [(text, Interval.date(text)) for text, *_ in READ]
        assert [(text, str(one.first), str(one.last), one.flag) for text, one in found] == READ

    def test_all_days_of_all_months(self) -> None:
        """EDTF's usual way to leave month and day open has no gap, so it is a coarse date."""
        for text in ("2023-XX-XX", "202X-XX", "202X-XX-XX", "2023-1X-XX"):
            days = matching(text)
            assert not has_gap(days)
            assert Interval.date(text) == Interval.days(days[0], days[-1])

    @pytest.mark.parametrize(
        ("texts", "why"),
        [
            (NO_DATE, "is no coarse date"),
            (NO_CALENDAR, "is in no calendar"),
            (REVERSED, "ends before it begins"),
            (MAY_BE_REVERSED, "may end before it begins"),
            (GAP, "leaves a gap: X may stand only in the last part"),
        ],
    )
    def test_what_is_no_date(self, texts: dict[str, str], why: str) -> None:
        """What is none is shown with the grammar, and with what is wrong; no day is moved to the next month."""
        said = {name: message(text) for name, text in texts.items()}
        assert all(re.fullmatch(rf"'.*' {re.escape(f'{why}; {EXPECTED}')}", one) for one in said.values()), said
        assert len(set(said.values())) == len(texts)

    def test_nothing(self) -> None:
        """An empty text is none either, and is called by a word."""
        assert message("") == f"nothing is no coarse date; {EXPECTED}"

    def test_full_message(self) -> None:
        """The message in full, once, without any constant."""
        assert message("22.08.2023") == (
            "'22.08.2023' is no coarse date; expected a date as YYYY, YYYY-MM or YYYY-MM-DD, last digits possibly X, "
            "or first/last, possibly ending in ~ ? or %"
        )

    @pytest.mark.parametrize("text", ["2023" * 5_000, "x" * 100_000], ids=["digits", "letters"])
    def test_long_text_is_shown_short(self, text: str) -> None:
        """A message stays readable when a whole file was taken for a date."""
        assert len(message(text)) < 500

    def test_different_flags_of_one_interval(self) -> None:
        """A flag is one of ~ ? % or empty; about at one end and uncertain at the other is both, %."""
        pairs = [(first, last) for first in "~?%" for last in "~?%" if first != last]
        flags = {Interval.date(f"2023-06{first}/2024-05{last}").flag for first, last in pairs}
        assert flags == {"%"}

    def test_a_flag_widens_nothing(self) -> None:
        """A flag changes neither ends nor equality."""
        assert Interval.date("2023-07~") == Interval.date("2023-07")
        assert hash(Interval.date("2023-07~")) == hash(Interval.date("2023-07"))

    def test_two_texts_of_the_same_days_keep_their_own_flags(self) -> None:
        """Nothing remembered of one text leaks into another that stands for the same days."""
        assert [Interval.date(text).flag for text in ("2023~", "2023", "2023?", "2023")] == ["~", "", "?", ""]


class TestAgainstOthers:
    """The parser against a walk through the calendar and against the edtf package."""

    @given(text=PARTS, flag=FLAGS)
    @examples(60)
    @example(text="2023-02-2X", flag="")
    @example(text="2023-2X", flag="~")
    @example(text="2024-02-3X", flag="")
    def test_calendar_walk(self, text: str, flag: str) -> None:
        """A text is read exactly where the days it may stand for exist and leave no gap."""
        days = matching(text)
        if not days or has_gap(days):
            assert EXPECTED in message(text + flag)
        else:
            assert Interval.date(text + flag) == Interval.days(days[0], days[-1])
            assert Interval.date(text + flag).flag == flag

    @given(left=PARTS, right=PARTS)
    @examples(80)
    def test_intervals(self, left: str, right: str) -> None:
        """An interval goes from the first day of one end to the last day of the other, never backwards."""
        begin, end = read(left), read(right)
        if isinstance(begin, str) or isinstance(end, str):
            assert EXPECTED in message(f"{left}/{right}")
        elif end.first < begin.first:
            why = "ends" if end.last < begin.first else "may end"
            assert message(f"{left}/{right}") == f"'{left}/{right}' {why} before it begins; {EXPECTED}"
        else:
            assert Interval.date(f"{left}/{right}") == Interval.days(begin.first, end.last)

    @given(st.one_of(PLAIN, WITH_X), FLAGS, st.one_of(st.none(), PLAIN, WITH_X))
    @examples(24)
    def test_edtf_package(self, left: str, flag: str, right: str | None) -> None:
        """Where edtf gives an answer it is ours too, but for reversed intervals, which it lets pass."""
        text = f"{left}{flag}" if right is None else f"{left}{flag}/{right}"
        theirs = bounds_of_edtf(text)
        if theirs is None:
            return
        ours = read(text)
        if isinstance(ours, str):
            assert ours in {f"'{text}' {why} before it begins; {EXPECTED}" for why in ("ends", "may end")}
        else:
            assert (ours.first, ours.last) == theirs

    def test_edtf_package_gives_answers(self) -> None:
        """The comparison above is not empty: the package reads these."""
        texts = ["2023", "202X?", "20XX", "202X-XX-XX", "2023-XX", "2023-08-22?", "2024-02-XX", "2023-06~/2024-05"]
        assert [bounds_of_edtf(text) for text in texts] == [
            (period.first, period.last) for period in map(Interval.date, texts)
        ]

    @given(st.text(alphabet="0123X-/~?%. \n", max_size=24))
    @examples(120)
    def test_any_text(self, text: str) -> None:
        """Any text is read or refused with the grammar, and nothing else happens."""
        found = read(text)
        if isinstance(found, str):
            assert found.endswith(EXPECTED)
        else:
            assert found.first <= found.last


def bounds_of_edtf(text: str) -> tuple[dt.date, dt.date] | None:
    """Ask the edtf package for first and last day; nothing where it cannot tell."""
    try:
        parsed = edtf.parse_edtf(text)
        low, high = (dt.date(*end[:3]) for end in (parsed.lower_strict(), parsed.upper_strict()))
    except (edtf.parser.edtf_exceptions.EDTFParseException, AttributeError, ValueError):
        return None
    return low, high


class TestDays:
    """A stretch of days as a value."""

    @given(periods())
    @examples(60)
    @example(Interval.days(dt.date(1, 1, 1), dt.date(9999, 12, 31)))
    @example(Interval.days(dt.date(9999, 12, 31), dt.date(9999, 12, 31)))
    @example(Interval.days(dt.date(2024, 2, 29), dt.date(2024, 2, 29)))
    def test_text_and_back(self, period: Interval) -> None:
        """The text of a period is read as the same days."""
        assert Interval.date(str(period)) == period

    @given(RECENT, RECENT)
    @examples(20)
    def test_text_is_the_shortest(self, one: dt.date, other: dt.date) -> None:
        """Whole years are named as years, whole months as months."""
        first, last = sorted([one, other])
        years = Interval.date(f"{first.year}/{last.year}")
        assert str(years) == (f"{first.year}" if first.year == last.year else f"{first.year}/{last.year}")
        assert len(str(Interval.days(first, last))) <= len(f"{first}/{last}")

    @pytest.mark.parametrize(
        ("text", "shortest"),
        [
            ("2023-01/2023-12", "2023"),
            ("2023-01-01/2024-12-31", "2023/2024"),
            ("2023-06-01/2023-06-30", "2023-06"),
            ("2023-02-01/2023-02-28", "2023-02"),
            ("2024-02-01/2024-02-28", "2024-02-01/2024-02-28"),
            ("2023-06/2024-05", "2023-06/2024-05"),
            ("2023-06-02/2023-08", "2023-06-02/2023-08-31"),
            ("2023-08-22/2023-08-22", "2023-08-22"),
            ("0001", "0001"),
        ],
    )
    def test_literal_text(self, text: str, shortest: str) -> None:
        """The text of known days."""
        assert str(Interval.date(text)) == shortest

    @given(periods(RECENT), periods(RECENT))
    @examples(80)
    def test_meeting_and_lying_within(self, one: Interval, other: Interval) -> None:
        """Meeting, lying within and clipping agree with sets of days."""
        common = max(0, (min(one.last, other.last) - max(one.first, other.first)).days + 1)
        assert one.meets(other) == other.meets(one) == (common > 0)
        assert (one in other) == (common == one.size)
        if common:
            assert one.clip(other).size == common
            assert one.clip(other) in one
            assert one.clip(other) in other

    def test_days_of_the_window(self) -> None:
        """The Moscow window has a leap day."""
        assert Interval.date("2023-06/2024-05").size == 366
        assert Interval.date("2023-08-22").size == 1

    def test_never_backwards(self) -> None:
        """The constructor enforces the invariant that the class states."""
        with pytest.raises(MusterError) as caught:
            Interval.days(dt.date(2024, 5, 31), dt.date(2023, 6, 1))
        assert str(caught.value).startswith("'2024-05-31/2023-06-01' ends before it begins; expected a date as YYYY")

    def test_clipping_to_nothing(self) -> None:
        """Two periods without a common day have no clipped one, not a backwards one."""
        with pytest.raises(MusterError):
            Interval.date("2023").clip(Interval.date("2025"))


def label(one: dt.date, every: str) -> str:
    """Name the cell of a day by strftime."""
    quarter = f"{one:%Y}-Q{1 + (one.month - 1) // 3}"
    return {"day": f"{one:%Y-%m-%d}", "week": f"{one:%G-W%V}", "month": f"{one:%Y-%m}", "year": f"{one:%Y}"}.get(
        every, quarter
    )


class TestOpenEnds:
    """A date of which one side is not known."""

    def test_ends(self) -> None:
        """The open side has no number, and its day is the end of the calendar."""
        since, until = Interval.date("2023-09~/.."), Interval.date("../2023-09")
        assert (since.low, since.high, since.flag) == (dt.date(2023, 9, 1).toordinal(), None, "~")
        assert (until.low, until.high) == (None, dt.date(2023, 9, 30).toordinal())
        assert (since.last, until.first) == (dt.date.max, dt.date.min)
        assert [str(since), str(until)] == ["2023-09-01/..", "../2023-09-30"]

    @pytest.mark.parametrize(
        ("one", "other", "within", "common"),
        [
            ("2023-09/..", "2023", False, "2023-09/2023-12"),
            ("../2023-09", "2023-08", True, "2023-08"),
            ("../2023-09", "2023-09/..", False, "2023-09"),
            ("2023/..", "2023-09/..", True, "2023-09-01/.."),
        ],
    )
    def test_meeting(self, one: str, other: str, within: bool, common: str) -> None:
        """An open end reaches beyond every day."""
        first, second = Interval.date(one), Interval.date(other)
        assert first.meets(second)
        assert second.meets(first)
        assert (second in first) == within
        assert str(first.clip(second)) == common

    def test_about(self) -> None:
        """What is only about a date does not surely lie in it."""
        assert [Interval.date(f"2023-09{flag}").sure for flag in ("", "?", "~", "%")] == [True, True, False, False]


def cells(window: Interval | str, every: str = "month", week_start: str = "monday") -> list[tuple[str, int]]:
    """Count somebody on each day of a window: the name of each cell, and its days."""
    whole = Interval.date(window) if isinstance(window, str) else window
    days = [str(whole.first + DAY * number) for number in range(whole.size)]
    found = mb.counts(pd.DataFrame({"signup": days}), "signup", every=every, window=str(whole), week_start=week_start)
    assert found["sure"].tolist() == found["possible"].tolist()
    return list(zip(found["cell"], found["sure"], strict=True))


WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
EVERY = ["day", "week", "month", "quarter", "year"]


class TestCells:
    """A window cut into cells, with somebody on each day of it."""

    @given(window=windows(), weeks=st.integers(1, 5), week_start=st.sampled_from(WEEKDAYS))
    @examples(8)
    def test_names_of_weeks_are_read_back(self, window: Interval, weeks: int, week_start: str) -> None:
        """Each name is a date that is the cell, or all of it where the window cuts the cell short."""
        found = cells(window, f"{weeks} weeks", week_start)
        whole = [Interval.date(name) for name, _ in found]
        assert [one.clip(window).size for one in whole] == [days for _, days in found]
        assert {one.size for one in whole} == {7 * weeks}
        assert {one.first.weekday() for one in whole} == {WEEKDAYS.index(week_start)}
        assert whole[0].first > window.first - 7 * DAY

    @pytest.mark.parametrize(
        ("every", "week_start", "expected"),
        [
            ("week", "sunday", ["2023-08-20/2023-08-26", "2023-08-27/2023-09-02", "2023-09-03/2023-09-09"]),
            ("2 weeks", "monday", ["2023-W34/2023-W35", "2023-W36/2023-W37"]),
            ("2 weeks", "sunday", ["2023-08-20/2023-09-02", "2023-09-03/2023-09-16"]),
        ],
    )
    def test_other_weeks(self, every: str, week_start: str, expected: list[str]) -> None:
        """Weeks that begin on a Sunday, and cells of two weeks."""
        assert [name for name, _ in cells("2023-08-22/2023-09-05", every, week_start)] == expected

    @given(window=windows(), every=st.sampled_from(EVERY))
    @examples(8)
    def test_a_walk_through_the_days(self, window: Interval, every: str) -> None:
        """No gap, no overlap, exactly the window, each day in the cell of its name, and each name a date."""
        days = [window.first + DAY * number for number in range(window.size)]
        groups = groupby(days, key=lambda one: label(one, every))
        found = cells(window, every)
        assert found == [(name, len(list(group))) for name, group in groups]
        assert [Interval.date(name).clip(window).size for name, _ in found] == [size for _, size in found]

    @pytest.mark.parametrize(
        ("window", "every", "expected"),
        [
            ("2024-02-28/2024-03-01", "day", {"2024-02-28": 1, "2024-02-29": 1, "2024-03-01": 1}),
            ("2023-02-28/2023-03-01", "day", {"2023-02-28": 1, "2023-03-01": 1}),
            ("2023-06-29/2023-08-02", "month", {"2023-06": 2, "2023-07": 31, "2023-08": 2}),
            (
                "2023-06/2024-05",
                "quarter",
                {"2023-Q2": 30, "2023-Q3": 92, "2023-Q4": 92, "2024-Q1": 91, "2024-Q2": 61},
            ),
            ("2023-06/2024-05", "year", {"2023": 214, "2024": 152}),
            ("2023-12-30/2024-01-08", "week", {"2023-W52": 2, "2024-W01": 7, "2024-W02": 1}),
            ("2020-12-27/2021-01-05", "week", {"2020-W52": 1, "2020-W53": 7, "2021-W01": 2}),
            ("2019-12-29/2019-12-31", "week", {"2019-W52": 1, "2020-W01": 2}),
            ("2022-01-01/2022-01-03", "week", {"2021-W52": 2, "2022-W01": 1}),
            ("1876-09-04", "week", {"1876-W36": 1}),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_names(self, window: str, every: str, expected: dict[str, int]) -> None:
        """Names are ISO 8601, also in the weeks around New Year; the first and the last cell lose the days outside."""
        assert dict(cells(window, every)) == expected

    def test_one_day(self) -> None:
        """A window of one day has one cell of any length."""
        assert [name for every in EVERY for name, _ in cells("2024-02-29", every)] == [
            "2024-02-29",
            "2024-W09",
            "2024-02",
            "2024-Q1",
            "2024",
        ]

    @pytest.mark.parametrize("every", EVERY)
    def test_the_last_year_there_is(self, every: str) -> None:
        """The end of the calendar is no end of the program."""
        assert sum(days for _, days in cells("9999-12", every)) == 31

    @pytest.mark.parametrize(
        ("window", "every", "said"),
        [
            (
                "2023-09/..",
                "month",
                "expected a window from a first to a last day, as '2023-06/2024-05', found Interval('2023-09-01/..')",
            ),
            ("July", "month", f"'July' is no coarse date; {EXPECTED}"),
            ("2024/2023", "month", f"'2024/2023' ends before it begins; {EXPECTED}"),
            (
                "2023",
                "fortnight",
                "no period 'fortnight'; available: day, week, month, quarter, year, epiweek, 2 weeks (or any number of "
                "them)",
            ),
        ],
    )
    def test_no_cells(self, window: str, every: str, said: str) -> None:
        """A window is a coarse date with both ends, and what cells there are is named."""
        with pytest.raises(MusterError) as caught:
            mb.counts(pd.DataFrame({"signup": ["2023-07-03"]}), "signup", every=every, window=window)
        assert str(caught.value) == said


RANGE_EXPECTED = "expected a whole number as 20, or a range as 18..25, 3.. or ..17"
VALUE_EXPECTED = "expected a number as 51, 300,000, 30.5, 88 %, 1/3, eight or two thirds"

RANGES = [
    ("0", 0, 0),
    ("20", 20, 20),
    ("020", 20, 20),
    ("18..25", 18, 25),
    ("25..25", 25, 25),
    ("0..0", 0, 0),
    ("3..", 3, None),
    ("0..", 0, None),
    ("..17", None, 17),
    ("..0", None, 0),
    ("-5", -5, -5),
    ("-5..5", -5, 5),
    ("-5..-3", -5, -3),
    ("-5..", -5, None),
    ("..-3", None, -3),
    ("999999999", 999_999_999, 999_999_999),
]
NO_RANGE = {
    "blank": " ",
    "dots alone": "..",
    "one dot": "18.25",
    "three dots": "18...25",
    "an ellipsis": "18\N{HORIZONTAL ELLIPSIS}25",
    "three ends": "1..2..3",
    "space before": " 20",
    "space after": "20 ",
    "space inside": "18 .. 25",
    "line feed after": "20\n",
    "hyphen": "18-25",
    "en dash": "18\N{EN DASH}25",
    "two numbers": "18 25",
    "two numbers without dots": "5-3",
    "minus alone": "-",
    "minus before dots": "-..5",
    "two minuses": "--3",
    "typographic minus": "\N{MINUS SIGN}3",
    "plus": "+5",
    "decimals": "24.5",
    "thousands": "1,000",
    "power": "1e3",
    "words": "twenty",
    "full-width digits": "２０",
    "Arabic digits": "٢٠",
    "superscript": "2²",
    "underscore": "1_000",
    "NUL": "20\0",
    "ten digits": "1000000000",
    "ten digits as an end": "1..1000000000",
    "eighteen digits": "123456789123456789",
    "very long": "20" * 5_000,
}
BACKWARDS = ["25..18", "1..0", "0..-1", "-3..-5", "999999999..999999998"]

VALUES = [
    ("0", Fraction(0), Fraction(1)),
    ("51", Fraction(51), Fraction(1)),
    ("300,000", Fraction(300_000), Fraction(1)),
    ("300000", Fraction(300_000), Fraction(1)),
    ("12,000", Fraction(12_000), Fraction(1)),
    ("1,000,000", Fraction(1_000_000), Fraction(1)),
    ("999,999,999,999,999", Fraction(999_999_999_999_999), Fraction(1)),
    ("999999999999999", Fraction(999_999_999_999_999), Fraction(1)),
    ("30.5", Fraction(61, 2), Fraction(1, 10)),
    ("31.0", Fraction(31), Fraction(1, 10)),
    ("31.00", Fraction(31), Fraction(1, 100)),
    ("0.1", Fraction(1, 10), Fraction(1, 10)),
    ("1,234.50", Fraction(2469, 2), Fraction(1, 100)),
    ("0.000000001", Fraction(1, 10**9), Fraction(1, 10**9)),
    ("300 000", Fraction(300_000), Fraction(1)),
    ("1\N{NARROW NO-BREAK SPACE}234\N{NO-BREAK SPACE}567.5", Fraction(2469135, 2), Fraction(1, 10)),
]
NO_VALUE = {
    "blank": " ",
    "two digits after a comma": "1,00",
    "four digits after a comma": "1,0000",
    "four digits before a comma": "1000,000",
    "no digit before a comma": ",000",
    "comma at the end": "1,000,",
    "comma in decimals": "1.000,5",
    "comma among decimals": "1.234,567",
    "decimal comma": "30,5",
    "dot at the end": "5.",
    "dot at the beginning": ".5",
    "two dots": "1.2.3",
    "a range": "18..25",
    "space before": " 5",
    "space after": "5 ",
    "two kinds of separator": "1 000,000",
    "two digits after a space": "1 00",
    "apostrophe as separator": "300'000",
    "line feed after": "5\n",
    "power": "1e5",
    "infinite": "inf",
    "not a number": "nan",
    "hexadecimal": "0x10",
    "a half of nothing": "1/0",
    "a fraction of a fraction": "1/2/3",
    "a decimal fraction": "1.5/2",
    "underscore": "1_000",
    "per cent twice": "5%%",
    "per cent alone": "%",
    "about": "~5",
    "at least": ">=5",
    "currency": "$3,500",
    "plus": "+5",
    "two minuses": "--5",
    "typographic minus": "\N{MINUS SIGN}5",
    "minus alone": "-",
    "full-width digits": "５１",
    "Arabic digits": "٥١",
    "sixteen digits": "9" * 16,
    "six groups": "1,000,000,000,000,000",
    "ten decimals": "0." + "0" * 10,
    "very long": "1" * 10_000,
    "very long with commas": "1" + ",000" * 5_000,
}

WORDS = {
    "eight": "8",
    "one hundred and twelve": "112",
    "двадцать один": "21",
    "вісім": "8",
    "a hundred": "100",
    "a dozen": "12",
    "Half a dozen": "6",
    "two dozen": "24",
    "half a million": "500,000",
}
PARTS_IN_WORDS = {
    "half": "1/2",
    "a third": "1/3",
    "Two-thirds": "2/3",
    "three quarters": "3/4",
    "nine out of ten": "9/10",
    "one in five": "1/5",
    "3 of 4": "3/4",
    "две трети": "2/3",
    "чверть": "1/4",
    "88 per cent": "88%",
    "88 процентов": "88%",
}
SHARE = "share,outcome,killed"

WHOLE = st.integers(-999_999_999, 999_999_999)
ENDS = st.none() | WHOLE


def written(low: int | None, high: int | None) -> str:
    """Write a range with its dots."""
    return f"{'' if low is None else low}..{'' if high is None else high}"


def refused(text: str) -> str:
    """Give what is said of a text that is no coarse number."""
    with pytest.raises(MusterError) as caught:
        Interval.number(text)
    return str(caught.value)


class TestNumbers:
    """A coarse number is its lowest and highest possible value."""

    def test_texts(self) -> None:
        """Both ends are the literal ones; zero is an end like any other."""
        assert [Interval.number(text) for text, *_ in RANGES] == [Interval(low, high) for _, low, high in RANGES]

    def test_no_range(self) -> None:
        """What is no coarse number is shown with the grammar, an empty text by a word."""
        said = [refused(text) for text in NO_RANGE.values()]
        assert all(re.fullmatch(rf"'.*' is no coarse number; {re.escape(RANGE_EXPECTED)}", one) for one in said)
        assert refused("") == f"nothing is no coarse number; {RANGE_EXPECTED}"

    def test_reversed(self) -> None:
        """A range that ends before it begins is refused."""
        said = [f"'{text}' ends before it begins; {RANGE_EXPECTED}" for text in BACKWARDS]
        assert [refused(text) for text in BACKWARDS] == said

    def test_full_refused(self) -> None:
        """The message in full, once, without any constant; it stays readable when a whole file was taken for one."""
        assert refused("18-25") == (
            "'18-25' is no coarse number; expected a whole number as 20, or a range as 18..25, 3.. or ..17"
        )
        assert len(refused("20" * 50_000)) < 500

    @given(ENDS, ENDS)
    @examples(40)
    def test_written_and_read(self, low: int | None, high: int | None) -> None:
        """Any two ends are read back, or refused where they are reversed or both open."""
        text = written(low, high)
        if low is None and high is None:
            assert refused(text) == f"'..' is no coarse number; {RANGE_EXPECTED}"
        elif low is not None and high is not None and high < low:
            assert refused(text) == f"'{text}' ends before it begins; {RANGE_EXPECTED}"
        else:
            assert Interval.number(text) == Interval(low, high)

    @given(st.text(alphabet="0123456789.-, x", max_size=25))
    @examples(80)
    def test_any_text(self, text: str) -> None:
        """Any text is read as whole numbers in order, or refused with the grammar."""
        try:
            found = Interval.number(text)
        except MusterError as error:
            said = str(error)
        else:
            said = RANGE_EXPECTED
            assert re.fullmatch(r"-?\d{1,9}|(-?\d{1,9})?\.\.(-?\d{1,9})?", text)
            assert found.low is None or found.high is None or found.low <= found.high
        assert said.endswith(RANGE_EXPECTED)

    @pytest.mark.parametrize(
        ("low", "high", "why"),
        [(25, 18, "'25..18' ends before it begins"), (None, None, "a range needs an end")],
        ids=["reversed", "both open"],
    )
    def test_never_impossible(self, low: int | None, high: int | None, why: str) -> None:
        """The constructor enforces the invariant that the class states."""
        with pytest.raises(MusterError) as caught:
            Interval(low, high)
        assert str(caught.value) == f"{why}; {RANGE_EXPECTED}"


def values(texts: Iterable[str], statistic: str = "mean,age,") -> list[Any]:
    """Read printed numbers as the claims of a case."""
    rows = io.StringIO()
    csv.writer(rows, lineterminator="\0", quoting=csv.QUOTE_ALL).writerows([text] for text in texts)
    with tempfile.TemporaryDirectory() as folder:
        claims = [f"{statistic},=,{row}" for row in rows.getvalue().split("\0")[:-1]]
        return [one.value for one in small_case(Path(folder), "2023", *claims).claim_list]


def no_values(texts: Iterable[str], statistic: str = "mean,age,") -> dict[str, set[str]]:
    """Give what is expected instead of each text that is no number in a case."""
    with pytest.raises(MusterError) as caught:
        values(texts, statistic)
    problems: Any = caught.value
    said: dict[str, set[str]] = {}
    for one in problems.problems:
        if one.expected != "no space around it":
            said.setdefault(one.value, set()).add(one.expected)
    return said


class TestValue:
    """A printed number is its exact value and the size of its last printed digit."""

    def test_texts(self) -> None:
        """Number and step are the literal ones, exact; a mean stands for the numbers that round to it."""
        found = values(text for text, *_ in VALUES)
        assert [(text, one.number, one.step) for (text, *_), one in zip(VALUES, found, strict=True)] == VALUES
        ends = [(number - step / 2, number + step / 2) for _, number, step in VALUES]
        assert [one.rounded_from for one in found] == ends

    def test_parts(self) -> None:
        """A percentage and a fraction know that they are; neither is a count of people."""
        expected = {
            "88 %": (Fraction(88), Fraction(1), "88%"),
            "88.5%": (Fraction(177, 2), Fraction(1, 10), "88.5%"),
            "1/3": (Fraction(1, 3), Fraction(1, 3), "1/3"),
            "2/4": (Fraction(1, 2), Fraction(1, 4), "2/4"),
        }
        found = values(expected, SHARE)
        assert [(one.number, one.step, str(one)) for one in found] == [*expected.values()]
        assert [(one.is_percent, one.is_fraction, one.is_whole) for one in found] == [
            ("%" in text, "/" in text, False) for text in expected
        ]

    def test_no_value(self) -> None:
        """What is no number is named with examples of one, in words as in digits."""
        words = ["many", "a", "3 of 0", "of four", "\u00b2", "\u0663", "eight nine", "one in some", "dozens", "half a"]
        texts = [*NO_VALUE.values(), *words]
        assert no_values(texts) == {text: {VALUE_EXPECTED.removeprefix("expected ")} for text in texts}

    @pytest.mark.parametrize(("statistic", "printed"), [("mean,age,", WORDS), (SHARE, PARTS_IN_WORDS)])
    def test_in_words(self, statistic: str, printed: dict[str, str]) -> None:
        """Numbers and fractions in words are what they say in digits."""
        assert [str(one) for one in values(printed, statistic)] == [*printed.values()]

    def test_count_of_people(self) -> None:
        """A count is whole, not negative and printed without decimals; nobody is a count."""
        texts = ["51", "300,000", "0", "31.0", "30.5"]
        assert [one.is_whole for one in values(texts)] == [True, True, True, False, False]
        expected = {text: {"a whole number, not negative"} for text in ("31.0", "30.5", "-5")}
        assert no_values([*texts, "-5"], "count,,") == expected

    @given(numbers=st.lists(st.integers(0, 10**15 - 1), min_size=10, max_size=10))
    @examples(5)
    def test_thousands(self, numbers: list[int]) -> None:
        """With and without separators a whole number is the same."""
        told = [(Fraction(one), 1) for one in numbers]
        for texts in (map("{:,}".format, numbers), map(str, numbers)):
            assert [(one.number, one.step) for one in values(texts)] == told

    @given(
        numbers=st.lists(
            st.tuples(st.integers(0, 10**9), st.integers(1, 9), st.integers(0, 10**9 - 1), st.booleans()),
            min_size=10,
            max_size=10,
        )
    )
    @examples(5)
    def test_decimals(self, numbers: list[tuple[int, int, int, bool]]) -> None:
        """Decimals are exact and set the step, trailing zeros included."""
        printed = [f"{digits % 10**places:0{places}}" for _, places, digits, _ in numbers]
        wholes = [f"{whole:,}" if separated else f"{whole}" for whole, _, _, separated in numbers]
        found = values(f"{whole}.{decimals}" for whole, decimals in zip(wholes, printed, strict=True))
        for (whole, places, _, _), decimals, one in zip(numbers, printed, found, strict=True):
            assert one.number * 10**places == whole * 10**places + int(decimals)
            assert one.step == Fraction(1, 10**places)

    @given(texts=st.sets(st.text(alphabet="0123456789,.- e", min_size=1, max_size=25), min_size=30, max_size=30))
    @examples(10)
    def test_any_text(self, texts: set[str]) -> None:
        """Any text is read or refused, and what is read has its separators in threes."""
        try:
            wrong = {
                text for text, said in no_values(texts).items() if VALUE_EXPECTED.removeprefix("expected ") in said
            }
        except pytest.fail.Exception:
            wrong = set()
        for text in texts - wrong:
            whole = text.lstrip("-").split(".")[0].replace(" ", ",").split(",")
            assert all(len(group) == 3 for group in whole[1:])
