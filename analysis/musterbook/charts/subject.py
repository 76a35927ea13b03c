"""What a chart is drawn of: a case, a list of people, or a table of counts, asked in one way.

A case is inferred from, a list is counted, a table of counts was counted by somebody else. All three come down to
stretches of a line, of days or of whole numbers, with how many people surely lie within each: a day, a month, a coarse
date, an age, a band of ages. :meth:`Known.within` counts them over the cells that a chart draws, and :func:`timeline`
tells of dates what is known of each month, day, quarter or year.

A **table of counts** is what :func:`musterbook.read_table` gives, or any frame with the columns ``cell`` (a coarse
date, number or label), ``sure`` and ``possible`` (people), as :func:`musterbook.counts` gives it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress
from math import inf
from operator import itemgetter
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from musterbook import frames, labels
from musterbook.auditing.claims import Verdict, audit
from musterbook.case.case import Case
from musterbook.case.claims import Claim, Status
from musterbook.case.faults import tried
from musterbook.errors import MusterError, Unanswerable, read_each
from musterbook.intervals import Every, Interval, Kind, cells
from musterbook.linelist.linelist import LineList
from musterbook.protection import Releases
from musterbook.schema import AGE, LAG, SIGNUP, kind_of, rows
from musterbook.tally import DAYS, POSSIBLE, SURE, AggregateTable, people_by, refuse_counts
from musterbook.worlds.worlds import Worlds, possible_worlds

WORDS = {Kind.DATE: "dates", Kind.NUMBER: "whole numbers", Kind.LABEL: "labels"}
MOST_CELLS, SAMPLE, FEW = 2_400, 100, 5
# Of a list, the people who are in no cell of what is drawn; of dates, that no cell is known
COARSE, UNSTATED, OUTSIDE, UNKNOWN = "known roughly", "not stated", "outside", "not known"
NOTES = {COARSE: "months-coarse", UNSTATED: "dates-unstated", OUTSIDE: "dates-outside", UNKNOWN: "months-unknown"}
COLUMNS = ["part", "cell", "covers", "until", "people", "low", "high", "basis", "claims"]
A_FEW_WEEKS, LONG, LENGTHS = 32, 10, (Every.MONTH, Every.QUARTER, Every.YEAR)
# What a source may change that leaves the number and its limit as they were
UNCHANGED = {"not-settled", "miscredited", "counted-as", "quantity-changed", "population-changed", "part-changed"}
# What a reader puts beside the columns of a list, or what says nothing of a person.
BESIDE = ("_first", "_last", "_low", "_high", "_text")
NOT_ASKED = {"record_id", "population_id", "source_id", "note", "party", "simulated", "world", LAG}
# What columns of a kind are usually called, and what a chart of a list that leaves safely counts by.
USUAL = {Kind.DATE: (SIGNUP,), Kind.NUMBER: (AGE,), Kind.LABEL: ("outcome", "nationality")}
SAFELY = dict.fromkeys(("monthly", "cumulative", "years"), Kind.DATE) | {"ages": Kind.NUMBER, "groups": Kind.LABEL}


@dataclass(frozen=True)
class Known:
    """What is known of one column.

    ``table`` has ``first`` and ``last`` of each stretch, both within it (days as ordinals, or numbers; infinite where
    an end is open), ``people`` who surely lie within it and ``extra`` ones who may; of ``unstated`` nothing is known,
    and there may be ``more`` of these.
    """

    table: pd.DataFrame
    unstated: int = 0
    more: int = 0

    @classmethod
    def of(cls, stretches: Iterable[Sequence[float]], unstated: int = 0, more: int = 0) -> Known:
        """Take in stretches with their people."""
        table = pd.DataFrame(list(stretches), columns=["first", "last", "people", "extra"], dtype="float64")
        return cls(table.astype({"people": "int64", "extra": "int64"}), unstated, more)

    @property
    def people(self) -> int:
        """Everybody."""
        return int(self.table["people"].sum()) + self.unstated

    @cached_property
    def spans(self) -> list[Interval]:
        """The stretches that somebody may lie in and whose ends are both known, as days."""
        some = self.table[np.isfinite(self.table[["first", "last"]]).all(axis=1)]
        some = some[some["people"] + some["extra"] > 0]
        return [Interval(int(a), int(b), Kind.DATE) for a, b in zip(some["first"], some["last"], strict=True)]

    def cut(self, asked: str, window: Interval | None) -> tuple[Every, Interval]:
        """Choose how long cells of dates are, and the days to cut: all that is covered, or what was asked.

        Cells are the shortest that somebody is known to be in: weeks where all are, months, else quarters, else years;
        days where all lie within a few weeks; and years where there are fewer than two people a month over more than
        ten years. Covered are the months of the dates that are known best: "2023" beside five known months is within
        the year, not all of it. A month that today lies in is covered until today.
        """
        spans, today = self.spans, dt.date.today()
        of_length = ((length, [one for one in spans if one in length.around(one.first)]) for length in LENGTHS)
        every, some = next(filter(itemgetter(1), of_length), (Every.MONTH, spans))
        years, around = [one.first.year for one in spans] or [0], Every.MONTH
        if spans and not asked and all(one == Every.WEEK.around(one.first) for one in spans):
            every, some, around = Every.WEEK, spans, Every.WEEK
        elif (spread := max(years) - min(years)) > LONG and self.people < 24 * spread:
            every = Every.YEAR
        if window is None:
            first, last = min(one.first for one in some), max(one.last for one in some)
            end = around.around(last).last
            window = Interval.days(around.around(first).first, min(end, today) if last <= today else end)
        firsts, are_days = self.table["first"], self.table["first"].equals(self.table["last"])
        days = firsts[firsts.between(*window.ends)]
        if not asked and around is Every.MONTH and are_days and days.max() - days.min() < A_FEW_WEEKS:
            return Every.DAY, Interval(int(days.min()), int(days.max()), Kind.DATE)
        return Every(asked or every), window

    def within(self, stretches: Iterable[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
        """Count for each stretch the people who surely lie in it, and those who may.

        >>> known = Known.of([(1, 1, 5, 0), (1, 9, 2, 0), (99, 99, 7, 0)])
        >>> [counts.tolist() for counts in known.within([(0, 4), (5, 9), (0, 9)])]
        [[5, 0, 7], [7, 2, 7]]
        """
        first, last, sure, extra = (self.table[name].to_numpy() for name in self.table)
        pairs = [
            (sure[(first >= low) & (last <= high)].sum(), (sure + extra)[(first <= high) & (last >= low)].sum())
            for low, high in stretches
        ]
        least, most = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        return least, most


@dataclass(frozen=True, eq=False)
class Subject:
    """A case, a list or a table of counts, with what was asked of it.

    ``column``, the one that was asked for, or none; ``window``, likewise; ``source``, where it comes from, if known;
    ``unread``, how many rows of a list could not be read. A list that is to leave safely has ``releases``, tables that
    may leave together; of a case ``left_out`` people who are described are left out.
    """

    given: Any
    lang: str = "en"
    column: str | None = None
    window: Interval | None = None
    source: str = ""
    unread: int = 0
    left_out: int = 0
    releases: Releases | None = None

    @classmethod
    def of(
        cls, given: Any, *, window: str | None = None, source: str | None = "", safe: int = 0, **asked: Any
    ) -> Subject:
        """Take in whatever can be drawn, a list or a case also to leave safely; a subject stays what it is."""
        if isinstance(given, Subject):
            return given
        span = None if window is None else Interval.date(window)
        if span is not None and not span.is_closed:
            raise MusterError(f"expected a window with a first and a last day, as 2023-06/2024-05; found {window!r}")
        made = cls(given, window=span, source=source or "", **asked)
        if isinstance(given, Case):
            left_out = len(given.records) if safe else 0
            return replace(made, given=given.without_people(), left_out=left_out) if left_out else made
        releases = Releases(given, FEW if safe is True else safe) if safe and not made.threshold else None
        if isinstance(given, AggregateTable):
            return replace(made, source=source or Path(given.source).name, releases=releases)
        unread = given.unread if isinstance(given, LineList) else 0
        refuse_counts(given)
        people = frames.one_list(given)
        names = frames.lazy(people).collect_schema()
        if {"cell", SURE, POSSIBLE} <= set(names):
            people = _table_of(people, made.column or "")
        elif made.column is not None:
            frames.require(frames.lazy(people), made.column)
        return replace(made, given=people, unread=unread, releases=releases)

    def protected(self, chart: str) -> Subject:
        """Take for a chart of what is to leave safely a protected table."""
        if self.releases is None:
            return self
        if chart not in SAFELY:
            why = {"lags": "shows people one by one", "chance": "rests on exact numbers that a protected table has not"}
            raise Unanswerable(f"{chart} {why.get(chart, 'is of cases')}; safely are drawn {', '.join(SAFELY)}")
        table = self.releases.of(self.find(SAFELY[chart]), "month" if SAFELY[chart] is Kind.DATE else None)
        return replace(self, given=table, column=None, source=self.source or Path(table.source).name, releases=None)

    @property
    def case(self) -> Case | None:
        """The case, if it is one."""
        return self.given if isinstance(self.given, Case) else None

    @property
    def table(self) -> AggregateTable | None:
        """The table of counts, if it is one."""
        return self.given if isinstance(self.given, AggregateTable) else None

    @property
    def threshold(self) -> int:
        """Below which a protected table prints numbers as ranges; 0 where nothing is protected."""
        return int(getattr(self.given, "threshold", 0))

    @cached_property
    def simulated(self) -> bool:
        """Whether anybody in it is made up."""
        return self.case is None and frames.is_simulated(self.given if self.table is None else self.table.frame)

    def say(self, message: str, **values: object) -> str:
        """Fill in a message in the language."""
        return labels.say(message, self.lang, **values)

    def numbered(self, numbers: Mapping[str, int]) -> list[str]:
        """Fill in messages that say a number each, where it is not 0."""
        return [self.say(message, number=number) for message, number in numbers.items() if number]

    def peopled(self, ends: Mapping[str, tuple[int, int | None]]) -> list[str]:
        """Fill in messages that say how many people each, at least and at most, where there may be any."""
        return [self.say(one, people=labels.persons(*few, self.lang)) for one, few in ends.items() if few[1] != 0]

    def worlds(self, variable: str, every: str = "month") -> Worlds:
        """Give what a case leaves possible."""
        return possible_worlds(self.given, variable, every=every)

    def quoted(self, claims: Sequence[Claim]) -> pd.DataFrame:
        """Give the ``source`` of each claim, what it ``printed``, and its ``standing`` among all of the case.

        What was printed is quoted, not what a reader made of it: "e.g. 1" stays that, though it counts as a floor.
        ``standing`` is ``contradicts``, ``disputed``, ``differs`` from the claim it repeats, ``vague`` or ``agrees``.
        """
        case: Case = self.given
        told = audit(case)
        against = {name for one in told if one.slug in {"claims-contradict", "no-world"} for name in one.claims}
        changed = [one for one in told if one.verdict is Verdict.CANNOT_TELL and one.slug not in UNCHANGED]
        stands = {one.claim_id: str(one.status) for one in claims if one.status in {Status.DISPUTED, Status.VAGUE}}
        repeats = {one.claim_id for one in claims if one.status is Status.REPEATS}
        stands |= {one.claims[0]: "differs" for one in changed if repeats & set(one.claims[:1])}
        stands |= dict.fromkeys(against, "contradicts")
        found = []
        for claim in claims:
            said = case.translation("claims", claim.claim_id, "hedge", self.lang) or case.hedges[claim.claim_id]
            printed = labels.printed(claim, said, self.lang), stands.get(claim.claim_id, "agrees"), claim.claim_id
            found.append((case.outlets[claim.source_id], *printed))
        return pd.DataFrame(found, columns=["source", "printed", "standing", "claims"]).assign(basis="reported")

    # What is counted, in words

    def name_of(self, population: str) -> str:
        """Name a population of the case, in the language if the case has it."""
        case: Case = self.given
        return case.subject(population, self.lang) or case.population_list[population].description

    @property
    def of_whom(self) -> str:
        """Who is counted, after a colon, where the case says so."""
        who = "" if self.case is None else self.name_of(self.case.main_population)
        return f": {who}" if who else ""

    @property
    def what(self) -> str:
        """What is counted, to begin a sentence with: the events of the case, or people."""
        events = "" if self.case is None else self.case.events(lang=self.lang)
        return labels.sentence(events) or self.say("what-people")

    def people(self, row: Mapping[str, Any]) -> str:
        """Say how many people a row stands for."""
        return labels.persons(*labels.ends(row), self.lang)

    def each(self, table: pd.DataFrame, names: Iterable[str]) -> str:
        """List cells by their names, each with its people."""
        people = map(self.people, rows(table))
        said = [self.say("cell-with", cell=name, people=n) for name, n in zip(names, people, strict=True)]
        return labels.listed(said, self.lang) or self.say("nobody")

    def tint(self, usual: str) -> str:
        """Say what light parts of marks are: what is coarse in a list, or the ranges of a table."""
        return self.say("tint-protected" if self.threshold else usual if self.table is None else "tint-ranges")

    def period(self, row: Mapping[str, Any] | pd.Series) -> str:
        """Name a day, a week, a month, a quarter or a year."""
        dates = Interval.date(row["cell"])
        if row["part"] == Every.WEEK:
            return self.say("week-of", day=labels.day(dates.first, self.lang))
        return labels.period(dates, self.lang)

    def window_of(self, found: pd.DataFrame) -> str:
        """Name the days from the first cell to the last."""
        names = [found["cell"].iloc[at] for at in (0, -1)]
        if found["part"].iloc[0] == Every.YEAR and len(found) > 1:
            return self.say("from-to", first=names[0], last=names[1])
        first, last = map(Interval.date, names)
        return labels.period(Interval.days(first.first, last.last), self.lang)

    def measure(self, by: str, when: str = "") -> str:
        """Say what is counted by what, when, and of whom; of a list also by which of its columns, if it tells more."""
        column = "" if self.case is not None else labels.variable_words(self.date, self.lang)
        column = "" if column.lower() in {"", "date", *Every} else f" ({column})"
        return f"{by}{column}{when and f', {when}'}{self.of_whom}".rstrip(".") + "."

    def left_out_of(self, table: pd.DataFrame) -> list[str]:
        """Say of how many people nothing is drawn, and until when a last month that is not over was counted."""
        said = [self.say("months-until", day=labels.day(day, self.lang)) for day in table.get("until", []) if day]
        for row in rows(table[table["part"].isin(NOTES)]):
            message = "months-open" if labels.ends(row) == (0, None) else NOTES[row["part"]]
            said.append(self.say(message, people=self.people(row)))
        return said

    # What is known

    @property
    def date(self) -> str:
        """The column of dates to count by."""
        return self.find(Kind.DATE) if self.case is None else self.column or self.case.event()

    def find(self, kind: Kind) -> str:
        """Choose the column of a kind: the one asked for, else one that is usually called so, else the first there is.

        Raises
        ------
        MusterError
            If there is no such column.
        """
        if self.table is not None:
            kinds = self.table.kinds
            if named := [name for name, holds in kinds.items() if holds is kind and self.column in {None, name}]:
                return named[0]
            by = ", ".join(f"{name} ({WORDS[holds]})" if name else WORDS[holds] for name, holds in kinds.items())
            raise Unanswerable(f"this is a table of counts by {by}; the chart is of {WORDS[kind]}")
        columns = frames.lazy(self.given).collect_schema()
        usual = [name for name in USUAL[kind] if name in columns and self._sample(name)]
        if self.column is not None or usual:
            return self.column or usual[0]
        aside = NOT_ASKED | {f"{name}{end}" for name in columns for end in BESIDE}
        for name in (one for one in columns if one not in aside):
            # By its type, or by some of its texts.
            dtype = columns[name]
            held: Kind | None = Kind.DATE if dtype.is_temporal() else kind_of(name)
            if held is Kind.LABEL:
                held = _holds(self._sample(name), are_numbers=dtype.is_numeric())
            # Labels put people into groups: where most have a text of their own, it is what they are called.
            texts = self.texts(name)[0] if held is kind is Kind.LABEL else {}
            if held is kind and sum(people for people, _ in texts.values()) >= 2 * len(texts):
                return name
        listed = ", ".join(columns)
        raise Unanswerable(f"no column holds {WORDS[kind]}; name one with column=; the columns are {listed}")

    def _sample(self, column: str) -> list[str]:
        """Give some texts of a column."""
        found = frames.collect(frames.lazy(self.given).select(nw.col(column)).drop_nulls().head(SAMPLE))[column]
        return list(filter(None, dict.fromkeys(map(frames.text_of, found))))

    def texts(self, column: str) -> tuple[dict[str, tuple[int, int]], tuple[int, int]]:
        """Give of each text how many people surely have it and how many more may, and the same of none."""
        few, many = people_by(self.given, [column])
        found = {text: (people, many[text,] - people) for (text,), people in few.items()}
        return found, found.pop("", (0, 0))

    def known(self, kind: Kind) -> Known:
        """Give what is known of a column of dates or of whole numbers of a list or a table."""
        texts, unstated = self.texts(self.find(kind))
        read = read_each(texts, kind.read, kind.grammar)
        return Known.of([(*one.ends, *texts[text]) for text, one in read.items()], *unstated)

    def foot(self) -> str:
        """Say where the people come from, as of when, and what is left out."""
        told = labels.foot(self.case, self.lang) if self.case else self.say("foot-list-unstated")
        told = self.say("foot-list", source=self.source.rstrip(".")) if self.source else told
        made_up = [self.say("foot-simulated"), *([told] if self.source else [])]
        said = made_up if self.simulated else [told]
        # The latest day that is stated in a list, not after today; what leaves safely tells no single day.
        with suppress(MusterError):
            spans = [] if self.case or self.threshold else replace(self, column=None).known(Kind.DATE).spans
            days = [one.first for one in spans if one.size == 1 and one.first <= dt.date.today()]
            said += [self.say("foot-until", day=labels.day(max(days), self.lang))] if days else []
        notes = 0 if self.table is None else len(self.table.notes)
        left = {"foot-people-left-out": self.left_out, "foot-unread": self.unread, "foot-table": notes}
        rest = self.numbered(left | {"foot-protected": self.threshold})
        return "\n".join(filter(None, map(" ".join, (said, rest))))


def _table_of(given: Any, name: str) -> AggregateTable:
    """Take a frame of cells with counts for the table of a variable."""
    table = frames.collect(frames.lazy(given).select("cell", SURE, POSSIBLE))
    counts = table[[SURE, POSSIBLE]].apply(pd.to_numeric, errors="coerce").astype("Float64")
    if not (counts % 1 == 0).fillna(False).all(axis=None):
        raise MusterError(f"expected whole numbers of people in the columns {SURE} and {POSSIBLE}")
    table[[SURE, POSSIBLE]] = counts.astype("int64")
    cells = table["cell"].map(frames.text_of).rename(name)
    sums = table.groupby(cells, sort=False)[[SURE, POSSIBLE]].sum().reset_index()
    kind = _holds(list(filter(None, sums[name]))) or Kind.LABEL
    return AggregateTable(frames.marked(sums, simulated=frames.is_simulated(given)), {name: kind}, "people", "")


def _holds(texts: Sequence[str], *, are_numbers: bool = False) -> Kind | None:
    """Tell what texts are; ``None`` where there are none. A date that cannot be read is for whoever reads it to name.

    >>> [_holds(texts) for texts in (["2023-07", "?"], ["2019", "2020"], ["19", "30.."], ["x"])]
    [<Kind.DATE: 'period'>, <Kind.DATE: 'period'>, <Kind.NUMBER: 'range'>, <Kind.LABEL: 'label'>]
    """
    if not texts:
        return None
    if all(re.fullmatch(r"(19|20)\d\d", text) for text in texts):
        return Kind.DATE
    if are_numbers or all(len(text) < 9 and tried(Kind.NUMBER.read, text)[0] for text in texts):
        return Kind.NUMBER
    return (
        Kind.DATE if 2 * sum(tried(Kind.DATE.read, text)[0] is not None for text in texts) >= len(texts) else Kind.LABEL
    )


def with_rest(table: pd.DataFrame, subject: Subject, rest: Mapping[str, tuple[int, int]]) -> pd.DataFrame:
    """Put below the cells of a list the people who are in none of them: how many, and how many more there may be."""
    others = [
        {"part": part, "cell": "", "people": None if more else few, "low": few, "high": few + more}
        for part, (few, more) in rest.items()
        if few + more
    ]
    basis = "simulated" if subject.simulated else "counted"
    return pd.concat([table, pd.DataFrame(others)], ignore_index=True).assign(basis=basis, claims="")


def left_of(worlds: Worlds, sure: int, part: str, cell: str = "") -> pd.DataFrame:
    """Give the people of a case beside those who are sure to be in cells, if there are any or may be: a row or none."""
    low, high = worlds.total
    row = {"part": part, "cell": cell, "low": low - sure, "high": None if high is None else high - sure}
    row |= {"basis": "derived", "claims": everything_behind(worlds)}
    return pd.DataFrame([row] if high is None or high > sure else [])


def unstated(table: pd.DataFrame) -> int:
    """Count the people of a list of whom nothing is stated."""
    return int(table.loc[table["part"] == UNSTATED, "high"].sum())


def reach(found: pd.DataFrame, top: pd.DataFrame, unknown: int) -> float:
    """Give how many people another cell than the largest may have, or one of several that share the most."""
    others = found["high"] if len(top) > 1 else found["high"].drop(top.index)
    return inf if found["high"].isna().any() else max(others, default=-unknown - 1) + unknown


def window_cells(window: Interval, every: str) -> list[Interval]:
    """Cut a window into cells; one that is too long to draw is an error."""
    if window.size / DAYS[every] > MOST_CELLS:
        raise Unanswerable(f"the dates run over {window}, too long to draw; give the part to draw with window=")
    return cells(window, every)


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


# Dates in cells


def timeline(subject: Subject, every: str = "", *, sums: bool = False) -> pd.DataFrame:
    """Give what is known of each cell, or with ``sums`` of all until its end.

    Cells are months, but days where all lies within a few weeks, weeks where those are counted, and quarters or years
    where no month is known.
    ``part`` is what a row is a cell of; then come the people of a list who are in none: ``known roughly``, ``not
    stated``, ``outside`` the window. ``cell``; ``covers``, the days of it that are; ``until``, the last of them where
    the last month is not over; ``people``, reported or counted; ``low`` and ``high``, the least and the most;
    ``basis`` and ``claims``.
    """
    found, table = (_timeline_of_list if subject.case is None else _timeline_of_case)(subject, every, sums)
    last, is_month = found[-1].last, table["part"].iloc[0] == Every.MONTH
    until = last.isoformat() if is_month and last < Every.MONTH.around(last).last else ""
    beside = {"covers": list(map(str, found)), "until": [*[""] * (len(found) - 1), until]}
    table = table.reset_index(drop=True).join(pd.DataFrame(beside)).fillna(dict.fromkeys(beside, ""))
    return table[COLUMNS].astype(dict.fromkeys(("people", "low", "high"), "Int64"))


def _timeline_of_case(subject: Subject, every: str, sums: bool) -> tuple[list[Interval], pd.DataFrame]:
    """Give the cells of the window, and what the published figures leave of each."""
    case: Case = subject.given
    window, asked = case.window(), subject.window
    if asked is not None and not asked.meets(window):
        raise Unanswerable(f"no day of {asked} lies in {window}, the days that the figures cover")
    by_day = any(len(one.where) == len("2023-07-03") for one in case.claim_list if one.variable == subject.date)
    every = every or (Every.DAY if by_day and window.size < A_FEW_WEEKS else Every.MONTH)
    worlds, found = subject.worlds(subject.date, every), window_cells(window, every)
    if sums and worlds.total[1] is None:
        raise Unanswerable("the number of people has no largest value in what was published, so no total can be drawn")
    table = worlds.cumulative().assign(reported=None, claims="") if sums else worlds.table(spread=False)
    known = table["reported"].notna()
    claims = table["claims"].where(known, everything_behind(worlds))
    basis = known.map({True: "reported", False: "inferred"})
    table = table.rename(columns={"reported": "people"}).assign(part=str(every), claims=claims, basis=basis)
    met = [asked is None or asked.meets(cell) for cell in found]
    return list(compress(found, met)), table[met]


def _timeline_of_list(subject: Subject, every: str, sums: bool) -> tuple[list[Interval], pd.DataFrame]:
    """Count people in each cell."""
    known = subject.known(Kind.DATE)
    if subject.window is None and not known.spans:
        raise Unanswerable(f"no date is stated in {subject.date!r}, so there is nothing to draw by month")
    length, window = known.cut(every, subject.window)
    found = window_cells(window, length)
    low, high = known.within((found[0 if sums else at].ends[0], cell.ends[1]) for at, cell in enumerate(found))
    people = pd.Series(low).where(low == high) if subject.threshold else low
    table = pd.DataFrame({"part": str(length), "cell": [cell.text for cell in found], "people": people})
    (first, last), span = (known.table[end] for end in ("first", "last")), subject.window or window
    here = int(known.table["people"][(first <= span.high) & (last >= span.low)].sum())
    coarse, outside = here - int(low.sum()), known.people - known.unstated - here
    rest = {COARSE: (0 if sums else coarse, 0), UNSTATED: (known.unstated, known.more), OUTSIDE: (outside, 0)}
    return found, with_rest(table.assign(low=low, high=high), subject, rest)


def drawn(table: pd.DataFrame) -> pd.DataFrame:
    """Give the days, weeks, months, quarters or years alone."""
    return table[table["part"].isin(list(map(str, Every)))].reset_index(drop=True)


def monthly(subject: Any, *, column: str | None = None, window: str | None = None) -> pd.DataFrame:
    """Give people by month, as the chart draws them.

    Parameters
    ----------
    subject : Case, LineList, DataFrame or table of counts
        As for :func:`musterbook.figure`.
    column : str, optional
        Which column to count by.
    window : str, optional
        The days to count, as EDTF.

    Returns
    -------
    pandas.DataFrame
        By month (``PeriodIndex``): of a case ``reported``, of people ``sure``; ``low`` and ``high``, the least and the
        most. Of a list, those without a date are in no month.

    Examples
    --------
    >>> import musterbook as mb
    >>> mb.monthly(mb.load_case("moscow-2023-24")).loc["2023-07"].to_dict()
    {'reported': 8, 'low': 8, 'high': 8}
    """
    given = Subject.of(subject, column=column, window=window)
    table = drawn(timeline(given, "month"))
    name = "reported" if given.case is not None else "sure"
    index = pd.PeriodIndex(table["cell"], freq="M", name="month")
    return table.rename(columns={"people": name})[[name, "low", "high"]].set_index(index)
