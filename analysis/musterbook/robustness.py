"""Robustness: how much of what follows from a case hangs on how its claims are read."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from musterbook.case.case import Case, only_case
from musterbook.case.claims import Statistic, Status
from musterbook.worlds.constraints import Reading
from musterbook.worlds.worlds import possible_worlds

AS_JUDGED = "as judged"


def compare_readings(
    case: Case, variable: str, population: str | None = None, *, every: str = "month", readings: Iterable[str] = ()
) -> pd.DataFrame:
    """Tabulate how much follows under each reading: which results hang on a judgement, and which do not.

    Parameters
    ----------
    case, variable, population, every
        As for :func:`possible_worlds`.
    readings : iterable of str
        Readings to compare with the data as judged; by default all that the case allows for this variable.

    Returns
    -------
    pandas.DataFrame
        One row per reading and cell: ``reading``, ``worlds`` (their number; 0 where it contradicts itself), ``cell``,
        ``low``, ``high`` (missing where no world exists).
    """
    only_case(case)
    chosen = list(readings) or readings_of(case, variable, population)
    parts = []
    for reading in [AS_JUDGED, *chosen]:
        assume = () if reading == AS_JUDGED else reading
        worlds = possible_worlds(case, variable, population, every=every, assume=assume)
        table = worlds.bounds() if worlds.count else pd.DataFrame({"cell": pd.array(worlds.axis.names, "str")})
        parts.append(table.assign(reading=reading, worlds=pd.Series([worlds.count] * len(table), dtype=object)))
    return pd.concat(parts, ignore_index=True).reindex(columns=["reading", "worlds", "cell", "low", "high"])


def readings_of(case: Case, variable: str, population: str | None = None) -> list[str]:
    """Give the readings that could change something for a variable."""
    name = case.population(population)
    claims = [one for one in case.claim_list if one.population_id == name and one.variable == variable]
    found = [Reading.OCCUPIED] if any(one.statistic is Statistic.OCCUPIED for one in claims) else []
    found += [Reading.TIES] if any(one.statistic is Statistic.PEAK for one in claims) else []
    found += [Reading.NO_RECORDS] if case.records.get(variable, pd.Series(dtype="str")).notna().any() else []
    return [*map(str, found), *(one.claim_id for one in claims if one.status is Status.DISPUTED)]
