"""Arguments: what somebody hands to a public function is of a kind that the function says it takes.

What a function says is its annotations. They are held against what it is called with where it leaves the package, so
that a list in place of a name is one clear error, and not one of whatever the list comes upon first.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from numbers import Integral, Real
from os import PathLike
from types import NoneType
from typing import Any, TypeVar

from musterbook.errors import MusterError
from musterbook.intervals import Interval

Given = TypeVar("Given")


def checked(function: Callable[..., Given]) -> Callable[..., Given]:
    """Let a function refuse arguments of a kind that its annotations do not name.

    >>> def draw(name: str, *, every: str | int | None = None) -> None: ...
    >>> checked(draw)(["age"])
    Traceback (most recent call last):
    musterbook.errors.MusterError: draw: expected name to be a text; found a list
    """
    signature = inspect.signature(function)
    takes = {name: _kinds_of(str(one.annotation)) for name, one in signature.parameters.items()}

    @wraps(function)
    def called(*args: Any, **options: Any) -> Given:
        # Whatever cannot be bound is a TypeError of Python's own, which names it.
        for name, value in signature.bind(*args, **options).arguments.items():
            kinds = takes[name]
            if kinds and not any(_is_of(kind, value) for kind in kinds):
                expected = " or ".join(dict.fromkeys(_KINDS[kind][1] for kind in kinds))
                found = "nothing (None)" if value is None else f"a {type(value).__name__}"
                raise MusterError(f"{function.__name__}: expected {name} to be {expected}; found {found}")
        return function(*args, **options)

    called.__module__ = __package__
    return called


def _kinds_of(annotation: str) -> list[str]:
    """Give the kinds that an annotation names, or none where it names one that is looked at later."""
    while (plain := re.sub(r"\[[^\[\]]*\]", "", annotation)) != annotation:
        annotation = plain
    kinds = [part.strip() for part in annotation.split("|")]
    return kinds if all(kind in _KINDS for kind in kinds) else []


def _is_of(kind: str, value: object) -> bool:
    told = _KINDS[kind][0]
    return bool(told(value)) if inspect.isfunction(told) else isinstance(value, told)


def _is_several(value: object) -> bool:
    """Tell a collection from a text, a mapping, a frame and a column of one."""
    is_other = isinstance(value, str | bytes | Mapping) or hasattr(value, "columns") or hasattr(value, "dtype")
    return isinstance(value, Iterable) and not is_other


def _is_truth(value: object) -> bool:
    return type(value).__name__ in {"bool", "bool_"}


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not _is_truth(value)


def _is_whole(value: object) -> bool:
    return isinstance(value, Integral) and not _is_truth(value)


# What an annotation may name: types, or what tells them, and what is said of it.
_KINDS: dict[str, tuple[Any, str]] = {
    "str": (str, "a text"),
    "int": (_is_whole, "a whole number"),
    "float": (_is_number, "a number"),
    "bool": (_is_truth, "True or False"),
    "None": (NoneType, "None"),
    "Path": ((str, PathLike), "a path"),
    "Interval": (Interval, "dates, as '2023-06/2024-05'"),
    "Sequence": (_is_several, "a list"),
    "Iterable": (_is_several, "a list"),
    "Collection": (_is_several, "a list"),
    "Mapping": (Mapping, "a mapping"),
    "tuple": (_is_several, "a list"),
    "Columns": (Mapping, "a mapping, as {'signup': 'Дата'}"),
    "Callable": (Callable, "a function"),
}
