"""Border crossings: when the people of a list came in, and when they left.

A register of crossings may hold hundreds of millions of rows; the list holds thousands of people. The register is read
once, by its own engine, which keeps the rows that have the key of somebody on the list; only those come out. Whatever
then speaks against a plain reading is written beside the person: no crossing at all, two entries on one day, an exit
missing between two entries, a sign-up so coarse that the last entry before it is one of several.

The arrival is the last entry on or before the day of sign-up, the departure the first exit after that entry. Of two
crossings on one day the order is known only where both have a time of day; midnight is taken for none. Where the
sign-up is coarse each day of it may give another stay. All stays that are possible are worked out, and each reason why
there is more than one, or why even a single one should be doubted, is put in words.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import narwhals as nw
import pandas as pd

from musterbook import frames
from musterbook.errors import MusterError, UnknownName, counted, read_each, shown
from musterbook.frames import one_list
from musterbook.intervals import DATE_GRAMMAR, Interval
from musterbook.lags import ARRIVAL, DEPARTURE, ID
from musterbook.schema import SIGNUP

WHEN, DIRECTION = "when", "direction"
MOST_QUOTED = 5
ENDS = {"": "str", "_first": "datetime64[s]", "_last": "datetime64[s]"}
COLUMNS = {ID: "str"} | {f"{leg}{end}": kind for leg in (ARRIVAL, DEPARTURE) for end, kind in ENDS.items()}
COLUMNS |= {"crossings": "Int64", "ambiguity": "str"}

Key = tuple[str, ...]
Stay = tuple[dt.date | None, dt.date | None]
"""The day somebody came and the day they left; missing where no such crossing was found."""


def link_crossings(
    records: Any,
    crossings: Any,
    on: str | Sequence[str] | Mapping[str, str],
    *,
    date: str = "date",
    direction: str = "direction",
    entries: str | Collection[str] = "in",
    exits: str | Collection[str] = "out",
) -> pd.DataFrame:
    """Find when the people of a list came and left, in a register of border crossings of any size.

    Parameters
    ----------
    records : DataFrame
        One row per person, of any engine, with ``record_id``, ``signup`` and the key.
    crossings : DataFrame
        One row per crossing, of any engine. It is read once, and only the rows of the people come out of the engine.
    on : str, sequence or mapping of str
        The column or columns that tell who a person is; as a mapping, the column of the list to that of the register.
    date : str
        The column with the day or the moment of a crossing; as text, in ISO 8601.
    direction : str
        The column that tells entries from exits.
    entries, exits : str or collection of str
        What stands there for an entry, and for an exit.

    Returns
    -------
    pandas.DataFrame
        A row for each row of the list: ``record_id``; ``arrival``, the last entry on or before the sign-up, with
        ``arrival_first`` and ``arrival_last``, which differ where the sign-up leaves more than one; ``departure``, the
        first exit after that entry, likewise (with no such entry, the first exit from the sign-up on); ``crossings``,
        the rows found; ``ambiguity``, every reason to doubt, with semicolons between, or the empty text.

    Raises
    ------
    MusterError
        If columns are missing, the people are of several simulated worlds, or no crossing found has a date or a
        direction that can be read.

    Examples
    --------
    >>> people = pd.DataFrame({"record_id": ["a"], "signup": ["2023-08-22"], "key": ["k1"]})
    >>> days = ["2023-08-20", "2023-09-02", "2023-08-21"]
    >>> register = pd.DataFrame({"key": ["k1", "k1", "k2"], "date": days, "direction": ["in", "out", "in"]})
    >>> link_crossings(people, register, "key")[["arrival", "departure", "crossings"]].to_dict("records")
    [{'arrival': '2023-08-20', 'departure': '2023-09-02', 'crossings': 2}]
    """
    columns = {on: on} if isinstance(on, str) else dict(on) if isinstance(on, Mapping) else {name: name for name in on}
    if not columns:
        raise MusterError("expected at least one column that tells who a person is, found none")
    ins, outs = ({one} if isinstance(one, str) else {*one} for one in (entries, exits))
    if both := sorted(ins & outs):
        told = ", ".join(map(shown, both))
        raise MusterError(f"expected different texts for entries and exits, found {told} in both")
    directions = dict.fromkeys(ins, True) | dict.fromkeys(outs, False)
    theirs = {f"key_{place}": name for place, name in enumerate(columns.values())}
    register = (crossings, *columns.values(), date, direction)
    for which, (frame, *names) in {"list": (one_list(records), ID, SIGNUP, *columns), "register": register}.items():
        try:
            frames.require(frames.lazy(frame), *names)
        except UnknownName as error:
            raise UnknownName(f"the {which} has {error}") from None
    asked = {ID: ID, SIGNUP: SIGNUP} | dict(zip(theirs, columns, strict=True))
    people = frames.collect(frames.texts(records, asked))
    signups = read_each(filter(None, people[SIGNUP]), Interval.date, DATE_GRAMMAR)
    schema = frames.lazy(crossings).collect_schema()
    whole = {name for name, column in theirs.items() if schema[column].is_integer()}
    read = [_key(dict(zip(theirs, texts, strict=True)), whole) for texts in people[[*theirs]].itertuples(index=False)]
    owners: dict[Key, list[str]] = defaultdict(list)
    for name, (key, _) in zip(people[ID], read, strict=True):
        owners[key].append(name)
    keys = pd.DataFrame([key for key in owners if key], columns=list(theirs), dtype="str")
    keys = keys.astype({name: "Int64" for name, column in theirs.items() if schema[column] == nw.Int64})
    matched = _matching(crossings, keys, theirs | {WHEN: date, DIRECTION: direction}, directions)
    rows = []
    for name, signup, (key, fault) in zip(people[ID], people[SIGNUP], read, strict=True):
        several = owners[key] if key and len(owners[key]) > 1 else []
        shared = f"the key is that of {counted(len(several), 'record')}: {', '.join(several)}" if several else ""
        found = matched.get(key, _Found())
        rows.append([name, *found.stay(signups.get(signup), [*filter(None, [fault, shared])], has_key=bool(key))])
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


@dataclass
class _Found:
    """The rows of the register of one key: the crossings, and the texts of dates and directions that cannot be read."""

    crossings: list[BorderCrossing] = field(default_factory=list)
    dates: Counter[str] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)
    rows: int = 0

    def stay(self, signup: Interval | None, doubts: list[str], *, has_key: bool) -> list[Any]:
        """Work out when one person came and left, of what the register has of their key."""
        for what, texts in (("date", self.dates), ("direction", self.ways)):
            if number := texts.pop("", 0):
                doubts.append(f"{counted(number, 'crossing')} without a {what}")
            if texts:
                doubts.append(f"{counted(texts.total(), 'crossing')} without a readable {what}: {_quoted(texts)}")
        stays = list[Stay]()
        if has_key and not self.rows:
            doubts.append("no crossing found")
        elif signup is None:
            doubts.append("no sign-up stated")
        elif self.crossings:
            person = Person.of(self.crossings, signup)
            stays = person.stays()
            doubts += person.doubts(stays)
        ends: list[object] = []
        for days in ([day for day in leg if day] for leg in (zip(*stays, strict=True) if stays else ((), ()))):
            known = (min(days), max(days)) if days else (None, None)
            ends += [str(Interval.days(*known)) if days else None, *known]
        return [*ends, self.rows, "; ".join(doubts)]


def _key(texts: Mapping[str, str], whole: Collection[str]) -> tuple[Key, str]:
    """Spell the key of a person as the register has it; empty where it cannot stand there, and then why."""
    if not all(texts.values()):
        return (), "no key stated"
    for name in whole & texts.keys():
        text = texts[name]
        if not (text.isascii() and text.lstrip("-").isdigit() and len(text) <= 18):
            return (), f"the key {shown(text)} is no whole number, as the keys of the register are"
    return tuple(str(int(text)) if name in whole else text for name, text in texts.items()), ""


def _matching(
    crossings: Any, keys: pd.DataFrame, columns: Mapping[str, str], directions: Mapping[str, bool]
) -> dict[Key, _Found]:
    """Let the engine of the register keep the rows of the people, and count those alike.

    A register none of whose dates or directions can be read is refused: a column or a spelling is mistaken.
    """
    kept = [*keys.select_dtypes("Int64"), WHEN, DIRECTION]
    matching = frames.keep_matching(frames.texts(crossings, columns, kept=kept), keys, [str(name) for name in keys])
    table = frames.count_distinct(frames.texts(matching, {name: name for name in columns}, moments=True))
    dates, ways = ({text for text in table[name] if text} for name in (WHEN, DIRECTION))
    moments: dict[str, dt.datetime] = {}
    for text in dates:
        with suppress(ValueError):
            # The zone of a moment is that of the register.
            moments[text] = dt.datetime.fromisoformat(text).replace(tzinfo=None)
    if dates and not moments:
        raise MusterError(f"expected dates of crossings in ISO 8601; found {_quoted(dates)}")
    if ways and not ways & directions.keys():
        mend = "say with entries= and exits= what yours are"
        raise MusterError(f"expected directions {_quoted(directions)}; found {_quoted(ways)}; {mend}")
    found: dict[Key, _Found] = defaultdict(_Found)
    for *key, when, way, rows in table[[*columns, "people"]].itertuples(index=False):
        one, moment, is_entry = found[tuple(key)], moments.get(when), directions.get(way)
        one.rows += int(rows)
        if moment is None:
            one.dates[when] += int(rows)
        if is_entry is None:
            one.ways[way] += int(rows)
        if moment is not None and is_entry is not None:
            one.crossings.append(BorderCrossing(moment, is_entry, int(rows)))
    return found


def _quoted(texts: Iterable[str]) -> str:
    """Quote different texts, and only the first of very many."""
    return ", ".join(_first([shown(text) for text in sorted(set(texts))]))


def _first(texts: Sequence[str]) -> list[str]:
    """Give the first of very many texts, and how many more there are."""
    more = [f"{len(texts) - MOST_QUOTED} more"] if len(texts) > MOST_QUOTED else []
    return [*texts[:MOST_QUOTED], *more]


# --- one person


@dataclass(frozen=True, order=True)
class BorderCrossing:
    """One crossing of a border; without a time of day its moment is midnight. ``times`` it is in the register."""

    moment: dt.datetime
    is_entry: bool
    times: int = field(default=1, compare=False)

    @property
    def day(self) -> dt.date:
        """The day of it."""
        return self.moment.date()

    def surely_before(self, other: BorderCrossing) -> bool:
        """Tell whether it surely came before another: on an earlier day, or by two times of one day."""
        if self.day != other.day:
            return self.day < other.day
        has_times = dt.time() not in (self.moment.time(), other.moment.time())
        return has_times and self.moment < other.moment

    def is_unordered(self, other: BorderCrossing) -> bool:
        """Tell whether which of the two came first is not known."""
        return not self.surely_before(other) and not other.surely_before(self)


@dataclass(frozen=True)
class Person:
    """The entries and the exits of one person, in order of time, and the days on which they may have signed up."""

    entries: Sequence[BorderCrossing]
    exits: Sequence[BorderCrossing]
    signup: Interval

    @classmethod
    def of(cls, crossings: Iterable[BorderCrossing], signup: Interval) -> Person:
        """Tell entries from exits, and put them in order."""
        ordered = sorted(crossings)
        return cls([one for one in ordered if one.is_entry], [one for one in ordered if not one.is_entry], signup)

    def stays(self) -> list[Stay]:
        """List every stay that is possible, in order.

        >>> crossings = [BorderCrossing(dt.datetime(2023, 8, 20), True), BorderCrossing(dt.datetime(2023, 9, 2), False)]
        >>> Person.of(crossings, Interval.date("2023-08-22")).stays()
        [(datetime.date(2023, 8, 20), datetime.date(2023, 9, 2))]
        """
        # Days of sign-up can differ in their stay only where a crossing begins to count.
        turns = {one.day + dt.timedelta(days=later) for one in (*self.entries, *self.exits) for later in (0, 1)}
        telling = [self.signup.first, *(day for day in turns if self.signup.first < day <= self.signup.last)]
        found = set[Stay]()
        for signup in telling:
            before = [one for one in self.entries if one.day <= signup]
            if not before:
                found.add((None, next((one.day for one in self.exits if one.day >= signup), None)))
            same_day = [one for one in before if one.day == before[-1].day]
            for entry in same_day:
                if any(entry.surely_before(other) for other in same_day):
                    continue
                # The first exit after the last entry of a day; where the order is open it may be on that day.
                unordered = [one for one in self.exits if entry.is_unordered(one)]
                if any(not any(one.surely_before(other) for other in same_day) for one in unordered):
                    found.add((entry.day, entry.day))
                found.add((entry.day, next((one.day for one in self.exits if entry.surely_before(one)), None)))
        return sorted(found, key=lambda stay: (stay[0] or dt.date.min, stay[1] or dt.date.max))

    def doubts(self, found: Sequence[Stay]) -> Iterator[str]:
        """Say what speaks against a plain reading of the crossings."""
        arrivals = sorted({came for came, _ in found if came})
        departures = sorted({left for _, left in found if left})
        if not arrivals:
            yield "no entry on or before the sign-up"
        yield from _choice("last entry", arrivals, any(came is None for came, _ in found))
        for day in arrivals:
            entries = [one for one in self.entries if one.day == day]
            times = sum(one.times for one in entries)
            if times > 1:
                yield f"{counted(times, 'entry', 'entries')} on {day}"
            if any(one.is_unordered(other) for one in entries for other in self.exits):
                yield f"whether the exit on {day} came before or after the entry is not known"
        yield from _choice("first exit", departures, any(left is None for _, left in found))
        yield from self.missing_exits(arrivals, departures)
        left = sorted({left for came, left in found if came and left})
        surely = [day for day in left if day < self.signup.first]
        perhaps = [day for day in left if self.signup.first <= day < self.signup.last]
        for days, word in ((surely, ""), (perhaps, "perhaps ")):
            if days:
                yield f"left on {_listed(days)}, {word}before the sign-up, and no entry between was found"

    def missing_exits(self, arrivals: Sequence[dt.date], departures: Sequence[dt.date]) -> Iterator[str]:
        """Name neighbouring entries with no exit between, as far as they bear on the stay."""
        first = arrivals[0] if arrivals else self.signup.first
        last = departures[-1] if departures else dt.date.max
        for one, other in pairwise(self.entries):
            bears = other.day in arrivals or (first <= one.day and other.day <= last)
            between = (not leave.surely_before(one) and not other.surely_before(leave) for leave in self.exits)
            if one.day < other.day and bears and not any(between):
                yield f"entries on {one.day} and {other.day} without an exit between"
        if not arrivals and departures:
            for one in self.entries:
                if self.signup.first < one.day <= last:
                    yield f"an entry on {one.day}, before that exit"


def _choice(what: str, days: Sequence[dt.date], may_be_none: bool) -> Iterator[str]:
    """Say that something is one of several days, or may be none."""
    if len(days) > 1 or (days and may_be_none):
        yield f"the {what} is one of {_listed(days, 'none found' if may_be_none else '')}"


def _listed(days: Sequence[dt.date], last: str = "") -> str:
    """List days with an "or" before the last, and only the first of very many."""
    names = [*_first([str(day) for day in days]), *([last] if last else [])]
    return " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
