"""Bytes of a file, unpacked where it is a gzip or zip file, and never more of them than a list can be.

A compressed file of a few kilobytes can expand to fill any memory. So the bytes are counted while they expand, whatever
sizes the file states, and a file that expands beyond all measure is refused.
"""

from __future__ import annotations

import gzip
import io
import mmap
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from musterbook.errors import InputError, MusterError, Problem

MOST_TIMES = 200
ALWAYS_ALLOWED = 64 * 2**20
_CHUNK = 2**20

Content = bytes | mmap.mmap


@dataclass(frozen=True)
class Packed:
    """One list as bytes: ``name`` is the file as a reader would call it, ``suffix`` tells what it holds."""

    name: str
    suffix: str
    content: Content


@dataclass(frozen=True)
class Stamp:
    """When a file was written last and how large it was, to tell whether it is still what it was.

    ``name`` is the file as a reader would call it.
    """

    path: Path
    size: int
    written: int
    name: str = field(default="", compare=False)

    @classmethod
    def of(cls, path: Path, name: str = "") -> Stamp:
        """Look at a file."""
        found = path.stat()
        return cls(path, found.st_size, found.st_mtime_ns, name or path.name)

    def content(self) -> Content:
        """Give the bytes of the file, which must not have changed."""
        self.check()
        return map_bytes(self.path)

    def check(self) -> None:
        """Refuse to go on where the file has changed, for its rows would be others than those that were checked."""
        try:
            is_same = Stamp.of(self.path) == self
        except OSError:
            is_same = False
        if not is_same:
            raise InputError(f"{self.name} has changed since it was read; read it again")


def unpack(path: Path, name: str = "") -> Iterator[Packed]:
    """Give the lists in a file: the file itself, what a gzip file holds, or each file of a zip file."""
    name = name or path.name
    content, suffixes = map_bytes(path), [suffix.lower() for suffix in path.suffixes]
    if suffixes[-1:] == [".gz"]:
        yield Packed(name, "".join(suffixes[-2:-1]), _gunzip(name, content))
    elif suffixes[-1:] == [".zip"]:
        yield from _unzip(name, content)
    else:
        yield Packed(name, "".join(suffixes[-1:]), content)


def expand(name: str, stream: IO[bytes] | gzip.GzipFile, packed: int) -> Iterator[bytes]:
    """Read a compressed stream piece by piece, counting; refuse it once it is out of all proportion."""
    most, expanded = max(MOST_TIMES * packed, ALWAYS_ALLOWED), 0
    try:
        while piece := stream.read(_CHUNK):
            expanded += len(piece)
            if expanded > most:
                raise _bomb(name, packed)
            yield piece
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise _broken(name, "a compressed file", f"a damaged one ({error})") from error


def open_zip(name: str, content: Content) -> zipfile.ZipFile:
    """Open a zip file, or a workbook, which is one."""
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, EOFError) as error:
        raise _broken(name, "a zip file", f"a damaged one ({error})") from error


def map_bytes(path: Path) -> Content:
    """Give the bytes of a file without copying them into memory."""
    with path.open("rb") as file:
        size = path.stat().st_size
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else file.read()


def _gunzip(name: str, content: Content) -> bytes:
    with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
        return b"".join(expand(name, stream, len(content)))


def _unzip(name: str, content: Content) -> Iterator[Packed]:
    with open_zip(name, content) as archive:
        members = [one for one in archive.infolist() if not one.is_dir() and not _is_hidden(one.filename)]
        if not members:
            raise InputError.from_problems(name, [Problem(name, 0, "", "", "a zip file with a list in it", "none")])
        for member in sorted(members, key=lambda one: one.filename):
            inside = f"{name}/{member.filename}"
            suffix = Path(member.filename).suffix.lower()
            if suffix in {".zip", ".gz"}:
                raise _broken(inside, "a list", "a compressed file inside a compressed file")
            yield Packed(inside, suffix, read_member(inside, archive, member))


def read_member(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Give the bytes of one file of a zip file, counted while they expand."""
    try:
        with archive.open(member) as stream:
            return b"".join(expand(name, stream, member.compress_size))
    except zipfile.BadZipFile as error:
        raise _broken(name, "a compressed file", f"a damaged one ({error})") from error
    except (RuntimeError, NotImplementedError) as error:
        expected = "a compressed file without a password, packed in a usual way"
        raise _broken(name, expected, f"one that cannot be unpacked ({error})") from error


def _is_hidden(name: str) -> bool:
    """Tell the files that systems put beside one's own."""
    return any(part.startswith((".", "__MACOSX")) for part in Path(name).parts)


def _bomb(name: str, packed: int) -> MusterError:
    found = f"one of {packed:,} bytes that expands to more than {max(MOST_TIMES * packed, ALWAYS_ALLOWED):,}"
    expected = f"a compressed file that expands to at most {MOST_TIMES} times its size"
    return InputError.from_problems(name, [Problem(name, 0, "", "", expected, found)])


def _broken(name: str, expected: str, found: str) -> MusterError:
    return InputError.from_problems(name, [Problem(name, 0, "", "", expected, found)])
