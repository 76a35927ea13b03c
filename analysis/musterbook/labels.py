"""Every word that appears in a chart, a table or a finding, as pure functions from values to text.

Nothing here computes: a headline is filled in from numbers it is handed. Headlines have at most ten words. Sentences
stand in the catalogues of :mod:`musterbook.languages`, in English, Russian and Ukrainian.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from math import isinf
from typing import TYPE_CHECKING, Any

import pandas as pd

from musterbook import languages
from musterbook.case.claims import Claim, Relation, Statistic, cell_length
from musterbook.intervals import Every, Interval, Kind
from musterbook.languages import decimal, knows, listed, percent, say, whole
from musterbook.schema import AGE, LAG, kind_of, rows

if TYPE_CHECKING:
    from musterbook.case.case import Case

__all__ = ["decimal", "listed", "say", "whole"]

HEDGES = dict(zip(Relation, ("", "at least ", "at most ", "more than ", "fewer than ", "about "), strict=True))
MESSAGES = dict(zip(Relation, ("exactly", "at-least", "at-most", "more-than", "fewer-than", "about"), strict=True))


def people(number: int, lang: str = "en") -> str:
    """Give a number of people.

    >>> people(0), people(1), people(12_000), people(22, "ru"), people(22, "uk")
    ('0 people', '1 person', '12,000 people', '22 человека', '22 людини')
    """
    return say("people", lang, number=number)


def persons(low: int, high: int | None, lang: str = "en") -> str:
    """Give a number of people that may not be settled.

    >>> persons(51, 51), persons(51, None), persons(20, 30)
    ('51 people', 'at least 51 people', '20 to 30 people')
    """
    if high is None:
        return say("people-at-least", lang, number=low)
    return people(low, lang) if low == high else say("people-between", lang, low=low, number=high)


def ends(row: Mapping[str, Any]) -> tuple[int, int | None]:
    """Give the least and the most people of a row; ``None`` where there is no most.

    >>> ends({"low": 8, "high": None})
    (8, None)
    """
    return int(row["low"]), None if pd.isna(row["high"]) else int(row["high"])


def between(low: int, high: int | None, lang: str = "en") -> str:
    """Give the range of a number.

    >>> between(0, 7), between(0, 0), between(0, None), between(51, None, "uk")
    ('0–7', '0', '0 or more', '51 або більше')
    """
    if high is None:
        return say("or-more", lang, number=low)
    return whole(low, lang) if low == high else f"{whole(low, lang)}–{whole(high, lang)}"


def day(date: dt.date | str, lang: str = "en") -> str:
    """Give a day in words.

    >>> day("2025-04-11"), day(dt.date(2024, 2, 29)), day("2025-04-11", "uk").split()
    ('11 April 2025', '29 February 2024', ['11', 'квітня', '2025', 'р.'])
    """
    return languages.day(dt.date.fromisoformat(date) if isinstance(date, str) else date, lang)


def period(dates: Interval, lang: str = "en") -> str:
    r"""Give a stretch of days in words, as long as it must be.

    >>> [period(Interval.date(text)) for text in ("2023-07", "2023-06/2023-12", "2023-06/2024-05", "2023-01/2023-12")]
    ['July 2023', 'June–December 2023', 'June 2023 to May 2024', '2023']
    >>> [period(Interval.date(text)) for text in ("2023-08-22", "2023-09-21/2023-09-30", "2024-02-01/2024-02-29")]
    ['22 August 2023', '21 September 2023 to 30 September 2023', 'February 2024']
    >>> [period(Interval.date("2023-06/2023-12"), lang) for lang in ("ru", "uk")]
    ['июнь–декабрь 2023', 'червень–грудень 2023']
    >>> [period(Interval.date("2023-06/2024-05"), lang) for lang in ("ru", "uk")]
    ['июнь 2023\xa0— май 2024', 'червень 2023\xa0— травень 2024']
    """
    text = str(dates)
    if len(text) == 4:
        return text
    ends = (dates.first, dates.last)
    if ends != (Every.MONTH.around(ends[0]).first, Every.MONTH.around(ends[1]).last):
        first, last = (day(end, lang) for end in ends)
    elif ends[0].year == ends[1].year and ends[0].month != ends[1].month:
        first, last = (languages.month(end.month, lang) for end in ends)
        return say("months-of-year", lang, first=first, last=last, year=text[:4])
    else:
        names = [(languages.month(end.month, lang), str(end.year)) for end in ends]
        first, last = (say("month-of-year", lang, month=name, year=year) for name, year in names)
    return first if first == last else say("from-to", lang, first=first, last=last)


def sentence(text: str) -> str:
    """Begin a text with a capital letter; the rest stays as it is.

    >>> sentence("июль 2023"), sentence("8 people"), sentence("")
    ('Июль 2023', '8 people', '')
    """
    return text[:1].upper() + text[1:]


def known(kind: str, text: str, lang: str = "en") -> str:
    """Give a word of the data in a language where the catalogue has it, else as it stands.

    >>> known("hedge", "several", "uk"), known("hedge", "a score of", "uk")
    ('кілька', 'a score of')
    """
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    message = f"{kind}-{slug}"
    return say(message, lang) if slug and knows(message, lang) else text


def claim_words(claim: Claim, events: str = "") -> str:
    """Say in words what one claim says, in English, the language of findings; ``events`` is the noun for what it is of.

    >>> claim_words(_example("count", "lag_days", "0", ">=", "7"))
    'at least 7 people on the day of arrival'
    >>> claim_words(_example("count", "signup", "2023-07", "=", "8"), "applications")
    '8 applications in July 2023'
    >>> claim_words(_example("peak", "signup", "2023-07", "=", "8"))
    'the largest month is July 2023 with 8 people'
    """
    printed = "no number" if claim.value is None else f"{HEDGES[claim.relation]}{claim.value}"
    return words_of_figure(claim, printed, events)


def words_of_figure(claim: Claim, number: str, events: str = "") -> str:
    """Say a figure in words with any number in the place of the printed one.

    >>> words_of_figure(_example("count", "date_of_death", "2023-07"), "6 to 9")
    '6 to 9 people whose date of death is in July 2023'
    """
    where, variable = where_words(claim) if claim.where else "", variable_words(claim.variable)
    if claim.statistic is Statistic.PEAK:
        return f"the largest {cell_word(claim)} is {where} with {_counted(number)}"
    if claim.statistic is Statistic.OCCUPIED:
        return f"{_counted(number, claim.unit or 'cells')} with at least one person"
    is_share = claim.statistic is Statistic.SHARE
    if not is_share and claim.statistic is not Statistic.COUNT:
        return f"{claim.statistic} {variable} {number}".replace("  ", " ")
    if events and _are_dates(claim):
        return f"{f'{number} of the {events}' if is_share else _counted(number, events)} in {where}"
    words = _count_words(claim, "en") if where else "in all"
    if _are_dates(claim):
        words = f"whose {variable} is in {where}"
    elif where and claim.variable not in {LAG, AGE, "outcome"}:
        words = f"with {variable} {claim.where}"
    people = f"{number} of the people" if is_share else _counted(number)
    return f"{people} {words[0].lower()}{words[1:]}"


def variable_words(variable: str, lang: str = "en") -> str:
    """Name a variable in a language where the catalogue knows it, else as its column is called.

    >>> variable_words("date_of_death"), variable_words("nationality", "ru")
    ('date of death', 'гражданство')
    """
    return known("column", variable.replace("_", " ").strip(), lang)


def figure_words(claim: Claim, lang: str = "en", events: str = "", label: str = "") -> str:
    """Name the figure that a claim gives, without its number.

    ``events`` is the noun for what it counts, ``label`` what the case calls its label in the language.

    >>> figure_words(_example("count", "signup", "2023-06/2023-12", "=", "31"), events="applications")
    'Applications, June–December 2023'
    >>> figure_words(_example("minimum", "age")), figure_words(_example("minimum", "age"), "ru")
    ('Youngest', 'Самый младший')
    """
    ends = {Statistic.MINIMUM: "figure-youngest", Statistic.MAXIMUM: "figure-oldest"}
    if claim.variable == AGE and claim.statistic in ends:
        return say(ends[claim.statistic], lang)
    if claim.statistic is Statistic.PEAK:
        return say("figure-peak", lang, cell=cell_word(claim), where=where_words(claim, lang))
    if claim.statistic is Statistic.OCCUPIED:
        return say("figure-occupied", lang, cells=claim.unit)
    if claim.statistic in {Statistic.COUNT, Statistic.SHARE}:
        return sentence(_count_words(claim, lang, events, label))
    return say("figure-statistic", lang, statistic=str(claim.statistic), variable=claim.variable, name=claim.variable)


def _count_words(claim: Claim, lang: str, events: str = "", label: str = "") -> str:
    """Name the people that a claim counts."""
    variable, where = claim.variable, claim.where
    if not where:
        return say("figure-soon" if variable == LAG else "figure-all", lang)
    if variable == LAG:
        if not where.isdigit():
            return say("figure-lag-range", lang, range=range_words(where, lang))
        return say(f"figure-lag-{where}", lang) if where in {"0", "1"} else say("figure-lag", lang, days=int(where))
    if _are_dates(claim):
        message = "figure-over" if "/" in where else "figure-in"
        words = events or variable_words(variable, lang)
        return say(message, lang, event=words, period=where_words(claim, lang))
    if variable == AGE:
        return say("figure-age", lang, range=range_words(where, lang))
    with_it = say("figure-with", lang, variable=variable_words(variable, lang), where=label or where)
    return label or where if variable == "outcome" else sentence(with_it)


def range_words(where: str, lang: str = "en") -> str:
    """Name a whole number or a range of them: 18, 18–25, 65 or more, at most 17.

    >>> [range_words(where) for where in ("18", "18..25", "65..", "..17")]
    ['18', '18–25', '65 or more', 'at most 17']
    """
    low, dots, high = where.partition("..")
    if dots and not high:
        return say("or-more", lang, number=int(low))
    return f"{low}–{high}" if low and dots else low or say("at-most", lang, number=high)


def where_words(claim: Claim, lang: str = "en") -> str:
    """Name the part of a variable that a claim is of.

    >>> where_words(_example("count", "signup", "2023-07")), where_words(_example("count", "outcome", "returned"))
    ('July 2023', 'returned')
    """
    return period(Interval.date(claim.where), lang) if _are_dates(claim) else claim.where


def printed(claim: Claim, hedge: str, lang: str = "en") -> str:
    """Give what was printed: a number with its own hedge, in quotation marks where the catalogue does not know it.

    Without a hedge the limit that the number was read as goes with it, so that no floor becomes a bare number; without
    a number there are the words alone.

    >>> claim = _example("count", "lag_days", "0", ">=", "7")
    >>> printed(claim, ""), printed(claim, "over"), printed(claim, "no fewer than")
    ('at least 7', 'over 7', '“no fewer than” 7')
    """
    number = value_words(claim, lang)
    message = f"told-{hedge.lower().replace(' ', '-')}"
    if not hedge:
        return say(MESSAGES[claim.relation], lang, number=number) if number else say("no-number", lang)
    if number and knows(message, lang):
        return say(message, lang, number=number)
    words = known("hedge", hedge, lang)
    return say("told-quoted", lang, words=words, number=number) if number else say("quoted", lang, words=words)


def stretch(low: float, high: float) -> str:
    """Write whole numbers from one to another, or to an open end, as the data do.

    >>> stretch(18, 25), stretch(3, float("inf")), stretch(float("-inf"), 17), stretch(20, 20)
    ('18..25', '3..', '..17', '20')
    """
    ends = ["" if isinf(end) else str(int(end)) for end in (low, high)]
    return ends[0] if low == high else "..".join(ends)


def value_words(claim: Claim, lang: str = "en") -> str:
    """Give the number of a claim with the digits it was printed with.

    >>> value_words(_example("mean", "age", value="30.50")), value_words(_example("mean", "age", value="30.5"), "ru")
    ('30.50', '30,5')
    >>> value_words(_example("share", "sex", value="58 %")), value_words(_example("share", "sex", value="two thirds"))
    ('58%', '2/3')
    """
    value = claim.value
    if value is None or value.is_fraction:
        return "" if value is None else str(value)
    places = len(str(value.step.denominator)) - 1
    if value.is_percent:
        return percent(float(value.number), lang, places)
    return decimal(float(value.number), lang, places) if places else whole(int(value.number), lang)


def foot(case: Case, lang: str = "en") -> str:
    """Give the lines at the foot of a figure: the source, when it was read, and what the figures leave out."""
    sources = rows(case.sources)
    first = next((one for one in sources if one["role"] == "primary"), sources[0])
    dated = isinstance(first["published"], str)
    source = say(
        "foot-source",
        lang,
        outlet=first["outlet"],
        dated="yes" if dated else "no",
        day=day(first["published"], lang) if dated else "",
        reports=sum(one["relays"] == first["source_id"] for one in sources),
        read=day(case.frozen, lang),
    )
    return f"{source}\n{say('foot-limits', lang)}"


def cell_word(claim: Claim) -> str:
    """Name the kind of cell a peak was reached in: a month, a quarter, a group.

    >>> cell_word(_example("peak", "signup", "2023-Q3")), cell_word(_example("peak", "outcome", "killed"))
    ('quarter', 'group')
    """
    return str(cell_length(Interval.date(claim.where), None) or "period") if _are_dates(claim) else "group"


def _are_dates(claim: Claim) -> bool:
    """Tell whether a claim is of a part of dates, which may be of a variable that only its case knows."""
    return bool(claim.where) and (claim.kind is Kind.DATE or bool(re.match(r"\d{4}-\d\d", claim.where)))


def _counted(printed: str, nouns: str = "people") -> str:
    """Put the noun behind a printed number, in the singular where that asks for it."""
    is_one = printed == "1" or printed.endswith((" least 1", " most 1", "exactly 1"))
    return f"{printed} {('person' if nouns == 'people' else nouns.removesuffix('s')) if is_one else nouns}"


def _example(statistic: str, variable: str, where: str = "", relation: str = "=", value: str = "") -> Claim:
    """Make a claim for the examples on this page."""
    named = {"claim_id": "a", "source_id": "s", "population_id": "p", "unit": "people", "see": "", "status": "used"}
    figure = {"statistic": statistic, "variable": variable, "where": where, "relation": relation, "value": value}
    return Claim.from_row(figure | named, {variable: kind_of(variable)})
