"""People by label, such as nationality or outcome: the largest groups first, and of how many none is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from musterbook import labels
from musterbook.charts import marks
from musterbook.charts.notes import UNSTATED, persons
from musterbook.charts.page import Size, Words, room, said_of, width_of, wrapped
from musterbook.charts.subject import Subject, everything_behind, rows
from musterbook.errors import Unanswerable
from musterbook.intervals import Kind
from musterbook.worlds.axes import OTHER

GROUP, OTHERS, UNKNOWN = "group", "others", "not known"
COLUMNS = ["part", "variable", "cell", "name", "low", "high", "basis", "claims"]
MOST = 12


def frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per label, the largest first: ``part``, ``group``; ``variable``, the column; ``cell``, the label, and
        ``name``, what it is called in the language; ``low`` and ``high``, the least and the most people; ``basis``;
        ``claims``. Of more than twelve the rest is one row, ``others``, whose ``cell`` is how many labels it stands
        for. Then the people without one.
    """
    found = _of_case(subject) if subject.case is not None else _of_list(subject)
    named = [{**row, "name": _named(row, subject)} for row in found]
    table = pd.DataFrame(named).reindex(columns=COLUMNS).astype({"low": "Int64", "high": "Int64", "cell": "str"})
    groups = table[table["part"] == GROUP].sort_values("low", ascending=False, kind="stable")
    if groups.empty:
        raise Unanswerable("nobody has a label in this column, so there are no groups to draw")
    rest = groups.iloc[MOST:]
    more = [] if rest.empty else [_summed(rest)]
    whole = [groups.iloc[:MOST], *more, table[table["part"] != GROUP]]
    return pd.concat(whole, ignore_index=True)


def _named(row: dict[str, Any], subject: Subject) -> str:
    """Name a label: in the words of the case, of the catalogue, or as it stands."""
    variable, cell = str(row["variable"]), str(row["cell"])
    said = subject.case.translation("labels", f"{variable}={cell}", "label", subject.lang) if subject.case else ""
    return said or labels.known(variable, cell, subject.lang)


def _summed(rest: pd.DataFrame) -> pd.DataFrame:
    """Put the labels beyond the largest in one row."""
    low, high = int(rest["low"].sum()), rest["high"].sum(skipna=False)
    return rest.iloc[:1].assign(part=OTHERS, cell=str(len(rest)), low=low, high=high)


def _of_case(subject: Subject) -> list[dict[str, Any]]:
    case = subject.case
    assert case is not None
    named = [one.variable for one in case.claim_list if one.population_id == case.main_population and one.where]
    found = [name for name in dict.fromkeys(named) if case.kinds.get(name) is Kind.LABEL]
    column = subject.column or next(iter(found), None)
    if column is None:
        raise Unanswerable("no source counts people by a label, such as nationality or outcome")
    worlds = subject.worlds(column)
    table = worlds.table()
    some = table[(table["low"] > 0) & (table["cell"] != OTHER)]
    low, high = worlds.total
    sure = int(some["low"].sum())
    more = {"variable": column, "claims": everything_behind(worlds)}
    groups = [
        {**more, "part": GROUP, **row, "basis": "inferred"} for row in rows(some[["cell", "low", "high", "claims"]])
    ]
    rest = {"part": UNKNOWN, "cell": "", "low": low - sure, "high": None if high is None else high - sure}
    return [*groups, *([{**more, **rest, "basis": "derived"}] if high is None or high > sure else [])]


def _of_list(subject: Subject) -> list[dict[str, Any]]:
    column, sure, possible, unstated = subject.groups()
    more = {"variable": column, "basis": subject.basis, "claims": ""}
    found = [{"part": GROUP, "cell": name, "low": n, "high": possible[name], **more} for name, n in sure.items()]
    return [*found, *([{"part": UNSTATED, "cell": "", "low": unstated, "high": unstated, **more}] if unstated else [])]


def draw(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw a bar for each group with its number of people, and a hollow one for those without a label."""
    colour = marks.colour(look)
    wide, tall = room(ax)
    fits = max(2, int(tall / (1.7 * marks.text_size())))
    shown = table if len(table) <= fits else pd.concat([table.head(fits - 1), table.tail(1)])
    names = [wrapped(_name(row, lang), 0.42 * wide, marks.text_size()) for row in rows(shown)]
    names = [name if name.count("\n") < 2 else "\n".join([*name.split("\n")[:2]])[:-1] + "…" for name in names]
    left = max(width_of(name, marks.text_size()) for name in names) + 8
    low = shown["low"].to_numpy(np.float64)
    # What is inferred of a case is said as "at least": of most labels anybody may be in.
    top = shown["high"].where(shown["basis"] != "inferred", shown["low"])
    high = top.astype("Float64").fillna(shown["low"]).to_numpy(np.float64)
    texts = [_count(row, lang) for row in rows(shown)]
    right = max(width_of(text, marks.text_size(), bold=True) for text in texts) + 8
    scale = max(20.0, wide - left - right) / max(1.0, high.max())
    places = np.arange(len(shown))[::-1]
    known = shown["part"].isin([GROUP, OTHERS]).to_numpy()
    ax.set(xlim=(-left / scale, (wide - left) / scale), ylim=(-0.6, len(shown) - 0.4))
    bar = {"color": colour, "linewidth": 0, "gid": "people"}
    ax.barh(places[known], low[known], 0.66, **(bar | look))
    wider = known & (high > low)
    tint = {"color": colour, "alpha": marks.TINT, "linewidth": 0, "gid": "possible"}
    ax.barh(places[wider], (high - low)[wider], 0.66, low[wider], **tint)
    hollow = {"color": "none", "edgecolor": marks.ink(muted=True), "linewidth": 1, "gid": "unknown"}
    ax.barh(places[~known], low[~known], 0.66, **hollow)
    for place, name, text, end in zip(places, names, texts, np.where(wider, high, low), strict=True):
        marks.write(ax, (-6 / scale, place), name, ha="right", va="center", linespacing=1.0, gid="name")
        marks.write(ax, (end + 5 / scale, place), text, va="center", fontweight="bold", gid="count")
    ax.xaxis.set_major_locator(NullLocator())
    ax.yaxis.set_major_locator(NullLocator())
    ax.spines["bottom"].set_visible(False)
    return marks.finish(ax)


def _name(row: dict[str, Any], lang: str) -> str:
    if row["part"] == GROUP:
        return str(row["name"])
    if row["part"] == OTHERS:
        return labels.say("groups-others", lang, number=int(row["cell"]))
    return labels.say("groups-unknown", lang)


def _count(row: dict[str, Any], lang: str) -> str:
    low, high = int(row["low"]), None if pd.isna(row["high"]) else int(row["high"])
    if row["basis"] == "inferred" and low != high:
        return labels.say("at-least", lang, number=labels.whole(low, lang))
    return labels.between(low, high, lang)


def height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the bars would like, in points."""
    return (2.1 * len(table) + 0.5) * size.text


def words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    column = str(table["variable"].iloc[0]).replace("_", " ")
    some = table[table["part"] == GROUP]
    by = subject.say("groups-subtitle", column=column or subject.say("group"))
    rest = table[~table["part"].isin([GROUP, OTHERS])]
    notes = [subject.say("groups-none", people=persons(row, subject.lang)) for row in rows(rest)]
    tint = [subject.tint("groups-tint")] if subject.case is None and (some["high"] > some["low"]).any() else []
    named = [
        subject.say("cell-with", cell=_name(row, subject.lang), people=persons(row, subject.lang))
        for row in rows(some.head(5))
    ]
    alt = subject.say("groups-alt", column=column or subject.say("group"), groups=labels.listed(named, subject.lang))
    headline = labels.sentence(_headline(table, some, subject))
    return Words(headline, said_of([f"{by}{subject.of_whom}.", *tint, *notes]), said_of([alt, *notes]))


def _headline(table: pd.DataFrame, some: pd.DataFrame, subject: Subject) -> str:
    """Name the largest group, or those that tie; where another may be larger, give what is known of the first."""
    most = int(some["low"].max())
    top = some[some["low"] == most]
    beaten = some["high"].isna().any() or (some["high"] > some["low"]).any()
    names = labels.listed([_name(row, subject.lang) for row in rows(top.head(2))], subject.lang)
    known = table["part"].isin([GROUP, OTHERS])
    everybody, unknown = int(table.loc[known, "low"].sum()), int(table.loc[~known, "low"].sum())
    if beaten:
        message = "groups-open" if len(top) == 1 else "groups-open-tie"
        return subject.say(
            message, group=names if len(top) < 3 else subject.say("groups", number=len(top)), people=most
        )
    if len(top) > 2:
        return subject.say("groups-ties", number=len(top), people=most)
    message = "groups-tie" if len(top) > 1 else "groups-known" if unknown else "groups-most"
    return subject.say(message, group=names, people=most, all=everybody)
