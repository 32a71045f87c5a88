"""What every table's shelf does the same way."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy.orm import Session

from ..errors import NotKept
from .tables import Base

Row = TypeVar("Row", bound=Base)


def row_of(session: Session, table: type[Row], id_: str, noun: str) -> Row:
    """The row with this id, one in the trash too. Raises NotKept."""
    row = session.get(table, id_)
    if row is None:
        raise NotKept(
            f"There is no {noun} {id_[:40]!r}. It was erased, or the address is wrong. "
            "Go back to the list and choose again."
        )
    return row
