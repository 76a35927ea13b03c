"""Values: every value and row held against the rules, and what is wrong told.

What cannot be right becomes not stated, and the person stays; only a row that is nobody, or nobody of its own, is set
aside.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from pyarrow import compute as pc

from musterbook.errors import Problem, ProblemKind
from musterbook.intervals import Interval, Kind
from musterbook.linelist import checks, listing, words
from musterbook.linelist.checks import CONTROLS, NO_CONTROLS, WINDOW, high, low
from musterbook.linelist.coarse import FEW, Coarse, Terms, read_columns, spelled
from musterbook.linelist.listing import Codes, Mask, Numbers, Rows, as_texts, encoded, rows_where
from musterbook.linelist.parsing import Unread
from musterbook.schema import A_VALUE, breach, fault, fields, used_once

ID, A_PERSON = "record_id", "a person"
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
    that have none, or one that another person has; ``ends`` has the two ends of all dates and numbers.
    """

    rows: Rows
    terms: Terms
    coarse: dict[str, Coarse]
    ends: pl.DataFrame
    aside: Mask
    problems: dict[int, list[Problem]] = field(default_factory=lambda: defaultdict(list))
    emptied: dict[str, Mask] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def tell(self, column: str, kind: ProblemKind, at: Numbers | Sequence[int], expected: str | Sequence[str]) -> None:
        """Note what is wrong with rows that are not set aside yet, and what becomes of their values or of them."""
        asked = np.asarray(at, np.int64)
        here = asked[is_in := ~self.aside[asked]]
        if not len(here):
            return
        said = np.broadcast_to(np.array(expected, object), len(asked))[is_in]
        stood = self.rows.as_it_stood(column).take(here).to_pylist()
        for row, where, value, one in zip(here.tolist(), self.rows.places(here), stood, said, strict=True):
            text = "" if value is None else str(value)
            is_unseen = kind is ProblemKind.UNREADABLE and re.search(CONTROLS, text)
            told = (NO_CONTROLS, "", ProblemKind.UNSEEN) if is_unseen else (one, kind.nobody, kind)
            self.problems[row].append(Problem(*where, column, text, *told))
        if kind.is_of_row:
            self.aside[here] = True
        elif kind.is_of_value:
            self.emptied.setdefault(column, np.zeros(len(self.aside), bool))[here] = True

    def tell_texts(self, column: str, kind: ProblemKind, said: Sequence[str], codes: Codes) -> None:
        """Note what is wrong with every row whose text has a fault; ``said`` has what was expected of each text."""
        if any(said):
            wrong = np.flatnonzero(np.array([*map(bool, said), False])[codes])
            self.tell(column, kind, wrong, [said[code] for code in codes[wrong].tolist()])

    def mend_labels(self) -> None:
        """Take out of labels what somebody said is not stated, and join those typed in several ways, or tell."""
        rows, missing = self.rows, self.terms.missing
        for name in [one for one in rows.texts if one not in self.coarse and one != ID]:
            column = as_texts(name, rows.columns[name])
            first = column.slice(0, _LABELS_IN).drop_null().to_pylist()
            is_ours = name in _OUR_LABELS and name in rows.plan.columns
            is_label = is_ours or 2 * len(set(map(words.folded, set(first)))) <= len(first)
            if not is_label and not missing:
                continue
            pool, codes = encoded(column)
            texts, people = pool.to_pylist(), np.bincount(codes + 1, minlength=len(pool) + 1)[1:].tolist()
            gone = {text: None for text in texts if text.strip().casefold() in missing} if missing else {}
            labels = {text: number for text, number in zip(texts, people, strict=True) if text not in gone}
            became, note = words.mended(labels, self.terms.join) if is_label else ({}, "")
            is_read = is_label and name in rows.plan.columns
            self.notes[name] += filter(None, [note, words.perhaps_missing(labels) if is_read else ""])
            if became:
                rows.raw.setdefault(name, rows.columns[name])
            if new := {**became, **gone}:
                rows.columns[name] = pa.chunked_array([listing.taken([new.get(text, text) for text in texts], codes)])

    def tell_nobody(self) -> None:
        """Find rows whose form is wrong, totals, notes below the list, headers in the middle and rows of dashes."""
        rows = self.rows
        for one in [row for row in rows.faults if row.cells]:
            told = one.problem
            if nobody := checks.kind_of_row(one.cells, has_date=False, is_narrow=False):
                kind, column, value = nobody
                named = rows.plan.name_of(column)
                told = Problem(told.file, told.line, named, value, A_PERSON, kind.nobody, kind)
            self.problems[one.row], self.aside[one.row] = [told], True

        def is_suspect(texts: Any) -> Any:
            """Tell whether texts begin with a word for totals or notes; Polars compiles so long a pattern once."""
            # The series has no name: one with a NUL, as a header of a broken file may have, Arrow does not take.
            return pl.Series("", pl.from_arrow(texts)).str.contains(checks.nobody_patterns()[2]).to_arrow()

        looked_at = [rows_where(rows.columns[name], is_suspect) for name in rows.texts]
        suspected = np.unique(np.concatenate([np.arange(0), *looked_at]))
        dates = [end(name) for name, one in self.coarse.items() if one.kind is Kind.DATE for end in (low, high)]
        if dates and len(suspected):
            stated = self.ends[suspected].select(pl.any_horizontal(pl.col(dates).is_not_null()))
            suspected = suspected[~stated.to_series().to_numpy()]
        values = [rows.columns[name].take(suspected).to_pylist() for name in rows.texts]
        found: dict[tuple[ProblemKind, str], list[int]] = defaultdict(list)
        for row, *texts in zip(suspected.tolist(), *values, strict=True):
            cells = {name: text or "" for name, text in zip(rows.texts, texts, strict=True)}
            if nobody := checks.kind_of_row(cells, has_date=False if dates else None, is_narrow=len(texts) == 1):
                found[nobody[:2]].append(row)
        if again := rows.headers_again():
            found[ProblemKind.HEADER, next(name for name in rows.plan.columns if name not in rows.plan.parts)] = again
        if 1 < len(rows.columns) == len(rows.texts):
            table = pa.table({f"{at}": rows.columns[name] for at, name in enumerate(rows.texts)})
            # A row with nothing at all stands here for a form that is wrong, or formulas without a value.
            ruled = listing.blank_rows(table, DASHES)
            found[ProblemKind.RULED, rows.texts[0]] = np.delete(ruled, listing.blank_rows(table.take(ruled))).tolist()
        for (kind, column), places in found.items():
            self.tell(column, kind, places, A_PERSON)

    def tell_values(self) -> None:
        """Tell values that are lacking, that nobody types, that cannot be read, or that a schema does not allow."""
        rows = self.rows
        for cell in [row for row in rows.faults if not row.cells and not self.aside[row.row]]:
            self.problems[cell.row].append(replace(cell.problem, column=rows.plan.name_of(cell.problem.column)))
        for name in (*rows.plan.columns, *rows.plan.others):
            rule = self.terms.fields.get(name, {})
            asks = rule.get("constraints", {})
            if one := self.coarse.get(name):
                missing = np.flatnonzero(one.codes < 0)
                said = [read.expected if isinstance(read, Unread) else "" for read in one.reads]
                for code, read in enumerate(one.reads if asks else ()):
                    if isinstance(read, Interval):
                        said[code] = breach(read, spelled(read), rule)
                self.tell_texts(name, ProblemKind.UNREADABLE, said, one.codes)
            else:
                column, missing = rows.columns[name], rows.unstated(name)
                if listing.is_of_texts(column.type):
                    odd = rows_where(column, partial(pc.match_substring_regex, pattern=CONTROLS))
                    self.tell(name, ProblemKind.UNSEEN, odd, NO_CONTROLS)
                    long = rows_where(column, lambda texts: pc.greater(pc.utf8_length(texts), listing.LONGEST))
                    self.tell(name, ProblemKind.LONG, long, f"at most {listing.LONGEST:,} characters")
                if rule.get("type", "string") not in {"string", "any"} or set(asks) - {"required", "unique"}:
                    pool, codes = encoded(as_texts(name, column))
                    self.tell_texts(name, ProblemKind.RULE, [fault(text, rule) for text in pool.to_pylist()], codes)
            if asks.get("required") and name != ID:
                self.tell(name, ProblemKind.REQUIRED, missing, A_VALUE)

    def tell_ids(self) -> None:
        """Tell ids that are lacking, spoilt or used before: a row alike in all dates and numbers is counted already."""
        rows, row, first, alike = self.rows, *map(pl.col, ("row", "first", "alike"))

        def tell_used(name: str, kind: ProblemKind, found: pl.DataFrame, before: str, more: str = "") -> None:
            """Tell the rows whose value stands in a row before."""
            said = [used_once(line) + more for _, line in rows.places(found[before].to_numpy())]
            self.tell(name, kind, found["row"].to_numpy(), said)

        for name in (*rows.plan.columns, *rows.plan.others):
            if name != ID and self.terms.fields.get(name, {}).get("constraints", {}).get("unique"):
                tell_used(name, ProblemKind.RULE, self._repeated(name, []).filter(row != first), "first")
        if ID not in rows.plan.columns:
            return
        missing = rows.unstated(ID).tolist()
        self.tell(ID, ProblemKind.REQUIRED, missing, A_VALUE)
        is_spoilt = pl.col("id").str.contains(_SPOILT_ID)
        found = self._repeated(ID, [end(name) for name in self.coarse for end in (low, high)])
        spoilt, sound = found.filter(is_spoilt)["row"].sort().to_list(), found.filter(~is_spoilt)
        self.tell(ID, ProblemKind.IMPLAUSIBLE, spoilt, SPOILT)
        tell_used(ID, ProblemKind.REPEATED, sound.filter(row != alike), "alike")
        others = sound.filter(row == alike, alike != first)
        tell_used(ID, ProblemKind.SAME_ID, others, "first", "; the dates or numbers of this one are others")
        self.ids = {row: f"{name} ({nth})" for row, name, nth in others.select("row", "id", "nth").iter_rows()}
        self.ids |= {row: f"row-{row + 1}" for row in (*missing, *spoilt)}

    def _repeated(self, name: str, by: Sequence[str]) -> pl.DataFrame:
        """Find the rows whose text stands in another row too: the first of that text, and the first that is alike.

        ``nth`` counts the rows of one text that differ.
        """
        column = as_texts(name, self.rows.columns[name]).cast(pa.large_string())
        # Hashes are told apart far faster than texts; made by the chunk, for Polars holds texts in a way of its own.
        hashes = [pl.Series(values=pl.from_arrow(chunk)).hash(7) for chunk in column.chunks if len(chunk)]
        is_twice = pl.concat(hashes).is_duplicated().to_numpy() if hashes else np.empty(0, bool)
        suspects = np.flatnonzero(is_twice & column.is_valid().to_numpy() & ~self.aside)
        first = pl.col("row").min()
        return (
            pl.DataFrame({"id": column.take(suspects).to_pylist(), "row": suspects}, {"id": pl.String, "row": pl.Int64})
            .with_columns(self.ends[suspects].select(by).get_columns())
            .with_columns(first.over("id").alias("first"), first.over("id", *by).alias("alike"))
            .filter(pl.len().over("id") > 1)
            .with_columns(pl.col("alike").rank("dense").over("id").alias("nth"))
        )

    def tell_rules(self) -> None:
        """Hold dates and numbers against the rules; what breaks one is taken out before the next is asked."""
        dates = [name for name, one in self.coarse.items() if one.kind is Kind.DATE]
        present = [*self.coarse, *([WINDOW] if self.terms.style.window else [])]
        for rule in checks.rules(present, dates, arrival_after_signup=self.terms.arrival_after_signup):
            broken = checks.breaking(self.ends, rule)
            if len(places := broken.arg_true()):
                told = [rule.expected(row) for row in self.ends[places].iter_rows(named=True)]
                self.tell(rule.column, rule.kind, places.to_numpy(), told)
                own = pl.col(low(rule.column), high(rule.column))
                self.ends = self.ends.with_columns(pl.when(~broken).then(own))


def check(rows: Rows, terms: Terms) -> Checked:
    """Read every column by its kind and hold every row against every rule."""
    coarse = read_columns(rows, terms)
    # The rules see the ends of all coarse values, and the window beside them.
    columns = {}
    for name, one in coarse.items():
        places = pa.array(one.codes, mask=one.codes < 0)
        for end, label in (("low", low(name)), ("high", high(name))):
            columns[label] = pa.array([getattr(read, end, None) for read in one.reads], pa.int64()).take(places)
    ends = pl.DataFrame(pl.from_arrow(pa.table(columns))) if columns else pl.DataFrame(height=rows.read)
    if window := terms.style.window:
        days = {low(WINDOW): window.low, high(WINDOW): window.high}
        ends = ends.with_columns(pl.lit(day, pl.Int32).alias(end) for end, day in days.items())
    checked = Checked(rows, terms, coarse, ends, np.zeros(rows.read, bool))
    checked.mend_labels()
    checked.tell_nobody()
    checked.tell_values()
    checked.tell_ids()
    checked.tell_rules()
    for name, one in coarse.items():
        marks = sorted(text for text, read in zip(one.texts, one.reads, strict=True) if read is None)
        told = [f"{', '.join(map(repr, marks[:FEW]))} read as not stated"] if marks else []
        checked.notes[name] += [*told, *([SWAPPED] if one.kind is Kind.DATE and one.looks_swapped else [])]
    checked.ends = ends.clear()  # nobody asks for them any more
    order = {name: place for place, name in enumerate(rows.plan.order)}
    for problems in checked.problems.values():
        problems.sort(key=lambda one: (not one.kind.is_of_row, order.get(one.column, 0)))
    checked.problems = dict(sorted(checked.problems.items()))
    return checked
