"""Pending: requests that were submitted and not yet collected, so that none is paid for twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from ..image import make_folder, write_whole


class Pending(Protocol):
    """Keeps, by the key of a take, what the service needs to find its request again."""

    def find(self, key: str) -> Mapping[str, str] | None:
        """What was kept for this take, or None."""

    def keep(self, key: str, request: Mapping[str, str]) -> None:
        """Remember a request as soon as it was accepted."""

    def drop(self, key: str) -> None:
        """Forget it: the take is here, or it never will be."""


class RememberedOnly:
    """Keeps requests in memory: they are lost with the process."""

    def __init__(self) -> None:
        self._requests: dict[str, Mapping[str, str]] = {}

    def find(self, key: str) -> Mapping[str, str] | None:
        """As Pending says."""
        return self._requests.get(key)

    def keep(self, key: str, request: Mapping[str, str]) -> None:
        """As Pending says."""
        self._requests[key] = dict(request)

    def drop(self, key: str) -> None:
        """As Pending says."""
        self._requests.pop(key, None)


class PendingFile:
    """Keeps requests in a JSON file beside the run, as long as there are any, for a restart.

    It holds addresses and ids of the service and hashes of shots: no picture, prompt or key.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def find(self, key: str) -> Mapping[str, str] | None:
        """As Pending says."""
        return self._read().get(key)

    def keep(self, key: str, request: Mapping[str, str]) -> None:
        """As Pending says. Raises ExportError when the file cannot be written."""
        self._write({**self._read(), key: dict(request)})

    def drop(self, key: str) -> None:
        """As Pending says."""
        requests = self._read()
        if requests.pop(key, None) is None:
            return
        if requests:
            self._write(requests)
        else:
            self.path.unlink(missing_ok=True)

    def _read(self) -> dict[str, Mapping[str, str]]:
        """A damaged file counts as empty: the worst that follows is a second request."""
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def _write(self, requests: Mapping[str, Mapping[str, str]]) -> None:
        make_folder(self.path.parent)
        write_whole(self.path, json.dumps(requests, indent=1).encode())
