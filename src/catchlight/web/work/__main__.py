"""`python -m catchlight.web.work FOLDER`: work on tasks until standard input is closed.

The server starts it and holds the other end of its input: when the server goes, however it goes,
the worker goes too.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from ...store import open_store
from ..state import settings_of
from .durable import work
from .working import Workbench

NICENESS = 5  # the page's own requests come first
LOCK_FILE = "worker.lock"
GRACE_S = 3.0  # a step that cannot stop by then is cut; it is done again at the next start


def main(folder: Path) -> None:
    """Work until the input is closed or a signal comes."""
    logging.basicConfig(format="catchlight worker: %(message)s", level=logging.WARNING)
    is_over = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: is_over.set())
    Thread(target=_until_closed, args=(is_over,), daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    with _alone(folder, is_over), open_store(folder) as store:
        store.sweep()
        bench = Workbench(store, lambda: settings_of(store))
        work(store, bench, folder, is_over.is_set)
    os._exit(0)  # a step may still run in a thread of DBOS


@contextmanager
def _alone(folder: Path, is_over: Event) -> Iterator[None]:
    """Wait until no other worker of this folder runs: a second studio's tasks are shared."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / LOCK_FILE, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        while not is_over.is_set():
            with suppress(BlockingIOError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            is_over.wait(0.3)
        yield
    finally:
        os.close(handle)


def _until_closed(is_over: Event) -> None:
    while sys.stdin.buffer.read(1024):
        pass
    is_over.set()
    is_over.wait()
    Event().wait(GRACE_S)
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
