"""Mapping: which column of a list is which of ours, as somebody said or as it is called already."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from musterbook.errors import InputError, MusterError, UnknownName, counted
from musterbook.intervals import Kind
from musterbook.reading.headers import suggested
from musterbook.reading.listing import Listing
from musterbook.reading.shapes import DELIMITERS
from musterbook.tables import fields, kind_of

OURS = tuple(field["name"] for field in fields("records"))
_ENDS = {Kind.DATE: ("first", "last"), Kind.NUMBER: ("low", "high")}
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


@dataclass(frozen=True)
class Plan:
    """What is taken from a list: ``columns`` gives the header of each of our names, ``others`` are kept as they are.

    ``order`` has the names of all columns as they stand in the list. Invariant: our names come in the order of the
    schema, further ones after them; no name stands twice.
    """

    columns: Mapping[str, str]
    others: tuple[str, ...]

    order: tuple[str, ...]


def plan_columns(listings: Sequence[Listing], columns: Mapping[str, str] | None) -> Plan:
    """Decide where each column comes from; every listing must have all of them."""
    wanted = {name: " ".join(str(header).split()) for name, header in (columns or {}).items()}
    _check_names(wanted)
    plans = [_plan(listing, wanted) for listing in listings]
    _check_all_have(listings, plans)
    names = {name: header for plan in plans for name, header in plan.columns.items()}
    ordered = sorted(names, key=lambda name: (OURS.index(name) if name in OURS else len(OURS), name))
    others = dict.fromkeys(header for plan in plans for header in plan.others)
    order = dict.fromkeys(name for plan in plans for name in plan.order)
    return Plan({name: names[name] for name in ordered}, tuple(others), tuple(order))


def _check_all_have(listings: Sequence[Listing], plans: Sequence[Plan]) -> None:
    """Refuse files of which one has a column of ours that another lacks; the first of each kind is named."""
    having = {name: place for place in reversed(range(len(plans))) for name in plans[place].columns}
    for listing, plan in zip(listings, plans, strict=True):
        missing = {plans[place].columns[name]: place for name, place in having.items() if name not in plan.columns}
        if missing:
            first = min(missing.values())
            there = [header for header, place in missing.items() if place == first]
            raise _unmapped(listing, f"no {_columns(there)}, which {listings[first].file} has")


def _plan(listing: Listing, wanted: Mapping[str, str]) -> Plan:
    absent = [header for header in wanted.values() if header not in listing.headers]
    if absent:
        raise _unmapped(listing, f"no {_columns(absent)}")
    own = {name: name for name in listing.headers if name in OURS}
    clashing = [name for name in own if name in wanted and wanted[name] != name]
    if clashing:
        which = ", ".join(f"{name} ({wanted[name]!r} and {name!r})" for name in clashing)
        raise InputError(f"{listing.file}: more than one column for {which}; rename one or map it to another name")
    taken = own | dict(wanted)
    if not taken:
        raise _unmapped(listing, "none of our columns")
    _check_once(listing, taken)
    others = tuple(header for header in listing.headers if header not in taken.values())
    _check_others(listing, taken, others)
    ours = {header: name for name, header in taken.items()}
    return Plan(taken, others, tuple(ours.get(header, header) for header in listing.headers))


def _check_names(wanted: Mapping[str, str]) -> None:
    """Refuse names that are mistyped; a name of one's own is welcome where it is like none of ours."""
    for name, header in wanted.items():
        if name in OURS:
            continue
        if header in OURS:
            known = UnknownName.of("column", name, OURS)
            raise UnknownName(f"{known}; is it the other way round, {header}={name}?")
        if get_close_matches(name, OURS) or not _NAME.fullmatch(name) or "__" in name:
            raise UnknownName.of("column", name, OURS)


def _check_others(listing: Listing, taken: Mapping[str, str], others: Sequence[str]) -> None:
    """Refuse headers that would hide, or be hidden by, a column of ours or what is put beside it."""
    beside = {f"{name}_{end}" for name in taken for end in _ENDS.get(kind_of(name), ())}
    wrong = [one for one in others if one in beside or one in taken or one.startswith("__")]
    if wrong:
        what = "columns of other names than those that are made here; leave out or rename"
        raise InputError(f"{listing.file}: expected {what} {', '.join(map(repr, wrong))}")


def _check_once(listing: Listing, taken: Mapping[str, str]) -> None:
    """Refuse a header that several columns have."""
    times = Counter(listing.found)
    twice = [header for header in dict.fromkeys(taken.values()) if times[header] > 1]
    if twice:
        which = ", ".join(f"{times[header]} columns called {header!r}" for header in twice)
        raise InputError(f"{listing.file}: {which}; expected one of each name that is read")


def _columns(headers: Sequence[str]) -> str:
    return f"column called {', '.join(map(repr, headers))}"


def _unmapped(listing: Listing, what: str) -> MusterError:
    """Say what is missing, which headers there are, and what could be meant."""
    shown = ", ".join(listing.headers[:40]) + (", …" if len(listing.headers) > 40 else "")
    lines = [f"{listing.file}: {what}; its {counted(len(listing.headers), 'column')}: {shown}"]
    guess = suggested(listing.headers)
    if guess:
        pairs = " ".join(shlex.quote(f"{name}={header}") for name, header in guess.items())
        lines.append(f"  suggest_columns would offer: columns={guess!r} (or --columns {pairs})")
    lines += _misread(listing)
    below = _headers_below(listing)
    lines += [f"  line {line} looks like a header; if it is, give header={line} (or --header {line})" for line in below]
    return InputError("\n".join(lines))


def _misread(listing: Listing) -> Iterator[str]:
    """Say how the file may have to be read, where its header looks as if another way was told."""
    if len(listing.found) == 1:
        mark = max(DELIMITERS, key=listing.found[0].count)
        if mark in listing.found[0] and mark != listing.delimiter:
            sign = "a tab" if mark == "\t" else repr(mark)
            yield f"  one column only; is the delimiter {sign}?"
    headers = ", ".join(listing.headers[:40])
    try:
        other = headers.encode(listing.encoding or "utf-8").decode("utf-8")
    except (UnicodeError, LookupError):
        return
    if other != headers:
        yield f"  is the encoding utf-8? its headers would then be: {other}"


def _headers_below(listing: Listing) -> Iterator[int]:
    """Find a line among the first rows that names more of our columns than the header does."""
    best = len(suggested(listing.headers))
    rows = listing.first_rows(20)
    for number, values in rows:
        texts = [str(value) for value in values if value]
        if len(suggested(texts)) > max(best, 1) or set(texts) & set(OURS):
            yield int(listing.line_of(number)[0])
            return
