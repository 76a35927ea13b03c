"""What a list says of claims, held against a slow oracle that writes out every complete list.

The oracle shares no code with the library: it gives each person every value that what is known of the person allows,
takes all combinations, and evaluates the claim on each. Values that have no end are cut off far beyond every number
that any claim here mentions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import Phase, assume, given
from hypothesis import strategies as st

import musterbook as mb
from casefiles import fields
from exploring import examples

Row = Mapping[str, str]
FIRST = date(2023, 6, 28)
DAYS = [FIRST + timedelta(days=step) for step in range(6)]
WINDOW = f"{DAYS[0]}/{DAYS[-1]}"
FAR = 25


def frame(table: str, rows: Sequence[Row]) -> pd.DataFrame:
    """Make a table of a case, missing where a row gives nothing."""
    columns = [field["name"] for field in fields(table)]
    texts = [{name: row.get(name) or None for name in columns} for row in rows]
    return pd.DataFrame(texts, columns=columns).astype("str")


def case_of(claims: Sequence[Row], window: str = WINDOW, records: Sequence[Row] = ()) -> mb.Case:
    """Make a case of one population and one source."""
    common = {"source_id": "paper", "population_id": "centre"}
    return mb.Case(
        name="small",
        title="A small case",
        populations=frame("populations", [{"population_id": "centre", "description": "people", "window": window}]),
        sources=frame("sources", [{"source_id": "paper", "outlet": "Paper", "accessed": "2026-01-02"}]),
        claims=frame("claims", [common | dict(one) for one in claims]),
        records=frame("records", [common | dict(one) for one in records]),
    )


def claim(figure: str, relation: str, value: str, **more: str) -> dict[str, str]:
    """Write a claim; ``figure`` is its statistic, variable and where, separated by spaces."""
    statistic, variable, where = (*figure.split(" "), "", "")[:3]
    words = {"statistic": statistic, "variable": variable, "where": where, "unit": "people", "status": "used"}
    name = f"{statistic}-{variable}-{where}-{relation}-{value}-{more.get('unit', '')}"
    return {"claim_id": name, **words, "relation": relation, "value": value, **more}


# The oracle


def days_of(text: str) -> set[date]:
    """Give the days that a day, a pair of days or a month may be."""
    first, _, last = text.partition("/")
    return {day for day in DAYS if starts(first) <= day <= ends(last or first)}


def starts(text: str) -> date:
    return date.fromisoformat(text if len(text) == 10 else f"{text}-01")


def ends(text: str) -> date:
    return date.fromisoformat(text) if len(text) == 10 else {"06": date(2023, 6, 30), "07": date(2023, 7, 31)}[text[5:]]


def numbers_of(text: str, highest: int) -> range:
    low, dots, high = text.partition("..")
    return range(int(low or 0), (int(high) if high else highest if dots or not text else int(low)) + 1)


def values_of(person: Row, variable: str) -> list[Any]:
    """Give every value of one variable that what is known of a person allows."""
    if variable == "age":
        return sorted(numbers_of(person.get("age", ""), 120))
    if variable in {"signup", "lag_days"}:
        signups = days_of(person.get("signup", "")) if person.get("signup") else set(DAYS)
        lags = numbers_of(person.get("lag_days", ""), FAR)
        arrival = person.get("arrival", "")
        kept = {
            (day, lag)
            for day in signups
            for lag in lags
            if not arrival or starts(arrival[:10]) <= day - timedelta(days=lag) <= ends(arrival[-10:])
        }
        return sorted({one[0 if variable == "signup" else 1] for one in kept})
    label = person.get(variable, "")
    return [label] if label else ["killed", "returned", "wounded", "new", f"own-{id(person)}", "none of them"]


def cell_of(value: Any, unit: str) -> Any:
    if not isinstance(value, date):
        return value
    week = value - timedelta(days=value.weekday())
    return {"months": (value.year, value.month), "weeks": week, "days": value}[unit]


def inside(value: Any, where: str) -> bool:
    if isinstance(value, date):
        first, _, last = where.partition("/")
        return starts(first) <= value <= ends(last or first)
    return value in numbers_of(where, 200) if isinstance(value, int) else bool(value == where)


def whole_cell_inside(value: Any, where: str, unit: str) -> bool:
    """Tell whether the cell of a value lies in a part with all its days, as far as the window has them."""
    if not isinstance(value, date):
        return inside(value, where)
    return all(inside(day, where) for day in DAYS if cell_of(day, unit) == cell_of(value, unit))


def unit_of(one: Row) -> str:
    return "days" if len(one["where"]) == 10 else "months"


def is_true(one: Row, values: Sequence[Any]) -> bool:
    """Tell whether a claim is true of a complete list."""
    statistic, where = one["statistic"], one["where"]
    if statistic == "peak":
        cells = Counter(cell_of(value, unit_of(one)) for value in values)
        at = cell_of(starts(where[:10]), unit_of(one)) if one["variable"] == "signup" else cells_key(where)
        # Whoever has none of the labels forms no group.
        cells.pop("none of them", 0)
        height = cells.pop(at, 0)
        return height > max([0, *cells.values()]) and compares(Fraction(height), one)
    if statistic == "count":
        return compares(Fraction(sum(not where or inside(value, where) for value in values)), one)
    if statistic == "occupied":
        kept = [value for value in values if not where or whole_cell_inside(value, where, one["unit"])]
        return compares(Fraction(len({cell_of(value, one["unit"]) for value in kept})), one)
    if not values:
        return {"minimum": ">=", "maximum": "<="}.get(statistic) == one["relation"]
    measure: Mapping[str, Callable[[Any], Any]] = {"minimum": min, "maximum": max, "median": median}
    found = Fraction(sum(values), len(values)) if statistic == "mean" else Fraction(measure[statistic](values))
    return compares(found, one)


def cells_key(where: str) -> Any:
    return int(where) if where.isdigit() else where


def compares(number: Fraction, one: Row) -> bool:
    value = Fraction(one["value"])
    step = Fraction(1, 10 ** len(one["value"].partition(".")[2]))
    half = step / 2 if one["statistic"] in {"mean", "median"} else Fraction(0)
    low, high = value - half <= number, number < value + half if half else number <= value
    return {"=": low and high, ">=": low, "<=": high}[one["relation"]]


def lists_of(people: Sequence[Row], variable: str) -> list[tuple[Any, ...]]:
    """Give every complete list, each once whatever the order of people."""
    every = product(*(values_of(person, variable) for person in people))
    return list({tuple(sorted(one)): one for one in every}.values())


def verdict_of(one: Row, lists: Sequence[tuple[Any, ...]]) -> str:
    """Judge a claim by every complete list."""
    said: set[bool] = set()
    for values in lists:
        said.add(is_true(one, values))
        if len(said) == 2:
            break
    return "cannot tell" if len(said) == 2 else "holds" if said.pop() else "contradicted"


# Against the oracle

SIGNUPS = ["", "2023-06-28", "2023-06-30", "2023-07-01", "2023-07-02", "2023-06", "2023-07", "2023-06-29/2023-07-01"]
JUNE, JULY = "2023-06-28/2023-06-30", "2023-07-01/2023-07-03"
PEAKS = [(f"peak signup {where}", "people") for where in (JUNE, JULY, "2023-07-01")]
SIGNUP_FIGURES = [
    ("count signup", "people"),
    (f"count signup {JUNE}", "people"),
    ("count signup 2023-06-30/2023-07-01", "people"),
    *PEAKS,
    ("occupied signup", "months"),
    ("occupied signup", "weeks"),
    ("occupied signup", "days"),
    ("occupied signup 2023-06-29/2023-07-01", "days"),
    ("occupied signup 2023-06-29/2023-07-03", "months"),
    ("occupied signup 2023-06-28/2023-07-02", "weeks"),
    ("occupied signup 2023-06-28/2023-07-02", "months"),
]
LAG_FIGURES = ["count lag_days 0", "count lag_days 2..", "peak lag_days 1", "occupied lag_days", "maximum lag_days"]
AGE_FIGURES = [f"{one} age" for one in ("minimum", "maximum", "mean", "median", "occupied")]
AGE_FIGURES += ["count age 20..21", "count age 22..", "peak age 21", "occupied age 20..22"]
OUTCOME_FIGURES = ["count outcome killed", "peak outcome killed", "occupied outcome", "occupied outcome killed"]
RELATIONS = ["=", ">=", "<="]


def claims_on(figures: Iterable[tuple[str, str]], values: Iterable[str]) -> list[dict[str, str]]:
    return [
        claim(figure, relation, value, unit=unit)
        for figure, unit in figures
        for value in values
        for relation in RELATIONS
    ]


def check(claims: Sequence[Row], people: Sequence[Row], columns: Sequence[str]) -> None:
    """Hold every verdict against the oracle."""
    table = pd.DataFrame([{name: one.get(name) or None for name in columns} for one in people], columns=columns)
    found = {one.claims[0]: str(one.verdict) for one in mb.audit(case_of(claims), table.astype("str"))}
    lists = {variable: lists_of(people, variable) for variable in {one["variable"] for one in claims}}
    assert found == {one["claim_id"]: verdict_of(one, lists[one["variable"]]) for one in claims}


def people_of(**columns: Sequence[str]) -> st.SearchStrategy[list[dict[str, str]]]:
    """Draw up to three people."""
    return st.lists(
        st.fixed_dictionaries({name: st.sampled_from(texts) for name, texts in columns.items()}), min_size=1, max_size=3
    )


@examples(4)
@given(people_of(signup=SIGNUPS))
def test_sign_ups_are_judged_as_by_every_complete_list(people: list[dict[str, str]]) -> None:
    check(claims_on(SIGNUP_FIGURES, "0123"), people, ["signup"])


@examples(4)
@given(people_of(age=["20", "21", "20..22", "21..22", "23"]), st.booleans())
def test_ages_are_judged_as_by_every_complete_list(people: list[dict[str, str]], unstated: bool) -> None:
    known = [*people[:1], {}] if unstated else people
    figures = [(figure, "years") for figure in AGE_FIGURES]
    check(claims_on(figures, ["0", "1", "2", "20", "21", "22"]), known, ["age"])


@examples(4)
@given(people_of(age=["20", "21", "20..22", "21..24"]))
def test_means_and_medians_are_judged_by_how_they_are_printed(people: list[dict[str, str]]) -> None:
    figures = [("mean age", "years"), ("median age", "years")]
    check(claims_on(figures, ["20.3", "20.5", "21", "21.33", "21.5", "22.0"]), people, ["age"])


@examples(4)
@given(people_of(lag_days=["0", "1", "0..2", "2", "3.."]), st.booleans())
def test_lags_are_judged_as_by_every_complete_list(people: list[dict[str, str]], unstated: bool) -> None:
    known = [*people[:1], {}] if unstated else people[:2]
    check(claims_on([(figure, "days") for figure in LAG_FIGURES], "0123"), known, ["lag_days"])


ARRIVALS = ["2023-06-28", "2023-06-30", "2023-06-27/2023-06-29", "2023-06-30/2023-07-02"]


@examples(4)
@given(people_of(signup=SIGNUPS, arrival=ARRIVALS, lag_days=["", "", "0", "1", "0..2", "2..4"]))
def test_values_of_one_person_narrow_each_other(people: list[dict[str, str]]) -> None:
    possible = [one for one in people if values_of(one, "signup")]
    assume(possible)
    figures = [*((figure, "days") for figure in LAG_FIGURES), *SIGNUP_FIGURES]
    check(claims_on(figures, "012"), possible[:2], ["signup", "arrival", "lag_days"])


@examples(4)
@given(people_of(outcome=["", "killed", "returned", "wounded"]))
def test_labels_are_judged_as_by_every_complete_list(people: list[dict[str, str]]) -> None:
    check(claims_on([(figure, "people") for figure in OUTCOME_FIGURES], "0123"), people, ["outcome"])


LAOS, HAITI, OTHERS = "Laos, which nobody names", "Haiti, which nobody names", "none of them"
ASIANS = {"Nepal", "India", LAOS, "Asia-others"}


def nations_of(text: str, number: int) -> list[str]:
    """Give every nation that somebody may be of: those that are named, one that nobody names, their own, or none."""
    within = [*sorted(ASIANS), f"Asia-{number}"]
    beyond = ["Cuba", HAITI, f"own-{number}", OTHERS]
    return {"": within + beyond, "Asia": within}.get(text, [text])


def continent_of(nation: str) -> str:
    return "Asia" if nation in ASIANS or nation.startswith("Asia-") else nation


@examples(8)
@given(people_of(nationality=["", "Nepal", "India", "Asia", "Cuba"]))
def test_a_larger_label_is_held_against_those_beside_it(people: list[dict[str, str]]) -> None:
    wheres = ("Nepal", "Asia", "Cuba")
    claims = claims_on([(f"peak nationality {where}", "people") for where in wheres], "0123")
    parts = [{"variable": "nationality", "label": label, "part_of": "Asia"} for label in ("Nepal", "India")]
    case = replace(case_of(claims), labels=frame("labels", parts))
    table = pd.DataFrame([{"nationality": one["nationality"] or None} for one in people]).astype("str")
    found = {one.claims[0]: str(one.verdict) for one in mb.audit(case, table)}
    lists = list(product(*(nations_of(one["nationality"], number) for number, one in enumerate(people))))
    continents = [tuple(map(continent_of, some)) for some in lists]
    nations = [tuple(OTHERS if nation == "Asia-others" else nation for nation in some) for some in lists]
    truth = {one["claim_id"]: verdict_of(one, continents if one["where"] == "Asia" else nations) for one in claims}
    assert found == truth


def ranged(variable: str, cells: Sequence[tuple[str, int, int]], folder: Path) -> mb.AggregateTable:
    """Write a table whose counts are ranges, and read it."""
    path = folder / "table.csv"
    # A last row without a value would be a total, where it is the sum of those above.
    rows = [f"{value},{low}-{high}" for value, low, high in sorted(cells)]
    path.write_text("\n".join([f"{variable},people", *rows, ""]), encoding="utf-8")
    return mb.read_table(path)


def check_table(claims: Sequence[Row], variable: str, cells: Sequence[tuple[str, int, int]], folder: Path) -> None:
    """Hold every verdict on a table against every list that it may be of; a count is judged exactly."""
    found = {one.claims[0]: str(one.verdict) for one in mb.audit(case_of(claims), ranged(variable, cells, folder))}
    numbers = product(*(range(low, high + 1) for _, low, high in cells))
    people = [
        [{variable: value} for (value, _, _), times in zip(cells, some, strict=True) for _ in range(times)]
        for some in numbers
    ]
    lists = [values for one in people for values in lists_of(one, variable)]
    for one in claims:
        truth, said = verdict_of(one, lists), found[one["claim_id"]]
        assert said == truth or (said == "cannot tell" and one["statistic"] != "count"), (one["claim_id"], truth, said)


RANGES = st.sampled_from([(0, 1), (0, 2), (1, 2), (1, 1), (2, 2)])


def cells_of(values: Sequence[str]) -> st.SearchStrategy[list[tuple[str, int, int]]]:
    """Draw one or two cells with how many people each has at least and at most, some of them surely."""
    one = st.tuples(st.sampled_from(values), RANGES).map(lambda cell: (cell[0], *cell[1]))
    return st.lists(one, min_size=1, max_size=2, unique_by=lambda cell: cell[0])


@examples(2, phases=[Phase.generate])
@given(cells_of(SIGNUPS), cells_of(["20", "21", "20..22"]), cells_of(["killed", "returned", "wounded"]))
def test_a_table_of_ranges_is_judged_as_by_every_list_it_may_be_of(
    days: list[tuple[str, int, int]], ages: list[tuple[str, int, int]], outcomes: list[tuple[str, int, int]]
) -> None:
    with TemporaryDirectory() as folder:
        check_table(claims_on(SIGNUP_FIGURES, "0123"), "signup", days, Path(folder))
        figures = [(figure, "years") for figure in AGE_FIGURES]
        check_table(claims_on(figures, ["1", "20", "20.5", "21", "22"]), "age", ages, Path(folder))
        of_labels = [(figure, "people") for figure in OUTCOME_FIGURES]
        check_table(claims_on(of_labels, "0123"), "outcome", outcomes, Path(folder))


@pytest.mark.parametrize("where", ["0001", "9999", "0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("unit", ["days", "weeks", "months", "quarters", "years"])
def test_the_first_and_the_last_days_there_are(where: str, unit: str) -> None:
    """The calendar ends, and nothing is asked of the day before it begins."""
    case = case_of([claim(f"occupied arrival {where}", "=", "1", unit=unit)])
    (found,) = mb.audit(case, pd.DataFrame({"arrival": [where, "2023-07"]}))
    # A day holds no whole week; a year begins or ends within one, in which the person may be.
    longer = "cannot tell" if len(where) == 4 else "contradicted"
    assert found.verdict == ("holds" if unit == "days" or (len(where) == 4 and unit != "weeks") else longer)
