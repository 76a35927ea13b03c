"""A few mutants of the fuzzer: see :mod:`fuzzing`, which tries as many as one likes."""

import os

from fuzzing import outcome_of, warm_up

MUTANTS = 5_000 if os.environ.get("EXPLORE") else 60


def test_whatever_a_file_holds_it_is_read_or_refused() -> None:
    """Reading a mutant ends in an answer or an error of ours, in time."""
    warm_up()
    outcomes = [outcome_of(number) for number in range(MUTANTS)]
    assert [one for one in outcomes if one not in {"read", "refused"}] == []
    assert min(outcomes.count("read"), outcomes.count("refused")) > 0.1 * MUTANTS
