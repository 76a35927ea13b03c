"""The one place that writes: a file, or several that belong together, whole or not at all.

What is written stands first in a hidden folder beside its place and is moved there when it is complete. Whoever is
interrupted, runs out of room or is killed leaves the old files as they were; a folder that a killed run left behind is
cleared away by the next one that writes there, or, if only its last moves were missing, these are made. Two runs at
once do not harm each other: each has a folder of its own, and a lock tells the one in use from the one left behind.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import reduce
from operator import and_
from pathlib import Path

PREFIX, READY, FILES = ".musterbook-", ".ready", "files"
ANYBODY, ONLY_ME = 0o666, 0o600
_THERE = "it is there already"


@contextmanager
def whole(place: Path, *, like: Collection[Path] = (), private: bool = False, fresh: bool = False) -> Iterator[Path]:
    """Give a path to write a file to that will then stand at ``place``, whole or not at all.

    Parameters
    ----------
    place : Path
        The file; folders above it are made where they are missing.
    like : collection of Path
        Files whose content goes into this one: nobody who may not read one of them may read it.
    private : bool
        Whether nobody else may read it in any case.
    fresh : bool
        Whether a file that stands there by then is an error instead of being replaced.

    Raises
    ------
    OSError
        If it cannot be written; the error names ``place`` and nothing temporary.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with whole(Path(folder, "list.csv")) as written:
    ...         _ = written.write_text("signup")
    ...     [file.name for file in Path(folder).iterdir()]
    ['list.csv']
    """
    with _together(place.parent, [place.name], like, ONLY_ME if private else ANYBODY, fresh=fresh) as beside:
        yield beside / place.name


def write_files(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files that belong together: all of them, or none.

    Parameters
    ----------
    folder : Path
        Where they go; it is made where it is missing.
    contents : mapping of str to bytes
        What each file holds, by its name.

    Raises
    ------
    OSError
        If they cannot be written; the error names the first.
    """
    with _together(folder, contents) as beside:
        for name, content in contents.items():
            (beside / name).write_bytes(content)


@contextmanager
def _together(
    folder: Path, names: Collection[str], like: Collection[Path] = (), most: int = ANYBODY, *, fresh: bool = False
) -> Iterator[Path]:
    """Give a hidden folder, whose files then come into ``folder``; errors of the system name the first of them."""
    places = [folder / name for name in names]
    try:
        _check_free(places, fresh=fresh)
        if file := next((one for one in (folder, *folder.parents) if one.exists() and not one.is_dir()), None):
            raise OSError(errno.ENOTDIR, f"{file} is a file and no folder")
        folder.mkdir(parents=True, exist_ok=True)
        clear(folder)
        beside, lock = _hidden(folder)
        written = beside / FILES
        try:
            written.mkdir()
            yield written
            _check_free(places, fresh=fresh)
            for place in places:
                # Whoever may read and write all that goes into it, and the one that stood there before, may do so.
                modes = [one.stat().st_mode for one in (place if place.exists() else written / place.name, *like)]
                (written / place.name).chmod(reduce(and_, modes, most))
            if fresh:
                _move_fresh(written, places)
            else:
                beside = beside.rename(beside.with_name(beside.name + READY))
        finally:
            _end(beside, lock)
    except OSError as error:
        number = error.errno or errno.EIO
        raise OSError(number, error.strerror or str(error) or os.strerror(number), str(places[0])) from error


def clear(folder: Path) -> None:
    """Clear away what killed runs left in a folder, where there is one."""
    for left in folder.glob(f"{PREFIX}*"):
        with suppress(OSError):
            _end(left, _locked(left))


def _end(beside: Path, lock: int) -> None:
    """Move the files of a run that is ready, if it was stopped only in its last moves; clear away the rest."""
    with ExitStack() as last:
        last.callback(os.close, lock)
        last.callback(shutil.rmtree, beside, ignore_errors=True)
        # Once more: whoever interrupts the last moves does not get half of the files.
        last.callback(_move_ready, beside)
        _move_ready(beside)


def _move_ready(beside: Path) -> None:
    """Move the files of a run that is ready to their places; of any other none."""
    for file in sorted((beside / FILES).iterdir()) if beside.name.endswith(READY) else ():
        if file.is_file() and not file.is_symlink():
            file.replace(beside.parent / file.name)


def _hidden(folder: Path) -> tuple[Path, int]:
    """Make a folder nobody else looks into, lock it, and let no version control take it in."""
    while True:
        beside = Path(tempfile.mkdtemp(dir=folder, prefix=PREFIX))
        with suppress(FileNotFoundError, BlockingIOError):  # another run cleared it away before it was locked
            lock = _locked(beside)
            if beside.exists():
                (beside / ".gitignore").write_bytes(b"*\n")
                return beside, lock
            os.close(lock)


def _locked(folder: Path) -> int:
    """Lock a folder until its run ends, however it does; one locked by another run is an error."""
    import fcntl

    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(opened)
        raise
    return opened


def _check_free(places: Iterable[Path], *, fresh: bool) -> None:
    """Refuse places where something stands that must not be replaced."""
    for place in places:
        if place.exists() and (fresh or not place.is_file()):
            found = _THERE if place.is_file() else "something that is no file stands there"
            raise OSError(errno.EEXIST, found)


def _move_fresh(written: Path, places: Iterable[Path]) -> None:
    """Move files to where none stand; a second name fails where one does, which a move does not."""
    for place in places:
        try:
            place.hardlink_to(written / place.name)
        except FileExistsError:
            raise OSError(errno.EEXIST, _THERE) from None
        except OSError:  # a file system without second names
            place.touch(exist_ok=False)
            (written / place.name).replace(place)
