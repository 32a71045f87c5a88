"""What the tests of services share: a fake server, a home, a picture, quick settings."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from catchlight.backends import pictures
from catchlight.backends.base import Backend, Run
from catchlight.backends.registry import find_backend
from catchlight.image import Photo
from catchlight.portrait import Portrait
from catchlight.reading import Reading
from catchlight.settings import Settings, default_settings
from catchlight.shot import Reference, Shot

from .fake_server import FakeServer, fake_server
from .service_cases import CASES, ServiceCase

KEY = "sk-test-5f3a9d-secret"
QUICK = {
    "network.timeout_s": 5.0,
    "network.first_wait_s": 0.01,
    "network.poll_s": 0.01,
    "network.retries": 2,
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own, and no key or setting from outside."""
    monkeypatch.setenv("CATCHLIGHT_HOME", str(tmp_path / "catchlight"))
    for case in CASES:
        monkeypatch.delenv(case.variable, raising=False)
    monkeypatch.delenv("GOOGLE_API_KEY", raising=False)
    return tmp_path / "catchlight"


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with fake_server() as fake:
        yield fake


@pytest.fixture
def unobserved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes are not looked at by the networks, which these tests do not need."""
    monkeypatch.setattr(pictures, "observe", lambda pixels: Portrait(pixels))


def png(width: int, height: int) -> bytes:
    """A picture of a smooth gradient."""
    sink = io.BytesIO()
    across = np.linspace(0, 255, width, dtype=np.uint8)[None, :, None]
    Image.fromarray(np.broadcast_to(across, (height, width, 3)).copy()).save(sink, "PNG")
    return sink.getvalue()


@pytest.fixture(scope="session")
def picture() -> bytes:
    """A picture as a service sends it, in the shape of 4:5."""
    return png(512, 640)


@pytest.fixture(scope="session")
def reference(astronaut_photo: Photo) -> Reference:
    """A photo of the sitter; what was read in it does not matter here."""
    portrait = Portrait(astronaut_photo.pixels)
    return Reference("me at home, 3 May.jpg", portrait, Reading("selfie", 1))


def words_shot(takes: int = 1, seed: int = 7, prompt: str = "a calm founder in a café") -> Shot:
    return Shot("trust", {}, (), takes=takes, seed=seed, prompt=prompt)


@pytest.fixture
def agreed() -> list[tuple[str, str]]:
    """Every consent that was asked for."""
    return []


@pytest.fixture
def run(agreed: list[tuple[str, str]]) -> Run:
    """A run of a sitter who agrees to everything."""
    return Run("run-1", clear=lambda use, backend: agreed.append((use, backend)))


Make = Callable[..., Backend]


@pytest.fixture
def backend_of(server: FakeServer, home: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """A service's backend pointed at the fake server, with a key."""

    def make(case: ServiceCase, **more: object) -> Backend:
        monkeypatch.setenv(case.variable, KEY)
        return find_backend(case.name, settings_for(case, server.url, **more))

    return make


def settings_for(case: ServiceCase, url: str, **more: object) -> Settings:
    named = {name.replace("__", "."): value for name, value in more.items()}
    values = {f"{case.name}.base_url": url, **QUICK, **case.settings, **named}
    return default_settings().with_values("the test", values)  # type: ignore[arg-type]
