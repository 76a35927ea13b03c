"""People: what a list must be before anything is asked of it, and whether its people are real.

Simulated people look like others. That they are made up must not get lost on the way, so whatever is said of them says
so too; and several simulated worlds one above the other are several lists, not one.
"""

from __future__ import annotations

from typing import Any, TypeVar

import pandas as pd

from musterbook import frames
from musterbook.errors import MusterError

SIMULATED, WORLD = "simulated", "world"
TRUE = {"true", "1"}
Small = TypeVar("Small", pd.DataFrame, pd.Series)


def is_simulated(people: Any, *, everybody: bool = False) -> bool:
    """Tell whether anybody of a list is simulated, by a column or by what is attached to the frame.

    >>> is_simulated(pd.DataFrame({"simulated": [False, True]})), is_simulated(pd.DataFrame({"age": ["20"]}))
    (True, False)
    >>> is_simulated(pd.DataFrame({"simulated": [False, True]}), everybody=True)
    False
    """
    if SIMULATED not in frames.lazy(people).collect_schema().names():
        return bool(getattr(people, "attrs", {}).get(SIMULATED))
    is_true = [text.lower() in TRUE for text in frames.count_texts(people, SIMULATED)]
    if everybody:
        return bool(is_true) and all(is_true)
    return any(is_true) or bool(getattr(people, "attrs", {}).get(SIMULATED))


def one_list(people: Any) -> Any:
    """Make sure that a frame is one list of people, and give it back.

    >>> one_list(pd.DataFrame({"world": [1, 2], "simulated": [True, True]}))
    Traceback (most recent call last):
    musterbook.errors.MusterError: these people are of 2 simulated worlds, each a list of its own: take one, as \
people[people["world"] == 1], or ask of each with combine
    """
    people = frames.records_of(people)
    names = frames.lazy(people).collect_schema().names()
    worlds = frames.count_texts(people, WORLD) if {WORLD, SIMULATED} <= set(names) else {}
    if len(worlds) > 1:
        raise MusterError(
            f"these people are of {len(worlds):,} simulated worlds, each a list of its own: take one, as "
            'people[people["world"] == 1], or ask of each with combine'
        )
    return people


def marked(result: Small, *, simulated: bool) -> Small:
    """Attach to what is counted of simulated people that they are, as it is attached to them."""
    if simulated:
        result.attrs[SIMULATED] = True
    return result


def said_of(sentence: str, *, simulated: bool) -> str:
    """Begin a sentence about simulated people with that.

    >>> said_of("2 people left.", simulated=True), said_of("2 people left.", simulated=False)
    ('Simulated: 2 people left.', '2 people left.')
    """
    return f"Simulated: {sentence}" if simulated else sentence
