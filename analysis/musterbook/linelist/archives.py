"""Bytes of a file, unpacked where it is a gzip or zip file, and never more of them than a list can be.

A compressed file of a few kilobytes can expand to fill any memory. So the bytes are counted while they expand, whatever
sizes the file states, over all that one source holds, and a source that expands beyond all measure is refused.
"""

from __future__ import annotations

import gzip
import io
import math
import mmap
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO

from musterbook.errors import InputError
from musterbook.linelist.encodings import Content

MOST_TIMES = 200
ALWAYS_ALLOWED = 64 * 2**20
FITTING = (
    "a list that fits in memory; open a larger one with an engine, as polars.scan_csv or duckdb.read_csv do, "
    "and hand in its frame"
)
_CHUNK = 2**20
# A text is held once as bytes and once as values, and what is read of it beside them.
_TIMES_IN_MEMORY = 3


@dataclass
class Allowance:
    """How many bytes a source may still expand to; what is spent on one part of it is not there for another."""

    name: str
    packed: int
    spent: int = 0

    def spend(self, size: int) -> None:
        """Count bytes; refuse the source once it is out of all proportion."""
        self.spent += size
        most = max(MOST_TIMES * self.packed, ALWAYS_ALLOWED)
        if self.spent > most:
            expected = f"a compressed file that expands to at most {MOST_TIMES} times its size"
            raise InputError.of_file(
                self.name, expected, f"one of {self.packed:,} bytes that expands to more than {most:,}"
            )


@dataclass(frozen=True)
class Packed:
    """One list as bytes: ``name`` is the file as a reader would call it, ``suffix`` tells what it holds."""

    name: str
    suffix: str
    content: Content
    allowance: Allowance


def unpack(path: Path, name: str = "") -> Iterator[Packed]:
    """Give the lists in a file: the file itself, what a gzip file holds, or each file of a zip file."""
    name = name or path.name
    content = map_bytes(path, name)
    allowance = Allowance(name, len(content))
    *_, before, suffix = ["", "", *(suffix.lower() for suffix in path.suffixes)]
    if suffix == ".gz":
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            yield Packed(name, before, _expanded(name, stream, allowance), allowance)
    elif suffix == ".zip":
        yield from _unzip(name, content, allowance)
    else:
        yield Packed(name, suffix, content, allowance)


def map_bytes(path: Path, name: str) -> Content:
    """Give the bytes of a file without copying them; one larger than memory is refused."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        memory = math.inf
        with suppress(AttributeError, ValueError):  # a system that does not tell
            memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        if size * _TIMES_IN_MEMORY > memory:
            raise InputError.of_file(name, FITTING, f"{size:,} bytes where there are {memory:,}")
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""


def open_zip(name: str, content: Content) -> zipfile.ZipFile:
    """Open a zip file, or a workbook, which is one; members that share bytes are refused."""
    with _undamaged(name, "a zip file"):
        archive = zipfile.ZipFile(io.BytesIO(content))
    members = sorted(archive.infolist(), key=lambda one: one.header_offset)
    if members and members[0].header_offset < 0:
        found = f"{members[0].filename!r}, which begins before the file does"
        raise InputError.of_file(name, "a zip file whose members lie within it", found)
    for one, after in pairwise(members):
        if one.header_offset + one.compress_size > after.header_offset:
            found = f"{one.filename!r} and {after.filename!r}, which share bytes"
            raise InputError.of_file(name, "a zip file whose members lie one after another", found)
    return archive


def read_member(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, allowance: Allowance) -> bytes:
    """Give the bytes of one file of a zip file, counted while they expand."""
    with _undamaged(name, "a compressed file"), archive.open(member) as stream:
        return _expanded(name, stream, allowance)


@contextmanager
def _undamaged(name: str, expected: str) -> Iterator[None]:
    """Say of a file that cannot be unpacked what is wrong with it."""
    try:
        yield
    except InputError:
        raise
    except (RuntimeError, NotImplementedError) as error:
        usual = f"{expected} without a password, packed in a usual way"
        raise InputError.of_file(name, usual, f"one that cannot be unpacked ({error})") from error
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
        raise InputError.of_file(name, expected, f"a damaged one ({error})") from error


def _expanded(name: str, stream: IO[bytes] | gzip.GzipFile, allowance: Allowance) -> bytes:
    """Read a compressed stream piece by piece, counting."""
    pieces = []
    with _undamaged(name, "a compressed file"):
        while piece := stream.read(_CHUNK):
            allowance.spend(len(piece))
            pieces.append(piece)
    return b"".join(pieces)


def _unzip(name: str, content: Content, allowance: Allowance) -> Iterator[Packed]:
    with open_zip(name, content) as archive:
        members = [one for one in archive.infolist() if not one.is_dir() and not _is_hidden(one.filename)]
        if not members:
            raise InputError.of_file(name, "a zip file with a list in it", "none")
        for member in sorted(members, key=lambda one: one.filename):
            inside = f"{name}/{member.filename}"
            suffix = Path(member.filename).suffix.lower()
            if suffix in {".zip", ".gz"}:
                raise InputError.of_file(inside, "a list", "a compressed file inside a compressed file")
            yield Packed(inside, suffix, read_member(inside, archive, member, allowance), allowance)


def _is_hidden(name: str) -> bool:
    """Tell the files that systems and office programs put beside one's own."""
    return any(part.startswith((".", "~$", "__MACOSX")) for part in Path(name).parts)
