"""Testimony: what a list says of a published figure, in words.

Pure functions from numbers to text, as in ``labels``.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from musterbook import labels
from musterbook.case.claims import Claim, Statistic
from musterbook.errors import counted
from musterbook.linelist.linelist import Standing

NO_PEOPLE = "the figure counts no people, so a list of people says nothing of it"
NO_PART = "neither a number nor a part to count is stated, so a list says nothing of it"


def of_figure(claim: Claim, low: float, high: float) -> str:
    """Say what the figure of a claim is by the list, from its least to its largest value.

    >>> from musterbook.labels import _example
    >>> of_figure(_example("count", "signup", "2023-07", "=", "8"), 6, 9)
    'by the list, 6 to 9 people whose signup is in July 2023'
    >>> of_figure(_example("minimum", "age", "", "=", "20"), inf, -inf)
    'by the list, there is nobody'
    """
    if low > high:
        return "by the list, there is nobody"
    is_share = claim.statistic is Statistic.SHARE
    number = f"{span(100 * low, 100 * high)}%" if is_share else span(low, high)
    return f"by the list, {labels.words_of_figure(claim, number)}"


def of_peak(claim: Claim, sure: int, possible: int, rival: int) -> str:
    """Say how many people a cell has by the list, and how many any other.

    >>> from musterbook.labels import _example
    >>> of_peak(_example("peak", "signup", "2023-07", "=", "8"), 6, 9, 7)
    'by the list, 6 to 9 people in July 2023 and at most 7 in any other month'
    """
    where = f"{labels.persons(sure, possible)} in {labels.where_words(claim.variable, claim.where)}"
    return f"by the list, {where} and at most {rival:,} in any other {labels.cell_word(claim)}"


def span(low: float, high: float) -> str:
    """Give a number from its least to its largest value, to two decimals where it is no whole number.

    >>> span(8, 8), span(6, 9), span(22.25, 48.0), span(3, inf), span(-inf, inf)
    ('8', '6 to 9', '22.25 to 48', 'at least 3', 'any number of')
    """
    if low == -inf:
        return "any number of" if high == inf else f"at most {number(high)}"
    if high == inf:
        return f"at least {number(low)}"
    return " to ".join(dict.fromkeys([number(low), number(high)]))


def number(value: float) -> str:
    """Give one number, to two decimals where it is no whole number.

    >>> number(1200), number(31.5), number(31.0)
    ('1,200', '31.50', '31')
    """
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def gaps(variable: str, listed: bool, unknown: tuple[int, int], people: int) -> Iterator[str]:
    """Say what the list leaves open of a variable: ``unknown`` are those not stated and those stated as a range.

    >>> list(gaps("age", True, (1, 2), 51))
    ['age is not stated for 1 of 51 people', 'age is known as a range for 2 of 51 people']
    >>> list(gaps("age", False, (51, 0), 51))
    ['the list has no column age']
    """
    unstated, rough = unknown
    of_all = f"of {counted(people, 'person', 'people')}"
    if unstated and not listed:
        yield f"the list has no column {variable}" + (
            f" and does not settle it for {unstated:,} {of_all}" if unstated < people else ""
        )
    elif unstated:
        yield f"{variable} is not stated for {unstated:,} {of_all}"
    if rough:
        yield f"{variable} is known as a range for {rough:,} {of_all}"


def elsewhere(rows: int, population: str) -> str:
    """Say how many rows were left out.

    >>> elsewhere(1, "centre")
    '1 row of the list is of another population than centre and was left out'
    """
    are = "is" if rows == 1 else "are"
    were = "was" if rows == 1 else "were"
    return f"{counted(rows, 'row')} of the list {are} of another population than {population} and {were} left out"


def set_aside(aside: Standing) -> Iterator[str]:
    """Say how many rows were set aside for problems, and what is made of them.

    >>> list(set_aside(Standing(people=1)))
    ['1 row was left out for problems and counts as a person of whom nothing is known']
    >>> list(set_aside(Standing(people=2)))
    ['2 rows were left out for problems and count as people of whom nothing is known']
    >>> list(set_aside(Standing(repeated=2, totals=2)))
    ['2 rows under ids used already were left out and are people already counted', \
'2 rows of totals were left out and are no people']
    """
    if rows := aside.people:
        are = "was left out for problems and counts as a person" if rows == 1 else ""
        are = are or "were left out for problems and count as people"
        yield f"{counted(rows, 'row')} {are} of whom nothing is known"
    if rows := aside.repeated:
        row = counted(rows, "row under an id used already was", "rows under ids used already were")
        yield f"{row} left out and {'is a person' if rows == 1 else 'are people'} already counted"
    if rows := aside.totals:
        row = counted(rows, "row of totals was", "rows of totals were")
        yield f"{row} left out and {'is no person' if rows == 1 else 'are no people'}"
