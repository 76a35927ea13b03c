"""What sources printed, as a sheet: under a heading each number, who printed it, and how it stands to the others.

A chart that quotes must quote what was printed, not what a reader of the claims made of it: "e.g. 1" stays
that, though it counts as a floor. And it credits no source with a figure that is contradicted, disputed by a better
source, or no longer the one that it repeats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from matplotlib.axes import Axes

from musterbook import labels
from musterbook.case.case import Case
from musterbook.case.claims import Claim, Status
from musterbook.charts.marks import TINT, colour, ink, text_size, write
from musterbook.charts.page import VERMILLION, Size, lines_of, room, width_of, wrapped
from musterbook.findings import audit

MARKS = {"contradicts": "X", "disputed": "X", "differs": "o", "agrees": "o", "vague": ""}
"""Standings from the worst, and the marks they are drawn with."""
WRONG, HOLLOW = ("contradicts", "disputed"), "differs"


def quoted(case: Case, claims: Sequence[Claim], lang: str) -> list[dict[str, Any]]:
    """Give the ``source`` of each claim, what it ``printed``, and its ``standing`` among all: one of ``MARKS``."""
    findings = audit(case)
    against = {name for one in findings if one.slug in {"claims-contradict", "no-world"} for name in one.claims}
    differs = {one.claims[0] for one in findings if one.slug == "repeat-differs"}
    hedges = dict(zip(case.claims["claim_id"], case.claims["hedge"].fillna(""), strict=True))

    def standing(claim: Claim) -> str:
        if claim.claim_id in against:
            return "contradicts"
        if claim.status in {Status.DISPUTED, Status.VAGUE}:
            return str(claim.status)
        return "differs" if claim.claim_id in differs else "agrees"

    return [
        {"source": case.outlets[one.source_id], "printed": labels.printed(one, hedges[one.claim_id], lang)}
        | {"standing": standing(one), "basis": "reported", "claims": one.claim_id}
        for one in claims
    ]


def look_of(standing: str, look: dict[str, Any]) -> dict[str, Any]:
    """Give the look of marks for how a figure stands to the others: crossed, a ring, or filled."""
    shown = look | ({"color": VERMILLION} if standing in WRONG else {})
    return shown | {"marker": MARKS[standing]} | ({"markerfacecolor": "none"} if standing == HOLLOW else {})


@dataclass(frozen=True)
class Statement:
    """One thing that was printed, by whom, and how it ``stands``, where that is marked."""

    value: str
    who: str
    stands: str = ""


@dataclass(frozen=True)
class Block:
    """Statements under a heading; ``counts`` are ticks on a bar between them."""

    heading: str
    statements: Sequence[Statement]
    counts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """Blocks laid out in a width of points: what was printed in one column, who printed it in the next."""

    blocks: Sequence[Block]
    width: float
    size: float

    @classmethod
    def on(cls, page: Size, blocks: Sequence[Block]) -> Sheet:
        """Lay blocks out on a page."""
        return cls(blocks, page.width - 2 * page.margin, page.text)

    @cached_property
    def columns(self) -> tuple[float, float]:
        """Where the two columns begin."""
        said = [one for block in self.blocks for one in block.statements]
        first = 1.5 * self.size if any(one.stands for one in said) else 0.0
        return first, first + min(0.4 * self.width, max(width_of(one.value, self.size, bold=True) for one in said)) + 10

    def texts(self, one: Statement) -> tuple[str, str]:
        """Give what was printed and who did, wrapped in their columns."""
        first, second = self.columns
        value = wrapped(one.value, second - first - 9, self.size, bold=True)
        return value, wrapped(one.who, self.width - second, self.size)

    def height_of(self, block: Block) -> float:
        """Give the height of a block in points."""
        head = lines_of(wrapped(block.heading, self.width, self.size, bold=True), self.size) + 3
        return (
            head + (2.1 if block.counts else 0.0) * self.size + sum(map(self._tall, block.statements)) + 0.7 * self.size
        )

    def _tall(self, one: Statement) -> float:
        return max(lines_of(text, self.size) for text in self.texts(one)) + 0.25 * self.size

    @property
    def height(self) -> float:
        """Give the height of everything in points."""
        return sum(map(self.height_of, self.blocks)) + 2

    def fitting(self, tall: float) -> list[Block]:
        """Give the blocks that there is room for, with a line below for what is left out; of a first one a part."""
        shown: list[Block] = []
        for at, block in enumerate(self.blocks):
            free = tall - sum(map(self.height_of, shown)) + (0.8 if block is self.blocks[-1] else -1.5) * self.size
            part = block
            while not at and self.height_of(part) > free and len(part.statements) > 1:
                part, free = replace(part, statements=part.statements[:-1]), tall - 1.5 * self.size
            if self.height_of(part) > free:
                break
            shown.append(part)
            if part is not block:
                break
        return shown

    def draw(self, ax: Axes, lang: str, **look: Any) -> Axes:
        """Draw the blocks from the top, as many as there is room for, and say how many are left out."""
        wide, top = room(ax)
        ax.set(xlim=(0, wide), ylim=(0, top))
        ax.set_axis_off()
        look, shown = {"color": colour(look)} | look, self.fitting(top)
        for block in shown:
            self._draw_block(ax, block, top, look)
            top -= self.height_of(block)
        rest = len(self.blocks) - len(shown)
        is_cut = bool(shown) and shown[0].statements != self.blocks[0].statements
        more = labels.say("more-rows", lang, number=rest) if rest else "…" if is_cut else ""
        write(ax, (0, top), more, va="top", color=ink(muted=True), fontsize=self.size)
        return ax

    def _draw_block(self, ax: Axes, block: Block, top: float, look: dict[str, Any]) -> None:
        size, kind = self.size, dict[str, Any]({"va": "top", "fontsize": self.size})
        heading, (first, second) = wrapped(block.heading, self.width, size, bold=True), self.columns
        write(ax, (0, top), heading, fontweight="bold", **kind)
        top -= lines_of(heading, size) + 3
        if block.counts:
            most = max(1, *(count for one in self.blocks for count in one.counts))
            ticks = [max(1.5, self.width * count / most) for count in block.counts]
            bar = {"color": look["color"], "alpha": TINT, "linewidth": 0, "gid": "bar"}
            ax.barh(top - 0.9 * size, max(ticks), 1.1 * size, **bar)
            ax.vlines(ticks, top - 1.6 * size, top - 0.2 * size, color=look["color"], linewidth=0.23 * size, gid="tick")
            top -= 2.1 * size
        for one in block.statements:
            value, who = self.texts(one)
            shown = look_of(one.stands, look) if one.stands else look
            if one.stands and shown["marker"]:
                ax.plot(0.45 * size, top - 0.6 * size, markersize=0.75 * size, gid="standing", **shown)
            write(ax, (first, top), value, fontweight="bold", color=shown["color"], **kind)
            write(ax, (second, top), who, **kind)
            top -= self._tall(one)


def sheet_on(ax: Axes, blocks: Sequence[Block]) -> Sheet:
    """Lay blocks out on axes."""
    return Sheet(blocks, room(ax)[0], text_size())
