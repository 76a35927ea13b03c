"""The guard of conftest.py notices each kind of trace it is there for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

TRACES = """
import warnings
import matplotlib
import matplotlib.pyplot as plt
import pandas as pd


def test_setting():
    matplotlib.rcParams["lines.linewidth"] = 9


def test_option():
    pd.set_option("display.max_rows", 7)


def test_filter():
    warnings.simplefilter("ignore")


def test_figure():
    plt.figure()


def test_no_trace():
    with plt.rc_context({"lines.linewidth": 9}), pd.option_context("display.max_rows", 7):
        plt.close(plt.figure())
"""


def test_each_trace_is_noticed(tmp_path: Path) -> None:
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path)
    (tmp_path / "test_traces.py").write_text(TRACES, encoding="utf-8")
    options = ["-p", "no:cacheprovider", "-q", "-rE", "--tb=line"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "--rootdir", str(tmp_path), str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    told = sorted(line for line in done.stdout.splitlines() if line.startswith("ERROR"))
    assert [line.partition("::")[2].split(" - ")[0] for line in told] == [
        "test_figure",
        "test_filter",
        "test_option",
        "test_setting",
    ]
    assert "5 passed, 4 errors" in done.stdout
