"""The command line as a stranger uses it: right, wrong, into a pipe, and in a terminal that knows no Unicode."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

import musterbook as mb
from musterbook.cli import main

ROOT = Path(__file__).parents[1]
MOSCOW = ROOT / "tests" / "cases" / "first"
SCRIPT = Path(sys.executable).with_name("musterbook")
MODULE = [sys.executable, "-m", "musterbook"]
ASCII = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}

MONTHS = [f"2023-{one:02}" for one in range(6, 13)] + [f"2024-{one:02}" for one in range(1, 6)]
SIGNUPS = [
    *[f"{month},,{1 if month in {'2023-08', '2023-09'} else 0},7" for month in MONTHS],
    "2023,31,31,31",
    "2024,20,20,20",
    "total,,51,51",
]
SIGNUPS[1] = "2023-07,8,8,8"

CHECKED = """\
moscow-2023-24 is valid: 6 sources, 49 claims, 5 records; frozen on 2026-11-23.

1 contradiction:
1. These cannot both hold:
   - The Kyiv Independent, at least 7 people on the day of arrival (kyivindependent-same-day)
   - United24 Media, 1 person on the day of arrival (united24-same-day)
   - the primary source: Important Stories, at least 1 person on the day of arrival (istories-same-day)
   - the primary source: Important Stories, at least 7 people on the day after arriving (istories-next-day)

6 figures that changed on their way:
"""


def run(command: Sequence[object]) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a process of its own."""
    place = {**os.environ, "MPLBACKEND": "Agg"}
    return subprocess.run([str(one) for one in command], env=place, check=False, capture_output=True, timeout=120)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Give a copy of the case to break."""
    return Path(shutil.copytree(MOSCOW, tmp_path / "case"))


def test_the_table_of_sign_ups(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["table", str(MOSCOW), "signup"]) == 0
    out, err = capsys.readouterr()
    lines = [line.split() for line in out.splitlines()]
    assert lines[0] == ["cell", "reported", "low", "high", "claims"]
    assert [",".join(line[:4]).replace("–", "") for line in lines[1:]] == SIGNUPS
    assert lines[2][4:] == ["istories-peak"]
    assert err == ""


def test_the_table_of_sign_ups_to_the_letter(capsys: pytest.CaptureFixture[str]) -> None:
    main(["table", str(MOSCOW), "signup"])
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert [lines[one] for one in (0, 1, 2, 13, 15)] == [
        "   cell reported  low high                                        claims",
        "2023-06        –    0    7",
        "2023-07        8    8    8                                 istories-peak",
        "2023          31   31   31 istories-2023 person-3 person-4 istories-peak",
        "total          –   51   51",
    ]


def test_the_table_as_comma_separated_values(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["table", str(MOSCOW), "signup", "--csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "cell,reported,low,high,claims"
    assert [line.rpartition(",")[0] for line in lines[1:]] == SIGNUPS


@pytest.mark.parametrize(
    ("every", "cells"),
    [
        ("year", ["2023", "2024", "total"]),
        ("quarter", ["2023-Q2", "2023-Q3", "2023-Q4", "2024-Q1", "2024-Q2", "2023", "2024", "total"]),
    ],
)
def test_cells_of_another_length(every: str, cells: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["table", str(MOSCOW), "signup", "--every", every, "--csv"]) == 0
    assert [line.split(",")[0] for line in capsys.readouterr().out.splitlines()[1:]] == cells


@pytest.mark.parametrize(
    ("variable", "first", "last"),
    [
        ("age", "20,,1,45,istories-youngest", "total,,51,51,"),
        ("lag_days", "0,,1,42,istories-same-day person-3", "total,,51,51,"),
        ("outcome", "returned,,4,49,istories-returned", "total,,51,51,"),
    ],
)
def test_tables_of_other_variables(variable: str, first: str, last: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["table", str(MOSCOW), variable, "--csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert (lines[1], lines[-1]) == (first, last)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an audit take its time, for a machine may be busy with other tests."""
    monkeypatch.setattr(mb, "audit", partial(mb.audit, timeout=None))


@pytest.mark.usefixtures("patient")
def test_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(MOSCOW)]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(CHECKED)
    assert [line[:3] for line in out.removeprefix(CHECKED).splitlines()] == [f"{place}. " for place in range(1, 7)]
    assert err == ""


def test_check_says_every_problem_and_fails(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (copied / "claims.csv").read_text("utf-8").replace(",=,31,people,,used", ",=>,many,people,,used")
    (copied / "claims.csv").write_text(text, "utf-8", newline="\n")
    (copied / "records.csv").unlink()
    assert main(["check", str(copied)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert lines[0] == f"musterbook: the case {copied} has {len(lines) - 1} problems:"
    assert any(line.startswith("  claims.csv, line 3, relation: found '=>', expected one of =") for line in lines)
    assert any(line.startswith('  claims.csv: found {"path": ') and "--accept" in line for line in lines)
    assert any(
        line.startswith("  records.csv: found nothing, expected a file, not a link, of at most") for line in lines
    )


def test_a_change_is_refused_then_accepted(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (copied / "records.csv").read_text("utf-8").replace("wounded.\n", "hurt.\n")
    (copied / "records.csv").write_text(text, "utf-8", newline="\n")
    assert main(["check", str(copied)]) == 1
    assert f"accept it with: musterbook check {copied} --accept" in capsys.readouterr().err
    assert main(["check", str(copied), "--accept"]) == 0
    assert main(["check", str(copied)]) == 0


def test_accept_leaves_a_broken_case_as_it_is(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (copied / "datapackage.json").read_bytes()
    text = (copied / "records.csv").read_text("utf-8").replace(",43,", ",forty,")
    (copied / "records.csv").write_text(text, "utf-8", newline="\n")
    assert main(["check", str(copied), "--accept"]) == 1
    assert "records.csv, line 3, age: found 'forty'" in capsys.readouterr().err
    assert (copied / "datapackage.json").read_bytes() == before


@pytest.mark.usefixtures("patient")
def test_check_of_a_consistent_case(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (copied / "claims.csv").read_text("utf-8").replace("returned,=,4", "returned,>=,4")
    seed = "kyivindependent,5,moscow-centre,count,lag_days"
    text = text.replace(f"{seed},0,", f"{seed},1,")
    (copied / "claims.csv").write_text(text.replace("lag_days,0,=,1,", "lag_days,0,>=,1,"), "utf-8", newline="\n")
    mb.accept_files(copied)
    assert main(["check", str(copied)]) == 0
    out = capsys.readouterr().out
    assert "\n\n0 contradictions.\n\n3 figures that changed on their way:\n" in out


def test_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "figures"
    # A chart may be named before the options and after them.
    assert main(["draw", str(MOSCOW), "ages", "--out", str(out), "years"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [f"[1/2] {out}/ages.{{png,svg,csv,txt}}", f"[2/2] {out}/years.{{png,svg,csv,txt}}"]
    expected = [f"{name}.{one}" for name in ("ages", "years") for one in ("csv", "png", "svg", "txt")]
    assert sorted(path.name for path in out.iterdir()) == expected


SHIPPED = f"The cases that come with musterbook: {', '.join(mb.list_cases())}."
MISTAKES = {
    "missing-folder": (
        ["check", "nowhere"],
        f"nowhere is not a case: a case is a folder with a datapackage.json in it. {SHIPPED}",
    ),
    "a-file": (
        ["table", __file__, "signup"],
        f"{__file__} is not a case: a case is a folder with a datapackage.json in it.",
    ),
    "unknown-variable": (
        ["table", str(MOSCOW), "sign-up"],
        "nothing is claimed of 'sign-up' for population 'moscow-centre'; claimed of it: signup, lag_days, outcome, age",
    ),
    "no-window": (
        ["table", str(MOSCOW), "arrival"],
        "'arrival' has no window, so its dates have no cells; the window of 'moscow-centre' is that of its event, "
        "'signup', which has cells",
    ),
    "unknown-population": (
        ["table", str(MOSCOW), "signup", "--population", "moscow"],
        "no population 'moscow'; available: moscow-centre, in-russian-forces, captured, north-korean-troops",
    ),
    "population-without-claims": (
        ["table", str(MOSCOW), "signup", "--population", "captured"],
        "no claim about population 'captured' is used, so nothing can be inferred of it",
    ),
    "length-of-what-is-no-date": (
        ["table", str(MOSCOW), "age", "--every", "month"],
        "--every is the length of the cells of dates, and 'age' has none; leave it out",
    ),
    "new-in-place-of-a-file": (
        ["new", __file__],
        f"{__file__} is a file; a new case needs a folder that is empty or does not exist yet",
    ),
    "window-that-is-none": (["read", __file__, "--window", "summer"], "'summer' is no coarse date; expected a date"),
    "out-that-is-a-file": (
        ["read", "nowhere.csv", "--out", __file__],
        f"--out: {__file__} is a file; give a folder, which need not exist yet",
    ),
    "column-given-twice": (
        ["read", __file__, "--columns", "age=Возраст", "age=Группа"],
        "--columns: age is given 2 times, as 'Возраст', 'Группа'; expected each name once",
    ),
    "unknown-figure": (
        ["draw", str(MOSCOW), "pie", "--out", "never-made"],
        f"no figure 'pie'; available: {', '.join(mb.list_figures())}",
    ),
}


def assert_one_block(err: str) -> None:
    """Tell that an error stream holds one message and no traceback."""
    assert err.startswith("musterbook: ")
    assert "\nmusterbook: " not in err
    assert err.endswith("\n")
    assert "Traceback" not in err
    assert "[Errno" not in err


@pytest.mark.parametrize(("arguments", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_answered_in_one_block(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"musterbook: {message}")
    assert_one_block(err)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_to_write_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "figures"
    out.write_text("mine", "utf-8")
    assert main(["draw", str(MOSCOW), "ages", "--out", str(out)]) == 1
    err = capsys.readouterr().err
    assert str(out) in err
    assert_one_block(err)
    assert out.read_text("utf-8") == "mine"


def test_a_folder_that_cannot_be_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuses(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refuses)
    assert main(["draw", str(MOSCOW), "ages", "--out", str(tmp_path / "new")]) == 1
    err = capsys.readouterr().err
    assert "Permission denied" in err
    assert str(tmp_path / "new") in err
    assert_one_block(err)


USAGE = {
    "nothing": [],
    "unknown-command": ["tables"],
    "no-case": ["check"],
    "no-variable": ["table", str(MOSCOW)],
    "unknown-length": ["table", str(MOSCOW), "signup", "--every", "fortnight"],
    "unknown-option": ["check", str(MOSCOW), "--fix"],
    "no-folder": ["draw", str(MOSCOW), "--out"],
}


@pytest.mark.parametrize("arguments", USAGE.values(), ids=USAGE)
def test_a_command_that_cannot_be_understood(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    out, err = capsys.readouterr()
    assert stopped.value.code == 2
    assert out == ""
    assert err.startswith("usage: musterbook")
    assert "Every." not in err


def test_an_unknown_length_is_answered_with_the_lengths(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["table", str(MOSCOW), "signup", "--every", "fortnight"])
    said = capsys.readouterr().err.replace("'", "")
    assert "invalid choice: fortnight (choose from day, week, month, quarter, year)" in said


@pytest.mark.parametrize(
    "arguments", [["--help"], ["check", "--help"], ["table", "--help"], ["draw", "--help"]], ids=" ".join
)
def test_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    out, err = capsys.readouterr()
    assert stopped.value.code == 0
    assert out.startswith("usage: musterbook")
    assert err == ""


def test_help_names_every_command_and_figure(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--help"], ["draw", "--help"]):
        with pytest.raises(SystemExit):
            main(arguments)
    out = " ".join(capsys.readouterr().out.split()).replace("- ", "-")
    assert all(name in out for name in ("check", "table", "draw", *mb.list_figures()))


EXIT_CODES = {
    "": "Exit codes: 0 done, whatever was found: contradictions and rows set aside are answers; 1 something to mend in "
    "the input, or a figure not drawn; 2 a command that cannot be understood; 70 a mistake of musterbook's own; 130 "
    "interrupted; 141 whoever read the answer in a pipe left before its end.",
    "check": "Exits with 1 if the case is not valid. Contradictions between claims are an answer and no failure: with "
    "them it exits with 0 too.",
    "audit": "Exits with 1 if the case or the list cannot be read. Contradicted claims are an answer and no failure: "
    "with them it exits with 0 too. Rows set aside count as people of whom nothing is known.",
}


@pytest.mark.parametrize(("command", "said"), EXIT_CODES.items(), ids=lambda one: one.partition(" ")[0])
def test_help_ends_with_the_exit_codes(
    command: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "1000")
    with pytest.raises(SystemExit):
        main([*command.split(), "--help"])
    assert capsys.readouterr().out.endswith(f"\n\n{said}\n")


def test_what_is_found_is_no_failure_and_what_is_to_be_mended_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = tmp_path / "list.csv"
    people.write_text("signup,age\n2023-07,24\n2023-08,old\n", "utf-8")
    assert main(["check", str(MOSCOW)]) == 0
    assert "\n1 contradiction:\n" in capsys.readouterr().out
    assert main(["audit", str(MOSCOW), str(people)]) == 0
    assert "Contradicted: 20 claims" in capsys.readouterr().out
    assert main(["read", str(people)]) == 0
    assert "1 problem in 1 row, 0 rows set aside:" in capsys.readouterr().out
    for command in (["audit", str(MOSCOW)], ["read"], ["draw"]):
        assert main([*command, str(people), "--no-keep-aside"]) == 1
        assert "list.csv, line 3, age: found 'old'" in capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"musterbook {mb.__version__}\n"


def test_an_interruption_is_no_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("musterbook.read_case", interrupted)
    assert main(["check", str(MOSCOW)]) == 130
    assert capsys.readouterr().err == "musterbook: interrupted; what was finished stands\n"


def test_the_installed_command() -> None:
    done = run([SCRIPT, "--version"])
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, f"musterbook {mb.__version__}\n", b"")


@pytest.mark.parametrize(
    "arguments",
    [["table", str(MOSCOW), "signup"], ["table", "--help"], ["check", str(MOSCOW)], ["draw", "--help"]],
    ids=["table", "help-table", "check", "help-figures"],
)
def test_a_terminal_that_knows_no_unicode(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """As with LC_ALL=C and PYTHONIOENCODING=ascii, or on an old console."""
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    try:
        code: object = main(arguments)
    except SystemExit as stopped:
        code = stopped.code
    terminal.flush()
    assert code == 0
    assert terminal.buffer.getvalue()


def test_a_mistake_in_a_terminal_that_knows_no_unicode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main(["check", str(tmp_path / "Списки")]) == 1
    terminal.flush()
    assert b"Traceback" not in terminal.buffer.getvalue()
    assert b"is not a case" in terminal.buffer.getvalue()


def test_a_reader_that_leaves_after_one_line() -> None:
    """As in ``musterbook table CASE age --csv | head -1``."""
    command = [*MODULE, "table", str(MOSCOW), "age", "--csv"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        err = process.stderr.read()
        code = process.wait(timeout=120)
    assert (code, err) == (141, b"")


def test_a_disk_that_is_full_under_the_answer_is_named() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*MODULE, "table", str(MOSCOW), "age"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (1, b"musterbook: standard output: No space left on device\n")


def test_nothing_that_a_case_says_steers_the_terminal(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for table in ("claims", "sources"):
        text = (copied / f"{table}.csv").read_text("utf-8")
        text = text.replace("United24", "\x1b]0;owned\x07\x1b[2J\u202eU24").replace(
            "moscow-centre,count", "\x1b[2J,count", 1
        )
        (copied / f"{table}.csv").write_text(text, "utf-8", newline="\n")
    for arguments in (
        ["check", copied, "--accept"],
        ["check", copied],
        ["table", copied, "\x1b[2J"],
        ["check", "\x1b[2J"],
    ):
        main([str(one) for one in arguments])
        said = "".join(capsys.readouterr())
        assert not set(said) & {"\x1b", "\x07", "\u202e"}
        assert "x1b" in said or "U24" not in said


def test_a_case_that_comes_with_musterbook_is_found_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check", "moscow-2023-24"]) == 0
    assert capsys.readouterr().out.startswith("moscow-2023-24 is valid: ")


@pytest.mark.parametrize("error", [RuntimeError("odd\nlines"), RecursionError("deep"), MemoryError()], ids=repr)
def test_a_mistake_of_our_own_is_no_traceback_either(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr("musterbook.read_case", fails)
    assert main(["check", str(MOSCOW)]) == 70
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith(f"musterbook: a mistake of musterbook, not of yours: {type(error).__name__}: ")
    assert second.endswith("run: python -X dev -m musterbook …")


def test_names_that_are_no_text_and_settings_for_notebooks_are_no_traceback(tmp_path: Path) -> None:
    odd = os.fsencode(tmp_path / "case") + b"-\xff"
    shutil.copytree(os.fsencode(MOSCOW), odd)
    place = {**os.environ, **ASCII, "MPLBACKEND": "nonsense"}
    command = [*map(os.fsencode, MODULE), b"draw", odd, b"years", b"--out", odd + b"/figures"]
    done = subprocess.run(command, env=place, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(os.listdir(odd + b"/figures")) == 4  # noqa: PTH208


def test_a_closed_stream_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in ``musterbook check CASE >&-``: Python then has no standard output at all."""
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["check", str(MOSCOW)]) in {0, 1}


def test_what_is_drawn_or_protected_without_what_is_wrong_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days = [f"2023-0{month}-03;{20 + month}" for month in (4, 5, 6) for _ in range(6)]
    path = tmp_path / "list of dead.csv"
    path.write_text("\n".join(["killed on;age", *days, "2023-05-04;so so", "later;30"]), "utf-8")
    options = ["--columns", "death=killed on", "--out", str(tmp_path / "out")]
    told = (
        f"{path}: 2 problems in 2 rows, 0 rows set aside; musterbook read '{path}', with the same options, names each\n"
    )
    for command in (["draw", str(path), "monthly"], ["protect", str(path)]):
        assert main([*command, *options]) == 0
        assert capsys.readouterr().err.startswith(told)
    assert (tmp_path / "out" / "list of dead.csv.protected.csv").read_text("utf-8").startswith("death,age,people\n")
