"""Tasks as shapes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from ...store import TaskRecord
from ..schemas.tasks import Task, TaskResult

MIN_SHARE = 0.02  # below it the time left cannot be told


def task_view(task: TaskRecord) -> Task:
    """A task with its share, its time left, and what can be done with it."""
    share = task.done / task.total if task.total else 0.0
    status = task.status
    return Task(
        id=task.id,
        kind=cast(Any, task.kind),
        title=task.title,
        project_id=task.project_id,
        status=status,
        what=task.what,
        done=task.done,
        total=task.total,
        share=1.0 if status == "done" else round(min(share, 1.0), 4),
        eta_s=_seconds_left(task, share),
        error=task.error,
        result=TaskResult.model_validate(
            {name: value for name, value in task.result.items() if name in TaskResult.model_fields}
        ),
        attempt=task.attempt,
        can_pause=status in ("waiting", "running"),
        can_resume=status == "paused",
        can_cancel=status in ("waiting", "running", "paused"),
        can_retry=status in ("failed", "cancelled"),
        created_at=task.created_at,
        started_at=task.started_at,
        finished_at=task.finished_at,
    )


def _seconds_left(task: TaskRecord, share: float) -> float | None:
    """By the time that the steps of this attempt took; None while nothing can be told."""
    if task.status != "running" or task.started_at is None or share < MIN_SHARE:
        return None
    spent = (datetime.now(UTC) - task.started_at).total_seconds()
    return round(max(0.0, spent * (1 - share) / share), 1)
