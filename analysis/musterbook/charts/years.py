"""People a month in each year, with the range that chance alone would leave, and the totals beside.

A year counts with the months of it that are covered, so that a part of a year is not read as a decline.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.chance import garwood
from musterbook.charts import marks
from musterbook.charts.page import Size, Words, room, width_of, wrapped
from musterbook.charts.subject import Subject, ends
from musterbook.charts.timeline import YEAR, drawn, measure, notes, timeline, unstated
from musterbook.intervals import Every, cells
from musterbook.schema import rows

CONFIDENCE = 0.95
COLUMNS = ["part", "cell", "covers", "months", "people", "low", "high", "per_month", "rate_low", "rate_high"]
COLUMNS += ["basis", "claims"]


def frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per calendar year: ``part``, ``year``; ``cell``; ``covers``, the days of it that are covered;
        ``months``, how many months those are; ``people`` where the number is settled; ``low`` and ``high``, the least
        and the most; ``per_month``, people a month; ``rate_low`` and ``rate_high``, what rates agree with that number
        if months differed only by chance (95 %); ``basis``, ``claims``. Then the people without a year.
    """
    table = timeline(subject, YEAR)
    rates = pd.DataFrame([_rates(row) for row in rows(drawn(table))])
    types = {"people": "Int64"} | dict.fromkeys(["months", "per_month", "rate_low", "rate_high"], "Float64")
    table = table.drop(columns=["people", "until"]).join(rates).reindex(columns=COLUMNS).astype(types)
    return table.fillna({"people": table["low"].where(table["part"] != YEAR)})


def _rates(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give the months of a year that are covered, and its people a month with their interval, if they are settled."""
    covered, (low, high) = cells(row["covers"], "month"), ends(row)
    # A part of a month counts by its days.
    months = round(sum(one.size / Every.MONTH.around(one.first).size for one in covered), 2)
    if low != high:
        return {"months": months}
    chance = garwood(low, CONFIDENCE)
    rates = {"per_month": low / months, "rate_low": chance.low / months, "rate_high": chance.high / months}
    return {"months": months, "people": low} | rates


def draw(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw the people a month of each year as a mark with the range of chance, the total of the year above it."""
    found, colour = drawn(table), marks.colour(look)
    numbers = found[["low", "high", "rate_low", "rate_high"]].astype("Float64").to_numpy(np.float64, na_value=np.nan).T
    low, high = numbers[:2] / found["months"].to_numpy(np.float64)
    tops, (wide, tall), size = np.fmax(np.fmax(numbers[3], high), low), room(ax), marks.text_size()
    pitch, places = wide / len(found), np.arange(len(found))
    texts = _totals(found, pitch, lang)
    above = (max(text.count("\n") + 1 for text in texts) * 1.25 + 0.7) * size + 6 if any(texts) else 6
    point = max(0.1, float(np.nanmax(tops))) / max(tall - above, 20)
    ax.set(xlim=(-0.5, len(found) - 0.5), ylim=(0, tall * point))
    wider, known, least = high > low, low == high, np.isnan(high) & (low > 0)
    tint = {"color": colour, "alpha": 2 * marks.TINT, "linewidth": min(0.95 * size, 0.5 * pitch), "gid": "possible"}
    ax.vlines(places[wider], low[wider], high[wider], **tint)
    ax.vlines(places, *numbers[2:], color=colour, linewidth=1.6, alpha=0.6, gid="chance")
    mark: dict[str, Any] = {"color": colour, "markersize": min(0.95 * size, 0.6 * pitch), "linestyle": "none"}
    ax.plot(places[known], low[known], "o", **(mark | {"gid": "rate"} | look))
    ax.plot(places[least], low[least], "^", **(mark | {"markerfacecolor": "none", "gid": "least"}))
    marks.counts_beside(ax, lang, integer=False)
    for place in range(len(found)):
        over = max(tops[place], low[place] + 0.65 * size * point) + 4 * point
        marks.write(ax, (place, over), texts[place], ha="center", va="bottom", is_on_grid=True, gid="count")
        rate = _number(low[place], lang) if known[place] else ""
        if rate and pitch > 2 * width_of(rate, size, bold=True) + 34:
            beside = (place + 0.95 * size / pitch, low[place])
            marks.write(ax, beside, rate, va="center", fontweight="bold", color=colour, is_on_grid=True, gid="rate")
    marks.name_time(ax, found["cell"], YEAR, lang)
    return ax


def _totals(found: pd.DataFrame, pitch: float, lang: str) -> list[str]:
    """Give what stands above each year: its people and months, the people alone, or nothing, as fits."""
    wholes = [_total(row, lang) for row in rows(found)]
    counts = [labels.between(*ends(row), lang) for row in rows(found)]
    for texts in (wholes, counts):
        said = [wrapped(text, pitch - 6, marks.text_size()) for text in texts]
        widest = max(width_of(word, marks.text_size()) for text in texts for word in text.split(" "))
        if widest + 6 <= pitch and all(text.count("\n") < 3 for text in said):
            return said
    return [""] * len(found)


def _total(row: Mapping[str, Any], lang: str) -> str:
    """Say how many people there were in how many months."""
    length = float(row["months"])
    months = labels.say("months-part", lang, number=labels.decimal(length, lang))
    if length.is_integer():
        months = labels.say("months", lang, number=int(length))
    return labels.say("years-total", lang, people=labels.persons(*ends(row), lang), months=months)


def height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the marks would like, in points."""
    del table
    return 22 * size.text


def words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    found, left = drawn(table), notes(table, subject)
    is_known, is_open = found["per_month"].notna(), found["high"].isna()
    legend = {"years-chance": is_known, "years-tint": ~is_known & ~is_open, "years-least": is_open}
    told = rows(found) if len(found) <= 6 else rows(found.iloc[[0, -1]])
    spans = labels.listed([_said(row, subject) for row in told], subject.lang)
    return Words.of(
        _headline(found, unstated(table), subject),
        measure(subject.say("years-subtitle", what=subject.what), subject),
        subject.say("years-alt", what=subject.what, number=len(found), spans=spans),
        legend=[subject.say(name) for name, some in legend.items() if some.any()],
        notes=[*left, subject.say("years-left-out")] if left else [],
    )


def _said(row: Mapping[str, Any], subject: Subject) -> str:
    rate = "" if pd.isna(row["high"]) else f" ({subject.say('years-rate', rate=_rate(row, subject.lang))})"
    return f"{row['cell']}: {_total(row, subject.lang)}{rate}"


def _rate(row: Mapping[str, Any], lang: str) -> str:
    """Give people a month, from the least to the most where the number is not settled."""
    low, high = (_number(float(row[end]) / float(row["months"]), lang) for end in ("low", "high"))
    return low if low == high else labels.say("years-between", lang, low=low, high=high)


def _number(rate: float, lang: str) -> str:
    """Give a rate with a decimal, a large one without."""
    return labels.whole(round(rate), lang) if rate >= 100 else labels.decimal(rate, lang)


def _headline(found: pd.DataFrame, unknown: int, subject: Subject) -> str:
    """Say the rates of one or two years; of more the highest, if one surely is, or how many share it."""
    if found["high"].isna().any():
        return subject.say("years-open", number=int(found["high"].isna().sum()), all=len(found))
    rates, names = [_rate(row, subject.lang) for row in rows(found)], found["cell"]
    if len(found) == 1:
        return subject.say("years-one", year=names[0], rate=rates[0])
    if len(found) == 2:
        return subject.say("years-two", first=names[0], second=names[1], rate=rates[0], other=rates[1])
    months = found["months"].astype("float64")
    low, high = (found[end].astype("float64") / months for end in ("low", "high"))
    at = int(low.to_numpy().argmax())
    if (high + unknown / months).drop(index=at).max() < low[at]:
        return subject.say("years-top", year=names[at], rate=rates[at])
    if (low == high).all() and not unknown:
        return subject.say("years-tie", number=int((low == low[at]).sum()), rate=rates[at])
    return subject.say("years-unsure")
