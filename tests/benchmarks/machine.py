"""Say on what machine, and with which versions, a benchmark was run."""

from __future__ import annotations

import functools
import os
import platform
import shutil
import subprocess
from datetime import UTC, datetime
from importlib import metadata

PACKAGES = ("numpy", "pandas", "narwhals", "pyarrow", "polars", "duckdb", "dask", "pandera")
VERSIONS_IN_R = """
needed <- c("incidence2", "data.table")
versions <- vapply(needed, function(name) format(packageVersion(name)), "")
cat(paste(c("R", needed), c(format(getRversion()), versions)), sep = ", ")
"""


def machine() -> str:
    """Say on what it was run, without any name that is not everybody's."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    in_python = (f"{name} {metadata.version(name)}" for name in PACKAGES if installed(name))
    versions = ", ".join(filter(None, (*in_python, versions_in_r())))
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB of memory, {platform.system()}; "
        f"Python {platform.python_version()}, {versions}. Run on {datetime.now(UTC):%Y-%m-%d}."
    )


@functools.cache
def versions_in_r() -> str:
    """Give the versions of R and of what ``incidence2.R`` needs; nothing where one of them is not installed."""
    if not shutil.which("Rscript"):
        return ""
    asked = subprocess.run(["Rscript", "-e", VERSIONS_IN_R], capture_output=True, text=True, check=False)
    return "" if asked.returncode else asked.stdout


def installed(package: str) -> bool:
    """Tell whether a package is installed."""
    try:
        metadata.version(package)
    except metadata.PackageNotFoundError:
        return False
    return True
