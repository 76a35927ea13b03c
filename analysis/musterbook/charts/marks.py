"""What charts are drawn with: columns of people, a time axis, counts beside them, each fitted to the axes they are on.

Filled is what is known, a light tint what may be, words what is unknown. One mark stands for one person where all of
them can be seen, else columns stand for them. Colours, fonts and sizes are those of the style that is set, so that the
same functions draw on a page of this library and on anybody's axes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from musterbook import labels
from musterbook.charts.page import room, width_of, wrapped
from musterbook.charts.subject import ends
from musterbook.intervals import Interval
from musterbook.schema import rows

TINT, MOST_MARKS, HAIRLINE = 0.25, 600, 3.0
# In type sizes: the smallest and the largest mark of a person, and the most height it takes.
SMALLEST, LARGEST, TALLEST = 0.42, 1.4, 2.3


def axes_on(ax: Axes | None) -> Axes:
    """Give the axes to draw on: those handed in, or new ones of pyplot."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    new: Axes = plt.subplots(layout="constrained")[1]
    return new


def text_size(name: Literal["font.size", "xtick.labelsize"] = "font.size") -> float:
    """Give a type size of the style in points, at least 8."""
    return max(8.0, float(FontProperties(size=mpl.rcParams[name]).get_size_in_points()))


def ink(*, muted: bool = False) -> Any:
    """Give the colour of texts of the style, or of those that stand back."""
    return mpl.rcParams["xtick.color" if muted else "text.color"]


def colour(given: dict[str, Any]) -> Any:
    """Take the colour out of what was handed in, or the first of the style."""
    first = mpl.rcParams["axes.prop_cycle"].by_key().get("color", ["C0"])[0]
    return given.pop("color", None) or first


def write(ax: Axes, place: tuple[float, float], text: str, *, is_on_grid: bool = False, **look: Any) -> None:
    """Write a text on axes, in the size and the colour of the style if none is given, if there is one to write.

    No line of a grid goes through one that stands on it.
    """
    usual = {"fontsize": text_size(), "color": ink(), "linespacing": 1.15}
    if is_on_grid:
        usual["bbox"] = {"facecolor": mpl.rcParams["figure.facecolor"], "linewidth": 0, "pad": 1}
    if text:
        ax.text(*place, text, **(usual | look))


def count_texts(table: pd.DataFrame, lang: str) -> list[str]:
    """Give the count of each column that somebody is known to be in: a number, a range, or at least so many."""
    return [labels.between(*ends(row), lang) if row["low"] else "" for row in rows(table)]


def columns(
    ax: Axes,
    table: pd.DataFrame,
    lang: str,
    *,
    texts: Sequence[str] = (),
    tinted: bool = True,
    reserved: float = 0.0,
    **look: Any,
) -> float:
    """Draw a column of people for each row: ``low`` filled, and up to ``high`` as a tint.

    Counts stand above the columns where all of them fit; else a scale stands beside them. ``texts`` are the counts, if
    they are not what the table says; ``reserved`` points are left free above; ``look`` goes to the marks or the
    columns. Gives how many people a point of height stands for.
    """
    fill, size = {"color": colour(look), "linewidth": 0}, text_size()
    low = table["low"].to_numpy(np.float64)
    high = np.fmax(low, table["high"].astype("Float64").to_numpy(np.float64, na_value=np.nan))
    wide, tall = room(ax)
    pitch = wide / len(low)
    shown = _fitting(list(texts) or count_texts(table, lang), pitch)
    above = max((text.count("\n") + 1 for text in shown), default=1) * size * 1.25 + 5
    person = max(tall - above - reserved, 0.2 * tall) / max(1.0, high.max(initial=0))
    person = min(person, TALLEST * size)
    ax.set(xlim=(-0.5, len(low) - 0.5), ylim=(0, tall / person))
    mark = min(LARGEST * size, 0.82 * person, 0.82 * pitch)
    one_each = mark >= SMALLEST * size and low.sum() <= MOST_MARKS
    if tinted:
        tint = fill | {"alpha": TINT, "gid": "possible"}
        _bars(ax, low, high, pitch, tint, min(0.76, 1.1 * mark / pitch) if one_each else 0.76)
    if one_each and low.any():
        people = low.astype(int)
        across, up = np.repeat(np.arange(len(low)), people), np.concatenate([np.arange(one) + 0.5 for one in people])
        ring: dict[str, Any] = {"marker": "o", "linestyle": "none", "markersize": mark, "markeredgewidth": 0}
        ax.plot(across, up, **(ring | {"color": fill["color"], "gid": "people"} | look))
    elif not one_each:
        _bars(ax, np.zeros_like(low), low, pitch, fill | {"gid": "people"} | look)
    tops, settled = high if tinted else low, (table["low"] == table["high"]).fillna(False).to_numpy(bool) & (low > 0)
    look_of: dict[str, Any] = {"ha": "center", "va": "bottom", "linespacing": 1.0, "gid": "count"}
    for place, text in enumerate(shown):
        weight = "bold" if settled[place] else "normal"
        write(ax, (place, tops[place] + 3 / person), text, fontweight=weight, **look_of)
    counts_beside(ax, lang, hidden=any(shown))
    return float(1 / person)


def _fitting(texts: Sequence[str], pitch: float) -> list[str]:
    """Give the texts, on two lines where that makes them fit beside the next, or none where one does not."""
    found, places = [""] * len(texts), [place for place, text in enumerate(texts) if text]
    if not places:
        return found
    gaps = [after - place for place, after in pairwise(places)]
    for place, before, after in zip(places, [9, *gaps], [*gaps, 9], strict=True):
        near = min(before, after)
        narrow = texts[place].replace("–", "–\n", 1)
        fits = [one for one in (texts[place], narrow) if width_of(one, text_size(), bold=True) + 3 <= near * pitch]
        if not fits:
            return [""] * len(texts)
        found[place] = fits[0]
    return found


def _bars(ax: Axes, low: np.ndarray, high: np.ndarray, pitch: float, look: dict[str, Any], width: float = 0.76) -> None:
    """Draw columns from low to high; very narrow ones without gaps, as one shape."""
    if pitch < HAIRLINE and (high > low).any():
        ax.stairs(high, np.arange(len(high) + 1) - 0.5, baseline=low, fill=True, **look)
        return
    some = np.flatnonzero(high > low)
    if len(some):
        ax.bar(some, (high - low)[some], width, low[some], **look)


def counts_beside(ax: Axes, lang: str, *, hidden: bool = False, integer: bool = True) -> None:
    """Name a few counts of people on the left, each with a line across; or none where they stand at the marks."""
    if hidden:
        ax.yaxis.set_major_locator(NullLocator())
        return
    lines = max(2, int(room(ax)[1] / (3 * text_size())))
    ax.yaxis.set_major_locator(MaxNLocator(min(5, lines), integer=integer, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: labels.whole(value, lang)))
    ax.grid(axis="y")


def without_axes(ax: Axes) -> None:
    """Leave out both axes: what is drawn has its names beside it."""
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(NullLocator())
    ax.spines["bottom"].set_visible(False)


def name_places(ax: Axes, named: Sequence[tuple[float, str]]) -> None:
    """Name places on the axis below."""
    ax.xaxis.set_major_locator(FixedLocator([place for place, _ in named]))
    ax.set_xticklabels([text for _, text in named])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.tick_params(axis="x", labelsize=text_size("xtick.labelsize"))


def name_cells(ax: Axes, texts: Sequence[str]) -> None:
    """Name every cell below its column, broken into lines; where some do not fit, as many as do."""
    pitch, points = room(ax)[0] / max(1, len(texts)), text_size("xtick.labelsize")
    broken = [wrapped(text, pitch - 4, points) if " " in text else text for text in texts]
    widest = max((width_of(text, points) + 4 for text in broken), default=1)
    step = max(1, int(np.ceil(widest / pitch)))
    name_places(ax, [(place, text) for place, text in enumerate(broken) if place % step == 0])


def name_time(ax: Axes, names: Iterable[str], every: str, lang: str) -> None:
    """Name months, days, quarters or years below their columns, as many as fit; a year once, below its first month."""
    found = [Interval.date(name) for name in names]
    pitch, points = room(ax)[0] / len(found), text_size("xtick.labelsize")
    namers = {"month": _month_names, "day": _day_names, "quarter": _quarter_names, "year": _year_names}
    named = namers[every](found, pitch, points, lang)
    name_places(ax, [(place, text.partition("\n")[0]) for place, text in named])
    below = [(place, text.partition("\n")[2]) for place, text in named if "\n" in text]
    if below:
        ax.xaxis.remove_overlapping_locs = False
        ax.set_xticks([place for place, _ in below], [text for _, text in below], minor=True)
        pad = float(mpl.rcParams["xtick.major.pad"]) + float(mpl.rcParams["xtick.major.size"]) + 1.3 * points
        ax.tick_params(axis="x", which="minor", length=0, pad=pad, labelsize=points)


def _month_names(found: Sequence[Interval], pitch: float, points: float, lang: str) -> list[tuple[float, str]]:
    januaries = [place for place, cell in enumerate(found) if cell.text.endswith("-01")]
    for width in ("abbreviated", "narrow"):
        names = [labels.month_initials(cell.text, lang, width) for cell in found]
        if max(width_of(name, points) for name in names) + 3 <= pitch:
            years = [*([] if januaries and januaries[0] * pitch < 5 * points else [0]), *januaries]
            return [(at, f"{name}\n{found[at].text[:4]}" if at in years else name) for at, name in enumerate(names)]
    if not januaries:
        return [(0.0, labels.month_initials(found[0].text, lang) + "\n" + found[0].text[:4])]
    step = _round_step((width_of("2000", points) + 6) / (12 * pitch))
    half = width_of("2000", points) / 2 / pitch
    kept = [at for at in januaries if int(found[at].text[:4]) % step == 0 or len(januaries) == 1]
    named = [(max(float(at), half - 0.5), found[at].text[:4]) for at in kept]
    is_clear = named[0][0] > 3 * half + 6 / pitch and step == 1
    return [*([(half - 0.5, found[0].text[:4])] if is_clear else []), *named]


def _round_step(least: float) -> int:
    """Give how many years lie between two that are named."""
    return next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000, 10**6) if step >= least)


def _day_names(found: Sequence[Interval], pitch: float, points: float, lang: str) -> list[tuple[float, str]]:
    step = next(one for one in (1, 2, 5, 10, 30, 10**6) if (width_of("30", points) + 3) <= pitch * one)
    named: list[tuple[float, str]] = []
    for at, cell in enumerate(found):
        day = cell.first
        begins = at == 0 or day.day == 1
        if begins or (day.day % step == 0 and not (named and (at - named[-1][0]) * pitch < 2.2 * points)):
            month = labels.month_initials(cell.text, lang)
            clear = begins and (at == 0 or (at - named[0][0]) * pitch > width_of(f"{month} 2000", points) + 4)
            named.append((at, f"{day.day}\n{month} {day.year}" if clear else str(day.day)))
    return named


def _quarter_names(found: Sequence[Interval], pitch: float, points: float, lang: str) -> list[tuple[float, str]]:
    names = [labels.quarter(cell.first, lang) for cell in found]
    if max(width_of(name, points) for name in names) + 3 <= pitch:
        begins = [at == 0 or cell.first.month == 1 for at, cell in enumerate(found)]
        return [(at, f"{name}\n{found[at].first.year}" if begins[at] else name) for at, name in enumerate(names)]
    firsts = [(at, cell.first.year) for at, cell in enumerate(found) if cell.first.month == 1]
    step = _round_step((width_of("2000", points) + 6) / (4 * pitch))
    return [(float(at), str(year)) for at, year in firsts if year % step == 0] or [(0.0, str(found[0].first.year))]


def _year_names(found: Sequence[Interval], pitch: float, points: float, lang: str) -> list[tuple[float, str]]:
    del lang
    wide = width_of("2000", points) + 4
    step = _round_step(wide / pitch)
    kept = [at for at, cell in enumerate(found) if step == 1 or int(cell.text) % step == 0]
    # A name that is wider than its column stays right of the numbers beside the axis.
    named = [(max(at, wide / 2 / pitch - 0.5), found[at].text) for at in kept]
    is_met = len(named) > 1 and (named[1][0] - named[0][0]) * pitch < wide
    return named[1:] if is_met else named
