"""Reading in an engine of frames: the same columns, the same rules, while the rows stay where they are.

Only what is small comes out: the different texts of a coarse column, read once each and put beside the rows as a small
table; the ids that stand more than once; the rows that break a rule, to say what is wrong with them. Everything else is
an expression that the engine works out when somebody asks.

The number of a row says where it stood: which file, and which row of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import pandas as pd

from musterbook import frames
from musterbook.errors import InputError, Problem
from musterbook.frames import Frame
from musterbook.reading.checking import PARTS, Unclear, check_clear, readers, rules_of, tell, unique_columns
from musterbook.reading.gathering import Gathered
from musterbook.reading.listing import Listing
from musterbook.reading.mapping import Plan
from musterbook.reading.opening import Opened, Progress, check_capitals, without_empty
from musterbook.reading.rules import ROW, WINDOW, Rule, part
from musterbook.reading.scanning import Scanner
from musterbook.reading.spellings import EPOCH
from musterbook.reading.wishes import Wishes

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ASIDE = 1_000_000
MOST_REPEATED = 500_000
FILE = 2**48
"""Row numbers of a file are below this; those of the second begin here, and so on."""
SPACE = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace())
_KINDS = {"text": "str", "expected": "str", "low": "Int64", "high": "Int64", "first": "Int64"}


@dataclass(frozen=True)
class Sketch:
    """A list in its engine: ``frame`` has our columns as trimmed texts, what was read beside them, and row numbers.

    ``rules`` are what its rows are held against.
    """

    frame: Frame
    plan: Plan
    opened: tuple[Opened, ...]
    scanner: Scanner
    rules: tuple[Rule, ...] = ()

    @property
    def present(self) -> list[str]:
        """The names of all columns."""
        return list(self.frame.collect_schema().names())

    @property
    def is_broken(self) -> nw.Expr:
        """Tell the rows that break a rule."""
        return reduce(or_, (rule.broken.fill_null(False) for rule in self.rules), nw.lit(False))

    @cached_property
    def few(self) -> Few:
        """The rows that break a rule, out of the engine; refuses to take out millions of them."""
        native = _collected(self.frame.filter(self.is_broken).head(MOST_ASIDE + 1))
        listings = tuple(one.listing for one in self.opened)
        if native.num_rows > MOST_ASIDE:
            what = f"more than {MOST_ASIDE:,} rows that cannot be right"
            raise InputError(f"{listings[0].file}: {what}; are the columns mapped as they should be?")
        table = native.take(np.argsort(native[ROW].to_numpy()))
        return Few(
            table, self.plan, tuple(replace(one, broken=()) for one in listings), has_lines=self.scanner.has_order
        )

    @cached_property
    def rows_before(self) -> list[int]:
        """How many rows all files before each have."""
        rows = [0]
        for one in self.opened[:-1]:
            counted = frames.collect(one.frame.select(nw.len().alias(ROW)))
            rows.append(rows[-1] + int(counted[ROW].iloc[0]))
        return rows


@dataclass(frozen=True)
class Few(Gathered):
    """Rows of a list that were taken out of the engine; their numbers say where they stood."""

    has_lines: bool = True

    def places(self, rows: Sequence[int]) -> list[tuple[str, int]]:
        """Give file and line of some rows by their numbers."""
        return places(self.listings, rows, has_lines=self.has_lines)


def places(listings: Sequence[Listing], rows: Sequence[int], *, has_lines: bool) -> list[tuple[str, int]]:
    """Give file and line of rows by their numbers; the line is 0 where the engine's rows have no order."""
    numbers = np.asarray(rows, np.int64)
    which, within = numbers // FILE, numbers % FILE - 1
    lines = np.zeros(len(numbers), np.int64)
    for one in np.unique(which) if has_lines else ():
        here = which == one
        lines[here] = listings[one].line_of(within[here])
    return [(listings[one].file, int(line)) for one, line in zip(which, lines, strict=True)]


def sketch(opened: Sequence[Opened], plan: Plan, scanner: Scanner, wishes: Wishes, progress: Progress) -> Sketch:
    """Lay the columns of all files out, read them by their kinds, and find the rules they are held against."""
    laid_out = Sketch(_laid_out(opened, plan, scanner), plan, tuple(opened), scanner)
    progress("reading dates and numbers")
    parsed = _with_window(_parsed(laid_out, wishes), wishes)
    progress("looking for ids that stand twice")
    return _with_rules(_with_firsts(parsed, wishes), wishes)


def problems_of(found: Sketch) -> Mapping[int, list[Problem]]:
    """Say what is wrong with the rows that break a rule, by their numbers."""
    return tell(found.few, found.rules) if found.rules else {}


def _laid_out(opened: Sequence[Opened], plan: Plan, scanner: Scanner) -> Frame:
    """Give our columns as trimmed texts and the others as they are, of all files below each other."""
    check_capitals([*plan.columns, *plan.others], scanner)
    tables = [_of_one(one, plan, place) for place, one in enumerate(opened)]
    if len(tables) > 1:
        tables = [_alike(table, tables, plan.others) for table in tables]
        together = frames.lazy(scanner.together([table.to_native() for table in tables]))
    else:
        together = tables[0]
    if all(one.is_tight for one in opened):
        return together.with_columns(nw.col(part(name, "raw")).alias(name) for name in plan.columns)
    return together.with_columns(_trimmed(name) for name in plan.columns)


def _of_one(one: Opened, plan: Plan, place: int) -> Frame:
    """Give the columns of one file under the names of the plan; ours twice, for what stood there is kept."""
    taken = {part(name, "raw"): one.places[header] for name, header in plan.columns.items()}
    others = {header: one.places[header] for header in plan.others if header in one.places}
    if one.form is None:
        kept = [ROW, *others]
        frame = frames.texts(one.frame, {ROW: ROW, **taken, **others}, kept=kept)
        frame = frame.with_columns(without_empty(name) for name in taken)
    else:
        pairs = {ROW: ROW, **taken, **others}
        frame = one.frame.select(nw.col(old).alias(new) for new, old in pairs.items())
    absent = [header for header in plan.others if header not in one.places]
    return frame.with_columns(
        (nw.col(ROW) + place * FILE).alias(ROW),
        *(nw.lit(None, nw.String).alias(header) for header in absent),
    )


def _alike(table: Frame, tables: Sequence[Frame], others: Collection[str]) -> Frame:
    """Give columns of several types as texts."""
    schemas = [one.collect_schema() for one in tables]
    mixed = [name for name in others if len({schema[name] for schema in schemas}) > 1]
    order = tables[0].collect_schema().names()
    return table.with_columns(nw.col(name).cast(nw.String) for name in mixed).select(order)


def _trimmed(name: str) -> nw.Expr:
    stripped = nw.col(part(name, "raw")).str.strip_chars(SPACE)
    return nw.when(stripped != "").then(stripped).alias(name)


def _parsed(found: Sketch, wishes: Wishes) -> Sketch:
    """Read the different texts of each column once and put what was read beside the rows."""
    unclear: Unclear = {}
    frame = found.frame
    listed = list(readers(found.plan, wishes, unclear))
    judged = [name for name, _ in listed if name in found.plan.others]
    if judged:
        kept = [name for name in found.present if name not in judged]
        frame = frames.texts(frame, {name: name for name in found.present}, kept=kept)
        frame = frame.with_columns(without_empty(name) for name in judged)
    texts = frames.distinct_texts(frame, [name for name, _ in listed])
    for name, read in listed:
        frame = _attach(frame, found.scanner, name, texts[name], read(texts[name]))
    first = found.opened[0].listing.file
    more = f" and {len(found.opened) - 1} more" if len(found.opened) > 1 else ""
    check_clear(first + more, found.plan, unclear)
    return replace(found, frame=frame)


def _attach(
    frame: Frame, scanner: Scanner, name: str, texts: Sequence[str], small: Mapping[str, Sequence[Any]]
) -> Frame:
    """Put what was read of a column beside it; where nothing was wrong there is nothing to say."""
    kept = {what: small[what] for what in PARTS if what in small and (what != "expected" or any(small[what]))}
    columns = {part(name, what): pd.Series(list(values), dtype=_KINDS[what]) for what, values in kept.items()}
    if not columns:
        return frame
    return scanner.attached(frame, pd.DataFrame({name: pd.array(list(texts), "str"), **columns}), name)


def _with_window(found: Sketch, wishes: Wishes) -> Sketch:
    if wishes.window is None:
        return found
    days = {"low": wishes.window.first, "high": wishes.window.last}
    beside = (nw.lit(day.toordinal() - EPOCH).alias(part(WINDOW, end)) for end, day in days.items())
    return replace(found, frame=found.frame.with_columns(*beside))


def _with_firsts(found: Sketch, wishes: Wishes) -> Sketch:
    """Put beside each value that may stand once only, and does not, the first row that has it."""
    frame = found.frame
    for name in unique_columns(found.plan, wishes):
        repeated = found.scanner.repeated(frame, name, MOST_REPEATED)
        if repeated is None:
            file = found.opened[0].listing.file
            raise InputError(f"{file}: more than {MOST_REPEATED:,} values of {name} stand more than once; is it an id?")
        if len(repeated):
            frame = found.scanner.attached(frame, repeated.rename(columns={ROW: part(name, "first")}), name)
    return replace(found, frame=frame)


def _with_rules(found: Sketch, wishes: Wishes) -> Sketch:
    """Find the rules that the columns allow."""
    schema = found.frame.collect_schema()
    texts = [name for name in found.plan.order if schema[name] == nw.String]
    is_plain = all(one.is_plain for one in found.opened)
    listings = [one.listing for one in found.opened]

    def line_of(row: int) -> int:
        return places(listings, [row], has_lines=found.scanner.has_order)[0][1]

    rules = rules_of(found.plan, wishes, texts, list(schema), line_of, is_plain=is_plain)
    return replace(found, rules=tuple(rules))


def _collected(frame: Frame) -> pa.Table:
    """Take some rows out of the engine, texts as the rules know them."""
    import pyarrow as pa

    with frames.limits_of(frame):
        how: dict[str, Any] = {"engine": "streaming"} if frames.engine_of(frame) == "polars" else {}
        table = frame.collect("pyarrow", **how).to_native()
    kinds = [pa.field(one.name, pa.large_string() if _is_text(one.type) else one.type) for one in table.schema]
    return table.cast(pa.schema(kinds)).combine_chunks()


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_string_view(kind) or pa.types.is_null(kind))
