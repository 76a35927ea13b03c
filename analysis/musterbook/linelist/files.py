"""Files: wherever a list comes from, its rows come out as texts, with the file and the line of each.

A source is a path, a folder, a pattern or a frame. What a file holds is told by the end of its name; nothing in it is
interpreted here, so that what stood in the file can be shown when something is wrong with it.
"""

from __future__ import annotations

import datetime as dt
import glob
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from musterbook import frames
from musterbook.errors import InputError, MusterError, shown
from musterbook.linelist.archives import Allowance, Packed, unpack
from musterbook.linelist.delimited import read_delimited
from musterbook.linelist.encodings import decode
from musterbook.linelist.listing import Broken, Listing, named_headers, table_of
from musterbook.linelist.workbooks import SUFFIXES as BOOKS
from musterbook.linelist.workbooks import read_workbook

if TYPE_CHECKING:
    import pyarrow as pa

LINES = (".jsonl", ".ndjson")
# Files that hold lists too, but are for others to open.
FOREIGN = {
    ".dta": "the format of Stata; open it with pandas.read_stata and hand in the frame",
    ".sav": "the format of SPSS; open it with pandas.read_spss and hand in the frame",
    ".sas7bdat": "the format of SAS; open it with pandas.read_sas and hand in the frame",
    ".rdata": "the format of R; open it with pyreadr.read_r, or write it in R with write.csv",
    ".rda": "the format of R; open it with pyreadr.read_r, or write it in R with write.csv",
    ".rds": "the format of R; open it with pyreadr.read_r, or write it in R with write.csv",
    ".pdf": "the format of a printed document; take its tables out with tabula or camelot and hand in the frame",
    ".doc": "the format of a document; copy its table to a spreadsheet and save that",
    ".docx": "the format of a document; copy its table to a spreadsheet and save that",
    ".html": "the format of a web page; open it with pandas.read_html and hand in the frame",
    ".json": "the format of JSON, but no line for each person; open it with pandas.read_json and hand in the frame",
}
_LOCKS = ("~$", ".~lock.")


@dataclass(frozen=True)
class Options:
    """How to read files, as far as the caller knows; ``None`` is to be found out."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | int | Sequence[str | int] | None = None
    header: int = 1

    def __post_init__(self) -> None:
        """Refuse a line that no file has."""
        if self.header < 1:
            raise MusterError(f"header: lines count from 1, found {self.header!r}")


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
        if path.name.startswith(_LOCKS):
            raise InputError.of_file(name, "a list", "a lock file of an office program; the list lies beside it")
        for packed in unpack(path, name):
            try:
                yield from _read(packed, options)
            except MemoryError:
                expected = "a list that fits in memory; open it with polars.scan_csv or duckdb and hand in the frame"
                raise InputError.of_file(packed.name, expected, f"{len(packed.content):,} bytes") from None


def _read(packed: Packed, options: Options) -> Iterator[Listing]:
    if packed.suffix in FOREIGN and not _has_lines_of_json(packed):
        expected = "a list as delimited text, a workbook, Parquet or JSON lines"
        raise InputError.of_file(packed.name, expected, FOREIGN[packed.suffix])
    if packed.suffix in BOOKS:
        yield from read_workbook(
            packed.name, packed.content, packed.allowance, sheet=options.sheet, header=options.header
        )
    elif packed.suffix == ".parquet":
        yield _read_parquet(packed)
    elif packed.suffix in (*LINES, ".json"):
        yield _read_lines(packed.name, packed, options.encoding)
    else:
        yield read_delimited(
            packed.name,
            packed.content,
            encoding=options.encoding,
            delimiter=options.delimiter,
            header=options.header,
        )


def _has_lines_of_json(packed: Packed) -> bool:
    """Tell JSON lines in a file called .json, as many programs write them."""
    first = bytes(packed.content[:4096]).lstrip().splitlines()[:1]
    try:
        return packed.suffix == ".json" and isinstance(json.loads(first[0]), dict)
    except (ValueError, IndexError, RecursionError):
        return False


def _read_parquet(packed: Packed) -> Listing:
    import pyarrow as pa
    from pyarrow import parquet

    file = packed.name
    try:
        source = pa.BufferReader(pa.py_buffer(packed.content))
        schema = parquet.read_schema(source)
        named_headers(file, 0, schema.names)
        texts = [one.name for one in schema if pa.types.is_string(one.type) or pa.types.is_large_string(one.type)]
        opened = parquet.ParquetFile(pa.BufferReader(pa.py_buffer(packed.content)), read_dictionary=texts)
        packed.allowance.spend(opened.metadata.num_rows * opened.metadata.num_columns)
        table = opened.read()
        _spend_texts(table, packed.allowance)
        return read_frame(table, file)
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, MusterError):
            raise
        raise InputError.of_file(
            file, "a Parquet file", f"one that cannot be read ({str(error).splitlines()[0]})"
        ) from error


def _spend_texts(table: pa.Table, allowance: Allowance) -> None:
    """Count the bytes that texts will take once each row has its own."""
    import pyarrow as pa
    from pyarrow import compute as pc

    for column in table.columns:
        for chunk in column.chunks if pa.types.is_dictionary(column.type) else ():
            lengths = pc.fill_null(pc.binary_length(chunk.dictionary), 0).to_numpy(zero_copy_only=False)
            times = np.bincount(chunk.indices.drop_null().to_numpy(), minlength=len(lengths))
            allowance.spend(int((times * lengths.astype(np.int64)).sum()))


def _read_lines(file: str, packed: Packed, encoding: str | None) -> Listing:
    """Read JSON lines one by one, for one line that is none must not hide the others."""
    decoded = decode(file, packed.content, encoding)
    rows: list[dict[str, str]] = []
    lines: list[int] = []
    faults: dict[int, tuple[str, str]] = {}
    for line, text in enumerate(bytes(decoded.content).decode("utf-8").split("\n"), 1):
        if not text.strip():
            continue
        try:
            rows.append(_flat(json.loads(text, object_pairs_hook=_without_twins)))
        except (ValueError, RecursionError) as error:
            faults[len(rows)] = text.strip(), getattr(error, "msg", str(error)) or "too deep"
            rows.append({})
        lines.append(line)
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not names:
        raise InputError.of_file(file, "one JSON object a line", "none")
    headers = named_headers(file, 0, names)
    sound = [number for number in range(len(rows)) if number not in faults]
    empty, places = ("",) * len(headers), np.array(lines, np.int64)
    return Listing(
        file,
        headers,
        table_of([[rows[number].get(name) for number in sound] for name in names]),
        np.array(sound, np.int64),
        lambda numbers: places[numbers],
        broken=tuple(
            Broken(number, (*empty, text), f"a JSON object ({why})", value=text)
            for number, (text, why) in faults.items()
        ),
        found=tuple(names),
        encoding=decoded.encoding,
    )


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise MusterError(f"the key {shown(twice)} stands twice")
    return found


def _flat(value: Any) -> dict[str, str]:
    """Give one JSON object as texts; what is nested keeps its JSON, and half an emoji is no text."""
    if not isinstance(value, dict):
        raise MusterError(f"{shown(str(value))} is no object")
    row = {str(name): _json_text(one) for name, one in value.items()}
    try:
        "".join([*row, *row.values()]).encode("utf-8")
    except UnicodeEncodeError:
        raise MusterError("half a character") from None
    return row


def _json_text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)


def read_frame(frame: Any, file: str = "frame") -> Listing:
    """Take the rows of any frame as they are; lines are then numbers of rows, from 1.

    >>> read_frame(pd.DataFrame({"age": [38, 24]})).table.to_pydict()
    {'0': [38, 24]}
    """
    import pyarrow as pa

    native = frame if isinstance(frame, pd.DataFrame) else None
    names, columns = _of_pandas(native) if native is not None else _of_any(frame)
    headers = named_headers(file, 0, names)
    table = pa.table(columns, names=[str(place) for place in range(len(columns))])
    rows = len(native) if native is not None else table.num_rows
    return Listing(
        file, headers, table, np.arange(rows), lambda numbers: numbers + 1, found=tuple(names), native=native
    )


def _of_any(frame: Any) -> tuple[list[str], list[pa.ChunkedArray]]:
    try:
        arrow = frames.lazy(frame).collect("pyarrow").to_native()
    except MusterError:
        expected = "a path, or a frame of pandas, Polars, PyArrow, DuckDB, Dask or Spark"
        raise MusterError(f"expected {expected}; found {shown(str(type(frame).__name__))}") from None
    return arrow.column_names, arrow.columns


def _of_pandas(frame: pd.DataFrame) -> tuple[list[str], list[pa.ChunkedArray]]:
    columns = [_arrow_of(frame.iloc[:, place]) for place in range(frame.shape[1])]
    return [str(name) for name in frame.columns], columns


def _arrow_of(series: pd.Series) -> pa.ChunkedArray:
    """Give a pandas column as Arrow; one of periods or of mixed values as their texts."""
    import pyarrow as pa

    try:
        if isinstance(series.dtype, pd.PeriodDtype):
            raise TypeError
        found = pa.array(series, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        found = pa.array([_text(value) for value in series], pa.large_string())
    return found if isinstance(found, pa.ChunkedArray) else pa.chunked_array([found])


def _text(value: Any) -> str | None:
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    if isinstance(value, pd.Period):
        return "/".join(dict.fromkeys(f"{end:%Y-%m-%d}" for end in (value.start_time, value.end_time)))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).encode("utf-8", "replace").decode("utf-8")
