"""musterbook: what published figures about a recruitment drive establish, leave open and contradict.

>>> import musterbook as mb
>>> case = mb.load_case("moscow-2023-24")
>>> mb.possible_worlds(case, "signup").count
31724952
"""

from musterbook.case import Case, list_cases, load_case, read_case
from musterbook.companions import Parties, parties
from musterbook.crossings import link_crossings
from musterbook.duplicates import possible_duplicates
from musterbook.errors import MusterError
from musterbook.evidence import garwood, overlap_bounds, peak_probability, rate_ratio
from musterbook.figures import build_figures, figure, list_figures
from musterbook.findings import Finding, audit
from musterbook.headers import suggest_columns
from musterbook.linelist import LineList
from musterbook.movements import Returns, arrival_lags, lag_counts, returns
from musterbook.records import read_records
from musterbook.robustness import compare_readings
from musterbook.scaffold import new_case
from musterbook.simulation import combine, simulate
from musterbook.story import list_texts, tell
from musterbook.tally import age_summary, counts
from musterbook.worlds import Worlds, possible_worlds

__version__ = "0.1.0"

__all__ = [
    "Case",
    "Finding",
    "LineList",
    "MusterError",
    "Parties",
    "Returns",
    "Worlds",
    "age_summary",
    "arrival_lags",
    "audit",
    "build_figures",
    "combine",
    "compare_readings",
    "counts",
    "figure",
    "garwood",
    "lag_counts",
    "link_crossings",
    "list_cases",
    "list_figures",
    "list_texts",
    "load_case",
    "new_case",
    "overlap_bounds",
    "parties",
    "peak_probability",
    "possible_duplicates",
    "possible_worlds",
    "rate_ratio",
    "read_case",
    "read_records",
    "returns",
    "simulate",
    "suggest_columns",
    "tell",
]
