"""What is in a file: its bytes, unpacked where they are compressed, and its text as UTF-8.

A compressed file of a few kilobytes can expand to fill any memory. So the bytes are counted while they expand, whatever
sizes the file states, over all that one source holds, and a source that expands beyond all measure is refused.

A byte-order mark says how a text is encoded. Without one, a file that is UTF-8 from its first to its last byte is
UTF-8, for no other text of any length is so by chance. Else charset-normalizer judges the words that have letters
beyond ASCII, among the encodings that lists in our six languages come in. A file that is UTF-8 but for a few bytes is
no file in another encoding: it is a damaged one, and is said to be, with the line.
"""

from __future__ import annotations

import codecs
import gzip
import io
import mmap
import os
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa

from musterbook.errors import InputError, MusterError

Content = bytes | mmap.mmap

MOST_TIMES = 200
ALWAYS_ALLOWED = 64 * 2**20
FITTING = "a list that fits in memory; open a larger one with an engine, as polars.scan_csv does, and hand in its frame"
_USUAL = "a compressed file, packed in a usual way and without a password"
_CHUNK = 2**20
_SAMPLE = 2**18
# A text is held once as bytes and once as values, and what is read of it beside them.
_TIMES_IN_MEMORY = 3
# Folders, and what systems and office programs put beside one's own files.
_HIDDEN = re.compile(r"(?:^|/)(?:\.(?!/)|~\$|__MACOSX)|/$")
_MARKS = {"\ufeff".encode(name): name for name in ("utf-8", "utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")}
_LIKELY = "cp1251, koi8_r, koi8_u, cp866, iso8859_5, mac_cyrillic, gb18030, big5, cp1252, mac_roman, cp850"
_WORD = re.compile(rb"(?<![A-Za-z])[A-Za-z]*+[\x80-\xff][\x40-\xff]*")
# What stands in no word: signs of drawings, another script beside a Latin letter, a capital after a small letter.
_LATIN, _OTHER, _CAPITALS = "[A-Za-z\u00c0-\u024f]", "[^\x00-\u024f]", "[a-z\u0430-\u045f][\u00c0-\u00de\u0400-\u042f]"
_STRAYS = re.compile(rf"{_LATIN}{_OTHER}|{_OTHER}{_LATIN}|{_CAPITALS}|[^\x00-\x7f\w]")


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
            found = f"one of {self.packed:,} bytes that expands to more than {most:,}"
            raise InputError.of_file(self.name, expected, found)

    def expanded(self, name: str, opened: Callable[[], IO[bytes] | gzip.GzipFile]) -> bytes:
        """Give all that a compressed file holds, read piece by piece, counting."""
        pieces = []
        with readable(name, _USUAL), opened() as stream:
            while piece := stream.read(_CHUNK):
                self.spend(len(piece))
                pieces.append(piece)
        return b"".join(pieces)


@dataclass(frozen=True)
class Packed:
    """One list as bytes: ``name`` is the file as a reader would call it, ``suffix`` tells what it holds."""

    name: str
    suffix: str
    content: Content
    allowance: Allowance


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


def unpack(path: Path, name: str) -> Iterator[Packed]:
    """Give the lists in a file: the file itself, what a gzip file holds, or each file of a zip file."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        if size * _TIMES_IN_MEMORY > memory:
            raise InputError.of_file(name, FITTING, f"{size:,} bytes where there are {memory:,}")
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
    allowance = Allowance(name, len(content))
    *_, before, suffix = ["", "", *(suffix.lower() for suffix in path.suffixes)]
    if suffix == ".gz":
        stream = partial(gzip.GzipFile, fileobj=io.BytesIO(content))
        yield Packed(name, before, allowance.expanded(name, stream), allowance)
    elif suffix == ".zip":
        with open_zip(name, content) as archive:
            members = [one for one in archive.infolist() if not _HIDDEN.search(one.filename)]
            if not members:
                raise InputError.of_file(name, "a zip file with a list in it", "none")
            for member in sorted(members, key=lambda one: one.filename):
                inside, held = f"{name}/{member.filename}", Path(member.filename).suffix.lower()
                yield Packed(inside, held, allowance.expanded(inside, partial(archive.open, member)), allowance)
    else:
        yield Packed(name, suffix, content, allowance)


def open_zip(name: str, content: Content) -> zipfile.ZipFile:
    """Open a zip file, or a workbook, which is one; members that share bytes are refused."""
    with readable(name, _USUAL):
        archive = zipfile.ZipFile(io.BytesIO(content))
    members = archive.infolist()
    if len({one.header_offset for one in members}) < len(members):
        raise InputError.of_file(name, "a zip file whose members lie one after another", "members that share bytes")
    return archive


@contextmanager
def readable(name: str, expected: str) -> Iterator[None]:
    """Say of a file in which a reader of other people's bytes fails, however it does, that it is not what it should be.

    >>> with readable("list.parquet", "a Parquet file"):
    ...     raise OSError("magic bytes not found")
    Traceback (most recent call last):
    musterbook.errors.InputError: list.parquet has 1 problem:
      list.parquet: found one that cannot be read (magic bytes not found), expected a Parquet file
    """
    try:
        yield
    except (MusterError, MemoryError):
        raise
    except Exception as error:
        why = next(iter(str(error).splitlines()), type(error).__name__)
        raise InputError.of_file(name, expected, f"one that cannot be read ({why})") from error


# --- the text


def decode(file: str, content: Content, encoding: str | None = None) -> tuple[memoryview, str]:
    """Give a file as UTF-8 without byte-order mark, and its encoding; ``encoding`` is what the caller knows of it.

    >>> text, encoding = decode("list.csv", "Дата;Возраст".encode("utf-16"))
    >>> bytes(text).decode(), encoding
    ('Дата;Возраст', 'utf-16-le')
    """
    try:
        known = None if encoding is None else codecs.lookup(encoding).name
        # The codecs of Python turn bytes into other bytes too, as hex does; those are no encodings of text.
        "".encode(known or "utf-8")
    except (LookupError, ValueError):
        listed = f"utf-8, utf-16, {_LIKELY}"
        raise InputError(f"no encoding {encoding!r}; lists mostly come in one of {listed}") from None
    mark = next((name for mark, name in _MARKS.items() if content[:4].startswith(mark)), "")
    found = known or mark or _detected(file, content)
    try:
        text = content if found == "utf-8" and _is_utf8(content) else codecs.decode(content[:], found).encode()
    except UnicodeError as error:
        at = error.start if isinstance(error, UnicodeDecodeError) else 0
        expected = f"text encoded as {found}" + ("; leave encoding out to have it found out" if known else "")
        line = content[:at].count(b"\n") + 1
        raise InputError.of_file(file, expected, f"byte 0x{content[at]:02x}", line) from error
    return memoryview(text)[3 if text[:3] == codecs.BOM_UTF8 else 0 :], found


def _is_utf8(content: Content) -> bool:
    """Ask Arrow, which neither copies nor decodes."""
    ends = pa.py_buffer(np.array([0, len(content)], np.int64))
    try:
        pa.LargeStringArray.from_buffers(1, ends, pa.py_buffer(content)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _detected(file: str, content: Content) -> str:
    """Name the encoding of a file without a mark; one that is not UTF-8 is judged by its words beyond ASCII."""
    even, odd = content[:4096:2].count(0), content[1:4096:2].count(0)
    if 5 * max(even, odd) >= min(len(content), 4096) and 5 * min(even, odd) <= max(even, odd):
        # In UTF-16 every other byte of plain digits is a NUL.
        return "utf-16-le" if odd > even else "utf-16-be"
    if _is_utf8(content):
        return "utf-8"
    from charset_normalizer import from_bytes

    words = (match[0] + b"\n" for match in _WORD.finditer(content))
    sample = bytes(islice(chain.from_iterable(words), _SAMPLE))
    text = sample.decode("utf-8", "replace")
    if sum(sign > "\x7f" for sign in text) > 3 * text.count("\ufffd"):
        # Hardly a sequence of another encoding is right as UTF-8; here most are.
        return "utf-8"
    found = list(from_bytes(sample, cp_isolation=_LIKELY.split(", "), threshold=0.5))
    if not found:
        expected = "text in an encoding that can be told; say which, as encoding='cp1251' (or --encoding)"
        raise InputError.of_file(file, expected, "bytes in none")
    # Of a few words several are as likely as the best; in a wrong one whole words have signs that no word has.
    likely = sorted((one.encoding for one in found if one.chaos <= found[0].chaos), key=_LIKELY.index)
    return min(likely, key=lambda encoding: len(_STRAYS.findall(sample.decode(encoding, "replace"))))
