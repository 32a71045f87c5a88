"""Working a task step by step, whoever schedules the steps."""

from __future__ import annotations

import logging
from collections.abc import Callable

from ...errors import CatchlightError, NotKept
from ...settings import Settings
from ...store import Store, TaskRecord
from ..services.queueing import DIRECT, KIT
from .direction import Direction
from .kit import KitMaking
from .piece import Bench, Piece, Stopped, Wanted

MakePiece = Callable[[Bench], Piece]
KINDS: dict[str, MakePiece] = {DIRECT: Direction, KIT: KitMaking}
_log = logging.getLogger("catchlight.work")


class Workbench:
    """Does steps of tasks, and writes in the store how far they are.

    Every method is safe to be repeated, and none raises for a task that failed, was stopped or has
    gone: they say so, and the store knows why.
    """

    def __init__(
        self, store: Store, settings: Callable[[], Settings], kinds: dict[str, MakePiece] = KINDS
    ) -> None:
        self._store, self._settings, self._kinds = store, settings, kinds
        self._piece: tuple[tuple[str, int], Piece, Wanted] | None = None

    def begin(self, task_id: str, attempt: int) -> int:
        """Let the task run; how many steps it has, 0 = it is not wanted (any more)."""
        try:
            task = self._store.tasks.get(task_id)
            if task.attempt != attempt:
                return 0
            task = self._store.tasks.become(task_id, "running", only_from=("waiting", "running"))
            if task.status != "running":
                return 0
            piece, _ = self._at_hand(task)
        except NotKept:
            return 0
        except Exception as error:
            self._fail(task_id, error)
            return 0
        self._store.tasks.step(task_id, piece.steps[0], 0, len(piece.steps))
        return len(piece.steps)

    def step(self, task_id: str, attempt: int, number: int) -> bool:
        """Do one step; whether the task goes on."""
        try:
            task = self._store.tasks.get(task_id)
            if task.attempt != attempt or task.status != "running":
                return False
            piece, wanted = self._at_hand(task)
            self._store.tasks.step(task_id, piece.steps[number], number, len(piece.steps))
            wanted.stop()
            piece.do(number)
            self._store.tasks.step(task_id, piece.steps[number], number + 1, len(piece.steps))
        except (Stopped, NotKept):
            self._piece = None
            return False
        except Exception as error:
            self._fail(task_id, error)
            return False
        return True

    def finish(self, task_id: str, attempt: int) -> bool:
        """Write down what came of it."""
        try:
            task = self._store.tasks.get(task_id)
            if task.attempt != attempt or task.status != "running":
                return False
            piece, _ = self._at_hand(task)
            result = piece.finish()
            self._store.tasks.become(task_id, "done", only_from=("running",), result=result)
        except NotKept:
            return False
        except Exception as error:
            self._fail(task_id, error)
            return False
        finally:
            self._piece = None
        return True

    def _at_hand(self, task: TaskRecord) -> tuple[Piece, Wanted]:
        """The piece of work of this attempt: the one at hand, or begun again from the store."""
        key = (task.id, task.attempt)
        if self._piece is None or self._piece[0] != key:
            wanted = Wanted(self._store, task)
            bench = Bench(self._store, self._settings, task, wanted.stop)
            self._piece = (key, self._kinds[task.kind](bench), wanted)
        return self._piece[1], self._piece[2]

    def _fail(self, task_id: str, error: Exception) -> None:
        self._piece = None
        if isinstance(error, CatchlightError):
            said = str(error)
        else:  # the log says where, not with what: values may be personal
            where = error.__traceback__
            while where is not None and where.tb_next is not None:
                where = where.tb_next
            place = f"{where.tb_frame.f_code.co_filename}:{where.tb_lineno}" if where else "?"
            _log.error("task %s failed: %s at %s", task_id, type(error).__name__, place)
            said = (
                f"An error that was not foreseen ({type(error).__name__}). What was made is kept. "
                "Try again; if it fails again, please report it."
            )
        try:
            self._store.tasks.become(task_id, "failed", error=said)
        except CatchlightError as lost:
            _log.error(
                "task %s failed, and that could not be kept: %s", task_id, type(lost).__name__
            )
