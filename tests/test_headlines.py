"""Headlines are true: each is read back from its words and held against the rows of random lists, counted here anew.

The counting shares nothing with the library: a date is taken apart by its characters, a list is a Python list.
"""

from __future__ import annotations

import calendar
import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import pytest

import musterbook as mb

TRIED = range(1_000 if os.environ.get("EXPLORE") else 14)
MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
NATIONS = ["Nepal", "India", "Cuba", "Sri Lanka"]


@dataclass(frozen=True)
class People:
    """A random list, with all that is known of each person as Python values."""

    dates: list[str]
    ages: list[str]
    nations: list[str]

    @classmethod
    def of(cls, seed: int) -> People:
        """Draw a list of one to sixty people over one to four years; some dates are coarse, some are missing."""
        draw = random.Random(seed)
        number, years = draw.randint(1, 60), draw.randint(1, 4)
        coarse, missing = draw.choice([0, 0, 0.2]), draw.choice([0, 0, 0.15])

        def date() -> str:
            year, month, day = draw.randint(2020, 2019 + years), draw.randint(1, 12), draw.randint(1, 28)
            if draw.random() < missing:
                return ""
            if draw.random() < coarse:
                return draw.choice([f"{year}", f"{year}-{month:02}"])
            return f"{year}-{month:02}-{day:02}"

        def age() -> str:
            return (
                ""
                if draw.random() < missing
                else draw.choice(["18..25", "40.."])
                if draw.random() < coarse
                else str(draw.randint(18, 60))
            )

        few = draw.randint(1, len(NATIONS))
        nations = ["" if draw.random() < missing else draw.choice(NATIONS[:few]) for _ in range(number)]
        return cls([date() for _ in range(number)], [age() for _ in range(number)], nations)

    @property
    def frame(self) -> pd.DataFrame:
        """The list as a user has it."""
        columns = {"death": self.dates, "age": self.ages, "nationality": self.nations}
        return pd.DataFrame({name: [value or None for value in values] for name, values in columns.items()})

    def months(self, date: str) -> list[str]:
        """Give the months that a date may lie in."""
        return [date[:7]] if len(date) >= 7 else [f"{date}-{month:02}" for month in range(1, 13)] if date else []

    @property
    def window(self) -> list[str]:
        """The months from the first to the last that is known, or all that may be."""
        known = [date[:7] for date in self.dates if len(date) >= 7]
        some = known or [month for date in self.dates for month in self.months(date)]
        first, last = (int(end[:4]) * 12 + int(end[5:]) - 1 for end in (min(some), max(some)))
        return [f"{at // 12}-{at % 12 + 1:02}" for at in range(first, last + 1)]

    def sure(self, month: str) -> int:
        """Count who surely died in a month."""
        return sum(self.months(date) == [month] for date in self.dates)

    def most(self, month: str) -> int:
        """Count who may have died in a month, those of no date among them."""
        return sum(month in self.months(date) or not date for date in self.dates)


def headlines(chart: str) -> Iterator[tuple[People, str]]:
    """Give random lists with the headline of a chart; a list that has none of it is left out."""
    for seed in TRIED:
        people = People.of(seed)
        try:
            yield people, mb.figure(chart, people.frame).headline
        except mb.MusterError:
            continue


def month_of(words: str) -> str:
    """Read a month."""
    name, year = words.split()
    return f"{year}-{MONTHS[name]:02}"


def test_the_largest_month_is_the_largest() -> None:
    told = Counter[str]()
    for people, headline in headlines("monthly"):
        if re.search(r"\d+ [A-Z]\w+ \d{4}", headline):
            continue  # by day, for a list that lies within a few weeks
        if not any(len(date) >= 7 for date in people.dates):
            continue  # by year, where no month is known
        sure = {month: people.sure(month) for month in people.window}
        top = max(sure.values())
        tied = [month for month in sure if sure[month] == top]
        if headline == "Nobody’s month is known for certain":
            assert top == 0
            told["none"] += 1
        elif found := re.fullmatch(r"(.+) had the most: (\d+)(?: to (\d+)| of (\d+))", headline):
            month = month_of(found[1])
            others = [people.most(one) for one in sure if one != month]
            assert sure[month] == int(found[2])
            assert int(found[2]) > max(others, default=-1)
            assert found[3] is None or people.most(month) == int(found[3])
            assert found[4] is None or sum(sure.values()) == int(found[4])
            told["most"] += 1
        elif found := re.fullmatch(r"(.+) (?:both had|share) the most: (\d+) (?:person|people) each", headline):
            assert named(found[1], tied)
            assert all(people.most(month) <= top == int(found[2]) for month in sure)
            told["tie"] += 1
        elif found := re.fullmatch(r"(.+) (?:has|have) the most known: (\d+)(?: of (\d+)| each)", headline):
            assert named(found[1], tied)
            assert int(found[2]) == top
            assert found[3] is None or sum(sure.values()) == int(found[3])
            told["known"] += 1
        else:
            found = re.fullmatch(r"(?P<month>.+): (?P<low>\d+)(?: to (?P<high>\d+))? (?:person|people)", headline)
            assert found is not None, headline
            month, low, high = month_of(found["month"]), int(found["low"]), int(found["high"] or found["low"])
            assert (sure[month], people.most(month)) == (low, high)
    assert min(told["most"], told["tie"], told["known"]) > 0, told


def named(words: str, months: list[str]) -> bool:
    """Tell whether words name exactly these months, or say how many there are."""
    if found := re.fullmatch(r"(\d+) months", words):
        return int(found[1]) == len(months)
    return [month_of(one) for one in words.split(" and ")] == months


def test_the_sum_by_a_month_is_that_sum() -> None:
    for people, headline in headlines("cumulative"):
        if re.search(r"\d+ [A-Z]\w+ \d{4}", headline):
            continue  # by day, for a list that lies within a few weeks
        found = re.fullmatch(r"(\d+) of (\d+) by the end of (\w+ \d{4})", headline)
        if found:
            reached = [date for date in people.dates if date and date[:7] <= month_of(found[3])]
            assert (len(reached), len(people.dates)) == (int(found[1]), int(found[2])), headline
            continue
        found = re.fullmatch(r"(\d+)(?: to (\d+))? (?:person|people) by the end of (.+)", headline)
        assert found is not None, headline
        window = set(people.window)
        surely = [date for date in people.dates if date and set(people.months(date)) <= window]
        at_most = [date for date in people.dates if not date or set(people.months(date)) & window]
        assert (len(surely), len(at_most)) == (int(found[1]), int(found[2] or found[1])), headline


def test_the_rates_of_years_are_people_a_month_that_is_covered() -> None:
    for people, headline in headlines("years"):
        window = people.window
        rates = {}
        for year in sorted({month[:4] for month in window}):
            months = [month for month in window if month[:4] == year]
            sure = sum(bool(date) and set(people.months(date)) <= set(months) for date in people.dates)
            most = sum(bool(set(people.months(date)) & set(months)) for date in people.dates)
            rates[year] = (sure / len(months), most / len(months))
        for year, low, high in re.findall(r"(\d{4}): ([\d.]+)(?: to ([\d.]+))?", headline):
            assert rates[year] == pytest.approx((float(low), float(high or low)), abs=0.051), headline
        if found := re.fullmatch(r"(\d{4}) had the highest rate: ([\d.]+)(?: to [\d.]+)? a month", headline):
            undated = people.dates.count("")
            lengths = Counter(month[:4] for month in window)
            others = [high + undated / lengths[year] for year, (_, high) in rates.items() if year != found[1]]
            assert rates[found[1]][0] > max(others)
            assert rates[found[1]][0] == pytest.approx(float(found[2]), abs=0.051)


def test_ages_run_from_the_youngest_to_the_oldest_that_is_known() -> None:
    for people, headline in headlines("ages"):
        exact = [int(age) for age in people.ages if age.isdigit()]
        if found := re.fullmatch(r"Known ages: (\d+) to (\d+); (\d+) of (\d+) not known exactly", headline):
            assert (min(exact), max(exact)) == (int(found[1]), int(found[2]))
            assert (len(people.ages) - len(exact), len(people.ages)) == (int(found[3]), int(found[4]))
        elif found := re.fullmatch(r"Aged (\d+) to (\d+)", headline):
            assert (min(exact), max(exact), len(exact)) == (int(found[1]), int(found[2]), len(people.ages))
        elif found := re.fullmatch(r"Everybody is aged (\d+)", headline):
            assert set(people.ages) == {found[1]}
        else:
            bands = Counter(age for age in people.ages if age)
            assert not exact
            assert str(max(bands.values())) in headline


def test_the_largest_group_is_the_largest() -> None:
    for people, headline in headlines("groups"):
        counts = Counter(nation for nation in people.nations if nation)
        most = max(counts.values())
        tied = {nation for nation in counts if counts[nation] == most}
        if found := re.fullmatch(r"(\d+) groups have (\d+) (?:person|people) each", headline):
            assert (len(tied), most) == (int(found[1]), int(found[2]))
        elif found := re.fullmatch(r"(.+): (\d+) each", headline):
            assert ({*found[1].split(" and ")}, int(found[2])) == (tied, most)
        else:
            found = re.fullmatch(r"(.+): (\d+) of (\d+) (person|people|known)", headline)
            assert found is not None, headline
            assert ({found[1]}, int(found[2]), int(found[3])) == (tied, most, counts.total())
            assert (found[4] == "known") == ("" in people.nations)
