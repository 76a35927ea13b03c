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
    takes: dict[str, list[str]] = {}
    for name, parameter in signature.parameters.items():
        annotation, plain = "", str(parameter.annotation)
        while plain != annotation:
            annotation, plain = plain, re.sub(r"\[[^\[\]]*\]", "", plain)
        kinds = [part.strip() for part in plain.split("|")]
        # What names anything else is looked at later.
        takes[name] = kinds if all(kind in _KINDS for kind in kinds) else []

    @wraps(function)
    def called(*args: Any, **options: Any) -> Given:
        """Look at what is handed over, and call the function."""
        # Whatever cannot be bound is a TypeError of Python's own, which names it.
        for name, value in signature.bind(*args, **options).arguments.items():
            kinds = [_KINDS[kind] for kind in takes[name]]
            # A truth is no number, and a text, a mapping or a frame no list.
            its = type(value)  # of which nothing is computed, as it would be of a lazy frame
            is_truth = its.__name__ in {"bool", "bool_"}
            is_other = issubclass(its, str | bytes | Mapping) or hasattr(its, "columns") or hasattr(its, "dtype")
            is_of = [
                is_truth == (words == A_TRUTH) and isinstance(value, of) and not (is_other and words == A_LIST)
                for of, words in kinds
            ]
            if kinds and not any(is_of):
                expected = " or ".join(dict.fromkeys(words for _, words in kinds))
                found = "nothing (None)" if value is None else f"a {type(value).__name__}"
                raise MusterError(f"{function.__name__}: expected {name} to be {expected}; found {found}")
        return function(*args, **options)

    called.__module__ = __package__
    return called


A_LIST, A_TRUTH = "a list", "True or False"
# What an annotation may name, and what is said of it.
_KINDS: dict[str, tuple[Any, str]] = {
    "str": (str, "a text"),
    "int": (Integral, "a whole number"),
    "float": (Real, "a number"),
    "bool": (object, A_TRUTH),
    "None": (NoneType, "None"),
    "Path": ((str, PathLike), "a path"),
    "Interval": (Interval, "dates, as '2023-06/2024-05'"),
    **dict.fromkeys(("Sequence", "Iterable", "Collection", "tuple"), (Iterable, A_LIST)),
    "Mapping": (Mapping, "a mapping"),
    "Columns": (Mapping, "a mapping, as {'signup': 'Дата'}"),
    "Callable": (Callable, "a function"),
}
