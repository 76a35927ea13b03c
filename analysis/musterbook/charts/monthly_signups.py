"""Sign-ups by month: what was reported or counted, what each month may have held, and whose month is not known."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case.case import Case
from musterbook.case.claims import Claim, Relation, Statistic
from musterbook.charts.behind import by_basis, everything_behind
from musterbook.charts.canvas import (
    GREY,
    Look,
    Words,
    axes_on,
    bare,
    hollow_stack,
    lines_of,
    month_names,
    room,
    width_of,
    wrapped,
    years,
)
from musterbook.charts.columns import Columns, column_labels, height_of_labels, room_beside, scale_beside, tallest_of
from musterbook.charts.lists import list_legend, tally
from musterbook.intervals import Interval
from musterbook.leeway import leeway
from musterbook.tables import SIGNUP, Row, rows
from musterbook.worlds.axes import Span, span_of_period
from musterbook.worlds.worlds import Worlds, possible_worlds

COLUMNS = ["part", "cell", "people", "low", "high", "basis", "claims"]
UNPUBLISHED, COARSE, UNSTATED = "monthly counts not published", "month known roughly", "sign-up not stated"
LEAST, HIGHEST, WIDEST = 2, 40.0, 48.0
LIST_MESSAGES = {COARSE: "list-months-coarse", UNSTATED: "list-months-unstated"}


def frame(case: Case, lang: str = "en") -> pd.DataFrame:  # noqa: ARG001
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        ``part``: ``month``, or ``monthly counts not published`` for the people of a longer period who are in none of
        its reported months; ``cell``, a month or a period (EDTF); ``people``, reported; ``low`` and ``high``, sharp
        bounds; ``basis``, ``reported`` for a published number, ``derived`` for a difference of published numbers,
        ``inferred`` for bounds; ``claims``, ids behind the row.
    """
    worlds = possible_worlds(case, SIGNUP)
    months = worlds.table().rename(columns={"reported": "people"}).assign(part="month")
    months["basis"] = months["people"].isna().map({True: "inferred", False: "reported"})
    unplaced = pd.DataFrame(_unplaced(worlds, months), columns=COLUMNS)
    months["claims"] = by_basis(months["claims"], months["basis"], everything_behind(worlds))
    return pd.concat([months[COLUMNS], unplaced], ignore_index=True).astype({"people": "Int64"})


def list_frame(people: Any) -> pd.DataFrame:
    """Give what is drawn of a list: the same columns.

    ``people`` are those certainly in a month, ``high`` adds those who may be; those whose month is known only roughly
    and those without a date are rows of their own. ``basis`` is ``counted`` or ``simulated``.
    """
    return tally(people, SIGNUP).table("month", (COARSE, UNSTATED))[COLUMNS]


def draw(table: pd.DataFrame, ax: Axes | None = None, look: Look | None = None) -> Axes:
    """Draw months as columns of people, and the people without a month below them."""
    look = look or Look()
    ax = axes_on(ax, look)
    months = rows(table[table["part"] == "month"])
    others = rows(table[table["part"] != "month"])
    tallest = tallest_of(months, LEAST)
    beside = 0.0
    pitch = room(ax)[0] / (len(months) + 0.2)
    texts = column_labels(months, look, pitch)
    if not all(texts):
        beside = room_beside(tallest, look)
        pitch = (room(ax)[0] - beside) / (len(months) + 0.2)
    below = _below(pitch, room(ax)[1], months, others, look)
    free = room(ax)[1] - below - height_of_labels(texts, look)
    person = min(free / tallest, HIGHEST)
    # Few people that need less than the height stand in its middle.
    below += (free - person * tallest) / 2
    bare(ax, (-0.6 - beside / pitch, len(months) - 0.4), (-below / person, room(ax)[1] / person - below / person))
    columns = Columns(ax, look, person, pitch, tallest, width=min(0.56, WIDEST / pitch))
    for place, (row, text) in enumerate(zip(months, texts, strict=True)):
        columns.draw(place, row)
        columns.label(place, row, text)
    if not all(texts):
        scale_beside(ax, tallest, look, -0.5 - 2 / pitch)
    _draw_axis(columns, months, others)
    return ax


def words(table: pd.DataFrame, case: Case, look: Look) -> Words:
    """Say what the chart shows."""
    months, unplaced = (table[(table["part"] == "month") == is_month] for is_month in (True, False))
    worlds = possible_worlds(case, SIGNUP)
    everybody = labels.persons(*worlds.total, look.lang)
    unknown = months[months["people"].isna()]
    parts = [look.say("months-alt", people=everybody, window=labels.period(case.window(), look.lang))]
    parts += [_reported(months, look), _possible(unknown, look)]
    if len(unplaced):
        groups = [_group(row, look) for row in rows(unplaced)]
        parts.append(look.say("months-alt-unplaced", groups=labels.listed(groups, look.lang)))
    return Words(
        headline=labels.sentence(_headline(months, look)),
        subtitle=_subtitle(months, everybody, worlds, look),
        alt=" ".join(part for part in parts if part),
    )


def list_words(table: pd.DataFrame, look: Look) -> Words:
    """Say what the chart shows of a list."""
    months = rows(table[table["part"] == "month"])
    total = int(table["people"].sum())
    everybody = labels.people(total, look.lang)
    top = max(months, key=lambda row: (row["people"], row["high"]))
    leads = all(row["high"] < top["people"] for row in months if row is not top)
    values = {"month": _month(top, look), "number": total}
    if top["high"] == top["people"]:
        message = "list-months-led" if leads else "list-months-had"
        headline = look.say(message, people=labels.whole(top["people"], look.lang), **values)
    else:
        headline = look.say("list-months-range", low=top["people"], high=top["high"], **values)
    window = labels.period(_hull(months), look.lang)
    largest = labels.persons(top["people"], top["high"], look.lang)
    stacks = [look.say(LIST_MESSAGES[row["part"]], number=row["people"]) for row in rows(table) if row["cell"] == ""]
    alt = look.say("list-months-alt", people=everybody, window=window, month=_month(top, look), largest=largest)
    return Words(
        headline=labels.sentence(headline),
        subtitle=list_legend("months", months, everybody, look),
        alt=" ".join([alt, *(f"{labels.sentence(text)}." for text in stacks)]),
    )


def _hull(months: list[Row]) -> Interval:
    return Interval.days(Interval.date(months[0]["cell"]).first, Interval.date(months[-1]["cell"]).last)


def _headline(months: pd.DataFrame, look: Look) -> str:
    """Name the largest reported month, and say how many were not; it "led" only where none can be larger."""
    known, unknown = months.dropna(subset="people"), months[months["people"].isna()]
    if known.empty:
        return look.say("months-none")
    top = max(rows(known), key=lambda row: int(row["people"]))
    leads = unknown.empty or (unknown["high"].notna().all() and unknown["high"].max() < top["people"])
    message = f"months-{'led' if leads else 'had'}{'' if len(unknown) else '-all'}"
    counts = {"unknown": len(unknown), "all": len(months)} if len(unknown) else {}
    return look.say(message, month=_month(top, look), people=top["people"], **counts)


def _reported(months: pd.DataFrame, look: Look) -> str:
    known = [
        look.say("months-alt-month", month=_month(row, look), people=row["people"])
        for row in rows(months.dropna(subset="people"))
    ]
    if not known:
        return look.say("months-alt-none")
    return look.say("months-alt-reported", months=labels.listed(known, look.lang))


def _possible(unknown: pd.DataFrame, look: Look) -> str:
    return "" if unknown.empty else look.say("months-alt-open", leeway=leeway(rows(unknown), look.lang))


def _subtitle(months: pd.DataFrame, everybody: str, worlds: Worlds, look: Look) -> str:
    """Say what is counted, and explain the marks that are drawn."""
    unknown = months[months["people"].isna()]
    settled = (unknown["low"] == unknown["high"]).fillna(False)
    drawn = {
        "months-subtitle": True,
        "months-filled": months["people"].sum(),
        "months-outlined": not settled.all(),
        "months-settled": unknown.loc[settled, "high"].sum(),
        "months-open": unknown["high"].isna().any(),
    }
    return look.legend(drawn, people=everybody, above=_above_zero(unknown[~settled], worlds))


def _above_zero(unknown: pd.DataFrame, worlds: Worlds) -> str:
    """Tell what raises outlines above 0: described people, printed floors, both, or the other figures alone."""
    raised = [Interval.date(cell) for cell in unknown.loc[unknown["low"] > 0, "cell"]]
    if not raised:
        return "no"
    floors = [claim for claim in worlds.basis.about(SIGNUP) if claim.where and claim.relation is Relation.AT_LEAST]
    people = [Interval.date(one[SIGNUP]) for one in worlds.basis.people if one[SIGNUP]]
    why = {
        "person": any(one.first >= month.first and one.last <= month.last for month in raised for one in people),
        "floor": any(Interval.date(claim.where) in raised for claim in floors),
    }
    found = [name for name, holds in why.items() if holds]
    return {0: "rest", 1: "".join(found), 2: "both"}[len(found)]


def _month(row: Row, look: Look) -> str:
    return labels.period(Interval.date(row["cell"]), look.lang)


def _group(row: Row, look: Look) -> str:
    return look.say("months-alt-group", people=row["people"], period=_month(row, look))


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
        inside = [row for row in reported if span_of_period(Interval.date(row["cell"])) in span]
        left = int(claim.value.number if claim.value else 0) - sum(row["people"] for row in inside)
        if left:
            names = " ".join([claim.claim_id, *(row["claims"] for row in inside)])
            found.append([UNPUBLISHED, claim.where, left, left, left, "derived", names])
    return sorted(found, key=lambda row: str(row[1]))


def _is_longer(claim: Claim, months: pd.DataFrame) -> bool:
    """Tell whether a claim gives an exact count of a period that is no month."""
    exact = claim.statistic is Statistic.COUNT and claim.relation is Relation.EXACTLY
    return exact and bool(claim.where) and claim.where not in set(months["cell"])


def _places(row: Row, months: list[Row]) -> tuple[float, float]:
    """Give the columns that a period lies under."""
    span = Interval.date(row["cell"])
    places = [place for place, month in enumerate(months) if Interval.date(month["cell"]).meets(span)]
    return places[0] - 0.32, places[-1] + 0.32


def _boxes(months: list[Row], others: list[Row]) -> list[tuple[float, float]]:
    """Give each stack its room: under the months of its period, or an even share of the whole width."""
    wide = len(months) / max(1, len(others))
    return [
        _places(row, months) if row["cell"] else (place * wide - 0.4, (place + 1) * wide - 0.6)
        for place, row in enumerate(others)
    ]


def _text(row: Row, look: Look, width: float) -> str:
    """Say who is in a stack; a line ends after the number if that line fits."""
    if row["part"] != UNPUBLISHED:
        return look.say(LIST_MESSAGES[row["part"]], number=row["people"])
    period = labels.period(Interval.date(row["cell"]), look.lang, short=True)
    text = look.say("months-unplaced", period=period, people=labels.whole(row["people"], look.lang))
    broken = text.replace(", ", ",\n", 1)
    return broken if width_of(broken.split("\n")[0], look.size.text) <= width else text


def _below(pitch: float, room: float, months: list[Row], others: list[Row], look: Look) -> float:
    """Give the height that month names and stacks need, in points."""
    height = 1.6 * look.size.text + (0 if _bracketed(others) else 1.35 * look.size.text)
    if not others:
        return height
    widths = [(right - left) * pitch for left, right in _boxes(months, others)]
    lines = [
        lines_of(wrapped(_text(row, look, width), width, look.size.text), look.size.text)
        for row, width in zip(others, widths, strict=True)
    ]
    return height + 14 + 1.06 * max(lines) + max(34.0, 0.17 * room)


def _bracketed(others: list[Row]) -> bool:
    """Tell whether all stacks name their period, so that no year need stand below the months."""
    return bool(others) and all(row["cell"] for row in others)


def _draw_axis(columns: Columns, months: list[Row], others: list[Row]) -> None:
    """Draw the line of months with their names, and the people without a month under it."""
    ax, look, point = columns.ax, columns.look, 1 / columns.person
    cells = [row["cell"] for row in months]
    ax.plot([-0.5, len(months) - 0.5], [0, 0], color=GREY, linewidth=0.8)
    foot = -1.35 * look.size.text
    for place, name in enumerate(month_names(cells, columns.pitch, look)):
        if name:
            ax.text(place, foot * point, name, ha="center", va="baseline", fontsize=look.size.text)
    if not _bracketed(others):
        foot -= 1.3 * look.size.text
        years(ax, cells, foot * point, look)
    bottom = ax.get_ylim()[0]
    for row, (left, right) in zip(others, _boxes(months, others), strict=True):
        if row["cell"]:
            ends = [(foot - 4) * point, (foot - 8) * point]
            ax.plot([left, left, right, right], [ends[0], ends[1], ends[1], ends[0]], color=GREY, linewidth=0.8)
        box = (left, right, (foot - 12) * point, bottom)
        hollow_stack(ax, box, _text(row, look, (right - left) * columns.pitch), row["people"], look)
