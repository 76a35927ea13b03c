"""Headers: which column of somebody's list is probably which of ours.

A guess by the words of a header in six languages, offered and never applied: a column called "Дата" may be the day of
sign-up or the day a row was typed, and only a reader of the list can tell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from musterbook.reading.files import Reading, open_listings

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


_NAME = (
    "name",
    "full name",
    "surname",
    "last name",
    "first name",
    "family name",
    "given name",
    "фио",
    "ф и о",
    "имя",
    "фамилия",
    "отчество",
    "піб",
    "ім я",
    "прізвище",
    "по батькові",
    "姓名",
    "名字",
    "nombre",
    "nombres",
    "apellido",
    "apellidos",
    "nombre completo",
    "nom",
    "prenom",
    "nom complet",
    "nom de famille",
)
_BIRTH = (
    "birth", "born", "dob", "birth date", "date of birth", "birthday", "year of birth", "birth year",
    "дата рождения", "год рождения", "родился", "дата народження", "рік народження", "出生日期", "出生年月", "出生",
    "fecha de nacimiento", "nacimiento", "date de naissance", "naissance", "ne le",
)  # fmt: skip


def identifying(headers: Sequence[str]) -> list[str]:
    """Give the headers of names and of a day of birth, where a list has both.

    >>> identifying(["№", "Фамилия", "Имя", "Дата рождения"]), identifying(["name", "age"])
    (['Фамилия', 'Имя', 'Дата рождения'], [])
    """
    named = [header for header in headers if plain(header) in _NAME]
    born = [header for header in headers if plain(header) in _BIRTH]
    return [*named, *born] if named and born else []


def suggest_columns(source: Any, **how: Any) -> dict[str, str]:
    """Guess which columns of a list are which of ours, by their headers; nothing is applied.

    Parameters
    ----------
    source : path, folder, pattern or DataFrame
        The list, as for :func:`read_records`.
    **how
        ``encoding``, ``delimiter``, ``sheet`` and ``header``, as for :func:`read_records`.

    Returns
    -------
    dict
        Our names, each with the header that probably means it, to be looked over and given to ``columns``.

    Examples
    --------
    >>> import pandas as pd
    >>> suggest_columns(pd.DataFrame(columns=["№", "Дата подписания", "Возраст (лет)", "Рост"]))
    {'record_id': '№', 'signup': 'Дата подписания', 'age': 'Возраст (лет)'}
    """
    listing = next(iter(open_listings(source, Reading(**how))))
    return suggested(listing.headers)


def suggested(headers: Sequence[str]) -> dict[str, str]:
    """Match headers with our names, the best pairs first, each header and each name once.

    >>> suggested(["Date d'arrivée", "ÂGE", "Fecha de inscripción", "入境日期"])
    {'signup': 'Fecha de inscripción', 'arrival': "Date d'arrivée", 'age': 'ÂGE'}
    """
    pairs = [
        (_distance(plain(header), words), order, place, name, header)
        for place, header in enumerate(headers)
        for order, (name, words) in enumerate(_WORDS.items())
    ]
    found: dict[str, str] = {}
    for distance, _, _, name, header in sorted(pairs):
        if distance < _TOO_FAR and name not in found and header not in found.values():
            found[name] = header
    return {name: found[name] for name in _WORDS if name in found}


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


def _distance(header: str, words: Sequence[str]) -> int:
    """Say how far a header is from some words: 0 the same, more where it has others beside them."""
    best = _TOO_FAR
    for word in map(plain, words):
        if header == word:
            return 0
        inside = word in header if ord(word[0]) > 0x2FFF else f" {word} " in f" {header} "
        if inside and len(word) > 2:
            best = min(best, 1 + len(header) - len(word))
    return best
