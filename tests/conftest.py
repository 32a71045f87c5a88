"""What every test shares: no network, fixed seeds, a home of its own, and one real portrait."""

from __future__ import annotations

import random
import socket
from pathlib import Path

import numpy as np
import pytest

from catchlight.image import Photo, open_photo
from catchlight.portrait import Portrait


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that opens a connection to another machine fails."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if host not in ("127.0.0.1", "::1", "localhost", ""):
            raise AssertionError(f"a test tried to reach {host}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read from or written to the user's own folders, and chance is fixed."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    random.seed(0)
    np.random.seed(0)


@pytest.fixture(scope="session")
def astronaut_photo() -> Photo:
    """The public-domain sample."""
    return open_photo("sample:astronaut")


@pytest.fixture(scope="session")
def astronaut(astronaut_photo: Photo) -> Portrait:
    """The sample as the networks see it."""
    from catchlight.vision.observe import observe

    return observe(astronaut_photo.pixels)
