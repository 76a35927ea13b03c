"""Companions: people who arrived together and signed up together.

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
from dataclasses import dataclass
from math import comb
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from musterbook import frames
from musterbook.errors import counted
from musterbook.intervals import Interval, Kind
from musterbook.lags import ARRIVAL, HIGH, ID, LOW, with_lags
from musterbook.schema import LAG, SIGNUP

PARTY = "party"
STATED, SAME_DAYS = "stated", "same days"
MOST_COMPARED = 500_000_000
MOST_MEMBERS = 1_000_000
UNKNOWN = 10**8
"""Days and lags beyond any calendar, which stand for an end that is not known."""

_LEGS = [ARRIVAL, SIGNUP, LAG]
_LOWS, _HIGHS = ["arrival_first", "signup_first", LOW], ["arrival_last", "signup_last", HIGH]
_ENDS = [*_LOWS, *_HIGHS]


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
        if self.possible is None:
            said += "; how many may have cannot be counted, too many dates are coarse."
        else:
            said += "." if self.possible == self.pairs else f", at most {self.possible:,} may have."
        if self.expected is None:
            said += " Fewer than two people have both days known, so nothing can be said of chance."
        else:
            said += f" Of {self.dated:,} people with both days known, {counted(self.dated_pairs, 'pair')} had both the "
            said += f"same; if their lags differed only by chance, there would be {self.expected:.1f} on average."
        return frames.said_of(said, simulated=self.simulated)


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
    known[_LEGS] = known[_LOWS].to_numpy() == known[_HIGHS].to_numpy()
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
    found = frames.collect(joined.select(ID, "group"), {"group": "Int64"}, most=MOST_MEMBERS)
    ids = found.sort_values(ID).groupby("group")[ID]
    parties = chosen.groupby("group")
    label = parties[PARTY].min().where(parties[PARTY].min() == parties[PARTY].max(), "")
    table = pd.DataFrame({"people": ids.size(), "record_ids": ids.agg(", ".join)})
    for name, low, high in zip(_LEGS, _LOWS, _HIGHS, strict=True):
        kind = Kind.NUMBER if name == LAG else Kind.DATE
        table[name] = [text_of(*ends, kind) for ends in zip(parties[low].max(), parties[high].min(), strict=True)]
    table = table.assign(party=label.replace("", None), basis=np.where(label == "", SAME_DAYS, STATED))
    columns = [ARRIVAL, SIGNUP, LAG, PARTY, "people", "record_ids", "basis"]
    kinds = dict.fromkeys(columns, "str") | {"people": "Int64"}
    return table[list(kinds)].astype(kinds).sort_values([SIGNUP, ARRIVAL, "record_ids"], ignore_index=True)


def text_of(low: int, high: int, kind: Kind) -> str | None:
    """Write a range as far as its ends are known; those beyond any calendar are not.

    >>> text_of(-UNKNOWN, 2, Kind.NUMBER), text_of(-UNKNOWN, UNKNOWN, Kind.DATE)
    ('..2', None)
    """
    first, last = (1, dt.date.max.toordinal()) if kind is Kind.DATE else (-UNKNOWN // 2, UNKNOWN // 2)
    least, most = (int(end) if first <= end <= last else None for end in (low, high))
    return None if least is most is None else str(Interval(least, most, kind))


def pairs_in(people: pd.DataFrame, names: list[str]) -> int:
    """Count the pairs of people who have the same in some columns.

    >>> pairs_in(pd.DataFrame({"flight": ["a", "b", "a"], "people": [1, 1, 2]}), ["flight"])
    3
    """
    return sum(comb(int(size), 2) for size in people.groupby(names)["people"].sum())
