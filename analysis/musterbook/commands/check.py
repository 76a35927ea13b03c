"""Tell whether a case is valid, and whether its claims contradict each other."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from musterbook.case.case import accept_files, read_case
from musterbook.errors import counted
from musterbook.findings import Finding, Verdict, audit

HELP = "is the case valid, and do its claims contradict each other?"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = (
        "Exits with 1 if the case is not valid. Contradictions between claims are an answer and no failure: with "
        "them it exits with 0 too."
    )
    parser.add_argument("case", metavar="CASE", help="folder of the case")
    parser.add_argument(
        "--accept", action="store_true", help="take changed files as meant: renew sizes and hashes first"
    )


def run(given: argparse.Namespace) -> int:
    """Check a case and print what its claims say of each other."""
    if given.accept:
        accept_files(given.case)
    case = read_case(given.case)
    sizes = [(case.sources, "source"), (case.claims, "claim"), (case.records, "record")]
    tables = ", ".join(counted(len(table), noun) for table, noun in sizes)
    print(f"{case.name} is valid: {tables}; frozen on {case.frozen}.")
    findings = audit(case)
    _print_findings("contradiction", [one for one in findings if one.verdict is Verdict.CONTRADICTED])
    _print_findings(
        "repeat that differs", [one for one in findings if one.slug == "repeat-differs"], "repeats that differ"
    )
    for one in findings:
        if one.slug == "not-settled":
            print(f"\nNot settled: {one.sentence}")
    return 0


def _print_findings(noun: str, findings: Sequence[Finding], plural: str = "") -> None:
    print(f"\n{counted(len(findings), noun, plural)}{':' if findings else '.'}")
    for place, finding in enumerate(findings, 1):
        print(f"{place}. {finding.sentence if not finding.evidence else 'These cannot both hold:'}")
        for line in finding.evidence:
            print(f"   - {line}")
