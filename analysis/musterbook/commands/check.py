"""Tell whether a case is valid, and whether its claims contradict each other."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from musterbook.case.case import Case, accept_files, find_case, read_case
from musterbook.errors import counted
from musterbook.findings import Finding, Verdict, audit

HELP = "is the case valid, and do its claims contradict each other?"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = (
        "Exits with 1 if the case is not valid. Contradictions between claims are an answer and no failure: with "
        "them it exits with 0 too."
    )
    parser.add_argument("case", metavar="CASE", help="folder of a case, or the name of one that comes with musterbook")
    parser.add_argument(
        "--accept", action="store_true", help="take changed files as meant: renew sizes and hashes first"
    )


def run(given: argparse.Namespace) -> int:
    """Check a case and print what its claims say of each other."""
    folder = find_case(given.case)
    accepted = accept_files(folder) if given.accept else {}
    case = read_case(folder)
    sizes = [(case.sources, "source"), (case.claims, "claim"), (case.records, "record")]
    tables = ", ".join(counted(len(table), noun) for table, noun in sizes)
    print(f"{case.name} is valid: {tables}; frozen on {case.frozen}.")
    for table, changed in accepted.items():
        print(f"{table}.csv, since it was last accepted: {changed}.")
    print(*_second_hand(case), sep="\n")
    findings = audit(case)
    _print_findings("contradiction", [one for one in findings if one.verdict is Verdict.CONTRADICTED])
    _print_findings(
        "repeat that differs", [one for one in findings if one.verdict is Verdict.CANNOT_TELL], "repeats that differ"
    )
    return 0


def _second_hand(case: Case) -> Iterator[str]:
    """Say which claims rest on less than the whole text of their source in its own language."""
    read_as = case.sources.set_index("source_id")["read_as"]
    for kind, what in (("excerpt", "an excerpt"), ("translation", "a translation")):
        sources = read_as.index[read_as == kind]
        claims = case.claims[case.claims["source_id"].isin(sources)].groupby("source_id", sort=False).size()
        if len(claims):
            each = ", ".join(f"{source} ({number})" for source, number in claims.items())
            resting = counted(int(claims.sum()), "claim rests", "claims rest")
            yield f"{resting} on {what} of the source: {each}."


def _print_findings(noun: str, findings: Sequence[Finding], plural: str = "") -> None:
    print(f"\n{counted(len(findings), noun, plural)}{':' if findings else '.'}")
    for place, finding in enumerate(findings, 1):
        print(f"{place}. {finding.sentence if not finding.evidence else 'These cannot both hold:'}")
        for line in finding.evidence:
            print(f"   - {line}")
