"""What is written is written whole or not at all, by nobody else to be read, and opens as no formula."""

from __future__ import annotations

import csv
import errno
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import musterbook as mb
from exploring import EXPLORE
from musterbook.cli import main

HOSTILE = ["=cmd|'/c calc'!A1", "@SUM(A1)", "+1", "-1+1", "\t=1", " =1", "＝1", "'=1", '=HYPERLINK("http://x")']
PLAIN = ["-5", "-0044-03-15", "it's", "'tis", "a=b", "5-3", "a@b", "-"]
# With EXPLORE=1 a command is stopped before every single thing it does to the disk.
# A report is written like a list that was read, and takes longest: with all others it is stopped by EXPLORE=1 alone.
WRITERS = ["new", "accept", "read", "protect", "archive", "draw", "sqlite"]
STOPS = ["1000", "500"] if EXPLORE else ["2", "4", *WRITERS]


def test_a_command_that_is_killed_or_finds_a_full_disk_leaves_nothing_half_written() -> None:
    script = Path(__file__).with_name("on_writing.py")
    done = subprocess.run([sys.executable, str(script), *STOPS], capture_output=True, text=True, check=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert found == [{name: []} for name in ([*WRITERS, "report"] if len(STOPS) == 2 else WRITERS)]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_rows_of_a_list_are_no_easier_to_read_than_the_list(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "list.csv"
    path.write_text("signup,age\n2023-07,20\nnever,30,40\n", "utf-8")
    assert main(["read", str(path)]) == 0
    path.chmod(mode)
    assert main(["read", str(path), "--out", str(tmp_path / "out")]) == 0
    written = [tmp_path / "list.csv.rejected.csv", tmp_path / "out" / "list.csv.records.csv"]
    assert [stat.S_IMODE(one.stat().st_mode) for one in written] == [mode, mode]


def test_of_two_readings_at_once_one_writes_and_the_other_says_so(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("signup\n2023-07\n", "utf-8")
    command = [sys.executable, "-m", "musterbook", "read", str(path), "--out", str(tmp_path)]
    runs = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [one.communicate()[1] for one in runs]
    assert sorted(one.returncode for one in runs) == [0, 1]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["list.csv", "list.csv.records.csv"]
    assert sum("is there already" in one for one in said) == 1


def test_two_builds_at_once_without_a_home_or_a_locale_write_whole_figures(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("signup\n" + "2023-07-03\n2023-08-04\n" * 2, "utf-8")
    bare = {"PATH": os.environ["PATH"], "HOME": "/dev/null/nowhere", "LC_ALL": "C", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "musterbook", "draw", "list.csv", "monthly", "--out", "out"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    runs = [subprocess.Popen(command, cwd=tmp_path, env=bare, **quiet) for _ in range(2)]
    said = [one.communicate(timeout=120)[1] for one in runs]
    assert [one.returncode for one in runs] == [0, 0]
    assert [one.count("\n") for one in said] == [1, 1]  # of small numbers
    page = mb.figure("monthly", mb.read_records(tmp_path / "list.csv"))
    assert {one.name: one.read_bytes() for one in (tmp_path / "out").iterdir()} == {
        f"monthly.{ending}": content for ending, content in page.files.items()
    }
    assert sorted(one.name for one in tmp_path.iterdir()) == ["list.csv", "out"]


def test_a_file_system_without_second_names_is_written_to_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, "no second names here")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    path = tmp_path / "list.csv"
    path.write_text("signup\n2023-07\n", "utf-8")
    assert main(["read", str(path), "--out", str(tmp_path / "out")]) == 0
    assert "2023-07" in (tmp_path / "out" / "list.csv.records.csv").read_text("utf-8")


def test_what_is_set_aside_opens_as_no_formula_and_reads_as_it_stood(tmp_path: Path) -> None:
    texts = [*HOSTILE, *PLAIN, 'a "quoted"\r\nline', "a\rb"]
    path = tmp_path / "list.csv"
    pd.DataFrame({"signup": "never", "=note": texts}).to_csv(path, index=False, lineterminator="\r\n")
    assert main(["read", str(path), "--out", str(tmp_path / "out")]) == 0
    with (tmp_path / "out" / "list.csv.records.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header[-1] == "'=note"
    begun = [row[-1] for row in rows]
    assert [one[:1] for one in begun[: len(HOSTILE)]] == ["'"] * len(HOSTILE)
    assert begun[len(HOSTILE) : -2] == PLAIN


def test_a_figure_whose_place_is_taken_is_not_written_at_all(tmp_path: Path) -> None:
    (tmp_path / "years.svg").mkdir()
    with pytest.raises(OSError, match="something that is no file stands there") as caught:
        mb.build_figures(mb.load_case("moscow-2023-24"), tmp_path, ["years"])
    assert caught.value.filename == str(tmp_path / "years.png")
    assert [one.name for one in tmp_path.iterdir()] == ["years.svg"]
