"""Rows ↔ records. The only place that knows both."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar, cast

from ..brief import brief_from_mapping
from ..people.consent import Consent
from ..reading import Reading
from .records import (
    ConsentRecord,
    ExportRecord,
    Flag,
    PersonRecord,
    PhotoRecord,
    ProjectRecord,
    TakeFound,
    TakeRecord,
    TaskRecord,
    TaskStatus,
)
from .tables import (
    ConsentRow,
    ExportRow,
    PersonRow,
    PhotoRow,
    ProjectRow,
    TakeRow,
    TaskRow,
)

R = TypeVar("R")
_DATES = ("given_on", "until", "withdrawn_on")
_LISTS = ("uses", "backends", "platforms")


def new_id() -> str:
    """32 hexadecimal digits by chance."""
    return uuid.uuid4().hex


def now() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC)


def _same_named(row: object, kind: type[R], **others: Any) -> R:
    names = [field.name for field in fields(cast(Any, kind)) if field.name not in others]
    return kind(**{name: getattr(row, name) for name in names}, **others)


def person(row: PersonRow) -> PersonRecord:
    """A person's record."""
    return _same_named(row, PersonRecord)


def consent(row: ConsentRow) -> ConsentRecord:
    """A consent's record."""
    return _same_named(row, ConsentRecord, consent=consent_from_terms(row.terms))


def consent_from_terms(terms: Mapping[str, Any]) -> Consent:
    """The consent that `Consent.to_dict` gave, from JSON."""
    values = dict(terms)
    for name in _DATES:
        if values.get(name):
            values[name] = date.fromisoformat(values[name])
    for name in _LISTS:
        values[name] = tuple(values[name])
    return Consent(**values)


def project(row: ProjectRow) -> ProjectRecord:
    """A project's record."""
    brief = {name: value for name, value in row.brief.items() if value is not None}
    return _same_named(row, ProjectRecord, brief=brief_from_mapping(brief, "The kept brief"))


def photo(row: PhotoRow) -> PhotoRecord:
    """A photo's record."""
    return _same_named(row, PhotoRecord)


def take(row: TakeRow) -> TakeRecord:
    """A take's record."""
    return _same_named(
        row,
        TakeRecord,
        recipe=tuple(row.recipe),
        notes=tuple(row.notes),
        rules=tuple(row.rules),
        flag=cast(Flag, row.flag),
    )


def found(row: TakeRow) -> TakeFound:
    """What was found about a take."""
    reading = None if row.reading is None else reading_from_record(row.id, row.reading)
    return TakeFound(take_id=row.id, reading=reading, critique=row.critique)


def reading_to_record(reading: Reading | None) -> dict[str, Any] | None:
    """A reading as kept: with whether its background is the photo's own."""
    if reading is None:
        return None
    return {**reading.to_record(), "own_background": reading.own_background}


def reading_from_record(name: str, record: Mapping[str, Any]) -> Reading:
    """The reading that `reading_to_record` gave."""
    own = bool(record.get("own_background", True))
    return replace(Reading.from_record(name, record), own_background=own)


def export(row: ExportRow) -> ExportRecord:
    """An export's record."""
    return _same_named(row, ExportRecord)


def task(row: TaskRow) -> TaskRecord:
    """A task's record."""
    return _same_named(row, TaskRecord, status=cast(TaskStatus, row.status))
