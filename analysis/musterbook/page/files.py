"""Files inside a page: what a link downloads, and what a table shows of it."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from musterbook import labels
from musterbook.formulas import csv_text

TYPES = {"csv": "text/csv;charset=utf-8", "png": "image/png", "svg": "image/svg+xml"}
LONG_NUMBER = 8
MOST_ROWS = 500


@dataclass(frozen=True)
class Download:
    """A file that a link of the page holds whole.

    >>> Download("ages.csv", b"age").address
    'data:text/csv;charset=utf-8;base64,YWdl'
    >>> Download("ages.csv", b"age").size
    '3 bytes'
    """

    name: str
    content: bytes

    @property
    def address(self) -> str:
        """The file as an address that needs no server."""
        kind = TYPES[self.name.rpartition(".")[2]]
        return f"data:{kind};base64,{base64.b64encode(self.content).decode()}"

    @property
    def size(self) -> str:
        """Its length in words."""
        length = len(self.content)
        return f"{length} bytes" if length < 1000 else f"{length / 1000:,.0f} kB"


@dataclass(frozen=True)
class Grid:
    """A table of texts as a page shows it, without the rows ``left`` to the file. Invariant: rows fit the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: int = 0

    @classmethod
    def from_csv(cls, content: bytes) -> Grid:
        r"""Read a CSV file; long numbers are rounded, for the file itself has them all.

        >>> Grid.from_csv(b"cell,share\n2023-07,0.0952848722\n").rows
        (('2023-07', '0.09528'),)
        """
        header, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
        shown = tuple(tuple(_short(value) for value in row) for row in rows[:MOST_ROWS])
        return cls(tuple(header), shown, len(rows) - len(shown))


def table_file(frame: pd.DataFrame, columns: Sequence[str]) -> bytes:
    r"""Write the texts of a table as a CSV file, as they stand but for those that would open as formulas.

    >>> table_file(pd.DataFrame({"a": ["x", None], "b": ["1", "2"]}), ["a", "b"])
    b'a,b\nx,1\n,2\n'
    """
    return csv_text(frame[list(columns)]).encode()


def _short(value: str) -> str:
    if value.isdecimal() and len(value) > 2 * LONG_NUMBER:
        return labels.whole(int(value))
    if len(value) < LONG_NUMBER or "." not in value:
        return value
    try:
        return f"{float(value):.4g}"
    except ValueError:
        return value
