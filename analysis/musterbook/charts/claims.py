"""The published figures that disagree: what each source printed, side by side; the whole table stands in the report."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.charts import marks
from musterbook.charts.marks import Printed, quote
from musterbook.charts.page import Size, Words, said_of
from musterbook.charts.printed import MARKS
from musterbook.charts.subject import Subject, rows
from musterbook.errors import Unanswerable

DISAGREE = ["contradicts", "disputed", "differs"]
COLUMNS = ["figure", "source", "printed", "standing", "drawn", "basis", "claims"]
FEW = 6


def frame(subject: Subject) -> pd.DataFrame:
    """Give what was printed, and which of it is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per figure of the main population and source that gives it: ``figure``; ``source``, the outlet;
        ``printed``, with its hedge; ``standing``: ``agrees``, ``differs`` (another limit than the claim it repeats),
        ``vague``, ``disputed`` (a better source says otherwise) or ``contradicts``; ``drawn``, whether its figure is
        drawn: those that disagree, or a few where none does; ``basis``; ``claims``.
    """
    case = subject.case
    if case is None:
        raise Unanswerable("claims are those of a case; a list has none")
    claims = [one for one in case.claim_list if one.population_id == case.main_population]
    if not claims:
        raise Unanswerable("nothing was published of the main population, so nothing can be compared")
    found = pd.DataFrame(
        {
            "figure": labels.figure_words(claim, subject.lang),
            **subject.printed[claim.claim_id]._asdict(),
            "basis": "reported",
            "claims": claim.claim_id,
        }
        for claim in claims
    )
    apart = set(found.loc[found["standing"].isin(DISAGREE), "figure"])
    most = found["figure"].value_counts().head(FEW).index
    # Words without a number, in whatever language, are for the whole table.
    drawn = found["figure"].isin(apart or set(most)) & (found["standing"] != "vague")
    return found.assign(drawn=drawn)[COLUMNS]


def draw(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw each figure that is drawn as a heading with what was printed of it, and by whom."""
    return marks.draw_sheet(ax, _blocks(table, lang), lang, **look)


def _blocks(table: pd.DataFrame, lang: str) -> list[Printed]:
    """Put what was printed of a figure below it, those who printed the same on one row."""
    blocks: dict[str, dict[tuple[str, str], list[str]]] = {}
    for row in rows(table[table["drawn"]]):
        same = blocks.setdefault(row["figure"], {}).setdefault((row["standing"], row["printed"]), [])
        same.append(row["source"])
    return [
        Printed(
            figure,
            [quote(*one, labels.listed(dict.fromkeys(who), lang), mark=MARKS[one[0]]) for one, who in said.items()],
        )
        for figure, said in blocks.items()
    ]


def height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the rows would like, in points."""
    return marks.sheet_height(_blocks(table, "en"), size)


def words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    figures = table["figure"].nunique()
    apart = table[table["standing"].isin(DISAGREE)]
    wrong = table[table["standing"].isin(["contradicts", "disputed"])]
    explained = {
        "claims-cross": wrong,
        "claims-ring": table[table["standing"] == "differs"],
        "claims-dot": table[table["drawn"] & (table["standing"] == "agrees")],
    }
    legend = [subject.say(name) for name, found in explained.items() if len(found)]
    message = "claims-headline" if len(apart) else "claims-headline-none"
    rest = figures - table.loc[table["drawn"], "figure"].nunique()
    left = [subject.say("claims-left" if len(apart) else "claims-few", number=rest)] if rest else []
    told_ = [f"{row['figure']}: {row['printed']} ({row['source']})" for row in rows(apart)]
    alt = subject.say("claims-alt", figures=figures, outlets=table["source"].nunique(), said="; ".join(told_) or "–")
    return Words(
        subject.say(message, number=apart["figure"].nunique(), all=figures),
        said_of([subject.say("claims-subtitle"), *legend, *left]),
        said_of([alt, *left]),
    )
