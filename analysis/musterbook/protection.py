"""What may be published of a list of people, with the proof that nobody is given away.

A table is widened step by step until the proof holds, and each step says why: ages stand in bands, dates in months,
quarters or years, rare labels are joined; a cell of few people is printed as a range ("1 to 4"), never as zero and
never blank; and where a total, an earlier release or a published claim would narrow that range all the same, further
numbers become ranges too, those of the least loss that a linear program finds. The proof hands everything that is
public to :mod:`musterbook.disclosure` and asks for each cell of few people whether every number from one up to the
threshold is still possible.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product, zip_longest
from math import isfinite, prod
from pathlib import Path
from typing import Any

import pandas as pd

from musterbook import disclosure, frames, tally
from musterbook.atomic import write_files
from musterbook.case.case import Case
from musterbook.disclosure import OTHER, PEOPLE, ROUNDED, TOTAL, Cell, Cells, People, Publication, Value, value_of
from musterbook.errors import MusterError, Unanswerable, UnknownName, counted
from musterbook.exports import csv_text
from musterbook.intervals import Every, Interval, Kind
from musterbook.movements import ends_of
from musterbook.progress import Budget, doing
from musterbook.schema import AGE, fields
from musterbook.tally import DAYS, NOT_STATED, POSSIBLE, SURE, AggregateTable, cells_of_dates, cells_of_numbers

THRESHOLDS = (3, 5, 7, 10)
BAND, FEW_CELLS, MOST_CELLS, MOST_NUMBERS = 10, 60, 1_000, 5_000
USUAL = (Every.MONTH, Every.QUARTER, Every.YEAR)


class Disclosive(Unanswerable):
    """A release would give somebody away; the message names the cells and what gives them away."""


@dataclass(frozen=True, eq=False, repr=False)
class ProtectedTable(AggregateTable):
    """A table of counts that may be published, and why it is as it is.

    Attributes
    ----------
    publication : Publication
        Every number in it, cells and totals: what later releases are held against.
    threshold : int
        Cells of fewer people are printed as ranges.
    steps : tuple of str
        What was widened, in order, each with the reason.
    proof : pandas.DataFrame
        Each cell of few people (``cell``), with how few and how many it may have in tables that agree with all that is
        public (``low``, ``high``).
    public : tuple of str
        Cells of few people that published claims give away by themselves, whatever is released.
    unheld : tuple of str
        Claims that the proof could not take into account: those of an occupied number of cells, a median or a
        deviation, and those that the list contradicts.
    """

    publication: Publication = field(default=Publication("", {}, ()))
    threshold: int = 5
    rounding: int | None = None
    steps: tuple[str, ...] = ()
    proof: pd.DataFrame = field(default_factory=pd.DataFrame)
    public: tuple[str, ...] = ()
    unheld: tuple[str, ...] = ()

    @classmethod
    def of(cls, draft: disclosure.Draft, steps: Iterable[str], source: str) -> ProtectedTable:
        """Give the release, or refuse it."""
        threshold = draft.public.threshold
        if draft.given_away:
            few = f"{counted(len(draft.given_away), 'cell')} of fewer than {threshold} people"
            mend = "choose longer cells (every=) or fewer columns:"
            why = f"not released, for it would give away {few}, whatever is printed as a range; {mend}"
            raise Disclosive("\n  ".join([why, *draft.given_away]))
        kinds = draft.kinds
        cells = [one for one in draft.figures if len(one.cell) == len(kinds)]
        texts = pd.DataFrame([[text for _, text in one.cell] for one in cells], columns=list(kinds), dtype="str")
        numbers = {SURE: [one.low for one in cells], POSSIBLE: [one.high for one in cells]}
        proof = [(draft.rows[one].name, draft.least[one], draft.most[one]) for one in draft.targets]
        return cls(
            texts.replace(NOT_STATED, pd.NA).assign(**{name: pd.array(one, "Int64") for name, one in numbers.items()}),
            kinds,
            "people",
            source,
            everybody=next((one.low, one.high) for one in draft.figures if not one.cell),
            publication=Publication("", kinds, tuple(draft.figures)),
            threshold=threshold,
            rounding=draft.public.rounding,
            steps=(*steps, *draft.steps),
            proof=pd.DataFrame(proof, columns=["cell", "low", "high"]),
            public=tuple(dict.fromkeys(draft.given)),
            unheld=tuple(draft.unheld),
        )

    @property
    def table(self) -> pd.DataFrame:
        """Each cell that is printed, then the totals, with ``people`` as a number or as a range "1 to 4"."""
        lines, step = [], self.rounding or 1
        for one in self.publication.figures:
            middle = round((one.low + one.high) / 2 / step) * step
            rounded = {ROUNDED: middle if one.high >= self.threshold else one.people} if self.rounding else {}
            lines.append({**dict.fromkeys(self.kinds, TOTAL), **dict(one.cell), PEOPLE: one.people, **rounded})
        return pd.DataFrame(lines).astype("str")

    def save(self, place: str | Path) -> Path:
        """Write the table as a CSV file, which ``earlier=`` reads again; give its path."""
        path = Path(place)
        write_files(path.parent, {path.name: csv_text(self.table).encode()})
        return path

    def __repr__(self) -> str:
        """Say in a line what it is, without any cell."""
        hidden = int((self.frame[SURE] < self.frame[POSSIBLE]).sum())
        said = f"{counted(len(self.frame), 'cell')}, {hidden:,} as ranges, threshold {self.threshold}"
        return f"<ProtectedTable of {' by '.join(self.kinds)}: {said}>"


@doing("proving that nobody is given away")
def protect(  # noqa: PLR0913
    people: Any,
    by: str | Sequence[str] = (),
    *,
    threshold: int = 5,
    every: str | int | Mapping[str, str | int] | None = None,
    rounding: int | None = None,
    earlier: Iterable[Any] = (),
    case: Case | None = None,
    population: str | None = None,
    timeout: float | None = 60.0,
) -> ProtectedTable:
    """Give the table of a list that may be published, proven against all that is public.

    Parameters
    ----------
    people : LineList, DataFrame or AggregateTable
        A row per person, or a table of exact counts.
    by : str or sequence of str
        Up to three columns; by default the first date and the age, or whatever there is of a table. No other column of
        the list leaves with it.
    threshold : int
        3, 5, 7 or 10: cells of 1 up to one less are printed as a range.
    every : str or int, or mapping of them, optional
        Length of the cells of a variable, as for :func:`musterbook.counts`: ``"month"``, ``{"age": 20}``. A length that
        is given is kept, and the release refused if it cannot be protected; else months become quarters and years,
        and bands of 10 wider ones, while most cells that hold anybody are small, or the proof fails.
    rounding : int, optional
        5 rounds every number that is not small to a multiple of 5, printed as the range that is rounded to it.
    earlier : iterable of ProtectedTable, AggregateTable or path
        What was released before of the same list, in any state of it: tables, or files that ``save`` wrote. Where a
        number has changed by fewer people than the threshold, the new one is printed so that it may be unchanged.
    case : Case, optional
        What is published about these people. A cell that its claims alone give away is public and needs no protection.
    population : str, optional
        The id of these people in the case; by default those of its first used claim.
    timeout : float, optional
        Seconds after which the proof is given up, and nothing is released.

    Returns
    -------
    ProtectedTable
        Counts and draws like any table of counts; ``table`` is what is printed and ``steps`` why.

    Raises
    ------
    Disclosive
        If a cell of few people would be given away whatever is widened; all of them are named.
    MusterError
        If there is no such column, or a parameter is none.

    Notes
    -----
    What is protected, in the release and in earlier ones, is each cell and each total of 1 up to ``threshold - 1``
    people: the table, all its totals, all earlier releases and all claims leave it every end of that range. Totals are
    printed with the table, for they are usually known. A list that has changed since an earlier release is printed so
    that it might not have, which covers whoever guesses how much has changed.

    A cell of nobody is printed as 0, which identifies nobody; but where all people of a row are in one cell, the table
    tells of each of them what that cell says (group disclosure), and that is for you to judge. Somebody who is one of
    two people in a cell knows the other: take 5 or more where people may know each other. It is not guarded against
    somebody who runs this very program on every list that could be yours, to see which it would have widened so (Wong
    et al. 2007, Minimality attack in privacy preserving data publishing, VLDB). ``steps`` and ``proof`` are for you and
    not for print: they name what was hidden.

    In use are 3 (Office for National Statistics, answer FOI/2021/3301 by its Policy on protecting confidentiality in
    tables of birth and death statistics), 8 with all other counts rounded to 5 (OpenSAFELY redacts counts up to 7,
    https://docs.opensafely.org/sdc/), and 10 (ONS Longitudinal Study, http://celsius.lshtm.ac.uk/onscell.html; ACRO by
    default, Preen et al., A multi-language toolkit for the semi-automated checking of research outputs,
    arXiv:2212.02935). OCHA's Centre for Humanitarian Data leaves the number to the context (Guidance Note 1,
    Statistical Disclosure Control, 2019). The attack by bounds is that of cell suppression (Fischetti and
    Salazar-González 2001, Solving the cell suppression problem on tabular data with linear constraints, Management
    Science 47(7)).

    Examples
    --------
    >>> import pandas as pd
    >>> import musterbook as mb
    >>> people = pd.DataFrame({"signup": ["2023-06-03"] * 3 + ["2023-07-01"] * 8 + ["2023-08-30"] * 9})
    >>> release = mb.protect(people, "signup", every="month")
    >>> release.table.to_numpy().tolist()
    [['2023-06', '1 to 4'], ['2023-07', '5 to 14'], ['2023-08', '9'], ['total', '20']]
    >>> release.steps
    ('signup 2023-07 is printed as 5 to 14 instead of 8: with signup 2023-08: 9; everybody: 20 it would give away \
signup 2023-06',)
    """
    if threshold not in THRESHOLDS:
        raise UnknownName.of("threshold", threshold, THRESHOLDS)
    if rounding not in {None, 5}:
        raise MusterError(f"expected rounding=5, or nothing for none, found {rounding!r}")
    names = columns_of(people, by)
    releases = [disclosure.released(one, f"earlier release {place}") for place, one in enumerate(earlier, 1)]
    kinds, found = tallied(people, list(dict.fromkeys([*names, *(name for one in releases for name in one.kinds)])))
    kinds |= {name: kind for one in releases for name, kind in one.kinds.items()}
    claims = disclosure.claims_of(case, population, kinds)
    public = disclosure.Public(found, kinds, releases, claims, threshold, rounding, Budget(timeout))
    variables = recodings_of(people, names, public, every)
    joined = {one.name: counted(one.joined, "label") for one in variables if one.joined}
    steps = [f"{name}: {labels} of fewer than {threshold} people are {OTHER!r}" for name, labels in joined.items()]
    with public.budget.question():
        while True:
            some = [one for one in variables if one.ladder[1:]]
            widest = max(some, key=lambda one: len(one.cells.texts)) if some else None
            numbers = numbers_in(variables, found)
            why = too_fine(variables, numbers, threshold) if widest is not None else ""
            if not why:
                draft = disclosure.Draft(filled(variables, numbers), names, public)
                draft.hide(all_or_none=widest is not None)
                if widest is None or not draft.given_away:
                    return ProtectedTable.of(draft, steps, str(getattr(people, "source", "") or "a list of people"))
                why = f"{widest.name} was finer, and {draft.given_away[0]}"
            if widest is not None:
                del widest.ladder[0]
                steps.append(f"{widest.name} {widest.ladder[0][1]}: {why}")


@dataclass
class Releases:
    """What of one list leaves together: each table is proven against those before it, and one asked for twice is one.

    ``threshold`` as for :func:`protect`.
    """

    people: Any
    threshold: int = 5
    made: dict[str, ProtectedTable] = field(default_factory=dict)

    def of(self, column: str, every: str | int | None) -> ProtectedTable:
        """Give the table of one column."""
        if column not in self.made:
            before = list(self.made.values())
            self.made[column] = protect(self.people, column, threshold=self.threshold, every=every, earlier=before)
        return self.made[column]


# What is asked for


def columns_of(people: Any, by: str | Sequence[str]) -> list[str]:
    """Give the columns of a release: those asked for, or the first date and the age of a list."""
    is_table, names = isinstance(people, AggregateTable), [by] if isinstance(by, str) else list(by)
    available = people.variables if is_table else frames.lazy(people).collect_schema().names()
    if not names:
        ours = [one["name"] for one in fields("records") if one.get("coarse") == Kind.DATE]
        # A date of another name has its ends beside it, where a list was read.
        dates = [one for one in (*ours, *available) if {one, one if one in ours else f"{one}_first"} <= {*available}]
        names = list(available) if is_table else [*dates[:1], *({AGE} & {*available})] or list(available)[:1]
    if wrong := [name for name in names if name not in available]:
        raise UnknownName.of("column", wrong[0], available)
    if not 1 <= len(names) <= 3 or len(set(names)) < len(names):
        raise MusterError(f"expected one to three different columns, found {', '.join(map(repr, names)) or 'none'}")
    if hidden := {TOTAL, PEOPLE, ROUNDED, SURE, POSSIBLE} & set(names):
        raise MusterError(f"a column of a release cannot be called {sorted(hidden)[0]!r}; rename it first")
    return names


def tallied(people: Any, names: Sequence[str]) -> tuple[dict[str, Kind], People]:
    """Tell what columns hold, and count the people by all of them."""
    if isinstance(people, AggregateTable):
        if missing := [name for name in names if name not in people.kinds]:
            raise MusterError(f"an earlier release is of {missing[0]!r}, which this table lacks; give the list")
        if (people.frame[SURE] != people.frame[POSSIBLE]).any():
            raise MusterError("a table whose counts are ranges is not protected again; give the list, or exact counts")
    found = {texts: number for texts, number in tally.people_by(people, names)[0].items() if number}
    stated = {name: sorted({texts[at] for texts in found} - {"", NOT_STATED}) for at, name in enumerate(names)}
    return {name: tally.kind_in(people, name, stated[name], None) for name in names}, found


# In which cells


@dataclass
class Recoding:
    """The cells in which a variable is printed, and the larger ones in which it may be.

    ``ladder`` has all of them, from those in use to the largest, each with what they are called in a sentence. Dates
    stand in months, then quarters, then years; numbers in bands, then in bands twice as wide; labels singly, but those
    of few people together, as are the rarest of very many, then the two rarest, and so on. Cells that somebody asked
    for are never made larger. A value that does not lie in one cell for certain is "not stated". ``joined`` says how
    many labels of few people are one from the beginning.
    """

    name: str
    read: Mapping[str, Value]
    ladder: list[tuple[Cells, str]]
    joined: int = 0

    @classmethod
    def of_labels(cls, name: str, people: Mapping[str, int], threshold: int) -> Recoding:
        """Lay labels out, those of very few people joined as one that is called other."""
        values = {text: value_of(text, Kind.LABEL) for text in people}
        labels = sorted({one for one in values.values() if isinstance(one, str)} - {OTHER})
        largest = sorted(labels, key=lambda text: people[text])[::-1]
        keep = len(labels) if len(labels) < FEW_CELLS else FEW_CELLS - 1
        has_other, large = OTHER in people or keep < len(labels), sum(people[text] >= threshold for text in labels)
        joined, ladder = keep - large if keep - large > 1 and (large or has_other) else 0, []
        # Where there are no others, to call the rarest alone so would hide nobody.
        for number in (keep - joined, *range(keep - joined - 1 - (not joined and not has_other), 0, -1)):
            others = [OTHER] if OTHER in people or number < len(labels) else []
            texts = (*(text for text in labels if text in largest[:number]), *others)
            ladder.append((Cells(Kind.LABEL, texts), f"in {len(texts)} labels"))
        return cls(name, values, ladder, joined)

    @classmethod
    def of_ends(cls, name: str, kind: Kind, texts: Iterable[str], every: Any, own: Iterable[str]) -> Recoding:
        """Lay dates or numbers out: in cells of a length that was asked for, in those a table has, or in usual ones."""
        values, is_free, is_date = {text: value_of(text, kind) for text in texts}, every is None, kind is Kind.DATE
        ends = [int(end) for one in values.values() if isinstance(one, tuple) for end in one if isfinite(end)]
        rungs = [(sorted(own, key=lambda text: ends_of(text, kind)), "")] if is_free and own else []
        usual: Sequence[Any] = USUAL if is_date else [BAND << times for times in range(64)]
        for length in (usual if is_free else [every]) if ends and not rungs else ():
            if is_free and length != USUAL[-1] and (max(ends) - min(ends)) // DAYS.get(length, length) > MOST_CELLS:
                continue
            whole = Interval(min(ends), max(ends), kind)
            cut = cells_of_dates(name, {}, whole, length, "monday") if is_date else cells_of_numbers(name, ends, length)
            rungs.append(([cell.text or str(cell) for cell in cut], f"by {length}" if is_date else ""))
            # However wide bands are, those below zero and those above are never one.
            if not is_date and len(cut) == 1 + (min(ends) < 0 <= max(ends)):
                break
        while is_free and rungs and len(rungs[-1][0]) > 1:
            spans = [kind.read(text) for text in rungs[-1][0]]
            pairs = [(one.low, (other or one).high) for one, other in zip_longest(spans[::2], spans[1::2])]
            if (None, None) in pairs:
                break
            rungs.append(([str(Interval(*pair, kind)) for pair in pairs], ""))
        few = [one for one in rungs if own or not is_free or len(one[0]) <= FEW_CELLS] or [([], "")]
        return cls(name, values, [(Cells(kind, tuple(told)), words or f"in {len(told)} bands") for told, words in few])

    @property
    def cells(self) -> Cells:
        """The cells that are in use."""
        return self.ladder[0][0]


def recodings_of(people: Any, names: Sequence[str], public: disclosure.Public, every: Any) -> list[Recoding]:
    """Lay out each variable of a release, in cells of the length that was asked for."""
    lengths: Mapping[str, Any] = every if isinstance(every, Mapping) else dict.fromkeys(names, every)
    if lengths is not every and every is not None and len(names) > 1:
        raise MusterError(f"of several columns say which is meant, as every={{{names[0]!r}: {every!r}}}")
    if wrong := [name for name in lengths if name not in names]:
        raise UnknownName.of("column", wrong[0], names)
    found = []
    for at, name in enumerate(names):
        texts = Counter[str]()
        for told, number in public.people.items():
            texts[told[at]] += number
        if public.kinds[name] is not Kind.LABEL:
            own = {*texts} - {"", NOT_STATED} if isinstance(people, AggregateTable) else ()
            found.append(Recoding.of_ends(name, public.kinds[name], texts, lengths.get(name), own))
            continue
        if TOTAL in texts:
            raise MusterError(f"{name!r} has the label {TOTAL!r}, which stands for everybody here; rename it first")
        if lengths.get(name) is not None:
            raise MusterError(f"{name!r} holds labels, and every= is for dates and numbers; leave it out")
        found.append(Recoding.of_labels(name, texts, public.threshold))
    return found


def _size(variables: Iterable[Recoding]) -> int:
    """Give how many cells and totals a release has."""
    return prod(len(one.cells.texts) + 1 for one in variables)


def numbers_in(variables: Sequence[Recoding], people: People) -> Counter[Cell]:
    """Count the people of each cell of a release, and of each total, that has anybody."""
    if (many := _size(variables)) > MOST_NUMBERS and not any(one.ladder[1:] for one in variables):
        raise Unanswerable(f"there are {many:,} cells and totals; {MOST_NUMBERS:,} is the most; give longer cells")
    found = Counter[Cell]()
    homes = [{text: (one.name, one.cells.home(of) or NOT_STATED) for text, of in one.read.items()} for one in variables]
    for texts, number in people.items():
        # Texts that only earlier releases tell apart come after.
        whole = [home[text] for home, text in zip(homes, texts, strict=False)]
        for cell in (cell for size in range(len(whole) + 1) for cell in combinations(whole, size)):
            found[cell] += number
    return found


def too_fine(variables: Sequence[Recoding], numbers: Mapping[Cell, int], threshold: int) -> str:
    """Say why larger cells would be of more use, if they would: most of those that hold anybody are small."""
    held = [number for cell, number in numbers.items() if len(cell) == len(variables)]
    few = sum(number < threshold for number in held)
    is_so = 2 * few > len(held) or _size(variables) > MOST_NUMBERS
    return f"{few} of {len(held)} finer cells had fewer than {threshold} people" if is_so else ""


def filled(variables: Sequence[Recoding], numbers: Mapping[Cell, int]) -> dict[Cell, int]:
    """Give every cell and every total of a release, each with the people that it has."""
    if (held := sum(len(cell) == len(variables) for cell in numbers)) > MOST_CELLS:
        raise Unanswerable(f"{held:,} cells hold somebody; {MOST_CELLS:,} is the most; give fewer columns")
    unstated = {name for cell in numbers for name, text in cell if text == NOT_STATED}
    texts = {one.name: (*one.cells.texts, *([NOT_STATED] * (one.name in unstated))) for one in variables}
    cells = [[(name, text) for text in own] for name, own in texts.items()]
    sizes = range(len(cells), -1, -1)
    return {cell: numbers[cell] for size in sizes for some in combinations(cells, size) for cell in product(*some)}
