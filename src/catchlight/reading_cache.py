"""Readings kept in the user's cache folder, so that an unchanged photo is not measured twice.

An entry is named by a hash of everything that a reading depends on: the photo's bytes, the face
asked for, and the code and libraries that measure. It holds numbers only: no picture, no name, no
path. Deleting the folder is always safe.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from functools import cache
from importlib import metadata
from pathlib import Path

from .reading import Reading
from .version import __version__
from .vision.weights import user_cache_folder

SWITCH_VARIABLE = "CATCHLIGHT_CACHE"  # "off" keeps nothing and looks nothing up
MAX_ENTRIES = 2000  # about 30 MB; the entries unused for the longest time go first
_TRIMMED = MAX_ENTRIES // 10  # this many go at once, so that trimming is rare
_PACKAGE = Path(__file__).parent
# What computes a reading besides this package: another version may move the last digits.
_LIBRARIES = ("ai-edge-litert", "numpy", "opencv-contrib-python-headless", "pillow", "pi-heif")


class ReadingCache:
    """The readings kept in one folder; several processes may use it at the same time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, data: bytes, name: str, face: int | None) -> Reading | None:
        """The kept reading of a photo with these bytes, named `name`; None when there is none.

        A damaged entry counts as none; the next `keep` replaces it.
        """
        path = self._path(data, face)
        try:
            reading = Reading.from_record(name, json.loads(path.read_bytes()))
        except (OSError, LookupError, TypeError, ValueError):
            return None
        with suppress(OSError):  # a cache on a read-only disk still serves
            os.utime(path)
        return reading

    def keep(self, data: bytes, face: int | None, reading: Reading) -> None:
        """Keep a reading, readable by this user only.

        Where the folder cannot be written, nothing is kept: a full disk must not stop a reading
        that is already made.
        """
        text = json.dumps(reading.to_record(), ensure_ascii=False, separators=(",", ":"))
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, partial = tempfile.mkstemp(dir=self.folder, suffix=".partial")
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode())
            Path(partial).replace(self._path(data, face))
            self._trim()

    def _path(self, data: bytes, face: int | None) -> Path:
        photo = hashlib.sha256(data).hexdigest()
        key = hashlib.sha256(f"{photo} {face} {measuring_hash()}".encode()).hexdigest()
        return self.folder / f"{key}.json"

    def _trim(self) -> None:
        entries = list(self.folder.iterdir())
        if len(entries) <= MAX_ENTRIES:
            return
        aged = []
        for entry in entries:
            with suppress(OSError):  # another process may trim too
                aged.append((entry.stat().st_mtime_ns, entry))
        for _, entry in sorted(aged)[: len(entries) - MAX_ENTRIES + _TRIMMED]:
            entry.unlink(missing_ok=True)


def user_reading_cache() -> ReadingCache | None:
    """The cache in the user's cache folder; None when CATCHLIGHT_CACHE is "off"."""
    if os.environ.get(SWITCH_VARIABLE, "").strip().lower() == "off":
        return None
    return ReadingCache(user_cache_folder() / "readings")


@cache
def measuring_hash() -> str:
    """A hash of what turns bytes into a reading: version, cue families, networks, libraries.

    It covers the source of the cues and of everything below them, so that the catalogue of cues and
    the manifest of weights are in it, and no release can serve the numbers of another.
    """
    found = hashlib.sha256(__version__.encode())
    for library in _LIBRARIES:
        found.update(f"{library} {metadata.version(library)}\n".encode())
    sources = [*_PACKAGE.glob("*.py"), *_PACKAGE.glob("cues/*"), *_PACKAGE.glob("vision/*")]
    for path in sorted(sources):
        if path.suffix in (".py", ".toml"):
            found.update(path.name.encode() + b"\n" + path.read_bytes())
    return found.hexdigest()
