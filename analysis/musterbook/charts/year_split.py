"""How many signed up in each part of the window, beside the months it covers, so that length is not read as a trend."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case.case import Case
from musterbook.charts.behind import by_basis, everything_behind
from musterbook.charts.canvas import (
    BLUE,
    DASHED,
    GREY,
    SMALLEST_MARK,
    Look,
    Words,
    axes_on,
    bare,
    hollow_stack,
    lines_of,
    room,
    width_of,
    wrapped,
)
from musterbook.charts.lists import tally
from musterbook.errors import Unanswerable
from musterbook.intervals import Interval, cells
from musterbook.tables import SIGNUP, Row, rows
from musterbook.worlds.worlds import possible_worlds

MOST_PARTS = 4
TIGHT = 100.0
WIDEST, TALLEST = 60.0, 44.0
YEAR, COARSE, UNSTATED = "year", "year known roughly", "sign-up not stated"
COLUMNS = ["cell", "covers", "people", "low", "high", "months", "per_month", "part", "basis", "claims"]


def frame(case: Case, lang: str = "en") -> pd.DataFrame:  # noqa: ARG001
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per calendar year of the window: ``cell``; ``covers``, the part of it in the window
        (EDTF); ``people``; ``low`` and ``high``, both the same number; ``months``, how many it covers; ``per_month``,
        people per month; ``part``, ``year``; ``basis``: ``reported``, or ``derived`` where other figures settle it;
        ``claims``.

    Raises
    ------
    MusterError
        If the number of people of a year is not settled.
    """
    worlds = possible_worlds(case, SIGNUP, every="year")
    table = worlds.table()
    if not (table["low"] == table["high"]).fillna(False).all():
        raise Unanswerable("the number of people of a year is not settled, so years cannot be drawn beside each other")
    basis = table["reported"].isna().map({True: "derived", False: "reported"})
    claims = by_basis(table["claims"], basis, everything_behind(worlds))
    people = table.assign(people=table["low"], part=YEAR, basis=basis, claims=claims)
    return _with_rates(people, case.window())[COLUMNS]


def list_frame(people: Any) -> pd.DataFrame:
    """Give what is drawn of a list: the same columns, from the first to the last month that anybody signed up in.

    ``people`` are those certainly in a year, ``high`` adds those who may be; those without a date, and those whose year
    is known only roughly, are rows of their own. ``basis`` is ``counted`` or ``simulated``.
    """
    months = tally(people, SIGNUP).cells["cell"]
    window = Interval.days(Interval.date(months.iloc[0]).first, Interval.date(months.iloc[-1]).last)
    table = tally(people, SIGNUP, "year", window=str(window)).table(YEAR, (COARSE, UNSTATED))
    if (table["part"] == YEAR).sum() > MOST_PARTS:
        raise Unanswerable(
            f"the list runs over more than {MOST_PARTS} years, {window}; draw monthly-signups, or a part of the list"
        )
    return _with_rates(table, window)[COLUMNS]


def _with_rates(table: pd.DataFrame, window: Interval) -> pd.DataFrame:
    """Put beside each year how much of it the window covers, and its people per month of that."""
    covers = {cell.text: cell for cell in cells(window, "year")}
    stretches = [covers.get(cell) for cell in table["cell"]]
    months = pd.array([None if one is None else len(cells(one, "month")) for one in stretches], "Int64")
    texts = pd.array(["" if one is None else str(one) for one in stretches], "str")
    return table.assign(covers=texts, months=months, per_month=(table["people"] / months).astype("Float64"))


@dataclass(frozen=True)
class _Blocks:
    """Where blocks are drawn: a month takes ``month`` points of width, a row of people ``person`` points of height."""

    ax: Axes
    look: Look
    month: float
    person: float
    tight: bool


def draw(table: pd.DataFrame, ax: Axes | None = None, look: Look | None = None) -> Axes:
    """Draw each part as people in rows as wide as the months it covers: equal heights are equal rates."""
    look = look or Look()
    ax = axes_on(ax, look)
    parts, others = rows(table[table["part"] == YEAR]), rows(table[table["part"] != YEAR])
    width, height = room(ax)
    tight = width / len(parts) < TIGHT
    gap = max(width_of(_rate(row, look, tight=tight), look.size.text) for row in parts) + 14
    month = min(WIDEST, (width - gap * len(parts)) / sum(row["months"] for row in parts))
    tallest = max(row["high"] / row["months"] + 1 for row in parts)
    below = 3.2 * look.size.text + max(
        lines_of(_covers(row, look, row["months"] * month), look.size.text) for row in parts
    )
    stacks = (0.2 * height + 30) if others else 0.0
    free = height - below - stacks - 2.2 * look.size.strong
    person = min(free / tallest, max(2.2 * month, 24), TALLEST)
    # Blocks that need less than the height stand in its middle.
    spare = (free - person * tallest) / 2
    bare(ax, (0, width), (-(below + stacks + spare) / person, (height - below - stacks - spare) / person))
    blocks, start = _Blocks(ax, look, month, person, tight), 0.0
    for row in parts:
        _draw_part(blocks, row, start)
        start += row["months"] * month + gap
    for place, row in enumerate(others):
        share = width / len(others)
        box = (place * share, (place + 1) * share - 8, -below / person, -(below + stacks) / person)
        hollow_stack(ax, box, _other(row, look), row["people"], look)
    return ax


def words(table: pd.DataFrame, case: Case, look: Look) -> Words:  # noqa: ARG001
    """Say what the chart shows."""
    return _words(table, look, "years-subtitle")


def list_words(table: pd.DataFrame, look: Look) -> Words:
    """Say what the chart shows of a list."""
    said = _words(table, look, "list-years-subtitle")
    if (table["part"] == UNSTATED).any():
        return replace(said, subtitle=f"{said.subtitle} {look.say('list-years-left-out')}")
    return said


def _words(table: pd.DataFrame, look: Look, message: str) -> Words:
    parts, others = rows(table[table["part"] == YEAR]), rows(table[table["part"] != YEAR])
    rates = labels.listed([_per_month(row, look) for row in parts], look.lang)
    spans = labels.listed([_span(row, look) for row in parts], look.lang)
    declines = len(parts) == 2 and all(parts[0][one] > parts[1][one] for one in ("people", "months"))
    unequal = len({row["months"] for row in parts}) > 1
    facts = {"unequal": "yes" if unequal else "no", "declines": "yes" if declines else "no"}
    alt = look.say("years-alt", parts=len(parts), spans=spans, rates=rates, **facts)
    filled = any(row["people"] > row["months"] * 60 for row in parts)
    subtitle = look.say(f"{message}-filled" if filled else message)
    if any(row["high"] > row["people"] for row in parts):
        subtitle += f" {look.say('years-open')}"
    return Words(
        headline=_headline(parts, rates, look),
        subtitle=subtitle,
        alt=" ".join([alt, *(f"{labels.sentence(_other(row, look))}." for row in others)]),
    )


def _headline(parts: list[Row], rates: str, look: Look) -> str:
    if len(parts) > 2:
        per_month = [row["people"] / row["months"] for row in parts]
        ends = (labels.decimal(end, look.lang) for end in (min(per_month), max(per_month)))
        return look.say("years-headline-many", **dict(zip(("low", "high"), ends, strict=True)))
    counts = labels.listed([labels.between(row["people"], row["high"], look.lang) for row in parts], look.lang)
    return look.say("years-headline", counts=counts, people=parts[-1]["high"], rates=rates)


def _per_month(row: Row, look: Look) -> str:
    ends = [labels.decimal(row[name] / row["months"], look.lang) for name in ("people", "high")]
    return "–".join(dict.fromkeys(ends))


def _span(row: Row, look: Look) -> str:
    return look.say(
        "years-span",
        counts=labels.between(row["people"], row["high"], look.lang),
        people=row["high"],
        months=row["months"],
        covers=labels.period(Interval.date(row["covers"]), look.lang),
    )


def _other(row: Row, look: Look) -> str:
    messages = {COARSE: "list-months-coarse", UNSTATED: "list-years-unstated"}
    return look.say(messages[row["part"]], number=row["people"])


def _rate(row: Row, look: Look, *, tight: bool) -> str:
    """Give the rate beside a block; where blocks are narrow the number alone, for the subtitle says what it is."""
    rate = _per_month(row, look)
    return rate if tight else look.say("years-rate", rate=rate).replace(" ", "\n", 1)


def _count(row: Row, look: Look, *, tight: bool) -> str:
    give = labels.between if tight else labels.persons
    return give(row["people"], row["high"], look.lang)


def _covers(row: Row, look: Look, width: float) -> str:
    """Name the months of a block, in short where their names are wider than the block."""
    for short in (False, True):
        text = wrapped(labels.period(Interval.date(row["covers"]), look.lang, short=short), width, look.size.text)
        if width_of(text, look.size.text) <= width:
            break
    return text


def _draw_part(blocks: _Blocks, row: Row, start: float) -> None:
    """Draw a block of people with its count above, its rate beside and its months below."""
    look, point, size = blocks.look, 1 / blocks.person, blocks.look.size
    end = start + row["months"] * blocks.month
    _draw_people(blocks, row, start)
    blocks.ax.plot([start, end], [0, 0], color=GREY, linewidth=0.8)
    covers = _covers(row, look, end - start)
    _write(blocks, (start, end), -5 * point, covers, va="top", fontsize=size.text)
    foot = -(5 + lines_of(covers, size.text) + 0.5 * size.text) * point
    months = look.say("months", number=row["months"])
    _write(blocks, (start, end), foot, months, va="top", fontsize=size.text, color=GREY)
    _draw_rate(blocks, row, start)
    top = max(row["people"] / row["months"], -(-row["high"] // row["months"])) + 5 * point
    strong: dict[str, Any] = {"fontsize": size.strong, "fontweight": "bold", "color": BLUE}
    _write(blocks, (start, end), top, _count(row, look, tight=blocks.tight), va="bottom", **strong)


def _write(blocks: _Blocks, ends: tuple[float, float], height: float, text: str, **look: Any) -> None:
    """Write a text in the middle of a block; one that is wider begins no further left than the page does."""
    half = width_of(text, look["fontsize"], bold=look.get("fontweight") == "bold") / 2
    blocks.ax.text(max(sum(ends) / 2, half), height, text, ha="center", **look)


def _draw_rate(blocks: _Blocks, row: Row, start: float) -> None:
    """Draw the rate as a line that begins right of the marks of its row, and its number beside."""
    months, size = row["months"], blocks.look.size
    end, rate = start + months * blocks.month, row["people"] / months
    taken = min(months, row["high"] - row["people"] // months * months)
    left = end if _mark(blocks) < SMALLEST_MARK else start + taken * blocks.month
    line: dict[str, Any] = {"color": GREY, "linewidth": 1, "linestyle": (0, (3, 2)), "gid": "rate"}
    blocks.ax.plot([left, end + 6], [rate, rate], **line)
    text = _rate(row, blocks.look, tight=blocks.tight)
    # The number of a low rate stands on the foot of its block, not below it, if the count above leaves it room.
    over = width_of(_count(row, blocks.look, tight=blocks.tight), size.strong, bold=True) > end - start
    top = rate if over else max(rate, lines_of(text, size.text) / blocks.person)
    blocks.ax.text(end + 8, top, text, va="top", fontsize=size.text, linespacing=1.25)


def _mark(blocks: _Blocks) -> float:
    """Give how large the mark of a person is, in points."""
    return min(17.0, 0.8 * blocks.month, 0.8 * blocks.person)


def _draw_people(blocks: _Blocks, row: Row, start: float) -> None:
    """Draw the certain people filled and those who may belong here hollow after them."""
    months, people, high = row["months"], row["people"], row["high"]
    size = _mark(blocks)
    if size < SMALLEST_MARK:
        width = months * blocks.month
        blocks.ax.bar(start, people / months, width, align="edge", color=BLUE, gid=f"people-{row['cell']}")
        if high > people:
            blocks.ax.bar(start, (high - people) / months, width, people / months, align="edge", **DASHED)
        return
    for numbers, fill in ((range(people), BLUE), (range(people, high), "white")):
        marks = [(start + (one % months + 0.5) * blocks.month, one // months + 0.5) for one in numbers]
        if marks:
            gid = f"{'people' if fill == BLUE else 'possible'}-{row['cell']}"
            blocks.ax.plot(*zip(*marks, strict=True), "o", color=BLUE, markersize=size, markerfacecolor=fill, gid=gid)
