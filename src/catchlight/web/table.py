"""The darkroom's table: photos opened small, with what was seen in them, and edits on top.

Moving a slider changes the last edits only, so the states after each edit are remembered; the least
recently used ones go when the table is full.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock, RLock

from ..portrait import Portrait
from ..retouch.edit import Edit
from ..retouch.kinds import EDIT_KINDS
from ..retouch.recipe import check, develop
from ..vision.matte import with_matte

PROXY_SIDE_PX = 1024
TABLE_BYTES = 300_000_000  # about ten states of one photo with its matte

FetchPixels = Callable[[], Portrait]


class Table:
    """States of portraits by key, at most TABLE_BYTES of them. Safe for several threads."""

    def __init__(self, limit_bytes: int = TABLE_BYTES) -> None:
        self._limit = limit_bytes
        self._states: OrderedDict[str, tuple[Portrait, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()
        self._making: dict[str, RLock] = {}

    def opened(self, key: str, make: FetchPixels) -> Portrait:
        """The portrait with this key; made by one thread when it is not there."""
        with self._working_on(key):
            found = self._find(key)
            return found if found is not None else self._keep(key, make())

    def developed(self, key: str, make: FetchPixels, recipe: Sequence[Edit]) -> Portrait:
        """The portrait after every edit; starts from the longest beginning that is remembered.

        Raises EditError (see `retouch.recipe.apply`).
        """
        edits = tuple(edit for edit in recipe if edit.strength > 0)
        check(tuple(recipe))
        with self._working_on(key):
            start = f"{key}-matte" if any(_needs_matte(edit) for edit in edits) else key
            keys = [start, *(state_key(start, edits[: n + 1]) for n in range(len(edits)))]
            for done in range(len(edits), -1, -1):
                portrait = self._find(keys[done])
                if portrait is not None:
                    break
            else:
                done = 0
                portrait = self.opened(key, make) if start == key else self.matted(key, make)
            for number in range(done, len(edits)):
                portrait = self._keep(keys[number + 1], develop(portrait, edits[number]))
            return portrait

    def matted(self, key: str, make: FetchPixels) -> Portrait:
        """The portrait with this key and its matte.

        Others may develop the portrait without its matte meanwhile.
        """
        matted = f"{key}-matte"
        portrait = self.opened(key, make)
        with self._working_on(matted):
            found = self._find(matted)
            return found if found is not None else self._keep(matted, with_matte(portrait))

    def forget(self) -> None:
        """Clear the table."""
        with self._lock:
            self._states.clear()
            self._making.clear()
            self._bytes = 0

    @property
    def bytes(self) -> int:
        """How much lies on it."""
        return self._bytes

    def _working_on(self, key: str) -> RLock:
        with self._lock:
            if len(self._making) > 256:  # locks of photos long put away
                self._making = {k: v for k, v in self._making.items() if k in self._states}
            return self._making.setdefault(key, RLock())

    def _find(self, key: str) -> Portrait | None:
        with self._lock:
            if key not in self._states:
                return None
            self._states.move_to_end(key)
            return self._states[key][0]

    def _keep(self, key: str, portrait: Portrait) -> Portrait:
        size = _bytes_of(portrait)
        with self._lock:
            if key in self._states:
                return self._states[key][0]
            self._states[key] = (portrait, size)
            self._bytes += size
            while self._bytes > self._limit and len(self._states) > 1:
                _, (_, dropped) = self._states.popitem(last=False)
                self._bytes -= dropped
        return portrait


def _needs_matte(edit: Edit) -> bool:
    kind = EDIT_KINDS.get(edit.name)
    return kind is not None and "matte" in kind.needs


def state_key(start: str, edits: Sequence[Edit]) -> str:
    """How the state after these edits is known."""
    told = [[edit.name, edit.strength, edit.options] for edit in edits]
    text = json.dumps(told, sort_keys=True, default=str)
    return f"{start}+{hashlib.sha256(text.encode()).hexdigest()}"


def _bytes_of(portrait: Portrait) -> int:
    size = portrait.pixels.nbytes
    if portrait.person is not None:
        size += portrait.person.nbytes
    if portrait.matte is not None:
        size += portrait.matte.alpha.nbytes + portrait.matte.foreground.nbytes
    return size
