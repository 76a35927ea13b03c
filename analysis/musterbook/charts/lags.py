"""Days from arrival to the event: what each source says of them, or how many people of a list took how long.

What sources say stands in a grid, an outlet a row and a number of days a column, so that the same day stands against
the next. Days of a list are put together in bins that fit them: single days where all took less than two weeks, else
bins that grow, so that a long tail stays in sight.
"""

from __future__ import annotations

from itertools import zip_longest
from math import inf
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from musterbook import frames, labels
from musterbook.case.case import Case
from musterbook.case.claims import Statistic
from musterbook.charts import marks
from musterbook.charts.marks import Block, Cell
from musterbook.charts.page import Chart, Size, Words, room, width_of
from musterbook.charts.subject import COARSE, UNSTATED, Known, Subject, with_rest
from musterbook.errors import Unanswerable
from musterbook.intervals import Interval, Kind
from musterbook.movements import with_lags
from musterbook.schema import LAG, rows

SOURCE, DESCRIBED, BIN, TOGETHER = "source", "described", "bin", "together"
COLUMNS = ["part", "source", "cell", "people", "low", "high", "printed", "standing", "basis", "claims"]
EDGES = [0, 1, 2, 4, 8, 15, 31, 91, 181, 366, 731, 1827, 3653, 7306]
SOON, FEW_DAYS = (0, 1), 14
# In type sizes, the narrowest column
COLUMN = 6.5


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
    return found.reindex(columns=COLUMNS).astype(dict.fromkeys(["people", "low", "high"], "Int64"))


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


CHARTS = {"lags": Chart(lag_frame, draw_lags, lag_words, lag_height, first="days")}
