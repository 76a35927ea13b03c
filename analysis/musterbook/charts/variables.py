"""People by one variable of theirs: their ages, the days from arrival to the event, or a label such as nationality.

Ages that are known stand on a strip of years, with bands as they were given and what the average may be. What sources
say of the days from arrival stands in a grid, an outlet a row and a number of days a column, so that the same day
stands against the next. Days of a list are put together in bins that fit them: single days where all took less than
two weeks, else bins that grow, so that a long tail stays in sight. Of labels the largest groups come first.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import zip_longest
from math import inf, isinf
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from musterbook import frames, labels
from musterbook.case.case import Case
from musterbook.case.claims import Statistic
from musterbook.charts import marks
from musterbook.charts.marks import Block, Cell
from musterbook.charts.page import Chart, Size, Words, room, width_of, wrapped
from musterbook.charts.subject import COARSE, UNSTATED, Known, Subject, everything_behind, left_of, reach, with_rest
from musterbook.errors import Unanswerable
from musterbook.intervals import Interval, Kind
from musterbook.movements import with_lags
from musterbook.schema import AGE, LAG, rows
from musterbook.worlds.axes import OTHER

AGE_PART, BAND, WITHIN, UNKNOWN, AVERAGE = "age", "band", "within", "not published", "average"
AGE_COLUMNS = ["part", "cell", "low", "high", "mean_low", "mean_high", "basis", "claims"]
OLDEST, MOST_BANDS, OPEN_YEARS = 130, 6, 4
SOURCE, DESCRIBED, BIN, TOGETHER = "source", "described", "bin", "together"
LAG_COLUMNS = ["part", "source", "cell", "people", "low", "high", "printed", "standing", "basis", "claims"]
EDGES = [0, 1, 2, 4, 8, 15, 31, 91, 181, 366, 731, 1827, 3653, 7306]
SOON, FEW_DAYS = (0, 1), 14
# In type sizes, the narrowest column
COLUMN = 6.5
GROUP, OTHERS, NOT_KNOWN = "group", "others", "not known"
GROUP_COLUMNS = ["part", "variable", "cell", "name", "low", "high", "basis", "claims"]
MOST_GROUPS = 12
# In type sizes, a bar where there is room for more
THICKEST = 2.6


# Ages


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
    table = pd.DataFrame(found).reindex(columns=AGE_COLUMNS).fillna({"cell": "", "claims": ""})
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


# Days from arrival


def lag_frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        Of a case, ``part``: ``source``, what was printed, and ``described``, people described one by one; ``source``,
        the outlet; ``cell``, days, empty where none were given; ``people``, the number; ``printed``, with its hedge;
        ``standing``, as among claims. Of a list, ``bin``: ``cell``, days (``4..7``), ``low`` and ``high``, people;
        ``together``, those of the first two days; then those ``known roughly`` and ``not stated``. ``basis``,
        ``claims``.
    """
    found = lags_of_list(subject) if subject.case is None else lags_of_case(subject)
    return found.reindex(columns=LAG_COLUMNS).astype(dict.fromkeys(["people", "low", "high"], "Int64"))


def lags_of_case(subject: Subject) -> pd.DataFrame:
    """Give what each source printed, and the people described one by one, by the days that cells begin with."""
    case: Case = subject.given
    own = [one for one in case.claim_list if one.variable == LAG and one.population_id == case.main_population]
    claims = [one for one in own if one.statistic is Statistic.COUNT]
    numbers = pd.array([one.number if one.value else None for one in claims], dtype="Int64")
    said = subject.quoted(claims).assign(part=SOURCE, cell=[one.where for one in claims], people=numbers)
    by_days = case.records.dropna(subset=LAG).rename(columns={LAG: "cell"}).groupby("cell", as_index=False)["record_id"]
    people = by_days.agg(people="size", claims=" ".join)
    printed = [labels.whole(number, subject.lang) for number in people["people"]]
    people = people.assign(part=DESCRIBED, source="", printed=printed, standing="agrees", basis="reported")
    found: pd.DataFrame = pd.concat([said, people])
    if found.empty:
        raise Unanswerable("no source says how many days passed from arrival")
    # Words without days come last.
    lows = [Interval.number(cell).ends[0] if cell else inf for cell in found["cell"]]
    return found.assign(low=lows).sort_values("low", kind="stable", ignore_index=True).assign(low=None)


def lags_of_list(subject: Subject) -> pd.DataFrame:
    """Count the people of a list in bins of days, stated or between its dates, and those of the first two days."""
    if subject.table is None:
        keep = {"record_id": "record_id"} if "record_id" in frames.lazy(subject.given).collect_schema() else {}
        table = frames.count_distinct(with_lags(subject.given, keep).select("low", "high"))
        spans = table.dropna(how="all", subset=["low", "high"])[["low", "high", "people"]].astype("Float64")
        nobody = int(table["people"].sum()) - int(spans["people"].sum())
        known = Known.of(spans.fillna({"low": -inf, "high": inf}).assign(extra=0).to_numpy(), nobody)
    elif LAG in subject.table.kinds or subject.column is not None:
        known = subject.known(Kind.NUMBER)
    else:
        raise Unanswerable(f"this table has no column {LAG!r}; if its numbers are days from arrival, name their column")
    if known.table.empty:
        raise Unanswerable("of nobody are the days from arrival known; state them, or both dates")
    # Bins that fit the days: single ones, or bins that grow; what lies before arrival is one of its own.
    days = known.table[["first", "last"]].to_numpy()
    first, last = (int(end(days[np.isfinite(days)])) for end in (np.min, np.max))
    edges = list(range(first, last + 1))
    if last - first >= FEW_DAYS:
        edges, last = [first, *(edge for edge in EDGES if first < edge <= last)], max(last, -1)
    bins = list(zip(edges, [*(edge - 1 for edge in edges[1:]), inf if days.max() == inf else last], strict=True))
    low, high = known.within(bins)
    found = pd.DataFrame({"part": BIN, "cell": [labels.stretch(*one) for one in bins], "people": low, "low": low})
    ends = known.within([SOON])
    # Somebody who may have come on either of two days is one person.
    together = pd.DataFrame({"part": TOGETHER, "cell": labels.stretch(*SOON), "low": ends[0], "high": ends[1]})
    coarse = known.people - known.unstated - int(low.sum())
    rest = {COARSE: (coarse, 0), UNSTATED: (known.unstated, known.more)}
    table = with_rest(pd.concat([found.assign(high=high), together]), subject, rest)
    return table.assign(source="", printed="", standing="")


def draw_lags(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw what each outlet says in a grid of marks, or the people of a list as columns, one for each bin of days."""
    found = table[table["part"] == BIN]
    if found.empty:
        return lag_sheet(table, lang, room(ax)[0], marks.text_size()).draw(ax, lang, **look)
    marks.columns(ax, found, lang, **look)
    cells = found["cell"]
    is_told = cells.isin(["0", "1"]) | cells.str.endswith("..-1")
    names = [(cell_name if told else labels.range_words)(cell, lang) for cell, told in zip(cells, is_told, strict=True)]
    marks.name_cells(ax, names)
    return ax


def cell_name(cell: str, lang: str) -> str:
    """Name a number of days in words."""
    low, dots, high = cell.partition("..")
    if not cell or high == "-1":
        return labels.say("lag-before" if cell else "lag-vague", lang)
    if dots and not high:
        return labels.say("lag-or-more", lang, days=int(low))
    return labels.say("lag-days", lang, days=f"{low or 0}–{high}" if dots else int(low))


def lag_sheet(table: pd.DataFrame, lang: str, width: float, size: float) -> marks.Sheet:
    """Lay out a row for the outlets that said the same, a column for a number of days, as many as there is room for.

    Words without a number stand there only where there is no number at all.
    """
    counted = table.dropna(subset="people")
    table = (table if counted.empty else counted).fillna({"people": 0})
    said: dict[str, list[str]] = {}
    for source, part in table.groupby("source", sort=False):
        said.setdefault(str(part[["cell", "printed", "standing"]].to_numpy().tolist()), []).append(str(source))
    # Whoever was described one by one comes last.
    outlets = sorted(said.values(), key=lambda some: "" in some)
    names = [labels.listed(filter(None, one), lang) or labels.say("lag-described", lang) for one in outlets]
    left = min(0.32 * width, max(width_of(name, size, bold=True) for name in names)) + marks.GAP
    cells = list(dict.fromkeys(table["cell"]))
    shown = cells[: max(1, int((width - left) / (COLUMN * size)))]
    pitch = min((width - left) / len(shown), 15 * size)
    marked = int(table["people"].max()) * marks.MARK * size <= pitch - marks.GAP
    blocks = [Block("", [[Cell("", is_plain=True), *(Cell(cell_name(cell, lang), is_plain=True) for cell in shown)]])]
    for name, (first, *_) in zip(names, outlets, strict=True):
        part = table[table["source"] == first]
        quoted = [Cell(row["printed"], row["standing"], int(row["people"]) * marked) for row in rows(part)]
        columns = [[one for one, at in zip(quoted, part["cell"], strict=True) if at == cell] for cell in shown]
        blocks.append(Block("", list(zip_longest([Cell(name, "")], *columns, fillvalue=Cell("")))))
    return marks.Sheet(blocks, [left, *[pitch] * len(shown)], size, len(cells) - len(shown))


def lag_height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the grid or the columns would like, in points."""
    return 24 * size.text if (table["part"] == BIN).any() else lag_sheet(table, "en", size.inside, size.text).height


def lag_words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    if (table["part"] == BIN).any():
        return lag_list_words(table, subject)
    given = table[table["part"] == SOURCE]
    wrong, counted = given[given["standing"].isin(marks.WRONG)], given.dropna(subset="people")
    names = [cell_name(cell, subject.lang) for cell in table["cell"]]
    sources = [source or subject.say("lag-described") for source in table["source"]]
    quoted = zip(sources, names, table["printed"], strict=True)
    said = [subject.say("lag-said", source=source, cell=cell, printed=printed) for source, cell, printed in quoted]
    # Sources differ, or it is said of which days they print the largest number.
    headline = subject.say("lag-headline-differ", number=wrong["source"].nunique())
    if wrong.empty:
        headline = subject.say("lag-headline-none")
        for row in rows(counted.nlargest(1, "people")):
            headline = subject.say("lag-headline", cell=cell_name(row["cell"], subject.lang), printed=row["printed"])
    silent = set(given["source"]) - set(counted["source"])
    return Words.of(
        headline,
        f"{subject.say('lag-subtitle')}{subject.of_whom}.",
        subject.say("lag-alt", said="; ".join(said)),
        notes=subject.numbered({"lag-crossed": len(wrong), "lag-words": len(silent) if len(counted) else 0}),
    )


def lag_list_words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say how many people of a list took no longer than a day, and which bins hold the most."""
    found, known = table[table["part"] == BIN], [(COARSE, "low"), (UNSTATED, "low"), (UNSTATED, "high")]
    coarse, least_unstated, nobody = (int(table.loc[table["part"] == part, end].sum()) for part, end in known)
    [(least, most)] = table.loc[table["part"] == TOGETHER, ["low", "high"]].astype("int64").to_numpy().tolist()
    everybody = int(found["low"].sum()) + coarse + nobody
    most = min(everybody, most + nobody)
    largest = found[found["low"] == found["low"].max()].head(3)
    told = subject.each(largest, [cell_name(cell, subject.lang) for cell in largest["cell"]])
    return Words.of(
        subject.say("lag-list-headline", number=labels.between(least, most, subject.lang), all=everybody),
        f"{subject.say('lag-list-subtitle')}{subject.of_whom}.",
        subject.say("lag-list-alt", most=told),
        legend=[subject.tint("tint-coarse")] if (found["high"] > found["low"]).any() else [],
        notes=subject.peopled({"lag-coarse": (coarse, coarse), "lag-unstated": (least_unstated, nobody)}),
    )


# Labels


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
    rest, unknown = groups.iloc[MOST_GROUPS:], table[table["part"] != GROUP].assign(name=subject.say("groups-unknown"))
    others = rest.head(1).assign(part=OTHERS, cell=str(len(rest)), name=subject.say("groups-others", number=len(rest)))
    others = others.assign(low=rest["low"].sum(), high=rest["high"].sum(skipna=False))
    found = pd.concat([groups.assign(name=groups["cell"].map(named)).head(MOST_GROUPS), others, unknown])
    return found[GROUP_COLUMNS].astype({"low": "Int64", "high": "Int64", "cell": "str"}).reset_index(drop=True)


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
    "ages": Chart(age_frame, draw_ages, age_words, age_height, first="age"),
    "lags": Chart(lag_frame, draw_lags, lag_words, lag_height, first="days"),
    "groups": Chart(group_frame, draw_groups, group_words, lambda table, size: (2.1 * len(table) + 0.5) * size.text),
}
