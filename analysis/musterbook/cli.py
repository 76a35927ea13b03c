"""The command line: one command a module of ``commands``, and what all of them share.

What went wrong is said on the error stream in words, never as a traceback. What a command finds is no failure: a
contradiction is an answer, and a case may declare it itself by calling a claim disputed.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import musterbook
from musterbook.errors import MusterError

COMMANDS = ("new", "check", "table", "draw", "report", "audit", "read")
INTERRUPTED = 130
EXIT_CODES = (
    "Exit codes: 0 done, whatever was found: contradictions and rows set aside are answers; 1 something to mend in the "
    "input, or a figure not drawn; 2 a command that cannot be understood; 130 interrupted."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        # Within, for most of what a short command takes is the import of the commands.
        given = _parser().parse_args(arguments)
        code: int = given.run(given)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"musterbook: {error.filename or 'a file'}: {error.strerror or error}", file=sys.stderr)
        return 1
    except MusterError as error:
        print(f"musterbook: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("musterbook: interrupted; what was finished stands", file=sys.stderr)
        return INTERRUPTED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="musterbook",
        description="What published figures establish, leave open and contradict.",
        epilog=EXIT_CODES,
    )
    parser.add_argument("--version", action="version", version=f"musterbook {musterbook.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name in COMMANDS:
        command = import_module(f"musterbook.commands.{name}")
        added = commands.add_parser(name, help=command.HELP)
        command.add_arguments(added)
        added.set_defaults(run=command.run)
    return parser
