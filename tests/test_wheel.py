"""The wheel works where the repository is not: elsewhere, alone, with its data inside."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from scripts import script

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "analysis" / "musterbook"
CASE = "moscow-2023-24"

RUNNER = script("notebooks/run.py")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def files_below(folder: Path) -> dict[str, bytes]:
    """Read all files of a folder, by their path inside it, without what Python leaves there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and path.name != ".DS_Store"
    }


def finished(command: list[str], **options: object) -> None:
    """Run a step that must work; show what it said if it does not."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the build backend of this environment, so without a network."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    finished(command, cwd=ROOT)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def run(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Install the wheel into a new environment; give a way to run its Python from elsewhere."""
    home, elsewhere = tmp_path_factory.mktemp("installed"), tmp_path_factory.mktemp("elsewhere")
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    install = ["install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    finished([sys.executable, "-m", "pip", "--python", str(python), *install])
    borrow_dependencies(home)

    def run_isolated(*arguments: str) -> subprocess.CompletedProcess[str]:
        # -I: neither the current folder nor PYTHONPATH can lend it a package.
        command = [str(python), "-I", *arguments]
        return subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, check=False)

    return run_isolated


def borrow_dependencies(home: Path) -> None:
    """Let the new environment see the packages installed here, behind its own.

    Python does not follow .pth files in a folder that was itself named in a .pth file, so the
    editable install of the repository stays out of sight.
    """
    [own] = home.glob("lib/python*/site-packages")
    here = sysconfig.get_paths()["purelib"]
    assert not Path(here, "musterbook").exists(), "musterbook is copied here, not linked"
    (own / "borrowed.pth").write_text(here + "\n", encoding="utf-8")


PROBE = f"""
import json, sys
import musterbook as mb

case = mb.load_case({CASE!r})
here = mb.__file__.startswith(sys.prefix)
print(json.dumps([here, mb.__file__, mb.list_cases(), len(case.claims), len(case.records)]))
"""


@pytest.fixture(scope="module")
def probed(run: Run) -> tuple[bool, Path, list[str], int, int]:
    """Ask the installed copy where it is, which cases it has, and what one of them holds."""
    done = run("-c", PROBE)
    assert done.returncode == 0, done.stderr
    here, place, cases, claims, records = json.loads(done.stdout)
    return here, Path(place).parent, cases, claims, records


def test_wheel_holds_the_package_and_the_data_byte_for_byte(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    expected = {f"musterbook/{name}": content for name, content in files_below(PACKAGE).items()}
    data = files_below(ROOT / "data")
    expected |= {f"musterbook/data/{name}": content for name, content in data.items()}
    assert f"{CASE}/datapackage.json" in data
    assert {name: text for name, text in packed.items() if ".dist-info/" not in name} == expected


def test_wheel_carries_both_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = [name.partition(".dist-info/")[2] for name in archive.namelist()]
    assert {"licenses/LICENSE", "licenses/LICENSE-DATA"} <= set(names)


def test_the_installed_copy_with_its_cases_is_the_one_imported(
    probed: tuple[bool, Path, list[str], int, int],
) -> None:
    here, _, cases, claims, records = probed
    assert here
    assert cases == sorted(path.name for path in (ROOT / "data").iterdir() if path.is_dir())
    assert [claims, records] == [len(read_rows(name)) for name in ("claims", "records")]
    assert min(claims, records) > 0


def read_rows(table: str) -> list[list[str]]:
    """Read the rows of one table of the case in the repository, without its header."""
    with (ROOT / "data" / CASE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def test_the_packaged_case_passes_its_check(run: Run, probed: tuple[bool, Path, list[str], int, int]) -> None:
    done = run("-m", "musterbook", "check", str(probed[1] / "data" / CASE))
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr


def test_the_notebooks_run_where_the_repository_is_not(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From another folder and on the installed wheel a fresh run shows what is committed, cell by cell."""
    committed = ROOT / "notebooks"
    for path in [*committed.glob("*.ipynb"), committed / "run.py"]:
        shutil.copy(path, tmp_path)
    probe = new_code_cell("import sys, musterbook\nmusterbook.__file__.startswith(sys.prefix)", id="probe")
    nbformat.write(new_notebook(cells=[probe]), tmp_path / "99-probe.ipynb")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    done = run(str(tmp_path / "run.py"))
    assert (done.returncode, done.stderr) == (0, "")
    assert '"True"' in (tmp_path / "99-probe.ipynb").read_text(encoding="utf-8")
    names = [path.name for path in sorted(committed.glob("*.ipynb"))]
    assert len(names) > 5
    both = [(name, *(RUNNER.read(folder / name) for folder in (committed, tmp_path))) for name in names]
    found = [line for name, old, new in both for line in RUNNER.differences(name, old, new)]
    assert not found, "\n".join([*found, "renew it with: make notebooks"])
