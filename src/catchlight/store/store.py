"""Store: all shelves over one database and one folder of files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from sqlalchemy.orm import Session

from .blobs import Blobs
from .database import Database, sqlite_url
from .erasing import Reach, reach_of_person, reach_of_trash, remove_rows, still_used
from .exports import Exports
from .keeping import Keeper
from .migrate import migrate
from .people import People
from .photos import Photos
from .preferences import Preferences
from .projects import Projects
from .records import Erased
from .table import row_of
from .tables import PersonRow
from .takes import Takes
from .tasks import Tasks
from .trash import Trash

BLOBS_FOLDER = "blobs"
LEFTOVER_AGE_S = 60.0  # a file without a row for so long was left by a crash, not by a slow writer


class Store:
    """What users ask to keep. Safe for several threads; a context manager that lets go of files."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self.database, self.blobs = database, blobs
        self._keeper = keeper = Keeper(database, blobs)
        self.people = People(database)
        self.projects = Projects(database)
        self.photos = Photos(database, keeper)
        self.takes = Takes(database, keeper)
        self.exports = Exports(database, keeper)
        self.tasks = Tasks(database)
        self.preferences = Preferences(database)
        self.trash = Trash(database)

    def erase_person(self, person_id: str) -> Erased:
        """Remove everything of a person for good: rows, files, and the space they lay in.

        Raises NotKept, or StoreError when a file could not be removed; erasing again goes on.
        """

        def reach(session: Session) -> Reach:
            row_of(session, PersonRow, person_id, "person")
            return reach_of_person(session, person_id)

        return self._erase(reach, person_id)

    def empty_trash(self) -> Erased:
        """Remove everything in the trash for good."""
        return self._erase(reach_of_trash, "")

    def sweep(self) -> int:
        """Remove files that a crash left without a row; how many went."""
        return len(self._keeper.sweep(older_than_s=LEFTOVER_AGE_S))

    def vacuum(self) -> None:
        """Rewrite the database without the space that deleted rows lay in."""
        self.database.vacuum()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def _erase(self, find: Callable[[Session], Reach], person_id: str) -> Erased:
        with self._keeper.lock:
            with self.database.writing() as session:
                reach = find(session)
                rows = remove_rows(session, reach)
                shared = still_used(session, reach.files)
                # Files go before the rows are committed: where one cannot be removed, the rows
                # that name it stay, and erasing can be tried again.
                gone = [sha for sha in sorted(reach.files - shared) if self.blobs.remove(sha)]
            gone += self._keeper.sweep(older_than_s=LEFTOVER_AGE_S)
            self.vacuum()
        return Erased(
            person_id=person_id,
            rows=rows,
            files=tuple(gone),
            shared_files=tuple(sorted(shared)),
            task_ids=tuple(sorted(reach.tasks)),
        )

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_store(where: Path | str, *, blobs: Path | None = None) -> Store:
    """The store in a folder (made when there is none), or at a database address.

    With an address, `blobs` names the folder for files. Tables are brought up to date. Raises
    StoreError.
    """
    if isinstance(where, Path) or "://" not in where:
        folder = Path(where)
        url, files = sqlite_url(folder), blobs or folder / BLOBS_FOLDER
    elif blobs is None:
        raise ValueError("a database address needs a folder for files: open_store(url, blobs=…)")
    else:
        url, files = where, blobs
    database = Database(url)
    migrate(database)
    return Store(database, Blobs(files))
