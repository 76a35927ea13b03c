"""What goes wrong, said once and said well.

Every error of the library is a :class:`MusterError`, which is also a ``ValueError``. An error says what was expected,
what came, and how to mend it. Problems in files are collected first and raised together, so that one run shows
everything there is to mend. The wording of each kind stands here, in its class methods, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import wraps
from numbers import Integral
from typing import ParamSpec, TypeVar

Read = TypeVar("Read")
Made = TypeVar("Made")
Given = ParamSpec("Given")
MOST_SHOWN = 100
MOST_NAMES = 40
# Signs that move the cursor, recolour or retitle a terminal, or turn the direction of what follows.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class MusterError(ValueError):
    """Any error that this library raises on purpose.

    >>> import musterbook as mb
    >>> issubclass(mb.MusterError, ValueError)
    True
    """

    @property
    def expectation(self) -> str:
        """What was expected, as far as it is known."""
        return str(self)


class Unreadable(MusterError):
    """A text that is not what it should be: ``why``, and what was ``expected``; ``is_plain`` where that is all."""

    def __init__(self, text: str, why: str, expected: str, *, is_plain: bool = True) -> None:
        """Make the message of its parts."""
        super().__init__(f"{shown(text)} {why}; expected {expected}")
        self.why, self.expected, self.is_plain = why, expected, is_plain

    @property
    def expectation(self) -> str:
        """What was expected, and what is wrong with this one where that is more.

        >>> Unreadable("2024/2023", "ends before it begins", "a date", is_plain=False).expectation
        'a date; this one ends before it begins'
        """
        return self.expected if self.is_plain else f"{self.expected}; this one {self.why}"


_UNSTATED, _SET_ASIDE, _NOBODY = "value not stated", "row set aside", "row set aside: it is nobody"


class ProblemKind(StrEnum):
    """What can be wrong in a file; members know the ``consequence`` in a list, and what a row is that is nobody."""

    consequence: str
    nobody: str

    FILE = "file"
    FORM = "form", _SET_ASIDE
    UNREADABLE = "unreadable"
    UNSEEN = "control characters"
    LONG = "too long"
    FORMULA = "formula"
    IMPLAUSIBLE = "implausible"
    OUTSIDE = "outside the window"
    ORDER = "order"
    RULE = "rule"
    REQUIRED = "required", "kept without it"
    REPEATED = "repeated", f"{_SET_ASIDE}: counted already"
    SAME_ID = "same id", "kept as another person"
    TOTAL = "total", _NOBODY, "a row of totals"
    FOOTER = "footer", _NOBODY, "a line below the list"
    HEADER = "header", _NOBODY, "the header again"
    RULED = "ruled", _NOBODY, "a row of dashes"

    def __new__(cls, name: str, consequence: str = _UNSTATED, nobody: str = "") -> ProblemKind:
        """Keep what is known of it beside the name."""
        made = str.__new__(cls, name)
        made._value_, made.consequence, made.nobody = name, consequence, nobody
        return made

    @property
    def is_nobody(self) -> bool:
        """Whether such a row is no person at all."""
        return self.consequence == _NOBODY

    @property
    def is_of_row(self) -> bool:
        """Whether the whole row is set aside, and not a value of it alone."""
        return self.consequence.startswith(_SET_ASIDE)

    @property
    def is_of_value(self) -> bool:
        """Whether a value of the row becomes not stated."""
        return self.consequence == _UNSTATED


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend in a file: where it is, what stands there, and what was expected.

    ``line`` counts physical lines from 1, the header being line 1; 0 means the file as a whole. ``found`` says in words
    what was there where it is no value that could be quoted. ``kind`` is one of a closed list.

    >>> print(Problem("claims.csv", 4, "relation", "=>", "one of =, >=, <=, ~"))
    claims.csv, line 4, relation: found '=>', expected one of =, >=, <=, ~
    """

    file: str
    line: int
    column: str
    value: str
    expected: str
    found: str = ""
    kind: ProblemKind = field(default=ProblemKind.FILE, compare=False, repr=False)

    def __str__(self) -> str:
        """Give the problem as one sentence."""
        place = [self.file, *([f"line {self.line}"] if self.line else []), *([self.column] if self.column else [])]
        return f"{', '.join(place)}: {self.reason}"

    @property
    def reason(self) -> str:
        """What is wrong, without the place."""
        return f"found {self.found or shown(self.value)}, expected {self.expected}"


class InputError(MusterError):
    """A file, folder or frame that is not what it should be; ``problems`` lists everything wrong with it."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        """Keep the problems beside the text that lists them."""
        super().__init__(message)
        self.problems = tuple(problems)

    @classmethod
    def from_problems(cls, what: str, problems: Iterable[Problem], *, are_several: bool = False) -> InputError:
        """Say all problems of one thing, or of several files, at once, in the order of files and lines."""
        ordered = sorted(set(problems))
        head = f"{what} {'have' if are_several else 'has'} {counted(len(ordered), 'problem')}:"
        lines = [f"  {problem}" for problem in ordered[:MOST_SHOWN]]
        if len(ordered) > MOST_SHOWN:
            lines.append(f"  and {len(ordered) - MOST_SHOWN:,} more; all are in the problems of this error")
        return cls("\n".join([head, *lines]), ordered)

    @classmethod
    def of_file(cls, file: str, expected: str, found: str, line: int = 0) -> InputError:
        """Say what is wrong with a file as a whole, or with one line of it."""
        return cls.from_problems(file, [Problem(file, line, "", "", expected, found)])

    @classmethod
    def no_case(cls, folder: str, available: Sequence[str] = ()) -> InputError:
        """Say that a folder is no case."""
        shipped = f" The cases that come with musterbook: {', '.join(available)}." if available else ""
        return cls(f"{folder} is not a case: a case is a folder with a datapackage.json in it.{shipped}")


class TableFound(InputError):
    """A table of counts stands where a list of people was expected."""


class UnknownName(MusterError):
    """A name was asked for that does not exist; the message lists the ones that do."""

    @classmethod
    def of(cls, kind: str, name: object, available: Iterable[object]) -> UnknownName:
        """Name what was asked for and everything that could have been.

        >>> str(UnknownName.of("period", "fortnight", ["day", "week"]))
        "no period 'fortnight'; available: day, week"
        """
        names = [str(one) for one in available]
        more = f", … ({len(names)} in all, the last is {names[-1]})" if len(names) > MOST_NAMES else ""
        asked = shown(str(name)) if str(name) else "''"
        return cls(f"no {kind} {asked}; available: {', '.join(names[:MOST_NAMES]) or 'none'}{more}")


class Unanswerable(MusterError):
    """The data are sound, but the question has no answer from them; the message says what would give one."""

    @classmethod
    def no_claims(cls, variable: str, population: str, available: Iterable[str]) -> Unanswerable:
        """No used claim and no record says anything of a variable."""
        listed = ", ".join(available) or "none"
        return cls(f"nothing is claimed of {variable!r} for population {population!r}; claimed of it: {listed}")

    @classmethod
    def no_window(cls, population: str, variable: str = "", event: str = "") -> Unanswerable:
        """Dates cannot be laid out in cells without a window, and a population states that of its event alone."""
        if variable != event:
            whose = f"the window of {population!r} is that of its event, {event!r}, which has cells"
            return cls(f"{variable!r} has no window, so its dates have no cells; {whose}")
        return cls(f"population {population!r} has no window, so its dates have no cells; state one in populations.csv")

    @classmethod
    def outside_window(cls, column: str, places: Sequence[str], window: str) -> Unanswerable:
        """Name records outside the window somebody asked for, which would be dropped silently otherwise."""
        told = f"{counted(len(places), 'value')} of {column!r} outside the window {window}: {some(places)}"
        return cls(f"{told}; widen the window or leave these records out yourself")


class Unforeseen(MusterError):
    """The library failed in a way it does not know; said as an error of ours, it takes nothing else with it."""


def contained(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """Let whatever fails in one part of many, a figure or a text, fail as an error of ours, the cause attached."""

    @wraps(make)
    def made(*args: Given.args, **options: Given.kwargs) -> Made:
        """Make it, or fail as an error of ours."""
        try:
            return make(*args, **options)
        except MusterError:
            raise
        except Exception as error:
            raise Unforeseen(f"a mistake of musterbook itself, {type(error).__name__}: {error}") from error

    return made


def read_each(texts: Iterable[str], read: Callable[[str], Read], grammar: str) -> dict[str, Read]:
    """Read each different text once; name every text that cannot be read in one error.

    >>> read_each(["1", "x", "y"], int, "a whole number")
    Traceback (most recent call last):
    musterbook.errors.MusterError: expected a whole number; found 'x', 'y'
    """
    done, wrong = {}, []
    for text in dict.fromkeys(texts):
        try:
            done[text] = read(text)
        except ValueError:
            wrong.append(text)
    if wrong:
        raise MusterError(f"expected {grammar}; found {', '.join(map(shown, wrong))}")
    return done


def whole_number(what: str, value: object, least: int = 0) -> None:
    """Make sure that somebody gave a whole number, and one that is large enough.

    >>> whole_number("a seed", 2.5)
    Traceback (most recent call last):
    musterbook.errors.MusterError: expected a seed of at least 0, a whole number, found 2.5
    """
    if isinstance(value, bool) or not isinstance(value, Integral) or int(value) < least:
        raise MusterError(f"expected {what} of at least {least}, a whole number, found {value!r}")


def counted(number: int, noun: str, plural: str = "") -> str:
    """Give a number with its noun, in the right number.

    >>> counted(1, "problem"), counted(2, "problem"), counted(0, "person", "people")
    ('1 problem', '2 problems', '0 people')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def shown(value: str, longest: int = 120) -> str:
    """Quote a value so that a message stays readable: cut where it is long, control characters made visible.

    >>> shown("x" * 9, longest=5), shown("")
    ("'xxxx…'", 'nothing')
    """
    if not value:
        return "nothing"
    return repr(value if len(value) <= longest else value[: longest - 1] + "…")


def some(names: Sequence[str], most: int = 5, between: str = ", ") -> str:
    """List the first of some names, and say that there are more.

    >>> some(["a", "b", "c"], 2), some(["a", "b"], 2)
    ('a, b, …', 'a, b')
    """
    return between.join([*names[:most], "…"] if len(names) > most else names)


def legible(text: str) -> str:
    """Spell out what would steer a terminal."""
    return _CONTROL.sub(lambda found: ascii(found[0])[1:-1], text)
