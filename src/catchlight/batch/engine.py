"""The contract of an engine: who works the blocks of a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..errors import UnknownName
from .task import BatchTask, Block

ENGINES = ("inline", "pool", "ray")


@dataclass(frozen=True)
class BlockDone:
    """A block whose part was written; `failed` of its portraits have an error for a row."""

    number: int
    portraits: int
    failed: int


class Engine(Protocol):
    """Works blocks in any order. The part on disk is the result; the engine says it is there."""

    def work(self, task: BatchTask, out: Path, blocks: Sequence[Block]) -> Iterator[BlockDone]:
        """Work every block once; a worker that dies costs its own block, not the run."""


def find_engine(name: str, processes: int | None = None) -> Engine:
    """An engine by name. `processes` None = one a core. Raises UnknownName or BatchError."""
    from .inline import Inline
    from .pool import Pool
    from .ray import Ray

    makers: dict[str, Callable[[], Engine]] = {
        "inline": Inline,
        "pool": lambda: Pool(processes),
        "ray": lambda: Ray(processes),
    }
    if name not in makers:
        raise UnknownName("engine", name, ENGINES)
    return makers[name]()
