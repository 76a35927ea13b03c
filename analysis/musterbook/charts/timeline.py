"""People over time: by month, counted up, a month in each year, and in the busiest month beside chance alone.

Of a case a line says how many any other month can have had at the most; of a list a tint says how many more each month
may have, where dates are known only roughly. Counted up, they are a band: narrow where the figures settle the number,
and where they do not as wide as what they leave open.

A year counts with the months of it that are covered, so that a part of a year is not read as a decline. The busiest
month is set against a hundred others: how large it would be if months differed only by chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from math import inf
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case.claims import Statistic
from musterbook.chance import garwood, months_in, peak_probability
from musterbook.charts import marks
from musterbook.charts.page import Chart, Size, Words, lines_of, room, width_of, wrapped
from musterbook.charts.subject import UNKNOWN, Subject, drawn, everything_behind, left_of, reach, timeline, unstated
from musterbook.errors import Unanswerable
from musterbook.intervals import Every, Interval
from musterbook.schema import rows
from musterbook.story import chance_of_peak

COLUMNS = ["part", "cell", "covers", "months", "people", "low", "high", "per_month", "rate_low", "rate_high"]
COLUMNS += ["basis", "claims"]
DOTS, ABREAST = 100, 4

# By month


def month_frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn: the cells of the dates; below those of a case, of how many no month is known."""
    table = timeline(subject).drop(columns="covers")
    if subject.case is None or subject.window is not None:
        return table
    worlds, sure = subject.worlds(subject.date, table["part"].iloc[0]), int(table["low"].sum())
    if not sure and table["people"].isna().all() and table["high"].isna().all():
        raise Unanswerable("what was published settles nothing about any single month, so there is nothing to draw")
    rest = left_of(worlds, sure, UNKNOWN).assign(until="", people=None).reindex(columns=table.columns)
    return pd.concat([table, rest.astype(table.dtypes)], ignore_index=True)


def draw_months(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw months as columns of people; of a case with a line for the most that any other month can have had."""
    found, texts = drawn(table), []
    is_case = not found["basis"].isin(["counted", "simulated"]).any()
    for low, high in map(labels.ends, rows(found) if is_case else []):
        # Of a case what is settled stands above a month, or the least that is known.
        text = labels.whole(low, lang)
        texts.append(text if low == high else f"≥{text}" if low else "")
    marks.columns(ax, found, lang, texts=texts, tinted=not is_case, **look)
    if is_case:
        _draw_ceilings(ax, found, lang)
    marks.name_time(ax, found, lang)
    if found["until"].iloc[-1]:
        look = {"color": marks.ink(muted=True), "alpha": 0.12, "linewidth": 0}
        ax.axvspan(len(found) - 1.5, len(found) - 0.5, gid="not-over", **look)
    return ax


def _ceilings(found: pd.DataFrame) -> pd.DataFrame:
    """Give the months without a number that have a largest one."""
    return found[found["people"].isna() & (found["low"] != found["high"])].dropna(subset="high")


def _draw_ceilings(ax: Axes, table: pd.DataFrame, lang: str) -> None:
    """Draw the most that each month without a number can have had, and say it at its line where there is room.

    One for all is said in words, over the longest run of months whose columns leave the line free.
    """
    unknown, look = _ceilings(table), {"color": marks.ink(muted=True), "linewidth": 1.2, "gid": "most"}
    (wide, tall), size = room(ax), marks.text_size()
    runs: list[tuple[list[int], int]] = []
    pitch, point = wide / len(table), ax.get_ylim()[1] / tall
    for most in sorted(set(unknown["high"].astype(int))):
        part = unknown[unknown["high"] == most]
        ax.hlines(np.full(len(part), most), part.index - 0.5, part.index + 0.5, **look)
        places = enumerate(part.index[part["low"] < most - 1])
        # Places that follow each other are one run.
        runs += [([at for _, at in run], most) for _, run in groupby(places, lambda pair: pair[1] - pair[0])]
    is_one = len(set(unknown["high"])) == 1
    longest = max(runs, key=lambda one: len(one[0]), default=None)
    for run, ceiling in [longest] if is_one and longest else sorted(runs):
        width, number = len(run) * pitch - 8, labels.whole(ceiling, lang)
        words = [labels.say("at-most", lang, number=number), f"≤{number}"]
        if is_one:
            words = [wrapped(labels.say("months-ceiling", lang, most=ceiling), width, size)]
        said = next((one for one in words if one.count("\n") < 3 and width_of(one, size) <= width), "")
        is_below = lines_of(said, size) + 2 * size + 6 < (ceiling - unknown["low"][run].max()) / point
        place = run[-1] + 0.42, ceiling + (-4 if is_below else 4) * point
        marks.write(ax, place, said, ha="right", va="top" if is_below else "bottom", gid="ceiling")


def month_height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the columns would like, in points."""
    people = int(drawn(table)[["low", "high"]].fillna(0).max().max())
    return (min(24, max(8, people * 1.6 + 4)) + 2.6) * size.text


def month_words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart by month shows."""
    found, is_case = drawn(table), subject.case is not None
    by, when = subject.say(f"by-{found['part'].iloc[0]}", what=subject.what), subject.window_of(found)
    # Months with the largest number of people who are known to belong there, at most three
    largest = found[(found["low"] > 0) & (found["low"] == found["low"].max())].head(3)
    told = subject.each(largest, [subject.period(row) for row in rows(largest)])
    # Of a case, how many any month can have had but the one that is named as the largest
    others = _ceilings(found[found["low"] < (found["low"].max() or inf)])
    most = sorted(set(others["high"].astype(int))) if is_case else []
    message = "months-ceilings" if len(most) > 1 else "months-ceiling"
    limit = labels.sentence(subject.say(message, least=most[0], most=most[-1])).rstrip(".") if most else ""
    alt = subject.say("months-alt", by=by, window=when, largest=told)
    return Words.of(
        _month_headline(found, table, subject),
        subject.measure(by, when),
        f"{alt} {limit}." if limit else alt,
        legend=[subject.tint("tint-coarse")] if not is_case and (found["high"] > found["low"]).any() else [],
        notes=subject.left_out_of(table),
    )


def _month_headline(found: pd.DataFrame, table: pd.DataFrame, subject: Subject) -> str:
    """Name the month with the most people, or all that tie; where another may have more, the one with most known."""
    is_case, unknown, part = subject.case is not None, unstated(table), found["part"].iloc[0]
    most, everybody = int(found["low"].max()), int(table["low"].sum() if is_case else found["low"].sum())
    top = found[found["low"] == most]
    high = int(top["high"].max()) + unknown if top["high"].notna().all() else None
    # Up to two months are named; of more it is said how many there are.
    few = labels.listed(map(subject.period, rows(top.head(2))), subject.lang)
    month = few if len(top) < 3 else subject.say(f"{part}s", number=len(top))
    about = subject.worlds(subject.date, part).basis.about(subject.date) if is_case and subject.window is None else []
    is_told = any(one.statistic is Statistic.PEAK and one.where == top["cell"].iloc[0] for one in about)
    is_largest = reach(found, top, unknown) < most or is_told
    at_least = {"people": labels.persons(most, None, subject.lang)}
    # The ranges of a table leave open of how many in all.
    is_open = subject.table is not None and int(found["high"].sum()) != everybody
    ways: list[tuple[object, str, Mapping[str, object]]] = [
        (not most, "months-none-published" if is_case else "months-none-known", {}),
        (len(found) == 1, "months-single", {"people": labels.persons(most, high, subject.lang)}),
        (len(top) > 1, "months-tie" if reach(found, top, unknown) <= most else "months-known-tie", {}),
        (is_largest and unknown, "months-most-alone", at_least),
        (is_largest and high != most and high is not None, "months-most-range", {"low": most, "high": high}),
        (is_largest, "months-most-alone" if is_open else "months-most", {}),
        (is_case and top["people"].notna().all(), "months-largest-published", {}),
        (table["high"].isna().any(), "months-known-alone", at_least),
        (True, "months-known", {}),
    ]
    message, values = next((message, values) for is_so, message, values in ways if is_so)
    return subject.say(message, **{"month": month, "people": most, "all": everybody, "number": len(top), **values})


# Counted up


def sum_frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn: the cells of the dates, ``low`` and ``high`` those who had come by the end of each."""
    return timeline(subject, sums=True).drop(columns=["covers", "people"])


def draw_sums(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw the band, and a mark with its number where it is settled between what is not, and in the end."""
    found, colour = drawn(table), marks.colour(look)
    low, high = marks.numbers(found, "low", "high")
    across, (wide, tall), size = np.arange(len(found) + 1) - 0.5, room(ax), marks.text_size()
    ax.set(xlim=(-0.5, len(found) - 0.5), ylim=(0, max(1.0, high.max()) * (1 + 2.2 * size / tall)))
    band = [np.concatenate([[0], line]) for line in (low, high)]
    ax.fill_between(across, band[0], band[1], color=colour, alpha=marks.TINT, linewidth=0, gid="possible")
    for line in band if (low < high).any() else band[:1]:
        ax.plot(across, line, **({"color": colour, "linewidth": 1.4, "gid": "line"} | look))
    pitch, point = wide / len(found), ax.get_ylim()[1] / tall
    for at in _told(low, high):
        if low[at] == high[at]:
            dot = {"color": colour, "markersize": 0.75 * size, "clip_on": False, "gid": "settled"}
            ax.plot(at + 0.5, low[at], "o", **dot)
        text = labels.between(int(low[at]), int(high[at]), lang)
        left = max(at + 0.5 - 5 / pitch, -0.5 + width_of(text, 12, bold=True) / pitch)
        place = (left, high[at] + 3 * point)
        marks.write(ax, place, text, ha="right", va="bottom", fontweight="bold", color=colour, gid="count")
    marks.counts_beside(ax, lang)
    marks.name_time(ax, found, lang)
    return ax


def _told(low: np.ndarray, high: np.ndarray) -> list[int]:
    """Choose the months to name: settled ones beside one that is not, at most three, and the last.

    >>> _told(np.array([0, 8, 9, 31, 40]), np.array([7, 15, 31, 31, 40]))
    [3, 4]
    """
    is_open, last = np.pad(low < high, 1), len(low) - 1
    beside_open = np.flatnonzero((low == high) & (low > 0) & (is_open[:-2] | is_open[2:]))
    return [*(beside_open[beside_open < last].tolist() if len(beside_open) <= 3 else []), last]


def sum_words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart that counts up shows.

    The headline says how many there were in the end, and where it is settled before, how many of them by the first
    month by which half had come.
    """
    found = drawn(table)
    when, (low, high) = subject.window_of(found), marks.numbers(found, "low", "high")
    named = rows(found.iloc[_told(low, high)])
    said = [subject.say("cell-by", cell=subject.period(row), people=subject.people(row)) for row in named]
    all_, most = int(low[-1]), int(high[-1]) + unstated(table)
    at = int(((low * 2 >= all_) & (low == high)).argmax())
    is_part = all_ == most and low[at] == high[at] and 0 < low[at] < all_
    values = {"number": int(low[at]), "all": all_, "people": labels.persons(all_, most, subject.lang)}
    month = subject.period(found.iloc[at if is_part else -1])
    return Words.of(
        subject.say("sum-headline-part" if is_part else "sum-headline", month=month, **values),
        subject.measure(subject.say("sum-subtitle", what=subject.what), when),
        subject.say("sum-alt", what=subject.what, window=when, ends=labels.listed(said, subject.lang)),
        legend=[subject.say("sum-band")] if (low < high).any() else [],
        notes=subject.left_out_of(table),
    )


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
        ends = (None, None) if high is None else (garwood(low).low, garwood(high).high)
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
    # Above each year its people and months, the people alone, or nothing, as fits; no word is broken.
    ways = [[""] * len(found)]
    for said in ([labels.between(*labels.ends(row), lang) for row in rows(found)], _totals(found, lang)):
        lines = [wrapped(text, pitch - 6, size) for text in said]
        is_whole = max(text.count("\n") for text in lines) < 3 and [text.replace("\n", " ") for text in lines] == said
        ways[:0] = [lines] if is_whole else []
    texts = marks.fitting(pitch, *ways, bold=False)
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


def _totals(found: pd.DataFrame, lang: str) -> list[str]:
    """Say of each year how many people there were in how many months, if anything is known of them."""
    said = []
    for row in rows(found):
        length, is_whole = float(row["months"]), float(row["months"]).is_integer()
        number = int(length) if is_whole else labels.decimal(length, lang)
        months = labels.say("months" if is_whole else "months-part", lang, number=number)
        total = labels.say("years-total", lang, people=labels.persons(*labels.ends(row), lang), months=months)
        said.append(labels.say("no-number", lang) if labels.ends(row) == (0, None) else total)
    return said


def year_words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart of years shows."""
    found, left = drawn(table), subject.left_out_of(table)
    is_known, is_open = found["per_month"].notna(), found["high"].isna()
    legend = {"years-parts": found["months"] < 12, "years-chance": ~is_open}
    legend |= {"years-tint": ~is_known & ~is_open, "years-least": is_open}
    told, some = [], found if len(found) <= 6 else found.iloc[[0, -1]]
    for row, total in zip(rows(some), _totals(some, subject.lang), strict=True):
        rate = "" if labels.ends(row)[1] is None else f" ({subject.say('years-rate', rate=_rate(row, subject.lang))})"
        told.append(f"{row['cell']}: {total}{rate}")
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
    is_alone, least = (low == low[at]).sum() == 1, labels.persons(int(found["low"][at]), None, subject.lang)
    if high.isna().any():
        return subject.say("years-open" if is_alone else "years-unsure", year=names[at], people=least)
    rates = [_rate(row, subject.lang) for row in rows(found)]
    message = "years-tie" if (low == high).all() and not unknown else "years-unsure"
    message = "years-top" if (high + unknown / months).drop(index=at).max() < low[at] else message
    values = {"year": names[at], "rate": rates[at], "number": int((low == low[at]).sum())}
    if len(found) == 2:
        message, values = "years-two", {"first": names[0], "second": names[1], "rate": rates[0], "other": rates[1]}
    return subject.say(message, **values)


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
        found, unknown = chance_of_peak(subject.case), 0
        claims = everything_behind(subject.worlds(subject.case.event()))
    else:
        counted, claims = timeline(subject, Every.MONTH), ""
        months = drawn(counted)
        if subject.table is not None and (months["low"] != months["high"]).any():
            why = "this table has ranges, or counts by week, and a week may lie in two months"
            raise Unanswerable(f"{why}; how surprising the largest month is, exact counts by month can tell")
        people, peak, window = int(months["low"].sum()), int(months["low"].max()), months["cell"].iloc[[0, -1]]
        if not people:
            raise Unanswerable("of nobody is the month known, so no month is the busiest")
        found = peak_probability(people, peak=peak, window="/".join(window), exposure="cells")
        unknown = int(counted["low"].sum()) - people
    if found.cells < 2:
        raise Unanswerable("all of it lies in one month, so no month is the busiest")
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
    for at, name in marks.thinned(list(enumerate(bins["name"])), pitch, size):
        marks.write(ax, (at, -4 / line), name, ha="center", va="top")
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
    return min(26 * size.text, int(table["dots"].max()) / ABREAST * 18 + 9 * size.text)


def peak_words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    top = table[table["reported"]].iloc[0]
    often = int(table.loc[table["people"] >= top["people"], "dots"].sum())
    values: dict[str, int] = {"peak": int(top["people"]), "times": often, "all": DOTS}
    values |= {"months": int(top["months"]), "people": int(top["everybody"])}
    return Words.of(
        subject.say("chance-headline" if often else "chance-headline-rare", **values),
        subject.say("chance-subtitle", **values),
        subject.say("chance-alt", **values),
        notes=subject.numbered({"chance-left-out": int(top["unknown"])}),
    )


CHARTS = {
    "monthly": Chart(month_frame, draw_months, month_words, month_height),
    "cumulative": Chart(sum_frame, draw_sums, sum_words, lambda _, size: 24 * size.text),
    "years": Chart(year_frame, draw_years, year_words, lambda _, size: 22 * size.text),
    "chance": Chart(peak_frame, draw_peak, peak_words, peak_height),
}
