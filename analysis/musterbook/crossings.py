"""Border crossings: when the people of a list came in, and when they left.

A register of crossings may hold hundreds of millions of rows; the list holds thousands of people. The register is read
once, by its own engine, which keeps the rows that have the key of somebody on the list; only those come out. Whatever
then speaks against a plain reading is written beside the person: no crossing at all, two entries on one day, an exit
missing between two entries, a sign-up so coarse that the last entry before it is one of several.

The arrival is the last entry on or before the day of sign-up, the departure the first exit after that entry. Of two
crossings on one day the order is known only where both have a time of day; midnight is taken for none.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pandas as pd

from musterbook import frames
from musterbook.errors import MusterError, UnknownName, counted, read_each, shown
from musterbook.intervals import DATE_GRAMMAR, Interval
from musterbook.lags import ARRIVAL, DEPARTURE, ID
from musterbook.people import one_list
from musterbook.schema import SIGNUP
from musterbook.stays import BorderCrossing, Person, Stay

WHEN, DIRECTION = "when", "direction"
MOST_QUOTED = 5
COLUMNS = {
    ID: "str",
    ARRIVAL: "str",
    f"{ARRIVAL}_first": "datetime64[s]",
    f"{ARRIVAL}_last": "datetime64[s]",
    DEPARTURE: "str",
    f"{DEPARTURE}_first": "datetime64[s]",
    f"{DEPARTURE}_last": "datetime64[s]",
    "crossings": "Int64",
    "ambiguity": "str",
}

Key = tuple[str, ...]


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
    columns = _pairs(on)
    directions = _directions(entries, exits)
    _require("list", one_list(records), ID, SIGNUP, *columns.keys())
    _require("register", crossings, *columns.values(), date, direction)
    people = frames.collect(frames.texts(records, {ID: ID, SIGNUP: SIGNUP} | _named(columns.keys())))
    signups = read_each(filter(None, people[SIGNUP]), Interval.date, DATE_GRAMMAR)
    keys = _Keys.of(people, crossings, list(columns.values()))
    register = _Register(_found(crossings, keys, {WHEN: date, DIRECTION: direction}), directions)
    register.check()
    rows = [
        _row(str(name), signups.get(signup), *keys.of_row(place), register)
        for place, (name, signup) in enumerate(zip(people[ID], people[SIGNUP], strict=True))
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _pairs(on: str | Sequence[str] | Mapping[str, str]) -> dict[str, str]:
    """Give the columns of the key, those of the list to those of the register."""
    if isinstance(on, str):
        return {on: on}
    found = dict(on) if isinstance(on, Mapping) else {name: name for name in on}
    if not found:
        raise MusterError("expected at least one column that tells who a person is, found none")
    return found


def _require(which: str, native: Any, *columns: str) -> None:
    """Make sure that one of the two frames has its columns; the error says which of the two."""
    try:
        frames.require(frames.lazy(native), *columns)
    except UnknownName as error:
        raise UnknownName(f"the {which} has {error}") from None


def _directions(entries: str | Collection[str], exits: str | Collection[str]) -> dict[str, bool]:
    """Give for each text of a direction whether it is an entry."""
    ins, outs = ([one] if isinstance(one, str) else list(one) for one in (entries, exits))
    both = sorted(set(ins) & set(outs))
    if both:
        raise MusterError(
            f"expected different texts for entries and exits, found {', '.join(map(shown, both))} in both"
        )
    return dict.fromkeys(ins, True) | dict.fromkeys(outs, False)


def _named(columns: Iterable[str]) -> dict[str, str]:
    return {f"key_{place}": name for place, name in enumerate(columns)}


@dataclass(frozen=True)
class _Keys:
    """The keys of the people of a list, spelled as the register has them.

    ``keys``, one for each person, missing where it is not whole or cannot stand in the register; ``faults`` says why.
    ``numbers`` are the parts of the key that the engine joins as numbers; all others it joins as texts.
    """

    columns: Mapping[str, str]
    numbers: tuple[str, ...]
    keys: tuple[Key | None, ...]
    faults: tuple[str, ...]
    shared: Mapping[Key, Sequence[str]]

    @classmethod
    def of(cls, people: pd.DataFrame, crossings: Any, register_columns: Sequence[str]) -> _Keys:
        frame = frames.lazy(crossings)
        frames.require(frame, *register_columns)
        columns = _named(register_columns)
        schema = frame.collect_schema()
        whole = tuple(new for new, old in columns.items() if schema[old].is_integer())
        read = [cls._read(dict(zip(columns, values, strict=True)), whole) for values in _tuples(people, columns)]
        shared: dict[Key, list[str]] = defaultdict(list)
        for name, (key, _) in zip(people[ID], read, strict=True):
            if key is not None:
                shared[key].append(str(name))
        numbers = tuple(new for new, old in columns.items() if schema[old] == nw.Int64)
        return cls(columns, numbers, tuple(key for key, _ in read), tuple(fault for _, fault in read), shared)

    @staticmethod
    def _read(texts: Mapping[str, str], whole: Collection[str]) -> tuple[Key | None, str]:
        if not all(texts.values()):
            return None, "no key stated"
        wrong = [text for name, text in texts.items() if name in whole and not _is_whole(text)]
        if wrong:
            return None, f"the key {shown(wrong[0])} is no whole number, as the keys of the register are"
        return tuple(str(int(text)) if name in whole else text for name, text in texts.items()), ""

    def of_row(self, place: int) -> tuple[Key | None, list[str]]:
        """Give the key of one person, and what is to be said of it."""
        key = self.keys[place]
        if key is None:
            return None, [self.faults[place]]
        owners = list(self.shared[key])
        if len(owners) == 1:
            return key, []
        return key, [f"the key is that of {counted(len(owners), 'record')}: {', '.join(owners)}"]

    def table(self) -> pd.DataFrame:
        """Give the keys as a small table, each once."""
        table = pd.DataFrame(list(self.shared), columns=list(self.columns), dtype="str")
        return table.astype({name: "Int64" if name in self.numbers else "str" for name in self.columns})


def _is_whole(text: str) -> bool:
    return text.isascii() and text.lstrip("-").isdigit() and len(text) <= 18


def _tuples(table: pd.DataFrame, columns: Iterable[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(table[name] for name in columns), strict=True)


def _found(crossings: Any, keys: _Keys, others: Mapping[str, str]) -> dict[Key, list[tuple[str, str, int]]]:
    """Let the engine of the register keep the rows of the people, and count those alike: date, direction, rows."""
    kept = (*keys.numbers, *others)
    narrow = frames.texts(crossings, {**keys.columns, **others}, kept=kept)
    matching = frames.keep_matching(narrow, keys.table(), list(keys.columns))
    names = [*keys.columns, *others]
    table = frames.count_distinct(frames.texts(matching, {name: name for name in names}, moments=True))
    found: dict[Key, list[tuple[str, str, int]]] = defaultdict(list)
    for *key, when, direction, rows in _tuples(table, [*names, "people"]):
        found[tuple(key)].append((when, direction, int(rows)))
    return found


@dataclass(frozen=True)
class _Register:
    """What was found in the register for the people of a list, and how its directions read."""

    found: Mapping[Key, Sequence[tuple[str, str, int]]]
    directions: Mapping[str, bool]

    def check(self) -> None:
        """Refuse a register none of whose dates or directions can be read: a column or a spelling is mistaken."""
        dates = {when for rows in self.found.values() for when, _, _ in rows if when}
        ways = {way for rows in self.found.values() for _, way, _ in rows if way}
        if dates and all(_moment(text) is None for text in dates):
            raise MusterError(f"expected dates of crossings in ISO 8601; found {_quoted(dates)}")
        if ways and not ways & self.directions.keys():
            mend = "say with entries= and exits= what yours are"
            raise MusterError(f"expected directions {_quoted(self.directions)}; found {_quoted(ways)}; {mend}")

    def rows(self, key: Key | None) -> int:
        """Count the rows of a key."""
        return sum(number for *_, number in self._of(key))

    def crossings(self, key: Key | None) -> list[BorderCrossing]:
        """Give the crossings of a key that can be read."""
        read = [(_moment(when), self.directions.get(way), number) for when, way, number in self._of(key)]
        return [BorderCrossing(when, way, times) for when, way, times in read if when is not None and way is not None]

    def unread(self, key: Key | None) -> Iterator[str]:
        """Say which crossings of a key cannot be read."""
        dates = Counter({when: 0 for when, _, _ in self._of(key) if _moment(when) is None})
        ways = Counter({way: 0 for _, way, _ in self._of(key) if way not in self.directions})
        for when, way, number in self._of(key):
            dates.update({when: number} if when in dates else {})
            ways.update({way: number} if way in ways else {})
        for what, texts in (("date", dates), ("direction", ways)):
            if none := texts.pop("", 0):
                yield f"{counted(none, 'crossing')} without a {what}"
            if texts:
                yield f"{counted(texts.total(), 'crossing')} without a readable {what}: {_quoted(texts)}"

    def _of(self, key: Key | None) -> Sequence[tuple[str, str, int]]:
        return self.found.get(key, ()) if key is not None else ()


def _row(name: str, signup: Interval | None, key: Key | None, faults: Sequence[str], register: _Register) -> list[Any]:
    """Work out the row of one person."""
    doubts = [*faults, *register.unread(key)]
    crossings, stays = register.crossings(key), list[Stay]()
    if key is not None and not register.rows(key):
        doubts.append("no crossing found")
    elif signup is None:
        doubts.append("no sign-up stated")
    elif crossings:
        person = Person.of(crossings, signup)
        stays = person.stays()
        doubts += person.doubts(stays)
    arrival, departure = _ends(stay.arrival for stay in stays), _ends(stay.departure for stay in stays)
    return [name, *arrival, *departure, register.rows(key), "; ".join(doubts)]


def _ends(days: Iterable[dt.date | None]) -> tuple[str | None, dt.date | None, dt.date | None]:
    """Give the text of some days, and the first and the last."""
    known = [day for day in days if day is not None]
    if not known:
        return None, None, None
    return str(Interval.days(min(known), max(known))), min(known), max(known)


def _moment(text: str) -> dt.datetime | None:
    """Read a day or a moment; the zone of a moment is that of the register."""
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _quoted(texts: Iterable[str]) -> str:
    different = sorted(set(texts))
    more = [f"{len(different) - MOST_QUOTED} more"] if len(different) > MOST_QUOTED else []
    return ", ".join([*map(shown, different[:MOST_QUOTED]), *more])
