"""Records: people one by one, under made-up ids, with what is known and nothing else.

What is known may be coarse. Beside the text of a coarse date stand its first and last possible day, beside the text of
a coarse number its lowest and highest possible value, so that any analysis can say what is sure and what is possible.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import pandas as pd

from musterbook.errors import MusterError, Problem
from musterbook.periods import Period, read_periods
from musterbook.ranges import Range, read_ranges
from musterbook.tables import AGE, LAG, Kind, Table

OLDEST = 120


def with_parsed(records: pd.DataFrame) -> pd.DataFrame:
    """Put what was parsed beside the text of every coarse column.

    >>> people = pd.DataFrame({"signup": ["2023-09"], "age": ["18..25"]})
    >>> with_parsed(people).columns.tolist()
    ['signup', 'signup_first', 'signup_last', 'age', 'age_low', 'age_high']
    """
    parts: list[tuple[str, pd.Series]] = []
    for name, texts in records.items():
        parts.append((str(name), texts))
        kind = Kind.of(str(name))
        if kind is not Kind.LABEL:
            parsed = read_periods(texts) if kind is Kind.DATE else read_ranges(texts)
            ends = ("first", "last") if kind is Kind.DATE else ("low", "high")
            parts += [(f"{name}_{end}", parsed[end].set_axis(records.index)) for end in ends]
    twice = [name for name, times in Counter(name for name, _ in parts).items() if times > 1]
    if twice:
        raise MusterError(
            f"expected columns of different names, parsed ones included; more than one is called {', '.join(twice)}"
        )
    return pd.DataFrame(dict(parts), index=records.index)


def check_records(table: Table, windows: Mapping[str, Period | None]) -> Iterator[Problem]:
    """Find what cannot be in records whose form is right.

    A sign-up wholly outside the window of its population, an arrival after the sign-up, a departure before the arrival,
    a lag that is not the days between the two, an age that nobody has.
    """
    for row, values in enumerate(table.rows):
        for column, expected in _faults(values, windows.get(values["population_id"])):
            yield table.problem(row, column, expected)


def _faults(row: Mapping[str, str], window: Period | None) -> Iterator[tuple[str, str]]:
    signup, arrival, departure = (_period(row[name]) for name in ("signup", "arrival", "departure"))
    if signup and window and not signup.meets(window):
        yield "signup", f"a day within the window {window} of its population"
    if signup and arrival and arrival.first > signup.last:
        yield "arrival", f"no day after the sign-up, {signup}"
    if departure and arrival and departure.last < arrival.first:
        yield "departure", f"no day before the arrival, {arrival}"
    age, lag = _range(row[AGE]), _range(row[LAG])
    if age and ((age.low or 0) > OLDEST or _below_zero(age)):
        yield AGE, f"years from 0 to {OLDEST}"
    if lag and _below_zero(lag):
        yield LAG, "0 or more days, for nobody signs up before arriving"
    elif lag and signup and arrival and arrival.first <= signup.last:
        least, most = max(0, (signup.first - arrival.last).days), (signup.last - arrival.first).days
        if (lag.low is not None and lag.low > most) or (lag.high is not None and lag.high < least):
            yield LAG, f"the days from arrival to sign-up, {least if least == most else f'{least}..{most}'}"


def _below_zero(found: Range) -> bool:
    return any(end is not None and end < 0 for end in (found.low, found.high))


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text) if text else None
    except MusterError:
        return None


def _range(text: str) -> Range | None:
    try:
        return Range.parse(text) if text else None
    except MusterError:
        return None
