"""Erasing: everything of a person, or everything in the trash, for good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from .tables import (
    ConsentRow,
    ExportRow,
    PersonRow,
    PhotoRow,
    ProjectRow,
    TakeRow,
    TaskRow,
)

# Every column that names a file.
FILE_COLUMNS = (
    PhotoRow.sha256,
    TakeRow.sha256,
    TakeRow.base_sha256,
    ExportRow.sha256,
    ConsentRow.sheet_sha256,
)
_MANY = 400  # ids asked for at once: databases limit how many a statement may name


@dataclass
class Reach:
    """The ids of all rows that go together, by table; and the files they name."""

    people: set[str] = field(default_factory=set)
    projects: set[str] = field(default_factory=set)
    photos: set[str] = field(default_factory=set)
    takes: set[str] = field(default_factory=set)
    exports: set[str] = field(default_factory=set)
    consents: set[str] = field(default_factory=set)
    tasks: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


def reach_of_person(session: Session, person_id: str) -> Reach:
    """All that is of one person: their projects whole, their photos elsewhere, and what was made
    from them.

    Tasks of every project touched go too: what they wanted names photos.
    """
    reach = Reach(people={person_id})
    reach.projects = _ids(session, ProjectRow, ProjectRow.person_id == person_id)
    reach.photos = _ids(session, PhotoRow, PhotoRow.person_id == person_id)
    reach.consents = _ids(session, ConsentRow, ConsentRow.person_id == person_id)
    touched = _others(session, PhotoRow.project_id, PhotoRow.id, reach.photos)
    return _completed(session, reach, touched)


def reach_of_trash(session: Session) -> Reach:
    """All that is in the trash, and what hangs on it."""
    reach = Reach()
    reach.people = _ids(session, PersonRow, PersonRow.deleted_at.is_not(None))
    reach.projects = _ids(session, ProjectRow, ProjectRow.deleted_at.is_not(None))
    reach.photos = _ids(session, PhotoRow, PhotoRow.deleted_at.is_not(None))
    reach.takes = _ids(session, TakeRow, TakeRow.deleted_at.is_not(None))
    return _completed(session, reach, set())


def remove_rows(session: Session, reach: Reach) -> dict[str, int]:
    """Delete all rows of a reach; how many went, by table."""
    order: tuple[tuple[type[Any], set[str]], ...] = (
        (ExportRow, reach.exports),
        (TakeRow, reach.takes),
        (PhotoRow, reach.photos),
        (TaskRow, reach.tasks),
        (ConsentRow, reach.consents),
        (ProjectRow, reach.projects),
        (PersonRow, reach.people),
    )
    counts = {}
    for table, ids in order:
        for some in _parts(ids):
            session.execute(delete(table).where(table.id.in_(some)))
        counts[table.__tablename__] = len(ids)
    return counts


def still_used(session: Session, files: Iterable[str]) -> set[str]:
    """Those of the files that some row still names."""
    wanted = set(files)
    used: set[str] = set()
    for column in FILE_COLUMNS:
        used |= _others(session, column, column, wanted)
    return used


def _completed(session: Session, reach: Reach, touched: set[str]) -> Reach:
    projects = reach.projects
    reach.photos |= _others(session, PhotoRow.id, PhotoRow.project_id, projects)
    reach.takes |= _others(session, TakeRow.id, TakeRow.project_id, projects)
    reach.takes |= _others(session, TakeRow.id, TakeRow.photo_id, reach.photos)
    reach.exports |= _others(session, ExportRow.id, ExportRow.project_id, projects)
    reach.exports |= _others(session, ExportRow.id, ExportRow.take_id, reach.takes)
    reach.exports |= _kits(session, reach.exports)
    reach.tasks |= _others(session, TaskRow.id, TaskRow.project_id, projects | touched)
    pairs: tuple[tuple[Any, Any, set[str]], ...] = (
        (PhotoRow.sha256, PhotoRow.id, reach.photos),
        (TakeRow.sha256, TakeRow.id, reach.takes),
        (TakeRow.base_sha256, TakeRow.id, reach.takes),
        (ExportRow.sha256, ExportRow.id, reach.exports),
        (ConsentRow.sheet_sha256, ConsentRow.id, reach.consents),
    )
    for column, key, ids in pairs:
        reach.files |= _others(session, column, key, ids)
    reach.files.discard("")
    return reach


def _kits(session: Session, exports: set[str]) -> set[str]:
    """The zips made by the tasks that made these exports: they hold the same pictures."""
    tasks = _others(session, ExportRow.task_id, ExportRow.id, exports)
    return _others(session, ExportRow.id, ExportRow.task_id, tasks - {None})


def _ids(session: Session, table: type[Any], condition: ColumnElement[bool]) -> set[str]:
    return set(session.scalars(select(table.id).where(condition)))


def _others(session: Session, wanted: Any, key: Any, values: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for some in _parts(values):
        found |= set(session.scalars(select(wanted).where(or_(key.in_(some)))))
    return found


def _parts(values: Iterable[str]) -> Iterable[list[str]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), _MANY):
        yield ordered[start : start + _MANY]
