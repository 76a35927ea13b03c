"""What a chart is drawn of: a case, a list of people, or a table of counts, asked in one way.

A case is inferred from, a list is counted, a table of counts was counted by somebody else. All three come down to
stretches of a line, of days or of whole numbers, with how many people surely lie within each: a day, a month, a coarse
date, an age, a band of ages. :func:`in_cells` lays them out over the cells that a chart draws.

A **table of counts** is what :func:`musterbook.read_table` gives, or any frame with the columns ``cell`` (a coarse
date, number or label), ``sure`` and ``possible`` (people), as :func:`musterbook.counts` gives it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import pandas as pd

from musterbook import frames, labels
from musterbook.aggregate import AggregateTable, refuse_counts
from musterbook.case.case import Case
from musterbook.charts.printed import Quoted, quoted
from musterbook.errors import MusterError, Unanswerable, UnknownName, read_each
from musterbook.intervals import DATE_GRAMMAR, NUMBER_GRAMMAR, Every, Interval, Kind, cells
from musterbook.linelist.linelist import LineList
from musterbook.people import is_simulated, one_list
from musterbook.schema import AGE, LAG, SIGNUP, kind_of
from musterbook.worlds.worlds import Worlds, possible_worlds

if TYPE_CHECKING:
    from musterbook.protection import Releases

SURE, POSSIBLE = "sure", "possible"
WORDS = {Kind.DATE: "dates", Kind.NUMBER: "whole numbers", Kind.LABEL: "labels"}
OLDEST, FAR, MOST_CELLS, SAMPLE = 130, 10**9, 2_400, 100
# What a reader puts beside the columns of a list, or what says nothing of a person.
BESIDE = ("_first", "_last", "_low", "_high", "_text")
NOT_ASKED = {"record_id", "population_id", "source_id", "note", "party", "simulated", "world", LAG}


@dataclass(frozen=True)
class Known:
    """What is known of one column.

    ``table`` has ``first`` and ``last`` of each stretch, both within it (days as ordinals, or numbers), ``people`` who
    surely lie within it and ``extra`` ones who may; of ``unstated`` people nothing is known.
    """

    table: pd.DataFrame
    unstated: int = 0

    @property
    def people(self) -> int:
        """Everybody."""
        return int(self.table["people"].sum()) + self.unstated


@dataclass(frozen=True, eq=False)
class Subject:
    """A case, a list or a table of counts, with what was asked of it.

    ``column``, the one that was asked for, or none; ``window``, likewise; ``unread``, how many rows of a list could not
    be read; ``origin``, where it comes from; ``kinds``, what the variables of a table of counts hold; ``threshold``,
    below which a protected table prints numbers as ranges; ``left_out``, how many people that a case describes are left
    out, for it is to leave safely.
    """

    given: Any
    lang: str = "en"
    column: str | None = None
    window: Interval | None = None
    origin: str = ""
    unread: int = 0
    kinds: Mapping[str, Kind] | None = None
    threshold: int = 0
    left_out: int = 0
    asked_of_case: dict[tuple[str, str], Worlds] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls,
        given: Any,
        *,
        lang: str = "en",
        column: str | None = None,
        window: str | None = None,
        source: str | None = None,
    ) -> Subject:
        """Take in whatever can be drawn; a subject stays what it is."""
        if isinstance(given, Subject):
            return given
        span = None if window is None else Interval.date(window)
        if isinstance(given, Case):
            return cls(given, lang, column, span, source or "")
        if isinstance(given, AggregateTable):
            origin, threshold = source or Path(given.source).name, getattr(given, "threshold", 0)
            return cls(given.frame, lang, column, span, origin, kinds=given.kinds, threshold=threshold)
        unread = given.unread if isinstance(given, LineList) else 0
        people = given.records if isinstance(given, LineList) else given
        refuse_counts(people)
        found = cls(one_list(people), lang, column, span, source or "", unread)
        if column is not None and not found.is_aggregate and column not in found.columns:
            raise UnknownName.of("column", column, found.columns)
        return found

    def protected(self, chart: str, releases: Releases) -> Subject:
        """Take for a chart what may leave: of a list a protected table, of a case all but the people it describes."""
        if self.threshold or self.left_out:
            return self
        if self.case is not None:
            left_out = len(self.case.records)
            return replace(self, given=self.case.without_people(), left_out=left_out, asked_of_case={})
        ways = {
            **dict.fromkeys(("monthly", "cumulative", "years"), (Kind.DATE, (SIGNUP,), "month")),
            "ages": (Kind.NUMBER, (AGE,), None),
            "groups": (Kind.LABEL, ("outcome", "nationality"), None),
        }
        if chart not in ways:
            why = {"lags": "shows people one by one", "chance": "rests on exact numbers that a protected table has not"}
            raise Unanswerable(f"{chart} {why.get(chart, 'is of cases')}; safely are drawn {', '.join(ways)}")
        kind, usual, every = ways[chart]
        table = releases.of(self.find(kind, *usual), every)
        found = Subject.of(table, lang=self.lang, source=self.origin)
        return replace(found, window=self.window, unread=self.unread)

    @property
    def case(self) -> Case | None:
        """The case, if it is one."""
        return self.given if isinstance(self.given, Case) else None

    @cached_property
    def columns(self) -> list[str]:
        """The columns of a list."""
        return list(frames.lazy(self.given).collect_schema().names())

    @cached_property
    def is_aggregate(self) -> bool:
        """Whether it is a table of counts."""
        return self.case is None and (self.kinds is not None or {"cell", SURE, POSSIBLE} <= set(self.columns))

    @cached_property
    def simulated(self) -> bool:
        """Whether anybody in it is made up."""
        return self.case is None and is_simulated(self.given)

    @property
    def basis(self) -> str:
        """What the numbers of a list rest on."""
        return "simulated" if self.simulated else "counted"

    def say(self, message: str, **values: object) -> str:
        """Fill in a message in the language."""
        return labels.say(message, self.lang, **values)

    def worlds(self, variable: str, every: str = "month") -> Worlds:
        """Give what a case leaves possible; charts of one subject ask for the same more than once."""
        assert self.case is not None
        if (variable, every) not in self.asked_of_case:
            self.asked_of_case[variable, every] = possible_worlds(self.case, variable, every=every)
        return self.asked_of_case[variable, every]

    @cached_property
    def printed(self) -> dict[str, Quoted]:
        """What was printed of each claim of a case, and how it stands to the others."""
        assert self.case is not None
        return quoted(self.case, self.lang)

    def tint(self, usual: str) -> str:
        """Say what light parts of a list's marks are, which are ranges of a protected table or what is coarse."""
        return self.say("tint-protected" if self.threshold else usual)

    # What is counted, in words

    @property
    def who(self) -> str:
        """Who is counted, in the words of the case."""
        return "" if self.case is None else self.name_of(self.case.main_population)

    def name_of(self, population: str) -> str:
        """Name a population of the case, in the language if the case has it."""
        assert self.case is not None
        found = self.case.population_list[population]
        said = self.case.translation("populations", population, "subject", self.lang)
        return said or found.subject or found.description

    @property
    def events(self) -> str:
        """What the figures of a case count by month, as a noun in the plural."""
        return "" if self.case is None else self.case.events(lang=self.lang)

    @property
    def what(self) -> str:
        """What is counted, to begin a sentence with: the events of the case, or people."""
        return labels.sentence(self.events) or self.say("what-people")

    @property
    def date(self) -> str:
        """The column of dates to count by."""
        if self.case is not None:
            return self.column or self.case.event()
        return self.find(Kind.DATE, SIGNUP)

    @property
    def of_whom(self) -> str:
        """Who is counted, after a colon, where the case says so."""
        return f": {self.who}" if self.who else ""

    # What is known

    def find(self, kind: Kind, *preferred: str) -> str:
        """Choose the column of a kind: the one asked for, else one that is usually called so, else the first there is.

        Raises
        ------
        MusterError
            If there is no such column.
        """
        if self.kinds is not None:
            named = [name for name in self.kinds if self.kinds[name] is kind and self.column in {None, name}]
            if not named:
                raise Unanswerable(f"this table counts by {', '.join(self.kinds)}; the chart is of {WORDS[kind]}")
            return named[0]
        if self.is_aggregate:
            self._check_kind(kind)
            return self.column or ""
        if self.column is not None:
            return self.column
        named = [name for name in preferred if name in self.columns and self._sample(name)]
        others = (
            one for one in self.asked if self.kind_of(one) is kind and (kind is not Kind.LABEL or self._groups(one))
        )
        found = next(iter(named), None) or next(others, None)
        if found is None:
            listed = ", ".join(self.columns)
            raise Unanswerable(f"no column holds {WORDS[kind]}; name one with column=; the columns are {listed}")
        return found

    def _groups(self, column: str) -> bool:
        """Tell whether a column puts people into groups; where most have a text of their own, it names them."""
        texts, _ = self.texts(column)
        return sum(people for people, _ in texts.values()) >= 2 * len(texts)

    def _check_kind(self, kind: Kind) -> None:
        """Refuse to read the cells of a table of counts as what they are not."""
        cells_ = list(self.texts("")[0])
        is_a = {Kind.DATE: Interval.date, Kind.NUMBER: Interval.number}
        kinds = [one for one, parse in is_a.items() if all(_reads(parse, cell) for cell in cells_)] or [Kind.LABEL]
        if kind not in kinds:
            first = ", ".join(repr(cell) for cell in cells_[:3])
            raise Unanswerable(f"this is a table of {WORDS[kinds[0]]}, as {first}; the chart is of {WORDS[kind]}")

    @property
    def asked(self) -> list[str]:
        """The columns that say something of a person."""
        beside = {f"{name}{end}" for name in self.columns for end in BESIDE}
        return [name for name in self.columns if name not in NOT_ASKED | beside]

    def kind_of(self, column: str) -> Kind | None:
        """Tell what a column of a list holds, by its type, or by some of its texts; ``None`` where it holds nothing."""
        dtype = frames.lazy(self.given).collect_schema()[column]
        if dtype.is_temporal():
            return Kind.DATE
        if kind_of(column) is not Kind.LABEL:
            return kind_of(column)
        texts = self._sample(column)
        if not texts:
            return None
        if dtype.is_numeric() or all(_reads(Interval.number, text) and len(text) < 9 for text in texts):
            return Kind.DATE if all(text[:2] in {"19", "20"} and len(text) == 4 for text in texts) else Kind.NUMBER
        # A date that cannot be read is for whoever reads them to name.
        return Kind.DATE if 2 * sum(_reads(Interval.date, text) for text in texts) > len(texts) else Kind.LABEL

    def _sample(self, column: str) -> list[str]:
        """Give some texts of a column."""
        frame = frames.lazy(self.given).select(nw.col(column)).drop_nulls().head(SAMPLE)
        found = frames.collect(frame)[column]
        return [text for text in dict.fromkeys(frames.text_of(one) for one in found) if text]

    def texts(self, column: str) -> tuple[dict[str, tuple[int, int]], int]:
        """Give of each text how many people surely have it and how many more may, and of how many nothing is stated."""
        if self.is_aggregate:
            name = column if self.kinds is not None else "cell"
            table = frames.collect(frames.lazy(self.given).select(name, SURE, POSSIBLE)).fillna({name: ""})
            sums = table.groupby(name, sort=False)[[SURE, POSSIBLE]].sum().astype("int64")
            numbers = zip(sums.index, sums[SURE].tolist(), sums[POSSIBLE].tolist(), strict=True)
            found = {str(cell): (low, high - low) for cell, low, high in numbers}
            return found, found.pop("", (0, 0))[0]
        stated = frames.count_texts(self.given, column)
        unstated = stated.pop("", 0)
        return {text: (people, 0) for text, people in stated.items()}, unstated

    def dates(self) -> Known:
        """Give what is known of the dates of a list or a table."""
        texts, unstated = self.texts(self.date)
        read = read_each(texts, Interval.date, DATE_GRAMMAR)
        rows = [(one.first.toordinal(), one.last.toordinal(), *texts[text]) for text, one in read.items()]
        return _known(rows, unstated)

    def numbers(self, *preferred: str) -> Known:
        """Give what is known of a column of whole numbers of a list or a table."""
        texts, unstated = self.texts(self.find(Kind.NUMBER, *preferred))
        read = read_each(texts, Interval.number, NUMBER_GRAMMAR)
        rows = [
            (-FAR if one.low is None else one.low, FAR if one.high is None else one.high, *texts[text])
            for text, one in read.items()
        ]
        return _known(rows, unstated)

    def groups(self) -> tuple[str, Counter[str], Counter[str], int]:
        """Give a column of labels of a list: its name, sure people of each label, possible ones, and the unstated."""
        column = self.find(Kind.LABEL, "outcome", "nationality")
        texts, unstated = self.texts(column)
        sure = Counter({text: people for text, (people, _) in texts.items()})
        return column, sure, Counter({text: sum(both) for text, both in texts.items()}), unstated

    def covered(self, known: Known) -> Interval:
        """Give the months that a list covers: those of the dates that are known to the month, or what was asked.

        A coarse date stretches nothing: "2023" beside five known months is within the year, not all of it. A month
        that today lies in is covered until today.
        """
        if self.window is not None:
            return self.window
        table = known.table
        if table.empty or not len(table[table["first"] > 1]):
            raise Unanswerable(f"no date is stated in {self.date!r}, so there is nothing to draw by month")
        days = table[table["people"] + table["extra"] > 0]
        days = days[(days["first"] > 1) & (days["last"] < dt.date.max.toordinal())]
        exact = days[[_month(first) == _month(last) for first, last in zip(days["first"], days["last"], strict=True)]]
        some = exact if len(exact) else days
        ends = [dt.date.fromordinal(int(end)) for end in (some["first"].min(), some["last"].max())]
        first, last = Every.MONTH.around(ends[0]).first, Every.MONTH.around(ends[1]).last
        today = dt.date.today()
        return Interval.days(first, min(last, today) if ends[1] <= today else last)

    def foot(self) -> str:
        """Say where the people come from, as of when, and what is left out."""
        if self.case is not None:
            first = self.say("foot-list", source=self.origin.rstrip(".")) if self.origin else ""
            last = self.say("foot-people-left-out", number=self.left_out) if self.left_out else ""
            return "\n".join(filter(None, (first or labels.foot(self.case, self.lang), last)))
        source = self.say("foot-list", source=self.origin.rstrip(".")) if self.origin else ""
        said = [self.say("foot-simulated"), source] if self.simulated else [source or self.say("foot-list-unstated")]
        latest = self.say("foot-until", day=labels.day(self.latest, self.lang)) if self.latest else ""
        unread = self.say("foot-unread", number=self.unread) if self.unread else ""
        safe = self.say("foot-protected", number=self.threshold) if self.threshold else ""
        lines = ([*said, latest], [unread, safe])
        return "\n".join(filter(None, (" ".join(filter(None, line)) for line in lines)))

    @cached_property
    def latest(self) -> str:
        """The latest day that is stated in the dates of a list, not after today; empty where there is none.

        What leaves safely tells no single day.
        """
        try:
            table = replace(self, column=self.column if self.is_aggregate else None).dates().table
        except MusterError:
            return ""
        days = table.loc[(table["people"] > 0) & (table["first"] == table["last"]), "last"]
        days = days[days <= dt.date.today().toordinal()]
        return dt.date.fromordinal(int(days.max())).isoformat() if len(days) and not self.threshold else ""


def _known(rows: Iterable[Sequence[int]], unstated: int) -> Known:
    columns = ["first", "last", "people", "extra"]
    return Known(pd.DataFrame(list(rows), columns=columns, dtype="int64"), unstated)


def _month(day: int) -> tuple[int, int]:
    date = dt.date.fromordinal(int(day))
    return date.year, date.month


def _reads(parse: Any, text: str) -> bool:
    try:
        parse(text)
    except MusterError:
        return False
    return True


def window_cells(window: Interval, every: str) -> list[Interval]:
    """Cut a window into cells; one that is too long to draw is an error."""
    days = {"day": 1, "month": 28, "year": 365}[every]
    if window.size / days > MOST_CELLS:
        raise Unanswerable(f"the dates run over {window}, too long to draw; give the part to draw with window=")
    return cells(window, every)


def in_cells(table: pd.DataFrame, ends: Sequence[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Count for each cell the people who surely lie in it, and those who may; cells follow each other without a gap.

    >>> known = _known([(1, 1, 5, 0), (1, 9, 2, 0), (99, 99, 7, 0)], 0).table
    >>> [counts.tolist() for counts in in_cells(known, [(0, 4), (5, 9)])]
    [[5, 0], [7, 2]]
    """
    starts, stop = np.array([first for first, _ in ends]), ends[-1][1]
    first, last = (table[end].to_numpy() for end in ("first", "last"))
    sure, extra = table["people"].to_numpy(), table["extra"].to_numpy()
    low_cell, high_cell = (np.searchsorted(starts, end, "right") - 1 for end in (first, last))
    meets = (last >= starts[0]) & (first <= stop)
    inside = (first >= starts[0]) & (last <= stop) & (low_cell == high_cell)
    low = np.zeros(len(ends), np.int64)
    np.add.at(low, low_cell[inside], sure[inside])
    change = np.zeros(len(ends) + 1, np.int64)
    np.add.at(change, np.clip(low_cell[meets], 0, None), (sure + extra)[meets])
    np.add.at(change, np.clip(high_cell[meets], 0, len(ends) - 1) + 1, -(sure + extra)[meets])
    return low, np.cumsum(change)[:-1]


def ordinals(found: Iterable[Interval]) -> list[tuple[int, int]]:
    """Give the days of cells as ordinals."""
    return [(cell.first.toordinal(), cell.last.toordinal()) for cell in found]


def outside(known: Known, window: Interval) -> int:
    """Count the people who surely lie outside a window."""
    table = known.table
    away = (table["last"] < window.first.toordinal()) | (table["first"] > window.last.toordinal())
    return int(table.loc[away, "people"].sum())


def everything_behind(worlds: Worlds) -> str:
    """Give the ids of all claims and records that bounds of a variable rest on, separated by spaces."""
    claims = [claim.claim_id for claim in worlds.basis.about(worlds.variable)]
    records = [one["record_id"] for one in worlds.basis.people if one.get(worlds.variable)]
    return joined([*claims, *records])


def joined(ids: Iterable[str]) -> str:
    """Join ids, each once, in their order.

    >>> joined(["a b", "b", "", "c"])
    'a b c'
    """
    return " ".join(dict.fromkeys(one for text in ids for one in text.split()))


def rows(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Give the rows of a frame one by one."""
    for row in table.to_dict("records"):
        yield {str(name): value for name, value in row.items()}
