"""What may be published of a list of people, with the proof that nobody is given away.

A table is widened step by step until the proof holds, and each step says why: ages stand in bands, dates in months,
quarters or years, rare labels are joined; a cell of few people is printed as a range ("1 to 4"), never as zero and
never blank; and where a total, an earlier release or a published claim would narrow that range all the same, further
numbers become ranges too, as few as it takes. The proof hands everything that is public to :mod:`musterbook.disclosure`
and asks for each cell of few people whether every number from one up to the threshold is still possible.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from musterbook import frames
from musterbook.aggregate import POSSIBLE, SURE, AggregateTable
from musterbook.atomic import write_files
from musterbook.case.case import Case, only_case
from musterbook.case.claims import Statistic
from musterbook.disclosure import (
    ENDLESS,
    OTHER,
    Attack,
    Cell,
    Ends,
    Figure,
    Ground,
    Publication,
    Row,
    Said,
    both,
    claimed,
    value_of,
)
from musterbook.errors import MusterError, Unanswerable, UnknownName, counted
from musterbook.formulas import csv_text, restored
from musterbook.intervals import Kind
from musterbook.people import one_list
from musterbook.recoding import MOST_CELLS, Recoding
from musterbook.schema import AGE, fields
from musterbook.tally import NOT_STATED, kind_in, set_aside
from musterbook.worlds.budget import Budget

THRESHOLDS = (3, 5, 7, 10)
TOTAL, PEOPLE, ROUNDED = "total", "people", "rounded"
MOST_LEVELS, MOST_NAMED = 10, 4
_UNTOLD = ": nobody else"
_PRINTED = re.compile(r"(\d{1,12})(?: to (\d{1,12}))?", re.ASCII)


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

    publication: Publication = field(default=Publication("", {}, {}, ()))
    threshold: int = 5
    rounding: int | None = None
    steps: tuple[str, ...] = ()
    proof: pd.DataFrame = field(default_factory=pd.DataFrame)
    public: tuple[str, ...] = ()
    unheld: tuple[str, ...] = ()

    @property
    def people(self) -> tuple[int, int]:
        """How many people it counts, at least and at most, as its total says."""
        total = next(one for one in self.publication.figures if not one.cell)
        return total.low, total.high

    @property
    def table(self) -> pd.DataFrame:
        """What is printed: each cell, then the totals, with ``people`` as a number or as a range "1 to 4"."""
        lines = [
            {**dict.fromkeys(self.kinds, TOTAL), **dict(one.cell), PEOPLE: one.people, ROUNDED: self._rounded(one)}
            for one in self.publication.figures
        ]
        columns = [*self.kinds, PEOPLE, *([ROUNDED] if self.rounding else [])]
        return pd.DataFrame(lines, columns=columns).astype("str")

    def _rounded(self, figure: Figure) -> str:
        if not self.rounding or figure.high < self.threshold:
            return figure.people
        return str(round((figure.low + figure.high) / 2 / self.rounding) * self.rounding)

    def save(self, place: str | Path) -> Path:
        """Write the table as a CSV file, which ``earlier=`` reads again; give its path."""
        path = Path(place)
        write_files(path.parent, {path.name: csv_text(self.table).encode()})
        return path

    def __repr__(self) -> str:
        """Say in a line what it is, without any cell."""
        hidden = int((self.frame[SURE] < self.frame[POSSIBLE]).sum())
        return (
            f"<ProtectedTable of {' by '.join(self.kinds)}: {counted(len(self.frame), 'cell')}, {hidden:,} as ranges, "
            f"threshold {self.threshold}>"
        )


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
    case, population : Case and str, optional
        What is published about these people. A cell that its claims alone give away is public and needs no protection.
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

    In use are 3 (Office for National Statistics, Policy on protecting confidentiality in tables of birth and death
    statistics, and its answer FOI/2021/3301), 8 with all other counts rounded to 5 (OpenSAFELY redacts counts up to 7,
    https://docs.opensafely.org/sdc/), and 10 (ACRO by default, Smith et al. 2025, DOI 10.1109/TP.2025.3566052; outputs
    of the ONS Longitudinal Study). OCHA's Centre for Humanitarian Data leaves the number to the context (Guidance Note
    1, Statistical Disclosure Control, 2019). The attack by bounds is that of cell suppression (Fischetti and
    Salazar-González 2001, Solving the cell suppression problem on tabular data with linear constraints, Management
    Science 47(7)).

    Examples
    --------
    >>> people = pd.DataFrame({"signup": ["2023-06-03"] * 3 + ["2023-07-01"] * 8 + ["2023-08-30"] * 9})
    >>> release = protect(people, "signup", every="month")
    >>> release.table.to_numpy().tolist()
    [['2023-06', '1 to 4'], ['2023-07', '5 to 14'], ['2023-08', '9'], ['total', '20']]
    >>> release.steps
    ('signup 2023-07 is printed as 5 to 14 instead of 8: with signup 2023-08: 9; everybody: 20 it would give away \
signup 2023-06',)
    """
    _check(threshold, rounding)
    variables = _variables(people, by)
    releases = [_released(one, place) for place, one in enumerate(earlier, 1)]
    rows, kinds = _rows(people, variables, releases)
    recodings = _recodings(people, variables, rows, kinds, _lengths(every, variables))
    state = _State(rows, kinds, threshold, rounding, releases, _said(case, population, kinds), Budget(timeout))
    steps: list[str] = []
    recodings = _useful(recodings, state, steps)
    with state.budget.question():
        while True:
            proof = _Proof(recodings, state)
            proof.widen()
            wider = _coarser(recodings) if proof.given_away else None
            if wider is None:
                return proof.release((*steps, *proof.steps), people)
            steps.append(f"{wider.words}: {wider.name} was finer, and {proof.given_away[0]}")
            recodings = {**recodings, wider.name: wider}


@dataclass
class Releases:
    """What of one list leaves together: each table is proven against those before it, and one asked for twice is one.

    ``case`` is what is published about the people; ``threshold`` as for :func:`protect`.
    """

    people: Any
    threshold: int = 5
    earlier: Sequence[Any] = ()
    case: Case | None = None
    made: dict[str, ProtectedTable] = field(default_factory=dict)

    def of(self, column: str, every: str | int | None) -> ProtectedTable:
        """Give the table of one column."""
        if column not in self.made:
            before = [*self.earlier, *self.made.values()]
            self.made[column] = protect(
                self.people, column, threshold=self.threshold, every=every, earlier=before, case=self.case
            )
        return self.made[column]


def _check(threshold: object, rounding: object) -> None:
    if threshold not in THRESHOLDS:
        raise UnknownName.of("threshold", threshold, THRESHOLDS)
    if rounding not in {None, 5}:
        raise MusterError(f"expected rounding=5, or nothing for none, found {rounding!r}")


def _variables(people: Any, by: str | Sequence[str]) -> list[str]:
    """Give the columns of a release: those asked for, or the first date and the age of a list."""
    names = [by] if isinstance(by, str) else list(by)
    available = people.variables if isinstance(people, AggregateTable) else frames.lazy(people).collect_schema().names()
    if not names:
        dates = [one["name"] for one in fields("records") if one.get("coarse") == Kind.DATE]
        usual = [*[name for name in dates if name in available][:1], *[name for name in [AGE] if name in available]]
        names = list(available) if isinstance(people, AggregateTable) else usual or list(available)[:1]
    wrong = [name for name in names if name not in available]
    if wrong:
        raise UnknownName.of("column", wrong[0], available)
    if not 1 <= len(names) <= 3 or len(set(names)) < len(names):
        raise MusterError(f"expected one to three different columns, found {', '.join(map(repr, names)) or 'none'}")
    hidden = {TOTAL, PEOPLE, ROUNDED, SURE, POSSIBLE} & set(names)
    if hidden:
        raise MusterError(f"a column of a release cannot be called {sorted(hidden)[0]!r}; rename it first")
    return names


def _released(given: Any, place: int) -> Publication:
    """Give the numbers of an earlier release."""
    if isinstance(given, ProtectedTable):
        return replace(given.publication, name=f"earlier release {place}")
    if isinstance(given, AggregateTable):
        filled = given.frame.fillna(dict.fromkeys(given.variables, NOT_STATED))
        found = [
            Figure(tuple(zip(given.variables, map(str, row[:-2]), strict=True)), int(row[-2]), int(row[-1]))
            for row in filled[[*given.variables, SURE, POSSIBLE]].itertuples(index=False)
        ]
        total = Figure((), *given.people)
        return _publication(f"earlier release {place}", given.kinds, [*found, total])
    if isinstance(given, str | Path):
        return _read(Path(given), place)
    raise MusterError(
        f"earlier release {place}: expected a table that protect or read_table gave, or a file that its save wrote, "
        f"found a {type(given).__name__}"
    )


def _publication(name: str, kinds: Mapping[str, Kind], figures: Sequence[Figure]) -> Publication:
    told = {one: tuple(dict.fromkeys(dict(f.cell)[one] for f in figures if one in dict(f.cell))) for one in kinds}
    return Publication(name, dict(kinds), told, tuple(figures))


def _read(place: Path, number: int) -> Publication:
    """Read a file that ``save`` wrote."""
    expected = "a file that save of a protected table wrote: its variables, and people as 12 or '1 to 4'"
    try:
        lines = list(csv.reader(io.StringIO(place.read_text("utf-8"))))
    except (OSError, ValueError, csv.Error) as error:
        raise MusterError(f"{place}: {error}; expected {expected}") from error
    header = [name for name in lines[0] if name not in {PEOPLE, ROUNDED}] if lines else []
    printed = [_PRINTED.fullmatch(line[len(header)]) if len(line) == len(lines[0]) else None for line in lines[1:]]
    if not header or lines[0][len(header)] != PEOPLE or not all(printed):
        raise MusterError(f"{place}: expected {expected}")
    names = [restored(name) for name in header]
    figures = []
    for line, found in zip(lines[1:], printed, strict=True):
        assert found is not None
        cell = zip(names, map(restored, line), strict=False)
        told = tuple((name, text) for name, text in cell if text != TOTAL)
        figures.append(Figure(told, int(found[1]), int(found[2] or found[1])))
    kinds = {}
    for name in names:
        texts = [dict(one.cell)[name] for one in figures if name in dict(one.cell)]
        kinds[name] = kind_in(
            pd.DataFrame({name: texts}), name, [t for t in texts if t not in {NOT_STATED, OTHER}], None
        )
    return _publication(f"earlier release {number}", kinds, figures)


def _rows(
    people: Any, variables: Sequence[str], releases: Sequence[Publication]
) -> tuple[Mapping[Cell, int], dict[str, Kind]]:
    """Count the people by all that they are told apart by, now and earlier, and tell what each column holds."""
    names = list(dict.fromkeys([*variables, *(name for one in releases for name in one.kinds)]))
    if isinstance(people, AggregateTable):
        return _rows_of_table(people, names)
    rows = frames.count_rows(one_list(people), names)
    if aside := set_aside(people):
        rows[("",) * len(names)] += aside
    earlier = {name: kind for one in releases for name, kind in one.kinds.items()}
    stated = {name: sorted({row[at] for row in rows} - {"", NOT_STATED}) for at, name in enumerate(names)}
    kinds = {name: earlier.get(name) or kind_in(people, name, stated[name], None) for name in names}
    return {tuple(zip(names, row, strict=True)): number for row, number in rows.items()}, kinds


def _rows_of_table(table: AggregateTable, names: Sequence[str]) -> tuple[Mapping[Cell, int], dict[str, Kind]]:
    missing = [name for name in names if name not in table.kinds]
    if missing:
        raise MusterError(
            f"an earlier release is of {', '.join(map(repr, missing))}, which this table lacks; give the list itself"
        )
    if (table.frame[SURE] != table.frame[POSSIBLE]).any():
        raise MusterError("a table whose counts are ranges is not protected again; give the list, or exact counts")
    filled = table.frame.fillna(dict.fromkeys(table.variables, ""))
    rows: Counter[Cell] = Counter()
    for *texts, number in filled[[*names, SURE]].itertuples(index=False):
        rows[tuple(zip(names, map(str, texts), strict=True))] += int(number)
    return rows, {name: table.kinds[name] for name in names}


def _lengths(every: Any, variables: Sequence[str]) -> Mapping[str, str | int]:
    """Give the length that was asked for, by variable."""
    if every is None:
        return {}
    if not isinstance(every, Mapping):
        if len(variables) > 1:
            raise MusterError(f"of several columns say which is meant, as every={{{variables[0]!r}: {every!r}}}")
        return {variables[0]: every}
    wrong = [name for name in every if name not in variables]
    if wrong:
        raise UnknownName.of("column", wrong[0], variables)
    return every


def _recodings(
    people: Any,
    variables: Sequence[str],
    rows: Mapping[Cell, int],
    kinds: Mapping[str, Kind],
    every: Mapping[str, str | int],
) -> dict[str, Recoding]:
    found = {}
    for name in variables:
        texts: Counter[str] = Counter()
        for cell, number in rows.items():
            texts[dict(cell)[name]] += number
        if TOTAL in texts and kinds[name] is Kind.LABEL:
            raise MusterError(f"{name!r} has the label {TOTAL!r}, which stands for everybody here; rename it first")
        is_table = isinstance(people, AggregateTable)
        own = [text for text in texts if text not in {"", NOT_STATED}] if is_table else []
        found[name] = Recoding.of(name, kinds[name], texts, every.get(name), own)
    return found


def _said(case: Case | None, population: str | None, kinds: Mapping[str, Kind]) -> dict[str, list[Said] | None]:
    """Give what is claimed of these people and of what they are told apart by, by claim."""
    if case is None:
        return {}
    only_case(case)
    name = case.population(population)
    told = [
        one
        for one in case.claim_list
        if one.population_id == name
        and one.variable in {*kinds, ""}
        and any(one.limits)
        and one.statistic is not Statistic.AMOUNT
    ]
    return {one.claim_id: claimed(one, case.windows[name]) for one in told}


@dataclass(frozen=True)
class _State:
    """What stays the same while a release is widened."""

    rows: Mapping[Cell, int]
    kinds: Mapping[str, Kind]
    threshold: int
    rounding: int | None
    releases: Sequence[Publication]
    said: Mapping[str, list[Said] | None]
    budget: Budget


def _useful(recodings: dict[str, Recoding], state: _State, steps: list[str]) -> dict[str, Recoding]:
    """Join rare labels, and widen cells while most of those that hold anybody are small."""
    for name, one in recodings.items():
        joined = one.without_rare(state.threshold)
        if joined is not one:
            number = len(one.cells) - len(joined.cells) + (OTHER not in one.cells)
            steps.append(f"{name}: {counted(number, 'label')} of fewer than {state.threshold} people are {OTHER!r}")
            recodings = {**recodings, name: joined}
    while True:
        few, held = _small(recodings, state)
        wider = _coarser(recodings) if 2 * few > held else None
        if wider is None:
            return recodings
        steps.append(f"{wider.words}: {few} of {held} finer cells had fewer than {state.threshold} people")
        recodings = {**recodings, wider.name: wider}


def _small(recodings: Mapping[str, Recoding], state: _State) -> tuple[int, int]:
    """Give how many cells hold few people, and how many hold anybody."""
    held = [number for number in _numbers(recodings, state).values() if number]
    return sum(number < state.threshold for number in held), len(held)


def _numbers(recodings: Mapping[str, Recoding], state: _State) -> Counter[Cell]:
    """Count the people of each cell."""
    one = Publication("", {n: r.kind for n, r in recodings.items()}, {n: r.cells for n, r in recodings.items()}, ())
    found: Counter[Cell] = Counter()
    for cell, number in state.rows.items():
        told = dict(cell)
        texts = ((name, one.home(name, value_of(told[name], state.kinds[name])) or NOT_STATED) for name in recodings)
        found[tuple(texts)] += number
    return found


def _coarser(recodings: Mapping[str, Recoding]) -> Recoding | None:
    """Widen the variable of the most cells, where any may be widened."""
    for one in sorted(recodings.values(), key=lambda one: -len(one.cells)):
        if wider := one.coarser():
            return wider
    return None


@dataclass
class _Proof:
    """One way to print a release, and all that is public with it.

    ``levels`` says for each number of the release how far it is widened; ``given_away`` has a sentence for each cell
    that is given away whatever is widened.
    """

    recodings: Mapping[str, Recoding]
    state: _State

    def __post_init__(self) -> None:
        """Write down the release as it would be without more widening, and everything else that is known."""
        self.given_away: list[str] = []
        self.steps: list[str] = []
        self.public: list[str] = []
        figures = self._figures()
        kinds = {name: one.kind for name, one in self.recodings.items()}
        told = _publication("", kinds, [figure for figure, _ in figures])
        said = [one for found in self.state.said.values() for one in found or ()]
        self.ground = Ground([told, *self.state.releases, *(one.publication for one in said)], self.state.rows)
        self.figures, self.counts = [figure for figure, _ in figures], [count for _, count in figures]
        self.levels = [0] * len(figures)
        rows = [Row(one.place, self.ground.mask(told, one.cell), one.low, one.high) for one in self.figures]
        self._is_changed, self.unheld = False, [name for name, one in self.state.said.items() if one is None]
        rows.append(Row(_UNTOLD, self.ground.outside(told), 0, 0))
        rows += [row for one in self.state.releases for row in self._held(one)]
        self._first_claim = len(rows)
        rows += [row for one in said for row in self._borne_out(one)]
        nobody = np.zeros(self.ground.shape, bool)
        for row in rows[: len(figures) + 1] if not self._is_changed else rows[len(figures) : len(figures) + 1]:
            nobody |= row.terms.astype(bool) & (row.high == 0)
        self.attack = Attack(rows, nobody, self.state.budget)
        self.limits = {place: (row.low, row.high) for place, row in enumerate(rows)}
        truth = self.attack.sums(self.ground.people)
        small = [place for place in range(self._first_claim) if 1 <= truth[place] < self.state.threshold]
        self.targets = [place for place in small if not rows[place].name.endswith(_UNTOLD)]
        self.least, self.most = truth.copy(), truth.copy()
        if any(not low <= one <= high for one, (low, high) in zip(truth, self.limits.values(), strict=True)):
            self.least[:], self.most[:] = ENDLESS, -ENDLESS

    def _figures(self) -> list[tuple[Figure, int]]:
        """Give every cell and every total, each with the people that it has."""
        names = list(self.recodings)
        numbers = _numbers(self.recodings, self.state)
        if len(numbers) > MOST_CELLS:
            raise Unanswerable(f"{len(numbers):,} cells hold somebody; {MOST_CELLS:,} is the most; give fewer columns")
        stated = {name: {dict(cell)[name] for cell in numbers} for name in names}
        cells = {n: [*r.cells, *([NOT_STATED] if NOT_STATED in stated[n] else [])] for n, r in self.recodings.items()}
        found = []
        for size in range(len(names), -1, -1):
            for chosen in combinations(names, size):
                sums: Counter[Cell] = Counter()
                for cell, number in numbers.items():
                    sums[tuple((name, text) for name, text in cell if name in chosen)] += number
                for texts in product(*(cells[name] for name in chosen)):
                    cell = tuple(zip(chosen, texts, strict=True))
                    found.append((Figure(cell, *self._printed(sums[cell], 0)), sums[cell]))
        return found

    def _printed(self, number: int, level: int) -> Ends:
        """Give the range in which a number is printed; each level adds a band, above or below, to the one before."""
        threshold = self.state.threshold
        if number == 0:
            return 0, threshold * level - 1 if level else 0
        low = high = number
        if number < threshold:
            low, high = 1, threshold - 1
        elif self.state.rounding:
            middle = round(number / self.state.rounding) * self.state.rounding
            low, high = max(threshold, middle - 2), middle + 2
        if level:
            band = number // threshold
            least = 0 if self._is_changed else 1
            low = min(low, max(least, threshold * (band - (level - 1) // 2)))
            high = max(high, threshold * (band + level // 2 + 1) - 1)
        return low, high

    def _held(self, release: Publication) -> Iterator[Row]:
        """Give what an earlier release says, but for numbers that have since changed by a whole group of people."""
        told = [(f"{one.place} in {release.name}", self.ground.mask(release, one.cell), one) for one in release.figures]
        told.append((f"{release.name}{_UNTOLD}", self.ground.outside(release), Figure((), 0, 0)))
        for name, mask, figure in told:
            number = int(self.ground.people[mask].sum())
            apart = max(figure.low - number, number - figure.high, 0)
            if apart < self.state.threshold:
                self._is_changed |= apart > 0
                yield Row(name, mask, figure.low, figure.high)

    def _borne_out(self, said: Said) -> Iterator[Row]:
        """Give what a claim says, if the list bears it out; what is not true gives nobody away."""
        for row in said.rows(self.ground):
            if row.low <= int((row.terms * self.ground.people).sum()) <= row.high:
                yield replace(row, name=f"claim {row.name}")
            elif row.name not in self.unheld:
                self.unheld.append(row.name)

    def widen(self) -> None:
        """Widen numbers until every cell of few people may have any number of them."""
        while self._see() is None:
            cause = self.attack.cause(self.limits, {})
            if not self._widen(cause, {}, "show that few people were added or taken away"):
                self.given_away.append(f"{self._named(cause)} would show that few people were added or taken away")
                return
        self._see(least=self.targets)
        self._see(most=self.targets)
        for place in self.targets:
            for low, high in ((0, 1), (self.state.threshold - 1, ENDLESS)):
                self._protect(place, (low, high))

    def _see(self, asked: Mapping[int, Ends] | None = None, **wish: Sequence[int]) -> np.ndarray | None:
        """Look for a table that agrees with everything public, and note what each number is in it."""
        found = self.attack.table(both(self.limits, asked or {}), **wish)
        if found is not None:
            self.least, self.most = np.minimum(self.least, found), np.maximum(self.most, found)
        return found

    def _protect(self, place: int, wanted: Ends) -> None:
        """See to it that a number may be as small, or as large, as it should."""
        while not (self.least[place] <= wanted[1] if wanted[0] == 0 else self.most[place] >= wanted[0]):
            asked = {place: wanted}
            if self._see(asked) is not None:
                return
            claims = {one: ends for one, ends in self.limits.items() if one >= self._first_claim}
            name = self.attack.rows[place].name
            if self.attack.table(both(claims, asked)) is None:
                self.public.append(name)
                return
            cause = self.attack.cause(self.limits, asked)
            if not self._widen(cause, asked, f"give away {name}"):
                self.given_away.append(f"{name} would be given away by {self._named(cause)}")
                return

    def _widen(self, cause: Sequence[int], asked: Mapping[int, Ends], why: str) -> bool:
        """Widen the one number of the release, of those that give something away, that is the least loss."""
        mine = [one for one in cause if one < len(self.figures) and (self.counts[one] or self._is_changed)]
        ways = [(level, one) for one in mine for level in range(self.levels[one] + 1, MOST_LEVELS)]
        for level, one in sorted(ways, key=self._loss):
            wider = self._printed(self.counts[one], level)
            if self.attack.table(both({**{place: self.limits[place] for place in cause}, one: wider}, asked)) is None:
                continue
            before, after = self.figures[one], replace(self.figures[one], low=wider[0], high=wider[1])
            others = self._named([other for other in cause if other != one])
            self.steps.append(
                f"{before.place} is printed as {after.people} instead of {before.people}: with {others} it would {why}"
            )
            self.figures[one], self.levels[one], self.limits[one] = after, level, wider
            return True
        return False

    def _loss(self, way: tuple[int, int]) -> tuple[int, int]:
        """Weigh a wider range: a total is missed more than a cell, and a large number more than a small one."""
        level, one = way
        return level + 2 * (len(self.recodings) - len(self.figures[one].cell)), self.counts[one]

    def _named(self, places: Sequence[int]) -> str:
        """Name what is public: its own numbers with the people they are printed with, others by where they stand."""
        names = [str(self.figures[one]) if one < len(self.figures) else self.attack.rows[one].name for one in places]
        return "; ".join(names[:MOST_NAMED] + [f"{len(names) - MOST_NAMED} more"] * (len(names) > MOST_NAMED))

    def release(self, steps: tuple[str, ...], people: Any) -> ProtectedTable:
        """Give the release, or refuse it."""
        if self.given_away:
            raise Disclosive(
                f"not released, for it would give away {counted(len(self.given_away), 'cell')} of fewer than "
                f"{self.state.threshold} people, whatever is printed as a range; choose longer cells (every=) or fewer "
                "columns:\n" + "\n".join(f"  {one}" for one in self.given_away)
            )
        names = list(self.recodings)
        cells = [one for one in self.figures if len(one.cell) == len(names)]
        texts = [[None if text == NOT_STATED else text for _, text in one.cell] for one in cells]
        numbers = {SURE: [one.low for one in cells], POSSIBLE: [one.high for one in cells]}
        frame = (
            pd.DataFrame(texts, columns=names)
            .astype("str")
            .assign(**{name: pd.array(found, "Int64") for name, found in numbers.items()})
        )
        kinds = {name: one.kind for name, one in self.recodings.items()}
        proof = [(self.attack.rows[one].name, int(self.least[one]), int(self.most[one])) for one in self.targets]
        return ProtectedTable(
            frame,
            kinds,
            "people",
            str(getattr(people, "source", "") or "a list of people"),
            publication=_publication("", kinds, self.figures),
            threshold=self.state.threshold,
            rounding=self.state.rounding,
            steps=steps,
            proof=pd.DataFrame(proof, columns=["cell", "low", "high"]),
            public=tuple(dict.fromkeys(self.public)),
            unheld=tuple(self.unheld),
        )
