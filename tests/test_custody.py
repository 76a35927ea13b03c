"""Chain of custody: what was read is kept with its hash, and what has changed since is told."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

import musterbook as mb
from musterbook.cli import main
from pages import small_case

ROOT = Path(__file__).parents[1]
PAGE = "<p>At least 51 people applied.</p>"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Copy a shipped case."""
    return Path(shutil.copytree(ROOT / "data" / "moscow-2023-24", tmp_path / "case"))


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Write what a source said."""
    place = tmp_path / "page.html"
    place.write_text(PAGE)
    return place


def states(case: Path, **options: Path) -> dict[str, str]:
    """Give what verify says, by what it says it of."""
    return {f"{one.kind} {one.name}": str(one.state) for one in mb.verify(case, **options)}


def test_what_a_source_said_is_kept_with_its_hash(case: Path, page: Path) -> None:
    """The text is copied, its hash stands in sources.csv, and the case is as valid as before."""
    before = mb.read_case(case).sources
    (kept,) = mb.archive(case, {"istories": page})
    read_on = before.set_index("source_id")["accessed"]["istories"]
    assert kept == case / "archive" / f"istories.{read_on}.html"
    assert kept.read_text() == PAGE
    after = mb.read_case(case).sources
    stated = after.set_index("source_id")["sha256"]
    assert stated["istories"] == hashlib.sha256(PAGE.encode()).hexdigest()
    assert after.drop(columns="sha256").equals(before.drop(columns="sha256"))
    assert states(case)["source istories"] == "as it was"
    assert states(case)["source kyivindependent"] == "not archived"
    assert (case / "archive" / ".gitignore").read_text() == "*\n"


def test_what_has_changed_or_gone_is_told(case: Path, page: Path) -> None:
    """A text that somebody edits is changed, one that is deleted is missing; so are tables."""
    (kept,) = mb.archive(case, {"istories": page})
    kept.write_text("At least 52 people applied.")
    assert states(case)["source istories"] == "changed"
    kept.unlink()
    assert states(case)["source istories"] == "missing"
    claims = case / "claims.csv"
    claims.write_text(claims.read_text().replace(">=,51,people", ">=,52,people", 1))
    told = {str(one) for one in mb.verify(case)}
    assert "table claims: changed (changed: istories-total)" in told
    (case / "labels.csv").unlink()
    assert states(case)["table labels"] == "missing"


def test_another_text_of_the_same_day_is_refused(case: Path, page: Path) -> None:
    """What is kept is evidence: it is never written over."""
    mb.archive(case, {"istories": page})
    mb.archive(case, {"istories": page})
    page.write_text("Something else.")
    with pytest.raises(mb.MusterError, match="another text of that source and day is kept already"):
        mb.archive(case, {"istories": page})
    with pytest.raises(mb.MusterError, match=r"no source 'nobody'; available: istories, "):
        mb.archive(case, {"nobody": page})
    with pytest.raises(mb.MusterError, match=r"expected a file with the text that was read"):
        mb.archive(case, {"istories": page.with_name("none.html")})


def test_built_files_are_made_again_and_compared(case: Path, tmp_path: Path) -> None:
    """A figure that is of this case is as it was; one whose numbers somebody changed is not."""
    name = "years"
    out = tmp_path / "figures"
    mb.build_figures(mb.read_case(case), out, [name])
    assert states(case, built=out)[f"figure {name}"] == "as it was"
    table = out / f"{name}.csv"
    table.write_text(table.read_text().replace("31", "32"))
    told = [str(one) for one in mb.verify(case, out) if one.kind == "figure"]
    assert told == [f"figure {name}: changed (not what the case gives now: csv)"]


def test_a_report_is_made_again(tmp_path: Path) -> None:
    """It is as it was if the report of the case, safe or not, is what stands there."""
    place, page = tmp_path / "small", tmp_path / "report.html"
    small_case(place)
    assert main(["report", str(place), "--safe", "--out", str(page)]) == 0
    assert mb.verify(place, page)[-1].state == "as it was"
    page.write_text(page.read_text("utf-8").replace("small", "great", 1), "utf-8")
    assert mb.verify(place, page)[-1].state == "changed"
    with pytest.raises(mb.MusterError, match="expected a folder of figures, or a report"):
        mb.verify(place, tmp_path / "nothing")


def test_the_commands_say_it(case: Path, page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The commands archive and verify print what the functions give; a change is a failure that scripts can see."""
    assert main(["archive", str(case), f"istories={page}"]) == 0
    assert capsys.readouterr().out.splitlines() == [str(case / "archive" / "istories.2026-11-23.html")]
    assert main(["verify", str(case)]) == 0
    assert "source istories: as it was (archive/istories.2026-11-23.html)" in capsys.readouterr().out
    (case / "archive" / "istories.2026-11-23.html").write_text("no")
    assert main(["verify", str(case)]) == 1
    assert main(["archive", str(case), "istories"]) == 1
    assert "expected SOURCE=FILE" in capsys.readouterr().err


def test_kept_texts_are_not_taken_along(case: Path, page: Path) -> None:
    """The folder of texts is ignored by version control."""
    subprocess.run(["git", "init", "-q", str(case)], check=True)
    mb.archive(case, {"istories": page})
    status = subprocess.run(["git", "-C", str(case), "status", "--short", "-uall"], capture_output=True, check=True)
    assert b"archive" not in status.stdout
