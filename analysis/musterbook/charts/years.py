"""People a month in each year, with the range that chance alone would leave, and the totals beside.

A year counts with the months of it that are covered, so that a part of a year is not read as a decline.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from musterbook import labels
from musterbook.chance import garwood
from musterbook.charts import marks
from musterbook.charts.notes import notes, persons, subtitle, undrawn, unstated, with_rest
from musterbook.charts.page import Size, Words, room, said_of, width_of, wrapped
from musterbook.charts.subject import Subject, everything_behind, in_cells, ordinals, rows, window_cells
from musterbook.intervals import Every, Interval, cells

YEAR, CONFIDENCE = "year", 0.95
COLUMNS = ["part", "cell", "covers", "months", "people", "low", "high", "per_month", "rate_low", "rate_high"]
COLUMNS += ["basis", "claims"]
TYPES = dict.fromkeys(["people", "low", "high"], "Int64") | dict.fromkeys([*COLUMNS[7:10], "months"], "Float64")


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
    if subject.case is not None:
        window = subject.case.window()
        worlds = subject.worlds(subject.date, YEAR)
        table = worlds.table()
        basis = table["reported"].isna().map({True: "derived", False: "reported"})
        claims = table["claims"].where(table["reported"].notna(), everything_behind(worlds))
        found = table.assign(basis=basis, claims=claims)[["cell", "low", "high", "basis", "claims"]]
    else:
        known = subject.dates()
        window = subject.covered(known)
        spans = window_cells(window, YEAR)
        low, high = in_cells(known.table, ordinals(spans))
        found = pd.DataFrame({"cell": [one.text for one in spans], "low": low, "high": high})
    table = _with_rates(found, window)
    if subject.case is None:
        table = with_rest(table, subject, undrawn(known, window, low))
    elif subject.window is not None:
        table = table[[subject.window.meets(Interval.date(one)) for one in table["covers"]]]
    return table.reindex(columns=COLUMNS).astype(TYPES)


def _with_rates(found: pd.DataFrame, window: Interval) -> pd.DataFrame:
    """Put beside each year the months of it that are covered, its people a month and their interval."""
    covers = window_cells(window, YEAR)
    months = np.array([_months(one) for one in covers])
    settled = (found["low"] == found["high"]).fillna(False).to_numpy(bool)
    people = found["low"].where(settled)
    ranges = [garwood(int(n), CONFIDENCE) if is_one else None for n, is_one in zip(found["low"], settled, strict=True)]
    ends = [(None, None) if one is None else (one.low, one.high) for one in ranges]
    intervals = pd.DataFrame(ends, columns=["rate_low", "rate_high"], index=found.index, dtype="Float64")
    rates = people.astype("Float64") / months
    found = found.assign(part=YEAR, covers=[str(one) for one in covers], months=months, people=people, per_month=rates)
    return found.join(intervals.div(months, axis="index"))


def _months(period: Interval) -> float:
    """Give the months of a period, a part of a month by its days."""
    month = Every.MONTH
    return round(sum(one.size / month.around(one.first).size for one in cells(period, "month")), 2)


def draw(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw the people a month of each year as a mark with the range of chance, the total of the year above it."""
    found = table[table["part"] == YEAR].reset_index(drop=True)
    colour = marks.colour(look)
    months = found["months"].to_numpy(np.float64)
    low, high = (found[end].astype("Float64").to_numpy(np.float64, na_value=np.nan) / months for end in ("low", "high"))
    whisker = {end: found[f"rate_{end}"].to_numpy(np.float64, na_value=np.nan) for end in ("low", "high")}
    tops = np.fmax(np.fmax(whisker["high"], high), low)
    wide, tall = room(ax)
    pitch = wide / len(found)
    texts = _totals(found, pitch, lang)
    above = (max([text.count("\n") + 1 for text in texts if text], default=0) * 1.25 + 0.7) * marks.text_size() + 6
    top = max(0.1, float(np.nanmax(tops))) * tall / max(tall - above, 20)
    ax.set(xlim=(-0.5, len(found) - 0.5), ylim=(0, top))
    places = np.arange(len(found))
    wider = high > low
    ends = {
        "color": colour,
        "alpha": 2 * marks.TINT,
        "linewidth": min(0.95 * marks.text_size(), 0.5 * pitch),
        "gid": "possible",
    }
    ax.vlines(places[wider], low[wider], high[wider], **ends)
    ax.vlines(places, whisker["low"], whisker["high"], color=colour, linewidth=1.6, alpha=0.6, gid="chance")
    known, least = low == high, np.isnan(high) & (low > 0)
    mark = min(0.95 * marks.text_size(), 0.6 * pitch)
    ax.plot(
        places[known], low[known], **({"marker": "o", "ls": "none", "color": colour, "ms": mark, "gid": "rate"} | look)
    )
    hollow = {"markerfacecolor": "none", "color": colour, "markersize": mark, "gid": "least"}
    ax.plot(places[least], low[least], "^", **hollow)
    point = top / tall
    for place, text in enumerate(texts):
        if text:
            over = max(tops[place], low[place] + 0.65 * marks.text_size() * point) + 4 * point
            marks.write(ax, (place, over), text, ha="center", va="bottom", gid="count")
        rate = "" if not known[place] else _number(float(low[place]), lang)
        if rate and pitch > 2 * width_of(rate, marks.text_size(), bold=True) + 34:
            beside = {"va": "center", "fontweight": "bold", "color": colour, "gid": "rate"}
            marks.write(ax, (place + 0.95 * marks.text_size() / pitch, low[place]), rate, **beside)
    ax.yaxis.set_major_locator(MaxNLocator(min(5, max(2, int(tall / (3 * marks.text_size())))), steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: labels.whole(value, lang)))
    ax.grid(axis="y")
    marks.name_time(ax, found["cell"], YEAR, lang)
    return marks.finish(ax)


def _totals(found: pd.DataFrame, pitch: float, lang: str) -> list[str]:
    """Give what stands above each year: its people and months, the people alone, or nothing, as fits."""
    for form in ("years-total", "years-count"):
        said = [wrapped(_total(row, form, lang), pitch - 6, marks.text_size()) for row in rows(found)]
        words_ = [word for row in rows(found) for word in _total(row, form, lang).split(" ")]
        widest = max(width_of(word, marks.text_size()) for word in words_)
        if widest + 6 <= pitch and all(text.count("\n") < 3 for text in said):
            return said
    return [""] * len(found)


def _total(row: dict[str, Any], form: str, lang: str) -> str:
    if form == "years-count":
        return labels.between(int(row["low"]), None if pd.isna(row["high"]) else int(row["high"]), lang)
    length = float(row["months"])
    months = (
        labels.say("months", lang, number=int(length))
        if length.is_integer()
        else labels.say("months-part", lang, number=labels.decimal(length, lang))
    )
    return labels.say(form, lang, people=persons(row, lang), months=months)


def height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the marks would like, in points."""
    del table
    return 22 * size.text


def words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    found = table[table["part"] == YEAR]
    known = found.dropna(subset="per_month")
    by = subtitle(subject.say("years-subtitle", what=subject.what), subject)
    explained = [subject.say("years-chance")] if len(known) else []
    is_open = found["high"].isna()
    explained += [subject.say("years-tint")] if len(known) + is_open.sum() < len(found) else []
    explained += [subject.say("years-least")] if is_open.any() else []
    unread = notes(table, subject)
    unread += [subject.say("years-left-out")] if unread else []
    told = list(rows(found)) if len(found) <= 6 else [*rows(found.head(1)), *rows(found.tail(1))]
    spans = labels.listed([_said(row, subject) for row in told], subject.lang)
    alt = subject.say("years-alt", what=subject.what, number=len(found), spans=spans)
    return Words(
        _headline(found, unstated(table), subject), said_of([by, *explained, *unread]), said_of([alt, *unread])
    )


def _said(row: dict[str, Any], subject: Subject) -> str:
    total = _total(row, "years-total", subject.lang)
    if pd.isna(row["high"]):
        return f"{row['cell']}: {total}"
    return f"{row['cell']}: {total} ({subject.say('years-rate', rate=_rate(row, subject.lang))})"


def _rate(row: dict[str, Any], lang: str) -> str:
    """Give people a month, from the least to the most where the number is not settled."""
    ends = [_number(float(row[end]) / float(row["months"]), lang) for end in ("low", "high")]
    return labels.say("years-between", lang, low=ends[0], high=ends[1]) if ends[0] != ends[1] else ends[0]


def _number(rate: float, lang: str) -> str:
    """Give a rate with a decimal, a large one without."""
    return labels.whole(round(rate), lang) if rate >= 100 else labels.decimal(rate, lang)


def _headline(found: pd.DataFrame, unknown: int, subject: Subject) -> str:
    """Say the rates of one or two years; of more the highest, if one surely is, or how many share it."""
    if found["high"].isna().any():
        return subject.say("years-open", number=int(found["high"].isna().sum()), all=len(found))
    rates = [_rate(row, subject.lang) for row in rows(found)]
    if len(found) == 1:
        return subject.say("years-one", year=found["cell"].iloc[0], rate=rates[0])
    if len(found) == 2:
        first, second = found["cell"]
        return subject.say("years-two", first=first, second=second, rate=rates[0], other=rates[1])
    low, high = (found[end].astype("float64") / found["months"].astype("float64") for end in ("low", "high"))
    at = int(low.to_numpy().argmax())
    others = high.drop(index=high.index[at])
    if (others + unknown / found["months"].astype("float64").drop(index=high.index[at])).max() < low.iloc[at]:
        return subject.say("years-top", year=found["cell"].iloc[at], rate=rates[at])
    ties = int((low == low.iloc[at]).sum())
    if (low == high).all() and not unknown:
        return subject.say("years-tie", number=ties, rate=rates[at])
    return subject.say("years-unsure")
