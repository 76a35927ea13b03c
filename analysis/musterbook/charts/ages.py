"""Ages: the ones that are known on a strip of years, bands as they were given, and what the average may be."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.charts import marks
from musterbook.charts.notes import UNSTATED
from musterbook.charts.page import Size, Words, room, said_of, width_of
from musterbook.charts.subject import FAR, OLDEST, Subject, everything_behind, rows
from musterbook.errors import Unanswerable
from musterbook.schema import AGE

AGE_PART, BAND, UNKNOWN, AVERAGE = "age", "band", "not published", "average"
COLUMNS = ["part", "cell", "low", "high", "mean_low", "mean_high", "basis", "claims"]
MOST_BANDS = 6


def frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        ``part``: ``age``, one row for each age that somebody is known to have; ``band``, one for each range of ages
        (``18..25``); ``not published`` or ``not stated``, the people without either; ``average``. ``cell``; ``low`` and
        ``high``, people; ``mean_low`` and ``mean_high``, between which the average lies, in years; ``basis``;
        ``claims``.
    """
    table = pd.DataFrame(_of_case(subject) if subject.case is not None else _of_list(subject)).reindex(columns=COLUMNS)
    means = dict.fromkeys(["mean_low", "mean_high"], "Float64")
    return table.astype({"low": "Int64", "high": "Int64", "cell": "str", **means})


def _of_case(subject: Subject) -> list[dict[str, Any]]:
    worlds = subject.worlds(AGE)
    table, everything = worlds.table(), everything_behind(worlds)
    known = [
        {
            "part": AGE_PART if row["cell"].isdigit() else BAND,
            "cell": row["cell"],
            "low": row["low"],
            "high": row["low"],
        }
        | {"basis": "reported", "claims": row["claims"]}
        for row in rows(table[table["low"] > 0])
    ]
    low, high = worlds.total
    left = low - int(table["low"].sum())
    ends = {"cell": f"{table['cell'].iloc[0].partition('..')[0]}..{table['cell'].iloc[-1].rpartition('..')[2]}"}
    rest = {"low": left, "high": None if high is None else high - low + left, "basis": "derived", "claims": everything}
    found = [*known, *([{"part": UNKNOWN, **ends, **rest}] if left or high != low else [])]
    try:
        mean = dict(zip(("mean_low", "mean_high"), worlds.mean_bounds(), strict=True))
    except Unanswerable:
        return found
    return [*found, {"part": AVERAGE, "cell": "", **mean, "basis": "inferred", "claims": everything}]


def _of_list(subject: Subject) -> list[dict[str, Any]]:
    known = subject.numbers(AGE)
    table = known.table.groupby(["first", "last"], as_index=False)[["people", "extra"]].sum()
    wrong = table[table["first"].where(table["first"] > -FAR, 0).gt(OLDEST)]
    if len(wrong):
        raise Unanswerable(f"expected ages up to {OLDEST}, found {int(wrong['first'].max()):,}; name one with column=")
    found = [
        {"part": AGE_PART if row["first"] == row["last"] else BAND, "cell": _cell(row["first"], row["last"])}
        | {"low": row["people"], "high": row["people"] + row["extra"], "basis": subject.basis, "claims": ""}
        for row in rows(table)
    ]
    if not found:
        raise Unanswerable("no age is stated, so there is nothing to draw")
    n = known.unstated
    more = {"basis": subject.basis, "claims": ""}
    unstated = [{"part": UNSTATED, "cell": "", "low": n, "high": n, **more}] if n else []
    people = int(table["people"].sum())
    is_closed = bool(people) and table["first"].min() > -FAR and table["last"].max() < FAR and not table["extra"].any()
    if not is_closed:
        return [*found, *unstated]
    mean = {
        f"mean_{name}": (table[end] * table["people"]).sum() / people
        for name, end in (("low", "first"), ("high", "last"))
    }
    return [*found, *unstated, {"part": AVERAGE, "cell": "", **mean, **more}]


def _cell(first: int, last: int) -> str:
    if first == last:
        return str(first)
    return f"{'' if first == -FAR else first}..{'' if last == FAR else last}"


def draw(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw known ages as columns on a strip of years, bands and the average as lines over the years they span.

    Where all that is known are bands, each is a column.
    """
    exact, bands = (table[table["part"] == part] for part in (AGE_PART, BAND))
    if exact.empty and len(bands):
        marks.columns(ax, bands, lang, **look)
        marks.name_cells(ax, [_band_name(cell, lang) for cell in bands["cell"]])
        return marks.finish(ax)
    first, last = _ends(table)
    strip = pd.DataFrame({"cell": [str(age) for age in range(first, last + 1)]})
    strip = strip.merge(exact[["cell", "low", "high"]], how="left").fillna({"low": 0, "high": 0})
    few = len(exact) <= 12 and exact["low"].sum() <= 40
    texts = [_text(row, lang, few=few) for row in rows(strip)]
    lines = _lines(table, lang)
    space = 2.0 * marks.text_size()
    person = marks.columns(ax, strip, lang, texts=texts, reserved=len(lines) * space + 4, **look)
    tall = room(ax)[1]
    for number, (low, high, text, name) in enumerate(lines):
        _draw_line(ax, (low - first, high - first), (tall - number * space) / person, text, name)
    step = next(one for one in (1, 5, 10, 20, 50) if 2.4 * marks.text_size() <= room(ax)[0] / len(strip) * one)
    marks.name_places(
        ax, [(age - first, str(age)) for age in range(first, last + 1) if age % step == 0 or first == last]
    )
    return marks.finish(ax)


def _text(row: dict[str, Any], lang: str, *, few: bool) -> str:
    """Give what stands above an age: of few people the age, else how many are of it."""
    if not row["high"]:
        return ""
    return str(row["cell"]) if few else labels.between(int(row["low"]), int(row["high"]), lang)


def _lines(table: pd.DataFrame, lang: str) -> list[tuple[float, float, str, str]]:
    """Give the lines over the strip: the average if it is a range, then the bands, if they are few."""
    first, last = _ends(table)
    found = []
    for row in rows(table[table["part"] == AVERAGE]):
        low, high = float(row["mean_low"]), float(row["mean_high"])
        if high - low >= 0.1:
            ends = {"low": labels.decimal(low, lang), "high": labels.decimal(high, lang)}
            found.append((low, high, labels.say("ages-average", lang, **ends), "average"))
    bands = table[table["part"] == BAND]
    for row in rows(bands if len(bands) <= MOST_BANDS else bands.head(0)):
        low, high = (max(first, min(last, one)) for one in _numbers(row["cell"]))
        people = labels.persons(int(row["low"]), int(row["high"]), lang)
        found.append((low, high, f"{_band_name(row['cell'], lang)}: {people}", "band"))
    return found


def _draw_line(ax: Axes, ends: tuple[float, float], top: float, text: str, name: str) -> None:
    """Draw a line over some years with its text above it."""
    tall, wide = room(ax)[1], room(ax)[0]
    (left, right), point = ax.get_xlim(), ax.get_ylim()[1] / tall
    down = top - 1.55 * marks.text_size() * point
    ax.plot(ends, [down, down], color=marks.ink(muted=True), linewidth=2.5, solid_capstyle="butt", gid=name)
    half = width_of(text, marks.text_size()) / 2 * (right - left) / wide
    middle = min(max(sum(ends) / 2, left + half), right - half)
    marks.write(ax, (middle, down + 3 * point), text, ha="center", va="bottom", gid=name)


def _numbers(cell: str) -> tuple[int, int]:
    low, _, high = cell.partition("..")
    return int(low or -FAR), int(high or FAR) if ".." in cell else int(low)


def _ends(table: pd.DataFrame) -> tuple[int, int]:
    """Give the youngest and the oldest age that is drawn."""
    cells = table.loc[table["part"].isin([AGE_PART, BAND, UNKNOWN]), "cell"]
    ends = [end for cell in cells if cell for end in _numbers(cell) if abs(end) < FAR]
    return min(ends), max(ends)


def _band_name(cell: str, lang: str) -> str:
    """Name a range of ages: 18–25, 65 or more, up to 17."""
    low, _, high = cell.partition("..")
    if not high:
        return labels.say("or-more", lang, number=int(low))
    return f"{low}–{high}" if low else labels.say("at-most", lang, number=high)


def height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the strip would like, in points."""
    exact = table[table["part"] == AGE_PART]
    tallest = table.loc[table["part"].isin([AGE_PART, BAND]), "high"].max()
    people = 0 if pd.isna(tallest) else int(tallest)
    lines = 0 if exact.empty and (table["part"] == BAND).any() else len(_lines(table, "en"))
    return min(20 * size.text, max(5, people * 1.6 + 2.5) * size.text) + (3 + 2.1 * lines) * size.text


def words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    exact, bands = (table[table["part"] == part] for part in (AGE_PART, BAND))
    known = int(exact["low"].sum())
    rest = table[table["part"].isin([UNKNOWN, UNSTATED])]
    unknown = int(rest["low"].sum())
    banded = int(bands["low"].sum())
    everybody = labels.persons(known + banded + unknown, known + banded + unknown, subject.lang)
    if len(rest) and pd.isna(rest["high"].iloc[0]):
        everybody = labels.persons(known + banded + unknown, None, subject.lang)
    subtitle = f"{subject.say('ages-subtitle', people=everybody)}{subject.of_whom}."
    notes = [subject.say("ages-unknown", number=unknown)] if unknown else []
    notes += [subject.say("ages-banded", number=banded)] if banded and len(exact) else []
    average = [
        subject.say("ages-mean" if ends["low"] != ends["high"] else "ages-mean-settled", **ends)
        for ends in _means(table, subject)
    ]
    return Words(
        _headline(table, exact, unknown, known + banded + unknown, subject),
        said_of([subtitle, *notes]),
        said_of([subject.say("ages-alt", people=everybody, ages=_ages(table, subject)), *notes, *average]),
    )


def _means(table: pd.DataFrame, subject: Subject) -> list[dict[str, str]]:
    found = table[table["part"] == AVERAGE]
    return [
        {end: labels.decimal(float(row[f"mean_{end}"]), subject.lang) for end in ("low", "high")} for row in rows(found)
    ]


def _ages(table: pd.DataFrame, subject: Subject) -> str:
    """List the ages or bands, of many only the largest."""
    some = table[table["part"].isin([AGE_PART, BAND])]
    told = some if len(some) <= 12 else some.sort_values("low", ascending=False, kind="stable").head(3)
    people = [labels.persons(int(row["low"]), int(row["high"]), subject.lang) for row in rows(told)]
    names = [_cell_name(row["cell"], subject) for row in rows(told)]
    named = [subject.say("cell-with", cell=cell, people=of) for cell, of in zip(names, people, strict=True)]
    return labels.listed(named, subject.lang) or subject.say("nobody")


def _cell_name(cell: str, subject: Subject) -> str:
    return cell if ".." not in cell else _band_name(cell, subject.lang)


def _headline(table: pd.DataFrame, exact: pd.DataFrame, unknown: int, everybody: int, subject: Subject) -> str:
    """Say from which age to which, and of how many none is known; of bands, which has the most."""
    is_case = (table["part"] == UNKNOWN).any() or subject.case is not None
    bands = table[table["part"] == BAND]
    if is_case or (len(exact) and not unknown and bands.empty):
        first, last = _ends(table)
        ends = {"youngest": first, "oldest": last, "unknown": unknown, "all": everybody}
        return subject.say("ages-headline-one" if first == last and not unknown else "ages-headline", **ends)
    if len(exact):
        ages = exact["cell"].astype(int)
        left = everybody - int(exact["low"].sum())
        ends = {"youngest": int(ages.min()), "oldest": int(ages.max()), "unknown": left, "all": everybody}
        return subject.say("ages-headline-known", **ends)
    most = int(bands["low"].max())
    top = bands[bands["low"] == most]
    names = labels.listed([_cell_name(cell, subject) for cell in top["cell"].head(2)], subject.lang)
    if len(top) > 2:
        return subject.say("ages-bands-tie", number=len(top), people=most)
    return subject.say("ages-band", band=names, people=most, number=len(top))
