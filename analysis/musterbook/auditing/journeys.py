"""Journeys: one person's arrival, sign-up and departure, and what each of them says of the others.

The days from arrival to sign-up are the sign-up less the arrival, and nobody departs before arriving. What is known of
one of them therefore narrows the others: an exact arrival and a lag of two or three days leave two days of sign-up.
Each value is a pair of ends on the line of days, or of numbers of days; an end that nothing is known of is infinite.
The arrival ties the others together and nothing else does, so narrowing it first and the others after it is sharp:
every number that is left in a pair belongs to some journey that agrees with everything known.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from musterbook.intervals import Interval, Kind
from musterbook.schema import LAG, SIGNUP

Ends = tuple[float, float]
"""The least and the largest a number can be: whole numbers, or infinite where there is no end."""

ARRIVAL, DEPARTURE = "arrival", "departure"
LEGS = (SIGNUP, ARRIVAL, DEPARTURE, LAG)
ANY: Ends = (-inf, inf)
FORWARD: Ends = (0, inf)


@dataclass(frozen=True)
class Journey:
    """What is known of one person, each value from its least to its largest."""

    signup: Ends = ANY
    arrival: Ends = ANY
    departure: Ends = ANY
    lag_days: Ends = ANY

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
    if not text:
        return ANY
    if kind is Kind.DATE:
        days = Interval.date(text)
        return days.first.toordinal(), days.last.toordinal()
    return Interval.number(text).ends
