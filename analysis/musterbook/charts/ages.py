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
from musterbook.charts.subject import UNSTATED, Subject, everything_behind, left_of, reach, with_rest
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
    found = ages_of_list(subject) if subject.case is None else ages_of_case(subject)
    table = pd.DataFrame(found).reindex(columns=COLUMNS).fillna({"cell": "", "claims": ""})
    table.loc[(table["part"] == AGE_PART) & table["cell"].str.contains("..", regex=False), "part"] = BAND
    return table.astype({"low": "Int64", "high": "Int64", "cell": "str", "mean_low": "Float64", "mean_high": "Float64"})


def ages_of_case(subject: Subject) -> list[dict[str, Any]]:
    """Give what was published of single ages and of ranges, of how many none was, and between what the average lies.

    Where no single age is known, the ranges are bands, and of ranges that overlap the first is drawn.
    """
    worlds = subject.worlds(AGE)
    table = worlds.table(spread=False)
    is_range = table["cell"].str.contains("..", regex=False)
    ranges, known = (table.loc[(table["low"] > 0) & some, ["cell", "low", "claims"]] for some in (is_range, ~is_range))
    found = rows(known.assign(part=AGE_PART, high=known["low"], basis="reported"))
    counts = [one for one in worlds.basis.about(AGE) if one.statistic in {Statistic.COUNT, Statistic.SHARE}]
    taken: list[Interval] = []
    for where in sorted({one.where for one in counts if ".." in one.where} | set(ranges["cell"])):
        span = Interval.number(where)
        if not known.empty or not any(map(span.meets, taken)):
            taken.append(span)
            people, ids = worlds.span(where), " ".join(one.claim_id for one in counts if one.where == where)
            row = {"part": BAND if known.empty else WITHIN, "cell": where, "low": people.low, "high": people.high}
            found.append(row | {"basis": "reported" if ids else "inferred", "claims": ids})
    if not found and is_range.any():
        raise Unanswerable("no age, and no range of ages, is known of anybody")
    sure = sum(int(row["low"]) for row in found if row["part"] != WITHIN)
    ends = f"{table['cell'].iloc[0].partition('..')[0]}..{table['cell'].iloc[-1].rpartition('..')[2]}"
    found += rows(left_of(worlds, sure, UNKNOWN, ends))
    with suppress(Unanswerable):
        low, high = worlds.mean_bounds()
        average = {"part": AVERAGE, "basis": "inferred", "claims": everything_behind(worlds)}
        found.append(average | {"mean_low": low, "mean_high": high})
    return found


def ages_of_list(subject: Subject) -> list[dict[str, Any]]:
    """Give how many people of a list are of each age or range of ages, of how many none is stated, and the average."""
    known = subject.known(Kind.NUMBER)
    table = known.table.groupby(["first", "last"], as_index=False)[["people", "extra"]].sum()
    people, years = table["people"], table[["first", "last"]]
    if table.empty:
        raise Unanswerable("no age is stated, so there is nothing to draw")
    if (oldest := table["first"].max()) > OLDEST:
        raise Unanswerable(f"expected ages up to {OLDEST}, found {oldest:,.0f}; name one with column=")
    cells = [labels.stretch(*ends) for ends in years.itertuples(index=False)]
    some = pd.DataFrame({"part": AGE_PART, "cell": cells, "low": people, "high": people + table["extra"]})
    found = rows(with_rest(some, subject, {UNSTATED: (known.unstated, known.more)}))
    if people.any() and not table["extra"].any() and np.isfinite(years).all(axis=None):
        low, high = years.mul(people, axis=0).sum() / people.sum()
        found.append({"part": AVERAGE, "basis": found[0]["basis"], "mean_low": low, "mean_high": high})
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
    strip = pd.DataFrame({"cell": list(map(str, range(first, last + 1)))})
    strip = strip.merge(exact[["cell", "low", "high"]], how="left").fillna({"low": 0, "high": 0})
    # Of few people each column says the age, and of how many if not of one; of more people, how many are of it.
    are_few = len(exact) <= 12 and bool(exact["low"].sum() <= 40)
    told = [row["cell"] if row["high"] == 1 else f"{row['cell']} ({row['high']})" for row in rows(strip)]
    texts = [text if high else "" for text, high in zip(told, strip["high"], strict=True)] if are_few else []
    lines, (wide, tall), size = _lines(table, lang), room(ax), marks.text_size()
    space = 2.0 * size
    point = marks.columns(ax, strip, lang, texts=texts, above=len(lines) * space + 4, **look)
    for number, (low, high, text, name) in enumerate(lines):
        down, half = (tall - number * space - 1.55 * size) * point, width_of(text, size) / 2 * len(strip) / wide
        line: dict[str, Any] = {"color": marks.ink(muted=True), "linewidth": 2.5, "solid_capstyle": "butt", "gid": name}
        line |= {"marker": "D", "markersize": 4} if low == high else {}
        ax.plot([low - first, high - first], [down, down], **line)
        middle = min(max((low + high) / 2 - first, half - 0.5), last - first + 0.5 - half)
        marks.write(ax, (middle, down + 3 * point), text, ha="center", va="bottom", gid=name)
    step = next(one for one in (1, 5, 10, 20, 50) if 2.4 * size <= wide / len(strip) * one)
    marks.name_places(ax, [(at - first, str(at)) for at in range(first, last + 1) if at % step == 0 or first == last])
    return ax


def _lines(table: pd.DataFrame, lang: str) -> list[tuple[float, float, str, str]]:
    """Give the lines over the strip: the average, then the bands, if they are few."""
    found = [(low, high, labels.say("ages-average", lang, **said), AVERAGE) for low, high, said in _means(table, lang)]
    bands = rows(table[table["part"].isin([BAND, WITHIN])])
    first, last = _span(table)
    for row in bands if len(bands) <= MOST_BANDS else []:
        low, high = (max(first, min(last, one)) for one in Interval.number(row["cell"]).ends)
        said = f"{labels.range_words(row['cell'], lang)}: {labels.persons(*labels.ends(row), lang)}"
        # A column is a year wide, so the line of a band is as wide as the columns that it stands over.
        found.append((low - 0.5, high + 0.5, said, BAND))
    return found


def _means(table: pd.DataFrame, lang: str) -> list[tuple[float, float, dict[str, str]]]:
    """Give the average, if there is one: its ends, and the values of the sentences on it; of a list the known ages'."""
    of, found = "known" if (table["part"] == UNSTATED).any() else "all", []
    for low, high in table.loc[table["part"] == AVERAGE, ["mean_low", "mean_high"]].itertuples(index=False):
        least, most = labels.decimal(low, lang), labels.decimal(high, lang)
        said = {"of": of, "settled": "yes" if least == most else "no", "low": least, "high": most}
        found.append((low, low if least == most else high, said))
    return found


def _span(table: pd.DataFrame) -> tuple[int, int]:
    """Give the youngest and the oldest age that is drawn; a band without an end gets some years to be seen over."""
    some, ends = table[table["part"].isin([AGE_PART, BAND, UNKNOWN]) & (table["cell"] != "..")], []
    for part, cell in zip(some["part"], some["cell"], strict=True):
        (low, high), years = Interval.number(cell).ends, OPEN_YEARS if part == BAND else 0
        ends += [max(0, high - years) if isinf(low) else low, low + years if isinf(high) else high]
    return int(min(ends)), int(max(ends))


def age_height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the strip would like, in points."""
    exact, bands = (table[table["part"] == part] for part in (AGE_PART, BAND))
    # Bands stand as lines above single ages, and as columns where there are none.
    people = max((bands if exact.empty else exact)["high"].fillna(0), default=0)
    lines = len(_lines(table, "en")) if len(exact) or bands.empty else 0
    return min(20 * size.text, max(5, people * 1.6 + 2.5) * size.text) + (3 + 2.1 * lines) * size.text


def age_words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    lang, some = subject.lang, table[table["part"].isin([AGE_PART, BAND])]
    rest = table[table["part"].isin([UNKNOWN, UNSTATED])]
    left = labels.ends(dict(rest[["low", "high"]].sum(skipna=False)))
    # What a case leaves open of a band is among those of no stated age.
    most = some["low" if subject.case is not None else "high"].sum() + rest["high"].sum(skipna=False)
    least, most = subject.table.people if subject.table else (some["low"].sum() + left[0], most)
    everybody = subject.people({"low": least, "high": most})
    told = some if len(some) <= 12 else some.sort_values("low", ascending=False, kind="stable").head(3)
    banded = int(some["low"][some["part"] == BAND].sum()) if (some["part"] == AGE_PART).any() else 0
    average = [subject.say("ages-mean", **said) for *_, said in _means(table, lang)]
    ages = subject.each(told, [labels.range_words(cell, lang) for cell in told["cell"]])
    return Words.of(
        age_headline(table, some, left[0], subject),
        f"{subject.say('ages-subtitle', people=everybody)}{subject.of_whom}.",
        " ".join([subject.say("ages-alt", people=everybody, ages=ages), *average]),
        notes=subject.peopled({"ages-unknown": left, "ages-banded": (banded, banded)}),
    )


def age_headline(table: pd.DataFrame, some: pd.DataFrame, unknown: int, subject: Subject) -> str:
    """Say from which age to which, and of how many none is known; of bands, which has the most."""
    bands, exact, is_case = some[some["part"] == BAND], some[some["part"] == AGE_PART], subject.case is not None
    if exact.empty and len(bands):
        # How many another band may have, or one of several that share the most
        most = int(bands["low"].max())
        top = bands[bands["low"] == most]
        is_known = reach(bands, top, unknown) > most - (len(top) == 1)
        band, people = labels.range_words(top["cell"].iloc[0], subject.lang), subject.people(rows(top)[0])
        message = f"ages-{'band' if len(top) == 1 else 'tie'}{'-known' if is_known else ''}"
        return subject.say(message, band=band, people=people, most=most, number=len(top))
    # What is known of some is no range of all.
    left = table[table["part"] == UNKNOWN]
    is_closed = not left["cell"].str.contains(r"^\.\.|\.\.$").any()
    is_strip = is_closed and (is_case or (not unknown and bands.empty))
    first, last = _span(table if is_strip else exact)
    everybody, of_exact = int(some["low"].sum()) + unknown, int(exact["low"].sum())
    values = {"youngest": first, "oldest": last, "unknown": unknown if is_strip else everybody - of_exact}
    message = f"ages-headline{'' if is_strip else '-known'}"
    message += "-one" if first == last and not (is_strip and unknown) else ""
    # Where nobody said how many people there are at most, there is no number of all.
    of_all = 0 if left["high"].isna().any() else everybody
    return subject.say(message, **values, all=of_all, roughly=values["unknown"] - unknown)


CHARTS = {"ages": Chart(age_frame, draw_ages, age_words, age_height, first="age")}
