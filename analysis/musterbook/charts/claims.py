"""What was published, side by side: figures that sources disagree on, and counts of different people.

Each figure of the main population is a heading with what each source printed of it; the whole table stands in the
report. Counts of different people stand on a bar each, all on one scale, and are never summed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case.case import Case
from musterbook.case.claims import Relation, Statistic
from musterbook.charts.marks import HOLLOW, WRONG, Block, Cell, Sheet, text_size
from musterbook.charts.page import Chart, Size, Words, room
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
    pairs = zip(claims, named, strict=True)
    figures = [
        labels.sentence(labels.figure_words(one, lang, case.events_of(one, lang), label)) for one, label in pairs
    ]
    found = subject.quoted(claims).assign(figure=figures)
    apart = set(found.loc[found["standing"].isin(DISAGREE), "figure"])
    most = found["figure"].value_counts().head(FEW).index
    # Words without a number, in whatever language, are for the whole table.
    drawn = found["figure"].isin(apart or set(most)) & (found["standing"] != "vague")
    if not drawn.any():
        raise Unanswerable("what was published of the main population is too vague to be compared")
    return found.assign(drawn=drawn)[["figure", "source", "printed", "standing", "drawn", "basis", "claims"]]


def _claim_sheet(table: pd.DataFrame, lang: str, width: float, size: float) -> Sheet:
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


def draw_claims(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw each figure that is drawn as a heading with what was printed of it, and by whom."""
    return _claim_sheet(table, lang, room(ax)[0], text_size()).draw(ax, lang, **look)


def claim_height(table: pd.DataFrame, size: Size) -> float:
    """Give the height of the sheet of claims, in points."""
    return _claim_sheet(table, "en", size.inside, size.text).height


def claim_words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart of claims shows."""
    drawn, stands = table[table["drawn"]], table["standing"]
    apart, figures = table[stands.isin(DISAGREE)], table["figure"].nunique()
    told_of = {"claims-cross": WRONG, "claims-ring": [HOLLOW], "claims-dot": ["agrees"]}
    legend = [subject.say(name) for name, some in told_of.items() if drawn["standing"].isin(some).any()]
    told = [f"{row['figure']}: {row['printed']} ({row['source']})" for row in rows(apart)]
    # To print "at least 51" as "51" is no disagreement.
    wrong = apart[apart["standing"].isin(WRONG)]
    headline = "claims-headline" if len(wrong) else "claims-headline-worded" if len(apart) else "claims-headline-none"
    number = (wrong if len(wrong) else apart)["figure"].nunique()
    if apart.empty and table.groupby("figure")["source"].nunique().max() == 1:
        headline = "claims-headline-single"
    return Words.of(
        subject.say(headline, number=number, all=figures),
        subject.say("claims-subtitle"),
        subject.say("claims-alt", figures=figures, outlets=table["source"].nunique(), said="; ".join(told) or "–"),
        legend=legend,
        notes=subject.numbered({"claims-left" if len(apart) else "claims-few": figures - drawn["figure"].nunique()}),
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
    found = [
        {
            "population": subject.name_of(claim.population_id),
            "printed": labels.printed(claim, "", subject.lang),
            "people": int(claim.value.number),
            "source": case.outlets[claim.source_id],
            "claims": claim.claim_id,
        }
        for claim in case.claim_list
        if claim.value is not None and not claim.where and claim.variable != LAG
        if claim.statistic is Statistic.COUNT and claim.relation is not Relation.ABOUT
    ]
    if not found:
        raise Unanswerable("no count of people was published that sets a limit")
    each = pd.DataFrame(found).groupby(["population", "people", "printed"], sort=False, as_index=False)
    table = each.agg({"source": list, "claims": joined})
    outlets = [BETWEEN.join(dict.fromkeys(some)) for some in table["source"]]
    largest = table.groupby("population")["people"].transform("max")
    order = ["largest", "population", "people"]
    table = table.assign(source=outlets, largest=largest, basis="reported").sort_values(
        order, ascending=False, kind="stable"
    )
    columns = ["population", "printed", "people", "source", "basis", "claims"]
    return table[columns].reset_index(drop=True).astype({"people": "Int64"})


def _population_sheet(table: pd.DataFrame, lang: str, width: float, size: float) -> Sheet:
    """Put what was printed of a population below it, with a tick for each number."""
    blocks = []
    for population, part in table.groupby("population", sort=False):
        printed = [(Cell(row["printed"]), _who(row["source"].split(BETWEEN), lang)) for row in rows(part)]
        blocks.append(Block(labels.sentence(str(population)), printed, tuple(map(int, part["people"]))))
    return Sheet.of_two(blocks, width, size)


def draw_populations(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw a bar for each population, all on one scale, with a tick at every count that was published of it."""
    return _population_sheet(table, lang, room(ax)[0], text_size()).draw(ax, lang, **look)


def population_words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart of populations shows."""
    number, least, most = table["population"].nunique(), int(table["people"].min()), int(table["people"].max())
    said = [f"{row['population']}: {row['printed']} ({row['source']})" for row in rows(table)]
    printed, ends = table["printed"].iloc[0], [labels.whole(one, subject.lang) for one in (least, most)]
    only = labels.people(least, subject.lang) if printed == ends[0] else printed
    headline = subject.say("populations-headline-one", printed=only)
    if least != most:
        headline = subject.say("populations-headline", least=ends[0], most=ends[1])
    return Words.of(
        headline,
        subject.say("populations-subtitle", number=number),
        subject.say("populations-alt", number=number, said="; ".join(said)),
    )


def population_height(table: pd.DataFrame, size: Size) -> float:
    """Give the height of the sheet of populations, in points."""
    return _population_sheet(table, "en", size.inside, size.text).height


CHARTS = {
    "claims": Chart(claim_frame, draw_claims, claim_words, claim_height),
    "populations": Chart(population_frame, draw_populations, population_words, population_height),
}
