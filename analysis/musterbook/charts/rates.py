"""People a month: in each year, and in the busiest month beside what chance alone would make of it.

A year counts with the months of it that are covered, so that a part of a year is not read as a decline. The busiest
month is set against a hundred others: how large it would be if months differed only by chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.chance import garwood, months_in, peak_probability
from musterbook.charts import marks
from musterbook.charts.page import Chart, Size, Words, lines_of, room, width_of, wrapped
from musterbook.charts.subject import A_FEW_WEEKS, Subject, drawn, everything_behind, timeline, unstated
from musterbook.errors import Unanswerable
from musterbook.intervals import Every, Interval
from musterbook.schema import rows
from musterbook.story import largest_month

CONFIDENCE = 0.95
COLUMNS = ["part", "cell", "covers", "months", "people", "low", "high", "per_month", "rate_low", "rate_high"]
COLUMNS += ["basis", "claims"]
DOTS, ABREAST, MOST_PEOPLE = 100, 4, 10**7


# In each year


def year_frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per calendar year: ``part``, ``year``; ``cell``; ``covers``, the days of it that are covered;
        ``months``, how many months those are; ``people`` where the number is settled; ``low`` and ``high``, the least
        and the most; ``per_month``, people a month; ``rate_low`` and ``rate_high``, what rates agree with these numbers
        if months differed only by chance (95 %); ``basis``, ``claims``. Then the people without a year.
    """
    table = timeline(subject, Every.YEAR)
    found, rates = drawn(table), []
    if len(found) == 1:
        raise Unanswerable(f"all dates lie in {found['cell'][0]}, and one year is no comparison; draw monthly instead")
    for row in rows(found):
        # A part of a month counts by its days.
        months, (low, high) = round(float(months_in(Interval.date(row["covers"]))), 2), labels.ends(row)
        ends = (None, None) if high is None else (garwood(low, CONFIDENCE).low, garwood(high, CONFIDENCE).high)
        per_month = [one and one / months for one in (low if low == high else None, *ends)]
        rates.append((months, *per_month))
    named = ["months", "per_month", "rate_low", "rate_high"]
    table = table.assign(people=table["low"].where((table["low"] == table["high"]).fillna(False)))
    return table.join(pd.DataFrame(rates, columns=named, dtype="Float64"))[COLUMNS]


def draw_years(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw the people a month of each year as a mark with the range of chance, the total of the year above it."""
    found, colour = drawn(table), marks.colour(look)
    numbers = marks.numbers(found, "low", "high", "rate_low", "rate_high")
    low, high = numbers[:2] / found["months"].to_numpy(np.float64)
    tops, (wide, tall), size = np.fmax(np.fmax(numbers[3], high), low), room(ax), marks.text_size()
    pitch, places = wide / len(found), np.arange(len(found))
    # Above each year its people and months, the people alone, or nothing, as fits
    counts, texts = [labels.between(*labels.ends(row), lang) for row in rows(found)], [""] * len(found)
    for said in (counts, [_total(row, lang) for row in rows(found)]):
        lines = [wrapped(text, pitch - 6, size) for text in said]
        widest = max(width_of(word, size) for text in said for word in text.split(" "))
        texts = lines if widest + 6 <= pitch and all(text.count("\n") < 3 for text in lines) else texts
    above = (max(text.count("\n") + 1 for text in texts) * 1.25 + 0.7) * size + 6 if any(texts) else 6
    point = max(0.1, float(np.nanmax(tops))) / max(tall - above, 20)
    ax.set(xlim=(-0.5, len(found) - 0.5), ylim=(0, tall * point))
    wider, known, least = high > low, low == high, np.isnan(high) & (low > 0)
    tint = {"color": colour, "alpha": 2 * marks.TINT, "linewidth": min(0.95 * size, 0.5 * pitch), "gid": "possible"}
    # A range that is shorter than a mark is as long as half of one, so that it is seen.
    more = np.maximum(0, 0.5 * size * point - (high - low)) / 2
    ax.vlines(places[wider], (low - more)[wider], (high + more)[wider], **tint)
    ax.vlines(places, *numbers[2:], color=colour, linewidth=1.6, alpha=0.6, gid="chance")
    mark: dict[str, Any] = {"color": colour, "markersize": min(0.95 * size, 0.6 * pitch), "linestyle": "none"}
    ax.plot(places[known], low[known], "o", **(mark | {"gid": "rate"} | look))
    ax.plot(places[least], low[least], "^", **(mark | {"markerfacecolor": "none", "gid": "least"}))
    marks.counts_beside(ax, lang, integer=False)
    for place in range(len(found)):
        over = max(tops[place], low[place] + 0.65 * size * point) + 4 * point
        marks.write(ax, (place, over), texts[place], ha="center", va="bottom", is_on_grid=True, gid="count")
        rate = "" if least[place] or np.isnan(high[place]) else _rate(found.iloc[place], lang)
        if rate and pitch > 2 * width_of(rate, size, bold=True) + 34:
            beside = (place + 0.95 * size / pitch, low[place])
            marks.write(ax, beside, rate, va="center", fontweight="bold", color=colour, is_on_grid=True, gid="rate")
    marks.name_time(ax, found, lang)
    return ax


def _total(row: Mapping[str, Any], lang: str) -> str:
    """Say how many people there were in how many months, if anything is known of them."""
    if labels.ends(row) == (0, None):
        return labels.say("no-number", lang)
    length = float(row["months"])
    months = labels.say("months-part", lang, number=labels.decimal(length, lang))
    if length.is_integer():
        months = labels.say("months", lang, number=int(length))
    return labels.say("years-total", lang, people=labels.persons(*labels.ends(row), lang), months=months)


def year_words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart of years shows."""
    found, left = drawn(table), subject.left_out_of(table)
    is_known, is_open = found["per_month"].notna(), found["high"].isna()
    legend = {
        "years-parts": found["months"] < 12,
        "years-chance": ~is_open,
        "years-tint": ~is_known & ~is_open,
        "years-least": is_open,
    }
    told = []
    for row in rows(found if len(found) <= 6 else found.iloc[[0, -1]]):
        rate = "" if labels.ends(row)[1] is None else f" ({subject.say('years-rate', rate=_rate(row, subject.lang))})"
        told.append(f"{row['cell']}: {_total(row, subject.lang)}{rate}")
    return Words.of(
        _year_headline(found, unstated(table), subject),
        subject.measure(subject.say("years-subtitle", what=subject.what)),
        subject.say("years-alt", what=subject.what, number=len(found), spans="; ".join(told)),
        legend=[subject.say(name) for name, some in legend.items() if some.any()],
        notes=[*left, subject.say("years-left-out")] if left else [],
    )


def _rate(row: Mapping[str, Any] | pd.Series, lang: str) -> str:
    """Give people a month, from the least to the most where the number is not settled; large ones without decimals."""
    rates = (float(row[end]) / float(row["months"]) for end in ("low", "high"))
    low, high = (labels.whole(round(one), lang) if one >= 100 else labels.decimal(one, lang) for one in rates)
    return low if low == high else labels.say("years-between", lang, low=low, high=high)


def _year_headline(found: pd.DataFrame, unknown: int, subject: Subject) -> str:
    """Say the rates of two years; of more the highest, if one surely is, or how many share it."""
    months = found["months"].astype("float64")
    low, high = (found[end].astype("Float64") / months for end in ("low", "high"))
    at, names = int(low.to_numpy(np.float64).argmax()), found["cell"]
    if high.isna().any():
        least = labels.persons(int(found["low"][at]), None, subject.lang)
        is_alone = (low == low[at]).sum() == 1
        return subject.say("years-open", year=names[at], people=least) if is_alone else subject.say("years-unsure")
    rates = [_rate(row, subject.lang) for row in rows(found)]
    if len(found) == 2:
        return subject.say("years-two", first=names[0], second=names[1], rate=rates[0], other=rates[1])
    if (high + unknown / months).drop(index=at).max() < low[at]:
        return subject.say("years-top", year=names[at], rate=rates[at])
    if (low == high).all() and not unknown:
        return subject.say("years-tie", number=int((low == low[at]).sum()), rate=rates[at])
    return subject.say("years-unsure")


# In the busiest month


def peak_frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per size of the busiest month: ``people``; ``probability``, if each person had come in an equally likely
        month; ``dots``, of 100; ``reported``, whether this is the size it had; ``everybody`` and ``months``, how many
        people in how many months; ``unknown``, how many more have no month and are left out; ``basis`` is
        ``inferred``; ``claims``.
    """
    if subject.case is not None:
        worlds, window = subject.worlds(subject.date), subject.case.window()
        people, high = worlds.total
        if people != high:
            raise Unanswerable("the number of people must be settled to ask how surprising the largest month is")
        peak, unknown, claims = largest_month(worlds).people, 0, everything_behind(worlds)
    else:
        counted = timeline(subject, Every.MONTH)
        months = drawn(counted)
        is_weekly = subject.kinds is not None and Every.WEEK in set(timeline(subject)["part"])
        if is_weekly or (subject.kinds is not None and (months["low"] != months["high"]).any()):
            why = "counts by week, and a week may lie in two months" if is_weekly else "has ranges"
            raise Unanswerable(f"this table {why}; how surprising the largest month is, exact counts by month can tell")
        people, peak, claims = int(months["low"].sum()), int(months["low"].max()), ""
        window, unknown = Interval.date("/".join(months["cell"].iloc[[0, -1]])), int(counted["low"].sum()) - people
    if window.size < A_FEW_WEEKS:
        raise Unanswerable("all of it lies in one month, so no month is the busiest")
    if not 0 < people <= MOST_PEOPLE:
        raise Unanswerable(f"expected from 1 to {MOST_PEOPLE:,} people with a month, found {people:,}")
    found = peak_probability(people, peak=peak, window=str(window), exposure="cells")
    # A size that chance all but rules out is in no distribution, but on the chart if it is the one there was.
    sizes = found.distribution.index.union([found.peak])
    table = found.distribution.reindex(sizes, fill_value=0.0).rename_axis("people").rename("probability").reset_index()
    # Rounded to whole dots so that those of any size or more are as many as the chance of it says
    at_least = (table["probability"][::-1].cumsum() * DOTS).round()[::-1].astype("int64")
    table = table.assign(dots=at_least - at_least.shift(-1, fill_value=0), reported=table["people"] == found.peak)
    about = {"everybody": found.people, "months": found.cells, "unknown": unknown}
    return table.assign(**about, basis="inferred", claims=claims)


def draw_peak(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw a hundred rings, each one chance in a hundred, over the sizes that the busiest month can have."""
    colour, size, (wide, tall) = marks.colour(look), marks.text_size(), room(ax)
    peak, muted = int(table.loc[table["reported"], "people"].iloc[0]), marks.ink(muted=True)
    bins, below = _bins(table, peak, wide, lang), 3.2 * size
    pitch = wide / len(bins)
    abreast = max(1, min(ABREAST, int(pitch / (0.95 * size) - 0.8)))
    step = min(1.5 * size, pitch / (abreast + 0.8))
    line = min(2.1 * size, (tall - below - 4.4 * size) / -(-int(bins["dots"].max()) // abreast))
    ax.set(xlim=(-0.5, len(bins) - 0.5), ylim=(-below / line, (tall - below) / line))
    ring = {"markerfacecolor": "none", "markeredgewidth": 1.2, "gid": "chance"}
    ring |= {"markersize": min(0.75 * size, 0.7 * line, 0.7 * step)}
    for place, row in enumerate(rows(bins)):
        shade = colour if row["people"] >= peak else muted
        dots, top = np.arange(int(row["dots"])), -(-int(row["dots"]) // abreast)
        across = place + (dots % abreast - (abreast - 1) / 2) * step / pitch
        ax.plot(across, dots // abreast + 0.5, "o", **({"color": shade} | ring | look))
        marks.write(ax, (place, top + 4.5 / line), str(row["dots"] or ""), ha="center", color=shade)
        if row["people"] == peak:
            said = labels.say("chance-reported", lang, number=peak)
            half = width_of(said, size, bold=True) / 2 / pitch
            middle = min(max(place, half - 0.5), len(bins) - 0.5 - half)
            ax.plot(place, top + 2.1 * size / line, "v", color=colour, markersize=0.85 * size, gid="reported")
            bold = {"ha": "center", "fontweight": "bold", "color": colour}
            marks.write(ax, (middle, top + 2.7 * size / line), said, **bold)
    # The axis of sizes, as many of them named as fit
    marks.without_axes(ax)
    ax.plot([-0.5, len(bins) - 0.5], [0, 0], color=muted, linewidth=0.8)
    every = max(1, int(np.ceil((max(width_of(name, size) for name in bins["name"]) + size) / pitch)))
    for place, name in list(enumerate(bins["name"]))[::every]:
        marks.write(ax, (place, -4 / line), name, ha="center", va="top")
    under = ((len(bins) - 1) / 2, -(6 + lines_of("", size)) / line)
    marks.write(ax, under, labels.say("chance-axis", lang), ha="center", va="top", color=muted)
    return ax


def _bins(table: pd.DataFrame, peak: int, wide: float, lang: str) -> pd.DataFrame:
    """Put sizes together where there are too many to draw; the size that was reported begins one."""
    shown = table[(table["dots"] > 0) | table["reported"]].set_index("people")["dots"]
    sizes = pd.RangeIndex(shown.index.min(), shown.index.max() + 1, name="people")
    step = max(1, int(np.ceil(len(sizes) / (wide / 22))))
    grouped = shown.reindex(sizes, fill_value=0).reset_index().groupby((sizes - peak) // step)
    found = grouped.agg(people=("people", "min"), last=("people", "max"), dots=("dots", "sum"))
    ends = zip(found["people"], found["last"], strict=True)
    return found.assign(name=["–".join(dict.fromkeys(labels.whole(one, lang) for one in both)) for both in ends])


def peak_height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the rings would like, in points."""
    most = int(table["dots"].max()) / ABREAST
    return min(26 * size.text, most * 18 + 9 * size.text)


def peak_words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    top = table[table["reported"]].iloc[0]
    as_large = table[table["people"] >= top["people"]]
    often = int(as_large["dots"].sum())
    values: dict[str, int] = {"peak": int(top["people"]), "times": often, "all": DOTS}
    values |= {"months": int(top["months"]), "people": int(top["everybody"])}
    return Words.of(
        subject.say("chance-headline" if often else "chance-headline-rare", **values),
        subject.say("chance-subtitle", **values),
        subject.say("chance-alt", **values),
        notes=subject.numbered({"chance-left-out": int(top["unknown"])}),
    )


CHARTS = {
    "years": Chart(year_frame, draw_years, year_words, lambda _, size: 22 * size.text),
    "chance": Chart(peak_frame, draw_peak, peak_words, peak_height),
}
