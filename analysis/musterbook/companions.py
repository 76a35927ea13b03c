"""Companions: people who arrived together and signed up together.

Two people arrived together when the record says so (they share the label of a party or a flight), or when they arrived
on one and the same day. They signed up together when they did so on one day, or, having arrived together, after equally
many days. What the dates and the stated lag of a person say is taken together first, and so is what is known of the
arrival of a party. A pair is sure when it holds whatever the coarse dates stand for, and possible when some days of
theirs allow it.

People on one list have few days to choose from, so some pairs come about by chance; how many stands beside the pairs.
People can be put in groups twice over: by the day they arrived, and by the days they let pass before they signed up.
Two people who are in one group both times arrived together and signed up together. How many do so by chance alone is
known exactly: keep the groups, deal the second ones out among the people at random, and each pair that shares the first
has the same chance to share the second. This is the test of Knox (1964, Applied Statistics 13:25) for cases close in
space and in time, with the permutations of Mantel (1967, Cancer Research 27:209); here they are all counted, none is
drawn.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, chain
from math import comb, prod
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from musterbook import frames
from musterbook.chance import often
from musterbook.errors import counted
from musterbook.frames import Frame, is_simulated, said_of
from musterbook.intervals import Interval, Kind
from musterbook.lags import ARRIVAL, HIGH, ID, LOW, range_text, with_lags
from musterbook.schema import LAG, SIGNUP

PARTY = "party"
STATED, SAME_DAYS = "stated", "same days"
MOST_COMPARED = 500_000_000
MOST_MEMBERS = 1_000_000
MOST_DEALT = 1_000
MOST_STATES = 2_000
BITS_A_STATE = 500
UNKNOWN = 10**8
"""Days and lags beyond any calendar, which stand for an end that is not known."""

State = tuple[int, ...]
"""How many groups have one place left, two, and so on."""

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
    expected, probability : float
        How many such pairs there would be on average, and how likely so many or more would be, if the lags of the
        dated people were dealt out among them at random. Missing with fewer than two dated people; ``probability`` also
        where it cannot be worked out in a moment.
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
    probability: float | None
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
            return said_of(said, simulated=self.simulated)
        said += f" Of {self.dated:,} people with both days known, {counted(self.dated_pairs, 'pair')} "
        said += f"{'shares' if self.dated_pairs == 1 else 'share'} them; if their lags differed only by chance, "
        said += f"there would be {self.expected:.1f} on average"
        if self.probability is not None and self.dated_pairs:
            said += f", and {often(self.probability)} there would be {self.dated_pairs:,} or more"
        return said_of(f"{said}.", simulated=self.simulated)


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
    found = Companions.of(records, by, arrival_after_signup=arrival_after_signup)
    grouped, dated = found.grouped(), found.known[found.known[ARRIVAL] & found.known[LAG]]
    groupings = (["arrival_first", LOW], ["arrival_first"], [LOW])
    both, first, second = (dated.groupby(names)["people"].sum().astype(int).tolist() for names in groupings)
    shared, is_pair = pairs_in(both), sum(both) > 1
    chances = pair_chances(first, second) if is_pair else None
    more = None if chances is None else sum(chance for pairs, chance in chances.items() if pairs >= shared)
    return Parties(
        table=found.table(grouped),
        pairs=pairs_in(grouped.groupby("group")["people"].sum().astype(int)),
        possible=found.possible_pairs(),
        dated=sum(both),
        dated_pairs=shared,
        expected=float(expected_pairs(first, second)) if is_pair else None,
        probability=None if more is None else float(more),
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
        classes = frames.count_distinct(frame.select(PARTY, *_ENDS))
        known = classes.assign(**{f"of_{name}": classes[name] for name in (PARTY, *_ENDS)})
        known = known.astype(dict.fromkeys(_ENDS, "int64"))
        if not arrival_after_signup:
            known[LOW] = known[LOW].where(known[LOW] > -UNKNOWN, 0)
        known = _agreed(known)
        labels = known[PARTY].mask(known[PARTY] == "")
        first = known["arrival_first"].groupby(labels).transform("max")
        last = known["arrival_last"].groupby(labels).transform("min")
        contradicted = tuple(sorted(labels[first > last].unique()))
        holds = labels.notna() & ~labels.isin(contradicted)
        known = known.assign(
            party=known[PARTY].where(holds, ""),
            arrival_first=first.where(holds, known["arrival_first"]).astype("int64"),
            arrival_last=last.where(holds, known["arrival_last"]).astype("int64"),
        )
        known = _agreed(known)
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
        sure = pairs_in(dated.groupby(["arrival_first", "signup_first"])["people"].sum().astype(int))
        if len(others) * len(self.known) > MOST_COMPARED:
            return None
        ends = pd.concat([others, dated])[list(_ENDS)].to_numpy("int64")
        people = pd.concat([others, dated])["people"].to_numpy("int64")
        between = 0
        for place in range(len(others)):
            one, rest = ends[place], ends[place + 1 :]
            low, high = np.maximum(one[::2], rest[:, ::2]), np.minimum(one[1::2], rest[:, 1::2])
            meets = (low <= high).all(axis=1)
            between += int(people[place]) * int(people[place + 1 :][meets].sum())
        return sure + between + pairs_in(others["people"].astype(int))

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
                lags = [[None if abs(end) >= UNKNOWN // 2 else end for end in pair] for pair in ends]
                table[name] = [range_text(*pair) or None for pair in lags]
            else:
                is_known = [0 < first <= last <= dt.date.max.toordinal() for first, last in ends]
                days = zip(ends, is_known, strict=True)
                table[name] = [str(Interval(*pair, Kind.DATE)) if is_sure else None for pair, is_sure in days]
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


def expected_pairs(first: Iterable[int], second: Iterable[int]) -> Fraction:
    """Give how many pairs share both groups on average, when the second groups are dealt out at random.

    Parameters
    ----------
    first, second : iterable of int
        Sizes of the groups; both add up to the same number of people, at least 2.

    Examples
    --------
    >>> expected_pairs([3, 2], [4, 1])
    Fraction(12, 5)
    """
    sizes = tuple(first)
    return Fraction(pairs_in(sizes) * pairs_in(second), comb(sum(sizes), 2))


def pair_chances(first: Iterable[int], second: Iterable[int]) -> dict[int, Fraction] | None:
    """Give the exact probability of each number of pairs, or nothing where that takes more than a moment.

    The larger groups are dealt out, one after the other, over the smaller ones. All that matters of these is how many
    have one place left, how many two, and so on, which leaves few states. A group of one makes no pair and need not be
    dealt out.

    Examples
    --------
    >>> pair_chances([2, 1], [2, 1])
    {0: Fraction(2, 3), 1: Fraction(1, 3)}
    """
    small, large = sorted((sorted(first), sorted(second)), key=lambda sizes: sizes[-1])
    if sum(small) > MOST_DEALT:
        return None
    sizes = [size for size in large if size > 1]
    deals = prod(comb(sum(small) - before, size) for before, size in zip(accumulate([0, *sizes]), sizes, strict=False))
    bits = deals.bit_length() + 1
    states = {tuple(small.count(places) for places in range(1, small[-1] + 1)): 1}
    for size in sizes:
        states = _dealt(size, states, bits)
        if not states:
            return None
    packed = sum(states.values())
    digits = (packed >> place & (1 << bits) - 1 for place in range(0, packed.bit_length() + 1, bits))
    return {pairs: Fraction(ways, deals) for pairs, ways in enumerate(digits) if ways}


def _dealt(size: int, states: Mapping[State, int], bits: int) -> dict[State, int]:
    """Deal one group out, from the groups with fewest places to those with most; nothing where it takes too long.

    Groups that give up places then have fewer than any still to come, so none gives twice. The ways to make each number
    of pairs are the digits of one whole number, in a base of so many ``bits`` that no digit reaches it: the number adds
    and multiplies like a polynomial.
    """
    reached = {(state, size): ways for state, ways in states.items()}
    most = len(next(iter(states)))
    for places, take in [(has, gives) for has in range(1, most + 1) for gives in range(1, has + 1)]:
        following: dict[tuple[State, int], int] = defaultdict(int)
        for (state, left), ways in reached.items():
            for groups in range(min(state[places - 1], left // take) + 1):
                counts = list(state)
                counts[places - 1] -= groups
                if places > take:
                    counts[places - take - 1] += groups
                times = comb(state[places - 1], groups) * comb(places, take) ** groups
                following[tuple(counts), left - take * groups] += ways * times << bits * comb(take, 2) * groups
        if len(following) * max(1, bits // BITS_A_STATE) > MOST_STATES:
            return {}
        reached = following
    return {state: ways for (state, left), ways in reached.items() if left == 0}
