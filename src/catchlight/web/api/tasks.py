"""Tasks: directing and making kits, how far they are, and what can be done with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from ...store import TaskRecord
from ..errors import Refusal, problems
from ..schemas.base import ID_PATTERN
from ..schemas.takes import DirectBody
from ..schemas.tasks import Task, TaskEvent, TaskList
from ..services.events import task_events
from ..services.queueing import queue_direct
from ..state import Here, Server
from ..views.tasks import task_view
from .parameters import IdPath

router = APIRouter(tags=["tasks"])


@router.post("/projects/{project_id}/direct", status_code=202, responses=problems(404, 409))
def direct(project_id: IdPath, body: DirectBody, here: Here) -> Task:
    """Queue a direction: takes from the project's photos for its job. Follow it in the events."""
    return task_view(queue_direct(here, project_id, body))


@router.get("/tasks", summary="Tasks")
def tasks(here: Here) -> TaskList:
    """The latest tasks."""
    return TaskList(tasks=[task_view(task) for task in here.store.tasks.all()])


@router.get("/tasks/{task_id}", responses=problems(404))
def task(task_id: IdPath, here: Here) -> Task:
    """One task."""
    return task_view(here.store.tasks.get(task_id))


@router.post("/tasks/{task_id}/pause", responses=problems(404, 409))
def pause(task_id: IdPath, here: Here) -> Task:
    """Stop it for now; takes that are made stay."""
    task = here.store.tasks.become(task_id, "paused", only_from=("waiting", "running"))
    return _moved(here, task, "paused")


@router.post("/tasks/{task_id}/resume", responses=problems(404, 409))
def resume(task_id: IdPath, here: Here) -> Task:
    """Go on with a paused task where it stopped."""
    return _moved(here, here.store.tasks.begin_again(task_id, only_from=("paused",)), "waiting")


@router.post("/tasks/{task_id}/cancel", responses=problems(404, 409))
def cancel(task_id: IdPath, here: Here) -> Task:
    """Stop it; takes that are made stay."""
    return _moved(here, here.store.tasks.become(task_id, "cancelled"), "cancelled")


@router.post("/tasks/{task_id}/retry", responses=problems(404, 409))
def retry(task_id: IdPath, here: Here) -> Task:
    """Try a failed or cancelled task again; what it made is not made twice."""
    again = here.store.tasks.begin_again(task_id, only_from=("failed", "cancelled"))
    return _moved(here, again, "waiting")


@router.delete("/tasks/{task_id}", status_code=204, responses=problems(404, 409))
def remove_task(task_id: IdPath, here: Here) -> None:
    """Take an ended task off the list. What it made stays."""
    task = here.store.tasks.get(task_id)
    if task.status in ("waiting", "running", "paused"):
        raise Refusal(409, "task-open", "The task has not ended", "Cancel it first.")
    here.store.tasks.remove(task_id)


@router.get("/events", response_class=EventSourceResponse)
def events(
    here: Here,
    project_id: Annotated[str | None, Query(pattern=ID_PATTERN)] = None,
    last_event_id: Annotated[str | None, Header()] = None,
) -> Iterator[ServerSentEvent]:
    """Server-sent events: `event: task` with a TaskEvent whenever a task moves.

    First come all open tasks as they are. The stream ends by itself after a few minutes; browsers
    reconnect. `event: ping` comes when nothing moves.
    """
    yield from task_events(here, project_id)


@router.get("/events/shape", include_in_schema=True, summary="The shape of an event's data")
def event_shape(here: Here) -> list[TaskEvent]:
    """The open tasks as events: what `GET /events` sends first, as plain JSON."""
    return [TaskEvent(task=task_view(task), new_take_ids=[]) for task in here.store.tasks.open()]


def _moved(here: Server, task: TaskRecord, wanted: str) -> Task:
    """The task where it has become what was wanted. Raises Refusal where it could not."""
    if task.status != wanted:
        raise Refusal(
            409, "task-state", "The task cannot do that now",
            f"The task is {task.status}, so it cannot become {wanted}. Look at the list again.",
        )  # fmt: skip
    here.worker.wake()
    return task_view(task)
