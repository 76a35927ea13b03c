"""A few mutants of the fuzzer: see :mod:`fuzzing`, which tries as many as one likes."""

from pathlib import Path

import musterbook as mb
from exploring import EXPLORE
from fuzzing import outcome_of, warm_up

MUTANTS = 5_000 if EXPLORE else 20


def test_whatever_a_file_holds_it_is_read_or_refused() -> None:
    """Reading a mutant ends in an answer or an error of ours, in time."""
    warm_up()
    outcomes = [outcome_of(number) for number in range(MUTANTS)]
    assert [one for one in outcomes if one not in {"read", "refused"}] == []
    assert min(outcomes.count("read"), outcomes.count("refused")) > 0.1 * MUTANTS


def test_a_header_that_holds_a_nul_ends_nothing(tmp_path: Path) -> None:
    """Polars panics where it hands a column of such a name to Arrow, which no error of ours would catch."""
    place = tmp_path / "list.csv"
    place.write_bytes(b"\x00ignup,age\n2023-07-03,24\nTotal,1\n")
    people = mb.read_records(place, errors="keep_aside")
    assert people.kept + people.aside == people.read
