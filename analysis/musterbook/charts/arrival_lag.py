"""Days from arrival to sign-up: what each source says, or what a list holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case import Case
from musterbook.charts.behind import everything_behind, joined
from musterbook.charts.canvas import (
    BLUE,
    DASHED,
    GREY,
    INK,
    VERMILLION,
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
from musterbook.charts.claims import one_per_cell, standing_of, standings, with_signs
from musterbook.charts.columns import Columns, column_labels, height_of_labels, scale_beside, tallest_of
from musterbook.charts.lists import tallied
from musterbook.claims import Claim, Statistic
from musterbook.tables import LAG, Row, rows
from musterbook.worlds import possible_worlds

COLUMNS = ["part", "source", "cell", "people", "low", "high", "printed", "standing", "basis", "claims"]
SOURCE, DESCRIBED, BOUNDS, LIST = "source", "described", "bounds", "list"
COARSE, UNSTATED = "days known as a range", "days not stated"
MESSAGES = {COARSE: "list-lag-coarse", UNSTATED: "list-lag-unstated"}
NUMBERS = ["people", "low", "high"]


def frame(case: Case, lang: str = "en") -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        ``part``: ``source``, a published count; ``described``, people described one by one; ``bounds``, what follows
        from all used figures. ``source``, outlet; ``cell``, days from arrival to sign-up, empty where none were given;
        ``people``, reported; ``low`` and ``high``, limits; ``printed``; ``standing``, as in the chart of claims;
        ``basis``; ``claims``.
    """
    worlds = possible_worlds(case, LAG)
    told = [*_reported(case, lang), *_described(case, lang)]
    bounds = [
        [BOUNDS, "", row["cell"], None, row["low"], row["high"], _range(row, lang), "", "inferred", ""]
        for row in rows(worlds.table())
    ]
    table = pd.DataFrame([*told, *bounds], columns=COLUMNS).astype(dict.fromkeys(NUMBERS, "Int64"))
    table.loc[table["part"] == BOUNDS, "source"] = labels.say("lag-follows", lang)
    table.loc[table["part"] == BOUNDS, "claims"] = everything_behind(worlds)
    return table


def list_frame(people: Any) -> pd.DataFrame:
    """Give what is drawn of a list: the same columns.

    ``people`` are certainly of so many days, ``high`` adds those who may be; those whose days are known only as a range
    and those without any are rows of their own. ``basis`` is ``counted`` or ``simulated``.
    """
    from musterbook.movements import arrival_lags, lag_counts

    neither = nw.col("low").is_null() & nw.col("high").is_null()
    found = tallied(people, lag_counts(people), lambda _: neither, frame=arrival_lags(people))
    return found.table(LIST, (COARSE, UNSTATED)).assign(source="", printed="", standing="")[COLUMNS]


@dataclass(frozen=True)
class _Band:
    """The rows of one source, how many people high it is, and its texts above the columns."""

    name: str
    rows: list[Row]
    texts: list[str]
    tallest: float
    over: float


@dataclass(frozen=True)
class _Plan:
    """Where bands are drawn: names take ``left`` points, cells follow each other ``pitch`` apart."""

    look: Look
    cells: list[str]
    left: float
    pitch: float
    bands: list[_Band]
    below: float
    above: float


def draw(table: pd.DataFrame, ax: Axes | None = None, look: Look | None = None) -> Axes:
    """Draw a band of columns for each source, one column for each number of days, all on one scale."""
    look = look or Look()
    ax = axes_on(ax, look)
    width, height = room(ax)
    others = rows(table[table["part"].isin(MESSAGES)])
    stacks = 0.0 if not others else 30 + 0.2 * height
    plan = _plan(table, look, width)
    free = height - plan.below - stacks - sum(band.over for band in plan.bands)
    people = sum(band.tallest for band in plan.bands)
    person = min(free / people, _tallest_person(plan)) if people else 1.0
    bare(ax, (-0.5 - plan.left / plan.pitch, len(plan.cells) - 0.5), (0, height / person))
    columns = Columns(ax, look, person, plan.pitch, max(band.tallest for band in plan.bands), largest_mark=12)
    spare = max(0.0, free - people * person) / len(plan.bands)
    top = height / person
    for band in plan.bands:
        base = top - band.tallest - (band.over + spare) / person
        _draw_band(columns, plan, band, base)
        top = base
    _draw_cells(columns, plan, top)
    share = len(plan.cells) / max(1, len(others))
    for place, row in enumerate(others):
        box = (place * share - 0.5, (place + 0.95) * share - 0.5, (stacks - 6) / person, 0)
        hollow_stack(ax, box, look.say(MESSAGES[row["part"]], number=row["people"]), row["people"], look)
    return ax


def words(table: pd.DataFrame, case: Case, look: Look) -> Words:  # noqa: ARG001
    """Say what the chart shows."""
    told, bounds = rows(table[table["part"] != BOUNDS]), rows(table[table["part"] == BOUNDS])
    wrong = [row for row in told if row["standing"] == "contradicts"]
    said = "; ".join(
        look.say("lag-alt-cell", source=row["source"], printed=row["printed"], lag=_cell_name(row["cell"], look))
        for row in told
    )
    cells = labels.listed([f"{_cell_name(row['cell'], look)} {row['printed']}" for row in bounds], look.lang)
    follows = look.say("lag-alt-follows", cells=cells)
    return Words(
        headline=_headline(told, wrong, look),
        subtitle=look.say("lag-subtitle"),
        alt=f"{look.say('lag-alt', said=said)} {follows}",
    )


def list_words(table: pd.DataFrame, look: Look) -> Words:
    """Say what the chart shows of a list."""
    cells = rows(table[table["part"] == LIST])
    numbers = table.groupby("part")["people"].sum()
    soon = [row for row in cells if int(row["cell"]) in {0, 1}]
    total = int(table["people"].sum())
    low = sum(row["people"] for row in soon)
    coarse, unstated = (int(numbers.get(part, 0)) for part in (COARSE, UNSTATED))
    # A person who may be in both cells is one person: no more than all coarse ones can join the certain ones.
    high = low + min(coarse, sum(row["high"] - row["people"] for row in soon))
    number = labels.between(low, high, look.lang)
    everybody = labels.people(total, look.lang)
    span = {"first": int(cells[0]["cell"]), "last": int(cells[-1]["cell"])}
    return Words(
        headline=look.say("list-lag-headline", number=number, all=total),
        subtitle=look.say("list-lag-subtitle", people=everybody),
        alt=look.say("list-lag-alt", people=everybody, number=number, coarse=coarse, unstated=unstated, **span),
    )


def _tallest_person(plan: _Plan) -> float:
    """Give the most points of height a person takes: columns of a list use all there is."""
    return 26.0 if plan.bands[0].rows[0]["part"] == LIST else 11.0


def _headline(told: list[Row], wrong: list[Row], look: Look) -> str:
    if not wrong:
        return look.say("lag-headline", sources=len({row["source"] for row in told if row["part"] == SOURCE}))
    first = wrong[0]["cell"]
    numbers = labels.listed([row["printed"] for row in wrong if row["cell"] == first], look.lang, "or")
    day = int(first) if first.isdigit() else 2
    return look.say("lag-headline-differ", day=day, numbers=numbers)


def _reported(case: Case, lang: str) -> list[list[Any]]:
    """Give what each source says, its words where it gives no number."""
    against, differs = standings(case)
    hedges = case.claims.set_index("claim_id")["hedge"].fillna("")
    claims = [one for one in case.claim_list if _is_lag(one) and one.population_id == case.main_population]
    found = [
        [
            SOURCE,
            case.outlets[claim.source_id],
            claim.where,
            *_numbers(claim),
            labels.printed(claim, hedges[claim.claim_id], lang),
            standing_of(claim, against, differs),
            "reported",
            claim.claim_id,
        ]
        for claim in claims
    ]
    if not found:
        return []
    merged = one_per_cell(pd.DataFrame(found, columns=COLUMNS).astype(dict.fromkeys(NUMBERS, "Int64")), ["source", "cell"])
    return [list(row.values()) for row in rows(merged)]


def _is_lag(claim: Claim) -> bool:
    return claim.variable == LAG and claim.statistic is Statistic.COUNT


def _numbers(claim: Claim) -> list[int | None]:
    low, high = (None if end is None else int(end) for end in claim.limits)
    return [None if claim.value is None else int(claim.value.number), low, high]


def _described(case: Case, lang: str) -> list[list[Any]]:
    """Count the people who are described one by one, by their lag as it stands."""
    people = case.records[(case.records["population_id"] == case.main_population) & case.records[LAG].notna()]
    name = labels.say("lag-described", lang)
    return [
        [DESCRIBED, name, str(lag), *[len(part)] * 3, labels.whole(len(part), lang), "agrees", "reported", ids]
        for lag, part in people.groupby(LAG, sort=True)
        for ids in [joined(part["record_id"])]
    ]


def _range(row: Row, lang: str) -> str:
    return labels.between(row["low"], row["high"], lang)


def _cell_name(cell: str, look: Look) -> str:
    """Name a number of days in words."""
    if not cell:
        return look.say("lag-vague")
    if cell.isdigit():
        return look.say(f"lag-{cell}") if cell in {"0", "1"} else look.say("lag-days", days=int(cell))
    low, _, high = cell.partition("..")
    if low and not high:
        return look.say("lag-or-more", days=int(low))
    return look.say("lag-days", days=int(high)).replace(high, f"{low or 0}–{high}")


def _plan(table: pd.DataFrame, look: Look, width: float) -> _Plan:
    """Lay out bands and cells; names stand beside their bands, or above them where there is little width."""
    shown = table[~table["part"].isin(MESSAGES)]
    cells = sorted(set(shown["cell"]), key=_order)
    names = list(dict.fromkeys(shown["source"]))
    left = max(width_of(wrapped(name, 0.2 * width, look.size.text, bold=True), look.size.text, bold=True) for name in names)
    left = 0.0 if names == [""] else left + 10
    beside = left < 0.3 * width
    left = left if beside else 0.0
    pitch = (width - left) / len(cells)
    above = 0.0 if beside or names == [""] else 1.5 * look.size.text
    told = [row["printed"] for row in rows(shown) if row["cell"]]
    if any(width_of(text, look.size.text, bold=True) > pitch - 4 for text in told):
        shown = shown.assign(printed=[with_signs(text, look.lang) for text in shown["printed"]])
    bands = [_band(name, rows(shown[shown["source"] == name]), look, pitch, above) for name in names]
    texts = _cell_texts(cells, look, pitch)
    caption = 1.5 * look.size.text if _are_numbers(cells, texts) else 0.0
    below = max(lines_of(text, look.size.text) for text in texts) + 6 + caption
    return _Plan(look, cells, left, pitch, bands, below, above)


def _band(name: str, band: list[Row], look: Look, pitch: float, above: float) -> _Band:
    if band[0]["part"] == LIST:
        texts = column_labels(band, look, pitch)
        return _Band(name, band, texts, tallest_of(band, 1), height_of_labels(texts, look))
    texts = [row["printed"] for row in band]
    counted = [-(-row["people"] // _abreast(pitch)) for row in band if row["people"] is not None]
    lines = max([1.0, *(lines_of(text, 1) / 1.2 for text in texts)])
    over = above + (1.3 * lines * look.size.text + 12)
    return _Band(name, band, texts, float(max([0, *counted])), over)


def _abreast(pitch: float) -> int:
    """Give how many marks stand beside each other where a source's few people are drawn."""
    return max(1, int((pitch - 8) / 10))


def _order(cell: str) -> tuple[float, float]:
    """Order cells by their days; ranges after the numbers they begin with, no days at all last."""
    if not cell:
        return float("inf"), 0
    low, dots, _ = cell.partition("..")
    return float(low or 0), len(dots)


def _cell_texts(cells: list[str], look: Look, pitch: float) -> list[str]:
    """Name cells in words where they fit, else in numbers, and of many only some."""
    points = look.size.text
    texts = [wrapped(_cell_name(cell, look), pitch - 4, points) for cell in cells]
    if len(cells) <= 8 and all(width_of(text, points) <= pitch - 2 for text in texts):
        return texts
    numbers = [cell.replace("..", "+" if cell.endswith("..") else "–") or look.say("lag-vague") for cell in cells]
    step = next(one for one in (1, 2, 5, 10, 20, 50, 100, 10**6) if width_of("000", points) <= pitch * one)
    return [text if place % step == 0 or not cells[place] else "" for place, text in enumerate(numbers)]


def _are_numbers(cells: list[str], texts: list[str]) -> bool:
    """Tell whether the names of cells are bare numbers, which need a caption."""
    return all(text[:1].isdigit() for text, cell in zip(texts, cells, strict=True) if text and cell)


def _draw_band(columns: Columns, plan: _Plan, band: _Band, base: float) -> None:
    """Draw one source: its name, its columns on a line, and what was printed above them."""
    ax, look, point = columns.ax, columns.look, 1 / columns.person
    ax.plot([-0.45, len(plan.cells) - 0.55], [base, base], color=GREY, linewidth=0.8)
    if band.name:
        _draw_name(columns, plan, band, base)
    for row, text in zip(band.rows, band.texts, strict=True):
        place = plan.cells.index(row["cell"])
        if row["part"] == LIST:
            columns.draw(place, row, base)
            columns.label(place, row, text, base)
        elif row["part"] == BOUNDS:
            _draw_bounds(columns, place, text, base)
        else:
            _draw_reported(columns, plan, row, text, base)
    if not all(band.texts):
        columns = replace(columns, tallest=band.tallest)
        scale_beside(ax, band.tallest, look, -0.5 + 12 * point / plan.pitch)


def _draw_name(columns: Columns, plan: _Plan, band: _Band, base: float) -> None:
    ax, size = columns.ax, columns.look.size
    left = -0.5 - plan.left / plan.pitch
    if plan.left:
        name = wrapped(band.name, plan.left - 10, size.text, bold=True)
        ax.text(left, base, name, va="bottom", fontsize=size.text, fontweight="bold", linespacing=1.15)
    else:
        top = base + band.tallest + (band.over - 4) / columns.person
        ax.text(left, top, band.name, va="top", fontsize=size.text, fontweight="bold", color=INK)


def _draw_bounds(columns: Columns, place: int, text: str, base: float) -> None:
    """Outline the range that follows; the outline has no height of its own."""
    point, size = 1 / columns.person, columns.look.size.text
    half = min(0.46, (width_of(text, size) / 2 + 5) / columns.pitch)
    columns.ax.bar(place, 1.5 * size * point, 2 * half, base + 3 * point, gid="inferred", **DASHED)
    middle = base + (3 + 0.75 * size) * point
    columns.ax.text(place, middle, text, ha="center", va="center_baseline", fontsize=size, color=BLUE)


def _draw_reported(columns: Columns, plan: _Plan, row: Row, text: str, base: float) -> None:
    """Draw the people of one published number as marks; words that stand for no number as words."""
    ax, point, size = columns.ax, 1 / columns.person, columns.look.size.text
    place = plan.cells.index(row["cell"])
    wrong = row["standing"] == "contradicts"
    ink = VERMILLION if wrong else GREY if row["standing"] == "vague" else BLUE
    if row["people"] is None:
        edge = len(plan.cells) - 0.55
        ax.text(edge, base + 4 * point, text, ha="right", va="bottom", fontsize=size, color=ink)
        return
    mark = {"color": ink, "markersize": min(8.0, columns.mark), "gid": row["standing"]}
    mark["markerfacecolor"] = "white" if row["standing"] == "differs" else ink
    marks = _marks(row["people"], place, base, columns.pitch)
    if marks:
        ax.plot(*zip(*marks, strict=True), "X" if wrong else "o", **mark)
    top = base + -(-row["people"] // _abreast(columns.pitch)) + 3 * point
    ax.text(place, top, text, ha="center", va="bottom", fontsize=size, fontweight="bold", color=ink)


def _marks(people: int, place: float, base: float, pitch: float) -> list[tuple[float, float]]:
    """Give the places of a few people on a line: in rows from below, the last one centred."""
    abreast = _abreast(pitch)
    full, rest = divmod(people, abreast)
    lines = [abreast] * full + ([rest] if rest else [])
    return [
        (place + (one - (number - 1) / 2) * 10 / pitch, base + line + 0.5)
        for line, number in enumerate(lines)
        for one in range(number)
    ]


def _draw_cells(columns: Columns, plan: _Plan, base: float) -> None:
    """Name the cells once, below the last band."""
    ax, point, size = columns.ax, 1 / columns.person, columns.look.size.text
    texts = _cell_texts(plan.cells, plan.look, plan.pitch)
    for place, text in enumerate(texts):
        if text and plan.cells[place]:
            ax.text(place, base - 5 * point, text, ha="center", va="top", fontsize=size, linespacing=1.15)
        elif text:
            edge = len(plan.cells) - 0.55
            ax.text(edge, base - 5 * point, text, ha="right", va="top", fontsize=size, linespacing=1.15)
    if _are_numbers(plan.cells, texts):
        middle = (len(plan.cells) - 1) / 2
        caption = plan.look.say("lag-axis")
        ax.text(middle, base - (7 + 1.3 * size) * point, caption, ha="center", va="top", fontsize=size, color=GREY)
