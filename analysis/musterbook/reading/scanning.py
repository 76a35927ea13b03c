"""What an engine of frames does in its own way to open a list, all of it as texts.

Everything that engines do alike is said through Narwhals elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from musterbook import frames
from musterbook.frames import Frame
from musterbook.reading.rules import ROW
from musterbook.reading.survey import Form

# Names of new columns of dates, and of the days from 1970-01-01 that they are made of.
Dates = Mapping[str, str]


class Scanner(Protocol):
    """What an engine does in its own way; columns of a text are named by their places, ``"0"``, ``"1"`` and so on."""

    engine: str
    """Its name."""
    ignores_case: bool
    """Whether two columns may not differ in capitals alone."""
    has_order: bool
    """Whether rows have numbers that lead back to lines."""

    def text(self, path: Path, form: Form) -> Any:
        """Scan a delimited text."""

    def parquet(self, path: Path) -> Any:
        """Scan a Parquet file, under its own names."""

    def taken(self, table: Any) -> Any:
        """Take an Arrow table."""

    def together(self, parts: Sequence[Any]) -> Any:
        """Put frames of the same columns below each other."""

    def numbered(self, frame: Any) -> Any:
        """Count the rows from 1."""

    def dated(self, frame: Any, dates: Dates) -> Any:
        """Put dates beside counted days."""

    def attached(self, frame: Frame, table: pd.DataFrame, on: str) -> Frame:
        """Put the columns of a small table beside the rows that have its texts."""

    def repeated(self, frame: Frame, column: str, most: int) -> pd.DataFrame | None:
        """Find the texts that stand more than once, each with its first row; nothing where they are too many."""

    def kept(self, frame: Frame, rows: Sequence[int]) -> Frame | None:
        """Leave out rows by their numbers, where that is quicker than to hold all against the rules again."""

    def held(self, frame: Any) -> Any:
        """Hold a text in memory, where that saves reading it again and again."""


class Joining:
    """What engines do that join and filter when they are asked, and plan for themselves."""

    def attached(self, frame: Frame, table: pd.DataFrame, on: str) -> Frame:
        """Join the small table."""
        return frames.attach(frame, table, on)

    def repeated(self, frame: Frame, column: str, most: int) -> pd.DataFrame | None:
        """Group by the texts themselves."""
        return frames.repeated(frame, column, ROW, most=most)

    def kept(self, frame: Frame, rows: Sequence[int]) -> Frame | None:  # noqa: ARG002 - engines with an order use both
        """Let the rows be held against the rules again, for what numbers they have takes a reading to find out."""
        return None

    def held(self, frame: Any) -> Any:
        """Leave the text where it is, on whatever machines read it."""
        return frame


def places_of(form: Form) -> list[str]:
    """Name the columns of a text by their places."""
    return [str(place) for place in range(len(form.head.names))]
