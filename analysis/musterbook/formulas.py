"""Cells that no spreadsheet takes for a formula, and the one way that frames are written as CSV.

A text that begins with ``=``, ``+``, ``-`` or ``@``, also after spaces or a tab, is run as a formula by whoever opens
a CSV file in a spreadsheet. OWASP advises to put an apostrophe before it, the mark by which spreadsheets themselves say
that a cell is text (https://owasp.org/www-community/attacks/CSV_Injection). That is done to every text and every header
that is written, and undone where one is read, so that what is read comes back unchanged: an apostrophe of somebody's
own before such a text gets a second one. A sign alone, negative numbers and years are no formulas and stay as they are.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

_SPACE = "\\s\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"  # Arrow knows those of ASCII alone
FORMULA = re.compile(f"'*(?:[{_SPACE}]*[=+@＝＋－＠-](?s:.)|[\t\r\n])")
NUMBER = re.compile(r"-(?:\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?|\d{4,}(?:-\d\d){0,2})")


def guarded(text: str) -> str:
    """Write a text so that it is no formula.

    >>> guarded("=1+1"), guarded("'=1+1"), guarded("="), guarded("-5"), guarded("-0044-03-15")
    ("'=1+1", "''=1+1", '=', '-5', '-0044-03-15')
    """
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def restored(text: str) -> str:
    """Read a text as it was before :func:`guarded`; one that was not guarded stays as it is.

    >>> restored("'=1+1"), restored("''=1+1"), restored("'tis"), restored("-5")
    ('=1+1', "'=1+1", "'tis", '-5')
    """
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def csv_text(frame: pd.DataFrame) -> str:
    r"""Write a frame as CSV without its index, guarded, with lines that end in a line feed.

    >>> csv_text(pd.DataFrame({"=a": ["@x", None], "b": [-1, 2]}))
    "'=a,b\n'@x,-1\n,2\n"
    """
    return str(_written(frame, None))


def write_csv(frame: pd.DataFrame, place: Path) -> None:
    """Write a frame to a file as :func:`csv_text` does, in UTF-8."""
    _written(frame, place)


def _written(frame: pd.DataFrame, place: Path | None) -> str | None:
    columns = [_guarded_column(frame.iloc[:, at]) for at in range(frame.shape[1])]
    headers = [guarded(str(name)) for name in frame]
    # A carriage return within a text ends a line for most readers, but does not make Python quote it.
    is_broken = any("\r" in name for name in headers) or any(_holds(column, "\r").any() for column in columns)
    quoting = csv.QUOTE_ALL if is_broken else csv.QUOTE_MINIMAL
    safe = pd.DataFrame(dict(enumerate(columns)), index=frame.index).set_axis(headers, axis=1)
    options: Any = {"index": False, "lineterminator": "\n", "quoting": quoting}
    return safe.to_csv(place, encoding="utf-8", **options)


def _guarded_column(column: pd.Series) -> pd.Series:
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype("str")
    suspicious = _holds(column, f"^(?:{FORMULA.pattern})")
    return column.where(~suspicious, column[suspicious].map(guarded)) if suspicious.any() else column


def _holds(column: pd.Series, pattern: str) -> Any:
    """Say which values of a column are texts that hold a pattern; only columns of texts are looked at."""
    if not (isinstance(column.dtype, pd.StringDtype) or pd.api.types.is_object_dtype(column.dtype)):
        return np.zeros(len(column), bool)
    return column.astype("str").str.contains(pattern, regex=True).to_numpy(bool, na_value=False)
