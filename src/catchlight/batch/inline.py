"""The engine that works in this process: nothing to start, easy to watch and to stop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from .engine import BlockDone
from .task import BatchTask, Block
from .work import work_block


class Inline:
    """One block after another."""

    def work(self, task: BatchTask, out: Path, blocks: Sequence[Block]) -> Iterator[BlockDone]:
        """Work the blocks in order."""
        for block in blocks:
            yield BlockDone(block.number, len(block.names), work_block(task, out, block))
