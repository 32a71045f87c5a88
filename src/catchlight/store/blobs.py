"""Files named by the SHA-256 of their content: written whole, kept once, for this user only."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ..errors import StoreError

FOLDER_MODE, FILE_MODE = 0o700, 0o600
_HASH = re.compile(r"[0-9a-f]{64}")


class Blobs:
    """One folder of files by content. Two levels, so that no folder grows without bound."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Keep these bytes; gives their hash. Raises StoreError, and then nothing was kept."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        if path.is_file():
            with suppress(OSError):
                os.utime(path)  # young again: no sweep takes it before its new row is there
            return sha256
        partial = ""
        try:
            for folder in (self.folder, path.parent):
                folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            handle, partial = tempfile.mkstemp(dir=path.parent, prefix=".partial-")
            with os.fdopen(handle, "wb") as file:  # mkstemp made it readable by this user only
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(partial).replace(path)
        except OSError as error:
            raise StoreError(
                f"A file of {len(data):,} bytes could not be kept ({error.strerror or error}). "
                "Nothing was left half-written. Free some space, or mend the permissions of "
                f"{self.folder}."
            ) from error
        finally:
            if partial:
                Path(partial).unlink(missing_ok=True)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes with this hash. Raises StoreError when they are not kept (any more)."""
        try:
            return self.path(sha256).read_bytes()
        except OSError as error:
            raise StoreError(
                f"The file {sha256[:12]}… is not in the store ({error.strerror or error}). It was "
                "erased, or the folder was changed by hand. Add the photo again."
            ) from error

    def has(self, sha256: str) -> bool:
        """Whether these bytes are kept."""
        return self.path(sha256).is_file()

    def remove(self, sha256: str) -> bool:
        """Overwrite and remove; whether there was something. Raises StoreError.

        Overwriting helps on a plain disk; on flash storage and copy-on-write file systems old
        blocks may stay until the drive reuses them.
        """
        path = self.path(sha256)
        try:
            with path.open("r+b") as file:
                file.write(b"\0" * path.stat().st_size)
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise StoreError(
                f"The file {sha256[:12]}… could not be removed ({error.strerror or error}). "
                f"Mend the permissions of {self.folder} and try again."
            ) from error
        return True

    def __iter__(self) -> Iterator[str]:
        """The hashes of all files that are kept."""
        for path in sorted(self.folder.glob("??/*")):
            if _HASH.fullmatch(path.name):
                yield path.name

    def path(self, sha256: str) -> Path:
        """Where the file lies. Raises StoreError for what is no hash: no path leaves the folder."""
        if not _HASH.fullmatch(sha256):
            raise StoreError(f"{sha256[:80]!r} is no SHA-256. Expected 64 hexadecimal digits.")
        return self.folder / sha256[:2] / sha256
