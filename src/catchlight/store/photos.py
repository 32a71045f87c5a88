"""The sitters' photos: a row each, and the file as it was given among the blobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from . import convert
from .database import Database
from .keeping import Keeper
from .records import PhotoDraft, PhotoRecord
from .table import row_of
from .tables import PhotoRow, ProjectRow


class Photos:
    """The shelf of photos."""

    def __init__(self, database: Database, keeper: Keeper) -> None:
        self._database, self._keeper = database, keeper

    def add(self, project_id: str, draft: PhotoDraft, data: bytes) -> PhotoRecord:
        """Keep a photo; one with the same bytes in this project is not kept twice."""
        with self._keeper.file(data) as sha256, self._database.writing() as session:
            project = row_of(session, ProjectRow, project_id, "project")
            row = session.scalar(
                select(PhotoRow).where(PhotoRow.project_id == project_id, PhotoRow.sha256 == sha256)
            )
            if row is None:
                row = _row(project, draft, sha256, len(data))
                session.add(row)
            row.deleted_at = None
            project.changed_at = convert.now()
            session.flush()
            return convert.photo(row)

    def get(self, id_: str) -> PhotoRecord:
        """Raises NotKept."""
        with self._database.reading() as session:
            return convert.photo(row_of(session, PhotoRow, id_, "photo"))

    def of_project(self, project_id: str, limit: int | None = None) -> tuple[PhotoRecord, ...]:
        """The photos of a project that are not in the trash, in the order in which they came."""
        wanted = select(PhotoRow).where(
            PhotoRow.project_id == project_id, PhotoRow.deleted_at.is_(None)
        )
        with self._database.reading() as session:
            order = (PhotoRow.created_at, PhotoRow.id)
            rows = session.scalars(wanted.order_by(*order).limit(limit))
            return tuple(convert.photo(row) for row in rows)

    def change(
        self, id_: str, *, intake: Mapping[str, Any] | None = None, person_id: str | None = None
    ) -> PhotoRecord:
        """Another verdict of the intake, or another person. Raises NotKept."""
        with self._database.writing() as session:
            row = row_of(session, PhotoRow, id_, "photo")
            row.intake = row.intake if intake is None else dict(intake)
            row.person_id = row.person_id if person_id is None else person_id
            return convert.photo(row)


def _row(project: ProjectRow, draft: PhotoDraft, sha256: str, size: int) -> PhotoRow:
    return PhotoRow(
        id=convert.new_id(),
        project_id=project.id,
        person_id=draft.person_id or project.person_id,
        name=draft.name,
        sha256=sha256,
        media_type=draft.media_type,
        bytes=size,
        width=draft.width,
        height=draft.height,
        intake=dict(draft.intake),
        created_at=convert.now(),
    )
