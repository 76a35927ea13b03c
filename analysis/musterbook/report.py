"""The report: one page that holds a whole case and needs nothing but a browser.

Findings, figures, claims, sources and data stand in a single HTML file. It works from a disk, without a network,
without scripts and on paper, and its own security policy forbids it to ask anybody for anything. What the case has
not has no heading. All words of the page stand in its template, all numbers come from
the case, and the template escapes every text. The same case gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from pathlib import Path
from typing import Any

from musterbook import labels
from musterbook.atomic import whole
from musterbook.case.case import Case
from musterbook.errors import counted
from musterbook.findings import Verdict, audit
from musterbook.page import parts
from musterbook.simulation import AS_JUDGED

# As in CITATION.cff, which an installed copy does not have.
TOOL = {
    "title": "musterbook: what published figures about a recruitment drive establish",
    "authors": "The musterbook contributors",
    "licence": "MIT",
}


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
    contents = _contents(case.without_people() if safe else case) | {"left_out": len(case.records) if safe else 0}
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("musterbook", "page")
    pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    pages.filters |= {
        "day": labels.day,
        "in_words": parts.in_words,
        "language": parts.language,
        "counted": counted,
        "whole": labels.whole,
        "zip": zip,
    }
    return pages.get_template("report.html").render(**_furniture(), **contents)


def _contents(case: Case) -> dict[str, Any]:
    """Collect everything the page says, in the order in which it says it."""
    records = parts.columns(case, "records")
    return {
        "case": case,
        "contradictions": sum(found.verdict is Verdict.CONTRADICTED for found in audit(case)),
        "findings": list(parts.findings(case)),
        "numbers": {claim.claim_id: number for number, claim in enumerate(case.claim_list, 1)},
        "claims": parts.entries(case),
        "standings": parts.standings(),
        "records": parts.texts(case.records),
        "stated": [name for name in records if case.records[name].notna().any()],
        "unstated": [name for name in records if case.records[name].isna().all()],
        "comparisons": parts.comparisons(case),
        "populations": parts.texts(case.populations),
        "sources": parts.texts(case.sources),
        "originals": parts.originals(case),
        "licences": parts.licences(case),
        "shelves": parts.shelves(case),
    }


def _furniture() -> dict[str, Any]:
    """Give style, script and the policy that lets nothing else in: both are named by their hashes."""
    from markupsafe import Markup

    from musterbook import __version__

    style, script = (files("musterbook").joinpath("page", f"report.{end}").read_text("utf-8") for end in ("css", "js"))
    policy = {
        "default-src": "'none'",
        "img-src": "data:",
        # Drawings carry their colours in style attributes; a style can load nothing that the first line forbids.
        "style-src": "'unsafe-inline'",
        "style-src-elem": _hash(style),
        "script-src": _hash(script),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return {
        "style": Markup(style),
        "script": Markup(script),
        "policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "version": __version__,
        "tool": TOOL,
        "AS_JUDGED": AS_JUDGED,
    }


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
