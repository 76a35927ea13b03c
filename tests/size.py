"""How large the library is and how its modules hang together; prints, asserts nothing.

    python tests/size.py [FOLDER]

``FOLDER`` is the package, by default ``analysis/musterbook``; hand it that of another commit to compare the two.
"""

from __future__ import annotations

import ast
import re
import statistics
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "analysis" / "musterbook"
Function = ast.FunctionDef | ast.AsyncFunctionDef


def parsed(folder: Path) -> dict[str, ast.Module]:
    """Parse the modules of a package, by their names below it; one that is a docstring alone is left out."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        name = ".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__init__")
        tree = ast.parse(path.read_text("utf-8"))
        if len(tree.body) > 1:
            found[name] = tree
    return found


def functions(tree: ast.AST) -> list[Function]:
    """Give the functions and methods of a module."""
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def classes(tree: ast.AST) -> list[str]:
    """Give the names of the classes of a module."""
    return [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]


def lines_of_code(path: Path) -> int:
    """Count the lines of a file that are neither blank nor comment nor docstring."""
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    telling = [node for node in [tree, *ast.walk(tree)] if isinstance(node, ast.Module | ast.ClassDef | Function)]
    docstrings = [node.body[0] for node in telling if ast.get_docstring(node) is not None]
    told = {line for node in docstrings for line in range(node.lineno, (node.end_lineno or 0) + 1)}
    lines = enumerate(map(str.strip, text.splitlines()), 1)
    return sum(bool(line) and not line.startswith("#") and at not in told for at, line in lines)


def length(function: Function) -> int:
    """Count the lines of the body of a function without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def helpers(tree: ast.AST) -> list[str]:
    """Give the names of the private functions and methods of a module."""
    return [one.name for one in functions(tree) if re.match("_(?!_)", one.name)]


def used_once(modules: Mapping[str, ast.Module]) -> int:
    """Count the private functions that their own module names only once."""
    once = 0
    for tree in modules.values():
        nodes = list(ast.walk(tree))
        named = Counter(node.id for node in nodes if isinstance(node, ast.Name))
        named.update(node.attr for node in nodes if isinstance(node, ast.Attribute))
        once += sum(named[name] == 1 for name in helpers(tree))
    return once


def written_once(modules: Mapping[str, ast.Module], text: str) -> int:
    """Count the private functions whose name stands only once more in the whole library, beside its definition."""
    words = Counter(re.findall(r"\w+", text))
    return sum(words[name] == 2 for tree in modules.values() for name in helpers(tree))


def links(modules: Mapping[str, ast.Module], *, late: bool = False) -> dict[str, set[str]]:
    """Give for each module those of the package that it imports; ``late`` adds imports inside functions."""
    found = {}
    for name, tree in modules.items():
        nodes = ast.walk(tree) if late else tree.body
        found[name] = {one for node in nodes for one in _imported(node) if one in modules} - {name}
    return found


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name.removeprefix("musterbook.") for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        module = f"{node.module}."
        for alias in node.names:
            yield from (module.removeprefix("musterbook.")[:-1], f"{module}{alias.name}".removeprefix("musterbook."))


def depth(below: Mapping[str, set[str]]) -> int:
    """Count the steps of the longest way along imports; they must go in no circle."""

    @cache
    def steps(name: str) -> int:
        return max((1 + steps(one) for one in below[name]), default=0)

    return max(map(steps, below))


def main(folder: Path) -> None:
    """Print the size of a package."""
    modules = parsed(folder)
    files = {path: lines_of_code(path) for path in folder.rglob("*.py")}
    longest = max(files, key=lambda path: files[path])
    lengths = [length(one) for tree in modules.values() for one in functions(tree)]
    private = sum(len(helpers(tree)) for tree in modules.values())
    once = used_once(modules)
    written = written_once(modules, "\n".join(path.read_text("utf-8") for path in files))
    names = [name for tree in modules.values() for name in classes(tree)]
    sizes = {
        "modules": f"{len(modules)}, {len(files)} files",
        "lines of code": f"{sum(files.values()):,}, without docstrings, comments and blanks",
        "longest module": f"{longest.relative_to(folder)}, {files[longest]} lines",
        "functions": f"{len(lengths):,}, of {statistics.median(lengths):g} lines in the median",
        "private functions": f"{private}",
        "  named once by their module": f"{once} ({once / private:.0%})",
        "  written once in the library": f"{written} ({written / private:.0%})",
        "classes": f"{len(names)} of {len(set(names))} names",
        "depth of imports": f"{depth(links(modules))} steps",
    }
    for what, size in sizes.items():
        print(f"{what:30}{size}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGE)
