"""Durable steps with DBOS: a killed worker goes on at the step it was in. DBOS stays in this file.

Its database holds ids and numbers only; what a task is about stands in the store.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ...store import Store
from ...store.blobs import FILE_MODE
from .ordering import PENDING_FOLDER
from .working import Workbench

if TYPE_CHECKING:
    from dbos import DBOS

DATABASE_FILE = "tasks.db"
QUEUE = "work"
APPLICATION, VERSION, EXECUTOR = "catchlight", "1", "studio"
POLL_S = 0.2  # how often the store is asked for new tasks
CLEAN_EVERY_S = 5.0  # how often what belongs to no task any more is dropped
MAX_TRIES = 3  # of one attempt that takes its worker down with it
GIVEN_UP = (
    "It stopped its worker {tries} times, and was given up so that other tasks can go on. What was "
    "made is kept. Try again with fewer or smaller photos."
)
_ENDED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")


def work(store: Store, bench: Workbench, folder: Path, is_over: Callable[[], bool]) -> None:
    """Work on tasks until `is_over`; returns when the step at hand is done or given up."""
    from dbos import DBOS, SetWorkflowID

    DBOS(config={
        "name": APPLICATION,
        "system_database_url": database_url(folder),
        "application_version": VERSION,
        "executor_id": EXECUTOR,
        "enable_otlp": False,
        "log_level": "WARNING",
    })  # fmt: skip
    _quiet()
    run = _workflow(DBOS, bench)
    DBOS.launch()
    DBOS.register_queue(QUEUE, worker_concurrency=1, polling_interval_sec=0.1)
    queued: set[str] = set()
    cleaned = 0.0
    try:
        while not is_over():
            for task in store.tasks.open():
                name = workflow_id(task.id, task.attempt)
                if task.status != "paused" and name not in queued:
                    with SetWorkflowID(name):
                        DBOS.enqueue_workflow(QUEUE, run, task.id, task.attempt)
                    queued.add(name)
            if time.monotonic() - cleaned > CLEAN_EVERY_S:
                _clean(DBOS, store, folder)
                cleaned = time.monotonic()
            time.sleep(POLL_S)
    finally:
        DBOS.destroy()


def workflow_id(task_id: str, attempt: int) -> str:
    """How DBOS knows an attempt."""
    return f"{task_id}-{attempt}"


def database_url(folder: Path) -> str:
    """DBOS's own database in the data folder, for this user only."""
    path = (folder / DATABASE_FILE).absolute()
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, FILE_MODE))
    return f"sqlite:///{path}"


def _workflow(dbos: type[DBOS], bench: Workbench) -> Callable[[str, int], bool]:
    """One task as a workflow: its steps are kept as they end, and not run again after a crash."""

    @dbos.step(name="begin")
    def begin(task_id: str, attempt: int) -> int:
        return bench.begin(task_id, attempt)

    @dbos.step(name="step")
    def step(task_id: str, attempt: int, number: int) -> bool:
        return bench.step(task_id, attempt, number)

    @dbos.step(name="finish")
    def finish(task_id: str, attempt: int) -> bool:
        return bench.finish(task_id, attempt)

    @dbos.workflow(name="task", max_recovery_attempts=MAX_TRIES)
    def task(task_id: str, attempt: int) -> bool:
        steps = begin(task_id, attempt)
        goes_on = steps > 0
        for number in range(steps):
            goes_on = goes_on and step(task_id, attempt, number)
        return goes_on and finish(task_id, attempt)

    return task


def _clean(dbos: type[DBOS], store: Store, folder: Path) -> None:
    """Drop what belongs to no task; tell the store of tasks that were given up."""
    known = {task.id: task for task in store.tasks.all(limit=100_000)}
    gone = []
    for flow in dbos.list_workflows(load_input=False, load_output=False):
        task_id, _, attempt = flow.workflow_id.rpartition("-")
        task = known.get(task_id)
        if task is None or (flow.status in _ENDED and attempt != str(task.attempt)):
            gone.append(flow.workflow_id)
        elif flow.status in _ENDED and task.status in ("running", "waiting"):
            store.tasks.become(task_id, "failed", error=GIVEN_UP.format(tries=MAX_TRIES))
    if gone:
        dbos.delete_workflows(gone)
    for pending in (folder / PENDING_FOLDER).glob("*.json"):
        if pending.stem not in known:
            pending.unlink(missing_ok=True)


def _quiet() -> None:
    """DBOS's own log says what is not for the terminal of a user."""
    logging.getLogger("dbos").setLevel(logging.ERROR)
