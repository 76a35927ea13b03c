"""The findings of a case by name, every number in them computed from its data.

A notebook, a report or a README asks for a text by its name and gets Markdown. No number is typed by hand anywhere
else, so that a changed claim changes every text that rests on it.
"""

from __future__ import annotations

from collections.abc import Callable

from musterbook import arrivals, sentences
from musterbook.case.case import Case, only_case
from musterbook.errors import MusterError, UnknownName, contained, counted
from musterbook.findings import Verdict, audit
from musterbook.published import statements
from musterbook.sentences import RARE


class Text(str):
    """Markdown text that a notebook renders."""

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return str(self)


@contained
def tell(case: Case, name: str) -> Text:
    """Say one thing about a case.

    Parameters
    ----------
    case : Case
        The case.
    name : str
        One of :func:`list_texts`.

    Raises
    ------
    MusterError
        If there is no such text, or the case has no claims for it.

    Examples
    --------
    >>> from musterbook.case.case import load_case
    >>> print(tell(load_case("moscow-2023-24"), "split"))
    31 people signed up in the 7 months June–December 2023 and 20 in the 5 months January–May 2024: 4.4 and 4.0 a month.
    """
    only_case(case)
    if name not in _TEXTS:
        raise UnknownName.of("text", name, _TEXTS)
    return Text(_TEXTS[name](case))


def list_texts() -> list[str]:
    """Give the names of all texts.

    >>> "peak" in list_texts()
    True
    """
    return list(_TEXTS)


def _findings(case: Case) -> str:
    """List the findings; one that the case has no claims for says so in its place."""
    told = []
    for name, finding in _FINDINGS.items():
        try:
            told.append(finding(case))
        except MusterError as error:
            told.append(f"**Of the {name} nothing can be told.** The reason: {error}.")
    return "\n".join(f"- {text}" for text in told)


def _on_contradictions(case: Case) -> str:
    found = [one for one in audit(case) if one.verdict is Verdict.CONTRADICTED]
    told = " ".join(one.sentence for one in found)
    number = len(found)
    head = "The sources contradict each other nowhere" if not number else f"{counted(number, 'contradiction')} found"
    return f"**{head} in {counted(len(statements(case)), 'published statement')}.** {told}".rstrip()


def _on_total(case: Case) -> str:
    return f"**How many are on the list is settled; how many there were is not.** {sentences.total(case)}"


def _on_peak(case: Case) -> str:
    chance = sentences.chance_of_peak(case)
    head = "The largest month is no surprise" if chance.probability > RARE else "The largest month stands out"
    return f"**{head}, and the others are open.** {sentences.peak(case)} {chance.sentence}"


def _on_split(case: Case) -> str:
    ratio = sentences.ratio_of_parts(case)
    head = "is no sign of a change" if ratio.p > RARE else "is more than chance alone makes likely"
    return f"**The split between the years {head}.** {sentences.split(case)} {ratio.sentence}"


def _on_ages(case: Case) -> str:
    return f"**The published ages leave the average open.** {sentences.ages(case)}"


_FINDINGS: dict[str, Callable[[Case], str]] = {
    "contradictions": _on_contradictions,
    "total": _on_total,
    "largest month": _on_peak,
    "split": _on_split,
    "ages": _on_ages,
}

_TEXTS: dict[str, Callable[[Case], str]] = {
    "opening": sentences.opening,
    "findings": _findings,
    "sources": sentences.sources,
    "claims": sentences.claims,
    "contradictions": sentences.contradictions,
    "lost-hedges": sentences.lost_hedges,
    "total": sentences.total,
    "described": sentences.described,
    "peak": sentences.peak,
    "floors": sentences.floors,
    "peak-chance": sentences.peak_chance,
    "split": sentences.split,
    "quarters": sentences.quarters,
    "split-chance": sentences.split_chance,
    "ages": sentences.ages,
    "one-age": sentences.one_age,
    "open": sentences.left_open,
    "spread": sentences.spread,
    "arrivals": arrivals.told,
    "lags": arrivals.lags,
    "companions": arrivals.companions,
    "returns": arrivals.returned,
    "populations": sentences.populations,
}
