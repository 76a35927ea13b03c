"""The time that one question may take.

Whatever counts, draws or solves looks at its budget between steps, so that no question runs for minutes.
The clock starts with the question that a user asks; questions that it asks in turn share what is left.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from musterbook.errors import MusterError, Unanswerable

SECONDS = 60.0


class OutOfTime(Unanswerable):
    """A question has used up its time; who asked it adds what was found by then and what to leave out."""


class TooBig(Unanswerable):
    """Numbers or cells are more than can be solved exactly."""


class TooLarge(Unanswerable):
    """An answer would take more memory or more steps than it may; worked out before any of it is taken."""


@dataclass
class Budget:
    """So many seconds for each question, or no end where ``seconds`` is ``None``.

    >>> budget = Budget(0.0)
    >>> with budget.question():
    ...     budget.check("counting worlds")
    Traceback (most recent call last):
    musterbook.worlds.budget.OutOfTime: counting worlds takes longer than the 0 s it may take; give timeout=
    """

    seconds: float | None = SECONDS
    _started: float | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse what is no time."""
        if self.seconds is not None and not self.seconds >= 0:
            raise MusterError(f"expected a timeout of at least 0 seconds, or None for no end, found {self.seconds!r}")

    @contextmanager
    def question(self) -> Iterator[None]:
        """Start the clock, unless it runs already for the question that asks this one."""
        if self._started is not None:
            yield
            return
        self._started = time.monotonic()
        try:
            yield
        finally:
            self._started = None

    @contextmanager
    def uncounted(self) -> Iterator[None]:
        """Stop the clock, as while a solver is loaded."""
        stopped = time.monotonic()
        yield
        if self._started is not None:
            self._started += time.monotonic() - stopped

    @property
    def left(self) -> float | None:
        """The seconds left, at least 0, for a solver with a clock of its own; ``None`` where there is no end."""
        if self.seconds is None:
            return None
        return max(0.0, self.seconds - self._spent)

    def check(self, doing: str) -> None:
        """End a question where its time is over.

        Raises
        ------
        OutOfTime
            If no time is left.
        """
        if self.seconds is not None and self._spent >= self.seconds:
            raise OutOfTime(f"{doing} takes longer than the {self.seconds:g} s it may take; give timeout=")

    @property
    def _spent(self) -> float:
        return 0.0 if self._started is None else time.monotonic() - self._started
