"""Every answer and every broken connection has its error: the tables leave none out."""

from __future__ import annotations

import httpx2
import pytest

from catchlight.backends.bfl import BlackForestLabs
from catchlight.backends.fal import Fal
from catchlight.backends.gemini import Gemini
from catchlight.backends.openai import OpenAIImages
from catchlight.backends.openai_compatible import OpenAICompatible
from catchlight.backends.replicate import Replicate
from catchlight.backends.replies import error_for
from catchlight.errors import BackendError, BackendMissing, BackendRefused, BackendTimeout
from catchlight.outbound import Answer
from catchlight.outbound.patience import Unanswered

ADAPTERS = (OpenAIImages, OpenAICompatible, Gemini, BlackForestLabs, Fal, Replicate)
KINDS = {
    400: BackendRefused,
    401: BackendMissing,
    402: BackendRefused,
    403: BackendMissing,
    404: BackendMissing,
    413: BackendRefused,
    422: BackendRefused,
    429: BackendTimeout,
    500: BackendError,
    503: BackendError,
}


def told(adapter: type, status: int, body: bytes = b"{}") -> BackendError:
    return error_for(
        Answer(status, body, retry_after_s=7.0 if status == 429 else None),
        adapter.replies,
        service="The Service",
        key="THE_KEY",
        model="the-model",
        words="its own words",
    )


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda adapter: adapter.service)
def test_every_status_has_an_error_in_three_parts(adapter: type) -> None:
    """What is wrong, what was expected, what to do: no placeholder is left open."""
    for status in (*range(204, 227), *range(300, 309), *range(400, 600)):
        error = told(adapter, status)
        assert isinstance(error, KINDS.get(status, BackendError))
        assert "The Service" in str(error) and "Expected" in str(error)
        assert "{" not in str(error)


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda adapter: adapter.service)
def test_a_refused_key_is_named_by_where_it_came_from(adapter: type) -> None:
    """So that the right one is mended."""
    assert "THE_KEY" in str(told(adapter, 401))
    assert "7 s" in str(told(adapter, 429))


@pytest.mark.parametrize(
    ("adapter", "status", "body", "kind"),
    [
        (Gemini, 400, b'{"error": {"details": [{"reason": "API_KEY_INVALID"}]}}', BackendMissing),
        (BlackForestLabs, 403, b'{"detail": "Not authenticated - Invalid key"}', BackendMissing),
        (BlackForestLabs, 403, b'{"detail": "Insufficient credits"}', BackendRefused),
        (Fal, 403, b'{"detail": "User is locked. Exhausted balance."}', BackendRefused),
        (OpenAIImages, 429, b'{"error": {"code": "insufficient_quota"}}', BackendRefused),
        (OpenAIImages, 400, b'{"error": {"code": "moderation_blocked"}}', BackendRefused),
        (Replicate, 422, b'{"detail": "NSFW content detected"}', BackendRefused),
    ],
)
def test_a_services_own_words_count_before_its_status(
    adapter: type, status: int, body: bytes, kind: type[BackendError]
) -> None:
    """Services use one status for several things."""
    assert type(told(adapter, status, body)) is kind


def subclasses(kind: type) -> list[type]:
    return [kind, *(below for one in kind.__subclasses__() for below in subclasses(one))]


@pytest.mark.parametrize("kind", subclasses(httpx2.TransportError), ids=lambda kind: kind.__name__)
def test_every_way_a_connection_breaks_has_an_error(kind: type[httpx2.TransportError]) -> None:
    """And only what may have arrived may have been billed."""
    failure = Unanswered(kind("x"))
    error = failure.told("the service", maybe_billed=True)
    assert isinstance(error, BackendTimeout if failure.late else BackendError)
    assert str(error).startswith("The ") and "Expected" in str(error)
    assert error.maybe_billed is failure.sent
    assert failure.sent is not issubclass(
        kind, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.ProxyError | httpx2.PoolTimeout
    )
