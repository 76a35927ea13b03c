"""Lists of the shapes that well-known real ones have, made up from a seed: no row of any of them is copied.

``killed`` has the day, name, age and place of each person, ages sometimes unknown; ``memorial`` gives the day within
words, weekday first, over two centuries; ``banded`` gives a month without a sign and a band of ages.

    python shapes.py memorial list.csv
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path

FIRST = ["Ana", "Boris", "Chen", "Dilip", "Emeka", "Fatima", "Georg", "Hana", "Ivan", "José", "Kofi", "Lena"]
LAST = ["Abara", "Blanco", "Castro", "Dubois", "Ekholm", "Fontaine", "Gurung", "Horvat", "Ito", "Jansen", "Kuznetsov"]
PLACES = ["North Springfield", "St. Mary's", "Río Seco", "Lower Hutton", "Weston-on-Sea", "Big Creek, East"]
BANDS = ["0-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+", "Unknown"]


def killed(random_: random.Random) -> list[dict[str, str]]:
    """Give date, name, age and place, as a newspaper keeps them."""
    day = _days(random_, dt.date(2015, 1, 2), dt.date(2020, 6, 30))
    return [
        {
            "date": f"{(when := day()).month}/{when.day}/{when.year}",
            "name": f"{random_.choice(FIRST)} {random_.choice(LAST)}",
            "age": "" if random_.random() < 0.04 else str(int(random_.triangular(6, 91, 34))),
            "city": random_.choice(PLACES),
        }
        for _ in range(5_209)
    ]


def memorial(random_: random.Random) -> list[dict[str, str]]:
    """Give who fell on which day, the day in words."""
    day = _days(random_, dt.date(1900, 1, 3), dt.date(2016, 6, 30))
    return [
        {
            "person": f"Officer {random_.choice(FIRST)} {random_.choice(LAST)}",
            "dept": f"{random_.choice(PLACES)} Police Department, XX",
            "eow": f"EOW: {(when := day()):%A, %B} {when.day}, {when.year}",
            "cause": f"Cause: {random_.choice(['Gunfire', 'Accident', 'Illness'])}",
        }
        for _ in range(22_800)
    ]


def banded(random_: random.Random) -> list[dict[str, str]]:
    """Give the month of each case as YYYYMM, and a band of ages."""
    day = _days(random_, dt.date(2014, 1, 1), dt.date(2023, 12, 31))
    return [
        {
            "case": str(place),
            "yearmonth": f"{day():%Y%m}",
            "age_band": random_.choice(BANDS),
            "sex": random_.choice("MF"),
        }
        for place in range(1, 19_227)
    ]


SHAPES: dict[str, Callable[[random.Random], list[dict[str, str]]]] = {
    "killed": killed,
    "memorial": memorial,
    "banded": banded,
}


def write(name: str, path: Path, seed: int = 1) -> Path:
    """Write one of the lists."""
    rows = SHAPES[name](random.Random(seed))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0]], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def _days(random_: random.Random, first: dt.date, last: dt.date) -> Callable[[], dt.date]:
    length = (last - first).days
    return lambda: first + dt.timedelta(random_.randint(0, length))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make a list of a shape that real ones have.")
    parser.add_argument("name", choices=SHAPES)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    write(given.name, given.out)
