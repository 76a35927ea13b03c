"""Ages: the ones that are known, between the youngest and the oldest, and how many are not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case.case import Case
from musterbook.charts.behind import everything_behind
from musterbook.charts.canvas import GREY, Look, Words, axes_on, bare, hollow_stack, room
from musterbook.charts.columns import Columns, room_beside, scale_beside, tallest_of, would_clash
from musterbook.charts.lists import list_legend, tally
from musterbook.errors import Unanswerable
from musterbook.tables import AGE, Row, rows
from musterbook.worlds.worlds import possible_worlds

COLUMNS = ["part", "age", "people", "low", "high", "basis", "claims"]
UNPUBLISHED, COARSE, UNSTATED = "age not published", "age known as a range", "age not stated"
MESSAGES = {UNPUBLISHED: "ages-unknown", COARSE: "list-ages-coarse", UNSTATED: "list-ages-unstated"}


def frame(case: Case, lang: str = "en") -> pd.DataFrame:  # noqa: ARG001
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per published age, and a last one for all whose age was not published: ``part`` (``age``, or ``age not
        published``), ``age``, ``people`` whose age was published; ``low`` and ``high``, people of this age apart from
        those without one; ``basis``, ``claims``.
    """
    worlds = possible_worlds(case, AGE)
    table = worlds.table()
    everybody, most = worlds.total
    if everybody != most:
        raise Unanswerable("the number of people is not settled, so nobody knows of how many no age was published")
    stated = pd.DataFrame(
        {"part": "age", "age": table["cell"], "people": table["low"], "basis": "reported", "claims": table["claims"]}
    )
    known = int(stated["people"].sum())
    left = pd.DataFrame(
        {
            "part": [UNPUBLISHED],
            "age": [""],
            "people": [everybody - known],
            "basis": ["derived"],
            "claims": [everything_behind(worlds)],
        }
    )
    both = pd.concat([stated[stated["people"] > 0], left], ignore_index=True)
    return both.assign(low=both["people"], high=both["people"])[COLUMNS]


def list_frame(people: Any) -> pd.DataFrame:
    """Give what is drawn of a list: the same columns.

    ``people`` are exactly of an age, ``high`` adds those who may be; those whose age is known only as a range and those
    without one are rows of their own. ``basis`` is ``counted`` or ``simulated``.
    """
    table = tally(people, AGE).table("age", (COARSE, UNSTATED)).rename(columns={"cell": "age"})
    return table[(table["high"] > 0) | (table["part"] != "age")].reset_index(drop=True)[COLUMNS]


def draw(table: pd.DataFrame, ax: Axes | None = None, look: Look | None = None) -> Axes:
    """Draw the known ages on a line of years and the people without an age as blocks of hollow marks."""
    look = look or Look()
    ax = axes_on(ax, look)
    known = _known(table)
    others = rows(table[(table["part"] != "age") & (table["people"] > 0)])
    youngest, oldest = (int(known[end]["cell"]) for end in (0, -1))
    width, height = room(ax)
    years = max(1, oldest - youngest) + 2.4
    stacks = 0.0 if not others else max(0.42 * height, 46.0)
    if len(others) == 1:
        stacks = min(stacks, _needed(others[0]["people"], width * (years - 2.4) / years, look))
    below = 2.1 * look.size.text + stacks
    tallest = tallest_of(known, 1)
    free = height - below - 2.4 * look.size.strong
    person = min(26.0, free / tallest)
    below += (free - person * tallest) / 2
    columns = Columns(ax, look, person, width / years, tallest, largest_mark=13)
    texts = _texts(columns, known)
    beside = 0.0 if texts else room_beside(tallest, look)
    columns = replace(columns, pitch=(width - beside) / years)
    left = (youngest + oldest - years) / 2
    bare(ax, (left - beside / columns.pitch, left + years), (-below / person, (height - below) / person))
    ends = (youngest, oldest) if youngest < oldest else (youngest - 0.5, oldest + 0.5)
    ax.plot(ends, [0, 0], color=GREY, linewidth=1)
    _draw_known(columns, known, texts)
    _draw_ticks(columns, youngest, oldest)
    _draw_unknown(columns, others, (youngest, oldest), stacks)
    return ax


def _needed(people: int, width: float, look: Look) -> float:
    """Give the height that one stack needs if its marks are as large as may be: a line of text and rows of marks."""
    pitch = 1.8 * look.size.text
    lines = -(-people // max(1, int(0.9 * width / pitch)))
    return max(46.0, 2 * look.size.text + 24 + lines * pitch)


def words(table: pd.DataFrame, case: Case, look: Look) -> Words:
    """Say what the chart shows."""
    known = _known(table)
    stated, left = (int(table.loc[(table["part"] == "age") == one, "people"].sum()) for one in (True, False))
    everybody = labels.people(stated + left, look.lang)
    ends = [labels.decimal(end, look.lang) for end in possible_worlds(case, AGE).mean_bounds()]
    mean = dict(zip(("low", "high"), ends, strict=True))
    ages = labels.listed([labels.times(row["cell"], row["people"], look.lang) for row in known], look.lang)
    drawn = {
        "ages-subtitle": True,
        "ages-filled": stated,
        "ages-hollow": left,
        "ages-mean": left,
        "ages-mean-settled": not left,
    }
    return Words(
        headline=_headline(known, left, stated + left, look),
        subtitle=look.legend(drawn, people=everybody, **mean),
        alt=look.say("ages-alt", stated=stated, people=everybody, ages=ages, unknown=left, **mean),
    )


def _headline(known: list[Row], unknown: int, everybody: int, look: Look) -> str:
    youngest, oldest = (int(known[end]["cell"]) for end in (0, -1))
    if unknown:
        return look.say("ages-headline", youngest=youngest, oldest=oldest, unknown=unknown, all=everybody)
    message = "list-ages-headline-known" if youngest < oldest else "ages-headline-one"
    return look.say(message, youngest=youngest, oldest=oldest)


def list_words(table: pd.DataFrame, look: Look) -> Words:
    """Say what the chart shows of a list."""
    known = _known(table)
    numbers = table.groupby("part")["people"].sum()
    coarse, unstated = (int(numbers.get(part, 0)) for part in (COARSE, UNSTATED))
    total = int(numbers.sum())
    everybody = labels.people(total, look.lang)
    certain = [row for row in known if row["people"]]
    # The headline speaks of ages that are certain, the description of all that are drawn.
    exact, span = (
        {"youngest": int(some[0]["cell"]), "oldest": int(some[-1]["cell"])} for some in (certain or known, known)
    )
    left = {"unknown": coarse + unstated, "all": total}
    top = max(known, key=lambda row: (row["people"], row["high"]))
    return Words(
        headline=look.say("list-ages-headline-exact" if certain else "list-ages-headline", **exact, **left)
        if coarse + unstated
        else _headline(known, 0, total, look),
        subtitle=list_legend("ages", known, everybody, look),
        alt=look.say(
            "list-ages-alt",
            people=everybody,
            **span,
            most=labels.persons(top["people"], top["high"], look.lang),
            age=top["cell"],
            coarse=coarse,
            unstated=unstated,
        ),
    )


def _known(table: pd.DataFrame) -> list[Row]:
    """Give the rows with an age, each age as its cell, in order."""
    found = rows(table[table["part"] == "age"].rename(columns={"age": "cell"}))
    return sorted(found, key=lambda row: int(row["cell"]))


def _texts(columns: Columns, known: list[Row]) -> list[str]:
    """Give the ages above columns, or their counts, or nothing, as fits."""
    for texts in ([_age_label(row, columns.look) for row in known], [_count_label(row, columns.look) for row in known]):
        if all(texts) and not would_clash(columns, known, texts):
            return texts
    return []


def _draw_known(columns: Columns, known: list[Row], texts: list[str]) -> None:
    """Draw the columns with their texts, or with a scale beside them where there are none."""
    for row in known:
        columns.draw(int(row["cell"]), row)
    for row, text in zip(known if texts else [], texts, strict=True):
        columns.label(int(row["cell"]), row, text)
    if not texts:
        scale_beside(columns.ax, columns.tallest, columns.look, int(known[0]["cell"]) - 0.9)


def _age_label(row: Row, look: Look) -> str:
    if row["high"] != row["people"]:
        return ""
    return row["cell"] if row["people"] == 1 else look.say("ages-label", age=row["cell"], number=row["people"])


def _count_label(row: Row, look: Look) -> str:
    return labels.between(row["people"], row["high"], look.lang)


def _draw_ticks(columns: Columns, youngest: int, oldest: int) -> None:
    step = 10 if oldest - youngest > 12 else 5 if oldest - youngest > 4 else 1
    ax, size, point = columns.ax, columns.look.size, 1 / columns.person
    for age in range(-(-youngest // step) * step, oldest + 1, step):
        ax.plot([age, age], [-2.5 * point, 0], color=GREY, linewidth=1)
        ax.text(age, -4.5 * point, str(age), ha="center", va="top", color=GREY, gid="tick", fontsize=size.text)


def _draw_unknown(columns: Columns, others: list[Row], ages: tuple[int, int], height: float) -> None:
    """Draw the people without an age in even rows under the whole line: a place in a row is no age."""
    ax, look, point = columns.ax, columns.look, 1 / columns.person
    left, right = ax.get_xlim()
    if others and others[0]["part"] == UNPUBLISHED:
        left, right = ages
        ends = [-(2.1 * look.size.text) * point, -(2.1 * look.size.text + 4) * point]
        ax.plot([left, left, right, right], [ends[0], ends[1], ends[1], ends[0]], color=GREY, linewidth=0.8)
    share = (right - left) / max(1, len(others))
    for place, row in enumerate(others):
        text = look.say(MESSAGES[row["part"]], number=row["people"])
        top = -(2.1 * look.size.text + 9) * point
        box = (
            left + place * share,
            left + (place + (1 if len(others) == 1 else 0.96)) * share,
            top,
            top - (height - 10) * point,
        )
        hollow_stack(ax, box, text, row["people"], look)
