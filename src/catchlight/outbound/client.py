"""The client: one service's addresses and no others, with patience, limits and no surprises."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import BackendCancelled, BackendError, BackendMissing
from .address import is_among, origin_of
from .calls import find_call
from .patience import Patience, Unanswered, wait_asked_for
from .websocket import Socket

if TYPE_CHECKING:
    import ssl

    import httpx2

_log = logging.getLogger(__name__)

BUSY = frozenset({408, 425, 429, 500, 502, 503, 504, 529})  # statuses that are asked again
CONNECT_S = 15.0  # to reach a host at all
LAST_WORD_S = 5.0  # for telling a service that a run was cancelled
MAX_REDIRECTS = 3
MAX_ANSWER_BYTES = 64_000_000  # a 4K picture as base64 in JSON has about 40 MB
_LOOK_EVERY_S = 0.05  # how often a waiting call looks whether it was cancelled
_MOST_WORDS = 240  # of a service's own words in a message

Result = TypeVar("Result")


@dataclass(frozen=True)
class Answer:
    """What came back: status, body, its content type, and the wait that the service asked for."""

    status: int
    body: bytes
    content_type: str = ""
    retry_after_s: float | None = None

    def json(self) -> Any:
        """The body as JSON; None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


def _never() -> bool:
    return False


@cache
def trust() -> ssl.SSLContext:
    """The certificates to trust: the system's. Made once: it takes a tenth of a second."""
    import httpx2

    return httpx2.create_ssl_context(trust_env=False)


class Client:
    """Speaks to one service. Use it as a context manager; it is for one thread.

    `own_address` is where the user pointed it, and is allowed as well. `key` is a header (name and
    value) that is sent only to origins where `with_key` is asked for, and is taken out of every
    message. `cancelled` is asked while waiting: BackendCancelled is raised within a moment.
    """

    def __init__(
        self,
        call_id: str,
        *,
        own_address: str = "",
        key: tuple[str, str] | None = None,
        patience: Patience | None = None,
        proxy: str = "",
        cancelled: Callable[[], bool] = _never,
    ) -> None:
        self.call = find_call(call_id)
        own = (origin_of(own_address),) if own_address else ()
        web = tuple(origin.replace("http", "ws", 1) for origin in own)
        self._origins = (*self.call.origins, *own, *web)
        self._key = key
        self._patience = patience or Patience()
        self._proxy = proxy
        self._cancelled = cancelled
        self._http: httpx2.Client | None = None

    def __repr__(self) -> str:
        return f"<Client for {self.call.service}>"

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._drop()

    def request(
        self,
        method: str,
        url: str,
        *,
        with_key: bool = False,
        repeat: bool = True,
        max_bytes: int = MAX_ANSWER_BYTES,
        **content: Any,
    ) -> Answer:
        """Make a call and give what came back, whatever its status.

        Busy and failing services (BUSY) are asked again. An answer that was lost on its way is
        asked for again only if `repeat`: for what costs money it is not, and the error then says
        `maybe_billed`. `content` is `json`, `data`, `files` or `headers` as httpx2 takes them.
        Raises BackendTimeout, BackendCancelled, BackendError.
        """
        for attempt in range(self._patience.retries + 1):
            last = attempt == self._patience.retries
            try:
                answer = self._once(method, url, with_key, max_bytes, content)
            except Unanswered as failure:
                if last or (failure.sent and not repeat):
                    raise failure.told(self.call.service, maybe_billed=not repeat) from failure
                self.wait(self._patience.wait_s(attempt, None))
                continue
            except BackendCancelled as cancelled:
                cancelled.maybe_billed = not repeat
                raise
            asked = answer.retry_after_s
            patient = asked is None or asked <= self._patience.longest_wait_s
            if answer.status not in BUSY or last or not patient:
                return answer
            self.wait(self._patience.wait_s(attempt, asked))
        raise AssertionError("the last attempt returns or raises")  # pragma: no cover

    def last_word(self, method: str, url: str, **content: Any) -> Answer:
        """Make one short call although the run was cancelled: to tell the service so.

        Raises BackendError.
        """
        asked, self._cancelled = self._cancelled, _never
        patience, self._patience = self._patience, Patience(LAST_WORD_S, retries=0)
        try:
            return self.request(method, url, with_key=True, **content)
        finally:
            self._cancelled, self._patience = asked, patience

    def socket(self, url: str) -> Socket:
        """Open a WebSocket. Raises BackendMissing without the package, BackendError."""
        self._check(url)
        return Socket(url, self.call.service)

    def wait(self, seconds: float) -> None:
        """Wait, unless cancelled meanwhile. Raises BackendCancelled."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._stop_if_cancelled()
            time.sleep(min(left, _LOOK_EVERY_S))
        self._stop_if_cancelled()

    def words(self, text: object) -> str:
        """A service's own words for a message: one short line, the key taken out."""
        line = " ".join(str(text).split())
        if self._key:
            for secret in (self._key[1], self._key[1].split(" ")[-1]):
                line = line.replace(secret, "•••")
        return line if len(line) <= _MOST_WORDS else line[:_MOST_WORDS] + "…"

    def _check(self, url: str) -> None:
        origin = origin_of(url)
        if not is_among(origin, self._origins):
            raise BackendError(
                f"{self.call.service} pointed to {origin}, which is not one of its addresses "
                f"({', '.join(self._origins)}). Nothing was sent there or fetched from there."
            )

    def _once(
        self, method: str, url: str, with_key: bool, max_bytes: int, content: Mapping[str, Any]
    ) -> Answer:
        """One attempt, with redirects to the same origin followed."""
        first = url
        for _ in range(MAX_REDIRECTS + 1):
            self._check(url)
            answer, location = self._sent(method, url, with_key, max_bytes, content)
            if not location:
                return answer
            if origin_of(location) != origin_of(first) or method != "GET":
                raise BackendError(
                    f"{self.call.service} sent the call on to {origin_of(location)}. Expected an "
                    "answer. The redirect was not followed; check the address in the settings."
                )
            url = location
        raise BackendError(f"{self.call.service} redirects in a circle. Expected an answer.")

    def _sent(
        self, method: str, url: str, with_key: bool, max_bytes: int, content: Mapping[str, Any]
    ) -> tuple[Answer, str]:
        import httpx2

        content = dict(content)
        headers = dict(content.pop("headers", {}))
        if with_key and self._key:
            headers[self._key[0]] = self._key[1]
        http = self._open()

        def exchange() -> tuple[Answer, str]:
            with http.stream(method, url, headers=headers, **content) as response:
                body = bytearray()
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > max_bytes:
                        raise BackendError(
                            f"{self.call.service} sent more than {max_bytes / 1e6:.0f} MB. "
                            "Expected a picture. It was not taken."
                        )
                goes_on = response.headers.get("location") if response.has_redirect_location else ""
                location = str(response.url.join(goes_on)) if goes_on else ""
                return (
                    Answer(
                        response.status_code,
                        bytes(body),
                        response.headers.get("content-type", ""),
                        wait_asked_for(response.headers.get("retry-after", "")),
                    ),
                    location,
                )

        path = url.split("?", maxsplit=1)[0]
        try:
            answer, location = self._attended(exchange)
        except httpx2.TransportError as error:
            _log.info("%s %s: %s", method, path, type(error).__name__)
            raise Unanswered(error) from error
        except (httpx2.DecodingError, httpx2.StreamError) as error:
            raise Unanswered(error) from error
        _log.info("%s %s: %d", method, path, answer.status)
        return answer, location

    def _attended(self, work: Callable[[], Result]) -> Result:
        """Do it in a thread that is left behind when the caller cancels or time is up."""
        done = threading.Event()
        results: list[Result] = []
        failures: list[BaseException] = []

        def run() -> None:
            try:
                results.append(work())
            except BaseException as error:  # handed to the caller's thread
                failures.append(error)
            done.set()

        threading.Thread(target=run, daemon=True, name="catchlight-outbound").start()
        until = time.monotonic() + CONNECT_S + self._patience.answer_s
        try:
            while not done.wait(_LOOK_EVERY_S):
                self._stop_if_cancelled()
                if time.monotonic() > until:
                    import httpx2

                    raise httpx2.ReadTimeout("the whole answer took too long")
        except BaseException:
            self._drop()
            raise
        if failures:
            raise failures[0]
        return results[0]

    def _stop_if_cancelled(self) -> None:
        if self._cancelled():
            raise BackendCancelled

    def _open(self) -> httpx2.Client:
        import httpx2

        if self._http is None:
            try:
                self._http = httpx2.Client(
                    timeout=httpx2.Timeout(self._patience.answer_s, connect=CONNECT_S),
                    follow_redirects=False,
                    verify=trust(),
                    trust_env=False,  # no proxy, certificate or .netrc that was not named here
                    proxy=self._proxy or None,
                )
            except (ValueError, httpx2.InvalidURL) as error:
                raise BackendMissing(
                    f"The proxy {self._proxy!r} cannot be used. Expected http://host:port. Mend "
                    "the setting network.proxy."
                ) from error
        return self._http

    def _drop(self) -> None:
        if self._http is not None:
            with suppress(Exception):  # it may be in use by the thread that was left behind
                self._http.close()
            self._http = None
