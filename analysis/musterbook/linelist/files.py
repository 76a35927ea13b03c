"""Files: wherever a list comes from, its rows come out as texts, with the file and the line of each.

A source is a path, a folder, a pattern or a frame. What a file holds is told by the end of its name; nothing in it is
interpreted here, so that what stood in the file can be shown when something is wrong with it.
"""

from __future__ import annotations

import glob
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc

from musterbook import frames
from musterbook.errors import InputError, MusterError, Problem, ProblemKind, shown
from musterbook.linelist.content import FITTING, Options, Packed, decode, readable, unpack
from musterbook.linelist.delimited import read_delimited
from musterbook.linelist.listing import Fault, Listing, is_of_texts, named_headers, table_of, text_of
from musterbook.linelist.workbooks import SUFFIXES as BOOKS
from musterbook.linelist.workbooks import read_workbook

LINES = (".jsonl", ".ndjson")
# Files that hold lists too, but are for others to open.
FOREIGN = {
    "Stata; open it with pandas.read_stata": ".dta",
    "SPSS; open it with pandas.read_spss": ".sav",
    "SAS; open it with pandas.read_sas": ".sas7bdat",
    "R; open it with pyreadr.read_r": ".rdata .rda .rds",
    "an older workbook; open it with pandas.read_excel(..., engine='calamine', dtype=str)": ".xls .xlsb",
    "a printed document; take its tables out with tabula or camelot": ".pdf",
    "a document; copy its table to a spreadsheet": ".doc .docx",
    "a compressed file inside another; unpack it": ".gz .zip",
    "a web page; open it with pandas.read_html": ".html",
    "JSON; call it .jsonl if it has a line for each person, or open it with pandas.read_json": ".json",
}
_HALF = re.compile("[\ud800-\udfff]")
_LOCKS = ("~$", ".~lock.")


def list_files(source: str | Path, progress: Callable[[str], None] = lambda _: None) -> list[Path]:
    """Give the files of a path, a folder or a pattern, in the order of their names.

    >>> list_files("no-such-list.csv")
    Traceback (most recent call last):
    musterbook.errors.InputError: no-such-list.csv: there is no such file, folder or pattern
    """
    path = Path(source)
    try:
        if path.is_file():
            return [path]
        inside = path.iterdir() if path.is_dir() else map(Path, glob.glob(str(source), recursive=True))  # noqa: PTH207
        there = sorted(one for one in inside if one.is_file())
    except (OSError, ValueError) as error:
        raise InputError(f"{source}: cannot be read ({error})") from error
    for one in there:
        if one.name.startswith(_LOCKS):
            progress(f"{one.name} is a lock file of an office program and passed over")
    # What an earlier reading told and set aside is no list.
    told = (".rejected.csv", ".problems.csv")
    found = [one for one in there if not one.name.startswith((".", *_LOCKS)) and not one.name.endswith(told)]
    if not found:
        what = "there is no list in this folder" if path.is_dir() else "there is no such file, folder or pattern"
        raise InputError(f"{source}: {what}")
    return found


def told_apart(paths: Sequence[Path]) -> list[str]:
    """Call every file by its name, or by the shortest end of its path that no other has.

    >>> told_apart([Path("lists/2023/a.csv"), Path("lists/2024/a.csv"), Path("lists/2024/b.csv")])
    ['2023/a.csv', '2024/a.csv', 'b.csv']
    """
    parts = [[os.fsencode(part).decode("utf-8", "replace") for part in path.parts] for path in paths]
    ends = [["/".join(each[-size:]) for size in range(1, len(each) + 1)] for each in parts]
    times = Counter(end for each in ends for end in each)
    return [next((end for end in each if times[end] == 1), each[-1]) for each in ends]


def open_listings(source: Any, options: Options, progress: Callable[[str], None] = lambda _: None) -> Iterator[Listing]:
    """Read every list of a source as texts, telling each file before it is read."""
    if not isinstance(source, str | Path):
        yield read_frame(source)
        return
    paths = list_files(source, progress)
    for path, name in zip(paths, told_apart(paths), strict=True):
        progress(f"looking over {name}")
        for packed in unpack(path, name):
            try:
                yield from _read(packed, options)
            except MemoryError:
                raise InputError.of_file(packed.name, FITTING, f"{len(packed.content):,} bytes") from None


def _read(packed: Packed, options: Options) -> Iterator[Listing]:
    """Read what a file holds by the end of its name."""
    foreign = next((what for what, suffixes in FOREIGN.items() if packed.suffix in suffixes.split()), "")
    if packed.suffix in BOOKS:
        yield from read_workbook(packed, options)
    elif options.sheet is not None:
        raise InputError(f"{packed.name} is no workbook, so it has no sheets; leave sheet out")
    elif foreign:
        expected = "a list as delimited text, a workbook, Parquet or JSON lines, or a frame of it"
        raise InputError.of_file(packed.name, expected, f"the format of {foreign}")
    elif packed.suffix == ".parquet":
        yield read_parquet(packed)
    else:
        yield (read_lines if packed.suffix in LINES else read_delimited)(packed, options)


def read_parquet(packed: Packed) -> Listing:
    """Read a Parquet file, counting first the bytes that its texts will take once each row has its own."""
    from pyarrow import parquet

    content = pa.py_buffer(packed.content)
    with readable(packed.name, "a Parquet file"):
        texts = [one.name for one in parquet.read_schema(pa.BufferReader(content)) if is_of_texts(one.type)]
        opened = parquet.ParquetFile(pa.BufferReader(content), read_dictionary=texts)
        packed.allowance.spend(opened.metadata.num_rows * opened.metadata.num_columns)
        table = opened.read()
        for chunk in chain.from_iterable(column.chunks for column in table.columns):
            if pa.types.is_dictionary(chunk.type):
                lengths = pc.binary_length(chunk.dictionary).cast(pa.int64())
                packed.allowance.spend(pc.sum(lengths.take(chunk.indices)).as_py() or 0)
        return read_frame(table, packed.name)


def read_lines(packed: Packed, options: Options) -> Listing:
    """Read JSON lines one by one, for one line that is none must not hide the others."""
    rows: dict[int, dict[str, str | None]] = {}
    problems: list[Problem] = []
    file, (content, encoding) = packed.name, decode(packed.name, packed.content, options.encoding)
    for line, text in enumerate(bytes(content).decode("utf-8").split("\n"), 1):
        if text := text.strip():
            try:
                rows[line] = _json_object(text)
            except (ValueError, RecursionError) as error:
                expected = f"a JSON object ({getattr(error, 'msg', str(error)) or 'too deep'})"
                problems.append(Problem(file, line, "", text, expected, kind=ProblemKind.FORM))
                rows[line] = {}
    found = tuple(dict.fromkeys(name for row in rows.values() for name in row))
    if not found:
        raise InputError.of_file(file, "one JSON object a line", "none")
    lines, beyond = np.array([*rows]), f"column {len(found) + 1}"
    faults = [Fault(int(np.searchsorted(lines, one.line)), one, {beyond: one.value}) for one in problems]
    table = table_of([[row.get(name) for row in rows.values()] for name in found])
    return Listing(file, named_headers(file, 0, found), table, lines, faults, found, encoding)


def _json_object(text: str) -> dict[str, str | None]:
    """Read one JSON object as texts; what is nested keeps its JSON, and half an emoji is no text."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Refuse an object in which a key stands twice."""
        (name, times), *_ = Counter(name for name, _ in pairs).most_common(1) or [("", 0)]
        if times > 1:
            raise MusterError(f"the key {shown(name)} stands twice")
        return dict(pairs)

    value = json.loads(text, object_pairs_hook=once)
    if not isinstance(value, dict):
        raise MusterError(f"{shown(str(value))} is no object")
    if _HALF.search(json.dumps(value, ensure_ascii=False)):
        raise MusterError("half a character")
    nested = (bool, list, dict)
    return {
        name: json.dumps(one, ensure_ascii=False) if isinstance(one, nested) else text_of(one)
        for name, one in value.items()
    }


def read_frame(frame: Any, file: str = "frame") -> Listing:
    """Take the rows of any frame as they are; lines are then numbers of rows, from 1.

    >>> read_frame(pd.DataFrame({"age": [38, 24]})).table.to_pydict()
    {'0': [38, 24]}
    """
    if isinstance(frame, pd.DataFrame):
        native, names, columns = frame, [str(name) for name in frame.columns], []
        for series in (frame.iloc[:, place] for place in range(frame.shape[1])):
            try:
                if isinstance(series.dtype, pd.PeriodDtype):
                    raise TypeError
                columns.append(pa.array(series, from_pandas=True))
            except (pa.ArrowException, TypeError, ValueError, OverflowError):
                # Periods and mixed values become their texts.
                columns.append(pa.array(map(text_of, series), pa.large_string()))
    else:
        arrow = frames.lazy(frame).collect("pyarrow").to_native()
        native, names, columns = None, arrow.column_names, arrow.columns
    headers = named_headers(file, 0, names)
    table = pa.table(columns, names=[str(place) for place in range(len(columns))])
    lines = np.arange(1, 1 + (table.num_rows if native is None else len(native)))
    return Listing(file, headers, table, lines, found=tuple(names), native=native)
