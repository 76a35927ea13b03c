"""Values: every column read by its kind, every value and row held against the rules, and what is wrong told.

A text is read once, however often it stands in a column. What cannot be right becomes not stated, and the person stays;
only a row that is nobody, or nobody of its own, is set aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from musterbook.errors import InputError, Problem, ProblemKind, counted
from musterbook.intervals import Interval, Kind
from musterbook.linelist import nobody, words
from musterbook.linelist.births import ages_of
from musterbook.linelist.checks import CONTROLS, NO_CONTROLS, WINDOW, breaking, high, low, rules
from musterbook.linelist.listing import (
    LONGEST,
    Codes,
    Mask,
    Numbers,
    as_texts,
    decoded,
    encoded,
    is_of_texts,
    rows_where,
)
from musterbook.linelist.parsing import Order, Read, Style, Unread, read_date, read_number
from musterbook.linelist.rows import Rows
from musterbook.linelist.variants import is_of_labels, joined, variants
from musterbook.tables import AGE, LAG, fields, kind_of
from musterbook.values import A_VALUE, Schema, fault, limits_fault, used_once

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

ID = "record_id"
_SPOILT_ID = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d+")
_FEWEST = 3
_SAMPLE = 200
_ENDINGS = 2**24
_LABELS_IN = 5_000


@dataclass(frozen=True)
class Wishes:
    """What a list is held against: how it is written, the fields it must fit, and what stands for not stated.

    ``missing`` are the marks that somebody said, which hold for labels too.
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

    ``reads`` is ``None`` for a mark that stands for not stated.
    """

    texts: list[str]
    codes: Codes
    reads: list[Read | None]
    kind: Kind

    def ends(self, which: str) -> list[int | None]:
        """Give one end of what each text was read as."""
        return [getattr(one, which) if isinstance(one, Interval) else None for one in self.reads]


@dataclass(frozen=True)
class Told:
    """One thing that is wrong with a row, by its place in the table; ``value`` where it is not what the table has."""

    place: int
    column: str
    kind: ProblemKind
    expected: str
    found: str = ""
    value: str = ""


@dataclass
class Checked:
    """A list that was read and held against the rules.

    ``frame`` has the ends of coarse values; ``emptied`` says of each column which values are not stated because they
    cannot be right; ``ids`` are new ids of rows that have none, or one that another person has.
    """

    rows: Rows
    coarse: dict[str, Coarse]
    frame: pl.DataFrame
    told: list[Told] = field(default_factory=list)
    emptied: dict[str, list[Numbers]] = field(default_factory=dict)
    aside: Mask = field(default_factory=lambda: np.zeros(0, bool))
    ids: dict[int, str] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)

    def tell(self, column: str, kind: ProblemKind, told: Iterable[Told]) -> None:
        """Note what is wrong with rows that are not set aside yet, and what becomes of their values or of them."""
        new = [one for one in told if not self.aside[one.place]]
        places = np.array([one.place for one in new], np.int64)
        self.told += new
        if kind.is_of_row:
            self.aside[places] = True
        elif new and kind not in {ProblemKind.REQUIRED, ProblemKind.SAME_ID}:
            self.emptied.setdefault(column, []).append(places)

    def tell_alike(self, column: str, kind: ProblemKind, places: Numbers, expected: str) -> None:
        """Note that the same was expected in many rows."""
        self.tell(column, kind, (Told(place, column, kind, expected) for place in places.tolist()))

    def value_of(self, column: str, place: int) -> str:
        """Give a value as it stood in the list."""
        found = self.rows.as_it_stood(column)[place].as_py()
        return "" if found is None else str(found)


def check(rows: Rows, wishes: Wishes) -> Checked:
    """Read every column by its kind and hold every row against every rule."""
    _empty_marks(rows, wishes)
    told = _join_labels(rows, wishes)
    coarse = dict(_read(rows, wishes))
    _check_clear(rows, coarse, wishes.style)
    checked = Checked(rows, coarse, _frame(coarse, rows, wishes), aside=np.zeros(len(rows.numbers), bool))
    _set_nobody_aside(checked)
    _tell_cells(checked)
    _tell_texts(checked, wishes)
    for name, one in coarse.items():
        _tell_unread(checked, name, one, wishes)
    _tell_ids(checked, wishes)
    _tell_rules(checked, wishes)
    for name, note in told.items():
        checked.notes.setdefault(name, []).append(note)
    _note(checked, wishes)
    # The ends can be had from what was read; held on, they would take as much memory as a list.
    checked.frame = checked.frame.clear()
    return checked


def _join_labels(rows: Rows, wishes: Wishes) -> dict[str, str]:
    """Join labels that were typed in several ways, where somebody said so; else give a note on each such column."""
    import pyarrow as pa

    notes = {}
    ours = {field_["name"] for field_ in fields("records") if "coarse" not in field_} - {ID, "note"}
    for name in rows.texts:
        if name not in ours and (name in rows.plan.columns or name in wishes.fields or name == ID):
            continue
        column = as_texts(name, rows.columns[name])
        if name not in ours and not is_of_labels(column.slice(0, _LABELS_IN).drop_null().to_pylist()):
            continue
        pool, codes = encoded(column)
        texts = pool.to_pylist()
        labels = dict(zip(texts, np.bincount(codes[codes >= 0], minlength=len(texts)).tolist(), strict=True))
        became = joined(labels, wishes.join) if wishes.join else {}
        if became:
            new = pa.array([became.get(text, text) for text in texts], pa.large_string())
            rows.raw.setdefault(name, rows.columns[name])
            rows.columns[name] = pa.chunked_array([new.take(pa.array(codes, mask=codes < 0))])
            several = f", and {len(became) - 1:,} more such" if len(became) > 1 else ""
            notes[name] = f"{next(iter(became))!r} joined with {next(iter(became.values()))!r}{several}"
        elif found := variants(labels):
            one, others = next(iter(found.items()))
            more = f", and {len(found) - 1:,} more such" if len(found) > 1 else ""
            listed = ", ".join(map(repr, [one, *others][:_FEWEST]))
            notes[name] = f"{listed} may be one label{more}; if so, say join=True"
    return notes


def _empty_marks(rows: Rows, wishes: Wishes) -> None:
    """Take out of labels what somebody said stands for not stated."""
    import pyarrow as pa

    for name in rows.texts if wishes.missing else ():
        if name == ID or (name in rows.plan.columns and kind_of(name) is not Kind.LABEL):
            continue
        texts, codes = encoded(rows.columns[name])
        marks = np.array([*(text.strip().casefold() in wishes.missing for text in texts.to_pylist()), False])
        if marks.any():
            rows.columns[name] = pa.chunked_array([texts.take(pa.array(codes, mask=(codes < 0) | marks[codes]))])


def _read(rows: Rows, wishes: Wishes) -> Iterator[tuple[str, Coarse]]:
    """Read the different texts of every column of dates or numbers."""
    marks = words.MISSING | wishes.missing
    number = partial(read_number, unit="year")
    readers = {Kind.DATE: partial(read_date, style=wishes.style), Kind.NUMBER: number}
    dates: dict[str, tuple[Sequence[Read | None], Codes]] = {}
    # Ages come after the dates that births are told by.
    for name in sorted(rows.plan.columns, key=AGE.__eq__):
        if "coarse" not in wishes.fields.get(name, {"coarse": "perhaps"}):
            continue
        pool, codes = encoded(rows.columns[name])
        texts = pool.to_pylist()
        stated = [text for text in texts if text.strip().casefold() not in marks]
        if name == AGE and wishes.age_at is not None:
            known = {text: readers[Kind.DATE](text) for text in stated}
            births, places, ages = ages_of((texts, codes), wishes.age_at, dates, known.get)
            yield name, Coarse(births, places, ages, Kind.NUMBER)
            continue
        kind = _kind(name, stated, wishes)
        if kind is Kind.LABEL:
            continue
        read = partial(read_number, unit="day") if name == LAG else readers[kind]
        known = {text: read(text) for text in stated}
        one = Coarse(texts, codes, [known.get(text) for text in texts], kind)
        if kind is Kind.DATE:
            dates[name] = one.reads, one.codes
        yield name, one


def _kind(name: str, stated: Sequence[str], wishes: Wishes) -> Kind:
    """Find out what a column holds: ours from the schema, one of somebody's own from theirs, else from its texts.

    A column that somebody mapped is one of dates if nearly all of its first texts are dates, and more than years.
    """
    if name in wishes.fields:
        return Kind(wishes.fields[name]["coarse"])
    sample = stated[:_SAMPLE]
    dates = sum(not isinstance(read := read_date(text, wishes.style), Unread) or bool(read.choices) for text in sample)
    is_more = any(not text.strip().isdecimal() for text in sample)
    return Kind.DATE if sample and is_more and 10 * dates >= 9 * len(sample) else Kind.LABEL


def _frame(coarse: Mapping[str, Coarse], rows: Rows, wishes: Wishes) -> pl.DataFrame:
    """Give the ends of all coarse values, and the window beside them."""
    import polars as pl
    import pyarrow as pa

    columns: dict[str, Any] = {}
    for name, one in coarse.items():
        places = pa.array(one.codes, mask=one.codes < 0)
        for label, which in ((low(name), "low"), (high(name), "high")):
            columns[label] = pa.array(one.ends(which), pa.int32()).take(places)
    frame = pl.DataFrame(pl.from_arrow(pa.table(columns))) if columns else pl.DataFrame(height=len(rows.numbers))
    window = wishes.style.window
    if window is None:
        return frame
    ends = ((low(WINDOW), window.low), (high(WINDOW), window.high))
    return frame.with_columns(pl.lit(day, pl.Int32).alias(name) for name, day in ends)


def _check_clear(rows: Rows, coarse: Mapping[str, Coarse], style: Style) -> None:
    """Refuse columns with dates that may be one of two days; each shows three of them."""
    lines = []
    for name, one in coarse.items():
        unclear = {
            text: read.choices
            for text, read in zip(one.texts, one.reads, strict=True)
            if isinstance(read, Unread) and read.choices
        }
        if unclear:
            shown = [
                f"{text!r} ({': '.join(filter(None, [_place(rows, one, text), ' or '.join(unclear[text])]))})"
                for text in list(unclear)[:_FEWEST]
            ]
            lines.append(f"  {name} ({rows.plan.columns[name]}): {', '.join(shown)}")
            lines += [f"    {hint}" for hint in _orders(rows, one, style)]
    if lines:
        head = f"{rows.name}: dates that may be day first or month first; say which"
        how = "  with dayfirst=True or dayfirst=False (or --day-first or --month-first)"
        raise InputError("\n".join([head, *lines, how]))


def _place(rows: Rows, one: Coarse, text: str) -> str:
    """Say on which line a text stands first, and in which file where there are several."""
    row = int(np.argmax(one.codes == one.texts.index(text)))
    file, line = rows.places([int(rows.numbers[row])])[0]
    return ", ".join([*([file] if len(rows.listings) > 1 else []), *([f"line {line}"] if line else [])])


def _orders(rows: Rows, one: Coarse, style: Style) -> Iterator[str]:
    """Say which order the other dates of a column are in, by one that no other order can read."""
    told: dict[Order, str] = {}
    for text in one.texts:
        orders = (Order.DAY_FIRST, Order.MONTH_FIRST)
        readable = [order for order in orders if isinstance(read_date(text, replace(style, order=order)), Interval)]
        if len(readable) == 1:
            told.setdefault(readable[0], text)
    for order, text in told.items():
        place = _place(rows, one, text)
        yield f"others of this column can only be {order}, as {text!r}{place and f' ({place})'}"


def _set_nobody_aside(checked: Checked) -> None:
    """Find totals, notes below the list and headers in the middle, among the sound rows."""
    rows, coarse = checked.rows, checked.coarse
    dates = [name for name, one in coarse.items() if one.kind is Kind.DATE]
    texts = rows.texts
    headers = {name: rows.plan.columns[name] for name in rows.plan.columns if name not in rows.plan.parts}
    again = nobody.headers_again({name: rows.columns[name] for name in headers}, headers)
    told = {row: nobody.Nobody(ProblemKind.HEADER, next(iter(headers)), "") for row in again}
    suspected = np.unique(np.concatenate([np.arange(0), *(nobody.suspects(rows.columns[name]) for name in texts)]))
    if dates:
        import polars as pl

        has = checked.frame.select(
            pl.any_horizontal(pl.col(end(name)).is_not_null() for name in dates for end in (low, high)).alias("has")
        )
        suspected = suspected[~has["has"].to_numpy()[suspected]]
    values = {name: rows.columns[name].take(suspected).to_pylist() for name in texts}
    for place, row in enumerate(suspected.tolist()):
        stated = {name: values[name][place] or "" for name in texts}
        found = nobody.kind_of_row(stated, has_date=False if dates else None, is_narrow=len(texts) == 1)
        if found is not None:
            told[row] = found
    for kind in {one.kind for one in told.values()}:
        rows_of = [(row, one) for row, one in sorted(told.items()) if one.kind is kind]
        checked.tell("", kind, (Told(row, one.column, kind, "a person", one.found) for row, one in rows_of))


def _tell_cells(checked: Checked) -> None:
    """Tell the cells of a workbook that hold a formula without a value, or an error for one."""
    ours = {header: name for name, header in checked.rows.plan.columns.items()}
    for place, cell in checked.rows.cells():
        name = ours.get(cell.column, cell.column)
        checked.tell(name, cell.kind, [Told(place, name, cell.kind, cell.expected, value=cell.value)])


def _tell_texts(checked: Checked, wishes: Wishes) -> None:
    """Tell texts with signs in them that nobody types, that are too long, or that break a rule of the reader."""
    from pyarrow import compute as pc

    rows = checked.rows
    for name in rows.texts:
        if name in checked.coarse:
            continue
        column = rows.columns[name]
        unseen = rows_where(column, partial(pc.match_substring_regex, pattern=CONTROLS))
        checked.tell_alike(name, ProblemKind.UNSEEN, unseen, NO_CONTROLS)
        _tell_long(checked, name, column)
    for name in (*rows.plan.columns, *rows.plan.others):
        rule = wishes.fields.get(name)
        if rule is not None and name not in checked.coarse:
            _tell_field(checked, name, rule)


def _tell_long(checked: Checked, name: str, column: pa.ChunkedArray) -> None:
    from pyarrow import compute as pc

    # A text has at least as many bytes as characters, and they are counted far faster.
    places = rows_where(column, lambda texts: pc.greater(pc.binary_length(texts), LONGEST))
    sizes = [len(text) for text in column.take(places).to_pylist()]
    expected = f"at most {LONGEST:,} characters"
    told = [
        Told(place, name, ProblemKind.LONG, expected, f"a value of {counted(size, 'character')}")
        for place, size in zip(places.tolist(), sizes, strict=True)
        if size > LONGEST
    ]
    checked.tell(name, ProblemKind.LONG, told)


def _tell_field(checked: Checked, name: str, rule: Schema) -> None:
    """Hold a column against what a schema asks of it."""
    asks = rule.get("constraints", {})
    column = checked.rows.columns[name]
    if asks.get("required") and name != ID:
        checked.tell_alike(name, ProblemKind.REQUIRED, _nulls(column), A_VALUE)
    if rule.get("type", "string") in {"string", "any"} and not set(asks) - {"required", "unique"}:
        return
    texts, codes = encoded(column if is_of_texts(column.type) else as_texts(name, column))
    _tell_by_text(checked, name, ProblemKind.RULE, [fault(text, rule) for text in texts.to_pylist()], codes)


def _tell_by_text(checked: Checked, name: str, kind: ProblemKind, faults: Sequence[str], codes: Codes) -> None:
    """Tell every row whose text has a fault."""
    wrong = np.flatnonzero(np.array([*map(bool, faults), False])[codes]).tolist()
    checked.tell(name, kind, (Told(place, name, kind, faults[codes[place]]) for place in wrong))


def _nulls(column: pa.ChunkedArray) -> Numbers:
    return np.flatnonzero(column.is_null().to_numpy()) if column.null_count else np.empty(0, np.int64)


def _tell_unread(checked: Checked, name: str, one: Coarse, wishes: Wishes) -> None:
    """Tell dates and numbers that cannot be read, or that a schema does not allow."""
    rule = wishes.fields.get(name, {})
    constraints = rule.get("constraints", {})
    faults = [
        (_limits(read, rule) if constraints else "") if isinstance(read, Interval) else _unread(text, read)
        for text, read in zip(one.texts, one.reads, strict=True)
    ]
    unseen = [said if said == NO_CONTROLS else "" for said in faults]
    others = [said if said != NO_CONTROLS else "" for said in faults]
    _tell_by_text(checked, name, ProblemKind.UNSEEN, unseen, one.codes)
    _tell_by_text(checked, name, ProblemKind.UNREADABLE, others, one.codes)
    if constraints.get("required"):
        checked.tell_alike(name, ProblemKind.REQUIRED, np.flatnonzero(one.codes < 0), A_VALUE)


def _unread(text: str, read: Unread | None) -> str:
    if read is None:
        return ""
    return NO_CONTROLS if re.search(CONTROLS, text) else read.expected


def _limits(read: Interval, rule: Schema) -> str:
    asked = rule["constraints"]
    plain = {key: one for key, one in asked.items() if key not in {"minimum", "maximum", "required", "unique"}}
    beyond = limits_fault(read.low, read.high, rule["coarse"], asked)
    return beyond or fault(_spelled(read), {"type": "string", "constraints": plain})


def _spelled(read: Interval) -> str:
    return read.text or f"{read}{read.flag}"


def _tell_ids(checked: Checked, wishes: Wishes) -> None:
    """Tell ids that are lacking, spoilt or used before: a row alike in all dates and numbers is counted already."""
    rows = checked.rows
    for name in (*rows.plan.columns, *rows.plan.others):
        if name != ID and wishes.fields.get(name, {}).get("constraints", {}).get("unique"):
            twice = _repeated(as_texts(name, rows.columns[name])).values()
            _tell_used(checked, name, ProblemKind.RULE, {row: found[0] for found in twice for row in found[1:]})
    if ID not in rows.plan.columns:
        return
    column = decoded(rows.columns[ID])
    missing = _nulls(column)
    checked.tell_alike(ID, ProblemKind.REQUIRED, missing, A_VALUE)
    groups = {name: [row for row in found if not checked.aside[row]] for name, found in _repeated(column).items()}
    spoilt = sorted(row for name, found in groups.items() if _SPOILT_ID.fullmatch(name) for row in found)
    expected = "an id as it was; a spreadsheet has rounded this one, so that many may have it"
    checked.tell_alike(ID, ProblemKind.IMPLAUSIBLE, np.array(spoilt, np.int64), expected)
    places = [row for found in groups.values() for row in found]
    ends = checked.frame.select(label for name in checked.coarse for label in (low(name), high(name)))
    known = dict(zip(places, ends[places].rows() if ends.width else [()] * len(places), strict=True))
    again: dict[int, int] = {}
    others: dict[int, int] = {}
    for name, found in groups.items():
        seen: dict[tuple[Any, ...], int] = {}
        for row in [] if _SPOILT_ID.fullmatch(name) else found:
            alike = seen.setdefault(known[row], row)
            if alike != row:
                again[row] = alike
            elif row != found[0]:
                others[row] = found[0]
                checked.ids[row] = f"{name} ({len(seen)})"
    _tell_used(checked, ID, ProblemKind.REPEATED, again)
    _tell_used(checked, ID, ProblemKind.SAME_ID, others, "; the dates or numbers of this one are others")
    checked.ids |= {row: f"row-{rows.numbers[row]}" for row in [*missing.tolist(), *spoilt]}


def _tell_used(checked: Checked, name: str, kind: ProblemKind, firsts: Mapping[int, int], more: str = "") -> None:
    """Tell the rows whose value stands in a row before."""
    rows = checked.rows
    places = rows.places([int(rows.numbers[one]) for one in firsts.values()])
    told = [Told(row, name, kind, used_once(line) + more) for row, (_, line) in zip(firsts, places, strict=True)]
    checked.tell(name, kind, told)


def _repeated(column: pa.ChunkedArray) -> dict[str, list[int]]:
    """Give the texts that stand in more rows than one, each with its rows in order."""
    import polars as pl

    # Hashes are told apart far faster than texts; texts that share one are compared. They are made a chunk at a time,
    # for Polars holds texts in a way of its own.
    parts = [pl.Series(values=pl.from_arrow(chunk)).hash(7).to_numpy() for chunk in column.chunks if len(chunk)]
    hashes = np.concatenate([np.empty(0, np.uint64), *parts])
    ordered = np.sort(hashes)
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    is_suspect = np.zeros(_ENDINGS, bool)
    is_suspect[twice % _ENDINGS] = True
    suspects = np.flatnonzero(is_suspect[hashes % _ENDINGS] & column.is_valid().to_numpy())
    found: dict[str, list[int]] = {}
    for row, text in zip(suspects.tolist(), column.take(suspects).to_pylist(), strict=True):
        found.setdefault(str(text), []).append(row)
    return {text: rows for text, rows in found.items() if len(rows) > 1}


def _tell_rules(checked: Checked, wishes: Wishes) -> None:
    """Hold dates and numbers against the rules; what breaks one is taken out before the next is asked."""
    import polars as pl

    present = [*checked.coarse, *([WINDOW] if wishes.style.window is not None else [])]
    dates = [name for name, one in checked.coarse.items() if one.kind is Kind.DATE]
    for rule in rules(present, dates, arrival_after_signup=wishes.arrival_after_signup):
        places = breaking(checked.frame, rule)
        if not len(places):
            continue
        told = zip(places.to_list(), checked.frame[places].to_dicts(), strict=True)
        checked.tell(
            rule.column,
            rule.kind,
            (Told(place, rule.column, rule.kind, rule.expected(row)) for place, row in told),
        )
        broken = np.zeros(checked.frame.height, bool)
        broken[places.to_numpy()] = True
        kept = pl.when(pl.Series(broken)).then(None)
        ends = (low(rule.column), high(rule.column))
        checked.frame = checked.frame.with_columns(kept.otherwise(pl.col(end)).alias(end) for end in ends)


def _note(checked: Checked, wishes: Wishes) -> None:
    """Note what a reader must know of a column though nothing of it is wrong."""
    rows = checked.rows
    for name, one in checked.coarse.items():
        marks = sorted({text for text, read in zip(one.texts, one.reads, strict=True) if read is None})
        if marks:
            checked.notes.setdefault(name, []).append(f"{', '.join(map(repr, marks[:_FEWEST]))} read as not stated")
        if one.kind is Kind.DATE and _look_swapped(one):
            note = "date cells never pass day 12 and texts always do: were days and months swapped on opening?"
            checked.notes.setdefault(name, []).append(note)
    labels = [field_["name"] for field_ in fields("records") if "coarse" not in field_]
    import pyarrow as pa
    from pyarrow import compute as pc

    forms = pa.array(
        sorted({form for mark in words.MISSING for form in (mark, mark.capitalize(), mark.upper())} - wishes.missing),
        pa.large_string(),
    )
    for name in rows.plan.columns:
        if name in labels and name not in {ID, "note"}:
            places = rows_where(rows.columns[name], partial(pc.is_in, value_set=forms))
            found = rows.columns[name].take(places).unique().to_pylist()
            if found:
                said = ", ".join(map(repr, found[:_FEWEST]))
                note = f"{said} may stand for not stated; if so, say missing={found[:_FEWEST]!r}"
                checked.notes.setdefault(name, []).append(note)


def _look_swapped(one: Coarse) -> bool:
    """Tell a column of which a spreadsheet took the dates it could for months first, and left the others as texts."""
    cells = [int(text[8:10]) for text in one.texts if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII)]
    texts = [text for text in one.texts if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}", text, re.ASCII)]
    first = [int(re.split(r"\D", text)[0]) for text in texts]
    many = len(cells) >= _FEWEST and len(first) >= _FEWEST
    return many and max(cells) <= 12 < min(first)


def problems_of(checked: Checked) -> dict[int, list[Problem]]:
    """Give what is wrong with every row that has any problem, by its number, in order."""
    rows = checked.rows
    found = dict(_of_broken(rows))
    order = {name: place for place, name in enumerate(rows.plan.order)}
    places = rows.places([int(rows.numbers[one.place]) for one in checked.told])
    for one, where in zip(checked.told, places, strict=True):
        value = one.value or checked.value_of(one.column, one.place)
        problem = Problem(*where, one.column, value, one.expected, one.found, one.kind)
        found.setdefault(int(rows.numbers[one.place]), []).append(problem)
    return {
        number: sorted(told, key=lambda one: (not one.kind.is_of_row, order.get(one.column, 0)))
        for number, told in sorted(found.items())
    }


def _of_broken(rows: Rows) -> Iterator[tuple[int, list[Problem]]]:
    """Tell what is wrong with the form of rows; one that is nobody is told as that."""
    ours = {header: name for name, header in rows.plan.columns.items()}
    listed = list(rows.broken())
    places = rows.places([number for number, _, _ in listed])
    for (number, listing, one), where in zip(listed, places, strict=True):
        cells = dict(zip(listing.headers, one.cells, strict=False))
        is_nobody = nobody.kind_of_row(cells, has_date=False, is_narrow=False)
        if is_nobody is None:
            column = ours.get(one.column, one.column)
            yield number, [Problem(*where, column, one.value, one.expected, one.found, one.kind)]
        else:
            column = ours.get(is_nobody.column, is_nobody.column)
            told = Problem(*where, column, is_nobody.value, "a person", is_nobody.found, is_nobody.kind)
            yield number, [told]
