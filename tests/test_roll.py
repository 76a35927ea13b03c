"""A list held against a case: the shipped case as one list, what is said of gaps, other engines, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import Phase, assume, example, given
from hypothesis import strategies as st

import musterbook as mb
from exploring import examples
from test_bearing import case_of, claim

YEAR = "2023-06/2024-05"
MOSCOW = mb.read_case(Path(__file__).parent / "cases" / "first")
PEOPLE = pd.DataFrame(
    {
        "signup": ["2023-07-03", "2023-08", None, "2023-07"],
        "age": ["24", "18..25", "38", None],
        "outcome": ["killed", None, None, "x"],
    }
).astype("str")
CLAIMS = [
    claim("count signup 2023-07", ">=", "2"),
    claim("count signup 2023-08", "=", "3"),
    claim("peak signup 2023-07", ">=", "2"),
    claim("mean age", "<=", "20"),
    claim("count outcome killed", "=", "1"),
    claim("count lag_days 0", "=", "0"),
]
ENGINES = {
    "pandas": lambda frame: frame,
    "polars": pl.from_pandas,
    "lazy polars": lambda frame: pl.from_pandas(frame).lazy(),
    "pyarrow": pa.Table.from_pandas,
    "duckdb": lambda frame: duckdb.connect().from_arrow(pa.Table.from_pandas(frame)),
}


def test_the_records_of_the_moscow_case_against_what_was_published() -> None:
    found = [
        (one.claims[0].removeprefix("istories-"), str(one.verdict), one.evidence[0].removeprefix("by the list, "))
        for one in mb.audit(MOSCOW, MOSCOW.records)
        if one.sources == ("istories",)
    ]
    assert found == [
        ("total", "contradicted", "5 people in all"),
        ("2023", "contradicted", "2 to 5 people whose signup is in June–December 2023"),
        ("2024", "contradicted", "0 to 3 people whose signup is in January–May 2024"),
        ("every-month", "cannot tell", "2 to 5 months with at least one person"),
        ("peak", "contradicted", "0 to 3 people in July 2023 and at most 4 in any other month"),
        ("just-before", "cannot tell", "neither a number nor a part to count is stated, so a list says nothing of it"),
        ("same-day", "holds", "1 to 3 people on the day of arrival"),
        ("next-day", "contradicted", "0 to 2 people on the day after arriving"),
        ("returned", "contradicted", "0 to 3 people returned"),
        ("youngest", "contradicted", "minimum age 24"),
        ("oldest", "contradicted", "maximum age 43"),
        ("killed", "holds", "1 to 4 people killed"),
    ]


def test_each_claim_of_the_population_has_one_finding_whatever_its_status() -> None:
    found = mb.audit(MOSCOW, MOSCOW.records)
    mine = MOSCOW.claims.loc[MOSCOW.claims["population_id"] == "moscow-centre", "claim_id"]
    assert [one.claims for one in found] == [(name,) for name in mine]
    assert {one.slug for one in found} == {"claim-against-list"}
    others = mb.audit(MOSCOW, pd.DataFrame({"signup": ["2025-04"]}), "captured")
    assert [str(one.verdict) for one in others] == ["contradicted"] * 2 + ["cannot tell"] * 4
    assert others[2].evidence == ("the figure counts no people, so a list of people says nothing of it",)


def test_a_claim_without_a_number_is_quoted_by_its_words() -> None:
    found = {one.claims[0]: one.sentence for one in mb.audit(MOSCOW, MOSCOW.records)}
    assert found["united24-every-month"] == (
        "United24 Media, months with anybody: \u201calmost every\u201d (united24-every-month): cannot tell."
    )


def test_the_evidence_says_what_the_list_says_and_what_it_leaves_open() -> None:
    found = [(str(one.verdict), *one.evidence) for one in mb.audit(case_of(CLAIMS, YEAR), PEOPLE)]
    signups = ("signup is not stated for 1 of 4 people", "signup is known as a range for 2 of 4 people")
    ages = ("age is not stated for 1 of 4 people", "age is known as a range for 1 of 4 people")
    assert found == [
        ("holds", "by the list, 2 to 3 people whose signup is in July 2023", *signups),
        ("contradicted", "by the list, 1 to 2 people whose signup is in August 2023", *signups),
        ("cannot tell", "by the list, 2 to 3 people in July 2023 and at most 2 in any other month", *signups),
        ("cannot tell", "by the list, mean age 20 to 51.75", *ages),
        ("cannot tell", "by the list, 1 to 3 people killed", "outcome is not stated for 2 of 4 people"),
        (
            "cannot tell",
            "by the list, 0 to 4 people on the day of arrival",
            "the list has no column lag_days, which is open for 4 of 4 people",
        ),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_findings(engine: str) -> None:
    case = case_of(CLAIMS, YEAR)
    assert mb.audit(case, ENGINES[engine](PEOPLE)) == mb.audit(case, PEOPLE)


ASIANS = [
    claim("count nationality Asia", "=", "3"),
    claim("count nationality Nepal", "=", "2"),
    claim("share nationality Asia", "=", "75 %", unit=""),
    claim("share nationality Nepal", ">=", "90 %", unit=""),
    claim("occupied nationality", "<=", "2", unit="countries"),
    claim("peak nationality Nepal", ">=", "2"),
    claim("peak nationality Asia", ">=", "3"),
]


def test_people_of_a_part_are_people_of_the_whole_and_may_be_the_other_way_round() -> None:
    labels = pd.DataFrame({"variable": ["nationality"], "label": ["Nepal"], "part_of": ["Asia"]}).astype("str")
    people = pd.DataFrame({"nationality": ["Nepal", "Nepal", "Asia", "Cuba"]})
    case = replace(case_of(ASIANS), labels=labels)
    assert [(str(one.verdict), one.evidence[0]) for one in mb.audit(case, people)] == [
        ("holds", "by the list, 3 people with nationality Asia"),
        ("cannot tell", "by the list, 2 to 3 people with nationality Nepal"),
        ("holds", "by the list, 75% of the people with nationality Asia"),
        ("contradicted", "by the list, 50 to 75% of the people with nationality Nepal"),
        ("cannot tell", "by the list, 2 to 3 countries with at least one person"),
        ("holds", "by the list, 2 to 3 people in Nepal and at most 1 in any other group"),
        ("holds", "by the list, 3 people in Asia and at most 1 in any other group"),
    ]


def test_a_deviation_is_that_of_the_sample_where_every_value_is_known() -> None:
    claims = [claim("sd age", "=", "2.52", unit="years"), claim("sd age", "=", "2.5", unit="years")]
    claims.append(claim("sd age", "<", "2.5", unit="years"))
    people = pd.DataFrame({"age": ["20", "23", "25"]})
    case = case_of(claims)
    assert [str(one.verdict) for one in mb.audit(case, people)] == ["holds", "holds", "contradicted"]
    assert {str(one.verdict) for one in mb.audit(case, people.replace("23", "22..24"))} == {"cannot tell"}


def test_a_window_is_that_of_the_event_of_a_population() -> None:
    deaths = [claim("count death 2023-07", "=", "1"), claim("count signup 2021", "=", "1")]
    case = case_of(deaths, "2023-07/2023-08")
    case = replace(case, populations=case.populations.assign(event="death"))
    people = pd.DataFrame({"signup": ["2021-03", None], "death": ["2023-06/2023-07", "2023-08-02"]})
    if case.kinds["death"] != "period":
        pytest.skip("a column named in no schema holds labels")
    assert [str(one.verdict) for one in mb.audit(case, people)] == ["holds", "cannot tell"]


def test_days_and_numbers_need_not_be_texts() -> None:
    typed = pd.DataFrame({"signup": pd.to_datetime(["2023-07-03", "2023-08-01"]), "age": [24.0, None]})
    texts = pd.DataFrame({"signup": ["2023-07-03", "2023-08-01"], "age": ["24", None]})
    case = case_of(CLAIMS, YEAR)
    assert mb.audit(case, typed) == mb.audit(case, texts)


def test_rows_of_other_populations_are_left_out_and_that_is_said() -> None:
    people = pd.DataFrame({"signup": ["2023-07"] * 3, "population_id": ["centre", "elsewhere", None]})
    (found,) = mb.audit(case_of([claim("count signup", "=", "2")], YEAR), people)
    assert (str(found.verdict), *found.evidence) == (
        "holds",
        "by the list, 2 people in all",
        "left out: 1 row of another population",
    )


def test_a_list_of_nobody_is_held_against_nothing() -> None:
    with pytest.raises(mb.MusterError, match=r"^the list has no rows, so nothing can be held against it$"):
        mb.audit(case_of(CLAIMS, YEAR), PEOPLE.head(0))


ASIDE = [claim("count signup", ">=", "3"), claim("maximum age", "=", "38"), claim("count signup", "=", "2")]
WITH_ONE_BAD = "signup,age,population_id\n2023-07,24,centre\n2023-08,38,{}\n2023-09,old,centre,too many\n"


def with_one_bad(path: Path, population: str = "centre") -> mb.LineList:
    """Read three rows of which one is set aside."""
    path.write_text(WITH_ONE_BAD.format(population), "utf-8")
    return mb.read_records(path, errors="keep_aside")


def test_rows_set_aside_are_people_of_whom_nothing_is_known(tmp_path: Path) -> None:
    found = mb.audit(case_of(ASIDE, YEAR), with_one_bad(tmp_path / "list.csv"))
    left_out = "left out: 1 row for problems; each counts as a person of whom nothing is known"
    assert [(str(one.verdict), *one.evidence) for one in found] == [
        ("holds", "by the list, 3 people in all", left_out),
        ("cannot tell", "by the list, maximum age 38 to 120", "age is not stated for 1 of 3 people", left_out),
        ("contradicted", "by the list, 3 people in all", left_out),
    ]


NAMED = ("a", "b", "Total")
MADE = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(NAMED), st.sampled_from(["2023-07-01", "2023-07-02", "2023-07", "soon"])),
        st.just(("Total", "")),
    ),
    min_size=1,
    max_size=6,
)


def complete_lists(rows: list[tuple[str, str]]) -> Iterator[list[str]]:
    """Write out every complete list of sign-ups that rows with these ids and sign-ups stand for."""
    days = ["2023-07-01", "2023-07-02"]
    people = {(name, "" if signup == "soon" else signup) for name, signup in rows}
    # A total without a day is nobody; rows alike in id and day are one person, all others are as many as there are.
    choices = [[signup] if signup in days else days for name, signup in sorted(people) if signup or name != "Total"]
    yield from map(list, product(*choices))


@examples(4, phases=[Phase.explicit, Phase.generate])
@example(rows=[("Total", ""), ("Total", "2023-07-01"), ("Total", "2023-07-01"), ("Total", "")])
@example(rows=[("Total", ""), ("Total", "soon"), ("Total", "2023-07-01"), ("b", "2023-07")])
@example(rows=[("a", "soon"), ("a", "2023-07-01"), ("a", "soon"), ("b", "2023-07")])
@given(rows=MADE)
def test_sums_are_nobody_and_rows_alike_are_one_person(rows: list[tuple[str, str]]) -> None:
    people = pd.DataFrame(rows, columns=["record_id", "signup"]).replace("", None).astype("str")
    is_person = people["signup"].notna()
    people = people.assign(**dict.fromkeys(("party", "outcome"), is_person.map({True: "x", False: None})))
    read = mb.read_records(people, errors="keep_aside")
    assume(read.kept)
    lists = list(complete_lists(rows))
    numbers = range(len(rows) + 1)
    claims = [claim(f"count signup{where}", "=", str(one)) for where in ("", " 2023-07-01") for one in numbers]
    found = [str(one.verdict) for one in mb.audit(case_of(claims, "2023-07-01/2023-07-02"), read)]
    for place, verdict in enumerate(found):
        one = place % len(numbers)
        agree = [(len(days) if place < len(numbers) else days.count("2023-07-01")) == one for days in lists]
        assert verdict == ("holds" if all(agree) else "cannot tell" if any(agree) else "contradicted")


def test_what_rows_set_aside_are_taken_for_is_said() -> None:
    rows = [("a", "2023-07", "24"), ("a", "2023-07", "24"), ("b", "2023-08", "old"), ("Total", None, None)]
    read = mb.read_records(pd.DataFrame(rows, columns=["record_id", "signup", "age"]), errors="keep_aside")
    (found,) = mb.audit(case_of([claim("count signup", "=", "2")], YEAR), read)
    assert (str(found.verdict), *found.evidence) == (
        "holds",
        "by the list, 2 people in all",
        "left out: 1 row under an id used already; each is a person already counted",
        "left out: 1 row of totals; that is no person",
    )


def test_a_sum_is_of_no_population_but_an_id_used_already_may_be_of_any() -> None:
    rows = [("a", "centre"), ("b", "elsewhere"), ("Total", None)]
    mixed = pd.DataFrame(rows, columns=["record_id", "population_id"]).assign(signup=["2023-07", "2023-07", None])
    case = case_of([claim("count signup", "=", "1")], YEAR)
    assert str(mb.audit(case, mb.read_records(mixed, errors="keep_aside"))[0].verdict) == "holds"
    again = pd.concat([mixed, mixed.head(1)])
    with pytest.raises(mb.MusterError, match=r"so of which its rows set aside are is not known"):
        mb.audit(case, mb.read_records(again, errors="keep_aside"))


def test_of_which_population_rows_set_aside_are_is_not_guessed(tmp_path: Path) -> None:
    with pytest.raises(mb.MusterError) as caught:
        mb.audit(case_of(ASIDE, YEAR), with_one_bad(tmp_path / "list.csv", "elsewhere"))
    assert str(caught.value) == (
        "the list names other populations than 'centre' too, so of which its rows set aside are is not known: "
        "mend them, or hand in the people of one population"
    )


def test_worlds_one_above_the_other_are_not_one_list() -> None:
    people = pd.DataFrame({"world": [1, 1, 2], "signup": ["2023-07"] * 3, "simulated": True})
    with pytest.raises(mb.MusterError) as caught:
        mb.audit(case_of(ASIDE, YEAR), people)
    assert str(caught.value) == (
        "these people are of 2 simulated worlds, each a list of its own: take one, as "
        'people[people["world"] == 1], or ask of each with combine'
    )
    assert len(mb.audit(case_of(ASIDE, YEAR), people[people["world"] == 1])) == 3


def test_simulated_people_are_said_to_be_simulated() -> None:
    people = pd.DataFrame({"signup": ["2023-07"] * 3, "simulated": True})
    assert mb.audit(case_of(ASIDE, YEAR), people)[0].evidence == ("Simulated: by the list, 3 people in all",)


def test_nobody_signs_up_before_arriving_unless_the_list_says_so_of_somebody() -> None:
    case = case_of([claim("count lag_days 0..", "=", "2")], YEAR)
    forward = pd.DataFrame({"signup": ["2023-07-03", "2023-07"], "arrival": ["2023-07-01", "2023-07-15"]})
    backward = forward.assign(arrival=["2023-07-04", "2023-07-15"])
    assert [str(one.verdict) for people in (forward, backward) for one in mb.audit(case, people)] == [
        "holds",
        "contradicted",
    ]


WRONG: dict[str, tuple[dict[str, list[Any]], str]] = {
    "outside the window": (
        {"signup": ["2022-01", "2023-07"]},
        "1 value of 'signup' outside the window 2023-06/2024-05: 2022-01; "
        "widen the window or leave these records out yourself",
    ),
    "no date": (
        {"signup": ["July"]},
        "expected a date as YYYY, YYYY-MM or YYYY-MM-DD, last digits possibly X, or first/last, possibly ending in ~ ? "
        "or %; found 'July'",
    ),
    "no number": ({"age": ["old"]}, "expected a whole number as 20, or a range as 18..25, 3.. or ..17; found 'old'"),
    "torn": (
        {"signup": ["2023-07-05"], "arrival": ["2023-07-01"], "lag_days": ["2"]},
        "values of one person that cannot hold together: signup '2023-07-05', arrival '2023-07-01', lag_days '2'; "
        "expected lag_days to be the days from arrival to a sign-up in the window, and no departure before arrival",
    ),
    "departed before arriving": (
        {"arrival": ["2023-07-05"], "departure": ["2023-07-01"]},
        "values of one person that cannot hold together: arrival '2023-07-05', departure '2023-07-01'; "
        "expected lag_days to be the days from arrival to a sign-up in the window, and no departure before arrival",
    ),
    "nobody of it": (
        {"population_id": ["moon", "mars"]},
        "no row of the list is of population 'centre'; their population_id is mars, moon",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_list_that_cannot_be_is_refused(name: str) -> None:
    columns, message = WRONG[name]
    with pytest.raises(mb.MusterError) as caught:
        mb.audit(case_of(CLAIMS, YEAR), pd.DataFrame(columns))
    assert str(caught.value) == message


# Truth containment

START = date(2023, 6, 1)


def true_claims(people: pd.DataFrame) -> list[dict[str, str]]:
    """Derive claims that are true of a complete list."""
    months = people["signup"].str[:7].value_counts()
    ages = people["age"].astype(int)
    found = [
        claim("count signup", "=", str(len(people))),
        *(claim(f"count signup {month}", "=", str(number)) for month, number in months.items()),
        claim("occupied signup", "=", str(len(months)), unit="months"),
        claim("minimum age", "=", str(ages.min())),
        claim("maximum age", "=", str(ages.max())),
        claim("mean age", "=", f"{ages.mean():.3f}"),
        claim("median age", "=", f"{ages.median():.1f}"),
        claim("count age 30..", ">=", str((ages >= 30).sum())),
        *(
            claim(f"count lag_days {lag}", "<=", str(number))
            for lag, number in people["lag_days"].value_counts().items()
        ),
        claim("count outcome killed", "=", str((people["outcome"] == "killed").sum())),
    ]
    if (months == months.max()).sum() == 1:
        found.append(claim(f"peak signup {months.idxmax()}", "=", str(months.max())))
    return found


def out_of_reach(one: dict[str, str], people: int) -> dict[str, str]:
    """Push a claim beyond everything that any list of so many people can say."""
    far = str(people + 1) if one["statistic"] in {"count", "peak", "occupied"} else "121"
    return {**one, "relation": ">=", "value": far}


def complete(people: int, random: Random) -> pd.DataFrame:
    """Draw a complete list."""
    lags = [random.choice([0, 0, 1, 2, 9]) for _ in range(people)]
    signups = [START + timedelta(days=random.randrange(90)) for _ in range(people)]
    return pd.DataFrame(
        {
            "signup": [f"{day}" for day in signups],
            "arrival": [f"{day - timedelta(days=lag)}" for day, lag in zip(signups, lags, strict=True)],
            "lag_days": [str(lag) for lag in lags],
            "age": [str(random.randrange(18, 60)) for _ in range(people)],
            "outcome": [random.choice(["killed", "returned", "wounded"]) for _ in range(people)],
        }
    )


def coarser(name: str, text: str, random: Random) -> str | None:
    """Coarsen a value at random: leave it, widen it, or forget it."""
    how = random.randrange(4)
    if how == 0:
        return None
    if how > 1 or name == "outcome":
        return text
    if name in {"signup", "arrival"}:
        day = date.fromisoformat(text)
        around = f"{day - timedelta(days=random.randrange(9))}/{day + timedelta(days=random.randrange(9))}"
        return text[:7] if random.randrange(2) or day < START + timedelta(days=9) else around
    return f"{max(0, int(text) - random.randrange(4))}..{int(text) + random.randrange(4)}"


@examples(5)
@given(st.integers(1, 12), st.integers(0, 10**6))
def test_a_true_claim_is_never_contradicted_and_one_out_of_reach_always_is(people: int, seed: int) -> None:
    random = Random(seed)
    truth = complete(people, random)
    claims = true_claims(truth)
    rough = pd.DataFrame({name: [coarser(name, text, random) for text in truth[name]] for name in truth})
    exact = mb.audit(case_of(claims, YEAR), truth)
    assert [one.sentence for one in exact if one.verdict != "holds"] == []
    assert [one.sentence for one in mb.audit(case_of(claims, YEAR), rough) if one.verdict == "contradicted"] == []
    pushed = [out_of_reach(one, people) for one in claims]
    assert {str(one.verdict) for one in mb.audit(case_of(pushed, YEAR), rough)} == {"contradicted"}


def test_an_audit_leaves_the_case_and_the_list_as_they_were() -> None:
    people, case = PEOPLE.copy(), replace(MOSCOW, claims=MOSCOW.claims.copy())
    mb.audit(case, people)
    pd.testing.assert_frame_equal(people, PEOPLE)
    pd.testing.assert_frame_equal(case.claims, MOSCOW.claims)
