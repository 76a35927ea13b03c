"""Every word that appears in a chart, a table or a finding, as pure functions from values to text.

Nothing here computes: a headline is filled in from numbers it is handed. Headlines have at most ten words.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence

from musterbook.case import Case
from musterbook.claims import Claim, Relation, Statistic
from musterbook.errors import counted
from musterbook.periods import Every, Period
from musterbook.tables import Kind, rows

HEDGES = {Relation.EXACTLY: "", Relation.AT_LEAST: "at least ", Relation.AT_MOST: "at most ", Relation.ABOUT: "about "}
VARIABLES = {"signup": "sign-ups", "age": "age", "lag_days": "days from arrival to sign-up", "outcome": "outcome"}
LIMITS_NOTE = "Published records only, not all recruits."


def people(number: int) -> str:
    """Give a number of people.

    >>> people(1), people(51)
    ('1 person', '51 people')
    """
    return counted(number, "person", "people")


def persons(low: int, high: int | None) -> str:
    """Give a number of people that may not be settled.

    >>> persons(51, 51), persons(51, None), persons(20, 30)
    ('51 people', 'at least 51 people', '20 to 30 people')
    """
    if high is None:
        return f"at least {people(low)}"
    return people(low) if low == high else f"{low:,} to {people(high)}"


def between(low: int, high: int | None) -> str:
    """Give the range of a number.

    >>> between(0, 7), between(8, 8), between(51, None)
    ('0–7', '8', '51 or more')
    """
    if high is None:
        return f"{low} or more"
    return str(low) if low == high else f"{low}–{high}"


def day(date: dt.date | str) -> str:
    """Give a day in words.

    >>> day("2025-04-11")
    '11 April 2025'
    """
    found = dt.date.fromisoformat(date) if isinstance(date, str) else date
    return f"{found.day} {calendar.month_name[found.month]} {found.year}"


def period(dates: Period, *, short: bool = False) -> str:
    """Give a stretch of days in words, as long as it must be.

    >>> [period(Period.parse(text)) for text in ("2023-07", "2023-06/2023-12", "2023-06/2024-05")]
    ['July 2023', 'June–December 2023', 'June 2023 to May 2024']
    >>> period(Period.parse("2023-06/2023-12"), short=True), period(Period.parse("2023-08-22"))
    ('Jun–Dec 2023', '22 August 2023')
    """
    names = calendar.month_abbr if short else calendar.month_name
    text = str(dates)
    if len(text) == 4:
        return text
    if not _is_months(dates):
        return " to ".join(dict.fromkeys([day(dates.first), day(dates.last)]))
    first, last = names[dates.first.month], names[dates.last.month]
    if dates.first.year != dates.last.year:
        return f"{first} {dates.first.year} to {last} {dates.last.year}"
    return f"{'–'.join(dict.fromkeys([first, last]))} {dates.first.year}"


def month_initials(cell: str) -> str:
    """Give a month cell its short name, the year being said elsewhere.

    >>> month_initials("2023-07")
    'Jul'
    """
    return calendar.month_abbr[int(cell[5:7])]


def claim_words(claim: Claim) -> str:
    """Say in words what one claim says.

    >>> claim_words(_example("count", "lag_days", "0", ">=", "7"))
    'at least 7 people signed up on the day of arrival'
    >>> claim_words(_example("peak", "signup", "2023-07", "=", "8"))
    'the largest month is July 2023 with 8 people'
    """
    printed = "no number" if claim.value is None else f"{HEDGES[claim.relation]}{claim.value}"
    return words_of_figure(claim, printed)


def words_of_figure(claim: Claim, number: str) -> str:
    """Say a figure in words with any number in the place of the printed one.

    >>> words_of_figure(_example("count", "signup", "2023-07"), "6 to 9")
    '6 to 9 people signed up in July 2023'
    """
    if claim.statistic is Statistic.PEAK:
        return f"the largest {cell_word(claim)} is {where_words(claim.variable, claim.where)} with {_of_people(number)}"
    if claim.statistic is Statistic.COUNT:
        part = f" {_part_words(claim)}" if claim.where else " in all"
        return f"{_of_people(number)}{part}"
    if claim.statistic is Statistic.OCCUPIED:
        return f"{number} {claim.unit or 'cells'} with at least one person"
    return f"{claim.statistic} {VARIABLES.get(claim.variable, claim.variable)} {number}".replace("  ", " ")


def figure_words(claim: Claim) -> str:
    """Name the figure that a claim gives, without its number.

    >>> figure_words(_example("count", "signup", "2023-06/2023-12", "=", "31"))
    'Signed up June–December 2023'
    >>> figure_words(_example("minimum", "age"))
    'Youngest'
    """
    ages = {Statistic.MINIMUM: "Youngest", Statistic.MAXIMUM: "Oldest"}
    if claim.variable == "age" and claim.statistic in ages:
        return ages[claim.statistic]
    if claim.statistic is Statistic.PEAK:
        return f"Largest {cell_word(claim)}: {where_words(claim.variable, claim.where)}"
    if claim.statistic is Statistic.OCCUPIED:
        return f"{claim.unit.capitalize()} with anybody"
    if claim.statistic is Statistic.COUNT:
        words = _part_words(claim) if claim.where else _all_words(claim)
        return words[0].upper() + words[1:]
    return f"{claim.statistic.capitalize()} {VARIABLES.get(claim.variable, claim.variable)}"


def where_words(variable: str, where: str) -> str:
    """Name a part of a variable.

    >>> where_words("signup", "2023-07"), where_words("lag_days", "0"), where_words("outcome", "returned")
    ('July 2023', '0', 'returned')
    """
    return period(Period.parse(where)) if Kind.of(variable) is Kind.DATE else where


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def decimal(number: float) -> str:
    """Give a number with one decimal.

    >>> decimal(31 / 7), decimal(4)
    ('4.4', '4.0')
    """
    return f"{number:.1f}"


def times(value: object, number: int) -> str:
    """Give a value and how often it occurs.

    >>> times(24, 1), times(38, 3)
    ('24', '38 three times')
    """
    often = {1: "", 2: " twice", 3: " three times"}
    return f"{value}{often.get(number, f' {number} times')}"


def printed(claim: Claim, hedge: str) -> str:
    """Give what was printed: the number with the words that hedge it, or the words alone.

    >>> printed(_example("count", "lag_days", "0", ">=", "7"), "at least")
    'at least 7'
    """
    if claim.value is None:
        return f"\u201c{hedge}\u201d" if hedge else "no number"
    return f"{HEDGES[claim.relation]}{claim.value}"


def contradictions(statements: int, contradicted: int) -> str:
    """Give the headline over all claims of a case.

    >>> contradictions(13, 1), contradictions(3, 0)
    ('Of 13 published statements, one is contradicted', 'Of 3 published statements, none is contradicted')
    """
    some = {0: "none is", 1: "one is"}.get(contradicted, f"{contradicted} are")
    return f"Of {counted(statements, 'published statement')}, {some} contradicted"


def foot(case: Case) -> str:
    """Give the lines at the foot of a figure: the source, when it was read, and what the figures leave out."""
    sources = rows(case.sources)
    first = next((one for one in sources if one["role"] == "primary"), sources[0])
    others = sum(one["relays"] == first["source_id"] for one in sources)
    published = f", {day(first['published'])}" if isinstance(first["published"], str) else ""
    reports = f", and {counted(others, 'report')} of it" if others else ""
    return f"Source: {first['outlet']}{published}{reports}; read until {day(case.frozen)}.\n{LIMITS_NOTE}"


def cell_word(claim: Claim) -> str:
    """Name the kind of cell a peak was reached in: a month, a day, a group."""
    if Kind.of(claim.variable) is not Kind.DATE:
        return "group"
    return {4: "year", 7: "month", 10: "day"}.get(len(claim.where), "period")


def _is_months(dates: Period) -> bool:
    return dates.first == Every.MONTH.around(dates.first).first and dates.last == Every.MONTH.around(dates.last).last


def _of_people(printed: str) -> str:
    return f"{printed} {'person' if printed == '1' or printed.endswith(' 1') else 'people'}"


def _part_words(claim: Claim) -> str:
    lags = {"0": "signed up on the day of arrival", "1": "signed up the day after arriving"}
    if claim.variable == "lag_days":
        days = f"{claim.where[:-2]} or more" if claim.where.endswith("..") else claim.where.replace("..", " to ")
        return lags.get(claim.where, f"signed up {days} days after arriving")
    if claim.variable == "signup":
        return f"signed up {'in ' if '/' not in claim.where else ''}{where_words('signup', claim.where)}"
    if claim.variable == "age":
        return f"aged {claim.where}"
    if claim.variable == "outcome":
        return claim.where
    return f"with {VARIABLES.get(claim.variable, claim.variable)} {claim.where}"


def _all_words(claim: Claim) -> str:
    return {"lag_days": "signed up soon after arriving"}.get(claim.variable, "all people")


def _example(statistic: str, variable: str, where: str = "", relation: str = "=", value: str = "") -> Claim:
    """Make a claim for the examples on this page."""
    named = {"claim_id": "a", "source_id": "s", "population_id": "p", "unit": "people", "see": "", "status": "used"}
    return Claim.from_row(
        {"statistic": statistic, "variable": variable, "where": where, "relation": relation, "value": value, **named}
    )
