"""How much is tried: a fixed few in every run, and with ``EXPLORE=1`` in the environment many, new ones each time."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings

EXPLORE = bool(os.environ.get("EXPLORE"))
TIMES = 20
"""So many times as many examples are tried where somebody explores."""


def examples(number: int, **options: Any) -> settings:
    """Try so many examples of what Hypothesis draws; none of them is timed."""
    return settings(max_examples=number * (TIMES if EXPLORE else 1), deadline=None, **options)
