"""Patience: how long a call waits and how often it is made; Unanswered: a call that got nothing."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from ..errors import BackendError, BackendTimeout


@dataclass(frozen=True)
class Patience:
    """How long a call waits and how often it is made again; all times in seconds.

    Waits double from `first_wait_s`, each shortened by chance by up to half, so that many callers
    do not come back at once. A wait that the service asks for holds up to `longest_wait_s`.
    """

    answer_s: float = 300.0
    retries: int = 4
    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0

    def wait_s(self, attempt: int, asked_s: float | None) -> float:
        """The wait after a failed attempt (from 0)."""
        if asked_s is not None:
            return asked_s
        doubled = self.first_wait_s * float(2**attempt)
        return min(self.longest_wait_s, doubled) * random.uniform(0.5, 1.0)


class Unanswered(Exception):
    """An attempt from which no whole answer came; `sent` says that the request may have arrived."""

    def __init__(self, error: Exception) -> None:
        import httpx2

        super().__init__(type(error).__name__)
        before = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError, httpx2.PoolTimeout)
        self.sent = not isinstance(error, before)
        self.late = isinstance(error, httpx2.TimeoutException)
        self.broken = isinstance(error, httpx2.RemoteProtocolError | httpx2.DecodingError)

    def told(self, service: str, *, maybe_billed: bool) -> BackendError:
        """The error that the user sees."""
        if self.late:
            found = f"{service} did not answer in time"
        elif self.broken:
            found = f"The answer of {service} broke off before it was complete"
        elif self.sent:
            found = f"The connection to {service} was lost"
        else:
            found = f"{service} could not be reached"
        kind = BackendTimeout if self.late else BackendError
        billed = " It may have been billed all the same." if maybe_billed and self.sent else ""
        found = found[:1].upper() + found[1:]
        error = kind(
            f"{found}. Expected a whole answer.{billed} Check the connection, run it again."
        )
        error.maybe_billed = maybe_billed and self.sent
        return error


def wait_asked_for(header: str) -> float | None:
    """Retry-After in seconds: a number, or a date."""
    if not header:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
