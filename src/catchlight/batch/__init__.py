"""Batch: the same steps over a library of portraits, on one process, several, or a cluster.

    catchlight batch read portraits/ --out readings/ --engine pool

A source is cut into blocks. Each block becomes one file in `parts/`, written whole by whoever
worked it, so a run that was stopped goes on with the blocks that are missing, and the engines
differ only in who does the work: the rows and their bytes are the same.
"""

from .run import Summary, run_batch
from .task import VERBS, BatchTask

__all__ = ["VERBS", "BatchTask", "Summary", "run_batch"]
