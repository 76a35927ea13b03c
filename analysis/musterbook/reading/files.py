"""Files: wherever a list comes from, its rows come out as texts, with the file and the line of each.

A source is a path, a folder, a pattern or a frame. What a file holds is told by the end of its name; nothing in it is
interpreted here, so that what stood in the file can be shown when something is wrong with it.
"""

from __future__ import annotations

import glob
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from musterbook.errors import InputError, MusterError, Problem, shown
from musterbook.reading.archives import Content, Packed, unpack
from musterbook.reading.charsets import decode
from musterbook.reading.delimited import read_delimited
from musterbook.reading.listing import Broken, Listing, named_headers
from musterbook.reading.workbooks import read_workbook

if TYPE_CHECKING:
    import pyarrow as pa

BOOKS = (".xlsx", ".xlsm", ".xlsb", ".ods", ".xls")
LINES = (".jsonl", ".ndjson")
_MOST_TIMES, _ALWAYS_ALLOWED = 200, 64 * 2**20


@dataclass(frozen=True)
class Reading:
    """How to read files, as far as the caller knows; ``None`` is to be found out."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | int | None = None
    header: int = 1

    def __post_init__(self) -> None:
        """Refuse a line that no file has."""
        if self.header < 1:
            raise MusterError(f"header: lines count from 1, found {self.header}")


def list_files(source: str | Path) -> list[Path]:
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
        found = sorted(one for one in inside if one.is_file() and not one.name.startswith(".") and not _is_ours(one))
    except (OSError, ValueError) as error:
        raise InputError(f"{source}: cannot be read ({error})") from error
    if not found:
        what = "there is no list in this folder" if path.is_dir() else "there is no such file, folder or pattern"
        raise InputError(f"{source}: {what}")
    return found


def named_files(source: str | Path) -> Iterator[tuple[Path, str]]:
    """Give the files of a source, each with what it is called where something is said of it."""
    paths = list_files(source)
    yield from zip(paths, told_apart(paths), strict=True)


def told_apart(paths: Sequence[Path]) -> list[str]:
    """Call every file by its name, or by the shortest end of its path that no other has.

    >>> told_apart([Path("lists/2023/a.csv"), Path("lists/2024/a.csv"), Path("lists/2024/b.csv")])
    ['2023/a.csv', '2024/a.csv', 'b.csv']
    """
    ends = [[Path(*path.parts[-size:]).as_posix() for size in range(1, len(path.parts) + 1)] for path in paths]
    times = Counter(end for each in ends for end in each)
    return [next((end for end in each if times[end] == 1), each[-1]) for each in ends]


def _is_ours(path: Path) -> bool:
    """Tell the rows that an earlier reading set aside, which are no list."""
    return path.name.endswith(".rejected.csv")


def open_listings(source: Any, reading: Reading, progress: Callable[[str], None] = lambda _: None) -> Iterator[Listing]:
    """Read every list of a source as texts, telling each file before it is read."""
    if not isinstance(source, str | Path):
        from musterbook.reading.typed import read_frame

        yield read_frame(source)
        return
    for path, name in named_files(source):
        progress(f"looking over {name}")
        for packed in unpack(path, name):
            yield _read(packed, reading)


def _read(packed: Packed, reading: Reading) -> Listing:
    if packed.suffix in BOOKS:
        return read_workbook(packed.name, packed.content, sheet=reading.sheet, header=reading.header)
    if packed.suffix == ".parquet":
        return _read_parquet(packed.name, packed.content)
    if packed.suffix in LINES:
        return _read_lines(packed.name, packed.content, reading.encoding)
    return read_delimited(
        packed.name,
        packed.content,
        encoding=reading.encoding,
        delimiter=reading.delimiter,
        header=reading.header,
    )


def _read_parquet(file: str, content: Content) -> Listing:
    import pyarrow as pa
    from pyarrow import parquet

    from musterbook.reading.typed import read_frame

    try:
        opened = parquet.ParquetFile(pa.BufferReader(pa.py_buffer(content)))
        least = opened.metadata.num_rows * opened.metadata.num_columns
        if least > max(_MOST_TIMES * len(content), _ALWAYS_ALLOWED):
            found = f"one of {len(content):,} bytes that expands to {least:,} values"
            expected = f"a file that expands to at most {_MOST_TIMES} times its size"
            raise InputError.from_problems(file, [Problem(file, 0, "", "", expected, found)])
        named_headers(file, 0, opened.schema_arrow.names)
        return read_frame(opened.read(), file)
    except (pa.ArrowException, OSError) as error:
        found = f"one that cannot be read ({str(error).splitlines()[0]})"
        raise InputError.from_problems(file, [Problem(file, 0, "", "", "a Parquet file", found)]) from error


def _read_lines(file: str, content: Content, encoding: str | None) -> Listing:
    """Read JSON lines one by one, for one line that is none must not hide the others."""
    decoded = decode(file, content, encoding)
    rows: list[dict[str, str]] = []
    lines: list[int] = []
    faults: dict[int, tuple[str, str]] = {}
    for line, text in enumerate(bytes(decoded.content).decode("utf-8").split("\n"), 1):
        if not text.strip():
            continue
        try:
            rows.append(_flat(json.loads(text)))
        except (ValueError, RecursionError) as error:
            faults[len(rows)] = text, getattr(error, "msg", str(error)) or "too deep"
            rows.append({})
        lines.append(line)
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not names:
        raise InputError.from_problems(file, [Problem(file, 0, "", "", "one JSON object a line", "none")])
    return _json_listing(file, _Lines(names, rows, np.array(lines, np.int64), faults), decoded.encoding)


@dataclass(frozen=True)
class _Lines:
    """JSON lines as they were read: the names, the rows, their lines, and what was wrong with some."""

    names: list[str]
    rows: list[dict[str, str]]
    lines: np.ndarray[Any, np.dtype[np.int64]]
    faults: dict[int, tuple[str, str]]

    def table(self) -> pa.Table:
        """Give the sound rows as texts."""
        import pyarrow as pa

        sound = [row for number, row in enumerate(self.rows) if number not in self.faults]
        columns = [pa.array([row.get(name) or None for row in sound], pa.large_string()) for name in self.names]
        return pa.table(columns, names=[str(place) for place in range(len(columns))])


def _json_listing(file: str, found: _Lines, encoding: str) -> Listing:
    headers = named_headers(file, 0, found.names)
    empty = ("",) * len(headers)
    broken = (
        Broken(number, (*empty, text.strip()), f"a JSON object ({why})", value=text.strip())
        for number, (text, why) in found.faults.items()
    )
    sound = np.array([number for number in range(len(found.rows)) if number not in found.faults], np.int64)
    return Listing(
        file,
        headers,
        found.table(),
        sound,
        lambda numbers: found.lines[numbers],
        broken=tuple(broken),
        found=tuple(found.names),
        encoding=encoding,
    )


def _flat(value: Any) -> dict[str, str]:
    """Give one JSON object as texts; what is nested keeps its JSON."""
    if not isinstance(value, dict):
        raise MusterError(f"{shown(str(value))} is no object")
    return {str(name): _json_text(one) for name, one in value.items()}


def _json_text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)
