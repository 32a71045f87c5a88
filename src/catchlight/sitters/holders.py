"""Everything on this machine that can keep something of a person, as Holders."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from ..errors import NotKept, PersonError
from ..image import make_folder, write_whole
from ..kit_folder import sitter_of, strangers_in
from ..people.deletion import Gone, Holder, Person
from ..people.embeddings import EmbeddingVault
from ..reading_cache import ReadingCache, user_reading_cache
from ..store import Store
from ..vision.weights import user_cache_folder

KITS_FILE = "kits.jsonl"


class StoreHolder:
    """The store: record, consents, projects, photos, takes, readings, exports and tasks."""

    name = "Store"

    def __init__(self, store: Store) -> None:
        self._store = store

    def forget(self, person: Person) -> Gone:
        """As Holder says: rows overwritten, files removed, the database vacuumed."""
        try:
            erased = self._store.erase_person(person.id)
        except NotKept:
            return Gone(self.name)
        counts = {**erased.rows, "files": len(erased.files)}
        kept = (
            (f"{len(erased.shared_files)} files, as somebody else's project has the same picture",)
            if erased.shared_files
            else ()
        )
        return Gone(self.name, counts, erased.files, kept)

    def still_holds(self, person: Person) -> bool:
        """As Holder says."""
        try:
            self._store.people.get(person.id)
        except NotKept:
            return False
        return True


class ReadingsHolder:
    """The cache of readings. It names nobody, so all of it goes: it is made anew when needed."""

    name = "Readings in the cache"

    def __init__(self, cache: ReadingCache | None) -> None:
        self._cache = cache

    def forget(self, person: Person) -> Gone:
        """As Holder says. Raises PersonError."""
        found = self._entries()
        try:
            for entry in found:
                entry.unlink(missing_ok=True)
        except OSError as error:
            raise PersonError(
                f"The cache of readings could not be emptied ({error.strerror or error}). Mend "
                "its permissions, and erase again."
            ) from error
        return Gone(self.name, {"entries, of everybody": len(found)})

    def still_holds(self, person: Person) -> bool:
        """As Holder says."""
        return bool(self._entries())

    def _entries(self) -> list[Path]:
        folder = self._cache.folder if self._cache else None
        return sorted(folder.iterdir()) if folder and folder.is_dir() else []


class KitsHolder:
    """The kits that were written for a person on record: their folders, remembered by id."""

    name = "Kits"

    def __init__(self, data_folder: Path) -> None:
        self._file = data_folder / KITS_FILE

    def note(self, person_id: str, folder: Path) -> None:
        """Remember a kit, so that erasing the person can find it."""
        rows = [row for row in self._rows() if row["folder"] != str(folder.absolute())]
        self._write([*rows, {"person": person_id, "folder": str(folder.absolute())}])

    def forget(self, person: Person) -> Gone:
        """As Holder says: whole kits go; a folder with other files in it is left, and named."""
        kept: list[str] = []
        hashes: list[str] = []
        folders = 0
        for row in (row for row in self._rows() if row["person"] == person.id):
            folder = Path(row["folder"])
            if not _is_kit_of(folder, person.name):
                kept.append(
                    f"the kit that was written to {folder} is no longer there; if you moved it, "
                    "delete it by hand"
                )
                continue
            if strangers := strangers_in(folder):
                kept.append(
                    f"{folder}, as it holds files that are not of the kit ({strangers[0]} …): "
                    "delete it by hand"
                )
                continue
            hashes += _hashes_of(folder)
            _remove(folder)
            folders += 1
        self._write([row for row in self._rows() if row["person"] != person.id])
        counts = {"folders": folders, "files": len(hashes)}
        return Gone(self.name, counts, tuple(hashes), tuple(kept))

    def still_holds(self, person: Person) -> bool:
        """As Holder says: what is left to the user is in the receipt."""
        return any(row["person"] == person.id for row in self._rows())

    def _rows(self) -> list[dict[str, str]]:
        try:
            text = self._file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in text.splitlines() if line.strip()]

    def _write(self, rows: Iterable[dict[str, str]]) -> None:
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        if not lines and not self._file.exists():
            return
        make_folder(self._file.parent)
        if self._file.exists():  # what stood there must not stay on the disk
            self._file.write_bytes(b" " * self._file.stat().st_size)
        write_whole(self._file, lines.encode())
        self._file.chmod(0o600)


def holders_of(store: Store, data_folder: Path) -> tuple[Holder, ...]:
    """Everything that keeps something of people on this machine; the store last.

    It goes last because it knows who the person is: as long as anything else fails, erasing can be
    tried again by name.
    """
    cache = user_reading_cache() or ReadingCache(user_cache_folder() / "readings")
    return (
        ReadingsHolder(cache),
        EmbeddingVault(data_folder),
        KitsHolder(data_folder),
        StoreHolder(store),
    )


def _is_kit_of(folder: Path, name: str) -> bool:
    sitter = sitter_of(folder)
    return sitter is not None and sitter.strip().casefold() == name.strip().casefold()


def _hashes_of(folder: Path) -> list[str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [sha256(path.read_bytes()).hexdigest() for path in files]


def _remove(folder: Path) -> None:
    try:
        for path in folder.rglob("*"):
            if path.is_file():
                path.write_bytes(b"\0" * path.stat().st_size)
        shutil.rmtree(folder)
    except OSError as error:
        raise PersonError(
            f"The kit in {folder} could not be removed ({error.strerror or error}). Mend its "
            "permissions, and erase again."
        ) from error
