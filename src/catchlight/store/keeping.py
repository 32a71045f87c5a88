"""Keeping a file together with the row that names it: both, or neither."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from .blobs import Blobs
from .database import Database
from .erasing import still_used


class Keeper:
    """Puts files among the blobs, and takes away those that no row names.

    `lock` is held while a file waits for its row, so that no erasing in this process comes between.
    """

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database, self._blobs = database, blobs
        self.lock = RLock()

    @contextmanager
    def file(self, data: bytes) -> Iterator[str]:
        """Keep these bytes for the rows that the block writes; gives their hash.

        Afterwards the file stays only where a row names it: not where the block raised (the project
        was erased meanwhile), nor where an earlier row was found instead.
        """
        with self.lock:
            sha256 = self._blobs.put(data)
            try:
                yield sha256
            finally:
                self.drop_unused([sha256])

    def drop_unused(self, files: list[str]) -> list[str]:
        """Remove those of the files that no row names; gives them."""
        with self._database.reading() as session:
            used = still_used(session, files)
        return [sha256 for sha256 in files if sha256 not in used and self._blobs.remove(sha256)]

    def sweep(self, older_than_s: float) -> list[str]:
        """Remove every file that no row names and that is older: what a crash left behind."""
        with self.lock:
            latest = time.time() - older_than_s
            old = [one for one in self._blobs if self._blobs.path(one).stat().st_mtime < latest]
            return self.drop_unused(old)
