"""Bringing the tables up to date with Alembic."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from ..errors import StoreError
from .database import Database

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0001"  # the newest revision in migrations/versions


def migrate(database: Database) -> None:
    """Make the tables, or bring them up to this version. Raises StoreError."""
    if _is_current(database):
        return
    from alembic import command
    from alembic.util import CommandError

    try:
        with database.engine.begin() as connection:
            settings = config()
            settings.attributes["connection"] = connection
            command.upgrade(settings, "head")
    except (CommandError, SQLAlchemyError) as error:
        raise StoreError(
            f"The database could not be brought up to date ({error}). It may come from a newer "
            "version: update catchlight, or name another folder with CATCHLIGHT_HOME."
        ) from error


def config() -> Config:
    """Alembic's settings for the migrations in this package."""
    from alembic.config import Config

    settings = Config()
    folder = str(resources.files(__package__) / "migrations")
    settings.set_main_option("script_location", folder.replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    return settings


def _is_current(database: Database) -> bool:
    """Whether nothing is to be done; asked without Alembic, so that opening is quick."""
    from sqlalchemy import inspect, text

    try:
        with database.engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return False
            found = connection.execute(text("SELECT version_num FROM alembic_version"))
            return [row[0] for row in found] == [HEAD]
    except SQLAlchemyError as error:
        raise StoreError(
            f"The database {database.engine.url!r} could not be opened ({error}). "
            "Check the address, that it runs, and its permissions."
        ) from error
