"""Every word that appears in a chart, a table or a finding, as pure functions from values to text.

Nothing here computes: a headline is filled in from numbers it is handed. Headlines have at most ten words. Sentences
stand in the catalogues of :mod:`musterbook.languages`, in English, Russian and Ukrainian.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isinf
from typing import TYPE_CHECKING, Any

import pandas as pd

from musterbook import languages
from musterbook.case.claims import Claim, Statistic, cell_length
from musterbook.intervals import Every, Interval, Kind
from musterbook.languages import day, decimal, knows, listed, percent, say, whole
from musterbook.schema import AGE, LAG, rows

if TYPE_CHECKING:
    from musterbook.case.case import Case

__all__ = ["day", "decimal", "listed", "say", "whole"]
NAMED = {LAG, AGE, "outcome"}
"""The variables whose figures have words of their own."""


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
    text, ends = str(dates), (dates.first, dates.last)
    if len(text) == 4:
        return text
    if ends != (Every.MONTH.around(ends[0]).first, Every.MONTH.around(ends[1]).last):
        first, last = (day(end, lang) for end in ends)
    else:
        months = [{"month": languages.month(end.month, lang), "year": str(end.year)} for end in ends]
        if ends[0].year == ends[1].year and ends[0].month != ends[1].month:
            return say("months-of-year", lang, first=months[0]["month"], last=months[1]["month"], year=text[:4])
        first, last = (say("month-of-year", lang, **one) for one in months)
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


def claim_words(claim: Claim, events: str = "", number: str | None = None) -> str:
    """Say in words what one claim says, in English, the language of findings; ``events`` is the noun for what it is of.

    ``number`` takes the place of the printed one.

    >>> from musterbook.case.case import load_case
    >>> claims = {claim.claim_id: claim for claim in load_case("moscow-2023-24").claim_list}
    >>> claim_words(claims["istories-next-day"]), claim_words(claims["istories-2023"], number="6 to 9")
    ('at least 7 people on the day after arriving', '6 to 9 people whose signup is in June–December 2023')
    >>> claim_words(claims["istories-2024"], "applications"), claim_words(claims["istories-peak"])
    ('20 applications in January–May 2024', 'the largest month is July 2023 with 8 people')
    """
    number = printed(claim, "") if number is None else number
    where, variable, are_dates = where_words(claim), variable_words(claim.variable), _are_dates(claim)
    if claim.statistic is Statistic.PEAK:
        return f"the largest {cell_word(claim)} is {where} with {_counted(number, 'people')}"
    if claim.statistic is Statistic.OCCUPIED:
        return f"{_counted(number, claim.unit or 'cells')} with at least one person"
    if claim.statistic not in {Statistic.COUNT, Statistic.SHARE}:
        return " ".join(filter(None, (claim.statistic, variable, number)))
    nouns = events if events and are_dates else "people"
    people = f"{number} of the {nouns}" if claim.statistic is Statistic.SHARE else _counted(number, nouns)
    if not where:
        return f"{people} in all"
    if are_dates:
        return f"{people} in {where}" if events else f"{people} whose {variable} is in {where}"
    return f"{people} {figure_words(claim) if claim.variable in NAMED else f'with {variable} {where}'}"


def variable_words(variable: str, lang: str = "en") -> str:
    """Name a variable in a language where the catalogue knows it, else as its column is called.

    >>> variable_words("date_of_death"), variable_words("nationality", "ru")
    ('date of death', 'гражданство')
    """
    return known("column", variable.replace("_", " ").strip(), lang)


def figure_words(claim: Claim, lang: str = "en", events: str = "", label: str = "") -> str:
    """Name the figure that a claim gives, without its number, as within a sentence.

    ``events`` is the noun for what it counts, ``label`` what the case calls its label in the language.

    >>> from musterbook.case.case import load_case
    >>> claims = {claim.claim_id: claim for claim in load_case("moscow-2023-24").claim_list}
    >>> figure_words(claims["istories-2023"], events="applications")
    'applications, June–December 2023'
    >>> figure_words(claims["istories-youngest"]), figure_words(claims["istories-youngest"], "ru")
    ('youngest', 'самый младший')
    """
    variable, where, named = claim.variable, label or where_words(claim, lang), variable_words(claim.variable, lang)
    message = str(claim.statistic)
    if claim.statistic in {Statistic.COUNT, Statistic.SHARE}:
        message = "with" if variable not in NAMED else variable
        if not where or _are_dates(claim):
            message = "all" if not where else "over" if "/" in claim.where else "in"
    elif message not in {Statistic.PEAK, Statistic.OCCUPIED, Statistic.AMOUNT}:
        message = "statistic"
    values = {"event": events or named, "days": int(where) if where.isdigit() else where, "cell": cell_word(claim)}
    values |= {"variable": variable, "name": named, "where": where, "cells": claim.unit, "statistic": claim.statistic}
    said = say(f"figure-{message}", lang, **values)
    return f"{said[:1].lower()}{said[1:]}"


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

    >>> from musterbook.case.case import load_case
    >>> list(dict.fromkeys(where_words(claim) for claim in load_case("moscow-2023-24").claim_list))[:5]
    ['', 'June–December 2023', 'January–May 2024', 'July 2023', '0']
    """
    if _are_dates(claim):
        return period(Interval.date(claim.where), lang)
    return range_words(claim.where, lang) if claim.where and claim.kind is Kind.NUMBER else claim.where


def printed(claim: Claim, hedge: str, lang: str = "en") -> str:
    """Give what was printed: a number with its own hedge, in quotation marks where the catalogue does not know it.

    Without a hedge the limit that the number was read as goes with it, so that no floor becomes a bare number; without
    a number there are the words alone.

    >>> from musterbook.case.case import load_case
    >>> claim = load_case("moscow-2023-24").claim_list[0]
    >>> printed(claim, ""), printed(claim, "over"), printed(claim, "no fewer than")
    ('at least 51', 'over 51', '“no fewer than” 51')
    """
    number, message = value_words(claim, lang), f"told-{hedge.lower().replace(' ', '-')}"
    if not hedge:
        message = claim.relation.name.lower().replace("_", "-") if number else "no-number"
    if not hedge or (number and knows(message, lang)):
        return say(message, lang, number=number)
    return say("told-quoted", lang, words=known("hedge", hedge, lang), number=number).strip()


def stretch(low: float, high: float) -> str:
    """Write whole numbers from one to another, or to an open end, as the data do.

    >>> stretch(18, 25), stretch(3, float("inf")), stretch(float("-inf"), 17), stretch(20, 20)
    ('18..25', '3..', '..17', '20')
    """
    ends = ["" if isinf(end) else str(int(end)) for end in (low, high)]
    return ends[0] if low == high else "..".join(ends)


def value_words(claim: Claim, lang: str = "en") -> str:
    """Give the number of a claim with the digits it was printed with."""
    value = claim.value
    if value is None or value.is_fraction:
        return str(value or "")
    places = len(str(value.step.denominator)) - 1
    if value.is_percent:
        return percent(float(value.number), lang, places)
    return decimal(float(value.number), lang, places) if places else whole(int(value.number), lang)


def foot(case: Case, lang: str = "en") -> str:
    """Give the lines at the foot of a figure: the source, when it was read, and what the figures leave out."""
    sources = rows(case.sources)
    first = next((one for one in sources if one["role"] == "primary"), sources[0])
    published = day(first["published"], lang) if isinstance(first["published"], str) else "none"
    values = {"outlet": first["outlet"], "day": published, "read": day(case.frozen, lang)}
    reports = sum(one["relays"] == first["source_id"] for one in sources)
    return f"{say('foot-source', lang, reports=reports, **values)}\n{say('foot-limits', lang)}"


def cell_word(claim: Claim) -> str:
    """Name the kind of cell a peak was reached in: a month, a quarter, a group."""
    return str(cell_length(Interval.date(claim.where), None) or "period") if _are_dates(claim) else "group"


def _are_dates(claim: Claim) -> bool:
    """Tell whether a claim is of a part of dates, which may be of a variable that only its case knows."""
    return bool(claim.where) and (claim.kind is Kind.DATE or bool(re.match(r"\d{4}-\d\d", claim.where)))


def _counted(printed: str, nouns: str) -> str:
    """Put the noun behind a printed number, in the singular where that asks for it."""
    is_one = re.fullmatch(r"\D*1", printed)
    return f"{printed} {('person' if nouns == 'people' else nouns.removesuffix('s')) if is_one else nouns}"
