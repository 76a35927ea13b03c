"""Simulation: complete lists of people in possible worlds, to see what a list could look like and to try code on.

Such a list is no report: the people who were described are in it, and all that was not published is made up. The tables
of counts are drawn from all worlds by the stated weights, variable by variable; the records take places that their
values allow, and everybody else's values are dealt out at random. What is drawn agrees with every used claim and every
record. Where values of records constrain each other across variables (a
sign-up is an arrival and a lag), tables in which the records find no place together are drawn anew.

Conventions. A day within a cell is drawn uniformly. An open cell of numbers ("3..") stands for the 30 numbers next to
what is mentioned, uniformly; where a peak is claimed, each of its people has a number of their own, so that none of
them rivals the peak. People of one party arrive on one day. A label that is none of those mentioned is missing, unless
some claim says how many people have a label at most: then it is written out, for a missing one might be any. What
nothing is known of is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from musterbook.case.case import Case, only_case
from musterbook.errors import MusterError, UnknownName, whole_number
from musterbook.people import is_simulated, marked
from musterbook.simulating.drawing import Draw, draw_worlds
from musterbook.simulating.plans import plan_of
from musterbook.worlds.worlds import Weights

QUANTILES = {"q05": 0.05, "q50": 0.5, "q95": 0.95}
NOTE = (
    "Simulated: what was not published is made up. Days within a cell are uniform; an open cell of numbers stands for "
    "the 30 numbers next to what is mentioned; people of one party arrive on one day."
)


def simulate(
    case: Case,
    seed: int | None = None,
    population: str | None = None,
    *,
    weights: str = "uniform",
    worlds: int = 1,
    total: int | None = None,
) -> pd.DataFrame:
    """Draw complete lists of people who agree with every used claim and every record.

    Parameters
    ----------
    case : Case
        The case.
    seed : int, optional
        For the same draw again.
    population : str, optional
        Its id; the main one if none is given.
    weights : str
        ``uniform``: each table of counts is equally likely. ``steady``: each person's day of sign-up is; tables of
        other variables stay uniform.
    worlds : int
        How many lists, at least 1, stacked.
    total : int, optional
        The number of people, where no claim settles it.

    Returns
    -------
    pandas.DataFrame
        One row per person: ``world`` (from 1, where more than one is asked for), the columns of records with days and
        numbers in place of coarse values, the other variables that claims speak of, and ``simulated``, which is true
        in each row. Records keep their ``record_id``; others are ``simulated-1`` and so on. ``attrs`` say
        ``simulated``, ``seed``, ``weights``, ``case``, ``population`` and, in ``note``, by which conventions.

    Raises
    ------
    MusterError
        If the number of people is not settled, values of a record cannot hold together, or worlds cannot be drawn.

    Examples
    --------
    >>> from musterbook.case.case import load_case
    >>> people = simulate(load_case("moscow-2023-24"), seed=7)
    >>> len(people), int((people["signup"].str[:7] == "2023-07").sum()), people.attrs["simulated"]
    (51, 8, True)
    """
    only_case(case)
    if weights not in list(Weights):
        raise UnknownName.of("weights", weights, Weights)
    whole_number("a number of worlds", worlds, least=1)
    if seed is not None:
        whole_number("a seed", seed)
    plan = plan_of(case, population, weights=weights, total=total)
    drawn = draw_worlds(plan, worlds, np.random.default_rng(seed))
    frame = _frame(drawn)
    frame.attrs.update(
        simulated=True, seed=seed, weights=weights, case=case.name, population=plan.basis.population, note=NOTE
    )
    return frame


def combine(frame: pd.DataFrame, statistic: Callable[[pd.DataFrame], Any]) -> pd.DataFrame:
    """Summarise a statistic over simulated worlds.

    It is computed in each world and summarised over them, as human-rights statisticians do with replicates of records
    whose missing values were imputed (HRDAG's verdata). The mean over worlds is Rubin's (1987) combined estimate. His
    variance has two parts; only the part between worlds exists here, for each world is a whole list and no sample, and
    the spread below is that part. ``low`` and ``high`` are those of the worlds drawn: the bounds over all worlds are in
    :meth:`Worlds.bounds`.

    Parameters
    ----------
    frame : DataFrame
        What :func:`simulate` gives.
    statistic : callable
        From the people of one world to a number, or to a Series or a frame of one column with a label for each number.

    Returns
    -------
    pandas.DataFrame
        One row per label: ``worlds`` (in how many it occurs), ``mean``, ``low``, ``high``, ``q05``, ``q50``, ``q95``.
        Numbers that count people (whole, and in no world more in sum than its people) are 0 in a world without the
        label. Of any other statistic such a world says nothing, and the rest is over the other worlds.

    Raises
    ------
    MusterError
        If not everybody in the frame is simulated, or the statistic is none of those above.

    Examples
    --------
    >>> from musterbook.case.case import load_case
    >>> people = simulate(load_case("moscow-2023-24"), seed=7, worlds=20)
    >>> months = combine(people, lambda one: one["signup"].str[:7].value_counts())
    >>> float(months.loc["2023-07", "mean"]), round(float(months["mean"].sum()), 9)
    (8.0, 51.0)
    """
    if not is_simulated(frame, everybody=True):
        raise MusterError("expected people who are all simulated, as simulate gives them")
    groups = frame.groupby("world", sort=False) if "world" in frame else [(1, frame)]
    worlds = [(_series(statistic(people)), len(people)) for _, people in groups]
    table = pd.concat([_numbers(found) for found, _ in worlds], axis=1).T
    filled = table.fillna(0.0) if all(_counts_people(found, people) for found, people in worlds) else table
    quantiles = {name: filled.quantile(at) for name, at in QUANTILES.items()}
    summary = {"worlds": table.count(), "mean": filled.mean(), "low": filled.min(), "high": filled.max(), **quantiles}
    return marked(pd.DataFrame(summary), simulated=True)


def _counts_people(found: pd.Series, people: int) -> bool:
    """Tell whether numbers can be those of people by label, of whom there are none where a label does not occur."""
    is_whole = pd.api.types.is_integer_dtype(found.dtype) and not found.isna().any()
    return is_whole and bool((found >= 0).all()) and int(found.sum()) <= people


def _series(found: Any) -> pd.Series:
    """Give what a statistic says of one world as a series, each label once."""
    if isinstance(found, pd.DataFrame):
        if found.shape[1] != 1:
            raise MusterError(
                f"expected a statistic of one column, found {found.shape[1]}: {', '.join(map(str, found))}"
            )
        found = found.iloc[:, 0]
    series = found if isinstance(found, pd.Series) else pd.Series({"value": found})
    if series.index.has_duplicates:
        raise MusterError("expected a statistic with each label once")
    return series


def _numbers(found: pd.Series) -> pd.Series:
    return found.astype("Float64").astype(float).rename(None)


def _frame(drawn: Draw) -> pd.DataFrame:
    """Lay out what was drawn, one row per person."""
    columns: dict[str, Any] = {}
    if drawn.worlds > 1:
        columns["world"] = np.repeat(np.arange(1, drawn.worlds + 1), drawn.people)
    columns |= {name: values.ravel() for name, values in drawn.texts.items()}
    frame = pd.DataFrame(columns)
    numbers = {name: pd.array(values.ravel(), "Int64") for name, values in drawn.numbers.items()}
    return frame.astype(dict.fromkeys(drawn.texts, "str")).assign(**numbers, simulated=True)[
        [*_order(drawn), "simulated"]
    ]


def _order(drawn: Draw) -> list[str]:
    first = ["world"] if drawn.worlds > 1 else []
    return [*first, *drawn.columns]
