"""Time commands fairly: in turns, so that a slow moment of the machine hits all of them alike."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence


def seconds(command: Sequence[str]) -> float:
    """Run a command to its end and give the wall-clock time."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def interleaved(commands: Mapping[str, Sequence[str]], runs: int) -> dict[str, list[float]]:
    """Time each command ``runs`` times, in turns, after one round that fills the caches."""
    for command in commands.values():
        seconds(command)
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            times[name].append(seconds(command))
    return times


def table(title: str, times: Mapping[str, Sequence[float]], yardstick: str) -> str:
    """Lay out median, fastest and slowest run, and the ratio of medians to the yardstick."""
    unit = statistics.median(times[yardstick])
    width = max(len(name) for name in times)
    lines = [title, f"{'':{width}}  {'median':>8}  {'fastest':>8}  {'slowest':>8}  {'ratio':>6}"]
    for name, each in times.items():
        median = statistics.median(each)
        lines.append(f"{name:{width}}  {median:6.3f} s  {min(each):6.3f} s  {max(each):6.3f} s  {median / unit:6.2f}")
    return "\n".join(lines)
