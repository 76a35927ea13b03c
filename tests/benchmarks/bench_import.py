"""What ``import musterbook`` costs beside ``import pandas``."""

from __future__ import annotations

import sys

from timing import interleaved, table

RUNS = 11


def main() -> None:
    """Time both imports in fresh processes and print the table."""
    commands = {f"import {name}": [sys.executable, "-c", f"import {name}"] for name in ("pandas", "musterbook")}
    times = interleaved(commands, RUNS)
    print(table(f"Import, {RUNS} runs each", times, yardstick="import pandas"))


if __name__ == "__main__":
    main()
