"""The findings of a case in sentences, every number in them computed from its data.

A notebook, a report or a README asks for a sentence by its name and gets Markdown. No number is typed by hand anywhere
else, so that a changed claim changes every text that rests on it.
"""

from __future__ import annotations

from collections.abc import Callable

from musterbook import labels
from musterbook.case import Case
from musterbook.claims import Claim, Relation, Statistic, Status
from musterbook.errors import Unanswerable, UnknownName, counted
from musterbook.evidence import peak_probability, rate_ratio
from musterbook.findings import Verdict, audit
from musterbook.periods import Period, cells
from musterbook.readings import basis_of
from musterbook.robustness import compare_readings
from musterbook.tables import rows
from musterbook.worlds import possible_worlds

NO_PEAK = "no monthly count was published, so there is no peak to speak of"


class Text(str):
    """Markdown text that a notebook renders."""

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return str(self)


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
    >>> from musterbook.case import load_case
    >>> print(tell(load_case("moscow-2023-24"), "split"))
    31 people signed up in the 7 months June–December 2023 and 20 in the 5 months January–May 2024: 4.4 and 4.0 a month.
    """
    if name not in _TEXTS:
        raise UnknownName.of("text", name, _TEXTS)
    return Text(_TEXTS[name](case))


def list_texts() -> list[str]:
    """Give the names of all texts.

    >>> "peak" in list_texts()
    True
    """
    return list(_TEXTS)


def _opening(case: Case) -> str:
    described = counted(len(case.records), "person described one by one", "people described one by one")
    return (
        f"**What this is.** {case.title}: what {counted(len(case.sources), 'source')} published about it, as data. "
        f"{counted(len(case.claims), 'claim')} and {described}; frozen on {labels.day(case.frozen)}.\n\n"
        "**What it is not.** It is not the list itself, which is not public, and no count of all recruits. No record "
        "is invented; where a number is inferred, it says so.\n\n"
        "**How to read the figures.** Filled marks were reported. Hollow marks and outlined bars are what follows from "
        "the reported figures: between their ends everything is possible, and nothing says what is likely."
    )


def _claims(case: Case) -> str:
    numbers = case.claims["status"].value_counts()
    words = {
        Status.USED: "used as constraints",
        Status.REPEATS: "repeating a used one elsewhere",
        Status.DISPUTED: "disputed by a better source",
        Status.VAGUE: "too vague for a number",
        Status.CONTEXT: "about other people, or no count of people",
    }
    parts = [f"{numbers[status]} {text}" for status, text in words.items() if status in numbers]
    return f"{counted(len(case.claims), 'claim')}: {labels.listed(parts)}."


def _contradictions(case: Case) -> str:
    found = [one for one in audit(case) if one.verdict is Verdict.CONTRADICTED]
    if not found:
        return "No claims contradict each other."
    parts = []
    for one in found:
        quotes = "".join(f"\n- {line}" for line in one.evidence or (one.sentence,))
        parts.append(f"These cannot both hold, or come from the source that the others report:\n{quotes}")
    return "\n\n".join(parts)


def _lost_hedges(case: Case) -> str:
    found = [one for one in audit(case) if one.verdict is Verdict.CANNOT_TELL]
    if not found:
        return "Every repeat prints what the source it repeats prints."
    lines = "".join(f"\n- {one.sentence}" for one in found)
    return f"{counted(len(found), 'repeat')} printed another limit than the source, which contradicts nothing:\n{lines}"


def _total(case: Case) -> str:
    worlds = possible_worlds(case, "signup")
    low, high = worlds.total
    parts = [_value(claim) for claim in _parts(case)]
    text = f"The list holds {labels.between(low, high)} people."
    if low == high == sum(parts) and _is_floor_published(case, low):
        summed = " + ".join(map(str, parts))
        text += (
            f" {summed} = {low}: the published parts add up to the published total, so its “at least” belongs to the "
            "unknown true number of recruits, not to the list."
        )
    return text


def _peak(case: Case) -> str:
    worlds = possible_worlds(case, "signup")
    table = worlds.table()
    known, open_months = table.dropna(subset="reported"), table[table["reported"].isna()]
    if known.empty:
        raise Unanswerable(NO_PEAK)
    top = max(rows(known), key=lambda row: int(row["reported"]))
    month = labels.period(Period.parse(top["cell"]))
    others = f"other {counted(len(open_months), 'month')}"
    only = "is the only month whose count was published" if len(known) == 1 else "is the largest month"
    text = f"{month} {only}: {labels.people(top['reported'])}, more than in any other."
    if open_months.empty:
        return text
    return (
        f"{text} The {others} may each hold from {open_months['low'].min()} to {open_months['high'].max()}; their "
        "order, a rise or a fall cannot be told."
    )


def _peak_chance(case: Case) -> str:
    worlds = possible_worlds(case, "signup")
    low, _ = worlds.total
    known = worlds.table()["reported"].dropna()
    if known.empty:
        raise Unanswerable(NO_PEAK)
    peak = int(known.max())
    window = str(case.window())
    alike, by_days = (peak_probability(low, peak=peak, window=window, exposure=one) for one in ("cells", "days"))
    return (
        f"{alike.sentence} Weighing months by their days makes it {by_days.probability:.3f} instead of "
        f"{alike.probability:.3f}. A peak of this height needs no explanation of its own."
        if alike.probability > 0.05
        else f"{alike.sentence} Chance alone rarely makes such a peak."
    )


def _split(case: Case) -> str:
    first, second = _two_parts(case)
    spans = [Period.parse(claim.where) for claim in (first, second)]
    months = [len(cells(span, "month")) for span in spans]
    rates = [labels.decimal(_value(claim) / length) for claim, length in zip((first, second), months, strict=True)]
    return (
        f"{labels.people(_value(first))} signed up in the {months[0]} months {labels.period(spans[0])} and "
        f"{_value(second)} in the {months[1]} months {labels.period(spans[1])}: {rates[0]} and {rates[1]} a month."
    )


def _split_chance(case: Case) -> str:
    first, second = _two_parts(case)
    return rate_ratio(_value(first), _value(second), first.where, second.where, exposure="months").sentence


def _ages(case: Case) -> str:
    worlds = possible_worlds(case, "age")
    table = worlds.bounds()
    low, _ = worlds.total
    known = int(table["low"].sum())
    mean = " to ".join(labels.decimal(end) for end in worlds.mean_bounds())
    return (
        f"Ages run from {table['cell'].iloc[0]} to {table['cell'].iloc[-1]}. Of {labels.people(low)}, the ages of "
        f"{known} were published; the other {low - known} may be anything between. The average age of all "
        f"may therefore be anything from {mean} years: the range says almost nothing about it."
    )


def _open(case: Case) -> str:
    table = compare_readings(case, "signup")
    numbers = table.groupby("reading", sort=False)["worlds"].first()
    others = [f"{number:,} with {reading}" for reading, number in numbers.iloc[1:].items()]
    return (
        f"{numbers.iloc[0]:,} different tables of months agree with every used claim and every described person. "
        f"Under other readings there are {labels.listed(others)}."
    )


def _value(claim: Claim) -> int:
    return int(claim.value.number) if claim.value else 0


def _is_floor_published(case: Case, total: int) -> bool:
    """Tell whether a used claim says that there were at least so many in all."""
    used = [claim for claim in basis_of(case).about("signup") if not claim.where]
    return any(claim.relation is Relation.AT_LEAST and _value(claim) == total for claim in used)


def _parts(case: Case) -> list[Claim]:
    """Give the exact counts of sign-ups in parts of the window that are longer than a month."""
    exact = [claim for claim in basis_of(case).about("signup") if claim.where and claim.relation is Relation.EXACTLY]
    counts = [claim for claim in exact if claim.statistic is Statistic.COUNT]
    return [claim for claim in counts if len(cells(Period.parse(claim.where), "month")) > 1]


def _two_parts(case: Case) -> tuple[Claim, Claim]:
    parts = _parts(case)
    if len(parts) != 2:
        raise Unanswerable(f"expected two parts of the window with a published count, found {len(parts)}")
    return parts[0], parts[1]


_TEXTS: dict[str, Callable[[Case], str]] = {
    "opening": _opening,
    "claims": _claims,
    "contradictions": _contradictions,
    "lost-hedges": _lost_hedges,
    "total": _total,
    "peak": _peak,
    "peak-chance": _peak_chance,
    "split": _split,
    "split-chance": _split_chance,
    "ages": _ages,
    "open": _open,
}
