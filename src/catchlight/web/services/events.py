"""Server-sent events: what has moved, asked of the store, so that any worker's progress is seen."""

from __future__ import annotations

import time
from collections.abc import Iterator

from fastapi.sse import ServerSentEvent

from ...store import TaskRecord
from ..schemas.tasks import TaskEvent
from ..state import Server
from ..views.tasks import task_view

POLL_S = 0.3
PING_S = 10.0
STREAM_S = 300.0  # then the stream ends, and the browser asks again: no thread is held for good
LATEST = 30  # tasks that are watched


def task_events(server: Server, project_id: str | None) -> Iterator[ServerSentEvent]:
    """An event for every task that moves, first the open ones; a ping when nothing does."""
    told: dict[str, object] = {}
    takes: dict[str, set[str]] = {}
    started = last = time.monotonic()
    is_first = True
    while time.monotonic() - started < STREAM_S and not server.is_closing.is_set():
        for task in _watched(server, project_id):
            mark = (task.changed_at, task.status)
            if told.get(task.id) == mark or (is_first and task.finished_at is not None):
                told[task.id] = mark
                continue
            told[task.id] = mark
            yield _event(server, task, takes)
            last = time.monotonic()
        is_first = False
        if time.monotonic() - last > PING_S:
            yield ServerSentEvent(event="ping", data="")
            last = time.monotonic()
        server.is_closing.wait(POLL_S)


def _watched(server: Server, project_id: str | None) -> list[TaskRecord]:
    found = server.store.tasks.all(LATEST)
    return [task for task in found if project_id is None or task.project_id == project_id]


def _event(server: Server, task: TaskRecord, takes: dict[str, set[str]]) -> ServerSentEvent:
    ids = [take.id for take in server.store.takes.of_task(task.id)]
    new = [id_ for id_ in ids if id_ not in takes.get(task.id, set())]
    takes[task.id] = set(ids)
    data = TaskEvent(task=task_view(task), new_take_ids=new)
    return ServerSentEvent(
        event="task", data=data, id=f"{task.id}-{task.changed_at.timestamp():.6f}", retry=1000
    )
