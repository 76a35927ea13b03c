"""Coarse numbers and printed values against literal tables and against numbers written out by the tests."""

from __future__ import annotations

import re
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook import MusterError
from musterbook.ranges import Range, Value, read_ranges

RANGE_EXPECTED = "expected a whole number as 20, or a range as 18..25, 3.. or ..17"
VALUE_EXPECTED = "expected a number as 51, 300,000 or 30.5"

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
REVERSED = ["25..18", "1..0", "0..-1", "-3..-5", "999999999..999999998"]

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
    ("-5", Fraction(-5), Fraction(1)),
    ("-0.5", Fraction(-1, 2), Fraction(1, 10)),
    ("-1,000", Fraction(-1_000), Fraction(1)),
    ("0.000000001", Fraction(1, 10**9), Fraction(1, 10**9)),
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
    "space as separator": "300 000",
    "narrow space as separator": "300\N{NARROW NO-BREAK SPACE}000",
    "apostrophe as separator": "300'000",
    "line feed after": "5\n",
    "power": "1e5",
    "infinite": "inf",
    "not a number": "nan",
    "hexadecimal": "0x10",
    "fraction": "1/2",
    "underscore": "1_000",
    "per cent": "5%",
    "about": "~5",
    "at least": ">=5",
    "currency": "$3,500",
    "plus": "+5",
    "two minuses": "--5",
    "typographic minus": "\N{MINUS SIGN}5",
    "minus alone": "-",
    "words": "eight",
    "full-width digits": "５１",
    "Arabic digits": "٥١",
    "NUL": "5\0",
    "sixteen digits": "9" * 16,
    "six groups": "1,000,000,000,000,000",
    "ten decimals": "0." + "0" * 10,
    "very long": "1" * 10_000,
    "very long with commas": "1" + ",000" * 5_000,
}

WHOLE = st.integers(-999_999_999, 999_999_999)
ENDS = st.none() | WHOLE


def named(texts: dict[str, str]) -> list[object]:
    """Give texts as parameters with their names as ids."""
    return [pytest.param(text, id=name) for name, text in texts.items()]


def written(low: int | None, high: int | None) -> str:
    """Write a range with its dots."""
    return f"{'' if low is None else low}..{'' if high is None else high}"


def message(parse: object, text: str) -> str:
    """Give what is said of a text that cannot be read."""
    assert callable(parse)
    with pytest.raises(MusterError) as caught:
        parse(text)
    return str(caught.value)


class TestRange:
    """A coarse number is its lowest and highest possible value."""

    @pytest.mark.parametrize(("text", "low", "high"), RANGES, ids=[row[0] for row in RANGES])
    def test_text(self, text: str, low: int | None, high: int | None) -> None:
        """Both ends are the literal ones; zero is an end like any other."""
        assert Range.parse(text) == Range(low, high)

    @pytest.mark.parametrize("text", named(NO_RANGE))
    def test_no_range(self, text: str) -> None:
        """What is no coarse number is shown with the grammar."""
        assert re.fullmatch(rf"'.*' is no coarse number; {re.escape(RANGE_EXPECTED)}", message(Range.parse, text))

    def test_nothing(self) -> None:
        """An empty text is none either, and is called by a word."""
        assert message(Range.parse, "") == f"nothing is no coarse number; {RANGE_EXPECTED}"

    @pytest.mark.parametrize("text", REVERSED)
    def test_reversed(self, text: str) -> None:
        """A range that ends before it begins is refused."""
        assert message(Range.parse, text) == f"'{text}' ends before it begins; {RANGE_EXPECTED}"

    def test_full_message(self) -> None:
        """The message in full, once, without any constant."""
        assert message(Range.parse, "18-25") == (
            "'18-25' is no coarse number; expected a whole number as 20, or a range as 18..25, 3.. or ..17"
        )

    def test_long_text_is_shown_short(self) -> None:
        """A message stays readable when a whole file was taken for a number."""
        assert len(message(Range.parse, "20" * 50_000)) < 500

    @given(ENDS, ENDS)
    @settings(max_examples=300, deadline=None)
    def test_written_and_read(self, low: int | None, high: int | None) -> None:
        """Any two ends are read back, or refused where they are reversed or both open."""
        text = written(low, high)
        if low is None and high is None:
            assert message(Range.parse, text) == f"'..' is no coarse number; {RANGE_EXPECTED}"
        elif low is not None and high is not None and high < low:
            assert message(Range.parse, text) == f"'{text}' ends before it begins; {RANGE_EXPECTED}"
        else:
            assert Range.parse(text) == Range(low, high)

    @given(WHOLE)
    def test_one_number(self, number: int) -> None:
        """A bare number is the range from itself to itself."""
        assert Range.parse(str(number)) == Range.parse(f"{number}..{number}") == Range(number, number)

    @given(st.text(alphabet="0123456789.-, x", max_size=25))
    @settings(max_examples=500)
    def test_any_text(self, text: str) -> None:
        """Any text is read as whole numbers in order, or refused with the grammar."""
        try:
            found = Range.parse(text)
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
            Range(low, high)
        assert str(caught.value) == f"{why}; {RANGE_EXPECTED}"


class TestValue:
    """A printed number is its exact value and the size of its last printed digit."""

    @pytest.mark.parametrize(("text", "number", "step"), VALUES, ids=[row[0] for row in VALUES])
    def test_text(self, text: str, number: Fraction, step: Fraction) -> None:
        """Number and step are the literal ones, exact."""
        assert Value.parse(text) == Value(number, step)

    @pytest.mark.parametrize("text", named(NO_VALUE))
    def test_no_value(self, text: str) -> None:
        """What is no number is shown with examples of one."""
        assert re.fullmatch(rf"(['\"]).*\1 is no number; {re.escape(VALUE_EXPECTED)}", message(Value.parse, text))

    def test_nothing(self) -> None:
        """An empty text is none either, and is called by a word."""
        assert message(Value.parse, "") == f"nothing is no number; {VALUE_EXPECTED}"

    def test_full_message(self) -> None:
        """The message in full, once, without any constant."""
        assert message(Value.parse, "1,00") == "'1,00' is no number; expected a number as 51, 300,000 or 30.5"

    def test_long_text_is_shown_short(self) -> None:
        """A message stays readable when a whole file was taken for a number."""
        assert len(message(Value.parse, "1" * 100_000)) < 500

    @pytest.mark.parametrize(
        ("text", "whole"),
        [("51", True), ("300,000", True), ("0", True), ("31.0", False), ("30.5", False), ("-5", False)],
    )
    def test_count_of_people(self, text: str, whole: bool) -> None:
        """A count is whole, not negative and printed without decimals; nobody is a count."""
        assert Value.parse(text).is_whole is whole

    @pytest.mark.parametrize(
        ("text", "low", "high"),
        [
            ("31", Fraction(61, 2), Fraction(63, 2)),
            ("31.0", Fraction(3095, 100), Fraction(3105, 100)),
            ("30.5", Fraction(3045, 100), Fraction(3055, 100)),
            ("0", Fraction(-1, 2), Fraction(1, 2)),
            ("-5", Fraction(-11, 2), Fraction(-9, 2)),
        ],
    )
    def test_rounded_from(self, text: str, low: Fraction, high: Fraction) -> None:
        """A printed mean stands for the numbers that round to it."""
        assert Value.parse(text).rounded_from == (low, high)

    @given(st.integers(-(10**15) + 1, 10**15 - 1))
    def test_thousands(self, number: int) -> None:
        """With and without separators a whole number is the same."""
        assert Value.parse(f"{number:,}") == Value.parse(str(number)) == Value(Fraction(number), Fraction(1))

    @given(st.integers(0, 10**9), st.integers(1, 9), st.integers(0, 10**9 - 1), st.booleans())
    def test_decimals(self, whole: int, places: int, digits: int, separated: bool) -> None:
        """Decimals are exact and set the step, trailing zeros included."""
        printed = f"{digits % 10**places:0{places}}"
        text = f"{whole:,}.{printed}" if separated else f"{whole}.{printed}"
        found = Value.parse(text)
        assert found.number * 10**places == whole * 10**places + int(printed)
        assert found.step == Fraction(1, 10**places)
        low, high = found.rounded_from
        assert (high - low, (low + high) / 2) == (found.step, found.number)

    @given(st.text(alphabet="0123456789,.- e", max_size=25))
    @settings(max_examples=500)
    def test_any_text(self, text: str) -> None:
        """Any text is read or refused, and what is read has its separators in threes."""
        try:
            Value.parse(text)
        except MusterError as error:
            said = str(error)
        else:
            said = VALUE_EXPECTED
            whole = text.lstrip("-").split(".")[0].split(",")
            assert all(len(group) == 3 for group in whole[1:])
        assert said.endswith(VALUE_EXPECTED)


class TestColumns:
    """Many texts at once."""

    def test_rows_keep_their_order(self) -> None:
        """As many rows as texts, in their order; open ends, missing and empty texts are missing, never zero."""
        found = read_ranges(["24", None, "18..25", float("nan"), "3..", "..17", "24", pd.NA, "", "0"])
        assert found["low"].tolist() == [24, pd.NA, 18, pd.NA, 3, pd.NA, 24, pd.NA, pd.NA, 0]
        assert found["high"].tolist() == [24, pd.NA, 25, pd.NA, pd.NA, 17, 24, pd.NA, pd.NA, 0]

    @given(st.lists(st.none() | WHOLE.map(str) | WHOLE.map(lambda low: f"{low}.."), max_size=30))
    @settings(max_examples=50, deadline=None)
    def test_each_row_is_its_own_text(self, texts: list[str | None]) -> None:
        """The column says of each text what the single call says."""
        found = read_ranges(texts)
        expected = [Range(None, None) if text is None else Range.parse(text) for text in texts if text is not None]
        stated = found.dropna(subset="low")
        assert stated["low"].tolist() == [one.low for one in expected]
        assert stated["high"].fillna(-(10**10)).tolist() == [
            -(10**10) if one.high is None else one.high for one in expected
        ]
        assert found["low"].isna().tolist() == [text is None for text in texts]
        assert found.index.tolist() == list(range(len(texts)))

    @pytest.mark.parametrize("texts", [[], [None, None], ["20"], ["..3"]], ids=["none", "missing", "one", "open"])
    def test_types(self, texts: list[str | None]) -> None:
        """Whole numbers with room for missing ones, whatever there is to read."""
        found = read_ranges(texts)
        assert found.dtypes.astype(str).to_dict() == {"low": "Int64", "high": "Int64"}
        assert len(found) == len(texts)

    def test_every_offender_is_named(self) -> None:
        """One error names each wrong text once, in order, beside the grammar; an empty one is missing, not wrong."""
        with pytest.raises(MusterError) as caught:
            read_ranges(["20", "x", None, "25..18", "x", "", "1.5", "3.."])
        assert str(caught.value) == f"{RANGE_EXPECTED}; found 'x', '25..18', '1.5'"

    def test_whole_numbers_that_are_no_text(self) -> None:
        """A column of integers is read; one of decimals is refused rather than cut."""
        assert read_ranges(pd.Series([24, 25]))["high"].tolist() == [24, 25]
        with pytest.raises(MusterError) as caught:
            read_ranges([24.5])
        assert str(caught.value) == f"{RANGE_EXPECTED}; found '24.5'"

    def test_many_rows_of_few_texts(self) -> None:
        """A long list is read through its different texts."""
        found = read_ranges(["20", None, "18..25"] * 100_000)
        assert (len(found), int(found["low"].isna().sum())) == (300_000, 100_000)
