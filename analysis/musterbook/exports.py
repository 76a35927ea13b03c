"""Tables for other programs: CSV whose cells no spreadsheet takes for a formula, and SQLite.

A text that begins with ``=``, ``+``, ``-`` or ``@``, also after spaces or a tab, is run as a formula by whoever opens
a CSV file in a spreadsheet. OWASP advises to put an apostrophe before it, the mark by which spreadsheets themselves say
that a cell is text (https://owasp.org/www-community/attacks/CSV_Injection). That is done to every text and every header
that is written, and undone where one is read, so that what is read comes back unchanged: an apostrophe of somebody's
own before such a text gets a second one. A sign alone, negative numbers and years are no formulas and stay as they are.

An SQLite file is opened as it is by datasette and any other browser of databases.
"""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
from pandas.io import sql

from musterbook.atomic import whole
from musterbook.errors import InputError

_SPACE = "\\s\x0b\x1c-\x1f\x85\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"  # Arrow's are fewer
_RUN = f"'*(?:[{_SPACE}]*[=+@＝＋－＠-](?s:.)|[\t\r\n])"
FORMULA, GUARDED = re.compile(_RUN), f"^'({_RUN})"
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
    return str(write_csv(frame))


def write_csv(frame: pd.DataFrame, place: Path | None = None) -> str | None:
    """Write a frame to a file as :func:`csv_text` does, in UTF-8; give the text where there is none."""
    safe, headers = frame.set_axis(range(frame.shape[1]), axis="columns"), [guarded(str(name)) for name in frame]
    texts = safe.select_dtypes(["object", "string", "category"]).astype("str")
    # A carriage return within a text ends a line for most readers, but does not make Python quote it.
    is_broken = any("\r" in name for name in headers) or any(one.str.contains("\r").any() for _, one in texts.items())
    for at, one in texts.items():
        suspicious = one.str.contains(f"^(?:{FORMULA.pattern})", na=False)
        texts[at] = one.mask(suspicious, one[suspicious].map(guarded))
    safe[texts.columns] = texts
    quoting: Any = csv.QUOTE_ALL if is_broken else csv.QUOTE_MINIMAL
    safe = safe.set_axis(headers, axis="columns")
    return safe.to_csv(place, encoding="utf-8", index=False, lineterminator="\n", quoting=quoting)


def write_sqlite(
    place: str | Path, tables: Mapping[str, pd.DataFrame], schemas: Mapping[str, Any], *, private: bool = False
) -> Path:
    """Write tables as one SQLite file, whole or not at all; give its path.

    Days are written as YYYY-MM-DD, and what is not stated is NULL. ``schemas`` are Table Schemas, whose keys become
    keys of the database, so that a browser links a row to those it names. What is ``private`` nobody else may read.
    """
    path = Path(place)
    try:
        with whole(path, private=private) as written, closing(sqlite3.connect(written)) as base:
            for name, frame in tables.items():
                days = {str(name): one.dt.strftime("%Y-%m-%d") for name, one in frame.select_dtypes("datetime").items()}
                # Names that differ in capitals alone are one to SQLite.
                low = [str(name).lower() for name in frame]
                apart = [f"{one} ({at + 1})" if low[at] in low[:at] else str(one) for at, one in enumerate(frame)]
                held = frame.assign(**days).set_axis(apart, axis="columns")
                schema = schemas.get(name, {})
                created = sql.get_schema(held, name, keys=schema.get("primaryKey"), con=base)  # type: ignore[attr-defined]
                base.execute(f"{created.removesuffix(')')}{_links(name, schema)})")
                held.to_sql(name, base, index=False, if_exists="append")
            base.commit()
    except (sqlite3.Error, ValueError, OverflowError) as error:
        raise InputError(f"{path}: SQLite cannot hold this: {error}") from error
    return path


def _links(name: str, schema: Mapping[str, Any]) -> str:
    """Say in SQL which rows, of other tables or of its own, those of a table name."""
    links = ""
    for key in schema.get("foreignKeys", []):
        fields, there = (", ".join(map('"{}"'.format, one["fields"])) for one in (key, key["reference"]))
        links += f', FOREIGN KEY ({fields}) REFERENCES "{key["reference"]["resource"] or name}" ({there})'
    return links
