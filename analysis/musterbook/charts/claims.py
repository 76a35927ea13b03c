"""The published figures that disagree: what each source printed, side by side; the whole table stands in the report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.charts.page import Size, Words
from musterbook.charts.sheet import WRONG, Block, Cell, Sheet, inside, on, quoted
from musterbook.charts.subject import Subject
from musterbook.errors import Unanswerable
from musterbook.schema import rows

DISAGREE = [*WRONG, "differs"]
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
    found = pd.DataFrame(quoted(subject, claims))
    lang = subject.lang
    found["figure"] = [
        labels.figure_words(
            one,
            lang,
            case.events_of(one, lang),
            case.translation("labels", f"{one.variable}={one.where}", "label", lang),
        )
        for one in claims
    ]
    apart = set(found.loc[found["standing"].isin(DISAGREE), "figure"])
    most = found["figure"].value_counts().head(FEW).index
    # Words without a number, in whatever language, are for the whole table.
    drawn = found["figure"].isin(apart or set(most)) & (found["standing"] != "vague")
    return found.assign(drawn=drawn)[COLUMNS]


def draw(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw each figure that is drawn as a heading with what was printed of it, and by whom."""
    return Sheet.of_two(_blocks(table, lang), *on(ax)).draw(ax, lang, **look)


def _blocks(table: pd.DataFrame, lang: str) -> list[Block]:
    """Put what was printed of a figure below it, those who printed the same on one row."""
    return [
        Block(
            str(figure),
            [
                (Cell("", str(standing), 1), Cell(str(printed), str(standing)), _who(same["source"], lang))
                for (standing, printed), same in part.groupby(["standing", "printed"], sort=False)
            ],
        )
        for figure, part in table[table["drawn"]].groupby("figure", sort=False)
    ]


def _who(outlets: Iterable[str], lang: str) -> Cell:
    return Cell(labels.listed(dict.fromkeys(outlets), lang), is_plain=True)


def height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the rows would like, in points."""
    return Sheet.of_two(_blocks(table, "en"), *inside(size)).height


def words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    drawn, stands = table[table["drawn"]], table["standing"]
    apart, figures = table[stands.isin(DISAGREE)], table["figure"].nunique()
    legend = {
        "claims-cross": stands.isin(WRONG),
        "claims-ring": stands == "differs",
        "claims-dot": table["drawn"] & (stands == "agrees"),
    }
    rest = figures - drawn["figure"].nunique()
    told = [f"{row['figure']}: {row['printed']} ({row['source']})" for row in rows(apart)]
    return Words.of(
        subject.say(
            "claims-headline" if len(apart) else "claims-headline-none", number=apart["figure"].nunique(), all=figures
        ),
        subject.say("claims-subtitle"),
        subject.say("claims-alt", figures=figures, outlets=table["source"].nunique(), said="; ".join(told) or "–"),
        legend=[subject.say(name) for name, some in legend.items() if some.any()],
        notes=[subject.say("claims-left" if len(apart) else "claims-few", number=rest)] if rest else [],
    )
