"""Every number of every sentence, worked out a second time from the files by other means than the library's."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import comb, factorial, prod
from pathlib import Path

import pytest

import musterbook as mb
from exploring import EXPLORE
from test_small_case import small_case

SHIPPED = Path(__file__).parent / "cases" / "first"
OTHER = {",=,31,people": ",=,32,people", ",>=,51,people": ",>=,52,people", ",2023-07,=,8,": ",2023-07,=,9,"}


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    """Read one file of a case."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Figures:
    """What the files say, looked up by hand."""

    early: int
    late: int
    peak: int
    youngest: int
    oldest: int
    ages: tuple[int, ...]

    @classmethod
    def of(cls, folder: Path) -> Figures:
        """Look the used claims up by their ids."""
        used = {row["claim_id"]: row["value"] for row in rows(folder, "claims")}
        names = ("2023", "2024", "peak", "youngest", "oldest")
        ages = tuple(int(row["age"]) for row in rows(folder, "records") if row["age"])
        return cls(*(int(used[f"istories-{name}"]) for name in names), ages)

    @property
    def people(self) -> int:
        """All people on the list."""
        return self.early + self.late


def edited(folder: Path, changes: Mapping[str, str], table: str = "claims") -> Path:
    """Copy the case with texts of one table replaced."""
    for path in SHIPPED.iterdir():
        text = path.read_text("utf-8")
        for old, new in changes.items() if path.stem == table else ():
            assert old in text
            text = text.replace(old, new)
        (folder / path.name).write_text(text, "utf-8", newline="\n")
    mb.accept_files(folder)
    return folder


@pytest.fixture(scope="module", params=[{}, OTHER], ids=["as-published", "another-list"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the shipped case, and one with other numbers."""
    return edited(tmp_path_factory.mktemp("case"), request.param) if request.param else SHIPPED


@cache
def case_in(folder: Path) -> mb.Case:
    """Read a case once, which remembers what it was asked."""
    return mb.read_case(folder)


def said(folder: Path, name: str) -> str:
    """Give one text of the case in a folder."""
    return str(mb.tell(case_in(folder), name))


def rounded(number: Fraction, digits: int) -> str:
    """Write an exact number with so many decimals."""
    return f"{float(number):.{digits}f}"


def partitions(people: int, parts: int, most: int) -> Iterator[list[int]]:
    """List the ways to write a number as a falling sequence of so many parts."""
    if parts == 0:
        if people == 0:
            yield []
        return
    for first in range(min(people, most), -(-people // parts) - 1, -1):
        for rest in partitions(people - first, parts - 1, first):
            yield [first, *rest]


@cache
def chance_of_alike(people: int, peak: int, cells: int) -> Fraction:
    """Sum over all ways in which no cell reaches the peak."""
    below = 0
    for sizes in partitions(people, cells, peak - 1):
        arrangements = factorial(cells) // prod(factorial(times) for times in Counter(sizes).values())
        below += arrangements * (factorial(people) // prod(factorial(size) for size in sizes))
    return 1 - Fraction(below, cells**people)


def ways(people: int, low: list[int], most: int) -> int:
    """Count tables month by month: so many people over months that hold from ``low`` to ``most``."""
    count = {0: 1}
    for least in low:
        reached: Counter[int] = Counter()
        for total, number in count.items():
            for here in range(least, most + 1):
                reached[total + here] += number
        count = reached
    return count[people]


def tables(figures: Figures, least: int = 0, described: int = 1, ties: bool = False) -> int:
    """Count the worlds: July settled, the other six months of 2023, the five of 2024."""
    most = figures.peak - (not ties)
    early = [max(least, described)] * 2 + [least] * 4
    return ways(figures.early - figures.peak, early, most) * ways(figures.late, [least] * 5, most)


def binomial(successes: int, trials: int, share: Fraction) -> Fraction:
    """Give the probability of so many successes."""
    return comb(trials, successes) * share**successes * (1 - share) ** (trials - successes)


def two_sided(successes: int, trials: int, share: Fraction) -> Fraction:
    """Sum what is no likelier than what came about."""
    chances = [binomial(one, trials, share) for one in range(trials + 1)]
    return sum((one for one in chances if one <= chances[successes]), Fraction(0))


def solve(tail: Callable[[float], float], low: float, high: float) -> float:
    """Find where a rising function passes 0.025."""
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if tail(middle) < 0.025 else (low, middle)
    return low


def ratio_interval(first: int, second: int) -> tuple[float, float]:
    """Give the interval of Clopper and Pearson, as a ratio of monthly rates."""
    people = first + second

    def at_least(share: float) -> float:
        return sum(comb(people, one) * share**one * (1 - share) ** (people - one) for one in range(first, people + 1))

    def at_most(share: float) -> float:
        return sum(comb(people, one) * share ** (people - one) * (1 - share) ** one for one in range(first + 1))

    low, high = solve(at_least, 0, 1), 1 - solve(at_most, 0, 1)
    return low / (1 - low) * 5 / 7, high / (1 - high) * 5 / 7


def used_days(folder: Path) -> list[dict[str, str]]:
    """Give the used claims about days from arrival to sign-up."""
    claims = rows(folder, "claims")
    return [row for row in claims if (row["variable"], row["status"]) == ("lag_days", "used")]


@pytest.mark.parametrize("name", mb.list_texts())
def test_a_text_is_the_same_markdown_in_a_browser_and_on_a_code_host(name: str) -> None:
    """No dollar that begins a formula, no angle bracket that begins an element, a blank line before each list."""
    text = said(SHIPPED, name)
    assert re.findall(r"[$<>~\\_]|^\s", text) == []
    lines = ["", *text.splitlines()]
    starts = [at for at, line in enumerate(lines) if re.match(r"- ", line)]
    assert [lines[at] for at in starts if lines[at - 1] and not re.match(r" *- ", lines[at - 1])] == []


def test_the_numbers_of_worlds_that_were_computed_before() -> None:
    """Important Stories, 11 April 2025: the numbers that stand with the facts of the case."""
    figures = Figures.of(SHIPPED)
    counts = tables(figures), tables(figures, least=1), tables(figures, ties=True), tables(figures, described=0)
    assert counts == (31_724_952, 13_285_356, 100_703_088, 38_144_736)
    assert rounded(chance_of_alike(51, 8, 12), 3) == "0.578"


def test_an_unknown_text_is_answered_with_all_there_are() -> None:
    with pytest.raises(mb.MusterError) as error:
        mb.tell(mb.load_case("moscow-2023-24"), "summary")
    assert str(error.value) == f"no text 'summary'; available: {', '.join(mb.list_texts())}"


def test_total(folder: Path) -> None:
    figures = Figures.of(folder)
    assert said(folder, "total") == (
        f"**{figures.people} people were counted; there may have been more.** The parts {figures.early} (June–December "
        f"2023) and {figures.late} (January–May 2024) add up to the published “at least {figures.people}”: exactly so "
        "many are on record."
    )


def test_months(folder: Path) -> None:
    figures = Figures.of(folder)
    assert [row["signup"][:7] for row in rows(folder, "records") if row["signup"]] == ["2023-08", "2023-09"]
    assert said(folder, "months") == (
        f"**July 2023 had the most: {figures.peak} people, more than any other month.** No other month had more than "
        f"{figures.peak - 1}. August 2023 had at least 1 and September 2023 had at least 1; any other may have had "
        "nobody. Whether the numbers rose or fell was not published."
    )


def test_chance(folder: Path) -> None:
    figures = Figures.of(folder)
    alike = chance_of_alike(figures.people, figures.peak, 12)
    assert said(folder, "chance") == (
        f"**A busiest month of {figures.peak} could be chance.** If each of {figures.people} people had been "
        f"equally likely to come in any of 12 months, the busiest would have had {figures.peak} or more in "
        f"{rounded(100 * alike, 0)}% of cases."
    )


def test_parts(folder: Path) -> None:
    figures = Figures.of(folder)
    rates = Fraction(figures.early, 7), Fraction(figures.late, 5)
    low, high = ratio_interval(figures.early, figures.late)
    chance = 100 * two_sided(figures.early, figures.people, Fraction(7, 12))
    assert said(folder, "parts") == (
        f"**{rounded(rates[0], 1)} a month in June–December 2023, {rounded(rates[1], 1)} a month in January–May 2024: "
        f"chance alone often makes such a difference.** That is {figures.early} people in 7 months and "
        f"{figures.late} in 5. If nothing changed between the two, they would differ at least as much in "
        f"{rounded(chance, 0)}% of cases. The first rate is {rounded(rates[0] / rates[1], 2)} times the second; from "
        f"{low:.2f} to {high:.2f} times would "
        "fit the figures too."
    )


def test_ages(folder: Path) -> None:
    figures = Figures.of(folder)
    known = [*figures.ages, figures.youngest, figures.oldest]
    left = figures.people - len(known)
    means = [Fraction(sum(known) + left * end, figures.people) for end in (figures.youngest, figures.oldest)]
    assert said(folder, "ages") == (
        f"**Aged {figures.youngest} to {figures.oldest}; {left} of {figures.people} ages are unknown.** So the average "
        f"age may be anything from {rounded(means[0], 1)} to {rounded(means[1], 1)} years."
    )


def test_days(folder: Path) -> None:
    """The man of the day of arrival, the seven of the next day, the two of the second day."""
    claims = rows(folder, "claims")
    days = [row for row in claims if (row["variable"], row["status"]) == ("lag_days", "used")]
    used = {row["where"]: int(row["value"]) for row in days}
    described = Counter(row["lag_days"] for row in rows(folder, "records") if row["lag_days"])
    assert (used, described) == ({"0": 1, "1": 7}, {"0": 1, "2": 2})
    people = Figures.of(folder).people
    assert said(folder, "days") == (
        f"**At least 10 of {people} people came forward within 2 days of arriving.** How long the other {people - 10} "
        "took was not published."
    )


def test_contradictions() -> None:
    head, *told = said(SHIPPED, "contradictions").splitlines()
    assert head.startswith("**1 contradiction between the sources.**")
    assert told[:2] == [
        "",
        "- These cannot both hold: The Kyiv Independent, at least 7 people on the day of arrival "
        "(kyivindependent-same-day); against United24 Media, 1 person on the day of arrival (united24-same-day).",
    ]
    lost = re.search(r"In (\d+) places", head)
    assert lost is not None
    claims = {row["claim_id"]: row for row in rows(SHIPPED, "claims")}
    printed = [
        row
        for row in claims.values()
        if (row["status"], row["relation"]) in {("repeats", "="), ("disputed", "=")}
        and claims[row["see"]]["relation"] == ">="
    ]
    assert int(lost[1]) <= len(printed)


def test_populations(folder: Path) -> None:
    """The list of foreigners that these people are a part of is no list of others."""
    kin = {"moscow-centre", "moscow-centre-from-april"}
    about = [row for row in rows(folder, "claims") if row["population_id"] not in kin]
    counts = [row for row in about if row["statistic"] == "count" and row["relation"] != "~" and not row["where"]]
    most = max(int(row["value"].replace(",", "")) for row in counts)
    people = Figures.of(folder).people
    assert said(folder, "populations") == (
        f"**Other people were counted too; the numbers must not be added.** The largest is at least {most}: Chinese "
        f"citizens serving in Russia's armed forces as counted by Ukrainian intelligence. How many of the "
        f"{people} are among them was not "
        f"published, anything from 0 to {people}; together they are at least {most} people."
    )


def test_findings_are_all_that_the_case_gives_and_nothing_else(tmp_path: Path) -> None:
    """No finding says that there is none."""
    heads = re.findall(r"^- (\*\*.+?\*\*)", said(SHIPPED, "findings"), re.MULTILINE)
    assert heads == [re.findall(r"^\*\*.+?\*\*", said(SHIPPED, name))[0] for name in mb.list_texts()[1:]]
    folder = edited(tmp_path, {"2023-07,=,8,people,,used": "2023-07,>=,8,people,,used"})
    fewer = re.findall(r"^- (\*\*.+?\*\*)", said(folder, "findings"), re.MULTILINE)
    assert fewer == [head for head in heads if not head.startswith(("**July", "**A busiest"))]
    with pytest.raises(mb.MusterError, match=r"^no monthly count was published, so there is no peak to speak of$"):
        said(folder, "months")


def test_a_peak_and_a_split_that_chance_rarely_makes_have_other_headlines(tmp_path: Path) -> None:
    folder = edited(
        tmp_path, {",2023-07,=,8,": ",2023-07,=,21,", ",=,31,people": ",=,49,people", ",=,20,people": ",=,2,people"}
    )
    assert said(folder, "chance").startswith("**A busiest month of 21 is more than chance alone usually gives.** ")
    assert ": more than chance alone usually gives.** " in said(folder, "parts")


@pytest.mark.parametrize("name", ["moscow-foreigners-2023-24", *(["central-asia-2023-25"] if EXPLORE else [])])
def test_another_case_has_findings_of_its_own(name: str) -> None:
    case = mb.load_case(name)
    text = str(mb.tell(case, "findings"))
    assert text.startswith("- **At least ")
    if name == "moscow-foreigners-2023-24":
        assert "; Nepalis who came to the Moscow selection point: 603 to 613 people; " in text
    # Its parts are called what it calls them.
    for subject in map(case.subject, case.population_list):
        text = text.replace(subject, "")
    assert not re.search(r"Chinese|July 2023|nothing can be told|cannot tell", text)


def test_parts_of_people_without_a_total_are_told(tmp_path: Path) -> None:
    claims = ("count,,,>=,340", "share,age,..17,=,1/3", "share,signup,2025-05,>,1/2", "occupied,outcome,,>=,2")
    case = small_case(tmp_path, "2025-01/2025-06", *claims)
    assert mb.tell(case, "total") == (
        "**At least 340 people were reported.** That is the least that all figures need; no source says how many at "
        "most. Of them, aged at most 17: at least 57 people; signup in May 2025: at least 171 people."
    )
    with pytest.raises(mb.MusterError, match="nothing published settles the number of people"):
        mb.tell(case, "ages")
    (tmp_path / "settled").mkdir()
    settled = small_case(tmp_path / "settled", "2025-01/2025-06", "count,,,=,340", "count,age,..17,=,100")
    with pytest.raises(mb.MusterError, match="no source says how old the youngest and the oldest"):
        mb.tell(settled, "ages")
