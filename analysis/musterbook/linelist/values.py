"""Values: every column read by its kind, every value and row held against the rules, and what is wrong told.

A text is read once, however often it stands in a column. What cannot be right becomes not stated, and the person stays;
only a row that is nobody, or nobody of its own, is set aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from musterbook.errors import Problem, ProblemKind, counted
from musterbook.intervals import Interval, Kind
from musterbook.linelist import nobody
from musterbook.linelist.checks import CONTROLS, NO_CONTROLS, WINDOW, breaking, high, low, rules
from musterbook.linelist.coarse import FEW, Coarse, Terms, ends_of, read_columns, spelled
from musterbook.linelist.labels import is_of_labels, mended, perhaps_missing
from musterbook.linelist.listing import LONGEST, Codes, Mask, Numbers, as_texts, decoded, encoded, rows_where
from musterbook.linelist.parsing import Read
from musterbook.linelist.rows import Rows
from musterbook.schema import A_VALUE, Schema, breach, fault, fields, used_once

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

ID = "record_id"
_SPOILT_ID = r"^\d(?:[.,]\d+)?[eE]\+\d+$"
_LABELS_IN = 5_000
_OUR_LABELS = frozenset(one["name"] for one in fields("records") if "coarse" not in one) - {ID, "note"}


@dataclass(frozen=True)
class Flaw:
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

    ``emptied`` says of each column which values are not stated because they cannot be right; ``ids`` are new ids of
    rows that have none, or one that another person has.
    """

    rows: Rows
    coarse: dict[str, Coarse]
    aside: Mask
    told: list[Flaw] = field(default_factory=list)
    emptied: dict[str, Mask] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)

    def tell(
        self, column: str, kind: ProblemKind, places: Numbers | Sequence[int], expected: str | Sequence[str]
    ) -> None:
        """Note what is wrong with rows that are not set aside yet, and what becomes of their values or of them."""
        said = [expected] * len(places) if isinstance(expected, str) else expected
        self.add([Flaw(int(place), column, kind, one) for place, one in zip(places, said, strict=True)])

    def add(self, told: Sequence[Flaw]) -> None:
        """Note several things of one kind and column."""
        new = [one for one in told if not self.aside[one.place]]
        self.told += new
        for one in new:
            if one.kind.is_of_row:
                self.aside[one.place] = True
            elif one.kind.is_of_value:
                self.emptied.setdefault(one.column, np.zeros(len(self.aside), bool))[one.place] = True

    def note(self, column: str, *notes: str) -> None:
        """Note what a reader must know of a column though nothing of it is wrong."""
        if found := [note for note in notes if note]:
            self.notes.setdefault(column, []).extend(found)


def check(rows: Rows, terms: Terms) -> Checked:
    """Read every column by its kind and hold every row against every rule."""
    checked = Checked(rows, read_columns(rows, terms), np.zeros(len(rows.numbers), bool))
    _mend_labels(checked, terms)
    ends = ends_of(rows, checked.coarse, terms.style.window)
    _set_nobody_aside(checked, ends)
    _tell_cells(checked)
    _tell_texts(checked)
    _tell_fields(checked, terms)
    _tell_ids(checked, ends, terms)
    _tell_rules(checked, ends, terms)
    for name, one in checked.coarse.items():
        checked.note(name, f"{', '.join(map(repr, one.marks[:FEW]))} read as not stated" if one.marks else "")
        swapped = "date cells never pass day 12 and texts always do: were days and months swapped on opening?"
        checked.note(name, swapped if one.kind is Kind.DATE and one.looks_swapped else "")
    return checked


def _mend_labels(checked: Checked, terms: Terms) -> None:
    """Take out of labels what somebody said stands for not stated, and join those typed in several ways, or tell."""
    import pyarrow as pa

    rows = checked.rows
    for name in rows.texts:
        if name in checked.coarse or name == ID:
            continue
        column = as_texts(name, rows.columns[name])
        is_ours = name in _OUR_LABELS and name in rows.plan.columns
        is_label = is_ours or is_of_labels(column.slice(0, _LABELS_IN).drop_null().to_pylist())
        if not terms.missing and not is_label:
            continue
        pool, codes = encoded(column)
        texts = pool.to_pylist()
        gone = np.zeros(len(texts) + 1, bool)
        if terms.missing:
            gone[:-1] = [text.strip().casefold() in terms.missing for text in texts]
        times = np.bincount(codes[codes >= 0], minlength=len(texts)).tolist()
        labels = {text: number for text, number, is_gone in zip(texts, times, gone, strict=False) if not is_gone}
        became, note = mended(labels, terms.join) if is_label else ({}, "")
        checked.note(name, note, perhaps_missing(list(labels), terms.missing) if is_ours else "")
        if became:
            rows.raw.setdefault(name, rows.columns[name])
        if became or gone.any():
            new = pa.array([became.get(text, text) for text in texts], pa.large_string())
            rows.columns[name] = pa.chunked_array([new.take(pa.array(codes, mask=(codes < 0) | gone[codes]))])


def _set_nobody_aside(checked: Checked, ends: pl.DataFrame) -> None:
    """Find totals, notes below the list and headers in the middle, among the sound rows."""
    import polars as pl

    rows = checked.rows
    dates = [name for name, one in checked.coarse.items() if one.kind is Kind.DATE]
    headers = {name: header for name, header in rows.plan.columns.items() if name not in rows.plan.parts}
    again = nobody.headers_again({name: rows.columns[name] for name in headers}, headers)
    told = {row: nobody.Nobody(ProblemKind.HEADER, next(iter(headers)), "") for row in again}
    suspected = np.unique(np.concatenate([np.arange(0), *(nobody.suspects(rows.columns[name]) for name in rows.texts)]))
    if dates:
        stated = [pl.col(end(name)).is_not_null() for name in dates for end in (low, high)]
        suspected = suspected[~ends[suspected].select(pl.any_horizontal(stated).alias("has"))["has"].to_numpy()]
    values = {name: rows.columns[name].take(suspected).to_pylist() for name in rows.texts}
    for place, row in enumerate(suspected.tolist()):
        texts = {name: values[name][place] or "" for name in rows.texts}
        if found := nobody.kind_of_row(texts, has_date=False if dates else None, is_narrow=len(texts) == 1):
            told[row] = found
    checked.add([Flaw(row, one.column, one.kind, "a person", one.found) for row, one in sorted(told.items())])


def _tell_cells(checked: Checked) -> None:
    """Tell the cells of a workbook that hold a formula without a value, or an error for one."""
    ours = {header: name for name, header in checked.rows.plan.columns.items()}
    told = [(place, ours.get(cell.column, cell.column), cell) for place, cell in checked.rows.cells()]
    checked.add([Flaw(place, name, cell.kind, cell.expected, value=cell.value) for place, name, cell in told])


def _tell_texts(checked: Checked) -> None:
    """Tell texts with signs in them that nobody types, and those that are too long."""
    from pyarrow import compute as pc

    for name in checked.rows.texts:
        if name in checked.coarse:
            continue
        column = checked.rows.columns[name]
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
            unseen = [said == NO_CONTROLS for said in faults]
            _tell_by_text(checked, name, ProblemKind.UNSEEN, faults, unseen, one.codes)
            _tell_by_text(checked, name, ProblemKind.UNREADABLE, faults, [not one for one in unseen], one.codes)
        elif rule.get("type", "string") not in {"string", "any"} or set(asks) - {"required", "unique"}:
            texts, codes = encoded(as_texts(name, rows.columns[name]))
            faults = [fault(text, rule) for text in texts.to_pylist()]
            _tell_by_text(checked, name, ProblemKind.RULE, faults, [True] * len(faults), codes)
        if asks.get("required") and name != ID:
            missing = _nulls(rows.columns[name]) if one is None else np.flatnonzero(one.codes < 0)
            checked.tell(name, ProblemKind.REQUIRED, missing, A_VALUE)


def _unread_fault(text: str, read: Read | None, rule: Schema) -> str:
    if isinstance(read, Interval):
        return breach(read, spelled(read), rule) if rule.get("constraints") else ""
    return "" if read is None else NO_CONTROLS if re.search(CONTROLS, text) else read.expected


def _tell_by_text(
    checked: Checked, name: str, kind: ProblemKind, faults: Sequence[str], which: Sequence[bool], codes: Codes
) -> None:
    """Tell every row whose text has a fault, of those texts that are meant."""
    told = [bool(said) and meant for said, meant in zip(faults, which, strict=True)]
    wrong = np.flatnonzero(np.array([*told, False])[codes])
    checked.tell(name, kind, wrong, [faults[code] for code in codes[wrong].tolist()])


def _nulls(column: pa.ChunkedArray) -> Numbers:
    return np.flatnonzero(column.is_null().to_numpy()) if column.null_count else np.empty(0, np.int64)


def _tell_ids(checked: Checked, ends: pl.DataFrame, terms: Terms) -> None:
    """Tell ids that are lacking, spoilt or used before: a row alike in all dates and numbers is counted already."""
    import polars as pl

    rows = checked.rows
    for name in (*rows.plan.columns, *rows.plan.others):
        if name != ID and terms.fields.get(name, {}).get("constraints", {}).get("unique"):
            twice = _repeated(checked, name, ends, [])
            _tell_used(checked, name, ProblemKind.RULE, twice.filter(pl.col("row") != pl.col("first")), "first")
    if ID not in rows.plan.columns:
        return
    missing = _nulls(rows.columns[ID])
    checked.tell(ID, ProblemKind.REQUIRED, missing, A_VALUE)
    found = _repeated(checked, ID, ends, [end(name) for name in checked.coarse for end in (low, high)])
    is_spoilt = pl.col("id").str.contains(_SPOILT_ID)
    spoilt = found.filter(is_spoilt)["row"].sort().to_list()
    expected = "an id as it was; a spreadsheet has rounded this one, so that many may have it"
    checked.tell(ID, ProblemKind.IMPLAUSIBLE, spoilt, expected)
    sound = found.filter(~is_spoilt)
    others = sound.filter(pl.col("row") == pl.col("alike"), pl.col("alike") != pl.col("first"))
    _tell_used(checked, ID, ProblemKind.REPEATED, sound.filter(pl.col("row") != pl.col("alike")), "alike")
    _tell_used(checked, ID, ProblemKind.SAME_ID, others, "first", "; the dates or numbers of this one are others")
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


def _tell_used(
    checked: Checked, name: str, kind: ProblemKind, found: pl.DataFrame, before: str, more: str = ""
) -> None:
    """Tell the rows whose value stands in a row before."""
    rows = checked.rows
    lines = rows.places(rows.numbers[found[before].to_numpy()].tolist())
    checked.tell(name, kind, found["row"].to_list(), [used_once(line) + more for _, line in lines])


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


# --- what is wrong, as problems


def problems_of(checked: Checked) -> dict[int, list[Problem]]:
    """Give what is wrong with every row that has any problem, by its number, in order."""
    rows = checked.rows
    found = dict(_of_broken(rows))
    order = {name: place for place, name in enumerate(rows.plan.order)}
    numbers = [int(rows.numbers[one.place]) for one in checked.told]
    values = {name: rows.as_it_stood(name) for name in {one.column for one in checked.told if one.column}}
    for number, where, one in zip(numbers, rows.places(numbers), checked.told, strict=True):
        stood = values[one.column][one.place].as_py() if one.column else None
        value = one.value or ("" if stood is None else str(stood))
        said = one.found or (f"a value of {counted(len(value), 'character')}" if one.kind is ProblemKind.LONG else "")
        found.setdefault(number, []).append(Problem(*where, one.column, value, one.expected, said, one.kind))
    return {
        number: sorted(told, key=lambda one: (not one.kind.is_of_row, order.get(one.column, 0)))
        for number, told in sorted(found.items())
    }


def _of_broken(rows: Rows) -> Iterator[tuple[int, list[Problem]]]:
    """Tell what is wrong with the form of rows; one that is nobody is told as that."""
    ours: Mapping[str, str] = {header: name for name, header in rows.plan.columns.items()}
    listed = list(rows.broken())
    places = rows.places([number for number, _, _ in listed])
    for (number, listing, one), where in zip(listed, places, strict=True):
        cells = dict(zip(listing.headers, one.cells, strict=False))
        told = Problem(*where, one.column, one.value, one.expected, one.found, one.kind)
        if is_nobody := nobody.kind_of_row(cells, has_date=False, is_narrow=False):
            column, value, kind = is_nobody.column, is_nobody.value, is_nobody.kind
            told = Problem(*where, column, value, "a person", is_nobody.found, kind)
        yield number, [replace(told, column=ours.get(told.column, told.column))]
