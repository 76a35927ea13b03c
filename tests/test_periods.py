"""Coarse dates against literal tables, a calendar walked day by day, and the edtf package.

The calendar walk is the oracle: a text with X stands for the days whose ISO text it matches, digit by digit, and is a
coarse date only where those days leave no gap. It shares no code with the parser.
"""

from __future__ import annotations

import datetime as dt
import re
from itertools import groupby, pairwise

import edtf
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from musterbook import MusterError
from musterbook.errors import UnknownName
from musterbook.periods import Cell, Every, Period, cells, read_periods

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
    "open end": "2023/..",
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
    "week": "2023-W34",
    "quarter": "2023-Q3",
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
    "a day of some month": "2023-XX-15",
    "a day of some autumn month": "2023-1X-15",
    "in an interval": "202X-05/2030",
}


def day(text: str) -> dt.date:
    """Read a day as YYYY-MM-DD."""
    return dt.date.fromisoformat(text)


def named(texts: dict[str, str]) -> list[object]:
    """Give texts as parameters with their names as ids."""
    return [pytest.param(text, id=name) for name, text in texts.items()]


def matching(text: str) -> list[dt.date]:
    """List the days of the calendar that a text without flag may stand for."""
    parts = [*text.split("-"), "XX", "XX"][:3]
    pattern = re.compile("-".join(parts).replace("X", r"\d"))
    return [day(one) for one in CALENDAR if pattern.fullmatch(one)]


def has_gap(days: list[dt.date]) -> bool:
    """Tell whether a day is missing between the first and the last."""
    return (days[-1] - days[0]).days + 1 != len(days)


def read(text: str) -> Period | str:
    """Give what a text is read as, or what is said of it."""
    try:
        return Period.parse(text)
    except MusterError as error:
        return str(error)


def message(text: str) -> str:
    """Give what is said of a text that is no coarse date."""
    with pytest.raises(MusterError) as caught:
        Period.parse(text)
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
def periods(draw: st.DrawFn, days: st.SearchStrategy[dt.date] = DATES) -> Period:
    """Draw any stretch of days."""
    first, last = sorted([draw(days), draw(days)])
    return Period(first, last)


@st.composite
def windows(draw: st.DrawFn) -> Period:
    """Draw a window of at most three years."""
    first = draw(RECENT)
    return Period(first, first + DAY * draw(st.integers(0, 1_100)))


class TestReading:
    """A text becomes its first and last possible day, or an error that shows the grammar."""

    @pytest.mark.parametrize(("text", "first", "last", "flag"), READ, ids=[row[0] for row in READ])
    def test_text(self, text: str, first: str, last: str, flag: str) -> None:
        """Ends and flag are the literal ones."""
        period = Period.parse(text)
        assert (period.first, period.last, period.flag) == (day(first), day(last), flag)

    @pytest.mark.parametrize("text", ["2023-XX-XX", "202X-XX", "202X-XX-XX", "2023-1X-XX"])
    def test_all_days_of_all_months(self, text: str) -> None:
        """EDTF's usual way to leave month and day open has no gap, so it is a coarse date."""
        days = matching(text)
        assert not has_gap(days)
        assert Period.parse(text) == Period(days[0], days[-1])

    @pytest.mark.parametrize("text", named(NO_DATE))
    def test_no_date(self, text: str) -> None:
        """What is no coarse date is shown with the grammar."""
        assert re.fullmatch(rf"'.*' is no coarse date; {re.escape(EXPECTED)}", message(text))

    def test_nothing(self) -> None:
        """An empty text is none either, and is called by a word."""
        assert message("") == f"nothing is no coarse date; {EXPECTED}"

    @pytest.mark.parametrize("text", named(NO_CALENDAR))
    def test_no_calendar(self, text: str) -> None:
        """A day that no calendar has is refused, never moved to the next month."""
        assert message(text) == f"'{text}' is in no calendar; {EXPECTED}"

    @pytest.mark.parametrize("text", named(REVERSED))
    def test_reversed(self, text: str) -> None:
        """An interval that ends before it begins is refused."""
        assert message(text) == f"'{text}' ends before it begins; {EXPECTED}"

    @pytest.mark.parametrize("text", named(MAY_BE_REVERSED))
    def test_possibly_reversed(self, text: str) -> None:
        """An interval whose end may lie before its beginning is refused, and the message says no more than that."""
        assert message(text) == f"'{text}' may end before it begins; {EXPECTED}"

    @pytest.mark.parametrize("text", named(GAP))
    def test_gap(self, text: str) -> None:
        """Days with others between them are no stretch of days."""
        assert message(text) == f"'{text}' leaves a gap: X may stand only in the last part; {EXPECTED}"

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
        flags = {Period.parse(f"2023-06{first}/2024-05{last}").flag for first, last in pairs}
        assert flags == {"%"}

    def test_a_flag_widens_nothing(self) -> None:
        """A flag changes neither ends nor equality."""
        assert Period.parse("2023-07~") == Period.parse("2023-07")
        assert hash(Period.parse("2023-07~")) == hash(Period.parse("2023-07"))

    def test_two_texts_of_the_same_days_keep_their_own_flags(self) -> None:
        """Nothing remembered of one text leaks into another that stands for the same days."""
        assert [Period.parse(text).flag for text in ("2023~", "2023", "2023?", "2023")] == ["~", "", "?", ""]


class TestAgainstOthers:
    """The parser against a walk through the calendar and against the edtf package."""

    @given(text=PARTS, flag=FLAGS)
    @settings(max_examples=150, deadline=None)
    @example(text="2023-02-2X", flag="")
    @example(text="2023-2X", flag="~")
    @example(text="2024-02-3X", flag="")
    def test_calendar_walk(self, text: str, flag: str) -> None:
        """A text is read exactly where the days it may stand for exist and leave no gap."""
        days = matching(text)
        if not days or has_gap(days):
            assert EXPECTED in message(text + flag)
        else:
            assert Period.parse(text + flag) == Period(days[0], days[-1])
            assert Period.parse(text + flag).flag == flag

    @given(left=PARTS, right=PARTS)
    @settings(max_examples=200, deadline=None)
    def test_intervals(self, left: str, right: str) -> None:
        """An interval goes from the first day of one end to the last day of the other, never backwards."""
        begin, end = read(left), read(right)
        if isinstance(begin, str) or isinstance(end, str):
            assert EXPECTED in message(f"{left}/{right}")
        elif end.first < begin.first:
            why = "ends" if end.last < begin.first else "may end"
            assert message(f"{left}/{right}") == f"'{left}/{right}' {why} before it begins; {EXPECTED}"
        else:
            assert Period.parse(f"{left}/{right}") == Period(begin.first, end.last)

    @given(st.one_of(PLAIN, WITH_X), FLAGS, st.one_of(st.none(), PLAIN, WITH_X))
    @settings(max_examples=60, deadline=None)
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
            (period.first, period.last) for period in map(Period.parse, texts)
        ]

    @given(st.text(alphabet="0123X-/~?%. \n", max_size=24))
    @settings(max_examples=300, deadline=None)
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


class TestPeriod:
    """A stretch of days as a value."""

    @given(periods())
    @settings(max_examples=150, deadline=None)
    @example(Period(dt.date(1, 1, 1), dt.date(9999, 12, 31)))
    @example(Period(dt.date(9999, 12, 31), dt.date(9999, 12, 31)))
    @example(Period(dt.date(2024, 2, 29), dt.date(2024, 2, 29)))
    def test_text_and_back(self, period: Period) -> None:
        """The text of a period is read as the same days."""
        assert Period.parse(str(period)) == period

    @given(RECENT, RECENT)
    @settings(max_examples=50, deadline=None)
    def test_text_is_the_shortest(self, one: dt.date, other: dt.date) -> None:
        """Whole years are named as years, whole months as months."""
        first, last = sorted([one, other])
        years = Period.parse(f"{first.year}/{last.year}")
        assert str(years) == (f"{first.year}" if first.year == last.year else f"{first.year}/{last.year}")
        assert len(str(Period(first, last))) <= len(f"{first}/{last}")

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
        assert str(Period.parse(text)) == shortest

    @given(periods(RECENT), periods(RECENT))
    @settings(max_examples=200, deadline=None)
    def test_meeting_and_lying_within(self, one: Period, other: Period) -> None:
        """Meeting, lying within and clipping agree with sets of days."""
        common = max(0, (min(one.last, other.last) - max(one.first, other.first)).days + 1)
        assert one.meets(other) == other.meets(one) == (common > 0)
        assert (one in other) == (common == one.days)
        if common:
            assert one.clip(other).days == common
            assert one.clip(other) in one
            assert one.clip(other) in other

    def test_days_of_the_window(self) -> None:
        """The Moscow window has a leap day."""
        assert Period.parse("2023-06/2024-05").days == 366
        assert Period.parse("2023-08-22").days == 1

    def test_never_backwards(self) -> None:
        """The constructor enforces the invariant that the class states."""
        with pytest.raises(MusterError) as caught:
            Period(dt.date(2024, 5, 31), dt.date(2023, 6, 1))
        assert str(caught.value) == "2024-05-31/2023-06-01 ends before it begins"

    def test_clipping_to_nothing(self) -> None:
        """Two periods without a common day have no clipped one, not a backwards one."""
        with pytest.raises(MusterError):
            Period.parse("2023").clip(Period.parse("2025"))

    def test_order(self) -> None:
        """Periods sort by first day, then by last."""
        texts = ["2024", "2023-07", "2023", "2023-07-01"]
        assert [str(period) for period in sorted(map(Period.parse, texts))] == ["2023", "2023-07-01", "2023-07", "2024"]


def label(one: dt.date, every: str) -> str:
    """Name the cell of a day by strftime."""
    quarter = f"{one:%Y}-Q{1 + (one.month - 1) // 3}"
    return {"day": f"{one:%Y-%m-%d}", "week": f"{one:%G-W%V}", "month": f"{one:%Y-%m}", "year": f"{one:%Y}"}.get(
        every, quarter
    )


def walked(window: Period, every: str) -> list[Cell]:
    """Cut a window by walking through its days."""
    days = [window.first + DAY * number for number in range(window.days)]
    groups = [(name, list(group)) for name, group in groupby(days, key=lambda one: label(one, every))]
    return [Cell(name, Period(group[0], group[-1])) for name, group in groups]


def brief(found: list[Cell]) -> list[str]:
    """Write cells as one text each."""
    return [f"{cell.name}: {cell.period.first} to {cell.period.last}" for cell in found]


class TestCells:
    """A window cut into cells."""

    @given(window=windows(), every=st.sampled_from(list(Every)))
    @settings(max_examples=40, deadline=None)
    def test_a_walk_through_the_days(self, window: Period, every: str) -> None:
        """No gap, no overlap, exactly the window, each day in the cell of its name."""
        assert cells(window, every) == walked(window, every)

    @given(window=windows(), every=st.sampled_from(list(Every)))
    @settings(max_examples=30, deadline=None)
    def test_days_add_up(self, window: Period, every: str) -> None:
        """The cells have the days of the window, and different names."""
        found = cells(window, every)
        assert sum(cell.period.days for cell in found) == window.days
        assert len({cell.name for cell in found}) == len(found)

    @given(window=windows())
    @settings(max_examples=10, deadline=None)
    def test_nesting(self, window: Period) -> None:
        """Every day lies in one month, every month in one quarter, every quarter in one year."""
        for short, long in pairwise([Every.DAY, Every.MONTH, Every.QUARTER, Every.YEAR]):
            longer = cells(window, long)
            assert all(sum(cell.period in one.period for one in longer) == 1 for cell in cells(window, short))

    @pytest.mark.parametrize(
        ("window", "every", "expected"),
        [
            ("2024-02-28/2024-03-01", "day", ["2024-02-28", "2024-02-29", "2024-03-01"]),
            ("2023-02-28/2023-03-01", "day", ["2023-02-28", "2023-03-01"]),
            ("2023-06/2023-08", "month", ["2023-06", "2023-07", "2023-08"]),
            ("2023-06/2024-05", "quarter", ["2023-Q2", "2023-Q3", "2023-Q4", "2024-Q1", "2024-Q2"]),
            ("2023-06/2024-05", "year", ["2023", "2024"]),
            ("2023-12-30/2024-01-08", "week", ["2023-W52", "2024-W01", "2024-W02"]),
            ("2020-12-31/2021-01-04", "week", ["2020-W53", "2021-W01"]),
            ("2019-12-29/2019-12-31", "week", ["2019-W52", "2020-W01"]),
            ("2022-01-01/2022-01-03", "week", ["2021-W52", "2022-W01"]),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_names(self, window: str, every: str, expected: list[str]) -> None:
        """Names are ISO 8601, also in the weeks around New Year."""
        assert [cell.name for cell in cells(window, every)] == expected

    def test_clipped_ends(self) -> None:
        """The first and the last cell keep their names and lose the days outside."""
        assert brief(cells("2023-06-29/2023-08-02")) == [
            "2023-06: 2023-06-29 to 2023-06-30",
            "2023-07: 2023-07-01 to 2023-07-31",
            "2023-08: 2023-08-01 to 2023-08-02",
        ]

    def test_weeks_around_new_year(self) -> None:
        """A week that has days of two years is one cell."""
        assert brief(cells("2020-12-27/2021-01-05", "week")) == [
            "2020-W52: 2020-12-27 to 2020-12-27",
            "2020-W53: 2020-12-28 to 2021-01-03",
            "2021-W01: 2021-01-04 to 2021-01-05",
        ]

    def test_one_day(self) -> None:
        """A window of one day has one cell of any length."""
        assert [[cell.name for cell in cells("2024-02-29", every)] for every in Every] == [
            ["2024-02-29"],
            ["2024-W09"],
            ["2024-02"],
            ["2024-Q1"],
            ["2024"],
        ]

    @pytest.mark.parametrize("every", list(Every))
    def test_the_last_year_there_is(self, every: str) -> None:
        """The end of the calendar is no end of the program."""
        assert cells("9999-12", every)[-1].period.last == dt.date(9999, 12, 31)

    @pytest.mark.parametrize(("every", "name"), [("week", "0476-W36"), ("quarter", "0476-Q3"), ("year", "0476")])
    def test_early_years_have_four_digits(self, every: str, name: str) -> None:
        """ISO 8601 writes a year with four digits in every name."""
        assert cells("0476-09-04", every)[0].name == name

    def test_unknown_length(self) -> None:
        """The message names what there is."""
        with pytest.raises(UnknownName) as caught:
            cells("2023", "fortnight")
        assert str(caught.value) == "no period 'fortnight'; available: day, week, month, quarter, year"

    @pytest.mark.parametrize("window", ["", "2024/2023", "July"])
    def test_no_window(self, window: str) -> None:
        """A window is a coarse date like any other."""
        with pytest.raises(MusterError, match=re.escape(EXPECTED)):
            cells(window)

    @given(RECENT, st.sampled_from(list(Every)))
    @settings(max_examples=100, deadline=None)
    def test_around(self, one: dt.date, every: Every) -> None:
        """The cell around a day has it, and its neighbours have not."""
        cell = every.around(one)
        name = label(one, every)
        assert cell.first <= one <= cell.last
        assert {label(cell.first, every), label(cell.last, every), every.name_of(one)} == {name}
        assert name not in {label(cell.first - DAY, every), label(cell.last + DAY, every)}


class TestColumns:
    """Many texts at once."""

    def test_rows_keep_their_order(self) -> None:
        """As many rows as texts, in their order, repeated texts repeated, missing and empty ones missing."""
        found = read_periods(["2024", None, "2023-09-2X~", float("nan"), "2024", pd.NA, ""])
        assert found["first"].dt.strftime("%Y-%m-%d").fillna("-").tolist() == [
            "2024-01-01", "-", "2023-09-20", "-", "2024-01-01", "-", "-",
        ]  # fmt: skip
        assert found["last"].dt.strftime("%Y-%m-%d").fillna("-").tolist() == [
            "2024-12-31", "-", "2023-09-29", "-", "2024-12-31", "-", "-",
        ]  # fmt: skip
        assert found["flag"].fillna("-").tolist() == ["", "-", "~", "-", "", "-", "-"]

    @given(st.lists(st.one_of(st.none(), PARTS, RECENT.map(str)), max_size=30))
    @settings(max_examples=50, deadline=None)
    def test_each_row_is_its_own_text(self, texts: list[str | None]) -> None:
        """The column says of each text what the single call says."""
        try:
            expected = [None if text is None else Period.parse(text) for text in texts]
        except MusterError:
            with pytest.raises(MusterError):
                read_periods(texts)
            return
        found = read_periods(texts)
        read = [
            None if pd.isna(first) else Period(first.date(), last.date())
            for first, last in zip(found["first"], found["last"], strict=True)
        ]
        assert read == expected
        assert found.index.tolist() == list(range(len(texts)))

    def test_nothing_at_all(self) -> None:
        """No text gives no row, and the same columns and types as any."""
        empty, full = read_periods([]), read_periods(["2023"])
        assert len(empty) == 0
        assert empty.dtypes.to_dict() == full.dtypes.to_dict()

    def test_all_missing(self) -> None:
        """Missing texts alone give missing days of the same types."""
        found = read_periods([None, None])
        assert found.isna().all(axis=None)
        assert found.dtypes.to_dict() == read_periods(["2023"]).dtypes.to_dict()

    def test_the_whole_calendar(self) -> None:
        """Days that nanoseconds cannot hold are kept."""
        found = read_periods(["0001-01-01", "9999-12-31"])
        assert [one.date() for one in found["first"]] == [dt.date(1, 1, 1), dt.date(9999, 12, 31)]

    def test_every_offender_is_named(self) -> None:
        """One error names each wrong text once, in order, beside the grammar; an empty one is missing, not wrong."""
        with pytest.raises(MusterError) as caught:
            read_periods(["2023", "July", None, "2023-13", "July", "", "2024/2023", "2023-07"])
        assert str(caught.value) == f"{EXPECTED}; found 'July', '2023-13', '2024/2023'"

    def test_the_frame_given_is_left_alone(self) -> None:
        """Reading does not change the column it reads, whatever its index."""
        texts = pd.Series(["2023", None], index=["z", "a"], dtype="str")
        before = texts.copy()
        assert read_periods(texts).index.tolist() == [0, 1]
        pd.testing.assert_series_equal(texts, before)

    def test_many_rows_of_few_texts(self) -> None:
        """A long list is read through its different texts."""
        found = read_periods(["2023-07", None, "2023-08-22"] * 100_000)
        assert (len(found), int(found["first"].isna().sum())) == (300_000, 100_000)
