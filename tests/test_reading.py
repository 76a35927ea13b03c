"""Reading lists: every row is kept or told, whatever the order, and what was coarse contains what was true."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

import musterbook as mb
from exploring import examples
from musterbook.cli import main

DIRT = st.sampled_from(
    ["", "2023-08-22", "2023-09", "22.08.2023", "31.02.2023", "38", "18-25", "130", "x", "Итого", "\x07", " ", "45160"]
)
ROWS = st.lists(st.fixed_dictionaries(dict.fromkeys(("signup", "arrival", "age", "party", "x"), DIRT)), max_size=12)


def read(rows: list[dict[str, str]], **how: object) -> mb.LineList:
    """Read rows as a frame, with bad ones kept aside."""
    frame = pd.DataFrame(rows, columns=["signup", "arrival", "age", "party", "x"], dtype="str")
    return mb.read_records(frame, errors="keep_aside", **how)  # type: ignore[arg-type]


@given(rows=ROWS)
@examples(20)
def test_every_row_is_kept_or_aside(rows: list[dict[str, str]]) -> None:
    found = read(rows)
    assert found.read == len(rows) == found.kept + found.aside
    numbers = [int(name.removeprefix("row-")) for name in found.records["record_id"]]
    assert sorted([*numbers, *found.rejected["line"]]) == list(range(1, len(rows) + 1))


@given(rows=ROWS, seed=st.integers(0, 99))
@examples(15)
def test_the_order_of_rows_never_matters(rows: list[dict[str, str]], seed: int) -> None:
    marked = [row | {"x": f"{row['x']}{number}"} for number, row in enumerate(rows)]
    shuffled = random.Random(seed).sample(marked, len(marked))

    def told(found: mb.LineList) -> list[list[list[str]]]:
        columns = ["signup", "signup_first", "arrival", "age", "age_high", "x"]
        kept, aside = found.records[columns], found.rejected.drop(columns=["file", "line"])
        return [sorted(frame.astype("str").to_numpy(na_value="-").tolist()) for frame in (kept, aside)]

    assert told(read(marked)) == told(read(shuffled))


def spelled(day: dt.date, how: int) -> str:
    """Write a day down, or less of it."""
    languages = ["en", "ru", "uk", "zh", "es", "fr"]
    plain = [
        f"{day}",
        f"{day:%Y%m%d}",
        f"{day:%d.%m.%Y}",
        f"{day:%d/%m/%Y 12:30}",
        f"{(day - dt.date(1899, 12, 30)).days}",
        f"{day:%Y-%m}",
        f"{day:%Y%m}",
        f"{day:%Y}",
        f"{str(day)[:-1]}X",
        f"{day - dt.timedelta(3)}/{day + dt.timedelta(2)}",
    ]
    worded = [format_date(day, pattern, locale=one) for one in languages for pattern in ("long", "LLLL y")]
    return [*plain, *worded][how % (len(plain) + len(worded))]


def aged(age: int, how: int) -> str:
    """Write an age down, or less of it."""
    band = age // 5 * 5
    ways = [
        f"{age}",
        f"{age}.0",
        f"{age} лет",
        f"{age}岁",
        f"{band}-{band + 4}",
        f"{band}–{band + 4} years",
        f"{band}+",
    ]
    return [*ways, f"..{age}", f"<{age + 1}", f">{age - 1}", ""][how % 11]


PEOPLE = st.lists(
    st.tuples(st.dates(dt.date(2022, 1, 1), dt.date(2024, 12, 31)), st.integers(18, 60), st.integers(0, 10_000)),
    min_size=1,
    max_size=10,
)


@given(people=PEOPLE)
@examples(20)
def test_what_was_coarse_contains_the_truth(people: list[tuple[dt.date, int, int]]) -> None:
    rows = [{"signup": spelled(day, how), "age": aged(age, how // 7)} for day, age, how in people]
    found = mb.read_records(pd.DataFrame(rows), dayfirst=True)
    for (day, age, _), row in zip(people, found.records.to_dict("records"), strict=True):
        assert row["signup_first"].date() <= day <= row["signup_last"].date()
        assert pd.isna(row["age_low"]) or row["age_low"] <= age
        assert pd.isna(row["age_high"]) or age <= row["age_high"]
    table = mb.counts(found.records, "signup", every="month").set_index("cell")
    for month in {f"{day:%Y-%m}" for day, _, _ in people}:
        true = sum(f"{day:%Y-%m}" == month for day, _, _ in people)
        assert table.loc[month, "sure"] <= true <= table.loc[month, "possible"]


def test_the_same_from_a_file_and_from_frames_of_any_kind(tmp_path: Path) -> None:
    import duckdb
    import polars as pl

    plain = pd.DataFrame({"signup": ["2023-08-22", "2023-09", "x"], "age": ["38", None, "24"], "y": ["a", None, "c"]})
    arrow = pa.Table.from_pandas(plain)
    plain.to_csv(tmp_path / "list.csv", index=False)
    expected = mb.read_records(tmp_path / "list.csv", errors="keep_aside")
    frames = [plain, arrow, pl.from_arrow(arrow), pl.from_arrow(arrow).lazy(), duckdb.from_arrow(arrow)]  # type: ignore[union-attr]
    for frame in frames:
        found = mb.read_records(frame, errors="keep_aside")
        pd.testing.assert_frame_equal(found.records, expected.records)
        assert found.problems["line"].tolist() == [3]
    assert expected.problems["line"].tolist() == [4]


def test_columns_nobody_asked_for_are_untouched() -> None:
    """Whatever they hold: objects, categories, days with a time zone."""
    others = pd.DataFrame(
        {
            "object": [{"a": 1}, [2], None],
            "kind": pd.Categorical(["a", "b", "a"]),
            "when": pd.to_datetime(["2023-01-01", None, "2024-01-01"], utc=True),
            "number": [1.5, None, 2.0],
        },
        index=["x", "y", "z"],
    )
    found = mb.read_records(others.assign(age=["38", "forty", "24"]), errors="keep_aside")
    pd.testing.assert_frame_equal(found.records[list(others)], others.reset_index(drop=True))


def test_typed_columns_are_read_as_what_they_are() -> None:
    frame = pd.DataFrame(
        {
            "signup": pd.to_datetime(["2023-08-22", None]),
            "arrival": [dt.date(2023, 8, 20), None],
            "age": [38.0, None],
            "lag_days": pd.array([2, None], "Int64"),
        }
    )
    row = mb.read_records(frame).records.iloc[0]
    assert [row[name] for name in ("signup", "arrival", "age", "lag_days")] == ["2023-08-22", "2023-08-20", "38", "2"]
    assert [name for name in row.index if name.endswith("_text")] == []


def error(frame: object, **how: object) -> str:
    """Give the error of reading a frame."""
    with pytest.raises(mb.MusterError) as caught:
        mb.read_records(frame, **how)  # type: ignore[arg-type]
    return str(caught.value)


LIST = pd.DataFrame({"Дата": ["22.08.2023", "x"], "Возраст": ["38", "130"], "Рост": ["1", "2"]})
OFFER = (
    "  suggest_columns would offer: columns={'date': 'Дата', 'age': 'Возраст'} (or --columns date=Дата age=Возраст)"
).replace("date=Дата age=Возраст", "'date=Дата' 'age=Возраст'")


def test_a_limit_that_is_no_number_is_refused() -> None:
    schema = {"fields": [{"name": "height", "type": "number", "constraints": {"minimum": "NaN"}}]}
    said = "field height: expected as minimum what its values may be; found 'NaN'"
    assert error(LIST, columns={"age": "Возраст"}, schema=schema) == said


def test_what_is_said_of_columns() -> None:
    columns = "its 3 columns: Дата, Возраст, Рост"
    assert error(LIST).startswith(f"frame: none of our columns; {columns}\n{OFFER}\n")
    asked = "  say which of them is the date, as columns={'signup': 'header'} (or --columns signup=header)"
    strange = pd.DataFrame({"nombre": ["Ana"], "cuando": ["2021-03-04"]})
    assert error(strange) == f"frame: none of our columns; its 2 columns: nombre, cuando\n{asked}"
    assert (
        error(LIST, columns={"signup": "Day"}).split("\n  if ")[0]
        == f"frame: no column called 'Day'; {columns}\n{OFFER}"
    )
    assert error(LIST.rename(columns={"Рост": "age"}), columns={"age": "Возраст"}) == (
        "frame: more than one column for age ('Возраст' and 'age'); rename one or map it to another name"
    )
    assert error(pd.DataFrame([["1", "2"]], columns=["age", "age"])) == (
        "frame: 2 columns called 'age'; expected one of each name that is read"
    )
    assert error(pd.DataFrame({"age": ["1"], "age_low": ["2"]})) == (
        "frame: expected columns of other names than those that are made here; leave out or rename 'age_low'"
    )


@pytest.mark.parametrize("name", ["sign_up", "Age", "agee", "my__name", "№"])
def test_a_misspelt_name_is_no_name_of_ones_own(name: str) -> None:
    assert error(LIST, columns={name: "Возраст"}).startswith(f"no column {name!r}; available: record_id, ")


def test_a_name_of_ones_own() -> None:
    assert mb.read_records(LIST.iloc[:1], columns={"height": "Рост"}).records["height"].tolist() == ["1"]


def test_all_problems_come_in_one_error() -> None:
    assert error(LIST, columns={"signup": "Дата", "age": "Возраст"}) == (
        "frame has 2 problems:\n"
        "  frame, line 2, age: found '130', expected years from 0 to 120\n"
        "  frame, line 2, signup: found 'x', expected a date as 2023-08-22, 2023-08, 2023, "
        "22.08.2023, 22 August 2023, a spreadsheet's day number or EDTF"
    )


def test_ambiguous_dates() -> None:
    frame = pd.DataFrame({"signup": ["03/04/2023", "13/04/2023"], "arrival": ["01.02.2023", "2023"]})
    assert error(frame, errors="keep_aside") == (
        "frame: dates that may be day first or month first; say which\n"
        "  signup (signup): '03/04/2023' (line 1: 2023-04-03 or 2023-03-04)\n"
        "    others of this column can only be day first, as '13/04/2023' (line 2)\n"
        "  arrival (arrival): '01.02.2023' (line 1: 2023-02-01 or 2023-01-02)\n"
        "  with dayfirst=True or dayfirst=False (or --day-first or --month-first)"
    )


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (
            {"columns": ["signup"]},
            "read_records: expected columns to be a mapping, as ",
        ),
        (
            {"window": ("2023", "2024")},
            "read_records: expected window to be a text or dates, as ",
        ),
        ({"errors": "ignore"}, "no way to treat errors 'ignore'; available: raise, keep_aside"),
        ({"schema": {"fields": [{"name": "age", "type": "decimal"}]}}, "no type of field 'decimal'; available: "),
        (
            {"schema": {"fields": [{"name": "x", "constraints": {"min": 1}}]}},
            "no constraint 'min'; available: required",
        ),
        ({"schema": {"field": []}}, "expected a Table Schema, as "),
        ({"schema": "nowhere.json"}, "nowhere.json: expected a Table Schema as JSON (it is no file)"),
        ({"header": 0}, "header: lines count from 1, found 0"),
        ({"columns": {"Дата": "signup"}}, "no column 'Дата'; available: record_id, "),
        ({"window": "2024/2023"}, "'2024/2023' ends before it begins; expected "),
    ],
)
def test_what_is_asked_wrongly(how: dict[str, object], expected: str) -> None:
    assert error(LIST, **how).startswith(expected)


def test_what_is_no_list() -> None:
    assert error(7) == "expected a frame of pandas, Polars, PyArrow, DuckDB, Dask or Spark, found a int"


SCHEMA = {
    "fields": [
        {"name": "age", "constraints": {"minimum": 18, "maximum": 60}},
        {"name": "signup", "constraints": {"required": True, "minimum": "2023-06"}},
        {"name": "party", "constraints": {"enum": ["a", "b"], "unique": True}},
        {"name": "code", "type": "integer", "constraints": {"pattern": "[0-9]{3}"}},
    ]
}


def test_a_schema_of_ones_own() -> None:
    """Coarse values break a limit only where nothing of them may keep it."""
    rows = [
        ("17..20", "2023-05/2023-06", "a", "123"),
        ("..17", "2023", "b", "124"),
        ("61..", "2023", None, None),
        ("30", None, None, "12"),
        ("30", "2023-05", None, None),
        ("30", "2023-07", "a", None),
        ("30", "2023-07", "c", None),
    ]
    frame = pd.DataFrame(rows, columns=["age", "signup", "party", "code"])
    found = mb.read_records(frame, schema=SCHEMA, errors="keep_aside")
    assert (found.kept, found.aside) == (7, 0)
    assert found.problems[["line", "column", "value", "expected"]].fillna("").to_numpy().tolist() == [
        [2, "age", "..17", "at least 18 and at most 60"],
        [3, "age", "61..", "at least 18 and at most 60"],
        [4, "signup", "", "a value"],
        [4, "code", "12", "text of the form [0-9]{3}"],
        [5, "signup", "2023-05", "at least 2023-06"],
        [6, "party", "a", "an id used once; line 1 has it too"],
        [7, "party", "c", "one of a, b"],
    ]  # fmt: skip
    assert found.records["party"].isna().tolist() == [False, False, True, True, True, True, True]


@pytest.mark.parametrize(
    "field",
    [
        {"name": "code", "constraints": 5},
        {"name": "code", "constraints": None},
        {"name": "code", "format": ["uri"]},
        {"name": ["code"]},
    ],
    ids=str,
)
def test_a_field_that_is_none(field: dict[str, object]) -> None:
    with pytest.raises(mb.MusterError, match=r"^expected a field with a name, and its format and constraints if any"):
        mb.read_records(pd.DataFrame({"signup": ["2023"], "code": ["1"]}), schema={"fields": [field]})


def test_a_time_is_held_against_a_limit_with_or_without_its_zone() -> None:
    seen = ["2023-01-01T01:00", "2023-01-01T02:00+02:00", "2023-01-01T01:30+01:00"]
    field = {"name": "seen", "type": "datetime", "constraints": {"minimum": "2023-01-01T00:30"}}
    people = pd.DataFrame({"seen": seen, "signup": "2023"})
    found = mb.read_records(people, schema={"fields": [field]}, errors="keep_aside")
    assert found.problems["value"].tolist() == seen[1:2]


TOTALS = [
    "total",
    "grand total",
    "sub-total",
    "somme",
    "gesamtsumme",
    "suma",
    "razem",
    "genel toplam",
    "totale",
    "итого",
]
TOTALS += ["всего", "всього", "разом", "المجموع", "جمع کل", "कुल योग", "合计", "小计"]


@pytest.mark.parametrize("word", TOTALS)
def test_totals(word: str) -> None:
    frame = pd.DataFrame(
        {"place": [word.upper() + ":", "Total", f"not {word}"], "age": ["51", "38", "24"], "signup": None}
    )
    frame.loc[1, "signup"] = "2023"
    found = mb.read_records(frame, errors="keep_aside")
    assert found.rejected[["line", "column", "reason"]].to_numpy().tolist() == [
        [1, "place", "found a row of totals, expected a person"]
    ]


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9f"])
def test_signs_that_nobody_types(sign: str) -> None:
    frame = pd.DataFrame({"age": [f"3{sign}8", "38", "38"], "note": ["x", f"x{sign}y", "x\ty\n\r\xa0"]})
    found = mb.read_records(frame, errors="keep_aside").problems
    assert found[["column", "value", "expected"]].to_numpy().tolist() == [
        [name, text, "no control characters"] for name, text in (("age", f"3{sign}8"), ("note", f"x{sign}y"))
    ]


def test_lists_of_several_files(tmp_path: Path) -> None:
    """Ids are counted on, lines are those of each file, a column that some have is empty in the others."""
    (tmp_path / "a.csv").write_text("signup,x\n2023-08-22,1\n2023-99,2\n")
    (tmp_path / "b.csv").write_text("y;signup\n3;2023-09\n4;\n5;never;more\n")
    found = mb.read_records(tmp_path, errors="keep_aside")
    assert found.records.astype("object").fillna("-")[["record_id", "signup", "x", "y"]].to_numpy().tolist() == [
        ["row-1", "2023-08-22", "1", "-"],
        ["row-2", "-", "2", "-"],
        ["row-3", "2023-09", "-", "3"],
        ["row-4", "-", "-", "4"],
    ]
    assert found.rejected[["file", "line", "y", "column 3"]].astype("object").fillna("-").to_numpy().tolist() == [
        ["b.csv", 4, "5", "more"],
    ]
    assert found.problems[["file", "line"]].to_numpy().tolist() == [["a.csv", 3], ["b.csv", 4]]
    assert (found.files, found.delimiter) == (("a.csv", "b.csv"), ",, ;")


def test_summary() -> None:
    frame = pd.DataFrame({"Дата": ["22.08.2023", "2023-09", None], "age": ["38", "60+", "x"], "y": [1, None, 3]})
    found = mb.read_records(frame, columns={"signup": "Дата"}, errors="keep_aside")
    assert found.summary().astype("object").fillna("-").to_numpy().tolist() == [
        ["record_id", "-", 3, 100.0, "-", "-", "made up: row-N for the N-th row read"],
        ["signup", "Дата", 2, 66.7, "2023-08-22", "2023-09-30", "1 spelled otherwise, see signup_text"],
        ["age", "age", 2, 66.7, "38", "38", "2 spelled otherwise, see age_text"],
        ["y", "y", 2, 66.7, "-", "-", "kept as it is"],
    ]
    assert found.problems["expected"].tolist() == [
        "a whole number as 38, 38.0 or 38 years, or a range as 18..25, 18-25, 60+, <18 or 3.."
    ]


def test_summary_of_nobody() -> None:
    found = mb.read_records(pd.DataFrame({"age": []}, dtype="str"))
    assert found.summary()[["column", "known"]].to_numpy().tolist() == [["record_id", 0], ["age", 0]]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ("ID|Sign-up date|Date of arrival|AGE|Flight", "record_id|signup|arrival|age|party"),
        ("№ п/п|Дата_подписания|Дата прибытия|Возраст, лет|Примечание", "record_id|signup|arrival|age|note"),
        ("Номер|Дата підписання|Дата в’їзду|Вік|Примітка", "record_id|signup|arrival|age|note"),
        ("编号|签约日期|入境日期|年龄|备注", "record_id|signup|arrival|age|note"),
        ("Núm.|Fecha de firma|Fecha de llegada|EDAD (años)|Salida", "record_id|signup|arrival|age|departure"),
        ("Numéro|Date d'engagement|Date d’arrivée|Âge|Remarque", "record_id|signup|arrival|age|note"),
    ],
)
def test_suggestions(headers: str, expected: str) -> None:
    found = mb.suggest_columns(pd.DataFrame(columns=headers.split("|")))
    assert found == dict(zip(expected.split("|"), headers.split("|"), strict=True))


def test_no_suggestions() -> None:
    assert mb.suggest_columns(pd.DataFrame(columns=["Height", "Rank", "Unit"])) == {}


def test_problems_of_several_files(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("signup\n2023-13\n", "utf-8")
    assert error(tmp_path).startswith("a.csv and 1 more have 2 problems:\n")


def test_columns_the_wrong_way_round() -> None:
    assert error(LIST, columns={"Дата": "signup"}).endswith("; is it the other way round, signup=Дата?")


def test_a_file_told_to_be_what_it_is_not(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Дата;Возраст\n2023;38\n", "utf-8")
    assert "\n  is the header on another line, as header=3 (or --header 3), or the delimiter another?" in error(
        tmp_path / "list.csv", delimiter=","
    )


def test_a_list_need_not_say_what_a_case_must() -> None:
    rows = {"age": ["38"], "source_id": [None], "population_id": [None], "record_id": ["a"]}
    assert mb.read_records(pd.DataFrame(rows)).kept == 1
    with pytest.raises(mb.MusterError, match="source_id: found nothing, expected a value"):
        mb.read_records(
            pd.DataFrame(rows), schema={"fields": [{"name": "source_id", "constraints": {"required": True}}]}
        )


def test_what_was_simulated_is_read_back(tmp_path: Path) -> None:
    mb.simulate(mb.load_case("moscow-2023-24"), seed=7).to_csv(tmp_path / "made.csv", index=False)
    assert mb.read_records(tmp_path / "made.csv").kept == 51


class TestCommand:
    """``musterbook read``: what is in a list, and the rows it sets aside."""

    @pytest.fixture
    def place(self, tmp_path: Path) -> Path:
        """Write a small list."""
        path = tmp_path / "list.csv"
        path.write_bytes("Дата;Возраст;x\n22.08.2023;38;1\n23.08.2023;130;2\nx;y\n".encode("cp1251"))
        return path

    def run(self, capsys: pytest.CaptureFixture[str], *given: object) -> tuple[int, str, str]:
        """Run the command."""
        code = main(["read", *map(str, given)])
        said = capsys.readouterr()
        return code, said.out, said.err

    def test_what_is_printed(self, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """The whole of it, word for word, at every run."""
        code, out, err = self.run(capsys, place, "--columns", "signup=Дата", "age=Возраст")
        aside, told = (place.with_name(f"list.csv.{what}.csv") for what in ("rejected", "problems"))
        assert (code, err) == (0, "")
        assert out.splitlines() == [
            f"{place}: 3 rows read, 2 kept, 1 aside.",
            "Found out: encoding cp1251, delimiter ';'.",
            "",
            "   column  header known percent     lowest    highest                                 note",
            "record_id       –     2   100.0          –          – made up: row-N for the N-th row read",
            "   signup    Дата     2   100.0 2023-08-22 2023-08-23 2 spelled otherwise, see signup_text",
            "      age Возраст     1    50.0         38         38    1 spelled otherwise, see age_text",
            "        x       x     2   100.0          –          –                        kept as it is",
            "",
            "2 problems in 2 rows, 1 row set aside:",
            "  list.csv, line 3, age: found '130', expected years from 0 to 120; value not stated",
            "  list.csv, line 4: found 'x;y', expected 3; row set aside",
            f"All of them: {told}",
            f"The rows set aside, with their own texts: {aside}",
        ]
        assert aside.read_text("utf-8") == (
            'file,line,column,value,reason,Дата,Возраст,x\nlist.csv,4,,x;y,"found 2 values, expected 3",x,y,\n'
        )
        assert told.read_text("utf-8") == (
            "file,line,column,value,kind,expected,consequence\n"
            "list.csv,3,age,130,implausible,years from 0 to 120,value not stated\n"
            "list.csv,4,,x;y,form,3,row set aside\n"
        )
        assert self.run(capsys, place, "--columns", "signup=Дата", "age=Возраст")[1] == out

    def test_what_somebody_else_wrote_stays(self, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A file of that name that is no earlier reading's."""
        aside = place.with_name("list.csv.rejected.csv")
        aside.write_text("mine")
        code, _, err = self.run(capsys, place, "--columns", "age=Возраст")
        assert (code, aside.read_text()) == (1, "mine")
        assert err == f"musterbook: {aside} is there already and holds something else; move it away and read again\n"

    def test_nothing_is_written_where_nothing_is_aside(self, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A sound list leaves nothing beside it."""
        place.write_text("Дата;Возраст\n22.08.2023;38\n", "utf-8")
        code, out, _ = self.run(capsys, place, "--columns", "signup=Дата")
        assert (code, sorted(place.parent.iterdir())) == (0, [place])
        assert "These may be columns of ours too: --columns 'age=Возраст'" in out

    def test_records_that_are_written_are_read_again(self, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """As they were."""
        given = [place, "--columns", "signup=Дата", "--out", place.parent / "out"]
        code, out, _ = self.run(capsys, *given)
        assert code == 0
        assert out.endswith("They hold columns that are none of ours, which may name people: Возраст, x\n")
        written = place.parent / "out" / "list.csv.records.csv"
        again = mb.read_records(written).records
        once = mb.read_records(place, columns={"signup": "Дата"}, errors="keep_aside").records
        pd.testing.assert_frame_equal(again[sorted(again)], once[sorted(once)])
        assert self.run(capsys, *given)[2] == (
            f"musterbook: {written} is there already; move it away or choose another folder\n"
        )

    def test_rows_aside_of_a_pattern(self, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """They go to its first folder that is one."""
        assert self.run(capsys, place.parent / "l*t.csv", "--columns", "age=Возраст")[0] == 0
        assert place.with_name("lallt.csv.rejected.csv").is_file()

    def test_what_is_wrong_is_said_in_words(self, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """On the error stream, without a traceback."""
        code, out, err = self.run(capsys, place)
        assert (code, out) == (1, "")
        assert err.startswith("musterbook: list.csv: none of our columns; its 3 columns: Дата, Возраст, x\n")
        code, _, err = self.run(capsys, place, "--columns", "signup")
        assert (code, err) == (1, "musterbook: --columns: expected OURS=THEIRS, as signup=Дата; found 'signup'\n")


def test_how_many_rows_could_not_be_read_in_full() -> None:
    """A row that repeats another, or has another's id, was read; one with a value that cannot be right was not."""
    rows = [("a", "2023", "38"), ("a", "2023", "38"), ("a", "2024", "38"), ("b", "x", "130"), ("Total", None, "4")]
    found = mb.read_records(pd.DataFrame(rows, columns=["record_id", "signup", "age"]), errors="keep_aside")
    assert (found.unread, found.questioned, found.kept, found.aside) == (1, 3, 3, 2)


@pytest.mark.parametrize(
    ("headers", "offered"),
    [
        (["Date", "Age"], {"date": "Date", "age": "Age"}),
        (["Дата смерти", "Возраст"], {"death": "Дата смерти", "age": "Возраст"}),
        (["Date of signup", "Date"], {"signup": "Date of signup", "date": "Date"}),
        (["Fecha de la muerte", "Edad"], {"death": "Fecha de la muerte", "age": "Edad"}),
        (["Data della morte", "Età"], {"death": "Data della morte", "age": "Età"}),
        (["Datum der Festnahme", "Alter"], {"date": "Datum der Festnahme", "age": "Alter"}),
        (["拘留日期", "年龄"], {"date": "拘留日期", "age": "年龄"}),
        (["Geburtsdatum", "Festnahmedatum"], {"date": "Festnahmedatum"}),
        (["Date of arrest", "Date of release"], {}),
        (["Date of arrest", "Date of arrival"], {"arrival": "Date of arrival"}),
    ],
)
def test_a_date_is_offered_for_what_its_header_says(headers: list[str], offered: dict[str, str]) -> None:
    """Nobody's deaths become sign-ups because a column is called Date."""
    ages = {"Age", "Edad", "Età", "Alter", "年龄"}
    frame = pd.DataFrame(
        {header: ["20", "30"] if header in ages else ["2023-07-01", "2023-07-02"] for header in headers}
    )
    frame["Возраст"] = ["20", "30"]
    assert {**mb.suggest_columns(frame[headers])} == offered


def test_texts_that_recur_are_read_with_the_space_around_them(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("signup,outcome\n" + " 2023-07 , killed \n 2023-08, wounded\n" * 30, "utf-8")
    people = mb.read_records(path)
    assert mb.monthly(people)["sure"].tolist() == [30, 30]
    assert people.records["outcome"].value_counts().to_dict() == {"killed": 30, "wounded": 30}


def test_a_number_beyond_any_age_is_told_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("signup,age\n2023-07,9999999923\n2023-08,30\n", "utf-8")
    assert mb.read_records(path, errors="keep_aside").problems["value"].tolist() == ["9999999923"]


@pytest.mark.parametrize("index", [pa.uint8(), pa.uint32(), pa.int8(), pa.int64()])
def test_a_column_that_came_with_each_text_once_is_read_whatever_its_places_are(index: pa.DataType) -> None:
    texts = (
        pa.array([" 2023-07", None, "2023-08", " 2023-07"]).dictionary_encode().cast(pa.dictionary(index, pa.string()))
    )
    people = mb.read_records(pa.table({"signup": texts}))
    assert (mb.monthly(people)["sure"].tolist(), int(people.records["signup"].isna().sum())) == ([2, 1], 1)


def test_rows_of_dashes_are_nobody(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name,date\nA,2023-07-03\n-,-\nB,2023-07-04,x\n—,\n-,2023-07-05\nC,-\n", "utf-8")
    people = mb.read_records(path, columns={"death": "date"}, errors="keep_aside")
    assert people.records["name"].tolist() == ["A", "-", "C"]
    assert people.problems[["line", "kind"]].to_numpy().tolist() == [[3, "ruled"], [4, "form"], [5, "ruled"]]
    assert people.rejected["reason"].iloc[0] == "found a row of dashes, expected a person"
    path.write_text("date\n2023-07-03\n-\n", "utf-8")
    assert mb.read_records(path, columns={"death": "date"}).kept == 2, "of a list of one column, it is a person"


def test_a_sheet_of_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("signup\n2023-07-03\n", "utf-8")
    with pytest.raises(mb.MusterError, match=r"^list\.csv is no workbook, so it has no sheets; leave sheet out$"):
        mb.read_records(path, sheet="May")


@pytest.mark.parametrize(("signup", "lags"), [("since 2023-07-01", "30.."), ("2023-07", "30..60")])
def test_a_lag_is_held_against_dates_that_may_have_an_open_end(signup: str, lags: str) -> None:
    frame = pd.DataFrame({"signup": [signup], "arrival": ["2023-06-01"], "lag_days": ["5"]})
    found = mb.read_records(frame, errors="keep_aside", arrival_after_signup=True).problems
    assert found["expected"].tolist() == [f"the days from arrival to sign-up, {lags}"]


def test_a_row_set_aside_keeps_columns_whatever_they_are_called() -> None:
    frame = pd.DataFrame({"signup": ["2023-07", None], "percent": ["x", "Total"], "known": ["y", None], "line": "z"})
    rejected = mb.read_records(frame).rejected.astype("object").fillna("-")
    assert rejected[["line", "percent", "known", "line (in the file)"]].to_numpy().tolist() == [[2, "Total", "-", "z"]]
