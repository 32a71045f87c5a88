"""The engine for a cluster: Ray Data spreads the blocks over nodes, and replaces what dies.

The rows do not travel through Ray: whoever works a block writes its part. So the folder of results
must be one that every node sees (a shared disk).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ..errors import BatchError
from .engine import BlockDone
from .task import BatchTask, Block
from .work import prepare_worker, work_block

ADDRESS_VARIABLE = "RAY_ADDRESS"  # Ray's own: names a running cluster; else one is started here
OBJECT_STORE_BYTES = 200_000_000  # only names and counts travel


class Ray:
    """Ray Data, on a cluster that runs or on one of this machine alone (loopback only)."""

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes

    def work(self, task: BatchTask, out: Path, blocks: Sequence[Block]) -> Iterator[BlockDone]:
        """Work the blocks in any order. Raises BatchError where Ray is not installed."""
        ray = _ray()
        _start(ray, self.processes)
        items = [
            {"number": block.number, "names": list(block.names), "out": str(out.resolve())}
            for block in blocks
        ]
        settings = ray.data.DataContext.get_current()
        settings.enable_progress_bars = False
        worked = ray.data.from_items(items, override_num_blocks=len(items)).map(
            _Worker, fn_constructor_args=(task.to_dict(),), concurrency=_workers(ray, blocks)
        )
        for row in worked.iter_rows():
            yield BlockDone(int(row["number"]), int(row["portraits"]), int(row["failed"]))


class _Worker:
    """An actor: its networks are loaded once, for all the blocks that it works."""

    def __init__(self, task: dict[str, Any]) -> None:
        prepare_worker()
        self.task = BatchTask.from_dict(task)

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        block = Block(int(row["number"]), tuple(str(name) for name in row["names"]))
        failed = work_block(self.task, Path(str(row["out"])), block)
        return {"number": block.number, "portraits": len(block.names), "failed": failed}


def _ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is sent anywhere
    os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise BatchError(
            "The engine “ray” needs the package ray, which is not installed. Expected it. "
            "Run `pip install 'catchlight[cluster]'`, or use --engine pool."
        ) from error
    return ray


def _start(ray: Any, processes: int | None) -> None:
    """Join the cluster that is named, or start one that listens on this machine only."""
    if ray.is_initialized():
        return
    if os.environ.get(ADDRESS_VARIABLE):
        ray.init(log_to_driver=False)
        return
    ray.init(
        num_cpus=processes,
        include_dashboard=False,
        object_store_memory=OBJECT_STORE_BYTES,
        log_to_driver=False,
    )


def _workers(ray: Any, blocks: Sequence[Block]) -> tuple[int, int]:
    cores = int(ray.cluster_resources().get("CPU", 1))
    return 1, max(1, min(cores, len(blocks)))
