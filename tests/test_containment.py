"""Truth containment: a full list is drawn, coarsened, bespattered or added up, and read back; the truth lies within.

Nothing here is shared with the library: a person is a day, an age and a sex, and how each was written down is drawn
with them, so that what may be said of a month is known without reading anything.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import musterbook as mb
from exploring import examples
from test_bearing import case_of, claim

FIRST, LAST = dt.date(2023, 6, 1), dt.date(2024, 2, 29)
WINDOW = "2023-06/2024-02"
MONTHS = [f"2023-{month:02}" for month in range(6, 13)] + ["2024-01", "2024-02"]
ENGLISH = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December"]  # fmt: skip
RUSSIAN = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
           "декабря"]  # fmt: skip


@dataclass(frozen=True)
class Person:
    """What is true of somebody, and what is written down of it."""

    day: dt.date
    age: int
    sex: str
    date_text: str
    age_text: str


DATE_TEXTS: list[Callable[[dt.date], str]] = [
    lambda day: day.isoformat(),
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day.day} {ENGLISH[day.month - 1]} {day.year}",
    lambda day: f"{day.day} {RUSSIAN[day.month - 1]} {day.year} г.",
    lambda day: f"{day:%A}, {ENGLISH[day.month - 1]} {day.day}, {day.year}",
    lambda day: f"{day:%d.%m.%y}",
    lambda day: f"{day:%Y-%m}",
    lambda day: f"{day:%m.%Y}",
    lambda day: f"{day:%Y-%m}-00",
    lambda day: f"about {ENGLISH[day.month - 1]} {day.year}",
    lambda day: f"Q{(day.month + 2) // 3} {day.year}",
    lambda day: "{}-W{:02}".format(*day.isocalendar()),
    lambda day: f"{max(1, day.day - 3)}-{day.day} {ENGLISH[day.month - 1]} {day.year}",
    lambda day: f"since {day.isoformat()}",
    lambda day: str(day.year),
    lambda _: "",
    lambda _: "?",
    lambda _: "н/д",
    lambda _: "soon",
    lambda _: "31.02.2023",
]
AGE_TEXTS: list[Callable[[int], str]] = [
    str,
    lambda age: f"{age} лет",
    lambda age: f"{age}.0",
    lambda age: f"{max(0, age - 4)}-{age + 3}",
    lambda age: f"{age // 10 * 10}s" if age >= 20 else str(age),
    lambda age: f"under {age + 5}",
    lambda age: f"{max(0, age - 1)} and over",
    lambda age: f"{age * 12 + 5} months",
    lambda _: "",
    lambda _: "unknown",
    lambda _: "forty",
    lambda _: "999",
]
PERSON = st.builds(
    lambda day, age, sex, write_date, write_age: Person(day, age, sex, write_date(day), write_age(age)),
    st.dates(FIRST, LAST),
    st.integers(0, 90),
    st.sampled_from(["m", "f"]),
    st.sampled_from(DATE_TEXTS),
    st.sampled_from(AGE_TEXTS),
)
PEOPLE = st.lists(PERSON, min_size=1, max_size=15)
HEADER = ["No", "Date", "Age", "Sex"]
NOBODY = [
    ["Total", "{n}", "", ""],
    ["Итого: {n}", "", "", ""],
    ["", "Total: {n}", "", ""],
    ["Source: Ministry of Everything", "", "", ""],
    ["Page 1 of 3", "", "", ""],
    ["  ", " ", "", " "],
    HEADER,
]


def written(people: Sequence[Person], spatter: Sequence[tuple[int, list[str]]]) -> str:
    """Write a list, with rows that are nobody at some places."""
    rows = [[f"p{place}", one.date_text, one.age_text, one.sex] for place, one in enumerate(people)]
    for place, nobody in sorted(spatter, key=lambda pair: -pair[0]):
        rows.insert(min(place, len(rows)), [cell.format(n=len(people)) for cell in nobody])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEADER, *rows])
    return out.getvalue()


def held(table: pd.DataFrame, truth: Counter[str]) -> None:
    """Hold a table of counts against what is true."""
    for cell, sure, possible in table[["cell", "sure", "possible"]].itertuples(index=False):
        assert sure <= truth[cell] <= possible, (cell, sure, truth[cell], possible)
    assert not set(truth) - set(table["cell"])


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lists") / "list.csv"


@examples(7, suppress_health_check=[HealthCheck.too_slow])
@given(people=PEOPLE, spatter=st.lists(st.tuples(st.integers(0, 15), st.sampled_from(NOBODY)), max_size=4))
def test_what_a_bespattered_list_says_contains_the_truth(
    path: Path, people: list[Person], spatter: list[tuple[int, list[str]]]
) -> None:
    path.write_text(written(people, spatter), encoding="utf-8")
    columns = {"record_id": "No", "signup": "Date", "age": "Age", "sex": "Sex"}
    read = mb.read_records(path, columns=columns, dayfirst=True, window=WINDOW, errors="keep_aside")
    assert read.records["record_id"].tolist() == [f"p{place}" for place in range(len(people))], "nobody lost or made"
    months = Counter(f"{one.day:%Y-%m}" for one in people)
    held(mb.counts(read, "signup", window=WINDOW), months)
    for sex, group in mb.counts(read, "signup", by="sex", window=WINDOW).groupby("sex"):
        held(group, Counter(f"{one.day:%Y-%m}" for one in people if one.sex == sex))
    if read.records["age"].notna().any():
        ages = mb.counts(read, "age", every=10)
        truth = Counter(f"{one.age // 10 * 10}..{one.age // 10 * 10 + 9}" for one in people)
        held(ages, Counter({cell: times for cell, times in truth.items() if cell in set(ages["cell"])}))
    claims = [claim("count", "=", str(len(people)))]
    claims += [claim(f"count signup {month}", "=", str(months[month])) for month in MONTHS]
    verdicts = [str(one.verdict) for one in mb.audit(case_of(claims, WINDOW), read)]
    assert verdicts[0] == "holds"
    assert "contradicted" not in verdicts


@examples(7, suppress_health_check=[HealthCheck.too_slow])
@given(
    people=st.lists(PERSON, min_size=1, max_size=60),
    least=st.sampled_from([0, 2, 5]),
    mark=st.sampled_from(["<{least}", "0-{most}", "*"]),
    wide=st.booleans(),
    with_totals=st.booleans(),
    once=st.booleans(),
    spellings=st.lists(st.sampled_from(["m", "M", "m ", "F", "f"]), min_size=4, max_size=4),
)
def test_what_an_aggregate_table_says_contains_the_truth(
    path: Path,
    people: list[Person],
    least: int,
    mark: str,
    wide: bool,
    with_totals: bool,
    once: bool,
    spellings: list[str],
) -> None:
    """Cells may be hidden, months stand in one row alone, labels differ in case, and totals and notes stand below."""
    truth = Counter((f"{one.day:%Y-%m}", one.sex) for one in people)
    shown = {
        key: str(truth[key]) if truth[key] >= least else mark.format(least=least, most=least - 1)
        for month in MONTHS
        for key in ((month, "m"), (month, "f"))
    }
    if wide:
        rows = [["month", "m", "f"], *([month, shown[month, "m"], shown[month, "f"]] for month in MONTHS)]
        totals = [["Total", *(str(sum(one.sex == sex for one in people)) for sex in "mf")]]
    else:
        spelled = {"m": [one for one in spellings if one[0] in "mM"] or ["m"], "f": ["f", "F "]}
        rows = [["month", "sex", "cases"]]
        for place, (month, sex) in enumerate(shown):
            names = spelled[sex]
            rows.append(["" if once and sex == "f" else month, names[place // 2 % len(names)], shown[month, sex]])
        totals = [["Total", "", str(len(people))]] if with_totals and least == 0 else []
    rows += totals if with_totals else []
    rows += [["Source: Ministry"], ["Cells under five are not shown here."]] if with_totals else []
    width = len(rows[0])
    path.write_text("\n".join(",".join([*row, *[""] * (width - len(row))]) for row in rows) + "\n", encoding="utf-8")
    suppressed = f"0-{max(least - 1, 0)}"
    table = mb.read_table(path, count=None if wide else "cases", suppressed=suppressed, join=True)
    lower = table.frame.assign(sex=table.frame["sex"].str.lower())
    table = dataclasses.replace(table, frame=lower)
    low, high = table.people
    assert low <= len(people) <= high
    held(mb.counts(table, "month"), Counter(month for month, _ in truth.elements()))
    for sex, group in mb.counts(table, "month", by="sex").groupby("sex"):
        held(group, Counter(month for month, one in truth.elements() if one == sex))
