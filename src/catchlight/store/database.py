"""The connection: SQLite set up for safety and one writer at a time, or PostgreSQL by URL."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ..errors import StoreError
from .blobs import FILE_MODE, FOLDER_MODE

DATABASE_FILE = "catchlight.db"
BUSY_TIMEOUT_MS = 10_000  # how long a writer waits for another one
_WRITES = "catchlight_writes"  # option of a connection that is going to write
_PRAGMAS = (
    "journal_mode=WAL",  # readers do not wait for the writer
    "synchronous=NORMAL",  # with WAL: a crash loses nothing that was committed to the file
    "foreign_keys=ON",
    "secure_delete=ON",  # what is deleted is overwritten with zeros
    f"busy_timeout={BUSY_TIMEOUT_MS}",
)


class Database:
    """An engine, and the two ways to use it: `reading()` and `writing()`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        try:
            self.engine = _sqlite_engine(url) if self.is_sqlite else create_engine(url)
        except (SQLAlchemyError, ImportError) as error:
            raise StoreError(
                f"The database {make_url(url).render_as_string()} cannot be used ({error}). "
                'Expected a folder, or an address like "postgresql+psycopg://user@host/name".'
            ) from error

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads, on one state of the database."""
        with _mapped_errors(), Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that writes: all of it is kept, or nothing where the block raises."""
        bind = self.engine.execution_options(**{_WRITES: True})
        with _mapped_errors(), Session(bind) as session, session.begin():
            yield session

    def vacuum(self) -> None:
        """Rewrite the database without what was deleted, and empty its write-ahead log."""
        with _mapped_errors():
            if self.is_sqlite:
                self._vacuum_sqlite()
            else:
                options = {"isolation_level": "AUTOCOMMIT"}
                with self.engine.connect().execution_options(**options) as connection:
                    connection.execute(text("VACUUM"))

    def _vacuum_sqlite(self) -> None:
        raw = self.engine.raw_connection()  # a bare one: VACUUM does not work in a transaction
        try:
            cursor = raw.cursor()
            cursor.execute("VACUUM")
            (is_busy, _, _) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            cursor.close()
        except sqlite3.Error as error:
            raise StoreError(
                f"The database could not be rewritten ({error}). Try again."
            ) from error
        finally:
            raw.close()
        if is_busy:
            raise StoreError(
                "The database's log could not be emptied, as another program reads it. Expected to "
                "be alone with it. Close other windows of catchlight, then try again."
            )

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


@contextmanager
def _mapped_errors() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError(
            f"The database did not do what was asked ({type(error).__name__}: "
            f"{str(error).splitlines()[0]}). Nothing was changed. Check free space and "
            "permissions, then try again."
        ) from error


def sqlite_url(folder: Path) -> str:
    """The address of the database in a data folder; makes folder and file, for this user only."""
    try:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        path = (folder / DATABASE_FILE).absolute()
        # SQLite gives its side files the permissions of the database file.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, FILE_MODE))
    except OSError as error:
        raise StoreError(
            f"The folder {folder} cannot be written to ({error.strerror or error}). Mend its "
            "permissions, or name another one with CATCHLIGHT_HOME."
        ) from error
    return f"sqlite:///{path}"


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A reader that turns writer may find the database changed and fail at once; a writer that
        # says so from the start waits for its turn.
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
