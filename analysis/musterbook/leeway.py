"""What the months without a published count may hold, in words.

Months do not all have the same room: a described person or a printed floor raises the least of one month, and a peak
lowers the most of all. So months are named by the room they have, and only the largest group goes without names.
"""

from __future__ import annotations

from collections.abc import Iterable

from musterbook import labels
from musterbook.intervals import Interval
from musterbook.tables import Row


def leeway(months: Iterable[Row], lang: str = "en") -> str:
    """Say from how many to how many people each month may hold; months with the same bounds are said together.

    >>> months = [{"cell": f"2023-{one:02}", "low": one == 8, "high": 7} for one in (8, 9, 10)]
    >>> leeway(months)
    'August 2023 from 1 to 7, each other one from 0 to 7'
    >>> leeway(months[1:]), leeway(months[:1])
    ('each from 0 to 7', 'August 2023 from 1 to 7')
    """
    groups: dict[tuple[int, int | None], list[str]] = {}
    for row in months:
        groups.setdefault((int(row["low"]), row["high"]), []).append(labels.period(Interval.date(row["cell"]), lang))
    ordered = sorted(groups.items(), key=lambda group: len(group[1]))
    return ", ".join(
        _said(bounds, _named(cells, lang, last=place == len(ordered), alone=len(ordered) == 1), lang)
        for place, (bounds, cells) in enumerate(ordered, 1)
    )


def _named(cells: list[str], lang: str, *, last: bool, alone: bool) -> str:
    if last and len(cells) > 1:
        return labels.say("leeway-each" if alone else "leeway-each-other", lang)
    return labels.listed(cells, lang)


def _said(bounds: tuple[int, int | None], months: str, lang: str) -> str:
    low, high = bounds
    if high is None:
        return labels.say("leeway-open", lang, months=months, low=low)
    if low == high:
        return labels.say("leeway-settled", lang, months=months, number=low)
    return labels.say("leeway-range", lang, months=months, low=low, high=high)
