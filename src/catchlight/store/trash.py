"""The trash: what was deleted and can be taken back. Erasing a person is something else."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import select

from ..errors import UnknownName
from . import convert
from .database import Database
from .records import TrashRecord
from .table import row_of
from .tables import PersonRow, PhotoRow, ProjectRow, TakeRow

_TABLES: dict[str, type[Any]] = {
    "person": PersonRow,
    "project": ProjectRow,
    "photo": PhotoRow,
    "take": TakeRow,
}


class Trash:
    """Puts rows into the trash and takes them back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, kind: str, id_: str) -> TrashRecord:
        """Delete, for now. Raises NotKept or UnknownName."""
        with self._database.writing() as session:
            row = row_of(session, _table(kind), id_, kind)
            row.deleted_at = row.deleted_at or convert.now()
            return _record(kind, row)

    def restore(self, kind: str, id_: str) -> None:
        """Take it back; what is not in the trash stays where it is. Raises NotKept."""
        with self._database.writing() as session:
            row_of(session, _table(kind), id_, kind).deleted_at = None

    def all(self) -> tuple[TrashRecord, ...]:
        """What is in the trash, the last deleted first."""
        found: list[TrashRecord] = []
        with self._database.reading() as session:
            for kind, table in _TABLES.items():
                rows = session.scalars(select(table).where(table.deleted_at.is_not(None)))
                found += [_record(kind, row) for row in rows]
        return tuple(sorted(found, key=lambda one: one.deleted_at, reverse=True))


def _table(kind: str) -> type[Any]:
    if kind not in _TABLES:
        raise UnknownName("kind of thing", kind, _TABLES)
    return _TABLES[kind]


def _record(kind: str, row: Any) -> TrashRecord:
    title = row.name if kind in ("person", "photo") else row.title
    project_id = row.project_id if kind in ("photo", "take") else None
    return TrashRecord(
        kind=kind,
        id=row.id,
        title=cast(str, title),
        project_id=project_id,
        deleted_at=row.deleted_at,
    )
