"""The engine of several processes on this machine. A process that dies is replaced."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from ..errors import BatchError
from ..processes import usual_processes
from .engine import BlockDone
from .task import BatchTask, Block
from .work import prepare_worker, work_block

MAX_DEATHS = 3  # of the process that worked one block: then the block itself is at fault
_AHEAD = 2  # blocks in hand for each process
_MANY = 1000  # items for which as many processes as cores are worth starting


class Pool:
    """Processes that are started anew (never forked), each on one thread."""

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes or usual_processes(_MANY)

    def work(self, task: BatchTask, out: Path, blocks: Sequence[Block]) -> Iterator[BlockDone]:
        """Work the blocks as processes become free.

        Raises BatchError when processes die again and again on the same blocks.
        """
        left = deque(blocks)
        deaths: dict[int, int] = {}
        while left:
            hit: list[Block] = []
            yield from self._until_a_death(task, out, left, hit)
            for block in hit:
                deaths[block.number] = deaths.get(block.number, 0) + 1
            worst = max(deaths, key=lambda number: deaths[number], default=None)
            if worst is not None and deaths[worst] >= MAX_DEATHS:
                raise BatchError(
                    f"The processes that worked block {worst} were ended from outside "
                    f"{MAX_DEATHS} times, most likely for want of memory. Expected them to last. "
                    "Run it again with fewer --processes; what is done is kept."
                )
            left.extendleft(reversed(hit))

    def _until_a_death(
        self, task: BatchTask, out: Path, left: deque[Block], hit: list[Block]
    ) -> Iterator[BlockDone]:
        """Work until nothing is left or a process died; `hit` then holds the blocks in hand."""
        context = multiprocessing.get_context("spawn")
        waiting: dict[Future[int], Block] = {}
        with ProcessPoolExecutor(self.processes, context, _prepared) as pool:
            try:
                while left or waiting:
                    while left and len(waiting) < self.processes * _AHEAD:
                        waiting[pool.submit(work_block, task, out, left[0])] = left[0]
                        left.popleft()
                    for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                        failed = future.result()
                        block = waiting.pop(future)
                        yield BlockDone(block.number, len(block.names), failed)
            except BrokenProcessPool:
                hit += sorted(waiting.values(), key=lambda block: block.number)
            finally:
                pool.shutdown(wait=True, cancel_futures=True)


def _prepared() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that leads
    prepare_worker()
