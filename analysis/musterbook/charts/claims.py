"""Who reported which figure: agreement, lost hedges and contradictions at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case.case import Case
from musterbook.charts.canvas import (
    BLUE,
    GREY,
    HAIRLINE,
    INK,
    VERMILLION,
    Look,
    Words,
    axes_on,
    in_points,
    lines_of,
    width_of,
    wrapped,
)
from musterbook.charts.printed import HOLLOW, MARKS, explained, one_per_cell, standings, told, with_signs
from musterbook.errors import Unanswerable
from musterbook.tables import Row, rows

INDENT, GUTTER, PAD = 12.0, 6.0, 2.0


def frame(case: Case, lang: str = "en") -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per figure and source that gives it, of the main population: ``figure``, ``source`` (outlet),
        ``printed`` (as printed, with its hedge), ``standing``: ``agrees``, ``differs`` (another limit than the claim
        it repeats), ``vague``, ``disputed`` (a better source says otherwise), or ``contradicts``; ``basis``;
        ``claims``. Figures and hedges are in the language.
    """
    claims = [one for one in case.claim_list if one.population_id == case.main_population]
    if not claims:
        raise Unanswerable(
            f"nothing was published about population {case.main_population!r}, so nothing can be compared"
        )
    hedges = case.claims.set_index("claim_id")["hedge"].fillna("")
    cells = [
        {
            "figure": labels.figure_words(claim, lang),
            "source": case.outlets[claim.source_id],
            "printed": told(claim, hedges[claim.claim_id], lang),
            "standing": standings(case)[claim.claim_id],
            "basis": "reported",
            "claims": claim.claim_id,
        }
        for claim in claims
    ]
    return one_per_cell(pd.DataFrame(cells), ["figure", "source"])


@dataclass(frozen=True)
class _Layout:
    """A table that fits its width: texts broken into lines, left ends of columns, and heights in points.

    ``above`` says that a figure is named above its row rather than beside it.
    """

    figures: list[str]
    sources: list[str]
    cells: dict[tuple[str, str], str]
    lefts: list[float]
    heads: list[str]
    names: list[str]
    heights: list[float]
    head: float
    points: float
    above: bool


def needs(table: pd.DataFrame, look: Look) -> float:
    """Give the least height that the table needs, in points."""
    layout = _lay_out(table, look, look.size.width - 2 * look.size.margin)
    return layout.head + sum(layout.heights)


def draw(table: pd.DataFrame, ax: Axes | None = None, look: Look | None = None) -> Axes:
    """Draw figures as rows and sources as columns, each cell with what was printed."""
    look = look or Look()
    ax = axes_on(ax, look)
    width, height = in_points(ax)
    layout = _lay_out(table, look, width)
    spare = min(16.0, max(0.0, height - layout.head - sum(layout.heights)) / len(layout.figures))
    for left, head in zip(layout.lefts, layout.heads, strict=True):
        place = height - layout.head + PAD
        ax.text(left, place, head, fontsize=layout.points, fontweight="bold", va="bottom", linespacing=1.1)
    top = height - layout.head
    said = {(row["figure"], row["source"]): row for row in rows(table)}
    for figure, name, tall in zip(layout.figures, layout.names, layout.heights, strict=True):
        first = top - (tall + spare) / 2 + layout.points * 0.1
        if layout.above:
            ax.text(0, top - PAD / 2 - spare / 2, name, va="top", fontsize=layout.points, color=GREY)
            first = top - PAD / 2 - spare / 2 - layout.points * 1.85
        else:
            _write(ax, (0, first), name, fontsize=layout.points, linespacing=1.1)
        for source, left in zip(layout.sources, layout.lefts, strict=True):
            if (figure, source) in said:
                _draw_cell(ax, said[figure, source], layout, (left, first))
        top -= tall + spare
        ax.plot([0, width], [top, top], color=HAIRLINE, linewidth=0.6)
    return ax


def words(table: pd.DataFrame, case: Case, look: Look) -> Words:
    """Say what the chart shows."""
    wrong = table[table["standing"] == "contradicts"]
    figures = table["figure"].nunique()
    crossed = labels.listed([f"{row['source']} ({row['printed']})" for row in rows(wrong)], look.lang)
    return Words(
        headline=labels.contradictions(figures, wrong["figure"].nunique(), look.lang),
        subtitle=" ".join([look.say("claims-subtitle"), *_legend(table, case, look)]),
        alt=look.say(
            "claims-alt", figures=figures, outlets=table["source"].nunique(), wrong=len(wrong), crossed=crossed
        ).strip(),
    )


def _legend(table: pd.DataFrame, case: Case, look: Look) -> list[str]:
    """Explain the marks that are drawn, and cells that are not."""
    blank = len(table) < table["figure"].nunique() * table["source"].nunique()
    return [*explained(table, case, look).values(), *([look.say("claims-blank")] if blank else [])]


def _lay_out(table: pd.DataFrame, look: Look, width: float) -> _Layout:
    """Break texts so that columns fit: beside the names of figures if there is room for both, else below them."""
    points = max(8.0, look.size.text - 0.5)
    figures, sources = (list(dict.fromkeys(table[name])) for name in ("figure", "source"))
    least = sum(_least(table, source, points) for source in sources)
    name, above = _name_width(figures, width - least, width, points)
    left = 0.0 if above else name
    widths = _widths(table, sources, width - left, points)
    lefts = [left + sum(widths[:place]) for place in range(len(widths))]
    across = dict(zip(sources, widths, strict=True))
    cells = _cells(table, across, look, points)
    heads = [wrapped(source, across[source] - GUTTER, points, bold=True) for source in sources]
    names = [wrapped(figure, width if above else name - GUTTER, points) for figure in figures]
    heights = [
        _height([cells.get((figure, source), "") for source in sources], said, points, above=above)
        for figure, said in zip(figures, names, strict=True)
    ]
    head = max(lines_of(one, points) for one in heads) + 2 * PAD
    return _Layout(figures, sources, cells, lefts, heads, names, heights, head, points, above)


def _name_width(figures: list[str], room: float, width: float, points: float) -> tuple[float, bool]:
    """Give the names of figures a column as wide as it must be: two lines each at most, else none beside the others."""
    for share in (1.0, 0.4, 0.36, 0.32):
        name = min(share * width, max(width_of(figure, points) for figure in figures) + GUTTER)
        if name <= room and all(wrapped(figure, name - GUTTER, points).count("\n") < 2 for figure in figures):
            return name, False
    return 0.0, True


def _height(cells: list[str], name: str, points: float, *, above: bool) -> float:
    """Give the height of a row: its cells and its name, above them or beside."""
    tall, named = max(lines_of(cell, points) for cell in cells), lines_of(name, points)
    return PAD + (tall + named if above else max(tall, named))


def _least(table: pd.DataFrame, source: str, points: float) -> float:
    """Give the width of the longest word of a column: of its head, and of words that stand for a number."""
    vague = table.loc[(table["source"] == source) & (table["standing"] == "vague"), "printed"]
    words = [word for text in vague for word in text.split(" ")]
    heads = [width_of(word, points, bold=True) for word in source.split(" ")]
    return max([*heads, *(width_of(word, points) for word in words)]) + GUTTER


def _widths(table: pd.DataFrame, sources: Sequence[str], room: float, points: float) -> list[float]:
    """Share out the width: to each column its longest word, and of the rest as much as its texts would like."""
    least = [_least(table, source, points) for source in sources]
    liked = [
        max(
            low,
            max(width_of(text, points) for text in table.loc[table["source"] == source, "printed"]) + INDENT + GUTTER,
        )
        for low, source in zip(least, sources, strict=True)
    ]
    more, spare = sum(liked) - sum(least), room - sum(least)
    share = min(1.0, spare / more) if more > 0 else 1.0
    found = [low + (high - low) * share for low, high in zip(least, liked, strict=True)]
    rest = max(0.0, room - sum(found)) / len(found)
    return [one + rest for one in found]


def _cells(table: pd.DataFrame, across: dict[str, float], look: Look, points: float) -> dict[tuple[str, str], str]:
    """Give what each cell says, with signs for words in all of them where one has no room for words."""
    rooms = [(row, across[row["source"]] - GUTTER - (INDENT if MARKS[row["standing"]] else 0.0)) for row in rows(table)]
    tight = any(
        MARKS[row["standing"]] and width_of(row["printed"], points, bold=row["standing"] == "contradicts") > room
        for row, room in rooms
    )
    return {
        (row["figure"], row["source"]): wrapped(
            with_signs(row["printed"], look.lang) if tight else row["printed"],
            room,
            points,
            bold=row["standing"] == "contradicts",
        )
        for row, room in rooms
    }


def _draw_cell(ax: Axes, row: Row, layout: _Layout, corner: tuple[float, float]) -> None:
    standing = row["standing"]
    left, middle = corner
    color = {"contradicts": VERMILLION, "disputed": VERMILLION, "vague": GREY}.get(standing, BLUE)
    indent = INDENT if MARKS[standing] else 0.0
    text = layout.cells[row["figure"], row["source"]]
    if layout.above:
        middle -= (lines_of(text, layout.points) - layout.points * 1.2) / 2
    if MARKS[standing]:
        fill = "white" if standing in HOLLOW else color
        mark: dict[str, Any] = {"color": color, "markerfacecolor": fill, "markersize": 7, "gid": standing}
        ax.plot(left + 4, middle, MARKS[standing], **mark)
    weight = "bold" if standing == "contradicts" else "normal"
    ink = GREY if standing == "vague" else color if standing == "contradicts" else INK
    look: dict[str, Any] = {"fontsize": layout.points, "color": ink, "fontweight": weight, "linespacing": 1.1}
    _write(ax, (left + indent, middle), text, **look)


def _write(ax: Axes, place: tuple[float, float], text: str, **look: Any) -> None:
    """Write a text in the middle of a row; one line by its foot, so that all of a row stand on one level."""
    left, middle = place
    if "\n" in text:
        ax.text(left, middle, text, va="center", **look)
    else:
        ax.text(left, middle - 0.36 * look["fontsize"], text, va="baseline", **look)
