"""What may be published of a list of people, with the proof that nobody is given away.

A table is widened step by step until the proof holds, and each step says why: ages stand in bands, dates in months,
quarters or years, rare labels are joined; a cell of few people is printed as a range ("1 to 4"), never as zero and
never blank; and where a total, an earlier release or a published claim would narrow that range all the same, further
numbers become ranges too, as few as it takes. The proof hands everything that is public to :mod:`musterbook.disclosure`
and asks for each cell of few people whether every number from one up to the threshold is still possible.
"""

from __future__ import annotations

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
from musterbook.disclosure import ENDLESS, Attack, Cell, Ends, Figure, Ground, Publication, Row, Said, both, claimed
from musterbook.errors import MusterError, Unanswerable, UnknownName, counted
from musterbook.formulas import csv_text, restored
from musterbook.frames import one_list
from musterbook.intervals import Kind
from musterbook.progress import doing
from musterbook.recoding import MOST_CELLS, OTHER, Recoding, value_of
from musterbook.schema import AGE, fields, rows
from musterbook.tally import NOT_STATED, kind_in, set_aside
from musterbook.worlds.budget import Budget

THRESHOLDS = (3, 5, 7, 10)
TOTAL, PEOPLE, ROUNDED = "total", "people", "rounded"
MOST_LEVELS, MOST_NAMED = 10, 4


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
    if threshold not in THRESHOLDS:
        raise UnknownName.of("threshold", threshold, THRESHOLDS)
    if rounding not in {None, 5}:
        raise MusterError(f"expected rounding=5, or nothing for none, found {rounding!r}")
    names = _chosen(people, by)
    releases = [_released(one, place) for place, one in enumerate(earlier, 1)]
    kinds, found = _counted(people, list(dict.fromkeys([*names, *(name for one in releases for name in one.kinds)])))
    kinds |= {name: kind for one in releases for name, kind in one.kinds.items()}
    public = _Public(found, kinds, releases, _claimed(case, population, kinds), threshold, rounding, Budget(timeout))
    recodings, steps = _useful(_recodings(people, names, public, every), public)
    with public.budget.question():
        while True:
            draft = _Draft(recodings, public)
            draft.widen()
            wider = _coarser(recodings) if draft.given_away else None
            if wider is None:
                return draft.release(steps, str(getattr(people, "source", "") or "a list of people"))
            steps.append(f"{wider.words}: {wider.name} was finer, and {draft.given_away[0]}")
            recodings = {**recodings, wider.name: wider}


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


def _chosen(people: Any, by: str | Sequence[str]) -> list[str]:
    """Give the columns of a release: those asked for, or the first date and the age of a list."""
    names = [by] if isinstance(by, str) else list(by)
    is_table = isinstance(people, AggregateTable)
    available = people.variables if is_table else frames.lazy(people).collect_schema().names()
    if not names:
        dates = [one["name"] for one in fields("records") if one.get("coarse") == Kind.DATE]
        usual = [*[name for name in dates if name in available][:1], *[name for name in [AGE] if name in available]]
        names = list(available) if is_table else usual or list(available)[:1]
    wrong = [name for name in names if name not in available]
    if wrong:
        raise UnknownName.of("column", wrong[0], available)
    if not 1 <= len(names) <= 3 or len(set(names)) < len(names):
        raise MusterError(f"expected one to three different columns, found {', '.join(map(repr, names)) or 'none'}")
    hidden = {TOTAL, PEOPLE, ROUNDED, SURE, POSSIBLE} & set(names)
    if hidden:
        raise MusterError(f"a column of a release cannot be called {sorted(hidden)[0]!r}; rename it first")
    return names


def _counted(people: Any, names: Sequence[str]) -> tuple[dict[str, Kind], Counter[Cell]]:
    """Tell what columns hold, and count the people by all of them."""
    if isinstance(people, AggregateTable):
        missing = [name for name in names if name not in people.kinds]
        if missing:
            raise MusterError(
                f"an earlier release is of {', '.join(map(repr, missing))}, which this table lacks; give the list"
            )
        if (people.frame[SURE] != people.frame[POSSIBLE]).any():
            raise MusterError("a table whose counts are ranges is not protected again; give the list, or exact counts")
        filled = people.frame.fillna(dict.fromkeys(people.variables, ""))
        numbers = Counter[tuple[str, ...]]()
        for *texts, number in filled[[*names, SURE]].itertuples(index=False):
            numbers[tuple(map(str, texts))] += int(number)
        kinds = {name: people.kinds[name] for name in names}
    else:
        numbers = frames.count_rows(one_list(people), names)
        numbers[("",) * len(names)] += set_aside(people)
        stated = {name: sorted({told[at] for told in numbers} - {"", NOT_STATED}) for at, name in enumerate(names)}
        kinds = {name: kind_in(people, name, stated[name], None) for name in names}
    return kinds, Counter({tuple(zip(names, told, strict=True)): number for told, number in numbers.items() if number})


def _recodings(people: Any, names: Sequence[str], public: _Public, every: Any) -> dict[str, Recoding]:
    """Lay out each variable, in cells of the length that was asked for."""
    if every is not None and not isinstance(every, Mapping):
        if len(names) > 1:
            raise MusterError(f"of several columns say which is meant, as every={{{names[0]!r}: {every!r}}}")
        every = {names[0]: every}
    lengths: Mapping[str, str | int] = every or {}
    if wrong := [name for name in lengths if name not in names]:
        raise UnknownName.of("column", wrong[0], names)
    found = {}
    for name in names:
        texts = Counter[str]()
        for cell, number in public.people.items():
            texts[dict(cell)[name]] += number
        if TOTAL in texts and public.kinds[name] is Kind.LABEL:
            raise MusterError(f"{name!r} has the label {TOTAL!r}, which stands for everybody here; rename it first")
        own = [text for text in texts if text not in {"", NOT_STATED}] if isinstance(people, AggregateTable) else []
        found[name] = Recoding.of(name, public.kinds[name], texts, lengths.get(name), own)
    return found


# What is public already


@dataclass(frozen=True)
class _Public:
    """The people, by all that tells them apart, what is public of them, and how they are to be protected."""

    people: Mapping[Cell, int]
    kinds: Mapping[str, Kind]
    releases: Sequence[Publication]
    claims: Mapping[str, list[Said] | None]
    threshold: int
    rounding: int | None
    budget: Budget


def _released(given: Any, place: int) -> Publication:
    """Give the numbers of an earlier release."""
    name = f"earlier release {place}"
    if isinstance(given, ProtectedTable):
        return replace(given.publication, name=name)
    if isinstance(given, AggregateTable):
        filled = given.frame.fillna(dict.fromkeys(given.variables, NOT_STATED))
        found = [
            Figure(tuple(zip(given.variables, map(str, texts), strict=True)), int(low), int(high))
            for *texts, low, high in filled[[*given.variables, SURE, POSSIBLE]].itertuples(index=False)
        ]
        return Publication(name, given.kinds, tuple(found))
    if isinstance(given, str | Path):
        return _read(Path(given), name)
    raise MusterError(
        f"{name}: expected a table that protect or read_table gave, or a file that its save wrote, "
        f"found a {type(given).__name__}"
    )


def _read(place: Path, name: str) -> Publication:
    """Read a file that ``save`` wrote."""
    expected = "a file that save of a protected table wrote: its variables, and people as 12 or '1 to 4'"
    try:
        table = pd.read_csv(place, dtype="str", keep_default_na=False, encoding="utf-8").map(restored)
    except (OSError, ValueError) as error:
        raise MusterError(f"{place}: {error}; expected {expected}") from error
    table = table.rename(columns=restored)
    variables = [str(column) for column in table if column not in {PEOPLE, ROUNDED}]
    if PEOPLE not in table or not variables or not table[PEOPLE].str.fullmatch(r"[0-9]{1,12}( to [0-9]{1,12})?").all():
        raise MusterError(f"{place}: expected {expected}")
    ends = table[PEOPLE].str.split(" to ")
    told = [tuple((one, text) for one, text in row.items() if text != TOTAL) for row in rows(table[variables])]
    figures = [Figure(cell, int(found[0]), int(found[-1])) for cell, found in zip(told, ends, strict=True)]
    kinds = {}
    for one in variables:
        stated = [text for text in table[one].unique() if text not in {TOTAL, NOT_STATED, OTHER}]
        kinds[one] = kind_in(table[[one]], one, stated, None)
    return Publication(name, kinds, tuple(figures))


def _claimed(case: Case | None, population: str | None, kinds: Mapping[str, Kind]) -> dict[str, list[Said] | None]:
    """Give what is claimed of these people and of what they are told apart by, by claim."""
    if case is None:
        return {}
    only_case(case)
    name = case.population(population)
    mine = [one for one in case.claim_list if one.population_id == name and one.variable in {*kinds, ""}]
    told = [one for one in mine if any(one.limits) and one.statistic is not Statistic.AMOUNT]
    return {one.claim_id: claimed(one, case.windows[name]) for one in told}


# What is printed


def _useful(recodings: dict[str, Recoding], public: _Public) -> tuple[dict[str, Recoding], list[str]]:
    """Join rare labels, and widen cells while most of those that hold anybody are small; say why."""
    steps = []
    for name, one in recodings.items():
        joined = one.without_rare(public.threshold)
        if joined is not one:
            number = len({*one.cells.texts} - {*joined.cells.texts, OTHER})
            steps.append(f"{name}: {counted(number, 'label')} of fewer than {public.threshold} people are {OTHER!r}")
            recodings = {**recodings, name: joined}
    while True:
        held = [number for number in _numbers(recodings, public).values() if number]
        few = sum(number < public.threshold for number in held)
        wider = _coarser(recodings) if 2 * few > len(held) else None
        if wider is None:
            return recodings, steps
        steps.append(f"{wider.words}: {few} of {len(held)} finer cells had fewer than {public.threshold} people")
        recodings = {**recodings, wider.name: wider}


def _coarser(recodings: Mapping[str, Recoding]) -> Recoding | None:
    """Widen the variable of the most cells, where any may be widened."""
    widest = sorted(recodings.values(), key=lambda one: -len(one.cells.texts))
    return next((wider for one in widest if (wider := one.coarser())), None)


def _numbers(recodings: Mapping[str, Recoding], public: _Public) -> Counter[Cell]:
    """Count the people of each cell."""
    homes: dict[tuple[str, str], str] = {}
    for name, text in {(name, dict(cell)[name]) for cell in public.people for name in recodings}:
        homes[name, text] = recodings[name].cells.home(value_of(text, public.kinds[name])) or NOT_STATED
    found = Counter[Cell]()
    for cell, number in public.people.items():
        told = dict(cell)
        found[tuple((name, homes[name, told[name]]) for name in recodings)] += number
    return found


class _Draft:
    """One way to print a release, widened until every number of few people is safe.

    ``levels`` says for each number of the release how far it is widened; ``given_away`` has a sentence for each cell
    that is given away whatever is widened.
    """

    def __init__(self, recodings: Mapping[str, Recoding], public: _Public) -> None:
        """Write down the release as it would be without more widening, and everything else that is known."""
        self.recodings, self.public = recodings, public
        self.is_changed = False  # since an earlier release, by fewer people than the threshold
        self.given_away: list[str] = []
        self.steps: list[str] = []
        self.given: list[str] = []
        self.unheld = [name for name, one in public.claims.items() if one is None]
        found = self._cells_and_totals()
        self.counts, self.levels = list(found.values()), [0] * len(found)
        self.figures = [Figure(cell, *self._printed(number, 0)) for cell, number in found.items()]
        told = Publication("", {name: one.cells.kind for name, one in recodings.items()}, tuple(self.figures))
        said = [one for each in public.claims.values() for one in each or ()]
        ground = Ground([told, *public.releases, *said], public.people)
        before = [row for one in public.releases for row in self._unchanged(one.rows(ground), ground)]
        claims = [row for one in said for row in self._borne_out(one.rows(ground), ground)]
        own = list(told.rows(ground))
        self.rows = [*own, *before, *claims]
        self.first_claim = len(self.rows) - len(claims)
        known = own[-1:] if self.is_changed else own
        nobody = np.any([row.terms for row in known if not row.high], axis=0)
        self.attack = Attack(self.rows, nobody, public.budget)
        self.limits = {place: (row.low, row.high) for place, row in enumerate(self.rows)}
        truth = [row.sum(ground.people) for row in self.rows]
        is_true = [row.low <= number <= row.high for row, number in zip(self.rows, truth, strict=True)]
        small = [1 <= number < public.threshold for number in truth]
        self.targets = [place for place in range(self.first_claim) if small[place] and is_true[place]]
        # The least and the most that each number was in a table that agrees with everything: the truth is one.
        self.least = np.array(truth if all(is_true) else [ENDLESS] * len(truth))
        self.most = np.array(truth if all(is_true) else [-ENDLESS] * len(truth))

    def _cells_and_totals(self) -> dict[Cell, int]:
        """Give every cell and every total, each with the people that it has."""
        numbers = _numbers(self.recodings, self.public)
        if len(numbers) > MOST_CELLS:
            raise Unanswerable(f"{len(numbers):,} cells hold somebody; {MOST_CELLS:,} is the most; give fewer columns")
        unstated = {name for cell in numbers for name, text in cell if text == NOT_STATED}
        cells = {
            name: [(name, text) for text in (*one.cells.texts, *([NOT_STATED] if name in unstated else []))]
            for name, one in self.recodings.items()
        }
        sizes = range(len(cells), -1, -1)
        chosen = [names for size in sizes for names in combinations(cells, size)]
        found = dict.fromkeys((cell for names in chosen for cell in product(*(cells[name] for name in names))), 0)
        for whole, number in numbers.items():
            for cell in (cell for size in sizes for cell in combinations(whole, size)):
                found[cell] += number
        return found

    def _printed(self, number: int, level: int) -> Ends:
        """Give the range in which a number is printed; each level adds a band, above or below, to the one before."""
        threshold = self.public.threshold
        if number == 0:
            return 0, threshold * level - 1 if level else 0
        low = high = number
        if number < threshold:
            low, high = 1, threshold - 1
        elif self.public.rounding:
            middle = round(number / self.public.rounding) * self.public.rounding
            low, high = max(threshold, middle - 2), middle + 2
        if level:
            band = number // threshold
            low = min(low, max(0 if self.is_changed else 1, threshold * (band - (level - 1) // 2)))
            high = max(high, threshold * (band + level // 2 + 1) - 1)
        return low, high

    def _unchanged(self, rows: Iterable[Row], ground: Ground) -> Iterator[Row]:
        """Give what an earlier release says, but for numbers that have since changed by a whole group of people."""
        for row in rows:
            number = row.sum(ground.people)
            apart = max(row.low - number, number - row.high, 0)
            if apart < self.public.threshold:
                self.is_changed |= apart > 0
                yield row

    def _borne_out(self, rows: Iterable[Row], ground: Ground) -> Iterator[Row]:
        """Give what a claim says, if the list bears it out; what is not true gives nobody away."""
        for row in rows:
            if row.low <= row.sum(ground.people) <= row.high:
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
            while self.least[place] > 1 and self._make_room(place, (0, 1)):
                pass
            while self.most[place] < self.public.threshold - 1 and self._make_room(
                place, (self.public.threshold - 1, ENDLESS)
            ):
                pass

    def _see(self, asked: Mapping[int, Ends] | None = None, **wish: Sequence[int]) -> np.ndarray | None:
        """Look for a table that agrees with everything public, and note what each number is in it."""
        found = self.attack.table(both(self.limits, asked or {}), **wish)
        if found is not None:
            self.least, self.most = np.minimum(self.least, found), np.maximum(self.most, found)
        return found

    def _make_room(self, place: int, wanted: Ends) -> bool:
        """Let a number be as small, or as large, as it should, or widen what rules it out; tell whether that helps."""
        asked = {place: wanted}
        if self._see(asked) is not None:
            return True
        name = self.rows[place].name
        claims = {one: ends for one, ends in self.limits.items() if one >= self.first_claim}
        if self.attack.table(both(claims, asked)) is None:
            self.given.append(name)
            return False
        cause = self.attack.cause(self.limits, asked)
        if self._widen(cause, asked, f"give away {name}"):
            return True
        self.given_away.append(f"{name} would be given away by {self._named(cause)}")
        return False

    def _widen(self, cause: Sequence[int], asked: Mapping[int, Ends], why: str) -> bool:
        """Widen the one number of the release, of those that give something away, that is the least loss."""
        mine = [one for one in cause if one < len(self.figures) and (self.counts[one] or self.is_changed)]
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
        names = [str(self.figures[one]) if one < len(self.figures) else self.rows[one].name for one in places]
        return "; ".join(names[:MOST_NAMED] + [f"{len(names) - MOST_NAMED} more"] * (len(names) > MOST_NAMED))

    def release(self, steps: Iterable[str], source: str) -> ProtectedTable:
        """Give the release, or refuse it."""
        if self.given_away:
            raise Disclosive(
                f"not released, for it would give away {counted(len(self.given_away), 'cell')} of fewer than "
                f"{self.public.threshold} people, whatever is printed as a range; choose longer cells (every=) or "
                "fewer columns:\n" + "\n".join(f"  {one}" for one in self.given_away)
            )
        names = list(self.recodings)
        cells = [one for one in self.figures if len(one.cell) == len(names)]
        texts = pd.DataFrame([[text for _, text in one.cell] for one in cells], columns=names, dtype="str")
        numbers = {SURE: [one.low for one in cells], POSSIBLE: [one.high for one in cells]}
        kinds = {name: one.cells.kind for name, one in self.recodings.items()}
        proof = [(self.rows[one].name, self.least[one], self.most[one]) for one in self.targets]
        return ProtectedTable(
            texts.replace(NOT_STATED, pd.NA).assign(**{name: pd.array(one, "Int64") for name, one in numbers.items()}),
            kinds,
            "people",
            source,
            publication=Publication("", kinds, tuple(self.figures)),
            threshold=self.public.threshold,
            rounding=self.public.rounding,
            steps=(*steps, *self.steps),
            proof=pd.DataFrame(proof, columns=["cell", "low", "high"]),
            public=tuple(dict.fromkeys(self.given)),
            unheld=tuple(self.unheld),
        )
