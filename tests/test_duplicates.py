"""Who may be on a list twice, held against every pair of rows."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pandas as pd
import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

import musterbook as mb
import native
from exploring import examples


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
    assert list(found.columns) == ["group", "record_id", "signup", "age", "party", "lacks", "reason"]
    assert set(found["reason"]) == {"the same signup, age"}
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
@examples(5, phases=[Phase.explicit, Phase.generate])
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


WORDS = ["jon", "john", "joan", "smith", "smyth", "petrov", "petrova", "li"]
NAMED = st.lists(
    st.tuples(
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join) | st.none(),
        st.sampled_from(["1980-01-01", "1980-01-02", None]),
    ),
    max_size=9,
)


def common(one: str, other: str) -> int:
    """Count the letters of the longest text that both have in this order."""
    lengths = [0] * (len(other) + 1)
    for letter in one:
        before = lengths[:]
        for place, mate in enumerate(other, 1):
            lengths[place] = before[place - 1] + 1 if letter == mate else max(before[place], lengths[place - 1])
    return lengths[-1]


def spelt_alike(one: str, other: str) -> bool:
    """Tell whether two names have nearly the same letters, or one has all words of the other and that has two."""
    words = set(one.split()), set(other.split())
    few = min(words, key=len)
    within = (words[0] <= words[1] and len(words[0]) > 1) or (words[1] <= words[0] and len(words[1]) > 1)
    joined = [" ".join(sorted(text.split())) for text in (one, other)]
    assert few
    return within or 200 * common(*joined) / sum(map(len, joined)) >= 85


@pytest.mark.parametrize("by", [["name", "born"], ["name"]])
@examples(9)
@given(people=NAMED)
def test_people_whose_names_are_spelt_alike_stand_together(by: list[str], people: list[tuple[str, str]]) -> None:
    stated = [row for row, (name, born) in enumerate(people) if name and (born or "born" not in by)]
    together = {row: {row} for row in stated}
    for one, other in combinations(stated, 2):
        is_of_one_day = "born" not in by or people[one][1] == people[other][1]
        if is_of_one_day and spelt_alike(people[one][0], people[other][0]):
            merged = together[one] | together[other]
            together |= dict.fromkeys(merged, merged)
    expected = sorted({tuple(sorted(group)) for group in together.values() if len(group) > 1})
    frame = pd.DataFrame(people, columns=["name", "born"]).astype("str")
    found = mb.possible_duplicates(frame.assign(record_id=[str(row) for row in range(len(people))]), by=by)
    assert list(found.columns) == ["group", "record_id", *by, "reason"]
    assert sorted(tuple(int(row) for row in group) for _, group in found.groupby("group")["record_id"]) == expected


@pytest.mark.parametrize("make", native.engines())
def test_names_are_compared_on_every_engine(make: Callable[..., Any]) -> None:
    people = {
        "record_id": ["a", "b", "c", "d"],
        "ФИО": ["Иванов Сергей", "Сергей ИВАНОВ", "Иванов Сергей Петрович", "Ли Вэй"],
        "Дата рождения": ["1980-01-01"] * 4,
        "age": ["43", "43", None, "43"],
    }
    found = mb.possible_duplicates(make(people), by=["ФИО", "Дата рождения"])
    assert found["record_id"].tolist() == ["a", "b", "c"]
    assert set(found["reason"]) == {"the same Дата рождения; ФИО spelt alike"}
    unasked = mb.possible_duplicates(make(people))
    assert list(unasked.columns) == ["group", "record_id", "age", "party", "lacks", "reason"], "no name unasked"
    assert unasked["record_id"].tolist() == ["a", "b", "c"]


def test_ids_are_compared_as_they_stand() -> None:
    people = pd.DataFrame({"record_id": ["a", "b", "c"], "passport": ["AB123456", "AB123457", "AB123457"]})
    found = mb.possible_duplicates(people, by="passport")
    assert found.to_numpy().tolist() == [
        [1, "b", "AB123457", "the same passport"],
        [1, "c", "AB123457", "the same passport"],
    ]


def test_a_name_and_a_birth_stand_beside_age_and_dates() -> None:
    people = pd.DataFrame({"record_id": ["a", "b", "c"], "name": ["A Bo", "A Bo", "C Do"], "dob": ["1980"] * 3})
    found = mb.possible_duplicates(people.assign(age=["43", None, "43"], signup=["2023-07", None, "2023-07"]))
    assert found[["group", "record_id", "reason"]].to_numpy().tolist() == [
        [1, "a", "the same signup, age"],
        [1, "c", "the same signup, age"],
        [2, "a", "the same name, dob"],
        [2, "b", "the same name, dob"],
    ]


def test_any_dates_of_a_list_are_compared() -> None:
    people = pd.DataFrame({"Died": ["2023-07-01", "2023-07-01", "2023-07-02"], "Age": ["24", "24", "24"]})
    read = mb.read_records(people, columns={"death": "Died", "age": "Age"})
    found = mb.possible_duplicates(read)
    assert found[["record_id", "death", "reason"]].to_numpy().tolist() == [
        ["row-1", "2023-07-01", "the same death, age"],
        ["row-2", "2023-07-01", "the same death, age"],
    ]
