"""What an engine of frames does in its own way to open a list, all of it as texts.

Everything that engines do alike is said through Narwhals elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from musterbook import frames
from musterbook.frames import Frame
from musterbook.reading.listing import Numbers
from musterbook.reading.rules import ROW
from musterbook.reading.survey import Form

# Names of new columns of dates, and of the days from 1970-01-01 that they are made of.
Dates = Mapping[str, str]
# What a frame was scanned from: a delimited text or a Parquet file, the first of many; nothing where it was handed in.
Source = Form | Path | None


@dataclass(frozen=True)
class Looked:
    """Columns of a text that will be looked at again and again, named by their places.

    ``texts`` are read text by text, each under one of our names; the values of ``ids`` may stand once only.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    ids: tuple[str, ...] = ()


class Scanner(Protocol):
    """What an engine does in its own way; columns of a text are named by their places, ``"0"``, ``"1"`` and so on."""

    engine: str
    """Its name."""
    ignores_case: bool
    """Whether two columns may not differ in capitals alone."""
    has_order: bool
    """Whether the rows of a frame, of which nobody knows where it comes from, have an order."""
    unites: bool
    """Whether it scans many files as one, row after row and file after file."""
    is_quick: bool
    """Whether it finds rows by their numbers more quickly than it holds all rows against the rules."""

    def text(self, forms: Sequence[Form]) -> Any:
        """Scan a delimited text, or many that are written alike."""

    def prepared(self, forms: Sequence[Form], looked: Looked) -> Any:
        """Scan even texts with what will be looked at prepared; nothing where that is not done."""

    def parquet(self, paths: Sequence[Path]) -> Any:
        """Scan Parquet files of the same columns, under their own names."""

    def taken(self, table: Any) -> Any:
        """Take an Arrow table."""

    def together(self, parts: Sequence[Any]) -> Any:
        """Put frames of the same columns below each other."""

    def numbered(self, frame: Any, source: Source = None) -> Any:
        """Count the rows from 1, in the order of the file that they were scanned from."""

    def dated(self, frame: Any, dates: Dates) -> Any:
        """Put dates beside counted days."""

    def attached(self, frame: Frame, table: pd.DataFrame, on: str) -> Frame:
        """Put the columns of a small table beside the rows that have its texts."""

    def without(self, frame: Frame, rows: Numbers) -> Frame:
        """Leave out rows by their numbers."""

    def only(self, frame: Frame, rows: Numbers) -> Frame:
        """Take rows by their numbers."""

    def some(self, form: Form, lines: Sequence[bytes], rows: Numbers) -> Any:
        """Read lines cut out of even texts and number them; nothing where rows have to be scanned for."""

    def doubtful(self, frame: Frame, column: str) -> Numbers | None:
        """Give the numbers of all rows whose value may stand more than once, where that is quick to tell."""

    def held(self, frame: Any) -> Any:
        """Hold a text in memory, where that saves reading it again and again."""


class Joining:
    """What engines do that join and filter when they are asked, and plan for themselves."""

    def attached(self, frame: Frame, table: pd.DataFrame, on: str) -> Frame:
        """Join the small table."""
        return frames.attach(frame, table, on)

    def only(self, frame: Frame, rows: Numbers) -> Frame:
        """Join their numbers."""
        return frames.keep_matching(frame, _numbers_table(rows), ROW)

    def without(self, frame: Frame, rows: Numbers) -> Frame:
        """Join their numbers and leave out what matches."""
        return frames.drop_matching(frame, _numbers_table(rows), ROW)

    def prepared(self, forms: Sequence[Form], looked: Looked) -> Any:  # noqa: ARG002 - for engines that read bytes
        """Prepare nothing."""
        return None

    def some(self, form: Form, lines: Sequence[bytes], rows: Numbers) -> Any:  # noqa: ARG002 - for engines that read bytes
        """Let them be scanned for."""
        return None

    def doubtful(self, frame: Frame, column: str) -> Numbers | None:  # noqa: ARG002 - for engines that hash
        """Tell nothing."""
        return None

    def held(self, frame: Any) -> Any:
        """Leave the text where it is, on whatever machines read it."""
        return frame


def _numbers_table(rows: Numbers) -> pd.DataFrame:
    return pd.DataFrame({ROW: pd.array(rows, "Int64")})


def places_of(form: Form) -> list[str]:
    """Name the columns of a text by their places."""
    return [str(place) for place in range(len(form.head.names))]
