"""What the routes share: the store, the darkroom's table, the settings, the tasks' worker."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Event
from typing import Annotated, Protocol, cast

from fastapi import Depends, Request

from ..reading import Reading
from ..settings import Settings, load_settings
from ..store import Store
from .memory import Memory
from .pictures import Pictures
from .security import Launch
from .table import Table

SETTINGS_NAME = "settings"  # in the store: what was set in the studio
SET_HERE = "the studio"
HEAVY_AT_ONCE = 2  # uploads and edits worked on at the same time: each may take 300 MB
READINGS = 400  # readings of photos remembered: about 10 kB each


class Worker(Protocol):
    """Whoever works on tasks."""

    def wake(self) -> None:
        """Look for work now."""

    @property
    def is_alive(self) -> bool:
        """Whether tasks are being worked on."""


class NoWorker:
    """Nobody works on tasks: they wait."""

    is_alive = False

    def wake(self) -> None:
        """Nothing to wake."""


@dataclass(frozen=True, eq=False)
class Server:
    """One running studio.

    `heavy` is held by requests that take much memory; `helper` does what will be wanted soon.
    """

    store: Store
    launch: Launch
    worker: Worker = field(default_factory=NoWorker)
    helper: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="helper")
    )
    heavy: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(HEAVY_AT_ONCE))
    is_closing: Event = field(default_factory=Event)
    pictures: Pictures = field(default_factory=Pictures)
    table: Table = field(default_factory=Table)
    readings: Memory[Reading] = field(default_factory=lambda: Memory(READINGS))

    def forget_pictures(self) -> None:
        """Forget every picture and reading that is remembered: somebody was erased."""
        self.pictures.clear()
        self.table.forget()
        self.readings.clear()

    def settings(self) -> Settings:
        """The settings as they are now: the file, what was set in the studio, the environment."""
        return settings_of(self.store)


def settings_of(store: Store) -> Settings:
    """The settings as they are now; what the environment sets wins."""
    loaded = load_settings()
    kept = store.preferences.get(SETTINGS_NAME, {})
    free = {name: value for name, value in kept.items() if not is_locked(loaded, name)}
    return loaded.with_values(SET_HERE, free)


def is_locked(settings: Settings, name: str) -> bool:
    """Whether the environment sets it: then the studio cannot."""
    return settings.sources.get(name, "").startswith("CATCHLIGHT_")


def server_of(request: Request) -> Server:
    """The server that a request came to."""
    return cast(Server, request.app.state.server)


Here = Annotated[Server, Depends(server_of)]
