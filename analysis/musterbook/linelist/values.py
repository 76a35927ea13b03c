"""Values: every column read by its kind, every value and row held against the rules, and what is wrong told.

A text is read once, however often it stands in a column. What cannot be right becomes not stated, and the person stays;
only a row that is nobody, or nobody of its own, is set aside.

Where somebody says that ages are births, they are read as ages on the day of something. Who was born in 1990 is 32 or
33 in 2023, whichever day of either is meant; so an age that is worked out is a range.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from musterbook.errors import InputError, MusterError, Problem, ProblemKind, UnknownName, counted
from musterbook.intervals import Interval, Kind
from musterbook.linelist import words
from musterbook.linelist.checks import (
    CONTROLS,
    NO_CONTROLS,
    NOBODY,
    WINDOW,
    breaking,
    headers_again,
    high,
    kind_of_row,
    low,
    rules,
    suspects,
)
from musterbook.linelist.listing import LONGEST, Codes, Mask, Numbers, Rows, as_texts, decoded, encoded, rows_where
from musterbook.linelist.parsing import Order, Read, Style, Unread, read_date, read_number
from musterbook.schema import A_VALUE, AGE, LAG, OLDEST, Schema, breach, fault, fields, used_once

if TYPE_CHECKING:
    import polars as pl

ID = "record_id"
FEW = 3
BORN = "a year or a date of birth, as 1990 or 1990-03-20, before the day that the age is asked for"
SWAPPED = "date cells never pass day 12 and texts always do: were days and months swapped on opening?"
SPOILT = "an id as it was; a spreadsheet has rounded this one, so that many may have it"
_SPOILT_ID = r"^\d(?:[.,]\d+)?[eE]\+\d+$"
_SAMPLE = 200
_LABELS_IN = 5_000
_OUR_LABELS = frozenset(one["name"] for one in fields("records") if "coarse" not in one) - {ID, "note"}


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

    def ends(self, which: str) -> list[int | None]:
        """Give one end, ``low`` or ``high``, of what each text was read as."""
        return [getattr(one, which) if isinstance(one, Interval) else None for one in self.reads]

    @property
    def spelled(self) -> list[str | None]:
        """Each text as we write it, nothing where it was not read."""
        return [spelled(one) if isinstance(one, Interval) else None for one in self.reads]

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


@dataclass
class Checked:
    """A list that was read and held against the rules.

    ``problems`` says what is wrong with each row by its number; ``emptied`` of each column which values are not stated
    because they cannot be right; ``ids`` are new ids of rows that have none, or one that another person has.
    """

    rows: Rows
    coarse: dict[str, Coarse]
    aside: Mask
    problems: dict[int, list[Problem]] = field(default_factory=dict)
    emptied: dict[str, Mask] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)

    def tell(
        self,
        column: str,
        kind: ProblemKind,
        places: Numbers | Sequence[int],
        expected: str | Sequence[str],
        *,
        found: str = "",
        value: str | None = None,
    ) -> None:
        """Note what is wrong with rows that are not set aside yet, and what becomes of their values or of them."""
        asked = np.asarray(places, np.int64)
        here = asked[~self.aside[asked]]
        if not len(here):
            return
        said = [expected] * len(asked) if isinstance(expected, str) else expected
        numbers = self.rows.numbers[here].tolist()
        stood = self.rows.as_it_stood(column).take(here).to_pylist() if value is None else [value] * len(here)
        told = (one for one, is_out in zip(said, self.aside[asked].tolist(), strict=True) if not is_out)
        for number, where, text, one in zip(numbers, self.rows.places(numbers), stood, told, strict=True):
            shown = "" if text is None else str(text)
            what = f"a value of {counted(len(shown), 'character')}" if kind is ProblemKind.LONG else found
            self.problems.setdefault(number, []).append(Problem(*where, column, shown, one, what, kind))
        if kind.is_of_row:
            self.aside[here] = True
        elif kind.is_of_value:
            self.emptied.setdefault(column, np.zeros(len(self.aside), bool))[here] = True

    def tell_texts(self, column: str, kind: ProblemKind, faults: Sequence[str], codes: Codes) -> None:
        """Note what is wrong with every row whose text has a fault."""
        wrong = np.flatnonzero(np.array([*map(bool, faults), False])[codes]) if any(faults) else ()
        self.tell(column, kind, wrong, [faults[code] for code in codes[wrong].tolist()] if len(wrong) else "")

    def note(self, column: str, *notes: str) -> None:
        """Note what a reader must know of a column though nothing of it is wrong."""
        if found := [note for note in notes if note]:
            self.notes.setdefault(column, []).extend(found)


def check(rows: Rows, terms: Terms) -> Checked:
    """Read every column by its kind and hold every row against every rule."""
    checked = Checked(rows, _read_columns(rows, terms), np.zeros(len(rows.numbers), bool))
    _tell_broken(checked)
    _mend_labels(checked, terms)
    ends = _ends_of(rows, checked.coarse, terms.style.window)
    _set_nobody_aside(checked, ends)
    _tell_texts(checked)
    _tell_fields(checked, terms)
    _tell_ids(checked, ends, terms)
    _tell_rules(checked, ends, terms)
    for name, one in checked.coarse.items():
        marks = sorted(text for text, read in zip(one.texts, one.reads, strict=True) if read is None)
        checked.note(name, f"{', '.join(map(repr, marks[:FEW]))} read as not stated" if marks else "")
        checked.note(name, SWAPPED if one.kind is Kind.DATE and one.looks_swapped else "")
    order = {name: place for place, name in enumerate(rows.plan.order)}
    for told in checked.problems.values():
        told.sort(key=lambda one: (not one.kind.is_of_row, order.get(one.column, 0)))
    checked.problems = dict(sorted(checked.problems.items()))
    return checked


# --- dates and numbers


def _read_columns(rows: Rows, terms: Terms) -> dict[str, Coarse]:
    """Read the different texts of every column of dates or numbers."""
    found: dict[str, Coarse] = {}
    # Ages come last, after the dates that births are told by.
    for name in sorted(rows.plan.columns, key=AGE.__eq__):
        if "coarse" not in terms.fields.get(name, {"coarse": "perhaps"}):
            continue
        pool, codes = encoded(rows.columns[name])
        texts = pool.to_pylist()
        stated = [text for text in texts if text.strip().casefold() not in words.of("missing") | terms.missing]
        has_births = name == AGE and terms.age_at is not None
        kind = Kind.DATE if has_births else _kind(name, stated, terms)
        if kind is Kind.LABEL:
            continue
        readers: dict[Kind, Callable[[str], Read]] = {
            Kind.DATE: partial(read_date, style=terms.style, header=rows.plan.columns[name]),
            Kind.NUMBER: partial(read_number, unit="day" if name == LAG else "year"),
        }
        read = partial(_birth_or_age, style=terms.style) if has_births else readers[kind]
        known: dict[str, Read] = {text: read(text) for text in stated}
        found[name] = Coarse(texts, codes, [known.get(text) for text in texts], kind)
        if has_births:
            found[name] = _ages(found[name], str(terms.age_at), found)
    _refuse_unclear(rows, found, terms.style)
    return found


def _kind(name: str, stated: Sequence[str], terms: Terms) -> Kind:
    """Find out what a column holds: ours from the schema, one of somebody's own from theirs, else from its texts.

    A column that somebody mapped is one of dates if most of its first texts are dates, and more than years.
    """
    if name in terms.fields:
        return Kind(terms.fields[name]["coarse"])
    sample = stated[:_SAMPLE]
    dates = sum(not isinstance(read := read_date(text, terms.style), Unread) or bool(read.choices) for text in sample)
    is_more = any(not text.strip().isdecimal() for text in sample)
    return Kind.DATE if sample and is_more and 2 * dates > len(sample) else Kind.LABEL


def _birth_or_age(text: str, style: Style) -> Read:
    """Read a birth, or an age that stands among births, as 34 or 30-39 do."""
    born, age = read_date(text, style), read_number(text)
    is_age = not isinstance(born, Interval) and isinstance(age, Interval) and (age.high or 0) <= OLDEST
    return age if is_age else born


def _ages(births: Coarse, at: str, dates: Mapping[str, Coarse]) -> Coarse:
    """Read births as ages on a day, or on each row's date in a column."""
    if at in dates and at != AGE:
        days, places = dates[at].reads, dates[at].codes
    else:
        try:
            days, places = [Interval.date(at)], np.zeros(len(births.codes), np.int32)
        except MusterError:
            columns = [name for name in dates if name != AGE]
            raise UnknownName.of("column of dates, or day, to give ages at,", at, columns) from None
    several = len(days) + 1
    pairs, codes = np.unique(births.codes.astype(np.int64) * several + places + 1, return_inverse=True)
    # Whoever's birth is not stated comes first, for -1 stands for that.
    unstated = int(np.searchsorted(pairs, 0))
    known = [divmod(pair, several) for pair in pairs[unstated:].tolist()]
    texts = [births.texts[one] for one, _ in known]
    reads = [_age_on(births.reads[one], days[other - 1] if other else None) for one, other in known]
    return Coarse(texts, np.maximum(codes.ravel() - unstated, -1).astype(np.int32), reads, Kind.NUMBER)


def _age_on(born: Read | None, day: Read | None) -> Read | None:
    """Give the completed years from a birth to a day, both known as ranges; an age that stands among births as it is.

    >>> _age_on(Interval.date("1990"), Interval.date("2023-07-03"))
    Interval('32..33')
    """
    if not isinstance(born, Interval):
        return None if born is None else Unread(BORN)
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
    """Refuse columns with dates that may be one of two days; each shows three of them.

    Others of a column may tell the order of its dates, by one that no other order can read.
    """
    lines = []
    for name, one in coarse.items():
        reads = zip(one.texts, one.reads, strict=True)
        unclear = [(text, read.choices) for text, read in reads if isinstance(read, Unread) and read.choices]
        if not unclear:
            continue
        shown = [
            f"{text!r} ({': '.join(filter(None, [_place(rows, one, text), ' or '.join(choices)]))})"
            for text, choices in unclear[:FEW]
        ]
        lines.append(f"  {name} ({rows.plan.columns[name]}): {', '.join(shown)}")
        told: dict[Order, str] = {}
        for text in one.texts:
            orders = [replace(style, order=order) for order in (Order.DAY_FIRST, Order.MONTH_FIRST)]
            readable = [each.order for each in orders if isinstance(read_date(text, each), Interval)]
            if len(readable) == 1:
                told.setdefault(readable[0], text)
        for order, text in told.items():
            place = _place(rows, one, text)
            lines.append(f"    others of this column can only be {order}, as {text!r}{place and f' ({place})'}")
    if lines:
        head = f"{rows.name}: dates that may be day first or month first; say which"
        how = "  with dayfirst=True or dayfirst=False (or --day-first or --month-first)"
        raise InputError("\n".join([head, *lines, how]))


def _place(rows: Rows, one: Coarse, text: str) -> str:
    """Say on which line a text stands first, and in which file where there are several."""
    row = int(np.argmax(one.codes == one.texts.index(text)))
    file, line = rows.places([int(rows.numbers[row])])[0]
    return ", ".join([*([file] if len(rows.listings) > 1 else []), *([f"line {line}"] if line else [])])


def _ends_of(rows: Rows, coarse: Mapping[str, Coarse], window: Interval | None) -> pl.DataFrame:
    """Give the ends of all coarse values, and the window beside them."""
    import polars as pl
    import pyarrow as pa

    columns: dict[str, Any] = {}
    for name, one in coarse.items():
        places = pa.array(one.codes, mask=one.codes < 0)
        for label, which in ((low(name), "low"), (high(name), "high")):
            columns[label] = pa.array(one.ends(which), pa.int32()).take(places)
    frame = pl.DataFrame(pl.from_arrow(pa.table(columns))) if columns else pl.DataFrame(height=len(rows.numbers))
    ends = () if window is None else ((low(WINDOW), window.low), (high(WINDOW), window.high))
    return frame.with_columns(pl.lit(day, pl.Int32).alias(name) for name, day in ends)


# --- labels, and rows that are nobody


def _mend_labels(checked: Checked, terms: Terms) -> None:
    """Take out of labels what somebody said stands for not stated, and join those typed in several ways, or tell."""
    import pyarrow as pa

    rows = checked.rows
    for name in rows.texts:
        if name in checked.coarse or name == ID:
            continue
        column = as_texts(name, rows.columns[name])
        is_ours = name in _OUR_LABELS and name in rows.plan.columns
        is_label = is_ours or words.is_of_labels(column.slice(0, _LABELS_IN).drop_null().to_pylist())
        if not terms.missing and not is_label:
            continue
        pool, codes = encoded(column)
        texts = pool.to_pylist()
        gone = np.zeros(len(texts) + 1, bool)
        if terms.missing:
            gone[:-1] = [text.strip().casefold() in terms.missing for text in texts]
        times = np.bincount(codes[codes >= 0], minlength=len(texts)).tolist()
        labels = {text: number for text, number, is_gone in zip(texts, times, gone, strict=False) if not is_gone}
        became, note = words.mended(labels, terms.join) if is_label else ({}, "")
        checked.note(name, note, words.perhaps_missing(list(labels), terms.missing) if is_ours else "")
        if became:
            rows.raw.setdefault(name, rows.columns[name])
        if became or gone.any():
            new = pa.array([became.get(text, text) for text in texts], pa.large_string())
            rows.columns[name] = pa.chunked_array([new.take(pa.array(codes, mask=(codes < 0) | gone[codes]))])


def _tell_broken(checked: Checked) -> None:
    """Tell what is wrong with the form of rows; one that is nobody is told as that."""
    ours: Mapping[str, str] = {header: name for name, header in checked.rows.plan.columns.items()}
    for number, listing, one in checked.rows.broken():
        told = one.problem
        cells = dict(zip(listing.headers, one.cells, strict=False))
        if nobody := kind_of_row(cells, has_date=False, is_narrow=False):
            kind, column, value = nobody
            told = Problem(told.file, told.line, ours.get(column, column), value, "a person", NOBODY[kind], kind)
        checked.problems[number] = [told]


def _set_nobody_aside(checked: Checked, ends: pl.DataFrame) -> None:
    """Find totals, notes below the list and headers in the middle, among the sound rows."""
    import polars as pl

    rows = checked.rows
    dates = [name for name, one in checked.coarse.items() if one.kind is Kind.DATE]
    headers = {name: header for name, header in rows.plan.columns.items() if name not in rows.plan.parts}
    again = headers_again({name: rows.columns[name] for name in headers}, headers)
    suspected = np.unique(np.concatenate([np.arange(0), *(suspects(rows.columns[name]) for name in rows.texts)]))
    if dates:
        stated = [pl.col(end(name)).is_not_null() for name in dates for end in (low, high)]
        suspected = suspected[~ends[suspected].select(pl.any_horizontal(stated).alias("has"))["has"].to_numpy()]
    values = {name: rows.columns[name].take(suspected).to_pylist() for name in rows.texts}
    for at, row in enumerate(suspected.tolist()):
        texts = {name: values[name][at] or "" for name in rows.texts}
        if nobody := kind_of_row(texts, has_date=False if dates else None, is_narrow=len(texts) == 1):
            kind, column, _ = nobody
            checked.tell(column, kind, [row], "a person", found=NOBODY[kind])
    if again:
        checked.tell(next(iter(headers)), ProblemKind.HEADER, again, "a person", found=NOBODY[ProblemKind.HEADER])


# --- every value against the rules


def _tell_texts(checked: Checked) -> None:
    """Tell cells that the file holds no value of, and texts that nobody types: with control characters, or too long."""
    from pyarrow import compute as pc

    rows = checked.rows
    ours: Mapping[str, str] = {header: name for name, header in rows.plan.columns.items()}
    for place, one in rows.cells():
        checked.tell(ours.get(one.column, one.column), one.kind, [place], one.expected, value=one.value)
    for name in rows.texts:
        if name in checked.coarse:
            continue
        column = rows.columns[name]
        unseen = rows_where(column, partial(pc.match_substring_regex, pattern=CONTROLS))
        checked.tell(name, ProblemKind.UNSEEN, unseen, NO_CONTROLS)
        long = rows_where(column, lambda texts: pc.greater(pc.utf8_length(texts), LONGEST))
        checked.tell(name, ProblemKind.LONG, long, f"at most {LONGEST:,} characters")


def _tell_fields(checked: Checked, terms: Terms) -> None:
    """Tell values that cannot be read, or that a schema does not allow, and those that it asks for."""
    rows = checked.rows
    for name in (*rows.plan.columns, *rows.plan.others):
        rule = terms.fields.get(name, {})
        asks = rule.get("constraints", {})
        one = checked.coarse.get(name)
        if one is not None:
            faults = [_unread_fault(text, read, rule) for text, read in zip(one.texts, one.reads, strict=True)]
            unseen = [said if said == NO_CONTROLS else "" for said in faults]
            checked.tell_texts(name, ProblemKind.UNSEEN, unseen, one.codes)
            unreadable = ["" if said == NO_CONTROLS else said for said in faults]
            checked.tell_texts(name, ProblemKind.UNREADABLE, unreadable, one.codes)
        elif rule.get("type", "string") not in {"string", "any"} or set(asks) - {"required", "unique"}:
            texts, codes = encoded(as_texts(name, rows.columns[name]))
            checked.tell_texts(name, ProblemKind.RULE, [fault(text, rule) for text in texts.to_pylist()], codes)
        if asks.get("required") and name != ID:
            missing = rows.unstated(name) if one is None else np.flatnonzero(one.codes < 0)
            checked.tell(name, ProblemKind.REQUIRED, missing, A_VALUE)


def _unread_fault(text: str, read: Read | None, rule: Schema) -> str:
    """Say what was expected of a text that was read, where it could not be or a schema does not allow it."""
    if isinstance(read, Interval):
        return breach(read, spelled(read), rule) if rule.get("constraints") else ""
    return "" if read is None else NO_CONTROLS if re.search(CONTROLS, text) else read.expected


def _tell_ids(checked: Checked, ends: pl.DataFrame, terms: Terms) -> None:
    """Tell ids that are lacking, spoilt or used before: a row alike in all dates and numbers is counted already."""
    import polars as pl

    rows = checked.rows

    def tell_used(name: str, kind: ProblemKind, found: pl.DataFrame, before: str, more: str = "") -> None:
        """Tell the rows whose value stands in a row before."""
        lines = rows.places(rows.numbers[found[before].to_numpy()].tolist())
        checked.tell(name, kind, found["row"].to_numpy(), [used_once(line) + more for _, line in lines])

    for name in (*rows.plan.columns, *rows.plan.others):
        if name != ID and terms.fields.get(name, {}).get("constraints", {}).get("unique"):
            twice = _repeated(checked, name, ends, [])
            tell_used(name, ProblemKind.RULE, twice.filter(pl.col("row") != pl.col("first")), "first")
    if ID not in rows.plan.columns:
        return
    missing = rows.unstated(ID)
    checked.tell(ID, ProblemKind.REQUIRED, missing, A_VALUE)
    found = _repeated(checked, ID, ends, [end(name) for name in checked.coarse for end in (low, high)])
    is_spoilt = pl.col("id").str.contains(_SPOILT_ID)
    spoilt = found.filter(is_spoilt)["row"].sort().to_list()
    checked.tell(ID, ProblemKind.IMPLAUSIBLE, spoilt, SPOILT)
    sound = found.filter(~is_spoilt)
    others = sound.filter(pl.col("row") == pl.col("alike"), pl.col("alike") != pl.col("first"))
    tell_used(ID, ProblemKind.REPEATED, sound.filter(pl.col("row") != pl.col("alike")), "alike")
    tell_used(ID, ProblemKind.SAME_ID, others, "first", "; the dates or numbers of this one are others")
    checked.ids = {row: f"{name} ({nth})" for row, name, nth in others.select("row", "id", "nth").iter_rows()}
    checked.ids |= {row: f"row-{rows.numbers[row]}" for row in [*missing.tolist(), *spoilt]}


def _repeated(checked: Checked, name: str, ends: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Find the rows whose text stands in another row too: the first of that text, and the first that is alike.

    ``nth`` counts the rows of one text that differ.
    """
    import polars as pl

    column = decoded(as_texts(name, checked.rows.columns[name]))
    # Hashes are told apart far faster than texts; made a chunk at a time, for Polars holds texts in a way of its own.
    parts = [pl.Series(values=pl.from_arrow(chunk)).hash(7).to_numpy() for chunk in column.chunks if len(chunk)]
    hashes = pl.Series(np.concatenate([np.empty(0, np.uint64), *parts]))
    suspects = np.flatnonzero(hashes.is_duplicated().to_numpy() & column.is_valid().to_numpy() & ~checked.aside)
    first = pl.col("row").min()
    return (
        pl.DataFrame({"id": column.take(suspects).to_pylist(), "row": suspects}, {"id": pl.String, "row": pl.Int64})
        .with_columns(ends[suspects].select(by).get_columns())
        .with_columns(first.over("id").alias("first"), first.over("id", *by).alias("alike"))
        .filter(pl.len().over("id") > 1)
        .with_columns(pl.col("alike").rank("dense").over("id").alias("nth"))
    )


def _tell_rules(checked: Checked, ends: pl.DataFrame, terms: Terms) -> None:
    """Hold dates and numbers against the rules; what breaks one is taken out before the next is asked."""
    import polars as pl

    present = [*checked.coarse, *([WINDOW] if terms.style.window is not None else [])]
    dates = [name for name, one in checked.coarse.items() if one.kind is Kind.DATE]
    for rule in rules(present, dates, arrival_after_signup=terms.arrival_after_signup):
        broken = breaking(ends, rule)
        places = broken.arg_true()
        if len(places):
            told = [rule.expected(row) for row in ends[places].iter_rows(named=True)]
            checked.tell(rule.column, rule.kind, places.to_numpy(), told)
            kept = pl.when(broken).then(None)
            own = (low(rule.column), high(rule.column))
            ends = ends.with_columns(kept.otherwise(pl.col(end)).alias(end) for end in own)
