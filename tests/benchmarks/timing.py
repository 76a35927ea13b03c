"""Measure commands fairly: in turns, so that a slow moment of the machine hits all of them alike.

What is measured is a fresh process from its start to its end, imports included, for that is what a person waits for.
The largest memory comes from the kernel. A process begins with the memory of the one that starts it on its account, so
a script that measures others imports nothing large itself.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

MEGABYTE = 2**20
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Cost:
    """What a process took: seconds on the clock, seconds of all cores together, megabytes at its largest."""

    seconds: float
    cpu: float
    megabytes: float

    @classmethod
    def median(cls, costs: Iterable[Cost]) -> Cost:
        """Give the median of each."""
        each = list(costs)
        return cls(*(statistics.median(map(attrgetter(name), each)) for name in ("seconds", "cpu", "megabytes")))


def cost(command: Sequence[str]) -> Cost:
    """Run a command to its end, its output thrown away, and give what it took."""
    start = time.perf_counter()
    # Installed packages have their bytecode; a checkout must be allowed to keep its own, or it is compiled every time.
    allowed = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=allowed)
    _, status, used = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * MAXRSS_UNIT / MEGABYTE)


def interleaved(
    commands: Mapping[str, Sequence[str]], runs: int, *, enough: float = float("inf")
) -> dict[str, list[Cost]]:
    """Measure each command ``runs`` times, in turns, after one round that fills the caches.

    A command that has taken ``enough`` seconds is not run again, and its first round counts where it is the only one:
    caches matter little to what takes long.
    """
    first = {name: cost(command) for name, command in commands.items()}
    spent = {name: one.seconds for name, one in first.items()}
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            if spent[name] < enough:
                costs[name].append(cost(command))
                spent[name] += costs[name][-1].seconds
    return {name: each or [first[name]] for name, each in costs.items()}


def table(title: str, costs: Mapping[str, Sequence[Cost]], yardstick: str) -> str:
    """Lay out median, fastest and slowest run, and the ratio of medians to the yardstick."""
    times = {name: [one.seconds for one in each] for name, each in costs.items()}
    unit = statistics.median(times[yardstick])
    width = max(len(name) for name in times)
    lines = [title, f"{'':{width}}  {'median':>8}  {'fastest':>8}  {'slowest':>8}  {'ratio':>6}"]
    for name, each in times.items():
        median = statistics.median(each)
        lines.append(f"{name:{width}}  {median:6.3f} s  {min(each):6.3f} s  {max(each):6.3f} s  {median / unit:6.2f}")
    return "\n".join(lines)
