"""Lists too large or too binary to be committed, made afresh where a test asks for them.

Workbooks are written part by part, without the libraries that read them: only so can a formula have no stored result,
and only so does a test of reading not rest on the writer's good will. Every file is the same at every run.
"""

from __future__ import annotations

import datetime as dt
import gzip
import random
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

LISTS = Path(__file__).parent / "lists"
EPOCH = dt.date(1899, 12, 30)
FIVE_MILLION = 5_000_000
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill><patternFill/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True)
class Formula:
    """A formula and the result the spreadsheet stored with it; files written by programs often have none."""

    text: str
    result: int | None = None


@dataclass(frozen=True)
class Fault:
    """A cell whose formula went wrong, such as ``#REF!``."""

    text: str


Cell = str | int | float | dt.date | Formula | Fault | None
Rows = Sequence[Sequence[Cell]]


# --- workbooks


def write_xlsx(path: Path, sheets: dict[str, Rows], *, merged: str = "") -> Path:
    """Write a workbook of the parts that Excel itself requires, and nothing more."""
    numbers = range(1, len(sheets) + 1)
    kinds = {"workbook": "sheet.main", "styles": "styles"} | {f"worksheets/sheet{one}": "worksheet" for one in numbers}
    types = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{SHEET}.{kind}+xml"/>' for part, kind in kinds.items()
    )
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{one}" r:id="rId{one}"/>'
        for one, name in zip(numbers, sheets, strict=True)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        "_rels/.rels": related({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": related(
            {f"rId{one}": ("worksheet", f"worksheets/sheet{one}.xml") for one in numbers}
            | {"rId0": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": STYLES.removeprefix(HEAD),
    }
    for one, rows in zip(numbers, sheets.values(), strict=True):
        parts[f"xl/worksheets/sheet{one}.xml"] = worksheet(rows, merged)
    return write_zip(path, {name: (HEAD + text).encode() for name, text in parts.items()})


def related(targets: dict[str, tuple[str, str]]) -> str:
    """Say how the parts of a workbook hang together."""
    each = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{each}</Relationships>'


def worksheet(rows: Rows, merged: str) -> str:
    """Write one sheet; a row that is empty is left out of the file, as Excel does."""
    lines = "".join(
        f'<row r="{line}">{"".join(xlsx_cell(f"{chr(65 + at)}{line}", value) for at, value in enumerate(row))}</row>'
        for line, row in enumerate(rows, 1)
        if row
    )
    joined = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData>{joined}</worksheet>'


def xlsx_cell(place: str, value: Cell) -> str:
    """Write one cell of a worksheet."""
    match value:
        case None:
            return ""
        case Formula(text, result):
            return f'<c r="{place}"><f>{escape(text)}</f>{"" if result is None else f"<v>{result}</v>"}</c>'
        case Fault(text):
            return f'<c r="{place}" t="e"><v>{text}</v></c>'
        case dt.date():
            return f'<c r="{place}" s="1"><v>{(value - EPOCH).days}</v></c>'
        case str():
            return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def write_ods(path: Path, rows: Rows, more: str = "") -> Path:
    """Write an OpenDocument sheet that goes on, empty, to the last row there is, as LibreOffice leaves it.

    ``more`` are further rows as they stand in the file.
    """
    lines = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    rest = (
        f'<table:table-row table:number-rows-repeated="{1_048_576 - len(rows)}">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    spaces = "".join(f' xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'{HEAD}<office:document-content{spaces} office:version="1.3"><office:body><office:spreadsheet>'
        f'<table:table table:name="List">{lines}{more}{rest}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entries = {"/": kind, "content.xml": "text/xml"}
    manifest = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{one}"/>'
        for name, one in entries.items()
    )
    parts = {
        "mimetype": kind,
        "content.xml": content,
        "META-INF/manifest.xml": f'{HEAD}<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0" '
        f'manifest:version="1.3">{manifest}</manifest:manifest>',
    }
    return write_zip(path, {name: text.encode() for name, text in parts.items()})


def ods_cell(value: Cell) -> str:
    """Write one cell of an OpenDocument sheet."""
    match value:
        case None:
            return "<table:table-cell/>"
        case dt.date():
            kind = f'office:value-type="date" office:date-value="{value}"'
            shown = f"{value:%d.%m.%y}"
        case str():
            kind, shown = 'office:value-type="string"', escape(value)
        case _:
            kind, shown = f'office:value-type="float" office:value="{value}"', f"{value}"
    return f"<table:table-cell {kind}><text:p>{shown}</text:p></table:table-cell>"


def workbook(path: Path) -> Path:
    """Make a merged title above the header, real dates, a number stored as text, an empty row, a total."""
    rows: Rows = [
        ["Список обратившихся, май 2024"],
        ["Дата", "Возраст", "Примечание"],
        [dt.date(2023, 8, 22), 38, "настоящая дата"],
        ["22.08.2023", "24", "дата и число как текст"],
        [],
        [45160, 43.0, "дата как число"],
        [dt.date(2023, 9, 30), "сорок", None],
        ["Итого", 4, None],
    ]
    return write_xlsx(path, {"Лист1": rows}, merged="A1:C1")


def formulas(path: Path) -> Path:
    """Ages computed in the sheet: with a stored result, without one, and with an error for a result."""
    rows: Rows = [
        ["signup", "age"],
        [dt.date(2023, 8, 22), Formula("2023-1985", 38)],
        [dt.date(2023, 8, 23), Formula("2023-1999")],
        [dt.date(2023, 8, 24), Fault("#REF!")],
        [dt.date(2023, 8, 25), None],
    ]
    return write_xlsx(path, {"Sheet1": rows})


def two_sheets(path: Path) -> Path:
    """Make a sheet a year, both with people in them."""
    head = ["signup", "age"]
    return write_xlsx(
        path, {"2023": [head, [dt.date(2023, 8, 22), 38]], "2024": [head, [dt.date(2024, 1, 9), 24], ["2024", "x"]]}
    )


def open_document(path: Path) -> Path:
    """Make the same sorts of cells as a LibreOffice sheet has them, shown there with two digits of the year."""
    return write_ods(
        path, [["signup", "age", "place"], [dt.date(2023, 8, 22), 38, "Москва"], ["2023-09", "24"], ["x", 43.0, "Тула"]]
    )


def parquet(path: Path) -> Path:
    """Typed columns: days, times of day, whole numbers with a gap; the third row has an age nobody has."""
    import pyarrow as pa
    from pyarrow.parquet import write_table

    days = [dt.date(2023, 8, 20), dt.date(2023, 9, 1), dt.date(2023, 10, 5), None]
    times = [dt.datetime(2023, 8, 22, 14, 30), dt.datetime(2023, 9, 1, 0, 0), dt.datetime(2023, 10, 6, 9, 0), None]
    columns = {"arrival": days, "signup": times, "age": [38, None, 380, 24], "place": ["Москва", "", None, "站"]}
    write_table(pa.table(columns), path)
    return path


# --- compressed files


def write_zip(path: Path, parts: dict[str, bytes]) -> Path:
    """Write a zip file that is the same at every run."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(deflated(name), content)
    return path


def gzipped(path: Path) -> Path:
    """Compress a committed list."""
    path.write_bytes(gzip.compress((LISTS / "cp1251-semicolons.csv").read_bytes(), mtime=0))
    return path


def zipped(path: Path) -> Path:
    """Two committed lists in one archive, the later name first."""
    return write_zip(path, {f"list/{name}": (LISTS / "folder" / name).read_bytes() for name in ("b.csv", "a.csv")})


def cut_gzip(path: Path) -> Path:
    """Make a compressed list whose end got lost on the way."""
    path.write_bytes(gzip.compress((LISTS / "month-names.csv").read_bytes(), mtime=0)[:-40])
    return path


def cut_xlsx(path: Path) -> Path:
    """Make a workbook whose end got lost on the way."""
    path.write_bytes(workbook(path).read_bytes()[:-400])
    return path


def gzip_bomb(path: Path, members: int = 64) -> Path:
    """Make a gigabyte of commas in a megabyte: gzip members may stand one after another."""
    member = gzip.compress(b"," * 2**24, 9, mtime=0)
    with path.open("wb") as file:
        file.write(gzip.compress(b"signup,age\n", mtime=0))
        file.writelines(member for _ in range(members))
    return path


def zip_bomb(path: Path, blocks: int = 16) -> Path:
    """Make 220 MB of rows in half a megabyte."""
    rows = b"2023-08-22,38\n" * 2**20
    with zipfile.ZipFile(path, "w") as archive, archive.open(deflated("list.csv"), "w", force_zip64=True) as file:
        file.write(b"signup,age\n")
        file.writelines(rows for _ in range(blocks))
    return path


def workbook_bomb(path: Path) -> Path:
    """Make a workbook whose one sheet is 200 million spaces; a spreadsheet is a zip file too."""
    with zipfile.ZipFile(workbook(path)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            with archive.open(deflated(name), "w") as file:
                before, _, after = content.partition(b"<sheetData>")
                file.write(before)
                if after:
                    file.writelines(b" " * 2_000_000 for _ in range(100))
                    file.write(b"<sheetData>" + after)
    return path


def deflated(name: str) -> zipfile.ZipInfo:
    """Describe a part of an archive that is compressed and has no date."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


# --- wide, long and meaningless ones


def long_value(path: Path) -> Path:
    """Three people, the second with a remark of five million characters."""
    remark = "x" * FIVE_MILLION
    path.write_text(f"signup,age,note\n2023-08-22,38,short\n2023-08-23,24,{remark}\n2023-08-24,43,short\n", "utf-8")
    return path


def longest_value(path: Path) -> Path:
    """Make the longest value that a cell of a spreadsheet holds, and one character more."""
    path.write_text(f"signup,note\n2023-08-22,{'x' * 32_767}\n2023-08-23,{'x' * 32_768}\n", "utf-8")
    return path


def long_header(path: Path) -> Path:
    """Five million characters, no delimiter, no line end."""
    path.write_text("x" * FIVE_MILLION, "utf-8")
    return path


def columns(number: int) -> Callable[[Path], Path]:
    """Make a list with so many columns, one of them ours."""

    def make(path: Path) -> Path:
        names = ["signup", *(f"column {one}" for one in range(2, number + 1))]
        values = ["2023-08-22", *["x"] * (number - 1)]
        path.write_text(f"{','.join(names)}\n{','.join(values)}\n", "utf-8")
        return path

    return make


def noise(path: Path) -> Path:
    """Make a hundred thousand random bytes under the name of a list."""
    path.write_bytes(random.Random(4).randbytes(100_000))
    return path


def picture(path: Path) -> Path:
    """Make a picture under the name of a list: bytes that begin like a PNG."""
    body: Iterable[bytes] = (b"\x89PNG\r\n\x1a\n", zlib.compress(random.Random(5).randbytes(2_000)))
    path.write_bytes(b"".join(body))
    return path


def no_files(path: Path) -> Path:
    """Make a folder with nothing in it."""
    path.mkdir()
    return path


def copied(name: str) -> Callable[[Path], Path]:
    """Copy a committed folder, elsewhere, so that nothing else lies in it."""
    return lambda path: Path(shutil.copytree(LISTS / name, path))
