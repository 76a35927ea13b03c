"""Sign-ups by month: what was reported, what each month may have held, and whose month nobody published."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case import Case
from musterbook.charts.canvas import BLUE, GREY, LEFT, Words, axes_on, bare, column_mark, crowd
from musterbook.claims import Claim, Relation, Statistic
from musterbook.inference.axes import Span, span_of_period
from musterbook.periods import Period
from musterbook.tables import Row, rows
from musterbook.worlds import Worlds, possible_worlds

COLUMNS = ["part", "cell", "people", "low", "high", "basis", "claims"]


def frame(case: Case) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        ``part``: ``month``, or ``month not published`` for the people of a longer period who are in none of its
        reported months; ``cell``, a month or a period (EDTF); ``people``, reported; ``low`` and ``high``, sharp
        bounds; ``basis``, ``reported`` for a published number, ``derived`` for a difference of published numbers,
        ``inferred`` for bounds; ``claims``, ids behind the row.
    """
    worlds = possible_worlds(case, "signup")
    months = worlds.table().rename(columns={"reported": "people"}).assign(part="month")
    months["basis"] = months["people"].isna().map({True: "inferred", False: "reported"})
    unplaced = pd.DataFrame(_unplaced(worlds, months), columns=COLUMNS)
    return pd.concat([months[COLUMNS], unplaced], ignore_index=True).astype({"people": "Int64"})


def draw(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw months as columns of people, and the people without a month below their period."""
    ax = axes_on(ax, (LEFT, 0.115, 0.91, 0.70))
    months = table[table["part"] == "month"].reset_index(drop=True)
    tallest = _tallest(months)
    unit = tallest / 8
    bare(ax, (-0.6, len(months) - 0.4), (-5.9 * unit, tallest + 1.3 * unit))
    _draw_reported(ax, months, unit)
    _draw_possible(ax, months, unit)
    _draw_axis(ax, months, unit)
    for row in rows(table[table["part"] != "month"]):
        _draw_unplaced(ax, row, months, unit)
    return ax


def words(table: pd.DataFrame, case: Case) -> Words:
    """Say what the chart shows."""
    months, unplaced = (table[(table["part"] == "month") == is_month] for is_month in (True, False))
    everybody = labels.persons(*possible_worlds(case, "signup").total)
    unknown, window = months[months["people"].isna()], labels.period(case.window())
    above = "; it starts above 0 where a person was described" if (unknown["low"] > 0).any() else ""
    others = [f"{row['people']} of {_month(row)}" for row in rows(unplaced)]
    return Words(
        headline=_headline(months),
        subtitle=f"Sign-ups by month, {everybody} on one list. Filled: reported. Outlined: from the lowest to the\n"
        f"highest number that the published figures allow{above}.",
        foot=labels.foot(case),
        alt=f"Column chart of {everybody} by month of sign-up, {window}. {_reported(months)}{_possible(unknown)}"
        + (f" The months of further people, {labels.listed(others)}, were not published." if others else ""),
    )


def _headline(months: pd.DataFrame) -> str:
    """Name the largest reported month, and say how many were not; it "led" only where none can be larger."""
    known, unknown = months.dropna(subset="people"), months[months["people"].isna()]
    if known.empty:
        return "No exact count was published for any month"
    top = max(rows(known), key=lambda row: int(row["people"]))
    leads = unknown.empty or (unknown["high"].notna().all() and unknown["high"].max() < top["people"])
    said = f"{_month(top)} {'led with' if leads else 'had'} {top['people']}"
    return f"{said}; {len(unknown)} of {len(months)} counts unpublished" if len(unknown) else said


def _reported(months: pd.DataFrame) -> str:
    known = [f"{_month(row)} with {labels.people(row['people'])}" for row in rows(months.dropna(subset="people"))]
    return f"Reported: {labels.listed(known)}." if known else "No month was reported."


def _possible(unknown: pd.DataFrame) -> str:
    if unknown.empty:
        return ""
    high = "any number" if unknown["high"].isna().any() else str(unknown["high"].max())
    return f" Each other month may hold from {unknown['low'].min()} to {high}."


def _month(row: Row) -> str:
    return labels.period(Period.parse(row["cell"]))


def _unplaced(worlds: Worlds, months: pd.DataFrame) -> list[list[Any]]:
    """Find the people of each reported longer period who are in none of its reported months; longest periods first."""
    found: list[list[Any]] = []
    taken: list[Span] = []
    reported = rows(months.dropna(subset="people"))
    exact = [claim for claim in worlds.basis.about("signup") if _is_longer(claim, months)]
    for claim in sorted(exact, key=lambda one: -worlds.axis.span_of(one.where).size):
        span = worlds.axis.span_of(claim.where)
        if any(span in other or span.crosses(other) for other in taken):
            continue
        taken.append(span)
        inside = [row for row in reported if span_of_period(Period.parse(row["cell"])) in span]
        left = int(claim.value.number if claim.value else 0) - sum(row["people"] for row in inside)
        names = " ".join([claim.claim_id, *(row["claims"] for row in inside)])
        found.append(["month not published", claim.where, left, left, left, "derived", names])
    return sorted(found, key=lambda row: str(row[1]))


def _is_longer(claim: Claim, months: pd.DataFrame) -> bool:
    """Tell whether a claim gives an exact count of a period that is no month."""
    exact = claim.statistic is Statistic.COUNT and claim.relation is Relation.EXACTLY
    return exact and bool(claim.where) and claim.where not in set(months["cell"])


def _tallest(months: pd.DataFrame) -> float:
    numbers = [row[name] for row in rows(months) for name in ("people", "high", "low") if row[name] is not None]
    return float(max(8, *numbers))


def _draw_reported(ax: Axes, months: pd.DataFrame, unit: float) -> None:
    heights = [(place, row["people"]) for place, row in enumerate(rows(months)) if row["people"] is not None]
    marks = [(place, one + 0.5) for place, people in heights for one in range(people)]
    if marks:
        ax.plot(*zip(*marks, strict=True), "o", color=BLUE, markersize=column_mark(ax, 1, 15), gid="reported")
    for place, people in heights:
        ax.text(place, people + 0.25 * unit, f"{people}", ha="center", fontweight="bold", fontsize=12, color=BLUE)


def _draw_possible(ax: Axes, months: pd.DataFrame, unit: float) -> None:
    """Outline each month from its lowest to its highest number; "3+" has no largest number."""
    dashed: dict[str, Any] = {"fill": False, "edgecolor": BLUE, "linewidth": 1.1, "linestyle": (0, (4, 2))}
    for place, row in enumerate(rows(months)):
        if row["people"] is None:
            high = _tallest(months) if row["high"] is None else row["high"]
            ax.bar(place, high - row["low"], width=0.56, bottom=row["low"], gid=f"inferred-{row['cell']}", **dashed)
            text = f"{row['low']}+" if row["high"] is None else labels.between(row["low"], row["high"])
            ax.text(place, high + 0.25 * unit, text, ha="center", color=BLUE)


def _draw_axis(ax: Axes, months: pd.DataFrame, unit: float) -> None:
    ax.plot([-0.5, len(months) - 0.5], [0, 0], color=GREY, linewidth=0.8)
    for place, cell in enumerate(months["cell"]):
        ax.text(place, -0.65 * unit, labels.month_initials(cell), ha="center", va="baseline")


def _draw_unplaced(ax: Axes, row: Row, months: pd.DataFrame, unit: float) -> None:
    """Draw the people of a period under its months, in rows that follow no month."""
    span = Period.parse(row["cell"])
    places = [place for place, cell in enumerate(months["cell"]) if Period.parse(cell).meets(span)]
    left, right = places[0] - 0.32, places[-1] + 0.32
    foot = [-1.15 * unit, -1.35 * unit, -1.35 * unit, -1.15 * unit]
    ax.plot([left, left, right, right], foot, color=GREY, linewidth=0.8)
    text = f"{labels.period(span, short=True)}: {row['people']} more,\nmonth not published"
    ax.text((left + right) / 2, -1.6 * unit, text, ha="center", va="top", fontsize=9.5, linespacing=1.3)
    box = (left, right, -3.3 * unit, -5.6 * unit)
    crowd(ax, box, row["people"], color=GREY, markerfacecolor="white", markersize=8, gid="unplaced")
