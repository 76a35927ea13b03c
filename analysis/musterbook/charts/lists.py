"""Lists of people as charts need them: certain and possible people for each cell, and those who have no cell.

A person whose date or number is known only roughly may belong to several cells; nobody knows which. A person of whom
nothing is stated belongs to none. Both are drawn as stacks of their own, so that every person of a list is one mark
and nobody is drawn as zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pandas as pd

from musterbook.charts.pages import Look
from musterbook.people import SIMULATED, is_simulated
from musterbook.tables import Row
from musterbook.tally import counts


@dataclass(frozen=True)
class Tally:
    """One column of a list, counted.

    ``cells``: a row per cell with ``cell``, ``people`` (certain), ``low`` (the same) and ``high`` (with those who may
    be in it). ``coarse`` people are known only roughly, ``unstated`` ones not at all. Invariant: certain, coarse and
    unstated people add up to ``total``.
    """

    cells: pd.DataFrame
    total: int
    unstated: int
    basis: str

    @property
    def coarse(self) -> int:
        """People who are possible in more than one cell."""
        return self.total - self.unstated - int(self.cells["people"].sum())

    def table(self, part: str, others: tuple[str, str]) -> pd.DataFrame:
        """Give the rows of a chart: the cells, then the coarse and the unstated people as ``others``, if any."""
        rest = [(name, number) for name, number in zip(others, (self.coarse, self.unstated), strict=True) if number]
        numbers = pd.array([number for _, number in rest], "Int64")
        names = pd.array([name for name, _ in rest], "str")
        stacks = pd.DataFrame({"part": names, "cell": "", "people": numbers, "low": numbers, "high": numbers})
        table = pd.concat([self.cells.assign(part=part), stacks], ignore_index=True)
        return table.assign(basis=self.basis, claims="").astype({"cell": "str", "part": "str"})


def list_legend(name: str, cells: Sequence[Row], people: str, look: Look) -> str:
    """Say what is counted of ``people``, and explain the marks that are drawn in cells: filled, outlined or both.

    >>> list_legend("ages", [{"people": 1, "high": 1}], "1 person", Look())
    'Age in years of 1 person on one list. Filled: known exactly.'
    """
    drawn = {
        "subtitle": True,
        "filled": any(row["people"] for row in cells),
        "outlined": any(row["high"] > row["people"] for row in cells),
    }
    return look.legend({f"list-{name}-{part}": holds for part, holds in drawn.items()}, people=people)


def tally(people: Any, variable: str, every: str | None = None, *, window: str | None = None) -> Tally:
    """Count a column of a list.

    >>> people = pd.DataFrame({"age": ["20", "20..21", None]})
    >>> found = tally(people, "age")
    >>> found.cells.to_dict("list"), found.coarse, found.unstated
    ({'cell': ['20', '21'], 'people': [1, 0], 'low': [1, 0], 'high': [2, 1]}, 1, 1)
    """
    table = counts(people, variable, every=every, window=window)
    return tallied(people, table, nobody_says(variable))


def tallied(people: Any, table: pd.DataFrame, is_unstated: nw.Expr, frame: Any = None) -> Tally:
    """Put counts beside how many people there are, and of how many nothing is stated in ``frame``."""
    whole = nw.from_native(people if frame is None else frame).lazy()
    unstated = nw.when(is_unstated).then(nw.lit(1)).otherwise(nw.lit(0)).sum().alias("unstated")
    found = whole.select(nw.len().alias("total"), unstated).collect().rows()[0]
    total, missing = int(found[0]), int(found[1] or 0)
    cells = pd.DataFrame(
        {"cell": table["cell"], "people": table["sure"], "low": table["sure"], "high": table["possible"] - missing}
    )
    return Tally(cells, total, missing, SIMULATED if is_simulated(people) else "counted")


def nobody_says(column: str) -> nw.Expr:
    """Tell of each person whether nothing is stated in a column."""
    return nw.col(column).is_null() | (nw.col(column).cast(nw.String) == "")
