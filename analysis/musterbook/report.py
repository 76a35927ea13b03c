"""The report: one page that holds a whole case and needs nothing but a browser.

Findings, figures, claims, sources and data stand in a single HTML file. It works from a disk, without a network,
without scripts and on paper, and its own security policy forbids it to ask anybody for anything. What the case has
not has no heading. All words of the page stand in its template, all numbers come from the case, and the template
escapes every text. The same case gives the same bytes.

A drawing stands inside the page, twice: its ids get a prefix each, its style sheet becomes properties of it alone, its
colours those of the page, and title and description give way to the headings and words of the page that name it. The
texts of :mod:`musterbook.story` use little Markdown: paragraphs, lists and bold words. They are escaped before they
are read; an id of a claim in brackets becomes a footnote that leads to it.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
from markupsafe import Markup, escape

from musterbook import labels
from musterbook.atomic import whole
from musterbook.auditing.claims import Verdict, audit
from musterbook.case.case import Case
from musterbook.case.claims import Relation, Statistic, Status
from musterbook.charts import list_figures
from musterbook.errors import MusterError, Unforeseen, counted
from musterbook.exports import csv_text
from musterbook.figures import figure
from musterbook.intervals import Interval, Kind
from musterbook.progress import doing
from musterbook.schema import fields, schemas
from musterbook.simulation import AS_JUDGED
from musterbook.story import FINDINGS, Alternative, alternatives, tell

LONG_NUMBER, MOST_ROWS, LARGEST_DRAWING = 8, 500, 1_000_000
TYPES = {"csv": "text/csv;charset=utf-8", "png": "image/png", "svg": "image/svg+xml"}
# The colours of the charts, as the page calls them: so a drawing is dark where the page is.
_COLOURS = {"#ffffff": "paper", "#222222": "ink", "#6b6b6b": "soft", "#767676": "grey", "#dddddd": "rule"}
_COLOURS |= {"#0072b2": "blue", "#d55e00": "vermillion"}
_LEFT_OUT = re.compile(r"<(?P<tag>metadata|title|desc|style)\b.*?</(?P=tag)>\s*", re.DOTALL)
_SHEET = re.compile(r"<style[^>]*>\s*\*\s*\{(?P<properties>[^{}]*)\}\s*</style>")

Made = TypeVar("Made")


def build_report(case: Case, out: str | Path, *, safe: bool = False) -> Path:
    """Write the report of a case; a file that was there stays until the new one is whole.

    Parameters
    ----------
    case : Case
        The case.
    out : str or Path
        The file to write; folders above it are made where they are missing.
    safe : bool
        Leaves the people out who are described one by one, and says so.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OSError
        If it cannot be written; the error names ``out``. This is found out before anything is drawn.
    """
    place = Path(out)
    with whole(place) as written:
        written.write_text(report_html(case, safe=safe), "utf-8", newline="\n")
    return place


def report_html(case: Case, *, safe: bool = False) -> str:
    """Give the report of a case as text.

    Parameters
    ----------
    case : Case
        The case. What it has not is no error and has no heading.
    safe : bool
        As for :func:`build_report`.

    Returns
    -------
    str
        A whole HTML document.
    """
    from babel import Locale
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from musterbook import __version__

    loader, languages = PackageLoader("musterbook", "page"), Locale("en").languages
    pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    pages.filters |= {"day": labels.day, "whole": labels.whole, "counted": counted, "short": short, "zip": zip}
    pages.filters |= {"in_words": in_words, "address": address, "language": lambda code: languages.get(code, code)}
    # A security policy names a text by its hash.
    pages.filters["fingerprint"] = lambda one: f"'sha256-{in_base64(hashlib.sha256(one.encode()).digest())}'"
    about: dict[str, Any] = {"version": __version__, "AS_JUDGED": AS_JUDGED, "left_out": len(case.records) * safe}
    return pages.get_template("report.html").render(about, **contents(case.without_people() if safe else case))


def contents(case: Case) -> dict[str, Any]:
    """Collect everything that the page says of a case, in the order in which it says it."""
    notes = {one.claim_id: at for at, one in enumerate(case.claim_list, 1)}
    [standing] = [field["description"] for field in fields("claims") if field["name"] == "status"]
    tables = {one["name"] for one in case.about["resources"]}
    kept = {name: getattr(case, name)[_columns(case, name)] for name in schemas() if name in tables}
    is_stated = case.records[_columns(case, "records")].notna().any()
    return {
        "case": case,
        "contradictions": sum(found.verdict is Verdict.CONTRADICTED for found in audit(case)),
        "findings": list(articles(case, notes)),
        "numbers": notes,
        "claims": list(entries(case)),
        # What each judgement on a claim means, as the description of the column says it
        "standings": dict(part.split(": ", 1) for part in standing.rstrip(".").split("; ")),
        "stated": list(is_stated.index[is_stated]),
        "unstated": list(is_stated.index[~is_stated]),
        "comparisons": comparisons(case),
        "shelves": [(f"{name}.csv", table, csv_text(table).encode(), schemas()[name]) for name, table in kept.items()],
    }


def plate(case: Case, name: str) -> dict[str, Any]:
    """Give one figure as a page shows it: the wide drawing, one of its own for a narrow screen, its data, its files.

    A drawing of very many marks would choke a browser: then there is none, and the page shows the picture in pixels.
    """
    with doing(f"drawing {name}"):
        sizes = {"wide": figure(name, case), "narrow": figure(name, case, size="print-single")}
    files, ids = dict(sizes["wide"].files), {"label": f"fig-{name}-title", "description": f"fig-{name}-words"}
    drawn = {size: inline_svg(one.svg, f"fig-{name}-{size}", **ids) for size, one in sizes.items()}
    if len(files["svg"]) > LARGEST_DRAWING:
        drawn, _ = dict.fromkeys(drawn, ""), files.pop("svg")
    downloads = {f"figure-{name}.{end}": files[end] for end in ("csv", "png", "svg") if end in files}
    table = pd.read_csv(io.BytesIO(files["csv"]), dtype="str", keep_default_na=False)
    return {"picture": sizes["wide"], "table": table, "most": MOST_ROWS, "downloads": downloads, **drawn}


def articles(case: Case, notes: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """Give what was found with the figure that shows it, then the figures that no finding speaks of.

    The headline of a finding is its first sentence; what a case has not is left out.
    """
    plates = {name: _or_why(plate, case, name) for name in list_figures()}
    drawn = {name: one for name, one in plates.items() if not isinstance(one, MusterError)}
    for name, (_, chart) in FINDINGS.items():
        text = _or_why(tell, case, name)
        if isinstance(text, str):
            headline, _, rest = text.removeprefix("**").partition(".**")
            yield {"name": name, "headline": headline, "words": prose(rest, notes), "plate": drawn.pop(chart, None)}
    for name, one in drawn.items():
        yield {"name": name, "headline": one["picture"].headline, "words": "", "plate": one}
    for name, why in plates.items():
        if isinstance(why, Unforeseen):
            yield {"name": name, "headline": f"{name}: not drawn", "words": prose(str(why), {}), "plate": None}


def _or_why(make: Callable[[Case, str], Made], case: Case, name: str) -> Made | MusterError:
    """Make a part of the report, or give the reason why there is none."""
    try:
        return make(case, name)
    except MusterError as error:
        return error


def inline_svg(svg: bytes, prefix: str, *, label: str, description: str) -> str:
    """Give a drawing as an element of a page.

    Parameters
    ----------
    svg : bytes
        The SVG file of a page of :func:`musterbook.figure`.
    prefix : str
        What its ids begin with, different for every drawing of the page.
    label, description : str
        Ids of the elements of the page that name and describe it.

    Examples
    --------
    >>> file = b'<svg width="9pt"><title>T</title><g id="a"/><g id="b"/><use href="#b"/></svg>'
    >>> inline_svg(file, "fig", label="l", description="d")
    '<svg role="img" aria-labelledby="l" aria-describedby="d" style=""><g/><g id="fig-b"/><use href="#fig-b"/></svg>'
    """
    text = svg.decode()
    sheet = _SHEET.search(text)
    style = " ".join(sheet["properties"].split()) if sheet else ""
    attributes, drawing = re.findall(r"<svg\b([^>]*)>(.*)", _LEFT_OUT.sub("", text), re.DOTALL)[0]
    kept = re.findall(r'\b(?:viewBox|xmlns\S*)="[^"]*"', attributes)
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', drawing))
    drawing = re.sub(r' id="([^"]*)"', lambda found: found[0] if found[1] in used else "", drawing)
    drawing = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{prefix}-", drawing)
    drawing = re.sub("|".join(_COLOURS), lambda found: f"var(--{_COLOURS[found[0]]})", drawing)
    named = f'role="img" aria-labelledby="{label}" aria-describedby="{description}" style="{style}"'
    return f"<svg {' '.join([named, *kept])}>{drawing.strip()}"


def in_base64(content: bytes) -> str:
    """Write bytes as a text."""
    return base64.b64encode(content).decode()


def address(content: bytes, name: str) -> str:
    """Write a file as an address that needs no server, so that a link of the page holds it whole.

    >>> address(b"age", "ages.csv")
    'data:text/csv;charset=utf-8;base64,YWdl'
    """
    return f"data:{TYPES[name.rpartition('.')[2]]};base64,{in_base64(content)}"


def short(value: str) -> str:
    """Round a long number, for the file that a table stands in has them all.

    >>> short("0.0952848722"), short("2023-07"), short("31724952")
    ('0.09528', '2023-07', '31724952')
    """
    is_long = len(value) >= LONG_NUMBER and re.fullmatch(r"-?\d+\.\d+", value)
    return f"{float(value):.4g}" if is_long else value


def prose(text: str, notes: Mapping[str, int]) -> Markup:
    r"""Turn a text into paragraphs and lists; ``notes`` numbers the claims whose ids become footnotes.

    >>> print(prose("**Two** agree (a).\n\n- one\n- <b>", {"a": 7}))
    <p><strong>Two</strong> agree<sup><a href="#claim-a" aria-label="Claim 7">7</a></sup>.</p>
    <ul><li>one</li><li>&lt;b&gt;</li></ul>
    """

    def footnote(found: re.Match[str]) -> str:
        """Link an id in brackets to its claim, where it is one."""
        number = notes.get(found[1])
        link = f'<sup><a href="#claim-{found[1]}" aria-label="Claim {number}">{number}</a></sup>'
        return found[0] if number is None else link

    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", str(escape(text.strip())), flags=re.DOTALL)
    made = []
    for part in re.split(r"\n{2,}", re.sub(r" \(([a-z0-9][a-z0-9-]*)\)", footnote, text)) if text else []:
        items = re.split(r"(?:^|\n)- ", part)[1:]
        made.append(f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>" if items else f"<p>{part}</p>")
    return Markup("\n".join(made))


def entries(case: Case) -> Iterator[dict[str, Any]]:
    """Give the claims in the order of their table, each with its values as they stand in the file.

    ``figure`` names what it is a figure of, ``printed`` is how it was printed, with its hedge and unit; ``taken`` is
    what it is read as, empty where that is the same.
    """
    for claim, text in zip(case.claim_list, case.texts["claims"], strict=True):
        number = f"{text['hedge']} {text['value']}".strip()
        unit = "person" if (text["value"], text["unit"]) == ("1", "people") else text["unit"]
        # Of a share the unit says whom it is a part of, not what the number counts.
        printed = f"{number} {unit}".strip() if text["value"] and claim.statistic is not Statistic.SHARE else number
        taken = labels.printed(claim, "") if claim.value else ""
        if claim.relation is Relation.EXACTLY:
            taken = f"exactly {taken}" if taken and text["hedge"] else ""
        figure = labels.sentence(labels.figure_words(claim, events=case.events_of(claim)))
        yield {"claim": claim, "text": text, "figure": figure, "printed": printed, "taken": taken * (taken != number)}


def comparisons(case: Case) -> dict[str, list[Alternative]]:
    """Compare the readings of every variable that used claims on the main population are about, as judged first."""
    used = [one for one in case.claim_list if one.status is Status.USED and one.variable]
    names = dict.fromkeys(one.variable for one in used if one.population_id == case.main_population)
    found = {name: _or_why(alternatives, case, name) for name in names}
    return {name: some for name, some in found.items() if isinstance(some, list) and len(some) > 1}


def _columns(case: Case, table: str) -> list[str]:
    """Give the columns of a table that stand in its file, as far as the descriptor of the case states them."""
    stated = next((one.get("schema") for one in case.about["resources"] if one["name"] == table), None)
    known = stated.get("fields") if isinstance(stated, dict) else None
    names = {one.get("name") for one in (known if isinstance(known, list) else []) if isinstance(one, dict)}
    texts = list(getattr(case, table).select_dtypes("str"))
    return [name for name in texts if name in names] or texts


def in_words(text: str, kind: Kind = Kind.DATE) -> str:
    """Give a value in words where it is a date; one with a flag stays as it stands, so that the flag does.

    >>> in_words("2023-09-21/2023-09-30"), in_words("2023-09~"), in_words("18..25", Kind.NUMBER)
    ('21 September 2023 to 30 September 2023', '2023-09~', '18..25')
    """
    if kind is not Kind.DATE or not text or Interval.date(text).flag:
        return text
    return labels.period(Interval.date(text))
