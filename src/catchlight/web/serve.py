"""Running the studio: a socket on this machine's loopback, the app, the worker beside it."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from types import FrameType

import uvicorn

from ..errors import UsageError
from ..store import open_store
from .app import create_app
from .security import Launch
from .state import Server
from .warming import warm_up
from .work.process import WorkerProcess

HOST = "127.0.0.1"
DEFAULT_PORT = 8722
GRACE_S = 5  # for requests that are being answered when the studio is stopped


@dataclass(frozen=True)
class Started:
    """A studio that answers: its address with the token, and where it keeps things."""

    url: str
    folder: Path


class _Uvicorn(uvicorn.Server):
    """Ends streams of events when it is told to stop: they would hold it up otherwise."""

    def __init__(self, config: uvicorn.Config, is_closing: Event) -> None:
        super().__init__(config)
        self._is_closing = is_closing

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal asks it to stop."""
        self._is_closing.set()
        super().handle_exit(sig, frame)


def serve(
    folder: Path, port: int | None, on_started: Callable[[Started], None], *, warm: bool = True
) -> None:
    """Serve the studio of a data folder until a signal comes.

    `port` None takes DEFAULT_PORT, or a free one where that is taken. Raises UsageError for a port
    that is taken, StoreError.
    """
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    bound = _bound(port)
    bound.listen()  # now: a browser may come before the server runs, and waits instead of failing
    actual = int(bound.getsockname()[1])
    with open_store(folder) as store:
        worker = WorkerProcess(folder)
        server = Server(store, Launch.on_port(actual), worker)
        try:
            config = uvicorn.Config(
                create_app(server),
                access_log=False,  # addresses name people's pictures
                log_level="warning",
                timeout_graceful_shutdown=GRACE_S,
                server_header=False,
                proxy_headers=False,
            )
            if warm:
                Thread(target=warm_up, name="warm-up", daemon=True).start()
            on_started(Started(f"http://{HOST}:{actual}/?token={server.launch.token}", folder))
            _Uvicorn(config, server.is_closing).run(sockets=[bound])
        finally:
            server.helper.shutdown(wait=False, cancel_futures=True)
            worker.close()
            bound.close()


def _bound(port: int | None) -> socket.socket:
    """A socket on loopback, never on an address that others can reach."""
    try:
        return _bind(DEFAULT_PORT if port is None else port)
    except OSError as error:
        if port is None:
            return _bind(0)
        raise UsageError(
            f"Port {port} is taken or not allowed ({error.strerror}). Expected a free one. Leave "
            "--port out to get one, or stop the other program."
        ) from None
    except OverflowError:
        raise UsageError(f"There is no port {port}. Expected 1 to 65535.") from None


def _bind(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere it would let two programs share the port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((HOST, port))
    except BaseException:
        bound.close()
        raise
    return bound
