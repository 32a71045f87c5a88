"""Tasks: what is queued, how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from . import convert
from .database import Database
from .records import TaskRecord, TaskStatus
from .table import row_of
from .tables import TaskRow

OPEN: tuple[TaskStatus, ...] = ("waiting", "running", "paused")
ENDED: tuple[TaskStatus, ...] = ("done", "failed", "cancelled")


class Tasks:
    """The shelf of tasks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, kind: str, title: str, wanted: Mapping[str, Any], project_id: str | None = None
    ) -> TaskRecord:
        """A new one, waiting."""
        moment = convert.now()
        row = TaskRow(
            id=convert.new_id(),
            kind=kind,
            title=title,
            project_id=project_id,
            wanted=dict(wanted),
            status="waiting",
            what="",
            done=0,
            total=0,
            error="",
            result={},
            attempt=1,
            created_at=moment,
            changed_at=moment,
        )
        with self._database.writing() as session:
            session.add(row)
            session.flush()
            return convert.task(row)

    def get(self, id_: str) -> TaskRecord:
        """Raises NotKept."""
        with self._database.reading() as session:
            return convert.task(row_of(session, TaskRow, id_, "task"))

    def all(self, limit: int = 200) -> tuple[TaskRecord, ...]:
        """The latest tasks, newest first."""
        wanted = select(TaskRow).order_by(TaskRow.created_at.desc(), TaskRow.id).limit(limit)
        with self._database.reading() as session:
            return tuple(convert.task(row) for row in session.scalars(wanted))

    def open(self) -> tuple[TaskRecord, ...]:
        """Those that have not ended, oldest first."""
        wanted = select(TaskRow).where(TaskRow.status.in_(OPEN))
        with self._database.reading() as session:
            rows = session.scalars(wanted.order_by(TaskRow.created_at, TaskRow.id))
            return tuple(convert.task(row) for row in rows)

    def step(self, id_: str, what: str, done: int, total: int) -> TaskRecord:
        """Say how far it is; a task that has ended stays as it is. Raises NotKept."""
        with self._database.writing() as session:
            row = row_of(session, TaskRow, id_, "task")
            if row.status in OPEN:
                row.what, row.done, row.total = what, done, total
                row.changed_at = convert.now()
            return convert.task(row)

    def become(
        self,
        id_: str,
        status: TaskStatus,
        *,
        only_from: tuple[TaskStatus, ...] = OPEN,
        error: str = "",
        result: Mapping[str, Any] | None = None,
    ) -> TaskRecord:
        """Change its status where it is one of `only_from`; else it stays. Raises NotKept."""
        with self._database.writing() as session:
            row = row_of(session, TaskRow, id_, "task")
            if row.status in only_from:
                moment = convert.now()
                row.status, row.error, row.changed_at = status, error, moment
                row.result = row.result if result is None else dict(result)
                if status == "running" and row.started_at is None:
                    row.started_at = moment
                row.finished_at = moment if status in ENDED else None
            return convert.task(row)

    def note(self, id_: str, result: Mapping[str, Any]) -> None:
        """Keep what came of it so far. Raises NotKept."""
        with self._database.writing() as session:
            row_of(session, TaskRow, id_, "task").result = dict(result)

    def begin_again(self, id_: str, only_from: tuple[TaskStatus, ...]) -> TaskRecord:
        """Let it wait for a new attempt where it is one of `only_from`. Raises NotKept."""
        with self._database.writing() as session:
            row = row_of(session, TaskRow, id_, "task")
            if row.status in only_from:
                row.status, row.error, row.attempt = "waiting", "", row.attempt + 1
                row.started_at = row.finished_at = None
                row.changed_at = convert.now()
            return convert.task(row)

    def remove(self, id_: str) -> None:
        """Take an ended task off the list. What it made stays. Raises NotKept."""
        with self._database.writing() as session:
            session.delete(row_of(session, TaskRow, id_, "task"))
