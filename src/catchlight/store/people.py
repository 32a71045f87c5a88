"""People who sit, and what they agreed to."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select

from ..people.consent import Consent
from . import convert
from .database import Database
from .records import ConsentRecord, PersonRecord
from .table import row_of
from .tables import ConsentRow, PersonRow


class People:
    """The shelf of people and consents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, note: str = "") -> PersonRecord:
        """Someone new."""
        row = PersonRow(id=convert.new_id(), name=name, note=note, created_at=convert.now())
        with self._database.writing() as session:
            session.add(row)
            session.flush()
            return convert.person(row)

    def get(self, id_: str) -> PersonRecord:
        """Raises NotKept."""
        with self._database.reading() as session:
            return convert.person(row_of(session, PersonRow, id_, "person"))

    def all(self) -> tuple[PersonRecord, ...]:
        """Everybody who is not in the trash, by name."""
        wanted = select(PersonRow).where(PersonRow.deleted_at.is_(None))
        with self._database.reading() as session:
            rows = session.scalars(wanted.order_by(PersonRow.name, PersonRow.id))
            return tuple(convert.person(row) for row in rows)

    def change(self, id_: str, *, name: str | None = None, note: str | None = None) -> PersonRecord:
        """Another name or note. Raises NotKept."""
        with self._database.writing() as session:
            row = row_of(session, PersonRow, id_, "person")
            row.name = row.name if name is None else name
            row.note = row.note if note is None else note
            return convert.person(row)

    def agree(self, id_: str, consent: Consent) -> ConsentRecord:
        """Keep an agreement; it takes the place of earlier ones, which stay on record."""
        row = ConsentRow(
            id=convert.new_id(),
            person_id=id_,
            terms=_terms(consent),
            sheet_sha256=consent.sheet_sha256,
            created_at=convert.now(),
        )
        with self._database.writing() as session:
            row_of(session, PersonRow, id_, "person")
            session.add(row)
            session.flush()
            return convert.consent(row)

    def consents(self, id_: str) -> tuple[ConsentRecord, ...]:
        """All agreements of one person, the latest first."""
        order = (ConsentRow.created_at.desc(), ConsentRow.id)
        wanted = select(ConsentRow).where(ConsentRow.person_id == id_).order_by(*order)
        with self._database.reading() as session:
            return tuple(convert.consent(row) for row in session.scalars(wanted))

    def consent(self, id_: str) -> Consent | None:
        """The agreement that counts now; None when there is none."""
        records = self.consents(id_)
        return records[0].consent if records else None


def _terms(consent: Consent) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(consent).items()
    }
