"""What importing the library costs and which way its modules look."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import musterbook as mb
import size

PACKAGE = Path(mb.__file__).parent
HEAVY = ["matplotlib", "scipy", "IPython", "PIL", "babel", "jinja2", "charset_normalizer"]
# From low to high: nothing reaches what stands after it here, not even from within a function.
ORDER = ("errors", "intervals", "schema", "linelist", "case", "worlds", "auditing", "charts", "report", "cli")
FILES = sorted(PACKAGE.rglob("*.py"))
DEEPEST = 12
NAMESAKES = {"Block", "Peak"}


@cache
def modules() -> dict[str, ast.Module]:
    """Parse the library once, and only where it is looked at."""
    return size.parsed(PACKAGE)


@cache
def links(*, late: bool) -> dict[str, set[str]]:
    """Give what each module imports, once: at its head, or within its functions as well."""
    return size.links(modules(), late=late)


def imported(node: ast.AST) -> Iterator[str]:
    """Give the full names of what an import statement imports."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(module: str) -> str:
    """Name a module, or the folder of modules that it stands in."""
    return module.partition(".")[0]


def reached(rooms: set[str]) -> set[str]:
    """Give every room that modules of some rooms import, and what those import."""
    waiting = [name for name in modules() if room_of(name) in rooms]
    seen: set[str] = set()
    while waiting:
        below = links(late=True)[waiting.pop()] - seen
        seen |= below
        waiting += below
    return set(map(room_of, seen))


def test_no_module_imports_itself_by_a_detour() -> None:
    assert "errors" in set(TopologicalSorter(links(late=False)).static_order())


@pytest.mark.parametrize("place", range(len(ORDER)), ids=lambda place: ORDER[place])
def test_modules_import_one_way(place: int) -> None:
    assert ORDER[place] in set(map(room_of, modules()))
    assert reached({ORDER[place]}) & {*ORDER[place + 1 :]} == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: "-".join(path.relative_to(PACKAGE).parts))
def test_only_charts_import_matplotlib_and_nothing_imports_scipy_at_once(path: Path) -> None:
    top = ast.parse(path.read_text("utf-8")).body
    roots = {name.split(".")[0] for node in top for name in imported(node)}
    allowed = {"matplotlib"} if path.parent.name == "charts" else set()
    assert roots & set(HEAVY) <= allowed


def test_importing_reading_and_counting_import_nothing_heavy() -> None:
    heavy = f"print([one for one in {HEAVY} if one in sys.modules])"
    code = (
        f"import musterbook as mb, sys; {heavy}; case = mb.load_case('moscow-2023-24');"
        f"mb.possible_worlds(case, 'signup').count; mb.counts(case.records, 'outcome'); {heavy}"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[]\n[]\n", "")


def test_public_names_are_sorted_and_given_once() -> None:
    assert mb.__all__ == sorted(set(mb.__all__))


@pytest.mark.parametrize("name", mb.__all__)
def test_a_public_name_exists_and_is_documented(name: str) -> None:
    found = getattr(mb, name)
    assert (inspect.getdoc(found) or "").strip()
    assert found.__doc__
    assert f"{getattr(found, '__module__', found.__name__)}.".startswith("musterbook.")


@pytest.mark.parametrize("name", [name for name in mb.__all__ if inspect.isfunction(getattr(mb, name))])
def test_a_public_function_shows_an_example_or_its_parameters(name: str) -> None:
    function = getattr(mb, name)
    for parameter in inspect.signature(function).parameters.values():
        assert parameter.annotation is not inspect.Parameter.empty
    assert ">>>" in function.__doc__ or "Parameters" in function.__doc__


def test_imports_are_not_deep() -> None:
    """Whoever reads a module reads along these imports; circles would have no depth at all."""
    assert size.depth(links(late=False)) <= DEEPEST


def test_no_module_is_there_for_nobody() -> None:
    """Each is imported, gives a public name, or is one that a catalogue names: charts and commands."""
    wanted = {name for found in links(late=True).values() for name in found}
    wanted |= set(re.findall(r"^from \.([\w.]+) import", (PACKAGE / "__init__.pyi").read_text("utf-8"), re.MULTILINE))
    wanted |= {name for name in mb.__all__ if inspect.ismodule(getattr(mb, name))}
    named = {node.value for tree in modules().values() for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    texts = {part for one in named if isinstance(one, str) for part in re.findall(r"\w+", one) if len(one) < 30}
    alone = [name for name in modules() if name not in wanted and name.rpartition(".")[2] not in texts]
    assert set(alone) <= {"__init__", "__main__"}


def test_tests_speak_the_public_library() -> None:
    """So that they survive a move: whatever looks into a room of the library stands in one module."""
    tests = Path(__file__).parent
    inside = set()
    for path in tests.glob("*.py"):
        names = [name for node in ast.walk(ast.parse(path.read_text("utf-8"))) for name in imported(node)]
        rooms = {name for name in names if name.startswith("musterbook.")}
        public = {f"musterbook.{name}" for name in mb.__all__} | {"musterbook.cli.main"}
        if rooms - public:
            inside.add(path.name)
    assert inside <= {"test_internals.py"}


def test_every_class_has_a_name_of_its_own() -> None:
    times = Counter(name for tree in modules().values() for name in size.classes(tree))
    assert {name for name, found in times.items() if found > 1} <= NAMESAKES


def test_no_module_shares_its_name_with_a_public_function() -> None:
    functions = {name for name in mb.__all__ if not inspect.ismodule(getattr(mb, name))}
    assert set(map(room_of, modules())) & functions == set()
