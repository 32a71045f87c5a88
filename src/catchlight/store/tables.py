"""The tables. One set of models for SQLite and PostgreSQL; times are UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    MetaData,
    String,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

ID_LENGTH, HASH_LENGTH, NAME_LENGTH = 32, 64, 400


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC: SQLite forgets the zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Only moments with a zone are taken."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be kept")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What all tables share: names of constraints, and the types of columns."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it so
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


def _id() -> Mapped[str]:
    return mapped_column(String(ID_LENGTH), primary_key=True)


def _of(table: str, *, required: bool = True) -> Any:
    return mapped_column(
        String(ID_LENGTH), ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=not required
    )


class PersonRow(Base):
    """Someone who sits."""

    __tablename__ = "people"
    id: Mapped[str] = _id()
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    note: Mapped[str]
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class ConsentRow(Base):
    """One agreement; `terms` is the plain form of a Consent."""

    __tablename__ = "consents"
    id: Mapped[str] = _id()
    person_id: Mapped[str] = _of("people")
    terms: Mapped[dict[str, Any]]
    sheet_sha256: Mapped[str] = mapped_column(String(HASH_LENGTH), index=True)
    created_at: Mapped[datetime]
    __table_args__ = (Index("ix_consents_person", "person_id", "created_at"),)


class ProjectRow(Base):
    """A brief and what belongs to it."""

    __tablename__ = "projects"
    id: Mapped[str] = _id()
    title: Mapped[str] = mapped_column(String(NAME_LENGTH))
    person_id: Mapped[str | None] = _of("people", required=False)
    brief: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)
    deleted_at: Mapped[datetime | None]


class PhotoRow(Base):
    """One photo of a sitter."""

    __tablename__ = "photos"
    id: Mapped[str] = _id()
    project_id: Mapped[str] = _of("projects")
    person_id: Mapped[str | None] = _of("people", required=False)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    sha256: Mapped[str] = mapped_column(String(HASH_LENGTH), index=True)
    media_type: Mapped[str] = mapped_column(String(40))
    bytes: Mapped[int] = mapped_column(BigInteger)
    width: Mapped[int]
    height: Mapped[int]
    intake: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_photos_project", "project_id", "created_at"),)


class TakeRow(Base):
    """One take with its recipe, its reading and its critique."""

    __tablename__ = "takes"
    id: Mapped[str] = _id()
    project_id: Mapped[str] = _of("projects")
    photo_id: Mapped[str | None] = _of("photos", required=False)
    parent_id: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), ForeignKey("takes.id", ondelete="SET NULL")
    )
    task_id: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), ForeignKey("tasks.id", ondelete="SET NULL")
    )
    key: Mapped[str] = mapped_column(String(HASH_LENGTH))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(NAME_LENGTH))
    because: Mapped[str]
    backend: Mapped[str] = mapped_column(String(80))
    seed: Mapped[int] = mapped_column(BigInteger)
    recipe: Mapped[list[Any]]
    notes: Mapped[list[Any]]
    sha256: Mapped[str] = mapped_column(String(HASH_LENGTH), index=True)
    base_sha256: Mapped[str] = mapped_column(String(HASH_LENGTH), index=True)
    is_original: Mapped[bool]
    media_type: Mapped[str] = mapped_column(String(40))
    width: Mapped[int]
    height: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(20))
    headline: Mapped[str]
    rules: Mapped[list[Any]]
    origin: Mapped[dict[str, Any]]
    likeness: Mapped[dict[str, Any]]
    axes: Mapped[dict[str, Any]]
    place: Mapped[int | None]
    reason: Mapped[str]
    stack: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    rating: Mapped[int]
    flag: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    reading: Mapped[dict[str, Any] | None] = mapped_column(JSON, deferred=True)
    critique: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    __table_args__ = (
        UniqueConstraint("project_id", "key", name="uq_takes_project_key"),
        Index("ix_takes_project", "project_id", "created_at"),
    )


class ExportRow(Base):
    """One file made for publication."""

    __tablename__ = "exports"
    id: Mapped[str] = _id()
    project_id: Mapped[str] = _of("projects")
    take_id: Mapped[str | None] = _of("takes", required=False)
    task_id: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), ForeignKey("tasks.id", ondelete="SET NULL")
    )
    kind: Mapped[str] = mapped_column(String(20))
    platform: Mapped[str] = mapped_column(String(80))
    file_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    media_type: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(HASH_LENGTH), index=True)
    bytes: Mapped[int] = mapped_column(BigInteger)
    about: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    __table_args__ = (Index("ix_exports_project", "project_id", "created_at"),)


class TaskRow(Base):
    """One queued piece of work."""

    __tablename__ = "tasks"
    id: Mapped[str] = _id()
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(NAME_LENGTH))
    project_id: Mapped[str | None] = _of("projects", required=False)
    wanted: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(String(20), index=True)
    what: Mapped[str]
    done: Mapped[int]
    total: Mapped[int]
    error: Mapped[str]
    result: Mapped[dict[str, Any]]
    attempt: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(index=True)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]


class SettingRow(Base):
    """One setting of the user's, by name."""

    __tablename__ = "settings"
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    value: Mapped[dict[str, Any]]
