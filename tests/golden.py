r"""The golden set: nasty lists, each with exactly what reading it must give.

A list as it comes is a file in ``lists/`` or, where it is large or binary, made by ``makers``. `Read` is one that can
be read, with the rows kept and what is wrong with them; `Refused` is one that cannot, with what the error must name.
All of them say what the reader does, so read on: the tables below are meant to be understood without any other text.

In a table, cells stand between ``│``; an empty cell is a value that is not stated, ``…`` one that is not compared,
``\x07`` and the like are characters that cannot be seen. ``reason`` is a regular expression found somewhere in the
reason given, capital letters or not. Columns of the list that a table leaves out are not compared.

``beyond`` marks what the specification leaves open, and says why a careful reader would expect it nevertheless.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import makers

Row = dict[str, str]


@dataclass(frozen=True)
class Listed:
    """One list and how it is read. ``options`` go to ``read_records`` as they stand."""

    file: str
    what: str
    options: Mapping[str, Any] = field(default_factory=dict, kw_only=True)
    make: Callable[[Path], Path] | None = field(default=None, kw_only=True)
    beyond: str = field(default="", kw_only=True)

    @property
    def name(self) -> str:
        """Name the test: the file and what is special about it."""
        return f"{self.file}: {self.what}"


@dataclass(frozen=True)
class Read(Listed):
    """A list that can be read: how many rows were read, kept and put aside, and what is in them.

    ``wrong`` has every problem, by its line; what becomes of it shows in the rows kept. ``encoding`` is what the file
    was written in, for those that are text. ``without`` names columns there must not be, ``somewhere`` texts that must
    stand in a kept row under whatever name, ``carried`` those in a row put aside.
    """

    counts: tuple[int, int, int] = field(kw_only=True)
    kept: str = field(default="", kw_only=True)
    wrong: str = field(default="", kw_only=True)
    encoding: str = field(default="utf-8", kw_only=True)
    without: tuple[str, ...] = field(default=(), kw_only=True)
    somewhere: tuple[str, ...] = field(default=(), kw_only=True)
    carried: tuple[str, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True)
class Refused(Listed):
    """A list that cannot be read, whatever is done with bad rows; ``naming`` are expressions the error must match."""

    naming: tuple[str, ...] = field(kw_only=True)


def rows_of(table: str) -> list[Row]:
    r"""Read a table of this module.

    >>> rows_of("signup  │ age\n2023-08 │\n        │ 38")
    [{'signup': '2023-08', 'age': ''}, {'signup': '', 'age': '38'}]
    """
    lines = [[visible(cell.strip()) for cell in line.split("│")] for line in table.strip("\n ").splitlines()]
    head, *rest = lines or [[]]
    return [dict(zip(head, cells, strict=True)) for cells in rest]


def visible(cell: str) -> str:
    r"""Turn ``\n``, ``\x07`` and the like into the characters they stand for."""
    return re.sub(r"\\(n|x[0-9a-f]{2}|u[0-9a-f]{4})", lambda match: match[0].encode().decode("unicode_escape"), cell)


CYRILLIC = {"signup": "Дата подписания", "age": "Возраст", "outcome": "Судьба"}
DATE = {"signup": "Дата", "age": "Возраст"}

ENCODINGS = [
    Read(
        "utf8-bom.csv",
        "a byte-order mark is no part of the first header; without odd spellings there is no column of texts",
        counts=(3, 3, 0),
        encoding="utf-8-sig",
        kept="""
            record_id │ signup     │ signup_first │ signup_last │ age    │ age_low │ age_high │ outcome
            row-1     │ 2023-08-22 │ 2023-08-22   │ 2023-08-22  │ 38     │ 38      │ 38       │ returned
            row-2     │ 2023-09-2X │ 2023-09-20   │ 2023-09-29  │ 24     │ 24      │ 24       │
            row-3     │ 2023-10    │ 2023-10-01   │ 2023-10-31  │ 18..25 │ 18      │ 25       │ killed
        """,
        without=("signup_text", "age_text", "\ufeffsignup"),
    ),
    Read(
        "cp1251-semicolons.csv",
        "as a Russian spreadsheet saves it: Windows-1251, semicolons, day first, ages with their unit",
        options={"columns": CYRILLIC, "dayfirst": True},
        counts=(4, 4, 0),
        encoding="cp1251",
        kept="""
            record_id │ signup     │ signup_text │ age │ age_text     │ outcome        │ Примечание
            row-1     │ 2023-08-22 │ 22.08.2023  │ 38  │ 38 лет       │ вернулся домой │ прилетел один, без багажа
            row-2     │ 2023-09-30 │ 30.09.2023  │ 21  │ 21 год       │ погиб     │ по словам соседа, контракт на год
            row-3     │ 2023-10-05 │ 05.10.2023  │ 44  │ 44 года      │                │
            row-4     │ 2023-10-15 │ 15.10.2023  │     │ около сорока │ ранен          │ возраст записан со слов
        """,
        wrong="""
            line │ column │ value        │ reason
            5    │ age    │ около сорока │ number|years
        """,
        carried=("15.10.2023", "ранен", "возраст записан со слов"),
    ),
    Read(
        "koi8r-tabs.txt",
        "KOI8-R and tabs",
        options={"columns": {"signup": "Дата контракта", "age": "Возраст", "note": "Примечание"}},
        counts=(3, 3, 0),
        encoding="koi8-r",
        kept="""
            record_id │ signup     │ age │ note
            row-1     │ 2023-07-03 │ 26  │ прописан в общежитии, работал на стройке
            row-2     │ 2023-07-19 │ 31  │ знакомый привёл его в пункт отбора
            row-3     │ 2023-08    │     │ возраст не указан, документы утеряны
        """,
    ),
    Read(
        "utf16-tabs.txt",
        "what Excel calls Unicode text: UTF-16 with a byte-order mark and tabs; Ukrainian months and years",
        options={"columns": {"signup": "Дата підписання", "age": "Вік", "outcome": "Доля"}},
        counts=(3, 3, 0),
        encoding="utf-16",
        kept="""
            signup     │ signup_text    │ age │ age_text │ outcome
            2023-08-22 │ 22 серпня 2023 │ 38  │ 38 років │ повернувся
            2023-08-31 │ 31 серпня 2023 │ 24  │ 24 роки  │
            2023-09    │ вересень 2023  │     │          │ загинув
        """,
    ),
    Read(
        "gb18030.csv",
        "GB 18030; a full-width comma inside a remark divides nothing; a number in words is no number",
        options={"columns": {"signup": "签约日期", "age": "年龄"}},
        counts=(3, 3, 0),
        encoding="gb18030",
        kept="""
            record_id │ signup     │ signup_text │ age │ age_text │ 备注
            row-1     │ 2023-08-22 │ 2023年8月22日  │ 38  │ 38岁      │ 同一航班抵达，两天后签约
            row-2     │ 2023-09    │ 2023年9月     │ 24  │ 24       │ 单独前来，没有行李
            row-3     │ 2023-10-05 │ 2023-10-05  │     │ 十八岁      │ 年龄是听别人说的
        """,
        wrong="""
            line │ column │ value  │ reason
            4    │ age    │ 十八岁 │ number|years
        """,
    ),
    Read(
        "latin1-spanish.csv",
        "Latin-1 with the encoding stated, for so few letters leave a detector guessing",
        options={"columns": {"signup": "Fecha de firma", "age": "Edad"}, "encoding": "latin-1"},
        counts=(3, 3, 0),
        encoding="latin-1",
        kept="""
            signup     │ signup_text           │ age │ age_text │ Observación
            2023-08-22 │ 22 de agosto de 2023  │ 38  │ 38 años  │ llegó solo, sin equipaje, desde España
            2023-09    │ septiembre de 2023    │ 24  │ 24       │ volvió a su país, según un compañero de habitación
            2023-10-13 │ 13 de octubre de 2023 │     │          │ murió en diciembre, la edad no está en el papel
        """,
    ),
    Read(
        "latin1-french.csv",
        "Latin-1 detected; French months, one of them abbreviated",
        options={"columns": {"signup": "Date d'inscription", "age": "Âge"}},
        counts=(3, 3, 0),
        encoding="latin-1",
        kept="""
            signup     │ signup_text  │ age │ age_text │ Remarque
            2023-08-22 │ 22 août 2023 │ 38  │ 38 ans   │ arrivé le même jour, rentré après un mois
            2023-12    │ déc. 2023    │ 51  │ 51 ans   │ le plus âgé, blessé au début de l'été
            2024-02    │ février 2024 │     │          │ âge non précisé, à vérifier auprès de la préfecture
        """,
    ),
    Refused(
        "broken-utf8.csv",
        "one byte that is no UTF-8: the byte and its line are named",
        options={"encoding": "utf-8"},
        naming=(r"broken-utf8\.csv", r"line 4\b", "0xe9", "utf-?8"),
    ),
    Refused(
        "cp1251-semicolons.csv",
        "read as UTF-8 because somebody said so",
        options={"encoding": "utf-8", "columns": CYRILLIC},
        naming=(r"cp1251-semicolons\.csv", r"line 1\b", "0xc4", "utf-?8"),
    ),
    Refused(
        "utf8-bom.csv",
        "an encoding there is none of",
        options={"encoding": "utf-7.5"},
        naming=("utf-7.5",),
        beyond="a misspelt encoding is bad input like any other, so it is no LookupError from the depths",
    ),
]

DELIMITERS = [
    Read(
        "pipes.txt",
        "bars, with more commas and semicolons in the remarks than bars in the file",
        counts=(3, 3, 0),
        kept="""
            signup     │ age │ note
            2023-08-22 │ 38  │ came with another man; same flight, same visit
            2023-08-23 │ 24  │ alone, no luggage, no ticket back
            2023-09    │ 43  │ left; date of return, if any, not known
        """,
    ),
    Read(
        "caret.txt",
        "a delimiter nobody would guess, stated",
        options={"delimiter": "^"},
        counts=(2, 2, 0),
        kept="""
            signup     │ age │ note
            2023-08-22 │ 38  │ came, it seems, alone
            2023-08-23 │ 24  │ left; returned; left again
        """,
    ),
    Read(
        "one-column.csv",
        "nothing to delimit: neither a letter nor a hyphen is taken for a delimiter",
        counts=(4, 4, 0),
        kept="""
            record_id │ signup
            row-1     │ 2023-08-22
            row-2     │ 2023-09-01
            row-3     │
            row-4     │ 2023-10
        """,
        wrong="""
            line │ column │ value     │ reason
            4    │ signup │ September │ date
        """,
    ),
    Read(
        "quotes.csv",
        "delimiters, quotes and line ends inside quotes; lines are those of the file, a row's is its first",
        counts=(6, 5, 1),
        kept=r"""
            record_id │ signup     │ age │ note
            row-1     │ 2023-08-22 │ 38  │ said "two days", then left
            row-2     │ 2023-08-23 │ 24  │ first line\nsecond line, with a comma\n\nfourth line
            row-3     │ 2023-08-24 │     │ after the long note
            row-4     │ 2023-08-25 │ 43  │ plain
            row-6     │ 2023-08-27 │ 51  │ last
        """,
        wrong="""
            line │ column │ value │ reason
            7    │ age    │ old   │ number|years
            9    │ …      │ …     │ \\b3\\b
        """,
        carried=("two lines\nand one value too many", "x"),
    ),
    Read(
        "unclosed-quote.csv",
        "a quote that is never closed: nothing after it can be told apart, so all of it is one row put aside",
        counts=(2, 1, 1),
        kept="""
            record_id │ signup     │ age │ note
            row-1     │ 2023-08-22 │ 38  │ fine
        """,
        wrong="""
            line │ column │ value │ reason
            3    │ …      │ …     │ quote
        """,
        carried=("swallowed", "swallowed too"),
        beyond="the rows before it are sound, and the text after it is not lost: it stands with the row put aside",
    ),
    Read(
        "text-after-quote.csv",
        "text after a closing quote spoils its row, not the next one",
        counts=(2, 1, 1),
        kept="""
            record_id │ signup     │ age │ note
            row-2     │ 2023-08-23 │ 24  │ fine
        """,
        wrong="""
            line │ column │ value │ reason
            2    │ …      │ …     │ quote
        """,
        carried=("too early",),
        beyond="where the row ends is beyond doubt, so reading goes on",
    ),
    Read(
        "sep-line.csv",
        "Excel's line that states the delimiter; the header is the second line",
        options={"header": 2},
        counts=(2, 2, 0),
        kept="""
            record_id │ signup     │ age │ note
            row-1     │ 2023-08-22 │ 38  │ a, b
            row-2     │ 2023-08-23 │     │ c, d
        """,
        wrong="""
            line │ column │ value │ reason
            4    │ age    │ x     │ number|years
        """,
    ),
]

SHAPES = [
    Read(
        "title-rows.csv",
        "a title and a blank line above the header: the user says where it is, lines stay those of the file",
        options={"columns": CYRILLIC, "header": 4},
        counts=(3, 3, 0),
        kept="""
            record_id │ signup     │ age │ outcome
            row-1     │ 2023-08-22 │ 38  │ вернулся
            row-2     │ 2023-08-23 │     │ погиб
            row-3     │ 2023-08-24 │ 24  │
        """,
        wrong="""
            line │ column │ value │ reason
            6    │ age    │ сорок │ number|years
        """,
    ),
    Refused(
        "title-rows.csv",
        "the title taken for the header: the error shows what stands there",
        options={"columns": CYRILLIC},
        naming=("Дата подписания", "Возраст", "Судьба", "Список обратившихся в пункт отбора"),
    ),
    Read(
        "two-row-header.csv",
        "a header of two rows: the lower one has the names",
        options={"columns": {"signup": "date"}, "header": 2},
        counts=(2, 2, 0),
        kept="""
            signup     │ place  │ age │ outcome
            2023-08-22 │ Moscow │ 38  │ returned
            2023-08-23 │ Moscow │ 24  │
        """,
    ),
    Refused(
        "repeated-header.csv",
        "two columns of the name that was asked for",
        options={"columns": DATE},
        naming=(r"repeated-header\.csv", "Дата", r"\b2\b|two|twice|once"),
        beyond="taking either column would be a guess",
    ),
    Read(
        "repeated-unmapped.csv",
        "two columns of one name that nobody asked for: both are kept",
        counts=(1, 1, 0),
        kept="""
            signup
            2023-08-22
        """,
        somewhere=("station", "airport"),
        beyond="untouched means that neither takes the place of the other; under which names is not compared",
    ),
    Read(
        "clashing-headers.csv",
        "headers that the table of rows put aside uses itself: the list's own values are there all the same",
        counts=(2, 2, 0),
        kept="""
            record_id │ signup     │ age │ reason │ line
            row-1     │ 2023-08-22 │ 38  │ debts  │ M1
            row-2     │ 2023-08-23 │     │ work   │ M2
        """,
        wrong="""
            line │ column │ value │ reason
            3    │ age    │ forty │ number|years
        """,
        carried=("work", "M2"),
        beyond="the row itself is carried whole, whatever its headers are called",
    ),
    Refused(
        "parsed-headers.csv",
        "a header of theirs that is the name of something parsed",
        naming=("signup_first",),
        beyond="one of the two would hide the other; a column of ours that is parsed twice is refused elsewhere too",
    ),
    Read(
        "nameless-column.csv",
        "a column without a name that has values: they are kept",
        counts=(2, 2, 0),
        kept="""
            signup     │ age
            2023-08-22 │ 38
            2023-08-23 │ 24
        """,
        somewhere=("seen twice",),
        beyond="a value must not be lost for want of a header; under which name is not compared",
    ),
    Read(
        "trailing-commas.csv",
        "commas at the end of every line, the header's too: nameless columns with nothing in them",
        counts=(2, 2, 0),
        kept="""
            signup     │ age
            2023-08-22 │ 38
            2023-08-23 │ 24
        """,
        beyond="nameless and empty columns say nothing, so they are no problem",
    ),
    Read(
        "trailing-commas-below.csv",
        "commas at the end of some rows: surplus values that are all empty lose nothing",
        counts=(3, 3, 0),
        kept="""
            signup     │ age
            2023-08-22 │ 38
            2023-08-23 │ 24
            2023-08-24 │ 43
        """,
    ),
    Read(
        "ragged.csv",
        "too few values, and one too many that is stated",
        counts=(4, 2, 2),
        kept="""
            record_id │ signup     │ age │ outcome
            row-1     │ 2023-08-22 │ 38  │ returned
            row-4     │ 2023-08-25 │ 20  │
        """,
        wrong="""
            line │ column │ value │ reason
            3    │ …      │ …     │ \\b3\\b
            4    │ …      │ …     │ \\b3\\b
        """,
        carried=("2023-08-23", "24", "43", "killed", "in December"),
    ),
    Read(
        "blank-lines.csv",
        "lines with nothing on them, or spaces, or a lone comma, are no rows, yet they count as lines",
        counts=(3, 3, 0),
        kept="""
            record_id │ signup     │ age
            row-1     │ 2023-08-22 │ 38
            row-2     │ 2023-08-23 │
            row-3     │ 2023-08-24 │ 24
        """,
        wrong="""
            line │ column │ value │ reason
            7    │ age    │ young │ number|years
        """,
        beyond="a row of which nothing is stated is nobody; keeping it would add a person to every total",
    ),
    Read(
        "totals.csv",
        "a total is no person, in whatever language; a person from a village called Total is one",
        counts=(8, 2, 6),
        kept="""
            record_id │ place  │ signup     │ age │ note
            row-1     │ Moscow │ 2023-08-22 │ 38  │ total silence since
            row-8     │ Total  │ 2023-08-24 │ 24  │ comes from a village of this name
        """,
        wrong="""
            line │ column │ value   │ reason
            3    │ place  │ Total   │ total
            4    │ place  │ Итого   │ total
            5    │ place  │ Всього  │ total
            6    │ place  │ 合计    │ total
            7    │ place  │ Suma    │ total
            8    │ place  │ ИТОГО:  │ total
        """,
        carried=("51",),
        beyond="the word in capitals and with a colon is the same word",
    ),
    Refused("empty.csv", "no byte in it", naming=(r"empty\.csv", "empty|nothing|header")),
    Read(
        "header-only.csv",
        "nobody on the list",
        counts=(0, 0, 0),
        beyond="an empty list is an answer; its columns are there, so that whatever counts them counts nobody",
    ),
    Read(
        "one-row.csv",
        "one person, and no line end after them",
        counts=(1, 1, 0),
        kept="""
            record_id │ signup     │ age
            row-1     │ 2023-08-22 │ 38
        """,
    ),
    Read(
        "mixed-line-ends.csv",
        "LF, CR LF and CR in one file: each ends a line",
        counts=(4, 4, 0),
        kept="""
            record_id │ signup     │ age
            row-1     │ 2023-08-22 │ 38
            row-2     │ 2023-08-23 │ 24
            row-3     │ 2023-08-24 │
            row-4     │ 2023-08-25 │ 43
        """,
        wrong="""
            line │ column │ value │ reason
            4    │ age    │ x     │ number|years
        """,
    ),
    Read(
        "old-mac.csv",
        "CR alone, as before 2001",
        counts=(3, 3, 0),
        kept="""
            record_id │ signup     │ age
            row-1     │ 2023-08-22 │ 38
            row-2     │ 2023-08-23 │
            row-3     │ 2023-08-24 │ 24
        """,
        wrong="""
            line │ column │ value │ reason
            3    │ age    │ x     │ number|years
        """,
    ),
    Read(
        "nul.csv",
        "NUL bytes spoil the values they are in; none is dropped, for 2 and 4 with a NUL between are not 24",
        counts=(4, 4, 0),
        kept="""
            record_id │ signup     │ age │ note
            row-1     │ 2023-08-22 │ 38  │ fine
            row-2     │ 2023-08-23 │     │ fine
            row-3     │ 2023-08-24 │ 43  │
            row-4     │ 2023-08-25 │ 50  │ fine
        """,
        wrong=r"""
            line │ column │ value    │ reason
            3    │ age    │ 2\x004   │ control|NUL
            4    │ note   │ fi\x00ne │ control|NUL
        """,
    ),
    Read(
        "control.csv",
        "a bell and an escape sequence, which would act on the terminal that shows them; a line end is text",
        counts=(4, 4, 0),
        kept=r"""
            record_id │ signup     │ age │ note
            row-1     │ 2023-08-22 │ 38  │ two\nlines
            row-2     │ 2023-08-23 │ 24  │
            row-3     │ 2023-08-24 │     │ fine
            row-4     │ 2023-08-25 │ 50  │ fine
        """,
        wrong=r"""
            line │ column │ value            │ reason
            4    │ note   │ rings a bell\x07 │ control
            5    │ age    │ \x1b[1m43        │ control
        """,
    ),
    Read(
        "formulas.csv",
        "formulas in a text file are text: none is computed, and as a date or a number it is unreadable",
        counts=(3, 3, 0),
        kept="""
            record_id │ signup     │ age │ note
            row-1     │ 2023-08-22 │     │ a sum
            row-2     │            │ 38  │ a day that moves
            row-3     │ 2023-08-23 │ 24  │ =HYPERLINK("x","y")
        """,
        wrong="""
            line │ column │ value    │ reason
            2    │ age    │ =1+1     │ number|years
            3    │ signup │ =TODAY() │ date
        """,
    ),
]

DATES = [
    Read(
        "dates.csv",
        "every way to write a day, a month or a year that leaves no doubt",
        counts=(16, 16, 0),
        kept="""
            signup          │ signup_first │ signup_last │ signup_text
            2023-08-22      │ 2023-08-22   │ 2023-08-22  │ 2023-08-22
            2023-08         │ 2023-08-01   │ 2023-08-31  │ 2023-08
            2023            │ 2023-01-01   │ 2023-12-31  │ 2023
            202X            │ 2020-01-01   │ 2029-12-31  │ 202X
            2023-09-2X      │ 2023-09-20   │ 2023-09-29  │ 2023-09-2X
            2023-06/2024-05 │ 2023-06-01   │ 2024-05-31  │ 2023-06/2024-05
            2023-08~        │ 2023-08-01   │ 2023-08-31  │ 2023-08~
            2023-08         │ 2023-08-01   │ 2023-08-31  │ 202308
            2023-08-22      │ 2023-08-22   │ 2023-08-22  │ 20230822
            2023-08-22      │ 2023-08-22   │ 2023-08-22  │ 2023-08-22T14:30:00
            2023-08-22      │ 2023-08-22   │ 2023-08-22  │ 2023-08-22 23:59
            2023-08-22      │ 2023-08-22   │ 2023-08-22  │ 2023-08-22T23:59:59Z
            2023-08-22      │ 2023-08-22   │ 2023-08-22  │ 22.08.2023
            2023-08-22      │ 2023-08-22   │ 2023-08-22  │ 22.8.2023
            2023-08-22      │ 2023-08-22   │ 2023-08-22  │ 22/08/2023
            2023-08-22      │ 2023-08-22   │ 2023-08-22  │ 22-08-2023
        """,
    ),
    Read(
        "month-first.csv",
        "the month first: a 22nd month there is none, and of two fives the order does not matter",
        counts=(4, 4, 0),
        kept="""
            signup     │ signup_text
            2023-08-22 │ 08/22/2023
            2023-08-31 │ 8/31/2023
            2023-12-25 │ 12-25-2023
            2023-05-05 │ 05/05/2023
        """,
    ),
    Read(
        "year-first.csv",
        "the year first, as written in East Asia",
        counts=(3, 3, 0),
        kept="""
            signup     │ signup_text
            2023-08-22 │ 2023/08/22
            2023-08-22 │ 2023.08.22
            2023-08-05 │ 2023/8/5
        """,
        beyond="after a year the month comes first everywhere, so nothing is ambiguous",
    ),
    Read(
        "bad-dates.csv",
        "days that no calendar has, the last one it has, and a day of zeros, which is not known",
        counts=(10, 10, 0),
        kept="""
            record_id │ signup
            row-1     │
            row-2     │
            row-3     │ 2023-08
            row-4     │
            row-5     │
            row-6     │
            row-7     │
            row-8     │
            row-9     │
            row-10    │ 2024-02-29
        """,
        wrong="""
            line │ column │ value            │ reason
            2    │ signup │ 2023-02-30       │ date|calendar
            3    │ signup │ 31.04.2023       │ date|calendar
            5    │ signup │ 2023-13          │ date|calendar
            6    │ signup │ 202313           │ date|calendar
            7    │ signup │ 20230230         │ date|calendar
            8    │ signup │ 2023/2022        │ ends before it begins
            9    │ signup │ 2023-08-22T25:00 │ date|time
            10   │ signup │ yesterday        │ date
        """,
    ),
    Read(
        "serials.csv",
        "days as Excel counts them, from 20000 to 60000; a fraction is a time of day",
        counts=(6, 6, 0),
        kept="""
            signup     │ signup_first │ signup_last │ signup_text │ age
            2023-08-22 │ 2023-08-22   │ 2023-08-22  │ 45160       │ 38
            2023-08-22 │ 2023-08-22   │ 2023-08-22  │ 45160.75    │ 24
            1954-10-03 │ 1954-10-03   │ 1954-10-03  │ 20000       │ 80
            2064-04-08 │ 2064-04-08   │ 2064-04-08  │ 60000       │ 20
                       │              │             │ 19999       │ 81
                       │              │             │ 60001       │ 20
        """,
        wrong="""
            line │ column │ value │ reason
            6    │ signup │ 19999 │ date
            7    │ signup │ 60001 │ date
        """,
    ),
    Read(
        "two-digit-years.csv",
        "two digits of a year: the century is not stated, and none is made up",
        counts=(5, 5, 0),
        kept="""
            record_id │ signup     │ signup_text │ age
            row-1     │            │ 22.08.23    │ 38
            row-2     │            │ 08/22/23    │ 24
            row-3     │            │ 03.04.23    │ 43
            row-4     │            │ 22 Aug 23   │ 20
            row-5     │ 2023-08-22 │ 22.08.2023  │ 51
        """,
        wrong="""
            line │ column │ value     │ reason
            2    │ signup │ 22.08.23  │ states no century
            3    │ signup │ 08/22/23  │ states no century
            4    │ signup │ 03.04.23  │ states no century
            5    │ signup │ 22 Aug 23 │ states no century
        """,
        beyond="that a month in words makes no difference",
    ),
    Refused(
        "ambiguous.csv",
        "day or month first? nobody said, so three of the dates are shown and nothing is read",
        naming=(r"ambiguous\.csv", "signup", "03/04/2023", "07/06/2023", "11/12/2023", "dayfirst"),
    ),
    Refused(
        "nearly-decided.csv",
        "that others in the column have the day first proves nothing of this one",
        naming=("03/04/2023", "dayfirst"),
    ),
    Read(
        "ambiguous.csv",
        "the day first, as the user says",
        options={"dayfirst": True},
        counts=(5, 5, 0),
        kept="""
            signup     │ signup_text
            2023-04-03 │ 03/04/2023
            2023-05-05 │ 05/05/2023
            2023-06-07 │ 07/06/2023
            2023-12-11 │ 11/12/2023
            2024-02-01 │ 01/02/2024
        """,
    ),
    Read(
        "ambiguous.csv",
        "the month first, as the user says",
        options={"dayfirst": False},
        counts=(5, 5, 0),
        kept="""
            signup     │ signup_text
            2023-03-04 │ 03/04/2023
            2023-05-05 │ 05/05/2023
            2023-07-06 │ 07/06/2023
            2023-11-12 │ 11/12/2023
            2024-01-02 │ 01/02/2024
        """,
    ),
    Read(
        "month-names.csv",
        "months in six languages, inflected, abbreviated, in capitals, with the marks that go with a date",
        counts=(21, 21, 0),
        kept="""
            language │ signup     │ signup_text
            en       │ 2023-08-22 │ August 22, 2023
            en       │ 2023-08-22 │ 22 August 2023
            en       │ 2023-08    │ AUGUST 2023
            en       │ 2023-08    │ Aug 2023
            ru       │ 2023-08-22 │ 22 августа 2023 г.
            ru       │ 2023-08-22 │ 22 августа 2023
            ru       │ 2023-08-22 │ 22 авг. 2023
            ru       │ 2023-08    │ август 2023
            uk       │ 2023-08-22 │ 22 серпня 2023 р.
            uk       │ 2023-08-22 │ 22 серпня 2023
            uk       │ 2023-08    │ серпень 2023
            zh       │ 2023-08-22 │ 2023年8月22日
            zh       │ 2023-08    │ 2023年8月
            es       │ 2023-08-22 │ 22 de agosto de 2023
            es       │ 2023-08    │ agosto de 2023
            es       │ 2023-08-22 │ 22 ago 2023
            fr       │ 2023-08-22 │ 22 août 2023
            fr       │ 2024-02-01 │ 1 févr. 2024
            fr       │ 2023-08    │ août 2023
            en       │            │ 31 June 2023
            fr       │            │ 22 brumaire 2023
        """,
        wrong="""
            line │ column │ value            │ reason
            21   │ signup │ 31 June 2023     │ date|calendar
            22   │ signup │ 22 brumaire 2023 │ date|month
        """,
        beyond="the words around a date (de, г., р., a comma) belong to the long form that CLDR has for the language",
    ),
]

NUMBERS = [
    Read(
        "ages.csv",
        "ages as they are written: with the word for years, as bands, with an open end",
        counts=(23, 23, 0),
        kept="""
            record_id │ age    │ age_low │ age_high │ age_text
            row-1     │ 38     │ 38      │ 38       │ 38
            row-2     │ 38     │ 38      │ 38       │ 38.0
            row-3     │ 38     │ 38      │ 38       │ 38 лет
            row-4     │ 21     │ 21      │ 21       │ 21 год
            row-5     │ 22     │ 22      │ 22       │ 22 года
            row-6     │ 38     │ 38      │ 38       │ 38 років
            row-7     │ 38     │ 38      │ 38       │ 38 years
            row-8     │ 38     │ 38      │ 38       │ 38岁
            row-9     │ 38     │ 38      │ 38       │ 38 años
            row-10    │ 38     │ 38      │ 38       │ 38 ans
            row-11    │ 15..19 │ 15      │ 19       │ 15-19
            row-12    │ 15..19 │ 15      │ 19       │ 15–19
            row-13    │ 18..25 │ 18      │ 25       │ 18..25
            row-14    │ 60..   │ 60      │          │ 60+
            row-15    │ 40..   │ 40      │          │ 40..
            row-16    │ ..17   │         │ 17       │ ..17
            row-17    │ ..17   │         │ 17       │ <18
            row-18    │ 61..   │ 61      │          │ >60
            row-19    │ 60..   │ 60      │          │ ≥60
            row-20    │ 0      │ 0       │ 0        │ 38 days
            row-21    │        │         │          │ forty
            row-22    │        │         │          │ 25-18
            row-23    │        │         │          │ 15-19-25
        """,
        wrong="""
            line │ column │ value    │ reason
            22   │ age    │ forty    │ number|years
            23   │ age    │ 25-18    │ ends before it begins
            24   │ age    │ 15-19-25 │ number|years
        """,
    ),
    Read(
        "lags.csv",
        "days from arrival to sign-up, with the word for days",
        counts=(13, 13, 0),
        kept="""
            lag_days │ lag_days_low │ lag_days_high │ lag_days_text
            0        │ 0            │ 0             │ 0
            2        │ 2            │ 2             │ 2
            2        │ 2            │ 2             │ 2 days
            1        │ 1            │ 1             │ 1 день
            2        │ 2            │ 2             │ 2 дня
            2        │ 2            │ 2             │ 2 дні
            2        │ 2            │ 2             │ 2天
            2        │ 2            │ 2             │ 2 días
            2        │ 2            │ 2             │ 2 jours
            3..5     │ 3            │ 5             │ 3-5
            7..      │ 7            │               │ 7+
                     │              │               │ 2 years
                     │              │               │ same day
        """,
        wrong="""
            line │ column   │ value    │ reason
            13   │ lag_days │ 2 years  │ number|days
            14   │ lag_days │ same day │ number|days
        """,
    ),
    Read(
        "thousands.csv",
        "a comma, a space or a point may part thousands or decimals: days are not read so, ages are completed years",
        counts=(6, 6, 0),
        kept="""
            record_id │ age │ lag_days
            row-1     │ 38  │ 2
            row-2     │ 38  │ 2
            row-3     │ 38  │ 2
            row-4     │ 38  │
            row-5     │ 38  │
            row-6     │ 38  │
        """,
        wrong="""
            line │ column   │ value │ reason
            5    │ lag_days │ 1,200 │ number|days
            6    │ lag_days │ 1 200 │ number|days
            7    │ lag_days │ 1.200 │ number|days
        """,
        beyond="1.200 is 1.2 or 1200, by the country; the list of accepted spellings has neither",
    ),
    Read(
        "full-width.csv",
        "full-width digits, as Chinese input methods give them",
        counts=(2, 2, 0),
        kept="""
            signup     │ signup_text      │ age │ age_text
            2023-08-22 │ ２０２３-０８-２２ │ 38  │ ３８
            2023-09    │ ２０２３年９月     │ 24  │ ２４岁
        """,
        beyond="a digit has one value however wide it is drawn, and the text is kept beside it",
    ),
    Read(
        "spaces.csv",
        "spaces of every width around a value are no part of it; they stay in the text as it stood in the file",
        counts=(3, 3, 0),
        kept="""
            signup     │ age
            2023-08-22 │ 38
            2023-08-22 │ 24
                       │ 43
        """,
        beyond="a no-break space cannot be seen, so a value with one looks right; a value of spaces is not stated",
    ),
    Read(
        "spaces-after-commas.csv",
        "a space after every comma, in the header too",
        counts=(2, 2, 0),
        kept="""
            signup     │ age
            2023-08-22 │ 38
            2023-08-23 │ 24
        """,
        beyond="the header ' age' is the header 'age'",
    ),
    Read(
        "no-missing-marker.csv",
        "marks for not stated are read as such in dates and numbers; in labels they stay, for nobody said so",
        counts=(8, 8, 0),
        kept="""
            record_id │ signup     │ age │ outcome
            row-1     │            │ 38  │ returned
            row-2     │ 2023-08-22 │     │ returned
            row-3     │ 2023-08-23 │     │ returned
            row-4     │ 2023-08-24 │     │ returned
            row-5     │ 2023-08-25 │     │ returned
            row-6     │ 2023-08-26 │     │ ?
            row-7     │ 2023-08-27 │     │ n/a
            row-8     │ 2023-08-28 │     │ NULL
        """,
    ),
]

CHECKS = [
    Read(
        "order.csv",
        "who signs up has arrived, who departs has arrived; coarse dates that may be in order are",
        counts=(4, 4, 0),
        kept="""
            record_id │ arrival    │ signup     │ departure
            p-1       │ 2023-08-20 │ 2023-08-22 │ 2023-09-01
            p-2       │            │ 2023-08-22 │
            p-3       │ 2023-08-20 │ 2023-08-22 │
            p-4       │ 2023-08    │ 2023-08-22 │ 2023-08
        """,
        wrong="""
            line │ column    │ value      │ reason
            3    │ arrival   │ 2023-08-23 │ sign-?up
            4    │ departure │ 2023-08-19 │ arrival
        """,
    ),
    Read(
        "order.csv",
        "a sign-up before the arrival, where the user says there may be one",
        options={"arrival_after_signup": True},
        counts=(4, 4, 0),
        kept="""
            record_id │ arrival    │ signup     │ departure
            p-1       │ 2023-08-20 │ 2023-08-22 │ 2023-09-01
            p-2       │ 2023-08-23 │ 2023-08-22 │
            p-3       │ 2023-08-20 │ 2023-08-22 │
            p-4       │ 2023-08    │ 2023-08-22 │ 2023-08
        """,
        wrong="""
            line │ column    │ value      │ reason
            4    │ departure │ 2023-08-19 │ arrival
        """,
    ),
    Read(
        "window.csv",
        "a sign-up must meet the window; one that may lie outside it still may lie within",
        options={"window": "2023-06/2024-05"},
        counts=(5, 5, 0),
        kept="""
            record_id │ signup          │ age
            row-1     │                 │ 38
            row-2     │ 2023-05/2023-06 │ 24
            row-3     │ 2023-06-01      │ 43
            row-4     │ 2024-05-31      │ 20
            row-5     │                 │ 51
        """,
        wrong="""
            line │ column │ value      │ reason
            2    │ signup │ 2023-05-31 │ window 2023-06/2024-05
            6    │ signup │ 2024-06    │ window 2023-06/2024-05
        """,
    ),
    Read(
        "implausible.csv",
        "ages that nobody has; a range that some age fits is left alone, for it may be right",
        counts=(6, 6, 0),
        kept="""
            record_id │ age
            row-1     │
            row-2     │
            row-3     │ 120
            row-4     │ 0
            row-5     │
            row-6     │ 100..130
        """,
        wrong="""
            line │ column │ value │ reason
            2    │ age    │ 380   │ 0 to 120
            3    │ age    │ 121   │ 0 to 120
            6    │ age    │ -5    │ 0 to 120
        """,
        beyond="the range, as in a case's own records, where only a lowest age over 120 is wrong",
    ),
    Read(
        "lag-and-dates.csv",
        "a stated lag and the two dates must leave room for one another",
        counts=(5, 5, 0),
        kept="""
            record_id │ arrival    │ signup     │ lag_days
            row-1     │ 2023-08-20 │ 2023-08-22 │ 2
            row-2     │ 2023-08-20 │ 2023-08-22 │
            row-3     │ 2023-08    │ 2023-08-22 │ 21
            row-4     │ 2023-08    │ 2023-08-22 │
            row-5     │            │ 2023-08-22 │
        """,
        wrong="""
            line │ column   │ value │ reason
            3    │ lag_days │ 5     │ arrival to sign-up, 2
            5    │ lag_days │ 22    │ arrival to sign-up, 0..21
            6    │ lag_days │ -3    │ 0 or more days
        """,
    ),
    Read(
        "duplicate-ids.csv",
        "an id used again is one person where all else is alike, and another where not; nobody is without an id",
        counts=(5, 4, 1),
        kept="""
            record_id │ signup     │ age
            p-1       │ 2023-08-22 │ 38
            p-2       │ 2023-08-23 │ 24
            row-4     │ 2023-08-24 │ 43
            p-1 (2)   │ 2023-08-25 │ 20
        """,
        wrong="""
            line │ column    │ value │ reason
            4    │ record_id │ p-1   │ line 2
            5    │ record_id │       │ value
            6    │ record_id │ p-1   │ line 2
        """,
        beyond="the first of several is kept and the others name its line, as in a case's own records",
    ),
    Read(
        "own-schema.csv",
        "a user's own rules for further columns, as a Table Schema",
        options={
            "schema": {
                "fields": [
                    {"name": "Country", "type": "string", "constraints": {"required": True, "enum": ["CN", "KP"]}},
                    {"name": "Height", "type": "integer", "constraints": {"minimum": 100, "maximum": 250}},
                ]
            }
        },
        counts=(5, 5, 0),
        kept="""
            record_id │ signup     │ Country │ Height
            row-1     │ 2023-08-22 │ CN      │ 171
            row-2     │ 2023-08-23 │         │ 168
            row-3     │ 2023-08-24 │         │ 180
            row-4     │ 2023-08-25 │ KP      │
            row-5     │ 2023-08-26 │ KP      │
        """,
        wrong="""
            line │ column  │ value │ reason
            3    │ Country │ XX    │ CN, KP
            4    │ Country │       │ value
            5    │ Height  │ tall  │ number|integer
            6    │ Height  │ 17    │ 100
        """,
    ),
    Read(
        "several-problems.csv",
        "everything wrong with a row is said of it, and it is still one row",
        counts=(3, 3, 0),
        kept="""
            record_id │ signup     │ age │ outcome
            row-1     │ 2023-08-22 │ 38  │ returned
            row-2     │            │     │ killed
            row-3     │ 2023-08-23 │ 24  │
        """,
        wrong="""
            line │ column │ value      │ reason
            3    │ signup │ 31.02.2023 │ date|calendar
            3    │ age    │ 380        │ 0 to 120
        """,
        carried=("killed",),
    ),
    Refused(
        "cp1251-semicolons.csv",
        "no column of ours and none mapped: the headers found are listed, and which might be which",
        naming=("Дата подписания", "Возраст", "Судьба", "Примечание", "signup", "age"),
    ),
    Refused(
        "cp1251-semicolons.csv",
        "headers that are not there: each is named, beside those that are",
        options={"columns": {"signup": "Дата", "age": "Лет"}},
        naming=(r"\bДата\b(?! подписания)", r"\bЛет\b", "Дата подписания", "Возраст", "Судьба", "Примечание"),
    ),
    Refused(
        "utf8-bom.csv",
        "a column of ours that there is none of",
        options={"columns": {"signed": "signup"}},
        naming=("signed", "signup", "arrival", "departure", "lag_days", "age"),
        beyond="a misspelt name of ours is an error that lists the right ones",
    ),
]

FORMATS = [
    Read(
        "workbook.xlsx",
        "a merged title, real dates, dates as text and as numbers, an empty row, a total; lines are the sheet's",
        options={"columns": DATE | {"note": "Примечание"}, "header": 2},
        make=makers.workbook,
        counts=(5, 4, 1),
        kept="""
            record_id │ signup     │ signup_first │ age │ age_low │ note
            row-1     │ 2023-08-22 │ 2023-08-22   │ 38  │ 38      │ настоящая дата
            row-2     │ 2023-08-22 │ 2023-08-22   │ 24  │ 24      │ дата и число как текст
            row-3     │ 2023-08-22 │ 2023-08-22   │ 43  │ 43      │ дата как число
            row-4     │ 2023-09-30 │ 2023-09-30   │     │         │
        """,
        wrong="""
            line │ column │ value │ reason
            7    │ age    │ сорок │ number|years
            8    │ signup │ Итого │ total
        """,
    ),
    Read(
        "formulas.xlsx",
        "a formula is worth its stored result; without one, or with an error, the value is unknown, not empty",
        make=makers.formulas,
        counts=(4, 4, 0),
        kept="""
            record_id │ signup     │ age
            row-1     │ 2023-08-22 │ 38
            row-2     │ 2023-08-23 │
            row-3     │ 2023-08-24 │
            row-4     │ 2023-08-25 │
        """,
        wrong="""
            line │ column │ value │ reason
            3    │ age    │ …     │ formula
            4    │ age    │ …     │ #REF!|error
        """,
        beyond="calamine gives all three of the last cells as empty; reading them so would drop input silently",
    ),
    Read(
        "two-sheets.xlsx",
        "the sheet that was asked for",
        options={"sheet": "2024"},
        make=makers.two_sheets,
        counts=(2, 2, 0),
        kept="""
            record_id │ signup     │ age
            row-1     │ 2024-01-09 │ 24
            row-2     │ 2024       │
        """,
        wrong="""
            line │ column │ value │ reason
            3    │ age    │ x     │ number|years
        """,
    ),
    Refused(
        "two-sheets.xlsx",
        "two sheets with people in them, and none asked for",
        make=makers.two_sheets,
        naming=("2023", "2024", "sheet"),
        beyond="to read the first alone would drop the others silently",
    ),
    Refused(
        "two-sheets.xlsx",
        "a sheet there is none of",
        options={"sheet": "2025"},
        make=makers.two_sheets,
        naming=("2025", "2023", "2024"),
    ),
    Read(
        "list.ods",
        "a LibreOffice sheet: the year is whole in the file though the screen shows two digits; a million empty rows",
        make=makers.open_document,
        counts=(3, 3, 0),
        kept="""
            record_id │ signup     │ age │ place
            row-1     │ 2023-08-22 │ 38  │ Москва
            row-2     │ 2023-09    │ 24  │
            row-3     │            │ 43  │ Тула
        """,
        wrong="""
            line │ column │ value │ reason
            4    │ signup │ x     │ date
        """,
        carried=("Тула",),
    ),
    Read(
        "list.parquet",
        "typed columns; lines are rows from 1; a whole number with gaps comes as 38, not as 38.0",
        make=makers.parquet,
        counts=(4, 4, 0),
        kept="""
            record_id │ arrival    │ signup     │ age │ place
            row-1     │ 2023-08-20 │ 2023-08-22 │ 38  │ Москва
            row-2     │ 2023-09-01 │ 2023-09-01 │     │
            row-3     │ 2023-10-05 │ 2023-10-06 │     │
            row-4     │            │            │ 24  │ 站
        """,
        wrong="""
            line │ column │ value │ reason
            3    │ age    │ 380   │ 0 to 120
        """,
    ),
    Read(
        "list.jsonl",
        "an object a line: keys in any order or absent, null is not stated, a line cut short is put aside",
        counts=(6, 5, 1),
        kept="""
            record_id │ signup     │ age │ outcome  │ place
            row-1     │ 2023-08-22 │ 38  │ returned │
            row-2     │ 2023-09    │     │          │
            row-3     │ 2023-10    │     │          │ Moscow
            row-4     │ 2023-08-22 │ 24  │          │ 莫斯科
            row-6     │ 2023-12-02 │ 51  │          │
        """,
        wrong="""
            line │ column │ value │ reason
            3    │ age    │ forty │ number|years
            6    │ …      │ …     │ JSON
        """,
        carried=("2023-12-01",),
        beyond="each line stands alone, so a broken one spoils no other; a key that first comes late is still a column",
    ),
    Read(
        "list.csv.gz",
        "compressed: the same as cp1251-semicolons.csv, line for line",
        options={"columns": CYRILLIC, "dayfirst": True},
        make=makers.gzipped,
        counts=(4, 4, 0),
        kept="""
            record_id │ signup     │ age │ outcome
            row-1     │ 2023-08-22 │ 38  │ вернулся домой
            row-2     │ 2023-09-30 │ 21  │ погиб
            row-3     │ 2023-10-05 │ 44  │
            row-4     │ 2023-10-15 │     │ ранен
        """,
        wrong="""
            line │ column │ value        │ reason
            5    │ age    │ около сорока │ number|years
        """,
    ),
    Read(
        "lists.zip",
        "two lists in an archive, of different encodings and delimiters: read in the order of their names",
        options={"columns": DATE},
        make=makers.zipped,
        counts=(4, 4, 0),
        kept="""
            record_id │ signup     │ age │ Примечание
            row-1     │ 2023-08-22 │ 38  │
            row-2     │ 2023-08-23 │ 24  │
            row-3     │ 2023-08-25 │     │ возраст записан со слов соседа
            row-4     │ 2023-08-26 │ 43  │ прилетел один, без багажа
        """,
        wrong="""
            file  │ line │ column │ value │ reason
            b.csv │ 2    │ age    │ сорок │ number|years
        """,
        beyond="an archive is read as a folder is",
    ),
    Read(
        "folder",
        "a folder: every file in the order of names, ids counted on, lines those of each file",
        options={"columns": DATE},
        make=makers.copied("folder"),
        counts=(4, 4, 0),
        kept="""
            record_id │ signup     │ signup_text │ age │ Примечание
            row-1     │ 2023-08-22 │ 2023-08-22  │ 38  │
            row-2     │ 2023-08-23 │ 2023-08-23  │ 24  │
            row-3     │ 2023-08-25 │ 25.08.2023  │     │ возраст записан со слов соседа
            row-4     │ 2023-08-26 │ 26.08.2023  │ 43  │ прилетел один, без багажа
        """,
        wrong="""
            file  │ line │ column │ value │ reason
            b.csv │ 2    │ age    │ сорок │ number|years
        """,
        carried=("возраст записан со слов соседа",),
    ),
    Read(
        "folder/*.csv",
        "the same as a glob",
        options={"columns": DATE},
        counts=(4, 4, 0),
        kept="""
            record_id │ signup     │ age
            row-1     │ 2023-08-22 │ 38
            row-2     │ 2023-08-23 │ 24
            row-3     │ 2023-08-25 │
            row-4     │ 2023-08-26 │ 43
        """,
        wrong="""
            file  │ line │ column │ value │ reason
            b.csv │ 2    │ age    │ сорок │ number|years
        """,
    ),
    Refused(
        "folder-lacking",
        "one of two files lacks a column that was asked for",
        options={"columns": DATE},
        make=makers.copied("folder-lacking"),
        naming=(r"b\.csv", "Возраст", "Лет"),
    ),
    Refused(
        "folder-lacking/*.csv",
        "the same as a glob",
        options={"columns": DATE},
        naming=(r"b\.csv", "Возраст", "Лет"),
    ),
    Refused("folder/*.tsv", "a glob that no file answers to", naming=(r"\*\.tsv",)),
    Refused("none", "a folder with nothing in it", make=makers.no_files, naming=("none",)),
    Refused("missing.csv", "a file there is none of", naming=(r"missing\.csv",)),
    Refused("cut.csv.gz", "a compressed file cut short", make=makers.cut_gzip, naming=(r"cut\.csv\.gz",)),
    Refused("cut.xlsx", "a workbook cut short", make=makers.cut_xlsx, naming=(r"cut\.xlsx",)),
]

HOSTILE = [
    Read(
        "long-value.csv",
        "a value of five million characters is not stated, is kept as it stood, and the next row is read",
        make=makers.long_value,
        counts=(3, 3, 0),
        kept="""
            record_id │ signup     │ age │ note
            row-1     │ 2023-08-22 │ 38  │ short
            row-2     │ 2023-08-23 │ 24  │
            row-3     │ 2023-08-24 │ 43  │ short
        """,
        wrong="""
            line │ column │ value │ reason
            3    │ note   │ …     │ 32,767
        """,
        carried=("x" * makers.FIVE_MILLION,),
    ),
    Read(
        "longest-value.csv",
        "32,767 characters are a value, one more is not",
        make=makers.longest_value,
        counts=(2, 2, 0),
        kept="""
            record_id │ signup
            row-1     │ 2023-08-22
            row-2     │ 2023-08-23
        """,
        wrong="""
            line │ column │ value │ reason
            3    │ note   │ …     │ 32,767
        """,
    ),
    Read(
        "thousand-columns.csv",
        "a thousand columns are not too many",
        make=makers.columns(1_000),
        counts=(1, 1, 0),
        kept="""
            signup     │ column 2 │ column 1000
            2023-08-22 │ x        │ x
        """,
    ),
    Refused(
        "thousand-and-one-columns.csv",
        "one column more is too many",
        make=makers.columns(1_001),
        naming=(r"thousand-and-one-columns\.csv", "1,001", "1,000"),
    ),
    Refused(
        "ten-thousand-columns.csv",
        "ten thousand are named by their number, not one by one",
        make=makers.columns(10_000),
        naming=("10,000", "1,000"),
    ),
    Refused(
        "long-header.csv", "five million characters for a header", make=makers.long_header, naming=("long-header",)
    ),
    Refused("noise.csv", "random bytes", make=makers.noise, naming=(r"noise\.csv",)),
    Refused("picture.csv", "a picture", make=makers.picture, naming=(r"picture\.csv",)),
]

BOMBS = [
    Refused("bomb.csv.gz", "a gigabyte in a megabyte", make=makers.gzip_bomb, naming=(r"bomb\.csv\.gz", "200|64")),
    Refused("bomb.zip", "220 MB in half a megabyte", make=makers.zip_bomb, naming=(r"bomb\.zip", "200|64")),
    Refused("bomb.xlsx", "200 MB in 200 kB", make=makers.workbook_bomb, naming=(r"bomb\.xlsx", "200|64")),
]

ALL = [*ENCODINGS, *DELIMITERS, *SHAPES, *DATES, *NUMBERS, *CHECKS, *FORMATS, *HOSTILE]
READ = [one for one in ALL if isinstance(one, Read)]
REFUSED = [one for one in ALL if isinstance(one, Refused)]
