"""The command line: what all commands share.

What went wrong is said on the error stream in words, never as a traceback. What a command finds is no failure: a
contradiction is an answer, and a case may declare it itself by calling a claim disputed. Whatever a file says, nothing
but letters and line ends reaches the terminal.
"""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext, redirect_stderr, redirect_stdout
from importlib import import_module
from typing import Any, TextIO

from musterbook.errors import MusterError, legible
from musterbook.progress import StatusLine

INTERRUPTED, PIPE_CLOSED, OUR_MISTAKE = 130, 141, 70


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    # Commands draw to files, whatever somebody set for notebooks.
    os.environ["MPLBACKEND"] = "agg"
    # Where there is no home, it keeps its fonts elsewhere, and that is no news to whoever draws.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    try:
        # Where a stream was closed there is none.
        out, err = (stream and Legible(stream) for stream in (sys.stdout, sys.stderr))
        with redirect_stdout(out), redirect_stderr(err):
            code, words = _run(arguments)
            for line in words:
                print(f"musterbook: {line}", file=sys.stderr)
            return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED


def _run(arguments: Sequence[str] | None) -> tuple[int, list[str]]:
    """Run the command that the arguments name; give its exit code, and in words what went wrong with it."""
    try:
        # Within, for most of what a short command takes is the import of what it calls.
        parser = import_module("musterbook.cli.options").parser()
        given, left = parser.parse_known_args(arguments)
        # Names of charts may stand after options as well, where argparse takes them for nothing.
        if left and (not hasattr(given, "charts") or any(one.startswith("-") for one in left)):
            parser.error(f"unrecognized arguments: {' '.join(left)}")
        elif left:
            given.charts = [*given.charts, *left]
        command: Callable[..., int | None] = getattr(import_module("musterbook.cli.commands"), given.run)
        stream = sys.__stderr__  # with which the process was begun
        with StatusLine(stream).shown() if stream and stream.isatty() else nullcontext():
            code = command(given) or 0
        if sys.stdout is not None:
            sys.stdout.flush()
    except (BrokenPipeError, SystemExit):
        raise
    except OSError as error:
        return 1, [f"{error.filename or 'standard output'}: {error.strerror or error}"]
    except MusterError as error:
        return 1, [str(error)]
    except KeyboardInterrupt:
        return INTERRUPTED, ["interrupted; what was finished stands"]
    except BaseException as error:  # a panic within Polars is no Exception
        if sys.flags.dev_mode:
            raise
        what = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
        how = "to see where, and to report it, run: python -X dev -m musterbook …"
        return OUR_MISTAKE, [f"a mistake of musterbook, not of yours: {what}", how]
    return code, []


class Legible:
    r"""A stream that spells out what would steer a terminal, and is in all else the one it writes to.

    >>> print("First \x1b[2J\x1b]0;owned\x07Paper", file=Legible(sys.stdout))
    First \x1b[2J\x1b]0;owned\x07Paper
    """

    def __init__(self, stream: TextIO) -> None:
        """Write to another stream."""
        self.stream = stream

    def __getattr__(self, name: str) -> Any:
        """Give what the stream has."""
        return getattr(self.stream, name)

    def write(self, text: str) -> int:
        """Write a text."""
        return self.stream.write(legible(text))
