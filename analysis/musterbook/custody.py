"""Chain of custody: the text that was read of each source, kept with its hash, and what of a case is still what it was.

A page on the web changes or goes. ``archive`` keeps what was read, as a file that is put beside the case in a folder
that no version control and no package takes along, for it is somebody else's text; its hash goes into ``sources.csv``,
where everybody can see it. ``verify`` holds texts, tables and built files against what they were.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pandas as pd

from musterbook.atomic import clear, write_files
from musterbook.case import package
from musterbook.case.case import Case, read_case
from musterbook.case.package import DESCRIPTOR, MOST_BYTES
from musterbook.errors import InputError, UnknownName
from musterbook.labels import LANGUAGES
from musterbook.schema import fields, schemas

ARCHIVE, HASH = "archive", "sha256"


class State(StrEnum):
    """What has become of something."""

    SAME = "as it was"
    CHANGED = "changed"
    MISSING = "missing"
    NEVER = "not archived"

    @classmethod
    def of(cls, is_same: bool) -> State:
        """Say whether something is as it was."""
        return cls.SAME if is_same else cls.CHANGED


@dataclass(frozen=True)
class Kept:
    """A source, a table or a built file, and what has become of it; ``note`` says how that is known."""

    kind: str
    name: str
    state: State
    note: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether it is there no longer, or is another."""
        return self.state in {State.CHANGED, State.MISSING}

    def __str__(self) -> str:
        """Say it in a line.

        >>> str(Kept("source", "first-paper", State.MISSING, "archive/first-paper.2025-04-12.txt"))
        'source first-paper: missing (archive/first-paper.2025-04-12.txt)'
        """
        return f"{self.kind} {self.name}: {self.state}{f' ({self.note})' if self.note else ''}"


def archive(folder: str | Path, texts: Mapping[str, str | Path]) -> list[Path]:
    """Keep what sources said, and write its hash into ``sources.csv``.

    Parameters
    ----------
    folder : str or Path
        A valid case.
    texts : mapping
        For each ``source_id`` the file that holds what was read: a saved page, a PDF, a text. It is copied to
        ``archive/`` in the case, under the source and the day it was read, its ``accessed``; a page that is read again
        gets another one.

    Returns
    -------
    list of Path
        The copies.

    Raises
    ------
    MusterError
        If there is no such source, a file cannot be read or is of more than 64 MiB, or another text of that source and
        day is kept already; all are named, and nothing is written.

    Examples
    --------
    >>> import musterbook as mb
    >>> mb.archive("data/moscow-2023-24", {"no-paper": "page.html"})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    musterbook.errors.UnknownName: no source 'no-paper'; available: istories, ...
    """
    place = Path(folder)
    clear(place)  # what a run that was killed in its last moves left is finished first
    sources = read_case(place).sources.set_index("source_id")["accessed"]
    if unknown := [name for name in texts if name not in sources]:
        raise UnknownName.of("source", unknown[0], sources.index)
    contents = {name: _content(Path(file)) for name, file in texts.items()}
    hashes = {name: _hash(content) for name, content in contents.items()}
    kept = {name: _copies(place, name, sources[name]) for name in texts}
    others = [str(one) for name in texts for one in kept[name] if _hash(_content(one)) != hashes[name]]
    if others:
        mend = "state in sources.csv on which day this one was read"
        raise InputError(f"{', '.join(others)}: another text of that source and day is kept already; {mend}")
    names = {name: f"{name}.{sources[name]}{Path(file).suffix}" for name, file in texts.items()}
    write_files(place / ARCHIVE, {".gitignore": b"*\n", **{names[one]: contents[one] for one in texts}})
    # The table of sources and its seal are written together.
    descriptor = package.read_descriptor(place)
    table = pd.read_csv(place / "sources.csv", dtype="str", keep_default_na=False)
    table[HASH] = table["source_id"].map(hashes).fillna(table.get(HASH, ""))
    order = [field["name"] for field in fields("sources") if field["name"] in table]
    content = table[order].to_csv(index=False, lineterminator="\n").encode()
    sealed = {one["name"]: one for one in descriptor["resources"]}
    sealed["sources"] = package.sealed_resource("sources", content)
    described = package.descriptor_file({**descriptor, "resources": [*sealed.values()]})
    write_files(place, {"sources.csv": content, DESCRIPTOR: described})
    return [place / ARCHIVE / name for name in names.values()]


def _content(file: Path) -> bytes:
    """Read a text that is kept, of a size that it may have."""
    if not file.is_file():
        raise InputError(f"{file}: expected a file with the text that was read")
    if file.stat().st_size > MOST_BYTES:
        raise InputError(f"{file}: {file.stat().st_size:,} bytes; {MOST_BYTES:,} is the most of a text that is kept")
    return file.read_bytes()


def _hash(content: bytes) -> str:
    """Give the hash of a text, as sources.csv states it."""
    return hashlib.sha256(content).hexdigest()


def _copies(place: Path, source: str, day: str) -> list[Path]:
    """Give the files that hold what a source said on a day."""
    stem = re.compile(rf"{re.escape(source)}\.{re.escape(day)}(\.[^.]*)?")
    return sorted(one for one in (place / ARCHIVE).glob("*") if stem.fullmatch(one.name))


def verify(folder: str | Path, built: str | Path | None = None) -> list[Kept]:
    """Say which sources, tables and built files of a case are still what they were.

    Parameters
    ----------
    folder : str or Path
        A case; its tables may have changed, as long as they can be read.
    built : str or Path, optional
        A folder of figures, or a report, made of this case: each is made again and compared. A picture that is another
        while its numbers are the same may have been drawn by another version of matplotlib.

    Returns
    -------
    list of Kept
        Tables, held against ``datapackage.json``; sources, their kept texts against ``sources.csv``; built files.

    Raises
    ------
    MusterError
        If the folder is no case that can be read.

    Examples
    --------
    >>> import musterbook as mb
    >>> {one.kind: one.state.value for one in mb.verify("data/moscow-2023-24")}
    {'table': 'as it was', 'source': 'not archived'}
    """
    place = Path(folder)
    descriptor = package.read_descriptor(place)
    found, accepted = [], {one["name"]: one for one in descriptor["resources"]}
    for name in schemas():
        file, sealed = place / f"{name}.csv", accepted.get(name, {})
        if file.is_file():
            content = _content(file)
            is_same = package.seal_of(content).items() <= sealed.items()
            note = "" if is_same else package.changes(name, content, sealed)
            found.append(Kept("table", name, State.of(is_same), note))
        elif sealed:
            found.append(Kept("table", name, State.MISSING))
    if any(one.state is not State.SAME for one in found):
        return found
    case = read_case(place)
    for name, source in case.source_rows.items():
        kept = _copies(place, name, source["accessed"])
        if not source[HASH]:
            found.append(Kept("source", name, State.NEVER))
        elif not kept:
            found.append(Kept("source", name, State.MISSING, f"no text of {source['accessed']} in {ARCHIVE}"))
        else:
            is_same = any(_hash(_content(file)) == source[HASH] for file in kept)
            found.append(Kept("source", name, State.of(is_same), f"{ARCHIVE}/{kept[0].name}"))
    return [*found, *(_built(Path(built), case) if built is not None else ())]


def _built(place: Path, case: Case) -> Iterator[Kept]:
    """Make what was built of a case again, a report or each figure, and compare it byte by byte."""
    from musterbook.charts import list_figures
    from musterbook.figures import figure
    from musterbook.report import report_html

    if place.is_file():
        is_same = any(place.read_bytes() == report_html(case, safe=safe).encode() for safe in (False, True))
        yield Kept("report", str(place), State.of(is_same))
    elif not place.is_dir():
        raise InputError(f"{place}: expected a folder of figures, or a report")
    for file in sorted(place.glob("*.csv")):
        name, *how = file.stem.split(".")
        if name not in list_figures():
            continue
        lang = next((one for one in how if one in LANGUAGES), "en")
        size = next((one for one in how if one not in LANGUAGES), "web")
        differing: list[list[str]] = []
        for safe in (False, True):
            files = figure(name, case, lang=lang, size=size, safe=safe).files
            beside = {ending: file.with_suffix(f".{ending}") for ending in files}
            differing.append([one for one, at in beside.items() if not at.is_file() or at.read_bytes() != files[one]])
            if not differing[-1]:
                break
        others = min(differing, key=len)
        note = f"not what the case gives now: {', '.join(others)}" if others else ""
        yield Kept("figure", file.stem, State.of(not others), note)
