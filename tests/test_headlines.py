"""Headlines are true: each is read back from its words and held against random lists and cases, counted here anew.

So are the lines below them and the texts for whoever cannot see the picture. The counting shares nothing with the
library: a date is taken apart by its characters, a list is a Python list, a chance is a sum of products of factorials.
A thousand of each with EXPLORE=1.
"""

from __future__ import annotations

import calendar
import datetime as dt
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import factorial
from pathlib import Path

import pandas as pd
import pytest

import musterbook as mb
from exploring import EXPLORE
from pages import small_case

TRIED = range(1_000 if EXPLORE else 4)
MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
SOURCES = "s,S,First,,2024-01-01,,en,primary,,\nt,T,Second,,2024-01-02,,en,report,s,"
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
    """Give random lists with the headline of a chart, whose other words are held against it, too."""
    for people, page in pages_of(chart):
        told = {"ages": people.ages, "groups": people.nations}.get(chart, people.dates)
        check_words(page, told.count(""), len(told))
        yield people, page.headline


def pages_of(chart: str) -> Iterator[tuple[People, mb.Page]]:
    """Give random lists with their pages; a list that has none of it is left out."""
    for seed in TRIED:
        people = People.of(seed)
        try:
            yield people, mb.figure(chart, people.frame)
        except mb.MusterError:
            continue


def check_words(page: mb.Page, unknown: int, everybody: int) -> None:
    """Hold subtitle and alternative text against each other and against how many are known and how many are not."""
    for text in (page.words.subtitle, page.alt):
        left = re.search(r"(?:The (?:date|age) of|Unknown:) (\d+) (?:person|people)(?: is unknown)?\.", text)
        assert (int(left[1]) if left else 0) == unknown, text
        assert not re.search(r"\bNone\b|nan|<NA>|  | \.|\.\.", text), text
    low = page.table["low"].astype("Float64").fillna(0).max()
    if page.name == "cumulative" and not unknown:
        assert low <= everybody
    for most in re.findall(r"\((\d+)(?: to \d+)? (?:person|people)\)", page.alt):
        assert int(most) in set(page.table["low"].dropna().astype(int)), page.alt


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
        elif found := re.fullmatch(
            r"(?!As far)(.+) had the most: (?:at least )?(\d+)(?: to (\d+)| of (\d+)|(?: person| people))", headline
        ):
            month = month_of(found[1])
            assert ("at least" in headline) == (not found[3] and not found[4])
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
        elif found := re.fullmatch(r"As far as known, (.+) had the most: (\d+)(?: of (\d+)| each)", headline):
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
            # Whose date lies outside the period is told below, and not counted.
            within = [date for date in people.dates if not date or set(people.months(date)) & set(people.window)]
            reached = [date for date in within if date and date[:7] <= month_of(found[3])]
            assert (len(reached), len(within)) == (int(found[1]), int(found[2])), headline
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
        if found := re.fullmatch(r"Known ages: (\d+) to (\d+); (\d+) of (\d+) (not known exactly|unknown)", headline):
            assert (min(exact), max(exact)) == (int(found[1]), int(found[2]))
            assert (len(people.ages) - len(exact), len(people.ages)) == (int(found[3]), int(found[4]))
            assert (found[5] == "unknown") == all(age.isdigit() for age in people.ages if age)
        elif found := re.fullmatch(r"Known age: (\d+); (\d+) of (\d+) (?:not known exactly|unknown)", headline):
            assert ({*exact}, len(people.ages)) == ({int(found[1])}, int(found[3]))
            assert int(found[2]) == len(people.ages) - len(exact)
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


def test_days_from_arrival_are_counted_from_both_dates() -> None:
    told = Counter[str]()
    for seed in TRIED:
        draw = random.Random(seed)
        came = [dt.date(2023, 1, 1) + dt.timedelta(draw.randint(0, 300)) for _ in range(draw.randint(1, 40))]
        days = [draw.choice([0, 0, 1, 2, 5, draw.randint(3, 400)]) for _ in came]
        after = [str(day + dt.timedelta(more)) for day, more in zip(came, days, strict=True)]
        vague = draw.choice([0, 0.2])
        known = [text[:7] if draw.random() < vague else text for text in after]
        page = mb.figure("lags", pd.DataFrame({"arrival": list(map(str, came)), "signup": known}))
        found = re.fullmatch(r"On arrival or the next day: (\d+)(?:–(\d+))? of (\d+) (?:person|people)", page.headline)
        assert found is not None, page.headline
        # Nobody comes forward before arriving, so a month that ends the day after is as good as a day.
        latest = [one if len(one) == 10 else str(pd.Period(one).end_time.date()) for one in known]
        limits = [str(day + dt.timedelta(1)) for day in came]
        sure = sum(one <= limit for one, limit in zip(latest, limits, strict=True))
        may = sum(one[:7] <= limit[:7] for one, limit in zip(known, limits, strict=True) if len(one) == 7)
        may -= sum(one <= limit for one, limit, text in zip(latest, limits, known, strict=True) if len(text) == 7)
        assert (int(found[1]), int(found[3])) == (sure, len(days)), page.headline
        assert int(found[2] or found[1]) == sure + may
        told["roughly" if may else "exact"] += 1
    assert min(told.values()) > 0, told


def chance_of(people: int, months: int, peak: int) -> Fraction:
    """Give the chance that the busiest of some months has so many or more, if each person comes in any alike."""
    ways = [Fraction(1)] + [Fraction(0)] * people
    for _ in range(months):
        ways = [
            sum((ways[rest - here] / factorial(here) for here in range(min(peak, rest + 1))), Fraction(0))
            for rest in range(people + 1)
        ]
    return 1 - ways[people] * factorial(people) / Fraction(months) ** people


def test_chance_is_that_of_the_largest_month() -> None:
    for people, page in pages_of("chance"):
        sure = [people.sure(month) for month in people.window]
        found = re.search(r"The busiest of (\d+) months had (\d+) of (\d+) (?:person|people)", page.words.subtitle)
        assert found is not None, page.words.subtitle
        assert tuple(map(int, found.groups())) == (len(sure), max(sure), sum(sure))
        exact = chance_of(sum(sure), len(sure), max(sure))
        times = re.fullmatch(r"Chance alone would do this (once|twice|\d+ times) in 100", page.headline)
        if times is None:
            assert page.headline == "Chance alone would do this less than once in 100"
            assert exact < Fraction(1, 200)
        else:
            often = {"once": 1, "twice": 2}.get(times[1]) or int(times[1].removesuffix(" times"))
            assert often == pytest.approx(float(100 * exact), abs=0.5001), page.headline
        left = re.search(r"(\d+) (?:person|people)[^.]*left out", page.alt)
        assert (int(left[1]) if left else 0) == len(people.dates) - sum(sure)


def case_of(folder: Path, months: dict[str, int | None], total: int, *repeats: str) -> mb.Case:
    """Write a case in which some months of a year and the number of all were published."""
    rows = [
        f"m{at},s,,p,count,signup,{month},=,{n},people,,used,," for at, (month, n) in enumerate(months.items()) if n
    ]
    zero = [
        f"z{at},s,,p,count,signup,{month},=,0,people,,used,," for at, (month, n) in enumerate(months.items()) if n == 0
    ]
    claims = [f"all,s,,p,count,signup,,=,{total},people,,used,,", *rows, *zero, *repeats]
    return small_case(folder, populations="p,People,2023,,", sources=SOURCES, claims="\n".join(claims))


def test_headlines_of_cases_hold_for_every_list_that_agrees(tmp_path: Path) -> None:
    told = Counter[str]()
    for seed in TRIED:
        draw = random.Random(seed)
        counts = [draw.choice([0, 1, 2, draw.randint(0, 30)]) for _ in range(12)]
        published = {
            f"2023-{at:02}": n if draw.random() < draw.choice([0.3, 0.9]) else None for at, n in enumerate(counts, 1)
        }
        if not sum(counts) or all(n is None for n in published.values()):
            continue
        (tmp_path / str(seed)).mkdir()
        case = case_of(tmp_path / str(seed), published, sum(counts))
        page = mb.figure("monthly", case)
        known = {month: n for month, n in published.items() if n is not None}
        left, hidden = sum(counts) - sum(known.values()), [month for month in published if month not in known]
        low = known | {month: left if len(hidden) == 1 else 0 for month in hidden}
        high = known | dict.fromkeys(hidden, left)
        most = max(low.values())
        tied = sorted(month for month in low if low[month] == most)
        reach = max([high[month] for month in low if month not in tied or len(tied) > 1], default=-1)
        if found := re.fullmatch(r"(?!As far)(.+) had the most: (\d+) of (\d+)", page.headline):
            assert ([month_of(found[1])], int(found[2]), int(found[3])) == (tied, most, sum(counts))
            assert reach < most
            told["most"] += 1
        elif found := re.fullmatch(r"(.+) share the most: (\d+) (?:person|people) each", page.headline):
            assert named(found[1], tied)
            assert reach <= most == int(found[2])
            told["tie"] += 1
        elif page.headline == "No number was published for any single month":
            assert not most
        else:
            known = r"As far as known, (.+) had the most: (\d+)(?: of \d+| each)"
            found = re.fullmatch(rf"Largest published month: (.+) with (\d+)|{known}", page.headline)
            assert found is not None, page.headline
            assert named(found[1] or found[3], tied)
            assert int(found[2] or found[4]) == most
            assert reach >= most
            told["open"] += 1
        sums = mb.figure("cumulative", case).headline
        if found := re.fullmatch(r"(\d+) of (\d+) by the end of (\w+ \d{4})", sums):
            before = [n for month, n in zip(published, counts, strict=True) if month <= month_of(found[3])]
            assert (sum(before), sum(counts)) == (int(found[1]), int(found[2])), sums
        else:
            assert re.fullmatch(rf"{sum(counts)} (?:person|people) by the end of December 2023", sums), sums
    assert min(told.values()) > 0, told


def test_published_figures_that_differ_are_counted(tmp_path: Path) -> None:
    for seed in TRIED:
        draw = random.Random(seed)
        months = {f"2023-{at:02}": draw.randint(1, 9) for at in range(1, draw.randint(2, 6))}
        changed = {month for month in months if draw.random() < 0.4}
        repeats = [
            f"r{at},t,,p,count,signup,{month},{'>=' if month in changed else '='},{n},people,,repeats,m{at},"
            for at, (month, n) in enumerate(months.items())
        ]
        (tmp_path / str(seed)).mkdir()
        case = case_of(tmp_path / str(seed), dict(months), sum(months.values()), *repeats)
        page, everything = mb.figure("claims", case), len(months) + 1
        if changed:
            found = re.fullmatch(r"Sources print (\d+) of (\d+) figures? differently", page.headline)
            assert found is not None, page.headline
            assert (int(found[1]), int(found[2])) == (len(changed), everything)
            assert page.alt.count(" (T)") == len(changed)
        else:
            assert page.headline == f"Sources agree on all {everything} published figures"
        total = sum(months.values())
        noun = "person" if total == 1 else "people"
        assert mb.figure("populations", case).headline == f"One published count: {total} {noun}"
