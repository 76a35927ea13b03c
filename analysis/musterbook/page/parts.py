"""What a page says of a case, part by part: small objects that a template lays out.

What a case has not is no error here and has no place on the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import pandas as pd

from musterbook import labels
from musterbook.case.case import Case
from musterbook.case.claims import Claim, Relation, Status
from musterbook.errors import MusterError, Unforeseen
from musterbook.figures import Page, figure, list_figures
from musterbook.intervals import Interval, Kind
from musterbook.page.elements import Block, Download, Excerpt, blocks, inline_svg, table_file
from musterbook.progress import doing
from musterbook.robustness import AS_JUDGED, compare_readings
from musterbook.schema import fields, kind_of, rows, schemas
from musterbook.story import CHARTS, tell
from musterbook.worlds.readings import Reading

PRIMARY = "primary"
LARGEST_DRAWING = 1_000_000
T = TypeVar("T")


@dataclass(frozen=True)
class Plate:
    """One figure as a page shows it: the wide drawing, and one of its own for a narrow screen.

    A drawing of very many marks would choke a browser: then both are empty, and the page shows the ``png``.
    """

    name: str
    picture: Page
    grid: Excerpt
    downloads: tuple[Download, ...]
    wide: str = ""
    narrow: str = ""

    @property
    def png(self) -> Download:
        """The picture in pixels."""
        return self.downloads[1]

    @classmethod
    def of(cls, case: Case, name: str) -> Plate:
        """Draw one figure."""
        with doing(f"drawing {name}"):
            sizes = {"wide": figure(name, case), "narrow": figure(name, case, size="print-single")}
        picture = sizes["wide"]
        csv, png, svg = (Download(f"figure-{name}.{end}", picture.files[end]) for end in ("csv", "png", "svg"))
        grid = Excerpt.from_csv(picture.csv)
        if len(picture.svg) > LARGEST_DRAWING:
            return cls(name, picture, grid, (csv, png))
        ids = {"label": f"fig-{name}-title", "description": f"fig-{name}-words"}
        drawings = {size: inline_svg(one.svg, f"fig-{name}-{size}", **ids) for size, one in sizes.items()}
        return cls(name, picture, grid, (csv, png, svg), **drawings)


@dataclass(frozen=True)
class Article:
    """What was found, beside the figure that shows it. Invariant: one of the two is there.

    ``headline`` is the first sentence of the finding, or what a figure that no finding speaks of says of itself.
    """

    name: str
    headline: str
    blocks: tuple[Block, ...]
    plate: Plate | None


def findings(case: Case) -> Iterator[Article]:
    """Give what was found, and then the figures that no finding speaks of; what a case has not is left out."""
    notes = {claim.claim_id: number for number, claim in enumerate(case.claim_list, 1)}
    drawn: dict[str, Plate] = {}
    failed: dict[str, str] = {}
    for name in list_figures():
        try:
            drawn[name] = Plate.of(case, name)
        except Unforeseen as error:
            failed[name] = str(error)
        except MusterError:
            continue
    for name, chart in CHARTS.items():
        if text := _told(case, name):
            headline, _, rest = text.removeprefix("**").partition(".**")
            yield Article(name, headline, tuple(blocks(rest.strip(" "), notes)), drawn.pop(chart, None))
    yield from (Article(name, plate.picture.headline, (), plate) for name, plate in drawn.items())
    yield from (Article(name, f"{name}: not drawn", tuple(blocks(why, notes)), None) for name, why in failed.items())


def _compared(case: Case, name: str) -> Comparison | None:
    try:
        return Comparison.of(case, name)
    except MusterError:
        return None


def _told(case: Case, name: str) -> str | None:
    try:
        return tell(case, name)
    except MusterError:
        return None


@dataclass(frozen=True)
class Entry:
    """One claim as a page shows it; ``text`` holds its values as they stand in the file.

    ``figure`` names what it is a figure of; ``printed`` is how it was printed, with its hedge and unit; ``taken`` is
    what it is read as, empty where that is the same.
    """

    claim: Claim
    text: Mapping[str, str]
    outlet: str
    figure: str
    printed: str
    taken: str

    @classmethod
    def of(cls, case: Case, claim: Claim, text: Mapping[str, str]) -> Entry:
        """Put one claim into words."""
        number = f"{text['hedge']} {text['value']}".strip()
        unit = "person" if (text["value"], text["unit"]) == ("1", "people") else text["unit"]
        taken = labels.printed(claim, "") if claim.value else ""
        if claim.relation is Relation.EXACTLY:
            taken = f"exactly {taken}" if taken and text["hedge"] else ""
        return cls(
            claim=claim,
            text=text,
            outlet=case.outlets[claim.source_id],
            figure=labels.figure_words(claim).strip(),
            printed=f"{number} {unit}".strip() if text["value"] else number,
            taken="" if taken == number else taken,
        )


def entries(case: Case) -> list[Entry]:
    """Give the claims in the order of their table."""
    return [Entry.of(case, *pair) for pair in zip(case.claim_list, texts(case.claims), strict=True)]


def standings() -> dict[str, str]:
    """Give what each judgement on a claim means, as the description of the column says it.

    >>> standings()["vague"]
    'no number can be drawn'
    """
    [field] = [field for field in fields("claims") if field["name"] == "status"]
    return dict(part.split(": ", 1) for part in field["description"].rstrip(".").split("; "))


@dataclass(frozen=True)
class Alternative:
    """What follows under one reading: ``tables`` that agree, and how many cells have other bounds than as judged.

    ``claim`` is the disputed claim that it uses, if that is what it does.
    """

    reading: str
    tables: int
    cells: int
    moved: int
    claim: Claim | None


@dataclass(frozen=True)
class Comparison:
    """The readings of one variable, the data as judged first."""

    variable: str
    alternatives: tuple[Alternative, ...]

    @classmethod
    def of(cls, case: Case, variable: str) -> Comparison:
        """Compare what follows for one variable."""
        return cls(variable, tuple(_alternatives(case, compare_readings(case, variable))))


def comparisons(case: Case) -> list[Comparison]:
    """Compare the readings of every variable that used claims on the main population are about."""
    used = [one for one in case.claim_list if one.status is Status.USED and one.variable]
    names = dict.fromkeys(one.variable for one in used if one.population_id == case.main_population)
    found = [one for name in names if (one := _compared(case, name))]
    return [one for one in found if len(one.alternatives) > 1]


def _alternatives(case: Case, table: pd.DataFrame) -> Iterator[Alternative]:
    claims = {claim.claim_id: claim for claim in case.claim_list}
    bounds = {
        str(reading): {row["cell"]: (str(row["low"]), str(row["high"])) for row in rows(part)}
        for reading, part in table.groupby("reading", sort=False)
    }
    counts = dict(zip(table["reading"], table["worlds"], strict=True))
    judged = bounds[AS_JUDGED]
    for reading, found in bounds.items():
        moved = sum(found.get(cell) != judged.get(cell) for cell in judged | found)
        instead = None if reading in [AS_JUDGED, *Reading] else claims[reading]
        yield Alternative(reading, int(counts[reading]), len(judged | found), moved, instead)


def originals(case: Case) -> list[dict[str, str]]:
    """Give the publications to cite: those that did the research or, where none did, all that pass nothing on."""
    found = texts(case.sources)
    return [one for one in found if one["role"] == PRIMARY] or [one for one in found if not one["relays"]]


def licences(case: Case) -> list[dict[str, str]]:
    """Give the licences that the case states; nothing but an address on the web becomes a link."""
    stated = case.about.get("licenses")
    found = []
    for one in stated if isinstance(stated, list) else []:
        path, title = (str(one.get(key, "")) if isinstance(one, dict) else "" for key in ("path", "title"))
        name = str(one.get("name", "")) if isinstance(one, dict) else str(one)
        link = path if path.startswith(("https://", "http://")) else ""
        found.append({"title": " – ".join(part for part in (title, name) if part) or path, "path": link})
    return found


@dataclass(frozen=True)
class Shelf:
    """One table of a case to take away."""

    download: Download
    length: int
    description: str

    @classmethod
    def of(cls, case: Case, name: str) -> Shelf:
        """Write one table as its file."""
        frame: pd.DataFrame = getattr(case, name)
        content = table_file(frame, columns(case, name))
        return cls(Download(f"{name}.csv", content), len(frame), schemas()[name]["description"])


def shelves(case: Case) -> list[Shelf]:
    """Give the tables of a case to take away: those it has."""
    stated = {one["name"] for one in case.about["resources"]}
    return [Shelf.of(case, name) for name in schemas() if name in stated]


def columns(case: Case, table: str) -> list[str]:
    """Give the columns of a table in the order of its file, as the descriptor of the case states them."""
    stated = next((one.get("schema") for one in case.about["resources"] if one["name"] == table), None)
    known = stated.get("fields", []) if isinstance(stated, dict) else []
    names = {one.get("name") for one in known if isinstance(one, dict)}
    every = [str(field["name"]) for field in fields(table)]
    return [name for name in every if name in names] or every


def texts(frame: pd.DataFrame) -> list[dict[str, str]]:
    """Give the rows of a frame as plain texts, empty where nothing is stated."""
    return [{name: str(value) for name, value in row.items()} for row in rows(frame.select_dtypes("str").fillna(""))]


def in_words(text: str, variable: str) -> str:
    """Give a value in words where it is a date; one with a flag stays as it stands, so that the flag does.

    >>> in_words("2023-09-21/2023-09-30", "signup"), in_words("2023-09~", "signup"), in_words("18..25", "age")
    ('21 September 2023 to 30 September 2023', '2023-09~', '18..25')
    """
    if kind_of(variable) is not Kind.DATE or not text or Interval.date(text).flag:
        return text
    return labels.period(Interval.date(text))


def language(code: str) -> str:
    """Name a language; a code that nobody knows stays as it is.

    >>> language("uk"), language("xx")
    ('Ukrainian', 'xx')
    """
    from babel import Locale

    return str(Locale("en").languages.get(code, code))
