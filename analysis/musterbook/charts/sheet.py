"""What sources printed, as a sheet: under a heading each number, who printed it, and how it stands to the others.

A chart that quotes must quote what was printed, not what a reader of the claims made of it: "e.g. 1" stays
that, though it counts as a floor. And it credits no source with a figure that is contradicted, disputed by a better
source, or no longer the one that it repeats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes

from musterbook import labels
from musterbook.auditing.claims import Verdict
from musterbook.case.claims import Claim, Status
from musterbook.charts.marks import TINT, colour, ink, text_size, write
from musterbook.charts.page import VERMILLION, Size, lines_of, room, width_of, wrapped
from musterbook.charts.subject import Subject

MARKS = {"contradicts": "X", "disputed": "X", "differs": "o", "agrees": "o", "vague": ""}
"""Standings from the worst, and the marks they are drawn with."""
WRONG, HOLLOW = ("contradicts", "disputed"), "differs"
# What a source may change that leaves the number and its limit as they were
UNCHANGED = {
    "not-settled",
    "miscredited",
    "counted-as",
    "quantity-changed",
    "population-changed",
    "part-changed",
}
# In points, between two columns; in type sizes, a line of marks and a mark in it.
GAP, LINE, MARK = 10.0, 1.3, 0.85


def quoted(subject: Subject, claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """Give the ``source`` of each claim, what it ``printed``, and its ``standing`` among all: one of ``MARKS``."""
    case, findings = subject.given, subject.findings
    against = {name for one in findings if one.slug in {"claims-contradict", "no-world"} for name in one.claims}
    changed = [one for one in findings if one.verdict is Verdict.CANNOT_TELL and one.slug not in UNCHANGED]
    differs = {one.claims[0] for one in changed if one.claims}
    hedges = dict(zip(case.claims["claim_id"], case.claims["hedge"].fillna(""), strict=True))

    def standing(claim: Claim) -> str:
        if claim.claim_id in against:
            return "contradicts"
        if claim.status in {Status.DISPUTED, Status.VAGUE}:
            return str(claim.status)
        return "differs" if claim.status is Status.REPEATS and claim.claim_id in differs else "agrees"

    def hedge(claim: Claim) -> str:
        return str(case.translation("claims", claim.claim_id, "hedge", subject.lang) or hedges[claim.claim_id])

    return [
        {"source": case.outlets[one.source_id], "printed": labels.printed(one, hedge(one), subject.lang)}
        | {"standing": standing(one), "basis": "reported", "claims": one.claim_id}
        for one in claims
    ]


def look_of(standing: str, look: dict[str, Any]) -> dict[str, Any]:
    """Give the look of marks for how a figure stands to the others: crossed, a ring, or filled."""
    shown = look | ({"color": VERMILLION} if standing in WRONG else {})
    return shown | {"marker": MARKS.get(standing, "")} | ({"markerfacecolor": "none"} if standing == HOLLOW else {})


@dataclass(frozen=True)
class Cell:
    """One place of a row: a text below a mark for each of some people, in the look of how it stands to the others.

    What stands to nothing is a name; a plain one is in plain letters.
    """

    text: str
    stands: str = "agrees"
    people: int = 0
    is_plain: bool = False


@dataclass(frozen=True)
class Block:
    """Rows of cells under a heading, or a line where there is none; ``counts`` are ticks on a bar between them."""

    heading: str
    rows: Sequence[Sequence[Cell]]
    counts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """Blocks laid out in columns of so many points."""

    blocks: Sequence[Block]
    widths: Sequence[float]
    size: float

    @classmethod
    def of_two(cls, blocks: Sequence[Block], width: float, size: float) -> Sheet:
        """Lay out what was printed in one column, and who printed it in the next; standings before both."""
        cells = [row[-2] for block in blocks for row in block.rows]
        second = min(0.4 * width, max(width_of(one.text, size, bold=True) for one in cells)) + GAP
        first = [1.5 * size] * (len(blocks[0].rows[0]) - 2)
        return cls(blocks, [*first, second, width - sum(first) - second], size)

    @property
    def width(self) -> float:
        """How wide all columns are."""
        return sum(self.widths)

    def text(self, text: str, width: float) -> str:
        """Wrap a text in a width."""
        return wrapped(text, max(width, 1), self.size, bold=True)

    def row_height(self, row: Sequence[Cell]) -> float:
        """Give the height of a row in points."""
        pairs = zip(row, self.widths, strict=True)
        tall = [lines_of(self.text(one.text, wide - GAP), self.size) + self.marked(one) for one, wide in pairs]
        return max(tall) + 0.25 * self.size

    def marked(self, one: Cell) -> float:
        """Give the height of the marks above a text."""
        return LINE * self.size if one.people and one.text else 0.0

    def height_of(self, block: Block) -> float:
        """Give the height of a block in points."""
        head = lines_of(self.text(block.heading, self.width), self.size) + 3 if block.heading else 0.3 * self.size
        return head + (2.8 if block.counts else 0.7) * self.size + sum(map(self.row_height, block.rows))

    @property
    def height(self) -> float:
        """Give the height of everything in points."""
        return sum(map(self.height_of, self.blocks)) + 2

    def fitting(self, tall: float) -> list[Block]:
        """Give the blocks that there is room for, with a line below for what is left out; of a first one a part."""
        first = self.blocks[0]
        while self.height_of(first) > tall - LINE * self.size and len(first.rows) > 1:
            first = replace(first, rows=first.rows[:-1])
        if self.height - 2 - 0.8 * self.size <= tall:
            return list(self.blocks)
        shown = [first]
        for block in self.blocks[1:]:
            if sum(map(self.height_of, [*shown, block])) > tall - LINE * self.size or first is not self.blocks[0]:
                break
            shown.append(block)
        return shown

    def draw(self, ax: Axes, lang: str, *, more: int = 0, **look: Any) -> Axes:
        """Draw the blocks from the top, as many as there is room for, and say how many are left out."""
        wide, top = room(ax)
        ax.set(xlim=(0, wide), ylim=(0, top))
        ax.set_axis_off()
        look, shown = {"color": colour(look)} | look, self.fitting(top)
        for block in shown:
            self._draw_block(ax, block, top, look)
            top -= self.height_of(block)
        rest = max(len(self.blocks) - len(shown), more)
        is_cut = len(shown[0].rows) < len(self.blocks[0].rows)
        left_out = labels.say("more-rows", lang, number=rest) if rest else "…" if is_cut else ""
        write(ax, (0, top), left_out, va="top", color=ink(muted=True), fontsize=self.size)
        return ax

    def _draw_block(self, ax: Axes, block: Block, top: float, look: dict[str, Any]) -> None:
        size, heading = self.size, self.text(block.heading, self.width)
        write(ax, (0, top), heading, fontweight="bold", va="top", fontsize=size)
        if not heading:
            ax.plot([0, self.width], [top, top], color=mpl.rcParams["grid.color"], linewidth=0.6)
        top -= lines_of(heading, size) + 3 if heading else 0.3 * size
        if block.counts:
            most = max(1, *(count for one in self.blocks for count in one.counts))
            ticks = [max(1.5, self.width * count / most) for count in block.counts]
            bar = {"color": look["color"], "alpha": TINT, "linewidth": 0, "gid": "bar"}
            ax.barh(top - 0.9 * size, max(ticks), 1.1 * size, **bar)
            ax.vlines(ticks, top - 1.6 * size, top - 0.2 * size, color=look["color"], linewidth=0.23 * size, gid="tick")
            top -= 2.1 * size
        for row in block.rows:
            left = 0.0
            for cell, wide in zip(row, self.widths, strict=True):
                self._draw_cell(ax, cell, (left, top), wide, look)
                left += wide
            top -= self.row_height(row)

    def _draw_cell(self, ax: Axes, cell: Cell, place: tuple[float, float], wide: float, look: dict[str, Any]) -> None:
        (left, top), size = place, self.size
        shown = look_of(cell.stands, look)
        if cell.people and shown["marker"]:
            across = left + MARK * size * (np.arange(cell.people) + 0.5)
            kind: dict[str, Any] = {
                "linestyle": "none",
                "markersize": 0.75 * size,
                "gid": "people" if cell.text else "standing",
            }
            ax.plot(across, np.full(cell.people, top - 0.6 * size), **(kind | shown))
        bold = {} if cell.is_plain else {"fontweight": "bold", "color": shown["color"] if cell.stands else ink()}
        place = (left, top - self.marked(cell))
        write(ax, place, self.text(cell.text, wide - GAP), va="top", fontsize=size, **bold)


def inside(page: Size) -> tuple[float, float]:
    """Give the width and the type size that a page has for a sheet."""
    return page.width - 2 * page.margin, page.text


def on(ax: Axes) -> tuple[float, float]:
    """Give the width and the type size that axes have for a sheet."""
    return room(ax)[0], text_size()
