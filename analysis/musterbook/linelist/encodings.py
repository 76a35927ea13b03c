"""How the text of a file is encoded, and the file as UTF-8.

A byte-order mark says it. Without one, a file that is UTF-8 from its first to its last byte is UTF-8, for no other text
of any length is so by chance. Else charset-normalizer judges the lines that have letters beyond ASCII, among the
encodings that lists in our six languages come in. A file that is UTF-8 but for a few bytes is no file in another
encoding: it is a damaged one, and is said to be, with the line.
"""

from __future__ import annotations

import codecs
import mmap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from musterbook.errors import InputError

Content = bytes | mmap.mmap

_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_LIKELY = [
    "cp1251", "koi8_r", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic",
    "gb18030", "big5", "cp1252", "mac_roman", "cp850",
]  # fmt: skip
_CHUNK = 2**20
_SAMPLE = 2**18


@dataclass(frozen=True)
class Decoded:
    """A file as UTF-8 without byte-order mark, and the encoding it came in."""

    content: memoryview
    encoding: str


def decode(file: str, content: Content, encoding: str | None = None) -> Decoded:
    """Give a file as UTF-8; ``encoding`` is what the caller knows of it.

    >>> bytes(decode("list.csv", "Дата;Возраст".encode("cp1251")).content).decode()
    'Дата;Возраст'
    """
    mark = next((mark for mark in _MARKS if content[:4].startswith(mark)), b"")
    if encoding is not None:
        known = _looked_up(encoding)
        skipped = mark if mark and known in {_MARKS[mark], "utf-8-sig", "utf-16", "utf-32"} else b""
        told = _MARKS[skipped] if skipped else known
        return _as_utf8(file, content, told, len(skipped), hint=partial(_looks_like, file, content, known))
    if mark:
        return _as_utf8(file, content, _MARKS[mark], len(mark))
    if wide := _without_mark(content):
        return _as_utf8(file, content, wide, 0)
    if _bad_byte(content) is None:
        return Decoded(memoryview(content), "utf-8")
    return _as_utf8(file, content, _detected(file, content), 0)


def _looked_up(encoding: str) -> str:
    try:
        found = codecs.lookup(encoding)
        # The codecs of Python turn bytes into other bytes too, as hex does; those are no encodings of text.
        "".encode(encoding)
    except (LookupError, ValueError):
        listed = ", ".join(["utf-8", "utf-16", *_LIKELY])
        raise InputError(f"no encoding {encoding!r}; lists mostly come in one of {listed}") from None
    return found.name


def _without_mark(content: Content) -> str:
    """Tell UTF-16 without a mark by its NUL bytes, which stand in every other place of plain digits."""
    sample = content[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 5 < len(sample) or min(even, odd) * 5 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _looks_like(file: str, content: Content, told: str) -> str:
    """Say which encoding would have been found out, where it is another than what was told."""
    try:
        found = decode(file, content).encoding
    except InputError:
        return ""
    return "" if codecs.lookup(found).name == told else f"; it looks like {found}"


def _as_utf8(
    file: str, content: Content, encoding: str, start: int, *, hint: Callable[[], str] = lambda: ""
) -> Decoded:
    if codecs.lookup(encoding).name in {"utf-8", "ascii"}:
        bad = _bad_byte(content, codecs.lookup(encoding).name)
        if bad is not None:
            raise _undecodable(file, content, bad, encoding + hint())
        return Decoded(memoryview(content)[start:], encoding)
    decoder = codecs.getincrementaldecoder(encoding)()
    places = range(start, len(content), _CHUNK)
    try:
        pieces = [decoder.decode(content[at : at + _CHUNK]).encode("utf-8") for at in places]
        pieces.append(decoder.decode(b"", final=True).encode("utf-8"))
    except UnicodeError:
        bad = _first_bad(content[start:], encoding) + start
        raise _undecodable(file, content, bad, encoding + hint()) from None
    return Decoded(memoryview(b"".join(pieces)), encoding)


def _bad_byte(content: Content, encoding: str = "utf-8") -> int | None:
    """Find the first byte that is not of this encoding, a piece at a time."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for at in range(0, max(len(content), 1), _CHUNK):
        kept = len(decoder.getstate()[0])
        piece = content[at : at + _CHUNK]
        is_last = at + _CHUNK >= len(content)
        if not kept and not is_last and piece.isascii():
            continue
        try:
            decoder.decode(piece, final=is_last)
        except UnicodeDecodeError as error:
            return at - kept + error.start
    return None


def _first_bad(content: bytes, encoding: str) -> int:
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    except UnicodeError:
        return 0
    return 0


def _undecodable(file: str, content: Content, at: int, encoding: str) -> InputError:
    line = content[:at].count(b"\n") + 1
    return InputError.of_file(file, f"text encoded as {encoding}", f"byte 0x{content[at]:02x}", line)


def _detected(file: str, content: Content) -> str:
    """Name the encoding of a file that is not UTF-8, judged by its lines that are more than ASCII."""
    from charset_normalizer import from_bytes

    sample = b"\n".join(_telling_lines(content))
    if _is_damaged_utf8(sample):
        bad = _bad_byte(content)
        raise _undecodable(file, content, bad or 0, "utf-8")
    best = from_bytes(sample, cp_isolation=_LIKELY).best()
    if best is None:
        expected = "text in an encoding that can be told; say which, as encoding='cp1251' (or --encoding)"
        raise InputError.of_file(file, expected, "bytes in none")
    return str(best.encoding)


def _telling_lines(content: Content) -> Iterator[bytes]:
    """Give lines that are more than ASCII, of long ones the part around it, until there are enough to judge by."""
    taken = 0
    for at in range(0, len(content), _CHUNK):
        for line in content[at : at + _CHUNK].splitlines():
            if line.isascii():
                continue
            first = len(line) - len(line.lstrip(_ASCII)) if len(line) > _LONG_LINE else 0
            piece = line[max(0, first - _LONG_LINE // 2) :][:_LONG_LINE]
            yield piece
            taken += len(piece)
            if taken > _SAMPLE:
                return


_LONG_LINE = 4_096
_ASCII = bytes(range(128))


def _is_damaged_utf8(sample: bytes) -> bool:
    """Tell UTF-8 with a few wrong bytes from another encoding, where hardly a sequence is right."""
    text = sample.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = sum(sign > "\x7f" for sign in text) - wrong
    return right > 2 * wrong
