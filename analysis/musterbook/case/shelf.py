"""The shelf: the cases that come with musterbook, wherever it is installed."""

from __future__ import annotations

from pathlib import Path

from musterbook.errors import MusterError, UnknownName

DESCRIPTOR = "datapackage.json"


def list_cases() -> list[str]:
    """Give the names of the cases that come with musterbook.

    >>> list_cases()
    ['moscow-2023-24']
    """
    return sorted(path.parent.name for path in _shelf().glob(f"*/{DESCRIPTOR}"))


def case_folder(name: str) -> Path:
    """Find the folder of a case that comes with musterbook."""
    if name not in list_cases():
        raise UnknownName.of("case", name, list_cases())
    return _shelf() / name


def _shelf() -> Path:
    """Find the folder of cases: beside the code in an installed wheel, else at the root of the repository."""
    here = Path(__file__).resolve().parents[1]
    for shelf in (here / "data", here.parents[1] / "data"):
        if shelf.is_dir():
            return shelf
    raise MusterError(f"the cases that come with musterbook are missing: expected {here / 'data'}")
