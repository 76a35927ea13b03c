"""What a page says of a case, part by part: small values that a template lays out.

What a case has not is no error here and has no place on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import pandas as pd

from musterbook import labels
from musterbook.case.case import Case
from musterbook.case.claims import Claim, Relation, Statistic, Status
from musterbook.errors import MusterError, Unforeseen
from musterbook.figures import Page, figure, list_figures
from musterbook.formulas import csv_text
from musterbook.intervals import Interval, Kind
from musterbook.page.elements import Download, Grid, inline_svg, prose
from musterbook.progress import doing
from musterbook.robustness import AS_JUDGED, compare_readings
from musterbook.schema import fields, kind_of, rows, schemas
from musterbook.story import CHARTS, tell
from musterbook.worlds.constraints import Reading

if TYPE_CHECKING:
    from markupsafe import Markup

LARGEST_DRAWING = 1_000_000
Made = TypeVar("Made")


class Plate(NamedTuple):
    """One figure as a page shows it: the wide drawing, and one of its own for a narrow screen.

    A drawing of very many marks would choke a browser: then both are empty, and the page shows the picture in pixels.
    """

    name: str
    picture: Page
    grid: Grid
    downloads: dict[str, Download]
    wide: str = ""
    narrow: str = ""

    @classmethod
    def of(cls, case: Case, name: str) -> Plate:
        """Draw one figure."""
        with doing(f"drawing {name}"):
            sizes = {"wide": figure(name, case), "narrow": figure(name, case, size="print-single")}
        files = sizes["wide"].files
        downloads = {end: Download(f"figure-{name}.{end}", files[end]) for end in ("csv", "png", "svg")}
        drawn = cls(name, sizes["wide"], Grid.from_csv(files["csv"]), downloads)
        if len(files["svg"]) > LARGEST_DRAWING:
            del downloads["svg"]
            return drawn
        ids = {"label": f"fig-{name}-title", "description": f"fig-{name}-words"}
        wide, narrow = (inline_svg(one.svg, f"fig-{name}-{size}", **ids) for size, one in sizes.items())
        return drawn._replace(wide=wide, narrow=narrow)


class Article(NamedTuple):
    """What was found, and the figure that shows it; one of the two may be missing.

    ``headline`` is the first sentence of the finding, or what a figure that no finding speaks of says of itself.
    """

    name: str
    headline: str
    words: Markup
    plate: Plate | None


def findings(case: Case) -> Iterator[Article]:
    """Give what was found, and then the figures that no finding speaks of; what a case has not is left out."""
    notes = {claim.claim_id: number for number, claim in enumerate(case.claim_list, 1)}
    plates = {name: _or_why(Plate.of, case, name) for name in list_figures()}
    drawn = {name: plate for name, plate in plates.items() if isinstance(plate, Plate)}
    for name, chart in CHARTS.items():
        text = _or_why(tell, case, name)
        if isinstance(text, str):
            headline, _, rest = text.removeprefix("**").partition(".**")
            yield Article(name, headline, prose(rest, notes), drawn.pop(chart, None))
    yield from (Article(name, plate.picture.headline, prose("", {}), plate) for name, plate in drawn.items())
    failed = {name: why for name, why in plates.items() if isinstance(why, Unforeseen)}
    yield from (Article(name, f"{name}: not drawn", prose(str(why), {}), None) for name, why in failed.items())


def _or_why(make: Callable[[Case, str], Made], case: Case, name: str) -> Made | MusterError:
    try:
        return make(case, name)
    except MusterError as error:
        return error


class Entry(NamedTuple):
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


def entries(case: Case) -> list[Entry]:
    """Give the claims in the order of their table."""
    return [_entry(case, *pair) for pair in zip(case.claim_list, texts(case.claims), strict=True)]


def _entry(case: Case, claim: Claim, text: Mapping[str, str]) -> Entry:
    number = f"{text['hedge']} {text['value']}".strip()
    unit = "person" if (text["value"], text["unit"]) == ("1", "people") else text["unit"]
    taken = labels.printed(claim, "") if claim.value else ""
    if claim.relation is Relation.EXACTLY:
        taken = f"exactly {taken}" if taken and text["hedge"] else ""
    # Of a share the unit says whom it is a part of, not what the number counts.
    is_bare = not text["value"] or claim.statistic is Statistic.SHARE
    printed = number if is_bare else f"{number} {unit}".strip()
    figure_ = labels.figure_words(claim, events=case.events_of(claim)).strip()
    return Entry(claim, text, case.outlets[claim.source_id], figure_, printed, "" if taken == number else taken)


def standings() -> dict[str, str]:
    """Give what each judgement on a claim means, as the description of the column says it.

    >>> standings()["vague"]
    'no number can be drawn'
    """
    [field] = [field for field in fields("claims") if field["name"] == "status"]
    return dict(part.split(": ", 1) for part in field["description"].rstrip(".").split("; "))


class Alternative(NamedTuple):
    """What follows under one reading: ``tables`` that agree, and how many cells have other bounds than as judged.

    ``claim`` is the disputed claim that it uses, if that is what it does.
    """

    reading: str
    tables: int
    cells: int
    moved: int
    claim: Claim | None


def comparisons(case: Case) -> dict[str, list[Alternative]]:
    """Compare the readings of every variable that used claims on the main population are about, as judged first."""
    used = [one for one in case.claim_list if one.status is Status.USED and one.variable]
    names = dict.fromkeys(one.variable for one in used if one.population_id == case.main_population)
    tables = {name: _or_why(compare_readings, case, name) for name in names}
    found = {
        name: list(_alternatives(case, table)) for name, table in tables.items() if isinstance(table, pd.DataFrame)
    }
    return {name: alternatives for name, alternatives in found.items() if len(alternatives) > 1}


def _alternatives(case: Case, table: pd.DataFrame) -> Iterator[Alternative]:
    claims = {claim.claim_id: claim for claim in case.claim_list}
    ends = {
        str(reading): {row["cell"]: (str(row["low"]), str(row["high"])) for row in rows(part)}
        for reading, part in table.groupby("reading", sort=False)
    }
    counts, judged = dict(zip(table["reading"], table["worlds"], strict=True)), ends[AS_JUDGED]
    for reading, found in ends.items():
        moved = sum(found.get(cell) != judged.get(cell) for cell in judged | found)
        instead = None if reading in [AS_JUDGED, *Reading] else claims[reading]
        yield Alternative(reading, int(counts[reading]), len(judged | found), moved, instead)


def originals(case: Case) -> list[dict[str, str]]:
    """Give the publications to cite: those that did the research or, where none did, all that pass nothing on."""
    found = texts(case.sources)
    return [one for one in found if one["role"] == "primary"] or [one for one in found if not one["relays"]]


def licences(case: Case) -> list[dict[str, str]]:
    """Give the licences that the case states; nothing but an address on the web becomes a link."""
    stated = case.about.get("licenses")
    found = []
    for one in stated if isinstance(stated, list) else []:
        said = one if isinstance(one, dict) else {"name": one}
        name, path, title = (str(said.get(key, "")) for key in ("name", "path", "title"))
        link = path if path.startswith(("https://", "http://")) else ""
        found.append({"title": " – ".join(filter(None, (title, name))) or path, "path": link})
    return found


class Shelf(NamedTuple):
    """One table of a case to take away."""

    download: Download
    length: int
    description: str


def shelves(case: Case) -> Iterator[Shelf]:
    """Give the tables of a case to take away: those it has, as they stand but for texts that would open as formulas."""
    stated = {one["name"] for one in case.about["resources"]}
    for name in schemas():
        if name in stated:
            frame: pd.DataFrame = getattr(case, name)
            content = csv_text(frame[columns(case, name)]).encode()
            yield Shelf(Download(f"{name}.csv", content), len(frame), schemas()[name]["description"])


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
