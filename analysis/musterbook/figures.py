"""Pages: charts with a headline, what is counted, and where it comes from, saved as four files, shown in a notebook.

A page is four things under one name: a PNG to look at, an SVG to print, the CSV of exactly what is drawn, and the text
that says what is seen. Its chart is drawn by the functions of :mod:`musterbook.plot`. The four are written together,
so that an interrupted build leaves either the old page or the new one. The same subject gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from musterbook.atomic import write_files
from musterbook.case.case import Case
from musterbook.charts import OF_LISTS, chart_of, list_figures
from musterbook.charts.page import WEB_FONTS, Size, Words, figure_of, fit, page, set_fonts, style
from musterbook.charts.subject import FEW, Subject
from musterbook.errors import MusterError, Unanswerable, UnknownName, contained
from musterbook.exports import csv_text
from musterbook.labels import check_language
from musterbook.progress import doing
from musterbook.schema import rows

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

OPTIONS = ("title", "subtitle", "column", "window", "source", "size", "lang", "safe")
NAMED_BY_CELL = ("age", "band", "source", "described")
OF_NO_MARK = ("part", "cell", "variable", "name", "drawn", "everybody", "unknown")


@dataclass(frozen=True)
class Page:
    """A finished page.

    Attributes
    ----------
    name : str
        The chart.
    table : pandas.DataFrame
        What is drawn.
    words : Words
        ``headline``, ``subtitle``, ``foot`` and ``alt``.
    axes : matplotlib.axes.Axes
        The chart on the page, yours to change before it is saved.
    untranslated : tuple of str
        Ids of the sentences that a catalogue of one's own lacks; they are in English.
    """

    name: str
    table: pd.DataFrame
    words: Words
    axes: Axes
    size: Size
    subject: Subject
    untranslated: tuple[str, ...] = ()

    @property
    def figure(self) -> Figure:
        """The whole page as a figure of matplotlib."""
        return figure_of(self.axes)

    @property
    def headline(self) -> str:
        """What the chart shows."""
        return self.words.headline

    @property
    def alt(self) -> str:
        """The text for whoever cannot see the picture."""
        return self.words.alt

    @cached_property
    def png(self) -> bytes:
        """The picture in pixels, 200 an inch."""
        # Packed a little less tightly than usual: a tenth larger, in half the time.
        return self._saved("png", {"Software": None}, pil_kwargs={"compress_level": 3})

    @cached_property
    def svg(self) -> bytes:
        """The drawing, to be read aloud, its parts with ids of their own, its texts as texts with a list of fonts."""
        name, text = self.name, self._saved("svg", {"Date": None, "Creator": None}).decode()
        # Matplotlib calls a clipping after the last digits of its place, in which versions of NumPy differ.
        for number, clip in enumerate(re.findall(r'<clipPath id="(\w+)"', text), 1):
            text = text.replace(clip, f"clip{number}")
        text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", text)
        text = re.sub(r"'DejaVu Sans'(?! *,)", WEB_FONTS, text)
        described = f'</title>\n <desc id="{name}-desc">{escape(self.alt)}</desc>\n'
        text = text.replace("<title>", f'<title id="{name}-title">', 1).replace("</title>\n", described, 1)
        attributes = f'<svg role="img" lang="{self.subject.lang}" aria-labelledby="{name}-title {name}-desc" '
        return text.replace("<svg ", attributes, 1).encode()

    @cached_property
    def csv(self) -> bytes:
        """What is drawn, as a file that others draw again, a row for each mark, with the claims of those reported."""
        return csv_text(tidied(self.table, chart_of(self.name).first)).encode()

    @property
    def files(self) -> dict[str, bytes]:
        """The four files by their ending."""
        return {"png": self.png, "svg": self.svg, "csv": self.csv, "txt": f"{self.alt}\n".encode()}

    @property
    def small(self) -> int:
        """How many numbers of a list it shows that are from 1 to 4, so that somebody may be recognised by them."""
        ends = self.table.reindex(columns=["low", "high"]).astype("Float64")
        is_few = (ends["low"] == ends["high"]) & ends["low"].between(1, FEW - 1)
        return int((is_few.fillna(False) & (self.table["basis"] == "counted")).sum())

    @property
    def stem(self) -> str:
        """What its files are called without their endings, as ``ages``, ``ages.ru`` or ``ages.ru.print-single``."""
        beside = [one for one in (self.subject.lang, self.size.name) if one not in {"en", "web"}]
        return ".".join([self.name, *beside])

    @property
    def provenance(self) -> dict[str, str]:
        """What the picture shows and rests on, in the words of Dublin Core; the day of the build is left out."""
        ids = dict.fromkeys(one for text in self.table["claims"].fillna("") for one in text.split())
        about = {
            "Title": self.headline,
            "Description": f"{self.alt} {self.words.foot}".replace("\n", " "),
            "Identifier": self.stem,
            "Language": str(self.subject.lang),
        }
        if (case := self.subject.case) is None:
            about["Source"] = self.subject.source or "not stated"
        else:
            licences = case.about.get("licenses")
            sources = "; ".join(_stated(one, "outlet", "published", "url") for one in rows(case.sources))
            named = [_stated(one, "title", "path") for one in licences] if isinstance(licences, list) else []
            about |= {"Source": f"{sources}; read until {case.frozen}", "Coverage": f"{case.name}: {case.title}"}
            about["Rights"] = "; ".join(filter(None, named)) or "licence of the data not stated"
        return about | {"Relation": f"claims and records: {' '.join(ids) or 'none'}"}

    def save(self, folder: str | Path = ".") -> list[Path]:
        """Write the four files into a folder, which is made where it is missing; give their paths."""
        contents = {f"{self.stem}.{ending}": content for ending, content in self.files.items()}
        write_files(Path(folder), contents)
        return [Path(folder, name) for name in contents]

    def __repr__(self) -> str:
        """Say what it is in a line."""
        return f"<Page {self.name}: {self.headline}>"

    def _ipython_display_(self) -> None:
        """Show the picture, with its text in place of it where it cannot be seen."""
        from IPython import display

        show: Any = display.display
        show({"image/png": self.png, "text/plain": self.alt}, raw=True, metadata={"image/png": {"alt": self.alt}})

    def _saved(self, kind: str, metadata: dict[str, None], **options: Any) -> bytes:
        """Save the whole page in a format, with where it comes from."""
        buffer = io.BytesIO()
        with style(self.size):
            self.figure.savefig(buffer, format=kind, metadata={**self.provenance, **metadata}, **options)
        return buffer.getvalue()


@contained
def figure(  # noqa: PLR0913
    name: str,
    subject: Any,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    column: str | None = None,
    window: str | None = None,
    source: str | None = None,
    size: str = "web",
    lang: str | Path = "en",
    safe: bool | int = False,
) -> Page:
    """Make a page with one chart of a case, of a list of people, or of a table of counts.

    Parameters
    ----------
    name : str
        One of :func:`list_figures`. A list gives the first six of them, and ``chance``.
    subject : Case, LineList, DataFrame or table of counts
        The case; or people as they were read, or a frame of them of any engine; or cells with counts, as
        :func:`musterbook.counts` gives them. If anybody is simulated, the picture says so.
    title : str, optional
        In place of the headline.
    subtitle : str, optional
        In place of the line below the headline.
    column : str, optional
        Which column of a list to count by; by default the one that is usually called so, or the first of its kind.
    window : str, optional
        The days to draw, as EDTF (``2023-06/2024-05``). By default the window of a case, and of a list the months
        whose dates are known to the month.
    source : str, optional
        Where a list comes from, for the foot of the page. A case names its own sources.
    size : str
        ``web``, ``social`` (square), ``slide`` (16 to 9), ``print-single`` or ``print-double`` (columns of a printed
        page).
    lang : str or Path
        ``en``, ``ru``, ``uk``, or a catalogue of your own, as ``de.ftl``: see :mod:`musterbook.labels`.
    safe : bool or int
        Draws of a list what :func:`musterbook.protect` lets leave, with 5 or another threshold. Of a case it draws what
        the published figures say, without the people who are described one by one.

    Raises
    ------
    MusterError
        If there is no such chart, column, language or size, the subject says nothing of what the chart shows, or no
        installed font has a sign of its texts.

    Examples
    --------
    >>> import musterbook as mb
    >>> mb.figure("monthly", mb.load_case("moscow-2023-24"))
    <Page monthly: July 2023 had the most: 8 of 51>
    """
    chart, shape, language = chart_of(name), Size.of(size), check_language(lang)
    given = Subject.of(subject, lang=language, column=column, window=window, source=source, safe=safe).protected(name)
    table = chart.frame(given)
    with style(shape):
        words = chart.words(table, given)
        told = words.subtitle if subtitle is None else subtitle
        words = replace(words, headline=title or words.headline, subtitle=told, foot=given.foot())
        words = words.simulated(language) if given.simulated else words
        ax = chart.draw(table, page(words, shape, chart.height(table, shape)), language)
        fit(ax)
        set_fonts(figure_of(ax))
    missing = tuple(language.missing)
    return Page(name, table, words, ax, shape, given, missing)


def build_figures(
    subject: Any,
    out: str | Path,
    names: Sequence[str] = (),
    *,
    done: Callable[[Page], None] | None = None,
    undrawn: Callable[[str, MusterError], None] | None = None,
    **options: Any,
) -> list[Page]:
    """Make pages and save each as four files.

    Parameters
    ----------
    subject : Case, LineList, DataFrame or table of counts
        As for :func:`figure`.
    out : str or Path
        Folder to write to; it is made where it is missing.
    names : sequence of str
        Which ones, all if none are named. An unknown name is an error before anything is written.
    done : callable, optional
        Called with each page when its files are in place, to show progress.
    undrawn : callable, optional
        Called with the name of each chart that the subject does not give, and why; the others are made all the same.
        Without it, the first such chart is an error that names it.
    **options
        As for :func:`figure`. Files are called by the chart, then by the language and the size where they are not
        ``en`` and ``web``: ``ages.png``, ``ages.ru.png``, ``ages.ru.print-single.png``.

    Returns
    -------
    list of Page
        The pages, in the order they were made.
    """
    chosen = list(names) or (list_figures() if isinstance(subject, Case) else list(OF_LISTS))
    for name in chosen:
        chart_of(name)
    if unknown := [name for name in options if name not in OPTIONS]:
        raise UnknownName.of("option", unknown[0], OPTIONS)
    Size.of(options.get("size", "web"))
    options["lang"] = check_language(options.get("lang", "en"))
    asked = {one: options.pop(one) for one in ("column", "window", "source", "safe") if one in options}
    given, pages = Subject.of(subject, lang=options["lang"], **asked), []
    for name in chosen:
        try:
            with doing(f"drawing {name}"):
                page = figure(name, given, **options)
        except MusterError as error:
            if undrawn is None:
                raise Unanswerable(f"{name}: not drawn: {error}") from error
            undrawn(name, error)
            continue
        page.save(out)
        pages.append(page)
        if done is not None:
            done(page)
    return pages


def tidied(table: pd.DataFrame, first: str = "") -> pd.DataFrame:
    """Give the table of a chart as it is handed out: a row for each mark, which the ``first`` column names.

    Left out are columns without a value, what holds of the whole chart, and the claims that several marks rest on
    alike, for all of them stand in the pictures.

    >>> import pandas as pd
    >>> rows = {"part": ["month", "not known"], "cell": ["2023-07", ""], "until": "", "low": [8, 41]}
    >>> tidied(pd.DataFrame(rows | {"basis": ["reported", "derived"], "claims": ["a", "a b"]}))
           month  low     basis claims
    0    2023-07    8  reported      a
    1  not known   41   derived    a b
    """
    table = table[table["drawn"].astype(bool)] if "drawn" in table else table
    shared = table["claims"].duplicated(keep=False) & (table["basis"] != "reported")
    table = table.assign(claims=table["claims"].mask(shared, ""))
    if "cell" in table:
        is_plain = table["part"].isin({table["part"].iloc[0], *NAMED_BY_CELL})
        words = (table["part"] + ": " + table["cell"]).str.removesuffix(": ")
        named = table.get("name", table["cell"]).where(is_plain, words)
        table.insert(0, first or table.get("variable", table["part"]).iloc[0], named)
    if "source" in table and "part" in table:
        table["source"] = table["source"].mask(table["part"] == "described", "described")
    table = table.drop(columns=[one for one in OF_NO_MARK if one in table]).replace("", None)
    # Without its end a range would look like a number.
    kept = [one for one in table if one == "high" or table[one].notna().any()]
    return table[kept].rename(columns={"standing": "agreement"})


def _stated(one: Any, *names: str) -> str:
    """Join what is stated of some keys."""
    values = [one.get(name) for name in names] if isinstance(one, Mapping) else []
    return ", ".join(value for value in values if value and isinstance(value, str))
