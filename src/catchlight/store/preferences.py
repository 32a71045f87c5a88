"""The user's settings, by name. Secrets do not belong here."""

from __future__ import annotations

from typing import Any

from .database import Database
from .tables import SettingRow


class Preferences:
    """The shelf of settings; each value is plain JSON."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str, default: Any = None) -> Any:
        """The value kept under this name."""
        with self._database.reading() as session:
            row = session.get(SettingRow, name)
            return default if row is None else row.value["value"]

    def set(self, name: str, value: Any) -> None:
        """Keep a value under this name."""
        with self._database.writing() as session:
            session.merge(SettingRow(name=name, value={"value": value}))

    def all(self) -> dict[str, Any]:
        """Every setting that was ever set."""
        with self._database.reading() as session:
            return {row.name: row.value["value"] for row in session.query(SettingRow)}
