"""Each chart on anybody's axes: ``mb.plot.monthly(people, ax=ax)``.

Axes in, axes out. ``subject`` is a case, a list of people as it was read, a frame of people of any engine, or a table
of counts, as for :func:`musterbook.figure`, whose pages are drawn by these functions. Fonts and colours are those of
the style that is set. Further keywords go to matplotlib, to what stands for people: to the marks
(:meth:`matplotlib.axes.Axes.plot`) where each person is one, else to the columns (:meth:`matplotlib.axes.Axes.bar`).

>>> import musterbook as mb
>>> import matplotlib.pyplot as plt
>>> figure, (left, right) = plt.subplots(1, 2)
>>> case = mb.load_case("moscow-2023-24")
>>> mb.plot.monthly(case, ax=left, color="black") is left, mb.plot.ages(case, ax=right) is right
(True, True)
>>> plt.close(figure)
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from musterbook.charts import chart_of
from musterbook.charts.page import set_fonts
from musterbook.charts.subject import Subject
from musterbook.errors import MusterError, contained
from musterbook.labels import check_language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["ages", "chance", "claims", "cumulative", "groups", "lags", "monthly", "populations", "years"]


def monthly(subject: Any, ax: Axes | None = None, **options: Any) -> Axes:
    """Draw people by month; by day where a list lies within a few weeks.

    Parameters
    ----------
    subject : Case, LineList, DataFrame or table of counts
        What to draw.
    ax : matplotlib.axes.Axes, optional
        Where; by default on a new figure of pyplot.
    column : str, optional
        Which column to count by; see :func:`musterbook.figure`.
    window : str, optional
        The days to draw, as EDTF.
    lang : str or Path
        ``en``, ``ru``, ``uk`` or a catalogue of your own.
    **options
        Keywords of matplotlib for what stands for people.

    Returns
    -------
    matplotlib.axes.Axes
        The axes that were drawn on.

    Raises
    ------
    MusterError
        If the subject says nothing of what the chart shows.
    """
    return _drawn("monthly", subject, ax, **options)


def cumulative(subject: Any, ax: Axes | None = None, **options: Any) -> Axes:
    """Draw how many people there were by the end of each month, as a band; see :func:`monthly`."""
    return _drawn("cumulative", subject, ax, **options)


def years(subject: Any, ax: Axes | None = None, **options: Any) -> Axes:
    """Draw people a month in each year, with the range of chance and the totals; see :func:`monthly`."""
    return _drawn("years", subject, ax, **options)


def ages(subject: Any, ax: Axes | None = None, **options: Any) -> Axes:
    """Draw ages on a strip of years, with the range of the average; see :func:`monthly`."""
    return _drawn("ages", subject, ax, **options)


def lags(subject: Any, ax: Axes | None = None, **options: Any) -> Axes:
    """Draw the days from arrival: what each source says, or the people of a list; see :func:`monthly`."""
    return _drawn("lags", subject, ax, **options)


def groups(subject: Any, ax: Axes | None = None, **options: Any) -> Axes:
    """Draw people by label, such as nationality or outcome; see :func:`monthly`."""
    return _drawn("groups", subject, ax, **options)


def claims(subject: Any, ax: Axes | None = None, **options: Any) -> Axes:
    """Draw the published figures of a case that disagree; see :func:`monthly`."""
    return _drawn("claims", subject, ax, **options)


def populations(subject: Any, ax: Axes | None = None, **options: Any) -> Axes:
    """Draw the published counts of different people of a case, each on a bar of its own; see :func:`monthly`."""
    return _drawn("populations", subject, ax, **options)


def chance(subject: Any, ax: Axes | None = None, **options: Any) -> Axes:
    """Draw how large the busiest month would be by chance alone, beside how large it was; see :func:`monthly`."""
    return _drawn("chance", subject, ax, **options)


@contained
def _drawn(
    name: str,
    subject: Any,
    ax: Axes | None,
    *,
    column: str | None = None,
    window: str | None = None,
    lang: str | Path = "en",
    **look: Any,
) -> Axes:
    """Draw a chart on somebody's axes, or on new ones; what is wrong with ``look`` is said in our words."""
    if ax is not None and not hasattr(ax, "get_figure"):
        raise MusterError(f"expected ax to be Axes of matplotlib; found a {type(ax).__name__}")
    chart, language = chart_of(name), check_language(lang)
    table = chart.frame(Subject.of(subject, lang=language, column=column, window=window))
    if ax is None:
        import matplotlib.pyplot as plt

        ax = plt.subplots(layout="constrained")[1]
    try:
        chart.draw(table, ax, language, **look)
    except (AttributeError, TypeError, ValueError) as error:
        if not look or isinstance(error, MusterError):
            raise
        given = ", ".join(f"{key}={value!r}" for key, value in look.items())
        expected = "expected keywords of matplotlib for what stands for people"
        raise MusterError(f"{name}: {expected}; found {given}: {error}") from None
    set_fonts(ax)
    return ax
