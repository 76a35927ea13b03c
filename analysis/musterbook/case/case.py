"""A case: a folder with sources, populations, claims and records, described as a Data Package.

A case is read whole or not at all. Files are first held against the sizes and hashes in ``datapackage.json``, then read
strictly, then held against each other; everything wrong comes in one error. What a reader of the case gets are pandas
frames of the texts as they stand, with what was parsed beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from musterbook.atomic import write_files
from musterbook.case import package
from musterbook.case.claims import Claim, Population, Statistic, Status
from musterbook.case.faults import Tables
from musterbook.errors import InputError, MusterError, Unanswerable, UnknownName
from musterbook.exports import write_sqlite
from musterbook.intervals import Interval, Kind, end_columns
from musterbook.schema import Table, fields, kind_of, schemas

Answer = TypeVar("Answer")


def _blank(table: str) -> pd.DataFrame:
    """Give a table of a case that has no rows."""
    return pd.DataFrame(columns=[one["name"] for one in fields(table)], dtype="str")


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
    labels: pd.DataFrame = field(default_factory=partial(_blank, "labels"))
    corrections: pd.DataFrame = field(default_factory=partial(_blank, "corrections"))
    translations: pd.DataFrame = field(default_factory=partial(_blank, "translations"))
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
            frame = getattr(self, table)
            texts = {str(name): column.tolist() for name, column in frame.items() if column.dtype == "str"}
            stated = ([text if isinstance(text, str) else "" for text in column] for column in texts.values())
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
    def outlets(self) -> dict[str, str]:
        """Who published each source."""
        return {name: row["outlet"] for name, row in self.source_rows.items()}

    @cached_property
    def hedges(self) -> dict[str, str]:
        """The words that hedge each claim, empty where there are none."""
        return {row["claim_id"]: row["hedge"] for row in self.texts["claims"]}

    def without_people(self) -> Case:
        """Give the case without the people who are described one by one: what stays are published claims.

        >>> import musterbook as mb
        >>> case = mb.load_case("moscow-2023-24")
        >>> len(case.records), len(case.without_people().records), len(case.without_people().claims) == len(case.claims)
        (7, 0, True)
        """
        about = {
            **self.about,
            "resources": [one for one in self.about.get("resources", []) if one["name"] != "records"],
        }
        told = {name: getattr(self, name).query("table != 'records'") for name in ("corrections", "translations")}
        return replace(self, records=self.records.iloc[:0], about=about, **told)

    def window(self, population: str | None = None) -> Interval:
        """Give the days a population covers; raises :class:`MusterError` where none are stated."""
        if (found := self.windows[self.population(population)]) is None:
            raise Unanswerable.no_window(self.population(population))
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
        parts = [row for row in self.texts["labels"] if row["part_of"]]
        names = dict.fromkeys(row["variable"] for row in parts)
        return {name: {one["label"]: one["part_of"] for one in parts if one["variable"] == name} for name in names}

    def translation(self, table: str, name: str, column: str, lang: str) -> str:
        """Give the words that stand in ``translations.csv`` for a value of the case, or nothing."""
        wanted = {"table": table, "id": name, "column": column, "language": lang}.items()
        return ["", *(str(one["text"]) for one in self.texts["translations"] if wanted <= one.items())][-1]

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
    people: dict[str, Any] = {}
    for name, texts in frames["records"].items():
        # What was parsed stands beside the text of every coarse column.
        people[str(name)], kind = texts, kinds[str(name)]
        if kind is not Kind.LABEL:
            read = {text: kind.read(text) for text in texts.dropna().unique()}
            people |= end_columns(str(name), map(read.get, texts), kind)
    limits = [Claim.from_row(row, kinds).limits for row in tables["claims"].rows]
    numbers = [[None if end is None else float(end) for end in one] for one in limits]
    frames["claims"] = frames["claims"].join(pd.DataFrame(numbers, columns=["low", "high"], dtype="Float64"))
    frames["records"] = pd.DataFrame(people)
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
    return read_case(package.case_folder(name))


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
    contents = {one: (place / f"{one}.csv").read_bytes() for one in schemas() if (place / f"{one}.csv").exists()}
    changed = {table: package.changes(table, content, before.get(table, {})) for table, content in contents.items()}
    ours = [package.sealed_resource(name, one, own if name == "records" else ()) for name, one in contents.items()]
    others = [one for name, one in before.items() if name not in schemas()]
    write_files(place, {package.DESCRIPTOR: package.descriptor_file({**descriptor, "resources": [*ours, *others]})})
    return {table: told for table, told in changed.items() if told}


def _checked(folder: Path, *, sealed: bool = True) -> tuple[dict[str, Any], dict[str, Table], dict[str, Kind]]:
    """Give the descriptor of a case, its tables and what its variables hold, or raise everything that is wrong."""
    descriptor = package.read_descriptor(folder)
    tables, problems = package.read_tables(folder, descriptor["resources"], sealed=sealed)
    kinds = _kinds({name: table.rows for name, table in tables.items()}, descriptor)
    if problems := [*problems, *Tables(tables, kinds).problems()]:
        raise InputError.from_problems(f"the case {folder}", problems)
    return descriptor, tables, kinds


def _kinds(told: Mapping[str, Sequence[Mapping[str, str]]], about: Mapping[str, Any]) -> dict[str, Kind]:
    """Say what each variable holds: what its column declares, a date where it is an event, a number where measured."""
    own, _ = package.own_fields(about.get("resources", []))
    claimed = [(row["variable"], row["statistic"]) for row in told.get("claims", ()) if row["variable"]]
    measuring = {one.value for one in Statistic if one.measures_numbers}
    found = {name: Kind.LABEL for name, _ in claimed}
    found |= {name: Kind.NUMBER for name, statistic in claimed if statistic in measuring}
    found |= {row["event"]: Kind.DATE for row in told.get("populations", ()) if row.get("event")}
    found |= {one["name"]: kind_of(one["name"]) for one in fields("records")}
    coarse = {"date": "period", "datetime": "period", "year": "period", "integer": "range"}
    return found | {one["name"]: Kind(one.get("coarse") or coarse.get(one.get("type", ""), "label")) for one in own}
