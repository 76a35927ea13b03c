"""Columns: which of a list is which of ours, as somebody said or as it is called; and what is no list at all.

A guess is offered and never applied: a column called "Дата" may be the day of sign-up or the day a row was typed, and
only a reader of the list can tell.
"""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from musterbook.errors import InputError, MusterError, TableFound, UnknownName, counted, shown
from musterbook.intervals import Interval, Kind
from musterbook.linelist import parsing, words
from musterbook.linelist.listing import Listing, Plan, one_spelling
from musterbook.linelist.parsing import PLAIN, Style, Unread, holds_counts, read_date, read_number
from musterbook.schema import fields, kind_of

OURS = tuple(field["name"] for field in fields("records"))
Columns = Mapping[str, str | Sequence[str]]
LOOKED_AT, _MOST_PARTS, _MOST_SHOWN, _FEW = 200, 3, 40, 3
# Dates that are no columns of ours, but what others count by: a death, or a day of which the header says no more.
_OTHER_DATES = frozenset({"death", "date"})


def plan_columns(listings: Sequence[Listing], columns: Columns | None) -> Plan:
    """Decide where each column comes from; every listing must have all of them."""
    parts = mapped_headers(columns)
    for name in [one for one in parts if one not in OURS]:
        known, header = UnknownName.of("column", name, OURS), " + ".join(parts[name])
        if header in OURS:
            raise UnknownName(f"{known}; is it the other way round, {header}={name}?")
        # A name of one's own is welcome where it is like none of ours.
        if get_close_matches(name, OURS) or not re.fullmatch("[a-z][a-z0-9_]*", name) or "__" in name:
            raise known
    taken = [_taken(listing, parts) for listing in listings]
    names = {name: headers for one in taken for name, headers in one.items()}
    for listing, ours in zip(listings, taken, strict=True):
        if missing := [name for name in names if name not in ours]:
            file, theirs = next((one.file, its) for one, its in zip(listings, taken, strict=True) if missing[0] in its)
            there = [" + ".join(theirs[name]) for name in missing if name in theirs]
            raise _unmapped(listing, there, f", which {file} has")
    ordered = sorted(names, key=lambda name: (OURS.index(name) if name in OURS else len(OURS), name))
    ours_by_header = {header: name for name, headers in names.items() for header in headers}
    order = dict.fromkeys(ours_by_header.get(header, header) for listing in listings for header in listing.headers)
    return Plan(
        {name: " + ".join(names[name]) for name in ordered},
        tuple(name for name in order if name not in names),
        tuple(order),
        {name: headers for name, headers in parts.items() if len(headers) > 1},
    )


def mapped_headers(columns: Columns | None) -> dict[str, tuple[str, ...]]:
    """Give the headers that each name was mapped to, one or several, without the space around them."""
    found = {}
    for name, given in (columns or {}).items():
        headers = [given] if isinstance(given, str) or not isinstance(given, Sequence) else list(given)
        most = 1 if name in OURS and kind_of(name) is Kind.LABEL else _MOST_PARTS
        if not 1 <= len(headers) <= most:
            expected = "one header; of a date also [year, month, day] or [earliest, latest], of a number [least, most]"
            raise MusterError(f"columns: expected of {name} {expected}; found {shown(str(given))}")
        found[str(name)] = tuple(one_spelling(str(header)) for header in headers)
    return found


def _taken(listing: Listing, wanted: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Give the headers of one listing that each of our names has, those that are called so and those that were said.

    Refused is a header that several columns have, or that would hide, or be hidden by, what is put beside a column.
    """
    taken = {name: (name,) for name in listing.headers if name in OURS} | dict(wanted)
    absent = [header for headers in wanted.values() for header in headers if header not in listing.headers]
    if absent or not taken:
        raise _unmapped(listing, absent)
    mapped = dict.fromkeys(header for headers in taken.values() for header in headers)
    times = Counter(map(one_spelling, listing.found))
    kinds = {name: kind_of(name) if name in OURS else Kind.DATE for name in taken}
    made = {*taken, *(f"{name}_{end}" for name, kind in kinds.items() for end in kind.ends)}
    both = [name for name in OURS if name in listing.headers and taken[name] != (name,)]
    hidden = [one for one in listing.headers if one not in mapped and (one in made or one.startswith("__"))]
    wrong = {
        "more than one column for {}; rename one or map it to another name": [
            f"{name} ({' + '.join(taken[name])!r} and {name!r})" for name in both
        ],
        "{}; expected one of each name that is read": [
            f"{times[header]} columns called {header!r}" for header in mapped if times[header] > 1
        ],
        "expected columns of other names than those that are made here; leave out or rename {}": map(repr, hidden),
    }
    for said, which in wrong.items():
        if named := ", ".join(which):
            raise InputError(f"{listing.file}: {said.format(named)}")
    return taken


def _unmapped(listing: Listing, absent: Sequence[str], more: str = "") -> MusterError:
    """Say what is missing, which headers there are, and what could be meant."""
    what = f"no column called {', '.join(map(repr, absent))}{more}" if absent else "none of our columns"
    named = ", ".join(listing.headers[:_MOST_SHOWN]) + (", …" if len(listing.headers) > _MOST_SHOWN else "")
    lines = [f"{listing.file}: {what}; its {counted(len(listing.headers), 'column')}: {named}"]
    if guess := suggested(listing.headers):
        pairs = shlex.join(f"{name}={header}" for name, header in guess.items())
        lines.append(f"  suggest_columns would offer: columns={guess!r} (or --columns {pairs})")
    free = [header for header in listing.headers[1:] if header not in guess.values() and not words.is_total(header)]
    if counts := [header for header in free if holds_counts(listing.texts(header))][:_MOST_SHOWN]:
        lines.append(
            f"  if it is a table of counts: read_table, with count={counts!r} (or --count {shlex.join(counts)})"
        )
    if listing.delimiter and (not guess or len(listing.found) < 2):
        lines.append("  is the header on another line, as header=3 (or --header 3), or the delimiter another?")
    if not guess and not absent:
        lines.append("  say which of them is the date, as columns={'signup': 'header'} (or --columns signup=header)")
    return InputError("\n".join(lines))


# --- tables, which are no lists


def refuse_tables(listings: Sequence[Listing], columns: Columns | None) -> None:
    """Refuse what is no list of people but a table of cells with counts; a column that is mapped is no count."""
    mapped = {header for headers in mapped_headers(columns).values() for header in headers}
    for listing in listings:
        free = [header for header in listing.headers if header not in mapped and header not in OURS]
        dated = [header for header in free if heads_dates(header)]
        counts = [header for header in free if words.called_counts(header) and holds_counts(listing.texts(header))]
        sure = [header for header in counts if words.called_counts(header, perhaps=False)]
        why = ""
        if len(dated) > 1:
            why = f"{', '.join(map(repr, dated[:_FEW]))} head columns, as in a table with a column for each month"
        elif sure or (counts and any(parsing.holds_periods(listing.texts(header)) for header in listing.headers)):
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


# --- suggestions: what a header may mean, by its words in six languages


class Suggestions(dict[str, str]):
    """Our names, each with the header that probably means it; ``why`` says how sure that is, and of what.

    >>> found = Suggestions({"age": "Years"}, {"age": "likely: the header is 'years'"})
    >>> found, found.why
    ({'age': 'Years'}, {'age': "likely: the header is 'years'"})
    """

    def __init__(self, found: Mapping[str, str], why: Mapping[str, str]) -> None:
        """Keep the reasons beside the pairs."""
        super().__init__(found)
        self.why = dict(why)


def suggested(headers: Sequence[str], values: Mapping[str, Sequence[str]] | None = None) -> Suggestions:
    """Match headers with our names, the best pairs first, each header and each name once.

    >>> suggested(["Date d'arrivée", "ÂGE", "Fecha de inscripción", "入境日期", "Date of birth"])
    {'signup': 'Fecha de inscripción', 'age': 'ÂGE'}
    """
    found: dict[str, str] = {}
    why: dict[str, str] = {}
    bare = {header: words.plain(header) for header in headers}
    kinds = {name: Kind.DATE if name in _OTHER_DATES else kind_of(name) for name in words.headers()}
    for name, known in words.headers().items():
        kind = kinds[name]
        distances = {at: words.distance(one, known) for at, one in bare.items() if one not in words.of("births")}
        if name == "date" and not any(kinds[one] is Kind.DATE for one in found):
            # The date of anything else, where no other column of dates was found.
            free = distances.keys() - {*found.values()}
            distances |= {at: min(distances[at], words.TOO_FAR - 1) for at in free if words.is_of_a_date(bare[at])}
        best = min(distances.values(), default=words.TOO_FAR)
        header, *others = [one for one, distance in distances.items() if distance == best] or [""]
        if best == words.TOO_FAR or others or header in found.values():
            continue
        texts = (values or {}).get(header, [])
        fitting = len(set(texts)) if name == "record_id" else len(texts)
        if kind is not Kind.LABEL:
            stated = [text for text in texts if text.strip().casefold() not in words.of("missing")]
            read = map(read_date if kind is Kind.DATE else read_number, stated)
            fitting -= sum(
                isinstance(one, Unread) and not one.choices and one.expected != parsing.NO_CENTURY for one in read
            )
        if 3 * fitting < 2 * len(texts):
            continue
        looked = f", and {'all' if fitting == len(texts) else fitting} of the first {len(texts)} values fit"
        found[name] = header
        is_sure = best == 0 and texts
        why[name] = f"{'sure' if is_sure else 'likely'}: the header is {header!r}{looked if texts else ''}"
    return Suggestions(found, why)
