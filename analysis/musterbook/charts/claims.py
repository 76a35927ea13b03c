"""Who reported which figure: agreement, lost hedges and contradictions at a glance."""

from __future__ import annotations

from textwrap import fill

import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case import Case
from musterbook.charts.canvas import BLUE, GREY, INK, LEFT, VERMILLION, Words, axes_on, bare
from musterbook.claims import Claim, Status
from musterbook.errors import Unanswerable, counted
from musterbook.findings import audit
from musterbook.tables import Row, rows

MARKS = {"contradicts": "X", "differs": "o", "agrees": "o", "vague": ""}


def frame(case: Case) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per figure and source that gives it, of the main population: ``figure``, ``source`` (outlet),
        ``printed`` (as printed, with its hedge), ``standing``: ``agrees``, ``differs`` (another limit than the claim
        it repeats), ``vague``, or ``contradicts``; ``basis``; ``claims``.
    """
    findings = audit(case)
    against = {name for one in findings if one.slug == "claims-contradict" for name in one.claims}
    differs = {one.claims[0] for one in findings if one.slug == "repeat-differs"}
    claims = [one for one in case.claim_list if one.population_id == case.main_population]
    if not claims:
        raise Unanswerable(
            f"nothing was published about population {case.main_population!r}, so nothing can be compared"
        )
    hedges = case.claims.set_index("claim_id")["hedge"].fillna("")
    cells = [
        {
            "figure": labels.figure_words(claim),
            "source": case.outlets[claim.source_id],
            "printed": labels.printed(claim, hedges[claim.claim_id]),
            "standing": _standing(claim, against, differs),
            "basis": "reported",
            "claims": claim.claim_id,
        }
        for claim in claims
    ]
    return _one_per_cell(pd.DataFrame(cells))


def draw(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw figures as rows and sources as columns, each cell with what was printed."""
    ax = axes_on(ax, (LEFT, 0.115, 0.91, 0.69))
    figures, sources = (list(dict.fromkeys(table[name])) for name in ("figure", "source"))
    right = len(sources) - 0.3
    bare(ax, (-1.9, right), (len(figures) - 0.4, -2.1))
    for place, source in enumerate(sources):
        ax.text(place - 0.32, -0.6, fill(source, 14), fontsize=9.5, fontweight="bold", va="bottom", linespacing=1.15)
    for place, figure in enumerate(figures):
        ax.text(-1.9, place, figure, va="center_baseline", fontsize=9)
        ax.plot([-1.9, right], [place + 0.5] * 2, color="#DDDDDD", linewidth=0.6)
    for row in rows(table):
        _draw_cell(ax, row, sources.index(row["source"]), figures.index(row["figure"]))
    return ax


def words(table: pd.DataFrame, case: Case) -> Words:
    """Say what the chart shows."""
    wrong = table[table["standing"] == "contradicts"]
    figures, sources = table["figure"].nunique(), table["source"].nunique()
    told = list(dict.fromkeys(wrong["figure"]))
    crossed = labels.listed([f"{row['source']} ({row['printed']})" for row in rows(wrong)])
    said = (
        f"The figures marked with a cross contradict each other: {crossed}." if told else "None contradict each other."
    )
    return Words(
        headline=labels.contradictions(figures, len(told)),
        subtitle="What each outlet printed. Dot: as in the investigation it reports. Ring: floor printed as exact.\n"
        "Cross: cannot both be true. Words alone: no number. Blank: not reported.",
        foot=labels.foot(case),
        alt=f"Table of {counted(figures, 'figure')} as printed by {counted(sources, 'outlet')}. {said}",
    )


def _one_per_cell(cells: pd.DataFrame) -> pd.DataFrame:
    """Put what one source says of one figure into one row: all its numbers, or its words where it gives none."""
    kept = []
    for _, part in cells.groupby(["figure", "source"], sort=False):
        numbers = part[part["standing"] != "vague"] if (part["standing"] != "vague").any() else part
        worst = min(numbers["standing"], key=list(MARKS).index)
        told = "; ".join(dict.fromkeys(numbers["printed"]))
        kept.append(numbers.iloc[:1].assign(printed=told, standing=worst, claims=" ".join(part["claims"])))
    return pd.concat(kept, ignore_index=True)


def _standing(claim: Claim, against: set[str], differs: set[str]) -> str:
    if claim.claim_id in against:
        return "contradicts"
    if claim.status is Status.VAGUE:
        return "vague"
    return "differs" if claim.claim_id in differs else "agrees"


def _draw_cell(ax: Axes, row: Row, column: int, line: int) -> None:
    standing = row["standing"]
    color = {"contradicts": VERMILLION, "vague": GREY}.get(standing, BLUE)
    if MARKS[standing]:
        fill = "white" if standing == "differs" else color
        ax.plot(
            column - 0.27,
            line,
            MARKS[standing],
            color=color,
            markerfacecolor=fill,
            markersize=7,
            gid=f"{standing}-{line}",
        )
    weight = "bold" if standing == "contradicts" else "normal"
    ink = GREY if standing == "vague" else color if standing == "contradicts" else INK
    ax.text(column - 0.18, line, row["printed"], va="center_baseline", fontsize=9, color=ink, fontweight=weight)
