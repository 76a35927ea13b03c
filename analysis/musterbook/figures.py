"""The catalogue of figures: made, saved with where they come from, shown in a notebook.

A figure is four things under one name: a PNG to look at, an SVG to print, the CSV of exactly what is drawn, and the
text that says what is seen. They are written together, so that an interrupted build leaves either the old figure or the
new one. The same case gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pandas as pd

from musterbook import labels
from musterbook.aggregate import AggregateTable, refuse_counts
from musterbook.atomic import write_files
from musterbook.case.case import Case
from musterbook.errors import MusterError, Unanswerable, UnknownName, contained, counted
from musterbook.formulas import csv_text
from musterbook.languages import check_language
from musterbook.people import one_list
from musterbook.progress import doing
from musterbook.tables import rows

if TYPE_CHECKING:
    from musterbook.charts.pages import Look, Words

CATALOGUE = {
    "claims": "claims",
    "monthly-signups": "monthly_signups",
    "monthly-worlds": "monthly_worlds",
    "peak-surprise": "peak_surprise",
    "year-split": "year_split",
    "ages": "ages",
    "arrival-lag": "arrival_lag",
    "scale": "scale",
    "readings": "readings",
}
OF_LISTS = ("monthly-signups", "year-split", "ages", "arrival-lag")
Provenance = dict[str, str]


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

    >>> list_figures()[:7]
    ['claims', 'monthly-signups', 'monthly-worlds', 'peak-surprise', 'year-split', 'ages', 'arrival-lag']
    """
    return list(CATALOGUE)


@contained
def figure(name: str, subject: Any, *, lang: str = "en", size: str = "web", source: str | None = None) -> Picture:
    """Make one figure of a case, or of a list of people; a notebook shows it with its text.

    Parameters
    ----------
    name : str
        One of :func:`list_figures`. A list of people gives ``monthly-signups``, ``year-split``, ``ages`` and
        ``arrival-lag``.
    subject : Case or DataFrame
        The case to draw, or a frame of people of any engine, with the columns of a case's records. If any of the people
        is simulated, by a column ``simulated`` or by that name in ``attrs``, the picture says so.
    lang : str
        ``en``, ``ru`` or ``uk``.
    size : str
        ``web``, ``social`` (square), ``print-single`` or ``print-double`` (columns of a printed page).
    source : str, optional
        Where a list comes from, for the foot of the picture. A case names its own sources.

    Raises
    ------
    MusterError
        If there is no such figure, language or size, or the subject says nothing of what the figure shows.
    """
    from musterbook.charts.canvas import style
    from musterbook.charts.pages import Look

    chart = _chart(name)
    look = Look.of(size, check_language(lang))
    table, words, origin = _content(chart, name, subject, look, source)
    with style():
        sheet = _drawn(chart, table, words, look)
        about = _provenance(name, words, table, look, origin)
        png = _saved(sheet, "png", {**about, "Software": None})
        svg = _saved(sheet, "svg", {**about, "Date": None, "Creator": None})
    csv = csv_text(table).encode()
    return Picture(name, words.headline, png, _accessible(svg, name, words, lang), csv, words.alt)


def build_figures(
    case: Case,
    out: str | Path,
    names: Sequence[str] = (),
    *,
    lang: str = "en",
    size: str = "web",
    done: Callable[[Picture], None] | None = None,
    undrawn: Callable[[str, MusterError], None] | None = None,
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
    lang, size : str
        As for :func:`figure`. Files are called by the figure, then by the language and the size where they are not
        ``en`` and ``web``: ``ages.png``, ``ages.ru.png``, ``ages.print-single.png``, ``ages.ru.print-single.png``.
    done : callable, optional
        Called with each figure when its files are in place, to show progress.
    undrawn : callable, optional
        Called with the name of each figure that the case does not give, and why; the others are made all the same.
        Without it, the first such figure is an error that names it.

    Returns
    -------
    list of Picture
        The figures, in the order they were made.
    """
    from musterbook.charts.pages import Look

    chosen = list(names) or list_figures()
    for name in chosen:
        _chart(name)
    Look.of(size, check_language(lang))
    folder = Path(out)
    pictures = []
    for name in chosen:
        try:
            with doing(f"drawing {name}"):
                picture = figure(name, case, lang=lang, size=size)
        except MusterError as error:
            if undrawn is None:
                raise Unanswerable(f"{name}: not drawn: {error}") from error
            undrawn(name, error)
            continue
        pictures.append(picture)
        stem = file_stem(name, lang, size)
        write_files(folder, {f"{stem}.{ending}": content for ending, content in picture.files.items()})
        if done is not None:
            done(picture)
    return pictures


def file_stem(name: str, lang: str = "en", size: str = "web") -> str:
    """Give what the files of a figure are called, without their endings.

    >>> file_stem("ages"), file_stem("ages", "ru"), file_stem("ages", "uk", "print-single")
    ('ages', 'ages.ru', 'ages.uk.print-single')
    """
    return ".".join([name, *([lang] if lang != "en" else []), *([size] if size != "web" else [])])


def _chart(name: str) -> ModuleType:
    if name not in CATALOGUE:
        raise UnknownName.of("figure", name, CATALOGUE)
    return import_module(f"musterbook.charts.{CATALOGUE[name]}")


def _content(
    chart: ModuleType, name: str, subject: Any, look: Look, source: str | None
) -> tuple[pd.DataFrame, Words, Provenance]:
    """Give what is drawn, what is said of it, and where it comes from."""
    if isinstance(subject, Case):
        table = chart.frame(subject, look.lang)
        words: Words = chart.words(table, subject, look)
        foot = words.foot or labels.foot(subject, look.lang)
        return table, replace(words, foot=foot), _origin_of_case(subject)
    if name not in OF_LISTS:
        listed = ", ".join(OF_LISTS)
        raise MusterError(f"{name!r} is drawn of a case; a list of people gives {listed}")
    people = subject.written_out() if isinstance(subject, AggregateTable) else one_list(subject)
    refuse_counts(people)
    table = chart.list_frame(people)
    words = chart.list_words(table, look)
    simulated = (table["basis"] == "simulated").any()
    foot = labels.list_foot(source, look.lang, simulated=simulated)
    return (
        table,
        replace(words.simulated(look.lang) if simulated else words, foot=foot),
        {
            "Source": source or "not stated",
            "Coverage": counted(int(table["people"].sum()), "simulated person" if simulated else "person", "people"),
        },
    )


def _drawn(chart: ModuleType, table: pd.DataFrame, words: Words, look: Look) -> Any:
    """Draw a chart on its page; only charts that may need a taller one say how much they need."""
    from musterbook.charts.pages import page

    needs = chart.needs(table, look) if hasattr(chart, "needs") else 0.0
    return chart.draw(table, page(words, look, needs), look).figure


def _origin_of_case(case: Case) -> Provenance:
    """Name the sources of a case with the day they were read, the case and the licence of its data."""
    sources = [
        ", ".join(str(one[key]) for key in ("outlet", "published", "url") if isinstance(one[key], str))
        for one in rows(case.sources)
    ]
    return {
        "Source": f"{'; '.join(sources)}; read until {case.frozen}",
        "Coverage": f"{case.name}: {case.title}",
        "Rights": _licence(case.about.get("licenses")),
    }


def _licence(stated: Any) -> str:
    """Name the licences of the data as the descriptor of a case states them."""
    named = [one for one in stated if isinstance(one, dict)] if isinstance(stated, list) else []
    texts = [", ".join(str(one[key]) for key in ("title", "path") if one.get(key)) for one in named]
    return "; ".join(text for text in texts if text) or "licence of the data not stated"


def _provenance(name: str, words: Words, table: pd.DataFrame, look: Look, origin: Provenance) -> dict[str, str]:
    """Say in the words of Dublin Core what a picture shows and what it rests on; the day of the build is left out."""
    ids = dict.fromkeys(one for text in table["claims"].fillna("") for one in text.split())
    return {
        "Title": words.headline,
        "Description": f"{words.alt} {words.foot}".replace("\n", " "),
        "Identifier": file_stem(name, look.lang, look.size.name),
        "Language": look.lang,
        **origin,
        "Relation": f"claims and records: {' '.join(ids) or 'none'}",
    }


def _saved(sheet: Any, kind: str, metadata: dict[str, str | None]) -> bytes:
    buffer = io.BytesIO()
    # Packed a little less tightly than usual: a tenth larger, in half the time.
    options = {"pil_kwargs": {"compress_level": 3}} if kind == "png" else {}
    sheet.savefig(buffer, format=kind, metadata=metadata, **options)
    return buffer.getvalue()


def _accessible(svg: bytes, name: str, words: Words, lang: str) -> bytes:
    """Let a drawing be read aloud, and give its parts ids of their own, so that several fit in one page."""
    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", svg.decode())
    described = f'</title>\n <desc id="{name}-desc">{escape(words.alt)}</desc>\n'
    text = text.replace("<title>", f'<title id="{name}-title">', 1).replace("</title>\n", described, 1)
    attributes = f'<svg role="img" lang="{lang}" aria-labelledby="{name}-title {name}-desc" '
    return text.replace("<svg ", attributes, 1).encode()
