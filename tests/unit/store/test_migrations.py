"""The migrations make the tables that the models describe, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from catchlight.brief import Brief
from catchlight.errors import StoreError
from catchlight.store import Store, open_store
from catchlight.store.database import Database, sqlite_url
from catchlight.store.migrate import HEAD, config, migrate
from catchlight.store.tables import Base

from ...postgres import running_postgres
from .test_store import add_take


def test_head_names_the_newest_revision() -> None:
    """Opening skips Alembic when the database is at HEAD: it must not be out of date itself."""
    assert ScriptDirectory.from_config(config()).get_heads() == [HEAD]


def test_the_migrations_make_what_the_models_describe(store: Store) -> None:
    """Alembic finds nothing to add, drop or change."""
    with store.database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []


def test_they_can_be_undone(tmp_path: Path) -> None:
    """Down to nothing, and up again."""
    database = Database(sqlite_url(tmp_path))
    migrate(database)

    with database.engine.begin() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.downgrade(settings, "base")

    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    migrate(database)
    assert "takes" in inspect(database.engine).get_table_names()


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    """Rather than written to with an older idea of it."""
    with open_store(tmp_path) as store, store.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreError, match="newer version"):
        open_store(tmp_path)


@pytest.fixture(scope="module")
def postgres_url() -> Iterator[str]:
    with running_postgres() as url:
        yield url


def test_postgresql_takes_the_same_models(postgres_url: str, tmp_path: Path) -> None:
    """The same tables, records and erasing on a real server."""
    with open_store(postgres_url, blobs=tmp_path / "blobs") as store:
        ana = store.people.add("Ana")
        project = store.projects.add("One", Brief(job="trust"), person_id=ana.id)
        take = add_take(store, project.id, "a" * 64)
        assert store.takes.get(take.id) == take
        with store.database.engine.connect() as connection:
            found = compare_metadata(MigrationContext.configure(connection), Base.metadata)
        assert found == []

        assert store.erase_person(ana.id).rows["takes"] == 1
        assert list(store.blobs) == []
