"""Progress: what takes longer than two seconds says what it is doing, in one line that goes away in the end.

Whoever does something long names its steps with :func:`doing`. They are shown where somebody looks: by a command whose
error stream is a terminal, and in a notebook that somebody has open. Nothing is shown where nobody does, so that a
notebook built by a program, a log and a pipe hold none of it.
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

from musterbook.errors import legible

AFTER, AGAIN = 2.0, 0.5


@dataclass
class StatusLine:
    """A line of a stream that tells the step at work and the seconds it all has taken, from ``AFTER`` on.

    Between steps it is empty, so that what is printed then stands alone.
    """

    stream: TextIO
    words: str = ""
    _over: threading.Event = field(default_factory=threading.Event, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _is_shown: bool = field(default=False, init=False)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show the line while something is done."""

        def tell() -> None:
            """Write the line again and again, until it is over."""
            started, wait = time.monotonic(), AFTER
            while not self._over.wait(wait):
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
            self._over.set()
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


def terminal() -> TextIO | None:
    """Give the error stream that the process was begun with, where somebody looks at it."""
    return sys.__stderr__ if sys.__stderr__ is not None and sys.__stderr__.isatty() else None


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
