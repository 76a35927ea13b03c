"""The catalogue of figures: made, saved with where they come from, shown in a notebook.

A figure is four things under one name: a PNG to look at, an SVG to print, the CSV of exactly what is drawn, and the
text that says what is seen. Files are written beside their place and moved there whole, so that an interrupted build
leaves either the old figure or the new one. The same case gives the same bytes.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from musterbook.case import Case
from musterbook.errors import UnknownName

CATALOGUE = {
    "claims": "claims",
    "monthly-signups": "monthly_signups",
    "monthly-worlds": "monthly_worlds",
    "peak-surprise": "peak_surprise",
    "year-split": "year_split",
    "ages": "ages",
    "readings": "readings",
}


@dataclass(frozen=True)
class Picture:
    """A finished figure: its name, headline, the four contents, and how a notebook shows it."""

    name: str
    headline: str
    png: bytes
    svg: bytes
    csv: bytes
    alt: str

    @property
    def files(self) -> dict[str, bytes]:
        """The four files by their ending."""
        return {"png": self.png, "svg": self.svg, "csv": self.csv, "txt": f"{self.alt}\n".encode()}

    def _ipython_display_(self) -> None:
        """Show the picture, its text in place of it where it cannot be seen, and the text below it."""
        from IPython import display

        show: Any = display.display
        text: Any = display.Markdown
        show({"image/png": self.png, "text/plain": self.alt}, raw=True)
        show(text(f"*{self.alt}*"))


def list_figures() -> list[str]:
    """Give the names of all figures.

    >>> list_figures()
    ['claims', 'monthly-signups', 'monthly-worlds', 'peak-surprise', 'year-split', 'ages', 'readings']
    """
    return list(CATALOGUE)


def figure(name: str, case: Case) -> Picture:
    """Make one figure of a case; a notebook shows it with its text.

    Parameters
    ----------
    name : str
        One of :func:`list_figures`.
    case : Case
        The case to draw.

    Raises
    ------
    MusterError
        If there is no such figure, or the case says nothing of what it shows.
    """
    from musterbook.charts.canvas import frame_with, style

    chart = _chart(name)
    table = chart.frame(case)
    words = chart.words(table, case)
    with style():
        sheet = frame_with(chart.draw(table), words)
        about = {"Title": words.headline, "Description": f"{words.alt} {words.foot}".replace("\n", " ")}
        png = _saved(sheet, "png", {**about, "Software": None})
        svg = _saved(sheet, "svg", {**about, "Date": None, "Creator": None})
    csv = table.to_csv(index=False, lineterminator="\n").encode()
    return Picture(name, words.headline, png, svg, csv, words.alt)


def build_figures(
    case: Case, out: str | Path, names: Sequence[str] = (), *, done: Callable[[Picture], None] | None = None
) -> list[Picture]:
    """Make figures and save each as four files.

    Parameters
    ----------
    case : Case
        The case to draw.
    out : str or Path
        Folder to write to; it is made where it is missing.
    names : sequence of str
        Which ones, all if none are named. An unknown name is an error before anything is written.
    done : callable, optional
        Called with each figure when its files are in place, to show progress.

    Returns
    -------
    list of Picture
        The figures, in the order they were made.
    """
    chosen = list(names) or list_figures()
    for name in chosen:
        _chart(name)
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    pictures = []
    for name in chosen:
        pictures.append(figure(name, case))
        _write(folder, pictures[-1])
        if done is not None:
            done(pictures[-1])
    return pictures


def _chart(name: str) -> ModuleType:
    if name not in CATALOGUE:
        raise UnknownName.of("figure", name, CATALOGUE)
    return import_module(f"musterbook.charts.{CATALOGUE[name]}")


def _saved(sheet: Any, kind: str, metadata: dict[str, str | None]) -> bytes:
    buffer = io.BytesIO()
    sheet.savefig(buffer, format=kind, metadata=metadata)
    return buffer.getvalue()


def _write(folder: Path, picture: Picture) -> None:
    """Write all four files beside their places, then move them there."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=f".{picture.name}-") as beside:
        for ending, content in picture.files.items():
            Path(beside, ending).write_bytes(content)
        for ending in picture.files:
            Path(beside, ending).replace(folder / f"{picture.name}.{ending}")
