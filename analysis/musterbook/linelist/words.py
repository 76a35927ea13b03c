"""Words that people write into dates and numbers, from the Unicode CLDR as Babel ships it.

Names of months in every form CLDR knows, the small words that stand around them ("22 de agosto de 2023", "2023 г."),
and the units of years, months and days ("38 лет", "2 days"). What CLDR has no words for, "under", "since", "about",
stands here by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

# What people write where nothing is known, in small letters.
MISSING = frozenset({
    "not available", "not avail", "n / a", "n /a", "n/ a", "no data", "n.d.", "нет сведений", "#value!",
    "?", "??", "???", "-", "--", "---", "–", "—", "…", "...", "n/a", "na", "n.a.", "#n/a", "nan", "null", "none", "nil",
    "unknown", "not known", "not stated", "missing", "unk", "tbd", "н/д", "н.д.", "нет данных", "неизвестно",
    "неизвестен", "неизвестна", "не указан", "не указано", "не указана", "немає даних", "невідомо", "не вказано",
    "未知", "不详", "不明", "无", "desconocido", "desconocida", "s/d", "no consta", "n/d", "nd", "inconnu", "inconnue",
    "non précisé", "nc",
})  # fmt: skip
# What a column of counts is called; the second may be ids elsewhere.
COUNTS = (
    "count", "counts", "cases", "case count", "people", "persons", "deaths", "patients", "freq", "frequency",
    "количество", "кол во", "случаев", "случаи", "человек", "кількість", "випадків", "осіб",
    "人数", "数量", "病例数", "casos", "cantidad", "personas", "casi", "cas", "effectif", "effectifs", "personnes",
)  # fmt: skip
MAYBE_COUNTS = ("n", "number", "no", "num", "число", "numero", "nombre")
# Words that a row of totals begins with; such a row is no person.
TOTALS = (
    "grand total", "subtotal", "sub-total", "totals", "total general", "total", "sum", "итого", "всего", "итог",
    "усього", "всього", "разом", "合计", "总计", "总数", "共计", "小计", "suma", "somme", "ensemble",
)  # fmt: skip
# Words that the lines below a list begin with.
FOOTERS = (
    "source", "sources", "note", "notes", "page", "updated", "last updated", "as of", "compiled", "prepared by", "data",
    "источник", "источники", "примечание", "примечания", "страница", "стр", "обновлено", "по состоянию на", "данные",
    "джерело", "джерела", "примітка", "примітки", "сторінка", "оновлено", "станом на",
    "来源", "资料来源", "数据来源", "注", "备注", "第", "fuente", "fuentes", "nota", "notas", "página", "actualizado",
    "remarque", "mise à jour",
)  # fmt: skip
# Words around one date or number, each with what it says of the value.
BEFORE = (
    "before",
    "prior to",
    "earlier than",
    "раньше",
    "ранее",
    "до",
    "раніше",
    "早于",
    "antes de",
    "antes del",
    "avant",
)
UNTIL = (
    "until", "till", "by", "up to", "no later than", "not later than", "не позднее", "не позже", "по", "не пізніше",
    "截至", "hasta", "jusqu'en", "jusqu'au", "jusqu'à",
)  # fmt: skip
AFTER = ("after", "later than", "после", "позже", "після", "пізніше", "晚于", "después de", "después del", "après")
SINCE = (
    "since", "from", "no earlier than", "not before", "starting", "с", "со", "не ранее", "не раньше", "начиная с",
    "з", "від", "не раніше", "починаючи з", "自", "从", "desde", "depuis", "dès",
)  # fmt: skip
ABOUT = (
    "about", "around", "circa", "ca", "c", "approx", "approximately", "near", "около", "примерно", "приблизительно",
    "ок", "близько", "приблизно", "大约", "约", "hacia", "alrededor de", "aprox", "vers", "environ", "env",
)  # fmt: skip
EARLY = ("early", "beginning of", "start of", "начало", "в начале", "початок", "на початку", "principios de", "début")
MIDDLE = ("mid", "middle of", "середина", "в середине", "в середині", "mediados de", "mi")
LATE = ("late", "end of", "конец", "в конце", "кінець", "наприкінці", "finales de", "fin")
TO = (
    "to",
    "till",
    "until",
    "through",
    "thru",
    "and",
    "по",
    "до",
    "и",
    "й",
    "та",
    "至",
    "到",
    "al",
    "a",
    "hasta",
    "au",
    "à",
)
FROM = ("from", "between", "с", "со", "от", "з", "від", "из", "从", "del", "de", "desde", "du", "entre")
UNDER = ("under", "below", "younger than", "less than", "младше", "моложе", "менее", "до", "молодше", "менше",
         "menor de", "menos de", "moins de")  # fmt: skip
OVER = ("over", "above", "older than", "more than", "старше", "более", "больше", "понад", "більше",
        "mayor de", "más de", "plus de")  # fmt: skip
AND_OVER = ("and over", "and older", "and above", "or older", "or over", "or more", "plus", "и старше", "и более",
            "та старше", "і старше", "以上", "岁以上", "y más", "o más", "et plus", "ans et plus")  # fmt: skip
QUARTER = ("q", "quarter", "кв", "квартал", "квартала", "кварталу", "季度", "t", "trimestre", "trim")
WEEK = ("w", "week", "wk", "неделя", "нед", "тиждень", "周", "semana", "semaine", "kw")
LANGUAGES = ("en", "ru", "uk", "zh", "es", "fr")
# CLDR has it among the years of a person, a table that Babel does not ship.
_YEARS_OF_AGE = "岁"
# Chinese writes without spaces, so its characters do not hold words together.
_LETTER = r"[^\W\d_\u3000-\u9fff]"


@cache
def month_numbers() -> dict[str, int]:
    """Give the number of each month by its name, small letters, without the full stop of an abbreviation.

    >>> [month_numbers()[name] for name in ("august", "августа", "серпень", "8月", "août")]
    [8, 8, 8, 8, 8]
    """
    from babel import Locale

    found: dict[str, int] = {}
    for language in LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                names = Locale.parse(language).months[context][width]
                found |= {str(name).rstrip(".").casefold(): number for number, name in names.items()}
    return found


@cache
def date_fillers() -> frozenset[str]:
    """Give the words that stand in dates beside day, month and year.

    >>> sorted(date_fillers() & {"de", "г", "р", "года", "年", "日", "август"})
    ['de', 'г', 'года', 'р', '年', '日']
    """
    from babel import Locale

    patterns = [
        str(pattern)
        for language in LANGUAGES
        for formats in (Locale.parse(language).date_formats, Locale.parse(language).datetime_skeletons)
        for pattern in formats.values()
    ]
    quoted = {word for pattern in patterns for text in re.findall(r"'([^']+)'", pattern) for word in _words(text)}
    bare = {sign for pattern in patterns for sign in pattern if ord(sign) > 0x2FFF}
    return frozenset(quoted | bare | set(unit_words("year")))


@cache
def unit_words(unit: str) -> frozenset[str]:
    """Give the words for years or days after a number.

    >>> sorted(unit_words("year") & {"years", "лет", "années", "岁", "года", "días"})
    ['years', 'года', 'лет', '岁']
    """
    from babel.units import format_unit

    shown = (
        format_unit(number, f"duration-{unit}", length=length, locale=language)
        for language in LANGUAGES
        for length in ("long", "short", "narrow")
        for number in (0, 1, 1.5, 2, 5, 21)
    )
    words = {word for text in shown if "duration" not in text for word in _words(text)}
    return frozenset(words | ({_YEARS_OF_AGE} if unit == "year" else set()))


@cache
def weekdays() -> frozenset[str]:
    """Give the names of the days of a week, small letters, without the full stop of an abbreviation.

    >>> sorted(weekdays() & {"monday", "mon", "понедельник", "星期一", "lunes"})
    ['lunes', 'mon', 'monday', 'понедельник', '星期一']
    """
    from babel import Locale

    return frozenset(
        str(name).rstrip(".").casefold()
        for language in LANGUAGES
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for name in Locale.parse(language).days[context][width].values()
    )


@cache
def month_pattern() -> re.Pattern[str]:
    """Give one pattern for a date in words: its parts are a month, a number, a filler or what separates them."""
    names = either(month_numbers())
    fillers = either(date_fillers() | weekdays())
    return re.compile(
        rf"(?<!\d)(?<!{_LETTER})0?(?P<month>(?:{names})(?!\.?{_LETTER}))"
        rf"|(?P<number>\d+)(?:(?:st|nd|rd|th|er)(?!{_LETTER}))?"
        rf"|(?:{fillers})\.?(?!{_LETTER})"
        r"|[\s.,/()-]+"
    )


def either(words: Iterable[str]) -> str:
    """Match any of some words, the longest first, so that 十二月 is not read as 二月."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _words(text: str) -> Iterator[str]:
    return (word.casefold() for word in re.findall(r"[^\W\d_]+", text))
