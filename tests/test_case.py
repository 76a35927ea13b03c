"""A case, the first state of the one about Moscow: what it says, who else reads it, how it is changed on purpose.

Cases to be changed are copies of the shipped one in a folder of their own. Sizes and hashes are written anew after a
change, unless it is about them. What happens to cases with something broken is in test_bad_input.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import re
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import frictionless
import pandas as pd
import pytest

import casefiles
import musterbook as mb

MOSCOW = Path(__file__).parent / "cases" / "first"
SHIPPED = Path(__file__).parents[1] / "data"
TABLES = ["populations", "sources", "claims", "records"]
PEAK, TROOPS, PERSON = "istories-peak", "kyivindependent-north-koreans", "person-3"

KI, KID = "kyivindependent", "kyivindependent-documents"
# What each source prints, transcribed a second time: source, statistic, variable, where, relation, value.
MOSCOW_FIGURES = {
    *((source, "count", "signup", "", ">=", "51") for source in (KI, "istories", "united24", "zmina")),
    *((source, "peak", "signup", "2023-07", "=", "8") for source in (KI, "istories", "united24", "zmina")),
    *((source, "occupied", "signup", "", "~", "") for source in (KI, "istories", "united24", "zmina")),
    *((source, "count", "signup", "2023-06/2023-12", "=", "31") for source in (KI, "istories", "united24")),
    *((source, "count", "signup", "2024-01/2024-05", "=", "20") for source in (KI, "istories", "united24")),
    *((source, "minimum", "age", "", "=", "20") for source in (KI, "istories", "united24")),
    *((source, "maximum", "age", "", "=", "51") for source in (KI, "istories", "united24")),
    (KI, "count", "lag_days", "0", ">=", "7"),
    ("istories", "count", "lag_days", "0", ">=", "1"),
    ("united24", "count", "lag_days", "0", "=", "1"),
    ("istories", "count", "lag_days", "1", ">=", "7"),
    ("united24", "count", "lag_days", "1", ">=", "7"),
    (KI, "count", "outcome", "returned", "=", "4"),
    ("istories", "count", "outcome", "returned", ">=", "4"),
    ("united24", "count", "outcome", "returned", "=", "4"),
    ("istories", "count", "outcome", "killed", ">=", "1"),
    ("united24", "count", "outcome", "killed", ">=", "1"),
}
# Figures on anything else: source, population, statistic, relation, value, unit.
OTHER_FIGURES = {
    (KI, "in-russian-forces", "count", ">=", "163", "people"),
    (KID, "in-russian-forces", "count", ">=", "163", "people"),
    (KID, "in-russian-forces", "count", ">=", "155", "people"),
    ("politico", "in-russian-forces", "count", ">=", "150", "people"),
    (KI, "captured", "count", "=", "2", "people"),
    (KID, "captured", "count", "=", "2", "people"),
    (KI, "captured", "amount", "=", "300,000", "RUB"),
    (KID, "captured", "amount", "=", "300,000", "RUB"),
    (KI, "captured", "amount", "~", "3,500", "USD"),
    (KID, "captured", "amount", "~", "3,000", "USD"),
    (KI, "north-korean-troops", "count", "~", "12,000", "people"),
}
# Words printed instead of a number, beside the months with anybody.
VAGUE = {"istories-just-before", f"{KI}-just-before", f"{KI}-returned-home", f"{KI}-wounded"}
PEOPLE = [
    ("person-1", "", "", "2", "38", "a", "", "istories"),
    ("person-2", "", "", "2", "43", "a", "", "istories"),
    ("person-3", "2023-08-22", "2023-08-22", "0", "24", "", "", "istories"),
    ("person-4", "2023-09-21/2023-09-30", "", "", "38", "", "killed", "istories"),
    ("person-5", "", "", "", "38", "", "wounded", "istories"),
]

# Every word of the case that begins with a capital: outlets, places, peoples, offices, months, first words of
# sentences. A name of a person is none of them; the one head of state who is quoted is named in a headline.
CAPITALS = frozenset(
    """
    A Also Another Appeared April Armed As At Came Captured China Chinese Context Course December English Europe
    Flew Forces From Given Headline How IStories Identified If Important Independent July June Kept Korean Kursk
    Kyiv Least Many May Media Military More Moscow Most Names Nationals Nearly No North Oblast Of One One-Year Over
    Passed Period Point Politico President Printed Published RUB Read Recruited Relays Reports Russia Russian
    Selection September Seven Signed Signing Soldiers Stories That The Through Title USD Ukraine Ukrainian United24
    What Who Words Year ZMINA Zelenskyy
    """.split()  # noqa: SIM905 - a list of eighty literals is no easier to read
)


def rows(table: str, folder: Path = MOSCOW) -> list[dict[str, str]]:
    """Read a table with nothing of the library."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines_of(table: str) -> bytes:
    """Give the content of a shipped table."""
    return (MOSCOW / f"{table}.csv").read_bytes()


def seal(folder: Path) -> None:
    """Write the sizes and hashes of the files as they are now."""
    place = folder / "datapackage.json"
    descriptor = json.loads(place.read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        content = (folder / f"{resource['name']}.csv").read_bytes()
        resource |= {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
    place.write_text(json.dumps(descriptor), encoding="utf-8")


def put(folder: Path, table: str, content: bytes) -> None:
    """Replace the content of a table."""
    (folder / f"{table}.csv").write_bytes(content)
    seal(folder)


def replace(folder: Path, table: str, old: str, new: str) -> None:
    """Replace a text that stands in a table once."""
    content = (folder / f"{table}.csv").read_bytes()
    assert content.count(old.encode()) == 1, old
    put(folder, table, content.replace(old.encode(), new.encode()))


def written(values: list[str]) -> str:
    """Write one row of CSV."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(values)
    return line.getvalue()


def alter(folder: Path, table: str, name: str, changes: Mapping[str, str]) -> None:
    """Change values of the row with this id."""
    [row] = [row for row in rows(table, folder) if name in row.values() and next(iter(row.values())) == name]
    replace(folder, table, written(list(row.values())), written(list((row | dict(changes)).values())))


def describe(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change the descriptor, and leave sizes and hashes alone."""
    place = folder / "datapackage.json"
    descriptor = json.loads(place.read_text(encoding="utf-8"))
    change(descriptor)
    place.write_text(json.dumps(descriptor), encoding="utf-8")


def said(folder: Path) -> str:
    """Give what is said of a broken case, its folder left out."""
    with pytest.raises(mb.MusterError) as caught:
        mb.read_case(folder)
    return str(caught.value).replace(str(folder), "CASE")


def problems(*lines: str) -> str:
    """Write the whole message of a broken case."""
    noun = "problem" if len(lines) == 1 else "problems"
    return "\n".join([f"the case CASE has {len(lines)} {noun}:", *(f"  {line}" for line in lines)])


RECORDS, CLAIMS = lines_of("records"), lines_of("claims")


@pytest.fixture(scope="module")
def case() -> mb.Case:
    """Read the shipped case."""
    return mb.read_case(MOSCOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the shipped case, to be broken."""
    return Path(shutil.copytree(MOSCOW, tmp_path / "case"))


class TestMoscow:
    """The shipped case says what its sources say."""

    def test_those_that_ship_are_found_by_name(self, case: mb.Case) -> None:
        """The name leads to the same case as the folder."""
        assert mb.list_cases() == ["central-asia-2023-25", "moscow-2023-24", "moscow-foreigners-2023-24"]
        for name in mb.list_cases():
            assert repr(mb.load_case(name)) == repr(mb.read_case(SHIPPED / name))
        assert repr(case) == "<Case moscow-2023-24: 4 populations, 6 sources, 49 claims, 5 records>"
        assert case.title == "Chinese citizens at a Moscow selection point, June 2023 to May 2024"

    @pytest.mark.parametrize("name", ["moscow", "", "../data", "moscow-2023-24/"])
    def test_another_name(self, name: str) -> None:
        """What does not exist is named beside what does, and no path is followed."""
        with pytest.raises(mb.MusterError) as caught:
            mb.load_case(name)
        assert str(caught.value) == f"no case {name!r}; available: {', '.join(mb.list_cases())}"

    def test_when_it_was_frozen(self, case: mb.Case) -> None:
        """The day of freezing is the last day a source was read."""
        assert case.frozen == "2026-11-23" == max(row["accessed"] for row in rows("sources"))

    @pytest.mark.parametrize("table", TABLES)
    def test_texts_stand_as_they_are(self, case: mb.Case, table: str) -> None:
        """Frames hold every text of the files, in their order, and missing where nothing is stated."""
        frame = getattr(case, table)
        columns = list(rows(table)[0])
        assert frame[columns].fillna("").to_dict("records") == rows(table)
        others = [field["name"] for field in casefiles.fields(table) if field["name"] not in columns]
        assert frame[others].isna().all(axis=None)
        assert frame[columns].notna().to_numpy().sum() == sum(
            bool(value) for row in rows(table) for value in row.values()
        )

    def test_figures_on_the_list(self) -> None:
        """Every figure that a source prints about the list is there once, as printed, and no other."""
        found = [
            tuple(row[name] for name in ("source_id", "statistic", "variable", "where", "relation", "value"))
            for row in rows("claims")
            if row["population_id"] == "moscow-centre" and row["claim_id"] not in VAGUE
        ]
        assert set(found) == MOSCOW_FIGURES
        assert len(found) == len(MOSCOW_FIGURES) == 34

    def test_figures_on_anything_else(self) -> None:
        """Figures on other people are there once, as printed, and none is used."""
        others = [row for row in rows("claims") if row["population_id"] != "moscow-centre"]
        names = ("source_id", "population_id", "statistic", "relation", "value", "unit")
        assert {tuple(row[name] for name in names) for row in others} == OTHER_FIGURES
        assert len(others) == len(OTHER_FIGURES) == 11
        assert {row["status"] for row in others} == {"context"}

    def test_words_that_are_no_number(self) -> None:
        """Where a source prints words, the words are kept and no value is made of them."""
        vague = {row["claim_id"]: row for row in rows("claims") if row["status"] == "vague"}
        months = {name: row["hedge"] for name, row in vague.items() if row["statistic"] == "occupied"}
        assert months == {
            "istories-every-month": "regularly every",
            f"{KI}-every-month": "nearly every",
            "united24-every-month": "almost every",
            "zmina-every-month": "regularly every",
        }
        assert vague.keys() == months.keys() | VAGUE
        assert {row["value"] for row in vague.values()} == {""}

    def test_the_seven_that_moved(self, case: mb.Case) -> None:
        """At least seven on the day of arrival stands against one, and is marked as disputed."""
        disputed = case.claims[case.claims["status"] == "disputed"]
        assert disputed[["claim_id", "relation", "value", "see"]].to_numpy().tolist() == [
            [f"{KI}-same-day", ">=", "7", "istories-next-day"]
        ]

    def test_only_the_investigation_is_used(self, case: mb.Case) -> None:
        """Reports repeat the investigation, so none of them is counted a second time."""
        used = case.claims[case.claims["status"] == "used"]
        assert set(used["source_id"]) == {"istories"}
        assert len(used) == 10
        assert set(used["population_id"]) == {"moscow-centre"}

    def test_every_judgement_has_a_note(self, case: mb.Case) -> None:
        """A claim that is not used says why, and no note anywhere is blank."""
        assert case.claims.loc[case.claims["status"] != "used", "note"].notna().all()
        assert all(note.strip() for table in TABLES for note in getattr(case, table)["note"].dropna())

    def test_people_described(self, case: mb.Case) -> None:
        """The five people are there with what was published of them."""
        columns = ["record_id", "signup", "arrival", "lag_days", "age", "party", "outcome", "source_id"]
        assert list(case.records[columns].fillna("").itertuples(index=False, name=None)) == PEOPLE
        assert case.records["departure"].isna().all()

    def test_dates_and_numbers_of_people(self, case: mb.Case) -> None:
        """Coarse values are parsed beside their texts; what is unknown stays missing."""
        fourth = case.records.iloc[3]
        assert (str(fourth["signup_first"].date()), str(fourth["signup_last"].date())) == ("2023-09-21", "2023-09-30")
        assert case.records["signup_first"].isna().tolist() == [True, True, False, False, True]
        assert case.records["lag_days_low"].tolist() == [2, 2, 0, pd.NA, pd.NA]
        assert case.records["age_high"].tolist() == [38, 43, 24, 38, 38]

    @pytest.mark.parametrize(
        ("claim", "low", "high"),
        [
            ("istories-total", 51.0, None),
            ("istories-2023", 31.0, 31.0),
            ("istories-every-month", None, None),
            ("istories-youngest", 20.0, 20.0),
            (f"{KI}-same-day", 7.0, None),
            ("united24-same-day", 1.0, 1.0),
            (f"{KI}-payment-roubles", 300_000.0, 300_000.0),
            (f"{KI}-payment-dollars", None, None),
            (f"{KI}-north-koreans", None, None),
        ],
    )
    def test_limits(self, case: mb.Case, claim: str, low: float | None, high: float | None) -> None:
        """'At least 51' has no upper limit, 'about 3,500' has none at all."""
        found = case.claims.set_index("claim_id").loc[claim, ["low", "high"]].tolist()
        assert [None if pd.isna(one) else one for one in found] == [low, high]

    def test_no_lower_limit_for_at_most(self, folder: Path) -> None:
        """'At most' has an upper limit alone."""
        alter(folder, "claims", "istories-total", {"relation": "<=", "value": "60"})
        found = mb.read_case(folder).claims.iloc[0]
        assert (pd.isna(found["low"]), found["high"]) == (True, 60.0)

    def test_windows(self, case: mb.Case) -> None:
        """The list covers June 2023 to May 2024; a population without dates says so."""
        assert case.window() == case.window("moscow-centre") == mb.Interval.date("2023-06-01/2024-05-31")
        with pytest.raises(mb.MusterError) as caught:
            case.window("captured")
        assert str(caught.value) == (
            "population 'captured' has no window, so its dates have no cells; state one in populations.csv"
        )
        with pytest.raises(mb.MusterError) as unknown:
            case.window("moscow")
        assert str(unknown.value) == (
            "no population 'moscow'; available: moscow-centre, in-russian-forces, captured, north-korean-troops"
        )

    def test_no_name_of_a_person(self) -> None:
        """No word with a capital is anything but a known place, outlet, people or first word of a sentence."""
        texts = [value for table in TABLES for row in rows(table) for value in row.values()]
        descriptor = json.loads((MOSCOW / "datapackage.json").read_text(encoding="utf-8"))
        texts += [descriptor["title"], descriptor["description"], *(one["title"] for one in descriptor["sources"])]
        words = {word for text in texts if "://" not in text for word in re.findall(r"\b[A-Z][\w-]*", text)}
        assert sorted(words - CAPITALS) == []

    def test_descriptor_has_the_schemas(self) -> None:
        """The descriptor carries the very schemas that the library reads by, in the same order."""
        resources = json.loads((MOSCOW / "datapackage.json").read_text(encoding="utf-8"))["resources"]
        assert [one["name"] for one in resources] == TABLES
        for one in resources:
            known = {field["name"]: field for field in casefiles.fields(one["name"])}
            assert one["schema"]["fields"] == [known[name] for name in rows(one["name"])[0]]
            assert one["schema"]["primaryKey"] == casefiles.TABLES[one["name"]]["schema"]["primaryKey"]
        assert [one["path"] for one in resources] == [f"{table}.csv" for table in TABLES]

    def test_descriptor_has_sizes_and_hashes(self) -> None:
        """Sizes and hashes are those of the files."""
        for one in json.loads((MOSCOW / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
            content = (MOSCOW / one["path"]).read_bytes()
            assert one["bytes"] == len(content)
            assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


class TestConformance:
    """Another reader of Data Packages agrees."""

    @staticmethod
    def errors(folder: Path) -> list[str]:
        """List the types of everything that frictionless finds wrong."""
        report = frictionless.Package(str(folder / "datapackage.json")).validate()
        assert not report.errors
        return sorted({error.type for task in report.tasks for error in task.errors})

    def test_it_is_valid(self, folder: Path) -> None:
        """The shipped case is a valid Data Package, foreign keys, sizes and hashes included."""
        assert self.errors(folder) == []

    @pytest.mark.parametrize(
        ("table", "name", "changes"),
        [
            ("claims", PEAK, {"source_id": "nobody"}),
            ("claims", PEAK, {"population_id": "nobody"}),
            ("claims", TROOPS, {"see": "nobody"}),
            ("records", PERSON, {"source_id": "nobody"}),
            ("records", PERSON, {"population_id": "nobody"}),
            ("sources", "united24", {"relays": "nobody"}),
        ],
        ids=lambda value: "-".join(value) if isinstance(value, dict) else value,
    )
    def test_foreign_keys_are_checked(self, folder: Path, table: str, name: str, changes: dict[str, str]) -> None:
        """Both readers refuse an id that does not exist."""
        alter(folder, table, name, changes)
        assert self.errors(folder) == ["foreign-key"]
        assert "found 'nobody', expected a " in said(folder)

    def test_hashes_are_checked(self, folder: Path) -> None:
        """Both readers refuse a file that was changed behind the descriptor's back."""
        content = (folder / "records.csv").read_bytes()
        (folder / "records.csv").write_bytes(content.replace(b",43,", b",44,"))
        assert self.errors(folder) == ["hash-count"]
        assert said(folder).startswith("the case CASE has 1 problem:\n  records.csv: found ")


class TestAccepting:
    """Whoever changes a table on purpose says so."""

    def test_nothing_to_accept(self, folder: Path) -> None:
        """The shipped descriptor is the one that accepting writes."""
        mb.accept_files(folder)
        assert (folder / "datapackage.json").read_bytes() == (MOSCOW / "datapackage.json").read_bytes()

    def test_a_change(self, folder: Path) -> None:
        """After accepting, a changed table is read; everything else of the descriptor stays."""
        (folder / "records.csv").write_bytes(RECORDS.replace(b",43,", b",44,"))
        mb.accept_files(folder)
        assert mb.read_case(folder).records["age"].tolist()[1] == "44"
        before, after = (json.loads((place / "datapackage.json").read_text("utf-8")) for place in (MOSCOW, folder))
        assert {key: value for key, value in before.items() if key != "resources"} == {
            key: value for key, value in after.items() if key != "resources"
        }

    def test_a_wrong_change(self, folder: Path) -> None:
        """What cannot be read cannot be accepted, and nothing is written."""
        (folder / "records.csv").write_bytes(RECORDS.replace(b",43,", b",143,"))
        before = (folder / "datapackage.json").read_bytes()
        with pytest.raises(mb.MusterError) as caught:
            mb.accept_files(folder)
        assert str(caught.value).replace(str(folder), "CASE") == problems(
            "records.csv, line 3, age: found '143', expected years from 0 to 120"
        )
        assert (folder / "datapackage.json").read_bytes() == before

    def test_a_further_resource_is_not_lost(self, folder: Path) -> None:
        """A file that somebody else added to the package is kept."""
        extra = {"name": "map", "path": "map.geojson"}
        (folder / "map.geojson").write_text("{}")
        describe(folder, lambda descriptor: descriptor["resources"].append(extra))
        mb.accept_files(folder)
        assert extra in json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]

    def test_a_text_that_cannot_be_written(self, folder: Path) -> None:
        """A descriptor that cannot be written anew is kept as it is: nothing of it is lost."""
        describe(folder, lambda descriptor: descriptor.update(description="half a character: \ud800"))
        before = (folder / "datapackage.json").read_bytes()
        with contextlib.suppress(mb.MusterError):
            mb.accept_files(folder)
        assert json.loads((folder / "datapackage.json").read_bytes()) == json.loads(before)


def bulk(folder: Path, table: str, count: int, row: Callable[[int], str]) -> float:
    """Write many rows, read the case, and give the seconds of computing that took."""
    header = lines_of(table).split(b"\n")[0].decode()
    put(folder, table, "\n".join([header, *map(row, range(count)), ""]).encode())
    start = time.process_time()
    found = mb.read_case(folder)
    assert len(getattr(found, table)) == count
    return time.process_time() - start


class TestSize:
    """Large cases are read in time that grows with their size."""

    def test_ten_thousand_records(self, folder: Path) -> None:
        """A list of 10,000 people is read in seconds."""
        line = "p-{0},moscow-centre,2023-{1:02}-{2:02},,,{3},{4},,,istories,".format
        seconds = bulk(folder, "records", 10_000, lambda i: line(i, i % 6 + 7, i % 28 + 1, i % 5, i % 30 + 20))
        assert seconds < 5

    def test_references_within_a_table(self, folder: Path) -> None:
        """Looking ids up costs about as much as having none to look up, not the square of it."""
        line = "c-{0},istories,1,moscow-centre,count,signup,2023-07-01,>=,1,people,,context,{1},n".format
        without = min(bulk(folder, "claims", 1_000, lambda i: line(i, "")) for _ in range(2))
        with_them = min(
            bulk(folder, "claims", 1_000, lambda i: line(i, "c-999" if i < 999 else "c-0")) for _ in range(2)
        )
        assert with_them < 2.5 * without

    def test_the_message_does_not_explode(self, folder: Path) -> None:
        """A thousand wrong names beside a thousand right ones make no message of megabytes."""
        header, claims = (lines_of(table).split(b"\n")[0].decode() for table in ("sources", "claims"))
        source = "s-{},o,,,2026-01-01,,en,report,,".format
        put(folder, "sources", "\n".join([header, *map(source, range(1_000)), ""]).encode())
        line = "c-{0},nobody,1,moscow-centre,count,signup,2023-07-01,>=,1,people,,context,,n".format
        put(folder, "claims", "\n".join([claims, *map(line, range(1_000)), ""]).encode())
        assert len(said(folder)) < 1_000_000
