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
from musterbook.case.case import accept_files

SHIPPED = Path(__file__).parents[1] / "data" / "moscow-2023-24"
DAYS = [30, 31, 31, 30, 31, 30, 31, 31, 29, 31, 30, 31]

# Another list of the same shape: 32 and 20 people, July with 9; all who repeat a figure repeat the new one.
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
    accept_files(folder)
    return folder


@pytest.fixture(params=[{}, OTHER], ids=["as-published", "another-list"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Give the shipped case, and one with other numbers."""
    return edited(tmp_path, request.param) if request.param else SHIPPED


def said(folder: Path, name: str) -> str:
    """Give one text of the case in a folder."""
    return str(mb.tell(mb.read_case(folder), name))


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


def chance_by_days(people: int, peak: int) -> Fraction:
    """Fill month after month: each takes its binomial share of the people and days that are left."""
    left = {people: Fraction(1)}
    for place, length in enumerate(DAYS):
        share = Fraction(length, sum(DAYS[place:]))
        reached: dict[int, Fraction] = {}
        for rest, weight in left.items():
            for here in range(min(rest, peak - 1) + 1):
                chance = comb(rest, here) * share**here * (1 - share) ** (rest - here)
                reached[rest - here] = reached.get(rest - here, Fraction(0)) + weight * chance
        left = reached
    return 1 - left.get(0, Fraction(0))


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


def test_total(folder: Path) -> None:
    figures = Figures.of(folder)
    assert said(folder, "total") == (
        f"The list holds {figures.people} people. {figures.early} + {figures.late} = {figures.people}: the published "
        "parts add up to the published total, so its “at least” belongs to the unknown true number of recruits, not to "
        "the list."
    )


def test_peak(folder: Path) -> None:
    figures = Figures.of(folder)
    assert said(folder, "peak") == (
        f"July 2023 is the only month whose count was published: {figures.peak} people, more than in any other. The "
        f"other 11 months may hold: August 2023 and September 2023 from 1 to {figures.peak - 1}, each other one from 0 "
        f"to {figures.peak - 1}; their order, a rise or a fall cannot be told."
    )


def test_peak_chance(folder: Path) -> None:
    figures = Figures.of(folder)
    alike = chance_of_alike(figures.people, figures.peak, 12)
    assert said(folder, "peak-chance") == (
        f"If months differed only by chance, the busiest of 12 would hold {figures.peak} or more of {figures.people} "
        f"people with probability {rounded(alike, 2)}. Weighing months by their days makes it "
        f"{rounded(chance_by_days(figures.people, figures.peak), 3)} instead of {rounded(alike, 3)}. A peak of this "
        "height needs no explanation of its own."
    )


def test_split(folder: Path) -> None:
    figures = Figures.of(folder)
    assert said(folder, "split") == (
        f"{figures.early} people signed up in the 7 months June–December 2023 and {figures.late} in the 5 months "
        f"January–May 2024: {rounded(Fraction(figures.early, 7), 1)} and {rounded(Fraction(figures.late, 5), 1)} a "
        "month."
    )


def test_split_chance(folder: Path) -> None:
    figures = Figures.of(folder)
    rates = Fraction(figures.early, 7), Fraction(figures.late, 5)
    low, high = ratio_interval(figures.early, figures.late)
    assert said(folder, "split-chance") == (
        f"If months differed only by chance, a split at least as unlikely as {figures.early} to {figures.late} would "
        f"come about with probability {rounded(two_sided(figures.early, figures.people, Fraction(7, 12)), 2)}; the "
        f"rates are {rounded(rates[0], 1)} and {rounded(rates[1], 1)} a month, their ratio "
        f"{rounded(rates[0] / rates[1], 2)} (95% interval {low:.2f} to {high:.2f})."
    )


def test_ages(folder: Path) -> None:
    figures = Figures.of(folder)
    known = [*figures.ages, figures.youngest, figures.oldest]
    left = figures.people - len(known)
    means = [Fraction(sum(known) + left * end, figures.people) for end in (figures.youngest, figures.oldest)]
    assert said(folder, "ages") == (
        f"Ages run from {figures.youngest} to {figures.oldest}. Of {figures.people} people, the ages of {len(known)} "
        f"were published; the other {left} may be anything between. The average age of all may therefore be anything "
        f"from {rounded(means[0], 1)} to {rounded(means[1], 1)} years: the range says almost nothing about it."
    )


def test_open(folder: Path) -> None:
    figures = Figures.of(folder)
    assert said(folder, "open") == (
        f"{tables(figures):,} different tables of months agree with every used claim and every described person. Under "
        f"other readings there are {tables(figures, least=1):,} with every cell occupied, "
        f"{tables(figures, ties=True):,} with ties for the peak allowed and {tables(figures, described=0):,} with "
        "records ignored."
    )


def test_arrivals() -> None:
    outlets = {row["source_id"]: row["outlet"] for row in rows(SHIPPED, "sources")}
    about = [row for row in rows(SHIPPED, "claims") if row["variable"] == "lag_days"]
    told = [[row["where"], row["hedge"], row["value"], outlets[row["source_id"]]] for row in about if row["value"]]
    assert sorted(told) == [
        ["0", "", "1", "United24 Media"],
        ["0", "at least", "7", "The Kyiv Independent"],
        ["0", "for instance", "1", "Important Stories"],
        ["1", "at least", "7", "Important Stories"],
        ["1", "at least", "7", "United24 Media"],
    ]
    assert said(SHIPPED, "arrivals") == (
        "How soon people signed up was told by number in 4 ways:\n\n"
        "- at least 1 person on the day of arrival: Important Stories\n"
        "- at least 7 people on the day of arrival: The Kyiv Independent\n"
        "- 1 person on the day of arrival: United24 Media\n"
        "- at least 7 people on the day after arriving: Important Stories and United24 Media\n\n"
        "How many came shortly before was told in words alone: “most” by Important Stories and “many” by The Kyiv "
        "Independent."
    )


def test_lags(folder: Path) -> None:
    """The man of the day of arrival, the seven of the next day, the two of the second day."""
    used = {row["where"]: int(row["value"]) for row in used_days(folder)}
    described = Counter(row["lag_days"] for row in rows(folder, "records") if row["lag_days"])
    assert (used, described) == ({"0": 1, "1": 7}, {"0": 1, "2": 2})
    sure = max(used["0"], described["0"]) + used["1"] + described["2"]
    people = Figures.of(folder).people
    assert said(folder, "lags") == (
        f"Of {people} people, {sure} surely signed up within 2 days of arriving. Nothing says how soon the other "
        f"{people - sure} did, so whether most did cannot be told."
    )


def used_days(folder: Path) -> list[dict[str, str]]:
    """Give the used claims about days from arrival to sign-up."""
    claims = rows(folder, "claims")
    return [row for row in claims if (row["variable"], row["status"]) == ("lag_days", "used")]


def test_most_who_signed_up_soon_are_called_most(tmp_path: Path) -> None:
    folder = edited(tmp_path, {"count,lag_days,1,>=,7,": "count,lag_days,1,>=,27,"})
    assert said(folder, "lags") == (
        "Of 51 people, 30 surely signed up within 2 days of arriving. Nothing says how soon the other 21 did, so most "
        "did."
    )


def test_companions() -> None:
    """One pair of one label; of ten pairs, three hold the man of one day with one whose days are known otherwise."""
    assert said(SHIPPED, "companions") == (
        "Of 5 people described one by one: 1 pair of people surely arrived and signed up together, at most 7 may have. "
        "Fewer than two people have both days known, so nothing can be said of chance."
    )


def test_returns(folder: Path) -> None:
    people = Figures.of(folder).people
    outcomes = {row["where"]: int(row["value"]) for row in rows(folder, "claims") if row["claim_id"] in OUTCOMES}
    described = Counter(row["outcome"] for row in rows(folder, "records") if row["outcome"])
    assert (outcomes, described) == ({"returned": 4, "killed": 1}, {"killed": 1, "wounded": 1})
    assert [row["departure"] for row in rows(folder, "records") if row["departure"]] == []
    assert said(folder, "returns") == (
        f"Of {people} people, at least 4 went back; with one outcome a person, all that was published allows up to "
        f"{people - 2}. Of 5 people described one by one, a day of departure is known of 0. Within 30 days of signing "
        "up, at most 5 of 5 people may have left again."
    )


OUTCOMES = {"istories-returned", "istories-killed"}


def test_populations(folder: Path) -> None:
    about = [row for row in rows(folder, "claims") if row["population_id"] != "moscow-centre"]
    counts = [row for row in about if row["statistic"] == "count" and row["relation"] != "~"]
    numbers = {(row["population_id"], row["value"]) for row in counts}
    most = max(int(value) for _, value in numbers)
    assert {row["relation"] for row in counts if row["value"] == str(most)} == {">="}
    people = Figures.of(folder).people
    assert said(folder, "populations") == (
        f"{len(numbers)} numbers of other people were published. They count other populations at other times and are "
        f"never added to the list. The largest is at least {most}. How many of the {people} are among them was not "
        f"published: anything from 0 to {people}. Together they are at least {most} people."
    )


def test_an_exact_count_of_others_has_a_most_and_one_number_is_said_in_the_singular(tmp_path: Path) -> None:
    other = "kyivindependent-documents-captured,kyivindependent-documents,7,captured,count,,,=,2,"
    changes = {",count,,,>=,": ",amount,,,>=,", "captured,count,,,=,2,": "captured,amount,,,=,2,"}
    kept = {other.replace("captured,count", "captured,amount"): other.replace(",=,2,", ",=,60,")}
    assert said(edited(tmp_path, changes | kept), "populations") == (
        "1 number of other people was published. They count other populations at other times and are never added to "
        "the list. The largest is 60. How many of the 51 are among them was not published: anything from 0 to 51. "
        "Together they are 60 to 111 people."
    )


def test_findings(folder: Path) -> None:
    """Five findings, each the headline and the sentences that the single texts give, in this order."""
    figures = Figures.of(folder)
    lines = said(folder, "findings").splitlines()
    assert [line[:4] for line in lines] == ["- **"] * 5
    heads = [re.findall(r"\*\*(.+?)\*\*", line) for line in lines]
    assert heads == [
        ["Of 13 published statements, one is contradicted."],
        ["How many are on the list is settled; how many there were is not."],
        ["The largest month is no surprise, and the others are open."],
        ["The split between the years is no sign of a change."],
        ["The published ages leave the average open."],
    ]
    assert lines[0].endswith("1 person on the day of arrival (united24-same-day).")
    for line, names in zip(lines[1:], [["total"], ["peak"], ["split", "split-chance"], ["ages"]], strict=True):
        assert line.partition(".** ")[2].startswith(" ".join(said(folder, name) for name in names))
    assert f"{figures.peak} or more of {figures.people} people" in lines[2]


def test_statements_are_counted_once_for_all_outlets() -> None:
    """13 figures of the main population, however many outlets print them."""
    about = [row for row in rows(SHIPPED, "claims") if row["population_id"] == "moscow-centre"]
    assert len({(row["statistic"], row["variable"], row["where"]) for row in about}) == 13


def test_a_finding_that_the_case_has_no_claims_for_says_so_in_its_place(tmp_path: Path) -> None:
    folder = edited(tmp_path, {"2023-07,=,8,people,,used": "2023-07,>=,8,people,,used"})
    lines = said(folder, "findings").splitlines()
    assert len(lines) == 5
    assert lines[2] == (
        "- **Of the largest month nothing can be told.** The reason: no monthly count was published, so there is no "
        "peak to speak of."
    )


def test_a_peak_and_a_split_that_chance_rarely_makes_have_other_headlines(tmp_path: Path) -> None:
    folder = edited(
        tmp_path, {",2023-07,=,8,": ",2023-07,=,21,", ",=,31,people": ",=,49,people", ",=,20,people": ",=,2,people"}
    )
    lines = said(folder, "findings").splitlines()
    assert lines[2].startswith("- **The largest month stands out, and the others are open.** ")
    assert lines[3].startswith("- **The split between the years is more than chance alone makes likely.** ")


def test_sources(folder: Path) -> None:
    roles = Counter(row["role"] for row in rows(folder, "sources"))
    relaying = sum(row["relays"] != "" for row in rows(folder, "sources"))
    others = len(rows(folder, "sources")) - roles["primary"] - relaying
    assert said(folder, "sources") == (
        f"Important Stories did the research; {relaying} other sources report it, and {others} speak of other people. "
        "What is said of other people, counted by others at another time, is kept as context and never added."
    )


def test_described(folder: Path) -> None:
    known = {name: sum(row[name] != "" for row in rows(folder, "records")) for name in ("signup", "arrival", "age")}
    assert said(folder, "described") == (
        f"{len(rows(folder, 'records'))} people were described one by one. A day of sign-up, or part of a month, is "
        f"known of {known['signup']}, a day of arrival of {known['arrival']}, an age of {known['age']}."
    )


def test_floors(folder: Path) -> None:
    months = [row["signup"][:7] for row in rows(folder, "records") if row["signup"]]
    assert months == ["2023-08", "2023-09"]
    assert said(folder, "floors") == (
        "What is known of single people and of the totals gives August 2023 at least 1 and September 2023 at least 1. "
        "Any other month whose count was not published may have had nobody."
    )


def test_no_floor_where_nobody_was_described(tmp_path: Path) -> None:
    folder = edited(tmp_path, {",2023-08-22,2023-08-22,,0,": ",,2023-08-22,,,", "2023-09-21/2023-09-30": ""}, "records")
    assert said(folder, "floors") == ("No month is known to have had anybody, but for those whose count was published.")


def test_quarters(folder: Path) -> None:
    """June alone, July to September, October to December, January to March, April and May."""
    figures = Figures.of(folder)
    most = figures.peak - 1
    early = figures.early - figures.peak
    ends = [
        (0, most),
        (figures.peak + max(2, early - 4 * most), figures.peak + min(2 * most, early)),
        (max(0, early - 3 * most), min(3 * most, early - 2)),
        (max(0, figures.late - 2 * most), min(3 * most, figures.late)),
        (max(0, figures.late - 3 * most), min(2 * most, figures.late)),
    ]
    widths = [high - low for low, high in ends]
    assert widths.index(max(widths)) == 2
    assert said(folder, "quarters") == (
        f"The number of people is settled in 0 of 5 quarters; {sum(low > 0 for low, _ in ends)} surely had somebody. "
        f"The least settled is October–December 2023, with anything from {ends[2][0]} to {ends[2][1]}."
    )


def test_one_age(folder: Path) -> None:
    figures = Figures.of(folder)
    known = Counter([*figures.ages, figures.youngest, figures.oldest])
    left = figures.people - sum(known.values())
    assert said(folder, "one-age") == (
        f"Somebody is known to be of each of {len(known)} ages. Each of them may as well be the age of "
        f"{left + min(known.values())} people, so no age can be called common."
    )


def spread_of(people: int, low: list[int], most: int, place: int) -> list[int]:
    """Count, for each number of people in one month, the tables of a year that have it there."""
    rest = low[:place] + low[place + 1 :]
    return [ways(people - here, rest, most) if here >= low[place] else 0 for here in range(most + 1)]


def test_spread(folder: Path) -> None:
    figures = Figures.of(folder)
    most, early = figures.peak - 1, figures.early - figures.peak
    months = [spread_of(early, [1, 1, 0, 0, 0, 0], most, place) for place in (0, 5)]
    months += [spread_of(figures.late, [0] * 5, most, 0)]
    means = [Fraction(sum(here * count for here, count in enumerate(one)), sum(one)) for one in months]
    ends = [
        next(here for here in range(most + 1) if sum(one[: here + 1]) * 20 >= sum(one) * share)
        for one in months
        for share in (1, 19)
    ]
    assert said(folder, "spread") == (
        f"Averaged over all these tables, a month without a published count holds {rounded(min(means), 1)} to "
        f"{rounded(max(means), 1)} people, and in nine tables of ten something from {min(ends)} to {max(ends)}. Each "
        "table counts once here: that is a way to count, not a probability of what happened."
    )


@pytest.mark.parametrize("name", mb.list_texts())
def test_a_text_is_the_same_markdown_in_a_browser_and_on_a_code_host(name: str) -> None:
    """No dollar that begins a formula, no angle bracket that begins an element, a blank line before each list."""
    text = said(SHIPPED, name)
    assert re.findall(r"[$<>~\\_]|^\s", text) == []
    lines = ["", *text.splitlines()]
    starts = [at for at, line in enumerate(lines) if re.match(r"- ", line)]
    assert [lines[at] for at in starts if lines[at - 1] and not lines[at - 1].startswith("- ")] == []


def test_the_numbers_of_worlds_that_were_computed_before() -> None:
    """Important Stories, 11 April 2025: the numbers that stand with the facts of the case."""
    figures = Figures.of(SHIPPED)
    counts = tables(figures), tables(figures, least=1), tables(figures, ties=True), tables(figures, described=0)
    assert counts == (31_724_952, 13_285_356, 100_703_088, 38_144_736)
    assert rounded(chance_of_alike(51, 8, 12), 3) == "0.578"


def test_opening(folder: Path) -> None:
    sources, claims, people = (len(rows(folder, table)) for table in ("sources", "claims", "records"))
    frozen = max(row["accessed"] for row in rows(folder, "sources"))
    assert frozen == "2026-11-23"
    assert said(folder, "opening").splitlines()[0] == (
        "**What this is.** Chinese citizens at a Moscow selection point, June 2023 to May 2024: what "
        f"{sources} sources published about it, as data. {claims} claims and {people} people described one by one; "
        "frozen on 23 November 2026."
    )


def test_claims(folder: Path) -> None:
    status = Counter(row["status"] for row in rows(folder, "claims"))
    assert said(folder, "claims") == (
        f"{sum(status.values())} claims: {status['used']} used as constraints, {status['repeats']} repeating a used "
        f"one elsewhere, {status['disputed']} disputed by a better source, {status['vague']} too vague for a number "
        f"and {status['context']} about other people, or no count of people."
    )


def test_contradictions() -> None:
    assert said(SHIPPED, "contradictions") == (
        "These cannot both hold, or come from the source that the others report:\n\n"
        "- The Kyiv Independent, at least 7 people on the day of arrival (kyivindependent-same-day)\n"
        "- United24 Media, 1 person on the day of arrival (united24-same-day)\n"
        "- the primary source: Important Stories, at least 1 person on the day of arrival "
        "(istories-same-day)\n"
        "- the primary source: Important Stories, at least 7 people on the day after arriving "
        "(istories-next-day)"
    )


def test_lost_hedges() -> None:
    lines = said(SHIPPED, "lost-hedges").splitlines()
    assert lines[0] == "3 repeats printed another limit than the source, which contradicts nothing:"
    assert [re.findall(r"\((\S+)\)", line) for line in lines[2:]] == [
        ["kyivindependent-returned", "istories-returned"],
        ["united24-same-day", "istories-same-day"],
        ["united24-returned", "istories-returned"],
    ]


def test_one_lost_hedge_and_no_contradiction_are_said_in_the_singular(tmp_path: Path) -> None:
    seed = "kyivindependent,5,moscow-centre,count,lag_days"
    folder = edited(tmp_path, {f"{seed},0,": f"{seed},1,", "outcome,returned,=,4": "outcome,returned,>=,4"})
    assert said(folder, "contradictions") == "No claims contradict each other."
    assert said(folder, "lost-hedges") == (
        "1 repeat printed another limit than the source, which contradicts nothing:\n\n"
        "- United24 Media, 1 person on the day of arrival (united24-same-day): this prints as exact the "
        "least number of Important Stories, at least 1 person on the day of arrival (istories-same-day)."
    )


def test_no_lost_hedge(tmp_path: Path) -> None:
    changes = {"outcome,returned,=,4": "outcome,returned,>=,4", "lag_days,0,=,1,": "lag_days,0,>=,1,"}
    assert said(edited(tmp_path, changes), "lost-hedges") == "Every repeat prints what the source it repeats prints."


def test_a_case_with_one_person_described_is_opened_in_the_singular(tmp_path: Path) -> None:
    lines = rows(SHIPPED, "records")
    dropped = {",".join(f'"{one}"' if "," in one else one for one in row.values()) + "\n": "" for row in lines[1:]}
    assert " 49 claims and 1 person described one by one; " in said(edited(tmp_path, dropped, "records"), "opening")


def test_a_high_peak_is_called_rare(tmp_path: Path) -> None:
    folder = edited(tmp_path, {",2023-07,=,8,": ",2023-07,=,20,"})
    assert Figures.of(folder).peak == 20
    assert said(folder, "peak-chance").endswith("Chance alone rarely makes such a peak.")


@pytest.mark.parametrize("name", ["total", "peak", "peak-chance", "split", "split-chance", "ages", "open"])
def test_other_data_give_another_text(name: str, tmp_path: Path) -> None:
    assert said(edited(tmp_path, OTHER), name) != said(SHIPPED, name)


def test_every_text_has_a_test_above() -> None:
    tested = {name.removeprefix("test_").replace("_", "-") for name in globals() if name.startswith("test_")}
    assert set(mb.list_texts()) <= tested


def test_an_unknown_text_is_answered_with_all_there_are() -> None:
    with pytest.raises(mb.MusterError) as error:
        mb.tell(mb.load_case("moscow-2023-24"), "summary")
    assert str(error.value) == f"no text 'summary'; available: {', '.join(mb.list_texts())}"


def test_a_notebook_shows_the_text_as_markdown() -> None:
    text = mb.tell(mb.load_case("moscow-2023-24"), "opening")
    assert text._repr_markdown_() == str(text)


@pytest.mark.parametrize(
    ("name", "changes", "message"),
    [
        pytest.param(
            "split",
            {"2024-01/2024-05,=,20": "2024-01/2024-05,>=,20"},
            "expected two parts of the window with a published count, found 1",
            id="one-part",
        ),
        pytest.param(
            "peak",
            {"2023-07,=,8,people,,used": "2023-07,>=,8,people,,used"},
            "no monthly count was published, so there is no peak to speak of",
            id="no-peak",
        ),
        pytest.param(
            "arrivals",
            {",count,lag_days,": ",count,age,"},
            "no source says how many days passed from arrival to sign-up",
            id="no-days",
        ),
        pytest.param(
            "returns",
            {",outcome,returned,": ",outcome,left,"},
            "no source says how many went back",
            id="no-return",
        ),
        pytest.param(
            "populations",
            {",count,,,": ",amount,,,"},
            "no count of other people was published that sets a limit",
            id="no-others",
        ),
        pytest.param(
            "peak-chance",
            {"2023-07,=,8,people,,used": "2023-07,>=,8,people,,used"},
            "no monthly count was published, so there is no peak to speak of",
            id="no-peak-chance",
        ),
    ],
)
def test_a_text_that_the_case_has_no_claims_for(
    name: str, changes: dict[str, str], message: str, tmp_path: Path
) -> None:
    case = mb.read_case(edited(tmp_path, changes))
    with pytest.raises(mb.MusterError) as error:
        mb.tell(case, name)
    assert str(error.value) == message


def test_two_published_months_are_not_called_the_only_one(tmp_path: Path) -> None:
    old = "istories-just-before,istories,3,moscow-centre,count,lag_days,,~,,people,most,vague,"
    new = "istories-just-before,istories,3,moscow-centre,count,signup,2023-08,=,3,people,,used,"
    assert "the only month" not in said(edited(tmp_path, {f"{old},": f"{new},"}), "peak")
