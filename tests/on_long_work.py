"""Read a long list, or do with one engine what takes long, and ask to be interrupted in the midst of it.

A script of its own, for an interruption is meant for a whole process. ``now`` is the moment to interrupt it.

    python on_long_work.py reading|ENGINE LONG_LIST SHORT_LIST FOLDER...

The folders are those that nothing may be left in by what was not interrupted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

import musterbook as mb

SLOWER = 80
"""How many times over the long list is counted, for an engine counts it once before anybody can interrupt."""
RULES = "reading dates and numbers, holding rows against the rules"


def main(what: str, long: str, short: str, *folders: str) -> None:
    """Read, or do all that an engine does, one after another in one process."""
    mb.read_records(short, errors="keep_aside").summary()
    try:
        mb.read_records(short)
    except mb.MusterError:
        left = sorted(path.name for folder in folders for path in Path(folder).iterdir())
        say(f"after a reading and a refusal: {left}")
    if what == "reading":
        attempt("read_records", partial(read, long, RULES))
    else:
        for name, work in calls(many(what, long)).items():
            attempt(name, partial(at_once, work))
    kept = mb.read_records(short, errors="keep_aside").records
    say(f"and then: {mb.counts(kept, 'signup').to_dict('list')}")


def say(words: str) -> None:
    """Say something at once, not when the pipe is full."""
    print(words, flush=True)


def attempt(name: str, work: Callable[[], object]) -> None:
    """Do something, and say whether it was interrupted."""
    try:
        work()
    except KeyboardInterrupt:
        try:  # noqa: SIM105 - the second one would come while `suppress` is still being called
            time.sleep(0)  # Polars raises it, and then at times Python does too, for the one signal
        except KeyboardInterrupt:
            pass
        say(f"{name}: interrupted")
    else:
        say(f"{name}: finished")


def read(path: str, moment: str) -> None:
    """Read a list, and ask to be interrupted at one of the steps."""

    def ask(step: str) -> None:
        if step == moment:
            say("now")

    mb.read_records(path, errors="keep_aside", progress=ask)


def at_once(work: Callable[[], object]) -> None:
    """Ask to be interrupted, and begin."""
    say("now")
    work()


def many(engine: str, path: str) -> Any:
    """Give a long list over and over, as a frame that an engine has not yet computed."""
    if engine == "polars":
        import polars as pl

        return pl.concat([pl.scan_csv(path, infer_schema=False)] * SLOWER)
    if engine == "duckdb":
        import duckdb

        return duckdb.read_csv(path, all_varchar=True).cross(duckdb.sql(f"from range({SLOWER}) as times(time)"))
    import dask.dataframe as dd

    return dd.concat([dd.read_csv(path, dtype=str)] * 4)


def calls(frame: Any) -> dict[str, Callable[[], object]]:
    """Give the calls that take long; the list is taken for a register as well."""
    people = pd.DataFrame({"record_id": ["p-000000007"], "signup": ["2023-08-22"]})
    as_register = {"date": "arrival", "direction": "source_id", "entries": "made"}
    return {
        "counts": lambda: mb.counts(frame, "signup"),
        "lag_counts": lambda: mb.lag_counts(frame),
        "link_crossings": lambda: mb.link_crossings(people, frame, "record_id", **as_register),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
