"""A WebSocket to a server of the user's own."""

from __future__ import annotations

import socket
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from ..errors import BackendError, BackendMissing
from .address import host_and_port, origin_of

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

OPEN_S = 15.0  # to reach the server
CLOSE_S = 1.0  # to say goodbye
MAX_MESSAGE_BYTES = 64_000_000


class Socket:
    """A WebSocket to a server of the user's own; no proxy, and no redirect to anywhere."""

    def __init__(self, url: str, service: str) -> None:
        try:
            from websockets.exceptions import WebSocketException
            from websockets.sync.client import connect
        except ImportError as error:
            raise BackendMissing(
                f"{service} needs the package websockets. Expected it installed. "
                'Run `pip install "catchlight[comfyui]"`.'
            ) from error
        self._service = service
        self._open = ExitStack()
        try:
            # A socket of our own: with it the library follows no redirect.
            wire = socket.create_connection(host_and_port(url), OPEN_S)
            self._open.callback(wire.close)
            self._socket: ClientConnection = self._open.enter_context(
                connect(
                    url,
                    sock=wire,
                    proxy=None,
                    open_timeout=OPEN_S,
                    close_timeout=CLOSE_S,
                    max_size=MAX_MESSAGE_BYTES,
                )
            )
        except (OSError, TimeoutError, ValueError, WebSocketException) as error:
            self._open.close()
            raise BackendError(
                f"{service} at {origin_of(url)} opens no WebSocket ({type(error).__name__}). "
                "Expected a running server. Start it, or mend its address in the settings."
            ) from error

    def receive(self, timeout_s: float) -> str | bytes | None:
        """The next message; None when none came in time. Raises BackendError once it is closed."""
        from websockets.exceptions import ConnectionClosed

        try:
            return self._socket.recv(timeout=timeout_s)
        except TimeoutError:
            return None
        except ConnectionClosed as error:
            raise BackendError(
                f"{self._service} closed the connection. Expected it to stay open until the take "
                "is done. What was started there may still be running."
            ) from error

    def close(self) -> None:
        """Close it; a server that is gone does not matter."""
        with suppress(Exception):
            self._open.close()
