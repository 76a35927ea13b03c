"""Checking: every column read by its kind, every row held against the rules, and what is wrong told by line.

Columns are read and judged text by text, rows by the expressions of :mod:`rules`; only rows that break a rule are then
looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from musterbook.errors import InputError, Problem, shown
from musterbook.intervals import Kind
from musterbook.reading.arrow import Arrow, Read, Small
from musterbook.reading.gathering import Gathered
from musterbook.reading.mapping import Plan
from musterbook.reading.rules import (
    CONTROLS,
    ID,
    NO_CONTROLS,
    ROW,
    WINDOW,
    Row,
    Rule,
    control_rule,
    length_rule,
    part,
    required_rule,
    row_rules,
    totals_rule,
    unique_rule,
    value_rule,
)
from musterbook.reading.spellings import EPOCH, Order, Spelled, read_date, read_number
from musterbook.reading.standing import with_heirs
from musterbook.reading.wishes import Wishes
from musterbook.tables import LAG, kind_of
from musterbook.values import Schema, fault, limits_fault

if TYPE_CHECKING:
    import pyarrow as pa

PARTS = ("text", "low", "high", "expected")
Unclear = dict[str, dict[str, Spelled]]


def parse(gathered: Gathered, wishes: Wishes) -> Gathered:
    """Read every column by its kind, text by text, and put what was read beside it."""
    engine, table = Arrow(), gathered.table
    unclear: Unclear = {}
    for name, read in readers(gathered.plan, wishes, unclear):
        if name in gathered.plan.others:
            table = _text_again(table, name)
        table = engine.attach(table, name, read, {what: part(name, what) for what in PARTS})
    if any(unclear.values()):
        check_clear(gathered.name, gathered.plan, unclear, Lines.of(gathered))
    return gathered.with_table(_with_window(table, wishes))


def readers(plan: Plan, wishes: Wishes, unclear: Unclear) -> Iterator[tuple[str, Read]]:
    """Give the columns that are read text by text, and how; what may mean two days is noted in ``unclear``."""
    for name in (*plan.columns, *plan.others):
        if name not in plan.columns and name not in wishes.fields:
            continue
        field = wishes.fields.get(name, {"type": "string"})
        if "coarse" in field and name in plan.columns:
            yield name, partial(_spell, field=field, order=wishes.order, unclear=unclear.setdefault(name, {}))
        elif _needs_reading(field):
            yield name, partial(_judge, field=field)


def _spell(texts: Sequence[str | None], field: Schema, order: Order, unclear: dict[str, Spelled]) -> Small:
    """Read coarse texts into our spelling, their ends, and what was expected of those that are wrong."""
    name = field["name"]
    read = (
        partial(read_date, order=order)
        if kind_of(name) is Kind.DATE
        else partial(read_number, unit="day" if name == LAG else "year")
    )
    found = [read(text) if text else Spelled() for text in texts]
    unclear |= {str(text): one for text, one in zip(texts, found, strict=True) if one.choices}
    rules = field.get("constraints", {})
    expected = [
        _unseen(text) if one.expected else _constraint(one, field) if rules and one.text else ""
        for text, one in zip(texts, found, strict=True)
    ]
    expected = [said or one.expected for said, one in zip(expected, found, strict=True)]
    small: dict[str, Sequence[Any]] = {
        "low": [one.low for one in found],
        "high": [one.high for one in found],
        "expected": [text or None for text in expected],
    }
    if any(text != one.text for text, one in zip(texts, found, strict=True) if text and not one.expected):
        small["text"] = [one.text or None for one in found]
    return small


def _constraint(one: Spelled, field: Schema) -> str:
    rules = {**field["constraints"]}
    limits = limits_fault(one.low, one.high, field["coarse"], rules)
    plain = {key: rule for key, rule in rules.items() if key not in {"minimum", "maximum"}}
    return limits or fault(one.text, {"type": "string", "constraints": plain})


def _needs_reading(field: Schema) -> bool:
    """Tell whether a field asks more of a text than to be one."""
    return field.get("type", "string") not in {"string", "any"} or bool(
        set(field.get("constraints", {})) - {"required", "unique"}
    )


def _judge(texts: Sequence[str | None], field: Schema) -> Small:
    return {"expected": [(_unseen(text) or fault(text, field) or None) if text else None for text in texts]}


def _unseen(text: str | None) -> str:
    """Say that a text has signs in it that cannot be seen, which explains why it is not what it looks like."""
    return NO_CONTROLS if text and re.search(CONTROLS, text) else ""


def _text_again(table: pa.Table, name: str) -> pa.Table:
    from musterbook.reading.typed import as_texts

    return table.set_column(table.column_names.index(name), name, as_texts(name, table[name]))


def check_clear(where: str, plan: Plan, unclear: Unclear, seen: Lines) -> None:
    """Refuse columns with dates that may be one of two days; each shows three of them.

    ``seen`` says where a text stands, and which other dates of a column tell the order.
    """
    lines = [line for name, found in unclear.items() if found for line in _unclear(name, plan, found, seen)]
    if lines:
        head = f"{where}: dates that may be day first or month first; say which"
        how = "  with dayfirst=True or dayfirst=False (or --day-first or --month-first)"
        raise InputError("\n".join([head, *lines, how]))


def _unclear(name: str, plan: Plan, found: Mapping[str, Spelled], seen: Lines) -> Iterator[str]:
    shown = [
        f"{text!r} ({': '.join(filter(None, [seen.place(name, text), ' or '.join(found[text].choices)]))})"
        for text in list(found)[:3]
    ]
    yield f"  {name} ({plan.columns[name]}): {', '.join(shown)}"
    yield from (f"    {hint}" for hint in seen.orders(name))


@dataclass(frozen=True)
class Lines:
    """Where the texts of a list stand, asked for only once something is wrong with them.

    ``texts_of`` gives the different texts of a column, ``place_of`` the file and the line that one of them stands on
    first; a line of 0 is not known.
    """

    are_several: bool
    texts_of: Callable[[str], Iterable[str | None]]
    place_of: Callable[[str, str], tuple[str, int]]

    @classmethod
    def of(cls, gathered: Gathered) -> Lines:
        """Look into a table."""
        from pyarrow import compute as pc

        def place_of(name: str, text: str) -> tuple[str, int]:
            row = gathered.table[ROW][pc.index(gathered.table[name], text).as_py()].as_py()
            return gathered.places([row])[0]

        return cls(len(gathered.listings) > 1, lambda name: gathered.table[name].unique().to_pylist(), place_of)

    def place(self, name: str, text: str) -> str:
        """Say on which line a text stands first, and in which file where there are several."""
        file, line = self.place_of(name, text)
        return ", ".join([*([file] if self.are_several else []), *([f"line {line}"] if line else [])])

    def orders(self, name: str) -> Iterator[str]:
        """Say which order the other dates of a column are in, by one that no other order can read."""
        told: dict[Order, str] = {}
        for text in filter(None, self.texts_of(name)):
            readable = [order for order in (Order.DAY_FIRST, Order.MONTH_FIRST) if read_date(text, order).text]
            if len(readable) == 1:
                told.setdefault(readable[0], text)
        for order, text in told.items():
            place = self.place(name, text)
            yield f"others of this column can only be {order}, as {text!r}{place and f' ({place})'}"


def _with_window(table: pa.Table, wishes: Wishes) -> pa.Table:
    import pyarrow as pa

    if wishes.window is None:
        return table
    for end, day in (("low", wishes.window.first), ("high", wishes.window.last)):
        days = pa.repeat(pa.scalar(day.toordinal() - EPOCH, pa.int32()), table.num_rows)
        table = table.append_column(part(WINDOW, end), days)
    return table


def check(gathered: Gathered, wishes: Wishes) -> dict[int, list[Problem]]:
    """Hold every row against every rule: the problems of each row that has any, by its number, in order."""
    table = _with_firsts(gathered, wishes)
    texts = _text_columns(table, gathered.plan.order)
    rules = rules_of(gathered.plan, wishes, texts, table.column_names, lambda row: gathered.places([row])[0][1])
    return tell(gathered.with_table(table), rules)


def tell(gathered: Gathered, rules: Sequence[Rule]) -> dict[int, list[Problem]]:
    """Say of every row what rules it breaks, by its number, in order."""
    told: dict[int, list[Rule]] = {}
    for rule, places in zip(rules, Arrow().where(gathered.table, [rule.broken for rule in rules]), strict=True):
        for place in places.tolist():
            told.setdefault(place, []).append(rule)
    rows: list[Row] = gathered.table.take(list(told)).to_pylist() if told else []
    found = dict(_form_problems(gathered))
    for row, broken, place in zip(rows, told.values(), gathered.places([row[ROW] for row in rows]), strict=True):
        whole = [rule for rule in broken if rule.named]
        found[row[ROW]] = [_problem(rule, row, place) for rule in (whole or broken)]
    firsts = {row[ROW]: row[part(ID, "first")] for row in rows if part(ID, "first") in row}
    return with_heirs(dict(sorted(found.items())), firsts)


def unique_columns(plan: Plan, wishes: Wishes) -> list[str]:
    """Name the columns whose values may stand once only."""
    names = (*plan.columns, *plan.others)
    return [name for name in names if wishes.fields.get(name, {}).get("constraints", {}).get("unique")]


def _with_firsts(gathered: Gathered, wishes: Wishes) -> pa.Table:
    table = gathered.table
    for name in unique_columns(gathered.plan, wishes):
        attached = Arrow().attach_first(table, name, ROW, part(name, "first"))
        table = table if attached is None else attached
    return table


def rules_of(
    plan: Plan,
    wishes: Wishes,
    texts: Sequence[str],
    present: Collection[str],
    line_of: Callable[[int], object],
    *,
    is_plain: bool = False,
) -> list[Rule]:
    """Give all rules that the columns allow.

    ``texts`` are those that hold texts, ``present`` what was put beside them. ``is_plain`` says that no text has
    control characters in it or is too long.
    """
    rules = [totals_rule(texts)] if texts else []
    for name in (*plan.columns, *plan.others):
        if wishes.fields.get(name, {}).get("constraints", {}).get("required"):
            rules.append(required_rule(name, part(name, "hash") if part(name, "hash") in present else ""))
        if part(name, "first") in present:
            rules.append(unique_rule(name, line_of))
        if part(name, "expected") in present:
            rules.append(value_rule(name))
        elif name in texts and part(name, "low") not in present and not is_plain:
            rules += [control_rule(name), length_rule(name)]
    parsed = [name for name in (*plan.columns, WINDOW) if part(name, "low") in present]
    return [*rules, *row_rules(parsed, arrival_after_signup=wishes.arrival_after_signup)]


def _text_columns(table: pa.Table, names: Sequence[str]) -> list[str]:
    import pyarrow as pa

    kinds = dict(zip(table.column_names, table.schema.types, strict=True))
    return [name for name in names if pa.types.is_large_string(kinds[name])]


def _problem(rule: Rule, row: Row, place: tuple[str, int]) -> Problem:
    column = rule.place(row)
    value = row.get(part(column, "raw")) or row.get(column)
    return Problem(*place, column, str(value or ""), rule.expected(row), rule.found(row), rule.kind)


def _form_problems(gathered: Gathered) -> Iterator[tuple[int, list[Problem]]]:
    """Tell what is wrong with the form of rows, which hides whatever else is wrong with them."""
    ours = {header: name for name, header in gathered.plan.columns.items()}
    numbers, broken = zip(*gathered.broken(), strict=True) if any(one.broken for one in gathered.listings) else ((), ())
    for number, one, place in zip(numbers, broken, gathered.places(numbers), strict=True):
        column = ours.get(one.column, one.column)
        yield number, [Problem(*place, column, one.value, one.expected, one.found)]


def said(problem: Problem) -> str:
    """Give what is wrong in a few words, without the place."""
    return f"found {problem.found or shown(problem.value)}, expected {problem.expected}"
