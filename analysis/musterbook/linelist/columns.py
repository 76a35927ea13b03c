"""Columns: which of a list is which of ours, as somebody said or as it is called; and what is no list at all."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from re import ASCII, fullmatch

from musterbook.errors import InputError, MusterError, TableFound, UnknownName, counted, shown
from musterbook.intervals import Interval, Kind
from musterbook.linelist.listing import Listing, as_texts, one_spelling
from musterbook.linelist.parsing import PLAIN, Style, holds_counts, read_date
from musterbook.linelist.rows import Plan
from musterbook.linelist.suggestions import LOOKED_AT, called_counts, suggested
from musterbook.schema import fields, kind_of

OURS = tuple(field["name"] for field in fields("records"))
Columns = Mapping[str, str | Sequence[str]]
ENDS = {Kind.DATE: ("first", "last"), Kind.NUMBER: ("low", "high"), Kind.LABEL: ()}
_MOST_PARTS = 3
_MOST_SHOWN = 40
_MOST_PERIODS = 1_000
_FEW = 3


def plan_columns(listings: Sequence[Listing], columns: Columns | None) -> Plan:
    """Decide where each column comes from; every listing must have all of them."""
    parts = mapped_headers(columns)
    _check_names(parts)
    taken = [_taken(listing, parts) for listing in listings]
    _check_all_have(listings, taken)
    names = {name: headers for one in taken for name, headers in one.items()}
    ordered = sorted(names, key=lambda name: (OURS.index(name) if name in OURS else len(OURS), name))
    ours = {header: name for name, headers in names.items() for header in headers}
    order = dict.fromkeys(ours.get(header, header) for listing in listings for header in listing.headers)
    return Plan(
        {name: " + ".join(names[name]) for name in ordered},
        tuple(name for name in order if name not in names),
        tuple(order),
        {name: headers for name, headers in parts.items() if len(headers) > 1},
    )


def mapped_headers(columns: Columns | None) -> dict[str, tuple[str, ...]]:
    """Give the headers that each name was mapped to, one or several, without the space around them."""
    if columns is not None and not isinstance(columns, Mapping):
        raise MusterError(f"columns: expected a mapping, as {{'signup': 'Дата'}}; found a {type(columns).__name__}")
    found = {}
    for name, given in (columns or {}).items():
        headers = [given] if isinstance(given, str) or not isinstance(given, Sequence) else list(given)
        most = 1 if name in OURS and kind_of(name) is Kind.LABEL else _MOST_PARTS
        if not 1 <= len(headers) <= most:
            expected = "one header; of a date also [year, month, day] or [earliest, latest], of a number [least, most]"
            raise MusterError(f"columns: expected of {name} {expected}; found {shown(str(given))}")
        found[str(name)] = tuple(one_spelling(str(header)) for header in headers)
    return found


def _check_names(wanted: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse names that are mistyped; a name of one's own is welcome where it is like none of ours."""
    for name, headers in wanted.items():
        if name in OURS:
            continue
        header = " + ".join(headers)
        known = UnknownName.of("column", name, OURS)
        if header in OURS:
            raise UnknownName(f"{known}; is it the other way round, {header}={name}?")
        if get_close_matches(name, OURS) or not fullmatch("[a-z][a-z0-9_]*", name, ASCII) or "__" in name:
            raise known


def _taken(listing: Listing, wanted: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Give the headers of one listing that each of our names has, those that are called so and those that were said."""
    absent = [header for headers in wanted.values() for header in headers if header not in listing.headers]
    if absent:
        raise _unmapped(listing, _none_called(absent))
    own = {name: (name,) for name in listing.headers if name in OURS}
    clashing = [name for name in own if name in wanted and wanted[name] != (name,)]
    if clashing:
        which = ", ".join(f"{name} ({' + '.join(wanted[name])!r} and {name!r})" for name in clashing)
        raise InputError(f"{listing.file}: more than one column for {which}; rename one or map it to another name")
    taken = own | dict(wanted)
    if not taken:
        raise _unmapped(listing, "none of our columns")
    _check_headers(listing, taken)
    return taken


def _check_headers(listing: Listing, taken: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse a header that several columns have, or that would hide, or be hidden by, what is put beside a column."""
    mapped = dict.fromkeys(header for headers in taken.values() for header in headers)
    times = Counter(map(one_spelling, listing.found))
    twice = ", ".join(f"{times[header]} columns called {header!r}" for header in mapped if times[header] > 1)
    if twice:
        raise InputError(f"{listing.file}: {twice}; expected one of each name that is read")
    kinds = {name: kind_of(name) if name in OURS else Kind.DATE for name in taken}
    made = {*taken, *(f"{name}_{end}" for name, kind in kinds.items() for end in ENDS[kind])}
    hidden = [one for one in listing.headers if one not in mapped and (one in made or one.startswith("__"))]
    if hidden:
        what = "columns of other names than those that are made here; leave out or rename"
        raise InputError(f"{listing.file}: expected {what} {', '.join(map(repr, hidden))}")


def _check_all_have(listings: Sequence[Listing], taken: Sequence[Mapping[str, tuple[str, ...]]]) -> None:
    """Refuse files of which one has a column of ours that another lacks; the first of each kind is named."""
    having = {name: place for place in reversed(range(len(taken))) for name in taken[place]}
    for listing, ours in zip(listings, taken, strict=True):
        missing = [name for name in having if name not in ours]
        if missing:
            first = min(having[name] for name in missing)
            there = [" + ".join(taken[first][name]) for name in missing if having[name] == first]
            raise _unmapped(listing, f"{_none_called(there)}, which {listings[first].file} has")


def _none_called(headers: Sequence[str]) -> str:
    return f"no column called {', '.join(map(repr, headers))}"


def _unmapped(listing: Listing, what: str) -> MusterError:
    """Say what is missing, which headers there are, and what could be meant."""
    named = ", ".join(listing.headers[:_MOST_SHOWN])
    more = ", …" if len(listing.headers) > _MOST_SHOWN else ""
    lines = [f"{listing.file}: {what}; its {counted(len(listing.headers), 'column')}: {named}{more}"]
    guess = suggested(listing.headers)
    if guess:
        pairs = " ".join(shlex.quote(f"{name}={header}") for name, header in guess.items())
        lines.append(f"  suggest_columns would offer: columns={guess!r} (or --columns {pairs})")
    lines += _misread(listing, named)
    counts = [header for header in listing.headers[1:] if header not in guess.values() and _counts_in(listing, header)]
    if counts:
        told = f"count={counts[-1]!r} (or --count {shlex.quote(counts[-1])})"
        lines.append(f"  if {counts[-1]!r} holds counts of people, it is a table: read_table, with {told}")
    is_title = sum(bool(header.strip()) for header in listing.found) < 2
    for line, texts in listing.first_rows(20):
        names = texts[:LOOKED_AT]
        is_wider = is_title and sum(map(bool, names)) > 1
        if is_wider or len(suggested(names)) > max(len(guess), 1) or set(names) & set(OURS):
            lines.append(f"  line {line} looks like a header; if it is, give header={line} (or --header {line})")
            break
    return InputError("\n".join(lines))


def _misread(listing: Listing, headers: str) -> Iterator[str]:
    """Say how the file may have to be read, where its header looks as if another way was told."""
    if len(listing.found) == 1:
        mark = max(",;\t|", key=listing.found[0].count)
        if mark in listing.found[0] and mark != listing.delimiter:
            sign = "a tab" if mark == "\t" else repr(mark)
            yield f"  one column only; is the delimiter {sign}?"
    try:
        other = headers.encode(listing.encoding or "utf-8").decode("utf-8")
    except (UnicodeError, LookupError):
        return
    if other != headers:
        yield f"  is the encoding utf-8? its headers would then be: {other}"


def refuse_tables(listings: Sequence[Listing], columns: Columns | None) -> None:
    """Refuse what is no list of people but a table of cells with counts; a column that is mapped is no count."""
    mapped = {header for headers in mapped_headers(columns).values() for header in headers}
    for listing in listings:
        free = [header for header in listing.headers if header not in mapped and header not in OURS]
        dated = [header for header in free if heads_dates(header)]
        counts = [header for header in free if called_counts(header) and _counts_in(listing, header)]
        sure = [header for header in counts if called_counts(header, perhaps=False)]
        why = ""
        if len(dated) > 1:
            why = f"{', '.join(map(repr, dated[:_FEW]))} head columns, as in a table with a column for each month"
        elif sure or (counts and any(_is_of_periods(listing, header) for header in listing.headers)):
            why = f"{(sure or counts)[0]!r} holds counts of people"
        if why:
            raise TableFound(
                f"{listing.file}: {why}, so its rows are no persons; read it with read_table, or map the column if "
                "each row is a person"
            )


def heads_dates(header: str, style: Style = PLAIN) -> bool:
    """Tell whether a header is a date, as in a table with a column for each month; 51 is none, and 2023 and 202306 are.

    >>> heads_dates("June 2023"), heads_dates("2023"), heads_dates("45160")
    (True, True, False)
    """
    is_number = header.isdecimal() and len(header) not in {4, 6}
    return not is_number and isinstance(read_date(header, style), Interval)


def _counts_in(listing: Listing, header: str) -> bool:
    """Tell whether a column holds counts, by its first rows."""
    return holds_counts(as_texts(header, listing.column(header).slice(0, _MOST_PERIODS)).drop_null().to_pylist())


def _is_of_periods(listing: Listing, header: str) -> bool:
    """Tell whether a column has a row for each of some months, weeks, quarters or years."""
    texts = as_texts(header, listing.column(header)).drop_null()
    if not 1 < len(texts) <= _MOST_PERIODS or len(texts.unique()) < len(texts):
        return False
    read = [read_date(text) for text in texts.to_pylist()]
    return all(isinstance(one, Interval) and one.is_closed and one.size > 1 for one in read)
