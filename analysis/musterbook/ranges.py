"""Coarse numbers, and numbers as they were printed.

What is known of a person's age or lag is a range of whole numbers: ``20`` is 20 to 20, ``18..25`` both ends included,
``3..`` three or more, ``..17`` seventeen or less. A published value is a number with a printed precision: ``31`` may
stand for anything from 30.5 to under 31.5, where it is a mean, while a count of people is exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from musterbook.errors import MusterError, read_each, shown

GRAMMAR = "a whole number as 20, or a range as 18..25, 3.. or ..17"
VALUE_GRAMMAR = "a number as 51, 300,000 or 30.5"

_RANGE = re.compile(r"(?P<low>-?\d{1,9})?(?P<dots>\.\.)?(?P<high>-?\d{1,9})?", re.ASCII)
_VALUE = re.compile(r"(?P<whole>-?(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4}))(?:\.(?P<decimals>\d{1,9}))?", re.ASCII)


@dataclass(frozen=True)
class Range:
    """Whole numbers from ``low`` to ``high``, both included; ``None`` is an open end.

    Invariant: where both ends are stated, ``low <= high``; at least one is.

    >>> Range.parse("18..25"), Range.parse("3..")
    (Range(low=18, high=25), Range(low=3, high=None))
    """

    low: int | None
    high: int | None

    def __post_init__(self) -> None:
        """Hold the invariant."""
        if self.low is None and self.high is None:
            raise MusterError(f"a range needs an end; expected {GRAMMAR}")
        if self.low is not None and self.high is not None and self.high < self.low:
            raise MusterError(f"'{self.low}..{self.high}' ends before it begins; expected {GRAMMAR}")

    @classmethod
    def parse(cls, text: str) -> Range:
        """Read one coarse number. Raises :class:`MusterError` with the grammar when it is none."""
        match = _RANGE.fullmatch(text)
        if match is None or not (match["low"] or match["high"]):
            raise MusterError(f"{shown(text)} is no coarse number; expected {GRAMMAR}")
        low, high = (None if end is None else int(end) for end in match.group("low", "high"))
        if match["dots"] is None:
            if low is None or high is not None:
                raise MusterError(f"{shown(text)} is no coarse number; expected {GRAMMAR}")
            high = low
        return cls(low, high)


@dataclass(frozen=True)
class Value:
    """A number as it was printed: its exact value and the size of its last printed digit.

    >>> Value.parse("300,000").number, Value.parse("31.0").step
    (Fraction(300000, 1), Fraction(1, 10))
    """

    number: Fraction
    step: Fraction

    def __str__(self) -> str:
        """Give the number as it is printed, with commas between thousands.

        >>> str(Value.parse("12000")), str(Value.parse("31.0"))
        ('12,000', '31.0')
        """
        decimals = len(str(self.step.denominator)) - 1
        whole = int(self.number * self.step.denominator)
        sign, digits = "-" if whole < 0 else "", str(abs(whole)).rjust(decimals + 1, "0")
        before, after = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
        return f"{sign}{int(before):,}{'.' + after if after else ''}"

    @classmethod
    def parse(cls, text: str) -> Value:
        """Read one printed number. Raises :class:`MusterError` with the grammar when it is none."""
        match = _VALUE.fullmatch(text)
        if match is None:
            raise MusterError(f"{shown(text)} is no number; expected {VALUE_GRAMMAR}")
        decimals = match["decimals"] or ""
        return cls(Fraction(text.replace(",", "")), Fraction(1, 10 ** len(decimals)))

    @property
    def is_whole(self) -> bool:
        """Whether it can be a count of people: a whole number, not negative, printed without decimals."""
        return self.step == 1 and self.number >= 0

    @property
    def rounded_from(self) -> tuple[Fraction, Fraction]:
        """The numbers that are printed like this one: from the first, up to but not including the second.

        >>> Value.parse("31.0").rounded_from
        (Fraction(619, 20), Fraction(621, 20))
        """
        return self.number - self.step / 2, self.number + self.step / 2


def read_ranges(texts: Iterable[object]) -> pd.DataFrame:
    """Read coarse numbers, each different text once.

    Returns
    -------
    pandas.DataFrame
        As many rows as texts: ``low`` and ``high`` (``Int64``; missing where the end is open or nothing is stated).

    Raises
    ------
    MusterError
        Naming every text that is no coarse number.

    Examples
    --------
    >>> read_ranges(["24", "18..25", None]).to_numpy(na_value=-1).tolist()
    [[24, 24], [18, 25], [-1, -1]]
    """
    column = pd.Series(list(texts), dtype="str").replace("", None)
    known = read_each(column.dropna(), Range.parse, GRAMMAR)
    table = pd.DataFrame(
        [(one.low, one.high) for one in known.values()],
        index=pd.Index(known, dtype="str"),
        columns=["low", "high"],
    ).astype("Int64")
    return table.reindex(column).reset_index(drop=True)
