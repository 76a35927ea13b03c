"""Words for readers: every word that appears in a chart, a table or a finding, as pure functions from values to text.

A sentence is a message of a Fluent catalogue (``wording/en.ftl``, ``ru.ftl``, ``uk.ftl``). The catalogue decides on
plurals and cases, since only the language knows them: English has two forms of "person", Russian three, and both
"at least" and "of" may ask for another. Code hands over numbers and names and never joins words. What every language
has, such as the names of months, comes from Unicode's locale data (CLDR, through Babel). Nothing here computes: a
headline is filled in from numbers it is handed. Headlines have at most ten words.

Any other language is a catalogue of one's own: a file like ``wording/en.ftl``, called by the code of its language, as
``de.ftl`` or ``pt_BR.ftl``. What it does not say is said in English, and kept in :attr:`Catalogue.missing`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from math import inf, isinf
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from musterbook.case.claims import Claim, Statistic, cell_length
from musterbook.errors import MusterError, UnknownName
from musterbook.intervals import Every, Interval, Kind
from musterbook.schema import AGE, LAG, rows

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

    from musterbook.case.case import Case

LANGUAGES = ("en", "ru", "uk")
# Days and lists of English as they are written outside America: 11 April 2025; a, b and c.
SENTENCES = {"en": "en_GB"}
# From here on a number is given by its size: nobody reads fifty digits.
IN_FULL = 10**15
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# The variables whose figures have words of their own.
NAMED = {LAG, AGE, "outcome"}


# Catalogues and the data of languages


class Catalogue(str):
    """The code of a language with its sentences, which stand in a file that is called by it.

    ``bundle``, the sentences; ``missing``, the ids of those that were asked for and are not there, in order.
    """

    __slots__ = ("bundle", "missing")
    bundle: FluentBundle
    missing: dict[str, None]

    @classmethod
    def read(cls, path: str | Path) -> Catalogue:
        """Read a catalogue.

        Raises
        ------
        MusterError
            If the file cannot be read, holds something else, or is called by no language.
        """
        from fluent.runtime import FluentBundle, FluentResource

        place = Path(path)
        made = cls(place.stem)
        try:
            _locale(made)
            content = place.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise MusterError(f"{place}: expected a catalogue of sentences in UTF-8: {error}") from None
        resource = FluentResource(content)
        wrong = [one.span.start if one.span else 0 for one in resource.body if type(one).__name__ == "Junk"]
        if wrong:
            lines = ", ".join(str(content[:start].count("\n") + 1) for start in wrong)
            raise MusterError(f"{place}: expected messages of Fluent, as: nobody = nobody; cannot read line {lines}")
        # Isolation marks keep text of mixed directions apart; charts set one direction at a time.
        made.bundle, made.missing = FluentBundle([made.replace("_", "-")], use_isolating=False), {}
        made.bundle.add_resource(resource)
        return made


@cache
def _shipped(lang: str) -> Catalogue:
    """Read a catalogue that comes with musterbook, once."""
    return Catalogue.read(Path(__file__).with_name("wording") / f"{lang}.ftl")


def check_language(lang: str | Path) -> Catalogue:
    """Give the catalogue of a language, or read one from a file called by its language; any other is an error.

    >>> check_language("fr")
    Traceback (most recent call last):
    musterbook.errors.UnknownName: no language 'fr'; available: en, ru, uk, or a catalogue of your own, as fr.ftl
    """
    if isinstance(lang, Catalogue):
        return lang
    if str(lang).endswith(".ftl"):
        return Catalogue.read(lang)
    if lang not in LANGUAGES:
        raise UnknownName.of("language", str(lang), [*LANGUAGES, f"or a catalogue of your own, as {lang}.ftl"])
    return _shipped(str(lang))


def say(message: str, lang: str = "en", **values: object) -> str:
    """Fill in one message of a catalogue.

    Parameters
    ----------
    message : str
        Its id.
    lang : str
        ``en``, ``ru`` or ``uk``.
    **values
        What its variables stand for; whole numbers choose plurals and are written as :func:`whole` does.

    Raises
    ------
    MusterError
        If there is no such language or message, or a variable is missing.

    Examples
    --------
    >>> say("people", number=51), say("people", "ru", number=51), say("people", "uk", number=8)
    ('51 people', '51 человек', '8 людей')
    >>> [say("people", lang, number=7**60).split()[-1] for lang in ("en", "ru", "uk")]
    ['people', 'человек', 'людей']
    >>> say("no-such-thing", "uk")
    Traceback (most recent call last):
    musterbook.errors.MusterError: the uk catalogue has no message 'no-such-thing'
    """
    asked = check_language(lang)
    found = asked if asked.bundle.has_message(message) else _shipped("en")
    if not found.bundle.has_message(message):
        raise MusterError(f"the {lang} catalogue has no message {message!r}")
    if found is not asked:
        asked.missing[message] = None
    values = {name: _written(one, lang) if _is_large(one) else one for name, one in values.items()}
    pattern: Any = found.bundle.get_message(message).value
    said, errors = found.bundle.format_pattern(pattern, values)
    if errors:
        raise MusterError(f"message {message!r} of the {lang} catalogue: {'; '.join(dict.fromkeys(map(str, errors)))}")
    # A dash at the start of a line reads as the beginning of speech, so it stays with the word before it.
    said = str(said).replace("\n", " ").replace(" — ", "\u00a0— ")
    # A day that ends in the point of an abbreviation ends a sentence, too.
    return said.removesuffix(".") if said.endswith((" г..", " р..", "\u202fг..", "\u202fр..")) else said


def tell(message: str, **values: object) -> str:
    """Fill in one message of the sentences of findings, which are in English alone."""
    return say(message, _shipped("findings/en"), **values)


def knows(message: str, lang: str = "en") -> bool:
    """Tell whether a catalogue has a message.

    >>> knows("hedge-several", "ru"), knows("hedge-a-score-of", "ru")
    (True, False)
    """
    return bool(check_language(lang).bundle.has_message(message))


def month(number: int, lang: str = "en", width: str = "wide") -> str:
    """Name a month as it stands alone: ``wide``, ``abbreviated`` or ``narrow``.

    >>> month(7), month(7, "ru"), month(2, "ru", "abbreviated"), month(2, "uk", "narrow")
    ('July', 'июль', 'февр.', 'Л')
    """
    return str(_locale(lang).months["stand-alone"][width][number])


def day(date: dt.date | str, lang: str = "en") -> str:
    """Give a day in words.

    >>> day("2025-04-11"), day(dt.date(2024, 2, 29)), day("2025-04-11", "ru").split()
    ('11 April 2025', '29 February 2024', ['11', 'апреля', '2025', 'г.'])
    """
    from babel.dates import format_date

    date = dt.date.fromisoformat(date) if isinstance(date, str) else date
    return format_date(date, "long", locale=SENTENCES.get(lang, lang))


def quarter(day: dt.date, lang: str = "en") -> str:
    """Give the quarter of a day its short name, the year being said elsewhere.

    >>> quarter(dt.date(2023, 5, 1)), quarter(dt.date(2023, 5, 1), "ru")
    ('Q2', '2-й кв.')
    """
    from babel.dates import format_date

    return format_date(day, "QQQ", locale=lang)


def decimal(number: float, lang: str = "en", places: int = 1) -> str:
    """Give a number with so many decimals.

    >>> decimal(31 / 7), decimal(48.94), decimal(0), decimal(4, "uk"), decimal(0.578, places=2)
    ('4.4', '48.9', '0.0', '4,0', '0.58')
    """
    return _written(number, lang, f"0.{'0' * places}")


def percent(number: float, lang: str = "en", places: int = 0) -> str:
    r"""Give a percentage as the language writes it.

    >>> percent(88), percent(12.5, "ru", places=1)
    ('88%', '12,5\xa0%')
    """
    from babel.numbers import format_percent

    pattern = _locale(lang).percent_formats[None].pattern.replace("##0", f"##0.{'0' * places}" if places else "##0")
    return format_percent(number / 100, pattern, locale=lang)


def whole(number: int, lang: str = "en") -> str:
    r"""Give a whole number, grouped as the language does; one of more than 15 digits by its size.

    >>> whole(31_724_952), whole(10**15 - 1, "ru") == "999\xa0999\xa0999\xa0999\xa0999"
    ('31,724,952', True)
    >>> [whole(number).split()[-1] for number in (10**15, 9_996 * 10**60, -(10**30), 10**6000)]
    ['10¹⁵', '10⁶⁴', '10³⁰', '10⁶⁰⁰⁰']
    >>> whole(7**60).split(), decimal(7**60, "uk").split()
    (['5.08', '×', '10⁵⁰'], ['5,08', '×', '10⁵⁰'])
    """
    return _written(number, lang)


def listed(words: Iterable[str], lang: str = "en") -> str:
    """Join words as a sentence does.

    >>> listed([]), listed(["a"]), listed(["a", "b", "c"]), listed(["a", "b"], "uk")
    ('', 'a', 'a, b and c', 'a і b')
    """
    from babel.lists import format_list

    return format_list(list(words), locale=SENTENCES.get(lang, lang))


def _is_large(number: Any) -> bool:
    """Tell whether a number is given by its size."""
    return isinstance(number, Real) and IN_FULL <= abs(number) < inf  # type: ignore[operator]


def _written(number: Any, lang: str, pattern: str | None = None) -> str:
    """Give a number, or of a large one a power of ten with three digits before it, in words that stay on one line."""
    from babel.numbers import format_decimal

    if not _is_large(number):
        return format_decimal(number, pattern, locale=lang)
    digits, _, power = f"{Decimal(int(number)):.2e}".partition("e+")
    return f"{format_decimal(Decimal(digits), '0.00', locale=lang)}\xa0×\xa010{power.translate(RAISED)}"


@cache
def _locale(lang: str) -> Any:
    """Look up what Unicode knows of a language."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(lang, sep="-" if "-" in lang else "_")
    except (ValueError, UnknownLocaleError):
        raise MusterError(
            f"{lang!r} is the code of no language; call a catalogue by it, as de.ftl or pt_BR.ftl"
        ) from None


# People, times and claims in words


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
        months = [{"month": month(end.month, lang), "year": str(end.year)} for end in ends]
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
    number, message, nouns = printed(claim, "") if number is None else number, _figure(claim), "people"
    nouns = events if events and message in {"in", "over"} else nouns
    people = f"{number} of the {nouns}" if claim.statistic is Statistic.SHARE else _counted(number, nouns)
    values = {"people": people, "cells": _counted(number, claim.unit or "cells"), "figure": figure_words(claim)}
    values |= {"name": variable_words(claim.variable), "where": where_words(claim), "cell": cell_word(claim)}
    values |= {"number": number, "events": events or "none", "statistic": claim.statistic}
    return tell(f"claim-{message}", **values)


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
    where, name = label or where_words(claim, lang), variable_words(claim.variable, lang)
    days = int(where) if where.isdigit() else where
    values = {"variable": claim.variable, "name": name, "event": events or name, "cells": claim.unit, "where": where}
    values |= {"statistic": claim.statistic, "cell": cell_word(claim)}
    said = say(f"figure-{_figure(claim)}", lang, **values, days=days)
    # A label stands as the data have it.
    return said if where and said.startswith(where) else f"{said[:1].lower()}{said[1:]}"


def _figure(claim: Claim) -> str:
    """Tell what a claim gives a figure of, as messages on it are called."""
    if claim.statistic in {Statistic.PEAK, Statistic.OCCUPIED, Statistic.AMOUNT}:
        return claim.statistic
    if claim.statistic not in {Statistic.COUNT, Statistic.SHARE}:
        return "statistic"
    if not claim.where or _are_dates(claim):
        return "all" if not claim.where else "over" if "/" in claim.where else "in"
    return claim.variable if claim.variable in NAMED else "with"


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
