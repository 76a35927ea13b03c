"""How published counts of different people stand to each other: side by side, never summed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case.case import Case
from musterbook.case.claims import Claim, Statistic
from musterbook.chance import overlap_bounds
from musterbook.charts.behind import joined
from musterbook.charts.canvas import BLUE, DASHED, SMALLEST_MARK, Look, Words, axes_on, in_points, lines_of, width_of
from musterbook.charts.canvas import wrapped as wrap
from musterbook.charts.printed import told
from musterbook.errors import Unanswerable
from musterbook.tables import Row, rows
from musterbook.worlds.worlds import possible_worlds

COLUMNS = ["part", "population", "printed", "people", "low", "high", "source", "basis", "claims"]
FEW, LARGEST_STEP, LOWEST = 50, 9.0, 4
BETWEEN = "; "
COUNT, BOTH, EITHER = "count", "on both lists", "on either list"


def frame(case: Case, lang: str = "en") -> pd.DataFrame:
    """Give what is drawn.

    Returns
    -------
    pandas.DataFrame
        One row per population and published count of it: ``part``, ``count``; ``population``; ``printed``, the number
        with its hedge; ``people``, the number; ``low`` and ``high``, the limits that follow; ``source``, outlets, with
        semicolons between them; ``basis``, ``reported``; ``claims``. Then, for the largest list and the main one, how
        many people are ``on both lists`` and ``on either list``, ``inferred``. Numbers that were only printed as
        "about" bound nothing and are left out.
    """
    counts = pd.DataFrame(_counts(case, lang), columns=COLUMNS)
    if counts.empty:
        raise Unanswerable("no count of people was published that sets a limit")
    table = pd.concat([counts, pd.DataFrame(_overlap(case, counts, lang), columns=COLUMNS)], ignore_index=True)
    return table.astype(dict.fromkeys(["people", "low", "high"], "Int64"))


@dataclass(frozen=True)
class _Strips:
    """Where rows of people are drawn: ``deep`` marks on each other, ``step`` points apart, each row ``row`` high."""

    ax: Axes
    look: Look
    deep: int
    step: float

    @property
    def height(self) -> float:
        """Height of a strip in points."""
        return self.deep * self.step


def needs(table: pd.DataFrame, look: Look) -> float:
    """Give the least height that the rows need, in points."""
    return _text_height(table, look, look.size.width - 2 * look.size.margin) + LOWEST * SMALLEST_MARK * len(
        _shown(table)
    )


def draw(table: pd.DataFrame, ax: Axes | None = None, look: Look | None = None) -> Axes:
    """Draw a row of marks for each count, under the people it is a count of."""
    look = look or Look()
    ax = axes_on(ax, look)
    width, height = in_points(ax)
    shown = _shown(table)
    strip = (height - _text_height(table, look, width)) / len(shown)
    most = max(row["people"] if row["part"] == COUNT else row["high"] for row in shown)
    deep = max(range(1, 9), key=lambda one: (round(_step(one, most, width, strip), 2), -one))
    strips = _Strips(ax, look, deep, _step(deep, most, width, strip))
    top, population = height, ""
    for row in shown:
        if row["population"] != population:
            population = row["population"]
            said = wrap(population, width, look.size.text, bold=True)
            ax.text(0, top, said, va="top", fontsize=look.size.text, fontweight="bold")
            top -= lines_of(said, look.size.text) + 4
        _draw_row(strips, row, top, width)
        top -= 1.4 * look.size.text + strip + 7
    return ax


def words(table: pd.DataFrame, case: Case, look: Look) -> Words:
    """Say what the chart shows."""
    counts, overlap = rows(table[table["part"] == COUNT]), rows(table[table["part"] == BOTH])
    said = [
        look.say("scale-alt-count", population=row["population"], printed=row["printed"], outlets=_all_of(row, look))
        for row in counts
    ]
    both = overlap[0]["printed"] if overlap else ""
    together = rows(table[table["part"] == EITHER])[0]["printed"] if overlap else ""
    if overlap:
        first, second = _largest(table, case)
        headline = look.say("scale-headline", first=first, second=second, both=both)
    else:
        numbers = labels.listed([row["printed"] for row in counts][:3], look.lang)
        headline = look.say("scale-headline-alone", counts=min(3, len(counts)), numbers=numbers)
    marked = _are_marks(table, look)
    facts = {"marks": "yes" if marked else "no", "overlap": "yes" if overlap else "no"}
    alt = look.say("scale-alt", number=len(counts), counts="; ".join(said), both=both, together=together, **facts)
    outlined = any(row["part"] == BOTH for row in _shown(table))
    legend = {"scale-subtitle": True, "scale-marks": marked, "scale-filled": True, "scale-outlined": outlined}
    subtitle = look.legend(legend, counts=len(counts))
    foot = look.say("foot-named", read=labels.day(case.frozen, look.lang)), look.say("foot-limits")
    return Words(headline=headline, subtitle=subtitle, alt=alt.strip(), foot="\n".join(foot))


def _are_marks(table: pd.DataFrame, look: Look) -> bool:
    """Tell whether all people are drawn one by one, however low the rows are: with four marks on each other."""
    most = max(row["people"] if row["part"] == COUNT else row["high"] for row in _shown(table))
    return bool(-(-most // LOWEST) * SMALLEST_MARK <= look.size.width - 2 * look.size.margin)


def _counts(case: Case, lang: str) -> list[list[Any]]:
    """Give published counts of all people of a population, the main one first, then the largest."""
    claims = [one for one in case.claim_list if _is_count(one)]
    names = list(dict.fromkeys(one.population_id for one in claims))
    most = {name: max(_number(one) for one in claims if one.population_id == name) for name in names}
    names.sort(key=lambda name: (name != case.main_population, -most[name]))
    found = []
    for name in names:
        groups: dict[tuple[int, str], list[Claim]] = {}
        for one in (one for one in claims if one.population_id == name):
            groups.setdefault((_number(one), _as_told(case, one, lang)), []).append(one)
        for (number, printed), group in sorted(groups.items(), key=lambda item: -item[0][0]):
            outlets = BETWEEN.join(dict.fromkeys(case.outlets[one.source_id] for one in group))
            ids = joined(one.claim_id for one in group)
            people = _people_of(case, name, lang)
            found.append([COUNT, people, printed, number, *_ends(group), outlets, "reported", ids])
    return found


def _ends(group: list[Claim]) -> list[int | None]:
    """Give the limits that all who printed a number agree with."""
    lows, highs = zip(*(one.limits for one in group), strict=True)
    return [None if None in ends else int(pick(ends)) for ends, pick in ((lows, min), (highs, max))]


def _overlap(case: Case, counts: pd.DataFrame, lang: str) -> list[list[Any]]:
    """Give how many people the main list and the largest other one share and describe together."""
    main = _people_of(case, case.main_population, lang)
    others = rows(counts[counts["population"] != main])
    own = rows(counts[counts["population"] == main])
    if not others or not own:
        return []
    low, high = possible_worlds(case, "signup").total
    largest = max(others, key=lambda row: int(row["people"]))
    found = overlap_bounds(low, int(largest["people"]))
    settled = high == low and largest["high"] == largest["people"]
    both = (found.both_low, None if high is None else max(found.both_high, min(high, int(largest["people"]))))
    either = (found.together_low, found.together_high if settled else None)
    ids = joined([*(row["claims"] for row in own), largest["claims"]])
    return [
        [part, labels.say(message, lang), labels.between(low, high, lang), None, low, high, "", "inferred", ids]
        for part, message, (low, high) in ((BOTH, "scale-both", both), (EITHER, "scale-together", either))
    ]


def _is_count(claim: Claim) -> bool:
    counts_all = claim.statistic is Statistic.COUNT and not claim.where and claim.value is not None
    return counts_all and claim.variable in {"", "signup"} and claim.limits[0] is not None


def _number(claim: Claim) -> int:
    return int(claim.value.number) if claim.value else 0


def _as_told(case: Case, claim: Claim, lang: str) -> str:
    """Give a number with the hedge it was printed with; the bare number where there was none."""
    hedge = case.claims.set_index("claim_id")["hedge"].fillna("")[claim.claim_id]
    return told(claim, hedge, lang) if hedge else labels.value_words(claim, lang)


def _people_of(case: Case, population: str, lang: str) -> str:
    """Name the people of a population, by its own description where the catalogue does not know it."""
    known = labels.known("population", population, lang)
    described = case.populations.set_index("population_id")["description"]
    return str(described[population]) if known == population else known


def _largest(table: pd.DataFrame, case: Case) -> tuple[str, str]:
    """Give the two numbers that are held against each other: of the main list, and the largest other one.

    A main list that the figures settle is bare, though some may print it as a floor; any other keeps its hedge.
    """
    counts = rows(table[table["part"] == COUNT])
    main = counts[0]["population"]
    other = max((row for row in counts if row["population"] != main), key=lambda row: int(row["people"]))
    own = max((row for row in counts if row["population"] == main), key=lambda row: int(row["people"]))
    low, high = possible_worlds(case, "signup").total
    return str(low) if low == high else own["printed"], other["printed"]


def _shown(table: pd.DataFrame) -> list[Row]:
    """Give the rows that are drawn: what two lists describe together is said in words alone."""
    return [row for row in rows(table) if row["part"] != EITHER and (row["part"] == COUNT or row["high"] is not None)]


def _text_height(table: pd.DataFrame, look: Look, width: float) -> float:
    shown = _shown(table)
    headings = [
        wrap(one, width, look.size.text, bold=True) for one in dict.fromkeys(row["population"] for row in shown)
    ]
    rest = sum(lines_of(one, look.size.text) + 4 for one in headings)
    return rest + len(shown) * (1.4 * look.size.text + 7)


def _step(deep: int, most: int, width: float, height: float) -> float:
    """Give how far apart marks are when so many lie on each other."""
    return min(height / deep, width / -(-most // deep), LARGEST_STEP if most > FEW else 2 * LARGEST_STEP)


def _draw_row(strips: _Strips, row: Row, top: float, width: float) -> None:
    """Draw a count: the number as it was printed and by whom, and its people below."""
    ax, look, size = strips.ax, strips.look, strips.look.size
    counted = row["part"] == COUNT
    text = row["printed"] if counted else labels.persons(row["low"], row["high"], look.lang)
    ax.text(0, top, text, va="top", fontsize=size.text, color=BLUE, fontweight="bold" if counted else "normal")
    left = width_of(text, size.text, bold=True) + 8
    if row["source"]:
        ax.text(left, top, _outlets(row, width - left, look), va="top", fontsize=size.text)
    foot = top - 1.4 * size.text
    if not counted:
        long = -(-row["high"] // strips.deep) * strips.step
        start = -(-row["low"] // strips.deep) * strips.step
        ax.bar(start + 1, -strips.height, long - start - 1, foot, align="edge", gid="inferred", **DASHED)
    elif strips.step < SMALLEST_MARK:
        ax.bar(0, -strips.height, row["people"] / strips.deep * strips.step, foot, align="edge", color=BLUE)
    else:
        marks = [(one // strips.deep + 0.5, one % strips.deep + 0.5) for one in range(row["people"])]
        places = [(across * strips.step, foot - down * strips.step) for across, down in marks]
        mark: dict[str, Any] = {"color": BLUE, "markersize": 0.74 * strips.step, "gid": "reported"}
        ax.plot(*zip(*places, strict=True), "o", **mark)


def _all_of(row: Row, look: Look) -> str:
    """Name all who printed a count."""
    return labels.listed(row["source"].split(BETWEEN), look.lang)


def _outlets(row: Row, room: float, look: Look) -> str:
    """Name who printed a count; the first and how many more where there is no room for all."""
    everybody, outlets = _all_of(row, look), row["source"].split(BETWEEN)
    if len(outlets) == 1 or width_of(everybody, look.size.text) <= room:
        return everybody
    return look.say("scale-outlets-more", outlet=outlets[0], number=len(outlets) - 1)
