"""Columns: which of a list is which of ours, as somebody said, as it is called already, or as it may be called.

A guess by the words of a header in six languages is offered and never applied: a column called "Дата" may be the day of
sign-up or the day a row was typed, and only a reader of the list can tell.
"""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from musterbook.errors import InputError, MusterError, TableFound, UnknownName, counted, shown
from musterbook.intervals import Interval, Kind
from musterbook.linelist import words
from musterbook.linelist.delimited import DELIMITERS
from musterbook.linelist.files import Options, open_listings
from musterbook.linelist.listing import Listing, as_texts, one_spelling
from musterbook.linelist.parsing import NO_CENTURY, read_date, read_number
from musterbook.schema import fields, kind_of

OURS = tuple(field["name"] for field in fields("records"))
Columns = Mapping[str, str | Sequence[str]]
_ENDS = {Kind.DATE: ("first", "last"), Kind.NUMBER: ("low", "high")}
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_MOST_PARTS = 3
_MOST_SHOWN = 40


@dataclass(frozen=True)
class Plan:
    """What is taken from a list: ``columns`` gives the header of each of our names, ``others`` are kept as they are.

    ``order`` has the names of all columns as they stand in the list; ``parts`` are the headers of what stands in
    several columns, as year, month and day, or the earliest and the latest date. Invariant: our names come in the
    order of the schema, further ones after them; no name stands twice.
    """

    columns: Mapping[str, str]
    others: tuple[str, ...]
    order: tuple[str, ...]
    parts: Mapping[str, tuple[str, ...]]


def plan_columns(listings: Sequence[Listing], columns: Columns | None) -> Plan:
    """Decide where each column comes from; every listing must have all of them."""
    parts = dict(_parts(columns))
    wanted = {name: " + ".join(headers) for name, headers in parts.items()}
    _check_names(wanted)
    plans = [_plan(listing, parts) for listing in listings]
    _check_all_have(listings, plans)
    names = {name: header for plan in plans for name, header in plan.columns.items()}
    ordered = sorted(names, key=lambda name: (OURS.index(name) if name in OURS else len(OURS), name))
    others = dict.fromkeys(header for plan in plans for header in plan.others)
    order = dict.fromkeys(name for plan in plans for name in plan.order)
    several = {name: headers for name, headers in parts.items() if len(headers) > 1}
    return Plan({name: names[name] for name in ordered}, tuple(others), tuple(order), several)


def _parts(columns: Columns | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the headers that each name was mapped to, one or several, without the space around them."""
    if columns is not None and not isinstance(columns, Mapping):
        raise MusterError(f"columns: expected a mapping, as {{'signup': 'Дата'}}; found a {type(columns).__name__}")
    for name, given in (columns or {}).items():
        headers = [given] if isinstance(given, str) or not isinstance(given, Sequence) else list(given)
        if not 1 <= len(headers) <= _MOST_PARTS or (
            len(headers) > 1 and name in OURS and kind_of(str(name)) is Kind.LABEL
        ):
            expected = "one header; of a date also [year, month, day] or [earliest, latest], of a number [least, most]"
            raise MusterError(f"columns: expected of {name} {expected}; found {shown(str(given))}")
        yield str(name), tuple(one_spelling(str(header)) for header in headers)


def _check_all_have(listings: Sequence[Listing], plans: Sequence[Plan]) -> None:
    """Refuse files of which one has a column of ours that another lacks; the first of each kind is named."""
    having = {name: place for place in reversed(range(len(plans))) for name in plans[place].columns}
    for listing, plan in zip(listings, plans, strict=True):
        missing = {plans[place].columns[name]: place for name, place in having.items() if name not in plan.columns}
        if missing:
            first = min(missing.values())
            there = [header for header, place in missing.items() if place == first]
            raise _unmapped(listing, f"no {_columns(there)}, which {listings[first].file} has")


def _plan(listing: Listing, wanted: Mapping[str, tuple[str, ...]]) -> Plan:
    absent = [header for headers in wanted.values() for header in headers if header not in listing.headers]
    if absent:
        raise _unmapped(listing, f"no {_columns(absent)}")
    own = {name: (name,) for name in listing.headers if name in OURS}
    clashing = [name for name in own if name in wanted and wanted[name] != (name,)]
    if clashing:
        which = ", ".join(f"{name} ({' + '.join(wanted[name])!r} and {name!r})" for name in clashing)
        raise InputError(f"{listing.file}: more than one column for {which}; rename one or map it to another name")
    taken = own | dict(wanted)
    if not taken:
        raise _unmapped(listing, "none of our columns")
    mapped = [header for headers in taken.values() for header in headers]
    _check_once(listing, mapped)
    others = tuple(header for header in listing.headers if header not in mapped)
    _check_others(listing, taken, others)
    ours = {header: name for name, headers in taken.items() for header in headers}
    order = dict.fromkeys(ours.get(header, header) for header in listing.headers)
    return Plan({name: " + ".join(headers) for name, headers in taken.items()}, others, tuple(order), {})


def _check_names(wanted: Mapping[str, str]) -> None:
    """Refuse names that are mistyped; a name of one's own is welcome where it is like none of ours."""
    for name, header in wanted.items():
        if name in OURS:
            continue
        if header in OURS:
            known = UnknownName.of("column", name, OURS)
            raise UnknownName(f"{known}; is it the other way round, {header}={name}?")
        if get_close_matches(name, OURS) or not _NAME.fullmatch(name) or "__" in name:
            raise UnknownName.of("column", name, OURS)


def _check_others(listing: Listing, taken: Mapping[str, tuple[str, ...]], others: Sequence[str]) -> None:
    """Refuse headers that would hide, or be hidden by, a column of ours or what is put beside it."""
    ends = {name: _ENDS.get(kind_of(name), ()) if name in OURS else _ENDS[Kind.DATE] for name in taken}
    beside = {f"{name}_{end}" for name in taken for end in ends[name]}
    wrong = [one for one in others if one in beside or one in taken or one.startswith("__")]
    if wrong:
        what = "columns of other names than those that are made here; leave out or rename"
        raise InputError(f"{listing.file}: expected {what} {', '.join(map(repr, wrong))}")


def _check_once(listing: Listing, mapped: Sequence[str]) -> None:
    """Refuse a header that several columns have."""
    times = Counter(map(one_spelling, listing.found))
    twice = [header for header in dict.fromkeys(mapped) if times[header] > 1]
    if twice:
        which = ", ".join(f"{times[header]} columns called {header!r}" for header in twice)
        raise InputError(f"{listing.file}: {which}; expected one of each name that is read")


def _columns(headers: Sequence[str]) -> str:
    return f"column called {', '.join(map(repr, headers))}"


def _unmapped(listing: Listing, what: str) -> MusterError:
    """Say what is missing, which headers there are, and what could be meant."""
    shown = ", ".join(listing.headers[:_MOST_SHOWN]) + (", …" if len(listing.headers) > _MOST_SHOWN else "")
    lines = [f"{listing.file}: {what}; its {counted(len(listing.headers), 'column')}: {shown}"]
    guess = suggested(listing.headers)
    if guess:
        pairs = " ".join(shlex.quote(f"{name}={header}") for name, header in guess.items())
        lines.append(f"  suggest_columns would offer: columns={guess!r} (or --columns {pairs})")
    lines += _misread(listing)
    counts = [
        header for header in listing.headers[1:] if header not in guess.values() and _holds(listing, header, _A_COUNT)
    ]
    if counts:
        told = f"count={counts[-1]!r} (or --count {shlex.quote(counts[-1])})"
        lines.append(f"  if {counts[-1]!r} holds counts of people, it is a table: read_table, with {told}")
    below = _headers_below(listing)
    lines += [f"  line {line} looks like a header; if it is, give header={line} (or --header {line})" for line in below]
    return InputError("\n".join(lines))


def _misread(listing: Listing) -> Iterator[str]:
    """Say how the file may have to be read, where its header looks as if another way was told."""
    if len(listing.found) == 1:
        mark = max(DELIMITERS, key=listing.found[0].count)
        if mark in listing.found[0] and mark != listing.delimiter:
            sign = "a tab" if mark == "\t" else repr(mark)
            yield f"  one column only; is the delimiter {sign}?"
    headers = ", ".join(listing.headers[:_MOST_SHOWN])
    try:
        other = headers.encode(listing.encoding or "utf-8").decode("utf-8")
    except (UnicodeError, LookupError):
        return
    if other != headers:
        yield f"  is the encoding utf-8? its headers would then be: {other}"


def _headers_below(listing: Listing) -> Iterator[int]:
    """Find a line among the first rows that names more of our columns than the header does."""
    best = len(suggested(listing.headers))
    for line, texts in listing.first_rows(20):
        names = texts[:_LOOKED_AT]
        if len(suggested(names)) > max(best, 1) or set(names) & set(OURS):
            yield line
            return


def refuse_tables(listings: Sequence[Listing], columns: Columns | None) -> None:
    """Refuse what is no list of people but a table of cells with counts; a column that is mapped is no count."""
    mapped = {header for _, headers in _parts(columns) for header in headers}
    for listing in listings:
        free = [header for header in listing.headers if header not in mapped and header not in OURS]
        dated = [header for header in free if isinstance(read_date(header), Interval) and not header.isdecimal()]
        counts = [header for header in free if called_counts(header) and _holds(listing, header, _A_COUNT)]
        sure = [header for header in counts if plain(header) in words.COUNTS]
        why = ""
        if len(dated) > 1:
            why = f"{', '.join(map(repr, dated[:_FEW]))} head columns, as in a table with a column for each month"
        elif sure or (counts and any(_is_of_periods(listing, header) for header in listing.headers)):
            why = f"{(sure or counts)[0]!r} holds counts of people"
        if why:
            raise TableFound(
                f"{listing.file}: {why}, so its rows are no persons; read it with read_table, or map the column if "
                "each row is a person"
            )


_FEW = 3
_A_COUNT = r"^\s*(?:[<>≤≥]\s*)?[\d,.\s]+(?:-\s*\d+|\+|\([^)]*\))?\s*$|^\s*\*+\s*$"


def _holds(listing: Listing, header: str, pattern: str) -> bool:
    """Tell whether a column holds something, and nothing that a pattern does not match."""
    from pyarrow import compute as pc

    texts = as_texts(header, listing.column(header)).drop_null()
    return bool(len(texts)) and bool(pc.all(pc.match_substring_regex(texts, pattern)).as_py())


def _is_of_periods(listing: Listing, header: str) -> bool:
    """Tell whether a column has a row for each of some months, weeks, quarters or years."""
    texts = as_texts(header, listing.column(header)).drop_null()
    if not 1 < len(texts) <= _MOST_PERIODS or len(texts.unique()) < len(texts):
        return False
    read = [read_date(text) for text in texts.to_pylist()]
    return all(isinstance(one, Interval) and one.is_closed and one.size > 1 for one in read)


_MOST_PERIODS = 1_000


class Suggestions(dict[str, str]):
    """Our names, each with the header that probably means it; ``why`` says how sure that is, and of what.

    >>> found = Suggestions({"age": "Years"}, {"age": "likely: the header is 'years'"})
    >>> found, found.why
    ({'age': 'Years'}, {'age': "likely: the header is 'years'"})
    """

    def __init__(self, found: Mapping[str, str], why: Mapping[str, str]) -> None:
        """Keep the reasons beside the pairs."""
        super().__init__(found)
        self.why = dict(why)


def suggest_columns(source: Any, **how: Any) -> Suggestions:
    """Guess which columns of a list are which of ours, by their headers and first values; nothing is applied.

    Only what one would bet on is offered: a header that is a known word for the column, with no other words than its
    unit, no second header that would do as well, and values that can be what it says.

    Parameters
    ----------
    source : path, folder, pattern or DataFrame
        The list, as for :func:`read_records`.
    **how
        ``encoding``, ``delimiter``, ``sheet`` and ``header``, as for :func:`read_records`.

    Returns
    -------
    Suggestions
        A dict of our names, each with the header that probably means it, to be looked over and given to ``columns``;
        its ``why`` says of each whether that is sure or likely, and why.

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"№": ["1", "2"], "Дата рождения": ["1990", "1991"], "Возраст": ["x", "y"]})
    >>> found = suggest_columns(people)
    >>> found, found.why
    ({'record_id': '№'}, {'record_id': "sure: the header is '№', and all of the first 2 values fit"})
    """
    listing = next(iter(open_listings(source, Options(**how))))
    first = {header: as_texts(header, listing.column(header).slice(0, _LOOKED_AT)) for header in listing.headers}
    return suggested(listing.headers, {header: texts.drop_null().to_pylist() for header, texts in first.items()})


_LOOKED_AT = 200


def suggested(headers: Sequence[str], values: Mapping[str, Sequence[str]] | None = None) -> Suggestions:
    """Match headers with our names, the best pairs first, each header and each name once.

    >>> suggested(["Date d'arrivée", "ÂGE", "Fecha de inscripción", "入境日期", "Date of birth"])
    {'signup': 'Fecha de inscripción', 'age': 'ÂGE'}
    """
    found: dict[str, str] = {}
    why: dict[str, str] = {}
    for name, known in _WORDS.items():
        distances = {header: _distance(plain(header), known) for header in headers if plain(header) not in _BIRTH}
        best = min(distances.values(), default=_TOO_FAR)
        nearest = [header for header, distance in distances.items() if distance == best]
        if best == _TOO_FAR or len(nearest) > 1 or nearest[0] in found.values():
            continue
        header = nearest[0]
        texts = (values or {}).get(header, [])
        fitting = sum(_fits(name, texts))
        if 3 * fitting < 2 * len(texts):
            continue
        is_sure = best == 0 and bool(texts)
        looked = f", and {'all' if fitting == len(texts) else f'{fitting}'} of the first {len(texts)} values fit"
        found[name] = header
        why[name] = f"{'sure' if is_sure else 'likely'}: the header is {header!r}{looked if texts else ''}"
    return Suggestions(found, why)


def _fits(name: str, texts: Sequence[str]) -> Iterator[bool]:
    """Tell of each value whether it can be one of a column of ours."""
    seen: set[str] = set()
    kind = kind_of(name)
    for text in texts:
        if text.strip().casefold() in words.MISSING:
            yield True
        elif kind is Kind.DATE:
            read = read_date(text)
            yield isinstance(read, Interval) or bool(read.choices) or read.expected == NO_CENTURY
        elif kind is Kind.NUMBER:
            yield isinstance(read_number(text), Interval)
        else:
            yield name != "record_id" or text not in seen
        seen.add(text)


_NAMES = frozenset({
    "name", "full name", "surname", "last name", "first name", "family name", "given name", "фио", "ф и о", "имя",
    "фамилия", "отчество", "піб", "ім я", "прізвище", "по батькові", "姓名", "名字", "nombre", "nombres", "apellido",
    "apellidos", "nombre completo", "nom", "prenom", "nom complet", "nom de famille",
})  # fmt: skip
_BIRTH = frozenset({
    "birth", "born", "dob", "birth date", "date of birth", "birthday", "year of birth", "birth year",
    "дата рождения", "год рождения", "родился", "дата народження", "рік народження", "出生日期", "出生年月", "出生",
    "fecha de nacimiento", "nacimiento", "date de naissance", "naissance", "ne le",
})  # fmt: skip


def identifying(headers: Sequence[str]) -> list[str]:
    """Give the headers of names and of a day of birth, where a list has both.

    >>> identifying(["№", "Фамилия", "Имя", "Дата рождения"]), identifying(["name", "age"])
    (['Фамилия', 'Имя', 'Дата рождения'], [])
    """
    named = [header for header in headers if plain(header) in _NAMES]
    born = [header for header in headers if plain(header) in _BIRTH]
    return [*named, *born] if named and born else []


_TOO_FAR = 100


def plain(header: str) -> str:
    """Give a header in small letters, without accents, signs and underscores between its words.

    >>> plain(" Дата_прибытия: "), plain("Âge"), plain("№ п/п"), plain("Entrée")
    ('дата прибытия', 'age', '№ п п', 'entree')
    """
    decomposed = unicodedata.normalize("NFD", header.casefold())
    letters = "".join(sign for sign in decomposed if not "\u0300" <= sign <= "\u036f" or sign == "\u0306")
    kept = unicodedata.normalize("NFC", letters)
    return " ".join(re.sub(r"[^\w№°]|_", " ", kept).split())


def called_counts(header: str) -> bool:
    """Tell whether a column is called as counts are.

    >>> called_counts("Cases"), called_counts("Кол-во"), called_counts("Age")
    (True, True, False)
    """
    return plain(header) in {*words.COUNTS, *words.MAYBE_COUNTS}


def _distance(header: str, known: Sequence[str]) -> int:
    """Say how far a header is from some words: 0 the same, more where it has others beside them.

    A single word may have its unit beside it and nothing else: "date of birth" is no date of ours.
    """
    best = _TOO_FAR
    for word in map(plain, known):
        if header == word:
            return 0
        inside = word in header if ord(word[0]) > 0x2FFF else f" {word} " in f" {header} "
        rest = header.replace(word, "", 1).split()
        is_whole = " " in word or all(one in _units() for one in rest)
        if inside and is_whole and len(word) > 2:
            best = min(best, 1 + len(header) - len(word))
    return best


@cache
def _units() -> frozenset[str]:
    units = {plain(word) for unit in ("year", "day") for word in words.unit_words(unit)}
    return frozenset(units | {"band", "group", "range", "day", "date", "time", "the", "of", "in", "utc"})


_WORDS: dict[str, tuple[str, ...]] = {
    "record_id": (
        "record id", "id", "no", "nr", "number", "code", "номер", "№", "n п п", "п п", "код", "ид", "идентификатор",
        "ідентифікатор", "序号", "编号", "号码", "numero", "num", "codigo", "identificador", "identifiant", "n°",
    ),
    "signup": (
        "signup", "sign up", "signup date", "date of signup", "enlistment", "enlisted", "recruited", "contract date",
        "date of contract", "application date", "applied", "registration date", "date",
        "дата подписания", "дата контракта", "дата обращения", "дата заключения контракта", "дата регистрации",
        "дата заявления", "дата записи", "дата вступления", "обращение", "контракт", "дата",
        "дата підписання", "дата контракту", "дата звернення", "дата реєстрації", "дата вступу",
        "签约日期", "报名日期", "登记日期", "入伍日期", "合同日期", "日期",
        "fecha de inscripcion", "fecha de firma", "fecha de alistamiento", "fecha de contrato", "fecha de registro",
        "alistamiento", "inscripcion", "fecha",
        "date d inscription", "date d engagement", "date de signature", "date du contrat", "date d enrolement",
        "engagement", "inscription",
    ),
    "arrival": (
        "arrival", "arrived", "arrival date", "date of arrival", "entry", "entry date", "date of entry",
        "прибытие", "дата прибытия", "прибыл", "въезд", "дата въезда", "приезд", "дата приезда", "дата прилета",
        "прибуття", "дата прибуття", "в їзд", "дата в їзду", "приїзд", "дата приїзду",
        "抵达", "抵达日期", "入境", "入境日期", "到达", "到达日期",
        "llegada", "fecha de llegada", "entrada", "fecha de entrada", "ingreso",
        "arrivee", "date d arrivee", "entree", "date d entree",
    ),
    "departure": (
        "departure", "departed", "departure date", "date of departure", "exit", "exit date", "left",
        "выезд", "дата выезда", "отъезд", "дата отъезда", "убытие", "дата убытия", "вылет", "дата вылета",
        "виїзд", "дата виїзду", "від їзд", "вибуття", "дата вибуття",
        "离境", "离境日期", "出境", "出境日期", "离开", "离开日期",
        "salida", "fecha de salida", "partida", "depart", "date de depart", "sortie", "date de sortie",
    ),
    "lag_days": (
        "lag", "lag days", "days", "days since arrival", "дней", "дни", "дней с прибытия", "днів", "днів з прибуття",
        "天数", "dias", "dias desde la llegada", "jours", "jours depuis l arrivee",
    ),
    "age": (
        "age", "years", "years old", "возраст", "лет", "полных лет", "вік", "років", "повних років",
        "年龄", "岁数", "edad", "anos", "ans",
    ),
    "party": (
        "party", "group", "flight", "группа", "рейс", "партия", "група", "партія", "团组", "组", "小组", "航班",
        "grupo", "vuelo", "groupe", "vol",
    ),
    "outcome": (
        "outcome", "status", "fate", "result", "исход", "статус", "судьба", "итог", "результат",
        "доля", "наслідок", "підсумок", "结果", "状态", "下落", "resultado", "estado", "destino",
        "resultat", "statut", "sort",
    ),
    "population_id": ("population", "population id", "cohort"),
    "source_id": (
        "source", "source id", "источник", "джерело", "来源", "fuente", "source de donnees",
    ),
    "note": (
        "note", "notes", "comment", "comments", "remark", "remarks", "примечание", "примечания", "комментарий",
        "примітка", "примітки", "коментар", "备注", "注释", "nota", "notas", "comentario", "observaciones",
        "remarque", "commentaire", "observations",
    ),
}  # fmt: skip
