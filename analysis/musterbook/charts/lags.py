"""Days from arrival to the event: what each source says of them, or how many people of a list took how long.

Days of a list are put together in bins that fit them: single days where all took less than two weeks, else bins that
grow, so that a long tail stays in sight.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from musterbook import frames, labels
from musterbook.case.claims import Claim, Statistic
from musterbook.charts import marks
from musterbook.charts.marks import Printed, quote
from musterbook.charts.notes import COARSE, UNSTATED, unstated, with_rest
from musterbook.charts.page import Size, Words, said_of
from musterbook.charts.subject import FAR, Subject, _known, in_cells, joined, rows
from musterbook.errors import Unanswerable
from musterbook.schema import LAG

SOURCE, DESCRIBED, BIN = "source", "described", "bin"
COLUMNS = ["part", "source", "cell", "people", "low", "high", "printed", "standing", "basis", "claims"]
EDGES = [0, 1, 2, 4, 8, 15, 31, 91, 181, 366, 731, 1827, 3653, 7306]
FEW_DAYS = 14


def frame(subject: Subject) -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        Of a case, ``part``: ``source``, what was printed, and ``described``, people described one by one; ``source``,
        the outlet; ``cell``, days, empty where none were given; ``people``, the number; ``printed``, with its hedge;
        ``standing``, as among claims. Of a list, ``bin``: ``cell``, days (``4..7``), ``low`` and ``high``, people; then
        those ``known roughly`` and ``not stated``. ``basis``, ``claims``.
    """
    found = _of_case(subject) if subject.case is not None else _of_list(subject)
    return found.reindex(columns=COLUMNS).astype(dict.fromkeys(["people", "low", "high"], "Int64"))


def _of_case(subject: Subject) -> pd.DataFrame:
    case = subject.case
    assert case is not None
    found: list[dict[str, Any]] = [
        {
            "part": SOURCE,
            "cell": claim.where or "",
            "people": None if claim.value is None else int(claim.value.number),
            **subject.printed[claim.claim_id]._asdict(),
            "basis": "reported",
            "claims": claim.claim_id,
        }
        for claim in case.claim_list
        if _is_of_days(claim, case.main_population)
    ]
    records = case.records[case.records[LAG].notna()] if len(case.records) else case.records
    described: list[dict[str, Any]] = [
        {"part": DESCRIBED, "source": "", "cell": str(cell), "people": len(part), "basis": "reported"}
        | {"printed": labels.whole(len(part), subject.lang), "standing": "agrees", "claims": joined(part["record_id"])}
        for cell, part in records.groupby(LAG)
    ]
    if not found and not described:
        raise Unanswerable("no source says how many days passed from arrival")
    table = pd.DataFrame([*found, *described])
    first = pd.Series([_first(str(cell)) for cell in table["cell"]], index=table.index)
    return table.loc[first.sort_values(kind="stable").index]


def _is_of_days(claim: Claim, population: str) -> bool:
    return claim.variable == LAG and claim.statistic is Statistic.COUNT and claim.population_id == population


def _first(cell: str) -> int:
    """Give the day a cell begins with; words without days come last."""
    return int(cell.partition("..")[0] or 0) if cell else FAR


def _of_list(subject: Subject) -> pd.DataFrame:
    from musterbook.lags import with_lags

    if subject.is_aggregate:
        known = subject.numbers(LAG)
    else:
        keep = {"record_id": "record_id"} if "record_id" in subject.columns else {}
        table = frames.count_distinct(with_lags(subject.given, keep).select("low", "high"))
        stated = table.dropna(how="all", subset=["low", "high"])
        spans = [
            (-FAR if pd.isna(row["low"]) else int(row["low"]), FAR if pd.isna(row["high"]) else int(row["high"]))
            for row in rows(stated)
        ]
        people = [(*ends, int(n), 0) for ends, n in zip(spans, stated["people"], strict=True)]
        known = _known(people, int(table["people"].sum()) - int(stated["people"].sum()))
    if known.table.empty:
        raise Unanswerable("of nobody are the days from arrival known; state them, or both dates")
    bins = _bins(known.table)
    low, high = in_cells(known.table, bins)
    names = [str(low) if low == high else f"{low}..{'' if high == FAR else high}" for low, high in bins]
    table = pd.DataFrame({"part": BIN, "cell": names, "people": low, "low": low, "high": high})
    rest = {COARSE: known.people - known.unstated - int(low.sum()), UNSTATED: known.unstated}
    return with_rest(table, subject, rest).assign(source="", printed="", standing="")


def _bins(table: pd.DataFrame) -> list[tuple[int, int]]:
    """Give bins that fit the days: single ones, or bins that grow; what lies before arrival is one of its own."""
    ends = [int(one) for end in ("first", "last") for one in table[end] if abs(one) < FAR]
    first, last = min(ends), max(ends)
    if last - first < FEW_DAYS:
        days = [(day, day) for day in range(first, last + 1)]
        return [*days[:-1], (last, FAR if table["last"].max() == FAR else last)]
    edges = [edge for edge in EDGES if edge <= last]
    grown = [(low, high - 1) for low, high in zip(edges, [*edges[1:], max(last + 1, edges[-1] + 1)], strict=True)]
    before = [(first, -1)] if first < 0 else []
    found = [*before, *[one for one in grown if one[1] >= first]]
    return [*found[:-1], (found[-1][0], FAR if table["last"].max() == FAR else found[-1][1])]


def draw(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw what each outlet says on rows of marks, or the people of a list as columns, one for each bin of days."""
    if (table["part"] == BIN).any():
        found = table[table["part"] == BIN].reset_index(drop=True)
        marks.columns(ax, found, lang, **look)
        marks.name_cells(ax, [_bin_name(cell, lang) for cell in found["cell"]])
        return marks.finish(ax)
    return marks.draw_sheet(ax, _blocks(table, lang), lang, **look)


def _bin_name(cell: str, lang: str) -> str:
    if cell in {"0", "1"}:
        return labels.say(f"lag-{cell}", lang)
    if cell.endswith(".."):
        return labels.say("or-more", lang, number=int(cell[:-2]))
    return labels.say("lag-before", lang) if cell.endswith("..-1") else cell.replace("..", "–")


def cell_name(cell: str, lang: str) -> str:
    """Name a number of days in words."""
    if not cell:
        return labels.say("lag-vague", lang)
    low, dots, high = cell.partition("..")
    if not dots:
        return labels.say(f"lag-{cell}", lang) if cell in {"0", "1"} else labels.say("lag-days", lang, days=int(cell))
    if not high:
        return labels.say("lag-or-more", lang, days=int(low))
    return labels.say("lag-range", lang, range=f"{low or 0}–{high}", days=int(high))


def _blocks(table: pd.DataFrame, lang: str) -> list[Printed]:
    """Put those who say the same under one heading, numbers before words; the people who were described come last."""
    counted = table.dropna(subset="people")
    table = table if counted.empty else counted
    said: dict[tuple[Any, ...], list[str]] = {}
    for source, part in table.groupby("source", sort=False):
        key = tuple((row["cell"], row["printed"], row["people"], row["standing"]) for row in rows(part))
        said.setdefault(key, []).append(str(source))
    blocks = []
    for key, outlets in sorted(said.items(), key=lambda pair: "" in pair[1]):
        names = labels.listed([one for one in outlets if one], lang) or labels.say("lag-described", lang)
        said_of_days = [
            quote(standing, printed, label=cell_name(cell, lang), people=None if pd.isna(people) else int(people))
            for cell, printed, people, standing in key
        ]
        blocks.append(Printed(names, said_of_days))
    return blocks


def height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the rows or columns would like, in points."""
    if (table["part"] == BIN).any():
        return 24 * size.text
    return marks.sheet_height(_blocks(table, "en"), size)


def words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    if (table["part"] == BIN).any():
        return _list_words(table, subject)
    given = table[table["part"] == SOURCE]
    wrong = given[given["standing"].isin(["contradicts", "disputed"])]
    said = [
        subject.say(
            "lag-said", source=_source(row, subject), cell=cell_name(row["cell"], subject.lang), printed=row["printed"]
        )
        for row in rows(table)
    ]
    crossed = [subject.say("lag-crossed")] if len(wrong) else []
    silent = set(given["source"]) - set(given.dropna(subset="people")["source"])
    if silent and given["people"].notna().any():
        crossed.append(subject.say("lag-words", number=len(silent)))
    subtitle = f"{subject.say('lag-subtitle')}{subject.of_whom}."
    alt = subject.say("lag-alt", said="; ".join(said))
    return Words(_headline(given, wrong, subject), said_of([subtitle, *crossed]), said_of([alt, *crossed]))


def _source(row: dict[str, Any], subject: Subject) -> str:
    return str(row["source"]) or subject.say("lag-described")


def _headline(given: pd.DataFrame, wrong: pd.DataFrame, subject: Subject) -> str:
    """Say that sources differ, or how many they say there were on the first day or the next."""
    if len(wrong):
        return subject.say("lag-headline-differ", number=wrong["source"].nunique())
    counted = given.dropna(subset="people")
    if counted.empty:
        return subject.say("lag-headline-none")
    top = max(rows(counted), key=lambda row: int(row["people"]))
    return labels.sentence(
        subject.say("lag-headline", cell=cell_name(str(top["cell"]), subject.lang), printed=top["printed"])
    )


def _list_words(table: pd.DataFrame, subject: Subject) -> Words:
    found = table[table["part"] == BIN]
    everybody = int(table["low"].sum())
    notes = [
        subject.say("lag-coarse" if row["part"] == COARSE else "lag-unstated", number=int(row["low"]))
        for row in rows(table[table["part"] != BIN])
    ]
    tint = [subject.tint("lag-tint")] if (found["high"] > found["low"]).any() else []
    soon = found[found["cell"].isin(["0", "1"])]
    least = int(soon["low"].sum())
    most = min(everybody, int(soon["high"].sum()) + unstated(table))
    named = [
        subject.say(
            "cell-with", cell=cell_name(row["cell"], subject.lang), people=labels.people(int(row["low"]), subject.lang)
        )
        for row in rows(found[found["low"] == found["low"].max()].head(3))
    ]
    subtitle = f"{subject.say('lag-list-subtitle')}{subject.of_whom}."
    alt = subject.say("lag-list-alt", most=labels.listed(named, subject.lang))
    headline = subject.say("lag-list-headline", number=labels.between(least, most, subject.lang), all=everybody)
    return Words(headline, said_of([subtitle, *tint, *notes]), said_of([alt, *notes]))
