"""Days from arrival to the event: what each source says of them, or how many people of a list took how long.

What sources say stands in a grid, an outlet a row and a number of days a column, so that the same day stands against
the next. Days of a list are put together in bins that fit them: single days where all took less than two weeks, else
bins that grow, so that a long tail stays in sight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf, isinf
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from musterbook import frames, labels
from musterbook.case.claims import Claim, Statistic
from musterbook.charts import marks
from musterbook.charts.page import Size, Words, lines_of, room, width_of, wrapped
from musterbook.charts.sheet import WRONG, look_of, quoted
from musterbook.charts.subject import Known, Subject, joined
from musterbook.charts.timeline import COARSE, UNSTATED, unstated, with_rest
from musterbook.errors import Unanswerable
from musterbook.intervals import Kind
from musterbook.lags import with_lags
from musterbook.schema import LAG, rows

SOURCE, DESCRIBED, BIN = "source", "described", "bin"
COLUMNS = ["part", "source", "cell", "people", "low", "high", "printed", "standing", "basis", "claims"]
EDGES = [0, 1, 2, 4, 8, 15, 31, 91, 181, 366, 731, 1827, 3653, 7306]
FEW_DAYS = 14
# In type sizes: a mark of a person, and the narrowest column
MARK, COLUMN = 0.85, 6.5


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
    claims = [one for one in case.claim_list if _is_of_days(one, case.main_population)]
    said = [
        {"part": SOURCE, "cell": one.where or "", "people": int(one.value.number) if one.value else None} | printed
        for one, printed in zip(claims, quoted(case, claims, subject.lang), strict=True)
    ]
    described = [
        {"part": DESCRIBED, "source": "", "cell": str(cell), "people": len(part), "basis": "reported"}
        | {"printed": labels.whole(len(part), subject.lang), "standing": "agrees", "claims": joined(part["record_id"])}
        for cell, part in case.records.dropna(subset=LAG).groupby(LAG)
    ]
    if not said and not described:
        raise Unanswerable("no source says how many days passed from arrival")
    table = pd.DataFrame([*said, *described])
    return table.sort_values("cell", key=_firsts, kind="stable")


def _is_of_days(claim: Claim, population: str) -> bool:
    return claim.variable == LAG and claim.statistic is Statistic.COUNT and claim.population_id == population


def _firsts(cells: pd.Series) -> pd.Series:
    """Give the days that cells begin with; words without days come last."""
    return cells.str.partition("..")[0].replace("", "0").astype("float64").where(cells != "", inf)


def _of_list(subject: Subject) -> pd.DataFrame:
    known = _known(subject)
    if known.table.empty:
        raise Unanswerable("of nobody are the days from arrival known; state them, or both dates")
    bins = _bins(known.table)
    low, high = known.within(bins)
    table = pd.DataFrame({"part": BIN, "cell": [labels.stretch(*one) for one in bins], "people": low, "low": low})
    rest = {COARSE: known.people - known.unstated - int(low.sum()), UNSTATED: known.unstated}
    return with_rest(table.assign(high=high), subject, rest).assign(source="", printed="", standing="")


def _known(subject: Subject) -> Known:
    """Give what is known of the days of a list, stated or between its dates."""
    if subject.kinds is not None:
        return subject.known(Kind.NUMBER, LAG)
    keep = {"record_id": "record_id"} if "record_id" in subject.columns else {}
    table = frames.count_distinct(with_lags(subject.given, keep).select("low", "high"))
    stated = table.dropna(how="all", subset=["low", "high"])
    nobody = int(table["people"].sum()) - int(stated["people"].sum())
    spans = stated[["low", "high", "people"]].astype("Float64").fillna({"low": -inf, "high": inf})
    return Known.of(spans.assign(extra=0).to_numpy(), nobody)


def _bins(table: pd.DataFrame) -> list[tuple[float, float]]:
    """Give bins that fit the days: single ones, or bins that grow; what lies before arrival is one of its own."""
    days = [int(one) for end in ("first", "last") for one in table[end] if not isinf(one)]
    first, last = min(days), max(days)
    found: list[tuple[float, float]] = [(day, day) for day in range(first, last + 1)]
    if last - first >= FEW_DAYS:
        edges = [edge for edge in EDGES if edge <= last]
        grown = [(low, high - 1) for low, high in zip(edges, [*edges[1:], last + 1], strict=True)]
        found = [*([(first, -1)] if first < 0 else []), *[one for one in grown if one[1] >= first]]
    return [*found[:-1], (found[-1][0], inf)] if table["last"].max() == inf else found


def draw(table: pd.DataFrame, ax: Axes, lang: str = "en", **look: Any) -> Axes:
    """Draw what each outlet says in a grid of marks, or the people of a list as columns, one for each bin of days."""
    found = table[table["part"] == BIN]
    if len(found):
        marks.columns(ax, found, lang, **look)
        marks.name_cells(ax, [_bin_name(cell, lang) for cell in found["cell"]])
        return ax
    wide, tall = room(ax)
    ax.set(xlim=(0, wide), ylim=(0, tall))
    ax.set_axis_off()
    Grid.of(table, wide, marks.text_size(), lang).draw(ax, {"color": marks.colour(look)} | look)
    return ax


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


@dataclass(frozen=True)
class Grid:
    """What each outlet printed, laid out in a width of points: a row for those who said the same, a column for days.

    ``said`` has by the names of outlets what they printed of each of ``cells``.
    """

    said: Mapping[str, Mapping[str, list[dict[str, Any]]]]
    cells: Sequence[str]
    width: float
    size: float
    lang: str

    @classmethod
    def of(cls, table: pd.DataFrame, width: float, size: float, lang: str) -> Grid:
        """Put those who say the same in one row; words without a number only where there is no number at all."""
        counted = table.dropna(subset="people")
        table = table if counted.empty else counted
        found: dict[str, tuple[list[str], dict[str, list[dict[str, Any]]]]] = {}
        for source, part in table.groupby("source", sort=False):
            same = str(part[["cell", "printed", "standing"]].to_numpy().tolist())
            said = {str(cell): rows(one) for cell, one in part.groupby("cell", sort=False)}
            found.setdefault(same, ([], said))[0].append(str(source))
        # Whoever was described one by one comes last.
        ordered = sorted(found.values(), key=_is_described)
        names = {
            labels.listed(filter(None, names), lang) or labels.say("lag-described", lang): s for names, s in ordered
        }
        return cls(names, list(dict.fromkeys(table["cell"])), width, size, lang)

    @cached_property
    def left(self) -> float:
        """Where the columns begin, right of the names."""
        return min(0.32 * self.width, max(width_of(name, self.size, bold=True) for name in self.said)) + 10

    @cached_property
    def shown(self) -> Sequence[str]:
        """The cells that there is room for."""
        return self.cells[: max(1, int((self.width - self.left) / (COLUMN * self.size)))]

    @cached_property
    def pitch(self) -> float:
        """How wide a column is: no wider than it needs to be."""
        return min((self.width - self.left) / len(self.shown), 15 * self.size)

    @cached_property
    def has_marks(self) -> bool:
        """Whether each person can have a mark."""
        most = max((int(one["people"]) for one in self._every() if not pd.isna(one["people"])), default=0)
        return most * MARK * self.size <= self.pitch - 8

    def _every(self) -> list[dict[str, Any]]:
        return [one for row in self.said.values() for said in row.values() for one in said]

    def text(self, text: str, width: float) -> str:
        """Wrap a text that stands in the grid."""
        return wrapped(text, width - 10, self.size, bold=True)

    def tall(self, one: Mapping[str, Any]) -> float:
        """Give the height of one thing that was printed, its marks above it."""
        return lines_of(self.text(one["printed"], self.pitch), self.size) + 1.3 * self.size * self.has_marks

    def row(self, name: str) -> float:
        """Give the height of a row."""
        stacks = [sum(map(self.tall, self.said[name].get(cell, []))) for cell in self.shown]
        return max(lines_of(self.text(name, self.left), self.size), *stacks) + 0.8 * self.size

    @cached_property
    def head(self) -> float:
        """Give the height of the names of the columns."""
        names = [self.text(cell_name(cell, self.lang), self.pitch) for cell in self.shown]
        return max(lines_of(name, self.size) for name in names) + 0.6 * self.size

    @property
    def height(self) -> float:
        """Give the height of everything in points."""
        return self.head + sum(map(self.row, self.said)) + 1.3 * self.size * (len(self.shown) < len(self.cells))

    def draw(self, ax: Axes, look: Mapping[str, Any]) -> None:
        """Draw the rows from the top, as many as there is room for, and say what is left out."""
        kind: dict[str, Any] = {"va": "top", "fontsize": self.size}
        top, done = room(ax)[1], 0
        for at, cell in enumerate(self.shown):
            name = self.text(cell_name(cell, self.lang), self.pitch)
            marks.write(ax, (self.left + at * self.pitch, top), name, color=marks.ink(muted=True), **kind)
        top -= self.head
        for name in self.said:
            if top - self.row(name) < (1.3 * self.size if done < len(self.said) - 1 else -0.9 * self.size):
                break
            ax.plot([0, self.width], [top + 0.3 * self.size] * 2, color=mpl.rcParams["grid.color"], linewidth=0.6)
            marks.write(ax, (0, top), self.text(name, self.left), fontweight="bold", **kind)
            for at, cell in enumerate(self.shown):
                self._draw_said(ax, (self.left + at * self.pitch, top), self.said[name].get(cell, []), look)
            top, done = top - self.row(name), done + 1
        rest = max(len(self.said) - done, len(self.cells) - len(self.shown))
        more = labels.say("more-rows", self.lang, number=rest) if rest else ""
        marks.write(ax, (0, top), more, color=marks.ink(muted=True), **kind)

    def _draw_said(self, ax: Axes, place: tuple[float, float], said: Sequence[Mapping[str, Any]], look: Any) -> None:
        left, top = place
        for one in said:
            shown = look_of(one["standing"], dict(look))
            if self.has_marks and not pd.isna(one["people"]) and one["people"]:
                across = left + MARK * self.size * (np.arange(int(one["people"])) + 0.5)
                line: dict[str, Any] = {"linestyle": "none", "markersize": 0.8 * MARK * self.size, "gid": "people"}
                ax.plot(
                    across, [top - 0.6 * self.size] * len(across), **(line | shown | {"marker": shown["marker"] or "o"})
                )
            text = self.text(one["printed"], self.pitch)
            below = top - 1.3 * self.size * self.has_marks
            weight = {"fontweight": "bold", "color": shown["color"], "fontsize": self.size}
            marks.write(ax, (left, below), text, va="top", **weight)
            top -= self.tall(one)


def _is_described(row: tuple[list[str], Any]) -> bool:
    return "" in row[0]


def height(table: pd.DataFrame, size: Size) -> float:
    """Give the height that the grid or the columns would like, in points."""
    if (table["part"] == BIN).any():
        return 24 * size.text
    return Grid.of(table, size.width - 2 * size.margin, size.text, "en").height + 2


def words(table: pd.DataFrame, subject: Subject) -> Words:
    """Say what the chart shows."""
    if (table["part"] == BIN).any():
        return _list_words(table, subject)
    given = table[table["part"] == SOURCE]
    wrong = given[given["standing"].isin(WRONG)]
    described = subject.say("lag-described")
    cells = [cell_name(cell, subject.lang) for cell in table["cell"]]
    said = [
        subject.say("lag-said", source=row["source"] or described, cell=cell, printed=row["printed"])
        for cell, row in zip(cells, rows(table), strict=True)
    ]
    silent = set(given["source"]) - set(given.dropna(subset="people")["source"])
    is_said = silent and given["people"].notna().any()
    return Words.of(
        _headline(given, wrong, subject),
        f"{subject.say('lag-subtitle')}{subject.of_whom}.",
        subject.say("lag-alt", said="; ".join(said)),
        notes=[
            *([subject.say("lag-crossed")] if len(wrong) else []),
            *([subject.say("lag-words", number=len(silent))] if is_said else []),
        ],
    )


def _headline(given: pd.DataFrame, wrong: pd.DataFrame, subject: Subject) -> str:
    """Say that sources differ, or of which days they print the largest number."""
    if len(wrong):
        return subject.say("lag-headline-differ", number=wrong["source"].nunique())
    counted = rows(given.dropna(subset="people").sort_values("people", ascending=False, kind="stable"))
    if not counted:
        return subject.say("lag-headline-none")
    top = counted[0]
    return subject.say("lag-headline", cell=cell_name(top["cell"], subject.lang), printed=top["printed"])


def _list_words(table: pd.DataFrame, subject: Subject) -> Words:
    found, left = table[table["part"] == BIN], table[table["part"] != BIN]
    everybody, soon = int(table["low"].sum()), found[found["cell"].isin(["0", "1"])]
    least = int(soon["low"].sum())
    most = min(everybody, int(soon["high"].sum()) + unstated(table))
    largest = found[found["low"] == found["low"].max()].head(3)
    told = subject.each(largest, [cell_name(cell, subject.lang) for cell in largest["cell"]])
    return Words.of(
        subject.say("lag-list-headline", number=labels.between(least, most, subject.lang), all=everybody),
        f"{subject.say('lag-list-subtitle')}{subject.of_whom}.",
        subject.say("lag-list-alt", most=told),
        legend=[subject.tint("lag-tint")] if (found["high"] > found["low"]).any() else [],
        notes=[
            subject.say("lag-coarse" if row["part"] == COARSE else "lag-unstated", number=int(row["low"]))
            for row in rows(left)
        ],
    )
