"""Movements: how long people took from arriving to signing up, who came together, and who left again.

The lag of a person is the number of days from arrival to sign-up. It may be stated, it may follow from the two dates,
or both, and then both must agree. Where a date is coarse the lag is a range: at least from the last day of the arrival
to the first of the sign-up, at most from the first to the last.

Nobody signs up before arriving, so a range that leaves open whether somebody did begins at 0, unless the user says
that arrivals may come after sign-ups. Where there is no doubt that one did, the lag is negative and is shown as such.

The days from arrival to sign-up are the sign-up less the arrival, and nobody departs before arriving. What is known of
one of them therefore narrows the others (:class:`Journey`): an exact arrival and a lag of two or three days leave two
days of sign-up.

The engine of the frame does the work: each different text of a column is read once, here, and joined to the rows there.

Two people arrived together when the record says so (they share the label of a party or a flight), or when they arrived
on one and the same day. They signed up together when they did so on one day, or, having arrived together, after equally
many days. What the dates and the stated lag of a person say is taken together first, and so is what is known of the
arrival of a party. A pair is sure when it holds whatever the coarse dates stand for, and possible when some days of
theirs allow it.

People on one list have few days to choose from, so some pairs come about by chance; how many stands beside the pairs.
People can be put in groups twice over: by the day they arrived, and by the days they let pass before they signed up.
Two people who are in one group both times arrived together and signed up together. How many do so on average by chance
alone is known: keep the groups, deal the second ones out among the people at random, and each pair that shares the
first has the same chance to share the second. This is what Knox (1964, Applied Statistics 13:25) expects of cases close
in space and in time, with the permutations of Mantel (1967, Cancer Research 27:209).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from math import comb, inf
from typing import Any, ClassVar

import narwhals as nw
import numpy as np
import pandas as pd

from musterbook import frames
from musterbook.errors import InputError, Problem, Unanswerable, counted, read_each, whole_number
from musterbook.intervals import Interval, Kind
from musterbook.schema import LAG, SIGNUP
from musterbook.tally import counts

ID, ARRIVAL, DEPARTURE = "record_id", "arrival", "departure"
LOW, HIGH, BASIS = "low", "high", "basis"
MOST_FAULTS = 100_000
LEGS = (SIGNUP, ARRIVAL, DEPARTURE, LAG)
_KINDS = {ARRIVAL: Kind.DATE, SIGNUP: Kind.DATE, DEPARTURE: Kind.DATE, LAG: Kind.NUMBER}

# The least and the largest a number can be: whole numbers, or infinite where there is no end
Ends = tuple[float, float]

ANY: Ends = (-inf, inf)
FORWARD: Ends = (0, inf)
PARTY = "party"
MOST_COMPARED = 500_000_000
# Days and lags beyond any calendar, which stand for an end that is not known
UNKNOWN = 10**10

# The arrival, the sign-up and the days between, of which two tell the third.
_TIED = [ARRIVAL, SIGNUP, LAG]
_LOWS, _HIGHS = ["arrival_first", "signup_first", LOW], ["arrival_last", "signup_last", HIGH]
_ENDS = [*_LOWS, *_HIGHS]


@dataclass(frozen=True)
class Returns:
    """Who left again within some days of signing up.

    Attributes
    ----------
    people : DataFrame
        One row per person, of the engine that went in: ``record_id``, ``low`` and ``high`` (days from sign-up to
        departure, missing where not known) and ``returned`` (``sure``, ``possible`` or ``not``).
    within : int
        How many days.
    total, sure, possible : int
        People in all, those who surely returned, and those who may have, the sure ones included.
    simulated : bool
        Whether anybody is made up.
    """

    people: Any
    within: int
    total: int
    sure: int
    possible: int
    simulated: bool

    @property
    def sentence(self) -> str:
        """The result in words."""
        least, most = f"at least {self.sure:,} and " if self.sure else "", f"{self.possible:,}"
        number = most if self.sure == self.possible else f"{least}at most {most}"
        whom = counted(self.total, "person", "people")
        said = f"Within {counted(self.within, 'day')} of signing up, {number} of {whom} left again."
        nobody = "The list has no rows, so nobody on it left again."
        return frames.said_of(said if self.total else nobody, simulated=self.simulated)


def arrival_lags(records: Any, *, arrival_after_signup: bool = False) -> Any:
    """Give the days from arrival to sign-up of each person, as a range where they are not known exactly.

    Parameters
    ----------
    records : DataFrame
        One row per person, of any engine, with ``record_id`` and ``lag_days``, or ``arrival`` and ``signup``, or all.
    arrival_after_signup : bool
        Whether people may arrive after they signed up. By default a lag begins at 0 where it might be less.

    Returns
    -------
    DataFrame
        Of the engine that went in, a row per person in the order of that engine: ``record_id``, ``low``, ``high``
        (whole days, missing where not known) and ``basis``: ``stated``, ``computed``, ``both``, or missing.

    Raises
    ------
    InputError
        If a stated lag is not what the dates leave; all such records are named.

    Examples
    --------
    >>> import pandas as pd
    >>> import musterbook as mb
    >>> mb.arrival_lags(mb.load_case("moscow-2023-24").records).head(3).to_dict("list")["low"]
    [2, 2, 0]
    >>> people = pd.DataFrame({"record_id": ["a"], "arrival": ["2023-08-30"], "signup": ["2023-09"]})
    >>> mb.arrival_lags(people).to_dict("records")
    [{'record_id': 'a', 'low': 2, 'high': 31, 'basis': 'computed'}]
    """
    frame = with_lags(records, {ID: ID}, arrival_after_signup=arrival_after_signup)
    return frames.hand_back(frame.select(ID, LOW, HIGH, BASIS), records)


def lag_counts(records: Any, *, arrival_after_signup: bool = False) -> pd.DataFrame:
    """Count people by the days from their arrival to their sign-up.

    Parameters
    ----------
    records : DataFrame
        As for :func:`arrival_lags`.

    Returns
    -------
    pandas.DataFrame
        ``cell`` (days), ``sure`` and ``possible`` (people), as :func:`musterbook.counts` gives them.

    Examples
    --------
    >>> import musterbook as mb
    >>> mb.lag_counts(mb.load_case("moscow-2023-24").records).to_dict("list")
    {'cell': ['0', '1', '2'], 'sure': [1, 0, 2], 'possible': [5, 4, 6]}
    """
    frame = _lags(records, {}, arrival_after_signup=arrival_after_signup)
    found = frames.count_distinct(frame.select(LOW, HIGH))
    if (found[LOW] > found[HIGH]).any():
        with_lags(frames.records_of(records), {ID: ID}, arrival_after_signup=arrival_after_signup)
    if found[[LOW, HIGH]].isna().all(axis=None):
        raise Unanswerable(f"no lag is known: nobody has {LAG} stated, or both {ARRIVAL} and {SIGNUP}")
    texts = [range_text(*ends) for ends in zip(found[LOW], found[HIGH], strict=True)]
    known = pd.DataFrame({LAG: texts, "people": found["people"]})
    return frames.marked(counts(known, LAG, kind="number", weights="people"), simulated=frames.is_simulated(records))


def returns(records: Any, within: int = 30) -> Returns:
    """Tell who left again within some days of signing up.

    A departure before the sign-up is no return; one on the same day is. Where a departure or a sign-up is not stated,
    a return is possible.

    Parameters
    ----------
    records : DataFrame
        One row per person, of any engine, with ``record_id``, ``signup`` and ``departure``.
    within : int
        Days after the sign-up, at least 0.

    Examples
    --------
    >>> import pandas as pd
    >>> import musterbook as mb
    >>> people = {"record_id": ["a", "b"], "signup": ["2023-08-22", "2023-09"], "departure": ["2023-09-01", "2023-10"]}
    >>> mb.returns(pd.DataFrame(people)).sentence
    'Within 30 days of signing up, at least 1 and at most 2 of 2 people left again.'
    """
    whole_number("a number of days", within)
    asked = {name: name for name in (ID, SIGNUP, DEPARTURE)}
    frame = _read(frames.texts(frames.one_list(records), asked), SIGNUP, DEPARTURE)
    low, high = nw.col(LOW), nw.col(HIGH)
    no, sure, possible = (nw.lit(word) for word in ("not", "sure", "possible"))
    returned = nw.when((low >= 0) & (high <= within)).then(sure).otherwise(possible)
    returned = nw.when(~high.is_null() & ~low.is_null() & ((high < 0) | (low > within))).then(no).otherwise(returned)
    with frames.limits_of(frame):
        people = frame.with_columns(*_between(SIGNUP, DEPARTURE)).select(ID, LOW, HIGH, returned.alias("returned"))
    number = frames.count_texts(people, "returned")
    told = number.total(), number["sure"], number["sure"] + number["possible"]
    return Returns(frames.hand_back(people, records), within, *told, frames.is_simulated(records))


def with_lags(records: Any, keep: dict[str, str], *, arrival_after_signup: bool = False) -> frames.Frame:
    """Put lags beside the texts of a list, in its engine; ``keep`` names further columns, new name to old.

    Besides ``low``, ``high`` and ``basis`` the result has ``arrival_first``, ``arrival_last``, ``signup_first`` and
    ``signup_last``, days counted from a fixed day, missing where nothing is stated. A stated lag that is not what the
    dates leave is an error that names every such record.
    """
    frame = _lags(records, keep, arrival_after_signup=arrival_after_signup)
    with frames.limits_of(frame):
        wrong = frames.completed(frame.filter((nw.col(LOW) > nw.col(HIGH)).fill_null(False)), ID)
        found = frames.collect(wrong.select(ID, LAG, "dated_low", "dated_high"), most=MOST_FAULTS)
    told = [(name, text, range_text(*dated)) for name, text, *dated in found.itertuples(index=False)]
    if told:
        expected = "the days from arrival to sign-up, "
        problems = (Problem(str(name) or "a row", 0, LAG, str(text), expected + days) for name, text, days in told)
        raise InputError.from_problems("the list", problems)
    return frame


def _lags(records: Any, keep: dict[str, str], *, arrival_after_signup: bool) -> frames.Frame:
    """Put lags beside a list whether or not what is stated agrees with the dates; where not, ``low`` is above ``high``.

    A list that was read has been read; of any other frame each different text is read once.
    """
    names = frames.lazy(frames.one_list(records)).collect_schema().names()
    if LAG not in names and not {ARRIVAL, SIGNUP} <= set(names):
        raise Unanswerable(f"a lag needs a column {LAG}, or {ARRIVAL} and {SIGNUP}; available: {', '.join(names)}")
    if not keep and records is not frames.records_of(records):
        # Polars counts what was read with the list far faster than pandas.
        import polars as pl

        ends = [f"{name}_{end}" for name in _TIED for end in _KINDS[name].ends]
        known = pl.from_pandas(records.records.reindex(columns=ends)).lazy()
        days, lacking = pl.selectors.datetime().dt.epoch("d"), pl.selectors.float().cast(pl.Int64)
        frame = frames.lazy(known.with_columns(days, lacking))
    else:
        asked = {name: name for name in _TIED if name in names}
        frame = _read(frames.completed(frames.texts(records, asked | keep), *_TIED), *_TIED)
    stated_low, stated_high = nw.col(f"{LAG}_low"), nw.col(f"{LAG}_high")
    dated_low, dated_high, low, high = (nw.col(name) for name in ("dated_low", "dated_high", LOW, HIGH))
    is_dated, is_stated = ~dated_high.is_null(), ~(stated_low.is_null() & stated_high.is_null())
    both, stated, computed = (nw.lit(word) for word in ("both", "stated", "computed"))
    basis = nw.when(is_dated & is_stated).then(both).when(is_stated).then(stated).when(is_dated).then(computed)
    # Both ends are compared where both are known; the least and largest of two columns mixes up rows on Dask.
    is_higher = dated_low.is_null() | (stated_low > dated_low).fill_null(False)
    is_lower = dated_high.is_null() | (stated_high < dated_high).fill_null(False)
    least = nw.when(is_higher).then(stated_low).otherwise(dated_low)
    most = nw.when(is_lower).then(stated_high).otherwise(dated_high)
    # A lag that may be less than 0 and may be more begins there.
    may_be_more = ~low.is_null() & high.is_null() | (high >= 0)
    begins = nw.when((low.is_null() | (low < 0)) & may_be_more).then(nw.lit(0)).otherwise(low)
    with frames.limits_of(frame):
        dated = frame.with_columns(*_between(ARRIVAL, SIGNUP)).rename({LOW: "dated_low", HIGH: "dated_high"})
        frame = dated.with_columns(least.alias(LOW), most.alias(HIGH), basis.alias(BASIS))
    return frame if arrival_after_signup else frame.with_columns(begins.alias(LOW))


def _read(frame: frames.Frame, *columns: str) -> frames.Frame:
    """Put beside texts what they may be: the first and last day of a date, the least and the most days of a lag."""
    stated = {column: filter(None, frames.count_texts(frame, column)) for column in columns}
    for column, texts in stated.items():
        kind = _KINDS[column]
        rows = [(text, one.low, one.high) for text, one in read_each(texts, kind.read, kind.grammar).items()]
        kinds = {column: "str"} | {f"{column}_{end}": "Int64" for end in kind.ends}
        frame = frames.attach(frame, pd.DataFrame(rows, columns=list(kinds)).astype(kinds), column)
    return frame


def _between(start: str, end: str) -> tuple[nw.Expr, nw.Expr]:
    """Give the least and the most days from one coarse date to another."""
    least = nw.col(f"{end}_first") - nw.col(f"{start}_last")
    most = nw.col(f"{end}_last") - nw.col(f"{start}_first")
    return least.alias(LOW), most.alias(HIGH)


def range_text(low: Any, high: Any, kind: Kind = Kind.NUMBER) -> str:
    """Write a range as far as its ends are known; those beyond any calendar are not. Empty where neither is.

    >>> range_text(-UNKNOWN, 2), range_text(None, UNKNOWN, Kind.DATE)
    ('..2', '')
    """
    first, last = (1, dt.date.max.toordinal()) if kind is Kind.DATE else (-UNKNOWN // 2, UNKNOWN // 2)
    least, most = (None if pd.isna(end) or not first <= end <= last else int(end) for end in (low, high))
    return "" if least is most is None else str(Interval(least, most, kind))


@dataclass(frozen=True)
class Journey:
    """What is known of one person, each value from its least to its largest, infinite where nothing is known.

    The arrival ties the others together and nothing else does, so narrowing it first and the others after it is sharp:
    every number that is left in a pair belongs to some journey that agrees with everything known.
    """

    MEANT: ClassVar = f"{LAG} to be the days from arrival to a sign-up in the window, and no departure before arrival"

    signup: Ends = ANY
    arrival: Ends = ANY
    departure: Ends = ANY
    lag_days: Ends = ANY

    @classmethod
    def of(cls, person: Mapping[str, str], window: Ends = ANY) -> Journey:
        """Read what is stated of a person, who signed up within some days and not before arriving.

        >>> Journey.of({"signup": "2023-09-02", "lag_days": "..3"}).lag_days
        (0, 3)
        """
        signup, arrival, departure = (ends_of(person.get(name, ""), Kind.DATE) for name in (SIGNUP, ARRIVAL, DEPARTURE))
        lag = meet(ends_of(person.get(LAG, ""), Kind.NUMBER), FORWARD)
        return cls(meet(signup, window), arrival, departure, lag)

    def settled(self) -> Journey | None:
        """Give what is left of each value once all are known; ``None`` where they cannot hold together.

        >>> Journey(signup=(10, 19), arrival=(12, 12), lag_days=(0, 3)).settled()
        Journey(signup=(12, 15), arrival=(12, 12), departure=(12, inf), lag_days=(0, 3))
        """
        signup, lag = self.signup, self.lag_days
        arrival = meet(self.arrival, (signup[0] - lag[1], min(signup[1] - lag[0], self.departure[1])))
        signup = meet(signup, (arrival[0] + lag[0], arrival[1] + lag[1]))
        lag = meet(lag, (signup[0] - arrival[1], signup[1] - arrival[0]))
        departure = meet(self.departure, (arrival[0], inf))
        found = (signup, arrival, departure, lag)
        return Journey(*found) if all(low <= high for low, high in found) else None


def meet(one: Ends, other: Ends) -> Ends:
    """Give what two pairs of ends have in common; the first end is beyond the second where that is nothing."""
    return max(one[0], other[0]), min(one[1], other[1])


def ends_of(text: str, kind: Kind) -> Ends:
    """Give the least and the largest of a coarse date or number, nothing stated being any.

    >>> ends_of("3..", Kind.NUMBER), ends_of("", Kind.DATE)
    ((3, inf), (-inf, inf))
    """
    return kind.read(text).ends if text else ANY


# --- who came together


@dataclass(frozen=True)
class Parties:
    """People who arrived together and signed up together, and what chance alone would give.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per party of two or more who surely were together: ``arrival``, ``signup`` (EDTF), ``lag_days``,
        ``party`` (the label), ``people``, ``record_ids`` (with commas between) and ``basis``: ``stated`` where one
        label names them all, else ``same days``.
    pairs, possible : int
        Pairs of people who surely were together, and who may have been (the sure ones included). ``possible`` is
        missing where there are too many coarse dates to compare.
    dated, dated_pairs : int
        People whose arrival and sign-up are both known to the day, and the pairs among them who share both days.
    expected : float
        How many such pairs there would be on average if the lags of the dated people were dealt out among them at
        random. Missing with fewer than two dated people.
    contradicted : tuple of str
        Labels of parties whose people cannot have arrived on one day; they are not taken for parties.
    simulated : bool
        Whether anybody is made up.
    """

    table: pd.DataFrame
    pairs: int
    possible: int | None
    dated: int
    dated_pairs: int
    expected: float | None
    contradicted: tuple[str, ...]
    simulated: bool

    @property
    def sentence(self) -> str:
        """The result with what it assumes."""
        said = f"{counted(self.pairs, 'pair')} of people surely arrived and signed up together"
        may = "." if self.possible == self.pairs else f", at most {self.possible or 0:,} may have."
        if self.possible is None:
            may = "; how many may have cannot be counted, too many dates are coarse."
        chance = "Fewer than two people have both days known, so nothing can be said of chance."
        if self.expected is not None:
            chance = f"Of {self.dated:,} people with both days known, {counted(self.dated_pairs, 'pair')} had both the "
            chance += f"same; if their lags differed only by chance, there would be {self.expected:.1f} on average."
        return frames.said_of(f"{said}{may} {chance}", simulated=self.simulated)


def parties(records: Any, *, by: str | None = None, arrival_after_signup: bool = False) -> Parties:
    """Find people who arrived together and signed up together.

    Parameters
    ----------
    records : DataFrame
        One row per person, of any engine, as for :func:`musterbook.arrival_lags`.
    by : str, optional
        The column whose label people share who arrived together, such as a flight; by default ``party``, where the list
        has it. People who share a day but no label count too.
    arrival_after_signup : bool
        Whether people may arrive after they signed up.

    Notes
    -----
    Chance keeps the arrival of each dated person and deals the lags out at random, because sign-ups dealt out would
    often lie before arrivals.

    Examples
    --------
    >>> import musterbook as mb
    >>> found = mb.parties(mb.load_case("moscow-2023-24").records)
    >>> found.table[["lag_days", "party", "people", "record_ids", "basis"]].to_dict("records")
    [{'lag_days': '2', 'party': 'a', 'people': 2, 'record_ids': 'person-1, person-2', 'basis': 'stated'}]
    >>> found.pairs, found.possible
    (1, 18)
    """
    frame, known = known_of(records, by, arrival_after_signup=arrival_after_signup)
    known, contradicted = with_parties(known)
    known[_TIED] = known[_LOWS].to_numpy() == known[_HIGHS].to_numpy()
    known["group"] = groups_of(known)
    dated = known[known[ARRIVAL] & known[LAG]]
    people = int(dated["people"].sum())
    return Parties(
        table=table_of(known, frame),
        pairs=pairs_in(known, ["group"]),
        possible=possible_pairs(known),
        dated=people,
        dated_pairs=pairs_in(dated, ["arrival_first", LOW]),
        expected=pairs_in(dated, ["arrival_first"]) * pairs_in(dated, [LOW]) / comb(people, 2) if people > 1 else None,
        contradicted=contradicted,
        simulated=frames.is_simulated(records),
    )


def known_of(records: Any, by: str | None, *, arrival_after_signup: bool) -> tuple[frames.Frame, pd.DataFrame]:
    """Give the list in its engine, and what is known of its people, those of whom the same is known counted together.

    What was stated stands beside it once more, as ``of_…``.
    """
    names = frames.lazy(records).collect_schema().names()
    column = by if by is not None or PARTY not in names else PARTY
    keep = {ID: ID} | ({PARTY: column} if column else {})
    frame = with_lags(records, keep, arrival_after_signup=arrival_after_signup)
    with frames.limits_of(frame):
        ends = [nw.col(name).fill_null(UNKNOWN if name in _HIGHS else -UNKNOWN) for name in _ENDS]
        frame = frame.select(ID, nw.col(PARTY) if column else nw.lit("").alias(PARTY), *ends)
    known = frames.count_distinct(frame.select(PARTY, *_ENDS)).astype(dict.fromkeys(_ENDS, "int64"))
    known = known.assign(**{f"of_{name}": known[name] for name in (PARTY, *_ENDS)})
    return frame, known if arrival_after_signup else known.assign(low=known[LOW].where(known[LOW] > -UNKNOWN, 0))


def with_parties(known: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Take together what the dates and the lag of each person say, and what is known of the arrival of each party.

    Gives the labels of parties that cannot have arrived on one day, too, which are taken for none.
    """
    known = agreed(known)
    label = known[PARTY].replace("", None)
    of_party = known.groupby(label)
    first, last = of_party["arrival_first"].transform("max"), of_party["arrival_last"].transform("min")
    holds = first <= last
    of_all = {"arrival_first": first, "arrival_last": last}
    of_all = {name: end.where(holds, known[name]).astype("int64") for name, end in of_all.items()}
    return agreed(known.assign(party=label.where(holds, ""), **of_all)), tuple(sorted(label[first > last].unique()))


def agreed(known: pd.DataFrame) -> pd.DataFrame:
    """Narrow each of arrival, sign-up and lag by the other two; sign-up is arrival plus lag."""
    come, sign, lag = known[_LOWS].to_numpy().T
    come_by, sign_by, lag_by = known[_HIGHS].to_numpy().T
    least = np.maximum((come, sign, lag), (sign - lag_by, come + lag, sign - come_by))
    most = np.minimum((come_by, sign_by, lag_by), (sign_by - lag, come_by + lag_by, sign_by - come))
    return known.assign(**dict(zip(_ENDS, [*least, *most], strict=True)))


def groups_of(known: pd.DataFrame) -> pd.Series:
    """Give people who surely were together one number with all who share a key; missing of whom nothing is sure.

    Being together carries over from one key to the next, for days are the same. People without a key may have had any
    of several days, also those of whom the same is known.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    is_named = known[PARTY] != ""
    shared = [
        known.loc[known[ARRIVAL] & known[SIGNUP], ["arrival_first", "signup_first"]],
        known.loc[is_named & known[SIGNUP], [PARTY, "signup_first"]],
        known.loc[is_named & known[LAG], [PARTY, LOW]],
    ]
    keys = pd.concat([one.groupby(list(one)).ngroup() + at * len(known) for at, one in enumerate(shared)])
    linked = csr_array((np.ones(len(keys)), (keys.index, keys)), (len(known), len(shared) * len(known)))
    groups = pd.Series(connected_components(linked @ linked.T)[1], known.index)
    return groups.where(known.index.isin(keys.index))


def possible_pairs(known: pd.DataFrame) -> int | None:
    """Count the pairs of people some of whose days are the same.

    Where their arrivals meet, their sign-ups and their lags, some days do that are all in keeping: each of the three
    has been narrowed by the other two.
    """
    is_dated = known[ARRIVAL] & known[SIGNUP]
    dated, others = known[is_dated], known[~is_dated]
    if len(others) * len(known) > MOST_COMPARED:
        return None
    pairs = pairs_in(dated, ["arrival_first", "signup_first"])
    everybody = pd.concat([others, dated])
    lows, highs, people = (everybody[name].to_numpy("int64") for name in (_LOWS, _HIGHS, "people"))
    for place in range(len(others)):
        rest = slice(place + 1, None)
        meets = (np.maximum(lows[place], lows[rest]) <= np.minimum(highs[place], highs[rest])).all(axis=1)
        pairs += comb(int(people[place]), 2) + int(people[place]) * int(people[rest][meets].sum())
    return pairs


def table_of(known: pd.DataFrame, frame: frames.Frame) -> pd.DataFrame:
    """Lay out the parties of two or more, with the ids of their people, which are asked of nobody else."""
    chosen = known[known.groupby("group")["people"].transform("sum") > 1]
    keys = chosen[[f"of_{name}" for name in (PARTY, *_ENDS)]].set_axis([PARTY, *_ENDS], axis=1)
    members = keys.assign(group=chosen["group"]).astype(dict.fromkeys((*_ENDS, "group"), "Int64"))
    with frames.limits_of(frame):
        joined = frame.join(frames.small(members, frame), on=[PARTY, *_ENDS], how="inner")
    found = frames.collect(joined.select(ID, "group"), {"group": "Int64"})
    ids = found.sort_values(ID).groupby("group")[ID]
    parties = chosen.groupby("group")
    label = parties[PARTY].min().where(parties[PARTY].min() == parties[PARTY].max(), "")
    table = pd.DataFrame({"people": ids.size(), "record_ids": ids.agg(", ".join)})
    for name, low, high in zip(_TIED, _LOWS, _HIGHS, strict=True):
        kind = Kind.NUMBER if name == LAG else Kind.DATE
        ends = zip(parties[low].max(), parties[high].min(), strict=True)
        table[name] = [range_text(*pair, kind) or None for pair in ends]

    table = table.assign(party=label.replace("", None), basis=np.where(label == "", "same days", "stated"))
    columns = [ARRIVAL, SIGNUP, LAG, PARTY, "people", "record_ids", "basis"]
    kinds = dict.fromkeys(columns, "str") | {"people": "Int64"}
    return table[list(kinds)].astype(kinds).sort_values([SIGNUP, ARRIVAL, "record_ids"], ignore_index=True)


def pairs_in(people: pd.DataFrame, names: list[str]) -> int:
    """Count the pairs of people who have the same in some columns.

    >>> pairs_in(pd.DataFrame({"flight": ["a", "b", "a"], "people": [1, 1, 2]}), ["flight"])
    3
    """
    return sum(comb(int(size), 2) for size in people.groupby(names)["people"].sum())
