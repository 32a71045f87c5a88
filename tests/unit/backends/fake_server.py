"""A small HTTP server on loopback whose answers a test writes down: real sockets, no network."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """One answer. `cut` leaves off so many bytes of the body that was promised."""

    status: int = 200
    body: Any = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    cut: int = 0

    @property
    def data(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Received:
    """One request as it arrived; header names are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class FakeServer:
    """Answers by method and path: a list is used up, its last reply stays."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.received: list[Received] = []
        self._replies: dict[tuple[str, str], list[Reply]] = {}

    def on(self, method: str, path: str, *replies: Reply) -> None:
        self._replies[method, path] = list(replies)

    def replies_for(self, method: str, path: str) -> list[Reply]:
        return list(self._replies[method, path])

    def answer_for(self, method: str, path: str) -> Reply:
        return self._replies[method, path][-1]

    def asked(self, method: str, path: str = "") -> list[Received]:
        return [r for r in self.received if r.method == method and r.path.startswith(path)]

    def answer(self, request: Received) -> Reply:
        self.received.append(request)
        replies = self._replies.get((request.method, request.path.split("?")[0]))
        if not replies:
            return Reply(404, {"error": {"message": f"no route {request.path}"}})
        return replies.pop(0) if len(replies) > 1 else replies[0]


@contextmanager
def fake_server() -> Iterator[FakeServer]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: two would wait 40 ms for each other

        def _respond(self) -> None:
            size = int(self.headers.get("content-length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = fake.answer(Received(self.command, self.path, headers, self.rfile.read(size)))
            time.sleep(reply.delay_s)
            data = reply.data
            try:
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data[: len(data) - reply.cut])
                self.wfile.flush()
            except OSError:  # the client has gone
                self.close_connection = True
            if reply.cut:
                self.close_connection = True

        do_GET = do_POST = do_PUT = _respond  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # a client that has gone is no news here
    fake = FakeServer(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
