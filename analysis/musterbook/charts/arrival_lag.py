"""Days from arrival to sign-up: what each source says, or what a list holds."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pandas as pd

from musterbook import labels
from musterbook.case.case import Case
from musterbook.case.claims import Claim, Statistic
from musterbook.charts.bands import BOUNDS, COARSE, DESCRIBED, LIST, SOURCE, UNSTATED, cell_name, draw
from musterbook.charts.behind import everything_behind, joined
from musterbook.charts.canvas import Look, Words
from musterbook.charts.lists import list_legend, tallied
from musterbook.charts.printed import explained, one_per_cell, standings, told
from musterbook.tables import LAG, Row, rows
from musterbook.worlds.worlds import possible_worlds

COLUMNS = ["part", "source", "cell", "people", "low", "high", "printed", "standing", "basis", "claims"]
NUMBERS = ["people", "low", "high"]

__all__ = ["draw", "frame", "list_frame", "list_words", "words"]


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
    said = [*_reported(case, lang), *_described(case, lang)]
    bounds = [
        [BOUNDS, "", row["cell"], None, row["low"], row["high"], _range(row, lang), "", "inferred", ""]
        for row in rows(worlds.table())
    ]
    table = pd.DataFrame([*said, *bounds], columns=COLUMNS).astype(dict.fromkeys(NUMBERS, "Int64"))
    table.loc[table["part"] == BOUNDS, "source"] = labels.say("lag-follows", lang)
    table.loc[table["part"] == BOUNDS, "claims"] = everything_behind(worlds)
    return table


def list_frame(people: Any) -> pd.DataFrame:
    """Give what is drawn of a list: the same columns.

    ``people`` are certainly of so many days, ``high`` adds those who may be; those whose days are known only as a range
    and those without any are rows of their own. ``basis`` is ``counted`` or ``simulated``.
    """
    from musterbook.lags import arrival_lags, lag_counts

    neither = nw.col("low").is_null() & nw.col("high").is_null()
    found = tallied(people, lag_counts(people), neither, frame=arrival_lags(people))
    return found.table(LIST, (COARSE, UNSTATED)).assign(source="", printed="", standing="")[COLUMNS]


def words(table: pd.DataFrame, case: Case, look: Look) -> Words:
    """Say what the chart shows."""
    given, bounds = rows(table[table["part"] != BOUNDS]), rows(table[table["part"] == BOUNDS])
    wrong = [row for row in given if row["standing"] == "contradicts"]
    said = "; ".join(
        look.say("lag-alt-cell", source=row["source"], printed=row["printed"], lag=cell_name(row["cell"], look))
        for row in given
    )
    cells = labels.listed([f"{cell_name(row['cell'], look)} {row['printed']}" for row in bounds], look.lang)
    follows = look.say("lag-alt-follows", cells=cells)
    return Words(
        headline=_headline(given, wrong, look),
        subtitle=" ".join([look.say("lag-subtitle"), *_legend(table, case, look), look.say("lag-outlined")]),
        alt=f"{look.say('lag-alt', said=said)} {follows}",
    )


def _legend(table: pd.DataFrame, case: Case, look: Look) -> list[str]:
    """Explain the marks of people that are drawn; words stand for themselves."""
    drawn = table[(table["part"] != BOUNDS) & (table["people"] > 0).fillna(False)]
    said = explained(drawn, case, look)
    if "agrees" in said:
        said["agrees"] = look.say("lag-filled")
    return list(said.values())


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
        subtitle=list_legend("lag", cells, everybody, look),
        alt=look.say("list-lag-alt", people=everybody, number=number, coarse=coarse, unstated=unstated, **span),
    )


def _headline(told: list[Row], wrong: list[Row], look: Look) -> str:
    sources = {row["source"] for row in told if row["part"] == SOURCE}
    if not wrong:
        return look.say("lag-headline", sources=len(sources)) if sources else look.say("lag-headline-none")
    of_days: dict[str, set[str]] = {}
    for row in wrong:
        of_days.setdefault(row["cell"], set()).add(row["printed"])
    apart = [days for days, printed in of_days.items() if len(printed) > 1]
    if not apart:
        return look.say("lag-headline-contradict")
    days = apart[0]
    # A bare number goes first: the limit of "at least 7 or 1" would seem to stand before both.
    numbers = labels.listed(sorted(of_days[days], key=lambda text: (not text[:1].isdigit(), text)), look.lang, "or")
    return look.say("lag-headline-differ", day=int(days) if days.isdigit() else 2, numbers=numbers)


def _reported(case: Case, lang: str) -> list[list[Any]]:
    """Give what each source says, its words where it gives no number."""
    hedges = case.claims.set_index("claim_id")["hedge"].fillna("")
    claims = [one for one in case.claim_list if _is_lag(one) and one.population_id == case.main_population]
    found = [
        [
            SOURCE,
            case.outlets[claim.source_id],
            claim.where,
            *_numbers(claim),
            told(claim, hedges[claim.claim_id], lang),
            standings(case)[claim.claim_id],
            "reported",
            claim.claim_id,
        ]
        for claim in claims
    ]
    if not found:
        return []
    merged = one_per_cell(
        pd.DataFrame(found, columns=COLUMNS).astype(dict.fromkeys(NUMBERS, "Int64")), ["source", "cell"]
    )
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
