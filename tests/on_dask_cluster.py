"""Make the calls that large frames are for on a Dask cluster of two workers, and compare with the answers for pandas.

A script of its own, for the workers import the main module of the process that starts them.

    python on_dask_cluster.py FOLDER

The folder has ``people`` and ``register``, each a folder of Parquet files; it also takes what the workers put on disk.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

ON_CLUSTER = ("counts by outcome", "link_crossings", "audit")
WORKERS = 2


def main(folder: Path) -> None:
    """Start the cluster on this machine alone, make the calls, name those that differ."""
    # Here and not above: the workers import what this module does, and need none of it.
    import dask.dataframe as dd
    import pandas as pd
    from distributed import Client, LocalCluster, get_task_stream

    from sameness import answers, is_error

    options = {"host": "127.0.0.1", "dashboard_address": ":0", "local_directory": str(folder / "scratch")}
    people, register = folder / "people", folder / "register"
    expected = answers(pd.read_parquet(people), pd.read_parquet(register), ON_CLUSTER)
    cluster = LocalCluster(n_workers=WORKERS, threads_per_worker=1, **options)
    with cluster, Client(cluster), get_task_stream() as done:
        found = answers(dd.read_parquet(people), dd.read_parquet(register), ON_CLUSTER)
    busy = len({task["worker"] for task in done.data})
    answered = [name for name in expected if not is_error(expected[name])]
    differing = [name for name in expected if found[name] != expected[name]]
    print(f"{busy} workers; answered: {', '.join(answered)}; differing: {', '.join(differing) or 'none'}")


if __name__ == "__main__":
    warnings.simplefilter("error")
    main(Path(sys.argv[1]))
