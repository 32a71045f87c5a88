"""The store: what users ask to keep – people, consents, projects, photos, takes, exports, tasks.

How to use it, in one minute:

    from catchlight.settings import data_folder
    from catchlight.store import open_store

    with open_store(data_folder()) as store:            # or "postgresql+psycopg://…"
        ana = store.people.add("Ana")
        store.people.agree(ana.id, Consent("Ana", date.today()))
        project = store.projects.add("Speaker page", Brief(job="trust"), person_id=ana.id)
        photo = store.photos.add(project.id, PhotoDraft(...), file_bytes)
        erased = store.erase_person(ana.id)              # counts and hashes, no content

What it promises:

- Records go in and come out (`records.py`, all frozen); no database object leaves the package.
- Pictures lie in `blobs/`, named by their SHA-256, written whole, readable by this user only; a row
  names the hash. The same bytes are kept once.
- A deleted project, photo or take goes to the trash (`store.trash`) and can be restored. Erasing a
  person is something else: rows of the trash included, everything of theirs is overwritten
  (SQLite's secure_delete), blobs that nobody else uses are removed, the database is vacuumed.
- A take with the `key` of one that is kept is not kept twice: work that is repeated after a crash
  gives back the take that is there.
- No embedding is kept at all. Readings are numbers on pictures.
- Tables are made and brought up to date by Alembic migrations (`migrations/`), the same for SQLite
  (WAL) and PostgreSQL; `open_store` runs them.
"""

from .records import (
    ConsentRecord,
    Erased,
    ExportDraft,
    ExportRecord,
    PersonRecord,
    PhotoDraft,
    PhotoRecord,
    ProjectRecord,
    TakeDraft,
    TakeFound,
    TakeRecord,
    TaskRecord,
    TrashRecord,
)
from .store import Store, open_store

__all__ = [
    "ConsentRecord",
    "Erased",
    "ExportDraft",
    "ExportRecord",
    "PersonRecord",
    "PhotoDraft",
    "PhotoRecord",
    "ProjectRecord",
    "Store",
    "TakeDraft",
    "TakeFound",
    "TakeRecord",
    "TaskRecord",
    "TrashRecord",
    "open_store",
]
