"""Embeddings of sitters' faces: not kept at all, unless the user turns it on; then encrypted.

Each person's are one file in the data folder, sealed with AES-256-GCM. The key lies in the system's
keyring, or in a file for this user only. Without the key the files are noise.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..errors import PersonError
from ..face import FloatArray
from ..image import make_folder, write_whole
from .deletion import Gone, Person

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FOLDER, KEY_FILE = "embeddings", "embeddings.key"
KEY_BYTES, NONCE_BYTES = 32, 12  # AES-256; GCM's nonce
_OWNER_ONLY = 0o600
_ID = re.compile(r"[0-9a-zA-Z_-]{1,64}")

FindKey = Callable[[bool], bytes | None]
"""(make it when there is none) → the key, or None."""


class EmbeddingVault:
    """The kept embeddings of people, by person and by the hash of the photo. A Holder."""

    name = "Embeddings"

    def __init__(self, data_folder: Path, find_key: FindKey | None = None) -> None:
        """`find_key` finds or makes the key; by default it is a file beside the signing key."""
        self._folder = data_folder / FOLDER
        self._find_key = find_key or key_in_file(data_folder / "keys" / KEY_FILE)

    def keep(self, person_id: str, embeddings: Mapping[str, FloatArray]) -> None:
        """Add a person's embeddings by photo. Raises PersonError when they cannot be written."""
        if not embeddings:
            return
        rows = {photo: one.tolist() for photo, one in self.of(person_id).items()}
        rows |= {photo: np.asarray(one, np.float32).tolist() for photo, one in embeddings.items()}
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher().encrypt(nonce, json.dumps(rows).encode(), person_id.encode())
        try:
            make_folder(self._folder)
            self._folder.chmod(0o700)
            path = self._path(person_id)
            path.touch(mode=_OWNER_ONLY)
            write_whole(path, nonce + sealed)
            path.chmod(_OWNER_ONLY)
        except OSError as error:
            raise _not_written(self._folder, error) from error

    def of(self, person_id: str) -> dict[str, FloatArray]:
        """A person's embeddings by photo; empty when none are kept.

        Raises PersonError when they were changed or the key is not the one that sealed them.
        """
        from cryptography.exceptions import InvalidTag

        try:
            data = self._path(person_id).read_bytes()
        except FileNotFoundError:
            return {}
        try:
            nonce, sealed = data[:NONCE_BYTES], data[NONCE_BYTES:]
            rows = json.loads(self._cipher().decrypt(nonce, sealed, person_id.encode()))
        except (InvalidTag, ValueError) as error:
            raise PersonError(
                "Kept embeddings cannot be opened: they were changed, or their key was. Expected "
                "the key that sealed them. Delete the folder "
                f"{self._folder}: they are made anew from photos."
            ) from error
        return {photo: np.asarray(one, np.float32) for photo, one in rows.items()}

    def forget(self, person: Person) -> Gone:
        """As Holder says: overwritten, then removed."""
        path = self._path(person.id)
        try:
            data = path.read_bytes()
            with path.open("r+b") as file:
                file.write(b"\0" * len(data))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        except FileNotFoundError:
            return Gone(self.name)
        except OSError as error:
            raise PersonError(
                f"The embeddings in {path} could not be removed ({error.strerror or error}). Mend "
                "its permissions, and erase again."
            ) from error
        return Gone(self.name, {"files": 1}, (sha256(data).hexdigest(),))

    def still_holds(self, person: Person) -> bool:
        """As Holder says."""
        return self._path(person.id).exists()

    def _path(self, person_id: str) -> Path:
        if not _ID.fullmatch(person_id):
            raise PersonError(f"{person_id[:40]!r} is no id of a person. Take it from the list.")
        return self._folder / f"{person_id}.sealed"

    def _cipher(self) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key = self._find_key(True)
        if key is None or len(key) != KEY_BYTES:
            raise PersonError(
                "The key of the embeddings is damaged. Expected 32 bytes. Delete the folder "
                f"{self._folder} and the key: both are made anew."
            )
        return AESGCM(key)


def key_in_file(path: Path) -> FindKey:
    """A key kept in a file for this user only."""

    def find(make: bool) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            if not make:
                return None
        key = os.urandom(KEY_BYTES)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ONLY)
            with os.fdopen(handle, "wb") as file:
                file.write(key)
        except FileExistsError:  # another program was faster
            return path.read_bytes()
        except OSError as error:
            raise _not_written(path.parent, error) from error
        return key

    return find


def key_in_keyring(service: str = "catchlight", entry: str = "embeddings") -> FindKey:
    """A key kept in the system's keyring. Raises PersonError when there is no keyring."""
    from importlib import import_module

    try:
        keyring = import_module("keyring")
    except ImportError as error:
        raise PersonError(
            "The setting keys.keyring is on, but the package keyring is missing. Expected it "
            'installed. Run `pip install "catchlight[keyring]"`, or turn the setting off.'
        ) from error

    def find(make: bool) -> bytes | None:
        kept = keyring.get_password(service, entry)
        if kept is None and make:
            kept = os.urandom(KEY_BYTES).hex()
            keyring.set_password(service, entry, kept)
        return bytes.fromhex(kept) if kept else None

    return find


def _not_written(folder: Path, error: OSError) -> PersonError:
    return PersonError(
        f"{folder} cannot be written to ({error.strerror or error}). Expected a folder of yours. "
        "Mend its permissions."
    )
