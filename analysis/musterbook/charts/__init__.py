"""The charts, one a module: ``frame`` gives what is drawn, ``draw`` draws it, ``words`` says it, ``height`` fits it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from musterbook.errors import UnknownName

if TYPE_CHECKING:
    from musterbook.charts.page import Chart

# Where each chart is drawn; the first six are those of a list.
MODULES = dict.fromkeys(["monthly", "cumulative", "years"], "timeline")
MODULES |= {"ages": "ages", "lags": "lags", "groups": "groups"}
MODULES |= {"claims": "claims", "populations": "claims", "chance": "timeline"}
OF_LISTS = list(MODULES)[:6]


def list_figures() -> list[str]:
    """Give the names of all charts.

    >>> import musterbook as mb
    >>> mb.list_figures()
    ['monthly', 'cumulative', 'years', 'ages', 'lags', 'groups', 'claims', 'populations', 'chance']
    """
    return list(MODULES)


def chart_of(name: str) -> Chart:
    """Give a chart by its name; its module, and matplotlib with it, is imported when it is first asked for."""
    if name not in MODULES:
        raise UnknownName.of("figure", name, MODULES)
    chart: Chart = import_module(f"musterbook.charts.{MODULES[name]}").CHARTS[name]
    return chart
