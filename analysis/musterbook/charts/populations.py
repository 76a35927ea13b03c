"""How published counts of different people stand to each other: each on a bar of its own, never summed."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case.claims import Claim, Relation, Statistic
from musterbook.charts import marks
from musterbook.charts.marks import Printed, Statement
from musterbook.charts.page import Size, Words
from musterbook.charts.subject import Subject, joined, rows
from musterbook.errors import Unanswerable
from musterbook.schema import LAG

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
        if _counts_all(claim) and claim.value is not None and claim.relation is not Relation.ABOUT
    ]
    if not found:
        raise Unanswerable("no count of people was published that sets a limit")
    each = pd.DataFrame(found).groupby(["population", "people", "printed"], sort=False, as_index=False)
    table = each.agg({"source": _names, "claims": joined})
    largest = table.groupby("population")["people"].transform("max")
    order = table.assign(largest=largest).sort_values(
        ["largest", "population", "people"], ascending=False, kind="stable"
    )
    return order.assign(basis="reported")[COLUMNS].reset_index(drop=True).astype({"people": "Int64"})


def _names(outlets: pd.Series) -> str:
    return BETWEEN.join(dict.fromkeys(outlets))


def _counts_all(claim: Claim) -> bool:
    return claim.statistic is Statistic.COUNT and not claim.where and claim.variable != LAG


def draw(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw a bar for each population, all on one scale, with a tick at every count that was published of it."""
    return marks.draw_sheet(ax, _blocks(table, lang), lang, **look)


def _blocks(table: pd.DataFrame, lang: str) -> list[Printed]:
    return [
        Printed(
            labels.sentence(str(population)),
            [Statement(row["printed"], labels.listed(row["source"].split(BETWEEN), lang)) for row in rows(part)],
            tuple(int(one) for one in part["people"]),
        )
        for population, part in table.groupby("population", sort=False)
    ]


def height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the bars would like, in points."""
    return marks.sheet_height(_blocks(table, "en"), size)


def words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    number = table["population"].nunique()
    least, most = (labels.whole(int(end), subject.lang) for end in (table["people"].min(), table["people"].max()))
    values = {"number": number, "counts": len(table), "least": least, "most": most, "count": int(table["people"].min())}
    message = "populations-headline" if least != most else "populations-headline-one"
    said = [f"{row['population']}: {row['printed']} ({row['source']})" for row in rows(table)]
    subtitle = subject.say("populations-subtitle", number=number)
    return Words(
        subject.say(message, **values),
        subtitle,
        subject.say("populations-alt", number=number, said="; ".join(said)),
    )
