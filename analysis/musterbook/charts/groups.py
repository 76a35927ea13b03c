"""People by label, such as nationality or outcome: the largest groups first, and of how many none is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case.case import Case
from musterbook.charts import marks
from musterbook.charts.page import Chart, Words, room, width_of, wrapped
from musterbook.charts.subject import UNSTATED, Subject, left_of, with_rest
from musterbook.errors import Unanswerable
from musterbook.intervals import Kind
from musterbook.schema import rows
from musterbook.worlds.axes import OTHER

GROUP, OTHERS, NOT_KNOWN = "group", "others", "not known"
COLUMNS = ["part", "variable", "cell", "name", "low", "high", "basis", "claims"]
MOST = 12
# In type sizes, a bar where there is room for more
THICKEST = 2.6


def group_frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per label, the largest first: ``part``, ``group``; ``variable``, the column; ``cell``, the label, and
        ``name``, what it is called in the language; ``low`` and ``high``, the least and the most people; ``basis``;
        ``claims``. Of more than twelve the rest is one row, ``others``, whose ``cell`` is how many labels it stands
        for. Then the people without one.
    """
    table = groups_of_list(subject) if subject.case is None else groups_of_case(subject)
    groups = table[table["part"] == GROUP].sort_values("low", ascending=False, kind="stable")
    if groups.empty:
        raise Unanswerable("nobody has a label in this column, so there are no groups to draw")
    variable, case, lang = table["variable"].iloc[0], subject.case, subject.lang
    # What a label is called in the words of the case, of the catalogue, or as it stands.
    named = {cell: labels.known(variable, str(cell), lang) for cell in groups["cell"]}
    if case is not None:
        own = {cell: case.translation("labels", f"{variable}={cell}", "label", lang) for cell in named}
        named |= {cell: text for cell, text in own.items() if text}
    rest, unknown = groups.iloc[MOST:], table[table["part"] != GROUP].assign(name=subject.say("groups-unknown"))
    others = rest.head(1).assign(part=OTHERS, cell=str(len(rest)), name=subject.say("groups-others", number=len(rest)))
    others = others.assign(low=rest["low"].sum(), high=rest["high"].sum(skipna=False))
    found = pd.concat([groups.assign(name=groups["cell"].map(named)).head(MOST), others, unknown])
    return found[COLUMNS].astype({"low": "Int64", "high": "Int64", "cell": "str"}).reset_index(drop=True)


def groups_of_case(subject: Subject) -> pd.DataFrame:
    """Give the least and the most people of each label that somebody surely has, and of how many none is known."""
    case: Case = subject.given
    named = [one.variable for one in case.claim_list if one.population_id == case.main_population and one.where]
    column = subject.column or next((name for name in named if case.kinds.get(name) is Kind.LABEL), None)
    if column is None:
        raise Unanswerable("no source counts people by a label, such as nationality or outcome")
    worlds = subject.worlds(column)
    table = worlds.table(spread=False)
    some = table[(table["low"] > 0) & (table["cell"] != OTHER)].assign(part=GROUP, basis="inferred")
    return pd.concat([some, left_of(worlds, int(some["low"].sum()), NOT_KNOWN)]).assign(variable=column)


def groups_of_list(subject: Subject) -> pd.DataFrame:
    """Count the people of each label, and those without one."""
    column = subject.find(Kind.LABEL)
    texts, unstated = subject.texts(column)
    found = [(GROUP, name, sure, sure + more) for name, (sure, more) in texts.items()]
    table = pd.DataFrame(found, columns=["part", "cell", "low", "high"])
    return with_rest(table, subject, {UNSTATED: unstated}).assign(variable=column)


def _is_close(table: pd.DataFrame) -> pd.Series:
    """Tell of which groups the range is worth drawing: of most labels of a case almost anybody may be in."""
    return pd.Series((table["basis"] != "inferred") | (table["high"] < 2 * table["low"]).fillna(False))


def draw_groups(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw a bar for each group with its number of people, and a hollow one for those without a label."""
    colour, size, (wide, tall) = marks.colour(look), marks.text_size(), room(ax)
    fits = max(2, int(tall / (1.7 * size)))
    shown = table if len(table) <= fits else pd.concat([table.head(fits - 1), table.tail(1)])
    lines = [wrapped(str(name), 0.42 * wide, size).split("\n") for name in shown["name"]]
    names = ["\n".join(one if len(one) < 3 else [one[0], f"{one[1][:-1]}…"]) for one in lines]
    # What is inferred of a case is mostly said as "at least".
    close = _is_close(shown)
    texts = [
        labels.between(*labels.ends(row), lang) if is_close else labels.say("at-least", lang, number=row["low"])
        for row, is_close in zip(rows(shown), close, strict=True)
    ]
    left = max(width_of(name, size) for name in names) + 8
    right = max(width_of(text, size, bold=True) for text in texts) + 8
    low, high = (some.to_numpy(np.float64) for some in (shown["low"], shown["high"].where(close).fillna(shown["low"])))
    scale = max(20.0, wide - left - right) / max(1.0, high.max())
    places, known = np.arange(len(shown))[::-1], shown["part"].isin([GROUP, OTHERS]).to_numpy()
    ax.set(xlim=(-left / scale, (wide - left) / scale), ylim=(-0.6, len(shown) - 0.4))
    bar, thick = {"color": colour, "linewidth": 0}, min(0.66, THICKEST * size * len(shown) / tall)
    ax.barh(places[known], low[known], thick, **(bar | {"gid": "people"} | look))
    wider = known & (high > low)
    ax.barh(places[wider], (high - low)[wider], thick, low[wider], alpha=marks.TINT, gid="possible", **bar)
    hollow = {"color": "none", "edgecolor": marks.ink(muted=True), "linewidth": 1, "gid": "unknown"}
    ax.barh(places[~known], low[~known], thick, **hollow)
    for place, name, text, end in zip(places, names, texts, np.where(known, high, low), strict=True):
        marks.write(ax, (-6 / scale, place), name, ha="right", va="center", linespacing=1.0, gid="name")
        marks.write(ax, (end + 5 / scale, place), text, va="center", fontweight="bold", gid="count")
    marks.without_axes(ax)
    return ax


def group_words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows: the largest group, or those that tie, and where another may be larger what is known."""
    column = labels.variable_words(table["variable"].iloc[0], subject.lang) or subject.say("group")
    some, is_known = table[table["part"] == GROUP], table["part"].isin([GROUP, OTHERS])
    most, wider = int(some["low"].max()), (some["high"] > some["low"]).fillna(True)
    top = some[some["low"] == most]
    names = labels.listed(top["name"], subject.lang) if len(top) < 3 else subject.say("groups", number=len(top))
    values = {"group": names, "people": most, "range": subject.people(rows(top)[0]), "number": len(top)}
    if len(top) > 1:
        message = "groups-open-tie" if wider.any() else "groups-tie" if len(top) == 2 else "groups-ties"
    elif wider.any():
        message = "groups-range" if (_is_close(top) & top["high"].notna()).all() else "groups-open"
    else:
        message = "groups-most" if is_known.all() else "groups-known"
    return Words.of(
        subject.say(message, **values, all=int(table.loc[is_known, "low"].sum())),
        f"{subject.say('groups-subtitle', column=column)}{subject.of_whom}.",
        subject.say("groups-alt", column=column, groups=subject.each(some.head(5), some["name"].head(5))),
        legend=[subject.tint("groups-tint")] if (_is_close(some) & wider).any() else [],
        notes=[subject.say("groups-none", people=subject.people(row)) for row in rows(table[~is_known])],
    )


CHARTS = {
    "groups": Chart(group_frame, draw_groups, group_words, lambda table, size: (2.1 * len(table) + 0.5) * size.text)
}
