"""Values: every value and row held against the rules, and what is wrong told.

What cannot be right becomes not stated, and the person stays; only a row that is nobody, or nobody of its own, is set
aside.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pyarrow import compute as pc

from musterbook.errors import Problem, ProblemKind, counted
from musterbook.intervals import Interval, Kind
from musterbook.linelist import checks, words
from musterbook.linelist.checks import CONTROLS, NO_CONTROLS, NOBODY, WINDOW, high, low
from musterbook.linelist.coarse import FEW, Coarse, Terms, read_columns, spelled
from musterbook.linelist.listing import (
    LONGEST,
    Codes,
    Mask,
    Numbers,
    Rows,
    as_texts,
    blank_rows,
    encoded,
    is_of_texts,
    rows_where,
    taken,
)
from musterbook.linelist.parsing import Unread
from musterbook.schema import A_VALUE, breach, fault, fields, used_once

if TYPE_CHECKING:
    import polars as pl

ID = "record_id"
# What rows are ruled off with
DASHES = " -–—_=.·*~|"
SWAPPED = "date cells never pass day 12 and texts always do: were days and months swapped on opening?"
SPOILT = "an id as it was; a spreadsheet has rounded this one, so that many may have it"
_SPOILT_ID = r"^\d(?:[.,]\d+)?[eE]\+\d+$"
_LABELS_IN = 5_000
_OUR_LABELS = frozenset(one["name"] for one in fields("records") if "coarse" not in one) - {ID, "note"}


@dataclass
class Checked:
    """A list that is held against the rules.

    ``aside`` says of each row whether it is set aside, ``problems`` what is wrong with each row;
    ``emptied`` of each column which values are not stated because they cannot be right; ``ids`` are new ids of rows
    that have none, or one that another person has.
    """

    rows: Rows
    terms: Terms
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
        is_in = ~self.aside[asked]
        here = asked[is_in]
        if not len(here):
            return
        said = np.broadcast_to(np.array(expected, object), len(asked))[is_in]
        stood = self.rows.as_it_stood(column).take(here).to_pylist() if value is None else [value] * len(here)
        for row, where, text, one in zip(here.tolist(), self.rows.places(here), stood, said, strict=True):
            shown = "" if text is None else str(text)
            what = f"a value of {counted(len(shown), 'character')}" if kind is ProblemKind.LONG else found
            self.problems.setdefault(row, []).append(Problem(*where, column, shown, one, what, kind))
        if kind.is_of_row:
            self.aside[here] = True
        elif kind.is_of_value:
            self.emptied.setdefault(column, np.zeros(len(self.aside), bool))[here] = True

    def tell_texts(
        self, column: str, kind: ProblemKind, faults: Mapping[str, str], texts: Sequence[str], codes: Codes
    ) -> None:
        """Note what is wrong with every row whose text has a fault."""
        said = [faults.get(text, "") for text in texts]
        if any(said):
            wrong = np.flatnonzero(np.array([*map(bool, said), False])[codes])
            self.tell(column, kind, wrong, [said[code] for code in codes[wrong].tolist()])

    def note(self, column: str, *notes: str) -> None:
        """Note what a reader must know of a column though nothing of it is wrong."""
        if found := [note for note in notes if note]:
            self.notes.setdefault(column, []).extend(found)

    def mend_labels(self) -> None:
        """Take out of labels what somebody said is not stated, and join those typed in several ways, or tell."""
        rows, terms = self.rows, self.terms
        for name in rows.texts:
            if name in self.coarse or name == ID:
                continue
            column = as_texts(name, rows.columns[name])
            is_ours = name in _OUR_LABELS and name in rows.plan.columns
            is_label = is_ours or words.is_of_labels(column.slice(0, _LABELS_IN).drop_null().to_pylist())
            if not terms.missing and not is_label:
                continue
            pool, codes = encoded(column)
            is_said = isinstance(terms.join, Mapping)
            places = np.arange(len(pool)) if is_said else words.suspects(pool, terms.missing)
            texts = pool.take(places).to_pylist()
            gone = [text for text in texts if text.strip().casefold() in terms.missing]
            times = np.bincount(codes[codes >= 0], minlength=len(pool))[places].tolist()
            labels = {text: number for text, number in zip(texts, times, strict=True) if text not in gone}
            became, note = words.mended(labels, terms.join) if is_label else ({}, "")
            self.note(name, note, words.perhaps_missing(list(labels), terms.missing) if is_ours else "")
            if became:
                rows.raw.setdefault(name, rows.columns[name])
            if became or gone:
                new: dict[str, str | None] = {**became, **dict.fromkeys(gone)}
                mended = [new.get(text, text) for text in pool.to_pylist()]
                rows.columns[name] = pa.chunked_array([taken(mended, codes)])

    def tell_broken(self) -> None:
        """Tell what is wrong with the form of rows; one that is nobody is told as that."""
        for one in filter(lambda fault: fault.cells, self.rows.faults):
            told = one.problem
            if nobody := checks.kind_of_row(one.cells, has_date=False, is_narrow=False):
                kind, column, value = nobody
                name = self.rows.plan.name_of(column)
                told = Problem(told.file, told.line, name, value, "a person", NOBODY[kind], kind)
            self.problems[one.row], self.aside[one.row] = [told], True

    def tell_nobody(self, ends: pl.DataFrame) -> None:
        """Find totals, notes below the list and headers in the middle, among the sound rows."""
        import polars as pl

        rows = self.rows
        dates = [name for name, one in self.coarse.items() if one.kind is Kind.DATE]

        def is_suspect(texts: Any) -> Any:
            """Tell whether texts begin with a word for totals or notes; Polars compiles so long a pattern once."""
            # The series has no name: one with a NUL, as a header of a broken file may have, Arrow does not take.
            return pl.Series("", pl.from_arrow(texts)).str.contains(checks.nobody_patterns()[2]).to_arrow()

        looked_at = [rows_where(rows.columns[name], is_suspect) for name in rows.texts]
        suspected = np.unique(np.concatenate([np.arange(0), *looked_at]))
        if dates and len(suspected):
            stated = [pl.col(end(name)).is_not_null() for name in dates for end in (low, high)]
            suspected = suspected[~ends[suspected].select(has=pl.any_horizontal(stated))["has"].to_numpy()]
        values = {name: rows.columns[name].take(suspected).to_pylist() for name in rows.texts}
        found: dict[tuple[ProblemKind, str], list[int]] = defaultdict(list)
        for at, row in enumerate(suspected.tolist()):
            texts = {name: values[name][at] or "" for name in rows.texts}
            if nobody := checks.kind_of_row(texts, has_date=False if dates else None, is_narrow=len(texts) == 1):
                found[nobody[:2]].append(row)
        if again := rows.headers_again():
            found[ProblemKind.HEADER, next(name for name in rows.plan.columns if name not in rows.plan.parts)] = again
        if 1 < len(rows.columns) == len(rows.texts):
            table = pa.table({f"{at}": rows.columns[name] for at, name in enumerate(rows.texts)})
            ruled = blank_rows(table, DASHES)
            # A row with nothing at all stands here for a form that is wrong, or formulas without a value.
            known = {*ruled[blank_rows(table.take(ruled))].tolist(), *chain.from_iterable(found.values())}
            if places := [row for row in ruled.tolist() if row not in known]:
                found[ProblemKind.RULED, rows.texts[0]] = places
        for (kind, column), places in found.items():
            self.tell(column, kind, places, "a person", found=NOBODY[kind])

    def tell_values(self) -> None:
        """Tell values that are lacking, that nobody types, that cannot be read, or that a schema does not allow."""
        rows = self.rows
        for row, cell in ((one.row, one.problem) for one in rows.faults if not one.cells):
            self.tell(rows.plan.name_of(cell.column), cell.kind, [row], cell.expected, value=cell.value)
        for name in (*rows.plan.columns, *rows.plan.others):
            rule = self.terms.fields.get(name, {})
            asks = rule.get("constraints", {})
            if one := self.coarse.get(name):
                missing = np.flatnonzero(one.codes < 0)
                known = list(zip(one.texts, one.reads, strict=True))
                unread = {text: read.expected for text, read in known if isinstance(read, Unread)}
                unseen = {text: NO_CONTROLS for text in unread if re.search(CONTROLS, text)}
                read = {text: read for text, read in known if asks and isinstance(read, Interval)}
                faults = {text: breach(interval, spelled(interval), rule) for text, interval in read.items()}
                faults |= {text: expected for text, expected in unread.items() if text not in unseen}
                self.tell_texts(name, ProblemKind.UNSEEN, unseen, one.texts, one.codes)
                self.tell_texts(name, ProblemKind.UNREADABLE, faults, one.texts, one.codes)
            else:
                column, missing = rows.columns[name], rows.unstated(name)
                if is_of_texts(column.type):
                    odd = rows_where(column, partial(pc.match_substring_regex, pattern=CONTROLS))
                    self.tell(name, ProblemKind.UNSEEN, odd, NO_CONTROLS)
                    long = rows_where(column, lambda texts: pc.greater(pc.utf8_length(texts), LONGEST))
                    self.tell(name, ProblemKind.LONG, long, f"at most {LONGEST:,} characters")
                if rule.get("type", "string") not in {"string", "any"} or set(asks) - {"required", "unique"}:
                    pool, codes = encoded(as_texts(name, column))
                    texts = pool.to_pylist()
                    self.tell_texts(name, ProblemKind.RULE, {text: fault(text, rule) for text in texts}, texts, codes)
            if asks.get("required") and name != ID:
                self.tell(name, ProblemKind.REQUIRED, missing, A_VALUE)

    def tell_ids(self, ends: pl.DataFrame) -> None:
        """Tell ids that are lacking, spoilt or used before: a row alike in all dates and numbers is counted already."""
        import polars as pl

        rows = self.rows

        def tell_used(name: str, kind: ProblemKind, found: pl.DataFrame, before: str, more: str = "") -> None:
            """Tell the rows whose value stands in a row before."""
            lines = rows.places(found[before].to_numpy())
            self.tell(name, kind, found["row"].to_numpy(), [used_once(line) + more for _, line in lines])

        for name in (*rows.plan.columns, *rows.plan.others):
            if name != ID and self.terms.fields.get(name, {}).get("constraints", {}).get("unique"):
                twice = self._repeated(name, ends, [])
                tell_used(name, ProblemKind.RULE, twice.filter(pl.col("row") != pl.col("first")), "first")
        if ID not in rows.plan.columns:
            return
        missing = rows.unstated(ID)
        self.tell(ID, ProblemKind.REQUIRED, missing, A_VALUE)
        found = self._repeated(ID, ends, [end(name) for name in self.coarse for end in (low, high)])
        is_spoilt = pl.col("id").str.contains(_SPOILT_ID)
        spoilt = found.filter(is_spoilt)["row"].sort().to_list()
        self.tell(ID, ProblemKind.IMPLAUSIBLE, spoilt, SPOILT)
        sound = found.filter(~is_spoilt)
        others = sound.filter(pl.col("row") == pl.col("alike"), pl.col("alike") != pl.col("first"))
        tell_used(ID, ProblemKind.REPEATED, sound.filter(pl.col("row") != pl.col("alike")), "alike")
        tell_used(ID, ProblemKind.SAME_ID, others, "first", "; the dates or numbers of this one are others")
        self.ids = {row: f"{name} ({nth})" for row, name, nth in others.select("row", "id", "nth").iter_rows()}
        self.ids |= {row: f"row-{row + 1}" for row in [*missing.tolist(), *spoilt]}

    def _repeated(self, name: str, ends: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
        """Find the rows whose text stands in another row too: the first of that text, and the first that is alike.

        ``nth`` counts the rows of one text that differ.
        """
        import polars as pl

        column = as_texts(name, self.rows.columns[name]).cast(pa.large_string())
        # Hashes are told apart far faster than texts; made by the chunk, for Polars holds texts in a way of its own.
        parts = [pl.Series(values=pl.from_arrow(chunk)).hash(7).to_numpy() for chunk in column.chunks if len(chunk)]
        hashes = np.concatenate([np.empty(0, np.uint64), *parts])
        ordered = np.sort(hashes)
        twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        is_twice = np.append(twice, np.uint64(0))[np.searchsorted(twice, hashes)] == hashes
        suspects = np.flatnonzero(is_twice & column.is_valid().to_numpy() & ~self.aside)
        first = pl.col("row").min()
        return (
            pl.DataFrame({"id": column.take(suspects).to_pylist(), "row": suspects}, {"id": pl.String, "row": pl.Int64})
            .with_columns(ends[suspects].select(by).get_columns())
            .with_columns(first.over("id").alias("first"), first.over("id", *by).alias("alike"))
            .filter(pl.len().over("id") > 1)
            .with_columns(pl.col("alike").rank("dense").over("id").alias("nth"))
        )

    def tell_rules(self, ends: pl.DataFrame) -> None:
        """Hold dates and numbers against the rules; what breaks one is taken out before the next is asked."""
        import polars as pl

        present = [*self.coarse, *([WINDOW] if self.terms.style.window is not None else [])]
        dates = [name for name, one in self.coarse.items() if one.kind is Kind.DATE]
        for rule in checks.rules(present, dates, arrival_after_signup=self.terms.arrival_after_signup):
            broken = checks.breaking(ends, rule)
            places = broken.arg_true()
            if len(places):
                told = [rule.expected(row) for row in ends[places].iter_rows(named=True)]
                self.tell(rule.column, rule.kind, places.to_numpy(), told)
                kept = pl.when(broken).then(None)
                own = (low(rule.column), high(rule.column))
                ends = ends.with_columns(kept.otherwise(pl.col(end)).alias(end) for end in own)


def check(rows: Rows, terms: Terms) -> Checked:
    """Read every column by its kind and hold every row against every rule."""
    import polars as pl

    coarse = read_columns(rows, terms)
    # The rules see the ends of all coarse values, and the window beside them.
    columns: dict[str, Any] = {}
    for name, one in coarse.items():
        places = pa.array(one.codes, mask=one.codes < 0)
        columns[low(name)] = pa.array(one.ends("low"), pa.int64()).take(places)
        columns[high(name)] = pa.array(one.ends("high"), pa.int64()).take(places)
    ends = pl.DataFrame(pl.from_arrow(pa.table(columns))) if columns else pl.DataFrame(height=rows.read)
    if window := terms.style.window:
        days = {low(WINDOW): window.low, high(WINDOW): window.high}
        ends = ends.with_columns(pl.lit(day, pl.Int32).alias(end) for end, day in days.items())
    checked = Checked(rows, terms, coarse, np.zeros(rows.read, bool))
    checked.tell_broken()
    checked.mend_labels()
    checked.tell_nobody(ends)
    checked.tell_values()
    checked.tell_ids(ends)
    checked.tell_rules(ends)
    for name, one in coarse.items():
        marks = sorted(text for text, read in zip(one.texts, one.reads, strict=True) if read is None)
        checked.note(name, f"{', '.join(map(repr, marks[:FEW]))} read as not stated" if marks else "")
        checked.note(name, SWAPPED if one.kind is Kind.DATE and one.looks_swapped else "")
    order = {name: place for place, name in enumerate(rows.plan.order)}
    for told in checked.problems.values():
        told.sort(key=lambda one: (not one.kind.is_of_row, order.get(one.column, 0)))
    checked.problems = dict(sorted(checked.problems.items()))
    return checked
