"""What was published, side by side: figures that sources disagree on, and counts of different people.

Each figure of the main population is a heading with what each source printed of it; the whole table stands in the
report. Counts of different people stand on a bar each, all on one scale, and are never summed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case.case import Case
from musterbook.case.claims import Relation, Statistic
from musterbook.charts.marks import HOLLOW, WRONG, Block, Cell, Sheet, text_size
from musterbook.charts.page import Chart, Words, room
from musterbook.charts.subject import Subject, joined
from musterbook.errors import Unanswerable
from musterbook.schema import LAG, rows

DISAGREE = [*WRONG, HOLLOW]
FEW, BETWEEN = 6, "; "


def _case_of(subject: Subject, chart: str) -> Case:
    """Make sure that a chart is of a case."""
    if subject.case is None:
        raise Unanswerable(f"{chart} are those of a case; a list has none")
    return subject.case


def _chart(frame: Callable[..., pd.DataFrame], lay_out: Callable[..., Sheet], words: Callable[..., Words]) -> Chart:
    """Make a chart of a sheet, which is laid out for a language, a width and a type size."""

    def draw(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
        """Draw the sheet in the room of axes."""
        return lay_out(table, lang, room(ax)[0], text_size()).draw(ax, lang, **look)

    return Chart(frame, draw, words, lambda table, size: lay_out(table, "en", size.inside, size.text).height)


# Figures that sources disagree on


def claim_frame(subject: Subject) -> pd.DataFrame:
    """Give what was printed, and which of it is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per figure of the main population and source that gives it: ``figure``; ``source``, the outlet;
        ``printed``, with its hedge; ``standing``: ``agrees``, ``differs`` (another limit than the claim it repeats),
        ``vague``, ``disputed`` (a better source says otherwise) or ``contradicts``; ``drawn``, whether its figure is
        drawn: those that disagree, or a few where none does; ``basis``; ``claims``.
    """
    case, lang = _case_of(subject, "claims"), subject.lang
    claims = [one for one in case.claim_list if one.population_id == case.main_population]
    if not claims:
        raise Unanswerable("nothing was published of the main population, so nothing can be compared")
    # What each counts, in the case's own words
    named = [case.translation("labels", f"{one.variable}={one.where}", "label", lang) for one in claims]
    figures = [
        labels.sentence(labels.figure_words(one, lang, case.events_of(one, lang), label))
        for one, label in zip(claims, named, strict=True)
    ]
    found = subject.quoted(claims).assign(figure=figures)
    apart = found.loc[found["standing"].isin(DISAGREE), "figure"]
    shown = found["figure"].value_counts().index[:FEW] if apart.empty else apart
    # Words without a number, in whatever language, are for the whole table.
    drawn = found["figure"].isin(shown) & (found["standing"] != "vague")
    if not drawn.any():
        raise Unanswerable("what was published of the main population is too vague to be compared")
    return found.assign(drawn=drawn)[["figure", "source", "printed", "standing", "drawn", "basis", "claims"]]


def claim_sheet(table: pd.DataFrame, lang: str, width: float, size: float) -> Sheet:
    """Put what was printed of a figure below it, those who printed the same on one row."""
    blocks = []
    for figure, part in table[table["drawn"]].groupby("figure", sort=False):
        same = part.groupby(["standing", "printed"], sort=False)["source"]
        printed = [(Cell("", str(how), 1), Cell(str(said), str(how)), _who(of, lang)) for (how, said), of in same]
        blocks.append(Block(str(figure), printed))
    return Sheet.of_two(blocks, width, size)


def _who(outlets: Iterable[str], lang: str) -> Cell:
    """Name each outlet once, in plain letters."""
    return Cell(labels.listed(dict.fromkeys(outlets), lang), is_plain=True)


def claim_words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart of claims shows."""
    drawn, apart = table[table["drawn"]], table[table["standing"].isin(DISAGREE)]
    told_of = {"claims-cross": WRONG, "claims-ring": [HOLLOW], "claims-dot": ["agrees"]}
    told = [f"{row['figure']}: {row['printed']} ({row['source']})" for row in rows(apart)]
    # To print "at least 51" as "51" is no disagreement.
    wrong, figures = apart[apart["standing"].isin(WRONG)], table.groupby("figure")["source"]
    kind = "" if len(wrong) else "-worded" if len(apart) else "-single" if figures.nunique().max() == 1 else "-none"
    number, left = (wrong if len(wrong) else apart)["figure"].nunique(), len(figures) - drawn["figure"].nunique()
    outlets, said = table["source"].nunique(), "; ".join(told) or "–"
    return Words.of(
        subject.say(f"claims-headline{kind}", number=number, all=len(figures)),
        subject.say("claims-subtitle"),
        subject.say("claims-alt", figures=len(figures), outlets=outlets, said=said),
        legend=[subject.say(name) for name, some in told_of.items() if drawn["standing"].isin(some).any()],
        notes=subject.numbered({"claims-left" if len(apart) else "claims-few": left}),
    )


# Counts of different people


def population_frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per population and published count of all of it, the largest population first: ``population``;
        ``printed``, the number with the limit it sets, whatever language it was hedged in; ``people``; ``source``,
        outlets, with semicolons between them; ``basis``; ``claims``. Numbers that were only printed as "about" set no
        limit and are left out.
    """
    case = _case_of(subject, "populations")
    all_people = (one for one in case.claim_list if one.statistic is Statistic.COUNT and not one.where)
    limits = (one for one in all_people if one.value is not None and one.relation is not Relation.ABOUT)
    counts = [one for one in limits if one.variable != LAG]
    if not counts:
        raise Unanswerable("no count of people was published that sets a limit")
    found = {
        "population": [subject.name_of(one.population_id) for one in counts],
        "printed": [labels.printed(one, "", subject.lang) for one in counts],
        "people": [one.number for one in counts],
        "source": [case.outlets[one.source_id] for one in counts],
        "claims": [one.claim_id for one in counts],
    }
    each = pd.DataFrame(found).groupby(["population", "printed", "people"], sort=False, as_index=False)
    table = each.agg({"source": list, "claims": joined})
    table["source"] = [BETWEEN.join(dict.fromkeys(some)) for some in table["source"]]
    table.insert(4, "basis", "reported")
    table["largest"] = table.groupby("population")["people"].transform("max")
    table = table.sort_values(["largest", "population", "people"], ascending=False, kind="stable", ignore_index=True)
    return table.drop(columns="largest").astype({"people": "Int64"})


def population_sheet(table: pd.DataFrame, lang: str, width: float, size: float) -> Sheet:
    """Put what was printed of a population below it, with a tick for each number."""
    blocks = []
    for population, part in table.groupby("population", sort=False):
        printed = [(Cell(row["printed"]), _who(row["source"].split(BETWEEN), lang)) for row in rows(part)]
        blocks.append(Block(labels.sentence(str(population)), printed, tuple(map(int, part["people"]))))
    return Sheet.of_two(blocks, width, size)


def population_words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart of populations shows."""
    number, least, most = table["population"].nunique(), int(table["people"].min()), int(table["people"].max())
    said = [f"{row['population']}: {row['printed']} ({row['source']})" for row in rows(table)]
    printed, ends = table["printed"].iloc[0], [labels.whole(one, subject.lang) for one in (least, most)]
    message, only = "populations-headline", labels.people(least, subject.lang) if printed == ends[0] else printed
    message += "-one" if least == most else ""
    return Words.of(
        subject.say(message, least=ends[0], most=ends[1], printed=only),
        subject.say("populations-subtitle", number=number),
        subject.say("populations-alt", number=number, said="; ".join(said)),
    )


CHARTS = {
    "claims": _chart(claim_frame, claim_sheet, claim_words),
    "populations": _chart(population_frame, population_sheet, population_words),
}
