"""Pairs of people who share two things, and how many would share both by chance alone.

People can be put in groups twice over: by the day they arrived, and by the days they let pass before they signed up.
Two people who are in one group both times arrived together and signed up together. Some such pairs come about by
chance, more where groups are large. How many is known exactly: keep the groups, deal the second ones out among the
people at random, and each pair that shares the first has the same chance to share the second.

This is the test of Knox (1964, Applied Statistics 13:25) for cases close in space and in time, with the permutations
of Mantel (1967, Cancer Research 27:209); here they are all counted, none is drawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import comb, prod

from musterbook.chance import often
from musterbook.errors import counted

MOST_PEOPLE = 1_000
MOST_STATES = 2_000
BITS_A_STATE = 500

State = tuple[int, ...]
"""How many groups have one place left, two, and so on."""


@dataclass(frozen=True)
class PairChance:
    """Pairs of people who share two groups, held against what dealing out the second ones at random would give.

    ``people`` in groups, ``pairs`` of them who share both; ``expected`` pairs on average (missing with fewer than two
    people) and the ``probability`` of so many or more (missing also where that takes more than a moment).
    """

    people: int
    pairs: int
    expected: Fraction | None
    probability: Fraction | None

    @classmethod
    def of(cls, both: Sequence[int], first: Sequence[int], second: Sequence[int]) -> PairChance:
        """Work it out from the sizes of the groups: by both, by the first, by the second.

        >>> PairChance.of([2, 1], [2, 1], [2, 1])
        PairChance(people=3, pairs=1, expected=Fraction(1, 3), probability=Fraction(1, 3))
        """
        people, pairs = sum(both), pairs_in(both)
        if people < 2:
            return cls(people, pairs, None, None)
        chances = pair_chances(first, second)
        tail = None if chances is None else sum((one for number, one in chances.items() if number >= pairs), Fraction())
        return cls(people, pairs, expected_pairs(first, second), tail)

    @property
    def sentence(self) -> str:
        """Say it with what it assumes.

        >>> PairChance.of([2, 1], [2, 1], [2, 1]).sentence
        'Of 3 people with both days known, 1 pair shares them; if their lags differed only by chance, there would be \
0.3 on average, and 33 times in 100 there would be 1 or more.'
        """
        if self.expected is None:
            return "Fewer than two people have both days known, so nothing can be said of chance."
        tail = ""
        if self.probability is not None and self.pairs:
            tail = f", and {often(self.probability)} there would be {self.pairs:,} or more"
        return (
            f"Of {self.people:,} people with both days known, {counted(self.pairs, 'pair')} "
            f"{'shares' if self.pairs == 1 else 'share'} them; if their lags differed only by chance, "
            f"there would be {float(self.expected):.1f} on average{tail}."
        )


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
    if sum(small) > MOST_PEOPLE:
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
