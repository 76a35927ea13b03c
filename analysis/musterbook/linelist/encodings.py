"""How the text of a file is encoded, and the file as UTF-8.

A byte-order mark says it. Without one, a file that is UTF-8 from its first to its last byte is UTF-8, for no other text
of any length is so by chance. Else charset-normalizer judges the lines that have letters beyond ASCII, among the
encodings that lists in our six languages come in. A file that is UTF-8 but for a few bytes is no file in another
encoding: it is a damaged one, and is said to be, with the line.
"""

from __future__ import annotations

import codecs
import mmap
import re

import numpy as np

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


def decode(file: str, content: Content, encoding: str | None = None) -> tuple[memoryview, str]:
    """Give a file as UTF-8 without byte-order mark, and its encoding; ``encoding`` is what the caller knows of it.

    >>> text, encoding = decode("list.csv", "Дата;Возраст".encode("utf-16"))
    >>> bytes(text).decode(), encoding
    ('Дата;Возраст', 'utf-16-le')
    """
    mark = next((mark for mark in _MARKS if content[:4].startswith(mark)), b"")
    if encoding is not None:
        known = _looked_up(encoding)
        if mark and known in {_MARKS[mark], "utf-8-sig", "utf-16", "utf-32"}:
            return _as_utf8(file, content, _MARKS[mark], len(mark))
        return _as_utf8(file, content, known, 0, is_told=True)
    if mark:
        return _as_utf8(file, content, _MARKS[mark], len(mark))
    found = _without_mark(content) or ("utf-8" if _is_utf8(content) else _detected(file, content))
    return _as_utf8(file, content, found, 0)


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


def _is_utf8(content: Content) -> bool:
    """Ask Arrow, which neither copies nor decodes."""
    import pyarrow as pa

    ends = pa.py_buffer(np.array([0, len(content)], np.int64))
    try:
        pa.LargeStringArray.from_buffers(1, ends, pa.py_buffer(content)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _as_utf8(
    file: str, content: Content, encoding: str, start: int, *, is_told: bool = False
) -> tuple[memoryview, str]:
    if encoding == "utf-8" and _is_utf8(content):
        return memoryview(content)[start:], encoding
    pieces = (content[at : at + _CHUNK] for at in range(start, len(content), _CHUNK))
    try:
        return memoryview(b"".join(text.encode() for text in codecs.iterdecode(pieces, encoding))), encoding
    except UnicodeError:
        at = start + _first_bad(content[start:], encoding)
    hint = _other_than(file, content, encoding) if is_told else ""
    line = content[:at].count(b"\n") + 1
    raise InputError.of_file(file, f"text encoded as {encoding}{hint}", f"byte 0x{content[at]:02x}", line)


def _first_bad(content: bytes, encoding: str) -> int:
    try:
        codecs.decode(content, encoding)
    except UnicodeDecodeError as error:
        return error.start
    except UnicodeError:
        return 0
    return 0


def _other_than(file: str, content: Content, told: str) -> str:
    """Say which encoding would have been found out, where it is another than what was told."""
    try:
        found = decode(file, content)[1]
    except InputError:
        return ""
    return "" if codecs.lookup(found).name == told else f"; it looks like {found}"


def _detected(file: str, content: Content) -> str:
    """Name the encoding of a file that is not UTF-8, judged by its lines that are more than ASCII."""
    from charset_normalizer import from_bytes

    sample = _telling(content)
    text = sample.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    if sum(sign > "\x7f" for sign in text) > 3 * wrong:
        # Hardly a sequence of another encoding is right as UTF-8; here most are.
        return "utf-8"
    best = from_bytes(sample, cp_isolation=_LIKELY).best()
    if best is None:
        expected = "text in an encoding that can be told; say which, as encoding='cp1251' (or --encoding)"
        raise InputError.of_file(file, expected, "bytes in none")
    return str(best.encoding)


def _telling(content: Content) -> bytes:
    """Take of each line what begins at its first letter beyond ASCII, until there is enough to judge by."""
    found = bytearray()
    for match in re.finditer(rb"[\x80-\xff][^\r\n]{0,4095}", content):
        found += match[0] + b"\n"
        if len(found) > _SAMPLE:
            break
    return bytes(found)
