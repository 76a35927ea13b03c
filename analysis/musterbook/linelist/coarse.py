"""Columns of dates and numbers: each different text read once into an interval, by the kind of its column.

Where somebody says that ages are births, they are read as ages on the day of something. Who was born in 1990 is 32 or
33 in 2023, whichever day of either is meant; so an age that is worked out is a range.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pyarrow as pa

from musterbook.errors import InputError, UnknownName
from musterbook.intervals import Interval, Kind
from musterbook.linelist import words
from musterbook.linelist.listing import Codes, Rows, encoded
from musterbook.linelist.parsing import Order, Read, Style, Unread, read_date, read_number
from musterbook.schema import AGE, LAG, OLDEST, Schema

FEW = 3
BORN = "a year or a date of birth, as 1990 or 1990-03-20, before the day that the age is asked for"
_SAMPLE = 200


@dataclass(frozen=True)
class Terms:
    """What a list is held against: how it is written, the fields it must fit, and what stands for not stated.

    ``missing`` are the marks that somebody said, which hold for labels too; ``join`` says whether labels are joined
    that were typed in several ways, ``age_at`` on which day those whose births are listed have their ages.
    """

    style: Style
    fields: Mapping[str, Schema]
    missing: frozenset[str] = frozenset()
    arrival_after_signup: bool = False
    join: bool | Mapping[str, str] = False
    age_at: str | None = None


@dataclass(frozen=True)
class Coarse:
    """A column of dates or numbers: its different texts, what each was read as, and of each row the place of its own.

    ``reads`` is ``None`` for a mark that stands for not stated; a row without a text has the place -1.
    """

    texts: list[str]
    codes: Codes
    reads: list[Read | None]
    kind: Kind

    @classmethod
    def of_births(
        cls, texts: Sequence[str], codes: Codes, stated: Sequence[str], terms: Terms, dates: Mapping[str, Coarse]
    ) -> Coarse:
        """Read births as ages on a day, or on each row's date in a column; ages may stand among them, as 30-39."""
        born = {text: read_date(text, terms.style) for text in stated}
        ages = {text: read_number(text) for text, read in born.items() if isinstance(read, Unread)}
        born |= {text: age for text, age in ages.items() if isinstance(age, Interval) and (age.high or 0) <= OLDEST}
        day, column = read_date(str(terms.age_at)), dates.get(str(terms.age_at))
        if column is None and isinstance(day, Unread):
            raise UnknownName.of("column of dates, or day, to give ages at,", terms.age_at, dates)
        days, places = (column.reads, column.codes) if column else ([day], np.zeros(len(codes), np.int32))
        several = len(days) + 1
        held = pa.array(codes.astype(np.int64) * several + places + 1, mask=codes < 0)
        pairs, places = encoded(pa.chunked_array([held]))
        known = [divmod(pair, several) for pair in pairs.to_pylist()]
        reads = [_age_on(born.get(texts[one]), days[other - 1] if other else None) for one, other in known]
        return cls([texts[one] for one, _ in known], places, reads, Kind.NUMBER)

    @property
    def looks_swapped(self) -> bool:
        """Whether a spreadsheet seems to have taken what dates it could for months first, and left the others."""
        cells = [int(text[8:10]) for text in self.texts if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII)]
        texts = [re.fullmatch(r"(\d{1,2})[/.-]\d{1,2}[/.-]\d{2,4}", text, re.ASCII) for text in self.texts]
        first = [int(match[1]) for match in texts if match]
        return min(len(cells), len(first)) >= FEW and max(cells) <= 12 < min(first)


def spelled(read: Interval) -> str:
    """Write an interval as the records have it: as it came, else in the shortest form, with its flag."""
    return read.text or f"{read}{read.flag}"


def read_columns(rows: Rows, terms: Terms) -> dict[str, Coarse]:
    """Read the different texts of every column of dates or numbers.

    A column that somebody mapped is one of dates if most of its first texts are dates, and more than years.
    """
    found: dict[str, Coarse] = {}
    marks = words.of("missing") | terms.missing
    # Ages come last, after the dates that births are told by.
    for name in sorted(rows.plan.columns, key=AGE.__eq__):
        if "coarse" not in terms.fields.get(name, {"coarse": "perhaps"}):
            continue
        pool, codes = encoded(rows.columns[name])
        # The column shares the places from here on, so that they are held once.
        held = pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), pool)
        rows.columns[name] = pa.chunked_array([held])
        texts = pool.to_pylist()
        stated = [text for text in texts if text.strip().casefold() not in marks]
        if name == AGE and terms.age_at is not None:
            found[name] = Coarse.of_births(texts, codes, stated, terms, found)
            continue
        if name not in terms.fields:
            sample = [read_date(text, terms.style) for text in stated[:_SAMPLE]]
            dates = sum(isinstance(read, Interval) or bool(read.choices) for read in sample)
            if 2 * dates <= len(sample) or all(text.strip().isdecimal() for text in stated[:_SAMPLE]):
                continue
        kind, header = Kind(terms.fields.get(name, {}).get("coarse", Kind.DATE)), rows.plan.columns[name]
        by_unit = partial(read_number, unit="day" if name == LAG else "year")
        by = partial(read_date, style=terms.style, header=header) if kind is Kind.DATE else by_unit
        read = {text: by(text) for text in stated}
        found[name] = Coarse(texts, codes, [read.get(text) for text in texts], kind)
    _refuse_unclear(rows, found, terms.style)
    return found


def _age_on(born: Read | None, day: Read | None) -> Read | None:
    """Give the completed years from a birth to a day, both known as ranges; an age that stands among births as it is.

    >>> _age_on(Interval.date("1990"), Interval.date("2023-07-03"))
    Interval('32..33')
    """
    if not isinstance(born, Interval):
        return born if born is None or born.choices else Unread(BORN)
    if born.kind is Kind.NUMBER:
        return born
    if not isinstance(day, Interval):
        return Interval(0, None)
    if not born.is_closed or not day.is_closed or born.last > day.last:
        return Unread(BORN)
    ends = [(born.last, day.first), (born.first, day.last)]
    least, most = (on.year - one.year - ((on.month, on.day) < (one.month, one.day)) for one, on in ends)
    return Interval(max(0, least), most)


def _refuse_unclear(rows: Rows, coarse: Mapping[str, Coarse], style: Style) -> None:
    """Refuse columns with dates that may be one of two days; each shows three of them, and one that tells the order."""

    def placed(one: Coarse, text: str, more: str = "") -> str:
        """Quote a text with the line on which it stands first."""
        file, line = rows.places([int(np.argmax(one.codes == one.texts.index(text)))])[0]
        return f"{text!r} ({f'{file}, ' if len(rows.listings) > 1 else ''}line {line}{more})"

    lines = []
    for name, one in coarse.items():
        reads = zip(one.texts, one.reads, strict=True)
        unclear = {text: read.choices for text, read in reads if isinstance(read, Unread) and read.choices}
        told = ", ".join(placed(one, text, f": {' or '.join(days)}") for text, days in [*unclear.items()][:FEW])
        lines += [f"  {name} ({rows.plan.columns[name]}): {told}"] if told else []
        for text in one.texts if told else ():
            orders = [Order.DAY_FIRST, Order.MONTH_FIRST]
            orders = [each for each in orders if isinstance(read_date(text, replace(style, order=each)), Interval)]
            if len(orders) == 1:
                lines.append(f"    others of this column can only be {orders[0]}, as {placed(one, text)}")
                break
    if lines:
        head = f"{rows.name}: dates that may be day first or month first; say which"
        how = "  with dayfirst=True or dayfirst=False (or --day-first or --month-first)"
        raise InputError("\n".join([head, *lines, how]))
