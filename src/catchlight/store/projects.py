"""Projects: a brief and what belongs to it."""

from __future__ import annotations

from sqlalchemy import func, select

from ..brief import Brief
from . import convert
from .database import Database
from .records import ProjectRecord
from .table import row_of
from .tables import PersonRow, PhotoRow, ProjectRow, TakeRow


class Projects:
    """The shelf of projects."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, title: str, brief: Brief, *, person_id: str | None = None) -> ProjectRecord:
        """A new one. Raises NotKept for a person that is not there."""
        moment = convert.now()
        row = ProjectRow(
            id=convert.new_id(),
            title=title,
            person_id=person_id,
            brief=brief.to_dict(),
            created_at=moment,
            changed_at=moment,
        )
        with self._database.writing() as session:
            if person_id is not None:
                row_of(session, PersonRow, person_id, "person")
            session.add(row)
            session.flush()
            return convert.project(row)

    def get(self, id_: str) -> ProjectRecord:
        """Raises NotKept."""
        with self._database.reading() as session:
            return convert.project(row_of(session, ProjectRow, id_, "project"))

    def all(self) -> tuple[ProjectRecord, ...]:
        """All that are not in the trash, the last changed first."""
        wanted = select(ProjectRow).where(ProjectRow.deleted_at.is_(None))
        order = (ProjectRow.changed_at.desc(), ProjectRow.id)
        with self._database.reading() as session:
            return tuple(convert.project(row) for row in session.scalars(wanted.order_by(*order)))

    def change(
        self,
        id_: str,
        *,
        title: str | None = None,
        brief: Brief | None = None,
        person_id: str | None = None,
    ) -> ProjectRecord:
        """Another title, brief or person. Raises NotKept."""
        with self._database.writing() as session:
            row = row_of(session, ProjectRow, id_, "project")
            if person_id is not None:
                row_of(session, PersonRow, person_id, "person")
                row.person_id = person_id
            row.title = row.title if title is None else title
            row.brief = row.brief if brief is None else brief.to_dict()
            row.changed_at = convert.now()
            return convert.project(row)

    def counts(self, id_: str) -> tuple[int, int]:
        """How many photos and takes it has outside the trash."""
        with self._database.reading() as session:
            photos, takes = (
                session.scalar(
                    select(func.count())
                    .select_from(table)
                    .where(table.project_id == id_, table.deleted_at.is_(None))
                )
                for table in (PhotoRow, TakeRow)
            )
        return photos or 0, takes or 0
