"""What building all figures of a case costs beside a bare script that saves as many plain charts.

The bare script is the least that any tool on this stack can do: import pandas and matplotlib, draw
one bar chart, save it as PNG and SVG, as often as the case has figures.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from timing import interleaved, table

RUNS = 3
CASE = "data/moscow-2023-24"

BARE = """
import sys
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd
folder, charts = sys.argv[1], int(sys.argv[2])
frame = pd.DataFrame({"month": range(12), "people": range(12)})
for number in range(charts):
    figure, ax = plt.subplots(figsize=(8, 4.5))
    ax.bar(frame["month"], frame["people"])
    figure.savefig(f"{folder}/{number}.png", dpi=200)
    figure.savefig(f"{folder}/{number}.svg")
    plt.close(figure)
"""


def figures_command(case: str, folder: Path) -> list[str]:
    """Give the command a user runs to build all figures of a case."""
    return [sys.executable, "-m", "musterbook", "draw", case, "--out", str(folder)]


def count_figures(case: str, folder: Path) -> int:
    """Build the figures once and count them."""
    command = figures_command(case, folder)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return len(list(folder.glob("*.png")))


def main(case: str) -> None:
    """Time both in fresh processes and print the table."""
    with tempfile.TemporaryDirectory() as scratch:
        built, bare = Path(scratch, "built"), Path(scratch, "bare")
        bare.mkdir()
        charts = count_figures(case, built)
        commands = {
            "bare script": [sys.executable, "-c", BARE, str(bare), str(charts)],
            "musterbook draw": figures_command(case, built),
        }
        times = interleaved(commands, RUNS)
    print(table(f"{charts} figures as PNG and SVG, {RUNS} runs each", times, "bare script"))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else CASE)
