"""The scaffold of a new case: empty tables, a descriptor and a guide, to be filled in by hand.

CSV has no comments, so the tables have their header alone, and ``GUIDE.md`` beside them says what goes in each column
and shows a row of each table. A new case is not valid until there is somebody to speak about and somebody who spoke.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from musterbook.atomic import clear, write_files
from musterbook.case.package import DESCRIPTOR, OPTIONAL, descriptor_file, sealed_resource
from musterbook.errors import InputError
from musterbook.schema import fields, schemas

GUIDE = "GUIDE.md"
BEGUN = ("populations", "sources", "claims", "records")
"""The tables that a new case has; the others are added where there is something to put in them."""
EXAMPLES = {
    "populations": (
        "centre,People who applied at one recruitment centre,Everybody on the leaked list of the centre,,"
        ",signup,applications,2023-06/2024-05,,"
    ),
    "sources": "first-paper,First Paper,,2025-04-11,2025-04-12,https://example.org/article,,,en,full,primary,,,",
    "claims": (
        "first-paper-july,first-paper,2,centre,count,signup,2023-07,>=,8,people,at least,used,,Why it was judged so"
    ),
    "records": "person-1,centre,2023-07,,,,18..25,,,first-paper,Never a name",
    "labels": "nationality,Nepal,South and East Asia,As first-paper sorts them",
    "corrections": "2025-05-02,claims,first-paper-july,value,9,8,The outlet corrected it",
    "translations": "populations,centre,events,uk,заявки",
}
"""A row of each table, as its file has it."""


def new_case(folder: str | Path) -> Path:
    """Write a case to fill in.

    Parameters
    ----------
    folder : str or Path
        A folder that does not exist, or is empty. Its name becomes the name of the case.

    Returns
    -------
    Path
        The folder, with the tables that most cases need, each with a header alone, ``datapackage.json`` and
        ``GUIDE.md``, which describes the others too.

    Raises
    ------
    MusterError
        If the folder is not empty, or is no folder.

    Examples
    --------
    >>> import musterbook as mb
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     sorted(path.name for path in mb.new_case(Path(place, "north")).iterdir())
    ['GUIDE.md', 'claims.csv', 'datapackage.json', 'populations.csv', 'records.csv', 'sources.csv']
    """
    place = Path(folder)
    if place.exists() and not place.is_dir():
        raise InputError(f"{place} is a file; a new case needs a folder that is empty or does not exist yet")
    clear(place)
    if place.exists() and any(place.iterdir()):
        raise InputError(f"{place} is not empty; a new case needs a folder that is, or that does not exist yet")
    tables = {table: (",".join(field["name"] for field in fields(table)) + "\n").encode() for table in BEGUN}
    own = place.resolve().name
    name = re.sub(r"[^a-z0-9]+", "-", own.lower()).strip("-") or "case"
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": name,
        "title": own or name,
        "resources": [sealed_resource(table, content) for table, content in tables.items()],
    }
    contents = {f"{table}.csv": content for table, content in tables.items()}
    told = {GUIDE: ("\n".join(guide()) + "\n").encode(), DESCRIPTOR: descriptor_file(descriptor)}
    write_files(place, contents | told)
    return place


def guide() -> Iterator[str]:
    """Give the lines of the guide: what to do, what each column holds, and a row of each table."""
    yield from _STEPS.splitlines()
    for table, schema in schemas().items():
        may = " This table may be left out." if table in OPTIONAL else ""
        yield from ["", f"## {table}.csv", "", f"{schema['description']}{may}", ""]
        yield from ["| column | what it holds | |", "|---|---|---|"]
        for field in fields(table):
            demands = field.get("constraints", {})
            told = ["must be filled in"] if demands.get("required") else []
            told += ["each once"] if demands.get("unique") else []
            told += [f"one of {', '.join(f'`{value}`' for value in demands['enum'])}"] if "enum" in demands else []
            yield f"| `{field['name']}` | {field['description']} | {'; '.join(told)} |"
        yield from ["", "A row:", "", "```", EXAMPLES[table], "```"]


_STEPS = f"""\
# How to fill in this case

1. `populations.csv`: whom the figures speak about, one row for each set of people. At least one.
2. `sources.csv`: each publication that was read. At least one.
3. `claims.csv`: each published figure, as it was printed, with your judgement in `status` and the reason in `note`.
4. `records.csv`: people described one by one, under made-up ids, if there are any. Never a name. A column of your own
   (a date, a number, a label) is declared under the fields of this table in `datapackage.json`, as
   `{{"name": "death", "type": "string", "coarse": "period"}}`; `period` is for dates, `range` for numbers.
5. In `{DESCRIPTOR}`, write a `title`, and add a `description` and `licenses` before you publish.
6. Run `musterbook check DIR --accept` with the folder of this case. It lists everything that is still to mend, and
   takes the files as they are once nothing is. After any later change, run it again.

Columns may stand in any order; those that need not be filled in may be left out, and so may tables that say so.
Files are UTF-8 with commas, as spreadsheets write them. A value with a comma stands in double quotes. Empty
means not stated; there is no other sign for it. Dates are `2023`, `2023-07`, `2023-08-22`, `2023-06/2024-05` or
`2023-09-2X`; numbers are `20`, `18..25` or `3..`."""
