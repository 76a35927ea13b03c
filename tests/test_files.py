"""Files: rows come out as they stand, on the lines they stand on, whatever is wrong with others."""

from __future__ import annotations

import csv
import gzip
import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import makers
import musterbook as mb
from exploring import examples
from musterbook import LineList, MusterError

CELLS = st.text(st.sampled_from(list('ab",;\n\r \t')), max_size=6)


def put(path: Path, content: bytes) -> Path:
    """Write a file."""
    path.write_bytes(content)
    return path


def opened(content: bytes, columns: dict[str, str], **how: Any) -> LineList:
    """Read a delimited text as a list, some of its columns as ours."""
    with tempfile.TemporaryDirectory() as folder:
        path = put(Path(folder, "list.csv"), content)
        return mb.read_records(path, columns=columns, errors="keep_aside", **how)


def said(content: bytes, **how: Any) -> str:
    """Give the error of reading a delimited text."""
    with pytest.raises(MusterError) as caught:
        opened(content, {"note": "a"}, **how)
    return str(caught.value)


def read(content: bytes, *headers: str, **how: Any) -> tuple[list[list[str]], list[tuple[int, str]]]:
    """Give the values of the sound rows, lines and reasons of the others."""
    found = opened(content, {"note": headers[0]}, **how)
    told = found.rejected[["line", "reason"]].itertuples(index=False, name=None)
    return found.records[["note", *headers[1:]]].fillna("").to_numpy().tolist(), list(told)


@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8), end=st.sampled_from(["\n", "\r\n"]))
@examples(20)
def test_what_the_csv_module_writes_is_read_back(rows: list[list[str]], end: str) -> None:
    """Values with any sign in them, on the line that the csv module counts, of which an age that is none tells."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["age", "x", "y", "z"])
    lines = []
    for row in rows:
        lines.append(len(text.getvalue().replace("\r\n", "\n").replace("\r", "\n").split("\n")))
        writer.writerow(["old", *row])
    found = opened(text.getvalue().encode(), {}, delimiter=",")
    assert found.aside == 0
    assert found.problems["line"].tolist() == lines
    assert found.records[["x", "y", "z"]].fillna("").to_numpy().tolist() == rows


@given(body=st.text(st.sampled_from(list('ab",\n')), max_size=50))
@examples(50)
def test_nothing_is_read_that_the_strict_csv_module_refuses(body: str) -> None:
    """Rows of the right length are those the csv module gives; where it stops, something is told."""
    found, broken = read(f"x,y\n{body}".encode(), "x", "y", delimiter=",")
    reader = csv.reader(io.StringIO(body, newline=""), strict=True)
    expected: list[list[str]] = []
    try:
        for row in reader:
            expected.append(row)  # noqa: PERF402 - what came before an error counts
    except csv.Error:
        assert any("quote" in why for _, why in broken)
        expected = expected[: len(found)]
    whole = [[*row, ""][:2] for row in expected if any(map(str.strip, row)) and len(row) >= 2 and not any(row[2:])]
    assert [[x, y.strip()] for x, y in found][: len(whole)] == [[x.strip(), y.strip()] for x, y in whole]
    if not broken:
        assert len(found) == len(whole)


def test_lengths_and_lines() -> None:
    sound, broken = read(b'a,b\r\n1,"x\r\ny"\r\n\r\n2\r\n3,4,5\r\n6,7,\r\n,\r\n , \r\n"z" w,8\r\n9,10', "a", "b")
    assert sound == [["1", "x\r\ny"], ["6", "7"], ["9", "10"]]
    assert broken == [
        (5, "found 1 value, expected 2"),
        (6, "found 3 values, expected 2; a value with ',' in it needs quotes"),
        (10, "found text after a closing quote, expected a quote inside a value written twice"),
    ]


def test_a_quote_never_closed_takes_the_rest() -> None:
    found = opened(b'a,b\n1,2\n3,"x\n4,5\n', {"note": "a"})
    assert found.records["note"].tolist() == ["1"]
    assert found.rejected[["value", "a", "b", "column 3"]].to_numpy().tolist() == [['3,"x\n4,5', "3", '"x\n4', "5"]]


@pytest.mark.parametrize("width", [2, 3, 4])
def test_surplus_that_is_empty_loses_nothing(width: int) -> None:
    """Also where every row has it, or the header."""
    tail = "," * (width - 2)
    rows = "".join(f"{number},x{tail}\n" for number in range(60))
    for header in ("a,b", f"a,b{tail}"):
        assert read(f"{header}\n{rows}".encode(), "a", "b") == ([[str(number), "x"] for number in range(60)], [])


def test_a_row_beyond_the_first_that_is_longer() -> None:
    rows = "".join(f"{number},x,\n" for number in range(60))
    _, broken = read(f"a,b\n{rows}1,2,3\n".encode(), "a", "b")
    assert broken == [(62, "found 3 values, expected 2; a value with ',' in it needs quotes")]


ERRORS = {
    "nothing": (b"", {}, "list.csv: found 0 lines, expected a header on line 1 and rows below it"),
    "an empty line": (
        b"\na,b\n",
        {},
        "list.csv, line 1: found an empty line, expected a header; where it stands further down, give its line as "
        "header=2 (or --header 2)",
    ),
    "text after a quote of the only line": (
        b'"a"b,"c"',
        {},
        "list.csv, line 1: found text after a closing quote, expected a quote inside a value written twice",
    ),
    "a header that is never closed": (
        b'a,"b\n1,2\n',
        {},
        "list.csv, line 1: found a quote that is never closed, expected every quote closed",
    ),
    "no such line": (
        b"a,b\n1,2\n",
        {"header": 5},
        "list.csv: found 2 lines, expected a header on line 5 and rows below it",
    ),
    "too many columns": (
        b",".join([b"x"] * 1_001) + b"\n",
        {},
        "list.csv, line 1: found 1,001 columns, expected at most 1,000",
    ),
    "a wrong byte": (
        "a,ж\n1,2\n".encode("cp1251"),
        {"encoding": "utf-8"},
        "list.csv, line 1: found byte 0xe6, expected text encoded as utf-8; leave encoding out to have it found out",
    ),
    "damaged UTF-8": (
        "a,ж\n1,жжжж\n".encode() + b"2,\xd0\n",
        {},
        "list.csv, line 3: found byte 0xd0, expected text encoded as utf-8",
    ),
    "a byte that ASCII has not": (
        b"a\n\xe6\n",
        {"encoding": "ascii"},
        "list.csv, line 2: found byte 0xe6, expected text encoded as ascii; leave encoding out to have it found out",
    ),
    "half a character of UTF-16": (
        "a\nb".encode("utf-16") + b"\x00",
        {},
        "list.csv, line 2: found byte 0x00, expected text encoded as utf-16-le",
    ),
}


@pytest.mark.parametrize(("content", "how", "expected"), ERRORS.values(), ids=ERRORS.keys())
def test_errors(content: bytes, how: dict[str, object], expected: str) -> None:
    assert said(content, **how) == f"list.csv has 1 problem:\n  {expected}"


def test_a_delimiter_is_one_character() -> None:
    assert said(b"a,b\n", delimiter="::") == "expected a delimiter of one character, as ',' ';' or '|'; found '::'"


def texts_of(text: str, encoding: str) -> list[list[str]]:
    """Write a text in an encoding, and give its header and values as they are read."""
    header = text.partition("\n")[0].replace(";", ",").split(",")
    found = opened(text.encode(encoding), {"note": header[0]}, dayfirst=True)
    return [
        [found.headers["note"], *found.records.columns[2:]],
        *found.records.iloc[:, 1:].astype(str).to_numpy().tolist(),
    ]


def split(text: str) -> list[list[str]]:
    """Give header and values of a text without quotes."""
    return [line.replace(";", ",").split(",") for line in text.splitlines()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_found_out(encoding: str) -> None:
    text = "Date,Age\n22.08.2023,38\n"
    assert texts_of(text, encoding) == split(text)


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "iso8859-5"])
def test_cyrillic_is_found_out(encoding: str) -> None:
    text = "Дата;Возраст;Исход\n22.08.2023;38 лет;вернулся домой\n01.09.2023;24 года;погиб\n"
    assert texts_of(text, encoding) == split(text)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Folio;Fecha de desaparición\n1;Tonalá\n", "cp1252"),
        ("fecha;edad;año\n2021;3;x\n", "cp1252"),
        ("Data;Situação\n2021;não\n", "cp1252"),
        ("Datum;Ålder\n1;Malmö\n", "cp1252"),
        ("Name;Ort\nMüller;Köln\nGroß;Düsseldorf\n", "cp850"),
        ("Date;Âge;Décès\n2021;34;à l'hôpital\n", "mac_roman"),
        ("Name;Город\nIvan;Москва\n", "cp1251"),
        ("日期;年龄\n2021;34岁\nCOVID肺炎;3\n", "gb18030"),
        ("No;Nombre\n0;Egipto\n1;Japón\n2;América\n3;Myanmar (Birmania)\n4;Perú\n", "cp1252"),
        ("No;Город\n0;Италия\n1;Ангола\n2;Ниуэ\n3;Никарагуа\n4;Руанда\n5;Израиль\n", "koi8-r"),
    ],
)
def test_few_words_are_in_the_encoding_in_which_they_are_words(text: str, encoding: str) -> None:
    assert texts_of(text, encoding) == split(text)


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", ".hidden.csv", "a.csv.rejected.csv"):
        put(tmp_path / name, b"age\n24\n")
    assert mb.read_records(tmp_path).files == ("a.csv", "b.csv")
    assert mb.read_records(str(tmp_path / "*.csv")).files == ("a.csv", "b.csv")


@given(
    paths=st.sets(
        st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(
            lambda parts: Path(*parts[:-1], f"{parts[-1]}.csv")
        ),
        min_size=1,
        max_size=6,
    )
)
@examples(10)
def test_files_are_called_by_the_shortest_path_that_tells_them_apart(paths: set[Path]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
            put(Path(folder, path), b"age\n24\n")
        names = mb.read_records(f"{folder}/**/*.csv").files
    assert len(set(names)) == len(paths)
    whole = [f"{folder}/{path.as_posix()}" for path in sorted(paths)]
    for path, name in zip(whole, names, strict=True):
        assert path.endswith(f"/{name}")
        shorter = name.partition("/")[2]
        assert not shorter or sum(one.endswith(f"/{shorter}") for one in whole) > 1


def test_files_of_one_name_are_told_apart_wherever_they_are_named(tmp_path: Path) -> None:
    for name in ("2023/c.csv", "2024/c.csv", "2024/d.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        put(tmp_path / name, b"signup,age\n2023-07,24\n2023-08,old\n")
    steps: list[str] = []
    source = str(tmp_path / "*" / "*.csv")
    found = mb.read_records(source, errors="keep_aside", progress=steps.append)
    names = ["2023/c.csv", "2024/c.csv", "d.csv"]
    assert list(found.files) == names
    assert found.problems["file"].tolist() == names
    assert steps[:3] == [f"looking over {name}" for name in names]
    with pytest.raises(MusterError, match=r"\n  2024/c.csv, line 3, age: found 'old', expected "):
        mb.read_records(source)
    put(tmp_path / "2024" / "c.csv", b"signup,age\n2023-07,\xff\xfe\n2023-07,\x98,5\n")
    with pytest.raises(MusterError, match=r"2024/c\.csv"):
        mb.read_records(source)


def test_an_archive_is_read_as_a_folder_is(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "lists.zip", "w") as archive:
        for name in ("b.tsv", "x/a.csv", "__MACOSX/._b.tsv"):
            archive.writestr(name, "age\tb\n1\t2\n" if name.endswith("tsv") else "age,b\n1,2\n")
    found = mb.read_records(tmp_path / "lists.zip")
    assert (found.files, found.delimiter) == (("lists.zip/b.tsv", "lists.zip/x/a.csv"), "\t, ,")
    assert found.records["b"].tolist() == ["2", "2"]


def test_what_expands_without_end_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path / "bomb.csv.gz", gzip.compress(b"0" * (70 * 2**20), 1))
    with pytest.raises(MusterError) as caught:
        mb.read_records(path)
    assert "that expands to more than 67,108,864, expected a compressed file that expands to at most 200" in str(
        caught.value
    )


def test_what_expands_a_little_more_than_usual_is_read(tmp_path: Path) -> None:
    content = b"age,note\n" + (b"24," + b"x" * 32_000 + b"\n") * 100
    path = put(tmp_path / "list.csv.gz", gzip.compress(content))
    assert 200 * path.stat().st_size < len(content)
    assert mb.read_records(path).records["note"].str.len().tolist() == [32_000] * 100


def sheet(path: Path, cells: str, target: str = "worksheets/sheet1.xml") -> Path:
    """Write a workbook of one sheet, whose part lies where it is told to."""
    with zipfile.ZipFile(makers.write_xlsx(path, {"List": []})) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    del parts["xl/worksheets/sheet1.xml"]
    links = "xl/_rels/workbook.xml.rels"
    parts[links] = parts[links].replace(b"worksheets/sheet1.xml", target.encode())
    part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    parts[part] = f'<worksheet xmlns="{makers.MAIN}"><sheetData>{cells}</sheetData></worksheet>'.encode()
    return makers.write_zip(path, parts)


def test_a_sheet_that_cannot_be_looked_over_is_not_read(tmp_path: Path) -> None:
    """Whoever reads sheets may find it all the same, or take the file for another kind, and lay out all it claims."""
    path = sheet(tmp_path / "book.xlsx", "<row r='1048576'><c r='CV1048576'><v>1</v></c></row>")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    elsewhere = parts | {"xl/worksheets/SHEET1.xml": parts["xl/worksheets/sheet1.xml"]}
    del elsewhere["xl/worksheets/sheet1.xml"]
    with zipfile.ZipFile(makers.write_ods(tmp_path / "list.ods", [["signup"]])) as archive:
        both = parts | {"content.xml": archive.read("content.xml")}
    for held in (elsewhere, both):
        with pytest.raises(MusterError, match=r"workbook|far from all others"):
            mb.read_records(makers.write_zip(tmp_path / "other.xlsx", held))


HEAD = '<row r="1"><c r="A1" t="str"><v>signup</v></c><c r="B1" t="str"><v>age</v></c></row>'
ROWS = {
    "as usual": '<row r="2"><c r="A2" t="str"><v>2023-07</v></c><c r="B2"{}</c></row>',
    "single quotes": "<row r='2'><c r='A2' t='str'><v>2023-07</v></c><c r='B2'{}</c></row>",
    "without references": '<row><c t="str"><v>2023-07</v></c><c{}</c></row>',
    "with spaces": '<row  r = "2" ><c r = "A2" t="str" ><v>2023-07</v></c><c  r = "B2" {}</c></row>',
}
VALUES = {
    "a formula without a value": ("><f>1+1</f>", "=1+1"),
    "a formula with an empty value": ('><f>A2&amp;"x"</f><v/>', '=A2&"x"'),
    "an error": (" t='e'><v>#DIV/0!</v>", "#DIV/0!"),
    "a formula with an error": (' t="e"><f>1/0</f><v>#DIV/0!</v>', "#DIV/0!"),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
@pytest.mark.parametrize(("cell", "value"), VALUES.values(), ids=VALUES)
def test_formulas_without_a_value(tmp_path: Path, row: str, cell: str, value: str) -> None:
    """However the XML is written, what the file holds no value of is told; the person stays."""
    found = mb.read_records(sheet(tmp_path / "book.xlsx", HEAD + row.format(cell)), errors="keep_aside")
    assert (found.records["signup"].tolist(), found.records["age"].isna().all()) == (["2023-07"], True)
    assert found.problems[["line", "column", "value", "kind"]].values.tolist() == [[2, "age", value, "formula"]]


def test_a_sheet_has_a_header(tmp_path: Path) -> None:
    path = sheet(tmp_path / "book.xlsx", HEAD + ROWS["as usual"].format("><v>38</v>"))
    with pytest.raises(MusterError, match="found 2 lines, expected a header on line 9"):
        mb.read_records(path, header=9)


def test_each_formula_of_a_row_is_told(tmp_path: Path) -> None:
    row = '<row r="2"><c r="A2"><f>1+1</f></c><c r="B2" t="e"><v>#N/A</v></c></row>'
    found = mb.read_records(sheet(tmp_path / "book.xlsx", HEAD + row), errors="keep_aside")
    assert found.problems[["line", "column", "value"]].to_numpy().tolist() == [
        [2, "signup", "=1+1"],
        [2, "age", "#N/A"],
    ]


def test_a_formula_with_a_value_is_worth_it(tmp_path: Path) -> None:
    found = mb.read_records(sheet(tmp_path / "book.xlsx", HEAD + ROWS["as usual"].format("><f>1+37</f><v>38</v>")))
    assert found.records["age"].tolist() == ["38"]


CORNERS = {
    "too many columns": ('<row r="1"><c r="ALM1"/></row>', "1,001 columns, expected at most 1,000"),
    "far below": (
        '<row r="1"><c r="A1"/></row><row r="1048576"><c r="CV1048576"/></row>',
        "a sheet without cells far from all others",
    ),
    "single quotes": ("<row r='1048576'><c r='CV1048576'><v>1</v></c></row>", "a sheet without cells far"),
    "spaces": ('<row  r = "1048576" ><c  r = "CV1048576" ><v>1</v></c></row>', "a sheet without cells far"),
    "a row without cells that count on": ('<row r="1048575"/><row><c><v>1</v></c><c/></row>', "far from all others"),
}


@pytest.mark.parametrize("target", ["worksheets/sheet1.xml", "/xl/pages/one.xml", "sheet.XML"])
@pytest.mark.parametrize(("cells", "what"), CORNERS.values(), ids=CORNERS)
def test_a_sheet_with_a_cell_in_the_far_corner(tmp_path: Path, cells: str, what: str, target: str) -> None:
    with pytest.raises(MusterError, match=what):
        mb.read_records(sheet(tmp_path / "book.xlsx", cells, target))
