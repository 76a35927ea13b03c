"""People by month as a frame: what is known of each month, and what it may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def monthly(subject: Any, *, column: str | None = None, window: str | None = None) -> pd.DataFrame:
    """Give people by month, as the chart draws them.

    Parameters
    ----------
    subject : Case, LineList, DataFrame or table of counts
        As for :func:`musterbook.figure`.
    column, window : str, optional
        Which column to count by, and the days to count.

    Returns
    -------
    pandas.DataFrame
        By month (``PeriodIndex``): of a case ``reported``, of people ``sure``; ``low`` and ``high``, the least and the
        most. Of a list, those without a date are in no month.

    Examples
    --------
    >>> import musterbook as mb
    >>> mb.monthly(mb.load_case("moscow-2023-24")).loc["2023-07"].to_dict()
    {'reported': 8, 'low': 8, 'high': 8}
    """
    from musterbook.charts.monthly import months
    from musterbook.charts.subject import Subject

    return months(Subject.of(subject, column=column, window=window))
