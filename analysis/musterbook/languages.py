"""Languages: sentences from catalogues, and names of months, numbers and lists from the locale data of Unicode.

A sentence is a message of a Fluent catalogue (``wording/en.ftl``, ``ru.ftl``, ``uk.ftl``). The catalogue decides on
plurals and cases, since only the language knows them: English has two forms of "person", Russian three, and both
"at least" and "of" may ask for another. Code hands over numbers and names and never joins words. What every language
has, such as the names of months, comes from Unicode's locale data (CLDR, through Babel).

Any other language is a catalogue of one's own: a file like ``wording/en.ftl``, called by the code of its language, as
``de.ftl`` or ``pt_BR.ftl``. What it does not say is said in English, and kept in :attr:`Catalogue.missing`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from math import inf
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

from musterbook.errors import MusterError, UnknownName

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

LANGUAGES = ("en", "ru", "uk")
# Days and lists of English as they are written outside America: 11 April 2025; a, b and c.
SENTENCES = {"en": "en_GB"}
IN_FULL = 10**15
"""From here on a number is given by its size: nobody reads fifty digits."""
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


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
    """Read the catalogue of a language that comes with musterbook, once."""
    return Catalogue.read(Path(__file__).with_name("wording") / f"{check_language(lang)}.ftl")


def check_language(lang: str | Path) -> str:
    """Give a language that has a catalogue, or read one from a file called by its language; any other is an error.

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
    return str(lang)


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
    found = lang if isinstance(lang, Catalogue) else _shipped(lang)
    if not found.bundle.has_message(message):
        found.missing[message] = None
        found = _shipped("en")
    if not found.bundle.has_message(message):
        raise MusterError(f"the {lang} catalogue has no message {message!r}")
    values = {name: _written(one, lang) if _is_large(one) else one for name, one in values.items()}
    pattern: Any = found.bundle.get_message(message).value
    said, errors = found.bundle.format_pattern(pattern, values)
    if errors:
        raise MusterError(f"message {message!r} of the {lang} catalogue: {'; '.join(dict.fromkeys(map(str, errors)))}")
    # A dash at the start of a line reads as the beginning of speech, so it stays with the word before it.
    said = str(said).replace("\n", " ").replace(" — ", "\u00a0— ")
    # A day that ends in the point of an abbreviation ends a sentence, too.
    return said.removesuffix(".") if said.endswith((" г..", " р..", "\u202fг..", "\u202fр..")) else said


def knows(message: str, lang: str = "en") -> bool:
    """Tell whether a catalogue has a message.

    >>> knows("hedge-several", "ru"), knows("hedge-a-score-of", "ru")
    (True, False)
    """
    return bool((lang if isinstance(lang, Catalogue) else _shipped(lang)).bundle.has_message(message))


def month(number: int, lang: str = "en", width: str = "wide") -> str:
    """Name a month as it stands alone: ``wide``, ``abbreviated`` or ``narrow``.

    >>> month(7), month(7, "ru"), month(2, "ru", "abbreviated"), month(2, "uk", "narrow")
    ('July', 'июль', 'февр.', 'Л')
    """
    found: str = _locale(lang).months["stand-alone"][width][number]
    return found


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
