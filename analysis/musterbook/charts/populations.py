"""How published counts of different people stand to each other: each on a bar of its own, never summed."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case.claims import Claim, Relation, Statistic
from musterbook.charts.page import Size, Words
from musterbook.charts.sheet import Block, Cell, Sheet, inside, on
from musterbook.charts.subject import Subject, joined
from musterbook.errors import Unanswerable
from musterbook.schema import LAG, rows

COLUMNS = ["population", "printed", "people", "source", "basis", "claims"]
BETWEEN = "; "


def frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per population and published count of all of it, the largest population first: ``population``;
        ``printed``, the number with the limit it sets, whatever language it was hedged in; ``people``; ``source``,
        outlets, with semicolons between them; ``basis``; ``claims``. Numbers that were only printed as "about" set no
        limit and are left out.
    """
    case = subject.case
    if case is None:
        raise Unanswerable("populations are those of a case; a list is one of them")
    found = [
        {
            "population": subject.name_of(claim.population_id),
            "printed": labels.printed(claim, "", subject.lang),
            "people": int(claim.value.number),
            "source": case.outlets[claim.source_id],
            "claims": claim.claim_id,
        }
        for claim in case.claim_list
        if claim.value is not None and _counts_all(claim)
    ]
    if not found:
        raise Unanswerable("no count of people was published that sets a limit")
    table = (
        pd.DataFrame(found)
        .groupby(["population", "people", "printed"], sort=False, as_index=False)
        .agg({"source": _names, "claims": joined})
    )
    largest = table.groupby("population")["people"].transform("max")
    order = ["largest", "population", "people"]
    table = table.assign(largest=largest, basis="reported").sort_values(order, ascending=False, kind="stable")
    return table[COLUMNS].reset_index(drop=True).astype({"people": "Int64"})


def _names(outlets: pd.Series) -> str:
    return BETWEEN.join(dict.fromkeys(outlets))


def _counts_all(claim: Claim) -> bool:
    is_limit = claim.statistic is Statistic.COUNT and claim.relation is not Relation.ABOUT
    return is_limit and not claim.where and claim.variable != LAG


def draw(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw a bar for each population, all on one scale, with a tick at every count that was published of it."""
    return Sheet.of_two(_blocks(table, lang), *on(ax)).draw(ax, lang, **look)


def _blocks(table: pd.DataFrame, lang: str) -> list[Block]:
    return [
        Block(
            labels.sentence(str(population)),
            [(Cell(row["printed"]), Cell(_listed(row["source"], lang), is_plain=True)) for row in rows(part)],
            tuple(int(one) for one in part["people"]),
        )
        for population, part in table.groupby("population", sort=False)
    ]


def _listed(outlets: str, lang: str) -> str:
    return labels.listed(outlets.split(BETWEEN), lang)


def height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the bars would like, in points."""
    return Sheet.of_two(_blocks(table, "en"), *inside(size)).height


def words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    number, least, most = table["population"].nunique(), int(table["people"].min()), int(table["people"].max())
    said = [f"{row['population']}: {row['printed']} ({row['source']})" for row in rows(table)]
    headline = subject.say("populations-headline-one", count=least)
    if least != most:
        ends = {"least": labels.whole(least, subject.lang), "most": labels.whole(most, subject.lang)}
        headline = subject.say("populations-headline", **ends)
    return Words.of(
        headline,
        subject.say("populations-subtitle", number=number),
        subject.say("populations-alt", number=number, said="; ".join(said)),
    )
