"""Broken and hostile lists: nobody is lost or made, nothing hangs, memory stays bounded, and errors are ours."""

from __future__ import annotations

import io
import json
import os
import re
import struct
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest

import makers
import musterbook as mb
from musterbook import MusterError
from musterbook.cli import main

FEW_SECONDS = 20.0
"""Far more than any of this takes, and far less than what grows with the square takes."""


def written(folder: Path, content: bytes | str, name: str = "list.csv") -> Path:
    """Write a list."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def people(path: Path) -> list[tuple[str, str]]:
    """Give sign-up and age of everybody on a list."""
    records = mb.read_records(path).records.fillna("")
    return list(zip(records["signup"], records["age"], strict=True))


def refused(source: object, **how: object) -> str:
    """Give the error of reading a list."""
    with pytest.raises(MusterError) as caught:
        mb.read_records(source, **how)  # type: ignore[arg-type]
    return str(caught.value)


# --- people lost or made


@pytest.mark.parametrize("first", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("other", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_line_ends_may_differ_and_nobody_is_lost(tmp_path: Path, first: str, other: str, quote: str) -> None:
    text = f"signup,age{first}2023-07-03,{quote}24{quote}{other}2023-07-04,25{other}2023-07-05,26"
    assert people(written(tmp_path, text)) == [("2023-07-03", "24"), ("2023-07-04", "25"), ("2023-07-05", "26")]


@pytest.mark.parametrize("blank", [" , ", ",", '" "," "', "\u00a0,\u3000"])
def test_a_row_of_spaces_is_nobody(tmp_path: Path, blank: str) -> None:
    assert people(written(tmp_path, f"signup,age\n{blank}\n2023-07-03,24\n{blank}\n")) == [("2023-07-03", "24")]


def test_a_byte_order_mark_in_the_first_cell_is_a_sign_of_it(tmp_path: Path) -> None:
    path = written(tmp_path, "note,age\n\ufeffx,24\ny,25\n")
    assert mb.read_records(path).records["note"].tolist() == ["\ufeffx", "y"]


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "'tis", "-5", "@x"])
def test_what_was_guarded_against_spreadsheets_is_read_as_it_was(tmp_path: Path, text: str) -> None:
    """A list that a command wrote is read again unchanged, headers too; what was never guarded is as it was."""
    frame = pd.DataFrame({"record_id": ["a", "b"], "age": ["24", "25"], "note": [text, "x"], "+own": [text, "y"]})
    frame.to_json(tmp_path / "list.jsonl", orient="records", lines=True)
    assert main(["read", str(tmp_path / "list.jsonl"), "--out", str(tmp_path / "out")]) == 0
    again = mb.read_records(next((tmp_path / "out").glob("*.csv"))).records
    assert again[["record_id", "note", "+own"]].to_numpy().tolist() == [["a", text, text], ["b", "x", "y"]]


# --- memory and time


def shared_member(name: str = "list.csv") -> bytes:
    """Make a zip file of which two entries share one member's bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, "signup,age\n2023-07-03,24\n")
    content = packed.getvalue()
    at = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry = content[at:end]
    again = entry.replace(name.encode(), b"x" + name.encode()[1:])
    tail = bytearray(content[end:])
    struct.pack_into("<HHII", tail, 8, 2, 2, len(entry + again), at)
    return content[:at] + entry + again + bytes(tail)


def test_members_of_a_zip_file_that_share_bytes_are_refused(tmp_path: Path) -> None:
    assert "share bytes" in refused(written(tmp_path, shared_member(), "list.zip"))


def test_texts_of_a_parquet_file_count_for_each_row(tmp_path: Path) -> None:
    """A file of a few kilobytes in which one long text stands in every row."""
    long = pd.DataFrame({"note": pd.Categorical(["x" * 30_000] * 3_000)})
    path = tmp_path / "list.parquet"
    long.astype("str").to_parquet(path, compression="zstd")
    assert path.stat().st_size < 200_000
    assert "expands" in refused(path)


def test_lines_with_nothing_on_them_take_no_memory(tmp_path: Path) -> None:
    path = written(tmp_path, b"signup,age\n2023-07-03,24\n" + b"\n" * 20 * 2**20 + b"2023-07-04,25\n,x,\n")
    tracemalloc.start()
    try:
        found = mb.read_records(path, errors="keep_aside")
        assert tracemalloc.get_traced_memory()[1] < 100 * 2**20
    finally:
        tracemalloc.stop()
    assert found.records["signup"].tolist()[:2] == ["2023-07-03", "2023-07-04"]
    assert found.problems["line"].tolist() == [20 * 2**20 + 4]


def test_members_of_a_zip_file_share_one_budget(tmp_path: Path) -> None:
    """Each expands to less than a source may, all of them to more."""
    with zipfile.ZipFile(tmp_path / "lists.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in "abc":
            archive.writestr(f"{name}.csv", "signup,note\n2023-07-03," + "x" * 30_000 + "\n" + "\n" * 24 * 2**20)
    assert "lists.zip: found one of" in (said := refused(tmp_path / "lists.zip"))
    assert "that expands to more than 67,108,864" in said


def test_a_quote_that_is_never_closed_makes_no_columns(tmp_path: Path) -> None:
    path = written(tmp_path, 'signup,note\n2023-07-03,fine\n2023-07-04,"open\n' + "2023-07-05,x,y,z\n" * 3_000)
    found = mb.read_records(path, errors="keep_aside")
    assert (found.kept, found.rejected["line"].tolist()) == (1, [3])
    assert found.rejected.shape[1] < 100
    assert "2023-07-05,x,y,z" in found.rejected.iloc[0].tolist()[-1]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_workbook_with_bytes_missing(tmp_path: Path, kind: str) -> None:
    rows = [["signup", "age"], ["2023-07-03", "24"]]
    whole = tmp_path / f"whole.{kind}"
    (makers.write_ods(whole, rows) if kind == "ods" else makers.write_xlsx(whole, {"List": rows})).exists()
    content = whole.read_bytes()
    for size in (*range(0, len(content), len(content) // 7), len(content) - 1):
        with pytest.raises(MusterError):
            mb.read_records(written(tmp_path, content[:size], f"cut.{kind}"))


def test_an_ods_sheet_is_looked_over_as_any_other(tmp_path: Path) -> None:
    """A far cell is refused; a formula without a value is told, and merged cells are filled, hidden rows told."""
    month = '<table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>2023-07</text:p>'
    rows = (
        f'<table:table-row>{month}</table:table-cell><table:table-cell table:formula="of:=1+1"/></table:table-row>'
        '<table:table-row table:visibility="collapse"><table:covered-table-cell/><table:table-cell '
        'office:value-type="float" office:value="24"><text:p>24</text:p></table:table-cell></table:table-row>'
    )
    path = makers.write_ods(tmp_path / "list.ods", [["signup", "age"]], rows)
    found = mb.read_records(path, errors="keep_aside")
    assert found.records[["signup", "age"]].fillna("").to_numpy().tolist() == [["2023-07", ""], ["2023-07", "24"]]
    assert found.problems[["line", "column", "value", "kind"]].to_numpy().tolist() == [[2, "age", "=1+1", "formula"]]
    assert found.notes == (
        "list.ods: 1 row is hidden in the spreadsheet, and read like all others",
        "list.ods: 1 cell filled from merged cells",
    )
    far = '<table:table-row table:number-rows-repeated="1048570"/><table:table-row>'
    cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    path = makers.write_ods(tmp_path / "far.ods", [["signup", "age"]], far + cell)
    assert "a sheet without cells far from all others" in refused(path)


def test_cells_merged_beyond_all_values_fill_nothing(tmp_path: Path) -> None:
    rows = [["signup", "age"], ["2023-07-03", "24"], ["2023-07-04", "25"]]
    assert people(makers.write_xlsx(tmp_path / "list.xlsx", {"List": rows}, merged="F2:F9")) == [
        ("2023-07-03", "24"),
        ("2023-07-04", "25"),
    ]


def test_a_list_larger_than_memory_says_what_to_do(tmp_path: Path) -> None:
    path = written(tmp_path, "signup,age\n")
    os.truncate(path, 2**42)
    assert "open a larger one with an engine" in refused(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files there")
@pytest.mark.parametrize("option", ["source", "schema"])
def test_a_pipe_is_no_list_and_no_schema(tmp_path: Path, option: str) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    path = written(tmp_path, "signup,age\n2023-07-03,24\n")
    assert refused(tmp_path / "pipe.csv") if option == "source" else refused(path, schema=tmp_path / "pipe.csv")


def test_rows_of_another_length_take_no_longer_each_the_more_there_are(tmp_path: Path) -> None:
    path = written(tmp_path, "signup,age\n" + "2023,3,4\n" * 15_000)
    started = time.process_time()
    assert mb.read_records(path, errors="keep_aside").aside == 15_000
    assert time.process_time() - started < FEW_SECONDS


@pytest.mark.parametrize("filler", [b"a", b"a b,", b'"'])
def test_one_long_line_in_another_encoding(tmp_path: Path, filler: bytes) -> None:
    path = written(tmp_path, "Дата\n".encode("cp1251") + filler * (400_000 // len(filler)) + b"\n")
    started = time.process_time()
    with suppress(MusterError):
        mb.read_records(path, columns={"signup": "Дата"}, errors="keep_aside")
    assert time.process_time() - started < FEW_SECONDS


@pytest.mark.parametrize("name", ["list.xls", "list.xlsb", "list.xlsx"])
def test_a_binary_workbook_that_claims_a_far_cell_ends_no_interpreter(tmp_path: Path, name: str) -> None:
    """What is no XML, as is one with a password, is not opened at all."""
    assert "workbook" in refused(written(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096, name))


# --- formats that are read, and those that are named


def suffixes_of_help(capsys: pytest.CaptureFixture[str]) -> Iterator[set[str]]:
    """Give the endings that the help of ``read`` says are read, and those it says are named."""
    with pytest.raises(SystemExit):
        main(["read", "--help"])
    is_read, _, named = " ".join(capsys.readouterr().out.split()).partition("Of .")
    return (set(re.findall(r"\.[a-z]\w+", part.partition("lock files")[0].lower())) for part in (is_read, "." + named))


def test_help_names_what_is_read_and_what_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is not read is called by its format, with what to do; what is read is never called foreign."""
    is_read, named = suffixes_of_help(capsys)
    assert {".csv", ".tsv", ".xlsx", ".ods", ".parquet", ".jsonl", ".zip", ".gz"} <= is_read
    assert {".dta", ".rdata", ".pdf"} <= named
    for suffix in is_read | named:
        said = refused(written(tmp_path, b"%\x00\xff 1", f"list{suffix}"))
        assert ("found the format of" in said) == (suffix in named), (suffix, said)
    said = refused(written(tmp_path, '[{"age": 24}, {"age": 25}]', "array.json"))
    how = "call it .jsonl if it has a line for each person, or open it with pandas.read_json"
    assert f"found the format of JSON; {how}" in said


def test_lock_files_are_passed_over_and_told(tmp_path: Path) -> None:
    written(tmp_path, "signup,age\n2023-07-03,24\n")
    for name in ("~$list.xlsx", ".~lock.list.ods#"):
        written(tmp_path, b"\x00lock", name)
    steps: list[str] = []
    assert mb.read_records(tmp_path, progress=steps.append).read == 1
    assert [step for step in steps if "lock file" in step] == [
        f"{name} is a lock file of an office program and passed over" for name in (".~lock.list.ods#", "~$list.xlsx")
    ]
    assert refused(tmp_path / "~$list.xlsx")


# --- errors that are ours


TWINS = {
    "a key twice": ('{"age": 24, "age": 25}', "'age' stands twice"),
    "half an emoji": ('{"age": "24", "note": "\\ud83d"}', "half a character"),
    "half an emoji in a key": ('{"\\ud83d": 1, "age": 24}', "half a character"),
    "a list": ("[24, 25]", "is no object"),
}


@pytest.mark.parametrize(("line", "why"), TWINS.values(), ids=TWINS)
def test_json_lines_that_are_none(tmp_path: Path, line: str, why: str) -> None:
    path = written(tmp_path, '{"age": 23}\n' + line + "\n", "list.jsonl")
    assert why in refused(path)
    assert mb.read_records(path, errors="keep_aside").rejected["line"].tolist() == [2]
    with pytest.raises(MusterError, match=r"line 2: found .*, expected a JSON object"):
        mb.read_table(path)


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="names are text there")
def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.csv"))
    path.write_text("signup,age\n2023-07-03,24\nsoon,\n", "utf-8")
    refused(path).encode("utf-8")
    assert mb.read_records(path, errors="keep_aside").kept == 2


@pytest.mark.parametrize("encoding", ["hex", "zip", "rot13", "undefined", "no such"])
def test_codecs_that_are_no_encodings(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(MusterError):
        mb.read_records(written(tmp_path, "signup,age\n2023-07-03,24\n"), encoding=encoding)


def test_parquet_that_pandas_cannot_hold(tmp_path: Path) -> None:
    """Days beyond the calendar, a time zone nobody knows, two columns of a name: read, or refused in our words."""
    import pyarrow as pa
    from pyarrow import parquet

    tables = {
        "far": pa.table({"signup": pa.array([2**31 - 1], pa.date32())}),
        "zone": pa.table({"signup": pa.array([0], pa.timestamp("s", "Mars/Base"))}),
        "twins": pa.table([pa.array(["24"]), pa.array(["25"])], names=["age", "age"]),
    }
    for name, table in tables.items():
        path = tmp_path / f"{name}.parquet"
        parquet.write_table(table, path)
        assert json.dumps(refused(path))
