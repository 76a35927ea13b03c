"""No false verdict and no hang: contradictions that are none, ends that are not sharp, and claims meant to break it.

Each case is one of a kind that once went wrong; what is right was worked out by hand.
"""

from __future__ import annotations

import time
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import musterbook as mb
import oracle
from test_worlds import QUICK, bounds_of, claim, make_case, possible, sets_of, small

TOTAL = claim("count", "", "", "=", 51)
AGES = [claim("minimum", "age", "", "=", 18), claim("maximum", "age", "", "=", 57)]


# Contradictions that are none


@pytest.mark.parametrize(
    ("claims", "variable", "people"),
    [
        ([claim("occupied", "nationality", "", "=", 35), claim("minimum", "age", "", "=", 18)], "age", (35, None)),
        ([claim("occupied", "age", "", ">=", 10), claim("minimum", "age", "", "=", 18)], "age", (10, None)),
        ([claim("occupied", "outcome", "", "<=", 9), claim("count", "age", "20", ">=", 40)], "age", (40, None)),
    ],
)
def test_occupied_cells_of_people_without_end_contradict_nothing(
    claims: list[dict[str, str]], variable: str, people: tuple[int, int | None]
) -> None:
    rows = small("", claims)
    assert mb.audit(make_case(rows)) == []
    assert possible(rows, variable).total == people


@st.composite
def claims_of(draw: st.DrawFn, variable: str) -> dict[str, str]:
    """Draw one claim of a variable that some number of people from 20 on agrees with, however many they are."""
    wheres = {"signup": ["2023-11", "2023-12"], "age": ["20", "30"], "outcome": ["killed", "returned"]}
    where, small_number = draw(st.sampled_from(wheres[variable])), draw(st.integers(1, 2))
    kinds = ["count", "peak", "occupied", *(["mean", "median", "minimum", "maximum"] if variable == "age" else [])]
    kind = draw(st.sampled_from(kinds))
    unit = draw(st.sampled_from(["weeks", "months"])) if kind == "occupied" and variable == "signup" else ""
    if kind in {"count", "peak", "occupied"}:
        where = "" if kind == "occupied" else where
        return claim(kind, variable, where, ">=", small_number, unit=unit)
    return claim(kind, variable, "", draw(st.sampled_from(["=", ">=", "<="])), draw(st.integers(20, 40)))


@QUICK
@given(st.tuples(*(claims_of(variable) for variable in ("signup", "age", "outcome"))), st.integers(20, 2000))
def test_claims_of_different_variables_never_conflict(claims: tuple[dict[str, str], ...], people: int) -> None:
    """Each is true of some list of any length, and nobody's age says anything of a month."""
    rows = small("2023-11/2024-02", [*claims, claim("count", "", "", "=", people)])
    assert mb.audit(make_case(rows)) == []
    assert possible(rows, "signup").contradictions == []


# Ends that are sharp


def test_a_mean_and_a_median_together_have_ends() -> None:
    middles = [claim("mean", "age", "", "=", 31), claim("median", "age", "", "=", 30)]
    worlds = possible(small("", [TOTAL, *AGES, *middles]), "age")
    assert worlds.contradictions == []
    assert worlds.mean_bounds() == (float(Fraction(1556, 51)), float(Fraction(1606, 51)))
    youngest = worlds.span("18")
    assert (youngest.low, youngest.high) == (1, 25)


def test_the_last_person_counts_where_there_are_thousands() -> None:
    """15,359 less the 3,948 of three months may all be in April."""
    months = [
        claim("count", "signup", "2023-08/2023-10", "=", 3948),
        claim("occupied", "signup", "", "<=", 8, unit="months"),
    ]
    worlds = possible(small("2023", [claim("count", "signup", "", "=", 15359), *months]), "signup")
    assert bounds_of(worlds)[3] == ("2023-04", 0, 11411)
    assert worlds.witness("2023-04", 11411).sum() == 15359


def test_the_least_mean_is_half_a_year_below_what_was_printed() -> None:
    young = [claim("count", "age", "18..25", "=", 42), claim("mean", "age", "", "=", 31)]
    rows = small("", [claim("count", "", "", "=", 400), claim("minimum", "age", "", ">=", 18), AGES[1], *young])
    assert possible(rows, "age").mean_bounds() == (30.5, 31.4975)


@pytest.mark.parametrize("people", [10, 6_000_000, 10**7, 10**9, 10**12])
@pytest.mark.parametrize("relation", ["=", ">="])
def test_crossing_spans_keep_their_ends_at_every_size(people: int, relation: str) -> None:
    """January to March are three tenths, February to April four: April has one tenth at least."""
    tenth = people // 10
    parts = [
        claim("count", "signup", "2023-01/2023-03", "=", 3 * tenth),
        claim("count", "signup", "2023-02/2023-04", "=", 4 * tenth),
    ]
    worlds = possible(small("2023-01/2023-06", [claim("count", "signup", "", relation, people), *parts]), "signup")
    rest = 6 * tenth if relation == "=" else None
    early = [(f"2023-0{month}", 0, 3 * tenth) for month in (1, 2, 3)]
    assert bounds_of(worlds) == [*early, ("2023-04", tenth, 4 * tenth), ("2023-05", 0, rest), ("2023-06", 0, rest)]


def test_a_total_of_all_people_is_one_of_each_variable() -> None:
    worlds = possible(small("2023-01/2023-02", [TOTAL, AGES[0]]), "signup")
    assert bounds_of(worlds) == [("2023-01", 0, 51), ("2023-02", 0, 51)]


def test_a_mean_of_halves_wants_an_even_number_of_people() -> None:
    """With 20.5 printed to one place three people have no mean like it, so there are two of them."""
    claims = [claim("count", "signup", "", "<=", 3), claim("mean", "age", "", "=", "20.5")]
    assert possible(small("2023-11/2023-12", claims), "signup").total == (2, 2)


def test_quarters_hold_as_many_months_as_they_have() -> None:
    """A peak of at most 60 leaves 59 to each other month: 118 to the two months of a cut quarter, 177 to three."""
    peaks = [claim("peak", "signup", "2024-12", ">=", 5), claim("peak", "signup", "2024-12", "<=", 60)]
    worlds = possible(small("2023-05/2024-12", [claim("count", "", "", "=", 1000), *peaks]), "signup", every="quarter")
    assert [high for _, _, high in bounds_of(worlds)] == [118, *[177] * 5, 178]


def test_numbers_of_people_that_another_variable_leaves_out_are_not_counted() -> None:
    """A mean of 20.5 among people of 20 and 21 wants an even number of them: two or four, in two months."""
    ends = [claim("minimum", "age", "", ">=", 20), claim("maximum", "age", "", "<=", 21)]
    rows = small("2023-11/2023-12", [claim("count", "", "", "<=", 5), claim("mean", "age", "", "=", "20.5"), *ends])
    assert possible(rows, "signup").total == (2, 4)
    assert possible(rows, "signup").count == 3 + 5


def deviating(people: int, mean: str, deviation: str, ends: tuple[int, int]) -> oracle.Rows:
    """Claim a number of people between two ages, their mean and its deviation."""
    claims = [claim("count", "age", "", "=", people), claim("minimum", "age", "", ">=", ends[0])]
    claims += [claim("maximum", "age", "", "<=", ends[1]), claim("mean", "age", "", "=", mean)]
    return small("", [*claims, claim("sd", "age", "", "=", deviation)])


def test_a_deviation_that_no_sample_has_is_a_contradiction() -> None:
    """Of 8 people between 20 and 24 it is at most 2.14."""
    found = mb.audit(make_case(deviating(8, "22", "3.5", (20, 24))), timeout=60)
    assert [(one.slug, one.claims) for one in found] == [("no-world", ("c0", "c1", "c2", "c4"))]


def test_a_mean_at_the_upper_end_leaves_no_deviation() -> None:
    """With a mean of 4.9 and nobody above 5, nobody is far below."""
    assert possible(deviating(130, "4.9", "1.90", (1, 5)), "age").contradictions == [("c0", "c2", "c3", "c4")]


# Claims meant to break it


@pytest.mark.parametrize(
    "claims",
    [
        [claim("occupied", "departure", "", ">=", 3, unit="months"), claim("count", "", "", "=", 2)],
        [claim("amount", "age", "", "=", 3, status="context"), TOTAL],
        [
            claim("maximum", "age", "", "=", "51,000"),
            claim("maximum", "age", "", "=", 51),
            claim("mean", "age", "", "=", 31),
        ],
        [claim("mean", "lag_days", "", "=", 31), claim("count", "lag_days", "99999999", ">=", 1), TOTAL],
        [claim("median", "age", "", "=", 30)],
        [claim("median", "lag_days", "", "=", "123456789012345"), claim("mean", "lag_days", "", ">=", "0.123456789")],
        [claim("occupied", "age", "", "=", 999999999), claim("mean", "age", "", "=", 31)],
        [claim("count", "signup", "", "=", 999999999999999)],
        [claim("peak", "arrival", "0001-01", "=", 4), claim("count", "arrival", "9999-12-31", ">=", 5)],
    ],
    ids=lambda claims: " ".join(claims[0][name] for name in ("statistic", "variable", "value")),
)
@pytest.mark.parametrize("window", ["2023", "0001/9999"])
def test_claims_of_any_size_are_answered_soon(claims: list[dict[str, str]], window: str) -> None:
    case, started = make_case(small(window, claims)), time.monotonic()
    assert {type(one).__name__ for one in mb.audit(case)} <= {"Finding"}
    for variable in ("signup", "age", "lag_days", "departure"):
        try:
            mb.possible_worlds(case, variable, every="year").bounds()
        except mb.MusterError:
            continue
    assert time.monotonic() - started < 10


def test_three_months_of_two_people_contradict_each_other() -> None:
    claims = [claim("occupied", "departure", "", ">=", 3, unit="months"), claim("count", "", "", "=", 2)]
    found = mb.audit(make_case(small("", claims)))
    assert [one.claims for one in found] == [("c0", "c1")]


def test_a_search_that_stops_says_so() -> None:
    claims: list[dict[str, Any]] = [claim("count", "age", "20", "=", number) for number in range(30)]
    found = mb.audit(make_case(small("", claims)), timeout=0.0)
    assert {one.slug for one in found} == {"not-settled"}
    assert "timeout=" in found[0].sentence


def test_all_smallest_sets_are_found() -> None:
    claims = [
        claim("count", "age", "20", ">=", 5),
        claim("count", "age", "..20", "<=", 4),
        claim("count", "age", "", "<=", 3),
    ]
    assert sets_of(possible(small("", claims), "age")) == {frozenset({"c0", "c1"}), frozenset({"c0", "c2"})}


def test_a_share_bounds_its_part_and_is_held_against_counts() -> None:
    """88 % of 100 people are 88, so that 13 others are one too many; of 1,000 they are 875 to 884."""
    share = claim("share", "outcome", "killed", "=", "88", unit="percent")
    more = claim("count", "outcome", "wounded", ">", 12)
    found = mb.audit(make_case(small("", [claim("count", "", "", "=", 100), share, more])), timeout=60)
    assert [one.claims for one in found] == [("c0", "c1", "c2")]
    worlds = possible(small("", [claim("count", "", "", "=", 1000), share, more]), "outcome")
    assert bounds_of(worlds)[0] == ("killed", 875, 884)


def test_a_solver_that_finds_no_memory_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    from ortools.sat.python import cp_model

    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(cp_model.CpSolver, "solve", full)
    claims = [claim("count", "age", "", "=", 20), claim("minimum", "age", "", ">=", 18)]
    claims += [claim("maximum", "age", "", "<=", 30), claim("mean", "age", "", "=", 25)]
    with pytest.raises(mb.MusterError, match="takes too much memory; leave out a deviation or mean"):
        possible(small("", claims), "age").bounds()
