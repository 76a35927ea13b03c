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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from math import comb
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from musterbook import frames
from musterbook.errors import counted
from musterbook.frames import Frame, is_simulated, said_of
from musterbook.intervals import Interval, Kind
from musterbook.lags import ARRIVAL, HIGH, ID, LOW, range_text, with_lags
from musterbook.schema import LAG, SIGNUP

PARTY = "party"
STATED, SAME_DAYS = "stated", "same days"
MOST_COMPARED = 500_000_000
MOST_MEMBERS = 1_000_000
UNKNOWN = 10**8
"""Days and lags beyond any calendar, which stand for an end that is not known."""

_ENDS_OF = {ARRIVAL: ("arrival_first", "arrival_last"), SIGNUP: ("signup_first", "signup_last"), LAG: (LOW, HIGH)}
_ENDS = tuple(chain(*_ENDS_OF.values()))


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
            share = "shares" if self.dated_pairs == 1 else "share"
            said += f" Of {self.dated:,} people with both days known, {counted(self.dated_pairs, 'pair')} {share} "
            said += f"them; if their lags differed only by chance, there would be {self.expected:.1f} on average."
        return said_of(said, simulated=self.simulated)


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
    >>> from musterbook.case.case import load_case
    >>> found = parties(load_case("moscow-2023-24").records)
    >>> found.table[["lag_days", "party", "people", "record_ids", "basis"]].to_dict("records")
    [{'lag_days': '2', 'party': 'a', 'people': 2, 'record_ids': 'person-1, person-2', 'basis': 'stated'}]
    >>> found.pairs, found.possible
    (1, 18)
    """
    found = Companions.of(records, by, arrival_after_signup=arrival_after_signup)
    grouped, dated = found.grouped(), found.known[found.known[ARRIVAL] & found.known[LAG]]
    groupings = (["arrival_first", LOW], ["arrival_first"], [LOW])
    both, first, second = (dated.groupby(names)["people"].sum().astype(int).tolist() for names in groupings)
    return Parties(
        table=found.table(grouped),
        pairs=pairs_in(grouped.groupby("group")["people"].sum().astype(int)),
        possible=found.possible_pairs(),
        dated=sum(both),
        dated_pairs=pairs_in(both),
        expected=expected_pairs(first, second) if sum(both) > 1 else None,
        contradicted=found.contradicted,
        simulated=is_simulated(records),
    )


@dataclass(frozen=True)
class Companions:
    """The list in its engine, and what is known of its people, those of whom the same is known counted together.

    ``known`` has the ends of ``arrival``, ``signup`` and ``lag_days``, under these very names whether each is exact,
    and as ``of_…`` what was stated. ``contradicted`` are the parties that cannot be.
    """

    frame: Frame
    known: pd.DataFrame
    contradicted: tuple[str, ...]

    @classmethod
    def of(cls, records: Any, by: str | None, *, arrival_after_signup: bool) -> Companions:
        """Take together what the dates and the lag of each person say, and what is known of the arrival of each party.

        What people have in common is gathered in the engine, and of how many.
        """
        names = frames.lazy(records).collect_schema().names()
        column = by if by is not None or PARTY not in names else PARTY
        keep = {ID: ID} | ({PARTY: column} if column else {})
        frame = with_lags(records, keep, arrival_after_signup=arrival_after_signup)
        with frames.limits_of(frame):
            ends = [nw.col(name).fill_null(UNKNOWN if at % 2 else -UNKNOWN) for at, name in enumerate(_ENDS)]
            frame = frame.select(ID, nw.col(PARTY) if column else nw.lit("").alias(PARTY), *ends)
        classes = frames.count_distinct(frame.select(PARTY, *_ENDS)).astype(dict.fromkeys(_ENDS, "int64"))
        known = classes.assign(**{f"of_{name}": classes[name] for name in (PARTY, *_ENDS)})
        if not arrival_after_signup:
            known[LOW] = known[LOW].where(known[LOW] > -UNKNOWN, 0)
        known = _agreed(known)
        label = known[PARTY].replace("", None)
        of_party = known.groupby(label)
        first, last = of_party["arrival_first"].transform("max"), of_party["arrival_last"].transform("min")
        contradicted = tuple(sorted(label[first > last].unique()))
        holds = label.notna() & ~label.isin(contradicted)
        ends_of_party = {"arrival_first": first, "arrival_last": last}
        joint = {name: end.where(holds, known[name]).astype("int64") for name, end in ends_of_party.items()}
        known = _agreed(known.assign(party=label.where(holds, ""), **joint))
        exact = {name: known[low] == known[high] for name, (low, high) in _ENDS_OF.items()}
        return cls(frame, known.assign(**exact), contradicted)

    def grouped(self) -> pd.DataFrame:
        """Keep the people who surely were together with all who share a key, and number them by ``group``.

        Being together carries over from one key to the next, for days are the same. People without a key may have had
        any of several days, also those of whom the same is known.
        """
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        known, is_named = self.known, self.known[PARTY] != ""
        shared = [
            known.loc[known[ARRIVAL] & known[SIGNUP], ["arrival_first", "signup_first"]],
            known.loc[is_named & known[SIGNUP], [PARTY, "signup_first"]],
            known.loc[is_named & known[LAG], [PARTY, LOW]],
        ]
        told = pd.concat([one.groupby(list(one)).ngroup().to_frame("key").assign(of=str(list(one))) for one in shared])
        keys = told.groupby(["of", "key"]).ngroup()
        linked = csr_array((np.ones(len(keys)), (keys.index, keys)), (len(known), len(keys)))
        return known.assign(group=connected_components(linked @ linked.T)[1])[known.index.isin(keys.index)]

    def possible_pairs(self) -> int | None:
        """Count the pairs of people some of whose days are the same.

        Where their arrivals meet, their sign-ups and their lags, some days do that are all in keeping: each of the
        three has been narrowed by the other two.
        """
        is_dated = self.known[ARRIVAL] & self.known[SIGNUP]
        dated, others = self.known[is_dated], self.known[~is_dated]
        if len(others) * len(self.known) > MOST_COMPARED:
            return None
        pairs = pairs_in(dated.groupby(["arrival_first", "signup_first"])["people"].sum().astype(int))
        everybody = pd.concat([others, dated])
        ends, people = everybody[list(_ENDS)].to_numpy("int64"), everybody["people"].to_numpy("int64")
        for place in range(len(others)):
            one, rest = ends[place], ends[place + 1 :]
            meets = (np.maximum(one[::2], rest[:, ::2]) <= np.minimum(one[1::2], rest[:, 1::2])).all(axis=1)
            pairs += comb(int(people[place]), 2) + int(people[place]) * int(people[place + 1 :][meets].sum())
        return pairs

    def table(self, grouped: pd.DataFrame) -> pd.DataFrame:
        """Lay out the parties of two or more, with the ids of their people, which are asked of nobody else."""
        chosen = grouped[grouped.groupby("group")["people"].transform("sum") > 1]
        keys = chosen[[f"of_{name}" for name in (PARTY, *_ENDS)]].set_axis([PARTY, *_ENDS], axis=1)
        members = keys.assign(group=chosen["group"]).astype(dict.fromkeys((*_ENDS, "group"), "Int64"))
        with frames.limits_of(self.frame):
            joined = self.frame.join(frames.small(members, self.frame), on=[PARTY, *_ENDS], how="inner")
        found = frames.collect(joined.select(ID, "group"), {"group": "Int64"}, most=MOST_MEMBERS)
        ids = found.sort_values(ID).groupby("group")[ID]
        parties = chosen.groupby("group")
        label = parties[PARTY].min().where(parties[PARTY].min() == parties[PARTY].max(), "")
        table = pd.DataFrame({"people": ids.size(), "record_ids": ids.agg(", ".join)})
        for name, (low, high) in _ENDS_OF.items():
            ends = list(zip(parties[low].max().astype(int), parties[high].min().astype(int), strict=True))
            # An end beyond any calendar is not known.
            if name == LAG:
                lags = ([end if abs(end) < UNKNOWN // 2 else None for end in pair] for pair in ends)
                table[name] = [range_text(*pair) or None for pair in lags]
            else:
                last = dt.date.max.toordinal()
                is_known = [0 < start <= end <= last for start, end in ends]
                days = zip(ends, is_known, strict=True)
                table[name] = [str(Interval(*pair, Kind.DATE)) if known else None for pair, known in days]
        table = table.assign(party=label.replace("", None), basis=np.where(label == "", SAME_DAYS, STATED))
        columns = [ARRIVAL, SIGNUP, LAG, PARTY, "people", "record_ids", "basis"]
        kinds = dict.fromkeys(columns, "str") | {"people": "Int64"}
        return table[list(kinds)].astype(kinds).sort_values([SIGNUP, ARRIVAL, "record_ids"], ignore_index=True)


def _agreed(known: pd.DataFrame) -> pd.DataFrame:
    """Narrow each of arrival, sign-up and lag by the other two; sign-up is arrival plus lag."""
    arrival, signup, lag = ((known[low], known[high]) for low, high in _ENDS_OF.values())
    return known.assign(
        arrival_first=np.maximum(arrival[0], signup[0] - lag[1]),
        arrival_last=np.minimum(arrival[1], signup[1] - lag[0]),
        signup_first=np.maximum(signup[0], arrival[0] + lag[0]),
        signup_last=np.minimum(signup[1], arrival[1] + lag[1]),
        low=np.maximum(lag[0], signup[0] - arrival[1]),
        high=np.minimum(lag[1], signup[1] - arrival[0]),
    )


# --- what chance alone would give


def pairs_in(sizes: Iterable[int]) -> int:
    """Count the pairs of people within groups of some sizes.

    >>> pairs_in([3, 2, 1])
    4
    """
    return sum(comb(size, 2) for size in sizes)


def expected_pairs(first: Sequence[int], second: Sequence[int]) -> float:
    """Give how many pairs share both groups on average, when the second groups are dealt out at random.

    Both are sizes of groups of the same number of people, at least 2.

    >>> expected_pairs([3, 2], [4, 1])
    2.4
    """
    return pairs_in(first) * pairs_in(second) / comb(sum(first), 2)
