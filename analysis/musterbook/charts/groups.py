"""People by label, such as nationality or outcome: the largest groups first, and of how many none is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.charts import marks
from musterbook.charts.page import Size, Words, room, width_of, wrapped
from musterbook.charts.subject import Subject, ends, everything_behind
from musterbook.charts.timeline import UNSTATED
from musterbook.errors import Unanswerable
from musterbook.intervals import Kind
from musterbook.schema import rows
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
    table = (_of_case(subject) if subject.case is not None else _of_list(subject)).reset_index(drop=True)
    named = [_named(row, subject) for row in rows(table)]
    table = table.assign(name=named)[COLUMNS].astype({"low": "Int64", "high": "Int64", "cell": "str"})
    groups = table[table["part"] == GROUP].sort_values("low", ascending=False, kind="stable")
    if groups.empty:
        raise Unanswerable("nobody has a label in this column, so there are no groups to draw")
    rest = groups.iloc[MOST:]
    sums = {"low": rest["low"].sum(), "high": rest["high"].sum(skipna=False)}
    others = rest.head(1).assign(part=OTHERS, cell=str(len(rest)), **sums)
    return pd.concat([groups.head(MOST), others, table[table["part"] != GROUP]], ignore_index=True)


def _named(row: Mapping[str, Any], subject: Subject) -> str:
    """Name a label: in the words of the case, of the catalogue, or as it stands."""
    variable, cell = str(row["variable"]), str(row["cell"])
    said = subject.case.translation("labels", f"{variable}={cell}", "label", subject.lang) if subject.case else ""
    return said or labels.known(variable, cell, subject.lang)


def _of_case(subject: Subject) -> pd.DataFrame:
    case = subject.case
    assert case is not None
    named = [one.variable for one in case.claim_list if one.population_id == case.main_population and one.where]
    found = [name for name in named if case.kinds.get(name) is Kind.LABEL]
    column = subject.column or next(iter(found), None)
    if column is None:
        raise Unanswerable("no source counts people by a label, such as nationality or outcome")
    worlds = subject.worlds(column)
    table, (low, high), claims = worlds.table(), worlds.total, everything_behind(worlds)
    some = table[(table["low"] > 0) & (table["cell"] != OTHER)].assign(part=GROUP, basis="inferred")
    sure = int(some["low"].sum())
    rest = {"part": UNKNOWN, "cell": "", "low": low - sure, "high": None if high is None else high - sure}
    unknown = pd.DataFrame([rest | {"basis": "derived", "claims": claims}] if high is None or high > sure else [])
    return pd.concat([some, unknown]).assign(variable=column)


def _of_list(subject: Subject) -> pd.DataFrame:
    column = subject.find(Kind.LABEL, "outcome", "nationality")
    texts, unstated = subject.texts(column)
    found = [{"part": GROUP, "cell": name, "low": n, "high": n + more} for name, (n, more) in texts.items()]
    rest = [{"part": UNSTATED, "cell": "", "low": unstated, "high": unstated}] if unstated else []
    return pd.DataFrame([*found, *rest]).assign(variable=column, basis=subject.basis, claims="")


def draw(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw a bar for each group with its number of people, and a hollow one for those without a label."""
    colour, size, (wide, tall) = marks.colour(look), marks.text_size(), room(ax)
    fits = max(2, int(tall / (1.7 * size)))
    shown = table if len(table) <= fits else pd.concat([table.head(fits - 1), table.tail(1)])
    names = [_two_lines(wrapped(_name(row, lang), 0.42 * wide, size)) for row in rows(shown)]
    texts = [_count(row, lang) for row in rows(shown)]
    left = max(width_of(name, size) for name in names) + 8
    right = max(width_of(text, size, bold=True) for text in texts) + 8
    low = shown["low"].to_numpy(np.float64)
    # What is inferred of a case is said as "at least": of most labels anybody may be in.
    high = shown["high"].where(shown["basis"] != "inferred").fillna(shown["low"]).to_numpy(np.float64)
    scale = max(20.0, wide - left - right) / max(1.0, high.max())
    places, known = np.arange(len(shown))[::-1], shown["part"].isin([GROUP, OTHERS]).to_numpy()
    ax.set(xlim=(-left / scale, (wide - left) / scale), ylim=(-0.6, len(shown) - 0.4))
    bar = {"color": colour, "linewidth": 0}
    ax.barh(places[known], low[known], 0.66, **(bar | {"gid": "people"} | look))
    wider = known & (high > low)
    ax.barh(places[wider], (high - low)[wider], 0.66, low[wider], alpha=marks.TINT, gid="possible", **bar)
    hollow = {"color": "none", "edgecolor": marks.ink(muted=True), "linewidth": 1, "gid": "unknown"}
    ax.barh(places[~known], low[~known], 0.66, **hollow)
    for place, name, text, end in zip(places, names, texts, np.where(known, high, low), strict=True):
        marks.write(ax, (-6 / scale, place), name, ha="right", va="center", linespacing=1.0, gid="name")
        marks.write(ax, (end + 5 / scale, place), text, va="center", fontweight="bold", gid="count")
    marks.without_axes(ax)
    return ax


def _two_lines(name: str) -> str:
    lines = name.split("\n")
    return name if len(lines) < 3 else "\n".join(lines[:2])[:-1] + "…"


def _name(row: Mapping[str, Any], lang: str) -> str:
    if row["part"] == GROUP:
        return str(row["name"])
    if row["part"] == OTHERS:
        return labels.say("groups-others", lang, number=int(row["cell"]))
    return labels.say("groups-unknown", lang)


def _count(row: Mapping[str, Any], lang: str) -> str:
    low, high = ends(row)
    if row["basis"] == "inferred" and low != high:
        return labels.say("at-least", lang, number=labels.whole(low, lang))
    return labels.between(low, high, lang)


def height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the bars would like, in points."""
    return (2.1 * len(table) + 0.5) * size.text


def words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    column = labels.variable_words(table["variable"].iloc[0]) or subject.say("group")
    some, rest = table[table["part"] == GROUP], table[~table["part"].isin([GROUP, OTHERS])]
    is_tinted = subject.case is None and (some["high"] > some["low"]).any()
    return Words.of(
        _headline(table, some, subject),
        f"{subject.say('groups-subtitle', column=column)}{subject.of_whom}.",
        subject.say("groups-alt", column=column, groups=subject.each(some.head(5), some["name"].head(5))),
        legend=[subject.tint("groups-tint")] if is_tinted else [],
        notes=[subject.say("groups-none", people=subject.people(row)) for row in rows(rest)],
    )


def _headline(table: pd.DataFrame, some: pd.DataFrame, subject: Subject) -> str:
    """Name the largest group, or those that tie; where another may be larger, give what is known of the first."""
    most, known = int(some["low"].max()), table["part"].isin([GROUP, OTHERS])
    top = some[some["low"] == most]
    names = labels.listed(top["name"], subject.lang) if len(top) < 3 else subject.say("groups", number=len(top))
    values = {"group": names, "people": most, "all": int(table.loc[known, "low"].sum()), "number": len(top)}
    if some["high"].isna().any() or (some["high"] > some["low"]).any():
        message = "groups-open" if len(top) == 1 else "groups-open-tie"
        return subject.say(
            message, **values | {"group": names if len(top) < 3 else subject.say("groups", number=len(top))}
        )
    if len(top) > 1:
        return subject.say("groups-tie" if len(top) == 2 else "groups-ties", **values)
    return subject.say("groups-most" if known.all() else "groups-known", **values)
