"""Opening a list in an engine of frames: which files there are, what their headers say, and a scan of each.

The header, the encoding and what stands between values are found out of the beginning of a file by the same code that
reads it for the default engine. The rows are left where they are.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np

from musterbook import frames
from musterbook.errors import InputError, Problem, Unanswerable
from musterbook.frames import Frame
from musterbook.reading.archives import Content, Packed, Stamp, unpack
from musterbook.reading.charsets import decode
from musterbook.reading.delimited import Head, read_delimited, read_head
from musterbook.reading.files import BOOKS, LINES, Reading, named_files
from musterbook.reading.listing import Listing, Numbers, named_headers, same_lines
from musterbook.reading.rules import ROW
from musterbook.reading.scanning import Looked, Scanner, places_of
from musterbook.reading.survey import Form, refused, survey

_BEGINNING = 2**20
# Texts up to this size are held in memory by engines that gain from it.
MOST_HELD = 2**30
_PACKED = (".gz", ".zip")
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Opened:
    """A file, many files that are written alike, or a frame; the rows of files are counted on from one to the next.

    ``listings`` have the headers, ``places`` says under which name each of them stands among the rows. ``rows`` gives
    the numbered rows, ``prepared`` gives them prepared for what will be looked at, or nothing where the engine does
    not. ``forms`` are what surveys of the bytes of delimited texts found, ``starts`` how many rows come before each
    file. ``is_steady`` says that rows come with the same numbers however often they are read: those of a file do, those
    of somebody's query may not.
    """

    listings: tuple[Listing, ...]
    places: Mapping[str, str]
    rows: Callable[[], Frame]
    prepared: Callable[[Looked], Frame | None] = lambda _: None
    forms: tuple[Form, ...] = ()
    starts: tuple[int, ...] = (0,)
    is_steady: bool = True

    @property
    def is_plain(self) -> bool:
        """Whether the bytes hold no control character and no value that is too long."""
        return bool(self.forms) and not any(form.has_controls or form.has_long for form in self.forms)

    @property
    def is_tight(self) -> bool:
        """Whether no value has space around it."""
        return bool(self.forms) and not any(form.has_margins for form in self.forms)

    @property
    def suspects(self) -> Numbers | None:
        """The numbers of all rows that may sum up others, where the bytes have told."""
        told = [form.suspects if form.is_even else None for form in self.forms]
        rows = [rows + start + 1 for rows, start in zip(told, self.starts, strict=False) if rows is not None]
        return np.concatenate(rows) if rows and len(rows) == len(told) else None

    def files_of(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """Say which of the files each row is in, by its number from 1, and which row of that file, from 0."""
        files = np.searchsorted(self.starts, rows - 1, "right") - 1
        return files, rows - 1 - np.array(self.starts)[files]

    def lines(self, rows: Numbers) -> list[bytes] | None:
        """Give the bytes of some rows, by their numbers in order, where each is a line."""
        if not self.forms or not all(form.is_even for form in self.forms):
            return None
        files, within = self.files_of(rows)
        return [line for file in np.unique(files) for line in self.forms[file].rows(within[files == file])]


@dataclass(frozen=True)
class Seen:
    """A file that was looked over: its headers, and where its columns are; files of one ``kind`` are written alike."""

    path: Path
    listing: Listing
    places: Mapping[str, str]
    kind: Hashable
    rows: int = 0
    size: int = 0
    form: Form | None = None


def open_scans(source: Any, reading: Reading, scanner: Scanner, progress: Progress) -> Iterator[Opened]:
    """Open every list of a source in an engine; files that are written alike and follow each other as one."""
    if not isinstance(source, str | Path):
        yield _open_frame(source, scanner)
        return
    seen = []
    for path, name in named_files(source):
        progress(f"looking over {name}")
        is_parquet = path.suffix.lower() == ".parquet"
        seen.append(_see_parquet(path, name, scanner) if is_parquet else _see_text(path, name, reading, scanner))
    for _, alike in groupby(seen, lambda one: one.kind if scanner.unites else one.path):
        yield _open_files(tuple(alike), scanner)


def _open_frame(native: Any, scanner: Scanner) -> Opened:
    """Take a frame of the engine as it is, any other through Arrow."""
    frame = frames.lazy(native)
    check_capitals(frame.collect_schema().names(), scanner)
    if frames.engine_of(frame).removesuffix("_connect") != scanner.engine:
        frame = frames.lazy(scanner.taken(frame.collect("pyarrow").to_native()))
    return replace(_named("frame", frame, scanner), is_steady=False)


def _named(file: str, frame: Frame, scanner: Scanner) -> Opened:
    names = frame.collect_schema().names()
    headers = named_headers(file, 0, names)
    numbered = frames.lazy(scanner.numbered(frame.to_native())).select(ROW, *names)
    return Opened((_listing(file, headers, tuple(names)),), dict(zip(headers, names, strict=True)), lambda: numbered)


def _see_parquet(path: Path, name: str, scanner: Scanner) -> Seen:
    """Read what a Parquet file says of itself."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        found = parquet.read_metadata(path)
        schema = found.schema.to_arrow_schema().remove_metadata()
    except (pa.ArrowException, OSError) as error:
        what = f"one that cannot be read ({str(error).splitlines()[0]})"
        raise InputError.from_problems(name, [Problem(name, 0, "", "", "a Parquet file", what)]) from error
    check_capitals(schema.names, scanner)
    headers = named_headers(name, 0, schema.names)
    listing = _listing(name, headers, tuple(schema.names))
    return Seen(path, listing, dict(zip(headers, schema.names, strict=True)), schema.to_string(), found.num_rows)


def _see_text(path: Path, name: str, reading: Reading, scanner: Scanner) -> Seen:
    """Look a delimited text over."""
    stamp, packed = Stamp.of(path, name), _unpacked(path, name)
    listing, head = _beginning(packed, reading)
    form = survey(stamp, packed.content, head)
    headers = named_headers(name, head.line, head.names)
    kept = _stated(lambda: _rows((form,), scanner), head)
    shown = replace(
        listing,
        headers=tuple(headers[place] for place in kept),
        found=tuple(head.names[place] for place in kept),
        line_of=form.lines_of,
    )
    kind = (head.names, tuple(kept), head.delimiter, head.next_line) if form.is_even else path
    places = {headers[place]: str(place) for place in kept}
    return Seen(path, shown, places, kind, form.lines, len(packed.content), form)


def _open_files(seen: tuple[Seen, ...], scanner: Scanner) -> Opened:
    """Let the engine scan files that are written alike."""
    first, paths = seen[0], [one.path for one in seen]
    forms = tuple(one.form for one in seen if one.form)
    is_held = bool(forms) and sum(one.size for one in seen) <= MOST_HELD

    def rows() -> Frame:
        scanned = _rows(forms, scanner) if forms else frames.lazy(scanner.parquet(paths))
        numbered = frames.lazy(scanner.numbered(scanned.to_native(), first.form or first.path))
        if not is_held:
            return numbered
        with frames.limits_of(numbered):
            return _unchanged(frames.lazy(scanner.held(numbered.to_native())), forms)

    def prepared(looked: Looked) -> Frame | None:
        made = scanner.prepared(forms, looked) if is_held and all(form.is_even for form in forms) else None
        return None if made is None else _unchanged(frames.lazy(made), forms)

    starts = tuple(int(start) for start in np.cumsum([0, *(one.rows for one in seen[:-1])]))
    return Opened(tuple(one.listing for one in seen), first.places, rows, prepared, forms, starts)


def _unchanged(frame: Frame, forms: tuple[Form, ...]) -> Frame:
    """Give what was read of texts, unless one has changed since its bytes were looked over."""
    for form in forms:
        form.stamp.check()
    return frame


def _rows(forms: tuple[Form, ...], scanner: Scanner) -> Frame:
    """Let the engine scan a text, lines with nothing on them left out."""
    frame = frames.lazy(scanner.text(forms))
    places = places_of(forms[0])
    if any(form.has_quotes for form in forms):
        frame = frame.with_columns(without_empty(place) for place in places)
    if any(form.has_blank for form in forms):
        frame = frame.filter(nw.any_horizontal(*(~nw.col(place).is_null() for place in places), ignore_nulls=True))
    return frame


def check_capitals(names: Sequence[str], scanner: Scanner) -> None:
    """Refuse columns that an engine takes for one, before it gives one of them another name."""
    folded = [name.casefold() for name in names]
    alike = [name for name, one in zip(names, folded, strict=True) if folded.count(one) > 1]
    if scanner.ignores_case and alike:
        listed = ", ".join(map(repr, alike))
        raise Unanswerable(f"{scanner.engine} takes columns of these names for one: {listed}; rename or leave out")


def without_empty(column: str) -> nw.Expr:
    """Take an empty text for what it says: nothing."""
    return nw.when(nw.col(column) != "").then(nw.col(column)).alias(column)


def _unpacked(path: Path, name: str) -> Packed:
    if path.suffix.lower() in (*BOOKS, *LINES, *_PACKED):
        raise refused(name, 0, f"a file that ends in {path.suffix}", "delimited text or Parquet")
    return next(unpack(path, name))


def _beginning(packed: Packed, reading: Reading) -> tuple[Listing, Head]:
    """Read the beginning of a file for what it says of the whole."""
    content = _first_lines(packed.content)
    decoded = decode(packed.name, content, reading.encoding)
    if codecs.lookup(decoded.encoding).name not in {"utf-8", "ascii"}:
        raise refused(packed.name, 0, f"text encoded as {decoded.encoding}", "UTF-8")
    listing = read_delimited(
        packed.name, content, encoding=reading.encoding, delimiter=reading.delimiter, header=reading.header
    )
    head = read_head(packed.name, decoded.content, reading.delimiter, reading.header)
    mark = len(content) - len(decoded.content)
    return replace(listing, encoding=decoded.encoding), replace(head, start=head.start + mark)


def _first_lines(content: Content) -> bytes:
    """Give the first lines of a file, and all of it where it is small or has no lines."""
    if len(content) <= _BEGINNING:
        return content[:]
    end = content.rfind(b"\n", 0, _BEGINNING)
    return content[: end + 1] if end >= 0 else content[:]


def _stated(rows: Callable[[], Frame], head: Head) -> list[int]:
    """Leave out columns without a name that hold nothing, as spreadsheets write them."""
    nameless = [str(place) for place, name in enumerate(head.names) if not name.strip()]
    if not nameless:
        return list(range(len(head.names)))
    counts = frames.collect(rows().select(nw.col(one).count() for one in nameless))
    empty = {int(one) for one in nameless if not int(counts[one].fillna(0).iloc[0])}
    return [place for place in range(len(head.names)) if place not in empty]


def _listing(file: str, headers: tuple[str, ...], found: tuple[str, ...]) -> Listing:
    """Describe a list whose rows are elsewhere."""
    import pyarrow as pa

    empty = pa.table({str(place): pa.array([], pa.large_string()) for place in range(len(headers))})
    nothing: Numbers = np.empty(0, np.int64)
    return Listing(file, headers, empty, nothing, same_lines(1), found=found)
