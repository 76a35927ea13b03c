"""What takes long: it is told, and stopped.

What takes longer than two seconds says what it is doing, in one line that goes away in the end.

Whoever does something long names its steps with :func:`doing`. They are shown where somebody looks: by a command whose
error stream is a terminal, and in a notebook that somebody has open. Nothing is shown where nobody does, so that a
notebook built by a program, a log and a pipe hold none of it.

Whatever counts, draws or solves looks at its budget between steps, so that no question runs for minutes. The clock
starts with the question that a user asks; questions that it asks in turn share what is left.
"""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TextIO

from musterbook.errors import MusterError, Unanswerable, legible

AFTER, AGAIN, SECONDS = 2.0, 0.5, 60.0


class StatusLine:
    """A line of a stream that tells the step at work and the seconds it all has taken, from ``AFTER`` on.

    Between steps it is empty, so that what is printed then stands alone.
    """

    def __init__(self, stream: TextIO, words: str = "") -> None:
        """Tell nothing yet."""
        self.stream, self.words, self._is_shown, self._lock = stream, words, False, threading.Lock()

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show the line while something is done."""
        over = threading.Event()

        def tell() -> None:
            """Write the line again and again, until it is over."""
            started, wait = time.monotonic(), AFTER
            while not over.wait(wait):
                wait = AGAIN
                with self._lock:
                    if self.words:
                        self._write(f"{self.words}, {time.monotonic() - started:.0f} s")
                        self._is_shown = True

        thread = threading.Thread(target=tell, daemon=True)
        before = _line.set(self)
        thread.start()
        try:
            yield
        finally:
            _line.reset(before)
            over.set()
            thread.join()
            self.tell("")

    def tell(self, words: str) -> None:
        """Say what is at work now, nothing where nothing is."""
        with self._lock:
            self.words = words
            if self._is_shown and not words:
                self._write("")
                self._is_shown = False

    def _write(self, words: str) -> None:
        """Write over the line."""
        width = shutil.get_terminal_size().columns - 1
        print(f"\r{legible(words)[:width]:{width}}", end="\r", file=self.stream, flush=True)


_line: ContextVar[StatusLine | None] = ContextVar("line", default=None)


@contextmanager
def doing(words: str) -> Iterator[None]:
    """Name a step; the steps within it are told in its place while they last."""
    line, ipython = _line.get(), sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    # A notebook that can be asked something is one that somebody sits before.
    if line is None and getattr(getattr(shell, "kernel", None), "_allow_stdin", False):
        with StatusLine(sys.stderr, words).shown():
            yield
        return
    before = line.words if line else ""
    tell(words)
    try:
        yield
    finally:
        tell(before)


def tell(words: str) -> None:
    """Name what is at work now, where somebody is told."""
    line = _line.get()
    if line is not None:
        line.tell(words)


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
    musterbook.progress.OutOfTime: counting worlds takes longer than the 0 s it may take; give timeout=
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

    @property
    def left(self) -> float | None:
        """The seconds left, at least 0, for a solver with a clock of its own; ``None`` where there is no end."""
        if self.seconds is None:
            return None
        return max(0.0, self.seconds - (0.0 if self._started is None else time.monotonic() - self._started))

    def check(self, doing: str) -> None:
        """End a question where its time is over.

        Raises
        ------
        OutOfTime
            If no time is left.
        """
        if self.left == 0:
            raise OutOfTime(f"{doing} takes longer than the {self.seconds:g} s it may take; give timeout=")
