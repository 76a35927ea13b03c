"""What ``import musterbook`` costs beside ``import pandas``, alone and with a first name looked up.

Names are imported when they are first asked for, so the import alone says little: whoever counts people pays for what
counting needs, whoever reads a case for that.
"""

from __future__ import annotations

import sys

from timing import interleaved, table

RUNS = 11
STATEMENTS = (
    "import pandas",
    "import musterbook",
    "import musterbook; musterbook.counts",
    "import musterbook; musterbook.read_case",
    "from musterbook import *",
)


def main() -> None:
    """Time all in fresh processes and print the table."""
    costs = interleaved({one: [sys.executable, "-c", one] for one in STATEMENTS}, RUNS)
    print(table(f"Import, {RUNS} runs each", costs, yardstick="import pandas"))


if __name__ == "__main__":
    main()
