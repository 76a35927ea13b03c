"""What holds for every test: nothing global is left changed.

A library that is imported into other analyses must leave no trace in them. The guard below takes a
picture of the global state before each test and compares it afterwards.
"""

from __future__ import annotations

import asyncio
import copy
import gc
import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

import browsing
from exploring import EXPLORE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A change is judged on the same examples everywhere; with EXPLORE=1 each run draws new ones.
settings.register_profile("fixed", derandomize=True, database=None)
if not EXPLORE:
    settings.load_profile("fixed")


# Before anything imports matplotlib: charts are drawn to files, also on a machine with a screen.
os.environ["MPLBACKEND"] = "Agg"

# Before anything imports nbformat: it needs no grammar of addresses, and to compile dozens of them takes seconds.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

# These add warning filters of their own the first time they are imported.
ADDS_FILTERS = frozenset({"numpy", "scipy.sparse", "scipy.special"})


# What takes longest begins first, so that no worker waits for another at the end.
LONGEST = (
    *("test_wheel", "test_site", "test_report_browser", "test_report", "test_engines", "test_readme", "test_charts"),
    *("test_numbers", "test_refresh", "test_worlds", "test_writing", "test_simulation", "test_figures"),
)
# These look at the same report, findings log or findings of cases that ship, which one worker then makes for both.
TOGETHER = {
    "test_report.py": "test_report_browser.py",
    "test_refresh.py": "test_numbers.py",
    "test_relays.py": "test_published.py",
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand whole modules to the workers, and those that make the same things to one of them."""
    from xdist.scheduler import LoadFileScheduling

    class Modules(LoadFileScheduling):
        """Modules, or pairs of them."""

        def _split_scope(self, nodeid: str) -> str:
            folder, _, name = super()._split_scope(nodeid).rpartition("/")
            return f"{folder}/{TOGETHER.get(name, name)}"

    return Modules(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no rubbish while tests are collected: what is imported stays, and looking takes a third of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Begin with the modules that take longest; one worker runs a module, which is then prepared once."""
    yield
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


def rc_params(late: bool) -> dict[str, Any] | None:
    """Give matplotlib's settings now, or those it started with if it was not imported before."""
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is None or not hasattr(matplotlib, "rcParamsOrig"):
        return None
    params = dict((matplotlib.rcParamsOrig if late else matplotlib.rcParams).copy())
    # Set from the environment during import, after the original settings were put aside.
    params.pop("backend")
    return params


def pandas_options() -> dict[str, Any] | None:
    """Give all pandas options as a nested dict, or nothing if pandas is not imported."""
    pandas = sys.modules.get("pandas")
    return copy.deepcopy(pandas.options.d) if pandas and hasattr(pandas, "options") else None


def open_figures() -> list[int]:
    """List the numbers of the figures that pyplot holds open."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return pyplot.get_fignums() if pyplot else []


def changed(before: Mapping[str, Any], after: Mapping[str, Any], prefix: str = "") -> list[str]:
    """Name the settings that differ, with their sections."""
    if before == after:
        return []
    names: list[str] = []
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            names += changed(old, new, f"{prefix}{key}.")
        elif old != new:
            names.append(f"{prefix}{key}")
    return names


@pytest.fixture(autouse=True)
def nothing_global_changes() -> Iterator[None]:
    """Fail a test that leaves a setting, a warning filter or an open figure behind."""
    params, options, modules = rc_params(late=False), pandas_options(), set(sys.modules)
    filters, figures = list(warnings.filters), open_figures()
    yield
    left_open = [number for number in open_figures() if number not in figures]
    if left_open:
        sys.modules["matplotlib.pyplot"].close("all")
    assert not left_open, f"figures left open: {left_open}"
    before = rc_params(late=True) if params is None else params
    assert changed(before or {}, rc_params(late=False) or {}) == [], "rcParams changed"
    if options is not None:
        assert changed(options, pandas_options() or {}) == [], "pandas options changed"
    if not ADDS_FILTERS & (set(sys.modules) - modules):
        assert warnings.filters == filters, "warning filters changed"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in a line of its own that the report was not looked at in a browser; a letter among dots is overlooked."""
    skipped = [one for one in terminalreporter.stats.get("skipped", []) if "no Chromium" in str(one.longrepr)]
    if skipped:
        line = f"{len(skipped)} tests of the report in a browser were skipped: no Chromium"
        terminalreporter.write_line(f"{line} (on Debian: apt-get install chromium)", yellow=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give one browser, closed for good when the last test here is done."""
    path = browsing.chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools:
        running = tools.chromium.launch(executable_path=path, args=browsing.QUIET.split())
        yield running
        running.close()
    # Playwright kept an event loop running in this thread; those who come after need it free.
    asyncio.run(asyncio.sleep(0))
