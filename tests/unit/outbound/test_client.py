"""The client that reaches outside: one service's addresses, with patience and no surprises."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from catchlight.errors import BackendError, BackendMissing, BackendTimeout
from catchlight.outbound import Client, Patience, is_loopback, origin_of
from catchlight.outbound.address import is_among
from catchlight.outbound.patience import wait_asked_for
from tests.unit.backends.fake_server import FakeServer, Reply, fake_server

QUICK = Patience(answer_s=2.0, retries=2, first_wait_s=0.01)


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with fake_server() as fake:
        yield fake


def client(server: FakeServer, patience: Patience = QUICK) -> Client:
    return Client(
        "openai", own_address=server.url, key=("authorization", "Bearer k3y"), patience=patience
    )


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://api.bfl.ai", True),
        ("https://delivery-eu1.bfl.ai", True),
        ("http://api.bfl.ai", False),  # not without encryption
        ("https://api.bfl.ai.evil.com", False),
        ("https://evilbfl.ai", False),
        ("https://api.bfl.ai:8443", False),
        ("https://bfl.ai", False),
    ],
)
def test_a_host_is_matched_as_a_whole(origin: str, allowed: bool) -> None:
    """A star stands for subdomains only; scheme and port count."""
    assert is_among(origin, ("https://api.bfl.ai", "https://*.bfl.ai")) is allowed


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("http://127.0.0.1:8188", True),
        ("http://localhost/x", True),
        ("http://[::1]:8188", True),
        ("http://192.168.0.2", False),
        ("http://127.9.9.9", True),
        ("https://127.example.com", False),
        ("https://localhost.example.com", False),
    ],
)
def test_loopback_is_known(url: str, inside: bool) -> None:
    """What stays on this machine, and what only looks like it."""
    assert is_loopback(url) is inside


@pytest.mark.parametrize("url", ["", "ftp://x", "file:///etc/passwd", "//x", "nonsense"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    """Only http and https have a host to talk to."""
    with pytest.raises(BackendMissing):
        origin_of(url)


def test_no_other_host_is_reached(server: FakeServer) -> None:
    """Nothing is sent there: the refusal comes first."""
    with client(server) as one, pytest.raises(BackendError, match="not one of its addresses"):
        one.request("GET", "https://example.com/x")


def test_a_redirect_within_the_service_is_followed(server: FakeServer) -> None:
    """Two hops on the same origin."""
    server.on("GET", "/a", Reply(302, headers={"location": "/b"}))
    server.on("GET", "/b", Reply(307, headers={"location": f"{server.url}/c"}))
    server.on("GET", "/c", Reply(body=b"here"))
    with client(server) as one:
        assert one.request("GET", f"{server.url}/a").body == b"here"


@pytest.mark.parametrize("to", ["https://example.com/", "http://169.254.169.254/latest"])
def test_a_redirect_to_another_host_is_not_followed(server: FakeServer, to: str) -> None:
    """Whoever answers cannot send us elsewhere."""
    server.on("GET", "/a", Reply(302, headers={"location": to}))
    with client(server) as one, pytest.raises(BackendError, match="redirect was not followed"):
        one.request("GET", f"{server.url}/a")


def test_what_is_posted_is_not_sent_on(server: FakeServer) -> None:
    """Not even within the service: a photo would be sent twice."""
    server.on("POST", "/a", Reply(307, headers={"location": "/b"}))
    with client(server) as one, pytest.raises(BackendError, match="redirect was not followed"):
        one.request("POST", f"{server.url}/a", json={})


def test_a_circle_of_redirects_ends(server: FakeServer) -> None:
    """After a few."""
    server.on("GET", "/a", Reply(302, headers={"location": "/a"}))
    with client(server) as one, pytest.raises(BackendError, match="in a circle"):
        one.request("GET", f"{server.url}/a")


def test_an_answer_has_a_largest_size(server: FakeServer) -> None:
    """It is not read to its end."""
    server.on("GET", "/a", Reply(body=b"x" * 5000))
    with client(server) as one, pytest.raises(BackendError, match="It was not taken"):
        one.request("GET", f"{server.url}/a", max_bytes=1000)


def test_the_key_is_sent_only_where_it_is_asked_for(server: FakeServer) -> None:
    """A picture is fetched without it."""
    server.on("GET", "/a", Reply())
    with client(server) as one:
        one.request("GET", f"{server.url}/a")
        one.request("GET", f"{server.url}/a", with_key=True)
        assert "k3y" not in repr(one) and "k3y" not in one.words("you sent Bearer k3y")
    first, second = server.received
    assert "authorization" not in first.headers
    assert second.headers["authorization"] == "Bearer k3y"


def test_a_services_words_are_one_short_line(server: FakeServer) -> None:
    """An error message is no place for a web page."""
    with client(server) as one:
        assert one.words("a\n  b\tc") == "a b c"
        assert len(one.words("word " * 500)) <= 241


def test_no_proxy_is_taken_from_the_environment(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A photo would pass through it."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    server.on("GET", "/a", Reply(body=b"direct"))
    with client(server) as one:
        assert one.request("GET", f"{server.url}/a").body == b"direct"


def test_a_trickle_ends_in_a_timeout(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit holds for the whole answer, not only for each piece of it."""
    monkeypatch.setattr("catchlight.outbound.client.CONNECT_S", 0.1)
    server.on("GET", "/a", Reply(delay_s=1.5))
    start = time.monotonic()
    with (
        client(server, Patience(answer_s=0.2, retries=0)) as one,
        pytest.raises(BackendTimeout, match="did not answer in time"),
    ):
        one.request("GET", f"{server.url}/a")
    assert time.monotonic() - start < 1.2


def test_waits_double_with_chance_up_to_a_limit() -> None:
    """1, 2, 4 … seconds, each shortened by up to half."""
    patience = Patience(first_wait_s=1.0, longest_wait_s=5.0)
    for attempt, longest in enumerate((1.0, 2.0, 4.0, 5.0, 5.0)):
        assert longest / 2 <= patience.wait_s(attempt, None) <= longest
    assert patience.wait_s(0, 7.5) == 7.5


def test_retry_after_is_read_as_seconds_or_as_a_date() -> None:
    """Both forms are in use; nonsense counts as none."""
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    assert wait_asked_for("12") == 12.0
    assert wait_asked_for("-5") == 0.0
    assert wait_asked_for(soon) == pytest.approx(30, abs=2)
    assert wait_asked_for("tomorrow") is None
    assert wait_asked_for("") is None


def test_a_websocket_goes_to_the_users_server_only(server: FakeServer) -> None:
    """No other host, no redirect, and a server that opens none is said so."""
    ws = server.url.replace("http", "ws", 1)
    server.on("GET", "/elsewhere", Reply(302, headers={"location": "ws://192.168.0.9/ws"}))
    with client(server) as one:
        with pytest.raises(BackendError, match="not one of its addresses"):
            one.socket("ws://192.168.0.9/ws")
        with pytest.raises(BackendError, match="opens no WebSocket"):
            one.socket(f"{ws}/elsewhere")
        with pytest.raises(BackendError, match="opens no WebSocket"):
            one.socket(f"{ws}/nothing")


def test_a_missing_package_says_what_to_install(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ComfyUI needs it; the rest does not."""
    monkeypatch.setitem(sys.modules, "websockets.sync.client", None)
    with client(server) as one, pytest.raises(BackendMissing, match=r"catchlight\[comfyui\]"):
        one.socket(f"{server.url.replace('http', 'ws', 1)}/ws")
