"""Reading in an engine of frames: the same columns, the same rules, while the rows stay where they are.

Only what is small comes out: the different texts of a coarse column, read once each and put beside the rows as a small
table. Everything else is an expression that the engine works out when somebody asks.

The number of a row says where it stood: which file, and which row of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from musterbook import frames
from musterbook.frames import Frame
from musterbook.intervals import Kind
from musterbook.reading.arrow import Arrow
from musterbook.reading.checking import Lines, Unclear, check_clear, readers, rules_of, unique_columns
from musterbook.reading.listing import Listing, Numbers
from musterbook.reading.mapping import Plan
from musterbook.reading.opening import Opened, Progress, check_capitals, without_empty
from musterbook.reading.rules import ROW, WINDOW, Rule, part
from musterbook.reading.scanning import Looked, Scanner
from musterbook.reading.spellings import EPOCH
from musterbook.reading.wishes import Wishes
from musterbook.tables import kind_of

FILE = 2**48
"""Row numbers of a scan are below this; those of the second begin here, and so on."""
SPACE = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace())
_KINDS = {"text": "str", "expected": "str", "low": "Int64", "high": "Int64", "other": "Int64"}


@dataclass(frozen=True)
class Scan:
    """The numbered rows of files that are written alike, or of a frame, in the engine."""

    opened: Opened
    frame: Frame


@dataclass(frozen=True)
class Sketch:
    """A list in its engine: our columns as trimmed texts, what was read beside them, and row numbers.

    ``tables`` has, for each column that is read text by text, its different texts with what was read of them.
    """

    scans: tuple[Scan, ...]
    plan: Plan
    scanner: Scanner
    wishes: Wishes
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @cached_property
    def frame(self) -> Frame:
        """All rows."""
        return self._beside([scan.frame for scan in self.scans])

    def at(self, rows: Numbers) -> Frame:
        """Take some rows by their numbers, in order."""
        files = [rows[rows // FILE == place] % FILE for place in range(len(self.scans))]
        return self._beside([self._some(scan, here) for scan, here in zip(self.scans, files, strict=True)])

    @cached_property
    def present(self) -> list[str]:
        """The names of all columns."""
        return list(self.frame.collect_schema().names())

    @property
    def listings(self) -> list[Listing]:
        """The files, without their rows."""
        return [listing for scan in self.scans for listing in scan.opened.listings]

    @property
    def name(self) -> str:
        """Name all files in a few words."""
        more = f" and {len(self.listings) - 1} more" if len(self.listings) > 1 else ""
        return self.listings[0].file + more

    @property
    def is_tight(self) -> bool:
        """Whether no value has space around it."""
        return all(scan.opened.is_tight for scan in self.scans)

    @property
    def unique(self) -> list[str]:
        """Name the columns whose values may stand once only."""
        return unique_columns(self.plan, self.wishes)

    @cached_property
    def texts(self) -> list[str]:
        """Name the columns that hold texts, as they stand in the list."""
        schema = self.frame.collect_schema()
        return [name for name in self.plan.order if schema[name] in (nw.String, nw.Categorical)]

    def rules(self, present: Collection[str]) -> list[Rule]:
        """Give the rules that rows can be held against where some columns are at hand."""
        is_plain = all(scan.opened.is_plain for scan in self.scans)
        return rules_of(self.plan, self.wishes, self.texts, present, self.line_of, is_plain=is_plain)

    def screens(self, *, totals: bool = True) -> list[nw.Expr]:
        """Give what tells together the rows that break a rule; values alone have been judged text by text.

        Ids that stand twice are not among them, and without ``totals`` neither are rows that sum up others.
        """
        marked = [part(name, "wrong") for name, table in self.tables.items() if part(name, "wrong") in table]
        flags = [nw.col(mark) == 1 for mark in marked]
        rules = [rule for rule in self.rules(self.present) if not rule.is_of_value and (totals or not rule.named)]
        return [*flags, *(rule.broken if rule.roughly is None else rule.roughly for rule in rules)]

    def line_of(self, row: int) -> int:
        """Give the line of a row, 0 where it is not known."""
        return self.places([row])[0][1]

    def places(self, rows: Sequence[int]) -> list[tuple[str, int]]:
        """Give file and line of rows by their numbers; the line is 0 where they are of a frame without an order."""
        numbers = np.asarray(rows, np.int64)
        found: list[tuple[str, int]] = [("", 0)] * len(numbers)
        for place, scan in enumerate(self.scans):
            has_lines = self.scanner.has_order or scan.opened.is_steady
            here = np.flatnonzero(numbers // FILE == place)
            files, within = scan.opened.files_of(numbers[here] % FILE)
            for file in np.unique(files):
                listing, at = scan.opened.listings[file], here[files == file]
                lines = listing.line_of(within[files == file]) if has_lines else np.zeros(len(at), int)
                for one, line in zip(at, lines, strict=True):
                    found[one] = (listing.file, int(line))
        return found

    def first_place(self, name: str, text: str) -> tuple[str, int]:
        """Give file and line of the first row that has a text."""
        first = frames.collect(self.frame.filter(nw.col(name) == text).select(nw.col(ROW).min()))
        return self.places([int(first[ROW].iloc[0])])[0]

    @cached_property
    def rows_before(self) -> list[int]:
        """How many rows come before each scan."""
        counts = [frames.collect(scan.frame.select(nw.len().alias(ROW)))[ROW].iloc[0] for scan in self.scans[:-1]]
        return [int(number) for number in np.cumsum([0, *counts])]

    def _some(self, scan: Scan, rows: Numbers) -> Frame:
        lines = scan.opened.lines(rows) if self.scanner.is_quick else None
        native = None if lines is None else self.scanner.some(scan.opened.forms[0], lines, rows)
        return self.scanner.only(scan.frame, rows) if native is None else frames.lazy(native)

    def _beside(self, rows: Sequence[Frame]) -> Frame:
        """Lay out the columns of the plan and put what was read beside them."""
        frame = self._laid_out(rows)
        judged = [name for name in self.tables if name in self.plan.others]
        if judged:
            names = frame.collect_schema().names()
            kept = [name for name in names if name not in judged]
            frame = frames.texts(frame, {name: name for name in names}, kept=kept)
            frame = frame.with_columns(without_empty(name) for name in judged)
        for name, table in self.tables.items():
            frame = self.scanner.attached(frame, table, name) if len(table.columns) > 1 else frame
        return frame.with_columns(nw.lit(day).alias(name) for name, day in self.window.items())

    @property
    def window(self) -> dict[str, int]:
        """The days that the list covers, under the names of columns; empty where nobody has said."""
        within = self.wishes.window
        days = {"low": within.first, "high": within.last} if within else {}
        return {part(WINDOW, end): day.toordinal() - EPOCH for end, day in days.items()}

    def _laid_out(self, rows: Sequence[Frame]) -> Frame:
        """Give our columns as trimmed texts and the others as they are, of all files below each other."""
        plan = self.plan
        tables = [
            _of_one(scan.opened, frame, plan, place)
            for place, (scan, frame) in enumerate(zip(self.scans, rows, strict=True))
        ]
        if len(tables) > 1:
            tables = [_alike(table, tables, plan.others) for table in tables]
            together = frames.lazy(self.scanner.together([table.to_native() for table in tables]))
        else:
            together = tables[0]
        if self.is_tight:
            return together.with_columns(nw.col(part(name, "raw")).alias(name) for name in plan.columns)
        return together.with_columns(_trimmed(name) for name in plan.columns)


def sketch(opened: Sequence[Opened], plan: Plan, scanner: Scanner, wishes: Wishes, progress: Progress) -> Sketch:
    """Lay the columns of all files out and read them by their kinds, each different text once."""
    check_capitals([*plan.columns, *plan.others], scanner)
    progress("reading dates and numbers")
    prepared = list(_prepared(opened, plan, wishes))
    # All of them or none, for else their columns would be of several types.
    rows = prepared if len(prepared) == len(opened) else [one.rows() for one in opened]
    return _read(Sketch(tuple(map(Scan, opened, rows)), plan, scanner, wishes))


def _prepared(opened: Sequence[Opened], plan: Plan, wishes: Wishes) -> Iterator[Frame]:
    """Give the rows of files prepared for what will be looked at, as far as this can be done."""
    for one in opened:
        rows = one.prepared(_looked(one, plan, wishes))
        if rows is None:
            return
        yield rows


def _looked(one: Opened, plan: Plan, wishes: Wishes) -> Looked:
    """Name the columns of a text that will be looked at again and again."""
    places = {name: one.places[header] for name, header in plan.columns.items()}
    texts = {place: name for name, place in places.items() if kind_of(name) is not Kind.LABEL}
    return Looked(texts, tuple(places[name] for name in unique_columns(plan, wishes) if name in places))


def _read(found: Sketch) -> Sketch:
    """Read the different texts of each column once."""
    unclear: Unclear = {}
    listed = list(readers(found.plan, found.wishes, unclear))
    judged = {name: pd.DataFrame({name: []}) for name, _ in listed if name in found.plan.others}
    plain = replace(found, tables=judged)
    texts = frames.distinct_texts(plain.frame, [name for name, _ in listed])
    tables = {name: _table(name, texts[name], read(texts[name])) for name, read in listed}
    check_clear(found.name, found.plan, unclear, Lines(len(found.listings) > 1, texts.__getitem__, plain.first_place))
    return replace(found, tables={name: _judged(found, name, table) for name, table in tables.items()})


def _table(name: str, texts: Sequence[str], small: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """Put what was read of a column beside its texts; where nothing was wrong there is nothing to say."""
    columns = {what: list(values) for what, values in small.items() if what != "expected" or any(values)}
    if "text" in columns:
        columns["other"] = [int(one != text) for one, text in zip(columns["text"], texts, strict=True)]
    beside = {part(name, what): pd.Series(values, dtype=_KINDS[what]) for what, values in columns.items()}
    return pd.DataFrame({name: pd.array(list(texts), "str"), **beside})


def _judged(found: Sketch, name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Mark the texts of a column that break a rule by themselves; a mark is quicker to find in rows than the reason."""
    import pyarrow as pa

    beside = pa.Table.from_pandas(table.assign(**found.window), preserve_index=False)
    rules = [rule for rule in found.rules(beside.column_names) if rule.is_of_value and rule.column == name]
    broken = np.unique(np.concatenate([*Arrow().where(beside, [rule.broken for rule in rules]), np.empty(0, np.int64)]))
    if not len(broken):
        return table
    return table.assign(**{part(name, "wrong"): pd.Series(1, index=broken, dtype="Int64").reindex(table.index)})


def _of_one(one: Opened, frame: Frame, plan: Plan, place: int) -> Frame:
    """Give the columns of one file under the names of the plan; ours twice, for what stood there is kept."""
    taken = {part(name, "raw"): one.places[header] for name, header in plan.columns.items()}
    others = {header: one.places[header] for header in plan.others if header in one.places}
    if not one.forms:
        kept = [ROW, *others]
        frame = frames.texts(frame, {ROW: ROW, **taken, **others}, kept=kept)
        frame = frame.with_columns(without_empty(name) for name in taken)
    else:
        hashes = dict(_hashes(one, frame, plan))
        pairs = {ROW: ROW, **taken, **others, **hashes}
        frame = frame.select(nw.col(old).alias(new) for new, old in pairs.items())
    absent = [header for header in plan.others if header not in one.places]
    return frame.with_columns(
        (nw.col(ROW) + place * FILE).alias(ROW),
        *(nw.lit(None, nw.String).alias(header) for header in absent),
    )


def _hashes(one: Opened, frame: Frame, plan: Plan) -> Iterator[tuple[str, str]]:
    """Find the hashes that were made of columns."""
    names = frame.collect_schema().names()
    for name, header in plan.columns.items():
        hashed = part(one.places[header], "hash")
        if hashed in names:
            yield part(name, "hash"), hashed


def _alike(table: Frame, tables: Sequence[Frame], others: Collection[str]) -> Frame:
    """Give columns of several types as texts."""
    schemas = [one.collect_schema() for one in tables]
    mixed = [name for name in others if len({schema[name] for schema in schemas}) > 1]
    order = tables[0].collect_schema().names()
    return table.with_columns(nw.col(name).cast(nw.String) for name in mixed).select(order)


def _trimmed(name: str) -> nw.Expr:
    stripped = nw.col(part(name, "raw")).str.strip_chars(SPACE)
    return nw.when(stripped != "").then(stripped).alias(name)
