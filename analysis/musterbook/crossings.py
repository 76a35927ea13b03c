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
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import narwhals as nw
import pandas as pd

from musterbook import frames
from musterbook.errors import MusterError, counted, read_each, shown
from musterbook.intervals import DATE_GRAMMAR, Interval
from musterbook.movements import ARRIVAL, DEPARTURE, ID
from musterbook.schema import SIGNUP

WHEN, DIRECTION = "when", "direction"
MOST_LISTED = 5
ENDS = {"": "str", "_first": "datetime64[s]", "_last": "datetime64[s]"}
COLUMNS = {ID: "str"} | {f"{leg}{end}": kind for leg in (ARRIVAL, DEPARTURE) for end, kind in ENDS.items()}
COLUMNS |= {"crossings": "Int64", "ambiguity": "str"}

Key = tuple[str, ...]
# The day somebody came and the day they left; missing where no such crossing was found
Stay = tuple[dt.date | None, dt.date | None]


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
    entries : str or collection of str
        What stands there for an entry.
    exits : str or collection of str
        What stands there for an exit.

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
    >>> import pandas as pd
    >>> import musterbook as mb
    >>> people = pd.DataFrame({"record_id": ["a"], "signup": ["2023-08-22"], "key": ["k1"]})
    >>> days = ["2023-08-20", "2023-09-02", "2023-08-21"]
    >>> register = pd.DataFrame({"key": ["k1", "k1", "k2"], "date": days, "direction": ["in", "out", "in"]})
    >>> mb.link_crossings(people, register, "key")[["arrival", "departure", "crossings"]].to_dict("records")
    [{'arrival': '2023-08-20', 'departure': '2023-09-02', 'crossings': 2}]
    """
    columns = {on: on} if isinstance(on, str) else dict(on) if isinstance(on, Mapping) else {name: name for name in on}
    if not columns:
        raise MusterError("expected at least one column that tells who a person is, found none")
    ins, outs = ({one} if isinstance(one, str) else {*one} for one in (entries, exits))
    if both := ins & outs:
        raise MusterError(f"expected different texts for entries and exits, found {_quoted(both)} in both")
    directions = dict.fromkeys(ins, True) | dict.fromkeys(outs, False)
    frames.require(frames.lazy(crossings), *columns.values(), date, direction)
    theirs = {f"key_{place}": name for place, name in enumerate(columns.values())}
    asked = {ID: ID, SIGNUP: SIGNUP} | dict(zip(theirs, columns, strict=True))
    people = frames.collect(frames.texts(frames.one_list(records), asked))
    signups = read_each(filter(None, people[SIGNUP]), Interval.date, DATE_GRAMMAR)
    schema = frames.lazy(crossings).collect_schema()
    for name in (name for name, column in theirs.items() if schema[column].is_integer()):
        # A number has no zeros before it, and what is none is no key of this register.
        is_number = people[name].str.fullmatch("-?[0-9]{1,18}")
        people[name] = people[name].where(is_number, "").map(lambda text: text and str(int(text)))
    owners: dict[Key, list[str]] = defaultdict(list)
    told = list(people[[*theirs]].itertuples(index=False, name=None))
    for name, key in zip(people[ID], told, strict=True):
        owners[key].append(name)
    keys = pd.DataFrame([key for key in owners if all(key)], columns=list(theirs), dtype="str")
    keys = keys.astype({name: "Int64" for name, column in theirs.items() if schema[column] == nw.Int64})
    matching = Register.of(crossings, keys, theirs | {WHEN: date, DIRECTION: direction}, directions)
    rows = []
    for name, signup, key in zip(people[ID], people[SIGNUP], told, strict=True):
        doubts = list[str]()
        if not all(key):
            doubts.append("no key stated, or none that the register could have")
        elif len(owners[key]) > 1:
            doubts.append(f"the key is that of {counted(len(owners[key]), 'record')}: {', '.join(owners[key])}")
        rows.append([name, *matching.stay(key, signups.get(signup), doubts)])
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


@dataclass(frozen=True)
class Register:
    """The rows of a register that have the key of somebody: by key, the texts of date and direction, and how often.

    ``moments`` are the dates that can be read, ``directions`` says which texts are those of entries and of exits.
    """

    rows: Mapping[Key, Sequence[tuple[str, str, int]]]
    moments: Mapping[str, dt.datetime]
    directions: Mapping[str, bool]

    @classmethod
    def of(
        cls, crossings: Any, keys: pd.DataFrame, columns: Mapping[str, str], directions: Mapping[str, bool]
    ) -> Register:
        """Let the engine of the register keep the rows of the people, and count those alike.

        One none of whose dates or directions can be read is refused: a column or a spelling is mistaken.
        """
        kept = [*keys.select_dtypes("Int64"), WHEN, DIRECTION]
        matching = frames.keep_matching(frames.texts(crossings, columns, kept=kept), keys, [*map(str, keys)])
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
        rows = defaultdict[Key, list[tuple[str, str, int]]](list)
        for *key, when, way, times in table[[*columns, "people"]].itertuples(index=False):
            rows[tuple(key)].append((when, way, int(times)))
        return cls(rows, moments, directions)

    def stay(self, key: Key, signup: Interval | None, doubts: list[str]) -> list[Any]:
        """Work out when one person came and left, of the rows of their key."""
        rows, stays = self.rows.get(key, ()), list[Stay]()
        for place, (what, known) in enumerate({"date": self.moments, "direction": self.directions}.items()):
            if unread := [row for row in rows if row[place] not in known]:
                times = counted(sum(row[2] for row in unread), "crossing")
                doubts.append(f"{times} without a readable {what}: {_quoted(str(row[place]) for row in unread)}")
        sound = [row for row in rows if row[0] in self.moments and row[1] in self.directions]
        read = [BorderCrossing(self.moments[when], self.directions[way], times) for when, way, times in sound]
        if all(key) and not rows:
            doubts.append("no crossing found")
        elif signup is None:
            doubts.append("no sign-up stated")
        elif read:
            person = Person.of(read, signup)
            stays = person.stays()
            doubts += person.doubts(stays)
        ends = list[object]()
        for days in ({day for day in leg if day} for leg in (zip(*stays, strict=True) if stays else ((), ()))):
            first, last = min(days, default=None), max(days, default=None)
            ends += [str(Interval.days(first, last)) if first and last else None, first, last]
        return [*ends, sum(times for *_, times in rows), "; ".join(doubts)]


def _listed(texts: Iterable[object]) -> str:
    """List different texts, and only the first of very many."""
    listed = list(map(str, texts))
    more = [f"{len(listed) - MOST_LISTED} more"] if len(listed) > MOST_LISTED else []
    return ", ".join([*listed[:MOST_LISTED], *more])


def _quoted(texts: Iterable[str]) -> str:
    """Quote different texts."""
    return _listed(map(shown, sorted(set(texts))))


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
        is_timed = self.moment.time() != dt.time()
        return self.moment < other.moment and (is_timed or self.day < other.day)


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
        found, last = set[Stay](), self.signup.last
        came, left = ([one.day for one in some] for some in (self.entries, self.exits))
        if not came or came[0] > self.signup.first:
            # Whoever signed up before the first entry left on some day from then on.
            until = min(last, came[0] - dt.timedelta(days=1)) if came else last
            found |= {(None, day) for day in left if self.signup.first <= day < until}
            found.add((None, next((day for day in left if day >= until), None)))
        arrivals = [day for day in came if day <= self.signup.first][-1:]
        for day in {*arrivals, *(day for day in came if self.signup.first < day <= last)}:
            entries, exits = ([one for one in some if one.day == day] for some in (self.entries, self.exits))
            if any(not any(one.surely_before(entry) for entry in entries) for one in exits):
                found.add((day, day))
            if not any(all(entry.surely_before(one) for entry in entries) for one in exits):
                found.add((day, next((later for later in left if later > day), None)))
        return sorted(found, key=lambda stay: (stay[0] or dt.date.min, stay[1] or dt.date.max))

    def doubts(self, found: Sequence[Stay]) -> Iterator[str]:
        """Say what speaks against a plain reading of the crossings."""
        arrivals, departures = (sorted({day for day in leg if day}) for leg in zip(*found, strict=True))
        if not arrivals:
            yield "no entry on or before the sign-up"
        for what, days, leg in (("last entry", arrivals, 0), ("first exit", departures, 1)):
            choices = [*days, *(["none found"] if any(stay[leg] is None for stay in found) else [])]
            if days and len(choices) > 1:
                yield f"the {what} is one of {_listed(choices)}"
        for day in arrivals:
            if (times := sum(one.times for one in self.entries if one.day == day)) > 1:
                yield f"{counted(times, 'entry', 'entries')} on {day}"
        first = arrivals[0] if arrivals else self.signup.first
        until = departures[-1] if departures else dt.date.max
        for one, other in pairwise(self.entries):
            bears = other.day in arrivals or (first <= one.day and other.day <= until)
            between = (not leave.surely_before(one) and not other.surely_before(leave) for leave in self.exits)
            if one.day < other.day and bears and not any(between):
                yield f"entries on {one.day} and {other.day} without an exit between"
        if left := sorted({left for came, left in found if came and left and left < self.signup.last}):
            word = "" if left[-1] < self.signup.first else "perhaps "
            yield f"left on {_listed(left)}, {word}before the sign-up, and no entry between was found"
