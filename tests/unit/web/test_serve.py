"""Starting the studio: loopback only, a port that is free, and words when it is not."""

from __future__ import annotations

import socket

import pytest

from catchlight.errors import UsageError
from catchlight.web import serve


def test_it_listens_on_this_machine_only() -> None:
    """Never on an address that others can reach."""
    bound = serve._bound(0)
    try:
        assert bound.getsockname()[0] == "127.0.0.1"
    finally:
        bound.close()


def test_a_port_that_is_taken_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """With what to do; without a wish a free one is taken."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"Port {port} is taken"):
            serve._bound(port)


def test_without_a_wish_a_free_port_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two studios of two data folders can run side by side."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setattr(serve, "DEFAULT_PORT", taken.getsockname()[1])
        bound = serve._bound(None)
        try:
            assert bound.getsockname()[1] not in (0, taken.getsockname()[1])
        finally:
            bound.close()
