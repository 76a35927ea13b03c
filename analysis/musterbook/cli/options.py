"""What each command is for and what it takes, as one table; and what was given to one: a case, a list, its columns."""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

import musterbook as mb
from musterbook.case.package import DESCRIPTOR, case_folder
from musterbook.errors import InputError, MusterError, TableFound, counted, shown
from musterbook.intervals import Every, Interval
from musterbook.progress import doing, tell
from musterbook.protection import THRESHOLDS

# A file beside lists: ``safe = 5`` protects whatever leaves of them, unless ``--safe 0`` is asked for.
SETTINGS = "musterbook.toml"
CELLS = {"cell", "sure", "possible"}
OF_BOTH = ("dayfirst", "century", "missing", "encoding", "delimiter", "sheet", "header")
OF_TABLES = ("count", "across", "suppressed")
OF_LISTS = ("schema", "arrival_after_signup", "epoch", "age_at")
IS_CASE = "folder of the case, or the name of one that comes with musterbook"
ACTIONS = {"boolean": argparse.BooleanOptionalAction}
CHOICES: dict[str, Sequence[object]] = {"--every": [*map(str, Every)], "--safe": (0, *THRESHOLDS)}


def parser() -> argparse.ArgumentParser:
    """Give the parser of all commands, as commands.toml lists them; ``run`` of what it finds names the command."""
    told = tomllib.loads(files("musterbook.cli").joinpath("commands.toml").read_text("utf-8"))
    known, filled = {**told["reading"], **told["options"]}, {"IS_CASE": IS_CASE, "CHARTS": ", ".join(mb.list_figures())}
    whole = argparse.ArgumentParser(prog="musterbook", description=told["about"], epilog=told["exits"])
    whole.add_argument("--version", action="version", version=f"musterbook {mb.__version__}")
    added = whole.add_subparsers(required=True, metavar="COMMAND")
    for name, command in told["commands"].items():
        description, epilog = (told[part].get(name, "") for part in ("descriptions", "epilogs"))
        one = added.add_parser(name, help=command["help"], description=description, epilog=epilog)
        one.set_defaults(run=name)
        takes, exclusive = command["takes"], None
        for key in chain.from_iterable(told["reading"] if key == "READING" else [key] for key in takes):
            how = {**known[key], "help": known[key]["help"].format(**filled)}
            if how.pop("only", False):
                exclusive, how["default"] = exclusive or one.add_mutually_exclusive_group(), None
            how |= {"type": int} if "type" in how else {}
            how |= {"choices": CHOICES[key]} if key in CHOICES else {}
            how |= {"action": ACTIONS.get(how["action"], how["action"])} if "action" in how else {}
            names = [part for part in key.split() if part.startswith("-")] or key.split()[:1]
            (exclusive if "dest" in how and exclusive else one).add_argument(*names, **how)
    return whole


# --- what was given


def place_of(named: str) -> Path:
    """Find a case or a list: a path or, where there is none, the case of that name that comes with musterbook."""
    return case_folder(named) if named in mb.list_cases() and not Path(named).exists() else Path(named)


def case_of(given: argparse.Namespace) -> mb.Case:
    """Read the case that was given."""
    return mb.read_case(place_of(given.case))


def subject_of(given: argparse.Namespace) -> Any:
    """Read what is to be drawn: a case by its folder or name, a table of cells, else a list or a table of counts."""
    place = place_of(given.list)
    if (place / DESCRIPTOR).is_file():
        return mb.read_case(place)
    if place.is_file() and place.suffix == ".csv":
        with suppress(ValueError):
            if set(pd.read_csv(place, nrows=0, encoding_errors="replace").columns) >= CELLS:
                return pd.read_csv(place, dtype={"cell": "str"})
    return list_of(given)


def list_of(given: argparse.Namespace, window: Interval | str | None = None) -> mb.LineList | mb.AggregateTable:
    """Read the list, or the table of counts, by the options that were given."""
    columns = pairs("--columns", given.columns or (), "OURS=THEIRS, as signup=Дата") or None
    both, of_tables, of_lists = (
        {name: getattr(given, name) for name in names} for names in (OF_BOTH, OF_TABLES, OF_LISTS)
    )
    joined = pairs("--join", given.join or (), "VARIANT=LABEL, as KIA=killed") or given.join is not None
    errors = "keep_aside" if given.keep_aside else "raise"
    told: dict[str, Any] = {"join": joined, "window": window, "errors": errors, "progress": tell, **both, **of_lists}
    with doing(f"reading {Path(given.list).name}"):
        if not any(of_tables.values()):
            with suppress(TableFound):
                return mb.read_records(given.list, columns=columns, **told)
        return mb.read_table(given.list, columns=columns, join=joined, **both, **of_tables)


def protection(given: argparse.Namespace) -> int:
    """Give the threshold that protects what leaves of a list or a case: as asked, else as its folder says, else 0."""
    if given.safe is not None:
        return int(given.safe)
    source = place_of(given.list if "list" in given else given.case)
    place = (source if source.is_dir() else source.parent) / SETTINGS
    if not place.is_file():
        return 0
    try:
        found = tomllib.loads(place.read_text("utf-8")).get("safe")
    except (OSError, ValueError) as error:
        raise InputError(f"{place}: {error}") from None
    if found is not False and found not in THRESHOLDS:
        listed = ", ".join(map(str, THRESHOLDS))
        raise InputError(f"{place}: expected safe = one of {listed}, or false, found {found!r}")
    return int(found)


def pairs(option: str, texts: Sequence[str], expected: str) -> dict[str, str]:
    """Read pairs of names; each first name is given once.

    >>> pairs("--columns", ["signup=Дата", "age=Возраст, лет"], "OURS=THEIRS")
    {'signup': 'Дата', 'age': 'Возраст, лет'}
    """
    read: dict[str, list[str]] = {}
    for name, _, value in (text.partition("=") for text in texts):
        read.setdefault(name, []).append(value)
    if wrong := [text for text in texts if not all(text.partition("="))]:
        raise MusterError(f"{option}: expected {expected}; found {_listed(wrong)}")
    twice = {name: said for name, said in read.items() if len(said) > 1}
    given = [f"{name} is given {counted(len(said), 'time')}, as {_listed(said)}" for name, said in twice.items()]
    if given:
        raise MusterError(f"{option}: {'; '.join(given)}; expected each name once")
    return {name: value for name, [value] in read.items()}


def _listed(texts: Iterable[str]) -> str:
    """Quote texts."""
    return ", ".join(map(shown, texts))
