"""The files around the library agree with each other and carry nothing private."""

from __future__ import annotations

import fnmatch
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import musterbook

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = [(ROOT / f"requirements{part}.lock").read_text(encoding="utf-8") for part in ("", "-spark")]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))

# Put together here, so that this file does not itself contain what it looks for.
PRIVATE_PATHS = [f"/{name}/".encode() for name in ("home", "root", "work", "tmp", "Users")]
REGISTRIES = [
    f"{host}.{end}".encode()
    for host, end in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("anaconda", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
    ]
]


def ignored_patterns() -> list[str]:
    """Read .gitignore, which holds plain names and paths only."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return [line.rstrip("/") for line in lines if line and not line.startswith("#")] + [".git"]


def project_files(folder: Path = ROOT) -> Iterator[Path]:
    """List the files that are, or would be, committed; also where there is no git."""
    patterns = ignored_patterns()
    for path in sorted(folder.iterdir()):
        names = (path.name, path.relative_to(ROOT).as_posix())
        if any(fnmatch.fnmatch(name, pattern) for name in names for pattern in patterns):
            continue
        if path.is_dir():
            yield from project_files(path)
        else:
            yield path


def findings(needles: list[bytes], *, without_addresses: bool) -> list[str]:
    """Name the files that contain one of the needles; a web address may have any path."""
    found = []
    for path in project_files():
        content = path.read_bytes()
        if without_addresses:
            content = re.sub(rb"""https?://[^\s"'<>]+""", b"", content)
        found += [f"{path.relative_to(ROOT)}: {one.decode()}" for one in needles if one in content]
    return found


def locked(*locks: str) -> dict[str, list[str]]:
    """Read locks, by default both: each requirement as one line with its hashes."""
    together = "".join(locks or LOCKS).replace("\\\n", " ").splitlines()
    lines = [line for line in together if not line.startswith("#")]
    return {line.split(" --hash")[0].strip(): re.findall(r"--hash=(\S+)", line) for line in lines}


def locked_versions() -> dict[str, list[str]]:
    """Give the pinned versions of each package; some differ by the version of Python."""
    versions: dict[str, list[str]] = {}
    for text in locked():
        requirement = Requirement(text)
        pins = [pin.version for pin in requirement.specifier if pin.operator == "=="]
        versions.setdefault(canonicalize_name(requirement.name), []).extend(pins)
    return versions


def requirements() -> list[str]:
    """List every requirement that pyproject.toml states, of the build and of all extras too."""
    project = PROJECT["project"]
    extras = [one for group in project["optional-dependencies"].values() for one in group]
    return sorted({*PROJECT["build-system"]["requires"], *project["dependencies"], *extras})


def test_the_walk_sees_the_files_and_leaves_out_the_environment() -> None:
    seen = {path.relative_to(ROOT).as_posix() for path in project_files()}
    assert {"Makefile", ".ci/run", "tests/test_project.py"} <= seen
    assert "analysis/musterbook/__init__.py" in seen
    assert not [name for name in seen if re.search(r"^\.venv/|^\.git/|__pycache__", name)]


def test_no_path_of_anybodys_machine() -> None:
    assert findings(PRIVATE_PATHS, without_addresses=True) == []


def test_no_address_of_a_registry() -> None:
    assert findings(REGISTRIES, without_addresses=False) == []


def test_text_files_end_lines_the_same_way() -> None:
    lists = ROOT / "tests" / "lists"
    text = [path for path in project_files() if path.suffix != ".png" and lists not in path.parents]
    assert [path.name for path in text if b"\r" in path.read_bytes()] == []


def test_environment_is_thin_and_agrees_with_the_project() -> None:
    *conda, pip = ENVIRONMENT["dependencies"]
    project = PROJECT["project"]
    assert ENVIRONMENT["name"] == project["name"]
    assert ENVIRONMENT["channels"] == ["conda-forge"]
    assert conda == [f"python{project['requires-python']}", "pip"]
    assert pip == {"pip": ["-e .[notebooks,test]"]}
    assert {"notebooks", "test"} <= project["optional-dependencies"].keys()


def test_every_locked_package_is_pinned_with_hashes() -> None:
    for text, hashes in locked().items():
        assert re.match(r"[a-z0-9-]+==\S+( ; .+)?$", text), text
        assert hashes, text
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes), text


def test_the_lock_has_no_address() -> None:
    assert [lock for lock in LOCKS if "://" in lock] == []


def test_both_locks_pin_the_same_versions() -> None:
    base, spark = (locked(lock).keys() for lock in LOCKS)
    names = {text.partition("==")[0] for text in base}
    assert {text.partition("==")[0] for text in spark - base} & names == set()


@pytest.mark.parametrize("text", requirements())
def test_the_lock_answers_every_requirement(text: str) -> None:
    requirement = Requirement(text)
    versions = locked_versions().get(canonicalize_name(requirement.name), [])
    assert versions, f"{requirement.name} is in no lock; run: make lock"
    assert [one for one in versions if one not in requirement.specifier] == []


def test_citation_names_this_version_and_its_licence() -> None:
    assert CITATION["cff-version"] == "1.2.0"
    assert CITATION["version"] == musterbook.__version__
    assert CITATION["license"] == PROJECT["project"]["license"] == "MIT"
    assert isinstance(CITATION["date-released"], date)


def test_citation_names_the_primary_publication() -> None:
    [reference] = CITATION["references"]
    assert reference["authors"] == [{"name": "Important Stories (IStories)"}]
    assert reference["date-published"] == date(2025, 4, 11)


def test_changelog_opens_with_this_release() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.findall(r"^## \[(\d\S*)\] - (\S+)$", text, flags=re.MULTILINE)
    assert releases[0] == (CITATION["version"], str(CITATION["date-released"]))
    assert {"### Code", "### Data"} <= set(text.splitlines())


def test_both_licences_are_there_in_full() -> None:
    code = (ROOT / "LICENSE").read_text(encoding="utf-8")
    data = (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")
    assert code.startswith("MIT License\n\nCopyright (c) 2026 The musterbook contributors\n")
    assert "https://creativecommons.org/licenses/by/4.0/legalcode" in data
    assert re.findall(r"^Section (\d) -- ", data, flags=re.MULTILINE) == list("12345678")
    assert PROJECT["project"]["license-files"] == ["LICENSE", "LICENSE-DATA"]
