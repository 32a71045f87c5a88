"""A piece of work: what a task comes to in steps, each of which can be repeated safely."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ...settings import Settings
from ...store import Store, TaskRecord

POLL_S = 0.25  # how often a running step asks whether it is still wanted


class Stopped(Exception):
    """The task was paused, cancelled or erased while a step ran."""


class Piece(Protocol):
    """One task's work. A step that was done before (a crash came between) does nothing again."""

    @property
    def steps(self) -> tuple[str, ...]:
        """What each step does, in words, in order."""

    def do(self, number: int) -> None:
        """Do one step. Raises CatchlightError, or Stopped when it is no longer wanted."""

    def finish(self) -> Mapping[str, Any]:
        """What came of it, as the task's result."""


@dataclass(frozen=True, eq=False)
class Bench:
    """What a piece works with."""

    store: Store
    settings: Callable[[], Settings]
    task: TaskRecord
    stop_if_unwanted: Callable[[], None]


class Wanted:
    """Whether an attempt of a task is still wanted: asked often, looked up seldom."""

    def __init__(self, store: Store, task: TaskRecord) -> None:
        self._store, self._task = store, task
        self._asked = 0.0
        self._is_wanted = True

    def __call__(self) -> bool:
        """True while the task runs and nobody began it anew."""
        if self._is_wanted and time.monotonic() - self._asked >= POLL_S:
            self._asked = time.monotonic()
            self._is_wanted = self._look()
        return self._is_wanted

    def stop(self) -> None:
        """Raise Stopped when it is not."""
        if not self():
            raise Stopped

    def _look(self) -> bool:
        found = next((one for one in self._store.tasks.open() if one.id == self._task.id), None)
        return (
            found is not None and found.status == "running" and found.attempt == self._task.attempt
        )
