"""Hold the claims of a case against a list of people.

A contradicted claim is an answer, not a mistake in the input, so it is no failure, as with ``check``.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from musterbook.case.case import find_case, read_case
from musterbook.commands.reading import add_list_arguments, read_given
from musterbook.errors import counted
from musterbook.findings import Finding, Verdict, audit

HELP = "does a list of people bear out what was published?"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = (
        "Exits with 1 if the case or the list cannot be read, or rows have problems and are not kept aside. "
        "Contradicted claims are an answer and no failure: with them it exits with 0 too."
    )
    parser.add_argument("case", metavar="CASE", help="folder of a case, or the name of one that comes with musterbook")
    add_list_arguments(parser)
    parser.add_argument(
        "--keep-aside", action="store_true", help="take rows with problems for people of whom nothing is known"
    )
    parser.add_argument("--population", metavar="ID", help="whom it lists; by default those of the first used claim")


def run(given: argparse.Namespace) -> int:
    """Print the claims by verdict, each with what the list says."""
    case = read_case(find_case(given.case))
    population = case.population(given.population)
    people = read_given(given, case.windows[population], keep_aside=given.keep_aside)
    aside = f", {people.aside:,} left out for problems" if people.aside else ""
    print(f"{counted(people.read, 'row')} read{aside}; held against what was published about {population}.")
    findings = audit(case, people, population)
    for verdict in (Verdict.CONTRADICTED, Verdict.CANNOT_TELL, Verdict.HOLDS):
        _print_findings(verdict, [one for one in findings if one.verdict is verdict])
    return 0


def _print_findings(verdict: Verdict, findings: Sequence[Finding]) -> None:
    number = counted(len(findings), "claim") if findings else "no claims"
    print(f"\n{verdict.capitalize()}: {number}")
    for place, finding in enumerate(findings, 1):
        print(f"{place}. {finding.sentence}")
        for line in finding.evidence:
            print(f"   - {line}")
