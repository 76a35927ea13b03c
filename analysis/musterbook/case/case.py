"""A case: a folder with sources, populations, claims and records, described as a Data Package.

A case is read whole or not at all. Files are first held against the sizes and hashes in ``datapackage.json``, then read
strictly, then held against each other; everything wrong comes in one error. What a reader of the case gets are pandas
frames of the texts as they stand, with what was parsed beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from musterbook.atomic import write_files
from musterbook.case import claims, package
from musterbook.case.claims import Claim, Population, Statistic, Status
from musterbook.case.package import case_folder
from musterbook.errors import InputError, MusterError, Problem, Unanswerable, UnknownName, shown
from musterbook.exports import write_sqlite
from musterbook.intervals import Interval, Kind, end_columns
from musterbook.linelist.checks import WINDOW, breaking, high, low, rules
from musterbook.schema import NO_VARIABLES, SIGNUP, Table, fields, kind_of, schemas

MOST_LISTED = 20


Answer = TypeVar("Answer")


@dataclass(frozen=True, eq=False)
class Case:
    """Published figures about some people, with their sources.

    Invariants: every table agrees with its schema; every id that is named exists; parts form trees.

    Attributes
    ----------
    name, title : str
        As in ``datapackage.json``.
    populations, sources, claims, records, labels, corrections, translations : pandas.DataFrame
        The tables, texts as they stand, missing where nothing is stated. Beside the text of a coarse date stand
        ``…_first`` and ``…_last`` (days), beside a coarse number ``…_low`` and ``…_high``; beside the printed ``value``
        of a claim stand ``low`` and ``high``, the limits that follow, missing where there is none.
    about : mapping
        Everything ``datapackage.json`` states, also what nothing here checks: description, version, licences.
    """

    name: str
    title: str
    populations: pd.DataFrame
    sources: pd.DataFrame
    claims: pd.DataFrame
    records: pd.DataFrame
    labels: pd.DataFrame = field(default_factory=lambda: _blank("labels"))
    corrections: pd.DataFrame = field(default_factory=lambda: _blank("corrections"))
    translations: pd.DataFrame = field(default_factory=lambda: _blank("translations"))
    about: Mapping[str, Any] = field(default_factory=dict, repr=False)
    _answers: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)

    def remembered(self, question: Hashable, work_out: Callable[[], Answer]) -> Answer:
        """Give the answer to a question about the case, which does not change: charts and pages ask the same again."""
        if question not in self._answers:
            self._answers[question] = work_out()
        answer: Answer = self._answers[question]
        return answer

    @cached_property
    def texts(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of each table as they stand, empty where nothing is stated."""
        found = {}
        for table in schemas():
            texts = {str(name): column for name, column in getattr(self, table).items() if column.dtype == "str"}
            stated = [[text if isinstance(text, str) else "" for text in column.tolist()] for column in texts.values()]
            found[table] = [dict(zip(texts, row, strict=True)) for row in zip(*stated, strict=True)]
        return found

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """Whether each variable that claims or records speak of holds dates, numbers or labels."""
        return _kinds(self.texts, self.about)

    @cached_property
    def claim_list(self) -> tuple[Claim, ...]:
        """The claims as objects, in the order of the table."""
        return tuple(Claim.from_row(row, self.kinds) for row in self.texts["claims"])

    @cached_property
    def population_list(self) -> dict[str, Population]:
        """The populations as objects, by id."""
        return {row["population_id"]: Population.from_row(row) for row in self.texts["populations"]}

    @property
    def frozen(self) -> str:
        """The day the data were frozen, the last on which a source was read, as YYYY-MM-DD."""
        return str(self.sources["accessed"].max())

    @cached_property
    def main_population(self) -> str:
        """The population that the first used claim speaks about; what a call means that names none."""
        used = self.claims.loc[self.claims["status"] == Status.USED, "population_id"]
        return str((used if len(used) else self.populations["population_id"]).iloc[0])

    def population(self, name: str | None = None) -> str:
        """Check the id of a population; ``None`` is the main one."""
        known = self.populations["population_id"].tolist()
        if name is not None and name not in known:
            raise UnknownName.of("population", name, known)
        return self.main_population if name is None else name

    @cached_property
    def windows(self) -> dict[str, Interval | None]:
        """The days that each population covers, ``None`` where none are stated."""
        return {name: one.window for name, one in self.population_list.items()}

    @cached_property
    def source_rows(self) -> dict[str, dict[str, Any]]:
        """The texts of each source, empty where nothing is stated."""
        return {row["source_id"]: row for row in self.texts["sources"]}

    @cached_property
    def people(self) -> tuple[dict[str, Any], ...]:
        """The texts of each record, empty where nothing is stated."""
        return tuple(self.texts["records"])

    @cached_property
    def outlets(self) -> dict[str, str]:
        """Who published each source."""
        return {name: row["outlet"] for name, row in self.source_rows.items()}

    @cached_property
    def hedges(self) -> dict[str, str]:
        """The words that hedge each claim, empty where there are none."""
        return dict(zip(self.claims["claim_id"], self.claims["hedge"].fillna(""), strict=True))

    def without_people(self) -> Case:
        """Give the case without the people who are described one by one: what stays are published claims.

        >>> import musterbook as mb
        >>> case = mb.load_case("moscow-2023-24")
        >>> len(case.records), len(case.without_people().records), len(case.without_people().claims) == len(case.claims)
        (7, 0, True)
        """
        kept = {name: getattr(self, name) for name in ("corrections", "translations")}
        resources = [one for one in self.about.get("resources", []) if one["name"] != "records"]
        told = {name: table[table["table"] != "records"] for name, table in kept.items()}
        return replace(self, records=self.records.iloc[:0], about={**self.about, "resources": resources}, **told)

    def window(self, population: str | None = None) -> Interval:
        """Give the days a population covers; raises :class:`MusterError` where none are stated."""
        name = self.population(population)
        found = self.windows[name]
        if found is None:
            raise Unanswerable.no_window(name)
        return found

    def subject(self, population: str | None = None, lang: str = "en") -> str:
        """Give who a population is, in plain words, in a language where the case has them, else as it stands.

        >>> import musterbook as mb
        >>> mb.load_case("moscow-2023-24").subject()
        "Chinese citizens who applied to join Russia's army at one Moscow centre"
        """
        name = self.population(population)
        return self.translation("populations", name, "subject", lang) or self.population_list[name].subject

    def event(self, population: str | None = None) -> str:
        """Give the date column that the figures of a population count by month, as ``signup`` or ``death``."""
        return self.population_list[self.population(population)].event

    def events(self, population: str | None = None, lang: str = "en") -> str:
        """Give what a population's figures count by month, as a noun in the plural; empty where it is not stated.

        >>> import musterbook as mb
        >>> mb.load_case("moscow-2023-24").events()
        'applications'
        """
        name = self.population(population)
        return self.translation("populations", name, "events", lang) or self.population_list[name].events

    def events_of(self, claim: Claim, lang: str = "en") -> str:
        """Give the noun for what a claim counts by date; empty where the case has none for it."""
        is_event = claim.variable == self.event(claim.population_id)
        return self.events(claim.population_id, lang) if is_event else ""

    def labels_above(self, variable: str, label: str) -> list[str]:
        """Give the labels that one is a part of, the smallest first: everybody with the one has these too."""
        parents = self.label_parents.get(variable, {})
        found: list[str] = []
        while (label := parents.get(label, "")) and label not in found:
            found.append(label)
        return found

    @cached_property
    def label_parents(self) -> dict[str, dict[str, str]]:
        """The larger label of each label that is a part of one, by variable."""
        found: dict[str, dict[str, str]] = {}
        for row in self.texts["labels"]:
            if row["part_of"]:
                found.setdefault(row["variable"], {})[row["label"]] = row["part_of"]
        return found

    def translation(self, table: str, name: str, column: str, lang: str) -> str:
        """Give the words that stand in ``translations.csv`` for a value of the case, or nothing."""
        return self.translated.get((table, name, column, lang), "")

    @cached_property
    def translated(self) -> dict[tuple[str, ...], str]:
        """The words of ``translations.csv`` by table, id, column and language."""
        keys = ("table", "id", "column", "language")
        return {tuple(one[key] for key in keys): one["text"] for one in self.texts["translations"]}

    def to_sqlite(self, place: str | Path) -> Path:
        """Write every table as one SQLite file, with ids that lead to what they name; give its path.

        >>> import musterbook as mb
        >>> import sqlite3, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     base = sqlite3.connect(mb.load_case("moscow-2023-24").to_sqlite(f"{folder}/case.sqlite"))
        ...     base.execute("select outlet, value from claims join sources using (source_id) limit 1").fetchall()
        ...     base.close()
        [('Important Stories', '51')]
        """
        tables = {table: getattr(self, table) for table in schemas()}
        return write_sqlite(place, tables, {name: one["schema"] for name, one in schemas().items()})

    def __repr__(self) -> str:
        """Say what it holds."""
        sizes = {table: len(getattr(self, table)) for table in schemas()}
        told = [f"{size} {table}" for table, size in sizes.items() if size or table in list(sizes)[:4]]
        return f"<Case {self.name}: {', '.join(told)}>"


def read_case(folder: str | Path) -> Case:
    """Read a case from its folder.

    Parameters
    ----------
    folder : str or Path
        A folder with ``datapackage.json`` and the tables it names: ``populations.csv``, ``sources.csv`` and
        ``claims.csv``; where there is anything to say, ``records.csv``, ``labels.csv``, ``corrections.csv`` and
        ``translations.csv``.

    Raises
    ------
    MusterError
        One error that lists every problem with file, line, column, value and what was expected.

    Examples
    --------
    >>> import musterbook as mb
    >>> mb.read_case("data/moscow-2023-24").frozen
    '2026-11-26'
    """
    descriptor, tables, kinds = _checked(Path(folder))
    frames = {name: table.frame() for name, table in tables.items()}
    limits = [Claim.from_row(row, kinds).limits for row in tables["claims"].rows]
    for place, end in enumerate(("low", "high")):
        numbers = (both[place] for both in limits)
        frames["claims"][end] = pd.array([None if one is None else float(one) for one in numbers], "Float64")
    records: dict[str, Any] = {}
    for name in tables["records"].columns:
        # What was parsed stands beside the text of every coarse column.
        records[name], kind = frames["records"][name], kinds[name]
        if kind is not Kind.LABEL:
            texts = [row[name] for row in tables["records"].rows]
            known = {text: kind.read(text) for text in {*texts} - {""}}
            records |= end_columns(name, map(known.get, texts), kind)
    frames["records"] = pd.DataFrame(records)
    return Case(descriptor["name"], descriptor["title"], **frames, about=descriptor)


def only_case(case: object) -> None:
    """Refuse what is no case, where one is meant.

    >>> only_case(pd.DataFrame({"signup": ["2023"]}))
    Traceback (most recent call last):
    musterbook.errors.MusterError: expected a case, as load_case or read_case gives one, found a DataFrame
    """
    if not isinstance(case, Case):
        raise MusterError(f"expected a case, as load_case or read_case gives one, found a {type(case).__name__}")


def load_case(name: str) -> Case:
    """Read a case that comes with musterbook, wherever it is installed.

    >>> import musterbook as mb
    >>> mb.load_case("moscow-2023-24").title
    'Chinese citizens at a Moscow selection point, June 2023 to May 2024'
    """
    return read_case(case_folder(name))


def accept_files(folder: str | Path) -> dict[str, str]:
    """Take the files of a case as they are: write their schemas, sizes and hashes into ``datapackage.json``.

    For whoever has changed a table on purpose; ``musterbook check --accept`` calls it.

    Parameters
    ----------
    folder : str or Path
        The folder of the case.

    Returns
    -------
    dict
        Which rows of which table were changed, new or gone since the last time, where that is known.

    Raises
    ------
    MusterError
        As :func:`read_case` does, if anything else is wrong; then nothing is written.
    """
    place = Path(folder)
    descriptor, _, _ = _checked(place, sealed=False)
    before = {one["name"]: one for one in descriptor["resources"]}
    own, _ = package.own_fields(descriptor["resources"])
    paths = {table: place / f"{table}.csv" for table in schemas()}
    contents = {table: path.read_bytes() for table, path in paths.items() if path.exists()}
    changed = {table: package.changes(table, content, before.get(table, {})) for table, content in contents.items()}
    ours = [package.sealed_resource(name, one, own if name == "records" else ()) for name, one in contents.items()]
    others = [one for name, one in before.items() if name not in schemas()]
    described = package.descriptor_file({**descriptor, "resources": [*ours, *others]})
    write_files(place, {package.DESCRIPTOR: described})
    return {table: rows_changed for table, rows_changed in changed.items() if rows_changed}


def _checked(folder: Path, *, sealed: bool = True) -> tuple[dict[str, Any], dict[str, Table], dict[str, Kind]]:
    """Give the descriptor of a case, its tables and what its variables hold, or raise everything that is wrong."""
    descriptor, problems = package.read_descriptor(folder)
    if problems:
        raise InputError.from_problems(f"the case {folder}", problems)
    tables, problems = package.read_tables(folder, descriptor["resources"], sealed=sealed)
    kinds = _kinds({name: table.rows for name, table in tables.items()}, descriptor)
    problems += _disagreements(tables, kinds)
    if problems:
        raise InputError.from_problems(f"the case {folder}", problems)
    columns = tables["records"].columns
    parsed = [f"{name}_{end}" for name in columns for end in kinds[name].ends]
    if twice := [name for name, times in Counter([*columns, *parsed]).items() if times > 1]:
        meant = "columns of different names, parsed ones included"
        raise MusterError(f"expected {meant}; more than one is called {', '.join(twice)}")
    return descriptor, tables, kinds


def _kinds(told: Mapping[str, Sequence[Mapping[str, str]]], about: Mapping[str, Any]) -> dict[str, Kind]:
    """Say what each variable holds: what its column declares, a date where it is an event, a number where measured."""
    own, _ = package.own_fields(about.get("resources", []))
    ours = [one["name"] for one in fields("records")]
    claimed = [row for row in told.get("claims", ()) if row["variable"]]
    found = {name: kind_of(name) for name in [*ours, *(row["variable"] for row in claimed)]}
    measuring = {one.value for one in Statistic if one.measures_numbers}
    measured = [row["variable"] for row in claimed if row["statistic"] in measuring and row["variable"] not in ours]
    events = [row["event"] for row in told.get("populations", ()) if row.get("event") and row["event"] not in ours]
    declared = {one["name"]: Kind(one.get("coarse") or _COARSE.get(one["type"], "label")) for one in own}
    return found | dict.fromkeys(measured, Kind.NUMBER) | dict.fromkeys(events, Kind.DATE) | declared


_COARSE = {"date": "period", "datetime": "period", "year": "period", "integer": "range"}


# --- what is wrong between tables


def _disagreements(tables: Mapping[str, Table], kinds: Mapping[str, Kind]) -> Iterator[Problem]:
    """Hold the tables against each other, as far as they could be read."""
    yield from check_links(tables)
    for name in ("populations", "sources"):
        if name in tables and tables[name].is_whole and not tables[name].rows:
            yield Problem(f"{name}.csv", 0, "", "", "at least one row below it", "a header alone")
    populations = claims.readable_populations(tables["populations"]) if "populations" in tables else {}
    known = {name for name in kinds if name not in NO_VARIABLES}
    known |= {row["variable"] for row in tables["labels"].rows} if "labels" in tables else set()
    checks: dict[str, Callable[[Table], Iterator[Problem]]] = {
        "populations": partial(claims.check_populations, kinds=kinds, known=known),
        "claims": partial(claims.check_claims, populations=populations, kinds=kinds),
        "records": partial(check_records, populations=populations, kinds=kinds),
        "labels": claims.check_labels,
        "translations": partial(check_words, tables=tables),
        "corrections": partial(check_words, tables=tables),
    }
    for name in checks.keys() & tables.keys():
        yield from checks[name](tables[name])


def check_links(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Find ids that no row has, and ids of the row itself where another is meant."""
    for table in tables.values():
        for key in schemas()[table.name]["schema"].get("foreignKeys", []):
            target = tables.get(key["reference"]["resource"] or table.name)
            column = key["fields"][0]
            if target is None or not target.is_whole:
                continue
            name = schemas()[target.name]["schema"]["primaryKey"][0]
            known, is_itself = {row[name] for row in target.rows}, target is table
            listed = f"one of {', '.join(row[name] for row in target.rows)}"
            if not known:
                listed = f"a {name} of {target.file}, which has none"
            elif is_itself or len(known) > MOST_LISTED:
                listed = f"a {name} of {'this table' if is_itself else target.file}"
            for at, row in enumerate(table.rows):
                if row[column] and row[column] not in known:
                    yield table.problem(at, column, listed)
                elif is_itself and row[column] and row[column] == row[name]:
                    yield table.problem(at, column, f"another {name}")


def check_records(table: Table, populations: Mapping[str, Population], kinds: Mapping[str, Kind]) -> Iterator[Problem]:
    """Find what cannot be in the records of a case whose form is right.

    A sign-up wholly outside the window of its population, an arrival after the sign-up, a departure before the arrival,
    a lag that is not the days between the two, an age that nobody has: the rules that hold for any list. An event of
    the case's own lies in the window too.
    """
    if not table.rows:
        return
    import polars as pl

    coarse = {field["name"]: kind_of(field["name"]) for field in fields("records") if "coarse" in field}
    counted = [populations.get(row["population_id"]) for row in table.rows]
    told: list[dict[str, Any]] = []
    for row, population in zip(table.rows, counted, strict=True):
        read = {name: _readable(row[name], kind) for name, kind in coarse.items()}
        read[WINDOW] = population.window if population and population.event == SIGNUP else None
        lows = {low(name): one and one.low for name, one in read.items()}
        told.append({**row, **lows, **{high(name): one and one.high for name, one in read.items()}})
    frame = pl.DataFrame(told, {label: pl.Int64 for name in (*coarse, WINDOW) for label in (low(name), high(name))})
    broken = [(at, rule) for rule in rules((*coarse, WINDOW)) for at in breaking(frame, rule).arg_true().to_list()]
    for at, rule in sorted(broken, key=lambda one: one[0]):
        yield table.problem(at, rule.column, rule.expected(told[at]))
    for at, (row, population) in enumerate(zip(table.rows, counted, strict=True)):
        if population and population.event != SIGNUP and population.window:
            day = _readable(row.get(population.event, ""), kinds[population.event])
            if day and not population.window.meets(day):
                yield table.problem(at, population.event, f"a day in the window {population.window} of its population")


def _readable(text: str, kind: Kind) -> Interval | None:
    """Read a coarse value; nothing where it cannot be read, for that is said elsewhere."""
    with suppress(MusterError):
        return kind.read(text) if text else None
    return None


def check_words(table: Table, tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Find translations and corrections of what does not exist, and corrections that were not made."""
    keys = {name: schemas()[name]["schema"].get("primaryKey", []) for name in tables}
    whole = {name: target.rows for name, target in tables.items() if target.is_whole}
    known = {name: {"=".join(row[one] for one in keys[name]): row for row in told} for name, told in whole.items()}
    last = {(row["table"], row["id"], row["column"]): at for at, row in enumerate(table.rows)}
    for at, row in enumerate(table.rows):
        if row["table"] not in known:
            continue
        target, found = tables[row["table"]], known[row["table"]].get(row["id"])
        if row["id"] and found is None:
            yield table.problem(at, "id", f"a {'='.join(keys[target.name])} of {target.file}")
        if row["column"] and row["column"] not in target.columns:
            yield table.problem(at, "column", f"a column of {target.file}: {', '.join(target.columns)}")
        elif found and row["column"] and last[row["table"], row["id"], row["column"]] == at:
            now = found[row["column"]]
            if row.get("new", now) != now:
                yield table.problem(at, "new", f"what stands in {target.file} now: {shown(now)}")


@cache
def _rowless(table: str) -> pd.DataFrame:
    return pd.DataFrame(columns=[one["name"] for one in fields(table)], dtype="str")


def _blank(table: str) -> pd.DataFrame:
    """Give a table of a case that has no rows."""
    return _rowless(table).copy()
