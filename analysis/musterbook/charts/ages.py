"""Ages: the ones that are known on a strip of years, bands as they were given, and what the average may be."""

from __future__ import annotations

from contextlib import suppress
from math import isinf
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case.claims import Statistic
from musterbook.charts import marks
from musterbook.charts.page import Chart, Size, Words, room, width_of
from musterbook.charts.subject import UNSTATED, Subject, everything_behind, joined, left_of, reach, with_rest
from musterbook.errors import Unanswerable
from musterbook.intervals import Interval, Kind
from musterbook.schema import AGE, rows

AGE_PART, BAND, WITHIN, UNKNOWN, AVERAGE = "age", "band", "within", "not published", "average"
COLUMNS = ["part", "cell", "low", "high", "mean_low", "mean_high", "basis", "claims"]
OLDEST, MOST_BANDS, OPEN_YEARS = 130, 6, 4


def age_frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        ``part``: ``age``, one row for each age that somebody is known to have; ``band``, one for each range of ages
        (``18..25``); ``within``, one for each range whose people a case counts, of whom some may have a row of their
        own as well; ``not published`` or ``not stated``, the people without either; ``average``. ``cell``; ``low`` and
        ``high``, people; ``mean_low`` and ``mean_high``, between which the average lies, in years; ``basis``;
        ``claims``.
    """
    found = _of_list(subject) if subject.case is None else _of_case(subject)
    table = pd.DataFrame(found).reindex(columns=COLUMNS).fillna({"cell": "", "claims": ""})
    table.loc[(table["part"] == AGE_PART) & table["cell"].str.contains("..", regex=False), "part"] = BAND
    means = dict.fromkeys(["mean_low", "mean_high"], "Float64")
    return table.astype({"low": "Int64", "high": "Int64", "cell": "str", **means})


def _of_case(subject: Subject) -> list[dict[str, Any]]:
    """Give what was published of single ages and of ranges, of how many none was, and between what the average lies.

    Where no single age is known, the ranges are bands, and of ranges that overlap the first is drawn.
    """
    worlds = subject.worlds(AGE)
    table = worlds.table(spread=False)
    is_range = table["cell"].str.contains("..", regex=False)
    known, ranges = (table.loc[(table["low"] > 0) & some, ["cell", "low", "claims"]] for some in (~is_range, is_range))
    found = rows(known.assign(part=AGE_PART, high=known["low"], basis="reported"))
    counts = [one for one in worlds.basis.about(AGE) if one.statistic in {Statistic.COUNT, Statistic.SHARE}]
    taken: list[Interval] = []
    for where in sorted({one.where for one in counts if ".." in one.where} | set(ranges["cell"])):
        span = Interval.number(where)
        if known.empty and any(span.meets(one) for one in taken):
            continue
        taken.append(span)
        people, ids = worlds.span(where), joined(one.claim_id for one in counts if one.where == where)
        row = {"part": BAND if known.empty else WITHIN, "cell": where, "low": people.low, "high": people.high}
        found.append(row | {"basis": "reported" if ids else "inferred", "claims": ids})
    if not found and is_range.any():
        raise Unanswerable("no age, and no range of ages, is known of anybody")
    sure = sum(int(row["low"]) for row in found if row["part"] != WITHIN)
    ends = f"{table['cell'].iloc[0].partition('..')[0]}..{table['cell'].iloc[-1].rpartition('..')[2]}"
    found += rows(left_of(worlds, sure, UNKNOWN, ends))
    with suppress(Unanswerable):
        means = dict(zip(["mean_low", "mean_high"], worlds.mean_bounds(), strict=True))
        found.append({"part": AVERAGE, "basis": "inferred", "claims": everything_behind(worlds), **means})
    return found


def _of_list(subject: Subject) -> list[dict[str, Any]]:
    """Give how many people of a list are of each age or range of ages, of how many none is stated, and the average."""
    known = subject.known(Kind.NUMBER)
    table = known.table.groupby(["first", "last"], as_index=False)[["people", "extra"]].sum()
    people, years, oldest = table["people"], table[["first", "last"]], table["first"].max()
    if oldest > OLDEST:
        raise Unanswerable(f"expected ages up to {OLDEST}, found {oldest:,.0f}; name one with column=")
    if table.empty:
        raise Unanswerable("no age is stated, so there is nothing to draw")
    cells = [labels.stretch(*ends) for ends in years.itertuples(index=False)]
    some = pd.DataFrame({"part": AGE_PART, "cell": cells, "low": people, "high": people + table["extra"]})
    found = rows(with_rest(some, subject, {UNSTATED: (known.unstated, known.more)}))
    if people.any() and not table["extra"].any() and np.isfinite(years).all(axis=None):
        least, most = (float((years[end] * people).sum() / people.sum()) for end in years)
        found.append({"part": AVERAGE, "basis": found[0]["basis"], "mean_low": least, "mean_high": most})
    return found


def draw_ages(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw known ages as columns on a strip of years, bands and the average as lines over the years they span.

    Where all that is known are bands, each is a column.
    """
    exact, bands = (table[table["part"] == part] for part in (AGE_PART, BAND))
    if exact.empty and len(bands):
        marks.columns(ax, bands, lang, **look)
        marks.name_cells(ax, [labels.range_words(cell, lang) for cell in bands["cell"]])
        return ax
    first, last = _span(table)
    strip = pd.DataFrame({"cell": [str(age) for age in range(first, last + 1)]})
    strip = strip.merge(exact[["cell", "low", "high"]], how="left").fillna({"low": 0, "high": 0})
    # Of few people each column says the age, and of how many if not of one; of more people, how many are of it.
    are_few = len(exact) <= 12 and bool(exact["low"].sum() <= 40)
    told = {row["cell"]: row["cell"] if row["high"] == 1 else f"{row['cell']} ({row['high']})" for row in rows(exact)}
    texts = [told.get(cell, "") for cell in strip["cell"]] if are_few else []
    lines, space = _lines(table, lang), 2.0 * marks.text_size()
    point = marks.columns(ax, strip, lang, texts=texts, above=len(lines) * space + 4, **look)
    (wide, tall), size = room(ax), marks.text_size()
    for number, (low, high, text, name) in enumerate(lines):
        down, half = (tall - number * space - 1.55 * size) * point, width_of(text, size) / 2 * len(strip) / wide
        look_of = {"color": marks.ink(muted=True), "linewidth": 2.5, "solid_capstyle": "butt", "gid": name}
        look_of |= {"marker": "D", "markersize": 4} if low == high else {}
        ax.plot([low - first, high - first], [down, down], **look_of)
        middle = min(max((low + high) / 2 - first, half - 0.5), last - first + 0.5 - half)
        marks.write(ax, (middle, down + 3 * point), text, ha="center", va="bottom", gid=name)
    step = next(one for one in (1, 5, 10, 20, 50) if 2.4 * size <= wide / len(strip) * one)
    marks.name_places(ax, [(at - first, str(at)) for at in range(first, last + 1) if at % step == 0 or first == last])
    return ax


def _lines(table: pd.DataFrame, lang: str) -> list[tuple[float, float, str, str]]:
    """Give the lines over the strip: the average, then the bands, if they are few."""
    (first, last), found = _span(table), []
    for is_open, (low, high), values in _means(table, lang):
        said = labels.say("ages-average" if is_open else "ages-average-settled", lang, **values)
        found.append((low, high if is_open else low, said, AVERAGE))
    bands = rows(table[table["part"].isin([BAND, WITHIN])])
    for row in bands if len(bands) <= MOST_BANDS else []:
        low, high = (max(first, min(last, one)) for one in Interval.number(row["cell"]).ends)
        said = f"{labels.range_words(row['cell'], lang)}: {labels.persons(*labels.ends(row), lang)}"
        # A column is a year wide, so the line of a band is as wide as the columns that it stands over.
        found.append((low - 0.5, high + 0.5, said, BAND))
    return found


def _means(table: pd.DataFrame, lang: str) -> list[tuple[bool, tuple[float, float], dict[str, str]]]:
    """Give the average, if there is one: whether it is open, its ends, and the values of the sentences on it.

    In a list it is that of the known ages, if some are not.
    """
    of = "known" if (table["part"] == UNSTATED).any() else "all"
    found = []
    for row in rows(table[table["part"] == AVERAGE]):
        low, high = float(row["mean_low"]), float(row["mean_high"])
        values = {"of": of, "low": labels.decimal(low, lang), "high": labels.decimal(high, lang)}
        found.append((high - low >= 0.1, (low, high), values))
    return found


def _span(table: pd.DataFrame) -> tuple[int, int]:
    """Give the youngest and the oldest age that is drawn; a band without an end gets some years to be seen over."""
    some = table[table["part"].isin([AGE_PART, BAND, UNKNOWN])]
    ages = [int(end) for cell in some["cell"] if cell != ".." for end in Interval.number(cell).ends if not isinf(end)]
    bands = [Interval.number(cell).ends for cell in some["cell"][some["part"] == BAND]]
    below = [max(0, int(high) - OPEN_YEARS) for low, high in bands if not low or isinf(low)]
    above = [int(low) + OPEN_YEARS for low, high in bands if isinf(high)]
    return min([*ages, *below]), max([*ages, *above])


def age_height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the strip would like, in points."""
    exact = (table["part"] == AGE_PART).any()
    people = max(table.loc[table["part"].isin([AGE_PART, BAND]), "high"].fillna(0), default=0)
    lines = len(_lines(table, "en")) if exact or not (table["part"] == BAND).any() else 0
    return min(20 * size.text, max(5, people * 1.6 + 2.5) * size.text) + (3 + 2.1 * lines) * size.text


def age_words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    lang, some = subject.lang, table[table["part"].isin([AGE_PART, BAND])]
    rest = table[table["part"].isin([UNKNOWN, UNSTATED])]
    known, unknown = int(some["low"].sum()), int(rest["low"].sum())
    left = (unknown, None if rest["high"].isna().any() else int(rest["high"].sum()))
    # What a case leaves open of a band is among those of no stated age.
    more = 0 if subject.case is not None else int((some["high"] - some["low"]).sum())
    most = None if left[1] is None else known + more + left[1]
    everybody = labels.persons(*(subject.table.people if subject.table else (known + unknown, most)), lang)
    told = some if len(some) <= 12 else some.sort_values("low", ascending=False, kind="stable").head(3)
    average = [
        subject.say("ages-mean" if one["low"] != one["high"] else "ages-mean-settled", **one)
        for _, _, one in _means(table, lang)
    ]
    banded = int(some["low"][some["part"] == BAND].sum()) if (some["part"] == AGE_PART).any() else 0
    ages = subject.each(told, [labels.range_words(cell, lang) for cell in told["cell"]])
    return Words.of(
        _headline(table, some, unknown, subject),
        f"{subject.say('ages-subtitle', people=everybody)}{subject.of_whom}.",
        " ".join([subject.say("ages-alt", people=everybody, ages=ages), *average]),
        notes=subject.peopled({"ages-unknown": left, "ages-banded": (banded, banded)}),
    )


def _headline(table: pd.DataFrame, some: pd.DataFrame, unknown: int, subject: Subject) -> str:
    """Say from which age to which, and of how many none is known; of bands, which has the most."""
    bands, exact, is_case = some[some["part"] == BAND], some[some["part"] == AGE_PART], subject.case is not None
    everybody, of_exact = int(some["low"].sum()) + unknown, int(exact["low"].sum())
    if len(exact) or bands.empty:
        # What is known of some is no range of all.
        is_closed = not table["cell"][table["part"] == UNKNOWN].str.contains(r"^\.\.|\.\.$").any()
        is_strip = is_closed and (is_case or (not unknown and bands.empty))
        first, last = _span(table if is_strip else exact)
        left = unknown if is_strip else everybody - of_exact
        message = f"ages-headline{'' if is_strip else '-known'}"
        message += "-one" if first == last and not (is_strip and unknown) else ""
        # Where nobody said how many people there are at most, there is no number of all.
        of_all = 0 if table["high"][table["part"] == UNKNOWN].isna().any() else everybody
        values = {"youngest": first, "oldest": last, "unknown": left, "all": of_all, "roughly": left - unknown}
        return subject.say(message, **values)
    # How many another band may have, or one of several that share the most
    most = int(bands["low"].max())
    top = bands[bands["low"] == most]
    if len(top) > 1:
        message = "ages-bands-known-tie" if reach(bands, top, unknown) > most else "ages-bands-tie"
        return subject.say(message, people=most, number=len(top))
    message = "ages-band-known" if reach(bands, top, unknown) >= most else "ages-band"
    [row] = rows(top)
    band = labels.range_words(row["cell"], subject.lang)
    return subject.say(message, band=band, people=subject.people(row))


CHARTS = {"ages": Chart(age_frame, draw_ages, age_words, age_height, first="age")}
