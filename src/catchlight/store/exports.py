"""Exports: files that were made for publication."""

from __future__ import annotations

from sqlalchemy import select

from . import convert
from .database import Database
from .keeping import Keeper
from .records import ExportDraft, ExportRecord
from .table import row_of
from .tables import ExportRow, ProjectRow


class Exports:
    """The shelf of exports."""

    def __init__(self, database: Database, keeper: Keeper) -> None:
        self._database, self._keeper = database, keeper

    def add(self, project_id: str, draft: ExportDraft, data: bytes) -> ExportRecord:
        """Keep a file; the one that the same task made under this name is replaced."""
        with self._keeper.file(data) as sha256, self._database.writing() as session:
            row_of(session, ProjectRow, project_id, "project")
            earlier = session.scalar(
                select(ExportRow).where(
                    ExportRow.project_id == project_id,
                    ExportRow.task_id == draft.task_id,
                    ExportRow.file_name == draft.file_name,
                )
            )
            if earlier is not None and draft.task_id is not None:
                session.delete(earlier)
            row = _row(project_id, draft, sha256, len(data))
            session.add(row)
            session.flush()
            return convert.export(row)

    def get(self, id_: str) -> ExportRecord:
        """Raises NotKept."""
        with self._database.reading() as session:
            return convert.export(row_of(session, ExportRow, id_, "export"))

    def of_project(self, project_id: str) -> tuple[ExportRecord, ...]:
        """All exports of a project, the latest first."""
        wanted = select(ExportRow).where(ExportRow.project_id == project_id)
        order = (ExportRow.created_at.desc(), ExportRow.id)
        with self._database.reading() as session:
            return tuple(convert.export(row) for row in session.scalars(wanted.order_by(*order)))

    def of_task(self, task_id: str) -> tuple[ExportRecord, ...]:
        """What one task made, in the order in which it did."""
        wanted = select(ExportRow).where(ExportRow.task_id == task_id)
        order = (ExportRow.created_at, ExportRow.id)
        with self._database.reading() as session:
            return tuple(convert.export(row) for row in session.scalars(wanted.order_by(*order)))


def _row(project_id: str, draft: ExportDraft, sha256: str, size: int) -> ExportRow:
    return ExportRow(
        id=convert.new_id(),
        project_id=project_id,
        take_id=draft.take_id,
        task_id=draft.task_id,
        kind=draft.kind,
        platform=draft.platform,
        file_name=draft.file_name,
        media_type=draft.media_type,
        sha256=sha256,
        bytes=size,
        about=dict(draft.about),
        created_at=convert.now(),
    )
