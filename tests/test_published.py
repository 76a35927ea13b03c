"""Published cases: what was worked out by hand of the figures that they print, found by the library.

Each test names the sources. The hand results stand in the facts that the cases were made from; where the library's
answer is another, the test says why.
"""

from __future__ import annotations

import json
import re
import time
from contextlib import suppress
from pathlib import Path

import frictionless
import pytest
import scipy.special  # noqa: F401 - it changes the filters of warnings, which no test may

import musterbook as mb
from exploring import EXPLORE
from shipped import audited

MOSCOW, FOREIGNERS, CENTRAL_ASIA = "moscow-2023-24", "moscow-foreigners-2023-24", "central-asia-2023-25"
LIST, KNOWN = "moscow-centre", "moscow-foreigners-known"


def ends(name: str, population: str, variable: str, where: str) -> tuple[int | None, int | None]:
    """Give the least and the largest number of people in a part."""
    answer = mb.possible_worlds(mb.load_case(name), variable, population).span(where)
    return answer.low, answer.high


def contradicted(name: str) -> set[frozenset[str]]:
    """Give the sets of claims that an audit calls contradicted."""
    return {frozenset(one.claims) for one in audited(name) if one.verdict == "contradicted"}


def test_all_but_ten_asians_are_from_four_countries() -> None:
    """Babel and The Kyiv Independent, 23 April 2025: 603 + 64 + 51 + 43 = 761 of 771."""
    table = mb.possible_worlds(mb.load_case(FOREIGNERS), "nationality", KNOWN).bounds().set_index("cell")
    assert tuple(table.loc["South and East Asia, others"]) == (0, 10)
    assert tuple(table.loc["Nepal"]) == (603, 613)


def test_141_from_former_soviet_countries_not_named() -> None:
    """The Kyiv Independent, 23 April 2025: seven countries have 382 of 523."""
    table = mb.possible_worlds(mb.load_case(FOREIGNERS), "nationality", KNOWN).bounds().set_index("cell")
    assert tuple(table.loc["former USSR, others"]) == (141, 141)
    assert tuple(table.loc["Middle East, others"]) == (71 - 49, 22)


def test_regions_are_more_than_the_floor_that_is_printed() -> None:
    """Babel, 23 April 2025: regions of 1,437, and 26 people of countries in none of them, against more than 1,300."""
    worlds = mb.possible_worlds(mb.load_case(FOREIGNERS), "nationality", KNOWN)
    regions = ("South and East Asia", "former USSR", "Africa", "Middle East")
    assert sum(worlds.span(region).low or 0 for region in regions) == 1_437
    assert worlds.total == (1_437 + 2 + 4 + 2 + 2 + 8 + 8, None)


@pytest.mark.parametrize(("assume", "most"), [((), 7), ("ties for the peak allowed", 8)])
def test_no_european_country_has_as_many_as_serbia(assume: str | tuple[str, ...], most: int) -> None:
    """Babel and The Kyiv Independent, 23 April 2025: Serbia's 8 are the most of Europe."""
    case = mb.load_case(FOREIGNERS)
    worlds = mb.possible_worlds(case, "nationality", "moscow-europeans", assume=assume)
    assert worlds.span("Serbia").low == worlds.span("Serbia").high == 8
    known = mb.possible_worlds(case, "nationality", KNOWN, assume=assume)
    assert all((known.span(country).high or 0) <= most for country in ("France", "Italy"))


@pytest.mark.parametrize(("name", "population"), [(FOREIGNERS, "moscow-chinese"), (MOSCOW, "moscow-centre-from-april")])
def test_no_chinese_citizen_came_in_april_or_may_2023(name: str, population: str) -> None:
    """Important Stories, 11 April 2025, and The Kyiv Independent, 23 April 2025, if both are of one list."""
    assert ends(name, population, "signup", "2023-04/2023-05") == (0, 0)
    [found] = [one for one in audited(name) if one.slug == "follows-from-parts"]
    assert found.sentence.startswith("If ")
    assert found.sentence.endswith(f"then {population} has nobody in 2023-04 and 2023-05.")


def test_october_visits_and_the_border_can_both_be_right() -> None:
    """The Kyiv Independent, 23 April 2025, against Mediazona, 11 February 2024."""
    assert ends(FOREIGNERS, "moscow-nepalis", "signup", "2023-10") == (371, 613)
    assert ends(FOREIGNERS, "nepali-tourist-entries", "entry", "2023-10/2023-12") == (701, 1_039)
    assert round(100 * 603 / 1_039) == 58


def test_counts_of_nepalis_cannot_be_of_one_population() -> None:
    """CNN, The Times and a Ukrainian official, 2024 and 2025."""
    found = {frozenset(one.claims) for one in audited(FOREIGNERS) if one.slug == "context-differs"}
    assert frozenset({"cnn-recruited", "times-high"}) in found
    assert frozenset({"cnn-recruited", "usov-nepal"}) in found
    assert 15_000 // 1_039 == 14


def test_kyrgyz_years_exceed_their_total() -> None:
    """24.kg, 1 November 2025: 326 and at least 400 are more than 687; the 135 are not needed."""
    assert frozenset({"kg-total", "kg-2024", "kg-2025"}) in contradicted(CENTRAL_ASIA)
    assert mb.possible_worlds(mb.load_case(CENTRAL_ASIA), "signup", "kg").total == (135 + 326 + 400, None)


def test_one_uzbek_list_has_two_sizes() -> None:
    """Kun.uz, 1 May 2025, and RFE/RL of the same days."""
    assert frozenset({"uz-list-rferl", "uz-list-kunuz"}) in contradicted(CENTRAL_ASIA)


def test_902_by_july_cannot_be_exact() -> None:
    """Lupa.uz, August 2025, against Qalampir.uz, 30 October 2025."""
    assert frozenset({"uz-total", "uz-2023", "uz-2024", "uz-2025-july"}) in contradicted(CENTRAL_ASIA)


def test_nearly_1300_becomes_sharp() -> None:
    """Qalampir.uz, 30 October 2025: 498 + 941 + nearly 1,300 against at least 2,715."""
    assert ends(CENTRAL_ASIA, "uz", "signup", "2025-01/2025-06") == (1_276, 1_299)


def test_the_lists_together() -> None:
    """RFE/RL, Qalampir.uz, Radio Svoboda and 24.kg: 5,164 with 687 Kyrgyz citizens, who by their years are 861."""
    total = mb.possible_worlds(mb.load_case(CENTRAL_ASIA), "signup", "central-asians").total
    assert total == (661 + 931 + 170 + 2_715 + 861, None) == (5_164 - 687 + 861, None)


def test_missing_people_became_dead() -> None:
    """NV, 29 October 2025, and Qalampir.uz, 30 October 2025."""
    found = {one.claims: one.slug for one in audited(CENTRAL_ASIA) if one.slug == "part-changed"}
    assert {("kz-lost-nv", "kz-lost"), ("uz-lost-quote", "uz-lost")} <= found.keys()


def test_at_least_eight_months_and_ten_people() -> None:
    """Important Stories, 11 April 2025: 31, 20, eight in July 2023, one in August and one in September."""
    worlds = mb.possible_worlds(mb.load_case(MOSCOW), "signup")
    assert worlds.count == 31_724_952
    occupied = worlds.occupied()
    assert (occupied.low, occupied.high) == (8, 12)
    assert occupied.distribution is not None
    assert occupied.distribution[12] == pytest.approx(13_285_356 / 31_724_952)
    assert ends(MOSCOW, LIST, "signup", "2023-07/2023-09") == (10, 22)
    low, high = mb.possible_worlds(mb.load_case(MOSCOW), "age").mean_bounds()
    assert (round(low, 1), round(high, 1)) == (22.2, 48.9)


def test_5359_samples_have_this_mean_and_deviation(tmp_path: Path) -> None:
    """The CLOSURE method (Wilner 2018): 130 answers from 1 to 5, mean 2.7, standard deviation 1.9."""
    tables = {
        "sources": "source_id,outlet,accessed,role\ns,S,2026-01-01,primary\n",
        "populations": "population_id,subject\np,people who were asked\n",
        "claims": "claim_id,source_id,population_id,statistic,variable,relation,value,status\n"
        "n,s,p,count,,=,130,used\nlow,s,p,minimum,answer,>=,1,used\nhigh,s,p,maximum,answer,<=,5,used\n"
        "mean,s,p,mean,answer,=,2.7,used\nsd,s,p,sd,answer,=,1.9,used\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    (tmp_path / "datapackage.json").write_text('{"name": "a", "title": "a", "resources": []}', "utf-8")
    mb.accept_files(tmp_path)
    assert mb.possible_worlds(mb.read_case(tmp_path), "answer").count == 5_359


@pytest.mark.parametrize("name", [MOSCOW, FOREIGNERS, CENTRAL_ASIA])
class TestShipped:
    """What holds of every case that ships."""

    def test_it_is_a_data_package(self, name: str) -> None:
        """Another reader of Data Packages agrees, foreign keys, sizes and hashes included."""
        report = frictionless.Package(str(Path(__file__).parents[1] / "data" / name / "datapackage.json")).validate()
        assert [error.message for task in report.tasks for error in task.errors] == []

    def test_every_judgement_says_why(self, name: str) -> None:
        """A claim that is not used has a note; what was read as an excerpt says so."""
        case = mb.load_case(name)
        assert case.claims.loc[case.claims["status"] != "used", "note"].notna().all()
        assert case.sources["read_as"].isin(["full", "excerpt", "translation"]).sum() >= len(case.sources) - 5
        descriptor = json.loads((Path(__file__).parents[1] / "data" / name / "datapackage.json").read_text("utf-8"))
        assert descriptor["licenses"]

    def test_records_have_made_up_ids(self, name: str) -> None:
        """No record is called by a name."""
        assert all(re.fullmatch(r"person-\d+", one) for one in mb.load_case(name).records["record_id"])

    def test_bounds_are_a_matter_of_seconds(self, name: str) -> None:
        """Every question on every population is answered or refused in words, in a few seconds on a busy machine."""
        case = mb.load_case(name)
        asked = case.populations["population_id"] if EXPLORE else [case.main_population]
        for population in asked:
            start = time.perf_counter()
            with suppress(mb.MusterError):
                mb.possible_worlds(case, case.event(population), population).bounds()
            assert time.perf_counter() - start < 20
