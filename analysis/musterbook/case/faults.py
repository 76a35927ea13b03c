"""Faults: what of the tables of a case cannot be true together, each value with what was expected there.

The form of each value has been checked where its table was read. Here a row is held against what it means and against
the other tables, as far as they could be read: an id that is named exists, parts form trees, a claim can be what it
says, dates lie in the window of their population. Of one value the first thing that is wrong with it is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from musterbook.case.claims import Population, Relation, Statistic, Status, cell_length, occupied_length
from musterbook.errors import MusterError, Problem, shown, some
from musterbook.intervals import VALUE_GRAMMAR, Kind, Value
from musterbook.linelist.checks import breaking, high, low, rules
from musterbook.schema import NO_VARIABLES, Table, fault, fields, kind_of, schemas

Row = Mapping[str, str]
Given = TypeVar("Given")
Read = TypeVar("Read")
Faults = Iterator[tuple[str, Any, str]]  # a column, whether its value is wrong, and what was expected there
NO_VARIABLE = "the variable that was counted; only a count of all people and an amount have none"
NO_VALUE = f"{VALUE_GRAMMAR}; only a vague claim has none, and a peak whose size was not printed is >= 1"
ANOTHER = "the claim_id that this one repeats, or that stands against it"
NO_LIMIT = "=, >=, <=, > or < for a used claim: ~ sets no limit"
A_LENGTH = "the cells that were counted: days, weeks, months, quarters or years"
A_CELL = "one day, week, month, quarter or year: the cell in which the peak was reached"
A_PERCENTAGE = re.compile(r"%|per ?cent|процент|відсот|prozent|pour ?cent|por ?cien", re.IGNORECASE)


@dataclass(frozen=True)
class Tables:
    """The tables of a case, to be held against each other; ``kinds`` is what each variable of the case holds."""

    tables: Mapping[str, Table]
    kinds: Mapping[str, Kind]

    def problems(self) -> Iterator[Problem]:
        """Say everything that is wrong between the tables, and within the rows of each."""
        own = {"populations": self.of_population, "claims": self.of_claim, "records": self.of_person}
        own |= {"labels": self.of_label, "corrections": self.of_words, "translations": self.of_words}
        for name, table in self.tables.items():
            if name in {"populations", "sources"} and table.is_whole and not table.rows:
                yield Problem(table.file, 0, "", "", "at least one row below it", "a header alone")
            for at, row in enumerate(table.rows):
                told = [*self.links(table, row), *(own[name](row) if name in own else ())]
                wrong = {column: expected for column, is_wrong, expected in reversed(told) if is_wrong}
                yield from (table.problem(at, column, expected) for column, expected in wrong.items())
        yield from self.of_list(self.tables["records"])

    @cached_property
    def ids(self) -> dict[str, dict[str, Row]]:
        """The rows of each table that was read whole, by their ids."""
        keys = {name: schemas()[name]["schema"].get("primaryKey", []) for name in self.tables}
        whole = {name: table.rows for name, table in self.tables.items() if table.is_whole}
        return {name: {"=".join(row[key] for key in keys[name]): row for row in rows} for name, rows in whole.items()}

    @cached_property
    def populations(self) -> dict[str, Population]:
        """The populations whose window can be read; that one cannot is said elsewhere."""
        found = (tried(Population.from_row, row)[0] for row in self.tables["populations"].rows)
        return {one.population_id: one for one in found if one}

    @cached_property
    def parents(self) -> dict[tuple[str, str], str]:
        """What each label of a variable is a part of, and each population."""
        found = {("", row["population_id"]): row["part_of"] for row in self.tables["populations"].rows}
        return found | {(row["variable"], row["label"]): row["part_of"] for row in self.tables["labels"].rows}

    @cached_property
    def corrected(self) -> dict[tuple[str, ...], Row]:
        """The last correction of each value."""
        return {(row["table"], row["id"], row["column"]): row for row in self.tables["corrections"].rows}

    def id_of(self, table: str) -> str:
        """Say what an id of a table is, and which there are."""
        key = "=".join(schemas()[table]["schema"]["primaryKey"])
        return f"a {key} of {table}.csv: {some([*self.ids[table]], 20) or 'none'}"

    def circle(self, variable: str, name: str) -> str:
        """Say by which others something is a part of itself; nothing where it is not."""
        way = [name]
        while (above := self.parents.get((variable, way[-1]), "")) and above not in way:
            way.append(above)
        return f"parts without a circle; here {' is part of '.join([*way, name])}" if above and above == name else ""

    def links(self, table: Table, row: Row) -> Faults:
        """Find ids that no row has, and ids of the row itself where another is meant."""
        for link in schemas()[table.name]["schema"].get("foreignKeys", []):
            (column,), (key,) = link["fields"], link["reference"]["fields"]
            target = link["reference"]["resource"] or table.name
            if row[column] and target in self.ids:
                yield column, target == table.name and row[column] == row[key], f"another {key}"
                if row[column] not in self.ids[target]:
                    yield column, True, self.id_of(target)

    def of_population(self, row: Row) -> Faults:
        """Find populations of nobody, parts in a circle, and conditions that cannot be met."""
        yield "subject", not (row["subject"] or row["description"]), "who these people are, here or in description"
        yield "part_of", (circle := self.circle("", row["population_id"])), circle
        if row["condition"]:
            variable, _, value = row["condition"].partition("=")
            known = self.kinds.keys() - NO_VARIABLES | {label["variable"] for label in self.tables["labels"].rows}
            listed = f"a value of one of {', '.join(sorted(known))}, as nationality=Nepal"
            expected = fault(value, {"coarse": self.kinds.get(variable, Kind.LABEL)})
            yield "condition", variable not in known or not value, listed
            yield "condition", not row["part_of"], "nothing, or the larger population in part_of"
            yield "condition", expected, f"{variable}= with {expected}"
        whole, part = (self.populations.get(row[name]) for name in ("part_of", "population_id"))
        if whole and part and whole.window and part.window and whole.event == part.event:
            is_out = part.window not in whole.window and not circle
            yield "window", is_out, f"days within {whole.window}, the window of what it is part of"

    def of_claim(self, row: Row) -> Faults:
        """Find what a claim cannot be, whatever its statistic is and if it is the one that is stated."""
        status, (value, expected) = row["status"], tried(Value.parse, row["value"])
        yield "value", expected, expected
        yield "value", not row["value"] and status in {*Status} - {Status.VAGUE}, NO_VALUE
        yield "relation", status == Status.USED and row["relation"] == Relation.ABOUT, NO_LIMIT
        yield "see", status in {Status.REPEATS, Status.DISPUTED} and not row["see"], ANOTHER
        if row["statistic"] in [*Statistic]:
            yield from self.of_figure(row, Statistic(row["statistic"]), value)

    def of_figure(self, row: Row, statistic: Statistic, value: Value | None) -> Faults:
        """Find what a figure of this statistic cannot have; dates of an event lie in the window of the population."""
        name, where, kind = row["variable"], row["where"], self.kinds.get(row["variable"], Kind.LABEL)
        is_amount, is_share, is_peak = (statistic == one for one in ("amount", "share", "peak"))
        measures = statistic.measures_numbers
        if not (is_amount or is_share):
            of_people = f"what is counted or measured; for a part of all people the statistic share, not {statistic}"
            yield "unit", A_PERCENTAGE.search(row["unit"]), of_people
            yield "value", value and (value.is_percent or value.is_fraction), of_people
        if value:
            yield "value", statistic.is_whole and not value.is_whole, "a whole number, not negative"
            yield "value", value.number < 0, "a number that is not negative"
            yield "value", is_share and value.number > (1 if value.is_fraction else 100), "a share of at most 100 %"
            yield "value", row["relation"] == "<" and value.number == 0, "a number above 0, for nothing is less"
        if is_amount:
            yield "where", where, "nothing: an amount counts no people"
            yield "variable", name, "nothing: an amount counts no people"
            yield "status", row["status"] == Status.USED, "context: an amount counts no people"
            return
        yield "variable", not name and (where or statistic is not Statistic.COUNT), NO_VARIABLE
        yield "variable", measures and name and kind is not Kind.NUMBER, f"a variable with numbers for a {statistic}"
        yield "unit", statistic == "occupied" and kind is Kind.DATE and not occupied_length(row["unit"]), A_LENGTH
        yield "where", where and measures, f"nothing: a {statistic} is of all people"
        yield "where", is_peak and not where, "the one cell in which the peak was reached"
        yield "where", is_share and not where and row["status"] != Status.VAGUE, "the part that the share is of"
        if where and kind is not Kind.LABEL:
            yield from self.of_part(row, kind, is_peak=is_peak)

    def of_part(self, row: Row, kind: Kind, *, is_peak: bool) -> Faults:
        """Find what the part of a variable cannot be; dates of an event lie in the window of the population."""
        part, expected = tried(kind.read, row["where"])
        yield "where", expected, expected
        if part is None:
            return
        if kind is Kind.NUMBER:
            yield "where", (part.low or 0) < 0 or (part.high or 0) < 0, "numbers that are not negative"
            yield "where", is_peak and part.low != part.high, "the one number at which the peak was reached"
            return
        population = self.populations.get(row["population_id"])
        is_event = population is not None and population.event == row["variable"]
        window = population.window if population and is_event else None
        yield "where", is_event and not window, "nothing, or a window for its population in populations.csv"
        yield "where", window and part not in window, f"dates within the window {window} of its population"
        yield "where", is_peak and not cell_length(part, window), A_CELL

    def of_label(self, row: Row) -> Faults:
        """Find labels that are parts of themselves, and labels that stand twice."""
        yield "part_of", (circle := self.circle(row["variable"], row["label"])), circle
        last, table = self.ids.get("labels", {}).get(f"{row['variable']}={row['label']}", row), self.tables["labels"]
        line = next((line for line, one in zip(table.lines, table.rows, strict=True) if one is last), 0)
        yield "label", last is not row, f"each label once; line {line} has it too"

    def of_words(self, row: Row) -> Faults:
        """Find translations and corrections of what does not exist, and corrections that were not made."""
        name, now = row["table"], None
        if name in self.ids:
            if row["id"]:
                now = self.ids[name].get(row["id"])
                yield "id", now is None, self.id_of(name)
            listed = f"a column of {name}.csv: {', '.join(self.tables[name].columns)}"
            yield "column", row["column"] and row["column"] not in self.tables[name].columns, listed
            if now and row["column"] in now and self.corrected.get((name, row["id"], row["column"])) is row:
                stands = now[row["column"]]
                yield "new", row["new"] != stands, f"what stands in {name}.csv now: {shown(stands)}"

    def of_person(self, row: Row) -> Faults:
        """Find events outside the window of the population."""
        population = self.populations.get(row["population_id"])
        if population and population.window and row.get(population.event):
            day, _ = tried(self.kinds[population.event].read, row[population.event])
            is_out = day and not population.window.meets(day)
            yield population.event, is_out, f"a day within the window {population.window} of its population"

    def of_list(self, table: Table) -> Iterator[Problem]:
        """Hold the records against the rules that hold for any list: ages, lags, and what dates say of each other."""
        if not table.rows:
            return
        import polars as pl

        ends: dict[str, list[int | None]] = {}
        coarse = {field["name"]: kind_of(field["name"]) for field in fields("records") if "coarse" in field}
        for name, kind in coarse.items():
            read = [tried(kind.read, row[name])[0] for row in table.rows]
            ends |= {low(name): [one.low if one else None for one in read]}
            ends |= {high(name): [one.high if one else None for one in read]}
        frame = pl.DataFrame(ends, dict.fromkeys(ends, pl.Int64))
        for rule in rules([*coarse]):
            for at in breaking(frame, rule).arg_true():
                yield table.problem(at, rule.column, rule.expected(frame.row(at, named=True)))


def tried(read: Callable[[Given], Read], given: Given) -> tuple[Read | None, str]:
    """Read a text or a row, if there is any; where it cannot be read, say what was expected."""
    try:
        return read(given) if given else None, ""
    except MusterError as error:
        return None, error.expectation
