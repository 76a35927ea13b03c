"""Who may be on a list twice, held against every pair of rows."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import musterbook as mb
import native


def test_possible_duplicates() -> None:
    people = pd.DataFrame(
        [
            ("a", "2023-08-22", "38", "Flight 12"),
            ("b", "2023-08-22", "38", "flight-12"),
            ("c", "2023-08-22", "38", None),
            ("d", "2023-08-22", "38", "Petrov"),
            ("e", "2023-08-22", "24", "Flight 12"),
            ("f", None, "38", "Flight 12"),
            ("g", "2023-09", "24", None),
            ("h", "2023-09", "24", None),
        ],
        columns=["record_id", "signup", "age", "party"],
    )
    found = mb.possible_duplicates(people)
    assert found[["group", "record_id"]].to_numpy().tolist() == [
        [1, "a"], [1, "b"], [1, "c"], [2, "c"], [2, "d"], [3, "g"], [3, "h"],
    ]  # fmt: skip
    assert list(found.columns) == ["group", "record_id", "signup", "age", "party", "lacks"]
    assert found["lacks"].isna().all()
    pd.testing.assert_frame_equal(mb.possible_duplicates(people.sample(frac=1, random_state=1)), found)
    assert len(mb.possible_duplicates(people.iloc[:0])) == 0


DATES = ("signup", "arrival", "departure")
SPARSE = st.lists(
    st.tuples(
        *(st.sampled_from(["", "2023", "2024"]) for _ in DATES),
        st.sampled_from(["", "38"]),
        st.sampled_from(["", "p", "q"]),
    ),
    min_size=5,
    max_size=12,
)


def may_be_one(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Hold two rows against each other: alike in all that both state, and not too little of it."""
    both = [place for place in range(3) if one[place] and other[place]]
    is_alike = all(one[place] == other[place] for place in both) and one[3] == other[3] != ""
    is_enough = len(both) >= (1 if [*map(bool, one[:3])] == [*map(bool, other[:3])] else 2)
    return is_alike and is_enough and ("" in (one[4], other[4]) or one[4] == other[4])


# Examples are few and small as they are; to make them smaller takes minutes.
@settings(deadline=None, max_examples=15, phases=[Phase.explicit, Phase.generate])
@given(people=SPARSE)
def test_who_may_be_one_person_though_a_date_is_blank_stands_together(people: list[tuple[str, ...]]) -> None:
    frame = pd.DataFrame(people, columns=[*DATES, "age", "party"]).replace({"": None}).astype("str")
    found = mb.possible_duplicates(frame.assign(record_id=[str(place) for place in range(len(people))]))
    groups = [{int(one) for one in group} for _, group in found.groupby("group")["record_id"]]
    together = {pair for group in groups for pair in combinations(sorted(group), 2)}
    rows = dict(enumerate(people))
    alike = {pair for pair in combinations(rows, 2) if may_be_one(rows[pair[0]], rows[pair[1]])}
    assert alike <= together
    for group in groups:
        assert all(any(may_be_one(rows[one], rows[other]) for other in group - {one}) for one in group)
        assert all(len({rows[one][place] for one in group} - {""}) <= 1 for place in range(4))
        assert not any(group <= other for other in groups if other is not group)
    for _, row in found.iterrows():
        group = groups[row["group"] - 1]
        blank = [
            name for place, name in enumerate(DATES) if pd.isna(row[name]) and any(rows[one][place] for one in group)
        ]
        assert [row["lacks"]] == [", ".join(blank)] if blank else pd.isna(row["lacks"])


@pytest.mark.parametrize("make", native.engines())
def test_a_blank_date_hides_nobody_who_agrees_in_two_others(make: Callable[..., Any]) -> None:
    people = {
        "record_id": ["a", "b", "c", "d", "e"],
        "signup": ["2023-08-22"] * 4 + [None],
        "arrival": ["2023-08-20"] * 3 + [None, "2023-08-20"],
        "departure": [None, "2023-11-02", "2023-12-24", None, "2023-12-24"],
        "age": ["38"] * 5,
    }
    found = mb.possible_duplicates(make(people)).astype("object").fillna("")
    assert found[["group", "record_id", "departure", "lacks"]].to_numpy().tolist() == [
        [1, "a", "", "departure"],
        [1, "b", "2023-11-02", ""],
        [2, "a", "", "departure"],
        [2, "c", "2023-12-24", ""],
        [2, "e", "2023-12-24", "signup"],
    ]


def test_rows_that_lack_the_same_date_stand_once_beside_the_row_that_states_it() -> None:
    people = pd.DataFrame({"record_id": ["a", "b", "c"], "departure": [None, None, "2023-11"], "age": ["38"] * 3})
    people = people.assign(signup="2023-08-22", arrival="2023-08-20")
    found = mb.possible_duplicates(people)
    assert found[["group", "record_id"]].to_numpy().tolist() == [[1, "a"], [1, "b"], [1, "c"]]


def test_one_date_and_the_age_are_too_little_where_the_rest_is_blank() -> None:
    people = pd.DataFrame({"record_id": ["a", "b"], "arrival": [None, "2023-08-20"], "age": ["38"] * 2})
    assert mb.possible_duplicates(people.assign(signup="2023-08-22")).empty
    assert len(mb.possible_duplicates(people.assign(signup="2023-08-22", arrival=None))) == 2


@pytest.mark.parametrize("missing", ["record_id", "age", "signup"])
def test_possible_duplicates_need_columns(missing: str) -> None:
    people = pd.DataFrame({"record_id": ["a"], "signup": ["2023"], "age": ["38"]}).drop(columns=missing)
    with pytest.raises(mb.MusterError, match=f"no column '{missing}'; available: "):
        mb.possible_duplicates(people)
