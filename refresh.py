"""Write again what readers see of the data, or say what writing it again would change.

Figures are drawn by ``musterbook draw`` and notebooks run by ``notebooks/run.py``; this script writes the two texts
beside them, the findings log in ``figures/findings.txt`` and the marked passages of the pages, and compares. It is
for whoever keeps this repository; ``make all`` and ``make check`` call it.

A passage of a page, ``README.md`` or one of ``docs/``, stands between two comments that say what belongs there:
``<!-- n:months.worlds -->`` a number of the findings log (``n:peak.chance:.2f`` with its format),
``<!-- text:findings -->`` a text of the story, ``<!-- figure:ages -->`` a figure with its text,
``<!-- table:records -->`` the columns of a table of the case.
"""

from __future__ import annotations

import difflib
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from pathlib import Path
from types import ModuleType

import ledger
import musterbook as mb
from musterbook import labels
from musterbook.atomic import whole
from musterbook.intervals import Interval
from musterbook.report import build_report
from musterbook.schema import fields

ROOT = Path(__file__).resolve().parent
CASE = ROOT / "data" / "moscow-2023-24"
LOG = "figures/findings.txt"
ENDINGS = ("csv", "png", "svg", "txt")
PASSAGE = re.compile(r"<!-- (?P<kind>n|text|figure|table):(?P<name>\S+) -->(?P<old>.*?)<!-- /(?P=kind) -->", re.DOTALL)


@cache
def findings_log() -> dict[str, int | float | str]:
    """Give every number that is stated of the first case, and the few of all of them; it takes seconds."""
    first = mb.read_case(CASE)
    cases = (first if name == CASE.name else mb.load_case(name) for name in mb.list_cases())
    return reduce(or_, map(ledger.summary, cases), ledger.numbers(first))


@dataclass(frozen=True)
class Writer:
    """What can stand between two comments of a page."""

    case: mb.Case
    figures: Path

    @property
    def numbers(self) -> dict[str, int | float | str]:
        """The findings log."""
        return findings_log()

    def page(self, text: str) -> str:
        """Give a page with every passage written again."""
        return PASSAGE.sub(self._passage, text)

    def _passage(self, match: re.Match[str]) -> str:
        kind, name = match["kind"], match["name"]
        if kind == "n":
            new = self._number(name)
        elif kind == "text":
            new = f"\n{mb.tell(self.case, name)}\n"
        elif kind == "figure":
            alt = (self.figures / f"{name}.txt").read_text("utf-8").strip()
            new = f"\n![{alt}](figures/{name}.png)\n"
        else:
            new = self._table(name)
        return f"<!-- {kind}:{name} -->{new}<!-- /{kind} -->"

    def _number(self, name: str) -> str:
        key, _, form = name.partition(":")
        value = self.numbers[key]
        if not isinstance(value, str):
            return f"{value:{form or ','}}"
        if re.fullmatch(r"\d+\.\.\d+", value):
            return labels.between(*map(int, value.split("..")))
        return labels.period(Interval.date(value))

    def _table(self, name: str) -> str:
        """List the columns of a table: what they hold, and of how many rows they are known."""
        lines = ["", "| column | what it is | known |", "| --- | --- | ---: |"]
        for field in fields(name):
            percent = self.numbers[f"known.{name}.{field['name']}.percent"]
            told = field["description"].replace("~", "\\~")
            lines.append(f"| `{field['name']}` | {told} | {percent}% |")
        return "\n".join([*lines, ""])


def pages(root: Path) -> list[str]:
    """Name the pages of a folder: the README and those of docs/."""
    return ["README.md", *(f"docs/{path.name}" for path in sorted((root / "docs").glob("*.md")))]


def write_texts(root: Path) -> list[str]:
    """Write the findings log and the pages of a folder; give the names of those that changed."""
    writer = Writer(mb.read_case(CASE), root / "figures")
    texts = {LOG: ledger.as_text(writer.numbers), **{name: writer.page(_text(root / name)) for name in pages(root)}}
    return [name for name, text in texts.items() if _replace(root / name, text)]


def _replace(path: Path, text: str) -> bool:
    """Write a file in one step if its content changes; say whether it did."""
    if path.is_file() and path.read_text("utf-8") == text:
        return False
    with whole(path) as written:
        written.write_text(text, "utf-8", newline="\n")
    return True


def rebuild(root: Path) -> list[str]:
    """Write everything again in a folder that has the pages and the notebooks of this one; say what cannot be."""
    notebooks = subprocess.Popen([sys.executable, root / "notebooks" / "run.py"], stdout=subprocess.DEVNULL)
    case = mb.read_case(CASE)
    failed = []
    for name in mb.list_figures():
        try:
            mb.build_figures(case, root / "figures", [name])
        except mb.MusterError as error:
            failed.append(f"figure {name} cannot be drawn: {error}")
    build_report(case, root / "build" / "report.html")
    try:
        write_texts(root)
    except (mb.MusterError, FileNotFoundError, KeyError) as error:
        failed.append(f"the pages cannot be written: {error}")
    if notebooks.wait() != 0:
        failed.append("notebooks cannot be run; what went wrong stands above")
    return failed


def differences(old: Path, new: Path) -> list[str]:
    """Say what differs between two folders, conclusions first: the findings log, figures, notebooks, pages."""
    before, after = (_text(root / LOG) for root in (old, new))
    found = [f"{LOG}, {change}" for change in ledger.changes(before, after)]
    for name in sorted({path.stem for root in (old, new) for path in (root / "figures").glob("*.csv")}):
        found += figure_differences(name, old / "figures", new / "figures")
    run = runner()
    for name in sorted({path.name for root in (old, new) for path in (root / "notebooks").glob("*.ipynb")}):
        found += run.differences(name, *(run.read(root / "notebooks" / name) for root in (old, new)))
    for name in pages(old):
        if lines := _lines(_text(old / name), _text(new / name)):
            found += [f"{name} differs", *lines]
    return found


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


def figure_differences(name: str, old: Path, new: Path) -> list[str]:
    """Say which of the four files of a figure differ, and which rows of its table changed."""
    pairs = {one: (old / f"{name}.{one}", new / f"{name}.{one}") for one in ENDINGS}
    held = {one: {path.read_bytes() if path.is_file() else None for path in pair} for one, pair in pairs.items()}
    changed = [one.upper() for one, contents in held.items() if len(contents) > 1]
    if not changed:
        return []
    return [f"figure {name} differs in {', '.join(changed)}", *_lines(*map(_text, pairs["csv"]))]


def _lines(before: str, after: str) -> list[str]:
    """Give the lines that only one of two texts has."""
    compared = difflib.ndiff(before.splitlines(), after.splitlines())
    return [f"  {line[0]} {line[2:]}" for line in compared if line[0] in "-+"]


def runner() -> ModuleType:
    """Import notebooks/run.py, which belongs to no package."""
    spec = importlib.util.spec_from_file_location("notebooks_run", ROOT / "notebooks" / "run.py")
    if spec is None or spec.loader is None:
        raise ImportError("notebooks/run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check() -> int:
    """Write everything again in a temporary folder and compare it with what is committed."""
    with tempfile.TemporaryDirectory(prefix="musterbook-check-") as folder:
        fresh = Path(folder)
        shutil.copytree(ROOT / "notebooks", fresh / "notebooks", ignore=shutil.ignore_patterns(".*", "__pycache__"))
        shutil.copytree(ROOT / "docs", fresh / "docs")
        shutil.copy(ROOT / "README.md", fresh)
        failed = rebuild(fresh)
        found = [*differences(ROOT, fresh), *failed]
    if not found:
        print("check: figures, findings log, notebooks and pages are those of the data")
        return 0
    print("\n".join([*found, "check: what is committed differs from a rebuild; if it is meant: make all"]))
    return 1


def texts() -> int:
    """Write the findings log and the pages here."""
    for name in write_texts(ROOT):
        print(f"{name}: updated", flush=True)
    return 0


COMMANDS: dict[str, Callable[[], int]] = {"texts": texts, "check": check}

if __name__ == "__main__":
    sys.exit(COMMANDS[sys.argv[1]]())
